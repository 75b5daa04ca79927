//! What waits, and how much there is: gauges for whoever watches the installation. All of it is asked in short reads, and as much as is asked is
//! bounded, so that to look at a full queue costs no more than to look at a small one. Nothing here names a tenant or a person.

use crate::app::App;
use crate::audit::stream;
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
    /// Messages that are to be sent, and for how many seconds the first of them has been due.
    pub messages: (u32, i64),
    /// The same of calls to webhooks.
    pub calls: (u32, i64),
    /// Seals of the audit that the receiver has not taken, and for how many seconds it has taken nothing.
    pub stream: (i64, i64),
    /// For how many seconds the newest key of each purpose has been signing; of applications' keys, the oldest of the tenants'.
    pub keys: BTreeMap<String, i64>,
}

/// Looks how much waits.
pub async fn look(app: &App) -> Result<Depths, Error> {
    let now = app.now();
    let overdue = move |due_at: Option<i64>| due_at.map_or(0, |due_at| ((now - due_at) / 1000).max(0));
    let (messages, calls) = app
        .store()
        .read("depths", move |tx| {
            let messages = (outbox::backlog(tx, MOST)?, outbox::first_due(tx)?);
            let calls = webhook_delivery::backlog(tx, MOST)?;
            Ok::<_, Error>((messages, calls))
        })
        .await?;
    let lag = stream::lag(app).await?;
    Ok(Depths {
        messages: (messages.0, overdue(messages.1)),
        calls: (calls.0, overdue(calls.1)),
        stream: lag,
        keys: ages(app).await?,
    })
}

/// How old the keys are that sign and seal.
async fn ages(app: &App) -> Result<BTreeMap<String, i64>, Error> {
    let now = app.now();
    let read = |tx: &mut store::Tx<'_>| Ok::<_, Error>((store::key::all(tx)?, signing_key::all(tx)?));
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
