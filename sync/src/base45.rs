//! Base 45 of RFC 9285: two bytes become three symbols of a QR code's alphanumeric set.

const SYMBOLS: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

pub(crate) fn encode(bytes: &[u8]) -> String {
    let symbol = |value: u16| char::from(SYMBOLS[usize::from(value % 45)]);
    let mut text = String::with_capacity(bytes.len() * 3 / 2 + 2);
    for pair in bytes.chunks(2) {
        let value = pair
            .iter()
            .fold(0_u16, |value, byte| (value << 8) | u16::from(*byte));
        text.push(symbol(value));
        text.push(symbol(value / 45));
        if pair.len() == 2 {
            text.push(symbol(value / (45 * 45)));
        }
    }
    text
}

pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    let values = text
        .bytes()
        .map(|byte| {
            SYMBOLS
                .iter()
                .position(|symbol| *symbol == byte)
                .and_then(|at| u32::try_from(at).ok())
        })
        .collect::<Option<Vec<_>>>()?;
    let mut bytes = Vec::with_capacity(text.len() * 2 / 3 + 1);
    for group in values.chunks(3) {
        let value = group
            .iter()
            .rev()
            .fold(0_u32, |value, digit| value * 45 + digit);
        match group.len() {
            3 => bytes.extend(u16::try_from(value).ok()?.to_be_bytes()),
            2 => bytes.push(u8::try_from(value).ok()?),
            _ => return None,
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_the_rfc_hold() {
        for (plain, text) in [
            ("AB", "BB8"),
            ("Hello!!", "%69 VD92EX0"),
            ("base-45", "UJCLQE7W581"),
            ("ietf!", "QED8WEX0"),
        ] {
            assert_eq!(encode(plain.as_bytes()), text);
            assert_eq!(decode(text).as_deref(), Some(plain.as_bytes()));
        }
    }

    #[test]
    fn what_no_bytes_encode_to_is_refused() {
        assert_eq!(decode("GGW"), None); // 65,536
        assert_eq!(decode(":::"), None);
        assert_eq!(decode("::"), None); // 2,024 in one byte
        assert_eq!(decode("A"), None);
        assert_eq!(decode("aB8"), None);
    }
}
