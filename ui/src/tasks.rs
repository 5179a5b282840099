//! «Οι εργασίες μου»: what waits for this person, then the shortcuts. The home of each user.

use crate::format;
use jiff::civil::Date;
use maud::{Markup, Render, html};

/// One thing that waits for a person (εργασία).
#[derive(Debug, Clone)]
pub struct Task {
    /// Its kind: «Προς διόρθωση», «Διένεξη», «Ανατέθηκε».
    pub kind: String,
    /// What it is.
    pub what: String,
    /// Where it is done.
    pub href: String,
    /// Its last day.
    pub due: Option<Date>,
    /// Why it is here, in a sentence.
    pub why: String,
}

/// The home of a user.
#[derive(Debug, Clone, Default)]
pub struct Home {
    tasks: Vec<Task>,
    shortcuts: Vec<(String, String)>,
    notes: Vec<String>,
}

impl Home {
    /// The tasks, those with the nearest last day first.
    pub fn new(mut tasks: Vec<Task>) -> Home {
        tasks.sort_by_key(|task| (task.due.is_none(), task.due));
        Home {
            tasks,
            shortcuts: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// The next shortcut: its words and its address.
    #[must_use]
    pub fn shortcut(mut self, words: impl Into<String>, href: impl Into<String>) -> Home {
        self.shortcuts.push((words.into(), href.into()));
        self
    }

    /// A sentence to know: «Απομένουν 18 αριθμοί κλήσεων».
    #[must_use]
    pub fn note(mut self, text: impl Into<String>) -> Home {
        self.notes.push(text.into());
        self
    }
}

impl Render for Home {
    fn render(&self) -> Markup {
        html! {
            @if self.tasks.is_empty() {
                div.lg-empty { p { "Δεν υπάρχει εργασία που να σας περιμένει." } }
            } @else {
                ul.lg-tasks {
                    @for task in &self.tasks {
                        li.lg-task {
                            span.lg-tag { (task.kind) } " "
                            a.govgr-link href=(task.href) { (task.what) }
                            @if let Some(due) = task.due { " · έως " (format::date(due)) }
                            p { (task.why) }
                        }
                    }
                }
            }
            @if !self.shortcuts.is_empty() {
                nav.lg-shortcuts aria-label="Συντομεύσεις" {
                    @for (words, href) in &self.shortcuts {
                        a.govgr-btn.govgr-btn-secondary href=(href) { (words) }
                    }
                }
            }
            @if !self.notes.is_empty() { ul.lg-notes { @for note in &self.notes { li { (note) } } } }
        }
    }
}
