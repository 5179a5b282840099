//! The people of this desk's newest entries, offered while a sender is typed; and what choosing one fills in.

use crate::server::answer::Answer;
use crate::server::typed::Typed;
use crate::server::window::{Desk, Window};
use axum::response::Response;
use loggia_node::NodeError;
use loggia_node::commands::ProtocolRegister;
use loggia_schema::ids::DocId;
use loggia_ui::Values;
use loggia_ui::person::{Hit, SHORTEST, remembered};

/// The rows of the list box.
pub async fn options(window: Window, Typed(values): Typed) -> Response {
    window
        .page(move |desk| {
            let typed = values.get("sender-text").trim().to_owned();
            let mut hits = Vec::new();
            if typed.chars().count() >= SHORTEST {
                for (doc, letter) in desk.session.recent_parties(&typed)? {
                    let afm = letter.afm.map(|afm| format!("ΑΦΜ {}", afm.as_str()));
                    let said = [afm.unwrap_or_default(), letter.address];
                    let said = said.into_iter().filter(|text| !text.is_empty());
                    hits.push(Hit {
                        id: doc.to_string(),
                        name: letter.name,
                        detail: said.collect::<Vec<_>>().join(", "),
                    });
                }
            }
            Ok(Answer::Fragment(remembered("sender-l", &hits)))
        })
        .await
}

/// The sender as typed; one that was chosen brings along what is known, where nothing else was typed.
pub(super) fn known(
    desk: &mut Desk<'_>,
    values: &Values,
    mut input: ProtocolRegister,
) -> Result<ProtocolRegister, NodeError> {
    input.name = values.get("sender-text").trim().to_owned();
    let Ok(doc) = values.get("sender").parse::<DocId>() else {
        return Ok(input);
    };
    let Some(letter) = desk.session.letter(&doc)? else {
        return Ok(input);
    };
    let or = |typed: &mut String, known: String| {
        if typed.trim().is_empty() {
            *typed = known;
        }
    };
    or(&mut input.name, letter.name);
    or(
        &mut input.afm,
        letter.afm.map(String::from).unwrap_or_default(),
    );
    or(&mut input.address, letter.address);
    or(
        &mut input.phone,
        letter.phone.map(String::from).unwrap_or_default(),
    );
    or(&mut input.id_document, letter.id_document);
    Ok(input)
}
