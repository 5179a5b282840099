//! «Αριθμοί»: the blocks of this device, what is left of them, and the numbers that never became a paper.

use super::home::of_series;
use super::menu::CaseWords;
use crate::server::answer::Answer;
use crate::server::window::{Desk, Window};
use axum::response::Response;
use loggia_cases::records::Desk as DeskKind;
use loggia_node::NodeError;
use loggia_node::queries::{BlockLine, ListFilter, ListPage};
use loggia_ui::record::Action;
use loggia_ui::{Cell, Column, List, Query, Record, Row, Section, words};

/// The page.
pub async fn page(window: Window) -> Response {
    window.page(draw).await
}

fn draw(desk: &mut Desk<'_>) -> Result<Answer, NodeError> {
    let query = desk.query.clone();
    let blocks = desk.session.blocks()?;
    let gaps = ["spoiled", "replaced", "cancelled"]
        .map(str::to_owned)
        .to_vec();
    let gaps = desk.session.list(&ListFilter {
        states: gaps,
        offset: u32::try_from(query.offset()).unwrap_or(u32::MAX),
        limit: u32::try_from(query.size()).unwrap_or(u32::MAX),
        ..ListFilter::default()
    })?;
    let (block_list, gap_list) = (block_list(&query, &blocks), gap_list(&query, &gaps));
    if let Some(part) = block_list.asked().or_else(|| gap_list.asked()) {
        return Ok(Answer::Part(part));
    }
    let mut record = Record::new();
    for series in &desk.stored.numbers {
        let state = match (series.frozen, series.low) {
            (true, _) => " · ένα μπλοκ έχει παγώσει",
            (_, true) => " · συνδεθείτε με το Κέντρο για νέο μπλοκ",
            _ => "",
        };
        let key = format!(
            "{}, σειρά {} {}",
            of_series(series.series),
            series.prefix,
            series.year
        );
        record = record.line(key, format!("{}{state}", words::numbers_left(series.left)));
    }
    if desk.stored.numbers.is_empty() {
        record = record.line(
            "Μπλοκ",
            "Δεν έχουν δοθεί ακόμη αριθμοί. Συγχρονίστε με το Κέντρο.",
        );
    }
    record = record.section(Section::new("Μπλοκ").block(&block_list));
    record = record.section(Section::new("Αριθμοί χωρίς ισχύον έγγραφο").block(&gap_list));
    let desks = desk.session.desks()?;
    let has = |kind| desks.iter().any(|desk| desk.desk == kind);
    if has(DeskKind::Police) {
        record = record.action(Action::link(
            "Αχρήστευση επόμενου αριθμού κλήσης",
            "/fines/spoil",
        ));
    }
    if has(DeskKind::Counter) {
        record = record.action(Action::link(
            "Αχρήστευση επόμενου αριθμού διπλοτύπου",
            "/receipts/spoil",
        ));
    }
    let page = desk.titled("Αριθμοί").crumb("Οι εργασίες μου", "/");
    Ok(Answer::Page(page.body(&record).render()))
}

fn block_list<'a>(query: &'a Query, blocks: &[BlockLine]) -> List<'a> {
    let mut list = List::new("Μπλοκ αριθμών", "/numbers", query)
        .file("mplok")
        .column(Column::text("prefix", "Σειρά"))
        .column(Column::text("what", "Έγγραφα"))
        .column(Column::amount("first", "Από"))
        .column(Column::amount("last", "Έως"))
        .column(Column::amount("used", "Χρησιμοποιήθηκαν"))
        .column(Column::text("state", "Κατάσταση"))
        .empty("Δεν έχει δοθεί μπλοκ σε αυτή τη συσκευή.");
    for block in blocks {
        let state = match (block.present, block.state) {
            (false, _) => "προηγούμενης ταυτότητας",
            (_, loggia_node::BlockState::InUse) => "σε χρήση",
            (_, loggia_node::BlockState::Frozen) => "παγωμένο",
            (_, loggia_node::BlockState::Returned) => "επιστράφηκε",
        };
        let row = Row::plain(format!("{}-{}", block.prefix, block.year))
            .cell(block.series.greek())
            .cell(Cell::Text(format!("{:06}", block.first)))
            .cell(Cell::Text(format!("{:06}", block.last)))
            .cell(block.used)
            .cell(state);
        list = list.row(row);
    }
    list
}

fn gap_list<'a>(query: &'a Query, page: &ListPage) -> List<'a> {
    let mut list = List::new("Αριθμοί χωρίς ισχύον έγγραφο", "/numbers", query)
        .file("kena")
        .found(page.total)
        .column(Column::text("number", "Αριθμός"))
        .column(Column::text("state", "Γιατί"))
        .empty("Κάθε αριθμός που χρησιμοποιήθηκε έγινε έγγραφο που ισχύει.");
    for row in &page.rows {
        let why = match row.state.as_str() {
            "spoiled" => "αχρηστεύθηκε",
            "replaced" => "αντικαταστάθηκε",
            _ => "ακυρώθηκε",
        };
        list = list.row(
            Row::new(
                row.number.as_str(),
                CaseWords::href(row.kind, &row.doc.to_string()),
            )
            .cell(why),
        );
    }
    list
}
