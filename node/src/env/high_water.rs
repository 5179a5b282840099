//! The mark outside the store: how many numbers of each lease, of each series the store counts for itself, and how many
//! entries of its life may already have been shown (ανώτατη ένδειξη).
//!
//! ```text
//! file «<lease hex>.mark», 80 bytes: two slots of 40 bytes, written in turn
//!   turn u64 | used u64 | check 24 bytes (BLAKE3 over lease, turn, used)
//! ```
//! The slot with the higher turn and a good check counts; a torn write can only spoil the slot that was being written. The
//! mark is written after the commit and before the number is shown, so it never runs ahead of an honest store. A mark ahead
//! of the store therefore means that the store went back in time; a mark more than one behind means that this file did.
//! Both freeze the series.
//!
//! A written mark outlives the process at once. Its way to the disk is taken by a thread of its own, beside what the person
//! does next; the next command waits until it is there ([`HighWater::settle`]), so after a power cut it is one behind at
//! most. See decision 0019.

use loggia_schema::ids::LeaseId;
use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

const SLOT: usize = 40;
const CHECK: usize = 24;

/// Remembers, outside the store, how many numbers of a lease have been used.
pub trait HighWater: Send {
    /// The remembered count; `None` when nothing was ever written for this lease.
    fn read(&mut self, lease: LeaseId) -> io::Result<Option<u64>>;
    /// Remembers `used`: on return the end of the process cannot take it back, and it is on its way to the disk.
    fn write(&mut self, lease: LeaseId, used: u64) -> io::Result<()>;
    /// Waits until everything written is on the disk.
    ///
    /// # Errors
    /// Something is not, and could not be written again; it is tried once more at the next call.
    fn settle(&mut self) -> io::Result<()>;
}

/// One small file per lease in a folder that is not the store's.
#[derive(Debug)]
pub struct FileHighWater {
    folder: PathBuf,
    open: BTreeMap<LeaseId, Open>,
    flusher: Option<Flusher>,
    /// Marks that did not reach the disk.
    failed: Vec<LeaseId>,
}

/// The file of a lease, and what was last written there.
#[derive(Debug)]
struct Open {
    file: Arc<File>,
    turn: u64,
    used: u64,
}

/// The thread that brings a written mark to the disk.
#[derive(Debug)]
struct Flusher {
    written: Sender<Arc<File>>,
    flushed: Receiver<io::Result<()>>,
    /// The mark that is on its way.
    running: Option<LeaseId>,
    thread: JoinHandle<()>,
}

impl Flusher {
    fn start() -> io::Result<Flusher> {
        let (written, files) = channel::<Arc<File>>();
        let (done, flushed) = channel();
        let work = move || {
            let mut results = files.into_iter().map(|file| file.sync_data());
            // When nobody takes a result any more, the marks are put away.
            while results
                .next()
                .is_some_and(|result| done.send(result).is_ok())
            {}
        };
        let thread = thread::Builder::new().name("marks".to_owned());
        Ok(Flusher {
            written,
            flushed,
            running: None,
            thread: thread.spawn(work)?,
        })
    }

    fn flush(&mut self, lease: LeaseId, file: Arc<File>) -> io::Result<()> {
        self.written.send(file).map_err(|_| ended())?;
        self.running = Some(lease);
        Ok(())
    }

    /// Waits for the mark that is on its way; `Some`: it did not arrive.
    fn wait(&mut self) -> io::Result<Option<LeaseId>> {
        let Some(lease) = self.running.take() else {
            return Ok(None);
        };
        let flushed = self.flushed.recv().map_err(|_| ended())?;
        Ok(flushed.err().map(|error| {
            tracing::error!(%lease, %error, "a mark did not reach the disk");
            lease
        }))
    }
}

fn ended() -> io::Error {
    io::Error::other("the thread of the marks has ended")
}

impl FileHighWater {
    /// Marks in `folder`, which is made at the first write.
    pub fn new(folder: &Path) -> FileHighWater {
        FileHighWater {
            folder: folder.to_owned(),
            open: BTreeMap::new(),
            flusher: None,
            failed: Vec::new(),
        }
    }

    fn path(&self, lease: LeaseId) -> PathBuf {
        self.folder.join(format!("{lease}.mark"))
    }

    fn create(&self, lease: LeaseId) -> io::Result<File> {
        std::fs::create_dir_all(&self.folder)?;
        let path = self.path(lease);
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)?;
        file.set_len(2 * SLOT as u64)?;
        file.sync_all()?;
        File::open(&self.folder)?.sync_all()?;
        Ok(file)
    }

    /// Writes the next slot of an open mark; it is not on the disk yet.
    fn put(&mut self, lease: LeaseId, used: u64) -> io::Result<Arc<File>> {
        let Some(open) = self.open.get_mut(&lease) else {
            return Err(io::Error::other("the mark was not opened"));
        };
        let next = open.turn + 1;
        let mut file = &*open.file;
        file.seek(SeekFrom::Start(if next % 2 == 0 { 0 } else { SLOT as u64 }))?;
        file.write_all(&encode(lease, next, used))?;
        (open.turn, open.used) = (next, used);
        Ok(Arc::clone(&open.file))
    }
}

impl HighWater for FileHighWater {
    fn read(&mut self, lease: LeaseId) -> io::Result<Option<u64>> {
        let mut file = match OpenOptions::new()
            .read(true)
            .write(true)
            .open(self.path(lease))
        {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let mut bytes = Vec::with_capacity(2 * SLOT);
        file.read_to_end(&mut bytes)?;
        let best = bytes
            .chunks_exact(SLOT)
            .filter_map(|slot| decode(lease, slot))
            .max();
        if let Some((turn, used)) = best {
            let file = Arc::new(file);
            self.open.insert(lease, Open { file, turn, used });
        }
        Ok(best.map(|(_, used)| used))
    }

    fn write(&mut self, lease: LeaseId, used: u64) -> io::Result<()> {
        if !self.open.contains_key(&lease) && self.read(lease)?.is_none() {
            let file = Arc::new(self.create(lease)?);
            let (turn, used) = (0, 0);
            self.open.insert(lease, Open { file, turn, used });
        }
        self.settle()?;
        let file = self.put(lease, used)?;
        let flusher = match &mut self.flusher {
            Some(flusher) => flusher,
            none => none.insert(Flusher::start()?),
        };
        flusher.flush(lease, file)
    }

    fn settle(&mut self) -> io::Result<()> {
        if let Some(flusher) = &mut self.flusher {
            self.failed.extend(flusher.wait()?);
        }
        while let Some(lease) = self.failed.last().copied() {
            // What a disk refused once it may have dropped: it is written again, not only flushed.
            let used = self.open.get(&lease).map_or(0, |open| open.used);
            self.put(lease, used)?.sync_data()?;
            self.failed.pop();
        }
        Ok(())
    }
}

impl Drop for FileHighWater {
    fn drop(&mut self) {
        let Some(flusher) = self.flusher.take() else {
            return;
        };
        drop(flusher.written);
        if flusher.thread.join().is_err() {
            tracing::error!("the thread of the marks had failed");
        }
    }
}

fn encode(lease: LeaseId, turn: u64, used: u64) -> [u8; SLOT] {
    let mut slot = [0; SLOT];
    slot[..8].copy_from_slice(&turn.to_be_bytes());
    slot[8..16].copy_from_slice(&used.to_be_bytes());
    slot[16..].copy_from_slice(&check(lease, turn, used));
    slot
}

fn decode(lease: LeaseId, slot: &[u8]) -> Option<(u64, u64)> {
    let turn = u64::from_be_bytes(slot.get(..8)?.try_into().ok()?);
    let used = u64::from_be_bytes(slot.get(8..16)?.try_into().ok()?);
    (slot.get(16..)? == check(lease, turn, used)).then_some((turn, used))
}

fn check(lease: LeaseId, turn: u64, used: u64) -> [u8; CHECK] {
    let mut hasher = blake3::Hasher::new_derive_key("loggia high-water mark v1");
    hasher
        .update(lease.as_bytes())
        .update(&turn.to_be_bytes())
        .update(&used.to_be_bytes());
    let mut out = [0; CHECK];
    out.copy_from_slice(&hasher.finalize().as_bytes()[..CHECK]);
    out
}

/// Marks in memory; clones share them, so they outlive a killed node in the simulator.
#[derive(Debug, Clone, Default)]
pub struct MemoryHighWater {
    marks: Arc<Mutex<Marks>>,
}

#[derive(Debug, Default)]
struct Marks {
    written: BTreeMap<LeaseId, u64>,
    /// What was there before the mark that is on its way to the disk.
    unsettled: Option<(LeaseId, Option<u64>)>,
}

impl MemoryHighWater {
    /// A mark that was on its way to the disk did not arrive.
    pub fn power_cut(&self) {
        let mut marks = self.marks();
        match marks.unsettled.take() {
            Some((lease, Some(used))) => marks.written.insert(lease, used),
            Some((lease, None)) => marks.written.remove(&lease),
            None => None,
        };
    }

    fn marks(&self) -> MutexGuard<'_, Marks> {
        self.marks.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl HighWater for MemoryHighWater {
    fn read(&mut self, lease: LeaseId) -> io::Result<Option<u64>> {
        Ok(self.marks().written.get(&lease).copied())
    }

    fn write(&mut self, lease: LeaseId, used: u64) -> io::Result<()> {
        let mut marks = self.marks();
        let before = marks.written.insert(lease, used);
        marks.unsettled = Some((lease, before));
        Ok(())
    }

    fn settle(&mut self) -> io::Result<()> {
        self.marks().unsettled = None;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEASE: LeaseId = LeaseId([5; 16]);

    #[test]
    fn a_mark_survives_reopening_and_the_last_write_counts() {
        let folder = tempfile::tempdir().unwrap();
        let mut marks = FileHighWater::new(folder.path());
        assert_eq!(marks.read(LEASE).unwrap(), None);
        for used in 1..=7 {
            marks.write(LEASE, used).unwrap();
        }
        assert_eq!(
            FileHighWater::new(folder.path()).read(LEASE).unwrap(),
            Some(7)
        );
    }

    #[test]
    fn a_mark_that_the_disk_refused_is_written_again() {
        let folder = tempfile::tempdir().unwrap();
        let mut marks = FileHighWater::new(folder.path());
        for used in 1..=3 {
            marks.write(LEASE, used).unwrap();
        }
        marks.settle().unwrap();
        // The disk took it, says so no more, and has forgotten it.
        let path = marks.path(LEASE);
        std::fs::write(&path, [0; 2 * SLOT]).unwrap();
        marks.failed.push(LEASE);
        marks.settle().unwrap();
        assert!(marks.failed.is_empty());
        assert_eq!(
            FileHighWater::new(folder.path()).read(LEASE).unwrap(),
            Some(3)
        );
    }

    #[test]
    fn a_torn_write_leaves_the_value_before_it() {
        let folder = tempfile::tempdir().unwrap();
        let mut marks = FileHighWater::new(folder.path());
        marks.write(LEASE, 1).unwrap();
        marks.write(LEASE, 2).unwrap();
        marks.write(LEASE, 3).unwrap();
        let path = marks.path(LEASE);
        let mut bytes = std::fs::read(&path).unwrap();
        bytes[SLOT + 9] ^= 0xff; // turn 3 lies in the second slot
        std::fs::write(&path, &bytes).unwrap();
        assert_eq!(
            FileHighWater::new(folder.path()).read(LEASE).unwrap(),
            Some(2)
        );
    }

    #[test]
    fn a_mark_copied_from_another_lease_is_not_believed() {
        let folder = tempfile::tempdir().unwrap();
        let mut marks = FileHighWater::new(folder.path());
        marks.write(LEASE, 9).unwrap();
        let other = LeaseId([6; 16]);
        std::fs::copy(marks.path(LEASE), marks.path(other)).unwrap();
        assert_eq!(FileHighWater::new(folder.path()).read(other).unwrap(), None);
    }
}
