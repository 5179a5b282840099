//! The types of events: columns of the transition table. What is missing, and what came, make two of one.

use super::event::Event;

/// The type of an event: columns of the transition table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EventKind {
    /// Registered with every paper.
    Registered,
    /// Registered while a paper that must come is missing.
    RegisteredIncomplete,
    /// See [`Event::Numbered`].
    Numbered,
    /// See [`Event::Assigned`].
    Assigned,
    /// See [`Event::TakenUp`].
    TakenUp,
    /// See [`Event::Commented`].
    Commented,
    /// See [`Event::CitizenAsked`].
    CitizenAsked,
    /// Everything that was missing came.
    PapersComplete,
    /// Something came, something is still missing.
    PapersPartly,
    /// See [`Event::OfficeAsked`].
    OfficeAsked,
    /// See [`Event::OfficeAnswered`].
    OfficeAnswered,
    /// See [`Event::Completed`].
    Completed,
    /// See [`Event::Rejected`].
    Rejected,
    /// See [`Event::ForwardedOut`].
    ForwardedOut,
    /// See [`Event::Withdrawn`].
    Withdrawn,
    /// See [`Event::Tacit`].
    Tacit,
    /// See [`Event::Reopened`].
    Reopened,
    /// See [`Event::Archived`].
    Archived,
    /// See [`Event::Settled`].
    Settled,
    /// See [`Event::Attached`].
    Attached,
}

impl EventKind {
    /// Every kind.
    pub const ALL: [EventKind; 20] = [
        EventKind::Registered,
        EventKind::RegisteredIncomplete,
        EventKind::Numbered,
        EventKind::Assigned,
        EventKind::TakenUp,
        EventKind::Commented,
        EventKind::CitizenAsked,
        EventKind::PapersComplete,
        EventKind::PapersPartly,
        EventKind::OfficeAsked,
        EventKind::OfficeAnswered,
        EventKind::Completed,
        EventKind::Rejected,
        EventKind::ForwardedOut,
        EventKind::Withdrawn,
        EventKind::Tacit,
        EventKind::Reopened,
        EventKind::Archived,
        EventKind::Settled,
        EventKind::Attached,
    ];

    /// Greek name for timelines, lists and refusals.
    pub const fn greek(self) -> &'static str {
        match self {
            EventKind::Registered => "καταχώριση",
            EventKind::RegisteredIncomplete => "καταχώριση με ελλείψεις",
            EventKind::Numbered => "αριθμός πρωτοκόλλου",
            EventKind::Assigned => "χρέωση",
            EventKind::TakenUp => "ανάληψη",
            EventKind::Commented => "σχόλιο",
            EventKind::CitizenAsked => "ζητήθηκαν στοιχεία από τον πολίτη",
            EventKind::PapersComplete => "προσκόμιση δικαιολογητικών",
            EventKind::PapersPartly => "προσκόμιση μέρους των δικαιολογητικών",
            EventKind::OfficeAsked => "ερώτημα σε άλλη υπηρεσία",
            EventKind::OfficeAnswered => "απάντηση άλλης υπηρεσίας",
            EventKind::Completed => "διεκπεραίωση",
            EventKind::Rejected => "απόρριψη",
            EventKind::ForwardedOut => "διαβίβαση σε άλλον φορέα",
            EventKind::Withdrawn => "παραίτηση του πολίτη",
            EventKind::Tacit => "παρέλευση της προθεσμίας",
            EventKind::Reopened => "επανάνοιγμα",
            EventKind::Archived => "αρχειοθέτηση",
            EventKind::Settled => "τακτοποίηση διαφοράς",
            EventKind::Attached => "επισύναψη",
        }
    }
}

impl Event {
    /// Its type.
    pub fn kind(&self) -> EventKind {
        match self {
            Event::Registered(registered) if registered.missing().next().is_some() => {
                EventKind::RegisteredIncomplete
            }
            Event::Registered(_) => EventKind::Registered,
            Event::Numbered(_) => EventKind::Numbered,
            Event::Assigned(_) => EventKind::Assigned,
            Event::TakenUp(_) => EventKind::TakenUp,
            Event::Commented(_) => EventKind::Commented,
            Event::CitizenAsked(_) => EventKind::CitizenAsked,
            Event::PapersBrought(brought) if brought.complete => EventKind::PapersComplete,
            Event::PapersBrought(_) => EventKind::PapersPartly,
            Event::OfficeAsked(_) => EventKind::OfficeAsked,
            Event::OfficeAnswered(_) => EventKind::OfficeAnswered,
            Event::Completed(_) => EventKind::Completed,
            Event::Rejected(_) => EventKind::Rejected,
            Event::ForwardedOut(_) => EventKind::ForwardedOut,
            Event::Withdrawn(_) => EventKind::Withdrawn,
            Event::Tacit(_) => EventKind::Tacit,
            Event::Reopened(_) => EventKind::Reopened,
            Event::Archived(_) => EventKind::Archived,
            Event::Settled(_) => EventKind::Settled,
            Event::Attached(_) => EventKind::Attached,
        }
    }
}
