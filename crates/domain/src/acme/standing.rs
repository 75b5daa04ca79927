//! How far it has come with the certificates, for the doctor and for the operator's command.

use super::{is_held, opened};
use crate::app::App;
use crate::error::Error;
use crate::keys::KeyRing;
use store::acme_certificate::{self, AcmeCertificate};

/// One name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub name: String,
    /// Of the certificate that is shown; `None` where there is none.
    pub good: Option<Good>,
    /// Whether one is kept whose key does not open.
    pub is_shut: bool,
    /// When one is ordered next.
    pub due_at: i64,
    /// Whether somebody is at it.
    pub is_ordering: bool,
    pub failing: Option<Failing>,
}

/// From when and until when, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Good {
    pub from: i64,
    pub until: i64,
    /// Whether the directory that the configuration names now has issued it.
    pub is_current: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failing {
    pub since: i64,
    pub orders: i64,
    pub trouble: String,
}

impl Standing {
    /// Whether it must be mended soon: a twelfth of the life is left, where a third is when another is ordered.
    pub fn is_pressing(&self, now: i64) -> bool {
        self.good.is_none_or(|Good { from, until, .. }| until.saturating_sub(now) < until.saturating_sub(from) / 12)
    }
}

/// Of these names, in their order. One that was never noted has nothing.
pub async fn standing(app: &App, directory: &str, names: &[String]) -> Result<Vec<Standing>, Error> {
    let rows = app.store().read("certificates", |tx| Ok::<_, Error>(acme_certificate::all(tx)?)).await?;
    let (snapshot, now) = (app.snapshot(), app.now());
    let of = |name: &String| {
        let rows: Vec<&AcmeCertificate> = rows.iter().filter(|row| row.name == *name).collect();
        let own = rows.iter().find(|row| row.directory == directory);
        let failing = own.and_then(|row| {
            let (since, trouble) = (row.failing_since?, row.trouble.clone().unwrap_or_default());
            Some(Failing { since, orders: row.failures, trouble })
        });
        // As `acme::shown` chooses.
        let shown = rows.iter().filter_map(|row| Some((good(&snapshot.ring, row, directory)?, row.issued_at)));
        let shown = shown.max_by_key(|(good, issued_at)| (good.until > now, good.is_current, *issued_at));
        Standing {
            name: name.clone(),
            good: shown.map(|(good, _)| good),
            is_shut: own.is_some_and(|row| is_shut(&snapshot.ring, row)),
            due_at: own.map_or(0, |row| row.due_at),
            is_ordering: own.is_some_and(|row| is_held(row, now)),
            failing,
        }
    };
    Ok(names.iter().map(of).collect())
}

fn is_shut(ring: &KeyRing, row: &AcmeCertificate) -> bool {
    row.sealed.as_ref().is_some_and(|sealed| opened(ring, row.id, sealed).is_none())
}

fn good(ring: &KeyRing, row: &AcmeCertificate, directory: &str) -> Option<Good> {
    let (from, until) = (row.not_before?, row.not_after?);
    (!is_shut(ring, row)).then_some(Good { from, until, is_current: row.directory == directory })
}
