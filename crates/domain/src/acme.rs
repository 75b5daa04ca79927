//! Certificates that the installation orders by itself: when one is due, whose turn it is to order it, and what is kept of it for all nodes. Whoever talks
//! with the directory is told here whether it may. It must never let a failure lead to order after order: a directory gives five of the same in a week.

mod challenge;
mod standing;
mod sweep;
#[cfg(test)]
mod tests;

pub use challenge::{challenges, show_challenge};
pub use standing::{Failing, Good, Standing, standing};
pub use sweep::sweep;

use crate::app::App;
use crate::error::{Error, one_line};
use crate::keys::{Kept, KeyRing, Seal};
use crate::random;
use store::acme_account::{self, AcmeAccount};
use store::acme_certificate::{self, AcmeCertificate, Issued as Row};
use store::acme_challenge;
use store::id::{AcmeAccountId, AcmeCertificateId};
use zeroize::Zeroizing;

const ACCOUNT: Seal = Seal::Kept(Kept::AcmeAccount);
const KEY: Seal = Seal::Kept(Kept::CertificateKey);

const MINUTE_MS: i64 = 60 * 1000;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;
/// Whoever orders is done with it by then, or dead.
pub const LONGEST_ORDER_MS: i64 = 5 * MINUTE_MS;
/// A turn that nobody has ended by then is over.
const LONGEST_TURN_MS: i64 = LONGEST_ORDER_MS + MINUTE_MS;
/// However short a certificate lives, no order follows another sooner.
const SHORTEST_REST_MS: i64 = 5 * MINUTE_MS;
/// Of what a directory says.
const LONGEST_TROUBLE: usize = 300;
/// Why nothing is known of an order.
const UNFINISHED: &str = "the server stopped while it ordered";

/// The right to order one certificate, once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    pub id: AcmeCertificateId,
    pub name: String,
    /// The how manieth order since a certificate was issued; the first is 1.
    pub number: i64,
}

/// What an order brought.
#[derive(Debug)]
pub struct Issued {
    /// In PEM, our own first.
    pub chain: String,
    /// In PKCS#8.
    pub key: Zeroizing<Vec<u8>>,
    /// In milliseconds.
    pub not_before: i64,
    pub not_after: i64,
}

/// A certificate as it is shown.
#[derive(Debug)]
pub struct Certificate {
    pub id: AcmeCertificateId,
    pub name: String,
    /// Whether it is of the directory that the configuration names now.
    pub is_current: bool,
    pub issued_at: i64,
    pub chain: String,
    pub key: Zeroizing<Vec<u8>>,
}

/// For how long nothing is ordered after this many orders that failed: a minute, doubled to a day.
pub fn rest_ms(failures: i64) -> i64 {
    let doublings = u32::try_from((failures - 1).clamp(0, 11)).unwrap_or_default();
    (MINUTE_MS << doublings).min(DAY_MS)
}

/// When the next one is ordered: with a third of its life left, and a little sooner by chance, so that names and nodes do not come at once. Never before
/// another thirtieth of its life, so that a clock far ahead of the directory's, by which everything is old at once, orders no more than a few in a week.
pub fn renewed_at((not_before, not_after): (i64, i64), now: i64, chance: u16) -> i64 {
    let life = not_after.saturating_sub(not_before).max(0);
    let early = (life / 30).saturating_mul(i64::from(chance)) / i64::from(u16::MAX);
    let soonest = now.saturating_add((life / 30).max(SHORTEST_REST_MS));
    not_after.saturating_sub(life / 3).saturating_sub(early).max(soonest)
}

fn chance(app: &App) -> Result<u16, Error> {
    Ok(u16::from_be_bytes(random::bytes(app.random())?))
}

/// Notes the names that are to have certificates.
pub async fn want(app: &App, directory: &str, names: &[String]) -> Result<(), Error> {
    let (directory, now) = (directory.to_owned(), app.now());
    let ids = names.iter().map(|name| {
        let (ms, bytes) = app.id_parts()?;
        Ok::<_, Error>((AcmeCertificateId::from_parts(ms, bytes), name.clone()))
    });
    let wanted = ids.collect::<Result<Vec<_>, _>>()?;
    let write = move |tx: &mut store::Tx<'_>| {
        for (id, name) in &wanted {
            acme_certificate::insert(tx, *id, (&directory, name), now)?;
        }
        Ok::<_, Error>(())
    };
    app.store().write("names of certificates", write).await
}

/// Has one ordered as soon as a server looks, whatever has failed before: the operator has mended it, or wants another key. How often it has failed
/// still counts. One that is being ordered just now is let alone: it brings another key as well.
pub async fn order_now(app: &App, directory: &str, name: &str) -> Result<(), Error> {
    want(app, directory, &[name.to_owned()]).await?;
    let (directory, name, now) = (directory.to_owned(), name.to_owned(), app.now());
    let write = move |tx: &mut store::Tx<'_>| {
        Ok::<_, Error>(acme_certificate::hurry(tx, (&directory, &name), (now, now + LONGEST_TURN_MS))?)
    };
    app.store().write("hurry certificate", write).await.map(drop)
}

/// The turns that this node takes now, at `most` so many: of names that are due and that no other node is at, whichever has waited longest first.
pub async fn take_turns(app: &App, directory: &str, names: &[String], most: usize) -> Result<Vec<Turn>, Error> {
    let now = app.now();
    let rows = app.store().read("certificates", |tx| Ok::<_, Error>(acme_certificate::all(tx)?)).await?;
    let snapshot = app.snapshot();
    let is_meant = |row: &AcmeCertificate| row.directory == directory && names.contains(&row.name);
    let mut due: Vec<_> = rows.into_iter().filter(|row| is_meant(row) && is_due(&snapshot.ring, row, now)).collect();
    due.sort_by_key(|row| row.due_at);
    due.truncate(most);
    let mut turns = Vec::new();
    for row in due {
        match take_turn(app, row, now).await {
            Ok(turn) => turns.extend(turn),
            // What was taken before is ours to order.
            Err(error) if turns.is_empty() => return Err(error),
            Err(_) => break,
        }
    }
    Ok(turns)
}

async fn take_turn(app: &App, row: AcmeCertificate, now: i64) -> Result<Option<Turn>, Error> {
    let number = row.failures.saturating_add(1);
    // Put off before anything is asked: whatever becomes of this process, the next order rests as if this one had failed.
    let due_at = now + rest_ms(number).max(2 * LONGEST_ORDER_MS);
    let turn = Turn { id: row.id, name: row.name.clone(), number };
    let write = move |tx: &mut store::Tx<'_>| {
        let is_ours = acme_certificate::take_turn(tx, &row, (now + LONGEST_TURN_MS, due_at))?;
        if is_ours && row.turn_until.is_some() {
            acme_certificate::unfinished(tx, row.id, now, UNFINISHED)?;
        }
        Ok::<_, Error>(is_ours)
    };
    Ok(app.store().write("turn of a certificate", write).await?.then_some(turn))
}

/// Whether somebody is at it. No turn is longer than one that begins now: then a clock was wrong.
fn is_held(row: &AcmeCertificate, now: i64) -> bool {
    row.turn_until.is_some_and(|until| until > now && until <= now + LONGEST_TURN_MS)
}

/// Whether one is ordered now: its time has come, or what is kept is good for nothing though no order has failed.
fn is_due(ring: &KeyRing, row: &AcmeCertificate, now: i64) -> bool {
    // A clock that was far ahead must not have put it off for years.
    let is_far = row.failures > 0 && row.due_at > now + 2 * DAY_MS;
    // What is issued and expired within days is so by a clock that is far ahead: it rests as `renewed_at` says.
    let is_old = row.issued_at.is_none_or(|at| at > now || at.saturating_add(2 * DAY_MS) <= now);
    let is_over = is_old && row.not_after.is_some_and(|until| until <= now);
    let is_lost = is_over || row.sealed.as_ref().is_some_and(|sealed| opened(ring, row.id, sealed).is_none());
    !is_held(row, now) && (row.due_at <= now || is_far || (row.failures == 0 && is_lost))
}

fn opened(ring: &KeyRing, id: AcmeCertificateId, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    ring.open_sealed(KEY, &context(id.as_bytes()), sealed)
}

/// Keeps what was issued. Answers when the next one is ordered, in milliseconds.
pub async fn keep(app: &App, turn: &Turn, issued: &Issued) -> Result<i64, Error> {
    let now = app.now();
    let sealed = app.seal(KEY, &context(turn.id.as_bytes()), &issued.key)?;
    let due_at = renewed_at((issued.not_before, issued.not_after), now, chance(app)?);
    let (id, number, chain) = (turn.id, turn.number, issued.chain.clone());
    let (not_before, not_after) = (issued.not_before, issued.not_after);
    let write = move |tx: &mut store::Tx<'_>| {
        let row = Row { chain: &chain, sealed: &sealed, issued_at: now, not_before, not_after, due_at };
        acme_certificate::issued(tx, id, &row)?;
        acme_challenge::delete(tx, (id, number), now)?;
        Ok::<_, Error>(())
    };
    app.store().write("keep certificate", write).await?;
    Ok(due_at)
}

/// Keeps why nothing was issued. Answers when it is tried again.
pub async fn fail(app: &App, turn: &Turn, trouble: &str) -> Result<i64, Error> {
    let now = app.now();
    let rest = rest_ms(turn.number);
    let due_at = now + rest + (rest / 10).saturating_mul(i64::from(chance(app)?)) / i64::from(u16::MAX);
    let trouble = plain(trouble);
    let (id, number) = (turn.id, turn.number);
    let write = move |tx: &mut store::Tx<'_>| {
        acme_certificate::failed(tx, (id, number), (now, due_at), &trouble)?;
        acme_challenge::delete(tx, (id, number), now)?;
        Ok::<_, Error>(())
    };
    app.store().write("no certificate", write).await?;
    Ok(due_at)
}

/// What somebody else has written, for one line of a log: short, and without what moves a cursor.
pub fn plain(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    words.chars().filter(|letter| !letter.is_control()).take(LONGEST_TROUBLE).collect()
}

/// Changes whenever there is another certificate to show.
pub async fn edition(app: &App) -> Result<Vec<(AcmeCertificateId, i64)>, Error> {
    app.store().read("editions of certificates", |tx| Ok(acme_certificate::editions(tx)?)).await
}

/// What there is to show for these names. What does not open is told and left out: it is ordered anew.
pub async fn certificates(app: &App, directory: &str, names: &[String]) -> Result<Vec<Certificate>, Error> {
    let rows = app.store().read("certificates", |tx| Ok::<_, Error>(acme_certificate::all(tx)?)).await?;
    let snapshot = app.snapshot();
    let shown = rows.into_iter().filter(|row| names.contains(&row.name)).filter_map(|row| {
        let (chain, sealed, issued_at) = (row.chain?, row.sealed?, row.issued_at?);
        let Some(key) = opened(&snapshot.ring, row.id, &sealed) else {
            tracing::error!(name = row.name, "the key of a certificate cannot be opened");
            return None;
        };
        let is_current = row.directory == directory;
        Some(Certificate { id: row.id, name: row.name, is_current, issued_at, chain, key })
    });
    Ok(shown.collect())
}

/// What the directory knows us by. `None` where it does not, or where it cannot be opened: then another account does as well.
pub async fn account(app: &App, directory: &str) -> Result<Option<Zeroizing<Vec<u8>>>, Error> {
    let directory = directory.to_owned();
    let read = move |tx: &mut store::Tx<'_>| Ok::<_, Error>(acme_account::find(tx, &directory)?);
    let Some(row) = app.store().read("account of certificates", read).await? else { return Ok(None) };
    Ok(app.snapshot().ring.open_sealed(ACCOUNT, &context(row.id.as_bytes()), &row.sealed))
}

pub async fn keep_account(app: &App, directory: &str, credentials: &[u8]) -> Result<(), Error> {
    let (ms, bytes) = app.id_parts()?;
    let id = AcmeAccountId::from_parts(ms, bytes);
    let sealed = app.seal(ACCOUNT, &context(id.as_bytes()), credentials)?;
    let account = AcmeAccount { id, directory: directory.to_owned(), sealed, created_at: app.now() };
    let write = move |tx: &mut store::Tx<'_>| Ok::<_, Error>(acme_account::replace(tx, &account)?);
    app.store().write("keep account of certificates", write).await
}

/// The directory does not know it any more.
pub async fn forget_account(app: &App, directory: &str) -> Result<(), Error> {
    let directory = directory.to_owned();
    let write = move |tx: &mut store::Tx<'_>| Ok::<_, Error>(acme_account::delete(tx, &directory)?);
    app.store().write("forget account of certificates", write).await
}

/// As `keys::resealing` says it: the id of the row, twice.
fn context(id: &[u8; 16]) -> Vec<u8> {
    [id.as_slice(), id].concat()
}

/// For whoever cannot say what went wrong but by an error.
pub fn trouble(error: &dyn std::error::Error) -> String {
    plain(&one_line(error))
}
