//! Attestation statements of an independent maker: each format is accepted and leads to the maker's root, and each lie
//! about it is named.

use authenticator::{Attestation, Authenticator, Cbor, CertificateLie, KeyDescription, Lie, Maker, Making, Setup};
use authenticator::{Signer, TpmLie, Validity};
use webauthn::attestation::{AuthorizationLists, Kind, Policy, Roots, Sha1, Trust, Verdict};
use webauthn::options::Conveyance;
use webauthn::registration::{self, Registered};
use webauthn::{Algorithm, Refusal, RegistrationResponse, UserVerification};

use super::{EXPECTED, ORIGIN, creation, setup};

/// In November 2026.
const NOW: i64 = 1_795_000_000;
const EC: &[Algorithm] = &[Algorithm::Es256, Algorithm::Es384, Algorithm::Es512];
const EC_AND_RSA: &[Algorithm] = &[Algorithm::Es256, Algorithm::Es384, Algorithm::Es512, Algorithm::Rs256];

fn maker(intermediate: bool) -> Maker {
    Maker::new(Making { intermediate, ..Making::default() }).expect("a maker")
}

fn made_by(maker: &Maker, attestation: Attestation, algorithm: Algorithm) -> Setup {
    Setup { attestation, maker: Some(maker.clone()), ..setup(algorithm) }
}

fn register(setup: Setup, lies: &[Lie], policy: Policy<'_>) -> Result<Registered, Refusal> {
    let mut authenticator = Authenticator::new(setup);
    for lie in lies {
        authenticator.lie(lie.clone());
    }
    let options = creation(UserVerification::Required, Conveyance::Direct);
    let answer = authenticator.create(&options, ORIGIN).expect("an answer").to_string();
    let response = RegistrationResponse::parse(answer.as_bytes())?;
    let origins = [ORIGIN.to_owned()];
    registration::verify(&response, &registration::Expectations { origins: &origins, attestation: policy, ..EXPECTED })
}

/// Registers with everything required, under the maker's own root.
fn trusting(maker: &Maker, setup: Setup, lies: &[Lie], policy: Policy<'_>) -> Result<Registered, Refusal> {
    let roots = Roots(vec![maker.root_der().to_vec()]);
    let strict = Policy { allow_none: false, allow_self: false, trust: Trust::Required(&roots), now: NOW, ..policy };
    register(setup, lies, strict)
}

/// The format is accepted with and without an intermediate authority, and only under its own maker's root.
fn goes_round(attestation: Attestation, format: &str, algorithms: &[Algorithm]) {
    for maker in [maker(false), maker(true)] {
        for algorithm in algorithms {
            let setup = made_by(&maker, attestation, *algorithm);
            let known = trusting(&maker, setup.clone(), &[], Policy::ANY).map(|known| known.attestation);
            let worth = known.as_ref().map(|known| (known.format, known.kind, known.verdict));
            assert_eq!(worth, Ok((format, Kind::Certified, Verdict::Trusted)), "{algorithm:?}");
            assert!(known.is_ok_and(|known| !known.trust_path.is_empty()));

            let strangers = Roots(vec![self::maker(false).root_der().to_vec()]);
            let strict = Policy { trust: Trust::Required(&strangers), now: NOW, ..Policy::ANY };
            assert_eq!(register(setup.clone(), &[], strict), Err(Refusal::UntrustedAttestation), "{format}");
            let observed = Policy { trust: Trust::Observed(&strangers), now: NOW, ..Policy::ANY };
            let known = register(setup.clone(), &[], observed).expect("registered").attestation;
            assert_eq!(known.verdict, Verdict::Untrusted, "{format}");
            let known = register(setup, &[], Policy::ANY).expect("registered").attestation;
            assert_eq!(known.verdict, Verdict::NotJudged, "{format}");
        }
    }
}

/// Each lie is refused by its name; the same setup tells the truth first.
fn named(setup: &Setup, maker: &Maker, lies: &[(Lie, Refusal)]) {
    trusting(maker, setup.clone(), &[], Policy::ANY).expect("the truth is accepted");
    for (lie, refusal) in lies {
        let found = trusting(maker, setup.clone(), std::slice::from_ref(lie), Policy::ANY);
        assert_eq!(found.map(|known| known.attestation.verdict), Err(*refusal), "{lie:?}");
    }
}

fn certificate(lie: CertificateLie) -> Lie {
    Lie::Certificate(lie)
}

fn text(text: &str) -> Cbor {
    Cbor::Text(text.to_owned())
}

#[test]
fn packed_goes_round() {
    goes_round(Attestation::Packed, "packed", Algorithm::WITH_POST_QUANTUM);
}

#[test]
fn fido_u2f_goes_round() {
    goes_round(Attestation::FidoU2f, "fido-u2f", &[Algorithm::Es256]);
}

#[test]
fn tpm_goes_round() {
    goes_round(Attestation::Tpm, "tpm", EC_AND_RSA);
}

#[test]
fn android_key_goes_round() {
    goes_round(Attestation::AndroidKey, "android-key", EC_AND_RSA);
}

#[test]
fn apple_goes_round() {
    goes_round(Attestation::Apple, "apple", &[Algorithm::Es256]);
}

#[test]
fn compound_goes_round() {
    goes_round(Attestation::Compound, "compound", EC);
}

// Resp-9 P-1 to P-3: what real TPMs sign with.
#[test]
fn tpms_sign_with_rsa_and_where_policy_lets_them_with_sha1() {
    let of = |tpm_algorithm| Maker::new(Making { tpm_algorithm, ..Making::default() }).expect("a maker");
    let laptop = |maker: &Maker| Setup { maker: Some(maker.clone()), ..Setup::laptop() };
    let maker = of(-257);
    let known = trusting(&maker, laptop(&maker), &[], Policy::ANY).expect("RS256");
    assert_eq!(known.attestation.format, "tpm");

    let maker = of(-65535);
    assert_eq!(trusting(&maker, laptop(&maker), &[], Policy::ANY), Err(Refusal::UnsupportedAlgorithm));
    // Where nothing has to be trusted, it comes in and proves nothing, whatever its chain leads to.
    let roots = Roots(vec![maker.root_der().to_vec()]);
    let untrusted = Policy { tpm_sha1: Sha1::Untrusted, now: NOW, ..Policy::ANY };
    for (trust, verdict) in [(Trust::NotJudged, Verdict::NotJudged), (Trust::Observed(&roots), Verdict::Untrusted)] {
        let known = register(laptop(&maker), &[], Policy { trust, ..untrusted }).expect("registered").attestation;
        assert_eq!((known.verdict, known.algorithm), (verdict, Some(-65535)));
    }
    assert_eq!(trusting(&maker, laptop(&maker), &[], untrusted), Err(Refusal::UntrustedAttestation));
    let lenient = Policy { tpm_sha1: Sha1::Trusted, ..Policy::ANY };
    assert!(trusting(&maker, laptop(&maker), &[], lenient).is_ok());
    assert!(trusting(&maker, laptop(&maker), &[Lie::Tpm(TpmLie::Sha1Name)], lenient).is_ok());
    let foreign = Policy { tpm_foreign_name_algorithm: true, ..lenient };
    assert!(trusting(&maker, laptop(&maker), &[Lie::Tpm(TpmLie::NameAlgorithm)], foreign).is_ok());
}

// A TPM certifies keys that were brought into it like those that it made.
#[test]
fn a_tpm_must_have_made_the_key_where_policy_says_so() {
    let maker = maker(true);
    let strict = Policy { tpm_made_inside: true, ..Policy::ANY };
    let setup = made_by(&maker, Attestation::Tpm, Algorithm::Es256);
    assert!(trusting(&maker, setup.clone(), &[], strict).is_ok());
    // Without fixedTPM, without fixedParent, without sensitiveDataOrigin, without any.
    for attributes in [0x0004_0070, 0x0004_0062, 0x0004_0052, 0] {
        let told = [Lie::Tpm(TpmLie::Attributes(attributes))];
        assert_eq!(trusting(&maker, setup.clone(), &told, strict), Err(Refusal::AttestationPolicy), "{attributes:#x}");
        assert!(trusting(&maker, setup.clone(), &told, Policy::ANY).is_ok(), "{attributes:#x}");
    }
}

// Resp-5 F-1 to F-14, save F-8, which is about metadata.
#[test]
fn every_lie_about_a_packed_statement_is_named() {
    let maker = maker(true);
    let setup = made_by(&maker, Attestation::Packed, Algorithm::Es256);
    named(
        &setup,
        &maker,
        &[
            (Lie::ObjectMember("fmt", Some(text("unpacked"))), Refusal::UnsupportedAttestationFormat),
            (Lie::Signature, Refusal::InvalidAttestationSignature),
            // Without certificates it is a self attestation, of another key.
            (Lie::Statement("x5c", None), Refusal::InvalidAttestationSignature),
            (Lie::Statement("x5c", Some(text("x5c"))), Refusal::MalformedAttestationStatement),
            (Lie::Statement("x5c", Some(Cbor::Array(vec![]))), Refusal::MalformedAttestationStatement),
            (Lie::Statement("alg", None), Refusal::MalformedAttestationStatement),
            (Lie::Statement("alg", Some(Cbor::Integer((-8).into()))), Refusal::InvalidAttestationSignature),
            (certificate(CertificateLie::Validity(Validity::PAST)), Refusal::UntrustedAttestation),
            (certificate(CertificateLie::Validity(Validity::FUTURE)), Refusal::UntrustedAttestation),
            (certificate(CertificateLie::ForeignIssuer), Refusal::UntrustedAttestation),
            (certificate(CertificateLie::Reversed), Refusal::InvalidAttestationSignature),
            (certificate(CertificateLie::IntermediateMissing), Refusal::UntrustedAttestation),
            (certificate(CertificateLie::IntermediateNoAuthority), Refusal::UntrustedAttestation),
            (certificate(CertificateLie::IntermediateValidity(Validity::PAST)), Refusal::UntrustedAttestation),
            (Lie::SignedBy(Signer::Stranger), Refusal::InvalidAttestationSignature),
            (Lie::SignedBy(Signer::Passkey), Refusal::InvalidAttestationSignature),
            (Lie::ClientDataHash(vec![0; 32]), Refusal::InvalidAttestationSignature),
        ],
    );
    let root_included = [certificate(CertificateLie::RootIncluded)];
    assert!(trusting(&maker, setup.clone(), &root_included, Policy::ANY).is_ok(), "some authenticators send it");
    let without_root = Policy { root_in_chain: false, ..Policy::ANY };
    assert_eq!(trusting(&maker, setup, &root_included, without_root), Err(Refusal::UntrustedAttestation));
}

#[test]
fn makers_sign_with_other_algorithms_than_passkeys() {
    for attestation_algorithm in [-8, -35, -36, -257] {
        let maker = Maker::new(Making { attestation_algorithm, ..Making::default() }).expect("a maker");
        let known = trusting(&maker, made_by(&maker, Attestation::Packed, Algorithm::Es256), &[], Policy::ANY);
        assert_eq!(known.map(|known| known.attestation.verdict), Ok(Verdict::Trusted), "{attestation_algorithm}");
        // 8.6: nothing but P-256.
        let u2f = trusting(&maker, made_by(&maker, Attestation::FidoU2f, Algorithm::Es256), &[], Policy::ANY);
        assert_eq!(u2f, Err(Refusal::AttestationCertInvalid), "{attestation_algorithm}");
    }
}

// 8.2.2: what an enterprise learns of the device besides is no reason to refuse it.
#[test]
fn enterprise_attestation_is_accepted() {
    let maker = maker(false);
    let setup = Setup { enterprise: true, ..made_by(&maker, Attestation::Packed, Algorithm::Es256) };
    let options = creation(UserVerification::Required, Conveyance::Enterprise);
    let answer = Authenticator::new(setup).create(&options, ORIGIN).expect("an answer").to_string();
    let response = RegistrationResponse::parse(answer.as_bytes()).expect("a response");
    assert!(response.attestation_object.windows(17).any(|bytes| bytes == b"keystead-device-1"));
    let (origins, roots) = ([ORIGIN.to_owned()], Roots(vec![maker.root_der().to_vec()]));
    let attestation = Policy { trust: Trust::Required(&roots), now: NOW, ..Policy::ANY };
    let expected = registration::Expectations { origins: &origins, attestation, ..EXPECTED };
    assert_eq!(registration::verify(&response, &expected).map(|known| known.attestation.verdict), Ok(Verdict::Trusted));
}

// 8.2.1
#[test]
fn packed_certificates_are_as_the_standard_wants_them() {
    const AAGUID: &str = "1.3.6.1.4.1.45724.1.1.4";
    let maker = maker(false);
    let aaguid = Setup::phone().aaguid;
    let once = [&[4, 16], aaguid.as_slice()].concat();
    let setup = made_by(&maker, Attestation::Packed, Algorithm::EdDsa);
    let lies = [
        CertificateLie::Version(1),
        CertificateLie::Authority,
        CertificateLie::Subject("OU", Some("Authenticator")),
        CertificateLie::Subject("OU", None),
        CertificateLie::Subject("C", None),
        CertificateLie::Subject("C", Some("Sweden")),
        CertificateLie::Subject("O", None),
        CertificateLie::Subject("CN", None),
        CertificateLie::Extension("2.5.29.19", None),
        CertificateLie::Extension(AAGUID, Some((true, once.clone()))),
        CertificateLie::Extension(AAGUID, Some((false, aaguid.to_vec()))),
        CertificateLie::Extension(AAGUID, Some((false, [&[4, 16], [1; 16].as_slice()].concat()))),
    ];
    named(&setup, &maker, &lies.map(|lie| (certificate(lie), Refusal::AttestationCertInvalid)));
    named(&setup, &maker, &[(Lie::Aaguid([1; 16]), Refusal::AttestationCertInvalid)]);
    let without = [certificate(CertificateLie::Extension(AAGUID, None))];
    assert!(trusting(&maker, setup, &without, Policy::ANY).is_ok(), "the extension is optional");
}

// Resp-8.
#[test]
fn every_lie_about_a_u2f_statement_is_named() {
    let maker = maker(false);
    let setup = Setup { aaguid: [0; 16], ..made_by(&maker, Attestation::FidoU2f, Algorithm::Es256) };
    named(
        &setup,
        &maker,
        &[
            (Lie::Signature, Refusal::InvalidAttestationSignature),
            (Lie::SignedBy(Signer::Passkey), Refusal::InvalidAttestationSignature),
            (Lie::Statement("sig", None), Refusal::MalformedAttestationStatement),
            (certificate(CertificateLie::RootIncluded), Refusal::MalformedAttestationStatement),
            (certificate(CertificateLie::ForeignIssuer), Refusal::UntrustedAttestation),
        ],
    );
    let zero = Policy { u2f_zero_aaguid: true, ..Policy::ANY };
    assert!(trusting(&maker, setup.clone(), &[], zero).is_ok());
    let numbered = [Lie::Aaguid([1; 16])];
    assert!(trusting(&maker, setup.clone(), &numbered, Policy::ANY).is_ok(), "the standard does not ask");
    assert!(trusting(&maker, setup, &numbered, zero).is_err());
}

// Resp-9 F-1 to F-4.
#[test]
fn every_lie_about_a_tpm_is_named() {
    let maker = maker(true);
    for algorithm in [Algorithm::Es256, Algorithm::Rs256] {
        named(
            &made_by(&maker, Attestation::Tpm, algorithm),
            &maker,
            &[
                (certificate(CertificateLie::Reversed), Refusal::InvalidAttestationSignature),
                (Lie::Tpm(TpmLie::ExtraData(vec![0; 32])), Refusal::AttestationTpmInvalid),
                (Lie::Tpm(TpmLie::Magic(0xff54_4348)), Refusal::AttestationTpmInvalid),
                (Lie::Tpm(TpmLie::Type(0x8018)), Refusal::AttestationTpmInvalid),
                (Lie::Tpm(TpmLie::OtherKey), Refusal::AttestationKeyMismatch),
                (Lie::Tpm(TpmLie::Name), Refusal::AttestationTpmInvalid),
                (Lie::Tpm(TpmLie::NameAlgorithm), Refusal::AttestationTpmInvalid),
                (Lie::Tpm(TpmLie::TrailingBytes), Refusal::AttestationTpmInvalid),
                (Lie::Statement("ver", Some(text("1.2"))), Refusal::MalformedAttestationStatement),
                (Lie::Statement("certInfo", None), Refusal::MalformedAttestationStatement),
                (Lie::Signature, Refusal::InvalidAttestationSignature),
                (certificate(CertificateLie::Subject("CN", Some("TPM"))), Refusal::AttestationCertInvalid),
                (certificate(CertificateLie::Extension("2.5.29.37", None)), Refusal::AttestationCertInvalid),
                (certificate(CertificateLie::Extension("2.5.29.17", None)), Refusal::AttestationCertInvalid),
                (certificate(CertificateLie::Authority), Refusal::AttestationCertInvalid),
                (certificate(CertificateLie::ForeignIssuer), Refusal::UntrustedAttestation),
            ],
        );
    }
}

// Resp-A F-1 to F-3.
#[test]
fn every_lie_about_an_android_key_is_named() {
    let maker = maker(true);
    let setup = made_by(&maker, Attestation::AndroidKey, Algorithm::Es256);
    named(
        &setup,
        &maker,
        &[
            (certificate(CertificateLie::Nonce(vec![0; 32])), Refusal::AttestationNonceMismatch),
            (certificate(CertificateLie::OtherKey), Refusal::AttestationKeyMismatch),
            (certificate(CertificateLie::Reversed), Refusal::InvalidAttestationSignature),
            (certificate(CertificateLie::Extension("1.3.6.1.4.1.11129.2.1.17", None)), Refusal::AttestationCertInvalid),
            (Lie::KeyDescription(KeyDescription::AllApplications), Refusal::AttestationCertInvalid),
            (Lie::KeyDescription(KeyDescription::AllApplicationsInSoftware), Refusal::AttestationCertInvalid),
            (Lie::KeyDescription(KeyDescription::Imported), Refusal::AttestationCertInvalid),
            (Lie::KeyDescription(KeyDescription::WithoutSigning), Refusal::AttestationCertInvalid),
            (Lie::KeyDescription(KeyDescription::Empty), Refusal::AttestationCertInvalid),
            (Lie::Signature, Refusal::InvalidAttestationSignature),
        ],
    );
    let in_software = [Lie::KeyDescription(KeyDescription::SoftwareOnly)];
    assert!(trusting(&maker, setup.clone(), &in_software, Policy::ANY).is_ok());
    let strict = Policy { android_key: AuthorizationLists::TrustedOnly, ..Policy::ANY };
    assert!(trusting(&maker, setup.clone(), &[], strict).is_ok());
    assert_eq!(trusting(&maker, setup.clone(), &in_software, strict), Err(Refusal::AttestationCertInvalid));
    let in_hardware = Policy { android_key_in_hardware: true, ..Policy::ANY };
    assert!(trusting(&maker, setup.clone(), &[], in_hardware).is_ok());
    assert_eq!(trusting(&maker, setup, &in_software, in_hardware), Err(Refusal::AttestationPolicy));
}

#[test]
fn every_lie_about_an_apple_statement_is_named() {
    const NONCE: &str = "1.2.840.113635.100.8.2";
    let maker = maker(true);
    named(
        &made_by(&maker, Attestation::Apple, Algorithm::Es256),
        &maker,
        &[
            (certificate(CertificateLie::Nonce(vec![0; 32])), Refusal::AttestationNonceMismatch),
            (Lie::ClientDataHash(vec![0; 32]), Refusal::AttestationNonceMismatch),
            (certificate(CertificateLie::Extension(NONCE, None)), Refusal::AttestationNonceMismatch),
            (certificate(CertificateLie::OtherKey), Refusal::AttestationKeyMismatch),
            (Lie::Statement("x5c", None), Refusal::MalformedAttestationStatement),
            (certificate(CertificateLie::ForeignIssuer), Refusal::UntrustedAttestation),
        ],
    );
}

// 8.9: at least two, and none of them compound; a lie in any of them spoils the whole.
#[test]
fn every_lie_about_a_compound_statement_is_named() {
    let maker = maker(false);
    let setup = made_by(&maker, Attestation::Compound, Algorithm::Es256);
    named(
        &setup,
        &maker,
        &[
            (Lie::Signature, Refusal::InvalidAttestationSignature),
            (Lie::Tpm(TpmLie::Magic(0)), Refusal::AttestationTpmInvalid),
            (Lie::ObjectMember("attStmt", Some(Cbor::Array(vec![]))), Refusal::MalformedAttestationStatement),
        ],
    );
    let alone = Setup { compound: vec![Attestation::Packed], ..setup };
    assert_eq!(trusting(&maker, alone, &[], Policy::ANY), Err(Refusal::MalformedAttestationStatement));
}

// Early devices of Apple's sent `alg` along; it means nothing there.
#[test]
fn apple_statements_may_name_an_algorithm() {
    let maker = maker(true);
    let setup = made_by(&maker, Attestation::Apple, Algorithm::Es256);
    let with_algorithm = [Lie::Statement("alg", Some(Cbor::Integer((-7).into())))];
    assert!(trusting(&maker, setup, &with_algorithm, Policy::ANY).is_ok());
}

// Resp-7.
#[test]
fn none_and_self_are_accepted_where_policy_lets_them() {
    let strict = Policy { allow_none: false, allow_self: false, ..Policy::ANY };
    for (attestation, kind) in [(Attestation::None, Kind::None), (Attestation::PackedSelf, Kind::SelfSigned)] {
        let setup = Setup { attestation, ..setup(Algorithm::Es256) };
        let known = register(setup.clone(), &[], Policy::ANY).expect("registered");
        assert_eq!((known.attestation.kind, known.attestation.verdict), (kind, Verdict::NotJudged));
        assert_eq!(register(setup, &[], strict), Err(Refusal::AttestationPolicy));
    }
    let not_empty = [Lie::ObjectMember("fmt", Some(text("none")))];
    let refused = register(setup(Algorithm::Es256), &not_empty, Policy::ANY);
    assert_eq!(refused, Err(Refusal::MalformedAttestationStatement));
}

/// Whatever a maker certifies holds every byte of the attestation object together: one byte changed is refused, for whatever
/// reason. U2F is not among them, because its signature leaves out flags and AAGUID.
#[test]
fn damaged_attestation_objects_are_refused() {
    let maker = maker(false);
    let (origins, roots) = ([ORIGIN.to_owned()], Roots(vec![maker.root_der().to_vec()]));
    let policy = Policy { trust: Trust::Required(&roots), now: NOW, ..Policy::ANY };
    let expected = registration::Expectations { origins: &origins, attestation: policy, ..EXPECTED };
    let options = creation(UserVerification::Required, Conveyance::Direct);
    let mut accepted = Vec::new();
    for attestation in [Attestation::Packed, Attestation::Tpm, Attestation::AndroidKey, Attestation::Apple] {
        let mut authenticator = Authenticator::new(made_by(&maker, attestation, Algorithm::Es256));
        let answer = authenticator.create(&options, ORIGIN).expect("an answer").to_string();
        let mut response = RegistrationResponse::parse(answer.as_bytes()).expect("a response");
        assert!(registration::verify(&response, &expected).is_ok());
        for at in 0..response.attestation_object.len() {
            // A number, and the bit that tells values from collections, or positive numbers from negative ones.
            for mask in [0x01, 0x20] {
                response.attestation_object[at] ^= mask;
                if registration::verify(&response, &expected).is_ok() {
                    accepted.push((attestation, at, mask));
                }
                response.attestation_object[at] ^= mask;
            }
        }
    }
    assert_eq!(accepted, []);
}
