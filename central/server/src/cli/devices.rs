//! Devices: `enrol`, `revoke`, `line`, `resume`, `status`, `numbers`.

use super::{CliError, Operator};
use crate::install::Install;
use loggia_core::numbers::{self, Fate};
use loggia_core::rights::OPERATIONS_READ;
use loggia_core::{Fail, Outcome, tasks};
use loggia_intake::registry::{self, Device};
use loggia_intake::{
    DEVICES_MANAGE, DEVICES_READ, NUMBERS_READ, feeds_of, line, recovery, waiting_entries,
};
use loggia_schema::ids::{DeviceKey, ScopeId};
use loggia_schema::message::{Finding, access as says, import};
use loggia_sync::enrol::EnrolCode;
use rand::SeedableRng as _;
use serde_json::{Value, json};

pub(super) fn enrol(
    install: &Install,
    by: &Operator,
    name: &str,
    codes: &[String],
) -> Result<Value, CliError> {
    by.must_hold(DEVICES_MANAGE)?;
    let (app, ctx) = (&install.app, by.ctx(install)?);
    let mut rng = rand::rngs::StdRng::from_seed(app.entropy().bytes()?);
    let code = EnrolCode::generate(&install.keys.root, &mut rng);
    let scopes = app.db().write(|tx| -> Outcome<Vec<ScopeId>> {
        let known = registry::scopes(tx)?;
        let mut scopes = Vec::new();
        for code in codes {
            let scope = known.iter().find(|scope| scope.code == *code);
            scopes.push(
                scope
                    .ok_or_else(|| Finding::new(import::SCOPE_UNKNOWN).with("scope", code))?
                    .id,
            );
        }
        registry::put_code(tx, &ctx, &code, name, &scopes)?;
        Ok(scopes)
    })?;
    let expires = ctx.now + registry::CODE_LIFE;
    Ok(
        json!({ "code": code.text().as_str(), "name": name, "scopes": scopes, "expires_at": expires }),
    )
}

pub(super) fn revoke(
    install: &Install,
    by: &Operator,
    device: &str,
    reason: &str,
) -> Result<Value, CliError> {
    by.must_hold(DEVICES_MANAGE)?;
    let ctx = by.ctx(install)?;
    let (key, fresh) = install.app.db().write(|tx| -> Outcome<(DeviceKey, bool)> {
        let key = find(&registry::devices(tx)?, device)?;
        Ok((key, registry::revoke(tx, &ctx, key, reason)?))
    })?;
    Ok(json!({ "device": key, "revoked": true, "fresh": fresh }))
}

fn find(devices: &[Device], text: &str) -> Result<DeviceKey, Finding> {
    if let Ok(key) = text.parse() {
        return Ok(key);
    }
    let mut named = devices.iter().filter(|device| device.name == text);
    match (named.next(), named.next()) {
        (Some(device), None) => Ok(device.key),
        _ => Err(Finding::new(says::DEVICE_NOT_FOUND).with("device", text)),
    }
}

pub(super) fn line(install: &Install, by: &Operator, what: &str) -> Result<Value, CliError> {
    let (app, ctx) = (&install.app, by.ctx(install)?);
    let wanted = match what {
        "cut" => Some(true),
        "restore" => Some(false),
        "show" => None,
        other => {
            return Err(Finding::new(import::COMMAND_UNKNOWN)
                .with("command", other)
                .into());
        }
    };
    if let Some(cut) = wanted {
        by.must_hold(DEVICES_MANAGE)?;
        app.db()
            .write(|tx| line::set_cut(tx, &ctx, cut).map_err(Fail::from))?;
    }
    let cut = app.db().read(|tx| line::is_cut(tx).map_err(Fail::from))?;
    Ok(json!({ "line": if cut { "cut" } else { "up" } }))
}

/// The laptops have been heard after a restore.
pub(super) fn resume(install: &Install, by: &Operator) -> Result<Value, CliError> {
    by.must_hold(DEVICES_MANAGE)?;
    let ctx = by.ctx(install)?;
    let centre = &install.centre;
    let ended = install
        .app
        .db()
        .write(|tx| recovery::end(tx, &ctx, centre))?;
    Ok(json!({ "listening": false, "written_off": ended.written_off, "granted": ended.granted }))
}

pub(super) fn status(install: &Install, by: &Operator) -> Result<Value, CliError> {
    by.must_hold(OPERATIONS_READ)?;
    by.must_hold(DEVICES_READ)?;
    let (epoch, training) = (install.centre.epoch(), install.app.clock().is_training());
    let value = install.app.db().read(|tx| -> Outcome<Value> {
        let scopes = registry::scopes(tx)?;
        let mut feeds = Vec::new();
        for scope in &scopes {
            for feed in feeds_of(tx, scope.id)? {
                feeds.push(json!({
                    "scope": scope.code, "feed": feed.id.to_string(), "own": feed.own, "height": feed.tip.height.0,
                    "judged": feed.judged.0, "backed_up": feed.backed_up.0, "forked": feed.forked,
                }));
            }
        }
        let devices: Vec<Value> = registry::devices(tx)?.iter().map(device_json).collect();
        let open = tasks::list_open(tx, 1_000)?;
        let tasks: Vec<Value> = open
            .iter()
            .map(|task| json!({ "kind": task.kind, "subject": task.subject, "code": task.finding.code.to_string() }))
            .collect();
        Ok(json!({
            "epoch": epoch, "listening": recovery::is_listening(tx)?, "training": training, "line": if line::is_cut(tx)? { "cut" } else { "up" },
            "scopes": scopes.iter().map(|scope| json!({ "code": scope.code, "id": scope.id, "title": scope.title })).collect::<Vec<_>>(),
            "devices": devices, "feeds": feeds, "waiting": waiting_entries(tx, None)?.len(), "tasks": tasks,
        }))
    })?;
    Ok(value)
}

fn device_json(device: &Device) -> Value {
    json!({
        "device": device.key, "name": device.name, "scopes": device.scopes, "active": device.is_active(),
        "enrolled_at": device.enrolled_at, "last_seen": device.last_seen, "revoked_at": device.revoked_at,
    })
}

pub(super) fn numbers(install: &Install, by: &Operator) -> Result<Value, CliError> {
    by.must_hold(NUMBERS_READ)?;
    let leases = install.app.db().read(|tx| -> Outcome<Vec<Value>> {
        let mut out = Vec::new();
        for lease in numbers::leases(tx, None)? {
            let runs = numbers::explained(tx, &lease)?;
            let count = |fate: Option<Fate>| -> i64 {
                runs.iter().filter(|run| run.fate == fate).map(|run| run.last - run.first + 1).sum()
            };
            let mut fates: serde_json::Map<String, Value> =
                Fate::ALL.into_iter().map(|fate| (fate.code().to_owned(), json!(count(Some(fate))))).collect();
            fates.insert("pending".to_owned(), json!(count(None)));
            out.push(json!({
                "lease": lease.id, "series": lease.series, "prefix": lease.prefix, "year": lease.year, "first": lease.first,
                "last": lease.last, "device": lease.device, "state": lease.state.greek(), "fates": fates,
                "explained": runs.iter().filter(|run| run.fate.is_some()).map(|run| json!({
                    "first": run.first, "last": run.last, "fate": run.fate.map(Fate::code), "doc": run.doc, "reason": run.reason,
                })).collect::<Vec<_>>(),
            }));
        }
        Ok(out)
    })?;
    Ok(json!({ "leases": leases }))
}
