//! A town in memory: a town hall, offices, and a line between them that can be cut at any message.

use loggia_schema::ids::{DeviceKey, DocId, Height, Incarnation, MunicipalityId, ScopeId};
use loggia_schema::message::Code;
use loggia_sync::body::CaseKind;
use loggia_sync::entries::{Outcome, ReasonCode, Spoken, Verdict, VerdictRange};
use loggia_sync::feed::{FeedId, Tip};
use loggia_sync::gates::{AdmitView as _, ChangeHash};
use loggia_sync::identity::{Certificate, RootTrust, SignedCertificate};
use loggia_sync::memory::{MemoryStore, inspect_toy, toy_change};
use loggia_sync::receipt::Millis;
use loggia_sync::seal::SealSecret;
use loggia_sync::session::message::Message;
use loggia_sync::session::{
    CentreSide, Ending, Event, NodeSide, Output, Party, Refusal, Session, Settings, Summary, Task,
};
use loggia_sync::sign::KeyPair;
use loggia_sync::store::{Registration, SyncStore as _};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng as _;
use std::collections::VecDeque;

pub const DIMOS: MunicipalityId = MunicipalityId(71);
pub const POLICE: ScopeId = ScopeId([0x10; 16]);
pub const COUNTER: ScopeId = ScopeId([0x20; 16]);
pub const NOW: Millis = Millis(1_795_000_000_000);

/// One side with its keys, store and randomness.
pub struct Place {
    pub keys: KeyPair,
    pub store: MemoryStore,
    pub rng: ChaCha20Rng,
    last: Vec<ChangeHash>,
    seq: u64,
}

impl Place {
    fn new(seed: u8, centre: Option<DeviceKey>) -> Self {
        let keys = KeyPair::from_seed(&[seed; 32]);
        let centre = centre.unwrap_or_else(|| keys.public());
        let store = MemoryStore::new(DIMOS, keys.public(), Incarnation([seed; 10]), centre);
        Place {
            keys,
            store,
            rng: ChaCha20Rng::from_seed([seed; 32]),
            last: Vec::new(),
            seq: 0,
        }
    }

    pub fn feed(&self, scope: ScopeId) -> FeedId {
        self.store.own_feed(scope)
    }

    fn toy(&mut self, text: &str) -> (loggia_sync::gates::ChangeFacts, Vec<u8>) {
        self.seq += 1;
        let change = toy_change(
            &self.store.incarnation().unwrap(),
            self.seq,
            &self.last,
            text,
        );
        self.last = vec![change.0.hash];
        change
    }

    /// Opens a document and changes it so many times.
    pub fn write_case(&mut self, scope: ScopeId, doc: u8, changes: usize) -> Tip {
        self.last.clear();
        let open = self.toy("open");
        let doc = DocId([doc; 16]);
        let mut tip = self
            .store
            .open(scope, doc, CaseKind(1), open, &mut self.rng)
            .unwrap();
        for n in 0..changes {
            let change = self.toy(&format!("change {n}"));
            tip = self.store.change(scope, doc, change).unwrap().unwrap();
        }
        tip
    }
}

fn certificate(
    root: &KeyPair,
    recovery: &SealSecret,
    centre: DeviceKey,
    serial: u32,
) -> SignedCertificate {
    let (root_key, recovery) = (root.public(), recovery.public());
    Certificate {
        municipality: DIMOS,
        serial,
        root: root_key,
        centre,
        recovery,
    }
    .sign(root)
}

/// The town hall and its offices.
pub struct Town {
    pub centre: Place,
    pub offices: Vec<Place>,
    pub root: KeyPair,
    pub recovery: SealSecret,
    pub certificate: SignedCertificate,
    pub settings: Settings,
    /// The serial the offices have pinned.
    pub pinned_serial: u32,
}

impl Town {
    /// A town hall and `offices` enrolled offices that all hold both scopes.
    pub fn new(offices: u8) -> Self {
        let root = KeyPair::from_seed(&[0xee; 32]);
        let recovery = SealSecret::from_bytes([0xdd; 32]);
        let mut centre = Place::new(0xcc, None);
        let certificate = certificate(&root, &recovery, centre.keys.public(), 1);
        let mut places = Vec::new();
        for seed in 1..=offices {
            let mut office = Place::new(seed, Some(centre.keys.public()));
            for scope in [POLICE, COUNTER] {
                office.store.hold(scope);
                centre.store.hold(scope);
            }
            centre.store.register(
                office.keys.public(),
                Registration::Active(vec![POLICE, COUNTER]),
            );
            places.push(office);
        }
        let settings = Settings::new(inspect_toy);
        Town {
            centre,
            offices: places,
            root,
            recovery,
            certificate,
            settings,
            pinned_serial: 1,
        }
    }

    /// The root signs a newer certificate for the same centre.
    pub fn certify(&mut self, serial: u32) {
        self.certificate = certificate(
            &self.root,
            &self.recovery,
            self.centre.keys.public(),
            serial,
        );
    }

    pub fn trust(&self) -> RootTrust {
        RootTrust::Pinned {
            municipality: DIMOS,
            root: self.root.public(),
            serial: self.pinned_serial,
        }
    }

    pub fn sessions(&mut self, office: usize) -> (Session, Session) {
        let (trust, settings) = (self.trust(), self.settings.clone());
        let office = &mut self.offices[office];
        let side = NodeSide {
            keys: office.keys.clone(),
            trust,
            task: Task::Sync,
        };
        let node = Session::node(side, settings.clone(), &mut office.rng);
        let side = CentreSide {
            keys: self.centre.keys.clone(),
            certificate: self.certificate,
            next_key: None,
            busy: None,
        };
        (node, Session::centre(side, settings, &mut self.centre.rng))
    }

    /// One session between an office and the town hall, cut after so many messages.
    pub fn sync_cut(&mut self, office: usize, cut: Option<usize>) -> Talk {
        let (node, centre) = self.sessions(office);
        let place = &mut self.offices[office];
        let peers = (Some(self.centre.keys.public()), Some(place.keys.public()));
        talk(
            node,
            centre,
            &mut place.store,
            &mut self.centre.store,
            peers,
            cut,
        )
    }

    /// One session that must end well.
    pub fn sync(&mut self, office: usize) -> (Summary, Summary) {
        let talk = self.sync_cut(office, None);
        match (talk.node_ending(), talk.centre_ending()) {
            (Ending::Done(node), Ending::Done(centre)) => (node, centre),
            other => panic!(
                "the session ended with {other:?}\n{}",
                talk.trace.join("\n")
            ),
        }
    }

    /// The centre accepts everything an office wrote in a scope, as intake would.
    pub fn judge(&mut self, office: usize, scope: ScopeId, outcome: Outcome) {
        let feed = self.offices[office].feed(scope);
        let to = self.centre.store.tip(&feed).unwrap().unwrap().height;
        let range = VerdictRange {
            feed,
            from: Height(1),
            to,
            outcome,
            reason: ReasonCode(0),
            journal_from: 901,
            journal_to: 918,
        };
        let verdict = Spoken::Verdict(Verdict {
            batch: 1,
            ranges: vec![range],
        });
        self.centre
            .store
            .speak(scope, verdict, &mut self.centre.rng)
            .unwrap();
    }

    /// Every office holds exactly what the town hall holds, in every scope it has.
    pub fn assert_equal(&self) {
        for office in &self.offices {
            for scope in office.store.scopes().unwrap() {
                let (ours, theirs) = (
                    office.store.frontier(&scope).unwrap(),
                    self.centre.store.frontier(&scope).unwrap(),
                );
                assert_eq!(ours, theirs, "scope {scope}");
                for (feed, _) in ours.iter() {
                    assert!(
                        office
                            .store
                            .entries(feed)
                            .eq(self.centre.store.entries(feed)),
                        "feed {feed}"
                    );
                }
            }
        }
    }
}

/// What happened in one session.
pub struct Talk {
    pub node: Vec<Output>,
    pub centre: Vec<Output>,
    /// One line per message, for people.
    pub trace: Vec<String>,
}

impl Talk {
    pub fn node_ending(&self) -> Ending {
        ending(&self.node)
    }

    pub fn centre_ending(&self) -> Ending {
        ending(&self.centre)
    }
}

fn ending(outputs: &[Output]) -> Ending {
    match outputs.last() {
        Some(Output::Close(ending)) => ending.clone(),
        other => panic!("the session did not close: {other:?}"),
    }
}

struct End<'a> {
    session: Session,
    store: &'a mut MemoryStore,
    inbox: VecDeque<Vec<u8>>,
    log: Vec<Output>,
}

impl End<'_> {
    /// Performs an event and whatever follows from it; answers the frames to send.
    fn step(&mut self, event: Event) -> Vec<Vec<u8>> {
        let mut frames = Vec::new();
        let mut next = Some(event);
        while let Some(event) = next.take() {
            for output in self.session.handle(event, NOW, self.store) {
                match output {
                    Output::Send(frame) => frames.push(frame),
                    Output::MoreToSend => next = Some(Event::Drained),
                    other => self.log.push(other),
                }
            }
        }
        frames
    }
}

/// Lets two sessions talk until nothing moves or the line is cut.
pub fn talk(
    node: Session,
    centre: Session,
    node_store: &mut MemoryStore,
    centre_store: &mut MemoryStore,
    (node_peer, centre_peer): (Option<DeviceKey>, Option<DeviceKey>),
    cut: Option<usize>,
) -> Talk {
    let mut ends = [
        End {
            session: node,
            store: node_store,
            inbox: VecDeque::new(),
            log: Vec::new(),
        },
        End {
            session: centre,
            store: centre_store,
            inbox: VecDeque::new(),
            log: Vec::new(),
        },
    ];
    let binding = [0x77; 32];
    let frames = ends[0].step(Event::Connected {
        binding,
        peer: node_peer,
    });
    ends[1].inbox.extend(frames);
    let frames = ends[1].step(Event::Connected {
        binding,
        peer: centre_peer,
    });
    ends[0].inbox.extend(frames);
    let (mut delivered, mut trace) = (0, Vec::new());
    while let Some(to) = (0..2).find(|to| !ends[*to].inbox.is_empty()) {
        if cut == Some(delivered) {
            break;
        }
        delivered += 1;
        let frame = ends[to].inbox.pop_front().unwrap();
        let name = Message::from_frame(&frame, true).map_or("?", |message| message.name());
        let arrow = if to == 1 {
            "node → centre"
        } else {
            "centre → node"
        };
        trace.push(format!(
            "{delivered:4} {arrow} {name:15} {:7} bytes",
            frame.len()
        ));
        let frames = ends[to].step(Event::Frame(frame));
        ends[1 - to].inbox.extend(frames);
    }
    for end in &mut ends {
        end.step(Event::Lost);
    }
    let [node, centre] = ends;
    Talk {
        node: node.log,
        centre: centre.log,
        trace,
    }
}

/// How a session ends that one side refused.
pub fn refused(by: Party, code: Code) -> Ending {
    Ending::Refused {
        by,
        why: Refusal { code },
    }
}
