//! The request's screens: what a list says without opening, what a form asks for and keeps.

use super::*;
use crate::form::Values;
use crate::list::List;
use crate::query::Query;
use loggia_cases::records::{
    FieldDef, FieldKind, IssueAt, PaperDef, PlaceKind, PlaceRecord, Reference, RequestTypeRecord,
    TwinRule,
};
use loggia_cases::request::{RequestRow, Stage};
use loggia_schema::calendar::Unit;
use loggia_schema::ids::DocId;
use loggia_schema::message::{Finding, requests};
use maud::Render as _;

fn day(text: &str) -> jiff::civil::Date {
    text.parse().unwrap()
}

fn reference() -> Reference {
    let mut reference = Reference::default();
    reference.add_request_type(RequestTypeRecord {
        code: "ΤΜ".into(),
        title: "Διόρθωση τετραγωνικών".into(),
        group: "Έσοδα".into(),
        fields: vec![FieldDef {
            code: "m2".into(),
            label: "Ορθό εμβαδόν".into(),
            kind: FieldKind::Number,
            required: true,
        }],
        papers: vec![PaperDef {
            code: "bill".into(),
            title: "Λογαριασμός ρεύματος".into(),
            required: true,
        }],
        term: 50,
        unit: Unit::CalendarDays,
        roll: true,
        office: "ΕΣΟ".into(),
        steps: vec![],
        issue: IssueAt::Nobody,
        template: String::new(),
        fee: None,
        retention_years: 5,
        named: true,
        placed: false,
        reopen_days: 30,
        twins: TwinRule::default(),
        valid_from: day("2026-01-01"),
        valid_to: None,
        legal_basis: "ν. δοκιμής".into(),
    });
    for (code, name, kind) in [
        ("04", "Κοινότητα Δαφνών", PlaceKind::Community),
        ("ΕΣΟ", "Τμήμα Εσόδων", PlaceKind::Office),
    ] {
        reference.add_place(PlaceRecord {
            code: code.into(),
            name: name.into(),
            kind,
            parent: None,
            phone: Some("2810000304".into()),
            active: true,
        });
    }
    reference
}

fn told() -> RequestRow {
    RequestRow {
        number: "Π04-2026-000007".into(),
        stage: Stage::Assigned,
        registered_at: "2026-09-01T09:00".into(),
        registered_on: Some(day("2026-09-01")),
        type_code: "ΤΜ".into(),
        title: "Διόρθωση τετραγωνικών".into(),
        community: "04".into(),
        community_name: "Κοινότητα Δαφνών".into(),
        spot: String::new(),
        channel: "counter".into(),
        office: "ΕΣΟ".into(),
        office_name: "Τμήμα Εσόδων".into(),
        officer: None,
        due: Some(day("2026-10-21")),
        last_step: "χρέωση".into(),
        last_on: Some(day("2026-09-02")),
        missing: String::new(),
        closed_on: None,
        applicant: None,
        conflict: false,
        locked: false,
        off: false,
        search: String::new(),
    }
}

fn listed(request: &RequestRow, today: &str) -> String {
    let (query, reference) = (Query::default(), reference());
    let around = Around {
        officer: Some("Δοκιμή Παραδείγματος".into()),
        phone: phone(&reference, &request.office),
        badge: None,
    };
    let mut list = List::new("Αιτήματα", "/requests", &query);
    for column in columns(false) {
        list = list.column(column);
    }
    let row = row(request, DocId([7; 16]), "/requests/7", around, day(today));
    list.row(row).found(1).render().into_string()
}

#[test]
fn a_row_answers_what_happened_to_my_case() {
    let shown = listed(&told(), "2026-09-10");
    for words in [
        "χρέωση, 02/09/2026",
        "Τμήμα Εσόδων · Δοκιμή Παραδείγματος",
        "2810000304",
        "21/10/2026",
    ] {
        assert!(shown.contains(words), "{words} is not in {shown}");
    }
    assert!(!shown.contains("εκπρόθεσμο"));
    assert!(
        !listed(&told(), "2026-10-21").contains("εκπρόθεσμο"),
        "the last day itself"
    );
    assert!(listed(&told(), "2026-10-22").contains("εκπρόθεσμο"));
    let waits = RequestRow {
        stage: Stage::AwaitingCitizen,
        due: None,
        number: String::new(),
        ..told()
    };
    let shown = listed(&waits, "2026-10-22");
    assert!(
        shown.contains("σε αναστολή") && shown.contains("χωρίς αριθμό 070707"),
        "{shown}"
    );
}

#[test]
fn the_form_asks_for_what_the_chosen_type_needs_and_keeps_what_was_typed() {
    let reference = reference();
    let today = day("2026-09-01");
    let offer = |chosen| Offer {
        reference: &reference,
        today,
        chosen,
    };
    let bare = register("/requests", offer(None), &Values::default(), &[])
        .render()
        .into_string();
    assert!(bare.contains("ΤΜ · Διόρθωση τετραγωνικών") && bare.contains(">Δαφνών<"));
    assert!(!bare.contains("field-m2") && !bare.contains("Τμήμα Εσόδων"));
    let kind = reference.request_type("ΤΜ", today).unwrap();
    let values = Values::default()
        .with("type", "ΤΜ")
        .with("field-m2", "τόσα")
        .with("paper-bill", "1")
        .with("name", "Δοκιμή <b>");
    let finding = Finding::new(requests::FIELD_MISSING)
        .on("field-m2")
        .with("label", "Ορθό εμβαδόν");
    let full = register("/requests", offer(Some(kind)), &values, &[finding])
        .render()
        .into_string();
    for words in [
        "value=\"τόσα\"",
        "Λογαριασμός ρεύματος",
        "Δοκιμή &lt;b&gt;",
        "Δεν συμπληρώθηκε",
    ] {
        assert!(full.contains(words), "{words} is not in {full}");
    }
}

#[test]
fn every_act_has_its_form_and_its_first_field_takes_the_focus() {
    let (reference, values) = (reference(), Values::default());
    let papers = [loggia_cases::request::Paper {
        code: "bill".into(),
        title: "Λογαριασμός".into(),
        required: true,
        brought: false,
    }];
    for form in [
        assign("/a", &reference, vec![], &values, &[]),
        comment("/a", &values, &[]),
        ask_citizen("/a", &papers, &values, &[]),
        bring("/a", &papers, &values, &[]),
        ask_office("/a", &reference, &values, &[]),
        complete("/a", &values, &[]),
        reject("/a", &values, &[]),
        forward("/a", &values, &[]),
        reopen("/a", &values, &[]),
        archive("/a", &values, &[]),
    ] {
        let shown = form.render().into_string();
        assert_eq!(shown.matches("data-focus").count(), 1, "{shown}");
    }
}
