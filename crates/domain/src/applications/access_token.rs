//! Access tokens: signed texts (RFC 9068) that say who was granted what. They are believed for some minutes without asking anybody; here, where
//! the store is at hand, they must never be believed after their grant, their member or their client is gone.

use super::client::Client;
use super::issuer::Issuer;
use super::metadata_document;
use super::refusal::{Failed, Word};
use super::signing;
use super::subject;
use crate::app::App;
use crate::error::Error;
use crate::oauth::jws::{Alg, Algorithm, Unverified};
use crate::oauth::scope::Scopes;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use store::id::{GrantId, TokenId, UserId, WorkspaceId};
use store::user::UserStatus;
use store::{Tx, grant, session, spent_proof, user};

const TYPE: &str = "at+jwt";

/// What is in a token.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Written {
    pub iss: String,
    pub sub: String,
    #[serde(with = "one_or_more")]
    pub aud: Vec<String>,
    pub client_id: String,
    pub scope: String,
    pub iat: i64,
    pub exp: i64,
    pub jti: TokenId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auth_time: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acr: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub amr: Vec<String>,
    /// The grant behind it; a token without one is a client's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gid: Option<GrantId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cnf: Option<Confirmation>,
}

/// The key whose holder alone may use the token (RFC 9449, 6.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmation {
    pub jkt: String,
}

/// `aud` is a text where it is one (RFC 7519, 4.1.3).
mod one_or_more {
    use serde::{Deserialize, Deserializer, Serializer};

    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Either {
        One(String),
        More(Vec<String>),
    }

    pub(super) fn serialize<S: Serializer>(list: &Vec<String>, serializer: S) -> Result<S::Ok, S::Error> {
        match list.as_slice() {
            [one] => serializer.serialize_str(one),
            more => serializer.collect_seq(more),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
        Ok(match Either::deserialize(deserializer)? {
            Either::One(one) => vec![one],
            Either::More(more) => more,
        })
    }
}

/// A token that holds, and whom it speaks for.
#[derive(Debug, Clone)]
pub struct Bearer {
    pub issuer: Issuer,
    pub client: Arc<Client>,
    /// The member who granted it; none where the client speaks for itself.
    pub user: Option<UserId>,
    /// By which name the client knows them; its own id where it speaks for itself.
    pub subject: String,
    pub scopes: Scopes,
    /// When the member proved last who they are, in milliseconds.
    pub authenticated_at: Option<i64>,
    pub acr: Option<String>,
    pub amr: Vec<String>,
    pub grant: Option<GrantId>,
    pub id: TokenId,
    pub audiences: Vec<String>,
    /// In seconds.
    pub issued_at: i64,
    pub expires_at: i64,
    pub confirmation: Option<Confirmation>,
}

/// Signs a token.
pub(crate) async fn sign(app: &App, issuer: &Issuer, claims: &Written) -> Result<String, Error> {
    let signers = signing::of_tenant(app, issuer.tenant).await?;
    // What we read ourselves, and every resource of ours, takes the quickest one.
    let key = signers.signing(Algorithm::Es256, app.now()).ok_or(Error::Signing(None))?;
    key.sign(TYPE, claims).map_err(|error| Error::Signing(Some(error)))
}

/// The token behind a text at this issuer: signed by us, not over, not revoked, and of a client, a member and a grant that still live.
pub async fn read(app: &App, issuer: &Issuer, token: &str) -> Result<Bearer, Failed> {
    let bearer = understand(app, issuer, token)?;
    match lives(app, &bearer).await? {
        Lives::Alone => Ok(bearer),
        Lives::Of(user) if subject::of(&app.snapshot().ring, &bearer.client, user) == bearer.subject => {
            Ok(Bearer { user: Some(user), ..bearer })
        }
        Lives::Of(_) | Lives::No => Err(invalid()),
    }
}

/// The same at an address that names no issuer: the token does.
pub async fn read_anywhere(app: &App, token: &str) -> Result<Bearer, Failed> {
    let hearsay = Unverified::read(token).and_then(|token| token.hearsay()).map_err(|_| invalid())?;
    let issuer = hearsay.text("iss").and_then(|url| Issuer::named(app, url)).ok_or_else(invalid)?;
    read(app, &issuer, token).await
}

pub(crate) fn invalid() -> Failed {
    Failed::because(Word::InvalidToken, "the access token is unknown, over or revoked")
}

/// What can be said of a token without asking the store: not yet whose it is.
pub(crate) fn understand(app: &App, issuer: &Issuer, token: &str) -> Result<Bearer, Failed> {
    let now = app.now();
    let token = Unverified::read(token).map_err(|_| invalid())?;
    let snapshot = app.snapshot();
    let signers = snapshot.signers(issuer.tenant);
    let key = token.kid().and_then(|kid| signers.verifying(kid, now)).ok_or_else(invalid)?;
    if !token.typ().is_some_and(|typ| typ.eq_ignore_ascii_case(TYPE)) {
        return Err(invalid());
    }
    let claims = token.verify(key.public(), &[Alg::Es256]).map_err(|_| invalid())?;
    let written: Written = claims.parse().map_err(|_| invalid())?;
    if written.iss != issuer.url || written.exp <= now / 1000 {
        return Err(invalid());
    }
    let client = snapshot.client(issuer.tenant, issuer.workspace(), &written.client_id).ok_or_else(invalid)?;
    if client.is_stranger() && !metadata_document::is_taken(issuer) {
        return Err(invalid());
    }
    // Another one had this id before.
    if written.iat < client.created_at / 1000 {
        return Err(invalid());
    }
    Ok(Bearer {
        issuer: issuer.clone(),
        client,
        user: None,
        subject: written.sub,
        scopes: Scopes::read(&written.scope).map_err(|_| invalid())?,
        authenticated_at: written.auth_time.map(|seconds| seconds * 1000),
        acr: written.acr,
        amr: written.amr,
        grant: written.gid,
        id: written.jti,
        audiences: written.aud,
        issued_at: written.iat,
        expires_at: written.exp,
        confirmation: written.cnf,
    })
}

/// Whether a token counts still, and whose it is.
enum Lives {
    No,
    /// A client's own.
    Alone,
    Of(UserId),
}

async fn lives(app: &App, bearer: &Bearer) -> Result<Lives, Error> {
    if !bearer.client.enabled {
        return Ok(Lives::No);
    }
    let (tenant, workspace, now) = (bearer.issuer.tenant, bearer.issuer.workspace(), app.now());
    let (id, grant) = ((bearer.expires_at * 1000, bearer.id), bearer.grant);
    let look = move |tx: &mut Tx<'_>| {
        if spent_proof::is_revoked(tx, tenant, id)? {
            return Ok(Lives::No);
        }
        let Some(grant) = grant else { return Ok(Lives::Alone) };
        let living = living(tx, (workspace, grant), now)?;
        Ok::<_, Error>(living.map_or(Lives::No, |grant| Lives::Of(grant.user_id)))
    };
    app.store().read("look at access token", look).await
}

/// A grant that still holds: neither over nor revoked, its member active and not sent away since, its session alive where it hangs on one.
pub(crate) fn living(
    tx: &mut Tx<'_>,
    (workspace, id): (WorkspaceId, GrantId),
    now: i64,
) -> Result<Option<grant::Grant>, store::Error> {
    let Some(grant) = grant::find(tx, workspace, id)? else { return Ok(None) };
    if grant.revoked_at.is_some() || grant.expires_at <= now {
        return Ok(None);
    }
    if let Some(session) = grant.session_id {
        let Some(facts) = session::find(tx, grant.pool_id, session)? else { return Ok(None) };
        let is_over = facts.session.expires_at <= now || facts.idle_ended_at.is_some();
        let is_members = facts.user_status == UserStatus::Active && facts.user_epoch == grant.epoch;
        return Ok((!is_over && is_members).then_some(grant));
    }
    let member = user::find(tx, grant.pool_id, grant.user_id)?;
    let is_members = member.is_some_and(|user| user.status == UserStatus::Active && user.epoch == grant.epoch);
    Ok(is_members.then_some(grant))
}
