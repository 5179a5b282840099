//! What is known of a fine after its events, and how one event more changes it.

use super::dispute::{Displaced, LIABLE, SERVICE};
use super::event::{
    Answer, Certified, Decided, Event, ObjectionFiled, OwnerAnswered, OwnerAsked, Paid, Replaced,
    Served, Spoiled, StruckOff,
};
use super::stage::{self, Next, Stage};
use super::ticket::{Liable, LiableRole, Ticket};
use crate::attachment::Attached;
use crate::case::Clash;
use crate::document::{EventKey, Stamp};
use crate::number::DocNumber;
use loggia_schema::calendar::Date;
use loggia_schema::ids::PartId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt::Display;

/// The state of a fine (κατάσταση κλήσης).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct FineState {
    /// Where it stands.
    pub stage: Stage,
    /// The ticket as signed; `None` for a draft and for a number spoiled before use.
    pub ticket: Option<Box<Ticket>>,
    /// The ticket of an issue that the centre refused: its paper is out there, so it stays visible and owes nothing.
    pub rejected: Option<Box<Ticket>>,
    /// Who signed it and when.
    pub issued: Option<Stamp>,
    /// Why the number was spoiled.
    pub spoiled: Option<Spoiled>,
    /// The service that counts.
    pub service: Option<Served>,
    /// A notice that was left and does not count as service.
    pub notice: Option<Served>,
    /// The liable person known last.
    pub liable: Option<Liable>,
    /// Notes, in order.
    pub notes: Vec<(Stamp, PartId)>,
    /// Photos and papers, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<Attached>,
    /// Payments, voided ones too.
    pub payments: Vec<Payment>,
    /// The objection.
    pub objection: Option<ObjectionFiled>,
    /// The decision on it.
    pub decision: Option<Decided>,
    /// Service of the decision.
    pub decision_service: Option<Served>,
    /// The last question to the registry.
    pub asked: Option<OwnerAsked>,
    /// The registry's last answer.
    pub answered: Option<OwnerAnswered>,
    /// The list that certified it.
    pub certified: Option<Certified>,
    /// The decision that struck it off.
    pub struck_off: Option<StruckOff>,
    /// The fine that took its place.
    pub replaced: Option<Replaced>,
    /// The stage before the payment that stands.
    before_payment: Option<Stage>,
    /// What conflicts that nobody has settled put aside, by the event that did it.
    pub(super) displaced: BTreeMap<EventKey, Displaced>,
}

/// A payment the centre noted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// The payment.
    pub paid: Paid,
    /// True once its receipt was cancelled.
    pub voided: bool,
}

impl FineState {
    /// The ticket to show: the one that counts, or the refused one.
    pub fn shown(&self) -> Option<&Ticket> {
        self.ticket.as_deref().or(self.rejected.as_deref())
    }

    /// Its legal number, also of a spoiled or refused one.
    pub fn number(&self) -> Option<&DocNumber> {
        let of_ticket = self.shown().map(|ticket| &ticket.number);
        of_ticket.or_else(|| self.spoiled.as_ref().map(|spoiled| &spoiled.number))
    }

    /// First day on which it may be certified: two months (by the regime) after the last service.
    pub fn certify_from(&self) -> Option<Date> {
        self.decision_service
            .as_ref()
            .or(self.service.as_ref())
            .map(|service| service.certify_from)
    }

    /// The payment that stands.
    pub fn payment(&self) -> Option<&Paid> {
        self.payments
            .iter()
            .rev()
            .find(|payment| !payment.voided)
            .map(|payment| &payment.paid)
    }

    /// Applies an event; what its stage does not allow changes nothing and comes back as a clash.
    pub(super) fn apply(&mut self, stamp: &Stamp, event: &Event) -> Vec<Clash> {
        let Some(next) = stage::next(self.stage, event.kind()) else {
            return vec![self.misplaced(event)];
        };
        if let Event::PaymentVoided(voided) = event
            && self
                .payment()
                .is_none_or(|paid| paid.receipt != voided.receipt)
        {
            return vec![self.misplaced(event)];
        }
        let clashes = self.keep(stamp, event);
        self.stage = match next {
            Next::To(stage) => stage,
            Next::Back => self.before_payment.take().unwrap_or(Stage::Issued),
        };
        clashes
    }

    fn misplaced(&self, event: &Event) -> Clash {
        let (_, name, _) = super::codec::encode(event);
        Clash::Transition {
            state: self.stage.name().to_owned(),
            event: name.to_owned(),
        }
    }

    /// Keeps the event's data. Called only for an event that its stage allows.
    fn keep(&mut self, stamp: &Stamp, event: &Event) -> Vec<Clash> {
        match event {
            Event::Issued(ticket) => {
                self.liable = ticket.liable;
                self.ticket = Some(ticket.clone());
                self.issued = Some(*stamp);
            }
            Event::Spoiled(spoiled) => self.spoiled = Some(spoiled.clone()),
            Event::Served(served) => return self.keep_service(stamp, served),
            Event::Liable(liable) => {
                let clash = field(
                    LIABLE,
                    liable.saw,
                    self.liable.map(|l| l.part),
                    Some(liable.part),
                );
                if !clash.is_empty() {
                    let displaced = Displaced::Liable(self.liable, liable.part);
                    self.displaced.insert(stamp.key, displaced);
                }
                self.liable = Some(*liable);
                return clash;
            }
            Event::Noted(noted) => self.notes.push((*stamp, noted.part)),
            Event::Attached(file) => self.files.push(Attached {
                by: *stamp,
                file: *file,
            }),
            Event::Replaced(replaced) => self.replaced = Some(replaced.clone()),
            Event::Paid(paid) => {
                self.before_payment = Some(self.stage);
                self.payments.push(Payment {
                    paid: paid.clone(),
                    voided: false,
                });
            }
            Event::PaymentVoided(voided) => {
                let same = self
                    .payments
                    .iter_mut()
                    .filter(|payment| payment.paid.receipt == voided.receipt);
                same.for_each(|payment| payment.voided = true);
            }
            Event::ObjectionFiled(filed) => self.objection = Some(filed.clone()),
            Event::ObjectionAccepted(decided) | Event::ObjectionRejected(decided) => {
                self.decision = Some(decided.clone());
            }
            Event::OwnerAsked(asked) => self.asked = Some(asked.clone()),
            Event::OwnerAnswered(answered) => {
                self.answered = Some(*answered);
                if let Answer::Found { part, has_afm } = answered.answer {
                    let saw = self.liable.map(|liable| liable.part);
                    self.liable = Some(Liable {
                        part,
                        role: LiableRole::Owner,
                        has_afm,
                        saw,
                    });
                }
            }
            Event::Certified(certified) => self.certified = Some(certified.clone()),
            Event::StruckOff(struck_off) => self.struck_off = Some(struck_off.clone()),
            Event::Settled(settled) => self.settle(settled),
            Event::TermOver(_) => {}
        }
        Vec::new()
    }

    fn keep_service(&mut self, stamp: &Stamp, served: &Served) -> Vec<Clash> {
        if self.stage == Stage::Confirmed {
            self.decision_service = Some(served.clone());
            return Vec::new();
        }
        if !served.effective {
            self.notice = Some(served.clone());
            return Vec::new();
        }
        let clash = field(
            SERVICE,
            served.saw,
            self.service.as_ref().map(|s| s.on),
            Some(served.on),
        );
        if !clash.is_empty() {
            let displaced = Displaced::Service(self.service.take().map(Box::new), served.on);
            self.displaced.insert(stamp.key, displaced);
        }
        self.service = Some(served.clone());
        clash
    }
}

/// A clash if the author saw another value than the one that is there. Writing what is already there is none.
fn field<T: Display + PartialEq>(
    name: &str,
    saw: Option<T>,
    found: Option<T>,
    wrote: Option<T>,
) -> Vec<Clash> {
    if saw == found || found == wrote {
        return Vec::new();
    }
    let text = |value: Option<T>| value.map(|v| v.to_string()).unwrap_or_default();
    vec![Clash::Field {
        field: name.to_owned(),
        saw: text(saw),
        found: text(found),
        wrote: text(wrote),
    }]
}
