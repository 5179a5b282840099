//! The record: a summary, sections that fold, the actions beside them, the timeline at the end.

use crate::form::Form;
use crate::list::Cell;
use crate::status::Badge;
use crate::timeline::Timeline;
use maud::{Markup, Render, html};

/// One thing that can be done with a record, as a link or a button.
#[derive(Debug, Clone)]
pub struct Action {
    words: String,
    href: String,
    post: bool,
    primary: bool,
    file: bool,
    key: Option<&'static str>,
}

impl Action {
    /// Leads to a form or another screen.
    pub fn link(words: impl Into<String>, href: impl Into<String>) -> Action {
        Action {
            words: words.into(),
            href: href.into(),
            post: false,
            primary: false,
            file: false,
            key: None,
        }
    }

    /// Does it at once (POST): for what is harmless or can be undone.
    pub fn button(words: impl Into<String>, href: impl Into<String>) -> Action {
        Action {
            post: true,
            ..Action::link(words, href)
        }
    }

    /// The official print: opens beside, and Ctrl+P leads here.
    pub fn pdf(words: impl Into<String>, href: impl Into<String>) -> Action {
        Action {
            file: true,
            key: Some("print"),
            ..Action::link(words, href)
        }
    }

    /// Sends the official print to its printer, and Ctrl+P presses it.
    pub fn print(words: impl Into<String>, href: impl Into<String>) -> Action {
        Action {
            key: Some("print"),
            ..Action::button(words, href)
        }
    }

    /// Leads to where a file is attached; Alt+A leads here.
    pub fn attach(href: impl Into<String>) -> Action {
        Action {
            key: Some("attach"),
            ..Action::link("Επισύναψη αρχείου", href)
        }
    }

    /// The action most people came for.
    #[must_use]
    pub fn primary(mut self) -> Action {
        self.primary = true;
        self
    }
}

impl Render for Action {
    fn render(&self) -> Markup {
        let class = if self.primary {
            "govgr-btn govgr-btn-primary"
        } else {
            "govgr-btn govgr-btn-secondary"
        };
        html! {
            @if self.post {
                form method="post" action=(self.href) { button class=(class) data-command="" data-key=[self.key] { (self.words) } }
            } @else {
                a class=(class) href=(self.href) data-command="" data-key=[self.key]
                    target=[self.file.then_some("_blank")] rel=[self.file.then_some("noopener")] {
                    (self.words)
                    @if self.file { " (PDF)" span.govgr-visually-hidden { ", ανοίγει σε νέο παράθυρο" } }
                }
            }
        }
    }
}

/// A part of a record that folds (ενότητα); Alt+1…9 goes to it.
#[derive(Debug)]
pub struct Section {
    title: String,
    rows: Vec<(String, Markup)>,
    blocks: Vec<Markup>,
    closed: bool,
}

impl Section {
    /// An open section.
    pub fn new(title: impl Into<String>) -> Section {
        Section {
            title: title.into(),
            rows: Vec::new(),
            blocks: Vec::new(),
            closed: false,
        }
    }

    /// One line: what, and its value. Empty values are shown as a dash.
    #[must_use]
    pub fn line(mut self, key: impl Into<String>, value: impl Into<Cell>) -> Section {
        self.rows.push((key.into(), shown(&value.into())));
        self
    }

    /// One line with a block as its value, such as an explained amount.
    #[must_use]
    pub fn line_block(mut self, key: impl Into<String>, block: impl Render) -> Section {
        self.rows.push((key.into(), block.render()));
        self
    }

    /// A block: a table, an explained amount, a form.
    #[must_use]
    pub fn block(mut self, block: impl Render) -> Section {
        self.blocks.push(block.render());
        self
    }

    /// Starts folded.
    #[must_use]
    pub fn closed(mut self) -> Section {
        self.closed = true;
        self
    }

    fn draw(&self, at: usize) -> Markup {
        html! {
            details.lg-section id={ "s" (at + 1) } open[!self.closed] data-section=(at + 1) {
                summary.lg-section__title { h2.govgr-heading-s { (self.title) } }
                div.lg-section__body {
                    @if !self.rows.is_empty() { (summary_list(&self.rows)) }
                    @for block in &self.blocks { (block) }
                }
            }
        }
    }
}

/// One thing with everything about it (εγγραφή).
#[derive(Debug, Default)]
pub struct Record {
    badge: Option<Badge>,
    state: Option<String>,
    as_of: Option<jiff::civil::Date>,
    rows: Vec<(String, Markup)>,
    sections: Vec<Section>,
    actions: Vec<Action>,
    why_none: Option<String>,
    timeline: Option<Timeline>,
}

impl Record {
    /// An empty record.
    pub fn new() -> Record {
        Record::default()
    }

    /// Where it stands on its way to the centre.
    #[must_use]
    pub fn badge(mut self, badge: Badge) -> Record {
        self.badge = Some(badge);
        self
    }

    /// Its state in its own life: «προς βεβαίωση».
    #[must_use]
    pub fn state(mut self, word: impl Into<String>) -> Record {
        self.state = Some(word.into());
        self
    }

    /// The day whose rules and rates are shown («Ισχύει την:»).
    #[must_use]
    pub fn as_of(mut self, day: jiff::civil::Date) -> Record {
        self.as_of = Some(day);
        self
    }

    /// One line of the summary.
    #[must_use]
    pub fn line(mut self, key: impl Into<String>, value: impl Into<Cell>) -> Record {
        self.rows.push((key.into(), shown(&value.into())));
        self
    }

    /// One line of the summary with a block as its value, such as an explained amount.
    #[must_use]
    pub fn line_block(mut self, key: impl Into<String>, block: impl Render) -> Record {
        self.rows.push((key.into(), block.render()));
        self
    }

    /// The next section.
    #[must_use]
    pub fn section(mut self, section: Section) -> Record {
        self.sections.push(section);
        self
    }

    /// The next action.
    #[must_use]
    pub fn action(mut self, action: Action) -> Record {
        self.actions.push(action);
        self
    }

    /// Why nothing can be done here now: a newer version, a document of another desk.
    #[must_use]
    pub fn no_actions(mut self, why: impl Into<String>) -> Record {
        self.why_none = Some(why.into());
        self
    }

    /// A short form of one task that belongs to the record itself.
    #[must_use]
    pub fn form(mut self, title: impl Into<String>, form: &Form) -> Record {
        self.sections.push(Section::new(title).block(form));
        self
    }

    /// What happened, in order.
    #[must_use]
    pub fn timeline(mut self, timeline: Timeline) -> Record {
        self.timeline = Some(timeline);
        self
    }
}

impl Render for Record {
    fn render(&self) -> Markup {
        html! {
            div.lg-record {
                div.lg-record__main {
                    @if self.state.is_some() || self.badge.is_some() || self.as_of.is_some() {
                        p.lg-record__state {
                            @if let Some(state) = &self.state { "Κατάσταση: " strong.lg-tag { (state) } " " }
                            @if let Some(badge) = self.badge { (badge.render()) " " }
                            @if let Some(day) = self.as_of { span { "Ισχύει την: " (crate::format::date(day)) } }
                        }
                    }
                    @if !self.rows.is_empty() { (summary_list(&self.rows)) }
                    @for (at, section) in self.sections.iter().enumerate() { (section.draw(at)) }
                    @if let Some(timeline) = &self.timeline { (timeline) }
                }
                @if !self.actions.is_empty() || self.why_none.is_some() {
                    aside.lg-record__actions.govgr-print-hidden aria-label="Ενέργειες" {
                        @if let Some(why) = &self.why_none { p { (why) } }
                        @for action in &self.actions { (action) }
                    }
                }
            }
        }
    }
}

fn shown(cell: &Cell) -> Markup {
    if *cell == Cell::Empty {
        html! { "–" }
    } else {
        cell.render()
    }
}

fn summary_list(rows: &[(String, Markup)]) -> Markup {
    html! {
        dl.govgr-summary-list.lg-summary {
            @for (key, value) in rows {
                div.govgr-summary-list__row {
                    dt.govgr-summary-list__key { (key) }
                    dd.govgr-summary-list__value { (value) }
                }
            }
        }
    }
}
