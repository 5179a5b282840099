//! Every refusal of the book, and what is allowed beside it.

use super::*;

#[track_caller]
fn refused(state: &BookState, event: &Event, world: &World, code: Code) {
    let refused = ReadingBook::check(state, event, &world.facts());
    assert_eq!(refused.unwrap_err().code, code);
}

#[test]
fn what_cannot_be_a_reading_of_this_meter_is_refused() {
    let (world, empty) = (field(), BookState::default());
    let may = captured(reading(1_650, NOW));
    ReadingBook::check(&empty, &may, &world.facts()).unwrap();
    let refuse = |change: fn(&mut Captured), code| {
        let mut reading = reading(1_650, NOW);
        change(&mut reading);
        refused(&empty, &captured(reading), &world, code);
    };
    refuse(|r| r.value = 123_456, says::READING_TOO_LONG);
    refuse(|r| r.dial.digits = 0, says::READING_TOO_LONG);
    refuse(|r| r.book.meter = "Υ-9".into(), says::METER_UNKNOWN);
    refuse(|r| r.book.meter = "Υ-0".into(), says::METER_REMOVED);
    refuse(
        |r| r.saw.on = date("2026-06-11"),
        says::READING_BEFORE_PREVIOUS,
    );
    refuse(
        |r| r.taken_at = at("2025-06-01T09:00"),
        says::SEASON_UNKNOWN,
    );
    refuse(
        |r| (r.taken_at, r.book.season) = (at("2025-11-21T09:00"), "2025".into()),
        says::SEASON_CLOSED,
    );
    refuse(
        |r| r.taken_at = at("2026-01-10T09:00"),
        says::SEASON_UNKNOWN,
    );
    refuse(
        |r| (r.taken_at, r.book.season) = (at("2027-06-01T09:00"), "2027".into()),
        says::SEASON_UNKNOWN,
    );
    refuse(|r| r.network = "Δ2".into(), says::NETWORK_FOREIGN);
    refuse(|r| r.keeper = JUDGE, cases::WRONG_USER);
    refuse(|r| r.device = DeviceKey([8; 32]), cases::WRONG_DEVICE);
    // A clerk types another's paper page; a stranger's page is refused all the same.
    let typed = |keeper| Captured {
        keeper,
        paper: Some("ΒΥ-3/12".into()),
        ..reading(1_650, NOW)
    };
    ReadingBook::check(&empty, &captured(typed(JUDGE)), &world.facts()).unwrap();
    refused(
        &empty,
        &captured(typed(UserId([9; 16]))),
        &world,
        says::NETWORK_FOREIGN,
    );
}

#[test]
fn a_book_takes_only_its_own_events_and_only_from_who_may() {
    let mut world = field();
    let mut paper = Paper::<ReadingBook>::new();
    paper.add(1, &captured(reading(1_650, "2026-06-01T09:00")));
    let mut other = reading(1_650, NOW);
    other.book.meter = "Υ-2".into();
    refused(&paper.state(), &captured(other), &world, says::WRONG_BOOK);
    world.rights.remove(rights::READING_TAKE);
    refused(
        &paper.state(),
        &captured(reading(1_700, NOW)),
        &world,
        cases::NO_RIGHT,
    );
}

#[test]
fn decisions_and_corrections_need_a_reason_a_right_and_their_reading() {
    let mut world = field();
    let mut paper = Paper::<ReadingBook>::new();
    let key = paper
        .add(1, &captured(reading(1_650, "2026-06-01T09:00")))
        .key;
    let missing = EventKey {
        incarnation: inc(9),
        n: 1,
    };
    let decided = |reading, value, reason: &str| {
        Event::Accepted(Decided {
            book: book(),
            reading,
            value,
            reason: reason.into(),
        })
    };
    refused(
        &paper.state(),
        &decided(key, None, "ναι"),
        &world,
        cases::NO_RIGHT,
    );
    world.rights.insert(rights::READING_DECIDE.into());
    refused(
        &paper.state(),
        &decided(key, None, " "),
        &world,
        cases::REASON_MISSING,
    );
    refused(
        &paper.state(),
        &decided(key, None, &"α".repeat(501)),
        &world,
        cases::TEXT_TOO_LONG,
    );
    refused(
        &paper.state(),
        &decided(missing, None, "ναι"),
        &world,
        says::READING_UNKNOWN,
    );
    refused(
        &paper.state(),
        &decided(key, Some(100_000), "ναι"),
        &world,
        says::READING_TOO_LONG,
    );
    paper.add(1, &decided(key, None, "ναι"));
    refused(
        &paper.state(),
        &decided(key, None, "ξανά"),
        &world,
        says::READING_DECIDED,
    );
    let correct = |reading, value| {
        Event::Corrected(Corrected {
            book: book(),
            reading,
            value,
            saw: 1_650,
        })
    };
    refused(
        &paper.state(),
        &correct(key, 1_651),
        &world,
        says::READING_DECIDED,
    );
    refused(
        &paper.state(),
        &correct(missing, 1_651),
        &world,
        says::READING_UNKNOWN,
    );
    let mut paper = Paper::<ReadingBook>::new();
    let key = paper
        .add(1, &captured(reading(1_650, "2026-06-01T09:00")))
        .key;
    refused(
        &paper.state(),
        &correct(key, 100_000),
        &world,
        says::READING_TOO_LONG,
    );
    world.user = JUDGE;
    refused(
        &paper.state(),
        &correct(key, 1_651),
        &world,
        says::CORRECTION_OF_OTHERS,
    );
}

#[test]
fn a_replacement_needs_a_final_reading_and_a_free_meter() {
    let mut world = field();
    let replace = |new: &str| Event::MeterReplaced(Box::new(replaced(new)));
    let mut paper = Paper::<ReadingBook>::new();
    paper.add(1, &captured(reading(1_650, "2026-06-01T09:00")));
    refused(
        &paper.state(),
        &replace("Υ-3"),
        &world,
        says::FINAL_READING_MISSING,
    );
    let estimated = Captured {
        kind: ReadingKind::Estimated,
        estimate: Some(Volume::m3(10)),
        ..reading(1_650, "2026-06-02T09:00")
    };
    paper.add(1, &captured(estimated));
    refused(
        &paper.state(),
        &replace("Υ-3"),
        &world,
        says::FINAL_READING_MISSING,
    );
    world.rights.insert(rights::READING_DECIDE.into());
    ReadingBook::check(&paper.state(), &replace("Υ-3"), &world.facts()).unwrap();
    world.rights.remove(rights::READING_DECIDE);
    let last = Captured {
        kind: ReadingKind::Final,
        ..reading(1_700, "2026-06-03T09:00")
    };
    paper.add(1, &captured(last));
    ReadingBook::check(&paper.state(), &replace("Υ-3"), &world.facts()).unwrap();
    ReadingBook::check(&paper.state(), &replace("Υ-77"), &world.facts()).unwrap();
    refused(&paper.state(), &replace("Υ-2"), &world, says::METER_IN_USE);
    refused(&paper.state(), &replace("Υ-1"), &world, says::METER_IN_USE);
    let long = MeterReplaced {
        new_start: 100_000,
        ..replaced("Υ-3")
    };
    refused(
        &paper.state(),
        &Event::MeterReplaced(Box::new(long)),
        &world,
        says::READING_TOO_LONG,
    );
    paper.add(1, &replace("Υ-3"));
    refused(&paper.state(), &replace("Υ-3"), &world, says::METER_REMOVED);
    refused(
        &paper.state(),
        &captured(reading(1_800, NOW)),
        &world,
        says::METER_REMOVED,
    );
}

#[test]
fn water_and_transfers_need_a_connection_without_overdue_debt() {
    let world = field();
    let mut paper = Paper::<ReadingBook>::new();
    paper.add(1, &captured(reading(1_650, "2026-06-01T09:00")));
    let ask = |connection: &str, minutes| Event::TurnAsked(turn(connection, minutes));
    let state = paper.state();
    ReadingBook::check(&state, &ask("Σ-1", 90), &world.facts()).unwrap();
    ReadingBook::check(&state, &ask("Σ-3", 90), &world.facts()).unwrap();
    refused(&state, &ask("Σ-2", 90), &world, says::CONNECTION_IN_DEBT);
    refused(&state, &ask("Σ-9", 90), &world, says::CONNECTION_UNKNOWN);
    refused(&state, &ask("Σ-1", 0), &world, says::TURN_LENGTH);
    refused(&state, &ask("Σ-1", 1_441), &world, says::TURN_LENGTH);
    let transfer = |connection: &str, on: &str, shared| {
        Event::Transferred(Transferred {
            book: book(),
            connection: connection.into(),
            on: date(on),
            shared,
            to: PartId([1; 16]),
        })
    };
    ReadingBook::check(
        &state,
        &transfer("Σ-1", "2026-06-01", 1_650),
        &world.facts(),
    )
    .unwrap();
    refused(
        &state,
        &transfer("Σ-2", "2026-06-01", 1_650),
        &world,
        says::CONNECTION_IN_DEBT,
    );
    refused(
        &state,
        &transfer("Σ-1", "2026-06-02", 1_650),
        &world,
        says::SHARED_READING_MISSING,
    );
    refused(
        &state,
        &transfer("Σ-1", "2026-06-01", 1_651),
        &world,
        says::SHARED_READING_MISSING,
    );
}

#[test]
fn a_photo_lies_in_the_book_and_not_in_an_empty_one() {
    use crate::attachment::{Attachment, Media, What};
    let world = field();
    let photo = |n: u8| {
        Event::Attached(Attachment {
            blob: loggia_schema::ids::BlobId([n; 32]),
            media: Media::Jpeg,
            bytes: 250_000,
            pages: 1,
            what: What::Photo,
            part: PartId([n; 16]),
        })
    };
    refused(
        &BookState::default(),
        &photo(1),
        &world,
        cases::NOT_IN_THIS_STATE,
    );
    let mut paper = Paper::<ReadingBook>::new();
    paper.add(1, &captured(reading(1_650, "2026-06-01T09:00")));
    ReadingBook::check(&paper.state(), &photo(1), &world.facts()).unwrap();
    paper.add(1, &photo(1));
    assert_eq!(
        (paper.state().files.len(), paper.state().readings.len()),
        (1, 1)
    );
    refused(
        &paper.state(),
        &photo(1),
        &world,
        loggia_schema::message::files::ATTACHED_TWICE,
    );
}
