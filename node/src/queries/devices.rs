//! The devices of the municipality and the number blocks of this one (συσκευές, μπλοκ αριθμών).

use crate::error::Result;
use crate::feeds;
use crate::numbers::{self, BlockState};
use crate::reference;
use crate::session::Session;
use loggia_cases::number::Series;
use loggia_cases::records::{DeviceRecord, UserRecord};
use loggia_schema::ids::{DeviceKey, Incarnation, ScopeId};
use serde::Serialize;

/// A leased block of this device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BlockLine {
    /// What is numbered.
    pub series: Series,
    /// Its scope.
    pub scope: ScopeId,
    /// Prefix on paper.
    pub prefix: String,
    /// Year of the numbers.
    pub year: u16,
    /// First number.
    pub first: u32,
    /// Last number.
    pub last: u32,
    /// How many were taken.
    pub used: u64,
    /// What may still be done with it.
    pub state: BlockState,
    /// It belongs to the present life of the store.
    pub present: bool,
}

impl Session<'_> {
    /// The device behind a life of a store, if its record is here: for timelines.
    ///
    /// # Errors
    /// The disk's.
    pub fn device_of(&mut self, incarnation: Incarnation) -> Result<Option<DeviceRecord>> {
        let conn = self.open()?.store.conn();
        let feeds = feeds::all(conn)?;
        let key = feeds.iter().find(|feed| feed.id.incarnation == incarnation);
        let Some(key) = key.map(|feed| feed.id.device) else {
            return Ok(None);
        };
        Ok(reference::device(conn, &key.to_string())?)
    }

    /// The devices whose records are here: whose papers can be verified without a line.
    ///
    /// # Errors
    /// The disk's.
    pub fn devices(&mut self) -> Result<Vec<DeviceRecord>> {
        Ok(reference::devices(self.open()?.store.conn())?)
    }

    /// This device.
    pub fn device(&self) -> DeviceKey {
        self.me.device
    }

    /// The users whose records are here.
    ///
    /// # Errors
    /// The disk's.
    pub fn users(&mut self) -> Result<Vec<UserRecord>> {
        let open = self.open()?;
        Ok(open.cache.users(open.store.conn())?.to_vec())
    }

    /// Who can log in on this device.
    pub fn logins(&self) -> Vec<String> {
        self.node.logins()
    }

    /// The number blocks this store was given, its earlier lives included.
    ///
    /// # Errors
    /// The disk's.
    pub fn blocks(&mut self) -> Result<Vec<BlockLine>> {
        let me = self.me.incarnation;
        let blocks = numbers::all(self.open()?.store.conn())?;
        let line = |block: numbers::Block| BlockLine {
            series: block.numbers.series,
            scope: block.scope,
            prefix: block.numbers.prefix,
            year: block.numbers.year,
            first: block.numbers.first,
            last: block.numbers.last,
            used: block.used,
            state: block.state,
            present: block.incarnation == me,
        };
        Ok(blocks.into_iter().map(line).collect())
    }
}
