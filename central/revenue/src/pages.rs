//! Pages of the machine: money lists with preview and approval, debtors with their cards, payments.

mod approve;
mod debtors;
mod lists;
mod payments;

use loggia_core::web::Routes;

/// Every page of the machine.
pub fn routes() -> Routes {
    Routes::new()
        .merge(lists::routes())
        .merge(approve::routes())
        .merge(debtors::routes())
        .merge(payments::routes())
}
