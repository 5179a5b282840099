//! The file a Greek spreadsheet opens with a double click: `;` between values, UTF-8 with BOM, CRLF.
//!
//! A value that a spreadsheet would run as a formula gets an apostrophe in front: names and addresses come from
//! outside. Numbers keep their minus.

/// Writes rows one by one.
#[derive(Debug)]
pub struct Writer {
    text: String,
}

impl Default for Writer {
    fn default() -> Writer {
        Writer::new()
    }
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

fn dangerous(value: &str) -> bool {
    let number = |rest: &str| {
        !rest.is_empty()
            && rest
                .chars()
                .all(|c| c.is_ascii_digit() || c == ',' || c == '.')
    };
    match value.chars().next() {
        Some('=' | '+' | '@' | '\t' | '\r') => true,
        Some('-') => !number(&value[1..]),
        _ => false,
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
