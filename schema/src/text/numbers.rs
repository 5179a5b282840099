//! The typography of Greek numbers.

/// No-break space: stands before € and %.
pub const NBSP: char = '\u{a0}';

/// The minus sign of screens and papers.
pub const MINUS: &str = "\u{2212}";

/// Groups of three with dots, from 1.000 on.
pub fn group_thousands(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push('.');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::group_thousands;

    #[test]
    fn groups_of_three() {
        for (n, text) in [
            (0, "0"),
            (999, "999"),
            (1_000, "1.000"),
            (12_408, "12.408"),
            (1_234_567, "1.234.567"),
        ] {
            assert_eq!(group_thousands(n), text);
        }
    }
}
