//! A certified debt is struck off: number and day of the decision, and what the limitation says.

use crate::{STRIKE_OFF, limits, store, strikes};
use axum::Form as Posted;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use loggia_core::app::App;
use loggia_core::web::{Caller, Routes, Screen};
use loggia_core::{Fail, Outcome};
use loggia_schema::calendar::parse_greek_date;
use loggia_schema::ids::DocId;
use loggia_schema::message::{Finding, books};
use loggia_ui::Render as _;
use loggia_ui::form::{Field, Form, Values};
use serde::Deserialize;

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/lines/{doc}/strike", STRIKE_OFF, ask)
        .post("/lines/{doc}/strike", STRIKE_OFF, strike)
}

async fn ask(State(app): State<App>, caller: Caller, Path(doc): Path<String>) -> Outcome<Response> {
    page(&app, &caller, &doc, &Values::default(), &[]).await
}

async fn page(
    app: &App,
    caller: &Caller,
    doc: &str,
    values: &Values,
    findings: &[Finding],
) -> Outcome<Response> {
    let missing = || Finding::new(books::LINE_UNKNOWN).with("number", doc);
    let id: DocId = doc.parse().map_err(|_| missing())?;
    let today = caller.ctx(app)?.today;
    let (line, class) = app
        .read(move |tx| {
            let line = store::find(tx, id)?;
            let born = line.as_ref().map(|line| line.claim.event_on.year());
            let class =
                born.map(|born| Ok::<_, Fail>(limits::class(tx, born, today)?.greek(born, today)));
            Ok((line, class.transpose()?))
        })
        .await?;
    let line = line.ok_or_else(missing)?;
    let number = &line.claim.number;
    let mut form = Form::new(format!("/lines/{doc}/strike"), "Διαγραφή").note(format!(
        "Διαγράφεται ολόκληρο το ανοικτό κεφάλαιο, {}.",
        line.open_principal()
    ));
    if let Some(class) = class {
        form = form.note(class);
    }
    let form = form
        .field(
            Field::text("decision", "Αριθμός απόφασης")
                .required()
                .focused(),
        )
        .field(Field::date("decided_on", "Ημερομηνία απόφασης").required())
        .values(values)
        .findings(findings)
        .back("Επιστροφή στην εγγραφή", format!("/lines/{doc}"));
    let mut screen = Screen::new(format!("Διαγραφή οφειλής {number}"), "/debtors")
        .crumb("Οφειλέτες", "/debtors")
        .crumb(number.as_str(), format!("/lines/{doc}"));
    if !findings.is_empty() {
        screen = screen.failed();
    }
    Ok(screen.body(form.render().into_string()).answer(app, caller))
}

#[derive(Deserialize)]
struct Typed {
    #[serde(default)]
    decision: String,
    #[serde(default)]
    decided_on: String,
}

async fn strike(
    State(app): State<App>,
    caller: Caller,
    Path(doc): Path<String>,
    Posted(typed): Posted<Typed>,
) -> Outcome<Response> {
    let ctx = caller.ctx(&app)?;
    let values = Values::default()
        .with("decision", typed.decision.as_str())
        .with("decided_on", typed.decided_on.as_str());
    let day =
        parse_greek_date(&typed.decided_on, ctx.today).map_err(|finding| finding.on("decided_on"));
    let missing = || Finding::new(books::LINE_UNKNOWN).with("number", "–");
    let id: DocId = doc.parse().map_err(|_| missing())?;
    let struck = match day {
        Ok(day) => {
            app.write(move |tx| {
                let line = store::find(tx, id)?.ok_or_else(missing)?;
                strikes::strike_off(tx, &ctx, &line.claim.number, (&typed.decision, day))
            })
            .await
        }
        Err(finding) => Err(Fail::Refused(finding)),
    };
    match struck {
        Ok(_) => Ok(Redirect::to(&format!("/lines/{doc}")).into_response()),
        Err(Fail::Refused(finding)) => page(&app, &caller, &doc, &values, &[finding]).await,
        Err(error) => Err(error),
    }
}
