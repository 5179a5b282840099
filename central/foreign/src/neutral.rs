//! Cells for spreadsheets: a text that came from a stranger must not become a formula in somebody's Excel.

/// A cell of a `;`-separated report: neutral, and quoted where needed.
pub fn cell(text: &str) -> String {
    let text = neutral(text);
    if text.contains([';', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

/// A text that a spreadsheet shows as it is: what would begin a formula gets an apostrophe in front. Numbers stay.
pub fn neutral(text: &str) -> String {
    let number = |rest: &str| {
        !rest.is_empty()
            && rest
                .chars()
                .all(|c| c.is_ascii_digit() || matches!(c, '.' | ','))
    };
    match text.chars().next() {
        Some('=' | '@' | '\t' | '\r') => format!("'{text}"),
        Some('+' | '-') if !number(&text[1..]) => format!("'{text}"),
        _ => text.to_owned(),
    }
}

/// Whether a text that came in would be a formula if it went out as it is.
pub fn is_formula(text: &str) -> bool {
    neutral(text) != text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_texts_and_numbers_are_numbers() {
        assert_eq!(cell("=HYPERLINK(\"x\")"), "\"'=HYPERLINK(\"\"x\"\")\"");
        for formula in ["=1+1", "+A1", "-A1", "@SUM(A1)", "\t=1", "-"] {
            assert!(is_formula(formula), "{formula}");
            assert!(
                cell(formula).trim_matches('"').starts_with('\''),
                "{formula}"
            );
        }
        for plain in ["-12,50", "+3", "Νίκος", "1=1", ""] {
            assert_eq!(cell(plain), plain);
        }
        assert_eq!(cell("α;β"), "\"α;β\"");
    }
}
