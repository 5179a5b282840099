//! The address is the state; the file says what the screen says.

use super::*;
use crate::proof;
use crate::status::Badge;
use loggia_schema::money::Cents;

fn page(list: &List<'_>) -> String {
    format!(
        "<!DOCTYPE html><html lang=\"el\"><body><main><h1>Λίστα</h1>{}</main></body></html>",
        list.render().0
    )
}

fn list(query: &Query) -> List<'_> {
    List::new("Κλήσεις", "/fines", query)
        .column(Column::text("number", "Αριθμός").sortable())
        .column(Column::amount("amount", "Ποσό").sortable())
        .column(Column::text("badge", "Κέντρο"))
        .filter(Field::text("q", "Αναζήτηση"))
        .row(
            Row::new("Κ1", "/fines/1")
                .cell(Cents(-123_450))
                .cell(Badge::Sent),
        )
        .row(
            Row::new("=Κ2;", "/fines/2")
                .cell(Cents(5))
                .cell(Badge::Local)
                .locked("έχει βεβαιωθεί"),
        )
}

#[test]
fn every_link_keeps_the_rest_of_the_view() {
    let query = Query::parse("q=%CE%91&sort=-amount&size=100&page=2");
    let html = page(&list(&query).found(1_000).file("kliseis"));
    assert_eq!(proof::broken(&html), Vec::<String>::new());
    for address in [
        "/fines?q=%CE%91&amp;sort=amount&amp;size=100",
        "/fines?q=%CE%91&amp;sort=number&amp;size=100",
        "/fines?q=%CE%91&amp;sort=-amount&amp;size=100&amp;page=3",
        "/fines?q=%CE%91&amp;sort=-amount&amp;size=500",
        "/fines?sort=-amount&amp;all=1&amp;size=100",
        "/export?list=%2Ffines%3Fq%3D%25CE%2591%26sort%3D-amount%26size%3D100&amp;file=kliseis&amp;as=xlsx",
    ] {
        assert!(html.contains(&format!("\"{address}\"")), "{address}");
    }
    assert!(html.contains("aria-sort=\"descending\"") && html.contains("101–200 από 1.000"));
}

#[test]
fn a_page_beyond_the_end_still_leads_back() {
    let query = Query::parse("page=900");
    let html = page(&list(&query).found(60));
    assert!(html.contains("60–60 από 60") && html.contains("\"/fines?page=2\""));
}

#[test]
fn an_empty_list_says_why_and_what_next() {
    let (filtered, plain) = (Query::parse("q=x"), Query::parse(""));
    let empty = |query| {
        List::new("Κλήσεις", "/fines", query)
            .column(Column::text("a", "Α"))
            .empty("Δεν εκδόθηκε ακόμη κλήση.")
    };
    let filters = |query| {
        empty(query)
            .filter(Field::text("q", "Πινακίδα"))
            .filter(Field::date("from", "Από"))
    };
    assert!(page(&filters(&filtered)).contains("Καθαρισμός φίλτρων"));
    let search = page(&empty(&filtered).filter(Field::text("q", "Πινακίδα")));
    assert!(search.contains("Δεν βρέθηκε τίποτα") && search.contains("Νέα αναζήτηση"));
    // A second list of the page, which has no filter of its own, is not empty because of the first one's.
    assert!(page(&empty(&filtered)).contains("Δεν εκδόθηκε ακόμη κλήση."));
    let html = page(&empty(&plain).create("Νέα κλήση", "/fines/new"));
    assert!(html.contains("Δεν εκδόθηκε ακόμη κλήση.") && html.contains("/fines/new"));
    assert!(!html.contains("0 εγγραφές"), "nothing was asked for yet");
}

#[test]
fn a_row_without_a_screen_is_text() {
    let query = Query::parse("");
    let html = page(
        &List::new("Χρήστες", "/users", &query)
            .column(Column::text("a", "Α"))
            .row(Row::plain("astynomos1")),
    );
    assert!(html.contains("astynomos1") && !html.contains("id=\"row-0\""));
}

#[test]
fn a_locked_row_cannot_be_picked_and_says_why() {
    let query = Query::parse("");
    let html = page(&list(&query).bulk(Bulk::new("/preview", "Προεπισκόπηση")));
    assert_eq!(html.matches("type=\"checkbox\"").count(), 1);
    assert!(html.contains("Δεν επιλέγεται: έχει βεβαιωθεί"));
    assert_eq!(proof::broken(&html), Vec::<String>::new());
}

#[test]
fn a_page_of_the_list_is_given_for_its_file_and_only_for_its_own() {
    let of = |address: &str| {
        list(&Query::parse(address))
            .file("kliseis")
            .found(2)
            .asked()
    };
    assert_eq!(of(""), None);
    assert_eq!(of("file=alla"), None);
    let part = of("file=kliseis").unwrap();
    assert_eq!(part.heads, ["Αριθμός", "Ποσό", "Κέντρο"]);
    assert_eq!(part.found, Some(2));
    assert_eq!(
        part.rows[1],
        [
            Cell::from("=Κ2;"),
            Cell::Amount(Cents(5)),
            Cell::Badge(Badge::Local)
        ]
    );
}

#[test]
fn a_filter_that_cannot_be_read_shows_its_error_and_no_rows() {
    let query = Query::parse("q=x&from=nonsense");
    let mut filters = query.read(jiff::civil::date(2026, 11, 25));
    filters.day("from");
    let refused = list(&query)
        .filter(Field::date("from", "Από"))
        .findings(filters.findings());
    assert!(refused.is_refused());
    let html = page(&refused);
    assert_eq!(proof::broken(&html), Vec::<String>::new());
    assert!(
        html.contains("href=\"#f-from\"") && html.contains("id=\"f-from-e\""),
        "{html}"
    );
    assert!(html.contains("value=\"nonsense\"") && !html.contains("<table"));
}
