//! Lists of a pool's users, a window at a time: by one index each, from a place on, in either direction. What they hold besides is filtered by
//! the caller, who says how far to look. Nothing here ever counts a pool.

use std::collections::BTreeMap;

use crate::{
    db::{Row, Tx, Value, params},
    error::Error,
    id::{GroupId, PoolId, RoleId, UserId},
    identifier::end_of,
    opening::{Opening, opens},
    user::UserStatus,
    workspace::Mode,
};

/// Which users, and in which order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Order {
    /// The newest first, all of them or those few.
    Newest,
    Disabled,
    ForTests,
    Role(RoleId),
    Group(GroupId),
    /// By their names.
    Named,
    /// Those of whom a word of the name, or an identifier, begins with this; by what begins so. Somebody may be met several times.
    Beginning(String),
}

/// A place within an order, which every row has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The name or word; empty where the order knows none.
    pub text: String,
    pub user: UserId,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    On,
    Back,
}

/// A user as a list shows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    pub place: Place,
    pub display_name: String,
    pub status: UserStatus,
    pub for_tests: bool,
    pub created_at: i64,
    /// Those that open a door of the pool; none where nobody asked which these are.
    pub passkeys: Option<i64>,
    /// The oldest.
    pub identifier: Option<String>,
    /// All identifiers as they are looked up; only for [`Order::Beginning`], by which they are met.
    pub folded: Vec<String>,
    /// When one of their passkeys was used, and when one of their browsers was seen, as far as either is written down.
    pub used_at: Option<i64>,
    pub seen_at: Option<i64>,
}

const LAST: UserId = UserId::from_bytes([0xff; 16]);

/// Rows of a window at most. It stands in the statements as a number: of a parameter PostgreSQL believes that it lets a tenth of a pool
/// through, and reads all users for that.
pub const MOST: u32 = 250;

/// A whole statement around what picks the users; `?1` to `?9` are the same in each, what only some of them need comes behind. `CROSS JOIN` keeps SQLite from walking all users of the pool to find the few that were picked.
macro_rules! listed {
    ($order:literal, $picked:expr) => {
        concat!(
            "SELECT h.place, u.id, u.display_name, u.status, u.test_account, u.created_at, \
             (SELECT COUNT(*) FROM passkeys p WHERE p.pool_id = ?1 AND p.user_id = u.id AND ",
            opens!("?4", "?5", "?6", "?7", "?8", "?9"),
            ") AS passkeys, \
             (SELECT i.value FROM identifiers i WHERE i.pool_id = ?1 AND i.user_id = u.id \
             ORDER BY i.created_at, i.folded LIMIT 1) AS identifier, \
             (SELECT MAX(p.last_used_at) FROM passkeys p WHERE p.pool_id = ?1 AND p.user_id = u.id) AS used_at, \
             (SELECT MAX(d.seen_at) FROM devices d WHERE d.pool_id = ?1 AND d.user_id = u.id) AS seen_at FROM (",
            $picked,
            ") h CROSS JOIN users u WHERE u.pool_id = ?1 AND u.id = h.user_id ORDER BY h.place",
            $order,
            ", h.user_id",
            $order
        )
    };
}

/// By id alone: the newest first on the way on.
macro_rules! by_id {
    ($way:expr, $id:literal, $of:literal) => {
        match $way {
            Way::On => listed!(
                " DESC",
                concat!(
                    "SELECT '' AS place, user_id FROM (SELECT ",
                    $id,
                    " AS user_id FROM ",
                    $of,
                    " AND ",
                    $id,
                    " < ?2 ORDER BY ",
                    $id,
                    " DESC LIMIT 250) n ORDER BY user_id DESC LIMIT ?3"
                )
            ),
            Way::Back => listed!(
                "",
                concat!(
                    "SELECT '' AS place, user_id FROM (SELECT ",
                    $id,
                    " AS user_id FROM ",
                    $of,
                    " AND ",
                    $id,
                    " > ?2 ORDER BY ",
                    $id,
                    " LIMIT 250) n ORDER BY user_id LIMIT ?3"
                )
            ),
        }
    };
}

/// At most `limit` users ([`MOST`]) behind a place, or before it; the order is the list's own either way.
pub fn window(
    tx: &mut Tx<'_>,
    pool: PoolId,
    order: &Order,
    place: (Option<&Place>, Way),
    limit: u32,
) -> Result<Vec<Listed>, Error> {
    // No passkey is of no domain.
    let nothing =
        Opening { modes: [Mode::Smart; 2], rp_ids: Default::default(), trusted_only: false, bound_only: false };
    let rows = window_of(tx, pool, order, place, (limit, &nothing))?;
    Ok(rows.into_iter().map(|row| Listed { passkeys: None, ..row }).collect())
}

/// The same, each with how many of their passkeys open a door.
pub fn window_of(
    tx: &mut Tx<'_>,
    pool: PoolId,
    order: &Order,
    (from, way): (Option<&Place>, Way),
    (limit, opening): (u32, &Opening),
) -> Result<Vec<Listed>, Error> {
    debug_assert!(limit <= MOST, "a window of {limit}");
    let asked = Asked { pool, user: from.map(|place| place.user), limit, opening };
    let mut rows = match order {
        Order::Newest => asked.rows(tx, by_id!(way, "id", "users WHERE pool_id = ?1"), &[])?,
        Order::Disabled => {
            asked.rows(tx, by_id!(way, "id", "users WHERE pool_id = ?1 AND status = 'disabled'"), &[])?
        }
        Order::ForTests => asked.rows(tx, by_id!(way, "id", "users WHERE pool_id = ?1 AND test_account = 1"), &[])?,
        Order::Role(role) => {
            let sql = by_id!(way, "user_id", "user_roles WHERE pool_id = ?1 AND role_id = ?10");
            asked.rows(tx, sql, params![role])?
        }
        Order::Group(group) => {
            let sql = by_id!(way, "user_id", "user_groups WHERE pool_id = ?1 AND group_id = ?10");
            asked.rows(tx, sql, params![group])?
        }
        Order::Named => named(tx, &asked, (from, way))?,
        Order::Beginning(prefix) => beginning(tx, &asked, prefix, (from, way))?,
    };
    if way == Way::Back {
        rows.reverse();
    }
    Ok(rows)
}

/// What every statement is asked with.
struct Asked<'a> {
    pool: PoolId,
    /// Of the place, where there is one.
    user: Option<UserId>,
    limit: u32,
    opening: &'a Opening,
}

impl Asked<'_> {
    /// `more` stands behind the parameters of all.
    fn rows(&self, tx: &mut Tx<'_>, sql: &'static str, more: &[Value<'_>]) -> Result<Vec<Listed>, Error> {
        self.rows_from(tx, sql, (self.user.unwrap_or(LAST), more))
    }

    fn rows_from(
        &self,
        tx: &mut Tx<'_>,
        sql: &'static str,
        (user, more): (UserId, &[Value<'_>]),
    ) -> Result<Vec<Listed>, Error> {
        let Opening { modes: [first, second], rp_ids: [rp_id, before], .. } = self.opening;
        let (distrusted, synced) = (self.opening.least_distrusted(), self.opening.least_synced());
        let of_all: &[Value<'_>] =
            params![self.pool, user, self.limit, first, second, rp_id, before, distrusted, synced];
        tx.query(sql, &[of_all, more].concat(), read)
    }
}

macro_rules! named_on {
    () => {
        "SELECT place, user_id FROM (SELECT sort_name AS place, id AS user_id FROM users \
         WHERE pool_id = ?1 AND (sort_name, id) > (?10, ?2) ORDER BY sort_name, id LIMIT 250) n \
         ORDER BY place, user_id LIMIT ?3"
    };
}

fn named(tx: &mut Tx<'_>, asked: &Asked<'_>, (from, way): (Option<&Place>, Way)) -> Result<Vec<Listed>, Error> {
    let sql = match way {
        Way::On => listed!("", named_on!()),
        Way::Back => listed!(
            " DESC",
            "SELECT place, user_id FROM (SELECT sort_name AS place, id AS user_id FROM users \
             WHERE pool_id = ?1 AND (sort_name, id) < (?10, ?2) ORDER BY sort_name DESC, id DESC LIMIT 250) n \
             ORDER BY place DESC, user_id DESC LIMIT ?3"
        ),
    };
    let (text, user) = from.map_or(("", UserId::NIL), |place| (place.text.as_str(), place.user));
    asked.rows_from(tx, sql, (user, params![text]))
}

/// Identifiers and words are two indices in one order. `$from` is where the place begins, `$end` the end of the range that it does not give.
macro_rules! beginning_on {
    ($from:literal, $end:literal) => {
        concat!(
            "SELECT place, user_id FROM (SELECT word AS place, user_id FROM user_words WHERE pool_id = ?1 AND (word, user_id) > (",
            $from,
            ", ?2) AND word < ",
            $end,
            " ORDER BY word, user_id LIMIT 250) w \
             UNION SELECT place, user_id FROM (SELECT folded AS place, user_id FROM identifiers \
             WHERE pool_id = ?1 AND (folded, user_id) > (",
            $from,
            ", ?2) AND folded < ",
            $end,
            " ORDER BY folded LIMIT 250) i ORDER BY place, user_id LIMIT ?3"
        )
    };
}

macro_rules! beginning_back {
    ($from:literal, $end:literal) => {
        concat!(
            "SELECT place, user_id FROM (SELECT word AS place, user_id FROM user_words WHERE pool_id = ?1 AND (word, user_id) < (",
            $from,
            ", ?2) AND word >= ",
            $end,
            " ORDER BY word DESC, user_id DESC LIMIT 250) w \
             UNION SELECT place, user_id FROM (SELECT folded AS place, user_id FROM identifiers \
             WHERE pool_id = ?1 AND (folded, user_id) < (",
            $from,
            ", ?2) AND folded >= ",
            $end,
            " ORDER BY folded DESC LIMIT 250) i ORDER BY place DESC, user_id DESC LIMIT ?3"
        )
    };
}

/// The identifiers of those who were picked, in one statement: one for each of them would be thousands a page.
macro_rules! identifiers_of {
    ($picked:expr) => {
        concat!(
            "SELECT DISTINCT h.user_id, i.folded FROM (",
            $picked,
            ") h CROSS JOIN identifiers i WHERE i.pool_id = ?1 AND i.user_id = h.user_id"
        )
    };
}

fn beginning(
    tx: &mut Tx<'_>,
    asked: &Asked<'_>,
    prefix: &str,
    (from, way): (Option<&Place>, Way),
) -> Result<Vec<Listed>, Error> {
    let (rows, names, other_end) = match way {
        Way::On => {
            (listed!("", beginning_on!("?10", "?11")), identifiers_of!(beginning_on!("?4", "?5")), end_of(prefix))
        }
        Way::Back => (
            listed!(" DESC", beginning_back!("?10", "?11")),
            identifiers_of!(beginning_back!("?4", "?5")),
            prefix.to_owned(),
        ),
    };
    let (text, user) = from.map_or((prefix, UserId::NIL), |place| (place.text.as_str(), place.user));
    let values: &[Value<'_>] = params![asked.pool, user, asked.limit, text, other_end];
    let mut names_of: BTreeMap<UserId, Vec<String>> = BTreeMap::new();
    let names: Vec<(UserId, String)> = tx.query(names, values, |row| {
        let mut row = row.of("identifiers", 1);
        Ok((row.take("user_id")?, row.take("folded")?))
    })?;
    for (user, folded) in names {
        names_of.entry(user).or_default().push(folded);
    }
    let mut rows = asked.rows_from(tx, rows, (user, params![text, other_end]))?;
    for row in &mut rows {
        row.folded = names_of.get(&row.place.user).cloned().unwrap_or_default();
    }
    Ok(rows)
}

fn read(row: &Row<'_>) -> Result<Listed, Error> {
    let mut row = row.of("users", 1);
    let (text, user) = (row.take("place")?, row.take("id")?);
    Ok(Listed {
        place: Place { text, user },
        display_name: row.take("display_name")?,
        status: row.take("status")?,
        for_tests: row.take("test_account")?,
        created_at: row.take("created_at")?,
        passkeys: Some(row.take("passkeys")?),
        identifier: row.take("identifier")?,
        folded: Vec::new(),
        used_at: row.take("used_at")?,
        seen_at: row.take("seen_at")?,
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::{
        Store,
        testing::{Engine, location_on},
    };

    /// What SQLite would do for a statement, step by step.
    pub(crate) fn plan(tx: &mut Tx<'_>, sql: &'static str, values: &[Value<'_>]) -> Result<Vec<String>, Error> {
        tx.query(sql, values, |row| {
            let mut row = row.of("plan", 0);
            let _: (i64, i64, i64) = (row.take("id")?, row.take("parent")?, row.take("notused")?);
            row.take("detail")
        })
    }

    /// SQLite picks a few rows by an index and then each member by key: it never walks a table.
    #[tokio::test]
    async fn no_list_walks_the_pool() {
        let (location, _guard) = location_on(Engine::Embedded);
        let store = Store::open(&location).unwrap();
        let read = store.read("plans", |tx| {
            macro_rules! newest_on {
                () => {
                    "SELECT '' AS place, user_id FROM (SELECT id AS user_id FROM users WHERE pool_id = ?1 AND id < ?2 \
                     ORDER BY id DESC LIMIT 250) n ORDER BY user_id DESC LIMIT ?3"
                };
            }
            let of_list: &[Value<'_>] =
                params![PoolId::NIL, UserId::NIL, 9_u32, "smart", "classic", "a", "b", 1_i64, 2_i64, "a", "b"];
            let of_names: &[Value<'_>] = params![PoolId::NIL, UserId::NIL, 9_u32, "a", "b"];
            for (sql, values) in [
                (concat!("EXPLAIN QUERY PLAN ", listed!("", beginning_on!("?10", "?11"))), of_list),
                (concat!("EXPLAIN QUERY PLAN ", identifiers_of!(beginning_back!("?4", "?5"))), of_names),
                (concat!("EXPLAIN QUERY PLAN ", listed!("", named_on!())), &of_list[..10]),
                (concat!("EXPLAIN QUERY PLAN ", listed!(" DESC", newest_on!())), &of_list[..9]),
            ] {
                for step in plan(tx, sql, values)? {
                    let is_walk =
                        step.starts_with("SCAN") && !matches!(step.as_str(), "SCAN h" | "SCAN n" | "SCAN w" | "SCAN i");
                    assert!(!is_walk && !step.contains("(pool_id=?)"), "{sql}: {step}");
                }
            }
            Ok::<_, Error>(())
        });
        read.await.unwrap();
    }
}
