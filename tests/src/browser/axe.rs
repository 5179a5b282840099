//! Accessibility faults, found by axe-core inside the real page.
//!
//! axe lies in `.cache/assets` (fetched by `tools/assets`, pinned by hash, used by tests only). It is given to the page as
//! part of a script, so the page's own content security policy stays as it is.

use super::Browser;
use crate::project;
use serde_json::Value;
use std::fmt;

/// The rules we hold ourselves to.
const TAGS: &str = "['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice']";

/// One rule that the page breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// axe's name of the rule.
    pub rule: String,
    /// What it says.
    pub help: String,
    /// Where, as selectors.
    pub places: Vec<String>,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: {}\n    {}",
            self.rule,
            self.help,
            self.places.join("\n    ")
        )
    }
}

impl Browser {
    /// All violations of the page as it is now.
    #[track_caller]
    pub fn violations(&self) -> Vec<Violation> {
        let path = project().join(".cache/assets/axe.js");
        let axe = std::fs::read_to_string(&path)
            .unwrap_or_else(|error| panic!("{}: {error}; run tools/assets", path.display()));
        let script = format!(
            "const done = arguments[arguments.length - 1];
             {axe};
             axe.run(document, {{ runOnly: {{ type: 'tag', values: {TAGS} }}, resultTypes: ['violations'] }}).then(
                 found => done(found.violations.map(v => [v.id, v.help, v.nodes.map(n => n.target.join(' ') + '  ' + n.html.slice(0, 120))])),
                 error => done('axe failed: ' + error));"
        );
        let found = self.run_async(&script, &[]);
        let Value::Array(found) = found else {
            panic!("{}: {found}", self.name)
        };
        found.iter().map(violation).collect()
    }

    /// Panics when the page breaks a rule, and leaves a picture of it either way.
    #[track_caller]
    pub fn assert_accessible(&self, name: &str) {
        self.shot(name);
        let found = self.violations();
        let list: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert!(
            found.is_empty(),
            "{} at {} ({name}) breaks rules of accessibility:\n{}",
            self.name,
            self.address(),
            list.join("\n")
        );
    }
}

fn violation(found: &Value) -> Violation {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    Violation {
        rule: text(&found[0]),
        help: text(&found[1]),
        places: found[2]
            .as_array()
            .map(|places| places.iter().map(text).collect())
            .unwrap_or_default(),
    }
}
