//! An installation: the data folder, the store in it, the key file beside it, and how all of it becomes an [`App`].
//!
//! ```text
//! loggia-central-data/            loggia.db (encrypted), install.json
//! loggia-central-data.keys.json   the keys: never inside the folder, never in a backup
//! ```
//! With PostgreSQL the folder holds only `install.json`; the server's address comes from `--postgres` or the
//! environment each time, because it may hold a password. A training installation stays one for ever: it alone
//! takes a clock (docs/decisions/0003) and test passwords.

use crate::keys::{KeyFileError, Keys};
use crate::{SUBSYSTEMS, web};
use jiff::Timestamp;
use jiff::civil::DateTime;
use loggia_core::Fail;
use loggia_core::access::PasswordCost;
use loggia_core::app::{App, Parts};
use loggia_core::backup::Manifest;
use loggia_core::clock::Clock;
use loggia_core::ctx::Actor;
use loggia_core::db::{Db, DbError};
use loggia_core::entropy::Entropy;
use loggia_core::settings::{self, Setting};
use loggia_core::web::Layout;
use loggia_intake::Centre;
use loggia_schema::calendar::athens;
use loggia_schema::ids::MunicipalityId;
use loggia_schema::message::{Finding, storage, us, web as says};
use serde::{Deserialize, Serialize};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Name under which a backup says that it is of a training installation.
pub const TRAINING: &str = "training";

/// Where an installation lives and by which clock.
#[derive(Debug, Clone)]
pub struct Place {
    /// Data folder.
    pub folder: PathBuf,
    /// Key file, outside the folder.
    pub keys: PathBuf,
    /// Address of PostgreSQL, if the store is there.
    pub postgres: Option<String>,
    /// Clock of a training installation.
    pub now: Option<String>,
}

/// What a new installation is.
#[derive(Debug, Clone)]
pub struct New {
    /// Number of the municipality.
    pub municipality: MunicipalityId,
    /// Its name.
    pub name: String,
    /// True for exercises.
    pub training: bool,
}

/// The file that says what the folder is.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct InstallFile {
    version: u32,
    municipality: u32,
    training: bool,
    engine: String,
}

/// An opened installation.
pub struct Install {
    /// The application.
    pub app: App,
    /// The keys.
    pub keys: Arc<Keys>,
    /// Who the centre is in this life of its database.
    pub centre: Arc<Centre>,
}

/// Why an installation cannot be made or opened.
#[derive(Debug, thiserror::Error)]
pub enum InstallError {
    /// A rule or the store.
    #[error(transparent)]
    Fail(#[from] Fail),
    /// The key file.
    #[error(transparent)]
    Keys(#[from] KeyFileError),
    /// The folder.
    #[error("data folder: {0}")]
    Disk(#[from] std::io::Error),
    /// Something stands there already.
    #[error("an installation stands here already")]
    Exists,
    /// Nothing stands there.
    #[error("no installation here: run init first")]
    Missing,
    /// The key file lies in the data folder.
    #[error("the key file must lie outside the data folder")]
    KeysInside,
    /// The key file is of another municipality.
    #[error("the key file belongs to another municipality")]
    OtherMunicipality,
}

impl From<DbError> for InstallError {
    fn from(error: DbError) -> Self {
        InstallError::Fail(error.into())
    }
}

impl InstallError {
    /// The sentence for the person at the terminal, with its code.
    pub fn finding(&self) -> Finding {
        let code = match self {
            InstallError::Fail(fail) => return fail.finding(),
            InstallError::Keys(KeyFileError::Exists(path)) => {
                return Finding::new(storage::PATH_TAKEN).with("path", path.display());
            }
            InstallError::Keys(KeyFileError::Open) => storage::KEY_FILE_OPEN,
            InstallError::Keys(KeyFileError::Entropy(_)) => us::UNEXPECTED,
            InstallError::Keys(KeyFileError::Disk(_) | KeyFileError::Form) => {
                storage::KEY_FILE_UNUSABLE
            }
            InstallError::Disk(error) if error.kind() == ErrorKind::StorageFull => {
                storage::DISK_FULL
            }
            InstallError::Disk(_) => storage::DISK_FAILED,
            InstallError::Exists => storage::INSTALLATION_EXISTS,
            InstallError::Missing => storage::INSTALLATION_MISSING,
            InstallError::KeysInside => storage::KEY_FILE_INSIDE,
            InstallError::OtherMunicipality => storage::KEY_FILE_FOREIGN,
        };
        Finding::new(code)
    }
}

impl Place {
    /// Makes an installation: keys, store, tables, chart of accounts, open year.
    ///
    /// # Errors
    /// [`InstallError`]; nothing that was there is overwritten.
    pub fn create(&self, new: &New) -> Result<Install, InstallError> {
        if self.file().exists() {
            return Err(InstallError::Exists);
        }
        std::fs::create_dir_all(&self.folder)?;
        self.keys_are_outside()?;
        let keys = Keys::create(&self.keys, new.municipality, &Entropy::System)?;
        let install = self.start(keys, new.training)?;
        let ctx = install.app.ctx(Actor::System("init")).map_err(Fail::from)?;
        install.app.db().write(|tx| -> Result<(), Fail> {
            loggia_books::chart_data::load(tx, &ctx)?;
            loggia_books::periods::open_year(tx, &ctx, ctx.today.year())?;
            let name = Setting {
                valid_from: ctx.today,
                value: new.name.clone(),
                basis: "init".to_owned(),
            };
            Ok(settings::put(tx, &ctx, "municipality.name", &name)?)
        })?;
        self.write(new.municipality.0, new.training)?;
        Ok(install)
    }

    /// Opens an installation and brings its tables up to date.
    ///
    /// # Errors
    /// [`InstallError`].
    pub fn open(&self) -> Result<Install, InstallError> {
        let text = std::fs::read(self.file()).map_err(|_| InstallError::Missing)?;
        let file: InstallFile = serde_json::from_slice(&text).map_err(|_| InstallError::Missing)?;
        self.keys_are_outside()?;
        let keys = Keys::read(&self.keys)?;
        if keys.municipality.0 != file.municipality {
            return Err(InstallError::OtherMunicipality);
        }
        self.start(keys, file.training)
    }

    fn start(&self, keys: Keys, training: bool) -> Result<Install, InstallError> {
        let db = match &self.postgres {
            Some(url) => Db::postgres(url, keys.municipality)?,
            None => Db::sqlite(&self.store(), keys.store.clone(), keys.municipality)?,
        };
        let clock = if training {
            Clock::training()
        } else {
            Clock::real()
        };
        if let Some(now) = &self.now {
            clock
                .set(moment(now)?)
                .map_err(|_| Fail::from(Finding::new(says::CLOCK_NOT_TRAINING)))?;
        }
        let parts = Parts::new(db, clock, Entropy::System, PasswordCost::FIELD, SUBSYSTEMS)
            .on_loopback()
            .denial(web::denied)
            .with(Layout(web::layout));
        let app = App::new(parts);
        app.migrate()?;
        let centre = Centre::open(&app, keys.centre.public())?;
        Ok(Install {
            app,
            keys: Arc::new(keys),
            centre: Arc::new(centre),
        })
    }

    /// True where an installation stands, or what is left of one.
    pub fn is_taken(&self) -> bool {
        self.file().exists() || self.store().exists()
    }

    /// Writes what the folder is, after a restore, and opens it.
    ///
    /// # Errors
    /// [`InstallError`].
    pub fn adopt(&self, manifest: &Manifest) -> Result<Install, InstallError> {
        let training = manifest
            .witnessed
            .get(TRAINING)
            .is_some_and(|word| word == "yes");
        self.write(manifest.municipality, training)?;
        self.open()
    }

    fn write(&self, municipality: u32, training: bool) -> Result<(), InstallError> {
        let engine = if self.postgres.is_some() {
            "postgres"
        } else {
            "sqlite"
        };
        let file = InstallFile {
            version: 1,
            municipality,
            training,
            engine: engine.to_owned(),
        };
        let text = serde_json::to_vec_pretty(&file).map_err(std::io::Error::other)?;
        Ok(std::fs::write(self.file(), text)?)
    }

    fn keys_are_outside(&self) -> Result<(), InstallError> {
        let folder = self.folder.canonicalize()?;
        let home = self
            .keys
            .parent()
            .filter(|home| !home.as_os_str().is_empty())
            .unwrap_or(Path::new("."));
        if home.canonicalize()?.starts_with(folder) {
            Err(InstallError::KeysInside)
        } else {
            Ok(())
        }
    }

    /// The encrypted store.
    pub fn store(&self) -> PathBuf {
        self.folder.join("loggia.db")
    }

    fn file(&self) -> PathBuf {
        self.folder.join("install.json")
    }
}

/// A moment as people give it to a training clock: `2026-11-23T10:00` in Athens, or RFC 3339.
fn moment(text: &str) -> Result<Timestamp, Fail> {
    let local = || {
        text.parse::<DateTime>()
            .ok()?
            .to_zoned(athens())
            .ok()
            .map(|zoned| zoned.timestamp())
    };
    let read = text.parse().ok().or_else(local);
    read.ok_or_else(|| Finding::new(says::CLOCK_FORM).with("value", text).into())
}
