//! Views of lists that a person keeps: the page that keeps, names and drops them.

use crate::server::answer::Answer;
use crate::server::typed::Typed;
use crate::server::window::{Desk, Window};
use axum::response::Response;
use loggia_node::NodeError;
use loggia_node::views::SavedView as Stored;
use loggia_schema::message::Finding;
use loggia_ui::Values;
use loggia_ui::views::{Keep, SavedView, Views, clean, list_of};

/// The page, for a list and the view in front of us.
pub async fn page(window: Window) -> Response {
    window
        .page(|desk| {
            let asked = |name: &str| desk.query.filter(name).unwrap_or_default().to_owned();
            let (list, view) = (list_of(&asked("list"))?, clean(&asked("view")));
            draw(desk, &list, &view, (&Values::default(), &[]))
        })
        .await
}

/// Keeps a view and goes back to its list.
pub async fn keep(window: Window, Typed(values): Typed) -> Response {
    window
        .page(move |desk| {
            let list = list_of(values.get("list"))?;
            let kept = saved(desk, &list)?;
            match Keep::read(&values, &kept) {
                Ok(Keep { list, saved }) => {
                    let stored = Stored {
                        name: saved.name,
                        view: saved.view,
                        usual: saved.usual,
                    };
                    desk.session.save_view(&list, &stored)?;
                    let view = if stored.view.is_empty() {
                        "?all=1"
                    } else {
                        &stored.view
                    };
                    Ok(Answer::See(format!("{list}{view}")))
                }
                Err(finding) => {
                    let view = clean(values.get("view"));
                    draw(desk, &list, &view, (&values, &[finding]))
                }
            }
        })
        .await
}

/// Drops a view and shows what is left.
pub async fn drop_one(window: Window, Typed(values): Typed) -> Response {
    window
        .page(move |desk| {
            let list = list_of(values.get("list"))?;
            desk.session.drop_view(&list, values.get("name"))?;
            let encoded = loggia_ui::query::encode(&list);
            Ok(Answer::See(format!("/views?list={encoded}")))
        })
        .await
}

fn saved(desk: &mut Desk<'_>, list: &str) -> Result<Vec<SavedView>, NodeError> {
    let kept = desk.session.saved_views(list)?.into_iter();
    let shown = kept.map(|view| SavedView {
        name: view.name,
        view: view.view,
        usual: view.usual,
    });
    Ok(shown.collect())
}

fn draw(
    desk: &mut Desk<'_>,
    list: &str,
    view: &str,
    (values, findings): (&Values, &[Finding]),
) -> Result<Answer, NodeError> {
    let saved = saved(desk, list)?;
    let views = Views {
        list,
        view,
        saved: &saved,
        values,
        findings,
    };
    let back = if view.is_empty() { "?all=1" } else { view };
    let page = desk
        .titled("Αποθηκευμένα φίλτρα")
        .crumb("Λίστα", format!("{list}{back}"));
    Ok(Answer::form(page.body(&views), findings))
}
