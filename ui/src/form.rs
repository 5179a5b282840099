//! The form: one task, one column, one group of questions a section.
//!
//! A form is given its fields, the values typed so far and what the check found; it ties hints and errors to
//! their controls, keeps every value, and opens with a summary of errors that takes the focus. **Errors** block.
//! **Warnings** ask for a tick «Το έλεγξα και είναι σωστό»; the tick carries the value it was given for, so it
//! falls when the value changes, with or without script ([`Values::blocking`]).
//!
//! ```ignore
//! let form = Form::new("/fines", "Έκδοση")
//!     .group("Όχημα")
//!     .field(Field::plate("plate", "Αριθμός κυκλοφορίας").required())
//!     .values(&values)
//!     .findings(&findings);
//! ```
//! An answer with findings has status 422 and `Page::failed(true)`; an accepted one is a 303.

mod field;
pub(crate) mod summary;
#[cfg(test)]
mod tests;
mod values;

pub(crate) use field::tick;
pub use field::{Choice, Field};
pub use values::Values;

use crate::words;
use loggia_schema::message::Finding;
use loggia_schema::money::Cents;
use maud::{Markup, Render, html};

/// One task (φόρμα).
#[derive(Debug, Clone)]
pub struct Form {
    action: String,
    submit: String,
    parts: Vec<Part>,
    hidden: Vec<(String, String)>,
    values: Values,
    findings: Vec<Finding>,
    prefix: String,
    anchors: Vec<String>,
    ticked: Vec<String>,
    draft: Option<String>,
    back: Option<(String, String)>,
    grid: bool,
    enabled: bool,
    secondary: bool,
}

#[derive(Debug, Clone)]
enum Part {
    Group(String),
    Field(Box<Field>),
    Note(String),
    Block(Markup),
}

impl Form {
    /// A form from the address it is sent to (POST) and the verb on its button.
    pub fn new(action: impl Into<String>, submit: impl Into<String>) -> Form {
        Form {
            action: action.into(),
            submit: submit.into(),
            parts: Vec::new(),
            hidden: Vec::new(),
            values: Values::default(),
            findings: Vec::new(),
            prefix: String::new(),
            anchors: Vec::new(),
            ticked: Vec::new(),
            draft: None,
            back: None,
            grid: false,
            enabled: true,
            secondary: false,
        }
    }

    /// Opens a group of questions; the fields that follow belong to it.
    #[must_use]
    pub fn group(mut self, title: impl Into<String>) -> Form {
        self.parts.push(Part::Group(title.into()));
        self
    }

    /// The next field.
    #[must_use]
    pub fn field(mut self, field: Field) -> Form {
        self.parts.push(Part::Field(Box::new(field)));
        self
    }

    /// A sentence among the fields, or, before the first, what cannot be finished now and why.
    #[must_use]
    pub fn note(mut self, text: impl Into<String>) -> Form {
        self.parts.push(Part::Note(text.into()));
        self
    }

    /// A block among the fields: an explained amount, a table of lines.
    #[must_use]
    pub fn block(mut self, block: impl Render) -> Form {
        self.parts.push(Part::Block(block.render()));
        self
    }

    /// The total in large figures, for a queue: no review page, Enter sends.
    #[must_use]
    pub fn total(self, label: &str, amount: Cents) -> Form {
        self.block(html! {
            p.lg-total { span { (label) } " " output { (amount.greek()) } }
        })
    }

    /// A value the person does not see.
    #[must_use]
    pub fn hidden(mut self, name: impl Into<String>, value: impl Into<String>) -> Form {
        self.hidden.push((name.into(), value.into()));
        self
    }

    /// What has been typed so far, or the values to begin with.
    #[must_use]
    pub fn values(mut self, values: &Values) -> Form {
        self.values = values.clone();
        self
    }

    /// What the check found.
    #[must_use]
    pub fn findings(mut self, findings: &[Finding]) -> Form {
        self.findings = findings.to_vec();
        self
    }

    /// A second form on the same page: a prefix keeps its ids apart.
    #[must_use]
    pub fn prefix(mut self, prefix: impl Into<String>) -> Form {
        self.prefix = prefix.into();
        self
    }

    /// Ids of controls inside a block: lines of the error summary lead to them.
    #[must_use]
    pub fn anchors(mut self, ids: impl IntoIterator<Item = String>) -> Form {
        self.anchors.extend(ids);
        self
    }

    /// Names of controls whose warnings a block shows and ticks itself.
    #[must_use]
    pub fn ticked(mut self, names: impl IntoIterator<Item = String>) -> Form {
        self.ticked.extend(names);
        self
    }

    /// Address that keeps a draft (POST, answers 204): at every field exit, by Ctrl+S and by its button.
    #[must_use]
    pub fn draft(mut self, path: impl Into<String>) -> Form {
        self.draft = Some(path.into());
        self
    }

    /// The way out without doing it: its words and its address.
    #[must_use]
    pub fn back(mut self, words: impl Into<String>, href: impl Into<String>) -> Form {
        self.back = Some((words.into(), href.into()));
        self
    }

    /// An entry grid: Enter and the arrows go from field to field.
    #[must_use]
    pub fn grid(mut self) -> Form {
        self.grid = true;
        self
    }

    /// Not what most people came for: its button is the plain one beside another form's.
    #[must_use]
    pub fn secondary(mut self) -> Form {
        self.secondary = true;
        self
    }

    /// The task cannot be done now (no numbers left, a newer version): the form is shown without its button.
    #[must_use]
    pub fn enabled(mut self, enabled: bool) -> Form {
        self.enabled = enabled;
        self
    }

    fn fields(&self) -> impl Iterator<Item = &Field> {
        self.parts.iter().filter_map(|part| match part {
            Part::Field(field) => Some(field.as_ref()),
            _ => None,
        })
    }

    /// Required or optional: the rarer of the two is written beside its labels.
    fn mark(&self) -> Mark {
        let required = self.fields().filter(|field| field.is_required()).count();
        if required * 2 < self.fields().count() {
            Mark::Required
        } else {
            Mark::Optional
        }
    }

    fn draw(&self, part: &Part) -> Markup {
        match part {
            Part::Group(_) => html! {},
            Part::Note(text) => html! { p.lg-note { (text) } },
            Part::Block(block) => block.clone(),
            Part::Field(field) => {
                let mut field = field.as_ref().clone().prefixed(&self.prefix);
                field.mark(self.mark());
                let found: Vec<&Finding> = self
                    .findings
                    .iter()
                    .filter(|f| on(f, field.name()))
                    .collect();
                field.render(&self.values, &found)
            }
        }
    }

    /// The parts, each group inside its own fieldset.
    fn groups(&self) -> Markup {
        let mut groups: Vec<(Option<&str>, Vec<&Part>)> = vec![(None, Vec::new())];
        for part in &self.parts {
            match part {
                Part::Group(title) => groups.push((Some(title), Vec::new())),
                other => {
                    if let Some((_, parts)) = groups.last_mut() {
                        parts.push(other);
                    }
                }
            }
        }
        html! {
            @for (title, parts) in &groups {
                @if let Some(title) = title {
                    fieldset.govgr-fieldset.lg-group {
                        legend.govgr-fieldset__legend.govgr-heading-s { (title) }
                        @for part in parts { (self.draw(part)) }
                    }
                } @else {
                    @for part in parts { (self.draw(part)) }
                }
            }
        }
    }

    /// Warnings that speak of no field of this form.
    fn loose_warnings(&self) -> Markup {
        let own = self.fields().map(Field::name);
        let known: Vec<&str> = own.chain(self.ticked.iter().map(String::as_str)).collect();
        let loose = self.findings.iter().filter(|f| f.is_warning());
        let loose = loose.filter(|f| !f.field.as_deref().is_some_and(|name| known.contains(&name)));
        html! {
            @for (at, finding) in loose.enumerate() {
                (field::tick(&format!("{}confirm-{at}", self.prefix), finding, &self.values))
            }
        }
    }

    fn buttons(&self) -> Markup {
        html! {
            div.govgr-button-group.lg-buttons {
                @if self.enabled {
                    button.govgr-btn.govgr-btn-primary[!self.secondary].govgr-btn-secondary[self.secondary] data-submit="" {
                        (self.submit)
                    }
                }
                @if let Some(path) = &self.draft {
                    button.govgr-btn.govgr-btn-secondary formaction=(path) formnovalidate data-save="" {
                        "Αποθήκευση προσωρινά"
                    }
                }
                @if let Some((words, href)) = &self.back { a.govgr-link href=(href) { (words) } }
            }
            @if self.draft.is_some() { p.lg-draft role="status" data-drafted="" {} }
        }
    }
}

impl Render for Form {
    fn render(&self) -> Markup {
        html! {
            (summary::render(self))
            form.govgr-form.lg-form method="post" action=(self.action) novalidate autocomplete="off"
                enctype=[self.fields().any(Field::is_file).then_some("multipart/form-data")]
                data-draft=[self.draft.as_ref()] data-grid[self.grid] {
                @for (name, value) in &self.hidden { input type="hidden" name=(name) value=(value); }
                (self.groups())
                (self.loose_warnings())
                (self.buttons())
            }
        }
    }
}

/// Which of the two words stands beside labels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Mark {
    #[default]
    None,
    Required,
    Optional,
}

impl Mark {
    fn word(self, required: bool) -> Option<&'static str> {
        match (self, required) {
            (Mark::Required, true) => Some(words::REQUIRED),
            (Mark::Optional, false) => Some(words::OPTIONAL),
            _ => None,
        }
    }
}

fn on(finding: &Finding, name: &str) -> bool {
    finding.field.as_deref() == Some(name)
}
