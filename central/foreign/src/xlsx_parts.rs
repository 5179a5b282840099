//! The parts of a packed spreadsheet: found by the directory of the archive, unpacked as they are read, never whole.
//!
//! Every part goes through [`Bounded`]: all parts together may unpack to so many bytes and no more, and between two `<`
//! there may stand only so many, because an XML reader keeps what stands between them. Comments, CDATA and document
//! types have no place in a spreadsheet and could hide that sign, so they are refused.

use crate::rows::Limits;
use flate2::read::DeflateDecoder;
use loggia_schema::message::{Finding, import};
use std::collections::BTreeMap;
use std::io::{BufReader, Error, ErrorKind, Read, Seek, SeekFrom, Take};
use zip::{CompressionMethod, ZipArchive};

/// Parts of one archive.
const PARTS: usize = 2_000;

/// Where a part lies.
#[derive(Debug, Clone, Copy)]
struct At {
    start: u64,
    packed: u64,
    stored: bool,
}

/// An archive whose parts can be read one after the other.
pub(crate) struct Parts<R> {
    file: R,
    name: String,
    at: BTreeMap<String, At>,
    limits: Limits,
    left: u64,
}

/// One part being unpacked.
pub(crate) type Part<R> = BufReader<Bounded<Unpacked<R>>>;

impl<R: Read + Seek> Parts<R> {
    /// Reads the directory.
    pub(crate) fn open(mut file: R, name: &str, limits: Limits) -> Result<Self, Finding> {
        let mut at = BTreeMap::new();
        let mut archive = ZipArchive::new(&mut file).map_err(|_| broken(name))?;
        if archive.len() > PARTS {
            return Err(too_large(name, limits));
        }
        for n in 0..archive.len() {
            let part = archive.by_index_raw(n).map_err(|_| broken(name))?;
            let stored = match part.compression() {
                CompressionMethod::Stored => true,
                CompressionMethod::Deflated => false,
                _ => return Err(broken(name)),
            };
            let start = part.data_start().ok_or_else(|| broken(name))?;
            let place = At {
                start,
                packed: part.compressed_size(),
                stored,
            };
            let path = part.name().map_err(|_| broken(name))?;
            at.insert(path.into_owned(), place);
        }
        drop(archive);
        Ok(Parts {
            file,
            name: name.to_owned(),
            at,
            limits,
            left: limits.unpacked,
        })
    }

    /// Reads a part whole through `work`; `None` if there is no such part.
    pub(crate) fn part<T>(
        &mut self,
        part: &str,
        work: impl FnOnce(&mut Part<&mut R>) -> Result<T, Finding>,
    ) -> Result<Option<T>, Finding> {
        let Some(at) = self.at.get(part).copied() else {
            return Ok(None);
        };
        let mut reader =
            unpack(&mut self.file, at, self.left, self.limits).map_err(|_| broken(&self.name))?;
        let done = work(&mut reader)?;
        self.left = reader.get_ref().left;
        Ok(Some(done))
    }

    /// The last part to be read: takes the archive with it.
    pub(crate) fn into_part(self, part: &str) -> Result<Part<R>, Finding> {
        let at = self.at.get(part).copied();
        let at = at.ok_or_else(|| broken(&self.name))?;
        unpack(self.file, at, self.left, self.limits).map_err(|_| broken(&self.name))
    }
}

fn unpack<R: Read + Seek>(
    mut file: R,
    at: At,
    left: u64,
    limits: Limits,
) -> Result<Part<R>, Error> {
    file.seek(SeekFrom::Start(at.start))?;
    let packed = file.take(at.packed);
    let from = if at.stored {
        Unpacked::Stored(packed)
    } else {
        Unpacked::Deflated(Box::new(DeflateDecoder::new(packed)))
    };
    Ok(BufReader::new(Bounded {
        from,
        left,
        run: 0,
        longest: limits.line,
        last: 0,
    }))
}

/// The two ways in which parts are packed.
pub(crate) enum Unpacked<R> {
    Stored(Take<R>),
    Deflated(Box<DeflateDecoder<Take<R>>>),
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Error> {
        match self {
            Unpacked::Stored(from) => from.read(buffer),
            Unpacked::Deflated(from) => from.read(buffer),
        }
    }
}

/// Ends with [`ErrorKind::FileTooLarge`] or [`ErrorKind::InvalidData`] instead of filling the memory.
pub(crate) struct Bounded<R> {
    from: R,
    left: u64,
    run: usize,
    longest: usize,
    last: u8,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Error> {
        let n = self.from.read(buffer)?;
        let read = u64::try_from(n).unwrap_or(u64::MAX);
        let Some(left) = self.left.checked_sub(read) else {
            return Err(ErrorKind::FileTooLarge.into());
        };
        self.left = left;
        for byte in &buffer[..n] {
            if (self.last, *byte) == (b'<', b'!') {
                return Err(ErrorKind::InvalidData.into());
            }
            self.last = *byte;
            self.run = if *byte == b'<' { 0 } else { self.run + 1 };
            if self.run > self.longest {
                return Err(ErrorKind::FileTooLarge.into());
            }
        }
        Ok(n)
    }
}

/// What an XML error means for the person who has the file.
pub(crate) fn told(name: &str, limits: Limits, error: &quick_xml::Error) -> Finding {
    match error {
        quick_xml::Error::Io(io) if io.kind() == ErrorKind::FileTooLarge => too_large(name, limits),
        _ => broken(name),
    }
}

pub(crate) fn broken(name: &str) -> Finding {
    Finding::new(import::ARCHIVE_BROKEN).with("file", name)
}

pub(crate) fn too_large(name: &str, limits: Limits) -> Finding {
    Finding::new(import::ARCHIVE_TOO_LARGE)
        .with("file", name)
        .with("max", limits.unpacked >> 20)
}
