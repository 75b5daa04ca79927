//! What an application is told about a member (OpenID Connect Core, 5.3): what its scopes cover, and nothing that the member has not.

use super::access_token::Bearer;
use super::refusal::{Failed, Word};
use crate::app::App;
use crate::error::Error;
use serde_json::{Map, Value, json};
use store::identifier::{self, Identifier, IdentifierKind};
use store::{Tx, user};

/// The claims of the member behind a token.
pub async fn claims(app: &App, bearer: &Bearer) -> Result<Value, Failed> {
    let place = bearer.user.zip(bearer.issuer.door.as_ref());
    let Some((id, door)) = place.filter(|_| bearer.scopes.contains("openid")) else {
        return Err(Failed::because(Word::InsufficientScope, "the token does not cover who its member is (openid)"));
    };
    let pool = door.pool.id;
    let look = move |tx: &mut Tx<'_>| Ok::<_, Error>((user::find(tx, pool, id)?, identifier::of_user(tx, pool, id)?));
    let (found, identifiers) = app.store().read("userinfo", look).await?;
    let Some(found) = found else { return Err(super::access_token::invalid()) };
    let mut claims = Map::from_iter([("sub".to_owned(), json!(id.to_string()))]);
    let mut say = |name: &str, value: Value| drop(claims.insert(name.to_owned(), value));
    let of = |kind| identifiers.iter().find(|identifier: &&Identifier| identifier.kind == kind);
    if bearer.scopes.contains("profile") {
        say("name", json!(found.display_name));
        if let Some(name) = of(IdentifierKind::Username) {
            say("preferred_username", json!(name.value));
        }
    }
    if let Some(address) = of(IdentifierKind::Email).filter(|_| bearer.scopes.contains("email")) {
        say("email", json!(address.value));
        say("email_verified", json!(address.verified_at.is_some()));
    }
    if let Some(number) = of(IdentifierKind::Phone).filter(|_| bearer.scopes.contains("phone")) {
        say("phone_number", json!(number.value));
        say("phone_number_verified", json!(number.verified_at.is_some()));
    }
    Ok(Value::Object(claims))
}
