//! Sessions on the line of a world: calls, frames, breaks, ends, and one that is delivered a second time.

use crate::events::Event;
use crate::line::{Call, Side, Step, binding, drive};
use crate::world::World;
use loggia_server::hall::inspect;
use loggia_sync::frontier::Frontier;
use loggia_sync::receipt::Millis;
use loggia_sync::session::{Ending, Event as Wire, Session, Settings};
use loggia_sync::store::SyncStore as _;

impl World {
    /// The laptop calls, if it can.
    pub(crate) fn call(&mut self, at: usize) {
        let office = &mut self.offices[at];
        if !office.line
            || office
                .call
                .as_ref()
                .is_some_and(|call| !call.node_is_over())
        {
            return;
        }
        office.call = None;
        let Some(node) = office.node.as_mut() else {
            return;
        };
        let enrolled = node.enrolment().is_ok_and(|enrolment| enrolment.is_some());
        let meeting = match enrolled {
            true => node.meeting(),
            false => node.first_meeting(office.code.clone(), office.post.name),
        };
        match meeting {
            Ok(meeting) => {
                self.arm(at, 150);
                self.connect(at, meeting.session);
            }
            Err(error) => self.say(at, &format!("cannot call: {error}")),
        }
    }

    /// A line comes up between a laptop's machine and a new one of the town hall.
    pub(crate) fn connect(&mut self, at: usize, node: Session) {
        self.calls += 1;
        let id = self.calls;
        self.trace.count("sessions");
        let centre = Session::centre(self.hall.side(), Settings::new(inspect), self.dice.stream());
        let call = Call::new(id, node, centre, self.hall.store(), self.now);
        self.offices[at].call = Some(call);
        for side in [Side::Centre, Side::Node] {
            let up = Wire::Connected {
                binding: binding(id),
                peer: None,
            };
            self.arrive(at, id, side, up);
        }
    }

    /// The line of a laptop is gone, at both ends.
    pub(crate) fn hang_up(&mut self, at: usize) {
        let Some(id) = self.offices[at].call.as_ref().map(|call| call.id) else {
            return;
        };
        self.trace.count("lines cut in a session");
        self.arrive(at, id, Side::Node, Wire::Lost);
        self.arrive(at, id, Side::Centre, Wire::Lost);
        self.offices[at].call = None;
    }

    /// Something arrives at one end of a session that may be over by now.
    pub(crate) fn arrive(&mut self, at: usize, id: u64, to: Side, event: Wire) {
        let now = self.now;
        let office = &mut self.offices[at];
        let Some(call) = office.call.as_mut().filter(|call| call.id == id) else {
            return;
        };
        let step = match to {
            Side::Centre => call.at_centre(event, Millis(u64::try_from(now).expect("after 1970"))),
            Side::Node => {
                let device = Millis(u64::try_from(now + office.skew).expect("after 1970"));
                match office.node.as_mut() {
                    Some(node) => call.at_node(event, device, node),
                    None => Step::default(),
                }
            }
        };
        let other = match to {
            Side::Centre => Side::Node,
            Side::Node => Side::Centre,
        };
        for frame in step.frames {
            self.transmit(at, id, other, frame);
        }
        if let Some(ending) = step.ending {
            self.ended(at, id, to, &ending);
        }
        if to == Side::Node {
            self.offices[at].note_life();
            self.laptop_struck(at);
        }
        if self.offices[at].call.as_ref().is_some_and(Call::is_over) {
            self.offices[at].call = None;
        }
    }

    pub(crate) fn transmit(&mut self, at: usize, id: u64, to: Side, bytes: Vec<u8>) {
        self.trace.count("frames");
        let (fastest, slowest) = self.options.latency;
        let delay = self.dice.between(fastest, slowest);
        let now = self.now;
        let Some(call) = self.offices[at].call.as_mut().filter(|call| call.id == id) else {
            return;
        };
        let arrival = call.arrival(to, now, delay);
        if self.dice.permille(self.options.cut) {
            self.say(at, "the line breaks");
            self.trace.count("lines broken by a frame");
            for to in [Side::Node, Side::Centre] {
                let id_gone = Event::Gone { office: at, id, to };
                self.push(now, id_gone);
            }
            return;
        }
        self.push(
            arrival,
            Event::Frame {
                office: at,
                id,
                to,
                bytes,
            },
        );
    }

    /// One side has ended: it notes what it learnt, and the other side learns it after the last frame.
    pub(crate) fn ended(&mut self, at: usize, id: u64, side: Side, ending: &Ending) {
        let now = self.now;
        let office = &mut self.offices[at];
        let Some(call) = office.call.as_mut() else {
            return;
        };
        let other = match side {
            Side::Node => Side::Centre,
            Side::Centre => Side::Node,
        };
        let gone = call.arrival(other, now, 0);
        if side == Side::Node {
            let well = matches!(ending, Ending::Done(_));
            self.last_summary = Some(call.summary());
            if let Some(node) = office.node.as_mut() {
                let noted = call.note(node, well);
                let refused = noted.err().filter(|error| !error.is_killed());
                if let Some(error) = refused {
                    self.say(at, &format!("session not noted: {error}"));
                }
            }
            self.say(at, &describe(id, ending));
            let objection = crate::observers::no_receipt_for_nothing(self, at);
            self.objections.extend(objection);
            self.trace.count(match well {
                true => "sessions ended well",
                false => "sessions ended early",
            });
            self.offices[at].weather.calm();
            if well && self.dice.permille(self.options.replay) {
                self.replay(at);
            }
        }
        self.push(
            gone,
            Event::Gone {
                office: at,
                id,
                to: other,
            },
        );
    }

    /// Somebody recorded the caller's frames and delivers them all once more, over a line of his own.
    pub(crate) fn replay(&mut self, at: usize) {
        let Some(call) = &self.offices[at].call else {
            return;
        };
        let (id, frames) = (call.id, call.sent.clone());
        let before = self.held();
        let mut ear = Session::centre(self.hall.side(), Settings::new(inspect), self.dice.stream());
        let mut store = self.hall.store();
        let now = Millis(u64::try_from(self.now).expect("after 1970"));
        let up = Wire::Connected {
            binding: binding(id),
            peer: None,
        };
        let mut ending = drive(&mut ear, up, now, &mut store).ending;
        for frame in frames {
            let step = drive(&mut ear, Wire::Frame(frame), now, &mut store);
            ending = ending.or(step.ending);
        }
        drop((ear, store));
        self.trace.count("sessions delivered twice");
        self.say(at, "its session is delivered once more");
        let refused = matches!(ending, Some(Ending::Refused { .. } | Ending::Store(_)));
        let same = before.is_none() || self.held().is_none_or(|after| Some(after) == before);
        if !refused || !same {
            self.objections
                .push(format!("once: session {id} was accepted twice: {ending:?}"));
        }
    }

    /// Everything that the town hall holds, as heights and links of its feeds; `None` while its disk fails.
    pub(crate) fn held(&self) -> Option<Vec<Frontier>> {
        let store = self.hall.store();
        let scopes = self.hall.scopes.values();
        scopes.map(|scope| store.frontier(scope).ok()).collect()
    }
}

fn describe(id: u64, ending: &Ending) -> String {
    match ending {
        Ending::Done(moved) => format!(
            "session {id} done: {} sent, {} received, {} records, {} receipts",
            moved.bundles_sent, moved.bundles_admitted, moved.record_batches, moved.receipts
        ),
        Ending::Refused { by, why } => format!("session {id} refused by {by:?}: {}", why.code),
        other => format!("session {id} ended: {other:?}"),
    }
}
