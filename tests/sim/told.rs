//! What clerks and keepers were told, read back from the paper into the ledger.

use crate::command::{Answer, Attempt, Meant};
use crate::ledger::{Fact, Reading, Told};
use jiff::Zoned;
use loggia_node::queries::{Shown, TimelineLine};
use loggia_schema::ids::DocId;

/// The things told by an answer to a clerk or a keeper.
pub fn of_counters_and_water(
    attempt: &Attempt,
    answer: &Answer,
    shown: &Shown,
    tell: &mut dyn FnMut(DocId, &str, Fact) -> Told,
) -> Vec<Told> {
    let (doc, number) = (answer.doc, answer.number.as_str());
    match &attempt.meant {
        Meant::Request(about) => {
            let mut told = vec![tell(doc, number, Fact::Requested(about.clone()))];
            let charged = shown.timeline.iter().any(|line| line.event == "assigned");
            told.extend(charged.then(|| tell(doc, number, Fact::Acted("assigned"))));
            told
        }
        Meant::Act(event) => {
            let act = tell(doc, number, Fact::Acted(event));
            let letter = &line_of(shown, &act).data["letter"];
            let answers = letter["doc"].as_str().map(|letter_doc| {
                let letter_doc = letter_doc.parse().expect("the id of a letter");
                let number = letter["number"].as_str().expect("its number");
                tell(letter_doc, number, Fact::Entered(Some(doc)))
            });
            std::iter::once(act).chain(answers).collect()
        }
        Meant::Entry => vec![tell(doc, number, Fact::Entered(None))],
        Meant::Reading { start } if !answer.repeated => {
            let unread = Reading {
                start: *start,
                value: 0,
                at: String::new(),
                instant: jiff::Timestamp::UNIX_EPOCH,
            };
            let mut told = tell(doc, number, Fact::Read(unread.clone()));
            let data = &line_of(shown, &told).data;
            let at = data["taken_at"].as_str().expect("a time").to_owned();
            let when: Zoned = at.parse().expect("a time with its zone");
            told.fact = Fact::Read(Reading {
                value: data["value"].as_u64().expect("digits"),
                instant: when.timestamp(),
                at,
                ..unread
            });
            vec![told]
        }
        _ => Vec::new(),
    }
}

fn line_of<'a>(shown: &'a Shown, told: &Told) -> &'a TimelineLine {
    let of_this = |line: &&TimelineLine| (line.key.incarnation, line.key.n) == (told.life, told.n);
    let line = shown.timeline.iter().find(of_this);
    line.expect("the event of what was acknowledged")
}
