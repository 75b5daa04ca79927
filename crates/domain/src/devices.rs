//! Browsers in which a member has signed in before. Being known makes a browser no factor: wrong guesses are counted apart for it, and where
//! policy lets it and the member has asked for it, the second factor is not asked there for a while. It must never sign anybody in.
//!
//! The cookie holds one token for each member who signed in at this door with this browser, at most [`MOST_IN_A_BROWSER`]: an id that finds the row,
//! and a secret that proves the holder. Each member has a secret of their own, so that whoever read the cookie of a shared browser before
//! knows nothing of those who came later.

use crate::app::App;
use crate::audit::{self, About, Kind, Scene};
use crate::binding::sha256;
use crate::error::{Error, Phase, Reason};
use crate::method::Method;
use crate::random::{self, NoRandomness};
use crate::session::Session;
use crate::visit::{Client, Visit};
use aws_lc_rs::constant_time;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde::Serialize;
use store::Tx;
use store::audit_event::{self, AuditEvent};
use store::device;
use store::id::{DeviceId, PasskeyId, PoolId, UserId};
use store::user::{self, UserStatus};

/// As long as browsers keep a cookie; counted from the last sign-in.
pub const LIFE_MS: i64 = 400 * DAY_MS;
pub const MOST_OF_A_MEMBER: u32 = 20;
pub const MOST_IN_A_BROWSER: usize = 5;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// 48 bytes in base64url.
const TOKEN_LETTERS: usize = 64;

/// A browser that this member signed in with before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    pub id: DeviceId,
    pub user: UserId,
    /// Until then the second factor is spared; none where the member's epoch was raised since.
    pub trusted_until: Option<i64>,
    row: device::Device,
}

impl Device {
    /// The passkey that is on it, as far as was seen.
    pub(crate) fn passkey(&self) -> Option<PasskeyId> {
        self.row.passkey_id
    }
}

/// Whether the visitor's browser is known for this member. What is read depends on the cookie alone, never on whom the name belongs to.
pub async fn known(app: &App, visit: &Visit, user: UserId) -> Result<Option<Device>, Error> {
    let tokens: Vec<_> = tokens(visit).map(|(_, id, secret)| (id, sha256(&secret))).collect();
    if tokens.is_empty() {
        return Ok(None);
    }
    let (pool, now) = (visit.door.pool.id, app.now());
    app.store()
        .read("find device", move |tx| {
            let mut found = None;
            let epoch = user::find(tx, pool, user)?.map(|user| user.epoch);
            for (id, hash) in &tokens {
                let row = device::find(tx, pool, *id)?.filter(|row| {
                    row.user_id == user
                        && row.seen_at > now - LIFE_MS
                        && constant_time::verify_slices_are_equal(&row.secret_hash, hash).is_ok()
                });
                found = row.or(found);
            }
            Ok::<_, Error>(found.map(|row| {
                let is_trusted = Some(row.epoch) == epoch;
                let trusted_until = row.trusted_until.filter(|until| is_trusted && *until > now);
                Device { id: row.id, user, trusted_until, row }
            }))
        })
        .await
}

/// The well-formed tokens of the visitor's cookie, the oldest first: text, id, secret.
fn tokens(visit: &Visit) -> impl Iterator<Item = (&str, DeviceId, [u8; 32])> {
    let cookie = visit.device.as_deref().unwrap_or_default();
    cookie.split('.').take(MOST_IN_A_BROWSER).filter_map(|text| {
        let (id, secret) = read(text)?;
        Some((text, id, secret))
    })
}

fn read(text: &str) -> Option<(DeviceId, [u8; 32])> {
    let mut bytes = [0; 48];
    let length =
        URL_SAFE_NO_PAD.decode_slice(Some(text).filter(|text| text.len() == TOKEN_LETTERS)?, &mut bytes).ok()?;
    let (id, secret) = bytes.get(..length)?.split_at_checked(16)?;
    Some((DeviceId::from_bytes(id.try_into().ok()?), secret.try_into().ok()?))
}

fn write(id: DeviceId, secret: &[u8; 32]) -> String {
    URL_SAFE_NO_PAD.encode([id.as_bytes().as_slice(), secret].concat())
}

/// Who signed in, at which epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member {
    pub user: UserId,
    pub epoch: i64,
}

/// What a sign-in leaves behind in its browser.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Left {
    /// `Policy::remember_device_ms` where the member has asked for it.
    pub trust_ms: Option<i64>,
    /// The passkey that is on this very device.
    pub passkey: Option<PasskeyId>,
}

/// Whether it matters here which browsers a member has signed in with: where guesses are counted, or other factors are asked.
pub(crate) fn matter(visit: &Visit) -> bool {
    let policy = &visit.door.policy;
    policy.first.iter().chain(&policy.second).any(|method| *method != Method::Passkey)
}

/// What is to be written about the browser of a sign-in, and the cookie that it gets.
pub(crate) struct Remembering {
    row: device::Device,
    is_new: bool,
    event: Option<AuditEvent>,
    cookie: String,
}

impl std::fmt::Debug for Remembering {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Remembering").field("id", &self.row.id).field("is_new", &self.is_new).finish_non_exhaustive()
    }
}

/// Draws what remembering needs, before the transaction. `None` where there is nothing to write: a program, or a browser that was seen
/// within a day and has nothing new.
pub(crate) async fn prepare(
    app: &App,
    visit: &Visit,
    member: Member,
    known: Option<&Device>,
    Left { trust_ms, passkey }: Left,
) -> Result<Option<Remembering>, Error> {
    let now = app.now();
    let known = known.filter(|device| device.user == member.user);
    let is_recent = known.is_some_and(|device| device.row.seen_at > now - DAY_MS);
    let passkey_before = known.and_then(|device| device.row.passkey_id);
    let is_news = trust_ms.is_some() || (passkey.is_some() && passkey != passkey_before);
    if !matches!(visit.client, Client::Browser { .. }) || (is_recent && !is_news) {
        return Ok(None);
    }
    let (id, secret, cookie) = token(app, visit, known)?;
    let row = device::Device {
        pool_id: visit.door.pool.id,
        id,
        user_id: member.user,
        secret_hash: sha256(&secret),
        epoch: member.epoch,
        created_at: now,
        seen_at: now,
        trusted_until: trust_ms.map(|ms| now + ms).or(known.and_then(|device| device.trusted_until)),
        address: visit.address.to_string(),
        user_agent_id: app.user_agents.id(app, &visit.user_agent).await?,
        passkey_id: passkey.or(passkey_before),
    };
    let event = match trust_ms {
        Some(_) => Some(audit::done(app, &Scene::from(visit), Kind::DeviceTrusted, About::member(member.user)).await?),
        None => None,
    };
    Ok(Some(Remembering { row, is_new: known.is_none(), event, cookie }))
}

/// The token of the member's row, kept or drawn, and the cookie with it: whoever was here last stands last, and is the last to be
/// dropped.
fn token(app: &App, visit: &Visit, known: Option<&Device>) -> Result<(DeviceId, [u8; 32], String), NoRandomness> {
    let (own, others): (Vec<_>, Vec<_>) =
        tokens(visit).partition(|(_, id, _)| known.is_some_and(|device| device.id == *id));
    let (id, secret) = match own.first() {
        Some((_, id, secret)) => (*id, *secret),
        None => drawn(app)?,
    };
    let too_many = (others.len() + 1).saturating_sub(MOST_IN_A_BROWSER);
    let others = others.iter().skip(too_many).map(|(text, ..)| *text);
    let own = write(id, &secret);
    let cookie = others.chain([own.as_str()]).collect::<Vec<_>>().join(".");
    Ok((id, secret, cookie))
}

fn drawn(app: &App) -> Result<(DeviceId, [u8; 32]), NoRandomness> {
    let (ms, random) = app.id_parts()?;
    Ok((DeviceId::from_parts(ms, random), random::bytes(app.random())?))
}

impl Remembering {
    /// In the transaction of the sign-in, which has made sure that the member is active and of that epoch.
    pub(crate) fn write(&self, tx: &mut Tx<'_>) -> Result<(), store::Error> {
        if self.is_new {
            device::insert(tx, &self.row)?;
            let (owner, since) = ((self.row.pool_id, self.row.user_id), self.row.seen_at - LIFE_MS);
            device::prune(tx, owner, since, MOST_OF_A_MEMBER)?;
        } else if !device::renew(tx, &self.row)? {
            // Forgotten meanwhile: it stays so.
            return Ok(());
        }
        self.event.as_ref().map_or(Ok(()), |event| audit_event::insert(tx, event))
    }

    /// The new value of the browser's cookie.
    pub(crate) fn cookie(&self) -> &str {
        &self.cookie
    }
}

/// Remembers the browser of a sign-in in a transaction of its own; the value for its cookie, where it needs a new one.
pub async fn remember(app: &App, visit: &Visit, member: Member, left: Left) -> Result<Option<String>, Error> {
    let known = known(app, visit, member.user).await?;
    let Some(remembering) = prepare(app, visit, member, known.as_ref(), left).await? else { return Ok(None) };
    let (cookie, pool) = (remembering.cookie().to_owned(), visit.door.pool.id);
    let done = app
        .store()
        .write("remember device", move |tx| {
            let is_still = user::find(tx, pool, member.user)?
                .is_some_and(|user| user.status == UserStatus::Active && user.epoch == member.epoch);
            if is_still {
                remembering.write(tx)?;
            }
            Ok::<_, Error>(is_still)
        })
        .await?;
    Ok(done.then_some(cookie))
}

/// A member's browser as the account page shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DeviceView {
    pub id: DeviceId,
    /// As the browser calls itself.
    pub user_agent: Option<String>,
    /// Where it was at the last sign-in that was noted; that is once a day.
    pub address: String,
    pub first_seen_at: String,
    pub last_seen_at: String,
    pub trusted_until: Option<String>,
    /// Whether it is the one that asks.
    pub is_this: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DeviceList {
    pub devices: Vec<DeviceView>,
}

/// The browsers that the session's member signed in with.
pub async fn list(app: &App, visit: &Visit, session: &Session) -> Result<DeviceList, Error> {
    let this = known(app, visit, session.user_id).await?.map(|device| device.id);
    let (pool, user, now) = (session.pool_id, session.user_id, app.now());
    let epoch = session.epoch;
    let read = move |tx: &mut Tx<'_>| Ok::<_, Error>(of_member(tx, (pool, user, epoch), now)?);
    let devices = app.store().read("list devices", read).await?;
    let devices = devices.into_iter().map(|view| DeviceView { is_this: Some(view.id) == this, ..view }).collect();
    Ok(DeviceList { devices })
}

/// The same of any member, for somebody who helps them.
pub(crate) fn of_member(
    tx: &mut Tx<'_>,
    (pool, user, epoch): (PoolId, UserId, i64),
    now: i64,
) -> Result<Vec<DeviceView>, store::Error> {
    let view = |row: device::Listed| DeviceView {
        id: row.device.id,
        user_agent: row.user_agent,
        first_seen_at: moment(row.device.created_at),
        last_seen_at: moment(row.device.seen_at),
        trusted_until: row.device.trusted_until.filter(|until| *until > now && row.device.epoch == epoch).map(moment),
        is_this: false,
        address: row.device.address,
    };
    let lives = |row: &device::Listed| row.device.seen_at > now - LIFE_MS;
    Ok(device::of_user(tx, pool, user)?.into_iter().filter(lives).map(view).collect())
}

fn moment(ms: i64) -> String {
    Timestamp::from_millisecond(ms).unwrap_or_default().to_string()
}

/// Forgets one of them, and answers what is left. No fresh proof is asked: it only takes trust away.
pub async fn forget(app: &App, visit: &Visit, session: &Session, id: DeviceId) -> Result<DeviceList, Error> {
    let event = audit::done(app, &Scene::from(visit), Kind::DeviceForgotten, About::member(session.user_id)).await?;
    let (pool, user) = (session.pool_id, session.user_id);
    let was_there = app
        .store()
        .write("forget device", move |tx| {
            let was_there = device::delete(tx, pool, user, id)?;
            if was_there {
                audit_event::insert(tx, &event)?;
            }
            Ok::<_, Error>(was_there)
        })
        .await?;
    if !was_there {
        let why = (Reason::DeviceUnknown, About::member(user));
        return Err(audit::refuse(app, &Scene::from(visit), Phase::Session, None, why).await);
    }
    list(app, visit, session).await
}

/// Forgets all of a member's, in the transaction that takes an account out of other hands.
pub fn forget_all(tx: &mut Tx<'_>, pool: PoolId, user: UserId) -> Result<u64, store::Error> {
    device::delete_of_user(tx, pool, user)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_reads_back_and_nothing_else_does() {
        let (id, secret) = (DeviceId::from_bytes([7; 16]), [9; 32]);
        let text = write(id, &secret);
        assert_eq!((text.len(), read(&text)), (TOKEN_LETTERS, Some((id, secret))));
        for junk in
            ["", "x", "ä", &"A".repeat(63), &"A".repeat(65), &"=".repeat(64), &"ä".repeat(32), &"A".repeat(4000)]
        {
            assert_eq!(read(junk), None, "{junk}");
        }
    }
}
