//! The formats of blobs, frozen like all others in [`crate::golden`].

use crate::town::{DIMOS, NOW, POLICE};
use loggia_schema::ids::{BlobId, DocId};
use loggia_schema::message::files;
use loggia_sync::blob::{BlobKey, BlobList, BlobReceipt};
use loggia_sync::receipt::Epoch;
use loggia_sync::session::message::Message;
use loggia_sync::sign::KeyPair;

/// Two chunks: a full one and one of five bytes.
fn blob_list() -> BlobList {
    BlobList::of(&[0x11; (64 << 10) + 5]).unwrap()
}

fn blob_key() -> BlobKey {
    BlobKey {
        doc: DocId([1; 16]),
        blob: blob_list().id(),
    }
}

fn blob_receipt() -> BlobReceipt {
    BlobReceipt {
        municipality: DIMOS,
        epoch: Epoch(3),
        scope: POLICE,
        key: blob_key(),
        at: NOW,
    }
}

/// Every format of blobs: its name and its bytes.
pub fn formats(centre: &KeyPair) -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("blob-id", blob_list().id().0.to_vec()),
        ("blob-list", blob_list().encode()),
        ("blob-receipt", blob_receipt().sign(centre)),
    ]
}

/// One of every message about blobs.
pub fn messages(centre: &KeyPair) -> Vec<Message> {
    vec![
        Message::Blobs {
            held: vec![(blob_key(), blob_list().bytes())],
            wanted: vec![(
                BlobKey {
                    doc: DocId([1; 16]),
                    blob: BlobId([0x22; 32]),
                },
                2,
            )],
        },
        Message::BlobWant {
            key: blob_key(),
            from: 1,
        },
        Message::BlobList {
            key: blob_key(),
            list: blob_list(),
        },
        Message::BlobChunk {
            key: blob_key(),
            index: 1,
            bytes: vec![0x11; 5],
        },
        Message::BlobReceipt(blob_receipt().sign(centre)),
        Message::BlobRefused {
            key: blob_key(),
            code: files::BLOB_FOREIGN,
        },
    ]
}
