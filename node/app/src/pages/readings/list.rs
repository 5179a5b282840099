//! The books as a list, and the walk of a network, with everything a paper copy for dead batteries needs.

use crate::pages::lists::filter;
use crate::pages::shown::badge_of_row;
use crate::server::answer::Answer;
use crate::server::window::{Desk, Window};
use axum::response::Response;
use loggia_cases::CaseKind;
use loggia_cases::irrigation::BookRow;
use loggia_node::NodeError;
use loggia_node::queries::{ListPage, WalkLine};
use loggia_ui::cases::irrigation;
use loggia_ui::{Cell, Choice, Column, Field, List, Query, Row};

/// The page.
pub async fn page(window: Window) -> Response {
    window
        .page(|desk| {
            let query = desk.query.clone();
            let (filter, findings) = filter(desk, &query, CaseKind::IRRIGATION_BOOK);
            let found = desk.session.list(&filter)?;
            let (total, behind) = (found.total, found.behind);
            let list = list(&query, found)?;
            let list = list.found(total).behind(behind).findings(findings);
            let page = desk
                .titled("Βιβλία ενδείξεων")
                .crumb("Οι εργασίες μου", "/");
            Ok(Answer::list(page, &list))
        })
        .await
}

fn list(query: &Query, found: ListPage) -> Result<List<'_>, NodeError> {
    let mut list = List::new("Βιβλία ενδείξεων", "/readings", query)
        .file("endeixeis")
        .create("Ενδείξεις", "/readings/new")
        .empty("Δεν έχει καταχωριστεί ακόμη ένδειξη σε αυτή τη συσκευή.");
    for column in irrigation::columns(true) {
        list = list.column(column);
    }
    for field in irrigation::filters(true) {
        list = list.filter(field);
    }
    for row in found.rows {
        let badge = badge_of_row(&row);
        let href = format!("/readings/{}", row.doc);
        let book: BookRow = serde_json::from_value(row.row)
            .map_err(|_| NodeError::Us("a row that is not its kind's"))?;
        list = list.row(irrigation::row(&book, href, Some(badge)));
    }
    Ok(list)
}

/// The walk of a network; its file is what is printed for a day without batteries.
pub async fn walk(window: Window) -> Response {
    window
        .page(|desk| {
            let query = desk.query.clone();
            let networks = choices(desk)?;
            let network = chosen(&query, &networks);
            let lines = desk.session.walk(&network)?;
            let list = walk_list(&query, networks, &lines);
            let page = desk
                .titled("Διαδρομή δικτύου")
                .crumb("Βιβλία ενδείξεων", "/readings");
            Ok(Answer::list(page, &list))
        })
        .await
}

/// The networks of the desk, those of the keeper first.
pub(super) fn choices(desk: &mut Desk<'_>) -> Result<Vec<Choice>, NodeError> {
    let networks = desk.session.water_networks(None)?;
    let choice = |network: loggia_node::queries::Network| {
        let words = format!("{} ({} από {})", network.name, network.read, network.meters);
        Choice::new(network.code, words)
    };
    Ok(networks.into_iter().map(choice).collect())
}

/// The network asked for, or the first.
pub(super) fn chosen(query: &Query, networks: &[Choice]) -> String {
    let first = networks.first().map(|choice| choice.value.clone());
    query
        .filter("network")
        .map(str::to_owned)
        .or(first)
        .unwrap_or_default()
}

fn walk_list<'a>(query: &'a Query, networks: Vec<Choice>, lines: &[WalkLine]) -> List<'a> {
    let mut list = List::new("Διαδρομή δικτύου", "/readings/walk", query)
        .file("diadromi")
        .filter(Field::select("network", "Δίκτυο", networks))
        .column(Column::text("meter", "Μετρητής"))
        .column(Column::text("serial", "Αριθμός κατασκευαστή"))
        .column(Column::text("place", "Θέση"))
        .column(Column::text("holder", "Δικαιούχος"))
        .column(Column::text("phone", "Τηλέφωνο"))
        .column(Column::text("debt", "Οφειλή"))
        .column(Column::amount("known", "Προηγούμενη"))
        .column(Column::text("known_on", "Στις"))
        .column(Column::amount("last", "Ένδειξη περιόδου"))
        .column(Column::text("stage", "Στάδιο"))
        .empty("Δεν υπάρχουν μετρητές σε αυτό το δίκτυο.");
    for line in lines {
        list = list.row(walk_row(line));
    }
    list
}

fn walk_row(line: &WalkLine) -> Row {
    let (meter, connection) = (&line.meter, line.connection.as_ref());
    let known = meter.newest();
    let href = format!(
        "/readings/new?network={}&meter={}",
        loggia_ui::query::encode(&meter.network),
        loggia_ui::query::encode(&meter.no)
    );
    let phone = connection.and_then(|connection| connection.phone.as_ref());
    let debt = connection
        .and_then(|connection| connection.debt)
        .filter(|debt| debt.bars());
    Row::new(meter.no.as_str(), href)
        .cell(Cell::Code(meter.serial.clone()))
        .cell(meter.place.as_str())
        .cell(connection.map(|connection| connection.holder.clone()))
        .cell(phone.map(|phone| phone.national().to_owned()))
        .cell(debt.map(|debt| debt.as_of))
        .cell(Cell::Code(meter.dial.shown(known.value)))
        .cell(known.on)
        .cell(line.book.as_ref().map(|book| Cell::Code(book.last.clone())))
        .cell(line.book.as_ref().map(|book| Cell::tag(book.stage.greek())))
}
