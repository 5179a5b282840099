//! The node's side of a line: what a carrier needs to call the centre, and nothing it could keep (συνάντηση με το Κέντρο).
//!
//! The node opens no socket. It hands out a session machine that is ready to speak, the key that TLS proves, and the keys
//! the centre may prove; the carrier lends the store back to the machine for each step.

use crate::error::{NodeError, Result};
use crate::node::Node;
use crate::sync_store::inspect;
use loggia_schema::ids::DeviceKey;
use loggia_schema::message::access;
use loggia_sync::enrol::EnrolCode;
use loggia_sync::identity::RootTrust;
use loggia_sync::session::{EnrolTask, NodeSide, Session, Settings, Task};
use loggia_sync::sign::KeyPair;

/// One call to the centre, about to be made.
pub struct Meeting {
    /// The machine, which speaks first.
    pub session: Session,
    /// The device's keys, for the carrier's own proof.
    pub keys: KeyPair,
    /// The keys the centre may prove; none at the first meeting, where the session checks the root's fingerprint.
    pub centre: Option<Vec<DeviceKey>>,
}

impl Node {
    /// A meeting that synchronises. What the last one brought and a failing disk left lying is applied first.
    ///
    /// # Errors
    /// The user's: locked, not enrolled. The disk's.
    pub fn meeting(&mut self) -> Result<Meeting> {
        self.apply_what_lies()?;
        let open = self.unlocked()?;
        let enrolment = open.enrolment.as_ref();
        let enrolment = enrolment.ok_or_else(|| NodeError::refuse(access::NOT_ENROLLED))?;
        let centre = std::iter::once(enrolment.centre).chain(enrolment.next);
        let (trust, centre) = (enrolment.trust(), centre.collect());
        Ok(self.machine(open.device.clone(), trust, Task::Sync, Some(centre)))
    }

    /// The meeting that enrols this device with a one-time code.
    ///
    /// # Errors
    /// The user's: locked, enrolled already. The disk's: the recovery slot could not be written.
    pub fn first_meeting(&mut self, code: EnrolCode, name: &str) -> Result<Meeting> {
        let store_key = self.recovery_secret()?;
        let open = self.unlocked()?;
        let trust = RootTrust::Fingerprint(code.root());
        let task = EnrolTask {
            code,
            name: name.to_owned(),
            incarnation: open.incarnation,
            seal_to: open.seal.public(),
            store_key,
        };
        Ok(self.machine(open.device.clone(), trust, Task::Enrol(task), None))
    }

    fn machine(
        &mut self,
        keys: KeyPair,
        trust: RootTrust,
        task: Task,
        centre: Option<Vec<DeviceKey>>,
    ) -> Meeting {
        let side = NodeSide {
            keys: keys.clone(),
            trust,
            task,
        };
        let settings = Settings::new(inspect);
        let session = Session::node(side, settings, &mut self.env.rng);
        Meeting {
            session,
            keys,
            centre,
        }
    }
}
