//! From the laptop to the books, through the real gates, on both engines.

use crate::testing::{Hall, on_both, on_sqlite, rf};
use loggia_books::{
    BUDGET_ASSESSED, BUDGET_COLLECTED, CASH_DESK, DEBTOR_CREDITS, FINES_REVENUE, RECEIVABLES,
    UNMATCHED_RECEIPTS, verify,
};
use loggia_cases::fine::{self, Fine};
use loggia_cases::receipt::{self, Receipt};
use loggia_core::{Fail, records, testing};
use loggia_revenue::model::LineState;
use loggia_revenue::rules::Outcome as Understood;
use loggia_revenue::{card, claims, lists, payments, persons, store};
use loggia_schema::ids::DocId;
use loggia_schema::money::Cents;

const OLD: &str = "2026-09-10T10:00";
const FRESH: &str = "2026-11-20T10:00";
const DOUBLE: &str = "ΔΙΠΛΟΠΑΡΚΑΡΙΣΜΑ"; // 80,00 €, half 40,00 €

fn line(hall: &Hall, doc: DocId) -> loggia_revenue::model::Line {
    hall.app
        .db()
        .read(|tx| store::find(tx, doc))
        .unwrap()
        .unwrap()
}

fn books_are_clean(hall: &Hall) {
    let report = hall.app.db().read(verify).unwrap();
    assert!(report.is_clean(), "{:?}", report.findings);
}

fn a_person(hall: &Hall) -> persons::Person {
    hall.app
        .db()
        .read(|tx| persons::by_code(tx, "Π-00001"))
        .unwrap()
        .unwrap()
}

#[test]
fn a_fine_becomes_a_line_a_debt_and_an_entry_and_approval_posts_once() {
    on_both(|hall| {
        let afm = a_person(hall).afm.unwrap();
        let mut police = hall.laptop("ΔΑ-1", 11);
        let (doc, ticket) = police.ticket(hall, "astynomos1", OLD, DOUBLE, Some(afm.as_str()));
        police.serve(hall, "astynomos1", doc, &ticket, OLD);
        let judged = police.hand_in(hall);
        assert_eq!(
            (judged.judged, judged.not_accepted, judged.waiting),
            (3, 0, 0),
            "{:?}",
            hall.tasks()
        );
        assert_eq!(line(hall, doc).claim.person, Some(a_person(hall).id));
        let draft = hall
            .app
            .db()
            .write(|tx| lists::draft(tx, &testing::ctx(3), "fines"))
            .unwrap();
        assert_eq!((draft.lines, draft.total), (1, Cents(8_000)));
        let approve = |n| {
            hall.app
                .db()
                .write(|tx| lists::approve(tx, &testing::ctx(n), draft.id))
                .unwrap()
        };
        let (first, second) = (approve(4), approve(5));
        assert_eq!(first, second, "pressed twice, approved once");
        assert_eq!(
            (hall.balance(RECEIVABLES), hall.balance(FINES_REVENUE)),
            (8_000, -8_000)
        );
        assert_eq!(hall.balance(BUDGET_ASSESSED), 8_000);
        assert_eq!(line(hall, doc).state, LineState::Certified);
        assert_eq!(line(hall, doc).due_on.unwrap().to_string(), "2026-12-31");
        books_are_clean(hall);
    });
}

#[test]
fn money_before_its_fine_waits_and_is_matched_when_the_fine_comes() {
    on_both(|hall| {
        let (mut police, mut desk) = (hall.laptop("ΔΑ-1", 11), hall.laptop("ΤΑ-01", 12));
        let (doc, ticket) = police.issue(hall, "astynomos1", FRESH, DOUBLE);
        let receipt = desk.receive(hall, "tamias1", "2026-11-21T09:00", (rf(&ticket), 4_000));
        assert_eq!(desk.hand_in(hall).not_accepted, 0, "{:?}", hall.tasks());
        assert_eq!(
            (hall.balance(CASH_DESK), hall.balance(UNMATCHED_RECEIPTS)),
            (4_000, -4_000)
        );
        assert_eq!(hall.tasks(), ["revenue.unmatched"]);
        police.hand_in(hall);
        assert_eq!(
            (hall.balance(CASH_DESK), hall.balance(UNMATCHED_RECEIPTS)),
            (4_000, 0)
        );
        assert_eq!(
            (hall.balance(FINES_REVENUE), hall.balance(RECEIVABLES)),
            (-4_000, 0)
        );
        assert_eq!(
            (
                hall.balance(BUDGET_COLLECTED),
                hall.balance(BUDGET_ASSESSED)
            ),
            (4_000, 0)
        );
        let paid = hall
            .app
            .db()
            .read(|tx| payments::of_receipt(tx, receipt))
            .unwrap();
        // The fine's own entry came before its service: the half was allowed because its term had not begun.
        assert_eq!(
            (paid[0].outcome, paid[0].paid),
            (Understood::Reduced, Some(doc))
        );
        assert_eq!(
            (line(hall, doc).state, hall.tasks().len()),
            (LineState::Settled, 0)
        );
        books_are_clean(hall);
    });
}

#[test]
fn a_debt_paid_twice_becomes_the_debtors_credit_and_a_task() {
    on_both(|hall| {
        let (mut police, mut a, mut b) = (
            hall.laptop("ΔΑ-1", 11),
            hall.laptop("ΤΑ-01", 12),
            hall.laptop("ΤΑ-07", 13),
        );
        let (doc, ticket) = police.issue(hall, "astynomos1", FRESH, DOUBLE);
        police.hand_in(hall);
        a.receive(hall, "tamias1", "2026-11-21T09:00", (rf(&ticket), 4_000));
        b.receive(hall, "tamias2", "2026-11-21T09:30", (rf(&ticket), 4_000));
        a.hand_in(hall);
        b.hand_in(hall);
        assert_eq!(
            (hall.balance(CASH_DESK), hall.balance(DEBTOR_CREDITS)),
            (8_000, -4_000)
        );
        assert_eq!(hall.balance(FINES_REVENUE), -4_000, "collected once");
        assert_eq!(hall.tasks(), ["revenue.paid-twice"]);
        // The owner becomes known: the credit goes to his card.
        let person = a_person(hall);
        let number = ticket.number.to_string();
        hall.app
            .db()
            .write(|tx| claims::assign(tx, &testing::ctx(9), &number, person.id))
            .unwrap();
        let day = "2026-11-23".parse().unwrap();
        let card = hall
            .app
            .db()
            .read(|tx| card::card(tx, person.id, day))
            .unwrap();
        assert_eq!(
            (card.owed.value, card.credit.value, card.lines.len()),
            (Cents(0), Cents(4_000), 1)
        );
        assert_eq!(
            (hall.balance(DEBTOR_CREDITS), line(hall, doc).state),
            (-4_000, LineState::Settled)
        );
        books_are_clean(hall);
    });
}

#[test]
fn a_cancelled_receipt_gives_the_line_back() {
    on_both(|hall| {
        let (mut police, mut desk) = (hall.laptop("ΔΑ-1", 11), hall.laptop("ΤΑ-01", 12));
        let (doc, ticket) = police.issue(hall, "astynomos1", FRESH, DOUBLE);
        police.hand_in(hall);
        let receipt = desk.receive(hall, "tamias1", "2026-11-21T09:00", (rf(&ticket), 8_000));
        desk.hand_in(hall);
        assert_eq!(line(hall, doc).state, LineState::Settled);
        let cancelled = receipt::Event::Cancelled(receipt::Cancelled {
            reason: "λάθος οφειλή".into(),
        });
        let moment = crate::testing::at("2026-11-21T09:05").timestamp();
        desk.write::<Receipt>(receipt, hall.user("tamias1"), moment, &cancelled);
        assert_eq!(desk.hand_in(hall).not_accepted, 0, "{:?}", hall.tasks());
        assert_eq!(
            (line(hall, doc).state, line(hall, doc).collected),
            (LineState::Open, Cents(0))
        );
        assert_eq!(
            (
                hall.balance(CASH_DESK),
                hall.balance(FINES_REVENUE),
                hall.balance(BUDGET_COLLECTED)
            ),
            (0, 0, 0)
        );
        books_are_clean(hall);
    });
}

#[test]
fn cash_desks_are_told_what_may_be_paid_and_when_nothing_is() {
    on_sqlite(|hall| {
        let (mut police, mut desk) = (hall.laptop("ΔΑ-1", 11), hall.laptop("ΤΑ-01", 12));
        let (_, ticket) = police.issue(hall, "astynomos1", FRESH, DOUBLE);
        police.hand_in(hall);
        let payable = |hall: &Hall| {
            hall.app
                .db()
                .read(|tx| records::find(tx, "payable", ticket.rf.as_str()))
                .unwrap()
        };
        let told: serde_json::Value =
            serde_json::from_str(&payable(hall).unwrap().value.unwrap()).unwrap();
        assert_eq!(
            (&told["balance"], &told["reduced"], &told["reduced_until"]),
            (&8_000.into(), &4_000.into(), &"2026-11-30".into())
        );
        desk.receive(hall, "tamias1", "2026-11-21T09:00", (rf(&ticket), 4_000));
        desk.hand_in(hall);
        assert!(payable(hall).is_none(), "a tombstone: nothing is owed");
    });
}

#[test]
fn a_fine_cancelled_after_certification_is_a_task_and_no_silent_change() {
    on_sqlite(|hall| {
        let afm = a_person(hall).afm.unwrap();
        let mut police = hall.laptop("ΔΑ-1", 11);
        let (doc, ticket) = police.ticket(hall, "astynomos1", OLD, DOUBLE, Some(afm.as_str()));
        police.serve(hall, "astynomos1", doc, &ticket, OLD);
        police.hand_in(hall);
        let done = hall.app.db().write(|tx| -> Result<_, Fail> {
            let list = lists::draft(tx, &testing::ctx(3), "fines")?;
            lists::approve(tx, &testing::ctx(4), list.id)
        });
        assert!(done.is_ok());
        let (new, other) = police.issue(hall, "astynomos1", FRESH, DOUBLE);
        let replaced = fine::Replaced {
            doc: new,
            number: other.number.clone(),
            reason: "λάθος".into(),
        };
        let now = crate::testing::at(FRESH).timestamp();
        police.write::<Fine>(
            doc,
            hall.user("astynomos1"),
            now,
            &fine::Event::Replaced(replaced),
        );
        police.hand_in(hall);
        assert_eq!(line(hall, doc).state, LineState::Certified);
        assert!(
            hall.tasks()
                .iter()
                .any(|kind| kind == "revenue.certified-changed"),
            "{:?}",
            hall.tasks()
        );
    });
}
