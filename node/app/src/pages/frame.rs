//! The frame around every page: municipality, unit, person, menu, status line.

use crate::line::View;
use crate::pages::menu;
use crate::papers::municipality;
use crate::server::window::Desk;
use loggia_cases::records::Desk as DeskKind;
use loggia_node::queries::Status as Stored;
use loggia_node::{Actor, Node, NodeError, Session};
use loggia_schema::calendar::local_date_time;
use loggia_schema::message::storage;
use loggia_ui::page::SignedIn;
use loggia_ui::status::StatusLine;
use loggia_ui::{Command, Frame, Notice, Status};

/// Where the status line leads and where it is asked anew.
const OUTBOX: &str = "/outbox";
const REFRESH: &str = "/status/line";

/// A frame of which nothing is known.
pub fn bare() -> Frame {
    Frame {
        municipality: "Loggia".to_owned(),
        ..Frame::default()
    }
}

/// The frame of a person of whom only the login is known: before enrolment, before the first password is changed.
pub fn signed_in(node: &Node, actor: &Actor, line: &View, path: &str) -> Frame {
    let user = SignedIn {
        name: actor.login().to_owned(),
        leave: ("Κλείδωμα".to_owned(), "/lock".to_owned()),
    };
    let status = node
        .status()
        .ok()
        .zip(node.moment().ok())
        .map(|(stored, moment)| StatusLine {
            text: status(&stored, line, 0).line(moment.now.date()),
            outbox: OUTBOX.to_owned(),
            refresh: None,
        });
    Frame {
        training: node.training(),
        user: Some(user),
        status,
        path: path.to_owned(),
        ..bare()
    }
}

/// The whole frame of a person at work.
pub fn of(
    session: &mut Session<'_>,
    bare: Frame,
    stored: &Stored,
    line: &View,
) -> Result<Frame, NodeError> {
    let desks = session.desks()?;
    let mut frame = bare;
    if let Some(first) = desks.first() {
        frame.municipality = municipality(&*session.reference(&first.id)?);
        frame.unit = Some(first.title.clone());
    }
    let user = session.user();
    if let Some(signed_in) = &mut frame.user {
        signed_in.name.clone_from(&user.name);
    }
    let kinds = desks.iter().map(|desk| desk.desk).collect();
    if desks.iter().any(|desk| desk.desk == DeskKind::Counter) {
        frame.ask = Some(("/receipts/new".to_owned(), "Τι χρωστάω;".to_owned()));
    }
    frame.menu = menu::groups(&kinds, session);
    let command = |words: &str, href: &str, key| Command {
        words: words.to_owned(),
        href: href.to_owned(),
        key,
    };
    frame.commands = vec![
        command("Αλλαγή χρήστη (παύση)", "/pause", "pause"),
        command(
            "Ανατύπωση του τελευταίου εγγράφου",
            "/prints/last",
            "reprint",
        ),
    ];
    let today = session.moment()?.now.date();
    let refused = session
        .tasks()?
        .iter()
        .filter(|task| task.finding.code == storage::EFFECT_REFUSED)
        .count();
    let text = status(stored, line, u64::try_from(refused).unwrap_or(u64::MAX)).line(today);
    frame.status = Some(StatusLine {
        text,
        outbox: OUTBOX.to_owned(),
        refresh: Some(REFRESH.to_owned()),
    });
    Ok(frame)
}

fn status(stored: &Stored, line: &View, refused: u64) -> Status {
    Status {
        locked: false,
        online: line.online,
        waiting: stored.waiting_for_centre + stored.files_waiting,
        refused,
        sending: None,
        last: stored.last_sync.map(local_date_time),
    }
}

impl Desk<'_> {
    /// A page in this frame, below the home page; after a print it says where the paper is.
    pub fn titled(&self, title: impl Into<String>) -> loggia_ui::Page<'_> {
        let page = loggia_ui::Page::new(&self.frame, title);
        if self.query.filter("printed").is_none() {
            return page;
        }
        let said = Notice::success("Το έγγραφο πήγε στην ουρά εκτύπωσης.");
        page.notice(said.link("Ουρά εκτύπωσης", "/prints"))
    }
}
