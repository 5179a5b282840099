//! Fixed width without headings: what DOS programs print into files. A column is a first position and a width.

use crate::lines::Lines;
use crate::profile::Profile;
use crate::rows::{Cells, Limits};
use loggia_schema::message::{Finding, import};
use std::io::BufRead;

/// Rows of a fixed-width file; one cell for each column of the profile, in its order.
#[derive(Debug)]
pub struct Fixed<'p, R> {
    lines: Lines<R>,
    profile: &'p Profile,
    /// The narrowest line so far.
    narrowest: Option<usize>,
    over: bool,
}

impl<'p, R: BufRead> Fixed<'p, R> {
    /// Reads `from`.
    pub fn new(from: R, profile: &'p Profile, limits: Limits) -> Self {
        Fixed {
            lines: Lines::new(from, &profile.file, limits.line),
            profile,
            narrowest: None,
            over: false,
        }
    }

    fn row(&mut self) -> Result<Option<Cells>, Finding> {
        let Some(line) = self.lines.next_line()? else {
            return Ok(None);
        };
        let text = match self.profile.encoding.read(&line.bytes) {
            Ok(text) => text,
            Err(finding) => {
                return Ok(Some(Cells {
                    line: line.number,
                    cells: Err(finding),
                }));
            }
        };
        let letters: Vec<char> = text.trim_end_matches('\u{1a}').chars().collect();
        if !line.ended
            && self
                .narrowest
                .is_some_and(|narrowest| letters.len() < narrowest)
            && !letters.is_empty()
        {
            return Err(Finding::new(import::FILE_CUT)
                .with("file", &self.profile.file)
                .with("line", line.number));
        }
        let narrowest = self.narrowest.unwrap_or(letters.len()).min(letters.len());
        self.narrowest = Some(narrowest);
        let cell = |&(first, width): &(usize, usize)| {
            let from = first.saturating_sub(1);
            letters.iter().skip(from).take(width).collect()
        };
        let at = self.profile.columns.iter().filter_map(|c| c.at.as_ref());
        Ok(Some(Cells {
            line: line.number,
            cells: Ok(at.map(cell).collect()),
        }))
    }
}

impl<R: BufRead> Iterator for Fixed<'_, R> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoding::Encoding;

    fn profile() -> Profile {
        Profile::read(
            "x.json",
            r#"{"file": "PELATES.TXT", "target": "persons", "owner": "Ταμείο", "format": "fixed", "encoding": "cp737",
                "columns": [{"at": [1, 4], "to": "code"}, {"at": [5, 10], "to": "surname"}]}"#,
        )
        .unwrap()
    }

    #[test]
    fn columns_are_letters_and_not_bytes() {
        let profile = profile();
        let bytes = Encoding::Cp737
            .write("0001ΔΟΚΙΜΑΚΗΣ \r\n0002ΆΣΚΗΣΗ    \r\n\u{1a}")
            .unwrap();
        let rows: Vec<_> = Fixed::new(&bytes[..], &profile, Limits::USUAL)
            .map(|row| row.unwrap().cells.unwrap())
            .collect();
        assert_eq!(rows[..2], [["0001", "ΔΟΚΙΜΑΚΗΣ "], ["0002", "ΆΣΚΗΣΗ    "]]);
    }

    #[test]
    fn a_last_line_that_is_too_short_and_has_no_end_was_cut() {
        let profile = profile();
        let bytes = Encoding::Cp737.write("0001ΔΟΚΙΜΑΚΗΣ \n0002ΔΟ").unwrap();
        let last = Fixed::new(&bytes[..], &profile, Limits::USUAL)
            .last()
            .unwrap();
        assert_eq!(last.unwrap_err().code, import::FILE_CUT);
    }
}
