//! What people type, on its way into types: all findings of a form at once, each with its field.

use crate::error::{NodeError, Result};
use crate::search;
use crate::store::{self, opt};
use jiff::Zoned;
use jiff::civil::Time;
use loggia_cases::CaseKind;
use loggia_cases::number::DocNumber;
use loggia_cases::protocol::ProtocolNumber;
use loggia_schema::calendar::{Date, parse_greek_date, parse_time};
use loggia_schema::ids::DocId;
use loggia_schema::message::{Finding, numbers, storage};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// Which case a command or query speaks of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Which {
    /// By its id.
    Doc(DocId),
    /// By its legal number as a person types it.
    Number(String),
}

impl Which {
    /// Reads what stands on a command line or in an address: an id in hex or a number.
    pub fn parse(text: &str) -> Which {
        text.trim()
            .parse()
            .map_or_else(|_| Which::Number(text.to_owned()), Which::Doc)
    }

    /// The document, if this store has it.
    pub(crate) fn doc(&self, conn: &Connection, kind: CaseKind) -> store::Result<Option<DocId>> {
        match self {
            Which::Doc(doc) => Ok(Some(*doc)),
            Which::Number(number) => Ok(numbered(conn, number)?
                .into_iter()
                .find(|(of, _)| *of == kind)
                .map(|(_, doc)| doc)),
        }
    }

    /// The document of any kind, if this store has it.
    pub(crate) fn any(&self, conn: &Connection) -> store::Result<Option<DocId>> {
        match self {
            Which::Doc(doc) => Ok(Some(*doc)),
            Which::Number(number) => Ok(numbered(conn, number)?
                .into_iter()
                .next()
                .map(|(_, doc)| doc)),
        }
    }

    /// The refusal when there is none.
    pub(crate) fn missing(&self) -> NodeError {
        match self {
            Which::Doc(_) => NodeError::refuse(storage::DOCUMENT_MISSING),
            Which::Number(number) => Finding::new(numbers::NUMBER_NOT_FOUND)
                .on("number")
                .with("number", number)
                .into(),
        }
    }
}

/// The documents that bear a number as a person types it, newest first.
fn numbered(conn: &Connection, typed: &str) -> store::Result<Vec<(CaseKind, DocId)>> {
    let leased = DocNumber::parse(typed).map(|number| number.to_string());
    let number = leased.or_else(|_| ProtocolNumber::parse(typed).map(|number| number.to_string()));
    let Ok(number) = number else {
        return Ok(Vec::new());
    };
    let sql = "SELECT kind, doc FROM document WHERE no = ?1 AND number = ?2";
    let mut found = Vec::new();
    for no in search::find_exact(conn, &number)? {
        found.extend(opt(conn, sql, (no, &number), |row| {
            Ok((CaseKind(row.get(0)?), DocId(row.get(1)?)))
        })?);
    }
    Ok(found)
}

/// Collects the findings of a form, so that a person sees all of them at once.
#[derive(Debug, Default)]
pub(crate) struct Form {
    findings: Vec<Finding>,
}

impl Form {
    /// The parsed value, or the finding under the field's name.
    pub fn take<T>(
        &mut self,
        field: impl Into<Cow<'static, str>>,
        parsed: Result<T, Finding>,
    ) -> Option<T> {
        parsed
            .map_err(|finding| self.findings.push(finding.on(field)))
            .ok()
    }

    /// Like [`Form::take`] for a field that may stay empty.
    pub fn maybe<T>(
        &mut self,
        field: impl Into<Cow<'static, str>>,
        typed: Option<&str>,
        parse: impl FnOnce(&str) -> Result<T, Finding>,
    ) -> Option<T> {
        let typed = typed.map(str::trim).filter(|typed| !typed.is_empty())?;
        self.take(field, parse(typed))
    }

    /// A local date and time; empty fields mean now. The time is read in the municipality's zone.
    pub fn moment(
        &mut self,
        fields: [&'static str; 2],
        date: &str,
        time: &str,
        now: &Zoned,
    ) -> Option<Zoned> {
        if date.trim().is_empty() && time.trim().is_empty() {
            return Some(now.clone());
        }
        let date = self.date(fields[0], date, now.date());
        let time = match time.trim() {
            "" => Some(now.time()),
            typed => self.take(fields[1], parse_time(typed)),
        };
        let whole =
            |time: Time| jiff::civil::Time::new(time.hour(), time.minute(), 0, 0).unwrap_or(time);
        date?
            .to_datetime(whole(time?))
            .to_zoned(now.time_zone().clone())
            .ok()
    }

    /// A date; empty means today.
    pub fn date(&mut self, field: &'static str, typed: &str, today: Date) -> Option<Date> {
        if typed.trim().is_empty() {
            Some(today)
        } else {
            self.take(field, parse_greek_date(typed, today))
        }
    }

    /// One more finding.
    pub fn add(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// Refuses with everything that was found.
    ///
    /// # Errors
    /// The user's.
    pub fn finish(self) -> Result<()> {
        if self.findings.is_empty() {
            Ok(())
        } else {
            Err(self.findings.into())
        }
    }
}
