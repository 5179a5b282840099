//! «Ταμειακή ημέρα»: open with a float; then what came in, what must be inside, what is not at the centre yet, and the count,
//! all on one screen; or the box that waits to be taken over.

use crate::pages::shown::word;
use crate::server::answer::Answer;
use crate::server::window::{Desk, Window};
use axum::response::Response;
use loggia_cases::cash::Stage;
use loggia_cases::records::Desk as DeskKind;
use loggia_node::NodeError;
use loggia_node::queries::{Badge, CashBox, CashSheet};
use loggia_schema::ids::{ScopeId, UserId};
use loggia_schema::message::{Finding, cash};
use loggia_ui::cases::cash as screens;
use loggia_ui::record::Action;
use loggia_ui::tasks::Task;
use loggia_ui::{Cell, Column, Field, Form, List, Notice, Query, Record, Row, Section, Values};

/// Receipts on their way that are shown; the count is always whole.
const SHOWN: usize = 20;

/// The page.
pub async fn page(window: Window) -> Response {
    window
        .page(|desk| {
            let values = desk.fresh()?;
            draw(desk, &values, &[])
        })
        .await
}

/// Which box concerns the person now.
enum Mine {
    /// None: one may be opened.
    None,
    /// Somebody hands one over to this person.
    Offered(Box<CashBox>),
    /// This person's box waits for somebody else.
    Waiting(Box<CashBox>),
    /// This person's box takes money.
    Open(Box<CashBox>),
}

fn mine(open: Vec<CashBox>, me: UserId) -> Mine {
    if let Some(offered) = open.iter().find(|held| held.row.offered == Some(me)) {
        return Mine::Offered(Box::new(offered.clone()));
    }
    match open.into_iter().find(|held| held.row.holder == Some(me)) {
        Some(held) if held.row.stage == Stage::Open => Mine::Open(Box::new(held)),
        Some(held) => Mine::Waiting(Box::new(held)),
        None => Mine::None,
    }
}

/// The screen with what was typed and what was found wrong with it.
pub(super) fn draw(
    desk: &mut Desk<'_>,
    values: &Values,
    findings: &[Finding],
) -> Result<Answer, NodeError> {
    let scope = desk.session.scope_for(DeskKind::Counter, None)?;
    let cash = desk.session.cash_desk(&scope)?;
    let me = desk.session.user().id;
    let others = others(desk, &cash.open, me)?;
    let mut notices: Vec<Notice> = others.into_iter().map(Notice::warning).collect();
    let query = Query::default();
    match mine(cash.open, me) {
        Mine::None => {
            let usual = cash.left.map(|left| left.greek_plain()).unwrap_or_default();
            let values = match values.has("float") {
                true => values.clone(),
                false => values.clone().with("float", usual),
            };
            let form = opening(&values, findings);
            let page = desk.titled("Ταμειακή ημέρα").notices(notices);
            Ok(Answer::form(page.body(&form), findings))
        }
        Mine::Offered(held) => {
            let giver = name(desk, held.row.holder)?;
            let record = Record::new()
                .state(held.row.stage.greek())
                .line("Ταμείο", held.row.number.as_str())
                .line("Παραδίδει", giver)
                .line("Μετρήθηκαν", held.row.counted)
                .form("Παραλαβή", &taking(&held, values))
                .form("Άρνηση", &returning(values, findings));
            let page = desk.titled("Παραλαβή ταμείου").notices(notices);
            Ok(Answer::form(page.body(&record), findings))
        }
        Mine::Waiting(held) => {
            let receiver = name(desk, held.row.offered)?;
            let record = Record::new()
                .state(held.row.stage.greek())
                .line("Ταμείο", held.row.number.as_str())
                .line("Παραλαμβάνει", receiver)
                .line("Μετρήθηκαν", held.row.counted)
                .form("Αναίρεση της παράδοσης", &returning(values, findings));
            notices.push(Notice::warning(Finding::new(cash::HANDOVER_WAITS).greek()));
            let page = desk.titled("Ταμειακή ημέρα").notices(notices);
            Ok(Answer::form(page.body(&record), findings))
        }
        Mine::Open(held) => {
            if held.row.day.is_some_and(|day| day < desk.today()) {
                let late = Finding::new(cash::DAY_STILL_OPEN).with("day", &held.row.number);
                notices.push(Notice::warning(late.greek()));
            }
            let sheet = desk.session.cash_sheet(&held.doc)?;
            let sheet = sheet.ok_or(NodeError::Us("a box that was just there"))?;
            let record = counting(&sheet, &query, values, findings);
            let page = desk.titled("Ταμειακή ημέρα").notices(notices);
            Ok(Answer::form(page.body(&record), findings))
        }
    }
}

fn opening(values: &Values, findings: &[Finding]) -> Form {
    Form::new("/cash/open", "Άνοιγμα ταμείου")
        .field(
            Field::amount("float", "Αρχικό ποσό")
                .hint("Τα μετρητά που βρίσκονται τώρα στο συρτάρι")
                .focused(),
        )
        .values(values)
        .findings(findings)
        .hidden("key", values.get("key"))
}

fn taking(held: &CashBox, values: &Values) -> Form {
    Form::new("/cash/take", "Παραλαβή")
        .note("Μετρήστε πριν παραλάβετε: από εδώ και πέρα το ταμείο είναι δικό σας.")
        .total("Παραλαμβάνετε", held.row.counted)
        .hidden("key", values.get("key"))
        .prefix("take-")
}

fn returning(values: &Values, findings: &[Finding]) -> Form {
    Form::new("/cash/return", "Επιστροφή")
        .field(Field::text("reason", "Αιτία").required())
        .values(values)
        .findings(findings)
        .hidden("key", values.get("key"))
        .secondary()
}

/// The day in figures, and below them the count.
fn counting(sheet: &CashSheet, query: &Query, values: &Values, findings: &[Finding]) -> Record {
    let (held, summary) = (&sheet.held, &sheet.summary);
    let papers = summary.receipts + summary.cancelled;
    let form = screens::close("/cash/close", sheet.expected, values, findings)
        .hidden("key", values.get("key"))
        .hidden("day", held.doc.to_string())
        .hidden("seen", papers.to_string());
    let waiting = waiting(sheet, query);
    Record::new()
        .state(held.row.stage.greek())
        .line("Ταμείο", held.row.number.as_str())
        .line("Αρχικό ποσό και διαφορές παραδόσεων", held.row.base)
        .line("Διπλότυπα", u64::from(summary.receipts))
        .line("Ακυρωμένα", u64::from(summary.cancelled))
        .line("Μετρητά", summary.cash)
        .line("Κάρτες", summary.card)
        .line("Πρέπει να υπάρχουν", sheet.expected)
        .form("Καταμέτρηση και κλείσιμο", &form)
        .section(Section::new("Εισπράξεις ανά κωδικό").block(screens::sums(summary)))
        .section(Section::new("Δεν είναι ακόμη στο Κέντρο").block(waiting))
        .action(Action::link("Παράδοση σε συνάδελφο", "/cash/handover"))
        .action(Action::link(
            "Διπλότυπα της ημέρας",
            format!("/cash/{}", held.doc),
        ))
}

/// The receipts of the day that the centre has not signed for.
fn waiting<'q>(sheet: &CashSheet, query: &'q Query) -> List<'q> {
    let mut list = List::new("Δεν είναι ακόμη στο Κέντρο", "/cash", query)
        .column(Column::text("number", "Διπλότυπο"))
        .column(Column::amount("total", "Σύνολο"))
        .column(Column::text("badge", "Κέντρο"))
        .empty("Όλα τα διπλότυπα της ημέρας βρίσκονται στο Κέντρο.");
    let on_the_way = sheet.receipts.iter().filter_map(|line| {
        let badge = line.badge.filter(|badge| *badge < Badge::Received)?;
        Some((line, badge))
    });
    for (line, badge) in on_the_way.take(SHOWN) {
        let row = Row::new(line.row.number.as_str(), format!("/receipts/{}", line.doc))
            .cell(line.row.total)
            .cell(word(badge));
        list = list.row(row);
    }
    if sheet.waiting > 0 {
        list = list.totals([
            Cell::Text("Σύνολο".to_owned()),
            Cell::Count(sheet.waiting),
            Cell::Empty,
        ]);
    }
    list
}

/// Boxes of this device that others hold: a sentence each.
fn others(desk: &mut Desk<'_>, open: &[CashBox], me: UserId) -> Result<Vec<String>, NodeError> {
    let mut told = Vec::new();
    for held in open {
        if held.row.holder != Some(me) && held.row.offered != Some(me) {
            let holder = name(desk, held.row.holder)?;
            told.push(format!(
                "Ανοικτό ταμείο {} στα χέρια: {holder}.",
                held.row.number
            ));
        }
    }
    Ok(told)
}

/// The name of a user whose record is here.
pub(super) fn name(desk: &mut Desk<'_>, user: Option<UserId>) -> Result<String, NodeError> {
    let users = desk.session.users()?;
    let found = users.into_iter().find(|known| Some(known.id) == user);
    Ok(found.map(|user| user.name).unwrap_or_default())
}

/// What waits for this person: a box to take over, a day that was not closed.
pub(crate) fn open_tasks(desk: &mut Desk<'_>, scope: &ScopeId) -> Result<Vec<Task>, NodeError> {
    let (me, today) = (desk.session.user().id, desk.today());
    let open = desk.session.cash_desk(scope)?.open;
    let task = |held: &CashBox| {
        let offered = held.row.offered == Some(me);
        let late = held.row.holder == Some(me) && held.row.day.is_some_and(|day| day < today);
        let why = match (offered, late) {
            (true, _) => "Μετρήστε και παραλάβετε το ταμείο που σας παραδόθηκε.".to_owned(),
            (_, true) => Finding::new(cash::DAY_STILL_OPEN)
                .with("day", &held.row.number)
                .greek(),
            _ => return None,
        };
        Some(Task {
            kind: "Ταμείο".to_owned(),
            what: format!("Ταμειακή ημέρα {}", held.row.number),
            href: "/cash".to_owned(),
            due: None,
            why,
        })
    };
    Ok(open.iter().filter_map(task).collect())
}
