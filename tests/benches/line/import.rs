//! `import_full`: how many rows a second of old files become persons, registers, debts and postings, against a bulk insert of
//! the same rows into the same engine.
//!
//! The files are the demonstration's with all its dirt, at a tenth of the true size, so that nine runs fit into minutes;
//! cost per row does not depend on the size. A run is `loggia-central import` as a process, into an empty municipality,
//! first pass, reference data and listing included. The floor inserts one row of a table with one unique key for each row
//! of the files, their text in one column, five hundred in a transaction, in a store opened by the same code.

use crate::figure::{Figure, RUNS, timed};
use crate::setting::Setting;
use loggia_core::db::{DbError, Tx, Value};
use loggia_core::params;
use loggia_server::demo::{Size, write_old};
use loggia_server::install::Place;
use serde_json::Value as Json;
use std::path::Path;
use std::time::Duration;

/// A tenth of the municipality.
const TENTH: Size = Size {
    persons: 18_000,
    person_rows: 30_000,
    debts: 20_000,
    connections: 900,
    meters: 650,
};
const LIMIT: Duration = Duration::from_secs(600);
/// Rows of one transaction of the floor.
const BATCH: usize = 500;

pub fn import_full(setting: &mut Setting) -> Vec<Figure> {
    let files = setting.town.sandbox.join("old");
    write_old(&files, 2026, TENTH, true).unwrap();
    let texts = lines(&files);
    let (mut rates, mut floors) = (Vec::new(), Vec::new());
    for n in 0..RUNS {
        let place = Place {
            folder: setting.town.sandbox.join(&format!("hall-{n}")),
            keys: setting.town.sandbox.join(&format!("hall-{n}.keys")),
            postgres: None,
            now: None,
        };
        let run = |words: &[&str]| -> Json {
            // The last --dir counts.
            let program = setting.town.centre.program(words);
            let program = program
                .arg("--keys")
                .arg(&place.keys)
                .arg("--dir")
                .arg(&place.folder);
            program.limit(LIMIT).json()
        };
        run(&["init", "--training"]);
        let (answer, took) = timed(|| run(&["import", &files.to_string_lossy()]));
        assert_eq!(answer["moved"]["differences"], serde_json::json!([]));
        let read = answer["moved"]["files"].as_array().unwrap().iter();
        let rows: u32 = read
            .map(|file| u32::try_from(file["read"].as_u64().unwrap()).unwrap())
            .sum();
        rates.push(f64::from(rows) / took.as_secs_f64());
        floors.push(floor(&place, &texts));
        std::fs::remove_dir_all(&place.folder).unwrap();
    }
    vec![Figure::new("import_full", "rows/s", &rates).over(&floors)]
}

/// Every line of the separated files, read as bytes.
fn lines(files: &Path) -> Vec<String> {
    let names = ["PELATES.CSV", "DIMOTES.TXT", "YDREUSI.CSV", "OFEILES.CSV"];
    let read = names.iter().flat_map(|name| {
        let bytes = std::fs::read(files.join(name)).unwrap();
        let text: Vec<String> = bytes
            .split(|byte| *byte == b'\n')
            .map(|line| String::from_utf8_lossy(line).into_owned())
            .collect();
        text
    });
    read.collect()
}

/// Rows a second of a bulk insert.
fn floor(place: &Place, texts: &[String]) -> f64 {
    let install = place.open().unwrap();
    let columns = ["municipality_id", "register", "code", "fields"];
    let ((), took) = timed(|| {
        for (batch, texts) in texts.chunks(BATCH).enumerate() {
            let insert = |tx: &mut Tx<'_>| -> Result<u64, DbError> {
                let rows: Vec<Vec<Value>> = texts
                    .iter()
                    .enumerate()
                    .map(|(n, text)| {
                        let code = format!("{batch:06}-{n:03}");
                        params![tx.municipality(), "floor", code, text].to_vec()
                    })
                    .collect();
                tx.insert_many("import_register", &columns, &rows)
            };
            install.app.db().write(insert).unwrap();
        }
    });
    f64::from(u32::try_from(texts.len()).unwrap()) / took.as_secs_f64()
}
