//! The official print of a case: the paper kept in the store, laid out at the first print; opened, or sent to its printer.

use super::frame;
use super::menu::CaseWords;
use crate::papers::{LaidOut, Prepared, Printed, Sheet, prepare};
use crate::printing::deliver;
use crate::server::App;
use crate::server::answer::{self, Answer, File};
use crate::server::window::{Desk, Window};
use axum::extract::Path;
use axum::response::{IntoResponse as _, Response};
use loggia_cases::CaseKind;
use loggia_node::commands::Which;
use loggia_node::printing::PrintState;
use loggia_node::{Actor, NodeError, Session};
use loggia_schema::ids::DocId;
use loggia_schema::message::{Finding, web};
use loggia_ui::Action;

/// `GET /cases/{doc}/print?sheet=roll`.
pub async fn print(Path(doc): Path<String>, window: Window) -> Response {
    let sheet = Sheet::named(window.query.filter("sheet").unwrap_or_default());
    match printed(&window.app, &window.actor, doc, sheet).await {
        Ok((Printed { pdf, name }, _)) => Answer::File(File {
            bytes: pdf,
            content_type: "application/pdf",
            name,
            inline: true,
        })
        .into_response(),
        Err(error) => answer::error_page(&frame::bare(), &error),
    }
}

/// `POST /cases/{doc}/print`: to the printer of the paper, and back to the case at once.
pub async fn send(Path(doc): Path<String>, window: Window) -> Response {
    let wanted = window.query.filter("sheet").map(str::to_owned);
    match queued(&window.app, &window.actor, doc, wanted.as_deref()).await {
        Ok(back) => answer::see_other(&back),
        Err(error) => window.page(|_| Err(error)).await,
    }
}

/// `POST /prints/last`: the copy of what this person printed last; what was not taken yet is sent again.
pub async fn last(window: Window) -> Response {
    let (app, actor) = (window.app.clone(), window.actor.clone());
    let office = app.office().clone();
    let who = actor.clone();
    let queued = office
        .run(move |node| {
            let mut session = node.session(&who)?;
            let line = session
                .last_print()?
                .ok_or_else(|| Finding::new(web::NOTHING_PRINTED))?;
            let no = if line.state == PrintState::Sent {
                let to = (line.sheet.as_str(), line.printer.as_str());
                session.queue_print(&line.doc, &line.title, to, true)?
            } else {
                line.no
            };
            let kind = session.show(&Which::Doc(line.doc))?.kind;
            Ok((no, media(kind, Sheet::named(&line.sheet))))
        })
        .await;
    match queued {
        Ok((no, media)) => {
            deliver(&app, &actor, no, media);
            answer::see_other("/prints")
        }
        Err(error) => window.page(|_| Err(error)).await,
    }
}

/// Lays a paper out if it is new, puts it into the queue, and gives the address of its case.
///
/// # Errors
/// The user's: no such case, no paper, no printer. The disk's. Ours: the layout failed.
pub(super) async fn queued(
    app: &App,
    actor: &Actor,
    doc: String,
    wanted: Option<&str>,
) -> Result<String, NodeError> {
    let office = app.office().clone();
    let (who, which, wanted) = (actor.clone(), doc.clone(), wanted.map(str::to_owned));
    let (kind, number, sheet, printer) = office
        .run(move |node| {
            let mut session = node.session(&who)?;
            let shown = session.show(&Which::parse(&which))?;
            let (sheet, printer) = printer(&mut session, shown.kind, wanted.as_deref())?;
            Ok((shown.kind, shown.number, sheet, printer))
        })
        .await?;
    let (_, copy) = printed(app, actor, doc.clone(), sheet).await?;
    let (who, which) = (actor.clone(), doc.clone());
    let no = office
        .run(move |node| {
            let mut session = node.session(&who)?;
            let doc = session.show(&Which::parse(&which))?.doc;
            session.queue_print(&doc, &number, (sheet.name(), &printer), copy)
        })
        .await?;
    deliver(app, actor, no, media(kind, sheet));
    Ok(format!("{}?printed=1", CaseWords::href(kind, &doc)))
}

/// The printer of a kind's paper: of the sheet that is wanted, or of its usual one.
///
/// # Errors
/// The user's: none is set. The disk's.
pub(super) fn printer(
    session: &mut Session<'_>,
    kind: CaseKind,
    wanted: Option<&str>,
) -> Result<(Sheet, String), NodeError> {
    let paper = paper(kind);
    let found = match wanted {
        Some(sheet) => session
            .printer(&paper, Sheet::named(sheet).name())?
            .map(|printer| (sheet.to_owned(), printer)),
        None => session.usual_printer(&paper)?,
    };
    found
        .map(|(sheet, printer)| (Sheet::named(&sheet), printer))
        .ok_or_else(|| {
            let word = CaseWords::of(kind).map_or("έγγραφο", |words| words.word);
            Finding::new(web::NO_PRINTER).with("paper", word).into()
        })
}

/// What a record offers for its paper: to the printer at once where one is set, and as PDF.
pub(super) fn actions(
    desk: &mut Desk<'_>,
    kind: CaseKind,
    doc: &DocId,
) -> Result<Vec<Action>, NodeError> {
    let href = format!("/cases/{doc}/print");
    let roll = Action::link("Εκτύπωση σε ρολό 80 mm", format!("{href}?sheet=roll"));
    match printer(&mut desk.session, kind, None) {
        Ok(_) => Ok(vec![
            Action::print("Εκτύπωση", href.as_str()).primary(),
            Action::link("Άνοιγμα ως PDF", href.as_str()),
        ]),
        Err(error) if error.code() == web::NO_PRINTER => {
            Ok(vec![Action::pdf("Εκτύπωση", href).primary(), roll])
        }
        Err(error) => Err(error),
    }
}

/// The code name of a kind's paper, as the printers' table has it.
pub(super) fn paper(kind: CaseKind) -> String {
    format!("case-{}", kind.0)
}

/// The size of a kind's paper on a sheet, as people call it.
pub(super) const fn size(kind: CaseKind, sheet: Sheet) -> &'static str {
    match (sheet, kind) {
        (Sheet::Roll, _) => "ρολό 80 mm",
        (Sheet::Page, CaseKind::RECEIPT) => "A5",
        (Sheet::Page | Sheet::Deposit | Sheet::Handover, _) => "A4",
    }
}

/// The size as the printer's system calls it; a roll has its own length.
pub(super) const fn media(kind: CaseKind, sheet: Sheet) -> Option<&'static str> {
    match sheet {
        Sheet::Roll => None,
        Sheet::Page | Sheet::Deposit | Sheet::Handover => Some(size(kind, sheet)),
    }
}

/// The paper, and whether it is the copy of an earlier print.
async fn printed(
    app: &App,
    actor: &Actor,
    doc: String,
    sheet: Sheet,
) -> Result<(Printed, bool), NodeError> {
    let office = app.office().clone();
    let who = actor.clone();
    let prepared = office
        .run(move |node| prepare(&mut node.session(&who)?, &Which::parse(&doc), sheet))
        .await?;
    let layout = match prepared {
        Prepared::Kept(printed, copy) => return Ok((printed, copy)),
        Prepared::New(layout) => layout,
    };
    let (doc, kept_as) = (layout.doc, layout.kept_as.clone());
    let laid_out = tokio::task::spawn_blocking(move || layout.render()).await;
    let LaidOut {
        original,
        copy,
        name,
    } = laid_out.map_err(|_| NodeError::Us("the layout panicked"))??;
    let who = actor.clone();
    let keep = move |node: &mut loggia_node::Node| {
        let mut session = node.session(&who)?;
        session.keep_paper(&doc, &kept_as, &original, &copy)?;
        // Two first prints at once: the one that was kept is the paper.
        let kept = session.kept_paper(&doc, &kept_as)?;
        Ok(kept.map_or(original, |kept| kept.original))
    };
    let pdf = office.run(keep).await?;
    Ok((Printed { pdf, name }, false))
}
