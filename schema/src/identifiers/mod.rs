//! Identifiers of persons, money, property, vehicles and acts: parsed once into types that cannot be wrong.
//!
//! Each type reads what a person types (blanks, lower case and, where only codes are meant, look-alike letters),
//! checks it by the published rule and keeps the **canonical** text. `T::parse` answers with a
//! [`Finding`](crate::message::Finding) that says what is wrong; serde goes through the same `parse`, so a stored
//! or received value is checked again. What the person typed is kept beside it with [`AsTyped`]: new entries that
//! fail are refused, migrated ones keep their text and a flag.
//!
//! | Type | What | Check |
//! |---|---|---|
//! | [`Afm`] | ΑΦΜ | weighted sum mod 11 |
//! | [`Amka`] | ΑΜΚΑ | date and Luhn |
//! | [`PersonalNumber`], [`IdCard`] | προσωπικός αριθμός, ταυτότητα | shape (the check letter's rule is unpublished) |
//! | [`Iban`], [`Rf`] | accounts and payment codes | mod 97 |
//! | [`Kaek`], [`SupplyNumber`] | cadastre, electricity supply | shape |
//! | [`Plate`] | vehicle plate | letters and form |
//! | [`Phone`], [`Postcode`] | contact | shape |
//! | [`Ada`], [`Adam`], [`BudgetCode`] | acts and budget lines | shape |
//!
//! Types that point at a person hide all but the last digits in `Debug`, so that a log line stays harmless.

#[macro_use]
mod define;

mod acts;
mod afm;
mod amka;
mod budget_code;
mod contact;
mod iban;
mod id_card;
mod kaek;
mod mod97;
mod personal_number;
mod plate;
mod rf;
mod supply;
mod typed;

pub use acts::{Ada, Adam};
pub use afm::Afm;
pub use amka::{Amka, Sex};
pub use budget_code::BudgetCode;
pub use contact::{Phone, PhoneKind, Postcode};
pub use iban::Iban;
pub use id_card::IdCard;
pub use kaek::Kaek;
pub use personal_number::PersonalNumber;
pub use plate::{Plate, PlateKind};
pub use rf::Rf;
pub use supply::SupplyNumber;
pub use typed::{AsTyped, Identifier};
