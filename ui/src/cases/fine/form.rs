//! The forms of the fine: issue (on the street, from paper, as a replacement), service, spoiling.
//!
//! [`issue`] draws the form and [`read`] reads what came back: both live here, so that a field cannot be asked in
//! one place and forgotten in the other. `read` answers with typed input or with **all** findings at once; what
//! the law says about it is the case's own check. Names of fields are those the check's findings use.

use crate::form::{Choice, Field, Form, Values};
use crate::words;
use jiff::civil::{Date, DateTime};
use loggia_cases::fine::calculator::Pick;
use loggia_cases::fine::{Place, ServiceKind, Ticket};
use loggia_cases::private::LiablePerson;
use loggia_schema::calendar::{greek_date, greek_time, parse_greek_date, parse_time};
use loggia_schema::identifiers::{Afm, Plate};
use loggia_schema::message::{Finding, cases};
use loggia_schema::text::normalise_input;

/// Selects for violations on the form; a fine holds more, but not on a street.
const VIOLATION_FIELDS: [&str; 3] = ["violation", "violation-2", "violation-3"];

/// What the officer may choose from on the day of the offence.
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    /// Violations; the value is `code/step`: [`Catalogue::violation`] makes one.
    pub violations: Vec<Choice>,
    /// Communities; the value is the code.
    pub communities: Vec<Choice>,
    /// Numbers left in the leased blocks.
    pub numbers_left: u64,
    /// Why no fine can be issued now, if so; shown before anything is typed.
    pub obstacle: Option<Finding>,
}

impl Catalogue {
    /// A choice of the list of violations: «Ρ-69 · Στάθμευση … · 30,00 €».
    pub fn violation(
        code: &str,
        step: u8,
        text: &str,
        amount: loggia_schema::money::Cents,
    ) -> Choice {
        let again = if step > 1 {
            format!(" (υποτροπή, βαθμίδα {step})")
        } else {
            String::new()
        };
        Choice::new(
            format!("{code}/{step}"),
            format!("{code} · {text}{again} · {amount}"),
        )
    }
}

/// What was typed into the form of issue, understood.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// Local time of the offence.
    pub offence_at: DateTime,
    /// Where.
    pub place: Place,
    /// What was violated.
    pub picks: Vec<Pick>,
    /// Plate, and the plate as typed.
    pub plate: Option<(Plate, String)>,
    /// Kind, make and colour of the vehicle.
    pub vehicle: String,
    /// The person, if one was named.
    pub liable: Option<LiablePerson>,
    /// How it was served on the spot, if it was.
    pub service: Option<ServiceKind>,
    /// Why it is recorded more than 24 hours later.
    pub late_reason: Option<String>,
    /// Number on the handwritten paper it is typed from.
    pub paper: Option<String>,
}

/// The form of issue. `action` takes it; fields and reading are those of [`read`].
pub fn issue(action: &str, catalogue: &Catalogue, values: &Values, findings: &[Finding]) -> Form {
    let mut form = Form::new(action, "Έκδοση κλήσης");
    if let Some(obstacle) = &catalogue.obstacle {
        form = form.note(obstacle.greek()).enabled(false);
    } else {
        form = form.note(numbers(catalogue.numbers_left));
    }
    form = form
        .group("Όχημα")
        .field(Field::plate("plate", "Αριθμός κυκλοφορίας").focused())
        .field(
            Field::short("country", "Χώρα ξένης πινακίδας")
                .hint("Μόνο για ξένη πινακίδα, για παράδειγμα DE"),
        )
        .field(Field::text("vehicle", "Περιγραφή οχήματος").hint("Είδος, μάρκα, χρώμα"))
        .group("Παράβαση");
    for (at, name) in VIOLATION_FIELDS.into_iter().enumerate() {
        let label = if at == 0 {
            "Παράβαση".to_owned()
        } else {
            format!("Παράβαση {}", at + 1)
        };
        let field = Field::select(name, label, catalogue.violations.clone());
        form = form.field(if at == 0 { field.required() } else { field });
    }
    form.field(Field::date("offence_at", "Ημερομηνία παράβασης").required())
        .field(Field::time("offence_time", "Ώρα παράβασης").required())
        .field(
            Field::text("late_reason", "Αιτία καθυστέρησης")
                .hint("Όταν έχουν περάσει περισσότερες από 24 ώρες"),
        )
        .group("Τόπος")
        .field(Field::text("street", "Οδός ή θέση").required())
        .field(Field::short("street_no", "Αριθμός"))
        .field(Field::select(
            "community",
            "Κοινότητα",
            catalogue.communities.clone(),
        ))
        .group("Υπεύθυνος")
        .field(Field::text("liable", "Ονοματεπώνυμο ή επωνυμία"))
        .field(Field::afm("afm", "ΑΦΜ"))
        .field(Field::text("address", "Διεύθυνση"))
        .group("Επίδοση")
        .field(Field::select("service", "Τρόπος επίδοσης", services()))
        .field(
            Field::text("paper", "Αριθμός χάρτινης κλήσης").hint("Όταν πληκτρολογείται από μπλοκ"),
        )
        .values(values)
        .findings(findings)
}

fn numbers(left: u64) -> String {
    let words = words::numbers_left(left);
    if left < 10 {
        format!("{words}. Συνδεθείτε με το Κέντρο για νέο μπλοκ.")
    } else {
        words
    }
}

fn services() -> Vec<Choice> {
    ServiceKind::ALL
        .into_iter()
        .map(|kind| Choice::new(kind.name(), kind.greek()))
        .collect()
}

/// Reads the form of issue; errors are all that was found, in the order of the form.
pub fn read(values: &Values, today: Date) -> Result<Input, Vec<Finding>> {
    let mut found = Vec::new();
    let plate = keep(&mut found, plate(values)).flatten();
    let picks = keep(&mut found, picks(values));
    let day = keep(
        &mut found,
        parse_greek_date(values.get("offence_at"), today).map_err(|f| f.on("offence_at")),
    );
    let time = keep(
        &mut found,
        parse_time(values.get("offence_time")).map_err(|f| f.on("offence_time")),
    );
    if values.filled("street").is_none() {
        found.push(Finding::new(cases::PLACE_MISSING).on("street"));
    }
    let liable = keep(&mut found, liable(values)).flatten();
    match (day, time, picks, found.is_empty()) {
        (Some(day), Some(time), Some(picks), true) => Ok(Input {
            offence_at: day.to_datetime(time),
            place: Place {
                street: text(values, "street"),
                street_no: text(values, "street_no"),
                community: text(values, "community"),
                community_name: String::new(),
            },
            picks,
            plate,
            vehicle: text(values, "vehicle"),
            liable,
            service: ServiceKind::parse(values.get("service")),
            late_reason: values.filled("late_reason").map(normalise_input),
            paper: values.filled("paper").map(normalise_input),
        }),
        _ => Err(found),
    }
}

fn keep<T>(found: &mut Vec<Finding>, read: Result<T, Finding>) -> Option<T> {
    read.map_err(|finding| found.push(finding)).ok()
}

fn text(values: &Values, name: &str) -> String {
    normalise_input(values.get(name))
}

fn plate(values: &Values) -> Result<Option<(Plate, String)>, Finding> {
    let Some(typed) = values.filled("plate") else {
        return Ok(None);
    };
    let plate = match values.filled("country") {
        Some(country) => Plate::foreign(typed, country),
        None => Plate::parse(typed),
    };
    plate
        .map(|plate| Some((plate, typed.to_owned())))
        .map_err(|finding| finding.on("plate"))
}

fn picks(values: &Values) -> Result<Vec<Pick>, Finding> {
    let chosen = VIOLATION_FIELDS
        .into_iter()
        .filter_map(|name| values.filled(name).map(|value| (name, value)));
    let picks: Result<Vec<Pick>, Finding> = chosen
        .map(|(name, value)| {
            let unknown = || {
                Finding::new(cases::VIOLATION_UNKNOWN)
                    .on(name)
                    .with("code", value)
            };
            let (code, step) = value.rsplit_once('/').ok_or_else(unknown)?;
            Ok(Pick {
                code: code.to_owned(),
                step: step.parse().map_err(|_| unknown())?,
            })
        })
        .collect();
    match picks {
        Ok(picks) if picks.is_empty() => Err(Finding::new(cases::NO_VIOLATION).on("violation")),
        other => other,
    }
}

fn liable(values: &Values) -> Result<Option<LiablePerson>, Finding> {
    let (name, afm) = (values.filled("liable"), values.filled("afm"));
    if name.is_none() && afm.is_none() {
        return Ok(None);
    }
    let afm = afm
        .map(Afm::parse)
        .transpose()
        .map_err(|finding| finding.on("afm"))?;
    Ok(Some(LiablePerson {
        name: text(values, "liable"),
        afm,
        address: text(values, "address"),
        postcode: None,
        phone: None,
        id_document: String::new(),
    }))
}

/// The values of a fine, to begin a replacement with.
pub fn values_of(ticket: &Ticket) -> Values {
    let offence = ticket.offence_at.datetime();
    let mut values = Values::default()
        .with("offence_at", greek_date(offence.date()))
        .with("offence_time", greek_time(offence.time()))
        .with("street", ticket.place.street.as_str())
        .with("street_no", ticket.place.street_no.as_str())
        .with("community", ticket.place.community.as_str());
    if let Some(vehicle) = &ticket.vehicle {
        values = values
            .with("plate", vehicle.plate_as_typed.as_str())
            .with("vehicle", vehicle.description.as_str());
        if vehicle.plate.country() != "GR" {
            values = values.with("country", vehicle.plate.country());
        }
    }
    for (name, violation) in VIOLATION_FIELDS.into_iter().zip(&ticket.violations) {
        values = values.with(name, format!("{}/{}", violation.code, violation.step));
    }
    values
}

/// The form of service. Fields: `service`, `served_on`.
pub fn serve(action: &str, values: &Values, findings: &[Finding]) -> Form {
    Form::new(action, "Καταχώριση επίδοσης")
        .field(Field::radios("service", "Τρόπος επίδοσης", services()).required())
        .field(Field::date("served_on", "Ημερομηνία επίδοσης").required())
        .values(values)
        .findings(findings)
}

/// The form of spoiling. Field: `reason`.
pub fn spoil(action: &str, values: &Values, findings: &[Finding]) -> Form {
    Form::new(action, "Αχρήστευση")
        .note("Ο αριθμός δεν θα δοθεί ξανά. Η αιτία γράφεται στο μητρώο κενών.")
        .field(
            Field::textarea("reason", "Αιτία αχρήστευσης")
                .required()
                .focused(),
        )
        .values(values)
        .findings(findings)
}
