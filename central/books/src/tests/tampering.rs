//! Somebody with full power over the database changes one thing: the check must name it.
//!
//! The triggers are dropped first, as he would. Each change is made and checked inside a transaction that is rolled
//! back, so that one journal serves all of them.

use super::*;
use crate::{VerifyReport, publication, reverse};
use loggia_core::Fail;
use loggia_core::db::{DbError, DbResult, Engine, Tx};
use loggia_core::testing::ctx;
use loggia_schema::message::books;

fn journal(db: &Db) {
    must_post(db, &certified("a", 4_000));
    must_post(db, &collected("a", 4_000));
    let id = must_post(db, &certified("b", 8_000));
    db.write(|tx| reverse(tx, &ctx(1), id, day("2026-11-23"), "δοκιμή"))
        .unwrap();
    db.write(|tx| publication::publish(tx, &ctx(1), "test"))
        .unwrap();
    must_post(db, &certified("c", 100));
}

/// The report after a change; `None` if the tables themselves refused the change.
fn after(db: &Db, change: impl Fn(&mut Tx<'_>) -> DbResult<()>) -> Option<VerifyReport> {
    let seen = std::cell::RefCell::new(None);
    let result = db.write(|tx| -> Result<(), Fail> {
        drop_triggers(tx)?;
        change(tx)?;
        *seen.borrow_mut() = Some(verify(tx)?);
        Err(Fail::Store(DbError::Bug("rolled back".to_owned())))
    });
    assert!(result.is_err());
    seen.into_inner()
}

fn drop_triggers(tx: &mut Tx<'_>) -> DbResult<()> {
    for table in ["entry", "line", "published"] {
        let on = if tx.engine() == Engine::Postgres {
            format!(" ON books_{table}")
        } else {
            String::new()
        };
        tx.exec(&format!("DROP TRIGGER books_{table}_kept{on}"), &[])?;
        if tx.engine() == Engine::Sqlite {
            tx.exec(&format!("DROP TRIGGER books_{table}_held"), &[])?;
        }
    }
    Ok(())
}

#[test]
fn any_changed_column_of_an_entry_breaks_the_chain() {
    with_books(|app| {
        journal(app.db());
        let text = [
            "event_date",
            "accounting_date",
            "recorded_at",
            "source_kind",
            "source_key",
            "rule",
            "text",
            "actor",
        ];
        let mut changes: Vec<String> = text
            .iter()
            .map(|column| format!("{column} = {column} || ' '"))
            .collect();
        changes.push("event_date = '20261120'".into());
        changes.push("recorded_at = '2026-11-23T10:00:00.000+02:00'".into());
        changes.extend(
            [
                "period = 10",
                "period = 300",
                "period = -1",
                "reverses_year = 2026",
            ]
            .map(String::from),
        );
        changes.push("reverses_year = 2026, reverses_section = 1, reverses_no = 1".into());
        for bytes in ["link", "request_hash"] {
            let zeros = match app.db().engine() {
                Engine::Sqlite => "zeroblob(32)",
                Engine::Postgres => "decode(repeat('00', 32), 'hex')",
            };
            changes.push(format!("{bytes} = {zeros}"));
        }
        for change in changes {
            let report = after(app.db(), |tx| {
                tx.exec(
                    &format!("UPDATE books_entry SET {change} WHERE no = 1"),
                    &[],
                )
                .map(drop)
            });
            let Some(report) = report else { continue };
            let broken = report
                .findings
                .iter()
                .find(|finding| finding.code == books::CHAIN_BROKEN);
            assert_eq!(
                broken.and_then(|finding| finding.param("entry")),
                Some("2026/1"),
                "{change}: {:?}",
                report.findings
            );
        }
    });
}

#[test]
fn any_changed_column_of_a_line_is_seen() {
    with_books(|app| {
        journal(app.db());
        for change in [
            "account = '4299002001'",
            "role = 'BANK'",
            "ledger = 'budget'",
            "ledger = 'third'",
            "debit = debit + 1 WHERE debit > 0 AND",
            "debit = credit, credit = debit WHERE 1 = 1 AND",
            "budget_code = '1499003001'",
            "document = 'Κ12-2026-000999'",
            "document = NULL",
            "party_id = NULL",
            "period = 10",
            "accounting_date = '2026-11-22'",
            "line = line + 10",
        ] {
            let filter = if change.contains("WHERE") {
                ""
            } else {
                " WHERE"
            };
            let sql = format!("UPDATE books_line SET {change}{filter} no = 1 AND line = 1");
            let report = after(app.db(), |tx| tx.exec(&sql, &[]).map(drop)).expect(change);
            let broken = report
                .findings
                .iter()
                .find(|finding| finding.code == books::CHAIN_BROKEN);
            assert_eq!(
                broken.and_then(|finding| finding.param("entry")),
                Some("2026/1"),
                "{change}"
            );
        }
        let swapped = after(app.db(), |tx| {
            tx.exec(
                "UPDATE books_line SET line = line + 10 WHERE no = 1 AND line < 3",
                &[],
            )?;
            tx.exec(
                "UPDATE books_line SET line = 13 - line WHERE no = 1 AND line > 10",
                &[],
            )
            .map(drop)
        });
        assert!(!swapped.unwrap().is_clean(), "the order of lines is sealed");
    });
}

#[test]
fn missing_and_added_rows_are_named() {
    with_books(|app| {
        journal(app.db());
        let codes = |change: fn(&mut Tx<'_>) -> DbResult<()>| {
            let report = after(app.db(), change).unwrap();
            report
                .findings
                .iter()
                .map(|finding| finding.code)
                .collect::<Vec<_>>()
        };
        let without_entry = codes(|tx| {
            tx.exec("DELETE FROM books_line WHERE no = 2", &[])?;
            tx.exec("DELETE FROM books_entry WHERE no = 2", &[])
                .map(drop)
        });
        assert!(
            without_entry.contains(&books::NUMBER_GAP)
                && without_entry.contains(&books::BALANCE_DIFFERS)
        );
        let without_line = codes(|tx| {
            tx.exec("DELETE FROM books_line WHERE no = 2 AND line = 4", &[])
                .map(drop)
        });
        assert!(
            without_line.contains(&books::CHAIN_BROKEN)
                && without_line.contains(&books::ENTRY_UNBALANCED)
        );
        let without_lines = codes(|tx| {
            tx.exec("DELETE FROM books_line WHERE no = 2", &[])
                .map(drop)
        });
        assert!(without_lines.contains(&books::ENTRY_UNBALANCED));
        let head = codes(|tx| tx.exec("UPDATE books_head SET last_no = 4", &[]).map(drop));
        assert_eq!(head, [books::HEAD_DIFFERS]);
        let balance = codes(|tx| {
            tx.exec(
                "UPDATE books_balance SET debit = debit + 1 WHERE account = 'R22'",
                &[],
            )
            .map(drop)
        });
        assert_eq!(balance, [books::BALANCE_DIFFERS]);
        let gone = codes(|tx| {
            tx.exec("DELETE FROM books_balance WHERE account = 'R22'", &[])
                .map(drop)
        });
        assert_eq!(gone, [books::BALANCE_DIFFERS]);
        let extra = codes(|tx| {
            tx.exec(
                "UPDATE books_balance SET budget_code = 'x' WHERE account = 'R22'",
                &[],
            )
            .map(drop)
        });
        assert_eq!(extra, [books::BALANCE_DIFFERS; 2]);
        let no_head = codes(|tx| tx.exec("DELETE FROM books_head", &[]).map(drop));
        assert!(
            no_head.contains(&books::CHAIN_BROKEN),
            "entries of a year without a head: {no_head:?}"
        );
    });
}

#[test]
fn a_whole_tail_rewritten_in_order_is_betrayed_by_the_published_head() {
    with_books(|app| {
        journal(app.db());
        // He cuts the journal before the published entry and sets head and balances right: a perfect shorter journal.
        let report = after(app.db(), |tx| {
            tx.exec("DELETE FROM books_line WHERE no > 1", &[])?;
            tx.exec("DELETE FROM books_entry WHERE no > 1", &[])?;
            tx.exec(
                "UPDATE books_head SET last_no = 1, link = (SELECT link FROM books_entry WHERE no = 1)",
                &[],
            )?;
            tx.exec("DELETE FROM books_balance", &[])?;
            tx.exec(
                "INSERT INTO books_balance (municipality_id, year, ledger, account, budget_code, period, debit, credit) \
                 SELECT municipality_id, year, ledger, account, COALESCE(budget_code, ''), period, debit, credit \
                 FROM books_line WHERE 1 = 1",
                &[],
            )
            .map(drop)
        });
        let codes: Vec<_> = report
            .unwrap()
            .findings
            .iter()
            .map(|finding| finding.code)
            .collect();
        assert_eq!(codes, [books::PUBLISHED_DIFFERS]);
    });
}
