//! ISO 7064 mod 97-10, the check of IBAN and RF.

/// The remainder of a text of ASCII digits and capital letters (A = 10 … Z = 35); `None` for anything else.
pub(super) fn remainder<'a>(parts: impl IntoIterator<Item = &'a str>) -> Option<u32> {
    parts
        .into_iter()
        .flat_map(str::bytes)
        .try_fold(0, |rest, byte| match byte {
            b'0'..=b'9' => Some((rest * 10 + u32::from(byte - b'0')) % 97),
            b'A'..=b'Z' => Some((rest * 100 + u32::from(byte - b'A') + 10) % 97),
            _ => None,
        })
}

/// True when the code, its first four characters moved to the end, leaves one.
pub(super) fn checks(code: &str) -> bool {
    let (Some(head), Some(tail)) = (code.get(..4), code.get(4..)) else {
        return false;
    };
    remainder([tail, head]) == Some(1)
}
