//! Users as a directory provisions them: SCIM 2.0 (RFC 7643, 7644) over the same accounts, names and rules as everything else. No page is found by
//! walking the pool, an administrator is not there, and whoever is suspended here is suspended everywhere.

mod filter;
mod patch;
mod path;
mod resource;
mod saving;
mod wanted;

pub use patch::Operation;
pub use resource::{ERROR, LIST, USER};
pub use saving::{create, delete, patch, replace};

use super::condition::tag;
use super::denied::{Denied, Word};
use super::passkeys::Pool;
use super::users;
use crate::app::App;
use crate::error::Error;
use crate::snapshot::FrontDoor;
use filter::Filter;
use resource::{Known, Written};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;
use store::id::{PoolId, UserId};
use store::{Tx, administrator, directory_user, identifier, user};

const USUAL: usize = 20;
/// Of one page.
pub const MOST: usize = 100;

/// A user as a directory sees them, with what this state of theirs is known by.
#[derive(Debug, Clone)]
pub struct Resource {
    pub body: Map<String, Value>,
    pub location: String,
    pub version: String,
}

impl Resource {
    fn of(app: &App, door: &FrontDoor, known: &Known) -> Result<Self, Error> {
        let base = format!("/api/identity/{}/system/pools/{}/scim/v2/Users/", door.tenant.slug, door.pool.id);
        let location = format!("{}{base}{}", app.public_url(), known.user.id);
        let mut body = known.resource();
        let version = version(&body)?;
        let mut meta = known.meta();
        meta.insert("location".to_owned(), location.clone().into());
        meta.insert("version".to_owned(), version.clone().into());
        body.insert("meta".to_owned(), meta.into());
        Ok(Self { body, location, version })
    }
}

/// Without what says where and when.
fn version(body: &Map<String, Value>) -> Result<String, Error> {
    Ok(tag(&serde_json::to_vec(body).map_err(Error::Answer)?))
}

impl Known {
    /// Everything that a directory may see of a user.
    fn read(tx: &mut Tx<'_>, door: &FrontDoor, id: UserId) -> Result<Option<Self>, store::Error> {
        let Some(user) = users::find(tx, door, id)? else { return Ok(None) };
        Self::of(tx, user).map(Some)
    }

    fn of(tx: &mut Tx<'_>, user: user::User) -> Result<Self, store::Error> {
        let identifiers = identifier::of_user(tx, user.pool_id, user.id)?;
        let written = directory_user::of_user(tx, user.pool_id, user.id)?.map(Written::from);
        Ok(Self { user, identifiers, written })
    }
}

/// Shows one.
pub async fn show(app: &App, pool: &Pool, user: UserId) -> Result<Resource, Denied> {
    let door = Arc::clone(pool.door());
    let read = app.store().read("user of directory", move |tx| Ok::<_, Error>(Known::read(tx, &door, user)?));
    let known = read.await?.ok_or(Word::UserNotFound)?;
    Ok(Resource::of(app, pool.door(), &known)?)
}

/// Which users, as the address says it.
#[derive(Debug, Clone, Default)]
pub struct Ask {
    pub filter: Option<String>,
    pub start_index: Option<String>,
    pub count: Option<String>,
    pub cursor: Option<String>,
}

/// A page.
#[derive(Debug, Clone)]
pub struct Page {
    /// None where a cursor is followed.
    pub total: Option<usize>,
    pub start: Option<usize>,
    pub next: Option<String>,
    pub resources: Vec<Resource>,
}

impl Page {
    /// The body of the answer.
    pub fn body(&self, shown: impl Fn(&Resource) -> Value) -> Value {
        let resources: Vec<Value> = self.resources.iter().map(shown).collect();
        let mut body = json!({ "schemas": [LIST], "itemsPerPage": resources.len(), "Resources": resources });
        if let Some(total) = self.total {
            body["totalResults"] = total.into();
        }
        if let Some(start) = self.start {
            body["startIndex"] = start.into();
        }
        if let Some(next) = &self.next {
            body["nextCursor"] = next.as_str().into();
        }
        body
    }
}

/// The same, read.
struct Wanted {
    filter: Option<Filter>,
    count: usize,
    from: From,
}

enum From {
    Index(usize),
    /// Behind this one; the first page of those that are followed by cursors.
    Cursor(UserId),
}

impl Wanted {
    fn of(ask: &Ask) -> Result<Self, Word> {
        let number = |text: &Option<String>| match text.as_deref().filter(|text| !text.is_empty()) {
            None => Ok(None),
            Some(text) => text.parse::<i64>().map(Some).map_err(|_| Word::QueryRefused),
        };
        // RFC 7644, 3.4.2.4: what is less than one is one, and of a negative count nothing.
        let start = number(&ask.start_index)?.unwrap_or(1).max(1);
        let count = number(&ask.count)?.map_or(USUAL, |count| usize::try_from(count).unwrap_or(0)).min(MOST);
        let from = match ask.cursor.as_deref() {
            None => From::Index(usize::try_from(start).unwrap_or(usize::MAX)),
            Some("") => From::Cursor(UserId::NIL),
            Some(text) => From::Cursor(text.parse().map_err(|_| Word::CursorRefused)?),
        };
        let filter = ask.filter.as_deref().filter(|text| !text.trim().is_empty()).map(Filter::read).transpose()?;
        Ok(Self { filter, count, from })
    }
}

/// Those that are found, and how the page goes on.
struct Found {
    total: Option<usize>,
    start: Option<usize>,
    next: Option<UserId>,
    users: Vec<Known>,
}

/// A page of users. Without a filter as many are counted as a look bears; a larger pool is walked by cursors (RFC 9865).
pub async fn list(app: &App, pool: &Pool, ask: &Ask) -> Result<Page, Denied> {
    let (wanted, door) = (Wanted::of(ask)?, Arc::clone(pool.door()));
    let read = app.store().read("list users of directory", move |tx| found(tx, &door, &wanted));
    let found: Found = read.await?;
    let resources = found.users.iter().map(|known| Resource::of(app, pool.door(), known));
    Ok(Page {
        total: found.total,
        start: found.start,
        next: found.next.map(|id| id.to_string()),
        resources: resources.collect::<Result<_, Error>>()?,
    })
}

fn found(tx: &mut Tx<'_>, door: &FrontDoor, wanted: &Wanted) -> Result<Found, Denied> {
    let pool = door.pool.id;
    match (&wanted.filter, &wanted.from) {
        (Some(filter), from) => {
            let start = if let From::Index(start) = from { *start } else { 1 };
            let one = match filter.find(tx, pool)? {
                Some(id) => Known::read(tx, door, id)?.filter(|known| filter.holds(known)),
                None => None,
            };
            let total = usize::from(one.is_some());
            let users = one.into_iter().skip(start - 1).take(wanted.count).collect();
            Ok(Found { total: Some(total), start: Some(start), next: None, users })
        }
        (None, From::Index(start)) => counted(tx, pool, (*start, wanted.count)),
        (None, From::Cursor(behind)) => followed(tx, pool, (*behind, wanted.count)),
    }
}

fn hidden(tx: &mut Tx<'_>, pool: PoolId) -> Result<BTreeSet<UserId>, store::Error> {
    let all = administrator::all(tx)?.into_iter().filter(|row| row.pool_id == pool);
    Ok(all.map(|row| row.user_id).collect())
}

fn read_all(tx: &mut Tx<'_>, pool: PoolId, ids: Vec<UserId>) -> Result<Vec<Known>, store::Error> {
    let mut users = Vec::with_capacity(ids.len());
    for id in ids {
        if let Some(user) = user::find(tx, pool, id)? {
            users.push(Known::of(tx, user)?);
        }
    }
    Ok(users)
}

fn counted(tx: &mut Tx<'_>, pool: PoolId, (start, count): (usize, usize)) -> Result<Found, Denied> {
    let hidden = hidden(tx, pool)?;
    let all = directory_user::first_users(tx, pool)?;
    if all.len() > directory_user::COUNTED {
        return Err(Word::TooManyUsers.into());
    }
    let shown: Vec<UserId> = all.into_iter().filter(|id| !hidden.contains(id)).collect();
    let total = shown.len();
    let ids = shown.into_iter().skip(start - 1).take(count).collect();
    Ok(Found { total: Some(total), start: Some(start), next: None, users: read_all(tx, pool, ids)? })
}

fn followed(tx: &mut Tx<'_>, pool: PoolId, (behind, count): (UserId, usize)) -> Result<Found, Denied> {
    let hidden = hidden(tx, pool)?;
    let (mut ids, mut behind, mut is_over) = (Vec::new(), behind, false);
    // One more, to know whether there is a next page.
    while ids.len() <= count && !is_over {
        let window = directory_user::users_behind(tx, pool, behind)?;
        is_over = window.len() < directory_user::WINDOW;
        behind = window.last().copied().unwrap_or(behind);
        ids.extend(window.into_iter().filter(|id| !hidden.contains(id)));
    }
    let has_more = ids.len() > count;
    ids.truncate(count);
    let next = ids.last().copied().filter(|_| has_more);
    Ok(Found { total: None, start: None, next, users: read_all(tx, pool, ids)? })
}
