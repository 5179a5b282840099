//! Merged and taken apart in any order: the same sums throughout, and the beginning back at the end. On both engines.

use crate::aliases::{self, AliasKind};
use crate::card;
use crate::duplicates::{self, THRESHOLD, likeness};
use crate::merges::{self, Figures};
use crate::persons::{self, Person};
use crate::tests::{claim, code, day, money, on, person, put, take, with_machine};
use loggia_core::app::App;
use loggia_core::{Fail, conflicts, tasks, testing};
use loggia_schema::dispute::Stands;
use loggia_schema::identifiers::Afm;
use loggia_schema::ids::PersonId;
use loggia_schema::message::{Code, books, conflicts as messages};
use loggia_schema::money::Cents;
use proptest::prelude::*;

const WHY: &str = "ίδιο δελτίο ταυτότητας";

fn id(n: u8) -> PersonId {
    PersonId([n; 16])
}

fn merge(app: &App, kept: u8, other: u8) -> Result<Option<Figures>, Code> {
    let ctx = on("2026-06-12", 9);
    let merged = app
        .db()
        .write(|tx| merges::merge(tx, &ctx, (id(kept), id(other)), WHY));
    merged.map_err(|fail| fail.finding().code)
}

fn unmerge(app: &App, other: u8) -> Result<bool, Code> {
    let ctx = on("2026-06-12", 9);
    let apart = app
        .db()
        .write(|tx| merges::unmerge(tx, &ctx, id(other), WHY));
    apart.map_err(|fail| fail.finding().code)
}

fn figures(app: &App, person: u8) -> Figures {
    let figures = app.db().read(|tx| {
        let root = merges::root(tx, id(person))?;
        let group = merges::group(tx, root)?;
        merges::figures(tx, &group)
    });
    figures.unwrap()
}

fn card_of(app: &App, person: u8) -> card::Card {
    app.db()
        .read(|tx| card::card(tx, id(person), day("2026-06-12")))
        .unwrap()
}

/// Persons 1 to 5; person n owes line n, and of the first two part or more was paid.
fn people(app: &App) {
    for n in 1..=5 {
        let known = person(app, n);
        put(app, &claim(n, Some(known)));
    }
    take(app, &money(1, "RF1", 54_000, "2026-06-10"));
    take(app, &money(2, "RF1", 1_000, "2026-06-11"));
    take(app, &money(3, "RF2", 27_000, "2026-06-11"));
}

#[test]
fn a_merged_card_shows_everything_and_taking_apart_restores_it_to_the_cent() {
    with_machine(|app| {
        people(app);
        let (one, two) = (card_of(app, 1), card_of(app, 3));
        let together = merge(app, 1, 3).unwrap().unwrap();
        assert_eq!((together.lines, together.principal), (2, Cents(108_000)));
        let both = card_of(app, 3);
        assert_eq!(
            (both.person.id, both.merged[0].id),
            (id(1), id(3)),
            "the card of either"
        );
        assert_eq!(
            (both.owed.value.get(), both.credit.value.get()),
            (
                one.owed.value.get() + two.owed.value.get(),
                one.credit.value.get()
            )
        );
        assert_eq!(both.events.len(), 1);
        assert_eq!(merge(app, 1, 3), Ok(None), "the same again");
        assert_eq!(unmerge(app, 3), Ok(true));
        assert_eq!(unmerge(app, 3), Ok(false), "the same again");
        let apart = card_of(app, 3);
        assert_eq!((apart.lines, apart.owed), (two.lines, two.owed));
        assert_eq!(
            (card_of(app, 1).lines, card_of(app, 1).credit),
            (one.lines, one.credit)
        );
        assert_eq!(apart.events.len(), 2, "what was done stays");
    });
}

#[test]
fn what_a_merge_is_refused_for() {
    with_machine(|app| {
        people(app);
        let afm = |n: u8, afm: &str| {
            let found = app
                .db()
                .read(|tx| persons::find(tx, id(n)))
                .unwrap()
                .unwrap();
            let person = Person {
                afm: Some(Afm::parse(afm).unwrap()),
                ..found
            };
            app.db().write(|tx| persons::put(tx, &person)).unwrap();
        };
        assert_eq!(merge(app, 1, 1), Err(messages::MERGE_SELF));
        assert_eq!(merge(app, 1, 99), Err(books::PERSON_UNKNOWN));
        assert_eq!(unmerge(app, 1), Err(messages::NOT_MERGED));
        merge(app, 1, 2).unwrap();
        merge(app, 3, 1).unwrap();
        assert_eq!(
            merge(app, 2, 3),
            Err(messages::MERGE_CYCLE),
            "a circle of three"
        );
        assert_eq!(merge(app, 1, 3), Err(messages::MERGE_CYCLE));
        assert_eq!(
            merge(app, 1, 4),
            Err(messages::MERGED_ALREADY),
            "1 stands under 3"
        );
        assert_eq!(merge(app, 4, 2), Err(messages::MERGED_ALREADY));
        afm(4, "000000012");
        afm(2, "000000024");
        assert_eq!(
            merge(app, 4, 3),
            Err(messages::TWO_AFM),
            "one of them below 3"
        );
        assert_eq!(merge(app, 5, 4), Err(messages::KEEP_THE_AFM));
        let ctx = on("2026-06-12", 9);
        for (reason, expected) in [
            (" ".to_owned(), messages::REASON_ASKED),
            ("α".repeat(501), messages::REASON_LONG),
        ] {
            let refused = app
                .db()
                .write(|tx| merges::merge(tx, &ctx, (id(4), id(5)), &reason));
            assert_eq!(code(refused), expected);
            let refused = app
                .db()
                .write(|tx| merges::unmerge(tx, &ctx, id(2), &reason));
            assert_eq!(code(refused), expected);
        }
    });
}

#[test]
fn two_clerks_at_one_moment_merge_once_and_make_no_circle() {
    with_machine(|app| {
        people(app);
        let at_once = |pairs: [(u8, u8); 2]| {
            std::thread::scope(|scope| {
                let both = pairs.map(|(kept, other)| scope.spawn(move || merge(app, kept, other)));
                both.map(|thread| thread.join().unwrap())
            })
        };
        let same = at_once([(1, 2), (1, 2)]);
        let fresh = same
            .iter()
            .filter(|merged| matches!(merged, Ok(Some(_))))
            .count();
        let known = same
            .iter()
            .filter(|merged| matches!(merged, Ok(None)))
            .count();
        assert_eq!((fresh, known), (1, 1), "{same:?}");
        let crossed = at_once([(3, 4), (4, 3)]);
        let done = crossed.iter().filter(|merged| merged.is_ok()).count();
        assert_eq!(done, 1, "{crossed:?}");
        assert!(crossed.contains(&Err(messages::MERGE_CYCLE)), "{crossed:?}");
        assert_eq!(figures(app, 3), figures(app, 4));
    });
}

#[test]
fn any_order_of_merging_and_taking_apart_keeps_the_sums_and_leads_back() {
    testing::on_both(|db| {
        // One store for all cases: each case leads back to the beginning, or the next one fails.
        let app = testing::app(db.clone(), crate::tests::ALL);
        app.migrate().unwrap();
        crate::tests::open_books(&app);
        people(&app);
        let begin: Vec<Figures> = (1..=5).map(|n| figures(&app, n)).collect();
        let total = |app: &App| {
            let roots =
                (1..=5).filter(|n| app.db().read(|tx| merges::root(tx, id(*n))).unwrap() == id(*n));
            roots
                .map(|n| {
                    figures(app, n).principal.get() + figures(app, n).collected.get() * 1_000_000
                })
                .sum::<i64>()
        };
        let whole = total(&app);
        let cases = if db.engine() == loggia_core::db::Engine::Sqlite {
            24
        } else {
            4
        };
        let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(cases));
        let acts = proptest::collection::vec((any::<bool>(), 1..=5_u8, 1..=5_u8), 1..16);
        let ran = runner.run(&acts, |acts| {
            let mut into = [0_u8; 6];
            for (joins, a, b) in acts {
                let top = |mut n: u8| {
                    while into[usize::from(n)] != 0 {
                        n = into[usize::from(n)];
                    }
                    n
                };
                if joins {
                    let free = into[usize::from(a)] == 0
                        && into[usize::from(b)] == 0
                        && a != b
                        && top(a) != top(b);
                    let again = into[usize::from(b)] == a;
                    prop_assert_eq!(merge(&app, a, b).is_ok(), free || again);
                    if free {
                        into[usize::from(b)] = a;
                    }
                } else {
                    let was = into[usize::from(a)] != 0;
                    let answer = unmerge(&app, a);
                    prop_assert_eq!(answer == Ok(true), was, "{:?}", answer);
                    into[usize::from(a)] = 0;
                }
                prop_assert_eq!(total(&app), whole, "no sum moves");
            }
            for n in (1..=5_u8).filter(|n| into[usize::from(*n)] != 0) {
                unmerge(&app, n).unwrap();
            }
            let end: Vec<Figures> = (1..=5).map(|n| figures(&app, n)).collect();
            prop_assert_eq!(&end, &begin);
            Ok(())
        });
        ran.unwrap();
    });
}

fn entry(n: u8, surname: &str, first_name: &str) -> Person {
    Person {
        id: id(n),
        code: Some(format!("Κ-{n}")),
        afm: None,
        surname: surname.into(),
        first_name: first_name.into(),
        father: "Γεώργιος".into(),
        address: "Οδός Δοκιμής 1".into(),
        postcode: None,
        place: None,
        phone: None,
    }
}

#[test]
fn likeness_sees_one_person_behind_dirt_and_two_behind_two_fathers() {
    let one = entry(1, "Δοκιμάκης", "Νίκος");
    let scores = [
        (entry(2, "ΔΟΚΙΜΑΚΗΣ ΝΙΚΟΣ", ""), true),
        (entry(3, "Νίκος", "Δοκιμάκης"), true),
        // Latin capitals that look Greek.
        (
            entry(4, "\u{394}\u{39f}K\u{399}MAKH\u{3a3}", "N\u{399}KO\u{3a3}"),
            true,
        ),
        (
            Person {
                father: "ΓΕΩΡ.".into(),
                ..entry(5, "Δοκιμάκης", "Νίκος")
            },
            true,
        ),
        (
            Person {
                father: "Ιωάννης".into(),
                ..entry(6, "Δοκιμάκης", "Νίκος")
            },
            false,
        ),
        (
            Person {
                father: String::new(),
                address: "Αλλού 2".into(),
                ..entry(7, "Δοκιμάκης", "Νίκος")
            },
            false,
        ),
        (entry(8, "Δοκιμάκη", "Νίκη"), false),
    ];
    for (other, alike) in &scores {
        let score = likeness(&one, other).map_or(0, |(score, _)| score);
        assert_eq!(score >= THRESHOLD, *alike, "{} {score}", other.name());
        assert_eq!(
            likeness(other, &one).map(|l| l.0),
            likeness(&one, other).map(|l| l.0)
        );
    }
    let afm = |n, afm: &str| Person {
        afm: Some(Afm::parse(afm).unwrap()),
        ..entry(n, "Δοκιμάκης", "Νίκος")
    };
    assert_eq!(likeness(&afm(1, "000000012"), &afm(2, "000000024")), None);
    assert_eq!(
        likeness(&entry(1, "", ""), &entry(2, "", "")),
        None,
        "nobody is not somebody"
    );
}

#[test]
fn a_pair_is_proposed_once_and_decided_on_the_conflict_screen() {
    with_machine(|app| {
        for person in [
            entry(1, "Δοκιμάκης", "Νίκος"),
            entry(2, "ΔΟΚΙΜΑΚΗΣ ΝΙΚΟΣ", ""),
            entry(3, "Δοκιμάκη", "Άννα"),
        ] {
            app.db().write(|tx| persons::put(tx, &person)).unwrap();
        }
        put(app, &claim(1, Some(id(1))));
        put(app, &claim(2, Some(id(2))));
        let propose = |n: u8| {
            let ctx = on("2026-06-12", n);
            app.db().write(|tx| duplicates::propose(tx, &ctx)).unwrap()
        };
        assert_eq!((propose(20), propose(21)), (1, 0));
        let open = || {
            app.db()
                .read(|tx| Ok::<_, Fail>(tasks::list_open(tx, 10)?))
                .unwrap()
        };
        let task = open().remove(0);
        let drawn = app
            .db()
            .read(|tx| (duplicates::KIND.draw)(tx, &on("2026-06-12", 1), &task))
            .unwrap();
        assert_eq!(drawn.offers.len(), 3);
        assert!(drawn.differences.iter().any(|d| d.what == "Επώνυμο"));
        let decide = |stands| {
            let ctx = on("2026-06-12", 22);
            let chosen = (Some(stands), WHY, "");
            app.db()
                .write(|tx| conflicts::decide(tx, &ctx, &duplicates::KIND, task.id, chosen))
        };
        decide(Stands::Right).unwrap();
        assert_eq!(card_of(app, 1).person.id, id(2), "the right side stands");
        assert_eq!(card_of(app, 1).lines.len(), 2);
        assert_eq!(code(decide(Stands::Right)), messages::DECIDED_ALREADY);
        unmerge(app, 1).unwrap();
        assert_eq!(
            (propose(23), open().len()),
            (0, 0),
            "a decided pair is not asked again"
        );
    });
}

#[test]
fn a_merged_person_is_found_under_every_name_and_code_and_leads_to_one_entry() {
    with_machine(|app| {
        for person in [
            entry(1, "Δοκιμάκης", "Νίκος"),
            entry(2, "Δοκιμάκις", "Νικόλαος"),
        ] {
            app.db().write(|tx| persons::put(tx, &person)).unwrap();
        }
        merge(app, 1, 2).unwrap();
        let ctx = on("2026-06-12", 30);
        let add = |kind, name: &str| {
            app.db()
                .write(|tx| aliases::add(tx, &ctx, id(1), (kind, name)))
        };
        add(AliasKind::Nickname, "Κουτσονίκος").unwrap();
        add(AliasKind::HeirsOf, "Εμμανουήλ Δοκιμάκη").unwrap();
        add(AliasKind::Nickname, "Κουτσονίκος").unwrap();
        assert_eq!(code(add(AliasKind::Other, " ")), messages::ALIAS_EMPTY);
        assert_eq!(
            code(add(AliasKind::Other, &"α".repeat(121))),
            messages::ALIAS_LONG
        );
        let found = |typed: &str| -> Vec<PersonId> {
            let found = app.db().read(|tx| persons::search(tx, typed, 10)).unwrap();
            found.into_iter().map(|person| person.id).collect()
        };
        for typed in [
            "κουτσονικος",
            "κληρονομοι εμμανουηλ",
            "κ-2",
            "κ-1",
            "δοκιμακις",
            "οδός δοκιμής",
        ] {
            assert_eq!(found(typed), [id(1)], "{typed}");
        }
        // What is imported again keeps the names people added.
        let again = Person {
            address: "Οδός Άλλη 3".into(),
            ..entry(1, "Δοκιμάκης", "Νίκος")
        };
        app.db().write(|tx| persons::put(tx, &again)).unwrap();
        assert_eq!(found("κουτσονικος"), [id(1)]);
        let names = card_of(app, 1).names;
        assert_eq!(names.len(), 2);
        app.db()
            .write(|tx| aliases::drop(tx, &ctx, id(1), names[0].no))
            .unwrap();
        app.db()
            .write(|tx| aliases::drop(tx, &ctx, id(1), names[0].no))
            .unwrap();
        assert_eq!(found("κουτσονικος"), []);
        assert_eq!(card_of(app, 1).names.len(), 1);
        unmerge(app, 2).unwrap();
        assert_eq!(found("κ-2"), [id(2)]);
    });
}
