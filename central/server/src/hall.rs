//! The hall where laptops are received: one session and one store for each caller, over QUIC.
//!
//! The line can be cut from inside (`loggia-central line cut`, or the switch «γραμμή» of the devices page). While it is
//! cut the socket is closed: laptops find nobody, as when the village's line is down. Restored, the hall listens on the
//! same port again. Ports asked as 0 are chosen once and then kept.

use crate::install::Install;
use crate::keys::Keys;
use loggia_cases::document;
use loggia_core::app::App;
use loggia_intake::{Centre, CentreStore, line};
use loggia_quic::drive::{Clock, Stores};
use loggia_quic::server::{Hall, Limits, ServeError, Server};
use loggia_schema::ids::DeviceKey;
use loggia_sync::gates::{ChangeFacts, ChangeHash};
use loggia_sync::receipt::Millis;
use loggia_sync::session::{CentreSide, Ending, Output, Session, Settings};
use loggia_sync::store::SyncStore;
use rand::rngs::StdRng;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::watch;

/// How often the switch of the line is looked at.
const LOOK: Duration = Duration::from_millis(250);

/// What a caller is given.
pub struct TownHall {
    app: App,
    keys: Arc<Keys>,
    centre: Arc<Centre>,
    rng: Mutex<StdRng>,
}

impl TownHall {
    /// A hall over an installation; `rng` makes the nonces of sessions.
    pub fn new(install: &Install, rng: StdRng) -> TownHall {
        TownHall {
            app: install.app.clone(),
            keys: Arc::clone(&install.keys),
            centre: Arc::clone(&install.centre),
            rng: Mutex::new(rng),
        }
    }
}

impl Hall for TownHall {
    fn session(&self, busy: Option<Millis>) -> Session {
        let side = CentreSide {
            keys: self.keys.centre.clone(),
            certificate: self.keys.certificate,
            next_key: None,
            busy,
        };
        let mut rng = self.rng.lock().unwrap_or_else(PoisonError::into_inner);
        Session::centre(side, Settings::new(inspect), &mut *rng)
    }

    fn stores(&self) -> Arc<dyn Stores> {
        let store = CentreStore::new(self.app.clone(), Arc::clone(&self.centre));
        Arc::new(move |step: &mut dyn FnMut(&mut dyn SyncStore)| step(&mut store.clone()))
    }

    fn observe(&self, device: &DeviceKey, output: Output) {
        match output {
            Output::Admitted {
                feed,
                from,
                to,
                waiting,
            } => {
                tracing::info!(%feed, from = from.0, to = to.0, waiting, "entries were taken in");
            }
            Output::BundleRefused { code, .. } => {
                tracing::warn!(device = %device, %code, "a bundle was refused")
            }
            Output::Forked(fork) => tracing::warn!(feed = %fork.feed, "a feed has two branches"),
            Output::Close(Ending::Done(summary)) => {
                tracing::info!(device = %device, ?summary, "a session ended")
            }
            Output::Close(ending) => {
                tracing::warn!(device = %device, ?ending, "a session ended early")
            }
            _ => {}
        }
    }
}

/// The cases crate reads changes; the gates want its answer in their own words.
pub fn inspect(change: &[u8]) -> Option<ChangeFacts> {
    let facts = document::inspect_change(change).ok()?;
    Some(ChangeFacts {
        hash: ChangeHash(facts.hash.0),
        deps: facts.deps.iter().map(|dep| ChangeHash(dep.0)).collect(),
        actor: facts.key.incarnation.0.to_vec(),
        seq: facts.key.n,
    })
}

/// Binds the socket once, so that the address can be told before anybody calls.
///
/// # Errors
/// [`ServeError`].
pub fn bind(keys: &Keys, address: SocketAddr) -> Result<(Server, SocketAddr), ServeError> {
    let server = Server::bind(address, &keys.centre, limits())?;
    let address = server.address()?;
    Ok((server, address))
}

/// A cut must not wait for anybody.
fn limits() -> Limits {
    Limits {
        grace: Duration::from_secs(2),
        ..Limits::default()
    }
}

/// Receives laptops until `stop` holds true, closing the socket while the line is cut.
pub async fn receive(
    hall: Arc<TownHall>,
    first: Server,
    address: SocketAddr,
    mut stop: watch::Receiver<bool>,
) {
    let mut server = Some(first);
    while !*stop.borrow() {
        if is_cut(&hall.app).await {
            server = None;
            pause(&mut stop).await;
            continue;
        }
        let open = match server.take() {
            Some(open) => open,
            None => match Server::bind(address, &hall.keys.centre, limits()) {
                Ok(open) => open,
                Err(error) => {
                    tracing::warn!(%error, "the line cannot be restored yet");
                    pause(&mut stop).await;
                    continue;
                }
            },
        };
        let (close, closed) = watch::channel(false);
        let app = hall.app.clone();
        let clock: Clock = Arc::new(move || {
            Millis(u64::try_from(app.clock().now().as_millisecond()).unwrap_or(0))
        });
        let serving = tokio::spawn(open.run(Arc::clone(&hall) as Arc<dyn Hall>, clock, closed));
        while !*stop.borrow() && !is_cut(&hall.app).await {
            pause(&mut stop).await;
        }
        let _ = close.send(true);
        if serving.await.is_err() {
            tracing::error!("the hall ended badly");
        }
    }
}

async fn pause(stop: &mut watch::Receiver<bool>) {
    let _ = tokio::time::timeout(LOOK, stop.wait_for(|stop| *stop)).await;
}

/// A store that does not answer leaves the line as it is: up.
async fn is_cut(app: &App) -> bool {
    app.read(|tx| line::is_cut(tx).map_err(Into::into))
        .await
        .unwrap_or(false)
}
