//! The other tables, and the traps of writing one SQL for two engines.

use std::borrow::Cow;

use super::{POOL, TENANT, USER, pool, tenant, user, with_a_member};
use crate::{
    Error,
    administrator::{self, Administrator, AdministratorRole},
    audit_event::{self, AuditEvent},
    clock,
    db::params,
    group::{self, Group},
    id::{AdministratorId, EventId, GroupId, KeyId, RoleId, WorkspaceId},
    identifier::{self, Identifier, IdentifierKind},
    installation,
    key::{self, Key},
    pool,
    role::{self, Role},
    setup_link::{self, SetupLink},
    tenant,
    testing::on_each_engine,
    user::{self, UserStatus},
    user_agent,
    workspace::{self, Mode, Workspace},
};

#[tokio::test]
async fn settings_have_a_version() {
    on_each_engine(async |store| {
        let versions = store.write("bump", |tx| {
            installation::set(tx, "a", "1")?;
            installation::set(tx, "a", "2")?;
            let before = installation::version(tx)?;
            installation::bump(tx)?;
            Ok::<_, Error>((installation::get(tx, "a")?, before, installation::version(tx)?))
        });
        assert_eq!(versions.await.unwrap(), (Some("2".to_owned()), 1, 2));
    })
    .await;
}

#[tokio::test]
async fn tenants_pools_and_workspaces_come_back_as_they_went() {
    on_each_engine(async |store| {
        let door = Workspace {
            tenant_id: TENANT,
            id: WorkspaceId::from_bytes([5; 16]),
            slug: "main".into(),
            name: "Main".into(),
            pool_id: POOL,
            mode: Mode::Classic,
            settings: "{}".into(),
            created_at: 2,
        };
        let given = door.clone();
        let all = store.write("seed", move |tx| {
            tenant::insert(tx, &tenant())?;
            pool::insert(tx, &pool())?;
            workspace::insert(tx, &given)?;
            assert!(workspace::set_mode(tx, TENANT, given.id, Mode::Smart)?);
            assert!(!workspace::set_mode(tx, TENANT, WorkspaceId::NIL, Mode::Smart)?);
            Ok::<_, Error>((tenant::all(tx)?, pool::all(tx)?, workspace::all(tx)?))
        });
        let expected = (vec![tenant()], vec![pool()], vec![Workspace { mode: Mode::Smart, ..door }]);
        assert_eq!(all.await.unwrap(), expected);
    })
    .await;
}

#[tokio::test]
async fn disabling_a_user_raises_the_epoch() {
    on_each_engine(async |store| {
        with_a_member(&store).await;
        let now = store.write("disable", |tx| {
            assert_eq!(user::find(tx, POOL, USER)?, Some(user()));
            assert!(user::raise_epoch(tx, POOL, USER)?);
            assert!(user::set_status(tx, POOL, USER, UserStatus::Disabled)?);
            assert!(!user::raise_epoch(tx, POOL, crate::id::UserId::NIL)?);
            user::find(tx, POOL, USER)
        });
        let now = now.await.unwrap().unwrap();
        assert_eq!((now.status, now.epoch), (UserStatus::Disabled, 7));
    })
    .await;
}

#[tokio::test]
async fn a_name_is_taken_once_in_a_pool() {
    on_each_engine(async |store| {
        with_a_member(&store).await;
        let name = Identifier {
            pool_id: POOL,
            folded: "zoë".into(),
            kind: IdentifierKind::Username,
            value: "Zoë".into(),
            user_id: USER,
            verified_at: None,
            created_at: 3,
        };
        let given = name.clone();
        let found = store.write("insert", move |tx| {
            assert!(identifier::insert(tx, &given)?);
            assert!(!identifier::insert(tx, &given)?);
            assert_eq!(identifier::of_user(tx, POOL, USER)?, std::slice::from_ref(&given));
            Ok::<_, Error>((identifier::find(tx, POOL, "zoë")?, identifier::find(tx, POOL, "Zoë")?))
        });
        assert_eq!(found.await.unwrap(), (Some(name), None));
    })
    .await;
}

#[tokio::test]
async fn roles_groups_and_administrators_belong_to_users() {
    on_each_engine(async |store| {
        with_a_member(&store).await;
        let (role, group) = (RoleId::from_bytes([20; 16]), GroupId::from_bytes([21; 16]));
        let found = store.write("give", move |tx| {
            role::insert(
                tx,
                &Role { pool_id: POOL, id: role, name: "auditor".into(), policy: "{}".into(), elevated: true },
            )?;
            group::insert(tx, &Group { pool_id: POOL, id: group, name: "night shift".into(), policy: "{}".into() })?;
            assert!(role::give(tx, POOL, USER, role)? && !role::give(tx, POOL, USER, role)?);
            assert!(group::give(tx, POOL, USER, group)? && !group::give(tx, POOL, USER, group)?);
            let administrator = Administrator {
                tenant_id: TENANT,
                id: AdministratorId::from_bytes([22; 16]),
                pool_id: POOL,
                user_id: USER,
                scope: "installation".into(),
                created_at: 4,
                role: AdministratorRole::Support,
            };
            assert!(administrator::insert(tx, &administrator)? && !administrator::insert(tx, &administrator)?);
            assert_eq!(administrator::of_user(tx, POOL, USER)?, Some(administrator.clone()));
            assert_eq!(administrator::all(tx)?, std::slice::from_ref(&administrator));
            let promoted =
                Administrator { role: AdministratorRole::Owner, scope: "elsewhere".into(), ..administrator.clone() };
            assert!(administrator::update(tx, &promoted)?);
            assert_eq!(administrator::of_user(tx, POOL, USER)?, Some(promoted));
            assert!(
                administrator::delete(tx, TENANT, administrator.id)?
                    && !administrator::delete(tx, TENANT, administrator.id)?
            );
            Ok::<_, Error>((role::of_user(tx, POOL, USER)?, group::of_user(tx, POOL, USER)?))
        });
        let (roles, groups) = found.await.unwrap();
        assert_eq!((roles[0].name.as_str(), groups[0].name.as_str()), ("auditor", "night shift"));
    })
    .await;
}

#[tokio::test]
async fn the_audit_tells_the_newest_first() {
    on_each_engine(async |store| {
        let full = AuditEvent {
            tenant_id: TENANT,
            id: EventId::from_bytes([2; 16]),
            pool_id: Some(POOL),
            workspace_id: Some(WorkspaceId::NIL),
            at: 5,
            kind: Cow::Borrowed("sign_in"),
            outcome: Cow::Borrowed("refused"),
            reason: Some(Cow::Borrowed("challenge_expired")),
            actor_id: Some(USER),
            subject_id: Some(USER),
            passkey_id: Some(super::PASSKEY),
            passkey_label: Some("Laptop".into()),
            address: Some("192.0.2.1".into()),
            user_agent_id: Some(1),
            reference: Some("7K2Q-9MXB".into()),
            detail: Some("password totp".into()),
            facts: Some("Chrome|Windows|web|4200|||".into()),
            salt: Some([8; 10]),
        };
        let bare = AuditEvent {
            id: EventId::from_bytes([1; 16]),
            pool_id: None,
            workspace_id: None,
            reason: None,
            actor_id: None,
            subject_id: None,
            passkey_id: None,
            passkey_label: None,
            address: None,
            user_agent_id: None,
            reference: None,
            detail: None,
            facts: None,
            salt: None,
            ..full.clone()
        };
        let given = (full.clone(), bare.clone());
        let latest = store.write("audit", move |tx| {
            audit_event::insert(tx, &given.1)?;
            audit_event::insert(tx, &given.0)?;
            Ok::<_, Error>((audit_event::latest(tx, TENANT, 1)?, audit_event::latest(tx, TENANT, 9)?))
        });
        assert_eq!(latest.await.unwrap(), (vec![full.clone()], vec![full, bare]));
    })
    .await;
}

#[tokio::test]
async fn a_user_agent_is_kept_once() {
    on_each_engine(async |store| {
        let intern = |text: String| store.write("intern", move |tx| user_agent::intern(tx, &text));
        let first = intern("Mozilla/5.0".into()).await.unwrap();
        assert_ne!(intern("curl/8".into()).await.unwrap(), first);
        assert_eq!(intern("Mozilla/5.0".into()).await.unwrap(), first);
        let long = intern("é".repeat(400)).await.unwrap();
        assert_eq!(intern("é".repeat(500)).await.unwrap(), long, "cut between letters");
    })
    .await;
}

#[tokio::test]
async fn keys_are_listed_by_purpose_and_age() {
    on_each_engine(async |store| {
        let key = |purpose: &str, id: u8| Key {
            purpose: purpose.into(),
            id: KeyId::from_bytes([id; 16]),
            sealed: vec![id; 60],
            created_at: 1,
            sealed_too: None,
            signs_from: 2,
            verifies_until: (id == 1).then_some(3),
        };
        let all = store.write("keys", move |tx| {
            for (purpose, id) in [("b", 1), ("a", 2), ("a", 1)] {
                key::insert(tx, &key(purpose, id))?;
            }
            assert!(key::delete(tx, "b", KeyId::from_bytes([1; 16]))?);
            assert!(!key::delete(tx, "b", KeyId::from_bytes([1; 16]))?);
            key::all(tx)
        });
        assert_eq!(all.await.unwrap(), [key("a", 1), key("a", 2)]);
    })
    .await;
}

#[tokio::test]
async fn a_setup_link_is_taken_once_and_in_time() {
    on_each_engine(async |store| {
        let link = SetupLink { hash: [1; 32], expires_at: 100, used_at: None };
        let given = link.clone();
        let found = store.write("link", move |tx| {
            setup_link::insert(tx, &given)?;
            assert!(!setup_link::take(tx, &[2; 32], 50)?, "unknown");
            assert!(!setup_link::take(tx, &[1; 32], 100)?, "expired");
            assert!(setup_link::take(tx, &[1; 32], 50)?);
            assert!(!setup_link::take(tx, &[1; 32], 50)?, "used");
            let found = setup_link::find(tx, &[1; 32])?;
            assert_eq!(setup_link::delete_all(tx)?, 1);
            Ok::<_, Error>(found)
        });
        assert_eq!(found.await.unwrap(), Some(SetupLink { used_at: Some(50), ..link }));
    })
    .await;
}

#[tokio::test]
async fn the_database_has_a_clock() {
    on_each_engine(async |store| {
        let (first, second) =
            (store.read("now", clock::now).await.unwrap(), store.read("now", clock::now).await.unwrap());
        assert!((1_700_000_000..=second).contains(&first));
    })
    .await;
}

/// `?2` before `?1`: bound by number, not by first appearance.
#[tokio::test]
async fn parameters_are_bound_by_number() {
    on_each_engine(async |store| {
        let sql = "SELECT CAST(?2 AS TEXT) AS second, CAST(?1 AS BIGINT) AS first, '?2' AS quoted";
        let read = store.read("order", move |tx| {
            tx.query_opt(sql, params![7_i64, "seven"], |row| {
                let mut row = row.of("none", 0);
                Ok((row.take::<String>("second")?, row.take::<i64>("first")?, row.take::<String>("quoted")?))
            })
        });
        assert_eq!(read.await.unwrap(), Some(("seven".into(), 7, "?2".into())));
    })
    .await;
}

#[tokio::test]
async fn both_engines_order_and_compare_alike() {
    on_each_engine(async |store| {
        let read = store.write("order", |tx| {
            for value in ["b", "B", "a", "ä", "_"] {
                installation::set(tx, value, "x")?;
            }
            let page = "SELECT name FROM installation WHERE (value, name) < (?1, ?2) ORDER BY value DESC, name DESC";
            let page = tx.query(page, params!["x", "b"], |row| row.of("installation", 0).take::<String>("name"))?;
            let nulls = "SELECT name FROM installation ORDER BY CASE WHEN name = 'a' THEN NULL ELSE name END \
                         NULLS LAST LIMIT 9";
            let nulls = tx.query(nulls, &[], |row| row.of("installation", 0).take::<String>("name"))?;
            let sum = "SELECT CAST(SUM(LENGTH(value)) AS BIGINT) AS total FROM installation WHERE value = 'x'";
            let sum = tx.query_opt(sum, &[], |row| row.of("installation", 0).take::<i64>("total"))?;
            Ok::<_, Error>((page, nulls, sum))
        });
        let (page, nulls, sum) = read.await.unwrap();
        assert_eq!(page, ["a", "_", "B", "settings_version"]);
        assert_eq!(nulls, ["B", "_", "b", "settings_version", "ä", "a"]);
        assert_eq!(sum, Some(5));
    })
    .await;
}
