//! Fines: a source of the machine (πρόστιμα). Copy this folder for the next source.
//!
//! ```text
//! laptop ─events─▶ intake ─▶ [take] ─▶ number explained, row written
//!                                └──▶ claim ─▶ machine (line, list, debt, payments)
//! ```
//!
//! * `model.rs`: the row the lists show.
//! * `rules.rs`: state of a fine → claim. Pure.
//! * `store.rs`: rows in and out.
//! * `postings.rs`: which budget code and which words the machine posts with.
//! * `pages.rs`, `api.rs`: the list of fines for people and for the command line.
//!
//! The fine's own rules (transitions, terms, amounts) live in `loggia-cases`, because the laptop runs them too.

pub mod api;
pub mod model;
pub mod pages;
mod postings;
pub mod rules;
pub mod store;
#[cfg(test)]
mod tests;

use crate::cases::{self, Looked};
use crate::{claims, persons};
use loggia_cases::case::Case;
use loggia_cases::fine::{Event, Fine, FineState};
use loggia_cases::number::Series;
use loggia_cases::private::{LiablePerson, PrivatePart};
use loggia_core::ctx::Ctx;
use loggia_core::db::Tx;
use loggia_core::migrations::Migration;
use loggia_core::numbers::Fate;
use loggia_core::rights::Right;
use loggia_core::subsystem::{Accepted, Find, MenuItem, Subsystem, Verdict};
use loggia_core::{Fail, Outcome, parts};
use loggia_schema::ids::DocId;
use loggia_schema::message::{Finding, cash};

/// See fines of every desk (κλήσεις).
pub const READ: Right = Right::read("fines.read", "Προβολή κλήσεων");

/// The source as a subsystem: one line in the server's list.
pub static SUBSYSTEM: Subsystem = Subsystem {
    title: "Κλήσεις",
    migrations: &[Migration {
        name: "001-fines",
        sql: include_str!("tables.sql"),
    }],
    intake: &[(Fine::KIND.0, take)],
    routes: pages::routes,
    rights: &[READ],
    menu: &[MenuItem {
        title: "Κλήσεις",
        path: "/fines",
        right: READ,
    }],
    cli: api::COMMANDS,
    finds: &[Find {
        right: READ,
        run: store::found,
    }],
    ..Subsystem::new("fines")
};

/// Takes in what a laptop wrote about one fine. Runs again with the same result.
///
/// # Errors
/// What the books refuse; the store's. A refusal of the fine's own rules is a verdict, not an error.
pub fn take(tx: &mut Tx<'_>, accepted: &Accepted, ctx: &Ctx) -> Outcome<Verdict> {
    let looked: Looked<Fine> = cases::look(accepted)?;
    let state = &looked.folded.state;
    let Some(number) = state.number().cloned() else {
        return Ok(cases::accepted(&[]));
    };
    let row = model::row(&looked.folded, accepted.off);
    let checked = looked
        .check(tx, accepted, (Series::Fine, &number))
        .and_then(|()| typed_once(tx, accepted.doc, &row.paper));
    let by_author = looked.earlier().number().is_none() && first_of_author(accepted);
    let (fate, reason) = match &checked {
        Ok(()) => rules::fate(state),
        Err(fail) => (
            Fate::Issued,
            format!("Απορρίφθηκε στο Κέντρο ({})", fail.finding().code),
        ),
    };
    cases::explain_number(
        tx,
        ctx,
        (Series::Fine, &number),
        accepted,
        (fate, &reason),
        by_author,
    )?;
    match checked {
        Ok(()) => {}
        Err(Fail::Refused(finding)) => return Ok(Verdict::Refused(finding)),
        Err(error) => return Err(error),
    }
    store::put(tx, accepted, &row)?;
    let Some(ticket) = state.ticket.as_deref() else {
        return Ok(cases::accepted(&[]));
    };
    let (person, name) = debtor(tx, ctx, accepted, state)?;
    let budget_code = postings::budget_code(tx)?;
    let claim = rules::claim(
        (accepted.doc, accepted.scope),
        state,
        ticket,
        (person, name),
        budget_code,
    )?;
    Ok(cases::accepted(&claims::claim(tx, ctx, &claim)?))
}

/// One ticket of a paper block is one fine, whoever typed it.
fn typed_once(tx: &mut Tx<'_>, doc: DocId, paper: &str) -> Outcome<()> {
    if paper.is_empty() {
        return Ok(());
    }
    match store::of_sheet(tx, paper, doc)? {
        Some(number) => Err(Finding::new(cash::SHEET_TYPED)
            .with("sheet", paper)
            .with("number", number)
            .into()),
        None => Ok(()),
    }
}

/// True if the delivery holds an event that takes a number, unless the case has one: only then its writer must own the
/// block. An issued fine may be spoiled by whoever holds it.
fn first_of_author(accepted: &Accepted) -> bool {
    accepted
        .fresh
        .iter()
        .filter_map(|event| cases::raw(event).ok())
        .any(|raw| {
            matches!(
                Fine::decode(&raw),
                loggia_cases::case::Decoded::Event(Event::Issued(_) | Event::Spoiled(_))
            )
        })
}

/// The liable person, as far as his private part has arrived and holds an ΑΦΜ; and the name on the paper.
fn debtor(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    accepted: &Accepted,
    state: &FineState,
) -> Outcome<(Option<loggia_schema::ids::PersonId>, String)> {
    let part = state
        .liable
        .map(|liable| parts::get(tx, accepted.doc, liable.part))
        .transpose()?
        .flatten();
    let Some(PrivatePart::LiablePerson(LiablePerson {
        name, afm, address, ..
    })) = part.and_then(|bytes| PrivatePart::read(&bytes).ok())
    else {
        return Ok((None, String::new()));
    };
    let person = afm
        .map(|afm| persons::of_afm(tx, ctx, &afm, &name, &address))
        .transpose()?;
    Ok((person.map(|person| person.id), name))
}
