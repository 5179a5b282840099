//! Every morning: which office is late with how many requests. One open task per office and day.

use super::{SETTLE, store};
use loggia_core::app::App;
use loggia_core::ctx::Actor;
use loggia_core::jobs::{JobKind, JobRun};
use loggia_core::{Outcome, cases, tasks};
use loggia_schema::message::{Finding, requests};
use serde_json::{Value, json};

/// The job of the morning.
pub(super) const MORNING: JobKind = JobKind {
    name: "requests.late",
    title: "Εκπρόθεσμα αιτήματα ανά υπηρεσία",
    daily: true,
    run: morning,
};

/// Opens the tasks of today; run again it opens none twice.
fn morning(app: &App, _: &JobRun<'_>) -> Outcome<Value> {
    let ctx = app.ctx(Actor::System("requests"))?;
    let late = app.db().write(|tx| {
        let reference = cases::reference(tx)?;
        let late = store::late_by_office(tx, ctx.today)?;
        for (office, count) in &late {
            let name = reference.place(office).map_or(office, |place| &place.name);
            let finding = Finding::new(requests::OFFICE_OVERDUE)
                .with("office", name)
                .with("count", count);
            let subject = format!("{office}/{}", ctx.today);
            tasks::open(tx, &ctx, "requests.late", &subject, &finding, SETTLE)?;
        }
        Ok::<_, loggia_core::Fail>(late)
    })?;
    let offices: Vec<Value> = late
        .iter()
        .map(|(office, count)| json!({ "office": office, "late": count }))
        .collect();
    Ok(json!({ "offices": offices }))
}
