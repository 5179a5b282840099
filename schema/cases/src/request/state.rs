//! What is known of a request, and what an event makes of it.

use super::dispute::{CHARGE, Displaced, OFFICER};
use super::event::{
    Assigned, CitizenAsked, Event, OfficeAsked, Paper, PapersBrought, Registered, TakenUp,
};
use super::stage::{self, Next, Stage};
use super::term::Stop;
use crate::attachment::Attached;
use crate::case::Clash;
use crate::document::{EventKey, Stamp};
use crate::protocol::{Named, ProtocolNumber};
use loggia_schema::calendar::Date;
use loggia_schema::ids::{PartId, UserId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Where a request stands (κατάσταση αιτήματος).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RequestState {
    /// Where it stands.
    pub stage: Stage,
    /// The request as taken in.
    pub request: Option<Box<Registered>>,
    /// The request of a registration that the centre refused: its slip is out there, so it stays visible.
    pub refused: Option<Box<Registered>>,
    /// Who took it in and when.
    pub opened: Option<Stamp>,
    /// Its protocol number.
    pub number: Option<ProtocolNumber>,
    /// Code of the office that holds it.
    pub office: String,
    /// Name of that office, as the events say it.
    pub office_name: String,
    /// The person it is charged to.
    pub officer: Option<UserId>,
    /// Last day of the term; it does not run while [`RequestState::stopped_on`] is set.
    pub due: Option<Date>,
    /// Since when the clock stands still.
    pub stopped_on: Option<Date>,
    /// When it stood still before.
    pub stops: Vec<Stop>,
    /// Papers, with those that were asked for later.
    pub papers: Vec<Paper>,
    /// Comments, in order.
    pub comments: Vec<(Stamp, PartId)>,
    /// Photos and papers, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<Attached>,
    /// What the citizen was asked for last.
    pub asked: Option<CitizenAsked>,
    /// What another office was asked last.
    pub office_asked: Option<OfficeAsked>,
    /// The closing event that counts, and when.
    pub closed: Option<Closed>,
    /// When it was opened once more.
    pub reopened_on: Option<Date>,
    /// The last event, as lists tell it, and when.
    pub last: Option<(Stamp, String)>,
    /// The stage before the wait for the citizen.
    before: Option<Stage>,
    /// Whose it was, by the event that took it away without having seen that; until somebody settles it.
    pub(super) displaced: BTreeMap<EventKey, Displaced>,
}

/// How a request ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    /// Who closed it and when.
    pub stamp: Stamp,
    /// Local date.
    pub on: Date,
    /// The private part with outcome or reason.
    pub text: Option<PartId>,
    /// Number of the decision, the provision or the authority, by the stage.
    pub note: String,
    /// The paper that tells the citizen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub letter: Option<Named>,
}

impl RequestState {
    /// The request to show: the one that counts, or the refused one.
    pub fn shown(&self) -> Option<&Registered> {
        self.request.as_deref().or(self.refused.as_deref())
    }

    /// Papers that are waited for.
    pub fn missing(&self) -> impl Iterator<Item = &Paper> {
        self.papers
            .iter()
            .filter(|paper| paper.required && !paper.brought)
    }

    /// Its protocol number, also of a refused registration.
    pub fn number(&self) -> Option<&ProtocolNumber> {
        let of_refused = || self.refused.as_ref().and_then(|r| r.number.as_ref());
        self.number.as_ref().or_else(of_refused)
    }

    /// Applies an event; what its stage does not allow changes nothing and comes back as a clash.
    pub(super) fn apply(&mut self, stamp: &Stamp, event: &Event) -> Vec<Clash> {
        let Some(next) = stage::next(self.stage, event.kind()) else {
            return vec![self.misplaced(event)];
        };
        if matches!(event, Event::Numbered(_)) && self.number.is_some()
            || matches!(event, Event::Reopened(_)) && self.reopened_on.is_some()
        {
            return vec![self.misplaced(event)];
        }
        let clashes = self.keep(stamp, event);
        let to = match next {
            Next::To(to) => to,
            Next::Back => self.before.take().unwrap_or(Stage::Registered),
        };
        if to == Stage::AwaitingCitizen && self.stage != Stage::AwaitingCitizen {
            self.before = Some(match self.stage {
                Stage::Draft => Stage::Registered,
                other => other,
            });
        }
        self.stage = to;
        self.last = Some((*stamp, event.kind().greek().to_owned()));
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
        let mut close = |on: Date, text: Option<PartId>, note: &str, letter: &Option<Named>| {
            self.closed = Some(Closed {
                stamp: *stamp,
                on,
                text,
                note: note.to_owned(),
                letter: letter.clone(),
            });
        };
        match event {
            Event::Registered(registered) => self.open(stamp, registered),
            Event::Numbered(numbered) => self.number = Some(numbered.number.clone()),
            Event::Assigned(_) | Event::TakenUp(_) => return self.move_to(stamp, event),
            Event::Commented(commented) => self.comments.push((*stamp, commented.text)),
            Event::Attached(file) => self.files.push(Attached {
                by: *stamp,
                file: *file,
            }),
            Event::CitizenAsked(asked) => self.ask(asked),
            Event::PapersBrought(brought) => self.bring(brought),
            Event::OfficeAsked(asked) => self.office_asked = Some(asked.clone()),
            Event::OfficeAnswered(answered) => self.comments.push((*stamp, answered.text)),
            Event::Completed(done) => close(
                done.on,
                Some(done.text),
                done.decision.as_deref().unwrap_or_default(),
                &done.letter,
            ),
            Event::Rejected(no) => close(no.on, Some(no.text), &no.law, &no.letter),
            Event::ForwardedOut(out) => close(out.on, None, &out.authority, &None),
            Event::Withdrawn(withdrawn) => close(withdrawn.on, None, "", &None),
            Event::Tacit(tacit) => close(tacit.on, None, "", &None),
            Event::Reopened(reopened) => {
                self.reopened_on = Some(reopened.on);
                self.comments.push((*stamp, reopened.text));
                self.due = Some(reopened.due);
                self.closed = None;
            }
            Event::Settled(settled) => self.settle(settled),
            Event::Archived(_) => {}
        }
        Vec::new()
    }

    fn open(&mut self, stamp: &Stamp, registered: &Registered) {
        self.opened = Some(*stamp);
        self.number.clone_from(&registered.number);
        self.office.clone_from(&registered.terms.office);
        self.office_name.clone_from(&registered.terms.office_name);
        self.due = Some(registered.due);
        self.papers.clone_from(&registered.papers);
        if registered.missing().next().is_some() {
            self.stopped_on = Some(registered.at.date());
        }
        self.request = Some(Box::new(registered.clone()));
    }

    /// Somebody else has it now; what a clash put aside is kept until it is settled.
    fn move_to(&mut self, stamp: &Stamp, event: &Event) -> Vec<Clash> {
        let before = self.charge();
        let clashes = match event {
            Event::Assigned(assigned) => self.assign(assigned),
            Event::TakenUp(taken) => self.take_up(taken),
            _ => Vec::new(),
        };
        if !clashes.is_empty() {
            let wrote = self.charge();
            let displaced = Displaced { before, wrote };
            self.displaced.insert(stamp.key, displaced);
        }
        clashes
    }

    fn assign(&mut self, assigned: &Assigned) -> Vec<Clash> {
        let found = charge(&self.office, self.officer);
        let saw = charge(&assigned.saw_office, assigned.saw_officer);
        let wrote = charge(&assigned.office, assigned.officer);
        self.office.clone_from(&assigned.office);
        self.office_name.clone_from(&assigned.office_name);
        self.officer = assigned.officer;
        if self.stage == Stage::AwaitingCitizen && self.before == Some(Stage::Registered) {
            self.before = Some(Stage::Assigned);
        }
        field(CHARGE, saw, found, wrote)
    }

    fn take_up(&mut self, taken: &TakenUp) -> Vec<Clash> {
        let text = |user: Option<UserId>| user.map(|id| id.to_string()).unwrap_or_default();
        let (saw, found) = (text(taken.saw_officer), text(self.officer));
        self.officer = Some(taken.officer);
        field(OFFICER, saw, found, text(Some(taken.officer)))
    }

    fn ask(&mut self, asked: &CitizenAsked) {
        for paper in &asked.papers {
            match self.papers.iter_mut().find(|old| old.code == paper.code) {
                Some(old) => (old.required, old.brought) = (true, false),
                None => self.papers.push(paper.clone()),
            }
        }
        self.stopped_on.get_or_insert(asked.on);
        self.asked = Some(asked.clone());
    }

    fn bring(&mut self, brought: &PapersBrought) {
        let came = |paper: &&mut Paper| brought.complete || brought.papers.contains(&paper.code);
        for paper in self.papers.iter_mut().filter(came) {
            paper.brought |= paper.required || brought.papers.contains(&paper.code);
        }
        if !brought.complete {
            return;
        }
        if let Some(from) = self.stopped_on.take() {
            self.stops.push(Stop {
                from,
                to: brought.on.max(from),
            });
        }
        self.due = brought.due.or(self.due);
    }
}

fn charge(office: &str, officer: Option<UserId>) -> String {
    officer.map_or_else(
        || office.to_owned(),
        |officer| format!("{office}/{officer}"),
    )
}

/// A clash if the author saw another value than the one that is there. Writing what is already there is none.
fn field(name: &str, saw: String, found: String, wrote: String) -> Vec<Clash> {
    if saw == found || found == wrote {
        return Vec::new();
    }
    vec![Clash::Field {
        field: name.to_owned(),
        saw,
        found,
        wrote,
    }]
}
