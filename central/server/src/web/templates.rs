//! Texts of papers as they stand on a day, with the law behind each and whether somebody confirmed it (πρότυπα εγγράφων).
//!
//! They are filled in by the municipality in `templates.csv` and loaded with `loggia-central import`; here they are read.

use axum::extract::{RawQuery, State};
use axum::response::Response;
use loggia_cases::protocol::Register;
use loggia_cases::records::TemplateRecord;
use loggia_core::app::App;
use loggia_core::web::{Caller, Routes, Screen};
use loggia_core::{Outcome, cases};
use loggia_intake::REFERENCE_READ;
use loggia_schema::text::fold;
use loggia_ui::form::Field;
use loggia_ui::{Column, List, Query, Render as _, Row};

pub(super) fn routes() -> Routes {
    Routes::new().get("/templates", REFERENCE_READ, list)
}

async fn list(
    State(app): State<App>,
    caller: Caller,
    RawQuery(raw): RawQuery,
) -> Outcome<Response> {
    let today = caller.ctx(&app)?.today;
    let query = Query::parse(raw.as_deref().unwrap_or_default());
    let mut typed = query.read(today);
    let day = typed.day("day").unwrap_or(today);
    let findings = typed.findings();
    let reference = app.read(cases::reference).await?;
    let words = fold(query.filter("q").unwrap_or_default());
    let found: Vec<&TemplateRecord> = reference
        .templates_on(day)
        .filter(|row| fold(&format!("{} {} {}", row.code, row.title, row.body)).contains(&words))
        .collect();
    let mut table = List::new("Πρότυπα εγγράφων", "/templates", &query)
        .file("protypa")
        .filter(Field::text("q", "Κωδικός, τίτλος ή λέξη του κειμένου"))
        .filter(Field::date("day", "Ισχύει την"))
        .column(Column::text("code", "Κωδικός"))
        .column(Column::text("title", "Τίτλος"))
        .column(Column::text("paper", "Έντυπο"))
        .column(Column::text("body", "Κείμενο"))
        .column(Column::text("asked", "Ρωτά ο υπάλληλος"))
        .column(Column::text("from", "Ισχύει από"))
        .column(Column::text("basis", "Νομική βάση"))
        .column(Column::text("verified", "Επιβεβαίωση"))
        .found(u64::try_from(found.len()).unwrap_or(u64::MAX))
        .empty("Δεν υπάρχουν πρότυπα με αυτά τα φίλτρα.");
    let from = usize::try_from(query.offset()).unwrap_or(usize::MAX);
    let size = usize::try_from(query.size()).unwrap_or(usize::MAX);
    for template in found.into_iter().skip(from).take(size) {
        table = table.row(row(template));
    }
    let table = table.findings(findings);
    Ok(Screen::new("Πρότυπα εγγράφων", "/templates")
        .failed_if(table.is_refused())
        .list(table.asked(), table.render().into_string())
        .answer(&app, &caller))
}

fn row(template: &TemplateRecord) -> Row {
    let paper = match template.paper.as_str() {
        "letter" => "Επιστολή",
        "slip" => "Απόδειξη υποβολής",
        register => Register::parse(register).map_or("", Register::greek),
    };
    let verified = if template.verified {
        "Επιβεβαιωμένο"
    } else {
        "Προς επιβεβαίωση"
    };
    Row::plain(template.code.as_str())
        .cell(template.title.as_str())
        .cell(paper)
        .cell(template.body.as_str())
        .cell(template.asked().join(", "))
        .cell(template.valid_from)
        .cell(template.legal_basis.as_str())
        .cell(verified)
}
