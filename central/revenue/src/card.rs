//! The debtor card: every figure to a day, each with its explanation (καρτέλα οφειλέτη).

use super::model::{Line, LineState, Payment};
use super::persons::{self, Person};
use super::{aliases, credits, merges, payments, store, surcharge};
use jiff::civil::Date;
use loggia_core::Outcome;
use loggia_core::db::Tx;
use loggia_schema::calendar::greek_date;
use loggia_schema::explain::{Explained, Explanation};
use loggia_schema::ids::PersonId;
use loggia_schema::message::{Finding, books};
use loggia_schema::money::Cents;

/// One line of the card.
#[derive(Debug, Clone, PartialEq)]
pub struct CardLine {
    /// The line.
    pub line: Line,
    /// What was paid for it.
    pub payments: Vec<Payment>,
    /// Credits of its own payments that paid something else meanwhile, and credits of others that paid it.
    pub used: Vec<Cents>,
    /// See [`CardLine::used`].
    pub set_off: Vec<credits::Use>,
    /// Surcharge to the day, once certified.
    pub surcharge: Option<Explained>,
    /// What is owed on the day, principal and surcharge, with the reasons.
    pub balance: Explained,
}

/// A debtor on a day.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    /// The person.
    pub person: Person,
    /// Other entries of the same person, merged into his.
    pub merged: Vec<Person>,
    /// Other names he is known by.
    pub names: Vec<aliases::Alias>,
    /// What was done to these entries.
    pub events: Vec<merges::Event>,
    /// The day everything is computed to.
    pub day: Date,
    /// His lines, oldest first.
    pub lines: Vec<CardLine>,
    /// Sum of what is owed, with the line of each.
    pub owed: Explained,
    /// Sum of his credits, with the receipt of each.
    pub credit: Explained,
}

/// The card of a person on a day.
///
/// # Errors
/// [`books::PERSON_UNKNOWN`], Σ-125 without a surcharge rule, Σ-113; the store's.
pub fn card(tx: &mut Tx<'_>, person: PersonId, day: Date) -> Outcome<Card> {
    let root = merges::root(tx, person)?;
    let person = persons::find(tx, root)?.ok_or_else(|| Finding::new(books::PERSON_UNKNOWN))?;
    let group = merges::group(tx, root)?;
    let mut lines = Vec::new();
    for line in store::of_persons(tx, &group)? {
        lines.push(card_line(tx, line, day)?);
    }
    let owed = lines
        .iter()
        .map(|line| (line.line.claim.number.clone(), line.balance.value));
    let owed = sum("Άθροισμα των οφειλών", day, owed)?;
    let credits = lines
        .iter()
        .flat_map(|line| line.payments.iter().zip(&line.used))
        .filter(|(payment, _)| !payment.cancelled && !payment.credit.is_zero())
        .map(|(payment, used)| Ok((payment.money.number.clone(), payment.credit.minus(*used)?)))
        .collect::<Outcome<Vec<_>>>()?
        .into_iter()
        .filter(|(_, left)| !left.is_zero());
    let credit = sum("Άθροισμα όσων πληρώθηκαν παραπάνω", day, credits)?;
    Ok(Card {
        person,
        merged: merges::people(tx, group.get(1..).unwrap_or_default())?,
        names: aliases::of(tx, root)?,
        events: merges::events(tx, &group)?,
        day,
        lines,
        owed,
        credit,
    })
}

/// A total that names what it is made of.
fn sum(rule: &str, day: Date, parts: impl Iterator<Item = (String, Cents)>) -> Outcome<Explained> {
    let (mut why, mut total) = (
        Explanation::of(rule).input("Υπολογισμός έως", greek_date(day)),
        Cents::default(),
    );
    for (name, amount) in parts {
        total = total.plus(amount)?;
        why = why.amount(name, amount);
    }
    Ok(why.amount("Σύνολο", total).give(total))
}

/// One line with its payments and figures on a day.
///
/// # Errors
/// As [`card`].
pub fn card_line(tx: &mut Tx<'_>, line: Line, day: Date) -> Outcome<CardLine> {
    let payments = payments::of_line(tx, line.claim.doc)?;
    let set_off = credits::of_line(tx, line.claim.doc)?;
    let mut used = Vec::with_capacity(payments.len());
    for payment in &payments {
        used.push(away(credits::of_payment(tx, payment)?));
    }
    let surcharge = surcharge::owed(tx, &line, day)?.map(|s| s.explained);
    let balance = balance(&line, (&payments, &set_off), surcharge.as_ref(), day)?;
    Ok(CardLine {
        line,
        payments,
        used,
        set_off,
        surcharge,
        balance,
    })
}

/// What of a credit no longer stands for the debtor: what paid another debt.
fn away(used: Option<credits::Use>) -> Cents {
    match used {
        Some(used) if used.purpose == credits::Purpose::SetOff && !used.undone => used.amount,
        _ => Cents::ZERO,
    }
}

fn balance(
    line: &Line,
    (payments, set_off): (&[Payment], &[credits::Use]),
    surcharge: Option<&Explained>,
    day: Date,
) -> Outcome<Explained> {
    let claim = &line.claim;
    let mut why = Explanation::of(claim.basis.clone())
        .input("Παραστατικό", &claim.number)
        .input("Ημερομηνία", greek_date(claim.event_on))
        .input("Υπολογισμός έως", greek_date(day))
        .amount("Ποσό", claim.principal);
    for payment in payments.iter().filter(|payment| !payment.cancelled) {
        let text = format!(
            "{} {} στις {}",
            payment.outcome.greek(),
            payment.money.number,
            greek_date(payment.money.paid_on)
        );
        why = why.amount(text, payment.money.amount);
    }
    for used in set_off {
        let text = format!("Συμψηφισμός πίστωσης στις {}", greek_date(used.on));
        why = why.amount(text, used.amount);
    }
    let principal = line.open_principal();
    if let Some(surcharge) = surcharge {
        why = why.amount(surcharge.rule.clone(), surcharge.value);
    }
    let mut owed = principal.plus(surcharge.map(|s| s.value).unwrap_or_default())?;
    match (line.state, claim.reduced) {
        (LineState::Open | LineState::Listed, Some(reduced))
            if line.collected.is_zero() && reduced.until.is_some_and(|until| day <= until) =>
        {
            let until = reduced.until.map(greek_date).unwrap_or_default();
            why = why.amount(format!("Μειωμένο ποσό έως {until}"), reduced.amount);
            owed = reduced.amount;
        }
        (LineState::Void, _) => why = why.line("Ακυρώθηκε: δεν οφείλεται"),
        (LineState::StruckOff, _) => why = why.line("Διαγράφηκε με απόφαση: δεν οφείλεται"),
        _ => {}
    }
    Ok(why.amount("Οφειλόμενο", owed).give(owed))
}
