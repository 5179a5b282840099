//! Devices, desks and one-time codes (μητρώο συσκευών).
//!
//! A device is a key. It comes in with a one-time code that names its desks, and goes out by revocation: from then
//! on its entries are kept aside, it receives nothing, and the numbers it had left are written off. What offices
//! must know of it travels as a [`DeviceRecord`]. Names given to devices are stickers on laptops, not persons.

use crate::leases;
use crate::store::Centre;
use jiff::{SignedDuration, Timestamp};
use loggia_cases::records::{Desk, DeviceRecord, DeviceState, Record, ScopeRecord};
use loggia_core::ctx::Ctx;
use loggia_core::db::{DbError, DbResult, Row, Tx};
use loggia_core::numbers::{self, Fate};
use loggia_core::{Outcome, audit, params, records};
use loggia_schema::ids::{DeviceKey, Incarnation, ScopeId};
use loggia_schema::message::{Finding, sync};
use loggia_sync::enrol::{EnrolCode, EnrolRequest};
use loggia_sync::feed::FeedId;

/// How long a one-time code may be used.
pub const CODE_LIFE: SignedDuration = SignedDuration::from_hours(72);

/// A device of the registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Its key.
    pub key: DeviceKey,
    /// Name on the sticker.
    pub name: String,
    /// Scopes it holds, rising.
    pub scopes: Vec<ScopeId>,
    /// The present life of its store, as last seen.
    pub incarnation: Incarnation,
    /// When it was enrolled.
    pub enrolled_at: Timestamp,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
    /// When it last proved its key in a session.
    pub last_seen: Option<Timestamp>,
}

impl Device {
    /// True while its entries count.
    pub const fn is_active(&self) -> bool {
        self.revoked_at.is_none()
    }

    fn record(&self) -> DeviceRecord {
        DeviceRecord {
            key: self.key,
            name: self.name.clone(),
            place: None,
            scopes: self.scopes.clone(),
            state: if self.is_active() {
                DeviceState::Active
            } else {
                DeviceState::Revoked
            },
            enrolled_at: self.enrolled_at,
            revoked_at: self.revoked_at,
        }
    }
}

/// A desk of the registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// Opaque id.
    pub id: ScopeId,
    /// Code of the import files, «ΔΑ-1».
    pub code: String,
    /// Greek title.
    pub title: String,
}

/// Names a desk, or renames the one with this code; publishes its record. True if anything changed.
///
/// # Errors
/// The store's.
pub fn put_scope(tx: &mut Tx<'_>, code: &str, record: &ScopeRecord) -> Outcome<bool> {
    let desk = desk_name(record.desk);
    tx.exec(
        "INSERT INTO intake_scope (municipality_id, scope_id, code, title, desk) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (municipality_id, scope_id) DO UPDATE SET title = excluded.title, desk = excluded.desk",
        &params![tx.municipality(), record.id, code, &record.title, desk],
    )?;
    let value = record.to_value()?.to_string();
    Ok(records::publish(tx, &[(ScopeRecord::TABLE, record.key(), Some(value))])?.is_some())
}

const fn desk_name(desk: Desk) -> &'static str {
    match desk {
        Desk::Counter => "counter",
        Desk::Police => "police",
        Desk::Water => "water",
        Desk::Cemetery => "cemetery",
        Desk::Staff => "staff",
    }
}

/// All desks, by code.
///
/// # Errors
/// The store's.
pub fn scopes(tx: &mut Tx<'_>) -> DbResult<Vec<Scope>> {
    let rows = tx.rows(
        "SELECT scope_id, code, title FROM intake_scope WHERE municipality_id = $1 ORDER BY code",
        &params![tx.municipality()],
    )?;
    rows.iter()
        .map(|row| {
            Ok(Scope {
                id: row.get("scope_id")?,
                code: row.get("code")?,
                title: row.get("title")?,
            })
        })
        .collect()
}

/// The record of a desk, with what each table shows it.
pub(crate) fn scope_record(tx: &mut Tx<'_>, scope: ScopeId) -> DbResult<Option<ScopeRecord>> {
    let Some(stored) = records::find(tx, ScopeRecord::TABLE, &scope.to_string())? else {
        return Ok(None);
    };
    let value = serde_json::from_str(stored.value.as_deref().unwrap_or("null")).ok();
    let record = value.and_then(|value| ScopeRecord::from_value(&value).ok());
    record
        .map(Some)
        .ok_or_else(|| DbError::Corrupt(format!("the record of scope {scope}")))
}

/// Keeps the public half of a new one-time code; the code itself is shown once and never stored.
///
/// # Errors
/// The store's.
pub fn put_code(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    code: &EnrolCode,
    device_name: &str,
    scopes: &[ScopeId],
) -> DbResult<()> {
    tx.exec(
        "INSERT INTO intake_enrolment (municipality_id, code_id, enrol_key, device_name, scopes, created_at, created_by, \
         expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        &params![
            tx.municipality(), code.id().0, code.key().as_bytes(), device_name, packed(scopes), ctx.now,
            ctx.actor.to_string(), ctx.now + CODE_LIFE
        ],
    )?;
    audit::record(tx, ctx, "device.code", &hex(&code.id().0), "")
}

fn packed(scopes: &[ScopeId]) -> Vec<u8> {
    scopes.iter().flat_map(|scope| scope.0).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The key that proves knowledge of an open code; `None` for an unknown, expired or (by another device) used one.
pub(crate) fn open_code(
    tx: &mut Tx<'_>,
    code: &[u8; 8],
    now: Timestamp,
) -> DbResult<Option<[u8; 32]>> {
    let row = tx.opt(
        "SELECT enrol_key, expires_at FROM intake_enrolment WHERE municipality_id = $1 AND code_id = $2",
        &params![tx.municipality(), code],
    )?;
    let Some(row) = row else { return Ok(None) };
    if row.get::<Timestamp>("expires_at")? < now {
        return Ok(None);
    }
    row.get("enrol_key").map(Some)
}

/// Registers a device and uses up its code, both or neither; grants its first numbers. The same device with the
/// same code is answered the same again. `None`: the code is not open.
pub(crate) fn enrol(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    centre: &Centre,
    request: &EnrolRequest,
) -> Outcome<Option<Vec<ScopeId>>> {
    let row = tx.opt(
        "SELECT device_name, scopes, expires_at, device_key FROM intake_enrolment \
         WHERE municipality_id = $1 AND code_id = $2",
        &params![tx.municipality(), request.code.0],
    )?;
    let Some(row) = row else { return Ok(None) };
    let used_by: Option<DeviceKey> = row.get("device_key")?;
    if used_by.is_some_and(|device| device != request.device)
        || row.get::<Timestamp>("expires_at")? < ctx.now
    {
        return Ok(None);
    }
    let mut scopes: Vec<ScopeId> = row
        .get::<Vec<u8>>("scopes")?
        .chunks_exact(ScopeId::LEN)
        .filter_map(|bytes| ScopeId::from_slice(bytes).ok())
        .collect();
    scopes.sort_unstable();
    if used_by.is_some() {
        return Ok(Some(scopes));
    }
    let given: String = row.get("device_name")?;
    let name = if given.is_empty() {
        request.name.clone()
    } else {
        given
    };
    insert_device(tx, ctx, request, &name, &scopes)?;
    tx.exec(
        "UPDATE intake_enrolment SET used_at = $1, device_key = $2 WHERE municipality_id = $3 AND code_id = $4",
        &params![ctx.now, request.device, tx.municipality(), request.code.0],
    )?;
    audit::record(tx, ctx, "device.enrol", &request.device.to_string(), "")?;
    for scope in &scopes {
        leases::refill(tx, ctx, centre, *scope)?;
    }
    Ok(Some(scopes))
}

fn insert_device(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    request: &EnrolRequest,
    name: &str,
    scopes: &[ScopeId],
) -> Outcome<()> {
    tx.exec(
        "INSERT INTO intake_device (municipality_id, device_key, name, seal_to, store_key, incarnation, enrolled_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (municipality_id, device_key) DO UPDATE \
         SET name = excluded.name, seal_to = excluded.seal_to, store_key = excluded.store_key, \
         incarnation = excluded.incarnation",
        &params![
            tx.municipality(), request.device, name, request.seal_to.0, &request.store_key, request.incarnation, ctx.now
        ],
    )?;
    for scope in scopes {
        tx.exec(
            "INSERT INTO intake_device_scope (municipality_id, device_key, scope_id) VALUES ($1, $2, $3) \
             ON CONFLICT (municipality_id, device_key, scope_id) DO NOTHING",
            &params![tx.municipality(), request.device, *scope],
        )?;
    }
    publish(tx, request.device)
}

fn publish(tx: &mut Tx<'_>, key: DeviceKey) -> Outcome<()> {
    let Some(device) = device(tx, key)? else {
        return Ok(());
    };
    let record = device.record();
    let value = record.to_value()?.to_string();
    records::publish(tx, &[(DeviceRecord::TABLE, record.key(), Some(value))])?;
    Ok(())
}

/// Takes a device out: what it hands in later is set aside, its unused numbers are written off. False if it was out already.
///
/// # Errors
/// [`sync::UNKNOWN_DEVICE`]; the store's.
pub fn revoke(tx: &mut Tx<'_>, ctx: &Ctx, key: DeviceKey, why: &str) -> Outcome<bool> {
    let Some(device) = device(tx, key)? else {
        return Err(Finding::new(sync::UNKNOWN_DEVICE).into());
    };
    if !device.is_active() {
        return Ok(false);
    }
    tx.exec(
        "UPDATE intake_device SET revoked_at = $1, revoked_why = $2 WHERE municipality_id = $3 AND device_key = $4",
        &params![ctx.now, why, tx.municipality(), key],
    )?;
    for lease in numbers::leases(tx, Some(key))?
        .iter()
        .filter(|lease| lease.state == numbers::LeaseState::Active)
    {
        numbers::end(tx, ctx, lease, Fate::Lost, why)?;
    }
    publish(tx, key)?;
    audit::record(tx, ctx, "device.revoke", &key.to_string(), "")?;
    Ok(true)
}

/// A device by its key.
///
/// # Errors
/// The store's.
pub fn device(tx: &mut Tx<'_>, key: DeviceKey) -> DbResult<Option<Device>> {
    Ok(select(tx, Some(key))?.pop())
}

/// All devices, by name.
///
/// # Errors
/// The store's.
pub fn devices(tx: &mut Tx<'_>) -> DbResult<Vec<Device>> {
    select(tx, None)
}

fn select(tx: &mut Tx<'_>, key: Option<DeviceKey>) -> DbResult<Vec<Device>> {
    const SELECT: &str = "SELECT device_key, name, incarnation, enrolled_at, revoked_at, last_seen_at FROM intake_device \
                          WHERE municipality_id = $1";
    let rows = match key {
        Some(key) => tx.rows(
            &format!("{SELECT} AND device_key = $2"),
            &params![tx.municipality(), key],
        )?,
        None => tx.rows(
            &format!("{SELECT} ORDER BY name, device_key"),
            &params![tx.municipality()],
        )?,
    };
    rows.iter().map(|row| read(tx, row)).collect()
}

fn read(tx: &mut Tx<'_>, row: &Row) -> DbResult<Device> {
    let key: DeviceKey = row.get("device_key")?;
    let scopes = tx.rows(
        "SELECT scope_id FROM intake_device_scope WHERE municipality_id = $1 AND device_key = $2 ORDER BY scope_id",
        &params![tx.municipality(), key],
    )?;
    Ok(Device {
        key,
        name: row.get("name")?,
        scopes: scopes
            .iter()
            .map(|row| row.get("scope_id"))
            .collect::<DbResult<_>>()?,
        incarnation: row.get("incarnation")?,
        enrolled_at: row.get("enrolled_at")?,
        revoked_at: row.get("revoked_at")?,
        last_seen: row.get("last_seen_at")?,
    })
}

/// The active devices of a desk.
pub(crate) fn active_in(tx: &mut Tx<'_>, scope: ScopeId) -> DbResult<Vec<Device>> {
    Ok(devices(tx)?
        .into_iter()
        .filter(|device| device.is_active() && device.scopes.contains(&scope))
        .collect())
}

/// The device proved its key just now.
pub(crate) fn seen(tx: &mut Tx<'_>, key: DeviceKey, now: Timestamp) -> DbResult<()> {
    tx.exec(
        "UPDATE intake_device SET last_seen_at = $1 WHERE municipality_id = $2 AND device_key = $3",
        &params![now, tx.municipality(), key],
    )?;
    Ok(())
}

/// The first entries of a feed arrive. If they are the first of a life of that store too, numbers are granted to that life
/// from now on. A former life may hand over a feed later than the present one: it was granted numbers, or has other feeds.
pub(crate) fn lives(tx: &mut Tx<'_>, feed: &FeedId) -> DbResult<()> {
    let of_scope = |scope| FeedId { scope, ..*feed }.to_bytes();
    let feeds = tx.one(
        "SELECT COUNT(*) AS n FROM intake_feed WHERE municipality_id = $1 AND feed >= $2 AND feed <= $3 AND height > 0",
        &params![tx.municipality(), of_scope(ScopeId([0; 16])), of_scope(ScopeId([0xff; 16]))],
    )?;
    let mut leases = numbers::leases(tx, Some(feed.device))?.into_iter();
    if feeds.get::<i64>("n")? > 0 || leases.any(|lease| lease.incarnation == feed.incarnation) {
        return Ok(());
    }
    tx.exec(
        "UPDATE intake_device SET incarnation = $1 WHERE municipality_id = $2 AND device_key = $3",
        &params![feed.incarnation, tx.municipality(), feed.device],
    )?;
    Ok(())
}
