//! Messages on their way out: mail and texts, sealed. Whoever sends one first takes it for a while, by one conditional update, so that two
//! nodes never send the same message at once. What was sent keeps its row for a while, without what it said.

use crate::{
    db::{Row, Tx, params, words},
    error::Error,
    id::{MessageId, TenantId},
};

words! {
    Channel {
        Mail = "mail",
        Phone = "phone",
        /// A call to an address of the organisation's.
        Webhook = "webhook",
    }
}

words! {
    State {
        Waiting = "waiting",
        /// Stands for a message to nobody, and is never sent.
        Blank = "blank",
        Sent = "sent",
        GivenUp = "given_up",
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    pub id: MessageId,
    pub tenant_id: TenantId,
    pub channel: Channel,
    pub state: State,
    pub sealed: Vec<u8>,
    /// How often it was taken; also names the one who took it last.
    pub attempts: i64,
    pub created_at: i64,
    /// When it is to be looked at again: to be sent, or to be forgotten once it is settled.
    pub due_at: i64,
    /// From then on it is of no use to whom it goes.
    pub expires_at: i64,
    /// Why it was not sent the last time.
    pub trouble: Option<String>,
}

pub fn insert(tx: &mut Tx<'_>, message: &Outgoing) -> Result<(), Error> {
    let sql = "INSERT INTO outbox (id, tenant_id, channel, state, sealed, attempts, created_at, due_at, expires_at, trouble) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
    let m = message;
    let values = params![
        m.id,
        m.tenant_id,
        m.channel,
        m.state,
        m.sealed,
        m.attempts,
        m.created_at,
        m.due_at,
        m.expires_at,
        m.trouble,
    ];
    tx.execute(sql, values).map(drop)
}

/// Whether anything is to be done. A read, so that nodes with nothing to send disturb nobody.
pub fn is_any_due(tx: &mut Tx<'_>, now_ms: i64) -> Result<bool, Error> {
    let sql = "SELECT id FROM outbox WHERE state = ?1 AND due_at <= ?2 LIMIT 1";
    for state in [State::Waiting, State::Blank] {
        let found = tx.query_opt(sql, params![state, now_ms], |row| row.of("outbox", 0).take::<MessageId>("id"))?;
        if found.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// How many are still to be sent, as far as `most`: those that are tried again later, or are being sent, too.
pub fn backlog(tx: &mut Tx<'_>, most: u32) -> Result<u32, Error> {
    Ok(depth(tx, most)?.0)
}

/// The same, and the oldest of these. Its id says since when it waits: `due_at` does not, since each failed attempt puts it off.
pub fn depth(tx: &mut Tx<'_>, most: u32) -> Result<(u32, Option<MessageId>), Error> {
    let sql = "SELECT id FROM outbox WHERE state = ?1 LIMIT ?2";
    let found: Vec<MessageId> = tx.query(sql, params![State::Waiting, most], |row| row.of("outbox", 0).take("id"))?;
    Ok((u32::try_from(found.len()).unwrap_or(most), found.into_iter().min()))
}

/// Takes at most `limit` messages that are due, the longest due first. Nobody else is given them until `lease_until_ms`.
pub fn due(tx: &mut Tx<'_>, now_ms: i64, lease_until_ms: i64, limit: u32) -> Result<Vec<Outgoing>, Error> {
    let sql = "SELECT id, tenant_id, channel, state, sealed, attempts, created_at, due_at, expires_at, trouble FROM outbox \
               WHERE state = ?1 AND due_at <= ?2 ORDER BY due_at, id LIMIT ?3";
    let found = tx.query(sql, params![State::Waiting, now_ms, limit], from_row)?;
    let sql = "UPDATE outbox SET due_at = ?3, attempts = attempts + 1 \
               WHERE id = ?1 AND state = ?4 AND attempts = ?2 AND due_at <= ?5";
    let mut taken = Vec::with_capacity(found.len());
    for message in found {
        let values = params![message.id, message.attempts, lease_until_ms, State::Waiting, now_ms];
        if tx.execute(sql, values)? == 1 {
            taken.push(Outgoing { attempts: message.attempts + 1, due_at: lease_until_ms, ..message });
        }
    }
    Ok(taken)
}

/// It was sent, whoever sent it: what it said is forgotten at once, and the row at `forget_at_ms`. `false` when it was settled before.
pub fn sent(tx: &mut Tx<'_>, id: MessageId, forget_at_ms: i64) -> Result<bool, Error> {
    let sql = "UPDATE outbox SET state = ?2, sealed = ?4, due_at = ?3, trouble = NULL WHERE id = ?1 AND state = ?5";
    let nothing: &[u8] = &[];
    Ok(tx.execute(sql, params![id, State::Sent, forget_at_ms, nothing, State::Waiting])? == 1)
}

/// It was not sent, and is due again later. `false` when somebody else has taken or settled it since.
pub fn again(tx: &mut Tx<'_>, (id, attempts): (MessageId, i64), due_at_ms: i64, trouble: &str) -> Result<bool, Error> {
    let sql = "UPDATE outbox SET due_at = ?3, trouble = ?4 WHERE id = ?1 AND attempts = ?2 AND state = ?5";
    Ok(tx.execute(sql, params![id, attempts, due_at_ms, trouble, State::Waiting])? == 1)
}

/// It will not be sent. `false` when somebody else has taken or settled it since.
pub fn give_up(
    tx: &mut Tx<'_>,
    (id, attempts): (MessageId, i64),
    forget_at_ms: i64,
    trouble: &str,
) -> Result<bool, Error> {
    let sql = "UPDATE outbox SET state = ?3, sealed = ?6, due_at = ?4, trouble = ?5 \
               WHERE id = ?1 AND attempts = ?2 AND state = ?7";
    let nothing: &[u8] = &[];
    let values = params![id, attempts, State::GivenUp, forget_at_ms, trouble, nothing, State::Waiting];
    Ok(tx.execute(sql, values)? == 1)
}

/// What became of a message, as long as its row is kept.
pub fn find(tx: &mut Tx<'_>, id: MessageId) -> Result<Option<Outgoing>, Error> {
    let sql = "SELECT id, tenant_id, channel, state, sealed, attempts, created_at, due_at, expires_at, trouble FROM outbox \
               WHERE id = ?1";
    tx.query_opt(sql, params![id], from_row)
}

/// Messages that still wait, newest first.
pub fn waiting(tx: &mut Tx<'_>, limit: u32) -> Result<Vec<Outgoing>, Error> {
    let sql = "SELECT id, tenant_id, channel, state, sealed, attempts, created_at, due_at, expires_at, trouble FROM outbox \
               WHERE state = ?1 ORDER BY created_at DESC, id DESC LIMIT ?2";
    tx.query(sql, params![State::Waiting, limit], from_row)
}

/// Forgets at most `limit` of each kind that need not be kept: blank and settled ones that are due, and those that still wait although they
/// expired before `expired_before_ms`, because no node sends messages. How many went of the kind of which most went.
pub fn sweep(tx: &mut Tx<'_>, now_ms: i64, expired_before_ms: i64, limit: u32) -> Result<u64, Error> {
    let settled = "DELETE FROM outbox WHERE id IN (\
                   SELECT id FROM outbox WHERE state = ?1 AND due_at <= ?2 ORDER BY due_at LIMIT ?3)";
    let mut most = 0;
    for state in [State::Blank, State::Sent, State::GivenUp] {
        most = most.max(tx.execute(settled, params![state, now_ms, limit])?);
    }
    let stale = "DELETE FROM outbox WHERE id IN (\
                 SELECT id FROM outbox WHERE state = ?1 AND due_at <= ?2 AND expires_at < ?3 ORDER BY due_at LIMIT ?4)";
    Ok(most.max(tx.execute(stale, params![State::Waiting, now_ms, expired_before_ms, limit])?))
}

/// Forgets the blank ones that are due.
pub fn drop_blank(tx: &mut Tx<'_>, now_ms: i64) -> Result<u64, Error> {
    tx.execute("DELETE FROM outbox WHERE state = ?1 AND due_at <= ?2", params![State::Blank, now_ms])
}

fn from_row(row: &Row<'_>) -> Result<Outgoing, Error> {
    let mut row = row.of("outbox", 0);
    Ok(Outgoing {
        id: row.take("id")?,
        tenant_id: row.take("tenant_id")?,
        channel: row.take("channel")?,
        state: row.take("state")?,
        sealed: row.take("sealed")?,
        attempts: row.take("attempts")?,
        created_at: row.take("created_at")?,
        due_at: row.take("due_at")?,
        expires_at: row.take("expires_at")?,
        trouble: row.take("trouble")?,
    })
}
