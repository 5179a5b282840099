//! Leased blocks and the gap register on both engines: granted once, explained number by number, never issued again.

use super::*;
use crate::testing::{ctx, with_tables};

const SCOPE: ScopeId = ScopeId([9; 16]);
const DEVICE: DeviceKey = DeviceKey([3; 32]);
const LIFE: Incarnation = Incarnation([4; 10]);

fn plan(last: i64) -> Plan {
    Plan {
        scope: SCOPE,
        series: "fine".into(),
        year: 2026,
        prefix: "Κ1".into(),
        rf_stem: "126001".into(),
        first: 1,
        last,
        block: 10,
    }
}

fn number(no: i64) -> Number<'static> {
    Number {
        series: "fine",
        prefix: "Κ1",
        year: 2026,
        no,
    }
}

fn give(tx: &mut Tx<'_>, n: u8) -> DbResult<Option<Lease>> {
    grant(tx, &ctx(n), (SCOPE, "fine", 2026), (DEVICE, LIFE))
}

fn code(result: Outcome<impl std::fmt::Debug>) -> loggia_schema::message::Code {
    result.unwrap_err().finding().code
}

#[test]
fn blocks_follow_each_other_and_end_with_the_plan() {
    with_tables(&[], |app| {
        let db = app.db();
        assert_eq!(
            db.write(|tx| give(tx, 1)).unwrap(),
            None,
            "without a plan there are no numbers"
        );
        assert!(db.write(|tx| put_plan(tx, &plan(25))).unwrap());
        assert!(
            !db.write(|tx| put_plan(tx, &plan(25))).unwrap(),
            "the same plan again is no change"
        );
        let runs: Vec<_> = (1..=4)
            .map(|n| {
                db.write(|tx| give(tx, n))
                    .unwrap()
                    .map(|l| (l.first, l.last))
            })
            .collect();
        assert_eq!(runs, [Some((1, 10)), Some((11, 20)), Some((21, 25)), None]);
        assert!(
            db.write(|tx| put_plan(tx, &plan(40))).unwrap(),
            "a plan may grow"
        );
        let grown = db.write(|tx| give(tx, 5)).unwrap().unwrap();
        assert_eq!((grown.first, grown.last), (26, 35));
        assert_eq!(
            code(db.write(|tx| put_plan(tx, &plan(20)))),
            import::LEASE_PLAN_SHRINKS
        );
        let other_prefix = Plan {
            prefix: "Κ9".into(),
            ..plan(40)
        };
        assert_eq!(
            code(db.write(|tx| put_plan(tx, &other_prefix))),
            import::LEASE_PLAN_SHRINKS
        );
    });
}

#[test]
fn every_number_of_a_block_is_explained_once() {
    with_tables(&[], |app| {
        let db = app.db();
        db.write(|tx| put_plan(tx, &plan(25))).unwrap();
        let lease = db.write(|tx| give(tx, 1)).unwrap().unwrap();
        let (a, b) = (DocId([1; 16]), DocId([2; 16]));
        let say = |no, author, fate, doc| {
            db.write(|tx| explain(tx, &ctx(2), number(no), author, (fate, doc, "λόγος")))
        };
        say(2, Some(LIFE), Fate::Issued, a).unwrap();
        say(2, Some(LIFE), Fate::Replaced, a).unwrap();
        say(3, None, Fate::Spoiled, b).unwrap();
        assert_eq!(
            code(say(2, Some(LIFE), Fate::Issued, b)),
            numbers::NUMBER_USED
        );
        assert_eq!(
            code(say(11, Some(LIFE), Fate::Issued, b)),
            numbers::NUMBER_OUTSIDE_LEASE
        );
        assert_eq!(
            code(say(4, Some(Incarnation([5; 10])), Fate::Issued, b)),
            numbers::NUMBER_OUTSIDE_LEASE
        );
        assert_eq!(
            db.read(|tx| left(tx, LIFE, SCOPE, "fine", 2026)).unwrap(),
            (8, 10)
        );
        assert_eq!(
            db.write(|tx| end(tx, &ctx(3), &lease, Fate::Lost, "χάθηκε"))
                .unwrap(),
            8
        );
        let runs = db.read(|tx| explained(tx, &lease)).unwrap();
        let told: Vec<_> = runs.iter().map(|r| (r.first, r.last, r.fate)).collect();
        assert_eq!(
            told,
            [
                (1, 1, Some(Fate::Lost)),
                (2, 2, Some(Fate::Replaced)),
                (3, 3, Some(Fate::Spoiled)),
                (4, 10, Some(Fate::Lost)),
            ]
        );
        assert_eq!(
            code(say(5, Some(LIFE), Fate::Issued, b)),
            numbers::NUMBER_USED,
            "written off is never issued"
        );
        assert_eq!(
            db.read(|tx| left(tx, LIFE, SCOPE, "fine", 2026)).unwrap(),
            (0, 0)
        );
    });
}

#[test]
fn two_years_of_a_desk_are_granted_in_one_command() {
    with_tables(&[], |app| {
        let next_year = Plan {
            year: 2027,
            rf_stem: "127001".into(),
            ..plan(25)
        };
        let both = app.db().write(|tx| -> Outcome<_> {
            put_plan(tx, &plan(25))?;
            put_plan(tx, &next_year)?;
            let to = (DEVICE, LIFE);
            let this = grant(tx, &ctx(1), (SCOPE, "fine", 2026), to)?;
            Ok((this, grant(tx, &ctx(1), (SCOPE, "fine", 2027), to)?))
        });
        let (this, next) = both.unwrap();
        assert_ne!(this.unwrap().id, next.unwrap().id);
    });
}

/// First, last and the state of every block.
fn blocks(tx: &mut Tx<'_>) -> DbResult<Vec<(i64, i64, LeaseState)>> {
    let leases = leases(tx, None)?.into_iter();
    Ok(leases.map(|l| (l.first, l.last, l.state)).collect())
}

#[test]
fn a_register_put_back_learns_its_blocks_again_and_steps_over_the_rest() {
    with_tables(&[], |app| {
        let db = app.db();
        db.write(|tx| put_plan(tx, &plan(80))).unwrap();
        db.write(|tx| give(tx, 1)).unwrap();
        let forgotten = Lease {
            id: LeaseId([7; 16]),
            first: 21,
            last: 30,
            ..db.read(|tx| leases(tx, None)).unwrap().remove(0)
        };
        let back = |lease: &Lease| db.write(|tx| recover(tx, &ctx(2), lease));
        assert!(back(&forgotten).unwrap());
        assert!(!back(&forgotten).unwrap(), "it is known now");
        let of_another = Lease {
            id: LeaseId([8; 16]),
            first: 30,
            last: 39,
            ..forgotten.clone()
        };
        assert_eq!(
            code(back(&of_another)),
            numbers::LEASE_NOT_SOUND,
            "30 stands on somebody's paper"
        );
        let written_off = db.write(|tx| margin(tx, &ctx(3), |_, _| Ok(2))).unwrap();
        let (active, lost) = (LeaseState::Active, LeaseState::Revoked);
        assert_eq!(
            (written_off, db.read(blocks).unwrap()),
            (
                30,
                vec![
                    (1, 10, active),
                    (11, 20, lost),
                    (21, 30, active),
                    (31, 50, lost)
                ]
            ),
            "the hole, and a block for each of two devices"
        );
        let next = db.write(|tx| give(tx, 4)).unwrap().unwrap();
        assert_eq!((next.first, next.last), (51, 60));
        let late = Lease {
            id: LeaseId([9; 16]),
            first: 31,
            last: 40,
            ..forgotten
        };
        assert!(back(&late).unwrap(), "its laptop came after all");
        db.write(|tx| {
            let paper = (Fate::Issued, DocId([1; 16]), "");
            explain(tx, &ctx(5), number(31), Some(LIFE), paper)
        })
        .unwrap();
        assert_eq!(
            db.read(blocks).unwrap()[3..],
            [(31, 40, active), (41, 50, lost), (51, 60, active)]
        );
        let rest = &db.read(|tx| leases(tx, None)).unwrap()[4];
        let runs = db.read(|tx| explained(tx, rest)).unwrap();
        assert_eq!(
            (runs[0].fate, runs.len()),
            (Some(Fate::Lost), 1),
            "what lies beside it stays written off"
        );
    });
}
