//! Mail through one SMTP server. The way there is TLS with a checked certificate, but on this machine; connections are kept for the next
//! message. What the server answers is cut to its number, because its words may hold the address.

use super::PostError;
use crate::config::messages::{Mail, MailSecurity};
use crate::roots;
use domain::error::one_line;
use domain::messages::{Due, Outcome};
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart};
use lettre::transport::smtp::PoolConfig;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, CertificateStore, Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use std::time::{Duration, UNIX_EPOCH};

/// For one step of the exchange.
const PATIENCE: Duration = Duration::from_secs(20);
const KEEP_CONNECTIONS: u32 = 4;
const KEEP_FOR: Duration = Duration::from_secs(30);
/// Answers about ourselves, not about the message: what an operator mends, the message can wait for.
const ABOUT_OUR_LOGIN: [u16; 4] = [530, 534, 535, 538];

#[derive(Debug)]
pub(super) struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    reply_to: Option<Mailbox>,
    host: String,
}

impl Smtp {
    pub(super) fn open(mail: &Mail, host: &str) -> Result<Self, PostError> {
        let tls = match mail.security {
            MailSecurity::StartTls => Tls::Required(parameters(mail)?),
            MailSecurity::Tls => Tls::Wrapper(parameters(mail)?),
            MailSecurity::None => Tls::None,
        };
        // "Dangerous" is its default of no TLS, which the next line but two replaces.
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(mail.host.as_str())
            .port(mail.port)
            .tls(tls)
            .timeout(Some(PATIENCE))
            .hello_name(ClientId::Domain(host.to_owned()))
            .pool_config(PoolConfig::new().max_size(KEEP_CONNECTIONS).idle_timeout(KEEP_FOR));
        if let Some((user, password)) = &mail.login {
            builder = builder.credentials(Credentials::new(user.clone(), password.expose().to_owned()));
        }
        let (from, reply_to) = (mail.from.clone(), mail.reply_to.clone());
        Ok(Self { transport: builder.build(), from, reply_to, host: host.to_owned() })
    }

    pub(super) async fn send(&self, to: &str, due: &Due) -> Outcome {
        let Some(message) = self.message(to, due) else {
            return Outcome::Never("not a mail address".to_owned());
        };
        match self.transport.send(message).await {
            Ok(_) => Outcome::Sent,
            Err(error) => outcome(&error),
        }
    }

    /// Connects, greets, logs in, and leaves.
    pub(super) async fn try_out(&self) -> Result<(), String> {
        match self.transport.test_connection().await {
            Ok(true) => Ok(()),
            Ok(false) => Err("The mail server hung up.".to_owned()),
            Err(error) => Err(one_line(&error)),
        }
    }

    /// The mail itself. `None` where the address is none.
    fn message(&self, to: &str, due: &Due) -> Option<Message> {
        let to = Mailbox::new(None, to.parse().ok()?);
        // The organisation's name, where the operator gave none.
        let name = self.from.name.as_deref().unwrap_or(&due.sender);
        let from = Mailbox::new(Some(in_line(name)), self.from.email.clone());
        let written = Duration::from_millis(u64::try_from(due.written_at).unwrap_or_default());
        let mut builder = Message::builder()
            .from(from)
            .to(to)
            .subject(in_line(&due.letter.subject))
            .date(UNIX_EPOCH + written)
            // The same at each attempt, so that one that arrived unnoticed can be told from a second message.
            .message_id(Some(format!("<{}@{}>", due.id, self.host)))
            .raw_header(header("Auto-Submitted", "auto-generated"));
        if let Some(reply_to) = &self.reply_to {
            builder = builder.reply_to(reply_to.clone());
        }
        let html = due.letter.html.clone().unwrap_or_default();
        builder.multipart(MultiPart::alternative_plain_html(due.letter.text.clone(), html)).ok()
    }
}

/// The library panics at a name that it cannot quote; the domain has cleaned names, and here is no place for trust.
fn in_line(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control()).collect()
}

fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

fn parameters(mail: &Mail) -> Result<TlsParameters, PostError> {
    let certificates = match &mail.roots {
        Some(file) => roots::of_file(file)?,
        None => roots::usable(roots::of_system()),
    };
    let mut builder = TlsParameters::builder(mail.host.clone()).certificate_store(CertificateStore::None);
    for certificate in certificates {
        builder = builder.add_root_certificate(Certificate::from_der(certificate.to_vec())?);
    }
    Ok(builder.build()?)
}

fn outcome(error: &lettre::transport::smtp::Error) -> Outcome {
    if let Some(code) = error.status() {
        let number = code.to_string();
        let is_ours = ABOUT_OUR_LOGIN.iter().any(|ours| ours.to_string() == number);
        let trouble = format!("smtp {number}");
        return if error.is_permanent() && !is_ours { Outcome::Never(trouble) } else { Outcome::Later(trouble) };
    }
    // No answer of the server's is in these, so no address either.
    tracing::warn!(error = one_line(error), "the mail server cannot be used");
    let trouble = if error.is_tls() {
        "smtp: no TLS"
    } else if error.is_timeout() {
        "smtp: not in time"
    } else {
        "smtp: not reached"
    };
    Outcome::Later(trouble.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::messages::MailSecurity;
    use domain::messages::{Address, Letter};

    fn smtp(from: &str) -> Smtp {
        let mail = Mail {
            host: "localhost".to_owned(),
            port: 25,
            security: MailSecurity::None,
            login: None,
            from: from.parse().unwrap(),
            reply_to: Some("help@example.com".parse().unwrap()),
            roots: None,
        };
        Smtp::open(&mail, "id.example.com").unwrap()
    }

    fn due(to: &str, sender: &str, subject: &str) -> Due {
        let letter =
            Letter { subject: subject.to_owned(), text: "482913\n".to_owned(), html: Some("<p>482913</p>".to_owned()) };
        Due::sample(Address::Mail(to.to_owned()), sender, letter)
    }

    fn written(from: &str, to: &str, sender: &str, subject: &str) -> Option<String> {
        let message = smtp(from).message(to, &due(to, sender, subject))?;
        Some(String::from_utf8(message.formatted()).unwrap())
    }

    #[tokio::test]
    async fn a_mail_says_who_wrote_it_and_in_two_forms() {
        let mail = written("no-reply@example.com", "ada@example.com", "Riverside", "Your code").unwrap();
        for line in [
            "From: Riverside <no-reply@example.com>\r\n",
            "To: ada@example.com\r\n",
            "Reply-To: help@example.com\r\n",
            "Subject: Your code\r\n",
            "Auto-Submitted: auto-generated\r\n",
            "Date: Mon, 03 Nov 2025 14:05:00 +0000\r\n",
            "Message-ID: <00000000-0000-0000-0000-000000000000@id.example.com>\r\n",
            "Content-Type: text/plain; charset=utf-8\r\n",
            "Content-Type: text/html; charset=utf-8\r\n",
        ] {
            assert!(mail.contains(line), "{line}\n{mail}");
        }
        let named = written("Acme <no-reply@example.com>", "ada@example.com", "Riverside", "Your code").unwrap();
        assert!(named.contains("From: Acme <no-reply@example.com>\r\n"), "{named}");
    }

    // The domain has cleaned these; here they must not matter even so.
    #[tokio::test]
    async fn no_name_and_no_subject_makes_a_header() {
        let hostile = "Eve\r\nBcc: all@example.com\r\n\r\n<b>";
        let mail = written("no-reply@example.com", "ada@example.com", hostile, hostile).unwrap();
        let head = mail.split("\r\n\r\n").next().unwrap();
        assert!(!head.lines().any(|line| line.to_ascii_lowercase().starts_with("bcc")), "{head}");
        assert!(head.contains("Subject: ") && head.contains("Content-Type: multipart/alternative"), "{head}");
        for to in ["ada@example.com\r\nBcc: all@example.com", "ada@example.com, eve@example.com", "ada", "", "a@b@c"] {
            assert!(written("no-reply@example.com", to, "Riverside", "Your code").is_none(), "{to:?}");
        }
    }
}
