//! The check of the books from the outside: it believes nothing but the entries themselves.
//!
//! For every year and section: numbers without gaps, each link recomputed from the stored bytes, the head equal to the
//! last link, published heads still inside the chain, every entry balanced per ledger, no line without its entry, the
//! kept balances equal to a rebuild, control accounts with a person on every line. Findings name the first broken entry
//! of a chain (all later ones follow from it) and every other difference. Runs nightly and as `loggia-central verify`.

use crate::canonical::{self, Link, Sealed, SealedLine};
use crate::model::{EntryId, Ledger};
use crate::writing::number;
use loggia_core::db::{DbResult, Row, Tx};
use loggia_core::params;
use loggia_schema::message::{Finding, books};
use std::collections::BTreeMap;

/// Entries read at a time.
const PAGE: i64 = 500;

/// What a check found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct VerifyReport {
    /// Entries examined.
    pub entries: u64,
    /// Lines examined.
    pub lines: u64,
    /// What is wrong; empty when the books are right.
    pub findings: Vec<Finding>,
}

impl VerifyReport {
    /// True when nothing is wrong.
    pub fn is_clean(&self) -> bool {
        self.findings.is_empty()
    }
}

/// Checks everything, in one reading transaction.
///
/// # Errors
/// The store's. Damage of content is a finding, not an error.
pub fn verify(tx: &mut Tx<'_>) -> DbResult<VerifyReport> {
    let mut report = VerifyReport::default();
    let heads = tx.rows(
        "SELECT year, section, last_no, link FROM books_head WHERE municipality_id = $1 ORDER BY year, section",
        &params![tx.municipality()],
    )?;
    for head in &heads {
        let mut check = SectionCheck::new(tx, head.get("year")?, head.get("section")?)?;
        check.walk(tx, &mut report)?;
        check.compare_head(head, &mut report)?;
    }
    check_strays(tx, &mut report)?;
    check_balances(tx, &mut report)?;
    check_control_accounts(tx, &mut report)?;
    Ok(report)
}

/// Walks one section of one year.
struct SectionCheck {
    year: i16,
    section: u32,
    last: (u64, Link),
    broken: bool,
    published: BTreeMap<u64, Link>,
}

impl SectionCheck {
    fn new(tx: &mut Tx<'_>, year: i16, section: u32) -> DbResult<Self> {
        let published = tx.rows(
            "SELECT no, link FROM books_published WHERE municipality_id = $1 AND year = $2 AND section = $3",
            &params![tx.municipality(), year, section],
        )?;
        let published = published
            .iter()
            .map(|row| Ok((row.get("no")?, row.get("link")?)))
            .collect::<DbResult<_>>()?;
        let last = (0, canonical::genesis(tx.municipality(), year, section));
        Ok(Self {
            year,
            section,
            last,
            broken: false,
            published,
        })
    }

    fn walk(&mut self, tx: &mut Tx<'_>, report: &mut VerifyReport) -> DbResult<()> {
        loop {
            let from = number(self.last.0)?;
            let entries = tx.rows(
                "SELECT no, period, event_date, accounting_date, recorded_at, source_kind, source_key, rule, text, \
                 actor, reverses_year, reverses_section, reverses_no, request_hash, link FROM books_entry \
                 WHERE municipality_id = $1 AND year = $2 AND section = $3 AND no > $4 ORDER BY no LIMIT $5",
                &params![tx.municipality(), self.year, self.section, from, PAGE],
            )?;
            let Some(last) = entries.last() else {
                return Ok(());
            };
            let lines = tx.rows(
                "SELECT no, line, period, accounting_date, ledger, account, role, debit, credit, budget_code, \
                 party_id, document FROM books_line WHERE municipality_id = $1 AND year = $2 AND section = $3 \
                 AND no > $4 AND no <= $5 ORDER BY no, line",
                &params![tx.municipality(), self.year, self.section, from, last.get::<i64>("no")?],
            )?;
            let mut by_entry: BTreeMap<u64, Vec<&Row>> = BTreeMap::new();
            for line in &lines {
                by_entry.entry(line.get("no")?).or_default().push(line);
            }
            for entry in &entries {
                let no: u64 = entry.get("no")?;
                self.examine(
                    tx,
                    no,
                    entry,
                    by_entry.get(&no).map_or(&[], Vec::as_slice),
                    report,
                )?;
            }
        }
    }

    fn examine(
        &mut self,
        tx: &Tx<'_>,
        no: u64,
        entry: &Row,
        lines: &[&Row],
        report: &mut VerifyReport,
    ) -> DbResult<()> {
        let id = EntryId {
            year: self.year,
            section: self.section,
            no,
        };
        report.entries += 1;
        report.lines += lines.len() as u64;
        for missing in self.last.0 + 1..no.min(self.last.0 + 100) {
            report.findings.push(
                Finding::new(books::NUMBER_GAP)
                    .with("year", self.year)
                    .with("no", missing),
            );
        }
        // What cannot even be read as an entry was not written by this program: the chain breaks here.
        let link = relink(tx, &self.last.1, id, entry, lines).ok();
        let kept: Link = entry.get("link").unwrap_or_default();
        if link != Some(kept) && !self.broken {
            self.broken = true;
            report
                .findings
                .push(Finding::new(books::CHAIN_BROKEN).with("entry", id));
        }
        if !balanced(lines) {
            report
                .findings
                .push(Finding::new(books::ENTRY_UNBALANCED).with("entry", id));
        }
        if self
            .published
            .remove(&no)
            .is_some_and(|published| published != kept)
        {
            report
                .findings
                .push(Finding::new(books::PUBLISHED_DIFFERS).with("entry", id));
        }
        self.last = (no, kept);
        Ok(())
    }

    fn compare_head(&self, head: &Row, report: &mut VerifyReport) -> DbResult<()> {
        if (head.get::<u64>("last_no")?, head.get::<Link>("link")?) != self.last {
            report
                .findings
                .push(Finding::new(books::HEAD_DIFFERS).with("year", self.year));
        }
        for no in self.published.keys() {
            let id = EntryId {
                year: self.year,
                section: self.section,
                no: *no,
            };
            report
                .findings
                .push(Finding::new(books::PUBLISHED_DIFFERS).with("entry", id));
        }
        Ok(())
    }
}

/// The link recomputed from what is stored; an error if it cannot be read as an entry.
fn relink(tx: &Tx<'_>, before: &Link, id: EntryId, entry: &Row, lines: &[&Row]) -> DbResult<Link> {
    let text = |name: &str| entry.get::<String>(name);
    let texts = [
        text("event_date")?,
        text("accounting_date")?,
        text("recorded_at")?,
        text("source_kind")?,
        text("source_key")?,
        text("rule")?,
        text("text")?,
        text("actor")?,
    ];
    let [
        event_date,
        accounting_date,
        recorded_at,
        kind,
        key,
        rule,
        explanation,
        actor,
    ] = &texts;
    let reverses: (Option<i16>, Option<u32>, Option<u64>) = (
        entry.get("reverses_year")?,
        entry.get("reverses_section")?,
        entry.get("reverses_no")?,
    );
    let period: u8 = entry.get("period")?;
    let mut owned = Vec::with_capacity(lines.len());
    for (line, at) in lines.iter().zip(1_i64..) {
        let copied = line.get::<u8>("period")? == period
            && line.get::<String>("accounting_date")? == *accounting_date;
        if line.get::<i64>("line")? != at || !copied {
            return Err(loggia_core::db::DbError::Corrupt(
                "a line that does not follow its entry".to_owned(),
            ));
        }
        owned.push((
            Ledger::parse(&line.get::<String>("ledger")?)?,
            line.get::<String>("account")?,
            line.get::<String>("role")?,
            line.get::<Option<String>>("budget_code")?,
            line.get::<Option<String>>("document")?,
        ));
    }
    let sealed_lines =
        owned
            .iter()
            .zip(lines)
            .map(|((ledger, account, role, budget_code, document), line)| {
                Ok(SealedLine {
                    ledger: *ledger,
                    account,
                    role,
                    debit: line.get("debit")?,
                    credit: line.get("credit")?,
                    budget_code: budget_code.as_deref(),
                    party: line.get("party_id")?,
                    document: document.as_deref(),
                })
            });
    let sealed = Sealed {
        municipality: tx.municipality(),
        id,
        period,
        event_date,
        accounting_date,
        recorded_at,
        source: (kind, key),
        rule,
        text: explanation,
        actor,
        reverses: match reverses {
            (Some(year), Some(section), Some(no)) => Some(EntryId { year, section, no }),
            (None, None, None) => None,
            _ => {
                return Err(loggia_core::db::DbError::Corrupt(
                    "half a reversal".to_owned(),
                ));
            }
        },
        request_hash: &entry.get("request_hash")?,
        lines: sealed_lines.collect::<DbResult<_>>()?,
    };
    Ok(canonical::link(before, &sealed))
}

fn balanced(lines: &[&Row]) -> bool {
    let mut sums: BTreeMap<String, i128> = BTreeMap::new();
    for line in lines {
        let (Ok(ledger), Ok(debit), Ok(credit)) = (
            line.get::<String>("ledger"),
            line.get::<i64>("debit"),
            line.get::<i64>("credit"),
        ) else {
            return false;
        };
        *sums.entry(ledger).or_default() += i128::from(debit) - i128::from(credit);
    }
    !lines.is_empty() && sums.values().all(|sum| *sum == 0)
}

/// Entries and lines of years that have no head, and lines without an entry.
fn check_strays(tx: &mut Tx<'_>, report: &mut VerifyReport) -> DbResult<()> {
    let strays = tx.rows(
        "SELECT DISTINCT l.year AS year, l.section AS section, l.no AS no FROM books_line l \
         LEFT JOIN books_entry e ON e.municipality_id = l.municipality_id AND e.year = l.year \
         AND e.section = l.section AND e.no = l.no \
         LEFT JOIN books_head h ON h.municipality_id = l.municipality_id AND h.year = l.year \
         AND h.section = l.section \
         WHERE l.municipality_id = $1 AND (e.no IS NULL OR h.year IS NULL) ORDER BY 1, 2, 3 LIMIT 100",
        &params![tx.municipality()],
    )?;
    for row in &strays {
        let id = EntryId {
            year: row.get("year")?,
            section: row.get("section")?,
            no: row.get("no")?,
        };
        report
            .findings
            .push(Finding::new(books::CHAIN_BROKEN).with("entry", id));
    }
    Ok(())
}

/// Kept balances against a rebuild from the lines, both ways.
fn check_balances(tx: &mut Tx<'_>, report: &mut VerifyReport) -> DbResult<()> {
    let differing = tx.rows(
        "SELECT year, account, period FROM (\
         SELECT year, ledger, account, budget_code, period, debit, credit FROM books_balance \
         WHERE municipality_id = $1 \
         UNION ALL \
         SELECT year, ledger, account, \
         CASE WHEN ledger = $2 THEN COALESCE(budget_code, '') ELSE '' END AS budget_code, \
         period, -debit AS debit, -credit AS credit FROM books_line WHERE municipality_id = $1) AS both_sides \
         GROUP BY year, ledger, account, budget_code, period HAVING SUM(debit) <> 0 OR SUM(credit) <> 0 \
         ORDER BY year, account, period LIMIT 100",
        &params![tx.municipality(), Ledger::Budget.text()],
    )?;
    for row in &differing {
        report.findings.push(
            Finding::new(books::BALANCE_DIFFERS)
                .with("account", row.get::<String>("account")?)
                .with("period", row.get::<i64>("period")?)
                .with("year", row.get::<i64>("year")?),
        );
    }
    Ok(())
}

/// Every line of a control account names a person.
fn check_control_accounts(tx: &mut Tx<'_>, report: &mut VerifyReport) -> DbResult<()> {
    let loose = tx.rows(
        "SELECT DISTINCT l.account AS account FROM books_line l JOIN books_account a \
         ON a.municipality_id = l.municipality_id AND a.ledger = l.ledger AND a.code = l.account \
         WHERE l.municipality_id = $1 AND a.party AND l.party_id IS NULL ORDER BY 1",
        &params![tx.municipality()],
    )?;
    for row in &loose {
        let account: String = row.get("account")?;
        report
            .findings
            .push(Finding::new(books::CONTROL_DIFFERS).with("account", account));
    }
    Ok(())
}
