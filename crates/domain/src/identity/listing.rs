//! Users of a pool as programs list and find them: in the order of their ids, a page at a time, by index alone. It must never show an
//! administrator, nor give away by a hole in a page that there is one.

use super::denied::{Denied, Word};
use super::passkeys::Pool;
use super::users::{self, Facts, UserWithData, kind, status};
use crate::app::App;
use crate::identifier::fold;
use crate::passkeys::time;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;
use store::id::{PoolId, UserId};
use store::identifier::{self, Identifier, IdentifierKind};
use store::user::{self, User};
use store::user_list::{self, Order, Place, Way};
use store::{Tx, administrator};

const USUAL: usize = 20;
const MOST: usize = 100;
/// Rows that one look has beyond the page, for a few who are not shown.
const SPARE: usize = 10;

/// Which users, as the address says it.
#[derive(Debug, Clone, Default)]
pub struct Ask {
    pub after: Option<String>,
    pub before: Option<String>,
    pub order: Option<String>,
    pub limit: Option<String>,
    /// `{"user_key": "…"}`: what an identifier or a verified address begins with, or an id.
    pub query: Option<String>,
}

/// A user of a list.
#[derive(Debug, Clone, Serialize)]
pub struct ExtendedUser {
    pub id: UserId,
    pub tenant_id: String,
    pub user_pool_id: String,
    pub status: &'static str,
    pub created_at: String,
    pub payload: Value,
    pub metadata: Value,
    pub business_metadata: Value,
    pub identifiers: Vec<String>,
    pub identifiers_with_details: Vec<Value>,
    pub addresses: Vec<Value>,
    #[serde(rename = "verified addresses")]
    pub verified_addresses: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Query {
    user_key: Option<String>,
}

/// The same, read.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Page {
    /// The page lies behind this user in the order of the list, or before them.
    place: Option<(UserId, Way)>,
    newest_first: bool,
    limit: usize,
    key: Option<String>,
}

impl Page {
    fn of(ask: &Ask) -> Result<Self, Word> {
        let id = |text: &String| text.parse::<UserId>().map_err(|_| Word::QueryRefused);
        let given = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        let place = match (given(&ask.after), given(&ask.before)) {
            (None, None) => None,
            (Some(after), None) => Some((id(&after)?, Way::On)),
            (None, Some(before)) => Some((id(&before)?, Way::Back)),
            (Some(_), Some(_)) => return Err(Word::QueryRefused),
        };
        let newest_first = match given(&ask.order).as_deref() {
            None | Some("asc") => false,
            Some("desc") => true,
            Some(_) => return Err(Word::QueryRefused),
        };
        let limit = match given(&ask.limit) {
            None => USUAL,
            Some(text) => text.parse().map_err(|_| Word::QueryRefused)?,
        };
        let query = given(&ask.query).map(|text| serde_json::from_str::<Query>(&text).map_err(|_| Word::QueryRefused));
        let key =
            query.transpose()?.and_then(|query| query.user_key).map(|key| fold(&key)).filter(|key| !key.is_empty());
        let is_text = |key: &String| !key.contains('\0');
        if !(1..=MOST).contains(&limit) || !key.as_ref().is_none_or(is_text) {
            return Err(Word::QueryRefused);
        }
        Ok(Self { place, newest_first, limit, key })
    }

    /// Which way the index is walked: towards greater ids, or smaller ones.
    fn towards_greater(&self) -> bool {
        let is_back = self.place.is_some_and(|(_, way)| way == Way::Back);
        self.newest_first == is_back
    }

    fn ids(&self, tx: &mut Tx<'_>, pool: PoolId) -> Result<Vec<UserId>, Denied> {
        let hidden: BTreeSet<UserId> =
            administrator::all(tx)?.into_iter().filter(|row| row.pool_id == pool).map(|row| row.user_id).collect();
        let mut found = match &self.key {
            Some(key) => self.found(tx, pool, (key, &hidden))?,
            None => self.walked(tx, pool, &hidden)?,
        };
        if self.towards_greater() == self.newest_first {
            found.reverse();
        }
        Ok(found)
    }

    /// Those that a key finds, the nearest to the place first.
    fn found(
        &self,
        tx: &mut Tx<'_>,
        pool: PoolId,
        (key, hidden): (&str, &BTreeSet<UserId>),
    ) -> Result<Vec<UserId>, Denied> {
        let mut all: BTreeSet<UserId> = BTreeSet::new();
        let rows = identifier::beginning(tx, pool, key)?;
        // They come by name, so that of too many nobody knows which is the first by id.
        if rows.len() > identifier::MOST_BEGINNING {
            return Err(Word::QueryTooBroad.into());
        }
        all.extend(rows);
        if let Ok(id) = key.parse::<UserId>()
            && user::find(tx, pool, id)?.is_some()
        {
            all.insert(id);
        }
        let up = self.towards_greater();
        let is_there = |id: &UserId| {
            let is_behind = |from: UserId| if up { *id > from } else { *id < from };
            !hidden.contains(id) && self.place.is_none_or(|(from, _)| is_behind(from))
        };
        let fits = all.into_iter().filter(is_there);
        Ok(if up { fits.take(self.limit).collect() } else { fits.rev().take(self.limit).collect() })
    }

    /// The same without a key.
    fn walked(&self, tx: &mut Tx<'_>, pool: PoolId, hidden: &BTreeSet<UserId>) -> Result<Vec<UserId>, Denied> {
        // The index is said the newest first.
        let (way, start) = if self.towards_greater() { (Way::Back, Some(UserId::NIL)) } else { (Way::On, None) };
        let window = self.limit + SPARE;
        let rows_of_one = u32::try_from(window).unwrap_or(user_list::MOST);
        let place = |user| Place { text: String::new(), user };
        let mut from = self.place.map(|(user, _)| user).or(start).map(place);
        let mut found = Vec::with_capacity(self.limit);
        loop {
            let mut rows = user_list::window(tx, pool, &Order::Newest, (from.as_ref(), way), rows_of_one)?;
            if way == Way::Back {
                rows.reverse();
            }
            let is_end = rows.len() < window;
            from = rows.last().map(|row| row.place.clone());
            let room = self.limit - found.len();
            found.extend(rows.iter().map(|row| row.place.user).filter(|id| !hidden.contains(id)).take(room));
            if is_end || found.len() == self.limit {
                return Ok(found);
            }
        }
    }
}

/// A page of a pool's users.
pub async fn list(app: &App, pool: &Pool, ask: &Ask) -> Result<Vec<ExtendedUser>, Denied> {
    let (page, id) = (Page::of(ask)?, pool.door().pool.id);
    let read = move |tx: &mut Tx<'_>| {
        let mut users = Vec::new();
        for user in page.ids(tx, id)? {
            if let Some(row) = user::find(tx, id, user)? {
                users.push(ExtendedUser::of(&row, &identifier::of_user(tx, id, user)?));
            }
        }
        Ok::<_, Denied>(users)
    };
    app.store().read("list users", read).await
}

impl ExtendedUser {
    fn of(user: &User, known_by: &[Identifier]) -> Self {
        let addresses = || known_by.iter().filter(|row| row.kind != IdentifierKind::Username);
        let is_verified = |row: &&Identifier| row.verified_at.is_some();
        Self {
            id: user.id,
            tenant_id: user.tenant_id.to_string(),
            user_pool_id: user.pool_id.to_string(),
            status: status(user.status),
            created_at: time(user.created_at),
            payload: json!({ "name": user.display_name }),
            metadata: json!({}),
            business_metadata: json!({}),
            identifiers_with_details: known_by
                .iter()
                .map(|row| json!({ "type": kind(row.kind), "value": row.value }))
                .collect(),
            addresses: addresses().map(|row| json!({ "address": row.value, "verified": is_verified(&row) })).collect(),
            verified_addresses: addresses().filter(is_verified).map(|row| row.value.clone()).collect(),
            identifiers: known_by.iter().map(|row| row.value.clone()).collect(),
        }
    }
}

/// By what a user is looked for.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Key {
    #[serde(default)]
    pub identifier: Option<String>,
    /// A verified one.
    #[serde(default)]
    pub address: Option<String>,
}

/// The user who is known by this.
pub async fn by_key(app: &App, pool: &Pool, key: &Key) -> Result<UserWithData, Denied> {
    let (typed, must_be_verified) = match (&key.identifier, &key.address) {
        (Some(typed), None) => (typed, false),
        (None, Some(typed)) => (typed, true),
        _ => return Err(Word::Malformed.into()),
    };
    let (door, folded) = (Arc::clone(pool.door()), fold(typed));
    let read = move |tx: &mut Tx<'_>| {
        let row = identifier::find(tx, door.pool.id, &folded)?;
        let row = row.filter(|row| !must_be_verified || row.verified_at.is_some()).ok_or(Word::UserNotFound)?;
        users::find(tx, &door, row.user_id)?.ok_or(Word::UserNotFound)?;
        let facts = Facts::read(tx, &door, row.user_id)?.ok_or(Word::UserNotFound)?;
        Ok::<_, Denied>(UserWithData::of(&facts))
    };
    app.store().read("user by key", read).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(ask: Ask) -> Result<Page, Word> {
        Page::of(&ask)
    }

    #[test]
    fn what_the_address_says_is_read_strictly() {
        let text = |text: &str| Some(text.to_owned());
        let id = "018bcfe5-6801-7000-8000-000000000000";
        let usual = Page { place: None, newest_first: false, limit: 20, key: None };
        assert_eq!(page(Ask::default()), Ok(usual.clone()));
        assert_eq!(page(Ask { after: text(""), query: text(""), ..Ask::default() }), Ok(usual.clone()));
        let after = page(Ask { after: text(id), limit: text("100"), ..Ask::default() }).unwrap();
        assert_eq!((after.place.unwrap().1, after.limit, after.towards_greater()), (Way::On, 100, true));
        let before = page(Ask { before: text(id), ..Ask::default() }).unwrap();
        assert!(!before.towards_greater());
        let newest = page(Ask { order: text("desc"), ..Ask::default() }).unwrap();
        assert!(!newest.towards_greater());
        let keyed = page(Ask { query: text(r#"{"user_key":" ADA@Example.com"}"#), ..Ask::default() }).unwrap();
        assert_eq!(keyed.key.as_deref(), Some("ada@example.com"));
        for ask in [
            Ask { after: text("x"), ..Ask::default() },
            Ask { after: text(id), before: text(id), ..Ask::default() },
            Ask { order: text("up"), ..Ask::default() },
            Ask { limit: text("0"), ..Ask::default() },
            Ask { limit: text("101"), ..Ask::default() },
            Ask { limit: text("-1"), ..Ask::default() },
            Ask { query: text("ada"), ..Ask::default() },
            // What is not looked at must not seem to be.
            Ask { query: text(r#"{"payload":{"name":"Ada"}}"#), ..Ask::default() },
            Ask { query: text("{\"user_key\":\"a\\u0000\"}"), ..Ask::default() },
        ] {
            assert_eq!(page(ask.clone()), Err(Word::QueryRefused), "{ask:?}");
        }
    }
}
