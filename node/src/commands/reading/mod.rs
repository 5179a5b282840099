//! Commands of the reading book: a reading, its correction, a decision (ενδείξεις άρδευσης).
//!
//! Every command finds or opens the book of its meter and the season of its day; the book's id is derived, so two laptops
//! that open it without a line write in one document. What looks wrong is saved all the same and comes back as `held`.

mod acts;
mod book;
mod input;
mod typed;

pub use input::{
    HolderTransfer, MeterNote, MeterReplace, NoWaterReport, ReadingCorrect, ReadingDecide,
    ReadingTake, TakenReading, WaterTurn,
};

use super::input::{Form, Which};
use super::work::given;
use super::{Done, Once};
use crate::documents::{self, Document};
use crate::error::{NodeError, Result};
use crate::feeds;
use crate::session::{Moment, Session};
use book::Writing;
use jiff::Zoned;
use loggia_cases::Folded;
use loggia_cases::case::Case as _;
use loggia_cases::document::EventKey;
use loggia_cases::irrigation::{
    Book, BookState, Corrected, Decided, Event, Ground, ReadingBook, Standing,
};
use loggia_cases::private::PrivatePart;
use loggia_cases::records::{ConnectionRecord, Desk, Mark, MeterRecord, Reference};
use loggia_schema::calendar::Date;
use loggia_schema::ids::{DocId, PartId, ScopeId, UserId};
use loggia_schema::irrigation::Limits;
use loggia_schema::message::{Finding, access, irrigation};
use loggia_schema::text::normalise_input;
use std::collections::BTreeMap;
use std::sync::Arc;
use typed::{Typed, captured, kind, read, repeated};

/// A meter with its connection and the book of a day, as a command works on them.
pub(crate) struct Place {
    /// The scope.
    pub scope: ScopeId,
    /// Reference data of the scope.
    pub reference: Arc<Reference>,
    /// The meter.
    pub meter: MeterRecord,
    /// Its connection, if it has one.
    pub connection: Option<ConnectionRecord>,
    /// The book of the season of the day.
    pub book: Book,
    /// The book's document, if it exists.
    pub document: Option<Document>,
    /// Its state as its entries give it.
    pub folded: Folded<BookState>,
    /// The same, with what the centre decided about its readings.
    pub state: BookState,
    /// Words of its private parts.
    pub names: Vec<String>,
}

impl Place {
    /// What reviews of this book start from.
    pub fn ground(&self, day: Date) -> Ground {
        Ground {
            start: self.meter.start,
            limits: self.limits(day),
            doubts: BTreeMap::new(),
        }
    }

    /// What is plausible. Without a rule of the centre nothing is believed beyond the dial, and nothing stops the typing.
    pub fn limits(&self, day: Date) -> Limits {
        let water = self.reference.water();
        let known = self
            .connection
            .as_ref()
            .and_then(|connection| water.limits(connection, day).ok());
        known.unwrap_or(Limits {
            top_percent: 0,
            most: None,
        })
    }

    /// The newest reading known here, up to a day if one is given.
    pub fn newest(&self, until: Option<Date>) -> Mark {
        let in_time = |on: Date| until.is_none_or(|until| on <= until);
        let review = self.state.review(&self.ground(self.meter.start.on));
        let counting = review.lines.iter().filter(|line| line.standing.counts());
        let own = counting.map(|line| Mark {
            value: line.taken.value(),
            on: line.taken.reading.taken_at.date(),
        });
        [self.meter.start, self.meter.newest()]
            .into_iter()
            .chain(own)
            .filter(|mark| in_time(mark.on))
            .max_by_key(|mark| mark.on)
            .unwrap_or(self.meter.start)
    }

    fn writing(self) -> Writing {
        Writing {
            doc: self.book.doc(),
            scope: self.scope,
            reference: self.reference,
            document: self.document,
            folded: self.folded,
            names: self.names,
        }
    }

    fn connection_no(&self) -> String {
        self.connection
            .as_ref()
            .map(|connection| connection.no.clone())
            .unwrap_or_default()
    }
}

impl Session<'_> {
    /// Takes a reading (ένδειξη).
    ///
    /// # Errors
    /// The user's: findings by field, no such meter, a closed season, another's network. The disk's.
    pub fn reading_take(&mut self, key: &str, input: &ReadingTake) -> Result<TakenReading> {
        self.once(key, "reading take", input, |session, once| {
            session.take_reading(once, input)
        })
    }

    /// Mends the newest own reading of a meter, as long as it was not sent (διόρθωση).
    ///
    /// # Errors
    /// The user's: no reading, another's, already sent. The disk's.
    pub fn reading_correct(&mut self, key: &str, input: &ReadingCorrect) -> Result<TakenReading> {
        self.once(key, "reading correct", input, |session, once| {
            let moment = session.moment()?;
            let day = moment.now.date();
            let place = session.place(input.scope, &input.meter, day)?;
            let me = session.me.incarnation;
            let own = place
                .folded
                .state
                .readings
                .iter()
                .rev()
                .find(|taken| taken.stamp.key.incarnation == me);
            let taken = own
                .cloned()
                .ok_or_else(|| Finding::new(irrigation::READING_UNKNOWN).on("meter"))?;
            if session.was_sent(&place.book.doc(), taken.stamp.key)? {
                return Err(Finding::new(irrigation::CORRECTION_AFTER_SYNC)
                    .on("value")
                    .into());
            }
            let mut form = Form::default();
            let value = form.take("value", taken.reading.dial.read(&input.value));
            form.finish()?;
            let event = Event::Corrected(Corrected {
                book: place.book.clone(),
                reading: taken.stamp.key,
                value: value.unwrap_or(taken.value()),
                saw: taken.value(),
            });
            session.save_reading(once, place, event, taken.stamp.key, &moment)
        })
    }

    /// Decides about a held reading on this laptop (απόφαση προϊσταμένου).
    ///
    /// # Errors
    /// The user's: no reason, no such reading, decided already, no right. The disk's.
    pub fn reading_decide(&mut self, key: &str, input: &ReadingDecide) -> Result<Done> {
        self.once(key, "reading decide", input, |session, once| {
            let (document, folded, names) = session.case::<ReadingBook>(&Which::Doc(input.book))?;
            let taken = folded.state.reading(input.reading);
            let taken = taken.ok_or_else(|| Finding::new(irrigation::READING_UNKNOWN))?;
            let mut form = Form::default();
            let dial = taken.reading.dial;
            let value = form.maybe("value", Some(&input.value), |typed| dial.read(typed));
            form.finish()?;
            let decided = Decided {
                book: taken.reading.book.clone(),
                reading: input.reading,
                value,
                reason: normalise_input(&input.reason),
            };
            let event = match input.accept {
                true => Event::Accepted(decided),
                false => Event::Rejected(decided),
            };
            let (scope, moment) = (document.scope, session.moment()?);
            let reference = session.reference(&scope)?;
            let book = Writing {
                scope,
                reference,
                doc: input.book,
                document: Some(document),
                folded,
                names,
            };
            session.write_book(once, book, &[event], &[], &moment)
        })
    }

    fn take_reading(&mut self, once: &Once<'_>, input: &ReadingTake) -> Result<TakenReading> {
        let moment = self.moment()?;
        let mut form = Form::default();
        let taken_at = form.moment(["date", "time"], &input.date, &input.time, &moment.now);
        let keeper = self
            .reader(&input.keeper)
            .map_err(|finding| form.add(finding));
        let day = taken_at.as_ref().map_or(moment.now.date(), Zoned::date);
        let place = self.place(input.scope, &input.meter, day)?;
        let typed = read(&mut form, input, &place, day);
        form.finish()?;
        let (Some(taken_at), Ok(keeper), Some((value, estimate))) = (taken_at, keeper, typed)
        else {
            return Err(NodeError::Us("a form without findings and without values"));
        };
        let paper = given(&input.paper).or_else(|| given(&input.keeper));
        let typed = Typed {
            value,
            kind: kind(input, estimate),
            taken_at,
            keeper,
            paper,
            estimate,
        };
        if let Some(earlier) = repeated(&place.state, &typed) {
            let key = earlier.stamp.key;
            let tag = self.tag_of(&place.book.doc(), key)?;
            return Ok(Shown::of(&place, day).answer(&place.state, key, tag, true));
        }
        let event = captured(&place, typed, input, &moment, self.me.device);
        let key = self.next_key(&place);
        self.save_reading(once, place, event, key, &moment)
    }

    /// Who read the dial: the user, or the keeper whose paper is typed.
    fn reader(&mut self, login: &str) -> std::result::Result<UserId, Finding> {
        let login = normalise_input(login).to_lowercase();
        if login.is_empty() {
            return Ok(self.user.id);
        }
        let users = self.users().unwrap_or_default();
        let known = users.iter().find(|user| user.login == login);
        known.map(|user| user.id).ok_or_else(|| {
            Finding::new(access::USER_UNKNOWN)
                .on("keeper")
                .with("login", &login)
        })
    }

    /// A meter of one of the user's water desks, with the book of the season of a day.
    pub(crate) fn place(
        &mut self,
        scope: Option<ScopeId>,
        meter: &str,
        day: Date,
    ) -> Result<Place> {
        let scope = self.scope_for(Desk::Water, scope)?;
        let reference = self.reference(&scope)?;
        let water = reference.water();
        let meter = water.find_meter(&normalise_input(meter))?.clone();
        let season = water.season_on(day)?.code.clone();
        let connection = meter.connection.as_deref();
        let connection = connection.and_then(|no| water.connection(no).ok()).cloned();
        let book = Book {
            meter: meter.no.clone(),
            season,
        };
        let doc = book.doc();
        let (document, folded, names) =
            match documents::find(self.open()?.store.conn(), &doc)?.is_some() {
                true => {
                    let (document, folded, names) = self.case::<ReadingBook>(&Which::Doc(doc))?;
                    (Some(document), folded, names)
                }
                false => (None, Folded::default(), Vec::new()),
            };
        let state = ruled(&folded.state, doc, &reference);
        Ok(Place {
            scope,
            reference,
            meter,
            connection,
            book,
            document,
            folded,
            state,
            names,
        })
    }

    /// The key the next event of this store in the book will have.
    fn next_key(&self, place: &Place) -> EventKey {
        let incarnation = self.me.incarnation;
        let tips = place.document.as_ref().map(|document| &document.tips);
        EventKey {
            incarnation,
            n: tips.map_or(0, |tips| tips.seq(incarnation)) + 1,
        }
    }

    /// Whether an event of this store was handed to a carrier.
    fn was_sent(&mut self, doc: &DocId, key: EventKey) -> Result<bool> {
        let open = self.open()?;
        let conn = open.store.conn();
        let events = documents::events(conn, doc)?;
        let Some(entry) = events.iter().find(|e| e.event.key == key).map(|e| e.entry) else {
            return Ok(true);
        };
        let handed = open.handed.borrow().get(&entry.feed()).copied();
        let sent = feeds::by_no(conn, entry.feed())?.sent;
        Ok(entry.height() <= handed.unwrap_or(sent).max(sent))
    }

    fn tag_of(&mut self, doc: &DocId, key: EventKey) -> Result<String> {
        let events = documents::events(self.open()?.store.conn(), doc)?;
        let carried = events.iter().find(|carried| carried.event.key == key);
        Ok(carried.map_or_else(String::new, |carried| {
            loggia_sync::feed::EntryTag::of(&carried.link).to_string()
        }))
    }

    /// Writes one event about a reading and answers how that reading stands after it.
    fn save_reading(
        &mut self,
        once: &Once<'_>,
        place: Place,
        event: Event,
        reading: EventKey,
        moment: &Moment,
    ) -> Result<TakenReading> {
        self.in_scope(&place.scope)?;
        let day = match &event {
            Event::Captured(reading) => reading.taken_at.date(),
            _ => moment.now.date(),
        };
        let (scope, at, doc) = (place.scope, moment.device, place.book.doc());
        let (known, hand) = (self.known(moment, &place.reference), self.hand(moment));
        let shown = Shown::of(&place, day);
        let reference = std::sync::Arc::clone(&place.reference);
        let writing = place.writing();
        self.write(scope, at, |writer| {
            let put = writing.put(writer, (&[event], &[]), &known, hand)?;
            let state = ruled(&put.after.state, doc, &reference);
            let answer = shown.answer(&state, reading, put.tag, false);
            once.answer(writer.tx(), &answer, at)?;
            Ok(answer)
        })
    }

    /// Writes events that belong together, with their private parts.
    fn write_book(
        &mut self,
        once: &Once<'_>,
        book: Writing,
        events: &[Event],
        parts: &[(PartId, PrivatePart)],
        moment: &Moment,
    ) -> Result<Done> {
        self.in_scope(&book.scope)?;
        let (known, hand) = (self.known(moment, &book.reference), self.hand(moment));
        let (doc, at) = (book.doc, moment.device);
        self.write(book.scope, at, |writer| {
            let put = book.put(writer, (events, parts), &known, hand)?;
            let row = ReadingBook::row(&put.after);
            let answer = Done {
                doc,
                number: row.number,
                tag: put.tag,
                state: row.stage.name().to_owned(),
            };
            once.answer(writer.tx(), &answer, at)?;
            Ok(answer)
        })
    }
}

/// What an answer about a reading shows beside the state.
struct Shown {
    doc: DocId,
    meter: MeterRecord,
    ground: Ground,
    next: Option<String>,
}

impl Shown {
    fn of(place: &Place, day: Date) -> Shown {
        let next = place.reference.water().after(&place.meter);
        Shown {
            doc: place.book.doc(),
            meter: place.meter.clone(),
            ground: place.ground(day),
            next: next.map(|meter| meter.no.clone()),
        }
    }

    fn answer(
        &self,
        state: &BookState,
        reading: EventKey,
        tag: String,
        repeated: bool,
    ) -> TakenReading {
        let review = state.review(&self.ground);
        let line = review
            .lines
            .iter()
            .find(|line| line.taken.stamp.key == reading);
        let held = line.filter(|line| line.standing == Standing::Held);
        TakenReading {
            doc: self.doc,
            meter: self.meter.no.clone(),
            value: line.map_or_else(String::new, |line| {
                line.taken.reading.dial.shown(line.taken.value())
            }),
            volume: line.map(|line| line.volume).unwrap_or_default(),
            season: review.season,
            held: held.map_or_else(Vec::new, |line| {
                line.doubts.iter().map(|doubt| doubt.greek()).collect()
            }),
            next: self.next.clone(),
            tag,
            repeated,
        }
    }
}

/// A state with what the centre decided about its readings.
pub(crate) fn ruled(state: &BookState, doc: DocId, reference: &Reference) -> BookState {
    let mut state = state.clone();
    let keys: Vec<EventKey> = state.readings.iter().map(|taken| taken.stamp.key).collect();
    for key in keys {
        if let Some(told) = reference.water().ruling(doc, key) {
            state.rule(key, told.ruling, &told.reason);
        }
    }
    state
}
