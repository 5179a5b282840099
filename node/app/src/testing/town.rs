//! A town hall in memory: one law, two desks, one person, numbers; it talks to a node through the real session machine.

mod water;

use super::LOGIN;
use jiff::Timestamp;
use loggia_cases::records::{
    ColumnSet, Desk, DeviceRecord, DeviceState, IssueAt, PaperBlockRecord, PayableKind,
    PayableRecord, PlaceKind, PlaceRecord, Record, RegimeRecord, RequestTypeRecord, ScopeRecord,
    Start, TariffRecord, TwinBy, TwinRule, UserRecord, ViolationRecord, parse_fields, parse_papers,
};
use loggia_cases::rights;
use loggia_node::login::DEVICE_USERS;
use loggia_node::{Node, inspect};
use loggia_schema::calendar::Unit;
use loggia_schema::identifiers::{Plate, Rf};
use loggia_schema::ids::{Incarnation, LeaseId, MunicipalityId, ScopeId, UserId};
use loggia_schema::money::Cents;
use loggia_sync::enrol::Enrolled;
use loggia_sync::entries::{Lease, Series, Spoken};
use loggia_sync::identity::Certificate;
use loggia_sync::memory::MemoryStore;
use loggia_sync::receipt::Millis;
use loggia_sync::seal::SealSecret;
use loggia_sync::session::{CentreSide, Ending, Event, Output, Session, Settings};
use loggia_sync::sign::KeyPair;
use loggia_sync::store::{Registration, SyncStore};
use std::collections::{BTreeMap, VecDeque};

/// The scope of the police desk.
const POLICE: ScopeId = ScopeId([0x10; 16]);
/// The scope of the cash desk.
const COUNTER: ScopeId = ScopeId([0x20; 16]);

/// The scope of the water keepers.
const WATER: ScopeId = ScopeId([0x30; 16]);

/// The town hall.
pub struct Town {
    keys: KeyPair,
    certificate: Certificate,
    root: KeyPair,
    store: MemoryStore,
    rng: rand_chacha::ChaCha20Rng,
}

impl Town {
    /// A town hall with one law and one person.
    pub fn new() -> Town {
        let (keys, root) = (
            KeyPair::from_seed(&[0xcc; 32]),
            KeyPair::from_seed(&[0xee; 32]),
        );
        let municipality = MunicipalityId(71);
        let mut store = MemoryStore::new(
            municipality,
            keys.public(),
            Incarnation([0xcc; 10]),
            keys.public(),
        );
        store.hold(POLICE);
        store.hold(COUNTER);
        store.hold(WATER);
        let recovery = SealSecret::from_bytes([0xdd; 32]).public();
        let certificate = Certificate {
            municipality,
            serial: 1,
            root: root.public(),
            centre: keys.public(),
            recovery,
        };
        let rng = <rand_chacha::ChaCha20Rng as rand::SeedableRng>::from_seed([0xcc; 32]);
        let mut town = Town {
            keys,
            certificate,
            root,
            store,
            rng,
        };
        for (scope, desk) in [
            (POLICE, Desk::Police),
            (COUNTER, Desk::Counter),
            (WATER, Desk::Water),
        ] {
            town.law(scope);
            town.desk(scope, desk);
            town.person(scope, LOGIN, "Δοκιμή Παραδείγματος", 1);
            town.person(scope, "synadelfos", "Δεύτερη Δοκιμή", 2);
        }
        town.water();
        town
    }

    /// Enrols a node and gives it `count` numbers of each series.
    pub fn enrol(&mut self, node: &mut Node, count: u64) {
        let device = node.device().unwrap();
        let scopes = vec![POLICE, COUNTER, WATER];
        let enrolled = Enrolled {
            scopes: scopes.clone(),
            training: true,
            at: now(),
        };
        node.keep_enrolment(&enrolled, &self.certificate).unwrap();
        self.store
            .register(device, Registration::Active(scopes.clone()));
        for scope in [POLICE, COUNTER, WATER] {
            self.record(
                scope,
                &DeviceRecord {
                    key: device,
                    name: "Φορητός 1".to_owned(),
                    place: None,
                    scopes: scopes.clone(),
                    state: DeviceState::Active,
                    enrolled_at: start(),
                    revoked_at: None,
                },
            );
        }
        if count > 0 {
            let to = node.incarnation().unwrap();
            self.lease(to, POLICE, Series::FINE, "Κ12", count);
            self.lease(to, COUNTER, Series::RECEIPT, "Δ7", count);
        }
        self.meet(node);
    }

    /// A balance at the cash desk.
    pub fn owes(&mut self, rf: &str, number: &str, plate: &str, debtor: &str) {
        self.record(
            COUNTER,
            &PayableRecord {
                rf: Rf::parse(rf).unwrap(),
                number: number.to_owned(),
                plate: Some(Plate::parse(plate).unwrap()),
                debtor: debtor.to_owned(),
                kind: PayableKind::Fine,
                amount: Cents(3000),
                reduced: Some(Cents(1500)),
                reduced_until: Some("2026-12-03".parse().unwrap()),
                balance: Cents(3000),
                budget_code: String::new(),
                principal: None,
                certified_on: None,
                due_on: None,
                as_of: start(),
            },
        );
    }

    /// A lamp, an application with a paper and a question, and the office that answers both.
    pub fn catalogue(&mut self) {
        let twins = |by| TwinRule { by, days: 30 };
        let lamp = RequestTypeRecord {
            code: "ΦΩ".to_owned(),
            title: "Φωτισμός δρόμου".to_owned(),
            group: "Τεχνικά".to_owned(),
            fields: vec![],
            papers: vec![],
            term: 5,
            unit: Unit::WorkingDays,
            roll: false,
            office: "ΤΕΧ".to_owned(),
            steps: vec![],
            issue: IssueAt::Nobody,
            template: String::new(),
            fee: None,
            retention_years: 2,
            named: false,
            placed: true,
            reopen_days: 30,
            twins: twins(TwinBy::Place),
            valid_from: "2026-01-01".parse().unwrap(),
            valid_to: None,
            legal_basis: "κανονισμός δοκιμής".to_owned(),
        };
        let square = RequestTypeRecord {
            code: "ΤΜ".to_owned(),
            title: "Διόρθωση τετραγωνικών".to_owned(),
            fields: parse_fields("m2!:Ορθό εμβαδόν:αριθμός").unwrap(),
            papers: parse_papers("bill!:Λογαριασμός ρεύματος").unwrap(),
            named: true,
            placed: false,
            twins: twins(TwinBy::Person),
            ..lamp.clone()
        };
        for row in [lamp, square] {
            self.record(COUNTER, &row);
        }
        self.record(
            COUNTER,
            &PlaceRecord {
                code: "ΤΕΧ".to_owned(),
                name: "Τεχνική Υπηρεσία".to_owned(),
                kind: PlaceKind::Office,
                parent: None,
                phone: Some("2810000311".to_owned()),
                active: true,
            },
        );
    }

    /// A paper block of ten sheets at each desk, in the second person's hands.
    pub fn paper_blocks(&mut self) {
        let blocks = [
            (POLICE, "ΚΑ", loggia_cases::number::Series::Fine),
            (COUNTER, "ΧΑ", loggia_cases::number::Series::Receipt),
        ];
        for (scope, series, of) in blocks {
            self.record(
                scope,
                &PaperBlockRecord {
                    series: series.to_owned(),
                    of,
                    first: 1,
                    last: 10,
                    holder: UserId([2; 16]),
                    given_on: "2026-11-01".parse().unwrap(),
                    returned_on: None,
                },
            );
        }
    }

    /// One session that must end well.
    pub fn meet(&mut self, node: &mut Node) {
        let meeting = node.meeting().unwrap();
        let side = CentreSide {
            keys: self.keys.clone(),
            certificate: self.certificate.sign(&self.root),
            next_key: None,
            busy: None,
        };
        let centre = Session::centre(side, Settings::new(inspect), &mut self.rng);
        let outputs = talk(meeting.session, centre, node, &mut self.store);
        assert!(
            matches!(outputs.last(), Some(Output::Close(Ending::Done(_)))),
            "{outputs:?}"
        );
        node.note_synced().unwrap();
    }

    fn record<R: Record>(&mut self, scope: ScopeId, record: &R) {
        let (key, value) = (record.key(), record.to_value().unwrap().to_string());
        self.store
            .put_records(scope, &[(R::TABLE, key.as_str(), Some(value.as_str()))]);
    }

    fn lease(&mut self, to: Incarnation, scope: ScopeId, series: Series, prefix: &str, count: u64) {
        let lease = Lease {
            lease: LeaseId(scope.0),
            to,
            series,
            prefix: prefix.to_owned(),
            year: 2026,
            first: 1,
            last: count,
            rf_stem: "9042612".to_owned(),
            granted: "2026-11-01".parse().unwrap(),
        };
        self.store
            .speak(scope, Spoken::Lease(lease), &mut self.rng)
            .unwrap();
    }

    fn person(&mut self, scope: ScopeId, login: &str, name: &str, id: u8) {
        let rights = rights::ALL
            .iter()
            .map(|(right, _)| *right)
            .chain([DEVICE_USERS]);
        self.record(
            scope,
            &UserRecord {
                id: UserId([id; 16]),
                login: login.to_owned(),
                name: name.to_owned(),
                service_no: format!("Α{id}"),
                role: "υπάλληλος δοκιμής".to_owned(),
                rights: rights.map(str::to_owned).collect(),
                place: None,
                scopes: vec![POLICE, COUNTER, WATER],
                active: true,
            },
        );
    }

    fn desk(&mut self, scope: ScopeId, desk: Desk) {
        let title = match desk {
            Desk::Police => "Δημοτική Αστυνομία",
            Desk::Water => "Υδρονομείς",
            _ => "Ταμείο",
        };
        self.record(
            scope,
            &ScopeRecord {
                id: scope,
                title: title.to_owned(),
                code: "ΤΑ-02".to_owned(),
                place: "her".to_owned(),
                desk,
                columns: BTreeMap::from([("user".to_owned(), ColumnSet::All)]),
                valid_from: "2026-01-01".parse().unwrap(),
                valid_to: None,
            },
        );
    }

    fn law(&mut self, scope: ScopeId) {
        let (from, basis) = ("2025-09-13".parse().unwrap(), "ν. 5209/2025".to_owned());
        self.record(
            scope,
            &RegimeRecord {
                code: "kok-5209".to_owned(),
                family: "traffic".to_owned(),
                title: "ΚΟΚ".to_owned(),
                rule_version: "1".to_owned(),
                reduced_days: 10,
                reduced_from: Start::Offence,
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
            },
        );
        self.record(
            scope,
            &ViolationRecord {
                code: "Ρ-69".to_owned(),
                regime: "kok-5209".to_owned(),
                article: "108§5".to_owned(),
                text: "Στάθμευση χωρίς κάρτα".to_owned(),
                class: "Ε1Α".to_owned(),
                valid_from: from,
                valid_to: None,
                legal_basis: basis.clone(),
            },
        );
        self.record(
            scope,
            &TariffRecord {
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
            },
        );
        self.record(
            scope,
            &PlaceRecord {
                code: "her".to_owned(),
                name: "Ηράκλειο".to_owned(),
                kind: PlaceKind::Community,
                parent: None,
                phone: None,
                active: true,
            },
        );
    }
}

fn start() -> Timestamp {
    "2026-11-23T08:00:00Z".parse().unwrap()
}

fn now() -> Millis {
    Millis(u64::try_from(start().as_millisecond()).unwrap())
}

/// Lets two sessions talk until nothing moves; returns what the node's side said.
fn talk(
    mut node: Session,
    mut centre: Session,
    ours: &mut dyn SyncStore,
    theirs: &mut dyn SyncStore,
) -> Vec<Output> {
    let up = || Event::Connected {
        binding: [7; 32],
        peer: None,
    };
    let (mut to_node, mut to_centre, mut log) = (VecDeque::new(), VecDeque::new(), Vec::new());
    say(&mut node, ours, up(), &mut to_centre, &mut log);
    say(&mut centre, theirs, up(), &mut to_node, &mut Vec::new());
    loop {
        if let Some(frame) = to_centre.pop_front() {
            say(
                &mut centre,
                theirs,
                Event::Frame(frame),
                &mut to_node,
                &mut Vec::new(),
            );
        } else if let Some(frame) = to_node.pop_front() {
            say(
                &mut node,
                ours,
                Event::Frame(frame),
                &mut to_centre,
                &mut log,
            );
        } else {
            return log;
        }
    }
}

fn say(
    session: &mut Session,
    store: &mut dyn SyncStore,
    event: Event,
    frames: &mut VecDeque<Vec<u8>>,
    log: &mut Vec<Output>,
) {
    let mut next = Some(event);
    while let Some(event) = next.take() {
        for output in session.handle(event, now(), store) {
            match output {
                Output::Send(frame) => frames.push_back(frame),
                Output::MoreToSend => next = Some(Event::Drained),
                other => log.push(other),
            }
        }
    }
}
