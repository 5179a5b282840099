//! Writing irrigation: records of the offices, and the production that losses are counted from.
//!
//! What the town hall itself moves on (the state of a season, the newest reading of a meter) is not put back by a file.

use super::Folder;
use super::apply::{Applied, publish};
use super::water::{ConnectionRow, KeeperRow};
use loggia_cases::records::{ConnectionRecord, KeeperRecord, MeterRecord, Record, SeasonRecord};
use loggia_core::Outcome;
use loggia_core::access;
use loggia_core::db::Tx;
use loggia_core::records;
use loggia_revenue::irrigation::store;
use loggia_revenue::persons;

pub(super) fn water(tx: &mut Tx<'_>, folder: &Folder, done: &mut Applied) -> Outcome<()> {
    let water = &folder.water;
    for network in &water.networks {
        publish(tx, done, "networks.csv", network, None)?;
    }
    for season in &water.seasons {
        let stored = stored::<SeasonRecord>(tx, &season.key())?;
        let state = stored.map_or(season.state, |stored| stored.state.max(season.state));
        let season = SeasonRecord {
            state,
            ..season.clone()
        };
        publish(tx, done, "seasons.csv", &season, None)?;
    }
    for row in &water.connections {
        let record = connection(tx, row)?;
        publish(tx, done, "connections.csv", &record, None)?;
    }
    for meter in &water.meters {
        let meter = match stored::<MeterRecord>(tx, &meter.key())? {
            Some(known) => MeterRecord {
                start: known.start,
                last: known.last,
                stopped: known.stopped,
                active: known.active,
                connection: known.connection,
                ..meter.clone()
            },
            None => meter.clone(),
        };
        publish(tx, done, "meters.csv", &meter, None)?;
    }
    for row in &water.keepers {
        if let Some(record) = keeper(tx, row)? {
            publish(tx, done, "keepers.csv", &record, None)?;
        }
    }
    for row in &water.tariffs {
        let value = Some(row.to_value()?);
        publish(tx, done, "water_tariffs.csv", &row.record, value)?;
    }
    for row in &water.norms {
        publish(
            tx,
            done,
            "crop_norms.csv",
            &row.record,
            Some(row.to_value()?),
        )?;
    }
    for row in &water.rules {
        publish(
            tx,
            done,
            "water_rules.csv",
            &row.record,
            Some(row.to_value()?),
        )?;
    }
    for row in &water.production {
        let written =
            store::put_production(tx, &row.network, &row.season, row.volume, &row.source)?;
        done.count("production.csv", written);
    }
    Ok(())
}

/// The holder's name is the registry's where the file names a person, the file's own where it names none.
fn connection(tx: &mut Tx<'_>, row: &ConnectionRow) -> Outcome<ConnectionRecord> {
    let person = match row.person.is_empty() {
        true => None,
        false => persons::by_code(tx, &row.person)?,
    };
    let holder = match (&person, row.record.holder.is_empty()) {
        (Some(person), true) => person.name(),
        _ => row.record.holder.clone(),
    };
    Ok(ConnectionRecord {
        holder,
        person: person.map(|person| person.id),
        ..row.record.clone()
    })
}

fn keeper(tx: &mut Tx<'_>, row: &KeeperRow) -> Outcome<Option<KeeperRecord>> {
    let user = access::user_by_login(tx, &row.login)?;
    Ok(user.map(|user| KeeperRecord {
        keeper: user.id,
        network: row.network.clone(),
        valid_from: row.period.0,
        valid_to: row.period.1,
        legal_basis: row.basis.clone(),
    }))
}

fn stored<R: Record>(tx: &mut Tx<'_>, key: &str) -> Outcome<Option<R>> {
    let stored = records::find(tx, R::TABLE, key)?.and_then(|stored| stored.value);
    let value = stored.and_then(|text| serde_json::from_str(&text).ok());
    Ok(value.and_then(|value| R::from_value(&value).ok()))
}
