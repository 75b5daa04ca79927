//! Account > Security > Linked accounts: those that open the member's account, and where another one can be linked.

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
use domain::language::Place;
use domain::single_sign_on::{self, LinkableProvider, LinkedAccountView};
use std::sync::Arc;

/// One linked account.
#[derive(Clone, Debug)]
pub struct LinkRow {
    pub id: String,
    pub label: String,
    /// Empty where the provider has told none.
    pub email: String,
    pub may_delete: bool,
    pub linked: Moment,
}

/// Where another one can be linked.
#[derive(Clone, Debug)]
pub struct Linkable {
    pub slug: String,
    pub label: String,
}

#[derive(Clone, Debug, Template)]
#[template(path = "web/linked_accounts.html")]
pub struct LinkedAccountsPage {
    pub chrome: Chrome,
    pub account: Account,
    pub accounts: Vec<LinkRow>,
    pub providers: Vec<Linkable>,
}

impl LinkedAccountsPage {
    fn link_with(&self, provider: &Linkable) -> String {
        self.chrome.labels.link_with.with(&[("provider", Place::Text(&provider.label))])
    }
}

framed!(LinkedAccountsPage);

pub(crate) async fn page(State(server): State<Arc<Server>>, uri: Uri, signed_in: SignedIn) -> Answer {
    let (chrome, account) = frame(&server, &signed_in, (Part::LinkedAccounts, &uri)).await?;
    let language = chrome.language;
    let list = single_sign_on::list(&server.app, &signed_in.visit.door, &signed_in.session).await?;
    let now = server.app.now();
    let row = |row: LinkedAccountView| LinkRow {
        id: row.id,
        label: row.label,
        email: row.email.unwrap_or_default(),
        may_delete: row.may_delete,
        linked: Moment::read(language, &row.linked_at, now),
    };
    let linkable = |row: LinkableProvider| Linkable { slug: row.provider, label: row.label };
    let page = LinkedAccountsPage {
        chrome,
        account,
        accounts: list.accounts.into_iter().map(row).collect(),
        providers: list.providers.into_iter().map(linkable).collect(),
    };
    Ok(Page::ok(page).into_response())
}
