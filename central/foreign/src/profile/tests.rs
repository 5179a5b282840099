//! Profiles over small files: what comes out, what is refused, what is left out.

use super::*;
use crate::rows::{Limits, open};
use std::io::Cursor;

fn read(profile: &str, file: &[u8]) -> Vec<Result<Row, Finding>> {
    let profile = Profile::read("π.json", profile).unwrap();
    let rows = open(&profile, Cursor::new(file), Limits::USUAL).unwrap();
    match Reading::new(&profile, rows) {
        Ok(reading) => reading.collect(),
        Err(finding) => vec![Err(finding)],
    }
}

const PERSONS: &str = r#"{"file": "a.csv", "target": "persons", "owner": "Έσοδα", "format": {"separated": {"headings": 2}},
    "repair": true, "totals": {"column": "Επώνυμο", "begins": ["Σύνολο"]}, "columns": [
    {"from": "ΑΦΜ", "to": "afm", "steps": ["no_dummies", "restore_zero"], "owner": "Μητρώο"},
    {"from": "επωνυμο", "to": "surname", "steps": ["greek_letters"]},
    {"from": "Χωριό", "to": "place", "steps": ["repeat"]},
    {"from": "Γέννηση", "to": "born", "lenient": true, "steps": [{"none": ["0/0/0000"]}, "date"]},
    {"value": "παλιό", "to": "kind"}]}"#;

#[test]
fn a_file_with_everything_in_it() {
    let file = "Εκτύπωση;;;\nΑΦΜ;ΕΠΩΝΥΜΟ;ΧΩΡΙΟ;ΓΕΝΝΗΣΗ\n00123454;ΔOKIMAKHΣ;Σίβα;0/0/0000\n;ΝΙΚΟΥ;;31/02/1970\n\n;ΣΥΝΟΛΟ 2;;\n\
                999999999;=ΣΙΑ;;1/2/1980\n1;2\n";
    let rows: Vec<Row> = read(PERSONS, file.as_bytes())
        .into_iter()
        .map(Result::unwrap)
        .collect();
    let [
        Row::Record(a),
        Row::Record(b),
        Row::LeftOut,
        Row::LeftOut,
        Row::Record(c),
        Row::Refused(d),
    ] = &rows[..]
    else {
        panic!("{rows:#?}");
    };
    let codes =
        |record: &Record| -> Vec<_> { record.remarks.iter().map(|r| r.finding.code).collect() };
    assert_eq!(
        (a.line, a.get("afm"), a.get("surname")),
        (3, "000123454", "ΔΟΚΙΜΑΚΗΣ")
    );
    assert_eq!(
        (a.get("place"), a.get("born"), a.get("kind")),
        ("Σίβα", "", "παλιό")
    );
    assert_eq!(codes(a), [import::ZERO_RESTORED, import::LATIN_LETTERS]);
    assert_eq!(
        (b.get("place"), b.some("born")),
        ("Σίβα", None),
        "merged cells repeat what stands above"
    );
    assert_eq!(codes(b), [import::FIELD_DROPPED]);
    assert_eq!(
        (c.get("afm"), c.get("surname"), c.get("born")),
        ("", "=ΣΙΑ", "1980-02-01")
    );
    assert_eq!(codes(c), [import::DUMMY_DROPPED, import::FORMULA]);
    assert_eq!((d.line, d.reasons[0].finding.code), (8, import::CELL_COUNT));
}

#[test]
fn a_profile_that_does_not_fit_its_file() {
    let missing = read(PERSONS, "x\nΑΦΜ;Επώνυμο;Χωριό\n".as_bytes());
    assert_eq!(
        missing,
        [Err(
            Finding::new(import::HEADING_MISSING).with("heading", "Γέννηση")
        )]
    );
    let twice = read(PERSONS, "x\nΑΦΜ;ΑΦΜ;Επώνυμο;Χωριό;Γέννηση\n".as_bytes());
    assert_eq!(
        twice,
        [Err(
            Finding::new(import::HEADING_TWICE).with("heading", "ΑΦΜ")
        )]
    );
    assert_eq!(
        read(PERSONS, b"").pop().unwrap().unwrap_err().code,
        import::FILE_CUT
    );
    let rows = PERSONS.replacen("\"repair\"", "\"rows\": 3, \"repair\"", 1);
    let last = read(
        &rows,
        "x\nΑΦΜ;Επώνυμο;Χωριό;Γέννηση\n;ΝΙΚΟΥ;Σίβα;\n".as_bytes(),
    )
    .pop();
    assert_eq!(
        last.unwrap().unwrap_err().code,
        import::FILE_CUT,
        "the sender counted more rows"
    );
}

#[test]
fn a_profile_says_what_is_wrong_with_it() {
    for (was, is) in [
        ("\"file\": \"a.csv\"", "\"file\": \"../a.csv\""),
        ("\"repair\": true", "\"repare\": true"),
        ("\"from\": \"ΑΦΜ\"", "\"at\": [1, 2]"),
        ("\"no_dummies\"", "\"no_such_step\""),
        (
            "{\"value\": \"παλιό\", \"to\": \"kind\"}",
            "{\"to\": \"kind\"}",
        ),
    ] {
        let text = PERSONS.replacen(was, is, 1);
        assert_ne!(text, PERSONS, "{was}");
        let finding = Profile::read("π.json", &text).unwrap_err();
        assert_eq!(finding.code, import::PROFILE_FORM, "{is}");
        assert!(finding.greek().contains("π.json"));
    }
    let profile = Profile::read("π.json", PERSONS).unwrap();
    assert_eq!(
        (profile.owner_of(Some("afm")), profile.owner_of(None)),
        ("Μητρώο", "Έσοδα")
    );
}
