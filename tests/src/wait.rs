//! Waits that end and say what they waited for.

use std::thread::sleep;
use std::time::{Duration, Instant};

/// The longest pause between two looks.
const PAUSE: Duration = Duration::from_millis(25);

/// Looks until `look` gives a value, or panics after `limit` naming `what`.
#[track_caller]
pub fn until<T>(limit: Duration, what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    match within(limit, &mut look) {
        Some(value) => value,
        None => panic!("waited {limit:?} in vain for {what}"),
    }
}

/// Looks until `look` gives a value or `limit` has passed; looks at least once, and once more at the end.
pub fn within<T>(limit: Duration, mut look: impl FnMut() -> Option<T>) -> Option<T> {
    let end = Instant::now() + limit;
    loop {
        let last = Instant::now() >= end;
        if let Some(value) = look() {
            return Some(value);
        }
        if last {
            return None;
        }
        sleep(PAUSE.min(end.saturating_duration_since(Instant::now())));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_ends_with_the_value_or_with_its_limit() {
        let mut looks = 0;
        assert_eq!(
            until(Duration::from_secs(5), "three looks", || {
                looks += 1;
                (looks == 3).then_some(looks)
            }),
            3
        );
        let began = Instant::now();
        assert_eq!(within(Duration::from_millis(60), || None::<()>), None);
        assert!(began.elapsed() >= Duration::from_millis(60));
    }

    #[test]
    #[should_panic(expected = "in vain for the moon")]
    fn a_failed_wait_names_what_it_waited_for() {
        until(Duration::ZERO, "the moon", || None::<()>);
    }
}
