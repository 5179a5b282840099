//! All rates of a world in one place, drawn from its seed.
//!
//! Every seed is another town: another number of laptops, another line, other weather. Rates are per thousand. Low rates
//! are often exactly zero, so that calm worlds are seen too.

use crate::dice::Dice;
use crate::office::{COUNTERS, KEEPERS};

/// That another police or cash desk is there.
const EXTRA: i64 = 350;

/// How a world is.
#[derive(Debug, Clone)]
pub struct Options {
    /// Laptops, as places in [`crate::office::POSTS`].
    pub laptops: Vec<usize>,
    /// Days on which people work.
    pub days: i64,
    /// Days after which a long pause comes in which terms run out.
    pub days_before_pause: i64,
    /// Things people do at one laptop in a day, at most.
    pub acts: i64,
    /// Numbers in a block of fines and of receipts.
    pub blocks: (i64, i64),
    /// That an office has a line at the beginning of a day.
    pub line_up: i64,
    /// That the line changes (up to down, down to up) at an hour.
    pub line_turns: i64,
    /// Milliseconds a frame is under way, at least and at most.
    pub latency: (i64, i64),
    /// That a frame is the last one of its line.
    pub cut: i64,
    /// That the frames of a finished session are delivered once more.
    pub replay: i64,
    /// That a laptop is killed during an action or a session.
    pub kill_laptop: i64,
    /// That a disk call fails during an action or a session.
    pub laptop_disk: i64,
    /// That the centre is killed at an hour, at one of its next storage calls.
    pub kill_centre: i64,
    /// That one of its next disk calls fails.
    pub centre_disk: i64,
    /// That a device's clock jumps at the beginning of a day.
    pub clock_jump: i64,
    /// That a laptop's folder is put back from an older copy at the beginning of a day.
    pub put_back: i64,
    /// That a device is revoked on the last day.
    pub revoke: i64,
    /// What an officer does: serve an old fine, spoil, replace; the rest is a new fine.
    pub officer: (i64, i64, i64),
    /// What a cashier does: a wrong attempt, spoil a number; the rest is honest money.
    pub cashier: (i64, i64),
    /// That an officer takes a photo instead.
    pub photo: i64,
    /// What a clerk does: a wrong attempt, a new request, an entry of the protocol; the rest is work on a request.
    pub clerk: (i64, i64, i64),
    /// What a keeper does: a wrong attempt, a dial that went backwards; the rest is an honest reading.
    pub keeper: (i64, i64),
}

impl Options {
    /// The options of a seed.
    pub fn draw(dice: &mut Dice) -> Options {
        let mut often = |low: i64, high: i64| match dice.permille(300) {
            true => 0,
            false => dice.between(low, high),
        };
        let (cut, replay) = (often(5, 60), often(50, 300));
        let (kill_laptop, laptop_disk) = (often(20, 150), often(20, 150));
        let (kill_centre, centre_disk) = (often(20, 120), often(20, 120));
        let (clock_jump, put_back, revoke) = (often(50, 300), often(20, 120), often(50, 300));
        let mut laptops = vec![*dice.pick(&[0, 1]), *dice.pick(&[2, 3])];
        for post in 0..COUNTERS[0] {
            if !laptops.contains(&post) && laptops.len() < 4 && dice.permille(EXTRA) {
                laptops.push(post);
            }
        }
        let first = dice.between(0, 2);
        for (n, often) in (first..).zip([750, 350]) {
            if dice.permille(often) {
                laptops.push(COUNTERS[usize::try_from(n % 3).expect("one of three")]);
            }
        }
        if dice.permille(450) {
            laptops.extend(KEEPERS);
        }
        laptops.sort_unstable();
        let days = dice.between(3, 5);
        let fastest = dice.between(1, 200);
        Options {
            laptops,
            days,
            days_before_pause: dice.between(1, days - 1),
            acts: dice.between(3, 7),
            blocks: (dice.between(4, 12), dice.between(4, 12)),
            line_up: dice.between(300, 900),
            line_turns: dice.between(50, 400),
            latency: (fastest, fastest + dice.between(0, 3_000)),
            cut,
            replay,
            kill_laptop,
            laptop_disk,
            kill_centre,
            centre_disk,
            clock_jump,
            put_back,
            revoke,
            officer: (
                dice.between(50, 250),
                dice.between(20, 120),
                dice.between(20, 150),
            ),
            cashier: (dice.between(50, 250), dice.between(10, 80)),
            photo: dice.between(50, 300),
            clerk: (
                dice.between(30, 120),
                dice.between(200, 350),
                dice.between(100, 250),
            ),
            keeper: (dice.between(50, 150), dice.between(50, 200)),
        }
    }
}
