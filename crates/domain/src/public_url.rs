//! The address under which people reach this installation. The RP ID and the origin of passkeys follow from it, so it is read strictly.

use std::fmt;
use std::str::FromStr;

/// `https://id.example.com` or `http://localhost:8080`: scheme, host and port, nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl {
    https: bool,
    host: String,
    port: Option<u16>,
}

/// Why a text is no public URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotPublicUrl {
    #[error("a public URL begins with https:// or http://")]
    Scheme,
    #[error("a public URL has no path, query or user name: only scheme, host and port")]
    More,
    #[error("the host of a public URL is a domain name in lower case, such as id.example.com")]
    Host,
    #[error("the port of a public URL is a number from 1 to 65535")]
    Port,
    #[error("passkeys need https:// (http:// works on localhost only)")]
    Insecure,
}

impl PublicUrl {
    /// What the server uses when nobody named an address.
    pub fn localhost(https: bool, port: u16) -> Self {
        let usual = if https { 443 } else { 80 };
        Self { https, host: "localhost".to_owned(), port: Some(port).filter(|port| *port != usual) }
    }

    /// Whether only this machine can use it.
    pub fn is_local(&self) -> bool {
        self.host == "localhost" || self.host.ends_with(".localhost")
    }

    pub fn host(&self) -> &str {
        &self.host
    }

    pub fn is_https(&self) -> bool {
        self.https
    }

    /// Exactly what a browser writes into `Origin` and `clientDataJSON`.
    pub fn origin(&self) -> String {
        self.to_string()
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", if self.https { "https" } else { "http" }, self.host)?;
        match self.port {
            Some(port) => write!(f, ":{port}"),
            None => Ok(()),
        }
    }
}

impl FromStr for PublicUrl {
    type Err = NotPublicUrl;

    fn from_str(text: &str) -> Result<Self, NotPublicUrl> {
        let (https, rest) = match (text.strip_prefix("https://"), text.strip_prefix("http://")) {
            (Some(rest), _) => (true, rest),
            (_, Some(rest)) => (false, rest),
            _ => return Err(NotPublicUrl::Scheme),
        };
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        if rest.contains(['/', '?', '#', '@']) {
            return Err(NotPublicUrl::More);
        }
        let (host, port) = match rest.split_once(':') {
            Some((host, port)) => {
                let port = port.parse::<u16>().ok().filter(|port| *port != 0).ok_or(NotPublicUrl::Port)?;
                (host, Some(port))
            }
            None => (rest, None),
        };
        if !is_domain(host) {
            return Err(NotPublicUrl::Host);
        }
        if !https && host != "localhost" && !host.ends_with(".localhost") {
            return Err(NotPublicUrl::Insecure);
        }
        let usual = if https { 443 } else { 80 };
        Ok(Self { https, host: host.to_owned(), port: port.filter(|port| *port != usual) })
    }
}

/// Lower-case labels of letters, digits and hyphens; an address in numbers is no RP ID (browsers refuse it).
pub(crate) fn is_domain(host: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    // Browsers read a name whose last label is a number, hexadecimal too, as an address.
    let last = host.rsplit_once('.').map_or(host, |(_, last)| last);
    let digits = last.strip_prefix("0x").unwrap_or(last);
    let is_address = digits.bytes().all(|byte| byte.is_ascii_digit() || (digits != last && byte.is_ascii_hexdigit()));
    host.len() <= 253 && !is_address && host.split('.').all(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_scheme_host_and_unusual_port() {
        let read = |text: &str| text.parse::<PublicUrl>().map(|url| url.origin());
        assert_eq!(read("https://id.example.com"), Ok("https://id.example.com".to_owned()));
        assert_eq!(read("https://id.example.com:443/"), Ok("https://id.example.com".to_owned()));
        assert_eq!(read("http://localhost:8080"), Ok("http://localhost:8080".to_owned()));
        assert_eq!(PublicUrl::localhost(false, 80).origin(), "http://localhost");
    }

    #[test]
    fn refuses_what_no_passkey_could_use() {
        let why = |text: &str| text.parse::<PublicUrl>().unwrap_err();
        assert_eq!(why("id.example.com"), NotPublicUrl::Scheme);
        assert_eq!(why("https://id.example.com/sign-in"), NotPublicUrl::More);
        assert_eq!(why("https://me@id.example.com"), NotPublicUrl::More);
        for address in ["192.168.1.5", "2130706433", "0x7f000001", "id.example.0x1f", "example.5", "0x"] {
            assert_eq!(why(&format!("https://{address}")), NotPublicUrl::Host, "{address}");
        }
        assert_eq!(why("https://ID.example.com"), NotPublicUrl::Host);
        assert_eq!(why("https://id.example.com:0"), NotPublicUrl::Port);
        assert_eq!(why("http://id.example.com"), NotPublicUrl::Insecure);
    }
}
