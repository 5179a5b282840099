//! «Ενδείξεις»: one field, digits and Enter, the next meter of the walk. A doubt is told above the next one and stops nobody.
//!
//! The form carries a key given by the server, so a second press of Enter is the same reading. Typing from the paper book is
//! the same page with day, keeper and page preset.

use super::list::{choices, chosen};
use crate::pages::refusal::attempt;
use crate::pages::shown::badge_of_row;
use crate::server::answer::Answer;
use crate::server::typed::Typed;
use crate::server::window::{Desk, Window};
use axum::response::Response;
use loggia_cases::CaseKind;
use loggia_cases::irrigation::{BookRow, NoteCode, ReadingKind, Stage};
use loggia_node::NodeError;
use loggia_node::commands::{ReadingTake, TakenReading};
use loggia_node::queries::{ListFilter, Stop};
use loggia_schema::message::Finding;
use loggia_ui::cases::irrigation;
use loggia_ui::query::encode;
use loggia_ui::{Choice, Form, List, Markup, Notice, Page, Query, Render as _, Values, html};

/// What the next page needs to know of this one.
const KEPT: [&str; 4] = ["network", "date", "keeper", "paper"];
/// Held books shown beside the field.
const HELD: u32 = 8;

/// The page; `?was=` names the meter just read.
pub async fn page(window: Window) -> Response {
    window
        .page(|desk| {
            let query = desk.query.clone();
            let mut values = desk.fresh()?;
            for name in KEPT.into_iter().chain(["meter", "more"]) {
                if let Some(value) = query.filter(name) {
                    values = values.with(name, value);
                }
            }
            draw(desk, &values, &[])
        })
        .await
}

/// Takes the reading and leads to the next meter.
pub async fn take(window: Window, Typed(values): Typed) -> Response {
    window
        .save(move |desk| {
            let input = read(&values);
            let key = values.get("key").to_owned();
            let done = attempt(
                &values,
                |finding| finding,
                |_| desk.session.reading_take(&key, &input),
            )?;
            match done {
                Ok(taken) => Ok(Answer::See(next(&values, &taken))),
                Err(findings) => draw(desk, &values, &findings),
            }
        })
        .await
}

/// The form that presets day, keeper and page of the paper book.
pub async fn paper_page(window: Window) -> Response {
    window
        .page(|desk| paper_form(desk, &desk.fresh()?, &[]))
        .await
}

/// Leads to the walk with what was preset.
pub async fn paper(window: Window, Typed(values): Typed) -> Response {
    window
        .page(move |desk| {
            let empty = |name: &&str| values.filled(name).is_none();
            let findings: Vec<Finding> = KEPT
                .iter()
                .filter(|name| empty(name))
                .map(|name| {
                    Finding::new(loggia_schema::message::input::EMPTY).on((*name).to_owned())
                })
                .collect();
            if findings.is_empty() {
                Ok(Answer::See(format!("/readings/new?{}", kept(&values))))
            } else {
                paper_form(desk, &values, &findings)
            }
        })
        .await
}

fn paper_form(
    desk: &mut Desk<'_>,
    values: &Values,
    findings: &[Finding],
) -> Result<Answer, NodeError> {
    let networks = choices(desk)?;
    let users = desk.session.users()?;
    let keepers = users
        .into_iter()
        .filter(|user| user.rights.contains(loggia_cases::rights::READING_TAKE))
        .map(|user| Choice::new(user.login, user.name))
        .collect();
    let form = irrigation::paper(networks, keepers, values, findings).back("Ακύρωση", "/readings");
    let page = desk
        .titled("Ενδείξεις από χάρτινο βιβλίο")
        .crumb("Βιβλία ενδείξεων", "/readings");
    Ok(Answer::form(page.body(&form), findings))
}

fn draw(desk: &mut Desk<'_>, values: &Values, findings: &[Finding]) -> Result<Answer, NodeError> {
    let network = match values.filled("network") {
        Some(network) => network.to_owned(),
        None => chosen(&Query::default(), &choices(desk)?),
    };
    let stop = desk.session.stop(&network, values.filled("meter"))?;
    let notice = told(desk)?;
    let held = held(desk)?;
    let page = desk
        .titled("Ενδείξεις")
        .crumb("Βιβλία ενδείξεων", "/readings")
        .notices(notice);
    let page = match &stop {
        Some(stop) => at(page, stop, values, findings),
        None => page.notice(
            Notice::success("Η διαδρομή του δικτύου ολοκληρώθηκε για σήμερα.")
                .link("Άλλο δίκτυο", "/readings/walk"),
        ),
    };
    let page = match held {
        Some(held) => page.body(&held),
        None => page,
    };
    Ok(Answer::form(page, findings))
}

/// The field, what stands beside it, what else may be done here.
fn at<'a>(page: Page<'a>, stop: &Stop, values: &Values, findings: &[Finding]) -> Page<'a> {
    let form = match values.has("more") {
        true => irrigation::take_more("/readings/new", values, findings).hidden("more", "1"),
        false => irrigation::take("/readings/new", values, findings),
    };
    let form = KEPT
        .into_iter()
        .filter(|name| *name != "network")
        .fold(form, |form: Form, name| match values.filled(name) {
            Some(value) => form.hidden(name, value),
            None => form,
        })
        .hidden("key", values.get("key"))
        .hidden("network", stop.meter.network.as_str())
        .hidden("meter", stop.meter.no.as_str());
    let (place, of) = stop.place;
    let whose = values.filled("keeper").map_or_else(String::new, |keeper| {
        format!(
            " · σελίδα {} της {}, {keeper}",
            values.get("paper"),
            values.get("date")
        )
    });
    let beside = irrigation::beside(
        &stop.meter,
        stop.connection.as_ref(),
        stop.last,
        stop.most,
        stop.season,
    );
    let heading = html! { p.lg-note { (place) "ος από " (of) (whose) } };
    page.body(&heading)
        .body(&form)
        .body(links(stop, values))
        .body(&beside)
}

/// In the order in which Tab finds them.
fn links(stop: &Stop, values: &Values) -> Markup {
    let meter = encode(&stop.meter.no);
    let act = |path: &str| format!("/readings/{path}?meter={meter}");
    let here = format!("/readings/new?{}&meter={meter}&more=1", kept(values));
    let skip = stop
        .next
        .as_ref()
        .map(|next| format!("/readings/new?{}&meter={}", kept(values), encode(next)));
    html! {
        nav.lg-shortcuts aria-label="Στον ίδιο μετρητή" {
            a.govgr-btn.govgr-btn-secondary href=(act("transfer")) { "Μεταβίβαση" }
            a.govgr-btn.govgr-btn-secondary href=(act("turn")) { "Βάρδια νερού" }
            a.govgr-btn.govgr-btn-secondary href=(act("no-water")) { "Δεν έχει νερό" }
            a.govgr-btn.govgr-btn-secondary href=(here) { "Χαλασμένος ή εκτίμηση" }
            @if let Some(skip) = skip { a.govgr-btn.govgr-btn-secondary href=(skip) { "Παράλειψη" } }
            a.govgr-btn.govgr-btn-secondary href=(act("correct")) { "Διόρθωση" }
            a.govgr-btn.govgr-btn-secondary href=(act("replace")) { "Αντικατάσταση μετρητή" }
            a.govgr-btn.govgr-btn-secondary href=(act("note")) { "Σημείωση" }
            @if stop.opened { a.govgr-btn.govgr-btn-secondary href={ "/readings/" (stop.doc) } { "Βιβλίο" } }
        }
    }
}

/// How the reading before this one went.
fn told(desk: &mut Desk<'_>) -> Result<Option<Notice>, NodeError> {
    let Some(was) = desk.query.filter("was").map(str::to_owned) else {
        return Ok(None);
    };
    let Some(stop) = desk.session.stop("", Some(&was))? else {
        return Ok(None);
    };
    let link = format!("/readings/correct?meter={}", encode(&stop.meter.no));
    let notice = match stop.held.last() {
        Some((_, value, why)) => Notice::warning(format!(
            "Ο μετρητής {} έχει ένδειξη {value} σε έλεγχο: {why}. Συνεχίστε· θα αποφασίσει το γραφείο.",
            stop.meter.no
        ))
        .attach(format!("/cases/{}/attach", stop.doc)),
        None => Notice::success(format!(
            "{}: {} στις {}, κατανάλωση περιόδου {}.",
            stop.meter.no,
            stop.meter.dial.shown(stop.last.value),
            loggia_schema::calendar::greek_date(stop.last.on),
            stop.season
        )),
    };
    Ok(Some(notice.link("Διόρθωση", link)))
}

/// The books that wait, aside.
fn held(desk: &mut Desk<'_>) -> Result<Option<Markup>, NodeError> {
    let mut found = desk.session.list(&ListFilter {
        kind: Some(CaseKind::IRRIGATION_BOOK),
        states: vec![Stage::Held.name().to_owned()],
        limit: HELD,
        ..ListFilter::default()
    })?;
    // What the centre decided waits no more.
    let found_here = found.rows.len();
    found.rows.retain(|row| row.state == Stage::Held.name());
    let decided = u64::try_from(found_here - found.rows.len()).unwrap_or_default();
    found.total = found.total.saturating_sub(decided);
    if found.rows.is_empty() {
        return Ok(None);
    }
    let query = Query::default();
    let mut list = List::new("Σε έλεγχο", "/readings", &query).found(found.total);
    for column in irrigation::columns(true) {
        list = list.column(column);
    }
    for row in found.rows {
        let badge = badge_of_row(&row);
        let href = format!("/readings/{}", row.doc);
        let book: BookRow = serde_json::from_value(row.row)
            .map_err(|_| NodeError::Us("a row that is not its kind's"))?;
        list = list.row(irrigation::row(&book, href, Some(badge)));
    }
    Ok(Some(list.render()))
}

/// The address of the next meter, or of the end of the walk.
fn next(values: &Values, taken: &TakenReading) -> String {
    let was = encode(&taken.meter);
    match &taken.next {
        Some(next) => format!(
            "/readings/new?{}&meter={}&was={was}",
            kept(values),
            encode(next)
        ),
        None => format!("/readings/new?{}&was={was}", kept(values)),
    }
}

fn kept(values: &Values) -> String {
    let pairs: Vec<String> = KEPT
        .iter()
        .filter_map(|name| Some(format!("{name}={}", encode(values.filled(name)?))))
        .collect();
    pairs.join("&")
}

fn read(values: &Values) -> ReadingTake {
    let text = |name: &str| values.get(name).to_owned();
    ReadingTake {
        scope: None,
        meter: text("meter"),
        value: text("value"),
        date: text("date"),
        time: text("time"),
        kind: ReadingKind::parse(values.get("kind")),
        note: NoteCode::parse(values.get("note")),
        estimate: text("estimate"),
        keeper: text("keeper"),
        paper: text("paper"),
    }
}
