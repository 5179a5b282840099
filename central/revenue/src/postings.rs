//! How the machine posts: by roles, both ledgers in one entry, one entry for one event.
//!
//! | Event | General ledger | Budget ledger |
//! |---|---|---|
//! | certified by a list | Dr RECEIVABLES / Cr the source's revenue | Dr R22 / Cr R21 |
//! | paid before certification | the same and the next row at once | |
//! | paid | Dr CASH_DESK or BANK / Cr RECEIVABLES | Dr R23 / Cr R22 |
//! | surcharge taken | Dr RECEIVABLES / Cr FINES_REVENUE first | Dr R22 / Cr R21 first |
//! | nothing was owed | Dr CASH_DESK / Cr DEBTOR_CREDITS | none |
//! | its fine is not here yet | Dr CASH_DESK / Cr UNMATCHED_RECEIPTS | none |
//! | the fine came | Dr UNMATCHED_RECEIPTS / as "paid" | as "paid" |
//! | struck off by decision | Dr FINES_REVENUE / Cr RECEIVABLES | Dr R21 / Cr R22 |
//! | paid after that, decided | Dr UNMATCHED_RECEIPTS / Cr FINES_REVENUE or DEBTOR_CREDITS | Dr R22 / Cr R21, Dr R23 / Cr R22 |
//! | a credit pays another debt | Dr DEBTOR_CREDITS / Cr RECEIVABLES | Dr R23 / Cr R22 |
//! | taken back after payment | Dr FINES_REVENUE / Cr DEBTOR_CREDITS | Dr R21 / Cr R22, Dr R22 / Cr R23 |
//! | that payment given back | Dr DEBTOR_CREDITS / Cr FINES_REVENUE | Dr R23 / Cr R22, Dr R22 / Cr R21 |
//! | fee of the desk (οίκοθεν) | Dr CASH_DESK / Cr FEES_REVENUE | Dr R22 / Cr R21, Dr R23 / Cr R22 |
//!
//! A source's revenue is FINES_REVENUE or IRRIGATION_REVENUE; VAT and a third party's part of a line go to VAT_COLLECTED and
//! THIRD_PARTY_REVENUE, of a part payment their share to the cent ([`credits`]).

use super::carried;
use super::model::{Line, Money, Payment, Pays};
use super::rules::{Settlement, share};
use jiff::civil::Date;
use loggia_books::periods::{self, PeriodState};
use loggia_books::{
    BANK, BUDGET_ASSESSED, BUDGET_COLLECTED, BUDGET_TO_ASSESS, CARRIED_DEBTS, CASH_DESK,
    DEBTOR_CREDITS, EntryId, FEES_REVENUE, FINES_REVENUE, IRRIGATION_REVENUE, PostingLine,
    PostingRequest, RECEIVABLES, Role, THIRD_PARTY_REVENUE, UNMATCHED_RECEIPTS, VAT_COLLECTED,
    post,
};
use loggia_core::Outcome;
use loggia_core::ctx::Ctx;
use loggia_core::db::{DbResult, Tx};
use loggia_schema::ids::PersonId;
use loggia_schema::money::Cents;
use std::collections::BTreeMap;

/// Version of these rules, kept in every entry.
const RULE: &str = "revenue-2026/1";

/// Kinds of source events of the machine.
pub(crate) const PAID: &str = "revenue.paid";
pub(crate) const UNMATCHED: &str = "revenue.unmatched";
pub(crate) const MATCHED: &str = "revenue.matched";
pub(crate) const CERTIFIED: &str = "revenue.certified";
pub(crate) const STRUCK_OFF: &str = "revenue.struck-off";
pub(crate) const AFTER_STRIKE: &str = "revenue.after-strike";
pub(crate) const SET_OFF: &str = "revenue.set-off";
pub(crate) const TAKEN_BACK: &str = "revenue.taken-back";

/// The day on which something of `event` counts: its own if its period is open, else today.
pub(crate) fn accounting_day(tx: &mut Tx<'_>, ctx: &Ctx, event: Date) -> DbResult<Date> {
    if event >= ctx.today {
        return Ok(ctx.today);
    }
    let states = periods::list(tx, event.year())?;
    let month = u8::try_from(event.month()).unwrap_or(0);
    let open = states
        .iter()
        .any(|(period, state)| *period == month && *state == PeriodState::Open);
    Ok(if open { event } else { ctx.today })
}

struct Entry {
    request: PostingRequest,
}

impl Entry {
    fn new(kind: &str, key: &str, event: Date, counts: Date, text: String) -> Entry {
        Entry {
            request: PostingRequest::new((kind, key), event, counts).explained(RULE, text),
        }
    }

    /// A pair of lines, unless the amount is nothing.
    fn pair(mut self, amount: Cents, debit: PostingLine, credit: PostingLine) -> Entry {
        if !amount.is_zero() {
            self.request = self.request.line(debit).line(credit);
        }
        self
    }

    /// What is owed against what it was earned as, unless it is nothing.
    fn owed(
        mut self,
        amount: Cents,
        debit: PostingLine,
        credits: impl Iterator<Item = PostingLine>,
    ) -> Entry {
        if !amount.is_zero() {
            self.request = credits.fold(self.request.line(debit), PostingRequest::line);
        }
        self
    }

    /// A pair of the budget ledger.
    fn budget(self, amount: Cents, debit: Role, credit: Role, code: &str) -> Entry {
        let line = |line: PostingLine| line.budget(code);
        self.pair(
            amount,
            line(PostingLine::debit(debit, amount)),
            line(PostingLine::credit(credit, amount)),
        )
    }

    /// What is taken for a line, with what becomes assessed by it.
    fn taken(
        self,
        out: impl Fn(Cents) -> PostingLine,
        line: &Line,
        parts: &Settlement,
    ) -> Outcome<Entry> {
        let (number, code) = (&line.claim.number, line.claim.budget_code.as_str());
        let new = parts.assessed.plus(parts.surcharge)?;
        let taken = parts.principal.plus(parts.surcharge)?;
        let of = |posting: PostingLine| posting.party(line.party()).document(number);
        let earned = credits(line, line.assessed, parts.assessed)?;
        let earned = add_up(earned.into_iter().chain([(FINES_REVENUE, parts.surcharge)]))?;
        let earned = earned
            .into_iter()
            .map(|(role, amount)| PostingLine::credit(role, amount).document(number));
        Ok(self
            .owed(new, of(PostingLine::debit(RECEIVABLES, new)), earned)
            .pair(
                taken,
                out(taken),
                of(PostingLine::credit(RECEIVABLES, taken)),
            )
            .budget(new, BUDGET_ASSESSED, BUDGET_TO_ASSESS, code)
            .budget(taken, BUDGET_COLLECTED, BUDGET_ASSESSED, code))
    }

    fn post(self, tx: &mut Tx<'_>, ctx: &Ctx) -> Outcome<EntryId> {
        Ok(post(tx, ctx, &self.request)?.id)
    }
}

/// Amounts by the role they are credited to.
type Credits = Vec<(Role, Cents)>;

/// What `amount` of a line's principal is, after `before` of it: the source's revenue, VAT, a third party's part.
fn credits(line: &Line, before: Cents, amount: Cents) -> Outcome<Credits> {
    let claim = &line.claim;
    let part = |component: Cents| share(component, claim.principal, before, amount);
    let (vat, third_party) = (part(claim.vat), part(claim.third_party));
    let revenue = match claim.source.as_str() {
        "irrigation" => IRRIGATION_REVENUE,
        carried::SOURCE => CARRIED_DEBTS,
        _ => FINES_REVENUE,
    };
    Ok(vec![
        (revenue, amount.minus(vat)?.minus(third_party)?),
        (VAT_COLLECTED, vat),
        (THIRD_PARTY_REVENUE, third_party),
    ])
}

/// Adds amounts together by role; nothing stays where there is nothing.
fn add_up(all: impl IntoIterator<Item = (Role, Cents)>) -> Outcome<Credits> {
    let mut sums: Credits = Vec::new();
    for (role, amount) in all.into_iter().filter(|(_, amount)| !amount.is_zero()) {
        match sums.iter_mut().find(|(known, _)| *known == role) {
            Some((_, sum)) => *sum = sum.plus(amount)?,
            None => sums.push((role, amount)),
        }
    }
    Ok(sums)
}

/// Money of a line: straight from the desk, or out of the unmatched once its line is known.
pub(crate) fn paid(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    (kind, money): (&str, &Money),
    line: &Line,
    parts: &Settlement,
) -> Outcome<EntryId> {
    let counts = accounting_day(tx, ctx, money.paid_on)?;
    let from = if kind == MATCHED {
        UNMATCHED_RECEIPTS
    } else {
        desk(money)
    };
    let text = format!("Είσπραξη {} για {}", money.number, line.claim.number);
    let out = |amount| PostingLine::debit(from.clone(), amount).document(&money.number);
    let credit = PostingLine::credit(DEBTOR_CREDITS, parts.credit)
        .party(line.party())
        .document(&line.claim.number);
    Entry::new(kind, &money.key(), money.paid_on, counts, text)
        .taken(out, line, parts)?
        .pair(parts.credit, out(parts.credit), credit)
        .post(tx, ctx)
}

/// A credit pays a line: out of what is held for the holder, into the debt.
pub(crate) fn set_off(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    (money, holder): (&Money, PersonId),
    line: &Line,
    parts: &Settlement,
) -> Outcome<EntryId> {
    let text = format!(
        "Συμψηφισμός πίστωσης {} με {}",
        money.number, line.claim.number
    );
    let out = |amount| {
        PostingLine::debit(DEBTOR_CREDITS, amount)
            .party(holder)
            .document(&money.number)
    };
    Entry::new(SET_OFF, &money.key(), ctx.today, ctx.today, text)
        .taken(out, line, parts)?
        .post(tx, ctx)
}

/// Money whose line is not here yet.
pub(crate) fn unmatched(tx: &mut Tx<'_>, ctx: &Ctx, money: &Money) -> Outcome<EntryId> {
    let counts = accounting_day(tx, ctx, money.paid_on)?;
    let line = |line: PostingLine| line.document(&money.number);
    Entry::new(
        UNMATCHED,
        &money.key(),
        money.paid_on,
        counts,
        format!("Είσπραξη {} υπό τακτοποίηση", money.number),
    )
    .pair(
        money.amount,
        line(PostingLine::debit(desk(money), money.amount)),
        line(PostingLine::credit(UNMATCHED_RECEIPTS, money.amount)),
    )
    .post(tx, ctx)
}

/// A fee of the desk: assessed and collected at once.
pub(crate) fn fee(tx: &mut Tx<'_>, ctx: &Ctx, money: &Money) -> Outcome<EntryId> {
    let counts = accounting_day(tx, ctx, money.paid_on)?;
    let code = match &money.pays {
        Pays::Fee(code) => code.as_str(),
        Pays::Rf(_) | Pays::Number(_) => "",
    };
    let line = |line: PostingLine| line.document(&money.number);
    Entry::new(
        PAID,
        &money.key(),
        money.paid_on,
        counts,
        format!("Οίκοθεν είσπραξη {}", money.number),
    )
    .pair(
        money.amount,
        line(PostingLine::debit(desk(money), money.amount)),
        line(PostingLine::credit(FEES_REVENUE, money.amount)),
    )
    .budget(money.amount, BUDGET_ASSESSED, BUDGET_TO_ASSESS, code)
    .budget(money.amount, BUDGET_COLLECTED, BUDGET_ASSESSED, code)
    .post(tx, ctx)
}

fn desk(money: &Money) -> Role {
    if money.card { BANK } else { CASH_DESK }
}

/// A list is certified: one entry, a debit for each debtor, one credit for each budget code.
pub(crate) fn certified(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    list: i64,
    title: &str,
    lines: &[Line],
) -> Outcome<EntryId> {
    let mut totals: BTreeMap<&str, Credits> = BTreeMap::new();
    let mut entry = Entry::new(
        CERTIFIED,
        &list.to_string(),
        ctx.today,
        ctx.today,
        format!("Βεβαίωση, {title}"),
    );
    for line in lines {
        let amount = line.claim.principal.minus(line.assessed)?;
        let debit = PostingLine::debit(RECEIVABLES, amount)
            .party(line.party())
            .document(&line.claim.number);
        entry.request = entry.request.line(debit);
        let sums = totals.entry(line.claim.budget_code.as_str()).or_default();
        let own = credits(line, line.assessed, amount)?;
        *sums = add_up(std::mem::take(sums).into_iter().chain(own))?;
    }
    for (code, sums) in totals {
        let total = Cents::sum(sums.iter().map(|(_, amount)| *amount))?;
        for (role, amount) in sums {
            entry.request = entry.request.line(PostingLine::credit(role, amount));
        }
        entry = entry.budget(total, BUDGET_ASSESSED, BUDGET_TO_ASSESS, code);
    }
    entry.post(tx, ctx)
}

/// The source took a paid claim back: what was collected belongs to the debtor.
pub(crate) fn taken_back(tx: &mut Tx<'_>, ctx: &Ctx, line: &Line) -> Outcome<EntryId> {
    let (amount, code) = (line.collected, line.claim.budget_code.as_str());
    let text = format!("Ακύρωση μετά από πληρωμή, {}", line.claim.number);
    let credit = PostingLine::credit(DEBTOR_CREDITS, amount)
        .party(line.party())
        .document(&line.claim.number);
    let earned = add_up(credits(line, Cents::ZERO, amount)?)?;
    let earned = earned
        .into_iter()
        .map(|(role, amount)| PostingLine::debit(role, amount).document(&line.claim.number));
    Entry::new(
        TAKEN_BACK,
        &line.claim.doc.to_string(),
        ctx.today,
        ctx.today,
        text,
    )
    .owed(amount, credit, earned)
    .budget(amount, BUDGET_ASSESSED, BUDGET_COLLECTED, code)
    .budget(amount, BUDGET_TO_ASSESS, BUDGET_ASSESSED, code)
    .post(tx, ctx)
}

/// A debt is struck off: what stood open leaves the receivables and the assessed.
pub(crate) fn struck_off(tx: &mut Tx<'_>, ctx: &Ctx, line: &Line, open: Cents) -> Outcome<EntryId> {
    let (number, code) = (&line.claim.number, line.claim.budget_code.as_str());
    let credit = PostingLine::credit(RECEIVABLES, open)
        .party(line.party())
        .document(number);
    let lost = add_up(credits(line, line.collected, open)?)?.into_iter();
    let lost = lost.map(|(role, amount)| PostingLine::debit(role, amount).document(number));
    let key = line.claim.doc.to_string();
    Entry::new(
        STRUCK_OFF,
        &key,
        ctx.today,
        ctx.today,
        format!("Διαγραφή οφειλής {number}"),
    )
    .owed(open, credit, lost)
    .budget(open, BUDGET_TO_ASSESS, BUDGET_ASSESSED, code)
    .post(tx, ctx)
}

/// What was decided about money for a debt struck off: kept as revenue, and the rest the debtor's.
pub(crate) fn kept_after_strike(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    money: &Money,
    line: &Line,
    (kept, credit): (Cents, Cents),
) -> Outcome<EntryId> {
    let (number, code) = (&line.claim.number, line.claim.budget_code.as_str());
    let text = format!(
        "Είσπραξη {} για τη διαγραμμένη οφειλή {number}",
        money.number
    );
    let out = |amount| PostingLine::debit(UNMATCHED_RECEIPTS, amount).document(&money.number);
    let his = PostingLine::credit(DEBTOR_CREDITS, credit)
        .party(line.party())
        .document(number);
    let earned = add_up(credits(line, line.collected, kept)?)?.into_iter();
    let earned = earned.map(|(role, amount)| PostingLine::credit(role, amount).document(number));
    Entry::new(AFTER_STRIKE, &money.key(), ctx.today, ctx.today, text)
        .owed(kept, out(kept), earned)
        .pair(credit, out(credit), his)
        .budget(kept, BUDGET_ASSESSED, BUDGET_TO_ASSESS, code)
        .budget(kept, BUDGET_COLLECTED, BUDGET_ASSESSED, code)
        .post(tx, ctx)
}

/// A payment of a line that was taken back is cancelled: the credit that [`taken_back`] made of it goes away again.
pub(crate) fn given_back(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    line: &Line,
    payment: &Payment,
) -> Outcome<EntryId> {
    let (amount, code) = (payment.taken_back, line.claim.budget_code.as_str());
    let counts = accounting_day(tx, ctx, payment.money.paid_on)?;
    let text = format!(
        "Ακύρωση είσπραξης {} μετά από ακύρωση",
        payment.money.number
    );
    let debit = PostingLine::debit(DEBTOR_CREDITS, amount)
        .party(line.party())
        .document(&line.claim.number);
    Entry::new(
        "revenue.given-back",
        &payment.money.key(),
        payment.money.paid_on,
        counts,
        text,
    )
    .pair(
        amount,
        debit,
        PostingLine::credit(FINES_REVENUE, amount).document(&line.claim.number),
    )
    .budget(amount, BUDGET_COLLECTED, BUDGET_ASSESSED, code)
    .budget(amount, BUDGET_ASSESSED, BUDGET_TO_ASSESS, code)
    .post(tx, ctx)
}

/// The debtor of a line became known: what stood under its stand-in moves to the person.
pub(crate) fn moved(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    line: &Line,
    before: loggia_schema::ids::PersonId,
) -> Outcome<()> {
    if before == line.party() {
        return Ok(());
    }
    let account = loggia_books::accounts::resolve(tx, &DEBTOR_CREDITS, ctx.today)?;
    let parties =
        loggia_books::journal::by_party(tx, loggia_books::Ledger::General, &account.code)?;
    let held = parties
        .into_iter()
        .find(|(party, _)| *party == before)
        .map(|(_, balance)| balance);
    let Some(credit) = held
        .filter(|balance| balance.is_negative())
        .map(Cents::negated)
        .transpose()?
    else {
        return Ok(());
    };
    let (document, key) = (
        &line.claim.number,
        format!("{}/{}", line.claim.doc, line.party()),
    );
    let side = |posting: PostingLine, party| posting.party(party).document(document);
    Entry::new(
        "revenue.debtor-named",
        &key,
        ctx.today,
        ctx.today,
        format!("Ορισμός οφειλέτη, {document}"),
    )
    .pair(
        credit,
        side(PostingLine::debit(DEBTOR_CREDITS, credit), before),
        side(PostingLine::credit(DEBTOR_CREDITS, credit), line.party()),
    )
    .post(tx, ctx)
    .map(drop)
}
