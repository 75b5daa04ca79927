//! The fields of an application's form, as a table: a setting is one line here. It must never hold a secret.

use domain::applications::clients::ClientView;
use domain::applications::{AuthMethod, GrantType};
use serde_json::Value;

/// A choice: its word, its name, and whether it is chosen.
pub(crate) type Choice = (&'static str, &'static str, bool);

/// What a field is filled in with.
#[derive(Clone, Debug)]
enum Control {
    Line(String),
    Lines(Vec<String>),
    Text(String),
    Number(Option<i64>),
    Tick(bool),
    One(Vec<Choice>),
    Some(Vec<Choice>),
}

/// One field.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    pub name: &'static str,
    pub label: &'static str,
    pub hint: &'static str,
    control: Control,
}

impl Field {
    fn new(name: &'static str, label: &'static str, hint: &'static str, control: Control) -> Self {
        Self { name, label, hint, control }
    }

    /// By which the template knows it.
    pub(crate) fn kind(&self) -> &'static str {
        match self.control {
            Control::Line(_) => "line",
            Control::Lines(_) => "lines",
            Control::Text(_) => "text",
            Control::Number(_) => "number",
            Control::Tick(_) => "tick",
            Control::One(_) => "one",
            Control::Some(_) => "some",
        }
    }

    pub(crate) fn value(&self) -> String {
        match &self.control {
            Control::Line(text) | Control::Text(text) => text.clone(),
            Control::Lines(lines) => lines.join("\n"),
            Control::Number(number) => number.map(|number| number.to_string()).unwrap_or_default(),
            Control::Tick(_) | Control::One(_) | Control::Some(_) => String::new(),
        }
    }

    pub(crate) fn is_ticked(&self) -> bool {
        matches!(self.control, Control::Tick(true))
    }

    pub(crate) fn choices(&self) -> &[Choice] {
        match &self.control {
            Control::One(choices) | Control::Some(choices) => choices,
            _ => &[],
        }
    }

    /// Where what is wrong with it is said: beside itself, or beside the first of its boxes.
    pub(crate) fn problem(&self) -> String {
        match (&self.control, self.choices().first()) {
            (Control::Some(_), Some((word, ..))) => format!("{}-{word}-problem", self.name),
            _ => format!("{}-problem", self.name),
        }
    }
}

/// Fields under one heading.
#[derive(Clone, Debug)]
pub(crate) struct Section {
    pub title: &'static str,
    pub fields: Vec<Field>,
}

/// What the page of an application begins with.
pub(crate) fn settings(view: &ClientView) -> Vec<Section> {
    vec![
        Section { title: "Signing in", fields: signing_in(view) },
        Section { title: "Signing out", fields: signing_out(view) },
    ]
}

/// What few applications change.
pub(crate) fn proof_and_tokens(view: &ClientView) -> Vec<Section> {
    vec![
        Section { title: "How it proves itself", fields: proof(view) },
        Section { title: "Tokens", fields: tokens(view) },
    ]
}

const SCOPES: &str =
    "With spaces between. Signing in: openid profile email phone offline_access. To ask for approvals: approvals.";
const URIS: &str = "Where members are sent back to, one a line. Compared letter by letter: https://, the scheme of an app, or http://127.0.0.1 for programs on the member's own machine.";

fn signing_in(view: &ClientView) -> Vec<Field> {
    let settings = &view.settings;
    let first_party = "It is our own: members are not asked whether it may.";
    let max_age = "Seconds. Whoever proved themselves longer ago does it again; blank for no limit.";
    vec![
        Field::new("name", "Name", "As members read it.", Control::Line(view.name.clone())),
        Field::new("redirect_uris", "Redirect URIs", URIS, Control::Lines(settings.redirect_uris.clone())),
        Field::new("scope", "Scopes it may ask for", SCOPES, Control::Line(settings.scope.clone())),
        Field::new("first_party", "First-party", first_party, Control::Tick(settings.first_party)),
        Field::new("default_max_age", "Greatest age of a proof", max_age, Control::Number(settings.default_max_age)),
    ]
}

fn signing_out(view: &ClientView) -> Vec<Field> {
    let settings = &view.settings;
    let back = Control::Lines(settings.post_logout_redirect_uris.clone());
    let told = Control::Line(settings.backchannel_logout_uri.clone().unwrap_or_default());
    vec![
        Field::new("post_logout_redirect_uris", "Where members go afterwards", "One a line.", back),
        Field::new(
            "backchannel_logout_uri",
            "Where it is told",
            "https://, when a session is over; blank for nowhere.",
            told,
        ),
    ]
}

fn proof(view: &ClientView) -> Vec<Field> {
    let settings = &view.settings;
    let method = |method: AuthMethod| {
        let name = match method {
            AuthMethod::ClientSecretBasic => "Secret in Authorization (client_secret_basic)",
            AuthMethod::ClientSecretPost => "Secret in the form (client_secret_post)",
            AuthMethod::PrivateKeyJwt => "Signed with its own key (private_key_jwt)",
            AuthMethod::None => "Not at all: it can keep no secret (none)",
        };
        (method.as_str(), name, method == settings.token_endpoint_auth_method)
    };
    let keys = settings.jwks.as_ref().map(|keys: &Value| format!("{keys:#}")).unwrap_or_default();
    let pushed = "Requests come through the back door first (PAR), so nobody changes them on the way.";
    let bound = "A token that is stolen is good for nothing without the application's key (DPoP).";
    vec![
        Field::new(
            "token_endpoint_auth_method",
            "At the token endpoint",
            "Without a secret any more, the one it has is forgotten; with one again, draw a new one.",
            Control::One(AuthMethod::ALL.map(method).into()),
        ),
        Field::new(
            "jwks",
            "Public keys",
            "A JWK Set as JSON, for private_key_jwt. Blank for none.",
            Control::Text(keys),
        ),
        Field::new("jwks_uri", "Or their address", "", Control::Line(settings.jwks_uri.clone().unwrap_or_default())),
        Field::new(
            "require_pushed_authorization_requests",
            "Only pushed requests",
            pushed,
            Control::Tick(settings.require_pushed_authorization_requests),
        ),
        Field::new(
            "dpop_bound_access_tokens",
            "Only tokens that are bound to a key",
            bound,
            Control::Tick(settings.dpop_bound_access_tokens),
        ),
        Field::new(
            "require_dpop_nonce",
            "Only DPoP proofs with our nonce",
            "None made ahead of time counts.",
            Control::Tick(settings.require_dpop_nonce),
        ),
    ]
}

fn tokens(view: &ClientView) -> Vec<Field> {
    let settings = &view.settings;
    let grant = |grant: GrantType| {
        let name = match grant {
            GrantType::AuthorizationCode => "Members sign in (authorization_code)",
            GrantType::RefreshToken => "It goes on without them (refresh_token)",
            GrantType::DeviceCode => "On a device without a keyboard (device_code)",
            GrantType::ClientCredentials => "It acts for itself (client_credentials)",
        };
        (grant.as_str(), name, settings.grant_types.contains(&grant))
    };
    let algorithm = |word: &'static str| (word, word, word == settings.id_token_signed_response_alg);
    let seconds = |value: i64| Control::Number(Some(value));
    vec![
        Field::new("grant_types", "What it may do", "", Control::Some(GrantType::ALL.map(grant).into())),
        Field::new(
            "id_token_signed_response_alg",
            "ID tokens are signed with",
            "ES256 unless the application takes another one only.",
            Control::One(["ES256", "RS256", "EdDSA"].map(algorithm).into()),
        ),
        Field::new(
            "audiences",
            "Audiences of access tokens",
            "Besides the issuer, one a line: for whom they are.",
            Control::Lines(settings.audiences.clone()),
        ),
        Field::new(
            "access_token_seconds",
            "Access tokens last",
            "Seconds: 60 to 86400. The shorter, the better.",
            seconds(settings.access_token_seconds),
        ),
        Field::new(
            "refresh_idle_seconds",
            "Refresh tokens may lie unused",
            "Seconds: 60 to 63244800.",
            seconds(settings.refresh_idle_seconds),
        ),
        Field::new(
            "refresh_seconds",
            "Refresh tokens go on",
            "Seconds, one after another: 60 to 63244800.",
            seconds(settings.refresh_seconds),
        ),
    ]
}

/// Those of a new one. Everything else is as usual, and can be changed afterwards.
pub(crate) fn of_new() -> Vec<Field> {
    vec![
        Field::new("name", "Name", "As members read it.", Control::Line(String::new())),
        Field::new(
            "kind",
            "Kind",
            "What it can keep and whom it acts for.",
            Control::One(vec![
                ("web", "Web application: its server keeps a secret", true),
                ("public", "In a browser or on a phone: it can keep no secret", false),
                ("program", "Program: it acts for itself, and nobody signs in with it", false),
            ]),
        ),
        Field::new("redirect_uris", "Redirect URIs", URIS, Control::Lines(Vec::new())),
        Field::new(
            "scope",
            "Scopes it may ask for",
            "Blank for those of a sign-in; a program then has none.",
            Control::Line(String::new()),
        ),
        Field::new(
            "first_party",
            "First-party",
            "It is our own: members are not asked whether it may.",
            Control::Tick(false),
        ),
    ]
}
