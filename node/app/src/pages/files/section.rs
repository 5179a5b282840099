//! «Συνημμένα»: the files of a case as a section of its record.

use crate::pages::shown::word;
use crate::server::window::Desk;
use loggia_node::NodeError;
use loggia_node::queries::{Badge as Stored, FileLine, FileStand, Shown};
use loggia_schema::calendar::local_date_time;
use loggia_ui::files::{Files, Item, Stand};
use loggia_ui::record::Action;
use loggia_ui::{Badge, Notice, Record, Section};

/// Adds the section to the record of a case, and the action if files may be attached now.
///
/// # Errors
/// The disk's.
pub fn with_files(
    desk: &mut Desk<'_>,
    shown: &Shown,
    record: Record,
    may_attach: bool,
) -> Result<Record, NodeError> {
    let doc = shown.doc;
    let mut record = record;
    if !shown.files.is_empty() {
        let users = desk.session.users()?;
        let by = |line: &FileLine| {
            let user = users.iter().find(|user| user.id == line.by);
            user.map_or_else(|| "άγνωστος χρήστης".to_owned(), |user| user.name.clone())
        };
        let items = shown.files.iter().map(|line| item(shown, line, by(line)));
        record = record.section(Section::new("Συνημμένα").block(Files(items.collect())));
        if shown
            .files
            .iter()
            .filter(|line| line.stand.is_here())
            .count()
            > 1
        {
            let all = format!("/cases/{doc}/files.pdf");
            record = record.action(Action::link("Όλα τα συνημμένα σε ένα PDF", all));
        }
    }
    if may_attach {
        record = record.action(Action::attach(format!("/cases/{doc}/attach")));
    }
    Ok(record)
}

/// What the record says after an attachment.
pub fn attached(desk: &Desk<'_>) -> Option<Notice> {
    let said = || Notice::success("Το αρχείο επισυνάφθηκε και είναι αποθηκευμένο.");
    desk.query.filter("attached").map(|_| said())
}

fn item(shown: &Shown, line: &FileLine, by: String) -> Item {
    let href = format!("/cases/{}/files/{}", shown.doc, line.file.blob);
    let ask = (line.stand == FileStand::Elsewhere).then(|| format!("{href}/want"));
    let why = line.stand.refusal().map(|finding| finding.greek());
    let stand = match line.stand {
        FileStand::OnlyHere { .. } => {
            let badge = if why.is_some() {
                Badge::Refused
            } else {
                Badge::Queued
            };
            Stand::Here(Some(badge), why)
        }
        FileStand::Both => Stand::Here(Some(word(Stored::Received)), None),
        FileStand::Elsewhere => Stand::Elsewhere,
        FileStand::Coming { percent, .. } => Stand::Coming(percent, why),
        FileStand::Gone => Stand::Gone,
    };
    Item {
        file: line.file,
        name: line.name.clone(),
        at: local_date_time(line.when),
        by,
        stand,
        picture: line.file.media.is_picture(),
        href,
        ask,
    }
}
