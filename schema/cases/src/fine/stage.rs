//! The states of a fine, and the table of what may happen in each.

use super::event::EventKind;
use serde::{Deserialize, Serialize};

/// Where a fine stands (στάδιο).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Nothing was signed yet; the document is empty.
    #[default]
    Draft,
    /// The number was consumed and there is no fine.
    Spoiled,
    /// Signed and numbered; no service that counts yet.
    Issued,
    /// Served; the terms run.
    Served,
    /// An objection waits for its decision.
    UnderObjection,
    /// The objection was rejected; the fine stands.
    Confirmed,
    /// The term is over, nothing was paid; the fine goes on the next list.
    DueForCertification,
    /// The owner of the plate has been asked for.
    OwnerLookup,
    /// No owner, or a foreign one: a person decides whether anything can be collected.
    UncollectableReview,
    /// On an approved list: the debt is in the treasury and leaves this subsystem.
    Certified,
    /// The reduced price was paid in its term.
    PaidReduced,
    /// The whole amount was paid.
    PaidFull,
    /// An accepted objection cancelled it.
    Cancelled,
    /// A committee struck the certified debt off.
    StruckOff,
    /// A new fine took its place.
    Replaced,
}

impl Stage {
    /// Every stage.
    pub const ALL: [Stage; 15] = [
        Stage::Draft,
        Stage::Spoiled,
        Stage::Issued,
        Stage::Served,
        Stage::UnderObjection,
        Stage::Confirmed,
        Stage::DueForCertification,
        Stage::OwnerLookup,
        Stage::UncollectableReview,
        Stage::Certified,
        Stage::PaidReduced,
        Stage::PaidFull,
        Stage::Cancelled,
        Stage::StruckOff,
        Stage::Replaced,
    ];

    /// Code name, as in rows and JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Stage::Draft => "draft",
            Stage::Spoiled => "spoiled",
            Stage::Issued => "issued",
            Stage::Served => "served",
            Stage::UnderObjection => "under_objection",
            Stage::Confirmed => "confirmed",
            Stage::DueForCertification => "due_for_certification",
            Stage::OwnerLookup => "owner_lookup",
            Stage::UncollectableReview => "uncollectable_review",
            Stage::Certified => "certified",
            Stage::PaidReduced => "paid_reduced",
            Stage::PaidFull => "paid_full",
            Stage::Cancelled => "cancelled",
            Stage::StruckOff => "struck_off",
            Stage::Replaced => "replaced",
        }
    }

    /// The stage of a code name.
    pub fn parse(name: &str) -> Option<Stage> {
        Stage::ALL.into_iter().find(|stage| stage.name() == name)
    }

    /// Greek name for lists.
    pub const fn greek(self) -> &'static str {
        match self {
            Stage::Draft => "πρόχειρη",
            Stage::Spoiled => "άχρηστη",
            Stage::Issued => "εκδόθηκε",
            Stage::Served => "επιδόθηκε",
            Stage::UnderObjection => "με αντιρρήσεις",
            Stage::Confirmed => "επικυρώθηκε",
            Stage::DueForCertification => "προς βεβαίωση",
            Stage::OwnerLookup => "αναζήτηση ιδιοκτήτη",
            Stage::UncollectableReview => "έλεγχος εισπραξιμότητας",
            Stage::Certified => "βεβαιώθηκε",
            Stage::PaidReduced => "πληρώθηκε μειωμένη",
            Stage::PaidFull => "πληρώθηκε",
            Stage::Cancelled => "ακυρώθηκε",
            Stage::StruckOff => "διαγράφηκε",
            Stage::Replaced => "αντικαταστάθηκε",
        }
    }

    /// One Greek sentence for the person who opens the case.
    pub const fn sentence(self) -> &'static str {
        match self {
            Stage::Draft => "Δεν έχει υπογραφεί ακόμη.",
            Stage::Spoiled => "Ο αριθμός καταναλώθηκε και δεν υπάρχει κλήση.",
            Stage::Issued => "Υπογράφηκε και αριθμήθηκε· δεν έχει επιδοθεί ακόμη.",
            Stage::Served => "Επιδόθηκε και οι προθεσμίες τρέχουν.",
            Stage::UnderObjection => "Υποβλήθηκαν αντιρρήσεις και περιμένουν απόφαση.",
            Stage::Confirmed => "Οι αντιρρήσεις απορρίφθηκαν και η κλήση ισχύει.",
            Stage::DueForCertification => {
                "Η προθεσμία έληξε χωρίς πληρωμή· μπαίνει στον επόμενο κατάλογο."
            }
            Stage::OwnerLookup => "Ζητήθηκε ο ιδιοκτήτης του οχήματος.",
            Stage::UncollectableReview => {
                "Δεν βρέθηκε υπόχρεος που να εισπράττεται· αποφασίζει ο υπάλληλος."
            }
            Stage::Certified => "Βεβαιώθηκε και έγινε οφειλή στο ταμείο.",
            Stage::PaidReduced => "Πληρώθηκε το μειωμένο ποσό μέσα στην προθεσμία.",
            Stage::PaidFull => "Πληρώθηκε ολόκληρη.",
            Stage::Cancelled => "Ακυρώθηκε μετά από αντιρρήσεις που έγιναν δεκτές.",
            Stage::StruckOff => "Διαγράφηκε με απόφαση επιτροπής.",
            Stage::Replaced => "Την αντικατέστησε νέα κλήση.",
        }
    }

    /// True while money may still come in before certification.
    pub const fn is_open(self) -> bool {
        matches!(
            self,
            Stage::Issued
                | Stage::Served
                | Stage::UnderObjection
                | Stage::Confirmed
                | Stage::DueForCertification
                | Stage::OwnerLookup
                | Stage::UncollectableReview
        )
    }
}

/// What a transition leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// A new stage, or the same one.
    To(Stage),
    /// Back to the stage before the payment.
    Back,
}

/// The transition table. What is not here is not allowed.
pub const TABLE: &[(Stage, EventKind, Next)] = {
    use EventKind as E;
    use Next::{Back, To};
    use Stage as S;
    &[
        (S::Draft, E::Issued, To(S::Issued)),
        (S::Draft, E::Spoiled, To(S::Spoiled)),
        // The paper was destroyed before anybody had it; `check` refuses it once a notice was left.
        (S::Issued, E::Spoiled, To(S::Spoiled)),
        (S::Issued, E::Served, To(S::Served)),
        (S::Issued, E::NoticeLeft, To(S::Issued)),
        // A correction of the service; the event names the date its author saw.
        (S::Served, E::Served, To(S::Served)),
        (S::Issued, E::Replaced, To(S::Replaced)),
        (S::Served, E::Replaced, To(S::Replaced)),
        (S::UnderObjection, E::Replaced, To(S::Replaced)),
        (S::Confirmed, E::Replaced, To(S::Replaced)),
        (S::DueForCertification, E::Replaced, To(S::Replaced)),
        (S::OwnerLookup, E::Replaced, To(S::Replaced)),
        (S::UncollectableReview, E::Replaced, To(S::Replaced)),
        (S::Issued, E::PaidReduced, To(S::PaidReduced)),
        (S::Served, E::PaidReduced, To(S::PaidReduced)),
        (S::UnderObjection, E::PaidReduced, To(S::PaidReduced)),
        (S::Confirmed, E::PaidReduced, To(S::PaidReduced)),
        // Paid in its term at a desk without a line; the news comes after the term. `check` compares the dates.
        (S::DueForCertification, E::PaidReduced, To(S::PaidReduced)),
        (S::OwnerLookup, E::PaidReduced, To(S::PaidReduced)),
        (S::UncollectableReview, E::PaidReduced, To(S::PaidReduced)),
        (S::Issued, E::PaidWhole, To(S::PaidFull)),
        (S::Served, E::PaidWhole, To(S::PaidFull)),
        (S::UnderObjection, E::PaidWhole, To(S::PaidFull)),
        (S::Confirmed, E::PaidWhole, To(S::PaidFull)),
        (S::DueForCertification, E::PaidWhole, To(S::PaidFull)),
        (S::OwnerLookup, E::PaidWhole, To(S::PaidFull)),
        (S::UncollectableReview, E::PaidWhole, To(S::PaidFull)),
        (S::PaidReduced, E::PaymentVoided, Back),
        (S::PaidFull, E::PaymentVoided, Back),
        (S::Served, E::ObjectionFiled, To(S::UnderObjection)),
        (S::UnderObjection, E::ObjectionAccepted, To(S::Cancelled)),
        (S::UnderObjection, E::ObjectionRejected, To(S::Confirmed)),
        // The decision is served too.
        (S::Confirmed, E::Served, To(S::Confirmed)),
        (S::Served, E::TermOver, To(S::DueForCertification)),
        (S::Confirmed, E::TermOver, To(S::DueForCertification)),
        (S::DueForCertification, E::OwnerAsked, To(S::OwnerLookup)),
        (S::OwnerLookup, E::OwnerFound, To(S::DueForCertification)),
        (S::OwnerLookup, E::OwnerUnknown, To(S::UncollectableReview)),
        (S::DueForCertification, E::Certified, To(S::Certified)),
        (S::Certified, E::StruckOff, To(S::StruckOff)),
    ]
};

/// What the event leads to in this stage; `None` if it is not allowed.
///
/// Notes, files and settled conflicts are allowed in every stage but the empty one; the liable person may be named while the fine is open.
pub fn next(stage: Stage, event: EventKind) -> Option<Next> {
    match event {
        EventKind::Noted | EventKind::Attached | EventKind::Settled if stage != Stage::Draft => {
            Some(Next::To(stage))
        }
        EventKind::Liable if stage.is_open() => Some(Next::To(stage)),
        _ => TABLE
            .iter()
            .find(|(from, kind, _)| *from == stage && *kind == event)
            .map(|(_, _, next)| *next),
    }
}
