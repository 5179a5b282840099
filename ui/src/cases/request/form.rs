//! The form of the counter: two letters choose the type, three the community, Enter takes the request in.
//!
//! A type that asks more (questions, papers) shows it after it was chosen; nothing that was typed is lost. Papers are a
//! checklist: what is not ticked is waited for.

use crate::form::{Choice, Field, Form, Values};
use loggia_cases::records::{FieldKind, Reference, RequestTypeRecord};
use loggia_cases::request::{Channel, MandateKind};
use loggia_schema::calendar::Date;
use loggia_schema::message::Finding;

/// Before the code of a question, as its field is named.
pub const FIELD: &str = "field-";
/// Before the code of a paper, as its tick is named.
pub const PAPER: &str = "paper-";

/// What the form offers.
#[derive(Debug, Clone, Copy)]
pub struct Offer<'a> {
    /// Catalogue, places and offices of the day.
    pub reference: &'a Reference,
    /// Today.
    pub today: Date,
    /// The type that was chosen, if one was.
    pub chosen: Option<&'a RequestTypeRecord>,
}

/// The form. Fields: `type`, `community`, `spot`, `text`, `name`, `phone`, `afm`, `address`, `channel`, `behalf`,
/// `mandate`, `mandate_proof`, `mandate_until`, and those of the type with [`FIELD`] and [`PAPER`] before their codes.
pub fn register(action: &str, offer: Offer<'_>, values: &Values, findings: &[Finding]) -> Form {
    let mut types: Vec<&RequestTypeRecord> =
        offer.reference.request_types_on(offer.today).collect();
    types.sort_by(|a, b| a.code.cmp(&b.code));
    let types = types
        .iter()
        .map(|row| Choice::new(&*row.code, format!("{} · {}", row.code, row.title)))
        .collect();
    let mut choose = Field::select("type", "Αίτημα", types)
        .required()
        .hint("Τα δύο πρώτα γράμματα του κωδικού");
    if offer.chosen.is_none() {
        choose = choose.focused();
    }
    let submit = "Καταχώριση και χρέωση στην υπηρεσία";
    let mut form = Form::new(action, submit).field(choose);
    if let Some(chosen) = offer.chosen {
        form = questions(form, chosen);
    }
    // Who asks comes first where somebody must be named, the place where it speaks of one.
    form = if offer.chosen.is_some_and(|chosen| chosen.named) {
        place(
            applicant(form).group("Τόπος και περιγραφή"),
            offer.reference,
        )
    } else {
        applicant(place(form, offer.reference))
    };
    form = form
        .group("Για λογαριασμό άλλου")
        .field(Field::text("behalf", "Ονοματεπώνυμο του εκπροσωπούμενου"))
        .field(Field::select("mandate", "Εξουσιοδότηση", mandates()))
        .field(Field::text(
            "mandate_proof",
            "Αριθμός και αρχή του εγγράφου",
        ))
        .field(Field::date("mandate_until", "Ισχύει έως"))
        .group("Τρόπος υποβολής")
        .field(Field::select("channel", "Τρόπος", channels()));
    form.values(values).findings(findings)
}

fn applicant(form: Form) -> Form {
    form.group("Αιτών")
        .field(Field::text("name", "Ονοματεπώνυμο ή επωνυμία"))
        .field(Field::text("phone", "Τηλέφωνο"))
        .field(Field::afm("afm", "ΑΦΜ"))
        .field(Field::text("address", "Διεύθυνση"))
}

fn place(form: Form, reference: &Reference) -> Form {
    let community = Field::select("community", "Κοινότητα", communities(reference))
        .hint("Τα τρία πρώτα γράμματα");
    form.field(community)
        .field(Field::text("spot", "Σημείο ή διεύθυνση"))
        .field(Field::textarea("text", "Περιγραφή"))
}

/// Questions and checklist of the chosen type; the first of them takes the focus.
fn questions(mut form: Form, chosen: &RequestTypeRecord) -> Form {
    let mut first = true;
    let mut place = |field: Field| {
        let field = if first { field.focused() } else { field };
        first = false;
        field
    };
    for paper in &chosen.papers {
        let tick = Field::checkbox(format!("{PAPER}{}", paper.code), paper.title.as_str());
        form = form.field(place(if paper.required {
            tick.hint("Αν λείπει, το αίτημα καταχωρίζεται και περιμένει τον πολίτη")
        } else {
            tick
        }));
    }
    for question in &chosen.fields {
        let name = format!("{FIELD}{}", question.code);
        let label = question.label.as_str();
        let field = match question.kind {
            FieldKind::Text | FieldKind::Supply => Field::text(name, label),
            FieldKind::Number => Field::number(name, label),
            FieldKind::Amount => Field::amount(name, label),
            FieldKind::Date => Field::date(name, label),
            FieldKind::Afm => Field::afm(name, label),
        };
        form = form.field(place(if question.required {
            field.required()
        } else {
            field
        }));
    }
    form
}

/// Communities by the word that tells them apart: «Δαφνών», not «Κοινότητα Δαφνών», so that three letters find one.
fn communities(reference: &Reference) -> Vec<Choice> {
    let short = |name: &str| {
        let words = ["Κοινότητα ", "Δημοτική Ενότητα "];
        let bare = words.iter().find_map(|word| name.strip_prefix(word));
        bare.unwrap_or(name).to_owned()
    };
    reference
        .places()
        .filter(|place| place.kind == loggia_cases::records::PlaceKind::Community)
        .map(|place| Choice::new(&*place.code, short(&place.name)))
        .collect()
}

fn mandates() -> Vec<Choice> {
    MandateKind::ALL
        .iter()
        .map(|kind| Choice::new(kind.name(), kind.greek()))
        .collect()
}

fn channels() -> Vec<Choice> {
    Channel::ALL
        .iter()
        .map(|channel| Choice::new(channel.name(), channel.greek()))
        .collect()
}
