//! What the cash desks look like from the centre: receipts, cash days, cancellations, what was collected.

use jiff::Timestamp;
use jiff::civil::Date;
use loggia_cases::cash::CashDayRow;
use loggia_cases::receipt::ReceiptRow;
use loggia_schema::ids::{DocId, ScopeId, UserId};
use loggia_schema::money::Cents;

/// A receipt in a list of the centre.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedReceipt {
    /// Its document.
    pub doc: DocId,
    /// Its desk.
    pub scope: ScopeId,
    /// Its row.
    pub row: ReceiptRow,
}

/// A cash day in a list of the centre (ταμειακή ημέρα).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedDay {
    /// Its document.
    pub doc: DocId,
    /// Its desk.
    pub scope: ScopeId,
    /// Its row.
    pub row: CashDayRow,
    /// When its deposit was found on the bank's statement.
    pub deposited_at: Option<Timestamp>,
}

/// A receipt that was cancelled at a desk with one clerk, and who looked at it since (προσυπογραφή).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cancellation {
    /// The receipt.
    pub doc: DocId,
    /// Its number.
    pub number: String,
    /// Who cancelled it.
    pub by: UserId,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: String,
    /// Who countersigned it, and when.
    pub signed: Option<(UserId, Timestamp)>,
}

/// What was collected of one revenue code by one cashier and means (εισπράξεις ανά κωδικό και ταμία).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CollectedRow {
    /// Budget revenue code; empty while the money waits for its debt.
    pub code: String,
    /// The cashier.
    pub cashier: Option<UserId>,
    /// By card.
    pub card: bool,
    /// Lines of receipts.
    pub lines: u64,
    /// Their sum.
    pub amount: Cents,
}

/// One fee paid without a debt, as the monthly list names it (οίκοθεν έσοδο).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirectRevenue {
    /// The receipt.
    pub doc: DocId,
    /// Its number.
    pub number: String,
    /// Day of payment.
    pub paid_on: Date,
    /// Budget revenue code.
    pub code: String,
    /// As printed.
    pub text: String,
    /// The sum.
    pub amount: Cents,
}
