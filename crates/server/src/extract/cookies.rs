//! The cookies of a front door: the session, the pre-auth cookie that binds a ceremony to its browser, the one by which a browser is known
//! again, that of the chosen language, and one per journey on its way. Names carry tenant and workspace, because doors on one host share its
//! cookies; values are opaque and must never be logged.
//!
//! A door that other sites may show in a frame has cookies that browsers send there, in a jar of their own for each such site
//! (`Partitioned`). They have names of their own: beside a cookie of the same name from before the door was opened to others, a browser
//! would keep both and send both.

use axum::http::header::{COOKIE, HeaderValue};
use axum::http::{HeaderMap, header};
use domain::FrontDoor;
use domain::id::JourneyId;
use std::fmt::Write;

/// Whose cookie, and on what kind of connection.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CookieName<'a> {
    https: bool,
    /// Whether the pages of its door stand in frames of other sites.
    framed: bool,
    kind: &'static str,
    /// Tenant and workspace, or none at set-up.
    door: Option<(&'a str, &'a str)>,
    /// Two tabs are on two journeys.
    journey: Option<JourneyId>,
}

const SESSION: &str = "ks.";
const PRE_AUTH: &str = "ks-pre.";
const FRAMED_SESSION: &str = "ks-framed.";
const FRAMED_PRE_AUTH: &str = "ks-framed-pre.";
const JOURNEY: &str = "ks-journey.";
const FRAMED_JOURNEY: &str = "ks-framed-journey.";
const DEVICE: &str = "ks-device.";
const FRAMED_DEVICE: &str = "ks-framed-device.";
/// Those who are at an identity provider.
const AWAY: &str = "ks-sso.";
const FRAMED_AWAY: &str = "ks-framed-sso.";
/// What a provider vouched for, until its member has proved who they are here.
const OFFER: &str = "ks-offer.";
const FRAMED_OFFER: &str = "ks-framed-offer.";
/// Somebody who joins with an address, from its code to the account.
const JOINING: &str = "ks-join.";
const FRAMED_JOINING: &str = "ks-framed-join.";
/// The language that somebody chose.
const LANGUAGE: &str = "ks-language.";
const FRAMED_LANGUAGE: &str = "ks-framed-language.";
/// On the host of an application behind a proxy: its ticket, and what ties the way to one to a browser.
const PROXY: &str = "ks-proxy.";
const PROXY_WAY: &str = "ks-proxy-way.";
const SETUP: &str = "ks-pre.setup";
const CONFORMANCE: &str = "ks-conformance";

impl<'a> CookieName<'a> {
    pub(crate) fn session(https: bool, door: &'a FrontDoor) -> Self {
        Self::of(https, (SESSION, FRAMED_SESSION), door)
    }

    pub(crate) fn pre_auth(https: bool, door: &'a FrontDoor) -> Self {
        Self::of(https, (PRE_AUTH, FRAMED_PRE_AUTH), door)
    }

    /// Holds what `domain::devices` makes of it.
    pub(crate) fn device(https: bool, door: &'a FrontDoor) -> Self {
        Self::of(https, (DEVICE, FRAMED_DEVICE), door)
    }

    pub(crate) fn away(https: bool, door: &'a FrontDoor) -> Self {
        Self::of(https, (AWAY, FRAMED_AWAY), door)
    }

    pub(crate) fn offer(https: bool, door: &'a FrontDoor) -> Self {
        Self::of(https, (OFFER, FRAMED_OFFER), door)
    }

    pub(crate) fn joining(https: bool, door: &'a FrontDoor) -> Self {
        Self::of(https, (JOINING, FRAMED_JOINING), door)
    }

    pub(crate) fn language(https: bool, door: &'a FrontDoor) -> Self {
        Self::of(https, (LANGUAGE, FRAMED_LANGUAGE), door)
    }

    /// The language that was chosen at this door. Whether other sites may frame it is not asked here, before there is a door: its cookie
    /// has one name or the other.
    pub(crate) fn chosen_language<'h>(
        https: bool,
        door: (&'a str, &'a str),
        headers: &'h HeaderMap,
    ) -> Option<&'h str> {
        let of = |kind| Self { https, framed: false, kind, door: Some(door), journey: None }.find(headers);
        headers.contains_key(COOKIE).then(|| of(LANGUAGE).or_else(|| of(FRAMED_LANGUAGE))).flatten()
    }

    /// On another host, which may have another scheme than we.
    pub(crate) fn proxy(https: bool, door: &'a FrontDoor) -> Self {
        Self { framed: false, ..Self::of(https, (PROXY, PROXY), door) }
    }

    pub(crate) fn proxy_way(https: bool, door: &'a FrontDoor) -> Self {
        Self { framed: false, ..Self::of(https, (PROXY_WAY, PROXY_WAY), door) }
    }

    fn of(https: bool, (alone, framed): (&'static str, &'static str), door: &'a FrontDoor) -> Self {
        let is_framed = !door.origins.embedders.is_empty();
        let kind = if is_framed { framed } else { alone };
        Self { https, framed: is_framed, kind, door: Some((&door.tenant.slug, &door.workspace.slug)), journey: None }
    }

    pub(crate) fn journey(https: bool, door: &'a FrontDoor, id: JourneyId) -> Self {
        Self { journey: Some(id), ..Self::of(https, (JOURNEY, FRAMED_JOURNEY), door) }
    }

    /// The journeys of this door that a browser has, oldest first: ids sort by time.
    pub(crate) fn journeys(https: bool, door: &'a FrontDoor, headers: &HeaderMap) -> Vec<JourneyId> {
        let any = Self::of(https, (JOURNEY, FRAMED_JOURNEY), door);
        let lines = headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok());
        let names = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
        let id = |name: &str| name.rsplit_once('.').and_then(|(_, id)| id.parse().ok());
        let mut ids: Vec<JourneyId> =
            names.filter_map(|(name, _)| id(name).filter(|id| Self { journey: Some(*id), ..any }.is(name))).collect();
        ids.sort_unstable();
        ids
    }

    pub(crate) fn setup(https: bool) -> Self {
        Self { https, framed: false, kind: SETUP, door: None, journey: None }
    }

    /// Ties the two halves of a ceremony of FIDO's conformance test together.
    pub(crate) fn conformance(https: bool) -> Self {
        Self { https, framed: false, kind: CONFORMANCE, door: None, journey: None }
    }

    /// Plain HTTP is only ever localhost, where Safari refuses `Secure` and with it the prefix.
    fn prefix(self) -> &'static str {
        if self.https { "__Host-" } else { "" }
    }

    fn is(self, name: &str) -> bool {
        let Some(rest) = name.strip_prefix(self.prefix()).and_then(|rest| rest.strip_prefix(self.kind)) else {
            return false;
        };
        match self.door {
            None => rest.is_empty(),
            Some((tenant, workspace)) => {
                let rest = rest.strip_prefix(tenant).and_then(|rest| rest.strip_prefix('.'));
                let rest = rest.and_then(|rest| rest.strip_prefix(workspace));
                match (rest, self.journey) {
                    (Some(rest), None) => rest.is_empty(),
                    (Some(rest), Some(id)) => rest.strip_prefix('.').is_some_and(|rest| rest == id.to_string()),
                    (None, _) => false,
                }
            }
        }
    }

    /// The value that the client sent. HTTP/2 may split the header into several lines.
    pub(crate) fn find(self, headers: &HeaderMap) -> Option<&str> {
        let lines = headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok());
        let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.find(|(name, _)| self.is(name)).map(|(_, value)| value)
    }

    /// Sets the cookie; without an age it lives until the browser is closed.
    pub(crate) fn set(self, headers: &mut HeaderMap, value: &str, seconds: Option<i64>) {
        let mut line = String::with_capacity(160);
        line.push_str(self.prefix());
        line.push_str(self.kind);
        if let Some((tenant, workspace)) = self.door {
            for part in [tenant, ".", workspace] {
                line.push_str(part);
            }
        }
        if let Some(id) = self.journey {
            // Writing to a String cannot fail.
            write!(line, ".{id}").ok();
        }
        line.push('=');
        line.push_str(value);
        line.push_str("; Path=/; HttpOnly");
        line.push_str(match (self.framed, self.https) {
            // On plain HTTP too: no browser takes the other two without it, and Chromium and Firefox take it from localhost.
            (true, _) => "; SameSite=None; Secure; Partitioned",
            (false, true) => "; SameSite=Lax; Secure",
            (false, false) => "; SameSite=Lax",
        });
        if let Some(seconds) = seconds {
            // Writing to a String cannot fail.
            write!(line, "; Max-Age={seconds}").ok();
        }
        // Slugs and tokens are made of letters, digits, `-` and `_`, which a header takes.
        if let Ok(line) = HeaderValue::try_from(line) {
            headers.append(header::SET_COOKIE, line);
        }
    }

    /// Makes the browser forget it.
    pub(crate) fn clear(self, headers: &mut HeaderMap) {
        self.set(headers, "", Some(0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(https: bool, kind: &'static str) -> CookieName<'static> {
        let framed = matches!(kind, FRAMED_SESSION | FRAMED_PRE_AUTH | FRAMED_DEVICE);
        CookieName { https, framed, kind, door: Some(("demo", "community")), journey: None }
    }

    fn sent(line: &str) -> HeaderMap {
        HeaderMap::from_iter([(COOKIE, line.parse().unwrap())])
    }

    #[test]
    fn finds_its_own_and_no_other() {
        let headers = sent("a=1; ks.demo.communityx=2; ks-pre.demo.community=3; ks.demo.community=4; ks.demo=5");
        assert_eq!(name(false, SESSION).find(&headers), Some("4"));
        assert_eq!(name(false, PRE_AUTH).find(&headers), Some("3"));
        assert_eq!(name(true, SESSION).find(&headers), None);
        assert_eq!(
            name(false, DEVICE).find(&sent("ks-device.demo.communit=1; ks-device.demo.community=a.b")),
            Some("a.b")
        );
        assert_eq!(CookieName::setup(false).find(&sent("ks-pre.setup.x=1; ks-pre.setup=2")), Some("2"));
    }

    #[test]
    fn an_encrypted_connection_has_the_prefix() {
        let mut headers = HeaderMap::new();
        name(true, SESSION).set(&mut headers, "token", Some(60));
        name(false, PRE_AUTH).set(&mut headers, "value", None);
        name(false, SESSION).clear(&mut headers);
        let lines: Vec<_> = headers.get_all(header::SET_COOKIE).iter().collect();
        assert_eq!(lines[0], "__Host-ks.demo.community=token; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=60");
        assert_eq!(lines[1], "ks-pre.demo.community=value; Path=/; HttpOnly; SameSite=Lax");
        assert_eq!(lines[2], "ks.demo.community=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
    }

    #[test]
    fn a_framed_door_has_a_jar_in_each_site() {
        let mut headers = HeaderMap::new();
        name(true, FRAMED_SESSION).set(&mut headers, "token", Some(60));
        name(false, FRAMED_PRE_AUTH).set(&mut headers, "value", None);
        name(false, FRAMED_SESSION).clear(&mut headers);
        let attributes = "Path=/; HttpOnly; SameSite=None; Secure; Partitioned";
        let lines: Vec<_> = headers.get_all(header::SET_COOKIE).iter().collect();
        assert_eq!(lines[0], &format!("__Host-ks-framed.demo.community=token; {attributes}; Max-Age=60"));
        assert_eq!(lines[1], &format!("ks-framed-pre.demo.community=value; {attributes}"));
        assert_eq!(lines[2], &format!("ks-framed.demo.community=; {attributes}; Max-Age=0"));
        // What is left from before is not taken for it.
        let old = sent("ks.demo.community=old; ks-framed.demo.community=new");
        assert_eq!(name(false, FRAMED_SESSION).find(&old), Some("new"));
        assert_eq!(name(false, SESSION).find(&old), Some("old"));
    }
}
