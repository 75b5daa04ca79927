//! A backup as a file: written beside its place under another name, read back and compared, and only then given its name, so that a file with
//! that name is whole and was looked at. It is readable by its owner alone, and never takes the place of another file.

mod schedule;
mod stopping;

pub(crate) use schedule::Schedule;

use domain::backup::{self, Held, Identity, Last, Made, MakeError, Making, ReadError, Recipient, Wanted};
use domain::progress::Progress;
use domain::{App, Error, Random, SystemRandom};
use rustix::fs::{CWD, RenameFlags, renameat_with};
use rustix::io::Errno;
use serde::{Deserialize, Serialize};
use std::fs::{File, OpenOptions};
use std::io::{self, BufReader, BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use stopping::{StillWanted, Waiting};
use tokio::task::{JoinError, spawn_blocking};

/// Of the release, as backups carry it.
const VERSION: &str = env!("CARGO_PKG_VERSION");
const BUFFER: usize = 1024 * 1024;

/// What is to be written where.
#[derive(Debug)]
pub(crate) struct Asked {
    pub file: PathBuf,
    pub recipient: Recipient,
    pub with_master_key: bool,
    pub wanted: Wanted,
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Taken {
    pub file: PathBuf,
    /// RFC 3339.
    pub made_at: String,
    pub rows: u64,
    pub members: u64,
    pub bytes: u64,
    /// SHA-256 of what is in it.
    pub digest: String,
    pub sealed_to: String,
    pub has_master_key: bool,
    /// Why the database does not know of it, where it could not be told; the file is whole all the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_noted: Option<String>,
}

#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    #[error("{} is there already; a backup takes no other file's place", .0.display())]
    Taken(PathBuf),
    #[error("cannot write {}", .0.display())]
    Write(PathBuf, #[source] io::Error),
    #[error(transparent)]
    Make(#[from] MakeError),
    #[error("what was written is not what was read back; nothing is kept of it")]
    Differs,
    #[error("what was written cannot be read back; nothing is kept of it")]
    ReadBack(#[from] ReadError),
    #[error("the backup cannot be noted")]
    Note(#[source] Error),
    #[error("the work on it was interrupted")]
    Interrupted(#[from] JoinError),
    #[error(transparent)]
    Random(#[from] domain::random::NoRandomness),
}

/// Takes a backup of this installation, and notes what came of it. Whoever does not wait for its end ends it.
pub(crate) async fn take(
    app: &App,
    asked: Asked,
    told: impl FnMut(Progress) + Send + 'static,
) -> Result<Taken, BackupError> {
    let wanted = asked.wanted;
    let outcome = Box::pin(write(app, asked, told)).await;
    noted(app, wanted, outcome).await
}

/// A file that is whole is one, whether or not the database can be told of it.
async fn noted(app: &App, wanted: Wanted, outcome: Result<(Taken, i64), BackupError>) -> Result<Taken, BackupError> {
    let last = match &outcome {
        Ok((taken, made_at)) => Ok(Last {
            made_at: Some(*made_at),
            file: taken.file.display().to_string(),
            rows: taken.rows,
            bytes: taken.bytes,
            ..Last::default()
        }),
        Err(error) => Err(domain::error::one_line(error)),
    };
    let noted = backup::note(app, wanted, last).await;
    let (taken, _) = outcome?;
    Ok(Taken { not_noted: noted.err().map(|error| domain::error::one_line(&error)), ..taken })
}

async fn write(
    app: &App,
    asked: Asked,
    mut told: impl FnMut(Progress) + Send + 'static,
) -> Result<(Taken, i64), BackupError> {
    let Asked { file, recipient, with_master_key, wanted: _ } = asked;
    let making = backup::of(app, recipient, with_master_key, VERSION);
    let waiting = Waiting::default();
    let wanted = waiting.wanted();
    let work = move || write_whole(&making, &file, (&wanted, &mut told));
    let (taken, made) = spawn_blocking(work).await??;
    drop(waiting);
    Ok((taken, made.made_at))
}

fn write_whole(
    making: &Making,
    file: &Path,
    (wanted, told): (&StillWanted, &mut dyn FnMut(Progress)),
) -> Result<(Taken, Made), BackupError> {
    if file.symlink_metadata().is_ok() {
        return Err(BackupError::Taken(file.to_owned()));
    }
    let random = SystemRandom::default();
    let draft = Draft::new(file, &random)?;
    let failed = |error| BackupError::Write(file.to_owned(), error);
    let opened = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft.0).map_err(failed)?;
    let mut out = wanted.of(BufWriter::with_capacity(BUFFER, &opened));
    let (made, held) = making.write(&random, &mut out, told)?;
    out.flush().map_err(failed)?;
    drop(out);
    opened.sync_all().map_err(failed)?;
    read_back(&draft.0, &made, held, (wanted, told))?;
    let bytes = opened.metadata().map_err(failed)?.len();
    give_name(&draft.0, file).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => BackupError::Taken(file.to_owned()),
        _ => failed(error),
    })?;
    drop(draft);
    File::open(folder(file)).and_then(|folder| folder.sync_all()).map_err(failed)?;
    let taken = Taken {
        file: file.to_owned(),
        made_at: domain::passkeys::time(made.made_at),
        rows: made.rows,
        members: made.members,
        bytes,
        digest: made.digest.clone(),
        sealed_to: making.wish.recipient.to_string(),
        has_master_key: making.wish.master_key.is_some(),
        not_noted: None,
    };
    Ok((taken, made))
}

/// Unlike a plain rename it takes no other file's place.
fn give_name(draft: &Path, file: &Path) -> io::Result<()> {
    let Err(error) = std::fs::hard_link(draft, file) else { return Ok(()) };
    if knows_no_links(&error) { rename_to_free(draft, file) } else { Err(error) }
}

/// FAT and some of the network's file systems.
fn knows_no_links(error: &io::Error) -> bool {
    let found = Errno::from_io_error(error);
    found.is_some_and(|found| [Errno::PERM, Errno::NOTSUP, Errno::OPNOTSUPP, Errno::NOSYS].contains(&found))
}

fn rename_to_free(draft: &Path, file: &Path) -> io::Result<()> {
    renameat_with(CWD, draft, CWD, file, RenameFlags::NOREPLACE).map_err(io::Error::from)
}

/// Every piece is opened, every row counted, and the digest held against what was written.
fn read_back(
    draft: &Path,
    made: &Made,
    held: Held,
    (wanted, told): (&StillWanted, &mut dyn FnMut(Progress)),
) -> Result<(), BackupError> {
    let from = File::open(draft).map_err(|error| BackupError::Write(draft.to_owned(), error))?;
    let from = wanted.of(BufReader::with_capacity(BUFFER, from));
    let checked = backup::check(from, &Identity::Held(held), told)?;
    let is_same = checked.rows == made.rows && checked.members == made.members && checked.digest == made.digest;
    if is_same { Ok(()) } else { Err(BackupError::Differs) }
}

/// A file beside the one that it becomes; it goes, whatever happens.
struct Draft(PathBuf);

impl Draft {
    fn new(file: &Path, random: &dyn Random) -> Result<Self, BackupError> {
        let mut drawn = [0; 8];
        random.fill(&mut drawn)?;
        let name = format!("{DRAFT}{:016x}", u64::from_be_bytes(drawn));
        Ok(Self(folder(file).join(name)))
    }
}

/// What a process that was killed has left behind begins so.
const DRAFT: &str = ".keystead-backup-draft-";

impl Drop for Draft {
    fn drop(&mut self) {
        std::fs::remove_file(&self.0).ok();
    }
}

fn folder(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{AppOptions, Location, MasterKey, PublicUrl, Store, SystemClock};
    use std::sync::{Arc, mpsc};
    use std::time::{Duration, Instant};

    async fn demo(folder: &Path) -> Arc<App> {
        App::open(AppOptions {
            store: Store::open(&Location::Embedded { file: folder.join("test.db") }).unwrap(),
            clock: Arc::new(SystemClock),
            random: Arc::new(SystemRandom::default()),
            master_key: MasterKey::new([7; 32]),
            public_url: PublicUrl::localhost(false, 8080),
            channels: domain::Channels::default(),
            outgoing: Arc::new(domain::CallsNobody),
            demo: true,
        })
        .await
        .unwrap()
    }

    // Issue 9, 2: a stop does not wait for a backup, and nothing stays of it.
    #[tokio::test]
    async fn a_backup_that_nobody_waits_for_ends_and_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let app = demo(folder.path()).await;
        let backups = folder.path().join("backups");
        std::fs::create_dir(&backups).unwrap();
        let asked = |name: &str| {
            let (recipient, _) = backup::generate_key().unwrap();
            Asked { file: backups.join(name), recipient, with_master_key: false, wanted: Wanted::ByHand }
        };
        let files = || std::fs::read_dir(&backups).unwrap().count();
        let (go_on, held) = mpsc::channel::<()>();
        let (begun, has_begun) = mpsc::channel::<()>();
        let told = move |_| {
            begun.send(()).ok();
            held.recv().ok();
        };
        let given_up = tokio::time::timeout(Duration::from_secs(1), take(&app, asked("one"), told)).await;
        assert!(given_up.is_err() && has_begun.try_recv().is_ok() && files() == 1, "it was in the middle");
        drop(go_on);
        let stopped = Instant::now();
        while files() > 0 {
            assert!(stopped.elapsed() < Duration::from_secs(20), "the draft stays");
            assert!(!backups.join("one").exists());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert!(backup::last(&app).await.unwrap().failing_since.is_none(), "nothing has failed");
        take(&app, asked("two"), |_| {}).await.unwrap();
        assert_eq!(files(), 1);
    }

    // Issue 9, 2: what cannot be noted is a backup all the same, and whoever asked for it hears of both.
    #[tokio::test]
    async fn a_backup_that_cannot_be_noted_is_one() {
        let folder = tempfile::tempdir().unwrap();
        let app = demo(folder.path()).await;
        let (recipient, _) = backup::generate_key().unwrap();
        let asked =
            Asked { file: folder.path().join("one"), recipient, with_master_key: false, wanted: Wanted::ByHand };
        let written = write(&app, asked, |_| {}).await.unwrap();
        app.close().await;
        let taken = noted(&app, Wanted::ByHand, Ok(written)).await.unwrap();
        assert!(taken.file.exists() && taken.not_noted.is_some_and(|why| why.contains("closed")));
    }

    // Issue 9, 2: where there are no hard links it takes no other file's place either.
    #[test]
    fn a_name_is_given_only_where_it_is_free() {
        let links = |code: Errno| knows_no_links(&io::Error::from(code));
        assert!(links(Errno::PERM) && links(Errno::OPNOTSUPP) && !links(Errno::EXIST) && !links(Errno::NOSPC));
        let folder = tempfile::tempdir().unwrap();
        let ways: [fn(&Path, &Path) -> io::Result<()>; 2] = [give_name, rename_to_free];
        for give in ways {
            let (draft, file) = (folder.path().join("draft"), folder.path().join("file"));
            std::fs::write(&draft, "new").unwrap();
            give(&draft, &file).unwrap();
            assert_eq!(std::fs::read_to_string(&file).unwrap(), "new");
            std::fs::write(&draft, "other").unwrap();
            assert_eq!(give(&draft, &file).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
            std::fs::remove_file(&file).unwrap();
            std::fs::remove_file(&draft).unwrap();
        }
    }
}
