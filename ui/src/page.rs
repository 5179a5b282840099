//! The page around the content: skip link, header, menu, breadcrumbs, one `h1`.
//!
//! A program builds one [`Frame`] for each request (who, where, which copy, which menu) and each screen makes one
//! [`Page`] in it. The heading is given to the page, never to the content, so that there is exactly one.

use crate::{assets, keys, notice::Notice, palette, status::StatusLine, words};
use maud::{DOCTYPE, Markup, Render, html};

/// What every page of a request shares (πλαίσιο).
#[derive(Debug, Clone, Default)]
pub struct Frame {
    /// «Δήμος Ηρακλείου».
    pub municipality: String,
    /// The office or desk of the user: «Δημοτική Αστυνομία».
    pub unit: Option<String>,
    /// Who is signed in; without it the header has no menu and no status.
    pub user: Option<SignedIn>,
    /// The status line; the back office, which needs no synchronisation, has none.
    pub status: Option<StatusLine>,
    /// The question of the cash desk in the header: where it is asked, and its words.
    pub ask: Option<(String, String)>,
    /// The left menu, by subsystem.
    pub menu: Vec<MenuGroup>,
    /// Path of this request, to mark where we are in the menu.
    pub path: String,
    /// A training copy: the yellow banner on every screen.
    pub training: bool,
    /// What can be done from every page: in the palette, and by keys.
    pub commands: Vec<Command>,
}

/// Something that can be done from every page (POST).
#[derive(Debug, Clone, Default)]
pub struct Command {
    /// Its words.
    pub words: String,
    /// Its address.
    pub href: String,
    /// The act of [`crate::keys::KEYS`] that presses it.
    pub key: &'static str,
}

/// Who is signed in.
#[derive(Debug, Clone, Default)]
pub struct SignedIn {
    /// Name as shown: «Δοκιμή Παραδείγματος».
    pub name: String,
    /// Words and address of the button that ends the work: («Κλείδωμα», `/lock`). It is a POST.
    pub leave: (String, String),
}

/// A subsystem in the menu.
#[derive(Debug, Clone, Default)]
pub struct MenuGroup {
    /// Its Greek name; empty for items that stand alone.
    pub title: String,
    /// Its screens.
    pub items: Vec<MenuItem>,
}

/// A screen in the menu.
#[derive(Debug, Clone, Default)]
pub struct MenuItem {
    /// Its Greek name.
    pub title: String,
    /// Its address.
    pub href: String,
}

impl MenuItem {
    /// An item from its name and address.
    pub fn new(title: impl Into<String>, href: impl Into<String>) -> MenuItem {
        MenuItem {
            title: title.into(),
            href: href.into(),
        }
    }
}

impl MenuGroup {
    /// A group from its name and items.
    pub fn new(title: impl Into<String>, items: Vec<MenuItem>) -> MenuGroup {
        MenuGroup {
            title: title.into(),
            items,
        }
    }
}

impl Frame {
    /// The item of the menu this request belongs to: the one whose address covers most of the path.
    fn current(&self) -> Option<&str> {
        self.menu
            .iter()
            .flat_map(|group| &group.items)
            .map(|item| item.href.as_str())
            .filter(|href| covers(href, &self.path))
            .max_by_key(|href| href.len())
    }
}

fn covers(href: &str, path: &str) -> bool {
    path == href
        || path
            .strip_prefix(href)
            .is_some_and(|rest| rest.starts_with('/'))
}

/// One screen: a heading, where it stands, and its content.
#[derive(Debug)]
pub struct Page<'a> {
    frame: &'a Frame,
    title: String,
    crumbs: Vec<(String, String)>,
    notices: Vec<Notice>,
    body: Vec<Markup>,
    failed: bool,
    narrow: bool,
}

impl<'a> Page<'a> {
    /// A page with its heading, which is also the title of the window.
    pub fn new(frame: &'a Frame, title: impl Into<String>) -> Page<'a> {
        Page {
            frame,
            title: title.into(),
            crumbs: Vec::new(),
            notices: Vec::new(),
            body: Vec::new(),
            failed: false,
            narrow: false,
        }
    }

    /// One step of the way here, from the outside in; the page itself is not named.
    #[must_use]
    pub fn crumb(mut self, title: impl Into<String>, href: impl Into<String>) -> Self {
        self.crumbs.push((title.into(), href.into()));
        self
    }

    /// A message above the content.
    #[must_use]
    pub fn notice(mut self, notice: Notice) -> Self {
        self.notices.push(notice);
        self
    }

    /// Messages above the content.
    #[must_use]
    pub fn notices(mut self, notices: impl IntoIterator<Item = Notice>) -> Self {
        self.notices.extend(notices);
        self
    }

    /// A block of the content: a list, a record, a form, a result, or plain markup.
    #[must_use]
    pub fn body(mut self, block: impl Render) -> Self {
        self.body.push(block.render());
        self
    }

    /// The form on the page was refused: the title starts with «Σφάλμα: ». The status of the answer is 422.
    #[must_use]
    pub fn failed(mut self, failed: bool) -> Self {
        self.failed = failed;
        self
    }

    /// One narrow column without menu: unlock, first set-up.
    #[must_use]
    pub fn narrow(mut self) -> Self {
        self.narrow = true;
        self
    }

    /// The whole document.
    pub fn render(&self) -> Markup {
        let prefix = if self.failed { words::ERROR_TITLE } else { "" };
        html! {
            (DOCTYPE)
            html lang="el" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="htmx-config" content=(HTMX_CONFIG);
                    title { (prefix) (self.title) " · " (self.frame.municipality) }
                    link rel="icon" href=(assets::href("icon.svg"));
                    link rel="stylesheet" href=(assets::href("digigov.css"));
                    link rel="stylesheet" href=(assets::href("loggia.css"));
                    script src=(assets::href("htmx.js")) defer {}
                    script src=(assets::href("sse.js")) defer {}
                    script src=(assets::href("loggia.js")) defer {}
                }
                body.lg-body {
                    a.govgr--skip-link href="#main" { "Μετάβαση στο περιεχόμενο" }
                    (header(self.frame))
                    (training(self.frame.training))
                    @if self.narrow || self.frame.menu.is_empty() {
                        div.lg-shell.lg-shell--narrow { (self.main()) }
                    } @else {
                        div.lg-shell { (menu(self.frame)) (self.main()) }
                    }
                    (keys::sheet())
                    (palette::dialog(self.frame))
                    (leave())
                }
            }
        }
    }

    fn main(&self) -> Markup {
        html! {
            main.lg-main id="main" tabindex="-1" {
                (crumbs(&self.crumbs))
                h1.govgr-heading-l { (self.title) }
                @for notice in &self.notices { (notice.render()) }
                @for block in &self.body { (block) }
            }
        }
    }
}

/// htmx under our policy: no injected styles, no evaluation, no history copies of personal data.
const HTMX_CONFIG: &str = r#"{"includeIndicatorStyles":false,"allowEval":false,"allowScriptTags":false,"selfRequestsOnly":true,"historyCacheSize":0}"#;

fn header(frame: &Frame) -> Markup {
    html! {
        header.lg-header {
            div.lg-header__line {
                a.lg-header__title href="/" { (frame.municipality) }
                @if let Some(unit) = &frame.unit { span.lg-header__unit { (unit) } }
                @if let Some((action, words)) = &frame.ask {
                    form.lg-header__ask role="search" aria-label=(words) method="get" action=(action) {
                        label for="ask" { (words) }
                        input id="ask" name="q" type="text" autocomplete="off";
                    }
                }
                @if let Some(status) = &frame.status { (status.render()) }
                @if frame.user.is_some() && !frame.menu.is_empty() {
                    button.lg-header__leave type="button" data-opens="palette" { "Αναζήτηση (Ctrl+K)" }
                }
                @if let Some(user) = &frame.user {
                    form.lg-header__user method="post" action=(user.leave.1) {
                        span { span.govgr-visually-hidden { "Χρήστης: " } (user.name) }
                        button.lg-header__leave { (user.leave.0) }
                    }
                }
            }
        }
    }
}

fn training(on: bool) -> Markup {
    html! {
        @if on {
            div.lg-training role="region" aria-label="Αντίγραφο εκπαίδευσης" { p { (words::TRAINING) } }
        }
    }
}

fn menu(frame: &Frame) -> Markup {
    let current = frame.current();
    html! {
        nav.lg-menu aria-label="Κύριο μενού" {
            @for group in &frame.menu {
                @if !group.title.is_empty() { p.lg-menu__group { (group.title) } }
                ul {
                    @for item in &group.items {
                        @let here = current == Some(item.href.as_str());
                        li {
                            a.govgr-link.govgr-vertical-nav__item.govgr-vertical-nav__item--active[here]
                                aria-current=[here.then_some("page")] href=(item.href) { (item.title) }
                        }
                    }
                }
            }
        }
    }
}

fn crumbs(crumbs: &[(String, String)]) -> Markup {
    html! {
        @if !crumbs.is_empty() {
            nav.govgr-breadcrumbs aria-label="Διαδρομή" {
                ol.govgr-breadcrumbs__list {
                    @for (title, href) in crumbs {
                        li.govgr-breadcrumbs__list-item { a.govgr-breadcrumbs__link href=(href) { (title) } }
                    }
                }
            }
        }
    }
}

/// The question before unsaved text is left: three named choices.
fn leave() -> Markup {
    html! {
        dialog.lg-dialog id="leave" aria-labelledby="leave-title" {
            h2.govgr-heading-s id="leave-title" { "Υπάρχουν στοιχεία που δεν αποθηκεύτηκαν" }
            form method="dialog" {
                button.govgr-btn.govgr-btn-primary value="stay" data-leave="stay" { "Παραμονή στη φόρμα" }
                button.govgr-btn.govgr-btn-secondary value="save" data-leave="save" { "Προσωρινή αποθήκευση και έξοδος" }
                button.govgr-btn.govgr-btn-secondary value="drop" data-leave="drop" { "Έξοδος χωρίς αποθήκευση" }
            }
        }
    }
}
