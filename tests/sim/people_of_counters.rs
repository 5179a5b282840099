//! What clerks of counters want: requests of citizens, work on them, entries of the protocol.
//!
//! Lamps lie in one short street, so that two counters take in the same one; the same few persons ask again.

use crate::command::{Attempt, Command, Meant, act_name};
use crate::dice::Dice;
use crate::office::Office;
use crate::options::Options;
use loggia_cases::CaseKind;
use loggia_cases::protocol::Direction;
use loggia_cases::request::RequestState;
use loggia_node::commands::{Act, ProtocolRegister, RequestAct, RequestRegister, Which};
use loggia_node::queries::{ListFilter, ListRow};
use loggia_schema::ids::ScopeId;
use loggia_schema::message::{Code, cases, requests};

/// Warnings that clerks tick without reading.
const TICKED: [Code; 4] = [
    cases::CLOCK_OFF,
    cases::RULES_OLD,
    requests::PROBABLY_TWICE,
    requests::FIELD_MISSING,
];

/// Stages in which somebody works on a request.
const OPEN: &[&str] = &["registered", "assigned", "in_progress"];

/// What the clerk at this laptop does next.
pub fn clerk(
    office: &mut Office,
    key: String,
    persons: &[(String, String)],
    options: &Options,
    dice: &mut Dice,
) -> Option<Attempt> {
    let scope = *dice.pick(&office.scopes);
    let (wrong, request, entry) = options.clerk;
    let roll = dice.between(0, 999);
    let done = match () {
        () if roll < wrong => a_wrong_attempt(office, scope, dice)?,
        () if roll < wrong + request => None,
        () if roll < wrong + request + entry => Some(an_entry(scope, persons, dice)),
        () => an_act(office, dice)?,
    };
    let (command, meant) = done.unwrap_or_else(|| a_request(scope, persons, dice));
    Some(Attempt {
        key,
        command,
        meant,
    })
}

/// What the rules of a counter forbid: nobody named where somebody must be, an end without a word to the citizen.
#[allow(clippy::option_option)]
fn a_wrong_attempt(
    office: &mut Office,
    scope: ScopeId,
    dice: &mut Dice,
) -> Option<Option<(Command, Meant)>> {
    if dice.permille(500)
        && let Some(row) = a_row(office, OPEN, dice)?
    {
        let act = Act::Complete {
            text: "  ".to_owned(),
            decision: String::new(),
        };
        let which = Which::Doc(row.doc);
        let command = Command::Act(RequestAct { which, act });
        return Some(Some((command, Meant::Wrong("an end without an outcome"))));
    }
    let input = RequestRegister {
        name: String::new(),
        afm: String::new(),
        ..square(scope, &("", ""), true)
    };
    let meant = Meant::Wrong("a request of nobody");
    Some(Some((Command::Register(input), meant)))
}

fn a_request(scope: ScopeId, persons: &[(String, String)], dice: &mut Dice) -> (Command, Meant) {
    if dice.permille(600) {
        let spot = format!("Οδός Δοκιμής {}", dice.between(1, 6));
        let input = RequestRegister {
            scope: Some(scope),
            kind: "ΦΩ".to_owned(),
            community: "01".to_owned(),
            spot: spot.clone(),
            text: "Σβηστό φωτιστικό".to_owned(),
            confirmed: TICKED.to_vec(),
            ..RequestRegister::default()
        };
        return (Command::Register(input), Meant::Request(spot));
    }
    let (afm, name) = dice.pick(persons);
    let input = square(scope, &(afm, name), dice.permille(500));
    (Command::Register(input), Meant::Request(afm.clone()))
}

/// A correction of square metres: asks for a name and for two papers.
fn square(scope: ScopeId, (afm, name): &(&str, &str), complete: bool) -> RequestRegister {
    let papers: &[&str] = match complete {
        true => &["bill", "declaration"],
        false => &["bill"],
    };
    RequestRegister {
        scope: Some(scope),
        kind: "ΤΜ".to_owned(),
        name: (*name).to_owned(),
        afm: (*afm).to_owned(),
        fields: [("m2".to_owned(), "87".to_owned())].into(),
        papers: papers.iter().map(|code| (*code).to_owned()).collect(),
        confirmed: TICKED.to_vec(),
        ..RequestRegister::default()
    }
}

fn an_entry(scope: ScopeId, persons: &[(String, String)], dice: &mut Dice) -> (Command, Meant) {
    let (_, name) = dice.pick(persons);
    let direction = *dice.pick(&[Direction::In, Direction::Out]);
    let input = ProtocolRegister {
        scope: Some(scope),
        direction,
        subject: "Έγγραφο δοκιμής".to_owned(),
        name: name.clone(),
        ..ProtocolRegister::default()
    };
    (Command::Enter(input), Meant::Entry)
}

/// Work on a request of the list; the inner `None`: there is none.
#[allow(clippy::option_option)]
fn an_act(office: &mut Office, dice: &mut Dice) -> Option<Option<(Command, Meant)>> {
    let Some(row) = a_row(office, &[], dice)? else {
        return Some(None);
    };
    let act = match row.state.as_str() {
        "registered" | "assigned" | "in_progress" => work(row.state != "in_progress", dice),
        "awaiting_citizen" if dice.permille(700) => bring(office, &row, dice)?,
        "awaiting_citizen" => reject(),
        "completed" if dice.permille(600) => Act::Reopen {
            text: "Το φωτιστικό έσβησε πάλι".to_owned(),
        },
        _ => comment(),
    };
    let meant = Meant::Act(act_name(&act));
    let which = Which::Doc(row.doc);
    Some(Some((Command::Act(RequestAct { which, act }), meant)))
}

fn work(not_taken_up: bool, dice: &mut Dice) -> Act {
    match dice.between(0, 5) {
        0 => Act::Assign {
            office: (*dice.pick(&["ΤΕΧ", "ΗΛΕ", "ΕΣΟ"])).to_owned(),
            officer: None,
        },
        1 if not_taken_up => Act::TakeUp,
        2 => Act::AskCitizen {
            text: "Ποιος ιστός;".to_owned(),
            papers: Vec::new(),
            paper: match dice.permille(500) {
                true => "Φωτογραφία".to_owned(),
                false => String::new(),
            },
        },
        3 => reject(),
        4 => Act::Complete {
            text: "Αποκαταστάθηκε".to_owned(),
            decision: String::new(),
        },
        _ => comment(),
    }
}

fn reject() -> Act {
    Act::Reject {
        text: "Δεν προσκομίστηκαν στοιχεία".to_owned(),
        law: "ν. 2690/1999 άρθ. 3".to_owned(),
    }
}

fn comment() -> Act {
    Act::Comment {
        text: "Τηλεφώνησε ξανά".to_owned(),
    }
}

/// The citizen brings all that is missing, or one paper of it.
fn bring(office: &mut Office, row: &ListRow, dice: &mut Dice) -> Option<Act> {
    let shown = office.session()?.ok()?.show(&Which::Doc(row.doc)).ok()?;
    let state: RequestState = serde_json::from_value(shown.folded["state"].clone()).ok()?;
    let mut papers: Vec<String> = state.missing().map(|paper| paper.code.clone()).collect();
    let answered = papers.len() < 2 || dice.permille(600);
    if !answered {
        papers.truncate(1);
    }
    Some(Act::Bring { papers, answered })
}

/// A request of these stages in the list on the screen; `None` outside: the laptop shows no lists now.
#[allow(clippy::option_option)]
fn a_row(office: &mut Office, states: &[&str], dice: &mut Dice) -> Option<Option<ListRow>> {
    let filter = ListFilter {
        kind: Some(CaseKind::REQUEST),
        states: states.iter().map(|state| (*state).to_owned()).collect(),
        limit: 20,
        ..ListFilter::default()
    };
    let page = office.session()?.ok()?.list(&filter).ok()?;
    let mine: Vec<&ListRow> = page.rows.iter().filter(|row| !row.off).collect();
    if mine.is_empty() {
        return Some(None);
    }
    Some(Some((*dice.pick(&mine)).clone()))
}
