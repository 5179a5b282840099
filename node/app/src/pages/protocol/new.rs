//! «Νέα εγγραφή»: who, what, Enter. Day, direction, channel and desk are set; the slip is one key away.

use super::senders;
use crate::pages::refusal::attempt;
use crate::server::answer::Answer;
use crate::server::typed::Typed;
use crate::server::window::{Desk, Window};
use axum::response::Response;
use loggia_cases::protocol::{Channel, Direction, Register};
use loggia_cases::rights;
use loggia_node::NodeError;
use loggia_node::commands::ProtocolRegister;
use loggia_schema::message::{Finding, access};
use loggia_ui::Values;
use loggia_ui::cases::protocol;
use loggia_ui::form::Choice;

/// The form; `?counters=NUMBER` begins a counter-entry.
pub async fn page(window: Window) -> Response {
    window
        .page(|desk| {
            let values = desk
                .fresh()?
                .with("direction", Direction::In.name())
                .with("channel", Channel::Counter.name())
                .with("register", Register::Protocol.name())
                .with("on", loggia_ui::format::date(desk.today()))
                .with(
                    "counters",
                    desk.query.filter("counters").unwrap_or_default(),
                )
                .with("related", desk.query.filter("related").unwrap_or_default());
            let values = match desk.session.protocol_scope(None) {
                Ok(scope) => values.with("scope", scope.to_string()),
                Err(_) => values,
            };
            draw(desk, &values, &[])
        })
        .await
}

/// Registers the document.
pub async fn register(window: Window, Typed(values): Typed) -> Response {
    window
        .save(move |desk| {
            let input = senders::known(desk, &values, read(&values))?;
            let done = attempt(&values, rename, |_| {
                desk.session.protocol_register(values.get("key"), &input)
            })?;
            match done {
                Ok(entry) => Ok(Answer::See(format!("/protocol/{}?new=1", entry.doc))),
                Err(findings) => draw(desk, &values, &findings),
            }
        })
        .await
}

fn draw(desk: &mut Desk<'_>, values: &Values, findings: &[Finding]) -> Result<Answer, NodeError> {
    let desks = desk
        .session
        .desks()?
        .into_iter()
        .map(|scope| Choice::new(scope.id.to_string(), scope.title))
        .collect();
    let may = desk.session.may(rights::PROTOCOL_CONFIDENTIAL);
    let mut form = protocol::register("/protocol", may, desks, values, findings)
        .hidden("key", values.get("key"))
        .back("Ακύρωση", "/protocol");
    if let Some(obstacle) = obstacle(desk) {
        form = form.note(obstacle.greek()).enabled(false);
    }
    let page = desk
        .titled("Νέα εγγραφή πρωτοκόλλου")
        .crumb("Βιβλίο πρωτοκόλλου", "/protocol");
    Ok(Answer::form(page.body(&form), findings))
}

/// Why nothing can be registered now.
pub(super) fn obstacle(desk: &Desk<'_>) -> Option<Finding> {
    if desk.stored.revoked {
        return Some(Finding::new(access::DEVICE_REVOKED));
    }
    let right = rights::PROTOCOL_WRITE;
    (!desk.session.may(right))
        .then(|| Finding::new(access::NO_RIGHT).with("right", rights::greek(right)))
}

/// The fields that both forms have.
pub(super) fn read(values: &Values) -> ProtocolRegister {
    let text = |name: &str| values.get(name).to_owned();
    ProtocolRegister {
        scope: values.get("scope").parse().ok(),
        register: Register::parse(values.get("register")).unwrap_or_default(),
        number: text("number"),
        direction: Direction::parse(values.get("direction")).unwrap_or_default(),
        on: text("on"),
        channel: Channel::parse(values.get("channel")).unwrap_or_default(),
        subject: text("subject"),
        afm: text("afm"),
        address: text("address"),
        phone: text("phone"),
        id_document: text("id_document"),
        their_number: text("their_number"),
        their_date: text("their_date"),
        folder: text("folder"),
        related: text("related"),
        counters: text("counters"),
        counter_reason: text("counter_reason"),
        unit: text("unit"),
        template: text("template"),
        copies: text("copies"),
        posted_from: text("posted_from"),
        posted_to: text("posted_to"),
        ..ProtocolRegister::default()
    }
}

/// The node's names of fields, as the form calls them.
pub(super) fn rename(finding: Finding) -> Finding {
    match finding.field.as_deref() {
        Some("name") => finding.on("sender"),
        Some("reason") => finding.on("counter_reason"),
        _ => finding,
    }
}
