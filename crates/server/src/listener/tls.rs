//! TLS: certificate and key from PEM files, read again when they change. A new pair that does not fit is logged and the old one stays,
//! because a half-written file must never take the site down.

use crate::config::TlsFiles;
use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs::default_provider;
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;

const LOOK_EVERY: Duration = Duration::from_secs(5);

#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    #[error("cannot read the TLS file {}", .0.display())]
    Read(PathBuf, #[source] pem::Error),
    #[error("{} holds no certificate", .0.display())]
    NoCertificate(PathBuf),
    #[error("the TLS certificate {} and key {} cannot be used together", .0.display(), .1.display())]
    Pair(PathBuf, PathBuf, #[source] rustls::Error),
}

/// The certificate in use, and where its replacement is put.
#[derive(Debug)]
pub(crate) struct Tls {
    files: TlsFiles,
    current: watch::Sender<Arc<ServerConfig>>,
}

impl Tls {
    pub(crate) fn open(files: TlsFiles) -> Result<Self, TlsError> {
        let current = watch::Sender::new(load(&files)?);
        Ok(Self { files, current })
    }

    pub(crate) fn acceptor(&self) -> TlsAcceptor {
        TlsAcceptor::from(Arc::clone(&self.current.borrow()))
    }

    /// The task that looks at the files for as long as it is polled.
    pub(crate) fn watch(&self) -> impl Future<Output = ()> + use<> {
        let (files, current) = (self.files.clone(), self.current.clone());
        let mut seen = stamp(&files);
        async move {
            loop {
                tokio::time::sleep(LOOK_EVERY).await;
                let now = stamp(&files);
                if now == seen {
                    continue;
                }
                seen = now;
                match load(&files) {
                    Ok(config) => {
                        current.send_replace(config);
                        tracing::info!("the TLS certificate was read again");
                    }
                    Err(error) => {
                        tracing::error!(error = crate::cli::one_line(&error), "the new TLS certificate is not used");
                    }
                }
            }
        }
    }
}

type Stamp = [Option<(SystemTime, u64)>; 2];

fn stamp(files: &TlsFiles) -> Stamp {
    let one = |path: &Path| {
        let found: io::Result<_> = std::fs::metadata(path).and_then(|found| Ok((found.modified()?, found.len())));
        found.ok()
    };
    [one(&files.cert), one(&files.key)]
}

fn load(files: &TlsFiles) -> Result<Arc<ServerConfig>, TlsError> {
    let unreadable = |path: &Path| {
        let path = path.to_owned();
        move |error| TlsError::Read(path, error)
    };
    let chain = CertificateDer::pem_file_iter(&files.cert)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(unreadable(&files.cert))?;
    if chain.is_empty() {
        return Err(TlsError::NoCertificate(files.cert.clone()));
    }
    let key = PrivateKeyDer::from_pem_file(&files.key).map_err(unreadable(&files.key))?;
    let refused = |error| TlsError::Pair(files.cert.clone(), files.key.clone(), error);
    let mut config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(refused)?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(refused)?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}
