//! Pages of a list: where we are, the neighbours, a jump, the page size.

use crate::format::count;
use crate::query::{Query, SIZES};
use maud::{Markup, html};

/// The foot of a list. Nothing when all records fit on the smallest page.
pub(super) fn render(query: &Query, path: &str, found: Option<u64>) -> Markup {
    let Some(found) = found.filter(|found| *found > SIZES[0]) else {
        return html! {};
    };
    let (page, size) = (query.page(), query.size());
    let last = found.div_ceil(size);
    let first_row = query.offset().saturating_add(1).min(found);
    let last_row = query.offset().saturating_add(size).min(found);
    html! {
        nav.lg-paging aria-label="Σελίδες" {
            p { (count(first_row)) "–" (count(last_row)) " από " (count(found)) }
            @if page > 1 {
                a.govgr-link rel="prev" href=(query.at_page((page - 1).min(last)).href(path)) { "Προηγούμενη σελίδα" }
            }
            @if page < last {
                a.govgr-link rel="next" href=(query.at_page(page + 1).href(path)) { "Επόμενη σελίδα" }
            }
            (jump(query, path, last))
            ul.lg-paging__sizes aria-label="Γραμμές ανά σελίδα" {
                @for option in SIZES {
                    li {
                        a.govgr-link aria-current=[(option == size).then_some("true")]
                            href=(query.sized(option).href(path)) {
                            (option) span.govgr-visually-hidden { " γραμμές ανά σελίδα" }
                        }
                    }
                }
            }
        }
    }
}

fn jump(query: &Query, path: &str, last: u64) -> Markup {
    html! {
        form.lg-paging__jump method="get" action=(path) {
            @for (key, value) in query.filters() { input type="hidden" name=(key) value=(value); }
            @if let Some((column, direction)) = query.sort() {
                @let down = if direction == crate::Direction::Descending { "-" } else { "" };
                input type="hidden" name="sort" value={ (down) (column) };
            }
            @if query.size() != SIZES[0] { input type="hidden" name="size" value=(query.size()); }
            label for="page" { "Σελίδα" }
            input.govgr-input.govgr-input--width-3 id="page" name="page" inputmode="numeric" value=(query.page());
            span { "από " (count(last)) }
            button.govgr-btn.govgr-btn-secondary { "Μετάβαση" }
        }
    }
}
