//! Id tokens: what a client is told about the sign-in (OpenID Connect Core, 2). They say how the member proved who they are as it was, and of
//! the member themselves only what was asked for; the rest is at the userinfo endpoint.

use super::client::Client;
use super::issuer::Issuer;
use super::refusal::Failed;
use super::signing;
use super::subject;
use super::token::Requested;
use super::userinfo;
use crate::app::App;
use crate::error::Error;
use crate::oauth::claims::at_hash;
use crate::oauth::jws::Unverified;
use serde::Serialize;
use serde_json::{Map, Value};
use store::grant::Grant;

const TYPE: &str = "JWT";
/// An id token is read at once.
const LIFE_S: i64 = 3600;

#[derive(Serialize)]
struct Written<'a> {
    iss: &'a str,
    sub: String,
    aud: &'a str,
    azp: &'a str,
    iat: i64,
    exp: i64,
    auth_time: i64,
    acr: &'a str,
    amr: Vec<&'a str>,
    at_hash: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sid: Option<String>,
    /// What else the client wished for here.
    #[serde(flatten)]
    said: Map<String, Value>,
}

/// The id token beside an access token.
pub(super) async fn sign(
    app: &App,
    (issuer, client): (&Issuer, &Client),
    (grant, access_token): (&Grant, &str),
) -> Result<String, Failed> {
    let now = app.now();
    let requested: Requested = serde_json::from_str(&grant.request).map_err(Error::Answer)?;
    let signers = signing::of_tenant(app, issuer.tenant).await?;
    let key = signers.signing(client.algorithm(), now).ok_or(Error::Signing(None))?;
    let who = (grant.pool_id, grant.user_id);
    let said = userinfo::in_id_token(app, client, (who, &requested.id_token_claims)).await?;
    let written = Written {
        iss: &issuer.url,
        sub: subject::of(&app.snapshot().ring, client, grant.user_id),
        aud: &client.id,
        azp: &client.id,
        iat: now / 1000,
        exp: now / 1000 + LIFE_S,
        auth_time: grant.authenticated_at / 1000,
        acr: &grant.acr,
        amr: grant.amr.split(' ').collect(),
        at_hash: at_hash(client.algorithm(), access_token),
        nonce: requested.nonce,
        sid: requested.sid,
        said,
    };
    key.sign(TYPE, &written).map_err(|error| Error::Signing(Some(error)).into())
}

/// What an id token of ours says of whom it was for.
#[derive(Debug)]
pub(crate) struct Hint {
    pub subject: String,
    pub sid: Option<String>,
    /// The application that it was given to.
    pub client: String,
}

/// What is in an id token of ours, however old it is: good as a hint, and for nothing else.
pub(crate) fn hint(app: &App, issuer: &Issuer, token: &str) -> Option<Hint> {
    let token = Unverified::read(token).ok()?;
    let signers = app.snapshot().signers(issuer.tenant);
    let key = signers.verifying(token.kid()?, app.now())?;
    let claims = token.verify(key.public(), &[key.algorithm().into()]).ok()?;
    let is_ours = claims.text("iss") == Some(issuer.url.as_str()) && claims.get("at_hash").is_some();
    let text = |name| claims.text(name).filter(|_| is_ours).map(str::to_owned);
    Some(Hint { subject: text("sub")?, sid: text("sid"), client: text("azp")? })
}
