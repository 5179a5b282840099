//! Real sockets on the loopback: right and wrong keys, cuts, limits, a calm end.

mod hall;

use crate::client::{CallError, Client};
use crate::drive::{Clock, Driven, End, Stores, drive};
use crate::server::{Hall, Limits, Server};
use crate::tls::{self, Pin};
use loggia_schema::ids::{DeviceKey, DocId, Incarnation, MunicipalityId, ScopeId};
use loggia_schema::message::sync as says;
use loggia_sync::body::CaseKind;
use loggia_sync::enrol::EnrolCode;
use loggia_sync::identity::{Certificate, RootTrust, SignedCertificate};
use loggia_sync::memory::{MemoryStore, inspect_toy, toy_change};
use loggia_sync::receipt::Millis;
use loggia_sync::seal::SealSecret;
use loggia_sync::session::{
    CentreSide, Ending, EnrolTask, NodeSide, Output, Party, Refusal, Session, Settings, Task,
};
use loggia_sync::sign::KeyPair;
use loggia_sync::store::{Registration, SyncStore};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng as _;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::watch;

const DIMOS: MunicipalityId = MunicipalityId(71);
const POLICE: ScopeId = ScopeId([0x10; 16]);

type Shared = Arc<Mutex<MemoryStore>>;

fn lent(store: &Shared) -> Arc<dyn Stores> {
    let store = store.clone();
    Arc::new(move |step: &mut dyn FnMut(&mut dyn SyncStore)| step(&mut *store.lock().unwrap()))
}

fn clock() -> Clock {
    Arc::new(|| Millis(1_795_000_000_000))
}

fn root() -> KeyPair {
    KeyPair::from_seed(&[0xee; 32])
}

/// The town hall as a program would be.
struct TownHall {
    keys: KeyPair,
    store: Shared,
    certificate: SignedCertificate,
    seen: Mutex<Vec<Output>>,
    /// How many callers were given a session.
    answered: AtomicUsize,
}

impl TownHall {
    fn new(keys: KeyPair) -> Arc<Self> {
        let certificate = Certificate {
            municipality: DIMOS,
            serial: 1,
            root: root().public(),
            centre: keys.public(),
            recovery: SealSecret::from_bytes([0xdd; 32]).public(),
        };
        let store = MemoryStore::new(DIMOS, keys.public(), Incarnation([0xcc; 10]), keys.public());
        Arc::new(TownHall {
            keys,
            store: Arc::new(Mutex::new(store)),
            certificate: certificate.sign(&root()),
            seen: Mutex::default(),
            answered: AtomicUsize::new(0),
        })
    }
}

impl Hall for TownHall {
    fn session(&self, busy: Option<Millis>) -> Session {
        self.answered.fetch_add(1, Ordering::SeqCst);
        let side = CentreSide {
            keys: self.keys.clone(),
            certificate: self.certificate,
            next_key: None,
            busy,
        };
        Session::centre(
            side,
            Settings::new(inspect_toy),
            &mut ChaCha20Rng::from_seed([5; 32]),
        )
    }

    fn stores(&self) -> Arc<dyn Stores> {
        lent(&self.store)
    }

    fn observe(&self, _device: &DeviceKey, output: Output) {
        self.seen.lock().unwrap().push(output);
    }
}

struct Running {
    hall: Arc<TownHall>,
    address: SocketAddr,
    stop: watch::Sender<bool>,
    task: tokio::task::JoinHandle<()>,
}

fn start(hall: Arc<TownHall>, limits: Limits) -> Running {
    let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let server = Server::bind(any, &hall.keys, limits).unwrap();
    let address = server.address().unwrap();
    let (stop, stopped) = watch::channel(false);
    let task = tokio::spawn(server.run(hall.clone(), clock(), stopped));
    Running {
        hall,
        address,
        stop,
        task,
    }
}

fn running() -> Running {
    start(
        TownHall::new(KeyPair::from_seed(&[0xcc; 32])),
        Limits::default(),
    )
}

/// An office with some cases, enrolled at the hall.
fn office(hall: &TownHall, seed: u8, cases: u8, text: &str) -> (KeyPair, Shared) {
    let keys = KeyPair::from_seed(&[seed; 32]);
    let incarnation = Incarnation([seed; 10]);
    let mut store = MemoryStore::new(DIMOS, keys.public(), incarnation, hall.keys.public());
    store.hold(POLICE);
    let mut rng = ChaCha20Rng::from_seed([seed; 32]);
    for case in 1..=cases {
        let change = toy_change(&incarnation, 1, &[], &format!("{case} {text}"));
        store
            .open(POLICE, DocId([case; 16]), CaseKind(1), change, &mut rng)
            .unwrap();
    }
    let mut centre = hall.store.lock().unwrap();
    centre.hold(POLICE);
    centre.register(keys.public(), Registration::Active(vec![POLICE]));
    (keys, Arc::new(Mutex::new(store)))
}

fn session(keys: &KeyPair) -> Session {
    let trust = RootTrust::Pinned {
        municipality: DIMOS,
        root: root().public(),
        serial: 1,
    };
    let side = NodeSide {
        keys: keys.clone(),
        trust,
        task: Task::Sync,
    };
    Session::node(
        side,
        Settings::new(inspect_toy),
        &mut ChaCha20Rng::from_seed([6; 32]),
    )
}

async fn sync(running: &Running, keys: &KeyPair, store: &Shared) -> Result<Driven, CallError> {
    let client = Client::new(running.address)?;
    let pin = Pin::Keys(vec![running.hall.keys.public()]);
    client
        .session(
            running.address,
            (keys, pin),
            session(keys),
            lent(store),
            clock(),
            |_| {},
        )
        .await
}

/// The hall may need a moment to notice that a line is gone; until then the device is told BUSY.
async fn sync_until_free(running: &Running, keys: &KeyPair, store: &Shared) -> Driven {
    for _ in 0..200 {
        let driven = sync(running, keys, store).await.unwrap();
        if !matches!(driven.ending, Ending::Busy(_)) {
            return driven;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the hall never had room")
}

fn frontier(store: &Shared) -> loggia_sync::frontier::Frontier {
    store.lock().unwrap().frontier(&POLICE).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_office_syncs_over_a_real_line_and_the_second_time_nothing_moves() {
    let running = running();
    let (keys, store) = office(&running.hall, 1, 20, "κλήση");
    let first = sync(&running, &keys, &store).await.unwrap();
    let Ending::Done(summary) = first.ending else {
        panic!("{first:?}")
    };
    assert_eq!((summary.bundles_sent, summary.receipts), (1, 1));
    assert_eq!(frontier(&store), frontier(&running.hall.store));
    let second = sync(&running, &keys, &store).await.unwrap();
    assert_eq!(second.summary, Default::default());
    assert!(
        running
            .hall
            .seen
            .lock()
            .unwrap()
            .contains(&Output::Proven(keys.public()))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hall_with_another_key_hears_nothing() {
    let running = running();
    let (keys, store) = office(&running.hall, 1, 1, "x");
    let client = Client::new(running.address).unwrap();
    let pin = Pin::Keys(vec![KeyPair::from_seed(&[9; 32]).public()]);
    let outcome = client
        .session(
            running.address,
            (&keys, pin),
            session(&keys),
            lent(&store),
            clock(),
            |_| {},
        )
        .await;
    let error = outcome.unwrap_err();
    assert!(error.is_wrong_key(), "{error:?}");
    assert!(running.hall.seen.lock().unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_proves_another_key_than_the_line_is_refused() {
    let running = running();
    let (keys, store) = office(&running.hall, 1, 1, "x");
    let other = KeyPair::from_seed(&[2; 32]);
    let client = Client::new(running.address).unwrap();
    let pin = Pin::Keys(vec![running.hall.keys.public()]);
    // the line is brought up with one key, the session speaks for another
    let driven = client
        .session(
            running.address,
            (&other, pin),
            session(&keys),
            lent(&store),
            clock(),
            |_| {},
        )
        .await
        .unwrap();
    let why = Refusal {
        code: says::BAD_PROOF,
    };
    assert_eq!(
        driven.ending,
        Ending::Refused {
            by: Party::Peer,
            why
        }
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_device_is_told_on_its_next_call() {
    let running = running();
    let (keys, store) = office(&running.hall, 1, 1, "x");
    sync(&running, &keys, &store).await.unwrap();
    running
        .hall
        .store
        .lock()
        .unwrap()
        .register(keys.public(), Registration::Revoked(vec![POLICE]));
    let driven = sync(&running, &keys, &store).await.unwrap();
    let why = Refusal {
        code: says::DEVICE_REVOKED,
    };
    assert_eq!(
        driven.ending,
        Ending::Refused {
            by: Party::Peer,
            why
        }
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn megabytes_pass_in_portions() {
    let running = running();
    let text: String = "τυχαίο κείμενο που δεν συμπιέζεται ".repeat(900);
    let (keys, store) = office(&running.hall, 1, 200, &text);
    let driven = sync(&running, &keys, &store).await.unwrap();
    assert!(driven.summary.bundles_sent > 10, "{driven:?}");
    assert_eq!(frontier(&store), frontier(&running.hall.store));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_cut_in_the_middle_is_resumed_by_the_next_call() {
    let running = running();
    let text = "x".repeat(40_000);
    let (keys, store) = office(&running.hall, 1, 200, &text);
    let client = Client::new(running.address).unwrap();
    let pin = Pin::Keys(vec![running.hall.keys.public()]);
    let connection = client.call(running.address, &keys, pin).await.unwrap();
    let (scissors, hall) = (connection.clone(), running.hall.clone());
    let mut bundles = 0;
    let observe = move |output| {
        bundles += u32::from(matches!(output, Output::HandedOver { .. }));
        // cut when the hall holds something and much has not left yet
        while bundles == 6 && frontier(&hall.store).is_empty() {
            std::thread::sleep(Duration::from_millis(1));
        }
        if bundles == 6 {
            scissors.close(7_u8.into(), b"scissors");
        }
    };
    let stores = lent(&store);
    let driven = drive(
        session(&keys),
        connection,
        End::Caller,
        stores,
        clock(),
        observe,
    )
    .await
    .unwrap();
    assert_eq!(driven.ending, Ending::Cut);
    assert_eq!(store.lock().unwrap().receipt(POLICE), None);
    let held = frontier(&running.hall.store);
    let again = sync_until_free(&running, &keys, &store).await;
    assert!(matches!(again.ending, Ending::Done(_)), "{again:?}");
    assert!(
        u64::from(again.summary.bundles_sent) * 6 < 200,
        "what was held is not sent again"
    );
    assert_ne!(held, frontier(&running.hall.store));
    assert_eq!(frontier(&store), frontier(&running.hall.store));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_device_enrols_with_a_hall_it_never_met() {
    let running = running();
    let mut rng = ChaCha20Rng::from_seed([8; 32]);
    let code = EnrolCode::generate(&root().public(), &mut rng);
    running
        .hall
        .store
        .lock()
        .unwrap()
        .open_code(&code, vec![POLICE]);
    let keys = KeyPair::from_seed(&[7; 32]);
    let task = EnrolTask {
        code: code.clone(),
        name: "Φορητός 7".into(),
        incarnation: Incarnation([7; 10]),
        seal_to: SealSecret::from_bytes([7; 32]).public(),
        store_key: [1; 32].into(),
    };
    let trust = RootTrust::Fingerprint(code.root());
    let side = NodeSide {
        keys: keys.clone(),
        trust,
        task: Task::Enrol(task),
    };
    let session = Session::node(side, Settings::new(inspect_toy), &mut rng);
    let empty = MemoryStore::new(DIMOS, keys.public(), Incarnation([7; 10]), keys.public());
    let store = Arc::new(Mutex::new(empty));
    let mut outputs = Vec::new();
    let client = Client::new(running.address).unwrap();
    let driven = client
        .session(
            running.address,
            (&keys, Pin::FirstMeeting),
            session,
            lent(&store),
            clock(),
            |output| {
                outputs.push(output);
            },
        )
        .await
        .unwrap();
    assert!(matches!(driven.ending, Ending::Done(_)), "{driven:?}");
    assert!(
        outputs
            .iter()
            .any(|output| matches!(output, Output::Enrolled { .. }))
    );
    let registration = running
        .hall
        .store
        .lock()
        .unwrap()
        .registration(&keys.public());
    assert_eq!(registration, Ok(Registration::Active(vec![POLICE])));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_stops_lets_nobody_in_and_ends() {
    let running = running();
    let (keys, store) = office(&running.hall, 1, 1, "x");
    sync(&running, &keys, &store).await.unwrap();
    running.stop.send(true).unwrap();
    tokio::time::timeout(Duration::from_secs(10), running.task)
        .await
        .unwrap()
        .unwrap();
    let client = Client::new(running.address).unwrap();
    let pin = Pin::Keys(vec![running.hall.keys.public()]);
    let call = tokio::time::timeout(
        Duration::from_secs(2),
        client.call(running.address, &keys, pin),
    )
    .await;
    assert!(!matches!(call, Ok(Ok(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_store_ends_the_session_and_nothing_is_lost() {
    let running = running();
    let (keys, store) = office(&running.hall, 1, 1, "x");
    let client = Client::new(running.address).unwrap();
    let pin = Pin::Keys(vec![running.hall.keys.public()]);
    let locked: Arc<dyn Stores> = Arc::new(|_: &mut dyn FnMut(&mut dyn SyncStore)| {});
    let outcome = client
        .session(
            running.address,
            (&keys, pin),
            session(&keys),
            locked,
            clock(),
            |_| {},
        )
        .await;
    assert!(matches!(
        outcome,
        Err(CallError::Drive(crate::DriveError::StoreLocked))
    ));
    // the line is not held by anybody, and the store, once unlocked, finds room
    let driven = sync_until_free(&running, &keys, &store).await;
    assert!(matches!(driven.ending, Ending::Done(_)), "{driven:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn both_ends_of_a_line_export_the_same_binding_and_no_other_line_does() {
    let keys = (KeyPair::from_seed(&[1; 32]), KeyPair::from_seed(&[2; 32]));
    let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let server = quinn::Endpoint::server(tls::server_config(&keys.0).unwrap(), any).unwrap();
    let address = server.local_addr().unwrap();
    let client = Client::new(address).unwrap();
    let mut bindings = Vec::new();
    for _ in 0..2 {
        let pin = Pin::Keys(vec![keys.0.public()]);
        let (call, answer) = tokio::join!(client.call(address, &keys.1, pin), async {
            server.accept().await.unwrap().await.unwrap()
        });
        let call = call.unwrap();
        assert_eq!(tls::peer_key(&answer), Some(keys.1.public()));
        assert_eq!(tls::peer_key(&call), Some(keys.0.public()));
        let value = |connection: &quinn::Connection| crate::drive::binding(connection).unwrap();
        assert_eq!(value(&call), value(&answer));
        bindings.push(value(&call));
    }
    assert_ne!(bindings[0], bindings[1]);
}
