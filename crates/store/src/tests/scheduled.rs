//! What has a date is settled once, and an announcement goes on from where it stands (S2-13).

use crate::announcement::{self, Announcement, Audience, Step};
use crate::id::{AnnouncementId, ChangeId, PoolId, TenantId, UserId, WorkspaceId};
use crate::scheduled_change::{self, ScheduledChange, State};
use crate::testing::on_each_engine;

const POOL: PoolId = PoolId::from_bytes([1; 16]);
const CHANGE: ChangeId = ChangeId::from_bytes([2; 16]);
const BY: (PoolId, UserId) = (POOL, UserId::from_bytes([3; 16]));

fn change() -> ScheduledChange {
    ScheduledChange {
        pool_id: POOL,
        id: CHANGE,
        tenant_id: TenantId::NIL,
        change: "{}".into(),
        seen: "x".into(),
        lines: String::new(),
        due_at: 10,
        by: BY,
        created_at: 1,
        state: State::Pending,
        settled_at: None,
        reason: None,
    }
}

fn announcement() -> Announcement {
    Announcement {
        pool_id: POOL,
        id: AnnouncementId::from_bytes([4; 16]),
        tenant_id: TenantId::NIL,
        change_id: Some(CHANGE),
        workspace_id: WorkspaceId::NIL,
        audience: Audience::WithoutPasskey,
        language: "en".into(),
        text: "Passkeys are here.".into(),
        starts_at: Some(10),
        due_at: 5,
        by: BY,
        created_at: 1,
        state: announcement::State::Pending,
        settled_at: None,
        total: 7,
        place: None,
        looked_at: 0,
        sent: 0,
    }
}

#[tokio::test]
async fn a_change_is_settled_once() {
    on_each_engine(async |store| {
        let write = |tx: &mut crate::Tx<'_>| {
            scheduled_change::insert(tx, &change())?;
            assert_eq!(scheduled_change::due(tx, 9, 10)?, []);
            assert_eq!(scheduled_change::due(tx, 10, 10)?, [change()]);
            assert!(scheduled_change::settle(tx, (POOL, CHANGE), (State::Refused, 11), Some("why"))?);
            assert!(!scheduled_change::settle(tx, (POOL, CHANGE), (State::Applied, 12), None)?);
            assert_eq!(scheduled_change::due(tx, 99, 10)?, []);
            let settled =
                ScheduledChange { state: State::Refused, settled_at: Some(11), reason: Some("why".into()), ..change() };
            assert_eq!(scheduled_change::of_pool(tx, POOL, None, 5)?, std::slice::from_ref(&settled));
            assert_eq!(scheduled_change::find(tx, POOL, CHANGE)?, Some(settled));
            scheduled_change::find(tx, PoolId::NIL, CHANGE)
        };
        assert_eq!(store.write("changes", write).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn an_announcement_goes_on_from_where_it_stands() {
    on_each_engine(async |store| {
        let write = |tx: &mut crate::Tx<'_>| {
            announcement::insert(tx, &announcement())?;
            let first = announcement::due(tx, 5, PoolId::NIL, 10)?.remove(0);
            assert_eq!(first, announcement());
            let step = Step { place: Some(BY.1), looked_at: 3, sent: 2, over_at: None };
            assert!(announcement::advance(tx, &first, step)?);
            assert!(!announcement::advance(tx, &first, step)?, "another node was quicker");
            let second = announcement::of_pool(tx, POOL, None, 5)?.remove(0);
            assert_eq!((second.place, second.looked_at, second.sent), (Some(BY.1), 3, 2));
            assert_eq!(announcement::cancel_of(tx, (POOL, CHANGE), 8)?, 1);
            assert!(!announcement::advance(tx, &second, Step { looked_at: 4, ..step })?, "it was cancelled");
            assert!(!announcement::cancel(tx, (POOL, second.id), 9)?);
            announcement::due(tx, 99, PoolId::NIL, 10)
        };
        assert_eq!(store.write("announcements", write).await.unwrap(), []);
    })
    .await;
}

/// S2-13.
#[tokio::test]
async fn pools_take_turns() {
    on_each_engine(async |store| {
        let write = |tx: &mut crate::Tx<'_>| {
            for (number, pool) in [(1, 1), (2, 1), (3, 2), (4, 3)] {
                let (pool_id, id) = (PoolId::from_bytes([pool; 16]), AnnouncementId::from_bytes([number; 16]));
                announcement::insert(tx, &Announcement { pool_id, id, due_at: i64::from(number), ..announcement() })?;
            }
            let mut order = Vec::new();
            for (after, limit) in [(0, 9), (1, 9), (3, 2), (2, 2)] {
                let found = announcement::due(tx, 4, PoolId::from_bytes([after; 16]), limit)?;
                order.push(found.iter().map(|row| row.id.as_bytes()[0]).collect::<Vec<_>>());
            }
            Ok::<_, crate::Error>(order)
        };
        let order = store.write("turns", write).await.unwrap();
        assert_eq!(order, [vec![1, 2, 3, 4], vec![3, 4, 1, 2], vec![1, 2], vec![4, 1]]);
    })
    .await;
}
