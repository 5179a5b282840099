//! The receipt: every refusal, every pair of stage and event, and folding of two desks.

use super::check::MAX_LINES;
use super::*;
use crate::case::{self, Case, Clash, Effects, Off};
use crate::number::DocNumber;
use crate::records::{PayableKind, PayableRecord};
use crate::row::{Row, SqlValue};
use crate::sample::{JUDGE, OFFICER, Paper, World, at, date, number};
use loggia_schema::dispute::Stands;
use loggia_schema::identifiers::Rf;
use loggia_schema::ids::DeviceKey;
use loggia_schema::message::{Code, Finding, cases};
use loggia_schema::money::Cents;

const NOW: &str = "2026-06-02T10:00";

fn receipt_number(no: u32) -> DocNumber {
    DocNumber::new("Δ12", 2026, no).unwrap()
}

fn rf(no: u32) -> Rf {
    number(no).rf("9042612").unwrap()
}

fn line(no: u32, cents: i64, reduced: bool) -> Line {
    Line {
        subject: Subject::Rf {
            rf: rf(no),
            number: number(no).to_string(),
            budget_code: String::new(),
        },
        text: "Κλήση".into(),
        amount: Cents(cents),
        reduced,
        quantity: None,
    }
}

fn fee(code: &str, cents: i64) -> Line {
    let subject = Subject::Fee {
        code: code.into(),
        budget_code: "00.0461.0001".into(),
    };
    Line {
        subject,
        text: "Τέλος".into(),
        amount: Cents(cents),
        reduced: false,
        quantity: None,
    }
}

fn issued(lines: Vec<Line>) -> Issued {
    Issued {
        number: receipt_number(1),
        at: at(NOW),
        cashier: OFFICER,
        device: DeviceKey([7; 32]),
        place: "Κ1".into(),
        day: None,
        paper: None,
        payer: None,
        total: Cents::sum(lines.iter().map(|line| line.amount)).unwrap(),
        lines,
        means: Means::Cash,
    }
}

fn payable(no: u32, kind: PayableKind, balance: i64) -> PayableRecord {
    PayableRecord {
        rf: rf(no),
        number: number(no).to_string(),
        plate: None,
        debtor: "Δοκιμή Παραδείγματος".into(),
        kind,
        amount: Cents(3_000),
        reduced: (kind == PayableKind::Fine).then_some(Cents(1_500)),
        reduced_until: Some(date("2026-06-12")),
        balance: Cents(balance),
        budget_code: String::new(),
        principal: None,
        certified_on: None,
        due_on: None,
        as_of: at(NOW).timestamp(),
    }
}

fn desk() -> World {
    let payables = vec![
        payable(1, PayableKind::Fine, 3_000),
        payable(2, PayableKind::Debt, 2_500),
        payable(3, PayableKind::Fine, 0),
    ];
    World {
        payables,
        ..World::desk(NOW)
    }
}

fn check(world: &World, issued: Issued) -> Result<(), Code> {
    let event = Event::Issued(Box::new(issued));
    Receipt::check(&ReceiptState::default(), &event, &world.facts()).map_err(|finding| finding.code)
}

#[test]
fn whole_or_reduced_before_certification_parts_after_it() {
    let world = desk();
    for (line, expected) in [
        (line(1, 3_000, false), Ok(())),
        (line(1, 1_500, true), Ok(())),
        (line(1, 1_000, false), Err(cases::WHOLE_OR_HALF)),
        (line(1, 1_500, false), Err(cases::WHOLE_OR_HALF)),
        (line(1, 3_001, false), Err(cases::WHOLE_OR_HALF)),
        (line(1, 1_499, true), Err(cases::AMOUNT_DIFFERS)),
        (line(2, 1, false), Ok(())),
        (line(2, 2_500, false), Ok(())),
        (line(2, 2_501, false), Err(cases::ABOVE_BALANCE)),
        (line(2, 1_250, true), Err(cases::REDUCED_NOT_ALLOWED)),
        (line(3, 3_000, false), Err(cases::NOTHING_OWED)),
    ] {
        assert_eq!(
            check(&world, issued(vec![line.clone()])),
            expected,
            "{line:?}"
        );
    }
}

#[test]
fn the_reduced_price_ends_with_its_day() {
    for (day, expected) in [
        ("2026-06-12T23:59", Ok(())),
        ("2026-06-13T00:00", Err(cases::REDUCED_AFTER_TERM)),
    ] {
        let world = World {
            now: at(day),
            claimed: at(day).timestamp(),
            ..desk()
        };
        let receipt = Issued {
            at: at(day),
            ..issued(vec![line(1, 1_500, true)])
        };
        assert_eq!(check(&world, receipt), expected);
    }
}

#[test]
fn what_a_receipt_is_refused_for() {
    let world = desk();
    let card = |approval: &str, last4: &str| Means::Card {
        approval: approval.into(),
        last4: last4.into(),
    };
    let good = || issued(vec![line(1, 3_000, false)]);
    assert_eq!(check(&world, good()), Ok(()));
    assert_eq!(
        check(
            &world,
            Issued {
                means: card("A1B2C3", "0042"),
                ..good()
            }
        ),
        Ok(())
    );
    let typed = Issued {
        paper: Some("Β 77".into()),
        cashier: JUDGE,
        at: at("2026-05-29T11:00"),
        ..good()
    };
    assert_eq!(check(&world, typed), Ok(()));
    for (receipt, code) in [
        (issued(vec![]), cases::RECEIPT_EMPTY),
        (
            Issued {
                device: DeviceKey([8; 32]),
                ..good()
            },
            cases::WRONG_DEVICE,
        ),
        (
            issued(vec![fee("ΑΙΘ", 1); MAX_LINES + 1]),
            cases::RECEIPT_TOO_LONG,
        ),
        (issued(vec![line(9, 0, false)]), cases::AMOUNT_NOT_POSITIVE),
        (
            issued(vec![line(9, -100, false), fee("ΑΙΘ", 200)]),
            cases::AMOUNT_NOT_POSITIVE,
        ),
        (
            Issued {
                total: Cents(1),
                ..good()
            },
            cases::TOTAL_DIFFERS,
        ),
        (
            issued(vec![line(2, 100, false), line(2, 200, false)]),
            cases::SAME_DEBT_TWICE,
        ),
        (
            Issued {
                number: receipt_number(501),
                ..good()
            },
            cases::OUTSIDE_BLOCK,
        ),
        (
            Issued {
                number: number(1),
                ..good()
            },
            cases::OUTSIDE_BLOCK,
        ),
        (
            Issued {
                cashier: JUDGE,
                ..good()
            },
            cases::WRONG_USER,
        ),
        (
            Issued {
                at: at("2026-06-01T10:00"),
                ..good()
            },
            cases::FOREIGN_DATE,
        ),
        (
            Issued {
                means: card("", "0042"),
                ..good()
            },
            cases::CARD_DETAILS,
        ),
        (
            Issued {
                means: card("A1", "42"),
                ..good()
            },
            cases::CARD_DETAILS,
        ),
        (
            Issued {
                means: card("A1", "42Χ1"),
                ..good()
            },
            cases::CARD_DETAILS,
        ),
        (issued(vec![fee("ΔΕΝ", 100)]), cases::FEE_UNKNOWN),
        (issued(vec![fee("ΑΝΤ", 151)]), cases::FEE_AMOUNT),
    ] {
        assert_eq!(check(&world, receipt.clone()), Err(code), "{receipt:?}");
    }
}

#[test]
fn one_debt_named_by_code_and_by_number_is_one_debt() {
    let by_number = Line {
        subject: Subject::FineNumber { number: number(2) },
        ..line(2, 200, false)
    };
    assert_eq!(
        check(&desk(), issued(vec![line(2, 100, false), by_number])),
        Err(cases::SAME_DEBT_TWICE)
    );
}

#[test]
fn fees_take_their_fixed_or_a_typed_amount() {
    assert_eq!(
        check(
            &desk(),
            issued(vec![fee("ΑΝΤ", 150), fee("ΑΙΘ", 12_345), fee("ΑΝΤ", 150)])
        ),
        Ok(())
    );
    let mut wrong_code = fee("ΑΝΤ", 150);
    wrong_code.subject = Subject::Fee {
        code: "ΑΝΤ".into(),
        budget_code: "00.0000.0000".into(),
    };
    assert_eq!(
        check(&desk(), issued(vec![wrong_code])),
        Err(cases::FEE_UNKNOWN)
    );
}

#[test]
fn a_debt_nobody_here_knows_is_taken_with_a_tick() {
    let world = desk();
    let unknown = issued(vec![
        line(77, 1_234, false),
        fee("ΑΝΤ", 150),
        line(1, 3_000, false),
    ]);
    assert_eq!(check(&world, unknown.clone()), Ok(()));
    let found = Receipt::warnings(
        &ReceiptState::default(),
        &Event::Issued(Box::new(unknown)),
        &world.facts(),
    );
    assert_eq!(
        found.iter().map(|f| f.code).collect::<Vec<_>>(),
        [cases::PAYABLE_UNKNOWN]
    );
    assert_eq!(found[0].param("number"), Some("Κ12-2026-000077"));
    assert!(found.iter().all(Finding::is_warning));
}

#[test]
fn a_receipt_is_cancelled_on_its_day_by_its_own_claim() {
    let mut paper = Paper::<Receipt>::new();
    paper.add(
        1,
        &Event::Issued(Box::new(issued(vec![line(1, 3_000, false)]))),
    );
    let cancel = |reason: &str| {
        Event::Cancelled(Cancelled {
            reason: reason.into(),
        })
    };
    let check = |world: &World, event: &Event| {
        case::check::<Receipt>(&paper.folded(), event, &world.facts())
    };
    let world = desk();
    assert_eq!(check(&world, &cancel("λάθος ποσό")), Ok(()));
    assert_eq!(
        check(&world, &cancel(" ")).unwrap_err().code,
        cases::REASON_MISSING
    );
    let claimed = at("2026-06-03T08:00").timestamp();
    let next_day = World {
        now: at("2026-06-03T08:00"),
        claimed,
        ..desk()
    };
    assert_eq!(
        check(&next_day, &cancel("λάθος ποσό")).unwrap_err().code,
        cases::CANCEL_OTHER_DAY
    );
    // At intake a month later the event's own day decides.
    let intake = World {
        at_centre: true,
        now: at("2026-07-02T08:00"),
        block: None,
        ..desk()
    };
    assert_eq!(check(&intake, &cancel("λάθος ποσό")), Ok(()));
    let mut nobody = desk();
    nobody.rights.clear();
    assert_eq!(
        check(&nobody, &cancel("λάθος ποσό")).unwrap_err().code,
        cases::NO_RIGHT
    );
}

#[test]
fn every_pair_of_stage_and_event() {
    let events = [
        Event::Issued(Box::new(issued(vec![line(1, 1, false)]))),
        Event::Spoiled(Spoiled {
            number: receipt_number(1),
            reason: "σκίστηκε".into(),
            paper: None,
        }),
        Event::Cancelled(Cancelled {
            reason: "λάθος".into(),
        }),
        Event::Settled(Settled {
            conflict: crate::document::EventKey {
                incarnation: crate::sample::inc(1),
                n: 1,
            },
            stands: Stands::Right,
            reason: "ελέγχθηκε".into(),
        }),
    ];
    use Stage::{Cancelled as C, Draft as D, Issued as I, Spoiled as X};
    let expected = [
        (D, [Some(I), Some(X), None, None]),
        (X, [None, None, None, Some(X)]),
        (I, [None, None, Some(C), Some(I)]),
        (C, [None, None, None, Some(C)]),
    ];
    assert_eq!(Stage::ALL, expected.map(|(stage, _)| stage));
    for (stage, row) in expected {
        for (event, to) in events.iter().zip(row) {
            assert_eq!(state::next(stage, event), to, "{stage:?} {event:?}");
        }
        assert_eq!(Stage::parse(stage.name()), Some(stage));
    }
    for event in &events {
        let mut paper = Paper::<Receipt>::new();
        paper.add(1, event);
        assert_eq!(
            Receipt::decode(&paper.doc.events()[0]),
            case::Decoded::Event(event.clone())
        );
    }
}

#[test]
fn two_cancellations_beside_each_other_are_one_and_a_task() {
    let mut first = Paper::<Receipt>::new();
    let opening = first.add(
        1,
        &Event::Issued(Box::new(issued(vec![line(1, 3_000, false)]))),
    );
    let mut second = Paper::<Receipt>::new();
    second.doc.apply_change(&opening.change).unwrap();
    let cancel = Event::Cancelled(Cancelled {
        reason: "λάθος".into(),
    });
    let (mine, yours) = (first.add(1, &cancel), second.add(2, &cancel));
    first.doc.apply_change(&yours.change).unwrap();
    second.doc.apply_change(&mine.change).unwrap();
    assert_eq!(first.folded(), second.folded());
    let clash = Clash::Transition {
        state: "cancelled".into(),
        event: "cancelled".into(),
    };
    assert_eq!(
        first
            .folded()
            .conflicts
            .iter()
            .map(|c| &c.clash)
            .collect::<Vec<_>>(),
        [&clash]
    );
}

#[test]
fn the_row_shows_the_money_even_of_a_refused_receipt() {
    let mut paper = Paper::<Receipt>::new();
    let lines = vec![line(1, 3_000, false), fee("ΑΝΤ", 150)];
    let opening = paper.add(1, &Event::Issued(Box::new(issued(lines))));
    let effects = Effects([(opening.key, Off::Refused)].into());
    for (effects, off) in [(Effects::default(), false), (effects, true)] {
        let row = Receipt::row(&case::fold::<Receipt>(&paper.doc.events(), &effects));
        assert_eq!(
            (row.total, row.off, row.number.as_str()),
            (Cents(3_150), off, "Δ12-2026-000001")
        );
        assert_eq!(row.means, "cash");
        assert!(
            row.search.contains("δ12-2026-000001")
                && row.search.contains(&rf(1).as_str().to_lowercase())
        );
        assert_eq!(ReceiptRow::COLUMNS.len(), row.values().len());
        let json = serde_json::to_value(&row).unwrap();
        for (column, value) in ReceiptRow::COLUMNS.iter().zip(row.values()) {
            assert!(json.get(column.name).is_some(), "{}", column.name);
            assert!(!column.sql_type().contains("NOT NULL") || value != SqlValue::Null);
        }
    }
}

#[test]
fn a_clock_that_is_behind_the_proof_writes_the_proven_day_and_the_centre_takes_it() {
    let behind = World {
        claimed: at("2026-05-31T10:00").timestamp(),
        ..desk()
    };
    let of_today = issued(vec![line(1, 3_000, false)]);
    assert_eq!(check(&behind, of_today.clone()), Ok(()));
    let of_its_clock = Issued {
        at: at("2026-05-31T10:00"),
        ..of_today.clone()
    };
    assert_eq!(check(&behind, of_its_clock), Err(cases::FOREIGN_DATE));
    let centre = |now: &str| World {
        proven: None,
        now: at(now),
        ..World {
            claimed: behind.claimed,
            ..desk()
        }
    };
    assert_eq!(check(&centre("2026-06-20T10:00"), of_today.clone()), Ok(()));
    assert_eq!(
        check(&centre("2026-06-01T10:00"), of_today),
        Err(cases::FOREIGN_DATE),
        "nothing arrives before it is written"
    );
}
