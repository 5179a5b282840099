//! The keeper's walk: networks, the meter he stands before, the whole book of a network (βιβλίο διαδρομής).

use crate::commands::Which;
use crate::commands::reading::{Place, ruled};
use crate::error::Result;
use crate::queries::lines::{Line, moment};
use crate::session::Session;
use crate::store::{one, opt};
use jiff::civil::Date;
use loggia_cases::CaseKind;
use loggia_cases::document::EventKey;
use loggia_cases::irrigation::{BookRow, BookState, Ground, ReadingBook};
use loggia_cases::records::{ConnectionRecord, Desk, Mark, MeterRecord};
use loggia_schema::ids::{DocId, ScopeId};
use loggia_schema::irrigation::Volume;
use rusqlite::Row;
use serde::Serialize;
use std::collections::BTreeSet;

/// A network of the user's water desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Network {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Meters of its walk.
    pub meters: u64,
    /// Of these, read on the day.
    pub read: u64,
    /// Whether the user is appointed to it on the day.
    pub mine: bool,
}

/// Where the keeper stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stop {
    /// The scope.
    pub scope: ScopeId,
    /// The book.
    pub doc: DocId,
    /// Whether the book exists.
    pub opened: bool,
    /// The meter.
    pub meter: MeterRecord,
    /// Its connection.
    pub connection: Option<ConnectionRecord>,
    /// The newest reading that counts.
    pub last: Mark,
    /// The highest reading that is plausible; `None`: nothing to compare with.
    pub most: Option<u64>,
    /// Water of the season so far.
    pub season: Volume,
    /// Readings that wait for a person: which, the value, why.
    pub held: Vec<(EventKey, String, String)>,
    /// The next meter of the walk.
    pub next: Option<String>,
    /// Its place in the walk, from 1, and the walk's length.
    pub place: (u64, u64),
}

/// A line of a network's book.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WalkLine {
    /// The meter.
    pub meter: MeterRecord,
    /// Its connection.
    pub connection: Option<ConnectionRecord>,
    /// The row of its book of the season, if somebody wrote in it.
    pub book: Option<BookRow>,
}

impl Session<'_> {
    /// The networks of the user's water desk, those he is appointed to first.
    ///
    /// # Errors
    /// The user's: no water desk here. The disk's.
    pub fn water_networks(&mut self, scope: Option<ScopeId>) -> Result<Vec<Network>> {
        let scope = self.scope_for(Desk::Water, scope)?;
        let reference = self.reference(&scope)?;
        let today = self.moment()?.now.date();
        let read = self.read_on(today)?;
        let (user, water) = (self.user.id, reference.water());
        let mut networks: Vec<Network> = water
            .networks()
            .map(|network| {
                let walk = || water.walk(&network.code);
                let done = walk().filter(|meter| read.contains(&meter.no)).count();
                Network {
                    code: network.code.clone(),
                    name: network.name.clone(),
                    meters: walk().count() as u64,
                    read: done as u64,
                    mine: water.keeps(user, &network.code, today),
                }
            })
            .collect();
        networks.sort_by_key(|network| !network.mine);
        Ok(networks)
    }

    /// The stop of a meter, or the first of the network that was not read today.
    ///
    /// # Errors
    /// The user's: no such meter, no season on the day. The disk's.
    pub fn stop(&mut self, network: &str, meter: Option<&str>) -> Result<Option<Stop>> {
        let scope = self.scope_for(Desk::Water, None)?;
        let today = self.moment()?.now.date();
        let meter = match meter {
            Some(meter) => meter.to_owned(),
            None => {
                let reference = self.reference(&scope)?;
                let read = self.read_on(today)?;
                let mut walk = reference.water().walk(network);
                match walk.find(|meter| !read.contains(&meter.no)) {
                    Some(meter) => meter.no.clone(),
                    None => return Ok(None),
                }
            }
        };
        let place = self.place(Some(scope), &meter, today)?;
        Ok(Some(stop_at(&place, today)))
    }

    /// Every meter of a network in walk order, with its book of the season of today.
    ///
    /// # Errors
    /// The user's: no water desk here, no season today. The disk's.
    pub fn walk(&mut self, network: &str) -> Result<Vec<WalkLine>> {
        let scope = self.scope_for(Desk::Water, None)?;
        let reference = self.reference(&scope)?;
        let water = reference.water();
        let season = water.season_on(self.moment()?.now.date())?.code.clone();
        let open = self.open()?;
        let lines = open.lines.up_to_date(&open.store)?;
        let held = lines.of_kind(CaseKind::IRRIGATION_BOOK).iter();
        let held = held.filter(|line| lines.fits(line, Some(&scope), &[], ""));
        let mut of_season = Vec::new();
        for line in held {
            let sql = "SELECT row, doc FROM document WHERE no = ?1 AND row IS NOT NULL";
            let read = |row: &Row<'_>| Ok((row.get::<_, String>(0)?, DocId(row.get(1)?)));
            if let Some((body, doc)) = opt(open.store.conn(), sql, [line.no], read)?
                && let Ok(book) = serde_json::from_str::<BookRow>(&body)
                && book.season == season
            {
                of_season.push((doc, book));
            }
        }
        let mut books = Vec::with_capacity(of_season.len());
        for (doc, book) in of_season {
            books.push(self.ruled_row(&doc, book)?);
        }
        let by_meter: std::collections::BTreeMap<&str, &BookRow> = books
            .iter()
            .map(|book| (book.meter.as_str(), book))
            .collect();
        let line = |meter: &MeterRecord| WalkLine {
            meter: meter.clone(),
            connection: meter
                .connection
                .as_deref()
                .and_then(|no| water.connection(no).ok())
                .cloned(),
            book: by_meter.get(meter.no.as_str()).map(|book| (*book).clone()),
        };
        Ok(water.walk(network).map(line).collect())
    }

    /// The row of a book with what the centre decided: the stored row follows from entries alone, and a decision is a record.
    pub(crate) fn ruled_row(&mut self, doc: &DocId, row: BookRow) -> Result<BookRow> {
        // Without a decision of the centre everything that could wait does, so no other row can be behind.
        if row.held.is_empty() {
            return Ok(row);
        }
        let (state, ground) = self.reviewed(doc)?;
        let ground = ground.or_else(|| state.ground());
        let review = ground
            .as_ref()
            .map(|ground| state.review(ground))
            .unwrap_or_default();
        Ok(BookRow {
            conflict: row.conflict,
            locked: row.locked,
            off: row.off,
            ..BookRow::reviewed(&state, &review)
        })
    }

    /// The state of a book with the centre's decisions, and the ground its meter gives, if the meter is known here.
    ///
    /// # Errors
    /// The user's: no such book here. The disk's.
    pub fn reviewed(&mut self, doc: &DocId) -> Result<(BookState, Option<Ground>)> {
        let (document, folded, _) = self.case::<ReadingBook>(&Which::Doc(*doc))?;
        let reference = self.reference(&document.scope)?;
        let state = ruled(&folded.state, *doc, &reference);
        let meter = state.book.as_ref().map(|book| book.meter.clone());
        let today = self.moment()?.now.date();
        let place = meter.and_then(|meter| self.place(Some(document.scope), &meter, today).ok());
        // A book of an earlier season starts from what its own readings say.
        let place = place.filter(|place| place.book.doc() == *doc);
        Ok((state, place.map(|place| place.ground(today))))
    }

    /// Meters whose newest reading is of this day.
    fn read_on(&mut self, day: Date) -> Result<BTreeSet<String>> {
        let open = self.open()?;
        let lines = open.lines.up_to_date(&open.store)?;
        let next = day.tomorrow().unwrap_or(day);
        let today = moment(&day.to_string())..moment(&next.to_string());
        let read =
            |line: &&Line| today.contains(&line.at) && !lines.fits(line, None, &["empty"], "");
        let mut numbers = Vec::new();
        for line in lines.of_kind(CaseKind::IRRIGATION_BOOK).iter().filter(read) {
            let sql = "SELECT number FROM document WHERE no = ?1";
            numbers.push(one(open.store.conn(), sql, [line.no], |row| {
                row.get::<_, String>(0)
            })?);
        }
        let meter = |number: String| number.rsplit_once('/').map(|(meter, _)| meter.to_owned());
        Ok(numbers.into_iter().filter_map(meter).collect())
    }
}

fn stop_at(place: &Place, today: Date) -> Stop {
    let water = place.reference.water();
    let ground = place.ground(today);
    let review = place.state.review(&ground);
    let last = place.newest(None);
    let dial = place.meter.dial;
    let left = ground.limits.most.map(|most| most.less(review.season));
    let unit = dial.volume(1).0.max(1);
    let most = left.map(|left| last.value.saturating_add(left.0 / unit) % dial.span().max(1));
    let held = review
        .lines
        .iter()
        .filter(|line| line.standing == loggia_cases::irrigation::Standing::Held)
        .map(|line| {
            let why: Vec<String> = line.doubts.iter().map(|doubt| doubt.greek()).collect();
            let value = line.taken.reading.dial.shown(line.taken.value());
            (line.taken.stamp.key, value, why.join(", "))
        })
        .collect();
    let walk = || water.walk(&place.meter.network);
    let at = walk().position(|meter| meter.no == place.meter.no);
    Stop {
        scope: place.scope,
        doc: place.book.doc(),
        opened: place.document.is_some(),
        last,
        most,
        season: review.season,
        held,
        next: water.after(&place.meter).map(|meter| meter.no.clone()),
        place: (at.map_or(0, |at| at as u64 + 1), walk().count() as u64),
        meter: place.meter.clone(),
        connection: place.connection.clone(),
    }
}
