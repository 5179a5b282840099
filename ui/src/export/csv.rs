//! The file other programs read: `;` between values, UTF-8 with BOM, decimal comma, CRLF.
//!
//! A value that a spreadsheet would run as a formula gets an apostrophe in front. Numbers keep their minus.

use super::dangerous;

/// Writes rows one by one.
#[derive(Debug)]
pub(super) struct Writer {
    text: String,
}

impl Writer {
    /// An empty file with its byte order mark.
    pub fn new() -> Writer {
        Writer {
            text: "\u{feff}".to_owned(),
        }
    }

    /// One line.
    pub fn row<S: AsRef<str>>(&mut self, values: impl IntoIterator<Item = S>) {
        for (at, value) in values.into_iter().enumerate() {
            if at > 0 {
                self.text.push(';');
            }
            self.value(value.as_ref());
        }
        self.text.push_str("\r\n");
    }

    fn value(&mut self, value: &str) {
        let guarded = if dangerous(value) {
            format!("'{value}")
        } else {
            value.to_owned()
        };
        if guarded.contains([';', '"', '\n', '\r']) {
            self.text.push('"');
            self.text.push_str(&guarded.replace('"', "\"\""));
            self.text.push('"');
        } else {
            self.text.push_str(&guarded);
        }
    }

    /// The bytes of the file.
    pub fn finish(self) -> Vec<u8> {
        self.text.into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_disarmed_and_numbers_are_not() {
        let mut file = Writer::new();
        file.row(["Όνομα", "Ποσό"]);
        file.row(["=HYPERLINK(\"x\")", "-12,50"]);
        file.row(["α;β\nγ", "-1+1"]);
        let text = String::from_utf8(file.finish()).unwrap();
        assert_eq!(
            text,
            "\u{feff}Όνομα;Ποσό\r\n\"'=HYPERLINK(\"\"x\"\")\";-12,50\r\n\"α;β\nγ\";'-1+1\r\n"
        );
    }
}
