//! Files of old programs over a whole town: what the generator says must come of them, comes of them.

mod tables;

use super::*;
use crate::SUBSYSTEMS;
use crate::demo::{Size, Truth, write_old};
use crate::import::{Folder, apply};
use loggia_books::{CARRIED_DEBTS, RECEIVABLES, Role};
use loggia_core::testing::{self, ctx};
use loggia_core::{params, tasks};
use loggia_revenue::carried;
use loggia_schema::message::Weight;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};

const TINY: Size = Size {
    persons: 360,
    person_rows: 600,
    debts: 400,
    connections: 120,
    meters: 80,
};

/// A folder with the dirt of old programs, changed by `edit`.
fn folder(edit: impl FnOnce(&Path)) -> (tempfile::TempDir, Truth) {
    let folder = tempfile::tempdir().unwrap();
    let truth = write_old(folder.path(), 7, TINY, true).unwrap();
    edit(folder.path());
    (folder, truth)
}

fn replace(folder: &Path, file: &str, change: impl FnOnce(String) -> String) {
    let path = folder.join(file);
    let bytes = fs::read(&path).unwrap();
    let text = loggia_foreign::encoding::Encoding::Windows1253
        .read(&bytes)
        .unwrap();
    let bytes = loggia_foreign::encoding::Encoding::Windows1253
        .write(&change(text))
        .unwrap();
    fs::write(path, bytes).unwrap();
}

/// Chart, year and reference data of the folder.
fn prepare(app: &App, folder: &Path) {
    let parsed = Folder::read(folder, app).unwrap();
    app.db()
        .write(|tx| -> Outcome<()> {
            loggia_books::chart_data::load(tx, &ctx(200))?;
            loggia_books::periods::open_year(tx, &ctx(200), 2026)?;
            apply(tx, &ctx(201), app, &parsed).map(drop)
        })
        .unwrap();
}

fn run_into(app: &App, folder: &Path, n: u8, tell: &mut dyn FnMut(Progress<'_>)) -> Report {
    let plan = Plan::read(folder).unwrap();
    let mut listing = Listing::new(folder.join("report.csv"), folder.join("report.jsonl"));
    run(
        &mut Into::Store(app),
        &ctx(n),
        &plan,
        Limits::USUAL,
        &mut listing,
        tell,
    )
    .unwrap()
}

fn import(app: &App, folder: &Path, n: u8) -> Report {
    run_into(app, folder, n, &mut |_| {})
}

fn count(app: &App, table: &str) -> i64 {
    let sql = format!("SELECT COUNT(*) AS n FROM {table} WHERE municipality_id = $1");
    app.db()
        .read(|tx| tx.one(&sql, &params![tx.municipality()])?.get("n"))
        .unwrap()
}

fn balance(app: &App, role: &Role) -> i64 {
    let day = "2026-12-31".parse().unwrap();
    app.db()
        .read(|tx| -> Outcome<i64> {
            let account = loggia_books::accounts::resolve(tx, role, ctx(1).today)?;
            let trial = loggia_books::trial_balance(tx, account.ledger, day, false)?;
            Ok(trial.balance_of(&account.code).get())
        })
        .unwrap()
}

/// Everything that must be the same however a folder came in.
fn picture(app: &App) -> (Vec<i64>, Vec<carried::Sum>, [i64; 2]) {
    let tables = [
        "revenue_person",
        "revenue_line",
        "revenue_carried_codebtor",
        "import_key",
        "import_register",
        "core_task",
    ];
    let balances = [balance(app, &RECEIVABLES), balance(app, &CARRIED_DEBTS)];
    (
        tables.map(|table| count(app, table)).to_vec(),
        app.db().read(carried::sums).unwrap(),
        balances,
    )
}

fn of_errors(report: &Report) -> BTreeMap<String, u64> {
    let rejected = |code: &str| {
        let row = loggia_schema::message::all().find(|row| row.code.to_string() == code);
        row.is_some_and(|row| row.weight == Weight::Error)
    };
    report
        .reasons
        .iter()
        .filter(|(code, _)| rejected(code))
        .map(|(code, n)| (code.clone(), *n))
        .collect()
}

#[test]
fn what_the_generator_knows_comes_of_its_files_and_a_second_run_changes_nothing() {
    testing::with_tables(SUBSYSTEMS, |app| {
        let (folder, truth) = folder(|_| {});
        prepare(app, folder.path());
        let report = import(app, folder.path(), 2);
        let wanted: BTreeMap<String, u64> = truth
            .rejects
            .iter()
            .map(|(code, n)| (code.to_string(), *n))
            .collect();
        assert_eq!(of_errors(&report), wanted);
        assert_eq!(report.rejected(), truth.rejects.values().sum::<u64>());
        assert_eq!(
            report.differences.as_deref(),
            Some(&[][..]),
            "the printed totals"
        );
        assert_eq!(report.totals, truth.totals.len());
        assert_eq!(
            count(app, "revenue_person"),
            i64::try_from(truth.persons).unwrap()
        );
        let merged: u64 = report
            .files
            .iter()
            .filter(|f| f.target == "persons")
            .map(|f| f.merged)
            .sum();
        assert_eq!(merged, truth.merged_persons);
        let open = app.db().read(|tx| tasks::list_open(tx, 1_000)).unwrap();
        let same = open
            .iter()
            .filter(|task| task.kind == "person.maybe-same")
            .count();
        assert_eq!(u64::try_from(same).unwrap(), truth.candidates);
        assert_eq!(
            (balance(app, &RECEIVABLES), balance(app, &CARRIED_DEBTS)),
            (truth.open, 0)
        );
        for file in &report.files {
            assert_eq!(
                file.read,
                file.new + file.changed + file.same + file.merged + file.rejected,
                "{file:?}"
            );
            assert_eq!(file.refused, None);
        }
        let checked = app.db().read(loggia_books::verify).unwrap();
        assert!(checked.is_clean(), "{checked:?}");

        let before = picture(app);
        let again = import(app, folder.path(), 3);
        assert_eq!((again.written(), again.rejected()), (0, report.rejected()));
        assert_eq!(again.sums, report.sums);
        assert!(again.vanished.is_empty());
        assert_eq!(picture(app), before);
    });
}

#[test]
fn every_row_that_needs_somebody_is_listed_with_reason_and_owner() {
    testing::with_tables(SUBSYSTEMS, |app| {
        let (folder, _) = folder(|_| {});
        prepare(app, folder.path());
        let report = import(app, folder.path(), 2);
        let listed = fs::read_to_string(folder.path().join("report.jsonl")).unwrap();
        let rows: Vec<serde_json::Value> = listed
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert_eq!(
            u64::try_from(rows.len()).unwrap(),
            report.reasons.values().sum::<u64>()
        );
        for row in &rows {
            assert!(row["line"].as_u64().unwrap() > 0, "{row}");
            assert!(row["code"].as_u64().unwrap() > 0, "{row}");
            for field in ["file", "reason", "owner"] {
                assert!(
                    row[field].as_str().is_some_and(|text| !text.is_empty()),
                    "{field}: {row}"
                );
            }
        }
        assert!(
            rows.iter()
                .any(|row| row["owner"] == "Μητρώο" && row["field"] == "ΑΦΜ")
        );
        let csv = fs::read_to_string(folder.path().join("report.csv")).unwrap();
        assert!(
            csv.starts_with('\u{feff}')
                && csv.contains(";ΑΠΟΡΡΙΨΗ;")
                && csv.contains(";ΠΑΡΑΤΗΡΗΣΗ;")
        );
        assert!(
            csv.lines()
                .all(|line| !line.contains(";=") && !line.starts_with('=')),
            "no cell is a formula"
        );
    });
}

#[test]
fn a_run_that_was_killed_is_finished_by_the_next_one() {
    testing::with_tables(SUBSYSTEMS, |app| {
        let (folder, _) = folder(|_| {});
        prepare(app, folder.path());
        for stop in [1, 3, 6, 12] {
            let mut calls = 0;
            let killed = catch_unwind(AssertUnwindSafe(|| {
                run_into(app, folder.path(), stop, &mut |_| {
                    calls += 1;
                    assert!(calls < stop, "killed");
                })
            }));
            assert!(killed.is_err());
        }
        let report = import(app, folder.path(), 20);
        assert_eq!(report.differences.as_deref(), Some(&[][..]));
        let other = testing::app(
            loggia_core::db::Db::memory(testing::MUNICIPALITY).unwrap(),
            SUBSYSTEMS,
        );
        other.migrate().unwrap();
        prepare(&other, folder.path());
        import(&other, folder.path(), 2);
        assert_eq!(picture(app), picture(&other));
    });
}

#[test]
fn a_later_export_changes_what_is_different_and_names_what_is_gone() {
    testing::with_tables(SUBSYSTEMS, |app| {
        let (folder, truth) = folder(|_| {});
        prepare(app, folder.path());
        import(app, folder.path(), 2);
        let (mut paid, mut gone) = (None, None);
        replace(folder.path(), "OFEILES.CSV", |text| {
            let mut lines: Vec<String> = Vec::new();
            for line in text.lines() {
                let mut cells: Vec<String> = line.split(';').map(str::to_owned).collect();
                let plain = cells[0]
                    .get(cells[0].len().saturating_sub(3)..)
                    .is_some_and(|n| n.starts_with('1'));
                let owed = plain && cells[3].as_str() > "2017";
                // One debt is paid down to one euro, the next one is gone.
                if owed && paid.is_none() {
                    paid = Some(cents(&cells[7]) - 100);
                    let total = 100 + cents(&cells[8]);
                    cells[7] = "1,00".to_owned();
                    cells[9] = format!("{},{:02}", total / 100, total % 100);
                } else if owed && gone.is_none() {
                    gone = Some(cells[0].clone());
                    continue;
                }
                lines.push(cells.join(";"));
            }
            lines.join("\r\n") + "\r\n"
        });
        let (paid, gone) = (paid.unwrap(), gone.unwrap());
        let report = import(app, folder.path(), 3);
        assert_eq!(
            (report.written(), report.vanished["debts"].as_slice()),
            (1, &[gone][..])
        );
        let differ = report.differences.unwrap();
        assert!(
            !differ.is_empty(),
            "the printed totals are those of the first export"
        );
        assert_eq!(
            (balance(app, &RECEIVABLES), balance(app, &CARRIED_DEBTS)),
            (truth.open - paid, paid)
        );
        assert!(app.db().read(loggia_books::verify).unwrap().is_clean());
        assert_eq!(import(app, folder.path(), 4).written(), 0);
    });
}

fn cents(text: &str) -> i64 {
    loggia_schema::money::Cents::parse_greek(text).unwrap().0
}

#[test]
fn a_broken_file_is_refused_whole_and_the_others_are_loaded() {
    testing::with_tables(SUBSYSTEMS, |app| {
        let (folder, _) = folder(|path| {
            let debts = fs::read(path.join("OFEILES.CSV")).unwrap();
            fs::write(path.join("OFEILES.CSV"), &debts[..debts.len() - 30]).unwrap();
            let book = fs::read(path.join("paroxes-A.xlsx")).unwrap();
            fs::write(path.join("paroxes-A.xlsx"), &book[..book.len() / 2]).unwrap();
            fs::remove_file(path.join("diktya.csv")).unwrap();
        });
        prepare(app, folder.path());
        let report = import(app, folder.path(), 2);
        let refused: Vec<&str> = report
            .files
            .iter()
            .filter(|f| f.refused.is_some())
            .map(|f| f.file.as_str())
            .collect();
        assert_eq!(refused, ["diktya.csv", "paroxes-A.xlsx", "OFEILES.CSV"]);
        assert!(report.reasons.contains_key(&import::FILE_CUT.to_string()));
        assert!(
            report
                .reasons
                .contains_key(&import::ARCHIVE_BROKEN.to_string())
        );
        assert!(
            report
                .reasons
                .contains_key(&import::FILE_MISSING.to_string())
        );
        assert_eq!(
            count(app, "revenue_line"),
            0,
            "no debt of a cut file is loaded"
        );
        assert!(count(app, "revenue_person") > 0);
    });
}

#[test]
fn a_dry_run_goes_the_whole_way_and_leaves_nothing() {
    let app = testing::app(
        loggia_core::db::Db::memory(testing::MUNICIPALITY).unwrap(),
        SUBSYSTEMS,
    );
    app.migrate().unwrap();
    let (folder, truth) = folder(|_| {});
    prepare(&app, folder.path());
    let plan = Plan::read(folder.path()).unwrap();
    let mut listing = Listing::new(folder.path().join("r.csv"), folder.path().join("r.jsonl"));
    let mut report = None;
    let done = app.db().write(|tx| -> Outcome<()> {
        let into = &mut Into::Tx(tx);
        report = Some(run(
            into,
            &ctx(2),
            &plan,
            Limits::USUAL,
            &mut listing,
            &mut |_| {},
        )?);
        Err(Finding::new(import::DRY_RUN).into())
    });
    assert_eq!(done.unwrap_err().finding().code, import::DRY_RUN);
    let report = report.unwrap();
    assert_eq!(report.rejected(), truth.rejects.values().sum::<u64>());
    assert_eq!(report.differences.as_deref(), Some(&[][..]));
    assert_eq!(
        (count(&app, "revenue_person"), count(&app, "import_key")),
        (0, 0)
    );
}

#[test]
fn an_opening_balance_is_one_entry_or_none() {
    testing::with_tables(SUBSYSTEMS, |app| {
        let (folder, _) = folder(|path| {
            let text = fs::read_to_string(path.join("isozygio.csv")).unwrap();
            fs::write(
                path.join("isozygio.csv"),
                text.replacen("12.345,67", "12.345,66", 1),
            )
            .unwrap();
        });
        prepare(app, folder.path());
        let report = import(app, folder.path(), 2);
        let opening = report.files.last().unwrap();
        assert_eq!((opening.read, opening.rejected), (4, 4), "{opening:?}");
        let unbalanced = loggia_schema::message::books::UNBALANCED;
        assert_eq!(report.reasons.get(&unbalanced.to_string()), Some(&4));
    });
}

/// Minutes, so only by name: `cargo test … -- --ignored the_true_size`.
#[test]
#[ignore = "the whole municipality takes minutes"]
fn the_true_size_takes_minutes_and_is_right() {
    let folder = tempfile::tempdir().unwrap();
    let began = std::time::Instant::now();
    let truth = write_old(folder.path(), 2026, Size::FULL, true).unwrap();
    eprintln!("written in {:?}", began.elapsed());
    let key = loggia_core::db::StoreKey::new([7; 32]);
    let path = folder.path().join("hall.db");
    let db = loggia_core::db::Db::sqlite(&path, key, testing::MUNICIPALITY).unwrap();
    let app = testing::app(db, SUBSYSTEMS);
    app.migrate().unwrap();
    prepare(&app, folder.path());
    for n in [2, 3] {
        let began = std::time::Instant::now();
        let report = import(&app, folder.path(), n);
        let rows: u64 = report.files.iter().map(|file| file.read).sum();
        eprintln!(
            "run {n}: {rows} rows in {:?}, {} written",
            began.elapsed(),
            report.written()
        );
        let wanted: u64 = truth.rejects.values().sum();
        assert_eq!(report.differences.as_deref(), Some(&[][..]));
        assert_eq!((report.rejected(), report.written() == 0), (wanted, n == 3));
    }
    assert_eq!(
        count(&app, "revenue_person"),
        i64::try_from(truth.persons).unwrap()
    );
    assert_eq!(
        (balance(&app, &RECEIVABLES), balance(&app, &CARRIED_DEBTS)),
        (truth.open, 0)
    );
}
