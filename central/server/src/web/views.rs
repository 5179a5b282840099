//! Views of lists that a user keeps: the page that keeps, names and drops them.

use axum::Form as Posted;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use loggia_core::Outcome;
use loggia_core::app::App;
use loggia_core::views::{self, SavedView as Stored};
use loggia_core::web::{Access, Caller, Routes, Screen};
use loggia_schema::message::Finding;
use loggia_ui::views::{Keep, PATH, SavedView, Views, clean, list_of};
use loggia_ui::{Query, Render as _, Values};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get(PATH, Access::SignedIn, page)
        .post(PATH, Access::SignedIn, keep)
        .post("/views/drop", Access::SignedIn, drop_one)
}

async fn page(
    State(app): State<App>,
    caller: Caller,
    RawQuery(raw): RawQuery,
) -> Outcome<Response> {
    let query = Query::parse(raw.as_deref().unwrap_or_default());
    let asked = |name: &str| query.filter(name).unwrap_or_default();
    let (list, view) = (list_of(asked("list"))?, clean(asked("view")));
    let saved = saved(&app, &caller, &list).await?;
    Ok(draw(
        &app,
        &caller,
        (&list, &view),
        &saved,
        (&Values::default(), &[]),
    ))
}

async fn keep(
    State(app): State<App>,
    caller: Caller,
    Posted(pairs): Posted<Vec<(String, String)>>,
) -> Outcome<Response> {
    let values = Values::from_pairs(pairs);
    let list = list_of(values.get("list"))?;
    let kept = saved(&app, &caller, &list).await?;
    match Keep::read(&values, &kept) {
        Ok(Keep { list, saved }) => {
            let view = if saved.view.is_empty() {
                "?all=1"
            } else {
                &saved.view
            };
            let back = format!("{list}{view}");
            let stored = Stored {
                name: saved.name,
                view: saved.view,
                usual: saved.usual,
            };
            let user = caller.user;
            app.write(move |tx| Ok(views::keep(tx, user, &list, &stored)?))
                .await?;
            Ok(Redirect::to(&back).into_response())
        }
        Err(finding) => {
            let view = clean(values.get("view"));
            Ok(draw(
                &app,
                &caller,
                (&list, &view),
                &kept,
                (&values, &[finding]),
            ))
        }
    }
}

async fn drop_one(
    State(app): State<App>,
    caller: Caller,
    Posted(pairs): Posted<Vec<(String, String)>>,
) -> Outcome<Response> {
    let values = Values::from_pairs(pairs);
    let list = list_of(values.get("list"))?;
    let back = format!("{PATH}?list={}", loggia_ui::query::encode(&list));
    let (user, name) = (caller.user, values.get("name").to_owned());
    app.write(move |tx| Ok(views::drop_one(tx, user, &list, &name)?))
        .await?;
    Ok(Redirect::to(&back).into_response())
}

async fn saved(app: &App, caller: &Caller, list: &str) -> Outcome<Vec<SavedView>> {
    let (user, list) = (caller.user, list.to_owned());
    let kept = app
        .read(move |tx| Ok(views::of_list(tx, user, &list)?))
        .await?;
    let shown = kept.into_iter().map(|view| SavedView {
        name: view.name,
        view: view.view,
        usual: view.usual,
    });
    Ok(shown.collect())
}

fn draw(
    app: &App,
    caller: &Caller,
    (list, view): (&str, &str),
    saved: &[SavedView],
    (values, findings): (&Values, &[Finding]),
) -> Response {
    let views = Views {
        list,
        view,
        saved,
        values,
        findings,
    };
    let back = if view.is_empty() { "?all=1" } else { view };
    Screen::new("Αποθηκευμένα φίλτρα", list)
        .crumb("Λίστα", format!("{list}{back}"))
        .failed_if(!findings.is_empty())
        .body(views.render().into_string())
        .answer(app, caller)
}
