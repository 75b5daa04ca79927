//! Both ceremonies against an independent authenticator: every algorithm goes round, every lie is named.

use authenticator::{Attestation, Authenticator, Counter, Lie, Passkey, Setup};
use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use proptest::prelude::proptest;
use proptest::sample::Index;
use serde_json::Value;
use webauthn::authentication::{self, Authenticated, BackupEligibility, CounterPolicy, Stored};
use webauthn::options::{
    AuthenticatorSelection, Conveyance, CreationOptions, Extensions, RelyingParty, RequestOptions, User,
};
use webauthn::registration::{self, AttestationPolicy, Registered};
use webauthn::{
    Algorithm, AuthenticationResponse, Embedding, Mediation, Refusal, RegistrationResponse, ResidentKey,
    UserVerification,
};

const RP_ID: &str = "example.org";
const ORIGIN: &str = "https://login.example.org";
const HANDLE: &[u8] = b"0123456789abcdef0123456789abcdef";
const CHALLENGE: [u8; 39] = [0xfb; 39];

fn setup(algorithm: Algorithm) -> Setup {
    Setup {
        algorithms: vec![algorithm.cose()],
        attestation: Attestation::PackedSelf,
        counter: Counter::Counting,
        ..Setup::phone()
    }
}

fn register(authenticator: &mut Authenticator, user_verification: UserVerification) -> Result<Registered, Refusal> {
    let answer = created(authenticator, user_verification);
    verify_registration(&RegistrationResponse::parse(answer.as_bytes())?, user_verification)
}

fn created(authenticator: &mut Authenticator, user_verification: UserVerification) -> String {
    let options = CreationOptions {
        rp: RelyingParty { id: RP_ID, name: "Example" },
        user: User { id: HANDLE, name: "ada", display_name: "Ada" },
        challenge: &CHALLENGE,
        algorithms: Algorithm::DEFAULT,
        timeout: 300_000,
        exclude: &[],
        authenticator_selection: AuthenticatorSelection {
            attachment: None,
            resident_key: ResidentKey::Required,
            user_verification,
        },
        hints: &[],
        attestation: Conveyance::None,
        extensions: Extensions::default(),
    };
    let asked: Value = serde_json::from_str(&options.to_json().unwrap()).unwrap();
    authenticator.create(&asked["publicKey"], ORIGIN).expect("an answer").to_string()
}

fn verify_registration(
    response: &RegistrationResponse,
    user_verification: UserVerification,
) -> Result<Registered, Refusal> {
    let expected = registration::Expectations {
        challenge: &CHALLENGE,
        rp_id: RP_ID,
        origins: &[ORIGIN.to_owned()],
        embedding: Embedding::Forbidden,
        user_verification,
        mediation: Mediation::Modal,
        algorithms: Algorithm::DEFAULT,
        attestation: AttestationPolicy { allow_none: true, allow_self: true },
    };
    registration::verify(response, &expected)
}

struct Asked {
    user_verification: UserVerification,
    allow: Option<&'static [Vec<u8>]>,
    user_identified: bool,
    counter_policy: CounterPolicy,
    backup_eligibility: BackupEligibility,
}

const STRICT: Asked = Asked {
    user_verification: UserVerification::Required,
    allow: None,
    user_identified: false,
    counter_policy: CounterPolicy::Reject,
    backup_eligibility: BackupEligibility::Strict,
};

fn authenticate(
    authenticator: &mut Authenticator,
    known: &Registered,
    asked: &Asked,
) -> Result<Authenticated, Refusal> {
    let answer = answer(authenticator, asked.user_verification);
    verify(&AuthenticationResponse::parse(answer.as_bytes())?, known, asked)
}

fn answer(authenticator: &mut Authenticator, user_verification: UserVerification) -> String {
    let options = RequestOptions {
        challenge: &CHALLENGE,
        timeout: 300_000,
        rp_id: RP_ID,
        allow: &[],
        user_verification,
        hints: &[],
    };
    let options: Value = serde_json::from_str(&options.to_json().unwrap()).unwrap();
    authenticator.get(&options["publicKey"], ORIGIN).expect("an answer").to_string()
}

fn verify(response: &AuthenticationResponse, known: &Registered, asked: &Asked) -> Result<Authenticated, Refusal> {
    let stored = Stored {
        credential_id: &known.credential_id,
        public_key: &known.public_key,
        algorithm: known.algorithm,
        sign_count: known.sign_count,
        backup_eligible: known.backup_eligible,
        user_handle: HANDLE,
    };
    let expected = authentication::Expectations {
        challenge: &CHALLENGE,
        rp_id: RP_ID,
        origins: &[ORIGIN.to_owned()],
        embedding: Embedding::Forbidden,
        user_verification: asked.user_verification,
        allow: asked.allow,
        user_identified: asked.user_identified,
        counter_policy: asked.counter_policy,
        backup_eligibility: asked.backup_eligibility,
    };
    authentication::verify(response, &stored, &expected)
}

fn registered(algorithm: Algorithm) -> (Authenticator, Registered) {
    let mut authenticator = Authenticator::new(setup(algorithm));
    let registered = register(&mut authenticator, UserVerification::Required).expect("registered");
    (authenticator, registered)
}

// S3-1: passwordless sign-in with discoverable credentials, as far as the two ceremonies.
#[test]
fn every_algorithm_goes_round() {
    for algorithm in Algorithm::DEFAULT {
        for (attestation, format) in [(Attestation::None, "none"), (Attestation::PackedSelf, "packed")] {
            let mut authenticator = Authenticator::new(Setup { attestation, ..setup(*algorithm) });
            let known = register(&mut authenticator, UserVerification::Required).expect("registered");
            assert_eq!((known.algorithm, known.attestation_format), (*algorithm, format));
            assert_eq!((known.discoverable, known.attachment.as_deref()), (Some(true), Some("platform")));
            assert_eq!((known.transports.len(), known.aaguid), (2, *b"keystead-phone--"));
            assert_eq!(known.public_key, authenticator.passkeys()[0].cose_public_key());
            let facts = authenticate(&mut authenticator, &known, &STRICT).expect("authenticated");
            assert!(facts.user_verified && facts.backup_eligible && facts.backup_state);
            assert_eq!((facts.sign_count, facts.counter_regressed), (1, false));
        }
    }
}

#[test]
fn every_lie_at_registration_is_named() {
    let lies = [
        (Lie::Origin("https://evil.example".into()), Refusal::OriginMismatch),
        (Lie::RpId("evil.example".into()), Refusal::RpIdMismatch),
        (Lie::Type("webauthn.get".into()), Refusal::TypeMismatch),
        (Lie::Challenge(vec![1; 39]), Refusal::ChallengeMismatch),
        (Lie::FlagsClear(0x01), Refusal::UserNotPresent),
        (Lie::FlagsClear(0x04), Refusal::UserNotVerified),
        (Lie::FlagsClear(0x08), Refusal::InvalidBackupState),
        (Lie::FlagsClear(0x40), Refusal::MalformedAuthData),
        (Lie::FlagsSet(0x80), Refusal::MalformedAuthData),
        (Lie::Signature, Refusal::InvalidAttestationSignature),
        (Lie::Algorithm(-35), Refusal::AlgorithmNotAllowed),
        (Lie::CredentialId(vec![1]), Refusal::CredentialIdMismatch),
        (Lie::CrossOrigin, Refusal::CrossOriginForbidden),
        (Lie::TopOrigin("https://top.example".into()), Refusal::CrossOriginForbidden),
        (Lie::TrailingBytes, Refusal::MalformedAuthData),
    ];
    for algorithm in Algorithm::DEFAULT {
        for (lie, refusal) in &lies {
            let mut authenticator = Authenticator::new(setup(*algorithm));
            authenticator.lie(lie.clone());
            assert_eq!(register(&mut authenticator, UserVerification::Required), Err(*refusal), "{lie:?}");
        }
        // A key that claims to be of another kind has the wrong shape for it.
        for other in Algorithm::DEFAULT.iter().filter(|other| *other != algorithm) {
            let mut authenticator = Authenticator::new(setup(*algorithm));
            authenticator.lie(Lie::Algorithm(other.cose()));
            let refused = register(&mut authenticator, UserVerification::Required);
            assert_eq!(refused, Err(Refusal::MalformedPublicKey), "{algorithm:?} as {other:?}");
        }
    }
}

// S1-32: a wrong signature, a mismatch, tampering: each is found, and has its name for the log.
#[test]
fn every_lie_at_authentication_is_named() {
    let lies = [
        (Lie::Origin("https://evil.example".into()), Refusal::OriginMismatch),
        (Lie::RpId("evil.example".into()), Refusal::RpIdMismatch),
        (Lie::Type("webauthn.create".into()), Refusal::TypeMismatch),
        (Lie::Challenge(vec![1; 39]), Refusal::ChallengeMismatch),
        (Lie::Counter(0), Refusal::CounterRegression),
        (Lie::Counter(7), Refusal::CounterRegression),
        (Lie::FlagsClear(0x01), Refusal::UserNotPresent),
        (Lie::FlagsClear(0x04), Refusal::UserNotVerified),
        (Lie::FlagsClear(0x08), Refusal::InvalidBackupState),
        (Lie::FlagsClear(0x18), Refusal::BackupEligibilityChanged),
        (Lie::FlagsSet(0x40), Refusal::MalformedAuthData),
        (Lie::FlagsSet(0x80), Refusal::MalformedAuthData),
        (Lie::UserHandle(None), Refusal::UserHandleMissing),
        (Lie::UserHandle(Some(b"someone else".to_vec())), Refusal::UserHandleMismatch),
        (Lie::Signature, Refusal::InvalidSignature),
        (Lie::CredentialId(vec![1]), Refusal::CredentialUnknown),
        (Lie::CrossOrigin, Refusal::CrossOriginForbidden),
        (Lie::TopOrigin("https://top.example".into()), Refusal::CrossOriginForbidden),
        (Lie::TrailingBytes, Refusal::MalformedAuthData),
    ];
    for algorithm in Algorithm::DEFAULT {
        let (mut authenticator, mut known) = registered(*algorithm);
        known.sign_count = 7;
        for (lie, refusal) in &lies {
            if !matches!(lie, Lie::Counter(_)) {
                authenticator.lie(Lie::Counter(8));
            }
            authenticator.lie(lie.clone());
            assert_eq!(authenticate(&mut authenticator, &known, &STRICT), Err(*refusal), "{lie:?}");
        }
        authenticator.lie(Lie::Counter(8));
        authenticate(&mut authenticator, &known, &STRICT).expect("the truth is still accepted");
    }
}

#[test]
fn findings_are_reported_where_policy_lets_them_pass() {
    let (mut authenticator, mut known) = registered(Algorithm::Es256);
    known.sign_count = 100;
    let warn = Asked { counter_policy: CounterPolicy::Warn, ..STRICT };
    let facts = authenticate(&mut authenticator, &known, &warn).expect("passes with a warning");
    assert_eq!((facts.counter_regressed, facts.sign_count), (true, 100), "the stored counter never falls");

    known.sign_count = 0;
    known.backup_eligible = false;
    for (backup_eligibility, expected) in [
        (BackupEligibility::Strict, Err(Refusal::BackupEligibilityChanged)),
        (BackupEligibility::AllowGain, Ok(true)),
        (BackupEligibility::Ignore, Ok(true)),
    ] {
        let found = authenticate(&mut authenticator, &known, &Asked { backup_eligibility, ..STRICT });
        assert_eq!(found.map(|facts| facts.backup_eligibility_gained), expected, "{backup_eligibility:?}");
    }
    known.backup_eligible = true;
    for (backup_eligibility, expected) in
        [(BackupEligibility::AllowGain, Err(Refusal::BackupEligibilityChanged)), (BackupEligibility::Ignore, Ok(false))]
    {
        authenticator.lie(Lie::FlagsClear(0x18));
        let found = authenticate(&mut authenticator, &known, &Asked { backup_eligibility, ..STRICT });
        assert_eq!(found.map(|facts| facts.backup_eligibility_gained), expected, "{backup_eligibility:?}");
    }
}

#[test]
fn a_stored_algorithm_that_is_not_the_keys_verifies_nothing() {
    let (mut authenticator, mut known) = registered(Algorithm::Es256);
    known.algorithm = Algorithm::EdDsa;
    assert_eq!(authenticate(&mut authenticator, &known, &STRICT), Err(Refusal::MalformedPublicKey));
}

#[test]
fn the_fast_path_is_accepted() {
    let (authenticator, mut known) = registered(Algorithm::Es256);
    known.sign_count = 8;
    let challenge = base64::prelude::BASE64_URL_SAFE_NO_PAD.encode(CHALLENGE);
    let rp_id_hash = digest(&SHA256, RP_ID.as_bytes());
    let answer = authenticator.passkeys()[0].assertion(&challenge, rp_id_hash.as_ref().try_into().unwrap(), ORIGIN, 9);
    let response = AuthenticationResponse::parse(answer.as_bytes()).expect("a response");
    assert_eq!(verify(&response, &known, &STRICT).map(|facts| facts.sign_count), Ok(9));

    // Many ids and handles may share one key pair.
    known.credential_id = b"another id".to_vec();
    let clone = Passkey::from_parts(authenticator.passkeys()[0].key.clone(), b"another id".to_vec(), HANDLE.to_vec());
    let answer = clone.assertion(&challenge, rp_id_hash.as_ref().try_into().unwrap(), ORIGIN, 9);
    let response = AuthenticationResponse::parse(answer.as_bytes()).expect("a response");
    assert!(verify(&response, &known, &STRICT).is_ok());
}

#[test]
fn an_empty_list_of_ids_admits_none() {
    let (mut authenticator, known) = registered(Algorithm::Es256);
    let found = authenticate(&mut authenticator, &known, &Asked { allow: Some(&[]), ..STRICT });
    assert_eq!(found, Err(Refusal::CredentialNotAllowed));
}

#[test]
fn a_known_user_needs_no_handle_but_may_not_show_anothers() {
    let (mut authenticator, known) = registered(Algorithm::Es256);
    let asked = Asked { user_identified: true, ..STRICT };
    authenticator.lie(Lie::UserHandle(None));
    assert!(authenticate(&mut authenticator, &known, &asked).is_ok());
    authenticator.lie(Lie::UserHandle(Some(vec![1])));
    assert_eq!(authenticate(&mut authenticator, &known, &asked), Err(Refusal::UserHandleMismatch));
}

fn damage(part: &mut [u8], at: Index, mask: u8) {
    let at = at.index(part.len());
    part[at] ^= mask;
}

proptest! {
    /// Whatever is signed, and the signature: one byte changed is refused, for whatever reason, and without a panic.
    #[test]
    fn damaged_authentications_are_refused(which in 0..3_usize, at: Index, mask in 1..=255_u8) {
        let (mut authenticator, known) = registered(Algorithm::Es256);
        let answer = answer(&mut authenticator, UserVerification::Required);
        let mut response = AuthenticationResponse::parse(answer.as_bytes()).expect("a response");
        assert!(verify(&response, &known, &STRICT).is_ok());
        let parts = [&mut response.client_data_json, &mut response.authenticator_data, &mut response.signature];
        damage(parts.into_iter().nth(which).expect("one of three"), at, mask);
        assert!(verify(&response, &known, &STRICT).is_err());
    }

    #[test]
    fn damaged_registrations_are_refused(which in 0..3_usize, at: Index, mask in 1..=255_u8) {
        let mut authenticator = Authenticator::new(setup(Algorithm::Es256));
        let user_verification = UserVerification::Required;
        let answer = created(&mut authenticator, user_verification);
        let mut response = RegistrationResponse::parse(answer.as_bytes()).expect("a response");
        assert!(verify_registration(&response, user_verification).is_ok());
        let parts = [&mut response.client_data_json, &mut response.attestation_object, &mut response.id];
        damage(parts.into_iter().nth(which).expect("one of three"), at, mask);
        assert!(verify_registration(&response, user_verification).is_err());
    }
}
