//! Views that a person keeps by name: filters and order of a list, one of them the usual one (αποθηκευμένα φίλτρα).
//!
//! A list shows the names beside its filters and leads here to keep, rename or drop one. The usual view opens when the list
//! is asked for plainly; «Καθαρισμός φίλτρων» leads past it.

use crate::form::{Field, Form, Values};
use crate::query::{Query, encode};
use loggia_schema::message::{Finding, input, web};
use maud::{Markup, Render, html};

/// Where both programs keep views.
pub const PATH: &str = "/views";
/// Most views of one person for one list.
pub const MOST: usize = 30;
/// Longest name, in letters.
const LONGEST: usize = 60;

/// A view that a person keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedView {
    /// Its name.
    pub name: String,
    /// The query of the address, with its `?`; empty for the plain list.
    pub view: String,
    /// It opens when the list is asked for plainly.
    pub usual: bool,
}

/// What a person asks to keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keep {
    /// The list's path.
    pub list: String,
    /// The view.
    pub saved: SavedView,
}

impl Keep {
    /// Reads the form of [`page`], with the views kept so far.
    ///
    /// # Errors
    /// The user's, on its field: no name, a name too long, too many, a list that is none of ours.
    pub fn read(values: &Values, kept: &[SavedView]) -> Result<Keep, Finding> {
        let list = list_of(values.get("list"))?;
        let name = values
            .filled("name")
            .ok_or_else(|| Finding::new(input::EMPTY).on("name"))?;
        if name.chars().count() > LONGEST {
            return Err(Finding::new(web::VIEW_NAME)
                .with("most", LONGEST)
                .on("name"));
        }
        let anew = !kept.iter().any(|view| view.name == name);
        if anew && kept.len() >= MOST {
            return Err(Finding::new(web::VIEW_TOO_MANY)
                .with("most", MOST)
                .on("name"));
        }
        Ok(Keep {
            list,
            saved: SavedView {
                name: name.to_owned(),
                view: clean(values.get("view")),
                usual: values.has("usual"),
            },
        })
    }
}

/// The path of a list, as an address names it.
///
/// # Errors
/// The user's: none of ours.
pub fn list_of(text: &str) -> Result<String, Finding> {
    let own = text.starts_with('/')
        && !text.starts_with("//")
        && text.len() <= 200
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"/-_.".contains(&byte));
    own.then(|| text.to_owned())
        .ok_or_else(|| Finding::new(web::PAGE_MISSING))
}

/// A view written anew from what it was read as: nothing but filters, order and size survives.
pub fn clean(view: &str) -> String {
    let query = Query::parse(view.trim_start_matches('?'));
    query.at_page(1).href("")
}

/// The address of the page for a list and the view in front of us.
pub(crate) fn href(list: &str, view: &str) -> String {
    format!("{PATH}?list={}&view={}", encode(list), encode(view))
}

/// The page: the names first, as the list shows them too, then keeping the view in front of us, then dropping.
#[derive(Debug)]
pub struct Views<'a> {
    /// The list's path.
    pub list: &'a str,
    /// The view in front of us.
    pub view: &'a str,
    /// What is kept.
    pub saved: &'a [SavedView],
    /// What was typed.
    pub values: &'a Values,
    /// What was found.
    pub findings: &'a [Finding],
}

impl Render for Views<'_> {
    fn render(&self) -> Markup {
        let keep = Form::new(PATH, "Αποθήκευση")
            .note("Αποθηκεύονται τα φίλτρα και η σειρά της λίστας από την οποία ήρθατε.")
            .field(
                Field::text("name", "Όνομα")
                    .hint("Παράδειγμα: Ανεπίδοτες του μήνα")
                    .required()
                    .focused(),
            )
            .field(Field::checkbox(
                "usual",
                "Να ανοίγει πάντα η λίστα με αυτά τα φίλτρα",
            ))
            .hidden("list", self.list)
            .hidden("view", self.view)
            .values(self.values)
            .findings(self.findings);
        html! {
            div.lg-views { (names(self.list, self.view, self.saved)) }
            (keep)
            @if !self.saved.is_empty() {
                h2.govgr-heading-s { "Διαγραφή" }
                ul.lg-views__drop {
                    @for view in self.saved {
                        li {
                            form method="post" action={ (PATH) "/drop" } {
                                input type="hidden" name="list" value=(self.list);
                                input type="hidden" name="name" value=(view.name);
                                button.govgr-btn.govgr-btn-secondary { "Διαγραφή: " (view.name) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The names of the views, and the way to keep another.
fn names(list: &str, view: &str, saved: &[SavedView]) -> Markup {
    html! {
        nav.lg-views__names aria-label="Αποθηκευμένα φίλτρα" {
            @for one in saved {
                @let here = one.view == view;
                a.govgr-link href={ (list) (if one.view.is_empty() { "?all=1" } else { one.view.as_str() }) } aria-current=[here.then_some("true")] {
                    (one.name)
                    @if one.usual { " (συνήθη)" }
                }
            }
            a.govgr-link href=(href(list, view)) { "Αποθήκευση φίλτρων" }
        }
    }
}

/// What a list shows beside its filters: the names once they have come, until then the way to them.
pub(crate) fn beside(list: &str, view: &str) -> Markup {
    let href = href(list, view);
    html! {
        div.lg-views hx-get=(href) hx-trigger="load" hx-select=".lg-views__names" hx-swap="innerHTML ignoreTitle:true" {
            nav.lg-views__names aria-label="Αποθηκευμένα φίλτρα" {
                a.govgr-link href=(href) { "Αποθήκευση φίλτρων" }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(name: &str, list: &str) -> Values {
        Values::default()
            .with("name", name)
            .with("list", list)
            .with("view", "?q=%CE%B1&page=4&file=x&sort=-amount")
    }

    #[test]
    fn a_view_keeps_filters_and_order_and_neither_page_nor_file() {
        let kept = Keep::read(&typed(" Του μήνα ", "/fines"), &[]).unwrap();
        assert_eq!(kept.saved.view, "?q=%CE%B1&sort=-amount");
        assert_eq!(
            (kept.saved.name.as_str(), kept.saved.usual),
            ("Του μήνα", false)
        );
    }

    #[test]
    fn what_is_no_name_or_no_list_is_refused() {
        let view = |n: usize| SavedView {
            name: n.to_string(),
            view: String::new(),
            usual: false,
        };
        let many: Vec<SavedView> = (0..MOST).map(view).collect();
        let long = "α".repeat(LONGEST + 1);
        for (name, list, kept, code) in [
            ("", "/fines", &[][..], input::EMPTY),
            (long.as_str(), "/fines", &[], web::VIEW_NAME),
            ("Άλλη", "/fines", &many, web::VIEW_TOO_MANY),
            ("α", "//evil.example", &[], web::PAGE_MISSING),
            ("α", "http://evil.example", &[], web::PAGE_MISSING),
            ("α", "/fines?x=1", &[], web::PAGE_MISSING),
        ] {
            let refused = Keep::read(&typed(name, list), kept).unwrap_err();
            assert_eq!(refused.code, code, "{name} {list}");
        }
        assert!(
            Keep::read(&typed("3", "/fines"), &many).is_ok(),
            "a name anew is not one more"
        );
    }
}
