//! Seasons, bills and their postings.

use super::*;

#[test]
fn a_season_becomes_a_bill_a_debt_and_an_entry_and_the_difference_another() {
    on_both(|hall| {
        let mut laptop = hall.laptop("ΥΔ-1", 21);
        take(hall, &mut laptop, "ydronomos1", "Υ0001", JULY, 300);
        assert_eq!(laptop.hand_in(hall).not_accepted, 0);
        let make = |n| {
            hall.app
                .db()
                .write(|tx| bills::make(tx, &testing::ctx(n), "Σ0001", "2026", 0))
        };
        // 300 × 0.26 + 15.00, VAT 13 %.
        let bill = make(41).unwrap();
        assert_eq!(
            (bill.number.as_str(), bill.due),
            ("ΑΡ-2026-000001", Cents(10_509))
        );
        assert!(
            bill.explained
                .greek()
                .iter()
                .any(|line| line.contains("0,26")),
            "{:?}",
            bill.explained.greek()
        );
        assert_eq!(
            make(42).unwrap_err().finding().code,
            says::BILL_NOTHING,
            "billed once"
        );
        let line = hall
            .app
            .db()
            .read(|tx| lines::find(tx, bill.doc).map_err(Fail::from))
            .unwrap()
            .unwrap();
        assert_eq!(
            (
                line.claim.vat,
                line.claim.third_party,
                line.claim.person.is_some()
            ),
            (Cents(1_209), Cents::ZERO, true)
        );
        let draft = hall
            .app
            .db()
            .write(|tx| lists::draft(tx, &testing::ctx(43), "irrigation"))
            .unwrap();
        assert_eq!((draft.lines, draft.total), (1, Cents(10_509)));
        hall.app
            .db()
            .write(|tx| lists::approve(tx, &testing::ctx(44), draft.id))
            .unwrap();
        assert_eq!(
            (
                hall.balance(RECEIVABLES),
                hall.balance(IRRIGATION_REVENUE),
                hall.balance(VAT_COLLECTED),
                hall.balance(THIRD_PARTY_REVENUE)
            ),
            (10_509, -9_300, -1_209, 0)
        );
        assert_eq!(hall.balance(BUDGET_ASSESSED), 10_509);

        // An older reading comes late and is lower: the season's water is the same, nothing is asked.
        take(hall, &mut laptop, "ydronomos1", "Υ0001", JUNE, 120);
        laptop.hand_in(hall);
        assert_eq!(water(hall, "Σ0001"), Volume::m3(300));
        assert!(hall.tasks().is_empty(), "{:?}", hall.tasks());
        // One more reading after the bill: an adjustment is proposed, and the difference is a bill of its own.
        take(
            hall,
            &mut laptop,
            "ydronomos1",
            "Υ0001",
            "2026-09-01T09:00",
            400,
        );
        laptop.hand_in(hall);
        assert_eq!(hall.tasks(), ["irrigation.adjustment"]);
        let second = make(45).unwrap();
        assert_eq!(
            (second.part, second.due),
            (2, Cents(2_938)),
            "100 × 0.26 and its VAT"
        );
        let report = hall.app.db().read(verify).unwrap();
        assert!(report.is_clean(), "{:?}", report.findings);
    });
}

#[test]
fn held_readings_stop_a_bill_and_a_season_and_a_run_names_who_was_left() {
    on_sqlite(|hall| {
        let mut laptop = hall.laptop("ΥΔ-1", 21);
        take(hall, &mut laptop, "ydronomos1", "Υ0001", JULY, 300);
        take(hall, &mut laptop, "ydronomos1", "Υ0003", JULY, 90_000);
        laptop.hand_in(hall);
        let make = |connection: &str| {
            hall.app
                .db()
                .write(|tx| bills::make(tx, &testing::ctx(41), connection, "2026", 0))
        };
        assert_eq!(make("Σ0003").unwrap_err().finding().code, says::BILL_HELD);
        assert_eq!(
            make("Σ9999").unwrap_err().finding().code,
            says::CONNECTION_UNKNOWN
        );
        let run = hall
            .app
            .db()
            .write(|tx| bills::run(tx, &testing::ctx(42), "2026", Some("ΔΙΚ-1")))
            .unwrap();
        assert_eq!(run.left.len(), 1, "{:?}", run.left);
        assert_eq!(
            (run.left[0].0.as_str(), run.made),
            ("Σ0003", 30),
            "zero water pays the fixed charge"
        );

        let step = |n| {
            hall.app
                .db()
                .write(|tx| seasons::step(tx, &testing::ctx(n), "2026"))
        };
        assert_eq!(step(51).unwrap().state, SeasonState::ReadingFinal);
        assert_eq!(step(52).unwrap().state, SeasonState::Billing);
        assert_eq!(step(53).unwrap_err().finding().code, says::SEASON_HELD);
        decide(hall, 54, &holds(hall)[0], Wish::Reject, "λάθος ψηφία").unwrap();
        assert_eq!(step(55).unwrap().state, SeasonState::Closed);
        assert_eq!(step(56).unwrap_err().finding().code, says::SEASON_STEP);
        take(
            hall,
            &mut laptop,
            "ydronomos1",
            "Υ0003",
            "2026-08-01T09:00",
            100,
        );
        assert_eq!(
            laptop.hand_in(hall).not_accepted,
            1,
            "a closed season takes no reading"
        );
    });
}

#[test]
fn over_the_ceiling_the_reading_counts_and_a_violation_is_drafted() {
    on_sqlite(|hall| {
        let mut laptop = hall.laptop("ΥΔ-1", 21);
        let mut low: ConnectionRecord = record(hall, "Σ0033");
        low.cap_m3 = Some(150);
        let value = low.to_value().unwrap().to_string();
        hall.app
            .db()
            .write(|tx| {
                records::publish(
                    tx,
                    &[(ConnectionRecord::TABLE, low.key(), Some(value.clone()))],
                )
                .map_err(Fail::from)
            })
            .unwrap();
        take(hall, &mut laptop, "ydronomos1", "Υ0033", JUNE, 151);
        assert_eq!(laptop.hand_in(hall).not_accepted, 0);
        assert_eq!(water(hall, "Σ0033"), Volume::m3(151));
        assert_eq!(hall.tasks(), ["irrigation.violation"]);
        let networks = hall
            .app
            .db()
            .read(|tx| store::per_network(tx, "2026").map_err(Fail::from))
            .unwrap();
        let second = networks
            .iter()
            .find(|network| network.network == "ΔΙΚ-2")
            .unwrap();
        assert_eq!(second.measured, Volume::m3(151));
        let plot = |from: &str, to: &str| {
            let (from, to) = (from.parse().unwrap(), to.parse().unwrap());
            let mut plots = hall.app.subsystems().iter().flat_map(|one| one.plots);
            let plot = *plots.find(|plot| plot.name == "water").unwrap();
            hall.app.db().read(|tx| (plot.run)(tx, from, to)).unwrap()
        };
        assert!(plot("2026-07-01", "2026-07-01").series[0].1.contains(&151));
        assert!(plot("2020-01-01", "2020-02-01").labels.is_empty());
        assert_eq!(
            second.lost(),
            second
                .produced
                .map(|produced| produced.less(Volume::m3(151)))
        );
    });
}
