//! The doctor: what an installation finds when it looks at itself. Each check has a name, says what it looked at and what it found, and what to do
//! about it. What can be seen from inside is looked at here; what must be seen from outside, by the server. It changes nothing, leaves nothing
//! behind but its last report, and names no member.

mod backup;
mod ceremony;
mod certificates;
mod clients;
mod database;
mod domains;
mod kept;
mod metadata;
mod stream;

pub use backup::of_backup;
pub use ceremony::{Made, NotRehearsed, Rehearsal, rehearsals};
pub use certificates::of_certificates;
pub use clients::of_clients;
pub use database::{apart, of_clock, of_database};
pub use domains::of_domains;
pub use kept::{Asked, ask, is_due, keep, last, show, take_turn};
pub use metadata::of_metadata;
pub use stream::of_stream;

use crate::app::App;
use crate::error::Error;
use crate::passkeys::time;
use crate::snapshot::FrontDoor;
use serde::{Deserialize, Serialize};
use std::fmt::Write;
use std::sync::Arc;

/// What a check has come to. In the order of how much it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Good,
    /// Nobody knows: what the check needs is not there.
    NotChecked,
    /// It works, and may not be what is meant.
    ToLookAt,
    Wrong,
}

impl State {
    /// As the screen says it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Good => "Good",
            Self::NotChecked => "Could not be checked",
            Self::ToLookAt => "To look at",
            Self::Wrong => "Wrong",
        }
    }
}

macro_rules! checks {
    ($($name:ident = $word:literal, $title:literal;)*) => {
        /// What is looked at. The words are what scripts read: one that was released never changes its meaning.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Check {
            $(#[serde(rename = $word)] $name),*
        }

        impl Check {
            pub const ALL: &[Self] = &[$(Self::$name),*];

            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word),* }
            }

            pub const fn title(self) -> &'static str {
                match self { $(Self::$name => $title),* }
            }
        }
    };
}

checks! {
    PublicUrl = "public_url", "Public address";
    Https = "https", "HTTPS";
    Certificates = "certificates", "Certificates by ACME";
    Proxy = "proxy", "Proxy headers";
    Cookies = "cookies", "Cookies";
    Domains = "domains", "RP IDs and origins";
    WellKnown = "well_known", "Well-known files";
    Ceremony = "ceremony", "A real ceremony";
    Mail = "mail", "Mail";
    ClockDatabase = "clock_database", "Clock of the database";
    ClockOutside = "clock_outside", "Clock of others";
    Metadata = "metadata", "Authenticator metadata";
    Database = "database", "Database";
    DatabaseWrites = "database_writes", "Writing to the database";
    Disk = "disk", "Disk";
    AuditStream = "audit_stream", "Stream of the audit";
    Backup = "backup", "Backups";
    Clients = "clients", "Applications of the configuration file";
}

/// What one check has found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    pub check: Check,
    pub looked_at: String,
    pub state: State,
    pub found: String,
    /// What to do; nothing where all is well.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub remedy: String,
}

impl Finding {
    pub fn good(check: Check, looked_at: impl Into<String>, found: impl Into<String>) -> Self {
        let (looked_at, found) = (looked_at.into(), found.into());
        Self { check, looked_at, state: State::Good, found, remedy: String::new() }
    }

    pub fn of(
        (check, state): (Check, State),
        looked_at: impl Into<String>,
        (found, remedy): (impl Into<String>, impl Into<String>),
    ) -> Self {
        Self { check, looked_at: looked_at.into(), state, found: found.into(), remedy: remedy.into() }
    }
}

/// All that was found, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// RFC 3339.
    pub at: String,
    /// Of the release that looked.
    pub version: String,
    pub findings: Vec<Finding>,
}

impl Report {
    /// The findings in the order of the checks.
    pub fn new(app: &App, version: &str, mut findings: Vec<Finding>) -> Self {
        findings.sort_by_key(|finding| finding.check);
        Self { at: time(app.now()), version: version.to_owned(), findings }
    }

    pub fn number(&self, state: State) -> usize {
        self.findings.iter().filter(|finding| finding.state == state).count()
    }

    /// The titles of the checks that found something wrong, each once.
    pub fn wrong(&self) -> Vec<&'static str> {
        let wrong = self.findings.iter().filter(|finding| finding.state == State::Wrong);
        let mut titles: Vec<_> = wrong.map(|finding| finding.check.title()).collect();
        titles.dedup();
        titles
    }
}

/// By which an instance of this installation is known from outside: whoever answers with it has our keys.
pub fn mark(app: &App, token: &str) -> String {
    let hash = app.snapshot().ring.keyed("doctor", &[token.as_bytes()]);
    hash.iter().take(16).fold(String::with_capacity(32), |mut text, byte| {
        // Writing to a String does not fail.
        write!(text, "{byte:02x}").ok();
        text
    })
}

/// What the alarm says while the last report holds something wrong (S2-32).
pub(crate) async fn alarm(app: &App) -> Result<Option<String>, Error> {
    let Some(report) = last(app).await? else { return Ok(None) };
    let wrong = report.wrong();
    Ok((!wrong.is_empty()).then(|| format!("Wrong: {}.", wrong.join(", "))))
}

/// A pool as a finding names it.
fn name_of(door: &FrontDoor) -> String {
    format!("{} › {}", door.tenant.name, door.pool.name)
}

/// One door for each pool, where administrators sign in first.
fn a_door_each(doors: &[Arc<FrontDoor>]) -> Vec<Arc<FrontDoor>> {
    let mut each: Vec<Arc<FrontDoor>> = Vec::new();
    for door in doors {
        if each.iter().all(|known| known.pool.id != door.pool.id) {
            each.push(Arc::clone(door));
        }
    }
    each.sort_by_key(|door| !door.is_home);
    each
}
