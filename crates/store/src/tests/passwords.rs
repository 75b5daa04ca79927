//! Passwords: one a user, and a change that was overtaken does nothing.

use super::{POOL, USER, with_a_member};
use crate::{
    id::UserId,
    password::{self, Password, Rehash},
    testing::on_each_engine,
};

fn one(hash: &str) -> Password {
    Password { pool_id: POOL, user_id: USER, hash: hash.into(), changed_at: 7 }
}

#[tokio::test]
async fn a_user_has_one_password_at_most() {
    on_each_engine(async |store| {
        with_a_member(&store).await;
        let written = store.write("passwords", |tx| {
            assert!(!password::exists(tx, POOL, USER)?);
            assert!(!password::replace(tx, &one("none to replace"))?);
            assert!(password::insert(tx, &one("first"))?);
            assert!(!password::insert(tx, &one("second"))?);
            assert_eq!(password::find(tx, POOL, USER)?, Some(one("first")));
            let changed = Password { changed_at: 8, ..one("third") };
            assert!(password::replace(tx, &changed)?);
            assert_eq!(password::find(tx, POOL, USER)?, Some(changed));
            assert!(password::exists(tx, POOL, USER)?);
            assert!(!password::exists(tx, POOL, UserId::NIL)?);
            assert!(password::delete(tx, POOL, USER)?);
            assert!(!password::delete(tx, POOL, USER)?);
            password::find(tx, POOL, USER)
        });
        assert_eq!(written.await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn a_new_hash_takes_the_place_of_the_one_that_was_seen() {
    on_each_engine(async |store| {
        with_a_member(&store).await;
        let written = store.write("passwords", |tx| {
            password::insert(tx, &one("old"))?;
            let rehash = |seen, hash| Rehash { pool_id: POOL, user_id: USER, seen, hash };
            assert!(!password::rehash(tx, &rehash("older", "lost"))?);
            assert!(password::rehash(tx, &rehash("old", "new"))?);
            password::find(tx, POOL, USER)
        });
        // Nothing but the hash is another: it is the same password.
        assert_eq!(written.await.unwrap(), Some(one("new")));
    })
    .await;
}

#[test]
fn no_hash_is_written_into_a_log() {
    assert!(!format!("{:?}", one("$argon2id$")).contains("argon2id"));
}
