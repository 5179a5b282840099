//! Irrigation files: networks, seasons, connections with parcels, meters, keepers, tariffs, norms, limits, production.
//!
//! An old register has nicknames, meters without a maker's number and holders without ΑΦΜ: all of these are fine. Refused is
//! what would bill the wrong person or amount: a meter on two connections, a parcel without area, a tariff whose tiers do
//! not rise, periods that overlap.

use super::law::{Noted, bare, refuse_overlaps};
use super::people::{People, known};
use super::sheet::{Line, RowError, Sheet};
use super::water_rates::{norms, rules, tariffs};
use jiff::civil::Date;
use loggia_cases::records::{
    Charging, ConnectionRecord, CropNormRecord, DebtFlag, Mark, MeterRecord, NetworkRecord, Parcel,
    SeasonRecord, SeasonState, WaterRuleRecord, WaterTariffRecord,
};
use loggia_schema::identifiers::Phone;
use loggia_schema::irrigation::{Dial, Volume};
use loggia_schema::message::{Finding, irrigation};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// A connection as the file names it; the person's id comes later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectionRow {
    /// As it travels, without person and name from the registry.
    pub record: ConnectionRecord,
    /// Code of the holder in `persons.csv`; empty if nobody knows.
    pub person: String,
}

/// An appointment as the file names it; the keeper's id comes later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeeperRow {
    /// Login name.
    pub login: String,
    /// Network.
    pub network: String,
    /// First and last day.
    pub period: (Date, Option<Date>),
    /// Decision.
    pub basis: String,
}

/// Water that a network produced in a season (παραγωγή).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductionRow {
    /// Network.
    pub network: String,
    /// Season.
    pub season: String,
    /// How much.
    pub volume: Volume,
    /// Where the figure comes from.
    pub source: String,
}

/// The irrigation part of the folder.
#[derive(Debug, Default)]
pub struct Water {
    /// `networks.csv`
    pub networks: Vec<NetworkRecord>,
    /// `seasons.csv`
    pub seasons: Vec<SeasonRecord>,
    /// `connections.csv` with `parcels.csv`
    pub connections: Vec<ConnectionRow>,
    /// `meters.csv`
    pub meters: Vec<MeterRecord>,
    /// `keepers.csv`
    pub keepers: Vec<KeeperRow>,
    /// `water_tariffs.csv`
    pub tariffs: Vec<Noted<WaterTariffRecord>>,
    /// `crop_norms.csv`
    pub norms: Vec<Noted<CropNormRecord>>,
    /// `water_rules.csv`
    pub rules: Vec<Noted<WaterRuleRecord>>,
    /// `production.csv`
    pub production: Vec<ProductionRow>,
}

impl Water {
    /// Reads the files; what is wrong goes to `errors`.
    pub fn read(folder: &Path, people: &People, errors: &mut Vec<RowError>) -> Water {
        let places: BTreeSet<String> = people.places.iter().map(|p| p.code.clone()).collect();
        let logins: BTreeSet<String> = people.users.iter().map(|u| u.login.clone()).collect();
        let networks = networks(folder, &places, errors);
        let codes: BTreeSet<String> = networks.iter().map(|n| n.code.clone()).collect();
        let seasons = seasons(folder, errors);
        let named: BTreeSet<String> = seasons.iter().map(|s| s.code.clone()).collect();
        let connections = connections(folder, &codes, errors);
        let numbers = connections.iter().map(|c| c.record.no.clone()).collect();
        Water {
            meters: meters(folder, &codes, &numbers, errors),
            keepers: keepers(folder, &codes, &logins, errors),
            tariffs: tariffs(folder, &codes, errors),
            norms: norms(folder, errors),
            rules: rules(folder, errors),
            production: production(folder, &codes, &named, errors),
            networks,
            seasons,
            connections,
        }
    }
}

fn networks(
    folder: &Path,
    places: &BTreeSet<String>,
    errors: &mut Vec<RowError>,
) -> Vec<NetworkRecord> {
    const HEADS: &[&str] = &["Κωδικός", "Δίκτυο", "Κοινότητα", "Ενεργό", "Σημείωση"];
    let mut sheet = Sheet::read(folder, "networks.csv", HEADS);
    let rows = sheet.map(|line| {
        Some(NetworkRecord {
            code: line.required("Κωδικός")?,
            name: line.required("Δίκτυο")?,
            place: known(line, "Κοινότητα", "places.csv", places)?,
            active: line.yes("Ενεργό")?,
        })
    });
    sheet.refuse_twins(&rows, "Κωδικός", |row| row.code.clone());
    errors.extend(sheet.into_errors());
    bare(rows)
}

const STATES: &[(&str, SeasonState)] = &[
    ("ΠΡΟΓΡΑΜΜΑΤΙΣΜΕΝΗ", SeasonState::Planned),
    ("ΑΝΟΙΚΤΗ", SeasonState::Open),
    ("ΤΕΛΙΚΕΣ ΕΝΔΕΙΞΕΙΣ", SeasonState::ReadingFinal),
    ("ΛΟΓΑΡΙΑΣΜΟΙ", SeasonState::Billing),
    ("ΚΛΕΙΣΤΗ", SeasonState::Closed),
];

fn seasons(folder: &Path, errors: &mut Vec<RowError>) -> Vec<SeasonRecord> {
    let mut sheet = Sheet::read(
        folder,
        "seasons.csv",
        &["Κωδικός", "Από", "Έως", "Κατάσταση"],
    );
    let rows = sheet.map(|line| {
        let (from, to) = line.period("Από", "Έως")?;
        Some(SeasonRecord {
            code: line.required("Κωδικός")?,
            from,
            to: to.unwrap_or(from),
            state: line.choice("Κατάσταση", STATES)?,
        })
    });
    sheet.refuse_twins(&rows, "Κωδικός", |row| row.code.clone());
    refuse_overlaps(&mut sheet, &rows, "Από", |row| {
        (String::new(), row.from, Some(row.to))
    });
    errors.extend(sheet.into_errors());
    bare(rows)
}

const CHARGING: &[(&str, Charging)] = &[
    ("ΜΕΤΡΗΤΗΣ", Charging::Metered),
    ("ΣΤΡΕΜΜΑ", Charging::ByStremma),
    ("ΩΡΑ", Charging::ByHour),
    ("ΠΑΓΙΟ", Charging::Flat),
];

const CONNECTIONS: &[&str] = &[
    "Αριθμός",
    "Δίκτυο",
    "Πρόσωπο",
    "Δικαιούχος",
    "Τηλέφωνο",
    "Κατηγορία",
    "Χρέωση",
    "Πλαφόν m³",
    "Προηγούμενη περίοδος m³",
    "Ληξιπρόθεσμη οφειλή την",
    "Διακανονισμός",
    "Ενεργή",
];

fn connections(
    folder: &Path,
    networks: &BTreeSet<String>,
    errors: &mut Vec<RowError>,
) -> Vec<ConnectionRow> {
    let mut parcels = parcels(folder, errors);
    let mut sheet = Sheet::read(folder, "connections.csv", CONNECTIONS);
    let rows = sheet.map(|line| {
        let no = line.required("Αριθμός")?;
        let overdue = line.parsed_or_none("Ληξιπρόθεσμη οφειλή την", super::sheet::parse_date)?;
        let settled = line.yes("Διακανονισμός")?;
        let charging = line.choice("Χρέωση", CHARGING)?;
        let parcels = parcels.remove(&no).unwrap_or_default();
        if charging == Charging::ByStremma && parcels.is_empty() {
            line.refuse("Χρέωση", &Finding::new(irrigation::PARCEL_AREA_ZERO));
            return None;
        }
        let record = ConnectionRecord {
            network: known(line, "Δίκτυο", "networks.csv", networks)?,
            holder: line.text("Δικαιούχος"),
            phone: line.parsed_or_none("Τηλέφωνο", Phone::parse)?,
            person: None,
            class: line.required("Κατηγορία")?,
            charging,
            parcels,
            cap_m3: line.number_or_none("Πλαφόν m³", 1, 10_000_000)?,
            last_season: line.parsed_or_none("Προηγούμενη περίοδος m³", Volume::parse_m3)?,
            debt: overdue.map(|as_of| DebtFlag {
                overdue: true,
                settled,
                as_of,
            }),
            active: line.yes("Ενεργή")?,
            no,
        };
        Some(ConnectionRow {
            record,
            person: line.text("Πρόσωπο"),
        })
    });
    sheet.refuse_twins(&rows, "Αριθμός", |row| row.record.no.clone());
    errors.extend(sheet.into_errors());
    bare(rows)
}

fn parcels(folder: &Path, errors: &mut Vec<RowError>) -> BTreeMap<String, Vec<Parcel>> {
    const HEADS: &[&str] = &[
        "Σύνδεση",
        "Αγροτεμάχιο",
        "Τοπωνύμιο",
        "Τετραγωνικά",
        "Καλλιέργεια",
    ];
    let mut sheet = Sheet::read(folder, "parcels.csv", HEADS);
    let rows = sheet.map(|line| {
        let m2 = line.number("Τετραγωνικά", 0, 100_000_000)?;
        if m2 == 0 {
            line.refuse("Τετραγωνικά", &Finding::new(irrigation::PARCEL_AREA_ZERO));
            return None;
        }
        let parcel = Parcel {
            id: line.required("Αγροτεμάχιο")?,
            name: line.text("Τοπωνύμιο"),
            m2,
            crop: line.required("Καλλιέργεια")?,
        };
        Some((line.required("Σύνδεση")?, parcel))
    });
    errors.extend(sheet.into_errors());
    let mut by_connection: BTreeMap<String, Vec<Parcel>> = BTreeMap::new();
    for (_, (connection, parcel)) in rows {
        by_connection.entry(connection).or_default().push(parcel);
    }
    by_connection
}

const METERS: &[&str] = &[
    "Αριθμός",
    "Αριθμός κατασκευαστή",
    "Σύνδεση",
    "Δίκτυο",
    "Σειρά διαδρομής",
    "Θέση",
    "Ψηφία",
    "Δεκαδικά",
    "Πολλαπλασιαστής",
    "Σφραγίδα",
    "Ένδειξη",
    "Ημερομηνία ένδειξης",
    "Ενεργός",
];

fn meters(
    folder: &Path,
    networks: &BTreeSet<String>,
    connections: &BTreeSet<String>,
    errors: &mut Vec<RowError>,
) -> Vec<MeterRecord> {
    let mut sheet = Sheet::read(folder, "meters.csv", METERS);
    let rows = sheet.map(|line| meter(line, networks, connections));
    refuse_shared_meters(&mut sheet, &rows);
    sheet.refuse_twins(&rows, "Αριθμός", |row| {
        format!(
            "{}/{}",
            row.no,
            row.connection.as_deref().unwrap_or_default()
        )
    });
    errors.extend(sheet.into_errors());
    bare(rows)
}

fn meter(
    line: &mut Line<'_>,
    networks: &BTreeSet<String>,
    connections: &BTreeSet<String>,
) -> Option<MeterRecord> {
    let connection = match line.text("Σύνδεση").is_empty() {
        true => None,
        false => Some(known(line, "Σύνδεση", "connections.csv", connections)?),
    };
    let small = |n: u32| u8::try_from(n).ok();
    let dial = Dial {
        digits: small(line.number("Ψηφία", 1, 9)?)?,
        decimals: small(line.number("Δεκαδικά", 0, 3)?)?,
        multiplier: line.number("Πολλαπλασιαστής", 1, 1_000)?,
    };
    Some(MeterRecord {
        no: line.required("Αριθμός")?.to_uppercase(),
        serial: line.text("Αριθμός κατασκευαστή").to_uppercase(),
        connection,
        network: known(line, "Δίκτυο", "networks.csv", networks)?,
        route: line.number("Σειρά διαδρομής", 1, 1_000_000)?,
        place: line.text("Θέση"),
        dial,
        seal: line.text("Σφραγίδα"),
        start: Mark {
            value: line.parsed("Ένδειξη", |text| dial.read(text))?,
            on: line.date("Ημερομηνία ένδειξης")?,
        },
        last: None,
        stopped: false,
        active: line.yes("Ενεργός")?,
    })
}

/// A meter that measures two connections bills one of them wrongly.
fn refuse_shared_meters(sheet: &mut Sheet, rows: &[(u64, MeterRecord)]) {
    let mut used: BTreeMap<&str, &str> = BTreeMap::new();
    for (line, meter) in rows.iter().filter(|(_, meter)| meter.active) {
        let Some(connection) = meter.connection.as_deref() else {
            continue;
        };
        match used.get(meter.no.as_str()) {
            Some(first) if *first != connection => sheet.refuse(
                *line,
                "Σύνδεση",
                &Finding::new(irrigation::METER_IN_USE)
                    .with("meter", &meter.no)
                    .with("connection", first),
            ),
            _ => drop(used.insert(&meter.no, connection)),
        }
    }
}

fn keepers(
    folder: &Path,
    networks: &BTreeSet<String>,
    logins: &BTreeSet<String>,
    errors: &mut Vec<RowError>,
) -> Vec<KeeperRow> {
    const HEADS: &[&str] = &["Χρήστης", "Δίκτυο", "Ισχύει από", "Ισχύει έως", "Απόφαση"];
    let mut sheet = Sheet::read(folder, "keepers.csv", HEADS);
    let rows = sheet.map(|line| {
        Some(KeeperRow {
            login: known(line, "Χρήστης", "users.csv", logins)?,
            network: known(line, "Δίκτυο", "networks.csv", networks)?,
            period: line.period("Ισχύει από", "Ισχύει έως")?,
            basis: line.required("Απόφαση")?,
        })
    });
    refuse_overlaps(&mut sheet, &rows, "Ισχύει από", |row| {
        (
            format!("{}/{}", row.login, row.network),
            row.period.0,
            row.period.1,
        )
    });
    errors.extend(sheet.into_errors());
    bare(rows)
}

fn production(
    folder: &Path,
    networks: &BTreeSet<String>,
    seasons: &BTreeSet<String>,
    errors: &mut Vec<RowError>,
) -> Vec<ProductionRow> {
    const HEADS: &[&str] = &["Δίκτυο", "Περίοδος", "Παραγωγή m³", "Πηγή"];
    let mut sheet = Sheet::read(folder, "production.csv", HEADS);
    let rows = sheet.map(|line| {
        Some(ProductionRow {
            network: known(line, "Δίκτυο", "networks.csv", networks)?,
            season: known(line, "Περίοδος", "seasons.csv", seasons)?,
            volume: line.parsed("Παραγωγή m³", Volume::parse_m3)?,
            source: line.required("Πηγή")?,
        })
    });
    sheet.refuse_twins(&rows, "Δίκτυο", |row| {
        format!("{}/{}", row.network, row.season)
    });
    errors.extend(sheet.into_errors());
    bare(rows)
}
