//! Recoveries that wait: one a member, and begun anew only where the one before is over.

use super::{POOL, USER, with_a_member};
use crate::recovery::{self, Recovery};
use crate::testing::on_each_engine;

#[tokio::test]
async fn one_waits_at_a_time() {
    on_each_engine(async |store| {
        with_a_member(&store).await;
        let written = store.write("walk", |tx| {
            let of = |mark: u8, epoch, begun_at| Recovery {
                pool_id: POOL,
                user_id: USER,
                epoch,
                stop_hash: [mark; 32],
                begun_at,
                told_at: begun_at,
                ripe_at: begun_at + 10,
                expires_at: begun_at + 20,
            };
            let first = of(1, 0, 100);
            assert!(recovery::begin(tx, &first)?);
            assert!(!recovery::begin(tx, &of(2, 0, 119))?, "it stays as it is");
            assert_eq!(recovery::find(tx, POOL, USER)?, Some(first.clone()));
            assert_eq!(recovery::find_link(tx, POOL, &[1; 32])?, Some(first.clone()));
            assert!(recovery::tell_again(tx, &first, (110, &[1; 32]))?);
            assert!(!recovery::tell_again(tx, &first, (111, &[1; 32]))?, "two at once tell it once");
            assert_eq!(recovery::find(tx, POOL, USER)?.map(|row| (row.begun_at, row.told_at)), Some((100, 110)));
            assert!(recovery::begin(tx, &of(3, 0, 120))?, "the one before has expired");
            assert!(recovery::begin(tx, &of(4, 1, 121))?, "the one before rests on another epoch");
            assert_eq!(recovery::find_link(tx, POOL, &[3; 32])?, None);
            assert!(recovery::end(tx, POOL, USER)? && !recovery::end(tx, POOL, USER)?);
            assert_eq!(recovery::find(tx, POOL, USER)?, None);
            Ok::<_, crate::Error>(())
        });
        written.await.unwrap();
    })
    .await;
}
