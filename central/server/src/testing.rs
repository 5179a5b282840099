//! For tests only: a town hall with the demo folder loaded, and laptops that write real entries through the real gates.
//!
//! ```text
//! let hall = Hall::open(db);
//! let mut police = hall.laptop("ΔΑ-1", 1);
//! let fine = police.issue("astynomos1", "2026-09-10T10:00", "ΔΙΠΛΟΠΑΡΚΑΡΙΣΜΑ");
//! police.hand_in(&hall);
//! ```

mod laptop;

pub use laptop::{Laptop, admit, at, rf};

use crate::import::{self, Folder};
use crate::{SUBSYSTEMS, demo, web};
use loggia_core::access::{self, PasswordCost};
use loggia_core::app::{App, Parts};
use loggia_core::clock::Clock;
use loggia_core::db::Db;
use loggia_core::entropy::Entropy;
use loggia_core::numbers::{self, Lease};
use loggia_core::tasks::Task;
use loggia_core::testing;
use loggia_core::web::Layout;
use loggia_core::{Fail, Outcome, conflicts};
use loggia_intake::judge::{self, Judged};
use loggia_intake::{Centre, CentreStore, registry};
use loggia_schema::dispute::{Dispute, Stands};
use loggia_schema::ids::{DeviceKey, DocId, Incarnation, ScopeId, UserId};
use loggia_sync::enrol::{EnrolCode, EnrolRequest};
use loggia_sync::feed::FeedId;
use loggia_sync::receipt::Millis;
use loggia_sync::seal::SealPublic;
use loggia_sync::sign::KeyPair;
use loggia_sync::store::SyncStore as _;
use rand::SeedableRng as _;
use std::sync::Arc;

/// Runs a test over a loaded town hall, on SQLite and on PostgreSQL.
pub fn on_both(test: impl Fn(&Hall)) {
    testing::on_both(|db| test(&Hall::open(db.clone())));
}

/// Runs a test over a loaded town hall on SQLite.
pub fn on_sqlite(test: impl FnOnce(&Hall)) {
    test(&Hall::open(Db::memory(testing::MUNICIPALITY).unwrap()));
}

/// A loaded town hall.
pub struct Hall {
    pub app: App,
    pub centre: Arc<Centre>,
}

impl Hall {
    /// Tables, chart, open year, the demo folder with 50 of its persons.
    pub fn open(db: Db) -> Hall {
        let clock = Clock::training();
        clock.set(testing::now()).unwrap();
        let parts = Parts::new(
            db,
            clock,
            Entropy::seeded(1),
            PasswordCost::TESTS,
            SUBSYSTEMS,
        );
        let parts = parts
            .on_loopback()
            .denial(web::denied)
            .with(Layout(web::layout));
        let app = App::new(parts);
        app.migrate().unwrap();
        let ctx = testing::ctx(200);
        app.db()
            .write(|tx| -> Result<(), Fail> {
                loggia_books::chart_data::load(tx, &ctx)?;
                Ok(loggia_books::periods::open_year(tx, &ctx, 2026)?)
            })
            .unwrap();
        let folder = tempfile::tempdir().unwrap();
        demo::write_demo(folder.path(), 1).unwrap();
        let persons = folder.path().join("persons.csv");
        let few: Vec<String> = std::fs::read_to_string(&persons)
            .unwrap()
            .lines()
            .take(51)
            .map(str::to_owned)
            .collect();
        std::fs::write(&persons, few.join("\n")).unwrap();
        let parsed = Folder::read(folder.path(), &app).unwrap();
        app.db()
            .write(|tx| import::apply(tx, &testing::ctx(201), &app, &parsed))
            .unwrap();
        let centre = Centre::open(&app, KeyPair::from_seed(&[99; 32]).public()).unwrap();
        Hall {
            app,
            centre: Arc::new(centre),
        }
    }

    /// A store for one session.
    pub fn store(&self) -> CentreStore {
        CentreStore::new(self.app.clone(), Arc::clone(&self.centre))
    }

    pub fn scope(&self, code: &str) -> ScopeId {
        let scopes = self.app.db().read(registry::scopes).unwrap();
        scopes
            .into_iter()
            .find(|scope| scope.code == code)
            .unwrap()
            .id
    }

    pub fn user(&self, login: &str) -> UserId {
        self.app
            .db()
            .read(|tx| access::user_by_login(tx, login).map_err(Fail::from))
            .unwrap()
            .unwrap()
            .id
    }

    /// Enrols a device in a desk, with a one-time code, as the session does; it holds its first numbers.
    pub fn laptop(&self, scope: &str, seed: u8) -> Laptop {
        let scope = self.scope(scope);
        let mut rng = rand::rngs::StdRng::from_seed([seed; 32]);
        let code = EnrolCode::generate(&DeviceKey([7; 32]), &mut rng);
        self.app
            .db()
            .write(|tx| registry::put_code(tx, &testing::ctx(seed), &code, "Φορητός", &[scope]))
            .unwrap();
        let keys = KeyPair::from_seed(&[seed; 32]);
        let request = EnrolRequest {
            code: code.id(),
            device: keys.public(),
            incarnation: Incarnation([seed; 10]),
            name: "Φορητός".to_owned(),
            seal_to: SealPublic([0; 32]),
            store_key: vec![1, 2, 3],
        };
        let now = Millis(u64::try_from(testing::now().as_millisecond()).unwrap());
        let enrolled = self.store().enrol(&request, now).unwrap().unwrap();
        assert_eq!(enrolled.scopes, [scope]);
        let feed = FeedId {
            device: keys.public(),
            incarnation: request.incarnation,
            scope,
        };
        let lease = self.leases(keys.public()).pop();
        Laptop::new(keys, feed, lease)
    }

    pub fn leases(&self, device: DeviceKey) -> Vec<Lease> {
        self.app
            .db()
            .read(|tx| numbers::leases(tx, Some(device)))
            .unwrap()
    }

    pub fn judge(&self, scope: ScopeId) -> Judged {
        judge::judge(&self.app, &self.centre, scope).unwrap()
    }

    /// Kinds of the open tasks.
    pub fn tasks(&self) -> Vec<String> {
        let open = self
            .app
            .db()
            .read(|tx| loggia_core::tasks::list_open(tx, 100))
            .unwrap();
        open.into_iter().map(|task| task.kind).collect()
    }

    /// The first open conflict of a kind, as the screen shows it.
    pub fn conflict(&self, kind: &str) -> Option<(Task, Dispute)> {
        let open = self
            .app
            .db()
            .read(|tx| loggia_core::tasks::list_open(tx, 100))
            .unwrap();
        let task = open.into_iter().find(|task| task.kind == kind)?;
        let draw = conflicts::of(SUBSYSTEMS, kind).unwrap().draw;
        let dispute = self.app.db().read(|tx| draw(tx, &testing::ctx(202), &task));
        Some((task, dispute.unwrap()))
    }

    /// Decides a conflict as the screen does.
    pub fn decide(
        &self,
        n: u8,
        task: &Task,
        stands: Stands,
        reason: &str,
    ) -> Outcome<conflicts::Decided> {
        let kind = conflicts::of(SUBSYSTEMS, &task.kind).unwrap();
        let chosen = (Some(stands), reason, "");
        self.app
            .db()
            .write(|tx| conflicts::decide(tx, &testing::ctx(n), kind, task.id, chosen))
    }

    /// How many decisions speak of a document.
    pub fn told(&self, doc: DocId) -> usize {
        let about = doc.to_string();
        let told = self.app.db().read(|tx| conflicts::about(tx, &about));
        told.unwrap().len()
    }

    /// Balance of a role's account, debit less credit.
    pub fn balance(&self, role: loggia_books::Role) -> i64 {
        let day = "2026-12-31".parse().unwrap();
        self.app
            .db()
            .read(|tx| -> Result<i64, Fail> {
                let account =
                    loggia_books::accounts::resolve(tx, &role, "2026-11-23".parse().unwrap())?;
                Ok(loggia_books::trial_balance(tx, account.ledger, day, false)?
                    .balance_of(&account.code)
                    .get())
            })
            .unwrap()
    }
}
