//! Reference data that only the centre writes: record types shared by node and centre.
//!
//! A record travels as (table, key, version = commit number, JSON or tombstone). Its JSON is one of the structs
//! below; a field added later gets a `#[serde(default)]`, and an unknown field of a newer centre is ignored. Dated
//! things carry `valid_from` and `valid_to` (both days included) in their key, so that a new tariff never overwrites an old one.
//!
//! | Table | Type | Key |
//! |---|---|---|
//! | `user` | [`UserRecord`] | user id |
//! | `device` | [`DeviceRecord`] | device key |
//! | `place` | [`PlaceRecord`] | place code |
//! | `scope` | [`ScopeRecord`] | scope id |
//! | `regime` | [`RegimeRecord`] | code, from |
//! | `violation` | [`ViolationRecord`] | code, regime, from |
//! | `tariff` | [`TariffRecord`] | code, regime, step, from |
//! | `holiday` | [`HolidayRecord`] | date |
//! | `setting` | [`SettingRecord`] | name |
//! | `fee` | [`FeeRecord`] | code, from |
//! | `surcharge` | [`SurchargeRecord`] | from |
//! | `paper_block` | [`PaperBlockRecord`] | series, first sheet |
//! | `payable` | [`PayableRecord`] | RF code |
//! | `request_type` | [`RequestTypeRecord`] | code, from |
//! | `template` | [`TemplateRecord`] | code, from |
//! | `water_…` | see [`Water`]: networks, seasons, connections, meters, keepers, tariffs, norms, rules, rulings | |
//!
//! No password hash and no key ever stands in a record. [`Reference`] is the dated view the rules take.

mod law;
mod payable;
mod people;
mod reference;
mod request_type;
mod template;
mod water;
mod water_view;

pub use law::{
    FeeRecord, HolidayRecord, PaperBlockRecord, RegimeRecord, SettingRecord, SpaceRule, Start,
    SurchargeRate, SurchargeRecord, TariffRecord, ViolationRecord,
};
pub use payable::{Due, PayableKind, PayableRecord};
pub use people::{
    ColumnSet, Desk, DeviceRecord, DeviceState, PlaceKind, PlaceRecord, ScopeRecord, UserRecord,
};
pub use reference::Reference;
pub use request_type::{
    FieldDef, FieldKind, IssueAt, PaperDef, RequestTypeRecord, TwinBy, TwinRule, parse_fields,
    parse_papers,
};
pub use template::{FILLED, TemplateRecord};
pub use water::{
    Charging, ConnectionRecord, CropNormRecord, DebtFlag, KeeperRecord, Mark, MeterRecord,
    NetworkRecord, Parcel, ReadingRulingRecord, Ruling, SeasonRecord, SeasonState, WaterRuleRecord,
    WaterTariffRecord,
};
pub use water_view::Water;

use loggia_schema::message::{Finding, cases};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A type of one record table.
pub trait Record: Serialize + DeserializeOwned {
    /// Name of the table.
    const TABLE: &'static str;

    /// Key inside the table: what makes two records versions of the same thing.
    fn key(&self) -> String;

    /// The JSON value that travels.
    ///
    /// Errors: [`cases::RECORD_UNREADABLE`], which no record type here can cause.
    fn to_value(&self) -> Result<serde_json::Value, Finding> {
        serde_json::to_value(self).map_err(|_| unreadable(Self::TABLE))
    }

    /// Reads a travelled value.
    ///
    /// Errors: [`cases::RECORD_UNREADABLE`].
    fn from_value(value: &serde_json::Value) -> Result<Self, Finding> {
        Self::deserialize(value).map_err(|_| unreadable(Self::TABLE))
    }
}

fn unreadable(table: &'static str) -> Finding {
    Finding::new(cases::RECORD_UNREADABLE).with("table", table)
}

#[cfg(test)]
mod tests;
