//! The result of a job: how far it is, what it did, what failed and why.

use crate::format::count;
use crate::list::Cell;
use crate::record::Action;
use loggia_schema::message::Finding;
use maud::{Markup, Render, html};
use std::time::Duration;

/// A job that runs or has ended (αποτέλεσμα εργασίας).
#[derive(Debug)]
pub struct JobResult {
    title: String,
    progress: Option<Progress>,
    lines: Vec<(String, Cell)>,
    failures: Vec<(String, Finding)>,
    actions: Vec<Action>,
}

/// How far a running job is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// This step, of how many.
    pub step: (u64, u64),
    /// Items done, of how many.
    pub items: (u64, u64),
    /// About how many seconds are left, when that is known.
    pub left: Option<u64>,
    /// Where this page asks again.
    pub refresh: String,
    /// Where «Διακοπή» leads, if the job may be stopped.
    pub stop: Option<String>,
}

/// About how many seconds are left of a job that did so much in such a time; `None` while that would be a guess.
pub fn left(so_far: Duration, (done, total): (u64, u64)) -> Option<u64> {
    if done == 0 || so_far < Duration::from_secs(2) {
        return None;
    }
    let missing = u128::from(total.saturating_sub(done));
    u64::try_from(so_far.as_millis() * missing / u128::from(done) / 1000).ok()
}

impl Progress {
    /// `Βήμα 2 από 4 · 3.100 από 12.408 · περίπου 40 δευτ.`
    pub fn line(&self) -> String {
        let mut line = format!(
            "Βήμα {} από {} · {} από {}",
            self.step.0,
            self.step.1,
            count(self.items.0),
            count(self.items.1)
        );
        if let Some(left) = self.left {
            line.push_str(&format!(" · περίπου {} δευτ.", count(left)));
        }
        line
    }
}

impl JobResult {
    /// A job by what it did or does: «Βεβαιώθηκαν 12 κλήσεις».
    pub fn new(title: impl Into<String>) -> JobResult {
        JobResult {
            title: title.into(),
            progress: None,
            lines: Vec::new(),
            failures: Vec::new(),
            actions: Vec::new(),
        }
    }

    /// It still runs.
    #[must_use]
    pub fn running(mut self, progress: Progress) -> JobResult {
        self.progress = Some(progress);
        self
    }

    /// One figure of the result.
    #[must_use]
    pub fn line(mut self, key: impl Into<String>, value: impl Into<Cell>) -> JobResult {
        self.lines.push((key.into(), value.into()));
        self
    }

    /// One item that failed, and why.
    #[must_use]
    pub fn failure(mut self, what: impl Into<String>, why: Finding) -> JobResult {
        self.failures.push((what.into(), why));
        self
    }

    /// What can be done next: undo, print, back to the list.
    #[must_use]
    pub fn action(mut self, action: Action) -> JobResult {
        self.actions.push(action);
        self
    }

    fn failed(&self) -> Markup {
        html! {
            div.govgr-table-container.lg-scroll tabindex="0" role="region" aria-label="Όσα δεν έγιναν" {
                table.govgr-table.govgr-table--dense {
                    caption.govgr-table__caption.govgr-table__caption--s { "Όσα δεν έγιναν" }
                    thead.govgr-table__head {
                        tr.govgr-table__row {
                            th.govgr-table__header scope="col" { "Εγγραφή" }
                            th.govgr-table__header scope="col" { "Αιτία" }
                        }
                    }
                    tbody.govgr-table__body {
                        @for (what, why) in &self.failures {
                            tr.govgr-table__row {
                                th.govgr-table__cell.lg-first scope="row" { (what) }
                                td.govgr-table__cell { (why.greek()) }
                            }
                        }
                    }
                }
            }
        }
    }
}

impl Render for JobResult {
    fn render(&self) -> Markup {
        html! {
            section.lg-job aria-labelledby="job" {
                div role="status" { h2.govgr-heading-s id="job" { (self.title) } }
                @if let Some(progress) = &self.progress {
                    div hx-get=(progress.refresh) hx-trigger="every 1s" hx-select=".lg-job" hx-target="closest section" hx-swap="outerHTML" {
                        progress max=(progress.items.1) value=(progress.items.0) aria-labelledby="job" {}
                        p { (progress.line()) }
                    }
                    @if let Some(stop) = &progress.stop {
                        // The id keeps the focus on it while the figures above are read again every second.
                        form method="post" action=(stop) {
                            button.govgr-btn.govgr-btn-secondary id="job-stop" data-command="" { "Διακοπή" }
                        }
                    }
                }
                @if !self.lines.is_empty() {
                    dl.govgr-summary-list.lg-summary {
                        @for (key, value) in &self.lines {
                            div.govgr-summary-list__row {
                                dt.govgr-summary-list__key { (key) }
                                dd.govgr-summary-list__value { (value.render()) }
                            }
                        }
                    }
                }
                @if !self.failures.is_empty() { (self.failed()) }
                @if !self.actions.is_empty() {
                    div.govgr-button-group.lg-buttons { @for action in &self.actions { (action) } }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_is_told_in_words() {
        let progress = Progress {
            step: (2, 4),
            items: (3_100, 12_408),
            left: Some(40),
            refresh: "/jobs/1".into(),
            stop: None,
        };
        assert_eq!(
            progress.line(),
            "Βήμα 2 από 4 · 3.100 από 12.408 · περίπου 40 δευτ."
        );
    }

    #[test]
    fn what_is_left_is_told_once_it_is_no_guess() {
        let left = |seconds, items| left(Duration::from_secs(seconds), items);
        assert_eq!(left(10, (2_500, 12_500)), Some(40));
        assert_eq!(left(10, (12_500, 12_500)), Some(0));
        assert_eq!(left(1, (2_500, 12_500)), None, "too early");
        assert_eq!(left(10, (0, 12_500)), None, "nothing done");
        assert_eq!(left(10, (5, 0)), Some(0), "of an unknown number");
    }
}
