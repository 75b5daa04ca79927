//! Passkeys that are put aside, and what else a recovery changes.

use super::{PASSKEY, POOL, USER, passkey, session, with_a_member};
use crate::{
    id::{PasskeyId, SessionId, UserId},
    passkey::{self, Use},
    testing::on_each_engine,
    user,
};

#[tokio::test]
async fn a_passkey_that_is_put_aside_is_not_used_until_it_is_confirmed() {
    on_each_engine(async |store| {
        with_a_member(&store).await;
        let written = store.write("walk", |tx| {
            let kept = PasskeyId::from_bytes([9; 16]);
            let other = passkey::Passkey { id: kept, credential_id: vec![77; 20], ..passkey() };
            assert!(passkey::insert(tx, &other)?);
            let used = Use {
                pool_id: POOL,
                id: PASSKEY,
                user_id: USER,
                user_epoch: 5,
                seen_sign_count: 3,
                sign_count: 4,
                backup_eligible: true,
                backup_state: false,
                user_verified: true,
                at: 60,
                address: "203.0.113.7".into(),
                user_agent_id: None,
            };
            assert_eq!(passkey::quarantine_others(tx, (POOL, USER), Some(kept), 50)?, 1);
            assert_eq!(passkey::quarantine_others(tx, (POOL, USER), Some(kept), 55)?, 0, "aside already");
            let aside: Vec<_> =
                passkey::of_user(tx, POOL, USER)?.into_iter().map(|row| (row.id, row.quarantined_at)).collect();
            assert_eq!(aside, [(PASSKEY, Some(50)), (kept, None)]);
            assert!(!passkey::record_use(tx, &used)?);
            assert!(!passkey::was_used_since(tx, POOL, USER, 0)?);
            assert!(!passkey::confirm(tx, POOL, UserId::NIL, PASSKEY)? && !passkey::confirm(tx, POOL, USER, kept)?);
            assert!(passkey::confirm(tx, POOL, USER, PASSKEY)? && !passkey::confirm(tx, POOL, USER, PASSKEY)?);
            assert!(passkey::record_use(tx, &used)?);
            assert!(passkey::was_used_since(tx, POOL, USER, 59)? && !passkey::was_used_since(tx, POOL, USER, 60)?);
            assert_eq!(passkey::quarantine_others(tx, (POOL, USER), None, 70)?, 2);
            Ok::<_, crate::Error>(())
        });
        written.await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_hold_is_kept_and_sessions_are_carried_over() {
    on_each_engine(async |store| {
        with_a_member(&store).await;
        let written = store.write("walk", |tx| {
            assert_eq!(user::held_until(tx, POOL, USER)?, None);
            assert!(user::hold(tx, POOL, USER, 90)? && !user::hold(tx, POOL, UserId::NIL, 90)?);
            assert_eq!(user::held_until(tx, POOL, USER)?, Some(90));
            crate::session::insert(tx, &session(1, 1_000))?;
            crate::session::insert(tx, &crate::session::Session { epoch: 4, ..session(2, 1_000) })?;
            user::raise_epoch(tx, POOL, USER)?;
            assert_eq!(crate::session::keep_all(tx, POOL, USER, 5)?, 1);
            let epoch = |tx: &mut crate::Tx<'_>, id: u8| {
                crate::session::find(tx, POOL, SessionId::from_bytes([id; 16]))
                    .map(|found| found.unwrap().session.epoch)
            };
            assert_eq!((epoch(tx, 1)?, epoch(tx, 2)?), (6, 4), "one that was over stays over");
            Ok::<_, crate::Error>(())
        });
        written.await.unwrap();
    })
    .await;
}
