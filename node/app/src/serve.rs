//! Serving an office on the loopback: started by `loggia-node serve` and by the window, ended calmly by both.
//!
//! ```ignore
//! let running = serve(ServeOptions::new(Place::at("loggia-node-data"))).await?;
//! println!("{}", running.login_url()?);
//! running.shutdown().await;
//! ```

use crate::beacon::{Beacon, Lit};
use crate::line::Line;
use crate::office::Office;
use crate::place::{Centre, Place};
use crate::printing::Spooler;
use crate::server::guard::Guard;
use crate::server::{self, App, random_hex};
use loggia_node::{Node, NodeError};
use loggia_schema::message::{Finding, us, web};
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// How long requests under way may take at the end.
const LAST_REQUESTS: Duration = Duration::from_secs(10);

/// What to serve and how.
#[derive(Debug, Clone)]
pub struct ServeOptions {
    /// The office.
    pub place: Place,
    /// Port on 127.0.0.1; 0 takes a free one.
    pub port: u16,
    /// Call the centre whenever somebody has unlocked the window.
    pub sync: bool,
    /// A new address of the centre, kept for the next time.
    pub centre: Option<SocketAddr>,
}

impl ServeOptions {
    /// An office on any free port, synchronising by itself.
    pub fn new(place: Place) -> ServeOptions {
        ServeOptions {
            place,
            port: 0,
            sync: true,
            centre: None,
        }
    }
}

/// Why an office cannot be served; the finding is for the person in front of the screen.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The store.
    #[error(transparent)]
    Node(#[from] NodeError),
    /// The port is taken.
    #[error("port {port}: {source}")]
    Port {
        /// The port asked for.
        port: u16,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file of the office's folder could not be written.
    #[error("folder of the office: {0}")]
    Folder(std::io::Error),
    /// The system gives no random bytes.
    #[error("no random bytes: {0}")]
    Random(#[from] getrandom::Error),
}

impl ServeError {
    /// What the person reads, in Greek, with its code.
    pub fn findings(&self) -> Vec<Finding> {
        match self {
            ServeError::Node(error) => error.findings(),
            ServeError::Port { port, .. } => vec![Finding::new(web::PORT_TAKEN).with("port", port)],
            ServeError::Folder(_) => {
                vec![Finding::new(loggia_schema::message::storage::DISK_FAILED)]
            }
            ServeError::Random(_) => vec![Finding::new(us::UNEXPECTED)],
        }
    }
}

/// An office whose pages are being served.
pub struct Running {
    /// Its address: `http://127.0.0.1:40123`.
    pub url: String,
    app: App,
    stop: watch::Sender<bool>,
    server: JoinHandle<()>,
    caller: Option<JoinHandle<()>>,
    lit: Option<Lit>,
}

/// Opens the office and serves it.
///
/// # Errors
/// [`ServeError`]: the store, the port, the folder.
pub async fn serve(options: ServeOptions) -> Result<Running, ServeError> {
    let place = options.place.clone();
    let opened = tokio::task::spawn_blocking(move || place.open()).await;
    let node = opened.map_err(|_| NodeError::Us("opening the store panicked"))??;
    serve_node(node, options).await
}

/// Serves an office that is already open.
///
/// # Errors
/// As [`serve`].
pub async fn serve_node(mut node: Node, options: ServeOptions) -> Result<Running, ServeError> {
    let folder = options.place.folder;
    if let Some(address) = options.centre {
        Centre { address }
            .save(&folder)
            .map_err(ServeError::Folder)?;
    }
    let at = SocketAddr::from((Ipv4Addr::LOCALHOST, options.port));
    let port_error = |source| ServeError::Port {
        port: options.port,
        source,
    };
    let listener = TcpListener::bind(at).await.map_err(port_error)?;
    let port = listener.local_addr().map_err(port_error)?.port();
    let guard = Guard::new(port, random_hex()?);
    let url = guard.origin();
    let secret = random_hex()?;
    node.describe(&format!(
        "loggia-node serve, pid {}, {url}",
        std::process::id()
    ))?;
    let office = Office::new(node, None);
    let line = Line::new(office.clone(), folder.clone());
    let app = App::new(
        office,
        line.clone(),
        guard,
        secret.clone(),
        Spooler::system(),
    );
    let beacon = Beacon {
        url: url.clone(),
        secret,
        pid: std::process::id(),
    };
    let lit = beacon.light(&folder).map_err(ServeError::Folder)?;
    let (stop, mut stopped) = watch::channel(false);
    let router = server::router(&app);
    let server = tokio::spawn(async move {
        let until = async move { drop(stopped.wait_for(|stop| *stop).await) };
        if let Err(error) = axum::serve(listener, router)
            .with_graceful_shutdown(until)
            .await
        {
            tracing::error!(%error, "the server stopped");
        }
    });
    let caller = options.sync.then(|| tokio::spawn(line.keep_calling()));
    Ok(Running {
        url,
        app,
        stop,
        server,
        caller,
        lit: Some(lit),
    })
}

impl Running {
    /// An address that opens the pages once; it ends after ten minutes.
    ///
    /// # Errors
    /// The system gives no random bytes.
    pub fn login_url(&self) -> Result<String, getrandom::Error> {
        self.app.login_url()
    }

    /// Ends: requests under way are answered, the line is hung up, the store is locked and closed, `serve.json` removed.
    pub async fn shutdown(mut self) {
        drop(self.lit.take());
        if let Some(caller) = &self.caller {
            caller.abort();
        }
        let _ = self.stop.send(true);
        if tokio::time::timeout(LAST_REQUESTS, &mut self.server)
            .await
            .is_err()
        {
            self.server.abort();
        }
        let office = self.app.office().clone();
        let locked = tokio::task::spawn_blocking(move || office.leave()).await;
        if locked.is_err() {
            tracing::error!("the store could not be locked at the end");
        }
    }
}
