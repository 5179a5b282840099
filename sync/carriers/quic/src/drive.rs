//! One session over one connection: events in, outputs out, the store on a blocking thread.
//!
//! A task reads frames and stops reading while the session is behind, so back-pressure reaches the peer;
//! a task writes frames and says when they have left. The session moves to a blocking thread for each
//! event and comes back with what is to be done: SQLite and fsync never hold up the runtime.

use crate::{frame, tls};
use loggia_sync::receipt::Millis;
use loggia_sync::session::{Ending, Event, Output, Session, Summary};
use loggia_sync::store::SyncStore;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

/// The name under which TLS exports the value both sides sign.
const BINDING: &[u8] = b"EXPORTER-loggia-session-v1";
/// A proven peer that says nothing for so long although it should is given up; intake may take a while.
const PATIENCE: Duration = Duration::from_secs(120);
/// The same while the peer has proven nothing.
const PATIENCE_WITH_STRANGERS: Duration = Duration::from_secs(10);
/// How long the last words may take to reach the peer.
const LAST_WORDS: Duration = Duration::from_secs(5);
/// Frames read ahead of the session.
const READ_AHEAD: usize = 2;

/// Lends the store to one step of a session, on a blocking thread. Implemented by closures that lock the
/// store, or open a transaction, and call the step with it.
pub trait Stores: Send + Sync + 'static {
    /// Calls `step` once with the store. Not calling it (the store is locked or gone) ends the session.
    fn lend(&self, step: &mut dyn FnMut(&mut dyn SyncStore));
}

impl<F: Fn(&mut dyn FnMut(&mut dyn SyncStore)) + Send + Sync + 'static> Stores for F {
    fn lend(&self, step: &mut dyn FnMut(&mut dyn SyncStore)) {
        self(step);
    }
}

/// Tells the time to sessions.
pub type Clock = Arc<dyn Fn() -> Millis + Send + Sync>;

/// How a driven session ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Driven {
    /// How.
    pub ending: Ending,
    /// What it moved, also when it was cut.
    pub summary: Summary,
}

/// Why a session could not be driven to an end of its own.
#[derive(Debug, thiserror::Error)]
pub enum DriveError {
    /// The line came up but a stream could not be opened.
    #[error("no stream: {0}")]
    Stream(#[from] quinn::ConnectionError),
    /// The caller brought a line up and says nothing.
    #[error("the caller says nothing")]
    Silence,
    /// TLS gave no value to bind the proofs to. A fault of ours.
    #[error("no channel binding")]
    Binding,
    /// The store was not lent: it is locked or gone.
    #[error("the store is locked")]
    StoreLocked,
    /// The store's thread panicked. A fault of ours.
    #[error("the store panicked")]
    Panicked,
}

/// Which side of the line we are: who opens the stream, and who closes the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// We called.
    Caller,
    /// We were called.
    Called,
}

/// Drives a session to its end. Outputs for the application (everything but frames) go to `observe`, in
/// order, each after the store call that made it true.
pub async fn drive(
    session: Session,
    connection: quinn::Connection,
    end: End,
    stores: Arc<dyn Stores>,
    clock: Clock,
    mut observe: impl FnMut(Output) + Send,
) -> Result<Driven, DriveError> {
    let _hang_up = HangUp(connection.clone());
    let stream = async {
        match end {
            End::Caller => connection.open_bi().await,
            End::Called => connection.accept_bi().await,
        }
    };
    let stream = tokio::time::timeout(PATIENCE_WITH_STRANGERS, stream).await;
    let (send, recv) = stream.map_err(|_| DriveError::Silence)??;
    let mut line = Line::new(send, recv, session.frame_limit());
    let mut steps = Steps {
        session: Some(session),
        stores,
        clock,
    };
    let mut event = Event::Connected {
        binding: binding(&connection)?,
        peer: tls::peer_key(&connection),
    };
    loop {
        let (outputs, limit) = steps.take(event).await?;
        line.limit.store(limit, Ordering::Relaxed);
        let mut closed = None;
        for output in outputs {
            match output {
                Output::Send(frame) => line.send(frame),
                Output::MoreToSend => line.ask_when_drained(),
                Output::Close(ending) => closed = Some(ending),
                other => observe(other),
            }
        }
        if let Some(ending) = closed {
            line.end(end, &connection).await;
            let summary = steps.summary();
            return Ok(Driven { ending, summary });
        }
        let patience = if steps.proven() {
            PATIENCE
        } else {
            PATIENCE_WITH_STRANGERS
        };
        event = line.next(patience).await;
    }
}

/// Ends the line however driving it ends, also when the future is dropped half way: the tasks of a line
/// that nobody drives any more would otherwise keep it alive.
struct HangUp(quinn::Connection);

impl Drop for HangUp {
    fn drop(&mut self) {
        self.0.close(0_u8.into(), b"");
    }
}

pub(crate) fn binding(connection: &quinn::Connection) -> Result<[u8; 32], DriveError> {
    let mut binding = [0; 32];
    connection
        .export_keying_material(&mut binding, BINDING, b"")
        .map_err(|_| DriveError::Binding)?;
    Ok(binding)
}

/// The session between two steps.
struct Steps {
    session: Option<Session>,
    stores: Arc<dyn Stores>,
    clock: Clock,
}

impl Steps {
    /// One step on a blocking thread; answers the outputs and the frame limit that now holds.
    async fn take(&mut self, event: Event) -> Result<(Vec<Output>, usize), DriveError> {
        let mut session = self.session.take().ok_or(DriveError::Panicked)?;
        let (stores, now) = (self.stores.clone(), (self.clock)());
        let step = tokio::task::spawn_blocking(move || {
            let (mut event, mut outputs) = (Some(event), None);
            stores.lend(&mut |store| {
                if let Some(event) = event.take() {
                    outputs = Some(session.handle(event, now, store));
                }
            });
            (session, outputs)
        });
        let (session, outputs) = step.await.map_err(|_| DriveError::Panicked)?;
        let limit = session.frame_limit();
        self.session = Some(session);
        Ok((outputs.ok_or(DriveError::StoreLocked)?, limit))
    }

    fn proven(&self) -> bool {
        self.session.as_ref().is_some_and(Session::is_proven)
    }

    fn summary(&self) -> Summary {
        self.session
            .as_ref()
            .map(Session::summary)
            .unwrap_or_default()
    }
}

/// What the writing task is told.
enum Write {
    Frame(Vec<u8>),
    Drained(oneshot::Sender<()>),
}

/// The two directions of a stream, each with its task.
struct Line {
    frames: mpsc::Receiver<Vec<u8>>,
    writes: mpsc::UnboundedSender<Write>,
    drained: Option<oneshot::Receiver<()>>,
    limit: Arc<AtomicUsize>,
    reader: JoinHandle<()>,
    writer: JoinHandle<()>,
}

impl Line {
    fn new(send: quinn::SendStream, recv: quinn::RecvStream, limit: usize) -> Self {
        let limit = Arc::new(AtomicUsize::new(limit));
        let (to_session, frames) = mpsc::channel(READ_AHEAD);
        // bounded by the session: it makes one portion and waits until that has left
        let (writes, to_write) = mpsc::unbounded_channel();
        let reader = tokio::spawn(read_frames(recv, to_session, limit.clone()));
        let writer = tokio::spawn(write_frames(send, to_write));
        Line {
            frames,
            writes,
            drained: None,
            limit,
            reader,
            writer,
        }
    }

    fn send(&self, frame: Vec<u8>) {
        // a writer that is gone shows as a lost line at the next read
        let _ = self.writes.send(Write::Frame(frame));
    }

    fn ask_when_drained(&mut self) {
        let (tell, drained) = oneshot::channel();
        let _ = self.writes.send(Write::Drained(tell));
        self.drained = Some(drained);
    }

    /// The next thing that happens on the line.
    async fn next(&mut self, patience: Duration) -> Event {
        let drained = async {
            match &mut self.drained {
                Some(drained) => drained.await.is_ok(),
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            left = drained => {
                self.drained = None;
                if left { Event::Drained } else { Event::Lost }
            }
            frame = tokio::time::timeout(patience, self.frames.recv()) => match frame {
                Ok(Some(frame)) => Event::Frame(frame),
                Ok(None) | Err(_) => Event::Lost,
            },
        }
    }

    /// Lets the last words arrive, then ends the line: the caller hangs up, the called waits for it.
    async fn end(self, end: End, connection: &quinn::Connection) {
        let Line {
            writes,
            reader,
            mut writer,
            ..
        } = self;
        drop(writes);
        if tokio::time::timeout(LAST_WORDS, &mut writer).await.is_err() {
            writer.abort();
        }
        if end == End::Called {
            let _ = tokio::time::timeout(LAST_WORDS, connection.closed()).await;
        }
        reader.abort();
    }
}

async fn read_frames(
    mut recv: quinn::RecvStream,
    frames: mpsc::Sender<Vec<u8>>,
    limit: Arc<AtomicUsize>,
) {
    loop {
        // a place in the queue first: what the session has not asked for is not read
        let Ok(place) = frames.reserve().await else {
            return;
        };
        match frame::read(&mut recv, limit.load(Ordering::Relaxed)).await {
            Ok(Some(frame)) => place.send(frame),
            Ok(None) => return,
            Err(error) => {
                tracing::debug!(%error, "reading stopped");
                return;
            }
        }
    }
}

async fn write_frames(mut send: quinn::SendStream, mut writes: mpsc::UnboundedReceiver<Write>) {
    while let Some(write) = writes.recv().await {
        let written: io::Result<()> = match write {
            Write::Frame(frame) => frame::write(&mut send, &frame).await,
            Write::Drained(tell) => {
                let _ = tell.send(());
                Ok(())
            }
        };
        if let Err(error) = written {
            tracing::debug!(%error, "writing stopped");
            return;
        }
    }
    if send.finish().is_ok() {
        let _ = send.stopped().await;
    }
}
