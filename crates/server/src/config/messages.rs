//! How messages leave: the sections `[mail]`, `[text_messages]` and `[outgoing]`, and their flags. What is half said stops the start, because
//! codes that never arrive are noticed too late. Secrets are named by file, never written into the configuration.

use clap::Args;
use lettre::message::Mailbox;
use serde::Deserialize;
use std::fmt;
use std::net::IpAddr;
use std::path::{Path, PathBuf};

/// A password or token is short; what is longer is another file.
const LONGEST_SECRET: u64 = 8 * 1024;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailSection {
    pub host: Option<String>,
    pub port: Option<u16>,
    pub security: Option<MailSecurity>,
    pub user: Option<String>,
    pub password_file: Option<PathBuf>,
    pub from: Option<String>,
    pub reply_to: Option<String>,
    pub roots: Option<PathBuf>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextMessagesSection {
    pub url: Option<String>,
    pub token_file: Option<PathBuf>,
    pub body: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutgoingSection {
    #[serde(default)]
    pub private_hosts: Vec<String>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum MailSecurity {
    /// Plain at first, then TLS or nothing.
    #[default]
    StartTls,
    /// TLS from the first byte.
    Tls,
    /// For a relay on this machine.
    None,
}

/// The flags, beside the sections.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Messages")]
pub struct MessageArguments {
    /// SMTP server that takes our mail; without it, methods that need mail are off
    #[arg(long, value_name = "HOST", env = "KEYSTEAD_MAIL_HOST")]
    pub mail_host: Option<String>,
    /// Its port [default: 587, with tls 465, with none 25]
    #[arg(long, value_name = "PORT", env = "KEYSTEAD_MAIL_PORT")]
    pub mail_port: Option<u16>,
    /// How the way to it is protected [default: starttls; none is for this machine only]
    #[arg(long, value_name = "SECURITY", env = "KEYSTEAD_MAIL_SECURITY")]
    #[arg(value_parser = mail_security)]
    pub mail_security: Option<MailSecurity>,
    /// Name to sign in to it with
    #[arg(long, value_name = "NAME", env = "KEYSTEAD_MAIL_USER")]
    pub mail_user: Option<String>,
    /// File with the password of that name
    #[arg(long, value_name = "FILE", env = "KEYSTEAD_MAIL_PASSWORD_FILE")]
    pub mail_password_file: Option<PathBuf>,
    /// Whom mail comes from: an address, or a name with an address in angle brackets
    #[arg(long, value_name = "ADDRESS", env = "KEYSTEAD_MAIL_FROM")]
    pub mail_from: Option<String>,
    /// Where answers go
    #[arg(long, value_name = "ADDRESS", env = "KEYSTEAD_MAIL_REPLY_TO")]
    pub mail_reply_to: Option<String>,
    /// Address of the gateway that sends text messages; without it, methods that need them are off
    #[arg(long, value_name = "URL", env = "KEYSTEAD_TEXT_MESSAGES_URL")]
    pub text_messages_url: Option<String>,
    /// File with the token that the gateway wants
    #[arg(long, value_name = "FILE", env = "KEYSTEAD_TEXT_MESSAGES_TOKEN_FILE")]
    pub text_messages_token_file: Option<PathBuf>,
    /// What the gateway is sent: JSON with {to} and {text} in its strings
    #[arg(long, value_name = "JSON", env = "KEYSTEAD_TEXT_MESSAGES_BODY")]
    pub text_messages_body: Option<String>,
}

fn mail_security(word: &str) -> Result<MailSecurity, &'static str> {
    match word {
        "starttls" => Ok(MailSecurity::StartTls),
        "tls" => Ok(MailSecurity::Tls),
        "none" => Ok(MailSecurity::None),
        _ => Err("it is starttls, tls or none"),
    }
}

/// A secret read from a file; it is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    pub(super) fn read(file: &Path) -> Result<Self, MessagesError> {
        use std::io::Read;
        let failed = |error| MessagesError::Secret(file.to_owned(), error);
        let mut text = String::new();
        let opened = std::fs::File::open(file).map_err(failed)?;
        opened.take(LONGEST_SECRET).read_to_string(&mut text).map_err(failed)?;
        let text = text.trim_end_matches(['\r', '\n']);
        if text.is_empty() || text.contains(char::is_control) {
            return Err(MessagesError::NoSecret(file.to_owned()));
        }
        Ok(Self(text.to_owned()))
    }

    /// One that was not read from a file of its own.
    pub(super) fn of(text: &str) -> Self {
        Self(text.to_owned())
    }

    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// The SMTP server that takes our mail.
#[derive(Debug, Clone)]
pub struct Mail {
    pub host: String,
    pub port: u16,
    pub security: MailSecurity,
    pub login: Option<(String, Secret)>,
    pub from: Mailbox,
    pub reply_to: Option<Mailbox>,
    /// Whom it must show a certificate of, where that is not one of the system's authorities.
    pub roots: Option<PathBuf>,
}

/// The gateway that sends text messages.
#[derive(Debug, Clone)]
pub struct TextMessages {
    pub url: String,
    pub token: Option<Secret>,
    /// JSON, in whose strings `{to}` and `{text}` are filled in.
    pub body: serde_json::Value,
}

#[derive(Debug, thiserror::Error)]
pub enum MessagesError {
    #[error("mail needs a server (host), which the configuration does not name")]
    NoHost,
    #[error("mail needs an address that it comes from (from)")]
    NoFrom,
    #[error("{0:?} is no mail address; write no-reply@example.com or \"Name <no-reply@example.com>\"")]
    Address(String, #[source] lettre::address::AddressError),
    #[error("mail without TLS stays on this machine, and {0} is another: use starttls or tls")]
    Insecure(String),
    #[error("signing in to the mail server needs both a name (user) and a password (password_file)")]
    HalfLogin,
    #[error("cannot read the secret in {}", .0.display())]
    Secret(PathBuf, #[source] std::io::Error),
    #[error("{} holds no secret, or more than one line", .0.display())]
    NoSecret(PathBuf),
    #[error("text messages need the address of a gateway (url), which the configuration does not name")]
    NoGateway,
    #[error("{0:?} is no address of a gateway: it begins with https:// (http:// works on this machine only)")]
    Gateway(String),
    #[error("the body for the gateway is no JSON")]
    BodyNotJson(#[source] serde_json::Error),
    #[error("the body for the gateway lacks {0} in one of its strings")]
    BodyLacks(&'static str),
}

/// Joins flags and section. `None` where mail is not configured at all.
pub(super) fn mail(flags: &MessageArguments, file: MailSection) -> Result<Option<Mail>, MessagesError> {
    let section = MailSection {
        host: flags.mail_host.clone().or(file.host),
        port: flags.mail_port.or(file.port),
        security: flags.mail_security.or(file.security),
        user: flags.mail_user.clone().or(file.user),
        password_file: flags.mail_password_file.clone().or(file.password_file),
        from: flags.mail_from.clone().or(file.from),
        reply_to: flags.mail_reply_to.clone().or(file.reply_to),
        roots: file.roots,
    };
    let Some(host) = section.host else {
        let is_empty = section.user.is_none() && section.password_file.is_none() && section.from.is_none();
        return if is_empty { Ok(None) } else { Err(MessagesError::NoHost) };
    };
    let security = section.security.unwrap_or_default();
    if security == MailSecurity::None && !is_this_machine(&host) {
        return Err(MessagesError::Insecure(host));
    }
    let login = match (section.user, section.password_file) {
        (Some(user), Some(file)) => Some((user, Secret::read(&file)?)),
        (None, None) => None,
        _ => return Err(MessagesError::HalfLogin),
    };
    let usual = match security {
        MailSecurity::StartTls => 587,
        MailSecurity::Tls => 465,
        MailSecurity::None => 25,
    };
    Ok(Some(Mail {
        port: section.port.unwrap_or(usual),
        from: mailbox(section.from.ok_or(MessagesError::NoFrom)?)?,
        reply_to: section.reply_to.map(mailbox).transpose()?,
        roots: section.roots,
        host,
        security,
        login,
    }))
}

fn mailbox(text: String) -> Result<Mailbox, MessagesError> {
    text.parse().map_err(|error| MessagesError::Address(text, error))
}

pub(super) fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Joins flags and section. `None` where text messages are not configured at all.
pub(super) fn text_messages(
    flags: &MessageArguments,
    file: TextMessagesSection,
) -> Result<Option<TextMessages>, MessagesError> {
    let token_file = flags.text_messages_token_file.clone().or(file.token_file);
    let body = flags.text_messages_body.clone().or(file.body);
    let Some(url) = flags.text_messages_url.clone().or(file.url) else {
        let is_empty = token_file.is_none() && body.is_none();
        return if is_empty { Ok(None) } else { Err(MessagesError::NoGateway) };
    };
    let host = gateway_host(&url).ok_or_else(|| MessagesError::Gateway(url.clone()))?;
    if !url.starts_with("https://") && !is_this_machine(&host) {
        return Err(MessagesError::Gateway(url));
    }
    let body = body.as_deref().unwrap_or(r#"{"to": "{to}", "text": "{text}"}"#);
    let body: serde_json::Value = serde_json::from_str(body).map_err(MessagesError::BodyNotJson)?;
    for place in ["{to}", "{text}"] {
        if !has(&body, place) {
            return Err(MessagesError::BodyLacks(place));
        }
    }
    let token = token_file.as_deref().map(Secret::read).transpose()?;
    Ok(Some(TextMessages { url, token, body }))
}

/// The host of an address with http or https, without the brackets of an IPv6 address.
pub(crate) fn gateway_host(url: &str) -> Option<String> {
    let uri: axum::http::Uri = url.parse().ok()?;
    let is_http = matches!(uri.scheme_str(), Some("https" | "http"));
    let has_user = uri.authority().is_some_and(|authority| authority.as_str().contains('@'));
    let host = uri.host().filter(|_| is_http && !has_user)?;
    Some(host.trim_start_matches('[').trim_end_matches(']').to_ascii_lowercase())
}

fn has(body: &serde_json::Value, place: &str) -> bool {
    match body {
        serde_json::Value::String(text) => text.contains(place),
        serde_json::Value::Array(items) => items.iter().any(|item| has(item, place)),
        serde_json::Value::Object(members) => members.values().any(|member| has(member, place)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_mail(text: &str) -> Result<Option<Mail>, MessagesError> {
        mail(&MessageArguments::default(), toml::from_str(text).unwrap())
    }

    fn of_texts(text: &str) -> Result<Option<TextMessages>, MessagesError> {
        text_messages(&MessageArguments::default(), toml::from_str(text).unwrap())
    }

    #[test]
    fn nothing_said_is_nothing_sent() {
        assert!(of_mail("").unwrap().is_none());
        assert!(of_texts("").unwrap().is_none());
    }

    #[test]
    fn a_server_and_a_sender_are_enough() {
        let mail = of_mail("host = \"smtp.example.com\"\nfrom = \"Acme <no-reply@example.com>\"").unwrap().unwrap();
        assert_eq!((mail.port, mail.security, mail.login), (587, MailSecurity::StartTls, None));
        assert_eq!(mail.from.name.as_deref(), Some("Acme"));
        let port = |security: &str| {
            let text = format!("host = \"localhost\"\nfrom = \"a@example.com\"\nsecurity = \"{security}\"");
            of_mail(&text).unwrap().unwrap().port
        };
        assert_eq!((port("tls"), port("none")), (465, 25));
    }

    #[test]
    fn what_is_half_said_is_refused() {
        let from = "from = \"a@example.com\"\n";
        let refusal = |text: &str| of_mail(&format!("{from}{text}")).unwrap_err();
        assert!(matches!(refusal(""), MessagesError::NoHost));
        assert!(matches!(of_mail("host = \"h\"").unwrap_err(), MessagesError::NoFrom));
        assert!(matches!(refusal("host = \"h\"\nuser = \"u\""), MessagesError::HalfLogin));
        assert!(matches!(refusal("host = \"h\"\npassword_file = \"/nowhere\""), MessagesError::HalfLogin));
        assert!(matches!(
            refusal("host = \"h\"\nuser = \"u\"\npassword_file = \"/nowhere\""),
            MessagesError::Secret(..)
        ));
        assert!(matches!(refusal("host = \"h\"\nreply_to = \"nobody\""), MessagesError::Address(..)));
        for host in ["smtp.example.com", "10.0.0.1", "localhost.example.com"] {
            let text = format!("host = \"{host}\"\nsecurity = \"none\"");
            assert!(matches!(refusal(&text), MessagesError::Insecure(_)), "{host}");
        }
    }

    #[test]
    fn a_secret_is_one_line_and_never_shown() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("password");
        for bad in ["", "\n", "one\ntwo\n", "with\u{0}"] {
            std::fs::write(&file, bad).unwrap();
            assert!(matches!(Secret::read(&file), Err(MessagesError::NoSecret(_))), "{bad:?}");
        }
        std::fs::write(&file, "s3cr3t\n").unwrap();
        let secret = Secret::read(&file).unwrap();
        assert_eq!((secret.expose(), format!("{secret:?}").as_str()), ("s3cr3t", "Secret(…)"));
    }

    #[test]
    fn a_gateway_is_asked_with_tls_and_json() {
        let url = "url = \"https://sms.example.com/send\"\n";
        let refusal = |text: &str| of_texts(text).unwrap_err();
        assert!(of_texts(url).unwrap().is_some());
        assert!(of_texts("url = \"http://localhost:9000/\"").unwrap().is_some());
        assert!(matches!(refusal("body = \"{}\""), MessagesError::NoGateway));
        for bad in
            ["http://sms.example.com/", "sms.example.com", "ftp://localhost/", "https://me:word@sms.example.com/"]
        {
            assert!(matches!(refusal(&format!("url = \"{bad}\"")), MessagesError::Gateway(_)), "{bad}");
        }
        assert!(matches!(refusal(&format!("{url}body = '{{to}} {{text}}'")), MessagesError::BodyNotJson(_)));
        assert!(matches!(refusal(&format!("{url}body = '{{\"a\": \"{{to}}\"}}'")), MessagesError::BodyLacks("{text}")));
        let body = r#"body = '{"messages": [{"to": "{to}", "content": "{text}"}]}'"#;
        assert!(of_texts(&format!("{url}{body}")).unwrap().is_some());
    }
}
