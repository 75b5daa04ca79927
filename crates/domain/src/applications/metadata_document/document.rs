//! What stands in a document, read as strictly as a stranger's words are. What it may not ask for is left out; what makes it another's is refused.

use crate::applications::client::{AuthMethod, ClientSettings, GrantType};
use crate::applications::fetched::NotFetched;
use crate::applications::roster::NotKept;
use crate::oauth::scope::Scopes;
use serde::Deserialize;
use serde_json::Value;

/// What a stranger's application may ask members for.
const SCOPES: [&str; 5] = ["openid", "profile", "email", "phone", "offline_access"];
const LONGEST_NAME: usize = 100;

/// Why a document is none that counts.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotADocument {
    #[error(transparent)]
    NotFetched(#[from] NotFetched),
    #[error("it is not written as client metadata is")]
    Malformed(#[from] serde_json::Error),
    #[error("its client_id is not its address")]
    OfAnother,
    #[error("it holds a secret, which anybody can read there")]
    Secret,
    #[error("token_endpoint_auth_method is none or private_key_jwt")]
    AuthMethod,
    #[error(transparent)]
    NotKept(#[from] NotKept),
}

/// What is kept of one.
#[derive(Debug)]
pub(crate) struct Described {
    pub name: String,
    pub settings: ClientSettings,
}

/// RFC 7591, 2; what is not named here does not count.
#[derive(Deserialize)]
struct Written {
    client_id: String,
    client_name: Option<String>,
    client_secret: Option<Value>,
    client_secret_expires_at: Option<Value>,
    #[serde(default)]
    redirect_uris: Vec<String>,
    #[serde(default)]
    post_logout_redirect_uris: Vec<String>,
    grant_types: Option<Vec<String>>,
    token_endpoint_auth_method: Option<String>,
    scope: Option<String>,
    id_token_signed_response_alg: Option<String>,
    jwks: Option<Value>,
    jwks_uri: Option<String>,
    #[serde(default)]
    dpop_bound_access_tokens: bool,
}

impl Described {
    pub(super) fn read(id: &str, text: &Value) -> Result<Self, NotADocument> {
        let written = Written::deserialize(text)?;
        // Letter by letter: else whoever can write one document anywhere is any application there.
        if written.client_id != id {
            return Err(NotADocument::OfAnother);
        }
        if written.client_secret.is_some() || written.client_secret_expires_at.is_some() {
            return Err(NotADocument::Secret);
        }
        let method = match written.token_endpoint_auth_method.as_deref() {
            None | Some("none") => AuthMethod::None,
            Some("private_key_jwt") => AuthMethod::PrivateKeyJwt,
            Some(_) => return Err(NotADocument::AuthMethod),
        };
        let usual = ClientSettings::default();
        let grants = written.grant_types.as_ref().map(|words| words.iter().filter_map(|word| GrantType::find(word)));
        let mut grant_types: Vec<_> = grants.map_or_else(|| usual.grant_types.clone(), Iterator::collect);
        grant_types.retain(|grant| usual.grant_types.contains(grant));
        let scope =
            written.scope.as_deref().map(|scope| Scopes::read(scope).map_err(|_| NotKept::Scope)).transpose()?;
        let settings = ClientSettings {
            redirect_uris: written.redirect_uris,
            post_logout_redirect_uris: written.post_logout_redirect_uris,
            grant_types,
            token_endpoint_auth_method: method,
            scope: scope.map_or(usual.scope, |scope| scope.only(|word| SCOPES.contains(&word)).to_string()),
            id_token_signed_response_alg: written
                .id_token_signed_response_alg
                .unwrap_or(usual.id_token_signed_response_alg),
            jwks: written.jwks.filter(|_| method == AuthMethod::PrivateKeyJwt),
            jwks_uri: written.jwks_uri.filter(|_| method == AuthMethod::PrivateKeyJwt),
            dpop_bound_access_tokens: written.dpop_bound_access_tokens,
            ..ClientSettings::default()
        };
        let name = written.client_name.unwrap_or_default();
        let name: String = name.chars().filter(|letter| !letter.is_control()).take(LONGEST_NAME).collect();
        let host = super::host(id).unwrap_or_default();
        let name =
            if name.trim().is_empty() { host.chars().take(LONGEST_NAME).collect() } else { name.trim().to_owned() };
        Ok(Self { name, settings })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const ID: &str = "https://app.example/client.json";

    fn read(more: &Value) -> Result<Described, String> {
        let mut text = json!({ "client_id": ID, "redirect_uris": ["https://app.example/back"] });
        for (name, value) in more.as_object().unwrap() {
            text[name] = value.clone();
        }
        Described::read(ID, &text).map_err(|error| error.to_string())
    }

    #[test]
    fn a_document_says_little_and_gets_less() {
        let plain = read(&json!({})).unwrap();
        assert_eq!((plain.name.as_str(), plain.settings.token_endpoint_auth_method), ("app.example", AuthMethod::None));
        let wide = read(&json!({
            "client_name": " Notes\u{0}\n ", "scope": "openid manage_ss_profile identity email", "first_party": true, "require_pkce": false,
            "grant_types": ["authorization_code", "client_credentials", "urn:x"], "proxy_origins": ["https://app.example"],
            "subject_type": "pairwise", "access_token_seconds": 86400, "jwks": { "keys": [] },
        }))
        .unwrap();
        let usual = ClientSettings::default();
        assert_eq!((wide.name.as_str(), wide.settings.scope.as_str()), ("Notes", "openid email"));
        assert_eq!(wide.settings.grant_types, [GrantType::AuthorizationCode]);
        assert!(!wide.settings.first_party && wide.settings.require_pkce && wide.settings.proxy_origins.is_empty());
        assert_eq!((wide.settings.access_token_seconds, wide.settings.jwks), (usual.access_token_seconds, None));
    }

    // The draft's section on what a document must not be.
    #[test]
    fn what_is_another_ones_or_holds_a_secret_is_none() {
        for more in [
            json!({ "client_id": "https://app.example/other.json" }),
            json!({ "client_id": "https://app.example/client.json/" }),
            json!({ "client_id": null }),
            json!({ "client_secret": "x" }),
            json!({ "client_secret_expires_at": 0 }),
            json!({ "token_endpoint_auth_method": "client_secret_basic" }),
            json!({ "redirect_uris": "https://app.example/back" }),
            json!({ "scope": "\"" }),
        ] {
            assert!(read(&more).is_err(), "{more}");
        }
        assert!(Described::read(ID, &json!([ID])).is_err());
    }
}
