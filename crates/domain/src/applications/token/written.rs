//! What the token endpoint writes: access tokens, id tokens, codes and refresh tokens. A refresh token is nothing but the name of its grant, its
//! number in the family and a keyed hash over both: the store keeps the number alone, and from a copy of the store none can be made.

use super::Asker;
use crate::app::App;
use crate::applications::access_token::{self, Confirmation, Written};
use crate::applications::id_token;
use crate::applications::refusal::Failed;
use crate::applications::subject;
use crate::keys::KeyRing;
use crate::oauth::scope::Scopes;
use aws_lc_rs::constant_time;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use store::grant::Grant;
use store::id::{GrantId, TokenId, WorkspaceId};

/// Two requests with the same refresh token, one after the other because an answer was lost: within this time both get the same successor.
pub(super) const REFRESH_GRACE_MS: i64 = 10_000;
const REFRESH: &str = "refresh token";

/// The answer of the token endpoint (RFC 6749, 5.1).
#[derive(Clone, Serialize)]
pub struct Tokens {
    pub access_token: String,
    /// `Bearer`, or `DPoP` where it is bound to a key.
    pub token_type: &'static str,
    pub expires_in: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_token: Option<String>,
    pub scope: String,
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tokens").field("scope", &self.scope).finish_non_exhaustive()
    }
}

/// An access token alone.
pub(super) async fn access(
    app: &App,
    asker: &Asker<'_>,
    (grant, scopes): (Option<&Grant>, &Scopes),
) -> Result<Tokens, Failed> {
    let (ms, random) = app.id_parts()?;
    let now = app.now() / 1000;
    let settings = &asker.client.settings;
    let key = grant.map_or(asker.key.as_ref(), |grant| grant.key_thumbprint.as_ref().or(asker.key.as_ref()));
    let mut aud = vec![asker.issuer.url.clone()];
    aud.extend(settings.audiences.iter().cloned());
    let written = Written {
        iss: asker.issuer.url.clone(),
        sub: grant.map_or_else(
            || asker.client.id.clone(),
            |grant| subject::of(&app.snapshot().ring, &asker.client, grant.user_id),
        ),
        aud,
        client_id: asker.client.id.clone(),
        scope: scopes.to_string(),
        iat: now,
        exp: now + settings.access_token_seconds,
        jti: TokenId::from_parts(ms, random),
        auth_time: grant.map(|grant| grant.authenticated_at / 1000),
        acr: grant.map(|grant| grant.acr.clone()),
        amr: grant.map(|grant| grant.amr.split(' ').map(str::to_owned).collect()).unwrap_or_default(),
        gid: grant.map(|grant| grant.id),
        cnf: key.map(|jkt| Confirmation { jkt: jkt.clone() }),
    };
    let access_token = access_token::sign(app, asker.issuer, &written).await?;
    Ok(Tokens {
        access_token,
        token_type: if written.cnf.is_some() { "DPoP" } else { "Bearer" },
        expires_in: settings.access_token_seconds,
        refresh_token: None,
        id_token: None,
        scope: written.scope,
    })
}

/// All that a grant begins with.
pub(super) async fn first(app: &App, asker: &Asker<'_>, (grant, refreshes): (&Grant, bool)) -> Result<Tokens, Failed> {
    let scopes = Scopes::read(&grant.scope).unwrap_or_default();
    let mut tokens = access(app, asker, (Some(grant), &scopes)).await?;
    if refreshes {
        tokens.refresh_token = Some(write_refresh(&app.snapshot().ring, (grant.workspace_id, grant.id), 0));
    }
    if scopes.contains("openid") {
        tokens.id_token =
            Some(id_token::sign(app, (asker.issuer, &asker.client), (grant, &tokens.access_token)).await?);
    }
    Ok(tokens)
}

/// A code: the grant it is of, and a secret of 256 bits.
pub(crate) fn write_code(grant: GrantId, secret: &[u8; 32]) -> String {
    URL_SAFE_NO_PAD.encode([grant.as_bytes().as_slice(), secret].concat())
}

pub(super) fn read_code(code: &str) -> Option<(GrantId, [u8; 32])> {
    let bytes = URL_SAFE_NO_PAD.decode(code).ok()?;
    let (id, secret) = bytes.split_at_checked(16)?;
    Some((GrantId::from_bytes(id.try_into().ok()?), secret.try_into().ok()?))
}

/// The refresh token of this number in its family.
pub(super) fn write_refresh(ring: &KeyRing, (workspace, grant): (WorkspaceId, GrantId), number: i64) -> String {
    let hash = refresh_hash(ring, (workspace, grant), number);
    URL_SAFE_NO_PAD.encode([grant.as_bytes().as_slice(), &number.to_be_bytes(), &hash].concat())
}

/// The family and the number of a refresh token that is ours.
pub(crate) fn read_refresh(ring: &KeyRing, workspace: WorkspaceId, token: &str) -> Option<(GrantId, i64)> {
    let bytes: [u8; 56] = URL_SAFE_NO_PAD.decode(token).ok()?.try_into().ok()?;
    let (id, rest) = bytes.split_first_chunk::<16>()?;
    let (number, hash) = rest.split_first_chunk::<8>()?;
    let (grant, number) = (GrantId::from_bytes(*id), i64::from_be_bytes(*number));
    let expected = refresh_hash(ring, (workspace, grant), number);
    constant_time::verify_slices_are_equal(&expected, hash).ok().map(|()| (grant, number))
}

/// The grant of a refresh token, whatever became of it.
pub(crate) fn refresh_grant(ring: &KeyRing, workspace: WorkspaceId, token: &str) -> Option<GrantId> {
    read_refresh(ring, workspace, token).map(|(grant, _)| grant)
}

fn refresh_hash(ring: &KeyRing, (workspace, grant): (WorkspaceId, GrantId), number: i64) -> [u8; 32] {
    ring.keyed(REFRESH, &[workspace.as_bytes(), grant.as_bytes(), &number.to_be_bytes()])
}
