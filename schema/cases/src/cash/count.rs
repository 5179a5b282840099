//! Notes and coins as they are counted (καταμέτρηση).

use loggia_schema::message::{Finding, cash};
use loggia_schema::money::Cents;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Notes and coins of the euro, largest first.
pub const PIECES: [Cents; 15] = [
    Cents(50_000),
    Cents(20_000),
    Cents(10_000),
    Cents(5_000),
    Cents(2_000),
    Cents(1_000),
    Cents(500),
    Cents(200),
    Cents(100),
    Cents(50),
    Cents(20),
    Cents(10),
    Cents(5),
    Cents(2),
    Cents(1),
];

/// So many pieces of one note or coin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pile {
    /// Its value.
    pub piece: Cents,
    /// How many.
    pub n: u32,
}

/// Everything that lay in the box; piles of nothing are left out.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Count(pub Vec<Pile>);

impl Count {
    /// Its sum.
    ///
    /// Refusals: [`cash::PIECE_UNKNOWN`] for a piece that is none or stands twice, Σ-113.
    pub fn total(&self) -> Result<Cents, Finding> {
        let mut seen = BTreeSet::new();
        let mut total = Cents::ZERO;
        for pile in &self.0 {
            if !PIECES.contains(&pile.piece) || !seen.insert(pile.piece) {
                return Err(Finding::new(cash::PIECE_UNKNOWN)
                    .on("count")
                    .with("piece", pile.piece));
            }
            total = total.plus(pile.piece.times(i64::from(pile.n))?)?;
        }
        Ok(total)
    }
}
