//! What can happen in a world, one event at a time: people act, frames arrive, lines turn, programs die and start.

use crate::line::{Call, Side, Step, binding, drive};
use crate::office::Work;
use crate::people::{self, Attempt, Meant};
use crate::weather::Strike;
use crate::world::World;
use loggia_core::Fail;
use loggia_intake::registry;
use loggia_node::NodeError;
use loggia_revenue::lists;
use loggia_server::hall::inspect;
use loggia_sync::frontier::Frontier;
use loggia_sync::receipt::Millis;
use loggia_sync::session::{Ending, Event as Wire, Session, Settings};
use loggia_sync::store::SyncStore as _;

const MINUTE: i64 = 60_000;

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

    fn morning(&mut self, at: usize, last: bool) {
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
    fn copies(&mut self, at: usize) {
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
        if self.offices[at].copy.is_none() && self.dice.permille(500) {
            self.offices[at].take_copy();
            self.say(at, "is copied");
        }
    }

    /// Papers with an entry that the centre has not signed for.
    fn unsigned(&mut self, at: usize) -> Vec<loggia_schema::ids::DocId> {
        let Some(Ok(mut session)) = self.offices[at].session() else {
            return self.ledger.told.iter().map(|told| told.doc).collect();
        };
        let outbox = session.outbox().expect("an outbox");
        outbox.lines.into_iter().map(|line| line.doc).collect()
    }

    fn revoke(&mut self, at: usize) {
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

    fn turn(&mut self, at: usize) {
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

    // --- people ----------------------------------------------------------------------------------

    fn act(&mut self, at: usize) {
        if self.offices[at].node.is_none() || !self.offices[at].unanswered.is_empty() {
            return;
        }
        self.keys += 1;
        let key = format!("{}-{}", self.offices[at].post.name, self.keys);
        let (office, options, dice) = (&mut self.offices[at], &self.options, &mut self.dice);
        let attempt = match office.post.work {
            Work::Officer => people::officer(office, key, &self.persons, options, dice),
            Work::Cashier => people::cashier(office, key, &self.ledger, options, dice),
        };
        let Some(attempt) = attempt else { return };
        self.arm(at, 30);
        self.send(at, attempt);
        self.offices[at].weather.calm();
    }

    fn arm(&mut self, at: usize, calls: i64) {
        let strike = match () {
            () if self.dice.permille(self.options.kill_laptop) => Strike::Kill,
            () if self.dice.permille(self.options.laptop_disk) => Strike::Fail,
            () => return,
        };
        let n = u64::try_from(self.dice.between(1, calls)).expect("a small number");
        self.offices[at].weather.arm(n, strike);
    }

    /// Sends a command; without an answer it is kept and sent again.
    fn send(&mut self, at: usize, attempt: Attempt) {
        self.trace.count("commands");
        let answer = attempt.send(&mut self.offices[at]);
        let struck = self.laptop_struck(at);
        match answer {
            Ok(answer) => {
                if let Meant::Wrong(what) = attempt.meant {
                    let name = self.offices[at].post.name;
                    self.objections
                        .push(format!("rules: {name} could take {what} ({})", attempt.key));
                }
                let told = people::acknowledge(&mut self.offices[at], at, &attempt, &answer);
                let number = told.first().map(|told| told.number.clone());
                self.ledger.told.extend(told);
                self.trace.count("commands acknowledged");
                let text = format!(
                    "{} {}: {}",
                    attempt.key,
                    attempt.name(),
                    number.unwrap_or_default()
                );
                self.say(at, &text);
            }
            Err(error) if struck => {
                self.say(at, &format!("{} {}: {error}", attempt.key, attempt.name()));
                self.offices[at].unanswered.push(attempt);
                if self.offices[at].node.is_some() {
                    // A full disk that has room again: the person presses the button once more.
                    self.settle_unanswered(at);
                }
            }
            Err(error) => {
                self.trace.count("commands refused");
                let codes: Vec<String> = error
                    .findings()
                    .iter()
                    .map(|f| f.code.to_string())
                    .collect();
                let text = format!(
                    "{} {}: refused {}",
                    attempt.key,
                    attempt.name(),
                    codes.join(" ")
                );
                self.say(at, &text);
                self.look_at_refusal(at, &attempt, &error);
            }
        }
    }

    /// The same commands under the same keys, after a start or when the disk has room again.
    pub(crate) fn settle_unanswered(&mut self, at: usize) {
        if self.offices[at].node.is_none() {
            return;
        }
        for attempt in std::mem::take(&mut self.offices[at].unanswered) {
            self.trace.count("commands sent again");
            self.send(at, attempt);
        }
    }

    /// A refusal is right if a person of the trade would expect it.
    fn look_at_refusal(&mut self, at: usize, attempt: &Attempt, error: &NodeError) {
        let wrong = matches!(attempt.meant, Meant::Wrong(_));
        if wrong {
            self.trace.count("wrong attempts refused");
        }
        if !wrong && !people::may_be_refused(error.code()) {
            let who = self.offices[at].post.name;
            let what = format!("{who} {} ({}): {error}", attempt.name(), attempt.key);
            self.objections.push(format!("rules: {what}"));
        }
    }

    // --- the storage of laptops ------------------------------------------------------------------

    /// Looks whether the storage was struck; a killed laptop hangs up and is started again later.
    pub(crate) fn laptop_struck(&mut self, at: usize) -> bool {
        let Some((strike, call)) = self.offices[at].struck() else {
            return false;
        };
        if strike == Strike::Fail {
            self.trace.count("disk calls failed at laptops");
            self.say(at, &format!("disk fails at {call}"));
            return true;
        }
        self.trace.count("laptops killed");
        self.say(at, &format!("killed at {call}"));
        self.hang_up(at);
        let later = self.now + self.dice.between(1, 90) * MINUTE;
        self.push(later, Event::Start { office: at });
        true
    }

    /// Starts a dead program; it may die again while it starts.
    pub(crate) fn start(&mut self, at: usize) {
        if self.offices[at].node.is_some() {
            return;
        }
        self.arm(at, 12);
        let started = self.offices[at].restart();
        self.offices[at].weather.calm();
        match (started, self.laptop_struck(at)) {
            (Ok(()), _) => self.say(at, "starts"),
            (Err(_), true) => {
                if self.offices[at].node.is_none() {
                    let later = self.now + MINUTE;
                    self.push(later, Event::Start { office: at });
                }
            }
            (Err(error), false) => {
                let what = format!(
                    "start: {} does not open: {error}",
                    self.offices[at].post.name
                );
                self.objections.push(what);
            }
        }
    }

    // --- the line --------------------------------------------------------------------------------

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
    fn arrive(&mut self, at: usize, id: u64, to: Side, event: Wire) {
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

    fn transmit(&mut self, at: usize, id: u64, to: Side, bytes: Vec<u8>) {
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
    fn ended(&mut self, at: usize, id: u64, side: Side, ending: &Ending) {
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
    fn replay(&mut self, at: usize) {
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
    fn held(&self) -> Option<Vec<Frontier>> {
        let store = self.hall.store();
        let scopes = self.hall.scopes.values();
        scopes.map(|scope| store.frontier(scope).ok()).collect()
    }

    // --- the town hall ---------------------------------------------------------------------------

    fn storm(&mut self) {
        let strike = match () {
            () if self.dice.permille(self.options.kill_centre) => Strike::Kill,
            () if self.dice.permille(self.options.centre_disk) => Strike::Fail,
            () => return,
        };
        let n = u64::try_from(self.dice.between(1, 400)).expect("a small number");
        self.hall.weather.arm(n, strike);
    }

    /// Looks whether the town hall's storage was struck; killed, it is started again and every line is gone.
    fn centre_struck(&mut self) {
        let Some((strike, call)) = self.hall.weather.struck() else {
            return;
        };
        if strike == Strike::Fail {
            self.trace.count("disk calls failed at the centre");
            self.trace
                .line(self.now, "centre", &format!("disk fails at {call}"));
            return;
        }
        self.trace.count("centre killed");
        self.trace
            .line(self.now, "centre", &format!("killed at {call}"));
        for at in 0..self.offices.len() {
            self.hang_up(at);
        }
        self.hall.restart(self.now);
    }

    /// Drafts a list of what is ripe and approves what is drafted, each in its own transaction.
    fn clerk(&mut self) {
        let ctx = self.hall.ctx();
        let db = self.hall.app().db().clone();
        let open = db.read(|tx| lists::all(tx, 50).map_err(Fail::from));
        let Ok(open) = open else { return };
        let waiting = open
            .iter()
            .find(|list| list.state == loggia_revenue::model::ListState::Draft);
        let Some(draft) = waiting else {
            if let Ok(list) = db.write(|tx| lists::draft(tx, &ctx, "fines")) {
                self.trace.count("lists drafted");
                let text = format!("drafts list {} of {} fines", list.id, list.lines);
                self.trace.line(self.now, "clerk", &text);
                let soon = self.now + self.dice.between(1, 120) * MINUTE;
                self.push(soon, Event::Clerk);
            }
            return;
        };
        match db.write(|tx| lists::approve(tx, &ctx, draft.id)) {
            Ok(list) => {
                self.trace.count("lists approved");
                let text = format!("approves list {} of {} cents", list.id, list.total.get());
                self.trace.line(self.now, "clerk", &text);
            }
            Err(error) => {
                let text = format!("cannot approve list {}: {error}", draft.id);
                self.trace.line(self.now, "clerk", &text);
                let soon = self.now + 30 * MINUTE;
                self.push(soon, Event::Clerk);
            }
        }
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
