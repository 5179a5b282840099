//! Files of cases: attached with their event or not at all, offered until the centre signs, fetched when asked for,
//! erased with their part, checked by the rebuild.

use super::town::*;
use crate::blobs;
use crate::commands::{Clean, FileAttach, Which};
use crate::env::Outcome as Fault;
use crate::queries::{FileStand, ListFilter};
use loggia_cases::attachment::{MAX_BYTES, Media, What};
use loggia_schema::ids::{BlobId, DocId, PartId};
use loggia_schema::message::{files, storage};
use loggia_sync::blob::{BlobKey, BlobList};
use loggia_sync::entries::{Erased, Erasure, Spoken};
use loggia_sync::limits::{BLOB_CHUNK, MAX_BLOB};
use loggia_sync::receipt::Epoch;

/// Bytes that look like a JPEG; what is inside is the cleaner's matter.
fn photo(seed: u8, len: usize) -> Vec<u8> {
    let mut bytes = vec![0xff, 0xd8, 0xff];
    bytes.extend((seed..=250).cycle().take(len));
    bytes
}

fn input(doc: DocId, content: Vec<u8>) -> FileAttach {
    FileAttach {
        which: Which::Doc(doc),
        what: What::Photo,
        name: "  IMG 0012.jpg ".to_owned(),
        file: Clean {
            media: Media::Jpeg,
            pages: 1,
            content,
        },
    }
}

/// A fine with one photo, which the centre expects from the moment it holds the case.
fn fine_with_photo(town: &mut Town, office: &mut Office, content: &[u8]) -> (DocId, BlobKey) {
    let doc = office.fine("f1", "ΗΚΡ-1000").unwrap().doc;
    office
        .session()
        .file_attach("a1", &input(doc, content.to_vec()))
        .unwrap();
    let key = BlobKey {
        doc,
        blob: BlobList::of(content).unwrap().id(),
    };
    town.store.name_blob(key, content.len() as u64, false);
    (doc, key)
}

fn stand(office: &mut Office, doc: DocId) -> FileStand {
    let shown = office.session().show(&Which::Doc(doc)).unwrap();
    assert_eq!(shown.files.len(), 1);
    shown.files[0].stand
}

#[test]
fn cases_and_wire_agree_on_the_largest_file() {
    assert_eq!(MAX_BYTES, MAX_BLOB);
}

#[test]
fn a_photo_is_at_the_centre_only_behind_its_own_receipt() {
    let mut town = Town::new();
    let mut office = town.office("dokimi");
    let content = photo(1, 3 * BLOB_CHUNK);
    let doc = office.fine("f1", "ΗΚΡ-1000").unwrap().doc;
    let attach = input(doc, content.clone());
    let first = office.session().file_attach("a1", &attach).unwrap();
    assert_eq!(office.session().file_attach("a1", &attach).unwrap(), first);
    assert_eq!(
        stand(&mut office, doc),
        FileStand::OnlyHere { refused: None }
    );
    assert_eq!(office.node().status().unwrap().files_waiting, 1);
    let outbox = office.session().outbox().unwrap();
    assert_eq!((outbox.files.len(), outbox.files[0].doc), (1, doc));
    // the centre takes the case, and does not expect the photo yet: the case arrived, the photo did not
    town.sync(&mut office);
    let why = Some(files::BLOB_FOREIGN.number());
    assert_eq!(
        stand(&mut office, doc),
        FileStand::OnlyHere { refused: why }
    );
    let status = office.node().status().unwrap();
    assert_eq!(
        (
            status.waiting_for_centre,
            status.files_waiting,
            status.files_refused
        ),
        (0, 1, 1)
    );
    let list = office.session().list(&ListFilter::default()).unwrap();
    assert_eq!(list.rows[0].badge, Some(crate::queries::Badge::Queued));
    let key = BlobKey {
        doc,
        blob: BlobList::of(&content).unwrap().id(),
    };
    town.store.name_blob(key, content.len() as u64, false);
    town.sync(&mut office);
    assert_eq!(stand(&mut office, doc), FileStand::Both);
    assert_eq!(town.store.blob(&key), Some(content.clone()));
    assert_eq!(office.node().status().unwrap().files_waiting, 0);
    assert!(office.session().outbox().unwrap().files.is_empty());
    let read = office.session().file(&doc, &key.blob).unwrap();
    assert_eq!(
        (read.name.as_str(), read.media),
        ("IMG 0012.jpg", Media::Jpeg)
    );
    assert_eq!(read.bytes, content);
    office.clean();
}

#[test]
fn what_is_refused_stores_nothing() {
    let mut town = Town::new();
    let mut office = town.office("dokimi");
    let doc = office.fine("f1", "ΗΚΡ-1000").unwrap().doc;
    let mut refused = |key: &str, input: &FileAttach| {
        let error = office.session().file_attach(key, input).unwrap_err();
        error.code()
    };
    assert_eq!(refused("a1", &input(doc, Vec::new())), files::FILE_EMPTY);
    let large = vec![0xff; usize::try_from(MAX_BYTES).unwrap() + 1];
    assert_eq!(refused("a2", &input(doc, large)), files::FILE_TOO_LARGE);
    let disguised = input(doc, b"<script>".to_vec());
    assert_eq!(refused("a3", &disguised), files::FILE_KIND_UNKNOWN);
    let nowhere = input(DocId([9; 16]), photo(1, 9));
    assert_eq!(refused("a4", &nowhere), storage::DOCUMENT_MISSING);
    let right = input(doc, photo(1, 9));
    office.session().file_attach("a5", &right).unwrap();
    let again = office.session().file_attach("a6", &right).unwrap_err();
    assert_eq!(again.code(), files::ATTACHED_TWICE);
    let missing = office.session().file(&doc, &BlobId([1; 32])).unwrap_err();
    assert_eq!(missing.code(), files::FILE_MISSING);
    assert_eq!(office.node().status().unwrap().files_waiting, 1);
    let receipt = office.session().file_want(&doc, &BlobId([1; 32]));
    assert_eq!(receipt.unwrap_err().code(), files::FILE_MISSING);
    office.clean();
}

#[test]
fn a_full_disk_and_a_kill_leave_a_case_with_its_photo_or_without_its_event() {
    let mut town = Town::new();
    let mut office = town.office("dokimi");
    let doc = office.fine("f1", "ΗΚΡ-1000").unwrap().doc;
    let content = photo(2, 300);
    for fault in [Fault::Fail, Fault::Kill] {
        for n in 1..=60_u8 {
            office.faults.arm(n.into(), fault);
            let key = format!("{fault:?}{n}");
            let mut typed = input(doc, content.clone());
            typed
                .file
                .content
                .extend([n, u8::from(fault == Fault::Kill)]);
            let done = office.session().file_attach(&key, &typed);
            office.faults.disarm();
            let killed = done.as_ref().err().is_some_and(crate::NodeError::is_killed);
            if killed {
                office.restart().unwrap();
            }
            // every event has its file and every file its event
            let shown = office.session().show(&Which::Doc(doc)).unwrap();
            for line in &shown.files {
                let blob = line.file.blob;
                assert!(office.session().file(&doc, &blob).is_ok(), "{fault:?} {n}");
            }
            let held = blobs::all(office.node().unlocked().unwrap().store.conn()).unwrap();
            assert_eq!(held.len(), shown.files.len(), "{fault:?} {n}");
            // the impatient finger
            office.session().file_attach(&key, &typed).unwrap();
            if done.is_ok() {
                break;
            }
            assert!(n < 60, "the save never went through");
        }
    }
    office.clean();
}

#[test]
fn another_office_fetches_a_photo_and_goes_on_after_a_kill() {
    let mut town = Town::new();
    let (mut one, mut two) = (town.office("enas"), town.office("dyo"));
    let content = photo(3, 5 * BLOB_CHUNK);
    let (doc, key) = fine_with_photo(&mut town, &mut one, &content);
    town.sync(&mut one);
    town.sync(&mut two);
    assert_eq!(stand(&mut two, doc), FileStand::Elsewhere);
    assert_eq!(
        two.session().file(&doc, &key.blob).unwrap_err().code(),
        files::FILE_NOT_HERE
    );
    two.session().file_want(&doc, &key.blob).unwrap();
    let mut sessions = 0;
    for n in 1.. {
        two.faults.arm(n, Fault::Kill);
        let killed = !town.sync_ending_or_killed(&mut two);
        two.faults.disarm();
        sessions += 1;
        if !killed {
            break;
        }
        two.restart().unwrap();
        assert!(sessions < 80);
        match stand(&mut two, doc) {
            FileStand::Coming { percent, .. } => assert!(percent < 100),
            FileStand::OnlyHere { .. } | FileStand::Both => {}
            other => panic!("{other:?}"),
        }
    }
    town.sync(&mut two);
    assert_eq!(two.session().file(&doc, &key.blob).unwrap().bytes, content);
    two.clean();
}

#[test]
fn an_erased_part_takes_its_photo_and_nobody_asks_for_it_again() {
    let mut town = Town::new();
    let (mut one, mut two) = (town.office("enas"), town.office("dyo"));
    let (doc, key) = fine_with_photo(&mut town, &mut one, &photo(4, BLOB_CHUNK));
    town.sync(&mut one);
    town.sync(&mut two);
    two.session().file_want(&doc, &key.blob).unwrap();
    town.sync(&mut two);
    let part = one.session().show(&Which::Doc(doc)).unwrap().files[0]
        .file
        .part;
    let entry = entry_of(&mut one, part);
    let what = Erased::Part {
        doc,
        part,
        entries: vec![entry],
    };
    town.store
        .speak(POLICE, Spoken::Erasure(Erasure { what }), &mut town.rng)
        .unwrap();
    for office in [&mut one, &mut two] {
        town.sync(office);
        assert_eq!(stand(office, doc), FileStand::Gone);
        let code = |error: crate::NodeError| error.code();
        let file = office.session().file(&doc, &key.blob).map_err(code);
        assert_eq!(file.unwrap_err(), files::FILE_ERASED);
        let asked = office.session().file_want(&doc, &key.blob).map_err(code);
        assert_eq!(asked.unwrap_err(), files::FILE_ERASED);
        let conn = office.node().unlocked().unwrap().store.conn();
        let chunks: i64 = conn
            .query_row("SELECT count(*) FROM blob_chunk", [], |row| row.get(0))
            .unwrap();
        assert_eq!(chunks, 0, "nothing of it is left");
        assert_eq!(office.node().status().unwrap().files_waiting, 0);
        office.clean();
    }
    let all = Spoken::Erasure(Erasure {
        what: Erased::Document(doc),
    });
    town.store.speak(POLICE, all, &mut town.rng).unwrap();
    town.sync(&mut one);
    let conn = one.node().unlocked().unwrap().store.conn();
    assert!(blobs::all(conn).unwrap().is_empty());
}

/// The entry that carried a private part.
fn entry_of(
    office: &mut Office,
    part: PartId,
) -> (loggia_sync::feed::FeedId, loggia_schema::ids::Height) {
    let conn = office.node().unlocked().unwrap().store.conn();
    let entry: i64 = conn
        .query_row("SELECT entry FROM part WHERE part = ?1", [part.0], |row| {
            row.get(0)
        })
        .unwrap();
    let entry = crate::feeds::EntryId(entry);
    let feed = crate::feeds::by_no(conn, entry.feed()).unwrap();
    (feed.id, entry.height())
}

#[test]
fn a_restored_centre_is_offered_every_photo_again() {
    let mut town = Town::new();
    let mut office = town.office("dokimi");
    let before = town.store.clone();
    let content = photo(5, 100);
    let (doc, key) = fine_with_photo(&mut town, &mut office, &content);
    town.sync(&mut office);
    assert_eq!(stand(&mut office, doc), FileStand::Both);
    town.store = before;
    town.store.epoch = Epoch(2);
    town.store.name_blob(key, content.len() as u64, false);
    town.sync(&mut office);
    town.sync(&mut office);
    assert_eq!(stand(&mut office, doc), FileStand::Both);
    assert_eq!(town.store.blob(&key), Some(content));
}

#[test]
fn a_damaged_photo_is_found_never_shown_and_fetched_again() {
    let mut town = Town::new();
    let mut office = town.office("dokimi");
    let content = photo(6, 2 * BLOB_CHUNK);
    let (doc, key) = fine_with_photo(&mut town, &mut office, &content);
    town.sync(&mut office);
    let conn = office.node().unlocked().unwrap().store.conn();
    conn.execute("UPDATE blob_chunk SET bytes = zeroblob(length(bytes)) WHERE id = (SELECT max(id) FROM blob_chunk)", [])
        .unwrap();
    assert_eq!(
        office.session().file(&doc, &key.blob).unwrap_err().code(),
        files::FILE_DAMAGED
    );
    let report = office.node().check_rows().unwrap();
    assert_eq!(
        (report.files_damaged.as_slice(), report.is_clean()),
        ([doc].as_slice(), false)
    );
    office.node().repair_rows().unwrap();
    assert_eq!(
        stand(&mut office, doc),
        FileStand::Coming {
            percent: 0,
            refused: None
        }
    );
    town.sync(&mut office);
    assert_eq!(
        office.session().file(&doc, &key.blob).unwrap().bytes,
        content
    );
    office.clean();
}
