//! The door in front of every route: session, right, origin, CSRF token.
//!
//! Order of the checks, each with its answer: no or dead session → to the login page (pages) or 401 (fragments and
//! commands); right missing → 403; a changing request from another site or without the session's token → 403. The
//! cookie is HttpOnly and SameSite=Strict; token and origin are checked all the same, because one of three may fail.
//! A form carries the token in the field `csrf`, htmx in the header `x-csrf-token`; multipart forms need the header.

use super::{Access, Caller};
use crate::access::sessions;
use crate::app::App;
use crate::{Fail, rights, views};
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use loggia_schema::message::{Finding, access, web};
use subtle::ConstantTimeEq;

/// Name of the session cookie of the back office.
pub const COOKIE: &str = "loggia_central";
/// Name of the hidden form field with the token.
pub const CSRF_FIELD: &str = "csrf";
/// Name of the header with the token.
pub const CSRF_HEADER: HeaderName = HeaderName::from_static("x-csrf-token");
/// A form larger than this must send its token in the header.
const FORM_LIMIT: usize = 1 << 20;

/// A request that the program makes itself for a user whose session it knows: a page of a list, for its file. The rights
/// are asked for all the same. Nothing that comes over the wire can carry this.
#[derive(Clone)]
pub struct OnBehalf(pub Caller);

/// Why a request was turned away.
#[derive(Debug, Clone)]
pub struct Denied {
    /// 401 or 403.
    pub status: StatusCode,
    /// What the person reads.
    pub finding: Finding,
    /// Where he wanted to go, if he may come back there after login (pages only).
    pub back_to: Option<Uri>,
    /// True when the request came from htmx and wants a fragment, not a page.
    pub fragment: bool,
}

impl Denied {
    pub(super) fn login(parts: &Parts) -> Self {
        let fragment = parts.headers.contains_key("hx-request");
        Self {
            status: StatusCode::UNAUTHORIZED,
            finding: Finding::new(web::LOGIN_NEEDED),
            back_to: (parts.method == Method::GET && !fragment).then(|| parts.uri.clone()),
            fragment,
        }
    }

    fn forbidden(parts: &Parts, finding: Finding) -> Self {
        Self {
            status: StatusCode::FORBIDDEN,
            finding,
            back_to: None,
            fragment: parts.headers.contains_key("hx-request"),
        }
    }
}

/// The plain answer to a refusal: pages go to `/login`, everything else reads one sentence.
pub fn plain_denial(_: &App, denied: &Denied) -> Response {
    if let (StatusCode::UNAUTHORIZED, Some(_)) = (denied.status, &denied.back_to) {
        return Redirect::to("/login").into_response();
    }
    (denied.status, denied.finding.greek()).into_response()
}

/// The middleware of one route.
pub(super) async fn pass(
    State((app, needed)): State<(App, Access)>,
    request: Request,
    next: Next,
) -> Response {
    let (mut parts, body) = request.into_parts();
    if let Access::Public(_) = needed {
        return next.run(Request::from_parts(parts, body)).await;
    }
    let inside = parts.extensions.remove::<OnBehalf>();
    let caller = match inside {
        Some(OnBehalf(caller)) => caller,
        None => match find_caller(&app, &parts.headers).await {
            Ok(Some(caller)) => caller,
            Ok(None) => return app.deny(&Denied::login(&parts)),
            Err(fail) => return fail.into_response(),
        },
    };
    if let Access::Holding(right) = needed
        && !caller.may(right)
    {
        let finding = Finding::new(access::NO_RIGHT).with("right", right.title);
        return app.deny(&Denied::forbidden(&parts, finding));
    }
    if let Some(view) = usual_view(&app, &parts, &caller).await {
        return Redirect::to(&view).into_response();
    }
    let body = match check_origin_and_token(&parts, body, &caller.csrf).await {
        Ok(body) => body,
        Err(Foreign) => {
            return app.deny(&Denied::forbidden(
                &parts,
                Finding::new(web::REQUEST_FOREIGN),
            ));
        }
    };
    parts.extensions.insert(caller);
    next.run(Request::from_parts(parts, body)).await
}

async fn find_caller(app: &App, headers: &HeaderMap) -> Result<Option<Caller>, Fail> {
    let Some(token) = cookie(headers) else {
        return Ok(None);
    };
    let (db, now) = (app.db().clone(), app.clock().now());
    app.blocking(move || {
        let Some(session) = db.read(|tx| sessions::find(tx, &token, now))? else {
            return Ok(None);
        };
        if session.wants_touch(now) {
            db.write(|tx| sessions::touch(tx, &token, now))?;
        }
        let rights = db.read(|tx| rights::rights_of(tx, session.user))?;
        Ok(Some(Caller {
            user: session.user,
            login: session.login,
            name: session.name,
            rights,
            csrf: session.csrf,
        }))
    })
    .await
}

/// The view that a user wants a list to open with, when it is asked for plainly.
async fn usual_view(app: &App, parts: &Parts, caller: &Caller) -> Option<String> {
    if parts.method != Method::GET || parts.uri.query().is_some() {
        return None;
    }
    let (user, path) = (caller.user, parts.uri.path().to_owned());
    let list = path.clone();
    let view = app.read(move |tx| Ok(views::usual(tx, user, &list)?)).await;
    // Without it the plain list opens: a view is no reason to refuse a page.
    let view = view.ok().flatten().filter(|view| !view.is_empty())?;
    Some(format!("{path}{view}"))
}

/// The value of our cookie.
pub(crate) fn cookie(headers: &HeaderMap) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == COOKIE)
        .map(|(_, value)| value.to_owned())
}

/// The request came from elsewhere, or does not prove that it came from our page.
struct Foreign;

async fn check_origin_and_token(parts: &Parts, body: Body, token: &str) -> Result<Body, Foreign> {
    if matches!(parts.method, Method::GET | Method::HEAD) {
        return Ok(body);
    }
    let text = |name: HeaderName| {
        parts
            .headers
            .get(name)
            .and_then(|value| value.to_str().ok())
    };
    if text(HeaderName::from_static("sec-fetch-site"))
        .is_some_and(|site| !matches!(site, "same-origin" | "none"))
    {
        return Err(Foreign);
    }
    if let Some(origin) = text(header::ORIGIN) {
        let host = origin.split_once("://").map(|(_, host)| host);
        if host.is_none() || host != text(header::HOST) {
            return Err(Foreign);
        }
    }
    if let Some(sent) = text(CSRF_HEADER) {
        return if same(sent, token) {
            Ok(body)
        } else {
            Err(Foreign)
        };
    }
    if !text(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"))
    {
        return Err(Foreign);
    }
    let bytes = to_bytes(body, FORM_LIMIT).await.map_err(|_| Foreign)?;
    // The token is hex, so it stands in the form as it is.
    let prefix = format!("{CSRF_FIELD}=");
    let sent = bytes
        .split(|byte| *byte == b'&')
        .find_map(|pair| pair.strip_prefix(prefix.as_bytes()));
    let right = sent
        .and_then(|sent| std::str::from_utf8(sent).ok())
        .is_some_and(|sent| same(sent, token));
    if right {
        Ok(Body::from(bytes))
    } else {
        Err(Foreign)
    }
}

fn same(sent: &str, token: &str) -> bool {
    sent.as_bytes().ct_eq(token.as_bytes()).into()
}
