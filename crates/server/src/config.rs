//! The settings of one server process: flags win over environment variables, these over the configuration file, this over the
//! defaults. A key that we do not know stops the start, with its file and line, because a mistyped setting must never be a silent default.

pub mod acme;
pub mod audit;
pub mod backup;
pub mod clients;
pub mod doctor;
pub mod messages;
pub mod metrics;
pub mod traces;
mod values;

use crate::cli::serve::Arguments;
use crate::master_key::MasterKeyText;
use acme::{Acme, AcmeError, AcmeSection};
use audit::AuditSection;
use backup::{BackupSection, HalfBackup, Plan};
use clients::{ClientError, ClientSection, DeclaredClients};
use doctor::DoctorSection;
use domain::PublicUrl;
use ipnet::IpNet;
use messages::{Mail, MailSection, MessagesError, OutgoingSection, TextMessages, TextMessagesSection};
use metrics::{Metrics, MetricsError, MetricsSection};
use serde::Deserialize;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use traces::{Traces, TracesError, TracesSection, Variables};

pub use values::{Address, Listen, Network, Percent};

/// The configuration file. `config.example.toml` shows every key; a test compares the two.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfigFile {
    pub data: Option<PathBuf>,
    pub listen: Option<Listen>,
    pub public_url: Option<Address>,
    pub trusted_proxies: Option<Vec<Network>>,
    pub database: Option<String>,
    pub master_key_file: Option<PathBuf>,
    pub master_key_command: Option<Vec<String>>,
    #[serde(default)]
    pub tls: TlsSection,
    #[serde(default)]
    pub acme: AcmeSection,
    #[serde(default)]
    pub log: LogSection,
    #[serde(default)]
    pub metadata: MetadataFiles,
    #[serde(default)]
    pub limits: LimitsSection,
    #[serde(default)]
    pub mail: MailSection,
    #[serde(default)]
    pub text_messages: TextMessagesSection,
    #[serde(default)]
    pub outgoing: OutgoingSection,
    #[serde(default)]
    pub audit: AuditSection,
    #[serde(default)]
    pub backup: BackupSection,
    #[serde(default)]
    pub doctor: DoctorSection,
    #[serde(default)]
    pub metrics: MetricsSection,
    #[serde(default)]
    pub traces: TracesSection,
    /// Applications, each with the place in the file where it begins.
    #[serde(default)]
    pub clients: Vec<toml::Spanned<ClientSection>>,
}

/// How much a sender may ask.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LimitsSection {
    pub percent: Option<Percent>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TlsSection {
    pub cert: Option<PathBuf>,
    pub key: Option<PathBuf>,
}

/// What is known about authenticator models: files of the operator's.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MetadataFiles {
    pub blob: Option<PathBuf>,
    #[serde(default)]
    pub roots: Vec<PathBuf>,
    #[serde(default)]
    pub statements: Vec<PathBuf>,
    #[serde(default)]
    pub authorities: Vec<PathBuf>,
    #[serde(default)]
    pub revocations: Vec<PathBuf>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogSection {
    pub format: Option<LogFormat>,
    pub level: Option<LogLevel>,
}

/// What the process runs with.
#[derive(Debug)]
pub struct Config {
    pub data: PathBuf,
    pub listen: SocketAddr,
    pub public_url: Option<PublicUrl>,
    pub trusted_proxies: Vec<IpNet>,
    pub database: Option<String>,
    pub master_key_file: Option<PathBuf>,
    /// What the environment holds.
    pub master_key: Option<MasterKeyText>,
    /// A program that prints it, and its arguments.
    pub master_key_command: Option<Vec<String>>,
    pub tls: Option<TlsFiles>,
    /// Where the server orders its certificates itself.
    pub acme: Option<Acme>,
    pub log_format: LogFormat,
    pub log_level: LogLevel,
    pub metadata: MetadataFiles,
    pub limits: Percent,
    pub mail: Option<Mail>,
    pub text_messages: Option<TextMessages>,
    pub outgoing: OutgoingSection,
    pub audit: AuditSection,
    pub backup: Option<Plan>,
    pub doctor: DoctorSection,
    pub metrics: Metrics,
    pub traces: Traces,
    pub clients: DeclaredClients,
    pub demo: bool,
    /// Set where FIDO's conformance test is served in place of the product.
    pub conformance: Option<ConformanceTest>,
}

/// What FIDO's conformance test is served with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConformanceTest {
    /// The folder of metadata; without it no model is judged.
    pub metadata: Option<PathBuf>,
}

/// Certificate chain and private key, both PEM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsFiles {
    pub cert: PathBuf,
    pub key: PathBuf,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    #[default]
    Text,
    Json,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum LogLevel {
    Error,
    Warn,
    #[default]
    Info,
    Debug,
}

#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("cannot read the configuration file {}", file.display())]
    Unreadable { file: PathBuf, source: std::io::Error },
    #[error("{}:{line}: unknown key \"{key}\"", file.display())]
    UnknownKey { file: PathBuf, line: usize, key: String },
    #[error("{}:{line}: {problem}", file.display())]
    Wrong { file: PathBuf, line: usize, problem: String },
    #[error("TLS needs both a certificate (--tls-cert) and its key (--tls-key)")]
    HalfTls,
    #[error(transparent)]
    Acme(#[from] AcmeError),
    #[error("--demo is for this machine only, and {0} is not: its members are made up and its doors are open")]
    DemoInPublic(PublicUrl),
    #[error("--demo listens on loopback only, and {0} is not: its members are made up and its doors are open")]
    DemoOnNetwork(SocketAddr),
    #[error("--conformance serves FIDO's test in place of the product, and {0} belongs to the product")]
    ConformanceAnd(&'static str),
    #[error("--conformance-metadata is for --conformance")]
    ConformanceMetadata,
    #[error("a database URL begins with postgres:// (without one, SQLite in the data directory is used)")]
    DatabaseUrl,
    #[error(
        "the master key has one place: name its file, a program that prints it (master_key_command) or the environment's KEYSTEAD_MASTER_KEY"
    )]
    MasterKeyTwice,
    #[error("with PostgreSQL the master key is yours to keep: name its file with --master-key-file")]
    MasterKeyFileMissing,
    #[error(transparent)]
    Backup(#[from] HalfBackup),
    #[error(transparent)]
    Messages(#[from] MessagesError),
    #[error(transparent)]
    Metrics(#[from] MetricsError),
    #[error(transparent)]
    Traces(#[from] TracesError),
    #[error("{}:{line}: clients", file.display())]
    Client { file: PathBuf, line: usize, source: ClientError },
}

impl Config {
    /// Joins flags and environment (both in `arguments`), the file and the defaults.
    pub fn read(arguments: &Arguments) -> Result<Self, ConfigError> {
        let (file, clients) = match &arguments.config {
            Some(path) => ConfigFile::read_with_clients(path)?,
            None => (ConfigFile::default(), DeclaredClients::default()),
        };
        let usual_data = if arguments.demo { "./data-demo" } else { "./data" };
        let tls = match (arguments.tls_cert.clone().or(file.tls.cert), arguments.tls_key.clone().or(file.tls.key)) {
            (Some(cert), Some(key)) => Some(TlsFiles { cert, key }),
            (None, None) => None,
            _ => return Err(ConfigError::HalfTls),
        };
        let public_url = arguments.public_url.clone().or(file.public_url).map(|address| address.0);
        let acme = file.acme.plan(public_url.as_ref(), tls.is_some())?;
        let config = Self {
            data: arguments.data.clone().or(file.data).unwrap_or_else(|| usual_data.into()),
            listen: arguments.listen.or(file.listen).unwrap_or_default().0,
            public_url,
            trusted_proxies: arguments
                .trusted_proxies
                .clone()
                .or(file.trusted_proxies)
                .unwrap_or_default()
                .into_iter()
                .map(|network| network.0)
                .collect(),
            database: arguments.database.clone().or(file.database),
            master_key_file: arguments.master_key_file.clone().or(file.master_key_file),
            master_key: arguments.master_key.clone(),
            master_key_command: file.master_key_command,
            tls,
            acme,
            log_format: arguments.log_format.or(file.log.format).unwrap_or_default(),
            log_level: arguments.log_level.or(file.log.level).unwrap_or_default(),
            metadata: file.metadata,
            limits: file.limits.percent.unwrap_or_default(),
            mail: messages::mail(&arguments.messages, file.mail)?,
            text_messages: messages::text_messages(&arguments.messages, file.text_messages)?,
            outgoing: file.outgoing,
            audit: file.audit,
            backup: file.backup.plan()?,
            doctor: file.doctor,
            metrics: file.metrics.read()?,
            traces: file.traces.read(&Variables::read())?,
            clients,
            demo: arguments.demo,
            conformance: conformance(arguments)?,
        };
        config.checked()
    }

    /// Whether TLS ends here, with whatever certificate.
    pub(crate) fn ends_tls(&self) -> bool {
        self.tls.is_some() || self.acme.is_some()
    }

    fn checked(self) -> Result<Self, ConfigError> {
        if self.conformance.is_some() && self.demo {
            return Err(ConfigError::ConformanceAnd("--demo"));
        }
        // Whoever names a database means to serve it.
        if self.conformance.is_some() && self.database.is_some() {
            return Err(ConfigError::ConformanceAnd("a database"));
        }
        if self.conformance.is_some() && self.acme.is_some() {
            return Err(ConfigError::ConformanceAnd("[acme]"));
        }
        if self.demo && !self.listen.ip().is_loopback() {
            return Err(ConfigError::DemoOnNetwork(self.listen));
        }
        if let Some(url) = self.public_url.as_ref().filter(|url| self.demo && !url.is_local()) {
            return Err(ConfigError::DemoInPublic(url.clone()));
        }
        let places = [self.master_key_file.is_some(), self.master_key.is_some(), self.master_key_command.is_some()];
        let places = places.into_iter().filter(|is_named| *is_named).count();
        if places > 1 {
            return Err(ConfigError::MasterKeyTwice);
        }
        if let Some(url) = &self.database {
            if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
                return Err(ConfigError::DatabaseUrl);
            }
            if places == 0 {
                return Err(ConfigError::MasterKeyFileMissing);
            }
        }
        Ok(self)
    }
}

fn conformance(arguments: &Arguments) -> Result<Option<ConformanceTest>, ConfigError> {
    let metadata = arguments.conformance_metadata.clone();
    match (arguments.conformance, metadata) {
        (true, metadata) => Ok(Some(ConformanceTest { metadata })),
        (false, Some(_)) => Err(ConfigError::ConformanceMetadata),
        (false, None) => Ok(None),
    }
}

impl ConfigFile {
    /// Where commands that reach a running server look for it.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        Self::parse(&Self::text(path)?, path)
    }

    fn text(path: &Path) -> Result<String, ConfigError> {
        std::fs::read_to_string(path).map_err(|source| ConfigError::Unreadable { file: path.to_owned(), source })
    }

    /// With the applications that it declares, and the secrets that they name.
    fn read_with_clients(path: &Path) -> Result<(Self, DeclaredClients), ConfigError> {
        let text = Self::text(path)?;
        let mut file = Self::parse(&text, path)?;
        let clients = DeclaredClients::read((path, &text), std::mem::take(&mut file.clients))?;
        Ok((file, clients))
    }

    fn parse(text: &str, path: &Path) -> Result<Self, ConfigError> {
        toml::from_str(text).map_err(|source| {
            let (line, problem) = domain::settings_file::trouble(text, &source);
            let file = path.to_owned();
            if source.message().starts_with("unknown field") {
                let key = text.get(source.span().unwrap_or_default()).unwrap_or_default().to_owned();
                return ConfigError::UnknownKey { file, line, key };
            }
            ConfigError::Wrong { file, line, problem }
        })
    }
}

fn line_of(text: &str, at: usize) -> usize {
    text.get(..at).map_or(1, |before| before.matches('\n').count() + 1)
}

#[cfg(test)]
mod tests;
