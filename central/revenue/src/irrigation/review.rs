//! What follows from a review of a book: rows, tasks, the newest reading told to the keepers, a replaced meter.

use super::model::SeasonWater;
use super::{BILL, DECIDE, ground, keepers, store};
use jiff::Timestamp;
use loggia_cases::Folded;
use loggia_cases::document::EventKey;
use loggia_cases::irrigation::{
    Book, BookRow, BookState, Doubt, Ground, MeterReplaced, Review, Standing,
};
use loggia_cases::private::PrivatePart;
use loggia_cases::records::{
    ConnectionRecord, Mark, MeterRecord, ReadingRulingRecord, Record as _, Reference,
};
use loggia_core::ctx::Ctx;
use loggia_core::db::Tx;
use loggia_core::{Outcome, parts, records, tasks};
use loggia_schema::calendar::local_date;
use loggia_schema::ids::{DocId, ScopeId};
use loggia_schema::irrigation::Volume;
use loggia_schema::message::{Finding, irrigation};

/// Kind of the task of a held reading.
const HELD: &str = "irrigation.held";

/// Where a book lies and when its newest events came.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub doc: DocId,
    pub scope: ScopeId,
    pub arrived: Timestamp,
}

/// Reviews a book by the centre's own ground and writes everything that follows. Repeatable.
///
/// # Errors
/// The store's.
pub(super) fn settle(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    place: Place,
    folded: &Folded<BookState>,
    (fresh, off): (&[EventKey], bool),
    reference: &Reference,
) -> Outcome<()> {
    let Some(book) = folded.state.book.clone() else {
        return Ok(());
    };
    let mut state = folded.state.clone();
    rule(tx, place.doc, &mut state)?;
    let mut arrived = store::arrivals(tx, place.doc)?;
    arrived.extend(fresh.iter().map(|key| (*key, place.arrived)));
    let ground = ground::ground(reference, &state, &book).map(|ground| Ground {
        doubts: ahead(&state, &arrived),
        ..ground
    });
    let review = ground
        .as_ref()
        .map(|ground| state.review(ground))
        .unwrap_or_default();
    let row = BookRow {
        off,
        conflict: folded.open_conflicts().next().is_some(),
        ..BookRow::reviewed(&state, &review)
    };
    store::put(
        tx,
        (place.doc, place.scope),
        (&row, folded),
        &review,
        &arrived,
    )?;
    hold_tasks(tx, ctx, place.doc, &book, &review)?;
    tell_keepers(tx, &book, &review)?;
    if let Some((_, replaced)) = &state.replaced {
        install(tx, &book, replaced)?;
    }
    people(tx, ctx, place.doc, &state)?;
    of_season(tx, ctx, &book, &row.connection)
}

/// Lets the decisions of the centre count.
pub(super) fn rule(tx: &mut Tx<'_>, doc: DocId, state: &mut BookState) -> Outcome<()> {
    let keys: Vec<EventKey> = state.readings.iter().map(|taken| taken.stamp.key).collect();
    for key in keys {
        let told = ground::find::<ReadingRulingRecord>(tx, &format!("{doc}/{key}"))?;
        if let Some(told) = told {
            state.rule(key, told.ruling, &told.reason);
        }
    }
    Ok(())
}

/// A reading of a day that had not begun when it came: the clock of its device was wrong.
fn ahead(
    state: &BookState,
    arrived: &std::collections::BTreeMap<EventKey, Timestamp>,
) -> std::collections::BTreeMap<EventKey, Doubt> {
    let early = |taken: &&loggia_cases::irrigation::Taken| {
        let came = arrived.get(&taken.stamp.key);
        came.is_some_and(|came| taken.reading.taken_at.date() > local_date(*came))
    };
    let doubt = |taken: &loggia_cases::irrigation::Taken| (taken.stamp.key, Doubt::Clock);
    state.readings.iter().filter(early).map(doubt).collect()
}

/// A task for each reading that waits, one for two of two keepers; those whose reading waits no more are closed.
fn hold_tasks(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    doc: DocId,
    book: &Book,
    review: &Review<'_>,
) -> Outcome<()> {
    let paired = keepers::propose(tx, ctx, doc, (book, review))?;
    for line in &review.lines {
        let subject = format!("{doc}/{}", line.taken.stamp.key);
        if line.standing == Standing::Held && !paired.contains(&line.taken.stamp.key) {
            let why: Vec<String> = line.doubts.iter().map(|doubt| doubt.greek()).collect();
            let finding = Finding::new(irrigation::READING_HELD)
                .with("meter", &book.meter)
                .with("value", line.taken.reading.dial.shown(line.taken.value()))
                .with("why", why.join(", "));
            tasks::open(tx, ctx, HELD, &subject, &finding, DECIDE)?;
        } else {
            close(tx, ctx, HELD, &subject)?;
        }
    }
    Ok(())
}

fn close(tx: &mut Tx<'_>, ctx: &Ctx, kind: &str, subject: &str) -> Outcome<()> {
    if let Some(id) = tasks::open_one(tx, kind, subject)? {
        tasks::close(tx, ctx, id, "Η ένδειξη δεν περιμένει πια απόφαση")?;
    }
    Ok(())
}

/// The newest reading that counts becomes the meter's, on every keeper's laptop.
fn tell_keepers(tx: &mut Tx<'_>, book: &Book, review: &Review<'_>) -> Outcome<()> {
    let Some(meter) = ground::find::<MeterRecord>(tx, &book.meter)? else {
        return Ok(());
    };
    let newer = |last: &Mark| last.on >= meter.start.on;
    let last = review.last.filter(newer);
    let stopped = review.estimated;
    if meter.last != last || meter.stopped != stopped {
        let told = MeterRecord {
            last,
            stopped,
            ..meter
        };
        ground::publish(tx, &told)?;
    }
    Ok(())
}

/// The new meter takes the old one's place in the walk; the old one goes.
fn install(tx: &mut Tx<'_>, book: &Book, replaced: &MeterReplaced) -> Outcome<()> {
    let Some(old) = ground::find::<MeterRecord>(tx, &book.meter)?.filter(|old| old.active) else {
        return Ok(());
    };
    let start = Mark {
        value: replaced.new_start,
        on: replaced.at.date(),
    };
    let known = ground::find::<MeterRecord>(tx, &replaced.new_meter)?;
    let new = MeterRecord {
        no: replaced.new_meter.clone(),
        serial: known.map(|known| known.serial).unwrap_or_default(),
        connection: old.connection.clone(),
        dial: replaced.new_dial,
        seal: replaced.new_seal.clone(),
        start,
        last: None,
        stopped: false,
        active: true,
        ..old.clone()
    };
    let gone = MeterRecord {
        active: false,
        ..old
    };
    ground::publish(tx, &gone)?;
    ground::publish(tx, &new)
}

/// What people asked for: reports and turns are tasks, a transfer names the new holder once his part is here.
fn people(tx: &mut Tx<'_>, ctx: &Ctx, doc: DocId, state: &BookState) -> Outcome<()> {
    let subject = |key: EventKey| format!("{doc}/{key}");
    for (stamp, report) in &state.no_water {
        let finding = Finding::new(irrigation::NO_WATER).with("connection", &report.connection);
        tasks::open(
            tx,
            ctx,
            "irrigation.no-water",
            &subject(stamp.key),
            &finding,
            DECIDE,
        )?;
    }
    for (stamp, turn) in &state.turns {
        let finding = Finding::new(irrigation::TURN_ASKED)
            .with("connection", &turn.connection)
            .with("date", loggia_schema::calendar::greek_date(turn.on))
            .with("n", turn.minutes);
        tasks::open(
            tx,
            ctx,
            "irrigation.turn",
            &subject(stamp.key),
            &finding,
            DECIDE,
        )?;
    }
    let Some((stamp, transferred)) = state.transfers.last() else {
        return Ok(());
    };
    let part = parts::get(tx, doc, transferred.to)?;
    let Some(PrivatePart::Holder(holder)) = part.and_then(|b| PrivatePart::read(&b).ok()) else {
        return Ok(());
    };
    let Some(connection) = ground::find::<ConnectionRecord>(tx, &transferred.connection)? else {
        return Ok(());
    };
    if connection.holder == holder.name && connection.phone == holder.phone {
        return Ok(());
    }
    let finding = Finding::new(irrigation::HOLDER_CHANGED).with("connection", &connection.no);
    tasks::open(
        tx,
        ctx,
        "irrigation.holder",
        &subject(stamp.key),
        &finding,
        BILL,
    )?;
    let changed = ConnectionRecord {
        holder: holder.name,
        phone: holder.phone,
        // Nobody is guessed: the clerk names the person of the register.
        person: None,
        ..connection
    };
    ground::publish(tx, &changed)
}

/// The ceiling, and a bill that no longer says what was read.
fn of_season(tx: &mut Tx<'_>, ctx: &Ctx, book: &Book, connection: &str) -> Outcome<()> {
    let Some(record) = ground::find::<ConnectionRecord>(tx, connection)? else {
        return Ok(());
    };
    let water: SeasonWater = store::season_water(tx, connection, &book.season)?;
    let subject = format!("{connection}/{}", book.season);
    if let Some(cap) = record.cap_m3.map(|cap| Volume::m3(cap.into()))
        && water.volume > cap
    {
        let finding = Finding::new(irrigation::CAP_EXCEEDED)
            .with("connection", connection)
            .with("cap", cap)
            .with("over", water.volume.less(cap));
        tasks::open(tx, ctx, "irrigation.violation", &subject, &finding, DECIDE)?;
    }
    let billed = store::bills_of(tx, connection, &book.season)?;
    if let Some(last) = billed.last()
        && last.volume != water.volume
    {
        let finding = Finding::new(irrigation::BILLED_CHANGED)
            .with("number", &last.number)
            .with("billed", last.volume)
            .with("now", water.volume);
        tasks::open(tx, ctx, "irrigation.adjustment", &subject, &finding, BILL)?;
    }
    Ok(())
}

/// Publishes a decision, so that every laptop of the desk follows it.
pub(super) fn tell_ruling(tx: &mut Tx<'_>, ruling: &ReadingRulingRecord) -> Outcome<()> {
    let value = ruling.to_value()?.to_string();
    records::publish(
        tx,
        &[(ReadingRulingRecord::TABLE, ruling.key(), Some(value))],
    )?;
    Ok(())
}
