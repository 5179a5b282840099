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
            term: Term::Until(date(2026, 12, 3)),
        }),
        served: Some(Served {
            how: "στο όχημα".into(),
            on: date(2026, 11, 23),
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

fn letter() -> LetterPaper {
    LetterPaper {
        issuer: issuer(),
        title: "Βεβαίωση μόνιμης κατοικίας".into(),
        number: "ΤΑ02-3ΑΚ7Η/ΒΕΒ/2026/000003".into(),
        book: "Βιβλίο βεβαιώσεων".into(),
        place: "Βασιλειές".into(),
        issued_at: date(2026, 11, 25).at(9, 30, 0, 0),
        recipient: vec!["Δοκιμή Παραδείγματος".into(), "Οδός Δοκιμής 1".into()],
        subject: "Μόνιμη κατοικία".into(),
        references: vec!["ΤΑ02-3ΑΚ7Η/2026/000017".into()],
        body: vec![
            "Βεβαιώνεται ότι η Δοκιμή Παραδείγματος κατοικεί μόνιμα στην κοινότητα.".into(),
            "Η βεβαίωση χορηγείται για κάθε νόμιμη χρήση.".into(),
        ],
        signer: Signer {
            title: "Ο Πρόεδρος της Κοινότητας".into(),
            name: "Εικονικός Πρόεδρος".into(),
            capacity: Capacity::ByOrder {
                of: "Δημάρχου".into(),
            },
        },
        remedy: "Κατά της πράξης χωρεί προσφυγή εντός 15 ημερών.".into(),
        legal_basis: "ν. 3852/2010".into(),
        entry_tag: "7f3a-91c2".into(),
        stub: "LGS1:".repeat(30),
        training: false,
        copy: false,
    }
}

fn slip() -> SlipPaper {
    SlipPaper {
        issuer: issuer(),
        number: "ΤΑ02-3ΑΚ7Η/2026/000017".into(),
        registered_at: date(2026, 11, 25).at(9, 30, 0, 0),
        received_on: None,
        direction: "εισερχόμενο".into(),
        party: Some("Δοκιμή Παραδείγματος".into()),
        subject: Some("Αίτηση για φωτισμό".into()),
        their: Some("12/Α/20/11/2026".into()),
        case: Some("ΑΙΤ-2026-000004".into()),
        due: Some(date(2027, 1, 14)),
        unit: Some("Τεχνική Υπηρεσία".into()),
        cancelled: None,
        legal_text: "Απάντηση δίνεται εντός 50 ημερών (άρθ. 4 ν. 2690/1999).".into(),
        clerk: "Χειρίστρια Δοκιμής".into(),
        entry_tag: "7f3a-91c2".into(),
        stub: "LGS1:".repeat(30),
        training: false,
        copy: false,
    }
}

/// The words of a PDF, read by a program that shares nothing with the one that wrote it.
fn words_of(pdf: &[u8]) -> String {
    let mut reader = Command::new("pdftotext")
        .args(["-layout", "-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("pdftotext, which tools/setup test installs");
    let mut input = reader.stdin.take().unwrap();
    let bytes = pdf.to_vec();
    let writer = std::thread::spawn(move || input.write_all(&bytes));
    let output = reader.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.replace('\u{a0}', " ")
        .lines()
        .map(str::trim_end)
        .collect::<Vec<_>>()
        .join("\n")
}

/// The words in one line, for sentences that the layout breaks.
fn flat(pdf: &[u8]) -> String {
    words_of(pdf)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// Keeps the papers for the eye: `LOGGIA_PAPERS=folder cargo test -p loggia-papers`.
fn keep(name: &str, pdf: &[u8]) {
    if let Ok(folder) = std::env::var("LOGGIA_PAPERS") {
        std::fs::write(format!("{folder}/{name}.pdf"), pdf).unwrap();
    }
}

#[test]
fn each_paper_reads_as_it_did() {
    let training = FineNotice {
        training: true,
        copy: true,
        replaces: Some("Κ12-2026-000122".into()),
        ..notice()
    };
    let cancelled = Some(Cancelled {
        at: date(2026, 11, 24).at(12, 0, 0, 0),
        reason: "Λάθος ποσό".into(),
    });
    let papers = [
        ("notice-a4", notice().pdf(Sheet::A4).unwrap()),
        ("notice-roll", notice().pdf(Sheet::Roll).unwrap()),
        ("notice-training-a4", training.pdf(Sheet::A4).unwrap()),
        ("notice-training-roll", training.pdf(Sheet::Roll).unwrap()),
        ("receipt-a5", receipt().pdf(Sheet::A5).unwrap()),
        ("receipt-roll", receipt().pdf(Sheet::Roll).unwrap()),
        ("letter-a4", letter().pdf(Sheet::A4).unwrap()),
        ("letter-roll", letter().pdf(Sheet::Roll).unwrap()),
        ("slip-a5", slip().pdf(Sheet::A5).unwrap()),
        ("slip-roll", slip().pdf(Sheet::Roll).unwrap()),
        (
            "receipt-cancelled",
            ReceiptPaper {
                cancelled,
                ..receipt()
            }
            .pdf(Sheet::A5)
            .unwrap(),
        ),
    ];
    for (name, pdf) in &papers {
        keep(name, pdf);
        insta::assert_snapshot!(*name, words_of(pdf));
    }
}

#[test]
fn a_paper_is_tagged_archival_and_carries_its_fonts() {
    let pdf = notice().pdf(Sheet::A4).unwrap();
    for part in [
        "<pdfuaid:part>1</pdfuaid:part>",
        "<pdfaid:part>2</pdfaid:part>",
        "/StructTreeRoot",
        "/Lang",
        "/FontFile3",
    ] {
        assert!(contains(&pdf, part.as_bytes()), "{part} is missing");
    }
    assert!(!contains(&pdf, b"/JavaScript") && !contains(&pdf, b"http://loggia"));
}

#[test]
fn the_same_value_gives_the_same_bytes_whatever_came_between() {
    let first = notice().pdf(Sheet::A4).unwrap();
    receipt().pdf(Sheet::Roll).unwrap();
    assert!(
        first == notice().pdf(Sheet::A4).unwrap(),
        "a paper changed by itself"
    );
    let other = FineNotice {
        stub: "LGS1:other".into(),
        ..notice()
    };
    assert!(
        first != other.pdf(Sheet::A4).unwrap(),
        "the QR does not follow the stub"
    );
}

#[test]
fn hostile_text_is_printed_and_never_run() {
    let evil = "#panic(1) #read(\"/etc/passwd\") $x^2$ *bold* \\ #set page(width: 1pt) ]]{{ <label> @ref // /* `raw`";
    let paper = FineNotice {
        place: evil.into(),
        liable: Some(evil.into()),
        payment: evil.into(),
        vehicle: Some(VehicleLine {
            plate: evil.into(),
            country: Some(evil.into()),
            description: evil.into(),
        }),
        ..notice()
    };
    let text = flat(&paper.pdf(Sheet::A4).unwrap());
    for part in [
        "#panic(1)",
        "#read(",
        "$x^2$",
        "*bold*",
        "<label>",
        "@ref",
        "// /*",
        "`raw`",
        "#set page(width:",
    ] {
        assert!(
            text.contains(part),
            "{part} was not printed as it stands: {text}"
        );
    }
    // What no font of ours can write becomes a square: a number already taken must always reach its paper.
    let odd = [
        "",
        "\u{0}",
        "\u{202e}αντίστροφα",
        "😀 漢字",
        "\n\n\n",
        &"Ω".repeat(2_000),
    ];
    for text in odd {
        let paper = ReceiptPaper {
            payer: Some(text.into()),
            cashier: text.into(),
            ..receipt()
        };
        for sheet in [Sheet::A5, Sheet::Roll] {
            let pdf = paper
                .pdf(sheet)
                .unwrap_or_else(|error| panic!("{text:?}: {error}"));
            assert!(flat(&pdf).contains("Τ03-2026-000045"));
        }
    }
}

#[test]
fn every_paper_fits_every_sheet_and_says_its_number_and_who_signs_how() {
    for sheet in [Sheet::A4, Sheet::A5, Sheet::Roll] {
        for pdf in [
            notice().pdf(sheet).unwrap(),
            receipt().pdf(sheet).unwrap(),
            letter().pdf(sheet).unwrap(),
            slip().pdf(sheet).unwrap(),
        ] {
            assert!(flat(&pdf).contains("2026"), "{sheet:?}");
        }
    }
    let acting = LetterPaper {
        signer: Signer {
            capacity: Capacity::Acting {
                of: "Προέδρου".into(),
            },
            ..letter().signer
        },
        ..letter()
    };
    assert!(flat(&acting.pdf(Sheet::A4).unwrap()).contains("α.α. Προέδρου"));
    assert!(flat(&letter().pdf(Sheet::A4).unwrap()).contains("Με εντολή Δημάρχου"));
    let evil = LetterPaper {
        body: vec!["#panic(1) *έντονα*".into()],
        recipient: Vec::new(),
        references: Vec::new(),
        subject: String::new(),
        ..letter()
    };
    assert!(flat(&evil.pdf(Sheet::A4).unwrap()).contains("#panic(1) *έντονα*"));
    let cancelled = SlipPaper {
        cancelled: Some("διπλή εγγραφή".into()),
        ..slip()
    };
    assert!(flat(&cancelled.pdf(Sheet::A5).unwrap()).contains("ΑΚΥΡΩΘΗΚΕ: διπλή εγγραφή"));
}

#[test]
fn pages_of_a_book_keep_their_numbers_whatever_is_printed_with_them() {
    let line = |no: usize| BookLine {
        number: format!("ΤΑ02-3ΑΚ7Η/2026/{no:06}"),
        subject: "Αίτηση #panic(1)".into(),
        ..BookLine::default()
    };
    let book = |first_page: u32, lines| BookPaper {
        issuer: issuer(),
        title: "Πρωτόκολλο, ΤΑ02, 2026".into(),
        first_page,
        pages: 3,
        lines,
        printed_at: date(2026, 11, 25).at(9, 30, 0, 0),
        training: false,
    };
    let all: Vec<BookLine> = (1..=2 * BOOK_PAGE + 1).map(line).collect();
    let whole = flat(&book(1, all.clone()).pdf().unwrap());
    for page in 1..=3 {
        assert!(whole.contains(&format!("σελίδα {page} από 3")), "{whole}");
    }
    let last = flat(&book(3, all[2 * BOOK_PAGE..].to_vec()).pdf().unwrap());
    assert!(
        last.contains("σελίδα 3 από 3") && last.contains("000037"),
        "{last}"
    );
    assert!(last.contains("#panic(1)"));
    assert!(
        !book(1, Vec::new()).pdf().unwrap().is_empty(),
        "a book without entries is a page"
    );
}

#[test]
fn a_long_notice_goes_on_and_counts_its_pages() {
    let many = FineNotice {
        violations: vec![notice().violations[0].clone(); 40],
        ..notice()
    };
    let text = flat(&many.pdf(Sheet::A4).unwrap());
    let pages: u32 = text
        .split("σελίδα 1 από ")
        .nth(1)
        .unwrap()
        .split(' ')
        .next()
        .unwrap()
        .parse()
        .unwrap();
    assert!(
        pages > 1 && text.contains(&format!("σελίδα {pages} από {pages}")),
        "{text}"
    );
}

#[test]
fn before_service_the_term_is_told_in_days_and_without_one_there_is_one_amount() {
    let unserved = FineNotice {
        served: None,
        reduced: Some(Reduced {
            amount: Cents(1_500),
            term: Term::DaysFromService(10),
        }),
        ..notice()
    };
    assert!(
        flat(&unserved.pdf(Sheet::A4).unwrap())
            .contains("Πληρωτέο εντός 10 ημερών από την επίδοση")
    );
    let whole = FineNotice {
        reduced: None,
        ..notice()
    };
    let text = flat(&whole.pdf(Sheet::A4).unwrap());
    assert!(text.contains("Πληρωτέο ποσό") && !text.contains("15,00"));
}

#[test]
fn a_receipt_whose_lines_do_not_add_up_is_no_paper() {
    let wrong = ReceiptPaper {
        total: Cents(1_501),
        ..receipt()
    };
    assert!(matches!(
        wrong.pdf(Sheet::A5),
        Err(PaperError::TotalDiffers)
    ));
    let huge = ReceiptLine {
        amount: Cents(i64::MAX),
        ..ReceiptLine::default()
    };
    let overflow = ReceiptPaper {
        lines: vec![huge.clone(), huge],
        total: Cents(-2),
        ..receipt()
    };
    assert!(matches!(
        overflow.pdf(Sheet::A5),
        Err(PaperError::TotalDiffers)
    ));
}

#[test]
fn a_stub_too_long_for_a_qr_is_said_to_be_so() {
    let long = FineNotice {
        stub: "Α".repeat(3_000),
        ..notice()
    };
    assert!(matches!(
        long.pdf(Sheet::Roll),
        Err(PaperError::StubTooLong(6_000))
    ));
}
