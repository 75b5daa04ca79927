//! The operator's files about authenticator models: read at the start and by `keystead metadata refresh`. What cannot be used is said in the
//! log and leaves what was known before in use; it must never keep the server from serving.

mod watch;

use self::watch::{Stamp, Watch};
use crate::config::MetadataFiles;
use domain::App;
use domain::error::one_line;
use domain::metadata::{self, FileKind, Files, MetadataError, Occasion, RefreshError, Refreshed};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

const LOOK_EVERY: Duration = Duration::from_secs(2);

/// The blob has about 5 MB.
const LARGEST: u64 = 64 << 20;

#[derive(Debug, thiserror::Error)]
pub(crate) enum MetadataFileError {
    #[error("cannot read {}", .0.display())]
    Unreadable(PathBuf, #[source] io::Error),
    #[error("{} is larger than 64 MiB", .0.display())]
    TooLarge(PathBuf),
    #[error("{}", .0.display())]
    Faulty(PathBuf, #[source] MetadataError),
    #[error("no metadata files are named in the configuration")]
    NoFiles,
    #[error(transparent)]
    Refused(#[from] RefreshError),
    #[error("the reading was interrupted")]
    Interrupted(#[from] tokio::task::JoinError),
}

/// Reads the files, verifies them and takes them into use. In a task of its own: whoever asked may go away, and it is done whole all the same.
pub(crate) async fn refresh(
    app: &Arc<App>,
    files: &MetadataFiles,
    occasion: Occasion,
) -> Result<Refreshed, MetadataFileError> {
    if *files == MetadataFiles::default() {
        return Err(MetadataFileError::NoFiles);
    }
    let (app, files) = (Arc::clone(app), files.clone());
    tokio::spawn(async move {
        let now = app.now();
        let read = tokio::task::spawn_blocking(move || {
            let loaded = load(&files)?;
            metadata::read(&loaded, now).map_err(|error| blame(&files, &loaded, error))
        });
        Ok(metadata::refresh(&app, read.await??, occasion).await?)
    })
    .await?
}

/// For as long as the server runs: loads the files, in the background because a large blob must not delay the first answer, and then looks
/// whether they are still what all nodes judge by.
pub(crate) async fn keep(app: Arc<App>, files: MetadataFiles) {
    if files != MetadataFiles::default() {
        load_at_start(&app, &files).await;
    }
    let mut watch = Watch::default();
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        look(&app, &files, &mut watch).await;
    }
}

async fn load_at_start(app: &Arc<App>, files: &MetadataFiles) {
    match refresh(app, files, Occasion::Start).await {
        Ok(refreshed) => note(&refreshed),
        Err(error) => {
            tracing::error!(
                error = one_line(&error),
                "the metadata cannot be used: pools that require attestation accept no new passkeys"
            );
        }
    }
}

async fn look(app: &Arc<App>, files: &MetadataFiles, watch: &mut Watch) {
    let (snapshot, now) = (app.snapshot(), app.now());
    let in_force = snapshot.metadata().map(|metadata| &metadata.edition);
    if let Some(in_force) = in_force
        && watch.should_read(app.metadata().edition(), in_force, || stamp(files))
    {
        match refresh(app, files, Occasion::CaughtUp).await {
            Ok(refreshed) => note(&refreshed),
            Err(error) => watch.failed(one_line(&error)),
        }
    }
    let known = app.metadata();
    let own = known.edition().map(|edition| edition.number);
    if let Some(why) = watch.complaint(known.edition(), in_force, now) {
        tracing::warn!(
            own,
            in_force = in_force.map(|edition| edition.number),
            why,
            "this node does not have the metadata that is in force: copy its files here. What that edition says against models holds all the same"
        );
    }
    if watch.is_overdue(known.is_stale(now), now) {
        let number = own.unwrap_or_default();
        tracing::warn!(
            number,
            "a newer edition of the metadata should be out: download it, then `keystead metadata refresh`"
        );
    }
}

/// What shows that files were replaced.
fn stamp(files: &MetadataFiles) -> Stamp {
    let lists = [&files.roots, &files.statements, &files.authorities, &files.revocations];
    let all = files.blob.iter().chain(lists.into_iter().flatten());
    all.map(|path| std::fs::metadata(path).ok().and_then(|found| Some((found.modified().ok()?, found.len())))).collect()
}

fn note(refreshed: &Refreshed) {
    let number = refreshed.number.unwrap_or_default();
    tracing::info!(number, models = refreshed.models, "metadata about authenticator models is in use");
    if refreshed.is_stale {
        tracing::warn!(
            number,
            "a newer edition of the metadata should be out: download it, then `keystead metadata refresh`"
        );
    }
    for model in &refreshed.distrusted {
        tracing::warn!(
            aaguid = %model.aaguid, name = model.name, why = model.why, passkeys = model.passkeys,
            "members hold passkeys of a model that must not be trusted any more"
        );
    }
}

fn load(files: &MetadataFiles) -> Result<Files, MetadataFileError> {
    let all = |paths: &[PathBuf]| paths.iter().map(|path| bytes(path)).collect::<Result<Vec<_>, _>>();
    Ok(Files {
        blob: files.blob.as_deref().map(bytes).transpose()?,
        roots: all(&files.roots)?,
        statements: all(&files.statements)?,
        authorities: all(&files.authorities)?,
        revocations: all(&files.revocations)?,
    })
}

/// Whichever file is wrong by itself is named; if none is, it is the blob that the others do not bear out.
fn blame(files: &MetadataFiles, loaded: &Files, error: MetadataError) -> MetadataFileError {
    let kinds = [
        (FileKind::Certificates, &files.roots, &loaded.roots),
        (FileKind::Statement, &files.statements, &loaded.statements),
        (FileKind::Certificates, &files.authorities, &loaded.authorities),
        (FileKind::Revocations, &files.revocations, &loaded.revocations),
    ];
    for (kind, paths, contents) in kinds {
        for (path, bytes) in paths.iter().zip(contents) {
            if let Some(fault) = metadata::fault(kind, bytes) {
                return MetadataFileError::Faulty(path.clone(), fault);
            }
        }
    }
    match &files.blob {
        Some(blob) => MetadataFileError::Faulty(blob.clone(), error),
        None => MetadataFileError::Refused(error.into()),
    }
}

fn bytes(path: &Path) -> Result<Vec<u8>, MetadataFileError> {
    let unreadable = |error| MetadataFileError::Unreadable(path.to_owned(), error);
    if std::fs::metadata(path).map_err(unreadable)?.len() > LARGEST {
        return Err(MetadataFileError::TooLarge(path.to_owned()));
    }
    std::fs::read(path).map_err(unreadable)
}

#[cfg(test)]
mod tests {
    use super::*;
    use authenticator::{Blob, Maker, Making, Setup};
    use domain::{AppOptions, Location, MasterKey, PublicUrl, Store, SystemClock, SystemRandom};

    // A command that was given up in the middle must not leave a number without its models.
    #[tokio::test]
    async fn a_refresh_is_done_whole_when_whoever_asked_goes_away() {
        let folder = tempfile::tempdir().unwrap();
        let app = App::open(AppOptions {
            store: Store::open(&Location::Embedded { file: folder.path().join("test.db") }).unwrap(),
            clock: Arc::new(SystemClock),
            random: Arc::new(SystemRandom::default()),
            master_key: MasterKey::new([7; 32]),
            public_url: PublicUrl::localhost(false, 8080),
            channels: domain::Channels::default(),
            outgoing: Arc::new(domain::CallsNobody),
            demo: true,
        })
        .await
        .unwrap();
        let maker = Maker::new(Making::default()).unwrap();
        let entries = vec![maker.metadata_entry(&Setup::security_key_over("usb"), "Example Key 5", &[])];
        let blob = Blob { entries, number: 7, next_update: "2100-01-01".to_owned(), lies: Vec::new() };
        let file = |name: &str, bytes: &[u8]| {
            std::fs::write(folder.path().join(name), bytes).unwrap();
            folder.path().join(name)
        };
        let files = MetadataFiles {
            blob: Some(file("blob.jwt", maker.metadata_blob(&blob).unwrap().as_bytes())),
            roots: vec![file("root.der", maker.root_der())],
            ..MetadataFiles::default()
        };
        // Polled once, and dropped.
        let asked = tokio::time::timeout(Duration::ZERO, refresh(&app, &files, Occasion::Asked)).await;
        assert!(asked.is_err(), "it had not even read the files");
        let began = tokio::time::Instant::now();
        while app.metadata().edition().is_none() {
            assert!(began.elapsed() < Duration::from_secs(30));
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}
