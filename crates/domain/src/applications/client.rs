//! A client as it is held in memory: who it is and what it may do. Its settings have the names of client metadata (RFC 7591), so that the
//! console, the API and a file say the same. A secret is never here, only its hash.

use super::metadata_document;
use crate::binding::sha256;
use crate::oauth::jws::Algorithm;
use crate::oauth::redirect_uri;
use crate::oauth::scope::Scopes;
use aws_lc_rs::constant_time;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::client as row;
use store::id::{TenantId, WorkspaceId};

/// In a part of an address; ids that we draw need no escape.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_');

/// How a client proves who it is at the token endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuthMethod {
    /// An application that can keep no secret: one in a browser or on a phone.
    None,
    ClientSecretBasic,
    ClientSecretPost,
    PrivateKeyJwt,
}

impl AuthMethod {
    pub const ALL: [Self; 4] = [Self::ClientSecretBasic, Self::ClientSecretPost, Self::PrivateKeyJwt, Self::None];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::ClientSecretBasic => "client_secret_basic",
            Self::ClientSecretPost => "client_secret_post",
            Self::PrivateKeyJwt => "private_key_jwt",
        }
    }

    pub fn has_secret(self) -> bool {
        matches!(self, Self::ClientSecretBasic | Self::ClientSecretPost)
    }
}

/// What a client may exchange for tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum GrantType {
    #[serde(rename = "authorization_code")]
    AuthorizationCode,
    #[serde(rename = "refresh_token")]
    RefreshToken,
    #[serde(rename = "client_credentials")]
    ClientCredentials,
    /// For devices without a keyboard (RFC 8628).
    #[serde(rename = "urn:ietf:params:oauth:grant-type:device_code")]
    DeviceCode,
}

impl GrantType {
    pub const ALL: [Self; 4] = [Self::AuthorizationCode, Self::RefreshToken, Self::ClientCredentials, Self::DeviceCode];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::AuthorizationCode => "authorization_code",
            Self::RefreshToken => "refresh_token",
            Self::ClientCredentials => "client_credentials",
            Self::DeviceCode => "urn:ietf:params:oauth:grant-type:device_code",
        }
    }

    pub fn find(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|grant| grant.as_str() == word)
    }
}

/// What sort of application it is, as people tell them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ClientKind {
    /// It has a server that keeps its secret.
    Web,
    /// It runs in a browser or on a phone, and can keep none.
    Public,
    /// It signs nobody in.
    Program,
}

impl ClientKind {
    pub const ALL: [Self; 3] = [Self::Web, Self::Public, Self::Program];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Web => "web",
            Self::Public => "public",
            Self::Program => "program",
        }
    }

    pub fn find(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// By which name a client knows a member.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SubjectType {
    /// By one that all applications know.
    #[default]
    Public,
    /// By one of its own.
    Pairwise,
}

/// What a client may do, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own, which an administrator sets")]
pub struct ClientSettings {
    pub redirect_uris: Vec<String>,
    pub post_logout_redirect_uris: Vec<String>,
    pub grant_types: Vec<GrantType>,
    pub token_endpoint_auth_method: AuthMethod,
    /// The scopes it may ask for, with spaces between.
    pub scope: String,
    pub id_token_signed_response_alg: String,
    pub subject_type: SubjectType,
    /// Its public keys, for `private_key_jwt`.
    pub jwks: Option<Value>,
    /// Where it publishes them instead.
    pub jwks_uri: Option<String>,
    /// Whether its codes are bound to the browser that asked (PKCE). Only a certification's own client may go without.
    pub require_pkce: bool,
    pub require_pushed_authorization_requests: bool,
    pub dpop_bound_access_tokens: bool,
    /// Whether its proofs of possession carry a nonce of ours (RFC 9449, 8).
    pub require_dpop_nonce: bool,
    pub default_max_age: Option<i64>,
    /// Our own applications ask for no consent.
    pub first_party: bool,
    /// Where it stands behind a proxy that asks us before each request: `https://wiki.example.com`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub proxy_origins: Vec<String>,
    /// Besides the issuer: for whom its access tokens are.
    pub audiences: Vec<String>,
    pub access_token_seconds: i64,
    /// How long a refresh token may lie unused, and how long one after another may go on.
    pub refresh_idle_seconds: i64,
    pub refresh_seconds: i64,
    /// Where it is told that a session is over.
    pub backchannel_logout_uri: Option<String>,
    /// Whether it wants to know which of a member's sessions that is. It is told always.
    pub backchannel_logout_session_required: bool,
    pub client_uri: Option<String>,
    pub policy_uri: Option<String>,
    pub tos_uri: Option<String>,
}

impl Default for ClientSettings {
    fn default() -> Self {
        Self {
            redirect_uris: Vec::new(),
            post_logout_redirect_uris: Vec::new(),
            grant_types: vec![GrantType::AuthorizationCode, GrantType::RefreshToken],
            token_endpoint_auth_method: AuthMethod::ClientSecretBasic,
            scope: "openid profile email phone offline_access".to_owned(),
            id_token_signed_response_alg: Algorithm::Es256.as_str().to_owned(),
            subject_type: SubjectType::Public,
            jwks: None,
            jwks_uri: None,
            require_pkce: true,
            require_pushed_authorization_requests: false,
            dpop_bound_access_tokens: false,
            require_dpop_nonce: false,
            default_max_age: None,
            first_party: false,
            proxy_origins: Vec::new(),
            audiences: Vec::new(),
            access_token_seconds: 600,
            refresh_idle_seconds: 30 * 24 * 60 * 60,
            refresh_seconds: 180 * 24 * 60 * 60,
            backchannel_logout_uri: None,
            backchannel_logout_session_required: false,
            client_uri: None,
            policy_uri: None,
            tos_uri: None,
        }
    }
}

impl ClientSettings {
    /// Every setting by its name.
    pub const NAMES: [&str; 25] = [
        "redirect_uris",
        "post_logout_redirect_uris",
        "grant_types",
        "token_endpoint_auth_method",
        "scope",
        "id_token_signed_response_alg",
        "subject_type",
        "jwks",
        "jwks_uri",
        "require_pkce",
        "require_pushed_authorization_requests",
        "dpop_bound_access_tokens",
        "require_dpop_nonce",
        "default_max_age",
        "first_party",
        "proxy_origins",
        "audiences",
        "access_token_seconds",
        "refresh_idle_seconds",
        "refresh_seconds",
        "backchannel_logout_uri",
        "backchannel_logout_session_required",
        "client_uri",
        "policy_uri",
        "tos_uri",
    ];

    pub fn kind(&self) -> ClientKind {
        if self.grant_types.iter().all(|grant| *grant == GrantType::ClientCredentials) {
            ClientKind::Program
        } else if self.token_endpoint_auth_method == AuthMethod::None {
            ClientKind::Public
        } else {
            ClientKind::Web
        }
    }
}

/// Beside the settings in their text, and no settings: when anything of the client was changed last, whether the server's configuration file
/// keeps it, and when its document was read, where it describes itself.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Stamp {
    changed_at: i64,
    declared: bool,
    described_at: i64,
}

impl Stamp {
    fn of(row: &row::Client) -> Self {
        serde_json::from_str(&row.settings).unwrap_or_default()
    }
}

/// The members of the stored text that these are in.
pub(crate) const CHANGED_AT: &str = "changed_at";
pub(crate) const DECLARED: &str = "declared";
pub(crate) const DESCRIBED_AT: &str = "described_at";

/// When a client was changed last, or made.
pub(crate) fn changed_at(row: &row::Client) -> i64 {
    Stamp::of(row).changed_at.max(row.created_at)
}

/// When the document was read that a client is known by.
pub(crate) fn described_at(row: &row::Client) -> i64 {
    Stamp::of(row).described_at
}

/// Whether the server's configuration file keeps a client.
pub(crate) fn is_declared(row: &row::Client) -> bool {
    Stamp::of(row).declared
}

/// An application, ready to be asked about.
#[derive(Debug, Clone)]
pub struct Client {
    pub tenant: TenantId,
    /// [`WorkspaceId::NIL`] for one of the tenant itself.
    pub workspace: WorkspaceId,
    /// The `client_id`.
    pub id: String,
    pub name: String,
    pub settings: ClientSettings,
    pub scopes: Scopes,
    pub enabled: bool,
    /// What was granted before is another one's, which had the same id.
    pub created_at: i64,
    pub changed_at: i64,
    /// The server's configuration file keeps it: nobody changes it elsewhere.
    pub is_declared: bool,
    /// Of the document that it is known by.
    pub(crate) described_at: i64,
    secret_hash: Option<[u8; 32]>,
}

impl Client {
    /// What is stored wrong about scopes grants none.
    pub(crate) fn read(row: row::Client) -> Result<Self, serde_json::Error> {
        let settings: ClientSettings = serde_json::from_str(&row.settings)?;
        let scopes = Scopes::read(&settings.scope).unwrap_or_default();
        let (changed_at, is_declared, described_at) = (changed_at(&row), is_declared(&row), described_at(&row));
        let row::Client { tenant_id: tenant, workspace_id: workspace, id, name, secret_hash, enabled, .. } = row;
        let created_at = row.created_at;
        Ok(Self {
            tenant,
            workspace,
            id,
            name,
            settings,
            scopes,
            enabled,
            created_at,
            changed_at,
            is_declared,
            described_at,
            secret_hash,
        })
    }

    /// As a part of an address.
    pub fn id_in_path(id: &str) -> String {
        utf8_percent_encode(id, ESCAPED).to_string()
    }

    /// Nobody here has registered it: it describes itself.
    pub fn is_stranger(&self) -> bool {
        metadata_document::is_address(&self.id)
    }

    pub fn may(&self, grant: GrantType) -> bool {
        self.settings.grant_types.contains(&grant)
    }

    /// Whether this is its secret.
    pub(crate) fn is_secret(&self, secret: &str) -> bool {
        let shown = sha256(secret.as_bytes());
        self.secret_hash.is_some_and(|hash| constant_time::verify_slices_are_equal(&hash, &shown).is_ok())
    }

    pub(crate) fn has_secret(&self) -> bool {
        self.secret_hash.is_some()
    }

    pub fn redirects_to(&self, uri: &str) -> bool {
        self.settings.redirect_uris.iter().any(|registered| redirect_uri::matches(registered, uri))
    }

    /// Whether its members may be sent there once they are signed out: letter by letter, whatever the port.
    pub fn comes_back_to(&self, uri: &str) -> bool {
        self.settings.post_logout_redirect_uris.iter().any(|registered| registered == uri)
    }

    pub fn algorithm(&self) -> Algorithm {
        Algorithm::find(&self.settings.id_token_signed_response_alg).unwrap_or(Algorithm::Es256)
    }

    /// Whether pages of this origin are the application's own: a browser may let them read our answers.
    pub fn is_at_home_on(&self, origin: &str) -> bool {
        self.settings.redirect_uris.iter().any(|uri| redirect_uri::origin(uri) == Some(origin))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_has_its_name() {
        let settings = ClientSettings { proxy_origins: vec!["x".to_owned()], ..ClientSettings::default() };
        let text = serde_json::to_value(settings).unwrap();
        let mut names: Vec<_> = text.as_object().unwrap().keys().map(String::as_str).collect();
        let mut known = ClientSettings::NAMES.to_vec();
        names.sort_unstable();
        known.sort_unstable();
        assert_eq!(names, known);
    }
}
