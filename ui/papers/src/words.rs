//! An amount in Greek words (ολογράφως), as cash papers must carry it: «τριάντα ευρώ και πενήντα λεπτά».
//!
//! «Ευρώ», «λεπτό» and «εκατομμύριο» are neuter, «χιλιάδα» is feminine; «ευρώ» never changes. One thousand is
//! «χίλια», and a hundred before anything is «εκατόν».

use loggia_schema::money::Cents;

/// The amount in words, lower case, without the figure.
pub fn euros(amount: Cents) -> String {
    let cents = amount.0.unsigned_abs();
    let (whole, rest) = (cents / 100, cents % 100);
    let sign = if amount.0 < 0 { "μείον " } else { "" };
    let parts: Vec<String> = [
        (whole > 0 || rest == 0).then(|| format!("{} ευρώ", number(whole))),
        (rest > 0).then(|| {
            format!(
                "{} {}",
                number(rest),
                if rest == 1 {
                    "λεπτό"
                } else {
                    "λεπτά"
                }
            )
        }),
    ]
    .into_iter()
    .flatten()
    .collect();
    format!("{sign}{}", parts.join(" και "))
}

/// A number in the neuter.
fn number(n: u64) -> String {
    if n == 0 {
        return "μηδέν".to_owned();
    }
    let mut parts = Vec::new();
    let mut rest = n;
    for (size, one, many) in LARGE {
        let count = rest / size;
        rest %= size;
        match count {
            0 => {}
            1 => parts.push(format!("ένα {one}")),
            _ => parts.push(format!("{} {many}", number(count))),
        }
    }
    match rest / 1_000 {
        0 => {}
        1 => parts.push("χίλια".to_owned()),
        thousands => parts.push(format!("{} χιλιάδες", below_thousand(thousands, true))),
    }
    if !rest.is_multiple_of(1_000) {
        parts.push(below_thousand(rest % 1_000, false));
    }
    parts.join(" ")
}

const LARGE: [(u64, &str, &str); 3] = [
    (1_000_000_000_000, "τρισεκατομμύριο", "τρισεκατομμύρια"),
    (1_000_000_000, "δισεκατομμύριο", "δισεκατομμύρια"),
    (1_000_000, "εκατομμύριο", "εκατομμύρια"),
];

const UNITS: [&str; 20] = [
    "",
    "ένα",
    "δύο",
    "τρία",
    "τέσσερα",
    "πέντε",
    "έξι",
    "επτά",
    "οκτώ",
    "εννέα",
    "δέκα",
    "έντεκα",
    "δώδεκα",
    "δεκατρία",
    "δεκατέσσερα",
    "δεκαπέντε",
    "δεκαέξι",
    "δεκαεπτά",
    "δεκαοκτώ",
    "δεκαεννέα",
];

const TENS: [&str; 10] = [
    "",
    "",
    "είκοσι",
    "τριάντα",
    "σαράντα",
    "πενήντα",
    "εξήντα",
    "εβδομήντα",
    "ογδόντα",
    "ενενήντα",
];

const HUNDREDS: [&str; 10] = [
    "",
    "εκατό",
    "διακόσι",
    "τριακόσι",
    "τετρακόσι",
    "πεντακόσι",
    "εξακόσι",
    "επτακόσι",
    "οκτακόσι",
    "εννιακόσι",
];

/// 1 to 999. The indexes are remainders, so they cannot leave their tables.
fn below_thousand(n: u64, feminine: bool) -> String {
    let at = |table: &[&'static str], index: u64| -> &'static str {
        usize::try_from(index)
            .ok()
            .and_then(|index| table.get(index))
            .copied()
            .unwrap_or_default()
    };
    let (hundreds, rest) = (n / 100, n % 100);
    let mut parts = Vec::new();
    match hundreds {
        0 => {}
        1 => parts.push(if rest > 0 {
            "εκατόν".to_owned()
        } else {
            "εκατό".to_owned()
        }),
        _ => parts.push(format!(
            "{}{}",
            at(&HUNDREDS, hundreds),
            if feminine { "ες" } else { "α" }
        )),
    }
    let (tens, units) = if rest < 20 {
        (0, rest)
    } else {
        (rest / 10, rest % 10)
    };
    if tens > 0 {
        parts.push(at(&TENS, tens).to_owned());
    }
    let unit = match (units, feminine) {
        (0, _) => None,
        (1, true) => Some("μία"),
        (3, true) => Some("τρεις"),
        (4, true) => Some("τέσσερις"),
        (13, true) => Some("δεκατρείς"),
        (14, true) => Some("δεκατέσσερις"),
        _ => Some(at(&UNITS, units)),
    };
    parts.extend(unit.map(str::to_owned));
    parts.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_as_a_cashier_writes_them() {
        let cases: &[(i64, &str)] = &[
            (0, "μηδέν ευρώ"),
            (1, "ένα λεπτό"),
            (100, "ένα ευρώ"),
            (618, "έξι ευρώ και δεκαοκτώ λεπτά"),
            (1_500, "δεκαπέντε ευρώ"),
            (3_050, "τριάντα ευρώ και πενήντα λεπτά"),
            (10_000, "εκατό ευρώ"),
            (10_101, "εκατόν ένα ευρώ και ένα λεπτό"),
            (17_500, "εκατόν εβδομήντα πέντε ευρώ"),
            (35_000, "τριακόσια πενήντα ευρώ"),
            (100_000, "χίλια ευρώ"),
            (
                123_450,
                "χίλια διακόσια τριάντα τέσσερα ευρώ και πενήντα λεπτά",
            ),
            (200_000, "δύο χιλιάδες ευρώ"),
            (300_300, "τρεις χιλιάδες τρία ευρώ"),
            (1_400_000, "δεκατέσσερις χιλιάδες ευρώ"),
            (2_100_000, "είκοσι μία χιλιάδες ευρώ"),
            (20_100_100, "διακόσιες μία χιλιάδες ένα ευρώ"),
            (100_000_000, "ένα εκατομμύριο ευρώ"),
            (
                12_345_678_912,
                "εκατόν είκοσι τρία εκατομμύρια τετρακόσιες πενήντα έξι χιλιάδες επτακόσια ογδόντα εννέα ευρώ \
                 και δώδεκα λεπτά",
            ),
            (-50, "μείον πενήντα λεπτά"),
        ];
        for (cents, words) in cases {
            assert_eq!(euros(Cents(*cents)), *words, "{cents}");
        }
    }

    #[test]
    fn every_amount_has_words_and_no_two_share_them() {
        let mut seen = std::collections::HashSet::new();
        for cents in (0..2_000_000).step_by(7) {
            let words = euros(Cents(cents));
            assert!(
                !words.contains("  ") && words == words.trim(),
                "{cents}: {words}"
            );
            assert!(seen.insert(words), "{cents}");
        }
        assert!(euros(Cents(i64::MIN)).ends_with("λεπτά"));
        assert!(!euros(Cents(i64::MAX)).is_empty());
    }
}
