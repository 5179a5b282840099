//! Files of a case through the front door: brought in by hand and from the scanner's folder, shown, refused.

use super::issued;
use crate::testing::Browser;
use axum::http::StatusCode;
use loggia_schema::message::{Code, Finding, files};
use std::time::{Duration, SystemTime};

/// A picture of one pixel.
fn png() -> Vec<u8> {
    let text = b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    data_encoding::BASE64.decode(text).unwrap()
}

/// The picture with another height in its head than it has, and the checksum of the lie.
fn lying(height: u32) -> Vec<u8> {
    let mut bytes = png();
    bytes[20..24].copy_from_slice(&height.to_be_bytes());
    let mut sum = u32::MAX;
    for byte in &bytes[12..29] {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = (sum >> 1) ^ if sum & 1 == 1 { 0xedb8_8320 } else { 0 };
        }
    }
    bytes[29..33].copy_from_slice(&(!sum).to_be_bytes());
    bytes
}

fn says(code: Code) -> String {
    let sentence = Finding::new(code).greek();
    // a value that is not given stands as a dash
    let words = sentence.split('–').next().unwrap();
    words.split('.').next().unwrap().to_owned()
}

fn address(record: &str) -> String {
    format!("/cases/{}", record.rsplit('/').next().unwrap())
}

/// The addresses of the files on a record.
fn shown(page: &str) -> Vec<String> {
    let parts = page.split("src=\"").skip(1);
    let sources = parts.map(|part| part.split('"').next().unwrap().to_owned());
    sources.filter(|src| src.contains("/files/")).collect()
}

#[tokio::test]
async fn a_picture_is_cleaned_attached_and_sent_so_that_nothing_in_it_runs() {
    let browser = Browser::with_numbers(5);
    let record = issued(&browser, "ΗΚΑ-1000").await;
    let case = address(&record);
    assert!(
        browser
            .get(&record)
            .await
            .text()
            .contains("data-key=\"attach\"")
    );
    let form = browser.get(&format!("{case}/attach")).await;
    assert_eq!(form.status, StatusCode::OK);
    assert!(form.text().contains("multipart/form-data") && form.text().contains("/scanner"));
    let key = form.value("key");
    let fields = [("key", key.as_str()), ("what", "photo")];
    let picture = [png(), b"<script>".to_vec()].concat();
    for _ in 0..2 {
        // the second press attaches nothing
        let sent = [("..\\x\\ΙΜΓ <1>.png", picture.as_slice())];
        let done = browser
            .upload(&format!("{case}/attach"), &fields, &sent)
            .await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
        assert_eq!(done.location(), format!("{record}?attached=1"));
    }
    let page = browser.get(&format!("{record}?attached=1")).await.text();
    assert!(page.contains("ΙΜΓ &lt;1&gt;.png") && page.contains("Το αρχείο επισυνάφθηκε"));
    let section = page.split("lg-files__item").nth(1).unwrap();
    assert!(section.contains("σε ουρά") && !section.contains("καταχωρίστηκε"));
    let files = shown(&page);
    assert_eq!(files.len(), 1, "{files:?}");
    let file = browser.get(&files[0]).await;
    assert_eq!(file.status, StatusCode::OK);
    let header = |name: &str| file.headers[name].to_str().unwrap().to_owned();
    assert_eq!(header("content-type"), "image/jpeg");
    assert_eq!(
        header("content-security-policy"),
        "sandbox; default-src 'none'"
    );
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert!(header("content-disposition").starts_with("inline; filename=\""));
    assert!(file.bytes.starts_with(b"\xff\xd8\xff"));
    assert!(!file.bytes.windows(7).any(|part| part == b"<script"));
    // never for the hash alone
    let other = address(&issued(&browser, "ΗΚΑ-1001").await);
    let blob = files[0].rsplit('/').next().unwrap();
    let foreign = browser.get(&format!("{other}/files/{blob}")).await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
    let nonsense = browser.get(&format!("{case}/files/zz")).await;
    assert_eq!(nonsense.status, StatusCode::NOT_FOUND);
    let outbox = browser.get("/outbox").await.text();
    assert!(
        outbox.contains("1 αρχείο δεν έχει φτάσει ακόμη στο Κέντρο"),
        "{outbox}"
    );
}

#[tokio::test]
async fn what_is_refused_comes_back_with_the_form_and_stores_nothing() {
    let browser = Browser::with_numbers(5);
    let record = issued(&browser, "ΗΚΑ-1000").await;
    let path = format!("{}/attach", address(&record));
    let good = png();
    type Sent<'a> = (&'a str, &'a [u8]);
    let large = [png(), vec![0; 16 << 20]].concat();
    let refused: [(&str, &[Sent<'_>], Code); 9] = [
        ("photo", &[], files::NO_FILE),
        ("photo", &[("", b"")], files::NO_FILE),
        (
            "photo",
            &[("a.jpg", b"MZ\x90 no picture")],
            files::FILE_KIND_UNKNOWN,
        ),
        (
            "photo",
            &[("a.png", &good[..40])],
            files::PICTURE_UNREADABLE,
        ),
        // its head promises more rows than follow
        ("photo", &[("a.png", &lying(3))], files::PICTURE_UNREADABLE),
        // its head promises more pixels than a scanner makes
        (
            "photo",
            &[("a.png", &lying(60_000))],
            files::PICTURE_TOO_LARGE,
        ),
        ("scan", &[("a.png", &large)], files::FILE_TOO_LARGE),
        (
            "scan",
            &[("a.pdf", b"%PDF-1.7 and no more")],
            files::PDF_UNREADABLE,
        ),
        ("?", &[("a.png", &good)], files::WHAT_MISSING),
    ];
    for (what, sent, code) in refused {
        let page = browser.upload(&path, &[("what", what)], sent).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{code}");
        let text = page.text();
        assert!(text.contains(&says(code)), "{code}: {text}");
        assert!(text.contains(&format!("({code})")), "{code} is not told");
    }
    let many: Vec<(&str, &[u8])> = vec![("a.png", good.as_slice()); 21];
    let page = browser.upload(&path, &[("what", "photo")], &many).await;
    assert!(page.text().contains("Έως 20 αρχεία"));
    let page = browser.get(&record).await.text();
    assert!(shown(&page).is_empty() && !page.contains("Συνημμένα"));
}

#[tokio::test]
async fn the_newest_file_of_the_scanner_is_attached_only_as_it_was_seen() {
    let browser = Browser::with_numbers(5);
    let record = issued(&browser, "ΗΚΑ-1000").await;
    let case = address(&record);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    let wrong = browser.post("/scanner", &[("folder", "nowhere")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        wrong.text().contains(&says(files::FOLDER_MISSING)) && wrong.text().contains("nowhere")
    );
    let set = browser.post("/scanner", &[("folder", path)]).await;
    assert_eq!(set.status, StatusCode::SEE_OTHER);
    assert_eq!(browser.get("/scanner?saved=1").await.value("folder"), path);
    let empty = browser.get(&format!("{case}/attach")).await.text();
    assert!(empty.contains(&says(files::FOLDER_EMPTY)));
    let put = |name: &str, age: u64| {
        std::fs::write(folder.path().join(name), png()).unwrap();
        let file = std::fs::File::options()
            .write(true)
            .open(folder.path().join(name))
            .unwrap();
        let at = SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_000_000 - age);
        file.set_modified(at).unwrap();
    };
    put("one.png", 60);
    let form = browser.get(&format!("{case}/attach")).await;
    assert!(form.text().contains("one.png") && form.text().contains("/scanner/newest"));
    let preview = browser.get("/scanner/newest").await;
    assert!(
        preview.bytes.starts_with(b"\xff\xd8\xff"),
        "{}",
        preview.text()
    );
    let (key, seen) = (form.value("key"), form.value("seen"));
    // another file arrives between the look and the press
    put("two.png", 1);
    let newest = format!("{case}/attach/newest");
    let fields = [
        ("key", key.as_str()),
        ("seen", seen.as_str()),
        ("what", "photo"),
    ];
    let changed = browser.post(&newest, &fields).await;
    assert_eq!(changed.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(changed.text().contains("two.png") && changed.text().contains("Στο μεταξύ"));
    assert!(shown(&browser.get(&record).await.text()).is_empty());
    let (key, seen) = (changed.value("key"), changed.value("seen"));
    let fields = [
        ("key", key.as_str()),
        ("seen", seen.as_str()),
        ("what", "photo"),
    ];
    for _ in 0..2 {
        let done = browser.post(&newest, &fields).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    }
    let page = browser.get(&record).await.text();
    assert_eq!(shown(&page).len(), 1);
    assert!(page.contains("two.png"));
    // the same picture under another name is the same file
    put("three.png", 0);
    let form = browser.get(&format!("{case}/attach")).await;
    let (key, seen) = (form.value("key"), form.value("seen"));
    let fields = [
        ("key", key.as_str()),
        ("seen", seen.as_str()),
        ("what", "scan"),
    ];
    let twice = browser.post(&newest, &fields).await;
    assert!(twice.text().contains(&says(files::ATTACHED_TWICE)));
}

#[tokio::test]
async fn what_the_scanner_left_is_refused_as_what_a_person_sends() {
    let browser = Browser::with_numbers(5);
    let record = issued(&browser, "ΗΚΑ-1000").await;
    let case = address(&record);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    browser.post("/scanner", &[("folder", path)]).await;
    for (content, code) in [
        (b"MZ\x90 no picture".to_vec(), files::FILE_KIND_UNKNOWN),
        (png()[..40].to_vec(), files::PICTURE_UNREADABLE),
        (lying(60_000), files::PICTURE_TOO_LARGE),
        ([png(), vec![0; 20 << 20]].concat(), files::FILE_TOO_LARGE),
    ] {
        std::fs::write(folder.path().join("scan.png"), content).unwrap();
        let form = browser.get(&format!("{case}/attach")).await;
        assert_eq!(form.status, StatusCode::OK);
        let preview = browser.get("/scanner/newest").await;
        assert!(
            preview.status.is_client_error(),
            "{code}: {}",
            preview.status
        );
        let (key, seen) = (form.value("key"), form.value("seen"));
        let fields = [("key", &*key), ("seen", &*seen), ("what", "scan")];
        let page = browser
            .post(&format!("{case}/attach/newest"), &fields)
            .await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{code}");
        let text = page.text();
        assert!(text.contains(&says(code)), "{code}: {text}");
        assert!(text.contains(&format!("({code})")), "{code} is not told");
    }
    assert!(shown(&browser.get(&record).await.text()).is_empty());
}

#[tokio::test]
async fn a_reading_that_is_held_takes_its_photo() {
    let browser = Browser::with_numbers(1);
    let typed = [
        ("key", "k1"),
        ("network", "Δ1"),
        ("meter", "Υ1"),
        ("value", "100"),
    ];
    let taken = browser.post("/readings/new", &typed).await;
    let next = browser.get(taken.location()).await.text();
    assert!(next.contains("σε έλεγχο"), "{next}");
    let link = next.split("data-key=\"attach\"").next().unwrap();
    let form = link.rsplit("href=\"").next().unwrap();
    let form = form.split('"').next().unwrap();
    let fields = [("key", "k2"), ("what", "photo")];
    let picture = png();
    let sent = [("μετρητής.png", picture.as_slice())];
    let done = browser.upload(form, &fields, &sent).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    assert!(
        done.location().starts_with("/readings/"),
        "{}",
        done.location()
    );
    let book = browser.get(done.location()).await.text();
    assert!(book.contains("Το αρχείο επισυνάφθηκε") && book.contains("μετρητής.png"));
    assert_eq!(shown(&book).len(), 1);
}

#[tokio::test]
async fn several_files_become_one_pdf() {
    let browser = Browser::with_numbers(5);
    let record = issued(&browser, "ΗΚΑ-1000").await;
    let case = address(&record);
    let one = png();
    let pdf = {
        let bound = loggia_papers::Bound {
            caption: "μία σελίδα".to_owned(),
            media: loggia_cases::attachment::Media::Png,
            pages: 1,
            content: png(),
        };
        let at = jiff::civil::date(2026, 11, 25).at(9, 0, 0, 0);
        loggia_papers::bind("δοκιμή", at, vec![bound.clone(), bound]).unwrap()
    };
    let fields = [("key", "k1"), ("what", "document"), ("join", "1")];
    let sent: [(&str, &[u8]); 2] = [("α.png", &one), ("β.pdf", &pdf)];
    let done = browser
        .upload(&format!("{case}/attach"), &fields, &sent)
        .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    let page = browser.get(&record).await.text();
    assert!(
        page.contains("α.png και άλλα 1.pdf") && page.contains("3 σελίδες"),
        "{page}"
    );
    let fields = [("key", "k2"), ("what", "photo")];
    let sent: [(&str, &[u8]); 1] = [("γ.png", &one)];
    browser
        .upload(&format!("{case}/attach"), &fields, &sent)
        .await;
    let all = browser.get(&format!("{case}/files.pdf")).await;
    assert!(all.bytes.starts_with(b"%PDF"), "{}", all.text());
    assert_eq!(loggia_papers::clean(&all.bytes).unwrap().pages, 4);
    assert!(
        all.headers["content-disposition"]
            .to_str()
            .unwrap()
            .starts_with("attachment")
    );
}
