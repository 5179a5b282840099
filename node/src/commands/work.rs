//! What every command needs: facts for the rules, the next number, new ids, the one transaction.

use crate::apply::Me;
use crate::error::{NodeError, Result};
use crate::numbers::{self, Next};
use crate::session::{Moment, Session};
use crate::store::{self, Tx};
use crate::writer::{Hand, Writer};
use loggia_cases::facts::Facts;
use loggia_cases::number::Series;
use loggia_cases::records::Reference;
use loggia_schema::ids::ScopeId;
use loggia_schema::message::{Finding, access, numbers as messages};
use loggia_schema::text::normalise_input;

impl Session<'_> {
    /// The facts every rule asks for.
    pub(super) fn facts<'a>(&'a self, moment: &'a Moment, reference: &'a Reference) -> Facts<'a> {
        Facts {
            now: &moment.now,
            claimed: moment.device,
            proven: moment.proven,
            user: self.user.id,
            rights: &self.user.rights,
            device: Some(self.me.device),
            at_centre: false,
            reference,
            block: None,
            same_plate: &[],
            payables: &[],
        }
    }

    /// The next number of a series in the year of the municipality's calendar.
    pub(super) fn next_number(
        &mut self,
        scope: &ScopeId,
        series: Series,
        moment: &Moment,
    ) -> Result<Next> {
        let year =
            u16::try_from(moment.now.year()).map_err(|_| NodeError::Us("a year before Christ"))?;
        let me = self.me.incarnation;
        numbers::next(self.open()?.store.conn(), scope, me, series, year)
    }

    /// A new id (UUIDv7): random, and in the order of the device's clock, which keeps the store's indexes compact.
    pub(super) fn new_id(&mut self, moment: &Moment) -> [u8; 16] {
        let millis = u64::try_from(moment.device.as_millisecond()).unwrap_or(0);
        let mut id: [u8; 16] = self.node.env.bytes();
        id[..6].copy_from_slice(&millis.to_be_bytes()[2..]);
        id[6] = (id[6] & 0x0f) | 0x70;
        id[8] = (id[8] & 0x3f) | 0x80;
        id
    }

    /// Whose hand writes at this moment.
    pub(super) const fn hand(&self, moment: &Moment) -> Hand {
        Hand {
            incarnation: self.me.incarnation,
            user: self.user.id,
            at: moment.device,
        }
    }

    /// One transaction of a command in a scope.
    pub(crate) fn write<T>(
        &mut self,
        scope: ScopeId,
        at: jiff::Timestamp,
        work: impl FnOnce(&mut Writer<'_, '_>) -> Result<T>,
    ) -> Result<T> {
        let (me, user): (Me, _) = (self.me, self.user.id);
        let env = &mut self.node.env;
        let open = self
            .node
            .open
            .as_mut()
            .ok_or_else(|| NodeError::refuse(access::LOCKED))?;
        let rng = &mut *env.rng;
        open.store.write(&mut *env.faults, |tx| {
            work(&mut Writer::new(tx, rng, me, scope, user, at)?)
        })
    }
}

impl Session<'_> {
    /// A setting of this device; `None`: not set.
    ///
    /// # Errors
    /// The disk's.
    pub fn setting(&mut self, name: &str) -> Result<Option<String>> {
        let value = store::meta(self.open()?.store.conn(), &format!("setting/{name}"))?;
        let text = value.and_then(|bytes| String::from_utf8(bytes).ok());
        Ok(text.filter(|text| !text.is_empty()))
    }

    /// Sets a setting of this device; empty: not set.
    ///
    /// # Errors
    /// The disk's.
    pub fn set_setting(&mut self, name: &str, value: &str) -> Result<()> {
        let name = format!("setting/{name}");
        self.plain_write(|tx| store::set_meta(tx, &name, value.as_bytes()))
    }

    /// One transaction without an event.
    pub(crate) fn plain_write<T>(
        &mut self,
        work: impl FnOnce(&mut Tx<'_>) -> store::Result<T>,
    ) -> Result<T> {
        let env = &mut self.node.env;
        let open = self
            .node
            .open
            .as_mut()
            .ok_or_else(|| NodeError::refuse(access::LOCKED))?;
        Ok(open.store.write(&mut *env.faults, work)?)
    }
}

/// «Few numbers left», if so.
pub(super) fn low_numbers(series: Series, left: u64) -> Vec<Finding> {
    if left >= numbers::LOW {
        return Vec::new();
    }
    vec![
        Finding::new(messages::NUMBERS_LOW)
            .with("series", series.greek())
            .with("left", left),
    ]
}

/// The text, if there is one.
pub(super) fn given(typed: &str) -> Option<String> {
    Some(normalise_input(typed)).filter(|text| !text.is_empty())
}
