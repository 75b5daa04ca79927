//! A file that is no database any more, and what is said of it.

use crate::{
    Location, Store,
    testing::{Engine, location_on},
};
use std::fs;

fn refusal(location: &Location) -> String {
    Store::open(location).unwrap_err().to_string()
}

// Issue 9, 1: a damaged file is none that nothing was ever kept in, and whoever only asks for its schema hears the same as a server that starts.
#[tokio::test]
async fn a_damaged_database_is_said_to_be_one() {
    let (location, guard) = location_on(Engine::Embedded);
    let file = guard.folder().unwrap().join("keystead.db");
    assert_eq!(fs::metadata(&file).map_or(0, |found| found.len()), 0, "nothing was kept yet");
    fs::write(&file, "").unwrap();
    assert_eq!(Store::schema(&location).unwrap().0, None);
    Store::open(&location).unwrap().close().await;
    let (whole, said) =
        (fs::read(&file).unwrap(), "is not a Keystead database: it is damaged or belongs to something else");
    let damaged = |from: usize, to: usize| {
        let mut bytes = whole.clone();
        bytes[from..to].fill(0x5a);
        fs::write(&file, bytes).unwrap();
        assert!(refusal(&location).ends_with(said), "{from} {}", refusal(&location));
        assert!(Store::schema(&location).unwrap_err().to_string().ends_with(said), "{from}");
    };
    damaged(0, 64);
    damaged(100, 4096);
    fs::write(&file, &whole[..5000]).unwrap();
    assert!(refusal(&location).ends_with(said) && Store::schema(&location).unwrap_err().to_string().ends_with(said));
    fs::write(&file, &whole).unwrap();
    let (found, known) = Store::schema(&location).unwrap();
    assert_eq!(found, Some(known));
}
