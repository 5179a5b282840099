//! Proof that a page keeps the promises of the kit; for the tests of the kit and of the programs that serve pages.
//!
//! [`broken`] reads a rendered page and lists every broken promise: one `h1`, a name for every control, unique
//! ids, references that lead somewhere, tables with captions and scopes, no script or style inside the page, no
//! foreign host. [`outline`] writes the page as what an aid reads out: headings, links, fields with their names
//! and states; snapshots are made of it, so that a changed class is no change and a lost label is one.
//!
//! It reads the HTML that maud writes (attributes in double quotes, nothing left out), not HTML in general.

mod reader;

pub use reader::{Element, Node, read};

use std::collections::HashSet;
use std::fmt::Write as _;

/// Every broken promise of a page, as sentences; empty for a good one.
pub fn broken(html: &str) -> Vec<String> {
    let nodes = read(html);
    let elements: Vec<&Element> = nodes.iter().filter_map(Node::open).collect();
    let mut found = Vec::new();
    headings(&elements, &mut found);
    ids(&elements, &mut found);
    names(&nodes, &elements, &mut found);
    tables(&elements, &mut found);
    policy(html, &elements, &mut found);
    found
}

fn headings(elements: &[&Element], found: &mut Vec<String>) {
    let level =
        |name: &str| matches!(name, "h1" | "h2" | "h3" | "h4").then(|| name.as_bytes()[1] - b'0');
    let levels: Vec<u8> = elements
        .iter()
        .filter(|e| !e.inside("dialog"))
        .filter_map(|e| level(&e.name))
        .collect();
    let tops = levels.iter().filter(|level| **level == 1).count();
    if tops != 1 {
        found.push(format!("{tops} h1 instead of one"));
    }
    if levels.windows(2).any(|pair| pair[1] > pair[0] + 1) {
        found.push("a heading skips a level".to_owned());
    }
    if !elements
        .iter()
        .any(|e| e.name == "html" && e.get("lang") == Some("el"))
    {
        found.push("no language".to_owned());
    }
    if !elements.iter().any(|e| e.name == "main") {
        found.push("no main landmark".to_owned());
    }
}

fn ids(elements: &[&Element], found: &mut Vec<String>) {
    let mut known = HashSet::new();
    for id in elements.iter().filter_map(|e| e.get("id")) {
        if !known.insert(id) {
            found.push(format!("the id {id} stands twice"));
        }
    }
    for element in elements {
        let lists = [
            "aria-describedby",
            "aria-labelledby",
            "aria-controls",
            "for",
        ];
        let listed = lists
            .iter()
            .filter_map(|name| element.get(name))
            .flat_map(str::split_whitespace);
        let linked = element.get("href").and_then(|href| href.strip_prefix('#'));
        for id in listed.chain(linked).filter(|id| !known.contains(id)) {
            found.push(format!(
                "{} leads to the id {id}, which is nowhere",
                element.name
            ));
        }
    }
}

fn names(nodes: &[Node], elements: &[&Element], found: &mut Vec<String>) {
    let labelled: HashSet<&str> = elements
        .iter()
        .filter(|e| e.name == "label")
        .filter_map(|e| e.get("for"))
        .collect();
    for control in elements.iter().filter(|e| e.is_control()) {
        let by_label = control.get("id").is_some_and(|id| labelled.contains(id));
        if !by_label
            && control.get("aria-label").is_none()
            && control.get("aria-labelledby").is_none()
        {
            found.push(format!(
                "{} {:?} has no name",
                control.name,
                control.get("name").unwrap_or_default()
            ));
        }
    }
    for (at, node) in nodes.iter().enumerate() {
        if let Some(element) = node
            .open()
            .filter(|e| matches!(e.name.as_str(), "a" | "button" | "th" | "summary"))
            && reader::text_of(nodes, at).is_empty()
            && element.get("aria-label").is_none()
        {
            found.push(format!("a {} without words", element.name));
        }
    }
}

fn tables(elements: &[&Element], found: &mut Vec<String>) {
    let count = |name: &str| elements.iter().filter(|e| e.name == name).count();
    if count("table") != count("caption") {
        found.push("a table without caption".to_owned());
    }
    if elements
        .iter()
        .any(|e| e.name == "th" && e.get("scope").is_none())
    {
        found.push("a head of a table without scope".to_owned());
    }
}

fn policy(html: &str, elements: &[&Element], found: &mut Vec<String>) {
    for element in elements {
        let mut seen = HashSet::new();
        if !element.attributes.iter().all(|(name, _)| seen.insert(name)) {
            found.push(format!("an attribute stands twice, at {}", element.name));
        }
        let inline = element
            .attributes
            .iter()
            .any(|(name, _)| name == "style" || name.starts_with("on"));
        let script = element.name == "script" && element.get("src").is_none();
        if inline || script || element.name == "style" {
            found.push(format!(
                "script or style inside the page, at {}",
                element.name
            ));
        }
    }
    if html.contains("http://") || html.contains("https://") || html.contains("=\"//") {
        found.push("a foreign host".to_owned());
    }
}

/// What an aid reads out: one line an element that matters, indented by depth of landmarks.
pub fn outline(html: &str) -> String {
    let nodes = read(html);
    let mut out = String::new();
    for (at, node) in nodes.iter().enumerate() {
        let Some(element) = node.open() else { continue };
        if element.inside("head") || element.inside("dialog") || element.name == "dialog" {
            continue;
        }
        if let Some(role) = element.role() {
            let indent = element.depth("nav main aside form section table details fieldset header");
            let words = if element.is_leaf() {
                reader::text_of(&nodes, at)
            } else {
                String::new()
            };
            // Writing into a String cannot fail.
            let _ = write!(out, "{:indent$}{role}", "", indent = indent * 2);
            for part in [words, element.traits()]
                .iter()
                .filter(|part| !part.is_empty())
            {
                let _ = write!(out, " {part}");
            }
            out.push('\n');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "<!DOCTYPE html><html lang=\"el\"><body><main><h1>Α</h1><label for=\"a\">Β</label>\
                        <input id=\"a\" name=\"a\"></main></body></html>";

    #[test]
    fn a_good_page_has_nothing_to_say_against_it() {
        assert_eq!(broken(GOOD), Vec::<String>::new());
    }

    #[test]
    fn every_broken_promise_is_found() {
        let bad = [
            ("<h1>Α</h1>", "<h1>Α</h1><h1>Β</h1>", "2 h1"),
            ("<h1>Α</h1>", "<h1>Α</h1><h3>Β</h3>", "skips"),
            ("id=\"a\" name", "id=\"b\" name", "has no name"),
            ("<label", "<p id=\"a\"></p><label", "stands twice"),
            ("<h1>", "<a href=\"#x\">Γ</a><h1>", "nowhere"),
            ("<h1>", "<button></button><h1>", "without words"),
            ("<h1>", "<table></table><h1>", "caption"),
            ("<h1>", "<script>1</script><h1>", "script"),
            ("<h1>", "<p style=\"x\"></p><h1>", "style"),
            ("<h1>", "<p onclick=\"x\"></p><h1>", "script"),
            ("<h1>", "<img src=\"//x.gr/a.png\"><h1>", "foreign"),
            ("name=\"a\"", "class=\"a\" class=\"b\"", "attribute"),
            ("lang=\"el\"", "", "language"),
        ];
        for (from, to, says) in bad {
            let found = broken(&GOOD.replacen(from, to, 1));
            assert!(
                found.iter().any(|line| line.contains(says)),
                "{to}: {found:?}"
            );
        }
    }
}
