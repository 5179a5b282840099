//! Commands of the cash box: open, hand over, take over, give back, close (ταμειακή ημέρα).
//!
//! A box belongs to this device and to one holder. What is typed is what was counted; what is expected follows from the
//! receipts of this store, in the command itself, so that no screen can be older than the sums it closes with.

use super::input::Form;
use super::work::given;
use super::{Done, Once, judge};
use crate::error::{NodeError, Result};
use crate::queries::cash::{self as boxes, CashBox};
use crate::session::{Moment, Session};
use loggia_cases::cash::{
    CashDay, CashDayState, Closed, Count, Event, Handed, Opened, Pile, Returned, Stage, Summary,
    Taken,
};
use loggia_cases::receipt::ReceiptRow;
use loggia_cases::records::{Desk, UserRecord};
use loggia_cases::{Folded, rights};
use loggia_schema::ids::{DocId, ScopeId};
use loggia_schema::message::{Code, Finding, cash};
use loggia_schema::money::Cents;
use loggia_schema::text::normalise_input;
use serde::{Deserialize, Serialize};

/// A box is opened.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CashOpen {
    /// The scope, if the cashier has several.
    pub scope: Option<ScopeId>,
    /// What lies in it; empty: what was left at the last closing.
    pub float: String,
    /// Warnings that were ticked.
    pub confirmed: Vec<Code>,
}

/// The box is counted and handed to a colleague.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CashHand {
    /// The scope, if the cashier has several.
    pub scope: Option<ScopeId>,
    /// Login name of the colleague.
    pub to: String,
    /// What was counted.
    pub counted: String,
    /// Why it differs from what is expected.
    pub reason: String,
}

/// The box that was handed to me is mine now.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CashTake {
    /// The scope, if the cashier has several.
    pub scope: Option<ScopeId>,
}

/// The handover does not happen.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CashReturn {
    /// The scope, if the cashier has several.
    pub scope: Option<ScopeId>,
    /// Why.
    pub reason: String,
}

/// The box is counted and closed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CashClose {
    /// The scope, if the cashier has several.
    pub scope: Option<ScopeId>,
    /// Which box; `None`: the oldest that is still open.
    pub day: Option<DocId>,
    /// Pieces by note and coin.
    pub count: Vec<PileInput>,
    /// What goes to the bank; empty: everything above the float.
    pub deposit: String,
    /// Number of the bank's slip, if there is one already.
    pub slip: String,
    /// Why the count differs.
    pub reason: String,
    /// How many papers the person saw; another number refuses.
    pub seen: Option<u32>,
}

/// So many pieces of one note or coin, as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PileInput {
    /// Value in cents.
    pub piece: i64,
    /// How many; empty: none.
    pub n: String,
}

/// The box that takes the money of a receipt.
pub(super) enum Drawer {
    /// It is open.
    Open(DocId),
    /// Nobody opened one: it is opened with the receipt.
    New(DocId, Event),
}

impl Drawer {
    /// The cash day.
    pub(super) const fn doc(&self) -> DocId {
        match self {
            Drawer::Open(doc) | Drawer::New(doc, _) => *doc,
        }
    }
}

impl Session<'_> {
    /// Opens a box with its float (άνοιγμα ταμείου).
    ///
    /// # Errors
    /// The user's: an amount that cannot be read, a box that is open already, a float that is not what was left (tick). The
    /// disk's.
    pub fn cash_open(&mut self, key: &str, input: &CashOpen) -> Result<Done> {
        self.once(key, "cash open", input, |session, once| {
            let scope = session.scope_for(Desk::Counter, input.scope)?;
            let moment = session.moment()?;
            let (open, left) = (session.open_boxes(&scope)?, session.last_left(&scope)?);
            if let Some(held) = open
                .iter()
                .find(|held| held.row.holder == Some(session.user.id))
            {
                return Err(Finding::new(cash::DAY_OPEN_ALREADY)
                    .with("day", &held.row.number)
                    .into());
            }
            let mut form = Form::default();
            let float = form.maybe("float", Some(&input.float), Cents::parse_greek);
            form.finish()?;
            let float = float.unwrap_or(left.unwrap_or_default());
            if let Some(left) = left.filter(|left| *left != float)
                && !input.confirmed.contains(&cash::FLOAT_DIFFERS)
            {
                return Err(Finding::new(cash::FLOAT_DIFFERS)
                    .on("float")
                    .with("left", left)
                    .into());
            }
            let event = session.opening(&scope, &moment, float, false)?;
            let doc = DocId(session.new_id(&moment));
            session.open_box(once, scope, doc, &event, &moment)
        })
    }

    /// Counts the box and hands it to a colleague (παράδοση); it waits for the colleague's word.
    ///
    /// # Errors
    /// The user's: no open box, a colleague without the right or with a box of his own, a difference without reason.
    pub fn cash_hand(&mut self, key: &str, input: &CashHand) -> Result<Done> {
        self.once(key, "cash hand", input, |session, once| {
            let scope = session.scope_for(Desk::Counter, input.scope)?;
            let held = session.my_box(&scope, None)?;
            let mut form = Form::default();
            let to = session.colleague(&scope, &input.to)?;
            let to = form.take("to", to);
            let counted = form.take("counted", Cents::parse_greek(&input.counted));
            form.finish()?;
            let (Some(to), Some(counted)) = (to, counted) else {
                return Err(NodeError::Us("a form without findings that did not parse"));
            };
            let summary = session.summary(&held)?;
            session.add_to_box(once, &held, |state| {
                let expected = state.expected(summary.cash)?;
                Ok(Event::Handed(Box::new(Handed {
                    to: to.id,
                    expected,
                    counted,
                    difference: counted.minus(expected)?,
                    reason: normalise_input(&input.reason),
                })))
            })
        })
    }

    /// Confirms the count of the box that was handed to this user (παραλαβή).
    ///
    /// # Errors
    /// The user's: nothing was handed over, a box of his own is open. The disk's.
    pub fn cash_take(&mut self, key: &str, input: &CashTake) -> Result<Done> {
        self.once(key, "cash take", input, |session, once| {
            let scope = session.scope_for(Desk::Counter, input.scope)?;
            let me = session.user.id;
            let open = session.open_boxes(&scope)?;
            let mine =
                |held: &&CashBox| held.row.stage == Stage::Open && held.row.holder == Some(me);
            if let Some(held) = open.iter().find(mine) {
                return Err(Finding::new(cash::DAY_OPEN_ALREADY)
                    .with("day", &held.row.number)
                    .into());
            }
            let offered = open.into_iter().find(|held| held.row.offered == Some(me));
            let offered = offered.ok_or_else(|| NodeError::refuse(cash::NOT_THE_RECEIVER))?;
            let counted = offered.row.counted;
            session.add_to_box(once, &offered, |_| Ok(Event::Taken(Taken { counted })))
        })
    }

    /// Gives a box back to its holder before it was taken over (επιστροφή της παράδοσης).
    ///
    /// # Errors
    /// The user's: nothing waits, no reason. The disk's.
    pub fn cash_return(&mut self, key: &str, input: &CashReturn) -> Result<Done> {
        self.once(key, "cash return", input, |session, once| {
            let scope = session.scope_for(Desk::Counter, input.scope)?;
            let me = Some(session.user.id);
            let concerns = |held: &CashBox| {
                held.row.stage == Stage::Offered
                    && (held.row.offered == me || held.row.holder == me)
            };
            let offered = session.open_boxes(&scope)?.into_iter().find(concerns);
            let offered = offered.ok_or_else(|| NodeError::refuse(cash::NOT_THE_RECEIVER))?;
            let reason = normalise_input(&input.reason);
            session.add_to_box(once, &offered, |_| Ok(Event::Returned(Returned { reason })))
        })
    }

    /// Counts the box and closes it (κλείσιμο ταμείου).
    ///
    /// # Errors
    /// The user's: no open box, pieces that are no numbers, a difference without reason, a deposit above the count, receipts
    /// that came in between. The disk's.
    pub fn cash_close(&mut self, key: &str, input: &CashClose) -> Result<Done> {
        self.once(key, "cash close", input, |session, once| {
            let scope = session.scope_for(Desk::Counter, input.scope)?;
            let held = session.my_box(&scope, input.day)?;
            let summary = session.summary(&held)?;
            if input
                .seen
                .is_some_and(|seen| seen != summary.receipts + summary.cancelled)
            {
                return Err(NodeError::refuse(cash::RECEIPTS_CHANGED));
            }
            let mut form = Form::default();
            let count = read_count(&mut form, &input.count);
            let deposit = form.maybe("deposit", Some(&input.deposit), Cents::parse_greek);
            form.finish()?;
            let counted = count.total()?;
            session.add_to_box(once, &held, |state| {
                let float = state.opened.as_ref().map(|opened| opened.float);
                let usual = counted.minus(float.unwrap_or_default())?.max(Cents::ZERO);
                let deposit = deposit.unwrap_or(usual);
                let expected = state.expected(summary.cash)?;
                Ok(Event::Closed(Box::new(Closed {
                    summary,
                    expected,
                    count,
                    counted,
                    difference: counted.minus(expected)?,
                    reason: normalise_input(&input.reason),
                    deposit,
                    slip: given(&input.slip).unwrap_or_default(),
                    left: counted.minus(deposit)?,
                })))
            })
        })
    }

    /// The box for a receipt that is issued now; what the cashier should know about it.
    pub(super) fn drawer(
        &mut self,
        scope: &ScopeId,
        moment: &Moment,
    ) -> Result<(Drawer, Vec<Finding>)> {
        let (today, me) = (moment.now.date(), Some(self.user.id));
        let open = self.open_boxes(scope)?;
        let mine: Vec<&CashBox> = open.iter().filter(|held| held.row.holder == me).collect();
        if let Some(held) = mine.iter().find(|held| held.row.day == Some(today)) {
            return match held.row.stage {
                Stage::Open => Ok((Drawer::Open(held.doc), Vec::new())),
                _ => Err(NodeError::refuse(cash::HANDOVER_WAITS)),
            };
        }
        if self
            .shifts(scope, today)?
            .iter()
            .any(|held| held.row.holder == me)
        {
            return Err(Finding::new(cash::DAY_CLOSED)
                .with("day", loggia_schema::calendar::greek_date(today))
                .into());
        }
        let mut notes: Vec<Finding> = mine
            .iter()
            .map(|held| Finding::new(cash::DAY_STILL_OPEN).with("day", &held.row.number))
            .collect();
        // The money of a box that was never closed is still in it: nobody knows the float of the next one.
        let float = match notes.is_empty() {
            true => self.last_left(scope)?.unwrap_or_default(),
            false => Cents::ZERO,
        };
        notes.insert(0, Finding::new(cash::DAY_OPENED).with("float", float));
        let event = self.opening(scope, moment, float, true)?;
        Ok((Drawer::New(DocId(self.new_id(moment)), event), notes))
    }

    /// A receipt is cancelled only while its box is open: the money goes back out of it.
    pub(super) fn box_is_open(&mut self, day: Option<DocId>) -> Result<()> {
        let Some(day) = day else { return Ok(()) };
        let row = boxes::row(self.open()?.store.conn(), &day)?;
        match row {
            Some(row) if row.stage != Stage::Open => {
                Err(NodeError::refuse(cash::CANCEL_AFTER_CLOSE))
            }
            _ => Ok(()),
        }
    }

    fn opening(
        &mut self,
        scope: &ScopeId,
        moment: &Moment,
        float: Cents,
        by_receipt: bool,
    ) -> Result<Event> {
        let day = moment.now.date();
        let before = self.shifts(scope, day)?.len();
        let event = Event::Opened(Box::new(Opened {
            day,
            shift: u16::try_from(before + 1).unwrap_or(u16::MAX),
            at: moment.now.clone(),
            cashier: self.user.id,
            device: self.me.device,
            place: self.user.place.clone().unwrap_or_default(),
            float,
            by_receipt,
        }));
        let reference = self.reference(scope)?;
        judge::<CashDay>(
            &Folded::default(),
            &event,
            &self.facts(moment, &reference),
            &[],
        )?;
        Ok(event)
    }

    fn open_box(
        &mut self,
        once: &Once<'_>,
        scope: ScopeId,
        doc: DocId,
        event: &Event,
        moment: &Moment,
    ) -> Result<Done> {
        self.write(scope, moment.device, |writer| {
            let written = writer.open::<CashDay>(doc, event, &[])?;
            let number = boxes::row(writer.tx().conn(), &doc)?
                .map(|row| row.number)
                .unwrap_or_default();
            let answer = Done {
                doc,
                number,
                tag: written.tag.to_string(),
                state: Stage::Open.name().to_owned(),
            };
            once.answer(writer.tx(), &answer, moment.device)?;
            Ok(answer)
        })
    }

    /// One more event in a box; it is made from the state that it meets.
    fn add_to_box(
        &mut self,
        once: &Once<'_>,
        held: &CashBox,
        event: impl FnOnce(&CashDayState) -> Result<Event, Finding>,
    ) -> Result<Done> {
        let which = super::Which::Doc(held.doc);
        let (mut document, mut folded, names) = self.case::<CashDay>(&which)?;
        self.in_scope(&document.scope)?;
        let (moment, reference) = (self.moment()?, self.reference(&document.scope)?);
        let event = event(&folded.state)?;
        judge::<CashDay>(&folded, &event, &self.facts(&moment, &reference), &[])?;
        let doc = document.doc;
        self.write(document.scope, moment.device, |writer| {
            let written = writer.add::<CashDay>(&mut document, &mut folded, &event, &names)?;
            let answer = Done::of::<CashDay>(doc, written, &folded);
            once.answer(writer.tx(), &answer, moment.device)?;
            Ok(answer)
        })
    }

    /// The box this user holds: the one that is wanted, or the oldest that is still open.
    fn my_box(&mut self, scope: &ScopeId, wanted: Option<DocId>) -> Result<CashBox> {
        let me = Some(self.user.id);
        let fits = |held: &CashBox| match wanted {
            Some(doc) => held.doc == doc,
            None => held.row.holder == me,
        };
        let found = self.open_boxes(scope)?.into_iter().find(fits);
        found.ok_or_else(|| NodeError::refuse(cash::NO_OPEN_DAY))
    }

    /// A colleague who may take the box over; the finding why not.
    fn colleague(&mut self, scope: &ScopeId, login: &str) -> Result<Result<UserRecord, Finding>> {
        let login = normalise_input(login);
        let fits = |user: &UserRecord| {
            user.active
                && user.scopes.contains(scope)
                && user.rights.contains(rights::RECEIPT_ISSUE)
        };
        let found = self.users()?.into_iter().find(|user| user.login == login);
        let Some(user) = found.filter(fits) else {
            return Ok(Err(
                Finding::new(cash::RECEIVER_WITHOUT_RIGHT).with("name", login)
            ));
        };
        let (me, theirs) = (Some(self.user.id), Some(user.id));
        let holds = |held: &CashBox| held.row.holder == theirs && held.row.holder != me;
        if self.open_boxes(scope)?.iter().any(holds) {
            return Ok(Err(
                Finding::new(cash::RECEIVER_HOLDS_A_BOX).with("name", user.name)
            ));
        }
        Ok(Ok(user))
    }

    fn summary(&mut self, held: &CashBox) -> Result<Summary> {
        let receipts = boxes::receipts(self.open()?.store.conn(), held)?;
        let rows: Vec<ReceiptRow> = receipts.into_iter().map(|(_, row)| row).collect();
        Ok(Summary::of(&rows)?)
    }
}

/// Pieces as typed; each that cannot be read is told under its own field.
fn read_count(form: &mut Form, typed: &[PileInput]) -> Count {
    let mut piles = Vec::new();
    for PileInput { piece, n } in typed {
        let n = normalise_input(n);
        let digits = !n.is_empty() && n.len() <= 6 && n.bytes().all(|b| b.is_ascii_digit());
        match n.parse() {
            _ if n.is_empty() => {}
            Ok(0) => {}
            Ok(n) if digits => piles.push(Pile {
                piece: Cents(*piece),
                n,
            }),
            _ => form.add(Finding::new(cash::PIECES_FORM).on(format!("n{piece}"))),
        }
    }
    Count(piles)
}
