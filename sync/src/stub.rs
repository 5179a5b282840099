//! The signed stub: what the QR of a paper carries, so that anyone with a node can check it offline.
//!
//! The text is `LGS1:`, base 45 (RFC 9285), which a QR code packs tightly in its alphanumeric mode, and a
//! full stop, because base 45 may end in a space and scanners trim.
//! Inside is what the paper says about money and dates, who issued it and the entry it stands on; never
//! a name, a plate or free text. It is signed by the device's key, which the device registry (a record
//! table every node holds) maps from its [`KeyId`]. A version newer than ours is recognised and said so.
//! Bytes: docs/formats/stub.md.

use crate::base45;
use crate::body::CaseKind;
use crate::codec::{DecodeError, Reader, Writer};
use crate::feed::EntryTag;
use crate::identity::KeyId;
use crate::sign::{Domain, KeyPair, Signature};
use jiff::civil::Date;
use loggia_schema::ids::{DeviceKey, MunicipalityId};
use loggia_schema::message::{Code, sync as says};
use loggia_schema::money::Cents;

const PREFIX: &str = "LGS1:";
const END: &str = ".";
const VERSION: u8 = 1;
/// Longest number on paper, in bytes.
const MAX_NUMBER: usize = 48;
/// Longest RF code, in bytes.
const MAX_RF: usize = 25;
/// Most amounts, and most dates.
const MAX_LIST: usize = 4;
/// Longest text of a stub: one QR code of version 12 at correction level M, with room to spare.
pub const MAX_TEXT: usize = 300;

/// What an amount or a date of a stub means. Numbers we do not know are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Label(pub u8);

impl Label {
    /// Amount: the whole (ποσό προστίμου ή απόδειξης).
    pub const WHOLE: Label = Label(1);
    /// Amount: the reduced one, payable until [`Label::REDUCED_UNTIL`].
    pub const REDUCED: Label = Label(2);
    /// Date: the day of issue.
    pub const ISSUED: Label = Label(1);
    /// Date: the last day of the reduced amount.
    pub const REDUCED_UNTIL: Label = Label(2);
}

/// Which paper of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PaperKind {
    /// The case kind.
    pub case: CaseKind,
    /// The paper among the papers of that kind: 1 is the main one (notice, receipt).
    pub paper: u8,
}

/// What a paper's QR says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stub {
    /// The municipality.
    pub municipality: MunicipalityId,
    /// Which paper.
    pub kind: PaperKind,
    /// The legal number as printed («Κ12-2026-000123»).
    pub number: String,
    /// Amounts, in rising order of labels.
    pub amounts: Vec<(Label, Cents)>,
    /// Dates, in rising order of labels.
    pub dates: Vec<(Label, Date)>,
    /// The RF payment code, or empty.
    pub rf: String,
    /// The tag of the entry.
    pub tag: EntryTag,
    /// Training papers have no legal effect and say so.
    pub training: bool,
}

/// Why a text is not a stub, or not a true one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StubError {
    /// Not the text of a stub, or misread.
    #[error("not a stub")]
    Text,
    /// The bytes inside are malformed.
    #[error("not a stub: {0}")]
    Decode(#[from] DecodeError),
    /// A newer program wrote it.
    #[error("version {0} is newer than this program")]
    Newer(u8),
    /// What it says is too long for one QR code. A fault of ours.
    #[error("{0} symbols do not fit")]
    TooLong(usize),
    /// The signature does not hold.
    #[error("the signature does not hold")]
    Signature,
}

impl StubError {
    /// The message that explains it.
    pub const fn code(&self) -> Code {
        match self {
            StubError::Text | StubError::Decode(_) | StubError::TooLong(_) => says::STUB_FORM,
            StubError::Newer(_) => says::STUB_NEWER,
            StubError::Signature => says::STUB_SIGNATURE,
        }
    }
}

impl Stub {
    /// The text of the QR, signed by the issuing device.
    pub fn sign(&self, keys: &KeyPair) -> Result<String, StubError> {
        let mut writer = self.write(&KeyId::of(&keys.public()));
        let signature = keys.sign(Domain::Stub, writer.as_slice());
        writer.raw(&signature.0);
        let bytes = writer.finish();
        // what cannot be read again must not be printed
        SignedStub::from_bytes(&bytes)?;
        let text = format!("{PREFIX}{}{END}", base45::encode(&bytes));
        if text.len() > MAX_TEXT {
            Err(StubError::TooLong(text.len()))
        } else {
            Ok(text)
        }
    }

    fn write(&self, key: &KeyId) -> Writer {
        let mut writer = Writer::new();
        writer
            .u8(VERSION)
            .municipality(self.municipality)
            .u16(self.kind.case.0)
            .u8(self.kind.paper);
        writer.bool(self.training).text(&self.number);
        writer.u8(small(self.amounts.len()));
        for (label, amount) in &self.amounts {
            writer.u8(label.0).i64(amount.0);
        }
        writer.u8(small(self.dates.len()));
        for (label, date) in &self.dates {
            writer.u8(label.0).date(*date);
        }
        writer.text(&self.rf).raw(&self.tag.0).raw(&key.0);
        writer
    }

    fn read(reader: &mut Reader<'_>) -> Result<(Self, KeyId), DecodeError> {
        let municipality = reader.municipality()?;
        let kind = PaperKind {
            case: CaseKind(reader.u16("case kind")?),
            paper: reader.u8("paper")?,
        };
        let training = reader.bool("training")?;
        let number = reader.text(MAX_NUMBER, "number")?;
        let amounts = labelled(reader, "amounts", |r| r.i64("amount").map(Cents))?;
        let dates = labelled(reader, "dates", |r| r.date("date"))?;
        let rf = reader.text(MAX_RF, "RF")?;
        let tag = EntryTag(reader.array("entry tag")?);
        let key = KeyId(reader.array("key id")?);
        Ok((
            Stub {
                municipality,
                kind,
                number,
                amounts,
                dates,
                rf,
                tag,
                training,
            },
            key,
        ))
    }
}

fn small(len: usize) -> u8 {
    u8::try_from(len).unwrap_or(u8::MAX)
}

fn labelled<T>(
    reader: &mut Reader<'_>,
    field: &'static str,
    read: impl Fn(&mut Reader<'_>) -> Result<T, DecodeError>,
) -> Result<Vec<(Label, T)>, DecodeError> {
    let count = reader.u8(field)?;
    if usize::from(count) > MAX_LIST {
        return Err(DecodeError::TooLong {
            field,
            value: count.into(),
            limit: MAX_LIST as u64,
        });
    }
    let items = (0..count)
        .map(|_| Ok((Label(reader.u8("label")?), read(reader)?)))
        .collect::<Result<Vec<_>, DecodeError>>()?;
    match items.windows(2).all(|pair| pair[0].0 < pair[1].0) {
        true => Ok(items),
        false => Err(DecodeError::Order(field)),
    }
}

/// A stub as it was read from a paper; believed only after [`SignedStub::verify`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedStub {
    stub: Stub,
    key: KeyId,
    signature: Signature,
}

impl SignedStub {
    /// Reads the text of a QR.
    pub fn parse(text: &str) -> Result<Self, StubError> {
        let text = text
            .trim()
            .strip_prefix(PREFIX)
            .and_then(|text| text.strip_suffix(END));
        let text = text.ok_or(StubError::Text)?;
        if text.len() > MAX_TEXT {
            return Err(StubError::Text);
        }
        Self::from_bytes(&base45::decode(text).ok_or(StubError::Text)?)
    }

    fn from_bytes(bytes: &[u8]) -> Result<Self, StubError> {
        let mut reader = Reader::new(bytes);
        match reader.u8("version")? {
            VERSION => {}
            version if version > VERSION => return Err(StubError::Newer(version)),
            _ => return Err(StubError::Text),
        }
        let (stub, key) = Stub::read(&mut reader)?;
        let signature = Signature(reader.array("signature")?);
        reader.finish()?;
        Ok(SignedStub {
            stub,
            key,
            signature,
        })
    }

    /// The short name of the device's key: look it up in the device registry.
    pub const fn key(&self) -> &KeyId {
        &self.key
    }

    /// What it says, if this device signed it.
    pub fn verify(&self, device: &DeviceKey) -> Result<&Stub, StubError> {
        let message = self.stub.write(&self.key);
        let named = KeyId::of(device) == self.key;
        if !named
            || Domain::Stub
                .verify(device, message.as_slice(), &self.signature)
                .is_err()
        {
            return Err(StubError::Signature);
        }
        Ok(&self.stub)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stub() -> Stub {
        Stub {
            municipality: MunicipalityId(71),
            kind: PaperKind {
                case: CaseKind(1),
                paper: 1,
            },
            number: "Κ12-2026-000123".into(),
            amounts: vec![(Label::WHOLE, Cents(8_000)), (Label::REDUCED, Cents(4_000))],
            dates: vec![
                (Label::ISSUED, Date::new(2026, 11, 23).unwrap()),
                (Label::REDUCED_UNTIL, Date::new(2026, 12, 3).unwrap()),
            ],
            rf: "RF18539007547034000000123".into(),
            tag: EntryTag([1, 2, 3, 4, 5]),
            training: true,
        }
    }

    #[test]
    fn a_paper_is_checked_without_a_network() {
        let keys = KeyPair::from_seed(&[4; 32]);
        let text = stub().sign(&keys).unwrap();
        assert!(text.len() <= 300, "{} symbols", text.len());
        let read = SignedStub::parse(&text).unwrap();
        assert_eq!(*read.key(), KeyId::of(&keys.public()));
        assert_eq!(read.verify(&keys.public()), Ok(&stub()));
        let other = KeyPair::from_seed(&[5; 32]).public();
        assert_eq!(read.verify(&other), Err(StubError::Signature));
    }

    #[test]
    fn a_symbol_changed_anywhere_is_noticed() {
        let keys = KeyPair::from_seed(&[4; 32]);
        let text = stub().sign(&keys).unwrap();
        for at in PREFIX.len()..text.len() {
            let mut changed = text.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap();
            let believed =
                SignedStub::parse(&changed).is_ok_and(|read| read.verify(&keys.public()).is_ok());
            assert!(!believed, "symbol {at}");
        }
    }

    #[test]
    fn a_newer_paper_says_so_and_a_foreign_qr_is_no_stub() {
        let newer = format!("{PREFIX}{}{END}", base45::encode(&[2, 0, 0]));
        assert_eq!(SignedStub::parse(&newer), Err(StubError::Newer(2)));
        assert_eq!(
            SignedStub::parse("https://example.org"),
            Err(StubError::Text)
        );
        assert_eq!(
            SignedStub::parse("LGS1:."),
            Err(StubError::Decode(DecodeError::Short("version")))
        );
    }

    #[test]
    fn what_does_not_fit_a_qr_is_not_printed() {
        let keys = KeyPair::from_seed(&[4; 32]);
        let long = Stub {
            number: "Κ".repeat(40),
            ..stub()
        };
        assert!(long.sign(&keys).is_err());
        let unordered = Stub {
            amounts: vec![(Label(2), Cents(1)), (Label(1), Cents(1))],
            ..stub()
        };
        assert_eq!(
            unordered.sign(&keys),
            Err(StubError::Decode(DecodeError::Order("amounts")))
        );
    }
}
