//! That what is made up is as if it had happened: the figures are those of its events, and the same seed makes the same people.

use super::*;
use crate::random::SystemRandom;
use std::collections::{BTreeMap, BTreeSet};
use store::testing::on_each_engine;
use store::user_list::{self, Order, Way};

const NOW: i64 = 1_762_178_700_000;
const TENANT: TenantId = TenantId::from_bytes([1; 16]);
const POOL: PoolId = PoolId::from_bytes([2; 16]);

fn wish() -> Wish {
    Wish {
        tenant: "acme".into(),
        pool: None,
        users: 700,
        events: 5_000,
        seed: 7,
        into_members: false,
        host: "localhost".into(),
    }
}

async fn plant(store: &Store) {
    let planted = store.write("plant", |tx| {
        let (slug, preset) = ("acme".to_owned(), "community".to_owned());
        tenant::insert(tx, &tenant::Tenant { id: TENANT, slug, name: "Acme".into(), preset, created_at: 1 })?;
        let (origins, settings) = (String::new(), "{}".to_owned());
        let row =
            pool::Pool { tenant_id: TENANT, id: POOL, name: "All".into(), rp_id: String::new(), origins, settings };
        pool::insert(tx, &row)?;
        let row = workspace::Workspace {
            tenant_id: TENANT,
            id: WorkspaceId::from_bytes([3; 16]),
            slug: "main".into(),
            name: "Main".into(),
            pool_id: POOL,
            mode: workspace::Mode::Smart,
            settings: "{}".into(),
            created_at: 1,
        };
        workspace::insert(tx, &row)
    });
    planted.await.unwrap();
}

async fn make(store: &Store, wish: &Wish) -> Result<(), GenerateError> {
    generate(store, (NOW, &SystemRandom::default()), wish, |_| ()).await
}

/// All counts but those of the funnel, which tells of days before the events, too.
async fn counts(store: &Store) -> BTreeMap<(i64, String, String), i64> {
    let mut found = BTreeMap::new();
    for day in NOW / DAY_MS - DAYS - 1..=NOW / DAY_MS {
        let rows = store.read("day", move |tx| rollup::sums(tx, POOL, (day, day))).await.unwrap();
        found.extend(
            rows.into_iter().filter(|row| row.name != "funnel").map(|row| ((row.day, row.name, row.value), row.number)),
        );
    }
    found
}

#[tokio::test]
async fn the_figures_are_those_of_the_events() {
    on_each_engine(async |store| {
        plant(&store).await;
        make(&store, &wish()).await.unwrap();
        let made = counts(&store).await;
        assert!(made.values().sum::<i64>() > 10_000, "{}", made.len());
        // What the server would count anew finds nothing left; and from the beginning it finds the same.
        figures::fold_tenant(&store, TENANT, (NOW, u32::MAX)).await.unwrap();
        assert_eq!(counts(&store).await, made);
        let forget = store.write("forget", |tx| {
            store::testing::execute(tx, "DELETE FROM rollups WHERE name NOT LIKE 'funnel%'")?;
            store::testing::execute(tx, "DELETE FROM rollup_positions")
        });
        forget.await.unwrap();
        figures::fold_tenant(&store, TENANT, (NOW, u32::MAX)).await.unwrap();
        assert_eq!(counts(&store).await, made);
        let census = store.read("census", |tx| store::census::find(tx, POOL)).await.unwrap().unwrap();
        assert_eq!(census.members, 700);
        let ever = store.read("ever", |tx| rollup::sums(tx, POOL, (0, 0))).await.unwrap();
        let of = |stage| ever.iter().find(|row| row.name == "funnel_today" && row.value == stage).unwrap().number;
        assert_eq!(of("created"), census.holders);
        assert!(of("offered") > of("started") && of("created") > of("used") && of("used") > of("again"));
    })
    .await;
}

#[tokio::test]
async fn real_members_are_not_mixed_with_made_up_ones() {
    on_each_engine(async |store| {
        plant(&store).await;
        make(&store, &wish()).await.unwrap();
        let refused = make(&store, &wish()).await.unwrap_err().to_string();
        assert_eq!(refused, "the pool All has members already: name an empty one, or say --into-members");
        make(&store, &Wish { into_members: true, seed: 8, users: 1, events: 1, ..wish() }).await.unwrap();
        let nobody = make(&store, &Wish { tenant: "nobody".into(), ..wish() }).await.unwrap_err();
        assert!(matches!(nobody, GenerateError::NoTenant(_)));
        let which = make(&store, &Wish { pool: Some("Other".into()), ..wish() }).await.unwrap_err();
        assert_eq!(which.to_string(), "name one of its pools with --pool: All");
    })
    .await;
}

#[tokio::test]
async fn one_seed_makes_the_same_people_in_several_scripts() {
    let mut before: Option<Vec<String>> = None;
    for _ in 0..2 {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&store::Location::Embedded { file: folder.path().join("x.db") }).unwrap();
        plant(&store).await;
        make(&store, &Wish { events: 10, ..wish() }).await.unwrap();
        let list = store.read("list", |tx| user_list::window(tx, POOL, &Order::Newest, (None, Way::On), 250));
        let names: Vec<_> =
            list.await.unwrap().into_iter().map(|row| row.display_name + &row.place.user.to_string()).collect();
        let scripts: BTreeSet<_> = names.iter().map(|name| u32::from(name.chars().next().unwrap()) / 256).collect();
        assert!(scripts.len() > 1, "{scripts:?}");
        assert!(before.is_none_or(|before| before == names));
        before = Some(names);
        store.close().await;
    }
}
