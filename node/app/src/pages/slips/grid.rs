//! The grid of one block: twenty sheets from the first that nobody typed; right rows leave it, wrong ones stay with their words.

use super::{Kind, Typed as Slip, block, runs};
use crate::pages::refusal::attempt;
use crate::server::answer::Answer;
use crate::server::typed::Typed;
use crate::server::window::{Desk, Window};
use axum::response::Response;
use loggia_cases::records::Record as _;
use loggia_cases::sheet::Sheet;
use loggia_node::NodeError;
use loggia_node::queries::BlockControl;
use loggia_schema::message::{Finding, cash};
use loggia_ui::cases::slips::{self, name};
use loggia_ui::query::encode;
use loggia_ui::{Notice, Record, Values};

/// Rows of a grid.
const ROWS: usize = 20;

/// The page of a block.
pub async fn page<K: Kind>(window: Window) -> Response {
    window
        .page(|desk| {
            let key = desk.query.filter("block").unwrap_or_default().to_owned();
            let control = block::<K>(desk, &key)?;
            let saved = desk.query.filter("saved").and_then(|n| n.parse().ok());
            let values = fresh::<K>(desk.fresh()?, &control, 0);
            draw::<K>(desk, &control, (&values, ROWS), &[], saved)
        })
        .await
}

/// Records every row that is right.
pub async fn save<K: Kind>(window: Window, Typed(values): Typed) -> Response {
    window
        .save(move |desk| {
            let key = values.get("block").to_owned();
            let control = block::<K>(desk, &key)?;
            let mut wrong = Wrong::default();
            let (mut saved, mut above) = (0, String::new());
            for row in rows::<K>(&values, &mut above) {
                match take::<K>(desk, &control, &values, &row, wrong.rows)? {
                    Ok(_) => saved += 1,
                    Err(findings) => wrong.keep::<K>(row, findings),
                }
            }
            if wrong.rows == 0 {
                let href = format!("{}/type?block={}&saved={saved}", K::PATH, encode(&key));
                return Ok(Answer::See(href));
            }
            // Another key: a sheet that was recorded and is typed again is told so by block control.
            let control = block::<K>(desk, &key)?;
            let mut kept = desk.keyed(wrong.values)?;
            for tick in values.all("confirm") {
                kept = kept.with("confirm", tick);
            }
            let kept = fresh::<K>(kept, &control, wrong.rows);
            let rows = wrong.rows.max(ROWS);
            let saved = Some(saved).filter(|n| *n > 0);
            draw::<K>(desk, &control, (&kept, rows), &wrong.findings, saved)
        })
        .await
}

/// A row that somebody filled.
struct Row {
    /// Its place on the page that was sent.
    at: usize,
    no: String,
    cells: Vec<String>,
    ticked: bool,
    spoiled: bool,
}

/// The rows that stay in the grid.
#[derive(Default)]
struct Wrong {
    rows: usize,
    values: Values,
    findings: Vec<Finding>,
}

impl Wrong {
    fn keep<K: Kind>(&mut self, row: Row, findings: Vec<Finding>) {
        let values = std::mem::take(&mut self.values);
        self.values = named::<K>(values, &row, self.rows);
        self.findings.extend(findings);
        self.rows += 1;
    }
}

/// The filled rows in their order; an empty first cell is the one above.
fn rows<'v, K: Kind>(values: &'v Values, above: &'v mut String) -> impl Iterator<Item = Row> + 'v {
    let rows = (0..).take_while(|row| values.has(&name("no", *row)));
    rows.filter_map(move |at| {
        let text = |of: &str| values.get(&name(of, at)).trim().to_owned();
        let mut cells: Vec<String> = K::SLIPS.cells.iter().map(|cell| text(cell.name)).collect();
        let spoiled = values.has(&name("spoiled", at));
        if !spoiled && cells.iter().all(String::is_empty) {
            return None;
        }
        if let Some(first) = cells.first_mut() {
            match first.is_empty() {
                true => first.clone_from(above),
                false => above.clone_from(first),
            }
        }
        let ticked = K::SLIPS
            .tick
            .is_some_and(|(of, _)| values.has(&name(of, at)));
        Some(Row {
            at,
            no: text("no"),
            cells,
            ticked,
            spoiled,
        })
    })
}

/// A row under the names it has in the grid.
fn named<K: Kind>(mut values: Values, row: &Row, at: usize) -> Values {
    values = values.with(name("no", at), row.no.as_str());
    for (cell, text) in K::SLIPS.cells.iter().zip(&row.cells) {
        values = values.with(name(cell.name, at), text.as_str());
    }
    if let Some((of, _)) = K::SLIPS.tick.filter(|_| row.ticked) {
        values = values.with(name(of, at), "1");
    }
    if row.spoiled {
        values = values.with(name("spoiled", at), "1");
    }
    values
}

/// Records one row; refused, its findings speak of row `at` of the grid that comes back.
fn take<K: Kind>(
    desk: &mut Desk<'_>,
    control: &BlockControl,
    values: &Values,
    row: &Row,
    at: usize,
) -> Result<Result<String, Vec<Finding>>, NodeError> {
    let sheet = match sheet_of(control, &row.no) {
        Ok(sheet) => sheet.to_string(),
        Err(finding) => return Ok(Err(vec![finding.on(name("no", at))])),
    };
    let key = format!("{}-{}-{sheet}", values.get("key"), row.at);
    let mut typed = named::<K>(Values::default(), row, at);
    for tick in values.all("confirm") {
        typed = typed.with("confirm", tick);
    }
    let rename = |finding: Finding| {
        let cell = finding.field.as_deref().map_or("no", K::cell);
        finding.on(name(cell, at))
    };
    attempt(&typed, rename, |confirmed| {
        if row.spoiled {
            return K::spoil(desk, &key, &sheet);
        }
        let slip = Slip {
            sheet: &sheet,
            cells: &row.cells,
            ticked: row.ticked,
        };
        K::record(desk, &key, &slip, confirmed)
    })
}

/// The sheet of this block with a typed number.
fn sheet_of(control: &BlockControl, no: &str) -> Result<Sheet, Finding> {
    let sheet = Sheet::parse(&format!("{}-{no}", control.block.series))?;
    match control.block.holds(&sheet) {
        true => Ok(sheet),
        false => Err(Finding::new(cash::SHEET_OUTSIDE).with("sheet", sheet.to_string())),
    }
}

/// Numbers for the rows that are still empty: on from the last sheet that was typed, else the ones that are missing.
fn fresh<K: Kind>(mut values: Values, control: &BlockControl, used: usize) -> Values {
    let here: Vec<u32> = (0..used)
        .filter_map(|row| values.get(&name("no", row)).parse().ok())
        .collect();
    let coming = control.coming().filter(|no| !here.contains(no));
    for (row, no) in (used..ROWS).zip(coming) {
        values = values.with(name("no", row), no.to_string());
        if let Some((of, _)) = K::SLIPS.tick {
            values = values.with(name(of, row), "1");
        }
    }
    values
}

fn draw<K: Kind>(
    desk: &mut Desk<'_>,
    control: &BlockControl,
    (values, most): (&Values, usize),
    findings: &[Finding],
    saved: Option<u64>,
) -> Result<Answer, NodeError> {
    let block = &control.block;
    let rows = (0..most)
        .take_while(|row| values.has(&name("no", *row)))
        .count();
    let users = desk.session.users()?;
    let holder = users.into_iter().find(|user| user.id == block.holder);
    let sheets = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    let record = Record::new()
        .line("Κάτοχος", holder.map(|user| user.name).unwrap_or_default())
        .line("Φύλλα", format!("{}–{}", block.first, block.last))
        .line("Καταχωρισμένα", sheets(control.typed()))
        .line("Άκυρα", sheets(control.spoiled()))
        .line("Λείπουν", runs(&control.gaps()))
        .line("Δεν έχουν καταχωριστεί", runs(&control.missing()));
    let suggestions = K::suggestions(desk)?;
    let action = format!("{}/type", K::PATH);
    let form = slips::grid(&action, &K::SLIPS, block, rows, values, findings)
        .hidden("key", values.get("key"))
        .hidden("block", block.key())
        .enabled(rows > 0)
        .back("Επιστροφή", K::PATH);
    let told = saved.map(|n| match n {
        1 => "Καταχωρίστηκε 1 φύλλο.".to_owned(),
        n => format!("Καταχωρίστηκαν {n} φύλλα."),
    });
    let page = desk
        .titled(format!(
            "Μπλοκ {} {}–{}",
            block.series, block.first, block.last
        ))
        .crumb(K::ABOVE.0, K::ABOVE.1)
        .crumb(K::TITLE, K::PATH)
        .notices(told.map(Notice::success))
        .body(&suggestions)
        .body(&form)
        .body(&record);
    Ok(Answer::form(page, findings))
}
