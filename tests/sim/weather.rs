//! Bad weather on order, for the storage of laptops and of the centre: the n-th call from now is struck.
//!
//! Both sides ask before (and after) every call that could leave something behind; here the simulator answers. What was
//! struck is remembered, so that the trace names it and the run can prove that every kind of call was hit.

use loggia_core::db as centre;
use loggia_node::env as node;
use std::sync::{Arc, Mutex, PoisonError};

/// What is to happen at a storage call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strike {
    /// The process dies.
    Kill,
    /// The call fails; the process lives.
    Fail,
}

#[derive(Debug, Default)]
struct State {
    left: u64,
    strike: Option<Strike>,
    struck: Option<(Strike, String)>,
}

/// The weather of one store; clones share it.
#[derive(Debug, Clone, Default)]
pub struct Weather(Arc<Mutex<State>>);

impl Weather {
    /// Strikes at the `n`-th call from now.
    pub fn arm(&self, n: u64, strike: Strike) {
        let mut state = self.state();
        (state.left, state.strike) = (n, Some(strike));
    }

    /// Calm again.
    pub fn calm(&self) {
        self.state().strike = None;
    }

    /// What was struck since the last time this was asked.
    pub fn struck(&self) -> Option<(Strike, String)> {
        self.state().struck.take()
    }

    fn ask(&self, call: &dyn std::fmt::Debug) -> Option<Strike> {
        let mut state = self.state();
        let strike = state.strike?;
        state.left = state.left.saturating_sub(1);
        if state.left > 0 {
            return None;
        }
        state.strike = None;
        state.struck = Some((strike, format!("{call:?}")));
        Some(strike)
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl node::Faults for Weather {
    fn at(&mut self, call: node::StorageCall) -> node::Outcome {
        match self.ask(&call) {
            None => node::Outcome::Go,
            Some(Strike::Kill) => node::Outcome::Kill,
            Some(Strike::Fail) => node::Outcome::Fail,
        }
    }
}

impl centre::Faults for Weather {
    fn at(&self, call: centre::StorageCall) -> Option<centre::Fault> {
        self.ask(&call).map(|strike| match strike {
            Strike::Kill => centre::Fault::Kill,
            Strike::Fail => centre::Fault::Full,
        })
    }
}
