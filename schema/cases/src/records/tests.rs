//! Records: keys, travel, projection, and the dated view.

use super::*;
use crate::sample;
use loggia_schema::calendar::{Feast, HolidayRule, Override};
use loggia_schema::identifiers::Rf;
use loggia_schema::ids::{ScopeId, UserId};
use loggia_schema::message::{input, requests};
use loggia_schema::money::Cents;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

fn user() -> UserRecord {
    UserRecord {
        id: UserId([1; 16]),
        login: "dokimi".into(),
        name: "Δοκιμή Παραδείγματος".into(),
        service_no: "ΔΑ-7".into(),
        role: "δημοτικός αστυνομικός".into(),
        rights: ["fine.issue".to_owned(), "something.newer".to_owned()].into(),
        place: None,
        scopes: vec![ScopeId([3; 16])],
        active: true,
    }
}

#[test]
fn a_record_travels_and_an_unknown_field_of_a_newer_centre_is_ignored() {
    let mut value = user().to_value().unwrap();
    value["favourite_colour"] = json!("μπλε");
    assert_eq!(UserRecord::from_value(&value).unwrap(), user());
    assert_eq!(user().key(), UserId([1; 16]).to_string());
    value["login"] = json!(7);
    assert_eq!(
        UserRecord::from_value(&value).unwrap_err().code,
        cases::RECORD_UNREADABLE
    );
}

#[test]
fn no_record_has_a_place_for_a_password() {
    let text = serde_json::to_string(&user()).unwrap().to_lowercase();
    assert!(
        !["password", "hash", "secret", "slot"]
            .iter()
            .any(|word| text.contains(word))
    );
}

#[test]
fn dated_records_never_overwrite_each_other() {
    let old = sample::violation("Ρ-69", "k", "Ε1Α", "1999-01-01", Some("2025-09-12"));
    let new = sample::violation("Ρ-69", "k", "Ε1Α", "2025-09-13", None);
    assert_ne!(old.key(), new.key());
    assert_ne!(
        sample::tariff(&new, 1, 1, true).key(),
        sample::tariff(&new, 2, 1, true).key()
    );
    assert_ne!(
        sample::regime("k", "traffic", "1999-01-01", None).key(),
        sample::regime("k", "traffic", "2025-09-13", None).key()
    );
}

#[test]
fn a_scope_sees_its_columns_only() {
    let scope = ScopeRecord {
        id: ScopeId([3; 16]),
        title: "Δημοτική Αστυνομία".into(),
        code: "ΔΑ-1".into(),
        place: "Κ1".into(),
        desk: Desk::Police,
        columns: BTreeMap::from([
            ("tariff".to_owned(), ColumnSet::All),
            (
                "payable".to_owned(),
                ColumnSet::Only(BTreeSet::from(["rf".to_owned(), "number".to_owned()])),
            ),
        ]),
        valid_from: sample::date("2026-01-01"),
        valid_to: None,
    };
    let value = json!({ "rf": "RF", "number": "1", "debtor": "Δοκιμή" });
    assert_eq!(scope.project("tariff", &value), Some(value.clone()));
    assert_eq!(
        scope.project("payable", &value),
        Some(json!({ "rf": "RF", "number": "1" }))
    );
    assert_eq!(scope.project("user", &value), None);
    let again = ScopeRecord::from_value(&scope.to_value().unwrap()).unwrap();
    assert_eq!(again, scope);
}

#[test]
fn what_is_due_is_the_reduced_amount_in_its_term_only() {
    let payable = PayableRecord {
        rf: Rf::generate("9042612000001").unwrap(),
        number: "Κ12-2026-000001".into(),
        plate: None,
        debtor: String::new(),
        kind: PayableKind::Fine,
        amount: Cents(3_000),
        reduced: Some(Cents(1_500)),
        reduced_until: Some(sample::date("2026-06-12")),
        balance: Cents(3_000),
        budget_code: String::new(),
        principal: None,
        certified_on: None,
        due_on: None,
        as_of: "2026-06-02T06:00:00Z".parse().unwrap(),
    };
    assert_eq!(payable.due_on(sample::date("2026-06-12")), Cents(1_500));
    assert_eq!(payable.due_on(sample::date("2026-06-13")), Cents(3_000));
    let part_paid = PayableRecord {
        balance: Cents(1_000),
        ..payable.clone()
    };
    assert_eq!(part_paid.due_on(sample::date("2026-06-12")), Cents(1_000));
    assert_eq!(
        PayableRecord::from_value(&payable.to_value().unwrap()).unwrap(),
        payable
    );
}

/// Every wanted table, as rows that travelled.
fn rows() -> Vec<(&'static str, Value)> {
    let violation = sample::violation("Ρ-69", "kok", "Ε1Α", "2020-01-01", None);
    let rule = HolidayRule::always("Άγιος Μηνάς", Feast::Fixed { month: 11, day: 11 });
    let storm = Override {
        date: sample::date("2026-11-12"),
        closed: true,
        name: "Κακοκαιρία".into(),
    };
    vec![
        (
            "regime",
            sample::regime("kok", "traffic", "2020-01-01", None)
                .to_value()
                .unwrap(),
        ),
        (
            "tariff",
            sample::tariff(&violation, 1, 3_000, true)
                .to_value()
                .unwrap(),
        ),
        ("violation", violation.to_value().unwrap()),
        ("holiday", HolidayRecord::Rule(rule).to_value().unwrap()),
        ("holiday", HolidayRecord::Day(storm).to_value().unwrap()),
        (
            "setting",
            SettingRecord {
                name: "municipality.name".into(),
                value: "Δήμος".into(),
            }
            .to_value()
            .unwrap(),
        ),
        ("user", user().to_value().unwrap()),
        ("table_of_tomorrow", json!({ "x": 1 })),
    ]
}

#[test]
fn the_view_is_built_from_travelled_rows_in_any_order() {
    let mut rows = rows();
    for _ in 0..rows.len() {
        rows.rotate_left(1);
        let reference =
            Reference::from_rows(rows.iter().map(|(table, value)| (*table, value))).unwrap();
        let day = sample::date("2026-06-02");
        assert_eq!(
            reference.tariff("Ρ-69", day, 1).unwrap().amount,
            Cents(3_000)
        );
        assert_eq!(reference.violations_on(day).count(), 1);
        assert_eq!(reference.setting("municipality.name"), Some("Δήμος"));
        let holidays = reference.holidays();
        assert!(!holidays.is_working_day(sample::date("2026-11-11")));
        assert!(!holidays.is_working_day(sample::date("2026-11-12")));
        // Only the records count: without their row, Christmas is an ordinary day.
        assert!(holidays.is_working_day(sample::date("2026-12-25")));
    }
    assert!(
        !Reference::default()
            .holidays()
            .is_working_day(sample::date("2026-12-25"))
    );
    let bad = json!({ "code": 1 });
    assert_eq!(
        Reference::from_rows([("tariff", &bad)]).unwrap_err().code,
        cases::RECORD_UNREADABLE
    );
}

#[test]
fn two_rows_on_one_day_spoil_only_their_own_look_up() {
    let mut reference = sample::reference();
    let twin = sample::violation("Ρ-69", "kok-5209", "Ε1Α", "2026-01-01", None);
    reference.add_tariff(sample::tariff(&twin, 1, 9_999, true));
    let day = sample::date("2026-06-02");
    assert_eq!(
        reference.tariff("Ρ-69", day, 1).unwrap_err().code,
        input::ROWS_OVERLAP
    );
    assert!(reference.tariff("ΕΜΠ-1", day, 1).is_ok());
    assert!(reference.tariff("Ρ-69", day, 2).is_ok());
}

#[test]
fn a_violation_of_a_regime_that_does_not_hold_is_refused() {
    let mut reference = sample::reference();
    reference.add_violation(sample::violation(
        "ΝΕΑ",
        "kok-9999",
        "Ε1",
        "2020-01-01",
        None,
    ));
    let day = sample::date("2026-06-02");
    let violation = reference.violation("ΝΕΑ", day).unwrap();
    assert_eq!(
        reference.regime_of(violation, day).unwrap_err().code,
        cases::CLASS_NOT_IN_REGIME
    );
}

#[test]
fn questions_and_papers_of_a_type_are_read_from_their_line_or_refused() {
    let fields = parse_fields("m2!:Εμβαδόν σε τ.μ.:αριθμός | note:Σημείωση:κείμενο").unwrap();
    let told: Vec<_> = fields
        .iter()
        .map(|field| (field.code.as_str(), field.kind, field.required))
        .collect();
    assert_eq!(
        told,
        [
            ("m2", FieldKind::Number, true),
            ("note", FieldKind::Text, false)
        ]
    );
    assert!(parse_fields("  ").unwrap().is_empty());
    let papers = parse_papers("id!:Ταυτότητα | plan:Σχέδιο: τοπογραφικό").unwrap();
    assert_eq!(
        (papers[0].required, papers[1].title.as_str()),
        (true, "Σχέδιο: τοπογραφικό")
    );
    for bad in [
        "m2",
        "m2:x",
        "m2:x:βάρος",
        "Μ2:x:κείμενο",
        "a b:x:κείμενο",
        ":x:κείμενο",
    ] {
        assert_eq!(
            parse_fields(bad).unwrap_err().code,
            requests::FIELDS_FORM,
            "{bad}"
        );
    }
    for bad in ["id", "id!:", "ΤΑΥΤ:x"] {
        assert_eq!(
            parse_papers(bad).unwrap_err().code,
            requests::FIELDS_FORM,
            "{bad}"
        );
    }
}

#[test]
fn a_type_is_found_on_its_days_and_offices_are_no_places_of_the_map() {
    let mut reference = Reference::default();
    let row = RequestTypeRecord {
        code: "ΦΩ".into(),
        title: "Φωτισμός".into(),
        group: "Τεχνικά".into(),
        fields: vec![],
        papers: vec![],
        term: 5,
        unit: loggia_schema::calendar::Unit::WorkingDays,
        roll: false,
        office: "ΗΛΕ".into(),
        steps: vec![],
        issue: IssueAt::Nobody,
        template: String::new(),
        fee: None,
        retention_years: 2,
        named: false,
        placed: true,
        reopen_days: 30,
        twins: TwinRule::default(),
        valid_from: sample::date("2026-01-01"),
        valid_to: Some(sample::date("2026-12-31")),
        legal_basis: "κανονισμός".into(),
    };
    assert_eq!(row.key(), "ΦΩ/2026-01-01");
    reference
        .add(RequestTypeRecord::TABLE, &row.to_value().unwrap())
        .unwrap();
    assert_eq!(
        reference.request_type("ΦΩ", sample::date("2026-06-01")),
        Ok(&row)
    );
    for (code, day) in [("ΦΩ", "2027-01-01"), ("ΧΧ", "2026-06-01")] {
        let refused = reference.request_type(code, sample::date(day)).unwrap_err();
        assert_eq!(refused.code, requests::TYPE_UNKNOWN);
    }
    for (code, kind) in [("04", PlaceKind::Community), ("ΗΛΕ", PlaceKind::Office)] {
        reference.add_place(PlaceRecord {
            code: code.into(),
            name: code.into(),
            kind,
            parent: None,
            phone: None,
            active: true,
        });
    }
    let codes =
        |places: Vec<&PlaceRecord>| places.iter().map(|p| p.code.clone()).collect::<Vec<_>>();
    assert_eq!(codes(reference.places().collect()), ["04"]);
    assert_eq!(codes(reference.offices().collect()), ["ΗΛΕ"]);
}
