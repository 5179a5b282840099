//! What a keeper does beside readings: replaces a meter, transfers a connection, reports, asks a turn, notes.

use super::{HolderTransfer, MeterNote, MeterReplace, NoWaterReport, Place, WaterTurn};
use crate::commands::Done;
use crate::commands::input::Form;
use crate::error::{NodeError, Result};
use crate::session::{Moment, Session};
use loggia_cases::irrigation::{
    Captured, Event, MeterReplaced, NoWater, Noted, ReadingKind, Transferred, TurnAsked,
};
use loggia_cases::private::{Holder, PrivatePart};
use loggia_schema::identifiers::Phone;
use loggia_schema::ids::PartId;
use loggia_schema::irrigation::{Dial, Volume};
use loggia_schema::message::{Finding, cases, input as typed_input, irrigation};
use loggia_schema::text::{normalise_input, normalise_lines};

impl Session<'_> {
    /// Replaces a meter; its final reading is taken in the same act (αντικατάσταση).
    ///
    /// # Errors
    /// The user's: no final reading, a meter in use, no such meter. The disk's.
    pub fn meter_replace(&mut self, key: &str, input: &MeterReplace) -> Result<Done> {
        self.once(key, "meter replace", input, |session, once| {
            let moment = session.moment()?;
            let place = session.place(input.scope, &input.meter, moment.now.date())?;
            let mut form = Form::default();
            let last = form.maybe("last", Some(&input.last), |typed| {
                place.meter.dial.read(typed)
            });
            let estimate = form.maybe("estimate", Some(&input.estimate), Volume::parse_m3);
            let new_dial = new_dial(&mut form, &place, &input.new_digits);
            let new_start = form.maybe("new_start", Some(&input.new_start), |typed| {
                new_dial.read(typed)
            });
            let new_meter = normalise_input(&input.new_meter).to_uppercase();
            if new_meter.is_empty() {
                form.add(Finding::new(typed_input::EMPTY).on("new_meter"));
            }
            form.finish()?;
            let mut events = Vec::new();
            match (last, estimate) {
                (Some(value), _) => {
                    events.push(session.reading(&place, value, ReadingKind::Final, None, &moment))
                }
                (None, Some(volume)) => {
                    let value = place.newest(None).value;
                    events.push(session.reading(
                        &place,
                        value,
                        ReadingKind::Estimated,
                        Some(volume),
                        &moment,
                    ));
                }
                (None, None) => {}
            }
            events.push(Event::MeterReplaced(Box::new(MeterReplaced {
                book: place.book.clone(),
                connection: place.connection_no(),
                at: moment.now.clone(),
                new_meter,
                new_dial,
                new_start: new_start.unwrap_or(0),
                old_seal: normalise_input(&input.old_seal),
                new_seal: normalise_input(&input.new_seal),
            })));
            session.write_book(once, place.writing(), &events, &[], &moment)
        })
    }

    /// Transfers a connection to another holder with the reading both share (μεταβίβαση).
    ///
    /// # Errors
    /// The user's: no shared reading, nobody named, overdue debt. The disk's.
    pub fn holder_transfer(&mut self, key: &str, input: &HolderTransfer) -> Result<Done> {
        self.once(key, "holder transfer", input, |session, once| {
            let moment = session.moment()?;
            let place = session.place(input.scope, &input.meter, moment.now.date())?;
            let mut form = Form::default();
            if input.value.trim().is_empty() {
                form.add(Finding::new(irrigation::SHARED_READING_MISSING).on("value"));
            }
            let value = form.maybe("value", Some(&input.value), |typed| {
                place.meter.dial.read(typed)
            });
            let phone = form.maybe("phone", Some(&input.phone), Phone::parse);
            let name = normalise_input(&input.holder);
            if name.is_empty() {
                form.add(Finding::new(cases::NOBODY_NAMED).on("holder"));
            }
            form.finish()?;
            let shared =
                value.ok_or(NodeError::Us("a form without findings and without values"))?;
            let part = PartId(session.new_id(&moment));
            let events = [
                session.reading(&place, shared, ReadingKind::Actual, None, &moment),
                Event::Transferred(Transferred {
                    book: place.book.clone(),
                    connection: place.connection_no(),
                    on: moment.now.date(),
                    shared,
                    to: part,
                }),
            ];
            let parts = [(part, PrivatePart::Holder(Holder { name, phone }))];
            session.write_book(once, place.writing(), &events, &parts, &moment)
        })
    }

    /// Reports that no water comes (έλλειψη νερού).
    ///
    /// # Errors
    /// The user's: no such meter. The disk's.
    pub fn no_water(&mut self, key: &str, input: &NoWaterReport) -> Result<Done> {
        self.once(key, "no water", input, |session, once| {
            let moment = session.moment()?;
            let place = session.place(input.scope, &input.meter, moment.now.date())?;
            let mut form = Form::default();
            let since = form.moment(["date", "time"], &input.date, &input.time, &moment.now);
            form.finish()?;
            let text = normalise_lines(&input.text);
            let part = (!text.is_empty()).then(|| PartId(session.new_id(&moment)));
            let event = Event::NoWater(NoWater {
                book: place.book.clone(),
                connection: place.connection_no(),
                since: since.map_or(moment.device, |since| since.timestamp()),
                text: part,
            });
            let parts: Vec<_> = part
                .map(|part| (part, PrivatePart::Text { text }))
                .into_iter()
                .collect();
            session.write_book(once, place.writing(), &[event], &parts, &moment)
        })
    }

    /// Asks for a turn of water (βάρδια).
    ///
    /// # Errors
    /// The user's: overdue debt, a turn that is too long. The disk's.
    pub fn water_turn(&mut self, key: &str, input: &WaterTurn) -> Result<Done> {
        self.once(key, "water turn", input, |session, once| {
            let moment = session.moment()?;
            let place = session.place(input.scope, &input.meter, moment.now.date())?;
            let mut form = Form::default();
            let on = form.date("date", &input.date, moment.now.date());
            let minutes = normalise_input(&input.minutes);
            let minutes = minutes.parse().unwrap_or(0);
            form.finish()?;
            let event = Event::TurnAsked(TurnAsked {
                book: place.book.clone(),
                connection: place.connection_no(),
                on: on.unwrap_or(moment.now.date()),
                minutes,
            });
            session.write_book(once, place.writing(), &[event], &[], &moment)
        })
    }

    /// Writes a note on a meter (σημείωση); its text is a private part.
    ///
    /// # Errors
    /// The user's: empty or too long. The disk's.
    pub fn meter_note(&mut self, key: &str, input: &MeterNote) -> Result<Done> {
        self.once(key, "meter note", input, |session, once| {
            let text = normalise_lines(&input.text);
            if text.is_empty() {
                return Err(Finding::new(cases::REASON_MISSING).on("text").into());
            }
            let moment = session.moment()?;
            let place = session.place(input.scope, &input.meter, moment.now.date())?;
            let part = PartId(session.new_id(&moment));
            let event = Event::Noted(Noted {
                book: place.book.clone(),
                part,
            });
            let parts = [(part, PrivatePart::Text { text })];
            session.write_book(once, place.writing(), &[event], &parts, &moment)
        })
    }

    /// A reading of this moment that belongs to another act.
    fn reading(
        &self,
        place: &Place,
        value: u64,
        kind: ReadingKind,
        estimate: Option<Volume>,
        moment: &Moment,
    ) -> Event {
        let day = moment.now.date();
        Event::Captured(Box::new(Captured {
            book: place.book.clone(),
            connection: place.connection_no(),
            network: place.meter.network.clone(),
            dial: place.meter.dial,
            start: place.meter.start,
            saw: place.newest(None),
            limits: place.limits(day),
            value,
            kind,
            taken_at: moment.now.clone(),
            keeper: self.user.id,
            device: self.me.device,
            note: None,
            estimate,
            paper: None,
            clock_doubt: moment.clock_behind().is_some(),
        }))
    }
}

/// The face of the new meter: as the old one's unless other digits are typed.
fn new_dial(form: &mut Form, place: &Place, digits: &str) -> Dial {
    let old = place.meter.dial;
    let read = form.maybe("new_digits", Some(digits), |typed| {
        let digits = normalise_input(typed).parse().ok();
        let dial = digits.map(|digits| Dial { digits, ..old });
        dial.filter(Dial::is_sound)
            .ok_or_else(|| Finding::new(irrigation::READING_FORM).with("value", typed))
    });
    read.unwrap_or(old)
}
