//! Account > Security > Add a passkey: the registration widget with the methods of the place as its tabs (S4-6), and the choice of where a
//! passkey is kept (S4-7). It must never choose for the member: a dialog that asks for a phone opens only for whoever has said so.

use super::account::{Account, frame, framed, title};
use super::labels::Labels;
use super::routes::Answer;
use crate::extract::{AnySession, SignedIn};
use crate::front::Server;
use crate::page::{Chrome, Page};
use askama::Template;
use axum::extract::State;
use axum::http::Uri;
use axum::response::IntoResponse;
use domain::Method;
use domain::account::Part;
use domain::policy::Policy;
use std::sync::Arc;

#[derive(Clone, Debug, Template)]
#[template(path = "web/register.html")]
pub struct RegisterPage {
    pub chrome: Chrome,
    pub account: Account,
    /// The other methods that policy lists and a member can set up.
    pub tabs: Vec<Part>,
    pub may_add: bool,
    /// Whether a passkey is a second factor and nothing else.
    pub is_second_factor: bool,
}

impl RegisterPage {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "the template passes references")]
    fn title_of(&self, part: &Part) -> &str {
        title(&self.chrome.labels, *part)
    }

    /// What is said of a passkey that was kept somewhere, and of a security key: title and text.
    fn confirmations(&self) -> [(&str, &str, &str); 2] {
        let labels: &Labels = &self.chrome.labels;
        if self.is_second_factor {
            return [
                ("software", &labels.registered_software_title, &labels.registered_software),
                ("hardware", &labels.registered_hardware_title, &labels.registered_hardware),
            ];
        }
        ["software", "hardware"].map(|kind| (kind, labels.added_notice.as_ref(), labels.registered_first.as_ref()))
    }
}

framed!(RegisterPage);

pub(crate) async fn page(
    State(server): State<Arc<Server>>,
    uri: Uri,
    AnySession { visit, session }: AnySession,
) -> Answer {
    let signed_in = SignedIn { visit, session };
    let (chrome, account) = frame(&server, &signed_in, (Part::AddPasskey, &uri)).await?;
    let SignedIn { visit, session } = &signed_in;
    let list = domain::passkeys::list(&server.app, &visit.door, session).await?;
    let tabs = tabs(&session.policy).into_iter().filter(|part| account.parts.contains(part)).collect();
    let is_second_factor = session.policy.passkey_is_second();
    Ok(Page::ok(RegisterPage { chrome, account, tabs, may_add: list.may_add, is_second_factor }).into_response())
}

/// Where each method of the policy is set up, once.
fn tabs(policy: &Policy) -> Vec<Part> {
    let mut parts = Vec::new();
    for method in policy.second.iter().chain(&policy.first) {
        let part = match method {
            Method::Password => Part::Password,
            Method::Totp => Part::AuthenticatorApp,
            Method::RecoveryCode => Part::RecoveryCodes,
            Method::EmailCode | Method::SmsCode | Method::MagicLink => Part::Addresses,
            Method::SingleSignOn => Part::LinkedAccounts,
            Method::Passkey | Method::AccessPass => continue,
        };
        if !parts.contains(&part) {
            parts.push(part);
        }
    }
    parts
}
