//! The targets. Each takes bytes as a stranger would send them and panics when a promise is broken.
//!
//! The promises: a decoder is total; it has exactly one spelling for a value, so what was read is written back the same;
//! and behind a signature it is as strict as before one (those targets sign the bytes themselves).

use jiff::Timestamp;
use loggia_cases::attachment::{Media, files_of};
use loggia_cases::document::{CaseDoc, EventKey, RawEvent, inspect_change};
use loggia_cases::fine::Fine;
use loggia_cases::number::DocNumber;
use loggia_cases::private::PrivatePart;
use loggia_cases::receipt::Receipt as CashReceipt;
use loggia_cases::{Case, Decoded, Effects, fold};
use loggia_foreign::encoding::{self, Encoding};
use loggia_foreign::profile::{Profile, Reading, Row};
use loggia_foreign::{Limits, neutral};
use loggia_schema::calendar;
use loggia_schema::identifiers as ids;
use loggia_schema::ids::{Incarnation, MunicipalityId, UserId};
use loggia_schema::money::{Cents, Rate};
use loggia_schema::text;
use loggia_sync::blob::{BlobList, BlobReceipt, count_of, len_of};
use loggia_sync::body::{OpenBody, PrivateBody, salt_of};
use loggia_sync::bundle::Bundle;
use loggia_sync::codec::{Reader, Writer};
use loggia_sync::enrol::EnrolCode;
use loggia_sync::entries::Spoken;
use loggia_sync::feed::Kind;
use loggia_sync::frontier::FrontierDiff;
use loggia_sync::identity::SignedCertificate;
use loggia_sync::parcel;
use loggia_sync::receipt::Receipt;
use loggia_sync::records::RecordBatch;
use loggia_sync::seal::SealSecret;
use loggia_sync::session::message::Message;
use loggia_sync::sign::{Domain, KeyPair};
use loggia_sync::stub::SignedStub;

/// What is done with the bytes.
pub type Target = fn(&[u8]);

/// All targets by name.
pub const ALL: &[(&str, Target)] = &[
    ("bundle", bundle),
    ("frontier", frontier),
    ("message", message),
    ("frame", frame),
    ("entries", entries),
    ("bodies", bodies),
    ("records", records),
    ("receipt", receipt),
    ("blob_list", blob_list),
    ("blob_receipt", blob_receipt),
    ("certificate", certificate),
    ("parcel", parcel),
    ("stub", stub),
    ("enrol_code", enrol_code),
    ("change", change),
    ("events", events),
    ("document", document),
    ("private_part", private_part),
    ("typed", typed),
    ("sheet", sheet),
    ("profile", profile),
    ("separated", separated),
    ("fixed", fixed),
    ("workbook", workbook),
    ("repair", repair),
];

const HERE: MunicipalityId = MunicipalityId(1);

fn centre() -> KeyPair {
    KeyPair::from_seed(&[7; 32])
}

fn bundle(bytes: &[u8]) {
    if let Ok(bundle) = Bundle::decode(bytes) {
        assert_eq!(bundle.encode(), bytes, "a bundle has one spelling");
        let _ = bundle.verify(HERE);
    }
}

fn frontier(bytes: &[u8]) {
    if let Ok(diff) = Reader::whole(bytes, FrontierDiff::read) {
        let mut writer = Writer::new();
        diff.write(&mut writer);
        assert_eq!(writer.finish(), bytes, "a frontier has one spelling");
    }
}

fn message(bytes: &[u8]) {
    if let Ok(message) = Message::decode(bytes) {
        assert_eq!(
            message.encode(),
            bytes,
            "{} has one spelling",
            message.name()
        );
    }
}

fn frame(bytes: &[u8]) {
    let plain = [&[0], bytes].concat();
    let _ = Message::from_frame(bytes, false);
    for frame in [bytes, &plain] {
        let Ok(message) = Message::from_frame(frame, true) else {
            continue;
        };
        for zstd in [false, true] {
            let again = Message::from_frame(&message.to_frame(zstd), zstd);
            assert_eq!(again.map(|again| again.encode()), Ok(message.encode()));
        }
    }
}

fn entries(body: &[u8]) {
    for kind in [
        Kind::VERDICT,
        Kind::LEASE,
        Kind::CLOSURE,
        Kind::ERASURE,
        Kind::LEASE_RETURN,
    ] {
        let Ok(spoken) = Spoken::decode(kind, body) else {
            continue;
        };
        if let (Some(written), Ok(salt)) = (spoken.kind(), salt_of(body)) {
            assert_eq!(written, kind);
            assert_eq!(spoken.encode(&salt), body, "an entry has one spelling");
        }
    }
}

fn bodies(bytes: &[u8]) {
    if let Ok(open) = OpenBody::decode(bytes) {
        assert_eq!(open.encode(), bytes);
        let _ = inspect_change(&open.change);
    }
    if let Ok(private) = PrivateBody::decode(bytes) {
        assert_eq!(private.encode(), bytes);
        let _ = PrivatePart::read(&private.bytes);
    }
}

/// A signed format without its signature: what the golden files hold.
fn unsigned(bytes: &[u8]) -> &[u8] {
    &bytes[..bytes.len().saturating_sub(64)]
}

/// The bytes with the centre's signature behind them, so that the reader behind the signature is reached.
fn signed(domain: Domain, bytes: &[u8]) -> Vec<u8> {
    let mut signed = bytes.to_vec();
    signed.extend_from_slice(&centre().sign(domain, bytes).0);
    signed
}

fn records(bytes: &[u8]) {
    let centre = centre();
    for bytes in [
        bytes.to_vec(),
        signed(Domain::Records, bytes),
        signed(Domain::Records, unsigned(bytes)),
    ] {
        let _ = RecordBatch::verify(&bytes, HERE, &centre.public());
    }
}

fn receipt(bytes: &[u8]) {
    let centre = centre();
    for bytes in [
        bytes.to_vec(),
        signed(Domain::Receipt, bytes),
        signed(Domain::Receipt, unsigned(bytes)),
    ] {
        if let Ok(checked) = Receipt::verify(&bytes, HERE, &centre.public()) {
            assert_eq!(checked.bytes(), bytes);
        }
    }
}

fn blob_list(bytes: &[u8]) {
    if let Ok(list) = BlobList::decode(bytes) {
        assert_eq!(list.encode(), bytes, "a list has one spelling");
        assert_eq!(count_of(list.bytes()), Some(list.count()));
        let whole: u64 = (0..list.count())
            .map(|index| len_of(list.bytes(), index) as u64)
            .sum();
        assert_eq!(whole, list.bytes(), "the chunks make the blob");
        assert!(!list.accepts(list.count(), &[]));
    }
    if let Ok(list) = BlobList::of(bytes) {
        assert!(list.accepts(0, &bytes[..len_of(list.bytes(), 0)]));
    }
    let _ = Media::of_content(bytes);
}

fn blob_receipt(bytes: &[u8]) {
    let centre = centre();
    for bytes in [
        bytes.to_vec(),
        signed(Domain::BlobReceipt, bytes),
        signed(Domain::BlobReceipt, unsigned(bytes)),
    ] {
        if let Ok(checked) = BlobReceipt::verify(&bytes, HERE, &centre.public()) {
            assert_eq!(checked.bytes(), bytes);
        }
    }
}

fn certificate(bytes: &[u8]) {
    if let Ok(certificate) = SignedCertificate::decode(bytes) {
        assert_eq!(
            certificate.encode(),
            bytes,
            "a certificate has one spelling"
        );
    }
}

fn parcel(bytes: &[u8]) {
    let ours = SealSecret::from_bytes([9; 32]);
    for bytes in [bytes.to_vec(), signed(Domain::Parcel, unsigned(bytes))] {
        let inspected = parcel::inspect(&bytes);
        if let Ok((label, _)) = parcel::unpack(&bytes, &ours) {
            assert_eq!(inspected, Ok(label), "what opens was also inspected");
        }
    }
}

fn stub(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    if let Ok(stub) = SignedStub::parse(text) {
        let _ = stub.verify(&centre().public());
    }
}

fn enrol_code(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    if let Ok(code) = EnrolCode::parse(text) {
        let again = EnrolCode::parse(&code.text());
        assert!(again.is_ok_and(|again| again.id() == code.id()));
    }
}

fn change(bytes: &[u8]) {
    if inspect_change(bytes).is_ok() {
        // What the gate lets in, the document takes or asks for what is missing before it.
        let _ = CaseDoc::new().apply_change(bytes);
    }
}

/// Events as a stranger's program may write them: one a line, `type`, a tab, JSON. Folding never fails, and does not depend
/// on the order of arrival.
fn events(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let events: Vec<RawEvent> = text
        .lines()
        .zip(1u8..=40)
        .filter_map(|(line, n)| raw_event(line, n))
        .collect();
    for event in &events {
        let _ = files_of(event);
    }
    let mut backwards = events.clone();
    backwards.reverse();
    folds::<Fine>(&events, &backwards);
    folds::<CashReceipt>(&events, &backwards);
}

fn raw_event(line: &str, n: u8) -> Option<RawEvent> {
    let (name, json) = line.split_once('\t')?;
    Some(RawEvent {
        key: EventKey {
            incarnation: Incarnation([n % 3; 10]),
            n: u64::from(n / 3 + 1),
        },
        v: 1,
        t: name.chars().take(40).collect(),
        at: Timestamp::UNIX_EPOCH,
        by: UserId([n % 2; 16]),
        l: u64::from(n / 2),
        d: serde_json::from_str(json).ok()?,
    })
}

fn folds<C: Case>(events: &[RawEvent], backwards: &[RawEvent]) {
    let effects = Effects::default();
    let folded = fold::<C>(events, &effects);
    assert_eq!(
        folded.state,
        fold::<C>(backwards, &effects).state,
        "the order of arrival does not matter"
    );
    let _ = C::row(&folded);
    for event in events {
        if let Decoded::Event(known) = C::decode(event) {
            let (v, t, d) = C::encode(&known);
            let again = C::decode(&RawEvent {
                v,
                t: t.to_owned(),
                d,
                ..event.clone()
            });
            assert_eq!(
                again,
                Decoded::Event(known),
                "an event is written as it was read"
            );
        }
    }
}

fn document(bytes: &[u8]) {
    if let Ok(document) = CaseDoc::load(Some(bytes), []) {
        let again = CaseDoc::load(Some(&document.save()), []);
        assert!(again.is_ok_and(|again| again.heads() == document.heads()));
    }
}

fn private_part(bytes: &[u8]) {
    if let Ok(part) = PrivatePart::read(bytes) {
        let _ = part.search_words();
        let Ok(written) = part.write() else { return };
        assert!(PrivatePart::read(&written).is_ok_and(|again| again.write() == Ok(written)));
    }
}

/// What people type: every field of a form, and what search and sorting make of it.
fn typed(bytes: &[u8]) {
    let Ok(typed) = std::str::from_utf8(bytes) else {
        return;
    };
    for parsed in [
        ids::Afm::parse(typed).map(|value| value.as_str().to_owned()),
        ids::Amka::parse(typed).map(|value| value.as_str().to_owned()),
        ids::Iban::parse(typed).map(|value| value.as_str().to_owned()),
        ids::Rf::parse(typed).map(|value| value.as_str().to_owned()),
        ids::Kaek::parse(typed).map(|value| value.as_str().to_owned()),
        ids::Phone::parse(typed).map(|value| value.as_str().to_owned()),
        ids::Postcode::parse(typed).map(|value| value.as_str().to_owned()),
        ids::SupplyNumber::parse(typed).map(|value| value.as_str().to_owned()),
        ids::Plate::parse(typed).map(|value| value.as_str().to_owned()),
    ] {
        match parsed {
            Ok(canonical) => assert!(
                canonical.is_ascii() && !canonical.is_empty(),
                "{canonical:?}"
            ),
            Err(finding) => assert!(!finding.greek().is_empty()),
        }
    }
    if let Ok(amount) = Cents::parse_greek(typed) {
        assert_eq!(
            Cents::parse_greek(&amount.greek()),
            Ok(amount),
            "{}",
            amount.greek()
        );
    }
    let _ = Rate::parse_greek_percent(typed);
    let _ = DocNumber::parse(typed);
    let _ = calendar::parse_greek_date(typed, calendar::Date::constant(2026, 11, 23));
    let _ = calendar::parse_time(typed);
    let folded = text::fold(typed);
    assert_eq!(text::fold(&folded), folded, "folding twice is folding once");
    let _ = text::upper(typed);
    let _ = text::elot743(typed);
}

#[path = "../../../central/server/src/import/sheet.rs"]
#[allow(dead_code)]
mod import_sheet;

fn sheet(bytes: &[u8]) {
    let sheet = import_sheet::Sheet::parse("users.csv", &["login", "name", "role"], bytes);
    drop(sheet);
}

fn profile(bytes: &[u8]) {
    if let Ok(json) = std::str::from_utf8(bytes) {
        let _ = Profile::read("profile.json", json);
    }
}

/// Small limits, so that the fuzzer reaches them.
const SMALL: Limits = Limits {
    line: 512,
    cells: 16,
    rows: 1_000,
    unpacked: 1 << 16,
    texts: 1 << 12,
};

/// Reads a file through a profile to its end. Whatever stands in it, no row is larger than the limits and no cell a formula.
fn read(format: &str, bytes: &[u8]) {
    let at = |n: usize| match format {
        "\"fixed\"" => format!("\"at\": [{}, 8]", n * 8 + 1),
        _ => format!("\"from\": \"{}\"", ["a", "b", "c", "d"][n]),
    };
    for encoding in ["utf-8", "windows-1253", "cp737"] {
        let json = format!(
            r#"{{"file": "f", "target": "t", "owner": "o", "format": {format}, "encoding": "{encoding}", "repair": true,
                 "columns": [
                 {{{}, "to": "afm", "steps": ["no_dummies", "restore_zero", "repeat"]}},
                 {{{}, "to": "surname", "steps": ["greek_letters", "one_field_name"]}},
                 {{{}, "to": "day", "lenient": true, "steps": [{{"none": ["99"]}}, "serial_date"]}},
                 {{{}, "to": "amount", "lenient": true, "steps": ["comma_amount"]}}]}}"#,
            at(0),
            at(1),
            at(2),
            at(3)
        );
        let profile = Profile::read("p", &json).expect("our own profile");
        let Ok(rows) = loggia_foreign::open(&profile, std::io::Cursor::new(bytes), SMALL) else {
            continue;
        };
        let Ok(reading) = Reading::new(&profile, rows) else {
            continue;
        };
        let mut count = 0;
        for row in reading {
            count += 1;
            assert!(count <= SMALL.rows + 1, "more rows than the limit");
            match row {
                Ok(Row::Record(record)) => {
                    for (_, value) in record.fields() {
                        assert!(!neutral::is_formula(&neutral::neutral(value)));
                    }
                }
                Ok(Row::Refused(refused)) => assert!(!refused.reasons.is_empty()),
                Ok(Row::LeftOut) => {}
                Err(_) => break,
            }
        }
    }
}

fn separated(bytes: &[u8]) {
    read(r#"{"separated": {"separator": ";"}}"#, bytes);
    read(r#"{"separated": {}}"#, bytes);
}

fn fixed(bytes: &[u8]) {
    read("\"fixed\"", bytes);
}

fn workbook(bytes: &[u8]) {
    read(r#"{"xlsx": {}}"#, bytes);
}

fn repair(bytes: &[u8]) {
    for encoding in [Encoding::Utf8, Encoding::Windows1253, Encoding::Cp737] {
        if let Ok(text) = encoding.read(bytes) {
            assert_eq!(
                encoding.write(&text).as_deref(),
                Some(bytes),
                "an encoding has one spelling"
            );
            let _ = encoding::repair(&text);
        }
    }
}
