//! «Εκτυπωτές» and «Ουρά εκτύπωσης»: which printer takes which paper, what is on its way, what was not taken.

use super::menu::{BRANCHES, CaseWords};
use super::print::{media, paper, size};
use crate::papers::Sheet;
use crate::printing::deliver;
use crate::server::answer::{self, Answer};
use crate::server::typed::Typed;
use crate::server::window::{Desk, Window};
use axum::response::Response;
use jiff::Timestamp;
use loggia_cases::CaseKind;
use loggia_node::NodeError;
use loggia_node::commands::Which;
use loggia_node::printing::{PrintLine, PrintState};
use loggia_schema::calendar::local_date_time;
use loggia_schema::message::{Finding, web};
use loggia_ui::{Cell, Choice, Column, Field, Form, List, Notice, Row, Values, html};

const SHEETS: [Sheet; 2] = [Sheet::Page, Sheet::Roll];

/// The printers of every paper.
pub async fn page(window: Window) -> Response {
    let printers = window.app.spooler().printers().await;
    window
        .page(move |desk| {
            let values = stored(desk)?;
            draw(desk, &printers, (&values, &[]))
        })
        .await
}

/// Sets them.
pub async fn set(window: Window, Typed(values): Typed) -> Response {
    let printers = window.app.spooler().printers().await;
    window
        .page(move |desk| {
            let findings = unknown(&values, &printers);
            if !findings.is_empty() {
                return draw(desk, &printers, (&values, &findings));
            }
            for words in papers() {
                let usual = Sheet::named(values.get(&usual_field(words.kind)));
                let mut chosen: Vec<(String, String)> = SHEETS
                    .into_iter()
                    .filter_map(|sheet| {
                        let printer = values.filled(&field(words.kind, sheet))?;
                        Some((sheet.name().to_owned(), printer.to_owned()))
                    })
                    .collect();
                chosen.sort_by_key(|(sheet, _)| sheet != usual.name());
                desk.session.set_printers(&paper(words.kind), &chosen)?;
            }
            Ok(Answer::See("/printers?set=1".to_owned()))
        })
        .await
}

/// The queue.
pub async fn queue(window: Window) -> Response {
    window
        .page(|desk| {
            let query = desk.query.clone();
            let lines = desk.session.print_queue()?;
            let failed = lines.iter().any(|line| line.state == PrintState::Failed);
            let mut list = List::new("Ουρά εκτύπωσης", "/prints", &query)
                .file("ektyposeis")
                .column(Column::text("number", "Έγγραφο"))
                .column(Column::text("printer", "Εκτυπωτής"))
                .column(Column::text("what", "Τι"))
                .column(Column::text("state", "Κατάσταση"))
                .column(Column::amount("tries", "Προσπάθειες"))
                .column(Column::text("at", "Ζητήθηκε"))
                .empty("Δεν έχει σταλεί έγγραφο σε εκτυπωτή.");
            for line in &lines {
                list = list.row(row(line));
            }
            let retry = html! {
                @if failed {
                    form method="post" action="/prints/retry" {
                        button.govgr-btn.govgr-btn-primary data-command="" { "Επανάληψη όσων δεν τυπώθηκαν" }
                    }
                }
            };
            let page = desk.titled("Ουρά εκτύπωσης").crumb("Οι εργασίες μου", "/");
            Ok(Answer::list(page.body(&retry), &list))
        })
        .await
}

/// Sends what was not taken again: the same stored papers.
pub async fn retry(window: Window) -> Response {
    let (app, actor) = (window.app.clone(), window.actor.clone());
    let who = actor.clone();
    let waiting = app
        .office()
        .run(move |node| {
            let mut session = node.session(&who)?;
            let mut waiting = Vec::new();
            for line in session.print_queue()? {
                if line.state != PrintState::Sent {
                    let kind = session.show(&Which::Doc(line.doc))?.kind;
                    waiting.push((line.no, media(kind, Sheet::named(&line.sheet))));
                }
            }
            Ok(waiting)
        })
        .await;
    match waiting {
        Ok(waiting) => {
            for (no, media) in waiting {
                deliver(&app, &actor, no, media);
            }
            answer::see_other("/prints")
        }
        Err(error) => window.page(|_| Err(error)).await,
    }
}

fn row(line: &PrintLine) -> Row {
    let refused = Finding::new(web::PRINTER_SILENT)
        .with("printer", &line.printer)
        .with("answer", &line.answer);
    let state = match line.state {
        PrintState::Waiting => Cell::tag("στέλνεται"),
        PrintState::Sent => Cell::tag("στάλθηκε"),
        PrintState::Failed => Cell::Text(refused.greek()),
    };
    let at = Timestamp::from_microsecond(line.at).unwrap_or(Timestamp::UNIX_EPOCH);
    Row::new(line.title.as_str(), super::tasks::case(&line.doc))
        .cell(line.printer.as_str())
        .cell(if line.copy {
            "αντίγραφο"
        } else {
            "πρωτότυπο"
        })
        .cell(state)
        .cell(u64::from(line.tries))
        .cell(local_date_time(at))
}

fn papers() -> impl Iterator<Item = &'static CaseWords> {
    BRANCHES.iter().filter_map(|branch| branch.case.as_ref())
}

fn field(kind: CaseKind, sheet: Sheet) -> String {
    format!("printer-{}-{}", kind.0, sheet.name())
}

fn usual_field(kind: CaseKind) -> String {
    format!("usual-{}", kind.0)
}

fn stored(desk: &mut Desk<'_>) -> Result<Values, NodeError> {
    let mut values = Values::default();
    for words in papers() {
        let name = paper(words.kind);
        for sheet in SHEETS {
            if let Some(printer) = desk.session.printer(&name, sheet.name())? {
                values = values.with(field(words.kind, sheet), printer);
            }
        }
        let usual = desk.session.usual_printer(&name)?;
        let usual = usual.map_or_else(|| Sheet::Page.name().to_owned(), |(sheet, _)| sheet);
        values = values.with(usual_field(words.kind), usual);
    }
    Ok(values)
}

/// Printers that this device does not have. The finding is of the form: its fields are named as it runs.
fn unknown(values: &Values, printers: &[String]) -> Vec<Finding> {
    let chosen = values
        .pairs()
        .filter(|(name, value)| name.starts_with("printer-") && !value.is_empty());
    chosen
        .filter(|(_, value)| !printers.iter().any(|printer| printer == value))
        .map(|(_, value)| Finding::new(web::PRINTER_UNKNOWN).with("printer", value))
        .collect()
}

fn draw(
    desk: &Desk<'_>,
    printers: &[String],
    (values, findings): (&Values, &[Finding]),
) -> Result<Answer, NodeError> {
    let choices = || {
        printers
            .iter()
            .map(|name| Choice::new(name, name))
            .collect::<Vec<_>>()
    };
    let mut form = Form::new("/printers", "Αποθήκευση").note(if printers.is_empty() {
        "Το σύστημα αυτής της συσκευής δεν έχει εκτυπωτές: τα έγγραφα ανοίγουν ως PDF."
    } else {
        "Ένα έγγραφο με εκτυπωτή τυπώνεται χωρίς ερώτηση. Χωρίς εκτυπωτή ανοίγει ως PDF."
    });
    for words in papers() {
        form = form.group(format!("Έγγραφο: {}", words.word));
        for sheet in SHEETS {
            let label = format!("Εκτυπωτής για {}", size(words.kind, sheet));
            form = form.field(Field::select(field(words.kind, sheet), label, choices()));
        }
        let sheets = SHEETS.map(|sheet| Choice::new(sheet.name(), size(words.kind, sheet)));
        form = form.field(Field::radios(
            usual_field(words.kind),
            "Συνήθης εκτύπωση",
            sheets.to_vec(),
        ));
    }
    let form = form.values(values).findings(findings);
    let mut page = desk.titled("Εκτυπωτές").crumb("Οι εργασίες μου", "/");
    if desk.query.filter("set").is_some() {
        page = page.notice(Notice::success("Οι εκτυπωτές ορίστηκαν."));
    }
    Ok(Answer::form(page.body(&form), findings))
}
