//! `local_save`: what an officer waits for after «Έκδοση»; its floor is the cheapest durable transaction of the same store.
//!
//! The value is the node's whole command: looking the user up, parsing, the rules, number, OPEN entry and the entry of the
//! service with their changes, document, row, search words, answer, COMMIT, and the mark outside the store. The floor is
//! one row of a hundred bytes, committed in a store opened by the same code (SQLCipher, WAL, `synchronous=FULL`) in the
//! same folder. Both begin empty and grow alike.

use crate::figure::{Figure, millis, timed};
use crate::setting::{self, Setting};
use loggia_node::env::NoFaults;
use loggia_node::keys::StoreKey;
use loggia_node::store::{Store, StoreError};

const ROUNDS: usize = 15;
/// Saves of a round: so many that the checkpoints of the log, which some saves have to pay, fall into every round.
const SAVES: u32 = 100;

pub fn local_save(setting: &mut Setting) -> Vec<Figure> {
    let (mut node, actor) = setting::open(&setting.laptop);
    let mut floor = floor(setting);
    let mut n = 0;
    let mut save = || {
        n += 1;
        let (input, key) = (setting::ticket(n), format!("bench {n}"));
        let (done, took) = timed(|| node.session(&actor)?.fine_issue(&key, &input));
        assert!(done.is_ok(), "{done:?}");
        millis(took)
    };
    let mut rounds = Vec::new();
    // The first round warms both up.
    for _ in 0..=ROUNDS {
        let mut sums = (0.0, 0.0);
        for _ in 0..SAVES {
            sums.1 += floor();
            sums.0 += save();
        }
        rounds.push((sums.0 / f64::from(SAVES), sums.1 / f64::from(SAVES)));
    }
    let (values, floors): (Vec<f64>, Vec<f64>) = rounds.into_iter().skip(1).unzip();
    vec![Figure::new("local_save", "ms", &values).over(&floors)]
}

/// One row, durable.
fn floor(setting: &Setting) -> impl FnMut() -> f64 {
    let folder = setting.town.sandbox.join("floor");
    std::fs::create_dir_all(&folder).unwrap();
    let mut store = Store::open(&folder, &StoreKey::new([7; 32]), true).unwrap();
    let table = "CREATE TABLE floor (id INTEGER PRIMARY KEY, value BLOB NOT NULL)";
    store.conn().execute_batch(table).unwrap();
    move || {
        let row = [0x5a_u8; 100];
        let (done, took) = timed(|| {
            store.write::<_, StoreError>(&mut NoFaults, |tx| {
                tx.insert("INSERT INTO floor (value) VALUES (?1)", [&row[..]])
            })
        });
        assert!(done.is_ok(), "{done:?}");
        millis(took)
    }
}
