//! «Διαγράμματα»: what the subsystems count, drawn for a span of days, with every figure in a table behind it.

use axum::extract::{RawQuery, State};
use axum::response::Response;
use jiff::ToSpan as _;
use loggia_core::Outcome;
use loggia_core::app::App;
use loggia_core::subsystem::{Figures, PlotOf, PlotUnit};
use loggia_core::web::{Access, Caller, Routes, Screen};
use loggia_schema::message::{Finding, web};
use loggia_ui::plot::{Plot, Series, Shape, Unit};
use loggia_ui::{Field, List, Query, html};

/// Days shown when nothing is asked for.
const USUAL: i64 = 30;
/// Most days of a span.
const MOST: i32 = 366;

pub(super) fn routes() -> Routes {
    Routes::new().get("/plots", Access::SignedIn, page)
}

async fn page(
    State(app): State<App>,
    caller: Caller,
    RawQuery(raw): RawQuery,
) -> Outcome<Response> {
    let today = caller.ctx(&app)?.today;
    let query = Query::parse(raw.as_deref().unwrap_or_default());
    let mut typed = query.read(today);
    let (from, to) = typed.days("from", "to");
    let mut findings = typed.findings();
    let to = to.unwrap_or(today);
    let from = from.unwrap_or_else(|| to.saturating_sub((USUAL - 1).days()));
    if findings.is_empty() && (to - from).get_days() >= MOST {
        findings.push(Finding::new(web::SPAN_LONG).with("days", MOST).on("to"));
    }
    // The filters are those of every list; the plots stand where its rows would.
    let filters = List::new("Διαγράμματα", "/plots", &query)
        .filter(Field::date("from", "Από"))
        .filter(Field::date("to", "Έως"))
        .findings(findings);
    let plots: Vec<PlotOf> = if filters.is_refused() {
        Vec::new()
    } else {
        let all = app
            .subsystems()
            .iter()
            .flat_map(|subsystem| subsystem.plots);
        all.filter(|plot| caller.may(plot.right)).copied().collect()
    };
    let figures = app
        .read(move |tx| {
            let mut figures = Vec::new();
            for plot in &plots {
                figures.push((*plot, (plot.run)(tx, from, to)?));
            }
            Ok(figures)
        })
        .await?;
    let body = html! {
        (filters.filter_panel())
        p { "Από " strong { (loggia_ui::format::date(from)) } " έως " strong { (loggia_ui::format::date(to)) } }
        @for (plot, figures) in figures { (drawn(plot, figures)) }
    };
    Ok(Screen::new("Διαγράμματα", "/plots")
        .failed_if(filters.is_refused())
        .body(body.into_string())
        .answer(&app, &caller))
}

fn drawn(plot: PlotOf, figures: Figures) -> Plot {
    let series = figures.series.into_iter();
    Plot {
        id: plot.name.to_owned(),
        title: plot.title.to_owned(),
        axis: plot.axis.to_owned(),
        labels: figures.labels,
        series: series
            .map(|(name, values)| Series { name, values })
            .collect(),
        unit: match plot.unit {
            PlotUnit::Euro => Unit::Euro,
            PlotUnit::Count => Unit::Count,
            PlotUnit::CubicMetres => Unit::CubicMetres,
        },
        shape: if plot.over_time {
            Shape::Line
        } else {
            Shape::Bars
        },
    }
}
