//! What commands ask and what is answered, as it goes over the socket, and how long an answer may take.

use super::{
    BackupWish, CertificateWish, Change, ClientWish, ImportAnswer, ImportWish, InvitationWish, KeyWish,
    KnownCertificate, KnownClient, Waiting,
};
use domain::keys::rotation::{KnownKey, Rotating};
use domain::messages::Address;
use domain::metadata::Refreshed;
use domain::settings_file::Applied;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::time::Duration;

pub(super) const PATIENCE: Duration = Duration::from_secs(10);
/// Many kept attestations are judged again, or many events are read.
const LONG_PATIENCE: Duration = Duration::from_mins(30);

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Ask {
    SetupAgain,
    Keys {
        wish: KeyWish,
    },
    RefreshMetadata,
    NoteRestore,
    ConfirmRestore,
    /// Give a member a temporary access pass.
    AccessPass {
        /// `tenant/workspace`
        door: String,
        name: String,
    },
    /// Let somebody back in, whatever keeps them out.
    Rescue {
        /// `tenant/workspace`
        door: String,
        name: String,
        owner: bool,
    },
    /// Send a message to see it arrive.
    TryMessage {
        to: Address,
    },
    Invitations {
        /// `TENANT/WORKSPACE`
        door: String,
        wish: InvitationWish,
    },
    /// Members who come from other systems, or go.
    Import {
        /// `TENANT/WORKSPACE` or `TENANT/POOL`
        place: String,
        wish: ImportWish,
    },
    /// Certificates that are ordered here.
    Certificates {
        wish: CertificateWish,
    },
    /// The applications of a workspace.
    Clients {
        /// `TENANT/WORKSPACE`
        place: String,
        wish: ClientWish,
    },
    /// The webhooks of a tenant.
    Webhooks {
        tenant: String,
        wish: domain::webhooks::operator::Wish,
    },
    ChangeUser {
        /// `TENANT/WORKSPACE`
        door: String,
        name: String,
        change: Change,
    },
    /// Hold the audit against its seals, and against this one.
    VerifyAudit {
        head: Option<String>,
    },
    /// Settings as a file.
    Settings {
        wish: SettingsWish,
    },
    /// How far the stream of the audit has come.
    AuditStream,
    /// Write everything into a file.
    Backup {
        wish: BackupWish,
    },
    /// Look at the whole installation, and send a message to this address.
    Examine {
        mail_to: Option<String>,
    },
    /// Do it, answer what came of it, and keep nothing of it.
    Rehearse {
        what: Box<Ask>,
    },
}

/// What the operator wants of settings as a file.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SettingsWish {
    Export {
        tenant: Option<String>,
    },
    Plan {
        text: String,
    },
    Apply {
        text: String,
        accept: Vec<String>,
        /// By tenant, the version that was looked at.
        seen: BTreeMap<String, String>,
    },
}

impl Ask {
    /// Whether an installation may begin with it.
    pub(crate) fn may_begin(&self) -> bool {
        matches!(self, Self::Settings { wish: SettingsWish::Plan { .. } | SettingsWish::Apply { .. } })
    }

    /// Nothing where it takes as long as it takes.
    pub(super) fn patience(&self) -> Option<Duration> {
        Some(match self {
            Self::Rehearse { what } => return what.patience(),
            // A large installation is written for an hour; whoever waits sees when the server is gone.
            Self::Backup { .. } => return None,
            Self::Keys { .. }
            | Self::RefreshMetadata
            | Self::VerifyAudit { .. }
            | Self::Settings { .. }
            | Self::Import { .. }
            | Self::Invitations { wish: InvitationWish::Several { .. }, .. }
            | Self::Examine { .. } => LONG_PATIENCE,
            Self::SetupAgain
            | Self::AuditStream
            | Self::NoteRestore
            | Self::ConfirmRestore
            | Self::AccessPass { .. }
            | Self::Rescue { .. }
            | Self::TryMessage { .. }
            | Self::Invitations { .. }
            | Self::Certificates { .. }
            | Self::Clients { .. }
            | Self::Webhooks { .. }
            | Self::ChangeUser { .. } => PATIENCE,
        })
    }
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub(crate) enum Answer {
    SetupLink {
        /// None of a rehearsal.
        link: Option<String>,
        stranded: Vec<String>,
    },
    KeysRotated {
        kinds: Vec<Rotating>,
    },
    Keys {
        list: Vec<KnownKey>,
    },
    /// So many keys are sealed as was asked.
    MasterKey {
        keys: usize,
    },
    MetadataRefreshed(Refreshed),
    /// What was asked for cannot be done, for a reason that the asker can mend.
    Refused {
        why: String,
    },
    RestoreNoted,
    RestoreConfirmed {
        was_due: bool,
    },
    MessageQueued {
        code: String,
        /// For a server to send it.
        waits: bool,
    },
    /// Times are RFC 3339.
    AccessPass {
        /// None of a rehearsal.
        code: Option<String>,
        full_until: String,
        expires_at: String,
    },
    Certificates {
        list: Vec<KnownCertificate>,
    },
    /// An application was added, changed or removed; a new secret comes once.
    Client {
        issuer: String,
        id: String,
        secret: Option<String>,
    },
    Clients {
        list: Vec<KnownClient>,
    },
    /// A webhook was added, changed or removed; a new secret comes once.
    Webhook {
        id: domain::id::WebhookId,
        secret: Option<String>,
    },
    Webhooks {
        list: Vec<domain::webhooks::operator::Known>,
    },
    Import(ImportAnswer),
    /// Those that were asked for.
    Invitations {
        list: Vec<Waiting>,
        /// Whether what is sent waits for a server.
        waits: bool,
    },
    /// What comes of each of several, or would.
    Invited {
        told: Vec<domain::invitations::Invited>,
        /// Whether what is sent waits for a server.
        waits: bool,
    },
    UserChanged {
        /// Whether there was anything to change.
        was_due: bool,
    },
    BackedUp(Box<crate::backup::Taken>),
    AuditSound(domain::audit::Report),
    AuditBroken {
        /// The first record that does not fit.
        what: String,
    },
    SettingsText {
        text: String,
    },
    Settings {
        plans: Vec<Applied>,
        /// Whether they are in force now.
        is_done: bool,
    },
    AuditStream {
        /// Without what is secret in it.
        to: String,
        standing: Box<domain::audit::stream::Standing>,
        /// By which calls are signed, where there are any.
        secret: Option<String>,
    },
    Examined(domain::doctor::Report),
    Failed {
        reference: String,
    },
}
