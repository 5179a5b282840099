//! People at laptops, and the storage under their hands: commands, answers, kills, starts.
//!
//! A command that was not answered is kept and sent again under its key until it is; a laptop that was killed hangs up and
//! is started again later.

use crate::command::{self, Attempt, Meant};
use crate::events::{Event, MINUTE};
use crate::office::Work;
use crate::weather::Strike;
use crate::world::World;
use crate::{people, people_of_counters, people_of_water};
use loggia_node::NodeError;

impl World {
    pub(crate) fn act(&mut self, at: usize) {
        if self.offices[at].node.is_none() || !self.offices[at].unanswered.is_empty() {
            return;
        }
        self.keys += 1;
        let key = format!("{}-{}", self.offices[at].post.name, self.keys);
        let (office, options, dice) = (&mut self.offices[at], &self.options, &mut self.dice);
        let attempt = match office.post.work {
            Work::Officer => people::officer(office, key, &self.persons, options, dice),
            Work::Cashier => people::cashier(office, key, &self.ledger, options, dice),
            Work::Clerk => people_of_counters::clerk(office, key, &self.persons, options, dice),
            Work::Keeper => people_of_water::keeper(office, key, options, dice),
        };
        let Some(attempt) = attempt else { return };
        self.arm(at, 30);
        self.send(at, attempt);
        self.offices[at].weather.calm();
    }

    pub(crate) fn arm(&mut self, at: usize, calls: i64) {
        let strike = match () {
            () if self.dice.permille(self.options.kill_laptop) => Strike::Kill,
            () if self.dice.permille(self.options.laptop_disk) => Strike::Fail,
            () => return,
        };
        let n = u64::try_from(self.dice.between(1, calls)).expect("a small number");
        self.offices[at].weather.arm(n, strike);
    }

    /// Sends a command; without an answer it is kept and sent again.
    pub(crate) fn send(&mut self, at: usize, attempt: Attempt) {
        self.trace.count("commands");
        let answer = attempt.send(&mut self.offices[at]);
        let struck = self.laptop_struck(at);
        match answer {
            Ok(answer) => {
                if let Meant::Wrong(what) = attempt.meant {
                    let name = self.offices[at].post.name;
                    self.objections
                        .push(format!("rules: {name} could take {what} ({})", attempt.key));
                }
                let told = command::acknowledge(&mut self.offices[at], at, &attempt, &answer);
                let number = told.first().map(|told| told.number.clone());
                self.ledger.told.extend(told);
                self.trace.count("commands acknowledged");
                let text = format!(
                    "{} {}: {}",
                    attempt.key,
                    attempt.name(),
                    number.unwrap_or_default()
                );
                self.say(at, &text);
            }
            Err(error) if struck => {
                self.say(at, &format!("{} {}: {error}", attempt.key, attempt.name()));
                self.offices[at].unanswered.push(attempt);
                if self.offices[at].node.is_some() {
                    // A full disk that has room again: the person presses the button once more.
                    self.settle_unanswered(at);
                }
            }
            Err(error) => {
                self.trace.count("commands refused");
                let codes: Vec<String> = error
                    .findings()
                    .iter()
                    .map(|f| f.code.to_string())
                    .collect();
                let text = format!(
                    "{} {}: refused {}",
                    attempt.key,
                    attempt.name(),
                    codes.join(" ")
                );
                self.say(at, &text);
                self.look_at_refusal(at, &attempt, &error);
            }
        }
    }

    /// The same commands under the same keys, after a start or when the disk has room again.
    pub(crate) fn settle_unanswered(&mut self, at: usize) {
        if self.offices[at].node.is_none() {
            return;
        }
        for attempt in std::mem::take(&mut self.offices[at].unanswered) {
            self.trace.count("commands sent again");
            self.send(at, attempt);
        }
    }

    /// A refusal is right if a person of the trade would expect it.
    pub(crate) fn look_at_refusal(&mut self, at: usize, attempt: &Attempt, error: &NodeError) {
        let wrong = matches!(attempt.meant, Meant::Wrong(_));
        if wrong {
            self.trace.count("wrong attempts refused");
        }
        if !wrong && !command::may_be_refused(error.code()) {
            let who = self.offices[at].post.name;
            let what = format!("{who} {} ({}): {error}", attempt.name(), attempt.key);
            self.objections.push(format!("rules: {what}"));
        }
    }

    /// Looks whether the storage was struck; a killed laptop hangs up and is started again later.
    pub(crate) fn laptop_struck(&mut self, at: usize) -> bool {
        let Some((strike, call)) = self.offices[at].struck() else {
            return false;
        };
        if strike == Strike::Fail {
            self.trace.count("disk calls failed at laptops");
            self.say(at, &format!("disk fails at {call}"));
            return true;
        }
        self.trace.count("laptops killed");
        self.say(at, &format!("killed at {call}"));
        self.hang_up(at);
        let later = self.now + self.dice.between(1, 90) * MINUTE;
        self.push(later, Event::Start { office: at });
        true
    }

    /// Starts a dead program; it may die again while it starts.
    pub(crate) fn start(&mut self, at: usize) {
        if self.offices[at].node.is_some() {
            return;
        }
        self.arm(at, 12);
        let started = self.offices[at].restart();
        self.offices[at].weather.calm();
        match (started, self.laptop_struck(at)) {
            (Ok(()), _) => self.say(at, "starts"),
            (Err(_), true) => {
                if self.offices[at].node.is_none() {
                    let later = self.now + MINUTE;
                    self.push(later, Event::Start { office: at });
                }
            }
            (Err(error), false) => {
                let what = format!(
                    "start: {} does not open: {error}",
                    self.offices[at].post.name
                );
                self.objections.push(what);
            }
        }
    }
}
