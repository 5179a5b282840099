//! Registers: parcels, networks, connections, meters with their last reading. Checked, known by their keys, kept as fields.
//!
//! A register is a line of [`REGISTERS`]: its fields and what each must be. What is kept here is complete and right; the
//! subsystem that works with it takes it from the table.

use super::keys::{self, Known};
use super::persons::PERSONS;
use super::target::{Done, Fate, Field, Target, may, must};
use loggia_core::ctx::Ctx;
use loggia_core::db::{DbError, DbResult, Tx};
use loggia_core::{Outcome, params};
use loggia_foreign::{Record, steps};
use loggia_schema::message::{Finding, import, input};
use loggia_schema::money::Cents;
use std::collections::BTreeMap;

/// What a field must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Check {
    /// A whole number, not negative.
    Number,
    /// A decimal number, not negative, with at most two places.
    Measure,
    Day,
    /// A key of another target.
    Of(&'static str),
}

/// A register.
struct Register {
    name: &'static str,
    fields: &'static [Field],
    checks: &'static [(&'static str, Check)],
}

/// All of them, in the order in which they name each other.
static REGISTERS: &[Register] = &[
    Register {
        name: "parcels",
        fields: &[
            must("code"),
            may("owner"),
            may("place"),
            may("area"),
            may("kaek"),
        ],
        checks: &[("owner", Check::Of(PERSONS)), ("area", Check::Measure)],
    },
    Register {
        name: "networks",
        fields: &[must("code"), must("title"), may("place")],
        checks: &[],
    },
    Register {
        name: "connections",
        fields: &[
            must("code"),
            must("network"),
            may("holder"),
            may("nickname"),
            may("parcel"),
            may("area"),
            may("route"),
        ],
        checks: &[
            ("network", Check::Of("networks")),
            ("holder", Check::Of(PERSONS)),
            ("area", Check::Measure),
            ("route", Check::Number),
        ],
    },
    Register {
        name: "meters",
        fields: &[
            must("code"),
            must("connection"),
            may("serial"),
            may("digits"),
            may("reading"),
            may("read_on"),
        ],
        checks: &[
            ("connection", Check::Of("connections")),
            ("digits", Check::Number),
            ("reading", Check::Number),
            ("read_on", Check::Day),
        ],
    },
];

/// The register with a name, as a target.
pub(super) fn by_name(name: &str) -> Option<Box<dyn Target>> {
    let register = REGISTERS.iter().find(|register| register.name == name)?;
    Some(Box::new(Keeper(register)))
}

struct Keeper(&'static Register);

impl Target for Keeper {
    fn name(&self) -> &'static str {
        self.0.name
    }

    fn fields(&self) -> &'static [Field] {
        self.0.fields
    }

    fn load(&self, tx: &mut Tx<'_>, _ctx: &Ctx, rows: &[Record]) -> Outcome<Vec<Done>> {
        let mut done = Vec::with_capacity(rows.len());
        for row in rows {
            done.push(self.one(tx, row)?);
        }
        Ok(done)
    }
}

impl Keeper {
    fn one(&self, tx: &mut Tx<'_>, row: &Record) -> DbResult<Done> {
        let (name, code, hash) = (self.0.name, row.get("code"), keys::hash(row));
        let known = keys::find(tx, name, code)?;
        if known.as_ref().is_some_and(|known| known.hash == hash) {
            return Ok(Done::of(Fate::Same));
        }
        for (field, check) in self.0.checks {
            if let Some(value) = row.some(field)
                && let Some(finding) = fault(tx, *check, value)?
            {
                return Ok(Done::rejected(field, finding));
            }
        }
        let fields: BTreeMap<&str, &str> = row
            .fields()
            .filter(|(_, value)| !value.is_empty())
            .collect();
        let fields = serde_json::to_string(&fields).map_err(DbError::bug)?;
        tx.exec(
            "INSERT INTO import_register (municipality_id, register, code, fields) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (municipality_id, register, code) DO UPDATE SET fields = excluded.fields",
            &params![tx.municipality(), name, code, fields],
        )?;
        let fate = if known.is_some() {
            Fate::Changed
        } else {
            Fate::New
        };
        let id = keys::id(name, code);
        let known = Known {
            hash,
            id,
            merged: None,
        };
        keys::put(tx, name, code, &known)?;
        Ok(Done::of(fate))
    }
}

fn fault(tx: &mut Tx<'_>, check: Check, value: &str) -> DbResult<Option<Finding>> {
    let number = || {
        Finding::new(import::NOT_A_NUMBER)
            .with("value", value)
            .with("min", 0)
            .with("max", u32::MAX)
    };
    Ok(match check {
        Check::Number => value.parse::<u32>().err().map(|_| number()),
        Check::Measure => match Cents::parse_decimal(value) {
            Ok(measure) if measure.is_negative() => {
                Some(Finding::new(input::AMOUNT_FORM).with("value", value))
            }
            read => read.err(),
        },
        Check::Day => steps::day(value).err(),
        Check::Of(target) => keys::find(tx, target, value)?.is_none().then(|| {
            Finding::new(import::UNKNOWN_REFERENCE)
                .with("value", value)
                .with("file", target)
        }),
    })
}
