//! Addresses that are told what happens in a tenant, and how far its audit has been looked through for them. One node at a time has the turn of an
//! address, by a number that each turn raises. What its groups of events are, and what is sealed, this crate does not read.

use crate::{
    db::{Row, Tx, params},
    error::Error,
    id::{EventId, TenantId, WebhookId},
    webhook_delivery,
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    pub tenant_id: TenantId,
    pub id: WebhookId,
    pub url: String,
    pub description: String,
    /// Groups of events, with spaces between.
    pub events: String,
    pub enabled: bool,
    /// Why we switched it off ourselves.
    pub off_because: Option<String>,
    /// What happens from then on is told.
    pub since: i64,
    pub sealed: Vec<u8>,
    /// The secret before this one.
    pub sealed_before: Option<Vec<u8>>,
    /// Until when that one signs, too.
    pub before_until: Option<i64>,
    pub created_at: i64,
    pub changed_at: i64,
    pub state: State,
}

/// What becomes of what it is told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    pub due_at: Option<i64>,
    pub held_until: i64,
    pub lease_until: i64,
    pub turn: i64,
    /// How often nothing was taken since something was.
    pub failures: i64,
    pub failing_since: Option<i64>,
    pub trouble: Option<String>,
}

type Key = (TenantId, WebhookId);

pub fn insert(tx: &mut Tx<'_>, webhook: &Webhook) -> Result<(), Error> {
    let sql = "INSERT INTO webhooks (tenant_id, id, url, description, events, enabled, since, sealed, created_at, changed_at, \
               held_until, lease_until, turn, turned_at, failures) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 0, 0, 0, 0, 0)";
    let w = webhook;
    let values = params![
        w.tenant_id,
        w.id,
        w.url,
        w.description,
        w.events,
        w.enabled,
        w.since,
        w.sealed,
        w.created_at,
        w.changed_at
    ];
    tx.execute(sql, values).map(drop)
}

pub fn find(tx: &mut Tx<'_>, (tenant, id): Key) -> Result<Option<Webhook>, Error> {
    let sql = "SELECT tenant_id, id, url, description, events, enabled, off_because, since, sealed, sealed_before, before_until, \
               created_at, changed_at, due_at, held_until, lease_until, turn, failures, failing_since, trouble \
               FROM webhooks WHERE tenant_id = ?1 AND id = ?2";
    tx.query_opt(sql, params![tenant, id], from_row)
}

/// In the order in which they were made.
pub fn of_tenant(tx: &mut Tx<'_>, tenant: TenantId) -> Result<Vec<Webhook>, Error> {
    let sql = "SELECT tenant_id, id, url, description, events, enabled, off_because, since, sealed, sealed_before, before_until, \
               created_at, changed_at, due_at, held_until, lease_until, turn, failures, failing_since, trouble \
               FROM webhooks WHERE tenant_id = ?1 ORDER BY id";
    tx.query(sql, params![tenant], from_row)
}

/// Those of all tenants that are switched on, a tenant's side by side. They are few.
pub fn enabled(tx: &mut Tx<'_>) -> Result<Vec<Webhook>, Error> {
    let sql = "SELECT tenant_id, id, url, description, events, enabled, off_because, since, sealed, sealed_before, before_until, \
               created_at, changed_at, due_at, held_until, lease_until, turn, failures, failing_since, trouble \
               FROM webhooks WHERE enabled = 1 ORDER BY tenant_id, id";
    tx.query(sql, &[], from_row)
}

/// What a form says of it.
pub fn save(tx: &mut Tx<'_>, webhook: &Webhook) -> Result<bool, Error> {
    let sql =
        "UPDATE webhooks SET url = ?3, description = ?4, events = ?5, changed_at = ?6 WHERE tenant_id = ?1 AND id = ?2";
    let Webhook { tenant_id, id, url, description, events, changed_at, .. } = webhook;
    Ok(tx.execute(sql, params![tenant_id, id, url, description, events, changed_at])? == 1)
}

/// Another secret, and the one before it for a while.
pub fn set_secret(tx: &mut Tx<'_>, webhook: &Webhook) -> Result<bool, Error> {
    let sql = "UPDATE webhooks SET sealed = ?3, sealed_before = ?4, before_until = ?5, changed_at = ?6 \
               WHERE tenant_id = ?1 AND id = ?2";
    let Webhook { tenant_id, id, sealed, sealed_before, before_until, changed_at, .. } = webhook;
    Ok(tx.execute(sql, params![tenant_id, id, sealed, sealed_before, before_until, changed_at])? == 1)
}

/// On again from now; what failed before is forgotten.
pub fn switch_on(tx: &mut Tx<'_>, (tenant, id): Key, now: i64) -> Result<bool, Error> {
    let sql = "UPDATE webhooks SET enabled = 1, off_because = NULL, since = ?3, changed_at = ?3, held_until = 0, failures = 0, \
               failing_since = NULL, trouble = NULL WHERE tenant_id = ?1 AND id = ?2 AND enabled = 0";
    Ok(tx.execute(sql, params![tenant, id, now])? == 1)
}

/// `false` where it is off already.
pub fn switch_off(tx: &mut Tx<'_>, (tenant, id): Key, (now, because): (i64, Option<&str>)) -> Result<bool, Error> {
    let sql = "UPDATE webhooks SET enabled = 0, off_because = ?4, changed_at = ?3 \
               WHERE tenant_id = ?1 AND id = ?2 AND enabled = 1";
    Ok(tx.execute(sql, params![tenant, id, now, because])? == 1)
}

/// What it was told goes by and by, see [`webhook_delivery::sweep`].
pub fn delete(tx: &mut Tx<'_>, (tenant, id): Key) -> Result<bool, Error> {
    Ok(tx.execute("DELETE FROM webhooks WHERE tenant_id = ?1 AND id = ?2", params![tenant, id])? == 1)
}

/// Something waits for it that is due then.
pub fn wake(tx: &mut Tx<'_>, (tenant, id): Key, due_at: i64) -> Result<(), Error> {
    let sql = "UPDATE webhooks SET due_at = ?3 WHERE tenant_id = ?1 AND id = ?2 AND (due_at IS NULL OR due_at > ?3)";
    tx.execute(sql, params![tenant, id, due_at]).map(drop)
}

/// Something is to be sent now, though nobody answered before.
pub fn hurry(tx: &mut Tx<'_>, key: Key, now: i64) -> Result<(), Error> {
    let sql = "UPDATE webhooks SET held_until = 0 WHERE tenant_id = ?1 AND id = ?2";
    tx.execute(sql, params![key.0, key.1])?;
    wake(tx, key, now)
}

macro_rules! due {
    () => {
        "SELECT tenant_id, id, url, description, events, enabled, off_because, since, sealed, sealed_before, before_until, \
         created_at, changed_at, due_at, held_until, lease_until, turn, failures, failing_since, trouble FROM webhooks \
         WHERE enabled = 1 AND due_at <= ?1 AND held_until <= ?1 AND lease_until <= ?1 ORDER BY turned_at, due_at, id LIMIT ?2"
    };
}

/// Those to which something is to be sent now and that are nobody's turn. Whoever has not had one for longest is first: a backlog is no claim.
pub fn due(tx: &mut Tx<'_>, now: i64, limit: u32) -> Result<Vec<Webhook>, Error> {
    tx.query(due!(), params![now, limit], from_row)
}

/// Takes the turn. `false` where somebody else has taken it since.
pub fn begin_turn(tx: &mut Tx<'_>, webhook: &Webhook, lease_until: i64) -> Result<bool, Error> {
    let sql = "UPDATE webhooks SET lease_until = ?4, turn = turn + 1 WHERE tenant_id = ?1 AND id = ?2 AND turn = ?3";
    Ok(tx.execute(sql, params![webhook.tenant_id, webhook.id, webhook.state.turn, lease_until])? == 1)
}

/// The turn is over: it is due when the first that waits is. Nothing is done where somebody else has the turn.
pub fn end_turn(tx: &mut Tx<'_>, (tenant, id): Key, (turn, now): (i64, i64)) -> Result<(), Error> {
    let due_at = webhook_delivery::first_due(tx, (tenant, id))?;
    let sql = "UPDATE webhooks SET lease_until = 0, due_at = ?4, turned_at = ?5 WHERE tenant_id = ?1 AND id = ?2 AND turn = ?3";
    tx.execute(sql, params![tenant, id, turn, due_at, now]).map(drop)
}

/// Something was taken.
pub fn listens(tx: &mut Tx<'_>, (tenant, id): Key) -> Result<(), Error> {
    let sql = "UPDATE webhooks SET held_until = 0, failures = 0, failing_since = NULL, trouble = NULL \
               WHERE tenant_id = ?1 AND id = ?2 AND failing_since IS NOT NULL";
    tx.execute(sql, params![tenant, id]).map(drop)
}

/// Nothing more is sent there before then, whatever was taken.
pub fn hold(tx: &mut Tx<'_>, (tenant, id): Key, until: i64) -> Result<(), Error> {
    let sql = "UPDATE webhooks SET held_until = ?3 WHERE tenant_id = ?1 AND id = ?2";
    tx.execute(sql, params![tenant, id, until]).map(drop)
}

/// Nothing was.
pub fn fails(tx: &mut Tx<'_>, (tenant, id): Key, state: &State) -> Result<(), Error> {
    let sql = "UPDATE webhooks SET held_until = ?3, failures = ?4, failing_since = ?5, trouble = ?6 \
               WHERE tenant_id = ?1 AND id = ?2";
    let State { held_until, failures, failing_since, trouble, .. } = state;
    tx.execute(sql, params![tenant, id, held_until, failures, failing_since, trouble]).map(drop)
}

/// Up to where a tenant's audit was looked through the first time, and the second.
pub fn position(tx: &mut Tx<'_>, tenant: TenantId) -> Result<Option<(EventId, EventId)>, Error> {
    let sql = "SELECT through_id, checked_id, tenant_id FROM webhook_positions WHERE tenant_id = ?1";
    tx.query_opt(sql, params![tenant], |row| {
        let mut row = row.of("webhook_positions", 1);
        Ok((row.take("through_id")?, row.take("checked_id")?))
    })
}

pub fn move_to(tx: &mut Tx<'_>, tenant: TenantId, (through, checked): (EventId, EventId)) -> Result<(), Error> {
    let sql = "INSERT INTO webhook_positions (tenant_id, through_id, checked_id) VALUES (?1, ?2, ?3) \
               ON CONFLICT (tenant_id) DO UPDATE SET through_id = excluded.through_id, checked_id = excluded.checked_id";
    tx.execute(sql, params![tenant, through, checked]).map(drop)
}

fn from_row(row: &Row<'_>) -> Result<Webhook, Error> {
    let mut row = row.of("webhooks", 1);
    Ok(Webhook {
        tenant_id: row.take("tenant_id")?,
        id: row.take("id")?,
        url: row.take("url")?,
        description: row.take("description")?,
        events: row.take("events")?,
        enabled: row.take("enabled")?,
        off_because: row.take("off_because")?,
        since: row.take("since")?,
        sealed: row.take("sealed")?,
        sealed_before: row.take("sealed_before")?,
        before_until: row.take("before_until")?,
        created_at: row.take("created_at")?,
        changed_at: row.take("changed_at")?,
        state: State {
            due_at: row.take("due_at")?,
            held_until: row.take("held_until")?,
            lease_until: row.take("lease_until")?,
            turn: row.take("turn")?,
            failures: row.take("failures")?,
            failing_since: row.take("failing_since")?,
            trouble: row.take("trouble")?,
        },
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

    // Each node asks each second: those for which nothing waits cost it nothing.
    #[tokio::test]
    async fn what_is_due_is_found_by_its_index() {
        let (location, _guard) = location_on(Engine::Embedded);
        let store = Store::open(&location).unwrap();
        let read = store.read("plan", |tx| {
            let steps = plan(tx, concat!("EXPLAIN QUERY PLAN ", due!()), params![9_i64, 9_u32])?;
            assert!(steps[0].contains("INDEX webhooks_due (due_at<?)"), "{steps:?}");
            Ok::<_, Error>(())
        });
        read.await.unwrap();
    }
}
