//! The headers that go out with every page: they make the browser refuse what the kit never writes.

/// What a page may load: only this program, no inline script or style, no frame around it.
///
/// `ipc:` is the channel of the Tauri window. Not to be sent with a PDF: the built-in viewers break under it.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
     img-src 'self' data:; font-src 'self'; connect-src 'self' ipc: http://ipc.localhost; form-action 'self'; \
     frame-src 'self'; frame-ancestors 'none'; base-uri 'none'";

/// Headers of a file that came from outside, beside its type and its disposition: a sandbox in which nothing loads.
pub const FOREIGN: &[(&str, &str)] = &[
    ("content-security-policy", "sandbox; default-src 'none'"),
    ("cache-control", "no-store"),
    ("referrer-policy", "no-referrer"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
];

/// Headers of every answer that is a page. Pages hold personal data, so no cache may keep them.
pub const PAGE: &[(&str, &str)] = &[
    ("content-security-policy", CONTENT_SECURITY_POLICY),
    ("content-type", "text/html; charset=utf-8"),
    ("cache-control", "no-store"),
    ("referrer-policy", "same-origin"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
];
