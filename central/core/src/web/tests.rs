//! At the door: who gets in, who does not, and that nothing gets around it.

use super::*;
use crate::access::{self, User, sessions::NewSession};
use crate::app::App;
use crate::rights::{self, Right};
use crate::testing::{MUNICIPALITY, ctx};
use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::{Method, Request, StatusCode, header};
use axum::response::Response;
use loggia_schema::ids::UserId;
use tower::ServiceExt;

const LOOK: Right = Right::read("test.look", "Δοκιμή προβολής");
const CHANGE: Right = Right::write("test.change", "Δοκιμή αλλαγής");

fn routes() -> Routes {
    Routes::new()
        .get("/open", Access::Public("a test"), async || "open")
        .get("/home", Access::SignedIn, async |caller: Caller| {
            caller.login
        })
        .get(
            "/look/{id}",
            LOOK,
            async |State(app): State<App>, caller: Caller| {
                assert!(caller.may(LOOK) && caller.ctx(&app).is_ok());
                "seen"
            },
        )
        .post("/change", CHANGE, async |body: String| body)
}

struct World {
    app: App,
    session: NewSession,
}

impl World {
    /// Maria may look, and change only if asked for.
    fn new(rights: &[Right]) -> Self {
        let app = crate::testing::app(crate::db::Db::memory(MUNICIPALITY).unwrap(), &[]);
        app.migrate().unwrap();
        let user = User {
            id: UserId([1; 16]),
            login: "maria.d".into(),
            name: "Δοκιμή".into(),
            active: true,
            has_password: false,
        };
        app.db()
            .write(|tx| -> crate::Outcome<()> {
                access::put_user(tx, &ctx(1), &user)?;
                rights::put_role(tx, &ctx(2), "clerk", "Υπάλληλος", rights)?;
                Ok(rights::grant_role(tx, &ctx(3), user.id, "clerk")?)
            })
            .unwrap();
        access::set_password(&app, &ctx(4), &user, "τρία πράσινα άλογα").unwrap();
        let session = access::login(&app, "maria.d", "τρία πράσινα άλογα").unwrap();
        Self { app, session }
    }

    fn request(&self, method: Method, path: &str) -> axum::http::request::Builder {
        Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "127.0.0.1:9")
            .header(
                header::COOKIE,
                format!("other=1; {COOKIE}={}", self.session.token),
            )
    }

    fn form(&self, token: &str) -> Request<Body> {
        self.request(Method::POST, "/change")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(format!("a=1&csrf={token}")))
            .unwrap()
    }

    fn send(&self, request: Request<Body>) -> (StatusCode, String) {
        let response = self.raw(request);
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        let status = response.status();
        let body = runtime
            .block_on(to_bytes(response.into_body(), 1 << 20))
            .unwrap();
        (status, String::from_utf8(body.to_vec()).unwrap())
    }

    fn raw(&self, request: Request<Body>) -> Response {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        runtime
            .block_on(routes().into_router(&self.app).oneshot(request))
            .unwrap()
    }
}

#[test]
fn strangers_are_sent_to_the_login_page_and_fragments_get_401() {
    let world = World::new(&[LOOK]);
    let stranger = |path: &str| {
        Request::get(path)
            .header(header::HOST, "x")
            .body(Body::empty())
            .unwrap()
    };
    assert_eq!(world.send(stranger("/open")).0, StatusCode::OK);
    let sent = world.raw(stranger("/look/5"));
    assert_eq!(sent.status(), StatusCode::SEE_OTHER);
    assert_eq!(sent.headers()[header::LOCATION], "/login");
    let mut fragment = stranger("/look/5");
    fragment
        .headers_mut()
        .insert("hx-request", "true".parse().unwrap());
    assert_eq!(world.send(fragment).0, StatusCode::UNAUTHORIZED);
    let mut forged = stranger("/look/5");
    forged.headers_mut().insert(
        header::COOKIE,
        format!("{COOKIE}={}", "0".repeat(64)).parse().unwrap(),
    );
    assert_eq!(world.raw(forged).status(), StatusCode::SEE_OTHER);
}

#[test]
fn a_user_gets_where_his_rights_reach_and_no_further() {
    let world = World::new(&[LOOK]);
    let get = |path| {
        world.send(
            world
                .request(Method::GET, path)
                .body(Body::empty())
                .unwrap(),
        )
    };
    assert_eq!(get("/home"), (StatusCode::OK, "maria.d".into()));
    assert_eq!(get("/look/5"), (StatusCode::OK, "seen".into()));
    let (status, text) = world.send(world.form(&world.session.csrf));
    assert_eq!(status, StatusCode::FORBIDDEN);
    assert!(text.contains("Δοκιμή αλλαγής"), "{text}");
    let wrong_method = world
        .request(Method::POST, "/look/5")
        .body(Body::empty())
        .unwrap();
    assert_ne!(world.send(wrong_method).0, StatusCode::OK);
}

#[test]
fn a_changing_request_needs_the_token_of_its_own_session() {
    let world = World::new(&[LOOK, CHANGE]);
    let token = world.session.csrf.clone();
    let (status, body) = world.send(world.form(&token));
    assert_eq!(
        (status, body),
        (StatusCode::OK, format!("a=1&csrf={token}")),
        "the handler sees the whole form"
    );
    for wrong in ["", "0", &token[1..], &"0".repeat(32)] {
        assert_eq!(
            world.send(world.form(wrong)).0,
            StatusCode::FORBIDDEN,
            "{wrong}"
        );
    }
    let by_header = |name: &str, value: &str| {
        let request = world.request(Method::POST, "/change").header(name, value);
        world
            .send(
                request
                    .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
                    .body(Body::empty())
                    .unwrap(),
            )
            .0
    };
    assert_eq!(by_header("x-csrf-token", &token), StatusCode::OK);
    assert_eq!(by_header("x-csrf-token", "no"), StatusCode::FORBIDDEN);
    assert_eq!(
        by_header("x-other", &token),
        StatusCode::FORBIDDEN,
        "multipart without the header"
    );
}

#[test]
fn a_request_from_another_site_is_refused_even_with_the_token() {
    let world = World::new(&[LOOK, CHANGE]);
    let with = |name: &'static str, value: &str| {
        let mut request = world.form(&world.session.csrf);
        request.headers_mut().insert(name, value.parse().unwrap());
        world.send(request).0
    };
    assert_eq!(with("origin", "http://127.0.0.1:9"), StatusCode::OK);
    assert_eq!(with("sec-fetch-site", "same-origin"), StatusCode::OK);
    for (name, value) in [
        ("origin", "http://evil.example"),
        ("origin", "null"),
        ("origin", "http://127.0.0.1:99"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ] {
        assert_eq!(with(name, value), StatusCode::FORBIDDEN, "{name}: {value}");
    }
}

#[test]
fn the_list_of_routes_tells_the_right_of_each() {
    let listed: Vec<_> = routes()
        .list()
        .map(|route| (route.path, route.access))
        .collect();
    assert!(listed.contains(&("/change", Access::Holding(CHANGE))));
    assert_eq!(listed.len(), 4);
}
