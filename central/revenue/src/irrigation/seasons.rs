//! The states of a season: planned → open → final readings → billing → closed, one step at a time.

use super::{ground, store};
use loggia_cases::records::{SeasonRecord, SeasonState};
use loggia_core::ctx::Ctx;
use loggia_core::db::Tx;
use loggia_core::{Outcome, audit};
use loggia_schema::message::{Finding, irrigation};

/// Every season, oldest first.
///
/// # Errors
/// The store's.
pub fn all(tx: &mut Tx<'_>) -> Outcome<Vec<SeasonRecord>> {
    ground::all(tx)
}

/// Moves a season one step on. Closing waits until no reading waits; what is closed takes no reading on any laptop.
///
/// # Errors
/// [`irrigation::SEASON_UNKNOWN`], [`irrigation::SEASON_STEP`] past the end, [`irrigation::SEASON_HELD`]; the store's.
pub fn step(tx: &mut Tx<'_>, ctx: &Ctx, code: &str) -> Outcome<SeasonRecord> {
    let season = ground::find::<SeasonRecord>(tx, code)?
        .ok_or_else(|| Finding::new(irrigation::SEASON_UNKNOWN).with("date", code))?;
    let Some(state) = season.state.next() else {
        return Err(Finding::new(irrigation::SEASON_STEP)
            .with("season", code)
            .with("state", season.state.greek())
            .into());
    };
    if state == SeasonState::Closed {
        let holds = store::holds(tx, None, u32::MAX)?;
        let waiting = holds.iter().filter(|hold| hold.season == code).count();
        if waiting > 0 {
            return Err(Finding::new(irrigation::SEASON_HELD)
                .with("season", code)
                .with("n", waiting)
                .into());
        }
    }
    let season = SeasonRecord { state, ..season };
    ground::publish(tx, &season)?;
    audit::record(tx, ctx, "season.step", code, state.name())?;
    Ok(season)
}

/// The season in which water is given now, else the newest.
///
/// # Errors
/// The store's.
pub fn current(tx: &mut Tx<'_>) -> Outcome<Option<SeasonRecord>> {
    let seasons = all(tx)?;
    let open = seasons.iter().find(|season| season.state.takes_readings());
    Ok(open.or(seasons.last()).cloned())
}
