//! One cash day: how it began and ended, its receipts, its papers.

use crate::pages::shown::{Held, word};
use crate::server::answer::Answer;
use crate::server::window::Window;
use axum::extract::Path;
use axum::response::Response;
use loggia_cases::CaseKind;
use loggia_cases::cash::{CashDay, CashDayState, Stage};
use loggia_node::NodeError;
use loggia_node::commands::Which;
use loggia_node::queries::{CashSheet, Shown};
use loggia_schema::message::storage;
use loggia_ui::record::Action;
use loggia_ui::{Cell, Column, List, Notice, Query, Record, Row, Section, cases};

/// The page; `?new=1` says that it was just closed.
pub async fn page(Path(doc): Path<String>, window: Window) -> Response {
    window
        .page(move |desk| {
            let shown = desk.session.show(&Which::parse(&doc))?;
            if shown.kind != CaseKind::CASH_DAY {
                return Err(NodeError::refuse(storage::DOCUMENT_MISSING));
            }
            let sheet = desk.session.cash_sheet(&shown.doc)?;
            let sheet = sheet.ok_or(NodeError::refuse(storage::DOCUMENT_MISSING))?;
            let held = Held::of(desk, &shown)?;
            let record = held.record::<CashDay>(desk, &shown, cases::cash::record)?;
            let query = Query::default();
            let record = record.section(Section::new("Διπλότυπα").block(receipts(&sheet, &query)));
            let record = with_papers(record, &shown)?;
            let mut page = desk
                .titled(format!("Ταμειακή ημέρα {}", shown.number))
                .crumb("Ταμειακές ημέρες", "/cash/days");
            if desk.query.filter("new").is_some() {
                page = page.notice(closed(&sheet));
            }
            Ok(Answer::Page(page.body(&record).render()))
        })
        .await
}

/// What was just closed, and whether the centre has everything of it.
fn closed(sheet: &CashSheet) -> Notice {
    let rest = match sheet.waiting {
        0 => "Όλα τα διπλότυπά της βρίσκονται στο Κέντρο.".to_owned(),
        n => format!(
            "{} στο Κέντρο.",
            loggia_schema::message::plural(
                n,
                "διπλότυπο δεν είναι ακόμη",
                "διπλότυπα δεν είναι ακόμη"
            )
        ),
    };
    Notice::success(format!(
        "Η ταμειακή ημέρα {} έκλεισε. {rest}",
        sheet.held.row.number
    ))
}

fn receipts<'q>(sheet: &CashSheet, query: &'q Query) -> List<'q> {
    let mut list = List::new("Διπλότυπα της ημέρας", "/cash", query)
        .column(Column::text("number", "Αριθμός"))
        .column(Column::text("subjects", "Αιτία"))
        .column(Column::text("stage", "Στάδιο"))
        .column(Column::amount("total", "Σύνολο"))
        .column(Column::text("badge", "Κέντρο"))
        .empty("Δεν έχει εκδοθεί διπλότυπο από αυτό το ταμείο.");
    for line in &sheet.receipts {
        let row = Row::new(line.row.number.as_str(), format!("/receipts/{}", line.doc))
            .cell(line.row.subjects.as_str())
            .cell(Cell::tag(line.row.stage.greek()))
            .cell(line.row.total)
            .cell(line.badge.map(word));
        list = list.row(row);
    }
    list
}

/// The papers of the day: its sheet and its deposit once it is closed, each handover that happened.
fn with_papers(record: Record, shown: &Shown) -> Result<Record, NodeError> {
    let state = crate::papers::state::<CashDayState>(&shown.folded)?;
    let doc = shown.doc;
    let mut record = record;
    if state.stage == Stage::Closed {
        record = record.action(
            Action::pdf("Ημερήσιο φύλλο", format!("/cases/{doc}/print?sheet=day")).primary(),
        );
        let deposit = state.closed.as_ref().map(|(_, closed)| closed.deposit);
        if deposit.is_some_and(|deposit| !deposit.is_zero()) {
            record = record.action(Action::pdf(
                "Γραμμάτιο κατάθεσης",
                format!("/cases/{doc}/print?sheet=deposit"),
            ));
        }
    }
    if !state.handovers.is_empty() {
        record = record.action(Action::pdf(
            "Πρωτόκολλο παράδοσης",
            format!("/cases/{doc}/print?sheet=handover"),
        ));
    }
    Ok(record)
}
