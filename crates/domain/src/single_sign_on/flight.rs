//! What a browser carries while it is at a provider: one sealed text for each sign-in under way, side by side in one cookie, so that two
//! tabs do not mix. It opens only in the browser and at the door where it began, for ten minutes.

use crate::app::App;
use crate::binding::sha256;
use crate::error::Error;
use crate::keys::Seal;
use crate::random;
use crate::visit::{Client, Visit};
use aws_lc_rs::constant_time;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use store::id::{SessionId, UserId};

const PURPOSE: Seal = Seal::Carried("single sign-on");
const LIFE_MS: i64 = 10 * 60 * 1000;
/// Three fit into a cookie with everything at its longest.
const MOST: usize = 3;
const LONGEST_COOKIE: usize = 3_900;

/// One sign-in on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Flight {
    /// Spent when it comes back.
    nonce: [u8; 17],
    pub provider: String,
    /// The provider as it was when the browser was sent there.
    pub issuer: String,
    pub state: String,
    pub token_nonce: String,
    pub verifier: String,
    pub expires_at: i64,
    pub journey: Option<String>,
    pub go_on: Option<String>,
    pub link: Option<LinkFor>,
}

/// A member who is signed in and wants the account there to open the account here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct LinkFor {
    pub session: SessionId,
    pub user: UserId,
}

impl Flight {
    pub(super) fn draw(app: &App, provider: &str, issuer: &str) -> Result<Self, Error> {
        let text = || Ok::<_, Error>(URL_SAFE_NO_PAD.encode(random::bytes::<32>(app.random())?));
        Ok(Self {
            nonce: random::bytes(app.random())?,
            provider: provider.to_owned(),
            issuer: issuer.to_owned(),
            state: text()?,
            token_nonce: text()?,
            verifier: text()?,
            expires_at: app.now() + LIFE_MS,
            journey: None,
            go_on: None,
            link: None,
        })
    }

    /// Under this it is spent: by second, and by what was drawn for it.
    pub(super) fn spent(&self) -> (i64, [u8; 17]) {
        (self.expires_at / 1000, self.nonce)
    }

    /// The cookie's new value: this one before the newest of those that are on their way already.
    pub(super) fn join(&self, app: &App, visit: &Visit, held: Option<&str>) -> Result<String, Error> {
        let plain = serde_json::to_vec(self).map_err(Error::Answer)?;
        let context = context(visit).unwrap_or_default();
        let sealed = app.seal(PURPOSE, &context, &plain).map_err(|_| Error::NoKeys)?;
        let mut value = URL_SAFE_NO_PAD.encode(sealed);
        for other in open_all(app, visit, held).into_iter().take(MOST - 1) {
            if value.len() + other.sealed.len() < LONGEST_COOKIE {
                value.push('.');
                value.push_str(other.sealed);
            }
        }
        Ok(value)
    }
}

struct Held<'a> {
    sealed: &'a str,
    flight: Flight,
}

/// The one that this state belongs to, and the cookie's value without it.
pub(super) fn take(app: &App, visit: &Visit, held: Option<&str>, state: &str) -> Option<(Flight, String)> {
    let mut all = open_all(app, visit, held);
    let is_this = |other: &Held<'_>| {
        constant_time::verify_slices_are_equal(other.flight.state.as_bytes(), state.as_bytes()).is_ok()
    };
    let place = all.iter().position(is_this)?;
    let taken = all.remove(place);
    let rest: Vec<_> = all.iter().map(|other| other.sealed).collect();
    Some((taken.flight, rest.join(".")))
}

/// Those that are alive, newest first. What a stranger planted does not open.
fn open_all<'a>(app: &App, visit: &Visit, held: Option<&'a str>) -> Vec<Held<'a>> {
    let Some(context) = context(visit) else { return Vec::new() };
    let (snapshot, now) = (app.snapshot(), app.now());
    let texts = held.filter(|held| held.len() <= LONGEST_COOKIE).into_iter().flat_map(|held| held.split('.'));
    let open = |sealed: &'a str| {
        let bytes = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let plain = snapshot.ring.open_sealed(PURPOSE, &context, &bytes)?;
        let flight: Flight = serde_json::from_slice(&plain).ok()?;
        (flight.expires_at > now).then_some(Held { sealed, flight })
    };
    texts.take(MOST).filter_map(open).collect()
}

/// Pool, workspace, browser, and since which restore. None where the browser shows no pre-auth cookie.
pub(super) fn context(visit: &Visit) -> Option<Vec<u8>> {
    let Client::Browser { pre_auth: Some(cookie) } = &visit.client else { return None };
    let door = &visit.door;
    let restored_at = door.restored_at.to_be_bytes();
    let parts: [&[u8]; 4] =
        [door.pool.id.as_bytes(), door.workspace.id.as_bytes(), &restored_at, &sha256(cookie.as_bytes())];
    Some(parts.concat())
}
