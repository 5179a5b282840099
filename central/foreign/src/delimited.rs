//! Separated values: `;`, `,` or a tab between cells, quotes around those that hold one, records over several lines.
//!
//! A quote counts only where a cell begins; old programs put them anywhere. A file that ends inside a quoted cell, or
//! whose last line has no end and too few cells, was cut on the way and is refused as such.

use crate::lines::{Lines, RawLine};
use crate::profile::Profile;
use crate::rows::{Cells, Limits, too_many};
use loggia_schema::message::{Finding, import};
use std::io::BufRead;

/// What separates cells: one sign, or whichever of three the headings use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Separator {
    /// This one.
    Sign(char),
    /// `;`, tab or `,`: the one that stands in the headings, if only one of them does.
    OfHeadings,
}

/// Rows of a separated file. The first one holds the headings.
#[derive(Debug)]
pub struct Delimited<'p, R> {
    lines: Lines<R>,
    profile: &'p Profile,
    separator: Separator,
    limits: Limits,
    skip: u32,
    width: Option<usize>,
    over: bool,
}

impl<'p, R: BufRead> Delimited<'p, R> {
    /// Reads `from`; `headings` is the line they stand on, from 1.
    pub fn new(
        from: R,
        profile: &'p Profile,
        (separator, headings): (Separator, u32),
        limits: Limits,
    ) -> Self {
        Delimited {
            lines: Lines::new(from, &profile.file, limits.line),
            profile,
            separator,
            limits,
            skip: headings.saturating_sub(1),
            width: None,
            over: false,
        }
    }

    fn row(&mut self) -> Result<Option<Cells>, Finding> {
        loop {
            let Some(line) = self.lines.next_line()? else {
                return Ok(None);
            };
            if self.skip > 0 {
                self.skip -= 1;
                continue;
            }
            let first = self.width.is_none() && line.number == 1;
            let bytes = line.bytes.strip_prefix(b"\xEF\xBB\xBF").filter(|_| first);
            let text = match self.profile.encoding.read(bytes.unwrap_or(&line.bytes)) {
                Ok(text) => text,
                Err(finding) => {
                    return Ok(Some(Cells {
                        line: line.number,
                        cells: Err(finding),
                    }));
                }
            };
            return self.cells(line, text).map(Some);
        }
    }

    fn cells(&mut self, line: RawLine, mut text: String) -> Result<Cells, Finding> {
        if self.separator == Separator::OfHeadings {
            self.separator = Separator::Sign(separator_of(&text)?);
        }
        let Separator::Sign(separator) = self.separator else {
            return Err(Finding::new(import::SEPARATOR_UNCLEAR));
        };
        let number = line.number;
        let mut ended = line.ended;
        let cells = loop {
            match split(&text, separator, self.limits.cells) {
                Split::Whole(cells) => break cells,
                Split::TooMany => return Err(too_many(&self.profile.file, widest(self.limits))),
                Split::Open => {
                    let Some(more) = self.lines.next_line()? else {
                        return Err(self.cut(number));
                    };
                    if text.len() + more.bytes.len() > self.limits.line {
                        return Err(Finding::new(import::LINE_TOO_LONG)
                            .with("file", &self.profile.file)
                            .with("line", number)
                            .with("max", self.limits.line));
                    }
                    text.push('\n');
                    match self.profile.encoding.read(&more.bytes) {
                        Ok(more) => text.push_str(&more),
                        Err(finding) => {
                            return Ok(Cells {
                                line: number,
                                cells: Err(finding),
                            });
                        }
                    }
                    ended = more.ended;
                }
            }
        };
        let width = *self.width.get_or_insert(cells.len());
        if !ended && cells.len() < width {
            return Err(self.cut(number));
        }
        Ok(Cells {
            line: number,
            cells: Ok(cells),
        })
    }

    fn cut(&self, line: u64) -> Finding {
        Finding::new(import::FILE_CUT)
            .with("file", &self.profile.file)
            .with("line", line)
    }
}

impl<R: BufRead> Iterator for Delimited<'_, R> {
    type Item = Result<Cells, Finding>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.over {
            return None;
        }
        let row = self.row().transpose();
        self.over = !matches!(row, Some(Ok(_)));
        row
    }
}

fn widest(limits: Limits) -> u64 {
    u64::try_from(limits.cells).unwrap_or(u64::MAX)
}

/// The one sign that separates the headings.
fn separator_of(headings: &str) -> Result<char, Finding> {
    let mut found = [';', '\t', ',']
        .into_iter()
        .filter(|sign| headings.contains(*sign));
    match (found.next(), found.next()) {
        (Some(sign), None) => Ok(sign),
        _ => Err(Finding::new(import::SEPARATOR_UNCLEAR)),
    }
}

enum Split {
    Whole(Vec<String>),
    /// A quoted cell has no end yet.
    Open,
    TooMany,
}

fn split(text: &str, separator: char, max: usize) -> Split {
    let mut cells = Vec::new();
    let mut rest = text;
    loop {
        if cells.len() == max {
            return Split::TooMany;
        }
        let (cell, after) = if let Some(quoted) = rest.strip_prefix('"') {
            match unquote(quoted) {
                Some(parts) => parts,
                None => return Split::Open,
            }
        } else {
            let end = rest.find(separator).unwrap_or(rest.len());
            (rest[..end].to_owned(), &rest[end..])
        };
        // What stands between a closing quote and the separator belongs to the cell.
        let end = after.find(separator).unwrap_or(after.len());
        cells.push(cell + &after[..end]);
        match after[end..].strip_prefix(separator) {
            Some(more) => rest = more,
            None => return Split::Whole(cells),
        }
    }
}

/// The cell up to its closing quote, `""` read as one, and what follows; `None` without a closing quote.
fn unquote(text: &str) -> Option<(String, &str)> {
    let mut cell = String::new();
    let mut rest = text;
    loop {
        let at = rest.find('"')?;
        cell.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        match rest.strip_prefix('"') {
            Some(more) => {
                cell.push('"');
                rest = more;
            }
            None => return Some((cell, rest)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoding::Encoding;

    fn read(bytes: &[u8], separator: Separator) -> Vec<Result<Cells, Finding>> {
        let profile = Profile::plain("a.csv");
        let limits = Limits {
            line: 200,
            cells: 5,
            ..Limits::USUAL
        };
        Delimited::new(bytes, &profile, (separator, 1), limits).collect()
    }

    fn texts(rows: &[Result<Cells, Finding>]) -> Vec<Vec<String>> {
        rows.iter()
            .map(|row| row.as_ref().unwrap().cells.clone().unwrap())
            .collect()
    }

    #[test]
    fn quotes_separators_and_lines_inside_a_cell() {
        let rows = read(
            "\u{feff}α;β;γ\n\"1;2\";\"ο \"\"Νίκος\"\"\nκαι σία\";x\nΟ \"ΜΗΝΑΣ\";;\n".as_bytes(),
            Separator::OfHeadings,
        );
        assert_eq!(
            texts(&rows),
            [
                vec!["α", "β", "γ"],
                vec!["1;2", "ο \"Νίκος\"\nκαι σία", "x"],
                vec!["Ο \"ΜΗΝΑΣ\"", "", ""]
            ]
        );
        assert_eq!(rows[2].as_ref().unwrap().line, 4);
    }

    #[test]
    fn a_cut_file_is_said_to_be_cut() {
        let codes = |text: &str| {
            let last = read(text.as_bytes(), Separator::Sign(';')).pop().unwrap();
            last.map(drop).map_err(|finding| finding.code)
        };
        assert_eq!(codes("α;β\n1;2\n3"), Err(import::FILE_CUT));
        assert_eq!(codes("α;β\n1;\"2"), Err(import::FILE_CUT));
        assert_eq!(
            codes("α;β\n1;2"),
            Ok(()),
            "only the last end of line is missing"
        );
        assert_eq!(
            codes(&format!("α;β\n1;\"{}", "2\n".repeat(300))),
            Err(import::LINE_TOO_LONG)
        );
        assert_eq!(codes("α;β\n1;2;3;4;5;6\n"), Err(import::TOO_MUCH));
    }

    #[test]
    fn separators_are_not_guessed_wildly() {
        let first = |text: &str| read(text.as_bytes(), Separator::OfHeadings).remove(0);
        assert_eq!(texts(&[first("α,β\n")]), [["α", "β"]]);
        assert_eq!(texts(&[first("α\tβ\n")]), [["α", "β"]]);
        for unclear in ["α;β,γ\n", "μόνη\n"] {
            assert_eq!(first(unclear).unwrap_err().code, import::SEPARATOR_UNCLEAR);
        }
    }

    #[test]
    fn bytes_of_another_encoding_are_an_error_of_their_row_alone() {
        let mut bytes = "α;β\n".as_bytes().to_vec();
        bytes.extend(Encoding::Windows1253.write("ΝΙΚΟΣ;1\n").unwrap());
        bytes.extend("γ;δ\n".as_bytes());
        let rows = read(&bytes, Separator::Sign(';'));
        let second = rows[1].as_ref().unwrap();
        assert_eq!(
            (second.line, second.cells.as_ref().unwrap_err().code),
            (2, import::WRONG_BYTES)
        );
        assert_eq!(texts(&rows[2..]), [["γ", "δ"]]);
    }
}
