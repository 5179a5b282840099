//! «Αναζήτηση»: one box over cases and debts; accents, capitals and look-alike letters do not matter.

use crate::pages::menu::CaseWords;
use crate::pages::requests::list::{Lookup, typed};
use crate::pages::shown::badge_of_row;
use crate::server::answer::Answer;
use crate::server::window::{Desk, Window};
use axum::extract::Path;
use axum::response::Response;
use loggia_cases::CaseKind;
use loggia_node::NodeError;
use loggia_node::commands::Which;
use loggia_node::queries::{ListFilter, ListRow, Payable};
use loggia_schema::message::{Finding, web};
use loggia_ui::{Cell, Column, Field, List, Notice, Query, Row};

/// The page.
pub async fn page(window: Window) -> Response {
    window.page(draw).await
}

/// Leads to the screen of a case, whatever its kind.
pub async fn case(Path(doc): Path<String>, window: Window) -> Response {
    window
        .page(move |desk| {
            let shown = desk.session.show(&Which::parse(&doc))?;
            Ok(Answer::See(CaseWords::href(
                shown.kind,
                &shown.doc.to_string(),
            )))
        })
        .await
}

fn draw(desk: &mut Desk<'_>) -> Result<Answer, NodeError> {
    let query = desk.query.clone();
    let words = query.filter("q").unwrap_or_default().trim().to_owned();
    let short = words.chars().count() < 2;
    let (mut cases, mut debts, mut total) = (Vec::new(), Vec::new(), 0);
    if !short {
        let (offset, limit) = (
            u32::try_from(query.offset()).unwrap_or(u32::MAX),
            u32::try_from(query.size()).unwrap_or(50),
        );
        let found = desk.session.list(&ListFilter {
            words: words.clone(),
            offset,
            limit,
            ..ListFilter::default()
        })?;
        (cases, total) = (found.rows, found.total);
        debts = desk.session.payables(&words)?;
    }
    let around = cases
        .iter()
        .any(|case| case.kind == CaseKind::REQUEST)
        .then(|| Lookup::of(desk))
        .transpose()?;
    let list = list(&query, &cases, total, around.as_ref())?;
    let debts = (!debts.is_empty()).then(|| debt_list(&query, &debts));
    let asked = list.asked().or_else(|| debts.as_ref()?.asked());
    if let Some(part) = asked {
        return Ok(Answer::Part(part));
    }
    let mut page = desk.titled("Αναζήτηση").crumb("Οι εργασίες μου", "/");
    if short && !words.is_empty() {
        page = page.notice(Notice::error(&Finding::new(web::SEARCH_SHORT)));
    }
    page = page.body(&list);
    if let Some(debts) = &debts {
        page = page.body(debts);
    }
    Ok(Answer::Page(page.render()))
}

fn list<'a>(
    query: &'a Query,
    cases: &[ListRow],
    total: u64,
    around: Option<&Lookup>,
) -> Result<List<'a>, NodeError> {
    let mut list = List::new("Υποθέσεις", "/search", query)
        .file("ypotheseis")
        .filter(Field::text("q", "Αριθμός, πινακίδα, όνομα, τόπος ή κωδικός πληρωμής").focused())
        .column(Column::text("number", "Αριθμός"))
        .column(Column::text("kind", "Είδος"))
        .column(Column::text("about", "Αφορά"))
        .column(Column::text("at", "Πότε"))
        .column(Column::text("stage", "Στάδιο"))
        .column(Column::text("step", "Τελευταίο βήμα"))
        .column(Column::text("phone", "Χειριστής, τηλέφωνο"))
        .column(Column::amount("amount", "Ποσό"))
        .column(Column::text("badge", "Κέντρο"))
        .empty("Γράψτε τουλάχιστον 2 χαρακτήρες στο πεδίο της αναζήτησης.")
        .found(total);
    for case in cases {
        let at: Option<jiff::civil::DateTime> = case.at.parse().ok();
        let row = Row::new(
            CaseWords::label(case),
            CaseWords::href(case.kind, &case.doc.to_string()),
        )
        .cell(CaseWords::of(case.kind).map(|words| words.word))
        .cell(CaseWords::about(case))
        .cell(at)
        .cell(Cell::tag(CaseWords::stage_of(case)));
        let (step, phone) = match around {
            Some(around) if case.kind == CaseKind::REQUEST => around.answer(&typed(case)?),
            _ => (String::new(), String::new()),
        };
        let row = row
            .cell(step)
            .cell(phone)
            .cell(if case.amount.is_zero() {
                Cell::Empty
            } else {
                Cell::Amount(case.amount)
            })
            .cell(badge_of_row(case));
        list = list.row(row);
    }
    Ok(list)
}

fn debt_list<'a>(query: &'a Query, debts: &[Payable]) -> List<'a> {
    let mut list = List::new("Οφειλές", "/search", query)
        .file("ofeiles")
        .column(Column::text("number", "Αριθμός"))
        .column(Column::text("debtor", "Οφειλέτης"))
        .column(Column::amount("due", "Πληρωτέο σήμερα"))
        .column(Column::text("as_of", "Υπόλοιπο έως"));
    for debt in debts {
        let href = format!(
            "/receipts/new?q={}",
            loggia_ui::query::encode(debt.record.rf.as_str())
        );
        let row = Row::new(debt.record.number.as_str(), href)
            .cell(debt.record.debtor.as_str())
            .cell(debt.due)
            .cell(loggia_schema::calendar::local_date_time(debt.as_of));
        list = list.row(row);
    }
    list
}
