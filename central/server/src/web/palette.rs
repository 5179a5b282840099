//! What the command palette finds: pages of the caller's menu, and what the subsystems find by a few letters.

use super::frame;
use axum::extract::{RawQuery, State};
use axum::response::{Html, IntoResponse as _, Response};
use loggia_core::Outcome;
use loggia_core::app::App;
use loggia_core::subsystem::Find;
use loggia_core::web::{Access, Caller, Routes};
use loggia_ui::Query;
use loggia_ui::palette::{self, Hit, MOST, SHORTEST};

pub(super) fn routes() -> Routes {
    Routes::new().get(palette::PATH, Access::SignedIn, found)
}

async fn found(
    State(app): State<App>,
    caller: Caller,
    RawQuery(raw): RawQuery,
) -> Outcome<Response> {
    let query = Query::parse(raw.as_deref().unwrap_or_default());
    let words = query.filter("q").unwrap_or_default().trim().to_owned();
    let pages = palette::pages(&frame::of(&app, Some(&caller), "").menu, &words);
    let mut cases = Vec::new();
    if words.chars().count() >= SHORTEST {
        let finds: Vec<Find> = app
            .subsystems()
            .iter()
            .flat_map(|subsystem| subsystem.finds)
            .filter(|find| caller.may(find.right))
            .copied()
            .collect();
        cases = app
            .read(move |tx| {
                let mut cases = Vec::new();
                for find in &finds {
                    cases.extend((find.run)(tx, &words, u32::try_from(MOST).unwrap_or(8))?);
                }
                Ok(cases)
            })
            .await?;
    }
    let hit = |found: loggia_core::subsystem::Found| Hit {
        title: found.title,
        detail: found.detail,
        href: found.path,
    };
    let cases: Vec<Hit> = cases.into_iter().map(hit).collect();
    Ok(Html(palette::options(&pages, &cases).into_string()).into_response())
}
