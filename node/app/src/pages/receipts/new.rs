//! «Είσπραξη»: one box finds what is owed (payment code, number, plate, name, or the QR of a paper); then the total in large
//! figures on the same screen, and Enter. A debt this desk does not know may be paid from its paper, with a tick.

use crate::pages::refusal::attempt;
use crate::papers;
use crate::server::answer::Answer;
use crate::server::random_hex;
use crate::server::typed::Typed;
use crate::server::window::{Desk, Window};
use axum::response::Response;
use loggia_cases::number::{DocNumber, Series};
use loggia_cases::receipt::Stage;
use loggia_cases::{CaseKind, rights};
use loggia_node::NodeError;
use loggia_node::commands::{LineInput, MeansInput, PayerInput, ReceiptIssue};
use loggia_node::queries::{ListFilter, Payable};
use loggia_schema::calendar::local_date_time;
use loggia_schema::identifiers::Rf;
use loggia_schema::message::{Code, Finding, access, numbers, sync as says, web};
use loggia_schema::money::Cents;
use loggia_ui::cases::receipt;
use loggia_ui::{Cell, Column, Field, Form, List, Markup, Notice, Query, Row, Values, html};

/// The page: the box, and what it found.
pub async fn page(window: Window) -> Response {
    window.page(|desk| {
        let query = desk.query.clone();
        let typed = query.filter("q").unwrap_or_default().trim().to_owned();
        let found = find(desk, &typed);
        let mut notices = Vec::new();
        let block = match found {
            Ok(Found::Nothing) => html! {},
            Ok(Found::One(known, values)) => {
                notices.extend(taken(&known.taken_here));
                maud_of(&form(desk, Some(&known), &values, &[])?)
            }
            Ok(Found::Paper(values)) => {
                notices.extend(taken(&receipts_for(desk, values.get("subject"))?));
                notices.push(Notice::warning("Η οφειλή δεν είναι γνωστή σε αυτή τη συσκευή. Εισπράξτε μόνο με το έγγραφο μπροστά σας."));
                maud_of(&form(desk, None, &values, &[])?)
            }
            Ok(Found::Many(payables)) => maud_of(&choices(&query, &payables)),
            Err(finding) => {
                notices.push(Notice::error(&finding));
                html! {}
            }
        };
        let page = desk.titled("Είσπραξη").crumb("Διπλότυπα", "/receipts").notices(notices);
        Ok(Answer::Page(page.body(search_box(&typed)).body(block).render()))
    })
    .await
}

/// Takes the money.
pub async fn issue(window: Window, Typed(values): Typed) -> Response {
    window
        .save(move |desk| {
            let key = values.get("key").to_owned();
            let input = read(&values);
            let done = attempt(&values, rename, |confirmed| {
                desk.session.receipt_issue(
                    &key,
                    &ReceiptIssue {
                        confirmed,
                        ..input.clone()
                    },
                )
            })?;
            match done {
                Ok(issued) => Ok(Answer::See(format!("/receipts/{}?new=1", issued.doc))),
                Err(findings) => {
                    let known = desk
                        .session
                        .payables(values.get("subject"))?
                        .into_iter()
                        .next();
                    let form = form(desk, known.as_ref(), &values, &findings)?;
                    let page = desk
                        .titled("Είσπραξη")
                        .crumb("Διπλότυπα", "/receipts")
                        .failed(true);
                    Ok(Answer::Refused(page.body(&form).render()))
                }
            }
        })
        .await
}

/// What the box found.
enum Found {
    /// Nothing was typed.
    Nothing,
    /// One debt, with the values the form begins with.
    One(Box<Payable>, Values),
    /// None here, but a paper that can be paid: its values.
    Paper(Values),
    /// Several: the cashier chooses.
    Many(Vec<Payable>),
}

fn find(desk: &mut Desk<'_>, typed: &str) -> Result<Found, Finding> {
    if typed.is_empty() {
        return Ok(Found::Nothing);
    }
    let paper = if typed.starts_with("LGS1:") {
        Some(scanned(desk, typed)?)
    } else {
        None
    };
    let wanted = paper.as_ref().map_or(typed, |paper| paper.get("subject"));
    let mut payables = desk
        .session
        .payables(wanted)
        .map_err(|error| first(&error))?;
    if payables.len() > 1 {
        return Ok(Found::Many(payables));
    }
    let key = random_hex().map_err(|_| Finding::new(loggia_schema::message::us::UNEXPECTED))?;
    let begun = |values: Values| values.with("key", key).with("means", "cash");
    if let Some(payable) = payables.pop() {
        let values = begun(Values::default())
            .with("subject", payable.record.rf.grouped())
            .with("amount", figures(payable.due));
        return Ok(Found::One(Box::new(payable), values));
    }
    match paper {
        Some(values) => Ok(Found::Paper(begun(values))),
        None if Rf::parse(typed).is_ok() || DocNumber::parse(typed).is_ok() => {
            let values = Values::default().with("subject", typed);
            Ok(Found::Paper(begun(values)))
        }
        None => Err(Finding::new(web::NOTHING_OWED_FOUND).with("words", typed)),
    }
}

/// What a scanned paper says is to be paid, as values of the form, once its signature holds.
fn scanned(desk: &mut Desk<'_>, text: &str) -> Result<Values, Finding> {
    let paper = papers::verify(&mut desk.session, text).map_err(|error| first(&error))?;
    if paper.kind != "fine" {
        return Err(Finding::new(says::STUB_FORM).on("q"));
    }
    let subject = if paper.rf.is_empty() {
        paper.number
    } else {
        paper.rf
    };
    let reduced = paper.reduced.filter(|_| {
        paper
            .reduced_until
            .is_some_and(|until| desk.today() <= until)
    });
    let mut values = Values::default().with("subject", subject);
    if let Some(amount) = reduced.or(paper.amount) {
        values = values.with("amount", figures(Cents(amount)));
    }
    if reduced.is_some() {
        values = values.with("reduced", "1");
    }
    Ok(values)
}

/// An amount as a field shows it: without the sign of the currency.
fn figures(amount: Cents) -> String {
    amount.greek().trim_end_matches('€').trim_end().to_owned()
}

fn search_box(typed: &str) -> Markup {
    html! {
        form.lg-filter role="search" aria-label="Αναζήτηση οφειλής" method="get" action="/receipts/new" {
            div.govgr-field.lg-field {
                label.govgr-label for="f-q" { "Κωδικός πληρωμής, αριθμός, πινακίδα, όνομα ή QR" }
                input.govgr-input id="f-q" name="q" type="text" value=(typed) autocomplete="off" data-focus[typed.is_empty()];
            }
            div.lg-filter__buttons {
                button.govgr-btn.govgr-btn-secondary { "Αναζήτηση" }
                a.govgr-link href="/receipts/fee" { "Είσπραξη τέλους χωρίς οφειλή" }
            }
        }
    }
}

/// Receipts of this desk that may not be in the balance yet.
fn taken(receipts: &[String]) -> Option<Notice> {
    let numbers = receipts.join(", ");
    (!numbers.is_empty()).then(|| {
        Notice::warning(format!("Για την οφειλή αυτή έχει ήδη εκδοθεί εδώ το διπλότυπο {numbers}. Ελέγξτε πριν εισπράξετε ξανά."))
    })
}

/// Receipts of this desk that name a debt the centre no more counts as open, or never told of.
fn receipts_for(desk: &mut Desk<'_>, subject: &str) -> Result<Vec<String>, NodeError> {
    let states = vec![Stage::Issued.name().to_owned()];
    let filter = ListFilter {
        kind: Some(CaseKind::RECEIPT),
        states,
        words: subject.to_owned(),
        ..ListFilter::default()
    };
    Ok(desk
        .session
        .list(&filter)?
        .rows
        .into_iter()
        .map(|row| row.number)
        .collect())
}

fn choices<'a>(query: &'a Query, payables: &[Payable]) -> List<'a> {
    let mut list = List::new("Οφειλές που βρέθηκαν", "/receipts/new", query)
        .column(Column::text("number", "Αριθμός"))
        .column(Column::text("debtor", "Οφειλέτης"))
        .column(Column::text("plate", "Πινακίδα"))
        .column(Column::amount("due", "Πληρωτέο σήμερα"))
        .column(Column::text("as_of", "Υπόλοιπο έως"));
    for payable in payables {
        let record = &payable.record;
        let href = format!(
            "/receipts/new?q={}",
            loggia_ui::query::encode(record.rf.as_str())
        );
        let row = Row::new(record.number.as_str(), href)
            .cell(record.debtor.as_str())
            .cell(
                record
                    .plate
                    .as_ref()
                    .map_or(Cell::Empty, |plate| Cell::Text(plate.greek())),
            )
            .cell(payable.due)
            .cell(local_date_time(payable.as_of));
        list = list.row(row);
    }
    list
}

fn form(
    desk: &mut Desk<'_>,
    known: Option<&Payable>,
    values: &Values,
    findings: &[Finding],
) -> Result<Form, NodeError> {
    let left = left(desk);
    let known = known.map(|payable| (&payable.record, payable.due));
    let mut form = receipt::issue("/receipts", known, left, values, findings);
    if known.is_none() {
        form = form.field(
            Field::checkbox("reduced", "Είναι το μειωμένο ποσό")
                .hint("Μόνο όταν το έγγραφο γράφει ότι ισχύει ακόμη"),
        );
    }
    if let Some(obstacle) = obstacle(desk, left) {
        form = form.note(obstacle.greek()).enabled(false);
    }
    Ok(form
        .hidden("key", values.get("key"))
        .back("Ακύρωση", "/receipts"))
}

/// Numbers left for receipts this year.
pub(super) fn left(desk: &Desk<'_>) -> u64 {
    let year = desk.now.year();
    let mine = desk.stored.numbers.iter().filter(|series| {
        series.series == Series::Receipt && i16::try_from(series.year) == Ok(year)
    });
    mine.map(|series| series.left).sum()
}

/// Why no money can be taken now.
pub(super) fn obstacle(desk: &Desk<'_>, left: u64) -> Option<Finding> {
    if desk.stored.revoked {
        return Some(Finding::new(access::DEVICE_REVOKED));
    }
    if !desk.session.may(rights::RECEIPT_ISSUE) {
        return Some(
            Finding::new(access::NO_RIGHT).with("right", rights::greek(rights::RECEIPT_ISSUE)),
        );
    }
    (left == 0).then(|| {
        Finding::new(numbers::NUMBERS_EXHAUSTED)
            .with("series", Series::Receipt.greek())
            .with("year", desk.now.year())
    })
}

fn read(values: &Values) -> ReceiptIssue {
    let text = |name: &str| values.get(name).to_owned();
    let line = LineInput {
        code: text("subject"),
        amount: text("amount"),
        reduced: values.has("reduced"),
        ..LineInput::default()
    };
    ReceiptIssue {
        lines: vec![line],
        ..paid(values)
    }
}

/// How and by whom it is paid.
pub(super) fn paid(values: &Values) -> ReceiptIssue {
    let text = |name: &str| values.get(name).to_owned();
    let means = match values.get("means") {
        "card" => MeansInput::Card {
            approval: text("approval"),
            last4: text("last4"),
        },
        _ => MeansInput::Cash,
    };
    let payer = PayerInput {
        name: text("payer"),
        afm: text("afm"),
    };
    ReceiptIssue {
        payer: Some(payer),
        means,
        confirmed: Vec::<Code>::new(),
        ..ReceiptIssue::default()
    }
}

/// The node's names of fields, as the form calls them.
pub(super) fn rename(finding: Finding) -> Finding {
    let field = match finding.field.as_deref() {
        Some("lines.0.code" | "lines" | "number") => "subject",
        Some("lines.0.amount" | "total") => "amount",
        Some("lines.0.fee") => "fee",
        Some("card") => "approval",
        Some("name") => "payer",
        _ => return finding,
    };
    finding.on(field)
}

fn first(error: &NodeError) -> Finding {
    error
        .findings()
        .into_iter()
        .next()
        .unwrap_or_else(|| Finding::new(loggia_schema::message::us::UNEXPECTED))
}

fn maud_of(block: &impl loggia_ui::Render) -> Markup {
    block.render()
}
