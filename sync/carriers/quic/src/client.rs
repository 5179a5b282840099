//! An office calls the town hall.

use crate::drive::{Clock, DriveError, Driven, End, Stores, drive};
use crate::tls::{Pin, TlsError, client_config};
use loggia_sync::session::{Output, Session};
use loggia_sync::sign::KeyPair;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

/// A line that does not come up in so long does not come up.
const CALL: Duration = Duration::from_secs(10);

/// Why a call came to nothing. Nothing was said and nothing is lost.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// No socket here.
    #[error("no socket: {0}")]
    Socket(#[from] io::Error),
    /// Our configuration. A fault of ours.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The address cannot be called.
    #[error("cannot call: {0}")]
    Address(#[from] quinn::ConnectError),
    /// Nobody answers, or not with the pinned key.
    #[error("no line: {0}")]
    Line(#[from] quinn::ConnectionError),
    /// Nobody answers in time.
    #[error("nobody answers")]
    Silence,
    /// The session could not be driven.
    #[error(transparent)]
    Drive(#[from] DriveError),
}

impl CallError {
    /// Whether someone answered with a key that is not the pinned one.
    pub fn is_wrong_key(&self) -> bool {
        // the TLS alert that rustls gives when a verifier refuses
        const ALERTS: std::ops::RangeInclusive<u64> = 0x100 + 42..=0x100 + 49;
        match self {
            CallError::Line(quinn::ConnectionError::TransportError(error)) => {
                ALERTS.contains(&u64::from(error.code))
            }
            _ => false,
        }
    }
}

/// A socket from which calls are made.
#[derive(Debug, Clone)]
pub struct Client {
    endpoint: quinn::Endpoint,
}

impl Client {
    /// A socket that can call addresses of the same family as `to`. Needs a tokio runtime.
    pub fn new(to: SocketAddr) -> Result<Self, CallError> {
        let any = match to {
            SocketAddr::V4(_) => SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0)),
            SocketAddr::V6(_) => SocketAddr::from((Ipv6Addr::UNSPECIFIED, 0)),
        };
        Ok(Client {
            endpoint: quinn::Endpoint::client(any)?,
        })
    }

    /// Brings a line up; the centre has proven one of the pinned keys, and we ours.
    pub async fn call(
        &self,
        to: SocketAddr,
        keys: &KeyPair,
        pin: Pin,
    ) -> Result<quinn::Connection, CallError> {
        let config = client_config(keys, pin)?;
        // the name is not looked at: keys are pinned
        let call = self.endpoint.connect_with(config, to, "loggia")?;
        match tokio::time::timeout(CALL, call).await {
            Ok(connection) => Ok(connection?),
            Err(_) => Err(CallError::Silence),
        }
    }

    /// Calls and drives one session to its end.
    pub async fn session(
        &self,
        to: SocketAddr,
        (keys, pin): (&KeyPair, Pin),
        session: Session,
        stores: Arc<dyn Stores>,
        clock: Clock,
        observe: impl FnMut(Output) + Send,
    ) -> Result<Driven, CallError> {
        let connection = self.call(to, keys, pin).await?;
        Ok(drive(session, connection, End::Caller, stores, clock, observe).await?)
    }

    /// Hangs up whatever is open and waits until the peers know.
    pub async fn close(&self) {
        self.endpoint.close(0_u8.into(), b"");
        self.endpoint.wait_idle().await;
    }
}
