//! «PIN αλλαγής χρήστη»: set for this run of the program, so that colleagues at one machine take turns in a moment.

use crate::server::answer::{self, Answer};
use crate::server::typed::Typed;
use crate::server::window::Window;
use axum::response::Response;
use loggia_node::NodeError;
use loggia_schema::message::{Finding, web};
use loggia_ui::{Field, Form, Notice, Values};

/// The page.
pub async fn page(window: Window) -> Response {
    let set = window.query.filter("set").is_some();
    drawn(window, Vec::new(), set).await
}

/// Sets it.
pub async fn set(window: Window, Typed(values): Typed) -> Response {
    let (pin, again) = (values.get("pin").to_owned(), values.get("again").to_owned());
    let done = if pin == again {
        let actor = window.actor.clone();
        let office = window.app.office().clone();
        office
            .blocking(move |office| office.set_pin(&actor, &pin))
            .await
    } else {
        Err(Finding::new(web::PINS_DIFFER).on("again").into())
    };
    match done {
        Ok(()) => answer::see_other("/pin?set=1"),
        Err(error) => drawn(window, error.findings(), false).await,
    }
}

/// Frees the window for the next person.
pub async fn pause(window: Window) -> Response {
    let office = window.app.office().clone();
    let paused = office.blocking(|office| {
        office.pause();
        Ok(())
    });
    match paused.await {
        Ok(()) => answer::see_other("/unlock"),
        Err(error) => window.page(|_| Err(error)).await,
    }
}

async fn drawn(window: Window, findings: Vec<Finding>, set: bool) -> Response {
    let office = window.app.office().clone();
    window
        .page(move |desk| -> Result<Answer, NodeError> {
            let form = Form::new("/pin", "Ορισμός PIN")
                .note(
                    "Το PIN ισχύει μόνο όσο το πρόγραμμα είναι ανοικτό, έως 12 ώρες και έως 3 λάθος προσπάθειες. \
                     Με Alt+L αφήνετε τη θέση και επιστρέφετε με αυτό.",
                )
                .field(
                    Field::password("pin", "Νέο PIN")
                        .hint("4 έως 8 ψηφία")
                        .autocomplete("off")
                        .required()
                        .focused(),
                )
                .field(
                    Field::password("again", "Νέο PIN ξανά")
                        .autocomplete("off")
                        .required(),
                )
                .values(&Values::default())
                .findings(&findings);
            let mut page = desk
                .titled("PIN αλλαγής χρήστη")
                .crumb("Οι εργασίες μου", "/");
            if set {
                page = page.notice(Notice::success("Το PIN ορίστηκε."));
            } else if office.benched().contains(&desk.session.user().login) {
                page = page.notice(Notice::success("Έχετε PIN που ισχύει. Μπορείτε να ορίσετε άλλο."));
            }
            Ok(Answer::form(page.body(&form), &findings))
        })
        .await
}
