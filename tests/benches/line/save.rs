//! `local_save`: what an officer waits for after «Έκδοση»; its floor is the cheapest durable transaction of the same store.
//!
//! The value is the node's whole command: looking the user up, parsing, the rules, number, entry with its change, document,
//! row, search words, answer, COMMIT, and the mark outside the store; `local_save_settled` the same until the mark is on the
//! disk too, which nobody waits for; `local_save_served` writes the entry of the service on the spot in the same
//! transaction. The floor is one row of a hundred bytes, committed in a store opened by the same code (SQLCipher, WAL,
//! `synchronous=FULL`) in the same folder. Both begin empty and grow alike.

use crate::figure::{Figure, millis, timed};
use crate::setting::{self, Setting};
use loggia_node::commands::fresh_key;
use loggia_node::env::NoFaults;
use loggia_node::keys::StoreKey;
use loggia_node::store::{Store, StoreError};

const ROUNDS: usize = 15;
/// Rounds before the first that counts: until the log has its full length too.
const WARM_UP: usize = 3;
/// Saves of a round: so many that the checkpoints of the log, which some saves have to pay, fall into every round.
const SAVES: u32 = 100;
/// More bytes than the log grows to before it is written back.
const LOG: u32 = 24 << 20;

pub fn local_save(setting: &mut Setting) -> Vec<Figure> {
    let (mut node, actor, marks) = setting::open(&setting.laptop);
    let mut floor = floor(setting);
    let mut n = 0;
    let mut save = |served: bool| {
        n += 1;
        let (mut input, key) = (setting::ticket(n), key(n));
        input.service = input.service.filter(|_| served);
        let (done, took) = timed(|| node.session(&actor)?.fine_issue(&key, &input));
        assert!(done.is_ok(), "{done:?}");
        // The mark is on its way to the disk: whatever is measured next must not wait for it.
        let ((), rest) = timed(|| marks.settle());
        [millis(took), millis(took + rest)]
    };
    let names = ["local_save", "local_save_settled", "local_save_served"];
    let (mut values, mut floors) = (names.map(|_| Vec::new()), Vec::new());
    for round in 0..WARM_UP + ROUNDS {
        let mut sums = [0.0; 4];
        for _ in 0..SAVES {
            let (one, issued, served) = (floor(), save(false), save(true));
            for (sum, took) in sums.iter_mut().zip([issued[0], issued[1], served[0], one]) {
                *sum += took;
            }
        }
        if round >= WARM_UP {
            let means = sums.map(|sum| sum / f64::from(SAVES));
            values
                .iter_mut()
                .zip(means)
                .for_each(|(all, mean)| all.push(mean));
            floors.push(means[3]);
        }
    }
    let figures = names.iter().zip(&values);
    figures
        .map(|(name, values)| Figure::new(name, "ms", values).over(&floors))
        .collect()
}

/// The key of the `n`th form, made as the pages make theirs.
fn key(n: u32) -> String {
    let mut random = [0; 10];
    random[..4].copy_from_slice(&n.to_be_bytes());
    let second = jiff::Timestamp::UNIX_EPOCH + jiff::Span::new().seconds(i64::from(n));
    fresh_key(second, random)
}

/// One row, durable.
fn floor(setting: &Setting) -> impl FnMut() -> f64 {
    let folder = setting.town.sandbox.join("floor");
    std::fs::create_dir_all(&folder).unwrap();
    let mut store = Store::open(&folder, &StoreKey::new([7; 32]), true).unwrap();
    let table = "CREATE TABLE floor (id INTEGER PRIMARY KEY, value BLOB NOT NULL)";
    store.conn().execute_batch(table).unwrap();
    // As in a store that has been used for a while, the log has its full length and is written over, not made longer.
    let filler = store.write::<_, StoreError>(&mut NoFaults, |tx| {
        tx.insert("INSERT INTO floor (value) VALUES (zeroblob(?1))", [LOG])
    });
    assert!(filler.is_ok(), "{filler:?}");
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
