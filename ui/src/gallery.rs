//! One page of every kind, with synthetic people: what the tests of the kit look at.
//!
//! `LOGGIA_GALLERY=folder cargo test -p loggia-ui gallery` writes the pages, to be opened in a browser.

mod sample;

pub(crate) use sample::ticket;

use crate::cases::{Names, View, fine, receipt};
use crate::outbox::{Item, Outbox};
use crate::result::Progress;
use crate::status::StatusLine;
use crate::tasks::{Home, Task};
use crate::unlock::Unlock;
use crate::*;
use jiff::civil::date;
use loggia_cases::case::Effects;
use loggia_schema::message::{Finding, cases, input, numbers};
use loggia_schema::money::Cents;

fn frame(path: &str) -> Frame {
    let status = Status {
        waiting: 3,
        last: Some(date(2026, 11, 23).at(10, 42, 0, 0)),
        ..Status::default()
    };
    Frame {
        municipality: "Δήμος Ηρακλείου".into(),
        unit: Some("Δημοτική Αστυνομία".into()),
        user: Some(SignedIn {
            name: "Δοκιμή Παραδείγματος".into(),
            leave: ("Κλείδωμα".into(), "/lock".into()),
        }),
        ask: Some(("/receipts/new".into(), "Τι χρωστάω;".into())),
        status: Some(StatusLine {
            text: status.line(date(2026, 11, 23)),
            outbox: "/outbox".into(),
            refresh: Some("/status".into()),
        }),
        menu: vec![
            MenuGroup::new("", vec![MenuItem::new("Οι εργασίες μου", "/")]),
            MenuGroup::new(
                "Πρόστιμα",
                vec![
                    MenuItem::new("Κλήσεις", "/fines"),
                    MenuItem::new("Νέα κλήση", "/fines/new"),
                ],
            ),
            MenuGroup::new(
                "Ταμείο",
                vec![
                    MenuItem::new("Διπλότυπα", "/receipts"),
                    MenuItem::new("Είσπραξη", "/receipts/new"),
                ],
            ),
        ],
        path: path.into(),
        training: true,
        commands: vec![Command {
            words: "Ανατύπωση του τελευταίου".into(),
            href: "/prints/last".into(),
            key: "reprint",
        }],
    }
}

/// Every page with its name.
pub(crate) fn pages() -> Vec<(&'static str, String)> {
    let mut pages = lists();
    pages.extend(records());
    pages.extend(forms());
    pages.extend(others());
    pages
        .into_iter()
        .map(|(name, page)| (name, page.into_string()))
        .collect()
}

fn lists() -> Vec<(&'static str, Markup)> {
    let query = Query::parse("stage=issued&sort=-amount&page=2");
    let rows = (100..104).map(sample::fine_row);
    let mut list = List::new("Κλήσεις", "/fines", &query)
        .found(12_408)
        .totals([
            Cell::from("Σύνολο"),
            Cell::Empty,
            Cell::Empty,
            Cell::Empty,
            Cell::Empty,
            Cell::Empty,
            Cell::Amount(Cents(37_224_000)),
            Cell::Amount(Cents(1_500)),
            Cell::Empty,
        ])
        .bulk(Bulk::new("/fines/list/preview", "Προεπισκόπηση καταλόγου"))
        .file("kliseis")
        .create("Νέα κλήση", "/fines/new");
    for column in fine::columns(true) {
        list = list.column(column);
    }
    for field in fine::filters() {
        list = list.filter(field);
    }
    let mut badges = [Badge::Local, Badge::Sent, Badge::Registered, Badge::Refused].into_iter();
    for (at, row) in rows.enumerate() {
        let shown = fine::row(&row, format!("/fines/{at}"), badges.next());
        list = list.row(if at == 2 {
            shown.locked("έχει ήδη βεβαιωθεί")
        } else {
            shown
        });
    }
    let nothing = List::new("Κλήσεις", "/fines", &query)
        .filter(Field::text("q", "Πινακίδα"))
        .filter(Field::date("from", "Από"))
        .column(Column::text("number", "Αριθμός"))
        .create("Νέα κλήση", "/fines/new");
    vec![
        (
            "list",
            Page::new(&frame("/fines"), "Κλήσεις")
                .crumb("Αρχική", "/")
                .body(&list)
                .render(),
        ),
        (
            "list-empty",
            Page::new(&frame("/fines"), "Κλήσεις")
                .body(&nothing)
                .render(),
        ),
    ]
}

fn records() -> Vec<(&'static str, Markup)> {
    let effects = Effects::default();
    let (user, device, part) = sample::names();
    let names = Names {
        user: &user,
        device: &device,
        part: &part,
    };
    let events = sample::fine_events();
    let folded = loggia_cases::fold::<loggia_cases::fine::Fine>(&events, &effects);
    let view = View {
        folded: &folded,
        events: &events,
        effects: &effects,
        names,
        badge: Some(Badge::Sent),
        today: date(2026, 11, 23),
    };
    let fine = fine::record(&view)
        .action(Action::pdf("Εκτύπωση", "/fines/1/paper.pdf").primary())
        .action(Action::link("Αντικατάσταση", "/fines/1/replace"))
        .action(Action::button("Επανάληψη αποστολής", "/fines/1/retry"));
    let events = sample::receipt_events();
    let folded = loggia_cases::fold::<loggia_cases::receipt::Receipt>(&events, &effects);
    let view = View {
        folded: &folded,
        events: &events,
        effects: &effects,
        names,
        badge: Some(Badge::Registered),
        today: date(2026, 11, 23),
    };
    let paid =
        receipt::record(&view).action(Action::pdf("Εκτύπωση", "/receipts/1/paper.pdf").primary());
    vec![
        (
            "fine",
            Page::new(&frame("/fines/1"), "Κλήση Κ12-2026-000123")
                .crumb("Αρχική", "/")
                .crumb("Κλήσεις", "/fines")
                .notice(
                    Notice::success("Η κλήση Κ12-2026-000123 εκδόθηκε.")
                        .link("Νέα κλήση", "/fines/new"),
                )
                .body(&fine)
                .render(),
        ),
        (
            "receipt",
            Page::new(&frame("/receipts/1"), "Διπλότυπο Τ03-2026-000045")
                .crumb("Διπλότυπα", "/receipts")
                .body(&paid)
                .render(),
        ),
    ]
}

fn forms() -> Vec<(&'static str, Markup)> {
    let catalogue = sample::catalogue();
    let blank = Values::default()
        .with("offence_at", "23/11/2026")
        .with("offence_time", "10:05");
    let clean = fine::issue("/fines", &catalogue, &blank, &[])
        .draft("/drafts/fine")
        .back("Ακύρωση", "/fines");
    let typed = blank
        .clone()
        .with("plate", "ΗΚΑ123")
        .with("violation", "Ρ-69/1")
        .with("afm", "000000013");
    let findings = [
        Finding::new(input::AFM_CHECK_DIGIT)
            .on("afm")
            .with("value", "000000013"),
        Finding::new(cases::PLACE_MISSING).on("street"),
        Finding::new(cases::CLOCK_OFF)
            .on("offence_at")
            .with("minutes", 12),
    ];
    let refused = fine::issue("/fines", &catalogue, &typed, &findings).draft("/drafts/fine");
    let payable = sample::payable();
    let due = payable
        .due(
            date(2026, 11, 25),
            &loggia_cases::records::Reference::default(),
        )
        .unwrap();
    let debt = receipt::counter::Debt {
        record: &payable,
        today: &due,
        taken: &["Τ03-2026-000044".to_owned()],
        ticked: true,
        amount: "15,00".into(),
    };
    let cash = Values::default().with("means", "cash");
    let counter = receipt::counter::debts("/receipts", &[debt], 18, &cash, &[]);
    let every = Form::new("/x", "Υποβολή")
        .field(Field::text("a", "Κείμενο").required())
        .field(Field::checkbox("b", "Συμφωνώ").required())
        .field(
            Field::radios(
                "c",
                "Επιλογή",
                vec![Choice::new("1", "Ένα"), Choice::new("2", "Δύο")],
            )
            .required(),
        )
        .field(Field::textarea("d", "Παρατηρήσεις"))
        .field(Field::person("e", "Πρόσωπο", "/persons/search").required())
        .field(Field::iban("f", "IBAN").required())
        .findings(&[
            Finding::new(input::EMPTY).on("c"),
            Finding::new(input::EMPTY).on("b"),
            Finding::new(input::EMPTY).on("e"),
        ]);
    vec![
        (
            "form",
            Page::new(&frame("/fines/new"), "Νέα κλήση")
                .crumb("Κλήσεις", "/fines")
                .body(&clean)
                .render(),
        ),
        (
            "form-refused",
            Page::new(&frame("/fines/new"), "Νέα κλήση")
                .failed(true)
                .body(&refused)
                .render(),
        ),
        (
            "counter",
            Page::new(&frame("/receipts/new"), "Είσπραξη")
                .body(&counter)
                .render(),
        ),
        (
            "form-fields",
            Page::new(&frame("/x"), "Όλα τα πεδία")
                .failed(true)
                .body(&every)
                .render(),
        ),
    ]
}

fn others() -> Vec<(&'static str, Markup)> {
    let day = date(2026, 11, 23);
    let item = |what: &str, badge, late, answer: Option<&str>| Item {
        what: what.into(),
        href: "/fines/1".into(),
        badge,
        since: day.at(9, 0, 0, 0),
        late,
        attempts: 4,
        answer: answer.map(Into::into),
        next: None,
        retry: Some("/outbox/1/retry".into()),
        mend: (badge == Badge::Refused).then(|| "/fines/1".into()),
    };
    let outside = Finding::new(numbers::NUMBER_OUTSIDE_LEASE).with("number", "Κ12-2026-000123");
    let outside = outside.greek();
    let outbox = Outbox::new(vec![
        item("Κλήση Κ12-2026-000124", Badge::Queued, false, None),
        item(
            "Κλήση Κ12-2026-000123",
            Badge::Refused,
            false,
            Some(&outside),
        ),
        item("Κλήση Κ12-2026-000099", Badge::Local, true, None),
    ])
    .retry_all("/outbox/retry");
    let home = Home::new(vec![Task {
        kind: "Προς διόρθωση".into(),
        what: "Κλήση Κ12-2026-000123".into(),
        href: "/fines/1".into(),
        due: Some(day),
        why: "Το Κέντρο απέρριψε την επίδοση: η ημερομηνία είναι πριν από την παράβαση.".into(),
    }])
    .shortcut("Νέα κλήση", "/fines/new")
    .note(words::numbers_left(18));
    let done = JobResult::new("Βεβαιώθηκαν 12 κλήσεις")
        .line("Σύνολο", Cents(36_000))
        .failure("Κ12-2026-000200", Finding::new(cases::DEBTOR_UNKNOWN))
        .action(Action::link("Επιστροφή στις κλήσεις", "/fines"));
    let runs = JobResult::new("Βεβαίωση καταλόγου").running(Progress {
        step: (2, 4),
        items: (3_100, 12_408),
        left: Some(40),
        refresh: "/jobs/1".into(),
        stop: Some("/jobs/1/stop".into()),
    });
    let users = vec![
        Choice::new("1", "Δοκιμή Παραδείγματος"),
        Choice::new("2", "Υπόδειγμα Ελέγχου"),
    ];
    let wrong = [Finding::new(input::EMPTY).on("password")];
    let typed = Values::default().with("user", "1");
    let door = Frame {
        user: None,
        status: None,
        menu: Vec::new(),
        ..frame("/")
    };
    vec![
        (
            "outbox",
            Page::new(&frame("/outbox"), "Εξερχόμενα")
                .body(&outbox)
                .render(),
        ),
        (
            "home",
            Page::new(&frame("/"), "Οι εργασίες μου")
                .body(&home)
                .render(),
        ),
        (
            "job-done",
            Page::new(&frame("/jobs/1"), "Κατάλογος βεβαίωσης")
                .body(&done)
                .render(),
        ),
        (
            "job-runs",
            Page::new(&frame("/jobs/1"), "Κατάλογος βεβαίωσης")
                .body(&runs)
                .render(),
        ),
        (
            "unlock",
            Unlock::device("/unlock", users, &typed)
                .note("Όσο η συσκευή είναι κλειδωμένη δεν συγχρονίζεται.")
                .findings(&wrong)
                .render(&door),
        ),
        (
            "sign-in",
            Unlock::office("/login", &Values::default()).render(&door),
        ),
    ]
}

#[test]
fn every_page_keeps_the_promises() {
    for (name, page) in pages() {
        assert_eq!(proof::broken(&page), Vec::<String>::new(), "{name}");
        if let Ok(folder) = std::env::var("LOGGIA_GALLERY") {
            std::fs::write(format!("{folder}/{name}.html"), page).unwrap();
        }
    }
}

#[test]
fn every_page_reads_as_it_did() {
    for (name, page) in pages() {
        insta::assert_snapshot!(name, proof::outline(&page));
    }
}

#[test]
fn a_hostile_name_stays_text_everywhere() {
    let evil = "\"><script>alert(1)</script><h1>&";
    let query = Query::from_pairs([("q", evil)]);
    let list = List::new(evil, "/fines", &query)
        .column(Column::text("a", evil))
        .filter(Field::text("q", evil))
        .row(Row::new(evil, "/x").cell(evil))
        .found(1_000);
    let form = Form::new("/x", evil)
        .field(Field::text("q", evil).hint(evil))
        .values(&Values::default().with("q", evil));
    let record = Record::new().state(evil).line(evil, evil);
    for page in [
        Page::new(&frame("/"), evil).body(&list).render(),
        Page::new(&frame("/"), evil).body(&form).render(),
        Page::new(&frame("/"), evil).body(&record).render(),
    ] {
        assert_eq!(proof::broken(&page.into_string()), Vec::<String>::new());
    }
}
