//! A member's own mail addresses and phone numbers: list, add, prove, remove. Every change needs a fresh proof; a new address proves itself by
//! a code that is sent there, and a proved one is only given up by whoever reads it. The last one that a way in rests on stays.

use crate::app::App;
use crate::audit::{self, About, Kind, Scene};
use crate::error::{Error, Reason};
use crate::factors::{self, Holder};
use crate::first_proof::{self, Keeps};
use crate::keys::KeyRing;
use crate::messages;
use crate::method::Method;
use crate::news::News;
use crate::notices;
use crate::one_time_code::{self, Ask, Attempt, prepare_send};
use crate::passkeys::time;
use crate::policy::{self, Sensitive};
use crate::session::Session;
use crate::sign_up::{self, Aborted};
use crate::single_sign_on;
use crate::snapshot::FrontDoor;
use crate::step_up::require_fresh;
use crate::subject::{self, Subject};
use crate::visit::Visit;
use crate::ways::Ways;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use store::id::{PoolId, SessionId, UserId};
use store::identifier::{self, Identifier, IdentifierKind};
use store::{Tx, audit_event, linked_account};

const LONGEST_CODE: usize = 64;
/// How many addresses a member has at most.
const MOST: usize = 10;
/// How many things a body may name.
const MOST_KEPT: usize = 50;

/// A member's addresses.
#[derive(Debug, Clone, Serialize)]
pub struct AddressList {
    pub addresses: Vec<AddressView>,
}

/// One of them.
#[derive(Debug, Clone, Serialize)]
pub struct AddressView {
    pub id: String,
    pub address: String,
    /// `email` or `phone`.
    pub kind: &'static str,
    pub verified: bool,
    /// Whether it may be removed: not where a way in or the recovery rests on it.
    pub may_delete: bool,
    pub added_at: String,
}

/// The body of add.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Add {
    pub address: String,
}

/// The body of verify.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Verify {
    pub address: String,
    pub code: String,
    /// Where the address stood on the account unproved: what is really the member's. Passkeys, addresses and linked accounts by their ids,
    /// and `password`, `totp` and `recovery_codes`.
    #[serde(default)]
    pub keep: Vec<String>,
}

impl std::fmt::Debug for Verify {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Verify").field("keep", &self.keep).finish_non_exhaustive()
    }
}

/// The body of remove.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Remove {
    /// The code that was sent there. Without it one is sent.
    pub code: Option<String>,
}

impl std::fmt::Debug for Remove {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Remove").finish_non_exhaustive()
    }
}

/// What came of remove.
#[derive(Debug)]
pub enum Removing {
    CodeSent,
    Removed(AddressList),
}

/// The session's addresses.
pub async fn list(app: &App, door: &Arc<FrontDoor>, session: &Session) -> Result<AddressList, Error> {
    let (pool, user, seen) = (session.pool_id, session.user_id, Arc::clone(door));
    let rows = app.store().read("list addresses", move |tx| {
        let rows = identifier::of_user(tx, pool, user)?;
        let policy = policy::of_member(tx, &seen, user)?;
        let addresses = rows.iter().filter(|row| row.kind != IdentifierKind::Username);
        Ok::<_, Error>(addresses.map(|row| (row.clone(), is_needed(&policy, &rows, row))).collect::<Vec<_>>())
    });
    let view = |(row, is_needed): (Identifier, bool)| AddressView {
        id: id(app, &row),
        kind: row.kind.as_str(),
        verified: row.verified_at.is_some(),
        may_delete: !is_needed,
        added_at: time(row.created_at),
        address: row.value,
    };
    Ok(AddressList { addresses: rows.await?.into_iter().map(view).collect() })
}

/// The name of an address in addresses of pages. It does not tell it.
fn id(app: &App, row: &Identifier) -> String {
    let hash = app.snapshot().ring.keyed("address id", &[row.pool_id.as_bytes(), row.folded.as_bytes()]);
    URL_SAFE_NO_PAD.encode(hash.first_chunk::<16>().unwrap_or(&[0; 16]))
}

/// Whether a way in, the recovery, or the only name of the member would go with it.
fn is_needed(policy: &policy::Policy, rows: &[Identifier], row: &Identifier) -> bool {
    if rows.len() <= 1 {
        return true;
    }
    let is_alike = |other: &&Identifier| other.kind == row.kind && other.verified_at.is_some();
    let is_last = row.verified_at.is_some() && rows.iter().filter(is_alike).count() == 1;
    let by: &[Method] = match row.kind {
        IdentifierKind::Phone => &[Method::SmsCode],
        _ => &[Method::EmailCode, Method::MagicLink],
    };
    let rests = [&policy.first, &policy.second, &policy.recovery]
        .iter()
        .any(|list| by.iter().any(|method| list.contains(method)));
    is_last && rests
}

/// For what a code of this module is; each opens nothing but that.
#[derive(Clone, Copy)]
enum For {
    Adding,
    Removing,
}

fn binding(session: SessionId, what: For) -> Vec<u8> {
    let tag: &[u8] = match what {
        For::Adding => b"add",
        For::Removing => b"remove",
    };
    [session.as_bytes().as_slice(), tag].concat()
}

/// In the transaction that puts one session in place of another: whoever proves again while a code is on its way types it afterwards.
pub(crate) fn follow(
    tx: &mut Tx<'_>,
    ring: &KeyRing,
    (pool, user): (PoolId, UserId),
    ((from, to), now): ((SessionId, SessionId), i64),
) -> Result<(), store::Error> {
    [For::Adding, For::Removing].into_iter().try_for_each(|what| {
        let (from, to) = (binding(from, what), binding(to, what));
        one_time_code::rebind(tx, ring, (pool, user), ((&from, &to), now))
    })
}

/// The address, as something that this member wants to prove.
fn subject(app: &App, visit: &Visit, session: &Session, folded: &str) -> Subject {
    let key = subject::key(app, visit, folded);
    Subject { folded: folded.to_owned(), key, user: session.user_id, is_member: true }
}

async fn send(
    app: &App,
    visit: &Visit,
    session: &Session,
    (what, kind, address): (For, IdentifierKind, &str),
) -> Result<(), Error> {
    let (subject, binding) = (subject(app, visit, session, address), binding(session.id, what));
    let prepared = prepare_send(app, visit, &ask(&subject, kind, &binding)).await?;
    app.store().write("send address code", move |tx| Ok::<_, Error>(prepared.write(tx)?)).await?;
    messages::ring(app);
    Ok(())
}

fn ask<'a>(subject: &'a Subject, kind: IdentifierKind, binding: &'a [u8]) -> Ask<'a> {
    Ask { subject, purpose: one_time_code::Purpose::VerifyAddress, method: sign_up::method(kind), binding }
}

/// The right code, for the transaction that acts on it to use up: what is refused costs none.
async fn proves(
    app: &App,
    visit: &Visit,
    session: &Session,
    (what, kind, address): (For, IdentifierKind, &str),
    code: &str,
) -> Result<Attempt, Error> {
    let (subject, binding) = (subject(app, visit, session, address), binding(session.id, what));
    let typed = if code.len() > LONGEST_CODE { "" } else { code };
    match one_time_code::check(app, visit, &ask(&subject, kind, &binding), typed).await? {
        Ok(right) => Ok(right),
        Err(reason) => Err(factors::refuse(app, visit, session, reason).await),
    }
}

fn checked(app: &App, typed: &str) -> Result<(IdentifierKind, String), Reason> {
    let (kind, address) = sign_up::address(typed)?;
    let channels = app.channels();
    let is_open = if kind == IdentifierKind::Phone { channels.text_messages } else { channels.mail };
    if is_open { Ok((kind, address)) } else { Err(Reason::MethodNotUsedHere) }
}

/// Sends a code to an address that the member wants to have. Whether it is somebody else's shows to nobody but its holder.
pub async fn add(app: &App, visit: &Visit, session: &Session, body: &Add) -> Result<(), Error> {
    require_fresh(app, visit, session, crate::error::Phase::Account, Sensitive::Account).await?;
    match checked(app, &body.address) {
        Ok((kind, address)) => send(app, visit, session, (For::Adding, kind, &address)).await,
        Err(reason) => Err(factors::refuse(app, visit, session, reason).await),
    }
}

/// Takes the code, and the address is the member's. Ends every other session, and tells all other addresses.
pub async fn verify(app: &App, visit: &Visit, session: &Session, body: &Verify) -> Result<AddressList, Error> {
    require_fresh(app, visit, session, crate::error::Phase::Account, Sensitive::Account).await?;
    let (kind, address) = match checked(app, &body.address) {
        Ok(checked) if body.keep.len() <= MOST_KEPT => checked,
        Ok(_) => return Err(factors::refuse(app, visit, session, Reason::MalformedBody).await),
        Err(reason) => return Err(factors::refuse(app, visit, session, reason).await),
    };
    let right = proves(app, visit, session, (For::Adding, kind, &address), &body.code).await?;
    match write(app, visit, session, (kind, address, right), keeps(app, session, body).await?).await? {
        Ok(()) => list(app, &visit.door, session).await,
        Err(reason) => Err(factors::refuse(app, visit, session, reason).await),
    }
}

/// What the member says is theirs, in the words of the tables.
async fn keeps(app: &App, session: &Session, body: &Verify) -> Result<Keeps, Error> {
    let (pool, user) = (session.pool_id, session.user_id);
    let read = app.store().read("own addresses and links", move |tx| {
        Ok::<_, Error>((identifier::of_user(tx, pool, user)?, linked_account::of_user(tx, pool, user)?))
    });
    let (rows, links) = read.await?;
    let is_kept = |id: &str| body.keep.iter().any(|kept| kept == id);
    let addresses = rows.into_iter().filter(|row| is_kept(&id(app, row))).map(|row| row.folded);
    let links = links.into_iter().filter(|link| is_kept(&single_sign_on::link_id(app, link)));
    let single = [("password", Method::Password), ("totp", Method::Totp), ("recovery_codes", Method::RecoveryCode)];
    Ok(Keeps {
        passkeys: body.keep.clone(),
        addresses: addresses.collect(),
        links: links.map(|link| (link.issuer, link.subject)).collect(),
        single: single.into_iter().filter(|(name, _)| is_kept(name)).map(|(_, method)| method).collect(),
    })
}

async fn write(
    app: &App,
    visit: &Visit,
    session: &Session,
    (kind, address, right): (IdentifierKind, String, Attempt),
    keeps: Keeps,
) -> Result<Result<(), Reason>, Error> {
    let (holder, now, door) = (Holder::from(session), app.now(), Arc::clone(&visit.door));
    let about = About::member(session.user_id);
    let added = audit::done(app, &Scene::from(visit), Kind::AddressAdded, about.clone()).await?;
    let cleared = audit::done(app, &Scene::from(visit), Kind::FactorsCleared, about).await?;
    let what = (messages::Kind::AddressChanged, News::AddressAdded);
    let told = messages::notices(app, visit, (session.user_id, std::slice::from_ref(&address)), what).await?;
    let row = Identifier {
        pool_id: session.pool_id,
        folded: address.clone(),
        kind,
        value: address,
        user_id: session.user_id,
        verified_at: Some(now),
        created_at: now,
    };
    let written = app.store().write("add address", move |tx| {
        right.spend(tx)?;
        holder.require_standing(tx)?;
        match place(tx, holder, &row)? {
            Place::Theirs => return Ok(()),
            Place::Unproved => {
                let policy = policy::of_member(tx, &door, holder.user)?;
                let before = Ways::of(tx, &door, (&policy, holder.user))?;
                identifier::verify(tx, holder.pool, holder.user, (&row.folded, now))?;
                first_proof::clear(tx, (holder.pool, holder.user), &row.folded, (&keeps, now))?;
                // Whoever names nothing must not shut themselves out with it.
                if !before.may_become(&Ways::of(tx, &door, (&policy, holder.user))?, &policy) {
                    return Err(Aborted::Refused(Reason::LastWayIn));
                }
                audit_event::insert(tx, &cleared)?;
            }
            Place::New => {}
        }
        holder.end_other_sessions(tx)?;
        messages::insert_all(tx, &told)?;
        Ok(audit_event::insert(tx, &added)?)
    });
    Aborted::settle(written.await)
}

/// Where the address stands when its code comes back.
enum Place {
    New,
    /// On this account, where somebody had put it unproved.
    Unproved,
    Theirs,
}

fn place(tx: &mut Tx<'_>, holder: Holder, row: &Identifier) -> Result<Place, Aborted> {
    let is_theirs = |found: &Identifier| found.user_id == holder.user;
    match identifier::find(tx, holder.pool, &row.folded)? {
        Some(found) if is_theirs(&found) && found.verified_at.is_some() => return Ok(Place::Theirs),
        Some(found) if is_theirs(&found) => return Ok(Place::Unproved),
        Some(found) if found.verified_at.is_some() => return Err(Aborted::Refused(Reason::IdentifierTaken)),
        // Nobody has proved it there: it is whoever's who reads it.
        Some(found) => identifier::delete(tx, holder.pool, found.user_id, &found.folded).map(drop)?,
        None => {}
    }
    if identifier::of_user(tx, holder.pool, holder.user)?.len() > MOST {
        return Err(Aborted::Refused(Reason::AddressLimit));
    }
    if identifier::insert(tx, row)? { Ok(Place::New) } else { Err(Aborted::Refused(Reason::IdentifierTaken)) }
}

/// Removes an address. A proved one is given up with a code that was sent there; the first call sends it.
pub async fn remove(
    app: &App,
    visit: &Visit,
    session: &Session,
    (asked, body): (&str, &Remove),
) -> Result<Removing, Error> {
    require_fresh(app, visit, session, crate::error::Phase::Account, Sensitive::Account).await?;
    let (pool, user, door) = (session.pool_id, session.user_id, Arc::clone(&visit.door));
    let read = app.store().read("addresses", move |tx| {
        Ok::<_, Error>((identifier::of_user(tx, pool, user)?, policy::of_member(tx, &door, user)?))
    });
    let (rows, policy) = read.await?;
    let found = rows.iter().find(|row| row.kind != IdentifierKind::Username && id(app, row) == asked).cloned();
    let Some(row) = found else { return Err(factors::refuse(app, visit, session, Reason::AddressUnknown).await) };
    // No code is asked for what cannot be done with it.
    if is_needed(&policy, &rows, &row) {
        return Err(factors::refuse(app, visit, session, Reason::LastWayIn).await);
    }
    let what = (For::Removing, row.kind, row.folded.as_str());
    let right = match (&body.code, row.verified_at) {
        (None, Some(_)) => {
            send(app, visit, session, what).await?;
            return Ok(Removing::CodeSent);
        }
        (Some(code), Some(_)) => Some(proves(app, visit, session, what, code).await?),
        (_, None) => None,
    };
    match take_away(app, visit, session, (row, right)).await? {
        Ok(()) => Ok(Removing::Removed(list(app, &visit.door, session).await?)),
        Err(reason) => Err(factors::refuse(app, visit, session, reason).await),
    }
}

async fn take_away(
    app: &App,
    visit: &Visit,
    session: &Session,
    (row, right): (Identifier, Option<Attempt>),
) -> Result<Result<(), Reason>, Error> {
    let (holder, door) = (Holder::from(session), Arc::clone(&visit.door));
    let event = audit::done(app, &Scene::from(visit), Kind::AddressRemoved, About::member(session.user_id)).await?;
    // The one that goes is told, too: it may be the only one that its true holder still reads.
    let what = (messages::Kind::AddressChanged, News::AddressRemoved);
    let told = messages::notices(app, visit, (session.user_id, &[]), what).await?;
    let now = app.now();
    let written = app.store().write("remove address", move |tx| {
        right.as_ref().map_or(Ok(()), |right| right.spend(tx))?;
        holder.require_standing(tx)?;
        notices::require_no_hold(tx, (holder.pool, holder.user), now)?;
        let rows = identifier::of_user(tx, holder.pool, holder.user)?;
        if !rows.contains(&row) {
            return Err(Aborted::Refused(Reason::AddressUnknown));
        }
        let policy = policy::of_member(tx, &door, holder.user)?;
        if is_needed(&policy, &rows, &row) {
            return Err(Aborted::Refused(Reason::LastWayIn));
        }
        identifier::delete(tx, holder.pool, holder.user, &row.folded)?;
        holder.end_other_sessions(tx)?;
        messages::insert_all(tx, &told)?;
        Ok(audit_event::insert(tx, &event)?)
    });
    Aborted::settle(written.await)
}
