//! Browsers that members signed in with: each of one member, and not too many.

use super::{POOL, USER};
use crate::{
    Error,
    device::{self, Device, Listed},
    id::{DeviceId, PoolId, UserId},
    testing::on_each_engine,
    user_agent,
};

const OTHER: UserId = UserId::from_bytes([33; 16]);

fn device(id: u8, seen_at: i64) -> Device {
    Device {
        pool_id: POOL,
        id: DeviceId::from_bytes([id; 16]),
        user_id: USER,
        secret_hash: [id; 32],
        epoch: 5,
        created_at: 1,
        seen_at,
        trusted_until: None,
        address: "192.0.2.1".into(),
        user_agent_id: None,
        passkey_id: None,
    }
}

#[tokio::test]
async fn a_device_comes_back_as_it_went_and_is_renewed() {
    on_each_engine(async |store| {
        let seen = store.write("devices", |tx| {
            let browser = user_agent::intern(tx, "A browser")?;
            device::insert(tx, &device(1, 10))?;
            let renewed = Device {
                epoch: 6,
                seen_at: 20,
                trusted_until: Some(30),
                address: "::1".into(),
                user_agent_id: Some(browser),
                ..device(1, 10)
            };
            let before = device::find(tx, POOL, renewed.id)?;
            assert!(device::renew(tx, &renewed)?);
            assert!(!device::renew(tx, &Device { user_id: OTHER, ..renewed.clone() })?);
            assert_eq!(device::find(tx, PoolId::NIL, renewed.id)?, None);
            Ok::<_, Error>((before, renewed, device::of_user(tx, POOL, USER)?))
        });
        let (before, renewed, listed) = seen.await.unwrap();
        assert_eq!(before, Some(device(1, 10)));
        assert_eq!(listed, [Listed { device: renewed, user_agent: Some("A browser".into()) }]);
    })
    .await;
}

#[tokio::test]
async fn the_oldest_are_forgotten() {
    on_each_engine(async |store| {
        let left = store.write("prune", |tx| {
            for (id, seen_at) in [(1, 50), (2, 10), (3, 40), (4, 30), (5, 30)] {
                device::insert(tx, &device(id, seen_at))?;
            }
            device::insert(tx, &Device { user_id: OTHER, ..device(6, 1) })?;
            device::prune(tx, (POOL, USER), 20, 3)?;
            let ids = device::of_user(tx, POOL, USER)?.into_iter().map(|row| row.device.id.as_bytes()[0]);
            Ok::<_, Error>((ids.collect::<Vec<_>>(), device::of_user(tx, POOL, OTHER)?.len()))
        });
        assert_eq!(left.await.unwrap(), (vec![1, 3, 5], 1));
    })
    .await;
}

#[tokio::test]
async fn only_its_member_forgets_it() {
    on_each_engine(async |store| {
        let gone = store.write("forget", |tx| {
            device::insert(tx, &device(1, 10))?;
            device::insert(tx, &device(2, 10))?;
            let id = device(1, 0).id;
            let gone = [
                device::delete(tx, POOL, OTHER, id)?,
                device::delete(tx, PoolId::NIL, USER, id)?,
                device::delete(tx, POOL, USER, id)?,
                device::delete(tx, POOL, USER, id)?,
            ];
            Ok::<_, Error>((gone, device::delete_of_user(tx, POOL, USER)?))
        });
        assert_eq!(gone.await.unwrap(), ([false, false, true, false], 1));
    })
    .await;
}
