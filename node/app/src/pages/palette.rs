//! What the command palette finds: pages of the menu, and cases by number, plate or name.

use super::menu::CaseWords;
use crate::server::answer::Answer;
use crate::server::window::Window;
use axum::response::Response;
use loggia_node::queries::{ListFilter, ListRow};
use loggia_ui::palette::{self, Hit, MOST, SHORTEST};

/// The rows of its list box.
pub async fn found(window: Window) -> Response {
    window
        .page(|desk| {
            let words = desk.query.filter("q").unwrap_or_default().trim().to_owned();
            let pages = palette::pages(&desk.frame.menu, &words);
            let cases = if words.chars().count() < SHORTEST {
                Vec::new()
            } else {
                let filter = ListFilter {
                    words,
                    limit: u32::try_from(MOST).unwrap_or(8),
                    ..ListFilter::default()
                };
                desk.session.list(&filter)?.rows
            };
            let cases: Vec<Hit> = cases.iter().map(hit).collect();
            Ok(Answer::Fragment(palette::options(&pages, &cases)))
        })
        .await
}

fn hit(row: &ListRow) -> Hit {
    let word = CaseWords::of(row.kind).map_or("", |words| words.word);
    let about = CaseWords::about(row);
    let stage = CaseWords::stage_of(row);
    Hit {
        title: if row.number.is_empty() {
            word.to_owned()
        } else {
            row.number.clone()
        },
        detail: [word, about.as_str(), stage]
            .into_iter()
            .filter(|text| !text.is_empty())
            .collect::<Vec<_>>()
            .join(" · "),
        href: CaseWords::href(row.kind, &row.doc.to_string()),
    }
}
