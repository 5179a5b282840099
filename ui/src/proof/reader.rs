//! Reads the HTML that maud writes, as a flat row of nodes.

/// Elements without an end.
const VOID: &[&str] = &["meta", "link", "input", "br", "hr", "img"];

/// One node of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// The start of an element.
    Open(Element),
    /// The end of an element.
    Close(String),
    /// Words.
    Text(String),
}

/// An element with its attributes and the elements it stands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element {
    /// Its name.
    pub name: String,
    /// Its attributes, in order; entities are decoded.
    pub attributes: Vec<(String, String)>,
    /// Names of the elements around it, from the outside in.
    pub around: Vec<String>,
}

impl Node {
    /// The element, if it starts here.
    pub fn open(&self) -> Option<&Element> {
        match self {
            Node::Open(element) => Some(element),
            _ => None,
        }
    }
}

impl Element {
    /// The value of an attribute.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// Does it stand in an element of this name?
    pub fn inside(&self, name: &str) -> bool {
        self.around.iter().any(|outer| outer == name)
    }

    /// In how many of these elements it stands.
    pub(super) fn depth(&self, names: &str) -> usize {
        let names: Vec<&str> = names.split(' ').collect();
        self.around
            .iter()
            .filter(|outer| names.contains(&outer.as_str()))
            .count()
    }

    /// Does a person fill it in?
    pub fn is_control(&self) -> bool {
        match self.name.as_str() {
            "select" | "textarea" => true,
            "input" => self.get("type") != Some("hidden"),
            _ => false,
        }
    }

    /// Are its words part of the outline, and not those of elements inside it?
    pub(super) fn is_leaf(&self) -> bool {
        const WHOLES: &[&str] = &[
            "nav", "main", "aside", "form", "section", "table", "details", "fieldset", "header",
            "div", "ul",
        ];
        !WHOLES.contains(&self.name.as_str())
    }

    /// What it is to an aid; `None` for what has no meaning of its own.
    pub(super) fn role(&self) -> Option<String> {
        if let Some(role) = self.get("role") {
            return Some(role.to_owned());
        }
        match self.name.as_str() {
            "input" if self.get("type") == Some("hidden") => None,
            "input" => Some(self.get("type").unwrap_or("text").to_owned()),
            "h1" | "h2" | "h3" | "a" | "button" | "label" | "legend" | "select" | "textarea"
            | "nav" | "main" | "aside" | "form" | "table" | "caption" | "th" | "td" | "dt"
            | "dd" | "summary" | "details" | "progress" | "output" | "time" | "header" => {
                Some(self.name.clone())
            }
            "p" if !self.inside("label") => Some("p".to_owned()),
            "li" if !self.inside("nav") => Some("li".to_owned()),
            _ => None,
        }
    }

    /// States and ties worth telling.
    pub(super) fn traits(&self) -> String {
        let told = [
            "name",
            "value",
            "href",
            "action",
            "aria-label",
            "aria-sort",
            "aria-current",
            "aria-required",
            "aria-invalid",
            "aria-describedby",
            "checked",
            "open",
            "scope",
        ];
        let shown = self.attributes.iter().filter(|(name, value)| {
            told.contains(&name.as_str()) && (name != "value" || !value.is_empty())
        });
        let words: Vec<String> = shown
            .map(|(name, value)| {
                if value.is_empty() {
                    name.clone()
                } else {
                    format!("{name}={value}")
                }
            })
            .collect();
        if words.is_empty() {
            String::new()
        } else {
            format!("[{}]", words.join(" "))
        }
    }
}

/// All nodes of a page.
pub fn read(html: &str) -> Vec<Node> {
    let mut nodes = Vec::new();
    let mut around: Vec<String> = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        if start > 0 {
            nodes.push(Node::Text(decode(&rest[..start])));
        }
        let tag = &rest[start + 1..];
        let Some(end) = end_of_tag(tag) else { break };
        let inner = &tag[..end];
        rest = &tag[end + 1..];
        if let Some(name) = inner.strip_prefix('/') {
            around.truncate(
                around
                    .iter()
                    .rposition(|outer| outer == name)
                    .unwrap_or(around.len()),
            );
            nodes.push(Node::Close(name.to_owned()));
        } else if !inner.starts_with('!') {
            let element = element(inner, &around);
            if !VOID.contains(&element.name.as_str()) {
                around.push(element.name.clone());
            }
            nodes.push(Node::Open(element));
        }
    }
    nodes
}

/// The words of the element that starts at a node, in one line.
pub(super) fn text_of(nodes: &[Node], at: usize) -> String {
    let Some(element) = nodes.get(at).and_then(Node::open) else {
        return String::new();
    };
    if VOID.contains(&element.name.as_str()) {
        return String::new();
    }
    let depth = element.around.len();
    let mut words = String::new();
    for node in nodes.iter().skip(at + 1) {
        match node {
            Node::Open(inner) if inner.around.len() <= depth => break,
            Node::Open(_) => words.push(' '),
            Node::Text(text) => words.push_str(text),
            Node::Close(name) if *name == element.name => break,
            Node::Close(_) => {}
        }
    }
    words
        .split(' ')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Where the tag ends: the first `>` outside quotation marks.
fn end_of_tag(tag: &str) -> Option<usize> {
    let mut quoted = false;
    tag.char_indices().find_map(|(at, c)| {
        if c == '"' {
            quoted = !quoted;
        }
        (c == '>' && !quoted).then_some(at)
    })
}

fn element(inner: &str, around: &[String]) -> Element {
    let (name, mut rest) = inner.split_once(' ').unwrap_or((inner, ""));
    let mut attributes = Vec::new();
    while !rest.trim_start().is_empty() {
        rest = rest.trim_start();
        let stop = rest.find([' ', '=']).unwrap_or(rest.len());
        let key = rest[..stop].to_owned();
        rest = &rest[stop..];
        let mut value = String::new();
        if let Some(quoted) = rest.strip_prefix("=\"") {
            let end = quoted.find('"').unwrap_or(quoted.len());
            value = decode(&quoted[..end]);
            rest = quoted.get(end + 1..).unwrap_or_default();
        }
        attributes.push((key, value));
    }
    Element {
        name: name.to_owned(),
        attributes,
        around: around.to_vec(),
    }
}

fn decode(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
}
