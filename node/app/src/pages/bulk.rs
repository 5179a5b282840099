//! Many papers at once: the rows ticked in a list, what will be printed and what not, then a job.

use super::jobs::href;
use super::menu::CaseWords;
use super::print::{printer, queued};
use crate::jobs::{self, Ended, Run};
use crate::server::App;
use crate::server::answer::{self, Answer};
use crate::server::typed::Typed;
use crate::server::window::{Desk, Window};
use axum::response::Response;
use loggia_node::commands::Which;
use loggia_node::jobs::Outcome;
use loggia_node::{Actor, NodeError};
use loggia_schema::message::{Finding, web};
use loggia_ui::Values;
use loggia_ui::bulk::{Chosen, MOST, Preview};
use loggia_ui::format::count;

/// What a list offers for its ticked rows.
pub(super) fn print() -> loggia_ui::Bulk {
    loggia_ui::Bulk::new("/prints/preview", "Εκτύπωση επιλεγμένων")
}

/// What will be printed, and what not.
pub async fn preview(window: Window, Typed(values): Typed) -> Response {
    window
        .page(move |desk| {
            let chosen = chosen(desk, &values)?;
            let mut back = "/";
            for one in &chosen {
                if let Ok(shown) = desk.session.show(&Which::parse(&one.key)) {
                    back = CaseWords::of(shown.kind).map_or(back, |words| words.path);
                }
            }
            let preview = Preview::new("/prints/many", "Εκτύπωση", back, &chosen);
            let page = desk.titled("Προεπισκόπηση εκτύπωσης").crumb("Λίστα", back);
            Ok(Answer::Page(page.body(&preview).render()))
        })
        .await
}

/// Prints them, as a job. What cannot be printed by now is left out with its reason.
pub async fn many(window: Window, Typed(values): Typed) -> Response {
    let docs: Vec<String> = values.all("row").take(MOST).map(doc_of).collect();
    let (app, actor) = (window.app.clone(), window.actor.clone());
    let title = format!("Εκτύπωση {} εγγράφων", docs.len());
    let work = move |run| printed(app, actor, docs, run);
    match jobs::start(&window.app, &window.actor, title, work).await {
        Ok(no) => answer::see_other(&href(no)),
        Err(error) => window.page(|_| Err(error)).await,
    }
}

async fn printed(app: App, actor: Actor, docs: Vec<String>, run: Run) -> Result<Ended, NodeError> {
    let total = u64::try_from(docs.len()).unwrap_or(u64::MAX);
    let (mut done, mut failures) = (0, Vec::new());
    for (at, doc) in docs.into_iter().enumerate() {
        if let Err(stopped) = run.step((u64::try_from(at).unwrap_or(0), total)) {
            failures.push(("Εργασία".to_owned(), stopped));
            break;
        }
        match queued(&app, &actor, doc.clone(), None).await {
            Ok(_) => done += 1,
            Err(error) => {
                failures.extend(error.findings().into_iter().map(|why| (doc.clone(), why)))
            }
        }
    }
    let outcome = Outcome {
        lines: vec![("Στάλθηκαν σε εκτυπωτή".to_owned(), count(done))],
        failures,
        next: Some(("Ουρά εκτύπωσης".to_owned(), "/prints".to_owned())),
    };
    Ok((outcome, None))
}

/// The document of a row's key, which is the document itself or the address of its screen.
fn doc_of(key: &str) -> String {
    key.rsplit('/').next().unwrap_or(key).to_owned()
}

/// The ticked rows.
fn chosen(desk: &mut Desk<'_>, values: &Values) -> Result<Vec<Chosen>, NodeError> {
    let mut chosen = Vec::new();
    for key in values.all("row").take(MOST) {
        let doc = doc_of(key);
        let shown = match desk.session.show(&Which::parse(&doc)) {
            Ok(shown) => shown,
            Err(error) => {
                let refused = error.findings().into_iter().next();
                chosen.push(Chosen {
                    key: doc.clone(),
                    title: doc,
                    amount: None,
                    refused,
                });
                continue;
            }
        };
        let refused = if desk.session.paper(&Which::Doc(shown.doc)).is_err() {
            Some(Finding::new(web::NOTHING_PRINTED))
        } else {
            let set = printer(&mut desk.session, shown.kind, None);
            set.err()
                .and_then(|error| error.findings().into_iter().next())
        };
        chosen.push(Chosen {
            key: shown.doc.to_string(),
            title: shown.number,
            amount: None,
            refused,
        });
    }
    Ok(chosen)
}
