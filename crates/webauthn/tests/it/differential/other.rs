//! The other verifier, asked the same questions.
//!
//! It draws its own challenges, so ours is written into its serialised state. It must never be configured to be kinder than ours.

use std::time::Duration;

use serde_json::{Value, json};
use webauthn_rs_core::WebauthnCore;
use webauthn_rs_core::proto::{
    AuthenticationState, COSEAlgorithm, Credential, RegistrationState, UserVerificationPolicy,
};

use super::{CHALLENGE, HANDLE, ORIGIN, RP_ID, base64url};

pub(super) struct Other(WebauthnCore);

fn said(why: impl std::fmt::Debug) -> String {
    format!("{why:?}")
}

fn policy(required: bool) -> UserVerificationPolicy {
    if required { UserVerificationPolicy::Required } else { UserVerificationPolicy::Preferred }
}

impl Other {
    pub(super) fn new() -> Self {
        let origins = vec![ORIGIN.parse().expect("an address")];
        Self(WebauthnCore::new_unsafe_experts_only("Example", RP_ID, origins, Duration::from_mins(5), None, None))
    }

    pub(super) fn register(&self, answer: &Value, required: bool) -> Result<Credential, String> {
        let builder = self.0.new_challenge_register_builder(HANDLE, "ada", "Ada").map_err(said)?;
        let builder = builder.user_verification_policy(policy(required)).credential_algorithms(vec![
            COSEAlgorithm::ES256,
            COSEAlgorithm::ES384,
            COSEAlgorithm::RS256,
        ]);
        let (_, state) = self.0.generate_challenge_register(builder).map_err(said)?;
        let mut state = serde_json::to_value(state).map_err(said)?;
        state["challenge"] = json!(base64url(&CHALLENGE));
        let state: RegistrationState = serde_json::from_value(state).map_err(said)?;
        let response = serde_json::from_value(answer.clone()).map_err(said)?;
        self.0.register_credential(&response, &state, None).map_err(said)
    }

    /// What was asked for at registration does not count later, as with us; the other verifier would go on asking.
    pub(super) fn authenticate(&self, answer: &Value, known: &Credential, required: bool) -> Result<(), String> {
        let mut known = known.clone();
        known.registration_policy = UserVerificationPolicy::Discouraged_DO_NOT_USE;
        let policy = Some(policy(required));
        let builder = self.0.new_challenge_authenticate_builder(vec![known], policy).map_err(said)?;
        let (_, state) = self.0.generate_challenge_authenticate(builder).map_err(said)?;
        let mut state = serde_json::to_value(state).map_err(said)?;
        state["challenge"] = json!(base64url(&CHALLENGE));
        let state: AuthenticationState = serde_json::from_value(state).map_err(said)?;
        let response = serde_json::from_value(answer.clone()).map_err(said)?;
        self.0.authenticate_credential(&response, &state).map(drop).map_err(said)
    }
}
