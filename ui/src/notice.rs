//! Messages that stand above the content and do not vanish by themselves.

use loggia_schema::message::Finding;
use maud::{Markup, html};

/// How a notice is announced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tone {
    Success,
    Warning,
    Error,
}

/// One message above the content: what happened and what can be done (ενημέρωση).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    tone: Tone,
    text: String,
    link: Option<(String, String)>,
    attach: Option<String>,
}

impl Notice {
    /// Something was done: «Η κλήση Κ12-2026-000123 εκδόθηκε.»
    pub fn success(text: impl Into<String>) -> Notice {
        Notice {
            tone: Tone::Success,
            text: text.into(),
            link: None,
            attach: None,
        }
    }

    /// Something to know before going on.
    pub fn warning(text: impl Into<String>) -> Notice {
        Notice {
            tone: Tone::Warning,
            text: text.into(),
            link: None,
            attach: None,
        }
    }

    /// Something was refused or failed; the sentence comes from the message table.
    pub fn error(finding: &Finding) -> Notice {
        Notice {
            tone: Tone::Error,
            text: finding.greek(),
            link: None,
            attach: None,
        }
    }

    /// The next step: its words and its address.
    #[must_use]
    pub fn link(mut self, words: impl Into<String>, href: impl Into<String>) -> Notice {
        self.link = Some((words.into(), href.into()));
        self
    }

    /// Where a photo of it is attached; Alt+A leads there.
    #[must_use]
    pub fn attach(mut self, href: impl Into<String>) -> Notice {
        self.attach = Some(href.into());
        self
    }

    /// The notice on a page.
    pub fn render(&self) -> Markup {
        let (class, role, title) = match self.tone {
            Tone::Success => ("lg-notice lg-notice--success", "status", "Έγινε"),
            Tone::Warning => ("lg-notice lg-notice--warning", "status", "Προσοχή"),
            Tone::Error => ("lg-notice lg-notice--error", "alert", "Δεν έγινε"),
        };
        html! {
            div class=(class) role=(role) {
                p { strong { (title) ": " } (self.text) }
                @if let Some((words, href)) = &self.link {
                    p { a.govgr-link href=(href) { (words) } }
                }
                @if let Some(href) = &self.attach {
                    p { a.govgr-link href=(href) data-key="attach" { "Επισύναψη φωτογραφίας" } }
                }
            }
        }
    }
}
