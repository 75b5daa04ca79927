//! Which front door a request came to, and what kind of client brought it.

use super::cookies::CookieName;
use super::path::segment;
use super::seen::{Seen, Sender};
use crate::front::Server;
use crate::problem::Problem;
use crate::trace;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use domain::way_on::is_console;
use domain::{Client, FrontDoor, Reason};
use std::sync::Arc;

const LONGEST_DEVICE: usize = 512;
const LONGEST_OFFER: usize = 3_900;

/// A request at `/{tenant}/{workspace}/…`.
#[derive(Debug)]
pub(crate) struct Visit(pub(crate) domain::Visit);

/// A request at `/setup/…`, before there is a door.
#[derive(Debug)]
pub(crate) struct SetupVisit(pub(crate) domain::SetupVisit);

impl FromRequestParts<Arc<Server>> for Visit {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, server: &Arc<Server>) -> Result<Self, Problem> {
        let seen = seen(parts)?;
        let door = door(server, parts.uri.path()).ok_or(Reason::UnknownAddress)?;
        let client = client(parts, seen, CookieName::pre_auth(server.https, &door));
        let device = kept(parts, seen, (CookieName::device(server.https, &door), LONGEST_DEVICE));
        let offer = kept(parts, seen, (CookieName::offer(server.https, &door), LONGEST_OFFER));
        let (address, user_agent, language) = (seen.address, seen.user_agent().to_owned(), seen.language);
        let correlation = trace::correlation();
        Ok(Self(domain::Visit { door, client, address, user_agent, language, device, offer, correlation }))
    }
}

impl FromRequestParts<Arc<Server>> for SetupVisit {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, server: &Arc<Server>) -> Result<Self, Problem> {
        let seen = seen(parts)?;
        let client = client(parts, seen, CookieName::setup(server.https));
        Ok(Self(domain::SetupVisit { client, address: seen.address, user_agent: seen.user_agent().to_owned() }))
    }
}

fn seen(parts: &Parts) -> Result<&Seen, Reason> {
    parts.extensions.get::<Arc<Seen>>().map(Arc::as_ref).ok_or(Reason::Internal)
}

fn client(parts: &Parts, seen: &Seen, cookie: CookieName<'_>) -> Client {
    match seen.sender {
        Sender::Browser => {
            let ours = cookie.find(&parts.headers).filter(|value| is_pre_auth(value));
            Client::Browser { pre_auth: ours.map(str::to_owned) }
        }
        other => without_cookies(other),
    }
}

fn without_cookies(sender: Sender) -> Client {
    match sender {
        Sender::Browser => Client::Browser { pre_auth: None },
        Sender::Embedded => Client::Embedded { site: None },
        Sender::Program => Client::App,
    }
}

/// What is longer than any that we set is none of ours.
fn kept(parts: &Parts, seen: &Seen, (cookie, longest): (CookieName<'_>, usize)) -> Option<String> {
    let value = (seen.sender == Sender::Browser).then(|| cookie.find(&parts.headers)).flatten();
    value.filter(|value| !value.is_empty() && value.len() <= longest).map(str::to_owned)
}

/// Whether we may have set that value: 32 random bytes in base64url. Another one was planted or damaged, and the browser is given a good one;
/// to bind a ceremony to it would bind it to whoever knows it.
fn is_pre_auth(value: &str) -> bool {
    value.len() == 43 && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

/// The console is beside the door at which administrators sign in, and no tenant has its name.
fn door(server: &Server, path: &str) -> Option<Arc<FrontDoor>> {
    let snapshot = server.app.snapshot();
    if is_console(path) {
        return snapshot.home().cloned();
    }
    snapshot.door(segment(path, 0)?, segment(path, 1)?)
}

/// The same at the set-up page.
pub(crate) fn setup_again(seen: &Seen) -> domain::SetupVisit {
    domain::SetupVisit { client: Client::App, address: seen.address, user_agent: seen.user_agent().to_owned() }
}

/// The visit of a request that was refused, for the audit. Its cookies are not remembered and not needed.
pub(crate) fn again(server: &Server, seen: &Seen) -> Option<domain::Visit> {
    let door = door(server, seen.path())?;
    let client = without_cookies(seen.sender);
    let (address, user_agent, language) = (seen.address, seen.user_agent().to_owned(), seen.language);
    let correlation = trace::correlation();
    Some(domain::Visit { door, client, address, user_agent, language, device: None, offer: None, correlation })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pre_auth_cookie_is_what_we_set() {
        let good = "AZaz09-_AZaz09-_AZaz09-_AZaz09-_AZaz09-_AZa";
        assert!(is_pre_auth(good));
        assert!(!is_pre_auth("") && !is_pre_auth("x") && !is_pre_auth(&good[1..]) && !is_pre_auth(&format!("{good}A")));
        for odd in ['=', '+', '/', ' ', '"', '.'] {
            assert!(!is_pre_auth(&format!("{}{odd}", &good[1..])), "{odd}");
        }
    }
}
