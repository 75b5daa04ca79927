//! What applications publish about themselves elsewhere: metadata documents and keys. Asked for by the client that calls others, kept in memory
//! as long as their servers say, within bounds. Strangers decide which addresses these are, so it must never ask one host, or many, over and over.

use crate::app::App;
use crate::outgoing::{HttpRequest, NoAnswer};
use openidconnect::http::StatusCode;
use openidconnect::http::header::{ACCEPT, AGE, CACHE_CONTROL, CONTENT_TYPE, HeaderMap};
use openidconnect::url::Url;
use serde_json::Value;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Addresses that are remembered; the one that is known longest makes room.
const MOST: usize = 1_024;
/// No sooner is one asked again, and no later.
const SHORTEST_S: i64 = 5 * 60;
const USUAL_S: i64 = 60 * 60;
const LONGEST_S: i64 = 24 * 60 * 60;
const REST_AFTER_FAILURE_MS: i64 = 60_000;
/// Between two requests for what may have changed before its time.
const REST_BETWEEN_MS: i64 = 10_000;
const MINUTE_MS: i64 = 60_000;
/// So many requests a minute to one host, and to all.
const MOST_OF_HOST: u32 = 12;
const MOST_OF_ALL: u32 = 240;
/// A document of an application, or some keys: both are far smaller.
const LARGEST: usize = 16 * 1024;

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

/// All that was, on this node.
#[derive(Debug, Default)]
pub(crate) struct Shelf {
    entries: Mutex<HashMap<String, Arc<Entry>>>,
    asked: Mutex<Asked>,
}

#[derive(Debug)]
struct Entry {
    since: i64,
    /// Held while the address is asked, so that it is asked once.
    slot: tokio::sync::Mutex<Slot>,
}

#[derive(Debug, Default)]
struct Slot {
    known: Option<Fetched>,
    failed_at: Option<i64>,
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
    fn take(&mut self, host: &str, now: i64) -> bool {
        if now - self.since >= MINUTE_MS || now < self.since {
            *self = Self { since: now, ..Self::default() };
        }
        let of_host = self.by_host.get(host).copied().unwrap_or_default();
        if self.all >= MOST_OF_ALL || of_host >= MOST_OF_HOST {
            return false;
        }
        self.all += 1;
        self.by_host.insert(host.to_owned(), of_host + 1);
        true
    }
}

impl Shelf {
    fn entry(&self, url: &str, now: i64) -> Arc<Entry> {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        if !entries.contains_key(url) && entries.len() >= MOST {
            let oldest = entries.iter().min_by_key(|(_, entry)| entry.since).map(|(url, _)| url.clone());
            oldest.map(|url| entries.remove(&url));
        }
        let fresh = || Arc::new(Entry { since: now, slot: tokio::sync::Mutex::default() });
        Arc::clone(entries.entry(url.to_owned()).or_insert_with(fresh))
    }

    /// What stands at an address, as it was some while ago at most.
    pub(crate) async fn get(&self, app: &App, url: &str) -> Result<Fetched, NotFetched> {
        let entry = self.entry(url, app.now());
        let mut slot = entry.slot.lock().await;
        // After the wait for the lock: somebody else may have asked meanwhile.
        let now = app.now();
        if let Some(known) = slot.known.as_ref().filter(|known| known.until > now) {
            return Ok(known.clone());
        }
        self.ask(app, url, &mut slot).await
    }

    /// The same where what was fetched at `seen` will not do. None where it was asked for only just now.
    pub(crate) async fn newer(&self, app: &App, url: &str, seen: i64) -> Result<Option<Fetched>, NotFetched> {
        let entry = self.entry(url, app.now());
        let mut slot = entry.slot.lock().await;
        let now = app.now();
        match &slot.known {
            Some(known) if known.at > seen => return Ok(Some(known.clone())),
            Some(known) if now - known.at < REST_BETWEEN_MS => return Ok(None),
            _ => {}
        }
        self.ask(app, url, &mut slot).await.map(Some)
    }

    /// What stood there was no good: asked again in a minute, and no sooner.
    pub(crate) async fn refuse(&self, app: &App, url: &str) {
        let entry = self.entry(url, app.now());
        *entry.slot.lock().await = Slot { known: None, failed_at: Some(app.now()) };
    }

    async fn ask(&self, app: &App, url: &str, slot: &mut Slot) -> Result<Fetched, NotFetched> {
        let now = app.now();
        if slot.failed_at.is_some_and(|at| now - at < REST_AFTER_FAILURE_MS) {
            return Err(NotFetched::FailedJustNow);
        }
        let target = Url::parse(url).map_err(|_| NotFetched::Address)?;
        let host = target.host_str().unwrap_or_default();
        if !self.asked.lock().unwrap_or_else(PoisonError::into_inner).take(host, now) {
            return Err(NotFetched::TooMany);
        }
        match fetch(app, &target).await {
            Ok((value, seconds)) => {
                let known = Fetched { at: now, until: now + seconds * 1000, value: Arc::new(value) };
                *slot = Slot { known: Some(known.clone()), failed_at: None };
                Ok(known)
            }
            Err(error) => {
                slot.failed_at = Some(now);
                Err(error)
            }
        }
    }
}

async fn fetch(app: &App, url: &Url) -> Result<(Value, i64), NotFetched> {
    let mut request = HttpRequest::new(Vec::new());
    *request.uri_mut() = url.as_str().parse().map_err(|_| NotFetched::Address)?;
    request.headers_mut().insert(ACCEPT, openidconnect::http::HeaderValue::from_static("application/json"));
    let answer = app.outgoing().send(request).await?;
    // A redirect is no answer: it could lead anywhere.
    if answer.status() != StatusCode::OK {
        return Err(NotFetched::Status(answer.status().as_u16()));
    }
    if !is_json(answer.headers()) {
        return Err(NotFetched::NotJson(None));
    }
    if answer.body().len() > LARGEST {
        return Err(NotFetched::Large);
    }
    let value = serde_json::from_slice(answer.body()).map_err(|error| NotFetched::NotJson(Some(error)))?;
    Ok((value, seconds(answer.headers())))
}

/// `application/json`, or a type that is written in it.
fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    kind == "application/json" || (kind.starts_with("application/") && kind.ends_with("+json"))
}

/// How long an answer may be kept (RFC 9111), within bounds.
fn seconds(headers: &HeaderMap) -> i64 {
    let control = headers.get(CACHE_CONTROL).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let words: Vec<_> = control.split(',').map(|word| word.trim().to_ascii_lowercase()).collect();
    if words.iter().any(|word| matches!(word.as_str(), "no-store" | "no-cache")) {
        return SHORTEST_S;
    }
    let age = headers.get(AGE).and_then(|value| value.to_str().ok()?.parse::<i64>().ok()).unwrap_or_default();
    let most = words.iter().find_map(|word| word.strip_prefix("max-age=")?.trim_matches('"').parse::<i64>().ok());
    most.map_or(USUAL_S, |most| most.saturating_sub(age.max(0))).clamp(SHORTEST_S, LONGEST_S)
}

#[cfg(test)]
mod tests {
    use super::*;
    use openidconnect::http::HeaderValue;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn what_its_server_says_holds_within_bounds() {
        for (control, age, expected) in [
            ("", "", USUAL_S),
            ("max-age=600", "", 600),
            ("public, max-age=7200", "3600", 3600),
            ("max-age=1", "", SHORTEST_S),
            ("max-age=99999999", "", LONGEST_S),
            ("max-age=-5", "", SHORTEST_S),
            ("no-store", "", SHORTEST_S),
            ("max-age=7200, no-cache", "", SHORTEST_S),
            ("nonsense", "x", USUAL_S),
        ] {
            assert_eq!(seconds(&headers(&[("cache-control", control), ("age", age)])), expected, "{control}");
        }
        assert_eq!(seconds(&HeaderMap::new()), USUAL_S);
    }

    #[test]
    fn only_json_is_read() {
        for (kind, is_taken) in [
            ("application/json", true),
            ("Application/JSON; charset=utf-8", true),
            ("application/jwk-set+json", true),
            ("text/html", false),
            ("text/json", false),
            ("", false),
        ] {
            assert_eq!(is_json(&headers(&[("content-type", kind)])), is_taken, "{kind}");
        }
    }

    #[test]
    fn no_host_is_asked_over_and_over() {
        let mut asked = Asked::default();
        assert!((0..MOST_OF_HOST).all(|_| asked.take("one.example", 1_000)));
        assert!(!asked.take("one.example", 1_000) && asked.take("other.example", 1_000));
        let mut others = 0..;
        while asked.take(&format!("{}.example", others.next().unwrap()), 1_000) {}
        assert_eq!((asked.all, others.start), (MOST_OF_ALL, MOST_OF_ALL - MOST_OF_HOST));
        assert!(asked.take("one.example", 61_000));
    }

    #[test]
    fn it_holds_so_many_and_forgets_the_oldest() {
        let shelf = Shelf::default();
        let first = shelf.entry("https://0.example", 0);
        for number in 1..=i64::try_from(MOST).unwrap() {
            shelf.entry(&format!("https://{number}.example"), number);
        }
        assert_eq!(shelf.entries.lock().unwrap().len(), MOST);
        assert!(!Arc::ptr_eq(&first, &shelf.entry("https://0.example", 9_999)));
    }
}
