//! Recovery codes: each is taken once, and a new set voids the old one.

use super::{POOL, USER, with_a_member};
use crate::{
    Error, Tx,
    recovery_code::{self, Set, Standing, Taken},
    testing::on_each_engine,
    user::{self, UserStatus},
};

fn set(salt: u8, codes: &[u8]) -> Set {
    let hashes = codes.iter().map(|code| [*code; 32]).collect();
    Set { pool_id: POOL, user_id: USER, salt: [salt; 16], hashes, created_at: i64::from(salt) }
}

fn take(tx: &mut Tx<'_>, salt: u8, code: u8) -> Result<bool, Error> {
    recovery_code::take(tx, &Taken { pool_id: POOL, user_id: USER, salt: [salt; 16], hash: [code; 32], at: 50 })
}

#[tokio::test]
async fn a_code_is_taken_once_and_a_new_set_voids_the_old_one() {
    on_each_engine(async |store| {
        with_a_member(&store).await;
        let written = store.write("walk", |tx| {
            assert_eq!(recovery_code::standing(tx, POOL, USER)?, None);
            assert_eq!(recovery_code::salt(tx, POOL, USER)?, None);
            assert!(!recovery_code::replace(tx, &set(1, &[11, 12]))?);
            assert_eq!(recovery_code::standing(tx, POOL, USER)?, Some(Standing { left: 2, created_at: 1 }));
            assert!(take(tx, 1, 11)? && !take(tx, 1, 11)?);
            assert!(!take(tx, 1, 13)? && !take(tx, 2, 12)?, "none of ours");
            assert!(take(tx, 1, 12)?);
            assert_eq!(recovery_code::standing(tx, POOL, USER)?, Some(Standing { left: 0, created_at: 1 }));
            assert_eq!(recovery_code::salt(tx, POOL, USER)?, Some([1; 16]), "still there when all are used");

            assert!(recovery_code::replace(tx, &set(2, &[12, 21, 22]))?);
            assert_eq!(recovery_code::standing(tx, POOL, USER)?, Some(Standing { left: 3, created_at: 2 }));
            assert!(!take(tx, 1, 12)?, "hashed with the salt of a set that is void");
            user::set_status(tx, POOL, USER, UserStatus::Disabled)?;
            assert!(!take(tx, 2, 21)?, "disabled");
            user::set_status(tx, POOL, USER, UserStatus::Active)?;
            assert!(take(tx, 2, 21)?);
            Ok::<_, Error>(())
        });
        written.await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn of_two_with_one_code_one_wins() {
    on_each_engine(async |store| {
        with_a_member(&store).await;
        store.write("draw", |tx| recovery_code::replace(tx, &set(1, &[11, 12]))).await.unwrap();
        let (one, other) =
            tokio::join!(store.write("take", |tx| take(tx, 1, 11)), store.write("take", |tx| take(tx, 1, 11)));
        assert!(one.unwrap() ^ other.unwrap());
        let standing = store.read("look", |tx| recovery_code::standing(tx, POOL, USER)).await.unwrap();
        assert_eq!(standing, Some(Standing { left: 1, created_at: 1 }));
    })
    .await;
}

#[test]
fn no_hash_is_printed() {
    let printed = format!("{:?}", set(1, &[11]));
    assert!(!printed.contains("11") && !printed.contains("salt"), "{printed}");
}
