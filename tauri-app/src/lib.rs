//! The window of an office: a thin shell around the pages that the node serves on the loopback.
//!
//! The shell starts a node inside itself ([`office::Office`]), opens one window at the node's one-time login address
//! and closes the node when the window closes. It has no commands, no custom URI scheme and no capabilities: the page
//! can reach nothing but its own node. What the shell adds to a browser is little:
//!
//! * one window per office folder; a second start brings the first one to the front,
//! * it remembers its size and place,
//! * it goes nowhere but to its own node ([`rules::stays_home`]),
//! * papers (PDF) are put in a private folder and opened by the system's viewer, which prints ([`papers`]),
//! * nothing of a page is written to disk by the web view: its context is ephemeral.
//!
//! Why a loopback server and not a URI scheme of our own: on WebKitGTK such schemes cut uploads and lose cookies and
//! redirects. When the environment holds `TAURI_WEBVIEW_AUTOMATION=true` a WebDriver may drive the window; the browser
//! tests do that.

pub mod office;
pub mod papers;
pub mod rules;
pub mod shell;
pub mod words;
