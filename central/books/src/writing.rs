//! The second half of a posting: what was decided gets its number and its seal and goes into the tables.

use crate::canonical::{self, Sealed, SealedLine};
use crate::model::{EntryId, Ledger, PostingRequest, Side};
use crate::{balances, periods};
use loggia_core::ctx::Ctx;
use loggia_core::db::{DbError, DbResult, Tx, Value, stamp};
use loggia_core::params;
use loggia_schema::ids::PersonId;
use loggia_schema::money::Cents;

/// A line with its account.
pub(crate) struct Resolved {
    pub(crate) ledger: Ledger,
    pub(crate) account: String,
    pub(crate) role: String,
    pub(crate) side: Side,
    pub(crate) amount: Cents,
    pub(crate) budget_code: Option<String>,
    pub(crate) party: Option<PersonId>,
    pub(crate) document: Option<String>,
}

/// Everything that was decided about an entry, before its number.
pub(crate) struct Draft<'a> {
    pub(crate) request: &'a PostingRequest,
    pub(crate) period: u8,
    pub(crate) lines: Vec<Resolved>,
    pub(crate) reverses: Option<EntryId>,
    pub(crate) hash: [u8; 32],
}

/// Writes a decided entry: number, seal, lines, balances, head. The year's head must be held.
pub(crate) fn write(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    head: &periods::Head,
    draft: &Draft<'_>,
) -> DbResult<EntryId> {
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
