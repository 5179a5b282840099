//! The frame: header, menu with what the caller may open, notices, the token in every form; and refusals as pages.

use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use loggia_core::app::App;
use loggia_core::web::{CSRF_FIELD, CSRF_HEADER, Caller, Denied, Screen};
use loggia_core::{Fail, settings};
use loggia_schema::message::Finding;
use loggia_ui::{Frame, MenuGroup, MenuItem, Notice, Page, SignedIn, html};
use maud::PreEscaped;

/// What [`loggia_core::web::Layout`] calls: the screen in its frame, ready to be sent.
pub fn layout(app: &App, caller: &Caller, screen: Screen) -> String {
    let frame = of(app, Some(caller), &screen.path);
    let mut page = Page::new(&frame, screen.title).failed(screen.failed);
    for (title, href) in screen.crumbs {
        page = page.crumb(title, href);
    }
    if let Some(done) = screen.done {
        page = page.notice(Notice::success(done));
    }
    if let Some(finding) = &screen.refused {
        page = page.notice(Notice::error(finding));
    }
    let page = page.body(PreEscaped(screen.body));
    stamp(&page.render().into_string(), &caller.csrf)
}

/// Who, where, which copy, which menu.
pub(super) fn of(app: &App, caller: Option<&Caller>, path: &str) -> Frame {
    let name = app
        .db()
        .read(|tx| settings::at(tx, "municipality.name", app_day(app)).map_err(Fail::from));
    let municipality = name
        .ok()
        .flatten()
        .map_or_else(|| "Δήμος".to_owned(), |setting| setting.value);
    Frame {
        municipality,
        unit: Some("Κέντρο".to_owned()),
        user: caller.map(|caller| SignedIn {
            name: caller.name.clone(),
            leave: ("Αποσύνδεση".to_owned(), "/logout".to_owned()),
        }),
        status: None,
        ask: None,
        menu: caller.map(|caller| menu(app, caller)).unwrap_or_default(),
        path: path.to_owned(),
        training: app.clock().is_training(),
        commands: Vec::new(),
    }
}

fn app_day(app: &App) -> jiff::civil::Date {
    loggia_core::clock::athens_day(app.clock().now())
}

fn menu(app: &App, caller: &Caller) -> Vec<MenuGroup> {
    let own = [
        ("Οι εργασίες μου", "/"),
        ("Διαγράμματα", "/plots"),
        ("Εργασίες", "/jobs"),
    ];
    let own = own.map(|(title, path)| MenuItem::new(title, path));
    let home = MenuGroup::new("", own.to_vec());
    let groups = app.subsystems().iter().filter_map(|subsystem| {
        let open = subsystem.menu.iter().filter(|item| caller.may(item.right));
        let items: Vec<MenuItem> = open
            .map(|item| MenuItem::new(item.title, item.path))
            .collect();
        (!items.is_empty()).then(|| MenuGroup::new(subsystem.title, items))
    });
    std::iter::once(home).chain(groups).collect()
}

/// Puts the session's token into every form that posts, and into the head of what htmx asks.
pub(super) fn stamp(html: &str, token: &str) -> String {
    let mut out = String::with_capacity(html.len() + 256);
    let mut rest = html;
    if let Some((head, body)) = html.split_once("<body ") {
        let header = CSRF_HEADER;
        out.push_str(&format!(
            "{head}<body hx-headers='{{\"{header}\":\"{token}\"}}' "
        ));
        rest = body;
    }
    while let Some(at) = rest.find("<form") {
        let Some(end) = rest[at..].find('>').map(|end| at + end + 1) else {
            break;
        };
        out.push_str(&rest[..end]);
        if rest[at..end].contains("method=\"post\"") {
            out.push_str(&format!(
                "<input type=\"hidden\" name=\"{CSRF_FIELD}\" value=\"{token}\">"
            ));
        }
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

/// The page of a refusal: to the login, or one sentence in the frame.
pub fn denied(app: &App, denied: &Denied) -> Response {
    if denied.status == StatusCode::UNAUTHORIZED && denied.back_to.is_some() {
        return Redirect::to("/login").into_response();
    }
    if denied.fragment {
        return (denied.status, denied.finding.greek()).into_response();
    }
    framed(app, denied.status, "Δεν επιτρέπεται", &denied.finding)
}

/// A refusal that a handler answered with one sentence becomes a page, unless htmx asked for it.
pub(super) async fn refusals(State(app): State<App>, request: Request, next: Next) -> Response {
    let fragment = request.headers().contains_key("hx-request");
    let response = next.run(request).await;
    let Some(finding) = response.extensions().get::<Finding>().filter(|_| !fragment) else {
        return response;
    };
    let title = if response.status() == StatusCode::NOT_FOUND {
        "Η σελίδα δεν βρέθηκε"
    } else {
        "Δεν έγινε"
    };
    framed(&app, response.status(), title, finding)
}

/// One sentence with the way back, in the frame of nobody.
fn framed(app: &App, status: StatusCode, title: &str, finding: &Finding) -> Response {
    let frame = of(app, None, "");
    let page = Page::new(&frame, title)
        .notice(Notice::error(finding))
        .narrow();
    let page = page.body(html! { p { a.govgr-link href="/" { "Επιστροφή στις εργασίες μου" } } });
    (
        status,
        [(header::CONTENT_TYPE, "text/html; charset=utf-8")],
        page.render().into_string(),
    )
        .into_response()
}
