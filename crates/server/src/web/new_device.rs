//! Account > Security > "I have a new device" (S2-30): what is to be done, in its order, for whoever has another device or has lost one (S0-18,
//! S0-23). Signing in is the first step and is done by then. It must never say that something follows which the limits forbid.

use super::account::{Account, frame, framed};
use super::moment::Moment;
use super::routes::{Answer, row};
use super::security::PasskeyRow;
use crate::extract::{AnySession, SignedIn};
use crate::front::Server;
use crate::page::{Chrome, Page};
use askama::Template;
use axum::extract::State;
use axum::http::Uri;
use axum::response::IntoResponse;
use domain::Method;
use domain::account::Part;
use std::sync::Arc;

#[derive(Clone, Debug, Template)]
#[template(path = "web/new_device.html")]
pub struct NewDevicePage {
    pub chrome: Chrome,
    pub account: Account,
    pub passkeys: Vec<PasskeyRow>,
    pub may_add: bool,
    /// Whether the passkeys of the old device may be put aside now, or changes wait.
    pub may_replace: bool,
    /// Whether there are any in use to put aside.
    pub has_others: bool,
}

impl NewDevicePage {
    fn why_kept(&self, code: &str) -> &str {
        self.chrome.labels.why_kept(code)
    }

    fn last_used(passkey: &PasskeyRow) -> Option<&Moment> {
        passkey.last_used.as_ref()
    }
}

framed!(NewDevicePage);

pub(crate) async fn page(
    State(server): State<Arc<Server>>,
    uri: Uri,
    AnySession { visit, session }: AnySession,
) -> Answer {
    let signed_in = SignedIn { visit, session };
    let (chrome, account) = frame(&server, &signed_in, (Part::NewDevice, &uri)).await?;
    let SignedIn { visit, session } = &signed_in;
    let list = domain::passkeys::list(&server.app, &visit.door, session).await?;
    let now = server.app.now();
    let passkeys: Vec<_> = list.passkeys.iter().map(|passkey| row(&chrome, passkey, now)).collect();
    // The one that opened this session is at hand.
    let at_hand = usize::from(session.proved.methods.contains(&Method::Passkey));
    let has_others = passkeys.iter().filter(|passkey| !passkey.quarantined).count() > at_hand;
    let (may_add, may_replace) = (list.may_add, list.may_replace);
    Ok(Page::ok(NewDevicePage { chrome, account, passkeys, may_add, may_replace, has_others }).into_response())
}
