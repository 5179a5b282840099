//! A town hall in memory and real nodes in temporary folders, joined by the real session machine.

pub use super::office::*;
use crate::env::FrozenClock;
use crate::inspect;
use jiff::Timestamp;
use loggia_cases::fine::calculator;
use loggia_cases::records::{
    ColumnSet, Desk, PayableRecord, PlaceKind, PlaceRecord, Record, RegimeRecord, ScopeRecord,
    Start, TariffRecord, UserRecord, ViolationRecord,
};
use loggia_cases::rights;
use loggia_schema::ids::{Height, Incarnation, LeaseId, MunicipalityId, ScopeId, UserId};
use loggia_schema::money::Cents;
use loggia_sync::entries::{Lease, Outcome, ReasonCode, Series, Spoken, Verdict, VerdictRange};
use loggia_sync::feed::FeedId;
use loggia_sync::identity::{Certificate, RootTrust};
use loggia_sync::memory::MemoryStore;
use loggia_sync::receipt::Millis;
use loggia_sync::seal::SealSecret;
use loggia_sync::session as wire;
use loggia_sync::session::{CentreSide, Ending, Event, NodeSide, Output, Settings, Task};
use loggia_sync::sign::KeyPair;
use loggia_sync::store::SyncStore;
use rand::SeedableRng as _;
use rand_chacha::ChaCha20Rng;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

pub const DIMOS: MunicipalityId = MunicipalityId(71);
pub const POLICE: ScopeId = ScopeId([0x10; 16]);
pub const COUNTER: ScopeId = ScopeId([0x20; 16]);
pub const PASSWORD: &str = "ψάρι στη στεριά";

pub fn start() -> Timestamp {
    "2026-11-23T08:00:00Z".parse().unwrap()
}

/// The town hall.
pub struct Town {
    pub keys: KeyPair,
    pub root: KeyPair,
    pub store: MemoryStore,
    pub rng: ChaCha20Rng,
    pub certificate: Certificate,
    pub clock: FrozenClock,
    leases: u8,
    users: u8,
}

impl Town {
    pub fn new() -> Town {
        let (keys, root) = (
            KeyPair::from_seed(&[0xcc; 32]),
            KeyPair::from_seed(&[0xee; 32]),
        );
        let mut store =
            MemoryStore::new(DIMOS, keys.public(), Incarnation([0xcc; 10]), keys.public());
        store.hold(POLICE);
        store.hold(COUNTER);
        let recovery = SealSecret::from_bytes([0xdd; 32]).public();
        let certificate = Certificate {
            municipality: DIMOS,
            serial: 1,
            root: root.public(),
            centre: keys.public(),
            recovery,
        };
        let rng = ChaCha20Rng::from_seed([0xcc; 32]);
        let clock = FrozenClock::at(start());
        let mut town = Town {
            keys,
            root,
            store,
            rng,
            certificate,
            clock,
            leases: 0,
            users: 0,
        };
        for scope in [POLICE, COUNTER] {
            town.write_law(scope);
        }
        town
    }

    /// Writes records of a scope in one commit.
    pub fn records<R: Record>(&mut self, scope: ScopeId, rows: &[R]) {
        let rows: Vec<(String, String)> = rows
            .iter()
            .map(|row| (row.key(), row.to_value().unwrap().to_string()))
            .collect();
        let rows: Vec<_> = rows
            .iter()
            .map(|(key, value)| (R::TABLE, key.as_str(), Some(value.as_str())))
            .collect();
        self.store.put_records(scope, &rows);
    }

    /// A user of both desks with these rights.
    pub fn user(&mut self, login: &str, rights: &[&str]) -> UserRecord {
        self.users += 1;
        let user = UserRecord {
            id: UserId([self.users; 16]),
            login: login.to_owned(),
            name: format!("Δοκιμή {login}"),
            service_no: format!("Α{}", self.users),
            role: "υπάλληλος δοκιμής".to_owned(),
            rights: rights
                .iter()
                .map(|right| (*right).to_owned())
                .collect::<BTreeSet<_>>(),
            place: None,
            scopes: vec![POLICE, COUNTER],
            active: true,
        };
        for scope in [POLICE, COUNTER] {
            self.records(scope, std::slice::from_ref(&user));
        }
        user
    }

    /// A lease of `count` numbers to an incarnation.
    pub fn lease(
        &mut self,
        to: Incarnation,
        scope: ScopeId,
        series: Series,
        first: u64,
        count: u64,
    ) -> LeaseId {
        self.leases += 1;
        let lease = LeaseId([self.leases; 16]);
        let prefix = if series == Series::FINE {
            "Κ12"
        } else {
            "Δ7"
        };
        let spoken = Spoken::Lease(Lease {
            lease,
            to,
            series,
            prefix: prefix.to_owned(),
            year: 2026,
            first,
            last: first + count - 1,
            rf_stem: "9042612".to_owned(),
            granted: "2026-11-01".parse().unwrap(),
        });
        self.store.speak(scope, spoken, &mut self.rng).unwrap();
        lease
    }

    /// An office with an officer who may do everything, enrolled, synchronised, with 20 numbers of each series.
    pub fn office(&mut self, login: &str) -> Office {
        self.office_with(login, 20)
    }

    pub fn office_with(&mut self, login: &str, numbers: u64) -> Office {
        let all: Vec<&str> = rights::ALL
            .iter()
            .map(|(right, _)| *right)
            .chain([crate::login::DEVICE_USERS])
            .collect();
        self.user(login, &all);
        let mut office = Office::new(login, u64::from(self.users), &self.clock);
        office.enrol(self);
        if numbers > 0 {
            let (to, base) = (
                office.node().incarnation().unwrap(),
                u64::from(self.users) * 1000,
            );
            self.lease(to, POLICE, Series::FINE, base, numbers);
            self.lease(to, COUNTER, Series::RECEIPT, base, numbers);
        }
        self.sync(&mut office);
        office
    }

    /// One session that must end well.
    pub fn sync(&mut self, office: &mut Office) {
        let ending = self.sync_ending(office);
        assert!(matches!(ending, Ending::Done(_)), "{ending:?}");
    }

    /// One session, however it ends.
    pub fn sync_ending(&mut self, office: &mut Office) -> Ending {
        let (trust, keys) = {
            let open = office.node().unlocked().unwrap();
            (
                open.enrolment.as_ref().unwrap().trust(),
                open.device.clone(),
            )
        };
        assert!(matches!(trust, RootTrust::Pinned { .. }));
        let mut rng = ChaCha20Rng::from_seed([9; 32]);
        let settings = Settings::new(inspect);
        let node = wire::Session::node(
            NodeSide {
                keys: keys.clone(),
                trust,
                task: Task::Sync,
            },
            settings.clone(),
            &mut rng,
        );
        let certificate = self.certificate.sign(&self.root);
        let side = CentreSide {
            keys: self.keys.clone(),
            certificate,
            next_key: None,
            busy: None,
        };
        let centre = wire::Session::centre(side, settings, &mut rng);
        let now = Millis(u64::try_from(start().as_millisecond()).unwrap());
        let outputs = talk(node, centre, office.node(), &mut self.store, now);
        for output in &outputs {
            match output {
                Output::CentreClock(at) => drop(office.node().note_centre_clock(*at)),
                Output::Granted(scopes) => drop(office.node().keep_scopes(scopes)),
                Output::Close(Ending::Done(_)) => drop(office.node().note_synced()),
                _ => {}
            }
        }
        match outputs.into_iter().last() {
            Some(Output::Close(ending)) => ending,
            other => panic!("no ending: {other:?}"),
        }
    }

    /// One session; `false` if the office was killed in it.
    pub fn sync_ending_or_killed(&mut self, office: &mut Office) -> bool {
        let before = office.node().note_sent();
        before.is_ok()
            && matches!(self.sync_ending(office), Ending::Done(_))
            && office.node().note_sent().is_ok()
    }

    /// The centre's verdict over everything an office wrote in a scope.
    pub fn judge(&mut self, feed: FeedId, range: (u64, u64), outcome: Outcome, reason: u16) {
        let (journal_from, journal_to) = if outcome == Outcome::Accepted {
            (901, 918)
        } else {
            (0, 0)
        };
        let range = VerdictRange {
            feed,
            from: Height(range.0),
            to: Height(range.1),
            outcome,
            reason: ReasonCode(reason),
            journal_from,
            journal_to,
        };
        let verdict = Spoken::Verdict(Verdict {
            batch: 1,
            ranges: vec![range],
        });
        self.store
            .speak(feed.scope, verdict, &mut self.rng)
            .unwrap();
    }

    fn write_law(&mut self, scope: ScopeId) {
        let (from, basis) = ("2025-09-13".parse().unwrap(), "ν.5209/2025".to_owned());
        let regime = RegimeRecord {
            code: "kok-5209".to_owned(),
            family: "traffic".to_owned(),
            title: "ΚΟΚ".to_owned(),
            rule_version: "1".to_owned(),
            reduced_days: 10,
            reduced_from: Start::Service,
            roll: false,
            objection_days: 3,
            objection_stops_clock: false,
            certify_months: 2,
            windscreen_serves: true,
            repeat_gap_minutes: 180,
            space: None,
            valid_from: from,
            valid_to: None,
            legal_basis: basis.clone(),
        };
        let violation = ViolationRecord {
            code: "Ρ-69".to_owned(),
            regime: "kok-5209".to_owned(),
            article: "108§5".to_owned(),
            text: "Στάθμευση χωρίς κάρτα".to_owned(),
            class: "Ε1Α".to_owned(),
            valid_from: from,
            valid_to: None,
            legal_basis: basis.clone(),
        };
        let tariff = TariffRecord {
            code: "Ρ-69".to_owned(),
            regime: "kok-5209".to_owned(),
            class: "Ε1Α".to_owned(),
            step: 1,
            amount: Cents(3000),
            reduced_allowed: true,
            plates_days: 0,
            licence_days: 0,
            points: 0,
            valid_from: from,
            valid_to: None,
            legal_basis: basis,
        };
        let place = PlaceRecord {
            code: "her".to_owned(),
            name: "Ηράκλειο".to_owned(),
            kind: PlaceKind::Community,
            parent: None,
            phone: None,
            active: true,
        };
        let desk = if scope == POLICE {
            Desk::Police
        } else {
            Desk::Counter
        };
        let scope_record = ScopeRecord {
            id: scope,
            title: "Δοκιμή".to_owned(),
            code: if scope == POLICE { "ΔΑ-1" } else { "ΤΑ-02" }.to_owned(),
            place: "her".to_owned(),
            desk,
            columns: BTreeMap::from([("user".to_owned(), ColumnSet::All)]),
            valid_from: "2026-01-01".parse().unwrap(),
            valid_to: None,
        };
        self.records(scope, &[regime]);
        self.records(scope, &[violation]);
        self.records(scope, &[tariff]);
        self.records(scope, &[place]);
        self.records(scope, &[scope_record]);
        assert!(calculator::whole(&[]).is_ok());
    }
}

/// A balance of the centre.
pub fn payable(rf: &str, number: &str, plate: &str, debtor: &str) -> PayableRecord {
    PayableRecord {
        rf: loggia_schema::identifiers::Rf::parse(rf).unwrap(),
        number: number.to_owned(),
        plate: Some(loggia_schema::identifiers::Plate::parse(plate).unwrap()),
        debtor: debtor.to_owned(),
        kind: loggia_cases::records::PayableKind::Fine,
        amount: Cents(3000),
        reduced: Some(Cents(1500)),
        reduced_until: Some("2026-12-03".parse().unwrap()),
        balance: Cents(3000),
        budget_code: String::new(),
        principal: None,
        certified_on: None,
        due_on: None,
        as_of: start(),
    }
}

/// Lets two sessions talk until nothing moves; returns what the node's side said.
fn talk(
    mut node: wire::Session,
    mut centre: wire::Session,
    node_store: &mut dyn SyncStore,
    centre_store: &mut dyn SyncStore,
    now: Millis,
) -> Vec<Output> {
    let (mut to_node, mut to_centre, mut log) = (VecDeque::new(), VecDeque::new(), Vec::new());
    let event = |store: &mut dyn SyncStore,
                 session: &mut wire::Session,
                 event: Event,
                 frames: &mut VecDeque<Vec<u8>>,
                 log: &mut Vec<Output>| {
        let mut next = Some(event);
        while let Some(event) = next.take() {
            for output in session.handle(event, now, store) {
                match output {
                    Output::Send(frame) => frames.push_back(frame),
                    Output::MoreToSend => next = Some(Event::Drained),
                    other => log.push(other),
                }
            }
        }
    };
    let up = || Event::Connected {
        binding: [7; 32],
        peer: None,
    };
    event(node_store, &mut node, up(), &mut to_centre, &mut log);
    event(
        centre_store,
        &mut centre,
        up(),
        &mut to_node,
        &mut Vec::new(),
    );
    loop {
        if let Some(frame) = to_centre.pop_front() {
            event(
                centre_store,
                &mut centre,
                Event::Frame(frame),
                &mut to_node,
                &mut Vec::new(),
            );
        } else if let Some(frame) = to_node.pop_front() {
            event(
                node_store,
                &mut node,
                Event::Frame(frame),
                &mut to_centre,
                &mut log,
            );
        } else {
            break;
        }
    }
    event(node_store, &mut node, Event::Lost, &mut to_centre, &mut log);
    log
}
