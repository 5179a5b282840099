//! Crockford's base 32, for what people read aloud or type: no I, L, O or U.
//!
//! Reading forgives what hands do: small letters, hyphens and spaces, O for 0, I and L for 1, and the
//! Greek capitals that a keyboard left in Greek gives for their Latin look-alikes.

const SYMBOLS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Encodes bytes, most significant bit first; the last symbol is filled with zero bits.
pub(crate) fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 8 / 5 + 1);
    let (mut bits, mut held) = (0_u16, 0_u8);
    for byte in bytes {
        bits = (bits << 8) | u16::from(*byte);
        held += 8;
        while held >= 5 {
            held -= 5;
            text.push(char::from(SYMBOLS[usize::from((bits >> held) & 31)]));
        }
        bits &= (1 << held) - 1;
    }
    if held > 0 {
        text.push(char::from(SYMBOLS[usize::from((bits << (5 - held)) & 31)]));
    }
    text
}

/// Decodes what [`encode`] wrote, as a person typed it. `None` if a symbol is not of the alphabet, or
/// if the filling bits are not zero (one value has one encoding).
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() * 5 / 8);
    let (mut bits, mut held) = (0_u16, 0_u8);
    for symbol in text
        .chars()
        .filter(|c| !matches!(c, '-' | ' ' | '\u{a0}' | '–'))
    {
        bits = (bits << 5) | u16::from(value(symbol)?);
        held += 5;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from(bits >> held).ok()?);
            bits &= (1 << held) - 1;
        }
    }
    (held < 5 && bits == 0).then_some(bytes)
}

fn value(symbol: char) -> Option<u8> {
    let latin = match symbol.to_uppercase().next()? {
        'O' | 'Ο' => '0',
        'I' | 'L' | 'Ι' => '1',
        'Α' => 'A',
        'Β' => 'B',
        'Ε' => 'E',
        'Ζ' => 'Z',
        'Η' => 'H',
        'Κ' => 'K',
        'Μ' => 'M',
        'Ν' => 'N',
        'Ρ' => 'P',
        'Τ' => 'T',
        'Υ' => 'Y',
        'Χ' => 'X',
        other => other,
    };
    let at = SYMBOLS.iter().position(|s| char::from(*s) == latin)?;
    u8::try_from(at).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_survive_and_lengths_are_the_expected_ones() {
        for len in 0..40_usize {
            let bytes: Vec<u8> = (0..len)
                .map(|i| u8::try_from(i * 37 % 256).unwrap())
                .collect();
            let text = encode(&bytes);
            assert_eq!(text.len(), (len * 8).div_ceil(5));
            assert_eq!(decode(&text), Some(bytes));
        }
    }

    #[test]
    fn a_tired_hand_is_understood() {
        assert_eq!(decode("oil0-0000"), decode("0110 0000"));
        assert_eq!(decode("ΑΒΕΖ-ΗΚΜΝ"), decode("abez hkmn"));
        assert_eq!(decode("ΡΤΥΧ0000"), decode("PTYX0000"));
    }

    #[test]
    fn foreign_symbols_and_second_encodings_are_refused() {
        assert_eq!(decode("U0"), None);
        assert_eq!(decode("Ψ0"), None);
        assert_eq!(decode("01"), None); // a filling bit is set
        assert_eq!(decode("000"), None); // a symbol too many
    }
}
