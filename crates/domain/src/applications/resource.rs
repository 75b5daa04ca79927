//! Our own resources: what comes with an access token is looked at here, once for all of them. A token that is bound to a key is nothing
//! without a proof of that key, and is never taken as a bearer's.

use super::access_token::{self, Bearer};
use super::client::Client;
use super::dpop_nonce;
use super::issuer::Issuer;
use super::refusal::Failed;
use crate::app::App;
use crate::error::Error;
use crate::oauth::dpop;
use store::{Tx, spent_proof};

/// What came with a request.
#[derive(Clone, Copy)]
pub struct Presented<'a> {
    /// The value of `Authorization`.
    pub authorization: Option<&'a str>,
    /// The values of its `DPoP` header fields.
    pub dpop: &'a [&'a str],
    pub method: &'a str,
    /// Scheme, host and path, as clients know them.
    pub url: &'a str,
}

impl std::fmt::Debug for Presented<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Presented").field("method", &self.method).field("url", &self.url).finish_non_exhaustive()
    }
}

/// Whoever comes with a good token of this issuer; of any of ours where none is named.
pub async fn enter(app: &App, issuer: Option<&Issuer>, presented: Presented<'_>) -> Result<Bearer, Failed> {
    let (is_bound, token) = presented.authorization.and_then(split).ok_or_else(access_token::invalid)?;
    let bearer = match issuer {
        Some(issuer) => access_token::read(app, issuer, token).await?,
        None => access_token::read_anywhere(app, token).await?,
    };
    match &bearer.confirmation {
        None if !is_bound => Ok(bearer),
        Some(confirmation) if is_bound => {
            let proof = proof(app, (&bearer.client, token), presented)?;
            if proof.jkt != confirmation.jkt {
                return Err(access_token::invalid());
            }
            let (tenant, until, once) = (bearer.issuer.tenant, proof.spent_until * 1000, proof.once);
            let spend = move |tx: &mut Tx<'_>| Ok::<_, Error>(spent_proof::spend(tx, tenant, until, &once)?);
            let is_new = app.store().write("spend proof of possession", spend).await?;
            if is_new { Ok(bearer) } else { Err(dpop_nonce::refused(app, dpop::DpopError::Spent)) }
        }
        _ => Err(access_token::invalid()),
    }
}

fn split(authorization: &str) -> Option<(bool, &str)> {
    let (scheme, token) = authorization.split_once(' ')?;
    let is_bound = scheme.eq_ignore_ascii_case("dpop");
    (is_bound || scheme.eq_ignore_ascii_case("bearer")).then_some((is_bound, token.trim()))
}

fn proof(app: &App, (client, token): (&Client, &str), presented: Presented<'_>) -> Result<dpop::Proof, Failed> {
    let Presented { dpop: headers, method, url, .. } = presented;
    let now = app.now() / 1000;
    let is_fresh: &dyn Fn(&str) -> bool = &|nonce| dpop_nonce::is_fresh(app, nonce);
    let is_fresh_nonce = client.settings.require_dpop_nonce.then_some(is_fresh);
    let asked = dpop::Asked { headers, method, url, now, access_token: Some(token), is_fresh_nonce };
    dpop::verify(&asked).map_err(|error| dpop_nonce::refused(app, error))
}
