//! Paper blocks: what became of their sheets, and the grid where they are typed (χάρτινα μπλοκ).
//!
//! A sheet becomes a case by the same command as one that is entered on its own form; a [`Kind`] says how its cells are read.
//! Rows are taken one by one: what is right is recorded and leaves the grid, what is wrong stays in it with everything that was
//! typed. A number outside the block or typed before is refused by block control, which also lists the sheets that are missing.

mod grid;
mod list;

pub(super) use grid::{page, save};
pub(super) use list::list;

use crate::server::window::Desk;
use loggia_cases::number::Series;
use loggia_cases::records::{Desk as DeskKind, Record as _};
use loggia_node::NodeError;
use loggia_node::queries::BlockControl;
use loggia_schema::message::{Code, Finding, cash};
use loggia_ui::Markup;
use loggia_ui::cases::slips::Slips;

/// Why the number of a sheet that was crossed out is spoiled.
pub(super) const CROSSED_OUT: &str = "Άκυρο φύλλο χάρτινου μπλοκ";

/// One kind of sheet.
pub(super) trait Kind: 'static {
    /// What its sheets become.
    const SERIES: Series;
    /// The desk where they are typed.
    const DESK: DeskKind;
    /// Address of the list of blocks; the grid lies below it.
    const PATH: &'static str;
    /// Title of the list.
    const TITLE: &'static str;
    /// Words and address of the list of cases.
    const ABOVE: (&'static str, &'static str);
    /// The cells.
    const SLIPS: Slips;

    /// Records a sheet; answers its number.
    fn record(
        desk: &mut Desk<'_>,
        key: &str,
        typed: &Typed<'_>,
        confirmed: Vec<Code>,
    ) -> Result<String, NodeError>;

    /// Spoils the number that a crossed-out sheet stands for; answers it.
    fn spoil(desk: &mut Desk<'_>, key: &str, sheet: &str) -> Result<String, NodeError>;

    /// The cell that a field of the command is typed in; `no` for the sheet's number.
    fn cell(field: &str) -> &'static str;

    /// Lists of suggestions that the cells name.
    fn suggestions(desk: &mut Desk<'_>) -> Result<Markup, NodeError>;
}

/// One row as it was typed.
#[derive(Debug)]
pub(super) struct Typed<'t> {
    /// The sheet, `ΧΑ-000123`.
    pub sheet: &'t str,
    /// The cells in their order.
    pub cells: &'t [String],
    /// The tick of the kind.
    pub ticked: bool,
}

impl Typed<'_> {
    /// A cell by its place.
    pub fn cell(&self, at: usize) -> String {
        self.cells.get(at).cloned().unwrap_or_default()
    }
}

/// The blocks of a kind, each with its sheets.
fn blocks<K: Kind>(desk: &mut Desk<'_>) -> Result<Vec<BlockControl>, NodeError> {
    let scope = desk.session.scope_for(K::DESK, None)?;
    desk.session.paper_blocks(&scope, K::SERIES)
}

/// One block by its key.
fn block<K: Kind>(desk: &mut Desk<'_>, key: &str) -> Result<BlockControl, NodeError> {
    let mut blocks = blocks::<K>(desk)?.into_iter();
    let found = blocks.find(|control| control.block.key() == key);
    found.ok_or_else(|| Finding::new(cash::BLOCK_UNKNOWN).with("block", key).into())
}

/// Runs of sheets as people read them: «3, 7–9».
fn runs(runs: &[(u32, u32)]) -> String {
    let run = |(first, last): &(u32, u32)| match first == last {
        true => first.to_string(),
        false => format!("{first}–{last}"),
    };
    let runs: Vec<String> = runs.iter().map(run).collect();
    match runs.is_empty() {
        true => "κανένα".to_owned(),
        false => runs.join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::runs;

    #[test]
    fn missing_sheets_are_read_as_runs() {
        assert_eq!(runs(&[]), "κανένα");
        assert_eq!(runs(&[(3, 3), (7, 9)]), "3, 7–9");
    }
}
