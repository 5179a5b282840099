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
    pin: Option<(String, Vec<Choice>)>,
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
            pin: None,
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

    /// Those who may come back with a PIN (fields `user`, `pin`); nothing is shown when there are none.
    #[must_use]
    pub fn pin(mut self, action: impl Into<String>, benched: Vec<Choice>) -> Unlock<'a> {
        self.pin = (!benched.is_empty()).then(|| (action.into(), benched));
        self
    }

    /// The whole page. Fields: `user`, `password`.
    pub fn render(&self, frame: &Frame) -> Markup {
        // Without anybody's PIN left there is no field of it, and the password's form says why.
        let of_pin = self.pin.is_some()
            && self
                .findings
                .iter()
                .any(|finding| finding.field.as_deref() == Some("pin"));
        let (pin, password) = if of_pin {
            (self.findings, &[][..])
        } else {
            (&[][..], self.findings)
        };
        let page = Page::new(frame, self.title.as_str())
            .narrow()
            .failed(!self.findings.is_empty());
        match &self.pin {
            Some((action, benched)) => page
                .body(self.pin_form(action, benched, pin))
                .body(self.password_form(password, false)),
            None => page.body(self.password_form(password, true)),
        }
        .render()
    }

    fn password_form(&self, findings: &[Finding], focused: bool) -> Form {
        let mut form = Form::new(self.action.as_str(), self.title.as_str());
        if let Some(note) = &self.note {
            form = form.note(note.as_str());
        }
        let user = if self.users.is_empty() {
            Field::text("user", "Όνομα χρήστη").autocomplete("username")
        } else {
            Field::select("user", "Χρήστης", self.users.clone())
        }
        .required();
        let password = Field::password("password", "Κωδικός πρόσβασης")
            .autocomplete("current-password")
            .required();
        let typed = self.values.filled("user").is_some();
        let (user, password) = match (focused, typed) {
            (false, _) => (user, password),
            (true, true) => (user, password.focused()),
            (true, false) => (user.focused(), password),
        };
        form.field(user)
            .field(password)
            .values(self.values)
            .findings(findings)
    }

    fn pin_form(&self, action: &str, benched: &[Choice], findings: &[Finding]) -> Form {
        let user = Field::select("user", "Ποιος συνεχίζει", benched.to_vec()).required();
        let pin = Field::password("pin", "PIN").autocomplete("off").required();
        let chosen = match (benched, self.values.filled("user")) {
            ([only], _) => Some(only.value.as_str()),
            (_, typed) => typed.filter(|typed| benched.iter().any(|one| one.value == *typed)),
        };
        let values = Values::default().with("user", chosen.unwrap_or_default());
        let (user, pin) = match chosen {
            Some(_) => (user, pin.focused()),
            None => (user.focused(), pin),
        };
        Form::new(action, "Συνέχεια")
            .prefix("pin-")
            .field(user)
            .field(pin)
            .values(&values)
            .findings(findings)
    }
}
