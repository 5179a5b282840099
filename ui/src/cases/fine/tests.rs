//! What the form of issue asks, its reading understands.

use super::*;
use crate::form::Values;
use jiff::civil::date;
use loggia_cases::fine::ServiceKind;
use loggia_schema::message::{Code, cases, input};

fn typed() -> Values {
    Values::default()
        .with("plate", "ηκα 1234")
        .with("violation", "Ρ-69/1")
        .with("violation-3", "Ο-12/2")
        .with("offence_at", "σ")
        .with("offence_time", "1005")
        .with("street", "  Οδός   Παραδείγματος ")
        .with("service", "windscreen")
}

fn codes(values: &Values) -> Vec<(Code, String)> {
    let found = read(values, date(2026, 11, 23)).unwrap_err();
    found
        .into_iter()
        .map(|f| {
            (
                f.code,
                f.field.map(|field| field.into_owned()).unwrap_or_default(),
            )
        })
        .collect()
}

#[test]
fn a_full_form_is_understood() {
    let input = read(&typed(), date(2026, 11, 23)).unwrap();
    assert_eq!(input.offence_at, date(2026, 11, 23).at(10, 5, 0, 0));
    assert_eq!(
        input
            .picks
            .iter()
            .map(|p| (p.code.as_str(), p.step))
            .collect::<Vec<_>>(),
        [("Ρ-69", 1), ("Ο-12", 2)]
    );
    assert_eq!(input.plate.unwrap().1, "ηκα 1234");
    assert_eq!(input.place.street, "Οδός Παραδείγματος");
    assert_eq!(
        (input.service, input.liable),
        (Some(ServiceKind::Windscreen), None)
    );
}

#[test]
fn everything_wrong_is_told_at_once_and_each_on_its_field() {
    let values = Values::default()
        .with("plate", "!!")
        .with("offence_at", "31/02/2026")
        .with("offence_time", "25:00")
        .with("violation", "χωρίς βαθμίδα")
        .with("afm", "000000013");
    let found = codes(&values);
    let fields: Vec<&str> = found.iter().map(|(_, field)| field.as_str()).collect();
    assert_eq!(
        fields,
        [
            "plate",
            "violation",
            "offence_at",
            "offence_time",
            "street",
            "afm"
        ]
    );
    let all: Vec<Code> = found.iter().map(|(code, _)| *code).collect();
    for code in [
        cases::VIOLATION_UNKNOWN,
        input::DATE_IMPOSSIBLE,
        input::TIME_FORM,
        cases::PLACE_MISSING,
        input::AFM_CHECK_DIGIT,
    ] {
        assert!(all.contains(&code), "{code}");
    }
    assert!(
        codes(&Values::default())
            .iter()
            .any(|(code, _)| *code == cases::NO_VIOLATION)
    );
}

#[test]
fn every_field_a_finding_names_is_on_the_form() {
    let catalogue = Catalogue::default();
    let html = maud::Render::render(&issue("/fines", &catalogue, &Values::default(), &[])).0;
    for field in [
        "plate",
        "violation",
        "offence_at",
        "offence_time",
        "street",
        "afm",
        "late_reason",
    ] {
        assert!(html.contains(&format!("id=\"{field}\"")), "{field}");
    }
}

#[test]
fn a_replacement_begins_with_what_the_old_fine_said() {
    let ticket = crate::gallery::ticket();
    let values = values_of(&ticket);
    let input = read(&values, date(2026, 11, 24)).unwrap();
    assert_eq!(input.offence_at, ticket.offence_at.datetime());
    assert_eq!(input.plate.unwrap().0, ticket.vehicle.unwrap().plate);
    assert_eq!(input.picks[0].code, ticket.violations[0].code);
}

#[test]
fn an_obstacle_is_said_before_typing_and_takes_the_button_away() {
    let obstacle = Some(loggia_schema::message::Finding::new(cases::NEWER));
    let form = issue(
        "/fines",
        &Catalogue {
            obstacle,
            ..Catalogue::default()
        },
        &Values::default(),
        &[],
    );
    let html = maud::Render::render(&form).0;
    assert!(!html.contains("data-submit"));
}
