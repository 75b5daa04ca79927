//! The verification of a sign-in: what it accepts was signed by the stored key, for this challenge, origin and RP ID, with the
//! user present, and the facts it hands out are those that were signed.
//!
//! An input is switches and pieces (see `ceremony`), and most inputs are signed anew after they were cut, so that only the rule that
//! they break can catch them. Where the first byte is `{` it is the whole answer as JSON. It must never take a fact from the
//! verifier that it can read from the signed bytes.

use webauthn::authentication::{Authenticated, BackupEligibility, CounterPolicy, Expectations, Stored, verify};
use webauthn::{Algorithm, AuthenticationResponse, Embedding, UserVerification};

use crate::ceremony::{APP_ID, CHALLENGE, CREDENTIAL_ID, HANDLE, Key, ORIGIN, RP_ID, Script, TOP_ORIGIN, base64url};
use crate::oracle::{self, BACKED_UP, ELIGIBLE, PRESENT, Parts, VERIFIED, sha256};

/// Whether the input is accepted.
pub fn check(input: &[u8]) -> bool {
    if input.first() == Some(&b'{') {
        // All switches off: the strictest of everything, and the first key.
        let switches = Script::read(&[0; 4]).expect("four bytes");
        return AuthenticationResponse::parse(input).is_ok_and(|response| accepted_rightly(&switches, &response));
    }
    let Some(mut script) = Script::read(input) else { return false };
    let switches = script;
    let response = answer(&mut script);
    accepted_rightly(&switches, &response)
}

/// The pieces as a browser would send them.
fn answer(script: &mut Script<'_>) -> AuthenticationResponse {
    let (id, client_data, authenticator_data) = (script.piece(), script.piece(), script.piece());
    let (handle, recorded) = (script.piece(), script.last());
    let signature = if script.is_on(0, 0) {
        recorded.to_vec()
    } else {
        key(script).sign(&[authenticator_data, &sha256(client_data)].concat())
    };
    let user_handle = script.is_on(1, 3).then(|| base64url(handle));
    let json = serde_json::json!({
        "id": base64url(id), "rawId": base64url(id), "type": "public-key",
        "clientExtensionResults": {"appid": script.is_on(1, 0)},
        "response": {
            "clientDataJSON": base64url(client_data),
            "authenticatorData": base64url(authenticator_data),
            "signature": base64url(&signature),
            "userHandle": user_handle,
        },
    });
    let parsed = AuthenticationResponse::parse(json.to_string().as_bytes());
    let direct = AuthenticationResponse {
        id: id.to_vec(),
        client_data_json: client_data.to_vec(),
        authenticator_data: authenticator_data.to_vec(),
        signature,
        user_handle: Some(handle.to_vec()).filter(|handle| script.is_on(1, 3) && !handle.is_empty()),
        attachment: None,
        app_id_used: script.is_on(1, 0),
    };
    if let Ok(parsed) = parsed {
        assert_eq!(parsed, direct, "the way through JSON changes the answer");
    }
    direct
}

fn key(script: &Script<'_>) -> Key {
    if script.is_on(2, 0) { Key::Rsa } else { Key::Ed25519 }
}

/// Verifies, and checks what was accepted.
fn accepted_rightly(script: &Script<'_>, response: &AuthenticationResponse) -> bool {
    let stored = Stored {
        credential_id: CREDENTIAL_ID,
        public_key: key(script).cose(),
        algorithm: Algorithm::from_cose(key(script).algorithm()).expect("a known algorithm"),
        sign_count: u32::from(script.bits(3, 0, 8)),
        backup_eligible: script.is_on(1, 4),
        user_handle: HANDLE,
    };
    let (origins, top_origins) = ([ORIGIN.to_owned()], [TOP_ORIGIN.to_owned()]);
    let ids = if script.is_on(1, 2) { vec![CREDENTIAL_ID.to_vec()] } else { vec![b"another".to_vec()] };
    let expected = Expectations {
        challenge: &CHALLENGE,
        rp_id: RP_ID,
        origins: &origins,
        embedding: if script.is_on(0, 2) {
            Embedding::Allowed { top_origins: &top_origins }
        } else {
            Embedding::Forbidden
        },
        app_id: script.is_on(0, 7).then_some(APP_ID),
        require_user_presence: !script.is_on(1, 5),
        user_verification: if script.is_on(0, 1) { UserVerification::Discouraged } else { UserVerification::Required },
        allow: script.is_on(1, 1).then_some(&ids),
        user_identified: script.is_on(0, 6),
        counter_policy: if script.is_on(0, 3) { CounterPolicy::Warn } else { CounterPolicy::Reject },
        backup_eligibility: match script.bits(0, 4, 2) {
            1 => BackupEligibility::AllowGain,
            2 => BackupEligibility::Ignore,
            _ => BackupEligibility::Strict,
        },
    };
    let Ok(facts) = verify(response, &stored, &expected) else { return false };
    signed_by(key(script), response);
    holds(response, &stored, &expected, &facts);
    true
}

fn signed_by(key: Key, response: &AuthenticationResponse) {
    let message = [&response.authenticator_data[..], &sha256(&response.client_data_json)].concat();
    let by_key = oracle::signed(key.algorithm(), key.public(), &message, &response.signature);
    assert!(by_key, "accepted what the key did not sign");
}

fn holds(response: &AuthenticationResponse, stored: &Stored<'_>, expected: &Expectations<'_>, facts: &Authenticated) {
    oracle::client_data(&response.client_data_json, "webauthn.get", expected.origins, expected.embedding);

    let parts = Parts::read(&response.authenticator_data);
    assert!(parts.attested.is_none(), "accepted with a credential of its own");
    let by_app_id = response.app_id_used.then_some(expected.app_id).flatten();
    assert_eq!(parts.rp_id_hash, sha256(by_app_id.unwrap_or(RP_ID).as_bytes()), "accepted for another RP ID");
    assert!(parts.has(PRESENT) || !expected.require_user_presence, "accepted without the user's presence");
    let needs_verification = expected.user_verification == UserVerification::Required;
    assert!(parts.has(VERIFIED) || !needs_verification, "accepted without verification");
    assert!(parts.has(ELIGIBLE) || !parts.has(BACKED_UP), "accepted as backed up but not eligible");
    let may_change = match (stored.backup_eligible, parts.has(ELIGIBLE)) {
        (false, true) => expected.backup_eligibility != BackupEligibility::Strict,
        (true, false) => expected.backup_eligibility == BackupEligibility::Ignore,
        _ => true,
    };
    assert!(may_change, "accepted with another eligibility");

    assert_eq!(response.id, stored.credential_id, "accepted another credential");
    assert!(
        expected.allow.is_none_or(|allow| allow.contains(&response.id)),
        "accepted a credential that was not asked for"
    );
    match &response.user_handle {
        Some(handle) => assert_eq!(handle, stored.user_handle, "accepted another user"),
        None => assert!(expected.user_identified, "accepted nobody in particular"),
    }

    let regressed = stored.sign_count.max(parts.counter) > 0 && parts.counter <= stored.sign_count;
    assert!(!regressed || expected.counter_policy == CounterPolicy::Warn, "accepted a counter that did not grow");
    let honest = Authenticated {
        user_verified: parts.has(VERIFIED),
        backup_eligible: parts.has(ELIGIBLE),
        backup_state: parts.has(BACKED_UP),
        sign_count: parts.counter.max(stored.sign_count),
        counter_regressed: regressed,
        backup_eligibility_gained: parts.has(ELIGIBLE) && !stored.backup_eligible,
    };
    assert_eq!(*facts, honest);
}
