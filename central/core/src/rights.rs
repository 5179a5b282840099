//! Who may do what: rights are program text, roles and their holders are data.
//!
//! Each subsystem declares its rights as constants ([`Right`]) and lists them in its [`crate::subsystem::Subsystem`].
//! A role (ρόλος) is a named set of rights, a user holds roles; both live in tables and change with an audit line.
//! The auditor's role reads everything and writes nothing: a right says of itself whether it only reads.

use crate::audit;
use crate::ctx::Ctx;
use crate::db::{DbResult, Tx, Value};
use crate::params;
use loggia_schema::ids::UserId;
use std::collections::BTreeSet;

/// One permission, e.g. `books.journal.read`. Constants only; compared by code.
#[derive(Debug, Clone, Copy)]
pub struct Right {
    /// Stable code, `subsystem.thing.verb`.
    pub code: &'static str,
    /// What the administrator reads, in Greek.
    pub title: &'static str,
    /// True if it changes nothing: auditors get all of these.
    pub read_only: bool,
}

impl Right {
    /// A right to look.
    pub const fn read(code: &'static str, title: &'static str) -> Self {
        Self {
            code,
            title,
            read_only: true,
        }
    }

    /// A right to change something.
    pub const fn write(code: &'static str, title: &'static str) -> Self {
        Self {
            code,
            title,
            read_only: false,
        }
    }
}

impl PartialEq for Right {
    fn eq(&self, other: &Self) -> bool {
        self.code == other.code
    }
}
impl Eq for Right {}

/// Manage users, roles and settings (διαχείριση).
pub const ADMINISTER: Right =
    Right::write("core.administer", "Διαχείριση χρηστών, ρόλων και ρυθμίσεων");
/// Read the audit trail (ίχνη ελέγχου).
pub const AUDIT_READ: Right = Right::read("core.audit.read", "Ανάγνωση ιχνών ελέγχου");
/// See tasks (εκκρεμότητες).
pub const TASKS_READ: Right = Right::read("core.tasks.read", "Προβολή εκκρεμοτήτων");
/// Close tasks.
pub const TASKS_WRITE: Right = Right::write("core.tasks.write", "Διεκπεραίωση εκκρεμοτήτων");
/// See jobs, outbox and the state of the machine.
pub const OPERATIONS_READ: Right =
    Right::read("core.operations.read", "Προβολή εργασιών και εξερχομένων");

/// The rights of the core itself.
pub const CORE_RIGHTS: &[Right] = &[
    ADMINISTER,
    AUDIT_READ,
    TASKS_READ,
    TASKS_WRITE,
    OPERATIONS_READ,
];

/// The rights a user holds, by code.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RightSet(BTreeSet<String>);

impl RightSet {
    /// True if the set holds the right.
    pub fn has(&self, right: Right) -> bool {
        self.0.contains(right.code)
    }

    /// The codes in order.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

impl FromIterator<Right> for RightSet {
    fn from_iter<I: IntoIterator<Item = Right>>(rights: I) -> Self {
        Self(
            rights
                .into_iter()
                .map(|right| right.code.to_owned())
                .collect(),
        )
    }
}

/// Writes a role with exactly these rights; an existing role of that code is replaced.
///
/// # Errors
/// The store's.
pub fn put_role(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    role: &str,
    title: &str,
    rights: &[Right],
) -> DbResult<()> {
    let municipality = tx.municipality();
    tx.exec(
        "INSERT INTO core_role (municipality_id, role, title) VALUES ($1, $2, $3) \
         ON CONFLICT (municipality_id, role) DO UPDATE SET title = excluded.title",
        &params![municipality, role, title],
    )?;
    tx.exec(
        "DELETE FROM core_role_right WHERE municipality_id = $1 AND role = $2",
        &params![municipality, role],
    )?;
    let codes: BTreeSet<&str> = rights.iter().map(|right| right.code).collect();
    let rows: Vec<Vec<Value>> = codes
        .iter()
        .map(|code| params![municipality, role, *code].to_vec())
        .collect();
    tx.insert_many(
        "core_role_right",
        &["municipality_id", "role", "right_code"],
        &rows,
    )?;
    let listed = codes.into_iter().collect::<Vec<_>>().join(" ");
    audit::record(tx, ctx, "role.put", role, &listed)
}

/// Gives a role to a user; giving it twice is harmless.
///
/// # Errors
/// The store's; a role or user that does not exist is [`crate::db::DbError::Constraint`].
pub fn grant_role(tx: &mut Tx<'_>, ctx: &Ctx, user: UserId, role: &str) -> DbResult<()> {
    tx.exec(
        "INSERT INTO core_user_role (municipality_id, user_id, role) VALUES ($1, $2, $3) \
         ON CONFLICT (municipality_id, user_id, role) DO NOTHING",
        &params![tx.municipality(), user, role],
    )?;
    audit::record(tx, ctx, "role.grant", &user.to_string(), role)
}

/// True if there is such a role.
///
/// # Errors
/// The store's.
pub fn is_role(tx: &mut Tx<'_>, role: &str) -> DbResult<bool> {
    let row = tx.opt(
        "SELECT role FROM core_role WHERE municipality_id = $1 AND role = $2",
        &params![tx.municipality(), role],
    )?;
    Ok(row.is_some())
}

/// Takes a role from a user.
///
/// # Errors
/// The store's.
pub fn withdraw_role(tx: &mut Tx<'_>, ctx: &Ctx, user: UserId, role: &str) -> DbResult<()> {
    tx.exec(
        "DELETE FROM core_user_role WHERE municipality_id = $1 AND user_id = $2 AND role = $3",
        &params![tx.municipality(), user, role],
    )?;
    audit::record(tx, ctx, "role.withdraw", &user.to_string(), role)
}

/// All rights of a user through all roles.
///
/// # Errors
/// The store's.
pub fn rights_of(tx: &mut Tx<'_>, user: UserId) -> DbResult<RightSet> {
    let rows = tx.rows(
        "SELECT DISTINCT r.right_code AS right_code FROM core_user_role u \
         JOIN core_role_right r ON r.municipality_id = u.municipality_id AND r.role = u.role \
         WHERE u.municipality_id = $1 AND u.user_id = $2",
        &params![tx.municipality(), user],
    )?;
    rows.iter()
        .map(|row| row.get("right_code"))
        .collect::<DbResult<_>>()
        .map(RightSet)
}
