//! The last day of a request: term, days in which the clock stood still, and the move from a holiday, once, at the end.
//!
//! Source: ν. 2690/1999 άρθ. 4 and 10; which term a type has is data of its catalogue row. The day of the act is not counted.

use loggia_schema::calendar::{Date, Deadline, Holidays, Unit, greek_date};
use loggia_schema::message::{Finding, input};
use serde::{Deserialize, Serialize};

/// A time in which the clock stood still: from the notice to the arrival of what was missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stop {
    /// Day of the notice.
    pub from: Date,
    /// Day of the arrival.
    pub to: Date,
}

/// The last day, with the reasons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The last day.
    pub date: Date,
    /// How it came about, a Greek line for each step.
    pub lines: Vec<String>,
}

/// The last day of a term that began on `start` and stood still during `stops`.
///
/// # Errors
/// Σ-128 when the term leaves the calendar.
pub fn due(
    term: Deadline,
    start: Date,
    stops: &[Stop],
    holidays: &Holidays,
) -> Result<Due, Finding> {
    let counted = Deadline {
        roll: false,
        ..term
    }
    .until(start, holidays)?;
    let mut lines = vec![format!(
        "{} από {}: {}",
        term.greek(),
        greek_date(start),
        greek_date(counted)
    )];
    let stood = merged(stops)
        .iter()
        .map(|stop| stood_still(*stop, term.unit, holidays))
        .sum::<u32>();
    let mut end = counted;
    if stood > 0 {
        let unit = match term.unit {
            Unit::WorkingDays => Unit::WorkingDays,
            _ => Unit::CalendarDays,
        };
        let more = Deadline {
            n: stood,
            unit,
            roll: false,
        };
        end = more.until(counted, holidays)?;
        lines.push(format!("Αναστολή {}: {}", more.greek(), greek_date(end)));
    }
    if term.roll {
        let rolled = holidays
            .on_or_after(end)
            .ok_or_else(|| Finding::new(input::DEADLINE_RANGE).with("date", greek_date(start)))?;
        if rolled != end {
            lines.push(format!(
                "Μετάθεση στην επόμενη εργάσιμη: {}",
                greek_date(rolled)
            ));
            end = rolled;
        }
    }
    Ok(Due { date: end, lines })
}

/// Stops in order, those that overlap counted once.
fn merged(stops: &[Stop]) -> Vec<Stop> {
    let mut sorted: Vec<Stop> = stops.iter().filter(|s| s.to > s.from).copied().collect();
    sorted.sort_by_key(|stop| (stop.from, stop.to));
    let mut out: Vec<Stop> = Vec::with_capacity(sorted.len());
    for stop in sorted {
        match out.last_mut() {
            Some(last) if stop.from <= last.to => last.to = last.to.max(stop.to),
            _ => out.push(stop),
        }
    }
    out
}

/// Days of a stop, the day of the notice not counted: all of them, or the working ones.
fn stood_still(stop: Stop, unit: Unit, holidays: &Holidays) -> u32 {
    let mut days = 0;
    let mut day = stop.from;
    while let Some(next) = day.tomorrow().ok().filter(|next| *next <= stop.to) {
        day = next;
        days += u32::from(unit != Unit::WorkingDays || holidays.is_working_day(day));
    }
    days
}
