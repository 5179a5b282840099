//! Handwritten tickets, typed from their block: when, which plate, what, where.

use crate::pages::slips::{CROSSED_OUT, Kind, Typed};
use crate::server::window::Desk;
use loggia_cases::fine::ServiceKind;
use loggia_cases::number::Series;
use loggia_cases::records::Desk as DeskKind;
use loggia_node::NodeError;
use loggia_node::commands::{FineIssue, FineSpoil, PickInput, ServiceInput};
use loggia_schema::message::{Code, Finding, input};
use loggia_schema::text::fold;
use loggia_ui::cases::slips::{Cell, Slips};
use loggia_ui::{Markup, html};

/// Handwritten tickets.
pub(super) struct Handwritten;

impl Kind for Handwritten {
    const SERIES: Series = Series::Fine;
    const DESK: DeskKind = DeskKind::Police;
    const PATH: &'static str = "/fines/paper";
    const TITLE: &'static str = "Χάρτινες κλήσεις";
    const ABOVE: (&'static str, &'static str) = ("Κλήσεις", "/fines");
    const SLIPS: Slips = Slips {
        cells: &[
            Cell::new("date", "Ημερομηνία", 9).read_as("date"),
            Cell::new("time", "Ώρα", 5),
            Cell::new("plate", "Πινακίδα", 10),
            Cell::new("violation", "Παράβαση", 8).with_list("slip-violations"),
            Cell::new("street", "Οδός", 18),
        ],
        tick: Some(("left", "Στο όχημα")),
    };

    fn record(
        desk: &mut Desk<'_>,
        key: &str,
        typed: &Typed<'_>,
        confirmed: Vec<Code>,
    ) -> Result<String, NodeError> {
        let (date, time) = (typed.cell(0), typed.cell(1));
        let missing: Vec<Finding> = [("date", &date), ("time", &time)]
            .into_iter()
            .filter(|(_, text)| text.is_empty())
            .map(|(field, _)| Finding::new(input::EMPTY).on(field))
            .collect();
        if !missing.is_empty() {
            return Err(missing.into());
        }
        let scope = desk.session.scope_for(DeskKind::Police, None)?;
        let reference = desk.session.reference(&scope)?;
        let wanted = fold(&typed.cell(3));
        let mut known = reference.violations_on(desk.today());
        let known = known.find(|violation| fold(&violation.code) == wanted);
        let code = known.map_or_else(|| typed.cell(3), |violation| violation.code.clone());
        let picks = (!code.is_empty()).then_some(PickInput { code, step: 1 });
        let input = FineIssue {
            date: date.clone(),
            time,
            plate: typed.cell(2),
            street: typed.cell(4),
            community: desk.session.user().place.clone().unwrap_or_default(),
            violations: picks.into_iter().collect(),
            paper: typed.sheet.to_owned(),
            service: typed.ticked.then(|| ServiceInput {
                kind: ServiceKind::Windscreen,
                date,
                proof: String::new(),
            }),
            confirmed,
            ..FineIssue::default()
        };
        Ok(desk.session.fine_issue(key, &input)?.number)
    }

    fn spoil(desk: &mut Desk<'_>, key: &str, sheet: &str) -> Result<String, NodeError> {
        let input = FineSpoil {
            which: None,
            scope: None,
            reason: CROSSED_OUT.to_owned(),
            paper: sheet.to_owned(),
        };
        Ok(desk.session.fine_spoil(key, &input)?.number)
    }

    fn cell(field: &str) -> &'static str {
        match field {
            "date" | "served_on" | "service" | "late_reason" => "date",
            "time" => "time",
            "plate" | "country" | "vehicle" => "plate",
            "violation" | "violations" => "violation",
            "street" | "street_no" | "community" | "place" => "street",
            _ => "no",
        }
    }

    fn suggestions(desk: &mut Desk<'_>) -> Result<Markup, NodeError> {
        let scope = desk.session.scope_for(DeskKind::Police, None)?;
        let reference = desk.session.reference(&scope)?;
        Ok(html! {
            datalist id="slip-violations" {
                @for violation in reference.violations_on(desk.today()) {
                    option value=(violation.code) { (violation.text) }
                }
            }
        })
    }
}
