//! Which printer takes which paper on this device, and the papers on their way there (εκτύπωση).
//!
//! A line of the queue names a paper that is kept already: whatever the printer does, no case is touched and no number is
//! taken. A line that failed stays until it is sent again or taken off.

use crate::error::Result;
use crate::session::Session;
use crate::store::{opt, rows};
use loggia_schema::ids::DocId;

/// How far a line of the queue is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrintState {
    /// Waits to be sent.
    Waiting,
    /// The printer's system took it.
    Sent,
    /// It was not taken.
    Failed,
}

/// A paper on its way to a printer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintLine {
    /// Its number in this store.
    pub no: i64,
    /// The case.
    pub doc: DocId,
    /// Number on the paper.
    pub title: String,
    /// Code name of the sheet.
    pub sheet: String,
    /// Its printer.
    pub printer: String,
    /// The copy instead of the original.
    pub copy: bool,
    /// How far it is.
    pub state: PrintState,
    /// How often it was tried.
    pub tries: u32,
    /// What the printer's system said at the last try.
    pub answer: String,
    /// When it was asked for, microseconds of the device's clock.
    pub at: i64,
}

const COLUMNS: &str = "no, doc, title, sheet, printer, copy, state, tries, answer, at";

fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<PrintLine> {
    Ok(PrintLine {
        no: row.get(0)?,
        doc: DocId(row.get(1)?),
        title: row.get(2)?,
        sheet: row.get(3)?,
        printer: row.get(4)?,
        copy: row.get(5)?,
        state: match row.get::<_, i64>(6)? {
            0 => PrintState::Waiting,
            1 => PrintState::Sent,
            _ => PrintState::Failed,
        },
        tries: row.get(7)?,
        answer: row.get(8)?,
        at: row.get(9)?,
    })
}

impl Session<'_> {
    /// The printer of a paper on a sheet; `None`: the paper opens as PDF.
    ///
    /// # Errors
    /// The disk's.
    pub fn printer(&mut self, paper: &str, sheet: &str) -> Result<Option<String>> {
        let sql = "SELECT printer FROM printer WHERE paper = ?1 AND sheet = ?2";
        let conn = self.open()?.store.conn();
        Ok(opt(conn, sql, (paper, sheet), |row| row.get(0))?)
    }

    /// The sheet on which a paper is usually printed, with its printer.
    ///
    /// # Errors
    /// The disk's.
    pub fn usual_printer(&mut self, paper: &str) -> Result<Option<(String, String)>> {
        let sql = "SELECT sheet, printer FROM printer WHERE paper = ?1 ORDER BY usual DESC, sheet LIMIT 1";
        let conn = self.open()?.store.conn();
        Ok(opt(conn, sql, [paper], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?)
    }

    /// Sets the printers of a paper: sheet and printer, the usual one first; sheets left out have none.
    ///
    /// # Errors
    /// The disk's.
    pub fn set_printers(&mut self, paper: &str, printers: &[(String, String)]) -> Result<()> {
        self.keep(|tx| {
            tx.exec("DELETE FROM printer WHERE paper = ?1", [paper])?;
            for (at, (sheet, printer)) in printers.iter().enumerate() {
                let sql =
                    "INSERT INTO printer (paper, sheet, printer, usual) VALUES (?1, ?2, ?3, ?4)";
                tx.exec(sql, (paper, sheet, printer, at == 0))?;
            }
            Ok(())
        })
    }

    /// Puts a kept paper into the queue.
    ///
    /// # Errors
    /// The disk's.
    pub fn queue_print(
        &mut self,
        doc: &DocId,
        title: &str,
        (sheet, printer): (&str, &str),
        copy: bool,
    ) -> Result<i64> {
        let (user, now) = (self.user.id, self.node.now_micros());
        self.keep(|tx| {
            let sql = "INSERT INTO print_queue (user, doc, title, sheet, printer, copy, state, tries, answer, at)
                       VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, 0, '', ?7)";
            let values = (user.as_bytes(), doc.as_bytes(), title, sheet, printer, copy, now);
            Ok(tx.insert(sql, values)?)
        })
    }

    /// A line of the queue, whoever asked for it: the printer is the office's.
    ///
    /// # Errors
    /// The disk's.
    pub fn print_line(&mut self, no: i64) -> Result<Option<PrintLine>> {
        let sql = format!("SELECT {COLUMNS} FROM print_queue WHERE no = ?1");
        let conn = self.open()?.store.conn();
        Ok(opt(conn, &sql, [no], read)?)
    }

    /// The queue: what was not taken first, then the newest.
    ///
    /// # Errors
    /// The disk's.
    pub fn print_queue(&mut self) -> Result<Vec<PrintLine>> {
        let sql =
            format!("SELECT {COLUMNS} FROM print_queue ORDER BY state = 1, no DESC LIMIT 500");
        let conn = self.open()?.store.conn();
        Ok(rows(conn, &sql, [], read)?)
    }

    /// What this user printed last.
    ///
    /// # Errors
    /// The disk's.
    pub fn last_print(&mut self) -> Result<Option<PrintLine>> {
        let user = self.user.id;
        let sql =
            format!("SELECT {COLUMNS} FROM print_queue WHERE user = ?1 ORDER BY no DESC LIMIT 1");
        let conn = self.open()?.store.conn();
        Ok(opt(conn, &sql, [user.as_bytes()], read)?)
    }

    /// Writes down how sending a line went: `None`, it was taken.
    ///
    /// # Errors
    /// The disk's.
    pub fn printed(&mut self, no: i64, refused: Option<&str>) -> Result<()> {
        let state = if refused.is_some() { 2 } else { 1 };
        self.keep(|tx| {
            let sql =
                "UPDATE print_queue SET state = ?2, tries = tries + 1, answer = ?3 WHERE no = ?1";
            tx.exec(sql, (no, state, refused.unwrap_or_default()))?;
            Ok(())
        })
    }
}
