//! What lists ask of every case, in memory (γραμμές στη μνήμη).
//!
//! A page of a list is fifty cases out of a hundred thousand, filtered, ordered and counted. An index for each of these
//! questions would cost every save a page of the encrypted store, and a question without one reads all of it. So the few
//! columns that lists filter and order by are held here, about a hundred bytes for each case: they are read when the first
//! list after unlocking is asked for, and what changed since is read again, row by row, as the store notes it
//! ([`Store::changed`]). The store stays the truth: what a page shows is read from it by number.
//!
//! ```text
//! save ─▶ document ─hook─▶ numbers of changed rows ─next list─▶ these rows read again ─▶ lines
//! ```

use super::list::{ListFilter, SortBy};
use crate::kinds::flag;
use crate::store::{Changed, Result, Store};
use jiff::civil::Date;
use loggia_cases::CaseKind;
use loggia_cases::protocol::Register;
use loggia_schema::ids::ScopeId;
use rusqlite::{Connection, Row};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Bytes of a number that order it; two numbers alike so far keep the order in which they came.
const NUMBER: usize = 32;

/// One case as lists ask for it. Texts of small sets stand as numbers of [`Names`].
#[derive(Debug, Clone, Copy)]
pub(crate) struct Line {
    /// `document.no`.
    pub no: i64,
    /// Local date and time, see [`moment`].
    pub at: u64,
    /// Cents.
    pub amount: i64,
    number: [u8; NUMBER],
    scope: u32,
    state: u32,
    place: u32,
    office: u32,
    due: Option<Date>,
    book: Option<Register>,
    flags: u8,
}

/// Texts that many cases share.
#[derive(Debug, Default)]
struct Names {
    all: Vec<Vec<u8>>,
    ids: HashMap<Vec<u8>, u32>,
}

impl Names {
    fn id(&mut self, name: &[u8]) -> u32 {
        if let Some(id) = self.ids.get(name) {
            return *id;
        }
        let id = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        self.all.push(name.to_vec());
        self.ids.insert(name.to_vec(), id);
        id
    }

    fn known(&self, name: &[u8]) -> Option<u32> {
        self.ids.get(name).copied()
    }

    /// The place of each text in their order.
    fn ranks(&self) -> Vec<u32> {
        let mut order: Vec<usize> = (0..self.all.len()).collect();
        order.sort_unstable_by_key(|id| &self.all[*id]);
        let mut ranks = vec![0; order.len()];
        for (rank, id) in (0..).zip(order) {
            ranks[id] = rank;
        }
        ranks
    }
}

/// Every case of the store, by kind and number.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    kinds: BTreeMap<u16, Vec<Line>>,
    /// Numbers of cases by a hash of their plate: candidates.
    plates: HashMap<u64, Vec<i64>>,
    names: Names,
}

/// What is asked beside the filter itself.
pub(crate) struct Asked<'a> {
    /// Kinds, each with the stages that are wanted of it; empty: all.
    pub kinds: Vec<(Option<CaseKind>, Vec<String>)>,
    /// Scopes that the user may see.
    pub scopes: Vec<ScopeId>,
    /// Cases whose stage is another than their row says.
    pub moved: &'a BTreeMap<i64, String>,
    /// Only these cases.
    pub found: Option<Vec<i64>>,
}

const COLUMNS: &str =
    "no, scope, kind, number, state, at, amount, flags, due, place, office, plate";

impl Lines {
    /// Every line as the store has it now.
    pub fn up_to_date(&mut self, store: &Store) -> Result<&Lines> {
        let read = match store.changed() {
            Changed::All => self.read_all(store.conn()),
            Changed::Some(changed) => changed
                .into_iter()
                .try_for_each(|no| self.read_again(store.conn(), no)),
        };
        if read.is_err() {
            store.forget_changed();
        }
        read.map(|()| &*self)
    }

    fn read_all(&mut self, conn: &Connection) -> Result<()> {
        *self = Lines::default();
        let sql =
            format!("SELECT {COLUMNS} FROM document WHERE row_version IS NOT NULL ORDER BY no");
        let mut statement = conn.prepare_cached(&sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            self.put(row)?;
        }
        Ok(())
    }

    /// The lines of a kind, in the order in which the cases came.
    pub fn of_kind(&self, kind: CaseKind) -> &[Line] {
        self.kinds.get(&kind.0).map_or(&[], Vec::as_slice)
    }

    /// Cases that may carry a plate.
    pub fn of_plate(&self, plate: &str) -> &[i64] {
        let found = self.plates.get(&hash(plate.as_bytes()));
        found.map_or(&[], Vec::as_slice)
    }

    /// The line's state, place and scope are these; a text that no case has fits none.
    pub fn fits(&self, line: &Line, scope: Option<&ScopeId>, states: &[&str], place: &str) -> bool {
        let is = |id: u32, name: &[u8]| self.names.known(name) == Some(id);
        scope.is_none_or(|scope| is(line.scope, &scope.0))
            && (states.is_empty() || states.iter().any(|state| is(line.state, state.as_bytes())))
            && (place.is_empty() || is(line.place, place.as_bytes()))
    }

    /// How many cases a filter lets through, and the numbers of those on its page.
    pub fn page(&self, filter: &ListFilter, asked: &Asked<'_>, limit: usize) -> (usize, Vec<i64>) {
        let fitting = self.fitting(filter, asked);
        let offset = usize::try_from(filter.offset).unwrap_or(usize::MAX);
        let cut = Cut {
            ascending: filter.ascending,
            offset,
            limit,
        };
        let nos = match filter.sort {
            SortBy::Time => cut.of(&fitting, |line| line.at),
            SortBy::Number => cut.of(&fitting, |line| line.number),
            SortBy::Amount => cut.of(&fitting, |line| line.amount),
            SortBy::State => {
                let ranks = self.names.ranks();
                cut.of(&fitting, |line| ranks.get(line.state as usize).copied())
            }
            // Those without a day come last, whichever way.
            SortBy::Due => cut.of(&fitting, |line| {
                (line.due.is_none() == filter.ascending, line.due)
            }),
        };
        (fitting.len(), nos)
    }

    fn fitting<'l>(&'l self, filter: &ListFilter, asked: &Asked<'_>) -> Vec<&'l Line> {
        let ids = |names: &mut dyn Iterator<Item = &[u8]>| -> Vec<u32> {
            names.filter_map(|name| self.names.known(name)).collect()
        };
        let id = |name: &Option<String>| {
            let name = name.as_ref()?;
            Some(self.names.known(name.as_bytes()).unwrap_or(u32::MAX))
        };
        let scopes = ids(&mut asked.scopes.iter().map(|scope| &scope.0[..]));
        let (place, office) = (id(&filter.place), id(&filter.office));
        let (from, next) = (filter.from, filter.to.and_then(|to| to.tomorrow().ok()));
        let from = from.map_or(0, |day| moment(&day.to_string()));
        let below = next.map_or(u64::MAX, |day| moment(&day.to_string()));
        let found: Option<HashSet<i64>> = asked.found.as_ref().map(|f| f.iter().copied().collect());
        let fits = |line: &Line| {
            scopes.contains(&line.scope)
                && (from..below).contains(&line.at)
                && filter
                    .overdue_on
                    .is_none_or(|today| line.due.is_some_and(|due| due < today))
                && place.is_none_or(|place| line.place == place)
                && office.is_none_or(|office| line.office == office)
                && filter.register.is_none_or(|book| line.is_of(book))
                && !(filter.conflicts && i64::from(line.flags) & flag::CONFLICT == 0)
                && found.as_ref().is_none_or(|found| found.contains(&line.no))
        };
        let mut fitting = Vec::new();
        for (kind, states) in &asked.kinds {
            let wanted = ids(&mut states.iter().map(String::as_bytes));
            let kinds = self.kinds.iter();
            let kinds = kinds.filter(|(no, _)| kind.is_none_or(|kind| kind.0 == **no));
            for line in kinds.flat_map(|(_, lines)| lines) {
                let in_state = match asked.moved.get(&line.no) {
                    _ if states.is_empty() => true,
                    Some(state) => states.contains(state),
                    None => wanted.contains(&line.state),
                };
                // A request without a number has no line in a book.
                if in_state && fits(line) && !(filter.book && line.number[0] == 0) {
                    fitting.push(line);
                }
            }
        }
        fitting
    }

    fn read_again(&mut self, conn: &Connection, no: i64) -> Result<()> {
        let sql =
            format!("SELECT {COLUMNS} FROM document WHERE no = ?1 AND row_version IS NOT NULL");
        let mut statement = conn.prepare_cached(&sql)?;
        let mut rows = statement.query([no])?;
        let row = rows.next()?;
        let kind = row.map(|row| row.get(2)).transpose()?;
        // The number of an erased case may be another's now.
        for (_, lines) in self.kinds.iter_mut().filter(|(of, _)| Some(**of) != kind) {
            if let Ok(at) = lines.binary_search_by_key(&no, |line| line.no) {
                lines.remove(at);
            }
        }
        row.map_or(Ok(()), |row| Ok(self.put(row)?))
    }

    /// Every line in words, to be compared with others.
    #[cfg(test)]
    pub fn described(&self) -> Vec<String> {
        let name = |id: u32| self.names.all[id as usize].as_slice();
        let words = |(kind, line): (&u16, &Line)| {
            let names = [line.scope, line.state, line.place, line.office].map(name);
            let rest = (
                line.no,
                line.at,
                line.amount,
                line.number,
                line.due,
                line.book,
            );
            format!("{kind} {names:?} {rest:?} {}", line.flags)
        };
        let lines = self.kinds.iter();
        lines
            .flat_map(|(kind, lines)| lines.iter().map(move |line| words((kind, line))))
            .collect()
    }

    fn put(&mut self, row: &Row<'_>) -> rusqlite::Result<()> {
        let number = row.get_ref(3)?.as_bytes()?;
        let mut start = [0; NUMBER];
        let most = number.len().min(NUMBER);
        start[..most].copy_from_slice(&number[..most]);
        let mut name = |at: usize| -> rusqlite::Result<u32> {
            let text = row.get_ref(at)?.as_bytes_or_null()?;
            Ok(self.names.id(text.unwrap_or_default()))
        };
        let line = Line {
            no: row.get(0)?,
            scope: name(1)?,
            state: name(4)?,
            place: name(9)?,
            office: name(10)?,
            number: start,
            book: book(number),
            at: moment_of(row.get_ref(5)?.as_bytes()?),
            amount: row.get(6)?,
            flags: row.get(7)?,
            due: row
                .get_ref(8)?
                .as_str_or_null()?
                .and_then(|day| day.parse().ok()),
        };
        if let Some(plate) = row.get_ref(11)?.as_bytes_or_null()? {
            let nos = self.plates.entry(hash(plate)).or_default();
            if !nos.contains(&line.no) {
                nos.push(line.no);
            }
        }
        let lines = self.kinds.entry(row.get(2)?).or_default();
        match lines.last() {
            Some(last) if last.no >= line.no => {
                match lines.binary_search_by_key(&line.no, |line| line.no) {
                    Ok(at) => lines[at] = line,
                    Err(at) => lines.insert(at, line),
                }
            }
            _ => lines.push(line),
        }
        Ok(())
    }
}

impl Line {
    /// The day of its date and time.
    pub fn day(&self) -> Option<Date> {
        let day = self.at / 1_000_000;
        let part = |n: u64| i8::try_from(n % 100).ok();
        let year = i16::try_from(day / 10_000).ok()?;
        Date::new(year, part(day / 100)?, part(day)?).ok()
    }

    /// The protocol's own numbers have no letters of a book between series and year.
    fn is_of(&self, book: Register) -> bool {
        self.book == Some(book)
    }
}

/// Which rows of an ordered list make a page.
struct Cut {
    ascending: bool,
    offset: usize,
    limit: usize,
}

impl Cut {
    /// The numbers of the page: nothing before and behind it is put in order.
    fn of<K: Ord>(&self, lines: &[&Line], key: impl Fn(&Line) -> K) -> Vec<i64> {
        let mut keyed: Vec<(K, i64)> = lines.iter().map(|line| (key(line), line.no)).collect();
        if self.offset >= keyed.len() {
            return Vec::new();
        }
        let order = |a: &(K, i64), b: &(K, i64)| {
            if self.ascending { a.cmp(b) } else { b.cmp(a) }
        };
        keyed.select_nth_unstable_by(self.offset, order);
        let mut page = &mut keyed[self.offset..];
        if page.len() > self.limit {
            page.select_nth_unstable_by(self.limit, order);
            page = &mut page[..self.limit];
        }
        page.sort_unstable_by(order);
        page.iter().map(|(_, no)| *no).collect()
    }
}

/// A local date and time as one number, in its order: the digits of the year to the seconds, 0 for those not written.
pub(crate) fn moment(text: &str) -> u64 {
    moment_of(text.as_bytes())
}

fn moment_of(text: &[u8]) -> u64 {
    let digits = text.iter().filter(|byte| byte.is_ascii_digit());
    let digits = digits.map(|byte| u64::from(byte - b'0'));
    let padded = digits.chain(std::iter::repeat(0)).take(14);
    padded.fold(0, |number, digit| number * 10 + digit)
}

/// The book in a protocol number, `ΔΑ1-ΒΓΔ2/ΒΥ/2026/000001`.
fn book(number: &[u8]) -> Option<Register> {
    let mut parts = number.split(|byte| *byte == b'/');
    let letters = parts.nth(1).unwrap_or_default();
    if parts.count() < 2 {
        return Some(Register::Protocol);
    }
    let mut books = Register::ALL.into_iter();
    books.find(|book| book.letters().as_bytes() == letters)
}

fn hash(bytes: &[u8]) -> u64 {
    let hash = blake3::hash(bytes);
    let mut first = [0; 8];
    first.copy_from_slice(&hash.as_bytes()[..8]);
    u64::from_be_bytes(first)
}
