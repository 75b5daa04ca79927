//! Changing a pool's rules, as a console does it: the row, the version, and every node reads it again.

use super::app::TestApp;
use domain::settings::PoolSettings;
use store::pool::Pool;

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
}
