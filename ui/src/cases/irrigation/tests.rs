//! What a keeper sees: one field, the last reading beside it, both values of a doubt.

use super::*;
use crate::form::Values;
use loggia_cases::document::{EventKey, Stamp};
use loggia_cases::irrigation::{Book, ReadingKind, Taken};
use loggia_cases::records::Mark;
use loggia_schema::calendar::athens;
use loggia_schema::ids::{DeviceKey, Incarnation, UserId};
use loggia_schema::irrigation::{Dial, Limits};
use maud::Render as _;

fn taken(n: u64, keeper: u8, value: u64) -> Taken {
    let at: jiff::civil::DateTime = "2026-06-01T09:00".parse().unwrap();
    let at = at.to_zoned(athens()).unwrap();
    let start = Mark {
        value: 1_200,
        on: "2025-11-20".parse().unwrap(),
    };
    Taken {
        stamp: Stamp {
            key: EventKey {
                incarnation: Incarnation([keeper; 10]),
                n,
            },
            at: at.timestamp(),
            by: UserId([keeper; 16]),
            l: n,
        },
        reading: Box::new(Captured {
            book: Book {
                meter: "Υ1".into(),
                season: "2026".into(),
            },
            connection: "Σ1".into(),
            network: "Δ1".into(),
            dial: Dial {
                digits: 5,
                decimals: 0,
                multiplier: 1,
            },
            start,
            saw: start,
            limits: Limits {
                top_percent: 10,
                most: None,
            },
            value,
            kind: ReadingKind::Actual,
            taken_at: at,
            keeper: UserId([keeper; 16]),
            device: DeviceKey([keeper; 32]),
            note: None,
            estimate: None,
            paper: None,
            clock_doubt: false,
        }),
        corrected: None,
        ruling: None,
    }
}

#[test]
fn a_reading_is_one_field_that_has_the_focus() {
    let page = take("/readings/new", &Values::default(), &[])
        .render()
        .into_string();
    let fields = page.matches("<input").count() - page.matches("type=\"hidden\"").count();
    assert_eq!(fields, 1, "{page}");
    assert!(page.contains("data-focus"));
}

#[test]
fn both_readings_of_a_doubt_are_shown() {
    let mut state = BookState::default();
    state
        .readings
        .extend([taken(1, 1, 1_650), taken(1, 2, 1_655)]);
    let ground = state.ground().unwrap();
    let names = Names {
        user: &|_| None,
        device: &|_| None,
        part: &|_| None,
    };
    let table = readings(&state.review(&ground), &names).into_string();
    for shown in ["1.650", "1.655", "σε έλεγχο: δύο υδρονόμοι την ίδια ημέρα"]
    {
        assert!(table.contains(shown), "{shown} in {table}");
    }
}
