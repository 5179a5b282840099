//! The audit trail, newest first (ίχνη ελέγχου).
//!
//! Lines are stored with ids and codes only. An auditor reads people, devices and deeds: the page puts today's names beside
//! the stored ids and Greek words in place of the codes. What has no word here is shown as it was stored.

use axum::extract::{RawQuery, State};
use axum::response::Response;
use jiff::civil::Date;
use loggia_core::app::App;
use loggia_core::audit::AuditLine;
use loggia_core::rights::{AUDIT_READ, CORE_RIGHTS};
use loggia_core::web::{Caller, Routes, Screen};
use loggia_core::{Outcome, access, audit};
use loggia_intake::registry;
use loggia_schema::calendar::{greek_date, local_date_time};
use loggia_schema::ids::DocId;
use loggia_ui::{Cell, Column, List, Query, Render as _, Row, html};
use std::collections::BTreeMap;

pub(super) fn routes() -> Routes {
    Routes::new().get("/audit", AUDIT_READ, list)
}

const LIMIT: u32 = 200;

async fn list(
    State(app): State<App>,
    caller: Caller,
    RawQuery(raw): RawQuery,
) -> Outcome<Response> {
    let query = Query::parse(raw.as_deref().unwrap_or_default());
    let before = query.filter("before").and_then(|text| text.parse().ok());
    let limit = query.limit(LIMIT);
    let rights = app.subsystems().iter().flat_map(|part| part.rights);
    let rights = rights.chain(CORE_RIGHTS);
    let mut names: BTreeMap<String, String> = rights
        .map(|right| (right.code.to_owned(), format!("«{}»", right.title)))
        .collect();
    let of_cases = loggia_cases::rights::ALL.iter();
    names.extend(of_cases.map(|(code, greek)| ((*code).to_owned(), format!("«{greek}»"))));
    let (lines, names) = app
        .read(move |tx| {
            let mut names = names.clone();
            for user in access::users(tx)? {
                names.insert(
                    user.id.to_string(),
                    format!("{} ({})", user.name, user.login),
                );
            }
            for device in registry::devices(tx)? {
                names.insert(device.key.to_string(), format!("συσκευή {}", device.name));
            }
            Ok((audit::newest(tx, before, limit)?, names))
        })
        .await?;
    let mut table = List::new("Ίχνη ελέγχου", "/audit", &query)
        .file("ichni")
        .column(Column::text("no", "Αρ."))
        .column(Column::text("at", "Πότε"))
        .column(Column::text("actor", "Ποιος"))
        .column(Column::text("what", "Τι"))
        .column(Column::text("subject", "Σε τι"))
        .column(Column::text("detail", "Στοιχεία"))
        .empty("Δεν υπάρχουν παλαιότερα ίχνη.");
    for line in &lines {
        table = table.row(row(line, &names));
    }
    let older = lines
        .last()
        .filter(|line| line.no > 1)
        .map(|line| format!("/audit?before={}", line.no));
    let older = html! {
        @if let Some(href) = older { p { a.govgr-link href=(href) { "Παλαιότερα ίχνη" } } }
    };
    let body = table.render().into_string() + &older.into_string();
    Ok(Screen::new("Ίχνη ελέγχου", "/audit")
        .list(table.asked(), body)
        .answer(&app, &caller))
}

fn row(line: &AuditLine, names: &BTreeMap<String, String>) -> Row {
    Row::plain(line.no.to_string())
        .cell(local_date_time(line.at))
        .cell(actor(&line.actor, names))
        .cell(deed(&line.what))
        .cell(subject(&line.subject, names))
        .cell(match line.what.as_str() {
            "debtor.assign" => Cell::link("οφειλέτης", format!("/debtors/{}", line.detail)),
            _ => Cell::Text(detail(&line.detail, names)),
        })
}

/// Who: a name, or what the program itself did.
fn actor(stored: &str, names: &BTreeMap<String, String>) -> String {
    match stored.split_once(':') {
        Some(("system", "cli")) => "διαχειριστής, γραμμή εντολών".to_owned(),
        Some(("system", job)) => format!("το πρόγραμμα ({job})"),
        Some((_, id)) => names.get(id).cloned().unwrap_or_else(|| stored.to_owned()),
        None => stored.to_owned(),
    }
}

/// On which thing: a name, a case that can be opened, or the key as stored.
fn subject(stored: &str, names: &BTreeMap<String, String>) -> Cell {
    if let Some(name) = names.get(stored) {
        return Cell::Text(name.clone());
    }
    match stored.parse::<DocId>() {
        Ok(doc) => Cell::link("υπόθεση", format!("/cases/{doc}")),
        Err(_) => Cell::Text(stored.to_owned()),
    }
}

/// Details word by word: names for ids, Greek days, Greek words for states.
fn detail(stored: &str, names: &BTreeMap<String, String>) -> String {
    let words = stored.split(' ').map(|word| {
        if let Some(name) = names.get(word) {
            return name.clone();
        }
        if let Ok(day) = word.parse::<Date>() {
            return greek_date(day);
        }
        let greek = match word {
            "active" => "ενεργός",
            "inactive" => "ανενεργός",
            "cut" => "διακοπή",
            "up" => "επαναφορά",
            "open" => "ανοικτή",
            "locked" => "κλειδωμένη",
            "closed" => "κλειστή",
            "from" => "από",
            other => other,
        };
        greek.to_owned()
    });
    words.collect::<Vec<_>>().join(" ")
}

/// What was done, in words.
fn deed(code: &str) -> &str {
    match code {
        "login" => "Σύνδεση",
        "login.refused" => "Σύνδεση που απορρίφθηκε",
        "user.put" => "Στοιχεία χρήστη",
        "user.password" => "Ορισμός κωδικού",
        "role.put" => "Ορισμός ρόλου",
        "role.grant" => "Ανάθεση ρόλου",
        "role.withdraw" => "Αφαίρεση ρόλου",
        "role.bind" => "Λογαριασμός ρόλου",
        "setting.put" => "Ορισμός ρύθμισης",
        "device.code" => "Κωδικός εγγραφής συσκευής",
        "device.enrol" => "Εγγραφή συσκευής",
        "device.revoke" => "Ανάκληση συσκευής",
        "line.set" => "Γραμμή",
        "restore.heard" => "Τέλος επαναφοράς",
        "debtor.assign" => "Ορισμός οφειλέτη",
        "list.draft" => "Σύνταξη καταλόγου",
        "list.approve" => "Έγκριση καταλόγου",
        "list.discard" => "Απόρριψη σχεδίου καταλόγου",
        "task.close" => "Διεκπεραίωση εργασίας",
        "year.open" => "Άνοιγμα έτους",
        "year.section" => "Νέα ενότητα ημερολογίου μετά από επαναφορά",
        "period.set" => "Κατάσταση περιόδου",
        "period.exception" => "Εξαίρεση σε περίοδο",
        "journal.publish" => "Δημοσίευση ημερολογίου",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_read_names_and_days_and_nothing_stored_is_hidden() {
        let names = BTreeMap::from([("01a0".to_owned(), "Δοκιμή (dokimi)".to_owned())]);
        assert_eq!(actor("user:01a0", &names), "Δοκιμή (dokimi)");
        assert_eq!(actor("user:ffff", &names), "user:ffff");
        assert_eq!(actor("system:cli", &names), "διαχειριστής, γραμμή εντολών");
        assert_eq!(
            detail("0,73 from 2026-01-05", &names),
            "0,73 από 05/01/2026"
        );
        assert_eq!(detail("", &names), "");
        assert_eq!(subject("2026/3", &names), Cell::Text("2026/3".to_owned()));
        assert_eq!(deed("list.approve"), "Έγκριση καταλόγου");
        assert_eq!(deed("new.deed"), "new.deed");
    }
}
