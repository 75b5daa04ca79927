//! What a door expects of an assertion, from its settings and the stored passkey. Nothing here looks anything up, and nothing that was sent may say
//! what is expected of it.

use crate::challenge::Ceremony;
use crate::settings::CounterPolicy;
use crate::snapshot::FrontDoor;
use store::passkey::{self, SignInFacts};
use webauthn::authentication::{self, Authenticated, Stored};
use webauthn::{AuthenticationResponse, Embedding, UserVerification};

/// A passkey as the verifier wants it. The handle is not signed, and tells nothing that the passkey does not: where another system has drawn one and
/// forgotten it, what comes back is right.
pub(crate) fn stored<'a>(
    facts: &'a SignInFacts,
    response: &'a AuthenticationResponse,
) -> Result<Stored<'a>, webauthn::Refusal> {
    let named = response.user_handle.as_deref().filter(|_| facts.any_handle);
    Ok(Stored {
        credential_id: &facts.passkey.credential_id,
        public_key: &facts.passkey.public_key,
        algorithm: algorithm(&facts.passkey)?,
        sign_count: facts.passkey.sign_count,
        backup_eligible: facts.passkey.backup_eligible,
        user_handle: named.unwrap_or(&facts.user_handle),
    })
}

/// A synced passkey's counter says nothing: each copy counts for itself.
pub(crate) fn counter_policy(door: &FrontDoor, stored: &Stored<'_>) -> authentication::CounterPolicy {
    match door.pool.settings.counter_policy {
        CounterPolicy::Reject if !stored.backup_eligible => authentication::CounterPolicy::Reject,
        _ => authentication::CounterPolicy::Warn,
    }
}

/// From which pages an assertion is taken.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pages<'a> {
    origins: &'a [String],
    embedding: Embedding<'a>,
}

impl<'a> Pages<'a> {
    /// Those that a door's settings list.
    pub(crate) fn of_door(door: &'a FrontDoor) -> Self {
        Self { origins: &door.origins.expected, embedding: door.origins.embedding() }
    }

    /// Our own, as far as the door takes it, and in nobody's frame: for what must have been in sight there.
    pub(super) fn own(door: &'a FrontDoor, origin: &str) -> Self {
        let own = door.origins.expected.iter().find(|expected| *expected == origin);
        Self { origins: own.map_or(&[], std::slice::from_ref), embedding: Embedding::Forbidden }
    }
}

/// What a door expects of an assertion, and whether it is that.
pub(crate) fn verify(
    (response, challenge, pages): (&AuthenticationResponse, &[u8], Pages<'_>),
    (door, rp_id, stored): (&FrontDoor, &str, &Stored<'_>),
    ceremony: &Ceremony,
    (least, counter_policy): (UserVerification, authentication::CounterPolicy),
) -> Result<Authenticated, webauthn::Refusal> {
    let expected = authentication::Expectations {
        challenge,
        rp_id,
        origins: pages.origins,
        embedding: pages.embedding,
        app_id: crate::sign_in::app_id(door),
        require_user_presence: true,
        // As first factor a passkey must verify its user, whatever begin asked (S4-11).
        user_verification: stricter(ceremony.terms.user_verification, least),
        allow: None,
        user_identified: ceremony.terms.named,
        counter_policy,
        backup_eligibility: door.pool.settings.backup_eligibility.into(),
    };
    authentication::verify(response, stored, &expected)
}

fn algorithm(passkey: &passkey::Passkey) -> Result<webauthn::Algorithm, webauthn::Refusal> {
    webauthn::Algorithm::from_cose(passkey.algorithm).ok_or(webauthn::Refusal::MalformedPublicKey)
}

pub(crate) fn stricter(left: UserVerification, right: UserVerification) -> UserVerification {
    let rank = |wanted| match wanted {
        UserVerification::Required => 2,
        UserVerification::Preferred => 1,
        UserVerification::Discouraged => 0,
    };
    if rank(left) >= rank(right) { left } else { right }
}
