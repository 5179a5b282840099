//! What can happen in a world, one event at a time, and how the day of a laptop begins.
//!
//! What people do is in [`crate::acts`], what happens on the line in [`crate::sessions`], at the town hall in
//! [`crate::office_hours`].

use crate::line::Side;
use crate::world::World;
use loggia_intake::registry;
use loggia_sync::session::Event as Wire;

/// A minute in milliseconds.
pub(crate) const MINUTE: i64 = 60_000;

/// Something that happens at a time.
#[derive(Debug)]
pub enum Event {
    /// A laptop's day begins.
    Morning {
        /// The laptop.
        office: usize,
        /// It is the last day.
        last: bool,
    },
    /// A person does something.
    Act {
        /// The laptop.
        office: usize,
    },
    /// The laptop calls the town hall.
    Call {
        /// The laptop.
        office: usize,
    },
    /// The line comes or goes.
    Turn {
        /// The laptop.
        office: usize,
    },
    /// A frame arrives.
    Frame {
        /// The laptop.
        office: usize,
        /// The session.
        id: u64,
        /// Where.
        to: Side,
        /// Its bytes.
        bytes: Vec<u8>,
    },
    /// The other side has hung up.
    Gone {
        /// The laptop.
        office: usize,
        /// The session.
        id: u64,
        /// Who learns it.
        to: Side,
    },
    /// A dead program is started again.
    Start {
        /// The laptop.
        office: usize,
    },
    /// The clerk of revenue looks at the lists.
    Clerk,
    /// Bad weather may come over the town hall's disk.
    Storm,
}

impl World {
    /// Does an event.
    pub(crate) fn happen(&mut self, event: Event) {
        match event {
            Event::Morning { office, last } => self.morning(office, last),
            Event::Act { office } => self.act(office),
            Event::Call { office } => self.call(office),
            Event::Turn { office } => self.turn(office),
            Event::Frame {
                office,
                id,
                to,
                bytes,
            } => self.arrive(office, id, to, Wire::Frame(bytes)),
            Event::Gone { office, id, to } => self.arrive(office, id, to, Wire::Lost),
            Event::Start { office } => {
                self.start(office);
                self.settle_unanswered(office);
            }
            Event::Clerk => self.clerk(),
            Event::Storm => self.storm(),
        }
        self.centre_struck();
    }

    pub(crate) fn say(&mut self, office: usize, what: &str) {
        let who = self.offices[office].post.name;
        self.trace.line(self.now, who, what);
    }

    // --- the day ---------------------------------------------------------------------------------

    pub(crate) fn morning(&mut self, at: usize, last: bool) {
        let up = self.dice.permille(self.options.line_up);
        if self.offices[at].line && !up {
            self.hang_up(at);
        }
        self.offices[at].line = up;
        if self.dice.permille(self.options.clock_jump) {
            let hours = self.dice.between(-72, 72);
            self.offices[at].skew = hours * 60 * MINUTE;
            self.offices[at].set_clock(self.now);
            self.trace.count("clock jumps");
            self.say(at, &format!("clock is {hours} hours off"));
        }
        self.copies(at);
        if last && self.dice.permille(self.options.revoke) {
            self.revoke(at);
        }
    }

    /// A backup is taken in the morning; sometimes an older one is put back.
    pub(crate) fn copies(&mut self, at: usize) {
        let calm = self.offices[at].call.is_none() && self.offices[at].unanswered.is_empty();
        if !calm || self.offices[at].revoked {
            return;
        }
        if self.dice.permille(self.options.put_back)
            && let Some(copy) = self.offices[at].copy.take()
        {
            let unsigned = self.unsigned(at);
            self.ledger.mark_at_risk(at, &unsigned);
            self.offices[at].put_back(copy);
            self.trace.count("stores put back");
            self.say(
                at,
                &format!("put back from a copy; {} papers at risk", unsigned.len()),
            );
            self.start(at);
        }
        // A copy from before the enrolment comes back with a code that was used: no way back without a new one.
        let enrolled = self.offices[at].is_enrolled();
        if self.offices[at].copy.is_none() && self.dice.permille(500) && enrolled {
            self.offices[at].take_copy();
            self.say(at, "is copied");
        }
    }

    /// Papers with an entry or a file that the centre has not signed for.
    pub(crate) fn unsigned(&mut self, at: usize) -> Vec<loggia_schema::ids::DocId> {
        let Some(Ok(mut session)) = self.offices[at].session() else {
            return self.ledger.told.iter().map(|told| told.doc).collect();
        };
        let outbox = session.outbox().expect("an outbox");
        let entries = outbox.lines.into_iter().map(|line| line.doc);
        let files = outbox.files.into_iter().map(|file| file.doc);
        entries.chain(files).collect()
    }

    pub(crate) fn revoke(&mut self, at: usize) {
        let (ctx, key) = (self.hall.ctx(), self.offices[at].device);
        let done = self
            .hall
            .app()
            .db()
            .write(|tx| registry::revoke(tx, &ctx, key, "χάθηκε"));
        if done.is_ok() {
            self.offices[at].revoked = true;
            self.trace.count("devices revoked");
            self.say(at, "is revoked");
        }
    }

    /// A revocation whose answer was lost with the centre counts like any other.
    pub(crate) fn note_revoked(&mut self) {
        let devices = self.hall.app().db().read(registry::devices);
        let gone = devices.expect("the registry").into_iter();
        let gone: Vec<_> = gone.filter(|device| !device.is_active()).collect();
        for office in &mut self.offices {
            office.revoked |= gone.iter().any(|device| device.key == office.device);
        }
    }

    pub(crate) fn turn(&mut self, at: usize) {
        let office = &mut self.offices[at];
        office.line = !office.line;
        if self.offices[at].line {
            self.say(at, "line up");
            self.call(at);
        } else {
            self.say(at, "line down");
            self.hang_up(at);
        }
    }
}
