//! Every decoder against changed, cut and lengthened bytes: it answers, it never panics, and what it
//! still takes has exactly one encoding.

use crate::golden::{formats, messages};
use crate::town::DIMOS;
use loggia_sync::blob::{BlobList, BlobReceipt};
use loggia_sync::body::{BodySecret, OpenBody, PrivateBody};
use loggia_sync::bundle::Bundle;
use loggia_sync::entries::Spoken;
use loggia_sync::feed::{FeedId, Header, Kind};
use loggia_sync::identity::{NextKey, SignedCertificate};
use loggia_sync::parcel;
use loggia_sync::receipt::Receipt;
use loggia_sync::records::RecordBatch;
use loggia_sync::session::message::Message;
use loggia_sync::sign::KeyPair;
use loggia_sync::stub::SignedStub;
use proptest::prelude::*;
use proptest::sample::Index;

/// One change of one byte, a cut, or bytes more.
#[derive(Debug, Clone)]
enum Harm {
    Set(Index, u8),
    Cut(Index),
    Append(Vec<u8>),
    Double(Index, Index),
}

fn harm() -> impl Strategy<Value = Harm> {
    prop_oneof![
        4 => (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Harm::Set(at, byte)),
        1 => any::<Index>().prop_map(Harm::Cut),
        1 => proptest::collection::vec(any::<u8>(), 1..9).prop_map(Harm::Append),
        1 => (any::<Index>(), any::<Index>()).prop_map(|(from, to)| Harm::Double(from, to)),
    ]
}

fn harmed(mut bytes: Vec<u8>, harms: &[Harm]) -> Vec<u8> {
    for harm in harms {
        match harm {
            Harm::Set(at, byte) if !bytes.is_empty() => {
                let at = at.index(bytes.len());
                bytes[at] = *byte;
            }
            Harm::Cut(at) if !bytes.is_empty() => bytes.truncate(at.index(bytes.len())),
            Harm::Append(more) => bytes.extend(more),
            Harm::Double(from, to) if !bytes.is_empty() => {
                let (from, to) = (from.index(bytes.len()), to.index(bytes.len()));
                let piece = bytes[from.min(to)..from.max(to)].to_vec();
                bytes.splice(to..to, piece);
            }
            Harm::Set(..) | Harm::Cut(_) | Harm::Double(..) => {}
        }
    }
    bytes
}

/// Lets every decoder read the bytes; what is taken must be written again to the byte.
fn read_as_everything(bytes: &[u8]) {
    let key = KeyPair::from_seed(&[0xcc; 32]).public();
    if let Ok(bundle) = Bundle::decode(bytes) {
        assert_eq!(bundle.encode(), bytes);
        let _ = bundle.verify(DIMOS);
    }
    if let Ok(message) = Message::decode(bytes) {
        assert_eq!(message.encode(), bytes);
    }
    for zstd in [false, true] {
        let _ = Message::from_frame(bytes, zstd);
    }
    if let Ok(feed) = FeedId::from_slice(bytes) {
        assert_eq!(feed.to_bytes(), bytes);
    }
    if let Ok(header) = Header::from_slice(bytes) {
        assert_eq!(header.to_bytes(), bytes);
    }
    if let Ok(open) = OpenBody::decode(bytes) {
        assert_eq!(open.encode(), bytes);
    }
    if let Ok(private) = PrivateBody::decode(bytes) {
        assert_eq!(private.encode(), bytes);
    }
    for kind in [
        Kind::VERDICT,
        Kind::LEASE,
        Kind::CLOSURE,
        Kind::ERASURE,
        Kind::LEASE_RETURN,
        Kind(999),
    ] {
        match Spoken::decode(kind, bytes) {
            Ok(Spoken::Later) | Err(_) => {}
            Ok(spoken) => {
                let mut salt = [0; 32];
                salt.copy_from_slice(&bytes[..32]);
                assert_eq!(spoken.encode(&BodySecret::from_bytes(salt)), bytes);
            }
        }
    }
    if let Ok(certificate) = SignedCertificate::decode(bytes) {
        assert_eq!(certificate.encode(), bytes);
    }
    if let Ok(list) = BlobList::decode(bytes) {
        assert_eq!(list.encode(), bytes);
    }
    let _ = BlobReceipt::verify(bytes, DIMOS, &key);
    let _ = Receipt::verify(bytes, DIMOS, &key);
    let _ = RecordBatch::verify(bytes, DIMOS, &key);
    let _ = NextKey::verify(bytes, DIMOS, &key);
    let _ = parcel::inspect(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = SignedStub::parse(text);
        let _ = loggia_sync::enrol::EnrolCode::parse(text);
    }
}

fn all() -> Vec<Vec<u8>> {
    let mut all: Vec<_> = formats().into_iter().map(|(_, bytes)| bytes).collect();
    for message in messages() {
        all.push(message.encode());
        all.push(message.to_frame(true));
    }
    all
}

#[test]
fn every_cut_and_every_flipped_byte_is_survived() {
    for bytes in all() {
        for at in 0..bytes.len() {
            read_as_everything(&bytes[..at]);
            let mut flipped = bytes.clone();
            flipped[at] ^= 0xff;
            read_as_everything(&flipped);
        }
    }
}

#[test]
fn a_frame_that_claims_to_unpack_to_gigabytes_is_refused() {
    let bomb = zstd::bulk::compress(&vec![0; 20 << 20], 19).unwrap();
    for claimed in [0_u32, 5, 1 << 24, u32::MAX] {
        let frame = [&[1], claimed.to_be_bytes().as_slice(), &bomb].concat();
        assert!(
            Message::from_frame(&frame, true).is_err(),
            "claims {claimed}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn harmed_bytes_never_panic(which in any::<Index>(), harms in proptest::collection::vec(harm(), 1..6)) {
        let all = all();
        read_as_everything(&harmed(which.get(&all).clone(), &harms));
    }

    #[test]
    fn random_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        read_as_everything(&bytes);
    }
}
