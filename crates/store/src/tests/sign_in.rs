//! The functions that a sign-in decides by: one challenge one attempt, one read of the facts, one guarded update.

use super::{PASSKEY, POOL, TENANT, USER, passkey, session, user, with_a_member};
use crate::{
    Error,
    id::{PasskeyId, PoolId, SessionId, TenantId},
    passkey::{self, LookedUp, Rename, Use},
    session, spent_challenge,
    testing::{execute, on_each_engine},
    user::{self, UserStatus},
};

fn used() -> Use {
    Use {
        pool_id: POOL,
        id: PASSKEY,
        user_id: USER,
        user_epoch: 5,
        seen_sign_count: 3,
        sign_count: 4,
        backup_eligible: true,
        backup_state: true,
        user_verified: false,
        at: 200,
        address: "203.0.113.7".into(),
        user_agent_id: None,
    }
}

#[tokio::test]
async fn a_challenge_is_spent_once() {
    on_each_engine(async |store| {
        let spend = |pool: PoolId, nonce: &'static [u8]| {
            store.write("spend", move |tx| spent_challenge::spend(tx, pool, 1_000, nonce))
        };
        assert!(spend(POOL, b"nonce").await.unwrap());
        assert!(!spend(POOL, b"nonce").await.unwrap());
        assert!(spend(POOL, b"other").await.unwrap());
        assert!(spend(PoolId::NIL, b"nonce").await.unwrap());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_that_race_for_a_challenge_one_wins() {
    on_each_engine(async |store| {
        let races: Vec<_> = (0..16)
            .map(|_| {
                let store = store.clone();
                tokio::spawn(async move {
                    store.write("spend", |tx| spent_challenge::spend(tx, POOL, 1_000, b"nonce")).await.unwrap()
                })
            })
            .collect();
        let mut won = 0;
        for race in races {
            won += u32::from(race.await.unwrap());
        }
        assert_eq!(won, 1);
    })
    .await;
}

#[tokio::test]
async fn spent_challenges_are_swept_oldest_pool_by_pool() {
    on_each_engine(async |store| {
        with_a_member(&store).await;
        let swept = store.write("sweep", |tx| {
            for expires_at in [10, 20, 30, 40] {
                spent_challenge::spend(tx, POOL, expires_at, b"nonce")?;
            }
            let first = spent_challenge::sweep(tx, 35, 2)?;
            let rest = spent_challenge::sweep(tx, 35, 100)?;
            let kept = !spent_challenge::spend(tx, POOL, 40, b"nonce")?;
            Ok::<_, Error>((first, rest, kept))
        });
        assert_eq!(swept.await.unwrap(), (2, 1, true));
    })
    .await;
}

#[tokio::test]
async fn the_facts_of_a_sign_in_are_one_read() {
    on_each_engine(async |store| {
        with_a_member(&store).await;
        let find = |tenant: TenantId, rp_id: &'static str, credential: [u8; 20]| {
            store.read("facts", move |tx| passkey::look_up(tx, tenant, rp_id, &credential))
        };
        let found = find(TENANT, "acme.example", [7; 20]).await.unwrap();
        let facts = found.facts.unwrap();
        assert!(found.is_held);
        assert_eq!(facts.passkey, passkey());
        assert_eq!((facts.user_handle, facts.user_status), (user().handle, UserStatus::Active));
        assert_eq!((facts.user_epoch, facts.display_name), (5, "Zoë".to_owned()));
        // Another tenant learns that somebody holds the id, and nothing else.
        for (tenant, rp_id, credential, is_held) in [
            (TenantId::NIL, "acme.example", [7; 20], true),
            (TENANT, "other.example", [7; 20], false),
            (TENANT, "acme.example", [0; 20], false),
        ] {
            assert_eq!(find(tenant, rp_id, credential).await.unwrap(), LookedUp { facts: None, is_held });
            let asked = store.read("held", move |tx| passkey::is_held(tx, rp_id, &credential)).await.unwrap();
            assert_eq!(asked, is_held);
        }
    })
    .await;
}

#[tokio::test]
async fn two_tenants_on_one_rp_id_each_find_their_own() {
    on_each_engine(async |store| {
        with_a_member(&store).await;
        let tenant = TenantId::from_bytes([61; 16]);
        let theirs = passkey::Passkey {
            pool_id: PoolId::from_bytes([62; 16]),
            tenant_id: tenant,
            name: "Theirs".into(),
            ..passkey()
        };
        let inserted = theirs.clone();
        let seeded = store.write("seed another tenant", move |tx| {
            crate::tenant::insert(tx, &crate::tenant::Tenant { id: tenant, slug: "other".into(), ..super::tenant() })?;
            crate::pool::insert(tx, &crate::pool::Pool { tenant_id: tenant, id: inserted.pool_id, ..super::pool() })?;
            user::insert(tx, &user::User { tenant_id: tenant, pool_id: inserted.pool_id, ..user() })?;
            passkey::insert(tx, &inserted)
        });
        assert!(seeded.await.unwrap());
        for (tenant, expected) in [(TENANT, passkey()), (tenant, theirs)] {
            let found = store.read("facts", move |tx| passkey::look_up(tx, tenant, "acme.example", &[7; 20])).await;
            assert_eq!(found.unwrap().facts.unwrap().passkey, expected);
        }
    })
    .await;
}

#[tokio::test]
async fn a_passkey_is_registered_once_per_tenant_and_rp_id() {
    on_each_engine(async |store| {
        with_a_member(&store).await;
        let insert = |change: fn(&mut passkey::Passkey)| {
            let mut other = passkey::Passkey { id: PasskeyId::from_bytes([44; 16]), ..passkey() };
            change(&mut other);
            store.write("insert", move |tx| passkey::insert(tx, &other))
        };
        assert!(!insert(|_| {}).await.unwrap());
        assert!(insert(|passkey| passkey.rp_id = "other.example".into()).await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn a_use_is_recorded_only_if_nothing_has_changed() {
    on_each_engine(async |store| {
        with_a_member(&store).await;
        let record = |used: Use| store.write("record", move |tx| passkey::record_use(tx, &used));
        assert!(!record(Use { seen_sign_count: 2, ..used() }).await.unwrap(), "used in between");
        assert!(!record(Use { user_epoch: 4, ..used() }).await.unwrap(), "another epoch");
        assert!(!record(Use { id: PasskeyId::NIL, ..used() }).await.unwrap(), "deleted");
        let before = store.read("list", |tx| passkey::listed_of_user(tx, POOL, USER)).await.unwrap();
        let never = passkey::Listed { passkey: passkey(), last_used_address: None, last_used_agent: None };
        assert_eq!(before, [never]);
        let agent = store.write("intern", |tx| crate::user_agent::intern(tx, "A browser")).await.unwrap();
        assert!(record(Use { user_agent_id: Some(agent), ..used() }).await.unwrap());
        assert!(!record(used()).await.unwrap(), "twice");
        let [listed] = &store.read("list", |tx| passkey::listed_of_user(tx, POOL, USER)).await.unwrap()[..] else {
            panic!("one passkey")
        };
        let place = (listed.last_used_address.as_deref(), listed.last_used_agent.as_deref());
        assert_eq!(place, (Some("203.0.113.7"), Some("A browser")));
        let now = store.read("find", |tx| passkey::find(tx, POOL, PASSKEY)).await.unwrap().unwrap();
        let expected = passkey::Passkey {
            sign_count: 4,
            backup_state: true,
            user_verified: false,
            last_used_at: Some(200),
            ..passkey()
        };
        assert_eq!(now, expected);
        store.write("disable", |tx| user::set_status(tx, POOL, USER, UserStatus::Disabled)).await.unwrap();
        let after = Use { seen_sign_count: 4, sign_count: 5, user_epoch: 6, ..used() };
        assert!(!record(after).await.unwrap(), "disabled, even with the epoch of now");
    })
    .await;
}

#[tokio::test]
async fn a_passkey_is_renamed_and_deleted_by_its_owner_only() {
    on_each_engine(async |store| {
        with_a_member(&store).await;
        let done = store.write("rename and delete", |tx| {
            let rename = Rename { pool_id: POOL, user_id: USER, id: PASSKEY, name: "Phone", at: 99 };
            let stranger = Rename { user_id: crate::id::UserId::NIL, ..rename };
            assert!(!passkey::rename(tx, &stranger)?);
            assert!(passkey::rename(tx, &rename)?);
            let list = passkey::of_user(tx, POOL, USER)?;
            assert_eq!((list.len(), list[0].name.as_str(), list[0].updated_at), (1, "Phone", 99));
            assert!(!passkey::delete(tx, POOL, crate::id::UserId::NIL, PASSKEY)?);
            assert!(passkey::delete(tx, POOL, USER, PASSKEY)?);
            assert!(!passkey::delete(tx, POOL, USER, PASSKEY)?);
            Ok::<_, Error>(passkey::of_user(tx, POOL, USER)?.is_empty())
        });
        assert!(done.await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn a_session_is_found_with_what_it_depends_on() {
    on_each_engine(async |store| {
        with_a_member(&store).await;
        let facts = store.write("session", |tx| {
            session::insert(tx, &session(1, 500))?;
            session::find(tx, POOL, SessionId::from_bytes([1; 16]))
        });
        let facts = facts.await.unwrap().unwrap();
        assert_eq!(facts.session, session(1, 500));
        assert_eq!((facts.user_status, facts.user_epoch), (UserStatus::Active, 5));
        let gone = store.write("end", |tx| {
            let id = SessionId::from_bytes([1; 16]);
            Ok::<_, Error>((
                session::delete(tx, POOL, id)?,
                session::delete(tx, POOL, id)?,
                session::find(tx, POOL, id)?,
            ))
        });
        assert_eq!(gone.await.unwrap(), (true, false, None));
    })
    .await;
}

#[tokio::test]
async fn expired_sessions_are_swept_within_the_oldest() {
    on_each_engine(async |store| {
        with_a_member(&store).await;
        let swept = store.write("sweep", |tx| {
            for (id, expires_at) in [(1, 10), (2, 900), (3, 20), (4, 30)] {
                session::insert(tx, &session(id, expires_at))?;
            }
            Ok::<_, Error>((session::sweep(tx, 100, 3)?, session::sweep(tx, 100, 3)?, session::sweep(tx, 100, 3)?))
        });
        assert_eq!(swept.await.unwrap(), (2, 1, 0));
        let kept = store.read("find", |tx| session::find(tx, POOL, SessionId::from_bytes([2; 16]))).await.unwrap();
        assert!(kept.is_some());
    })
    .await;
}

#[tokio::test]
async fn a_corrupt_row_is_named() {
    on_each_engine(async |store| {
        with_a_member(&store).await;
        let corrupt = |sql: &'static str| store.write("corrupt", move |tx| execute(tx, sql));
        corrupt("UPDATE users SET status = 'odd'").await.unwrap();
        let error = store.read("find", |tx| user::find(tx, POOL, USER)).await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "table users holds a row that cannot be understood: column status, key \
             03030303-0303-0303-0303-030303030303"
        );
        corrupt("UPDATE users SET status = 'active'").await.unwrap();
        corrupt("UPDATE passkeys SET sign_count = -1").await.unwrap();
        let error = store.read("find", |tx| passkey::find(tx, POOL, PASSKEY)).await.unwrap_err();
        assert!(matches!(error, Error::CorruptRow { table: "passkeys", column: "sign_count", .. }), "{error:?}");
        corrupt("UPDATE passkeys SET sign_count = 3, aaguid = credential_id").await.unwrap();
        let error = store.read("find", |tx| passkey::find(tx, POOL, PASSKEY)).await.unwrap_err();
        assert!(matches!(error, Error::CorruptRow { table: "passkeys", column: "aaguid", .. }), "{error:?}");
    })
    .await;
}
