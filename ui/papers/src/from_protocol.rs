//! From an entry of the protocol to its paper: the slip of what came in, the letter of a village paper or an answer.

use crate::{LetterPaper, Print, Signer, SlipPaper};
use loggia_cases::private::Letter;
use loggia_cases::protocol::{Direction, Entry, ProtocolState, Register, Stage};
use loggia_schema::calendar::greek_date;
use loggia_schema::message::{Finding, storage};

fn entry(state: &ProtocolState) -> Result<&Entry, Finding> {
    state
        .entry
        .as_deref()
        .ok_or_else(|| Finding::new(storage::DOCUMENT_MISSING))
}

impl SlipPaper {
    /// The slip of an entry; subject and name only when the private part is held. `print.text` holds the rights of the person.
    ///
    /// # Errors
    /// [`storage::DOCUMENT_MISSING`] when there is no entry.
    pub fn of(
        state: &ProtocolState,
        letter: Option<&Letter>,
        print: Print,
    ) -> Result<SlipPaper, Finding> {
        let entry = entry(state)?;
        let their = entry.their.as_ref().map(|their| {
            let date = their.date.map(|date| format!(", {}", greek_date(date)));
            format!("{}{}", their.number, date.unwrap_or_default())
        });
        Ok(SlipPaper {
            issuer: print.issuer,
            number: entry.number.to_string(),
            registered_at: entry.at.datetime(),
            received_on: (entry.on != entry.at.date()).then_some(entry.on),
            direction: entry.direction.greek().to_owned(),
            party: letter.map(|letter| letter.name.clone()),
            subject: letter.map(|letter| letter.subject.clone()),
            their,
            case: entry.related.as_ref().map(|named| named.number.clone()),
            due: entry.due,
            unit: state.routed.last().map(|routed| routed.unit.clone()),
            cancelled: state
                .cancelled
                .as_ref()
                .filter(|_| state.stage == Stage::Cancelled)
                .map(|(_, cancelled)| cancelled.reason.clone()),
            legal_text: print.text,
            clerk: print.by,
            entry_tag: print.tag,
            stub: print.stub,
            training: print.training,
            copy: print.copy,
        })
    }
}

/// To whom an outgoing document goes; a village paper is addressed to nobody.
fn recipient(entry: &Entry, letter: &Letter) -> Vec<String> {
    let sent = entry.number.register() == Register::Protocol && entry.direction == Direction::Out;
    let lines = [&letter.name, &letter.address];
    let lines = lines.into_iter().filter(|line| sent && !line.is_empty());
    lines.cloned().collect()
}

impl LetterPaper {
    /// The letter of an entry whose private part holds a text: a village paper or an answer; remedies stand in its text.
    ///
    /// # Errors
    /// [`storage::DOCUMENT_MISSING`] when there is no entry.
    pub fn of(
        state: &ProtocolState,
        letter: &Letter,
        (signer, place): (Signer, String),
        print: Print,
    ) -> Result<LetterPaper, Finding> {
        let entry = entry(state)?;
        Ok(LetterPaper {
            issuer: print.issuer,
            title: letter.title.clone(),
            number: entry.number.to_string(),
            book: entry.number.register().greek().to_owned(),
            place,
            issued_at: entry.at.datetime(),
            recipient: recipient(entry, letter),
            subject: letter.subject.clone(),
            references: entry
                .related
                .iter()
                .map(|named| named.number.clone())
                .collect(),
            body: letter.text.clone(),
            signer,
            remedy: String::new(),
            legal_basis: String::new(),
            entry_tag: print.tag,
            stub: print.stub,
            training: print.training,
            copy: print.copy,
        })
    }
}
