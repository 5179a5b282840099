//! A receipt's lines become the machine's money, each with a key of its own.

use super::monies;
use crate::model::Pays;
use loggia_cases::number::DocNumber;
use loggia_cases::receipt::{Issued, Line, Means, Subject};
use loggia_core::subsystem::Accepted;
use loggia_schema::calendar::athens;
use loggia_schema::identifiers::Rf;
use loggia_schema::ids::{DeviceKey, DocId, Height, Incarnation, ScopeId, UserId};
use loggia_schema::money::Cents;

fn accepted() -> Accepted {
    Accepted {
        kind: 2,
        doc: DocId([1; 16]),
        scope: ScopeId([2; 16]),
        device: DeviceKey([3; 32]),
        incarnation: Incarnation([4; 10]),
        heights: (Height(1), Height(1)),
        arrived: "2026-11-23T08:00:00Z".parse().unwrap(),
        fresh: Vec::new(),
        all: Vec::new(),
        off: false,
    }
}

#[test]
fn every_line_keeps_what_it_pays_and_the_day_of_athens() {
    let line = |subject, amount| Line {
        subject,
        text: String::new(),
        amount: Cents(amount),
        reduced: false,
        quantity: None,
    };
    let rf = Rf::generate("126001000001").unwrap();
    let number = DocNumber::new("Κ1", 2026, 7).unwrap();
    let lines = vec![
        line(
            Subject::Rf {
                rf: rf.clone(),
                number: String::new(),
                budget_code: String::new(),
            },
            4_000,
        ),
        line(
            Subject::FineNumber {
                number: number.clone(),
            },
            3_000,
        ),
        line(
            Subject::Fee {
                code: "ΑΝΤΙΓΡΑΦΑ".into(),
                budget_code: "1499003001".into(),
            },
            50,
        ),
    ];
    let issued = Issued {
        number: DocNumber::new("Α01", 2026, 1).unwrap(),
        // Half past midnight in Athens: still the day before in UTC.
        at: "2026-11-22T22:30:00Z"
            .parse::<jiff::Timestamp>()
            .unwrap()
            .to_zoned(athens()),
        cashier: UserId([5; 16]),
        device: DeviceKey([3; 32]),
        place: String::new(),
        day: None,
        paper: None,
        payer: None,
        total: Cents(7_050),
        means: Means::Card {
            approval: "1".into(),
            last4: "1234".into(),
        },
        lines,
    };
    let monies = monies(&accepted(), &issued);
    let pays: Vec<_> = monies.iter().map(|money| money.pays.clone()).collect();
    let expected = [
        Pays::Rf(rf.as_str().into()),
        Pays::Number(number.to_string()),
        Pays::Fee("1499003001".into()),
    ];
    assert_eq!(pays, expected);
    assert!(
        monies
            .iter()
            .all(|money| money.card && money.paid_on.to_string() == "2026-11-23")
    );
    let keys: std::collections::BTreeSet<_> = monies.iter().map(|money| money.key()).collect();
    assert_eq!(keys.len(), 3);
}
