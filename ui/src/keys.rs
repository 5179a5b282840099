//! The keys of every page: one table, from which the sheet of shortcuts is drawn and the script takes what it does.
//!
//! The rows of the drawn sheet carry the physical key (`KeyboardEvent.code`), what is held with it, and the name of the
//! act; the script reads them there and keeps no list of its own. So a key that is not on the sheet does nothing, and a
//! Greek layout changes nothing. Keys without a modifier never act while somebody types, unless they belong to a grid
//! or to a field that is still empty.

use maud::{Markup, html};

/// One shortcut (συντόμευση).
#[derive(Debug, Clone, Copy)]
pub struct Shortcut {
    /// As people read it: `Ctrl+K`.
    pub shown: &'static str,
    /// What is held: `ctrl`, `alt`, `shift`, in this order, or nothing.
    pub held: &'static str,
    /// The physical keys, any of them.
    pub codes: &'static str,
    /// What the script does.
    pub act: &'static str,
    /// What it does, in Greek.
    pub does: &'static str,
    /// Acts also while somebody types.
    pub typing: bool,
}

/// Every shortcut, in the order of the sheet.
pub const KEYS: &[Shortcut] = &[
    key(
        "Ctrl+K",
        ("ctrl", "KeyK"),
        "palette",
        "αναζήτηση σελίδων, ενεργειών και υποθέσεων",
    ),
    bare("?", ("shift", "Slash"), "sheet", "αυτός ο κατάλογος"),
    // Twice: from an empty filter on to the question, so it is heard in a filter too; anywhere else it is typed.
    key(
        "/",
        ("", "Slash NumpadDivide"),
        "filter",
        "στο φίλτρο της λίστας (δεύτερη φορά, από κενό φίλτρο, στο «Τι χρωστάω;»), αλλιώς στο «Τι χρωστάω;» ή στο πρώτο πεδίο",
    ),
    key(
        "Ctrl+Enter",
        ("ctrl", "Enter NumpadEnter"),
        "submit",
        "υποβολή της φόρμας",
    ),
    key("Ctrl+S", ("ctrl", "KeyS"), "save", "προσωρινή αποθήκευση"),
    key(
        "Ctrl+P",
        ("ctrl", "KeyP"),
        "print",
        "επίσημη εκτύπωση της εγγραφής",
    ),
    key(
        "Alt+P",
        ("alt", "KeyP"),
        "reprint",
        "ανατύπωση του τελευταίου εγγράφου",
    ),
    key(
        "Alt+A",
        ("alt", "KeyA"),
        "attach",
        "επισύναψη αρχείου στην εγγραφή",
    ),
    key(
        "Alt+L",
        ("alt", "KeyL"),
        "pause",
        "αλλαγή χρήστη: παύση της συνεδρίας",
    ),
    key(
        "Alt+1…9",
        (
            "alt",
            "Digit1 Digit2 Digit3 Digit4 Digit5 Digit6 Digit7 Digit8 Digit9",
        ),
        "section",
        "ενότητες της εγγραφής",
    ),
    bare(
        "1, 2, 3",
        ("", "Digit1 Digit2 Digit3 Numpad1 Numpad2 Numpad3"),
        "decide",
        "επιλογή στη διένεξη",
    ),
    key(
        "Enter, ↓ / ↑",
        ("", "Enter NumpadEnter ArrowDown ArrowUp"),
        "grid",
        "επόμενο / προηγούμενο πεδίο σε πλέγμα καταχώρισης",
    ),
    key(
        "Shift+↓",
        ("shift", "ArrowDown"),
        "last",
        "τελευταίο πεδίο του πλέγματος",
    ),
    key(
        "Esc",
        ("", "Escape"),
        "close",
        "κλείσιμο του επάνω παραθύρου",
    ),
];

const fn key(
    shown: &'static str,
    (held, codes): (&'static str, &'static str),
    act: &'static str,
    does: &'static str,
) -> Shortcut {
    Shortcut {
        shown,
        held,
        codes,
        act,
        does,
        typing: true,
    }
}

const fn bare(
    shown: &'static str,
    keys: (&'static str, &'static str),
    act: &'static str,
    does: &'static str,
) -> Shortcut {
    Shortcut {
        typing: false,
        ..key(shown, keys, act, does)
    }
}

/// The sheet, opened by `?`. The browser itself keeps the dialog, its focus and Esc.
pub(crate) fn sheet() -> Markup {
    html! {
        dialog.lg-dialog id="keys" aria-labelledby="keys-title" {
            h2.govgr-heading-s id="keys-title" { "Συντομεύσεις πληκτρολογίου" }
            dl.lg-keys {
                @for key in KEYS {
                    div data-act=(key.act) data-held=(key.held) data-codes=(key.codes) data-typing[key.typing] {
                        dt { kbd { (key.shown) } }
                        dd { (key.does) }
                    }
                }
            }
            form method="dialog" { button.govgr-btn.govgr-btn-secondary { "Κλείσιμο" } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    const SCRIPT: &str = include_str!("../static/loggia.js");

    /// The acts of the script: the names in `const acts = { name: …`.
    fn acts() -> BTreeSet<&'static str> {
        let (_, rest) = SCRIPT.split_once("const acts = {").unwrap();
        let (body, _) = rest.split_once("\n  };").unwrap();
        let own = body.lines().filter_map(|line| line.strip_prefix("    "));
        own.filter(|line| !line.starts_with([' ', '}', '/']))
            .filter_map(|line| line.split_once([':', '(']))
            .map(|(name, _)| name.trim())
            .collect()
    }

    #[test]
    fn every_key_on_the_sheet_has_its_act_and_no_act_is_without_a_key() {
        let shown: BTreeSet<&str> = KEYS.iter().map(|key| key.act).collect();
        assert_eq!(shown, acts());
        assert_eq!(shown.len(), KEYS.len(), "an act has one line");
    }

    #[test]
    fn no_key_has_two_meanings() {
        let mut seen = BTreeSet::new();
        for key in KEYS {
            for code in key.codes.split(' ') {
                assert!(seen.insert((key.held, code)), "{} {code}", key.held);
            }
        }
    }
}
