//! A plot: bars or a line as SVG drawn on the server, with its figures in a table behind it (διάγραμμα).
//!
//! For eyes and ears alike: the picture has a title and a sentence that says what it shows, every series has its own hatch or
//! stroke beside its colour, the largest values are written out, and the table holds every figure. Whole numbers only, also
//! for the coordinates.

use crate::format::count;
use loggia_schema::money::Cents;
use maud::{Markup, PreEscaped, Render, html};
use std::fmt::Write as _;

/// In what the figures are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Cents of euro.
    Euro,
    /// Things.
    Count,
    /// Cubic metres.
    CubicMetres,
}

impl Unit {
    /// A figure as people read it.
    pub fn written(self, value: i64) -> String {
        let whole = count(value.unsigned_abs());
        let sign = if value < 0 { "-" } else { "" };
        match self {
            Unit::Euro => Cents(value).greek(),
            Unit::Count => format!("{sign}{whole}"),
            Unit::CubicMetres => format!("{sign}{whole} m³"),
        }
    }
}

/// How the figures are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Things beside each other: places, kinds.
    Bars,
    /// One thing over time.
    Line,
}

/// A series of figures, one for each label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    /// Its name.
    pub name: String,
    /// Its figures.
    pub values: Vec<i64>,
}

/// A plot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plot {
    /// Tells the plots of a page apart: plain letters.
    pub id: String,
    /// What it is: «Εισπράξεις ανά ημέρα».
    pub title: String,
    /// Head of the labels: «Ημέρα».
    pub axis: String,
    /// The labels, from left to right.
    pub labels: Vec<String>,
    /// At most four series.
    pub series: Vec<Series>,
    /// In what the figures are.
    pub unit: Unit,
    /// How they are drawn.
    pub shape: Shape,
}

const WIDTH: i64 = 880;
const HEIGHT: i64 = 300;
const LEFT: i64 = 96;
const TOP: i64 = 16;
const BOTTOM: i64 = 48;
/// Labels that fit below the axis.
const TICKS: usize = 8;
/// Values that are written out.
const NAMED: usize = 12;

impl Plot {
    /// The largest figure, at least 1: the height of the picture.
    fn top(&self) -> i64 {
        let values = self.series.iter().flat_map(|series| &series.values);
        values.copied().max().unwrap_or(0).max(1)
    }

    fn y(&self, value: i64) -> i64 {
        let room = i128::from(HEIGHT - TOP - BOTTOM);
        let part = i128::from(value.max(0)) * room / i128::from(self.top());
        HEIGHT - BOTTOM - i64::try_from(part).unwrap_or(0)
    }

    fn step(&self) -> i64 {
        let labels = i64::try_from(self.labels.len().max(1)).unwrap_or(1);
        (WIDTH - LEFT) / labels
    }

    fn x(&self, at: usize) -> i64 {
        LEFT + self.step() * i64::try_from(at).unwrap_or(0)
    }

    /// What the picture shows, in a sentence: «7 τιμές. Σύνολο 1.200,00 €. Μεγαλύτερη 400,00 €, 23/11/2026.»
    fn says(&self) -> String {
        let mut text = String::new();
        for series in &self.series {
            let total: i64 = series.values.iter().sum();
            let largest = series
                .values
                .iter()
                .zip(&self.labels)
                .max_by_key(|(value, _)| **value);
            let _ = write!(text, "{}: σύνολο {}", series.name, self.unit.written(total));
            if let Some((value, label)) = largest {
                let _ = write!(
                    text,
                    ", μεγαλύτερη τιμή {} ({label})",
                    self.unit.written(*value)
                );
            }
            text.push_str(". ");
        }
        text.trim_end().to_owned()
    }

    fn drawn(&self) -> String {
        let mut svg = String::new();
        self.grid(&mut svg);
        for (nth, series) in self.series.iter().enumerate().take(4) {
            match self.shape {
                Shape::Bars => self.bars(&mut svg, nth, series),
                Shape::Line => self.line(&mut svg, nth, series),
            }
        }
        self.ticks(&mut svg);
        svg
    }

    fn grid(&self, svg: &mut String) {
        for quarter in 0..=4 {
            let value = self.top() * quarter / 4;
            let y = self.y(value);
            let _ = write!(
                svg,
                "<path class=\"lg-plot__grid\" d=\"M{LEFT} {y}H{WIDTH}\"/><text class=\"lg-plot__scale\" x=\"{}\" y=\"{}\">{}</text>",
                LEFT - 8,
                y + 4,
                self.unit.written(value)
            );
        }
    }

    fn bars(&self, svg: &mut String, nth: usize, series: &Series) {
        let many = i64::try_from(self.series.len().clamp(1, 4)).unwrap_or(1);
        let width = (self.step() * 4 / 5 / many).max(1);
        let place = i64::try_from(nth).unwrap_or(0) * width + self.step() / 10;
        for (at, value) in series.values.iter().enumerate().take(self.labels.len()) {
            let (x, y) = (self.x(at) + place, self.y(*value));
            let _ = write!(
                svg,
                "<rect class=\"lg-plot__bar\" fill=\"{}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{}\"/>",
                self.fill(nth),
                HEIGHT - BOTTOM - y
            );
            self.named(svg, (x + width / 2, y - 4), *value);
        }
    }

    fn line(&self, svg: &mut String, nth: usize, series: &Series) {
        let points: Vec<(i64, i64)> = series
            .values
            .iter()
            .enumerate()
            .take(self.labels.len())
            .map(|(at, value)| (self.x(at) + self.step() / 2, self.y(*value)))
            .collect();
        let path: Vec<String> = points.iter().map(|(x, y)| format!("{x},{y}")).collect();
        let _ = write!(
            svg,
            "<polyline class=\"lg-plot__line lg-plot__{nth}\" points=\"{}\"/>",
            path.join(" ")
        );
        for ((x, y), value) in points.iter().zip(&series.values) {
            let _ = write!(
                svg,
                "<circle class=\"lg-plot__dot lg-plot__{nth}\" cx=\"{x}\" cy=\"{y}\" r=\"4\"/>"
            );
            self.named(svg, (*x, *y - 8), *value);
        }
    }

    fn named(&self, svg: &mut String, (x, y): (i64, i64), value: i64) {
        if self.labels.len() * self.series.len() <= NAMED && value != 0 {
            let _ = write!(
                svg,
                "<text class=\"lg-plot__value\" x=\"{x}\" y=\"{y}\">{}</text>",
                self.unit.written(value)
            );
        }
    }

    fn ticks(&self, svg: &mut String) {
        let every = self.labels.len().div_ceil(TICKS).max(1);
        for (at, label) in self.labels.iter().enumerate().step_by(every) {
            let x = self.x(at) + self.step() / 2;
            let _ = write!(
                svg,
                "<text class=\"lg-plot__tick\" x=\"{x}\" y=\"{}\">",
                HEIGHT - BOTTOM + 20
            );
            svg.push_str(&html! { (label) }.into_string());
            svg.push_str("</text>");
        }
    }

    fn legend(&self) -> Markup {
        html! {
            @if self.series.len() > 1 {
                ul.lg-plot__legend {
                    @for (nth, series) in self.series.iter().enumerate().take(4) {
                        li {
                            svg.lg-plot__key aria-hidden="true" viewBox="0 0 24 16" width="24" height="16" {
                                (PreEscaped(self.sample(nth)))
                            }
                            " " (series.name)
                        }
                    }
                }
            }
        }
    }

    /// A series as the legend shows it.
    fn sample(&self, nth: usize) -> String {
        match self.shape {
            Shape::Bars => format!(
                "<rect class=\"lg-plot__bar\" fill=\"{}\" x=\"1\" y=\"1\" width=\"22\" height=\"14\"/>",
                self.fill(nth)
            ),
            Shape::Line => {
                format!("<polyline class=\"lg-plot__line lg-plot__{nth}\" points=\"0,8 24,8\"/>")
            }
        }
    }

    /// The first series is filled, each other has a hatch of its own: nothing is told by colour alone.
    fn fill(&self, nth: usize) -> String {
        match nth {
            0 => "#003375".to_owned(),
            nth => format!("url(#{}-{nth})", self.id),
        }
    }

    fn hatches(&self) -> Markup {
        let paths = ["M0 8L8 0", "M0 4H8", "M4 0V8"];
        html! {
            defs {
                @for (at, path) in paths.iter().enumerate() {
                    (PreEscaped(format!(
                        "<pattern id=\"{}-{}\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\"><path d=\"{path}\"/></pattern>",
                        self.id,
                        at + 1
                    )))
                }
            }
        }
    }

    fn table(&self) -> Markup {
        html! {
            details.govgr-details {
                summary.govgr-details__summary { "Οι τιμές σε πίνακα" }
                div.govgr-table-container.lg-scroll tabindex="0" role="region" aria-label={ (self.title) ", πίνακας" } {
                    table.govgr-table.govgr-table--dense {
                        caption.govgr-table__caption.govgr-table__caption--s { (self.title) }
                        thead.govgr-table__head {
                            tr.govgr-table__row {
                                th.govgr-table__header scope="col" { (self.axis) }
                                @for series in &self.series {
                                    th.govgr-table__header.govgr-table__header--numeric scope="col" { (series.name) }
                                }
                            }
                        }
                        tbody.govgr-table__body {
                            @for (at, label) in self.labels.iter().enumerate() {
                                tr.govgr-table__row {
                                    th.govgr-table__cell.lg-first scope="row" { (label) }
                                    @for series in &self.series {
                                        td.govgr-table__cell.govgr-table__cell--numeric {
                                            (self.unit.written(series.values.get(at).copied().unwrap_or(0)))
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

impl Render for Plot {
    fn render(&self) -> Markup {
        let (title, desc) = (format!("{}-title", self.id), format!("{}-desc", self.id));
        html! {
            section.lg-plot aria-labelledby={ (self.id) "-head" } {
                h2.govgr-heading-s id={ (self.id) "-head" } { (self.title) }
                @if self.labels.is_empty() {
                    p { "Δεν υπάρχουν στοιχεία για αυτό το διάστημα." }
                } @else {
                    svg.lg-plot__picture role="img" aria-labelledby={ (title) " " (desc) } viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } {
                        title id=(title) { (self.title) }
                        desc id=(desc) { (self.says()) }
                        (self.hatches())
                        (PreEscaped(self.drawn()))
                    }
                    (self.legend())
                    p.lg-plot__says { (self.says()) }
                    (self.table())
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proof;

    fn plot(shape: Shape, values: &[i64]) -> Plot {
        Plot {
            id: "p".into(),
            title: "Εισπράξεις ανά ημέρα".into(),
            axis: "Ημέρα".into(),
            labels: (1..=values.len()).map(|day| format!("<{day}>")).collect(),
            series: vec![
                Series {
                    name: "Μετρητά".into(),
                    values: values.to_vec(),
                },
                Series {
                    name: "Κάρτα".into(),
                    values: vec![0; values.len()],
                },
            ],
            unit: Unit::Euro,
            shape,
        }
    }

    #[test]
    fn the_picture_says_in_words_and_in_a_table_what_it_shows() {
        for shape in [Shape::Bars, Shape::Line] {
            let html = plot(shape, &[1_000, 250_050, 0]).render().0;
            assert!(html.contains("role=\"img\"") && html.contains("<title id=\"p-title\">"));
            assert!(
                html.contains(
                    "σύνολο 2.510,50\u{a0}€, μεγαλύτερη τιμή 2.500,50\u{a0}€ (&lt;2&gt;)"
                ),
                "{html}"
            );
            assert!(html.contains("<table") && html.matches("2.500,50\u{a0}€").count() >= 2);
            assert!(!html.contains("<2>"), "labels are text");
            let page = format!(
                "<!DOCTYPE html><html lang=\"el\"><body><main><h1>Δ</h1>{html}</main></body></html>"
            );
            assert_eq!(proof::broken(&page), Vec::<String>::new());
        }
    }

    #[test]
    fn nothing_leaves_the_picture_whatever_the_figures() {
        for values in [
            &[][..],
            &[0],
            &[-5, 3],
            &[i64::MAX / 4, 1, i64::MIN / 4],
            &[7; 400],
        ] {
            for shape in [Shape::Bars, Shape::Line] {
                let drawn = plot(shape, values).drawn();
                for number in drawn.split('"').filter_map(|text| text.parse::<i64>().ok()) {
                    assert!((-8..=WIDTH).contains(&number), "{number} of {values:?}");
                }
            }
        }
        assert!(
            plot(Shape::Bars, &[])
                .render()
                .0
                .contains("Δεν υπάρχουν στοιχεία")
        );
    }
}
