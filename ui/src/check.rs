//! The check beside a field while it is typed: the same reading as at submit, by the same types.
//!
//! Both programs mount `POST /check/{kind}` and answer with [`answer`]; the value travels in the body, so that no
//! tax number ever stands in an address or a log. It informs; it never stops the typing.

use loggia_schema::identifiers::{Afm, Iban, Plate, Rf};
use maud::{Markup, html};

/// Where the checks are mounted, with the kind after it.
pub const PATH: &str = "/check/";

/// What can be checked while it is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    /// Tax number.
    Afm,
    /// Number plate.
    Plate,
    /// Bank account.
    Iban,
    /// Structured payment code.
    Rf,
}

impl Check {
    /// From the last part of the path.
    pub fn named(kind: &str) -> Option<Check> {
        [Check::Afm, Check::Plate, Check::Iban, Check::Rf]
            .into_iter()
            .find(|check| check.path() == format!("{PATH}{kind}"))
    }

    pub(crate) fn path(self) -> &'static str {
        match self {
            Check::Afm => "/check/afm",
            Check::Plate => "/check/plate",
            Check::Iban => "/check/iban",
            Check::Rf => "/check/rf",
        }
    }

    pub(crate) fn class(self) -> &'static str {
        match self {
            Check::Afm | Check::Plate => "govgr-input govgr-input--width-10",
            Check::Iban | Check::Rf => "govgr-input govgr-input--width-20",
        }
    }

    pub(crate) fn input_mode(self) -> Option<&'static str> {
        (self == Check::Afm).then_some("numeric")
    }

    /// What stands beside the field for this value.
    pub fn answer(self, value: &str) -> Markup {
        if value.trim().is_empty() {
            return html! {};
        }
        let read = match self {
            Check::Afm => Afm::parse(value).map(|afm| afm.to_string()),
            Check::Plate => Plate::parse(value).map(|plate| plate.greek()),
            Check::Iban => Iban::parse(value).map(|iban| iban.as_str().to_owned()),
            Check::Rf => Rf::parse(value).map(|rf| rf.as_str().to_owned()),
        };
        match read {
            Ok(canonical) => html! { span.lg-checked--good { "Σωστό: " (canonical) } },
            Err(finding) => html! { span.lg-checked--bad { (finding.greek()) } },
        }
    }
}

/// The answer of `POST /check/{kind}` to the value of the one field it received; `None` is 404.
pub fn answer(kind: &str, value: &str) -> Option<Markup> {
    Check::named(kind).map(|check| check.answer(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_says_what_submit_would_say() {
        assert!(
            answer("afm", "000 123 454")
                .unwrap()
                .0
                .contains("Σωστό: 000123454")
        );
        assert!(answer("afm", "000000013").unwrap().0.contains("Σ-101"));
        let plate = answer("plate", "hka 1234").unwrap().0;
        assert!(
            plate.contains("Σωστό: ΗΚΑ-1234"),
            "in Greek letters: {plate}"
        );
        assert_eq!(answer("plate", "  ").unwrap().0, "");
        assert!(!answer("plate", "<b>").unwrap().0.contains("<b>"));
        assert!(answer("password", "x").is_none());
    }
}
