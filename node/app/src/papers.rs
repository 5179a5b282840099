//! Papers: gathered from a case, laid out once, kept in the store, handed out again as «ΑΝΤΙΓΡΑΦΟ»; and checked.
//!
//! Laying out takes longer than everything else here, so it happens outside the office's lock: `prepare` gathers, `render`
//! lays out original and copy, `keep` stores both. A browser that asks twice for the same first print within two minutes
//! (viewers do) gets the original again.

use jiff::SignedDuration;
use loggia_cases::CaseKind;
use loggia_cases::cash::CashDayState;
use loggia_cases::fine::FineState;
use loggia_cases::private::{Letter, PrivatePart};
use loggia_cases::protocol::ProtocolState;
use loggia_cases::receipt::ReceiptState;
use loggia_cases::records::{DeviceState, Reference};
use loggia_node::commands::Which;
use loggia_node::queries::{Paper, Shown};
use loggia_node::{NodeError, Session};
use loggia_papers::{
    Capacity, CashPaper, CashSheet, FineNotice, Issuer, LetterPaper, PaperError, Print,
    ReceiptPaper, Sheet as Paged, Signer, SlipPaper,
};
use loggia_schema::ids::{DocId, PartId, UserId};
use loggia_schema::message::{Finding, sync as says, web};
use loggia_schema::text::elot743;
use loggia_sync::identity::KeyId;
use loggia_sync::stub::{Label, SignedStub, Stub};
use serde::Serialize;
use std::collections::BTreeMap;

/// Within this time a second request for the first print is the first print.
const FIRST_PRINT: SignedDuration = SignedDuration::from_secs(120);

/// On what a paper is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sheet {
    /// A4 for a notice, A5 for a receipt.
    Page,
    /// A thermal roll of 80 mm.
    Roll,
    /// The deposit of a cash day.
    Deposit,
    /// The handover of a cash box.
    Handover,
}

impl Sheet {
    /// The sheet of a code name.
    pub fn named(name: &str) -> Sheet {
        let known = [Sheet::Roll, Sheet::Deposit, Sheet::Handover];
        let found = known.into_iter().find(|sheet| sheet.name() == name);
        found.unwrap_or(Sheet::Page)
    }

    /// Its code name, as in the store and in addresses.
    pub const fn name(self) -> &'static str {
        match self {
            Sheet::Page => "page",
            Sheet::Roll => "roll",
            Sheet::Deposit => "deposit",
            Sheet::Handover => "handover",
        }
    }
}

/// What printing has to do.
pub enum Prepared {
    /// It was printed before; whether this is its copy.
    Kept(Printed, bool),
    /// It must be laid out.
    New(Box<Layout>),
}

/// A paper on its way to the printer.
pub struct Printed {
    /// The PDF.
    pub pdf: Vec<u8>,
    /// A file name, plain ASCII.
    pub name: String,
}

/// Everything a first print needs.
pub struct Layout {
    /// The case.
    pub doc: DocId,
    /// Under which name it is kept.
    pub kept_as: String,
    sheet: Sheet,
    name: String,
    kind: CaseKind,
    folded: serde_json::Value,
    names: BTreeMap<UserId, String>,
    print: Print,
    letter: Option<Letter>,
    signed: (Signer, String),
}

/// A first print and its copy.
pub struct LaidOut {
    /// The first print.
    pub original: Vec<u8>,
    /// The same, marked.
    pub copy: Vec<u8>,
    /// A file name, plain ASCII.
    pub name: String,
}

/// Finds the paper of a case, or gathers what its first print needs.
///
/// # Errors
/// The user's: no such case here, or one without a paper (a spoiled number). The disk's.
pub fn prepare(
    session: &mut Session<'_>,
    which: &Which,
    sheet: Sheet,
) -> Result<Prepared, NodeError> {
    let paper = session.paper(which)?;
    let doc = paper.shown.doc;
    let name = format!("{}.pdf", elot743(&paper.shown.number));
    let kept_as = kept_as(&paper.shown, sheet);
    if let Some(kept) = session.kept_paper(&doc, &kept_as)? {
        let fresh = session.moment()?.device.duration_since(kept.at) <= FIRST_PRINT;
        let printed = Printed {
            pdf: if fresh { kept.original } else { kept.copy },
            name,
        };
        return Ok(Prepared::Kept(printed, !fresh));
    }
    let print = print_of(session, &paper)?;
    let signed = signer(&*session.reference(&paper.shown.scope)?);
    let users = session.users()?.into_iter();
    let names = users.map(|user| (user.id, user.name)).collect();
    let Paper { shown, .. } = paper;
    let letter = shown.parts.iter().find_map(|(_, part)| match part {
        PrivatePart::Letter(letter) => Some(letter.clone()),
        _ => None,
    });
    Ok(Prepared::New(Box::new(Layout {
        letter,
        signed,
        doc,
        kept_as,
        sheet,
        name,
        kind: shown.kind,
        folded: shown.folded,
        names,
        print,
    })))
}

/// A box may be handed over more than once: each handover has a paper of its own.
fn kept_as(shown: &Shown, sheet: Sheet) -> String {
    let taken = shown.timeline.iter().filter(|line| line.event == "taken");
    match sheet {
        Sheet::Handover => format!("{}-{}", sheet.name(), taken.count()),
        sheet => sheet.name().to_owned(),
    }
}

impl Layout {
    /// Lays out original and copy. Slow.
    ///
    /// # Errors
    /// Ours: the layout failed.
    pub fn render(self) -> Result<LaidOut, NodeError> {
        let original = self.pdf(false)?;
        let copy = self.pdf(true)?;
        Ok(LaidOut {
            original,
            copy,
            name: self.name,
        })
    }

    /// The roll if it was asked for, else the paper's usual sheet.
    fn paged(&self, usual: Paged) -> Paged {
        match self.sheet {
            Sheet::Roll => Paged::Roll,
            Sheet::Page | Sheet::Deposit | Sheet::Handover => usual,
        }
    }

    fn pdf(&self, copy: bool) -> Result<Vec<u8>, NodeError> {
        let print = Print {
            copy,
            ..self.print.clone()
        };
        let made = match self.kind {
            CaseKind::FINE => FineNotice::of(&state::<FineState>(&self.folded)?, print)?
                .pdf(self.paged(Paged::A4)),
            CaseKind::RECEIPT => ReceiptPaper::of(&state::<ReceiptState>(&self.folded)?, print)?
                .pdf(self.paged(Paged::A5)),
            CaseKind::PROTOCOL => {
                let state = state::<ProtocolState>(&self.folded)?;
                let text = self
                    .letter
                    .as_ref()
                    .filter(|letter| !letter.text.is_empty());
                match text {
                    Some(letter) => LetterPaper::of(&state, letter, self.signed.clone(), print)?
                        .pdf(self.paged(Paged::A4)),
                    None => SlipPaper::of(&state, self.letter.as_ref(), print)?
                        .pdf(self.paged(Paged::A5)),
                }
            }
            CaseKind::CASH_DAY => {
                let sheet = match self.sheet {
                    Sheet::Deposit => CashSheet::Deposit,
                    Sheet::Handover => CashSheet::Handover,
                    Sheet::Page | Sheet::Roll => CashSheet::Day,
                };
                let name = |user| self.names.get(&user).cloned().unwrap_or_default();
                let state = state::<CashDayState>(&self.folded)?;
                CashPaper::of(&state, sheet, &name, print)?.pdf()
            }
            _ => return Err(NodeError::Us("a paper of an unknown kind")),
        };
        made.map_err(|error: PaperError| {
            tracing::error!(%error, "a paper could not be laid out");
            NodeError::refuse(web::PAPER_FAILED)
        })
    }
}

/// The folded state of a case that is shown.
///
/// # Errors
/// Ours: the state is not its kind's.
pub fn state<S: serde::de::DeserializeOwned>(folded: &serde_json::Value) -> Result<S, NodeError> {
    let inner = folded.get("state").cloned().unwrap_or_default();
    serde_json::from_value(inner).map_err(|_| NodeError::Us("a state that is not its kind's"))
}

fn print_of(session: &mut Session<'_>, paper: &Paper) -> Result<Print, NodeError> {
    let shown = &paper.shown;
    let reference = session.reference(&shown.scope)?;
    let scope = session
        .desks()?
        .into_iter()
        .find(|scope| scope.id == shown.scope);
    let setting = |name: &str, usual: &str| reference.setting(name).unwrap_or(usual).to_owned();
    let place = scope
        .as_ref()
        .and_then(|scope| reference.place(&scope.place));
    let issuer = Issuer {
        municipality: municipality(&reference),
        unit: scope
            .as_ref()
            .map(|scope| scope.title.clone())
            .unwrap_or_default(),
        address: setting("municipality.seat", ""),
        contact: place
            .and_then(|place| place.phone.as_ref())
            .map(|phone| format!("τηλ. {phone}"))
            .unwrap_or_default(),
        afm: setting("municipality.afm", ""),
    };
    let (person, by, text) = match shown.kind {
        CaseKind::FINE => {
            let fine = state::<FineState>(&shown.folded)?;
            let officer = fine.ticket.as_ref().map(|ticket| ticket.officer);
            let text = setting(
                "fines.payment",
                "Πληρώνεται στα ταμεία του Δήμου ή, με τον κωδικό πληρωμής, σε κάθε τράπεζα.",
            );
            (
                fine.liable.and_then(|liable| person(shown, liable.part)),
                officer,
                text,
            )
        }
        CaseKind::PROTOCOL => {
            let entry = state::<ProtocolState>(&shown.folded)?.entry;
            let text = setting("protocol.slip_text", SLIP_TEXT);
            (None, entry.map(|entry| entry.user), text)
        }
        CaseKind::CASH_DAY => (None, None, String::new()),
        _ => {
            let receipt = state::<ReceiptState>(&shown.folded)?.receipt;
            let payer = receipt.as_ref().and_then(|receipt| receipt.payer);
            let text = setting("receipts.legal_basis", "β.δ. 17.5/15.6.1959 (ΦΕΚ Α΄ 114)");
            (
                payer.and_then(|part| person(shown, part)),
                receipt.map(|receipt| receipt.cashier),
                text,
            )
        }
    };
    Ok(Print {
        issuer,
        person,
        by: name_of(session, by)?,
        text,
        objections_at: setting("fines.objections_at", "στη Δημοτική Αστυνομία"),
        tag: paper.tag.clone(),
        stub: paper.stub.clone(),
        training: paper.training,
        copy: false,
    })
}

/// What a slip says of a person's rights where the municipality has no words of its own.
const SLIP_TEXT: &str = "Η υπηρεσία απαντά εντός της προθεσμίας που αναγράφεται, αλλιώς εξηγεί εγγράφως την καθυστέρηση \
    (άρθ. 4 ν. 2690/1999). Αν η προθεσμία περάσει χωρίς απάντηση, μπορείτε να ζητήσετε αποζημίωση (άρθ. 5 ν. 1943/1991). \
    Για την πορεία της υπόθεσης αναφέρετε τον αριθμό αυτόν.";

/// Who signs papers of the desk, and where: the present holder's names are settings of the municipality.
fn signer(reference: &Reference) -> (Signer, String) {
    let setting = |name: &str| reference.setting(name).unwrap_or_default().to_owned();
    let (order, acting) = (setting("signer.by_order_of"), setting("signer.acting_for"));
    let signer = Signer {
        title: Some(setting("signer.title"))
            .filter(|title| !title.is_empty())
            .unwrap_or_else(|| "Ο/Η υπογράφων/ουσα".to_owned()),
        name: setting("signer.name"),
        capacity: match (order.is_empty(), acting.is_empty()) {
            (false, _) => Capacity::ByOrder { of: order },
            (true, false) => Capacity::Acting { of: acting },
            (true, true) => Capacity::Own,
        },
    };
    let place = Some(setting("municipality.town")).filter(|town| !town.is_empty());
    (signer, place.unwrap_or_else(|| "Ηράκλειο".to_owned()))
}

/// Name of the municipality, as papers and pages say it.
pub fn municipality(reference: &Reference) -> String {
    reference
        .setting("municipality.name")
        .unwrap_or("Δήμος")
        .to_owned()
}

fn name_of(session: &mut Session<'_>, user: Option<UserId>) -> Result<String, NodeError> {
    let users = session.users()?;
    let name = user
        .and_then(|id| users.into_iter().find(|user| user.id == id))
        .map(|user| user.name);
    Ok(name.unwrap_or_default())
}

/// Name and ΑΦΜ of a person, if the private part is still here.
fn person(shown: &Shown, part: PartId) -> Option<String> {
    let (_, part) = shown.parts.iter().find(|(id, _)| *id == part)?;
    let (name, afm) = match part {
        PrivatePart::LiablePerson(person) => (&person.name, &person.afm),
        PrivatePart::Payer(payer) => (&payer.name, &payer.afm),
        PrivatePart::Applicant(person) => (&person.name, &person.afm),
        PrivatePart::Details { .. }
        | PrivatePart::Text { .. }
        | PrivatePart::Letter(_)
        | PrivatePart::Holder(_)
        | PrivatePart::File { .. } => {
            return None;
        }
    };
    Some(afm.as_ref().map_or_else(
        || name.clone(),
        |afm| format!("{name}, ΑΦΜ {}", afm.as_str()),
    ))
}

/// What a verified paper says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verified {
    /// Its legal number.
    pub number: String,
    /// `fine`, `receipt`, or the number of a kind this program does not know.
    pub kind: String,
    /// The whole amount, in cents.
    pub amount: Option<i64>,
    /// The reduced amount, in cents.
    pub reduced: Option<i64>,
    /// Day of issue.
    pub issued: Option<jiff::civil::Date>,
    /// Last day of the reduced amount.
    pub reduced_until: Option<jiff::civil::Date>,
    /// Payment code.
    pub rf: String,
    /// Tag of the entry.
    pub tag: String,
    /// Name of the device that signed it.
    pub device: String,
    /// The device was revoked: what it signed after that does not count.
    pub revoked: bool,
    /// A training paper, without legal effect.
    pub training: bool,
    /// The case, if it is on this device.
    pub doc: Option<DocId>,
}

/// Checks the stub of a paper against the devices whose records are here; no network.
///
/// # Errors
/// The user's: no stub, or of a device unknown here. The peer's: a signature that does not hold.
pub fn verify(session: &mut Session<'_>, text: &str) -> Result<Verified, NodeError> {
    let signed = SignedStub::parse(text).map_err(|error| Finding::new(error.code()).on("stub"))?;
    let devices = session.devices()?;
    let record = devices
        .into_iter()
        .find(|device| KeyId::of(&device.key) == *signed.key());
    let own = session.device();
    let (key, device, revoked) = match record {
        Some(record) => (
            record.key,
            record.name,
            record.state == DeviceState::Revoked,
        ),
        None if KeyId::of(&own) == *signed.key() => (own, "αυτή η συσκευή".to_owned(), false),
        None => return Err(Finding::new(says::STUB_DEVICE).on("stub").into()),
    };
    let stub = signed
        .verify(&key)
        .map_err(|error| Finding::new(error.code()).on("stub"))?;
    let doc = session
        .show(&Which::Number(stub.number.clone()))
        .ok()
        .map(|shown| shown.doc);
    Ok(said(stub, device, revoked, doc))
}

fn said(stub: &Stub, device: String, revoked: bool, doc: Option<DocId>) -> Verified {
    let amount = |label| {
        stub.amounts
            .iter()
            .find(|(of, _)| *of == label)
            .map(|(_, amount)| amount.get())
    };
    let day = |label| {
        stub.dates
            .iter()
            .find(|(of, _)| *of == label)
            .map(|(_, day)| *day)
    };
    Verified {
        number: stub.number.clone(),
        kind: match CaseKind(stub.kind.case.0) {
            CaseKind::FINE => "fine".to_owned(),
            CaseKind::RECEIPT => "receipt".to_owned(),
            CaseKind::PROTOCOL => "protocol".to_owned(),
            CaseKind(other) => other.to_string(),
        },
        amount: amount(Label::WHOLE),
        reduced: amount(Label::REDUCED),
        issued: day(Label::ISSUED),
        reduced_until: day(Label::REDUCED_UNTIL),
        rf: stub.rf.clone(),
        tag: stub.tag.to_string(),
        device,
        revoked,
        training: stub.training,
        doc,
    }
}
