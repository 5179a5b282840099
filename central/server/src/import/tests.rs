//! Whole folders with something wrong in them, and the folder of the demo twice.

use super::*;
use crate::{SUBSYSTEMS, demo};
use loggia_core::db::Db;
use loggia_core::{access, rights, testing};
use loggia_schema::message::{Code, cash, import, input};
use std::fs;

fn app(training: bool) -> App {
    let db = Db::memory(testing::MUNICIPALITY).unwrap();
    if training {
        return testing::app(db, SUBSYSTEMS);
    }
    use loggia_core::access::PasswordCost;
    use loggia_core::app::Parts;
    use loggia_core::clock::Clock;
    use loggia_core::entropy::Entropy;
    App::new(Parts::new(
        db,
        Clock::real(),
        Entropy::seeded(1),
        PasswordCost::TESTS,
        SUBSYSTEMS,
    ))
}

/// The demo folder with few persons and one edit.
fn folder(edit: impl FnOnce(&Path)) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    demo::write_demo(folder.path(), 1).unwrap();
    replace(folder.path(), "persons.csv", |text| {
        text.lines().take(6).collect::<Vec<_>>().join("\n")
    });
    edit(folder.path());
    folder
}

fn replace(folder: &Path, file: &str, change: impl FnOnce(&str) -> String) {
    let path = folder.join(file);
    let text = change(&fs::read_to_string(&path).unwrap());
    fs::write(path, text).unwrap();
}

/// What is told about a folder: file, line, field, code.
fn told(edit: impl FnOnce(&Path)) -> Vec<(String, u64, Option<String>, Code)> {
    let folder = folder(edit);
    let errors = Folder::read(folder.path(), &app(true))
        .map(drop)
        .unwrap_err();
    errors
        .into_iter()
        .map(|e| (e.file, e.line, e.field, e.code))
        .collect()
}

fn error(file: &str, line: u64, field: &str, code: Code) -> (String, u64, Option<String>, Code) {
    (
        file.to_owned(),
        line,
        (!field.is_empty()).then(|| field.to_owned()),
        code,
    )
}

#[test]
fn the_demo_folder_loads_and_a_second_time_changes_nothing() {
    testing::with_tables(SUBSYSTEMS, |app| {
        app.db()
            .write(|tx| loggia_books::chart_data::load(tx, &testing::ctx(1)))
            .unwrap();
        let folder = folder(|_| {});
        let parsed = Folder::read(folder.path(), app).unwrap();
        let load = |n| {
            app.db()
                .write(|tx| apply(tx, &testing::ctx(n), app, &parsed))
                .unwrap()
        };
        let (first, second) = (load(2), load(3));
        assert!(first.written() > 100, "{first:?}");
        assert_eq!(second.written(), 0, "{second:?}");
        assert_eq!(set_passwords(app, &testing::ctx(4), &parsed).unwrap(), 13);
        assert_eq!(set_passwords(app, &testing::ctx(5), &parsed).unwrap(), 0);
        assert!(access::login(app, "elegktis", "dokimastikos-09").is_ok());
        let auditor = app
            .db()
            .read(|tx| access::user_by_login(tx, "elegktis"))
            .unwrap()
            .unwrap();
        let held = app
            .db()
            .read(|tx| rights::rights_of(tx, auditor.id))
            .unwrap();
        assert!(held.has(loggia_core::rights::AUDIT_READ));
        let writes = app.rights().into_iter().filter(|right| !right.read_only);
        assert!(
            writes.into_iter().all(|right| !held.has(right)),
            "an auditor only reads"
        );
    });
}

#[test]
fn each_error_names_file_line_and_column() {
    let errors = told(|folder| {
        replace(folder, "tariffs.csv", |text| {
            text.replacen("30,00", "30.0.0", 1)
        });
        replace(folder, "persons.csv", |text| {
            let line = "Π-99999;000000013;Δοκιμάκης;Νίκος;;;;;2810 000000\n";
            format!("{}\n{line}", text.trim_end())
        });
        replace(folder, "scopes.csv", |text| {
            text.replacen(";01;", ";99;", 1)
        });
        replace(folder, "users.csv", |text| {
            text.replacen("ΑΣΤΥΝΟΜΙΚΟΣ", "ΑΣΤΡΟΝΑΥΤΗΣ", 1)
        });
    });
    let has = |expected: (String, u64, Option<String>, Code)| {
        assert!(
            errors.contains(&expected),
            "{expected:?} is not in {errors:#?}"
        );
    };
    has(error("tariffs.csv", 3, "Ποσό", input::AMOUNT_FORM));
    has(error("persons.csv", 7, "ΑΦΜ", input::AFM_CHECK_DIGIT));
    has(error(
        "scopes.csv",
        2,
        "Κοινότητα",
        import::UNKNOWN_REFERENCE,
    ));
    has(error("users.csv", 2, "Ρόλοι", import::UNKNOWN_REFERENCE));
}

#[test]
fn two_prices_for_one_day_are_refused() {
    let errors = told(|folder| {
        replace(folder, "tariffs.csv", |text| {
            let line = "Ρ-69;kok-5209;1;35,00;ΝΑΙ;;;;2026-01-01;;ν. 5209/2025;ΟΧΙ;";
            format!("{}\n{line}\n", text.trim_end())
        });
    });
    assert_eq!(
        errors,
        [error(
            "tariffs.csv",
            20,
            "Ισχύει από",
            import::PERIODS_OVERLAP
        )]
    );
}

#[test]
fn a_price_before_its_law_is_refused() {
    let errors = told(|folder| {
        replace(folder, "violations.csv", |text| {
            text.replacen(
                "άρθ. 7 §11γ, 108 §5αα;2025-09-13",
                "άρθ. 7 §11γ, 108 §5αα;2025-01-01",
                1,
            )
        });
    });
    assert_eq!(
        errors[0],
        error("violations.csv", 3, "Ισχύει από", import::NOT_WITHIN_REGIME)
    );
}

#[test]
fn desks_never_share_numbers_and_issue_only_their_own_series() {
    let errors = told(|folder| {
        replace(folder, "leases.csv", |text| {
            text.replacen(
                "ΔΑ-2;ΚΛΗΣΗ;Κ2;2026;1;200000;126002",
                "ΔΑ-2;ΚΛΗΣΗ;Κ1;2026;1;200000;126001",
                1,
            )
            .replacen("ΤΑ-02;ΑΠΟΔΕΙΞΗ", "ΤΑ-02;ΚΛΗΣΗ", 1)
        });
    });
    let expected = [
        error("leases.csv", 5, "Γραφείο", import::DESK_OF_OTHER_SERIES),
        error("leases.csv", 3, "Πρόθεμα", import::NUMBERS_OVERLAP),
        error("leases.csv", 3, "Στέλεχος RF", import::NUMBERS_OVERLAP),
    ];
    assert_eq!(errors, expected);
}

#[test]
fn a_sheet_belongs_to_one_block_and_a_block_to_somebody_known() {
    let errors = told(|folder| {
        replace(folder, "blocks.csv", |text| {
            text.replacen("ΚΑ;ΚΛΗΣΗ;51;100", "ΚΑ;ΑΠΟΔΕΙΞΗ;50;100", 1)
                .replacen("ΧΑ;ΑΠΟΔΕΙΞΗ;1;50;tamias1", "χ.;ΑΠΟΔΕΙΞΗ;1;50;tamias1", 1)
                .replacen("tamias2", "kanenas", 1)
        });
    });
    let expected = [
        error("blocks.csv", 4, "Σειρά", cash::SHEET_FORM),
        error("blocks.csv", 5, "Κάτοχος", import::UNKNOWN_REFERENCE),
        error("blocks.csv", 3, "Από φύλλο", import::NUMBERS_OVERLAP),
    ];
    assert_eq!(errors, expected);
}

#[test]
fn a_missing_file_is_named_and_test_passwords_need_a_training_installation() {
    let errors = told(|folder| fs::remove_file(folder.join("regimes.csv")).unwrap());
    assert!(errors.contains(&error("regimes.csv", 0, "", import::FILE_MISSING)));
    let folder = folder(|_| {});
    let errors = Folder::read(folder.path(), &app(false))
        .map(drop)
        .unwrap_err();
    assert_eq!(errors.len(), 1);
    assert_eq!(errors[0].code, import::PASSWORDS_ONLY_IN_TRAINING);
}

#[test]
fn a_plan_whose_numbers_were_given_cannot_shrink() {
    crate::testing::on_sqlite(|hall| {
        hall.laptop("ΔΑ-1", 11);
        let folder = folder(|folder| {
            replace(folder, "leases.csv", |text| {
                text.replacen("Κ1;2026;1;200000;126001", "Κ9;2026;1;200000;126991", 1)
            });
        });
        let parsed = Folder::read(folder.path(), &hall.app).unwrap();
        let done = hall
            .app
            .db()
            .write(|tx| apply(tx, &testing::ctx(9), &hall.app, &parsed));
        assert_eq!(done.unwrap_err().finding().code, import::LEASE_PLAN_SHRINKS);
        let again = hall.app.db().read(persons_known).unwrap();
        assert!(again > 0, "and nothing else of the folder was lost");
    });
}

fn persons_known(tx: &mut loggia_core::db::Tx<'_>) -> Result<usize, loggia_core::db::DbError> {
    Ok(loggia_revenue::persons::search(tx, "", 100)?.len())
}

#[test]
fn what_would_bill_the_wrong_water_is_refused() {
    use loggia_schema::message::irrigation;
    let first = |text: &str, from: &str, to: &str| text.replacen(from, to, 1);
    let shared = told(|folder| {
        replace(folder, "meters.csv", |text| {
            let line = text.lines().nth(1).unwrap();
            let twin = line.replacen("Σ0001", "Σ0002", 1);
            format!("{text}{twin}\n")
        });
    });
    assert_eq!(shared[0].3, irrigation::METER_IN_USE, "{shared:?}");
    let area = told(|folder| {
        replace(folder, "parcels.csv", |text| {
            let line = text.lines().nth(1).unwrap();
            let m2 = line.split(';').nth(3).unwrap();
            first(text, &format!(";{m2};"), ";0;")
        });
    });
    assert_eq!(
        area[0],
        error(
            "parcels.csv",
            2,
            "Τετραγωνικά",
            irrigation::PARCEL_AREA_ZERO
        )
    );
    let tiers = told(|folder| {
        replace(folder, "water_tariffs.csv", |text| {
            first(text, "500:0,20", "5000:0,20")
        });
    });
    assert_eq!(tiers[0].3, irrigation::TIERS_BROKEN, "{tiers:?}");
    let long = told(|folder| {
        replace(folder, "meters.csv", |text| {
            first(text, ";99850;", ";998500;")
        });
    });
    assert_eq!(long[0].3, irrigation::READING_TOO_LONG, "{long:?}");
}

#[test]
fn what_the_town_hall_moved_on_is_not_put_back_by_a_file() {
    use loggia_cases::records::{Mark, MeterRecord, Record as _, SeasonRecord, SeasonState};
    crate::testing::on_sqlite(|hall| {
        let db = hall.app.db();
        let of = |table: &'static str, key: &str| -> serde_json::Value {
            let found = db.read(|tx| loggia_core::records::find(tx, table, key));
            serde_json::from_str(&found.unwrap().unwrap().value.unwrap()).unwrap()
        };
        let mut season = SeasonRecord::from_value(&of(SeasonRecord::TABLE, "2026")).unwrap();
        season.state = SeasonState::Billing;
        let mut meter = MeterRecord::from_value(&of(MeterRecord::TABLE, "Υ0001")).unwrap();
        meter.last = Some(Mark {
            value: 1_300,
            on: "2026-06-01".parse().unwrap(),
        });
        let value = |value: serde_json::Value| Some(value.to_string());
        let changes = [
            (
                SeasonRecord::TABLE,
                season.key(),
                value(season.to_value().unwrap()),
            ),
            (
                MeterRecord::TABLE,
                meter.key(),
                value(meter.to_value().unwrap()),
            ),
        ];
        db.write(|tx| loggia_core::records::publish(tx, &changes))
            .unwrap();
        let folder = folder(|_| {});
        let parsed = Folder::read(folder.path(), &hall.app).unwrap();
        db.write(|tx| apply(tx, &testing::ctx(9), &hall.app, &parsed))
            .unwrap();
        let kept = MeterRecord::from_value(&of(MeterRecord::TABLE, "Υ0001")).unwrap();
        assert_eq!(kept.last, meter.last);
        let kept = SeasonRecord::from_value(&of(SeasonRecord::TABLE, "2026")).unwrap();
        assert_eq!(kept.state, SeasonState::Billing);
    });
}
