//! Certificates that the server orders by itself (ACME): from which directory, for which names, and how it shows that they are ours. What cannot work is
//! refused at the start: a directory that is asked for nonsense again and again shuts its askers out.

use super::Listen;
use super::messages::{MessagesError, Secret, gateway_host};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::PublicUrl;
use serde::Deserialize;
use std::net::SocketAddr;
use std::path::PathBuf;
use zeroize::Zeroizing;

/// The one that most of the web uses.
pub const LETS_ENCRYPT: &str = instant_acme::LetsEncrypt::Production.url();
/// Each is an order of its own, and a directory counts them.
const MOST_NAMES: usize = 50;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AcmeSection {
    pub accept_terms: Option<bool>,
    pub directory: Option<String>,
    pub contact: Option<String>,
    pub names: Option<Vec<String>>,
    /// Authorities (PEM) of a directory of one's own.
    pub root: Option<PathBuf>,
    pub eab_key_id: Option<String>,
    pub eab_key_file: Option<PathBuf>,
    pub http_listen: Option<Listen>,
    pub challenge: Option<Challenge>,
}

/// How we show that a name is ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Challenge {
    #[serde(rename = "tls-alpn-01")]
    TlsAlpn01,
    #[serde(rename = "http-01")]
    Http01,
}

impl Challenge {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::TlsAlpn01 => "tls-alpn-01",
            Self::Http01 => "http-01",
        }
    }
}

/// What the server does.
#[derive(Debug, Clone)]
pub struct Acme {
    pub directory: String,
    pub contact: Option<String>,
    /// That of the public address first.
    pub names: Vec<String>,
    pub root: Option<PathBuf>,
    pub binding: Option<Binding>,
    pub http_listen: Option<SocketAddr>,
    /// In the order in which they are tried; never none.
    pub challenges: Vec<Challenge>,
}

/// The account with whoever runs the directory.
#[derive(Clone)]
pub struct Binding {
    pub key_id: String,
    pub key: Zeroizing<Vec<u8>>,
}

impl std::fmt::Debug for Binding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Binding").field(&self.key_id).finish()
    }
}

#[derive(Debug, thiserror::Error)]
pub enum AcmeError {
    #[error("[acme] orders certificates only once you have read the directory's terms: accept_terms = true")]
    Terms,
    #[error("[acme] and [tls] both bring a certificate: leave one of them out")]
    AndFiles,
    #[error("[acme] needs the public address, and it begins with https:// (public_url)")]
    PublicUrl,
    #[error("[acme] directory: {0:?} is no address of a directory: it begins with https://")]
    Directory(String),
    #[error("[acme] contact: {0:?} is no mail address")]
    Contact(String),
    #[error(
        "[acme] names: {0:?} is no DNS name that a certificate can be issued for; write it in lower case, such as id.example.com"
    )]
    Name(String),
    #[error("[acme] names: at most {MOST_NAMES}")]
    Names,
    #[error("[acme] needs both eab_key_id and eab_key_file, or neither")]
    HalfBinding,
    #[error("[acme] eab_key_file")]
    BindingKey(#[source] MessagesError),
    #[error("[acme] eab_key_file: {} holds no key in base64url", .0.display())]
    NoBindingKey(PathBuf),
    #[error("[acme] challenge = \"http-01\" needs http_listen, an address that is reached at port 80")]
    NoListener,
}

impl AcmeSection {
    pub(super) fn plan(self, public_url: Option<&PublicUrl>, has_files: bool) -> Result<Option<Acme>, AcmeError> {
        let Self { accept_terms, directory, contact, names, root, eab_key_id, eab_key_file, http_listen, challenge } =
            self;
        if accept_terms != Some(true) {
            let is_empty = accept_terms.is_none()
                && (directory.is_none() && contact.is_none() && names.is_none() && root.is_none())
                && (eab_key_id.is_none() && eab_key_file.is_none() && http_listen.is_none() && challenge.is_none());
            return if is_empty { Ok(None) } else { Err(AcmeError::Terms) };
        }
        if has_files {
            return Err(AcmeError::AndFiles);
        }
        let public_url = public_url.filter(|url| url.is_https()).ok_or(AcmeError::PublicUrl)?;
        let directory = directory.unwrap_or_else(|| LETS_ENCRYPT.to_owned());
        if gateway_host(&directory).is_none() || !directory.starts_with("https://") {
            return Err(AcmeError::Directory(directory));
        }
        let contact = contact.map(|address| match address.parse::<lettre::Address>() {
            Ok(address) => Ok(address.to_string()),
            Err(_) => Err(AcmeError::Contact(address)),
        });
        let challenges = match (challenge, http_listen) {
            (Some(Challenge::Http01), None) => return Err(AcmeError::NoListener),
            (Some(only), _) => vec![only],
            (None, Some(_)) => vec![Challenge::TlsAlpn01, Challenge::Http01],
            (None, None) => vec![Challenge::TlsAlpn01],
        };
        Ok(Some(Acme {
            contact: contact.transpose()?,
            names: all_names(public_url.host(), names.unwrap_or_default(), directory == LETS_ENCRYPT)?,
            directory,
            root,
            binding: binding(eab_key_id, eab_key_file)?,
            http_listen: http_listen.map(|address| address.0),
            challenges,
        }))
    }
}

/// `is_public` where the directory is for names of the internet alone.
fn all_names(own: &str, more: Vec<String>, is_public: bool) -> Result<Vec<String>, AcmeError> {
    let mut names = vec![own.to_owned()];
    for name in more {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    for name in &names {
        // What can be a public address can be a name; a number cannot.
        let is_name = format!("https://{name}").parse::<PublicUrl>().is_ok_and(|url| url.host() == name);
        let is_near = name == "localhost" || name.ends_with(".localhost") || !name.contains('.');
        if !is_name || (is_public && is_near) {
            return Err(AcmeError::Name(name.clone()));
        }
    }
    if names.len() > MOST_NAMES { Err(AcmeError::Names) } else { Ok(names) }
}

fn binding(key_id: Option<String>, file: Option<PathBuf>) -> Result<Option<Binding>, AcmeError> {
    let (key_id, file) = match (key_id, file) {
        (Some(key_id), Some(file)) => (key_id, file),
        (None, None) => return Ok(None),
        _ => return Err(AcmeError::HalfBinding),
    };
    let text = Secret::read(&file).map_err(AcmeError::BindingKey)?;
    let key = URL_SAFE_NO_PAD.decode(text.expose().trim().trim_end_matches('=')).ok().filter(|key| !key.is_empty());
    let key = key.ok_or(AcmeError::NoBindingKey(file))?;
    Ok(Some(Binding { key_id, key: Zeroizing::new(key) }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(section: &str, public_url: &str, has_files: bool) -> Result<Option<Acme>, String> {
        let section: AcmeSection = toml::from_str(section).map_err(|error| error.to_string())?;
        let url = public_url.parse::<PublicUrl>().ok();
        section.plan(url.as_ref(), has_files).map_err(|error| domain::error::one_line(&error))
    }

    const HOST: &str = "https://id.example.com";

    // Issue 9, 8: two lines are enough.
    #[test]
    fn accepting_the_terms_is_enough() {
        assert!(plan("", HOST, true).unwrap().is_none());
        let usual = plan("accept_terms = true", HOST, false).unwrap().unwrap();
        assert_eq!(
            (usual.directory.as_str(), usual.names.as_slice()),
            (LETS_ENCRYPT, &["id.example.com".to_owned()][..])
        );
        assert_eq!(usual.challenges, [Challenge::TlsAlpn01]);
        let more = "accept_terms = true\nnames = [\"login.example.com\", \"id.example.com\"]\nhttp_listen = \"0.0.0.0:80\"\ncontact = \"a@example.com\"";
        let more = plan(more, HOST, false).unwrap().unwrap();
        assert_eq!(more.names, ["id.example.com", "login.example.com"], "the public address is always one of them");
        assert_eq!(more.challenges, [Challenge::TlsAlpn01, Challenge::Http01]);
        let only = plan("accept_terms = true\nhttp_listen = \"0.0.0.0:80\"\nchallenge = \"http-01\"", HOST, false);
        assert_eq!(only.unwrap().unwrap().challenges, [Challenge::Http01]);
        let own = "accept_terms = true\ndirectory = \"https://ca.internal/acme\"";
        assert_eq!(plan(own, "https://localhost", false).unwrap().unwrap().names, ["localhost"]);
    }

    #[test]
    fn what_cannot_work_is_refused_in_one_line() {
        let refused = |section: &str, public_url: &str| plan(section, public_url, false).unwrap_err();
        assert!(refused("contact = \"a@example.com\"", HOST).contains("accept_terms"));
        assert!(refused("accept_terms = false", HOST).contains("accept_terms"));
        assert!(plan("accept_terms = true", HOST, true).unwrap_err().contains("[acme] and [tls]"));
        for public_url in ["", "http://localhost:8080"] {
            assert!(refused("accept_terms = true", public_url).contains("public address"), "{public_url}");
        }
        for public_url in ["https://localhost", "https://intranet", "https://a.localhost"] {
            assert!(refused("accept_terms = true", public_url).contains("no DNS name"), "{public_url}");
        }
        for name in [
            "192.0.2.1",
            "*.example.com",
            "Login.example.com",
            "login.example.com:443",
            "a b",
            "",
            "login.example.com/",
        ] {
            let section = format!("accept_terms = true\nnames = [{name:?}]");
            assert!(refused(&section, HOST).contains("no DNS name"), "{name}");
        }
        for (line, word) in [
            ("directory = \"http://ca.example/\"", "directory"),
            ("directory = \"https://me@ca.example/\"", "directory"),
            ("contact = \"nobody\"", "contact"),
            ("challenge = \"http-01\"", "http_listen"),
            ("challenge = \"dns-01\"", "dns-01"),
            ("eab_key_id = \"x\"", "eab_key_file"),
            ("eab_key_id = \"x\"\neab_key_file = \"/no/such\"", "eab_key_file"),
        ] {
            assert!(refused(&format!("accept_terms = true\n{line}"), HOST).contains(word), "{line}");
        }
    }

    #[test]
    fn the_key_of_a_binding_is_read_and_not_shown() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("eab");
        std::fs::write(&file, "c2VjcmV0IGtleQ==\n").unwrap();
        let section = format!("accept_terms = true\neab_key_id = \"kid\"\neab_key_file = {file:?}");
        let binding = plan(&section, HOST, false).unwrap().unwrap().binding.unwrap();
        assert_eq!(binding.key.as_slice(), b"secret key");
        assert!(!format!("{binding:?}").contains("115"), "{binding:?}");
        std::fs::write(&file, "not base64!\n").unwrap();
        assert!(plan(&section, HOST, false).unwrap_err().contains("base64url"));
    }
}
