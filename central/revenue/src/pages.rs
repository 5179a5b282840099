//! Pages of the machine: money lists with preview and approval, debtors with their cards, payments.

mod approve;
mod credits;
mod debtors;
mod lists;
mod merge;
mod payments;
mod strike;

use loggia_core::web::Routes;

/// Every page of the machine.
pub fn routes() -> Routes {
    Routes::new()
        .merge(lists::routes())
        .merge(approve::routes())
        .merge(debtors::routes())
        .merge(payments::routes())
        .merge(credits::routes())
        .merge(merge::routes())
        .merge(strike::routes())
}
