//! Every step with what it takes and what it refuses.

use super::*;
use crate::profile::{Profile, Reading, Row};
use crate::rows::{Limits, open};
use std::io::Cursor;

/// One cell through steps: the value and the codes of remarks, or the code it is refused with.
fn run(steps: &str, cell: &str) -> Result<(String, Vec<u16>), u16> {
    let profile = format!(
        r#"{{"file": "a", "target": "t", "owner": "o", "format": {{"separated": {{"separator": "|"}}}},
             "columns": [{{"from": "x", "to": "surname", "steps": {steps}}}, {{"from": "y", "to": "y"}}]}}"#
    );
    let profile = Profile::read("p", &profile).unwrap();
    let file = format!("x|y\n{cell}|1\n");
    let rows = open(&profile, Cursor::new(file.into_bytes()), Limits::USUAL).unwrap();
    match Reading::new(&profile, rows)
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
    {
        Row::Record(record) => {
            let codes = record
                .remarks
                .iter()
                .map(|r| r.finding.code.number())
                .collect();
            let name: Vec<&str> = ["surname", "first_name", "father"]
                .iter()
                .filter_map(|f| record.some(f))
                .collect();
            Ok((name.join("/"), codes))
        }
        Row::Refused(refused) => Err(refused.reasons[0].finding.code.number()),
        Row::LeftOut => panic!("the row was left out"),
    }
}

fn plain(steps: &str, cell: &str) -> Result<String, u16> {
    run(steps, cell).map(|(value, _)| value)
}

#[test]
fn amounts_of_both_habits_are_never_mixed() {
    let comma = |cell| plain(r#"["comma_amount"]"#, cell);
    let point = |cell| plain(r#"["point_amount"]"#, cell);
    assert_eq!(comma("1.234,5"), Ok("1234.50".to_owned()));
    assert_eq!(comma("-3,05"), Ok("-3.05".to_owned()));
    assert_eq!(comma("1.234"), Ok("1234.00".to_owned()));
    assert_eq!(
        comma("12.50"),
        Err(input::AMOUNT_FORM.number()),
        "a point for cents"
    );
    assert_eq!(point("1,234.5"), Ok("1234.50".to_owned()));
    assert_eq!(
        point("12,50"),
        Err(input::AMOUNT_FORM.number()),
        "a comma for cents"
    );
    assert_eq!(point("1234.567"), Err(input::AMOUNT_FORM.number()));
    let implied = |cell| plain(r#"[{"implied_places": 2}]"#, cell);
    assert_eq!(implied("5"), Ok("0.05".to_owned()));
    assert_eq!(implied("-123450"), Ok("-1234.50".to_owned()));
    assert_eq!(implied("12.3"), Err(input::AMOUNT_FORM.number()));
}

#[test]
fn days_with_whole_years_and_serials() {
    let date = |cell| {
        plain(
            r#"[{"none": ["0/0/0000", "1/1/1900", "99"]}, "date"]"#,
            cell,
        )
    };
    assert_eq!(date("31/12/2019"), Ok("2019-12-31".to_owned()));
    assert_eq!(date("2019-1-5"), Ok("2019-01-05".to_owned()));
    for none in ["0/0/0000", "1/1/1900", "99", ""] {
        assert_eq!(date(none), Ok(String::new()), "{none}");
    }
    assert_eq!(date("31/02/2019"), Err(input::DATE_IMPOSSIBLE.number()));
    for unclear in ["31/02", "5/1/19", "σ", "1/2/3/4", "x/1/2019", "+1/01/2019"] {
        assert_eq!(date(unclear), Err(input::DATE_FORM.number()), "{unclear}");
    }
    assert_eq!(date("1/1/0019"), Err(input::DATE_RANGE.number()));
    let serial = |cell| plain(r#"["serial_date"]"#, cell);
    assert_eq!(serial("59"), Ok("1900-02-28".to_owned()));
    assert_eq!(serial("60"), Err(input::DATE_IMPOSSIBLE.number()));
    assert_eq!(serial("61"), Ok("1900-03-01".to_owned()));
    assert_eq!(serial("46022"), Ok("2025-12-31".to_owned()));
    assert_eq!(serial("999999"), Err(input::DATE_RANGE.number()));
}

#[test]
fn tax_numbers_that_lost_their_zero_and_those_that_are_none() {
    let steps = r#"["no_dummies", "restore_zero"]"#;
    assert_eq!(
        run(steps, "00123453"),
        Ok(("00123453".to_owned(), vec![])),
        "it would not pass"
    );
    assert_eq!(
        run(steps, "00123454"),
        Ok(("000123454".to_owned(), vec![import::ZERO_RESTORED.number()]))
    );
    for dummy in ["000000000", "999999999"] {
        assert_eq!(
            run(steps, dummy),
            Ok((String::new(), vec![import::DUMMY_DROPPED.number()]))
        );
    }
    assert_eq!(
        plain(r#"["digits", {"zeros_to": 5}]"#, "Π-12"),
        Ok("00012".to_owned())
    );
}

#[test]
fn names() {
    let greek = |cell| run(r#"["greek_letters"]"#, cell);
    assert_eq!(
        greek("ΔOKIMAKHΣ"),
        Ok(("ΔΟΚΙΜΑΚΗΣ".to_owned(), vec![import::LATIN_LETTERS.number()]))
    );
    assert_eq!(
        greek("SMITH Τεστ"),
        Ok(("SMITH Τεστ".to_owned(), vec![])),
        "S is no Greek letter"
    );
    let one = |cell| run(r#"["one_field_name"]"#, cell);
    let estimated = vec![import::ONE_FIELD_NAME.number()];
    assert_eq!(
        one("ΔΟΚΙΜΑΚΗΣ ΓΕΩΡ. ΕΜΜ."),
        Ok(("ΔΟΚΙΜΑΚΗΣ/ΓΕΩΡ./ΕΜΜ.".to_owned(), estimated))
    );
    for whole in [
        "ΔΟΚΙΜΑΚΗΣ ΓΕΩΡ. ΕΜΜ. & ΣΙΑ",
        "ΚΛΗΡ/ΜΟΙ ΔΟΚΙΜΑΚΗ",
        "ΔΟΚΙΜΑΚΗΣ",
    ] {
        assert_eq!(one(whole), Ok((whole.to_owned(), vec![])));
    }
    let map = |cell| plain(r#"[{"map": {"ΚΥΡ": "main"}}]"#, cell);
    assert_eq!(map("ΚΥΡ"), Ok("main".to_owned()));
    assert_eq!(map("Χ"), Err(import::NOT_A_CHOICE.number()));
    assert_eq!(plain(r#"[{"prefix": "Υ-"}]"#, "7"), Ok("Υ-7".to_owned()));
    assert_eq!(plain(r#"["whole"]"#, "0712"), Ok("0712".to_owned()));
    for unclear in ["1.234", "χαλασμένο", "-3"] {
        assert_eq!(
            plain(r#"["whole"]"#, unclear),
            Err(import::NOT_A_NUMBER.number()),
            "{unclear}"
        );
    }
}
