//! Members who were removed. Their rows go at once, in the transaction that removes them; what would take too long for that is noted here, and
//! done afterwards a piece at a time. A table that holds something of a member and is not named here would keep it for ever.

use crate::{
    db::{Row, Tx, params},
    error::Error,
    id::{PoolId, SessionId, UserId},
    session_client, user, user_word,
};

/// What is still to be done about one who was removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Erasure {
    pub pool_id: PoolId,
    pub user_id: UserId,
    pub asked_at: i64,
    pub due_at: i64,
}

/// Removes every row of a user but for their sessions, which are good for nothing without them, and notes what is left to do. `false` where
/// there is no such user.
pub fn remove(tx: &mut Tx<'_>, erasure: Erasure) -> Result<bool, Error> {
    let Erasure { pool_id: pool, user_id: id, asked_at, due_at } = erasure;
    let Some(found) = user::find(tx, pool, id)? else { return Ok(false) };
    user_word::delete(tx, (pool, id), &found.display_name)?;
    let invited = "DELETE FROM invitations WHERE pool_id = ?1 AND address IN (\
                   SELECT folded FROM identifiers WHERE pool_id = ?1 AND user_id = ?2 \
                   UNION SELECT value FROM identifiers WHERE pool_id = ?1 AND user_id = ?2)";
    tx.execute(invited, params![pool, id])?;
    remove_rows(tx, (pool, id))?;
    let note =
        "INSERT INTO erasures (pool_id, user_id, asked_at, due_at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING";
    tx.execute(note, params![pool, id, asked_at, due_at])?;
    Ok(true)
}

/// Once more, for what was under way when they were removed.
pub fn remove_rows(tx: &mut Tx<'_>, (pool, id): (PoolId, UserId)) -> Result<(), Error> {
    // Forgotten once the applications are told.
    session_client::end_of_user(tx, pool, id)?;
    // Attestations go with their passkeys.
    for table in [
        // What nobody has answered stays until its time is over, emptied: an application must not see who is gone by what is.
        "UPDATE approvals SET user_id = NULL, sub = '', requested_by = NULL, content = '', client_state = NULL, session_id = NULL \
         WHERE pool_id = ?1 AND user_id = ?2 AND (outcome IS NULL OR outcome = 'expired')",
        "DELETE FROM approvals WHERE pool_id = ?1 AND user_id = ?2",
        "DELETE FROM grants WHERE pool_id = ?1 AND user_id = ?2",
        "DELETE FROM consents WHERE pool_id = ?1 AND user_id = ?2",
        "DELETE FROM access_pass_requests WHERE pool_id = ?1 AND user_id = ?2",
        "DELETE FROM access_passes WHERE pool_id = ?1 AND user_id = ?2",
        "DELETE FROM recoveries WHERE pool_id = ?1 AND user_id = ?2",
        "DELETE FROM feedback WHERE pool_id = ?1 AND user_id = ?2",
        "DELETE FROM adoptions WHERE pool_id = ?1 AND user_id = ?2",
        "DELETE FROM problem_reports WHERE pool_id = ?1 AND user_id = ?2",
        "DELETE FROM notices WHERE pool_id = ?1 AND user_id = ?2",
        "DELETE FROM prompts WHERE pool_id = ?1 AND user_id = ?2",
        "DELETE FROM devices WHERE pool_id = ?1 AND user_id = ?2",
        "DELETE FROM one_time_codes WHERE pool_id = ?1 AND user_id = ?2",
        "DELETE FROM linked_accounts WHERE pool_id = ?1 AND user_id = ?2",
        "DELETE FROM recovery_codes WHERE pool_id = ?1 AND user_id = ?2",
        "DELETE FROM totps WHERE pool_id = ?1 AND user_id = ?2",
        "DELETE FROM passwords WHERE pool_id = ?1 AND user_id = ?2",
        "DELETE FROM passkeys WHERE pool_id = ?1 AND user_id = ?2",
        "DELETE FROM user_roles WHERE pool_id = ?1 AND user_id = ?2",
        "DELETE FROM user_groups WHERE pool_id = ?1 AND user_id = ?2",
        "DELETE FROM directory_users WHERE pool_id = ?1 AND user_id = ?2",
        // What is left is a hash that leads to nobody, by which they are not brought again.
        "UPDATE imports SET user_id = NULL WHERE pool_id = ?1 AND user_id = ?2",
        // Who joined by one has its id.
        "DELETE FROM invitations WHERE pool_id = ?1 AND id = ?2",
        "DELETE FROM identifiers WHERE pool_id = ?1 AND user_id = ?2",
        "DELETE FROM users WHERE pool_id = ?1 AND id = ?2",
    ] {
        tx.execute(table, params![pool, id])?;
    }
    Ok(())
}

/// Those of whom something is to be done now.
pub fn due(tx: &mut Tx<'_>, now: i64) -> Result<Vec<Erasure>, Error> {
    let sql = "SELECT pool_id, user_id, asked_at, due_at FROM erasures WHERE due_at <= ?1 ORDER BY due_at LIMIT 500";
    tx.query(sql, params![now], from_row)
}

/// To be looked at again, because something may have been recorded while it was done.
pub fn again(tx: &mut Tx<'_>, erasure: Erasure, due_at: i64) -> Result<bool, Error> {
    let sql = "UPDATE erasures SET due_at = ?3 WHERE pool_id = ?1 AND user_id = ?2";
    Ok(tx.execute(sql, params![erasure.pool_id, erasure.user_id, due_at])? == 1)
}

/// Nothing of them is left.
pub fn done(tx: &mut Tx<'_>, erasure: Erasure) -> Result<bool, Error> {
    let sql = "DELETE FROM erasures WHERE pool_id = ?1 AND user_id = ?2";
    Ok(tx.execute(sql, params![erasure.pool_id, erasure.user_id])? == 1)
}

/// Removes a user's sessions among so many after this one; the last that was looked at, where there may be more.
pub fn remove_sessions(
    tx: &mut Tx<'_>,
    (pool, user): (PoolId, UserId),
    (after, limit): (SessionId, u32),
) -> Result<Option<SessionId>, Error> {
    let sql = "SELECT id, user_id FROM sessions WHERE pool_id = ?1 AND id > ?2 ORDER BY id LIMIT ?3";
    let rows: Vec<(SessionId, UserId)> = tx.query(sql, params![pool, after, limit], |row| {
        let mut row = row.of("sessions", 0);
        Ok((row.take("id")?, row.take("user_id")?))
    })?;
    for (id, _) in rows.iter().filter(|(_, holder)| *holder == user) {
        tx.execute("DELETE FROM sessions WHERE pool_id = ?1 AND id = ?2", params![pool, id])?;
    }
    let is_full = rows.len() == usize::try_from(limit).unwrap_or_default();
    Ok(rows.last().filter(|_| is_full).map(|(id, _)| *id))
}

fn from_row(row: &Row<'_>) -> Result<Erasure, Error> {
    let mut row = row.of("erasures", 1);
    Ok(Erasure {
        pool_id: row.take("pool_id")?,
        user_id: row.take("user_id")?,
        asked_at: row.take("asked_at")?,
        due_at: row.take("due_at")?,
    })
}
