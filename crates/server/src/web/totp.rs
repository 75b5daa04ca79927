//! Account > Security > Authenticator app: whether there is one, and setting up another. The secret is never in the page: the script asks for
//! it and shows it once.

use super::account::{Account, frame, framed};
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
use domain::totp;
use std::sync::Arc;

#[derive(Clone, Debug, Template)]
#[template(path = "web/totp.html")]
pub struct TotpPage {
    pub chrome: Chrome,
    pub account: Account,
    /// Whether one may be set up here.
    pub offered: bool,
    /// Since when there is one.
    pub since: Option<Moment>,
}

framed!(TotpPage);

pub(crate) async fn page(State(server): State<Arc<Server>>, uri: Uri, signed_in: SignedIn) -> Answer {
    let (chrome, account) = frame(&server, &signed_in, (Part::AuthenticatorApp, &uri)).await?;
    let language = chrome.language;
    let app = totp::show(&server.app, &signed_in.visit.door, &signed_in.session).await?;
    let since = app.since.map(|at| Moment::read(language, &at, server.app.now()));
    Ok(Page::ok(TotpPage { chrome, account, offered: app.offered, since }).into_response())
}
