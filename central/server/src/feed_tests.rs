//! What intake promises: once, in order, nothing dropped, every number explained. On both engines.

use crate::testing::{Hall, admit, on_both, on_sqlite};
use loggia_cases::case::{Case as _, fold};
use loggia_cases::fine::{self, Fine};
use loggia_cases::receipt::{self};
use loggia_core::numbers::{self, Fate};
use loggia_core::testing;
use loggia_intake::{documents, feeds_of, registry, waiting_entries};
use loggia_revenue::model::LineState;
use loggia_revenue::store;
use loggia_schema::ids::{DocId, Height};
use loggia_schema::message::{Code, Finding, numbers as numbers_say, sync};
use loggia_sync::body::{OpenBody, write_entry};
use loggia_sync::bundle::Bundle;
use loggia_sync::feed::{Chain, Kind, SignedTip};
use loggia_sync::sign::{KeyPair, Signature};

const FRESH: &str = "2026-11-20T10:00";
const DOUBLE: &str = "ΔΙΠΛΟΠΑΡΚΑΡΙΣΜΑ"; // 80,00 €, half 40,00 €

fn line(hall: &Hall, doc: DocId) -> loggia_revenue::model::Line {
    hall.app
        .db()
        .read(|tx| store::find(tx, doc))
        .unwrap()
        .unwrap()
}

#[test]
fn the_same_bundle_twice_and_judging_again_do_nothing() {
    on_both(|hall| {
        let mut police = hall.laptop("ΔΑ-1", 11);
        let (doc, _) = police.issue(hall, "astynomos1", FRESH, DOUBLE);
        let bundle = police.bundle();
        assert!(admit(hall, bundle.clone()).unwrap());
        assert_eq!(hall.judge(police.feed.scope).judged, 2);
        let before = line(hall, doc);
        let own = |hall: &Hall| {
            let feeds = hall
                .app
                .db()
                .read(|tx| feeds_of(tx, police.feed.scope))
                .unwrap();
            feeds.iter().find(|feed| feed.own).unwrap().tip.height
        };
        let said = own(hall);
        assert!(!admit(hall, bundle).unwrap(), "all of it is held");
        assert_eq!(hall.judge(police.feed.scope), Default::default());
        assert_eq!(
            (line(hall, doc), own(hall)),
            (before, said),
            "no second verdict"
        );
    });
}

#[test]
fn an_early_arrival_waits_and_is_taken_when_its_ground_comes() {
    on_both(|hall| {
        let (mut a, mut b) = (hall.laptop("ΔΑ-1", 11), hall.laptop("ΔΑ-1", 12));
        let (doc, ticket) = a.ticket(hall, "astynomos1", FRESH, DOUBLE, None);
        b.learn(&a, doc);
        b.serve(hall, "astynomos2", doc, &ticket, FRESH);
        let early = b.hand_in(hall);
        assert_eq!((early.judged, early.waiting), (0, 1));
        let waiting = hall.app.db().read(|tx| waiting_entries(tx, None)).unwrap();
        assert_eq!((waiting.len(), waiting[0].doc), (1, doc));
        let judged = a.hand_in(hall);
        assert_eq!(
            (judged.judged, judged.not_accepted),
            (2, 0),
            "{:?}",
            hall.tasks()
        );
        assert!(
            hall.app
                .db()
                .read(|tx| waiting_entries(tx, None))
                .unwrap()
                .is_empty()
        );
        assert!(
            line(hall, doc).claim.certify_from.is_some(),
            "the service counts"
        );
    });
}

#[test]
fn a_refused_entry_opens_a_task_keeps_its_number_used_and_counts_nothing() {
    on_both(|hall| {
        let mut police = hall.laptop("ΔΑ-1", 11);
        // A cashier has no right to issue fines.
        let (doc, ticket) = police.ticket(hall, "tamias1", FRESH, DOUBLE, None);
        let judged = police.hand_in(hall);
        assert_eq!((judged.judged, judged.not_accepted), (1, 1));
        assert_eq!(hall.tasks(), ["intake.judgement"]);
        assert!(
            hall.app
                .db()
                .read(|tx| store::find(tx, doc))
                .unwrap()
                .is_none(),
            "no line"
        );
        let lease = hall.leases(police.keys.public()).pop().unwrap();
        let runs = hall
            .app
            .db()
            .read(|tx| numbers::explained(tx, &lease))
            .unwrap();
        assert_eq!(
            (runs[0].first, runs[0].fate, runs[0].doc),
            (i64::from(ticket.number.no()), Some(Fate::Issued), Some(doc))
        );
        let events = hall
            .app
            .db()
            .read(|tx| documents::timeline(tx, doc))
            .unwrap();
        assert_eq!(events[0].outcome.as_deref(), Some("refused"));
    });
}

#[test]
fn a_number_outside_the_block_is_refused() {
    on_sqlite(|hall| {
        let (mut police, stranger) = (hall.laptop("ΔΑ-1", 11), hall.laptop("ΔΑ-1", 12));
        police.lease = stranger.lease.clone();
        let (doc, ticket) = police.ticket(hall, "astynomos1", FRESH, DOUBLE, None);
        assert_eq!(police.hand_in(hall).not_accepted, 1);
        let events = hall.app.db().read(|tx| documents::timeline(tx, doc));
        let said = events.unwrap()[0].finding.clone().unwrap();
        let said: Finding = serde_json::from_str(&said).unwrap();
        assert_eq!(said.code, numbers_say::NUMBER_OUTSIDE_LEASE);
        assert!(said.greek().contains(&ticket.number.to_string()), "{said}");
        assert!(
            hall.app
                .db()
                .read(|tx| store::find(tx, doc))
                .unwrap()
                .is_none()
        );
        assert_eq!(hall.tasks(), ["intake.judgement"]);
    });
}

/// One bundle of two entries, harmed in one way.
type Harm = fn(&Hall, &KeyPair, Bundle) -> Bundle;

/// Signs a bundle again after its entries were changed: the key is the device's own.
fn signed_anew(bundle: Bundle, keys: &KeyPair) -> Bundle {
    let mut chain = Chain::start(testing::MUNICIPALITY, &bundle.feed);
    let before = chain.tip();
    for entry in &bundle.entries {
        chain.push(&entry.header).unwrap();
    }
    let signed = SignedTip::sign(keys, testing::MUNICIPALITY, &bundle.feed, chain.tip());
    Bundle {
        before,
        signature: signed.signature,
        ..bundle
    }
}

fn harms() -> Vec<(Code, Harm)> {
    vec![
        (sync::CHAIN_BROKEN, |_, _, mut bundle| {
            bundle.entries[1].header.height = Height(7);
            bundle
        }),
        (sync::BAD_SIGNATURE, |_, _, mut bundle| {
            bundle.signature.0[5] ^= 1;
            bundle
        }),
        (sync::BAD_SIGNATURE, |_, _, mut bundle| {
            bundle.entries[0].header.body_hash.0[3] ^= 1;
            bundle
        }),
        (sync::BODY_HASH, |_, _, mut bundle| {
            *bundle.entries[1].body.as_mut().unwrap().last_mut().unwrap() ^= 1;
            bundle
        }),
        (sync::FOREIGN_SCOPE, |hall, keys, mut bundle| {
            bundle.feed.scope = hall.laptop("ΔΑ-2", 13).feed.scope;
            signed_anew(bundle, keys)
        }),
        (sync::UNKNOWN_DEVICE, |_, _, mut bundle| {
            let stranger = KeyPair::from_seed(&[78; 32]);
            bundle.feed.device = stranger.public();
            signed_anew(bundle, &stranger)
        }),
    ]
}

#[test]
fn what_a_hostile_line_hands_in_is_refused_with_its_code_and_costs_the_honest_nothing() {
    on_sqlite(|hall| {
        let mut police = hall.laptop("ΔΑ-1", 11);
        let (doc, _) = police.issue(hall, "astynomos1", FRESH, DOUBLE);
        let honest = police.bundle();
        for (n, (code, harm)) in harms().into_iter().enumerate() {
            let refused = admit(hall, harm(hall, &police.keys, honest.clone()))
                .unwrap_err()
                .code();
            assert_eq!(refused, code, "harm {n}");
            let greek = Finding::new(refused).greek();
            assert!(greek.ends_with(&format!("({code})")), "{greek}");
        }
        assert_eq!(hall.judge(police.feed.scope).judged, 0, "nothing was taken");
        assert!(admit(hall, honest).unwrap());
        assert_eq!(hall.judge(police.feed.scope).not_accepted, 0);
        assert_eq!(line(hall, doc).state, LineState::Open);
    });
}

#[test]
fn a_change_of_another_actor_is_refused_even_under_a_good_signature() {
    on_sqlite(|hall| {
        let (mut author, thief) = (hall.laptop("ΔΑ-1", 11), hall.laptop("ΔΑ-1", 12));
        author.issue(hall, "astynomos1", FRESH, DOUBLE);
        let stolen = author.bundle().entries.remove(0);
        let body = stolen.body.unwrap();
        let secret = OpenBody::decode(&body).unwrap().secret;
        let mut chain = Chain::start(testing::MUNICIPALITY, &thief.feed);
        let before = chain.tip();
        let entry = write_entry(
            &mut chain,
            &thief.feed,
            Kind::OPEN,
            stolen.header.doc,
            &secret,
            body,
        );
        let bundle = Bundle {
            municipality: testing::MUNICIPALITY,
            feed: thief.feed,
            before,
            entries: vec![entry.unwrap()],
            signature: Signature([0; 64]),
        };
        let refused = admit(hall, signed_anew(bundle, &thief.keys)).unwrap_err();
        assert_eq!(refused.code(), sync::FOREIGN_ACTOR);
    });
}

#[test]
fn what_a_revoked_device_hands_in_is_set_aside_and_its_numbers_are_lost() {
    on_both(|hall| {
        let mut police = hall.laptop("ΔΑ-1", 11);
        let (before, _) = police.issue(hall, "astynomos1", FRESH, DOUBLE);
        police.hand_in(hall);
        let (after, _) = police.issue(hall, "astynomos1", FRESH, DOUBLE);
        let key = police.keys.public();
        hall.app
            .db()
            .write(|tx| registry::revoke(tx, &testing::ctx(4), key, "χάθηκε"))
            .unwrap();
        let judged = police.hand_in(hall);
        assert_eq!((judged.judged, judged.not_accepted), (2, 2));
        assert!(
            hall.app
                .db()
                .read(|tx| store::find(tx, after))
                .unwrap()
                .is_none()
        );
        assert_eq!(
            line(hall, before).state,
            LineState::Open,
            "what it had handed in stays"
        );
        let lease = hall.leases(key).pop().unwrap();
        let runs = hall
            .app
            .db()
            .read(|tx| numbers::explained(tx, &lease))
            .unwrap();
        assert!(
            runs.iter().all(|run| run.fate.is_some()),
            "every number is explained: {runs:?}"
        );
        assert_eq!(hall.leases(key).len(), 1, "no new numbers for it");
    });
}

#[test]
fn spoiled_and_replaced_numbers_are_explained_and_claim_nothing() {
    on_both(|hall| {
        let mut police = hall.laptop("ΔΑ-1", 11);
        let user = hall.user("astynomos1");
        let now = crate::testing::at(FRESH).timestamp();
        let (spoiled, _) = police.number();
        let event = fine::Event::Spoiled(fine::Spoiled {
            number: spoiled.clone(),
            reason: "χαλασμένο χαρτί".into(),
            paper: None,
        });
        police.write::<Fine>(DocId([77; 16]), user, now, &event);
        let (old, _) = police.ticket(hall, "astynomos1", FRESH, DOUBLE, None);
        let (new, ticket) = police.issue(hall, "astynomos1", FRESH, DOUBLE);
        let replaced = fine::Replaced {
            doc: new,
            number: ticket.number.clone(),
            reason: "λάθος οδός".into(),
        };
        police.write::<Fine>(old, user, now, &fine::Event::Replaced(replaced));
        let judged = police.hand_in(hall);
        assert_eq!(judged.not_accepted, 0, "{:?}", hall.tasks());
        let lease = hall.leases(police.keys.public()).pop().unwrap();
        let runs = hall
            .app
            .db()
            .read(|tx| numbers::explained(tx, &lease))
            .unwrap();
        let fates: Vec<_> = runs.iter().map(|run| run.fate).collect();
        assert_eq!(
            fates,
            [
                Some(Fate::Spoiled),
                Some(Fate::Replaced),
                Some(Fate::Issued),
                None
            ]
        );
        assert_eq!(
            (line(hall, old).state, line(hall, new).state),
            (LineState::Void, LineState::Open)
        );
    });
}

#[test]
fn the_next_block_comes_when_half_is_used() {
    on_sqlite(|hall| {
        let mut desk = hall.laptop("ΤΑ-01", 12);
        let lease = desk.lease.clone().unwrap();
        let half = (lease.last - lease.first + 1) / 2;
        for n in 0..half {
            let subject = receipt::Subject::Fee {
                code: "ΔΙΑΓ".into(),
                budget_code: "1499003001".into(),
            };
            desk.receive(hall, "tamias1", FRESH, (subject, 100 + n));
        }
        let judged = desk.hand_in(hall);
        assert_eq!(
            (judged.not_accepted, hall.leases(desk.keys.public()).len()),
            (0, 2),
            "{:?}",
            hall.tasks()
        );
        assert_eq!(hall.judge(desk.feed.scope).granted, 0, "and only one");
    });
}

#[test]
fn rows_equal_a_rebuild_from_the_documents() {
    on_both(|hall| {
        let mut police = hall.laptop("ΔΑ-1", 11);
        let (good, _) = police.issue(hall, "astynomos1", FRESH, DOUBLE);
        police.hand_in(hall);
        let events = hall
            .app
            .db()
            .read(|tx| documents::timeline(tx, good))
            .unwrap();
        let effects = hall
            .app
            .db()
            .read(|tx| documents::effects_of(tx, good))
            .unwrap();
        let raw: Vec<_> = events.into_iter().map(|judged| judged.event).collect();
        let row = hall
            .app
            .db()
            .read(|tx| loggia_revenue::fines::store::find(tx, good))
            .unwrap()
            .unwrap()
            .row;
        assert_eq!(row, Fine::row(&fold::<Fine>(&raw, &effects)));
    });
}
