//! What an application is told about a member (OpenID Connect Core, 5.3 and 5.5): what its scopes cover, what it wished for by name where its
//! scopes could cover it, and nothing that the member has not.

use super::access_token::Bearer;
use super::client::Client;
use super::refusal::{Failed, Word};
use super::token::Requested;
use crate::app::App;
use crate::error::Error;
use crate::oauth::authorize::scope_of;
use serde_json::{Map, Value, json};
use store::id::{PoolId, UserId};
use store::identifier::{self, Identifier, IdentifierKind};
use store::user::User;
use store::{Tx, grant, user};

/// The claims of the member behind a token.
pub async fn claims(app: &App, bearer: &Bearer) -> Result<Value, Failed> {
    let place = bearer.user.zip(bearer.issuer.door.as_ref());
    let Some((id, door)) = place.filter(|_| bearer.scopes.contains("openid")) else {
        return Err(Failed::because(Word::InsufficientScope, "the token does not cover who its member is (openid)"));
    };
    let (pool, workspace, grant) = (door.pool.id, bearer.issuer.workspace(), bearer.grant);
    let look = move |tx: &mut Tx<'_>| {
        let granted = grant.map(|id| grant::find(tx, workspace, id)).transpose()?.flatten();
        Ok::<_, Error>((Member::find(tx, (pool, id))?, granted))
    };
    let (found, granted) = app.store().read("userinfo", look).await?;
    let Some(member) = found else { return Err(super::access_token::invalid()) };
    let requested: Option<Requested> = granted.and_then(|grant| serde_json::from_str(&grant.request).ok());
    let named = requested.map(|requested| requested.userinfo_claims).unwrap_or_default();
    let mut claims =
        member.said(|claim, scope| bearer.scopes.contains(scope) || is_wished(&bearer.client, &named, claim));
    claims.insert("sub".to_owned(), json!(bearer.subject));
    Ok(Value::Object(claims))
}

/// What of a member is said in an id token, because the client wished for it there.
pub(super) async fn in_id_token(
    app: &App,
    client: &Client,
    (who, named): ((PoolId, UserId), &[String]),
) -> Result<Map<String, Value>, Error> {
    if named.is_empty() {
        return Ok(Map::new());
    }
    let look = move |tx: &mut Tx<'_>| Ok::<_, Error>(Member::find(tx, who)?);
    let found = app.store().read("claims of id token", look).await?;
    Ok(found.map(|member| member.said(|claim, _| is_wished(client, named, claim))).unwrap_or_default())
}

/// Whether a claim was wished for, and the client may have what it says.
fn is_wished(client: &Client, named: &[String], claim: &str) -> bool {
    named.iter().any(|name| name == claim) && scope_of(claim).is_some_and(|scope| client.scopes.contains(scope))
}

/// What is known of a member.
struct Member {
    user: User,
    identifiers: Vec<Identifier>,
}

impl Member {
    fn find(tx: &mut Tx<'_>, (pool, id): (PoolId, UserId)) -> Result<Option<Self>, store::Error> {
        let Some(user) = user::find(tx, pool, id)? else { return Ok(None) };
        Ok(Some(Self { user, identifiers: identifier::of_user(tx, pool, id)? }))
    }

    /// Of all that can be said, what may be, by its name and its scope.
    fn said(&self, may: impl Fn(&str, &str) -> bool) -> Map<String, Value> {
        let of = |kind| self.identifiers.iter().find(|identifier: &&Identifier| identifier.kind == kind);
        let mut all = vec![("name", json!(self.user.display_name))];
        if let Some(name) = of(IdentifierKind::Username) {
            all.push(("preferred_username", json!(name.value)));
        }
        if let Some(address) = of(IdentifierKind::Email) {
            all.push(("email", json!(address.value)));
            all.push(("email_verified", json!(address.verified_at.is_some())));
        }
        if let Some(number) = of(IdentifierKind::Phone) {
            all.push(("phone_number", json!(number.value)));
            all.push(("phone_number_verified", json!(number.verified_at.is_some())));
        }
        let may = |claim: &str| scope_of(claim).is_some_and(|scope| may(claim, scope));
        all.into_iter().filter(|(claim, _)| may(claim)).map(|(claim, value)| (claim.to_owned(), value)).collect()
    }
}
