//! What an office's desk has: palette, views by name, printers, jobs, changing users with a PIN.

use super::issued;
use crate::testing::{Browser, LOGIN, PASSWORD, Page};
use axum::http::StatusCode;
use loggia_node::printing::{PrintLine, PrintState};
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::time::Duration;

#[tokio::test]
async fn the_palette_finds_pages_and_cases_by_a_few_letters() {
    let browser = Browser::with_numbers(5);
    let record = issued(&browser, "HKA 1234").await;
    let found = |words: &str| {
        let path = format!("/palette?q={}", loggia_ui::query::encode(words));
        let browser = &browser;
        async move { browser.get(&path).await.text() }
    };
    let pages = found("κλησεισ").await;
    assert!(pages.contains("data-href=\"/fines\""), "{pages}");
    let cases = found("1234").await;
    assert!(
        cases.contains(&format!("data-href=\"{record}\"")),
        "{cases}"
    );
    assert_eq!(found("zzzz").await, "");
    let home = browser.get("/").await.text();
    assert!(home.contains("id=\"palette-q\"") && home.contains("role=\"combobox\""));
}

#[tokio::test]
async fn a_view_is_kept_by_name_and_the_usual_one_opens_by_itself() {
    let browser = Browser::with_numbers(5);
    let keep = |name: &'static str, usual: bool| {
        let mut form = vec![
            ("list", "/fines"),
            ("view", "?stage=issued&page=3"),
            ("name", name),
        ];
        if usual {
            form.push(("usual", "1"));
        }
        let browser = &browser;
        async move { browser.post("/views", &form).await }
    };
    let refused = keep("", false).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("Σ-100"));
    let kept = keep("Ανεπίδοτες", false).await;
    assert_eq!(kept.location(), "/fines?stage=issued", "{}", kept.text());
    assert_eq!(browser.get("/fines").await.status, StatusCode::OK);
    keep("Συνήθεις", true).await;
    assert_eq!(
        browser.get("/fines").await.location(),
        "/fines?stage=issued"
    );
    let cleared = browser.get("/fines?all=1").await;
    assert_eq!(
        cleared.status,
        StatusCode::OK,
        "filters can still be cleared"
    );
    let page = browser.get("/views?list=%2Ffines&view=").await.text();
    assert!(
        page.contains("Ανεπίδοτες") && page.contains("Συνήθεις"),
        "{page}"
    );
    let drop = [("list", "/fines"), ("name", "Συνήθεις")];
    browser.post("/views/drop", &drop).await;
    assert_eq!(browser.get("/fines").await.status, StatusCode::OK);
    let long = "α".repeat(61);
    let form = [("list", "/fines"), ("view", ""), ("name", long.as_str())];
    assert!(browser.post("/views", &form).await.text().contains("Σ-476"));
}

/// A stand-in of the printer's system: keeps what it is given, or refuses while the file `off` is there.
fn stand_in(folder: &Path) {
    let write = |name: &str, text: String| {
        let path = folder.join(name);
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    };
    let here = folder.display();
    write(
        "lpstat",
        format!(
            "#!/bin/sh\ncase $1 in\n-e) echo laser; echo roll ;;\n-p) if [ -e {here}/off ]; then \
             echo \"printer $2 disabled since then\"; else echo \"printer $2 is idle\"; fi ;;\nesac\n"
        ),
    );
    write(
        "lp",
        format!(
            "#!/bin/sh\nif [ -e {here}/broken ]; then echo 'lp: no paper' >&2; exit 1; fi\n\
             echo \"$@\" >> {here}/said\ncat >> {here}/papers\n"
        ),
    );
}

async fn settled(browser: &Browser, wanted: PrintState) -> Vec<PrintLine> {
    for _ in 0..400 {
        let lines = browser.app.office().with(|node| {
            let actor = browser.app.office().seat().unwrap();
            node.session(&actor).unwrap().print_queue().unwrap()
        });
        if lines.iter().all(|line| line.state == wanted) {
            return lines;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("the queue never came to {wanted:?}");
}

async fn set_printers(browser: &Browser) -> Page {
    let form = [
        ("printer-1-page", "laser"),
        ("printer-1-roll", "roll"),
        ("usual-1", "page"),
    ];
    browser.post("/printers", &form).await
}

#[tokio::test]
async fn a_paper_waits_for_a_printer_that_is_off_and_no_number_is_taken_again() {
    let lp = tempfile::tempdir().unwrap();
    stand_in(lp.path());
    let browser = Browser::printing(5, lp.path());
    let record = issued(&browser, "HKA 1234").await;
    let doc = record.rsplit('/').next().unwrap().to_owned();
    let print = format!("/cases/{doc}/print");
    let none = browser.post(&print, &[]).await;
    assert!(none.text().contains("Σ-481"), "{}", none.text());
    assert!(browser.get("/printers").await.text().contains("laser"));
    let unknown = browser.post("/printers", &[("printer-1-page", "x")]).await;
    assert!(unknown.text().contains("Σ-483"), "{}", unknown.text());
    assert_eq!(set_printers(&browser).await.status, StatusCode::SEE_OTHER);

    let left = numbers_left(&browser);
    fs::write(lp.path().join("off"), "").unwrap();
    let sent = browser.post(&print, &[]).await;
    assert_eq!(
        sent.location(),
        format!("{record}?printed=1"),
        "{}",
        sent.text()
    );
    let lines = settled(&browser, PrintState::Failed).await;
    assert_eq!((lines.len(), lines[0].tries, lines[0].copy), (1, 1, false));
    let page = browser.get("/prints").await.text();
    assert!(
        page.contains("Σ-482") && page.contains("Επανάληψη όσων δεν τυπώθηκαν"),
        "{page}"
    );
    assert!(!lp.path().join("papers").exists());

    fs::remove_file(lp.path().join("off")).unwrap();
    fs::write(lp.path().join("broken"), "").unwrap();
    browser.post("/prints/retry", &[]).await;
    for _ in 0..400 {
        if settled(&browser, PrintState::Failed).await[0].tries == 2 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    assert!(
        settled(&browser, PrintState::Failed).await[0]
            .answer
            .contains("no paper")
    );
    fs::remove_file(lp.path().join("broken")).unwrap();
    // The key of the last paper sends what was not taken before it prints a copy.
    browser.post("/prints/last", &[]).await;
    let lines = settled(&browser, PrintState::Sent).await;
    assert_eq!((lines.len(), lines[0].tries), (1, 3));
    let said = fs::read_to_string(lp.path().join("said")).unwrap();
    assert!(
        said.contains("-d laser") && said.contains("media=A4"),
        "{said}"
    );
    let original = fs::read(lp.path().join("papers")).unwrap();
    assert!(original.starts_with(b"%PDF"));

    browser.post("/prints/last", &[]).await;
    let lines = settled(&browser, PrintState::Sent).await;
    assert_eq!((lines.len(), lines[0].copy), (2, true));
    assert!(fs::read(lp.path().join("papers")).unwrap().len() > original.len());
    browser.post(&format!("{print}?sheet=roll"), &[]).await;
    settled(&browser, PrintState::Sent).await;
    let said = fs::read_to_string(lp.path().join("said")).unwrap();
    assert!(said.lines().last().unwrap().contains("-d roll"), "{said}");
    assert_eq!(numbers_left(&browser), left, "printing takes no number");
}

fn numbers_left(browser: &Browser) -> Vec<u64> {
    let stored = browser.app.office().with(|node| node.status()).unwrap();
    stored.numbers.iter().map(|series| series.left).collect()
}

#[tokio::test]
async fn many_papers_are_shown_before_they_are_printed_and_the_rest_says_why() {
    let lp = tempfile::tempdir().unwrap();
    stand_in(lp.path());
    let browser = Browser::printing(5, lp.path());
    let (one, two) = (
        issued(&browser, "HKA 1234").await,
        issued(&browser, "HKA 1235").await,
    );
    let spoiled = browser
        .post("/fines/spoil", &[("key", "s"), ("reason", "δοκιμή")])
        .await;
    let spoiled = spoiled.location().split('?').next().unwrap().to_owned();
    let rows = [
        ("row", one.as_str()),
        ("row", two.as_str()),
        ("row", spoiled.as_str()),
    ];
    let nothing = browser.post("/prints/preview", &rows).await.text();
    assert!(
        nothing.contains("Δεν θα γίνει καμία ενέργεια") && nothing.contains("Σ-481"),
        "{nothing}"
    );
    set_printers(&browser).await;
    let preview = browser.post("/prints/preview", &rows).await.text();
    assert!(
        preview.contains("Θα γίνουν 2 ενέργειες.") && preview.contains("Σ-478"),
        "{preview}"
    );
    assert_eq!(preview.matches("name=\"row\"").count(), 2);
    assert!(
        settled(&browser, PrintState::Sent).await.is_empty(),
        "nothing is done by a preview"
    );
    let started = browser.post("/prints/many", &rows[..2]).await;
    let job = ended(&browser, started.location()).await;
    assert!(job.contains("Στάλθηκαν σε εκτυπωτή"), "{job}");
    assert_eq!(settled(&browser, PrintState::Sent).await.len(), 2);
}

/// The page of a job that has ended.
async fn ended(browser: &Browser, job: &str) -> String {
    assert!(job.starts_with("/jobs/"), "{job}");
    for _ in 0..800 {
        let page = browser.get(job).await.text();
        if !page.contains("σε εξέλιξη") {
            return page;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("{job} does not end");
}

#[tokio::test]
async fn a_long_list_is_written_beside_the_pages_and_its_file_is_fetched_once_it_is_there() {
    let browser = Browser::with_numbers(5);
    issued(&browser, "HKA 1234").await;
    let form = [
        ("list", "/fines?q=1234"),
        ("file", "kliseis"),
        ("as", "csv"),
    ];
    let started = browser.post("/export", &form).await;
    let job = started.location().to_owned();
    let page = ended(&browser, &job).await;
    assert!(page.contains("Λήψη kliseis.csv"), "{page}");
    let file = browser.get(&format!("{job}/file")).await;
    assert!(file.text().contains("HKA-1234"), "{}", file.text());
    assert!(
        browser
            .get("/jobs")
            .await
            .text()
            .contains("Εξαγωγή kliseis.csv")
    );
    let bad = [("list", "/status"), ("file", "x"), ("as", "csv")];
    let started = browser.post("/export", &bad).await;
    let page = ended(&browser, started.location()).await;
    assert!(
        page.contains("Σ-472") && !page.contains("/file\""),
        "{page}"
    );
    assert_eq!(browser.get("/jobs/999").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_job_that_nobody_runs_says_that_it_was_broken_off() {
    let browser = Browser::with_numbers(0);
    let actor = browser.app.office().seat().unwrap();
    let no = browser
        .app
        .office()
        .with(|node| node.session(&actor)?.begin_job("Εξαγωγή"))
        .unwrap();
    let page = browser.get(&format!("/jobs/{no}")).await.text();
    assert!(
        page.contains("Σ-480") && page.contains("διακόπηκε"),
        "{page}"
    );
}

#[tokio::test]
async fn repeating_with_a_cut_line_answers_at_once_and_says_what_happened() {
    let browser = Browser::with_numbers(0);
    let started = browser.post("/outbox/retry", &[]).await;
    assert_eq!(started.status, StatusCode::SEE_OTHER);
    let page = ended(&browser, started.location()).await;
    assert!(
        page.contains("Σ-462"),
        "no address of the centre is known: {page}"
    );
}

#[tokio::test]
async fn colleagues_take_turns_with_a_pin_and_drafts_are_kept() {
    let browser = Browser::with_numbers(3);
    for (pin, again, code) in [
        ("12", "12", "Σ-484"),
        ("1111", "1111", "Σ-484"),
        ("2580", "2581", "Σ-487"),
    ] {
        let refused = browser
            .post("/pin", &[("pin", pin), ("again", again)])
            .await;
        assert!(refused.text().contains(code), "{pin}: {}", refused.text());
    }
    let set = browser
        .post("/pin", &[("pin", "2580"), ("again", "2580")])
        .await;
    assert_eq!(set.location(), "/pin?set=1", "{}", set.text());
    browser.post("/draft/fine", &[("plate", "HKA 77")]).await;
    assert_eq!(browser.post("/pause", &[]).await.location(), "/unlock");
    assert!(
        browser
            .get("/fines")
            .await
            .location()
            .starts_with("/unlock")
    );
    let door = browser.get("/unlock").await.text();
    assert!(
        door.contains("name=\"pin\"") && door.contains("name=\"password\""),
        "{door}"
    );
    assert!(!door.contains("2580"));
    let wrong = browser
        .post(
            "/unlock/pin?next=%2Ffines",
            &[("user", LOGIN), ("pin", "0000")],
        )
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text().contains("Σ-485"), "{}", wrong.text());
    let back = browser
        .post(
            "/unlock/pin?next=%2Ffines%2Fnew",
            &[("user", LOGIN), ("pin", "2580")],
        )
        .await;
    assert_eq!(back.location(), "/fines/new");
    assert!(
        browser.get("/fines/new").await.text().contains("HKA 77"),
        "the draft is there"
    );
    browser.post("/lock", &[]).await;
    let gone = browser
        .post("/unlock/pin", &[("user", LOGIN), ("pin", "2580")])
        .await;
    assert!(
        gone.text().contains("Σ-486"),
        "a lock forgets PINs: {}",
        gone.text()
    );
    let password = [("user", LOGIN), ("password", PASSWORD)];
    assert_eq!(browser.post("/unlock", &password).await.location(), "/");
}
