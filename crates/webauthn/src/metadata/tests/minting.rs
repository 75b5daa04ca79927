//! Certificates for the tests of metadata, and the same ones in other bytes.

use base64::prelude::{BASE64_STANDARD, Engine as _};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, KeyPair};

/// A root of its own key.
pub(crate) fn root(name: &str) -> Vec<u8> {
    root_of(name, &KeyPair::generate().unwrap())
}

pub(crate) fn root_of(name: &str, key: &KeyPair) -> Vec<u8> {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.self_signed(key).unwrap().der().to_vec()
}

pub(crate) fn base64(der: &[u8]) -> String {
    BASE64_STANDARD.encode(der)
}

pub(crate) fn pem(der: &[u8]) -> String {
    format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", base64(der))
}
