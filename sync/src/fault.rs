//! From a refusal to the message a person reads: one code for every error of this crate.

use crate::bundle::BundleError;
use crate::codec::DecodeError;
use crate::enrol::BadCode;
use crate::gates::{AdmitError, EntryFault};
use crate::identity::CertificateError;
use loggia_schema::message::{Code, sync as says};

/// The wire version does not fit, or the bytes are malformed: two different things to do about it.
fn decode_code(error: &DecodeError) -> Code {
    match error {
        DecodeError::Unknown {
            field: "wire version",
            ..
        } => says::VERSION,
        _ => says::MALFORMED,
    }
}

impl BundleError {
    /// The message that explains it.
    pub fn code(&self) -> Code {
        match self {
            BundleError::Decode(error) => decode_code(error),
            BundleError::Municipality(_) => says::FOREIGN_MUNICIPALITY,
            BundleError::Chain(_) => says::CHAIN_BROKEN,
            BundleError::Signature => says::BAD_SIGNATURE,
        }
    }
}

impl AdmitError {
    /// The bytes are not even a bundle.
    pub(crate) const fn from_decode(error: DecodeError) -> Self {
        AdmitError::Bundle(BundleError::Decode(error))
    }

    /// The message that explains it.
    pub fn code(&self) -> Code {
        match self {
            AdmitError::Bundle(error) => error.code(),
            AdmitError::Gap { .. } => says::GAP,
            AdmitError::WrongStart => says::CHAIN_BROKEN,
            AdmitError::Fork(_) => says::FORK,
            AdmitError::ForeignScope => says::FOREIGN_SCOPE,
            AdmitError::UnknownDevice => says::UNKNOWN_DEVICE,
            AdmitError::Entry { why, .. } => why.code(),
            AdmitError::Store(_) => says::PEER_STORE,
        }
    }
}

impl EntryFault {
    /// The message that explains it.
    pub fn code(&self) -> Code {
        match self {
            EntryFault::BodyHash => says::BODY_HASH,
            EntryFault::Withheld => says::BODY_WITHHELD,
            EntryFault::Form(_) | EntryFault::NotAChange | EntryFault::DocumentId => {
                says::MALFORMED
            }
            EntryFault::ForeignActor => says::FOREIGN_ACTOR,
            EntryFault::ForeignDependency | EntryFault::ForeignDocument => says::FOREIGN_DOCUMENT,
            EntryFault::NotOpened | EntryFault::OpenedTwice => says::NOT_OPENED,
            EntryFault::NotTheCentre => says::NOT_THE_CENTRE,
        }
    }
}

impl CertificateError {
    /// The message that explains it.
    pub const fn code(&self) -> Code {
        match self {
            CertificateError::Municipality(_) => says::FOREIGN_MUNICIPALITY,
            CertificateError::ForeignRoot
            | CertificateError::Signature
            | CertificateError::Replaced { .. } => says::WRONG_CENTRE,
        }
    }
}

impl BadCode {
    /// The message that explains it.
    pub const fn code(self) -> Code {
        match self {
            BadCode::Form => says::CODE_FORM,
            BadCode::Check => says::CODE_CHECK,
        }
    }
}
