//! Revocation (RFC 7009): a client gives back a token of its own. With a refresh token goes the whole grant, and with it each access token that
//! came of it. What is not the client's is left alone, and the answer is the same.

use super::access_token;
use super::client_proof::{self, Shown};
use super::issuer::Issuer;
use super::refusal::Failed;
use super::token::refresh_grant;
use crate::app::App;
use crate::error::Error;
use store::{Tx, grant, spent_proof};

/// Revokes the `token` parameter, if it is one of the client's.
pub async fn revoke(app: &App, issuer: &Issuer, shown: Shown<'_>) -> Result<(), Failed> {
    let client = client_proof::recognize(app, issuer, shown).await?;
    let token = shown.parameters.require("token")?;
    let (workspace, now) = (issuer.workspace(), app.now());
    if let Some(id) = refresh_grant(&app.snapshot().ring, workspace, token) {
        let client = client.id.clone();
        let end = move |tx: &mut Tx<'_>| {
            if grant::find(tx, workspace, id)?.is_some_and(|grant| grant.client_id == client) {
                grant::revoke(tx, (workspace, id), now)?;
            }
            Ok::<_, Error>(())
        };
        app.store().write("revoke grant", end).await?;
        return Ok(());
    }
    // A token that is none is revoked already.
    let Ok(bearer) = access_token::understand(app, issuer, token) else { return Ok(()) };
    if bearer.client.id == client.id {
        let (tenant, id) = (issuer.tenant, (bearer.expires_at * 1000, bearer.id));
        let end = move |tx: &mut Tx<'_>| Ok::<_, Error>(spent_proof::revoke_token(tx, tenant, id)?);
        app.store().write("revoke access token", end).await?;
    }
    Ok(())
}
