//! Enrolment links (S2-8): an administrator has a link mailed to a member, with which they make a passkey. It is an access pass that nobody
//! is shown, to one address that the member has proved to read, and it opens a recovery and nothing else. Looking at it changes nothing.
//! Whoever sends it must never see it, and it must never be good for an address that is the member's no longer.

use crate::access_pass::{self, give};
use crate::app::App;
use crate::audit::Kind;
use crate::error::{Error, Reason};
use crate::identifier::fold;
use crate::journey::{Proof, Purpose};
use crate::language::times;
use crate::members::By;
use crate::messages::{self, Address, Message};
use crate::method::Method;
use crate::one_time_code;
use crate::policy;
use crate::random;
use crate::session::Session;
use crate::sign_in::{Outcome, go_on, with_pre_auth};
use crate::sign_up::Aborted;
use crate::snapshot::FrontDoor;
use crate::subject::Subject;
use crate::ticket::Ticket;
use crate::visit::Visit;
use aws_lc_rs::constant_time;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use std::sync::Arc;
use store::Tx;
use store::access_pass::{self as passes, AccessPass, Carrier, Salt};
use store::id::{AccessPassId, PoolId, UserId};
use store::notice::NoticeKind;
use store::outbox::Outgoing;
use store::user::{self, UserStatus};

pub const LIFE_MS: i64 = 24 * 60 * 60 * 1000;
const ID: usize = 16;
/// The id of the pass and 32 random bytes, in base64url.
const TOKEN: usize = 64;

/// What whoever sends a link hears of it.
#[derive(Debug, Clone, Serialize)]
pub struct Sent {
    pub to: String,
    pub expires_at: i64,
}

/// Sends a link. `to` is one of the member's verified addresses; the oldest where none is named.
pub(crate) async fn send(
    app: &App,
    door: &Arc<FrontDoor>,
    (by, user): (By<'_>, UserId),
    to: Option<&str>,
) -> Result<Sent, Error> {
    let to = match destination(app, door, user, to).await? {
        Ok(to) => to,
        Err(reason) => return Err(access_pass::refuse(app, (door, by), user, reason).await),
    };
    let (pass, token) = draw(app, (door.pool.id, user), by.actor().unwrap_or(UserId::NIL), &to)?;
    let letter = letter(app, door, by, (&pass, &to, &token))?;
    let sent = Sent { to, expires_at: pass.expires_at };
    let told = (NoticeKind::EnrolmentLinkSent, Kind::EnrolmentLinkSent);
    give(app, (door, by), (pass, Some(letter)), told).await?;
    Ok(sent)
}

/// Where it goes, if there is such a place and a passkey can be made there at all.
async fn destination(
    app: &App,
    door: &Arc<FrontDoor>,
    user: UserId,
    asked: Option<&str>,
) -> Result<Result<String, Reason>, Error> {
    let of = Arc::clone(door);
    let read = app.store().read("where a link goes", move |tx| {
        let mailboxes = one_time_code::mailboxes(tx, of.pool.id, user)?;
        Ok::<_, Error>((mailboxes, policy::of_member(tx, &of, user)?.takes_passkeys()))
    });
    let (mailboxes, takes_passkeys) = read.await?;
    if !takes_passkeys || !app.channels().mail {
        return Ok(Err(Reason::MethodNotUsedHere));
    }
    let asked = asked.map(str::trim).filter(|asked| !asked.is_empty()).map(fold);
    let found = mailboxes.into_iter().find(|mailbox| asked.as_ref().is_none_or(|asked| asked == mailbox));
    Ok(found.ok_or(Reason::AddressUnknown))
}

/// The address must be the member's still when the link is written.
pub(crate) fn require_address(tx: &mut Tx<'_>, pass: &AccessPass) -> Result<(), Aborted> {
    if is_theirs(tx, pass)? { Ok(()) } else { Err(Aborted::Refused(Reason::AddressUnknown)) }
}

fn is_theirs(tx: &mut Tx<'_>, pass: &AccessPass) -> Result<bool, store::Error> {
    let mailboxes = one_time_code::mailboxes(tx, pass.pool_id, pass.user_id)?;
    Ok(pass.sent_to.as_ref().is_some_and(|to| mailboxes.contains(to)))
}

fn draw(app: &App, (pool, user): (PoolId, UserId), issued_by: UserId, to: &str) -> Result<(AccessPass, String), Error> {
    let (ms, parts) = app.id_parts()?;
    let id = AccessPassId::from_parts(ms, parts);
    let (secret, salt): ([u8; 32], Salt) = (random::bytes(app.random())?, random::bytes(app.random())?);
    let (token, now) = ([id.as_bytes().as_slice(), &secret].concat(), app.now());
    let pass = AccessPass {
        pool_id: pool,
        id,
        user_id: user,
        hash: hash(app, pool, (&token, &salt)),
        salt,
        issued_by,
        carrier: Carrier::Link,
        sent_to: Some(to.to_owned()),
        created_at: now,
        full_until: now + LIFE_MS,
        expires_at: now + LIFE_MS,
        last_used_at: None,
        ended_at: None,
        other_way_at: None,
    };
    Ok((pass, URL_SAFE_NO_PAD.encode(token)))
}

/// Of 256 random bits a keyed hash is enough; nobody guesses them.
fn hash(app: &App, pool: PoolId, (token, salt): (&[u8], &Salt)) -> [u8; 32] {
    app.snapshot().ring.keyed("enrolment link", &[pool.as_bytes(), salt, token])
}

fn letter(
    app: &App,
    door: &FrontDoor,
    by: By<'_>,
    (pass, to, token): (&AccessPass, &str, &str),
) -> Result<Outgoing, Error> {
    let language = by.language();
    let link = format!("{}/enrolment/{token}", door.base());
    let words = vec![("link", link), ("until", times::moment(language, pass.expires_at))];
    let to = Address::Mail(to.to_owned());
    let message = Message { tenant: door.tenant.id, to, kind: messages::Kind::EnrolmentLink, language, words };
    messages::prepare(app, door.tenant.id, Some(message))
}

/// What its page shows.
#[derive(Debug, Clone)]
pub struct Seen {
    pub address: String,
}

/// Looks at a link: scanners of mail look, too. None where it is no longer good, for whatever cause.
pub async fn look(app: &App, visit: &Visit, token: &str) -> Result<Option<Seen>, Error> {
    Ok(find(app, visit, token).await?.map(|found| Seen { address: found.address }))
}

/// A link that is good at this door now.
struct Found {
    id: AccessPassId,
    user: UserId,
    address: String,
    /// The member's, from before the link was used: what has changed since voids the proof.
    epoch: i64,
}

async fn find(app: &App, visit: &Visit, token: &str) -> Result<Option<Found>, Error> {
    let Some((id, token)) = read(token) else { return Ok(None) };
    let (door, now) = (Arc::clone(&visit.door), app.now());
    let read = app.store().read("find enrolment link", move |tx| {
        let Some(pass) = passes::find_link(tx, door.pool.id, id)?.filter(|pass| pass.lives(now)) else {
            return Ok(None);
        };
        let member = user::find(tx, pass.pool_id, pass.user_id)?;
        let Some(member) = member.filter(|member| member.status == UserStatus::Active) else { return Ok(None) };
        let is_good = is_theirs(tx, &pass)? && policy::of_member(tx, &door, pass.user_id)?.takes_passkeys();
        Ok::<_, Error>(is_good.then_some((pass, member.epoch)))
    });
    let Some((pass, epoch)) = read.await? else { return Ok(None) };
    let hash = hash(app, pass.pool_id, (&token, &pass.salt));
    let is_right = constant_time::verify_slices_are_equal(&pass.hash, &hash).is_ok();
    let found = |address| Found { id, user: pass.user_id, address, epoch };
    Ok(pass.sent_to.filter(|_| is_right).map(found))
}

fn read(token: &str) -> Option<(AccessPassId, Vec<u8>)> {
    let token = Some(token).filter(|token| token.len() == TOKEN)?;
    let token = URL_SAFE_NO_PAD.decode(token).ok()?;
    let id: [u8; ID] = token.get(..ID)?.try_into().ok()?;
    Some((AccessPassId::from_bytes(id), token))
}

/// Takes a link: the member goes on to make a passkey, and comes in with it. The link ends when the passkey is there, so whoever is interrupted
/// may come back. None where it is gone.
pub async fn take(app: &App, visit: &Visit, token: &str, previous: Option<&Session>) -> Result<Option<Outcome>, Error> {
    let (visit, pre_auth) = with_pre_auth(app, visit)?;
    let Some(found) = find(app, &visit, token).await? else { return Ok(None) };
    let (pool, id, now) = (visit.door.pool.id, found.id, app.now());
    // The one update decides whether it lives.
    let use_it =
        app.store().write("use enrolment link", move |tx| Ok::<_, Error>(passes::record_use(tx, pool, id, now)?));
    if !use_it.await? {
        return Ok(None);
    }
    let mut ticket = Ticket::new(app, Purpose::Recovery)?;
    ticket.subject = Some(Subject::of_member(app, &visit, found.user));
    ticket.typed.clone_from(&found.address);
    ticket.epoch = Some(found.epoch);
    // Whoever reads that mailbox must not be the only one that hears of it.
    ticket.by.push(found.address);
    let mut outcome = go_on(app, &visit, ticket, Proof::of(Method::AccessPass), previous).await?;
    if let Outcome::Going(going) = &mut outcome {
        going.pre_auth = pre_auth;
    }
    Ok(Some(outcome))
}
