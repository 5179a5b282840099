//! Two real browsers behind one small client: headless Chromium, and the WebKit view inside our own window.
//!
//! The client speaks the W3C WebDriver protocol itself. Why no crate for it: the usual ones put Chromium's own
//! capabilities into every session, which WebKit's driver answers with a refusal, and we need thirty lines of it.
//!
//! A test works as a person does: it reads what the page says and presses keys ([`keys`]). It looks for accessibility
//! faults with axe ([`axe`]), and leaves a picture of every screen it cares about in `target/screens`.

mod axe;
mod chrome;
mod driver;
pub mod keys;
mod page;
mod screen;
mod window;

pub use axe::Violation;
pub use driver::Browser;
pub use page::Element;
