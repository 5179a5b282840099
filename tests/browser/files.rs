//! A photo of a fine: the newest file of the scanner's folder, by keyboard, from the case to the back office.

use crate::manners::{quiet, sound};
use crate::office::{Office, go};
use crate::steps::{issue, sign_in, submit};
use loggia_tests::browser::Browser;
use loggia_tests::browser::keys::{Held, Key};
use loggia_tests::{Laptop, Town};
use serde_json::json;
use std::path::PathBuf;

/// A picture of one pixel, as a scanner would leave it.
const PICTURE: &[u8] = &[
    0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, b'I', b'H', b'D', b'R', 0, 0, 0,
    1, 0, 0, 0, 1, 8, 6, 0, 0, 0, 0x1f, 0x15, 0xc4, 0x89, 0, 0, 0, 0x0d, b'I', b'D', b'A', b'T',
    0x78, 0xda, 0x63, 0x64, 0xf8, 0xcf, 0x50, 0x0f, 0, 0x03, 0x86, 0x01, 0x80, 0x5a, 0x34, 0x7d,
    0x6b, 0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xae, 0x42, 0x60, 0x82,
];

/// A file of the sandbox with the picture.
pub fn picture(town: &Town, name: &str) -> PathBuf {
    write(town, name, PICTURE)
}

/// A page as a scanner writes it: one empty sheet of A4.
pub fn scan(town: &Town, name: &str) -> PathBuf {
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
    ];
    let mut pdf = "%PDF-1.4\n".to_owned();
    let mut table = "xref\n0 4\n0000000000 65535 f \n".to_owned();
    for (no, object) in (1..).zip(objects) {
        table.push_str(&format!("{:010} 00000 n \n", pdf.len()));
        pdf.push_str(&format!("{no} 0 obj\n{object}\nendobj\n"));
    }
    let end = format!(
        "trailer\n<</Size 4/Root 1 0 R>>\nstartxref\n{}\n%%EOF\n",
        pdf.len()
    );
    write(town, name, [pdf, table, end].concat().as_bytes())
}

fn write(town: &Town, name: &str, bytes: &[u8]) -> PathBuf {
    let path = town.sandbox.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, bytes).unwrap();
    path
}

/// Makes a folder of the sandbox the scanner's, on the page where people do it.
pub fn watch(town: &Town, browser: &Browser, folder: &str) {
    go(browser, "/scanner");
    assert!(browser.has_focus("#folder"), "{}", browser.focus());
    let folder = town.sandbox.join(folder);
    browser.fill("#folder", &folder.to_string_lossy());
    submit(browser);
    browser.wait_text("Ο φάκελος του σαρωτή αποθηκεύτηκε");
}

/// Attaches the newest file of the scanner to the case on the screen: the key, a look at its name, Enter.
#[track_caller]
pub fn newest(browser: &Browser, name: &str) {
    browser.press_at(&[Held::Alt], "KeyA", "α");
    takes_what_is_offered(browser, name);
}

/// The newest file is offered; a look at its name, Enter.
#[track_caller]
pub fn takes_what_is_offered(browser: &Browser, name: &str) {
    browser.wait_text(name);
    if name.ends_with(".png") {
        assert!(browser.property(".lg-candidate img", "naturalWidth") != "0");
    }
    browser.press(Key::Enter);
    browser.wait_text("Το αρχείο επισυνάφθηκε");
}

/// Attaches the picture from the command line.
#[track_caller]
pub fn attach(town: &Town, laptop: &Laptop, number: &str, name: &str) {
    let path = picture(town, name);
    laptop.run(&[
        "attach",
        number,
        "--file",
        &path.to_string_lossy(),
        "--what",
        "photo",
    ]);
}

#[test]
#[ignore = "needs Chromium: make test"]
fn chromium_the_newest_photo_is_attached_with_two_keys_and_arrives() {
    let office = Office::police().unlocked();
    let browser = &office.browser;
    let fine = issue(&office.laptop, "ΗΚΒ-2345", json!({}));
    let (doc, number) = (
        fine["doc"].as_str().unwrap(),
        fine["number"].as_str().unwrap(),
    );
    picture(&office.town, "scans/IMG 0012.png");
    watch(&office.town, browser, "scans");

    office.go(&format!("/fines/{doc}"));
    browser.wait_text(number);
    // Alt+A shows the newest file with its name and its time, Enter attaches it.
    let keys = browser.keys_of(|| {
        newest(browser, "IMG 0012.png");
    });
    assert!(keys <= 3, "{keys} keys");
    assert_eq!(browser.count(".lg-files__item"), 1);
    assert!(
        loaded(browser),
        "the picture is shown under the pages' policy"
    );
    assert!(browser.read(".lg-files__item").contains("σε ουρά"));
    sound(browser, "fine-with-photo");

    office.go("/outbox");
    browser.wait_text("1 αρχείο δεν έχει φτάσει ακόμη στο Κέντρο");
    office.laptop.sync();
    office.go(&format!("/fines/{doc}"));
    browser.wait_text("καταχωρίστηκε");
    assert!(browser.read(".lg-files__item").contains("καταχωρίστηκε"));
    quiet(browser);

    sign_in(browser, &office.town, "esoda1");
    go(browser, &format!("/cases/{doc}"));
    browser.wait_text("Συνημμένα");
    sound(browser, "hall-case-with-photo");
    let read = browser.read(".lg-files__item");
    assert!(read.contains("IMG 0012.png"), "{read}");
}

/// The first picture of the page has pixels.
fn loaded(browser: &Browser) -> bool {
    loggia_tests::until(std::time::Duration::from_secs(5), "the picture", || {
        let width = browser.property(".lg-files__picture img", "naturalWidth");
        (width != "0").then_some(true)
    })
}
