//! The screens of the cash day: rows of a list, the record, the count.

use crate::cases::fine::{sentence_case, with_marks};
use crate::cases::{Names, View, conflicts, locked, timeline};
use crate::form::{Choice, Field, Form, Values};
use crate::list::{Cell, Column, Row};
use crate::record::{Record, Section};
use crate::status::Badge;
use loggia_cases::cash::{CashDay, CashDayRow, Closed, Event, PIECES, Stage, Summary};
use loggia_schema::message::Finding;
use loggia_schema::money::Cents;
use maud::{Markup, html};

/// The columns of a list of cash days; the badge is shown only where there is a way to the centre.
pub fn columns(with_badge: bool) -> Vec<Column> {
    let mut columns = vec![
        Column::text("number", "Ταμειακή ημέρα"),
        Column::text("holder", "Ταμίας"),
        Column::text("stage", "Στάδιο"),
        Column::amount("cash", "Μετρητά"),
        Column::amount("card", "Κάρτες"),
        Column::amount("difference", "Διαφορά"),
        Column::amount("deposit", "Κατάθεση"),
    ];
    if with_badge {
        columns.push(Column::text("badge", "Κέντρο"));
    }
    columns
}

/// The filters: stage, days.
pub fn filters() -> Vec<Field> {
    let stages = Stage::ALL
        .into_iter()
        .filter(|stage| *stage != Stage::Draft);
    let stages = stages
        .map(|stage| Choice::new(stage.name(), stage.greek()))
        .collect();
    vec![
        Field::select("stage", "Στάδιο", stages),
        Field::date("from", "Από"),
        Field::date("to", "Έως"),
    ]
}

/// One cash day in a list made with [`columns`].
pub fn row(day: &CashDayRow, holder: &str, href: impl Into<String>, badge: Option<Badge>) -> Row {
    let closed = |amount: Cents| match day.stage {
        Stage::Closed => Cell::Amount(amount),
        _ => Cell::Empty,
    };
    let row = Row::new(day.number.as_str(), href)
        .cell(holder)
        .cell(Cell::tag(with_marks(
            day.stage.greek(),
            day.off,
            day.conflict,
        )))
        .cell(closed(day.cash))
        .cell(closed(day.card))
        .cell(closed(day.difference))
        .cell(closed(day.deposit));
    match badge {
        Some(badge) => row.cell(badge),
        None => row,
    }
}

/// The record of a cash day, with its timeline and without actions.
pub fn record(view: &View<'_, CashDay>) -> Record {
    let state = &view.folded.state;
    let mut record = Record::new()
        .state(state.stage.greek())
        .line("Τι σημαίνει", state.stage.sentence());
    if let Some(badge) = view.badge {
        record = record.badge(badge);
    }
    if let Some(why) = locked(view.folded) {
        record = record.no_actions(why);
    }
    if let Some(opened) = &state.opened {
        record = record
            .line("Άνοιγμα", opened.at.datetime())
            .line("Αρχικό ποσό", opened.float);
    }
    if let Some(holder) = state.holder {
        record = record.line("Ταμίας", view.names.of_user(holder));
    }
    if let Some((_, closed)) = &state.closed {
        record = closing(record, closed);
    }
    if let Some(section) = conflicts(view.folded) {
        record = record.section(section);
    }
    record.timeline(timeline::<CashDay>(view, tell))
}

fn closing(record: Record, closed: &Closed) -> Record {
    record
        .line("Αναμενόμενα μετρητά", closed.expected)
        .line("Καταμέτρηση", closed.counted)
        .line("Διαφορά", closed.difference)
        .line("Αιτιολογία", closed.reason.as_str())
        .line("Κατάθεση", closed.deposit)
        .line("Αριθμός γραμματίου κατάθεσης", closed.slip.as_str())
        .line("Έμεινε στο ταμείο", closed.left)
        .section(Section::new("Ημερήσιο φύλλο").block(sums(&closed.summary)))
        .section(Section::new("Χαρτονομίσματα και κέρματα").block(pieces(closed)))
}

fn pieces(closed: &Closed) -> Markup {
    html! {
        dl.govgr-summary-list.lg-summary {
            @for pile in &closed.count.0 {
                div.govgr-summary-list__row {
                    dt.govgr-summary-list__key { (pile.piece.greek()) }
                    dd.govgr-summary-list__value { "× " (pile.n) }
                }
            }
        }
    }
}

/// What the receipts of a day add up to, by revenue code and means.
pub fn sums(summary: &Summary) -> Markup {
    html! {
        div.govgr-table-container.lg-scroll tabindex="0" role="region" aria-label="Εισπράξεις ανά κωδικό" {
            table.govgr-table.govgr-table--dense {
                caption.govgr-visually-hidden { "Εισπράξεις ανά κωδικό εσόδου και τρόπο πληρωμής" }
                thead.govgr-table__head {
                    tr.govgr-table__row {
                        th.govgr-table__header scope="col" { "Κωδικός εσόδου" }
                        th.govgr-table__header.govgr-table__header--numeric scope="col" { "Γραμμές" }
                        th.govgr-table__header.govgr-table__header--numeric scope="col" { "Μετρητά" }
                        th.govgr-table__header.govgr-table__header--numeric scope="col" { "Κάρτες" }
                    }
                }
                tbody.govgr-table__body {
                    @for of in &summary.codes {
                        tr.govgr-table__row {
                            th.govgr-table__cell.lg-first scope="row" { (code_name(&of.code)) }
                            td.govgr-table__cell.govgr-table__cell--numeric { (of.lines) }
                            td.govgr-table__cell.govgr-table__cell--numeric { (of.cash.greek()) }
                            td.govgr-table__cell.govgr-table__cell--numeric { (of.card.greek()) }
                        }
                    }
                }
                tfoot.lg-foot {
                    tr.govgr-table__row {
                        th.govgr-table__cell scope="row" { "Σύνολο" }
                        td.govgr-table__cell.govgr-table__cell--numeric { (summary.receipts) " διπλότυπα" }
                        td.govgr-table__cell.govgr-table__cell--numeric { (summary.cash.greek()) }
                        td.govgr-table__cell.govgr-table__cell--numeric { (summary.card.greek()) }
                    }
                }
            }
        }
    }
}

/// A revenue code, or the words for money that is matched at the centre.
pub fn code_name(code: &str) -> &str {
    match code {
        "" => "υπό τακτοποίηση",
        code => code,
    }
}

/// The form of counting and closing, with the sum of what lies in the box beside what is expected. Fields: `n50000` … `n1`
/// for notes and coins, `deposit`, `slip`, `reason`.
pub fn close(action: &str, expected: Cents, values: &Values, findings: &[Finding]) -> Form {
    let mut form = Form::new(action, "Κλείσιμο ταμείου").grid();
    let block = html! {
        div.lg-count {
            @for (at, piece) in PIECES.iter().enumerate() { (pile(at, *piece, values, findings)) }
        }
        p.lg-total { span { "Μετρήθηκαν" } " " output data-total="" { (counted(values).greek()) } }
        p.lg-total { span { "Αναμένονται" } " " output { (expected.greek()) } }
        p.lg-total {
            span { "Διαφορά" } " "
            output data-expected=(expected.get()) {
                (counted(values).minus(expected).unwrap_or_default().greek())
            }
        }
    };
    form = form
        .block(block)
        .anchors(PIECES.iter().map(|piece| format!("n{}", piece.get())));
    form.field(
        Field::amount("deposit", "Κατάθεση σε τράπεζα ή κεντρικό ταμείο")
            .hint("Κενό: ό,τι ξεπερνά το αρχικό ποσό"),
    )
    .field(Field::text("slip", "Αριθμός γραμματίου κατάθεσης"))
    .field(Field::text("reason", "Αιτία διαφοράς").hint("Μόνο όταν η καταμέτρηση διαφέρει"))
    .values(values)
    .findings(findings)
}

fn counted(values: &Values) -> Cents {
    let sums = PIECES.iter().filter_map(|piece| {
        let n = values
            .get(&format!("n{}", piece.get()))
            .trim()
            .parse()
            .ok()?;
        piece.times(n).ok()
    });
    Cents::sum(sums).unwrap_or_default()
}

fn pile(at: usize, piece: Cents, values: &Values, findings: &[Finding]) -> Markup {
    let name = format!("n{}", piece.get());
    let found: Vec<&Finding> = findings
        .iter()
        .filter(|f| f.field.as_deref() == Some(name.as_str()))
        .collect();
    let error = (!found.is_empty()).then(|| format!("{name}-e"));
    html! {
        div.lg-count__pile data-pays="" {
            label.govgr-label for=(name) { (piece.greek()) }
            @if let Some(error) = &error {
                p.govgr-error-message id=(error) { @for finding in &found { (finding.greek()) } }
            }
            input.govgr-input.govgr-input--width-5.lg-input--amount.govgr-error-input[error.is_some()] id=(name) name=(name)
                type="text" value=(values.get(&name)) inputmode="numeric" data-price=(piece.get()) autocomplete="off"
                aria-invalid=[error.as_ref().map(|_| "true")] aria-describedby=[error.as_ref()]
                data-focus[at == 0];
        }
    }
}

fn tell(event: &Event, names: &Names<'_>) -> (String, Vec<String>) {
    let lines = match event {
        Event::Opened(opened) => vec![format!("Αρχικό ποσό {}", opened.float)],
        Event::Handed(handed) => vec![
            format!("Προς: {}", names.of_user(handed.to)),
            format!(
                "Μετρήθηκαν {}, αναμένονταν {}",
                handed.counted, handed.expected
            ),
            handed.reason.clone(),
        ],
        Event::Taken(taken) => vec![format!("Παραλήφθηκαν {}", taken.counted)],
        Event::Returned(returned) => vec![returned.reason.clone()],
        Event::Closed(closed) => vec![
            format!(
                "Μετρήθηκαν {}, διαφορά {}",
                closed.counted, closed.difference
            ),
            closed.reason.clone(),
        ],
        Event::Settled(settled) => vec![settled.reason.clone()],
    };
    let lines = lines.into_iter().filter(|line| !line.is_empty()).collect();
    (sentence_case(event.greek()), lines)
}
