//! Rows in and out on both engines, late ones, weeks, pairs that are probably one.

use super::model::{ListedRequest, WeekCount};
use super::store::{self, Order, Wanted};
use super::{late, plots, rules};
use crate::MATTERS;
use loggia_cases::private::Applicant;
use loggia_cases::records::{TwinBy, TwinRule};
use loggia_cases::request::{RequestRow, Stage};
use loggia_core::app::App;
use loggia_core::subsystem::PlotOf;
use loggia_core::testing::with_tables;
use loggia_core::{jobs, tasks};
use loggia_schema::ids::{DocId, ScopeId};

fn day(text: &str) -> jiff::civil::Date {
    text.parse().unwrap()
}

fn request(no: u8, office: &str, on: &str, due: Option<&str>) -> ListedRequest {
    let row = RequestRow {
        number: format!("Π04-2026-{no:06}"),
        stage: Stage::Assigned,
        registered_at: format!("{on}T09:00"),
        registered_on: Some(day(on)),
        type_code: "ΦΩ".into(),
        title: "Φωτισμός δρόμου".into(),
        community: "04".into(),
        community_name: "Κοινότητα Δαφνών".into(),
        spot: "Έβανς 12".into(),
        channel: "counter".into(),
        office: office.into(),
        office_name: "Υπηρεσία".into(),
        officer: None,
        due: due.map(day),
        last_step: "χρέωση".into(),
        last_on: Some(day(on)),
        missing: String::new(),
        closed_on: None,
        applicant: None,
        conflict: false,
        locked: false,
        off: false,
        search: format!("π04-2026-{no:06} φωτισμοσ δρομου δαφνων 100%"),
    };
    ListedRequest {
        doc: DocId([no; 16]),
        scope: ScopeId([1; 16]),
        spot_key: "εβανσ 12".into(),
        person_key: String::new(),
        row,
    }
}

fn put(app: &App, requests: &[ListedRequest]) {
    app.db()
        .write(|tx| requests.iter().try_for_each(|one| store::put(tx, one)))
        .unwrap();
}

fn found(app: &App, wanted: &Wanted) -> (Vec<u8>, u64) {
    let (rows, found) = app.db().read(|tx| store::search(tx, wanted)).unwrap();
    (rows.iter().map(|row| row.doc.0[0]).collect(), found)
}

#[test]
fn a_list_filters_orders_and_counts() {
    with_tables(MATTERS, |app| {
        let rows = [
            request(1, "ΗΛΕ", "2026-09-01", Some("2026-09-08")),
            request(2, "ΗΛΕ", "2026-09-02", None),
            request(3, "ΤΕΧ", "2026-09-03", Some("2026-09-05")),
        ];
        put(app, &rows);
        put(app, &rows);
        assert_eq!(found(app, &Wanted::default()), (vec![3, 2, 1], 3));
        let by_due = Wanted {
            order: Some((Order::Due, false)),
            ..Wanted::default()
        };
        assert_eq!(
            found(app, &by_due).0,
            [3, 1, 2],
            "what has no term comes last"
        );
        let late = Wanted {
            late_on: Some(day("2026-09-08")),
            ..Wanted::default()
        };
        assert_eq!(found(app, &late).0, [3], "the last day itself is not late");
        let office = Wanted {
            office: Some("ΗΛΕ".into()),
            typed: "ΔΑΦΝΏΝ 000002".into(),
            ..Wanted::default()
        };
        assert_eq!(found(app, &office).0, [2]);
        let wild = Wanted {
            typed: "%".into(),
            ..Wanted::default()
        };
        assert_eq!(found(app, &wild).1, 3, "a sign is a letter");
        let none = Wanted {
            typed: "_0_".into(),
            ..Wanted::default()
        };
        assert_eq!(found(app, &none).1, 0);
        let page = Wanted {
            limit: 1,
            offset: 1,
            ..Wanted::default()
        };
        assert_eq!(found(app, &page), (vec![2], 3));
        for name in ["number", "registered_on", "due", "office", "stage"] {
            let order = Order::named(name).map(|order| (order, true));
            assert!(order.is_some(), "{name}");
            assert_eq!(
                found(
                    app,
                    &Wanted {
                        order,
                        ..Wanted::default()
                    }
                )
                .1,
                3
            );
        }
        assert_eq!(Order::named("drop table"), None);
    });
}

#[test]
fn each_morning_an_office_that_is_late_gets_one_task() {
    with_tables(MATTERS, |app| {
        put(
            app,
            &[
                request(1, "ΗΛΕ", "2020-01-01", Some("2020-01-08")),
                request(2, "ΗΛΕ", "2020-01-01", Some("2020-01-09")),
                request(3, "ΤΕΧ", "2020-01-01", None),
            ],
        );
        for expected in [1, 0] {
            let ctx = app.ctx(loggia_core::ctx::Actor::System("test")).unwrap();
            let asked = app
                .db()
                .write(|tx| jobs::enqueue_daily(tx, &ctx, &[&late::MORNING]));
            assert_eq!(asked.unwrap(), expected, "once a day");
        }
        assert_eq!(jobs::run_next(app), Ok(true));
        let ctx = app.ctx(loggia_core::ctx::Actor::System("again")).unwrap();
        app.db()
            .write(|tx| jobs::enqueue(tx, &ctx, late::MORNING.name, &serde_json::Value::Null))
            .unwrap();
        assert_eq!(jobs::run_next(app), Ok(true));
        let open = app.db().read(|tx| tasks::list_open(tx, 10)).unwrap();
        assert_eq!(open.len(), 1, "run twice, said once");
        assert_eq!(open[0].finding.param("count"), Some("2"));
    });
}

#[test]
fn weeks_begin_on_monday() {
    with_tables(MATTERS, |app| {
        put(
            app,
            &[
                request(1, "ΗΛΕ", "2026-09-06", None),
                request(2, "ΗΛΕ", "2026-09-07", None),
                request(3, "ΗΛΕ", "2026-09-13", None),
            ],
        );
        let weeks = app
            .db()
            .read(|tx| store::per_week(tx, day("2026-09-01"), day("2026-09-30")))
            .unwrap();
        let week = |monday, count| WeekCount {
            week: day(monday),
            community: "04".into(),
            count,
        };
        assert_eq!(weeks, [week("2026-08-31", 1), week("2026-09-07", 2)]);
        let drawn = |plot: PlotOf| {
            let days = (day("2026-09-01"), day("2026-09-20"));
            app.db().read(|tx| (plot.run)(tx, days.0, days.1)).unwrap()
        };
        let weekly = drawn(plots::WEEKLY);
        assert_eq!(weekly.labels, ["31/08/2026", "07/09/2026", "14/09/2026"]);
        let name = weekly.series[0].0.clone();
        assert_eq!(weekly.series, [(name.clone(), vec![1, 2, 0])]);
        let communities = drawn(plots::COMMUNITIES);
        assert_eq!(communities.labels, [name]);
        assert_eq!(communities.series[0].1, [3]);
    });
}

#[test]
fn a_pair_is_one_pair_whichever_came_last() {
    let rule = TwinRule {
        by: TwinBy::Place,
        days: 30,
    };
    let (a, b) = (
        request(1, "ΗΛΕ", "2026-09-01", None),
        request(2, "ΗΛΕ", "2026-09-20", None),
    );
    assert!(rules::alike(rule, &a, &b) && rules::alike(rule, &b, &a));
    assert!(!rules::alike(rule, &a, &a), "nothing is its own double");
    assert_eq!(rules::in_order(&a, &b), rules::in_order(&b, &a));
    with_tables(MATTERS, |app| {
        put(app, &[a.clone(), b.clone()]);
        let near = |days| {
            app.db()
                .read(|tx| store::near(tx, &b, day("2026-09-20"), days))
                .unwrap()
                .len()
        };
        assert_eq!((near(30), near(5)), (1, 0));
    });
}

#[test]
fn the_digest_of_a_person_names_nobody() {
    let person = |name: &str| Applicant {
        name: name.into(),
        afm: None,
        phone: None,
        address: String::new(),
    };
    let digest = rules::person_digest(&person("Δοκιμή Παραδείγματος"));
    assert_eq!(
        digest,
        rules::person_digest(&person("παραδειγματος ΔΟΚΙΜΗ"))
    );
    assert!(digest.len() == 32 && digest.bytes().all(|b| b.is_ascii_hexdigit()));
    assert_eq!(rules::person_digest(&person(" ")), "");
}
