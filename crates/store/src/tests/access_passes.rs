//! Access passes: the last one counts, a use of one that is over is none.

use super::{POOL, USER, with_a_member};
use crate::{
    access_pass::{self, AccessPass, Carrier},
    id::{AccessPassId, UserId},
    testing::on_each_engine,
    user::{self, UserStatus},
};

fn pass(id: u8, created_at: i64) -> AccessPass {
    AccessPass {
        pool_id: POOL,
        id: AccessPassId::from_bytes([id; 16]),
        user_id: USER,
        hash: [id; 32],
        salt: [id; 16],
        issued_by: UserId::NIL,
        carrier: Carrier::Code,
        sent_to: None,
        created_at,
        full_until: created_at + 10,
        expires_at: created_at + 100,
        last_used_at: None,
        ended_at: None,
        other_way_at: None,
    }
}

// Whether it lives or not: what was made with it does.
#[tokio::test]
async fn a_pass_was_given_or_used_since() {
    on_each_engine(async |store| {
        with_a_member(&store).await;
        let written = store.write("walk", |tx| {
            let (operator, whose) = (UserId::NIL, (POOL, USER));
            access_pass::insert(tx, &pass(1, 1_000))?;
            assert!(!access_pass::was_given_since(tx, whose, 0, operator)?, "by the operator");
            let by_another = AccessPass { issued_by: UserId::from_bytes([9; 16]), ..pass(2, 2_000) };
            access_pass::insert(tx, &by_another)?;
            // A later one of the operator's hides nothing.
            access_pass::insert(tx, &pass(3, 3_000))?;
            assert!(access_pass::was_given_since(tx, whose, 1_999, operator)?);
            assert!(!access_pass::was_given_since(tx, whose, 2_000, operator)?);
            assert!(access_pass::record_use(tx, POOL, by_another.id, 2_050)?);
            access_pass::end(tx, POOL, USER, 2_060)?;
            assert!(access_pass::was_given_since(tx, whose, 2_049, operator)?);
            assert!(!access_pass::was_given_since(tx, whose, 2_050, operator)?);
            assert!(!access_pass::was_given_since(tx, (POOL, UserId::NIL), 0, operator)?);
            Ok::<_, crate::Error>(())
        });
        written.await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_pass_lives_until_it_expires_or_is_ended() {
    on_each_engine(async |store| {
        with_a_member(&store).await;
        let written = store.write("walk", |tx| {
            assert_eq!(access_pass::latest(tx, POOL, USER)?, None);
            assert!(!access_pass::lives(tx, POOL, USER, 1)?);
            access_pass::insert(tx, &pass(1, 1_000))?;
            assert_eq!(access_pass::latest(tx, POOL, USER)?, Some(pass(1, 1_000)));
            let first = AccessPassId::from_bytes([1; 16]);
            assert!(access_pass::lives(tx, POOL, USER, 1_099)? && !access_pass::lives(tx, POOL, USER, 1_100)?);
            assert!(access_pass::record_use(tx, POOL, first, 1_099)?);
            assert!(!access_pass::record_use(tx, POOL, first, 1_100)?, "expired");
            user::set_status(tx, POOL, USER, UserStatus::Disabled)?;
            assert!(!access_pass::record_use(tx, POOL, first, 1_050)?, "disabled");
            user::set_status(tx, POOL, USER, UserStatus::Active)?;

            access_pass::insert(tx, &pass(2, 2_000))?;
            assert_eq!(access_pass::latest(tx, POOL, USER)?, Some(pass(2, 2_000)));
            assert_eq!(access_pass::note_other_way(tx, POOL, USER, 2_001)?, 2);
            assert_eq!(access_pass::note_other_way(tx, POOL, USER, 2_002)?, 0, "the first time counts");
            assert_eq!(access_pass::end(tx, POOL, USER, 2_003)?, 2);
            assert!(!access_pass::lives(tx, POOL, USER, 2_004)?);
            assert!(!access_pass::record_use(tx, POOL, AccessPassId::from_bytes([2; 16]), 2_004)?, "ended");
            let ended = access_pass::latest(tx, POOL, USER)?.unwrap();
            assert_eq!((ended.other_way_at, ended.ended_at, ended.last_used_at), (Some(2_001), Some(2_003), None));
            Ok::<_, crate::Error>(())
        });
        written.await.unwrap();
    })
    .await;
}

// A passkey made at the desk is no pass that was given out, but it counts as one where somebody is to become an administrator.
#[tokio::test]
async fn what_was_done_at_the_desk_leaves_a_trace_and_no_pass() {
    on_each_engine(async |store| {
        with_a_member(&store).await;
        let written = store.write("walk", |tx| {
            let (operator, whose) = (UserId::NIL, (POOL, USER));
            let link = AccessPass { carrier: Carrier::Link, sent_to: Some("ada@example.com".into()), ..pass(1, 1_000) };
            access_pass::insert(tx, &link)?;
            assert_eq!(access_pass::find_link(tx, POOL, link.id)?.as_ref(), Some(&link));
            assert!(access_pass::lives(tx, POOL, USER, 1_050)? && !access_pass::can_be_typed(tx, POOL, USER, 1_050)?);
            let desk = AccessPass { carrier: Carrier::Desk, issued_by: UserId::from_bytes([9; 16]), ..pass(2, 2_000) };
            access_pass::insert(tx, &desk)?;
            assert_eq!(access_pass::latest(tx, POOL, USER)?, Some(link), "nothing was given to the member");
            assert_eq!(access_pass::find_link(tx, POOL, desk.id)?, None);
            assert!(access_pass::was_given_since(tx, whose, 1_999, operator)?);
            access_pass::insert(tx, &pass(3, 3_000))?;
            assert!(access_pass::can_be_typed(tx, POOL, USER, 3_050)?);
            Ok::<_, crate::Error>(())
        });
        written.await.unwrap();
    })
    .await;
}
