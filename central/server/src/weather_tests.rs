//! What simulated weather found at the town hall, each case alone: refusals beside things that count, blocks that come
//! back, money that is judged again.

use crate::testing::{Hall, admit, at, on_both, on_sqlite, rf};
use loggia_cases::case::{Case as _, fold};
use loggia_cases::fine::{self, Fine};
use loggia_core::numbers::{self, Fate};
use loggia_core::testing;
use loggia_intake::documents;
use loggia_revenue::fines;
use loggia_revenue::model::LineState;
use loggia_revenue::rules::Outcome as Understood;
use loggia_revenue::{payments, store};
use loggia_schema::ids::{DocId, Height};
use loggia_schema::money::Cents;
use loggia_sync::store::SyncStore as _;

const OLD: &str = "2026-09-10T10:00";
const FRESH: &str = "2026-11-20T10:00";
const DOUBLE: &str = "ΔΙΠΛΟΠΑΡΚΑΡΙΣΜΑ"; // 80,00 €, half 40,00 €

fn line(hall: &Hall, doc: DocId) -> loggia_revenue::model::Line {
    let found = hall.app.db().read(|tx| store::find(tx, doc));
    found.unwrap().unwrap()
}

fn spoiled(number: &loggia_cases::number::DocNumber) -> fine::Event {
    fine::Event::Spoiled(fine::Spoiled {
        number: number.clone(),
        reason: "χαλασμένο χαρτί".into(),
        paper: None,
    })
}

#[test]
fn a_refused_event_leaves_row_and_number_as_the_counting_ones_give_them() {
    on_both(|hall| {
        let mut police = hall.laptop("ΔΑ-1", 11);
        let user = hall.user("astynomos1");
        let (doc, ticket) = police.ticket(hall, "astynomos1", FRESH, DOUBLE, None);
        police.write::<Fine>(doc, user, at(FRESH).timestamp(), &spoiled(&ticket.number));
        police.hand_in(hall);
        police.serve(hall, "astynomos1", doc, &ticket, FRESH);
        assert_eq!(
            police.hand_in(hall).not_accepted,
            1,
            "spoiled is not served"
        );
        let lease = hall.leases(police.keys.public()).pop().unwrap();
        let (row, events, effects, runs) = hall
            .app
            .db()
            .read(|tx| -> Result<_, loggia_core::Fail> {
                let row = fines::store::find(tx, doc)?.unwrap().row;
                let events = documents::timeline(tx, doc)?;
                let effects = documents::effects_of(tx, doc)?;
                Ok((row, events, effects, numbers::explained(tx, &lease)?))
            })
            .unwrap();
        let raw: Vec<_> = events.into_iter().map(|judged| judged.event).collect();
        assert_eq!(row, Fine::row(&fold::<Fine>(&raw, &effects)));
        assert!(row.off, "the row says that something of it does not count");
        assert_eq!(runs[0].fate, Some(Fate::Spoiled));
    });
}

#[test]
fn another_laptop_of_the_desk_may_spoil_a_fine_it_holds() {
    on_sqlite(|hall| {
        let (mut a, mut b) = (hall.laptop("ΔΑ-1", 11), hall.laptop("ΔΑ-1", 12));
        let (doc, ticket) = a.ticket(hall, "astynomos1", FRESH, DOUBLE, None);
        a.hand_in(hall);
        b.learn(&a, doc);
        let user = hall.user("astynomos2");
        b.write::<Fine>(doc, user, at(FRESH).timestamp(), &spoiled(&ticket.number));
        assert_eq!(b.hand_in(hall).not_accepted, 0, "{:?}", hall.tasks());
        assert_eq!(line(hall, doc).state, LineState::Void);
    });
}

#[test]
fn what_lies_unjudged_is_judged_in_the_next_session_that_brings_nothing() {
    on_sqlite(|hall| {
        let mut police = hall.laptop("ΔΑ-1", 11);
        police.issue(hall, "astynomos1", FRESH, DOUBLE);
        let bundle = police.bundle();
        admit(hall, bundle).unwrap();
        let scope = police.feed.scope;
        let judged = |hall: &Hall| {
            let feeds = hall.app.db().read(|tx| loggia_intake::feeds_of(tx, scope));
            let feeds = feeds.unwrap();
            feeds
                .into_iter()
                .find(|feed| feed.id == police.feed)
                .unwrap()
                .judged
        };
        assert_eq!(
            judged(hall),
            Height(0),
            "the store failed before it was judged"
        );
        hall.store().after_upload(&scope).unwrap();
        assert_eq!(judged(hall), Height(2));
    });
}

#[test]
fn money_of_a_fine_that_is_taken_back_stands_as_credit_on_its_payment() {
    on_both(|hall| {
        let (mut police, mut desk) = (hall.laptop("ΔΑ-1", 11), hall.laptop("ΤΑ-01", 12));
        let (doc, ticket) = police.ticket(hall, "astynomos1", FRESH, DOUBLE, None);
        police.hand_in(hall);
        let receipt = desk.receive(hall, "tamias1", "2026-11-21T09:00", (rf(&ticket), 8_000));
        desk.hand_in(hall);
        let user = hall.user("astynomos1");
        police.write::<Fine>(doc, user, at(FRESH).timestamp(), &spoiled(&ticket.number));
        assert_eq!(police.hand_in(hall).not_accepted, 0, "{:?}", hall.tasks());
        let paid = hall.app.db().read(|tx| payments::of_receipt(tx, receipt));
        let paid = paid.unwrap().pop().unwrap();
        assert_eq!(
            (paid.outcome, paid.principal, paid.credit),
            (Understood::NothingOwed, Cents(0), Cents(8_000))
        );
        assert_eq!(hall.balance(loggia_books::DEBTOR_CREDITS), -8_000);
    });
}

#[test]
fn a_half_paid_after_its_term_closes_nothing_although_the_service_came_later_than_the_fine() {
    on_both(|hall| {
        let (mut police, mut desk) = (hall.laptop("ΔΑ-1", 11), hall.laptop("ΤΑ-01", 12));
        let (doc, ticket) = police.issue(hall, "astynomos1", OLD, DOUBLE);
        let receipt = desk.receive(hall, "tamias1", "2026-11-21T09:00", (rf(&ticket), 4_000));
        desk.hand_in(hall);
        police.hand_in(hall);
        let line = line(hall, doc);
        assert_eq!(
            (line.state, line.open_principal()),
            (LineState::Open, Cents(4_000))
        );
        let paid = hall.app.db().read(|tx| payments::of_receipt(tx, receipt));
        assert_eq!(paid.unwrap()[0].outcome, Understood::Part);
        assert!(hall.tasks().contains(&"revenue.part-paid".to_owned()));
        let report = hall.app.db().read(loggia_books::verify).unwrap();
        assert!(report.is_clean(), "{:?}", report.findings);
    });
}

#[test]
fn a_rest_that_comes_back_leaves_lower_numbers_to_the_papers_that_are_still_to_come() {
    on_both(|hall| {
        let police = hall.laptop("ΔΑ-1", 11);
        let lease = hall.leases(police.keys.public()).pop().unwrap();
        let from = lease.first + 3;
        let runs = hall
            .app
            .db()
            .write(|tx| {
                numbers::end_from(
                    tx,
                    &testing::ctx(9),
                    &lease,
                    from,
                    (Fate::Lost, "αμφίβολοι"),
                )?;
                numbers::explained(tx, &lease)
            })
            .unwrap();
        let fates: Vec<_> = runs
            .iter()
            .map(|run| (run.first, run.last, run.fate))
            .collect();
        assert_eq!(
            fates,
            [
                (lease.first, from - 1, None),
                (from, lease.last, Some(Fate::Lost))
            ]
        );
    });
}
