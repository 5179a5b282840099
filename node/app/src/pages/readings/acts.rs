//! The small forms at a meter: correction, turn, no water, transfer, replacement, note.

use crate::pages::refusal::attempt;
use crate::server::answer::Answer;
use crate::server::typed::Typed;
use crate::server::window::{Desk, Window};
use axum::response::Response;
use loggia_node::NodeError;
use loggia_node::commands::{
    HolderTransfer, MeterNote, MeterReplace, NoWaterReport, ReadingCorrect, WaterTurn,
};
use loggia_schema::message::Finding;
use loggia_ui::cases::irrigation;
use loggia_ui::query::encode;
use loggia_ui::{Form, Notice, Values};

/// One of the small forms.
struct Act {
    title: &'static str,
    path: &'static str,
    form: fn(&str, &Values, &[Finding]) -> Form,
    run: fn(&mut Desk<'_>, &str, &Values) -> Result<(), NodeError>,
}

const CORRECT: Act = Act {
    title: "Διόρθωση ένδειξης",
    path: "correct",
    form: irrigation::correct,
    run: |desk, key, values| {
        let input = ReadingCorrect {
            scope: None,
            meter: text(values, "meter"),
            value: text(values, "value"),
        };
        desk.session.reading_correct(key, &input).map(drop)
    },
};
const TURN: Act = Act {
    title: "Βάρδια νερού",
    path: "turn",
    form: irrigation::turn,
    run: |desk, key, values| {
        let input = WaterTurn {
            scope: None,
            meter: text(values, "meter"),
            date: text(values, "date"),
            minutes: text(values, "minutes"),
        };
        desk.session.water_turn(key, &input).map(drop)
    },
};
const NO_WATER: Act = Act {
    title: "Δεν έχει νερό",
    path: "no-water",
    form: irrigation::no_water,
    run: |desk, key, values| {
        let input = NoWaterReport {
            scope: None,
            meter: text(values, "meter"),
            date: text(values, "date"),
            time: text(values, "time"),
            text: text(values, "text"),
        };
        desk.session.no_water(key, &input).map(drop)
    },
};
const TRANSFER: Act = Act {
    title: "Μεταβίβαση σύνδεσης",
    path: "transfer",
    form: irrigation::transfer,
    run: |desk, key, values| {
        let input = HolderTransfer {
            scope: None,
            meter: text(values, "meter"),
            value: text(values, "value"),
            holder: text(values, "holder"),
            phone: text(values, "phone"),
        };
        desk.session.holder_transfer(key, &input).map(drop)
    },
};
const REPLACE: Act = Act {
    title: "Αντικατάσταση μετρητή",
    path: "replace",
    form: irrigation::replace,
    run: |desk, key, values| {
        let input = MeterReplace {
            scope: None,
            meter: text(values, "meter"),
            last: text(values, "last"),
            estimate: text(values, "estimate"),
            new_meter: text(values, "new_meter"),
            new_start: text(values, "new_start"),
            new_digits: text(values, "new_digits"),
            old_seal: text(values, "old_seal"),
            new_seal: text(values, "new_seal"),
        };
        desk.session.meter_replace(key, &input).map(drop)
    },
};
const NOTE: Act = Act {
    title: "Σημείωση σε μετρητή",
    path: "note",
    form: irrigation::note,
    run: |desk, key, values| {
        let input = MeterNote {
            scope: None,
            meter: text(values, "meter"),
            text: text(values, "text"),
        };
        desk.session.meter_note(key, &input).map(drop)
    },
};

fn text(values: &Values, name: &str) -> String {
    values.get(name).to_owned()
}

macro_rules! pages {
    ($(($act:ident, $page:ident, $save:ident)),*) => {
        $(
            /// The form.
            pub async fn $page(window: Window) -> Response {
                $act.open(window).await
            }

            /// Does it.
            pub async fn $save(window: Window, typed: Typed) -> Response {
                $act.send(window, typed).await
            }
        )*
    };
}

pages!(
    (CORRECT, correct_page, correct),
    (TURN, turn_page, turn),
    (NO_WATER, no_water_page, no_water),
    (TRANSFER, transfer_page, transfer),
    (REPLACE, replace_page, replace),
    (NOTE, note_page, note)
);

impl Act {
    async fn open(&'static self, window: Window) -> Response {
        window
            .page(|desk| {
                let meter = desk.query.filter("meter").unwrap_or_default().to_owned();
                let done = desk.query.filter("done").is_some();
                let values = desk.fresh()?.with("meter", meter);
                self.page(desk, &values, (&[], done))
            })
            .await
    }

    async fn send(&'static self, window: Window, Typed(values): Typed) -> Response {
        window
            .save(move |desk| {
                let key = values.get("key").to_owned();
                let done = attempt(
                    &values,
                    |finding| finding,
                    |_| (self.run)(desk, &key, &values),
                )?;
                match done {
                    Ok(()) => {
                        let meter = encode(values.get("meter"));
                        Ok(Answer::See(format!(
                            "/readings/{}?meter={meter}&done=1",
                            self.path
                        )))
                    }
                    Err(findings) => self.page(desk, &values, (&findings, false)),
                }
            })
            .await
    }

    fn page(
        &self,
        desk: &mut Desk<'_>,
        values: &Values,
        (findings, done): (&[Finding], bool),
    ) -> Result<Answer, NodeError> {
        let stop = desk.session.stop("", Some(values.get("meter")))?;
        let Some(stop) = stop else {
            return Err(NodeError::Us("a stop without a meter"));
        };
        let back = format!("/readings/new?meter={}", encode(&stop.meter.no));
        let beside = irrigation::beside(
            &stop.meter,
            stop.connection.as_ref(),
            stop.last,
            stop.most,
            stop.season,
        );
        let title = format!("{} {}", self.title, stop.meter.no);
        let mut page = desk.titled(title).crumb("Ενδείξεις", &*back);
        if done {
            let words = format!("Καταχωρίστηκε για τον μετρητή {}.", stop.meter.no);
            page = page.notice(Notice::success(words).link("Πίσω στη διαδρομή", &*back));
            return Ok(Answer::Page(page.body(&beside).render()));
        }
        let form = (self.form)(&format!("/readings/{}", self.path), values, findings)
            .hidden("key", values.get("key"))
            .hidden("meter", stop.meter.no.as_str())
            .back("Ακύρωση", &*back);
        Ok(Answer::form(page.body(&form).body(&beside), findings))
    }
}
