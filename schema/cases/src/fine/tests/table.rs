//! Every pair of stage and event, against a matrix written by hand from the table of the law.

use crate::fine::event::EventKind;
use crate::fine::stage::{Next, Stage, TABLE, next};
use std::collections::BTreeSet;

/// Rows are stages, columns events, both in the order of `ALL`. A letter names the stage it leads to; `b` goes back
/// to the stage before the payment; `.` is not allowed.
///
/// D draft, X spoiled, I issued, S served, O under objection, C confirmed, T due for certification, L owner look-up,
/// U uncollectable review, V certified, H paid half, P paid, A cancelled, K struck off, R replaced
const MATRIX: [(&str, &str); 15] = [
    // Issued Spoiled Served Notice Liable Noted Replaced Half Whole Voided Objected Accepted Rejected Over Asked Found
    // Unknown Certified StruckOff Settled Attached
    ("draft", "IX..................."),
    ("spoiled", ".....X.............XX"),
    ("issued", ".XSIIIRHP..........II"),
    ("served", "..S.SSRHP.O..T.....SS"),
    ("under_objection", "....OORHP..AC......OO"),
    ("confirmed", "..C.CCRHP....T.....CC"),
    ("due_for_certification", "....TTRHP.....L..V.TT"),
    ("owner_lookup", "....LLRHP......TU..LL"),
    ("uncollectable_review", "....UURHP..........UU"),
    ("certified", ".....V............KVV"),
    ("paid_reduced", ".....H...b.........HH"),
    ("paid_full", ".....P...b.........PP"),
    ("cancelled", ".....A.............AA"),
    ("struck_off", ".....K.............KK"),
    ("replaced", ".....R.............RR"),
];

fn letter(stage: Stage) -> char {
    let letters = "DXISOCTLUVHPAKR";
    let at = Stage::ALL.iter().position(|other| *other == stage).unwrap();
    letters.chars().nth(at).unwrap()
}

#[test]
fn every_pair_of_stage_and_event_is_as_written() {
    for (stage, (name, row)) in Stage::ALL.into_iter().zip(MATRIX) {
        assert_eq!(stage.name(), name);
        assert_eq!(row.chars().count(), EventKind::ALL.len());
        for (event, expected) in EventKind::ALL.into_iter().zip(row.chars()) {
            let found = match next(stage, event) {
                None => '.',
                Some(Next::Back) => 'b',
                Some(Next::To(to)) => letter(to),
            };
            assert_eq!(found, expected, "{stage:?} {event:?}");
        }
    }
}

#[test]
fn the_table_says_nothing_twice() {
    let pairs: BTreeSet<_> = TABLE
        .iter()
        .map(|(stage, event, _)| (stage, event))
        .collect();
    assert_eq!(pairs.len(), TABLE.len());
}

#[test]
fn every_stage_can_be_reached_and_has_its_own_words() {
    let mut reached = BTreeSet::from([Stage::Draft]);
    for _ in Stage::ALL {
        let more: Vec<_> = TABLE
            .iter()
            .filter(|(from, _, _)| reached.contains(from))
            .filter_map(|(_, _, next)| {
                if let Next::To(to) = next {
                    Some(*to)
                } else {
                    None
                }
            })
            .collect();
        reached.extend(more);
    }
    assert_eq!(reached.len(), Stage::ALL.len());
    let words: BTreeSet<_> = Stage::ALL
        .iter()
        .flat_map(|s| [s.name(), s.greek(), s.sentence()])
        .collect();
    assert_eq!(words.len(), 3 * Stage::ALL.len());
    for stage in Stage::ALL {
        assert_eq!(Stage::parse(stage.name()), Some(stage));
        assert_eq!(serde_json::to_value(stage).unwrap(), stage.name());
        assert!(stage.sentence().ends_with('.'));
    }
    let titles: BTreeSet<_> = EventKind::ALL.iter().map(|kind| kind.greek()).collect();
    assert_eq!(titles.len(), EventKind::ALL.len());
}
