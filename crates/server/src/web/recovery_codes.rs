//! Account > Security > Recovery codes: how many are left, and drawing new ones. The codes are never in the page: the script shows them once.

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
use domain::recovery_codes;
use std::sync::Arc;

#[derive(Clone, Debug, Template)]
#[template(path = "web/recovery_codes.html")]
pub struct RecoveryCodesPage {
    pub chrome: Chrome,
    pub account: Account,
    /// Whether a set may be drawn here.
    pub offered: bool,
    pub left: i64,
    pub drawn: Option<Moment>,
}

framed!(RecoveryCodesPage);

pub(crate) async fn page(State(server): State<Arc<Server>>, uri: Uri, signed_in: SignedIn) -> Answer {
    let (chrome, account) = frame(&server, &signed_in, (Part::RecoveryCodes, &uri)).await?;
    let language = chrome.language;
    let codes = recovery_codes::show(&server.app, &signed_in.visit.door, &signed_in.session).await?;
    let drawn = codes.drawn_at.map(|at| Moment::read(language, &at, server.app.now()));
    let page = RecoveryCodesPage { chrome, account, offered: codes.offered, left: codes.left, drawn };
    Ok(Page::ok(page).into_response())
}
