//! The last day: the law's own examples, suspension, the move from a holiday once and at the end.

use crate::request::term::{Stop, due};
use crate::sample::date;
use loggia_schema::calendar::{Deadline, Holidays, Unit};
use proptest::prelude::*;

fn heraklion() -> Holidays {
    Holidays::of_greece().with_local(11, 11, "Άγιος Μηνάς")
}

fn term(n: u32, unit: Unit) -> Deadline {
    Deadline {
        n,
        unit,
        roll: unit == Unit::CalendarDays,
    }
}

fn stop(from: &str, to: &str) -> Stop {
    Stop {
        from: date(from),
        to: date(to),
    }
}

#[test]
fn the_examples_of_the_law() {
    let days = |n| term(n, Unit::CalendarDays);
    let working = |n| term(n, Unit::WorkingDays);
    for (start, term, end) in [
        ("2026-09-22", days(50), "2026-11-12"),
        ("2026-06-12", days(50), "2026-08-03"),
        ("2026-11-06", days(50), "2026-12-28"),
        ("2026-03-16", days(20), "2026-04-06"),
        ("2026-04-08", working(3), "2026-04-15"),
        ("2026-11-09", working(3), "2026-11-13"),
    ] {
        let found = due(term, date(start), &[], &heraklion()).unwrap();
        assert_eq!(found.date, date(end), "{start}");
    }
}

#[test]
fn days_of_waiting_are_added_and_the_move_comes_once_at_the_end() {
    let holidays = heraklion();
    // 22.9 + 50 = 11.11 (local holiday) + 10 days of waiting = 21.11, a Saturday → 23.11.
    let ten = [stop("2026-09-30", "2026-10-10")];
    let found = due(
        term(50, Unit::CalendarDays),
        date("2026-09-22"),
        &ten,
        &holidays,
    )
    .unwrap();
    assert_eq!(found.date, date("2026-11-23"));
    assert_eq!(
        found.lines,
        [
            "50 ημερολογιακές ημέρες από 22/09/2026: 11/11/2026",
            "Αναστολή 10 ημερολογιακές ημέρες: 21/11/2026",
            "Μετάθεση στην επόμενη εργάσιμη: 23/11/2026",
        ]
    );
    // Waiting over a weekend costs a term of working days only its working days.
    let weekend = [stop("2026-11-06", "2026-11-09")];
    let found = due(
        term(5, Unit::WorkingDays),
        date("2026-11-02"),
        &weekend,
        &holidays,
    )
    .unwrap();
    assert_eq!(found.date, date("2026-11-10"));
}

#[test]
fn waits_that_overlap_count_once() {
    let holidays = heraklion();
    let start = date("2026-09-22");
    let both = [
        stop("2026-10-01", "2026-10-11"),
        stop("2026-10-05", "2026-10-08"),
    ];
    let one = [stop("2026-10-01", "2026-10-11")];
    let days = term(50, Unit::CalendarDays);
    assert_eq!(
        due(days, start, &both, &holidays),
        due(days, start, &one, &holidays)
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn waiting_never_brings_the_last_day_nearer(
        n in 1u32..80, working in any::<bool>(), from in 0i64..40, long in 0i64..40
    ) {
        let holidays = heraklion();
        let unit = if working { Unit::WorkingDays } else { Unit::CalendarDays };
        let start = date("2026-09-22");
        let day = |n: i64| start.checked_add(jiff::Span::new().days(n)).unwrap();
        let stops = [Stop { from: day(from), to: day(from + long) }];
        let bare = due(term(n, unit), start, &[], &holidays).unwrap().date;
        let stood = due(term(n, unit), start, &stops, &holidays).unwrap().date;
        prop_assert!(stood >= bare && bare > start);
        if working { prop_assert!(holidays.is_working_day(stood)); }
    }
}
