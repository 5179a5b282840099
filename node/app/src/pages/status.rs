//! «Κατάσταση συσκευής», and the status line that every page asks anew.

use crate::server::answer::Answer;
use crate::server::window::{Desk, Window};
use axum::response::Response;
use loggia_node::NodeError;
use loggia_schema::calendar::local_date_time;
use loggia_ui::record::Action;
use loggia_ui::{Cell, Record, Section};

/// The page.
pub async fn page(window: Window) -> Response {
    window.page(draw).await
}

/// The line, unless the page shows it already.
pub async fn line(window: Window) -> Response {
    window
        .page(|desk| {
            let seen = desk.query.filter("seen").unwrap_or_default();
            let line = desk
                .frame
                .status
                .as_ref()
                .and_then(|line| line.answer(seen));
            Ok(line.map_or(Answer::Nothing, Answer::Fragment))
        })
        .await
}

fn draw(desk: &mut Desk<'_>) -> Result<Answer, NodeError> {
    let devices = desk.session.devices()?;
    let own = desk.session.device();
    let name = devices
        .into_iter()
        .find(|device| device.key == own)
        .map(|device| device.name);
    let (stored, view) = (&desk.stored, desk.app.line().view());
    let at =
        |at: Option<jiff::Timestamp>| at.map_or(Cell::Empty, |at| Cell::At(local_date_time(at)));
    let record = Record::new()
        .line("Συσκευή", name)
        .line("Κλειδί συσκευής", stored.device.to_string())
        .line("Ταυτότητα αποθήκης", stored.incarnation.to_string())
        .line(
            "Εγγεγραμμένη στο Κέντρο",
            if stored.revoked {
                "ανακλήθηκε"
            } else {
                "ναι"
            },
        )
        .line("Περιμένουν το Κέντρο", stored.waiting_for_centre)
        .line("Αρχεία που περιμένουν το Κέντρο", stored.files_waiting)
        .section(
            Section::new("Γραμμή")
                .line(
                    "Σύνδεση",
                    if view.online {
                        "υπάρχει"
                    } else {
                        "δεν υπάρχει"
                    },
                )
                .line("Τελευταίος συγχρονισμός", at(stored.last_sync))
                .line("Τελευταία ώρα του Κέντρου", at(stored.last_proof))
                .line("Τελευταία προσπάθεια", at(view.last_try))
                .line("Επόμενη προσπάθεια", at(view.next))
                .line("Προσπάθειες που απέτυχαν", u64::from(view.failures))
                .line(
                    "Τελευταία απάντηση",
                    view.answer.map(|finding| finding.greek()),
                ),
        )
        .section(
            Section::new("Αποθήκη")
                .line("Εγγραφές άλλων σε αναμονή", stored.waiting_for_others)
                .line("Γραμμές που ενημερώνονται", stored.rows_behind)
                .line("Εκκρεμότητες", stored.tasks)
                .line(
                    "Γραφεία",
                    u64::try_from(stored.scopes.len()).unwrap_or(u64::MAX),
                ),
        )
        .action(Action::button("Συγχρονισμός τώρα", "/outbox/retry").primary())
        .action(Action::link("Εξερχόμενα", "/outbox"))
        .action(Action::link("Φάκελος σαρωτή", "/scanner"))
        .action(Action::link("Αλλαγή κωδικού", "/password"));
    let page = desk
        .titled("Κατάσταση συσκευής")
        .crumb("Οι εργασίες μου", "/");
    Ok(Answer::Page(page.body(&record).render()))
}
