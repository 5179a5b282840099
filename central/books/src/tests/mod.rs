//! The books on both engines: rules, refusals, tampering, many writers, broken storage.

mod broken_storage;
mod posting;
mod properties;
mod reading;
mod refusals;
mod tampering;
mod years;

use crate::model::*;
use crate::{Posted, chart_data, periods, post, verify};
use jiff::civil::Date;
use loggia_core::Outcome;
use loggia_core::app::App;
use loggia_core::db::Db;
use loggia_core::subsystem::Subsystem;
use loggia_core::testing;
use loggia_schema::ids::PersonId;
use loggia_schema::message::Code;
use loggia_schema::money::Cents;

pub(super) static BOOKS: &[&Subsystem] = &[&crate::SUBSYSTEM];
/// The budget code of fines in the demo data.
pub(super) const CODE: &str = "1599001001";

/// Runs a test on both engines with the chart loaded and the year 2026 open. Today is 23.11.2026.
pub(super) fn with_books(test: impl Fn(&App)) {
    testing::with_tables(BOOKS, |app| {
        prepare(app.db());
        test(app);
        assert_clean(app.db());
    });
}

pub(super) fn prepare(db: &Db) {
    db.write(|tx| -> Outcome<()> {
        chart_data::load(tx, &testing::ctx(200))?;
        Ok(periods::open_year(tx, &testing::ctx(201), 2026)?)
    })
    .unwrap();
}

pub(super) fn assert_clean(db: &Db) {
    let report = db.read(verify).unwrap();
    assert!(
        report.is_clean(),
        "{:?}",
        report
            .findings
            .iter()
            .map(|f| f.greek())
            .collect::<Vec<_>>()
    );
}

pub(super) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub(super) fn person(n: u8) -> PersonId {
    PersonId([n; 16])
}

/// A fine is certified: receivable against revenue, assessed against to-be-assessed.
pub(super) fn certified(key: &str, cents: i64) -> PostingRequest {
    let amount = Cents(cents);
    PostingRequest::new(
        ("fine.certified", key),
        day("2026-11-20"),
        day("2026-11-23"),
    )
    .explained("fines-2026", "Βεβαίωση προστίμου")
    .line(
        PostingLine::debit(RECEIVABLES, amount)
            .party(person(1))
            .document(key),
    )
    .line(PostingLine::credit(FINES_REVENUE, amount).document(key))
    .line(PostingLine::debit(BUDGET_ASSESSED, amount).budget(CODE))
    .line(PostingLine::credit(BUDGET_TO_ASSESS, amount).budget(CODE))
}

/// It is paid at a cash desk.
pub(super) fn collected(key: &str, cents: i64) -> PostingRequest {
    let amount = Cents(cents);
    PostingRequest::new(("receipt", key), day("2026-11-22"), day("2026-11-22"))
        .explained("receipts-2026", "Είσπραξη προστίμου")
        .line(PostingLine::debit(CASH_DESK, amount))
        .line(
            PostingLine::credit(RECEIVABLES, amount)
                .party(person(1))
                .document(key),
        )
        .line(PostingLine::debit(BUDGET_COLLECTED, amount).budget(CODE))
        .line(PostingLine::credit(BUDGET_ASSESSED, amount).budget(CODE))
}

pub(super) fn try_post(db: &Db, request: &PostingRequest) -> Outcome<Posted> {
    db.write(|tx| post(tx, &testing::ctx(1), request))
}

pub(super) fn must_post(db: &Db, request: &PostingRequest) -> EntryId {
    try_post(db, request).unwrap().id
}

pub(super) fn code_of<T: std::fmt::Debug>(result: Outcome<T>) -> Code {
    result.unwrap_err().finding().code
}

#[test]
fn both_engines_understand_every_sql_text_of_the_books() {
    testing::with_tables(BOOKS, |app| {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let texts = testing::prepare_all_sql(app.db(), &folder);
        assert!(texts > 35, "only {texts} texts were found");
    });
}

#[test]
fn the_books_keep_the_contract() {
    assert_eq!(
        loggia_core::subsystem::check_contract(BOOKS),
        Vec::<String>::new()
    );
}
