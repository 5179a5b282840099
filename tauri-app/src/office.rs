//! What the window needs of an office, and nothing more: an address to open and a way to close.

use std::future::Future;
use std::pin::Pin;
use tauri::Url;

/// A future the window waits for on the program's own runtime.
pub type Waiting<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// An office whose pages are being served.
pub trait Office: Send {
    /// The loopback address with a one-time login token. Asked once per window.
    fn address(&self) -> Url;

    /// Closes the office: requests under way are answered, the store is locked and closed.
    fn close(self: Box<Self>) -> Waiting<()>;
}

/// How to open the office. The error is a Greek sentence for the person in front of the screen, with its code.
pub type Opening = Box<dyn FnOnce() -> Waiting<Result<Box<dyn Office>, String>> + Send>;
