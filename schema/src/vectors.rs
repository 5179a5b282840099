//! Reads the project's own vector files for the tests.

/// One JSON array of a vector file; a missing or empty one fails the test instead of passing it silently.
pub fn cases(file: &str, key: &str) -> Vec<serde_json::Value> {
    let path = format!("{}/vectors/{file}.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}"));
    let whole: serde_json::Value = serde_json::from_str(&text).unwrap();
    let rows = whole[key]
        .as_array()
        .unwrap_or_else(|| panic!("{path} has no list {key}"))
        .clone();
    assert!(!rows.is_empty(), "{path} {key} is empty");
    rows
}

/// A text field of a vector.
pub fn text<'a>(case: &'a serde_json::Value, key: &str) -> &'a str {
    case[key]
        .as_str()
        .unwrap_or_else(|| panic!("no text {key} in {case}"))
}

/// A whole number of a vector.
pub fn number(case: &serde_json::Value, key: &str) -> i64 {
    case[key]
        .as_i64()
        .unwrap_or_else(|| panic!("no number {key} in {case}"))
}

/// A date of a vector (ISO 8601).
pub fn date(case: &serde_json::Value, key: &str) -> jiff::civil::Date {
    text(case, key).parse().unwrap()
}

/// An amount of a vector: decimal text with two digits.
pub fn cents(case: &serde_json::Value, key: &str) -> crate::money::Cents {
    crate::money::Cents::parse_decimal(text(case, key)).unwrap()
}
