//! Citizen requests at the town hall (αιτήματα πολιτών).
//!
//! ```text
//! desk ─events─▶ intake ─▶ [take] ─▶ row written ─▶ list, late ones per office, counts per community and week
//!                                └──▶ another one that is probably the same ─▶ task
//! ```
//!
//! * `model.rs`: the row the lists show. * `rules.rs`: what is compared, what is late. Pure.
//! * `twins.rs`: the pair as a conflict.
//! * `store.rs`: rows in and out. * `pages.rs`, `api.rs`: lists for people and for the command line.
//!
//! The request's own rules (transitions, terms) live in `loggia-cases`, because the desk runs them too.

pub mod api;
mod late;
pub mod model;
pub mod pages;
mod plots;
pub mod rules;
pub mod store;
#[cfg(test)]
mod tests;
mod twins;

use crate::{book, series};
use loggia_cases::case::{Case, Decoded, Folded};
use loggia_cases::private::PrivatePart;
use loggia_cases::protocol::{ProtocolNumber, ProtocolRow};
use loggia_cases::records::Reference;
use loggia_cases::request::{Event, Request, RequestState};
use loggia_core::cases::{self, Looked};
use loggia_core::conflicts;
use loggia_core::ctx::Ctx;
use loggia_core::db::Tx;
use loggia_core::migrations::Migration;
use loggia_core::rights::Right;
use loggia_core::subsystem::{Accepted, MenuItem, Subsystem, Verdict};
use loggia_core::{Fail, Outcome, parts, tasks};
use loggia_schema::message::{Finding, conflicts as messages, requests};

/// See requests of every desk (προβολή αιτημάτων).
pub const READ: Right = Right::read("requests.read", "Προβολή αιτημάτων πολιτών");
/// Decide what the program could not: probable doubles, late requests.
pub const SETTLE: Right = Right::write("requests.settle", "Τακτοποίηση αιτημάτων πολιτών");

/// Requests as a subsystem: one line in the server's list.
pub static SUBSYSTEM: Subsystem = Subsystem {
    title: "Αιτήματα πολιτών",
    migrations: &[Migration {
        name: "001-requests",
        sql: include_str!("tables.sql"),
    }],
    intake: &[(Request::KIND.0, take)],
    routes: pages::routes,
    rights: &[READ, SETTLE],
    jobs: &[late::MORNING],
    menu: &[
        MenuItem {
            title: "Αιτήματα",
            path: "/requests",
            right: READ,
        },
        MenuItem {
            title: "Εκπρόθεσμα αιτήματα",
            path: "/requests/late",
            right: READ,
        },
    ],
    plots: &[plots::WEEKLY, plots::COMMUNITIES],
    cli: api::COMMANDS,
    conflicts: &[twins::KIND],
    ..Subsystem::new("requests")
};

/// Takes in what a desk wrote about one request. Runs again with the same result.
///
/// # Errors
/// The store's. A refusal of the request's own rules is a verdict, not an error.
pub fn take(tx: &mut Tx<'_>, accepted: &Accepted, ctx: &Ctx) -> Outcome<Verdict> {
    let looked: Looked<Request> = cases::look(accepted)?;
    let reference = cases::reference(tx)?;
    let mut refused = match looked.check_by(tx, accepted, &reference, None) {
        Ok(()) => foreign_number(accepted),
        Err(Fail::Refused(finding)) => Some(finding),
        Err(error) => return Err(error),
    };
    for number in fresh_numbers(accepted) {
        if number.is_of(accepted.incarnation) {
            let foreign = series::note(tx, ctx, accepted, &number, None)?;
            refused = refused.or(foreign);
        }
    }
    let person = person_key(tx, accepted, &looked.folded.state)?;
    let listed = model::listed(accepted, &looked.folded, person);
    enter_in_the_book(
        tx,
        accepted,
        &looked.folded.state,
        &listed,
        refused.is_some(),
    )?;
    if let Some(finding) = refused {
        return Ok(Verdict::Refused(finding));
    }
    store::put(tx, &listed)?;
    propose(tx, ctx, &reference, &listed)?;
    edited(tx, ctx, &looked.folded, &listed)?;
    Ok(Verdict::Accepted { journal: None })
}

/// A request stands in the protocol book under the number it took; a refused one too, because its slip is in somebody's
/// hands.
fn enter_in_the_book(
    tx: &mut Tx<'_>,
    accepted: &Accepted,
    state: &RequestState,
    listed: &model::ListedRequest,
    refused: bool,
) -> Outcome<()> {
    if let (Some(number), Some(line)) = (state.number(), listed.row.in_the_book()) {
        let off = line.off || refused;
        book::put(tx, accepted, (number, ""), &ProtocolRow { off, ..line })?;
    }
    Ok(())
}

/// A number that is not of its writer's own series was not given by a series.
fn foreign_number(accepted: &Accepted) -> Option<Finding> {
    let mut foreign = fresh_numbers(accepted).filter(|number| !number.is_of(accepted.incarnation));
    foreign
        .next()
        .map(|number| Finding::new(requests::NUMBER_OF_NO_SERIES).with("number", number))
}

/// The numbers that these events take.
fn fresh_numbers(accepted: &Accepted) -> impl Iterator<Item = ProtocolNumber> + '_ {
    let fresh = accepted
        .fresh
        .iter()
        .filter_map(|event| cases::raw(event).ok());
    fresh.filter_map(|raw| match Request::decode(&raw) {
        Decoded::Event(Event::Registered(registered)) => registered.number,
        Decoded::Event(Event::Numbered(numbered)) => Some(numbered.number),
        _ => None,
    })
}

/// A digest of the applicant, as far as the private part has arrived.
fn person_key(tx: &mut Tx<'_>, accepted: &Accepted, state: &RequestState) -> Outcome<String> {
    let part = state
        .shown()
        .and_then(|request| request.applicant)
        .map(|part| parts::get(tx, accepted.doc, part))
        .transpose()?
        .flatten();
    Ok(
        match part.and_then(|bytes| PrivatePart::read(&bytes).ok()) {
            Some(PrivatePart::Applicant(person)) => rules::person_digest(&person),
            _ => String::new(),
        },
    )
}

/// Kind of the tasks of a request that two offices edited beside each other.
pub const EDITED: &str = "requests.edited-twice";

/// What two offices did to one request is a task here as long as no office has decided about it.
fn edited(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    folded: &Folded<RequestState>,
    listed: &model::ListedRequest,
) -> Outcome<()> {
    for conflict in &folded.conflicts {
        let subject = format!("{}/{}", listed.doc, conflict.event.key);
        if conflict.settled.is_none() {
            let finding = Finding::new(messages::EDITED_TWICE).with("number", listed.label());
            tasks::open(tx, ctx, EDITED, &subject, &finding, SETTLE)?;
        } else if let Some(id) = tasks::open_one(tx, EDITED, &subject)? {
            tasks::close(tx, ctx, id, "Αποφασίστηκε στο γραφείο που έχει το αίτημα")?;
        }
    }
    Ok(())
}

/// Each pair that is probably one becomes a conflict, once.
fn propose(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    reference: &Reference,
    listed: &model::ListedRequest,
) -> Outcome<()> {
    let Some(day) = listed.row.registered_on else {
        return Ok(());
    };
    let Ok(kind) = reference.request_type(&listed.row.type_code, day) else {
        return Ok(());
    };
    for other in store::near(tx, listed, day, kind.twins.days)? {
        if rules::alike(kind.twins, listed, &other) {
            let (one, two) = rules::in_order(listed, &other);
            let subject = format!("{}/{}", one.doc, two.doc);
            if conflicts::was_decided(tx, twins::TASK, &subject)? {
                continue;
            }
            let finding = Finding::new(requests::TWINS_FOUND)
                .with("one", one.label())
                .with("other", two.label());
            tasks::open(tx, ctx, twins::TASK, &subject, &finding, SETTLE)?;
        }
    }
    Ok(())
}
