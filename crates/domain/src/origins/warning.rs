//! What is wrong, or only unwise, about a pool's domains and its other settings: for the log at start, and for whoever edits the settings.

use super::MOST_LABELS;
use super::app_id::NotAppId;
use super::apps::NotAnApp;
use super::web::{NotOrigin, NotRpId};

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Warning {
    #[error("{setting}: {text:?} is left out: {why}")]
    NotOrigin { setting: &'static str, text: String, why: NotOrigin },
    #[error(
        "origins: {origin} is left out: it is neither on the RP ID {rp_id} nor below it; another site belongs into the related origins"
    )]
    OutsideRpId { origin: String, rp_id: String },
    #[error("no browser makes a passkey for the RP ID {text:?}: {why}")]
    NotRpId { text: String, why: NotRpId },
    #[error("native_apps: {app:?}: {why}")]
    NotAnApp { app: String, why: NotAnApp },
    #[error("app_id: {text:?} is left out: {why}")]
    NotAppId { text: String, why: NotAppId },
    #[error("app_id: browsers refuse every sign-in in Classic mode on {}, which {} of another site than the AppID", .origins.join(", "), are(.origins))]
    AppIdElsewhere { origins: Vec<String> },
    #[error("{path}: this release knows no setting of that name, so nothing of it is in force")]
    UnknownName { path: String },
    #[error("{setting}: {given} is not within {least} and {most}; {used} is in force")]
    OutOfBounds { setting: &'static str, given: u64, least: u64, most: u64, used: u64 },
    #[error("{setting}: {text:?} is no date that can be read (2030-01-31T00:00:00Z); {then}")]
    NotADate { setting: &'static str, text: String, then: &'static str },
    #[error("{setting} is left out: {why}")]
    NotShown { setting: &'static str, why: &'static str },
    #[error("{whose}: {warning}")]
    Rules { whose: String, warning: Box<Warning> },
    #[error("{setting}: only the first {most} entries are used")]
    TooMany { setting: &'static str, most: usize },
    #[error("{setting}: {count} entries are more than there are models; all are in force")]
    LongList { setting: &'static str, count: usize },
    #[error(
        "embedding_origins: no page is shown in a frame where administrators sign in; members need a workspace of their own for that"
    )]
    FramedHome,
    #[error(
        "native_apps: apps of Apple use passkeys as {origin}, so every page there is accepted as well, although it is not among the origins"
    )]
    AppleOrigin { origin: String },
    #[error(
        "{} {} not served on https://{rp_id}/.well-known/: other tenants share that RP ID, and whoever is listed there may use their \
         passkeys; give each its own host and RP ID",
        .listed.join(", "), are(.listed)
    )]
    NotServed { rp_id: String, listed: Vec<String> },
    #[error(
        "the origins related to {rp_id} have {count} different names; browsers need not look at more than {MOST_LABELS}, in the order of \
         the list: passkeys may not work on the last ones"
    )]
    ManyLabels { rp_id: String, count: usize },
    #[error("{origin} is related to {rp_id} without https: that is good for trying out on one machine only")]
    InsecureRelated { origin: String, rp_id: String },
    #[error(
        "the pages of this server, on {origin}, lie outside the RP ID {rp_id}: they are served as a related origin, and passkeys work on \
         them only where https://{rp_id}/.well-known/webauthn names them"
    )]
    PagesOutside { origin: String, rp_id: String },
    #[error(
        "the tenants {} share the RP ID {rp_id}: browsers offer the passkeys of one to members of the other; give each its own host and RP \
         ID, such as {}",
        .tenants.join(", "), own_hosts(.tenants, .rp_id)
    )]
    SharedRpId { rp_id: String, tenants: Vec<String> },
}

impl Warning {
    /// Whether something of the setting is not in force.
    pub fn is_refusal(&self) -> bool {
        match self {
            Self::Rules { warning, .. } => warning.is_refusal(),
            Self::NotOrigin { .. }
            | Self::OutsideRpId { .. }
            | Self::NotRpId { .. }
            | Self::NotAnApp { .. }
            | Self::NotAppId { .. }
            | Self::UnknownName { .. }
            | Self::OutOfBounds { .. }
            | Self::NotADate { .. }
            | Self::NotShown { .. }
            | Self::TooMany { .. }
            | Self::FramedHome
            | Self::NotServed { .. } => true,
            Self::AppIdElsewhere { .. }
            | Self::LongList { .. }
            | Self::AppleOrigin { .. }
            | Self::ManyLabels { .. }
            | Self::InsecureRelated { .. }
            | Self::PagesOutside { .. }
            | Self::SharedRpId { .. } => false,
        }
    }
}

fn are(listed: &[String]) -> &'static str {
    if listed.len() == 1 { "is" } else { "are" }
}

fn own_hosts(tenants: &[String], rp_id: &str) -> String {
    let hosts: Vec<_> = tenants.iter().map(|tenant| format!("{tenant}.{rp_id}")).collect();
    hosts.join(", ")
}
