//! The proof of the proof: a seed is a run, and every observer objects to a world that was broken for it.

use crate::ledger::Fact;
use crate::observers;
use crate::run;
use crate::world::World;
use loggia_core::{params, records};

/// A seed whose town has two laptops of one desk, money, and weather.
const SEED: u64 = 11;

/// A town at rest to which nobody objects.
fn at_rest() -> World {
    at_rest_of(SEED)
}

/// The first town at rest in which a photo was taken that is surely at the town hall.
fn with_photo() -> World {
    let taken = |world: &World| {
        let mut told = world.ledger.told.iter();
        told.any(|told| matches!(told.fact, Fact::Attached(_)) && !told.at_risk)
    };
    (1..60)
        .map(at_rest_of)
        .find(taken)
        .expect("somebody takes a photo")
}

fn at_rest_of(seed: u64) -> World {
    let mut world = World::begin(seed, false);
    world.live();
    assert_eq!(world.objections, Vec::<String>::new());
    assert_eq!(observers::all(&mut world), Vec::<String>::new());
    world
}

/// What one observer says.
fn asked(name: &str, world: &mut World) -> Vec<String> {
    let (_, look) = observers::ALL
        .iter()
        .find(|(known, _)| *known == name)
        .expect("an observer");
    look(world)
}

/// Breaks something in the town hall's tables behind its back.
fn tamper(world: &World, sql: &str) {
    let changed = world
        .hall
        .app()
        .db()
        .write(|tx| tx.exec(sql, &params![tx.municipality()]))
        .expect("a statement that fits the tables");
    assert!(changed > 0, "{sql} changed nothing");
}

#[test]
fn the_same_seed_twice_is_the_same_run() {
    let (first, second) = (run::seed(SEED, false), run::seed(SEED, false));
    assert_eq!((first.objections, second.objections), (vec![], vec![]));
    assert_eq!(first.digest, second.digest);
    assert_eq!(first.tally, second.tally);
    assert_ne!(first.digest, run::seed(SEED + 1, false).digest);
}

#[test]
fn a_paper_that_is_nowhere_is_missed() {
    let mut world = at_rest();
    let mut lost = world.ledger.told[0].clone();
    lost.doc.0[15] ^= 1;
    world.ledger.told.push(lost);
    assert_eq!(
        asked("kept", &mut world).len(),
        2,
        "at the laptop and at the centre"
    );
}

#[test]
fn an_answer_nobody_got_and_a_number_on_two_papers_are_seen() {
    let mut world = at_rest();
    let first = world.ledger.told.remove(0);
    let said = asked("once", &mut world);
    assert!(said[0].contains("nobody was told"), "{said:?}");
    world.ledger.told.insert(0, first.clone());
    let mut twice = first;
    twice.doc.0[15] ^= 1;
    twice.key.push('x');
    world.ledger.told.push(twice);
    let said = asked("once", &mut world);
    assert!(
        said.iter().any(|what| what.contains("on two papers")),
        "{said:?}"
    );
}

#[test]
fn a_journal_that_was_changed_and_a_debtor_who_owes_something_else_are_seen() {
    let mut world = at_rest();
    tamper(
        &world,
        "UPDATE books_balance SET debit = debit + 1 WHERE municipality_id = $1 AND account = '4299001001'",
    );
    assert!(!asked("books", &mut world).is_empty());
    tamper(
        &world,
        "UPDATE books_balance SET debit = debit - 1 WHERE municipality_id = $1 AND account = '4299001001'",
    );
    assert_eq!(asked("books", &mut world), Vec::<String>::new());
    let paid = world
        .ledger
        .told
        .iter_mut()
        .find_map(|told| match &mut told.fact {
            Fact::Paid { amount, .. } => Some(amount),
            _ => None,
        });
    *paid.expect("somebody has paid") -= 1;
    assert!(!asked("books", &mut world).is_empty());
}

#[test]
fn a_row_that_says_something_else_than_its_entries_is_seen() {
    let mut world = at_rest();
    tamper(
        &world,
        "UPDATE fines_row SET body = REPLACE(body, 'Οδός', 'Οδος') WHERE municipality_id = $1",
    );
    assert!(!asked("rows", &mut world).is_empty());
    assert!(!asked("convergence", &mut world).is_empty());
}

#[test]
fn a_number_that_nobody_explains_is_seen() {
    let mut world = at_rest();
    tamper(
        &world,
        "DELETE FROM core_number WHERE municipality_id = $1 AND fate = 'issued'",
    );
    let said = asked("numbers", &mut world);
    assert!(
        said.iter().any(|what| what.contains("not explained")),
        "{said:?}"
    );
}

#[test]
fn a_receipt_for_an_entry_that_is_gone_is_seen() {
    let mut world = at_rest();
    tamper(
        &world,
        "DELETE FROM intake_change WHERE municipality_id = $1",
    );
    let said = asked("receipts", &mut world);
    assert!(
        said.iter().any(|what| what.contains("as received")),
        "{said:?}"
    );
}

/// What was told of the first photo is one bit away from what was attached; a second time, and it is as it was.
fn another_photo(world: &mut World) {
    let mut told = world.ledger.told.iter_mut();
    let attached = told.find_map(|told| match &mut told.fact {
        Fact::Attached(content) => Some(content),
        _ => None,
    });
    attached.expect("somebody took a photo")[3] ^= 1;
}

#[test]
fn a_photo_that_is_gone_or_another_one_is_seen() {
    let mut world = with_photo();
    another_photo(&mut world);
    assert!(!asked("files", &mut world).is_empty());
    another_photo(&mut world);
    tamper(
        &world,
        "DELETE FROM intake_blob_chunk WHERE municipality_id = $1",
    );
    let said = asked("files", &mut world);
    assert!(
        said.iter().any(|what| what.contains("not at the centre")),
        "{said:?}"
    );
}

#[test]
fn something_that_was_left_to_say_is_seen() {
    let mut world = at_rest();
    let told = world.hall.app().db().write(|tx| {
        let place = records::of_table(tx, "place")?.swap_remove(0);
        let renamed = place.value.map(|value| value.replace("Κοινότητα", "Κοιν."));
        records::publish(tx, &[("place", place.key, renamed)])
    });
    assert!(told.expect("a record").is_some());
    assert!(!asked("quiet", &mut world).is_empty());
}
