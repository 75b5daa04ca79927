//! Proof of possession of a key (DPoP, RFC 9449): the client signs each request, and tokens are bound to the key that did. Whether a proof was
//! used before only the store knows; what must be spent there is part of the answer, and nothing may be given out before it is.

use super::jwk::{Jwk, NotAJwk};
use super::jws::{Alg, Claims, NotAJws, Unverified};
use crate::binding::sha256;
use aws_lc_rs::constant_time::verify_slices_are_equal;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openidconnect::url::Url;

/// How long after it was made a proof is taken. So long what was spent is kept.
pub const OLDEST_S: i64 = 120;
/// How far the client's clock may be ahead of ours.
pub const SKEW_S: i64 = 30;
const LONGEST_ID: usize = 256;
const LONGEST_NONCE: usize = 512;
const LONGEST_URL: usize = 2048;

/// The request that a proof has to be for.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// The values of its `DPoP` header fields, as many as there are.
    pub headers: &'a [&'a str],
    /// In capitals, as HTTP has it.
    pub method: &'a str,
    /// As clients know it: with scheme, host and path.
    pub url: &'a str,
    /// In seconds.
    pub now: i64,
    /// At resources: the token that is shown with it.
    pub access_token: Option<&'a str>,
    /// Where proofs must carry a nonce of ours: whether it is one that still counts.
    pub is_fresh_nonce: Option<&'a dyn Fn(&str) -> bool>,
}

impl std::fmt::Debug for Asked<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Asked").field("method", &self.method).field("url", &self.url).finish_non_exhaustive()
    }
}

/// A proof that is right, if it was never used before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// The thumbprint of the key.
    pub jkt: String,
    pub jti: String,
    /// In seconds.
    pub iat: i64,
    pub nonce: Option<String>,
    /// What must be spent: it stands for this proof of this key for this address.
    pub once: [u8; 32],
    /// From when on the proof is too old anyway, in seconds.
    pub spent_until: i64,
}

/// Why a request with DPoP is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DpopError {
    #[error("the request needs exactly one DPoP header")]
    NotOne,
    #[error("the DPoP proof is no token that is taken here: {0}")]
    Token(#[from] NotAJws),
    #[error("typ of the DPoP proof is dpop+jwt")]
    Type,
    #[error("jwk of the DPoP proof is not a public key that is taken here: {0}")]
    Key(#[from] NotAJwk),
    #[error("htm of the DPoP proof is not the method of the request")]
    Method,
    #[error("htu of the DPoP proof is not the address of the request")]
    Address,
    #[error("iat of the DPoP proof is missing, too old, or in the future")]
    Time,
    #[error("jti of the DPoP proof is missing or too long")]
    Id,
    #[error("ath of the DPoP proof is not the hash of the access token")]
    TokenHash,
    #[error("the DPoP proof was used before")]
    Spent,
    #[error("the DPoP proof needs the nonce of the header DPoP-Nonce")]
    Nonce,
    #[error("the access token is bound to a key and was not shown with a DPoP proof")]
    Downgraded,
    #[error("the access token is not bound to the key of the DPoP proof")]
    NotItsKey,
    #[error("what is redeemed is bound to another key")]
    BoundElsewhere,
}

impl DpopError {
    /// The error's word in OAuth.
    pub fn word(self) -> &'static str {
        match self {
            Self::Nonce => "use_dpop_nonce",
            Self::Downgraded | Self::NotItsKey => "invalid_token",
            Self::BoundElsewhere => "invalid_grant",
            _ => "invalid_dpop_proof",
        }
    }
}

/// RFC 9449, 4.3, but for the last step, which is the store's.
pub fn verify(asked: &Asked<'_>) -> Result<Proof, DpopError> {
    let &[proof] = asked.headers else { return Err(DpopError::NotOne) };
    let unverified = Unverified::read(proof)?;
    if unverified.typ() != Some("dpop+jwt") {
        return Err(DpopError::Type);
    }
    let key = Jwk::read(unverified.jwk().ok_or(NotAJwk::NotAnObject)?)?;
    let claims = unverified.verify(&key, &Alg::ALL)?;
    if claims.text("htm") != Some(asked.method) {
        return Err(DpopError::Method);
    }
    let here = target(asked.url).ok_or(DpopError::Address)?;
    if claims.text("htu").and_then(target).as_ref() != Some(&here) {
        return Err(DpopError::Address);
    }
    let iat = claims.second("iat").ok_or(DpopError::Time)?;
    if iat > asked.now.saturating_add(SKEW_S) || iat < asked.now.saturating_sub(OLDEST_S) {
        return Err(DpopError::Time);
    }
    let jti = claims.text("jti").filter(|id| (1..=LONGEST_ID).contains(&id.len())).ok_or(DpopError::Id)?;
    if let Some(token) = asked.access_token {
        let said = claims.text("ath").ok_or(DpopError::TokenHash)?;
        let is_its = verify_slices_are_equal(said.as_bytes(), token_hash(token).as_bytes());
        is_its.map_err(|_| DpopError::TokenHash)?;
    }
    let nonce = nonce(asked, &claims)?;
    let jkt = key.thumbprint();
    let once = sha256(&[jkt.as_bytes(), &sha256(jti.as_bytes()), here.as_str().as_bytes()].concat());
    Ok(Proof { jkt, jti: jti.to_owned(), iat, nonce, once, spent_until: iat.saturating_add(OLDEST_S + 1) })
}

fn nonce(asked: &Asked<'_>, claims: &Claims) -> Result<Option<String>, DpopError> {
    let nonce = claims.text("nonce").filter(|nonce| nonce.len() <= LONGEST_NONCE);
    match (asked.is_fresh_nonce, nonce) {
        (Some(is_fresh), nonce) if !nonce.is_some_and(is_fresh) => Err(DpopError::Nonce),
        (_, nonce) => Ok(nonce.map(str::to_owned)),
    }
}

/// The hash of an access token as proofs carry it.
pub fn token_hash(token: &str) -> String {
    URL_SAFE_NO_PAD.encode(sha256(token.as_bytes()))
}

/// Whether a token may be used at a resource. `bound` is its `cnf.jkt`; `proof` is what [`verify`] answered, where the request says
/// `Authorization: DPoP`, and nothing where it says `Bearer`.
pub fn may_use(bound: Option<&str>, proof: Option<&Proof>) -> Result<(), DpopError> {
    match (bound, proof) {
        (None, None) => Ok(()),
        (Some(_), None) => Err(DpopError::Downgraded),
        (Some(bound), Some(proof)) if is_same(bound, &proof.jkt) => Ok(()),
        (_, Some(_)) => Err(DpopError::NotItsKey),
    }
}

/// Whether a code (by its `dpop_jkt`) or a refresh token may be redeemed. What is bound to no key may be redeemed with any.
pub fn may_redeem(bound: Option<&str>, proof: Option<&Proof>) -> Result<(), DpopError> {
    match (bound, proof) {
        (None, _) => Ok(()),
        (Some(bound), Some(proof)) if is_same(bound, &proof.jkt) => Ok(()),
        (Some(_), _) => Err(DpopError::BoundElsewhere),
    }
}

fn is_same(one: &str, other: &str) -> bool {
    verify_slices_are_equal(one.as_bytes(), other.as_bytes()).is_ok()
}

/// An address without query and fragment, written the one way (RFC 3986, 6.2.2 and 6.2.3).
fn target(text: &str) -> Option<Url> {
    let mut url = Url::parse(Some(text).filter(|text| text.len() <= LONGEST_URL)?).ok()?;
    let is_plain = matches!(url.scheme(), "https" | "http") && url.username().is_empty() && url.password().is_none();
    url.set_query(None);
    url.set_fragment(None);
    is_plain.then_some(url)
}

#[cfg(test)]
mod tests;
