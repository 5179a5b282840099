//! People at the pages where a conflict is decided: at the town hall and in an office. Without a browser, form by form.

use loggia_tests::http::{Answer, Http};
use loggia_tests::town::PASSWORD;
use loggia_tests::{Laptop, Running, Town};
use std::collections::BTreeSet;

/// Somebody who is signed in at the town hall.
pub struct Clerk {
    http: Http,
}

impl Clerk {
    /// Signs in with the test password of the demonstration.
    #[track_caller]
    pub fn sign_in(town: &Town, login: &str) -> Clerk {
        let text = std::fs::read_to_string(town.sandbox.join("demo/passwords.csv")).unwrap();
        let begins = format!("{login};");
        let mut lines = text.lines();
        let password = lines.find_map(|line| line.strip_prefix(&begins)).unwrap();
        let http = Http::new(&town.centre.http());
        let entered = http.post("/login", &[("user", login), ("password", password.trim())]);
        assert_eq!(entered.status, 303, "{}", entered.text());
        Clerk { http }
    }

    /// A page that is there.
    #[track_caller]
    pub fn page(&self, at: &str) -> String {
        page(&self.http, at)
    }

    /// Address of the one open conflict of this title among the clerk's tasks.
    #[track_caller]
    pub fn conflict(&self, title: &str) -> String {
        let all = links(&self.page("/"), "/conflicts/");
        let mut found = all.iter().filter(|at| self.page(at).contains(title));
        let one = found
            .next()
            .unwrap_or_else(|| panic!("no {title} in {all:?}"));
        assert_eq!(found.next(), None, "{title} stands once");
        one.clone()
    }

    /// The page of a conflict says all of it.
    #[track_caller]
    pub fn shows(&self, at: &str, words: &[&str]) {
        says(&self.page(at), words);
    }

    /// A decision without a reason is refused and changes nothing.
    #[track_caller]
    pub fn is_asked_why(&self, at: &str, stands: &str) {
        let form = filled(&self.page(at), stands, "");
        let refused = sent(&self.http, at, &form);
        assert!(refused.text().contains("(Σ-1251)"), "{}", refused.text());
        assert!(!self.page(at).contains("Τακτοποιήθηκε"));
    }

    /// Decides, once; the page afterwards.
    #[track_caller]
    pub fn decides(&self, at: &str, stands: &str, reason: &str) -> String {
        let form = filled(&self.page(at), stands, reason);
        let done = sent(&self.http, at, &form);
        assert_eq!(done.status, 303, "{}", done.text());
        let page = self.page(at);
        says(&page, &["Τακτοποιήθηκε", reason]);
        let again = sent(&self.http, at, &form);
        assert_ne!(again.status, 303, "decided twice");
        page
    }
}

/// The pages of an office, unlocked by its user.
pub struct Window {
    http: Http,
    _server: Running,
}

impl Window {
    /// Opens them at a laptop.
    #[track_caller]
    pub fn unlocked(laptop: &Laptop) -> Window {
        let (server, login) = laptop.serve(&["--no-sync"]);
        let http = Http::new(&login);
        let path = login.strip_prefix(&http.origin()).unwrap();
        assert_eq!(http.get(path).status, 303);
        let who = [("user", laptop.user.as_str()), ("password", PASSWORD)];
        assert_eq!(http.post("/unlock", &who).status, 303);
        Window {
            http,
            _server: server,
        }
    }

    /// Decides the one open conflict of a case, whose page says all of `words`.
    #[track_caller]
    pub fn settles(&self, doc: &str, words: &[&str], stands: &str, reason: &str) {
        let case = format!("/cases/{doc}");
        let conflicts = links(&page(&self.http, &case), &format!("{case}/conflicts/"));
        assert_eq!(conflicts.len(), 1, "{conflicts:?}");
        let at = conflicts.first().unwrap();
        let open = page(&self.http, at);
        says(&open, words);
        let done = sent(&self.http, at, &filled(&open, stands, reason));
        assert_eq!(done.status, 303, "{}", done.text());
        let settled = page(&self.http, &case);
        says(&settled, &[reason]);
        assert!(links(&settled, &format!("{case}/conflicts/")).is_empty());
    }
}

/// A page, or the one that it leads to.
#[track_caller]
fn page(http: &Http, at: &str) -> String {
    let mut answer = http.get(at);
    if answer.status == 303 {
        answer = http.get(answer.header("location").unwrap());
    }
    assert_eq!(answer.status, 200, "{at}: {}", answer.text());
    answer.text()
}

#[track_caller]
fn says(page: &str, words: &[&str]) {
    for words in words {
        assert!(page.contains(words), "no «{words}» in {page}");
    }
}

/// The form of a conflict with a choice and its reason, and with what the page sends along unseen.
fn filled(page: &str, stands: &str, reason: &str) -> Vec<(String, String)> {
    let (_, form) = page.split_once("data-conflict").unwrap();
    let unseen = form.split("<input type=\"hidden\" name=\"").skip(1);
    let unseen = unseen.filter_map(|rest| {
        let (name, rest) = rest.split_once("\" value=\"")?;
        let (value, _) = rest.split_once('"')?;
        Some((name.to_owned(), value.to_owned()))
    });
    let typed = [("stands", stands), ("reason", reason)];
    let typed = typed.map(|(name, value)| (name.to_owned(), value.to_owned()));
    unseen.chain(typed).collect()
}

#[track_caller]
fn sent(http: &Http, at: &str, form: &[(String, String)]) -> Answer {
    let form = form.iter();
    let form: Vec<(&str, &str)> = form.map(|(name, value)| (&**name, &**value)).collect();
    http.post(at, &form)
}

/// Where the links of a page lead that begin with `begins`.
fn links(page: &str, begins: &str) -> BTreeSet<String> {
    let hrefs = page.split("href=\"").skip(1);
    let hrefs = hrefs.filter_map(|rest| rest.split('"').next());
    hrefs
        .filter(|href| href.starts_with(begins))
        .map(str::to_owned)
        .collect()
}
