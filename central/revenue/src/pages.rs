//! Pages.
use loggia_core::web::Routes;
/// Routes.
pub fn routes() -> Routes { Routes::new() }
