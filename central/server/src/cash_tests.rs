//! Cash days from the laptop to the books, through the real gates, on both engines; and the second signature.

use crate::testing::{Hall, Laptop, at, on_both, rf};
use loggia_books::{
    BANK, CASH_DESK, CASH_IN_TRANSIT, CASH_SHORTAGES, CASH_SURPLUSES, DEBTOR_CREDITS,
    FINES_REVENUE, verify,
};
use loggia_cases::cash::{
    CashDay, Closed, Count, Event, Handed, Opened, PIECES, Pile, Summary, Taken,
};
use loggia_cases::fine::{self, Fine};
use loggia_cases::receipt::{self, Cancelled, Issued, Line, Means, Receipt, Subject};
use loggia_core::ctx::Actor;
use loggia_core::{Fail, testing};
use loggia_revenue::receipts::{days, store};
use loggia_schema::ids::{DocId, UserId};
use loggia_schema::message::{Code, cash};
use loggia_schema::money::Cents;

const MORNING: &str = "2026-11-21T08:00";
const NOON: &str = "2026-11-21T12:00";
const BOX: DocId = DocId([0x77; 16]);

fn write(desk: &mut Laptop, hall: &Hall, login: &str, when: &str, event: Event) {
    let user = hall.user(login);
    desk.write::<CashDay>(BOX, user, at(when).timestamp(), &event);
}

fn open(desk: &mut Laptop, hall: &Hall, float: i64) {
    let opened = Opened {
        day: at(MORNING).date(),
        shift: 1,
        at: at(MORNING),
        cashier: hall.user("tamias1"),
        device: desk.keys.public(),
        place: "01".to_owned(),
        float: Cents(float),
        by_receipt: false,
    };
    write(
        desk,
        hall,
        "tamias1",
        MORNING,
        Event::Opened(Box::new(opened)),
    );
}

/// A fee of the desk, paid into the box; typed from a sheet if one is named.
fn fee(desk: &mut Laptop, hall: &Hall, doc: u8, amount: i64, paper: Option<&str>) -> Issued {
    let (number, _) = desk.number();
    let issued = Issued {
        number,
        at: at(NOON),
        cashier: hall.user("tamias1"),
        device: desk.keys.public(),
        place: "01".to_owned(),
        day: Some(BOX),
        paper: paper.map(str::to_owned),
        payer: None,
        lines: vec![Line {
            subject: Subject::Fee {
                code: "ΔΙΑΓ".to_owned(),
                budget_code: "1499003001".to_owned(),
            },
            text: "Τεύχη διαγωνισμού".to_owned(),
            amount: Cents(amount),
            reduced: false,
            quantity: None,
        }],
        total: Cents(amount),
        means: Means::Cash,
    };
    let event = receipt::Event::Issued(Box::new(issued.clone()));
    let user = hall.user("tamias1");
    desk.write::<Receipt>(DocId([doc; 16]), user, at(NOON).timestamp(), &event);
    issued
}

fn close(
    desk: &mut Laptop,
    hall: &Hall,
    summary: Summary,
    expected: i64,
    counted: i64,
    deposit: i64,
) {
    let mut rest = counted;
    let mut piles = Vec::new();
    for piece in PIECES {
        let n = u32::try_from(rest / piece.get()).unwrap();
        rest -= i64::from(n) * piece.get();
        if n > 0 {
            piles.push(Pile { piece, n });
        }
    }
    let closed = Closed {
        summary,
        expected: Cents(expected),
        count: Count(piles),
        counted: Cents(counted),
        difference: Cents(counted - expected),
        reason: "Λάθος ρέστα".to_owned(),
        deposit: Cents(deposit),
        slip: String::new(),
        left: Cents(counted - deposit),
    };
    write(desk, hall, "tamias1", NOON, Event::Closed(Box::new(closed)));
}

fn summary(issued: &[&Issued]) -> Summary {
    let mut sum = Summary::default();
    for receipt in issued {
        sum.receipts += 1;
        sum.cash = sum.cash.plus(receipt.total).unwrap();
    }
    sum.codes = vec![loggia_cases::cash::CodeSum {
        code: "1499003001".to_owned(),
        lines: sum.receipts,
        cash: sum.cash,
        card: Cents(0),
    }];
    sum
}

fn clean(hall: &Hall) {
    let report = hall.app.db().read(verify).unwrap();
    assert!(report.is_clean(), "{:?}", report.findings);
}

fn as_user(n: u8, user: UserId) -> loggia_core::ctx::Ctx {
    loggia_core::ctx::Ctx {
        actor: Actor::User(user),
        ..testing::ctx(n)
    }
}

fn code<T: std::fmt::Debug>(done: Result<T, Fail>) -> Code {
    done.unwrap_err().finding().code
}

#[test]
fn a_closed_day_posts_its_shortage_and_its_deposit_once() {
    on_both(|hall| {
        let mut desk = hall.laptop("ΤΑ-01", 12);
        open(&mut desk, hall, 5_000);
        let (one, two) = (
            fee(&mut desk, hall, 1, 3_000, None),
            fee(&mut desk, hall, 2, 700, None),
        );
        close(&mut desk, hall, summary(&[&one, &two]), 8_700, 8_500, 3_500);
        assert_eq!(desk.hand_in(hall).not_accepted, 0, "{:?}", hall.tasks());
        assert_eq!(
            (
                hall.balance(CASH_DESK),
                hall.balance(CASH_IN_TRANSIT),
                hall.balance(CASH_SHORTAGES)
            ),
            (3_700 - 3_500 - 200, 3_500, 200)
        );
        let kind = format!("receipts.day-{}", cash::DAY_SHORT.number());
        assert_eq!(hall.tasks(), [kind]);
        let treasurer = hall.user("logistirio1");
        let confirm = |n| {
            let ctx = as_user(n, treasurer);
            hall.app
                .db()
                .write(|tx| days::confirm_deposit(tx, &ctx, BOX))
        };
        confirm(5).unwrap();
        assert_eq!(
            (hall.balance(BANK), hall.balance(CASH_IN_TRANSIT)),
            (3_500, 0)
        );
        assert_eq!(code(confirm(6)), cash::DEPOSIT_CONFIRMED);
        let unknown = hall
            .app
            .db()
            .write(|tx| days::confirm_deposit(tx, &as_user(7, treasurer), DocId([1; 16])));
        assert_eq!(code(unknown), cash::DAY_UNKNOWN);
        let day = at(NOON).date();
        let rows = hall
            .app
            .db()
            .read(|tx| store::collected(tx, day, day))
            .unwrap();
        assert_eq!(
            (
                rows.len(),
                rows[0].code.as_str(),
                rows[0].amount,
                rows[0].lines
            ),
            (1, "1499003001", Cents(3_700), 2)
        );
        assert_eq!(rows[0].cashier, Some(hall.user("tamias1")));
        let direct = hall
            .app
            .db()
            .read(|tx| store::direct(tx, day, day, 10))
            .unwrap();
        assert_eq!(direct.len(), 2);
        clean(hall);
    });
}

#[test]
fn a_day_that_says_more_than_its_receipts_and_money_after_the_closing_are_tasks() {
    on_both(|hall| {
        let mut desk = hall.laptop("ΤΑ-01", 12);
        open(&mut desk, hall, 0);
        let one = fee(&mut desk, hall, 1, 3_000, None);
        let (mut said, lost) = (
            summary(&[&one]),
            Issued {
                total: Cents(500),
                ..one.clone()
            },
        );
        said.cash = said.cash.plus(lost.total).unwrap();
        said.codes[0].cash = said.cash;
        close(&mut desk, hall, said, 3_500, 3_600, 0);
        fee(&mut desk, hall, 2, 100, None);
        assert_eq!(desk.hand_in(hall).not_accepted, 0, "{:?}", hall.tasks());
        let mut tasks = hall.tasks();
        tasks.sort();
        let day = |code: Code| format!("receipts.day-{}", code.number());
        assert_eq!(
            tasks,
            [
                "receipts.after-close".to_owned(),
                day(cash::DAY_DIFFERS),
                day(cash::DAY_SHORT)
            ]
        );
        assert_eq!(hall.balance(CASH_SURPLUSES), -100);
        clean(hall);
    });
}

#[test]
fn a_handover_counts_for_both_and_a_stranger_cannot_take_or_close() {
    on_both(|hall| {
        let mut desk = hall.laptop("ΤΑ-01", 12);
        open(&mut desk, hall, 1_000);
        let handed = Handed {
            to: hall.user("tamias2"),
            expected: Cents(1_000),
            counted: Cents(900),
            difference: Cents(-100),
            reason: "Χάθηκε κέρμα".to_owned(),
        };
        write(
            &mut desk,
            hall,
            "tamias1",
            NOON,
            Event::Handed(Box::new(handed)),
        );
        assert_eq!(desk.hand_in(hall).not_accepted, 0, "{:?}", hall.tasks());
        let taken = Event::Taken(Taken {
            counted: Cents(900),
        });
        write(&mut desk, hall, "astynomos1", NOON, taken.clone());
        assert_eq!(
            desk.hand_in(hall).not_accepted,
            1,
            "no right, and not the receiver"
        );
        write(&mut desk, hall, "tamias2", NOON, taken);
        assert_eq!(desk.hand_in(hall).not_accepted, 0, "{:?}", hall.tasks());
        let day = hall
            .app
            .db()
            .read(|tx| store::day(tx, BOX))
            .unwrap()
            .unwrap();
        assert_eq!(
            (day.row.holder, day.row.base),
            (Some(hall.user("tamias2")), Cents(900))
        );
    });
}

#[test]
fn a_sheet_typed_at_two_desks_is_money_once() {
    on_both(|hall| {
        let (mut first, mut second) = (hall.laptop("ΤΑ-01", 12), hall.laptop("ΤΑ-07", 13));
        fee(&mut first, hall, 1, 3_000, Some("ΧΑ-000007"));
        let again = fee(&mut second, hall, 2, 3_000, Some("ΧΑ-000007"));
        assert_eq!(first.hand_in(hall).not_accepted, 0, "{:?}", hall.tasks());
        assert_eq!(second.hand_in(hall).not_accepted, 1, "{}", again.number);
        assert_eq!(hall.balance(CASH_DESK), 3_000);
        clean(hall);
    });
}

#[test]
fn a_ticket_typed_at_two_desks_is_one_fine() {
    on_both(|hall| {
        let (mut first, mut second) = (hall.laptop("ΔΑ-1", 11), hall.laptop("ΔΑ-2", 14));
        for (police, officer) in [(&mut first, "astynomos1"), (&mut second, "astynomos2")] {
            police.sheet = Some("ΚΑ-000007".to_owned());
            police.ticket(hall, officer, "2026-11-20T10:00", "ΔΙΠΛΟΠΑΡΚΑΡΙΣΜΑ", None);
        }
        assert_eq!(first.hand_in(hall).not_accepted, 0, "{:?}", hall.tasks());
        assert_eq!(second.hand_in(hall).not_accepted, 1);
        clean(hall);
    });
}

#[test]
fn a_cancellation_waits_for_somebody_else_and_a_fine_taken_back_leaves_no_credit_behind() {
    on_both(|hall| {
        let (mut police, mut desk) = (hall.laptop("ΔΑ-1", 11), hall.laptop("ΤΑ-01", 12));
        let (doc, ticket) = police.ticket(
            hall,
            "astynomos1",
            "2026-11-20T10:00",
            "ΔΙΠΛΟΠΑΡΚΑΡΙΣΜΑ",
            None,
        );
        police.hand_in(hall);
        let paid = desk.receive(hall, "tamias1", NOON, (rf(&ticket), 8_000));
        assert_eq!(desk.hand_in(hall).not_accepted, 0, "{:?}", hall.tasks());
        let spoiled = fine::Event::Spoiled(fine::Spoiled {
            number: ticket.number.clone(),
            reason: "Μουτζουρώθηκε".to_owned(),
            paper: None,
        });
        let officer = hall.user("astynomos1");
        police.write::<Fine>(doc, officer, at(NOON).timestamp(), &spoiled);
        police.hand_in(hall);
        assert_eq!(
            (hall.balance(CASH_DESK), hall.balance(DEBTOR_CREDITS)),
            (8_000, -8_000),
            "{:?}",
            hall.tasks()
        );
        let cashier = hall.user("tamias1");
        let cancelled = receipt::Event::Cancelled(Cancelled {
            reason: "Ακυρώθηκε η κλήση".to_owned(),
        });
        desk.write::<Receipt>(paid, cashier, at(NOON).timestamp(), &cancelled);
        assert_eq!(desk.hand_in(hall).not_accepted, 0, "{:?}", hall.tasks());
        assert_eq!(
            (
                hall.balance(CASH_DESK),
                hall.balance(DEBTOR_CREDITS),
                hall.balance(FINES_REVENUE)
            ),
            (0, 0, 0),
            "the money went back, and with it the credit it had become"
        );
        let sign = |n, user| {
            let ctx = as_user(n, user);
            hall.app.db().write(|tx| days::countersign(tx, &ctx, paid))
        };
        assert_eq!(code(sign(5, cashier)), cash::COUNTERSIGN_OWN);
        let head = hall.user("esoda.proist");
        sign(6, head).unwrap();
        assert_eq!(code(sign(7, head)), cash::NOTHING_TO_COUNTERSIGN);
        let kept = hall
            .app
            .db()
            .read(|tx| store::cancellation(tx, paid))
            .unwrap()
            .unwrap();
        assert_eq!(kept.signed.unwrap().0, head);
        clean(hall);
    });
}
