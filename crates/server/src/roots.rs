//! Whom we believe when we call others over TLS: the authorities that the system's administrator trusts, or a file of the operator's
//! in their place. It must never leave the check of a certificate out.

use rustls::crypto::aws_lc_rs::default_provider;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::{self, PemObject};
use rustls::{ClientConfig, RootCertStore};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where Linux distributions and the BSDs keep the authorities that an administrator trusts.
const SYSTEM: [&str; 4] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
];

#[derive(Debug, thiserror::Error)]
pub enum RootsError {
    #[error("cannot read certificates from {}", .0.display())]
    Unreadable(PathBuf, #[source] pem::Error),
    #[error("{} holds a certificate that is no authority", .0.display())]
    Unusable(PathBuf, #[source] rustls::Error),
    #[error("{} holds no certificate", .0.display())]
    Empty(PathBuf),
}

/// The certificates of a file of the operator's: each must be readable.
pub(crate) fn of_file(file: &Path) -> Result<Vec<CertificateDer<'static>>, RootsError> {
    let unreadable = |error| RootsError::Unreadable(file.to_owned(), error);
    let found: Vec<_> =
        CertificateDer::pem_file_iter(file).map_err(unreadable)?.collect::<Result<_, _>>().map_err(unreadable)?;
    let mut store = RootCertStore::empty();
    for certificate in &found {
        store.add(certificate.clone()).map_err(|error| RootsError::Unusable(file.to_owned(), error))?;
    }
    if found.is_empty() { Err(RootsError::Empty(file.to_owned())) } else { Ok(found) }
}

/// The system's certificates. A machine without any trusts nobody: then no call over TLS succeeds.
pub(crate) fn of_system() -> Vec<CertificateDer<'static>> {
    let Some(file) = SYSTEM.iter().map(Path::new).find(|file| file.exists()) else {
        tracing::warn!(
            "this machine has no certificate authorities (ca-certificates): calls to others over TLS will fail"
        );
        return Vec::new();
    };
    // The bundle is not ours: what is unreadable in it is left out.
    let Ok(found) = CertificateDer::pem_file_iter(file) else { return Vec::new() };
    found.filter_map(Result::ok).collect()
}

/// Those of them that TLS can use.
pub(crate) fn usable(certificates: Vec<CertificateDer<'static>>) -> Vec<CertificateDer<'static>> {
    let is_usable = |certificate: &CertificateDer<'static>| RootCertStore::empty().add(certificate.clone()).is_ok();
    certificates.into_iter().filter(is_usable).collect()
}

/// TLS of a client that believes these.
pub(crate) fn client(certificates: &[CertificateDer<'static>]) -> Result<ClientConfig, rustls::Error> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(certificates.iter().cloned());
    let builder =
        ClientConfig::builder_with_provider(Arc::new(default_provider())).with_safe_default_protocol_versions()?;
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}
