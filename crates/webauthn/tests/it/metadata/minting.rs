//! Roots, signers and revocation lists for the tests of metadata, and blobs signed by them.

use std::sync::LazyLock;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, ECDSA_P521_SHA512_FIXED_SIGNING, EcdsaKeyPair,
    EcdsaSigningAlgorithm,
};
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD, Engine as _};
use rcgen::{
    BasicConstraints, Certificate, CertificateParams, CertificateRevocationList, CertificateRevocationListParams,
    DistinguishedName, DnType, IsCa, Issuer, KeyIdMethod, KeyPair, KeyUsagePurpose, PKCS_ECDSA_P256_SHA256,
    PKCS_ECDSA_P384_SHA384, PKCS_ECDSA_P521_SHA512, PKCS_RSA_SHA256, RevocationReason, RevokedCertParams, SerialNumber,
    SignatureAlgorithm, SigningKey as _, date_time_ymd,
};
use serde_json::{Value, json};
use webauthn::metadata::Signer;
use x509_parser::prelude::{FromDer as _, X509Certificate};

pub(super) const HOST: &str = Signer::HOST;
/// The first second of 2026.
pub(super) const NOW: i64 = 1_767_225_600;

/// How a blob is signed, in JOSE's name and in the libraries'.
#[derive(Clone, Copy)]
pub(super) struct Algorithm {
    pub(super) name: &'static str,
    certificate: &'static SignatureAlgorithm,
    /// None for RSA, whose signatures are the same everywhere.
    fixed: Option<&'static EcdsaSigningAlgorithm>,
}

pub(super) const ES256: Algorithm =
    Algorithm { name: "ES256", certificate: &PKCS_ECDSA_P256_SHA256, fixed: Some(&ECDSA_P256_SHA256_FIXED_SIGNING) };
pub(super) const RSA: Algorithm = Algorithm { name: "RS256", certificate: &PKCS_RSA_SHA256, fixed: None };
pub(super) const ALGORITHMS: [Algorithm; 4] = [
    ES256,
    Algorithm { name: "ES384", certificate: &PKCS_ECDSA_P384_SHA384, fixed: Some(&ECDSA_P384_SHA384_FIXED_SIGNING) },
    Algorithm { name: "ES512", certificate: &PKCS_ECDSA_P521_SHA512, fixed: Some(&ECDSA_P521_SHA512_FIXED_SIGNING) },
    RSA,
];

pub(super) struct Key {
    algorithm: Algorithm,
    pair: KeyPair,
}

impl Key {
    fn new(algorithm: Algorithm) -> Self {
        Self { algorithm, pair: KeyPair::generate_for(algorithm.certificate).unwrap() }
    }

    /// As JOSE writes signatures.
    fn sign(&self, message: &[u8]) -> Vec<u8> {
        let Some(fixed) = self.algorithm.fixed else { return self.pair.sign(message).unwrap() };
        let pair = EcdsaKeyPair::from_pkcs8(fixed, self.pair.serialized_der()).unwrap();
        pair.sign(&SystemRandom::new(), message).unwrap().as_ref().to_vec()
    }
}

/// A certificate and its key.
pub(super) struct Authority {
    pub(super) key: Key,
    params: CertificateParams,
    certificate: Certificate,
}

impl Authority {
    pub(super) fn ca(name: &str) -> CertificateParams {
        let mut params = Self::named(name, &[]);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        params
    }

    pub(super) fn leaf(host: &str) -> CertificateParams {
        Self::named("A leaf", &[host])
    }

    pub(super) fn named(common_name: &str, hosts: &[&str]) -> CertificateParams {
        let hosts: Vec<String> = hosts.iter().map(|host| (*host).to_owned()).collect();
        let mut params = CertificateParams::new(hosts).unwrap();
        params.distinguished_name = DistinguishedName::new();
        params.distinguished_name.push(DnType::CommonName, common_name);
        (params.not_before, params.not_after) = (date_time_ymd(2020, 1, 1), date_time_ymd(2030, 1, 1));
        params
    }

    fn root() -> Self {
        let (key, params) = (Key::new(ES256), Self::ca("A root"));
        let certificate = params.self_signed(&key.pair).unwrap();
        Self { key, params, certificate }
    }

    pub(super) fn certify(&self, params: CertificateParams) -> Self {
        self.certify_key(params, Key::new(ES256))
    }

    fn certify_key(&self, mut params: CertificateParams, key: Key) -> Self {
        // Every level has its own number.
        let level = self.params.serial_number.as_ref().map_or(1, |serial| serial.to_bytes()[0]);
        params.serial_number = Some(SerialNumber::from(vec![level + 1; 8]));
        let certificate = params.signed_by(&key.pair, &self.issuer_of_others()).unwrap();
        Self { key, params, certificate }
    }

    /// Another certificate for the same key, by the key itself.
    pub(super) fn renewed(&self) -> Certificate {
        let mut params = self.params.clone();
        params.serial_number = Some(SerialNumber::from(99));
        params.self_signed(&self.key.pair).unwrap()
    }

    pub(super) fn der(&self) -> Vec<u8> {
        self.certificate.der().to_vec()
    }

    pub(super) fn base64(&self) -> String {
        BASE64_STANDARD.encode(self.der())
    }

    pub(super) fn serial(&self) -> [u8; 8] {
        self.params.serial_number.as_ref().unwrap().to_bytes().try_into().unwrap()
    }

    /// The issuer's name in DER.
    pub(super) fn issuer(&self) -> Vec<u8> {
        X509Certificate::from_der(self.certificate.der()).unwrap().1.issuer().as_raw().to_vec()
    }

    pub(super) fn revoke(&self, serials: &[[u8; 8]]) -> CertificateRevocationList {
        self.revoke_until(2027, serials)
    }

    /// A list that is out of date from the first day of the year.
    pub(super) fn revoke_until(&self, year: i32, serials: &[[u8; 8]]) -> CertificateRevocationList {
        let revoked = |serial: &[u8; 8]| RevokedCertParams {
            serial_number: SerialNumber::from_slice(serial),
            revocation_time: date_time_ymd(2024, 6, 1),
            reason_code: Some(RevocationReason::KeyCompromise),
            invalidity_date: None,
        };
        let params = CertificateRevocationListParams {
            this_update: date_time_ymd(2024, 7, 1),
            next_update: date_time_ymd(year, 1, 1),
            crl_number: SerialNumber::from(7),
            issuing_distribution_point: None,
            revoked_certs: serials.iter().map(revoked).collect(),
            key_identifier_method: KeyIdMethod::Sha256,
        };
        params.signed_by(&self.issuer_of_others()).unwrap()
    }

    fn issuer_of_others(&self) -> Issuer<'_, &KeyPair> {
        Issuer::from_params(&self.params, &self.key.pair)
    }
}

/// A root, an authority below it, and a leaf that signs.
pub(super) struct Mint {
    pub(super) root: Authority,
    pub(super) intermediate: Authority,
    pub(super) leaf: Authority,
}

impl Mint {
    pub(super) fn new() -> Self {
        Self::signing_with(ES256)
    }

    pub(super) fn signing_with(algorithm: Algorithm) -> Self {
        Self::of(Authority::ca("An intermediate"), Authority::leaf(HOST), algorithm)
    }

    pub(super) fn with_leaf(leaf: CertificateParams) -> Self {
        Self::of(Authority::ca("An intermediate"), leaf, ES256)
    }

    pub(super) fn with_intermediate(intermediate: CertificateParams) -> Self {
        Self::of(intermediate, Authority::leaf(HOST), ES256)
    }

    pub(super) fn of(intermediate: CertificateParams, leaf: CertificateParams, algorithm: Algorithm) -> Self {
        let root = Authority::root();
        let intermediate = root.certify(intermediate);
        let leaf = intermediate.certify_key(leaf, Key::new(algorithm));
        Self { root, intermediate, leaf }
    }

    pub(super) fn x5c(&self) -> [String; 2] {
        [self.leaf.base64(), self.intermediate.base64()]
    }

    pub(super) fn blob(&self, payload: &Value) -> String {
        self.blob_with(&json!({ "alg": self.leaf.key.algorithm.name, "typ": "JWT", "x5c": self.x5c() }), payload)
    }

    pub(super) fn blob_with(&self, header: &Value, payload: &Value) -> String {
        jws(&self.leaf.key, header, payload)
    }
}

pub(super) fn jws(key: &Key, header: &Value, payload: &Value) -> String {
    let signed = format!("{}.{}", compact(header), compact(payload));
    let signature = BASE64_URL_SAFE_NO_PAD.encode(key.sign(signed.as_bytes()));
    format!("{signed}.{signature}")
}

pub(super) fn compact(part: &Value) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(part.to_string())
}

pub(super) fn pem(label: &str, der: &[u8]) -> Vec<u8> {
    let body = BASE64_STANDARD.encode(der);
    let lines: Vec<&str> = body.as_bytes().chunks(64).map(|line| str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n")).into_bytes()
}

/// One mint and one blob for tests with many cases.
pub(super) fn fixed() -> &'static (Mint, String) {
    static FIXED: LazyLock<(Mint, String)> = LazyLock::new(|| {
        let mint = Mint::new();
        let blob = mint.blob(&super::payload());
        (mint, blob)
    });
    &FIXED
}

/// A maker's root, in base64.
pub(super) fn maker() -> &'static str {
    static MAKER: LazyLock<String> = LazyLock::new(|| Authority::root().base64());
    &MAKER
}
