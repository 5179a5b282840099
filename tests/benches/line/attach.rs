//! `attach`: what an officer waits for after «Επισύναψη» of a cleaned photo of 300 KB; its floor is the design that was not
//! chosen: the bytes as a file of their own beside the store, made durable, and one committed row that names it.
//!
//! The value is the node's whole command with the photo in the store, in the transaction of its event.

use crate::figure::{Figure, millis, timed};
use crate::setting::{self, Setting};
use loggia_cases::attachment::{Media, What};
use loggia_node::commands::{Clean, FileAttach, Which};
use loggia_node::env::NoFaults;
use loggia_node::keys::StoreKey;
use loggia_node::store::{Store, StoreError};
use std::fs::File;
use std::io::Write as _;

const ROUNDS: usize = 15;
const WARM_UP: usize = 3;
/// Photos of a round; a case takes sixty at most.
const PHOTOS: usize = 10;
const BYTES: usize = 300 << 10;

pub fn attach(setting: &mut Setting) -> Vec<Figure> {
    let (mut node, actor, marks) = setting::open(&setting.laptop);
    let mut beside = beside(setting);
    let (mut values, mut floors) = (Vec::new(), Vec::new());
    for round in 0..WARM_UP + ROUNDS {
        let ticket = setting::ticket(u32::try_from(round).unwrap() + 1);
        let mut session = node.session(&actor).unwrap();
        let fine = session
            .fine_issue(&format!("attach {round}"), &ticket)
            .unwrap();
        let (mut here, mut there) = (0.0, 0.0);
        for n in 0..PHOTOS {
            let content = photo(round * PHOTOS + n);
            there += beside(&content);
            let input = FileAttach {
                which: Which::Doc(fine.doc),
                what: What::Photo,
                name: "IMG.jpg".to_owned(),
                file: Clean {
                    media: Media::Jpeg,
                    pages: 1,
                    content,
                },
            };
            let (done, took) = timed(|| session.file_attach(&format!("photo {round} {n}"), &input));
            assert!(done.is_ok(), "{done:?}");
            here += millis(took);
            marks.settle();
        }
        if round >= WARM_UP {
            values.push(here / PHOTOS as f64);
            floors.push(there / PHOTOS as f64);
        }
    }
    vec![Figure::new("attach", "ms", &values).over(&floors)]
}

/// Bytes that do not compress and are never the same twice.
fn photo(n: usize) -> Vec<u8> {
    let mut state = u64::try_from(n).unwrap() + 1;
    let mut bytes = vec![0xff, 0xd8, 0xff];
    while bytes.len() < BYTES {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        bytes.extend(state.to_be_bytes());
    }
    bytes
}

/// A file and a row, both durable.
fn beside(setting: &Setting) -> impl FnMut(&[u8]) -> f64 {
    let folder = setting.town.sandbox.join("beside");
    std::fs::create_dir_all(&folder).unwrap();
    let mut store = Store::open(&folder, &StoreKey::new([7; 32]), true).unwrap();
    let table = "CREATE TABLE floor (id INTEGER PRIMARY KEY, value BLOB NOT NULL)";
    store.conn().execute_batch(table).unwrap();
    let mut n = 0;
    move |content| {
        n += 1;
        let (draft, path) = (folder.join("draft"), folder.join(format!("{n}.blob")));
        let (done, took) = timed(|| {
            let mut file = File::create(&draft)?;
            file.write_all(content)?;
            file.sync_all()?;
            std::fs::rename(&draft, &path)?;
            File::open(&folder)?.sync_all()?;
            let row = [0x5a_u8; 100];
            let committed = store.write::<_, StoreError>(&mut NoFaults, |tx| {
                tx.insert("INSERT INTO floor (value) VALUES (?1)", [&row[..]])
            });
            committed.map_err(std::io::Error::other)
        });
        assert!(done.is_ok(), "{done:?}");
        millis(took)
    }
}
