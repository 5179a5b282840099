//! A receipt: the centre's word that it holds what it was given, and how much of that is backed up.
//!
//! Only a stored receipt lets the app say «στο Κέντρο». The receipt names for each feed of a scope the
//! tip the centre holds, and the tip that is also in its last backup: a node keeps signed bundles above
//! the backed-up tip, so that a centre restored from that backup can be given back the rest. The
//! [`Epoch`] rises whenever the centre was restored; receipts of an older epoch promise nothing above
//! what their backup held. The time in a receipt is the latest time that a node can prove.
//!
//! [`CheckedReceipt`] has private fields and comes only out of [`Receipt::verify`]. Bytes: docs/formats/receipt.md.

use crate::codec::{DecodeError, Reader, Writer};
use crate::feed::{FeedId, Link, Tip};
use crate::frontier::{Frontier, FrontierDigest, read_tips, write_tips};
use crate::limits::WIRE_VERSION;
use crate::sign::{BadSignature, Context, Domain, KeyPair, Signature};
use loggia_schema::ids::{DeviceKey, Height, MunicipalityId, ScopeId};
use std::collections::BTreeSet;

/// A life of the centre's database: rises at every restore.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Epoch(pub u32);

/// Milliseconds since 1970-01-01T00:00Z. A claim of whoever writes it; never decides what is correct.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Millis(pub u64);

/// The digest of what a receipt vouches for, without its time: two receipts of one state say the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReceiptState(pub [u8; 32]);

/// What the centre says before it signs, and what a node reads before it checks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The municipality.
    pub municipality: MunicipalityId,
    /// The life of the centre's database.
    pub epoch: Epoch,
    /// The scope it speaks of.
    pub scope: ScopeId,
    /// The centre's clock when it signed.
    pub at: Millis,
    /// The digest of the feeds that were sealed and folded away; of the empty frontier if none were.
    pub checkpoint: FrontierDigest,
    /// Every other feed and how far the centre holds it.
    pub held: Frontier,
    /// How far the last backup holds them.
    pub backed_up: Frontier,
}

impl Receipt {
    /// The digest of everything but the time.
    pub fn state(&self) -> ReceiptState {
        let timeless = Receipt {
            at: Millis(0),
            ..self.clone()
        };
        ReceiptState(Context::ReceiptState.hash(&[timeless.write().as_slice()]))
    }

    /// The signed receipt as it travels and is stored.
    pub fn sign(&self, keys: &KeyPair) -> Vec<u8> {
        let mut writer = self.write();
        let signature = keys.sign(Domain::Receipt, writer.as_slice());
        writer.raw(&signature.0);
        writer.finish()
    }

    /// Reads a signed receipt and checks that `centre` signed it for this municipality.
    pub fn verify(
        bytes: &[u8],
        municipality: MunicipalityId,
        centre: &DeviceKey,
    ) -> Result<CheckedReceipt, ReceiptError> {
        let (receipt, signature) = Reader::whole(bytes, |r| {
            Ok((Self::read(r)?, Signature(r.array("signature")?)))
        })?;
        if receipt.municipality != municipality {
            return Err(ReceiptError::Municipality(receipt.municipality));
        }
        Domain::Receipt.verify(centre, receipt.write().as_slice(), &signature)?;
        Ok(CheckedReceipt {
            receipt,
            signer: *centre,
            disputed: BTreeSet::new(),
            bytes: bytes.to_vec(),
        })
    }

    fn write(&self) -> Writer {
        let mut writer = Writer::new();
        writer
            .u16(WIRE_VERSION)
            .municipality(self.municipality)
            .u32(self.epoch.0)
            .scope(&self.scope);
        writer.u64(self.at.0).raw(&self.checkpoint.0);
        let tips = |frontier: &Frontier| {
            frontier
                .iter()
                .map(|(feed, tip)| (*feed, *tip))
                .collect::<Vec<_>>()
        };
        write_tips(&mut writer, &tips(&self.held));
        write_tips(&mut writer, &tips(&self.backed_up));
        writer
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        match reader.u16("wire version")? {
            WIRE_VERSION => {}
            value => {
                return Err(DecodeError::Unknown {
                    field: "wire version",
                    value: value.into(),
                });
            }
        }
        let receipt = Receipt {
            municipality: reader.municipality()?,
            epoch: Epoch(reader.u32("epoch")?),
            scope: reader.scope()?,
            at: Millis(reader.u64("time")?),
            checkpoint: FrontierDigest(reader.array("checkpoint")?),
            held: read_tips(reader)?.into_iter().collect(),
            backed_up: read_tips(reader)?.into_iter().collect(),
        };
        let foreign =
            |frontier: &Frontier| frontier.iter().any(|(feed, _)| feed.scope != receipt.scope);
        if foreign(&receipt.held) || foreign(&receipt.backed_up) {
            return Err(DecodeError::Malformed("scope of a feed"));
        }
        let above = |(feed, tip): (&FeedId, &Tip)| tip.height > receipt.held.height(feed);
        if receipt.backed_up.iter().any(above) {
            return Err(DecodeError::Malformed("backed-up height"));
        }
        Ok(receipt)
    }
}

/// Why bytes are not a receipt. Always the fault of whoever sent them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptError {
    /// The bytes are not a receipt.
    #[error("not a receipt: {0}")]
    Decode(#[from] DecodeError),
    /// Another municipality's receipt.
    #[error("of municipality {}", .0.0)]
    Municipality(MunicipalityId),
    /// Not signed by the expected key.
    #[error(transparent)]
    Signature(#[from] BadSignature),
}

/// A receipt whose signature holds, laid beside the links of whoever received it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedReceipt {
    receipt: Receipt,
    signer: DeviceKey,
    disputed: BTreeSet<FeedId>,
    bytes: Vec<u8>,
}

impl CheckedReceipt {
    /// The signed bytes, as they are stored and can be shown to anyone.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// What the signer said, also of disputed feeds.
    pub const fn receipt(&self) -> &Receipt {
        &self.receipt
    }

    /// Who signed it.
    pub const fn signer(&self) -> &DeviceKey {
        &self.signer
    }

    /// The feeds in which the signer holds another branch than we do: of these it covers nothing of ours.
    pub const fn disputed(&self) -> &BTreeSet<FeedId> {
        &self.disputed
    }

    /// Lays the receipt beside the links we hold: it speaks of our entries only where they are the same.
    pub fn dispute<E>(
        &mut self,
        mut link_at: impl FnMut(&FeedId, Height) -> Result<Option<Link>, E>,
    ) -> Result<(), E> {
        for (feed, tip) in self
            .receipt
            .held
            .iter()
            .chain(self.receipt.backed_up.iter())
        {
            if link_at(feed, tip.height)?.is_some_and(|link| link != tip.link) {
                self.disputed.insert(*feed);
            }
        }
        Ok(())
    }

    /// What the signer holds of what we hold. Keep this, and not what the bytes say, to tell people.
    pub fn held(&self) -> Frontier {
        self.undisputed(&self.receipt.held)
    }

    /// What of that is in the signer's last backup.
    pub fn backed_up(&self) -> Frontier {
        self.undisputed(&self.receipt.backed_up)
    }

    /// Whether the signer holds this entry: «στο Κέντρο».
    pub fn covers(&self, feed: &FeedId, height: Height) -> bool {
        !self.disputed.contains(feed) && height <= self.receipt.held.height(feed)
    }

    fn undisputed(&self, frontier: &Frontier) -> Frontier {
        let undisputed = frontier
            .iter()
            .filter(|(feed, _)| !self.disputed.contains(feed));
        undisputed.map(|(feed, tip)| (*feed, *tip)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use loggia_schema::ids::Incarnation;

    const DIMOS: MunicipalityId = MunicipalityId(7);

    fn receipt(held: u64, backed_up: u64) -> Receipt {
        let scope = ScopeId([3; 16]);
        let feed = FeedId {
            device: DeviceKey([1; 32]),
            incarnation: Incarnation([2; 10]),
            scope,
        };
        let tips = |height| {
            [(
                feed,
                Tip {
                    height: Height(height),
                    link: Link([9; 32]),
                },
            )]
            .into_iter()
            .collect()
        };
        Receipt {
            municipality: DIMOS,
            epoch: Epoch(1),
            scope,
            at: Millis(5),
            checkpoint: Frontier::new().digest(),
            held: tips(held),
            backed_up: tips(backed_up),
        }
    }

    #[test]
    fn a_receipt_covers_what_it_names_and_no_more() {
        let keys = KeyPair::from_seed(&[1; 32]);
        let said = receipt(40, 30);
        let checked = Receipt::verify(&said.sign(&keys), DIMOS, &keys.public()).unwrap();
        let feed = *said.held.iter().next().unwrap().0;
        assert!(checked.covers(&feed, Height(40)) && !checked.covers(&feed, Height(41)));
        assert_eq!(checked.backed_up().height(&feed), Height(30));
        let other = FeedId {
            incarnation: Incarnation([8; 10]),
            ..feed
        };
        assert!(!checked.covers(&other, Height(1)));
    }

    #[test]
    fn a_receipt_of_another_branch_covers_nothing_of_ours() {
        let keys = KeyPair::from_seed(&[1; 32]);
        let said = receipt(40, 30);
        let mut checked = Receipt::verify(&said.sign(&keys), DIMOS, &keys.public()).unwrap();
        let feed = *said.held.iter().next().unwrap().0;
        checked
            .dispute(|_, _| Ok::<_, ()>(Some(Link([9; 32]))))
            .unwrap();
        assert!(checked.covers(&feed, Height(1)));
        checked
            .dispute(|_, height| Ok::<_, ()>((height == Height(40)).then_some(Link([8; 32]))))
            .unwrap();
        assert!(!checked.covers(&feed, Height(1)) && checked.held().is_empty());
    }

    #[test]
    fn only_the_centre_of_our_municipality_gives_receipts() {
        let (keys, other) = (KeyPair::from_seed(&[1; 32]), KeyPair::from_seed(&[2; 32]));
        let bytes = receipt(40, 30).sign(&keys);
        assert_eq!(
            Receipt::verify(&bytes, DIMOS, &other.public()),
            Err(BadSignature.into())
        );
        let elsewhere = MunicipalityId(8);
        assert_eq!(
            Receipt::verify(&bytes, elsewhere, &keys.public()),
            Err(ReceiptError::Municipality(DIMOS))
        );
    }

    #[test]
    fn a_backup_of_more_than_is_held_is_nonsense() {
        let keys = KeyPair::from_seed(&[1; 32]);
        let checked = Receipt::verify(&receipt(30, 40).sign(&keys), DIMOS, &keys.public());
        assert_eq!(
            checked,
            Err(DecodeError::Malformed("backed-up height").into())
        );
    }

    #[test]
    fn the_state_of_a_receipt_has_no_time() {
        let said = receipt(40, 30);
        assert_eq!(
            said.state(),
            Receipt {
                at: Millis(6),
                ..said.clone()
            }
            .state()
        );
        assert_ne!(said.state(), receipt(40, 31).state());
        assert_ne!(
            said.state(),
            Receipt {
                epoch: Epoch(2),
                ..said.clone()
            }
            .state()
        );
    }
}
