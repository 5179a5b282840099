//! Messages 450–499: pages, forms and requests of a browser.

messages! {
}
