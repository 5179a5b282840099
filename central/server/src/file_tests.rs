//! Files from the laptop to the back office: expected from their event, taken chunk by chunk, shown with a trace, erased,
//! verified, and in the backup; on both engines.

use crate::testing::{Hall, at, on_both, on_sqlite};
use crate::web::router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use loggia_cases::attachment::{Attachment, Media, What};
use loggia_cases::fine::{Event, Fine};
use loggia_cases::private::PrivatePart;
use loggia_core::db::{Db, StoreKey};
use loggia_core::web::COOKIE;
use loggia_core::{access, audit, backup, testing};
use loggia_intake::blobs;
use loggia_schema::ids::{DocId, PartId, ScopeId};
use loggia_schema::message::files;
use loggia_sync::blob::{BlobKey, BlobList, BlobStanding, BlobStore as _};
use loggia_sync::limits::BLOB_CHUNK;
use loggia_sync::receipt::{Epoch, Millis};
use loggia_sync::store::StoreError;
use tower::ServiceExt as _;

const WHEN: &str = "2026-11-20T10:00";
const PART: PartId = PartId([8; 16]);

fn content(seed: u8) -> Vec<u8> {
    let body = (seed..=250).cycle().take(2 * BLOB_CHUNK);
    b"\xff\xd8\xff".iter().copied().chain(body).collect()
}

/// A fine with a photo, handed in and judged; the photo has not come.
fn fine_with_photo(hall: &Hall, seed: u8, content: &[u8]) -> (DocId, BlobKey, ScopeId) {
    let mut police = hall.laptop("ΔΑ-1", seed);
    let (doc, _) = police.issue(hall, "astynomos1", WHEN, "ΔΙΠΛΟΠΑΡΚΑΡΙΣΜΑ");
    let file = Attachment {
        blob: BlobList::of(content).unwrap().id(),
        media: Media::Jpeg,
        bytes: content.len() as u64,
        pages: 1,
        what: What::Photo,
        part: PART,
    };
    let at = at(WHEN).timestamp();
    police.write::<Fine>(doc, hall.user("astynomos1"), at, &Event::Attached(file));
    let name = PrivatePart::File {
        name: "IMG 12.jpg".to_owned(),
    };
    police.write_part(doc, PART, &name);
    let judged = police.hand_in(hall);
    assert_eq!(judged.not_accepted, 0, "{:?}", hall.tasks());
    let key = BlobKey {
        doc,
        blob: file.blob,
    };
    (doc, key, hall.scope("ΔΑ-1"))
}

fn bring(hall: &Hall, key: &BlobKey, content: &[u8]) {
    let mut store = hall.store();
    store
        .begin_blob(key, &BlobList::of(content).unwrap())
        .unwrap();
    for (index, chunk) in (0..).zip(content.chunks(BLOB_CHUNK)) {
        store.keep_chunk(key, index, chunk).unwrap();
    }
}

#[test]
fn a_photo_is_expected_from_its_event_and_vouched_for_when_it_is_whole() {
    on_both(|hall| {
        let content = content(1);
        let (doc, key, scope) = fine_with_photo(hall, 11, &content);
        let (mut store, bytes) = (hall.store(), content.len() as u64);
        let part = |chunks| BlobStanding::Part {
            scope,
            bytes,
            chunks,
        };
        assert_eq!(store.blob_standing(&key), Ok(part(0)));
        let now = Millis(u64::try_from(testing::now().as_millisecond()).unwrap());
        assert_eq!(store.issue_blob_receipt(&key, now), Ok(None));
        let foreign = BlobKey {
            doc: DocId([7; 16]),
            ..key
        };
        assert_eq!(store.blob_standing(&foreign), Ok(BlobStanding::Unknown));
        let list = BlobList::of(&content).unwrap();
        assert!(matches!(
            store.begin_blob(&foreign, &list),
            Err(StoreError::Ours(_))
        ));
        store.begin_blob(&key, &list).unwrap();
        let chunks: Vec<&[u8]> = content.chunks(BLOB_CHUNK).collect();
        assert_eq!(store.keep_chunk(&key, 2, chunks[2]), Err(StoreError::Busy));
        store.keep_chunk(&key, 0, chunks[0]).unwrap();
        // a second laptop brings the same at the same time
        hall.store().keep_chunk(&key, 0, chunks[0]).unwrap();
        assert_eq!(store.blob_standing(&key), Ok(part(1)));
        let refused = hall
            .app
            .db()
            .read(|tx| Ok::<_, loggia_core::Fail>(blobs::content(tx, &key).err()));
        assert!(refused.unwrap().is_some(), "half a photo is none");
        store.keep_chunk(&key, 1, chunks[1]).unwrap();
        store.keep_chunk(&key, 2, chunks[2]).unwrap();
        assert_eq!(
            store.blob_standing(&key),
            Ok(BlobStanding::Whole { scope, bytes })
        );
        let receipt = store.issue_blob_receipt(&key, now).unwrap().unwrap();
        assert_eq!(
            (receipt.epoch, receipt.scope, receipt.key),
            (Epoch(1), scope, key)
        );
        assert_eq!(store.blob_chunk(&key, 1).unwrap().unwrap(), chunks[1]);
        assert_eq!(store.blob_list(&key).unwrap(), Some(list));
        let read = hall.app.db().read(|tx| blobs::content(tx, &key)).unwrap();
        assert_eq!(read.1, content);
        let report = blobs::verify(&hall.app).unwrap();
        assert_eq!(
            (report.whole, report.expected, report.damaged.len()),
            (1, 0, 0)
        );
        hall.app
            .db()
            .write(|tx| {
                tx.exec(
                    "UPDATE intake_blob_chunk SET body = $1 WHERE municipality_id = $2 AND chunk_no = 1",
                    &loggia_core::params![vec![0_u8; BLOB_CHUNK], tx.municipality()],
                )
            })
            .unwrap();
        assert_eq!(blobs::verify(&hall.app).unwrap().damaged, [key]);
        let found = hall
            .app
            .db()
            .read(|tx| blobs::content(tx, &key))
            .unwrap_err();
        assert!(
            found.to_string().contains(&files::FILE_DAMAGED.to_string()),
            "{found}"
        );
        hall.app
            .db()
            .write(|tx| blobs::erase(tx, doc, Some(PART)))
            .unwrap();
        assert_eq!(store.blob_standing(&key), Ok(BlobStanding::Erased));
        assert_eq!(store.keep_chunk(&key, 0, chunks[0]), Err(StoreError::Busy));
        assert_eq!(store.blob_chunk(&key, 0).unwrap(), None);
        let report = blobs::verify(&hall.app).unwrap();
        assert_eq!(
            (report.whole, report.erased, report.damaged.len()),
            (0, 1, 0)
        );
    });
}

fn get(hall: &Hall, path: &str, token: &str) -> (StatusCode, HeaderMap, Vec<u8>) {
    let request = Request::builder()
        .uri(path)
        .header(header::COOKIE, format!("{COOKIE}={token}"))
        .body(Body::empty())
        .unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let answer = router(&hall.app).oneshot(request).await.unwrap();
        let (parts, body) = answer.into_parts();
        let bytes = to_bytes(body, 1 << 24).await.unwrap().to_vec();
        (parts.status, parts.headers, bytes)
    })
}

fn sign_in(hall: &Hall, login: &str) -> String {
    let user = hall.app.db().read(|tx| access::user_by_login(tx, login));
    let user = user.unwrap().unwrap();
    access::set_password(&hall.app, &testing::ctx(77), &user, "ένας καλός κωδικός").unwrap();
    access::login(&hall.app, login, "ένας καλός κωδικός")
        .unwrap()
        .token
}

#[test]
fn a_file_is_shown_in_its_case_in_a_sandbox_and_leaves_a_trace() {
    on_sqlite(|hall| {
        let content = content(2);
        let (doc, key, _) = fine_with_photo(hall, 12, &content);
        let token = sign_in(hall, "esoda1");
        let page = |token| String::from_utf8(get(hall, &format!("/cases/{doc}"), token).2).unwrap();
        let before = page(&token);
        assert!(
            before.contains("IMG 12.jpg") && before.contains("Δεν έχει φτάσει ακόμη στο Κέντρο")
        );
        let path = format!("/cases/{doc}/files/{}", key.blob);
        assert!(!before.contains(&path));
        assert_ne!(get(hall, &path, &token).0, StatusCode::OK);
        bring(hall, &key, &content);
        assert!(page(&token).contains(&path));
        let (status, headers, bytes) = get(hall, &path, &token);
        assert_eq!((status, bytes), (StatusCode::OK, content.clone()));
        let header = |name: &str| headers[name].to_str().unwrap().to_owned();
        assert_eq!(header("content-type"), "image/jpeg");
        assert_eq!(
            header("content-security-policy"),
            "sandbox; default-src 'none'"
        );
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert!(header("content-disposition").starts_with("inline; filename=\""));
        let trail = hall
            .app
            .db()
            .read(|tx| audit::newest(tx, None, 50))
            .unwrap();
        let looks = trail.iter().filter(|line| line.what == "case.file.read");
        assert_eq!(
            looks.filter(|line| line.subject == doc.to_string()).count(),
            1
        );
        // never for the hash alone, and never without the right of the case
        let other = format!("/cases/{}/files/{}", DocId([7; 16]), key.blob);
        assert_ne!(get(hall, &other, &token).0, StatusCode::OK);
        let officer = sign_in(hall, "astynomos1");
        assert_eq!(get(hall, &path, &officer).0, StatusCode::FORBIDDEN);
    });
}

#[test]
fn a_backup_holds_the_files_of_its_moment() {
    let folder = tempfile::tempdir().unwrap();
    let key = StoreKey::new([3; 32]);
    let path = folder.path().join("loggia.db");
    let db = Db::sqlite(&path, key.clone(), testing::MUNICIPALITY).unwrap();
    let hall = Hall::open(db);
    let content = content(3);
    let (_, blob, _) = fine_with_photo(&hall, 13, &content);
    bring(&hall, &blob, &content);
    let copy = folder.path().join("copy");
    backup::make(hall.app.db(), &copy, testing::now(), Default::default()).unwrap();
    let restored = folder.path().join("restored.db");
    backup::restore(&copy, &key, &restored).unwrap();
    let db = Db::sqlite(&restored, key, testing::MUNICIPALITY).unwrap();
    let read = db.read(|tx| blobs::content(tx, &blob)).unwrap();
    assert_eq!(read.1, content);
}
