//! Entries and requests in one book.

use crate::MATTERS;
use crate::protocol::store::{self, Wanted};
use crate::testing::*;
use crate::{protocol, requests};
use loggia_cases::private::{Applicant, PrivatePart};
use loggia_cases::protocol::{Channel, Protocol, ProtocolNumber, Register};
use loggia_cases::records::IssueAt;
use loggia_cases::request::{self, Request};
use loggia_core::app::App;
use loggia_core::ctx::Ctx;
use loggia_core::db::Tx;
use loggia_core::subsystem::{Accepted, Verdict};
use loggia_core::{Outcome, parts, testing};
use loggia_schema::calendar::{Deadline, Unit};
use loggia_schema::ids::{DeviceKey, DocId, PartId};

fn request(number: ProtocolNumber, due: &str) -> request::Event {
    request::Event::Registered(Box::new(request::Registered {
        number: Some(number),
        at: now(),
        clerk: CLERK,
        device: DeviceKey([7; 32]),
        channel: request::Channel::Mail,
        terms: request::TypeTerms {
            code: "ΦΩ".into(),
            title: "Φωτισμός δρόμου".into(),
            term: Deadline {
                n: 5,
                unit: Unit::WorkingDays,
                roll: false,
            },
            office: "ΤΕΧ".into(),
            office_name: "Τεχνική Υπηρεσία".into(),
            named: false,
            placed: false,
            issue: IssueAt::Nobody,
            template: String::new(),
            reopen_days: 30,
            legal_basis: "δοκιμή".into(),
        },
        community: "04".into(),
        community_name: "Κοινότητα Δαφνών".into(),
        spot: "Έβανς 12".into(),
        applicant: Some(PartId([4; 16])),
        behalf: None,
        text: None,
        details: None,
        papers: Vec::new(),
        due: due.parse().unwrap(),
    }))
}

const ACCEPTED: Verdict = Verdict::Accepted { journal: None };

/// How a matter takes in a case.
type Take = fn(&mut Tx<'_>, &Accepted, &Ctx) -> Outcome<Verdict>;

fn take(app: &App, how: Take, accepted: &Accepted) -> Verdict {
    let ctx = testing::ctx(accepted.doc.0[0]);
    app.db().write(|tx| how(tx, accepted, &ctx)).unwrap()
}

#[test]
fn a_request_stands_in_the_book_under_its_number_and_a_refused_one_too() {
    testing::with_tables(MATTERS, |app| {
        town(app);
        let entry = registered(number(ONE, Register::Protocol, 1));
        let taken_entry = delivery::<Protocol>(1, ONE, &[entry]);
        assert_eq!(take(app, protocol::take, &taken_entry), ACCEPTED);
        let applicant = PrivatePart::Applicant(Applicant {
            name: "Δοκιμή Παραδείγματος".into(),
            afm: None,
            phone: None,
            address: String::new(),
        });
        let doc = DocId([2; 16]);
        let part = applicant.write().unwrap();
        app.db()
            .write(|tx| parts::put(tx, doc, PartId([4; 16]), &part))
            .unwrap();
        let taken = |doc: u8, no: u32, due: &str| {
            let event = request(number(ONE, Register::Protocol, no), due);
            take(
                app,
                requests::take,
                &delivery::<Request>(doc, ONE, &[event]),
            )
        };
        assert_eq!(taken(2, 2, "2027-01-08"), ACCEPTED);
        assert!(matches!(taken(3, 3, "2020-01-08"), Verdict::Refused(_)));
        let entry = registered(number(ONE, Register::Protocol, 4));
        let taken_entry = delivery::<Protocol>(4, ONE, &[entry]);
        assert_eq!(take(app, protocol::take, &taken_entry), ACCEPTED);

        let series = app.db().read(store::all_series).unwrap();
        assert!(series.iter().all(|one| one.gaps.is_empty()), "{series:?}");
        let wanted = Wanted {
            register: Some(Register::Protocol),
            ..Wanted::default()
        };
        let (lines, found) = app.db().read(|tx| store::search(tx, &wanted)).unwrap();
        assert_eq!(found, 4);
        let docs: Vec<u8> = lines.iter().map(|line| line.doc.0[0]).collect();
        assert_eq!(docs, [1, 2, 3, 4], "in the order of their numbers");
        let (line, refused) = (&lines[1], &lines[2]);
        assert_eq!(
            line.row.subject(line.letter.as_ref()),
            Some("Φωτισμός δρόμου, Έβανς 12, Κοινότητα Δαφνών")
        );
        assert_eq!(line.letter.as_ref().unwrap().name, "Δοκιμή Παραδείγματος");
        assert_eq!((line.row.channel, line.row.off), (Channel::Email, false));
        assert!(refused.row.off, "its slip is in somebody's hands");
        let known = app
            .db()
            .read(|tx| requests::store::search(tx, &requests::store::Wanted::default()))
            .unwrap();
        assert_eq!(known.1, 1, "the refused one is no request of the list");
    });
}
