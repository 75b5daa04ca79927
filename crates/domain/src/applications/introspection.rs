//! Introspection (RFC 7662): a resource asks what a token is worth. Whoever asks must have proved who they are, and hears of tokens of their own
//! tenant only; of all others that they are not active, whatever the reason.

use super::access_token;
use super::client_proof::{self, Shown};
use super::issuer::Issuer;
use super::refusal::{Failed, Refusal, Word};
use super::subject;
use super::token::read_refresh;
use crate::app::App;
use crate::applications::access_token::{Confirmation, living};
use crate::applications::client::{AuthMethod, Client};
use crate::error::Error;
use serde::Serialize;
use store::Tx;
use store::grant::Grant;

/// What a token is worth.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Introspected {
    pub active: bool,
    #[serde(flatten)]
    pub known: Option<Known>,
}

#[derive(Debug, Clone, Serialize)]
pub struct Known {
    pub iss: String,
    pub sub: String,
    pub client_id: String,
    pub scope: String,
    pub token_type: &'static str,
    pub exp: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iat: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nbf: Option<i64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub aud: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jti: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auth_time: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acr: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub amr: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cnf: Option<Confirmation>,
}

/// Says what the `token` parameter is worth.
pub async fn introspect(app: &App, issuer: &Issuer, shown: Shown<'_>) -> Result<Introspected, Failed> {
    let client = client_proof::recognize(app, issuer, shown).await?;
    if client.settings.token_endpoint_auth_method == AuthMethod::None {
        return Err(Failed::Refused(Refusal::new(
            Word::InvalidClient,
            "a client without a proof of its own may not ask",
        )));
    }
    let token = shown.parameters.require("token")?;
    if let Some(known) = refresh(app, issuer, (client.as_ref(), token)).await? {
        return Ok(Introspected { active: true, known: Some(known) });
    }
    match access_token::read(app, issuer, token).await {
        Ok(bearer) => Ok(Introspected { active: true, known: Some(bearer.into()) }),
        Err(Failed::Refused(_)) => Ok(Introspected::default()),
        Err(broken) => Err(broken),
    }
}

impl From<access_token::Bearer> for Known {
    fn from(bearer: access_token::Bearer) -> Self {
        Self {
            iss: bearer.issuer.url.clone(),
            sub: bearer.subject,
            client_id: bearer.client.id.clone(),
            scope: bearer.scopes.to_string(),
            token_type: if bearer.confirmation.is_some() { "DPoP" } else { "Bearer" },
            exp: bearer.expires_at,
            iat: Some(bearer.issued_at),
            nbf: Some(bearer.issued_at),
            aud: bearer.audiences,
            jti: Some(bearer.id.to_string()),
            auth_time: bearer.authenticated_at.map(|at| at / 1000),
            acr: bearer.acr,
            amr: bearer.amr,
            cnf: bearer.confirmation,
        }
    }
}

/// A refresh token is nobody's business but its client's.
async fn refresh(app: &App, issuer: &Issuer, (client, token): (&Client, &str)) -> Result<Option<Known>, Error> {
    let workspace = issuer.workspace();
    let ring = &app.snapshot().ring;
    let Some((id, number)) = read_refresh(ring, workspace, token) else { return Ok(None) };
    let now = app.now();
    let find = move |tx: &mut Tx<'_>| Ok::<_, Error>(living(tx, (workspace, id), now)?);
    let grant = app.store().read("find grant", find).await?;
    let is_its = |grant: &Grant| grant.client_id == client.id && grant.created_at >= client.created_at;
    let grant = grant.filter(|grant| is_its(grant) && grant.generation == number);
    Ok(grant.map(|grant| Known {
        iss: issuer.url.clone(),
        sub: subject::of(ring, client, grant.user_id),
        client_id: grant.client_id,
        scope: grant.scope,
        token_type: "refresh_token",
        exp: grant.expires_at / 1000,
        iat: None,
        nbf: None,
        aud: Vec::new(),
        jti: None,
        auth_time: Some(grant.authenticated_at / 1000),
        acr: Some(grant.acr),
        amr: grant.amr.split(' ').map(str::to_owned).collect(),
        cnf: grant.key_thumbprint.map(|jkt| Confirmation { jkt }),
    }))
}
