//! The conversation of two stores as a pure machine: events and the time in, things to do out.
//!
//! A node speaks first, the centre answers. Both prove their keys over one transcript that also holds a
//! value of the connection, so nobody in the middle can pass a proof on; the registry is asked in every
//! session, so a revoked device stops at once. Then:
//!
//! ```text
//! node                                centre
//! HELLO                    ──────▶
//!                          ◀──────    WELCOME  PROOF
//! PROOF  SUMMARY           ──────▶                         one digest per scope
//!                          ◀──────    ANSWER  FRONTIER*    only of scopes that differ
//! FRONTIER* BUNDLE* SENT*  ──────▶                         the centre may judge now
//!                          ◀──────    BUNDLE* RECORDS* RECEIPT* DONE
//! (blobs: `blobs.rs`)
//! DONE                     ──────▶
//! ```
//!
//! Equal stores meet one ANSWER and one DONE. Nothing here waits, reads a clock or draws a random number
//! (the nonce is drawn when the session is made). Every message at a wrong moment ends the session; what
//! was admitted before stays. A carrier calls [`Session::handle`] for each [`Event`] and performs the
//! [`Output`]s in order; after a batch with [`Output::MoreToSend`] it says [`Event::Drained`] once the
//! frames have left; after [`Output::Close`] it calls nothing more. Bytes: docs/formats/session.md.

mod api;
mod blobs;
mod centre;
pub mod message;
mod node;
mod transfer;
mod words;

pub use api::{Ending, Event, Output, Party, Refusal, Summary};

use crate::enrol::EnrolCode;
use crate::gates::ChangeInspector;
use crate::identity::{RootTrust, SignedCertificate};
use crate::limits::{BLOB_SESSION_BUDGET, SESSION_BUDGET};
use crate::receipt::Millis;
use crate::seal::SealPublic;
use crate::sign::{Context, Domain, KeyPair, Signature};
use crate::store::{StoreError, SyncStore};
use blobs::Blobs;
use centre::Centre;
use loggia_schema::ids::{DeviceKey, Incarnation};
use loggia_schema::message::{Code, sync as says};
use message::{CAN_BLOBS, CAN_ZSTD, Message};
use node::Node;
use rand::CryptoRng;
use transfer::Transfer;
use zeroize::Zeroizing;

/// What both sides of every session are given.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Reads the facts of a change.
    pub inspect: ChangeInspector,
    /// Name and version of the program, for the other side's logs.
    pub program: String,
    /// Bytes this side hands over in one session.
    pub budget: u64,
    /// Bytes of blobs this side hands over in one session; none: it neither sends nor takes any.
    pub blob_budget: u64,
    /// Whether this side compresses and reads compressed frames.
    pub zstd: bool,
}

impl Settings {
    /// The usual settings around a change inspector.
    pub fn new(inspect: ChangeInspector) -> Self {
        let program = concat!("loggia ", env!("CARGO_PKG_VERSION")).to_owned();
        Settings {
            inspect,
            program,
            budget: SESSION_BUDGET,
            blob_budget: BLOB_SESSION_BUDGET,
            zstd: true,
        }
    }
}

/// The initiator: an office.
#[derive(Debug, Clone)]
pub struct NodeSide {
    /// The device's keys.
    pub keys: KeyPair,
    /// What it trusts.
    pub trust: RootTrust,
    /// What it wants.
    pub task: Task,
}

/// What a node wants of a session.
#[derive(Debug, Clone)]
pub enum Task {
    /// To sync.
    Sync,
    /// To enrol. The session then never touches the store.
    Enrol(EnrolTask),
}

/// What a new device brings to its enrolment.
#[derive(Debug, Clone)]
pub struct EnrolTask {
    /// The code a person typed.
    pub code: EnrolCode,
    /// What people call the device.
    pub name: String,
    /// The first life of its store.
    pub incarnation: Incarnation,
    /// The key to which parcels for it are sealed.
    pub seal_to: SealPublic,
    /// The key of its store, to be sealed to the municipality.
    pub store_key: Zeroizing<[u8; 32]>,
}

/// The responder: the town hall.
#[derive(Debug, Clone)]
pub struct CentreSide {
    /// The centre's keys.
    pub keys: KeyPair,
    /// The root's word for them.
    pub certificate: SignedCertificate,
    /// Their word for the next ones, if there is one (`identity::NextKey`).
    pub next_key: Option<Vec<u8>>,
    /// Set when the centre has no room: the session says BUSY and ends.
    pub busy: Option<Millis>,
}

/// One session, from the line coming up to its end.
#[derive(Debug)]
pub struct Session {
    core: Core,
    side: Side,
}

#[derive(Debug)]
enum Side {
    Node(Node),
    Centre(Centre),
}

impl Session {
    /// A node's session. `rng` is used now and not kept.
    pub fn node(side: NodeSide, settings: Settings, rng: &mut impl CryptoRng) -> Self {
        let mut seal_seed = Zeroizing::new([0; 32]);
        rng.fill_bytes(seal_seed.as_mut());
        let NodeSide { keys, trust, task } = side;
        Session {
            core: Core::new(keys, settings, rng),
            side: Side::Node(Node::new(trust, task, seal_seed)),
        }
    }

    /// The centre's session. `rng` is used now and not kept.
    pub fn centre(side: CentreSide, settings: Settings, rng: &mut impl CryptoRng) -> Self {
        let CentreSide {
            keys,
            certificate,
            next_key,
            busy,
        } = side;
        Session {
            core: Core::new(keys, settings, rng),
            side: Side::Centre(Centre::new(certificate, next_key, busy)),
        }
    }

    /// Takes an event, asks the store what it must, and answers with what is to be done, in order.
    /// After [`Output::Close`] was answered, every further call answers nothing.
    pub fn handle(&mut self, event: Event, now: Millis, store: &mut dyn SyncStore) -> Vec<Output> {
        if self.core.over {
            return Vec::new();
        }
        let done = match event {
            Event::Connected { binding, peer } => self.connected(binding, peer),
            Event::Frame(frame) => self.frame(&frame, now, store),
            Event::Drained => {
                self.core.drained();
                self.pump(now, store)
            }
            Event::Lost => Err(Stop::End(Ending::Cut)),
        };
        if let Err(stop) = done {
            self.core.stop(stop);
        }
        std::mem::take(&mut self.core.out)
    }

    /// The longest frame the carrier should read now. Ask before each frame.
    pub const fn frame_limit(&self) -> usize {
        message::frame_limit(self.core.proven)
    }

    /// Whether the peer has proven its key.
    pub const fn is_proven(&self) -> bool {
        self.core.proven
    }

    /// Whether the session has ended.
    pub const fn is_over(&self) -> bool {
        self.core.over
    }

    /// What has been moved so far.
    pub const fn summary(&self) -> Summary {
        self.core.summary
    }

    /// The name of the present phase, for traces.
    pub fn phase(&self) -> &'static str {
        match &self.side {
            _ if self.core.over => "over",
            Side::Node(node) => node.phase_name(),
            Side::Centre(centre) => centre.phase_name(),
        }
    }

    fn connected(&mut self, binding: [u8; 32], peer: Option<DeviceKey>) -> Result<(), Stop> {
        if self.core.line.is_some() {
            return Err(Stop::Refuse(says::WRONG_MOMENT));
        }
        self.core.line = Some(Line { binding, peer });
        match &mut self.side {
            Side::Node(node) => node.connected(&mut self.core),
            Side::Centre(_) => Ok(()),
        }
    }

    fn frame(&mut self, frame: &[u8], now: Millis, store: &mut dyn SyncStore) -> Result<(), Stop> {
        if self.core.line.is_none() {
            return Err(Stop::Refuse(says::WRONG_MOMENT));
        }
        if frame.len() > self.frame_limit() {
            return Err(Stop::Refuse(says::MALFORMED));
        }
        let message = Message::from_frame(frame, self.core.zstd)
            .map_err(|_| Stop::Refuse(says::MALFORMED))?;
        match message {
            Message::Refused(code) => {
                return Err(Stop::End(Ending::Refused {
                    by: Party::Peer,
                    why: Refusal { code },
                }));
            }
            message => match &mut self.side {
                Side::Node(node) => node.message(&mut self.core, message, now, store),
                Side::Centre(centre) => centre.message(&mut self.core, message, now, store),
            },
        }?;
        self.pump(now, store)
    }

    /// Hands over a portion. A node whose blobs are settled by that has nothing left to say.
    fn pump(&mut self, now: Millis, store: &mut dyn SyncStore) -> Result<(), Stop> {
        self.core.pump(now, store)?;
        match &mut self.side {
            Side::Node(node) => node.end_if_settled(&mut self.core),
            Side::Centre(_) => Ok(()),
        }
    }
}

/// Why a session stops.
#[derive(Debug)]
enum Stop {
    /// We refuse the peer.
    Refuse(Code),
    /// Our store failed.
    Store(StoreError),
    /// Nothing is left to say.
    End(Ending),
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Stop::Store(error)
    }
}

/// What the carrier said of the line.
#[derive(Debug, Clone, Copy)]
struct Line {
    binding: [u8; 32],
    peer: Option<DeviceKey>,
}

/// What both sides have.
#[derive(Debug)]
struct Core {
    keys: KeyPair,
    settings: Settings,
    nonce: [u8; 32],
    line: Option<Line>,
    /// Whether the peer has proven its key.
    proven: bool,
    /// Whether both sides speak zstd.
    zstd: bool,
    /// The device is revoked: it hands in and receives nothing.
    handing_in: bool,
    /// The announcement in WELCOME, until the centre has proven its key.
    next_key: Option<Vec<u8>>,
    over: bool,
    out: Vec<Output>,
    summary: Summary,
    transfer: Transfer,
    blobs: Blobs,
}

impl Core {
    fn new(keys: KeyPair, settings: Settings, rng: &mut impl CryptoRng) -> Self {
        let mut nonce = [0; 32];
        rng.fill_bytes(&mut nonce);
        let transfer = Transfer::new(settings.budget);
        let blobs = Blobs::new(settings.blob_budget);
        Core {
            keys,
            settings,
            nonce,
            line: None,
            proven: false,
            zstd: false,
            handing_in: false,
            next_key: None,
            over: false,
            out: Vec::new(),
            summary: Summary::default(),
            transfer,
            blobs,
        }
    }

    fn send(&mut self, message: &Message) {
        self.out.push(Output::Send(message.to_frame(self.zstd)));
    }

    fn can(&self) -> u32 {
        let zstd = if self.settings.zstd { CAN_ZSTD } else { 0 };
        let blobs = if self.settings.blob_budget > 0 {
            CAN_BLOBS
        } else {
            0
        };
        zstd | blobs
    }

    /// What both sides can, once WELCOME told.
    fn agree(&mut self, both: u32) {
        self.zstd = both & CAN_ZSTD != 0;
        self.blobs.on = both & CAN_BLOBS != 0;
    }

    /// The value both sides sign: both first words, whole, and the connection they were said on.
    fn transcript(&self, hello: &[u8], welcome: &[u8]) -> Result<[u8; 32], Stop> {
        let line = self.line.ok_or(Stop::Refuse(says::WRONG_MOMENT))?;
        let len = |bytes: &[u8]| (bytes.len() as u64).to_be_bytes();
        Ok(Context::Transcript.hash(&[&len(hello), hello, &len(welcome), welcome, &line.binding]))
    }

    /// Checks the peer's proof, and that the carrier knows the same key.
    fn prove(
        &mut self,
        domain: Domain,
        key: &DeviceKey,
        transcript: &[u8; 32],
        proof: &Signature,
    ) -> Result<(), Stop> {
        let same = self
            .line
            .and_then(|line| line.peer)
            .is_none_or(|carried| carried == *key);
        if !same || domain.verify(key, transcript, proof).is_err() {
            return Err(Stop::Refuse(says::BAD_PROOF));
        }
        self.proven = true;
        self.out.push(Output::Proven(*key));
        Ok(())
    }

    fn stop(&mut self, stop: Stop) {
        let ending = match stop {
            Stop::Refuse(code) => {
                self.send(&Message::Refused(code));
                Ending::Refused {
                    by: Party::Us,
                    why: Refusal { code },
                }
            }
            Stop::Store(error) => {
                self.send(&Message::Refused(says::PEER_STORE));
                Ending::Store(error)
            }
            Stop::End(ending) => ending,
        };
        self.over = true;
        self.out.push(Output::Close(ending));
    }
}
