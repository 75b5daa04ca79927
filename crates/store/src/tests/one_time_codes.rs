//! Codes and links that were sent: each is used once and tried five times, by whomever and however many at once.

use super::{POOL, TENANT, USER, with_a_member};
use crate::{
    Error, Store,
    id::{CodeId, PoolId, TenantId, UserId, WorkspaceId},
    one_time_code::{self, CodeMethod, CodePurpose, OneTimeCode, Try, Wanted},
    testing::on_each_engine,
};

const WORKSPACE: WorkspaceId = WorkspaceId::from_bytes([5; 16]);

/// Sent at 100 to one recipient, good until 1,000.
fn code(id: u8) -> OneTimeCode {
    OneTimeCode {
        pool_id: POOL,
        id: CodeId::from_bytes([id; 16]),
        tenant_id: TENANT,
        workspace_id: WORKSPACE,
        purpose: CodePurpose::SignIn,
        method: CodeMethod::EmailCode,
        user_id: USER,
        recipient: [21; 32],
        binding: [22; 32],
        code_hash: Some([23; 32]),
        link_hash: None,
        tries: 0,
        created_at: 100,
        expires_at: 1_000,
        sent_at: Some(100),
        mailed_at: Some(100),
        used_at: None,
    }
}

fn link(id: u8) -> OneTimeCode {
    OneTimeCode { method: CodeMethod::MagicLink, code_hash: None, link_hash: Some([id; 32]), ..code(id) }
}

fn wanted() -> Wanted {
    Wanted {
        pool_id: POOL,
        workspace_id: WORKSPACE,
        user_id: USER,
        purpose: CodePurpose::SignIn,
        method: CodeMethod::EmailCode,
        binding: [22; 32],
    }
}

fn guess(is_right: bool, at: i64) -> Try {
    Try { pool_id: POOL, id: CodeId::from_bytes([1; 16]), is_right, most_tries: 5, at }
}

async fn insert(store: &Store, rows: Vec<OneTimeCode>) {
    let write = store.write("insert", move |tx| rows.iter().try_for_each(|row| one_time_code::insert(tx, row)));
    write.await.unwrap();
}

async fn ids(store: &Store, wanted: Wanted, now: i64) -> Vec<u8> {
    let living = store.read("living", move |tx| one_time_code::living(tx, &wanted, now)).await.unwrap();
    living.iter().map(|code| code.id.as_bytes()[0]).collect()
}

#[tokio::test]
async fn a_code_is_found_by_all_that_it_is_bound_to_while_it_lives() {
    on_each_engine(async |store| {
        let used = OneTimeCode { used_at: Some(200), ..code(3) };
        insert(&store, vec![code(1), OneTimeCode { created_at: 150, ..code(2) }, used]).await;
        assert_eq!(ids(&store, wanted(), 999).await, [2, 1]);
        assert_eq!(ids(&store, wanted(), 1_000).await, [0; 0]);
        let others = [
            Wanted { pool_id: PoolId::NIL, ..wanted() },
            Wanted { workspace_id: WorkspaceId::NIL, ..wanted() },
            Wanted { user_id: UserId::NIL, ..wanted() },
            Wanted { purpose: CodePurpose::Recovery, ..wanted() },
            Wanted { method: CodeMethod::SmsCode, ..wanted() },
            Wanted { binding: [0; 32], ..wanted() },
        ];
        for other in others {
            assert_eq!(ids(&store, other.clone(), 500).await, [0; 0], "{other:?}");
        }
        let found = store.read("living", |tx| one_time_code::living(tx, &wanted(), 999)).await.unwrap();
        assert_eq!(found[1], code(1));
    })
    .await;
}

#[tokio::test]
async fn a_code_is_tried_five_times_and_used_once() {
    on_each_engine(async |store| {
        insert(&store, vec![code(1)]).await;
        let attempt = |guess: Try| store.write("try", move |tx| one_time_code::attempt(tx, &guess));
        assert!(!attempt(guess(true, 1_000)).await.unwrap(), "expired");
        for _ in 0..4 {
            assert!(attempt(guess(false, 200)).await.unwrap());
        }
        assert!(attempt(guess(true, 300)).await.unwrap(), "the fifth");
        assert!(!attempt(guess(true, 300)).await.unwrap(), "used");
        insert(&store, vec![OneTimeCode { tries: 5, id: CodeId::from_bytes([2; 16]), ..code(2) }]).await;
        let dead = Try { id: CodeId::from_bytes([2; 16]), ..guess(true, 300) };
        assert!(!attempt(dead).await.unwrap(), "the sixth");
        assert!(!attempt(Try { id: CodeId::NIL, ..dead }).await.unwrap(), "of nobody");
    })
    .await;
}

async fn race(store: &Store, is_right: bool) -> u32 {
    let races: Vec<_> = (0..16)
        .map(|_| {
            let store = store.clone();
            tokio::spawn(async move {
                store.write("try", move |tx| one_time_code::attempt(tx, &guess(is_right, 200))).await.unwrap()
            })
        })
        .collect();
    let mut won = 0;
    for race in races {
        won += u32::from(race.await.unwrap());
    }
    won
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_right_ones_at_once_one_wins() {
    on_each_engine(async |store| {
        insert(&store, vec![code(1)]).await;
        assert_eq!(race(&store, true).await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_wrong_ones_at_once_five_are_tried() {
    on_each_engine(async |store| {
        insert(&store, vec![code(1)]).await;
        assert_eq!(race(&store, false).await, 5);
    })
    .await;
}

#[tokio::test]
async fn a_link_is_taken_once_or_swapped_once() {
    on_each_engine(async |store| {
        insert(&store, vec![link(1), link(2)]).await;
        let found = store.read("find", |tx| one_time_code::find_link(tx, POOL, &[1; 32])).await.unwrap();
        assert_eq!(found, Some(link(1)));
        let done = store.write("take and swap", |tx| {
            assert!(!one_time_code::take_link(tx, POOL, &[1; 32], 1_000)?, "expired");
            assert!(!one_time_code::take_link(tx, PoolId::NIL, &[1; 32], 500)?, "of another pool");
            assert!(one_time_code::take_link(tx, POOL, &[1; 32], 500)?);
            assert!(!one_time_code::take_link(tx, POOL, &[1; 32], 500)?, "taken");
            assert!(!one_time_code::swap_link(tx, POOL, &[1; 32], &[9; 32], 500)?, "taken");
            assert!(!one_time_code::swap_link(tx, POOL, &[2; 32], &[9; 32], 1_000)?, "expired");
            assert!(one_time_code::swap_link(tx, POOL, &[2; 32], &[9; 32], 500)?);
            assert!(!one_time_code::swap_link(tx, POOL, &[2; 32], &[9; 32], 500)?, "swapped");
            assert!(!one_time_code::take_link(tx, POOL, &[2; 32], 500)?, "swapped");
            one_time_code::living(tx, &Wanted { method: CodeMethod::MagicLink, ..wanted() }, 500)
        });
        assert_eq!(done.await.unwrap(), [OneTimeCode { link_hash: None, code_hash: Some([9; 32]), ..link(2) }]);
    })
    .await;
}

#[tokio::test]
async fn sends_are_counted_by_recipient_and_by_tenant() {
    on_each_engine(async |store| {
        let too_soon = OneTimeCode { sent_at: None, mailed_at: None, ..code(2) };
        let to_nobody = OneTimeCode { sent_at: Some(120), mailed_at: None, ..code(3) };
        let text = OneTimeCode { sent_at: Some(140), method: CodeMethod::SmsCode, ..code(4) };
        let other = OneTimeCode { recipient: [0; 32], purpose: CodePurpose::SignUp, ..code(5) };
        insert(&store, vec![code(1), too_soon, to_nobody, text, other]).await;
        let sends = |since, most| store.read("sends", move |tx| one_time_code::sends(tx, POOL, &[21; 32], since, most));
        assert_eq!(sends(99, 5).await.unwrap(), [140, 120, 100]);
        assert_eq!(sends(100, 5).await.unwrap(), [140, 120]);
        assert_eq!(sends(99, 2).await.unwrap(), [140, 120]);
        let mailed = |tenant, since| store.read("mailed", move |tx| one_time_code::mailed(tx, tenant, since));
        let expected = [
            (CodePurpose::SignIn, CodeMethod::EmailCode, 1),
            (CodePurpose::SignIn, CodeMethod::SmsCode, 1),
            (CodePurpose::SignUp, CodeMethod::EmailCode, 1),
        ];
        assert_eq!(mailed(TENANT, 99).await.unwrap(), expected);
        assert_eq!(mailed(TENANT, 100).await.unwrap(), []);
        assert_eq!(mailed(TenantId::NIL, 99).await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn a_newer_code_voids_the_earlier_ones_that_the_same_browser_asked_for() {
    on_each_engine(async |store| {
        let elsewhere = OneTimeCode { binding: [0; 32], ..code(2) };
        let recovery = OneTimeCode { purpose: CodePurpose::Recovery, ..code(3) };
        let to_the_phone = OneTimeCode { recipient: [0; 32], ..code(4) };
        let of_another = OneTimeCode { user_id: UserId::NIL, ..code(5) };
        insert(&store, vec![code(1), elsewhere, recovery, to_the_phone, of_another]).await;
        let newer = OneTimeCode { created_at: 500, ..code(6) };
        let voided = store.write("void", move |tx| one_time_code::void_earlier(tx, &newer)).await.unwrap();
        assert_eq!(voided, 1);
        assert_eq!(ids(&store, wanted(), 500).await, [4]);
        assert_eq!(ids(&store, Wanted { binding: [0; 32], ..wanted() }, 500).await, [2]);
        assert_eq!(ids(&store, Wanted { purpose: CodePurpose::Recovery, ..wanted() }, 500).await, [3]);
        assert_eq!(ids(&store, Wanted { user_id: UserId::NIL, ..wanted() }, 500).await, [5]);
    })
    .await;
}

#[tokio::test]
async fn old_codes_are_swept_oldest_first() {
    on_each_engine(async |store| {
        with_a_member(&store).await;
        insert(&store, (1..=4).map(|id| OneTimeCode { created_at: i64::from(id) * 10, ..code(id) }).collect()).await;
        let swept = store.write("sweep", |tx| {
            let first = one_time_code::sweep(tx, 35, 2)?;
            Ok::<_, Error>((first, one_time_code::sweep(tx, 35, 100)?, one_time_code::living(tx, &wanted(), 500)?))
        });
        let (first, rest, kept) = swept.await.unwrap();
        assert_eq!((first, rest), (2, 1));
        assert_eq!(kept, [OneTimeCode { created_at: 40, ..code(4) }]);
    })
    .await;
}
