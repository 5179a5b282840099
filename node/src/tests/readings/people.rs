//! Two keepers without a line, a supervisor, and what is done at a meter beside readings.

use super::*;

/// Both open the book before either met the centre; both values stay and both wait.
#[test]
fn two_keepers_open_the_book_offline_and_both_readings_wait() {
    let mut town = town();
    let (mut one, mut two) = (
        keeper(&mut town, "ydronomos1"),
        keeper(&mut town, "ydronomos2"),
    );
    let first = take(&mut one, "1", "Υ1", "1650");
    let second = take(&mut two, "1", "Υ1", "1655");
    assert_eq!(first.doc, second.doc);
    assert!(
        first.held.is_empty() && second.held.is_empty(),
        "neither knows of the other"
    );
    for _ in 0..2 {
        town.sync(&mut one);
        town.sync(&mut two);
    }
    for office in [&mut one, &mut two] {
        let stop = stop(office, Some("Υ1")).unwrap();
        let mut values: Vec<&str> = stop
            .held
            .iter()
            .map(|(_, value, _)| value.as_str())
            .collect();
        values.sort_unstable();
        assert_eq!(values, ["1.650", "1.655"]);
        assert_eq!((stop.last.value, stop.season), (1_200, Volume::ZERO));
        assert_eq!(
            office
                .session()
                .list(&ListFilter::default())
                .unwrap()
                .rows
                .len(),
            1,
            "one book"
        );
        office.clean();
    }
    // The centre decides; its decision reaches both, and the walk goes on from it.
    let held = stop(&mut one, Some("Υ1")).unwrap().held;
    let rulings = held.iter().map(|(key, value, _)| ReadingRulingRecord {
        book: first.doc,
        reading: *key,
        ruling: if value == "1.655" {
            Ruling::Accepted
        } else {
            Ruling::Rejected
        },
        reason: "δοκιμή".into(),
        by: UserId([9; 16]),
        at: start(),
    });
    let rulings: Vec<_> = rulings.collect();
    town.records(WATER, &rulings);
    for office in [&mut one, &mut two] {
        town.sync(office);
        let stop = stop(office, Some("Υ1")).unwrap();
        assert_eq!(
            (stop.held.len(), stop.last.value, stop.season),
            (0, 1_655, Volume::m3(455))
        );
        list_and_walk_say_what_the_centre_decided(office);
    }
}

/// The stored row knows entries only, and the decision is a record.
fn list_and_walk_say_what_the_centre_decided(office: &mut Office) {
    let listed = office.session().list(&ListFilter::default()).unwrap();
    assert_eq!(listed.rows[0].state, "running");
    let of_state = |office: &mut Office, state: &str| {
        let filter = ListFilter {
            states: vec![state.to_owned()],
            ..ListFilter::default()
        };
        let page = office.session().list(&filter).unwrap();
        (page.total, page.rows.len())
    };
    assert_eq!(of_state(office, "held"), (0, 0), "it waits no more");
    assert_eq!(of_state(office, "running"), (1, 1));
    let row: BookRow = serde_json::from_value(listed.rows[0].row.clone()).unwrap();
    let network = stop(office, Some("Υ1")).unwrap().meter.network;
    let walk = office.session().walk(&network).unwrap();
    let books = walk.iter().filter_map(|line| line.book.as_ref());
    for book in books.chain([&row]) {
        assert_eq!((book.held.as_str(), book.volume), ("", Volume::m3(455)));
    }
    office.clean();
}

#[test]
fn a_supervisor_decides_on_a_laptop() {
    let mut town = town();
    let mut office = keeper(&mut town, "ydronomos");
    take(&mut office, "1", "Υ1", "1100");
    let (doc, key) = {
        let stop = stop(&mut office, Some("Υ1")).unwrap();
        (stop.doc, stop.held[0].0)
    };
    let decide = ReadingDecide {
        book: doc,
        reading: key,
        accept: true,
        value: "1300".into(),
        reason: "φωτογραφία".into(),
    };
    refused(
        office.session().reading_decide("d1", &decide),
        loggia_schema::message::cases::NO_RIGHT,
    );
    let mut user = office.session().user.clone();
    user.rights.insert("reading.decide".into());
    town.records(WATER, &[user]);
    town.sync(&mut office);
    let done = office.session().reading_decide("d2", &decide).unwrap();
    assert_eq!(done.state, "running");
    assert_eq!(
        stop(&mut office, Some("Υ1")).unwrap().season,
        Volume::m3(100)
    );
    refused(
        office.session().reading_decide("d3", &decide),
        says::READING_DECIDED,
    );
}

#[test]
fn acts_beside_readings() {
    let mut town = town();
    let mut office = keeper(&mut town, "ydronomos");
    let turn = |meter: &str, minutes: &str| WaterTurn {
        meter: meter.into(),
        minutes: minutes.into(),
        ..WaterTurn::default()
    };
    office
        .session()
        .water_turn("t1", &turn("Υ1", "90"))
        .unwrap();
    refused(
        office.session().water_turn("t2", &turn("Υ3", "90")),
        says::CONNECTION_IN_DEBT,
    );
    refused(
        office.session().water_turn("t3", &turn("Υ1", "πολλά")),
        says::TURN_LENGTH,
    );
    let report = NoWaterReport {
        meter: "Υ2".into(),
        text: "Από το πρωί".into(),
        ..NoWaterReport::default()
    };
    office.session().no_water("n1", &report).unwrap();

    let transfer = |value: &str| HolderTransfer {
        meter: "Υ1".into(),
        value: value.into(),
        holder: "Νέος Δοκιμαστής".into(),
        phone: "2810 000999".into(),
        ..HolderTransfer::default()
    };
    refused(
        office.session().holder_transfer("h1", &transfer("")),
        says::SHARED_READING_MISSING,
    );
    let done = office
        .session()
        .holder_transfer("h2", &transfer("1650"))
        .unwrap();
    let shown = office
        .session()
        .show(&crate::commands::Which::Doc(done.doc))
        .unwrap();
    let state: loggia_cases::Folded<BookState> = serde_json::from_value(shown.folded).unwrap();
    assert_eq!(
        (state.state.transfers.len(), state.state.readings.len()),
        (1, 1)
    );
    assert_eq!(
        office.session().search("δοκιμαστης").unwrap().total,
        1,
        "found by the new holder"
    );

    let replace = |last: &str, new: &str| MeterReplace {
        meter: "Υ2".into(),
        last: last.into(),
        new_meter: new.into(),
        new_start: "4".into(),
        ..MeterReplace::default()
    };
    refused(
        office.session().meter_replace("m1", &replace("", "Υ9")),
        says::FINAL_READING_MISSING,
    );
    refused(
        office.session().meter_replace("m2", &replace("1300", "Υ1")),
        says::METER_IN_USE,
    );
    let doc = report_doc(&mut office);
    let left = office
        .session()
        .show(&crate::commands::Which::Doc(doc))
        .unwrap();
    assert_eq!(
        left.events.len(),
        1,
        "a refused replacement leaves no final reading behind"
    );
    let done = office
        .session()
        .meter_replace("m3", &replace("1300", "Υ9"))
        .unwrap();
    assert_eq!(done.state, "replaced");
    refused(
        office.session().reading_take("after", &typed("Υ2", "1400")),
        says::METER_REMOVED,
    );
    office.clean();
}

#[test]
fn a_clock_that_is_behind_lets_the_reading_wait() {
    let mut town = town();
    let mut office = keeper(&mut town, "ydronomos");
    let proven = "2026-11-24T08:00:00Z".parse::<jiff::Timestamp>().unwrap();
    let millis = u64::try_from(proven.as_millisecond()).unwrap();
    office
        .node()
        .note_centre_clock(loggia_sync::receipt::Millis(millis))
        .unwrap();
    let taken = take(&mut office, "1", "Υ1", "1650");
    assert!(
        taken.held.iter().any(|why| why.contains("ρολόι")),
        "{:?}",
        taken.held
    );
}

fn report_doc(office: &mut Office) -> loggia_schema::ids::DocId {
    stop(office, Some("Υ2")).unwrap().doc
}
