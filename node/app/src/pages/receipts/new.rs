//! «Είσπραξη», «Τι χρωστάω;»: one box finds everything that is owed under a payment code, number, plate, name or the QR of a
//! paper, and the fees of the catalogue by their first letters; then ticks, the total in large figures on the same screen, and
//! Enter. A debt this desk does not know may be paid from its paper, with a tick.

use super::fee::{self, matching};
use crate::pages::refusal::attempt;
use crate::papers;
use crate::server::answer::Answer;
use crate::server::typed::Typed;
use crate::server::window::{Desk, Window};
use axum::response::Response;
use loggia_cases::number::{DocNumber, Series};
use loggia_cases::receipt::Stage;
use loggia_cases::{CaseKind, rights};
use loggia_node::NodeError;
use loggia_node::commands::{LineInput, MeansInput, PayerInput, ReceiptIssue};
use loggia_node::queries::{ListFilter, Payable};
use loggia_schema::identifiers::Rf;
use loggia_schema::message::{Code, Finding, access, numbers, sync as says, web};
use loggia_schema::money::Cents;
use loggia_ui::cases::receipt::{self, counter};
use loggia_ui::{Field, Form, Markup, Notice, Values, html};

/// Fewer letters than these name a fee and nobody's debts.
const NAME: usize = 3;

/// The page: the box, and what it found.
pub async fn page(window: Window) -> Response {
    window
        .page(|desk| {
            let query = desk.query.clone();
            let typed = query.filter("q").unwrap_or_default().trim().to_owned();
            let mut notices = Vec::new();
            let forms = match find(desk, &typed) {
                Ok(found) => forms(desk, found, &mut notices)?,
                Err(finding) => {
                    notices.push(Notice::error(&finding));
                    Vec::new()
                }
            };
            let mut page = desk
                .titled("Είσπραξη")
                .crumb("Διπλότυπα", "/receipts")
                .notices(notices)
                .body(search_box(&typed));
            for form in &forms {
                page = page.body(form);
            }
            Ok(Answer::Page(page.render()))
        })
        .await
}

/// Takes the money.
pub async fn issue(window: Window, Typed(values): Typed) -> Response {
    window
        .save(move |desk| {
            let key = values.get("key").to_owned();
            let (input, rows) = read(&values);
            let rename = |finding| rename(finding, &rows);
            let done = attempt(&values, rename, |confirmed| {
                let input = ReceiptIssue {
                    confirmed,
                    ..input.clone()
                };
                desk.session.receipt_issue(&key, &input)
            })?;
            match done {
                Ok(issued) => Ok(Answer::See(format!("/receipts/{}?new=1", issued.doc))),
                Err(findings) => {
                    let form = again(desk, &values, &findings)?;
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
struct Found {
    /// Debts, ready for their ticks.
    debts: Vec<Payable>,
    /// None here, but a paper that can be paid: its values.
    paper: Option<Values>,
    /// Codes of fees that begin like the question.
    fees: Vec<String>,
}

fn find(desk: &mut Desk<'_>, typed: &str) -> Result<Found, Finding> {
    let mut found = Found {
        debts: Vec::new(),
        paper: None,
        fees: Vec::new(),
    };
    if typed.is_empty() {
        return Ok(found);
    }
    let scan = match typed.starts_with("LGS1:") {
        true => Some(scanned(desk, typed)?),
        false => None,
    };
    if scan.is_none() {
        found.fees = matching(desk, typed).map_err(|error| first(&error))?;
    }
    if typed.chars().count() >= NAME || found.fees.is_empty() {
        let wanted = scan.as_ref().map_or(typed, |paper| paper.get("subject"));
        let payables = desk.session.payables(wanted);
        found.debts = payables.map_err(|error| first(&error))?;
    }
    if found.debts.is_empty() {
        found.paper = match scan {
            Some(values) => Some(values),
            None if Rf::parse(typed).is_ok() || DocNumber::parse(typed).is_ok() => {
                Some(Values::default().with("subject", typed))
            }
            None => None,
        };
    }
    if found.debts.is_empty() && found.paper.is_none() && found.fees.is_empty() {
        return Err(Finding::new(web::NOTHING_OWED_FOUND).with("words", typed));
    }
    Ok(found)
}

/// The forms of what was found: debts first, then fees.
fn forms(
    desk: &mut Desk<'_>,
    found: Found,
    notices: &mut Vec<Notice>,
) -> Result<Vec<Form>, NodeError> {
    let mut forms = Vec::new();
    if !found.debts.is_empty() {
        let taken: Vec<&str> = found
            .debts
            .iter()
            .flat_map(|debt| debt.taken_here.iter().map(String::as_str))
            .collect();
        notices.extend(already(&taken.join(", ")));
        let together = together(&found.debts);
        if !together {
            notices.push(Notice::warning(
                "Βρέθηκαν οφειλές περισσότερων προσώπων ή οχημάτων. Σημειώστε ποιες πληρώνονται.",
            ));
        }
        let values = desk.fresh()?.with("means", "cash");
        let rows: Vec<counter::Debt<'_>> = found
            .debts
            .iter()
            .map(|debt| {
                row(
                    debt,
                    figures(debt.due),
                    together && debt.taken_here.is_empty(),
                )
            })
            .collect();
        forms.push(debts_form(desk, &rows, &values, &[]));
    }
    if let Some(values) = found.paper {
        let values = desk.keyed(values)?.with("means", "cash");
        let receipts = receipts_for(desk, values.get("subject"))?;
        notices.extend(already(&receipts.join(", ")));
        notices.push(Notice::warning("Η οφειλή δεν είναι γνωστή σε αυτή τη συσκευή. Εισπράξτε μόνο με το έγγραφο μπροστά σας."));
        forms.push(paper_form(desk, &values, &[]));
    }
    if !found.fees.is_empty() {
        let values = desk.fresh()?.with("means", "cash");
        forms.push(fee::form(desk, &found.fees, &values, &[])?);
    }
    Ok(forms)
}

/// True if everything found belongs to one person or one vehicle.
fn together(debts: &[Payable]) -> bool {
    let same = |key: fn(&Payable) -> Option<String>| {
        let mut keys = debts.iter().map(key);
        let first = keys.next().flatten();
        first.is_some() && keys.all(|key| key == first)
    };
    let debtor = |debt: &Payable| Some(debt.record.debtor.clone()).filter(|name| !name.is_empty());
    let plate = |debt: &Payable| Some(debt.record.plate.as_ref()?.as_str().to_owned());
    debts.len() == 1 || same(debtor) || same(plate)
}

fn row(debt: &Payable, amount: String, ticked: bool) -> counter::Debt<'_> {
    counter::Debt {
        record: &debt.record,
        today: &debt.today,
        taken: &debt.taken_here,
        ticked,
        amount,
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
                label.govgr-label for="f-q" { "Κωδικός πληρωμής, αριθμός, πινακίδα, όνομα, QR ή τέλος" }
                input.govgr-input id="f-q" name="q" type="text" value=(typed) autocomplete="off" data-focus[typed.is_empty()];
            }
            div.lg-filter__buttons {
                button.govgr-btn.govgr-btn-secondary { "Αναζήτηση" }
                a.govgr-link href="/receipts/fee" { "Όλα τα έσοδα χωρίς οφειλή" }
            }
        }
    }
}

/// Receipts of this desk that may not be in the balance yet.
fn already(numbers: &str) -> Option<Notice> {
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

fn debts_form(
    desk: &Desk<'_>,
    rows: &[counter::Debt<'_>],
    values: &Values,
    findings: &[Finding],
) -> Form {
    let left = left(desk);
    let form = counter::debts("/receipts", rows, left, values, findings);
    finished(desk, form, left, values)
}

fn paper_form(desk: &Desk<'_>, values: &Values, findings: &[Finding]) -> Form {
    let left = left(desk);
    let form = receipt::issue("/receipts", left, values, findings).field(
        Field::checkbox("reduced", "Είναι το μειωμένο ποσό")
            .hint("Μόνο όταν το έγγραφο γράφει ότι ισχύει ακόμη"),
    );
    finished(desk, form, left, values)
}

/// What every form of the counter ends with.
pub(super) fn finished(desk: &Desk<'_>, form: Form, left: u64, values: &Values) -> Form {
    let mut form = form;
    if let Some(obstacle) = obstacle(desk, left) {
        form = form.note(obstacle.greek()).enabled(false);
    }
    form.hidden("key", values.get("key"))
        .back("Ακύρωση", "/receipts")
}

/// The refused form with everything that was typed, beside what is due now.
fn again(desk: &mut Desk<'_>, values: &Values, findings: &[Finding]) -> Result<Form, NodeError> {
    let named: Vec<&str> = match values.all("rf").next() {
        Some(_) => values.all("rf").collect(),
        None => vec![values.get("subject")],
    };
    let mut debts = Vec::new();
    for rf in &named {
        debts.extend(desk.session.payables(rf)?.into_iter().next());
    }
    if debts.len() != named.len() {
        return Ok(paper_form(desk, values, findings));
    }
    let amounts: Vec<&str> = values.all("amount").collect();
    let alone = values.all("rf").next().is_none();
    let rows = debts.iter().enumerate().map(|(at, debt)| {
        let ticked = alone || values.all("pay").any(|rf| rf == debt.record.rf.as_str());
        let amount = amounts.get(at).copied().unwrap_or_default();
        row(debt, amount.to_owned(), ticked)
    });
    let rows: Vec<_> = rows.collect();
    Ok(debts_form(desk, &rows, values, findings))
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

/// The command, and which row of the form each of its lines came from.
fn read(values: &Values) -> (ReceiptIssue, Vec<usize>) {
    let text = |name: &str| values.get(name).to_owned();
    if values.all("rf").next().is_none() {
        let line = LineInput {
            code: text("subject"),
            amount: text("amount"),
            reduced: values.has("reduced"),
            ..LineInput::default()
        };
        let input = ReceiptIssue {
            lines: vec![line],
            ..paid(values)
        };
        return (input, vec![0]);
    }
    let (mut lines, mut rows) = (Vec::new(), Vec::new());
    for (at, (rf, amount)) in values.all("rf").zip(values.all("amount")).enumerate() {
        if values.all("pay").any(|ticked| ticked == rf) {
            lines.push(LineInput {
                code: rf.to_owned(),
                amount: amount.to_owned(),
                ..LineInput::default()
            });
            rows.push(at);
        }
    }
    let input = ReceiptIssue {
        lines,
        ..paid(values)
    };
    (input, rows)
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
fn rename(finding: Finding, rows: &[usize]) -> Finding {
    let field = match finding.field.as_deref() {
        Some("lines" | "amount" | "total") => {
            counter::id("amount", rows.first().copied().unwrap_or_default())
        }
        Some("number") => "subject".to_owned(),
        other => match line(other, rows) {
            Some((at, "amount")) => counter::id("amount", at),
            Some(_) => "subject".to_owned(),
            None => return common(finding),
        },
    };
    finding.on(field)
}

/// The row and the part of a field like `lines.2.amount`.
pub(super) fn line<'f>(field: Option<&'f str>, rows: &[usize]) -> Option<(usize, &'f str)> {
    let (line, part) = field?.strip_prefix("lines.")?.split_once('.')?;
    Some((*rows.get(line.parse::<usize>().ok()?)?, part))
}

/// Names that every form of the counter shares.
pub(super) fn common(finding: Finding) -> Finding {
    match finding.field.as_deref() {
        Some("card") => finding.on("approval"),
        Some("name") => finding.on("payer"),
        _ => finding,
    }
}

fn first(error: &NodeError) -> Finding {
    error
        .findings()
        .into_iter()
        .next()
        .unwrap_or_else(|| Finding::new(loggia_schema::message::us::UNEXPECTED))
}
