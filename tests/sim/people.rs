//! What simulated people want: officers, cashiers.
//!
//! A person decides from what the laptop in front of him shows and from papers that citizens hold, makes one command with
//! one key, and repeats that command under that key until it is answered ([`crate::acts`]).

use crate::command::{Attempt, Command, Meant};
use crate::dice::Dice;
use crate::ledger::{Fine, Ledger, Told, VIOLATIONS, Violation, half_until};
use crate::office::Office;
use crate::options::Options;
use loggia_cases::CaseKind;
use loggia_cases::attachment::{Media, What};
use loggia_cases::fine::{LiableRole, ServiceKind};
use loggia_cases::records::PayableKind;
use loggia_node::commands::{
    Clean, FileAttach, FineIssue, FineReplace, FineServe, FineSpoil, LineInput, PersonInput,
    PickInput, ReceiptIssue, ReceiptSpoil, ServiceInput, Which,
};
use loggia_node::queries::{ListFilter, ListRow};
use loggia_schema::ids::ScopeId;
use loggia_schema::message::{Code, cases};

/// Warnings that people tick without reading.
const TICKED: [Code; 5] = [
    cases::CLOCK_OFF,
    cases::SAME_SPOT,
    cases::SAME_PLATE,
    cases::RULES_OLD,
    cases::PAYABLE_UNKNOWN,
];

/// What the officer at this laptop does next.
pub fn officer(
    office: &mut Office,
    key: String,
    persons: &[(String, String)],
    options: &Options,
    dice: &mut Dice,
) -> Option<Attempt> {
    let scope = *dice.pick(&office.scopes);
    if dice.permille(options.photo)
        && let Some(attempt) = a_photo(office, &key, dice)?
    {
        return Some(attempt);
    }
    let (serve, spoil, replace) = options.officer;
    let roll = dice.between(0, 999);
    let attempt = |command, meant| {
        let key = key.clone();
        Some(Attempt {
            key,
            command,
            meant,
        })
    };
    if roll < serve {
        if let Some(row) = a_fine(office, &["issued"], dice)? {
            let service = ServiceInput {
                kind: ServiceKind::InHand,
                date: String::new(),
                proof: String::new(),
            };
            let which = Which::Number(row.number);
            let input = FineServe { which, service };
            return attempt(Command::Serve(input), Meant::Service);
        }
    } else if roll < serve + spoil {
        let row = match dice.permille(500) {
            true => a_fine(office, &["issued"], dice)?,
            false => None,
        };
        let input = FineSpoil {
            which: row.as_ref().map(|row| Which::Number(row.number.clone())),
            scope: Some(scope),
            reason: "χαλασμένο χαρτί".to_owned(),
            paper: String::new(),
        };
        return attempt(Command::Spoil(input), Meant::Spoiling);
    } else if roll < serve + spoil + replace
        && let Some(row) = a_fine(office, &["issued", "served"], dice)?
    {
        let (new, violation, debtor) = a_new_fine(row.scope, persons, dice);
        let input = FineReplace {
            which: Which::Number(row.number.clone()),
            reason: "λάθος στοιχεία".to_owned(),
            new,
        };
        let meant = Meant::Fine {
            violation,
            debtor,
            replaces: Some((row.doc, row.number)),
        };
        return attempt(Command::Replace(input), meant);
    }
    let (input, violation, debtor) = a_new_fine(scope, persons, dice);
    let meant = Meant::Fine {
        violation,
        debtor,
        replaces: None,
    };
    attempt(Command::Issue(input), meant)
}

/// A photo of a fine in the list: a few bytes or several chunks, never the same twice.
#[allow(clippy::option_option)]
fn a_photo(office: &mut Office, key: &str, dice: &mut Dice) -> Option<Option<Attempt>> {
    let Some(row) = a_fine(office, &["issued", "served"], dice)? else {
        return Some(None);
    };
    let len = usize::try_from(dice.between(8, 150_000)).expect("a small number");
    let seed = dice.any().to_be_bytes();
    let mut content = vec![0xff, 0xd8, 0xff];
    content.extend(seed.into_iter().cycle().take(len));
    let input = FileAttach {
        which: Which::Number(row.number),
        what: What::Photo,
        name: "IMG.jpg".to_owned(),
        file: Clean {
            media: Media::Jpeg,
            pages: 1,
            content: content.clone(),
        },
    };
    Some(Some(Attempt {
        key: key.to_owned(),
        command: Command::Attach(input),
        meant: Meant::Photo(content),
    }))
}

/// A fine of these stages in the list on the screen; `None` outside: the laptop shows no lists now.
#[allow(clippy::option_option)]
fn a_fine(office: &mut Office, states: &[&str], dice: &mut Dice) -> Option<Option<ListRow>> {
    let filter = ListFilter {
        kind: Some(CaseKind::FINE),
        states: states.iter().map(|state| (*state).to_owned()).collect(),
        limit: 20,
        ..ListFilter::default()
    };
    let page = office.session()?.ok()?.list(&filter).ok()?;
    if page.rows.is_empty() {
        return Some(None);
    }
    Some(Some(dice.pick(&page.rows).clone()))
}

fn a_new_fine(
    scope: ScopeId,
    persons: &[(String, String)],
    dice: &mut Dice,
) -> (FineIssue, &'static Violation, Option<usize>) {
    let violation = dice.pick(VIOLATIONS);
    let debtor = dice.permille(750).then(|| {
        let last = i64::try_from(persons.len()).expect("few persons") - 1;
        usize::try_from(dice.between(0, last)).expect("an index")
    });
    let on_the_spot = dice.permille(650);
    let input = FineIssue {
        scope: Some(scope),
        plate: format!("ΗΚΑ{}", dice.between(1_000, 1_060)),
        street: "Οδός Δοκιμής".to_owned(),
        street_no: dice.between(1, 99).to_string(),
        community: "01".to_owned(),
        violations: vec![PickInput {
            code: violation.code.to_owned(),
            step: 1,
        }],
        person: debtor.map(|at| PersonInput {
            role: LiableRole::Driver,
            name: persons[at].1.clone(),
            afm: persons[at].0.clone(),
            address: "Οδός Δοκιμής 1".to_owned(),
            postcode: String::new(),
            phone: String::new(),
            id_document: String::new(),
        }),
        service: on_the_spot.then(|| ServiceInput {
            kind: match violation.windscreen {
                true => ServiceKind::Windscreen,
                false => ServiceKind::InHand,
            },
            date: String::new(),
            proof: String::new(),
        }),
        confirmed: TICKED.to_vec(),
        ..FineIssue::default()
    };
    (input, violation, debtor)
}

/// What the cashier at this laptop does next: somebody comes with the paper of a fine.
pub fn cashier(
    office: &mut Office,
    key: String,
    ledger: &Ledger,
    options: &Options,
    dice: &mut Dice,
) -> Option<Attempt> {
    let scope = *dice.pick(&office.scopes);
    let (wrong, spoil) = options.cashier;
    if dice.permille(spoil) {
        let command = Command::SpoilReceipt(ReceiptSpoil {
            scope: Some(scope),
            reason: "μπλοκάρισε ο εκτυπωτής".to_owned(),
            paper: String::new(),
        });
        let meant = Meant::Spoiling;
        return Some(Attempt {
            key,
            command,
            meant,
        });
    }
    let papers: Vec<(&Told, &Fine)> = ledger.fines().collect();
    if papers.is_empty() {
        return None;
    }
    let (told, fine) = *dice.pick(&papers);
    let code = match dice.permille(500) {
        true => told.number.clone(),
        false => fine.rf.clone(),
    };
    let mut session = office.session()?.ok()?;
    let today = session.moment().ok()?.now.date();
    let known = session.payables(&fine.rf).ok()?.pop().map(|p| p.record);
    let mut line = LineInput {
        code,
        ..LineInput::default()
    };
    let honest = Meant::Money {
        fine: told.number.clone(),
    };
    let meant = match known {
        Some(debt) if debt.kind == PayableKind::Fine => {
            let late = debt.reduced_until.is_some_and(|until| today > until);
            match (dice.permille(wrong), fine.half) {
                (true, Some(half)) if late => {
                    line.amount = typed(half);
                    Meant::Wrong("half after its term")
                }
                (true, _) => {
                    line.amount = typed(fine.whole / 3);
                    Meant::Wrong("a part of a fine")
                }
                (false, _) => honest,
            }
        }
        Some(debt) => {
            let balance = debt.balance.get();
            match (dice.permille(wrong), dice.permille(300)) {
                (true, _) => {
                    line.amount = typed(balance + 1);
                    Meant::Wrong("more than a debt")
                }
                (false, true) => {
                    line.amount = typed(balance / 2);
                    honest
                }
                (false, false) => honest,
            }
        }
        None => {
            // Only the paper speaks. Some cashiers take the half although its days are over.
            let in_time = fine.served.is_none_or(|served| today <= half_until(served));
            let half = fine
                .half
                .filter(|_| (in_time && dice.permille(700)) || dice.permille(wrong));
            line.reduced = half.is_some();
            line.amount = typed(half.unwrap_or(fine.whole));
            honest
        }
    };
    let command = Command::Take(ReceiptIssue {
        scope: Some(scope),
        lines: vec![line],
        confirmed: TICKED.to_vec(),
        ..ReceiptIssue::default()
    });
    Some(Attempt {
        key,
        command,
        meant,
    })
}

/// Cents as people type them.
fn typed(cents: i64) -> String {
    format!("{},{:02}", cents / 100, cents % 100)
}
