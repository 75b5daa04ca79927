//! How long what was recorded is kept, and where else it goes. Without a word it is kept for ever, and goes nowhere.

use super::messages::gateway_host;
use serde::Deserialize;
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuditSection {
    pub keep_days: Option<Days>,
    pub stream: Option<Target>,
    /// Addresses, browsers and names of passkeys as well.
    pub stream_personal: Option<bool>,
    /// Authorities that the receiver's certificate must lead to, instead of the system's.
    pub stream_roots: Option<PathBuf>,
}

/// Members read ninety days of their own activity, and whoever looks into an incident needs some weeks at least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "u32")]
pub struct Days(pub u32);

impl Days {
    pub(crate) fn ms(self) -> i64 {
        i64::from(self.0) * 24 * 3_600_000
    }
}

#[derive(Debug, thiserror::Error)]
#[error("the audit is kept for 90 to 36500 days, or for ever where nothing is said")]
pub struct NotDays;

impl TryFrom<u32> for Days {
    type Error = NotDays;

    fn try_from(number: u32) -> Result<Self, NotDays> {
        if (90..=36_500).contains(&number) { Ok(Self(number)) } else { Err(NotDays) }
    }
}

/// Who receives what is recorded.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum Target {
    Udp(Place),
    Tcp(Place),
    Tls(Place),
    /// A socket of datagrams, such as `/dev/log`.
    Unix(PathBuf),
    /// An address that is called.
    Webhook(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub host: String,
    pub port: u16,
}

#[derive(Debug, thiserror::Error)]
#[error(
    "the audit goes to syslog+tls://HOST:PORT, syslog+tcp://HOST:PORT, syslog+udp://HOST:PORT, syslog+unix:///PATH, or https://ADDRESS"
)]
pub struct NotTarget;

impl TryFrom<String> for Target {
    type Error = NotTarget;

    fn try_from(text: String) -> Result<Self, NotTarget> {
        let (scheme, rest) = text.split_once("://").ok_or(NotTarget)?;
        match scheme {
            "syslog+udp" => Place::read(rest, 514).map(Self::Udp),
            "syslog+tcp" => Place::read(rest, 601).map(Self::Tcp),
            "syslog+tls" => Place::read(rest, 6514).map(Self::Tls),
            "syslog+unix" if rest.starts_with('/') => Ok(Self::Unix(rest.into())),
            "https" | "http" if gateway_host(&text).is_some() => Ok(Self::Webhook(text)),
            _ => Err(NotTarget),
        }
    }
}

impl FromStr for Target {
    type Err = NotTarget;

    fn from_str(text: &str) -> Result<Self, NotTarget> {
        Self::try_from(text.to_owned())
    }
}

impl Place {
    fn read(text: &str, usual: u16) -> Result<Self, NotTarget> {
        let (host, port) = match text.rsplit_once(':') {
            Some((host, port)) if !port.contains(']') => (host, port.parse().map_err(|_| NotTarget)?),
            _ => (text, usual),
        };
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let is_host =
            !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.:_".contains(&byte));
        if is_host && port != 0 { Ok(Self { host: host.to_owned(), port }) } else { Err(NotTarget) }
    }
}

/// Without what may be secret: the path of an address that is called.
impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Udp(place) => write!(f, "syslog+udp://{}:{}", place.host, place.port),
            Self::Tcp(place) => write!(f, "syslog+tcp://{}:{}", place.host, place.port),
            Self::Tls(place) => write!(f, "syslog+tls://{}:{}", place.host, place.port),
            Self::Unix(path) => write!(f, "syslog+unix://{}", path.display()),
            Self::Webhook(url) => write!(f, "webhook at {}", gateway_host(url).unwrap_or_default()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receiver_is_read_strictly() {
        let place = |host: &str, port| Place { host: host.to_owned(), port };
        let read = |text: &str| text.parse::<Target>().ok();
        assert_eq!(read("syslog+udp://logs.example.com"), Some(Target::Udp(place("logs.example.com", 514))));
        assert_eq!(read("syslog+tcp://10.0.0.7:1514"), Some(Target::Tcp(place("10.0.0.7", 1514))));
        assert_eq!(read("syslog+tls://[2001:db8::1]:6514"), Some(Target::Tls(place("2001:db8::1", 6514))));
        assert_eq!(read("syslog+unix:///dev/log"), Some(Target::Unix("/dev/log".into())));
        let hook = read("https://siem.example.com/in?key=secret").unwrap();
        assert_eq!(hook.to_string(), "webhook at siem.example.com", "the rest may be secret");
        for wrong in [
            "",
            "logs.example.com",
            "syslog://a",
            "syslog+udp://",
            "syslog+tcp://a:0",
            "syslog+tcp://a:x",
            "syslog+tcp://a/b",
            "syslog+unix://log",
            "ftp://a",
            "https://",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
