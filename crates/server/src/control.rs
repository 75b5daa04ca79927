//! The socket in the data directory by which commands reach a running server: one line of JSON asks, one answers. Whoever may open it
//! may make a set-up link, so it must never exist, not even for a moment, with a mode wider than 0600.

mod audit;
mod backup;
mod clients;
mod invitations;
mod users;
mod webhooks;

use crate::config::MetadataFiles;
use crate::doctor;
use crate::front::Server;
use crate::metadata::{self, MetadataFileError};
use crate::settings_file;
use domain::error::one_line;
use domain::messages::Address;
use domain::metadata::{Occasion, RefreshError, Refreshed};
use domain::settings_file::Applied;
use domain::signals::Confirmed;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::error::Error;
use std::fs::{DirBuilder, Permissions};
use std::io::{self, BufRead, BufReader, Write};
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::os::unix::net::UnixStream as BlockingStream;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt};
use tokio::net::{UnixListener, UnixStream};
use tokio::task::JoinSet;
use tokio::time::timeout;

pub(crate) use backup::BackupWish;
pub(crate) use clients::{ClientWish, KnownClient};
pub(crate) use invitations::{InvitationWish, Waiting};
pub(crate) use users::Change;

const SOCKET: &str = "keystead.sock";
/// A file of settings, with every letter escaped.
const LONGEST_LINE: u64 = 16 * 1024 * 1024;
const PATIENCE: Duration = Duration::from_secs(10);
/// Many kept attestations are judged again, or many events are read.
const LONG_PATIENCE: Duration = Duration::from_mins(30);

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Ask {
    SetupAgain,
    RotateKeys,
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
    fn patience(&self) -> Duration {
        match self {
            Self::Backup { .. }
            | Self::RefreshMetadata
            | Self::VerifyAudit { .. }
            | Self::Settings { .. }
            | Self::Examine { .. } => LONG_PATIENCE,
            Self::SetupAgain
            | Self::RotateKeys
            | Self::AuditStream
            | Self::NoteRestore
            | Self::ConfirmRestore
            | Self::AccessPass { .. }
            | Self::Rescue { .. }
            | Self::TryMessage { .. }
            | Self::Invitations { .. }
            | Self::Clients { .. }
            | Self::Webhooks { .. }
            | Self::ChangeUser { .. } => PATIENCE,
        }
    }
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub(crate) enum Answer {
    SetupLink {
        link: String,
        stranded: Vec<String>,
    },
    KeysRotated,
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
    },
    /// Times are RFC 3339.
    AccessPass {
        code: String,
        full_until: String,
        expires_at: String,
    },
    /// Those that were asked for.
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
    Invitations {
        list: Vec<Waiting>,
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

#[derive(Debug, thiserror::Error)]
pub enum AskError {
    #[error("no running keystead serves {}; start it, or name its directory with --data", .0.display())]
    NotRunning(PathBuf),
    #[error("cannot talk to the keystead that serves {}", .0.display())]
    Talk(PathBuf, #[source] io::Error),
    #[error("the keystead that serves {} did not understand; is it another version?", .0.display())]
    NotUnderstood(PathBuf),
}

/// Asks the server that serves `data` and waits for its answer.
pub(crate) fn ask(data: &Path, ask: &Ask) -> Result<Answer, AskError> {
    let mut stream = BlockingStream::connect(data.join(SOCKET)).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused => AskError::NotRunning(data.to_owned()),
        _ => AskError::Talk(data.to_owned(), error),
    })?;
    let answer = exchange(&mut stream, ask).map_err(|error| AskError::Talk(data.to_owned(), error))?;
    serde_json::from_str(&answer).map_err(|_| AskError::NotUnderstood(data.to_owned()))
}

fn exchange(stream: &mut BlockingStream, ask: &Ask) -> io::Result<String> {
    stream.set_read_timeout(Some(ask.patience()))?;
    stream.write_all(format!("{}\n", serde_json::to_string(ask)?).as_bytes())?;
    let mut answer = String::new();
    BufReader::new(stream).read_line(&mut answer)?;
    Ok(answer)
}

/// The bound socket; its file goes when the server stops.
#[derive(Debug)]
pub(crate) struct Socket {
    listener: UnixListener,
    path: PathBuf,
}

impl Socket {
    /// Binds inside a folder that nobody else can enter, narrows the mode, and only then moves the socket to its place.
    pub(crate) fn bind(data: &Path) -> io::Result<Self> {
        let path = data.join(SOCKET);
        let shelter = data.join(".sock");
        std::fs::remove_dir_all(&shelter).or_else(|error| match error.kind() {
            io::ErrorKind::NotFound => Ok(()),
            _ => Err(error),
        })?;
        DirBuilder::new().mode(0o700).create(&shelter)?;
        let draft = shelter.join("s");
        let listener = UnixListener::bind(&draft)?;
        std::fs::set_permissions(&draft, Permissions::from_mode(0o600))?;
        std::fs::rename(&draft, &path)?;
        std::fs::remove_dir(&shelter)?;
        Ok(Self { listener, path })
    }

    /// Answers commands until the task is dropped. Each in a task of its own: a long one holds up no other.
    pub(crate) async fn serve(self, server: Arc<Server>, files: MetadataFiles) {
        let mut answers = JoinSet::new();
        loop {
            while answers.try_join_next().is_some() {}
            match self.listener.accept().await {
                Ok((stream, _)) => {
                    answers.spawn(attend(stream, Arc::clone(&server), files.clone()));
                }
                Err(error) => {
                    tracing::warn!(%error, "the command socket cannot accept");
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
            }
        }
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        std::fs::remove_file(&self.path).ok();
    }
}

async fn attend(mut stream: UnixStream, server: Arc<Server>, files: MetadataFiles) {
    // Whoever says nothing, or talks nonsense, is not answered.
    let Ok(Some(ask)) = timeout(PATIENCE, read(&mut stream)).await else { return };
    let Ok(answer) = timeout(ask.patience(), answer(&ask, &server, &files)).await else { return };
    if let Ok(Err(error)) = timeout(PATIENCE, write(&mut stream, &answer)).await {
        tracing::warn!(%error, "a command on the socket went unanswered");
    }
}

async fn read(stream: &mut UnixStream) -> Option<Ask> {
    let mut line = String::new();
    tokio::io::BufReader::new(stream.take(LONGEST_LINE)).read_line(&mut line).await.ok()?;
    serde_json::from_str(&line).ok()
}

async fn write(stream: &mut UnixStream, answer: &Answer) -> io::Result<()> {
    stream.write_all(format!("{}\n", serde_json::to_string(answer)?).as_bytes()).await
}

async fn answer(ask: &Ask, server: &Server, files: &MetadataFiles) -> Answer {
    match ask {
        Ask::SetupAgain => setup_again(server).await,
        Ask::RotateKeys => rotate_keys(server).await,
        Ask::RefreshMetadata => refresh_metadata(server, files).await,
        Ask::NoteRestore => note_restore(server).await,
        Ask::ConfirmRestore => confirm_restore(server).await,
        Ask::AccessPass { door, name } => users::access_pass(server, door, name).await,
        Ask::Rescue { door, name, owner } => users::rescue(server, door, name, *owner).await,
        Ask::TryMessage { to } => try_message(server, to).await,
        Ask::Clients { place, wish } => clients::carry_out(server, place, wish.clone()).await,
        Ask::Webhooks { tenant, wish } => webhooks::carry_out(server, tenant, wish.clone()).await,
        Ask::Invitations { door, wish } => invitations::carry_out(server, door, wish).await,
        Ask::Settings { wish } => match settings_file::carry_out(&server.app, wish.clone()).await {
            Ok(answer) => answer,
            Err(error) => failed(server, &error),
        },
        Ask::ChangeUser { door, name, change } => users::change(server, door, name, *change).await,
        Ask::AuditStream => audit::stream(server).await,
        Ask::Backup { wish } => backup::take(server, wish).await,
        Ask::Examine { mail_to } => Answer::Examined(doctor::examine_and_keep(server, mail_to.as_deref()).await),
        Ask::VerifyAudit { head } => audit::verify(server, head.as_deref()).await,
    }
}

async fn setup_again(server: &Server) -> Answer {
    match domain::setup::issue(&server.app).await {
        Ok(link) => Answer::SetupLink { link: server.setup_link(&link.token), stranded: link.stranded },
        Err(error) => failed(server, &error),
    }
}

async fn rotate_keys(server: &Server) -> Answer {
    match domain::keys::rotate(&server.app).await {
        Ok(()) => Answer::KeysRotated,
        Err(error) => failed(server, &error),
    }
}

async fn note_restore(server: &Server) -> Answer {
    match domain::signals::note_restore(&server.app).await {
        Ok(()) => Answer::RestoreNoted,
        Err(error) => failed(server, &error),
    }
}

async fn confirm_restore(server: &Server) -> Answer {
    match domain::signals::confirm_restore(&server.app).await {
        Ok(confirmed) => Answer::RestoreConfirmed { was_due: confirmed == Confirmed::Restore },
        Err(error) => failed(server, &error),
    }
}

async fn try_message(server: &Server, to: &Address) -> Answer {
    let channels = server.app.channels();
    let (is_open, section) = match to {
        Address::Mail(_) => (channels.mail, "[mail]"),
        Address::Phone(_) => (channels.text_messages, "[text_messages]"),
        Address::Webhook(_) => (false, "address for that"),
    };
    if !is_open {
        return Answer::Refused { why: format!("the running server has no {section} in its configuration") };
    }
    match domain::messages::try_out(&server.app, to.clone()).await {
        Ok(code) => Answer::MessageQueued { code },
        Err(error) => failed(server, &error),
    }
}

async fn refresh_metadata(server: &Server, files: &MetadataFiles) -> Answer {
    match metadata::refresh(&server.app, files, Occasion::Asked).await {
        Ok(refreshed) => Answer::MetadataRefreshed(refreshed),
        Err(MetadataFileError::Refused(RefreshError::Store(error))) => failed(server, &error),
        Err(error) => Answer::Refused { why: one_line(&error) },
    }
}

fn failed(server: &Server, error: &dyn Error) -> Answer {
    let reference = server.app.reference().to_string();
    tracing::error!(%reference, error = one_line(error), "a command failed");
    Answer::Failed { reference }
}
