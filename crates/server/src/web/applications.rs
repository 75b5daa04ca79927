//! Account > Security > Connected applications: what each may, in words, and an end to it. Whoever is listed here was named by an administrator,
//! and its name is text.

use super::account::{Account, frame, framed};
use super::application;
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
use domain::applications::Client;
use domain::applications::connected::{self, Connected};
use std::sync::Arc;

/// One application.
#[derive(Clone, Debug)]
pub struct ApplicationRow {
    /// As it stands in an address.
    pub id: String,
    pub name: String,
    /// By the names of scopes.
    pub scopes: Vec<String>,
    pub since: Moment,
    pub used: Option<Moment>,
}

#[derive(Clone, Debug, Template)]
#[template(path = "web/applications.html")]
pub struct ApplicationsPage {
    pub chrome: Chrome,
    pub account: Account,
    pub applications: Vec<ApplicationRow>,
}

impl ApplicationsPage {
    fn words<'a>(&'a self, scope: &'a str) -> &'a str {
        application::scope_in_words(&self.chrome.labels, scope)
    }
}

framed!(ApplicationsPage);

pub(crate) async fn page(State(server): State<Arc<Server>>, uri: Uri, signed_in: SignedIn) -> Answer {
    let (chrome, account) = frame(&server, &signed_in, (Part::Applications, &uri)).await?;
    let language = chrome.language;
    let list = connected::list(&server.app, &signed_in.visit, &signed_in.session).await?;
    let now = server.app.now();
    let row = |row: Connected| ApplicationRow {
        id: Client::id_in_path(&row.id),
        name: row.name,
        scopes: row.scopes,
        since: Moment::read(language, &row.connected_at, now),
        used: row.last_used_at.map(|at| Moment::read(language, &at, now)),
    };
    let applications = list.applications.into_iter().map(row).collect();
    Ok(Page::ok(ApplicationsPage { chrome, account, applications }).into_response())
}
