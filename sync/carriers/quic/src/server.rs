//! The town hall answers: an accept loop with limits, BUSY instead of silence, and a calm end.
//!
//! At most so many sessions at once and one per device; whoever comes above that is told when to come
//! back. Far above the limit connections are refused before a handshake costs anything. Told to stop,
//! the server answers nobody new and lets running sessions end.

use crate::drive::{Clock, End, Stores, drive};
use crate::tls::{self, TlsError, server_config};
use loggia_schema::ids::DeviceKey;
use loggia_sync::receipt::Millis;
use loggia_sync::session::{Output, Session};
use loggia_sync::sign::KeyPair;
use std::collections::BTreeSet;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{Notify, watch};
use tokio::task::JoinSet;

/// Callers that may be told BUSY at once; above it they are refused before a handshake.
const DOORSTEP: usize = 64;
/// How long a device that calls again waits for the end of its own last session, which its side has seen already.
const OWN_END: Duration = Duration::from_secs(2);

/// How much the server takes on.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Sessions at once.
    pub sessions: usize,
    /// What a caller above that is told.
    pub retry: Millis,
    /// How long running sessions have to end once the server stops.
    pub grace: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            sessions: 64,
            retry: Millis(5_000),
            grace: Duration::from_secs(20),
        }
    }
}

/// What the server is given by the program around it.
pub trait Hall: Send + Sync + 'static {
    /// A session for one caller; with `busy`, one that says BUSY.
    fn session(&self, busy: Option<Millis>) -> Session;
    /// The store for one caller's session.
    fn stores(&self) -> Arc<dyn Stores>;
    /// Something happened in a device's session.
    fn observe(&self, device: &DeviceKey, output: Output);
}

/// Why the server does not run.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address is taken or not ours.
    #[error("no socket: {0}")]
    Socket(#[from] io::Error),
    /// Our configuration. A fault of ours.
    #[error(transparent)]
    Tls(#[from] TlsError),
}

/// A server that is listening.
#[derive(Debug)]
pub struct Server {
    endpoint: quinn::Endpoint,
    limits: Limits,
}

impl Server {
    /// Listens with the centre's keys; port 0 takes any free one. Needs a tokio runtime.
    pub fn bind(address: SocketAddr, keys: &KeyPair, limits: Limits) -> Result<Self, ServeError> {
        Ok(Server {
            endpoint: quinn::Endpoint::server(server_config(keys)?, address)?,
            limits,
        })
    }

    /// Where it listens.
    pub fn address(&self) -> Result<SocketAddr, ServeError> {
        Ok(self.endpoint.local_addr()?)
    }

    /// Answers callers until `stop` holds true (or its sender is gone), then lets running sessions end.
    pub async fn run(self, hall: Arc<dyn Hall>, clock: Clock, mut stop: watch::Receiver<bool>) {
        let present = Arc::new(Present {
            limit: self.limits.sessions,
            devices: Mutex::default(),
            left: Notify::new(),
        });
        let mut sessions = JoinSet::new();
        loop {
            let incoming = tokio::select! {
                incoming = self.endpoint.accept() => incoming,
                _ = stop.wait_for(|stop| *stop) => None,
            };
            let Some(incoming) = incoming else { break };
            while sessions.try_join_next().is_some() {}
            if sessions.len() >= self.limits.sessions.saturating_add(DOORSTEP) {
                incoming.refuse();
                continue;
            }
            let (hall, clock, present) = (hall.clone(), clock.clone(), present.clone());
            let retry = self.limits.retry;
            sessions.spawn(async move { answer(incoming, hall, clock, present, retry).await });
        }
        self.end(sessions).await;
    }

    async fn end(self, mut sessions: JoinSet<()>) {
        self.endpoint.set_server_config(None);
        let all = async { while sessions.join_next().await.is_some() {} };
        if tokio::time::timeout(self.limits.grace, all).await.is_err() {
            tracing::warn!("sessions were cut because the server stops");
        }
        self.endpoint.close(0_u8.into(), b"");
        let _ = tokio::time::timeout(self.limits.grace, self.endpoint.wait_idle()).await;
    }
}

/// The devices in a session now.
#[derive(Debug)]
struct Present {
    limit: usize,
    devices: Mutex<BTreeSet<DeviceKey>>,
    left: Notify,
}

impl Present {
    /// A place for a device; `None` if there is no room, or if it is here already and stays.
    async fn enter(self: &Arc<Self>, device: DeviceKey) -> Option<Place> {
        let end = tokio::time::Instant::now() + OWN_END;
        loop {
            let left = self.left.notified();
            tokio::pin!(left);
            left.as_mut().enable(); // before the look, so that no leaving is missed
            match self.look(device) {
                Look::Entered(place) => return Some(place),
                Look::Full => return None,
                Look::HereAlready => tokio::time::timeout_at(end, left).await.ok()?,
            }
        }
    }

    fn look(self: &Arc<Self>, device: DeviceKey) -> Look {
        let mut devices = self.devices.lock().unwrap_or_else(PoisonError::into_inner);
        if devices.contains(&device) {
            return Look::HereAlready;
        }
        if devices.len() >= self.limit {
            return Look::Full;
        }
        devices.insert(device);
        let present = self.clone();
        Look::Entered(Place { present, device })
    }
}

/// What a device finds at the door.
enum Look {
    Entered(Place),
    Full,
    HereAlready,
}

/// A device's place; leaving it makes room.
struct Place {
    present: Arc<Present>,
    device: DeviceKey,
}

impl Drop for Place {
    fn drop(&mut self) {
        self.present
            .devices
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&self.device);
        self.present.left.notify_waiters();
    }
}

async fn answer(
    incoming: quinn::Incoming,
    hall: Arc<dyn Hall>,
    clock: Clock,
    present: Arc<Present>,
    retry: Millis,
) {
    let connection = match incoming.await {
        Ok(connection) => connection,
        Err(error) => {
            tracing::debug!(%error, "a call came to nothing");
            return;
        }
    };
    let Some(device) = tls::peer_key(&connection) else {
        connection.close(0_u8.into(), b"");
        return;
    };
    let place = present.enter(device).await;
    let session = hall.session(place.is_none().then_some(retry));
    let observer = hall.clone();
    let observe = move |output| observer.observe(&device, output);
    match drive(
        session,
        connection,
        End::Called,
        hall.stores(),
        clock,
        observe,
    )
    .await
    {
        Ok(driven) => tracing::info!(%device, ending = ?driven.ending, "a session ended"),
        Err(error) => tracing::warn!(%device, %error, "a session was not driven to its end"),
    }
}
