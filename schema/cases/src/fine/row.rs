//! The row of a fine: what lists, searches and reports show, equal on node and centre.

use super::calculator::{self, ReducedTerm};
use super::stage::Stage;
use super::state::FineState;
use crate::case::Folded;
use crate::row::{Column, Kind, Row, SqlValue};
use loggia_schema::calendar::Date;
use loggia_schema::ids::PartId;
use loggia_schema::money::Cents;
use loggia_schema::text::{code_letters, fold, greek_lookalikes};
use serde::{Deserialize, Serialize};

/// Raised with every change of a column's meaning; stores rebuild rows of another version.
pub const ROW_VERSION: u32 = 2;

/// One fine in a list. Empty text means «none» in text columns that are searched; `None` elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FineRow {
    /// Number, as printed.
    pub number: String,
    /// Payment code.
    pub rf: String,
    /// Where it stands.
    pub stage: Stage,
    /// Local time of the offence, `2026-06-02T09:00`.
    pub offence_at: String,
    /// Local date of the offence.
    pub offence_on: Option<Date>,
    /// Canonical plate.
    pub plate: String,
    /// Country of the plate.
    pub plate_country: String,
    /// Street and number.
    pub place: String,
    /// Code of the community.
    pub community: String,
    /// Service number of the officer.
    pub officer_no: String,
    /// Codes of the violations, separated by blanks.
    pub violations: String,
    /// The sheet of a paper block it was typed from; empty: printed by the program.
    pub paper: String,
    /// Whole amount.
    pub amount: Cents,
    /// Reduced amount, if there is one.
    pub reduced: Option<Cents>,
    /// Last day of the reduced amount, once it runs.
    pub reduced_until: Option<Date>,
    /// Day of service.
    pub served_on: Option<Date>,
    /// First day of certification.
    pub certify_from: Option<Date>,
    /// What was paid.
    pub paid: Cents,
    /// The private part of the liable person.
    pub liable: Option<PartId>,
    /// True if the case waits for a person: open conflicts.
    pub conflict: bool,
    /// True if the case is only shown: newer or unreadable events.
    pub locked: bool,
    /// True if the centre switched an event of it off.
    pub off: bool,
    /// Folded search text, without names; the store adds the words of private parts it holds.
    pub search: String,
}

impl FineRow {
    /// The row of a folded fine.
    pub fn of(folded: &Folded<FineState>) -> FineRow {
        let state = &folded.state;
        let ticket = state.shown();
        let violations = ticket.map(|t| t.violations.as_slice()).unwrap_or_default();
        let vehicle = ticket.and_then(|t| t.vehicle.as_ref());
        let offence = ticket.map(|t| t.offence_at.datetime());
        let mut row = FineRow {
            number: state.number().map(ToString::to_string).unwrap_or_default(),
            rf: ticket.map(|t| t.rf.as_str().to_owned()).unwrap_or_default(),
            stage: state.stage,
            offence_at: offence
                .map(|at| at.strftime("%Y-%m-%dT%H:%M").to_string())
                .unwrap_or_default(),
            offence_on: offence.map(|at| at.date()),
            plate: vehicle
                .map(|v| v.plate.as_str().to_owned())
                .unwrap_or_default(),
            plate_country: vehicle
                .map(|v| v.plate.country().to_owned())
                .unwrap_or_default(),
            place: ticket.map(|t| t.place.line()).unwrap_or_default(),
            community: ticket
                .map(|t| t.place.community.clone())
                .unwrap_or_default(),
            officer_no: ticket.map(|t| t.officer_no.clone()).unwrap_or_default(),
            violations: violations
                .iter()
                .map(|v| v.code.as_str())
                .collect::<Vec<_>>()
                .join(" "),
            paper: ticket
                .and_then(|t| t.paper.clone())
                .or_else(|| {
                    state
                        .spoiled
                        .as_ref()
                        .and_then(|spoiled| spoiled.paper.clone())
                })
                .unwrap_or_default(),
            amount: calculator::whole(violations).unwrap_or_default(),
            reduced: calculator::reduced(violations).unwrap_or_default(),
            reduced_until: match calculator::reduced_term(state) {
                ReducedTerm::Until(until) => Some(until),
                _ => None,
            },
            served_on: state.service.as_ref().map(|service| service.on),
            certify_from: state.certify_from(),
            paid: state.payment().map(|paid| paid.amount).unwrap_or_default(),
            liable: state.liable.map(|liable| liable.part),
            conflict: folded.open_conflicts().next().is_some(),
            locked: folded.newer || !folded.unreadable.is_empty(),
            off: !folded.off.is_empty(),
            search: String::new(),
        };
        row.search = row.words(
            ticket
                .map(|t| t.place.community_name.as_str())
                .unwrap_or_default(),
        );
        row
    }

    fn words(&self, community_name: &str) -> String {
        let greek_plate = greek_lookalikes(&self.plate);
        let bare_plate = self.plate.replace('-', "");
        let words = [
            self.number.as_str(),
            &code_letters(&self.number),
            &self.rf,
            &self.plate,
            &greek_plate,
            &bare_plate,
            &greek_lookalikes(&bare_plate),
            &self.place,
            community_name,
            &self.officer_no,
            &self.violations,
            &self.paper,
        ];
        fold(
            &words
                .iter()
                .filter(|word| !word.is_empty())
                .copied()
                .collect::<Vec<_>>()
                .join(" "),
        )
    }
}

impl Row for FineRow {
    const TABLE: &'static str = "fine_row";
    const COLUMNS: &'static [Column] = &[
        Column::indexed("number", Kind::Text),
        Column::indexed("rf", Kind::Text),
        Column::indexed("stage", Kind::Text),
        Column::plain("offence_at", Kind::Text),
        Column::indexed("offence_on", Kind::Date),
        Column::indexed("plate", Kind::Text),
        Column::plain("plate_country", Kind::Text),
        Column::plain("place", Kind::Text),
        Column::plain("community", Kind::Text),
        Column::plain("officer_no", Kind::Text),
        Column::plain("violations", Kind::Text),
        Column::plain("paper", Kind::Text),
        Column::plain("amount", Kind::Cents),
        Column::plain("reduced", Kind::Cents),
        Column::plain("reduced_until", Kind::Date),
        Column::plain("served_on", Kind::Date),
        Column::plain("certify_from", Kind::Date),
        Column::plain("paid", Kind::Cents),
        Column::plain("liable", Kind::Id),
        Column::plain("conflict", Kind::Flag),
        Column::plain("locked", Kind::Flag),
        Column::plain("off", Kind::Flag),
        Column::plain("search", Kind::Text),
    ];

    fn values(&self) -> Vec<SqlValue> {
        vec![
            SqlValue::text(&self.number),
            SqlValue::text(&self.rf),
            SqlValue::text(self.stage.name()),
            SqlValue::text(&self.offence_at),
            SqlValue::date(self.offence_on),
            SqlValue::text(&self.plate),
            SqlValue::text(&self.plate_country),
            SqlValue::text(&self.place),
            SqlValue::text(&self.community),
            SqlValue::text(&self.officer_no),
            SqlValue::text(&self.violations),
            SqlValue::text(&self.paper),
            SqlValue::Int(self.amount.get()),
            SqlValue::cents(self.reduced),
            SqlValue::date(self.reduced_until),
            SqlValue::date(self.served_on),
            SqlValue::date(self.certify_from),
            SqlValue::Int(self.paid.get()),
            SqlValue::id(self.liable),
            SqlValue::flag(self.conflict),
            SqlValue::flag(self.locked),
            SqlValue::flag(self.off),
            SqlValue::text(&self.search),
        ]
    }
}
