//! The books: the only place of the town hall that posts.
//!
//! A subsystem describes an event as a [`PostingRequest`]: source event, dates, rule, text, and lines that name
//! **roles** (`RECEIVABLES`), never accounts. [`post`] resolves the roles at the accounting date, refuses what does not
//! balance or falls into a closed period, gives the next gapless number of the year, links the entry to the one before
//! it by hash, and brings the balances up to date, all in the caller's transaction. The same source event posts once:
//! asking again gives the same entry back.
//!
//! ```text
//! post(tx, &ctx, &PostingRequest::new(("fine.certified", &key), event_date, accounting_date)
//!     .explained("fines-2026", "Βεβαίωση προστίμου Κ12-2026-000123")
//!     .line(PostingLine::debit(RECEIVABLES, amount).party(person).document("Κ12-2026-000123"))
//!     .line(PostingLine::credit(FINES_REVENUE, amount)))?;
//! ```
//!
//! Nothing is ever changed or deleted: [`reverse`] makes a counter entry. Two ledgers run side by side and balance each
//! by itself: the general ledger (π.δ. 54/2018) and the budget's memo accounts (δημόσιο λογιστικό). [`verify`] rebuilds
//! everything from the entries and names what differs. The journal holds ids, never names of persons.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod accounts;
pub mod balances;
mod canonical;
pub mod chart_data;
pub mod journal;
mod model;
pub mod opening;
pub mod periods;
mod posting;
pub mod publication;
mod subsystem;
#[cfg(test)]
mod tests;
pub mod verify;
mod writing;

pub use balances::{TrialBalance, TrialRow, trial_balance};
pub use journal::{Entry, JournalFilter, Line};
pub use model::{
    BANK, BUDGET_ASSESSED, BUDGET_AUTHORITY, BUDGET_COLLECTED, BUDGET_TO_ASSESS, CARRIED_DEBTS,
    CASH_DESK, CASH_IN_TRANSIT, CASH_SHORTAGES, CASH_SURPLUSES, DEBTOR_CREDITS, EntryId,
    FEES_REVENUE, FINES_REVENUE, IRRIGATION_REVENUE, Ledger, PostingLine, PostingRequest,
    RECEIVABLES, Role, Side, Source, THIRD_PARTY_REVENUE, Target, UNMATCHED_RECEIPTS,
    VAT_COLLECTED,
};
pub use posting::{Posted, post, reverse};
pub use subsystem::{ACCOUNTS_WRITE, JOURNAL_READ, PERIODS_WRITE, SUBSYSTEM};
pub use verify::{VerifyReport, verify};
