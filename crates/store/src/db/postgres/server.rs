//! A PostgreSQL server as its URL describes it, and the opening of sessions on it. The URL holds a password: neither
//! `Debug` nor any error of this file shows it.

use std::{collections::HashMap, error::Error as StdError, fmt, path::Path, sync::Arc, time::Duration};

use ::postgres::{
    Config, NoTls,
    config::{Host, SslMode},
    error::SqlState,
};
use rustls::{
    ClientConfig, RootCertStore,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, pem::PemObject},
};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::{Mode, Session};
use crate::error::{Cause, Error, OpenError};

/// Where Linux distributions and the BSDs keep the roots that an administrator trusts.
const SYSTEM_ROOTS: [&str; 4] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
];

/// What each session begins with. Sequential scans are discouraged because on small tables the planner prefers them,
/// and a scan makes a serializable transaction depend on the whole table: every two sign-ins would collide. Read only is
/// what a single statement outside of a transaction gets; who writes begins by saying so.
const SESSION: &str = "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SERIALIZABLE, READ ONLY;
    SET enable_seqscan = off;
    SET plan_cache_mode = force_generic_plan;
    SET jit = off;
    SET client_min_messages = warning;";

pub(crate) struct Server {
    config: Config,
    tls: Option<MakeRustlsConnect>,
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").field("address", &self.address()).finish_non_exhaustive()
    }
}

impl Server {
    /// Reads `postgres://…`. `sslmode=require` (also `verify-ca`, `verify-full`) asks for TLS, and then the server's
    /// certificate and name are always verified: against `sslrootcert=FILE`, else against the system's roots.
    pub(crate) fn parse(url: &str) -> Result<Server, OpenError> {
        if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
            return Err(OpenError::MalformedUrl);
        }
        let (url, root_file) = take_root_file(url);
        let mut config: Config = url.parse().map_err(|_| OpenError::MalformedUrl)?;
        if config.get_hosts().is_empty() {
            return Err(OpenError::MalformedUrl);
        }
        if config.get_application_name().is_none() {
            config.application_name("keystead");
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(Duration::from_secs(5));
        }
        if config.get_tcp_user_timeout().is_none() {
            // A server that vanished without a word is noticed after this long, not after the system's 15 minutes.
            config.tcp_user_timeout(Duration::from_secs(10));
        }
        let encrypted = config.get_ssl_mode() == SslMode::Require;
        let tls = if encrypted { Some(tls(root_file.as_deref())?) } else { None };
        Ok(Server { config, tls })
    }

    pub(in crate::db) fn connect(&self) -> Result<Session, OpenError> {
        let client = match &self.tls {
            Some(tls) => self.config.connect(tls.clone()),
            None => self.config.connect(NoTls),
        };
        let mut client = client.map_err(|error| self.refused(error))?;
        client.batch_execute(SESSION).map_err(|error| self.refused(error))?;
        Ok(Session { client, statements: HashMap::new(), mode: Mode::Transaction })
    }

    fn address(&self) -> String {
        let port = self.config.get_ports().first().copied().unwrap_or(5432);
        match self.config.get_hosts().first() {
            Some(Host::Tcp(host)) => format!("{host}:{port}"),
            #[cfg(unix)]
            Some(Host::Unix(folder)) => format!("{}:{port}", folder.display()),
            None => format!("localhost:{port}"),
        }
    }

    fn user(&self) -> String {
        self.config.get_user().unwrap_or("the system user").to_owned()
    }

    pub(super) fn refused(&self, error: ::postgres::Error) -> OpenError {
        let server = self.address();
        let code = error.code().cloned();
        let words = error.to_string();
        let source: Cause = Arc::new(error);
        match code {
            Some(SqlState::INVALID_PASSWORD | SqlState::INVALID_AUTHORIZATION_SPECIFICATION) => {
                OpenError::WrongPassword { server, user: self.user(), source }
            }
            Some(SqlState::INVALID_CATALOG_NAME) => {
                let database = self.config.get_dbname().unwrap_or_else(|| self.config.get_user().unwrap_or_default());
                OpenError::UnknownDatabase { server, database: database.to_owned(), source }
            }
            Some(SqlState::TOO_MANY_CONNECTIONS) => OpenError::TooManyConnections { server, source },
            Some(SqlState::INSUFFICIENT_PRIVILEGE) => OpenError::MayNotCreate { server, user: self.user(), source },
            // The driver tells these apart by its text only.
            None if words.contains("TLS") => OpenError::Tls { server, source },
            None if words.contains("authentication") || words.contains("configuration") => {
                OpenError::WrongPassword { server, user: self.user(), source }
            }
            _ => OpenError::Unreachable { server, source },
        }
    }

    /// Says what a failed migration means where the server itself is well.
    pub(super) fn explain(&self, error: OpenError) -> OpenError {
        let OpenError::Prepare { source: Error::Driver { source } } = &error else {
            return error;
        };
        let code = source.downcast_ref::<::postgres::Error>().and_then(::postgres::Error::code);
        if code == Some(&SqlState::INSUFFICIENT_PRIVILEGE) || code == Some(&SqlState::INVALID_SCHEMA_NAME) {
            return OpenError::MayNotCreate { server: self.address(), user: self.user(), source: Arc::clone(source) };
        }
        error
    }
}

/// Takes `sslrootcert` out of the URL, which the driver does not know, and says `require` for the modes whose
/// verification we always do.
fn take_root_file(url: &str) -> (String, Option<String>) {
    let Some((address, query)) = url.split_once('?') else {
        return (url.to_owned(), None);
    };
    let mut root_file = None;
    let mut kept = Vec::new();
    for pair in query.split('&') {
        match pair.split_once('=') {
            Some(("sslrootcert", file)) => root_file = Some(file.to_owned()),
            Some(("sslmode", "verify-ca" | "verify-full")) => kept.push("sslmode=require"),
            _ => kept.push(pair),
        }
    }
    (format!("{address}?{}", kept.join("&")), root_file)
}

fn tls(root_file: Option<&str>) -> Result<MakeRustlsConnect, OpenError> {
    let system = SYSTEM_ROOTS.iter().copied().find(|file| Path::new(file).exists());
    let file = Path::new(root_file.or(system).unwrap_or(SYSTEM_ROOTS[0]));
    let unreadable =
        |source: Arc<dyn StdError + Send + Sync>| OpenError::RootCertificates { file: file.into(), source };
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(file).map_err(|error| unreadable(Arc::new(error)))? {
        let certificate = certificate.map_err(|error| unreadable(Arc::new(error)))?;
        // The system's bundle may hold one that rustls does not like; an operator's own file must be good.
        if let Err(error) = roots.add(certificate)
            && root_file.is_some()
        {
            return Err(unreadable(Arc::new(error)));
        }
    }
    let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| unreadable(Arc::new(error)))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}
