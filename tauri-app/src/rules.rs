//! The rules of the window that need no window: where it may go, what a file may be called, whose instance it is.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::Path;
use tauri::Url;

/// Whether the window may go from its node's `home` to `target`: same scheme, host and port, or the empty page.
pub fn stays_home(home: &Url, target: &Url) -> bool {
    target.as_str() == "about:blank" || (is_loopback(target) && target.origin() == home.origin())
}

/// Whether `url` is a plain HTTP address of this machine, by number: names can be made to point elsewhere.
pub fn is_loopback(url: &Url) -> bool {
    url.scheme() == "http"
        && url.host_str() == Some("127.0.0.1")
        && url.port().is_some()
        && url.username().is_empty()
        && url.password().is_none()
}

/// What the window hands to the system's viewer: papers, and lists as files.
const SHOWN: &[&str] = &["pdf", "xlsx", "csv"];

/// The name under which a paper or a file of a list is kept for the viewer: the last part of what the server suggested,
/// reduced to letters, digits, `-`, `_` and dots, always with one of our endings. `None` for anything else.
pub fn paper_name(suggested: &Path) -> Option<String> {
    let (stem, ending) = suggested.file_name()?.to_str()?.rsplit_once('.')?;
    let ending = SHOWN.iter().find(|known| **known == ending)?;
    let clean: String = stem
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))
        .take(80)
        .collect();
    let clean = clean.trim_matches('.');
    if clean.is_empty() {
        None
    } else {
        Some(format!("{clean}.{ending}"))
    }
}

/// The D-Bus name that keeps one window per office folder. Two offices on one laptop (a demonstration beside the
/// real one) are two names.
pub fn instance_name(store: &Path) -> String {
    let mut hash = DefaultHasher::new();
    store.hash(&mut hash);
    format!("gr.loggia.window.o{:016x}", hash.finish())
}

/// The page shown when the office cannot be opened, as the script that fills an empty page. The text is data, never
/// markup.
pub fn failure_script(text: &str) -> String {
    let text = serde_json::Value::from(text).to_string();
    format!(
        "document.title='Loggia';document.documentElement.lang='el';\
         const h=document.createElement('h1');h.textContent='Το πρόγραμμα δεν άνοιξε';\
         const p=document.createElement('p');p.id='failure';p.setAttribute('role','alert');p.textContent={text};\
         document.body.style.cssText='font:18px sans-serif;margin:3em;max-width:40em';\
         document.body.replaceChildren(h,p);"
    )
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        text.parse().unwrap()
    }

    #[test]
    fn the_window_stays_at_its_own_node() {
        let home = url("http://127.0.0.1:4711/login?t=abc");
        assert!(stays_home(&home, &url("http://127.0.0.1:4711/fines/new")));
        assert!(stays_home(&home, &url("about:blank")));
        for elsewhere in [
            "http://127.0.0.1:4712/",
            "http://127.0.0.1/",
            "https://127.0.0.1:4711/",
            "http://localhost:4711/",
            "http://[::1]:4711/",
            "http://127.0.0.1.example.org:4711/",
            "http://127.0.0.1:4711@example.org/",
            "http://user@127.0.0.1:4711/",
            "file:///etc/passwd",
            "data:text/html,hello",
            "javascript:alert(1)",
            "tauri://localhost/",
        ] {
            assert!(!stays_home(&home, &url(elsewhere)), "{elsewhere}");
        }
    }

    #[test]
    fn a_paper_is_a_pdf_and_its_name_cannot_leave_the_folder() {
        let name = |text: &str| paper_name(Path::new(text));
        assert_eq!(
            name("/tmp/Κ12-2026-000123.pdf").as_deref(),
            Some("Κ12-2026-000123.pdf")
        );
        assert_eq!(name("../../.bashrc.pdf").as_deref(), Some("bashrc.pdf"));
        assert_eq!(name("a b;$(x).pdf").as_deref(), Some("abx.pdf"));
        assert_eq!(name("kliseis.xlsx").as_deref(), Some("kliseis.xlsx"));
        assert_eq!(name("../a;b.csv").as_deref(), Some("ab.csv"));
        assert_eq!(name("run.sh"), None);
        assert_eq!(name("macro.xlsm"), None);
        assert_eq!(name(".pdf"), None);
        assert_eq!(name("....pdf"), None);
        assert_eq!(name("x.pdf.desktop"), None);
        assert_eq!(name("/"), None);
        assert!(
            name(&format!("{}.pdf", "α".repeat(500)))
                .unwrap()
                .chars()
                .count()
                <= 84
        );
    }

    #[test]
    fn every_office_folder_has_one_instance_name() {
        let one = instance_name(Path::new("/srv/loggia"));
        assert_eq!(one, instance_name(Path::new("/srv/loggia")));
        assert_ne!(one, instance_name(Path::new("/srv/loggia2")));
        assert!(one.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.'));
    }

    #[test]
    fn the_failure_text_cannot_become_script() {
        let script = failure_script("</script>\"'; alert(1) //\u{2028}");
        assert!(script.contains(r#"p.textContent="</script>\"'; alert(1) //"#));
        assert_eq!(script.matches("alert(1)").count(), 1);
    }
}
