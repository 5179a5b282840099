//! The counter: every debt that was found, what is due today and why, a tick for each, and the total in large figures.
//!
//! A row holds its payment code, a tick and an amount that may be lowered where parts are allowed. Names repeat from row to
//! row (`rf`, `amount`), the tick sends the code (`pay`); ids carry the row's number from the second on. The total follows
//! ticks and amounts while somebody types; what counts is what the program reads again.

use crate::explain::explained;
use crate::form::{Choice, Field, Form, Values};
use crate::words;
use loggia_cases::records::{Due, FeeRecord, PayableKind, PayableRecord};
use loggia_schema::calendar::local_date_time;
use loggia_schema::message::Finding;
use loggia_schema::money::Cents;
use maud::{Markup, html};

/// One debt on the counter.
#[derive(Debug, Clone)]
pub struct Debt<'a> {
    /// What the centre said.
    pub record: &'a PayableRecord,
    /// What is due today.
    pub today: &'a Due,
    /// Receipts of this desk that name it.
    pub taken: &'a [String],
    /// Will be paid.
    pub ticked: bool,
    /// The amount as typed, or what is due.
    pub amount: String,
}

/// One fee of the catalogue on the counter.
#[derive(Debug, Clone)]
pub struct Fee<'a> {
    /// The fee.
    pub record: &'a FeeRecord,
    /// How many, as typed.
    pub quantity: String,
    /// The amount as typed, where the catalogue has none.
    pub amount: String,
}

/// The form of the counter for debts. Fields: `rf`, `pay`, `amount` in each row; `means` (`cash`, `card`), `approval`,
/// `last4`, `payer`, `afm`.
pub fn debts(
    action: &str,
    rows: &[Debt<'_>],
    numbers_left: u64,
    values: &Values,
    findings: &[Finding],
) -> Form {
    let ticked = rows.iter().filter(|row| row.ticked);
    let total = Cents::sum(ticked.filter_map(|row| Cents::parse_greek(&row.amount).ok()));
    let focus = rows.iter().position(|row| row.ticked).unwrap_or(0);
    let table = table(
        "Οφειλές",
        &[
            "Πληρώνεται",
            "Οφειλή",
            "Κεφάλαιο",
            "Προσαύξηση",
            "Πληρωτέο σήμερα",
            "Ποσό",
        ],
        html! {
            @for (at, row) in rows.iter().enumerate() { (debt(at, row, at == focus, findings)) }
        },
    );
    let form = Form::new(action, "Είσπραξη και εκτύπωση")
        .note(words::numbers_left(numbers_left))
        .block(table)
        .anchors((0..rows.len()).map(|at| id("amount", at)));
    paid(form, total.unwrap_or_default())
        .values(values)
        .findings(findings)
}

/// The form of the counter for fees. Fields: `fee`, `quantity`, `amount` in each row; the rest as in [`debts`].
pub fn fees(
    action: &str,
    rows: &[Fee<'_>],
    numbers_left: u64,
    values: &Values,
    findings: &[Finding],
) -> Form {
    let table = table(
        "Έσοδα χωρίς οφειλή",
        &["Έσοδο", "Τιμή", "Ποσότητα ή ποσό"],
        html! {
            @for (at, row) in rows.iter().enumerate() { (fee(at, row, findings)) }
        },
    );
    let total = rows.iter().filter_map(|row| {
        let units = row.quantity.parse().ok()?;
        row.record.amount?.times(units).ok()
    });
    let total = Cents::sum(total).unwrap_or_default();
    let anchors = (0..rows.len()).flat_map(|at| [id("fee-quantity", at), id("fee-amount", at)]);
    let form = Form::new(action, "Είσπραξη και εκτύπωση")
        .note(words::numbers_left(numbers_left))
        .block(table)
        .anchors(anchors)
        .prefix("fee-");
    paid(form, total).values(values).findings(findings)
}

/// The total, and how and by whom it is paid.
fn paid(form: Form, total: Cents) -> Form {
    form.block(html! {
        p.lg-total { span { "Πληρωτέο" } " " output data-total="" { (total.greek()) } }
    })
    .field(
        Field::radios(
            "means",
            "Τρόπος",
            vec![Choice::new("cash", "μετρητά"), Choice::new("card", "κάρτα")],
        )
        .required(),
    )
    .field(
        Field::text("approval", "Κωδικός έγκρισης")
            .hint("Για κάρτα, από το απόκομμα του τερματικού"),
    )
    .field(Field::text("last4", "Τελευταία 4 ψηφία κάρτας"))
    .field(Field::text("payer", "Καταβάλλων"))
    .field(Field::afm("afm", "ΑΦΜ καταβάλλοντος"))
}

fn table(caption: &str, heads: &[&str], rows: Markup) -> Markup {
    html! {
        div.govgr-table-container.lg-scroll tabindex="0" role="region" aria-label=(caption) {
            table.govgr-table.govgr-table--dense {
                caption.govgr-table__caption.govgr-table__caption--s { (caption) }
                thead.govgr-table__head {
                    tr.govgr-table__row {
                        @for head in heads { th.govgr-table__header scope="col" { (head) } }
                    }
                }
                tbody.govgr-table__body { (rows) }
            }
        }
    }
}

fn debt(at: usize, row: &Debt<'_>, focus: bool, findings: &[Finding]) -> Markup {
    let (record, today) = (row.record, row.today);
    let as_of = crate::format::date_time(local_date_time(record.as_of));
    html! {
        tr.govgr-table__row data-pays="" {
            td.govgr-table__cell.lg-pick {
                input type="hidden" name="rf" value=(record.rf.as_str());
                input.lg-check type="checkbox" name="pay" value=(record.rf.as_str()) id=(id("pay", at))
                    checked[row.ticked] aria-label={ "Πληρώνεται: " (record.number) };
            }
            th.govgr-table__cell scope="row" {
                (record.number)
                @if !record.debtor.is_empty() { br; span.lg-plain { (record.debtor) } }
                @if let Some(plate) = &record.plate { br; span.lg-plain { (plate.greek()) } }
                br; span.lg-quiet { "υπόλοιπο έως " (as_of) }
                @if record.kind == PayableKind::Debt && !today.to_the_day {
                    br; span.lg-quiet { "Η προσαύξηση είναι του Κέντρου: ο κανόνας της δεν βρίσκεται εδώ." }
                }
                @if !row.taken.is_empty() { br; span.lg-tag { "διπλότυπο " (row.taken.join(", ")) } }
            }
            td.govgr-table__cell.govgr-table__cell--numeric { (today.principal.greek()) }
            td.govgr-table__cell.govgr-table__cell--numeric { (today.surcharge.greek()) }
            td.govgr-table__cell.govgr-table__cell--numeric { (explained(&today.why)) }
            td.govgr-table__cell {
                (input(("amount", id("amount", at)), &row.amount, &format!("Ποσό για {}", record.number), None, focus, findings))
            }
        }
    }
}

fn fee(at: usize, row: &Fee<'_>, findings: &[Finding]) -> Markup {
    let record = row.record;
    let unit = if record.unit.is_empty() {
        "τεμάχιο"
    } else {
        record.unit.as_str()
    };
    let focus = at == 0;
    html! {
        tr.govgr-table__row data-pays="" {
            th.govgr-table__cell scope="row" {
                input type="hidden" name="fee" value=(record.code);
                (record.title) br; span.lg-quiet { (record.code) " · " (record.budget_code) }
            }
            td.govgr-table__cell {
                @match record.amount {
                    Some(price) => { (price.greek()) " / " (unit) }
                    None => "το γράφετε",
                }
            }
            td.govgr-table__cell {
                @match record.amount {
                    Some(price) => {
                        (input(("quantity", id("fee-quantity", at)), &row.quantity, &format!("Ποσότητα: {}", record.title), Some(price), focus, findings))
                        input type="hidden" name="amount" value="";
                    }
                    None => {
                        input type="hidden" name="quantity" value="";
                        (input(("amount", id("fee-amount", at)), &row.amount, &format!("Ποσό: {}", record.title), None, focus, findings))
                    }
                }
            }
        }
    }
}

/// A control of a row: an amount, or with a price the units it is multiplied by.
fn input(
    (name, id): (&str, String),
    value: &str,
    label: &str,
    price: Option<Cents>,
    focus: bool,
    findings: &[Finding],
) -> Markup {
    let reading = price.is_none().then_some("amount");
    let found: Vec<&Finding> = findings
        .iter()
        .filter(|f| f.field.as_deref() == Some(id.as_str()))
        .collect();
    let error = (!found.is_empty()).then(|| format!("{id}-e"));
    html! {
        @if let Some(error) = &error {
            p.govgr-error-message id=(error) {
                @for finding in &found { (finding.greek()) " " }
            }
        }
        input.govgr-input.govgr-input--width-10.lg-input--amount.govgr-error-input[error.is_some()] id=(id) name=(name) type="text"
            value=(value) inputmode="decimal" data-reading=[reading] data-price=[price.map(Cents::get)] autocomplete="off"
            aria-label=(label) aria-invalid=[error.as_ref().map(|_| "true")] aria-describedby=[error.as_ref()]
            data-focus[focus];
    }
}

/// The id of a row's control: the plain name in the first row.
pub fn id(name: &str, at: usize) -> String {
    match at {
        0 => name.to_owned(),
        _ => format!("{name}-{at}"),
    }
}
