//! What people and machines get wrong, at the real programs: a Greek sentence with its code, an exit status that says
//! whose fault it is, and nothing lost.
//!
//! Each refusal is followed by the same question: is everything that was there still there, was no number taken, and
//! does the right form go through afterwards.

use crate::steps::fine;
use loggia_tests::process::Finished;
use loggia_tests::{Laptop, Program, Town};
use serde_json::{Value, json};
use std::path::Path;

const DAY: &str = "2026-09-07T09:00";

/// What stands at a laptop: cases and numbers left.
fn standing(laptop: &Laptop) -> (Value, Value, Value) {
    let total = |kind: &str| laptop.run(&["list", kind])["total"].clone();
    let series = laptop.run(&["numbers"])["series"].clone();
    (total("fine"), total("receipt"), series)
}

/// The refusal names these codes on these fields, in Greek, and ends with the status of that fault.
#[track_caller]
fn said(finished: &Finished, status: i32, codes: &[(&str, Option<&str>)]) {
    assert_eq!(finished.status.code(), Some(status), "{finished:?}");
    let printed = finished.printed();
    let findings = printed["error"]["findings"].as_array().unwrap();
    let told: Vec<_> = findings
        .iter()
        .map(|finding| {
            let (code, text) = (
                finding["code"].as_str().unwrap(),
                finding["text"].as_str().unwrap(),
            );
            assert!(text.ends_with(&format!("({code})")), "{text}");
            assert!(
                text.chars().any(|c| ('α'..='ω').contains(&c)),
                "not Greek: {text}"
            );
            (code, finding["field"].as_str())
        })
        .collect();
    assert_eq!(told, codes, "{printed}");
}

fn changed(change: impl FnOnce(&mut Value)) -> Value {
    let mut form = fine("07/09/2026", "ΗΚΑ-1234", "Ρ-69");
    change(&mut form);
    form
}

#[test]
#[ignore = "many processes: make test"]
fn refused_forms_say_everything_at_once_and_take_no_number() {
    let town = Town::new(DAY);
    let police = town.laptop("Π1", "astynomos1", &["ΔΑ-1"]);
    let issued = police.write(&["fine", "issue"], &changed(|_| ()));
    let before = standing(&police);
    let issue = |form: &Value| police.writing(&["fine", "issue"], form).run();

    let all_wrong = changed(|form| {
        form["date"] = json!("31/02/2026");
        form["plate"] = json!("ΗΚΑ-12345");
        form["person"] =
            json!({ "role": "driver", "name": "Δοκιμή Παραδείγματος", "afm": "000000013" });
    });
    let codes = [
        ("Σ-122", Some("date")),
        ("Σ-160", Some("plate")),
        ("Σ-101", Some("afm")),
    ];
    said(&issue(&all_wrong), 2, &codes);
    let tomorrow = changed(|form| form["date"] = json!("08/09/2026"));
    let refused = issue(&tomorrow);
    assert_eq!(refused.status.code(), Some(2));
    let before_its_law = changed(|form| {
        form["date"] = json!("22/03/1999");
        form["late_reason"] = json!("Καταχώριση από αρχείο");
        form["service"] = Value::Null;
    });
    said(&issue(&before_its_law), 5, &[("Σ-125", Some("violation"))]);
    let misspelt = changed(|form| form["late_reaosn"] = json!("χάθηκε"));
    said(&issue(&misspelt), 2, &[("Σ-458", None)]);

    assert_eq!(standing(&police), before, "nothing was stored or taken");
    let next = police.write(
        &["fine", "issue"],
        &changed(|form| form["plate"] = json!("ΗΚΑ-1235")),
    );
    let number = |text: &Value| {
        let text = text.as_str().unwrap();
        text.rsplit('-').next().unwrap().parse::<u32>().unwrap()
    };
    assert_eq!(number(&next["number"]), number(&issued["number"]) + 1);
}

#[test]
#[ignore = "many processes: make test"]
fn refused_money_stays_in_the_drawer() {
    let town = Town::new(DAY);
    let desk = town.laptop("Τ1", "tamias1", &["ΤΑ-01"]);
    let before = standing(&desk);
    for (amount, code) in [("δέκα", "Σ-111"), ("-5,00", "Σ-117"), ("0", "Σ-117")] {
        let line = json!({ "fee": "ΔΙΑΓ", "amount": amount });
        let refused = desk
            .writing(&["receipt", "issue"], &json!({ "lines": [line] }))
            .run();
        let finding = desk.refused(&refused);
        assert_eq!(
            (finding["code"].as_str(), refused.status.code()),
            (Some(code), Some(2)),
            "{amount}: {finding}"
        );
    }
    assert_eq!(standing(&desk), before);
    let line = json!({ "fee": "ΔΙΑΓ", "amount": "5,00" });
    desk.write(&["receipt", "issue"], &json!({ "lines": [line] }));
}

#[test]
#[ignore = "many processes: make test"]
fn refused_without_numbers_and_what_was_written_goes_in_when_there_is_a_line() {
    let town = Town::with(DAY, |demo| {
        let leases = demo.join("leases.csv");
        let text = std::fs::read_to_string(&leases).unwrap();
        std::fs::write(&leases, text.replace(";126001;500", ";126001;2")).unwrap();
    });
    let police = town.laptop("Π1", "astynomos1", &["ΔΑ-1"]);
    town.cut_the_line(&police);
    for plate in ["ΗΚΑ-1001", "ΗΚΑ-1002"] {
        police.write(
            &["fine", "issue"],
            &changed(|form| form["plate"] = json!(plate)),
        );
    }
    let third = changed(|form| form["plate"] = json!("ΗΚΑ-1003"));
    let keyed = || {
        police
            .writing(&["fine", "issue"], &third)
            .args(["--key", "third"])
    };
    said(&keyed().run(), 2, &[("Σ-301", None)]);
    assert_eq!(police.run(&["list", "fine"])["total"], 2);
    town.restore_the_line(&police);
    keyed().json();
}

#[test]
#[ignore = "many processes: make test"]
fn refused_passwords_say_nothing_and_then_cost_time() {
    let town = Town::new(DAY);
    let police = town.laptop("Π1", "astynomos1", &["ΔΑ-1"]);
    let wrong = town.sandbox.write("wrong", "ένας άλλος κωδικός");
    let with = |user: &str| -> Program {
        police
            .bare(&["status", "--user", user, "--password-file"])
            .arg(&wrong)
    };
    said(&with("nobody").run(), 2, &[("Σ-400", Some("password"))]);
    for _ in 0..5 {
        said(&with("astynomos1").run(), 2, &[("Σ-400", Some("password"))]);
    }
    let refused = with("astynomos1").run();
    assert_eq!(police.refused(&refused)["code"], "Σ-401", "it costs time");
    let on_the_line = police.bare(&["status", "--user", "astynomos1", "--password", "x"]);
    said(&on_the_line.run(), 2, &[("Σ-471", None)]);
}

#[test]
#[ignore = "many processes: make test"]
fn refused_device_hands_in_what_it_wrote_and_gets_nothing() {
    let town = Town::new(DAY);
    let police = town.laptop("Π1", "astynomos1", &["ΔΑ-1"]);
    let plate = |n: u32| changed(|form| form["plate"] = json!(format!("ΗΚΑ-{n}")));
    police.write(&["fine", "issue"], &plate(1001));
    police.sync();
    let late = police.write(&["fine", "issue"], &plate(1002));
    town.centre.run(&["revoke", "Π1", "--reason", "Κλάπηκε"]);

    let told = police.program(&["sync"]).run();
    said(&told, 2, &[("Σ-521", None)]);
    let refused = police.writing(&["fine", "issue"], &plate(1003)).run();
    assert_eq!(police.refused(&refused)["code"], "Σ-415");
    assert_eq!(
        police.run(&["list", "fine"])["total"],
        2,
        "what it wrote stays readable here"
    );

    let status = town.centre.run(&["status"]);
    let tasks = status["tasks"].as_array().unwrap();
    assert!(
        tasks.iter().any(|task| task["code"] == "Σ-521"),
        "what it handed in waits for a person: {tasks:?}"
    );
    let fines = town.centre.run(&["fines"]);
    let fines = fines["fines"].as_array().unwrap();
    let held = |number: &Value| fines.iter().any(|fine| &fine["number"] == number);
    assert!(!held(&late["number"]), "it counts nothing: {fines:?}");
    let register = town.centre.run(&["numbers"]);
    let lease = &register["leases"][0];
    assert_eq!(lease["fates"]["pending"], 0, "every number is explained");
    assert!(lease["fates"]["lost"].as_i64().unwrap() > 400);
    let unknown = town.centre.refused(&["revoke", "Π2", "--reason", "x"]);
    assert_eq!(unknown["code"], "Σ-422");
}

#[test]
#[ignore = "many processes: make test"]
fn refused_disk_keeps_what_was_there_and_the_number() {
    let town = Town::new(DAY);
    let police = town.laptop("Π1", "astynomos1", &["ΔΑ-1"]);
    police.write(&["fine", "issue"], &changed(|_| ()));
    let before = standing(&police);
    let form = changed(|form| form["plate"] = json!("ΗΚΑ-1002"));
    let form = town.sandbox.write("form.json", &form.to_string());
    // The kernel refuses every write behind the first block of a file, as a disk does on which nothing is left.
    let refused = limited(&town, &police, &form, 1).run();
    assert_eq!(refused.status.code(), Some(4), "{refused:?}");
    let code = police.refused(&refused)["code"].clone();
    assert!(code == "Σ-600" || code == "Σ-606", "{code}");
    assert_eq!(standing(&police), before);
    assert_eq!(police.run(&["rebuild", "--check"])["clean"], true);
    let through = limited(&town, &police, &form, 1 << 20).json();
    assert!(
        through["number"].is_string(),
        "the same command, a roomy disk"
    );
}

/// The command of saving a fine under a limit of `blocks` for every file it writes.
fn limited(town: &Town, police: &Laptop, form: &Path, blocks: u32) -> Program {
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$@\"");
    Program::system("sh")
        .env("LOGGIA_TRAINING_NOW", DAY)
        .args(["-c", &script, "sh"])
        .arg(loggia_tests::process::built("loggia-node"))
        .arg("--dir")
        .arg(&police.folder)
        .args(["fine", "issue", "--user", &police.user, "--key", "full"])
        .arg("--password-file")
        .arg(&police.password)
        .arg("--input")
        .arg(form)
        .folder(town.sandbox.path())
}

#[test]
#[ignore = "many processes: make test"]
fn refused_rows_of_an_import_are_named_by_file_line_and_field_and_nothing_is_loaded() {
    let town = Town::new(DAY);
    let demo = town.sandbox.join("demo");
    let spoil = |file: &str, from: &str, to: &str| {
        let path = demo.join(file);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{file} has no {from}");
        std::fs::write(&path, text.replacen(from, to, 1)).unwrap();
        text
    };
    let people = spoil("users.csv", ";Δ-0002;ΑΣΤΥΝΟΜΙΚΟΣ;", ";Δ-0002;ΒΑΡΚΑΡΗΣ;");
    let tariffs = spoil("tariffs.csv", ";10,00;", ";δέκα;");
    let folder = demo.to_string_lossy().into_owned();
    let refused = town.centre.refused(&["import", &folder]);
    assert_eq!(refused["code"], "Σ-819");
    let errors = refused["errors"].as_array().unwrap();
    let places: Vec<_> = errors
        .iter()
        .map(|error| {
            assert!(error["reason"].as_str().unwrap().contains("Σ-"), "{error}");
            (
                error["file"].as_str().unwrap(),
                error["line"].as_u64().unwrap(),
                error["field"].as_str().unwrap(),
            )
        })
        .collect();
    assert!(places.contains(&("users.csv", 3, "Ρόλοι")), "{places:?}");
    assert!(places.contains(&("tariffs.csv", 2, "Ποσό")), "{places:?}");
    std::fs::write(demo.join("users.csv"), people).unwrap();
    std::fs::write(demo.join("tariffs.csv"), tariffs).unwrap();
    let again = town.centre.run(&["import", &folder]);
    assert_eq!(again["written"], 0, "nothing had been loaded: {again}");
}
