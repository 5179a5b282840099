//! Files from outside: recognised by their content, cleaned, bounded (παραλαβή αρχείων).
//!
//! A picture is decoded and written anew as JPEG: turned upright, at most [`SIDE`] pixels on its longer side and about
//! [`TARGET`] bytes. So nothing of what a camera or a stranger hid in it travels on: position, owner, thumbnails, trailing
//! bytes, a second format inside the first. A picture that claims more pixels than a scanner makes is refused before one of
//! them is unpacked. A PDF is opened and its pages are counted; it stays as it came, because signatures cover its bytes.

use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Limits, RgbImage};
use loggia_cases::attachment::{MAX_BYTES, MAX_PAGES, Media, too_large};
use loggia_schema::message::{Code, Finding, files};
use std::io::Cursor;
use std::sync::Arc;

/// Pixels of the longer side of a kept picture: a page of A4 at 170 dots an inch.
pub const SIDE: u32 = 2_000;
/// Bytes a kept picture aims at.
pub const TARGET: usize = 400 << 10;
/// Pixels of the longer side of a preview.
const PREVIEW: u32 = 480;
/// Pixels a picture may have: A3 at 600 dots an inch.
const MAX_PIXELS: u64 = 70_000_000;
/// Pixels of one side.
const MAX_EDGE: u32 = 20_000;
/// Bytes a decoder may take.
const MAX_MEMORY: u64 = 512 << 20;
/// Longer side and quality, tried in this order until the picture is small enough.
const STEPS: [(u32, u8); 7] = [
    (SIDE, 82),
    (SIDE, 72),
    (1_600, 70),
    (1_280, 65),
    (1_024, 55),
    (800, 45),
    (640, 35),
];

/// A file that may be attached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cleaned {
    /// What it is now: a picture is always JPEG.
    pub media: Media,
    /// Its pages.
    pub pages: u32,
    /// Its bytes.
    pub content: Vec<u8>,
}

/// Recognises a file by its content, cleans and bounds it.
///
/// # Errors
/// The user's, on the field `file`: [`files::FILE_EMPTY`], [`files::FILE_TOO_LARGE`], [`files::FILE_KIND_UNKNOWN`],
/// [`files::PICTURE_UNREADABLE`], [`files::PICTURE_TOO_LARGE`], [`files::PDF_UNREADABLE`], [`files::TOO_MANY_PAGES`].
pub fn clean(bytes: &[u8]) -> Result<Cleaned, Finding> {
    if bytes.is_empty() {
        return Err(refuse(files::FILE_EMPTY));
    }
    if bytes.len() as u64 > MAX_BYTES {
        return Err(too_large());
    }
    match Media::of_content(bytes) {
        Some(Media::Jpeg) => picture(bytes, ImageFormat::Jpeg),
        Some(Media::Png) => picture(bytes, ImageFormat::Png),
        Some(Media::Pdf) => pdf(bytes),
        None => Err(refuse(files::FILE_KIND_UNKNOWN)),
    }
}

/// A small JPEG of a picture, for the eye that must recognise it; `None` for a PDF.
///
/// # Errors
/// As [`clean`].
pub fn preview(bytes: &[u8]) -> Result<Option<Vec<u8>>, Finding> {
    if bytes.len() as u64 > MAX_BYTES {
        return Err(too_large());
    }
    let format = match Media::of_content(bytes) {
        Some(Media::Jpeg) => ImageFormat::Jpeg,
        Some(Media::Png) => ImageFormat::Png,
        Some(Media::Pdf) => return Ok(None),
        None => return Err(refuse(files::FILE_KIND_UNKNOWN)),
    };
    jpeg(&shrunk(decode(bytes, format)?, PREVIEW), 70).map(Some)
}

fn picture(bytes: &[u8], format: ImageFormat) -> Result<Cleaned, Finding> {
    let mut image = decode(bytes, format)?;
    let mut content = Vec::new();
    for (side, quality) in STEPS {
        image = shrunk(image, side);
        content = jpeg(&image, quality)?;
        if content.len() <= TARGET {
            break;
        }
    }
    Ok(Cleaned {
        media: Media::Jpeg,
        pages: 1,
        content,
    })
}

/// The pixels, upright, without transparency. What the head claims is judged before anything is unpacked.
fn decode(bytes: &[u8], format: ImageFormat) -> Result<DynamicImage, Finding> {
    let unreadable = |_| refuse(files::PICTURE_UNREADABLE);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(Limits::no_limits());
    let mut decoder = reader.into_decoder().map_err(unreadable)?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if pixels > MAX_PIXELS || width.max(height) > MAX_EDGE {
        return Err(refuse(files::PICTURE_TOO_LARGE).with("mp", MAX_PIXELS / 1_000_000));
    }
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MAX_MEMORY);
    decoder
        .set_limits(limits)
        .map_err(|_| refuse(files::PICTURE_TOO_LARGE).with("mp", MAX_PIXELS / 1_000_000))?;
    let turn = decoder.orientation().map_err(unreadable)?;
    let mut image = DynamicImage::from_decoder(decoder).map_err(unreadable)?;
    image.apply_orientation(turn);
    Ok(opaque(image))
}

/// On white paper; a grey picture stays grey.
fn opaque(image: DynamicImage) -> DynamicImage {
    let color = image.color();
    if !color.has_alpha() {
        return if color.has_color() {
            DynamicImage::ImageRgb8(image.into_rgb8())
        } else {
            DynamicImage::ImageLuma8(image.into_luma8())
        };
    }
    let rgba = image.into_rgba8();
    let paper = RgbImage::from_fn(rgba.width(), rgba.height(), |x, y| {
        let [r, g, b, alpha] = rgba.get_pixel(x, y).0;
        let over = |ink: u8| {
            let mixed = u32::from(ink) * u32::from(alpha) + 255 * (255 - u32::from(alpha));
            u8::try_from(mixed / 255).unwrap_or(255)
        };
        image::Rgb([over(r), over(g), over(b)])
    });
    DynamicImage::ImageRgb8(paper)
}

fn shrunk(image: DynamicImage, side: u32) -> DynamicImage {
    if image.width().max(image.height()) <= side {
        image
    } else {
        image.resize(side, side, FilterType::Triangle)
    }
}

fn jpeg(image: &DynamicImage, quality: u8) -> Result<Vec<u8>, Finding> {
    let mut content = Vec::new();
    JpegEncoder::new_with_quality(&mut content, quality)
        .encode_image(image)
        .map_err(|_| refuse(files::PICTURE_UNREADABLE))?;
    Ok(content)
}

fn pdf(bytes: &[u8]) -> Result<Cleaned, Finding> {
    let opened = hayro_syntax::Pdf::new(Arc::new(bytes.to_vec()));
    let pages = opened.map(|pdf| u32::try_from(pdf.pages().len()).unwrap_or(u32::MAX));
    match pages {
        Err(_) | Ok(0) => Err(refuse(files::PDF_UNREADABLE)),
        Ok(pages) if pages > MAX_PAGES => Err(refuse(files::TOO_MANY_PAGES).with("n", MAX_PAGES)),
        Ok(pages) => Ok(Cleaned {
            media: Media::Pdf,
            pages,
            content: bytes.to_vec(),
        }),
    }
}

fn refuse(code: Code) -> Finding {
    Finding::new(code).on("file")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noise(width: u32, height: u32) -> RgbImage {
        let mut state = 1_u32;
        RgbImage::from_fn(width, height, |_, _| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let [a, b, c, _] = state.to_be_bytes();
            image::Rgb([a, b, c])
        })
    }

    fn written(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Vec::new();
        image
            .write_to(&mut Cursor::new(&mut bytes), format)
            .unwrap();
        bytes
    }

    /// A JPEG whose APP1 segment says «turn me by 90 degrees» and where it was taken.
    fn with_exif(jpeg: &[u8]) -> Vec<u8> {
        let mut tiff = b"MM\0\x2a\0\0\0\x08".to_vec();
        // one entry: tag 0x0112 orientation, type short, one value: 6
        tiff.extend([0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0]);
        let data = [b"Exif\0\0".as_slice(), &tiff, b"35.3387N 25.1442E"].concat();
        let len = u16::try_from(data.len() + 2).unwrap().to_be_bytes();
        [&jpeg[..2], &[0xff, 0xe1], &len, &data, &jpeg[2..]].concat()
    }

    #[test]
    fn a_photo_loses_its_place_and_is_turned_upright() {
        let image = DynamicImage::ImageRgb8(noise(40, 20));
        let bytes = with_exif(&written(&image, ImageFormat::Jpeg));
        assert!(bytes.windows(8).any(|part| part == b"35.3387N"));
        let cleaned = clean(&bytes).unwrap();
        assert_eq!((cleaned.media, cleaned.pages), (Media::Jpeg, 1));
        assert!(!cleaned.content.windows(4).any(|part| part == b"Exif"));
        assert!(!cleaned.content.windows(8).any(|part| part == b"35.3387N"));
        let read = image::load_from_memory(&cleaned.content).unwrap();
        assert_eq!((read.width(), read.height()), (20, 40));
    }

    #[test]
    fn what_is_behind_the_picture_is_left_behind() {
        let image = DynamicImage::ImageRgb8(noise(30, 30));
        for format in [ImageFormat::Jpeg, ImageFormat::Png] {
            let bytes = [
                written(&image, format),
                b"<script>alert(1)</script>PK\x03\x04".to_vec(),
            ]
            .concat();
            let content = clean(&bytes).unwrap().content;
            assert_eq!(Media::of_content(&content), Some(Media::Jpeg));
            assert!(!content.windows(7).any(|part| part == b"<script"));
        }
    }

    #[test]
    fn a_large_photo_is_brought_under_its_bound() {
        // pure noise: the worst that a camera can send
        let image = DynamicImage::ImageRgb8(noise(900, 640));
        let bytes = written(&image, ImageFormat::Jpeg);
        assert!(bytes.len() > TARGET);
        let cleaned = clean(&bytes).unwrap();
        assert!(cleaned.content.len() <= TARGET, "{}", cleaned.content.len());
        let preview = preview(&bytes).unwrap().unwrap();
        let read = image::load_from_memory(&preview).unwrap();
        assert_eq!(read.width(), PREVIEW);
    }

    #[test]
    fn transparency_becomes_paper() {
        let clear = image::RgbaImage::from_pixel(8, 8, image::Rgba([0, 0, 0, 0]));
        let bytes = written(&DynamicImage::ImageRgba8(clear), ImageFormat::Png);
        let read = image::load_from_memory(&clean(&bytes).unwrap().content).unwrap();
        assert!(
            read.to_rgb8()
                .pixels()
                .all(|pixel| pixel.0.iter().all(|&ink| ink > 250))
        );
    }

    #[test]
    fn a_picture_that_claims_a_gigapixel_is_refused_before_it_is_unpacked() {
        let mut png = written(&DynamicImage::new_luma8(4, 4), ImageFormat::Png);
        // IHDR: width and height at 16 and 20, its checksum at 29
        png[16..20].copy_from_slice(&60_000_u32.to_be_bytes());
        png[20..24].copy_from_slice(&60_000_u32.to_be_bytes());
        let sum = crc(&png[12..29]);
        png[29..33].copy_from_slice(&sum.to_be_bytes());
        assert_eq!(clean(&png).unwrap_err().code, files::PICTURE_TOO_LARGE);
        assert_eq!(preview(&png).unwrap_err().code, files::PICTURE_TOO_LARGE);
    }

    fn crc(bytes: &[u8]) -> u32 {
        let mut sum = u32::MAX;
        for byte in bytes {
            sum ^= u32::from(*byte);
            for _ in 0..8 {
                sum = (sum >> 1) ^ if sum & 1 == 1 { 0xedb8_8320 } else { 0 };
            }
        }
        !sum
    }

    #[test]
    fn what_is_no_picture_and_no_pdf_is_refused_by_its_content() {
        let refused = |bytes: &[u8]| clean(bytes).unwrap_err().code;
        assert_eq!(refused(b""), files::FILE_EMPTY);
        assert_eq!(
            refused(&vec![0; usize::try_from(MAX_BYTES).unwrap() + 1]),
            files::FILE_TOO_LARGE
        );
        for other in [
            b"GIF89a..".as_slice(),
            b"<svg xmlns",
            b"MZ\x90\0",
            b"PK\x03\x04",
        ] {
            assert_eq!(refused(other), files::FILE_KIND_UNKNOWN);
        }
        assert_eq!(
            refused(b"\xff\xd8\xff\xe0 not a jpeg"),
            files::PICTURE_UNREADABLE
        );
        assert_eq!(
            refused(b"\x89PNG\r\n\x1a\n not a png"),
            files::PICTURE_UNREADABLE
        );
        assert_eq!(refused(b"%PDF-1.7 and nothing more"), files::PDF_UNREADABLE);
        let cut = written(&DynamicImage::ImageRgb8(noise(64, 64)), ImageFormat::Png);
        assert_eq!(refused(&cut[..cut.len() / 2]), files::PICTURE_UNREADABLE);
    }

    #[test]
    fn a_cut_or_changed_picture_never_panics() {
        let image = DynamicImage::ImageRgb8(noise(24, 24));
        for format in [ImageFormat::Jpeg, ImageFormat::Png] {
            let bytes = written(&image, format);
            for at in (0..bytes.len()).step_by(7) {
                let mut harmed = bytes.clone();
                harmed[at] ^= 0x5a;
                let _ = clean(&harmed);
                let _ = clean(&bytes[..at]);
            }
        }
    }
}
