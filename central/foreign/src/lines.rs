//! Lines of a file, each bounded: a line without an end is refused after the first bytes too many, never kept.

use loggia_schema::message::{Finding, import};
use std::io::{BufRead, ErrorKind};

/// One line, without its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawLine {
    /// Number of the line, from 1.
    pub number: u64,
    /// Its bytes, without `\n` or `\r\n`.
    pub bytes: Vec<u8>,
    /// False for a last line that the file does not end.
    pub ended: bool,
}

/// Reads lines of at most `max` bytes.
#[derive(Debug)]
pub struct Lines<R> {
    from: R,
    file: String,
    max: usize,
    number: u64,
    over: bool,
}

impl<R: BufRead> Lines<R> {
    /// Lines of `from`; `file` is its name for messages.
    pub fn new(from: R, file: &str, max: usize) -> Self {
        Lines {
            from,
            file: file.to_owned(),
            max,
            number: 0,
            over: false,
        }
    }

    /// The next line; `None` at the end of the file.
    ///
    /// # Errors
    /// [`import::LINE_TOO_LONG`], [`import::FILE_UNREADABLE`]; both end the file.
    pub fn next_line(&mut self) -> Result<Option<RawLine>, Finding> {
        if self.over {
            return Ok(None);
        }
        let mut bytes = Vec::new();
        self.number += 1;
        loop {
            let chunk = match self.from.fill_buf() {
                Ok(chunk) => chunk,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(_) => return self.end(import::FILE_UNREADABLE),
            };
            if chunk.is_empty() {
                self.over = true;
                let line = RawLine {
                    number: self.number,
                    bytes,
                    ended: false,
                };
                return Ok((!line.bytes.is_empty()).then_some(line));
            }
            let end = chunk.iter().position(|byte| *byte == b'\n');
            let take = end.unwrap_or(chunk.len());
            if bytes.len() + take > self.max {
                return self.end(import::LINE_TOO_LONG);
            }
            bytes.extend_from_slice(&chunk[..take]);
            self.from.consume(take + usize::from(end.is_some()));
            if end.is_some() {
                if bytes.last() == Some(&b'\r') {
                    bytes.pop();
                }
                return Ok(Some(RawLine {
                    number: self.number,
                    bytes,
                    ended: true,
                }));
            }
        }
    }

    fn end<T>(&mut self, code: loggia_schema::message::Code) -> Result<T, Finding> {
        self.over = true;
        let finding = Finding::new(code).with("file", &self.file);
        Err(if code == import::LINE_TOO_LONG {
            finding.with("line", self.number).with("max", self.max)
        } else {
            finding
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{BufReader, Read};

    #[test]
    fn ends_of_both_kinds_and_a_last_line_without_one() {
        let mut lines = Lines::new(&b"a\r\nb\n\nc"[..], "x", 10);
        let mut read = Vec::new();
        while let Some(line) = lines.next_line().unwrap() {
            read.push((line.number, line.bytes, line.ended));
        }
        let line = |n, text: &[u8], ended| (n, text.to_vec(), ended);
        assert_eq!(
            read,
            [
                line(1, b"a", true),
                line(2, b"b", true),
                line(3, b"", true),
                line(4, b"c", false)
            ]
        );
    }

    /// A gigabyte of one letter, made while it is read; counts what was taken from it.
    struct Endless<'a>(u64, &'a std::cell::Cell<u64>);

    impl Read for Endless<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let take = buffer.len().min(usize::try_from(self.0).unwrap());
            buffer[..take].fill(b'x');
            self.0 -= u64::try_from(take).unwrap();
            self.1.set(self.1.get() + u64::try_from(take).unwrap());
            Ok(take)
        }
    }

    #[test]
    fn a_line_of_a_gigabyte_is_refused_after_its_first_kilobytes() {
        let taken = std::cell::Cell::new(0);
        let reader = BufReader::with_capacity(4096, Endless(1 << 30, &taken));
        let mut lines = Lines::new(reader, "οφειλές.csv", 10_000);
        let finding = lines.next_line().unwrap_err();
        assert_eq!(finding.code, import::LINE_TOO_LONG);
        assert!(finding.greek().contains("οφειλές.csv"));
        assert!(taken.get() < 20_000, "{} bytes were read", taken.get());
        assert_eq!(lines.next_line(), Ok(None), "the file is over");
    }
}
