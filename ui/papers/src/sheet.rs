//! Sheets of the cash desk on A4: day sheet, handover, deposit (ημερήσιο φύλλο, πρωτόκολλο παράδοσης, γραμμάτιο κατάθεσης).
//!
//! One layout for all three: facts, tables with totals, an amount in words where money changes hands, and a place for each
//! signature. What stands in it comes from the cash day alone, so that a second print says the same.

use crate::engine::Template;
use crate::frame::{self, Head, Sheet};
use crate::{Issuer, PaperError, Print, words};
use jiff::civil::DateTime;
use loggia_cases::cash::{CashDayState, Closed, Handover, Opened, row};
use loggia_schema::calendar::{greek_date_time, local_date_time};
use loggia_schema::ids::UserId;
use loggia_schema::message::{Finding, cash};
use loggia_schema::money::Cents;
use serde::Serialize;

/// Which sheet of a cash day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CashSheet {
    /// What was taken, what was counted.
    Day,
    /// Who gave the box to whom, the last time.
    Handover,
    /// What goes to the bank.
    Deposit,
}

/// Everything a sheet says.
#[derive(Debug, Clone, PartialEq)]
pub struct CashPaper {
    issuer: Issuer,
    title: String,
    heading: &'static str,
    at: DateTime,
    facts: Vec<(&'static str, String)>,
    tables: Vec<Table>,
    amount: Option<(&'static str, Cents)>,
    notes: Vec<String>,
    signatures: Vec<(&'static str, String)>,
    tag: String,
    stub: String,
    training: bool,
    copy: bool,
}

/// One table: heads with their width and side, rows, totals.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct Table {
    title: &'static str,
    heads: Vec<&'static str>,
    wide: Vec<bool>,
    right: Vec<bool>,
    rows: Vec<Vec<String>>,
    total: Vec<String>,
}

impl CashPaper {
    /// The sheet of a cash day. `name` gives the names of its people.
    ///
    /// Refusal: [`cash::DAY_UNKNOWN`] when the day has no such sheet yet.
    pub fn of(
        state: &CashDayState,
        sheet: CashSheet,
        name: &dyn Fn(UserId) -> String,
        print: Print,
    ) -> Result<CashPaper, Finding> {
        let none = || Finding::new(cash::DAY_UNKNOWN);
        let opened = state.opened.as_deref().ok_or_else(none)?;
        let holder = state.holder.map(name).unwrap_or_default();
        match sheet {
            CashSheet::Handover => {
                let over = state.handovers.last().ok_or_else(none)?;
                Ok(handover(opened, over, name, print))
            }
            CashSheet::Day => {
                let (stamp, closed) = state.closed.as_ref().ok_or_else(none)?;
                let at = local_date_time(stamp.at);
                let explained = state.explained()?;
                Ok(day(opened, closed, (at, holder, explained), print))
            }
            CashSheet::Deposit => {
                let (stamp, closed) = state.closed.as_ref().ok_or_else(none)?;
                if closed.deposit.is_zero() {
                    return Err(none());
                }
                let at = local_date_time(stamp.at);
                Ok(deposit(opened, closed, at, holder, print))
            }
        }
    }

    /// The paper as PDF.
    ///
    /// # Errors
    /// [`PaperError`]; the text cannot cause one.
    pub fn pdf(&self) -> Result<Vec<u8>, PaperError> {
        let head = Head {
            template: Template::Sheet,
            issuer: &self.issuer,
            title: self.title.clone(),
            number: &self.title,
            issued_at: self.at,
            entry_tag: &self.tag,
            stub: &self.stub,
            training: self.training,
            copy: self.copy,
        };
        let body = Body {
            heading: self.heading,
            facts: &self.facts,
            tables: &self.tables,
            amount: self.amount.map(|(what, amount)| Amount {
                what,
                figure: amount.greek(),
                words: words::euros(amount),
            }),
            notes: &self.notes,
            signatures: &self.signatures,
        };
        frame::pdf(head, Sheet::A4, body)
    }
}

fn day(
    opened: &Opened,
    closed: &Closed,
    (at, holder, explained): (DateTime, String, Cents),
    print: Print,
) -> CashPaper {
    let (name, summary) = (row::name(opened.day, opened.shift), &closed.summary);
    let codes = summary.codes.iter().map(|of| {
        let code = match of.code.as_str() {
            "" => "υπό τακτοποίηση",
            code => code,
        };
        vec![
            code.to_owned(),
            of.lines.to_string(),
            of.cash.greek(),
            of.card.greek(),
        ]
    });
    let pieces = closed.count.0.iter().map(|pile| {
        let sum = pile.piece.times(i64::from(pile.n)).unwrap_or_default();
        vec![pile.piece.greek(), pile.n.to_string(), sum.greek()]
    });
    let mut facts = vec![
        ("Ταμειακή ημέρα", name.clone()),
        ("Ταμίας", holder.clone()),
        ("Άνοιγμα", greek_date_time(opened.at.datetime())),
        ("Κλείσιμο", greek_date_time(at)),
        ("Διπλότυπα", span(closed)),
        ("Αρχικό ποσό", opened.float.greek()),
    ];
    if !explained.is_zero() {
        facts.push(("Διαφορές παραδόσεων", explained.greek()));
    }
    facts.extend([
        ("Αναμενόμενα μετρητά", closed.expected.greek()),
        ("Καταμέτρηση", closed.counted.greek()),
        ("Διαφορά", closed.difference.greek()),
        ("Κατάθεση", closed.deposit.greek()),
        ("Έμεινε στο ταμείο", closed.left.greek()),
    ]);
    let notes = match closed.difference.is_zero() {
        true => Vec::new(),
        false => vec![format!(
            "{} {}. Αιτία: {}",
            if closed.difference.is_negative() {
                "Έλλειμμα"
            } else {
                "Πλεόνασμα"
            },
            closed.difference.greek(),
            closed.reason
        )],
    };
    CashPaper {
        title: format!("Ημερήσιο φύλλο ταμείου {name}"),
        heading: "ΗΜΕΡΗΣΙΟ ΦΥΛΛΟ ΤΑΜΕΙΟΥ",
        at,
        facts,
        tables: vec![
            Table {
                title: "Εισπράξεις ανά κωδικό εσόδου",
                heads: vec!["Κωδικός", "Γραμμές", "Μετρητά", "Κάρτες"],
                wide: vec![true, false, false, false],
                right: vec![false, true, true, true],
                rows: codes.collect(),
                total: vec![
                    "Σύνολο".to_owned(),
                    String::new(),
                    summary.cash.greek(),
                    summary.card.greek(),
                ],
            },
            Table {
                title: "Καταμέτρηση",
                heads: vec!["Αξία", "Τεμάχια", "Ποσό"],
                wide: vec![true, false, false],
                right: vec![false, true, true],
                rows: pieces.collect(),
                total: vec!["Σύνολο".to_owned(), String::new(), closed.counted.greek()],
            },
        ],
        amount: None,
        notes,
        signatures: vec![("Ο ταμίας", holder), ("Ο έλεγχος", String::new())],
        ..bare(print)
    }
}

/// «Α01-2026-000001 – Α01-2026-000014: 13 ισχύουν, 1 ακυρώθηκε».
fn span(closed: &Closed) -> String {
    let summary = &closed.summary;
    let counts = format!(
        "{} ισχύουν, {} ακυρωμένα",
        summary.receipts, summary.cancelled
    );
    match summary.first.is_empty() {
        true => "κανένα".to_owned(),
        false => format!("{} – {}: {counts}", summary.first, summary.last),
    }
}

fn handover(
    opened: &Opened,
    over: &Handover,
    name: &dyn Fn(UserId) -> String,
    print: Print,
) -> CashPaper {
    let (given, taken) = (
        local_date_time(over.given.at),
        local_date_time(over.taken.at),
    );
    let (giver, receiver) = (name(over.given.by), name(over.taken.by));
    let handed = &over.handed;
    let mut facts = vec![
        ("Ταμειακή ημέρα", row::name(opened.day, opened.shift)),
        ("Παράδοση", format!("{giver}, {}", greek_date_time(given))),
        (
            "Παραλαβή",
            format!("{receiver}, {}", greek_date_time(taken)),
        ),
        ("Αναμενόμενα μετρητά", handed.expected.greek()),
        ("Διαφορά", handed.difference.greek()),
    ];
    if !handed.reason.is_empty() {
        facts.push(("Αιτία διαφοράς", handed.reason.clone()));
    }
    CashPaper {
        title: format!(
            "Πρωτόκολλο παράδοσης ταμείου {}",
            row::name(opened.day, opened.shift)
        ),
        heading: "ΠΡΩΤΟΚΟΛΛΟ ΠΑΡΑΔΟΣΗΣ ΚΑΙ ΠΑΡΑΛΑΒΗΣ ΤΑΜΕΙΟΥ",
        at: taken,
        facts,
        amount: Some(("Παραδόθηκαν μετρητά", handed.counted)),
        signatures: vec![("Ο παραδίδων", giver), ("Ο παραλαμβάνων", receiver)],
        ..bare(print)
    }
}

fn deposit(
    opened: &Opened,
    closed: &Closed,
    at: DateTime,
    holder: String,
    print: Print,
) -> CashPaper {
    let name = row::name(opened.day, opened.shift);
    CashPaper {
        title: format!("Γραμμάτιο κατάθεσης ταμείου {name}"),
        heading: "ΓΡΑΜΜΑΤΙΟ ΚΑΤΑΘΕΣΗΣ ΜΕΤΡΗΤΩΝ",
        at,
        facts: vec![
            ("Ταμειακή ημέρα", name),
            ("Καταθέτης", holder.clone()),
            ("Ημερομηνία", greek_date_time(at)),
            ("Αριθμός γραμματίου", closed.slip.clone()),
        ],
        amount: Some(("Κατατίθενται", closed.deposit)),
        signatures: vec![("Ο καταθέτης", holder), ("Για την τράπεζα", String::new())],
        ..bare(print)
    }
}

fn bare(print: Print) -> CashPaper {
    CashPaper {
        issuer: print.issuer,
        title: String::new(),
        heading: "",
        at: DateTime::default(),
        facts: Vec::new(),
        tables: Vec::new(),
        amount: None,
        notes: Vec::new(),
        signatures: Vec::new(),
        tag: print.tag,
        stub: print.stub,
        training: print.training,
        copy: print.copy,
    }
}

/// What the template reads: words only, ready to be set.
#[derive(Serialize)]
struct Body<'a> {
    heading: &'static str,
    facts: &'a [(&'static str, String)],
    tables: &'a [Table],
    amount: Option<Amount>,
    notes: &'a [String],
    signatures: &'a [(&'static str, String)],
}

#[derive(Serialize)]
struct Amount {
    what: &'static str,
    figure: String,
    words: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use loggia_cases::cash::{Count, Handed, Pile, Stage, Summary};
    use loggia_cases::document::{EventKey, Stamp};
    use loggia_schema::calendar::athens;
    use loggia_schema::ids::{DeviceKey, Incarnation};

    fn print(copy: bool) -> Print {
        Print {
            issuer: Issuer {
                municipality: "Δήμος Δοκιμής".into(),
                ..Issuer::default()
            },
            person: None,
            by: String::new(),
            text: String::new(),
            objections_at: String::new(),
            tag: "ZZZZ-ZZZZ".into(),
            stub: String::new(),
            training: true,
            copy,
        }
    }

    fn stamp(user: u8) -> Stamp {
        Stamp {
            key: EventKey {
                incarnation: Incarnation([1; 10]),
                n: 1,
            },
            at: "2026-11-25T12:30:00Z".parse().unwrap(),
            by: UserId([user; 16]),
            l: 1,
        }
    }

    fn state() -> CashDayState {
        let opened = Opened {
            day: date(2026, 11, 25),
            shift: 1,
            at: date(2026, 11, 25)
                .at(8, 0, 0, 0)
                .to_zoned(athens().clone())
                .unwrap(),
            cashier: UserId([1; 16]),
            device: DeviceKey([9; 32]),
            place: "01".into(),
            float: Cents(5_000),
            by_receipt: false,
        };
        let closed = Closed {
            summary: Summary::default(),
            expected: Cents(5_000),
            count: Count(vec![Pile {
                piece: Cents(2_000),
                n: 2,
            }]),
            counted: Cents(4_000),
            difference: Cents(-1_000),
            reason: "Λάθος ρέστα".into(),
            deposit: Cents(1_000),
            slip: "Α-7".into(),
            left: Cents(3_000),
        };
        let handed = Handed {
            to: UserId([2; 16]),
            expected: Cents(5_000),
            counted: Cents(5_000),
            difference: Cents(0),
            reason: String::new(),
        };
        CashDayState {
            stage: Stage::Closed,
            opened: Some(Box::new(opened)),
            holder: Some(UserId([2; 16])),
            offered: None,
            handovers: vec![Handover {
                given: stamp(1),
                handed,
                taken: stamp(2),
            }],
            closed: Some((stamp(2), Box::new(closed))),
        }
    }

    fn name(user: UserId) -> String {
        format!("Δοκιμή {}", user.0[0])
    }

    #[test]
    fn every_sheet_of_a_day_is_laid_out_and_says_the_same_twice() {
        for sheet in [CashSheet::Day, CashSheet::Handover, CashSheet::Deposit] {
            let paper = CashPaper::of(&state(), sheet, &name, print(false)).unwrap();
            let pdf = paper.pdf().unwrap();
            assert!(pdf.starts_with(b"%PDF-"));
            assert_eq!(pdf, paper.pdf().unwrap(), "{sheet:?}");
        }
        let day = CashPaper::of(&state(), CashSheet::Day, &name, print(true)).unwrap();
        assert!(day.notes[0].contains("Έλλειμμα") && day.notes[0].contains("Λάθος ρέστα"));
        assert!(day.copy && day.facts.iter().any(|(_, value)| value == "Δοκιμή 2"));
    }

    #[test]
    fn a_day_that_is_open_has_no_sheet_and_no_deposit_has_no_slip() {
        let open = CashDayState {
            closed: None,
            handovers: Vec::new(),
            ..state()
        };
        for sheet in [CashSheet::Day, CashSheet::Handover, CashSheet::Deposit] {
            let refused = CashPaper::of(&open, sheet, &name, print(false)).unwrap_err();
            assert_eq!(refused.code, cash::DAY_UNKNOWN, "{sheet:?}");
        }
        let mut nothing = state();
        nothing.closed.as_mut().unwrap().1.deposit = Cents(0);
        assert!(CashPaper::of(&nothing, CashSheet::Deposit, &name, print(false)).is_err());
    }
}
