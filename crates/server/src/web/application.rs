//! The pages between an application and a member: what it asks for, on the way back to it, and where its request leads nowhere. They work
//! without a script: where a browser must be sent to another site, a link stands that goes there.

use super::labels::Labels;
use crate::page::{Chrome, framed};
use askama::Template;
use domain::oauth::scope::Scopes;

/// What stands on the page.
#[derive(Clone, Debug)]
pub(crate) enum Part {
    /// May it?
    Question { scopes: Vec<String> },
    /// Somebody else is meant than who is signed in.
    Other,
    /// Is the member to be signed out? With what the application said.
    SignOut { fields: Vec<(&'static str, String)> },
    /// Back, with the answer in the address.
    Link { href: String },
    /// Back, with the answer in a form.
    Form { action: String, fields: Vec<(&'static str, String)> },
    /// The request is none that we can follow; why, for whoever looks after the application.
    Gone { why: String },
}

#[derive(Clone, Debug, Template)]
#[template(path = "web/application.html")]
pub(crate) struct ApplicationPage {
    pub chrome: Chrome,
    /// The application's name; none where nobody knows it.
    pub name: Option<String>,
    /// Who is signed in.
    pub member: Option<String>,
    /// Where the buttons lead.
    pub action: String,
    pub part: Part,
    /// Of an application that nobody here has registered.
    pub stranger: Option<Stranger>,
}

/// What is known of an application that describes itself.
#[derive(Clone, Debug)]
pub(crate) struct Stranger {
    /// Whose document it is.
    pub host: String,
    /// Where the member would be sent.
    pub target: String,
}

framed!(ApplicationPage);

impl ApplicationPage {
    /// To where a stranger wants them nobody is taken before they have said that they mean it.
    fn goes_by_itself(&self) -> bool {
        self.stranger.is_none() && matches!(self.part, Part::Link { .. } | Part::Form { .. })
    }

    /// Where whoever stays goes on.
    fn security_path(&self) -> String {
        self.action.replace("/oidc/logout/confirm", "/account/security")
    }

    fn words<'a>(&'a self, scope: &'a str) -> &'a str {
        scope_in_words(&self.chrome.labels, scope)
    }
}

/// A scope in words; one that only the application knows stands as it is.
pub(crate) fn scope_in_words<'a>(labels: &'a Labels, scope: &'a str) -> &'a str {
    match scope {
        "openid" => &labels.application_scope_openid,
        "profile" => &labels.application_scope_profile,
        "email" => &labels.application_scope_email,
        "phone" => &labels.application_scope_phone,
        "offline_access" => &labels.application_scope_offline,
        "view_ss_profile" => &labels.application_scope_view,
        "manage_ss_profile" => &labels.application_scope_manage,
        other => other,
    }
}

/// A question about these scopes.
pub(crate) fn question(scopes: &Scopes) -> Part {
    Part::Question { scopes: scopes.iter().map(str::to_owned).collect() }
}
