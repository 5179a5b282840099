//! The request: the table, every refusal, folding of two desks, the clock that stands still, twins, the row.

mod folding;
mod refusals;
mod table;
mod terms;
mod twins;

use super::*;
use crate::attachment::{Attachment, Media, What};
use crate::protocol::{DeskCode, ProtocolNumber, Register, SeriesMark};
use crate::records::IssueAt;
use crate::sample::{OFFICER, at, date, inc};
use loggia_schema::calendar::{Deadline, Unit};
use loggia_schema::ids::{BlobId, DeviceKey, PartId};

const NOW: &str = "2026-09-22T10:00";

fn paper(code: &str, required: bool, brought: bool) -> Paper {
    Paper {
        code: code.into(),
        title: format!("Δικαιολογητικό {code}"),
        required,
        brought,
    }
}

/// An application of a named person, with one paper that must come.
fn application(brought: bool) -> Registered {
    Registered {
        number: None,
        at: at(NOW),
        clerk: OFFICER,
        device: DeviceKey([7; 32]),
        channel: Channel::Counter,
        terms: TypeTerms {
            code: "ΤΜ".into(),
            title: "Διόρθωση τετραγωνικών".into(),
            term: Deadline {
                n: 50,
                unit: Unit::CalendarDays,
                roll: true,
            },
            office: "ΕΣΟ".into(),
            office_name: "Τμήμα Εσόδων".into(),
            named: true,
            placed: false,
            issue: IssueAt::Nobody,
            template: String::new(),
            reopen_days: 30,
            legal_basis: "ν. δοκιμής".into(),
        },
        community: "04".into(),
        community_name: "Κοινότητα Δαφνών".into(),
        spot: "Οδός Δοκιμής 1".into(),
        applicant: Some(PartId([1; 16])),
        behalf: None,
        text: None,
        details: None,
        papers: vec![paper("bill", true, brought), paper("plan", false, false)],
        due: date("2026-11-12"),
    }
}

fn registered(brought: bool) -> Event {
    Event::Registered(Box::new(application(brought)))
}

fn text() -> PartId {
    PartId([9; 16])
}

fn assigned(office: &str, saw: &str) -> Event {
    Event::Assigned(Assigned {
        office: office.into(),
        office_name: format!("Υπηρεσία {office}"),
        officer: None,
        saw_office: saw.into(),
        saw_officer: None,
    })
}

fn asked(on: &str) -> Event {
    Event::CitizenAsked(CitizenAsked {
        on: date(on),
        papers: vec![],
        text: Some(text()),
    })
}

fn bring(on: &str, papers: &[&str], due: Option<&str>) -> Event {
    Event::PapersBrought(PapersBrought {
        on: date(on),
        papers: papers.iter().map(|code| (*code).to_owned()).collect(),
        complete: due.is_some(),
        due: due.map(date),
    })
}

fn completed(on: &str) -> Event {
    Event::Completed(Completed {
        on: date(on),
        text: text(),
        decision: None,
        letter: None,
    })
}

fn rejected(law: &str) -> Event {
    Event::Rejected(Rejected {
        on: date("2026-10-01"),
        text: text(),
        law: law.into(),
        letter: None,
    })
}

fn reopened(on: &str) -> Event {
    Event::Reopened(Reopened {
        on: date(on),
        text: text(),
        due: date("2026-12-01"),
    })
}

fn number(no: u32) -> ProtocolNumber {
    let desk = DeskCode::parse("ΤΑ-04").unwrap();
    let mark = SeriesMark::of(inc(1));
    ProtocolNumber::new(desk, mark, Register::Protocol, 2026, no).unwrap()
}

fn photo(n: u8) -> Event {
    Event::Attached(Attachment {
        blob: BlobId([n; 32]),
        media: Media::Jpeg,
        bytes: 250_000,
        pages: 1,
        what: What::Photo,
        part: PartId([n; 16]),
    })
}
