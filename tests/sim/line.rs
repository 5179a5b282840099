//! One session over the simulated line: the real machines of both sides, frames that take their time, and cuts.
//!
//! A call is a pair of session machines and the frames under way between them. The world delivers frames at their time;
//! within a direction their order holds, as in a stream. A cut loses everything under way and both sides learn that the
//! line is gone. The frames of the caller are kept, so that a finished session can be delivered once more to a stranger's ear.

use loggia_intake::CentreStore;
use loggia_node::{Node, NodeError};
use loggia_sync::receipt::Millis;
use loggia_sync::session::{Ending, Event, Output, Session, Summary};
use loggia_sync::store::SyncStore;

/// A side of the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The laptop.
    Node,
    /// The town hall.
    Centre,
}

/// A session under way.
pub struct Call {
    /// Its number in this world.
    pub id: u64,
    node: Session,
    centre: Session,
    store: CentreStore,
    /// When the last frame to either side arrives.
    last: (i64, i64),
    /// What the node's side was told besides what is in its store.
    told: Vec<Output>,
    /// Everything the caller sent.
    pub sent: Vec<Vec<u8>>,
}

/// What a step of one side gave.
#[derive(Debug, Default)]
pub struct Step {
    /// Frames to the other side.
    pub frames: Vec<Vec<u8>>,
    /// How this side ended, if it did.
    pub ending: Option<Ending>,
    /// What it said besides.
    pub said: Vec<Output>,
}

/// The value that only this connection has.
pub fn binding(id: u64) -> [u8; 32] {
    let mut binding = [0; 32];
    binding[..8].copy_from_slice(&id.to_be_bytes());
    binding
}

impl Call {
    /// A line that has just come up.
    pub fn new(id: u64, node: Session, centre: Session, store: CentreStore, now: i64) -> Call {
        Call {
            id,
            node,
            centre,
            store,
            last: (now, now),
            told: Vec::new(),
            sent: Vec::new(),
        }
    }

    /// The moment at which a frame sent now arrives: after its delay, and never before an earlier one.
    pub fn arrival(&mut self, to: Side, now: i64, delay: i64) -> i64 {
        let last = match to {
            Side::Node => &mut self.last.0,
            Side::Centre => &mut self.last.1,
        };
        *last = (*last + 1).max(now + delay);
        *last
    }

    /// Something happens at the laptop's end.
    pub fn at_node(&mut self, event: Event, now: Millis, node: &mut Node) -> Step {
        let step = drive(&mut self.node, event, now, node);
        self.sent.extend(step.frames.iter().cloned());
        self.told.extend(step.said.iter().cloned());
        step
    }

    /// Something happens at the town hall's end.
    pub fn at_centre(&mut self, event: Event, now: Millis) -> Step {
        drive(&mut self.centre, event, now, &mut self.store)
    }

    /// True when both sides have ended.
    pub fn is_over(&self) -> bool {
        self.node.is_over() && self.centre.is_over()
    }

    /// True when the laptop's side has ended.
    pub fn node_is_over(&self) -> bool {
        self.node.is_over()
    }

    /// What the laptop's side moved.
    pub fn summary(&self) -> Summary {
        self.node.summary()
    }

    /// What the program does after a session, well ended or not.
    pub fn note(&mut self, node: &mut Node, well: bool) -> Result<(), NodeError> {
        for output in std::mem::take(&mut self.told) {
            match output {
                Output::CentreClock(at) => node.note_centre_clock(at)?,
                Output::Granted(scopes) => node.keep_scopes(&scopes)?,
                Output::NewCertificate(certificate) => node.keep_certificate(&certificate)?,
                Output::Enrolled {
                    enrolled,
                    certificate,
                } => node.keep_enrolment(&enrolled, &certificate)?,
                _ => {}
            }
        }
        if well {
            node.note_synced()
        } else {
            node.note_sent()
        }
    }
}

/// One event into a machine, and everything that follows at once. Frames leave the moment they are made.
pub fn drive(session: &mut Session, event: Event, now: Millis, store: &mut dyn SyncStore) -> Step {
    let mut step = Step::default();
    let mut next = Some(event);
    while let Some(event) = next.take() {
        for output in session.handle(event, now, store) {
            match output {
                Output::Send(frame) => step.frames.push(frame),
                Output::MoreToSend => next = Some(Event::Drained),
                Output::Close(ending) => step.ending = Some(ending),
                other => step.said.push(other),
            }
        }
    }
    step
}
