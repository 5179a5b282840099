//! What irrigation counts for the page of plots: water of each network, measured at the meters and produced at the borehole.

use super::{READ, bills, seasons, store};
use jiff::civil::Date;
use loggia_core::Outcome;
use loggia_core::db::Tx;
use loggia_core::subsystem::{Figures, PlotOf, PlotUnit};
use loggia_schema::irrigation::Volume;
use std::collections::BTreeMap;

/// Cubic metres of each network in the seasons that the days touch.
pub const WATER: PlotOf = PlotOf {
    name: "water",
    title: "Νερό ανά δίκτυο",
    axis: "Δίκτυο",
    unit: PlotUnit::CubicMetres,
    over_time: false,
    right: READ,
    run: water,
};

fn water(tx: &mut Tx<'_>, from: Date, to: Date) -> Outcome<Figures> {
    let mut sums: BTreeMap<String, (Volume, Volume)> = BTreeMap::new();
    for season in seasons::all(tx)? {
        if season.from > to || season.to < from {
            continue;
        }
        for network in store::per_network(tx, &season.code)? {
            let (measured, produced) = sums.entry(network.network).or_default();
            *measured = measured.plus(network.measured);
            *produced = produced.plus(network.produced.unwrap_or_default());
        }
    }
    let names = bills::networks(tx)?;
    let name = |code: &String| {
        let network = names.iter().find(|network| network.code == *code);
        network.map_or_else(|| code.clone(), |network| network.name.clone())
    };
    let metres = |volume: Volume| i64::try_from(volume.0 / 1_000).unwrap_or(i64::MAX);
    Ok(Figures {
        labels: sums.keys().map(name).collect(),
        series: vec![
            (
                "Μετρημένο".to_owned(),
                sums.values()
                    .map(|(measured, _)| metres(*measured))
                    .collect(),
            ),
            (
                "Παραγωγή".to_owned(),
                sums.values()
                    .map(|(_, produced)| metres(*produced))
                    .collect(),
            ),
        ],
    })
}
