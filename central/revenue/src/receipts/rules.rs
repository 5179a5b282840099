//! What the centre finds in a closed cash day that a person must look at. Pure: no store, no clock.

use loggia_cases::cash::{CashDayRow, Closed, Summary};
use loggia_schema::message::{Finding, cash};

/// The day says another sum than its receipts: some are missing here, or were refused.
pub fn differs(day: &CashDayRow, closed: &Closed, found: &Summary) -> Option<Finding> {
    let same = (closed.summary.cash, closed.summary.card) == (found.cash, found.card);
    (!same).then(|| {
        Finding::new(cash::DAY_DIFFERS)
            .with("number", &day.number)
            .with("said", closed.summary.cash)
            .with("found", found.cash)
    })
}

/// Shortage or surplus over the whole day, handovers included.
pub fn short(day: &CashDayRow) -> Option<Finding> {
    (!day.difference.is_zero()).then(|| {
        Finding::new(cash::DAY_SHORT)
            .with("number", &day.number)
            .with("difference", day.difference)
    })
}
