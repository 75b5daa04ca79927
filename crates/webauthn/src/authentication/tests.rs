use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};

use super::{
    BackupEligibility, CounterPolicy, Expectations, NO_SIGNATURE, NOBODY, Refused, Stored, verify_nothing, verify_steps,
};
use crate::cose::PublicKey;
use crate::{Algorithm, AuthenticationResponse, Embedding, Refusal, UserVerification};

#[test]
fn nobody_has_a_sound_key_and_signs_nothing() {
    let nobody = PublicKey::Es256(NOBODY);
    assert_eq!(nobody.check(), Ok(()), "an unsound key would be refused before the costly part");
    assert!(!nobody.verify(b"seed", &NO_SIGNATURE));
    assert!(nobody.may_have_made(&NO_SIGNATURE), "and so would a signature that is out of range");
    verify_nothing(b"seed");
}

fn response(authenticator_data: Vec<u8>, signature: &[u8]) -> AuthenticationResponse {
    let challenge = BASE64_URL_SAFE_NO_PAD.encode([1; 16]);
    let client_data = format!(r#"{{"type":"webauthn.get","challenge":"{challenge}","origin":"https://example.org"}}"#);
    AuthenticationResponse {
        id: vec![7; 16],
        client_data_json: client_data.into_bytes(),
        authenticator_data,
        signature: signature.to_vec(),
        user_handle: None,
        attachment: None,
        app_id_used: false,
    }
}

fn refused(response: &AuthenticationResponse, public_key: &[u8], algorithm: Algorithm) -> Refused {
    let stored = Stored {
        credential_id: &[7; 16],
        public_key,
        algorithm,
        sign_count: 0,
        backup_eligible: false,
        user_handle: b"",
    };
    let expected = Expectations {
        challenge: &[1; 16],
        rp_id: "example.org",
        origins: &["https://example.org".to_owned()],
        embedding: Embedding::Forbidden,
        app_id: None,
        require_user_presence: true,
        user_verification: UserVerification::Required,
        allow: None,
        user_identified: true,
        counter_policy: CounterPolicy::Reject,
        backup_eligibility: BackupEligibility::Strict,
    };
    verify_steps(response, &stored, &expected).expect_err("nobody signs")
}

/// Only a refusal that has cost a check comes without the dummy; all others have to cost it, whatever their reason.
#[test]
fn a_refusal_is_after_a_check_or_pays_for_one() {
    let hash = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, b"example.org");
    let data = |flags: u8| [hash.as_ref(), &[flags, 0, 0, 0, 0]].concat();
    let key = [&[0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32][..], &NOBODY[1..33], &[0x22, 0x58, 32], &NOBODY[33..]];
    let key = key.concat();
    let refusal = |flags: u8, signature: &[u8]| refused(&response(data(flags), signature), &key, Algorithm::Es256);
    let wrong = Refusal::InvalidSignature;
    assert_eq!(refusal(5, &NO_SIGNATURE), Refused::AfterCheck(wrong));
    for at_a_glance in [&[][..], &[0], &NO_SIGNATURE[..69], &[0x30, 6, 2, 1, 0, 2, 1, 0], &[0xff; 70]] {
        assert_eq!(refusal(5, at_a_glance), Refused::Sooner(wrong), "{at_a_glance:x?}");
    }
    assert_eq!(refusal(4, &NO_SIGNATURE), Refused::Sooner(Refusal::UserNotPresent));
    let malformed = refused(&response(data(5), &NO_SIGNATURE), &[0xa0], Algorithm::Es256);
    assert_eq!(malformed, Refused::Sooner(Refusal::MalformedPublicKey));
    // Neither costs as much as the dummy for sure.
    let rsa = [&[0xa4, 1, 3, 3, 0x39, 1, 0, 0x20, 0x59, 1, 0][..], &[0xc3; 256], &[0x21, 0x43, 1, 0, 1]].concat();
    let quick = response(data(5), &[0x11; 256]);
    assert_eq!(refused(&quick, &rsa, Algorithm::Rs256), Refused::Sooner(wrong));
    let edwards = [&[0xa4, 1, 1, 3, 0x27, 0x20, 6, 0x21, 0x58, 32, 0x58][..], &[0x66; 31]].concat();
    assert_eq!(refused(&response(data(5), &[0; 64]), &edwards, Algorithm::EdDsa), Refused::Sooner(wrong));
    let lattice = [&[0xa3, 1, 7, 3, 0x38, 47, 0x20, 0x59, 5, 0x20][..], &[9; 1312]].concat();
    for length in [1, 2420] {
        let response = response(data(5), &vec![0; length]);
        assert_eq!(refused(&response, &lattice, Algorithm::MlDsa44), Refused::Sooner(wrong));
    }
}
