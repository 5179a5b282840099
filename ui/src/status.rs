//! The status line of the header and the badge of a record: where things stand, always in words.
//!
//! The line is text, count and time, never a colour or a sign alone, and it is a link to the outbox. Both are
//! written from stored answers only: «στο Κέντρο» is said when the receipt of the centre is in the store.

use crate::{format, query::encode, words};
use jiff::civil::{Date, DateTime};
use maud::{Markup, html};

/// What is known about synchronisation at this moment (κατάσταση συγχρονισμού).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Status {
    /// The store is locked: nothing can be exchanged.
    pub locked: bool,
    /// The line to the centre is there.
    pub online: bool,
    /// Entries without a receipt of the centre.
    pub waiting: u64,
    /// Entries refused by the centre that nobody has settled yet.
    pub refused: u64,
    /// A transfer in progress: sent so far, of how many.
    pub sending: Option<(u64, u64)>,
    /// When a session last ended with a receipt, in local time.
    pub last: Option<DateTime>,
}

impl Status {
    /// The line of the header, such as `Χωρίς σύνδεση · 3 αναμένουν · τελευταίος συγχρονισμός 10:42`.
    pub fn line(&self, today: Date) -> String {
        let now = self.now(today);
        if self.refused == 0 {
            now
        } else {
            format!("{} · {now}", words::refused(self.refused))
        }
    }

    fn now(&self, today: Date) -> String {
        let waiting = words::waiting(self.waiting);
        if self.locked {
            return format!("Κλειδωμένο, δεν συγχρονίζεται · {waiting}");
        }
        if self.online {
            return match (self.sending, self.last) {
                (Some((done, total)), _) => {
                    format!("Αποστολή {}/{}", format::count(done), format::count(total))
                }
                (None, _) if self.waiting > 0 => {
                    format!("Αποστολή 0/{}", format::count(self.waiting))
                }
                (None, Some(last)) => format!("Συγχρονισμένο · {}", format::moment(last, today)),
                (None, None) => "Συνδεδεμένο · δεν έχει γίνει ακόμη συγχρονισμός".to_owned(),
            };
        }
        match self.last {
            Some(last) => format!(
                "Χωρίς σύνδεση · {waiting} · τελευταίος συγχρονισμός {}",
                format::moment(last, today)
            ),
            None => format!("Χωρίς σύνδεση · {waiting} · δεν έχει γίνει ακόμη συγχρονισμός"),
        }
    }
}

/// The status line as it stands in the header, ready to be asked again.
///
/// The program answers `GET {address}?seen=…` with [`StatusLine::answer`]: nothing when the text has not changed
/// (204), so that a screen reader and the focus are left alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusLine {
    /// The text, from [`Status::line`].
    pub text: String,
    /// Address of the outbox.
    pub outbox: String,
    /// Address that gives the line anew; without it the line stands still.
    pub refresh: Option<String>,
}

impl StatusLine {
    /// The link with its text.
    pub fn render(&self) -> Markup {
        let refresh = self
            .refresh
            .as_ref()
            .map(|path| format!("{path}?seen={}", encode(&self.text)));
        html! {
            a.lg-status id="status" href=(self.outbox)
                hx-get=[refresh] hx-trigger=[self.refresh.as_ref().map(|_| "every 5s")] hx-swap="outerHTML" {
                span.govgr-visually-hidden { "Κατάσταση συγχρονισμού: " }
                (self.text)
            }
        }
    }

    /// The new line, unless the page already shows it.
    pub fn answer(&self, seen: &str) -> Option<Markup> {
        (self.text != seen).then(|| self.render())
    }
}

/// Where one record stands on its way to the centre.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Badge {
    /// Saved in this store only.
    Local,
    /// Waits for its turn to be sent.
    Queued,
    /// Handed over; the receipt of the centre is not stored yet.
    Sent,
    /// The receipt is stored and the centre's verdict is yes.
    Registered,
    /// The centre's verdict is no; a task says why.
    Refused,
}

impl Badge {
    /// The word of the badge.
    pub fn word(self) -> &'static str {
        match self {
            Badge::Local => "τοπικό",
            Badge::Queued => "σε ουρά",
            Badge::Sent => "εστάλη",
            Badge::Registered => "καταχωρίστηκε",
            Badge::Refused => "απορρίφθηκε",
        }
    }

    fn class(self) -> &'static str {
        match self {
            Badge::Local | Badge::Queued => "lg-badge lg-badge--waiting",
            Badge::Sent => "lg-badge lg-badge--sent",
            Badge::Registered => "lg-badge lg-badge--done",
            Badge::Refused => "lg-badge lg-badge--refused",
        }
    }

    /// The badge on a page.
    pub fn render(self) -> Markup {
        html! { span class=(self.class()) { (self.word()) } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_line_says_what_the_guide_says() {
        let today = date(2026, 11, 23);
        let last = Some(today.at(10, 42, 0, 0));
        let online = Status {
            online: true,
            last,
            ..Status::default()
        };
        assert_eq!(online.line(today), "Συγχρονισμένο · 10:42");
        let offline = Status {
            waiting: 3,
            last,
            ..Status::default()
        };
        assert_eq!(
            offline.line(today),
            "Χωρίς σύνδεση · 3 αναμένουν · τελευταίος συγχρονισμός 10:42"
        );
        let sending = Status {
            sending: Some((12, 500)),
            waiting: 488,
            ..online.clone()
        };
        assert_eq!(sending.line(today), "Αποστολή 12/500");
        let refused = Status {
            refused: 2,
            ..online
        };
        assert_eq!(
            refused.line(today),
            "2 απορρίφθηκαν · Συγχρονισμένο · 10:42"
        );
    }

    #[test]
    fn another_day_is_named_and_never_is_never() {
        let status = Status {
            waiting: 1,
            last: Some(date(2026, 11, 20).at(9, 5, 0, 0)),
            ..Status::default()
        };
        let today = date(2026, 11, 23);
        assert_eq!(
            status.line(today),
            "Χωρίς σύνδεση · 1 αναμένει · τελευταίος συγχρονισμός 20/11/2026 09:05"
        );
        let locked = Status {
            locked: true,
            online: true,
            ..status
        };
        assert!(
            locked
                .line(today)
                .starts_with("Κλειδωμένο, δεν συγχρονίζεται")
        );
        assert!(
            Status::default()
                .line(today)
                .ends_with("δεν έχει γίνει ακόμη συγχρονισμός")
        );
    }

    #[test]
    fn an_unchanged_line_is_not_sent_again() {
        let line = StatusLine {
            text: "Συγχρονισμένο · 10:42".into(),
            outbox: "/outbox".into(),
            refresh: None,
        };
        assert!(line.answer("Συγχρονισμένο · 10:42").is_none());
        assert!(line.answer("Συγχρονισμένο · 10:41").is_some());
    }
}
