//! Guessing, waiting, logging in and out.

use super::*;
use crate::testing::{MUNICIPALITY, app, ctx, with_tables};
use std::time::Duration;

const PASSWORD: &str = "τρία πράσινα άλογα";

fn user(n: u8, login: &str) -> User {
    User {
        id: UserId([n; 16]),
        login: login.into(),
        name: "Δοκιμή Παραδείγματος".into(),
        active: true,
        has_password: false,
    }
}

fn add(app: &App, user: &User) {
    app.db().write(|tx| put_user(tx, &ctx(1), user)).unwrap();
    set_password(app, &ctx(2), user, PASSWORD).unwrap();
}

fn code(result: Outcome<NewSession>) -> Option<loggia_schema::message::Code> {
    result.err().map(|fail| fail.finding().code)
}

fn alive(app: &App, session: &NewSession) -> bool {
    let now = app.clock().now();
    app.db()
        .read(|tx| sessions::find(tx, &session.token, now))
        .unwrap()
        .is_some()
}

fn wait(app: &App, time: Duration) {
    app.clock().set(app.clock().now() + time).unwrap();
}

#[test]
fn the_right_password_opens_a_session_and_the_wrong_one_says_nothing_more() {
    with_tables(&[], |app| {
        add(app, &user(1, "maria.d"));
        assert_eq!(
            code(login(app, "maria.d", "λάθος κωδικός 1")),
            Some(access::WRONG_PASSWORD)
        );
        assert_eq!(
            code(login(app, "nobody", PASSWORD)),
            Some(access::WRONG_PASSWORD)
        );
        let session = login(app, "maria.d", PASSWORD).unwrap();
        assert!(alive(app, &session));
        let other = login(app, "maria.d", PASSWORD).unwrap();
        assert_ne!(session.token, other.token);
        app.db()
            .write(|tx| sessions::end(tx, &session.token))
            .unwrap();
        assert!(!alive(app, &session) && alive(app, &other));
    });
}

#[test]
fn after_five_failures_each_guess_waits_longer_and_success_forgives() {
    with_tables(&[], |app| {
        add(app, &user(1, "maria.d"));
        for _ in 0..5 {
            assert_eq!(
                code(login(app, "maria.d", "λάθος κωδικός 1")),
                Some(access::WRONG_PASSWORD)
            );
        }
        assert_eq!(
            code(login(app, "maria.d", PASSWORD)),
            Some(access::TOO_MANY_ATTEMPTS)
        );
        wait(app, Duration::from_secs(31));
        assert_eq!(
            code(login(app, "maria.d", "λάθος κωδικός 1")),
            Some(access::WRONG_PASSWORD)
        );
        wait(app, Duration::from_secs(31));
        assert_eq!(
            code(login(app, "maria.d", PASSWORD)),
            Some(access::TOO_MANY_ATTEMPTS),
            "the wait doubled"
        );
        wait(app, Duration::from_secs(31));
        assert!(login(app, "maria.d", PASSWORD).is_ok());
        assert_eq!(
            code(login(app, "maria.d", "λάθος κωδικός 1")),
            Some(access::WRONG_PASSWORD)
        );
        assert!(
            login(app, "maria.d", PASSWORD).is_ok(),
            "one failure after a success costs nothing"
        );
        wait(app, Duration::from_secs(3600));
        assert_eq!(wait_after(4), None);
        assert_eq!(
            wait_after(i64::MAX / 2),
            Some(SignedDuration::from_secs(LONGEST_WAIT))
        );
    });
}

#[test]
fn parallel_guesses_cannot_outrun_the_counter() {
    let app = app(crate::db::Db::memory(MUNICIPALITY).unwrap(), &[]);
    app.migrate().unwrap();
    add(&app, &user(1, "maria.d"));
    let looked = std::sync::atomic::AtomicU32::new(0);
    std::thread::scope(|scope| {
        for _ in 0..20 {
            scope.spawn(|| {
                if code(login(&app, "maria.d", "λάθος κωδικός 1")) == Some(access::WRONG_PASSWORD)
                {
                    looked.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
                }
            });
        }
    });
    assert!(looked.into_inner() <= 5);
}

#[test]
fn a_session_ends_idle_after_half_an_hour_and_in_any_case_after_twelve() {
    with_tables(&[], |app| {
        add(app, &user(1, "maria.d"));
        let idle = login(app, "maria.d", PASSWORD).unwrap();
        wait(app, Duration::from_secs(29 * 60));
        assert!(alive(app, &idle));
        wait(app, Duration::from_secs(2 * 60));
        assert!(!alive(app, &idle));

        let busy = login(app, "maria.d", PASSWORD).unwrap();
        for _ in 0..35 {
            wait(app, Duration::from_secs(20 * 60));
            let now = app.clock().now();
            app.db()
                .write(|tx| sessions::touch(tx, &busy.token, now))
                .unwrap();
        }
        assert!(alive(app, &busy));
        wait(app, Duration::from_secs(25 * 60));
        assert!(!alive(app, &busy), "twelve hours are the end");
        let now = app.clock().now();
        app.db()
            .write(|tx| sessions::touch(tx, &busy.token, now))
            .unwrap();
        assert!(
            !alive(app, &busy),
            "a dead session is not touched back to life"
        );
    });
}

#[test]
fn a_new_password_or_the_end_of_an_account_ends_its_sessions() {
    with_tables(&[], |app| {
        let mut maria = user(1, "maria.d");
        add(app, &maria);
        let session = login(app, "maria.d", PASSWORD).unwrap();
        set_password(app, &ctx(3), &maria, "άλλος καλός κωδικός").unwrap();
        assert!(!alive(app, &session));
        assert_eq!(
            code(login(app, "maria.d", PASSWORD)),
            Some(access::WRONG_PASSWORD)
        );
        let session = login(app, "maria.d", "άλλος καλός κωδικός").unwrap();
        maria.active = false;
        app.db().write(|tx| put_user(tx, &ctx(4), &maria)).unwrap();
        assert!(!alive(app, &session));
        assert_eq!(
            code(login(app, "maria.d", "άλλος καλός κωδικός")),
            Some(access::WRONG_PASSWORD)
        );
    });
}

#[test]
fn poor_passwords_and_odd_logins_are_refused() {
    with_tables(&[], |app| {
        let maria = user(1, "maria.d");
        add(app, &maria);
        for (password, expected) in [
            ("κοντός", access::PASSWORD_SHORT),
            ("maria.d maria.d", access::PASSWORD_WEAK),
        ] {
            let refused = set_password(app, &ctx(2), &maria, password);
            assert_eq!(refused.unwrap_err().finding().code, expected);
        }
        for login in ["Μαρία", "A", "UPPER", "a b", &"x".repeat(41)] {
            let refused = app.db().write(|tx| put_user(tx, &ctx(3), &user(2, login)));
            assert_eq!(
                refused.unwrap_err().finding().code,
                access::LOGIN_INVALID,
                "{login}"
            );
        }
        let taken = app
            .db()
            .write(|tx| put_user(tx, &ctx(3), &user(2, "maria.d")));
        assert!(matches!(taken, Err(Fail::Store(DbError::Unique(_)))));
        assert!(set_password(app, &ctx(3), &user(9, "ghost.x"), PASSWORD).is_err());
    });
}

#[test]
fn neither_passwords_nor_tokens_stand_in_the_tables() {
    with_tables(&[], |app| {
        add(app, &user(1, "maria.d"));
        let session = login(app, "maria.d", PASSWORD).unwrap();
        let row = app
            .db()
            .read(|tx| tx.one("SELECT password FROM core_user", &[]))
            .unwrap();
        assert!(!row.get::<String>("password").unwrap().contains("πράσινα"));
        let row = app
            .db()
            .read(|tx| tx.one("SELECT token_hash FROM core_session", &[]))
            .unwrap();
        assert_ne!(
            data_encoding::HEXLOWER.encode(&row.get::<Vec<u8>>("token_hash").unwrap()),
            session.token
        );
        assert!(
            session.cookie(true).ends_with("; Secure")
                && session.cookie(false).contains("HttpOnly")
        );
    });
}
