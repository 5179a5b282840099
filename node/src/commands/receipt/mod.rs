//! Commands of the cash desk: take money, cancel, spoil (διπλότυπο είσπραξης).
//!
//! A line names what is paid: a payment code, the number on a fine's paper, or a fee of the catalogue. What the store knows
//! (payables «έως …») gives text and amount; a debt it does not know is taken from the paper after a tick, and waits at
//! the centre until its fine arrives. Whole or reduced, never a part, until a fine is certified: the rules say so.

mod lines;

use super::cash::Drawer;
use super::input::{Form, Which};
use super::work::low_numbers;
use super::{Done, Once, judge};
use crate::error::{NodeError, Result};
use crate::numbers;
use crate::queries::payables;
use crate::session::Session;
use loggia_cases::Folded;
use loggia_cases::cash::CashDay;
use loggia_cases::facts::Facts;
use loggia_cases::number::Series;
use loggia_cases::private::{Payer, PrivatePart};
use loggia_cases::receipt::{Cancelled, Event, Issued, Line, Means, Receipt, Spoiled};
use loggia_cases::records::{Desk, PayableRecord, Reference};
use loggia_schema::identifiers::Afm;
use loggia_schema::ids::{DocId, PartId, ScopeId};
use loggia_schema::message::{Code, Finding, cases};
use loggia_schema::money::Cents;
use loggia_schema::text::normalise_input;
use serde::{Deserialize, Serialize};

/// What a cashier types for a receipt.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReceiptIssue {
    /// The scope, if the cashier has several.
    pub scope: Option<ScopeId>,
    /// What is paid.
    pub lines: Vec<LineInput>,
    /// Who pays, if he gives a name.
    pub payer: Option<PayerInput>,
    /// Cash or card.
    pub means: MeansInput,
    /// Number of the handwritten receipt it is typed from.
    pub paper: String,
    /// Date of a handwritten receipt; empty: today.
    pub date: String,
    /// Time of a handwritten receipt; empty: now.
    pub time: String,
    /// Warnings that were ticked.
    pub confirmed: Vec<Code>,
}

/// One line as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LineInput {
    /// Payment code or number of a fine; empty for a fee.
    pub code: String,
    /// Code of the fee catalogue; empty for a debt.
    pub fee: String,
    /// Amount; empty: what is due today.
    pub amount: String,
    /// It is the reduced price (only asked for a fine this store does not know).
    pub reduced: bool,
    /// How many units of a fee that counts them.
    pub quantity: String,
    /// Text on the receipt; empty: the usual one.
    pub text: String,
}

/// The payer as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PayerInput {
    /// Name.
    pub name: String,
    /// ΑΦΜ, or empty.
    pub afm: String,
}

/// How it was paid.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", deny_unknown_fields)]
pub enum MeansInput {
    /// Cash (μετρητά).
    #[default]
    Cash,
    /// Card on the terminal's own line.
    Card {
        /// Approval code of the slip.
        approval: String,
        /// Last four digits.
        last4: String,
    },
}

/// Cancellation of a receipt of the same day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReceiptCancel {
    /// Which receipt.
    pub which: Which,
    /// Why.
    pub reason: String,
}

/// The next number never becomes a receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReceiptSpoil {
    /// The scope, if the cashier has several.
    #[serde(default)]
    pub scope: Option<ScopeId>,
    /// Why: goes to the gap register.
    pub reason: String,
    /// The spoiled sheet of a paper block that the number stands for.
    #[serde(default)]
    pub paper: String,
}

/// A receipt that now exists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssuedReceipt {
    /// The case.
    pub doc: DocId,
    /// Its legal number.
    pub number: String,
    /// The short tag of its entry.
    pub tag: String,
    /// What was taken.
    pub total: Cents,
    /// Numbers left in the series.
    pub left: u64,
    /// What the cashier should know (few numbers left).
    pub notes: Vec<Finding>,
}

impl Session<'_> {
    /// Takes money and issues a receipt (είσπραξη).
    ///
    /// # Errors
    /// The user's: findings by line and field, rules of the receipt, an unknown debt not ticked, no numbers. The disk's.
    pub fn receipt_issue(&mut self, key: &str, input: &ReceiptIssue) -> Result<IssuedReceipt> {
        self.once(key, "receipt issue", input, |session, once| {
            session.take_money(once, input)
        })
    }

    /// Cancels a receipt on its day; the money goes back (ακύρωση).
    ///
    /// # Errors
    /// The user's: no reason, no such receipt, another day. The disk's.
    pub fn receipt_cancel(&mut self, key: &str, input: &ReceiptCancel) -> Result<Done> {
        self.once(key, "receipt cancel", input, |session, once| {
            let (mut document, mut folded, names) = session.case::<Receipt>(&input.which)?;
            session.in_scope(&document.scope)?;
            let day = folded
                .state
                .receipt
                .as_ref()
                .and_then(|receipt| receipt.day);
            session.box_is_open(day)?;
            let (moment, reference) = (session.moment()?, session.reference(&document.scope)?);
            let event = Event::Cancelled(Cancelled {
                reason: normalise_input(&input.reason),
            });
            judge::<Receipt>(&folded, &event, &session.facts(&moment, &reference), &[])?;
            let doc = document.doc;
            session.write(document.scope, moment.device, |writer| {
                let written = writer.add::<Receipt>(&mut document, &mut folded, &event, &names)?;
                let answer = Done::of::<Receipt>(doc, written, &folded);
                once.answer(writer.tx(), &answer, moment.device)?;
                Ok(answer)
            })
        })
    }

    /// Spoils the next number of the receipts (αχρήστευση); it is never issued.
    ///
    /// # Errors
    /// The user's: no reason, no numbers. The disk's.
    pub fn receipt_spoil(&mut self, key: &str, input: &ReceiptSpoil) -> Result<Done> {
        self.once(key, "receipt spoil", input, |session, once| {
            let scope = session.scope_for(Desk::Counter, input.scope)?;
            let (moment, reference) = (session.moment()?, session.reference(&scope)?);
            let next = session.next_number(&scope, Series::Receipt, &moment)?;
            let number = next.number.clone();
            let paper = session.receipt_paper(&input.paper, &reference)?;
            let event = Event::Spoiled(Spoiled {
                number: number.clone(),
                reason: normalise_input(&input.reason),
                paper,
            });
            let facts = Facts {
                block: Some(&next.block.numbers),
                ..session.facts(&moment, &reference)
            };
            judge::<Receipt>(&Folded::default(), &event, &facts, &[])?;
            let doc = DocId(session.new_id(&moment));
            session.write(scope, moment.device, |writer| {
                let written = writer.open::<Receipt>(doc, &event, &[])?;
                numbers::take(writer.tx(), &next)?;
                let (number, tag) = (number.to_string(), written.tag.to_string());
                let answer = Done {
                    doc,
                    number,
                    tag,
                    state: "spoiled".to_owned(),
                };
                once.answer(writer.tx(), &answer, moment.device)?;
                Ok(answer)
            })
        })
    }

    fn take_money(&mut self, once: &Once<'_>, input: &ReceiptIssue) -> Result<IssuedReceipt> {
        let scope = self.scope_for(Desk::Counter, input.scope)?;
        let (moment, reference) = (self.moment()?, self.reference(&scope)?);
        let known = self.named_payables(input)?;
        let mut form = Form::default();
        let paper = self.receipt_paper(&input.paper, &reference)?;
        let at = match paper {
            Some(_) => form.moment(["date", "time"], &input.date, &input.time, &moment.now),
            None => Some(moment.now.clone()),
        };
        let lines: Vec<Line> = input
            .lines
            .iter()
            .enumerate()
            .filter_map(|(i, line)| {
                lines::read_line(&mut form, i, line, &known, &reference, &moment)
            })
            .collect();
        let payer = input
            .payer
            .as_ref()
            .and_then(|payer| read_payer(&mut form, payer));
        form.finish()?;
        let at = at.ok_or(NodeError::Us("a form without findings that did not parse"))?;
        let (drawer, mut notes) = self.drawer(&scope, &moment)?;
        let next = self.next_number(&scope, Series::Receipt, &moment)?;
        let doc = DocId(self.new_id(&moment));
        let parts: Vec<(PartId, PrivatePart)> = payer
            .map(|payer| (PartId(self.new_id(&moment)), PrivatePart::Payer(payer)))
            .into_iter()
            .collect();
        let total = Cents::sum(lines.iter().map(|line| line.amount))?;
        let means = match &input.means {
            MeansInput::Cash => Means::Cash,
            MeansInput::Card { approval, last4 } => Means::Card {
                approval: normalise_input(approval),
                last4: normalise_input(last4),
            },
        };
        let cashier = self.writer_of(Series::Receipt, paper.as_deref(), &reference)?;
        let issued = Issued {
            number: next.number.clone(),
            at,
            cashier: cashier.id,
            device: self.me.device,
            place: self.user.place.clone().unwrap_or_default(),
            day: Some(drawer.doc()),
            paper,
            payer: parts.first().map(|(part, _)| *part),
            lines,
            total,
            means,
        };
        let event = Event::Issued(Box::new(issued));
        let block = Some(&next.block.numbers);
        let facts = Facts {
            block,
            payables: &known,
            ..self.facts(&moment, &reference)
        };
        judge::<Receipt>(&Folded::default(), &event, &facts, &input.confirmed)?;
        let words: Vec<String> = parts.iter().map(|(_, part)| part.search_words()).collect();
        notes.extend(low_numbers(Series::Receipt, next.left));
        self.write(scope, moment.device, |writer| {
            if let Drawer::New(day, opened) = &drawer {
                writer.open::<CashDay>(*day, opened, &[])?;
            }
            let written = writer.open::<Receipt>(doc, &event, &words)?;
            for (part, content) in &parts {
                writer.part(doc, *part, content)?;
            }
            numbers::take(writer.tx(), &next)?;
            let (number, tag) = (next.number.to_string(), written.tag.to_string());
            let answer = IssuedReceipt {
                doc,
                number,
                tag,
                total,
                left: next.left,
                notes,
            };
            once.answer(writer.tx(), &answer, moment.device)?;
            Ok(answer)
        })
    }

    /// The sheet a receipt is typed from, if it is.
    fn receipt_paper(&mut self, typed: &str, reference: &Reference) -> Result<Option<String>> {
        if typed.trim().is_empty() {
            return Ok(None);
        }
        let sheet = self.sheet(Series::Receipt, typed, reference)?;
        Ok(Some(sheet.map_err(|finding| finding.on("paper"))?))
    }

    /// The payables this store knows among those the lines name.
    fn named_payables(&mut self, input: &ReceiptIssue) -> Result<Vec<PayableRecord>> {
        let held = self.node.scopes()?;
        let conn = self.open()?.store.conn();
        let mut known = Vec::new();
        for line in &input.lines {
            known.extend(
                payables::exact(conn, &line.code)?
                    .into_iter()
                    .filter(|(scope, _)| held.contains(scope))
                    .map(|(_, record)| record),
            );
        }
        known.dedup_by(|a, b| a.rf == b.rf);
        Ok(known)
    }
}

fn read_payer(form: &mut Form, input: &PayerInput) -> Option<Payer> {
    let name = normalise_input(&input.name);
    let afm = form.maybe("afm", Some(&input.afm), Afm::parse);
    if name.is_empty() && afm.is_none() {
        return None;
    }
    if name.is_empty() {
        form.add(Finding::new(cases::NOBODY_NAMED).on("payer"));
    }
    Some(Payer { name, afm })
}
