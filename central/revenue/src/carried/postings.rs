//! How carried debts are posted.
//!
//! | Event | General ledger | Budget ledger |
//! |---|---|---|
//! | a list is carried over | Dr RECEIVABLES, each debtor / Cr CARRIED_DEBTS | Dr R22 / Cr R21 |
//! | a debt is corrected | the old amount back, the new amount again | the same |

use crate::model::Line;
use loggia_books::{
    BUDGET_ASSESSED, BUDGET_TO_ASSESS, CARRIED_DEBTS, EntryId, PostingLine, PostingRequest,
    RECEIVABLES, Role, post,
};
use loggia_core::Outcome;
use loggia_core::ctx::Ctx;
use loggia_core::db::Tx;
use loggia_schema::money::Cents;

const RULE: &str = "carried-2026/1";

pub(super) fn certified(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    (list, title): (i64, &str),
    lines: &[Line],
) -> Outcome<EntryId> {
    let key = list.to_string();
    let mut request = request(ctx, ("revenue.carried", &key), title);
    for line in lines {
        request = request.line(receivable(line, true));
    }
    let total = Cents::sum(lines.iter().map(|line| line.assessed))?;
    let code = lines
        .first()
        .map_or("", |line| line.claim.budget_code.as_str());
    request = request.line(PostingLine::credit(CARRIED_DEBTS, total));
    request = budget(request, total, code, (BUDGET_ASSESSED, BUDGET_TO_ASSESS));
    Ok(post(tx, ctx, &request)?.id)
}

pub(super) fn corrected(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    old: &Line,
    new: &Line,
    version: i64,
) -> Outcome<()> {
    let key = format!("{}/{version}", new.claim.doc);
    let text = format!("Διόρθωση μεταφερόμενης οφειλής {}", new.claim.number);
    let mut request = request(ctx, ("revenue.carried-corrected", &key), &text);
    if !old.assessed.is_zero() {
        request = request
            .line(PostingLine::debit(CARRIED_DEBTS, old.assessed))
            .line(receivable(old, false));
        let back = (BUDGET_TO_ASSESS, BUDGET_ASSESSED);
        request = budget(request, old.assessed, &old.claim.budget_code, back);
    }
    if !new.assessed.is_zero() {
        request = request
            .line(receivable(new, true))
            .line(PostingLine::credit(CARRIED_DEBTS, new.assessed));
        let again = (BUDGET_ASSESSED, BUDGET_TO_ASSESS);
        request = budget(request, new.assessed, &new.claim.budget_code, again);
    }
    if !request.lines.is_empty() {
        post(tx, ctx, &request)?;
    }
    Ok(())
}

fn request(ctx: &Ctx, source: (&str, &str), text: &str) -> PostingRequest {
    PostingRequest::new(source, ctx.today, ctx.today).explained(RULE, text)
}

fn receivable(line: &Line, debit: bool) -> PostingLine {
    let posting = if debit {
        PostingLine::debit(RECEIVABLES, line.assessed)
    } else {
        PostingLine::credit(RECEIVABLES, line.assessed)
    };
    posting.party(line.party()).document(&line.claim.number)
}

fn budget(
    request: PostingRequest,
    amount: Cents,
    code: &str,
    (debit, credit): (Role, Role),
) -> PostingRequest {
    request
        .line(PostingLine::debit(debit, amount).budget(code))
        .line(PostingLine::credit(credit, amount).budget(code))
}
