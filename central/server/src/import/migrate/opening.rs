//! The opening balance: all rows of the file are one entry, dated 1 January, or none is.

use super::keys::{self, Known};
use super::target::{Done, Fate, Field, Target, may, must};
use loggia_books::{Ledger, PostingLine, Side, Target as Account, opening};
use loggia_core::ctx::Ctx;
use loggia_core::db::Tx;
use loggia_core::{Fail, Outcome};
use loggia_foreign::{Record, Remark};
use loggia_schema::message::Finding;
use loggia_schema::money::Cents;

const OPENING: &str = "opening";

/// Balances of accounts.
pub struct Opening;

const FIELDS: &[Field] = &[must("code"), may("debit"), may("credit")];

impl Target for Opening {
    fn name(&self) -> &'static str {
        OPENING
    }

    fn fields(&self) -> &'static [Field] {
        FIELDS
    }

    fn batch(&self) -> usize {
        4_900
    }

    fn load(&self, tx: &mut Tx<'_>, ctx: &Ctx, rows: &[Record]) -> Outcome<Vec<Done>> {
        let mut lines = Vec::with_capacity(rows.len());
        let mut wrong = None;
        for (at, row) in rows.iter().enumerate() {
            match line(row) {
                Ok(line) => lines.extend(line),
                Err(remark) => {
                    wrong.get_or_insert((at, remark));
                }
            }
        }
        if let Some((at, remark)) = wrong {
            return Ok(refused(rows, at, remark));
        }
        let year = ctx.today.year();
        let (mut fresh, mut same) = (Vec::new(), true);
        for row in rows {
            let hash = keys::hash(row);
            let code = format!("{year}/{}", row.get("code"));
            same &= keys::find(tx, OPENING, &code)?.is_some_and(|known| known.hash == hash);
            let id = keys::id(OPENING, &code);
            let known = Known {
                hash,
                id,
                merged: None,
            };
            fresh.push((code, known));
        }
        if same {
            return Ok(vec![Done::of(Fate::Same); rows.len()]);
        }
        let text = format!("Υπόλοιπα έναρξης {year} από το παλιό πρόγραμμα");
        match tx.nested(|tx| opening::post_opening(tx, ctx, year, &text, lines.clone())) {
            Ok(_) => {}
            Err(Fail::Refused(finding)) => {
                let remark = Remark {
                    field: None,
                    finding,
                };
                return Ok(refused(rows, 0, remark));
            }
            Err(other) => return Err(other),
        }
        for (code, known) in &fresh {
            keys::put(tx, OPENING, code, known)?;
        }
        Ok(vec![Done::of(Fate::New); rows.len()])
    }
}

/// Every row is refused; the one at fault with its own reason.
fn refused(rows: &[Record], at: usize, remark: Remark) -> Vec<Done> {
    let of = |n: usize| Remark {
        field: remark.field.clone().filter(|_| n == at),
        finding: remark.finding.clone(),
    };
    (0..rows.len())
        .map(|n| Done::of(Fate::Rejected(of(n))))
        .collect()
}

fn line(row: &Record) -> Result<Option<PostingLine>, Remark> {
    let amount = |field: &str| {
        let read = Cents::parse_decimal(row.some(field).unwrap_or("0.00"));
        read.map_err(|finding: Finding| Remark {
            field: Some(field.to_owned()),
            finding,
        })
    };
    let balance = amount("debit")?.minus(amount("credit")?);
    let balance = balance.map_err(|finding| Remark {
        field: None,
        finding,
    })?;
    if balance.is_zero() {
        return Ok(None);
    }
    let side = if balance.is_negative() {
        Side::Credit
    } else {
        Side::Debit
    };
    let account = Account::Account(Ledger::General, row.get("code").to_owned());
    Ok(Some(PostingLine::new(
        account,
        side,
        Cents(balance.0.abs()),
    )))
}
