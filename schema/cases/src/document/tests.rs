//! Documents against a model: any order, any mutation, fast path equal to full load.

use super::change::{MAX_CHANGE, MAX_COUNTER, MAX_DEPS};
use super::event::MAX_EVENT;
use super::*;
use loggia_schema::ids::UserId;
use proptest::prelude::*;
use serde_json::json;

fn inc(byte: u8) -> Incarnation {
    Incarnation([byte; 10])
}

fn event(text: &str) -> NewEvent {
    NewEvent {
        v: 1,
        t: "noted".into(),
        at: "2026-11-23T08:00:00Z".parse().unwrap(),
        by: UserId([5; 16]),
        d: json!({ "text": text }),
    }
}

fn facts_of(actor: Incarnation, n: u64, l: u64, deps: Vec<ChangeHash>) -> ChangeFacts {
    let key = EventKey {
        incarnation: actor,
        n,
    };
    let (facts, _) = change::compose(deps, RawEvent::place(key, l, event("x"))).unwrap();
    facts
}

fn bytes_of(facts: &ChangeFacts) -> Vec<u8> {
    change::rebuild(facts).unwrap().raw_bytes().to_vec()
}

#[test]
fn what_is_written_is_what_is_read() {
    let mut doc = CaseDoc::new();
    let first = doc.append(inc(1), &event("α")).unwrap();
    let second = doc.append(inc(2), &event("β")).unwrap();
    assert_eq!(inspect_change(&first.change).unwrap(), first.facts);
    assert_eq!(second.key.to_string(), format!("{}/1", inc(2)));
    assert_eq!(second.facts.deps, [first.facts.hash]);
    assert_eq!(doc.heads(), [second.facts.hash]);
    let events = doc.events();
    assert_eq!(
        events.iter().map(|e| (e.l, e.key)).collect::<Vec<_>>(),
        [(1, first.key), (2, second.key)]
    );
    assert_eq!(events[1].d, json!({ "text": "β" }));
}

/// The bytes of a change are a final format: other programs hash and sign them.
#[test]
fn the_bytes_of_a_change_do_not_move() {
    let mut doc = CaseDoc::new();
    let first = doc.append(inc(0xab), &event("α")).unwrap();
    let hex: String = first
        .change
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    assert_eq!(hex, GOLDEN);
}

#[test]
fn a_saved_document_and_its_changes_give_the_same() {
    let mut doc = CaseDoc::new();
    let changes: Vec<_> = (0..5)
        .map(|i| doc.append(inc(i % 2), &event("x")).unwrap().change)
        .collect();
    let reversed = CaseDoc::load(None, changes.iter().rev().map(Vec::as_slice)).unwrap();
    let saved = CaseDoc::load(Some(&doc.save()), []).unwrap();
    for other in [&reversed, &saved] {
        assert_eq!(other.tips(), doc.tips());
        assert_eq!(other.events(), doc.events());
        assert_eq!(other.changes(), changes);
    }
    let mut again = saved;
    assert_eq!(again.apply_change(&changes[2]).unwrap(), Applied::Already);
    assert_eq!(again.tips(), doc.tips());
}

#[test]
fn early_changes_are_named_and_wait() {
    let mut doc = CaseDoc::new();
    let first = doc.append(inc(1), &event("α")).unwrap();
    let second = doc.append(inc(1), &event("β")).unwrap();
    let mut other = CaseDoc::new();
    let missing = DocumentError::Missing(vec![first.facts.hash]);
    assert_eq!(other.apply_change(&second.change), Err(missing.clone()));
    assert!(other.is_empty());
    assert_eq!(
        CaseDoc::load(None, [&second.change[..]]).unwrap_err(),
        missing
    );
}

#[test]
fn a_second_history_of_one_actor_is_a_fork() {
    let (mut one, mut two) = (CaseDoc::new(), CaseDoc::new());
    let mine = one.append(inc(1), &event("α")).unwrap();
    let forged = two.append(inc(1), &event("β")).unwrap();
    let before = one.save();
    assert_eq!(
        one.apply_change(&forged.change),
        Err(DocumentError::Fork {
            actor: inc(1),
            seq: 1
        })
    );
    assert_eq!(one.save(), before);
    assert_eq!(one.heads(), [mine.facts.hash]);
}

#[test]
fn a_change_must_continue_its_author_and_its_dependencies() {
    let mut doc = CaseDoc::new();
    let a1 = doc.append(inc(1), &event("α")).unwrap().facts;
    let b1 = facts_of(inc(2), 1, 1, vec![]);
    doc.apply_change(&bytes_of(&b1)).unwrap();
    // Beside his own first change, on another's.
    let beside = facts_of(inc(1), 2, 2, vec![b1.hash]);
    // A jump in his numbering.
    let jump = facts_of(inc(2), 3, 2, vec![b1.hash]);
    // A Lamport time from the future, and one from the past.
    let future = facts_of(inc(3), 1, 1_000, vec![a1.hash, b1.hash]);
    let past = facts_of(inc(3), 1, 1, vec![a1.hash]);
    for wrong in [beside, jump, future, past] {
        let result = doc.apply_change(&bytes_of(&wrong));
        assert!(
            matches!(result, Err(DocumentError::OutOfLine(_))),
            "{result:?}"
        );
    }
    assert_eq!(doc.len(), 2);
    let joined = doc.append(inc(1), &event("γ")).unwrap().facts;
    assert_eq!((joined.deps.len(), joined.event.l), (2, 2));
}

#[test]
fn the_limits_hold() {
    let long = event(&"α".repeat(MAX_EVENT));
    let too_large = Refused::TooLarge {
        what: "event",
        limit: MAX_EVENT,
    };
    assert_eq!(
        CaseDoc::new().append(inc(1), &long).unwrap_err(),
        DocumentError::Refused(too_large)
    );
    assert!(matches!(
        inspect_change(&vec![0x85; MAX_CHANGE + 1]),
        Err(Refused::TooLarge { .. })
    ));
    let mut facts = facts_of(inc(1), 1, 2, vec![ChangeHash([1; 32]); MAX_DEPS]);
    assert!(change::rebuild(&facts).is_ok());
    facts.deps.push(ChangeHash([2; 32]));
    assert!(matches!(
        change::rebuild(&facts),
        Err(Refused::TooLarge { .. })
    ));
    facts.deps.clear();
    facts.key.n = MAX_COUNTER + 1;
    assert_eq!(change::rebuild(&facts).unwrap_err(), Refused::Counter);
}

#[test]
fn dependencies_have_one_order_and_no_twins() {
    let sorted = facts_of(inc(1), 1, 2, vec![ChangeHash([1; 32]), ChangeHash([2; 32])]);
    assert!(inspect_change(&bytes_of(&sorted)).is_ok());
    let twins = facts_of(inc(1), 1, 2, vec![ChangeHash([1; 32]); 2]);
    assert_eq!(inspect_change(&bytes_of(&twins)), Err(Refused::Spelling));
}

#[test]
fn an_envelope_is_strict() {
    let good = r#"{"v":1,"t":"noted","at":"2026-11-23T08:00:00Z","by":"05050505050505050505050505050505","l":1,"d":{}}"#;
    let key = EventKey {
        incarnation: inc(1),
        n: 1,
    };
    assert!(RawEvent::read(key, good).is_ok());
    for (from, to) in [
        ("\"v\":1", "\"v\":0"),
        ("\"v\":1", "\"v\":70000"),
        ("\"v\":1", "\"v\":1,\"v\":1"),
        ("\"v\":1", "\"v\":1,\"x\":1"),
        ("noted", ""),
        ("noted", "Noted"),
        ("noted", "no ted"),
        ("\"d\":{}", "\"d\":[]"),
        ("\"d\":{}", "\"d\":null"),
        ("\"l\":1", "\"l\":-1"),
        ("2026-11-23", "2026-31-23"),
    ] {
        let bad = good.replace(from, to);
        assert_ne!(bad, good);
        assert_eq!(RawEvent::read(key, &bad), Err(Refused::Envelope), "{bad}");
    }
    let deep = good.replace(
        "{}",
        &format!("{{\"a\":{}{}}}", "[".repeat(5000), "]".repeat(5000)),
    );
    assert_eq!(RawEvent::read(key, &deep), Err(Refused::Envelope));
}

#[test]
fn the_lamport_time_of_the_envelope_is_the_operations() {
    let honest = facts_of(inc(1), 1, 1, vec![]);
    let mut lie = honest.clone();
    lie.event.l = 2;
    assert_eq!(inspect_change(&bytes_of(&lie)), Err(Refused::Envelope));
}

/// Changes Automerge can make and a case document never holds.
#[test]
fn other_operations_are_refused() {
    use automerge::{AutoCommit, ObjType, transaction::Transactable};
    let make: [fn(&mut AutoCommit); 7] = [
        |d| d.put(automerge::ROOT, "title", "x").unwrap(),
        |d| {
            d.put(automerge::ROOT, format!("{}/1", inc(1)), 7i64)
                .unwrap()
        },
        |d| {
            d.put_object(automerge::ROOT, format!("{}/1", inc(1)), ObjType::Text)
                .unwrap();
        },
        |d| {
            d.put(automerge::ROOT, format!("{}/1", inc(2)), "x")
                .unwrap()
        },
        |d| {
            d.put(automerge::ROOT, format!("{}/1", inc(1)), "x")
                .unwrap();
            d.put(automerge::ROOT, format!("{}/2", inc(1)), "y")
                .unwrap();
        },
        |d| {
            d.put(automerge::ROOT, format!("{}/1", inc(1)), "x")
                .unwrap();
            d.delete(automerge::ROOT, format!("{}/1", inc(1))).unwrap();
        },
        |d| {
            d.empty_change(automerge::transaction::CommitOptions::default().with_message("hello"));
        },
    ];
    for make in make {
        let mut doc = AutoCommit::new().with_actor(automerge::ActorId::from(inc(1).as_bytes()));
        make(&mut doc);
        let changes = doc.get_changes(&[]);
        assert!(inspect_change(changes[0].raw_bytes()).is_err());
    }
}

#[test]
fn the_same_change_compressed_or_with_a_tail_is_refused() {
    let mut doc = CaseDoc::new();
    let long = doc.append(inc(1), &event(&"α".repeat(2000))).unwrap();
    let mut change = automerge::Change::from_bytes(long.change.clone()).unwrap();
    assert!(change.bytes().len() < long.change.len());
    assert_eq!(inspect_change(&change.bytes()), Err(Refused::NotAChange));
    let tail = [&long.change[..], b"x"].concat();
    assert_eq!(inspect_change(&tail), Err(Refused::Spelling));
    assert_eq!(inspect_change(&doc.save()), Err(Refused::NotAChange));
}

#[test]
fn event_keys_have_one_spelling() {
    let key = EventKey {
        incarnation: inc(0xab),
        n: 12,
    };
    assert_eq!(key.to_string().parse(), Ok(key));
    let hex = inc(0xab).to_string();
    for bad in [
        "",
        "/",
        "ab/1",
        &hex,
        &format!("{hex}/0"),
        &format!("{hex}/01"),
        &format!("{hex}/+1"),
        &format!("{hex}/"),
        &format!("{}/1", hex.to_uppercase()),
        &format!("{hex}/1 "),
    ] {
        assert_eq!(bad.parse::<EventKey>(), Err(event::BadKey), "{bad}");
    }
}

#[test]
fn tips_survive_their_json() {
    let mut doc = CaseDoc::new();
    doc.append(inc(1), &event("α")).unwrap();
    let json = serde_json::to_string(doc.tips()).unwrap();
    assert_eq!(serde_json::from_str::<Tips>(&json).unwrap(), *doc.tips());
}

/// Several devices write, sometimes having seen each other; returns each change with the author's view.
fn history(steps: &[(u8, bool)]) -> Vec<Vec<u8>> {
    let mut devices: Vec<CaseDoc> = (0..3).map(|_| CaseDoc::new()).collect();
    let mut all: Vec<Vec<u8>> = Vec::new();
    for (i, (who, meets)) in steps.iter().enumerate() {
        let device = &mut devices[usize::from(who % 3)];
        if *meets {
            *device = CaseDoc::load(Some(&device.save()), all.iter().map(Vec::as_slice)).unwrap();
        }
        all.push(
            device
                .append(inc(who % 3), &event(&i.to_string()))
                .unwrap()
                .change,
        );
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever the order of arrival, everybody ends with the same document.
    #[test]
    fn arrival_order_does_not_matter(
        steps in prop::collection::vec((0u8..3, any::<bool>()), 1..12),
        seed in any::<u64>(),
    ) {
        let changes = history(&steps);
        let mut shuffled: Vec<&[u8]> = changes.iter().map(Vec::as_slice).collect();
        shuffled.sort_by_key(|change| {
            use std::hash::{DefaultHasher, Hash, Hasher};
            let mut hasher = DefaultHasher::new();
            (seed, change).hash(&mut hasher);
            hasher.finish()
        });
        let straight = CaseDoc::load(None, changes.iter().map(Vec::as_slice)).unwrap();
        let mixed = CaseDoc::load(None, shuffled).unwrap();
        prop_assert_eq!(straight.events(), mixed.events());
        prop_assert_eq!(straight.tips(), mixed.tips());
        prop_assert_eq!(straight.len(), steps.len());
    }

    /// The tips that follow change by change are those of the loaded document.
    #[test]
    fn tips_follow_without_loading(steps in prop::collection::vec((0u8..3, any::<bool>()), 1..12)) {
        let mut doc = CaseDoc::new();
        for change in history(&steps) {
            let followed = doc.tips().follow(&inspect_change(&change).unwrap());
            doc.apply_change(&change).unwrap();
            let loaded = CaseDoc::load(Some(&doc.save()), []).unwrap();
            prop_assert_eq!(doc.tips(), loaded.tips());
            if let Some(followed) = followed {
                prop_assert_eq!(&followed, loaded.tips());
            }
        }
    }

    /// A mutated change is refused or (if the mutation undid itself) unchanged; it never panics anything.
    #[test]
    fn mutated_changes_never_panic(
        steps in prop::collection::vec((0u8..3, any::<bool>()), 1..5),
        hits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0u8..3), 1..6),
        fix_checksum in any::<bool>(),
    ) {
        let changes = history(&steps);
        let original = changes.last().unwrap().clone();
        let mut bytes = original.clone();
        for (index, value, how) in hits {
            let at = index.index(bytes.len());
            match how {
                0 => bytes[at] = value,
                1 => bytes.insert(at, value),
                _ if bytes.len() > 1 => { bytes.remove(at); }
                _ => {}
            }
        }
        if fix_checksum && bytes.len() > 12 && let Some(fixed) = with_checksum(&bytes) {
            bytes = fixed;
        }
        let mut doc = CaseDoc::load(None, changes[..changes.len() - 1].iter().map(Vec::as_slice)).unwrap();
        match inspect_change(&bytes) {
            // What is admitted is one more honest event: it can be applied or is refused, and written again it is the same.
            Ok(facts) => {
                prop_assert_eq!(bytes_of(&facts), bytes.clone());
                let _ = doc.apply_change(&bytes);
            }
            Err(_) => prop_assert!(bytes != original),
        }
    }

    /// Our own disk: a saved document with flipped bytes is refused or still itself, and nothing panics.
    #[test]
    fn a_damaged_document_is_refused(
        steps in prop::collection::vec((0u8..3, any::<bool>()), 1..6),
        hits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let changes = history(&steps);
        let doc = CaseDoc::load(None, changes.iter().map(Vec::as_slice)).unwrap();
        let mut bytes = doc.save();
        for (index, value) in hits {
            let at = index.index(bytes.len());
            bytes[at] = value;
        }
        if let Ok(loaded) = CaseDoc::load(Some(&bytes), []) {
            prop_assert_eq!(loaded.events(), doc.events());
        }
    }

    #[test]
    fn noise_never_panics(noise in prop::collection::vec(any::<u8>(), 0..400)) {
        let framed = [&[0x85, 0x6f, 0x4a, 0x83, 0, 0, 0, 0, 1][..], &noise].concat();
        prop_assert!(inspect_change(&noise).is_err());
        prop_assert!(inspect_change(&framed).is_err());
    }
}

/// The same body with the length and the checksum an enemy would write.
fn with_checksum(bytes: &[u8]) -> Option<Vec<u8>> {
    // Magic 4, checksum 4, type 1, then the LEB128 length.
    let header = 9 + bytes[9..].iter().position(|byte| byte & 0x80 == 0)? + 1;
    let body = &bytes[header..];
    let mut length = Vec::new();
    let mut rest = body.len();
    while rest >= 0x80 {
        length.push(u8::try_from(rest & 0x7f).unwrap() | 0x80);
        rest >>= 7;
    }
    length.push(u8::try_from(rest).unwrap());
    let framed = [&bytes[..4], &[0; 4], &bytes[8..9], &length, body].concat();
    // Automerge itself tells the checksum of the framed bytes, if it can read them at all.
    let hash = automerge::Change::from_bytes(framed.clone()).ok()?.hash();
    Some([&framed[..4], &hash.0[..4], &framed[8..]].concat())
}

const GOLDEN: &str = "856f4a83c9fd865301ad01000aabababababababababab010100000006151834014202\
5603576f70027f1661626162616261626162616261626162616261622f31017f017ff60d7b2276223a312c2274223a226e6f746564222c22\
6174223a22323032362d31312d32335430383a30303a30305a222c226279223a223035303530353035303530353035303530353035303530\
353035303530353035222c226c223a312c2264223a7b2274657874223a22ceb1227d7d7f00";
