//! Many rows at a time, for filling a pool with members that were made up: a statement takes a few dozen rows, so that PostgreSQL is not asked
//! millions of times. Only whoever fills uses this; what members do goes through the table's own file.

use std::sync::LazyLock;

use crate::{
    adoption::Adoption,
    audit_event::AuditEvent,
    db::{Parameter, Tx, Value},
    error::Error,
    id::{PoolId, UserId},
    identifier::Identifier,
    passkey::Passkey,
    user::User,
    user_word,
};

/// Rows of one statement. Both engines bear many more parameters than this makes.
const ROWS: usize = 40;

/// A statement that takes one row, and the same for [`ROWS`].
struct Insert {
    one: LazyLock<String>,
    many: LazyLock<String>,
    columns: usize,
}

macro_rules! insert {
    ($columns:literal, $head:literal) => {
        Insert {
            one: LazyLock::new(|| statement($head, $columns, 1)),
            many: LazyLock::new(|| statement($head, $columns, ROWS)),
            columns: $columns,
        }
    };
}

static USERS: Insert = insert!(
    9,
    "INSERT INTO users (pool_id, id, tenant_id, handle, display_name, status, epoch, created_at, sort_name) VALUES "
);
static WORDS: Insert = insert!(3, "INSERT INTO user_words (pool_id, word, user_id) VALUES ");
static IDENTIFIERS: Insert =
    insert!(7, "INSERT INTO identifiers (pool_id, folded, kind, value, user_id, verified_at, created_at) VALUES ");
static PASSKEYS: Insert = insert!(
    23,
    "INSERT INTO passkeys (pool_id, id, tenant_id, user_id, rp_id, credential_id, public_key, algorithm, sign_count, \
     user_verified, backup_eligible, backup_state, aaguid, transports, attachment, discoverable, mode, \
     attestation_format, name, created_at, updated_at, last_used_at, quarantined_at) VALUES "
);
static ADOPTIONS: Insert = insert!(
    7,
    "INSERT INTO adoptions (pool_id, user_id, offered_at, started_at, created_at, used_at, again_at) VALUES "
);
static EVENTS: Insert = insert!(
    18,
    "INSERT INTO audit_events (tenant_id, id, pool_id, workspace_id, at, kind, outcome, reason, actor_id, subject_id, \
     passkey_id, passkey_label, address, user_agent_id, reference, detail, facts, salt) VALUES "
);

fn statement(head: &str, columns: usize, rows: usize) -> String {
    let row = |row: usize| {
        let places: Vec<_> = (1..=columns).map(|column| format!("?{}", row * columns + column)).collect();
        format!("({})", places.join(", "))
    };
    format!("{head}{}", (0..rows).map(row).collect::<Vec<_>>().join(", "))
}

impl Insert {
    fn run<'v>(&'static self, tx: &mut Tx<'_>, rows: impl Iterator<Item = Vec<Value<'v>>>) -> Result<(), Error> {
        let values: Vec<Value<'_>> = rows.flatten().collect();
        let mut whole = values.chunks_exact(self.columns * ROWS);
        for chunk in whole.by_ref() {
            tx.execute(self.many.as_str(), chunk)?;
        }
        whole.remainder().chunks_exact(self.columns).try_for_each(|row| tx.execute(self.one.as_str(), row).map(drop))
    }
}

macro_rules! row {
    ($($value:expr),* $(,)?) => { vec![$(Parameter::value(&$value)),*] };
}

/// New users with the words of their names.
pub fn users(tx: &mut Tx<'_>, users: &[User]) -> Result<(), Error> {
    let names: Vec<String> = users.iter().map(|user| user_word::sort_name(&user.display_name)).collect();
    let rows = users.iter().zip(&names).map(|(user, name)| {
        let User { pool_id, id, tenant_id, handle, display_name, status, epoch, created_at } = user;
        row![*pool_id, *id, *tenant_id, *handle, *display_name, *status, *epoch, *created_at, *name]
    });
    USERS.run(tx, rows)?;
    let words: Vec<(PoolId, String, UserId)> = users
        .iter()
        .flat_map(|user| user_word::words(&user.display_name).into_iter().map(|word| (user.pool_id, word, user.id)))
        .collect();
    WORDS.run(tx, words.iter().map(|(pool, word, user)| row![*pool, *word, *user]))
}

pub fn identifiers(tx: &mut Tx<'_>, identifiers: &[Identifier]) -> Result<(), Error> {
    let rows = identifiers.iter().map(|identifier| {
        let Identifier { pool_id, folded, kind, value, user_id, verified_at, created_at } = identifier;
        row![*pool_id, *folded, *kind, *value, *user_id, *verified_at, *created_at]
    });
    IDENTIFIERS.run(tx, rows)
}

pub fn passkeys(tx: &mut Tx<'_>, passkeys: &[Passkey]) -> Result<(), Error> {
    let rows = passkeys.iter().map(|p| {
        row![
            p.pool_id,
            p.id,
            p.tenant_id,
            p.user_id,
            p.rp_id,
            p.credential_id,
            p.public_key,
            p.algorithm,
            p.sign_count,
            p.user_verified,
            p.backup_eligible,
            p.backup_state,
            p.aaguid,
            p.transports,
            p.attachment,
            p.discoverable,
            p.mode,
            p.attestation_format,
            p.name,
            p.created_at,
            p.updated_at,
            p.last_used_at,
            p.quarantined_at,
        ]
    });
    PASSKEYS.run(tx, rows)
}

/// What members have reached who had reached nothing.
pub fn adoptions(tx: &mut Tx<'_>, pool: PoolId, adoptions: &[(UserId, Adoption)]) -> Result<(), Error> {
    let rows = adoptions
        .iter()
        .map(|(user, a)| row![pool, *user, a.offered_at, a.started_at, a.created_at, a.used_at, a.again_at]);
    ADOPTIONS.run(tx, rows)
}

pub fn events(tx: &mut Tx<'_>, events: &[AuditEvent]) -> Result<(), Error> {
    let rows = events.iter().map(|e| {
        row![
            e.tenant_id,
            e.id,
            e.pool_id,
            e.workspace_id,
            e.at,
            e.kind,
            e.outcome,
            e.reason,
            e.actor_id,
            e.subject_id,
            e.passkey_id,
            e.passkey_label,
            e.address,
            e.user_agent_id,
            e.reference,
            e.detail,
            e.facts,
            e.salt,
        ]
    });
    EVENTS.run(tx, rows)
}

/// Whether the pool has any member at all.
pub fn is_anybody_in(tx: &mut Tx<'_>, pool: PoolId) -> Result<bool, Error> {
    let sql = "SELECT id FROM users WHERE pool_id = ?1 LIMIT 1";
    Ok(tx.query_opt(sql, &[Parameter::value(&pool)], |row| row.of("users", 0).take::<UserId>("id"))?.is_some())
}
