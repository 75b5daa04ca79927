//! Opening an installation, and what a node does that cannot read it any more.

use super::*;
use crate::clock::SystemClock;
use crate::random::SystemRandom;
use store::Location;

async fn open(folder: &tempfile::TempDir, demo: bool) -> Result<(), OpenError> {
    let app = App::open(AppOptions {
        store: Store::open(&Location::Embedded { file: folder.path().join("test.db") }).unwrap(),
        clock: Arc::new(SystemClock),
        random: Arc::new(SystemRandom::default()),
        master_key: MasterKey::new([7; 32]),
        public_url: PublicUrl::localhost(false, 8080),
        channels: Channels::default(),
        outgoing: Arc::new(crate::outgoing::CallsNobody),
        demo,
    })
    .await?;
    app.close().await;
    Ok(())
}

// The demo's doors are open: they must never stand in an installation that is meant.
#[tokio::test]
async fn demo_and_real_data_stay_apart() {
    let (real, demo) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    assert!(open(&real, false).await.is_ok());
    assert!(matches!(open(&real, true).await, Err(OpenError::NotADemo)));
    assert!(open(&real, false).await.is_ok());
    assert!(open(&demo, true).await.is_ok());
    assert!(open(&demo, true).await.is_ok());
    assert!(matches!(open(&demo, false).await, Err(OpenError::OnlyADemo)));
}
