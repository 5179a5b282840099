//! «Χρήστες συσκευής»: who can log in here, and a colleague's first slot.

use crate::server::answer::Answer;
use crate::server::typed::Typed;
use crate::server::window::{Desk, Window};
use axum::response::Response;
use loggia_node::NodeError;
use loggia_node::login::DEVICE_USERS;
use loggia_schema::message::{Fault, Finding, access};
use loggia_ui::{Choice, Column, Field, Form, List, Notice, Row, Values};

/// The page.
pub async fn page(window: Window) -> Response {
    window
        .page(|desk| {
            let added = desk.query.filter("added").map(str::to_owned);
            let notice = added.map(|login| {
                Notice::success(format!(
                    "Ο χρήστης {login} μπορεί να συνδεθεί και θα ορίσει δικό του κωδικό."
                ))
            });
            draw(desk, &Values::default(), &[], notice)
        })
        .await
}

/// Lets a colleague log in.
pub async fn add(window: Window, Typed(values): Typed) -> Response {
    window
        .page(move |desk| {
            let login = values.get("login").trim().to_owned();
            match desk.session.add_user(&login, values.get("password")) {
                Ok(()) => Ok(Answer::See(format!(
                    "/users?added={}",
                    loggia_ui::query::encode(&login)
                ))),
                Err(error) if matches!(error.fault(), Fault::User | Fault::Disk) => {
                    draw(desk, &values, &error.findings(), None)
                }
                Err(error) => Err(error),
            }
        })
        .await
}

fn draw(
    desk: &mut Desk<'_>,
    values: &Values,
    findings: &[Finding],
    notice: Option<Notice>,
) -> Result<Answer, NodeError> {
    let (users, logins) = (desk.session.users()?, desk.session.logins());
    let query = desk.query.clone();
    let mut list = List::new("Μπορούν να συνδεθούν εδώ", "/users", &query)
        .file("christes")
        .column(Column::text("login", "Όνομα χρήστη"))
        .column(Column::text("name", "Ονοματεπώνυμο"))
        .column(Column::text("role", "Ρόλος"));
    for login in &logins {
        let known = users.iter().find(|user| user.login == *login);
        let row = Row::plain(login.as_str()).cell(known.map(|user| user.name.clone()));
        list = list.row(row.cell(known.map(|user| user.role.clone())));
    }
    if let Some(part) = list.asked() {
        return Ok(Answer::Part(part));
    }
    let others = users
        .iter()
        .filter(|user| user.active && !logins.contains(&user.login));
    let others = others.map(|user| {
        Choice::new(
            user.login.as_str(),
            format!("{} ({})", user.name, user.login),
        )
    });
    let mut form = Form::new("/users", "Προσθήκη χρήστη");
    if !desk.session.may(DEVICE_USERS) {
        let finding = Finding::new(access::NO_RIGHT).with("right", "Χρήστες συσκευής");
        form = form.note(finding.greek()).enabled(false);
    }
    let form = form
        .group("Νέος χρήστης συσκευής")
        .field(Field::select("login", "Συνάδελφος", others.collect()).required())
        .field(
            Field::password("password", "Πρώτος κωδικός")
                .hint(
                    "Τουλάχιστον 10 χαρακτήρες. Ο συνάδελφος θα ορίσει δικό του στην πρώτη σύνδεση",
                )
                .autocomplete("new-password")
                .required(),
        )
        .values(values)
        .findings(findings);
    let page = desk
        .titled("Χρήστες συσκευής")
        .crumb("Οι εργασίες μου", "/");
    let page = page.notices(notice).body(&list).body(&form);
    Ok(Answer::form(page, findings))
}
