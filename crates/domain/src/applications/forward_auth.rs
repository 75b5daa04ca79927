//! The decision for proxies: a reverse proxy in front of an application that knows no standard asks before each request whether it may pass,
//! and as whom (ADR 26). The application's own host has no session of ours, so it gets a ticket by way of the authorization endpoint, as any
//! application gets a code. Nobody must be sent anywhere but to the origins that are registered, and no ticket is good at another one.

mod identity;
mod start;
mod ticket;

pub use identity::Identity;

use super::client::Client;
use super::issuer::Issuer;
use crate::app::App;
use crate::error::Error;
use crate::oauth::claims::acr_meets;
use crate::session;
use identity::Seen;
use std::sync::Arc;

/// Below it, on the application's own host, stand our two addresses.
pub const OWN: &str = "/.keystead/";
pub const CALLBACK: &str = "/.keystead/callback";
/// Begins a sign-in: for proxies that cannot pass our redirect on.
pub const START: &str = "/.keystead/start";
/// How long a ticket is good at most. It ends with its session anyway.
pub const TICKET_S: i64 = 8 * 60 * 60;
/// A sign-in is done by then.
pub const START_S: i64 = 30 * 60;

/// One request, as the proxy describes it.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// `https://wiki.example.com`, in lower case and without a usual port.
    pub origin: &'a str,
    /// Path and query.
    pub uri: &'a str,
    /// Whether a person opens a page now: whatever else asks is told, and not sent to sign in.
    pub is_navigation: bool,
    /// The two cookies of ours on the application's host.
    pub ticket: Option<&'a str>,
    pub start: Option<&'a str>,
    /// The class of sign-in that the proxy asks for.
    pub acr: Option<&'a str>,
    /// The groups of which one will do; none where anybody will.
    pub groups: &'a [String],
}

/// Without the cookies.
impl std::fmt::Debug for Asked<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Asked").field("origin", &self.origin).finish_non_exhaustive()
    }
}

/// What the proxy is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    Pass(Box<Identity>),
    /// To the sign-in, with this value for the cookie of the way.
    SignIn {
        location: String,
        start: String,
    },
    /// Back from there, with a ticket.
    Enter {
        location: String,
        ticket: String,
    },
    /// Not signed in, or not well enough, and no page is being opened.
    Unauthorized,
    Forbidden(Why),
}

/// Why nobody passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// No application is registered for this address.
    UnknownOrigin,
    /// The member is in none of the groups.
    NotInGroup,
    /// The sign-in came to nothing: refused, not reachable, or begun in another browser.
    NotSignedIn,
}

/// Whether a request may pass.
pub async fn decide(app: &App, issuer: &Issuer, asked: Asked<'_>) -> Result<Decision, Error> {
    let Some(client) = client(app, issuer, asked.origin) else { return Ok(Decision::Forbidden(Why::UnknownOrigin)) };
    let path = asked.uri.split('?').next().unwrap_or_default();
    if path == CALLBACK {
        return start::finish(app, (issuer, &client), asked).await;
    }
    if path == START {
        let back = start::named(asked.uri);
        return start::begin(app, (issuer, &client), asked, &back);
    }
    if path.starts_with(OWN) {
        return Ok(Decision::Forbidden(Why::NotSignedIn));
    }
    match judged(app, (issuer, &client), asked).await? {
        Judged::Pass(mut seen) => {
            // Who works in the application works in the session; what a page fetches by itself keeps nobody signed in.
            if asked.is_navigation {
                session::at_work(app, &mut seen.session, app.now()).await;
            }
            Ok(Decision::Pass(Box::new(seen.identity)))
        }
        Judged::Forbidden => Ok(Decision::Forbidden(Why::NotInGroup)),
        Judged::SignIn if asked.is_navigation => {
            start::begin(app, (issuer, &client), asked, &start::kept_within(asked.uri))
        }
        Judged::SignIn => Ok(Decision::Unauthorized),
    }
}

/// Whether a ticket was shown that we have not made for this place: a guess, where one that has ended is none.
pub fn is_forged(app: &App, issuer: &Issuer, asked: Asked<'_>) -> bool {
    asked.ticket.is_some_and(|text| ticket::read(app, (issuer, asked.origin), text).is_none())
}

enum Judged {
    Pass(Box<Seen>),
    SignIn,
    Forbidden,
}

/// What the ticket is worth, if there is one.
async fn judged(app: &App, (issuer, client): (&Issuer, &Client), asked: Asked<'_>) -> Result<Judged, Error> {
    let ticket = asked.ticket.and_then(|text| ticket::read(app, (issuer, asked.origin), text));
    let seen = match ticket {
        Some(grant) => identity::look(app, issuer, (client, grant)).await?,
        None => None,
    };
    Ok(judge(seen, asked))
}

fn judge(seen: Option<Seen>, asked: Asked<'_>) -> Judged {
    let Some(seen) = seen else { return Judged::SignIn };
    let wanted: Vec<&str> = asked.acr.into_iter().collect();
    if !acr_meets(&wanted, &seen.identity.acr) {
        return Judged::SignIn;
    }
    let is_in = |group: &String| seen.groups.contains(group);
    if !asked.groups.is_empty() && !asked.groups.iter().any(is_in) {
        return Judged::Forbidden;
    }
    Judged::Pass(Box::new(seen))
}

/// The application that is behind a proxy at this origin.
fn client(app: &App, issuer: &Issuer, origin: &str) -> Option<Arc<Client>> {
    let snapshot = app.snapshot();
    let mut clients = snapshot.clients(issuer.tenant, issuer.workspace());
    issuer.door.as_ref()?;
    clients.find(|client| client.enabled && client.settings.proxy_origins.iter().any(|known| known == origin)).cloned()
}

/// Where the browser comes back to; registered as any redirect URI is.
pub fn callback(origin: &str) -> String {
    format!("{origin}{CALLBACK}")
}
