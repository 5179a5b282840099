//! Handwritten receipts, typed from their block: a debt or a fee of the catalogue, in cash.

use crate::pages::slips::{CROSSED_OUT, Kind, Typed};
use crate::server::window::Desk;
use loggia_cases::number::Series;
use loggia_cases::records::Desk as DeskKind;
use loggia_node::NodeError;
use loggia_node::commands::{LineInput, MeansInput, PayerInput, ReceiptIssue, ReceiptSpoil};
use loggia_schema::message::Code;
use loggia_schema::text::fold;
use loggia_ui::cases::slips::{Cell, Slips};
use loggia_ui::{Markup, html};

/// Handwritten receipts.
pub(super) struct Handwritten;

impl Kind for Handwritten {
    const SERIES: Series = Series::Receipt;
    const DESK: DeskKind = DeskKind::Counter;
    const PATH: &'static str = "/receipts/paper";
    const TITLE: &'static str = "Χάρτινα διπλότυπα";
    const ABOVE: (&'static str, &'static str) = ("Διπλότυπα", "/receipts");
    const SLIPS: Slips = Slips {
        cells: &[
            Cell::new("date", "Ημερομηνία", 9).read_as("date"),
            Cell::new("code", "Οφειλή ή έσοδο", 18).with_list("slip-fees"),
            Cell::new("quantity", "Ποσότητα", 4),
            Cell::new("amount", "Ποσό", 8).read_as("amount"),
            Cell::new("payer", "Καταβάλλων", 18),
        ],
        tick: None,
    };

    fn record(
        desk: &mut Desk<'_>,
        key: &str,
        typed: &Typed<'_>,
        confirmed: Vec<Code>,
    ) -> Result<String, NodeError> {
        let scope = desk.session.scope_for(DeskKind::Counter, None)?;
        let reference = desk.session.reference(&scope)?;
        let code = typed.cell(1);
        let wanted = fold(&code);
        let mut fees = reference.fees_on(desk.today());
        let fee = fees.find(|fee| fold(&fee.code) == wanted);
        let fee = fee.map(|fee| fee.code.clone()).unwrap_or_default();
        let line = LineInput {
            code: if fee.is_empty() { code } else { String::new() },
            fee,
            quantity: typed.cell(2),
            amount: typed.cell(3),
            ..LineInput::default()
        };
        let name = typed.cell(4);
        let input = ReceiptIssue {
            lines: vec![line],
            payer: (!name.is_empty()).then(|| PayerInput {
                name,
                ..PayerInput::default()
            }),
            means: MeansInput::Cash,
            paper: typed.sheet.to_owned(),
            date: typed.cell(0),
            confirmed,
            ..ReceiptIssue::default()
        };
        Ok(desk.session.receipt_issue(key, &input)?.number)
    }

    fn spoil(desk: &mut Desk<'_>, key: &str, sheet: &str) -> Result<String, NodeError> {
        let input = ReceiptSpoil {
            scope: None,
            reason: CROSSED_OUT.to_owned(),
            paper: sheet.to_owned(),
        };
        Ok(desk.session.receipt_spoil(key, &input)?.number)
    }

    fn cell(field: &str) -> &'static str {
        match field {
            "date" | "time" => "date",
            "amount" | "total" | "lines.0.amount" => "amount",
            "quantity" | "lines.0.quantity" => "quantity",
            "name" | "payer" | "afm" => "payer",
            "number" | "lines" | "lines.0.code" | "lines.0.fee" => "code",
            _ => "no",
        }
    }

    fn suggestions(desk: &mut Desk<'_>) -> Result<Markup, NodeError> {
        let scope = desk.session.scope_for(DeskKind::Counter, None)?;
        let reference = desk.session.reference(&scope)?;
        Ok(html! {
            datalist id="slip-fees" {
                @for fee in reference.fees_on(desk.today()) { option value=(fee.code) { (fee.title) } }
            }
        })
    }
}
