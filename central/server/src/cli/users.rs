//! `users`: list, password, grant, withdraw.

use super::args::Users;
use super::{CliError, Operator};
use crate::install::Install;
use loggia_core::access::{self, User};
use loggia_core::rights;
use loggia_core::{Fail, Outcome};
use loggia_schema::message::{Finding, access as says, web};
use serde_json::{Value, json};
use std::path::Path;

pub(super) fn run(install: &Install, by: &Operator, users: Users) -> Result<Value, CliError> {
    by.must_hold(rights::ADMINISTER)?;
    let (app, ctx) = (&install.app, by.ctx(install)?);
    match users {
        Users::List => {
            let users = app.db().read(|tx| access::users(tx).map_err(Fail::from))?;
            Ok(json!({ "users": users.iter().map(user_json).collect::<Vec<_>>() }))
        }
        Users::Password {
            login,
            password_file,
        } => {
            let user = find(install, &login)?;
            access::set_password(
                app,
                &ctx,
                &user,
                secret(&password_file)?.trim_end_matches(['\r', '\n']),
            )?;
            Ok(json!({ "login": login, "password": "set" }))
        }
        Users::Grant { login, role } => {
            let user = find(install, &login)?;
            app.db().write(|tx| -> Outcome<()> {
                if !rights::is_role(tx, &role)? {
                    return Err(Finding::new(says::ROLE_UNKNOWN).with("role", &role).into());
                }
                Ok(rights::grant_role(tx, &ctx, user.id, &role)?)
            })?;
            Ok(json!({ "login": login, "granted": role }))
        }
        Users::Withdraw { login, role } => {
            let user = find(install, &login)?;
            app.db().write(|tx| -> Outcome<()> {
                Ok(rights::withdraw_role(tx, &ctx, user.id, &role)?)
            })?;
            Ok(json!({ "login": login, "withdrawn": role }))
        }
    }
}

fn user_json(user: &User) -> Value {
    json!({ "id": user.id, "login": user.login, "name": user.name, "active": user.active, "password": user.has_password })
}

fn find(install: &Install, login: &str) -> Result<User, CliError> {
    let user = install
        .app
        .db()
        .read(|tx| access::user_by_login(tx, login).map_err(Fail::from))?;
    user.ok_or_else(|| {
        Finding::new(says::ACCOUNT_UNKNOWN)
            .with("login", login)
            .into()
    })
}

/// A secret from a file or from standard input.
fn secret(path: &Path) -> Result<String, CliError> {
    let read = if path == Path::new("-") {
        std::io::read_to_string(std::io::stdin())
    } else {
        std::fs::read_to_string(path)
    };
    let unreadable = || Finding::new(web::FILE_UNREADABLE).with("path", path.display());
    read.map_err(|_| unreadable().into())
}
