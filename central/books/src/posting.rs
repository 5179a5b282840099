//! [`post`] and [`reverse`]: the two ways into the journal.
//!
//! Order matters. Shape and balance are checked before anything is touched; then the year's head is taken, which
//! queues the writers of that year; then source, period, roles and dimensions are checked under that lock; only then
//! is anything written. So a refusal costs no number, and two writers can neither share one nor leave a gap.

use crate::accounts::{self, Account};
use crate::journal;
use crate::model::{EntryId, Ledger, PostingLine, PostingRequest, Side, Target};
use crate::periods;
use crate::writing::{Draft, Resolved, write};
use jiff::civil::Date;
use loggia_core::ctx::Ctx;
use loggia_core::db::{DbError, DbResult, Tx};
use loggia_core::{Outcome, params};
use loggia_schema::calendar::greek_date;
use loggia_schema::message::{Finding, books};
use loggia_schema::money::Cents;

/// Most lines of one entry.
const LINES: usize = 5_000;
/// Longest text, in bytes.
const TEXT: usize = 2_000;

/// What [`post`] answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Posted {
    /// The entry's number.
    pub id: EntryId,
    /// False if the source event had been posted before and this is that entry.
    pub fresh: bool,
}

/// Posts one entry, or gives back the one that the same source event made before.
///
/// # Errors
/// A [`Finding`] of `books` (700–719) if it is refused, nothing is written then; the store's.
pub fn post(tx: &mut Tx<'_>, ctx: &Ctx, request: &PostingRequest) -> Outcome<Posted> {
    check_shape(request)?;
    if request.accounting_date > ctx.today {
        let date = greek_date(request.accounting_date);
        return Err(Finding::new(books::ACCOUNTING_DATE_FUTURE)
            .with("date", date)
            .into());
    }
    let period = periods::period_of(request.accounting_date, request.period)?;
    let hash = request_hash(request)?;
    let head = periods::lock_head(tx, request.accounting_date.year())?;
    if let Some(known) = known_source(tx, request, &hash)? {
        return Ok(Posted {
            id: known,
            fresh: false,
        });
    }
    periods::check_open(tx, ctx, request.accounting_date.year(), period)?;
    let mut lines = Vec::with_capacity(request.lines.len());
    for line in &request.lines {
        lines.push(resolve_line(tx, line, request.accounting_date)?);
    }
    check_balance(&lines)?;
    let draft = Draft {
        request,
        period,
        lines,
        reverses: None,
        hash,
    };
    Ok(Posted {
        id: write(tx, ctx, &head, &draft)?,
        fresh: true,
    })
}

/// Posts the counter entry of an entry: same accounts and dimensions, sides exchanged (αντιλογισμός).
///
/// The counter entry has a source event of its own, `reversal` and the entry's number, so an entry is reversed once.
///
/// # Errors
/// [`books::ENTRY_UNKNOWN`], [`books::ALREADY_REVERSED`], and those of [`post`].
pub fn reverse(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    id: EntryId,
    accounting_date: Date,
    reason: &str,
) -> Outcome<Posted> {
    let Some(entry) = journal::find(tx, id)? else {
        return Err(Finding::new(books::ENTRY_UNKNOWN).with("entry", id).into());
    };
    if entry.reverses.is_some() || journal::reversal_of(tx, id)?.is_some() {
        return Err(Finding::new(books::ALREADY_REVERSED)
            .with("entry", id)
            .into());
    }
    let mut request = PostingRequest::new(
        ("reversal", &id.to_string()),
        entry.event_date,
        accounting_date,
    )
    .explained(
        entry.rule.clone(),
        format!("Αντιλογισμός της εγγραφής {id}: {reason}"),
    );
    request.lines = entry.lines.iter().map(counter_line).collect();
    check_shape(&request)?;
    let period = periods::period_of(accounting_date, None)?;
    let head = periods::lock_head(tx, accounting_date.year())?;
    periods::check_open(tx, ctx, accounting_date.year(), period)?;
    let lines = entry
        .lines
        .iter()
        .map(|line| Resolved {
            ledger: line.ledger,
            account: line.account.clone(),
            role: line.role.clone(),
            side: line.side.other(),
            amount: line.amount,
            budget_code: line.budget_code.clone(),
            party: line.party,
            document: line.document.clone(),
        })
        .collect();
    let hash = request_hash(&request)?;
    let draft = Draft {
        request: &request,
        period,
        lines,
        reverses: Some(id),
        hash,
    };
    Ok(Posted {
        id: write(tx, ctx, &head, &draft)?,
        fresh: true,
    })
}

fn check_shape(request: &PostingRequest) -> Result<(), Finding> {
    let texts = [
        &request.source.kind,
        &request.source.key,
        &request.rule,
        &request.text,
    ];
    let shaped = (2..=LINES).contains(&request.lines.len())
        && texts
            .iter()
            .all(|text| !text.trim().is_empty() && text.len() <= TEXT && !text.contains('\0'));
    if !shaped {
        return Err(Finding::new(books::ENTRY_SHAPE));
    }
    match request.lines.iter().find(|line| line.amount.get() <= 0) {
        Some(line) => {
            Err(Finding::new(books::AMOUNT_NOT_POSITIVE).with("amount", line.amount.greek()))
        }
        None => Ok(()),
    }
}

fn resolve_line(tx: &mut Tx<'_>, line: &PostingLine, day: Date) -> Outcome<Resolved> {
    let (account, role) = match &line.target {
        Target::Role(role) => (accounts::resolve(tx, role, day)?, role.to_string()),
        Target::Account(ledger, code) => (accounts::usable(tx, *ledger, code)?, String::new()),
    };
    check_dimensions(tx, &account, line, day)?;
    Ok(Resolved {
        ledger: account.ledger,
        account: account.code,
        role,
        side: line.side,
        amount: line.amount,
        budget_code: line.budget_code.clone(),
        party: line.party,
        document: line.document.clone(),
    })
}

fn check_dimensions(
    tx: &mut Tx<'_>,
    account: &Account,
    line: &PostingLine,
    day: Date,
) -> Outcome<()> {
    let missing = |dimension| {
        Finding::new(books::DIMENSION_MISSING)
            .with("account", &account.code)
            .with("dimension", dimension)
    };
    if account.party && line.party.is_none() {
        return Err(missing("πρόσωπο").into());
    }
    if account.ledger == Ledger::Budget && line.budget_code.is_none() {
        return Err(missing("κωδικός προϋπολογισμού").into());
    }
    match &line.budget_code {
        Some(code) => accounts::check_budget_code(tx, code, day),
        None => Ok(()),
    }
}

/// Refuses an entry that does not balance in each ledger by itself; a sum beyond i64 cannot balance either.
fn check_balance(lines: &[Resolved]) -> Result<(), Finding> {
    for ledger in Ledger::ALL {
        let sum = |side| {
            Cents::sum(
                lines
                    .iter()
                    .filter(|l| l.ledger == ledger && l.side == side)
                    .map(|l| l.amount),
            )
        };
        let (debit, credit) = (sum(Side::Debit)?, sum(Side::Credit)?);
        if debit != credit {
            return Err(Finding::new(books::UNBALANCED)
                .with("ledger", ledger.greek())
                .with("debit", debit.greek())
                .with("credit", credit.greek()));
        }
    }
    Ok(())
}

/// The entry of the same source event; refuses if that had another content.
fn known_source(
    tx: &mut Tx<'_>,
    request: &PostingRequest,
    hash: &[u8; 32],
) -> Outcome<Option<EntryId>> {
    let row = tx.opt(
        "SELECT year, section, no, request_hash FROM books_entry \
         WHERE municipality_id = $1 AND source_kind = $2 AND source_key = $3",
        &params![tx.municipality(), &request.source.kind, &request.source.key],
    )?;
    let Some(row) = row else { return Ok(None) };
    let id = EntryId {
        year: row.get("year")?,
        section: row.get("section")?,
        no: row.get("no")?,
    };
    if row.get::<[u8; 32]>("request_hash")? != *hash {
        return Err(Finding::new(books::SOURCE_CONFLICT)
            .with("entry", id)
            .into());
    }
    Ok(Some(id))
}

/// What the same event must ask for again. Over the request, not the accounts: a role bound anew changes nothing here.
fn request_hash(request: &PostingRequest) -> DbResult<[u8; 32]> {
    let json = serde_json::to_vec(request).map_err(|error| DbError::Bug(error.to_string()))?;
    Ok(*blake3::hash(&json).as_bytes())
}

fn counter_line(line: &journal::Line) -> PostingLine {
    PostingLine {
        target: Target::Account(line.ledger, line.account.clone()),
        side: line.side.other(),
        amount: line.amount,
        budget_code: line.budget_code.clone(),
        party: line.party,
        document: line.document.clone(),
    }
}
