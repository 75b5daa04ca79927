//! Changing a pool's rules, as a console does it: the row, the version, and every node reads it again.

use super::app::TestApp;
use domain::policy::PolicyRules;
use domain::settings::PoolSettings;
use store::group::{self, Group};
use store::id::{GroupId, RoleId, WorkspaceId};
use store::pool::Pool;
use store::role::{self, Role};
use store::workspace::{self, Workspace};

impl TestApp {
    /// Changes the settings of the pool behind a front door.
    pub(crate) async fn set(&self, base: &str, change: impl FnOnce(&mut PoolSettings)) {
        self.change_pool(base, |pool| {
            let mut settings: PoolSettings = serde_json::from_str(&pool.settings).unwrap();
            change(&mut settings);
            pool.settings = serde_json::to_string(&settings).unwrap();
        })
        .await;
    }

    /// Changes the pool's row itself: RP ID and origins are no settings.
    pub(crate) async fn change_pool(&self, base: &str, change: impl FnOnce(&mut Pool)) {
        let (tenant, workspace) = base.trim_start_matches('/').split_once('/').unwrap();
        let id = self.app.snapshot().door(tenant, workspace).unwrap().pool.id;
        let pools = self.store.read("pools", store::pool::all).await.unwrap();
        let mut pool = pools.into_iter().find(|pool| pool.id == id).unwrap();
        change(&mut pool);
        let written = self
            .store
            .write("change pool", move |tx| {
                let written = store::pool::update(tx, &pool)?;
                store::installation::bump(tx)?;
                Ok::<_, store::Error>(written)
            })
            .await;
        assert!(written.unwrap());
        self.app.refresh().await.unwrap();
    }

    /// Gives a member, by the id that their sign-up answered, a new role with these rules.
    pub(crate) async fn give_role(&self, base: &str, user: &serde_json::Value, (name, rules): (&str, PolicyRules)) {
        let (tenant, workspace) = base.trim_start_matches('/').split_once('/').unwrap();
        let pool_id = self.app.snapshot().door(tenant, workspace).unwrap().pool.id;
        let user = user.as_str().unwrap().parse().unwrap();
        let mut bytes = [0; 16];
        bytes.iter_mut().zip(name.bytes()).for_each(|(byte, letter)| *byte = letter);
        let role = Role {
            pool_id,
            id: RoleId::from_bytes(bytes),
            name: name.to_owned(),
            policy: serde_json::to_string(&rules).unwrap(),
            elevated: false,
        };
        let given = self.store.write("give role", move |tx| {
            role::insert(tx, &role)?;
            store::installation::bump(tx)?;
            role::give(tx, pool_id, user, role.id)
        });
        assert!(given.await.unwrap());
        self.app.refresh().await.unwrap();
    }

    /// A group with this policy, with this member in it.
    pub(crate) async fn put_in_group(&self, base: &str, user: &serde_json::Value, (name, rules): (&str, PolicyRules)) {
        let (tenant, workspace) = base.trim_start_matches('/').split_once('/').unwrap();
        let pool_id = self.app.snapshot().door(tenant, workspace).unwrap().pool.id;
        let user = user.as_str().unwrap().parse().unwrap();
        let policy = serde_json::to_string(&rules).unwrap();
        let group = Group { pool_id, id: GroupId::from_bytes([7; 16]), name: name.to_owned(), policy };
        let given = self.store.write("put in group", move |tx| {
            group::insert(tx, &group)?;
            store::installation::bump(tx)?;
            group::give(tx, pool_id, user, group.id)
        });
        assert!(given.await.unwrap());
        self.app.refresh().await.unwrap();
    }

    /// As if the member had signed in with a password, and keys that verify nobody were all they had.
    pub(crate) async fn without_phone(&self, base: &str, name: &'static str) {
        let (tenant, workspace) = base.trim_start_matches('/').split_once('/').unwrap();
        let pool = self.app.snapshot().door(tenant, workspace).unwrap().pool.id;
        let removed = self.store.write("no phone", move |tx| {
            let user = store::identifier::find(tx, pool, name)?.unwrap().user_id;
            for row in store::passkey::of_user(tx, pool, user)?.iter().filter(|row| row.user_verified) {
                store::passkey::delete(tx, pool, user, row.id)?;
            }
            Ok::<_, store::Error>(())
        });
        removed.await.unwrap();
        self.as_if_opened_by("UPDATE sessions SET methods = 'password', strength = 'single', amr = 'pwd', acr = 'sfa'")
            .await;
    }

    /// Opens `/demo/annex`, another door to the pool of `/demo/community`, with settings of its own.
    pub(crate) async fn open_annex(&self, settings: &str) {
        let door = self.app.snapshot().door("demo", "community").unwrap();
        let row = Workspace {
            tenant_id: door.tenant.id,
            id: WorkspaceId::from_parts(1, [1; 10]),
            slug: "annex".into(),
            name: "Annex".into(),
            pool_id: door.pool.id,
            mode: workspace::Mode::Smart,
            settings: settings.into(),
            created_at: 0,
        };
        let written = self.store.write("annex", move |tx| {
            workspace::insert(tx, &row)?;
            store::installation::bump(tx)
        });
        written.await.unwrap();
        self.app.refresh().await.unwrap();
    }

    /// All sessions there are, as if they had been opened by other means. Raw SQL, because no such means is at hand.
    pub(crate) async fn as_if_opened_by(&self, sql: &'static str) {
        let changed = self.store.write("change sessions", move |tx| store::testing::execute(tx, sql));
        assert!(changed.await.unwrap() > 0);
    }
}
