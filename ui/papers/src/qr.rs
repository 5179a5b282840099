//! The QR of a paper: the signed stub, drawn as one path of an SVG.

use crate::PaperError;
use qrcode::{Color, EcLevel, QrCode};
use std::fmt::Write as _;

/// White modules around the code; fewer and a hand-held reader misses it.
const QUIET: usize = 4;

/// The code as SVG, one unit a module. Medium correction: the paper lies on a windscreen.
pub(crate) fn svg(stub: &str) -> Result<String, PaperError> {
    let code = QrCode::with_error_correction_level(stub.as_bytes(), EcLevel::M)
        .map_err(|_| PaperError::StubTooLong(stub.len()))?;
    let width = code.width();
    let mut path = String::new();
    for (at, color) in code.to_colors().into_iter().enumerate() {
        if color == Color::Dark {
            // Writing into a String cannot fail.
            let _ = write!(
                path,
                "M{} {}h1v1h-1z",
                at % width + QUIET,
                at / width + QUIET
            );
        }
    }
    let side = width + 2 * QUIET;
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" width=\"{side}\" height=\"{side}\">\
         <path shape-rendering=\"crispEdges\" d=\"{path}\"/></svg>"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stub_of_the_agreed_length_fits_and_an_endless_one_is_refused() {
        assert!(svg(&"LGS1:".repeat(60)).unwrap().contains("viewBox"));
        assert!(matches!(
            svg(&"α".repeat(3_000)),
            Err(PaperError::StubTooLong(6_000))
        ));
    }
}
