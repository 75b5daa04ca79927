//! What the listeners show: the certificate of each name, and for a directory that looks whether a name is ours, what it asked for. It is kept in memory and
//! read anew from the database by `mod.rs`, so that no handshake waits for one.

use super::TLS_ALPN;
use crate::listener::tls::Expiry;
use aws_lc_rs::digest::{SHA256, digest};
use domain::acme::Certificate;
use domain::error::one_line;
use domain::id::AcmeCertificateId;
use rcgen::{CertificateParams, CustomExtension, DistinguishedName, DnType, KeyPair};
use rustls::crypto::aws_lc_rs::default_provider;
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::FromDer;

/// Longer chains are nobody's.
const LONGEST_CHAIN: usize = 64 * 1024;
const MOST_CERTIFICATES: usize = 8;
/// What a browser tells of whoever it does not believe.
const STAND_IN: &str = "Keystead, until its certificate is issued";

#[derive(Debug, thiserror::Error)]
pub enum NotShown {
    #[error("it cannot be made")]
    Made(#[from] rcgen::Error),
    #[error("it cannot be used")]
    Used(#[from] rustls::Error),
    #[error("it cannot be read")]
    Read(#[from] pem::Error),
    #[error("it is no chain of certificates, or a very long one")]
    Chain,
}

type Edition = Vec<(AcmeCertificateId, i64)>;

#[derive(Debug)]
pub(crate) struct Shown {
    /// That of the public address first.
    names: Vec<String>,
    /// Signed by nobody: until there is another, the port answers, and browsers say what is missing.
    stand_in: Arc<CertifiedKey>,
    now: RwLock<Now>,
    expiry: Arc<Expiry>,
}

#[derive(Debug, Default)]
struct Now {
    edition: Option<Edition>,
    /// By name, each with when it expires in Unix seconds.
    certificates: HashMap<String, (Arc<CertifiedKey>, i64)>,
    /// When the next of them expires: then another may be the better one.
    look_again_at: i64,
    asked: Vec<(String, String, String)>,
    /// By name, for TLS-ALPN-01.
    proofs: HashMap<String, Arc<CertifiedKey>>,
    /// By token, for HTTP-01.
    answers: HashMap<String, String>,
}

impl Shown {
    pub(super) fn new(names: Vec<String>) -> Result<Self, NotShown> {
        let mut subject = DistinguishedName::new();
        subject.push(DnType::CommonName, STAND_IN);
        let stand_in = made(names.clone(), subject, Vec::new())?;
        Ok(Self { names, stand_in, now: RwLock::default(), expiry: Arc::default() })
    }

    /// When the first of them expires, also once it is another one.
    pub(crate) fn expiry(&self) -> Arc<Expiry> {
        Arc::clone(&self.expiry)
    }

    /// `at` is now, in Unix seconds.
    pub(super) fn is_new(&self, edition: &Edition, at: i64) -> bool {
        self.read(|now| now.edition.as_ref() != Some(edition) || now.look_again_at <= at)
    }

    /// Shows these from now on. What cannot be used is told and left out, and a name that would be left with none keeps what it had.
    pub(super) fn show(&self, all: Vec<Certificate>, edition: Edition, at: i64) {
        let mut usable = Vec::new();
        for Certificate { name, is_current, issued_at, chain, key, .. } in all {
            match pair(&chain, &key) {
                Ok((certified, until)) => usable.push(((until > at, is_current, issued_at), name, (certified, until))),
                Err(error) => tracing::error!(name, error = one_line(&error), "a certificate is not used"),
            }
        }
        // The last one stays: one that is still good, then that of the directory of today, then the newest.
        usable.sort_by_key(|(rank, ..)| *rank);
        let mut certificates = self.read(|now| now.certificates.clone());
        certificates.extend(usable.into_iter().map(|(_, name, certified)| (name, certified)));
        let ends = certificates.values().map(|(_, until)| *until);
        let look_again_at = ends.filter(|until| *until > at).min().unwrap_or(i64::MAX);
        let ends: Vec<i64> = self.names.iter().filter_map(|name| Some(certificates.get(name)?.1)).collect();
        self.expiry.set(ends.iter().min().copied(), self.names.len() - ends.len());
        self.change(|now| {
            if now.edition.as_ref().is_some_and(|before| *before != edition) {
                tracing::info!("other certificates are shown");
            }
            (now.certificates, now.look_again_at) = (certificates, look_again_at);
            now.edition = Some(edition);
        });
    }

    /// Shows what directories ask for now, each as name, token and answer.
    pub(super) fn challenge(&self, asked: Vec<(String, String, String)>) {
        if self.read(|now| now.asked == asked) {
            return;
        }
        let proofs = asked.iter().filter_map(|(name, _, answer)| match proof(name, answer) {
            Ok(proof) => Some((name.clone(), proof)),
            Err(error) => {
                tracing::error!(name, error = one_line(&error), "a directory cannot be shown that a name is ours");
                None
            }
        });
        let proofs = proofs.collect();
        let answers = asked.iter().map(|(_, token, answer)| (token.clone(), answer.clone())).collect();
        self.change(|now| (now.asked, now.proofs, now.answers) = (asked, proofs, answers));
    }

    /// What a directory expects to read under this token.
    pub(super) fn answer(&self, token: &str) -> Option<String> {
        self.read(|now| now.answers.get(token).cloned())
    }

    /// For who asks for `name`, and whether it is to see that the name is ours.
    fn certificate(&self, name: Option<&str>, is_proof: bool) -> Option<Arc<CertifiedKey>> {
        let name = name.map(str::to_ascii_lowercase);
        self.read(|now| {
            if is_proof {
                return now.proofs.get(&name?).cloned();
            }
            // Whoever asks for a name that is none of ours, or for none, means the public address.
            let name = name.filter(|name| self.names.contains(name)).or_else(|| self.names.first().cloned());
            Some(
                name.and_then(|name| now.certificates.get(&name).map(|(shown, _)| Arc::clone(shown)))
                    .unwrap_or_else(|| Arc::clone(&self.stand_in)),
            )
        })
    }

    fn read<T>(&self, read: impl FnOnce(&Now) -> T) -> T {
        read(&self.now.read().unwrap_or_else(PoisonError::into_inner))
    }

    // Nothing under this lock can panic half-way.
    fn change(&self, change: impl FnOnce(&mut Now)) {
        change(&mut self.now.write().unwrap_or_else(PoisonError::into_inner));
    }
}

impl ResolvesServerCert for Shown {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        self.certificate(hello.server_name(), hello.alpn().is_some_and(asks_for_proof))
    }
}

/// Whether a client speaks this protocol and no other (RFC 8737): it wants to see that a name is ours, and to talk with nobody.
fn asks_for_proof<'a>(mut spoken: impl Iterator<Item = &'a [u8]>) -> bool {
    spoken.next() == Some(TLS_ALPN) && spoken.next().is_none()
}

/// The certificate that TLS-ALPN-01 asks for (RFC 8737): it holds the hash of the answer.
fn proof(name: &str, answer: &str) -> Result<Arc<CertifiedKey>, NotShown> {
    let hash = digest(&SHA256, answer.as_bytes());
    made(vec![name.to_owned()], DistinguishedName::new(), vec![CustomExtension::new_acme_identifier(hash.as_ref())])
}

fn made(
    names: Vec<String>,
    subject: DistinguishedName,
    extensions: Vec<CustomExtension>,
) -> Result<Arc<CertifiedKey>, NotShown> {
    let mut params = CertificateParams::new(names)?;
    params.distinguished_name = subject;
    params.custom_extensions = extensions;
    let key = KeyPair::generate()?;
    let certificate = params.self_signed(&key)?;
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let key = default_provider().key_provider.load_private_key(key)?;
    // Not compared by the library, which refuses the extension of a proof: nobody else knows it.
    Ok(Arc::new(CertifiedKey::new(vec![certificate.der().clone()], key)))
}

/// A chain with its key, and when it expires in Unix seconds. It must fit together.
pub(super) fn pair(chain: &str, key: &[u8]) -> Result<(Arc<CertifiedKey>, i64), NotShown> {
    let chain = parsed(chain)?;
    let own = chain.first().and_then(|own| X509Certificate::from_der(own).ok()).ok_or(NotShown::Chain)?.1;
    let until = own.validity().not_after.timestamp();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.to_vec()));
    Ok((Arc::new(CertifiedKey::from_der(chain.clone(), key, &default_provider())?), until))
}

/// The certificates of a chain in PEM.
pub(super) fn parsed(chain: &str) -> Result<Vec<CertificateDer<'static>>, NotShown> {
    if chain.len() > LONGEST_CHAIN || !chain.is_ascii() || chain.contains('\0') {
        return Err(NotShown::Chain);
    }
    let all = CertificateDer::pem_slice_iter(chain.as_bytes()).collect::<Result<Vec<_>, _>>()?;
    if all.is_empty() || all.len() > MOST_CERTIFICATES { Err(NotShown::Chain) } else { Ok(all) }
}

#[cfg(test)]
mod tests;
