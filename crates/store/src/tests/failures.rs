//! Counted guesses: each kind of device apart, and forgotten when they are due.

use super::POOL;
use crate::{
    Error,
    failure::{self, Failure, Key},
    id::{DeviceId, PoolId},
    testing::on_each_engine,
};

const STRANGER: Key = Key { pool_id: POOL, subject: [8; 32], method: "password", device: None };

fn on(device: u8) -> Key {
    Key { device: Some(DeviceId::from_bytes([device; 16])), ..STRANGER }
}

fn counted(count: i64, forget_at: i64) -> Failure {
    Failure { count, blocked_until: 7, forget_at }
}

#[tokio::test]
async fn each_kind_of_device_has_its_count() {
    on_each_engine(async |store| {
        let seen = store.write("count", |tx| {
            assert_eq!(failure::find(tx, &STRANGER)?, None);
            assert_eq!(failure::count_on_known_devices(tx, &STRANGER, 0)?, 0);
            failure::put(tx, &STRANGER, &counted(1, 10))?;
            failure::put(tx, &STRANGER, &counted(2, 10))?;
            failure::put(tx, &on(0), &counted(3, 10))?;
            failure::put(tx, &on(255), &counted(4, 10))?;
            for other in [
                Key { pool_id: PoolId::NIL, ..on(1) },
                Key { subject: [9; 32], ..on(1) },
                Key { method: "totp", ..on(1) },
            ] {
                failure::put(tx, &other, &counted(50, 10))?;
            }
            let counts = [
                failure::find(tx, &STRANGER)?,
                failure::find(tx, &on(0))?,
                failure::find(tx, &on(255))?,
                failure::find(tx, &on(1))?,
            ];
            Ok::<_, Error>((counts, failure::count_on_known_devices(tx, &STRANGER, 0)?))
        });
        let (counts, known) = seen.await.unwrap();
        assert_eq!(counts, [Some(counted(2, 10)), Some(counted(3, 10)), Some(counted(4, 10)), None]);
        assert_eq!(known, 7);
    })
    .await;
}

#[tokio::test]
async fn a_right_guess_forgets_its_own_and_setting_anew_forgets_all() {
    on_each_engine(async |store| {
        let seen = store.write("forget", |tx| {
            let other = Key { method: "totp", ..STRANGER };
            for key in [STRANGER, on(1), other] {
                failure::put(tx, &key, &counted(3, 10))?;
            }
            failure::delete(tx, &on(1))?;
            let after_one = (failure::find(tx, &STRANGER)?.is_some(), failure::find(tx, &on(1))?.is_some());
            failure::put(tx, &on(1), &counted(3, 10))?;
            failure::delete_all(tx, POOL, &STRANGER.subject, "password")?;
            let left = [STRANGER, on(1), other].map(|key| failure::find(tx, &key).unwrap().is_some());
            Ok::<_, Error>((after_one, left))
        });
        assert_eq!(seen.await.unwrap(), ((true, false), [false, false, true]));
    })
    .await;
}

#[tokio::test]
async fn what_is_due_is_swept_a_chunk_at_a_time() {
    on_each_engine(async |store| {
        let swept = store.write("sweep", |tx| {
            for device in 1..=5 {
                failure::put(tx, &on(device), &counted(1, 10 + i64::from(device)))?;
            }
            failure::put(tx, &STRANGER, &counted(50, i64::MAX))?;
            Ok::<_, Error>([failure::sweep(tx, 14, 2)?, failure::sweep(tx, 14, 2)?, failure::sweep(tx, 14, 2)?])
        });
        assert_eq!(swept.await.unwrap(), [2, 1, 0]);
        let left = store.read("left", |tx| {
            Ok::<_, Error>((failure::find(tx, &on(4))?.is_some(), failure::find(tx, &STRANGER)?.is_some()))
        });
        assert_eq!(left.await.unwrap(), (true, true));
    })
    .await;
}

// Two nodes count at once: none of the two is lost.
#[tokio::test]
async fn counting_at_once_loses_none() {
    on_each_engine(async |store| {
        let count = || {
            store.write("count", |tx| {
                let count = failure::find(tx, &STRANGER)?.map_or(0, |failure| failure.count) + 1;
                failure::put(tx, &STRANGER, &counted(count, 10))?;
                Ok::<_, Error>(count)
            })
        };
        let (a, b, c, d) = tokio::join!(count(), count(), count(), count());
        let mut counts = [a, b, c, d].map(Result::unwrap);
        counts.sort_unstable();
        assert_eq!(counts, [1, 2, 3, 4]);
    })
    .await;
}
