//! What happened to a record: who, when, on which device, what changed. Nothing is ever taken out of it.

use crate::format;
use jiff::civil::DateTime;
use maud::{Markup, Render, html};

/// One thing that happened.
#[derive(Debug, Clone)]
pub struct Moment {
    /// What: «Έκδοση κλήσης».
    pub what: String,
    /// When, by the clock of the device.
    pub at: DateTime,
    /// Who.
    pub by: String,
    /// On which device, and its short entry tag.
    pub device: Option<String>,
    /// What changed, line by line: «Οδός: Δοκιμής 1 → Δοκιμής 2».
    pub changes: Vec<String>,
    /// Whether it counts: a refused or waiting event stays visible and says so.
    pub standing: Option<String>,
}

/// All of it, oldest first (ιστορικό).
#[derive(Debug, Clone)]
pub struct Timeline {
    title: &'static str,
    id: &'static str,
    moments: Vec<Moment>,
}

impl Timeline {
    /// From moments in the order they count.
    pub fn new(moments: Vec<Moment>) -> Timeline {
        Timeline {
            title: "Ιστορικό",
            id: "timeline",
            moments,
        }
    }

    /// A second one on the same page: its own title and id.
    #[must_use]
    pub fn titled(self, title: &'static str, id: &'static str) -> Timeline {
        Timeline { title, id, ..self }
    }
}

impl Render for Timeline {
    fn render(&self) -> Markup {
        html! {
            section.lg-timeline aria-labelledby=(self.id) {
                h2.govgr-heading-s id=(self.id) { (self.title) }
                @if self.moments.is_empty() { p { "Δεν έχει συμβεί ακόμη κάτι." } }
                ol.govgr-timeline {
                    @for moment in &self.moments { (draw(moment)) }
                }
            }
        }
    }
}

fn draw(moment: &Moment) -> Markup {
    html! {
        li.govgr-timeline__item {
            h3.govgr-timeline__heading.govgr-timeline__heading-s { (moment.what) }
            div.govgr-timeline__content {
                p.lg-moment {
                    time datetime=(moment.at) { (format::date_time(moment.at)) }
                    " · " (moment.by)
                    @if let Some(device) = &moment.device { " · " (device) }
                }
                @if let Some(standing) = &moment.standing { p { span.lg-tag { (standing) } } }
                @if !moment.changes.is_empty() {
                    ul.lg-changes { @for change in &moment.changes { li { (change) } } }
                }
            }
        }
    }
}
