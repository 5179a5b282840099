//! Users of the municipality with their roles and what they may do.

use axum::extract::{RawQuery, State};
use axum::response::Response;
use loggia_cases::records::{Record as _, UserRecord};
use loggia_core::app::App;
use loggia_core::rights::ADMINISTER;
use loggia_core::web::{Caller, Routes, Screen};
use loggia_core::{Outcome, access, records};
use loggia_schema::ids::UserId;
use loggia_ui::{Column, List, Query, Render as _, Row};
use std::collections::BTreeMap;

pub(super) fn routes() -> Routes {
    Routes::new().get("/users", ADMINISTER, list)
}

async fn list(
    State(app): State<App>,
    caller: Caller,
    RawQuery(raw): RawQuery,
) -> Outcome<Response> {
    let (users, known) = app
        .read(|tx| {
            let known: BTreeMap<UserId, UserRecord> = records::of_table(tx, UserRecord::TABLE)?
                .iter()
                .filter_map(|stored| serde_json::from_str(stored.value.as_deref()?).ok())
                .filter_map(|value| UserRecord::from_value(&value).ok())
                .map(|record| (record.id, record))
                .collect();
            Ok((access::users(tx)?, known))
        })
        .await?;
    let query = Query::parse(raw.as_deref().unwrap_or_default());
    let mut table = List::new("Χρήστες", "/users", &query)
        .file("christes")
        .column(Column::text("login", "Όνομα χρήστη"))
        .column(Column::text("name", "Ονοματεπώνυμο"))
        .column(Column::text("role", "Ρόλος"))
        .column(Column::text("no", "Μητρώο"))
        .column(Column::text("password", "Κωδικός στο Κέντρο"))
        .column(Column::text("state", "Κατάσταση"))
        .found(u64::try_from(users.len()).unwrap_or(0));
    for user in &users {
        let record = known.get(&user.id);
        table = table.row(
            Row::plain(user.login.as_str())
                .cell(user.name.as_str())
                .cell(record.map(|record| record.role.clone()))
                .cell(record.map(|record| record.service_no.clone()))
                .cell(if user.has_password {
                    "Έχει οριστεί"
                } else {
                    "Δεν έχει οριστεί"
                })
                .cell(if user.active {
                    "Ενεργός"
                } else {
                    "Ανενεργός"
                }),
        );
    }
    Ok(Screen::new("Χρήστες", "/users")
        .list(table.asked(), table.render().into_string())
        .answer(&app, &caller))
}
