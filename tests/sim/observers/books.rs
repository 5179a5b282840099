//! Books: balanced, the chain verifies, balances equal what is recomputed, and debtors owe what the model says.

use super::{store, timeline};
use crate::ledger::{Fact, Told, certify_from};
use crate::model::{Account, Decided, accounts};
use crate::world::World;
use jiff::civil::Date;
use loggia_books::{
    BUDGET_ASSESSED, BUDGET_COLLECTED, CASH_DESK, DEBTOR_CREDITS, FINES_REVENUE, Ledger,
    RECEIVABLES, Role, UNMATCHED_RECEIPTS, accounts as chart, trial_balance, verify,
};
use loggia_revenue::model::ListState;
use loggia_revenue::{card, lists, persons, store as lines};
use loggia_schema::identifiers::Afm;
use loggia_schema::message::{Code, Finding, cases, sync};
use std::collections::BTreeMap;

/// The books are right.
pub fn look(world: &mut World) -> Vec<String> {
    let report = world.hall.read(|tx| store(verify(tx)));
    let mut objections: Vec<String> = report.findings.iter().map(ToString::to_string).collect();
    let today = world.hall.ctx().today;
    for ledger in [Ledger::General, Ledger::Budget] {
        let (debit, credit) = world
            .hall
            .read(|tx| trial_balance(tx, ledger, today, false))
            .totals();
        if debit != credit {
            objections.push(format!("{ledger:?}: {debit} debit and {credit} credit"));
        }
    }
    let decided = decided(world, &mut objections);
    let mut sums = Sums::default();
    let mut owed: BTreeMap<usize, (i64, i64)> = BTreeMap::new();
    for (told, fine) in world.ledger.fines() {
        let place = world
            .ledger
            .told
            .iter()
            .position(|other| std::ptr::eq(other, told));
        if !place.is_some_and(|place| decided.counted.contains(&place)) {
            continue;
        }
        let possible = accounts(&world.ledger, &decided, told, fine);
        match debtor_line(world, &told.number, &possible, today) {
            Ok(account) => {
                sums.add(&account);
                if let Some(debtor) = fine.debtor {
                    let sum = owed.entry(debtor).or_default();
                    *sum = (sum.0 + account.owed(today), sum.1 + account.credit);
                }
            }
            Err(what) => objections.push(what),
        }
        if let Some(on) = decided.certified.get(&told.number) {
            objections.extend(may_be_certified(world, &decided, told.doc, *on));
        }
    }
    sums.money(world, &decided);
    if objections.is_empty() {
        objections.extend(cards(world, &owed, today));
        objections.extend(sums.compare(world, today));
    }
    objections
}

/// What was let in, in which order money was counted, what was certified; refusals without a reason are objected to.
fn decided(world: &World, objections: &mut Vec<String>) -> Decided {
    let mut decided = Decided::default();
    for (place, told) in world.ledger.told.iter().enumerate() {
        let judged = timeline(world, told.doc);
        let name = told.event();
        let of_this = judged.iter().find(|judged| {
            (judged.event.key.incarnation, judged.event.key.n) == (told.life, told.n)
        });
        match of_this.map(|judged| judged.outcome.as_deref()) {
            Some(Some("accepted")) => drop(decided.counted.insert(place)),
            Some(Some(outcome)) => {
                let code = of_this.and_then(|judged| code_of(judged.finding.as_deref()?));
                if !code.is_some_and(|code| excused(world, told, code)) {
                    let what = format!("{name} of {} was {outcome}: {code:?}", told.number);
                    objections.push(what);
                }
            }
            Some(None) => objections.push(format!("{name} of {} was never judged", told.number)),
            None => {}
        }
    }
    for entry in super::once::entries(world) {
        let doc = entry
            .source
            .key
            .split('/')
            .next()
            .and_then(|doc| doc.parse().ok());
        if let ("revenue.paid" | "revenue.matched", Some(doc)) = (entry.source.kind.as_str(), doc) {
            decided.order.insert(doc, entry.id.no);
        }
    }
    let approved = world.hall.read(|tx| {
        let mut all = Vec::new();
        for list in store(lists::all(tx, 1_000))? {
            if let (ListState::Approved, Some(at)) = (list.state, list.approved_at) {
                for line in store(lines::of_list(tx, list.id))? {
                    all.push((line.claim.number, at));
                }
            }
        }
        Ok(all)
    });
    for (number, at) in approved {
        let day = at.to_zoned(loggia_schema::calendar::athens()).date();
        decided.certified.insert(number, day);
    }
    decided
}

/// Code of a finding as the town hall keeps it.
fn code_of(finding: &str) -> Option<Code> {
    let finding: Finding = serde_json::from_str(finding).ok()?;
    Some(finding.code)
}

/// Why the town hall may refuse what a laptop acknowledged: the device is revoked, its clock ran ahead, or somebody else
/// did something with the same paper first.
fn excused(world: &World, told: &Told, code: Code) -> bool {
    // A store that was put back may do again what its former life has done.
    let beside = || {
        let mut of = world.ledger.of(told.doc);
        of.any(|other| (other.office, other.life) != (told.office, told.life))
    };
    match code {
        sync::DEVICE_REVOKED => world.offices[told.office].revoked,
        cases::IN_THE_FUTURE | cases::OFFENCE_IN_FUTURE => told.skew > 0,
        cases::NOT_IN_THIS_STATE | cases::ALREADY_SERVED_ON_PAPER => beside(),
        _ => false,
    }
}

/// The town hall's line of a fine against the accounts that the model allows; the one that fits.
fn debtor_line(
    world: &World,
    number: &str,
    possible: &[Account],
    today: Date,
) -> Result<Account, String> {
    let later = today
        .checked_add(jiff::Span::new().days(100))
        .expect("a day of the calendar");
    let card = |day| {
        world
            .hall
            .read(|tx| match store(lines::by_number(tx, number))? {
                Some(line) => card::card_line(tx, line, day).map(Some),
                None => Ok(None),
            })
    };
    let (Some(now), Some(then)) = (card(today), card(later)) else {
        return Err(format!("{number} has no line"));
    };
    let credit: i64 = now
        .payments
        .iter()
        .map(|payment| payment.credit.get())
        .sum();
    let fits = possible.iter().find(|account| {
        account.owed(today) == now.balance.value.get()
            && account.owed(later) == then.balance.value.get()
            && account.credit == credit
            && account.whole == now.line.claim.principal.get()
            && account.collected == now.line.collected.get()
    });
    fits.copied().ok_or_else(|| {
        format!(
            "{number} owes {} and later {}, collected {}, credit {credit}; the model says {possible:?}, {:?} and {:?}",
            now.balance.value.get(),
            then.balance.value.get(),
            now.line.collected.get(),
            possible.iter().map(|account| account.owed(today)).collect::<Vec<_>>(),
            possible.iter().map(|account| account.owed(later)).collect::<Vec<_>>(),
        )
    })
}

/// A certified fine had a named debtor and was served two months before; nothing had been paid for it.
fn may_be_certified(
    world: &World,
    decided: &Decided,
    doc: loggia_schema::ids::DocId,
    on: Date,
) -> Vec<String> {
    let of: Vec<_> = world.ledger.of(doc).collect();
    let served = of.iter().filter_map(|told| match &told.fact {
        Fact::Served(day) => Some(*day),
        _ => None,
    });
    let ripe = served.min().is_some_and(|day| certify_from(day) <= on);
    let named = of
        .iter()
        .any(|told| matches!(&told.fact, Fact::Fined(fine) if fine.debtor.is_some()));
    let number = decided.certified.len();
    match ripe && named {
        true => Vec::new(),
        false => vec![format!(
            "a fine of {number} certified ones was not ripe: {of:?}"
        )],
    }
}

/// Sums of the model over all fines, by account of the books.
#[derive(Debug, Default, PartialEq, Eq)]
struct Sums {
    cash: i64,
    receivable: i64,
    revenue: i64,
    credits: i64,
    unmatched: i64,
    assessed: i64,
    collected: i64,
}

impl Sums {
    fn add(&mut self, account: &Account) {
        self.credits -= account.credit;
        self.collected += account.collected;
        self.revenue -= match account.certified {
            Some(_) => account.whole,
            None => account.collected,
        };
        if account.certified.is_some() {
            self.receivable += account.whole - account.collected;
        }
        self.assessed = self.receivable;
    }

    /// All money that was let in is in the cash desk, and what has no fine is unmatched.
    fn money(&mut self, world: &World, decided: &Decided) {
        for (place, told) in world.ledger.told.iter().enumerate() {
            let Fact::Paid { fine, amount, .. } = &told.fact else {
                continue;
            };
            if !decided.counted.contains(&place) {
                continue;
            }
            self.cash += amount;
            let known = world.ledger.told.iter().enumerate().any(|(place, other)| {
                other.number == *fine
                    && matches!(other.fact, Fact::Fined(_))
                    && decided.counted.contains(&place)
            });
            if !known {
                self.unmatched -= amount;
            }
        }
    }

    fn compare(&self, world: &World, today: Date) -> Vec<String> {
        let pairs: [(Ledger, Role, i64); 7] = [
            (Ledger::General, CASH_DESK, self.cash),
            (Ledger::General, RECEIVABLES, self.receivable),
            (Ledger::General, FINES_REVENUE, self.revenue),
            (Ledger::General, DEBTOR_CREDITS, self.credits),
            (Ledger::General, UNMATCHED_RECEIPTS, self.unmatched),
            (Ledger::Budget, BUDGET_ASSESSED, self.assessed),
            (Ledger::Budget, BUDGET_COLLECTED, self.collected),
        ];
        let year_end = jiff::civil::date(today.year(), 12, 31);
        let mut objections = Vec::new();
        for (ledger, role, expected) in pairs {
            let balance = world.hall.read(|tx| {
                let account = chart::resolve(tx, &role, today)?;
                let trial = trial_balance(tx, ledger, year_end, false)?;
                Ok(trial.balance_of(&account.code).get())
            });
            if balance != expected {
                objections.push(format!("{role:?} is {balance}, the model says {expected}"));
            }
        }
        objections
    }
}

/// Each debtor's card against the model: what he owes and what he has to get.
fn cards(world: &World, owed: &BTreeMap<usize, (i64, i64)>, today: Date) -> Vec<String> {
    let mut objections = Vec::new();
    for (debtor, expected) in owed {
        let afm = Afm::parse(&world.persons[*debtor].0).expect("an invented number");
        let card = world.hall.read(|tx| {
            let person = store(persons::by_afm(tx, &afm))?.expect("a person of the registry");
            card::card(tx, person.id, today)
        });
        let found = (card.owed.value.get(), card.credit.value.get());
        if found != *expected {
            objections.push(format!(
                "card of {debtor}: {found:?}, the model says {expected:?}"
            ));
        }
    }
    objections
}
