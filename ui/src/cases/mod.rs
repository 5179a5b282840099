//! The screens of cases, the same on a laptop and in the town hall.
//!
//! A program folds the case and gives the names it holds; these functions make list rows, records and forms of it.
//! They offer no action by themselves: what may be done now is the program's knowledge, and it adds the buttons.
//!
//! * [`fine`]: the fine. * [`receipt`]: the cash receipt. * [`request`]: the citizen request.
//! * [`protocol`]: the entry of the protocol. * [`irrigation`]: the reading book. * [`cash`]: the cash day.
//! * [`slips`]: the typing grid of a paper block. * [`dispute`]: a clash of any kind, as the conflict screen shows it.

pub mod cash;
mod dispute;
pub mod fine;
pub mod irrigation;
pub mod protocol;
pub mod receipt;
pub mod request;
pub mod slips;

use crate::format;
pub use dispute::dispute;

use crate::record::Section;
use crate::timeline::{Moment, Timeline};
use loggia_cases::attachment::Attachment;
use loggia_cases::case::{Case, Clash, Conflict, Decoded, Effects, Folded, Off};
use loggia_cases::dispute::Disputed;
use loggia_cases::document::RawEvent;
use loggia_cases::private::PrivatePart;
use loggia_schema::calendar::local_date_time;
use loggia_schema::ids::{Incarnation, PartId, UserId};

/// Where a screen finds the names behind ids. A name that is not held here (or was erased) is said to be so.
#[derive(Clone, Copy)]
pub struct Names<'a> {
    /// Name of a user.
    pub user: &'a dyn Fn(UserId) -> Option<String>,
    /// Name of the device behind an incarnation.
    pub device: &'a dyn Fn(Incarnation) -> Option<String>,
    /// A private part, unless it was erased or belongs to others.
    pub part: &'a dyn Fn(PartId) -> Option<PrivatePart>,
}

impl std::fmt::Debug for Names<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Names")
    }
}

impl Names<'_> {
    /// The name of a user, or words for a stranger.
    pub fn of_user(&self, id: UserId) -> String {
        (self.user)(id).unwrap_or_else(|| "άγνωστος χρήστης".to_owned())
    }

    /// The name of a person behind a private part, or words for its absence.
    pub fn of_person(&self, id: PartId) -> String {
        match (self.part)(id) {
            Some(PrivatePart::LiablePerson(person)) => {
                with_afm(person.name, person.afm.map(|afm| afm.to_string()))
            }
            Some(PrivatePart::Payer(payer)) => {
                with_afm(payer.name, payer.afm.map(|afm| afm.to_string()))
            }
            Some(PrivatePart::Applicant(person)) => {
                with_afm(person.name, person.afm.map(|afm| afm.to_string()))
            }
            Some(PrivatePart::Letter(letter)) => {
                with_afm(letter.name, letter.afm.map(|afm| afm.to_string()))
            }
            Some(PrivatePart::Holder(holder)) => holder.name,
            Some(
                PrivatePart::Text { .. } | PrivatePart::File { .. } | PrivatePart::Details { .. },
            )
            | None => ABSENT.to_owned(),
        }
    }

    /// The free text of a private part, or words for its absence.
    pub fn of_text(&self, id: PartId) -> String {
        match (self.part)(id) {
            Some(PrivatePart::Text { text }) => text,
            _ => ABSENT.to_owned(),
        }
    }

    /// The name of an attached file, or words for its absence.
    pub fn of_file(&self, id: PartId) -> String {
        match (self.part)(id) {
            Some(PrivatePart::File { name }) => name,
            _ => ABSENT.to_owned(),
        }
    }

    /// One line for an attached file: what it is, its name, pages and size.
    pub fn of_attachment(&self, file: &Attachment) -> String {
        let pages = match file.pages {
            0 | 1 => String::new(),
            n => format!(", {n} σελίδες"),
        };
        format!(
            "{}: {}{pages}, {}",
            sentence_case(file.what.greek()),
            self.of_file(file.part),
            format::bytes(file.bytes)
        )
    }
}

/// «έκδοση» → «Έκδοση».
pub(crate) fn sentence_case(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

const ABSENT: &str = "δεν υπάρχει εδώ";

fn with_afm(name: String, afm: Option<String>) -> String {
    afm.map_or(name.clone(), |afm| format!("{name}, ΑΦΜ {afm}"))
}

/// Everything a record screen of a case is made of.
#[derive(Debug)]
pub struct View<'a, C: Case> {
    /// The case after folding.
    pub folded: &'a Folded<C::State>,
    /// Its events, in any order.
    pub events: &'a [RawEvent],
    /// What verdicts and closures switched off.
    pub effects: &'a Effects,
    /// Names behind ids.
    pub names: Names<'a>,
    /// Where it stands on its way to the centre; the centre itself has none.
    pub badge: Option<crate::Badge>,
    /// The day for which amounts are shown.
    pub today: jiff::civil::Date,
}

/// What happened to a case: each event once, in the order in which events count.
///
/// `tell` gives an event its title and the lines of what it says; a decision also says both values it chose between.
fn timeline<C: Disputed>(
    view: &View<'_, C>,
    tell: impl Fn(&C::Event, &Names<'_>) -> (String, Vec<String>),
) -> Timeline {
    let mut ordered: Vec<&RawEvent> = view.events.iter().collect();
    ordered.sort_by_key(|event| event.order());
    let moment = |raw: &RawEvent| {
        let (what, changes) = match C::decode(raw) {
            Decoded::Event(event) => {
                let (what, mut lines) = tell(&event, &view.names);
                lines.extend(dispute::lines(view, raw));
                (what, lines)
            }
            Decoded::Newer => (
                "Ενέργεια νεότερης έκδοσης του προγράμματος".to_owned(),
                Vec::new(),
            ),
            Decoded::Unreadable => ("Ενέργεια που δεν διαβάζεται".to_owned(), Vec::new()),
        };
        Moment {
            what,
            at: local_date_time(raw.at),
            by: view.names.of_user(raw.by),
            device: (view.names.device)(raw.key.incarnation),
            changes,
            standing: view
                .effects
                .off(raw.key)
                .map(|off| standing(off).to_owned()),
        }
    };
    Timeline::new(ordered.into_iter().map(moment).collect())
}

fn standing(off: Off) -> &'static str {
    match off {
        Off::Refused => "δεν ισχύει: το απέρριψε το Κέντρο",
        Off::Quarantined => "δεν ισχύει ακόμη: περιμένει απόφαση του Κέντρου",
        Off::Closed => "δεν ισχύει: ανήκει σε κλάδο που έκλεισε",
    }
}

/// The clashes that wait for a person, if there are any.
fn conflicts<S>(folded: &Folded<S>) -> Option<Section> {
    let mut open = folded.open_conflicts().peekable();
    open.peek()?;
    Some(open.fold(
        Section::new("Διαφορές που περιμένουν απόφαση"),
        |section, conflict| {
            section.line(
                crate::format::date_time(local_date_time(conflict.event.at)),
                clash(conflict),
            )
        },
    ))
}

fn clash(conflict: &Conflict) -> String {
    match &conflict.clash {
        Clash::Transition { .. } => {
            "Δύο συσκευές ενήργησαν παράλληλα: η ενέργεια αυτή δεν χωρούσε στην κατάσταση που βρήκε.".to_owned()
        }
        Clash::Field { saw, found, wrote, .. } => {
            let shown = |value: &str| if value.is_empty() { "κενό".to_owned() } else { format!("«{value}»") };
            format!("Εδώ: {} (από {}). Κέντρο: {}.", shown(wrote), shown(saw), shown(found))
        }
    }
}

/// Why a case takes no command, if it takes none.
fn locked<S>(folded: &Folded<S>) -> Option<&'static str> {
    if folded.newer {
        Some(
            "Η υπόθεση περιέχει ενέργειες νεότερης έκδοσης. Ενημερώστε το πρόγραμμα για να συνεχίσετε.",
        )
    } else if !folded.unreadable.is_empty() {
        Some("Η υπόθεση περιέχει ενέργεια που δεν διαβάζεται. Ειδοποιήστε την υποστήριξη.")
    } else {
        None
    }
}
