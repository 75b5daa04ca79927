//! Members from other systems: known again by where they came from, also after they were removed; and the kinds of their hashes.

use super::{POOL, USER, with_a_member};
use crate::{
    erasure::{self, Erasure},
    id::{PoolId, UserId},
    import::{self, Known},
    password::{self, Password, Rehash},
    testing::on_each_engine,
    user,
};

// Issue 9, 5: a second run knows them, and whoever was removed here is not brought again.
#[tokio::test]
async fn whoever_was_brought_is_known_for_good() {
    on_each_engine(async |store| {
        with_a_member(&store).await;
        let written = store.write("imports", |tx| {
            assert_eq!(import::find(tx, POOL, &[1; 32])?, None);
            assert!(import::insert(tx, (POOL, USER), (&[1; 32], 5))?);
            assert!(!import::insert(tx, (POOL, UserId::NIL), (&[1; 32], 6))?);
            assert_eq!(import::find(tx, POOL, &[1; 32])?, Some(Known::Here(USER)));
            assert_eq!(import::find(tx, PoolId::NIL, &[1; 32])?, None);
            erasure::remove(tx, Erasure { pool_id: POOL, user_id: USER, asked_at: 7, due_at: 7 })?;
            import::find(tx, POOL, &[1; 32])
        });
        assert_eq!(written.await.unwrap(), Some(Known::Removed));
    })
    .await;
}

// Issue 9, 5: a kind is told as long as one hash of it is left, and no longer.
#[tokio::test]
async fn the_kinds_of_hashes_from_elsewhere_go_with_the_last_of_them() {
    on_each_engine(async |store| {
        with_a_member(&store).await;
        let written = store.write("kinds", |tx| {
            let first = user::find(tx, POOL, USER)?.expect("the member");
            let others: Vec<UserId> = (10..15).map(|number| UserId::from_bytes([number; 16])).collect();
            for (id, kind) in others.iter().zip(["b", "a", "b", "c", "d"]) {
                user::insert(tx, &user::User { id: *id, ..first.clone() })?;
                let row = Password { pool_id: POOL, user_id: *id, hash: "old".into(), changed_at: 1 };
                assert!(password::insert_made_elsewhere(tx, &row, kind)?);
            }
            password::insert(tx, &Password { pool_id: POOL, user_id: USER, hash: "ours".into(), changed_at: 1 })?;
            assert_eq!(password::made_elsewhere(tx, POOL, 9)?, ["a", "b", "c", "d"]);
            assert_eq!(password::made_elsewhere(tx, POOL, 2)?, ["a", "b"]);
            assert!(password::made_elsewhere(tx, PoolId::NIL, 9)?.is_empty());
            assert!(password::rehash(tx, &Rehash { pool_id: POOL, user_id: others[1], seen: "old", hash: "new" })?);
            let changed = Password { pool_id: POOL, user_id: others[3], hash: "new".into(), changed_at: 2 };
            assert!(password::replace(tx, &changed)?);
            assert!(password::delete(tx, POOL, others[0])?);
            assert_eq!(password::made_elsewhere(tx, POOL, 9)?, ["b", "d"]);
            let gone = Erasure { pool_id: POOL, user_id: others[4], asked_at: 7, due_at: 7 };
            erasure::remove(tx, gone)?;
            password::made_elsewhere(tx, POOL, 9)
        });
        assert_eq!(written.await.unwrap(), ["b"]);
    })
    .await;
}

#[tokio::test]
async fn a_handle_is_found_in_every_pool() {
    on_each_engine(async |store| {
        with_a_member(&store).await;
        let read = store.read("handles", |tx| {
            let handle = user::find(tx, POOL, USER)?.expect("the member").handle;
            Ok::<_, crate::Error>((user::pools_with_handle(tx, &handle)?, user::pools_with_handle(tx, b"nobody's")?))
        });
        assert_eq!(read.await.unwrap(), (vec![POOL], vec![]));
    })
    .await;
}
