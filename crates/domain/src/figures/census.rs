//! Counts the members of each pool once an hour, in chunks that nobody waits for. What is counted is kept with its time, so that pages can
//! say how old it is.

use super::folding::DAY_MS;
use crate::app::App;
use crate::error::{Error, one_line};
use store::Store;
use store::census::{self, Census};
use store::id::{PoolId, UserId};

const EVERY_MS: i64 = DAY_MS / 24;

/// Counts the pools whose last count is an hour old. One that cannot be counted keeps no other from it.
pub async fn count_members(app: &App) {
    let mut pools: Vec<PoolId> = app.snapshot().doors().iter().map(|door| door.pool.id).collect();
    pools.sort_unstable();
    pools.dedup();
    for pool in pools {
        if let Err(error) = count_again(app, pool).await {
            tracing::error!(%pool, error = one_line(&error), "the members of a pool could not be counted");
        }
    }
}

async fn count_again(app: &App, pool: PoolId) -> Result<(), Error> {
    let last = app.store().read("last census", move |tx| Ok::<_, Error>(census::find(tx, pool)?)).await?;
    if last.is_none_or(|last| !(0..EVERY_MS).contains(&(app.now() - last.at))) {
        count(app.store(), pool, app.now()).await?;
    }
    Ok(())
}

/// Counts the members of one pool.
pub(crate) async fn count(store: &Store, pool: PoolId, now: i64) -> Result<(), Error> {
    let mut census = Census { at: now, ..Census::default() };
    let mut after = Some(UserId::NIL);
    while let Some(from) = after {
        let chunk = move |tx: &mut store::Tx<'_>| {
            let mut counted = census;
            let next = census::count(tx, pool, from, &mut counted)?;
            Ok::<_, Error>((counted, next))
        };
        (census, after) = store.read("count members", chunk).await?;
    }
    store.write("census", move |tx| Ok::<_, Error>(census::put(tx, pool, &census)?)).await
}
