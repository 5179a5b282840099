//! The recovery code as it is dictated over the telephone: fourteen groups of four signs, the last ones a check.
//!
//! No letters that sound or look alike; a keyboard left in Greek is understood; a slip of the ear is told apart from a
//! code that does not open.

use zeroize::Zeroizing;

/// Alphabet of the telephone code: no letters that sound or look alike.
const CODE_ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// The telephone form of a recovery code: fourteen groups of four signs, the last three of them a check.
pub fn write_code(code: &[u8; 32]) -> Zeroizing<String> {
    let check = code_check(code);
    let (mut bits, mut held) = (0_u32, 0_u32);
    let mut signs = Zeroizing::new(String::with_capacity(70));
    let mut count = 0;
    for byte in code.iter().chain(&check) {
        bits = (bits << 8) | u32::from(*byte);
        held += 8;
        while held >= 5 {
            held -= 5;
            if count > 0 && count % 4 == 0 {
                signs.push('-');
            }
            signs.push(char::from(CODE_ALPHABET[((bits >> held) & 31) as usize]));
            count += 1;
        }
        bits &= (1 << held) - 1;
    }
    signs
}

/// Reads the telephone form; `None` for anything that is not a code, so that a slip of the ear is told apart.
pub fn read_code(text: &str) -> Option<[u8; 32]> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(CODE_BYTES));
    let (mut bits, mut held) = (0_u32, 0_u32);
    for letter in text.chars().filter(|c| !c.is_whitespace() && *c != '-') {
        let letter = match letter.to_uppercase().next()? {
            'O' | 'Ο' => '0',
            'I' | 'L' | 'Ι' => '1',
            other => other,
        };
        let index = CODE_ALPHABET
            .iter()
            .position(|sign| char::from(*sign) == letter)?;
        bits = (bits << 5) | u32::try_from(index).ok()?;
        held += 5;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from(bits >> held).ok()?);
            bits &= (1 << held) - 1;
        }
    }
    let (code, check) = bytes
        .split_at_checked(32)
        .filter(|_| bytes.len() == CODE_BYTES && held == 0)?;
    let code: [u8; 32] = code.try_into().ok()?;
    (check == code_check(&code)).then_some(code)
}

/// Bytes of a code with its check.
const CODE_BYTES: usize = 35;

fn code_check(code: &[u8; 32]) -> [u8; 3] {
    let hash = blake3::derive_key("loggia recovery code check v1", code);
    [hash[0], hash[1], hash[2]]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misheard_code_is_no_code() {
        let code = write_code(&[0xa7; 32]);
        assert_eq!(read_code(&code), Some([0xa7; 32]));
        for at in 0..code.len() {
            let mut heard: Vec<char> = code.chars().collect();
            if heard[at] == '-' {
                continue;
            }
            heard[at] = if heard[at] == '7' { '9' } else { '7' };
            let heard: String = heard.into_iter().collect();
            assert_ne!(read_code(&heard), Some([0xa7; 32]), "{heard}");
        }
        assert_eq!(read_code(""), None);
    }
}
