//! Applications in the configuration file: the sections `[[clients]]`. Their settings have the names that the console and the API use. What is not
//! known stops the start with its line; secrets are named by file or by environment variable, never written into the configuration.

use super::messages::{MessagesError, Secret};
use super::{ConfigError, line_of};
use domain::applications::ClientSettings;
use domain::applications::declared::Declared;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::path::{Path, PathBuf};

/// One application.
#[derive(Debug, Deserialize)]
pub struct ClientSection {
    /// `acme/staff`, or `acme/system` for a program of the tenant itself.
    workspace: String,
    client_id: String,
    name: String,
    enabled: Option<bool>,
    client_secret_file: Option<PathBuf>,
    client_secret_env: Option<String>,
    #[serde(flatten)]
    settings: Map<String, Value>,
}

/// What of an application cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    #[error("{0}: unknown key \"{1}\"")]
    Unknown(String, String),
    #[error("{0}: {1} is not what is asked for here")]
    Setting(String, String, #[source] serde_json::Error),
    #[error("{0}: client_secret_file")]
    Secret(String, #[source] MessagesError),
    #[error("{0}: client_secret_env: the environment has no {1}, or it is blank")]
    NoVariable(String, String),
    #[error("{0}: a secret is named once, by client_secret_file or by client_secret_env")]
    TwoSecrets(String),
}

/// All of them, with where each stands.
#[derive(Debug, Default)]
pub struct DeclaredClients {
    pub file: PathBuf,
    lines: Vec<usize>,
    pub all: Vec<Declared>,
}

impl DeclaredClients {
    pub(super) fn read(
        (file, text): (&Path, &str),
        sections: Vec<toml::Spanned<ClientSection>>,
    ) -> Result<Self, ConfigError> {
        let mut read = Self { file: file.to_owned(), ..Self::default() };
        for section in sections {
            let line = line_of(text, section.span().start);
            let wrong = |source| ConfigError::Client { file: file.to_owned(), line, source };
            read.all.push(section.into_inner().declared().map_err(wrong)?);
            read.lines.push(line);
        }
        Ok(read)
    }

    /// Where an entry begins.
    pub fn line(&self, index: usize) -> usize {
        self.lines.get(index).copied().unwrap_or_default()
    }

    pub fn id(&self, index: usize) -> &str {
        self.all.get(index).map(|entry| entry.id.as_str()).unwrap_or_default()
    }
}

impl ClientSection {
    fn declared(self) -> Result<Declared, ClientError> {
        let settings = self.settings()?;
        let secret = self.secret()?;
        let enabled = self.enabled.unwrap_or(true);
        Ok(Declared { place: self.workspace, id: self.client_id, name: self.name, enabled, secret, settings })
    }

    /// One name after the other, so that what is wrong is named.
    fn settings(&self) -> Result<ClientSettings, ClientError> {
        let (mut text, mut read) = (Map::new(), ClientSettings::default());
        for (name, value) in &self.settings {
            if !ClientSettings::NAMES.contains(&name.as_str()) {
                return Err(ClientError::Unknown(self.client_id.clone(), name.clone()));
            }
            text.insert(name.clone(), value.clone());
            let wrong = |source| ClientError::Setting(self.client_id.clone(), name.clone(), source);
            read = serde_json::from_value(Value::Object(text.clone())).map_err(wrong)?;
        }
        Ok(read)
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "which variables there are is said by the file, not by the command line"
    )]
    fn secret(&self) -> Result<Option<String>, ClientError> {
        let id = || self.client_id.clone();
        match (&self.client_secret_file, &self.client_secret_env) {
            (None, None) => Ok(None),
            (Some(_), Some(_)) => Err(ClientError::TwoSecrets(id())),
            (Some(file), None) => {
                let secret = Secret::read(file).map_err(|source| ClientError::Secret(id(), source))?;
                Ok(Some(secret.expose().to_owned()))
            }
            (None, Some(name)) => {
                let value = std::env::var(name).ok().filter(|value| !value.is_empty());
                value.map(Some).ok_or_else(|| ClientError::NoVariable(id(), name.clone()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::ConfigFile;
    use super::*;
    use domain::applications::{AuthMethod, GrantType};

    fn read(text: &str) -> Result<DeclaredClients, String> {
        let path = Path::new("keystead.toml");
        let mut file = ConfigFile::parse(text, path).map_err(|error| domain::error::one_line(&error))?;
        let clients = DeclaredClients::read((path, text), std::mem::take(&mut file.clients));
        clients.map_err(|error| domain::error::one_line(&error))
    }

    const WIKI: &str = "\n[[clients]]\nworkspace = \"acme/staff\"\nclient_id = \"wiki\"\nname = \"Wiki\"\n";

    #[test]
    fn settings_have_the_names_of_the_console() {
        let text = format!(
            "{WIKI}redirect_uris = [\"https://wiki.example/back\"]\ngrant_types = [\"authorization_code\"]\n\
             token_endpoint_auth_method = \"private_key_jwt\"\njwks = {{ keys = [{{ kty = \"OKP\" }}] }}\nenabled = false\n"
        );
        let clients = read(&text).unwrap();
        let [wiki] = clients.all.as_slice() else { panic!("{clients:?}") };
        assert_eq!((wiki.place.as_str(), wiki.id.as_str(), wiki.enabled), ("acme/staff", "wiki", false));
        assert_eq!(wiki.settings.token_endpoint_auth_method, AuthMethod::PrivateKeyJwt);
        assert_eq!(wiki.settings.grant_types, [GrantType::AuthorizationCode]);
        assert_eq!(wiki.settings.jwks.as_ref().unwrap()["keys"][0]["kty"], "OKP");
        assert_eq!(clients.line(0), 2);
    }

    // A slip of the pen must not be a default.
    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        let wrong = |text: &str| read(&format!("{WIKI}{text}")).unwrap_err();
        assert_eq!(wrong("redirect_uri = \"x\""), "keystead.toml:2: clients: wiki: unknown key \"redirect_uri\"");
        let line = wrong("redirect_uris = \"https://wiki.example/back\"");
        assert!(line.starts_with("keystead.toml:2: clients: wiki: redirect_uris is not"), "{line}");
        let line = wrong("client_secret_file = \"/nowhere/secret\"");
        assert!(line.contains("wiki: client_secret_file: cannot read the secret in /nowhere/secret"), "{line}");
        assert!(wrong("client_secret_env = \"KEYSTEAD_TEST_NO_SUCH\"").contains("has no KEYSTEAD_TEST_NO_SUCH"));
        assert!(wrong("client_secret_env = \"A\"\nclient_secret_file = \"b\"").contains("named once"));
        let line = read("[[clients]]\nclient_id = \"wiki\"\n").unwrap_err();
        assert!(line.starts_with("keystead.toml:1: ") && line.contains("workspace"), "{line}");
    }

    #[test]
    fn a_secret_is_never_shown() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("secret");
        std::fs::write(&file, "s3cr3t\n").unwrap();
        let clients = read(&format!("{WIKI}client_secret_file = {:?}\n", file.to_str().unwrap())).unwrap();
        assert_eq!(clients.all[0].secret.as_deref(), Some("s3cr3t"));
        assert!(!format!("{clients:?}").contains("s3cr3t"));
    }
}
