//! The states of a request and the table of what may happen in each.

use super::kind::EventKind;
use crate::protocol;
use serde::{Deserialize, Serialize};

/// Where a request stands (κατάσταση αιτήματος).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Nothing happened yet.
    #[default]
    Draft,
    /// Taken in, charged to nobody.
    Registered,
    /// Charged to an office or a person.
    Assigned,
    /// Somebody works on it.
    InProgress,
    /// Waits for papers or words of the citizen; the clock stands still.
    AwaitingCitizen,
    /// Waits for the opinion of another office.
    AwaitingOffice,
    /// Done.
    Completed,
    /// Refused with reason and law.
    Rejected,
    /// Sent to the competent authority.
    Forwarded,
    /// Taken back by the citizen.
    Withdrawn,
    /// The term passed in silence.
    Tacit,
    /// In the archive.
    Archived,
}

impl Stage {
    /// Every stage.
    pub const ALL: [Stage; 12] = [
        Stage::Draft,
        Stage::Registered,
        Stage::Assigned,
        Stage::InProgress,
        Stage::AwaitingCitizen,
        Stage::AwaitingOffice,
        Stage::Completed,
        Stage::Rejected,
        Stage::Forwarded,
        Stage::Withdrawn,
        Stage::Tacit,
        Stage::Archived,
    ];

    /// Stages in which somebody still has to do something.
    pub const OPEN: [Stage; 5] = [
        Stage::Registered,
        Stage::Assigned,
        Stage::InProgress,
        Stage::AwaitingCitizen,
        Stage::AwaitingOffice,
    ];

    /// Code name, as in rows.
    pub const fn name(self) -> &'static str {
        match self {
            Stage::Draft => "draft",
            Stage::Registered => "registered",
            Stage::Assigned => "assigned",
            Stage::InProgress => "in_progress",
            Stage::AwaitingCitizen => "awaiting_citizen",
            Stage::AwaitingOffice => "awaiting_office",
            Stage::Completed => "completed",
            Stage::Rejected => "rejected",
            Stage::Forwarded => "forwarded",
            Stage::Withdrawn => "withdrawn",
            Stage::Tacit => "tacit",
            Stage::Archived => "archived",
        }
    }

    /// Greek name for screens.
    pub const fn greek(self) -> &'static str {
        match self {
            Stage::Draft => "νέο",
            Stage::Registered => "καταχωρισμένο",
            Stage::Assigned => "χρεωμένο",
            Stage::InProgress => "σε εξέλιξη",
            Stage::AwaitingCitizen => "αναμονή πολίτη",
            Stage::AwaitingOffice => "αναμονή άλλης υπηρεσίας",
            Stage::Completed => "διεκπεραιωμένο",
            Stage::Rejected => "απορριφθέν",
            Stage::Forwarded => "διαβιβασμένο",
            Stage::Withdrawn => "αποσυρμένο",
            Stage::Tacit => "σιωπηρά απορριφθέν",
            Stage::Archived => "αρχειοθετημένο",
        }
    }

    /// What the stage means, a sentence for the record page.
    pub const fn sentence(self) -> &'static str {
        match self {
            Stage::Draft => "Το αίτημα δεν έχει καταχωριστεί ακόμη.",
            Stage::Registered => "Καταχωρίστηκε και περιμένει χρέωση.",
            Stage::Assigned => "Χρεώθηκε και περιμένει να το αναλάβει ο χειριστής.",
            Stage::InProgress => "Ο χειριστής το επεξεργάζεται.",
            Stage::AwaitingCitizen => {
                "Περιμένει στοιχεία από τον πολίτη. Η προθεσμία έχει ανασταλεί."
            }
            Stage::AwaitingOffice => "Περιμένει απάντηση άλλης υπηρεσίας. Η προθεσμία τρέχει.",
            Stage::Completed => "Διεκπεραιώθηκε.",
            Stage::Rejected => "Απορρίφθηκε με αιτιολογία.",
            Stage::Forwarded => "Διαβιβάστηκε στον αρμόδιο φορέα.",
            Stage::Withdrawn => "Ο πολίτης παραιτήθηκε από το αίτημα.",
            Stage::Tacit => "Η προθεσμία πέρασε χωρίς απάντηση.",
            Stage::Archived => "Βρίσκεται στο αρχείο.",
        }
    }

    /// The stage of a code name.
    pub fn parse(name: &str) -> Option<Stage> {
        Stage::ALL.into_iter().find(|stage| stage.name() == name)
    }

    /// True while somebody still has to do something.
    pub fn is_open(self) -> bool {
        Stage::OPEN.contains(&self)
    }

    /// As the protocol book knows stages: it waits for an end, or it has one.
    pub fn in_the_book(self) -> protocol::Stage {
        match self {
            Stage::Draft => protocol::Stage::Draft,
            open if open.is_open() => protocol::Stage::Registered,
            _ => protocol::Stage::Answered,
        }
    }
}

/// Where an event leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// To this stage.
    To(Stage),
    /// To the stage before the wait for the citizen.
    Back,
}

/// The transition table. `None`: the event is not allowed there.
pub fn next(stage: Stage, event: EventKind) -> Option<Next> {
    use EventKind as E;
    use Stage as S;
    let to = match (stage, event) {
        (S::Draft, E::Registered) => S::Registered,
        (S::Draft, E::RegisteredIncomplete) => S::AwaitingCitizen,
        (S::Draft, _) | (_, E::Registered | E::RegisteredIncomplete) => return None,
        (_, E::Settled) => stage,
        (S::Archived, _) => return None,
        (_, E::Numbered | E::Commented | E::Attached) => stage,
        // Somebody may be charged while the citizen is still waited for.
        (S::AwaitingCitizen, E::Assigned) => S::AwaitingCitizen,
        (_, E::Assigned) if stage.is_open() => S::Assigned,
        (S::Registered | S::Assigned | S::AwaitingOffice, E::TakenUp) => S::InProgress,
        (S::AwaitingCitizen, E::PapersComplete) => return Some(Next::Back),
        (_, E::PapersComplete | E::PapersPartly) if stage.is_open() => stage,
        (_, E::CitizenAsked) if stage.is_open() => S::AwaitingCitizen,
        (S::Registered | S::Assigned | S::InProgress, E::OfficeAsked) => S::AwaitingOffice,
        (S::AwaitingOffice, E::OfficeAnswered) => S::InProgress,
        (S::Registered | S::Assigned | S::InProgress, E::Completed) => S::Completed,
        // Papers that never came are a reason to refuse.
        (S::Registered | S::Assigned | S::InProgress | S::AwaitingCitizen, E::Rejected) => {
            S::Rejected
        }
        (_, E::ForwardedOut) if stage.is_open() => S::Forwarded,
        (_, E::Withdrawn) if stage.is_open() => S::Withdrawn,
        (S::Registered | S::Assigned | S::InProgress | S::AwaitingOffice, E::Tacit) => S::Tacit,
        (S::Completed, E::Reopened) => S::InProgress,
        (S::Completed | S::Rejected | S::Forwarded | S::Withdrawn | S::Tacit, E::Archived) => {
            S::Archived
        }
        _ => return None,
    };
    Some(Next::To(to))
}
