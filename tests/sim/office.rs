//! A laptop of a world: the real node in a folder, and what outlives it when it is killed.

use crate::command::Attempt;
use crate::line::Call;
use crate::weather::{Strike, Weather};
use jiff::Timestamp;
use loggia_node::env::{Env, FrozenClock, HighWater as _, MemoryHighWater};
use loggia_node::{Actor, Create, Node, NodeError, Session};
use loggia_schema::ids::{DeviceKey, Incarnation, ScopeId};
use loggia_sync::enrol::EnrolCode;
use std::path::Path;

/// Who sits at a laptop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// Writes fines.
    Officer,
    /// Takes money.
    Cashier,
    /// Sits at a counter: requests and protocol.
    Clerk,
    /// Walks and reads water meters.
    Keeper,
}

/// A laptop as the municipality planned it: its name in the trace, user, desks.
#[derive(Debug, Clone, Copy)]
pub struct Post {
    /// In the trace.
    pub name: &'static str,
    /// Login of its user.
    pub login: &'static str,
    /// Codes of its desks.
    pub desks: &'static [&'static str],
    /// What is done there.
    pub work: Work,
}

/// All laptops that a world may have. Two share the police desk of the town, four the central desk, two the water.
pub const POSTS: &[Post] = &[
    post("police-1", "astynomos1", &["ΔΑ-1"], Work::Officer),
    post("police-2", "astynomos2", &["ΔΑ-1", "ΔΑ-2"], Work::Officer),
    post("desk-1", "tamias1", &["ΤΑ-01"], Work::Cashier),
    post("desk-2", "tamias2", &["ΤΑ-07", "ΤΑ-16"], Work::Cashier),
    post("desk-3", "tamias1", &["ΤΑ-01"], Work::Cashier),
    post("counter-1", "tamias1", &["ΤΑ-01"], Work::Clerk),
    post("counter-2", "tamias2", &["ΤΑ-07", "ΤΑ-16"], Work::Clerk),
    post("counter-3", "tamias1", &["ΤΑ-01"], Work::Clerk),
    post("keeper-1", "ydronomos1", &["ΥΔ-1"], Work::Keeper),
    post("keeper-2", "ydronomos2", &["ΥΔ-1"], Work::Keeper),
];

/// Laptops of counters, as places in [`POSTS`].
pub const COUNTERS: [usize; 3] = [5, 6, 7];
/// The two laptops of the water network.
pub const KEEPERS: [usize; 2] = [8, 9];

const fn post(
    name: &'static str,
    login: &'static str,
    desks: &'static [&'static str],
    work: Work,
) -> Post {
    Post {
        name,
        login,
        desks,
        work,
    }
}

const PASSWORD: &str = "ψάρι στη στεριά";

/// A copy of a laptop's folder, as a backup program takes it.
pub struct Copy {
    folder: tempfile::TempDir,
}

/// One laptop.
pub struct Office {
    /// Its plan.
    pub post: &'static Post,
    /// Its scopes.
    pub scopes: Vec<ScopeId>,
    /// The running program; `None` while it is dead.
    pub node: Option<Node>,
    /// The weather of its disk.
    pub weather: Weather,
    /// Whether there is a line.
    pub line: bool,
    /// The session that runs.
    pub call: Option<Call>,
    /// Commands without an answer: sent again under the same key after a restart.
    pub unanswered: Vec<Attempt>,
    /// An older copy of its folder.
    pub copy: Option<Copy>,
    /// The centre revoked it.
    pub revoked: bool,
    /// Its store was put back from a copy at some time.
    pub was_put_back: bool,
    /// Every life its store had.
    pub lives: Vec<Incarnation>,
    /// How far its clock is from the true time, in milliseconds.
    pub skew: i64,
    /// Its device key.
    pub device: DeviceKey,
    /// The one-time code with which it is enrolled.
    pub code: EnrolCode,
    folder: tempfile::TempDir,
    actor: Actor,
    clock: FrozenClock,
    marks: MemoryHighWater,
    starts: u64,
    seed: u64,
}

impl Office {
    /// A new laptop, unlocked for its user, not enrolled yet.
    pub fn new(
        post: &'static Post,
        scopes: Vec<ScopeId>,
        code: EnrolCode,
        (seed, now): (u64, i64),
    ) -> Office {
        let folder = crate::folder();
        let (weather, marks) = (Weather::default(), MemoryHighWater::default());
        let clock = FrozenClock::at(Timestamp::from_millisecond(now).expect("a simulated time"));
        let how = Create {
            training: true,
            login: post.login,
            password: PASSWORD,
        };
        let surroundings = env(seed, &clock, &marks, &weather);
        let (node, actor) =
            Node::create(folder.path(), surroundings, how, "sim").expect("a new store");
        let (device, life) = (
            node.device().expect("unlocked"),
            node.incarnation().expect("unlocked"),
        );
        Office {
            post,
            scopes,
            node: Some(node),
            weather,
            line: true,
            call: None,
            unanswered: Vec::new(),
            copy: None,
            revoked: false,
            was_put_back: false,
            lives: vec![life],
            skew: 0,
            device,
            code,
            folder,
            actor,
            clock,
            marks,
            starts: 0,
            seed,
        }
    }

    /// Whether it belongs to the municipality yet.
    pub fn is_enrolled(&self) -> bool {
        let enrolment = self.node.as_ref().map(Node::enrolment);
        enrolment.is_some_and(|enrolment| enrolment.is_ok_and(|enrolment| enrolment.is_some()))
    }

    /// Shows the device its own idea of the time.
    pub fn set_clock(&self, now: i64) {
        // Time passes: what was on its way to the disk has arrived.
        self.marks.clone().settle().expect("marks in memory");
        self.clock
            .set(Timestamp::from_millisecond(now + self.skew).expect("a simulated time"));
    }

    /// The user's session at the running node.
    pub fn session(&mut self) -> Option<Result<Session<'_>, NodeError>> {
        let actor = self.actor.clone();
        self.node.as_mut().map(|node| node.session(&actor))
    }

    /// What the storage struck since the last look; a killed node is dropped, as its process would be. Every second time it
    /// is the power that failed, and a mark on its way to the disk is lost too.
    pub fn struck(&mut self) -> Option<(Strike, String)> {
        let struck = self.weather.struck();
        if let Some((Strike::Kill, _)) = struck {
            self.node = None;
            if (self.seed ^ self.starts).is_multiple_of(2) {
                self.marks.power_cut();
            }
        }
        struck
    }

    /// Starts the program again on what is on disk, and unlocks it.
    pub fn restart(&mut self) -> Result<(), NodeError> {
        self.node = None;
        self.starts += 1;
        let surroundings = env(
            self.seed ^ (self.starts << 32),
            &self.clock,
            &self.marks,
            &self.weather,
        );
        let mut node = Node::open(self.folder.path(), surroundings, "sim")?;
        self.actor = node.unlock(self.post.login, PASSWORD)?;
        self.node = Some(node);
        self.note_life();
        Ok(())
    }

    /// Writes down a new life of the store.
    pub fn note_life(&mut self) {
        if let Some(life) = self.node.as_ref().and_then(|node| node.incarnation().ok())
            && !self.lives.contains(&life)
        {
            self.lives.push(life);
        }
    }

    /// The present life.
    pub fn life(&self) -> Incarnation {
        *self.lives.last().expect("at least one life")
    }

    /// Copies the folder as it lies there.
    pub fn take_copy(&mut self) {
        let folder = crate::folder();
        copy_files(self.folder.path(), folder.path());
        self.copy = Some(Copy { folder });
    }

    /// Puts the older copy in the place of the folder; the program is dead afterwards.
    pub fn put_back(&mut self, copy: Copy) {
        self.node = None;
        let folder = crate::folder();
        copy_files(copy.folder.path(), folder.path());
        self.folder = folder;
        self.was_put_back = true;
    }
}

fn copy_files(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).expect("a folder") {
        let path = entry.expect("a file").path();
        let name = path.file_name().expect("a name");
        std::fs::copy(&path, to.join(name)).expect("a copied file");
    }
}

fn env(seed: u64, clock: &FrozenClock, marks: &MemoryHighWater, weather: &Weather) -> Env {
    let mut env = Env::simulated(seed, clock.clone());
    env.marks = Box::new(marks.clone());
    env.faults = Box::new(weather.clone());
    env
}
