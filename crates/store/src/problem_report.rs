//! What members tell support about something that failed. It must never hold what somebody could sign in with: whoever writes is asked for
//! none of it.

use crate::{
    db::{Row, Tx, Value, params, words},
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

words! {
    /// How much is known of whoever tells it.
    Standing {
        /// They were signed in.
        Member = "member",
        /// They name a failure that is recorded.
        Traced = "traced",
        Stranger = "stranger",
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
    /// The entry of the catalogue that was shown.
    pub code: Option<String>,
    pub doing: Doing,
    pub password: PasswordWorks,
    /// The member's own words; may be empty.
    pub words: String,
    pub user_id: Option<UserId>,
    /// As the browser called itself.
    pub browser: String,
    pub standing: Standing,
    /// An IPv4 address, or the network of an IPv6 one.
    pub address: String,
    pub closed_at: Option<i64>,
    pub closed_by: Option<UserId>,
}

/// Of whom. Nothing narrows it down where both are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    pub standing: Option<Standing>,
    /// Exactly this one; empty for any.
    pub address: String,
}

impl Filter {
    fn standing(&self) -> &'static str {
        self.standing.map_or("", Standing::as_str)
    }
}

macro_rules! columns {
    () => {
        "id, tenant_id, pool_id, workspace_id, at, reference, code, doing, password, words, user_id, browser, standing, \
         address, closed_at, closed_by"
    };
}

/// Those that wait and are of this kind, from before `?1` on.
macro_rules! waiting {
    () => {
        " FROM problem_reports WHERE closed_at IS NULL AND id < ?1 AND (?2 = '' OR standing = ?2) \
         AND (?3 = '' OR address = ?3)"
    };
}

/// Whose reports somebody may see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Within {
    All,
    Tenant(TenantId),
    /// What others are told must not crowd it out.
    Pool(TenantId, PoolId),
}

pub fn insert(tx: &mut Tx<'_>, report: &ProblemReport) -> Result<(), Error> {
    let sql = "INSERT INTO problem_reports (id, tenant_id, pool_id, workspace_id, at, reference, code, doing, password, \
               words, user_id, browser, standing, address) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)";
    let r = report;
    let values = params![
        r.id,
        r.tenant_id,
        r.pool_id,
        r.workspace_id,
        r.at,
        r.reference,
        r.code,
        r.doing,
        r.password,
        r.words,
        r.user_id,
        r.browser,
        r.standing,
        r.address,
    ];
    tx.execute(sql, values).map(drop)
}

/// Those that nobody has answered yet, the newest first, from before this one on.
pub fn open(
    tx: &mut Tx<'_>,
    within: Within,
    filter: &Filter,
    before: Option<ReportId>,
    limit: u32,
) -> Result<Vec<ProblemReport>, Error> {
    let (before, standing, address) = (before.unwrap_or(LAST), filter.standing(), &filter.address);
    match within {
        Within::All => {
            let sql = concat!("SELECT ", columns!(), waiting!(), " ORDER BY id DESC LIMIT ?4");
            tx.query(sql, params![before, standing, address, limit], read)
        }
        Within::Tenant(tenant) => {
            let sql = concat!("SELECT ", columns!(), waiting!(), " AND tenant_id = ?4 ORDER BY id DESC LIMIT ?5");
            tx.query(sql, params![before, standing, address, tenant, limit], read)
        }
        Within::Pool(tenant, pool) => {
            let sql = concat!(
                "SELECT ",
                columns!(),
                waiting!(),
                " AND tenant_id = ?4 AND pool_id = ?6 ORDER BY id DESC LIMIT ?5"
            );
            tx.query(sql, params![before, standing, address, tenant, limit, pool], read)
        }
    }
}

/// How many these are, from before this one on.
pub fn count(tx: &mut Tx<'_>, within: Within, filter: &Filter, before: Option<ReportId>) -> Result<i64, Error> {
    let (before, standing, address) = (before.unwrap_or(LAST), filter.standing(), &filter.address);
    match within {
        Within::All => {
            let sql = concat!("SELECT COUNT(*) AS count", waiting!());
            counted(tx, sql, params![before, standing, address])
        }
        Within::Tenant(tenant) => {
            let sql = concat!("SELECT COUNT(*) AS count", waiting!(), " AND tenant_id = ?4");
            counted(tx, sql, params![before, standing, address, tenant])
        }
        Within::Pool(tenant, pool) => {
            let sql = concat!("SELECT COUNT(*) AS count", waiting!(), " AND tenant_id = ?4 AND pool_id = ?5");
            counted(tx, sql, params![before, standing, address, tenant, pool])
        }
    }
}

/// How many of one standing wait at a tenant: at most so many are counted.
pub fn count_open(tx: &mut Tx<'_>, (tenant, standing): (TenantId, Standing), limit: u32) -> Result<i64, Error> {
    let sql = "SELECT COUNT(*) AS count FROM (SELECT id FROM problem_reports WHERE closed_at IS NULL AND tenant_id = ?1 \
               AND standing = ?2 LIMIT ?3) AS waiting";
    counted(tx, sql, params![tenant, standing, limit])
}

/// How many of them came from one address.
pub fn count_from(
    tx: &mut Tx<'_>,
    (tenant, standing): (TenantId, Standing),
    address: &str,
    limit: u32,
) -> Result<i64, Error> {
    let sql = "SELECT COUNT(*) AS count FROM (SELECT id FROM problem_reports WHERE closed_at IS NULL AND tenant_id = ?1 \
               AND standing = ?2 AND address = ?3 LIMIT ?4) AS waiting";
    counted(tx, sql, params![tenant, standing, address, limit])
}

/// How many that one member told wait.
pub fn count_by(tx: &mut Tx<'_>, (pool, user): (PoolId, UserId), limit: u32) -> Result<i64, Error> {
    let sql = "SELECT COUNT(*) AS count FROM (SELECT id FROM problem_reports WHERE closed_at IS NULL AND pool_id = ?1 \
               AND user_id = ?2 LIMIT ?3) AS waiting";
    counted(tx, sql, params![pool, user, limit])
}

fn counted(tx: &mut Tx<'_>, sql: &'static str, values: &[Value<'_>]) -> Result<i64, Error> {
    let count = tx.query_opt(sql, values, |row| row.of("problem_reports", 0).take("count"))?;
    Ok(count.unwrap_or(0))
}

/// How many wait, by tenant and standing: what is in the index alone.
pub fn tally(tx: &mut Tx<'_>) -> Result<Vec<(TenantId, Standing, i64)>, Error> {
    let sql = "SELECT tenant_id, standing, COUNT(*) AS count FROM problem_reports WHERE closed_at IS NULL \
               GROUP BY tenant_id, standing";
    tx.query(sql, &[], |row| {
        let mut row = row.of("problem_reports", 0);
        Ok((row.take("tenant_id")?, row.take("standing")?, row.take("count")?))
    })
}

/// What was told about one reference code, the oldest first.
pub fn of_reference(tx: &mut Tx<'_>, reference: &str, limit: u32) -> Result<Vec<ProblemReport>, Error> {
    let sql = concat!("SELECT ", columns!(), " FROM problem_reports WHERE reference = ?1 ORDER BY id LIMIT ?2");
    tx.query(sql, params![reference, limit], read)
}

pub fn find(tx: &mut Tx<'_>, id: ReportId) -> Result<Option<ProblemReport>, Error> {
    let sql = concat!("SELECT ", columns!(), " FROM problem_reports WHERE id = ?1");
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
        code: row.take("code")?,
        doing: row.take("doing")?,
        password: row.take("password")?,
        words: row.take("words")?,
        user_id: row.take("user_id")?,
        browser: row.take("browser")?,
        standing: row.take("standing")?,
        address: row.take("address")?,
        closed_at: row.take("closed_at")?,
        closed_by: row.take("closed_by")?,
    })
}
