//! Writing a folder that was read: plan by comparing, write only what differs.

use super::Folder;
use super::blocks;
use super::calendar::SettingRow;
use super::money::Side;
use super::people::ScopeRow;
use super::put_water::water;
use super::staff::{duties, put_person, put_user};
use jiff::civil::Date;
use loggia_books::Ledger;
use loggia_books::accounts::{self, Account, Binding};
use loggia_cases::records::{ColumnSet, Desk, Record, ScopeRecord};
use loggia_core::app::App;
use loggia_core::ctx::Ctx;
use loggia_core::db::{DbError, Tx};
use loggia_core::{Fail, Outcome, numbers, records, settings};
use loggia_intake::registry;
use loggia_schema::ids::ScopeId;
use serde::Serialize;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What became of the rows of one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct FileReport {
    /// Rows read.
    pub read: u64,
    /// Rows that were written: new or different.
    pub written: u64,
}

/// What became of the folder, by file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(transparent)]
pub struct Applied(pub BTreeMap<&'static str, FileReport>);

impl Applied {
    /// Rows written in all files.
    pub fn written(&self) -> u64 {
        self.0.values().map(|file| file.written).sum()
    }

    pub(super) fn count(&mut self, file: &'static str, written: bool) {
        let report = self.0.entry(file).or_default();
        report.read += 1;
        report.written += u64::from(written);
    }
}

/// Writes everything that differs, in the caller's transaction. Passwords are set afterwards: [`set_passwords`].
///
/// # Errors
/// What the numbers plan, the chart or the store refuses.
pub fn apply(tx: &mut Tx<'_>, ctx: &Ctx, app: &App, folder: &Folder) -> Outcome<Applied> {
    let mut done = Applied::default();
    law(tx, ctx, folder, &mut done)?;
    let scopes = scopes(tx, ctx, folder, &mut done)?;
    duties(tx, ctx, app, folder, &mut done)?;
    for (user, n) in folder.people.users.iter().zip(0..) {
        let written = put_user(tx, ctx, folder, user, n, &scopes)?;
        done.count("users.csv", written);
    }
    chart(tx, ctx, folder, &mut done)?;
    leases(tx, folder, &scopes, &mut done)?;
    for (person, n) in folder.people.persons.iter().zip(0..) {
        let written = put_person(tx, ctx, person, n)?;
        done.count("persons.csv", written);
    }
    for row in &folder.blocks {
        if let Some(block) = blocks::record(tx, row)? {
            publish(tx, &mut done, "blocks.csv", &block, None)?;
        }
    }
    water(tx, folder, &mut done)?;
    Ok(done)
}

fn law(tx: &mut Tx<'_>, ctx: &Ctx, folder: &Folder, done: &mut Applied) -> Outcome<()> {
    let law = &folder.law;
    for place in &folder.people.places {
        publish(tx, done, "places.csv", place, None)?;
    }
    for row in &law.regimes {
        publish(tx, done, "regimes.csv", &row.record, Some(row.to_value()?))?;
    }
    for row in &law.violations {
        publish(
            tx,
            done,
            "violations.csv",
            &row.record,
            Some(row.to_value()?),
        )?;
    }
    for row in &law.tariffs {
        publish(tx, done, "tariffs.csv", &row.record, Some(row.to_value()?))?;
    }
    for row in &law.fees {
        publish(tx, done, "fees.csv", &row.record, Some(row.to_value()?))?;
    }
    for office in &folder.requests.offices {
        publish(tx, done, "offices.csv", office, None)?;
    }
    for row in &folder.requests.types {
        publish(
            tx,
            done,
            "request_types.csv",
            &row.record,
            Some(row.to_value()?),
        )?;
    }
    for row in &law.templates {
        publish(tx, done, "templates.csv", row, None)?;
    }
    for row in &law.holidays {
        publish(tx, done, "holidays.csv", row, None)?;
    }
    for row in &law.settings {
        let setting = settings::Setting {
            valid_from: row.from,
            value: row.record.value.clone(),
            basis: row.basis.clone(),
        };
        let mut written = settings::at(tx, &row.record.name, row.from)?.as_ref() != Some(&setting);
        if written {
            settings::put(tx, ctx, &row.record.name, &setting)?;
        }
        // Offices read the value in force; earlier ones are for the past.
        let newer = |other: &SettingRow| {
            other.record.name == row.record.name && other.from > row.from && other.from <= ctx.today
        };
        if row.from <= ctx.today && !law.settings.iter().any(newer) {
            let value = row.record.to_value()?.to_string();
            written |= records::publish(
                tx,
                &[(
                    <_ as TableOf>::table(&row.record),
                    row.record.key(),
                    Some(value),
                )],
            )?
            .is_some();
        }
        done.count("settings.csv", written);
    }
    // What the desks compute surcharges with follows from the settings.
    loggia_revenue::surcharge::publish(tx)?;
    Ok(())
}

/// The table of a record value, without naming its type again.
trait TableOf {
    fn table(&self) -> &'static str;
}

impl<T: Record> TableOf for T {
    fn table(&self) -> &'static str {
        T::TABLE
    }
}

/// Publishes one record, with its remarks if it has some.
pub(super) fn publish<T: Record>(
    tx: &mut Tx<'_>,
    done: &mut Applied,
    file: &'static str,
    record: &T,
    value: Option<serde_json::Value>,
) -> Outcome<()> {
    let value = value.map_or_else(|| record.to_value(), Ok)?.to_string();
    let written = records::publish(tx, &[(T::TABLE, record.key(), Some(value))])?.is_some();
    done.count(file, written);
    Ok(())
}

/// Desks by code; a desk seen for the first time gets its id here.
fn scopes(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    folder: &Folder,
    done: &mut Applied,
) -> Outcome<BTreeMap<String, ScopeId>> {
    let mut ids: BTreeMap<String, ScopeId> = registry::scopes(tx)?
        .into_iter()
        .map(|scope| (scope.code, scope.id))
        .collect();
    for (row, n) in folder.people.scopes.iter().zip(0..) {
        let id = *ids
            .entry(row.code.clone())
            .or_insert_with(|| ScopeId(ctx.id("scope", n)));
        let written = registry::put_scope(tx, &row.code, &scope_record(row, id))?;
        done.count("scopes.csv", written);
    }
    Ok(ids)
}

/// First day of desks that come without one: before anything that is loaded.
const ALWAYS: Date = jiff::civil::date(2011, 1, 1);

fn scope_record(row: &ScopeRow, id: ScopeId) -> ScopeRecord {
    let tables: &[&str] = match row.desk {
        Desk::Counter => &[
            "user",
            "device",
            "place",
            "scope",
            "regime",
            "holiday",
            "setting",
            "fee",
            "surcharge",
            "paper_block",
            "payable",
            "request_type",
            "template",
        ],
        Desk::Police => &[
            "user",
            "device",
            "place",
            "scope",
            "regime",
            "violation",
            "tariff",
            "holiday",
            "setting",
            "paper_block",
            "template",
        ],
        Desk::Water => WATER,
        Desk::Cemetery | Desk::Staff => &[
            "user", "device", "place", "scope", "holiday", "setting", "template",
        ],
    };
    let set = |table: &str| match table {
        "water_connection" => ColumnSet::Only(CONNECTION.iter().map(|c| (*c).to_owned()).collect()),
        _ => ColumnSet::All,
    };
    ScopeRecord {
        id,
        title: row.title.clone(),
        code: row.code.clone(),
        place: row.place.clone(),
        desk: row.desk,
        columns: tables
            .iter()
            .map(|table| ((*table).to_owned(), set(table)))
            .collect(),
        valid_from: ALWAYS,
        valid_to: None,
    }
}

/// What a water keeper's laptop holds.
const WATER: &[&str] = &[
    "user",
    "device",
    "place",
    "scope",
    "holiday",
    "setting",
    "water_network",
    "water_season",
    "water_connection",
    "water_meter",
    "water_keeper",
    "water_tariff",
    "water_norm",
    "water_rule",
    "water_ruling",
];

/// Columns of a connection that leave the centre: everything but the link to the registry of persons.
const CONNECTION: &[&str] = &[
    "no",
    "network",
    "holder",
    "phone",
    "class",
    "charging",
    "parcels",
    "cap_m3",
    "last_season",
    "debt",
    "active",
];

fn chart(tx: &mut Tx<'_>, ctx: &Ctx, folder: &Folder, done: &mut Applied) -> Outcome<()> {
    for row in &folder.money.accounts {
        let ledger = ledger(row.side);
        let known = accounts::find(tx, ledger, &row.code)?;
        let account = Account {
            name: row.name.clone(),
            verified: if row.verified { "yes" } else { "working" }.to_owned(),
            ..known.clone().unwrap_or_else(|| new_account(row))
        };
        let written = known.as_ref() != Some(&account);
        if written {
            accounts::put(tx, &account)?;
        }
        done.count("accounts.csv", written);
    }
    for row in &folder.money.roles {
        let role = loggia_books::Role(Cow::Owned(row.role.clone()));
        let written = !is_bound(tx, &role, row.from, &row.account)?;
        if written {
            let binding = Binding {
                role,
                valid_from: row.from,
                ledger: ledger(row.side),
                account: row.account.clone(),
                basis: row.basis.clone(),
                verified: "working".to_owned(),
            };
            accounts::bind(tx, ctx, &binding)?;
        }
        done.count("roles.csv", written);
    }
    Ok(())
}

fn new_account(row: &super::money::AccountRow) -> Account {
    Account {
        ledger: ledger(row.side),
        code: row.code.clone(),
        name: row.name.clone(),
        name_en: String::new(),
        normal: if row.debit {
            loggia_books::Side::Debit
        } else {
            loggia_books::Side::Credit
        },
        posting: true,
        party: false,
        active: true,
        verified: String::new(),
        note: String::new(),
    }
}

const fn ledger(side: Side) -> Ledger {
    match side {
        Side::General => Ledger::General,
        Side::Budget => Ledger::Budget,
    }
}

/// True if the role already stands for this account on that day.
fn is_bound(
    tx: &mut Tx<'_>,
    role: &loggia_books::Role,
    from: Date,
    account: &str,
) -> Outcome<bool> {
    match accounts::resolve(tx, role, from) {
        Ok(known) => Ok(known.code == account),
        Err(Fail::Refused(_)) => Ok(false),
        Err(error) => Err(error),
    }
}

fn leases(
    tx: &mut Tx<'_>,
    folder: &Folder,
    scopes: &BTreeMap<String, ScopeId>,
    done: &mut Applied,
) -> Outcome<()> {
    for row in &folder.money.leases {
        let Some(scope) = scopes.get(&row.scope) else {
            continue;
        };
        let year =
            i16::try_from(row.year).map_err(|_| DbError::Bug("a year out of range".to_owned()))?;
        let plan = numbers::Plan {
            scope: *scope,
            series: row.series.name().to_owned(),
            year,
            prefix: row.prefix.clone(),
            rf_stem: row.rf_stem.clone(),
            first: row.numbers.0.into(),
            last: row.numbers.1.into(),
            block: row.block.into(),
        };
        let written = numbers::put_plan(tx, &plan)?;
        done.count("leases.csv", written);
    }
    Ok(())
}
