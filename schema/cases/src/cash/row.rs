//! The row of a cash day: what lists and the desk's screen show.

use super::state::{CashDayState, Stage};
use crate::case::Folded;
use crate::row::{Column, Kind, Row, SqlValue};
use loggia_schema::calendar::{Date, greek_date};
use loggia_schema::ids::{DeviceKey, UserId};
use loggia_schema::money::Cents;
use loggia_schema::text::fold;
use serde::{Deserialize, Serialize};

/// Raised with every change of a column's meaning; stores rebuild rows of another version.
pub const ROW_VERSION: u32 = 1;

/// One cash day in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CashDayRow {
    /// What people call it: «25/11/2026», with the shift from the second one on.
    pub number: String,
    /// Where it stands.
    pub stage: Stage,
    /// Its day.
    pub day: Option<Date>,
    /// Shift on that day.
    pub shift: u16,
    /// Local time of opening, `2026-11-25T08:00`.
    pub opened_at: String,
    /// Who holds or held the box.
    pub holder: Option<UserId>,
    /// Who shall take it over.
    pub offered: Option<UserId>,
    /// The device whose box it is.
    pub device: Option<DeviceKey>,
    /// Code of the place of the desk.
    pub place: String,
    /// Float and explained differences: what is inside besides the cash of the receipts.
    pub base: Cents,
    /// Receipts, once closed.
    pub receipts: u32,
    /// Cash of the receipts, once closed.
    pub cash: Cents,
    /// Cards, once closed.
    pub card: Cents,
    /// What was counted at the end, or by the giver while it waits for the receiver.
    pub counted: Cents,
    /// Shortage (below zero) or surplus over the whole day, handovers included.
    pub difference: Cents,
    /// What went to the bank.
    pub deposit: Cents,
    /// What stayed as the next float.
    pub left: Cents,
    /// True if a receipt opened it.
    pub by_receipt: bool,
    /// True if the case waits for a person: open conflicts.
    pub conflict: bool,
    /// True if the case is only shown: newer or unreadable events.
    pub locked: bool,
    /// True if the centre switched an event of it off.
    pub off: bool,
    /// Folded search text.
    pub search: String,
}

impl CashDayRow {
    /// The row of a folded cash day.
    pub fn of(folded: &Folded<CashDayState>) -> CashDayRow {
        let state = &folded.state;
        let opened = state.opened.as_deref();
        let closed = state.closed.as_ref().map(|(_, closed)| closed.as_ref());
        let number = opened.map(|o| name(o.day, o.shift)).unwrap_or_default();
        let explained = state.explained().unwrap_or_default();
        let of_closing =
            |amount: fn(&super::Closed) -> Cents| closed.map(amount).unwrap_or_default();
        CashDayRow {
            search: fold(&number),
            number,
            stage: state.stage,
            day: opened.map(|o| o.day),
            shift: opened.map(|o| o.shift).unwrap_or_default(),
            opened_at: opened
                .map(|o| o.at.strftime("%Y-%m-%dT%H:%M").to_string())
                .unwrap_or_default(),
            holder: state.holder,
            offered: state.offered.as_ref().map(|(_, handed)| handed.to),
            device: opened.map(|o| o.device),
            place: opened.map(|o| o.place.clone()).unwrap_or_default(),
            base: state.expected(Cents::ZERO).unwrap_or_default(),
            receipts: closed.map(|c| c.summary.receipts).unwrap_or_default(),
            cash: of_closing(|c| c.summary.cash),
            card: of_closing(|c| c.summary.card),
            counted: match &state.offered {
                Some((_, handed)) => handed.counted,
                None => of_closing(|c| c.counted),
            },
            difference: explained
                .plus(of_closing(|c| c.difference))
                .unwrap_or(explained),
            deposit: of_closing(|c| c.deposit),
            left: of_closing(|c| c.left),
            by_receipt: opened.is_some_and(|o| o.by_receipt),
            conflict: folded.open_conflicts().next().is_some(),
            locked: folded.newer || !folded.unreadable.is_empty(),
            off: !folded.off.is_empty(),
        }
    }
}

/// «25/11/2026», «25/11/2026, βάρδια 2».
pub fn name(day: Date, shift: u16) -> String {
    match shift {
        0 | 1 => greek_date(day),
        _ => format!("{}, βάρδια {shift}", greek_date(day)),
    }
}

impl Row for CashDayRow {
    const TABLE: &'static str = "cash_day_row";
    const COLUMNS: &'static [Column] = &[
        Column::plain("number", Kind::Text),
        Column::indexed("stage", Kind::Text),
        Column::indexed("day", Kind::Date),
        Column::plain("opened_at", Kind::Text),
        Column::plain("holder", Kind::Id),
        Column::plain("device", Kind::Id),
        Column::plain("place", Kind::Text),
        Column::plain("cash", Kind::Cents),
        Column::plain("card", Kind::Cents),
        Column::plain("difference", Kind::Cents),
        Column::plain("deposit", Kind::Cents),
        Column::plain("conflict", Kind::Flag),
        Column::plain("locked", Kind::Flag),
        Column::plain("off", Kind::Flag),
        Column::plain("search", Kind::Text),
    ];

    fn values(&self) -> Vec<SqlValue> {
        vec![
            SqlValue::text(&self.number),
            SqlValue::text(self.stage.name()),
            SqlValue::date(self.day),
            SqlValue::text(&self.opened_at),
            SqlValue::id(self.holder),
            SqlValue::id(self.device),
            SqlValue::text(&self.place),
            SqlValue::Int(self.cash.get()),
            SqlValue::Int(self.card.get()),
            SqlValue::Int(self.difference.get()),
            SqlValue::Int(self.deposit.get()),
            SqlValue::flag(self.conflict),
            SqlValue::flag(self.locked),
            SqlValue::flag(self.off),
            SqlValue::text(&self.search),
        ]
    }
}
