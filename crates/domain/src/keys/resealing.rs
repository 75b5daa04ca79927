//! After sealing keys were rotated: what the database keeps is sealed anew by the newest, piece by piece while members sign in, and the older keys go when
//! nothing of theirs is left. A row that was changed meanwhile is left for the next look. It must never remove a key while anything may need it.

use super::{Kept, LONGEST_JOURNEY_MS, SEALING, Seal, generations};
use crate::app::App;
use crate::error::Error;
use crate::single_sign_on::resealed_settings;
use store::sealed::{self, Column, Sealed};
use store::{Tx, installation, key, pool, scheduled_change};

/// Some milliseconds, so that nobody waits for it.
const PIECE: u32 = 200;
/// Nodes whose clocks are behind go on sealing by the key before.
const SETTLE_MS: i64 = 60_000;

/// What became of one look through everything.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Resealed {
    pub sealed_anew: u64,
    /// What must wait.
    pub left: u64,
    /// Keys that nothing was sealed by any more.
    pub keys_removed: usize,
}

/// Looks through everything, where there are older sealing keys. Two nodes at it do no harm, only the work twice.
pub async fn reseal(app: &App) -> Result<Resealed, Error> {
    let mut done = Resealed::default();
    let rows = app.store().read("sealing keys", |tx| Ok::<_, Error>(key::all(tx)?)).await?;
    let all = generations(&rows, SEALING);
    // A node that could not read the newest keys would find nothing to be done, and take that for the end of it.
    if app.snapshot().ring.sealing_ids() != all.iter().map(|row| row.id).collect::<Vec<_>>() && !all.is_empty() {
        return Ok(done);
    }
    let now = app.now();
    let Some(newest) = all.first().filter(|newest| all.len() > 1 && newest.signs_from + SETTLE_MS <= now) else {
        return Ok(done);
    };
    for kept in Kept::ALL {
        let seal = Seal::Kept(kept);
        for column in columns(kept) {
            in_column(app, seal, *column, &mut done).await?;
        }
        if kept == Kept::ProviderSecret {
            in_settings(app, &mut done).await?;
        }
    }
    // What a member was shown and has not typed back yet is over by then.
    let is_settled = newest.signs_from + SETTLE_MS + LONGEST_JOURNEY_MS <= now;
    if is_settled && done.sealed_anew == 0 && done.left == 0 {
        done.keys_removed = remove(app, &all).await?;
    }
    if done != Resealed::default() {
        let Resealed { sealed_anew, left, keys_removed } = done;
        let took_ms = app.now() - now;
        tracing::info!(sealed_anew, left, keys_removed, took_ms, "what is kept was sealed by the newest key");
    }
    Ok(done)
}

/// Where it is kept; secrets of providers stand in settings.
pub(super) const fn columns(kept: Kept) -> &'static [Column] {
    match kept {
        Kept::AcmeAccount => &[sealed::ACME_ACCOUNTS],
        Kept::App => &[sealed::APPS],
        Kept::CertificateKey => &[sealed::ACME_KEYS],
        Kept::Message => &[sealed::MESSAGES],
        Kept::Registration => &[sealed::REGISTRATIONS],
        Kept::SigningKey => &[sealed::SIGNING_KEYS],
        Kept::WebhookSecret => &[sealed::WEBHOOK_SECRETS, sealed::WEBHOOK_SECRETS_BEFORE],
        Kept::ProviderSecret => &[],
    }
}

/// As whoever seals it says it: a seal opens only in its own row.
pub(super) fn context(seal: Seal, row: &Sealed) -> Vec<u8> {
    if seal == Seal::Kept(Kept::Message) {
        return row.first.clone();
    }
    [row.first.as_slice(), &row.second, row.beside.as_bytes()].concat()
}

async fn in_column(app: &App, seal: Seal, column: Column, done: &mut Resealed) -> Result<(), Error> {
    let mut after = (Vec::new(), Vec::new());
    loop {
        let (first, second) = after.clone();
        let read = move |tx: &mut Tx<'_>| Ok::<_, Error>(sealed::page(tx, &column, (&first, &second), PIECE)?);
        let rows = app.store().read("what is sealed", read).await?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = (last.first.clone(), last.second.clone());
        let (snapshot, now) = (app.snapshot(), app.now());
        let anew = |row: &Sealed| snapshot.ring.resealed(now, seal, (&context(seal, row), &row.sealed));
        let due: Vec<_> = rows.iter().filter_map(|row| Some((row.clone(), anew(row)?))).collect();
        if due.is_empty() {
            continue;
        }
        let write = move |tx: &mut Tx<'_>| {
            let mut replaced = 0;
            for (row, anew) in &due {
                replaced += u64::from(sealed::replace(tx, &column, row, anew)?);
            }
            Ok::<_, Error>((replaced, u64::try_from(due.len()).unwrap_or(u64::MAX)))
        };
        let (replaced, of) = app.store().write("seal anew", write).await?;
        done.sealed_anew += replaced;
        done.left += of - replaced;
    }
}

/// Secrets of providers stand in the settings of pools. While a change of these waits for its date, they wait as well: it was made to settings of a
/// certain version.
async fn in_settings(app: &App, done: &mut Resealed) -> Result<(), Error> {
    let pools = app.store().read("pools", |tx| Ok::<_, Error>(pool::all(tx)?)).await?;
    let (snapshot, now) = (app.snapshot(), app.now());
    for row in pools {
        let Some(settings) = resealed_settings(&snapshot.ring, now, (row.id, &row.settings)) else { continue };
        let anew = pool::Pool { settings, ..row.clone() };
        let write = move |tx: &mut Tx<'_>| {
            let is_same = |known: &pool::Pool| known.id == row.id && known.settings == row.settings;
            let is_free = !scheduled_change::is_any_pending(tx, row.id)?;
            let is_due = is_free && pool::all(tx)?.iter().any(is_same);
            if is_due {
                pool::update(tx, &anew)?;
                installation::bump(tx)?;
            }
            Ok::<_, Error>(is_due)
        };
        let is_done = app.store().write("seal secrets of providers anew", write).await?;
        *(if is_done { &mut done.sealed_anew } else { &mut done.left }) += 1;
    }
    app.refresh().await
}

async fn remove(app: &App, all: &[&key::Key]) -> Result<usize, Error> {
    let older: Vec<_> = all.iter().skip(1).map(|row| row.id).collect();
    let removed = older.len();
    let known: Vec<_> = all.iter().map(|row| row.id).collect();
    let write = move |tx: &mut Tx<'_>| {
        let rows = key::all(tx)?;
        // Another node has drawn or removed one meanwhile: then this look is of the past.
        if generations(&rows, SEALING).iter().map(|row| row.id).collect::<Vec<_>>() != known {
            return Ok(false);
        }
        for id in &older {
            key::delete(tx, SEALING, *id)?;
        }
        installation::bump(tx)?;
        Ok::<_, Error>(true)
    };
    let is_done = app.store().write("retire sealing keys", write).await?;
    app.refresh().await?;
    Ok(if is_done { removed } else { 0 })
}
