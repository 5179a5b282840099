//! How a cash day is posted: once, when it is closed, and its deposit once more when the bank has it.
//!
//! | Event | General ledger |
//! |---|---|
//! | closed with less than expected | Dr CASH_SHORTAGES / Cr CASH_DESK |
//! | closed with more than expected | Dr CASH_DESK / Cr CASH_SURPLUSES |
//! | deposit handed to the bank | Dr CASH_IN_TRANSIT / Cr CASH_DESK |
//! | deposit found on the statement | Dr BANK / Cr CASH_IN_TRANSIT |
//!
//! The receipts themselves were posted one by one when they came; nothing here touches revenue or the budget ledger.

use crate::postings::accounting_day;
use jiff::civil::Date;
use loggia_books::{
    BANK, CASH_DESK, CASH_IN_TRANSIT, CASH_SHORTAGES, CASH_SURPLUSES, EntryId, PostingLine,
    PostingRequest, post,
};
use loggia_cases::cash::CashDayRow;
use loggia_core::Outcome;
use loggia_core::ctx::Ctx;
use loggia_core::db::Tx;
use loggia_schema::ids::DocId;

/// Version of these rules, kept in every entry.
const RULE: &str = "cash-2026/1";

/// The difference and the deposit of a closed day; nothing when both are nothing.
pub(super) fn closed(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    (doc, day): (DocId, Date),
    row: &CashDayRow,
) -> Outcome<Option<EntryId>> {
    let counts = accounting_day(tx, ctx, day)?;
    let text = format!("Κλείσιμο ταμείου {}", row.number);
    let source = ("receipts.day-closed", &*doc.to_string());
    let mut request = PostingRequest::new(source, day, counts).explained(RULE, text);
    let difference = row.difference;
    if difference.is_negative() {
        let amount = difference.negated()?;
        request = request
            .line(PostingLine::debit(CASH_SHORTAGES, amount))
            .line(PostingLine::credit(CASH_DESK, amount));
    } else if !difference.is_zero() {
        request = request
            .line(PostingLine::debit(CASH_DESK, difference))
            .line(PostingLine::credit(CASH_SURPLUSES, difference));
    }
    if !row.deposit.is_zero() {
        request = request
            .line(PostingLine::debit(CASH_IN_TRANSIT, row.deposit))
            .line(PostingLine::credit(CASH_DESK, row.deposit));
    }
    if request.lines.is_empty() {
        return Ok(None);
    }
    Ok(Some(post(tx, ctx, &request)?.id))
}

/// The bank has the deposit.
pub(super) fn deposited(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    doc: DocId,
    row: &CashDayRow,
) -> Outcome<EntryId> {
    let text = format!("Κατάθεση ταμείου {}", row.number);
    let source = ("receipts.day-deposited", &*doc.to_string());
    let request = PostingRequest::new(source, ctx.today, ctx.today)
        .explained(RULE, text)
        .line(PostingLine::debit(BANK, row.deposit))
        .line(PostingLine::credit(CASH_IN_TRANSIT, row.deposit));
    Ok(post(tx, ctx, &request)?.id)
}
