//! Queries: lists, one case, search, what can be paid, my tasks, what is not yet at the centre (ερωτήματα).
//!
//! Nothing here writes. Every list is paged and says whether rows are still being brought up to date. Where something stands
//! on its way («τοπικά», «σε ουρά», «στάλθηκε», «στο Κέντρο») is read from what is stored: only a signed receipt of the centre
//! gives the last of these.

pub(crate) mod cash;
mod devices;
mod files;
mod letters;
pub(crate) mod lines;
mod list;
mod outbox;
mod paper;
pub(crate) mod payables;
mod route;
mod sheets;
mod show;
mod status;

pub use cash::{CashBox, CashDesk, CashSheet, Collected, SheetLine};
pub use devices::BlockLine;
pub use files::{FileContent, FileLine, FileStand};
pub use list::{ListFilter, ListPage, ListRow, SortBy};
pub use outbox::{Badge, Outbox, OutboxFile, OutboxLine};
pub use paper::Paper;
pub use payables::Payable;
pub use route::{Network, Stop, WalkLine};
pub use sheets::{BlockControl, TypedSheet};
pub use show::{Line as TimelineLine, Shown};
pub use status::Status;
