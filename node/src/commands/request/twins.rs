//! Requests of this store that are probably the same as the one being taken in.

use crate::error::Result;
use crate::kinds::Listed as _;
use crate::node::Open;
use crate::queries::lines::{Line, moment};
use crate::rows;
use crate::search;
use crate::session::Session;
use crate::store::{self, StoreError};
use jiff::Span;
use jiff::civil::Date;
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
const MOST: usize = 500;

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
        let open = self.open()?;
        for (doc, row) in near(open, rule, &mine, applicant)? {
            let person = match rule.by {
                TwinBy::Place => String::new(),
                TwinBy::Person => person_of(open.store.conn(), &doc, &row)?,
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
    open: &mut Open,
    rule: TwinRule,
    mine: &Trait,
    applicant: Option<&Applicant>,
) -> store::Result<Vec<(DocId, RequestRow)>> {
    let from = mine
        .on
        .checked_sub(Span::new().days(i64::from(rule.days)))
        .unwrap_or(mine.on);
    let candidates = match rule.by {
        TwinBy::Place if spot_key(&mine.spot).is_empty() => Vec::new(),
        TwinBy::Place => of_place(open, from, &mine.community)?,
        TwinBy::Person => {
            let words = applicant.map_or("", |person| {
                person
                    .afm
                    .as_ref()
                    .map_or(&*person.name, |afm| afm.as_str())
            });
            search::find(open.store.conn(), words)?
        }
    };
    let mut found = Vec::new();
    for no in candidates {
        let sql = "SELECT doc, row FROM document WHERE no = ?1 AND kind = ?2 AND at >= ?3";
        let values = (no, CaseKind::REQUEST.0, from.to_string());
        let read = |row: &rusqlite::Row<'_>| Ok((DocId(row.get(0)?), row.get::<_, String>(1)?));
        if let Some((doc, body)) = store::opt(open.store.conn(), sql, values, read)? {
            let row = serde_json::from_str(&body).map_err(|_| StoreError::Damaged("row"))?;
            found.push((doc, row));
        }
    }
    Ok(found)
}

/// The newest requests of a place since a day.
fn of_place(open: &mut Open, from: Date, community: &str) -> store::Result<Vec<i64>> {
    let lines = open.lines.up_to_date(&open.store)?;
    let from = moment(&from.to_string());
    let there = |line: &&Line| line.at >= from && lines.fits(line, None, &[], community);
    let requests = lines.of_kind(CaseKind::REQUEST).iter().filter(there);
    let mut newest: Vec<(u64, i64)> = requests.map(|line| (line.at, line.no)).collect();
    newest.sort_unstable_by(|a, b| b.cmp(a));
    newest.truncate(MOST);
    Ok(newest.into_iter().map(|(_, no)| no).collect())
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
