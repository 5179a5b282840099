//! The state of a list, as it stands in the address: filters, order, page.
//!
//! A list never remembers anything: its address *is* the view, so it can be kept, sent to a colleague and
//! exported with the very same filters. [`Query`] reads the pairs of the address leniently (a wrong page is the
//! first page) and writes them back with one thing changed.

use std::fmt::Write as _;

/// The page sizes a list offers, in rows.
pub const SIZES: [u64; 3] = [50, 100, 500];

/// Direction of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Smallest first (αύξουσα).
    Ascending,
    /// Largest first (φθίνουσα).
    Descending,
}

impl Direction {
    /// The other one.
    pub fn turned(self) -> Direction {
        match self {
            Direction::Ascending => Direction::Descending,
            Direction::Descending => Direction::Ascending,
        }
    }

    /// The word of `aria-sort`.
    pub fn aria(self) -> &'static str {
        match self {
            Direction::Ascending => "ascending",
            Direction::Descending => "descending",
        }
    }
}

/// What the address of a list asks for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    filters: Vec<(String, String)>,
    sort: Option<(String, bool)>,
    page: u64,
    size: u64,
    file: Option<String>,
}

/// Rows of a file: all of them, within what a spreadsheet opens.
const ALL: u64 = 1_000_000;

impl Query {
    /// Reads the decoded pairs of an address. Empty filters are dropped, unknown sizes become the smallest.
    pub fn from_pairs<K: Into<String>, V: Into<String>>(
        pairs: impl IntoIterator<Item = (K, V)>,
    ) -> Query {
        let mut query = Query {
            page: 1,
            size: SIZES[0],
            ..Query::default()
        };
        for (key, value) in pairs {
            let (key, value) = (key.into(), value.into());
            match key.as_str() {
                "page" => query.page = value.parse().ok().filter(|n| *n > 0).unwrap_or(1),
                "size" => {
                    query.size = value
                        .parse()
                        .ok()
                        .filter(|n| SIZES.contains(n))
                        .unwrap_or(SIZES[0])
                }
                "sort" if !value.is_empty() => {
                    query.sort = Some(match value.strip_prefix('-') {
                        Some(name) => (name.to_owned(), true),
                        None => (value, false),
                    });
                }
                "sort" => {}
                "file" => query.file = Some(value).filter(|name| !name.is_empty()),
                _ if value.trim().is_empty() => {}
                _ => query.filters.push((key, value)),
            }
        }
        query
    }

    /// Reads the query part of an address as it travels: `q=%CE%91&page=2`.
    pub fn parse(text: &str) -> Query {
        Query::from_pairs(text.split('&').filter(|part| !part.is_empty()).map(|part| {
            let (key, value) = part.split_once('=').unwrap_or((part, ""));
            (decode(key), decode(value))
        }))
    }

    /// The value of a filter, when it is set.
    pub fn filter(&self, name: &str) -> Option<&str> {
        self.filters
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// All filters that are set, in the order of the address.
    pub fn filters(&self) -> &[(String, String)] {
        &self.filters
    }

    /// The column to order by and the direction.
    pub fn sort(&self) -> Option<(&str, Direction)> {
        self.sort.as_ref().map(|(name, down)| {
            (
                name.as_str(),
                if *down {
                    Direction::Descending
                } else {
                    Direction::Ascending
                },
            )
        })
    }

    /// The list of this address that is wanted as a file, by its name; a file holds every row and has no pages.
    pub fn file(&self) -> Option<&str> {
        self.file.as_deref()
    }

    /// How many rows to read of a list without pages: `usual` on a screen, all of them for a file.
    pub fn limit(&self, usual: u32) -> u32 {
        match &self.file {
            Some(_) => u32::try_from(ALL).unwrap_or(u32::MAX),
            None => usual,
        }
    }

    /// The address of the same view as a file.
    pub fn file_href(&self, path: &str, name: &str) -> String {
        let view = self.at_page(1).href(path);
        let mark = if view.contains('?') { '&' } else { '?' };
        format!("{view}{mark}file={}", encode(name))
    }

    /// The page, from 1.
    pub fn page(&self) -> u64 {
        match &self.file {
            Some(_) => 1,
            None => self.page.max(1),
        }
    }

    /// Rows on a page: one of [`SIZES`]; of a file, all.
    pub fn size(&self) -> u64 {
        match (&self.file, self.size) {
            (Some(_), _) => ALL,
            (None, 0) => SIZES[0],
            (None, size) => size,
        }
    }

    /// Rows before this page, for `OFFSET`.
    pub fn offset(&self) -> u64 {
        (self.page() - 1).saturating_mul(self.size())
    }

    /// The same view on another page.
    pub fn at_page(&self, page: u64) -> Query {
        Query {
            page,
            ..self.clone()
        }
    }

    /// The same view with another page size, from its start.
    pub fn sized(&self, size: u64) -> Query {
        Query {
            size,
            page: 1,
            ..self.clone()
        }
    }

    /// The same filters in another order, from the start.
    pub fn sorted(&self, column: &str, direction: Direction) -> Query {
        Query {
            sort: Some((column.to_owned(), direction == Direction::Descending)),
            page: 1,
            ..self.clone()
        }
    }

    /// The same view without filters.
    pub fn unfiltered(&self) -> Query {
        Query {
            filters: Vec::new(),
            page: 1,
            ..self.clone()
        }
    }

    /// The address of this view below a path. What is as usual is left out.
    pub fn href(&self, path: &str) -> String {
        let mut text = String::new();
        let mut pair = |key: &str, value: &str| {
            text.push(if text.is_empty() { '?' } else { '&' });
            text.push_str(&encode(key));
            text.push('=');
            text.push_str(&encode(value));
        };
        for (key, value) in &self.filters {
            pair(key, value);
        }
        if let Some((column, down)) = &self.sort {
            pair("sort", &format!("{}{column}", if *down { "-" } else { "" }));
        }
        if self.size() != SIZES[0] {
            pair("size", &self.size().to_string());
        }
        if self.page() != 1 {
            pair("page", &self.page().to_string());
        }
        format!("{path}{text}")
    }
}

/// Percent-encodes everything that is not plain in a query.
pub fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                out.push(char::from(byte))
            }
            _ => {
                // Writing into a String cannot fail.
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

/// Undoes [`encode`] and the `+` of forms; what is not UTF-8 becomes the replacement sign.
fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let hex = bytes
            .get(at + 1..at + 3)
            .and_then(|pair| std::str::from_utf8(pair).ok());
        match (byte, hex.and_then(|pair| u8::from_str_radix(pair, 16).ok())) {
            (b'%', Some(value)) => {
                out.push(value);
                at += 2;
            }
            (b'+', _) => out.push(b' '),
            (other, _) => out.push(*other),
        }
        at += 1;
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_survives_its_address() {
        let query = Query::parse("q=%CE%91%CE%B3%CE%AF%CE%B1+%26%3D&sort=-amount&size=100&page=3");
        assert_eq!(query.filter("q"), Some("Αγία &="));
        assert_eq!(query.sort(), Some(("amount", Direction::Descending)));
        assert_eq!(query.offset(), 200);
        let address = query.href("/fines");
        assert_eq!(Query::parse(address.split_once('?').unwrap().1), query);
    }

    #[test]
    fn a_file_is_the_same_view_with_every_row() {
        let query = Query::parse("q=a&sort=-amount&size=100&page=3");
        let address = query.file_href("/fines", "kliseis");
        assert_eq!(address, "/fines?q=a&sort=-amount&size=100&file=kliseis");
        let file = Query::parse(address.split_once('?').unwrap().1);
        assert_eq!(
            (file.file(), file.filter("q")),
            (Some("kliseis"), Some("a"))
        );
        assert_eq!((file.offset(), file.size()), (0, ALL));
        assert_eq!((file.limit(50), query.limit(50)), (1_000_000, 50));
        assert_eq!(Query::default().file_href("/users", "x"), "/users?file=x");
    }

    #[test]
    fn nonsense_becomes_the_first_page() {
        let query = Query::parse("page=-4&size=7&sort=&q=%zz%F&=&x");
        assert_eq!((query.page(), query.size(), query.sort()), (1, 50, None));
        assert_eq!(query.filter("q"), Some("%zz%F"));
        assert_eq!(
            Query::parse("page=18446744073709551615&size=500").offset(),
            u64::MAX
        );
    }
}
