//! What every list of an office can do: files that are read back, filters that cannot be read.

use super::issued;
use crate::testing::Browser;
use axum::http::{Method, StatusCode, header};
use calamine::{Data, Reader as _, Xlsx};
use loggia_ui::query::encode;
use std::io::Cursor;

/// The address of the file that a page offers for one of its lists.
async fn file_of(browser: &Browser, path: &str, name: &str, format: &str) -> String {
    let page = browser.get(path).await.text();
    let wanted = format!("file={name}&amp;as={format}");
    let link = page
        .split("href=\"")
        .filter_map(|rest| rest.split('"').next())
        .find(|href| href.contains(&wanted));
    link.unwrap_or_else(|| panic!("{path} offers no {wanted}: {page}"))
        .replace("&amp;", "&")
}

#[tokio::test]
async fn a_list_leaves_as_typed_cells_and_is_read_back() {
    let browser = Browser::with_numbers(20);
    for plate in ["HKA 1234", "HKA 1235"] {
        issued(&browser, plate).await;
    }
    let link = file_of(&browser, "/fines?q=1235", "kliseis", "xlsx").await;
    let file = browser.get(&link).await;
    assert_eq!(file.status, StatusCode::OK, "{}", file.text());
    assert_eq!(
        file.headers[header::CONTENT_DISPOSITION],
        "attachment; filename=\"kliseis.xlsx\""
    );
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(file.bytes)).unwrap();
    let sheet = book.worksheet_range("Κατάλογος").unwrap();
    let rows: Vec<Vec<Data>> = sheet.rows().map(<[Data]>::to_vec).collect();
    assert_eq!(rows.len(), 2, "the filter holds for the file: {rows:?}");
    let column = |name: &str| {
        let head = |cell: &Data| *cell == Data::String(name.to_owned());
        rows[0].iter().position(head).unwrap()
    };
    let cell = |name: &str| &rows[1][column(name)];
    assert_eq!(cell("Πινακίδα"), &Data::String("HKA-1235".into()));
    assert!(
        matches!(cell("Παράβαση"), Data::DateTime(_)),
        "a day is a day"
    );
    assert_eq!(cell("Ποσό").to_string(), "30");
    assert!(
        !matches!(cell("Ποσό"), Data::String(_)),
        "an amount is a number"
    );

    let csv = file_of(&browser, "/fines", "kliseis", "csv").await;
    let text = browser.get(&csv).await.text();
    assert_eq!(text.lines().count(), 3, "{text}");
    assert!(text.starts_with('\u{feff}') && text.contains(";30,00;"));
    for (path, name) in [
        ("/search?q=1235", "ypotheseis"),
        ("/numbers", "mplok"),
        ("/users", "christes"),
    ] {
        let link = file_of(&browser, path, name, "csv").await;
        let text = browser.get(&link).await.text();
        assert!(
            text.starts_with('\u{feff}') && text.lines().count() > 1,
            "{path}: {text}"
        );
    }
}

#[tokio::test]
async fn what_is_no_list_gives_no_file_and_nobody_outside_passes_the_door() {
    let browser = Browser::with_numbers(5);
    let asked = |list: &str| format!("/export?list={}&file=x&as=csv", encode(list));
    for list in [
        "/status",
        "/no-such-page",
        "/lock",
        "//evil.example",
        "/fines?file=y",
    ] {
        let refused = browser.get(&asked(list)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{list}");
        assert!(refused.text().contains("Σ-472"), "{list}");
    }
    // The part of a file is an answer to the program alone: over the wire there is nothing in it.
    let bare = browser.get("/fines?file=kliseis").await;
    assert_eq!((bare.status, bare.bytes.len()), (StatusCode::NO_CONTENT, 0));
    let stranger = browser
        .raw(Method::GET, &asked("/fines"), &[crate::testing::host()], "")
        .await;
    assert_ne!(stranger.status, StatusCode::OK);
}

#[tokio::test]
async fn a_filter_that_cannot_be_read_is_refused_at_its_field_and_keeps_what_was_typed() {
    let browser = Browser::with_numbers(5);
    issued(&browser, "HKA 1234").await;
    for (filter, code, typed) in [
        ("from=31%2F2%2F2026", "Σ-122", "31/2/2026"),
        ("from=%CF%87%CE%B8%CE%B5%CF%82", "Σ-121", "χθες"),
        ("stage=nonsense", "Σ-474", ""),
        ("from=2%2F11%2F2026&to=1%2F11%2F2026", "Σ-475", "1/11/2026"),
    ] {
        let page = browser.get(&format!("/fines?{filter}")).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{filter}");
        let text = page.text();
        assert!(
            text.contains(code) && text.contains(typed),
            "{filter}: {text}"
        );
        assert!(
            !text.contains("HKA-1234"),
            "no rows under a filter that was not applied"
        );
        assert!(text.contains("<title>Σφάλμα: "));
    }
    let good = browser.get("/fines?from=1%2F11%2F2026&to=%CF%83").await;
    assert_eq!(good.status, StatusCode::OK);
    assert!(good.text().contains("HKA-1234"));
}
