//! A world: one town hall, its laptops and people, the line between them, and a clock that jumps from event to event.
//!
//! ```text
//! morning ─ people, lines, calls, storms at drawn hours ─▶ queue (time, order) ─▶ one event after the other ─▶ evening
//! last evening ─▶ calm: lines up, dead programs started, sessions until nothing moves ─▶ observers
//! ```
//! One thread, nothing spawned; every draw from one [`Dice`]. What an event does is in [`crate::events`].

use crate::centre::{Hall, first_day, persons};
use crate::dice::Dice;
use crate::events::Event;
use crate::ledger::Ledger;
use crate::office::{Office, POSTS};
use crate::options::Options;
use crate::trace::Trace;
use loggia_core::Fail;
use loggia_intake::registry;
use loggia_sync::enrol::EnrolCode;
use loggia_sync::session::Summary;
use std::collections::BTreeMap;

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;
/// Hours in which people work.
const WORKING: i64 = 7;
/// Sessions per laptop after which a world must have come to rest.
const ROUNDS: usize = 12;

/// Everything there is.
pub struct World {
    /// What was drawn for it.
    pub options: Options,
    /// Its chance.
    pub dice: Dice,
    /// What happened.
    pub trace: Trace,
    /// The town hall.
    pub hall: Hall,
    /// The laptops.
    pub offices: Vec<Office>,
    /// What people were told.
    pub ledger: Ledger,
    /// ΑΦΜ and name of those who get fined.
    pub persons: Vec<(String, String)>,
    /// The true time.
    pub now: i64,
    /// What an eye on the spot objected to.
    pub objections: Vec<String>,
    pub(crate) queue: BTreeMap<(i64, u64), Event>,
    pub(crate) order: u64,
    pub(crate) calls: u64,
    pub(crate) keys: u64,
    pub(crate) last_summary: Option<Summary>,
    _folder: tempfile::TempDir,
}

impl World {
    /// A town on its first morning: laptops enrolled over the line, with their first numbers.
    pub fn begin(seed: u64, print: bool) -> World {
        let mut dice = Dice::of(seed);
        let options = Options::draw(&mut dice);
        let folder = crate::folder();
        let now = first_day().as_millisecond();
        let hall = Hall::open(folder.path(), dice.any(), options.blocks, now);
        let mut world = World {
            options,
            dice,
            trace: Trace::new(print),
            hall,
            offices: Vec::new(),
            ledger: Ledger::default(),
            persons: persons(),
            now,
            objections: Vec::new(),
            queue: BTreeMap::new(),
            order: 0,
            calls: 0,
            keys: 0,
            last_summary: None,
            _folder: folder,
        };
        let what = format!("seed {seed}: {:?}", world.options);
        world.trace.line(now, "world", &what);
        for post in world.options.laptops.clone() {
            world.enrol(post);
        }
        world
    }

    fn enrol(&mut self, post: usize) {
        let post = &POSTS[post];
        let scopes: Vec<_> = post
            .desks
            .iter()
            .map(|desk| *self.hall.scopes.get(*desk).expect("a desk"))
            .collect();
        let code = EnrolCode::generate(&self.hall.root(), self.dice.stream());
        let ctx = self.hall.ctx();
        self.hall
            .app()
            .db()
            .write(|tx| registry::put_code(tx, &ctx, &code, post.name, &scopes).map_err(Fail::from))
            .expect("a code");
        let chance = self.dice.any();
        self.offices
            .push(Office::new(post, scopes, code, (chance, self.now)));
        let at = self.offices.len() - 1;
        for _ in 0..2 {
            self.call(at);
            self.run_until_idle();
        }
    }

    /// The whole life of the town, ending at rest.
    pub fn live(&mut self) {
        for day in 0..self.options.days {
            if day == self.options.days_before_pause {
                let pause = self.dice.between(62, 80);
                self.now += pause * DAY;
                self.trace
                    .line(self.now, "world", &format!("{pause} days pass"));
            }
            self.day(day == self.options.days - 1);
        }
        self.come_to_rest();
    }

    fn day(&mut self, last: bool) {
        let morning = self.now;
        for at in 0..self.offices.len() {
            self.push(morning, Event::Morning { office: at, last });
            for _ in 0..self.dice.between(0, self.options.acts) {
                let when = self.dice.between(0, WORKING * HOUR);
                self.push(morning + when, Event::Act { office: at });
            }
            for hour in 0..WORKING {
                let within = self.dice.between(0, HOUR - 1);
                if self.dice.permille(self.options.line_turns) {
                    self.push(morning + hour * HOUR + within, Event::Turn { office: at });
                }
                if self.dice.permille(600) {
                    let within = self.dice.between(0, HOUR - 1);
                    self.push(morning + hour * HOUR + within, Event::Call { office: at });
                }
            }
        }
        for hour in 0..WORKING {
            let within = self.dice.between(0, HOUR - 1);
            self.push(morning + hour * HOUR + within, Event::Storm);
        }
        for _ in 0..self.dice.between(0, 2) {
            let when = self.dice.between(HOUR, WORKING * HOUR);
            self.push(morning + when, Event::Clerk);
        }
        self.run_until_idle();
        self.now = self.now.max(morning) - morning;
        self.now = morning + (self.now / DAY + 1) * DAY;
    }

    /// All faults end, everything that waits is done, and sessions go on until nothing moves.
    fn come_to_rest(&mut self) {
        self.trace.line(self.now, "world", "calm");
        (self.options.cut, self.options.replay) = (0, 0);
        (self.options.kill_laptop, self.options.laptop_disk) = (0, 0);
        self.hall.weather.calm();
        self.hall.set_clock(self.now);
        self.note_revoked();
        for at in 0..self.offices.len() {
            let office = &mut self.offices[at];
            office.weather.calm();
            office.line = true;
            office.set_clock(self.now);
            self.start(at);
            self.settle_unanswered(at);
        }
        for _ in 0..ROUNDS {
            let mut moved = false;
            for at in 0..self.offices.len() {
                moved |= self.converse(at).iter().any(moves);
            }
            if !moved {
                return;
            }
        }
        self.objections
            .push(format!("quiet: {ROUNDS} rounds and things still move"));
    }

    /// Sessions of one laptop until it says that there is nothing more; what each moved.
    pub fn converse(&mut self, at: usize) -> Vec<Summary> {
        let mut moved = Vec::new();
        loop {
            let summary = self.meet(at);
            let more = summary.more;
            moved.push(summary);
            if !more || moved.len() > ROUNDS {
                return moved;
            }
        }
    }

    /// One session from beginning to end, in calm weather; what it moved.
    pub fn meet(&mut self, at: usize) -> Summary {
        self.last_summary = None;
        self.call(at);
        self.run_until_idle();
        self.last_summary.take().unwrap_or_default()
    }

    /// Plans something.
    pub fn push(&mut self, at: i64, event: Event) {
        self.order += 1;
        self.queue.insert((at, self.order), event);
    }

    /// Does the next thing; `false` if there is none.
    pub fn step(&mut self) -> bool {
        let Some(((at, _), event)) = self.queue.pop_first() else {
            return false;
        };
        self.now = self.now.max(at);
        self.hall.set_clock(self.now);
        for office in &self.offices {
            office.set_clock(self.now);
        }
        self.happen(event);
        true
    }

    /// Does everything that is planned.
    pub fn run_until_idle(&mut self) {
        while self.step() {}
    }
}

/// True if a session moved anything. A file that the centre refused (its case never came) is offered again, and moves nothing.
pub fn moves(summary: &Summary) -> bool {
    let still = Summary {
        blobs_refused: summary.blobs_refused,
        ..Summary::default()
    };
    *summary != still
}
