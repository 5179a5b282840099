//! The page kit: what a screen of Loggia is made of, on the laptop of an officer and in the town hall.
//!
//! A screen is one of four kinds and nothing else: a [`List`], a [`Record`], a [`Form`] (one task) or a
//! [`JobResult`]. Each is a value built from typed blocks and rendered once, on the server, into a [`Page`]: a
//! screen function says *what* is shown, and never how a label is tied to its control or where an error goes.
//! So the promises of accessibility (one `h1`, a label for every control, unique ids, errors tied to fields,
//! nothing by colour only) are kept here, in one place, and are proved by tests over every block.
//!
//! ```ignore
//! let list = List::new("Κλήσεις", "/fines", &query)
//!     .column(Column::text("number", "Αριθμός").sortable())
//!     .column(Column::amount("amount", "Ποσό"))
//!     .row(Row::new("Κ12-2026-000123", "/fines/7f…").cell(Cents(3000)))
//!     .found(1);
//! Page::new(&frame, "Κλήσεις").body(&list).render()
//! ```
//!
//! Pure: no I/O, no clock, no HTTP. The two programs give it values and send the text it returns. There is no
//! script in a page and no style outside the two sheets: see [`headers`] for the policy that enforces it.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod assets;
pub mod bulk;
pub mod cases;
pub mod check;
pub mod conflict;
pub mod explain;
pub mod export;
pub mod files;
pub mod form;
pub mod format;
#[cfg(test)]
mod gallery;
pub mod headers;
pub mod keys;
pub mod list;
pub mod notice;
pub mod outbox;
pub mod page;
pub mod palette;
pub mod person;
pub mod plot;
pub mod proof;
pub mod query;
pub mod record;
pub mod result;
pub mod status;
pub mod tasks;
pub mod timeline;
pub mod unlock;
pub mod views;
pub mod words;

pub use explain::explained;
pub use form::{Choice, Field, Form, Values};
pub use list::{Bulk, Cell, Column, List, Row};
pub use maud::{Markup, Render, html};
pub use notice::Notice;
pub use page::{Command, Frame, MenuGroup, MenuItem, Page, SignedIn};
pub use query::{Direction, Filters, Query};
pub use record::{Action, Record, Section};
pub use result::JobResult;
pub use status::{Badge, Status};
pub use timeline::{Moment, Timeline};
