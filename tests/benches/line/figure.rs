//! A figure: a median, its unit, and the floor it is held against.

use std::fmt;
use std::time::{Duration, Instant};

/// Runs behind every figure.
pub const RUNS: usize = 9;

/// One line of the report.
#[derive(Debug)]
pub struct Figure {
    name: &'static str,
    unit: &'static str,
    value: f64,
    floor: Option<f64>,
}

impl Figure {
    /// The median of `values`.
    pub fn new(name: &'static str, unit: &'static str, values: &[f64]) -> Figure {
        Figure {
            name,
            unit,
            value: median(values),
            floor: None,
        }
    }

    /// What 99 of 100 `values` do not exceed.
    pub fn p99(name: &'static str, unit: &'static str, values: &[f64]) -> Figure {
        assert!(values.len() >= 100, "{} runs are too few", values.len());
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        Figure {
            name,
            unit,
            value: sorted[sorted.len() * 99 / 100 - 1],
            floor: None,
        }
    }

    /// Held against the median of `floors`, which were measured in turn with the values.
    pub fn over(self, floors: &[f64]) -> Figure {
        Figure {
            floor: Some(median(floors)),
            ..self
        }
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Figure {
            name,
            unit,
            value,
            floor,
        } = self;
        write!(f, "bench {name} value={} unit={unit} ", short(*value))?;
        match floor {
            Some(floor) => write!(f, "floor={} ratio={:.2}", short(*floor), value / floor),
            None => write!(f, "floor=- ratio=-"),
        }
    }
}

/// Three figures that count, and no more.
fn short(value: f64) -> String {
    match value {
        100.0.. => format!("{value:.0}"),
        10.0..100.0 => format!("{value:.1}"),
        _ => format!("{value:.3}"),
    }
}

fn median(values: &[f64]) -> f64 {
    assert!(values.len() >= RUNS, "{} runs are too few", values.len());
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    if sorted.len() % 2 == 1 {
        sorted[middle]
    } else {
        (sorted[middle - 1] + sorted[middle]) / 2.0
    }
}

/// How long `work` takes.
pub fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let began = Instant::now();
    let done = work();
    (done, began.elapsed())
}

/// A duration in milliseconds.
pub fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}
