//! TLS: certificate and key from PEM files, read again when they change, or those that we order ourselves (`acme`). A new pair that does not fit is
//! logged and the old one stays, because a half-written file must never take the site down.

use crate::acme::{Shown, TLS_ALPN};
use crate::config::TlsFiles;
use domain::error::one_line;
use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs::default_provider;
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, SystemTime};
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;
use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::FromDer;

/// As client and server name them when they agree.
pub(super) const HTTP_2: &[u8] = b"h2";
const HTTP_1: &[u8] = b"http/1.1";

const LOOK_EVERY: Duration = Duration::from_secs(5);

#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    #[error("cannot read the TLS file {}", .0.display())]
    Read(PathBuf, #[source] pem::Error),
    #[error("{} holds no certificate", .0.display())]
    NoCertificate(PathBuf),
    #[error("the TLS certificate {} and key {} cannot be used together", .0.display(), .1.display())]
    Pair(PathBuf, PathBuf, #[source] rustls::Error),
    #[error("TLS cannot be set up")]
    Setup(#[source] rustls::Error),
}

/// When what is shown expires, for the metrics.
#[derive(Debug, Default)]
pub(crate) struct Expiry {
    /// In Unix seconds; 0 while there is none.
    first: AtomicI64,
    missing: AtomicUsize,
}

impl Expiry {
    /// When the first of them expires, and how many names have none.
    pub(crate) fn set(&self, first: Option<i64>, missing: usize) {
        self.first.store(first.unwrap_or(0), Relaxed);
        self.missing.store(missing, Relaxed);
    }

    pub(crate) fn first(&self) -> Option<i64> {
        Some(self.first.load(Relaxed)).filter(|first| *first > 0)
    }

    pub(crate) fn missing(&self) -> usize {
        self.missing.load(Relaxed)
    }
}

/// The certificate in use, and where its replacement is put.
#[derive(Debug)]
pub(crate) struct Tls {
    /// `None` where the certificates are ordered: what is shown changes by itself.
    files: Option<TlsFiles>,
    current: watch::Sender<Arc<ServerConfig>>,
    expiry: Arc<Expiry>,
}

impl Tls {
    pub(crate) fn open(files: TlsFiles) -> Result<Self, TlsError> {
        let (config, expires_at) = load(&files)?;
        let (current, expiry) = (watch::Sender::new(config), Arc::new(Expiry::default()));
        expiry.set(Some(expires_at), 0);
        Ok(Self { files: Some(files), current, expiry })
    }

    /// With the certificates that we order ourselves. On the same port a directory sees that a name is ours.
    pub(crate) fn showing(shown: &Arc<Shown>) -> Result<Self, TlsError> {
        let resolver: Arc<Shown> = Arc::clone(shown);
        let mut config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(TlsError::Setup)?
            .with_no_client_auth()
            .with_cert_resolver(resolver);
        config.alpn_protocols = vec![HTTP_2.to_vec(), HTTP_1.to_vec(), TLS_ALPN.to_vec()];
        Ok(Self { files: None, current: watch::Sender::new(Arc::new(config)), expiry: shown.expiry() })
    }

    /// When the certificate in use expires, also once it is another one.
    pub(crate) fn expiry(&self) -> Arc<Expiry> {
        Arc::clone(&self.expiry)
    }

    pub(crate) fn acceptor(&self) -> TlsAcceptor {
        TlsAcceptor::from(Arc::clone(&self.current.borrow()))
    }

    /// The task that looks at the files for as long as it is polled.
    pub(crate) fn watch(&self) -> impl Future<Output = ()> + use<> {
        let watcher = self.watcher();
        async move {
            let Some(mut watch) = watcher else { return };
            loop {
                tokio::time::sleep(LOOK_EVERY).await;
                watch.look();
            }
        }
    }

    fn watcher(&self) -> Option<Watcher> {
        let (files, current, expiry) = (self.files.clone()?, self.current.clone(), self.expiry());
        Some(Watcher { seen: stamp(&files), files, current, expiry })
    }
}

struct Watcher {
    files: TlsFiles,
    current: watch::Sender<Arc<ServerConfig>>,
    expiry: Arc<Expiry>,
    seen: Stamp,
}

impl Watcher {
    fn look(&mut self) {
        let now = stamp(&self.files);
        if now == self.seen {
            return;
        }
        self.seen = now;
        match load(&self.files) {
            Ok((config, expires_at)) => {
                self.current.send_replace(config);
                self.expiry.set(Some(expires_at), 0);
                tracing::info!("the TLS certificate was read again");
            }
            Err(error) => tracing::error!(error = one_line(&error), "the new TLS certificate is not used"),
        }
    }
}

/// When the two files were last written, and how long they are.
type Stamp = [Option<(SystemTime, u64)>; 2];

fn stamp(files: &TlsFiles) -> Stamp {
    let one = |path: &Path| {
        let found: io::Result<_> = std::fs::metadata(path).and_then(|found| Ok((found.modified()?, found.len())));
        found.ok()
    };
    [one(&files.cert), one(&files.key)]
}

/// The certificate, and when it expires in Unix seconds.
fn load(files: &TlsFiles) -> Result<(Arc<ServerConfig>, i64), TlsError> {
    let unreadable = |path: &Path| {
        let path = path.to_owned();
        move |error| TlsError::Read(path, error)
    };
    let chain = CertificateDer::pem_file_iter(&files.cert)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(unreadable(&files.cert))?;
    let Some(own) = chain.first() else { return Err(TlsError::NoCertificate(files.cert.clone())) };
    // One that the next lines cannot use is refused by them.
    let expires_at = X509Certificate::from_der(own).map_or(0, |(_, read)| read.validity().not_after.timestamp());
    let key = PrivateKeyDer::from_pem_file(&files.key).map_err(unreadable(&files.key))?;
    let refused = |error| TlsError::Pair(files.cert.clone(), files.key.clone(), error);
    let mut config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(refused)?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(refused)?;
    config.alpn_protocols = vec![HTTP_2.to_vec(), HTTP_1.to_vec()];
    Ok((Arc::new(config), expires_at))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/fixtures");

    /// Puts a pair in place, written at a time of its own.
    fn put(folder: &Path, pair: (&str, &str), written: u64) {
        for (from, to) in [(format!("{}.pem", pair.0), "cert.pem"), (format!("{}.key", pair.1), "key.pem")] {
            std::fs::copy(format!("{FIXTURES}/{from}"), folder.join(to)).unwrap();
            let file = std::fs::File::options().write(true).open(folder.join(to)).unwrap();
            file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(written)).unwrap();
        }
    }

    #[test]
    fn a_new_pair_is_taken_and_a_bad_one_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let files = TlsFiles { cert: folder.path().join("cert.pem"), key: folder.path().join("key.pem") };
        put(folder.path(), ("first", "first"), 1);
        let tls = Tls::open(files).unwrap();
        let first = Arc::clone(&tls.current.borrow());
        let mut watcher = tls.watcher().unwrap();
        watcher.look();
        assert!(Arc::ptr_eq(&first, &tls.current.borrow()), "nothing has changed");
        put(folder.path(), ("second", "first"), 2);
        watcher.look();
        assert!(Arc::ptr_eq(&first, &tls.current.borrow()), "the key is not the certificate's");
        put(folder.path(), ("second", "second"), 3);
        watcher.look();
        assert!(!Arc::ptr_eq(&first, &tls.current.borrow()), "the new pair is good");
        let (_, expires_at) = load(tls.files.as_ref().unwrap()).unwrap();
        assert!(expires_at > 1_700_000_000 && tls.expiry().first() == Some(expires_at), "{expires_at}");
    }

    #[test]
    fn what_cannot_be_used_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let files = TlsFiles { cert: folder.path().join("cert.pem"), key: folder.path().join("key.pem") };
        assert!(matches!(load(&files), Err(TlsError::Read(path, _)) if path == files.cert));
        put(folder.path(), ("first", "second"), 1);
        assert!(matches!(load(&files), Err(TlsError::Pair(..))));
        std::fs::write(&files.cert, "nothing").unwrap();
        assert!(matches!(load(&files), Err(TlsError::NoCertificate(_))));
    }
}
