//! The switch of the line to the laptops (γραμμή): for exercises, demonstrations and emergencies.
//!
//! Cut means cut: the server closes its socket and laptops find nobody, exactly as when the village's line is down.

use loggia_core::ctx::Ctx;
use loggia_core::db::{DbResult, Tx};
use loggia_core::{audit, params};

/// True while the centre answers no laptop.
///
/// # Errors
/// The store's.
pub fn is_cut(tx: &mut Tx<'_>) -> DbResult<bool> {
    let row = tx.opt(
        "SELECT line_cut FROM intake_self WHERE municipality_id = $1",
        &params![tx.municipality()],
    )?;
    row.map_or(Ok(false), |row| row.get("line_cut"))
}

/// Cuts or restores the line; a running server follows within a second.
///
/// # Errors
/// The store's.
pub fn set_cut(tx: &mut Tx<'_>, ctx: &Ctx, cut: bool) -> DbResult<()> {
    tx.exec(
        "UPDATE intake_self SET line_cut = $1 WHERE municipality_id = $2",
        &params![cut, tx.municipality()],
    )?;
    audit::record(tx, ctx, "line.set", if cut { "cut" } else { "up" }, "")
}
