//! The states of a cash box within its day, and how one event more changes it.

use super::event::{Closed, Event, Handed, Opened};
use crate::case::Clash;
use crate::document::Stamp;
use loggia_schema::ids::UserId;
use loggia_schema::message::Finding;
use loggia_schema::money::Cents;
use serde::{Deserialize, Serialize};

/// Where a cash day stands (στάδιο).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Nothing was signed yet; the document is empty.
    #[default]
    Draft,
    /// It takes money.
    Open,
    /// Counted and handed over; it waits for the receiver.
    Offered,
    /// Counted and closed.
    Closed,
}

impl Stage {
    /// Every stage.
    pub const ALL: [Stage; 4] = [Stage::Draft, Stage::Open, Stage::Offered, Stage::Closed];

    /// Code name, as in rows and JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Stage::Draft => "draft",
            Stage::Open => "open",
            Stage::Offered => "offered",
            Stage::Closed => "closed",
        }
    }

    /// The stage of a code name.
    pub fn parse(name: &str) -> Option<Stage> {
        Stage::ALL.into_iter().find(|stage| stage.name() == name)
    }

    /// Greek name for lists.
    pub const fn greek(self) -> &'static str {
        match self {
            Stage::Draft => "πρόχειρη",
            Stage::Open => "ανοικτή",
            Stage::Offered => "σε παράδοση",
            Stage::Closed => "έκλεισε",
        }
    }

    /// One Greek sentence for the person who opens the case.
    pub const fn sentence(self) -> &'static str {
        match self {
            Stage::Draft => "Δεν έχει ανοίξει ακόμη.",
            Stage::Open => "Το ταμείο εισπράττει.",
            Stage::Offered => "Το ταμείο καταμετρήθηκε και περιμένει εκείνον που θα το παραλάβει.",
            Stage::Closed => "Το ταμείο καταμετρήθηκε και έκλεισε.",
        }
    }
}

/// What the event leads to in this stage; `None` if it is not allowed.
pub fn next(stage: Stage, event: &Event) -> Option<Stage> {
    match (stage, event) {
        (Stage::Draft, Event::Opened(_)) => Some(Stage::Open),
        (Stage::Open, Event::Handed(_)) => Some(Stage::Offered),
        (Stage::Offered, Event::Taken(_) | Event::Returned(_)) => Some(Stage::Open),
        (Stage::Open, Event::Closed(_)) => Some(Stage::Closed),
        (stage, Event::Settled(_)) if stage != Stage::Draft => Some(stage),
        _ => None,
    }
}

/// A handover that both sides confirmed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handover {
    /// Who gave the box, and when.
    pub given: Stamp,
    /// The count.
    pub handed: Handed,
    /// Who took it, and when.
    pub taken: Stamp,
}

/// The state of a cash day (κατάσταση ταμειακής ημέρας).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CashDayState {
    /// Where it stands.
    pub stage: Stage,
    /// How it began.
    pub opened: Option<Box<Opened>>,
    /// Who holds the box.
    pub holder: Option<UserId>,
    /// The handover that waits for the receiver.
    pub offered: Option<(Stamp, Handed)>,
    /// Handovers that happened.
    pub handovers: Vec<Handover>,
    /// How it ended.
    pub closed: Option<(Stamp, Box<Closed>)>,
}

impl CashDayState {
    /// What must be in the box when its receipts brought `cash`: the float, the cash, and the differences that handovers
    /// already explained. Refusal: Σ-113.
    pub fn expected(&self, cash: Cents) -> Result<Cents, Finding> {
        let float = self.opened.as_ref().map(|opened| opened.float);
        float
            .unwrap_or_default()
            .plus(self.explained()?)?
            .plus(cash)
    }

    /// The differences of confirmed handovers. Refusal: Σ-113.
    pub fn explained(&self) -> Result<Cents, Finding> {
        Cents::sum(self.handovers.iter().map(|over| over.handed.difference))
    }

    /// Applies an event; what its stage does not allow changes nothing and comes back as a clash.
    pub(super) fn apply(&mut self, stamp: &Stamp, event: &Event) -> Vec<Clash> {
        let Some(next) = next(self.stage, event) else {
            let (_, name, _) = super::codec::encode(event);
            return vec![Clash::Transition {
                state: self.stage.name().to_owned(),
                event: name.to_owned(),
            }];
        };
        match event {
            Event::Opened(opened) => {
                self.holder = Some(opened.cashier);
                self.opened = Some(opened.clone());
            }
            Event::Handed(handed) => self.offered = Some((*stamp, handed.as_ref().clone())),
            Event::Taken(_) => {
                if let Some((given, handed)) = self.offered.take() {
                    self.holder = Some(handed.to);
                    let taken = *stamp;
                    self.handovers.push(Handover {
                        given,
                        handed,
                        taken,
                    });
                }
            }
            Event::Returned(_) => self.offered = None,
            Event::Closed(closed) => self.closed = Some((*stamp, closed.clone())),
            Event::Settled(_) => {}
        }
        self.stage = next;
        Vec::new()
    }
}
