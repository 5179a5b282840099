//! A laptop of the tests: it writes the very entries, changes and private parts that a real one writes.

use super::Hall;
use crate::hall::inspect;
use jiff::{Timestamp, Zoned};
use loggia_cases::case::{Case, new_event};
use loggia_cases::document::CaseDoc;
use loggia_cases::fine::calculator::{self, Pick};
use loggia_cases::fine::{self, Fine, Liable, LiableRole, Place, ServiceKind, Ticket, Vehicle};
use loggia_cases::number::DocNumber;
use loggia_cases::private::{LiablePerson, PrivatePart};
use loggia_cases::receipt::{self, Issued, Line, Means, Receipt, Subject};
use loggia_core::numbers::Lease;
use loggia_core::testing;
use loggia_intake::judge::Judged;
use loggia_schema::calendar::athens;
use loggia_schema::identifiers::{Afm, Plate, Rf};
use loggia_schema::ids::{DocId, PartId, UserId};
use loggia_schema::money::Cents;
use loggia_sync::body::CaseKind;
use loggia_sync::body::{BodySecret, OpenBody, PrivateBody, write_entry};
use loggia_sync::bundle::Bundle;
use loggia_sync::feed::{Chain, Entry, FeedId, Kind, SignedTip, Tip};
use loggia_sync::gates::{self, AdmitError};
use loggia_sync::sign::KeyPair;
use loggia_sync::store::SyncStore as _;
use std::collections::{BTreeMap, BTreeSet};

/// A device that writes what a real one writes.
pub struct Laptop {
    pub keys: KeyPair,
    pub feed: FeedId,
    chain: Chain,
    pub lease: Option<Lease>,
    pending: Vec<Entry>,
    handed: Tip,
    docs: BTreeMap<DocId, CaseDoc>,
    opened: BTreeSet<DocId>,
    used: i64,
    made: u8,
    /// The sheet of a paper block that tickets are typed from.
    pub sheet: Option<String>,
}

/// Local time in Athens.
pub fn at(text: &str) -> Zoned {
    text.parse::<jiff::civil::DateTime>()
        .unwrap()
        .to_zoned(athens())
        .unwrap()
}

impl Laptop {
    /// A device that has written nothing yet.
    pub fn new(keys: KeyPair, feed: FeedId, lease: Option<Lease>) -> Laptop {
        let chain = Chain::start(testing::MUNICIPALITY, &feed);
        Laptop {
            keys,
            feed,
            chain,
            lease,
            pending: Vec::new(),
            handed: chain.tip(),
            docs: BTreeMap::new(),
            opened: BTreeSet::new(),
            used: 0,
            made: 0,
            sheet: None,
        }
    }

    /// The next number of the block and its payment code.
    pub fn number(&mut self) -> (DocNumber, Rf) {
        let lease = self.lease.as_ref().unwrap();
        let no = u32::try_from(lease.first + self.used).unwrap();
        self.used += 1;
        let number = DocNumber::new(&lease.prefix, 2026, no).unwrap();
        let rf = number.rf(&lease.rf_stem).unwrap();
        (number, rf)
    }

    fn doc_id(&mut self) -> DocId {
        self.made += 1;
        DocId([
            self.keys.public().0[0] ^ self.made,
            self.made,
            9,
            9,
            9,
            9,
            7,
            9,
            8,
            9,
            9,
            9,
            9,
            9,
            9,
            self.keys.public().0[1],
        ])
    }

    /// Writes one event, as OPEN or CHANGE.
    pub fn write<C: Case>(&mut self, doc: DocId, by: UserId, at: Timestamp, event: &C::Event) {
        let opened = !self.opened.insert(doc);
        let secret = &BodySecret::from_bytes([doc.0[0]; 32]);
        let case = self.docs.entry(doc).or_default();
        let appended = case
            .append(self.feed.incarnation, &new_event::<C>(event, at, by))
            .unwrap();
        let (kind, body) = if opened {
            (Kind::CHANGE, appended.change)
        } else {
            let open = OpenBody {
                secret: secret.clone(),
                case_kind: CaseKind(C::KIND.0),
                change: appended.change,
            };
            (Kind::OPEN, open.encode())
        };
        self.pending
            .push(write_entry(&mut self.chain, &self.feed, kind, doc, secret, body).unwrap());
    }

    /// Writes a private part.
    pub fn write_part(&mut self, doc: DocId, part: PartId, content: &PrivatePart) {
        let salt = BodySecret::from_bytes([5; 32]);
        let body = PrivateBody {
            salt: salt.clone(),
            part,
            bytes: content.write().unwrap(),
        }
        .encode();
        self.pending.push(
            write_entry(&mut self.chain, &self.feed, Kind::PRIVATE, doc, &salt, body).unwrap(),
        );
    }

    /// Takes a document of another laptop over, so that both write in it.
    pub fn learn(&mut self, other: &Laptop, doc: DocId) {
        self.docs.insert(doc, other.docs.get(&doc).unwrap().clone());
    }

    /// A ticket for a plate, issued and left on the windscreen at the same moment.
    pub fn issue(
        &mut self,
        hall: &Hall,
        login: &str,
        when: &str,
        violation: &str,
    ) -> (DocId, Ticket) {
        let (doc, ticket) = self.ticket(hall, login, when, violation, None);
        self.serve(hall, login, doc, &ticket, when);
        (doc, ticket)
    }

    /// A ticket, issued and not yet served; addressed to a person if one is given.
    pub fn ticket(
        &mut self,
        hall: &Hall,
        login: &str,
        when: &str,
        violation: &str,
        person: Option<&str>,
    ) -> (DocId, Ticket) {
        let (user, offence_at, doc) = (hall.user(login), at(when), self.doc_id());
        let (number, rf) = self.number();
        let reference = hall
            .app
            .db()
            .read(loggia_revenue::cases::reference)
            .unwrap();
        let picks = [Pick {
            code: violation.to_owned(),
            step: 1,
        }];
        let (terms, violations) = calculator::write(&reference, offence_at.date(), &picks).unwrap();
        let liable = person.map(|afm| {
            let part = PartId([self.made; 16]);
            let afm = Afm::parse(afm).unwrap();
            let content = LiablePerson {
                name: "Δοκιμή Παραδείγματος".to_owned(),
                afm: Some(afm),
                address: "Οδός Δοκιμής 1".to_owned(),
                postcode: None,
                phone: None,
                id_document: String::new(),
            };
            self.write_part(doc, part, &PrivatePart::LiablePerson(content));
            Liable {
                part,
                role: LiableRole::Driver,
                has_afm: true,
                saw: None,
            }
        });
        let ticket = Ticket {
            number,
            rf,
            recorded_at: offence_at.timestamp(),
            offence_at: offence_at.clone(),
            late_reason: None,
            paper: self.sheet.clone(),
            place: Place {
                street: "Οδός Δοκιμής".to_owned(),
                street_no: "1".to_owned(),
                ..Place::default()
            },
            officer: user,
            officer_no: "Δ-0001".to_owned(),
            device: self.keys.public(),
            terms,
            violations,
            vehicle: Some(Vehicle {
                plate: Plate::parse("ΗΚΑ1234").unwrap(),
                plate_as_typed: "ηκα 1234".to_owned(),
                description: String::new(),
            }),
            liable,
            replaces: None,
        };
        self.write::<Fine>(
            doc,
            user,
            offence_at.timestamp(),
            &fine::Event::Issued(Box::new(ticket.clone())),
        );
        (doc, ticket)
    }

    /// Leaves the ticket on the windscreen.
    pub fn serve(&mut self, hall: &Hall, login: &str, doc: DocId, ticket: &Ticket, when: &str) {
        let moment = at(when);
        let holidays = hall
            .app
            .db()
            .read(loggia_revenue::cases::reference)
            .unwrap()
            .holidays();
        let served = calculator::serve(
            ticket,
            ServiceKind::Windscreen,
            moment.date(),
            &holidays,
            None,
        )
        .unwrap();
        self.write::<Fine>(
            doc,
            hall.user(login),
            moment.timestamp(),
            &fine::Event::Served(served),
        );
    }

    /// A receipt with one line.
    pub fn receive(
        &mut self,
        hall: &Hall,
        login: &str,
        when: &str,
        (subject, amount): (Subject, i64),
    ) -> DocId {
        let (user, moment, doc) = (hall.user(login), at(when), self.doc_id());
        let (number, _) = self.number();
        let line = Line {
            subject,
            text: "Πρόστιμο".to_owned(),
            amount: Cents(amount),
            reduced: false,
            quantity: None,
        };
        let issued = Issued {
            number,
            at: moment.clone(),
            cashier: user,
            device: self.keys.public(),
            place: String::new(),
            day: None,
            paper: None,
            payer: None,
            lines: vec![line],
            total: Cents(amount),
            means: Means::Cash,
        };
        self.write::<Receipt>(
            doc,
            user,
            moment.timestamp(),
            &receipt::Event::Issued(Box::new(issued)),
        );
        doc
    }

    /// The bundle of everything written since the last one.
    pub fn bundle(&mut self) -> Bundle {
        let (before, tip) = (self.handed, self.chain.tip());
        let signed = SignedTip::sign(&self.keys, testing::MUNICIPALITY, &self.feed, tip);
        self.handed = tip;
        Bundle {
            municipality: testing::MUNICIPALITY,
            feed: self.feed,
            before,
            entries: std::mem::take(&mut self.pending),
            signature: signed.signature,
        }
    }

    /// Hands everything in and lets the centre judge.
    pub fn hand_in(&mut self, hall: &Hall) -> Judged {
        let bundle = self.bundle();
        admit(hall, bundle).unwrap();
        hall.judge(self.feed.scope)
    }
}

/// The gate and the store, as a session calls them. `Ok(false)`: all of it was held already.
pub fn admit(hall: &Hall, bundle: Bundle) -> Result<bool, AdmitError> {
    let mut store = hall.store();
    match gates::admit(bundle, &store, inspect)? {
        Some(checked) => store
            .admit(&checked)
            .map(|_| true)
            .map_err(AdmitError::Store),
        None => Ok(false),
    }
}

/// What a fine is paid by.
pub fn rf(ticket: &Ticket) -> Subject {
    Subject::Rf {
        rf: ticket.rf.clone(),
        number: ticket.number.to_string(),
        budget_code: String::new(),
    }
}
