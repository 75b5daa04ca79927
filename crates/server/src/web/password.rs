//! Account > Security > Password: whether there is one, and the form for the next. It must never hold a password.

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
use domain::password;
use std::sync::Arc;

#[derive(Clone, Debug, Template)]
#[template(path = "web/password.html")]
pub struct PasswordPage {
    pub chrome: Chrome,
    pub account: Account,
    pub is_set: bool,
    pub changed: Option<Moment>,
    pub may_remove: bool,
    /// The least and the most characters.
    pub lengths: (usize, usize),
}

impl PasswordPage {
    fn rule(&self) -> String {
        let (least, most) = self.lengths;
        self.chrome.labels.password_rule.with(&[("least", Place::from(least)), ("most", Place::from(most))])
    }
}

framed!(PasswordPage);

pub(crate) async fn page(State(server): State<Arc<Server>>, uri: Uri, signed_in: SignedIn) -> Answer {
    let (chrome, account) = frame(&server, &signed_in, (Part::Password, &uri)).await?;
    let language = chrome.language;
    let view = password::show(&server.app, &signed_in.visit, &signed_in.session).await?;
    let page = PasswordPage {
        chrome,
        account,
        is_set: view.is_set,
        changed: view.changed_at.map(|at| Moment::read(language, &at, server.app.now())),
        may_remove: view.may_remove,
        lengths: (view.least_characters, view.most_characters),
    };
    Ok(Page::ok(page).into_response())
}
