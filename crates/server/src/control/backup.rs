//! A backup from the command line. Whoever may open the socket owns the data anyway; the passphrase that comes along is never written anywhere.

use super::Answer;
use crate::backup::{self, Asked};
use crate::front::Server;
use domain::backup::{Recipient, Wanted};
use domain::error::one_line;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::path::PathBuf;
use zeroize::Zeroizing;

/// Where to, and for whose eyes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct BackupWish {
    /// From the root: the server is somewhere else.
    pub file: PathBuf,
    pub to: SealTo,
    pub with_master_key: bool,
}

/// As it goes over the socket.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SealTo {
    Passphrase(String),
    Key(String),
}

impl fmt::Debug for SealTo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Passphrase(_) => f.write_str("Passphrase(…)"),
            Self::Key(key) => f.debug_tuple("Key").field(key).finish(),
        }
    }
}

impl BackupWish {
    pub(crate) fn new(file: PathBuf, recipient: &Recipient, with_master_key: bool) -> Self {
        let to = match recipient {
            Recipient::Passphrase(text) => SealTo::Passphrase(text.to_string()),
            Recipient::Key(_) => SealTo::Key(recipient.to_string()),
        };
        Self { file, to, with_master_key }
    }

    pub(crate) fn asked(&self) -> Option<Asked> {
        let recipient = match &self.to {
            SealTo::Passphrase(text) => Recipient::Passphrase(Zeroizing::new(text.clone())),
            SealTo::Key(text) => text.parse().ok()?,
        };
        Some(Asked {
            file: self.file.clone(),
            recipient,
            with_master_key: self.with_master_key,
            wanted: Wanted::ByHand,
        })
    }
}

pub(super) async fn take(server: &Server, wish: &BackupWish) -> Answer {
    let Some(asked) = wish.asked() else {
        return Answer::Refused { why: domain::backup::NotBackupKey.to_string() };
    };
    match backup::take(&server.app, asked, |_| {}).await {
        Ok(taken) => Answer::BackedUp(Box::new(taken)),
        Err(error) => {
            // Whoever asked for it hears of it; nobody else need be woken.
            tracing::warn!(error = one_line(&error), "no backup is taken");
            Answer::Refused { why: one_line(&error) }
        }
    }
}
