//! The socket in the data directory by which commands reach a running server: one line of JSON asks, one answers. Whoever may open it
//! may make a set-up link, so it must never exist, not even for a moment, with a mode wider than 0600.

use crate::front::Server;
use domain::error::one_line;
use serde::{Deserialize, Serialize};
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

const SOCKET: &str = "keystead.sock";
const LONGEST_LINE: u64 = 4096;
const PATIENCE: Duration = Duration::from_secs(10);

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Ask {
    SetupAgain,
    RotateKeys,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub(crate) enum Answer {
    SetupLink { link: String, stranded: Vec<String> },
    KeysRotated,
    Failed { reference: String },
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
    stream.set_read_timeout(Some(PATIENCE))?;
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

    /// Answers one command after the other until the task is dropped.
    pub(crate) async fn serve(self, server: Arc<Server>) {
        loop {
            match self.listener.accept().await {
                Ok((stream, _)) => {
                    let answered = tokio::time::timeout(PATIENCE, answer(stream, &server)).await;
                    if let Ok(Err(error)) = answered {
                        tracing::warn!(%error, "a command on the socket went unanswered");
                    }
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

async fn answer(stream: UnixStream, server: &Server) -> io::Result<()> {
    let (reading, mut writing) = stream.into_split();
    let mut line = String::new();
    tokio::io::BufReader::new(reading.take(LONGEST_LINE)).read_line(&mut line).await?;
    let answer = match serde_json::from_str(&line) {
        Ok(Ask::SetupAgain) => setup_again(server).await,
        Ok(Ask::RotateKeys) => rotate_keys(server).await,
        Err(_) => return Ok(()),
    };
    writing.write_all(format!("{}\n", serde_json::to_string(&answer)?).as_bytes()).await
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

fn failed(server: &Server, error: &dyn Error) -> Answer {
    let reference = server.app.reference().to_string();
    tracing::error!(%reference, error = one_line(error), "a command failed");
    Answer::Failed { reference }
}
