//! Account > Security > Sessions and browsers: where the member is signed in, and the browsers that are known.

use super::account::{Account, frame, framed};
use super::browser;
use super::moment::Moment;
use super::routes::Answer;
use crate::extract::SignedIn;
use crate::front::Server;
use crate::page::{Chrome, Page};
use askama::Template;
use axum::extract::State;
use axum::http::Uri;
use axum::response::IntoResponse;
use domain::account::Part;
use domain::devices::{self, DeviceView};
use domain::language::Place;
use domain::sessions::{self, SessionView};
use std::sync::Arc;

/// Of each list the page shows so many: there may be a hundred, and nobody goes through them all.
const SHOWN: usize = 10;

/// One session.
#[derive(Clone, Debug)]
pub struct SessionRow {
    pub id: String,
    /// In words.
    pub browser: String,
    pub address: String,
    /// Whether it is the one that asks.
    pub is_this: bool,
    pub since: Moment,
    pub seen: Moment,
}

/// One known browser.
#[derive(Clone, Debug)]
pub struct BrowserRow {
    pub id: String,
    /// In words.
    pub browser: String,
    pub address: String,
    /// Whether it is the one that asks.
    pub is_this: bool,
    pub seen: Moment,
    /// Until when no second factor is asked there.
    pub trusted: Option<Moment>,
}

#[derive(Clone, Debug, Template)]
#[template(path = "web/sessions.html")]
pub struct SessionsPage {
    pub chrome: Chrome,
    pub account: Account,
    pub sessions: Vec<SessionRow>,
    pub browsers: Vec<BrowserRow>,
    /// How many sessions and browsers there are beyond these.
    pub more: (usize, usize),
}

impl SessionsPage {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "the template passes references")]
    fn more_are(&self, count: &usize) -> String {
        self.chrome.labels.more_are.with(&[("count", Place::from(*count))])
    }
}

framed!(SessionsPage);

pub(crate) async fn page(State(server): State<Arc<Server>>, uri: Uri, signed_in: SignedIn) -> Answer {
    let (chrome, account) = frame(&server, &signed_in, (Part::Sessions, &uri)).await?;
    let language = chrome.language;
    let SignedIn { visit, session } = &signed_in;
    let mut sessions = sessions::list(&server.app, session).await?.sessions;
    // This one first, however old it is; the others stay in their order.
    sessions.sort_by_key(|row| !row.current);
    let devices = devices::list(&server.app, visit, session).await?.devices;
    let now = server.app.now();
    let session = |row: SessionView| SessionRow {
        id: row.id.to_string(),
        browser: browser::in_words(&chrome.labels, row.device.as_deref()),
        address: row.address,
        is_this: row.current,
        since: Moment::read(language, &row.signed_in_at, now),
        seen: Moment::read(language, &row.last_active_at, now),
    };
    let device = |row: DeviceView| BrowserRow {
        id: row.id.to_string(),
        browser: browser::in_words(&chrome.labels, row.user_agent.as_deref()),
        address: row.address,
        is_this: row.is_this,
        seen: Moment::read(language, &row.last_seen_at, now),
        trusted: row.trusted_until.map(|until| Moment::read(language, &until, now)),
    };
    let more = (sessions.len().saturating_sub(SHOWN), devices.len().saturating_sub(SHOWN));
    let sessions = sessions.into_iter().take(SHOWN).map(session).collect();
    let browsers = devices.into_iter().take(SHOWN).map(device).collect();
    Ok(Page::ok(SessionsPage { chrome, account, sessions, browsers, more }).into_response())
}
