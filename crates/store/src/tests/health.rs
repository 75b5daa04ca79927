//! What a database says of itself, and that to ask leaves nothing behind.

use crate::{
    Error, Store, health, installation,
    testing::{engines, location_on, on_each_engine},
};

#[tokio::test]
async fn the_engine_the_schema_and_the_clock_are_told() {
    on_each_engine(async |store| {
        let about = store.read("about", health::about).await.unwrap();
        assert!(
            ["SQLite", "PostgreSQL"].contains(&about.engine) && about.version.starts_with(char::is_numeric),
            "{about:?}"
        );
        assert!(about.schema == about.known && about.known > 0 && about.now > 1_700_000_000, "{about:?}");
    })
    .await;
}

#[tokio::test]
async fn what_is_written_to_try_is_undone() {
    on_each_engine(async |store| {
        let probe = |tx: &mut crate::Tx<'_>| {
            assert!(health::write_probe(tx, "x")?);
            Err::<(), Error>(Error::Closed)
        };
        assert!(matches!(store.write("probe", probe).await, Err(Error::Closed)));
        let left = store.read("left", |tx| installation::get(tx, "write_probe")).await.unwrap();
        assert_eq!(left, None);
    })
    .await;
}

#[tokio::test]
async fn a_schema_is_looked_at_without_bringing_it_up() {
    for engine in engines() {
        let (location, _guard) = location_on(*engine);
        let look = || {
            let location = location.clone();
            async { tokio::task::spawn_blocking(move || Store::schema(&location)).await.unwrap() }
        };
        // No file, or no table of ours.
        assert!(!matches!(look().await, Ok((Some(_), _))));
        let store = Store::open(&location).unwrap();
        store.close().await;
        let (found, known) = look().await.unwrap();
        assert_eq!(found, Some(known));
    }
}
