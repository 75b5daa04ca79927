//! The socket in the data directory by which commands reach a running server: one line of JSON asks, one answers. Whoever may open it
//! may make a set-up link, so it must never exist, not even for a moment, with a mode wider than 0600.

mod ask;
mod audit;
mod backup;
mod certificates;
mod clients;
mod imports;
mod invitations;
mod keys;
mod users;
mod webhooks;

use crate::config::MetadataFiles;
use crate::doctor;
use crate::front::Server;
use crate::metadata::{self, MetadataFileError};
use crate::settings_file;
use domain::error::one_line;
use domain::messages::Address;
use domain::metadata::{Occasion, RefreshError};
use domain::signals::Confirmed;
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

use ask::PATIENCE;

pub(crate) use ask::{Answer, Ask, SettingsWish};
pub(crate) use backup::BackupWish;
pub(crate) use certificates::{CertificateWish, KnownCertificate};
pub(crate) use clients::{ClientWish, KnownClient};
pub(crate) use imports::{ImportAnswer, ImportWish};
pub(crate) use invitations::{InvitationWish, Waiting};
pub(crate) use keys::{KeyWish, NewMaster, configured as configured_key};
pub(crate) use users::Change;

const SOCKET: &str = "keystead.sock";
/// A file of settings, with every letter escaped.
const LONGEST_LINE: u64 = 16 * 1024 * 1024;
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    #[error("no running keystead serves {}; start it, or name its directory with --data", .0.display())]
    NotRunning(PathBuf),
    #[error("cannot talk to the keystead that serves {}", .0.display())]
    Talk(PathBuf, #[source] io::Error),
    #[error("the keystead that serves {} did not understand; is it another version?", .0.display())]
    NotUnderstood(PathBuf),
}

/// Whether a server answers there.
pub(crate) fn is_served(data: &Path) -> bool {
    BlockingStream::connect(data.join(SOCKET)).is_ok()
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
    stream.set_read_timeout(ask.patience())?;
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
    let answering = answer(&ask, &server, &files);
    let answer = match ask.patience() {
        Some(patience) => timeout(patience, answering).await.ok(),
        None => Some(answering.await),
    };
    let Some(answer) = answer else { return };
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

/// By the server that runs, or by a command that has opened the installation itself.
pub(crate) async fn answer(ask: &Ask, server: &Server, files: &MetadataFiles) -> Answer {
    match ask {
        Ask::Rehearse { what } => rehearse(what, server, files).await,
        Ask::SetupAgain => setup_again(server).await,
        Ask::Keys { wish } => keys::carry_out(server, wish).await,
        Ask::RefreshMetadata => refresh_metadata(server, files).await,
        Ask::NoteRestore => note_restore(server).await,
        Ask::ConfirmRestore => confirm_restore(server).await,
        Ask::AccessPass { door, name } => users::access_pass(server, door, name).await,
        Ask::Rescue { door, name, owner } => users::rescue(server, door, name, *owner).await,
        Ask::TryMessage { to } => try_message(server, to).await,
        Ask::Certificates { wish } => certificates::carry_out(server, wish).await,
        Ask::Clients { place, wish } => clients::carry_out(server, place, wish.clone()).await,
        Ask::Webhooks { tenant, wish } => webhooks::carry_out(server, tenant, wish.clone()).await,
        Ask::Invitations { door, wish } => invitations::carry_out(server, door, wish).await,
        Ask::Import { place, wish } => match imports::carry_out(&server.app, place, wish).await {
            Ok(answer) => answer,
            Err(error) => failed(server, &error),
        },
        Ask::Settings { wish } => match settings_file::carry_out(&server.app, wish.clone()).await {
            Ok(answer) => answer,
            Err(error) => failed(server, &error),
        },
        Ask::ChangeUser { door, name, change } => users::change(server, door, name, *change).await,
        Ask::AuditStream => audit::stream(server).await,
        // A message would wait for a server, and a report for somebody who reads it.
        Ask::Examine { .. } if server.doctor.is_alone => {
            Answer::Examined(Box::pin(doctor::examine(server, None)).await)
        }
        Ask::Backup { wish } => backup::take(server, wish).await,
        Ask::Examine { mail_to } => Answer::Examined(doctor::examine_and_keep(server, mail_to.as_deref()).await),
        Ask::VerifyAudit { head } => audit::verify(server, head.as_deref()).await,
    }
}

/// The same by an installation of which nothing is kept, without what would be good for nothing.
async fn rehearse(ask: &Ask, server: &Server, files: &MetadataFiles) -> Answer {
    let app = match server.app.rehearsal() {
        Ok(app) => app,
        Err(error) => return failed(server, &error),
    };
    let mut rehearsal = Server::new(app, server.trusted_proxies.clone());
    rehearsal.doctor.is_alone = server.doctor.is_alone;
    rehearsal.doctor.certificates.clone_from(&server.doctor.certificates);
    rehearsal.master_key.clone_from(&server.master_key);
    let mut answer = Box::pin(answer(ask, &rehearsal, files)).await;
    match &mut answer {
        Answer::SetupLink { link: secret, .. }
        | Answer::AccessPass { code: secret, .. }
        | Answer::Client { secret, .. }
        | Answer::Webhook { secret, .. } => *secret = None,
        _ => {}
    }
    answer
}

async fn setup_again(server: &Server) -> Answer {
    match domain::setup::issue(&server.app).await {
        Ok(link) => Answer::SetupLink { link: Some(server.setup_link(&link.token)), stranded: link.stranded },
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
        return Answer::Refused { why: format!("the server has no {section} in its configuration") };
    }
    match domain::messages::try_out(&server.app, to.clone()).await {
        Ok(code) => Answer::MessageQueued { code, waits: server.doctor.is_alone },
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
