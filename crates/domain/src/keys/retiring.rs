//! Old generations go once nothing of theirs can be alive any more: challenges and journeys by the clock. Of sealing keys `resealing.rs` says when, of
//! signing keys `applications/signing.rs`.

use super::{CHALLENGE, JOURNEY, LONGEST_JOURNEY_MS, generations};
use crate::app::App;
use crate::challenge::LONGEST_LIFE_S;
use crate::error::Error;
use store::{Tx, key};

/// Clocks of nodes may differ.
const SLACK_MS: i64 = 60_000;

/// Removes challenge and journey keys of which nothing is alive. Answers how many.
pub async fn retire(app: &App) -> Result<usize, Error> {
    let now = app.now();
    // Every minute: what need not be written is only read.
    let read = move |tx: &mut Tx<'_>| Ok::<_, Error>(over(&key::all(tx)?, now).len());
    if app.store().read("keys that are over", read).await? == 0 {
        return Ok(0);
    }
    let write = move |tx: &mut Tx<'_>| {
        let over = over(&key::all(tx)?, now);
        for row in &over {
            key::delete(tx, &row.purpose, row.id)?;
        }
        store::installation::bump(tx)?;
        Ok::<_, Error>(over.len())
    };
    let removed = app.store().write("retire keys", write).await?;
    tracing::info!(removed, "old keys are removed: nothing of theirs is alive");
    app.refresh().await?;
    Ok(removed)
}

/// Those that were followed by one which is in use for longer than anything of theirs may live.
fn over(rows: &[key::Key], now: i64) -> Vec<key::Key> {
    let lives = [(CHALLENGE, i64::from(LONGEST_LIFE_S) * 1000), (JOURNEY, LONGEST_JOURNEY_MS)];
    let of_kind = |(purpose, life): (&str, i64)| {
        let rows = generations(rows, purpose);
        let newest = rows.iter().position(|row| row.signs_from + life + SLACK_MS <= now).unwrap_or(rows.len());
        rows.into_iter().skip(newest + 1).cloned().collect::<Vec<_>>()
    };
    lives.into_iter().flat_map(of_kind).collect()
}
