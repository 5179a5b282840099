//! What each subsystem of an office adds to the frame: one value in its folder, one line in [`BRANCHES`].
//!
//! From the same list come the menu, the shortcuts of the home page, the command palette and the words by which a case of
//! its kind is found. A line says who sees it; nobody keeps a second list of screens.

use crate::pages::{cash, fines, protocol, readings, receipts, requests};
use loggia_cases::CaseKind;
use loggia_cases::records::Desk as DeskKind;
use loggia_node::Session;
use loggia_node::login::DEVICE_USERS;
use loggia_node::queries::ListRow;
use loggia_ui::page::{MenuGroup, MenuItem};
use std::collections::BTreeSet;

/// Every subsystem, in the order of the menu.
pub(crate) static BRANCHES: &[&Branch] = &[
    &START,
    &fines::BRANCH,
    &receipts::BRANCH,
    &cash::BRANCH,
    &requests::BRANCH,
    &protocol::BRANCH,
    &readings::BRANCH,
    &DEVICE,
];

static START: Branch = Branch {
    title: "",
    lines: &[
        Line::everybody("Οι εργασίες μου", "/"),
        Line::everybody("Αναζήτηση", "/search").on_home(),
    ],
    case: None,
};

static DEVICE: Branch = Branch {
    title: "Συσκευή",
    lines: &[
        Line::everybody("Εξερχόμενα", "/outbox"),
        Line::everybody("Εκκρεμότητες", "/tasks"),
        Line::everybody("Αριθμοί", "/numbers"),
        Line::everybody("Εργασίες", "/jobs"),
        Line::everybody("Ουρά εκτύπωσης", "/prints"),
        Line::everybody("Εκτυπωτές", "/printers"),
        Line::everybody("PIN αλλαγής χρήστη", "/pin"),
        Line::everybody("Επαλήθευση εγγράφου", "/verify").on_home(),
        Line::everybody("Κατάσταση συσκευής", "/status"),
        Line::holding(DEVICE_USERS, "Χρήστες συσκευής", "/users"),
    ],
    case: None,
};

/// What a subsystem adds.
pub(crate) struct Branch {
    /// Its Greek name in the menu; empty for lines that stand alone.
    pub title: &'static str,
    /// Its screens.
    pub lines: &'static [Line],
    /// Its cases, if it has a kind of its own.
    pub case: Option<CaseWords>,
}

/// A screen of the menu.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Line {
    /// Its Greek name.
    pub title: &'static str,
    /// Its address.
    pub href: &'static str,
    seen_by: SeenBy,
    home: bool,
}

#[derive(Debug, Clone, Copy)]
enum SeenBy {
    Everybody,
    Desk(DeskKind),
    Holder(&'static str),
}

impl Line {
    /// A screen that everybody sees.
    pub const fn everybody(title: &'static str, href: &'static str) -> Line {
        Line::new(SeenBy::Everybody, title, href)
    }

    /// A screen of those who work at a desk.
    pub const fn at(desk: DeskKind, title: &'static str, href: &'static str) -> Line {
        Line::new(SeenBy::Desk(desk), title, href)
    }

    /// A screen of those who hold a right.
    pub const fn holding(right: &'static str, title: &'static str, href: &'static str) -> Line {
        Line::new(SeenBy::Holder(right), title, href)
    }

    const fn new(seen_by: SeenBy, title: &'static str, href: &'static str) -> Line {
        Line {
            title,
            href,
            seen_by,
            home: false,
        }
    }

    /// The screen is also a shortcut of the home page.
    #[must_use]
    pub const fn on_home(mut self) -> Line {
        self.home = true;
        self
    }

    fn seen(&self, desks: &BTreeSet<DeskKind>, session: &Session<'_>) -> bool {
        match self.seen_by {
            SeenBy::Everybody => true,
            SeenBy::Desk(desk) => desks.contains(&desk),
            SeenBy::Holder(right) => session.may(right),
        }
    }
}

/// How cases of a kind are called and where they are.
pub(crate) struct CaseWords {
    /// The kind.
    pub kind: CaseKind,
    /// «κλήση».
    pub word: &'static str,
    /// The list's address; a case lies below it by its document.
    pub path: &'static str,
    /// The columns of its row that say what a case is about.
    pub about: &'static [&'static str],
    /// The Greek word of a stage's stored name.
    pub stage: fn(&str) -> Option<&'static str>,
}

impl CaseWords {
    /// The words of a kind; none for a kind that this program has no screens for.
    pub fn of(kind: CaseKind) -> Option<&'static CaseWords> {
        let mut known = BRANCHES.iter().filter_map(|branch| branch.case.as_ref());
        known.find(|words| words.kind == kind)
    }

    /// The address of a case's screen; that of the search for a kind without screens.
    pub fn href(kind: CaseKind, doc: &str) -> String {
        match CaseWords::of(kind) {
            Some(words) => format!("{}/{doc}", words.path),
            None => "/search".to_owned(),
        }
    }

    /// What people call a case: its number, or for one that has none yet its kind and the end of its id.
    pub fn label(row: &ListRow) -> String {
        loggia_ui::cases::request::label(&row.number, row.doc)
    }

    /// What a case is about: «ΗΚΑ-1234 · Οδός Δοκιμής».
    pub fn about(row: &ListRow) -> String {
        let names = CaseWords::of(row.kind).map_or(&[][..], |words| words.about);
        let texts = names
            .iter()
            .filter_map(|name| row.row.get(*name)?.as_str())
            .filter(|text| !text.is_empty());
        texts.collect::<Vec<_>>().join(" · ")
    }

    /// The Greek word of a row's stage; the stored name where none is known.
    pub fn stage_of(row: &ListRow) -> &str {
        let known = CaseWords::of(row.kind).and_then(|words| (words.stage)(&row.state));
        known.unwrap_or(&row.state)
    }
}

/// The menu of a person with these desks.
pub(super) fn groups(desks: &BTreeSet<DeskKind>, session: &Session<'_>) -> Vec<MenuGroup> {
    let group = |branch: &&Branch| {
        let seen = branch.lines.iter().filter(|line| line.seen(desks, session));
        let items: Vec<MenuItem> = seen
            .map(|line| MenuItem::new(line.title, line.href))
            .collect();
        (!items.is_empty()).then(|| MenuGroup::new(branch.title, items))
    };
    BRANCHES.iter().filter_map(group).collect()
}

/// The shortcuts of the home page: those of the desks first, the search after them.
pub(super) fn shortcuts<'a>(
    desks: &'a BTreeSet<DeskKind>,
    session: &'a Session<'_>,
) -> impl Iterator<Item = &'static Line> + 'a {
    let (start, rest) = BRANCHES.split_at(1);
    let lines = rest.iter().chain(start).flat_map(|branch| branch.lines);
    lines.filter(|line| line.home && line.seen(desks, session))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_screen_stands_once_in_the_menu_and_a_kind_has_one_name() {
        let (mut hrefs, mut kinds) = (BTreeSet::new(), BTreeSet::new());
        for branch in BRANCHES {
            for line in branch.lines {
                assert!(hrefs.insert(line.href), "{} stands twice", line.href);
                assert!(line.href.starts_with('/') && !line.title.is_empty());
            }
            if let Some(case) = &branch.case {
                assert!(kinds.insert(case.kind), "{:?} has two names", case.kind);
                assert!(!case.path.ends_with('/') && !case.word.is_empty());
            }
        }
    }
}
