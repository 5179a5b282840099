//! The town hall's day: weather over its disk, and the clerk of revenue.

use crate::events::{Event, MINUTE};
use crate::weather::Strike;
use crate::world::World;
use loggia_core::Fail;
use loggia_revenue::lists;

impl World {
    pub(crate) fn storm(&mut self) {
        let strike = match () {
            () if self.dice.permille(self.options.kill_centre) => Strike::Kill,
            () if self.dice.permille(self.options.centre_disk) => Strike::Fail,
            () => return,
        };
        let n = u64::try_from(self.dice.between(1, 400)).expect("a small number");
        self.hall.weather.arm(n, strike);
    }

    /// Looks whether the town hall's storage was struck; killed, it is started again and every line is gone.
    pub(crate) fn centre_struck(&mut self) {
        let Some((strike, call)) = self.hall.weather.struck() else {
            return;
        };
        if strike == Strike::Fail {
            self.trace.count("disk calls failed at the centre");
            self.trace
                .line(self.now, "centre", &format!("disk fails at {call}"));
            return;
        }
        self.trace.count("centre killed");
        self.trace
            .line(self.now, "centre", &format!("killed at {call}"));
        for at in 0..self.offices.len() {
            self.hang_up(at);
        }
        self.hall.restart(self.now);
    }

    /// Drafts a list of what is ripe and approves what is drafted, each in its own transaction.
    pub(crate) fn clerk(&mut self) {
        let ctx = self.hall.ctx();
        let db = self.hall.app().db().clone();
        let open = db.read(|tx| lists::all(tx, 50).map_err(Fail::from));
        let Ok(open) = open else { return };
        let waiting = open
            .iter()
            .find(|list| list.state == loggia_revenue::model::ListState::Draft);
        let Some(draft) = waiting else {
            if let Ok(list) = db.write(|tx| lists::draft(tx, &ctx, "fines")) {
                self.trace.count("lists drafted");
                let text = format!("drafts list {} of {} fines", list.id, list.lines);
                self.trace.line(self.now, "clerk", &text);
                let soon = self.now + self.dice.between(1, 120) * MINUTE;
                self.push(soon, Event::Clerk);
            }
            return;
        };
        match db.write(|tx| lists::approve(tx, &ctx, draft.id)) {
            Ok(list) => {
                self.trace.count("lists approved");
                let text = format!("approves list {} of {} cents", list.id, list.total.get());
                self.trace.line(self.now, "clerk", &text);
            }
            // Everything in it was paid or taken back: such a draft is thrown away.
            Err(Fail::Refused(why)) => {
                let gone = db.write(|tx| lists::discard(tx, &ctx, draft.id)).is_ok();
                let text = format!("list {}: {}, discarded {gone}", draft.id, why.code);
                self.trace.count("lists discarded");
                self.trace.line(self.now, "clerk", &text);
            }
            Err(Fail::Store(error)) => {
                let text = format!("cannot approve list {}: {error}", draft.id);
                self.trace.line(self.now, "clerk", &text);
                let soon = self.now + 30 * MINUTE;
                self.push(soon, Event::Clerk);
            }
        }
    }
}
