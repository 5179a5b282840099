//! What stands, what waits, and the water of the season, in whatever order things came.

use super::*;
use loggia_schema::dispute::Stands;

#[test]
fn the_book_is_the_same_on_every_device() {
    assert_eq!(book().doc(), book().doc());
    let other = Book {
        season: "2027".into(),
        ..book()
    };
    assert_ne!(book().doc(), other.doc());
}

#[test]
fn readings_add_up_and_the_limit_is_the_seasons() {
    let mut paper = Paper::<ReadingBook>::new();
    for (value, day) in [
        (1_650, "2026-05-01T09:00"),
        (2_600, "2026-06-01T09:00"),
        (2_750, "2026-07-01T09:00"),
    ] {
        paper.add(1, &captured(reading(value, day)));
    }
    assert_eq!(
        standings(&paper.state()),
        [
            (1_650, Standing::Valid),
            (2_600, Standing::Valid),
            (2_750, Standing::Held)
        ],
        "450 and 950 fit into 1,500; 150 more do not"
    );
    assert_eq!(season(&paper.state()), Volume::m3(1_400));
    let row = ReadingBook::row(&paper.folded());
    assert_eq!(
        (row.stage, row.number.as_str(), row.last.as_str()),
        (Stage::Held, "Υ-1/2026", "2.750")
    );
    assert!(row.held.contains("1.500"), "{}", row.held);
    assert_eq!(row.values().len(), BookRow::COLUMNS.len());
}

/// Whatever came first, both stand in the book and both wait.
#[test]
fn two_keepers_on_one_day_are_both_held_in_either_order() {
    let first = captured(reading(1_650, "2026-06-01T09:00"));
    let second = of_another(1_655, "2026-06-01T17:00");
    let mut folded = Vec::new();
    for order in [[1_u8, 2], [2, 1]] {
        let mut ours = Paper::<ReadingBook>::new();
        let mut theirs = Paper::<ReadingBook>::new();
        let one = ours.add(1, &first);
        let two = theirs.add(2, &second);
        let changes = order.map(|who| {
            if who == 1 {
                one.change.clone()
            } else {
                two.change.clone()
            }
        });
        let mut doc = crate::document::CaseDoc::new();
        for change in changes {
            doc.apply_change(&change).unwrap();
        }
        folded.push(case::fold::<ReadingBook>(
            &doc.events(),
            &Effects::default(),
        ));
    }
    assert_eq!(folded[0], folded[1], "no order of arrival decides");
    assert!(
        folded[0].conflicts.is_empty(),
        "creating the book twice is no conflict"
    );
    let state = &folded[0].state;
    assert_eq!(
        standings(state),
        [(1_650, Standing::Held), (1_655, Standing::Held)]
    );
    let review = state.review(&state.ground().unwrap());
    assert!(
        review
            .lines
            .iter()
            .all(|line| line.doubts.contains(&Doubt::SameDay))
    );
    assert_eq!((review.season, review.last), (Volume::ZERO, None));
}

#[test]
fn a_decision_lets_one_count_and_keeps_both_values() {
    let mut paper = Paper::<ReadingBook>::new();
    let one = paper
        .add(1, &captured(reading(1_650, "2026-06-01T09:00")))
        .key;
    let two = paper.add(2, &of_another(1_655, "2026-06-01T17:00")).key;
    let mut state = paper.state();
    state.rule(two, Ruling::Accepted, "με φωτογραφία");
    state.rule(one, Ruling::Rejected, "λάθος ψηφίο");
    assert_eq!(
        standings(&state),
        [(1_650, Standing::Rejected), (1_655, Standing::Accepted)]
    );
    assert_eq!(season(&state), Volume::m3(455));
    assert_eq!(state.readings.len(), 2);
    state.rule(one, Ruling::Corrected { value: 1_652 }, "από τη φωτογραφία");
    assert_eq!(season(&state), Volume::m3(455), "1,652 and then 1,655");
    // The same decision taken on a laptop.
    let decided = |reading, value| Decided {
        book: book(),
        reading,
        value,
        reason: "έλεγχος".into(),
    };
    paper.add(3, &Event::Accepted(decided(two, None)));
    paper.add(3, &Event::Rejected(decided(one, None)));
    assert_eq!(season(&paper.state()), Volume::m3(455));
    paper.add(4, &Event::Accepted(decided(one, Some(1_651))));
    let conflicts = paper.folded().conflicts;
    assert_eq!(
        conflicts.len(),
        1,
        "two supervisors who disagree are a task: {conflicts:?}"
    );
    let met = conflicts[0].event.key;
    assert_eq!(paper.state().readings[0].value(), 1_651);
    paper.add(3, &settled(met, Stands::Left));
    assert_eq!(
        standings(&paper.state())[0],
        (1_650, Standing::Rejected),
        "the first decision stands again"
    );
    // Another office decided otherwise and later: what folds first stands.
    paper.add(4, &settled(met, Stands::Right));
    assert_eq!(standings(&paper.state())[0].1, Standing::Rejected);
    assert_eq!(paper.folded().open_conflicts().count(), 0);
}

fn settled(conflict: EventKey, stands: Stands) -> Event {
    Event::Settled(Settled {
        conflict,
        stands,
        reason: "από τη φωτογραφία".into(),
    })
}

#[test]
fn a_late_older_reading_is_inserted_and_the_later_one_reviewed_anew() {
    let mut paper = Paper::<ReadingBook>::new();
    paper.add(1, &captured(reading(1_300, "2026-07-01T09:00")));
    assert_eq!(season(&paper.state()), Volume::m3(100));
    // It was taken in June and comes after July's; July's went backwards against it.
    paper.add(2, &of_another(1_650, "2026-06-01T09:00"));
    assert_eq!(
        standings(&paper.state()),
        [(1_650, Standing::Valid), (1_300, Standing::Held)]
    );
    let state = paper.state();
    let review = state.review(&state.ground().unwrap());
    assert_eq!(
        review.lines[1].doubts,
        [Doubt::Backwards {
            would_be: Volume::m3(99_650)
        }]
    );
    assert_eq!(review.season, Volume::m3(450));
}

#[test]
fn an_estimate_counts_until_an_actual_reading_comes() {
    let mut paper = Paper::<ReadingBook>::new();
    let blind = Captured {
        kind: ReadingKind::Estimated,
        estimate: Some(Volume::m3(300)),
        note: Some(NoteCode::Stopped),
        ..reading(1_200, "2026-05-01T09:00")
    };
    paper.add(1, &captured(blind));
    let state = paper.state();
    let review = state.review(&state.ground().unwrap());
    assert_eq!((review.season, review.estimated), (Volume::m3(300), true));
    paper.add(1, &captured(reading(1_950, "2026-07-01T09:00")));
    let state = paper.state();
    let review = state.review(&state.ground().unwrap());
    assert_eq!(
        (review.season, review.estimated),
        (Volume::m3(750), false),
        "from the last actual reading"
    );
}

#[test]
fn a_rollover_an_accepted_step_back_and_a_doubtful_clock() {
    let near_top = |value| Captured {
        start: mark(99_850, "2025-11-20"),
        ..reading(value, "2026-06-01T09:00")
    };
    let mut paper = Paper::<ReadingBook>::new();
    paper.add(1, &captured(near_top(210)));
    let state = paper.state();
    let review = state.review(&state.ground().unwrap());
    assert!(review.lines[0].rolled && review.season == Volume::m3(360));

    let mut paper = Paper::<ReadingBook>::new();
    let back = paper
        .add(1, &captured(reading(1_100, "2026-06-01T09:00")))
        .key;
    let mut state = paper.state();
    assert_eq!(standings(&state), [(1_100, Standing::Held)]);
    state.rule(back, Ruling::Accepted, "ο μετρητής γύριζε ανάποδα");
    let review = state.review(&state.ground().unwrap());
    assert_eq!(
        (review.season, review.last),
        (Volume::ZERO, Some(mark(1_100, "2026-06-01")))
    );

    let mut paper = Paper::<ReadingBook>::new();
    let doubtful = Captured {
        clock_doubt: true,
        ..reading(1_300, "2026-06-01T09:00")
    };
    paper.add(1, &captured(doubtful));
    assert_eq!(standings(&paper.state()), [(1_300, Standing::Held)]);
}

#[test]
fn a_correction_before_sending_changes_the_value_and_keeps_the_first() {
    let mut paper = Paper::<ReadingBook>::new();
    let key = paper
        .add(1, &captured(reading(16_500, "2026-06-01T09:00")))
        .key;
    let corrected = |value, saw| {
        Event::Corrected(Corrected {
            book: book(),
            reading: key,
            value,
            saw,
        })
    };
    paper.add(1, &corrected(1_650, 16_500));
    let state = paper.state();
    assert_eq!(
        (state.readings[0].value(), state.readings[0].reading.value),
        (1_650, 16_500)
    );
    assert_eq!(season(&state), Volume::m3(450));
    // Somebody else cannot mend it, and a value nobody saw is a conflict.
    paper.add(2, &corrected(1_651, 1_650));
    assert_eq!(paper.folded().conflicts.len(), 1);
    assert_eq!(paper.state().readings[0].value(), 1_650);
    let met = paper.add(1, &corrected(1_652, 16_500)).key;
    assert_eq!(paper.folded().conflicts.len(), 2);
    assert_eq!(paper.state().readings[0].value(), 1_652);
    paper.add(3, &settled(met, Stands::Left));
    assert_eq!(paper.state().readings[0].value(), 1_650);
}

#[test]
fn an_event_reads_what_it_writes() {
    let events = [
        captured(reading(1_650, "2026-06-01T09:00")),
        Event::MeterReplaced(Box::new(replaced("Υ-3"))),
        Event::Transferred(Transferred {
            book: book(),
            connection: "Σ-1".into(),
            on: date("2026-06-01"),
            shared: 1_650,
            to: PartId([1; 16]),
        }),
        Event::TurnAsked(turn("Σ-1", 60)),
        Event::NoWater(NoWater {
            book: book(),
            connection: "Σ-1".into(),
            since: "2026-06-01T06:00:00Z".parse().unwrap(),
            text: None,
        }),
        Event::Noted(Noted {
            book: book(),
            part: PartId([2; 16]),
        }),
    ];
    let mut paper = Paper::<ReadingBook>::new();
    for event in &events {
        paper.add(1, event);
    }
    for (raw, event) in paper.doc.events().iter().zip(&events) {
        assert_eq!(
            ReadingBook::decode(raw),
            crate::case::Decoded::Event(event.clone())
        );
    }
    let state = paper.state();
    assert_eq!(
        (
            state.turns.len(),
            state.no_water.len(),
            state.transfers.len(),
            state.notes.len()
        ),
        (1, 1, 1, 1)
    );
    assert_eq!(ReadingBook::row(&paper.folded()).stage, Stage::Replaced);
}
