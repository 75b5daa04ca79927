//! What waits, and how much there is: gauges for whoever watches the installation. What waits is asked in short reads, and as much as is asked is
//! bounded, so that to look at a full queue costs no more than to look at a small one; sessions and keys are looked at seldom. Nothing here names a
//! tenant or a person.

use crate::app::App;
use crate::audit::stream;
use crate::backup;
use crate::error::Error;
use crate::keys;
use std::collections::BTreeMap;
use store::id::{PoolId, SessionId};
use store::{outbox, session, signing_key, webhook_delivery};

/// More than so many that wait are told as so many.
pub const MOST: u32 = 10_000;
/// Some milliseconds.
const CHUNK: u32 = 5_000;
/// With as many sessions in one installation as this, the exact number tells nobody more.
const MOST_CHUNKS: u32 = 2_000;

/// How much waits now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Depths {
    /// Messages that are to be sent, and for how many seconds the oldest of them has waited.
    pub messages: (u32, i64),
    /// Events that webhooks are to be told, and how many seconds ago the oldest of them happened.
    pub calls: (u32, i64),
    /// Seals of the audit that the receiver has not taken, and for how many seconds it has taken nothing.
    pub stream: (i64, i64),
    /// When the last good backup was made, in Unix milliseconds; none where none was.
    pub backup: Option<i64>,
}

/// Looks how much waits.
pub async fn look(app: &App) -> Result<Depths, Error> {
    let now = app.now();
    let read = |tx: &mut store::Tx<'_>| Ok::<_, Error>((outbox::depth(tx, MOST)?, webhook_delivery::depth(tx, MOST)?));
    let (messages, calls) = app.store().read("depths", read).await?;
    Ok(Depths {
        messages: (messages.0, messages.1.map_or(0, |id| age(id.as_bytes(), now))),
        calls: (calls.0, calls.1.map_or(0, |id| age(id.as_bytes(), now))),
        stream: stream::lag(app).await?,
        backup: backup::last(app).await?.made_at,
    })
}

/// For how many seconds there has been what has this id: its first 48 bits are when it was drawn. Not since when it is due: what fails is due later
/// each time, so that with a mail server that is away nothing would ever seem late.
fn age(id: &[u8; 16], now: i64) -> i64 {
    let drawn_at = id.iter().take(6).fold(0_i64, |ms, byte| (ms << 8) | i64::from(*byte));
    ((now - drawn_at) / 1000).max(0)
}

/// For how many seconds the newest key of each purpose has been in use; of applications' keys, the oldest of the tenants'. It reads of the keys of all
/// tenants when they came, and no key, so it is not for each quarter of a minute.
pub async fn key_ages(app: &App) -> Result<BTreeMap<String, i64>, Error> {
    let now = app.now();
    let read = |tx: &mut store::Tx<'_>| Ok::<_, Error>((store::key::lives(tx)?, signing_key::lives(tx)?));
    let (own, of_tenants) = app.store().read("ages of keys", read).await?;
    let mut newest = BTreeMap::new();
    for row in own.iter().filter(|row| row.purpose != keys::DECOY && row.signs_from <= now) {
        let since = newest.entry(row.purpose.clone()).or_insert(row.signs_from);
        *since = row.signs_from.max(*since);
    }
    let mut by_tenant = BTreeMap::new();
    for row in of_tenants.iter().filter(|row| row.signs_from <= now) {
        let since = by_tenant.entry((row.tenant_id, &row.algorithm)).or_insert(row.signs_from);
        *since = row.signs_from.max(*since);
    }
    newest.extend(by_tenant.into_values().min().map(|since| ("signing".to_owned(), since)));
    Ok(newest.into_iter().map(|(purpose, since)| (purpose, (now - since) / 1000)).collect())
}

/// How many sessions have neither expired nor ended by themselves. In chunks, so that nobody waits for it.
pub async fn sessions(app: &App) -> Result<u64, Error> {
    let (now, mut counted, mut after) = (app.now(), 0, (PoolId::NIL, SessionId::NIL));
    for _ in 0..MOST_CHUNKS {
        let chunk = move |tx: &mut store::Tx<'_>| Ok::<_, Error>(session::alive(tx, after, now, CHUNK)?);
        let (alive, last) = app.store().read("count sessions", chunk).await?;
        counted += u64::from(alive);
        match last {
            Some(last) => after = last,
            None => break,
        }
    }
    Ok(counted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use store::id::MessageId;

    #[test]
    fn what_waits_is_as_old_as_its_id() {
        let id = MessageId::from_parts(1_700_000_000_000, [0xff; 10]);
        assert_eq!(age(id.as_bytes(), 1_700_000_301_999), 301);
        // The clock of the node that drew it may be ahead of ours.
        assert_eq!(age(id.as_bytes(), 1_699_999_990_000), 0);
    }
}
