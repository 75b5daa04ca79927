//! What the listeners show: the certificate of each name, and for a directory that looks whether a name is ours, what it asked for. It is kept in memory and
//! read anew from the database by `mod.rs`, so that no handshake waits for one.

use super::TLS_ALPN;
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
use std::sync::atomic::{AtomicI64, Ordering::Relaxed};
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
    /// Of the one that expires first, in Unix seconds; 0 while one is missing.
    expires_at: Arc<AtomicI64>,
}

#[derive(Debug, Default)]
struct Now {
    edition: Option<Edition>,
    certificates: HashMap<String, Arc<CertifiedKey>>,
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
        Ok(Self { names, stand_in, now: RwLock::default(), expires_at: Arc::default() })
    }

    /// When the first of them expires, also once it is another one.
    pub(crate) fn expires_at(&self) -> Arc<AtomicI64> {
        Arc::clone(&self.expires_at)
    }

    pub(super) fn is_new(&self, edition: &Edition) -> bool {
        self.read(|now| now.edition.as_ref() != Some(edition))
    }

    /// Shows these from now on. What cannot be used is told and left out.
    pub(super) fn show(&self, mut all: Vec<Certificate>, edition: Edition) {
        // The last one stays: that of the directory of today, and the newest of another.
        all.sort_by_key(|one| (one.is_current, one.issued_at));
        let mut certificates = HashMap::new();
        let mut expiring = HashMap::new();
        for Certificate { name, chain, key, .. } in all {
            match pair(&chain, &key) {
                Ok((certified, until)) => {
                    expiring.insert(name.clone(), until);
                    certificates.insert(name, certified);
                }
                Err(error) => tracing::error!(name, error = one_line(&error), "a certificate is not used"),
            }
        }
        let first = self.names.iter().map(|name| expiring.get(name).copied().unwrap_or(0)).min();
        self.expires_at.store(first.unwrap_or(0), Relaxed);
        self.change(|now| {
            if now.edition.is_some() {
                tracing::info!("other certificates are shown");
            }
            now.certificates = certificates;
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
                name.and_then(|name| now.certificates.get(&name).cloned())
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
        let is_proof = hello.alpn().is_some_and(|mut spoken| spoken.any(|protocol| protocol == TLS_ALPN));
        self.certificate(hello.server_name(), is_proof)
    }
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
mod tests {
    use super::*;
    use zeroize::Zeroizing;

    const ID: AcmeCertificateId = AcmeCertificateId::from_bytes([1; 16]);

    fn shown() -> Shown {
        Shown::new(vec!["id.example.com".to_owned(), "login.example.com".to_owned()]).unwrap()
    }

    fn certificate(name: &str, is_current: bool, issued_at: i64) -> (Certificate, CertificateDer<'static>) {
        let key = KeyPair::generate().unwrap();
        let made = CertificateParams::new(vec![name.to_owned()]).unwrap().self_signed(&key).unwrap();
        let key = Zeroizing::new(key.serialize_der());
        let one = Certificate { id: ID, name: name.to_owned(), is_current, issued_at, chain: made.pem(), key };
        (one, made.der().clone())
    }

    fn seen(shown: &Shown, name: Option<&str>) -> CertificateDer<'static> {
        shown.certificate(name, false).unwrap().cert[0].clone()
    }

    // Issue 9, 8: each name has its own, strangers to a name get that of the public address, and before there is one, the stand-in.
    #[test]
    fn each_name_is_shown_its_own() {
        let shown = shown();
        let stand_in = shown.stand_in.cert[0].clone();
        assert_eq!(seen(&shown, None), stand_in);
        let (own, der) = certificate("id.example.com", true, 5);
        let (older, _) = certificate("id.example.com", true, 4);
        let (of_another, _) = certificate("id.example.com", false, 9);
        assert!(shown.is_new(&Vec::new()));
        shown.show(vec![own, older, of_another], vec![(ID, 5)]);
        assert!(!shown.is_new(&vec![(ID, 5)]) && shown.is_new(&vec![(ID, 6)]));
        for name in [None, Some("id.example.com"), Some("ID.Example.com"), Some("other.example.com")] {
            assert_eq!(seen(&shown, name), der, "{name:?}");
        }
        assert_eq!(seen(&shown, Some("login.example.com")), stand_in, "that of another name would be a lie");
        assert_eq!(shown.expires_at().load(Relaxed), 0, "one is missing");
        let (other, other_der) = certificate("login.example.com", false, 1);
        let (own, _) = certificate("id.example.com", true, 5);
        shown.show(vec![other, own], Vec::new());
        assert_eq!(seen(&shown, Some("login.example.com")), other_der);
        assert!(shown.expires_at().load(Relaxed) > 0);
    }

    // Issue 9, 8: what is kept and broken takes nothing else down.
    #[test]
    fn what_does_not_fit_together_is_not_shown() {
        let shown = shown();
        let (mut one, _) = certificate("id.example.com", true, 5);
        one.key = certificate("id.example.com", true, 5).0.key;
        let (two, der) = certificate("login.example.com", true, 5);
        shown.show(vec![one, two], Vec::new());
        assert_eq!(seen(&shown, Some("login.example.com")), der);
        assert_eq!(seen(&shown, Some("id.example.com")), shown.stand_in.cert[0].clone());
        let (good, _) = certificate("id.example.com", true, 5);
        for wrong in [
            String::new(),
            "nonsense".to_owned(),
            good.chain.repeat(9),
            format!("{}\0", good.chain),
            "x".repeat(LONGEST_CHAIN + 1),
        ] {
            assert!(parsed(&wrong).is_err(), "{}", wrong.len());
        }
    }

    // Issue 9, 8: the certificate of a challenge is shown to who asks for it by this protocol, for this name, and to nobody else.
    #[test]
    fn a_proof_is_shown_by_its_protocol_alone() {
        let shown = shown();
        assert!(shown.certificate(Some("id.example.com"), true).is_none());
        shown.challenge(vec![("id.example.com".into(), "token".into(), "token.print".into())]);
        let proof = shown.certificate(Some("ID.example.com"), true).unwrap();
        assert!(
            shown.certificate(Some("login.example.com"), true).is_none() && shown.certificate(None, true).is_none()
        );
        assert_eq!(seen(&shown, Some("id.example.com")), shown.stand_in.cert[0].clone());
        let (_, read) = X509Certificate::from_der(&proof.cert[0]).unwrap();
        let held = read.extensions().iter().find(|one| one.oid.to_id_string() == "1.3.6.1.5.5.7.1.31").unwrap();
        assert!(held.critical && held.value[2..] == *digest(&SHA256, b"token.print").as_ref());
        // The same again changes nothing.
        shown.challenge(vec![("id.example.com".into(), "token".into(), "token.print".into())]);
        assert!(Arc::ptr_eq(&proof, &shown.certificate(Some("id.example.com"), true).unwrap()));
    }
}
