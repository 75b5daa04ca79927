//! What members tell support about something that failed. It must never hold what somebody could sign in with: whoever writes is asked for
//! none of it.

use crate::{
    db::{Row, Tx, params, words},
    error::Error,
    id::{PoolId, ReportId, TenantId, UserId, WorkspaceId},
};

words! {
    /// What was being done when it failed.
    Doing {
        SignIn = "sign_in",
        Setup = "setup",
    }
}

words! {
    /// Whether the password still works, as its owner says.
    PasswordWorks {
        Yes = "yes",
        No = "no",
        /// Nobody has tried.
        Untried = "untried",
        /// There is none.
        Missing = "none",
    }
}

/// After every real one.
const LAST: ReportId = ReportId::from_bytes([0xff; 16]);

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProblemReport {
    pub id: ReportId,
    pub tenant_id: TenantId,
    pub pool_id: PoolId,
    pub workspace_id: WorkspaceId,
    pub at: i64,
    /// The code that stood below the error.
    pub reference: Option<String>,
    pub doing: Doing,
    pub password: PasswordWorks,
    /// The member's own words; may be empty.
    pub words: String,
    pub user_id: Option<UserId>,
    /// As the browser called itself.
    pub browser: String,
    pub closed_at: Option<i64>,
    pub closed_by: Option<UserId>,
}

pub fn insert(tx: &mut Tx<'_>, report: &ProblemReport) -> Result<(), Error> {
    let sql = "INSERT INTO problem_reports (id, tenant_id, pool_id, workspace_id, at, reference, doing, password, words, \
               user_id, browser) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
    let r = report;
    let values = params![
        r.id,
        r.tenant_id,
        r.pool_id,
        r.workspace_id,
        r.at,
        r.reference,
        r.doing,
        r.password,
        r.words,
        r.user_id,
        r.browser,
    ];
    tx.execute(sql, values).map(drop)
}

/// Those that nobody has answered yet, the newest first, from before this one on; of all tenants.
pub fn open_before(tx: &mut Tx<'_>, before: Option<ReportId>, limit: u32) -> Result<Vec<ProblemReport>, Error> {
    let sql = "SELECT id, tenant_id, pool_id, workspace_id, at, reference, doing, password, words, user_id, browser, \
               closed_at, closed_by FROM problem_reports WHERE closed_at IS NULL AND id < ?1 ORDER BY id DESC LIMIT ?2";
    tx.query(sql, params![before.unwrap_or(LAST), limit], read)
}

/// The same of one tenant, and perhaps of one pool of it: what others are told must not crowd it out.
pub fn open_of_tenant(
    tx: &mut Tx<'_>,
    (tenant, pool): (TenantId, Option<PoolId>),
    before: Option<ReportId>,
    limit: u32,
) -> Result<Vec<ProblemReport>, Error> {
    let before = before.unwrap_or(LAST);
    let Some(pool) = pool else {
        let sql = "SELECT id, tenant_id, pool_id, workspace_id, at, reference, doing, password, words, user_id, browser, \
                   closed_at, closed_by FROM problem_reports WHERE closed_at IS NULL AND tenant_id = ?1 AND id < ?2 \
                   ORDER BY id DESC LIMIT ?3";
        return tx.query(sql, params![tenant, before, limit], read);
    };
    let sql = "SELECT id, tenant_id, pool_id, workspace_id, at, reference, doing, password, words, user_id, browser, \
               closed_at, closed_by FROM problem_reports WHERE closed_at IS NULL AND tenant_id = ?1 AND id < ?2 \
               AND pool_id = ?3 ORDER BY id DESC LIMIT ?4";
    tx.query(sql, params![tenant, before, pool, limit], read)
}

/// How many of those about a pool wait: at most so many are counted.
pub fn count_open(tx: &mut Tx<'_>, tenant: TenantId, limit: u32) -> Result<i64, Error> {
    let sql = "SELECT COUNT(*) AS count FROM (SELECT id FROM problem_reports WHERE closed_at IS NULL AND tenant_id = ?1 \
               LIMIT ?2) AS waiting";
    let count = tx.query_opt(sql, params![tenant, limit], |row| row.of("problem_reports", 0).take("count"))?;
    Ok(count.unwrap_or(0))
}

/// What was told about one reference code, the oldest first.
pub fn of_reference(tx: &mut Tx<'_>, reference: &str, limit: u32) -> Result<Vec<ProblemReport>, Error> {
    let sql = "SELECT id, tenant_id, pool_id, workspace_id, at, reference, doing, password, words, user_id, browser, \
               closed_at, closed_by FROM problem_reports WHERE reference = ?1 ORDER BY id LIMIT ?2";
    tx.query(sql, params![reference, limit], read)
}

pub fn find(tx: &mut Tx<'_>, id: ReportId) -> Result<Option<ProblemReport>, Error> {
    let sql = "SELECT id, tenant_id, pool_id, workspace_id, at, reference, doing, password, words, user_id, browser, \
               closed_at, closed_by FROM problem_reports WHERE id = ?1";
    tx.query_opt(sql, params![id], read)
}

/// `false` when it was closed already.
pub fn close(tx: &mut Tx<'_>, id: ReportId, (by, at): (UserId, i64)) -> Result<bool, Error> {
    let sql = "UPDATE problem_reports SET closed_at = ?2, closed_by = ?3 WHERE id = ?1 AND closed_at IS NULL";
    Ok(tx.execute(sql, params![id, at, by])? == 1)
}

/// Removes at most `limit` reports from before this one; how many went.
pub fn sweep(tx: &mut Tx<'_>, before: ReportId, limit: u32) -> Result<u64, Error> {
    let sql =
        "DELETE FROM problem_reports WHERE id IN (SELECT id FROM problem_reports WHERE id < ?1 ORDER BY id LIMIT ?2)";
    tx.execute(sql, params![before, limit])
}

fn read(row: &Row<'_>) -> Result<ProblemReport, Error> {
    let mut row = row.of("problem_reports", 1);
    Ok(ProblemReport {
        id: row.take("id")?,
        tenant_id: row.take("tenant_id")?,
        pool_id: row.take("pool_id")?,
        workspace_id: row.take("workspace_id")?,
        at: row.take("at")?,
        reference: row.take("reference")?,
        doing: row.take("doing")?,
        password: row.take("password")?,
        words: row.take("words")?,
        user_id: row.take("user_id")?,
        browser: row.take("browser")?,
        closed_at: row.take("closed_at")?,
        closed_by: row.take("closed_by")?,
    })
}
