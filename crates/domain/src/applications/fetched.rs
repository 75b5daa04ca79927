//! What applications publish about themselves elsewhere: metadata documents and keys, kept in memory as long as their servers say, within bounds.
//! Strangers decide which addresses many of these are, so it must never ask one host, or many, over and over; and what they make it do must never
//! take anything from an application that was registered here.

mod asking;

use super::client::Client;
use crate::app::App;
use crate::error::one_line;
use crate::outgoing::NoAnswer;
use asking::{LARGEST, NamedBy, fetch};
use openidconnect::url::Url;
use serde_json::Value;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Addresses that are remembered.
const MOST: usize = 1_024;
const REST_AFTER_FAILURE_MS: i64 = 60_000;
/// Between two requests for what may have changed before its time.
const REST_BETWEEN_MS: i64 = 10_000;
const MINUTE_MS: i64 = 60_000;
/// So many requests a minute to one host, and to all.
const MOST_OF_HOST: u32 = 12;
const MOST_OF_ALL: u32 = 240;
/// So long keys are good beyond their time where they cannot be asked for again: an application outlives an hour without its key server, and a key
/// that was withdrawn outlives its end by no more.
const KEYS_BEYOND_MS: i64 = 60 * 60 * 1000;

/// Why there is nothing.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotFetched {
    #[error("it failed just now, and is asked again in a minute")]
    FailedJustNow,
    #[error("too many such addresses were asked within this minute")]
    TooMany,
    #[error("its address cannot be called")]
    Address,
    #[error(transparent)]
    NoAnswer(#[from] NoAnswer),
    #[error("it was answered with status {0}")]
    Status(u16),
    #[error("what it is answered with is no JSON")]
    NotJson(#[source] Option<serde_json::Error>),
    #[error("it has more than {} KiB", LARGEST / 1024)]
    Large,
}

/// What was fetched, and when.
#[derive(Debug, Clone)]
pub(crate) struct Fetched {
    pub at: i64,
    until: i64,
    pub value: Arc<Value>,
}

/// All that was, on this node. A shelf for each purpose, because the same address may be named for two of them: what is no document may be good keys.
#[derive(Debug)]
pub(crate) struct Shelves {
    pub documents: Shelf,
    keys: Shelf,
    keys_of_strangers: Shelf,
}

impl Default for Shelves {
    fn default() -> Self {
        Self {
            documents: Shelf::new(NamedBy::Stranger, 0),
            keys: Shelf::new(NamedBy::Us, KEYS_BEYOND_MS),
            keys_of_strangers: Shelf::new(NamedBy::Stranger, KEYS_BEYOND_MS),
        }
    }
}

impl Shelves {
    pub(crate) fn keys_of(&self, client: &Client) -> &Shelf {
        if client.is_stranger() { &self.keys_of_strangers } else { &self.keys }
    }
}

#[derive(Debug)]
pub(crate) struct Shelf {
    by: NamedBy,
    beyond_ms: i64,
    places: Mutex<HashMap<String, Place>>,
    asked: Mutex<Asked>,
}

#[derive(Debug)]
struct Place {
    used_at: i64,
    /// Only what was fetched is worth its place.
    is_filled: bool,
    slot: Arc<Slot>,
}

/// Held while the address is asked, so that it is asked once.
type Slot = tokio::sync::Mutex<Known>;

#[derive(Debug, Default)]
struct Known {
    fetched: Option<Fetched>,
    failed_at: Option<i64>,
}

/// Why an address is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Why {
    /// Nothing is known of it, or its time is over.
    Due,
    /// It is supposed to have changed. Whoever makes up names of keys can cause that, so it gets half of what there is.
    Supposed,
}

/// How often others were asked within a minute.
#[derive(Debug, Default)]
struct Asked {
    since: i64,
    all: u32,
    by_host: HashMap<String, u32>,
}

impl Asked {
    /// Takes one request of a host, if there is one left.
    fn take(&mut self, host: &str, why: Why, now: i64) -> bool {
        if now - self.since >= MINUTE_MS || now < self.since {
            *self = Self { since: now, ..Self::default() };
        }
        let share = if why == Why::Due { 1 } else { 2 };
        let of_host = self.by_host.get(host).copied().unwrap_or_default();
        if self.all >= MOST_OF_ALL / share || of_host >= MOST_OF_HOST / share {
            return false;
        }
        self.all += 1;
        self.by_host.insert(host.to_owned(), of_host + 1);
        true
    }
}

impl Shelf {
    fn new(by: NamedBy, beyond_ms: i64) -> Self {
        Self { by, beyond_ms, places: Mutex::default(), asked: Mutex::default() }
    }

    fn places(&self) -> MutexGuard<'_, HashMap<String, Place>> {
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The slot of an address. Where all places hold something it has none yet: whatever is named makes no room by being named.
    fn slot(&self, url: &str, now: i64) -> Arc<Slot> {
        let mut places = self.places();
        if let Some(place) = places.get_mut(url) {
            place.used_at = now;
            return Arc::clone(&place.slot);
        }
        let slot = Arc::<Slot>::default();
        if places.len() < MOST || make_room(&mut places, |place| !place.is_filled) {
            places.insert(url.to_owned(), Place { used_at: now, is_filled: false, slot: Arc::clone(&slot) });
        }
        slot
    }

    /// Something stands there now.
    fn fill(&self, url: &str, slot: &Arc<Slot>, now: i64) {
        let mut places = self.places();
        if places.contains_key(url) || places.len() < MOST || make_room(&mut places, |_| true) {
            places.insert(url.to_owned(), Place { used_at: now, is_filled: true, slot: Arc::clone(slot) });
        }
    }

    /// What stands at an address, as it was some while ago at most.
    pub(crate) async fn get(&self, app: &App, url: &str) -> Result<Fetched, NotFetched> {
        let slot = self.slot(url, app.now());
        let mut known = slot.lock().await;
        // After the wait for the lock: somebody else may have asked meanwhile.
        let now = app.now();
        let old = known.fetched.clone();
        if let Some(good) = old.as_ref().filter(|old| old.until > now) {
            return Ok(good.clone());
        }
        match self.ask(app, url, Why::Due, &mut known).await {
            Ok(fetched) => {
                self.fill(url, &slot, now);
                Ok(fetched)
            }
            Err(error) => {
                let Some(old) = old.filter(|old| now - old.until < self.beyond_ms) else { return Err(error) };
                tracing::info!(url, error = one_line(&error), "what was published there is used beyond its time");
                Ok(old)
            }
        }
    }

    /// The same where what was fetched at `seen` will not do. None where it was asked for only just now.
    pub(crate) async fn newer(&self, app: &App, url: &str, seen: i64) -> Result<Option<Fetched>, NotFetched> {
        let slot = self.slot(url, app.now());
        let mut known = slot.lock().await;
        let now = app.now();
        match &known.fetched {
            Some(fetched) if fetched.at > seen => return Ok(Some(fetched.clone())),
            Some(fetched) if now - fetched.at < REST_BETWEEN_MS => return Ok(None),
            _ => {}
        }
        let fetched = self.ask(app, url, Why::Supposed, &mut known).await?;
        self.fill(url, &slot, now);
        Ok(Some(fetched))
    }

    /// What stood there was no good: asked again in a minute, and no sooner.
    pub(crate) async fn refuse(&self, app: &App, url: &str) {
        let slot = self.slot(url, app.now());
        *slot.lock().await = Known { fetched: None, failed_at: Some(app.now()) };
        if let Some(place) = self.places().get_mut(url) {
            place.is_filled = false;
        }
    }

    async fn ask(&self, app: &App, url: &str, why: Why, known: &mut Known) -> Result<Fetched, NotFetched> {
        let now = app.now();
        if known.failed_at.is_some_and(|at| now - at < REST_AFTER_FAILURE_MS) {
            return Err(NotFetched::FailedJustNow);
        }
        let target = Url::parse(url).map_err(|_| NotFetched::Address)?;
        let host = target.host_str().unwrap_or_default();
        if !self.asked.lock().unwrap_or_else(PoisonError::into_inner).take(host, why, now) {
            return Err(NotFetched::TooMany);
        }
        match fetch(app, self.by, &target).await {
            Ok((value, seconds)) => {
                let fetched = Fetched { at: now, until: now + seconds * 1000, value: Arc::new(value) };
                *known = Known { fetched: Some(fetched.clone()), failed_at: None };
                Ok(fetched)
            }
            Err(error) => {
                known.failed_at = Some(now);
                Err(error)
            }
        }
    }
}

/// Takes away what is worth least, where that may go: what holds nothing, then what nobody has used for longest.
fn make_room(places: &mut HashMap<String, Place>, may_go: impl Fn(&Place) -> bool) -> bool {
    let least = places.iter().min_by_key(|(_, place)| (place.is_filled, place.used_at));
    let url = least.filter(|(_, place)| may_go(place)).map(|(url, _)| url.clone());
    url.is_some_and(|url| places.remove(&url).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_host_is_asked_over_and_over() {
        let mut asked = Asked::default();
        assert!((0..MOST_OF_HOST / 2).all(|_| asked.take("one.example", Why::Supposed, 1_000)));
        assert!(!asked.take("one.example", Why::Supposed, 1_000), "the other half is for what is due");
        assert!((0..MOST_OF_HOST / 2).all(|_| asked.take("one.example", Why::Due, 1_000)));
        assert!(!asked.take("one.example", Why::Due, 1_000) && asked.take("other.example", Why::Due, 1_000));
        let mut others = 0..;
        while asked.take(&format!("{}.example", others.next().unwrap()), Why::Due, 1_000) {}
        assert_eq!((asked.all, others.start), (MOST_OF_ALL, MOST_OF_ALL - MOST_OF_HOST));
        assert!(asked.take("one.example", Why::Due, 61_000));
    }

    fn is_there(shelf: &Shelf, url: &str) -> bool {
        shelf.places().contains_key(url)
    }

    #[test]
    fn what_is_only_named_takes_no_place_from_what_was_fetched() {
        let shelf = Shelf::new(NamedBy::Stranger, 0);
        let fill = |url: &str, now: i64| shelf.fill(url, &shelf.slot(url, now), now);
        for number in 1..=i64::try_from(MOST).unwrap() {
            shelf.slot(&format!("https://{number}.example"), number);
        }
        // Names make room for names, the oldest first.
        shelf.slot("https://new.example", 9_000);
        assert!(is_there(&shelf, "https://new.example") && !is_there(&shelf, "https://1.example"));
        for number in 1..=i64::try_from(MOST).unwrap() {
            fill(&format!("https://{number}.example"), number);
        }
        shelf.slot("https://newer.example", 9_000);
        assert!(!is_there(&shelf, "https://newer.example") && is_there(&shelf, "https://1.example"));
        // What was fetched takes the place of what nobody has used for longest.
        shelf.slot("https://1.example", 9_001);
        fill("https://newer.example", 9_002);
        assert_eq!(shelf.places().len(), MOST);
        assert!(is_there(&shelf, "https://newer.example") && is_there(&shelf, "https://1.example"));
        assert!(!is_there(&shelf, "https://2.example"));
    }
}
