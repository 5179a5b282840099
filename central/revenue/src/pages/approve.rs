//! Many drafts approved at once: preview with what is left out, then each list in its own transaction.

use crate::model::ListState;
use crate::{LISTS_APPROVE, lists};
use axum::Form as Posted;
use axum::extract::State;
use axum::response::Response;
use loggia_core::app::App;
use loggia_core::web::{Caller, Routes, Screen};
use loggia_core::{Fail, Outcome};
use loggia_schema::message::{Finding, books};
use loggia_ui::bulk::{Chosen, MOST, Preview};
use loggia_ui::{Action, JobResult, Render as _, Values};

pub(super) fn routes() -> Routes {
    Routes::new()
        .post("/lists/preview", LISTS_APPROVE, preview)
        .post("/lists/approve", LISTS_APPROVE, approve)
}

type Pairs = Posted<Vec<(String, String)>>;

/// The numbers of the ticked lists.
fn ticked(pairs: Vec<(String, String)>) -> Vec<i64> {
    let values = Values::from_pairs(pairs);
    let numbers = values
        .all("row")
        .take(MOST)
        .filter_map(|row| row.parse().ok());
    numbers.collect()
}

async fn preview(
    State(app): State<App>,
    caller: Caller,
    Posted(pairs): Pairs,
) -> Outcome<Response> {
    let ids = ticked(pairs);
    let chosen = app
        .read(move |tx| {
            let mut chosen = Vec::new();
            for id in ids.iter().copied() {
                let found = lists::find(tx, id)?;
                let refused = match found.as_ref().map(|list| list.state) {
                    Some(ListState::Draft) => None,
                    Some(ListState::Approved) => Some(books::LIST_APPROVED),
                    Some(_) => Some(books::LIST_DISCARDED),
                    None => Some(books::LIST_UNKNOWN),
                };
                chosen.push(Chosen {
                    key: id.to_string(),
                    title: found
                        .as_ref()
                        .map_or_else(|| id.to_string(), lists::MoneyList::title),
                    amount: found.map(|list| list.total),
                    refused: refused.map(|code| Finding::new(code).with("list", id)),
                });
            }
            Ok(chosen)
        })
        .await?;
    let preview = Preview::new("/lists/approve", "Έγκριση και βεβαίωση", "/lists", &chosen);
    Ok(Screen::new("Προεπισκόπηση έγκρισης", "/lists")
        .crumb("Χρηματικοί κατάλογοι", "/lists")
        .body(preview.render().into_string())
        .answer(&app, &caller))
}

async fn approve(
    State(app): State<App>,
    caller: Caller,
    Posted(pairs): Pairs,
) -> Outcome<Response> {
    let mut done = 0_u64;
    let mut failures = Vec::new();
    for id in ticked(pairs) {
        let ctx = caller.ctx(&app)?;
        let approved = app
            .write(move |tx| lists::approve(tx, &ctx, id).map(drop))
            .await;
        match approved {
            Ok(()) => done += 1,
            Err(Fail::Refused(finding)) => failures.push((id, finding)),
            Err(error) => return Err(error),
        }
    }
    let mut result = JobResult::new("Έγκριση καταλόγων: ολοκληρώθηκε")
        .line("Εγκρίθηκαν και βεβαιώθηκαν", done)
        .action(Action::link("Χρηματικοί κατάλογοι", "/lists"));
    for (id, finding) in failures {
        result = result.failure(format!("Κατάλογος {id}"), finding);
    }
    Ok(Screen::new("Έγκριση καταλόγων", "/lists")
        .crumb("Χρηματικοί κατάλογοι", "/lists")
        .body(result.render().into_string())
        .answer(&app, &caller))
}
