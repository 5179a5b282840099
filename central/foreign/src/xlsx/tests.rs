//! Spreadsheets as programs write them, and as nobody should.

use super::*;
use std::io::{Cursor, Write as _};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

const WORKBOOK: &str = r#"<workbook xmlns:r="r"><sheets><sheet name="Πρώτο" r:id="rId1"/><sheet name="Δεύτερο" r:id="rId2"/></sheets></workbook>"#;
const RELATIONS: &str = r#"<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Target="/xl/worksheets/sheet2.xml"/></Relationships>"#;
const TEXTS: &str = r#"<sst><si><t>Κωδικός</t></si><si><r><t>Νίκος </t></r><r><t>&amp; Σία</t></r><rPh><t>Νικος</t></rPh></si><si/></sst>"#;

fn packed(parts: &[(&str, &str)], method: CompressionMethod) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        let options = SimpleFileOptions::default().compression_method(method);
        zip.start_file(*name, options).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn workbook(sheet: &str) -> Vec<u8> {
    let parts = [
        ("xl/workbook.xml", WORKBOOK),
        ("xl/_rels/workbook.xml.rels", RELATIONS),
        ("xl/sharedStrings.xml", TEXTS),
        ("xl/worksheets/sheet1.xml", sheet),
        (
            "xl/worksheets/sheet2.xml",
            "<worksheet><sheetData/></worksheet>",
        ),
    ];
    packed(&parts, CompressionMethod::Deflated)
}

fn small() -> Limits {
    Limits {
        cells: 10,
        unpacked: 1 << 20,
        texts: 1 << 16,
        line: 1 << 12,
        ..Limits::USUAL
    }
}

fn read(bytes: &[u8], sheet: Option<&str>) -> Result<Vec<Vec<String>>, Finding> {
    let rows = Sheet::open(Cursor::new(bytes), "χωριό.xlsx", (sheet, 1), small())?;
    rows.map(|row| row.map(|row| row.cells.unwrap())).collect()
}

#[test]
fn cells_of_every_kind_at_their_places() {
    let sheet = r#"<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="inlineStr"><is><t>Ποσό</t></is></c></row>
        <row r="3"><c r="A3" t="s"><v>1</v></c><c r="B3"><f>1+1</f><v>12.339999999999999</v></c><c r="C3" t="str"><v>=1+1</v></c><c r="D3" t="s"><v>2</v></c></row>
        </sheetData></worksheet>"#;
    let rows = read(&workbook(sheet), None).unwrap();
    assert_eq!(
        rows,
        [
            vec!["Κωδικός", "", "Ποσό"],
            vec!["Νίκος & Σία", "12.34", "=1+1", ""]
        ]
    );
    assert_eq!(
        read(&workbook(sheet), Some("Δεύτερο")).unwrap(),
        Vec::<Vec<String>>::new()
    );
    assert_eq!(
        read(&workbook(sheet), Some("Τρίτο")).unwrap_err().code,
        import::SHEET_UNKNOWN
    );
}

#[test]
fn numbers_are_the_decimals_they_mean() {
    for (stored, meant) in [
        ("12.339999999999999", "12.34"),
        ("1.2339999999999999E1", "12.34"),
        ("4.5E-3", "0.0045"),
        ("-0.10000000000000001", "-0.1"),
        ("99.9999999999", "100"),
        ("45992", "45992"),
        ("1E+3", "1000"),
        ("-0", "0"),
        ("1E999", "1E999"),
        ("NaN", "NaN"),
        ("", ""),
    ] {
        assert_eq!(decimal(stored), meant, "{stored}");
    }
}

#[test]
fn a_bomb_is_refused_and_not_unpacked() {
    let text = format!("<worksheet><sheetData>{}", "<row/>".repeat(1 << 20));
    let bomb = workbook(&text);
    assert!(bomb.len() < 100_000, "{} bytes hold megabytes", bomb.len());
    assert_eq!(
        read(&bomb, None).unwrap_err().code,
        import::ARCHIVE_TOO_LARGE
    );
    let long = workbook(&format!(
        "<worksheet><sheetData><row><c><v>{}",
        "9".repeat(1 << 16)
    ));
    assert_eq!(
        read(&long, None).unwrap_err().code,
        import::ARCHIVE_TOO_LARGE
    );
    let wide = workbook(
        r#"<worksheet><sheetData><row><c r="XFD1"><v>1</v></c></row></sheetData></worksheet>"#,
    );
    assert_eq!(read(&wide, None).unwrap_err().code, import::TOO_MUCH);
    let texts = format!("<sst>{}</sst>", "<si/>".repeat(1 << 15));
    let parts = [
        ("xl/workbook.xml", WORKBOOK),
        ("xl/_rels/workbook.xml.rels", RELATIONS),
        ("xl/sharedStrings.xml", &texts),
    ];
    let many = packed(&parts, CompressionMethod::Deflated);
    assert_eq!(
        read(&many, None).unwrap_err().code,
        import::ARCHIVE_TOO_LARGE
    );
}

#[test]
fn what_is_no_spreadsheet_says_so() {
    let whole = workbook("<worksheet><sheetData/></worksheet>");
    let hidden = workbook("<worksheet><!-- < --><sheetData/></worksheet>");
    let open = workbook("<worksheet><sheetData><row>");
    let declared = workbook("<!DOCTYPE x [<!ENTITY a \"b\">]><worksheet><sheetData/></worksheet>");
    let text = workbook(
        r#"<worksheet><sheetData><row><c t="s"><v>7</v></c></row></sheetData></worksheet>"#,
    );
    for (bytes, code) in [
        (&b"no archive"[..], import::ARCHIVE_BROKEN),
        (&whole[..whole.len() / 2], import::ARCHIVE_BROKEN),
        (
            &packed(&[("a", "b")], CompressionMethod::Stored),
            import::ARCHIVE_BROKEN,
        ),
        (&hidden, import::ARCHIVE_BROKEN),
        (&declared, import::ARCHIVE_BROKEN),
        (&text, import::ARCHIVE_BROKEN),
        (&open, import::FILE_CUT),
    ] {
        assert_eq!(read(bytes, None).unwrap_err().code, code);
    }
}
