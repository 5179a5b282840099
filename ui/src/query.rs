//! The state of a list, as it stands in the address: filters, order, page.
//!
//! A list never remembers anything: its address *is* the view, so it can be kept, sent to a colleague and
//! exported with the very same filters. [`Query`] reads the pairs of the address leniently (a wrong page is the
//! first page) and writes them back with one thing changed.

use jiff::civil::Date;
use loggia_schema::calendar::{greek_date, parse_greek_date};
use loggia_schema::message::{Finding, web};
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
    all: bool,
}

/// Rows of one step of a file.
const STEP: u64 = 500;
/// Rows of a list without pages, for a file: all of them, within what a spreadsheet opens.
const ALL: u32 = 1_000_000;

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
                "all" => query.all = true,
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

    /// The list of this address that is wanted for a file, by its name: see [`crate::export`].
    pub fn file(&self) -> Option<&str> {
        self.file.as_deref()
    }

    /// How many rows to read of a list without pages: `usual` on a screen, all of them for a file.
    pub fn limit(&self, usual: u32) -> u32 {
        match &self.file {
            Some(_) => ALL,
            None => usual,
        }
    }

    /// Nothing is asked for: the list as it opens, where a person's usual view may take its place.
    pub fn is_plain(&self) -> bool {
        self.filters.is_empty()
            && self.sort.is_none()
            && self.file.is_none()
            && !self.all
            && self.page() == 1
    }

    /// The page, from 1.
    pub fn page(&self) -> u64 {
        self.page.max(1)
    }

    /// Rows on a page: one of [`SIZES`]; of a file, those of a step.
    pub fn size(&self) -> u64 {
        match (&self.file, self.size) {
            (Some(_), _) => STEP,
            (None, 0) => SIZES[0],
            (None, size) => size,
        }
    }

    /// Reads typed values out of the filters; what cannot be read becomes an error of its field.
    pub fn read(&self, today: Date) -> Filters<'_> {
        Filters {
            query: self,
            today,
            findings: Vec::new(),
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
            all: true,
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
        if self.all && self.filters.is_empty() {
            pair("all", "1");
        }
        if self.size > SIZES[0] {
            pair("size", &self.size.to_string());
        }
        if self.page() != 1 {
            pair("page", &self.page().to_string());
        }
        format!("{path}{text}")
    }
}

/// The filters of an address, read into values that cannot be wrong.
///
/// A filter that nobody can read must not be passed over: the list would show more than was asked for. Its finding is
/// given to [`crate::List::findings`], which shows it at the field and no rows.
#[derive(Debug)]
pub struct Filters<'q> {
    query: &'q Query,
    today: Date,
    findings: Vec<Finding>,
}

impl Filters<'_> {
    /// The day typed into a filter.
    pub fn day(&mut self, name: &'static str) -> Option<Date> {
        let read = parse_greek_date(self.query.filter(name)?, self.today);
        read.map_err(|finding| self.findings.push(finding.on(name)))
            .ok()
    }

    /// First and last day of a span; an end before its beginning is an error of the end.
    pub fn days(&mut self, from: &'static str, to: &'static str) -> (Option<Date>, Option<Date>) {
        let days = (self.day(from), self.day(to));
        if let (Some(first), Some(last)) = days
            && first > last
        {
            let finding = Finding::new(web::FILTER_SPAN).with("from", greek_date(first));
            self.findings.push(finding.on(to));
        }
        days
    }

    /// A choice of a filter, by the names its list knows.
    pub fn choice<T>(
        &mut self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let typed = self.query.filter(name)?;
        let known = parse(typed);
        if known.is_none() {
            let finding = Finding::new(web::FILTER_CHOICE).with("value", typed);
            self.findings.push(finding.on(name));
        }
        known
    }

    /// What could not be read.
    pub fn findings(self) -> Vec<Finding> {
        self.findings
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
    fn a_file_is_the_same_view_step_by_step() {
        let file = Query::parse("q=a&sort=-amount&size=100&page=3&file=kliseis");
        assert_eq!(
            (file.file(), file.filter("q")),
            (Some("kliseis"), Some("a"))
        );
        assert_eq!((file.offset(), file.size()), (1_000, 500));
        assert_eq!((file.limit(50), Query::default().limit(50)), (ALL, 50));
    }

    #[test]
    fn cleared_filters_are_not_the_plain_list() {
        assert!(Query::parse("").is_plain() && Query::parse("size=100").is_plain());
        for asked in ["q=a", "sort=number", "page=2", "all=1", "file=x"] {
            assert!(!Query::parse(asked).is_plain(), "{asked}");
        }
        let cleared = Query::parse("q=a&sort=number").unfiltered();
        assert_eq!(cleared.href("/fines"), "/fines?sort=number&all=1");
    }

    #[test]
    fn a_filter_that_cannot_be_read_is_an_error_of_its_field() {
        let today = jiff::civil::date(2026, 11, 25);
        let query = Query::parse("from=31%2F2%2F2026&to=σ&stage=nonsense&kind=a");
        let mut filters = query.read(today);
        assert_eq!(filters.days("from", "to"), (None, Some(today)));
        assert_eq!(filters.choice("stage", |_| None::<u8>), None);
        assert_eq!(
            filters.choice("kind", |name| (name == "a").then_some(1)),
            Some(1)
        );
        assert_eq!(filters.choice("other", |_| Some(1)), None);
        let fields: Vec<_> = filters
            .findings()
            .into_iter()
            .map(|f| (f.code, f.field))
            .collect();
        assert_eq!(
            fields,
            [
                (
                    loggia_schema::message::input::DATE_IMPOSSIBLE,
                    Some("from".into())
                ),
                (web::FILTER_CHOICE, Some("stage".into())),
            ]
        );
        let backwards = Query::parse("from=2%2F1%2F2026&to=1%2F1%2F2026");
        let mut filters = backwards.read(today);
        filters.days("from", "to");
        assert_eq!(filters.findings()[0].code, web::FILTER_SPAN);
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
