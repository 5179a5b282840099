//! The common furniture on both engines: tasks, jobs, outbox, settings, rights, and every SQL text.

use crate::app::App;
use crate::db::DbError;
use crate::jobs::{self, JobKind, JobState};
use crate::outbox::{self, Attempt};
use crate::rights::{self, CORE_RIGHTS, TASKS_WRITE};
use crate::settings::{self, Setting};
use crate::subsystem::{CliCommand, Subsystem, check_contract};
use crate::testing::{ctx, with_tables};
use crate::{Fail, access, audit, tasks};
use loggia_schema::ids::UserId;
use loggia_schema::message::{Finding, input, us};
use std::path::Path;
use std::time::Duration;

#[test]
fn both_engines_understand_every_sql_text_of_the_core() {
    with_tables(&[], |app| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let texts = crate::testing::prepare_all_sql(app.db(), &folder);
        assert!(
            texts > 40,
            "only {texts} texts were found: the reader of sources is blind"
        );
    });
}

#[test]
fn a_task_is_open_once_per_thing_and_closes_once() {
    with_tables(&[], |app| {
        let finding = Finding::new(us::UNEXPECTED);
        let open = |n, subject: &str| {
            app.db()
                .write(|tx| tasks::open(tx, &ctx(n), "paid-twice", subject, &finding, TASKS_WRITE))
        };
        assert_eq!(open(1, "a"), Ok(true));
        assert_eq!(open(2, "a"), Ok(false));
        assert_eq!(open(1, "b"), Ok(true), "two tasks of one command");
        let listed = app.db().read(|tx| tasks::list_open(tx, 10)).unwrap();
        assert_eq!(listed.len(), 2);
        assert_eq!(listed[0].finding, finding);
        let close = || {
            app.db()
                .write(|tx| tasks::close(tx, &ctx(3), listed[0].id, "έγινε"))
        };
        assert_eq!(close(), Ok(true));
        assert_eq!(close(), Ok(false));
        assert_eq!(
            app.db().read(|tx| tasks::list_open(tx, 10)).unwrap().len(),
            1
        );
        assert_eq!(open(4, &listed[0].subject), Ok(true), "it may happen again");
    });
}

static WORK: Subsystem = Subsystem {
    jobs: &[
        JobKind {
            name: "good",
            title: "",
            daily: false,
            run: |_, run| run.progress(1, 2).map(|()| run.job.args.clone()),
        },
        JobKind {
            name: "stopped",
            title: "",
            daily: false,
            run: |app, run| {
                run.progress(1, 2)?;
                let now = app.clock().now();
                app.db().write(|tx| jobs::stop(tx, run.job.id, now))?;
                run.progress(2, 2).map(|()| run.job.args.clone())
            },
        },
        JobKind {
            name: "bad",
            title: "",
            daily: false,
            run: |_, _| Err(Finding::new(us::UNEXPECTED).into()),
        },
    ],
    ..Subsystem::new("work")
};

static WITH_WORK: &[&Subsystem] = &[&WORK];

fn ask(app: &App, n: u8, kind: &str) -> [u8; 16] {
    app.db()
        .write(|tx| jobs::enqueue(tx, &ctx(n), kind, &serde_json::json!({ "n": n })))
        .unwrap()
}

fn state(app: &App, id: [u8; 16]) -> JobState {
    app.db()
        .read(|tx| jobs::find(tx, id))
        .unwrap()
        .unwrap()
        .state
}

#[test]
fn a_job_ends_where_its_person_stops_it_and_a_waiting_one_never_begins() {
    with_tables(WITH_WORK, |app| {
        let (waits, ends) = (ask(app, 1, "good"), ask(app, 2, "stopped"));
        let now = app.clock().now();
        app.db().write(|tx| jobs::stop(tx, waits, now)).unwrap();
        assert_eq!(state(app, waits), JobState::Stopped);
        assert_eq!(jobs::run_next(app), Ok(true));
        assert_eq!(state(app, ends), JobState::Stopped);
        let job = app.db().read(|tx| jobs::find(tx, ends)).unwrap().unwrap();
        assert_eq!((job.done, job.total), (1, 2), "no step after the stop");
        assert_eq!(jobs::run_next(app), Ok(false), "neither is taken again");
    });
}

#[test]
fn jobs_run_in_turn_and_keep_their_result_good_or_bad() {
    with_tables(WITH_WORK, |app| {
        let ids = [
            ask(app, 1, "good"),
            ask(app, 2, "bad"),
            ask(app, 3, "unknown"),
        ];
        for _ in 0..3 {
            assert_eq!(jobs::run_next(app), Ok(true));
        }
        assert_eq!(jobs::run_next(app), Ok(false));
        assert_eq!(
            ids.map(|id| state(app, id)),
            [JobState::Done, JobState::Failed, JobState::Failed]
        );
        let job = app.db().read(|tx| jobs::find(tx, ids[0])).unwrap().unwrap();
        assert_eq!(
            (job.result, job.done, job.total),
            (Some(serde_json::json!({ "n": 1 })), 1, 2)
        );
        assert_eq!(app.db().read(|tx| jobs::newest(tx, 10)).unwrap().len(), 3);
    });
}

#[test]
fn a_job_that_fell_silent_is_taken_again_three_times_at_most() {
    with_tables(WITH_WORK, |app| {
        let id = ask(app, 1, "good");
        for attempt in 0..4 {
            let claimed = app
                .db()
                .write(|tx| jobs::claim(tx, app.clock().now()))
                .unwrap();
            assert_eq!(claimed.is_some(), attempt < 3, "attempt {attempt}");
            let again = app
                .db()
                .write(|tx| jobs::claim(tx, app.clock().now()))
                .unwrap();
            assert!(again.is_none(), "nobody takes what somebody works on");
            app.clock()
                .set(app.clock().now() + Duration::from_secs(301))
                .unwrap();
        }
        assert_eq!(state(app, id), JobState::Failed);
    });
}

#[test]
fn a_message_leaves_once_and_every_attempt_is_kept() {
    with_tables(&[], |app| {
        let put = |key: &str| {
            app.db()
                .write(|tx| outbox::put(tx, &ctx(1), "mydata", key, "{}"))
        };
        assert_eq!(
            (put("a"), put("a"), put("b")),
            (Ok(true), Ok(false), Ok(true))
        );
        let due = |seconds: u64| {
            let now = ctx(1).now + Duration::from_secs(seconds);
            app.db()
                .read(|tx| outbox::due(tx, "mydata", now, 10))
                .unwrap()
                .iter()
                .map(|m| m.no)
                .collect::<Vec<_>>()
        };
        let report = |no, attempt| {
            app.db()
                .write(|tx| outbox::report(tx, &ctx(1), no, attempt, "req", "ans"))
                .unwrap()
        };
        assert_eq!(due(0), [1, 2]);
        report(1, Attempt::Later);
        assert_eq!((due(59), due(60)), (vec![2], vec![1, 2]));
        report(1, Attempt::Later);
        assert_eq!(
            (due(119), due(120)),
            (vec![2], vec![1, 2]),
            "the pause doubles"
        );
        report(1, Attempt::Sent);
        report(2, Attempt::Refused);
        assert_eq!(due(999_999), Vec::<i64>::new());
        assert_eq!(app.db().read(outbox::ageing), Ok(vec![]));
        let kept = app
            .db()
            .read(|tx| tx.rows("SELECT attempt FROM core_outbox_evidence", &[]))
            .unwrap();
        assert_eq!(kept.len(), 4);
        let refused = app
            .db()
            .write(|tx| tx.exec("DELETE FROM core_outbox_evidence", &[]));
        assert!(matches!(refused, Err(DbError::Constraint(_))));
        put("c").unwrap();
        assert_eq!(app.db().read(outbox::ageing).unwrap()[0].waiting, 1);
    });
}

#[test]
fn a_setting_holds_from_its_day_and_no_day_before() {
    with_tables(&[], |app| {
        let put = |day: &str, value: &str| {
            let setting = Setting {
                valid_from: day.parse().unwrap(),
                value: value.into(),
                basis: "ν. 1".into(),
            };
            app.db()
                .write(|tx| settings::put(tx, &ctx(1), "rate", &setting))
                .unwrap();
        };
        put("2026-01-01", "1");
        put("2026-07-01", "2");
        let at = |day: &str| {
            app.db()
                .read(|tx| settings::require(tx, "rate", day.parse().unwrap()))
                .map(|setting| setting.value)
        };
        assert_eq!(at("2026-06-30"), Ok("1".into()));
        assert_eq!(at("2026-07-01"), Ok("2".into()));
        assert_eq!(
            at("2025-12-31").unwrap_err().finding().code,
            input::NO_ROW_FOR_DATE
        );
        put("2026-07-01", "3");
        assert_eq!(at("2027-01-01"), Ok("3".into()));
    });
}

#[test]
fn rights_follow_roles_and_every_change_leaves_its_line() {
    with_tables(&[], |app| {
        let user = UserId([1; 16]);
        let account = access::User {
            id: user,
            login: "maria.d".into(),
            name: "Δοκιμή".into(),
            active: true,
            has_password: false,
        };
        app.db()
            .write(|tx| -> Result<(), Fail> {
                access::put_user(tx, &ctx(1), &account)?;
                rights::put_role(tx, &ctx(1), "all", "Όλα", CORE_RIGHTS)?;
                rights::grant_role(tx, &ctx(1), user, "all")?;
                Ok(rights::grant_role(tx, &ctx(1), user, "all")?)
            })
            .unwrap();
        let has = || {
            app.db()
                .read(|tx| rights::rights_of(tx, user))
                .unwrap()
                .has(TASKS_WRITE)
        };
        assert!(has());
        app.db()
            .write(|tx| rights::put_role(tx, &ctx(2), "all", "Λίγα", &CORE_RIGHTS[..1]))
            .unwrap();
        assert!(!has(), "a role has exactly the rights it was last given");
        app.db()
            .write(|tx| rights::withdraw_role(tx, &ctx(3), user, "all"))
            .unwrap();
        assert_eq!(
            app.db()
                .read(|tx| rights::rights_of(tx, user))
                .unwrap()
                .codes()
                .count(),
            0
        );
        assert!(
            app.db()
                .write(|tx| rights::grant_role(tx, &ctx(4), user, "nothing"))
                .is_err()
        );
        let lines = app.db().read(|tx| audit::newest(tx, None, 99)).unwrap();
        let nos: Vec<i64> = lines.iter().map(|line| line.no).collect();
        assert_eq!(
            nos,
            [6, 5, 4, 3, 2, 1],
            "gapless, and the refused deed left nothing"
        );
        assert_eq!(
            app.db().read(|tx| audit::newest(tx, Some(3), 1)).unwrap()[0].no,
            2
        );
    });
}

#[test]
fn the_contract_names_what_two_subsystems_claim_both() {
    static TWIN: Subsystem = Subsystem {
        rights: &[TASKS_WRITE],
        cli: &[CliCommand {
            name: "x",
            help: "",
            right: TASKS_WRITE,
            run: |_, _, _| Ok(serde_json::Value::Null),
        }],
        intake: &[(1, |_, _, _| Err(Finding::new(us::UNEXPECTED).into()))],
        ..Subsystem::new("twin")
    };
    assert_eq!(check_contract(&[&TWIN]), Vec::<String>::new());
    let wrong = check_contract(&[&TWIN, &TWIN]);
    for part in [
        "subsystem twin",
        "right core.tasks.write",
        "case kind 1",
        "command x",
    ] {
        assert!(
            wrong.iter().any(|line| line.contains(part)),
            "{part}: {wrong:?}"
        );
    }
}
