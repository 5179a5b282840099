//! What happened, one line per event, and how often: for people who look at a failed seed.
//!
//! Every line goes into a digest, so two runs of a seed can be compared without keeping them; with `print` they are
//! shown too. The counts say whether a run really did what its name promises.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

/// How often each thing happened.
pub type Tally = BTreeMap<&'static str, u64>;

/// The record of one run.
pub struct Trace {
    print: bool,
    digest: blake3::Hasher,
    lines: u64,
    /// How often each thing happened.
    pub tally: Tally,
}

/// The columns, for the head of a printed trace.
pub const HEAD: &str = "\
simulated time (UTC)  who        what
--------------------  ---------  ------------------------------------------------------------";

impl Trace {
    /// An empty record; shown as it grows if `print`.
    pub fn new(print: bool) -> Trace {
        Trace {
            print,
            digest: blake3::Hasher::new(),
            lines: 0,
            tally: Tally::new(),
        }
    }

    /// One event.
    pub fn line(&mut self, at: i64, who: &str, what: &str) {
        let time = Timestamp::from_millisecond(at).expect("a simulated time");
        let text = format!(
            "{}  {who:<9}  {what}",
            time.to_zoned(TimeZone::UTC).strftime("%F %T%.3f")
        );
        self.digest.update(text.as_bytes());
        self.lines += 1;
        if self.print {
            tell(&text);
        }
    }

    /// One thing more of a kind.
    pub fn count(&mut self, what: &'static str) {
        *self.tally.entry(what).or_default() += 1;
    }

    /// The digest over all lines so far.
    pub fn digest(&self) -> String {
        format!(
            "{} ({} lines)",
            &self.digest.finalize().to_hex()[..16],
            self.lines
        )
    }
}

/// To the person at the terminal.
#[allow(clippy::print_stdout)]
pub fn tell(text: &str) {
    println!("{text}");
}
