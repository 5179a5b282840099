//! What two requests are compared by, and in which week a day lies. Pure.

use super::model::{ListedRequest, WeekCount};
use jiff::civil::Date;
use loggia_cases::private::Applicant;
use loggia_cases::records::TwinRule;
use loggia_cases::request::twin::{self, Trait, person_key};
use std::collections::BTreeMap;

/// A digest by which one person's requests meet; it names nobody.
pub fn person_digest(person: &Applicant) -> String {
    let key = person_key(person);
    if key.is_empty() {
        return key;
    }
    let digest = blake3::derive_key("loggia applicant of a request v1", key.as_bytes());
    data_encoding::HEXLOWER.encode(&digest[..16])
}

/// True if the two are probably one; both must still be open or have been closed by themselves.
pub fn alike(rule: TwinRule, a: &ListedRequest, b: &ListedRequest) -> bool {
    match (traits(a), traits(b)) {
        (Some(one), Some(other)) => a.doc != b.doc && twin::alike(rule, &one, &other),
        _ => false,
    }
}

fn traits(request: &ListedRequest) -> Option<Trait> {
    Some(Trait {
        code: request.row.type_code.clone(),
        community: request.row.community.clone(),
        spot: request.spot_key.clone(),
        on: request.row.registered_on?,
        person: request.person_key.clone(),
    })
}

/// A pair always in the same order, so that its task is one whichever came last.
pub fn in_order<'a>(
    a: &'a ListedRequest,
    b: &'a ListedRequest,
) -> (&'a ListedRequest, &'a ListedRequest) {
    if a.doc <= b.doc { (a, b) } else { (b, a) }
}

/// Counts per community and week of what was registered: (day, community) for each request.
pub fn per_week(days: impl IntoIterator<Item = (Date, String)>) -> Vec<WeekCount> {
    let mut counts: BTreeMap<(Date, String), u64> = BTreeMap::new();
    for (day, community) in days {
        *counts.entry((monday(day), community)).or_default() += 1;
    }
    counts
        .into_iter()
        .map(|((week, community), count)| WeekCount {
            week,
            community,
            count,
        })
        .collect()
}

/// Monday of a day's week.
pub fn monday(day: Date) -> Date {
    let back = i64::from(day.weekday().to_monday_zero_offset());
    day.checked_sub(jiff::Span::new().days(back)).unwrap_or(day)
}
