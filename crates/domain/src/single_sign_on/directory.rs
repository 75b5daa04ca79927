//! What is known about providers: where they answer and which keys they sign with, fetched once and kept in memory. It must never be filled
//! from outside of the settings, and never ask one provider over and over because strangers come.

use super::trouble::Trouble;
use crate::app::App;
use crate::outgoing::{HttpRequest, NoAnswer, Outgoing};
use openidconnect::core::{
    CoreAuthDisplay, CoreClaimName, CoreClaimType, CoreClientAuthMethod, CoreGrantType, CoreJsonWebKey,
    CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm, CoreResponseMode, CoreResponseType,
    CoreSubjectIdentifierType,
};
use openidconnect::url::Url;
use openidconnect::{
    AdditionalProviderMetadata, AsyncHttpClient, HttpResponse, IssuerUrl, JsonWebKeySet, ProviderMetadata,
};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

const MOST: usize = 64;
const YOUNG_MS: i64 = 60 * 60 * 1000;
/// Where the provider does not answer any more, what it said last still holds for so long.
const OLD_MS: i64 = 24 * 60 * 60 * 1000;
const REST_AFTER_FAILURE_MS: i64 = 10_000;
const REST_BETWEEN_KEYS_MS: i64 = 60_000;

/// What the library does not know of yet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct MoreMetadata {
    /// RFC 9207
    #[serde(default)]
    pub authorization_response_iss_parameter_supported: bool,
}

impl AdditionalProviderMetadata for MoreMetadata {}

pub(super) type Metadata = ProviderMetadata<
    MoreMetadata,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

/// Sends the library's requests.
pub(super) struct Caller<'a>(pub &'a dyn Outgoing);

impl<'c> AsyncHttpClient<'c> for Caller<'_> {
    type Error = NoAnswer;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, NoAnswer>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        self.0.send(request)
    }
}

/// The providers that were asked, by issuer.
#[derive(Debug, Default)]
pub(crate) struct Directory(Mutex<HashMap<String, Arc<Entry>>>);

#[derive(Debug)]
struct Entry {
    /// Made at this moment; the oldest makes room.
    since: i64,
    /// Held while the provider is asked, so that it is asked once.
    slot: tokio::sync::Mutex<Slot>,
}

#[derive(Debug, Default)]
struct Slot {
    known: Option<(i64, Arc<Metadata>)>,
    failed_at: Option<i64>,
    keys_asked_at: Option<i64>,
}

impl Slot {
    fn younger_than(&self, age: i64, now: i64) -> Option<Arc<Metadata>> {
        self.known.as_ref().filter(|(at, _)| now - at < age).map(|(_, known)| Arc::clone(known))
    }
}

impl Directory {
    fn entry(&self, issuer: &str, now: i64) -> Arc<Entry> {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !entries.contains_key(issuer) && entries.len() >= MOST {
            let oldest = entries.iter().min_by_key(|(_, entry)| entry.since).map(|(issuer, _)| issuer.clone());
            oldest.map(|issuer| entries.remove(&issuer));
        }
        let fresh = || Arc::new(Entry { since: now, slot: tokio::sync::Mutex::default() });
        Arc::clone(entries.entry(issuer.to_owned()).or_insert_with(fresh))
    }

    /// What the provider says of itself.
    pub(super) async fn look_up(&self, app: &App, issuer: &str) -> Result<Arc<Metadata>, Trouble> {
        let entry = self.entry(issuer, app.now());
        let mut slot = entry.slot.lock().await;
        // After the wait for the lock: somebody else may have asked meanwhile.
        let now = app.now();
        if let Some(known) = slot.younger_than(YOUNG_MS, now) {
            return Ok(known);
        }
        let old = slot.younger_than(OLD_MS, now);
        if slot.failed_at.is_some_and(|at| now - at < REST_AFTER_FAILURE_MS) {
            return old.ok_or(Trouble::FailedJustNow);
        }
        match discover(app.outgoing(), issuer).await {
            Ok(metadata) => {
                let known = Arc::new(metadata);
                *slot = Slot { known: Some((now, Arc::clone(&known))), ..Slot::default() };
                Ok(known)
            }
            Err(trouble) => {
                slot.failed_at = Some(now);
                old.ok_or(trouble)
            }
        }
    }

    /// The same with keys that are newer than `seen`, at most once a minute: a token may name a key that was not there before.
    pub(super) async fn with_newer_keys(
        &self,
        app: &App,
        issuer: &str,
        seen: &Arc<Metadata>,
    ) -> Result<Option<Arc<Metadata>>, Trouble> {
        let entry = self.entry(issuer, app.now());
        let mut slot = entry.slot.lock().await;
        let now = app.now();
        if let Some((_, known)) = slot.known.as_ref().filter(|(_, known)| !Arc::ptr_eq(known, seen)) {
            return Ok(Some(Arc::clone(known)));
        }
        if slot.keys_asked_at.is_some_and(|at| now - at < REST_BETWEEN_KEYS_MS) {
            return Ok(None);
        }
        slot.keys_asked_at = Some(now);
        let caller = Caller(app.outgoing());
        let keys = JsonWebKeySet::fetch_async(seen.jwks_uri(), &caller).await?;
        let known = Arc::new(Metadata::clone(seen).set_jwks(keys));
        let at = slot.known.as_ref().map_or(now, |(at, _)| *at);
        slot.known = Some((at, Arc::clone(&known)));
        Ok(Some(known))
    }
}

async fn discover(outgoing: &dyn Outgoing, issuer: &str) -> Result<Metadata, Trouble> {
    let url = IssuerUrl::new(issuer.to_owned()).map_err(|_| Trouble::IssuerMalformed)?;
    // Checks that the issuer it names is the one that was asked (OpenID Connect Discovery 4.3), and fetches the keys.
    let caller = Caller(outgoing);
    let metadata = Metadata::discover_async(url.clone(), &caller).await?;
    let endpoint = metadata.authorization_endpoint().url();
    // The others are asked by ourselves, and whoever sends decides; this one is asked by the member's browser.
    if endpoint.scheme() != "https" && !is_same_machine(url.url(), endpoint) {
        return Err(Trouble::EndpointInsecure);
    }
    Ok(metadata)
}

/// A provider on this machine may speak without TLS, and send browsers to itself.
fn is_same_machine(issuer: &Url, endpoint: &Url) -> bool {
    issuer.scheme() == "http" && endpoint.scheme() == "http" && issuer.host() == endpoint.host()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_holds_so_many_and_forgets_the_oldest() {
        let directory = Directory::default();
        let first = directory.entry("https://0.example", 0);
        assert!(Arc::ptr_eq(&first, &directory.entry("https://0.example", 1)));
        for number in 1..=100 {
            directory.entry(&format!("https://{number}.example"), number);
        }
        assert_eq!(directory.0.lock().unwrap().len(), MOST);
        assert!(!Arc::ptr_eq(&first, &directory.entry("https://0.example", 200)), "it was the oldest");
    }

    #[test]
    fn only_a_provider_on_this_machine_goes_without_tls() {
        let url = |text: &str| Url::parse(text).unwrap();
        let own = url("http://localhost:9999");
        assert!(is_same_machine(&own, &url("http://localhost:9998/authorize")));
        assert!(!is_same_machine(&own, &url("http://elsewhere.example/authorize")));
        assert!(!is_same_machine(&own, &url("javascript:alert(1)")));
        assert!(!is_same_machine(&url("https://op.example"), &url("http://op.example/authorize")));
    }
}
