//! The mark outside the store: how many numbers of each lease, of each series the store counts for itself, and how many
//! entries of its life may already have been shown (ανώτατη ένδειξη).
//!
//! ```text
//! file «<lease hex>.mark», 80 bytes: two slots of 40 bytes, written in turn
//!   turn u64 | used u64 | check 24 bytes (BLAKE3 over lease, turn, used)
//! ```
//! The slot with the higher turn and a good check counts; a torn write can only spoil the slot that was being written,
//! and that value had not been shown. The mark is written and flushed after the commit and before the number is shown,
//! so it never runs ahead of an honest store. A mark ahead of the store therefore means that the store went back in
//! time; a mark more than one behind means that this file did. Both freeze the series.

use loggia_schema::ids::LeaseId;
use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

const SLOT: usize = 40;
const CHECK: usize = 24;

/// Remembers, outside the store, how many numbers of a lease have been used.
pub trait HighWater: Send {
    /// The remembered count; `None` when nothing was ever written for this lease.
    fn read(&mut self, lease: LeaseId) -> io::Result<Option<u64>>;
    /// Remembers `used`; on return it is durable.
    fn write(&mut self, lease: LeaseId, used: u64) -> io::Result<()>;
}

/// One small file per lease in a folder that is not the store's.
#[derive(Debug)]
pub struct FileHighWater {
    folder: PathBuf,
    open: BTreeMap<LeaseId, (File, u64)>,
}

impl FileHighWater {
    /// Marks in `folder`, which is made at the first write.
    pub fn new(folder: &Path) -> FileHighWater {
        FileHighWater {
            folder: folder.to_owned(),
            open: BTreeMap::new(),
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
        if let Some((turn, _)) = best {
            self.open.insert(lease, (file, turn));
        }
        Ok(best.map(|(_, used)| used))
    }

    fn write(&mut self, lease: LeaseId, used: u64) -> io::Result<()> {
        if !self.open.contains_key(&lease) && self.read(lease)?.is_none() {
            let file = self.create(lease)?;
            self.open.insert(lease, (file, 0));
        }
        let Some((file, turn)) = self.open.get_mut(&lease) else {
            return Err(io::Error::other("the mark was not opened"));
        };
        let next = *turn + 1;
        file.seek(SeekFrom::Start(if next % 2 == 0 { 0 } else { SLOT as u64 }))?;
        file.write_all(&encode(lease, next, used))?;
        file.sync_data()?;
        *turn = next;
        Ok(())
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
    marks: Arc<Mutex<BTreeMap<LeaseId, u64>>>,
}

impl HighWater for MemoryHighWater {
    fn read(&mut self, lease: LeaseId) -> io::Result<Option<u64>> {
        Ok(self
            .marks
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&lease)
            .copied())
    }

    fn write(&mut self, lease: LeaseId, used: u64) -> io::Result<()> {
        self.marks
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(lease, used);
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
