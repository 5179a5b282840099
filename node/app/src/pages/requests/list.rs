//! «Αιτήματα»: who holds what until when, filters in the address. Says the last step and a telephone without opening.

use crate::pages::lists::filter;
use crate::pages::shown::badge_of_row;
use crate::server::answer::Answer;
use crate::server::window::{Desk, Window};
use axum::response::Response;
use loggia_cases::CaseKind;
use loggia_cases::records::{Desk as DeskKind, Reference};
use loggia_cases::request::RequestRow;
use loggia_node::NodeError;
use loggia_node::queries::{ListFilter, ListPage, ListRow};
use loggia_schema::ids::UserId;
use loggia_schema::message::Finding;
use loggia_ui::cases::request::{self, Around};
use loggia_ui::{List, Query};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The page.
pub async fn page(window: Window) -> Response {
    window
        .page(|desk| {
            let query = desk.query.clone();
            let around = Lookup::of(desk)?;
            let (asked, findings) = asked(desk, &query, &around.reference);
            let found = desk.session.list(&asked)?;
            let (total, behind) = (found.total, found.behind);
            let list = around.list(&query, found)?;
            let list = list.found(total).behind(behind).findings(findings);
            let page = desk
                .titled("Αιτήματα πολιτών")
                .crumb("Οι εργασίες μου", "/");
            Ok(Answer::list(page, &list))
        })
        .await
}

/// The address as the node's filter; a type is asked for by the words of its title, which no other type has together.
fn asked(desk: &Desk<'_>, query: &Query, reference: &Reference) -> (ListFilter, Vec<Finding>) {
    let (mut asked, mut findings) = filter(desk, query, CaseKind::REQUEST);
    let mut typed = query.read(desk.today());
    let kind = typed.choice("type", |code| {
        reference.request_type(code, desk.today()).ok()
    });
    if let Some(kind) = kind {
        asked.words = format!("{} {}", asked.words, kind.title);
    }
    let known = |code: &str| reference.place(code).map(|place| place.code.clone());
    asked.place = typed.choice("community", known);
    asked.office = typed.choice("office", known);
    findings.extend(typed.findings());
    (asked, findings)
}

/// What stands around rows: names of people, telephones of offices.
pub(in crate::pages) struct Lookup {
    /// Catalogue, places, offices of the counter.
    pub reference: Arc<Reference>,
    users: BTreeMap<UserId, String>,
    today: jiff::civil::Date,
}

impl Lookup {
    /// Looks them up at a desk that has a counter.
    ///
    /// # Errors
    /// The user's: no counter here. The disk's.
    pub fn of(desk: &mut Desk<'_>) -> Result<Lookup, NodeError> {
        let scope = desk.session.scope_for(DeskKind::Counter, None)?;
        let users = desk.session.users()?;
        Ok(Lookup {
            reference: desk.session.reference(&scope)?,
            users: users.into_iter().map(|user| (user.id, user.name)).collect(),
            today: desk.today(),
        })
    }

    /// What is known around one row.
    pub fn around(&self, row: &RequestRow, badge: Option<loggia_ui::Badge>) -> Around {
        Around {
            officer: row.officer.and_then(|id| self.users.get(&id).cloned()),
            phone: request::phone(&self.reference, &row.office),
            badge,
        }
    }

    /// The answer to «what happened to my case?»: the last step, and who holds it with the telephone.
    pub fn answer(&self, row: &RequestRow) -> (String, String) {
        let around = self.around(row, None);
        let who = [Some(row.office_name.clone()), around.officer, around.phone];
        let who: Vec<String> = who
            .into_iter()
            .flatten()
            .filter(|w| !w.is_empty())
            .collect();
        (request::step(row), who.join(", "))
    }

    fn list<'a>(&self, query: &'a Query, found: ListPage) -> Result<List<'a>, NodeError> {
        let mut list = List::new("Αιτήματα πολιτών", "/requests", query)
            .file("aitimata")
            .create("Νέο αίτημα", "/requests/new")
            .empty("Δεν υπάρχουν αιτήματα με αυτά τα φίλτρα.");
        for column in request::columns(true) {
            list = list.column(column);
        }
        for field in request::filters(&self.reference, self.today) {
            list = list.filter(field);
        }
        for row in found.rows {
            let around = |typed: &RequestRow| self.around(typed, Some(badge_of_row(&row)));
            let (typed, href) = (typed(&row)?, format!("/requests/{}", row.doc));
            let around = around(&typed);
            list = list.row(request::row(&typed, row.doc, href, around, self.today));
        }
        Ok(list)
    }
}

/// The row of a request.
///
/// # Errors
/// Ours: it is not its kind's.
pub(in crate::pages) fn typed(row: &ListRow) -> Result<RequestRow, NodeError> {
    serde_json::from_value(row.row.clone())
        .map_err(|_| NodeError::Us("a row that is not its kind's"))
}
