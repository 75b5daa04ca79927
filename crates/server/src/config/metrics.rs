//! Who may read the numbers that the server keeps of itself: nobody, unless the operator says where or with which token.

use super::Listen;
use super::messages::{MessagesError, Secret};
use serde::Deserialize;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Nobody guesses so many characters.
const SHORTEST_TOKEN: usize = 32;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MetricsSection {
    /// An address of their own.
    pub listen: Option<Listen>,
    /// The token that opens them, also on the public address.
    pub token_file: Option<PathBuf>,
}

/// What the process runs with.
#[derive(Debug, Default)]
pub struct Metrics {
    pub listen: Option<SocketAddr>,
    pub token: Option<Secret>,
}

#[derive(Debug, thiserror::Error)]
pub enum MetricsError {
    #[error("metrics: other machines reach {0}, so whoever reads there needs a token (token_file)")]
    Open(SocketAddr),
    #[error("metrics: the token in {} is shorter than 32 characters", .0.display())]
    Short(PathBuf),
    #[error("metrics")]
    Token(#[source] MessagesError),
}

impl MetricsSection {
    pub(super) fn read(self) -> Result<Metrics, MetricsError> {
        let listen = self.listen.map(|listen| listen.0);
        let token = self.token_file.as_deref().map(Secret::read).transpose().map_err(MetricsError::Token)?;
        if let (Some(token), Some(file)) = (&token, self.token_file)
            && token.expose().len() < SHORTEST_TOKEN
        {
            return Err(MetricsError::Short(file));
        }
        match listen.filter(|address| token.is_none() && !address.ip().is_loopback()) {
            Some(address) => Err(MetricsError::Open(address)),
            None => Ok(Metrics { listen, token }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(listen: Option<&str>, token: Option<&str>) -> Result<Metrics, String> {
        let folder = tempfile::tempdir().unwrap();
        let token_file = token.map(|token| {
            let file = folder.path().join("token");
            std::fs::write(&file, token).unwrap();
            file
        });
        let listen = listen.map(|listen| listen.parse().unwrap());
        MetricsSection { listen, token_file }.read().map_err(|error| domain::error::one_line(&error))
    }

    // Issue 9, 7: nobody reads them by accident.
    #[test]
    fn other_machines_need_a_token_that_nobody_guesses() {
        let token = "0123456789abcdef0123456789abcdef\n";
        assert!(read(None, None).unwrap().listen.is_none());
        assert!(read(Some("127.0.0.1:9464"), None).is_ok() && read(Some("[::1]:9464"), None).is_ok());
        assert!(read(Some("10.0.0.1:9464"), None).unwrap_err().contains("needs a token"));
        assert!(read(Some("0.0.0.0:9464"), None).unwrap_err().contains("needs a token"));
        assert!(read(Some("0.0.0.0:9464"), Some(token)).is_ok());
        assert!(read(None, Some("0123456789abcdef")).unwrap_err().contains("shorter than 32"));
        assert!(read(None, Some("")).unwrap_err().contains("holds no secret"));
    }
}
