//! An office of the tests: a node in a temporary folder, and what outlives it when it is killed.

use super::town::{COUNTER, PASSWORD, POLICE, Town, start};
use crate::commands::{FineIssue, LineInput, PickInput, ReceiptIssue};
use crate::env::{Env, FrozenClock, MemoryHighWater, StopAt};
use crate::queries::lines::Lines;
use crate::{Actor, Create, Node, Result, Session};
use loggia_cases::records::{DeviceRecord, DeviceState};
use loggia_schema::ids::ScopeId;
use loggia_sync::enrol::Enrolled;
use loggia_sync::feed::FeedId;
use loggia_sync::receipt::Millis;
use loggia_sync::store::Registration;
use std::path::Path;

/// One office: a node, and what outlives it when it is killed.
pub struct Office {
    pub folder: tempfile::TempDir,
    pub node: Option<Node>,
    pub actor: Actor,
    pub marks: MemoryHighWater,
    pub faults: StopAt,
    pub clock: FrozenClock,
    pub login: String,
    seed: u64,
}

impl Office {
    pub fn new(login: &str, seed: u64, clock: &FrozenClock) -> Office {
        let folder = tempfile::tempdir().unwrap();
        let (marks, faults) = (MemoryHighWater::default(), StopAt::never());
        let env = env(seed, clock, &marks, &faults);
        let how = Create {
            training: true,
            login,
            password: PASSWORD,
        };
        let (node, actor) = Node::create(folder.path(), env, how, "test").unwrap();
        let (clock, login) = (clock.clone(), login.to_owned());
        Office {
            folder,
            node: Some(node),
            actor,
            marks,
            faults,
            clock,
            login,
            seed,
        }
    }

    pub fn enrol(&mut self, town: &mut Town) {
        let device = self.node().device().unwrap();
        let at = Millis(u64::try_from(start().as_millisecond()).unwrap());
        let enrolled = Enrolled {
            scopes: vec![POLICE, COUNTER],
            training: true,
            at,
        };
        self.node()
            .keep_enrolment(&enrolled, &town.certificate)
            .unwrap();
        town.store
            .register(device, Registration::Active(vec![POLICE, COUNTER]));
        let record = DeviceRecord {
            key: device,
            name: format!("Φορητός {}", self.login),
            place: None,
            scopes: vec![POLICE, COUNTER],
            state: DeviceState::Active,
            enrolled_at: start(),
            revoked_at: None,
        };
        for scope in [POLICE, COUNTER] {
            town.records(scope, std::slice::from_ref(&record));
        }
    }

    pub fn node(&mut self) -> &mut Node {
        self.node.as_mut().unwrap()
    }

    pub fn session(&mut self) -> Session<'_> {
        let actor = self.actor.clone();
        self.node().session(&actor).unwrap()
    }

    pub fn feed(&mut self, scope: ScopeId) -> FeedId {
        let (device, incarnation) = (
            self.node().device().unwrap(),
            self.node().incarnation().unwrap(),
        );
        FeedId {
            device,
            incarnation,
            scope,
        }
    }

    /// Drops the node as a kill would and opens it again from what is on disk.
    pub fn restart(&mut self) -> Result<()> {
        self.node = None;
        self.faults.disarm();
        self.seed += 1000;
        let env = env(self.seed, &self.clock, &self.marks, &self.faults);
        let mut node = Node::open(self.folder.path(), env, "test")?;
        self.actor = node.unlock(&self.login, PASSWORD)?;
        self.node = Some(node);
        Ok(())
    }

    /// A fine for a plate at a place, five minutes after the last.
    pub fn fine(&mut self, key: &str, plate: &str) -> Result<crate::commands::IssuedFine> {
        let input = fine(plate);
        self.session().fine_issue(key, &input)
    }

    pub fn clean(&mut self) {
        let report = self.node().check_rows().unwrap();
        assert!(report.is_clean(), "{report:?}");
        // What lists hold in memory followed every write since it was read.
        let open = self.node().open.as_mut().unwrap();
        let followed = open.lines.up_to_date(&open.store).unwrap().described();
        let mut anew = Lines::default();
        open.store.forget_changed();
        let anew = anew.up_to_date(&open.store).unwrap().described();
        assert_eq!(followed, anew);
    }
}

/// A fine as an officer types it.
pub fn fine(plate: &str) -> FineIssue {
    FineIssue {
        plate: plate.to_owned(),
        street: "Οδός Δοκιμής".to_owned(),
        street_no: "12".to_owned(),
        community: "her".to_owned(),
        violations: vec![PickInput {
            code: "Ρ-69".to_owned(),
            step: 1,
        }],
        ..FineIssue::default()
    }
}

/// A receipt for one code.
pub fn receipt(code: &str, amount: &str) -> ReceiptIssue {
    let line = LineInput {
        code: code.to_owned(),
        amount: amount.to_owned(),
        ..LineInput::default()
    };
    ReceiptIssue {
        lines: vec![line],
        ..ReceiptIssue::default()
    }
}

fn env(seed: u64, clock: &FrozenClock, marks: &MemoryHighWater, faults: &StopAt) -> Env {
    let mut env = Env::simulated(seed, clock.clone());
    env.marks = Box::new(marks.clone());
    env.faults = Box::new(faults.clone());
    env
}

/// Copies a store as a backup program would: the files as they lie there.
pub fn copy_store(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
    }
}
