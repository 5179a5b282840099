//! The command palette (Ctrl+K): pages, actions and cases by a few letters (παλέτα εντολών).
//!
//! The server searches pages and cases, so that accents, capitals and the final sigma do not matter and rights are asked
//! for; what can be done on the page in front of us the script adds from the page itself. A combobox with a list box: focus
//! stays in the field, the arrows choose, Enter goes there.

use crate::page::{Frame, MenuGroup};
use loggia_schema::text::fold;
use maud::{Markup, html};

/// Where both programs answer the palette.
pub const PATH: &str = "/palette";
/// The fewest letters of a case that are searched for.
pub const SHORTEST: usize = 2;
/// Most hits of one group.
pub const MOST: usize = 8;

/// Something the palette leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Its name: «Κλήσεις», «Κ12-2026-000123».
    pub title: String,
    /// What tells it apart: the subsystem, the plate.
    pub detail: String,
    /// Where it is.
    pub href: String,
}

/// The pages of a menu whose name or subsystem holds every word.
pub fn pages(menu: &[MenuGroup], words: &str) -> Vec<Hit> {
    let words = fold(words);
    let all = menu
        .iter()
        .flat_map(|group| group.items.iter().map(move |item| (group, item)));
    let fits = all.filter(|(group, item)| {
        let text = fold(&format!("{} {}", item.title, group.title));
        words.split_whitespace().all(|word| text.contains(word))
    });
    let hit = |(group, item): (&MenuGroup, &crate::page::MenuItem)| Hit {
        title: item.title.clone(),
        detail: group.title.clone(),
        href: item.href.clone(),
    };
    fits.map(hit).take(MOST).collect()
}

/// The rows of the list box: a group for pages, one for cases.
pub fn options(pages: &[Hit], cases: &[Hit]) -> Markup {
    html! {
        (group("pal-p", "Σελίδες", pages))
        (group("pal-c", "Υποθέσεις", cases))
    }
}

fn group(id: &str, name: &str, hits: &[Hit]) -> Markup {
    html! {
        @if !hits.is_empty() {
            div.lg-palette__group role="group" aria-labelledby=(id) {
                div.lg-palette__name id=(id) role="presentation" { (name) }
                @for (at, hit) in hits.iter().enumerate() {
                    div.lg-palette__hit role="option" id={ (id) (at) } aria-selected="false" data-href=(hit.href) {
                        strong { (hit.title) }
                        @if !hit.detail.is_empty() { " " span { (hit.detail) } }
                    }
                }
            }
        }
    }
}

/// The dialog of a page. Without a signed-in user there is nowhere to go.
pub(crate) fn dialog(frame: &Frame) -> Markup {
    html! {
        @if frame.user.is_some() && !frame.menu.is_empty() {
            dialog.lg-dialog.lg-palette id="palette" aria-labelledby="palette-title" {
                h2.govgr-heading-s id="palette-title" { "Αναζήτηση σελίδων, ενεργειών και υποθέσεων" }
                form method="dialog" {
                    input.govgr-input id="palette-q" name="q" type="text" role="combobox" autocomplete="off"
                        aria-labelledby="palette-title" aria-autocomplete="list" aria-expanded="false"
                        aria-controls="palette-list"
                        hx-get=(PATH) hx-trigger="input changed delay:120ms, palette" hx-target="#palette-found" hx-sync="this:replace";
                }
                div.lg-palette__list id="palette-list" role="listbox" aria-labelledby="palette-title" hidden {
                    div id="palette-here" role="presentation" {}
                    div id="palette-found" role="presentation" {}
                }
                p.lg-palette__count id="palette-count" role="status" {}
                div.lg-palette__commands {
                    @for command in &frame.commands {
                        form method="post" action=(command.href) {
                            button.govgr-btn.govgr-btn-secondary data-key=(command.key) data-command="" { (command.words) }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::MenuItem;

    fn menu() -> Vec<MenuGroup> {
        let item = |title: &str, href: &str| MenuItem::new(title, href);
        vec![
            MenuGroup::new(
                "Πρόστιμα",
                vec![item("Νέα κλήση", "/fines/new"), item("Κλήσεις", "/fines")],
            ),
            MenuGroup::new("", vec![item("Αναζήτηση", "/search")]),
        ]
    }

    #[test]
    fn pages_are_found_without_accents_and_by_their_subsystem() {
        let found = |words: &str| -> Vec<String> {
            pages(&menu(), words)
                .into_iter()
                .map(|hit| hit.href)
                .collect()
        };
        assert_eq!(found("κλησ"), ["/fines/new", "/fines"]);
        assert_eq!(found("ΝΕΑ προστ"), ["/fines/new"]);
        assert_eq!(found("κλήσεις"), ["/fines"]);
        assert_eq!(found("xyz"), Vec::<String>::new());
        assert_eq!(found("").len(), 3, "nothing typed: the whole menu");
    }

    #[test]
    fn what_is_found_is_text_and_every_option_has_its_own_id() {
        let hit = |title: &str| Hit {
            title: title.into(),
            detail: String::new(),
            href: "/x?\"".into(),
        };
        let html = options(&[hit("<b>")], &[hit("α"), hit("β")]).into_string();
        assert!(!html.contains("<b>") && html.contains("&lt;b&gt;"));
        for id in ["pal-p0", "pal-c0", "pal-c1"] {
            assert_eq!(html.matches(&format!("id=\"{id}\"")).count(), 1);
        }
        assert_eq!(options(&[], &[]).into_string(), "");
    }
}
