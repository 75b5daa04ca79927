//! By which name applications know a member (OpenID Connect Core, 8). Mostly by one for all; an application that is to compare notes with nobody
//! knows each member by a name of its own, which only we can compute. It must never change: it is all that an application knows them by.

use super::client::{Client, SubjectType};
use crate::keys::KeyRing;
use crate::oauth::redirect_uri::host;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use store::id::UserId;

const PURPOSE: &str = "pairwise subject";

/// The `sub` of a member for an application.
pub(crate) fn of(ring: &KeyRing, client: &Client, user: UserId) -> String {
    match client.settings.subject_type {
        SubjectType::Public => user.to_string(),
        SubjectType::Pairwise => {
            let sector = sector(&client.settings.redirect_uris).unwrap_or_default();
            let hash = ring.keyed(PURPOSE, &[client.tenant.as_bytes(), sector.as_bytes(), user.as_bytes()]);
            URL_SAFE_NO_PAD.encode(hash)
        }
    }
}

/// Applications of one sector know a member by one name: the host of all their addresses. None where they have several, for then nothing says
/// that they are of one hand (8.1; `sector_identifier_uri` is not read).
pub(crate) fn sector(redirect_uris: &[String]) -> Option<&str> {
    let mut hosts = redirect_uris.iter().map(|uri| host(uri));
    let first = hosts.next()??;
    // All programs on members' own machines are at this one.
    let is_shared = matches!(first, "127.0.0.1" | "[::1]" | "::1" | "localhost");
    (!is_shared && hosts.all(|host| host == Some(first))).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sector_is_one_host() {
        let of =
            |uris: &[&str]| sector(&uris.iter().map(|uri| (*uri).to_owned()).collect::<Vec<_>>()).map(str::to_owned);
        assert_eq!(of(&["https://a.example/x", "https://a.example:8443/y?z"]).as_deref(), Some("a.example"));
        let shared = &["http://127.0.0.1/x", "http://127.0.0.1:8080/y"][..];
        let shared_v6 = &["http://[::1]/x"][..];
        for none in [&["https://a.example/", "https://b.example/"][..], &["com.example.app:/x"], shared, shared_v6, &[]]
        {
            assert_eq!(of(none), None, "{none:?}");
        }
    }
}
