//! Folders: `demo`, `import`, `backup`, `restore`.

use super::{CliError, Operator};
use crate::demo;
use crate::import::{self, Folder, RowError};
use crate::install::{Install, InstallError, Place, TRAINING};
use crate::keys::Keys;
use loggia_core::ctx::Actor;
use loggia_core::db::DbError;
use loggia_core::{Fail, Outcome, backup, rights};
use loggia_intake::{Centre, held, mark_backed_up};
use loggia_schema::message::{Finding, import as says, storage, web};
use serde_json::{Value, json};
use std::path::Path;

pub(super) fn demo(folder: &Path, seed: u64) -> Result<Value, CliError> {
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
) -> Result<Value, CliError> {
    by.must_hold(rights::ADMINISTER)?;
    let (app, ctx) = (&install.app, by.ctx(install)?);
    let parsed = Folder::read(folder, app).map_err(|errors| CliError::Report(report(&errors)))?;
    let mut applied = None;
    let done = app.db().write(|tx| -> Outcome<()> {
        applied = Some(import::apply(tx, &ctx, app, &parsed)?);
        // A dry run goes the whole way and then takes everything back.
        if dry_run {
            Err(Fail::Refused(Finding::new(says::DRY_RUN)))
        } else {
            Ok(())
        }
    });
    match done {
        Err(Fail::Refused(finding)) if finding.code == says::DRY_RUN => {}
        other => other?,
    }
    let passwords = if dry_run {
        0
    } else {
        import::set_passwords(app, &ctx, &parsed)?
    };
    let applied = applied.unwrap_or_default();
    Ok(
        json!({ "dry_run": dry_run, "written": applied.written(), "passwords": passwords, "files": applied }),
    )
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
