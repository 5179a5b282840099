//! The dated view of the reference data, as the rules take it.

use super::{
    FeeRecord, HolidayRecord, PaperBlockRecord, PlaceKind, PlaceRecord, Record, RegimeRecord,
    RequestTypeRecord, SettingRecord, SurchargeRecord, TariffRecord, TemplateRecord,
    ViolationRecord, Water,
};
use crate::number::Series;
use crate::sheet::Sheet;
use loggia_schema::calendar::{Date, Holidays, greek_date};
use loggia_schema::dated::{DatedRow, DatedTable};
use loggia_schema::message::{Finding, cases, protocol, requests};
use serde_json::Value;
use std::collections::BTreeMap;

/// Reference data in memory, looked up by date (στοιχεία αναφοράς).
///
/// Records are added in any order. Two rows that hold on one day spoil only their own table: its look-ups are
/// refused (Σ-126) and everything else works. A date without a row is refused (Σ-125).
#[derive(Debug, Clone, Default)]
pub struct Reference {
    regimes: Dated<RegimeRecord>,
    violations: Dated<ViolationRecord>,
    tariffs: Dated<TariffRecord>,
    fees: Dated<FeeRecord>,
    request_types: Dated<RequestTypeRecord>,
    templates: Dated<TemplateRecord>,
    surcharges: Dated<SurchargeRecord>,
    blocks: BTreeMap<String, PaperBlockRecord>,
    rules: Vec<HolidayRecord>,
    holidays: Option<Holidays>,
    settings: BTreeMap<String, String>,
    places: BTreeMap<String, PlaceRecord>,
    water: Water,
}

impl Reference {
    /// Builds the view from travelled records: (table, value). Tables that rules do not need are skipped.
    ///
    /// Errors: [`cases::RECORD_UNREADABLE`] for a value of a wanted table that does not fit.
    pub fn from_rows<'a>(
        rows: impl IntoIterator<Item = (&'a str, &'a Value)>,
    ) -> Result<Self, Finding> {
        let mut reference = Reference::default();
        for (table, value) in rows {
            reference.add(table, value)?;
        }
        Ok(reference)
    }

    /// Adds one travelled record; see [`Reference::from_rows`].
    pub fn add(&mut self, table: &str, value: &Value) -> Result<(), Finding> {
        match table {
            RegimeRecord::TABLE => self.add_regime(RegimeRecord::from_value(value)?),
            ViolationRecord::TABLE => self.add_violation(ViolationRecord::from_value(value)?),
            TariffRecord::TABLE => self.add_tariff(TariffRecord::from_value(value)?),
            FeeRecord::TABLE => self.add_fee(FeeRecord::from_value(value)?),
            RequestTypeRecord::TABLE => {
                self.add_request_type(RequestTypeRecord::from_value(value)?);
            }
            SurchargeRecord::TABLE => self.add_surcharge(SurchargeRecord::from_value(value)?),
            PaperBlockRecord::TABLE => self.add_block(PaperBlockRecord::from_value(value)?),
            HolidayRecord::TABLE => self.add_holiday(HolidayRecord::from_value(value)?),
            SettingRecord::TABLE => self.add_setting(SettingRecord::from_value(value)?),
            PlaceRecord::TABLE => self.add_place(PlaceRecord::from_value(value)?),
            TemplateRecord::TABLE => self.add_template(TemplateRecord::from_value(value)?),
            _ => drop(self.water.add(table, value)?),
        }
        Ok(())
    }

    /// Adds a regime.
    pub fn add_regime(&mut self, row: RegimeRecord) {
        let key = row.family.clone();
        let (from, to, basis) = (row.valid_from, row.valid_to, row.legal_basis.clone());
        self.regimes.add(key, dated(from, to, basis, row));
    }

    /// Adds a violation.
    pub fn add_violation(&mut self, row: ViolationRecord) {
        let key = row.code.clone();
        let (from, to, basis) = (row.valid_from, row.valid_to, row.legal_basis.clone());
        self.violations.add(key, dated(from, to, basis, row));
    }

    /// Adds a tariff.
    pub fn add_tariff(&mut self, row: TariffRecord) {
        let key = tariff_key(&row.code, row.step);
        let (from, to, basis) = (row.valid_from, row.valid_to, row.legal_basis.clone());
        self.tariffs.add(key, dated(from, to, basis, row));
    }

    /// Adds a fee of the desk.
    pub fn add_fee(&mut self, row: FeeRecord) {
        let key = row.code.clone();
        let (from, to, basis) = (row.valid_from, row.valid_to, row.legal_basis.clone());
        self.fees.add(key, dated(from, to, basis, row));
    }

    /// Adds a type of request.
    pub fn add_request_type(&mut self, row: RequestTypeRecord) {
        let key = row.code.clone();
        let (from, to, basis) = (row.valid_from, row.valid_to, row.legal_basis.clone());
        self.request_types.add(key, dated(from, to, basis, row));
    }

    /// Adds the text of a paper.
    pub fn add_template(&mut self, row: TemplateRecord) {
        let key = row.code.clone();
        let (from, to, basis) = (row.valid_from, row.valid_to, row.legal_basis.clone());
        self.templates.add(key, dated(from, to, basis, row));
    }

    /// Adds the surcharge of a period of certification.
    pub fn add_surcharge(&mut self, row: SurchargeRecord) {
        let (from, to, basis) = (row.valid_from, row.valid_to, row.legal_basis.clone());
        self.surcharges
            .add(String::new(), dated(from, to, basis, row));
    }

    /// Adds a paper block.
    pub fn add_block(&mut self, row: PaperBlockRecord) {
        self.blocks.insert(row.key(), row);
    }

    /// Adds a row of the holiday table.
    pub fn add_holiday(&mut self, row: HolidayRecord) {
        self.rules.push(row);
        let (mut rules, mut days) = (Vec::new(), Vec::new());
        for row in &self.rules {
            match row {
                HolidayRecord::Rule(rule) => rules.push(rule.clone()),
                HolidayRecord::Day(day) => days.push(day.clone()),
            }
        }
        self.holidays = Some(Holidays::new(rules, days));
    }

    /// Adds a setting; the last of a name stands.
    pub fn add_setting(&mut self, row: SettingRecord) {
        self.settings.insert(row.name, row.value);
    }

    /// Adds a place.
    pub fn add_place(&mut self, row: PlaceRecord) {
        self.places.insert(row.code.clone(), row);
    }

    /// The regime of a family for an offence date.
    ///
    /// Refusals: Σ-125 no regime holds on the date, Σ-126 two do.
    pub fn regime(&self, family: &str, offence: Date) -> Result<&RegimeRecord, Finding> {
        self.regimes.at(family, offence, "καθεστώς προστίμων")
    }

    /// The regime that a violation belongs to on an offence date.
    ///
    /// Refusals: as [`Reference::regime`], and [`cases::CLASS_NOT_IN_REGIME`] when the regime it names does not hold then.
    pub fn regime_of(
        &self,
        violation: &ViolationRecord,
        offence: Date,
    ) -> Result<&RegimeRecord, Finding> {
        self.regimes
            .all()
            .find(|row| row.value.code == violation.regime && row.covers(offence))
            .map(|row| &row.value)
            .ok_or_else(|| {
                Finding::new(cases::CLASS_NOT_IN_REGIME)
                    .on("violation")
                    .with("code", &violation.code)
                    .with("date", greek_date(offence))
            })
    }

    /// A violation of the catalogue on an offence date.
    ///
    /// Refusals: [`cases::VIOLATION_UNKNOWN`] for a code nobody knows, Σ-125, Σ-126.
    pub fn violation(&self, code: &str, offence: Date) -> Result<&ViolationRecord, Finding> {
        if !self.violations.knows(code) {
            return Err(Finding::new(cases::VIOLATION_UNKNOWN)
                .on("violation")
                .with("code", code));
        }
        self.violations
            .at(code, offence, &format!("παράβαση {code}"))
    }

    /// The amount of a violation at a step of repetition, by offence date.
    ///
    /// Refusals: Σ-125 there is no row for this code, step and date; Σ-126 there are two.
    pub fn tariff(&self, code: &str, offence: Date, step: u8) -> Result<&TariffRecord, Finding> {
        self.tariffs.at(
            &tariff_key(code, step),
            offence,
            &format!("ποσό προστίμου {code}, βαθμίδα {step}"),
        )
    }

    /// A fee of the desk on a day. Refusals: Σ-125, Σ-126.
    pub fn fee(&self, code: &str, day: Date) -> Result<&FeeRecord, Finding> {
        self.fees.at(code, day, &format!("τέλος {code}"))
    }

    /// The text of a paper on a day.
    ///
    /// Refusals: [`protocol::TEMPLATE_UNKNOWN`]; Σ-126 two texts hold.
    pub fn template(&self, code: &str, day: Date) -> Result<&TemplateRecord, Finding> {
        let unknown = || {
            Finding::new(protocol::TEMPLATE_UNKNOWN)
                .on("template")
                .with("code", code)
        };
        if !self.templates_on(day).any(|row| row.code == code) {
            return Err(unknown());
        }
        self.templates
            .at(code, day, &format!("πρότυπο εγγράφου {code}"))
    }

    /// Texts of papers in force on a day, by code.
    pub fn templates_on(&self, day: Date) -> impl Iterator<Item = &TemplateRecord> {
        self.templates
            .all()
            .filter(move |row| row.covers(day))
            .map(|row| &row.value)
    }

    /// The surcharge of debts certified on a day. Refusals: Σ-125, Σ-126.
    pub fn surcharge(&self, certified_on: Date) -> Result<&SurchargeRecord, Finding> {
        self.surcharges.at("", certified_on, "προσαυξήσεις")
    }

    /// The paper block that a sheet belongs to.
    pub fn block_of(&self, of: Series, sheet: &Sheet) -> Option<&PaperBlockRecord> {
        self.blocks(of).find(|block| block.holds(sheet))
    }

    /// The paper blocks of a series, by letters and first sheet.
    pub fn blocks(&self, of: Series) -> impl Iterator<Item = &PaperBlockRecord> {
        self.blocks.values().filter(move |block| block.of == of)
    }

    /// Violations in force on a date, by code: what the entry form offers.
    pub fn violations_on(&self, offence: Date) -> impl Iterator<Item = &ViolationRecord> {
        self.violations
            .all()
            .filter(move |row| row.covers(offence))
            .map(|row| &row.value)
    }

    /// Fees in force on a day, by code.
    pub fn fees_on(&self, day: Date) -> impl Iterator<Item = &FeeRecord> {
        self.fees
            .all()
            .filter(move |row| row.covers(day))
            .map(|row| &row.value)
    }

    /// A type of request on a day.
    ///
    /// Refusals: [`requests::TYPE_UNKNOWN`] for a code that is not in force, Σ-126.
    pub fn request_type(&self, code: &str, day: Date) -> Result<&RequestTypeRecord, Finding> {
        if !self.request_types_on(day).any(|row| row.code == code) {
            return Err(Finding::new(requests::TYPE_UNKNOWN)
                .on("type")
                .with("code", code)
                .with("date", greek_date(day)));
        }
        self.request_types
            .at(code, day, &format!("τύπος αιτήματος {code}"))
    }

    /// Types of request in force on a day, by code.
    pub fn request_types_on(&self, day: Date) -> impl Iterator<Item = &RequestTypeRecord> {
        self.request_types
            .all()
            .filter(move |row| row.covers(day))
            .map(|row| &row.value)
    }

    /// Holidays: the records of the centre, or the national list before any have come.
    pub fn holidays(&self) -> Holidays {
        self.holidays.clone().unwrap_or_else(Holidays::of_greece)
    }

    /// A setting by name.
    pub fn setting(&self, name: &str) -> Option<&str> {
        self.settings.get(name).map(String::as_str)
    }

    /// A place by code.
    pub fn place(&self, code: &str) -> Option<&PlaceRecord> {
        self.places.get(code)
    }

    /// The irrigation part.
    pub fn water(&self) -> &Water {
        &self.water
    }

    /// The irrigation part, to add to.
    pub fn water_mut(&mut self) -> &mut Water {
        &mut self.water
    }

    /// Places of the map that are used, by code: communities and units, not offices.
    pub fn places(&self) -> impl Iterator<Item = &PlaceRecord> {
        self.places
            .values()
            .filter(|place| place.active && place.kind != PlaceKind::Office)
    }

    /// Offices that are used, by code.
    pub fn offices(&self) -> impl Iterator<Item = &PlaceRecord> {
        self.places
            .values()
            .filter(|place| place.active && place.kind == PlaceKind::Office)
    }
}

fn tariff_key(code: &str, step: u8) -> String {
    format!("{code}/{step}")
}

/// A record as a row that holds from one day to another.
pub(super) fn dated<T>(from: Date, to: Option<Date>, basis: String, value: T) -> DatedRow<T> {
    DatedRow {
        from,
        to,
        basis,
        value,
    }
}

/// Dated rows by key; overlaps are found when a date is asked for, so that one bad row spoils one look-up.
#[derive(Debug, Clone)]
pub(super) struct Dated<T>(BTreeMap<String, Vec<DatedRow<T>>>);

impl<T> Default for Dated<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<T> Dated<T> {
    pub(super) fn add(&mut self, key: String, row: DatedRow<T>) {
        self.0.entry(key).or_default().push(row);
    }

    pub(super) fn knows(&self, key: &str) -> bool {
        self.0.contains_key(key)
    }

    fn all(&self) -> impl Iterator<Item = &DatedRow<T>> {
        self.0.values().flatten()
    }

    /// The one row in force. [`DatedTable`] decides what is refused and how it is said.
    pub(super) fn at(&self, key: &str, date: Date, name: &str) -> Result<&T, Finding> {
        let rows = self.0.get(key).map(Vec::as_slice).unwrap_or_default();
        let bare = rows.iter().map(|row| DatedRow {
            from: row.from,
            to: row.to,
            basis: String::new(),
            value: &row.value,
        });
        let table = DatedTable::new(name, bare.collect())?;
        table.at(date).map(|row| row.value)
    }
}
