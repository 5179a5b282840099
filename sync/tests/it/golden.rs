//! The formats, frozen: what each value is in bytes, as hex text under tests/golden.
//!
//! Changing a file here is changing what offices in the field understand: it takes a new wire version
//! and a page in docs/decisions. `LOGGIA_GOLDEN=write cargo test -p loggia-sync golden` writes missing
//! or changed files, for exactly that occasion.

use crate::golden_blobs;
use crate::town::{COUNTER, DIMOS, NOW, POLICE, Place, Town};
use jiff::civil::Date;
use loggia_schema::ids::{Commit, DocId, Height, Incarnation, LeaseId, PartId};
use loggia_schema::message::sync as says;
use loggia_schema::money::Cents;
use loggia_sync::body::{BodySecret, CaseKind, OpenBody, PrivateBody};
use loggia_sync::bundle::Bundle;
use loggia_sync::enrol::{CodeId, EnrolCode, EnrolRequest, Enrolled};
use loggia_sync::entries::{
    Closure, ClosureReason, Erased, Erasure, Lease, LeaseReturn, Outcome, ReasonCode, ReturnReason,
    Series, Spoken, Verdict, VerdictRange,
};
use loggia_sync::feed::{Chain, EntryTag, FeedId, Kind, SignedTip};
use loggia_sync::frontier::{Frontier, FrontierDigest};
use loggia_sync::gates::AdmitView as _;
use loggia_sync::identity::NextKey;
use loggia_sync::receipt::{Epoch, Millis, Receipt, ReceiptState};
use loggia_sync::records::{RecordBatch, RecordRow};
use loggia_sync::seal::SealSecret;
use loggia_sync::session::message::{Hello, Message, ScopeState, ScopeSummary, Want, Welcome};
use loggia_sync::sign::Signature;
use loggia_sync::store::SyncStore as _;
use loggia_sync::stub::{Label, PaperKind, Stub};
use std::fmt::Write as _;
use std::path::PathBuf;

/// A town in which every random number is known.
pub fn known_town() -> Town {
    let mut town = Town::new(1);
    let office = &mut town.offices[0];
    office.write_case(POLICE, 1, 1);
    office
        .store
        .private(
            POLICE,
            DocId([1; 16]),
            PartId([6; 16]),
            b"private",
            &mut office.rng,
        )
        .unwrap();
    town
}

pub fn known_feed(place: &Place) -> FeedId {
    place.feed(POLICE)
}

fn date() -> Date {
    Date::new(2026, 11, 23).unwrap()
}

/// Every format but the session's messages: its name and its bytes.
pub fn formats() -> Vec<(&'static str, Vec<u8>)> {
    let town = known_town();
    let office = &town.offices[0];
    let feed = known_feed(office);
    let salt = BodySecret::from_bytes([0xaa; 32]);
    let start = Chain::start(DIMOS, &feed).tip();
    let tip = office.store.tip(&feed).unwrap().unwrap();
    let run = office
        .store
        .run_after(&feed, Height(0), usize::MAX)
        .unwrap()
        .unwrap();
    let mut run = run.into_signed(DIMOS, &office.keys).unwrap();
    let header = run.entries().next().unwrap().0.header;
    let bundle = run.to_bundle().encode();
    run.erase(Height(3));
    let frontier: Frontier = [(feed, tip)].into_iter().collect();
    let spoken = |spoken: Spoken| spoken.encode(&salt);
    let open = OpenBody {
        secret: salt.clone(),
        case_kind: CaseKind(1),
        change: b"change".to_vec(),
    };
    let private = PrivateBody {
        salt: salt.clone(),
        part: PartId([6; 16]),
        bytes: b"private".to_vec(),
    };
    let ranges = vec![
        range(feed, 40, 43, Outcome::Accepted, (901, 918)),
        range(feed, 44, 44, Outcome::Refused, (0, 0)),
        range(feed, 45, 57, Outcome::Quarantined, (0, 0)),
    ];
    let part = Erased::Part {
        doc: DocId([1; 16]),
        part: PartId([6; 16]),
        entries: vec![(feed, Height(3))],
    };
    let next = NextKey {
        municipality: DIMOS,
        present: town.centre.keys.public(),
        next: office.keys.public(),
    };
    let mut formats = vec![
        ("feed-id", feed.to_bytes().to_vec()),
        ("link-0", start.link.0.to_vec()),
        ("link-3", tip.link.0.to_vec()),
        (
            "entry-tag",
            EntryTag::of(&tip.link).to_string().into_bytes(),
        ),
        ("header", header.to_bytes().to_vec()),
        ("body-hash", salt.hash(&feed, Height(7), b"body").0.to_vec()),
        ("body-open", open.encode()),
        ("body-private", private.encode()),
        (
            "verdict",
            spoken(Spoken::Verdict(Verdict { batch: 12, ranges })),
        ),
        ("lease", spoken(Spoken::Lease(lease()))),
        ("lease-return", spoken(Spoken::LeaseReturn(lease_return()))),
        (
            "closure",
            spoken(Spoken::Closure(Closure {
                feed,
                last: tip,
                reason: ClosureReason::Fork,
            })),
        ),
        (
            "erasure-document",
            spoken(Spoken::Erasure(Erasure {
                what: Erased::Document(DocId([1; 16])),
            })),
        ),
        (
            "erasure-part",
            spoken(Spoken::Erasure(Erasure { what: part })),
        ),
        ("bundle", bundle),
        ("bundle-erased", run.to_bundle().encode()),
        (
            "signed-tip",
            SignedTip::sign(&office.keys, DIMOS, &feed, tip)
                .signature
                .0
                .to_vec(),
        ),
        ("frontier-digest-empty", Frontier::new().digest().0.to_vec()),
        ("frontier-digest", frontier.digest().0.to_vec()),
        ("receipt", receipt(&frontier).sign(&town.centre.keys)),
        ("receipt-state", receipt(&frontier).state().0.to_vec()),
        ("records", batch().sign(&town.centre.keys)),
        ("certificate", town.certificate.encode()),
        ("next-key", next.sign(&town.centre.keys)),
        ("parcel", parcel(&town)),
        ("stub", stub().sign(&office.keys).unwrap().into_bytes()),
    ];
    formats.extend(golden_blobs::formats(&town.centre.keys));
    formats
}

fn range(feed: FeedId, from: u64, to: u64, outcome: Outcome, journal: (u64, u64)) -> VerdictRange {
    let reason = ReasonCode(if outcome == Outcome::Accepted { 0 } else { 204 });
    let (from, to) = (Height(from), Height(to));
    VerdictRange {
        feed,
        from,
        to,
        outcome,
        reason,
        journal_from: journal.0,
        journal_to: journal.1,
    }
}

fn lease() -> Lease {
    Lease {
        lease: LeaseId([5; 16]),
        to: Incarnation([1; 10]),
        series: Series::FINE,
        prefix: "Κ12".into(),
        year: 2026,
        first: 101,
        last: 200,
        rf_stem: "71120026".into(),
        granted: date(),
    }
}

fn lease_return() -> LeaseReturn {
    LeaseReturn {
        lease: LeaseId([5; 16]),
        first: 151,
        last: 200,
        reason: ReturnReason::YearEnd,
    }
}

fn receipt(frontier: &Frontier) -> Receipt {
    Receipt {
        municipality: DIMOS,
        epoch: Epoch(3),
        scope: POLICE,
        at: NOW,
        checkpoint: Frontier::new().digest(),
        held: frontier.clone(),
        backed_up: frontier.clone(),
    }
}

fn batch() -> RecordBatch {
    let row = |key: &str, version, value: Option<&str>| RecordRow {
        table: "tariff".into(),
        key: key.into(),
        version: Commit(version),
        value: value.map(str::to_owned),
    };
    let rows = vec![
        row("parking", 5, Some("{\"cents\":8000}")),
        row("ΠΕΖΟΔΡΟΜΙΟ", 7, None),
    ];
    RecordBatch {
        municipality: DIMOS,
        scope: COUNTER,
        from: Commit(4),
        to: Commit(7),
        rows,
    }
}

/// Sealed with randomness that is known, so that the bytes are.
fn parcel(town: &Town) -> Vec<u8> {
    let mut rng =
        <rand_chacha::ChaCha20Rng as rand_chacha::rand_core::SeedableRng>::from_seed([7; 32]);
    let payloads = [b"one".to_vec(), b"two".to_vec()];
    loggia_sync::parcel::pack(
        DIMOS,
        &town.offices[0].keys,
        &town.recovery.public(),
        &payloads,
        &mut rng,
    )
    .unwrap()
}

#[test]
fn a_parcel_sealed_long_ago_still_opens() {
    let text = std::fs::read_to_string(path("parcel"))
        .unwrap()
        .replace('\n', "");
    let bytes = data_encoding::HEXLOWER.decode(text.as_bytes()).unwrap();
    let (label, payloads) = loggia_sync::parcel::unpack(&bytes, &known_town().recovery).unwrap();
    assert_eq!(label.municipality, DIMOS);
    assert_eq!(payloads, [b"one".to_vec(), b"two".to_vec()]);
}

fn stub() -> Stub {
    Stub {
        municipality: DIMOS,
        kind: PaperKind {
            case: CaseKind(1),
            paper: 1,
        },
        number: "Κ12-2026-000123".into(),
        amounts: vec![(Label::WHOLE, Cents(8_000)), (Label::REDUCED, Cents(4_000))],
        dates: vec![(Label::ISSUED, date())],
        rf: "RF18539007547034000000123".into(),
        tag: EntryTag([1, 2, 3, 4, 5]),
        training: false,
    }
}

/// One of every message, with every option present.
pub fn messages() -> Vec<Message> {
    let town = known_town();
    let office = &town.offices[0];
    let feed = known_feed(office);
    let tip = office.store.tip(&feed).unwrap().unwrap();
    let frontier: Frontier = [(feed, tip)].into_iter().collect();
    let run = office
        .store
        .run_after(&feed, Height(0), usize::MAX)
        .unwrap()
        .unwrap();
    let run = run.into_signed(DIMOS, &office.keys).unwrap();
    let next = NextKey {
        municipality: DIMOS,
        present: town.centre.keys.public(),
        next: office.keys.public(),
    };
    let request = EnrolRequest {
        code: CodeId([8; 8]),
        device: office.keys.public(),
        incarnation: Incarnation([1; 10]),
        name: "Φορητός 2".into(),
        seal_to: SealSecret::from_bytes([1; 32]).public(),
        store_key: vec![1, 2, 3],
    };
    let mut messages = vec![
        Message::Hello(Hello {
            wire_min: 1,
            wire_max: 1,
            can: 1,
            municipality: Some(DIMOS),
            device: office.keys.public(),
            nonce: [1; 32],
            want: Want::Sync,
            program: "loggia 0.1.0".into(),
        }),
        Message::Welcome(Welcome {
            wire: 1,
            can: 1,
            nonce: [2; 32],
            certificate: town.certificate,
            next_key: Some(next.sign(&town.centre.keys)),
            program: "loggia 0.1.0".into(),
        }),
        Message::Proof(Signature([3; 64])),
        Message::Summary(vec![ScopeSummary {
            scope: POLICE,
            frontier: frontier.digest(),
            checkpoint: Some(FrontierDigest([4; 32])),
            records: Commit(7),
            receipt: Some(ReceiptState([5; 32])),
        }]),
        Message::Answer {
            states: vec![
                (POLICE, ScopeState::Differs),
                (COUNTER, ScopeState::Foreign),
            ],
            granted: vec![POLICE],
            at: NOW,
        },
        Message::Frontier {
            scope: POLICE,
            diff: frontier.since(&Frontier::new()),
        },
        Message::Bundle(run.to_bundle().encode()),
        Message::BundleRefused {
            feed,
            code: says::GAP,
        },
        Message::Fork {
            feed,
            tip: *run.signed(),
        },
        Message::Sent {
            scope: POLICE,
            more: true,
        },
        Message::Records(batch().sign(&town.centre.keys)),
        Message::Receipt(receipt(&frontier).sign(&town.centre.keys)),
        Message::Busy(Millis(4_000)),
        Message::Refused(says::DEVICE_REVOKED),
        Message::Done {
            digests: vec![(POLICE, frontier.digest())],
            more: false,
        },
        Message::Enrol {
            request,
            proof: [9; 32],
        },
        Message::Enrolled(Enrolled {
            scopes: vec![POLICE, COUNTER],
            training: true,
            at: NOW,
        }),
    ];
    messages.extend(golden_blobs::messages(&town.centre.keys));
    messages
}

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(format!("{name}.hex"))
}

/// Sixteen bytes a line, so that a change is seen where it is.
fn hex(bytes: &[u8]) -> String {
    let mut text = String::new();
    for line in bytes.chunks(16) {
        for byte in line {
            write!(text, "{byte:02x}").unwrap();
        }
        text.push('\n');
    }
    text
}

fn compare(name: &str, bytes: &[u8], differing: &mut Vec<String>) {
    let found = hex(bytes);
    if std::fs::read_to_string(path(name)).ok().as_ref() == Some(&found) {
        return;
    }
    if std::env::var("LOGGIA_GOLDEN").as_deref() == Ok("write") {
        std::fs::write(path(name), &found).unwrap();
    }
    differing.push(format!("{name}:\n{found}"));
}

#[test]
fn the_bytes_are_the_ones_that_were_agreed() {
    let mut differing = Vec::new();
    for (name, bytes) in formats() {
        compare(name, &bytes, &mut differing);
    }
    for message in messages() {
        let name = format!(
            "message-{}",
            message.name().to_lowercase().replace('_', "-")
        );
        compare(&name, &message.encode(), &mut differing);
    }
    assert!(
        differing.is_empty(),
        "the wire changed:\n{}",
        differing.join("\n")
    );
}

#[test]
fn every_golden_file_is_still_compared() {
    let mut names: Vec<_> = formats()
        .iter()
        .map(|(name, _)| format!("{name}.hex"))
        .collect();
    names.extend(
        messages()
            .iter()
            .map(|m| format!("message-{}.hex", m.name().to_lowercase().replace('_', "-"))),
    );
    names.sort();
    let folder = path("x").parent().unwrap().to_owned();
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    assert_eq!(files, names);
}

#[test]
fn a_code_is_the_one_that_was_agreed() {
    let town = known_town();
    let mut rng =
        <rand_chacha::ChaCha20Rng as rand_chacha::rand_core::SeedableRng>::from_seed([7; 32]);
    let code = EnrolCode::generate(&town.root.public(), &mut rng);
    let text = code.text();
    assert_eq!(
        text.as_str(),
        "CW1H-387N-JN67-87AE-KGGD-C0PW-S3T0-14KR-AYNF-CG8M-YNGV-NB5K-F5RD-PFY5"
    );
    assert_eq!(EnrolCode::parse(&text), Ok(code));
}

#[test]
fn what_was_read_is_written_again_to_the_byte() {
    for message in messages() {
        assert_eq!(
            Message::decode(&message.encode()),
            Ok(message.clone()),
            "{}",
            message.name()
        );
        for zstd in [false, true] {
            assert_eq!(
                Message::from_frame(&message.to_frame(zstd), true),
                Ok(message.clone())
            );
        }
    }
    let bundle = formats()
        .into_iter()
        .find(|(name, _)| *name == "bundle")
        .unwrap()
        .1;
    assert_eq!(Bundle::decode(&bundle).unwrap().encode(), bundle);
    let salt = BodySecret::from_bytes([0xaa; 32]);
    for (name, kind) in [
        ("verdict", Kind::VERDICT),
        ("lease", Kind::LEASE),
        ("lease-return", Kind::LEASE_RETURN),
        ("closure", Kind::CLOSURE),
        ("erasure-part", Kind::ERASURE),
        ("erasure-document", Kind::ERASURE),
    ] {
        let bytes = formats()
            .into_iter()
            .find(|(found, _)| *found == name)
            .unwrap()
            .1;
        assert_eq!(
            Spoken::decode(kind, &bytes).unwrap().encode(&salt),
            bytes,
            "{name}"
        );
    }
}
