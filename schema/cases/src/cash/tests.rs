//! The cash day: every refusal, every pair of stage and event, handovers with differences, and two devices at once.

use super::*;
use crate::case::{Clash, Folded, fold};
use crate::sample::{JUDGE, OFFICER, Paper, World, at};
use loggia_schema::dispute::Stands;
use loggia_schema::ids::{DeviceKey, UserId};
use loggia_schema::message::{Code, cases, cash, input};
use loggia_schema::money::Cents;

const NOW: &str = "2026-06-02T10:00";

fn opened(float: i64) -> Event {
    Event::Opened(Box::new(Opened {
        day: at(NOW).date(),
        shift: 1,
        at: at(NOW),
        cashier: OFFICER,
        device: DeviceKey([7; 32]),
        place: "01".into(),
        float: Cents(float),
        by_receipt: false,
    }))
}

fn handed(to: UserId, expected: i64, counted: i64, reason: &str) -> Event {
    Event::Handed(Box::new(Handed {
        to,
        expected: Cents(expected),
        counted: Cents(counted),
        difference: Cents(counted - expected),
        reason: reason.into(),
    }))
}

fn taken(counted: i64) -> Event {
    Event::Taken(Taken {
        counted: Cents(counted),
    })
}

fn returned(reason: &str) -> Event {
    Event::Returned(Returned {
        reason: reason.into(),
    })
}

fn summary(cash: i64) -> Summary {
    Summary {
        receipts: 1,
        cash: Cents(cash),
        card: Cents(700),
        codes: vec![CodeSum {
            code: "1599001001".into(),
            lines: 2,
            cash: Cents(cash),
            card: Cents(700),
        }],
        ..Summary::default()
    }
}

/// Float 50,00 and receipts of 30,00 in cash: 80,00 lie in the box, 60,00 go to the bank.
fn closed() -> Closed {
    let pile = |piece, n| Pile {
        piece: Cents(piece),
        n,
    };
    Closed {
        summary: summary(3_000),
        expected: Cents(8_000),
        count: Count(vec![pile(5_000, 1), pile(2_000, 1), pile(500, 2)]),
        counted: Cents(8_000),
        difference: Cents(0),
        reason: String::new(),
        deposit: Cents(6_000),
        slip: "ΓΡ-1".into(),
        left: Cents(2_000),
    }
}

fn closing(closed: Closed) -> Event {
    Event::Closed(Box::new(closed))
}

fn after(events: &[Event]) -> CashDayState {
    let mut paper = Paper::<CashDay>::new();
    for event in events {
        paper.add(1, event);
    }
    paper.state()
}

fn check(world: &World, state: &CashDayState, event: &Event) -> Result<(), Code> {
    CashDay::check(state, event, &world.facts()).map_err(|finding| finding.code)
}

/// The same world with somebody else before it.
fn as_user(user: UserId) -> World {
    World {
        user,
        ..World::desk(NOW)
    }
}

#[test]
fn a_box_is_opened_on_its_day_by_its_holder() {
    let (draft, world) = (CashDayState::default(), World::desk(NOW));
    assert_eq!(check(&world, &draft, &opened(0)), Ok(()));
    assert_eq!(
        check(&world, &draft, &opened(-1)),
        Err(input::AMOUNT_NEGATIVE)
    );
    assert_eq!(
        check(&as_user(JUDGE), &draft, &opened(0)),
        Err(cases::WRONG_USER)
    );
    let change = |change: fn(&mut Opened)| {
        let Event::Opened(mut event) = opened(0) else {
            unreachable!("it was opened")
        };
        change(&mut event);
        check(&world, &draft, &Event::Opened(event))
    };
    assert_eq!(
        change(|o| o.device = DeviceKey([8; 32])),
        Err(cases::WRONG_DEVICE)
    );
    assert_eq!(change(|o| o.shift = 0), Err(cash::SUMS_DIFFER));
    assert_eq!(
        change(|o| {
            o.at = at("2026-06-03T10:00");
            o.day = o.at.date();
        }),
        Err(cases::IN_THE_FUTURE)
    );
    let nobody = World {
        rights: Default::default(),
        ..World::desk(NOW)
    };
    assert_eq!(check(&nobody, &draft, &opened(0)), Err(cases::NO_RIGHT));
}

#[test]
fn a_box_is_closed_once_with_sums_that_follow_from_its_parts() {
    let (open, world) = (after(&[opened(5_000)]), World::desk(NOW));
    assert_eq!(check(&world, &open, &closing(closed())), Ok(()));
    assert_eq!(
        check(&as_user(JUDGE), &open, &closing(closed())),
        Err(cash::NOT_THE_HOLDER)
    );
    let change = |change: &dyn Fn(&mut Closed)| {
        let mut event = closed();
        change(&mut event);
        check(&world, &open, &closing(event))
    };
    let pile = |piece| Pile {
        piece: Cents(piece),
        n: 1,
    };
    for (wrong, code) in [
        (
            &(|c: &mut Closed| c.summary.cash = Cents(2_999)) as &dyn Fn(&mut Closed),
            cash::SUMS_DIFFER,
        ),
        (&|c| c.expected = Cents(8_001), cash::SUMS_DIFFER),
        (&|c| c.counted = Cents(7_999), cash::SUMS_DIFFER),
        (&|c| c.difference = Cents(1), cash::SUMS_DIFFER),
        (&|c| c.left = Cents(1_999), cash::SUMS_DIFFER),
        (&|c| c.deposit = Cents(-1), input::AMOUNT_NEGATIVE),
        (&|c| c.deposit = Cents(8_001), cash::DEPOSIT_ABOVE_COUNT),
        (&|c| c.count.0.push(pile(300)), cash::PIECE_UNKNOWN),
        (&|c| c.count.0.push(pile(5_000)), cash::PIECE_UNKNOWN),
        (&|c| c.slip = "α".repeat(MAX_TEXT + 1), cases::TEXT_TOO_LONG),
    ] {
        assert_eq!(change(wrong), Err(code));
    }
    let short = |reason: &str| {
        change(&|c: &mut Closed| {
            c.count.0.pop();
            (c.counted, c.difference) = (Cents(7_000), Cents(-1_000));
            c.left = Cents(1_000);
            c.reason = reason.into();
        })
    };
    assert_eq!(short("  "), Err(cash::DIFFERENCE_WITHOUT_REASON));
    assert_eq!(short("Λάθος ρέστα"), Ok(()));
    let twice = after(&[opened(5_000), closing(closed())]);
    assert_eq!(
        check(&world, &twice, &closing(closed())),
        Err(cases::NOT_IN_THIS_STATE)
    );
}

#[test]
fn a_handover_needs_both_and_carries_its_difference() {
    let (open, world) = (after(&[opened(5_000)]), World::desk(NOW));
    let giving = handed(JUDGE, 6_000, 5_900, "Χάθηκε κέρμα");
    assert_eq!(check(&world, &open, &giving), Ok(()));
    for (event, code) in [
        (handed(OFFICER, 5_000, 5_000, ""), cash::HANDOVER_TO_SELF),
        (
            handed(JUDGE, 6_000, 5_900, ""),
            cash::DIFFERENCE_WITHOUT_REASON,
        ),
        (handed(JUDGE, 0, -1, "x"), input::AMOUNT_NEGATIVE),
    ] {
        assert_eq!(check(&world, &open, &event), Err(code));
    }
    assert_eq!(
        check(&as_user(JUDGE), &open, &giving),
        Err(cash::NOT_THE_HOLDER)
    );

    let offered = after(&[opened(5_000), giving.clone()]);
    assert_eq!(offered.holder, Some(OFFICER), "until somebody takes it");
    let (giver, receiver, third) = (&world, as_user(JUDGE), as_user(UserId([9; 16])));
    assert_eq!(
        check(giver, &offered, &taken(5_900)),
        Err(cash::NOT_THE_RECEIVER)
    );
    assert_eq!(
        check(&third, &offered, &taken(5_900)),
        Err(cash::NOT_THE_RECEIVER)
    );
    assert_eq!(
        check(&receiver, &offered, &taken(5_901)),
        Err(cash::SUMS_DIFFER)
    );
    assert_eq!(check(&receiver, &offered, &taken(5_900)), Ok(()));
    assert_eq!(
        check(&third, &offered, &returned("x")),
        Err(cash::NOT_THE_HOLDER)
    );
    assert_eq!(
        check(&receiver, &offered, &returned(" ")),
        Err(cases::REASON_MISSING)
    );
    for who in [giver, &receiver] {
        assert_eq!(check(who, &offered, &returned("Άλλη ώρα")), Ok(()));
    }
    let back = after(&[opened(5_000), giving.clone(), returned("Άλλη ώρα")]);
    assert_eq!((back.stage, &back.offered), (Stage::Open, &None));
    assert_eq!(back.expected(Cents(0)), Ok(Cents(5_000)));

    let over = after(&[opened(5_000), giving, taken(5_900)]);
    assert_eq!((over.stage, over.holder), (Stage::Open, Some(JUDGE)));
    assert_eq!(
        over.expected(Cents(3_000)),
        Ok(Cents(7_900)),
        "the receiver answers for what he took"
    );
    let closing = |expected| {
        closing(Closed {
            expected: Cents(expected),
            difference: Cents(8_000 - expected),
            reason: "x".into(),
            ..closed()
        })
    };
    assert_eq!(check(&receiver, &over, &closing(7_900)), Ok(()));
    assert_eq!(
        check(&receiver, &over, &closing(8_000)),
        Err(cash::SUMS_DIFFER)
    );
    assert_eq!(
        check(&world, &over, &closing(7_900)),
        Err(cash::NOT_THE_HOLDER)
    );
}

#[test]
fn each_stage_takes_what_its_table_says() {
    let events = [
        opened(0),
        handed(JUDGE, 0, 0, ""),
        taken(0),
        returned("x"),
        closing(closed()),
    ];
    for (stage, allowed) in [
        (Stage::Draft, [true, false, false, false, false]),
        (Stage::Open, [false, true, false, false, true]),
        (Stage::Offered, [false, false, true, true, false]),
        (Stage::Closed, [false; 5]),
    ] {
        for (event, allowed) in events.iter().zip(allowed) {
            assert_eq!(
                state::next(stage, event).is_some(),
                allowed,
                "{stage:?} {}",
                event.greek()
            );
        }
        assert_eq!(Stage::parse(stage.name()), Some(stage));
    }
}

#[test]
fn two_devices_that_close_one_box_leave_a_conflict_and_one_closing() {
    let mut paper = Paper::<CashDay>::new();
    paper.add(1, &opened(5_000));
    paper.add(1, &closing(closed()));
    paper.add(2, &closing(closed()));
    let folded: Folded<CashDayState> = fold::<CashDay>(&paper.doc.events(), &Default::default());
    assert_eq!(folded.state.stage, Stage::Closed);
    let clash = &folded.open_conflicts().next().unwrap().clash;
    assert!(
        matches!(clash, Clash::Transition { state, event } if state == "closed" && event == "closed")
    );
    let row = CashDay::row(&folded);
    assert!(row.conflict);
    assert_eq!(
        (row.number.as_str(), row.cash, row.left, row.difference),
        ("02/06/2026", Cents(3_000), Cents(2_000), Cents(0))
    );
    let key = folded.conflicts[0].event.key;
    let settled = Event::Settled(Settled {
        conflict: key,
        stands: Stands::Left,
        reason: "Διπλό πάτημα".into(),
    });
    assert_eq!(CashDay::settles(&settled), Some(key));
    assert_eq!(check(&World::desk(NOW), &folded.state, &settled), Ok(()));
}

#[test]
fn every_event_reads_what_it_writes() {
    use crate::row::Row as _;
    for event in [
        opened(5_000),
        handed(JUDGE, 1, 0, "x"),
        taken(0),
        returned("x"),
        closing(closed()),
    ] {
        let mut paper = Paper::<CashDay>::new();
        paper.add(1, &event);
        let raw = paper.doc.events().remove(0);
        assert_eq!(CashDay::decode(&raw), crate::Decoded::Event(event));
    }
    let row = CashDay::row(&Folded::default());
    assert_eq!(row.values().len(), CashDayRow::COLUMNS.len());
    assert_eq!(row.number, "");
    assert_eq!(super::row::name(at(NOW).date(), 2), "02/06/2026, βάρδια 2");
}

#[test]
fn cancelled_receipts_are_papers_and_no_money() {
    use crate::receipt::{Receipt, Stage as Paper};
    let receipt = |number: &str, stage, means: &str, total: i64, codes: &[(&str, i64)]| {
        crate::receipt::ReceiptRow {
            number: number.into(),
            stage,
            means: means.into(),
            total: Cents(total),
            codes: codes
                .iter()
                .map(|(code, amount)| ((*code).to_owned(), Cents(*amount)))
                .collect(),
            ..Receipt::row(&Folded::default())
        }
    };
    let rows = [
        receipt(
            "Α01-2026-000002",
            Paper::Issued,
            "cash",
            500,
            &[("Β", 300), ("", 200)],
        ),
        receipt("Α01-2026-000001", Paper::Issued, "card", 700, &[("Β", 700)]),
        receipt(
            "Α01-2026-000003",
            Paper::Cancelled,
            "cash",
            900,
            &[("Β", 900)],
        ),
        receipt("Α01-2026-000004", Paper::Spoiled, "", 0, &[]),
    ];
    let sum = Summary::of(&rows).unwrap();
    assert_eq!(
        (sum.receipts, sum.cancelled, sum.cash, sum.card),
        (2, 1, Cents(500), Cents(700))
    );
    assert_eq!(
        (sum.first.as_str(), sum.last.as_str()),
        ("Α01-2026-000001", "Α01-2026-000003")
    );
    let codes: Vec<_> = sum
        .codes
        .iter()
        .map(|of| (of.code.as_str(), of.lines, of.cash, of.card))
        .collect();
    assert_eq!(
        codes,
        [
            ("", 1, Cents(200), Cents(0)),
            ("Β", 2, Cents(300), Cents(700))
        ]
    );
    assert!(sum.adds_up());
    let huge = [
        receipt("1", Paper::Issued, "cash", i64::MAX, &[]),
        receipt("2", Paper::Issued, "cash", 1, &[]),
    ];
    assert_eq!(Summary::of(&huge).unwrap_err().code, input::AMOUNT_OVERFLOW);
}
