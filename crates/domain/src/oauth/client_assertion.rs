//! A client that shows who it is by a token that it signed (RFC 7523, `private_key_jwt`). That it was not used before only the store knows;
//! nothing may be given out before its id is spent there.

use super::jwk::Jwks;
use super::jws::{Alg, NotAJws, Unverified};

/// What `client_assertion_type` says.
pub const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// How far ahead a token may end: so long its id is kept.
pub const LONGEST_LIFE_S: i64 = 10 * 60;
/// How far the client's clock and ours may differ.
pub const SKEW_S: i64 = 30;
const LONGEST_ID: usize = 256;

/// What the token has to be.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    pub client_id: &'a str,
    /// What we are called: the issuer, and the address of the endpoint.
    pub audiences: &'a [&'a str],
    /// The client's.
    pub keys: &'a Jwks,
    /// What the client registered, or [`Alg::ALL`].
    pub algorithms: &'a [Alg],
    /// In seconds.
    pub now: i64,
}

/// The client is who it says, if this id of its own was never used before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proved {
    pub jti: String,
    /// Until when the id has to be kept, in seconds.
    pub spent_until: i64,
}

/// Why the client is not believed. To the client all are `invalid_client`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotProved {
    #[error("the client assertion is no token that is taken here: {0}")]
    Token(#[from] NotAJws),
    #[error("the client assertion is a token of another kind (typ)")]
    Type,
    #[error("the client has no key by which the client assertion can be (kid, alg)")]
    NoKey,
    #[error("iss and sub of the client assertion are the client's id")]
    Client,
    #[error("aud of the client assertion is our issuer, and nobody else")]
    Audience,
    #[error("the client assertion has no exp, or has expired")]
    Expired,
    #[error("the client assertion ends more than {LONGEST_LIFE_S} seconds from now")]
    TooLong,
    #[error("the client assertion is from the future (iat, nbf)")]
    TooEarly,
    #[error("the client assertion has no jti, or one that is too long")]
    Id,
}

/// Whose keys to ask, where the request names no client: what the token says of itself, believed by nobody yet.
pub fn claimed_client(assertion: &str) -> Result<String, NotProved> {
    let claims = Unverified::read(assertion)?.hearsay()?;
    let client = claims.text("sub").ok_or(NotProved::Client)?;
    if claims.text("iss") == Some(client) { Ok(client.to_owned()) } else { Err(NotProved::Client) }
}

/// RFC 7523, 3, but for the last step, which is the store's.
pub fn verify(assertion: &str, expected: &Expected<'_>) -> Result<Proved, NotProved> {
    let unverified = Unverified::read(assertion)?;
    // A token that was signed for something else is not to be turned into this.
    let is_ours = unverified
        .typ()
        .is_none_or(|typ| typ.eq_ignore_ascii_case("JWT") || typ.eq_ignore_ascii_case("client-authentication+jwt"));
    if !is_ours {
        return Err(NotProved::Type);
    }
    let key = expected.keys.find(unverified.kid(), unverified.alg()).ok_or(NotProved::NoKey)?;
    let claims = unverified.verify(key, expected.algorithms)?;
    if claims.text("iss") != Some(expected.client_id) || claims.text("sub") != Some(expected.client_id) {
        return Err(NotProved::Client);
    }
    // One that is also for somebody else could be shown here by them.
    let audiences = claims.audiences();
    if audiences.is_empty() || !audiences.iter().all(|audience| expected.audiences.contains(audience)) {
        return Err(NotProved::Audience);
    }
    let exp = claims.second("exp").filter(|exp| exp.saturating_add(SKEW_S) > expected.now).ok_or(NotProved::Expired)?;
    if exp > expected.now.saturating_add(LONGEST_LIFE_S + SKEW_S) {
        return Err(NotProved::TooLong);
    }
    let is_past = |name| {
        let second = claims.second(name);
        claims.get(name).is_none() || second.is_some_and(|second| second <= expected.now.saturating_add(SKEW_S))
    };
    if !is_past("iat") || !is_past("nbf") {
        return Err(NotProved::TooEarly);
    }
    let jti = claims.text("jti").filter(|id| (1..=LONGEST_ID).contains(&id.len())).ok_or(NotProved::Id)?;
    Ok(Proved { jti: jti.to_owned(), spent_until: exp.saturating_add(SKEW_S) })
}

#[cfg(test)]
mod tests;
