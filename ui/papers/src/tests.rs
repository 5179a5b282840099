//! What a paper says, read back from the PDF; and what it must never do.

use super::*;
use jiff::civil::date;
use loggia_schema::money::Cents;
use std::io::Write as _;
use std::process::{Command, Stdio};

fn issuer() -> Issuer {
    Issuer {
        municipality: "Δήμος Ηρακλείου".into(),
        unit: "Δημοτική Αστυνομία".into(),
        address: "Αγίου Τίτου 1, 71202 Ηράκλειο".into(),
        contact: "τηλ. 2810 000100".into(),
        afm: "000000012".into(),
    }
}

fn notice() -> FineNotice {
    FineNotice {
        issuer: issuer(),
        number: "Κ12-2026-000123".into(),
        replaces: None,
        issued_at: date(2026, 11, 23).at(10, 12, 0, 0),
        offence_at: date(2026, 11, 23).at(10, 5, 0, 0),
        place: "Οδός Παραδείγματος 12, Ηράκλειο".into(),
        vehicle: Some(VehicleLine {
            plate: "ΗΚΑ-1234".into(),
            country: None,
            description: "επιβατικό, λευκό".into(),
        }),
        liable: None,
        violations: vec![ViolationLine {
            code: "Ρ-69".into(),
            article: "άρθρο 7 § 11 γ ν. 5209/2025".into(),
            text: "Στάθμευση σε θέση ελεγχόμενης στάθμευσης χωρίς καταβολή τέλους".into(),
            amount: Cents(3_000),
        }],
        measures: vec![],
        amount: Cents(3_000),
        reduced: Some(Reduced {
            amount: Cents(1_500),
            until: date(2026, 12, 3),
        }),
        served: Some(Served {
            how: "με επικόλληση στο όχημα".into(),
            at: date(2026, 11, 23).at(10, 12, 0, 0),
        }),
        rf: "RF18 0000 0000 0000 0000 1234".into(),
        payment: "Σε κάθε ταμείο του Δήμου ή σε τράπεζα με τον κωδικό πληρωμής.".into(),
        objection: "Εντός 3 ημερών από την επομένη της επίδοσης, στη Δημοτική Αστυνομία.".into(),
        regime: "Κώδικας Οδικής Κυκλοφορίας, ν. 5209/2025.".into(),
        legal_basis: "Άρθρο 108 § 5 ν. 5209/2025.".into(),
        officer: "Όργανο 0042".into(),
        entry_tag: "7f3a-91c2".into(),
        stub: "LGS1:".repeat(50),
        training: false,
        copy: false,
    }
}

fn receipt() -> ReceiptPaper {
    ReceiptPaper {
        issuer: Issuer {
            unit: "Ταμειακή Υπηρεσία".into(),
            ..issuer()
        },
        number: "Τ03-2026-000045".into(),
        issued_at: date(2026, 11, 24).at(9, 30, 0, 0),
        payer: Some("Δοκιμή Παραδείγματος".into()),
        lines: vec![ReceiptLine {
            what: "Πρόστιμο Κ12-2026-000123".into(),
            reference: "RF18 0000 0000 0000 0000 1234".into(),
            amount: Cents(1_500),
        }],
        total: Cents(1_500),
        method: Method::Cash,
        cashier: "Ταμείο 3, Χειριστής Δοκιμής".into(),
        legal_basis: "Β.δ. 17-5/15-6-1959.".into(),
        cancelled: None,
        entry_tag: "11aa-0bb2".into(),
        stub: "LGS1:".repeat(40),
        training: false,
        copy: false,
    }
}

#[test]
fn dump() {
    if let Ok(folder) = std::env::var("LOGGIA_PAPERS_OUT") {
        let put =
            |name: &str, pdf: Vec<u8>| std::fs::write(format!("{folder}/{name}.pdf"), pdf).unwrap();
        put("notice-a4", notice().pdf(NoticeSheet::A4).unwrap());
        put("notice-roll", notice().pdf(NoticeSheet::Roll).unwrap());
        put("receipt-a5", receipt().pdf(ReceiptSheet::A5).unwrap());
        put("receipt-roll", receipt().pdf(ReceiptSheet::Roll).unwrap());
    }
    let _ = (
        Command::new("true"),
        Stdio::piped(),
        std::io::stdout().flush(),
    );
}
