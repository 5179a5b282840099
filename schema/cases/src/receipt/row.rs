//! The row of a receipt: what lists, searches and the cash day sheet show.

use super::event::{Issued, Subject};
use super::state::{ReceiptState, Stage};
use crate::case::Folded;
use crate::row::{Column, Kind, Row, SqlValue};
use loggia_schema::calendar::Date;
use loggia_schema::ids::{DocId, PartId, UserId};
use loggia_schema::money::Cents;
use loggia_schema::text::{code_letters, fold};
use serde::{Deserialize, Serialize};

/// Raised with every change of a column's meaning; stores rebuild rows of another version.
pub const ROW_VERSION: u32 = 2;

/// One receipt in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptRow {
    /// Number, as printed.
    pub number: String,
    /// Where it stands.
    pub stage: Stage,
    /// Local time of the payment, `2026-06-02T09:00`.
    pub issued_at: String,
    /// Local date of the payment.
    pub issued_on: Option<Date>,
    /// Who took the money.
    pub cashier: Option<UserId>,
    /// Code of the place of the desk.
    pub place: String,
    /// Total; zero for a spoiled number.
    pub total: Cents,
    /// `cash` or `card`.
    pub means: String,
    /// RF codes, numbers and fee codes of the lines, separated by blanks.
    pub subjects: String,
    /// Budget revenue codes with what was taken for each, in the order of the lines; an empty code is matched at the centre.
    pub codes: Vec<(String, Cents)>,
    /// The cash day.
    pub day: Option<DocId>,
    /// The sheet of a paper block it was typed from; empty: printed by the program.
    pub paper: String,
    /// The private part of the payer.
    pub payer: Option<PartId>,
    /// True if the case waits for a person: open conflicts.
    pub conflict: bool,
    /// True if the case is only shown: newer or unreadable events.
    pub locked: bool,
    /// True if the centre switched an event of it off.
    pub off: bool,
    /// Folded search text, without names; the store adds the words of private parts it holds.
    pub search: String,
}

impl ReceiptRow {
    /// The row of a folded receipt.
    pub fn of(folded: &Folded<ReceiptState>) -> ReceiptRow {
        let state = &folded.state;
        let receipt = state.shown();
        let number = state.number().map(ToString::to_string).unwrap_or_default();
        let subjects = receipt.map(subjects).unwrap_or_default();
        let at = receipt.map(|r| r.at.datetime());
        let paper = receipt
            .and_then(|r| r.paper.clone())
            .or_else(|| {
                state
                    .spoiled
                    .as_ref()
                    .and_then(|spoiled| spoiled.paper.clone())
            })
            .unwrap_or_default();
        ReceiptRow {
            search: fold(&format!(
                "{number} {} {subjects} {paper}",
                code_letters(&number)
            )),
            number,
            stage: state.stage,
            issued_at: at
                .map(|at| at.strftime("%Y-%m-%dT%H:%M").to_string())
                .unwrap_or_default(),
            issued_on: at.map(|at| at.date()),
            cashier: receipt.map(|r| r.cashier),
            place: receipt.map(|r| r.place.clone()).unwrap_or_default(),
            total: receipt.map(|r| r.total).unwrap_or_default(),
            means: receipt
                .map(|r| r.means.name().to_owned())
                .unwrap_or_default(),
            subjects,
            codes: receipt.map(codes).unwrap_or_default(),
            day: receipt.and_then(|r| r.day),
            paper,
            payer: receipt.and_then(|r| r.payer),
            conflict: folded.open_conflicts().next().is_some(),
            locked: folded.newer || !folded.unreadable.is_empty(),
            off: !folded.off.is_empty(),
        }
    }
}

fn codes(receipt: &Issued) -> Vec<(String, Cents)> {
    let lines = receipt.lines.iter();
    lines
        .map(|line| (line.subject.budget_code().to_owned(), line.amount))
        .collect()
}

fn subjects(receipt: &Issued) -> String {
    let mut words = Vec::new();
    for line in &receipt.lines {
        match &line.subject {
            Subject::Rf { rf, number, .. } => {
                words.extend([rf.as_str().to_owned(), number.clone()])
            }
            other => words.push(other.name()),
        }
    }
    words.retain(|word| !word.is_empty());
    words.join(" ")
}

impl Row for ReceiptRow {
    const TABLE: &'static str = "receipt_row";
    const COLUMNS: &'static [Column] = &[
        Column::indexed("number", Kind::Text),
        Column::indexed("stage", Kind::Text),
        Column::plain("issued_at", Kind::Text),
        Column::indexed("issued_on", Kind::Date),
        Column::plain("cashier", Kind::Id),
        Column::plain("place", Kind::Text),
        Column::plain("total", Kind::Cents),
        Column::plain("means", Kind::Text),
        Column::plain("subjects", Kind::Text),
        Column::plain("day", Kind::Id),
        Column::plain("paper", Kind::Text),
        Column::plain("payer", Kind::Id),
        Column::plain("conflict", Kind::Flag),
        Column::plain("locked", Kind::Flag),
        Column::plain("off", Kind::Flag),
        Column::plain("search", Kind::Text),
    ];

    fn values(&self) -> Vec<SqlValue> {
        vec![
            SqlValue::text(&self.number),
            SqlValue::text(self.stage.name()),
            SqlValue::text(&self.issued_at),
            SqlValue::date(self.issued_on),
            SqlValue::id(self.cashier),
            SqlValue::text(&self.place),
            SqlValue::Int(self.total.get()),
            SqlValue::text(&self.means),
            SqlValue::text(&self.subjects),
            SqlValue::id(self.day),
            SqlValue::text(&self.paper),
            SqlValue::id(self.payer),
            SqlValue::flag(self.conflict),
            SqlValue::flag(self.locked),
            SqlValue::flag(self.off),
            SqlValue::text(&self.search),
        ]
    }
}
