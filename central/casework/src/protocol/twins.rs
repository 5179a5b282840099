//! The same letter protocolled at two desks: found by sender and number, decided by a person (διπλή πρωτοκόλληση).
//!
//! Incoming entries of the open book meet by a digest of who sent what: the sender's own number, or the subject where he gave
//! none. Nothing is joined by itself and no number is taken back: the decision says which entry stands for the letter, or that
//! they are two letters, and then it is never asked again. An entry that its desk cancelled is no twin any more.

use super::model::Listed;
use super::{SETTLE, store};
use loggia_cases::private::Letter;
use loggia_cases::protocol::{Direction, ProtocolRow, Register, Stage};
use loggia_core::conflicts::{self, ConflictKind, Decision, Done};
use loggia_core::ctx::Ctx;
use loggia_core::db::Tx;
use loggia_core::tasks::{self, Task};
use loggia_core::{Outcome, access, cases};
use loggia_schema::calendar::greek_date;
use loggia_schema::dispute::{Dispute, Offer, Side, Stands};
use loggia_schema::ids::DocId;
use loggia_schema::message::{Finding, conflicts as messages};
use loggia_schema::text::{code_letters, fold};

/// Kind of its tasks.
pub const TASK: &str = "protocol.same-letter";

/// The conflict.
pub(super) const KIND: ConflictKind = ConflictKind {
    task: TASK,
    title: "Ίσως το ίδιο έγγραφο πρωτοκολλημένο δύο φορές",
    right: SETTLE,
    draw,
    decide,
};

/// A digest by which entries of one letter meet; it names nobody. Empty when too little is known.
pub(super) fn key(row: &ProtocolRow, letter: Option<&Letter>) -> String {
    let open = row.register == Register::Protocol && row.direction == Direction::In;
    let Some(letter) = letter.filter(|_| open) else {
        return String::new();
    };
    let sender = letter
        .afm
        .as_ref()
        .map_or_else(|| in_order(&letter.name), |afm| afm.as_str().to_owned());
    let number: String = code_letters(&row.their)
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect();
    let what = if number.is_empty() {
        in_order(&letter.subject)
    } else {
        number
    };
    if sender.is_empty() || what.is_empty() {
        return String::new();
    }
    let text = format!("{sender}\n{what}");
    let digest = blake3::derive_key("loggia letter of a protocol entry v1", text.as_bytes());
    data_encoding::HEXLOWER.encode(&digest[..16])
}

/// Folded words in one order.
fn in_order(text: &str) -> String {
    let folded = fold(text);
    let mut words: Vec<&str> = folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    words.sort_unstable();
    words.join(" ")
}

/// Each pair that is probably one letter becomes a conflict, once; that of a cancelled entry is over.
pub(super) fn propose(tx: &mut Tx<'_>, ctx: &Ctx, doc: DocId, row: &ProtocolRow) -> Outcome<()> {
    let stands = matches!(row.stage, Stage::Registered | Stage::Answered) && !row.off;
    for (other, number) in store::twins(tx, doc)? {
        let subject = subject(doc, other);
        if !stands {
            if let Some(id) = tasks::open_one(tx, TASK, &subject)? {
                tasks::close(tx, ctx, id, "Η μία από τις δύο εγγραφές δεν ισχύει πια")?;
            }
        } else if !conflicts::was_decided(tx, TASK, &subject)? {
            let finding = Finding::new(messages::SAME_LETTER)
                .with("number", &row.number)
                .with("other", number);
            tasks::open(tx, ctx, TASK, &subject, &finding, SETTLE)?;
        }
    }
    Ok(())
}

/// The two ids in one order, so that a pair is asked about once.
fn subject(a: DocId, b: DocId) -> String {
    let (first, second) = if a <= b { (a, b) } else { (b, a) };
    format!("{first}/{second}")
}

fn pair(tx: &mut Tx<'_>, task: &Task) -> Outcome<(Listed, Listed)> {
    let gone = || Finding::new(messages::DECIDED_ALREADY);
    let (a, b) = task.subject.split_once('/').ok_or_else(gone)?;
    let (a, b) = (
        a.parse().map_err(|_| gone())?,
        b.parse().map_err(|_| gone())?,
    );
    let one = store::find(tx, a)?.ok_or_else(gone)?;
    let other = store::find(tx, b)?.ok_or_else(gone)?;
    // What was registered first stands on the left.
    Ok(if other.row.at < one.row.at {
        (other, one)
    } else {
        (one, other)
    })
}

fn side(tx: &mut Tx<'_>, title: &str, entry: &Listed) -> Outcome<Side> {
    let users = access::users(tx)?;
    let who = users
        .into_iter()
        .find(|user| Some(user.id) == entry.row.user);
    Ok(Side {
        title: title.to_owned(),
        who: who.map(|user| user.name).unwrap_or_default(),
        at: entry.row.at.parse().ok(),
        place: cases::scope(tx, entry.scope)?
            .map(|scope| scope.title)
            .unwrap_or_default(),
    })
}

fn draw(tx: &mut Tx<'_>, _: &Ctx, task: &Task) -> Outcome<Dispute> {
    let (one, two) = pair(tx, task)?;
    let day = |date: Option<jiff::civil::Date>| date.map(greek_date).unwrap_or_default();
    let of = |entry: &Listed, what: fn(&Letter) -> &str| {
        entry
            .letter
            .as_ref()
            .map(|l| what(l).to_owned())
            .unwrap_or_default()
    };
    let stands = |stays: &str, goes: &str| {
        format!(
            "Είναι το ίδιο έγγραφο: ισχύει η {stays}. Η {goes} κρατά τον αριθμό της και το γραφείο της την ακυρώνει ως διπλή."
        )
    };
    let (left, right) = (one.row.number.as_str(), two.row.number.as_str());
    let dispute = Dispute {
        question: "Ο ίδιος αποστολέας και το ίδιο έγγραφο βρίσκονται σε δύο εγγραφές. Ποια ισχύει;"
            .to_owned(),
        left: side(tx, "Πρώτη εγγραφή", &one)?,
        right: side(tx, "Δεύτερη εγγραφή", &two)?,
        offers: vec![
            Offer::new(Stands::Left, stands(left, right)),
            Offer::new(Stands::Right, stands(right, left)),
            Offer::new(
                Stands::Third,
                "Είναι δύο διαφορετικά έγγραφα: μένουν και οι δύο εγγραφές και δεν θα ξαναρωτηθεί.",
            ),
        ],
        reason: Some(
            "Από την εγγραφή που ισχύει μετρά η προθεσμία απάντησης. Ο λόγος μένει και στις δύο."
                .to_owned(),
        ),
        ..Dispute::default()
    };
    Ok(dispute
        .differ("Αριθμός", left, right)
        .differ("Ημέρα", day(one.row.day), day(two.row.day))
        .differ("Τρόπος", one.row.channel.greek(), two.row.channel.greek())
        .differ("Αποστολέας", of(&one, |l| &l.name), of(&two, |l| &l.name))
        .differ("Θέμα", of(&one, |l| &l.subject), of(&two, |l| &l.subject))
        .differ("Αριθμός αποστολέα", &one.row.their, &two.row.their)
        .differ("Φάκελος", &one.row.folder, &two.row.folder)
        .differ("Χρεώθηκε", &one.row.unit, &two.row.unit)
        .differ("Προθεσμία", day(one.row.due), day(two.row.due))
        .differ("Στάδιο", one.row.stage.greek(), two.row.stage.greek()))
}

fn decide(tx: &mut Tx<'_>, _: &Ctx, task: &Task, decision: &Decision) -> Outcome<Done> {
    let (one, two) = pair(tx, task)?;
    let (left, right) = (&one.row.number, &two.row.number);
    Ok(Done {
        text: match decision.stands {
            Stands::Left => format!("Ισχύει η {left}· η {right} είναι διπλή της"),
            Stands::Right => format!("Ισχύει η {right}· η {left} είναι διπλή της"),
            Stands::Third => format!("Οι {left} και {right} είναι δύο έγγραφα"),
        },
        about: vec![one.doc.to_string(), two.doc.to_string()],
    })
}
