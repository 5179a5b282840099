//! «Έγγραφα χωριού»: attestation, certified signature, certified copy, proof of posting; each under a number of its book.
//!
//! The key «Επανάληψη» on a paper just issued opens this form with the same book, text and places: only the name is new.

use super::{new, senders};
use crate::pages::refusal::attempt;
use crate::server::answer::Answer;
use crate::server::typed::Typed;
use crate::server::window::{Desk, Window};
use axum::response::Response;
use loggia_cases::protocol::{Channel, Direction, ProtocolState, Register};
use loggia_cases::records::TemplateRecord;
use loggia_node::NodeError;
use loggia_node::commands::{ProtocolRegister, Which};
use loggia_schema::message::Finding;
use loggia_ui::cases::protocol;
use loggia_ui::form::Choice;
use loggia_ui::{Column, List, Row, Values};

/// The books that papers are issued from.
const BOOKS: [Register; 4] = [
    Register::Attestation,
    Register::Signature,
    Register::Copy,
    Register::Posting,
];

/// The texts of every book, and the books as lists.
pub async fn choices(window: Window) -> Response {
    window
        .page(|desk| {
            let query = desk.query.clone();
            let mut list = List::new("Έγγραφα χωριού", "/protocol/papers", &query)
                .file("eggrafa-choriou")
                .column(Column::text("title", "Έγγραφο"))
                .column(Column::text("book", "Βιβλίο"))
                .column(Column::text("basis", "Νομική βάση"))
                .column(Column::text("verified", "Κείμενο"))
                .empty("Δεν έχουν έρθει ακόμη κείμενα εγγράφων από το Κέντρο.");
            for template in templates(desk, None)? {
                let href = format!(
                    "/protocol/papers/new?register={}&template={}",
                    template.paper,
                    loggia_ui::query::encode(&template.code)
                );
                let book = Register::parse(&template.paper).map_or("", Register::greek);
                let verified = if template.verified {
                    "επιβεβαιωμένο"
                } else {
                    "προς επιβεβαίωση"
                };
                let row = Row::new(template.title, href)
                    .cell(book)
                    .cell(template.legal_basis)
                    .cell(verified);
                list = list.row(row);
            }
            let page = desk.titled("Έγγραφα χωριού").crumb("Οι εργασίες μου", "/");
            Ok(Answer::list(page, &list))
        })
        .await
}

/// The form of a paper: `?register=signature`, `?template=CODE`, or `?repeat=DOC` with what that paper said.
pub async fn page(window: Window) -> Response {
    window
        .page(|desk| {
            let values = match desk.query.filter("repeat").map(str::to_owned) {
                Some(doc) => repeated(desk, &doc)?,
                None => desk
                    .fresh()?
                    .with(
                        "register",
                        desk.query.filter("register").unwrap_or_default(),
                    )
                    .with(
                        "template",
                        desk.query.filter("template").unwrap_or_default(),
                    ),
            };
            draw(desk, &values, &[])
        })
        .await
}

/// Issues the paper.
pub async fn issue(window: Window, Typed(values): Typed) -> Response {
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
    let register = book(values);
    let known = templates(desk, Some(register))?;
    let chosen = known
        .iter()
        .find(|template| template.code == values.get("template"))
        .or_else(|| known.first().filter(|_| known.len() == 1));
    let choices = known
        .iter()
        .map(|template| Choice::new(&template.code, &template.title))
        .collect();
    let action = "/protocol/papers/new";
    let mut form = protocol::paper(action, register, choices, chosen, values, findings)
        .hidden("key", values.get("key"))
        .back("Ακύρωση", "/protocol/papers");
    if let Some(obstacle) = new::obstacle(desk) {
        form = form.note(obstacle.greek()).enabled(false);
    }
    let title = chosen.map_or(register.greek(), |template| template.title.as_str());
    let page = desk
        .titled(title)
        .crumb("Έγγραφα χωριού", "/protocol/papers");
    Ok(Answer::form(page.body(&form), findings))
}

/// The book that was asked for; an unknown one is that of attestations.
fn book(values: &Values) -> Register {
    let asked = Register::parse(values.get("register"));
    asked
        .filter(|register| BOOKS.contains(register))
        .unwrap_or(Register::Attestation)
}

/// Texts in force today, of one book or of all.
fn templates(
    desk: &mut Desk<'_>,
    register: Option<Register>,
) -> Result<Vec<TemplateRecord>, NodeError> {
    let (scope, today) = (desk.session.protocol_scope(None)?, desk.today());
    let reference = desk.session.reference(&scope)?;
    let wanted = |template: &&TemplateRecord| {
        let of = Register::parse(&template.paper).filter(|book| BOOKS.contains(book));
        of.is_some_and(|of| register.is_none_or(|register| register == of))
    };
    Ok(reference
        .templates_on(today)
        .filter(wanted)
        .cloned()
        .collect())
}

/// The values of a paper that was issued before, without the person.
fn repeated(desk: &mut Desk<'_>, doc: &str) -> Result<Values, NodeError> {
    let shown = desk.session.show(&Which::parse(doc))?;
    let state = crate::papers::state::<ProtocolState>(&shown.folded)?;
    let mut values = desk.fresh()?;
    if let Some(entry) = state.entry {
        values = values
            .with("register", entry.number.register().name())
            .with("template", entry.template)
            .with("copies", entry.copies.to_string());
        if let Some(letter) = desk.session.letter(&shown.doc)? {
            values = values.with("subject", letter.subject);
        }
    }
    Ok(values)
}

fn read(values: &Values) -> ProtocolRegister {
    let fields = values.pairs().filter_map(|(name, value)| {
        let place = name.strip_prefix(protocol::PLACE)?;
        Some((place.to_owned(), value.to_owned()))
    });
    ProtocolRegister {
        register: book(values),
        direction: Direction::Out,
        channel: Channel::Counter,
        fields: fields.collect(),
        ..new::read(values)
    }
}

/// A place of the text that is empty is the finding of its field.
fn rename(finding: Finding) -> Finding {
    match finding.param("place").map(field_of) {
        Some(field) => finding.on(field),
        None => new::rename(finding),
    }
}

/// The field that fills a place of a text: what the form asks anyway, else the field of its own.
fn field_of(place: &str) -> String {
    let own = match place {
        "όνομα" => "sender",
        "ΑΦΜ" => "afm",
        "διεύθυνση" => "address",
        "ταυτότητα" => "id_document",
        "θέμα" => "subject",
        "αντίτυπα" => "copies",
        "ανάρτηση από" => "posted_from",
        "ανάρτηση έως" => "posted_to",
        "υπόθεση" => "related",
        other => return format!("{}{other}", protocol::PLACE),
    };
    own.to_owned()
}
