//! The verification of a registration: what it accepts is for this challenge, origin and RP ID, its statement holds when it is
//! computed again, and the facts it hands out are those in the authenticator data.
//!
//! An input is switches and pieces (see `ceremony`); the statement is the recorded one or is signed anew, by the new key itself or
//! by the fixed maker. Where the first byte is `{` the input is the whole answer as JSON. It must never take a fact from the verifier
//! that it can read from the attestation object.

use webauthn::attestation::{AuthorizationLists, Policy, Roots, Trust};
use webauthn::fuzzing::Item;
use webauthn::registration::{Expectations, Registered, verify};
use webauthn::{Aaguid, Algorithm, Embedding, Mediation, RegistrationResponse, UserVerification};

use crate::ceremony::{CHALLENGE, Key, NOW, ORIGIN, ROOT, RP_ID, Script, TOP_ORIGIN, base64url};
use crate::oracle::{self, BACKED_UP, ELIGIBLE, PRESENT, Parts, VERIFIED, sha256};
use crate::reading::{self, member, text};
use crate::statement::{self, About};

/// Whether the input is accepted.
pub fn check(input: &[u8]) -> bool {
    if input.first() == Some(&b'{') {
        // All switches off: the strictest ceremony, and every statement.
        let switches = Script::read(&[0; 4]).expect("four bytes");
        return RegistrationResponse::parse(input).is_ok_and(|response| accepted_rightly(&switches, &response));
    }
    let Some(mut script) = Script::read(input) else { return false };
    let switches = script;
    let response = answer(&mut script);
    accepted_rightly(&switches, &response)
}

/// The pieces as a browser would send them.
fn answer(script: &mut Script<'_>) -> RegistrationResponse {
    let (id, client_data, authenticator_data) = (script.piece(), script.piece(), script.piece());
    let (format, recorded) = (script.piece(), script.last());
    let message = [authenticator_data, &sha256(client_data)].concat();
    let (format, statement) = match script.bits(0, 0, 2) {
        0 => (&b"packed"[..], signed_anew(own_key(script), &message, None)),
        1 => (&b"packed"[..], signed_anew(Key::Maker, &message, Some(recorded))),
        _ => (format, recorded.to_vec()),
    };
    let object = [
        b"\xa3\x63fmt",
        &head(0x60, format)[..],
        format,
        b"\x67attStmt",
        &statement,
        b"\x68authData",
        &head(0x40, authenticator_data),
        authenticator_data,
    ]
    .concat();
    let json = serde_json::json!({
        "id": base64url(id), "rawId": base64url(id), "type": "public-key",
        "clientExtensionResults": {},
        "response": {"clientDataJSON": base64url(client_data), "attestationObject": base64url(&object)},
    });
    let direct = RegistrationResponse {
        id: id.to_vec(),
        client_data_json: client_data.to_vec(),
        attestation_object: object,
        transports: Vec::new(),
        attachment: None,
        cred_props_rk: None,
    };
    if let Ok(parsed) = RegistrationResponse::parse(json.to_string().as_bytes()) {
        assert_eq!(parsed, direct, "the way through JSON changes the answer");
    }
    direct
}

fn own_key(script: &Script<'_>) -> Key {
    if script.is_on(2, 0) { Key::Rsa } else { Key::Ed25519 }
}

/// A packed statement, by the key itself or with the certificate of its holder.
fn signed_anew(key: Key, message: &[u8], leaf: Option<&[u8]>) -> Vec<u8> {
    let signature = key.sign(message);
    let number: &[u8] = if key.algorithm() == -8 { &[0x27] } else { &[0x39, 1, 0] };
    let count = if leaf.is_some() { 0xa3 } else { 0xa2 };
    let mut written = [&[count][..], b"\x63alg", number, b"\x63sig", &head(0x40, &signature), &signature].concat();
    if let Some(leaf) = leaf {
        written.extend_from_slice(&[b"\x63x5c\x81", &head(0x40, leaf)[..], leaf].concat());
    }
    written
}

/// The start of a CBOR text or byte string.
fn head(major: u8, content: &[u8]) -> Vec<u8> {
    match u8::try_from(content.len()) {
        Ok(short @ ..=23) => vec![major | short],
        Ok(length) => vec![major | 0x18, length],
        Err(_) => {
            let length = u32::try_from(content.len()).expect("a short piece").to_be_bytes();
            [&[major | 0x1a], &length[..]].concat()
        }
    }
}

/// Verifies, and checks what was accepted.
fn accepted_rightly(script: &Script<'_>, response: &RegistrationResponse) -> bool {
    let (origins, top_origins) = ([ORIGIN.to_owned()], [TOP_ORIGIN.to_owned()]);
    let roots = Roots(vec![ROOT.to_vec()]);
    let policy = Policy {
        allow_none: !script.is_on(0, 5),
        allow_self: !script.is_on(0, 6),
        trust: match script.bits(1, 0, 2) {
            1 => Trust::Observed(&roots),
            2 => Trust::Required(&roots),
            _ => Trust::NotJudged,
        },
        now: NOW,
        android_key: match script.bits(1, 4, 2) {
            1 => AuthorizationLists::TrustedOnly,
            2 => AuthorizationLists::AbsentIsFine,
            _ => AuthorizationLists::Union,
        },
        u2f_zero_aaguid: script.is_on(1, 2),
        root_in_chain: !script.is_on(1, 3),
        ..Policy::ANY
    };
    let expected = Expectations {
        challenge: &CHALLENGE,
        rp_id: RP_ID,
        origins: &origins,
        embedding: if script.is_on(0, 4) {
            Embedding::Allowed { top_origins: &top_origins }
        } else {
            Embedding::Forbidden
        },
        user_verification: if script.is_on(0, 2) { UserVerification::Discouraged } else { UserVerification::Required },
        mediation: if script.is_on(0, 3) { Mediation::Conditional } else { Mediation::Modal },
        algorithms: if script.is_on(0, 7) { Algorithm::WITH_POST_QUANTUM } else { Algorithm::DEFAULT },
        attestation: policy,
    };
    let Ok(registered) = verify(response, &expected) else { return false };
    holds(response, &expected, &registered);
    true
}

fn holds(response: &RegistrationResponse, expected: &Expectations<'_>, registered: &Registered) {
    oracle::client_data(&response.client_data_json, "webauthn.create", expected.origins, expected.embedding);

    let object = reading::compared_whole(&response.attestation_object).expect("the object is CBOR");
    let Some(Item::Bytes(authenticator_data)) = member(&object, &text("authData")) else {
        unreachable!("an object without authenticator data")
    };
    let parts = Parts::read(authenticator_data);
    assert_eq!(parts.rp_id_hash, sha256(RP_ID.as_bytes()), "accepted for another RP ID");
    let may_be_absent = expected.mediation == Mediation::Conditional;
    assert!(parts.has(PRESENT) || may_be_absent, "accepted without the user's presence");
    let needs_verification = expected.user_verification == UserVerification::Required;
    assert!(parts.has(VERIFIED) || !needs_verification, "accepted without verification");
    assert!(parts.has(ELIGIBLE) || !parts.has(BACKED_UP), "accepted as backed up but not eligible");

    let attested = parts.attested.as_ref().expect("accepted without a credential");
    assert!((1..=1023).contains(&attested.id.len()), "accepted an id of {} bytes", attested.id.len());
    assert_eq!(attested.id, response.id, "accepted two ids");
    crate::cose_key::check(attested.key);
    let (algorithm, _) = oracle::raw_key(attested.key);
    let offered = expected.algorithms.iter().any(|offered| offered.cose() == algorithm);
    assert!(offered, "accepted the algorithm {algorithm}, which was not offered");

    let facts = (registered.sign_count, registered.user_verified, registered.backup_eligible, registered.backup_state);
    assert_eq!(facts, (parts.counter, parts.has(VERIFIED), parts.has(ELIGIBLE), parts.has(BACKED_UP)));
    assert_eq!(registered.credential_id, attested.id);
    assert_eq!(registered.public_key, attested.key);
    assert_eq!(registered.algorithm.cose(), algorithm);
    assert_eq!(registered.aaguid, Aaguid(attested.aaguid.try_into().expect("sixteen bytes")));

    let (Some(Item::Text(format)), Some(statement)) =
        (member(&object, &text("fmt")), member(&object, &text("attStmt")))
    else {
        unreachable!("an object without a statement")
    };
    let about = About {
        parts: &parts,
        authenticator_data,
        client_data: &response.client_data_json,
        policy: &expected.attestation,
    };
    statement::holds(format, statement, &about, &registered.attestation);
}
