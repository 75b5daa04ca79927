//! Both ceremonies against an independent authenticator: every algorithm goes round, every lie is named.

mod attestation;
mod metadata;
mod shape;

use authenticator::{Attestation, Authenticator, Counter, Lie, Passkey, Setup};
use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use proptest::prelude::proptest;
use proptest::sample::Index;
use serde_json::Value;
use webauthn::attestation::Policy;
use webauthn::authentication::{self, Authenticated, BackupEligibility, CounterPolicy, Stored};
use webauthn::options::{
    AuthenticatorSelection, Conveyance, CreationOptions, Extensions, RelyingParty, RequestOptions, User,
};
use webauthn::registration::{self, Registered};
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
    authenticator.create(&creation(user_verification, Conveyance::None), ORIGIN).expect("an answer").to_string()
}

/// Offers everything: the authenticator's setup decides what is used.
fn creation(user_verification: UserVerification, attestation: Conveyance) -> Value {
    let options = CreationOptions {
        rp: RelyingParty { id: RP_ID, name: "Example" },
        user: User { id: HANDLE, name: "ada", display_name: "Ada" },
        challenge: &CHALLENGE,
        algorithms: Algorithm::WITH_POST_QUANTUM,
        timeout: 300_000,
        exclude: &[],
        authenticator_selection: AuthenticatorSelection {
            attachment: None,
            resident_key: ResidentKey::Preferred,
            user_verification,
        },
        hints: &[],
        attestation,
        extensions: Extensions::CREATION,
    };
    let asked: Value = serde_json::from_str(&options.to_json().unwrap()).unwrap();
    asked["publicKey"].clone()
}

/// What a registration is expected to be unless a test says otherwise.
const EXPECTED: registration::Expectations<'static> = registration::Expectations {
    challenge: &CHALLENGE,
    rp_id: RP_ID,
    origins: &[],
    embedding: Embedding::Forbidden,
    user_verification: UserVerification::Required,
    mediation: Mediation::Modal,
    algorithms: Algorithm::WITH_POST_QUANTUM,
    attestation: Policy::ANY,
};

fn verify_registration(
    response: &RegistrationResponse,
    user_verification: UserVerification,
) -> Result<Registered, Refusal> {
    let origins = [ORIGIN.to_owned()];
    registration::verify(response, &registration::Expectations { origins: &origins, user_verification, ..EXPECTED })
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
        extensions: webauthn::options::Extensions::default(),
    };
    let options: Value = serde_json::from_str(&options.to_json().unwrap()).unwrap();
    authenticator.get(&options["publicKey"], ORIGIN).expect("an answer").to_string()
}

fn verify(response: &AuthenticationResponse, known: &Registered, asked: &Asked) -> Result<Authenticated, Refusal> {
    verify_for(response, known, asked, None)
}

fn verify_for(
    response: &AuthenticationResponse,
    known: &Registered,
    asked: &Asked,
    app_id: Option<&str>,
) -> Result<Authenticated, Refusal> {
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
        app_id,
        require_user_presence: true,
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
    for algorithm in Algorithm::WITH_POST_QUANTUM {
        for (attestation, format) in [(Attestation::None, "none"), (Attestation::PackedSelf, "packed")] {
            let mut authenticator = Authenticator::new(Setup { attestation, ..setup(*algorithm) });
            let known = register(&mut authenticator, UserVerification::Required).expect("registered");
            assert_eq!((known.algorithm, known.attestation.format), (*algorithm, format));
            assert_eq!((known.discoverable, known.attachment.as_deref()), (Some(true), Some("platform")));
            assert_eq!((known.transports.len(), known.aaguid.0), (2, *b"keystead-phone--"));
            assert_eq!(known.public_key, authenticator.passkeys()[0].cose_public_key());
            let facts = authenticate(&mut authenticator, &known, &STRICT).expect("authenticated");
            assert!(facts.user_verified && facts.backup_eligible && facts.backup_state);
            assert_eq!((facts.sign_count, facts.counter_regressed), (1, false));
        }
    }
}

#[test]
fn algorithms_that_were_not_offered_are_refused() {
    let verify = |algorithm: i64, algorithms| {
        let setup = Setup { algorithms: vec![algorithm], ..setup(Algorithm::Es256) };
        let mut options = creation(UserVerification::Required, Conveyance::None);
        options["pubKeyCredParams"] = serde_json::json!([{"type": "public-key", "alg": algorithm}]);
        let answer = Authenticator::new(setup).create(&options, ORIGIN).expect("an answer").to_string();
        let origins = [ORIGIN.to_owned()];
        let expected = registration::Expectations { origins: &origins, algorithms, ..EXPECTED };
        registration::verify(&RegistrationResponse::parse(answer.as_bytes())?, &expected)
            .map(|registered| registered.algorithm)
    };
    for algorithm in [Algorithm::MlDsa44, Algorithm::MlDsa65, Algorithm::MlDsa87] {
        assert_eq!(verify(algorithm.cose(), Algorithm::DEFAULT), Err(Refusal::AlgorithmNotAllowed));
        assert_eq!(verify(algorithm.cose(), Algorithm::WITH_POST_QUANTUM), Ok(algorithm));
    }
    // RSA with SHA-1 is known to FIDO's conformance test alone.
    assert_eq!(verify(-65535, Algorithm::WITH_POST_QUANTUM), Err(Refusal::UnsupportedAlgorithm));
    assert_eq!(verify(-65535, Algorithm::CONFORMANCE), Ok(Algorithm::Rs1));
}

// Conditional creation waives the user's presence, and nothing else; only where it was asked for.
#[test]
fn quiet_creation_is_accepted_where_it_was_asked_for() {
    let preferred = UserVerification::Preferred;
    let mut authenticator = Authenticator::new(setup(Algorithm::Es256));
    let answer = authenticator.create_quietly(&creation(preferred, Conveyance::None), ORIGIN).expect("an answer");
    let response = RegistrationResponse::parse(answer.to_string().as_bytes()).expect("a response");
    let origins = [ORIGIN.to_owned()];
    let quiet = registration::Expectations {
        origins: &origins,
        user_verification: preferred,
        mediation: Mediation::Conditional,
        ..EXPECTED
    };
    let known = registration::verify(&response, &quiet).expect("registered");
    assert!(!known.user_verified);
    assert_eq!(verify_registration(&response, preferred), Err(Refusal::UserNotPresent));
    let required = registration::Expectations { user_verification: UserVerification::Required, ..quiet };
    assert_eq!(registration::verify(&response, &required), Err(Refusal::UserNotVerified));
    // Its first verified use.
    let facts = authenticate(&mut authenticator, &known, &STRICT).expect("authenticated");
    assert!(facts.user_verified);
}

// S3-5: a key of U2F's time is no passkey, but a second factor, under its RP ID or the AppID that it was registered for.
#[test]
fn u2f_keys_are_second_factors() {
    const APP_ID: &str = "https://login.example.org/app-id.json";
    let discouraged = UserVerification::Discouraged;
    let mut key = Authenticator::new(Setup::u2f_key());
    assert!(key.create(&creation(UserVerification::Required, Conveyance::None), ORIGIN).is_err());
    let known = register(&mut key, discouraged).expect("registered");
    assert_eq!((known.discoverable, known.user_verified, known.aaguid.0), (Some(false), false, [0; 16]));

    let mut asked = serde_json::json!({
        "challenge": base64::prelude::BASE64_URL_SAFE_NO_PAD.encode(CHALLENGE),
        "rpId": RP_ID,
        "allowCredentials": [{"type": "public-key", "id": base64::prelude::BASE64_URL_SAFE_NO_PAD.encode(&known.credential_id)}],
        "extensions": {"appid": APP_ID},
    });
    let verify = |key: &mut Authenticator, asked: &Value, app_id| {
        let answer = key.get(asked, ORIGIN).expect("an answer").to_string();
        let response = AuthenticationResponse::parse(answer.as_bytes()).expect("a response");
        let wanted = Asked { user_verification: discouraged, user_identified: true, ..STRICT };
        verify_for(&response, &known, &wanted, app_id)
    };
    assert!(!verify(&mut key, &asked, None).expect("under its RP ID").user_verified);
    key.keep_under_app_id(&known.credential_id, APP_ID).expect("kept");
    assert!(!verify(&mut key, &asked, Some(APP_ID)).expect("under its AppID").user_verified);
    assert_eq!(verify(&mut key, &asked, None), Err(Refusal::RpIdMismatch), "not where no AppID was asked with");
    let other = Some("https://login.example.org/other.json");
    assert_eq!(verify(&mut key, &asked, other), Err(Refusal::RpIdMismatch));
    asked["extensions"] = serde_json::json!({});
    assert!(key.get(&asked, ORIGIN).is_err(), "the key knows nothing of the RP ID");
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
        (Lie::Algorithm(-47), Refusal::UnsupportedAlgorithm),
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
