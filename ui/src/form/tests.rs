//! Ties between label, hint, error and control; warnings and their ticks; what is kept and what never is.

use super::*;
use crate::proof;
use loggia_schema::message::{cases, input};

fn page(form: &Form) -> String {
    format!(
        "<!DOCTYPE html><html lang=\"el\"><body><main><h1>Φόρμα</h1>{}</main></body></html>",
        form.render().0
    )
}

fn control(html: &str, id: &str) -> proof::Element {
    let nodes = proof::read(html);
    nodes
        .iter()
        .filter_map(proof::Node::open)
        .find(|e| e.get("id") == Some(id))
        .cloned()
        .unwrap()
}

#[test]
fn hint_error_and_check_are_tied_to_their_field() {
    let wrong = Finding::new(input::AFM_CHECK_DIGIT)
        .on("afm")
        .with("value", "000000013");
    let form = Form::new("/x", "Υποβολή")
        .field(Field::afm("afm", "ΑΦΜ").hint("9 ψηφία"))
        .findings(&[wrong]);
    let html = page(&form);
    assert_eq!(proof::broken(&html), Vec::<String>::new());
    let field = control(&html, "afm");
    assert_eq!(field.get("aria-describedby"), Some("afm-h afm-e afm-c"));
    assert_eq!(field.get("aria-invalid"), Some("true"));
    assert_eq!(control(&html, "errors").get("tabindex"), Some("-1"));
    assert!(html.contains("href=\"#afm\"") && html.contains("(Σ-101)"));
}

#[test]
fn the_rarer_of_required_and_optional_is_said() {
    let form = |required: usize| {
        (0..4).fold(Form::new("/x", "Υποβολή"), |form, at| {
            let field = Field::text(format!("f{at}"), "Πεδίο");
            form.field(if at < required {
                field.required()
            } else {
                field
            })
        })
    };
    let count = |required, word| page(&form(required)).matches(word).count();
    assert_eq!(
        (count(1, words::REQUIRED), count(1, words::OPTIONAL)),
        (1, 0)
    );
    assert_eq!(
        (count(3, words::REQUIRED), count(3, words::OPTIONAL)),
        (0, 1)
    );
    assert_eq!(
        (count(4, words::REQUIRED), count(4, words::OPTIONAL)),
        (0, 0)
    );
}

#[test]
fn a_tick_counts_only_for_the_value_it_was_given_for() {
    let warning = Finding::new(cases::CLOCK_OFF)
        .on("offence_at")
        .with("minutes", 12);
    let typed = Values::default().with("offence_at", "23/11/2026");
    assert_eq!(typed.blocking(std::slice::from_ref(&warning)).len(), 1);
    let ticked = typed.clone().with("confirm", typed.tick(&warning));
    assert!(ticked.blocking(std::slice::from_ref(&warning)).is_empty());
    let changed = Values::default()
        .with("offence_at", "22/11/2026")
        .with("confirm", typed.tick(&warning));
    assert_eq!(changed.blocking(std::slice::from_ref(&warning)).len(), 1);
    let error = Finding::new(input::EMPTY).on("offence_at");
    let forged = typed.clone().with("confirm", typed.tick(&error));
    assert_eq!(
        forged.blocking(&[error]).len(),
        1,
        "an error is never ticked away"
    );
}

#[test]
fn values_are_kept_and_a_password_never_is() {
    let values = Values::default()
        .with("a", "<όπως γράφτηκε>")
        .with("p", "μυστικό");
    let form = Form::new("/x", "Υποβολή")
        .field(Field::text("a", "Α"))
        .field(Field::password("p", "Κωδικός"));
    let html = page(&form.values(&values));
    assert_eq!(control(&html, "a").get("value"), Some("<όπως γράφτηκε>"));
    assert!(!html.contains("μυστικό"));
    assert!(
        !format!("{values:?}").contains("μυστικό"),
        "values do not reach a log"
    );
}

#[test]
fn two_forms_on_a_page_share_no_id() {
    let form = |prefix: &str| {
        let empty = Finding::new(input::EMPTY).on("a");
        let clock = Finding::new(cases::CLOCK_OFF).with("minutes", 9);
        Form::new("/x", "Υποβολή")
            .prefix(prefix)
            .field(Field::text("a", "Α"))
            .findings(&[empty, clock])
    };
    let html = format!(
        "<html lang=\"el\"><main><h1>Α</h1>{}{}</main></html>",
        form("one-").render().0,
        form("two-").render().0
    );
    assert_eq!(proof::broken(&html), Vec::<String>::new());
}

#[test]
fn a_task_that_cannot_be_done_has_no_button() {
    let form = Form::new("/x", "Έκδοση")
        .note("Δεν απομένουν αριθμοί")
        .field(Field::text("a", "Α"))
        .enabled(false);
    let html = page(&form);
    assert!(!html.contains("data-submit") && html.contains("Δεν απομένουν αριθμοί"));
}
