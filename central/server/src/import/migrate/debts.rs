//! Open debts: each is classified by its year of birth and enters the books in a list of its own kind.
//!
//! | Seen | Becomes |
//! |---|---|
//! | principal + surcharge = total (± 0,01) | a debt of the principal; the old surcharge is kept as it was said |
//! | principal = total, and a surcharge | the principal contained it: they are separated, with a remark |
//! | other parts | rejected |
//! | a negative balance | rejected: it is a credit somebody must decide on |
//! | a debt that a settlement of the same file replaced | merged into the settlement's debt |
//! | a copy for a co-debtor | the same debt, owed by one more person |
//! | no list number | a debt, with a remark |

use super::keys::{self, Known};
use super::persons::PERSONS;
use super::target::{Done, Fate, Field, Target, Weight, may, must};
use super::{Rules, report::state_of_copy};
use loggia_core::ctx::Ctx;
use loggia_core::db::Tx;
use loggia_core::{Fail, Outcome};
use loggia_foreign::{Record, Remark};
use loggia_revenue::carried::rules::{Limitation, of_year};
use loggia_revenue::carried::{self, Debt};
use loggia_revenue::persons;
use loggia_schema::calendar::Holidays;
use loggia_schema::identifiers::BudgetCode;
use loggia_schema::ids::{DocId, PersonId, ScopeId};
use loggia_schema::message::{Finding, import};
use loggia_schema::money::Cents;
use std::collections::{BTreeMap, BTreeSet};

const DEBTS: &str = "debts";

/// Debts of one file.
pub struct Debts {
    limitation: Vec<Limitation>,
    desks: BTreeMap<String, ScopeId>,
    holidays: Holidays,
    /// Debts that a settlement replaced, with the settlement's debt.
    settled: BTreeMap<String, String>,
    /// Every code of the file, to know whether the debt of a co-debtor exists.
    codes: BTreeSet<[u8; 16]>,
}

impl Debts {
    /// Under the folder's rules.
    pub fn new(rules: &Rules) -> Debts {
        Debts {
            limitation: rules.limitation.clone(),
            desks: rules.desks.clone(),
            holidays: rules.holidays.clone(),
            settled: BTreeMap::new(),
            codes: BTreeSet::new(),
        }
    }
}

const FIELDS: &[Field] = &[
    must("code"),
    must("debtor"),
    must("budget"),
    must("year"),
    must("principal"),
    must("total"),
    must("certified"),
    may("surcharge"),
    may("due"),
    may("list"),
    may("title"),
    may("place"),
    may("settles"),
    may("copy_of"),
];

impl Target for Debts {
    fn name(&self) -> &'static str {
        DEBTS
    }

    fn fields(&self) -> &'static [Field] {
        FIELDS
    }

    fn scans(&self) -> bool {
        true
    }

    fn scan(&mut self, record: &Record) {
        let code = record.get("code");
        self.codes.insert(keys::sign(DEBTS, &[code]));
        if let Some(settled) = record.some("settles") {
            self.settled.insert(settled.to_owned(), code.to_owned());
        }
    }

    fn group(&self, record: &Record) -> String {
        format!("{} {}", record.get("budget"), record.get("year"))
    }

    fn batch(&self) -> usize {
        1_000
    }

    fn load(&self, tx: &mut Tx<'_>, ctx: &Ctx, rows: &[Record]) -> Outcome<Vec<Done>> {
        let mut done = Vec::with_capacity(rows.len());
        let mut fresh: Vec<Debt> = Vec::new();
        for row in rows {
            done.push(self.one(tx, ctx, row, &mut fresh)?);
        }
        // Same code, same year: same class. A batch is one list.
        carried::take(tx, ctx, &fresh)?;
        Ok(done)
    }
}

impl Debts {
    fn one(
        &self,
        tx: &mut Tx<'_>,
        ctx: &Ctx,
        row: &Record,
        fresh: &mut Vec<Debt>,
    ) -> Outcome<Done> {
        let (sums, remarks) = match amounts(row) {
            Ok(read) => read,
            Err(remark) => return Ok(Done::of(Fate::Rejected(remark))),
        };
        let (debt, mut class_remarks) = match self.debt(tx, row, sums)? {
            Ok(read) => read,
            Err(remark) => return Ok(Done::of(Fate::Rejected(remark))),
        };
        class_remarks.extend(remarks);
        let copy = self.copy(row, &debt);
        let state = match &copy {
            Some(_) => state_of_copy(),
            None => debt.class.greek(),
        };
        let mut answer = Done {
            fate: Fate::Same,
            remarks: class_remarks,
            weight: Some(Weight {
                code: debt.code.clone(),
                year: debt.born_year,
                state,
                principal: debt.principal,
                surcharge: debt.old_surcharge,
            }),
        };
        answer.fate = match copy {
            Some(Ok(copy)) => self.merge(tx, ctx, row, &debt, &copy)?,
            Some(Err(remark)) => return Ok(Done::of(Fate::Rejected(remark))),
            None => put(tx, ctx, row, debt, fresh)?,
        };
        if matches!(answer.fate, Fate::Rejected(_)) {
            answer.weight = None;
        }
        Ok(answer)
    }

    /// Whether the row only repeats another debt, and which; a copy of nothing is refused.
    fn copy(&self, row: &Record, debt: &Debt) -> Option<Result<Copy, Remark>> {
        if let Some(by) = self.settled.get(&debt.number) {
            return Some(Ok(Copy::Settled(by.clone())));
        }
        let of = row.some("copy_of")?;
        if !self.codes.contains(&keys::sign(DEBTS, &[of])) {
            let finding = Finding::new(import::UNKNOWN_REFERENCE)
                .with("value", of)
                .with("file", DEBTS);
            return Some(Err(remark("copy_of", finding)));
        }
        Some(Ok(Copy::CoDebtor(of.to_owned())))
    }

    fn merge(
        &self,
        tx: &mut Tx<'_>,
        ctx: &Ctx,
        row: &Record,
        debt: &Debt,
        copy: &Copy,
    ) -> Outcome<Fate> {
        let (why, id) = match copy {
            Copy::Settled(by) => (
                format!("ρυθμίστηκε, συνεχίζει στην {by}"),
                keys::id(DEBTS, by),
            ),
            Copy::CoDebtor(of) => {
                let id = keys::id(DEBTS, of);
                carried::add_co_debtor(tx, DocId(id), debt.person, &debt.number)?;
                (format!("συνοφειλέτης της {of}"), id)
            }
        };
        let (known, hash) = (keys::find(tx, DEBTS, &debt.number)?, keys::hash(row));
        if let Some(known) = &known
            && known.merged.is_none()
        {
            // It was loaded as a debt of its own before this was known: nothing of it is owed here any more.
            let nothing = Debt {
                principal: Cents::ZERO,
                old_surcharge: Cents::ZERO,
                ..debt.clone()
            };
            match tx.nested(|tx| carried::correct(tx, ctx, &nothing)) {
                Ok(()) => {}
                Err(Fail::Refused(finding)) => {
                    return Ok(Fate::Rejected(remark("settles", finding)));
                }
                Err(other) => return Err(other),
            }
        }
        if known.is_none_or(|known| known.hash != hash) {
            let known = Known {
                hash,
                id,
                merged: Some(why.clone()),
            };
            keys::put(tx, DEBTS, &debt.number, &known)?;
        }
        Ok(Fate::Merged(why))
    }

    /// The debt a row describes, with what a person should look at.
    fn debt(
        &self,
        tx: &mut Tx<'_>,
        row: &Record,
        (principal, old_surcharge): (Cents, Cents),
    ) -> Outcome<Result<(Debt, Vec<Remark>), Remark>> {
        let read = match Read::of(row, &self.holidays) {
            Ok(read) => read,
            Err(remark) => return Ok(Err(remark)),
        };
        let Some(rule) = of_year(&self.limitation, read.born_year) else {
            let finding = Finding::new(import::NO_LIMITATION_RULE).with("year", read.born_year);
            return Ok(Err(remark("year", finding)));
        };
        let debtor = row.get("debtor");
        let known = keys::find(tx, PERSONS, debtor)?.map(|known| PersonId(known.id));
        let person = known.map(|id| persons::find(tx, id)).transpose()?.flatten();
        let Some(person) = person else {
            let finding = Finding::new(import::DEBTOR_NOT_LOADED).with("value", debtor);
            return Ok(Err(remark("debtor", finding)));
        };
        let mut remarks = Vec::new();
        if row.some("list").is_none() {
            remarks.push(remark("list", Finding::new(import::NO_LIST_NUMBER)));
        }
        let place = row.some("place").or(person.place.as_deref());
        let desk = place.and_then(|place| self.desks.get(place));
        let Some(scope) = desk.or_else(|| self.desks.values().next()) else {
            let finding = Finding::new(import::SCOPE_UNKNOWN).with("scope", "ΤΑΜΕΙΟ");
            return Ok(Err(remark("place", finding)));
        };
        let number = row.get("code").to_owned();
        let debt = Debt {
            doc: DocId(keys::id(DEBTS, &number)),
            number,
            title: row
                .some("title")
                .unwrap_or("Οφειλή του παλιού προγράμματος")
                .to_owned(),
            person: person.id,
            debtor_name: person.name(),
            scope: *scope,
            code: read.code,
            born_year: read.born_year,
            class: rule.class,
            basis: format!("Μεταφορά από το παλιό πρόγραμμα · {}", rule.basis),
            list_no: row.get("list").to_owned(),
            certified_on: read.certified_on,
            due_on: read.due_on,
            principal,
            old_surcharge,
        };
        Ok(Ok((debt, remarks)))
    }
}

/// Another debt that a row only repeats.
enum Copy {
    Settled(String),
    CoDebtor(String),
}

/// Loads, corrects or leaves a debt; a new one is put with the others of its list.
fn put(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    row: &Record,
    debt: Debt,
    fresh: &mut Vec<Debt>,
) -> Outcome<Fate> {
    let hash = keys::hash(row);
    let id = debt.doc.0;
    let number = debt.number.clone();
    let fate = match keys::find(tx, DEBTS, &number)? {
        Some(known) if known.hash == hash && known.merged.is_none() => return Ok(Fate::Same),
        Some(known) if known.merged.is_none() => {
            match tx.nested(|tx| carried::correct(tx, ctx, &debt)) {
                Ok(()) => Fate::Changed,
                Err(Fail::Refused(finding)) => {
                    return Ok(Fate::Rejected(remark("principal", finding)));
                }
                Err(other) => return Err(other),
            }
        }
        _ if debt.principal.is_zero() => return Ok(Fate::Merged("εξοφλημένη".to_owned())),
        _ => {
            fresh.push(debt);
            Fate::New
        }
    };
    let known = Known {
        hash,
        id,
        merged: None,
    };
    keys::put(tx, DEBTS, &number, &known)?;
    Ok(fate)
}

/// What a row says without its persons.
struct Read {
    code: String,
    born_year: i16,
    certified_on: jiff::civil::Date,
    due_on: jiff::civil::Date,
}

impl Read {
    fn of(row: &Record, holidays: &Holidays) -> Result<Read, Remark> {
        let year = row.get("year");
        let born_year = year
            .parse()
            .ok()
            .filter(|year| (1950..=2099).contains(year));
        let born_year = born_year.ok_or_else(|| {
            let finding = Finding::new(import::NOT_A_NUMBER)
                .with("value", year)
                .with("min", 1950)
                .with("max", 2099);
            remark("year", finding)
        })?;
        let code = BudgetCode::parse(row.get("budget"));
        let account = row.get("budget").len() == 10
            && row.get("budget").bytes().all(|byte| byte.is_ascii_digit());
        let code = match code {
            Ok(code) => code.as_str().to_owned(),
            Err(_) if account => row.get("budget").to_owned(),
            Err(finding) => return Err(remark("budget", finding)),
        };
        let certified_on = loggia_foreign::steps::day(row.get("certified"))
            .map_err(|finding| remark("certified", finding))?;
        let due = row.some("due").map(loggia_foreign::steps::day).transpose();
        let due = due.map_err(|finding| remark("due", finding))?;
        let usual = || holidays.last_working_day_of_next_month(certified_on);
        Ok(Read {
            code,
            born_year,
            certified_on,
            due_on: due.or_else(usual).unwrap_or(certified_on),
        })
    }
}

/// Principal and surcharge, when they and the total say the same.
fn amounts(row: &Record) -> Result<((Cents, Cents), Vec<Remark>), Remark> {
    let read = |field: &str| {
        let text = row.some(field).unwrap_or("0.00");
        Cents::parse_decimal(text).map_err(|finding| remark(field, finding))
    };
    let (principal, surcharge, total) = (read("principal")?, read("surcharge")?, read("total")?);
    if total.is_negative() || principal.is_negative() || surcharge.is_negative() {
        let finding = Finding::new(import::NEGATIVE_BALANCE).with("amount", total.greek());
        return Err(remark("total", finding));
    }
    let off = |sum: Cents| sum.0.abs_diff(total.0);
    let whole = principal.plus(surcharge).map_err(|f| remark("total", f))?;
    if off(whole) <= 1 {
        return Ok(((principal, surcharge), Vec::new()));
    }
    if principal == total && surcharge < total {
        let bare = principal.minus(surcharge).map_err(|f| remark("total", f))?;
        let finding = Finding::new(import::SURCHARGE_INSIDE).with("surcharge", surcharge.greek());
        return Ok(((bare, surcharge), vec![remark("principal", finding)]));
    }
    let finding = Finding::new(import::PARTS_DIFFER)
        .with("principal", principal.greek())
        .with("surcharge", surcharge.greek())
        .with("total", total.greek());
    Err(remark("total", finding))
}

fn remark(field: &str, finding: Finding) -> Remark {
    Remark {
        field: Some(field.to_owned()),
        finding,
    }
}
