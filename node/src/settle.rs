//! Settling a store when it is opened: is it the one that was closed? (έλεγχος κατά το άνοιγμα)
//!
//! Three things are put right before anybody works: the marks outside are compared with the blocks, what was admitted and
//! not applied is applied, and rows of older code are made anew. A store that turns out to be older than what was shown
//! starts a new life at once: a new incarnation, under which it has no numbers and cannot contradict what it wrote before.

use crate::apply::{self, Me};
use crate::env::Env;
use crate::error::{NodeError, Result};
use crate::feeds;
use crate::node::Node;
use crate::numbers::{self, Block, BlockState, Witness, not_marked};
use crate::rows;
use crate::store::{self, StoreError, Tx, meta, set_meta};
use crate::tasks;
use crate::writer;
use loggia_cases::protocol::SeriesMark;
use loggia_schema::ids::{Incarnation, LeaseId, MunicipalityId};
use loggia_schema::message::{Finding, access, numbers as messages, storage};
use loggia_sync::body::BodySecret;
use loggia_sync::entries::{LeaseReturn, ReturnReason, Spoken};
use loggia_sync::feed::FeedId;
use rusqlite::Connection;
use std::collections::BTreeSet;

/// Lives that this store had before the present one, one after the other.
const FORMER: &str = "former_incarnations";

impl Node {
    /// Puts an opened store right. Repeating it does nothing more.
    pub(crate) fn settle(&mut self) -> Result<()> {
        self.witness_blocks()?;
        let (env, open) = (&mut self.env, self.open.as_mut().ok_or_else(locked)?);
        open.store
            .write(&mut *env.faults, |tx| rows::mark_old_versions(tx).map(drop))?;
        self.apply_what_lies()
    }

    /// Applies what was admitted and could not be applied then, because the disk failed or the process ended.
    pub(crate) fn apply_what_lies(&mut self) -> Result<()> {
        let now = self.now_micros();
        let (env, open) = (&mut self.env, self.open.as_mut().ok_or_else(locked)?);
        if let Some(me) = open.me() {
            apply::apply_all(&mut open.store, &mut *env.faults, me, now)?;
        }
        Ok(())
    }

    /// A new life of this store: new actor, new feeds, no numbers. People are told by a task.
    ///
    /// # Errors
    /// Locked. The disk's.
    pub fn new_incarnation(&mut self) -> Result<Incarnation> {
        let (now, new) = (self.now_micros(), self.unused_incarnation()?);
        let open = self.open.as_mut().ok_or_else(locked)?;
        let old = open.incarnation;
        let mut former = meta(open.store.conn(), FORMER)?.unwrap_or_default();
        former.extend_from_slice(old.as_bytes());
        open.store
            .write::<_, StoreError>(&mut *self.env.faults, |tx| {
                set_meta(tx, "incarnation", new.as_bytes())?;
                set_meta(tx, FORMER, &former)?;
                let finding = Finding::new(storage::STORE_ROLLED_BACK);
                tasks::open(tx, &format!("rollback/{old}"), None, None, &finding, now)
            })?;
        tracing::warn!(%old, %new, "the store was rolled back and starts a new incarnation");
        open.incarnation = new;
        self.return_former_blocks()?;
        Ok(new)
    }

    /// A random name for a new life whose series of protocol numbers is not one this store has met.
    fn unused_incarnation(&mut self) -> Result<Incarnation> {
        let known = feeds::all(self.unlocked()?.store.conn())?;
        let present = self.unlocked()?.incarnation;
        let lives = known.iter().map(|feed| feed.id.incarnation);
        let met: BTreeSet<SeriesMark> = lives.chain([present]).map(SeriesMark::of).collect();
        loop {
            let new = Incarnation(self.env.bytes());
            if !met.contains(&SeriesMark::of(new)) {
                return Ok(new);
            }
        }
    }

    /// Blocks of former lives are returned, those too that arrive later: nobody will take a number from them. This life
    /// says it, because somebody may remember more of the former life's feeds than this store does.
    fn return_former_blocks(&mut self) -> Result<()> {
        let now = self.now_micros();
        let (env, open) = (&mut self.env, self.open.as_mut().ok_or_else(locked)?);
        let Some(me) = open.me() else { return Ok(()) };
        let former = former_lives(open.store.conn(), &me)?;
        let me = me.incarnation;
        let mut blocks = numbers::all(open.store.conn())?;
        blocks.retain(|block| {
            block.state == BlockState::InUse && former.contains(&block.incarnation)
        });
        for block in blocks {
            let (voice, salt) = (open.voice(me, &block), BodySecret::generate(&mut env.rng));
            open.store
                .write(&mut *env.faults, |tx| freeze(tx, &block, voice, &salt, now))?;
        }
        Ok(())
    }

    /// Compares the blocks that are new in memory with their marks: at the opening all of them, later those that arrived.
    /// A block that arrives a second time, in a store restored from a copy, meets its old mark here.
    pub(crate) fn witness_blocks(&mut self) -> Result<()> {
        let found = [
            self.settle_marks()?,
            self.settle_protocol()?,
            self.settle_life()?,
        ];
        match found.contains(&Witness::StoreOlder) {
            true => self.new_incarnation().map(drop),
            false => self.return_former_blocks(),
        }
    }

    /// Compares the entries of this life with their mark: a store that forgot only what has no number is older too, and
    /// would write other entries in the place of those that somebody else may hold. A mark behind the store is nothing:
    /// it moves only where no number does.
    fn settle_life(&mut self) -> Result<Witness> {
        let (env, open) = (&mut self.env, self.open.as_mut().ok_or_else(locked)?);
        let id = numbers::life_mark(open.incarnation);
        if open.marks.contains_key(&id) {
            return Ok(Witness::Agrees);
        }
        let mark = env.marks.read(id).map_err(not_marked)?;
        let mark = mark.unwrap_or(0);
        open.marks.insert(id, mark);
        let written = feeds::written(open.store.conn(), &open.device.public(), open.incarnation)?;
        match mark > written {
            true => Ok(Witness::StoreOlder),
            false => Ok(Witness::Agrees),
        }
    }

    /// Compares every unknown block of this life with its mark; late marks are moved, disagreeing series freeze.
    fn settle_marks(&mut self) -> Result<Witness> {
        let now = self.now_micros();
        let (env, open) = (&mut self.env, self.open.as_mut().ok_or_else(locked)?);
        let me = open.incarnation;
        let (mut worst, mut odd) = (Witness::Agrees, Vec::new());
        let mut blocks = numbers::all(open.store.conn())?;
        blocks.retain(|block| block.incarnation == me && !open.marks.contains_key(&block.lease));
        for block in blocks {
            let mark = env.marks.read(block.lease).map_err(not_marked)?;
            // Nothing is taken before this: the block counts as known only once it was compared.
            open.marks.insert(block.lease, mark.unwrap_or(0));
            match numbers::witness(block.used, mark) {
                Witness::Agrees => {}
                Witness::Late => {
                    open.mark(env, block.lease, block.used)?;
                }
                _ if block.state != BlockState::InUse => {}
                // A new life will freeze and return all of them; nothing more is said in this one.
                Witness::StoreOlder => worst = Witness::StoreOlder,
                _ => odd.push(block),
            }
        }
        if worst == Witness::StoreOlder {
            return Ok(worst);
        }
        for block in odd {
            let (voice, salt) = (open.voice(me, &block), BodySecret::generate(&mut env.rng));
            open.store
                .write(&mut *env.faults, |tx| freeze(tx, &block, voice, &salt, now))?;
        }
        Ok(worst)
    }
}

/// Every life that this store had before the present one, as far as it knows: from its own memory, and from feeds of its
/// own that it wrote in lives which it has forgotten and was handed back.
pub(crate) fn former_lives(conn: &Connection, me: &Me) -> store::Result<Vec<Incarnation>> {
    let mut former: Vec<Incarnation> = meta(conn, FORMER)?
        .unwrap_or_default()
        .chunks_exact(Incarnation::LEN)
        .filter_map(|bytes| Incarnation::from_slice(bytes).ok())
        .collect();
    let all = feeds::all(conn)?.into_iter().map(|feed| feed.id);
    former.extend(
        all.filter(|id| id.device == me.device)
            .map(|id| id.incarnation),
    );
    former.retain(|life| *life != me.incarnation);
    Ok(former)
}

/// Nothing more is taken from the block; the centre is told that its rest is doubtful.
fn freeze(
    tx: &mut Tx<'_>,
    block: &Block,
    voice: Option<Voice>,
    salt: &BodySecret,
    now: i64,
) -> Result<()> {
    numbers::set_state(tx, block.lease, BlockState::Frozen)?;
    let finding =
        Finding::new(messages::SERIES_FROZEN).with("series", block.numbers.series.greek());
    tasks::open(
        tx,
        &format!("frozen/{}", block.lease),
        Some(&block.scope),
        None,
        &finding,
        now,
    )?;
    let (Some((municipality, id)), Some(first)) = (voice, block.next()) else {
        return Ok(());
    };
    let back = LeaseReturn {
        lease: block.lease,
        first: u64::from(first),
        last: u64::from(block.numbers.last),
        reason: ReturnReason::Doubtful,
    };
    let start = loggia_sync::feed::Chain::start(municipality, &id).tip();
    let mut feed = feeds::find_or_make(tx, &id, start)?;
    writer::say(tx, &mut feed, &Spoken::LeaseReturn(back), salt, now)
}

/// The feed on which a life of this store speaks of a block, and the municipality it belongs to.
type Voice = (MunicipalityId, FeedId);

impl crate::node::Open {
    /// The voice of a life in the scope of a block; none before the device is enrolled.
    fn voice(&self, life: Incarnation, block: &Block) -> Option<Voice> {
        let municipality = self.enrolment.as_ref()?.municipality;
        let id = FeedId {
            device: self.device.public(),
            incarnation: life,
            scope: block.scope,
        };
        Some((municipality, id))
    }

    /// Moves the mark of a block outside to what the store says. A process that dies here writes nothing more.
    pub fn mark(&mut self, env: &mut Env, lease: LeaseId, used: u64) -> Result<()> {
        let moved = numbers::mark(
            &mut self.marks,
            &mut *env.marks,
            &mut *env.faults,
            lease,
            used,
        );
        moved.inspect_err(|error| {
            if error.is_killed() {
                self.store.die();
            }
        })
    }

    /// The same, and whether it had stood at an earlier number before.
    pub fn mark_on(&mut self, env: &mut Env, lease: LeaseId, used: u64) -> Result<bool> {
        let before = self.marks.get(&lease).copied().unwrap_or(0);
        self.mark(env, lease, used)?;
        Ok(before > 0 && before < used)
    }

    /// Who this store is, once it is enrolled.
    pub fn me(&self) -> Option<Me> {
        let municipality = self.enrolment.as_ref()?.municipality;
        Some(Me {
            municipality,
            device: self.device.public(),
            incarnation: self.incarnation,
        })
    }
}

fn locked() -> NodeError {
    NodeError::refuse(access::LOCKED)
}
