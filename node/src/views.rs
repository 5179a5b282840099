//! Views of lists that a person keeps by name on this device (αποθηκευμένα φίλτρα).

use crate::error::Result;
use crate::session::Session;
use crate::store::{opt, rows};

/// A view that a person keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedView {
    /// Its name.
    pub name: String,
    /// The query of the address.
    pub view: String,
    /// It opens when the list is asked for plainly.
    pub usual: bool,
}

impl Session<'_> {
    /// The views this user keeps of a list, by name.
    ///
    /// # Errors
    /// The disk's.
    pub fn saved_views(&mut self, list: &str) -> Result<Vec<SavedView>> {
        let user = self.user.id;
        let sql =
            "SELECT name, view, usual FROM saved_view WHERE user = ?1 AND list = ?2 ORDER BY name";
        let conn = self.open()?.store.conn();
        Ok(rows(conn, sql, (user.as_bytes(), list), |row| {
            Ok(SavedView {
                name: row.get(0)?,
                view: row.get(1)?,
                usual: row.get(2)?,
            })
        })?)
    }

    /// The view that opens when a list is asked for plainly.
    ///
    /// # Errors
    /// The disk's.
    pub fn usual_view(&mut self, list: &str) -> Result<Option<String>> {
        let user = self.user.id;
        let sql = "SELECT view FROM saved_view WHERE user = ?1 AND list = ?2 AND usual";
        let conn = self.open()?.store.conn();
        Ok(opt(conn, sql, (user.as_bytes(), list), |row| row.get(0))?)
    }

    /// Keeps a view under its name; what stood there is replaced. One view of a list is the usual one.
    ///
    /// # Errors
    /// The disk's.
    pub fn save_view(&mut self, list: &str, saved: &SavedView) -> Result<()> {
        let user = self.user.id;
        self.keep(|tx| {
            if saved.usual {
                let sql = "UPDATE saved_view SET usual = 0 WHERE user = ?1 AND list = ?2";
                tx.exec(sql, (user.as_bytes(), list))?;
            }
            let sql = "INSERT INTO saved_view (user, list, name, view, usual) VALUES (?1, ?2, ?3, ?4, ?5)
                       ON CONFLICT (user, list, name) DO UPDATE SET view = excluded.view, usual = excluded.usual";
            tx.exec(
                sql,
                (user.as_bytes(), list, &saved.name, &saved.view, saved.usual),
            )?;
            Ok(())
        })
    }

    /// Drops a view; one that is not there is dropped already.
    ///
    /// # Errors
    /// The disk's.
    pub fn drop_view(&mut self, list: &str, name: &str) -> Result<()> {
        let user = self.user.id;
        self.keep(|tx| {
            let sql = "DELETE FROM saved_view WHERE user = ?1 AND list = ?2 AND name = ?3";
            tx.exec(sql, (user.as_bytes(), list, name))?;
            Ok(())
        })
    }
}
