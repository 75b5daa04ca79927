//! "Still working?": what every page of a member who is signed in brings along where an idle session ends. It must never count as work: it only
//! says when the end is, and the script asks the server again before it asks the member.

use crate::page::Chrome;
use domain::Session;
use domain::passkeys::time;
use serde::Serialize;

/// When the session ends unless somebody works, for the script that warns before it does (S0-31). RFC 3339, by the server's clock.
#[derive(Clone, Debug, Serialize)]
pub struct IdleWarning {
    /// `/{tenant}/{workspace}`, without a slash at the end; empty on a mapped host.
    pub base: String,
    pub server_time: String,
    pub expires_at: String,
    pub idle_ends_at: String,
    pub warn_at: String,
}

impl IdleWarning {
    /// As the script reads it.
    pub(crate) fn as_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

impl Chrome {
    /// The page of somebody who is signed in. Where no work is asked of anybody there is nothing to warn of.
    #[must_use]
    pub(crate) fn warns(self, base: String, session: &Session, now: i64) -> Self {
        let idle = session.idle().map(|idle| IdleWarning {
            base,
            server_time: time(now),
            expires_at: time(session.expires_at),
            idle_ends_at: time(idle.ends_at),
            warn_at: time(idle.warn_at),
        });
        Self { idle, ..self }
    }
}
