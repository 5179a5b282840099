//! The files a page refers to: stylesheets, scripts, fonts. All are inside the program.
//!
//! Every address carries one fingerprint over all files (`/assets/<fingerprint>/loggia.css`), so a browser may
//! keep them for ever ([`CACHE_CONTROL`]) and a new build is never mixed with an old sheet. The router of either
//! program mounts [`get`] under `/assets/`; an address of another build is simply not found.

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// What to say about caching together with an asset.
pub const CACHE_CONTROL: &str = "public, max-age=31536000, immutable";

/// One embedded file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asset {
    /// The file itself.
    pub bytes: &'static [u8],
    /// Its `Content-Type`.
    pub content_type: &'static str,
    /// Its `ETag`, with quotation marks.
    pub etag: &'static str,
}

/// The file at an address below `/assets/`, such as `0123456789abcdef/loggia.css`.
pub fn get(path: &str) -> Option<Asset> {
    let (fingerprint, name) = path.split_once('/')?;
    if fingerprint != FINGERPRINT {
        return None;
    }
    let (name, bytes) = FILES.iter().find(|(known, _)| *known == name)?;
    Some(Asset {
        bytes,
        content_type: content_type(name),
        etag: ETAG,
    })
}

/// The address of a file of the kit, for `href` and `src`.
pub fn href(name: &str) -> String {
    format!("/assets/{FINGERPRINT}/{name}")
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, ext)| ext) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        _ => "text/plain; charset=utf-8",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_served_under_its_own_address() {
        for (name, bytes) in FILES {
            let address = href(name);
            let asset = get(address.strip_prefix("/assets/").unwrap()).unwrap();
            assert_eq!(asset.bytes, *bytes);
            assert!(!bytes.is_empty(), "{name} is empty");
        }
    }

    #[test]
    fn an_address_of_another_build_or_outside_the_list_is_not_found() {
        assert_eq!(get("0000000000000000/loggia.css"), None);
        assert_eq!(get("loggia.css"), None);
        assert_eq!(get(&format!("{FINGERPRINT}/../Cargo.toml")), None);
    }

    #[test]
    fn no_sheet_or_script_of_ours_names_a_foreign_host() {
        for name in ["loggia.css", "loggia.js"] {
            let (_, bytes) = FILES.iter().find(|(known, _)| *known == name).unwrap();
            let text = std::str::from_utf8(bytes).unwrap();
            assert!(
                !text.contains("http:") && !text.contains("https:"),
                "{name} names a host"
            );
        }
    }
}
