//! What a person typed, exactly as it came: kept until it is accepted.

use loggia_schema::message::Finding;

/// Name of the ticks under warnings.
pub(super) const CONFIRM: &str = "confirm";

/// The values of a form by name, as sent (τιμές).
///
/// `Debug` shows names only: values are personal data and passwords.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Values(Vec<(String, String)>);

impl std::fmt::Debug for Values {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set()
            .entries(self.0.iter().map(|(name, _)| name))
            .finish()
    }
}

impl Values {
    /// From decoded pairs, in their order; a name may come more than once.
    pub fn from_pairs<K: Into<String>, V: Into<String>>(
        pairs: impl IntoIterator<Item = (K, V)>,
    ) -> Values {
        Values(
            pairs
                .into_iter()
                .map(|(key, value)| (key.into(), value.into()))
                .collect(),
        )
    }

    /// Gives one value to begin with.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<String>) -> Values {
        self.0.push((name.into(), value.into()));
        self
    }

    /// The first value of a name; empty when it was not sent.
    pub fn get(&self, name: &str) -> &str {
        self.0
            .iter()
            .find(|(key, _)| key == name)
            .map_or("", |(_, value)| value.as_str())
    }

    /// The value without the spaces around it, when there is one.
    pub fn filled(&self, name: &str) -> Option<&str> {
        Some(self.get(name).trim()).filter(|value| !value.is_empty())
    }

    /// Every value of a name: ticked rows, several choices.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// Every pair as it was sent: for drafts, and for the one value of a live check.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Was it sent at all: a ticked box, a pressed button.
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(key, _)| key == name)
    }

    /// Was this warning ticked, for the value that stands in its field now?
    pub fn confirmed(&self, finding: &Finding) -> bool {
        let tick = self.tick(finding);
        self.all(CONFIRM).any(|sent| sent == tick)
    }

    /// The findings that stop the task: all errors, and the warnings without a tick.
    pub fn blocking(&self, findings: &[Finding]) -> Vec<Finding> {
        findings
            .iter()
            .filter(|f| !f.is_warning() || !self.confirmed(f))
            .cloned()
            .collect()
    }

    /// What a tick sends: the code and the value it was given for.
    pub(super) fn tick(&self, finding: &Finding) -> String {
        let value = finding.field.as_deref().map_or("", |name| self.get(name));
        format!("{}:{}", finding.code.number(), value.trim())
    }
}
