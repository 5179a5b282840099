//! Counted nouns in Greek: «1 οφειλή», «2 οφειλές», «1.204 οφειλές».

/// The number, grouped from 1.000 on, with the form of the noun that goes with it.
pub fn plural(n: u64, one: &str, many: &str) -> String {
    format!(
        "{} {}",
        crate::text::group_thousands(n),
        if n == 1 { one } else { many }
    )
}

#[cfg(test)]
mod tests {
    use super::plural;

    #[test]
    fn only_one_is_singular() {
        let debts = |n| plural(n, "οφειλή", "οφειλές");
        assert_eq!(debts(0), "0 οφειλές");
        assert_eq!(debts(1), "1 οφειλή");
        assert_eq!(debts(21), "21 οφειλές");
        assert_eq!(debts(12_408), "12.408 οφειλές");
    }
}
