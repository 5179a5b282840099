//! The list: filters, count, table, paging, bulk selection, export. All of its state is in the address.
//!
//! A screen names the columns once and gives rows of typed [`Cell`]s; alignment, totals, order buttons, the CSV
//! file and the words for an empty list follow from that. The first cell of a row is always a link, so a click
//! on the row is never the only way in.

mod cell;
mod paging;
#[cfg(test)]
mod tests;

pub use cell::Cell;

use crate::export::{self, Format, Part};
use crate::form::{self, Field, Values};
use crate::query::{Direction, Query};
use crate::{views, words};
use loggia_schema::message::{Finding, storage};
use maud::{Markup, Render, html};

/// One column (στήλη).
#[derive(Debug, Clone)]
pub struct Column {
    key: &'static str,
    title: String,
    numeric: bool,
    sortable: bool,
}

impl Column {
    /// A column of text, dates or badges. The key is its name in the address (`sort=key`).
    pub fn text(key: &'static str, title: impl Into<String>) -> Column {
        Column {
            key,
            title: title.into(),
            numeric: false,
            sortable: false,
        }
    }

    /// A column of amounts or counts: right aligned, tabular figures.
    pub fn amount(key: &'static str, title: impl Into<String>) -> Column {
        Column {
            numeric: true,
            ..Column::text(key, title)
        }
    }

    /// The head of the column is a button that orders by it.
    #[must_use]
    pub fn sortable(mut self) -> Column {
        self.sortable = true;
        self
    }
}

/// One row (γραμμή): a first cell that is a link, or text where there is nothing behind it, then one cell a column.
#[derive(Debug, Clone)]
pub struct Row {
    key: String,
    title: String,
    href: String,
    cells: Vec<Cell>,
    locked: Option<String>,
}

impl Row {
    /// A row from the text and the address of its first cell.
    pub fn new(title: impl Into<String>, href: impl Into<String>) -> Row {
        let href = href.into();
        Row {
            key: href.clone(),
            title: title.into(),
            href,
            cells: Vec::new(),
            locked: None,
        }
    }

    /// A row that has no screen of its own.
    pub fn plain(title: impl Into<String>) -> Row {
        Row::new(title, "")
    }

    /// What a bulk selection sends for this row; the address unless said otherwise.
    #[must_use]
    pub fn key(mut self, key: impl Into<String>) -> Row {
        self.key = key.into();
        self
    }

    /// The next cell.
    #[must_use]
    pub fn cell(mut self, cell: impl Into<Cell>) -> Row {
        self.cells.push(cell.into());
        self
    }

    /// The row cannot be selected, and why: «έχει ήδη βεβαιωθεί».
    #[must_use]
    pub fn locked(mut self, why: impl Into<String>) -> Row {
        self.locked = Some(why.into());
        self
    }
}

/// What can be done with the selected rows at once (μαζική ενέργεια). The address shows a preview first.
#[derive(Debug, Clone)]
pub struct Bulk {
    action: String,
    words: String,
}

impl Bulk {
    /// The address that takes the selection (POST, field `row`), and the verb on the button.
    pub fn new(action: impl Into<String>, words: impl Into<String>) -> Bulk {
        Bulk {
            action: action.into(),
            words: words.into(),
        }
    }
}

/// A list of records (λίστα).
#[derive(Debug, Clone)]
pub struct List<'a> {
    caption: String,
    path: String,
    query: &'a Query,
    columns: Vec<Column>,
    filters: Vec<Field>,
    rows: Vec<Row>,
    totals: Vec<Cell>,
    found: Option<u64>,
    bulk: Option<Bulk>,
    file: Option<&'static str>,
    create: Option<(String, String)>,
    empty: String,
    behind: u64,
    findings: Vec<Finding>,
}

impl<'a> List<'a> {
    /// A list with the caption of its table, its own path, and the view that was asked for.
    pub fn new(caption: impl Into<String>, path: impl Into<String>, query: &'a Query) -> List<'a> {
        List {
            caption: caption.into(),
            path: path.into(),
            query,
            columns: Vec::new(),
            filters: Vec::new(),
            rows: Vec::new(),
            totals: Vec::new(),
            found: None,
            bulk: None,
            file: None,
            create: None,
            empty: "Δεν υπάρχουν εγγραφές.".to_owned(),
            behind: 0,
            findings: Vec::new(),
        }
    }

    /// The next column.
    #[must_use]
    pub fn column(mut self, column: Column) -> Self {
        self.columns.push(column);
        self
    }

    /// A field of the filter panel; its name is its name in the address.
    #[must_use]
    pub fn filter(mut self, field: Field) -> Self {
        self.filters.push(field);
        self
    }

    /// The next row.
    #[must_use]
    pub fn row(mut self, row: Row) -> Self {
        self.rows.push(row);
        self
    }

    /// All rows of this page.
    #[must_use]
    pub fn rows(mut self, rows: impl IntoIterator<Item = Row>) -> Self {
        self.rows.extend(rows);
        self
    }

    /// The foot of the table: totals over **all** pages, one cell a column.
    #[must_use]
    pub fn totals(mut self, cells: impl IntoIterator<Item = Cell>) -> Self {
        self.totals = cells.into_iter().collect();
        self
    }

    /// How many records the filters match, over all pages; without it the list has one page.
    #[must_use]
    pub fn found(mut self, found: u64) -> Self {
        self.found = Some(found);
        self
    }

    /// An action on selected rows.
    #[must_use]
    pub fn bulk(mut self, bulk: Bulk) -> Self {
        self.bulk = Some(bulk);
        self
    }

    /// The list can be exported; the name tells the lists of a page apart, and is the file's name in the browser. The
    /// program answers with [`List::asked`].
    #[must_use]
    pub fn file(mut self, name: &'static str) -> Self {
        self.file = Some(name);
        self
    }

    /// This page of the list for its file, when the address asks for that.
    pub fn asked(&self) -> Option<Part> {
        self.file.filter(|name| self.query.file() == Some(name))?;
        let row = |row: &Row| {
            let title = Cell::Text(row.title.clone());
            std::iter::once(title)
                .chain(row.cells.iter().cloned())
                .collect()
        };
        Some(Part {
            heads: self
                .columns
                .iter()
                .map(|column| column.title.clone())
                .collect(),
            rows: self.rows.iter().map(row).collect(),
            found: self.found,
        })
    }

    /// What the filters hold that nobody can read: shown at its field, and no row is shown.
    #[must_use]
    pub fn findings(mut self, findings: Vec<Finding>) -> Self {
        self.findings = findings;
        self
    }

    /// Whether a filter could not be read: status 422.
    pub fn is_refused(&self) -> bool {
        !self.findings.is_empty()
    }

    /// The button that makes a new record: its words and its address.
    #[must_use]
    pub fn create(mut self, words: impl Into<String>, href: impl Into<String>) -> Self {
        self.create = Some((words.into(), href.into()));
        self
    }

    /// Why there may be nothing here, when no filter is set.
    #[must_use]
    pub fn empty(mut self, why: impl Into<String>) -> Self {
        self.empty = why.into();
        self
    }

    /// So many cases have news that their rows do not show yet; the list says so until they do.
    #[must_use]
    pub fn behind(mut self, cases: u64) -> Self {
        self.behind = cases;
        self
    }

    /// One box of words is a search; more fields are filters.
    fn panel_words(&self) -> (&'static str, &'static str) {
        match self.filters.as_slice() {
            [only] if only.name() == "q" => ("Αναζήτηση", "Νέα αναζήτηση"),
            _ => ("Εφαρμογή φίλτρων", "Καθαρισμός φίλτρων"),
        }
    }

    /// Filters and what of them cannot be read, without rows: for what is filtered like a list and drawn otherwise.
    pub fn filter_panel(&self) -> Markup {
        html! {
            @if self.is_refused() { (form::summary::block("f-", (&self.filters.iter().collect::<Vec<_>>(), &[]), &self.findings)) }
            @if !self.filters.is_empty() {
                (self.panel())
                (views::beside(&self.path, &self.query.at_page(1).href("")))
            }
        }
    }

    fn panel(&self) -> Markup {
        let (apply, clear) = self.panel_words();
        let values = Values::from_pairs(self.query.filters().to_vec());
        html! {
            form.lg-filter role="search" aria-label=(if apply == "Αναζήτηση" { apply } else { "Φίλτρα" }) method="get" action=(self.path) {
                @for field in &self.filters {
                    @let found: Vec<&Finding> = self.findings.iter().filter(|finding| finding.field.as_deref() == Some(field.name())).collect();
                    (field.clone().in_filter().render(&values, &found))
                }
                @if let Some((column, direction)) = self.query.sort() {
                    @let down = if direction == Direction::Descending { "-" } else { "" };
                    input type="hidden" name="sort" value={ (down) (column) };
                }
                div.lg-filter__buttons {
                    button.govgr-btn.govgr-btn-secondary { (apply) }
                    @if !self.query.filters().is_empty() {
                        a.govgr-link href=(self.query.unfiltered().href(&self.path)) { (clear) }
                    }
                }
            }
        }
    }

    fn bar(&self) -> Markup {
        let shown = u64::try_from(self.rows.len()).unwrap_or(u64::MAX);
        html! {
            div.lg-bar {
                // Before anything was asked for there is nothing to count.
                @if shown > 0 || !self.query.filters().is_empty() {
                    p.lg-bar__count role="status" { (words::records(self.found.unwrap_or(shown))) }
                }
                @if let Some(name) = self.file.filter(|_| shown > 0) { (self.export(name)) }
                @if let Some((words, href)) = &self.create {
                    a.govgr-btn.govgr-btn-primary.lg-bar__create href=(href) { (words) }
                }
            }
            @if self.behind > 0 {
                p.lg-notice.lg-notice--warning role="status" {
                    (Finding::new(storage::ROWS_BEHIND).with("rows", self.behind).greek())
                }
            }
        }
    }

    /// The files of the whole view: at once, or as a job where it is long.
    fn export(&self, name: &str) -> Markup {
        let view = self.query.at_page(1).href(&self.path);
        let long = self.found.is_some_and(|found| found > export::AT_ONCE);
        html! {
            @if long {
                form.lg-bar__files method="post" action=(export::PATH) {
                    input type="hidden" name="list" value=(view);
                    input type="hidden" name="file" value=(name);
                    @for format in Format::ALL {
                        button.govgr-btn.govgr-btn-secondary name="as" value=(format.name()) { "Εξαγωγή " (format.word()) }
                    }
                }
            } @else {
                @for format in Format::ALL {
                    a.govgr-link href=(export::href(&view, name, format)) { "Εξαγωγή " (format.word()) }
                }
            }
        }
    }

    fn nothing(&self) -> Markup {
        let (apply, clear) = self.panel_words();
        let found_nothing = if apply == "Αναζήτηση" {
            "Δεν βρέθηκε τίποτα με αυτές τις λέξεις."
        } else {
            "Δεν υπάρχουν εγγραφές με αυτά τα φίλτρα."
        };
        html! {
            div.lg-empty {
                p { strong { (self.caption) } }
                @if self.filters.is_empty() || self.query.filters().is_empty() {
                    p { (self.empty) }
                } @else {
                    p { (found_nothing) }
                    p { a.govgr-link href=(self.query.unfiltered().href(&self.path)) { (clear) } }
                }
                @if let Some((words, href)) = &self.create { p { a.govgr-link href=(href) { (words) } } }
            }
        }
    }

    fn head(&self, column: &Column) -> Markup {
        let order = self
            .query
            .sort()
            .filter(|(key, _)| *key == column.key)
            .map(|(_, direction)| direction);
        let next = order.map_or(Direction::Ascending, Direction::turned);
        let sign = match order {
            Some(Direction::Ascending) => "▲",
            Some(Direction::Descending) => "▼",
            None => "↕",
        };
        html! {
            th.govgr-table__header.govgr-table__header--numeric[column.numeric] scope="col"
                aria-sort=[order.map(Direction::aria)] {
                @if column.sortable {
                    a.lg-sort href=(self.query.sorted(column.key, next).href(&self.path)) {
                        (column.title) " " span aria-hidden="true" { (sign) }
                    }
                } @else { (column.title) }
            }
        }
    }

    fn body_row(&self, at: usize, row: &Row) -> Markup {
        html! {
            tr.govgr-table__row {
                @if self.bulk.is_some() { td.govgr-table__cell.lg-pick { (pick(at, row)) } }
                th.govgr-table__cell.lg-first scope="row" {
                    @if row.href.is_empty() {
                        (row.title)
                    } @else {
                        a.govgr-link id={ "row-" (at) } href=(row.href) { (row.title) }
                    }
                }
                @for (column, cell) in self.columns.iter().skip(1).zip(&row.cells) {
                    td.govgr-table__cell.govgr-table__cell--numeric[column.numeric] { (cell.render()) }
                }
            }
        }
    }

    fn table(&self) -> Markup {
        html! {
            div.govgr-table-container.lg-scroll tabindex="0" role="region" aria-label=(self.caption) {
                table.govgr-table.govgr-table--dense.govgr-table--zebra {
                    caption.govgr-table__caption.govgr-table__caption--s { (self.caption) }
                    thead.govgr-table__head {
                        tr.govgr-table__row {
                            @if self.bulk.is_some() {
                                th.govgr-table__header.lg-pick scope="col" {
                                    span.govgr-visually-hidden { "Επιλογή" }
                                }
                            }
                            @for column in &self.columns { (self.head(column)) }
                        }
                    }
                    tbody.govgr-table__body {
                        @for (at, row) in self.rows.iter().enumerate() { (self.body_row(at, row)) }
                    }
                    @if !self.totals.is_empty() { (self.foot()) }
                }
            }
        }
    }

    fn foot(&self) -> Markup {
        html! {
            tfoot.lg-foot {
                tr.govgr-table__row {
                    @if self.bulk.is_some() { td.govgr-table__cell {} }
                    @for (at, (column, cell)) in self.columns.iter().zip(&self.totals).enumerate() {
                        @if at == 0 {
                            th.govgr-table__cell scope="row" { (cell.render()) }
                        } @else {
                            td.govgr-table__cell.govgr-table__cell--numeric[column.numeric] { (cell.render()) }
                        }
                    }
                }
            }
        }
    }
}

impl Render for List<'_> {
    fn render(&self) -> Markup {
        html! {
            (self.filter_panel())
            (self.bar())
            @if self.is_refused() {
            } @else if self.rows.is_empty() {
                (self.nothing())
            } @else if let Some(bulk) = &self.bulk {
                form.lg-bulk method="post" action=(bulk.action) {
                    (self.table())
                    div.lg-bulk__bar {
                        p role="status" data-picked="" {}
                        button.govgr-btn.govgr-btn-primary { (bulk.words) }
                    }
                }
            } @else {
                (self.table())
            }
            (paging::render(self.query, &self.path, self.found))
        }
    }
}

fn pick(at: usize, row: &Row) -> Markup {
    html! {
        @if let Some(why) = &row.locked {
            span.govgr-visually-hidden { "Δεν επιλέγεται: " (why) }
            span aria-hidden="true" title=(why) { "–" }
        } @else {
            input.lg-check type="checkbox" name="row" value=(row.key) id={ "pick-" (at) }
                aria-label={ "Επιλογή: " (row.title) };
        }
    }
}
