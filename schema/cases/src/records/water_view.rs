//! The irrigation part of the reference data, as rules and pages ask for it.

use super::reference::{Dated, dated};
use super::{
    ConnectionRecord, CropNormRecord, KeeperRecord, MeterRecord, NetworkRecord,
    ReadingRulingRecord, Record, SeasonRecord, WaterRuleRecord, WaterTariffRecord,
};
use crate::document::EventKey;
use loggia_schema::calendar::{Date, greek_date};
use loggia_schema::ids::{DocId, UserId};
use loggia_schema::irrigation::{Limits, Volume};
use loggia_schema::message::{Finding, irrigation};
use loggia_schema::text::greek_lookalikes;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Networks, connections, meters in walk order, seasons, keepers, tariffs, norms, decisions.
#[derive(Debug, Clone, Default)]
pub struct Water {
    networks: BTreeMap<String, NetworkRecord>,
    seasons: BTreeMap<String, SeasonRecord>,
    connections: BTreeMap<String, ConnectionRecord>,
    meters: BTreeMap<String, MeterRecord>,
    walk: BTreeMap<(String, u32, String), String>,
    keepers: Vec<KeeperRecord>,
    tariffs: Dated<WaterTariffRecord>,
    norms: Dated<CropNormRecord>,
    rules: Dated<WaterRuleRecord>,
    rulings: BTreeMap<(DocId, EventKey), ReadingRulingRecord>,
}

impl Water {
    /// Adds a travelled record; `false` if the table is not one of irrigation.
    pub(super) fn add(&mut self, table: &str, value: &Value) -> Result<bool, Finding> {
        match table {
            NetworkRecord::TABLE => {
                let row = NetworkRecord::from_value(value)?;
                self.networks.insert(row.code.clone(), row);
            }
            SeasonRecord::TABLE => {
                let row = SeasonRecord::from_value(value)?;
                self.seasons.insert(row.code.clone(), row);
            }
            ConnectionRecord::TABLE => self.add_connection(ConnectionRecord::from_value(value)?),
            MeterRecord::TABLE => self.add_meter(MeterRecord::from_value(value)?),
            KeeperRecord::TABLE => self.keepers.push(KeeperRecord::from_value(value)?),
            WaterTariffRecord::TABLE => {
                let row = WaterTariffRecord::from_value(value)?;
                let key = tariff_key(&row.class, &row.network);
                self.tariffs.add(
                    key,
                    dated(row.valid_from, row.valid_to, row.legal_basis.clone(), row),
                );
            }
            CropNormRecord::TABLE => {
                let row = CropNormRecord::from_value(value)?;
                let key = row.crop.clone();
                self.norms.add(
                    key,
                    dated(row.valid_from, row.valid_to, row.legal_basis.clone(), row),
                );
            }
            WaterRuleRecord::TABLE => {
                let row = WaterRuleRecord::from_value(value)?;
                let (from, to, basis) = (row.valid_from, row.valid_to, row.legal_basis.clone());
                self.rules.add(String::new(), dated(from, to, basis, row));
            }
            ReadingRulingRecord::TABLE => {
                let row = ReadingRulingRecord::from_value(value)?;
                self.rulings.insert((row.book, row.reading), row);
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Adds a connection.
    pub fn add_connection(&mut self, row: ConnectionRecord) {
        self.connections.insert(row.no.clone(), row);
    }

    /// Adds a meter and its place in the walk.
    pub fn add_meter(&mut self, row: MeterRecord) {
        if row.active {
            let place = (row.network.clone(), row.route, row.no.clone());
            self.walk.insert(place, row.no.clone());
        }
        self.meters.insert(row.no.clone(), row);
    }

    /// Networks, by code.
    pub fn networks(&self) -> impl Iterator<Item = &NetworkRecord> {
        self.networks.values().filter(|network| network.active)
    }

    /// A network by code.
    pub fn network(&self, code: &str) -> Option<&NetworkRecord> {
        self.networks.get(code)
    }

    /// A meter by number.
    ///
    /// Refusals: [`irrigation::METER_UNKNOWN`].
    pub fn meter(&self, no: &str) -> Result<&MeterRecord, Finding> {
        self.meters.get(no).ok_or_else(|| {
            Finding::new(irrigation::METER_UNKNOWN)
                .on("meter")
                .with("meter", no)
        })
    }

    /// A meter by its number or the maker's, as people type them: Latin letters that look Greek are taken as Greek.
    ///
    /// Refusals: [`irrigation::METER_UNKNOWN`].
    pub fn find_meter(&self, typed: &str) -> Result<&MeterRecord, Finding> {
        let upper = typed.to_uppercase();
        let alike = greek_lookalikes(&upper);
        let by_no = [&upper, &alike]
            .into_iter()
            .find_map(|no| self.meters.get(no));
        let serial = || {
            self.meters
                .values()
                .find(|meter| !upper.is_empty() && meter.serial == upper)
        };
        match by_no.or_else(serial) {
            Some(meter) => Ok(meter),
            None => self.meter(&upper),
        }
    }

    /// The meters of a connection that are in place.
    pub fn meters_of<'a>(&'a self, connection: &'a str) -> impl Iterator<Item = &'a MeterRecord> {
        self.meters
            .values()
            .filter(move |meter| meter.active && meter.connection.as_deref() == Some(connection))
    }

    /// A connection by number.
    ///
    /// Refusals: [`irrigation::CONNECTION_UNKNOWN`].
    pub fn connection(&self, no: &str) -> Result<&ConnectionRecord, Finding> {
        self.connections.get(no).ok_or_else(|| {
            Finding::new(irrigation::CONNECTION_UNKNOWN)
                .on("connection")
                .with("connection", no)
        })
    }

    /// The meters of a network in the order of the keeper's walk.
    pub fn walk(&self, network: &str) -> impl Iterator<Item = &MeterRecord> {
        let from = (network.to_owned(), 0, String::new());
        self.walk
            .range(from..)
            .take_while(move |((of, ..), _)| *of == network)
            .filter_map(|(_, no)| self.meters.get(no))
    }

    /// The meter after this one in the walk, and how many are left with it.
    pub fn after(&self, meter: &MeterRecord) -> Option<&MeterRecord> {
        let here = (meter.network.clone(), meter.route, meter.no.clone());
        let (place, no) = self.walk.range(here..).find(|(_, no)| **no != meter.no)?;
        (place.0 == meter.network)
            .then(|| self.meters.get(no))
            .flatten()
    }

    /// The season that contains a day.
    ///
    /// Refusals: [`irrigation::SEASON_UNKNOWN`].
    pub fn season_on(&self, day: Date) -> Result<&SeasonRecord, Finding> {
        self.seasons
            .values()
            .find(|season| season.from <= day && day <= season.to)
            .ok_or_else(|| {
                Finding::new(irrigation::SEASON_UNKNOWN)
                    .on("date")
                    .with("date", greek_date(day))
            })
    }

    /// A season by code.
    pub fn season(&self, code: &str) -> Option<&SeasonRecord> {
        self.seasons.get(code)
    }

    /// Seasons, by code.
    pub fn seasons(&self) -> impl Iterator<Item = &SeasonRecord> {
        self.seasons.values()
    }

    /// Whether a keeper is appointed to a network on a day.
    pub fn keeps(&self, user: UserId, network: &str, day: Date) -> bool {
        self.keepers.iter().any(|keeper| {
            keeper.keeper == user
                && keeper.network == network
                && keeper.valid_from <= day
                && keeper.valid_to.is_none_or(|to| day <= to)
        })
    }

    /// Keepers appointed to a network on a day.
    pub fn keepers_of<'a>(
        &'a self,
        network: &'a str,
        day: Date,
    ) -> impl Iterator<Item = &'a KeeperRecord> {
        self.keepers.iter().filter(move |keeper| {
            keeper.network == network && self.keeps(keeper.keeper, network, day)
        })
    }

    /// The tariff of a class in a network on a day: the network's own row, or the one for all.
    ///
    /// Refusals: Σ-125 there is none, Σ-126 there are two.
    pub fn tariff(
        &self,
        class: &str,
        network: &str,
        day: Date,
    ) -> Result<&WaterTariffRecord, Finding> {
        let own = tariff_key(class, network);
        let key = match self.tariffs.knows(&own) {
            true => own,
            false => tariff_key(class, ""),
        };
        self.tariffs
            .at(&key, day, &format!("τιμολόγιο άρδευσης {class}"))
    }

    /// The decision about a reading, if the centre told one.
    pub fn ruling(&self, book: DocId, reading: EventKey) -> Option<&ReadingRulingRecord> {
        self.rulings.get(&(book, reading))
    }

    /// The books in which the centre decided about readings.
    pub fn ruled_books(&self) -> BTreeSet<DocId> {
        self.rulings.keys().map(|(book, _)| *book).collect()
    }

    /// What is plausible for a connection on a day.
    ///
    /// Refusals: Σ-125 no rule holds on the day, Σ-126.
    pub fn limits(&self, connection: &ConnectionRecord, day: Date) -> Result<Limits, Finding> {
        let rule = self.rules.at("", day, "όρια ελέγχου ενδείξεων")?;
        let last = connection
            .last_season
            .filter(|last| *last > Volume::ZERO)
            .and_then(|last| last.times(rule.last_season_times));
        let norm = self
            .norm(connection, day)
            .and_then(|norm| norm.times(rule.norm_times));
        let most = match (last, norm) {
            (Some(last), Some(norm)) => Some(last.min(norm)),
            (one, other) => one.or(other),
        };
        Ok(Limits {
            top_percent: rule.top_percent,
            most,
        })
    }

    /// What the crops of a connection take in a season by their norms; `None` if a norm is missing.
    pub fn norm(&self, connection: &ConnectionRecord, day: Date) -> Option<Volume> {
        if connection.parcels.is_empty() {
            return None;
        }
        let of_parcel = |parcel: &super::Parcel| {
            let norm = self
                .norms
                .at(&parcel.crop, day, "νόρμα καλλιέργειας")
                .ok()?;
            // m² × m³ a στρέμμα = litres.
            Some(Volume(
                u64::from(parcel.m2).saturating_mul(norm.m3_per_stremma.into()),
            ))
        };
        let all: Option<Vec<Volume>> = connection.parcels.iter().map(of_parcel).collect();
        all.map(Volume::sum)
    }
}

fn tariff_key(class: &str, network: &str) -> String {
    format!("{class}/{network}")
}
