//! What the addresses of a tenant are told: one row for each event and each address, until some days after it was taken. What it says is not in
//! here: that is read from the audit when it is sent.

use crate::{
    db::{Row, Tx, params, words},
    error::Error,
    id::{EventId, TenantId, WebhookId},
};

words! {
    State {
        Waiting = "waiting",
        /// Somebody has asked for it once more, whatever its address asks for by now.
        Again = "again",
        Taken = "taken",
        GivenUp = "given_up",
        /// Its address did not ask for such events any more when it was to be sent.
        Skipped = "skipped",
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    pub tenant_id: TenantId,
    pub webhook_id: WebhookId,
    pub event_id: EventId,
    /// As the receiver knows this kind of event.
    pub r#type: String,
    pub state: State,
    /// How often it was sent and not taken, and once more where it was.
    pub attempts: i64,
    /// Nothing once it is settled.
    pub due_at: Option<i64>,
    pub tried_at: Option<i64>,
    /// What was answered the last time.
    pub status: Option<i64>,
    pub trouble: Option<String>,
}

/// What one attempt has come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    pub at: i64,
    pub status: Option<i64>,
    pub trouble: Option<String>,
}

type Key = (TenantId, WebhookId);

/// `false` where the event is told there already.
pub fn add(
    tx: &mut Tx<'_>,
    (tenant, webhook): Key,
    (event, kind): (EventId, &str),
    due_at: i64,
) -> Result<bool, Error> {
    let sql = "INSERT INTO webhook_deliveries (tenant_id, webhook_id, event_id, type, state, attempts, due_at) \
               VALUES (?1, ?2, ?3, ?4, ?5, 0, ?6) ON CONFLICT (tenant_id, webhook_id, event_id) DO NOTHING";
    Ok(tx.execute(sql, params![tenant, webhook, event, kind, State::Waiting, due_at])? == 1)
}

pub fn find(tx: &mut Tx<'_>, (tenant, webhook): Key, event: EventId) -> Result<Option<Delivery>, Error> {
    let sql = "SELECT tenant_id, webhook_id, event_id, type, state, attempts, due_at, tried_at, status, trouble \
               FROM webhook_deliveries WHERE tenant_id = ?1 AND webhook_id = ?2 AND event_id = ?3";
    tx.query_opt(sql, params![tenant, webhook, event], from_row)
}

macro_rules! due {
    () => {
        "SELECT tenant_id, webhook_id, event_id, type, state, attempts, due_at, tried_at, status, trouble \
         FROM webhook_deliveries WHERE tenant_id = ?1 AND webhook_id = ?2 AND due_at IS NOT NULL AND due_at <= ?3 \
         ORDER BY due_at LIMIT ?4"
    };
}

/// Those that are to be sent now, the longest due first.
pub fn due(tx: &mut Tx<'_>, (tenant, webhook): Key, now: i64, limit: u32) -> Result<Vec<Delivery>, Error> {
    tx.query(due!(), params![tenant, webhook, now, limit], from_row)
}

/// How many wait, of whatever address that is on, as far as `most`, and the event of these that happened first: what is kept for one that was switched
/// off is late for nobody. Its id says when: `due_at` does not say since when it waits, since each failed attempt puts it off.
pub fn depth(tx: &mut Tx<'_>, most: u32) -> Result<(u32, Option<EventId>), Error> {
    let sql = "SELECT event_id FROM webhooks JOIN webhook_deliveries ON webhook_deliveries.tenant_id = webhooks.tenant_id \
               AND webhook_id = id WHERE enabled = 1 AND webhook_deliveries.due_at IS NOT NULL LIMIT ?1";
    let found: Vec<EventId> = tx.query(sql, params![most], |row| row.of("webhook_deliveries", 0).take("event_id"))?;
    Ok((u32::try_from(found.len()).unwrap_or(most), found.into_iter().min()))
}

/// When the first that waits is to be sent.
pub fn first_due(tx: &mut Tx<'_>, (tenant, webhook): Key) -> Result<Option<i64>, Error> {
    let sql = "SELECT due_at, tenant_id, webhook_id FROM webhook_deliveries \
               WHERE tenant_id = ?1 AND webhook_id = ?2 AND due_at IS NOT NULL ORDER BY due_at LIMIT 1";
    tx.query_opt(sql, params![tenant, webhook], |row| row.of("webhook_deliveries", 2).take("due_at"))
}

/// The newest, before this one where one is named.
pub fn newest(tx: &mut Tx<'_>, (tenant, webhook): Key, before: EventId, limit: u32) -> Result<Vec<Delivery>, Error> {
    let sql = "SELECT tenant_id, webhook_id, event_id, type, state, attempts, due_at, tried_at, status, trouble \
               FROM webhook_deliveries WHERE tenant_id = ?1 AND webhook_id = ?2 AND event_id < ?3 \
               ORDER BY event_id DESC LIMIT ?4";
    tx.query(sql, params![tenant, webhook, before, limit], from_row)
}

/// It was tried and is settled, or due again then. `false` where somebody else has tried it since.
pub fn tried(
    tx: &mut Tx<'_>,
    row: &Delivery,
    (state, due_at): (State, Option<i64>),
    attempt: &Attempt,
) -> Result<bool, Error> {
    let sql = "UPDATE webhook_deliveries SET state = ?5, due_at = ?6, attempts = attempts + 1, tried_at = ?7, status = ?8, \
               trouble = ?9 WHERE tenant_id = ?1 AND webhook_id = ?2 AND event_id = ?3 AND attempts = ?4";
    let Delivery { tenant_id, webhook_id, event_id, attempts, .. } = row;
    let Attempt { at, status, trouble } = attempt;
    let values = params![tenant_id, webhook_id, event_id, attempts, state, due_at, at, status, trouble];
    Ok(tx.execute(sql, values)? == 1)
}

/// It is not sent, and nobody has tried to.
pub fn skip(tx: &mut Tx<'_>, row: &Delivery) -> Result<(), Error> {
    let sql = "UPDATE webhook_deliveries SET state = ?5, due_at = NULL \
               WHERE tenant_id = ?1 AND webhook_id = ?2 AND event_id = ?3 AND attempts = ?4";
    let Delivery { tenant_id, webhook_id, event_id, attempts, .. } = row;
    tx.execute(sql, params![tenant_id, webhook_id, event_id, attempts, State::Skipped]).map(drop)
}

/// It is to be sent, whatever has become of it. `false` where there is no such.
pub fn again(tx: &mut Tx<'_>, (tenant, webhook): Key, event: EventId, due_at: i64) -> Result<bool, Error> {
    let sql = "UPDATE webhook_deliveries SET state = ?4, due_at = ?5 \
               WHERE tenant_id = ?1 AND webhook_id = ?2 AND event_id = ?3";
    Ok(tx.execute(sql, params![tenant, webhook, event, State::Again, due_at])? == 1)
}

macro_rules! next {
    () => {
        "SELECT tenant_id, webhook_id FROM webhook_deliveries WHERE (tenant_id, webhook_id) > (?1, ?2) \
         ORDER BY tenant_id, webhook_id LIMIT 1"
    };
}

/// The next address, of whatever tenant, that was told something.
pub fn next(tx: &mut Tx<'_>, (tenant, webhook): Key) -> Result<Option<Key>, Error> {
    tx.query_opt(next!(), params![tenant, webhook], |row| {
        let mut row = row.of("webhook_deliveries", 0);
        Ok((row.take("tenant_id")?, row.take("webhook_id")?))
    })
}

/// Whether an address was told anything before this event. A read, so that nodes with nothing to forget disturb nobody.
pub fn is_any(tx: &mut Tx<'_>, (tenant, webhook): Key, before: EventId) -> Result<bool, Error> {
    let sql = "SELECT event_id, tenant_id FROM webhook_deliveries \
               WHERE tenant_id = ?1 AND webhook_id = ?2 AND event_id < ?3 ORDER BY event_id LIMIT 1";
    let found = tx.query_opt(sql, params![tenant, webhook, before], |row| {
        row.of("webhook_deliveries", 1).take::<EventId>("event_id")
    });
    Ok(found?.is_some())
}

/// Forgets at most so many of an address that are of events before this one; how many.
pub fn sweep(tx: &mut Tx<'_>, (tenant, webhook): Key, before: EventId, limit: u32) -> Result<u64, Error> {
    let sql = "DELETE FROM webhook_deliveries WHERE tenant_id = ?1 AND webhook_id = ?2 AND event_id IN (\
               SELECT event_id FROM webhook_deliveries WHERE tenant_id = ?1 AND webhook_id = ?2 AND event_id < ?3 \
               ORDER BY event_id LIMIT ?4)";
    tx.execute(sql, params![tenant, webhook, before, limit])
}

fn from_row(row: &Row<'_>) -> Result<Delivery, Error> {
    let mut row = row.of("webhook_deliveries", 2);
    Ok(Delivery {
        tenant_id: row.take("tenant_id")?,
        webhook_id: row.take("webhook_id")?,
        event_id: row.take("event_id")?,
        r#type: row.take("type")?,
        state: row.take("state")?,
        attempts: row.take("attempts")?,
        due_at: row.take("due_at")?,
        tried_at: row.take("tried_at")?,
        status: row.take("status")?,
        trouble: row.take("trouble")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Store,
        testing::{Engine, location_on},
        user_list::tests::plan,
    };

    // A receiver for which a million events wait is looked at by index alone.
    #[tokio::test]
    async fn what_waits_is_found_by_its_index() {
        let (location, _guard) = location_on(Engine::Embedded);
        let store = Store::open(&location).unwrap();
        let read = store.read("plan", |tx| {
            let key = (TenantId::NIL, WebhookId::NIL);
            let due = concat!("EXPLAIN QUERY PLAN ", due!());
            let steps = plan(tx, due, params![key.0, key.1, 9_i64, 9_u32])?;
            assert_eq!(steps.len(), 1, "{steps:?}");
            assert!(steps[0].contains("webhook_deliveries_due (tenant_id=? AND webhook_id=? AND due_at"), "{steps:?}");
            let steps = plan(tx, concat!("EXPLAIN QUERY PLAN ", next!()), params![key.0, key.1])?;
            assert!(steps.len() == 1 && steps[0].contains("PRIMARY KEY"), "{steps:?}");
            Ok::<_, Error>(())
        });
        read.await.unwrap();
    }
}
