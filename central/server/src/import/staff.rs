//! Writing people: duties, users with their roles and records, persons, test passwords.

use super::Folder;
use super::apply::Applied;
use super::people::UserRow;
use super::persons::PersonRow;
use loggia_cases::records::{Record, UserRecord};
use loggia_core::access::{self, User};
use loggia_core::app::App;
use loggia_core::ctx::Ctx;
use loggia_core::db::Tx;
use loggia_core::rights::{self, Right};
use loggia_core::{Outcome, params, records};
use loggia_revenue::persons::{self, Person};
use loggia_schema::ids::{PersonId, ScopeId, UserId};
use std::collections::{BTreeMap, BTreeSet};

/// Duties become roles of the back office; rights of laptops travel in the users' records.
pub(super) fn duties(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    app: &App,
    folder: &Folder,
    done: &mut Applied,
) -> Outcome<()> {
    let known = app.rights();
    for duty in &folder.people.duties {
        let rights: Vec<Right> = known
            .iter()
            .filter(|right| duty.rights.contains(right.code))
            .copied()
            .collect();
        let written = role_differs(tx, &duty.code, &duty.title, &rights)?;
        if written {
            rights::put_role(tx, ctx, &duty.code, &duty.title, &rights)?;
        }
        done.count("duties.csv", written);
    }
    Ok(())
}

fn role_differs(tx: &mut Tx<'_>, role: &str, title: &str, rights: &[Right]) -> Outcome<bool> {
    let row = tx.opt(
        "SELECT title FROM core_role WHERE municipality_id = $1 AND role = $2",
        &params![tx.municipality(), role],
    )?;
    let Some(row) = row else { return Ok(true) };
    let held = tx.rows(
        "SELECT right_code FROM core_role_right WHERE municipality_id = $1 AND role = $2",
        &params![tx.municipality(), role],
    )?;
    let held: BTreeSet<String> = held
        .iter()
        .map(|row| row.get("right_code"))
        .collect::<Result<_, _>>()?;
    let wanted: BTreeSet<String> = rights.iter().map(|right| right.code.to_owned()).collect();
    Ok(row.get::<String>("title")? != title || held != wanted)
}

pub(super) fn put_user(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    folder: &Folder,
    row: &UserRow,
    n: u64,
    scopes: &BTreeMap<String, ScopeId>,
) -> Outcome<bool> {
    let known = access::user_by_login(tx, &row.login)?;
    let id = known
        .as_ref()
        .map_or_else(|| UserId(ctx.id("user", n)), |user| user.id);
    let active = row.period.0 <= ctx.today && row.period.1.is_none_or(|until| ctx.today <= until);
    let user = User {
        id,
        login: row.login.clone(),
        name: row.name.clone(),
        active,
        has_password: known.as_ref().is_some_and(|user| user.has_password),
    };
    let mut written = known.as_ref() != Some(&user);
    if written {
        access::put_user(tx, ctx, &user)?;
    }
    written |= put_roles(tx, ctx, id, &row.duties)?;
    let record = user_record(folder, row, id, active, scopes);
    let value = record.to_value()?.to_string();
    written |= records::publish(tx, &[(UserRecord::TABLE, record.key(), Some(value))])?.is_some();
    Ok(written)
}

fn put_roles(tx: &mut Tx<'_>, ctx: &Ctx, user: UserId, duties: &[String]) -> Outcome<bool> {
    let rows = tx.rows(
        "SELECT role FROM core_user_role WHERE municipality_id = $1 AND user_id = $2",
        &params![tx.municipality(), user],
    )?;
    let held: BTreeSet<String> = rows
        .iter()
        .map(|row| row.get("role"))
        .collect::<Result<_, _>>()?;
    let wanted: BTreeSet<String> = duties.iter().cloned().collect();
    for role in wanted.difference(&held) {
        rights::grant_role(tx, ctx, user, role)?;
    }
    for role in held.difference(&wanted) {
        rights::withdraw_role(tx, ctx, user, role)?;
    }
    Ok(held != wanted)
}

fn user_record(
    folder: &Folder,
    row: &UserRow,
    id: UserId,
    active: bool,
    scopes: &BTreeMap<String, ScopeId>,
) -> UserRecord {
    let duties: Vec<_> = folder
        .people
        .duties
        .iter()
        .filter(|duty| row.duties.contains(&duty.code))
        .collect();
    UserRecord {
        id,
        login: row.login.clone(),
        name: row.name.clone(),
        service_no: row.service_no.clone(),
        role: duties
            .iter()
            .map(|duty| duty.title.as_str())
            .collect::<Vec<_>>()
            .join(", "),
        rights: duties
            .iter()
            .flat_map(|duty| duty.rights.iter().cloned())
            .collect(),
        place: None,
        scopes: row
            .scopes
            .iter()
            .filter_map(|code| scopes.get(code).copied())
            .collect(),
        active,
    }
}

pub(super) fn put_person(tx: &mut Tx<'_>, ctx: &Ctx, row: &PersonRow, n: u64) -> Outcome<bool> {
    let known = match persons::by_code(tx, &row.code)? {
        Some(known) => Some(known),
        None => row
            .afm
            .as_ref()
            .map(|afm| persons::by_afm(tx, afm))
            .transpose()?
            .flatten(),
    };
    let person = Person {
        id: known.map_or_else(|| PersonId(ctx.id("person", n)), |known| known.id),
        code: Some(row.code.clone()),
        afm: row.afm.clone(),
        surname: row.surname.clone(),
        first_name: row.first_name.clone(),
        father: row.father.clone(),
        address: row.address.clone(),
        postcode: row.postcode.clone(),
        place: row.place.clone(),
        phone: row.phone.clone(),
    };
    Ok(persons::put(tx, &person)?)
}

/// Sets the test passwords of users who have none yet; how many were set. Slow; opens its own transactions.
///
/// # Errors
/// What [`access::set_password`] refuses; the store's.
pub fn set_passwords(app: &App, ctx: &Ctx, folder: &Folder) -> Outcome<u64> {
    let mut set = 0;
    for row in &folder.people.users {
        let Some(password) = &row.password else {
            continue;
        };
        let user = app.db().read(|tx| access::user_by_login(tx, &row.login))?;
        if let Some(user) = user.filter(|user| !user.has_password) {
            access::set_password(app, ctx, &user, password)?;
            set += 1;
        }
    }
    Ok(set)
}
