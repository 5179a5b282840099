//! The typing grid of a paper block: a row is one sheet, Enter goes to the next row with the next number (πλέγμα χάρτινων μπλοκ).
//!
//! Names carry the row's number (`plate-3`), so a finding, its tick and its line in the summary lead to one cell. The number
//! of a sheet stands in its row; changed by hand, the empty rows below count on from it. What a row is wrong about stands
//! under its number, and the row keeps everything that was typed.

use crate::form::{Form, Values, tick};
use loggia_cases::records::PaperBlockRecord;
use loggia_schema::message::Finding;
use maud::{Markup, html};

/// A column of the grid.
#[derive(Debug, Clone, Copy)]
pub struct Cell {
    /// Name without the row's number.
    pub name: &'static str,
    /// Its heading.
    pub title: &'static str,
    /// How the script reads it (`date`, `amount`); empty: as it is.
    pub reading: &'static str,
    /// Characters shown.
    pub wide: u8,
    /// Id of the list of suggestions; empty: none.
    pub list: &'static str,
}

impl Cell {
    /// A plain cell.
    pub const fn new(name: &'static str, title: &'static str, wide: u8) -> Cell {
        Cell {
            name,
            title,
            reading: "",
            wide,
            list: "",
        }
    }

    /// Read as a date or an amount.
    #[must_use]
    pub const fn read_as(mut self, reading: &'static str) -> Cell {
        self.reading = reading;
        self
    }

    /// With suggestions.
    #[must_use]
    pub const fn with_list(mut self, list: &'static str) -> Cell {
        self.list = list;
        self
    }
}

/// What one kind of sheet is typed as.
#[derive(Debug, Clone, Copy)]
pub struct Slips {
    /// Cells behind the number. The first is carried on from the row above when it is empty; Enter leads to the second.
    pub cells: &'static [Cell],
    /// A tick of its own before the spoiled one: name and words.
    pub tick: Option<(&'static str, &'static str)>,
}

/// The name of a cell in a row.
pub fn name(of: &str, row: usize) -> String {
    format!("{of}-{row}")
}

/// The grid. Fields of row *r*: `no-r`, the cells, `spoiled-r`, and the tick of the kind.
pub fn grid(
    action: &str,
    slips: &Slips,
    block: &PaperBlockRecord,
    rows: usize,
    values: &Values,
    findings: &[Finding],
) -> Form {
    let caption = format!("Φύλλα {}-{} έως {}", block.series, block.first, block.last);
    let table = html! {
        div.govgr-table-container.lg-scroll tabindex="0" role="region" aria-label=(caption) {
            table.govgr-table.govgr-table--dense.lg-slips {
                caption.govgr-table__caption.govgr-table__caption--s { (caption) }
                thead.govgr-table__head {
                    tr.govgr-table__row {
                        th.govgr-table__header scope="col" { "Φύλλο" }
                        @for cell in slips.cells { th.govgr-table__header scope="col" { (cell.title) } }
                        @if let Some((_, words)) = slips.tick { th.govgr-table__header scope="col" { (words) } }
                        th.govgr-table__header scope="col" { "Άκυρο" }
                    }
                }
                tbody.govgr-table__body {
                    @for row in 0..rows { (line(row, slips, block, values, findings)) }
                }
            }
        }
    };
    let ids = (0..rows).flat_map(|row| {
        let cells = slips.cells.iter().map(move |cell| name(cell.name, row));
        cells.chain([name("no", row)]).collect::<Vec<_>>()
    });
    let ids: Vec<String> = ids.collect();
    Form::new(action, "Καταχώριση φύλλων")
        .note("Enter: το επόμενο φύλλο. Κενή ημερομηνία: όπως στο φύλλο από πάνω. Κενές γραμμές δεν καταχωρίζονται.")
        .block(table)
        .anchors(ids.iter().cloned())
        .ticked(ids)
        .grid()
        .values(values)
        .findings(findings)
}

fn line(
    row: usize,
    slips: &Slips,
    block: &PaperBlockRecord,
    values: &Values,
    findings: &[Finding],
) -> Markup {
    let of_row = |finding: &&Finding| {
        let field = finding.field.as_deref().unwrap_or_default();
        let mut names = slips.cells.iter().map(|cell| cell.name).chain(["no"]);
        names.any(|of| field == name(of, row))
    };
    let found: Vec<&Finding> = findings.iter().filter(of_row).collect();
    let told = name("told", row);
    let no = name("no", row);
    let sheet = format!("{}-{}", block.series, values.get(&no));
    let wrong = |id: &str| found.iter().any(|f| f.field.as_deref() == Some(id));
    html! {
        tr.govgr-table__row.lg-slips__wrong[!found.is_empty()] data-slip="" {
            th.govgr-table__cell scope="row" {
                span.lg-slips__no {
                    (block.series) "-"
                    input.govgr-input.govgr-error-input[wrong(&no)] id=(no) name=(no) type="text" size="6" inputmode="numeric"
                        autocomplete="off" value=(values.get(&no)) data-sheet="" aria-label={ "Φύλλο στη γραμμή " (row + 1) }
                        aria-invalid=[wrong(&no).then_some("true")] aria-describedby=[wrong(&no).then_some(&told)];
                }
                @if !found.is_empty() {
                    div id=(told) {
                        @for (at, finding) in found.iter().enumerate() {
                            @if finding.is_warning() {
                                (tick(&format!("confirm-{row}-{at}"), finding, values))
                            } @else {
                                p.govgr-error-message { (finding.greek()) }
                            }
                        }
                    }
                }
            }
            @for (at, cell) in slips.cells.iter().enumerate() {
                @let id = name(cell.name, row);
                td.govgr-table__cell {
                    input.govgr-input.govgr-error-input[wrong(&id)].lg-input--amount[cell.reading == "amount"] id=(id) name=(id)
                        type="text" size=(cell.wide) autocomplete="off" value=(values.get(&id))
                        data-reading=[Some(cell.reading).filter(|reading| !reading.is_empty())]
                        list=[Some(cell.list).filter(|list| !list.is_empty())]
                        data-enter[at == 1] data-focus[row == 0 && at == 0]
                        aria-label={ (cell.title) ", φύλλο " (sheet) }
                        aria-invalid=[wrong(&id).then_some("true")] aria-describedby=[wrong(&id).then_some(&told)];
                }
            }
            @for (of, words) in slips.tick.into_iter().chain([("spoiled", "Άκυρο")]) {
                @let id = name(of, row);
                td.govgr-table__cell.lg-pick {
                    input.lg-check type="checkbox" id=(id) name=(id) value="1" checked[values.has(&id)]
                        aria-label={ (words) ", φύλλο " (sheet) };
                }
            }
        }
    }
}
