//! Two offices, one case, and the person who decides: whichever side stands, both offices end with the same.

use super::town::*;
use crate::commands::{ConflictSettle, FineServe, ServiceInput, Which};
use crate::error::NodeError;
use loggia_cases::Folded;
use loggia_cases::document::EventKey;
use loggia_cases::fine::{FineState, ServiceKind};
use loggia_schema::dispute::Stands;
use loggia_schema::ids::{DocId, Incarnation};
use loggia_schema::message::{Code, conflicts, storage};

/// The same fine served on two days by two offices that have met since.
struct Clash {
    town: Town,
    one: Office,
    two: Office,
    doc: DocId,
    conflict: EventKey,
}

impl Clash {
    fn new() -> Clash {
        let mut town = Town::new();
        let (mut one, mut two) = (town.office("enas"), town.office("dyo"));
        let mut typed = fine("ΗΚΡ-1000");
        typed.date = "20/11/2026".to_owned();
        typed.time = "10:00".to_owned();
        typed.late_reason = "δεν υπήρχε χρόνος".to_owned();
        let issued = one.session().fine_issue("k1", &typed).unwrap();
        town.sync(&mut one);
        town.sync(&mut two);
        for (office, day) in [(&mut one, "21/11/2026"), (&mut two, "22/11/2026")] {
            let service = ServiceInput {
                kind: ServiceKind::InHand,
                date: day.to_owned(),
                proof: String::new(),
            };
            let which = Which::Doc(issued.doc);
            office
                .session()
                .fine_serve("s1", &FineServe { which, service })
                .unwrap();
        }
        let mut clash = Clash {
            town,
            one,
            two,
            doc: issued.doc,
            conflict: EventKey {
                incarnation: Incarnation([0; 10]),
                n: 1,
            },
        };
        clash.meet();
        let shown = clash.one.session().show(&Which::Doc(issued.doc)).unwrap();
        assert_eq!(shown.conflicts.len(), 1);
        clash.conflict = shown.conflicts[0].event.key;
        clash
    }

    fn meet(&mut self) {
        for _ in 0..2 {
            self.town.sync(&mut self.one);
            self.town.sync(&mut self.two);
        }
    }

    fn command(&self, stands: Option<Stands>, reason: &str) -> ConflictSettle {
        ConflictSettle {
            doc: self.doc,
            conflict: self.conflict,
            stands,
            reason: reason.to_owned(),
        }
    }
}

/// The day of service that counts in an office.
fn service(office: &mut Office, doc: DocId) -> String {
    let shown = office.session().show(&Which::Doc(doc)).unwrap();
    let folded: Folded<FineState> = serde_json::from_value(shown.folded).unwrap();
    folded.state.service.unwrap().on.to_string()
}

fn open_tasks(office: &mut Office) -> usize {
    let tasks = office.session().tasks().unwrap();
    tasks
        .iter()
        .filter(|task| task.finding.code == storage::CONFLICT_OPEN)
        .count()
}

fn code<T: std::fmt::Debug>(answer: Result<T, NodeError>) -> Code {
    answer.unwrap_err().code()
}

#[test]
fn the_side_that_a_person_chose_stands_in_both_offices() {
    let mut clash = Clash::new();
    let folded = clash
        .one
        .session()
        .show(&Which::Doc(clash.doc))
        .unwrap()
        .conflicts;
    let loggia_cases::case::Clash::Field { found, wrote, .. } = &folded[0].clash else {
        panic!("{folded:?}")
    };
    let (found, wrote) = (found.clone(), wrote.clone());
    assert_eq!(service(&mut clash.one, clash.doc), wrote);
    assert_eq!(
        (open_tasks(&mut clash.one), open_tasks(&mut clash.two)),
        (1, 1)
    );

    let left = clash.command(Some(Stands::Left), "κατά το αποδεικτικό επίδοσης");
    let done = clash.two.session().conflict_settle("c1", &left).unwrap();
    assert_eq!(done.state, "served");
    assert_eq!(
        clash.two.session().conflict_settle("c1", &left).unwrap(),
        done,
        "a second press"
    );
    assert_eq!(
        (
            service(&mut clash.two, clash.doc),
            open_tasks(&mut clash.two)
        ),
        (found.clone(), 0)
    );

    clash.meet();
    assert_eq!(
        (
            service(&mut clash.one, clash.doc),
            open_tasks(&mut clash.one)
        ),
        (found, 0)
    );
    let timeline = clash
        .one
        .session()
        .show(&Which::Doc(clash.doc))
        .unwrap()
        .timeline;
    assert_eq!(timeline.len(), 4, "both values and the decision stay");
    clash.one.clean();
    clash.two.clean();
}

#[test]
fn both_offices_decide_before_they_meet_and_end_with_the_same() {
    let mut clash = Clash::new();
    let (left, right) = (
        clash.command(Some(Stands::Left), "α"),
        clash.command(Some(Stands::Right), "β"),
    );
    clash.one.session().conflict_settle("c1", &left).unwrap();
    clash.two.session().conflict_settle("c1", &right).unwrap();
    clash.meet();
    let doc = clash.doc;
    assert_eq!(service(&mut clash.one, doc), service(&mut clash.two, doc));
    assert_eq!(
        (open_tasks(&mut clash.one), open_tasks(&mut clash.two)),
        (0, 0)
    );
    clash.one.clean();
    clash.two.clean();
}

#[test]
fn what_a_decision_is_refused_for() {
    let mut clash = Clash::new();
    let refused = [
        (clash.command(None, "λόγος"), conflicts::SIDE_MISSING),
        (
            clash.command(Some(Stands::Third), "λόγος"),
            conflicts::SIDE_MISSING,
        ),
        (
            clash.command(Some(Stands::Left), "  "),
            conflicts::REASON_ASKED,
        ),
        (
            ConflictSettle {
                conflict: EventKey {
                    n: 9,
                    ..clash.conflict
                },
                ..clash.command(Some(Stands::Left), "λόγος")
            },
            conflicts::DECIDED_ALREADY,
        ),
        (
            ConflictSettle {
                doc: DocId([9; 16]),
                ..clash.command(Some(Stands::Left), "λόγος")
            },
            storage::DOCUMENT_MISSING,
        ),
    ];
    for (command, expected) in refused {
        assert_eq!(
            code(clash.one.session().conflict_settle("c1", &command)),
            expected
        );
    }
    assert_eq!(open_tasks(&mut clash.one), 1, "nothing was closed");
    let task = clash.one.session().tasks().unwrap()[0].id;
    assert_eq!(
        code(clash.one.session().close_task(task)),
        conflicts::NEEDS_DECISION
    );

    let right = clash.command(Some(Stands::Right), "λόγος");
    clash.one.session().conflict_settle("c2", &right).unwrap();
    assert_eq!(
        code(clash.one.session().conflict_settle("c3", &right)),
        conflicts::DECIDED_ALREADY
    );
}
