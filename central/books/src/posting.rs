//! [`post`] and [`reverse`]: the two ways into the journal.
//!
//! Order matters. Shape and balance are checked before anything is touched; then the year's head is taken, which
//! queues the writers of that year; then source, period, roles and dimensions are checked under that lock; only then
//! is anything written. So a refusal costs no number, and two writers can neither share one nor leave a gap.

use crate::accounts::{self, Account};
use crate::canonical::{self, Sealed, SealedLine};
use crate::journal;
use crate::model::{EntryId, Ledger, PostingLine, PostingRequest, Side, Target};
use crate::{balances, periods};
use jiff::civil::Date;
use loggia_core::ctx::Ctx;
use loggia_core::db::{DbError, DbResult, Tx, Value, stamp};
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

/// A line with its account.
struct Resolved {
    ledger: Ledger,
    account: String,
    role: String,
    side: Side,
    amount: Cents,
    budget_code: Option<String>,
    party: Option<loggia_schema::ids::PersonId>,
    document: Option<String>,
}

/// Everything that was decided about an entry, before its number.
struct Draft<'a> {
    request: &'a PostingRequest,
    period: u8,
    lines: Vec<Resolved>,
    reverses: Option<EntryId>,
    hash: [u8; 32],
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

fn write(tx: &mut Tx<'_>, ctx: &Ctx, head: &periods::Head, draft: &Draft<'_>) -> DbResult<EntryId> {
    let request = draft.request;
    let id = EntryId {
        year: request.accounting_date.year(),
        section: head.section,
        no: head.last_no + 1,
    };
    let actor = ctx.actor.to_string();
    let dates = [
        request.event_date.to_string(),
        request.accounting_date.to_string(),
        stamp(ctx.now),
    ];
    let link = canonical::link(&head.link, &seal(tx, draft, id, &dates, &actor));
    tx.exec(
        "INSERT INTO books_entry (municipality_id, year, section, no, period, event_date, accounting_date, \
         recorded_at, source_kind, source_key, rule, text, actor, reverses_year, reverses_section, reverses_no, \
         request_hash, link) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
        &params![
            tx.municipality(),
            id.year,
            id.section,
            number(id.no)?,
            draft.period,
            &dates[0],
            &dates[1],
            &dates[2],
            &request.source.kind,
            &request.source.key,
            &request.rule,
            &request.text,
            actor,
            draft.reverses.map(|id| id.year),
            draft.reverses.map(|id| id.section),
            draft.reverses.map(|id| number(id.no)).transpose()?,
            draft.hash,
            link
        ],
    )?;
    write_lines(tx, draft, id)?;
    let turnovers = draft.lines.iter().map(|line| balances::Turnover {
        ledger: line.ledger,
        account: &line.account,
        budget_code: line.budget_code.as_deref(),
        side: line.side,
        cents: line.amount.get(),
    });
    balances::add(tx, id.year, draft.period, turnovers)?;
    let moved = tx.exec(
        "UPDATE books_head SET last_no = $1, link = $2 \
         WHERE municipality_id = $3 AND year = $4 AND section = $5 AND last_no = $6",
        &params![
            number(id.no)?,
            link,
            tx.municipality(),
            id.year,
            id.section,
            number(head.last_no)?
        ],
    )?;
    if moved != 1 {
        return Err(DbError::Bug(
            "the journal's head moved under its lock".to_owned(),
        ));
    }
    Ok(id)
}

fn write_lines(tx: &mut Tx<'_>, draft: &Draft<'_>, id: EntryId) -> DbResult<()> {
    let columns = [
        "municipality_id",
        "year",
        "section",
        "no",
        "line",
        "period",
        "accounting_date",
        "ledger",
        "account",
        "role",
        "debit",
        "credit",
        "budget_code",
        "party_id",
        "document",
    ];
    let mut rows: Vec<Vec<Value>> = Vec::with_capacity(draft.lines.len());
    for (line, at) in draft.lines.iter().zip(1_i64..) {
        let (debit, credit) = sides(line.side, line.amount.get());
        rows.push(
            params![
                tx.municipality(),
                id.year,
                id.section,
                number(id.no)?,
                at,
                draft.period,
                draft.request.accounting_date,
                line.ledger.text(),
                &line.account,
                &line.role,
                debit,
                credit,
                line.budget_code.as_deref(),
                line.party,
                line.document.as_deref()
            ]
            .to_vec(),
        );
    }
    tx.insert_many("books_line", &columns, &rows).map(drop)
}

fn seal<'a>(
    tx: &Tx<'_>,
    draft: &'a Draft<'_>,
    id: EntryId,
    dates: &'a [String; 3],
    actor: &'a str,
) -> Sealed<'a> {
    let request = draft.request;
    Sealed {
        municipality: tx.municipality(),
        id,
        period: draft.period,
        event_date: &dates[0],
        accounting_date: &dates[1],
        recorded_at: &dates[2],
        source: (&request.source.kind, &request.source.key),
        rule: &request.rule,
        text: &request.text,
        actor,
        reverses: draft.reverses,
        request_hash: &draft.hash,
        lines: draft
            .lines
            .iter()
            .map(|line| {
                let (debit, credit) = sides(line.side, line.amount.get());
                SealedLine {
                    ledger: line.ledger,
                    account: &line.account,
                    role: &line.role,
                    debit,
                    credit,
                    budget_code: line.budget_code.as_deref(),
                    party: line.party,
                    document: line.document.as_deref(),
                }
            })
            .collect(),
    }
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

pub(crate) const fn sides(side: Side, cents: i64) -> (i64, i64) {
    match side {
        Side::Debit => (cents, 0),
        Side::Credit => (0, cents),
    }
}

/// A journal number as the database holds it.
pub(crate) fn number(no: u64) -> DbResult<i64> {
    i64::try_from(no)
        .map_err(|_| DbError::Corrupt("a journal number beyond every range".to_owned()))
}
