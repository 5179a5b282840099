//! «Νέο αίτημα»: two letters, Tab, three letters, Enter. A type that asks more shows its questions and its checklist
//! with the second page; whoever was asked for nothing more is already done.

use super::list::Lookup;
use crate::pages::drafts;
use crate::pages::refusal::attempt;
use crate::server::answer::Answer;
use crate::server::typed::Typed;
use crate::server::window::{Desk, Window};
use axum::response::Response;
use loggia_cases::records::{Reference, RequestTypeRecord};
use loggia_cases::request::{Channel, MandateKind};
use loggia_cases::rights;
use loggia_node::NodeError;
use loggia_node::commands::RequestRegister;
use loggia_schema::message::{Finding, access};
use loggia_ui::cases::request::{self, FIELD, Offer, PAPER};
use loggia_ui::{Form, Values};

/// Says that the questions of this type were on the page.
const ASKED: &str = "asked";

/// The page; `?type=ΤΜ` begins with a type.
pub async fn page(window: Window) -> Response {
    window
        .page(|desk| {
            let kept = drafts::kept(desk, "request")?;
            let had_draft = kept.is_some();
            let mut values = kept.unwrap_or_default();
            if let Some(code) = desk.query.filter("type").map(str::to_owned) {
                values = values.with("type", code);
            }
            if !values.has("channel") {
                values = values.with("channel", Channel::Counter.name());
            }
            let values = desk.keyed(values)?;
            let form = form(desk, &values, &[])?;
            let mut page = titled(desk).body(&form);
            if had_draft {
                page = page
                    .notice(drafts::notice())
                    .body(drafts::drop_button("request"));
            }
            Ok(Answer::Page(page.render()))
        })
        .await
}

/// Takes the request in, or shows what its type asks beside the usual.
pub async fn register(window: Window, Typed(values): Typed) -> Response {
    window
        .save(move |desk| {
            let reference = Lookup::of(desk)?.reference;
            let code = values.get("type").to_owned();
            let kind = reference.request_type(&code, desk.today()).ok();
            if kind.is_some_and(asks_more) && values.get(ASKED) != code {
                let form = form(desk, &values, &[])?;
                let page = titled(desk).notice(loggia_ui::Notice::warning(
                    "Συμπληρώστε τα στοιχεία του αιτήματος και σημειώστε τα δικαιολογητικά που προσκομίστηκαν.",
                ));
                return Ok(Answer::Page(page.body(&form).render()));
            }
            let input = read(&values);
            let done = attempt(&values, rename, |confirmed| {
                desk.session.request_register(
                    values.get("key"),
                    &RequestRegister {
                        confirmed,
                        ..input.clone()
                    },
                )
            })?;
            match done {
                Ok(registered) => {
                    desk.session.keep_draft("request", "")?;
                    Ok(Answer::See(format!("/requests/{}?new=1", registered.doc)))
                }
                Err(findings) => {
                    let form = form(desk, &values, &findings)?;
                    let page = titled(desk).failed(true);
                    Ok(Answer::Refused(page.body(&form).render()))
                }
            }
        })
        .await
}

fn asks_more(kind: &RequestTypeRecord) -> bool {
    !kind.papers.is_empty() || kind.fields.iter().any(|field| field.required) || kind.named
}

fn titled<'d>(desk: &'d Desk<'_>) -> loggia_ui::Page<'d> {
    desk.titled("Νέο αίτημα").crumb("Αιτήματα", "/requests")
}

fn form(desk: &mut Desk<'_>, values: &Values, findings: &[Finding]) -> Result<Form, NodeError> {
    let reference: &Reference = &Lookup::of(desk)?.reference;
    let chosen = reference
        .request_type(values.get("type"), desk.today())
        .ok();
    let offer = Offer {
        reference,
        today: desk.today(),
        chosen,
    };
    let mut form = request::register("/requests", offer, values, findings)
        .hidden("key", values.get("key"))
        .draft("/draft/request")
        .back("Ακύρωση", "/requests");
    if let Some(chosen) = chosen {
        form = form.hidden(ASKED, chosen.code.as_str());
    }
    if let Some(obstacle) = obstacle(desk) {
        form = form.note(obstacle.greek()).enabled(false);
    }
    Ok(form)
}

/// Why no request can be taken in now.
fn obstacle(desk: &Desk<'_>) -> Option<Finding> {
    if desk.stored.revoked {
        return Some(Finding::new(access::DEVICE_REVOKED));
    }
    let right = rights::REQUEST_REGISTER;
    (!desk.session.may(right))
        .then(|| Finding::new(access::NO_RIGHT).with("right", rights::greek(right)))
}

fn read(values: &Values) -> RequestRegister {
    let text = |name: &str| values.get(name).to_owned();
    let with = |prefix: &'static str| {
        values
            .pairs()
            .filter_map(move |(name, value)| Some((name.strip_prefix(prefix)?, value)))
    };
    RequestRegister {
        kind: text("type"),
        channel: Channel::parse(values.get("channel")).unwrap_or_default(),
        community: text("community"),
        spot: text("spot"),
        text: text("text"),
        name: text("name"),
        phone: text("phone"),
        afm: text("afm"),
        address: text("address"),
        behalf: text("behalf"),
        mandate: MandateKind::parse(values.get("mandate")),
        mandate_proof: text("mandate_proof"),
        mandate_until: text("mandate_until"),
        fields: with(FIELD)
            .map(|(code, value)| (code.to_owned(), value.to_owned()))
            .collect(),
        papers: with(PAPER).map(|(code, _)| code.to_owned()).collect(),
        ..RequestRegister::default()
    }
}

/// The node's names of fields, as the form calls them.
fn rename(finding: Finding) -> Finding {
    let field = match finding.field.as_deref() {
        Some("kind") => "type".to_owned(),
        Some(name) => match name.strip_prefix("fields.") {
            Some(code) => format!("{FIELD}{code}"),
            None => return finding,
        },
        None => return finding,
    };
    finding.on(field)
}
