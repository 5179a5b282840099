//! The chart of accounts, the roles bound to it by date, and the dated mappings to the older codes.
//!
//! No account code stands in program text. The chart and the bindings are loaded from the project's data
//! ([`crate::chart_data`]) and kept by the accountant; every account keeps the mark `verified` that says how sure its
//! official code is. Accounts are never deleted, only deactivated.

use crate::model::{Ledger, Role, Side};
use jiff::civil::Date;
use loggia_core::ctx::Ctx;
use loggia_core::db::{DbError, DbResult, Row, Tx};
use loggia_core::{Outcome, audit, params};
use loggia_schema::calendar::greek_date;
use loggia_schema::message::{Finding, books};

/// Lengths of the codes of π.δ. 54/2018 by level: class, group, category, subcategory, account, analytic.
const LEVELS: [usize; 6] = [1, 2, 3, 5, 7, 10];

/// An account (λογαριασμός).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its ledger.
    pub ledger: Ledger,
    /// Its code.
    pub code: String,
    /// Greek name.
    pub name: String,
    /// English name.
    pub name_en: String,
    /// The side on which its balance normally stands.
    pub normal: Side,
    /// True if entries may go to it (analytic accounts only).
    pub posting: bool,
    /// True for a control account: every line names a party.
    pub party: bool,
    /// False: keeps its history, takes no entries.
    pub active: bool,
    /// How sure the code is: `yes`, `code-only`, `inferred`, `observed`, `working`, `no`.
    pub verified: String,
    /// A note.
    pub note: String,
}

impl Account {
    /// The class of a general account (its first digit): 1 revenue … 8 memo; `None` for memo accounts of the budget.
    pub fn class(&self) -> Option<u32> {
        match self.ledger {
            Ledger::General => self.code.chars().next().and_then(|c| c.to_digit(10)),
            Ledger::Budget => None,
        }
    }

    fn from_row(row: &Row) -> DbResult<Self> {
        Ok(Self {
            ledger: Ledger::parse(&row.get::<String>("ledger")?)?,
            code: row.get("code")?,
            name: row.get("name")?,
            name_en: row.get("name_en")?,
            normal: side(&row.get::<String>("normal_side")?)?,
            posting: row.get("posting")?,
            party: row.get("party")?,
            active: row.get("active")?,
            verified: row.get("verified")?,
            note: row.get("note")?,
        })
    }
}

/// Adds an account or changes its names and marks. A change of the ledger's meaning (normal side) is a new account.
///
/// # Errors
/// [`books::ACCOUNT_SHAPE`] if a general code has no level's length or no parent; the store's.
pub fn put(tx: &mut Tx<'_>, account: &Account) -> Outcome<()> {
    let shape = || {
        Finding::new(books::ACCOUNT_SHAPE)
            .on("code")
            .with("account", &account.code)
    };
    if account.ledger == Ledger::General {
        let level = LEVELS
            .iter()
            .position(|length| *length == account.code.len())
            .ok_or_else(shape)?;
        if !account.code.bytes().all(|byte| byte.is_ascii_digit())
            || (account.posting && level != 5)
        {
            return Err(shape().into());
        }
        if level > 0 && find(tx, Ledger::General, &account.code[..LEVELS[level - 1]])?.is_none() {
            return Err(shape().into());
        }
    }
    tx.exec(
        "INSERT INTO books_account (municipality_id, ledger, code, name, name_en, normal_side, posting, party, active, \
         verified, note) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
         ON CONFLICT (municipality_id, ledger, code) DO UPDATE SET name = excluded.name, name_en = excluded.name_en, \
         posting = excluded.posting, party = excluded.party, active = excluded.active, \
         verified = excluded.verified, note = excluded.note",
        &params![
            tx.municipality(),
            account.ledger.text(),
            &account.code,
            &account.name,
            &account.name_en,
            side_text(account.normal),
            account.posting,
            account.party,
            account.active,
            &account.verified,
            &account.note
        ],
    )?;
    Ok(())
}

/// One account.
///
/// # Errors
/// The store's.
pub fn find(tx: &mut Tx<'_>, ledger: Ledger, code: &str) -> DbResult<Option<Account>> {
    tx.opt(
        "SELECT ledger, code, name, name_en, normal_side, posting, party, active, verified, note FROM books_account \
         WHERE municipality_id = $1 AND ledger = $2 AND code = $3",
        &params![tx.municipality(), ledger.text(), code],
    )?
    .as_ref()
    .map(Account::from_row)
    .transpose()
}

/// The chart of a ledger, by code.
///
/// # Errors
/// The store's.
pub fn list(tx: &mut Tx<'_>, ledger: Ledger) -> DbResult<Vec<Account>> {
    tx.rows(
        "SELECT ledger, code, name, name_en, normal_side, posting, party, active, verified, note FROM books_account \
         WHERE municipality_id = $1 AND ledger = $2 ORDER BY code",
        &params![tx.municipality(), ledger.text()],
    )?
    .iter()
    .map(Account::from_row)
    .collect()
}

/// A role and the account it stands for from a day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    /// The role.
    pub role: Role,
    /// First day.
    pub valid_from: Date,
    /// The account's ledger.
    pub ledger: Ledger,
    /// Its code.
    pub account: String,
    /// The decision or law behind it.
    pub basis: String,
    /// How sure the official code is.
    pub verified: String,
}

/// Binds a role to an account from a day on; the same day again replaces it. Entries already made stay as they are.
///
/// # Errors
/// [`books::ACCOUNT_UNKNOWN`], [`books::ACCOUNT_NOT_POSTING`]; the store's.
pub fn bind(tx: &mut Tx<'_>, ctx: &Ctx, binding: &Binding) -> Outcome<()> {
    usable(tx, binding.ledger, &binding.account)?;
    tx.exec(
        "INSERT INTO books_role (municipality_id, role, valid_from, ledger, account, basis, verified) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (municipality_id, role, valid_from) DO UPDATE SET \
         ledger = excluded.ledger, account = excluded.account, basis = excluded.basis, verified = excluded.verified",
        &params![
            tx.municipality(),
            binding.role.0.as_ref(),
            binding.valid_from,
            binding.ledger.text(),
            &binding.account,
            &binding.basis,
            &binding.verified
        ],
    )?;
    let detail = format!("{} from {}", binding.account, binding.valid_from);
    Ok(audit::record(
        tx,
        ctx,
        "role.bind",
        &binding.role.0,
        &detail,
    )?)
}

/// The account that a role stands for on a day.
///
/// # Errors
/// [`books::ROLE_UNBOUND`]; [`books::ACCOUNT_UNKNOWN`], [`books::ACCOUNT_NOT_POSTING`]; the store's.
pub fn resolve(tx: &mut Tx<'_>, role: &Role, day: Date) -> Outcome<Account> {
    let row = tx.opt(
        "SELECT ledger, account FROM books_role WHERE municipality_id = $1 AND role = $2 AND valid_from <= $3 \
         ORDER BY valid_from DESC LIMIT 1",
        &params![tx.municipality(), role.0.as_ref(), day],
    )?;
    let Some(row) = row else {
        return Err(Finding::new(books::ROLE_UNBOUND)
            .with("role", role)
            .with("date", greek_date(day))
            .into());
    };
    usable(
        tx,
        Ledger::parse(&row.get::<String>("ledger")?)?,
        &row.get::<String>("account")?,
    )
}

/// The account, if entries may go to it.
pub(crate) fn usable(tx: &mut Tx<'_>, ledger: Ledger, code: &str) -> Outcome<Account> {
    match find(tx, ledger, code)? {
        None => Err(Finding::new(books::ACCOUNT_UNKNOWN)
            .with("account", code)
            .into()),
        Some(account) if !account.posting || !account.active => {
            Err(Finding::new(books::ACCOUNT_NOT_POSTING)
                .with("account", code)
                .into())
        }
        Some(account) => Ok(account),
    }
}

/// Refuses a budget code that is not of the scheme in force on the day: legacy ΚΑ until 2025, economic accounts after.
///
/// A code may carry a service in front (`055.2120102001`, `20-6641.0001`); only its economic part is looked up.
///
/// # Errors
/// [`books::BUDGET_CODE_UNKNOWN`]; the store's.
pub(crate) fn check_budget_code(tx: &mut Tx<'_>, code: &str, day: Date) -> Outcome<()> {
    let row = tx.opt(
        "SELECT chart FROM books_chart WHERE municipality_id = $1 AND used_for = $2 AND valid_from <= $3 \
         AND (valid_to >= $3 OR valid_to IS NULL) ORDER BY valid_from DESC LIMIT 1",
        &params![tx.municipality(), "budget-code", day],
    )?;
    let known = match row
        .map(|row| row.get::<String>("chart"))
        .transpose()?
        .as_deref()
    {
        Some("pd54") => pd54_known(tx, code)?,
        Some("ka") => ka_known(tx, code)?,
        _ => false,
    };
    if known {
        return Ok(());
    }
    Err(Finding::new(books::BUDGET_CODE_UNKNOWN)
        .with("code", code)
        .with("year", day.year())
        .into())
}

/// True if the economic part is an account (7 digits) or an analytic account (10) of the chart. The service in front
/// has three digits; the last three may stand after a dot of their own: `055.2120102.001`.
fn pd54_known(tx: &mut Tx<'_>, code: &str) -> DbResult<bool> {
    let economic = match code.split_once('.') {
        Some((service, rest)) if service.len() == 3 => rest.replacen('.', "", 1),
        Some(_) => return Ok(false),
        None => code.to_owned(),
    };
    let long_enough = matches!(economic.len(), 7 | 10);
    Ok(long_enough && find(tx, Ledger::General, &economic)?.is_some())
}

/// True if the legacy code, or a shorter one above it, is in the list: the list is partial by nature.
fn ka_known(tx: &mut Tx<'_>, code: &str) -> DbResult<bool> {
    let parts: Vec<&str> = code.split(['.', '-']).collect();
    let economic = match parts.as_slice() {
        [economic] => economic,
        [service, economic, ..] if service.len() == 2 => economic,
        // Revenue has no service in front, only an analysis behind: `0311.0001`.
        [economic, _] if economic.len() == 4 => economic,
        _ => return Ok(false),
    };
    if !(2..=4).contains(&economic.len()) || !economic.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(false);
    }
    for length in (2..=economic.len()).rev() {
        let row = tx.opt(
            "SELECT code FROM books_ka_code WHERE municipality_id = $1 AND code = $2 AND side <> $3 LIMIT 1",
            &params![tx.municipality(), &economic[..length], "service"],
        )?;
        if row.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What an old code became.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping {
    /// The account of π.δ. 54/2018.
    pub account: String,
    /// `one`, `many-to-one` or `split`.
    pub kind: String,
    /// How sure it is.
    pub verified: String,
}

/// The accounts that an old code maps to on a day: `ka` budget codes, `kae` codes of the State. Empty if none.
///
/// # Errors
/// The store's.
pub fn mapped(tx: &mut Tx<'_>, from_chart: &str, code: &str, day: Date) -> DbResult<Vec<Mapping>> {
    tx.rows(
        "SELECT to_account, kind, verified FROM books_mapping WHERE municipality_id = $1 AND from_chart = $2 \
         AND from_code = $3 AND valid_from <= $4 AND (valid_to >= $4 OR valid_to IS NULL) ORDER BY to_account",
        &params![tx.municipality(), from_chart, code, day],
    )?
    .iter()
    .map(|row| Ok(Mapping { account: row.get("to_account")?, kind: row.get("kind")?, verified: row.get("verified")? }))
    .collect()
}

fn side(text: &str) -> DbResult<Side> {
    match text {
        "debit" => Ok(Side::Debit),
        "credit" => Ok(Side::Credit),
        other => Err(DbError::Corrupt(format!("side {other}"))),
    }
}

fn side_text(side: Side) -> &'static str {
    match side {
        Side::Debit => "debit",
        Side::Credit => "credit",
    }
}
