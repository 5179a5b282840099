//! Views of lists that a user keeps by name: filters and order, one of them the usual one (αποθηκευμένα φίλτρα).

use crate::db::{DbResult, Row, Tx};
use crate::params;
use loggia_schema::ids::UserId;

/// A view that a user keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedView {
    /// Its name.
    pub name: String,
    /// The query of the address.
    pub view: String,
    /// It opens when the list is asked for plainly.
    pub usual: bool,
}

/// The views a user keeps of a list, by name.
///
/// # Errors
/// The store's.
pub fn of_list(tx: &mut Tx<'_>, user: UserId, list: &str) -> DbResult<Vec<SavedView>> {
    tx.rows(
        "SELECT name, query, usual FROM core_saved_view WHERE municipality_id = $1 AND user_id = $2 AND list = $3 \
         ORDER BY name",
        &params![tx.municipality(), user, list],
    )?
    .iter()
    .map(read)
    .collect()
}

/// The view that opens when a list is asked for plainly.
///
/// # Errors
/// The store's.
pub fn usual(tx: &mut Tx<'_>, user: UserId, list: &str) -> DbResult<Option<String>> {
    let row = tx.opt(
        "SELECT query FROM core_saved_view WHERE municipality_id = $1 AND user_id = $2 AND list = $3 AND usual = $4",
        &params![tx.municipality(), user, list, true],
    )?;
    row.map(|row| row.get("query")).transpose()
}

/// Keeps a view under its name; what stood there is replaced. One view of a list is the usual one.
///
/// # Errors
/// The store's.
pub fn keep(tx: &mut Tx<'_>, user: UserId, list: &str, saved: &SavedView) -> DbResult<()> {
    if saved.usual {
        tx.exec(
            "UPDATE core_saved_view SET usual = $1 WHERE municipality_id = $2 AND user_id = $3 AND list = $4",
            &params![false, tx.municipality(), user, list],
        )?;
    }
    tx.exec(
        "INSERT INTO core_saved_view (municipality_id, user_id, list, name, query, usual) VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (municipality_id, user_id, list, name) DO UPDATE SET query = excluded.query, usual = excluded.usual",
        &params![tx.municipality(), user, list, &saved.name, &saved.view, saved.usual],
    )?;
    Ok(())
}

/// Drops a view; one that is not there is dropped already.
///
/// # Errors
/// The store's.
pub fn drop_one(tx: &mut Tx<'_>, user: UserId, list: &str, name: &str) -> DbResult<()> {
    tx.exec(
        "DELETE FROM core_saved_view WHERE municipality_id = $1 AND user_id = $2 AND list = $3 AND name = $4",
        &params![tx.municipality(), user, list, name],
    )?;
    Ok(())
}

fn read(row: &Row) -> DbResult<SavedView> {
    Ok(SavedView {
        name: row.get("name")?,
        view: row.get("query")?,
        usual: row.get("usual")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::with_tables;

    #[test]
    fn a_list_has_one_usual_view_and_a_user_sees_his_own() {
        with_tables(&[], |app| {
            let (me, other) = (UserId([1; 16]), UserId([2; 16]));
            let view = |name: &str, usual| SavedView {
                name: name.to_owned(),
                view: format!("?q={name}"),
                usual,
            };
            let put = |who, saved: SavedView| {
                app.db()
                    .write(|tx| keep(tx, who, "/fines", &saved))
                    .unwrap();
            };
            put(me, view("a", true));
            put(me, view("b", true));
            put(other, view("c", false));
            let usual = |who| app.db().read(|tx| usual(tx, who, "/fines")).unwrap();
            assert_eq!((usual(me).as_deref(), usual(other)), (Some("?q=b"), None));
            let names = |who| -> Vec<String> {
                let views = app.db().read(|tx| of_list(tx, who, "/fines")).unwrap();
                views.into_iter().map(|view| view.name).collect()
            };
            assert_eq!(names(me), ["a", "b"]);
            app.db()
                .write(|tx| drop_one(tx, other, "/fines", "a"))
                .unwrap();
            assert_eq!(names(me), ["a", "b"], "nobody drops another's");
            app.db()
                .write(|tx| drop_one(tx, me, "/fines", "b"))
                .unwrap();
            assert_eq!((names(me), usual(me)), (vec!["a".to_owned()], None));
        });
    }
}
