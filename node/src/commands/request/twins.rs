//! Requests of this store that are probably the same as the one being taken in.

use crate::error::Result;
use crate::kinds::Listed as _;
use crate::rows;
use crate::search;
use crate::session::Session;
use crate::store::{self, StoreError};
use jiff::Span;
use loggia_cases::CaseKind;
use loggia_cases::private::{Applicant, PrivatePart};
use loggia_cases::records::{TwinBy, TwinRule};
use loggia_cases::request::twin::{Trait, alike, person_key, spot_key};
use loggia_cases::request::{Registered, Request, RequestRow};
use loggia_schema::calendar::greek_date;
use loggia_schema::ids::DocId;
use loggia_schema::message::{Finding, requests};
use rusqlite::Connection;

/// Most rows that are compared.
const MOST: i64 = 500;

impl Session<'_> {
    /// The newest request that is probably the same, as a warning.
    pub(super) fn twin(
        &mut self,
        rule: TwinRule,
        registered: &Registered,
        applicant: Option<&Applicant>,
    ) -> Result<Option<Finding>> {
        let mine = Trait {
            code: registered.terms.code.clone(),
            community: registered.community.clone(),
            spot: registered.spot.clone(),
            on: registered.at.date(),
            person: applicant.map(person_key).unwrap_or_default(),
        };
        if rule.days == 0 {
            return Ok(None);
        }
        let conn = self.open()?.store.conn();
        for (doc, row) in near(conn, rule, &mine, applicant)? {
            let person = match rule.by {
                TwinBy::Place => String::new(),
                TwinBy::Person => person_of(conn, &doc, &row)?,
            };
            let Some(on) = row.registered_on else {
                continue;
            };
            let other = Trait {
                code: row.type_code.clone(),
                community: row.community.clone(),
                spot: row.spot.clone(),
                on,
                person,
            };
            if alike(rule, &mine, &other) {
                let number = Request::listing(&row).number;
                let finding = Finding::new(requests::PROBABLY_TWICE)
                    .with(
                        "number",
                        if number.is_empty() {
                            "χωρίς αριθμό"
                        } else {
                            &number
                        },
                    )
                    .with("date", greek_date(on));
                return Ok(Some(finding));
            }
        }
        Ok(None)
    }
}

/// Rows worth comparing, newest first: of the place, or those that hold the applicant's words.
fn near(
    conn: &Connection,
    rule: TwinRule,
    mine: &Trait,
    applicant: Option<&Applicant>,
) -> store::Result<Vec<(DocId, RequestRow)>> {
    let from = mine
        .on
        .checked_sub(Span::new().days(i64::from(rule.days)))
        .map_or_else(|_| mine.on.to_string(), |day| day.to_string());
    let read = |row: &rusqlite::Row<'_>| Ok((DocId(row.get(0)?), row.get::<_, String>(1)?));
    let kind = CaseKind::REQUEST.0;
    let found = match rule.by {
        TwinBy::Place if spot_key(&mine.spot).is_empty() => Vec::new(),
        TwinBy::Place => store::rows(
            conn,
            "SELECT d.doc, d.row FROM case_row r JOIN document d USING (no)
             WHERE r.kind = ?1 AND r.at >= ?2 AND r.place = ?3 AND d.row IS NOT NULL ORDER BY r.at DESC LIMIT ?4",
            (kind, from, &mine.community, MOST),
            read,
        )?,
        TwinBy::Person => {
            let words = applicant.map_or("", |person| {
                person
                    .afm
                    .as_ref()
                    .map_or(&*person.name, |afm| afm.as_str())
            });
            let mut found = Vec::new();
            for no in search::find(conn, words)? {
                let sql = "SELECT d.doc, d.row FROM case_row r JOIN document d USING (no)
                           WHERE r.no = ?1 AND r.kind = ?2 AND r.at >= ?3 AND d.row IS NOT NULL";
                found.extend(store::opt(conn, sql, (no, kind, &from), read)?);
            }
            found
        }
    };
    found
        .into_iter()
        .map(|(doc, body)| {
            serde_json::from_str(&body)
                .map(|row| (doc, row))
                .map_err(|_| StoreError::Damaged("row"))
        })
        .collect()
}

fn person_of(conn: &Connection, doc: &DocId, row: &RequestRow) -> store::Result<String> {
    let Some(applicant) = row.applicant else {
        return Ok(String::new());
    };
    let parts = rows::parts(conn, doc)?;
    let person = parts.into_iter().find(|(part, _)| *part == applicant);
    Ok(match person {
        Some((_, PrivatePart::Applicant(person))) => person_key(&person),
        _ => String::new(),
    })
}
