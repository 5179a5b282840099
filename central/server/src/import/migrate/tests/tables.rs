//! What stands beside the files: profiles, time limits, reference files that come through a profile.

use super::*;

#[test]
fn the_tables_beside_the_profiles_are_checked_first() {
    let codes = |edit: &dyn Fn(&Path)| -> Vec<_> {
        let (folder, _) = folder(|path| edit(path));
        let errors = Plan::read(folder.path()).map(drop).unwrap_err();
        errors
            .into_iter()
            .map(|error| (error.file, error.line, error.code))
            .collect()
    };
    let profile = |was: &'static str, is: &'static str| {
        move |path: &Path| {
            let path = path.join("profiles/30-ofeiles.json");
            let text = fs::read_to_string(&path).unwrap();
            assert!(text.contains(was));
            fs::write(path, text.replacen(was, is, 1)).unwrap();
        }
    };
    let at = |code| vec![("30-ofeiles.json".to_owned(), 0, code)];
    assert_eq!(
        codes(&profile("\"to\": \"year\"", "\"to\": \"list\"")),
        [at(import::PROFILE_FIELD), at(import::PROFILE_FIELD)].concat()
    );
    assert_eq!(
        codes(&profile("\"to\": \"list\"", "\"to\": \"colour\"")),
        at(import::PROFILE_FIELD)
    );
    assert_eq!(
        codes(&profile("\"debts\"", "\"dreams\"")),
        at(import::PROFILE_FIELD)
    );
    assert_eq!(
        codes(&profile("\"owner\"", "\"boss\"")),
        at(import::PROFILE_FORM)
    );
    let limits = codes(&|path| {
        let path = path.join("limitation.csv");
        let text = fs::read_to_string(&path).unwrap();
        fs::write(path, text.replacen("\n2013;", "\n2012;", 1)).unwrap();
    });
    assert_eq!(
        limits,
        [("limitation.csv".to_owned(), 3, import::PERIODS_OVERLAP)]
    );
}

#[test]
fn a_year_without_a_rule_is_refused_and_not_guessed() {
    let app = testing::app(
        loggia_core::db::Db::memory(testing::MUNICIPALITY).unwrap(),
        SUBSYSTEMS,
    );
    app.migrate().unwrap();
    let (folder, _) = folder(|path| {
        let text = fs::read_to_string(path.join("limitation.csv")).unwrap();
        fs::write(
            path.join("limitation.csv"),
            text.replacen("\n2018;;", "\n2018;2019;", 1),
        )
        .unwrap();
    });
    prepare(&app, folder.path());
    let report = import(&app, folder.path(), 2);
    assert!(report.reasons[&import::NO_LIMITATION_RULE.to_string()] > 50);
    assert!(report.differences.is_some_and(|all| !all.is_empty()));
}

#[test]
fn a_reference_file_may_come_from_any_program_through_a_profile() {
    let app = testing::app(
        loggia_core::db::Db::memory(testing::MUNICIPALITY).unwrap(),
        SUBSYSTEMS,
    );
    app.migrate().unwrap();
    let (folder, _) = folder(|path| {
        let fees = fs::read_to_string(path.join("fees.csv")).unwrap();
        fs::remove_file(path.join("fees.csv")).unwrap();
        let headings: Vec<&str> = fees.lines().next().unwrap().split(';').collect();
        let columns: Vec<String> = headings
            .iter()
            .map(|h| format!(r#"{{"from": "{h}", "to": "{h}"}}"#))
            .collect();
        let profile = format!(
            r#"{{"file": "TELH.CSV", "target": "fees.csv", "owner": "Ταμείο", "encoding": "windows-1253",
                 "format": {{"separated": {{"separator": ";"}}}}, "columns": [{}]}}"#,
            columns.join(",")
        );
        fs::write(path.join("profiles/05-telh.json"), profile).unwrap();
        let bytes = loggia_foreign::encoding::Encoding::Windows1253
            .write(&fees)
            .unwrap();
        fs::write(path.join("TELH.CSV"), bytes).unwrap();
    });
    prepare(&app, folder.path());
    let fees = app
        .db()
        .read(|tx| loggia_core::records::of_table(tx, "fee"))
        .unwrap();
    assert!(!fees.is_empty());
    fs::remove_file(folder.path().join("TELH.CSV")).unwrap();
    let errors = Folder::read(folder.path(), &app).map(drop).unwrap_err();
    assert_eq!(
        (errors[0].file.as_str(), errors[0].code),
        ("TELH.CSV", import::FILE_MISSING)
    );
}
