//! The town hall of a world: the real centre over an encrypted file in the world's folder, killed and opened again at will.
//!
//! A town hall with tables, chart, open year and the demonstration data is made once per process and copied for every
//! world; what differs between worlds (sizes of blocks) is written into the copy.

use crate::weather::Weather;
use jiff::Timestamp;
use loggia_core::Fail;
use loggia_core::access::PasswordCost;
use loggia_core::app::{App, Parts};
use loggia_core::clock::Clock;
use loggia_core::ctx::{Actor, Ctx};
use loggia_core::db::{Db, SqliteOptions, StoreKey, Tx};
use loggia_core::entropy::Entropy;
use loggia_core::numbers::{self, Plan};
use loggia_intake::judge;
use loggia_intake::{Centre, CentreStore, registry};
use loggia_schema::ids::{MunicipalityId, ScopeId};
use loggia_server::import::{self, Folder};
use loggia_server::{SUBSYSTEMS, demo};
use loggia_sync::identity::{Certificate, SignedCertificate};
use loggia_sync::seal::SealSecret;
use loggia_sync::session::CentreSide;
use loggia_sync::sign::KeyPair;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

const MUNICIPALITY: MunicipalityId = MunicipalityId(71);
const YEAR: i16 = 2026;
/// Persons of the demonstration that get fined.
pub const PERSONS: usize = 12;
/// Seed of the demonstration data.
const DEMO_SEED: u64 = 1;

/// The first morning of every world.
pub fn first_day() -> Timestamp {
    "2026-03-02T05:00:00Z".parse().expect("a time")
}

/// The town hall.
pub struct Hall {
    /// The real thing; taken away and made anew when it is opened again.
    app: Option<App>,
    /// Who it is in this life.
    pub centre: Arc<Centre>,
    /// The weather of its disk.
    pub weather: Weather,
    /// Desk code → scope.
    pub scopes: BTreeMap<String, ScopeId>,
    keys: KeyPair,
    root: KeyPair,
    file: PathBuf,
    lives: u64,
    seed: u64,
}

impl Hall {
    /// A town hall in `folder`, with blocks of so many numbers of fines and receipts.
    pub fn open(folder: &Path, seed: u64, (fines, receipts): (i64, i64), now: i64) -> Hall {
        let file = folder.join("loggia.db");
        std::fs::write(&file, template()).expect("a copy of the template");
        let weather = Weather::default();
        let app = app(&file, seed, &weather, now);
        let keys = KeyPair::from_seed(&[0xcc; 32]);
        let centre = Centre::open(&app, keys.public()).expect("a first life");
        let scopes = app.db().read(registry::scopes).expect("the desks");
        let scopes = scopes
            .into_iter()
            .map(|scope| (scope.code, scope.id))
            .collect();
        let hall = Hall {
            app: Some(app),
            centre: Arc::new(centre),
            weather,
            scopes,
            keys,
            root: KeyPair::from_seed(&[0xee; 32]),
            file,
            lives: 0,
            seed,
        };
        hall.plan_blocks(fines, receipts);
        hall
    }

    fn plan_blocks(&self, fines: i64, receipts: i64) {
        for (code, scope) in &self.scopes {
            let (series, prefix, stem, block) = match code.split_once('-') {
                Some(("ΔΑ", n)) => ("fine", format!("Κ{n}"), format!("12600{n}"), fines),
                Some(("ΤΑ", n)) => ("receipt", format!("Α{n}"), format!("2260{n}"), receipts),
                _ => continue,
            };
            let plan = Plan {
                scope: *scope,
                series: series.to_owned(),
                year: YEAR,
                prefix,
                rf_stem: stem,
                first: 1,
                last: 200_000,
                block,
            };
            self.app()
                .db()
                .write(|tx| numbers::put_plan(tx, &plan))
                .expect("a plan of numbers");
        }
    }

    /// The process ends without a word and is started again: what was admitted and not judged is judged first.
    pub fn restart(&mut self, now: i64) {
        self.weather.calm();
        self.lives += 1;
        self.app = None;
        let app = app(
            &self.file,
            self.seed ^ (self.lives << 32),
            &self.weather,
            now,
        );
        self.centre = Arc::new(Centre::open(&app, self.keys.public()).expect("the same life"));
        judge::judge_all(&app, &self.centre).expect("what was admitted is judged at the start");
        self.app = Some(app);
    }

    /// The running program.
    pub fn app(&self) -> &App {
        self.app.as_ref().expect("a running centre")
    }

    /// Reads in one transaction, in calm weather.
    pub fn read<T>(&self, work: impl FnMut(&mut Tx<'_>) -> Result<T, Fail>) -> T {
        self.app().db().read(work).expect("a calm centre reads")
    }

    /// Sets the clock of the machine.
    pub fn set_clock(&self, now: i64) {
        let at = Timestamp::from_millisecond(now).expect("a simulated time");
        self.app().clock().set(at).expect("a training clock");
    }

    /// A store for one session.
    pub fn store(&self) -> CentreStore {
        CentreStore::new(self.app().clone(), Arc::clone(&self.centre))
    }

    /// Its side of a session.
    pub fn side(&self) -> CentreSide {
        CentreSide {
            keys: self.keys.clone(),
            certificate: self.certificate(),
            next_key: None,
            busy: None,
        }
    }

    fn certificate(&self) -> SignedCertificate {
        let certificate = Certificate {
            municipality: MUNICIPALITY,
            serial: 1,
            root: self.root.public(),
            centre: self.keys.public(),
            recovery: SealSecret::from_bytes([0xdd; 32]).public(),
        };
        certificate.sign(&self.root)
    }

    /// The root's key, for codes of enrolment.
    pub fn root(&self) -> loggia_schema::ids::DeviceKey {
        self.root.public()
    }

    /// The circumstances of a command of the back office.
    pub fn ctx(&self) -> Ctx {
        self.app()
            .ctx(Actor::System("clerk"))
            .expect("seeded randomness")
    }
}

fn app(file: &Path, seed: u64, weather: &Weather, now: i64) -> App {
    let mut options = SqliteOptions::new(file, StoreKey::new([0x71; 32]));
    // The disk is simulated: a kill is a dropped process and never a power cut, so nothing is flushed.
    (options.readers, options.durable) = (0, false);
    options.faults = Some(Arc::new(weather.clone()));
    let db = Db::sqlite_with(options, MUNICIPALITY).expect("the store of the centre");
    let clock = Clock::training();
    clock
        .set(Timestamp::from_millisecond(now).expect("a simulated time"))
        .expect("a training clock");
    let entropy = Entropy::seeded(seed);
    App::new(Parts::new(
        db,
        clock,
        entropy,
        PasswordCost::TESTS,
        SUBSYSTEMS,
    ))
}

/// The bytes of a loaded town hall.
fn template() -> &'static [u8] {
    static BYTES: OnceLock<Vec<u8>> = OnceLock::new();
    BYTES.get_or_init(|| {
        let folder = crate::folder();
        let file = folder.path().join("template.db");
        load(&file, folder.path());
        std::fs::read(&file).expect("the template")
    })
}

fn load(file: &Path, folder: &Path) {
    let app = app(
        file,
        DEMO_SEED,
        &Weather::default(),
        first_day().as_millisecond(),
    );
    app.migrate().expect("tables");
    let ctx = app.ctx(Actor::System("install")).expect("randomness");
    app.db()
        .write(|tx| -> Result<(), Fail> {
            loggia_books::chart_data::load(tx, &ctx)?;
            Ok(loggia_books::periods::open_year(tx, &ctx, YEAR)?)
        })
        .expect("chart and year");
    let sheets = folder.join("demo");
    demo::write_demo(&sheets, DEMO_SEED).expect("the demonstration's files");
    let persons = sheets.join("persons.csv");
    let all = std::fs::read_to_string(&persons).expect("persons");
    let few: Vec<&str> = all.lines().take(PERSONS + 1).collect();
    std::fs::write(&persons, few.join("\n")).expect("fewer persons");
    // Keepers walk from the first day of every world on.
    for sheet in ["keepers.csv", "seasons.csv"] {
        let sheet = sheets.join(sheet);
        let text = std::fs::read_to_string(&sheet).expect("a sheet");
        std::fs::write(&sheet, text.replace("2026-03-15", "2026-02-01"))
            .expect("an earlier season");
    }
    let parsed = Folder::read(&sheets, &app).expect("sheets without errors");
    app.db()
        .write(|tx| import::apply(tx, &ctx, &app, &parsed))
        .expect("imported");
}

/// ΑΦΜ and name of the persons that get fined.
pub fn persons() -> Vec<(String, String)> {
    demo::synthetic_persons(DEMO_SEED, PERSONS)
        .into_iter()
        .map(|person| {
            (
                person.afm,
                format!("{} {}", person.surname, person.first_name),
            )
        })
        .collect()
}
