//! One question: label, hint, control, error, warning, and the ids that tie them together.
//!
//! Ids follow from the name: control `name`, hint `name-h`, live check `name-c`, error `name-e`, warning
//! `name-w`. Amounts are never `type=number` and dates never `type=date`: both are text with their own reading.

use super::values::CONFIRM;
use super::{Mark, Values};
use crate::{check, words};
use loggia_schema::message::Finding;
use maud::{Markup, html};

/// One of the answers of a closed question (επιλογή).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is shown.
    pub label: String,
}

impl Choice {
    /// A choice from what is sent and what is shown.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Choice {
        Choice {
            value: value.into(),
            label: label.into(),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    Text,
    Short,
    Amount,
    Date,
    Time,
    Number,
    Checked(check::Check),
    Textarea,
    Password,
    Select(Vec<Choice>),
    Radios(Vec<Choice>),
    Checkbox,
    Person { search: String },
    File { many: bool },
}

/// One question of a form or of a filter panel (πεδίο).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    name: String,
    label: String,
    kind: Kind,
    hint: Option<String>,
    required: bool,
    prefix: String,
    mark: Mark,
    filter: bool,
    focus: bool,
    autocomplete: Option<&'static str>,
}

impl Field {
    fn new(name: impl Into<String>, label: impl Into<String>, kind: Kind) -> Field {
        Field {
            name: name.into(),
            label: label.into(),
            kind,
            hint: None,
            required: false,
            prefix: String::new(),
            mark: Mark::None,
            filter: false,
            focus: false,
            autocomplete: None,
        }
    }

    /// One line of text.
    pub fn text(name: impl Into<String>, label: impl Into<String>) -> Field {
        Field::new(name, label, Kind::Text)
    }

    /// A picture or a PDF of this machine; what it is, its content says when it arrives.
    pub fn file(name: impl Into<String>, label: impl Into<String>) -> Field {
        Field::new(name, label, Kind::File { many: false })
    }

    /// Several pictures or PDFs.
    pub fn files(name: impl Into<String>, label: impl Into<String>) -> Field {
        Field::new(name, label, Kind::File { many: true })
    }

    /// Whether the form must send the content of files.
    pub(super) fn is_file(&self) -> bool {
        matches!(self.kind, Kind::File { .. })
    }

    /// A few letters: a house number, a country.
    pub fn short(name: impl Into<String>, label: impl Into<String>) -> Field {
        Field::new(name, label, Kind::Short)
    }

    /// An amount in euro, as `Cents::parse_greek` reads it.
    pub fn amount(name: impl Into<String>, label: impl Into<String>) -> Field {
        Field::new(name, label, Kind::Amount)
    }

    /// A day, `ηη/μμ/εεεε`; `σ` is today, the arrows move by a day.
    pub fn date(name: impl Into<String>, label: impl Into<String>) -> Field {
        Field::new(name, label, Kind::Date)
    }

    /// A time of day, `ωω:λλ`.
    pub fn time(name: impl Into<String>, label: impl Into<String>) -> Field {
        Field::new(name, label, Kind::Time)
    }

    /// A whole number.
    pub fn number(name: impl Into<String>, label: impl Into<String>) -> Field {
        Field::new(name, label, Kind::Number)
    }

    /// A tax number (ΑΦΜ), checked while it is typed.
    pub fn afm(name: impl Into<String>, label: impl Into<String>) -> Field {
        Field::new(name, label, Kind::Checked(check::Check::Afm))
    }

    /// A number plate, checked while it is typed.
    pub fn plate(name: impl Into<String>, label: impl Into<String>) -> Field {
        Field::new(name, label, Kind::Checked(check::Check::Plate))
    }

    /// An IBAN, checked while it is typed.
    pub fn iban(name: impl Into<String>, label: impl Into<String>) -> Field {
        Field::new(name, label, Kind::Checked(check::Check::Iban))
    }

    /// A structured payment code (RF), checked while it is typed.
    pub fn rf(name: impl Into<String>, label: impl Into<String>) -> Field {
        Field::new(name, label, Kind::Checked(check::Check::Rf))
    }

    /// Several lines of text.
    pub fn textarea(name: impl Into<String>, label: impl Into<String>) -> Field {
        Field::new(name, label, Kind::Textarea)
    }

    /// A password; its value is never written back.
    pub fn password(name: impl Into<String>, label: impl Into<String>) -> Field {
        Field::new(name, label, Kind::Password)
    }

    /// One of many: opens a list. An empty first choice is added.
    pub fn select(
        name: impl Into<String>,
        label: impl Into<String>,
        choices: Vec<Choice>,
    ) -> Field {
        Field::new(name, label, Kind::Select(choices))
    }

    /// One of a few, all visible.
    pub fn radios(
        name: impl Into<String>,
        label: impl Into<String>,
        choices: Vec<Choice>,
    ) -> Field {
        Field::new(name, label, Kind::Radios(choices))
    }

    /// Yes or no; sends `1`.
    pub fn checkbox(name: impl Into<String>, label: impl Into<String>) -> Field {
        Field::new(name, label, Kind::Checkbox)
    }

    /// A person, found by ΑΦΜ, name, telephone or address. The search address answers a POST with
    /// [`crate::person::options`]; the field sends the id of the person chosen, and `<name>-text` as typed.
    pub fn person(
        name: impl Into<String>,
        label: impl Into<String>,
        search: impl Into<String>,
    ) -> Field {
        Field::new(
            name,
            label,
            Kind::Person {
                search: search.into(),
            },
        )
    }

    /// How to fill it in, or an example.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Field {
        self.hint = Some(hint.into());
        self
    }

    /// It must be answered.
    #[must_use]
    pub fn required(mut self) -> Field {
        self.required = true;
        self
    }

    /// Takes the focus when the page opens without errors: the one field most people start from.
    #[must_use]
    pub fn focused(mut self) -> Field {
        self.focus = true;
        self
    }

    /// The purpose of the field for the browser and its aids: `username`, `current-password`.
    #[must_use]
    pub fn autocomplete(mut self, purpose: &'static str) -> Field {
        self.autocomplete = Some(purpose);
        self
    }

    /// Its name, as sent.
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn is_required(&self) -> bool {
        self.required
    }

    pub(crate) fn in_filter(mut self) -> Field {
        self.prefix = "f-".to_owned();
        self.filter = true;
        self
    }

    pub(super) fn prefixed(mut self, prefix: &str) -> Field {
        self.prefix = prefix.to_owned();
        self
    }

    pub(super) fn mark(&mut self, mark: Mark) {
        self.mark = mark;
    }

    fn id(&self) -> String {
        format!("{}{}", self.prefix, self.name)
    }

    /// The question with its value and with what was found about it.
    pub(crate) fn render(&self, values: &Values, found: &[&Finding]) -> Markup {
        let (warnings, errors): (Vec<&Finding>, Vec<&Finding>) =
            found.iter().partition(|f| f.is_warning());
        let id = self.id();
        html! {
            div.govgr-field.lg-field.govgr-field__error[!errors.is_empty()] {
                @if matches!(self.kind, Kind::Radios(_)) {
                    fieldset.govgr-fieldset aria-describedby=[self.described(&errors)] {
                        legend.govgr-label { (self.caption()) }
                        (self.around(&errors))
                        (self.control(values, &errors))
                    }
                } @else if self.kind == Kind::Checkbox {
                    (self.around(&errors))
                    (self.control(values, &errors))
                } @else {
                    label.govgr-label for=(id) { (self.caption()) }
                    (self.around(&errors))
                    (self.control(values, &errors))
                    @if matches!(self.kind, Kind::Checked(_)) { p.lg-checked id={ (id) "-c" } role="status" {} }
                }
                @for (at, warning) in warnings.iter().enumerate() {
                    (tick(&format!("{id}-w{at}"), warning, values))
                }
            }
        }
    }

    fn caption(&self) -> Markup {
        html! {
            (self.label)
            @if let Some(word) = self.mark.word(self.required) { " " span.lg-mark { (word) } }
        }
    }

    /// Hint and error, above the control.
    fn around(&self, errors: &[&Finding]) -> Markup {
        let id = self.id();
        html! {
            @if let Some(hint) = self.hint_text() { p.govgr-hint id={ (id) "-h" } { (hint) } }
            @if !errors.is_empty() {
                p.govgr-error-message id={ (id) "-e" } {
                    @for (at, error) in errors.iter().enumerate() {
                        @if at > 0 { br; }
                        (error.greek())
                    }
                }
            }
        }
    }

    fn hint_text(&self) -> Option<&str> {
        let usual = match self.kind {
            _ if self.filter => None,
            Kind::Amount => Some("Παράδειγμα: 1.234,50"),
            Kind::Date => Some("ηη/μμ/εεεε, ή σ για σήμερα"),
            Kind::Time => Some("ωω:λλ"),
            Kind::Person { .. } => {
                Some("ΑΦΜ, όνομα, τηλέφωνο ή διεύθυνση, τουλάχιστον 2 χαρακτήρες")
            }
            _ => None,
        };
        self.hint.as_deref().or(usual)
    }

    fn described(&self, errors: &[&Finding]) -> Option<String> {
        let id = self.id();
        let hint = self.hint_text().map(|_| format!("{id}-h"));
        let error = (!errors.is_empty()).then(|| format!("{id}-e"));
        let check = matches!(self.kind, Kind::Checked(_)).then(|| format!("{id}-c"));
        let all: Vec<String> = [hint, error, check].into_iter().flatten().collect();
        (!all.is_empty()).then(|| all.join(" "))
    }

    fn control(&self, values: &Values, errors: &[&Finding]) -> Markup {
        match &self.kind {
            Kind::Textarea => self.textarea_control(values, errors),
            Kind::Select(choices) => self.select_control(choices, values, errors),
            Kind::Radios(choices) => self.radios_control(choices, values, errors),
            Kind::Checkbox => self.checkbox_control(values, errors),
            Kind::Person { search } => self.person_control(search, values, errors),
            Kind::File { many } => self.file_control(*many, errors),
            _ => self.input_control(values, errors),
        }
    }

    fn input_control(&self, values: &Values, errors: &[&Finding]) -> Markup {
        let (class, mode, reading) = match self.kind {
            Kind::Amount => (
                "govgr-input govgr-input--width-10 lg-input--amount",
                Some("decimal"),
                Some("amount"),
            ),
            Kind::Date => (
                "govgr-input govgr-input--width-10",
                Some("numeric"),
                Some("date"),
            ),
            Kind::Time => (
                "govgr-input govgr-input--width-5",
                Some("numeric"),
                Some("time"),
            ),
            Kind::Number => (
                "govgr-input govgr-input--width-5 lg-input--amount",
                Some("numeric"),
                None,
            ),
            Kind::Checked(check) => (check.class(), check.input_mode(), None),
            Kind::Short => ("govgr-input govgr-input--width-5", None, None),
            _ => ("govgr-input", None, None),
        };
        let class = if errors.is_empty() {
            class.to_owned()
        } else {
            format!("{class} govgr-error-input")
        };
        let password = self.kind == Kind::Password;
        let live = match self.kind {
            Kind::Checked(check) if !self.filter => Some(check),
            _ => None,
        };
        html! {
            input class=(class) id=(self.id()) name=(self.name)
                type=(if password { "password" } else { "text" })
                value=[(!password).then(|| values.get(&self.name))]
                inputmode=[mode] data-reading=[reading] autocomplete=[self.autocomplete]
                aria-required=[self.required.then_some("true")]
                aria-invalid=[(!errors.is_empty()).then_some("true")]
                aria-describedby=[self.described(errors)]
                data-focus[self.focus]
                hx-post=[live.map(check::Check::path)]
                hx-trigger=[live.map(|_| "input changed delay:400ms, change")]
                hx-target=[live.map(|_| format!("#{}-c", self.id()))]
                hx-params=[live.map(|_| self.name.as_str())];
        }
    }

    /// A browser never fills a file field again: after a refusal the person chooses anew, and nothing else is lost.
    fn file_control(&self, many: bool, errors: &[&Finding]) -> Markup {
        html! {
            input.govgr-input.lg-file.govgr-error-input[!errors.is_empty()] type="file" id=(self.id()) name=(self.name)
                accept="image/jpeg,image/png,application/pdf" multiple[many]
                aria-required=[self.required.then_some("true")]
                aria-invalid=[(!errors.is_empty()).then_some("true")]
                aria-describedby=[self.described(errors)] data-focus[self.focus];
        }
    }

    fn textarea_control(&self, values: &Values, errors: &[&Finding]) -> Markup {
        html! {
            textarea.govgr-textarea.govgr-error-input[!errors.is_empty()] id=(self.id()) name=(self.name) rows="4"
                aria-required=[self.required.then_some("true")]
                aria-invalid=[(!errors.is_empty()).then_some("true")]
                aria-describedby=[self.described(errors)] data-focus[self.focus] { (values.get(&self.name)) }
        }
    }

    fn select_control(&self, choices: &[Choice], values: &Values, errors: &[&Finding]) -> Markup {
        let chosen = values.get(&self.name);
        html! {
            select.govgr-select.govgr-error-select[!errors.is_empty()] id=(self.id()) name=(self.name)
                aria-required=[self.required.then_some("true")]
                aria-invalid=[(!errors.is_empty()).then_some("true")]
                aria-describedby=[self.described(errors)] data-focus[self.focus] {
                option value="" { @if self.filter { "Όλα" } @else { "Επιλέξτε" } }
                @for choice in choices {
                    option value=(choice.value) selected[choice.value == chosen] { (choice.label) }
                }
            }
        }
    }

    fn radios_control(&self, choices: &[Choice], values: &Values, errors: &[&Finding]) -> Markup {
        let chosen = values.get(&self.name);
        html! {
            div.govgr-radios {
                @for (at, choice) in choices.iter().enumerate() {
                    @let id = if at == 0 { self.id() } else { format!("{}-{at}", self.id()) };
                    div.govgr-radios__item {
                        label.govgr-radios__label for=(id) {
                            (choice.label)
                            input.govgr-radios__input type="radio" id=(id) name=(self.name) value=(choice.value)
                                checked[choice.value == chosen]
                                aria-invalid=[(!errors.is_empty()).then_some("true")]
                                data-focus[self.focus && at == 0];
                        }
                    }
                }
            }
        }
    }

    fn checkbox_control(&self, values: &Values, errors: &[&Finding]) -> Markup {
        html! {
            div.govgr-checkboxes__item {
                label.govgr-checkboxes__label for=(self.id()) {
                    (self.caption())
                    input.govgr-checkboxes__input type="checkbox" id=(self.id()) name=(self.name) value="1"
                        checked[values.has(&self.name)]
                        aria-required=[self.required.then_some("true")]
                        aria-invalid=[(!errors.is_empty()).then_some("true")]
                        aria-describedby=[self.described(errors)] data-focus[self.focus];
                }
            }
        }
    }

    fn person_control(&self, search: &str, values: &Values, errors: &[&Finding]) -> Markup {
        let id = self.id();
        let text = format!("{}-text", self.name);
        html! {
            div.lg-person data-person="" {
                input type="hidden" name=(self.name) value=(values.get(&self.name)) data-person-id="";
                input.govgr-input.govgr-error-input[!errors.is_empty()] id=(id) name=(text) type="text"
                    value=(values.get(&text)) role="combobox" aria-autocomplete="list" aria-expanded="false"
                    aria-controls={ (id) "-l" } autocomplete="off"
                    aria-required=[self.required.then_some("true")]
                    aria-invalid=[(!errors.is_empty()).then_some("true")]
                    aria-describedby=[self.described(errors)] data-focus[self.focus]
                    hx-post=(search) hx-trigger="input changed delay:250ms" hx-params=(text)
                    hx-target={ "#" (id) "-l" };
                ul.lg-person__list id={ (id) "-l" } role="listbox" aria-label=(self.label) hidden {}
            }
        }
    }
}

/// A warning with its tick.
pub(crate) fn tick(id: &str, finding: &Finding, values: &Values) -> Markup {
    html! {
        div.lg-warning data-warning=(finding.field.as_deref().unwrap_or_default()) {
            p id={ (id) "-t" } { strong { "Προσοχή: " } (finding.greek()) }
            div.govgr-checkboxes__item {
                label.govgr-checkboxes__label for=(id) {
                    (words::CHECKED)
                    input.govgr-checkboxes__input type="checkbox" id=(id) name=(CONFIRM) value=(values.tick(finding))
                        aria-describedby={ (id) "-t" } checked[values.confirmed(finding)];
                }
            }
        }
    }
}
