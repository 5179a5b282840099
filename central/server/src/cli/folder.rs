//! Folders: `demo`, `import`, `backup`, `restore`.

use super::args::DemoSize;
use super::{CliError, Operator};
use crate::demo::{self, Size};
use crate::import::migrate::{self, Into, Listing, Plan, Progress, Report};
use crate::import::{self, Folder, RowError};
use crate::install::{Install, InstallError, Place, TRAINING};
use crate::keys::Keys;
use loggia_core::ctx::Actor;
use loggia_core::db::DbError;
use loggia_core::{Fail, Outcome, backup, rights};
use loggia_foreign::Limits;
use loggia_intake::{Centre, held, mark_backed_up};
use loggia_schema::message::{Finding, import as says, storage, web};
use serde_json::{Value, json};
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

pub(super) fn demo(
    folder: &Path,
    seed: u64,
    size: Option<DemoSize>,
    dirt: bool,
) -> Result<Value, CliError> {
    if size.is_some() || dirt {
        let full = size == Some(DemoSize::Full);
        let size = if full { Size::FULL } else { Size::SMALL };
        let truth = demo::write_old(folder, seed, size, dirt).map_err(InstallError::from)?;
        return Ok(json!({
            "folder": folder, "seed": seed, "persons": truth.persons, "merged": truth.merged_persons,
            "candidates": truth.candidates, "rejects": truth.rejects.values().sum::<u64>(), "totals": truth.totals.len(),
        }));
    }
    let written = demo::write_demo(folder, seed).map_err(InstallError::from)?;
    let files: Vec<Value> = written
        .files
        .iter()
        .map(|(name, lines)| json!({ "file": name, "lines": lines }))
        .collect();
    Ok(json!({ "folder": folder, "seed": seed, "files": files }))
}

pub(super) fn import(
    install: &Install,
    by: &Operator,
    folder: &Path,
    dry_run: bool,
    listing: Option<&Path>,
) -> Result<Value, CliError> {
    by.must_hold(rights::ADMINISTER)?;
    let (app, ctx) = (&install.app, by.ctx(install)?);
    let whole = |errors: Vec<RowError>| CliError::Report(report(&errors));
    // A folder of old files alone, such as a later export, needs no reference data beside it.
    let brings = Plan::is_in(folder);
    let parsed = (!brings || folder.join("places.csv").exists())
        .then(|| Folder::read(folder, app))
        .transpose()
        .map_err(whole)?;
    let plan = brings
        .then(|| Plan::read(folder))
        .transpose()
        .map_err(whole)?;
    let mut listing = listing_of(listing.unwrap_or(&folder.join("import-report")));
    let mut told = Told::default();
    let mut applied = None;
    let mut moved = None;
    let done = app.db().write(|tx| -> Outcome<()> {
        if let Some(parsed) = &parsed {
            applied = Some(import::apply(tx, &ctx, app, parsed)?);
        }
        if !dry_run {
            return Ok(());
        }
        if let Some(plan) = &plan {
            let (into, tell) = (&mut Into::Tx(tx), &mut |at: Progress<'_>| told.say(at));
            moved = Some(migrate::run(
                into,
                &ctx,
                plan,
                Limits::USUAL,
                &mut listing,
                tell,
            )?);
        }
        // A dry run goes the whole way and then takes everything back.
        Err(Fail::Refused(Finding::new(says::DRY_RUN)))
    });
    match done {
        Err(Fail::Refused(finding)) if finding.code == says::DRY_RUN => {}
        other => other?,
    }
    let mut passwords = 0;
    if !dry_run {
        if let Some(parsed) = &parsed {
            passwords = import::set_passwords(app, &ctx, parsed)?;
        }
        if let Some(plan) = &plan {
            let (into, tell) = (&mut Into::Store(app), &mut |at: Progress<'_>| told.say(at));
            moved = Some(migrate::run(
                into,
                &ctx,
                plan,
                Limits::USUAL,
                &mut listing,
                tell,
            )?);
        }
    }
    let applied = applied.unwrap_or_default();
    let mut answer = json!({ "dry_run": dry_run, "written": applied.written(), "passwords": passwords, "files": applied });
    if let Some(moved) = &moved {
        answer["moved"] = json!(moved);
        answer["moved"]["written"] = json!(moved.written());
        answer["moved"]["rows_per_second"] = json!(told.rate(moved));
        let differ = moved.differences.as_ref().map_or(0, Vec::len);
        if differ > 0 {
            let finding = Finding::new(says::TOTALS_DIFFER)
                .with("file", "totals.csv")
                .with("n", differ);
            answer["moved"]["totals_differ"] = json!(finding.greek());
        }
    }
    Ok(answer)
}

fn listing_of(path: &Path) -> Listing {
    Listing::new(path.with_extension("csv"), path.with_extension("jsonl"))
}

/// Tells how far a long import is, on standard error, once it takes longer than two seconds.
struct Told {
    began: Instant,
    last: Instant,
}

impl Default for Told {
    fn default() -> Told {
        let now = Instant::now();
        Told {
            began: now,
            last: now,
        }
    }
}

impl Told {
    fn say(&mut self, at: Progress<'_>) {
        if self.last.elapsed() < Duration::from_secs(2) {
            return;
        }
        self.last = Instant::now();
        let percent = at.done * 100 / at.of.max(1);
        // Somebody who closed standard error wants to hear nothing.
        let _ = writeln!(
            std::io::stderr(),
            "{} {} / {} ({percent} %) {} s",
            at.file,
            at.done,
            at.of,
            self.began.elapsed().as_secs()
        );
    }

    fn rate(&self, moved: &Report) -> u64 {
        let rows: u64 = moved.files.iter().map(|file| file.read).sum();
        let millis = u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX);
        rows.saturating_mul(1_000) / millis.max(1)
    }
}

fn report(errors: &[RowError]) -> Value {
    let finding = Finding::new(says::NOTHING_LOADED).with("n", errors.len());
    json!({ "error": finding.greek(), "code": finding.code.to_string(), "errors": errors })
}

pub(super) fn backup(install: &Install, by: &Operator, folder: &Path) -> Result<Value, CliError> {
    by.must_hold(rights::ADMINISTER)?;
    let (db, now) = (install.app.db(), install.app.clock().now());
    let mut witnessed =
        db.read(|tx| loggia_books::publication::witnessed(tx).map_err(Fail::from))?;
    let training = if install.app.clock().is_training() {
        "yes"
    } else {
        "no"
    };
    witnessed.insert(TRAINING.to_owned(), training.to_owned());
    if folder.exists() {
        let taken = Finding::new(storage::PATH_TAKEN).with("path", folder.display());
        return Err(taken.into());
    }
    if !backup::is_ours(db) {
        return Err(Finding::new(storage::COPY_BY_OTHER_TOOLS).into());
    }
    // Before the copy: what comes while it is made may be in it or not.
    let held = db.read(|tx| held(tx).map_err(Fail::from))?;
    let manifest = backup::make(db, folder, now, witnessed)?;
    db.write(|tx| mark_backed_up(tx, &held).map_err(Fail::from))?;
    Ok(
        json!({ "folder": folder, "size": manifest.size, "blake3": manifest.blake3, "witnessed": manifest.witnessed }),
    )
}

/// Puts a copy back; the centre then begins a new epoch and laptops hand in again what it has forgotten.
pub(super) fn restore(place: &Place, folder: &Path) -> Result<Value, CliError> {
    if place.is_taken() {
        return Err(InstallError::Exists.into());
    }
    if !folder.is_dir() {
        let missing = Finding::new(web::FILE_UNREADABLE).with("path", folder.display());
        return Err(missing.into());
    }
    let keys = Keys::read(&place.keys).map_err(InstallError::from)?;
    std::fs::create_dir_all(&place.folder).map_err(InstallError::from)?;
    let manifest = backup::restore(folder, &keys.store, &place.store()).map_err(damaged)?;
    let install = place.adopt(&manifest)?;
    let epoch = Centre::begin_new_epoch(&install.app)?;
    let ctx = install.app.ctx(Actor::System("restore"))?;
    install
        .app
        .db()
        .write(|tx| loggia_books::periods::begin_section(tx, &ctx).map_err(Fail::from))?;
    Ok(
        json!({ "restored": folder, "made_at": manifest.made_at, "epoch": epoch, "listening": true }),
    )
}

/// A full disk is one; anything else says something about the copy.
fn damaged(error: DbError) -> CliError {
    tracing::warn!(%error, "the copy was not restored");
    match error {
        DbError::Full => error.into(),
        _ => Finding::new(storage::COPY_DAMAGED).into(),
    }
}
