//! The door: who you are and your password. The same page unlocks a laptop's store and signs in to the back office.

use crate::form::{Choice, Field, Form, Values};
use crate::page::{Frame, Page};
use loggia_schema::message::Finding;
use maud::Markup;

/// The page of the door (ξεκλείδωμα, σύνδεση).
#[derive(Debug)]
pub struct Unlock<'a> {
    title: String,
    action: String,
    users: Vec<Choice>,
    values: &'a Values,
    findings: &'a [Finding],
    note: Option<String>,
}

impl<'a> Unlock<'a> {
    /// Unlocks the store of this device. The users that have a slot here are offered by name.
    pub fn device(action: impl Into<String>, users: Vec<Choice>, values: &'a Values) -> Unlock<'a> {
        Unlock {
            title: "Ξεκλείδωμα".to_owned(),
            action: action.into(),
            users,
            values,
            findings: &[],
            note: None,
        }
    }

    /// Signs in to the back office.
    pub fn office(action: impl Into<String>, values: &'a Values) -> Unlock<'a> {
        Unlock {
            title: "Σύνδεση".to_owned(),
            ..Unlock::device(action, Vec::new(), values)
        }
    }

    /// What was found at the last try.
    #[must_use]
    pub fn findings(mut self, findings: &'a [Finding]) -> Unlock<'a> {
        self.findings = findings;
        self
    }

    /// A sentence above the form: «Όσο η συσκευή είναι κλειδωμένη δεν συγχρονίζεται».
    #[must_use]
    pub fn note(mut self, text: impl Into<String>) -> Unlock<'a> {
        self.note = Some(text.into());
        self
    }

    /// The whole page. Fields: `user`, `password`.
    pub fn render(&self, frame: &Frame) -> Markup {
        let mut form = Form::new(self.action.as_str(), self.title.as_str());
        if let Some(note) = &self.note {
            form = form.note(note.as_str());
        }
        let user = if self.users.is_empty() {
            Field::text("user", "Όνομα χρήστη").autocomplete("username")
        } else {
            Field::select("user", "Χρήστης", self.users.clone())
        };
        let typed = self.values.filled("user").is_some();
        let password = Field::password("password", "Κωδικός πρόσβασης")
            .autocomplete("current-password")
            .required();
        let form = form
            .field(if typed {
                user.required()
            } else {
                user.required().focused()
            })
            .field(if typed { password.focused() } else { password })
            .values(self.values)
            .findings(self.findings);
        Page::new(frame, self.title.as_str())
            .narrow()
            .failed(!self.findings.is_empty())
            .body(&form)
            .render()
    }
}
