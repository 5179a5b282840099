//! Errors of the node: whose fault it is decides what the caller does.
//!
//! * [`NodeError::Refused`]: somebody can mend it. Findings for the form; nothing was stored, nothing was lost.
//! * [`NodeError::Disk`]: store, keys or lock failed; nothing was acknowledged.
//! * [`NodeError::Peer`]: what another device or the centre sent is not sound.
//! * [`NodeError::Us`]: an invariant of this program is broken. Logged, told, never hidden.
//!
//! Every error turns into findings with a Greek sentence ([`NodeError::findings`]); none of them carries personal data in
//! its `Display`, so errors may be logged.

use crate::keys::KeyError;
use crate::lock::LockError;
use crate::store::StoreError;
use loggia_schema::message::{Code, Fault, Finding, access, storage, us};

/// Result of the node.
pub type Result<T, E = NodeError> = std::result::Result<T, E>;

/// Why the node did not do it.
#[derive(Debug, thiserror::Error)]
pub enum NodeError {
    /// Refused with findings; the first is the most important.
    #[error("refused: {0:?}")]
    Refused(Vec<Finding>),
    /// The store.
    #[error(transparent)]
    Disk(#[from] StoreError),
    /// The key slots.
    #[error(transparent)]
    Keys(#[from] KeyError),
    /// The lock.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// The peer.
    #[error("peer: {0:?}")]
    Peer(Finding),
    /// Ourselves.
    #[error("broken invariant: {0}")]
    Us(&'static str),
}

impl NodeError {
    /// One finding without more.
    pub fn refuse(code: Code) -> NodeError {
        Finding::new(code).into()
    }

    /// What the person at the screen reads.
    pub fn findings(&self) -> Vec<Finding> {
        match self {
            NodeError::Refused(findings) => findings.clone(),
            NodeError::Peer(finding) => vec![finding.clone()],
            NodeError::Disk(error) => vec![Finding::new(disk_code(error))],
            NodeError::Keys(error) => vec![Finding::new(key_code(error))],
            NodeError::Lock(LockError::Held { holder }) => {
                vec![Finding::new(storage::STORE_HELD).with("holder", holder)]
            }
            NodeError::Lock(LockError::Disk { .. }) => vec![Finding::new(storage::DISK_FAILED)],
            NodeError::Us(_) => vec![Finding::new(us::UNEXPECTED)],
        }
    }

    /// The first finding's code.
    pub fn code(&self) -> Code {
        self.findings()
            .first()
            .map_or(us::UNEXPECTED, |finding| finding.code)
    }

    /// Whose fault it is.
    pub fn fault(&self) -> Fault {
        self.code().fault()
    }

    /// The fault hook ended this node: open it again.
    pub fn is_killed(&self) -> bool {
        matches!(
            self,
            NodeError::Disk(StoreError::Killed) | NodeError::Keys(KeyError::Killed)
        )
    }
}

impl From<Finding> for NodeError {
    fn from(finding: Finding) -> NodeError {
        NodeError::Refused(vec![finding])
    }
}

impl From<Vec<Finding>> for NodeError {
    fn from(findings: Vec<Finding>) -> NodeError {
        NodeError::Refused(findings)
    }
}

fn disk_code(error: &StoreError) -> Code {
    match error {
        StoreError::Full => storage::DISK_FULL,
        StoreError::Newer { .. } => storage::STORE_NEWER,
        StoreError::NotAStore | StoreError::Damaged(_) => storage::STORE_BROKEN,
        StoreError::Engine(_) | StoreError::Killed => storage::DISK_FAILED,
    }
}

fn key_code(error: &KeyError) -> Code {
    match error {
        KeyError::Wrong => access::WRONG_PASSWORD,
        KeyError::Exists => access::SLOT_EXISTS,
        KeyError::Last => access::LAST_SLOT,
        KeyError::NoRecovery => access::NO_RECOVERY,
        KeyError::Damaged { .. } => storage::KEYS_DAMAGED,
        KeyError::Disk { source, .. } if source.kind() == std::io::ErrorKind::StorageFull => {
            storage::DISK_FULL
        }
        KeyError::Disk { .. } | KeyError::Killed => storage::DISK_FAILED,
    }
}
