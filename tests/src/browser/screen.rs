//! A picture of the display: the frame buffer that Xvfb keeps as a file (XWD, version 7), written as PNG.
//!
//! WebKit's driver hangs when asked for a screenshot under Xvfb; the display itself shows what a person would see,
//! window and all. The PNG is not compressed: it is looked at once and thrown away with `target`.

use std::path::Path;

/// The header's fields that matter, by their place in 32-bit words.
const HEADER_SIZE: usize = 0;
const VERSION: usize = 1;
const WIDTH: usize = 4;
const HEIGHT: usize = 5;
const BYTE_ORDER: usize = 7;
const BITS_PER_PIXEL: usize = 11;
const BYTES_PER_LINE: usize = 12;
const COLOURS: usize = 19;
/// One colour of the map that stands between header and pixels.
const COLOUR_SIZE: usize = 12;

/// The picture in the XWD file at `path`, as a PNG file's bytes.
pub fn png_of(path: &Path) -> Result<Vec<u8>, String> {
    let bytes = std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let (width, height, pixels) =
        pixels_of(&bytes).ok_or("not a 32-bit XWD picture of version 7")?;
    Ok(png(width, height, &pixels))
}

/// Width, height, and rows of RGB, each row preceded by PNG's filter byte 0.
fn pixels_of(bytes: &[u8]) -> Option<(u32, u32, Vec<u8>)> {
    let word = |index: usize| {
        let at = bytes.get(index * 4..index * 4 + 4)?;
        Some(u32::from_be_bytes(at.try_into().ok()?))
    };
    let size = |index: usize| usize::try_from(word(index)?).ok();
    if word(VERSION)? != 7 || word(BITS_PER_PIXEL)? != 32 {
        return None;
    }
    let little_endian = word(BYTE_ORDER)? == 0;
    let start = size(HEADER_SIZE)? + size(COLOURS)? * COLOUR_SIZE;
    let (width, height, line) = (size(WIDTH)?, size(HEIGHT)?, size(BYTES_PER_LINE)?);
    let mut rows = Vec::with_capacity(height * (1 + width * 3));
    for row in 0..height {
        let pixels = bytes.get(start + row * line..)?.get(..width * 4)?;
        rows.push(0);
        for pixel in pixels.chunks_exact(4) {
            match (little_endian, pixel) {
                (true, [blue, green, red, _]) | (false, [_, red, green, blue]) => {
                    rows.extend([red, green, blue])
                }
                _ => return None,
            }
        }
    }
    Some((word(WIDTH)?, word(HEIGHT)?, rows))
}

fn png(width: u32, height: u32, rows: &[u8]) -> Vec<u8> {
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut head = Vec::new();
    head.extend(width.to_be_bytes());
    head.extend(height.to_be_bytes());
    head.extend([8, 2, 0, 0, 0]);
    chunk(&mut out, b"IHDR", &head);
    chunk(&mut out, b"IDAT", &stored(rows));
    chunk(&mut out, b"IEND", &[]);
    out
}

fn chunk(out: &mut Vec<u8>, kind: &[u8; 4], data: &[u8]) {
    let length = u32::try_from(data.len()).unwrap_or(u32::MAX);
    out.extend(length.to_be_bytes());
    let from = out.len();
    out.extend(kind);
    out.extend(data);
    let check = crc32(&out[from..]);
    out.extend(check.to_be_bytes());
}

/// zlib without compression: blocks of at most 65535 bytes.
fn stored(data: &[u8]) -> Vec<u8> {
    let mut out = vec![0x78, 0x01];
    let mut blocks = data.chunks(0xffff).peekable();
    while let Some(block) = blocks.next() {
        let length = u16::try_from(block.len()).unwrap_or(u16::MAX);
        out.push(u8::from(blocks.peek().is_none()));
        out.extend(length.to_le_bytes());
        out.extend((!length).to_le_bytes());
        out.extend(block);
    }
    out.extend(adler32(data).to_be_bytes());
    out
}

fn adler32(data: &[u8]) -> u32 {
    let (mut a, mut b) = (1u32, 0u32);
    for byte in data {
        a = (a + u32::from(*byte)) % 65521;
        b = (b + a) % 65521;
    }
    b << 16 | a
}

fn crc32(data: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in data {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 {
                crc >> 1 ^ 0xedb8_8320
            } else {
                crc >> 1
            };
        }
    }
    !crc
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksums_are_the_published_ones() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        assert_eq!(adler32(b"Wikipedia"), 0x11e6_0398);
    }

    #[test]
    fn a_picture_of_two_pixels_comes_through() {
        let mut words = [0u32; 25];
        words[HEADER_SIZE] = 100;
        words[VERSION] = 7;
        words[WIDTH] = 2;
        words[HEIGHT] = 1;
        words[BITS_PER_PIXEL] = 32;
        words[BYTES_PER_LINE] = 8;
        words[COLOURS] = 1;
        let mut bytes: Vec<u8> = words.iter().flat_map(|word| word.to_be_bytes()).collect();
        bytes.extend([0; COLOUR_SIZE]);
        bytes.extend([3, 2, 1, 0, 6, 5, 4, 0]);
        assert_eq!(pixels_of(&bytes), Some((2, 1, vec![0, 1, 2, 3, 4, 5, 6])));
        assert_eq!(pixels_of(&bytes[..110]), None, "cut off");
    }
}
