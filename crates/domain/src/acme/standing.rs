//! How far it has come with the certificates, for the doctor.

use super::DAY_MS;
use crate::app::App;
use crate::error::Error;
use store::acme_certificate;

/// One name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub name: String,
    /// When the certificate expires, in milliseconds; `None` where there is none.
    pub not_after: Option<i64>,
    /// When one is ordered next.
    pub due_at: i64,
    pub failing: Option<Failing>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failing {
    pub since: i64,
    pub orders: i64,
    pub trouble: String,
}

impl Standing {
    /// Whether it must be mended soon.
    pub fn is_pressing(&self, now: i64) -> bool {
        self.not_after.is_none_or(|until| until < now + 7 * DAY_MS)
    }
}

/// Of these names, in their order. One that was never noted has nothing.
pub async fn standing(app: &App, directory: &str, names: &[String]) -> Result<Vec<Standing>, Error> {
    let rows = app.store().read("certificates", |tx| Ok::<_, Error>(acme_certificate::all(tx)?)).await?;
    let of = |name: &String| {
        let row = rows.iter().find(|row| row.directory == directory && row.name == *name);
        let failing = row.and_then(|row| {
            let (since, trouble) = (row.failing_since?, row.trouble.clone().unwrap_or_default());
            Some(Failing { since, orders: row.failures, trouble })
        });
        let (not_after, due_at) = (row.and_then(|row| row.not_after), row.map_or(0, |row| row.due_at));
        Standing { name: name.clone(), not_after, due_at, failing }
    };
    Ok(names.iter().map(of).collect())
}
