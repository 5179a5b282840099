//! Readings: both of two keepers are kept and held, what went backwards is held, and the water of a book is that of its
//! counting readings, each counted once.
//!
//! The review is written down here a second time, in whole cubic metres, from the ledger alone.

use super::{store, timeline};
use crate::ledger::{Fact, Reading, Told};
use crate::world::World;
use loggia_revenue::irrigation::store as water;
use loggia_schema::ids::DocId;
use std::collections::{BTreeMap, BTreeSet};

/// A reading that was let in, and who took it.
type Taken<'a> = (&'a Told, &'a Reading);

/// The books are right.
pub fn look(world: &mut World) -> Vec<String> {
    let mut books: BTreeMap<DocId, Vec<Taken<'_>>> = BTreeMap::new();
    for told in &world.ledger.told {
        if let Fact::Read(reading) = &told.fact
            && is_there(world, told, reading)
        {
            books.entry(told.doc).or_default().push((told, reading));
        }
    }
    let holds = world.hall.read(|tx| store(water::holds(tx, None, 10_000)));
    let held: BTreeSet<(DocId, String)> = holds
        .iter()
        .map(|hold| (hold.doc, hold.reading.to_string()))
        .collect();
    let (mut objections, mut all, mut pairs) = (Vec::new(), 0, 0);
    for (doc, taken) in &mut books {
        taken.sort_by_key(|(_, reading)| reading.instant);
        all += taken.len();
        pairs += crowded(world, taken).len();
        objections.extend(book(world, *doc, taken, &held));
    }
    let counts = [
        ("readings", all),
        ("readings held", holds.len()),
        ("days of two keepers at a meter", pairs),
    ];
    for (what, n) in counts {
        (0..n).for_each(|_| world.trace.count(what));
    }
    objections
}

/// Whether it was let in. A store that was put back may give the place of an event that is lost to another one.
fn is_there(world: &World, told: &Told, reading: &Reading) -> bool {
    timeline(world, told.doc).iter().any(|judged| {
        (judged.event.key.incarnation, judged.event.key.n) == (told.life, told.n)
            && judged.event.d["taken_at"] == reading.at.as_str()
            && judged.outcome.as_deref() == Some("accepted")
    })
}

/// Days on which two keepers read the meter.
fn crowded(world: &World, taken: &[Taken<'_>]) -> BTreeSet<String> {
    let mut days: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (told, reading) in taken {
        let keeper = world.offices[told.office].post.login;
        days.entry(day(reading)).or_default().insert(keeper);
    }
    let two = days.into_iter().filter(|(_, keepers)| keepers.len() > 1);
    two.map(|(day, _)| day.to_owned()).collect()
}

fn day(reading: &Reading) -> &str {
    &reading.at[..10]
}

fn book(
    world: &World,
    doc: DocId,
    taken: &[Taken<'_>],
    held: &BTreeSet<(DocId, String)>,
) -> Vec<String> {
    let meter = &taken[0].0.number;
    let found = world.hall.read(|tx| {
        let (all, _) = store(water::search(tx, &water::Wanted::default()))?;
        Ok(all.into_iter().find(|book| book.doc == doc))
    });
    let Some(found) = found else {
        return vec![format!("{meter}: has readings and no book at the centre")];
    };
    let mut objections = Vec::new();
    if found.row.readings != taken.len() as u64 {
        let (here, there) = (taken.len(), found.row.readings);
        objections.push(format!(
            "{meter}: {here} readings were told, {there} are kept"
        ));
    }
    let two = crowded(world, taken);
    let start = taken[0].1.start;
    let mut base = start;
    for (told, reading) in taken {
        let key = format!("{}/{}", told.life, told.n);
        let waits = held.contains(&(doc, key.clone()));
        let must = two.contains(day(reading)) || reading.value < base;
        match (waits, must) {
            (false, true) => objections.push(format!("{meter}: {key} counts and must wait")),
            (true, false) if !clock_is_doubtful(world, told) => {
                objections.push(format!("{meter}: {key} waits for no reason"));
            }
            (false, false) => base = reading.value,
            (true, _) => {}
        }
    }
    let water_of_points = world.hall.read(|tx| {
        let points = store(water::points(tx, &found.row.connection, &found.row.season))?;
        Ok(points.last().map_or(0, |(_, sum)| sum.0))
    });
    let litres = (base - start) * 1_000;
    if found.row.volume.0 != litres || water_of_points != litres {
        objections.push(format!(
            "{meter}: {} litres in the book and {water_of_points} by its readings, the model says {litres}",
            found.row.volume.0
        ));
    }
    objections
}

/// Readings of a device whose clock was wrong, or had been ahead before, may wait.
fn clock_is_doubtful(world: &World, told: &Told) -> bool {
    let mut before = world.ledger.told.iter();
    told.skew != 0 || before.any(|other| other.office == told.office && other.skew > 0)
}
