//! The cash box: opened by hand or by a receipt, handed over, counted, closed; and who tries to cheat it.

use super::town::*;
use crate::commands::{
    CashClose, CashHand, CashOpen, CashReturn, CashTake, LineInput, MeansInput, PileInput,
    ReceiptCancel, ReceiptIssue, Which,
};
use crate::queries::ListFilter;
use crate::{Actor, NodeError, Session};
use loggia_cases::CaseKind;
use loggia_cases::cash::Stage;
use loggia_cases::records::FeeRecord;
use loggia_cases::rights;
use loggia_schema::message::{cases, cash, input};
use loggia_schema::money::Cents;

/// A desk with two fees and a colleague who may take money; the second has no right to.
pub(super) fn desk() -> (Town, Office, Actor) {
    let mut town = Town::new();
    let mut office = town.office("tameio");
    town.user("neos", &[rights::RECEIPT_ISSUE, rights::RECEIPT_CANCEL]);
    town.user("fylakas", &[rights::FINE_ISSUE]);
    let fee = |code: &str, amount: Option<i64>, unit: &str| FeeRecord {
        code: code.into(),
        title: format!("Τέλος {code}"),
        budget_code: "1499003001".into(),
        amount: amount.map(Cents),
        unit: unit.into(),
        valid_from: "2026-01-01".parse().unwrap(),
        valid_to: None,
        legal_basis: "απόφαση δοκιμής".into(),
    };
    town.records(
        COUNTER,
        &[
            fee("ΦΩΤ", Some(20), "σελίδα"),
            fee("ΑΙΘ", Some(6_000), ""),
            fee("ΔΙΑΦ", None, ""),
        ],
    );
    town.sync(&mut office);
    office
        .session()
        .add_user("neos", "ένα πρώτο κλειδί")
        .unwrap();
    let first = office.node().unlock("neos", "ένα πρώτο κλειδί").unwrap();
    let neos = office
        .node()
        .change_password(&first, "ένα πρώτο κλειδί", "δικό μου κλειδί")
        .unwrap();
    (town, office, neos)
}

pub(super) fn buy(fee: &str, quantity: &str, amount: &str) -> ReceiptIssue {
    let line = LineInput {
        fee: fee.into(),
        quantity: quantity.into(),
        amount: amount.into(),
        ..LineInput::default()
    };
    ReceiptIssue {
        lines: vec![line],
        ..ReceiptIssue::default()
    }
}

pub(super) fn open(float: &str) -> CashOpen {
    CashOpen {
        float: float.into(),
        ..CashOpen::default()
    }
}

pub(super) fn count(piles: &[(i64, &str)]) -> Vec<PileInput> {
    let pile = |(piece, n): &(i64, &str)| PileInput {
        piece: *piece,
        n: (*n).to_owned(),
    };
    piles.iter().map(pile).collect()
}

pub(super) fn code<T: std::fmt::Debug>(done: Result<T, NodeError>) -> loggia_schema::message::Code {
    done.unwrap_err().code()
}

pub(super) fn days(session: &mut Session<'_>) -> Vec<crate::queries::ListRow> {
    let filter = ListFilter {
        kind: Some(CaseKind::CASH_DAY),
        ascending: true,
        ..ListFilter::default()
    };
    session.list(&filter).unwrap().rows
}

#[test]
fn a_day_is_opened_counted_and_closed_and_a_closed_one_takes_no_money() {
    let (_town, mut office, _) = desk();
    let mut s = office.session();
    s.cash_open("o1", &open("50,00")).unwrap();
    assert_eq!(
        code(s.cash_open("o2", &open("50,00"))),
        cash::DAY_OPEN_ALREADY
    );
    s.receipt_issue("r1", &buy("ΑΙΘ", "", "")).unwrap();
    let card = ReceiptIssue {
        means: MeansInput::Card {
            approval: "A1".into(),
            last4: "1234".into(),
        },
        ..buy("ΦΩΤ", "5", "")
    };
    assert_eq!(s.receipt_issue("r2", &card).unwrap().total, Cents(100));
    let wrong = s.receipt_issue("r3", &buy("ΑΙΘ", "", "")).unwrap();
    let cancel = ReceiptCancel {
        which: Which::Doc(wrong.doc),
        reason: "λάθος".into(),
    };
    s.receipt_cancel("c1", &cancel).unwrap();
    let desk = s.cash_desk(&COUNTER).unwrap();
    let sheet = s.cash_sheet(&desk.open[0].doc).unwrap().unwrap();
    assert_eq!((sheet.expected, sheet.waiting), (Cents(11_000), 3));
    assert_eq!(
        (
            sheet.summary.receipts,
            sheet.summary.cancelled,
            sheet.summary.card
        ),
        (2, 1, Cents(100))
    );

    let close = CashClose {
        count: count(&[(10_000, "1"), (500, "1")]),
        seen: Some(3),
        ..CashClose::default()
    };
    assert_eq!(
        code(s.cash_close(
            "x",
            &CashClose {
                seen: Some(2),
                ..close.clone()
            }
        )),
        cash::RECEIPTS_CHANGED
    );
    assert_eq!(
        code(s.cash_close("x", &close)),
        cash::DIFFERENCE_WITHOUT_REASON
    );
    let letters = CashClose {
        count: count(&[(500, "δύο")]),
        ..close.clone()
    };
    let refused = s.cash_close("x", &letters).unwrap_err();
    assert_eq!(
        (refused.code(), refused.findings()[0].field.as_deref()),
        (cash::PIECES_FORM, Some("n500"))
    );
    for (n, expected) in [
        ("-1", cash::PIECES_FORM),
        ("+1", cash::PIECES_FORM),
        ("9999999", cash::PIECES_FORM),
    ] {
        let typed = CashClose {
            count: count(&[(500, n)]),
            ..close.clone()
        };
        assert_eq!(code(s.cash_close("x", &typed)), expected, "{n}");
    }
    let three = CashClose {
        count: count(&[(300, "1")]),
        ..close.clone()
    };
    assert_eq!(code(s.cash_close("x", &three)), cash::PIECE_UNKNOWN);
    let too_much = CashClose {
        deposit: "105,01".into(),
        reason: "x".into(),
        ..close.clone()
    };
    assert_eq!(
        code(s.cash_close("x", &too_much)),
        cash::DEPOSIT_ABOVE_COUNT
    );
    let closed = CashClose {
        reason: "Λάθος ρέστα".into(),
        ..close
    };
    let done = s.cash_close("close", &closed).unwrap();
    assert_eq!(done.state, "closed");
    assert_eq!(
        s.cash_close("close", &closed).unwrap(),
        done,
        "pressed twice"
    );
    assert_eq!(code(s.cash_close("again", &closed)), cash::NO_OPEN_DAY);
    let row = &days(&mut s)[0].row;
    assert_eq!(
        (
            row["difference"].as_i64(),
            row["deposit"].as_i64(),
            row["left"].as_i64()
        ),
        (Some(-500), Some(5_500), Some(5_000)),
        "everything above the float goes to the bank"
    );

    assert_eq!(
        code(s.receipt_issue("r4", &buy("ΑΙΘ", "", ""))),
        cash::DAY_CLOSED
    );
    let second = ReceiptCancel {
        which: Which::Number("Δ7-2026-001000".into()),
        reason: "αργά".into(),
    };
    assert_eq!(
        code(s.receipt_cancel("c2", &second)),
        cash::CANCEL_AFTER_CLOSE
    );
    assert_eq!(code(s.cash_open("o3", &open("40"))), cash::FLOAT_DIFFERS);
    let ticked = CashOpen {
        confirmed: vec![cash::FLOAT_DIFFERS],
        ..open("40")
    };
    assert_eq!(
        s.cash_open("o3", &ticked).unwrap().number,
        "23/11/2026, βάρδια 2"
    );
    s.receipt_issue("r4", &buy("ΑΙΘ", "", "")).unwrap();
    let taken = s.collections("2026-11-23".parse().unwrap(), "2026-11-23".parse().unwrap());
    assert_eq!(
        (taken.as_ref().unwrap()[0].receipts, taken.unwrap()[0].total),
        (3, Cents(12_100))
    );
    office.clean();
}

#[test]
fn a_receipt_without_a_day_opens_one_with_a_word_of_warning() {
    let (_town, mut office, neos) = desk();
    let issued = office
        .session()
        .receipt_issue("r1", &buy("ΑΙΘ", "", ""))
        .unwrap();
    assert_eq!(issued.notes[0].code, cash::DAY_OPENED);
    let again = office
        .session()
        .receipt_issue("r2", &buy("ΑΙΘ", "", ""))
        .unwrap();
    assert!(again.notes.iter().all(|note| note.code != cash::DAY_OPENED));
    let first = days(&mut office.session())[0].doc;
    // A colleague at the same machine has a drawer of his own.
    let mut other = office.node().session(&neos).unwrap();
    let third = other.receipt_issue("n1", &buy("ΑΙΘ", "", "")).unwrap();
    assert_eq!(third.notes[0].code, cash::DAY_OPENED);
    assert_eq!(days(&mut other).len(), 2);
    assert_eq!(
        code(other.cash_close(
            "x",
            &CashClose {
                day: Some(first),
                ..CashClose::default()
            }
        )),
        cash::NOT_THE_HOLDER
    );

    // Forgotten overnight: the next morning begins its own day and says so.
    office.clock.pass_seconds(86_400);
    let morning = office
        .session()
        .receipt_issue("r3", &buy("ΑΙΘ", "", ""))
        .unwrap();
    let codes: Vec<_> = morning.notes.iter().map(|note| note.code).collect();
    assert_eq!(codes, [cash::DAY_OPENED, cash::DAY_STILL_OPEN]);
    let late = CashClose {
        count: count(&[(10_000, "1"), (2_000, "1")]),
        ..CashClose::default()
    };
    let done = office.session().cash_close("late", &late).unwrap();
    assert_eq!(done.number, "23/11/2026", "the oldest is closed first");
    office.clean();
}

#[test]
fn a_box_changes_hands_only_when_both_say_so() {
    let (_town, mut office, neos) = desk();
    let mut s = office.session();
    s.cash_open("o1", &open("20")).unwrap();
    s.receipt_issue("r1", &buy("ΑΙΘ", "", "")).unwrap();
    let hand = |to: &str, counted: &str, reason: &str| CashHand {
        to: to.into(),
        counted: counted.into(),
        reason: reason.into(),
        ..CashHand::default()
    };
    for (wrong, expected) in [
        (hand("fylakas", "80", ""), cash::RECEIVER_WITHOUT_RIGHT),
        (hand("kanenas", "80", ""), cash::RECEIVER_WITHOUT_RIGHT),
        (hand("tameio", "80", ""), cash::HANDOVER_TO_SELF),
        (hand("neos", "79", ""), cash::DIFFERENCE_WITHOUT_REASON),
        (hand("neos", "", ""), input::AMOUNT_EMPTY),
    ] {
        assert_eq!(code(s.cash_hand("h", &wrong)), expected, "{wrong:?}");
    }
    s.cash_hand("h1", &hand("neos", "79", "Χάθηκε κέρμα"))
        .unwrap();
    assert_eq!(
        code(s.receipt_issue("r2", &buy("ΑΙΘ", "", ""))),
        cash::HANDOVER_WAITS
    );
    assert_eq!(
        code(s.cash_take("t", &CashTake::default())),
        cash::NOT_THE_RECEIVER
    );
    assert_eq!(
        code(s.cash_close("x", &CashClose::default())),
        cases::NOT_IN_THIS_STATE
    );
    let back = CashReturn {
        reason: "Να μετρηθεί ξανά".into(),
        ..CashReturn::default()
    };
    let mut other = office.node().session(&neos).unwrap();
    other.cash_return("b1", &back).unwrap();
    let mut s = office.session();
    s.receipt_issue("r2", &buy("ΦΩΤ", "5", "")).unwrap();
    s.cash_hand("h2", &hand("neos", "81", "")).unwrap();
    let mut other = office.node().session(&neos).unwrap();
    other.cash_take("t1", &CashTake::default()).unwrap();
    other.receipt_issue("n1", &buy("ΑΙΘ", "", "")).unwrap();
    let desk = other.cash_desk(&COUNTER).unwrap();
    assert_eq!(desk.open.len(), 1, "the box is the same");
    let sheet = other.cash_sheet(&desk.open[0].doc).unwrap().unwrap();
    assert_eq!((sheet.expected, sheet.summary.receipts), (Cents(14_100), 3));
    let close = CashClose {
        count: count(&[(10_000, "1"), (2_000, "2"), (100, "1")]),
        ..CashClose::default()
    };
    assert_eq!(
        code(office.session().cash_close("x", &close)),
        cash::NO_OPEN_DAY
    );
    let mut other = office.node().session(&neos).unwrap();
    assert_eq!(
        other.cash_close("c", &close).unwrap().state,
        Stage::Closed.name()
    );
    office.clean();
}

#[test]
fn the_year_changes_between_two_receipts() {
    let (_town, mut office, _) = desk();
    office
        .session()
        .receipt_issue("r1", &buy("ΑΙΘ", "", ""))
        .unwrap();
    // From 23 November to 1 January.
    office.clock.pass_seconds(39 * 86_400);
    let refused = office.session().receipt_issue("r2", &buy("ΑΙΘ", "", ""));
    assert_eq!(code(refused), loggia_schema::message::numbers::NO_LEASE);
    let done = office.session().cash_close(
        "late",
        &CashClose {
            count: count(&[(5_000, "1"), (1_000, "1")]),
            ..CashClose::default()
        },
    );
    assert_eq!(
        done.unwrap().number,
        "23/11/2026",
        "the old year's box is closed in the new one"
    );
    assert_eq!(
        days(&mut office.session()).len(),
        1,
        "what was refused opened nothing"
    );
    office.clean();
}

#[test]
fn a_state_that_no_kind_has_is_refused_with_those_there_are() {
    let (_town, mut office, _) = desk();
    let list = |kind, state: &str| ListFilter {
        kind,
        states: vec![state.to_owned()],
        ..ListFilter::default()
    };
    for (kind, state) in [
        (Some(CaseKind::RECEIPT), "zzz"),
        (Some(CaseKind::CASH_DAY), "cancelled"),
        (None, ""),
    ] {
        let refused = office.session().list(&list(kind, state)).unwrap_err();
        assert_eq!(refused.code(), cash::STATE_UNKNOWN);
        assert!(
            refused.findings()[0].greek().contains("("),
            "the states are named"
        );
    }
    assert!(office.session().list(&list(None, "spoiled")).is_ok());
}
