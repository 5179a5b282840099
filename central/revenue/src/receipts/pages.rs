//! Pages of the cash desks: receipts and their register, what was collected, direct revenue by month, cash days, cancellations.

mod days;
mod list;
mod money;

use loggia_core::Outcome;
use loggia_core::access;
use loggia_core::db::Tx;
use loggia_core::web::Routes;
use loggia_schema::ids::UserId;
use std::collections::BTreeMap;

/// Every page of the desks.
pub(super) fn routes() -> Routes {
    Routes::new()
        .merge(list::routes())
        .merge(money::routes())
        .merge(days::routes())
}

/// Names of users, for the cashier behind a receipt.
fn names(tx: &mut Tx<'_>) -> Outcome<BTreeMap<UserId, String>> {
    let users = access::users(tx)?;
    Ok(users.into_iter().map(|user| (user.id, user.name)).collect())
}

fn name(names: &BTreeMap<UserId, String>, user: Option<UserId>) -> String {
    let found = user.and_then(|user| names.get(&user).cloned());
    found.unwrap_or_else(|| "–".to_owned())
}
