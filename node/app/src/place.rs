//! Where an office lives and by which clock: the folder, the marks beside it, the clock of a training store.
//!
//! ```text
//! loggia-node-data/          the store, its key slots, its lock, serve.json, centre.json
//! loggia-node-data.marks/    the last numbers shown: beside the store, so that a copy put back is found out
//! ```
//! Only a store made for training takes a clock (docs/decisions/0003); any other refuses to start with one.

use jiff::civil::DateTime;
use loggia_node::env::{Env, TrainingClock};
use loggia_node::keys::KeyFile;
use loggia_node::{Actor, Create, Node, NodeError};
use loggia_schema::calendar::athens;
use loggia_schema::message::{Finding, storage, web};
use serde::{Deserialize, Serialize};
use std::io;
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

/// Where an office lives.
#[derive(Debug, Clone, Default)]
pub struct Place {
    /// Folder of the encrypted store.
    pub folder: PathBuf,
    /// Folder of the marks; without it, a folder beside the store.
    pub marks: Option<PathBuf>,
    /// Clock of a training store, local: `2026-11-23T10:00`.
    pub now: Option<String>,
}

impl Place {
    /// The store in a folder, with everything else as usual.
    pub fn at(folder: impl Into<PathBuf>) -> Place {
        Place {
            folder: folder.into(),
            marks: None,
            now: None,
        }
    }

    /// Makes the store; it is left unlocked for its first user.
    ///
    /// # Errors
    /// The user's: a clock without `training`, a folder with a store, a login or password that does not do. The disk's.
    pub fn create(&self, how: Create<'_>) -> Result<(Node, Actor), NodeError> {
        let env = self.env(how.training)?;
        let made = Node::create(&self.folder, env, how, HOLDER)?;
        // Encrypted or not, what lies in the folder is nobody else's business.
        let owner_only = std::fs::Permissions::from_mode(0o700);
        std::fs::set_permissions(&self.folder, owner_only)
            .map_err(|_| NodeError::refuse(storage::DISK_FAILED))?;
        Ok(made)
    }

    /// Opens the store, locked.
    ///
    /// # Errors
    /// The user's: no store here, held by another program, a clock for a store that is not for training. The disk's.
    pub fn open(&self) -> Result<Node, NodeError> {
        if !KeyFile::exists(&self.folder) {
            return Err(NodeError::refuse(storage::STORE_MISSING));
        }
        let training = KeyFile::load(&self.folder)?.training();
        Node::open(&self.folder, self.env(training)?, HOLDER)
    }

    fn env(&self, training: bool) -> Result<Env, NodeError> {
        let marks = self.marks();
        if marks.starts_with(&self.folder) {
            return Err(NodeError::refuse(storage::MARKS_INSIDE));
        }
        let mut env = Env::system(&marks);
        if let Some(text) = &self.now {
            if !training {
                return Err(NodeError::refuse(web::CLOCK_NOT_TRAINING));
            }
            let local: Result<DateTime, _> = text.trim().parse();
            let start = local.and_then(|local| local.to_zoned(athens()));
            let start = start.map_err(|_| Finding::new(web::CLOCK_FORM).with("value", text))?;
            env.clock = Box::new(TrainingClock::starting_at(start.timestamp()));
        }
        Ok(env)
    }

    fn marks(&self) -> PathBuf {
        self.marks.clone().unwrap_or_else(|| {
            let mut name = self.folder.clone().into_os_string();
            name.push(".marks");
            PathBuf::from(name)
        })
    }
}

/// What stands in the lock while a program of ours holds the store.
const HOLDER: &str = "loggia-node";

/// Where the centre was last known to listen. No secret: a wrong centre cannot prove the pinned key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Centre {
    /// Address and port (UDP).
    pub address: SocketAddr,
}

const CENTRE: &str = "centre.json";

impl Centre {
    /// The address kept in a folder, if there is one.
    pub fn load(folder: &Path) -> Option<Centre> {
        let text = std::fs::read(folder.join(CENTRE)).ok()?;
        serde_json::from_slice(&text).ok()
    }

    /// Keeps the address in a folder.
    ///
    /// # Errors
    /// The disk's.
    pub fn save(self, folder: &Path) -> io::Result<()> {
        let text = serde_json::to_vec(&self)?;
        let new = folder.join("centre.new");
        std::fs::write(&new, text)?;
        std::fs::rename(new, folder.join(CENTRE))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use loggia_schema::message::Code;

    fn refused(place: &Place, training: bool) -> Option<Code> {
        place.env(training).err().map(|error| error.code())
    }

    #[test]
    fn only_a_training_store_takes_a_clock() {
        let place = Place {
            now: Some("2026-11-23T10:00".into()),
            ..Place::at("x")
        };
        assert_eq!(refused(&place, false), Some(web::CLOCK_NOT_TRAINING));
        let shown = place
            .env(true)
            .unwrap()
            .clock
            .now()
            .to_zoned(athens())
            .datetime();
        assert_eq!(shown.strftime("%F %H:%M").to_string(), "2026-11-23 10:00");
        let nowhere = Place {
            folder: "there is no such folder".into(),
            ..place.clone()
        };
        assert_eq!(
            nowhere.open().err().map(|error| error.code()),
            Some(storage::STORE_MISSING),
            "whatever else is wrong with the words"
        );
        let nonsense = Place {
            now: Some("χθες".into()),
            ..Place::at("x")
        };
        assert_eq!(refused(&nonsense, true), Some(web::CLOCK_FORM));
    }

    #[test]
    fn the_marks_never_lie_inside_the_store() {
        let inside = Place {
            marks: Some("a/b/marks".into()),
            ..Place::at("a/b")
        };
        assert_eq!(refused(&inside, false), Some(storage::MARKS_INSIDE));
        assert!(!Place::at("a/b").marks().starts_with("a/b"));
    }

    #[test]
    fn the_address_of_the_centre_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(Centre::load(folder.path()), None);
        let centre = Centre {
            address: "127.0.0.1:4433".parse().unwrap(),
        };
        centre.save(folder.path()).unwrap();
        assert_eq!(Centre::load(folder.path()), Some(centre));
    }
}
