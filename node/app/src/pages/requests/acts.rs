//! What is done with a request: one table of acts, one page and one handler for all of them.

use super::list::Lookup;
use super::record::request_of;
use crate::pages::refusal::attempt;
use crate::server::answer::Answer;
use crate::server::typed::Typed;
use crate::server::window::{Desk, Window};
use axum::extract::Path;
use axum::response::Response;
use loggia_cases::request::{EventKind, RequestState};
use loggia_cases::rights;
use loggia_node::NodeError;
use loggia_node::commands::{Act, RequestAct, Which};
use loggia_node::queries::Shown;
use loggia_schema::message::{Finding, web};
use loggia_ui::cases::request::{self, PAPER, label};
use loggia_ui::{Choice, Form, Values};

/// One act.
pub(super) struct ActForm {
    /// Last part of its address.
    pub path: &'static str,
    /// On its button.
    pub words: &'static str,
    /// The events it writes: offered where the stage allows one of them.
    pub kinds: &'static [EventKind],
    /// Who may.
    pub right: &'static str,
    /// Without a form: harmless, or taken back by its opposite.
    pub at_once: bool,
    form: fn(&Drawn<'_>) -> Form,
    read: fn(&Values) -> Act,
}

/// What a form is drawn from.
struct Drawn<'a> {
    action: &'a str,
    around: &'a Lookup,
    state: &'a RequestState,
    people: &'a [Choice],
    values: &'a Values,
    findings: &'a [Finding],
}

/// Every act, the usual next step of a stage before the others.
pub(super) const ACTS: &[ActForm] = &[
    ActForm {
        path: "bring",
        words: "Προσκόμιση",
        kinds: &[EventKind::PapersComplete, EventKind::PapersPartly],
        right: rights::REQUEST_REGISTER,
        at_once: false,
        form: |d| request::bring(d.action, &d.state.papers, d.values, d.findings),
        read: |values| Act::Bring {
            papers: papers(values),
            answered: values.has("answered"),
        },
    },
    ActForm {
        path: "answer",
        words: "Απάντηση υπηρεσίας",
        kinds: &[EventKind::OfficeAnswered],
        right: rights::REQUEST_HANDLE,
        at_once: false,
        form: |d| request::comment(d.action, d.values, d.findings),
        read: |values| Act::AnswerOffice {
            text: text(values, "text"),
        },
    },
    ActForm {
        path: "number",
        words: "Αριθμός πρωτοκόλλου",
        kinds: &[EventKind::Numbered],
        right: rights::REQUEST_REGISTER,
        at_once: true,
        form: |d| {
            let what = "Το αίτημα παίρνει τον επόμενο αριθμό του γραφείου.";
            sure(d, "Αριθμός πρωτοκόλλου", what)
        },
        read: |_| Act::Number,
    },
    ActForm {
        path: "take-up",
        words: "Ανάληψη",
        kinds: &[EventKind::TakenUp],
        right: rights::REQUEST_HANDLE,
        at_once: true,
        form: |d| sure(d, "Ανάληψη", "Το αίτημα χρεώνεται σε εσάς."),
        read: |_| Act::TakeUp,
    },
    ActForm {
        path: "complete",
        words: "Διεκπεραίωση",
        kinds: &[EventKind::Completed],
        right: rights::REQUEST_DECIDE,
        at_once: false,
        form: |d| request::complete(d.action, d.values, d.findings),
        read: |values| Act::Complete {
            text: text(values, "text"),
            decision: text(values, "decision"),
        },
    },
    ActForm {
        path: "comment",
        words: "Σχόλιο",
        kinds: &[EventKind::Commented],
        right: rights::REQUEST_REGISTER,
        at_once: false,
        form: |d| request::comment(d.action, d.values, d.findings),
        read: |values| Act::Comment {
            text: text(values, "text"),
        },
    },
    ActForm {
        path: "assign",
        words: "Χρέωση",
        kinds: &[EventKind::Assigned],
        right: rights::REQUEST_HANDLE,
        at_once: false,
        form: |d| {
            request::assign(
                d.action,
                &d.around.reference,
                d.people.to_vec(),
                d.values,
                d.findings,
            )
        },
        read: |values| Act::Assign {
            office: text(values, "office"),
            officer: values.get("officer").parse().ok(),
        },
    },
    ActForm {
        path: "ask",
        words: "Ερώτημα στον πολίτη",
        kinds: &[EventKind::CitizenAsked],
        right: rights::REQUEST_HANDLE,
        at_once: false,
        form: |d| request::ask_citizen(d.action, &d.state.papers, d.values, d.findings),
        read: |values| Act::AskCitizen {
            text: text(values, "text"),
            papers: papers(values),
            paper: text(values, "paper"),
        },
    },
    ActForm {
        path: "ask-office",
        words: "Ερώτημα σε υπηρεσία",
        kinds: &[EventKind::OfficeAsked],
        right: rights::REQUEST_HANDLE,
        at_once: false,
        form: |d| request::ask_office(d.action, &d.around.reference, d.values, d.findings),
        read: |values| Act::AskOffice {
            office: text(values, "office"),
            text: text(values, "text"),
        },
    },
    ActForm {
        path: "forward",
        words: "Διαβίβαση σε φορέα",
        kinds: &[EventKind::ForwardedOut],
        right: rights::REQUEST_DECIDE,
        at_once: false,
        form: |d| request::forward(d.action, d.values, d.findings),
        read: |values| Act::Forward {
            authority: text(values, "authority"),
        },
    },
    ActForm {
        path: "reject",
        words: "Απόρριψη",
        kinds: &[EventKind::Rejected],
        right: rights::REQUEST_DECIDE,
        at_once: false,
        form: |d| request::reject(d.action, d.values, d.findings),
        read: |values| Act::Reject {
            text: text(values, "text"),
            law: text(values, "law"),
        },
    },
    ActForm {
        path: "withdraw",
        words: "Παραίτηση πολίτη",
        kinds: &[EventKind::Withdrawn],
        right: rights::REQUEST_REGISTER,
        at_once: false,
        form: |d| {
            sure(
                d,
                "Παραίτηση",
                "Ο πολίτης παραιτείται. Το αίτημα κλείνει και δεν ανοίγει ξανά.",
            )
        },
        read: |_| Act::Withdraw,
    },
    ActForm {
        path: "tacit",
        words: "Παρέλευση προθεσμίας",
        kinds: &[EventKind::Tacit],
        right: rights::REQUEST_DECIDE,
        at_once: false,
        form: |d| {
            sure(
                d,
                "Καταχώριση παρέλευσης",
                "Η προθεσμία πέρασε χωρίς απάντηση. Το αίτημα κλείνει.",
            )
        },
        read: |_| Act::Tacit,
    },
    ActForm {
        path: "reopen",
        words: "Επανάνοιγμα",
        kinds: &[EventKind::Reopened],
        right: rights::REQUEST_DECIDE,
        at_once: false,
        form: |d| request::reopen(d.action, d.values, d.findings),
        read: |values| Act::Reopen {
            text: text(values, "text"),
        },
    },
    ActForm {
        path: "archive",
        words: "Αρχειοθέτηση",
        kinds: &[EventKind::Archived],
        right: rights::REQUEST_DECIDE,
        at_once: false,
        form: |d| request::archive(d.action, d.values, d.findings),
        read: |values| Act::Archive {
            folder: text(values, "folder"),
        },
    },
];

/// The form of an act.
pub async fn page(Path((doc, act)): Path<(String, String)>, window: Window) -> Response {
    window
        .page(move |desk| {
            let act = named(&act)?;
            let (shown, state) = request_of(desk, &doc)?;
            let values = desk.fresh()?.with("office", state.office.as_str());
            drawn(desk, act, &shown, &state, &values, &[])
        })
        .await
}

/// Does it, and shows the request again.
pub async fn perform(
    Path((doc, act)): Path<(String, String)>,
    window: Window,
    Typed(values): Typed,
) -> Response {
    window
        .save(move |desk| {
            let act = named(&act)?;
            let command = RequestAct {
                which: Which::parse(&doc),
                act: (act.read)(&values),
            };
            let key = match values.get("key") {
                "" => desk.fresh_key()?,
                key => key.to_owned(),
            };
            let done = attempt(
                &values,
                |finding| finding,
                |_| desk.session.request_act(&key, &command),
            )?;
            match done {
                Ok(done) => Ok(Answer::See(format!("/requests/{}", done.doc))),
                Err(findings) => {
                    let (shown, state) = request_of(desk, &doc)?;
                    drawn(desk, act, &shown, &state, &values, &findings)
                }
            }
        })
        .await
}

fn named(path: &str) -> Result<&'static ActForm, NodeError> {
    ACTS.iter()
        .find(|act| act.path == path)
        .ok_or_else(|| Finding::new(web::PAGE_MISSING).into())
}

fn drawn(
    desk: &mut Desk<'_>,
    act: &ActForm,
    shown: &Shown,
    state: &RequestState,
    values: &Values,
    findings: &[Finding],
) -> Result<Answer, NodeError> {
    let around = Lookup::of(desk)?;
    let people: Vec<Choice> = desk
        .session
        .users()?
        .into_iter()
        .filter(|user| user.active && user.rights.contains(rights::REQUEST_HANDLE))
        .map(|user| Choice::new(user.id.to_string(), user.name))
        .collect();
    let back = format!("/requests/{}", shown.doc);
    let form = (act.form)(&Drawn {
        action: &format!("{back}/act/{}", act.path),
        around: &around,
        state,
        people: &people,
        values,
        findings,
    });
    let form = form
        .hidden("key", values.get("key"))
        .back("Επιστροφή", &*back);
    let number = label(&shown.number, shown.doc);
    let page = desk
        .titled(format!("{}: αίτημα {number}", act.words))
        .crumb("Αιτήματα", "/requests")
        .crumb(number, &*back);
    Ok(Answer::form(page.body(&form), findings))
}

/// A question before something that is not taken back.
fn sure(drawn: &Drawn<'_>, verb: &str, what: &str) -> Form {
    Form::new(drawn.action, verb)
        .note(what)
        .values(drawn.values)
        .findings(drawn.findings)
}

fn text(values: &Values, name: &str) -> String {
    values.get(name).to_owned()
}

fn papers(values: &Values) -> Vec<String> {
    values
        .pairs()
        .filter_map(|(name, _)| Some(name.strip_prefix(PAPER)?.to_owned()))
        .collect()
}
