//! The token endpoint: a code, a refresh token or a client's own proof against tokens. What is shown must be spent before anything is signed,
//! and whoever shows something a second time ends all that came of it (RFC 6749, 4.1.2; RFC 9700, 4.14.2).

mod client_credentials;
mod code;
mod device;
mod refresh;
mod written;

pub(crate) use code::{Requested, take_code};
pub use written::Tokens;
pub(crate) use written::{read_refresh, refresh_grant, write_code};

use super::client::{Client, GrantType};
use super::client_proof::{self, Shown};
use super::dpop_nonce;
use super::issuer::Issuer;
use super::refusal::{Failed, Word};
use crate::app::App;
use crate::error::Error;
use crate::oauth::dpop;
use crate::oauth::scope::Scopes;
use std::sync::Arc;
use store::{Tx, spent_proof};

/// One request to the token endpoint.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    pub shown: Shown<'a>,
    /// The values of its `DPoP` header fields.
    pub dpop: &'a [&'a str],
}

/// Whoever asks, once they are known.
#[derive(Debug)]
pub(super) struct Asker<'a> {
    pub issuer: &'a Issuer,
    pub client: Arc<Client>,
    /// The thumbprint of the key that the request proves to hold.
    pub key: Option<String>,
}

/// Tokens for what is shown.
pub async fn exchange(app: &App, issuer: &Issuer, request: Request<'_>) -> Result<Tokens, Failed> {
    let parameters = request.shown.parameters;
    let client = client_proof::recognize(app, issuer, request.shown).await?;
    let grant = GrantType::find(parameters.require("grant_type")?)
        .ok_or_else(|| Failed::because(Word::UnsupportedGrantType, "this grant type is not known here"))?;
    // The codes of an application behind a proxy are exchanged by ourselves.
    if !client.may(grant) || !client.settings.proxy_origins.is_empty() {
        return Err(Failed::because(Word::UnauthorizedClient, "the client may not use this grant type"));
    }
    let key = key_of(app, (issuer, &client), request).await?;
    if client.settings.dpop_bound_access_tokens && key.is_none() {
        return Err(Failed::because(
            Word::InvalidDpopProof,
            "this client's tokens are bound to a key: a DPoP proof is missing",
        ));
    }
    let asker = Asker { issuer, client, key };
    match grant {
        GrantType::ClientCredentials => client_credentials::exchange(app, &asker, parameters).await,
        GrantType::AuthorizationCode => code::exchange(app, &asker, parameters).await,
        GrantType::RefreshToken => refresh::exchange(app, &asker, parameters).await,
        GrantType::DeviceCode => device::exchange(app, &asker, parameters).await,
    }
}

/// The key that the request proves to hold, if it says so; its proof is spent.
async fn key_of(
    app: &App,
    (issuer, client): (&Issuer, &Client),
    request: Request<'_>,
) -> Result<Option<String>, Failed> {
    if request.dpop.is_empty() {
        return Ok(None);
    }
    let proof = proof(app, (issuer, client), request.dpop)?;
    let (tenant, until, once) = (issuer.tenant, proof.spent_until * 1000, proof.once);
    let spend = move |tx: &mut Tx<'_>| Ok::<_, Error>(spent_proof::spend(tx, tenant, until, &once)?);
    if app.store().write("spend proof of possession", spend).await? {
        Ok(Some(proof.jkt))
    } else {
        Err(Failed::because(Word::InvalidDpopProof, dpop::DpopError::Spent.to_string()))
    }
}

fn proof(app: &App, (issuer, client): (&Issuer, &Client), headers: &[&str]) -> Result<dpop::Proof, Failed> {
    let url = issuer.token_endpoint();
    let now = app.now() / 1000;
    let is_fresh: &dyn Fn(&str) -> bool = &|nonce| dpop_nonce::is_fresh(app, nonce);
    let is_fresh_nonce = client.settings.require_dpop_nonce.then_some(is_fresh);
    let asked = dpop::Asked { headers, method: "POST", url: &url, now, access_token: None, is_fresh_nonce };
    dpop::verify(&asked).map_err(|error| dpop_nonce::refused(app, error))
}

/// The scopes that a request names, if any; all of them must be among those that there are.
fn narrowed(wanted: Option<&str>, granted: &Scopes) -> Result<Scopes, Failed> {
    let Some(wanted) = wanted else { return Ok(granted.clone()) };
    let wanted = Scopes::read(wanted).map_err(|error| Failed::because(Word::InvalidScope, error.to_string()))?;
    if wanted.is_within(granted) {
        Ok(wanted)
    } else {
        Err(Failed::because(Word::InvalidScope, "more is asked for than may be granted"))
    }
}
