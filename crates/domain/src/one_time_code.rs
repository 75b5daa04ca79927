//! Codes and links that are sent to a mail address or a phone. Whoever shows one proves nothing but that they can read what is sent
//! there, in the browser that asked, for the purpose it was asked for, once.
//!
//! Nothing here opens a session, and nothing tells whether a name is known: a name that nobody has gets a row, a message of the same
//! size and the same answers; only that no code opens its row, and nobody is sent its message.

mod address;
mod digits;
mod link;
mod programs;
mod sending;
#[cfg(test)]
mod tests;

pub(crate) use address::{Reach, has_channel, mailboxes};
pub(crate) use link::{LinkState, Taken, confirm_code, look, take};
pub(crate) use programs::{Asked, BINDING, Extended, check_of_program, hand_over};
pub(crate) use sending::{Prepared, prepare_letter, prepare_send};

/// What a code is for.
pub(crate) use store::one_time_code::CodePurpose as Purpose;

use crate::app::App;
use crate::error::{Error, Phase, Reason, Refused};
use crate::keys::KeyRing;
use crate::method::Method;
use crate::sign_up::Aborted;
use crate::subject::Subject;
use crate::visit::Visit;
use address::{Destination, Person};
use aws_lc_rs::constant_time;
use store::Tx;
use store::id::{CodeId, PoolId, UserId};
use store::identifier::IdentifierKind;
use store::one_time_code::{self, CodeMethod, OneTimeCode, Try, Wanted};

/// Wrong ones that a code bears; the one after them is refused, right or not (scenario recovery/otp-guess-limit).
const MOST_TRIES: u32 = 5;
/// Everything has died, and is counted no more, before it is this old.
pub(crate) const KEEP_MS: i64 = 25 * 60 * 60 * 1000;

/// Which code is asked for, or typed.
#[derive(Clone, Copy)]
pub(crate) struct Ask<'a> {
    /// Whoever is meant. Where an address itself is to be proved, this is the subject of that address.
    pub subject: &'a Subject,
    pub purpose: Purpose,
    pub method: Method,
    /// What only the client that asks can show again: of a browser its pre-auth cookie or session, of a program the hash of its
    /// journey's id.
    pub binding: &'a [u8],
}

impl std::fmt::Debug for Ask<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ask").field("purpose", &self.purpose).field("method", &self.method).finish_non_exhaustive()
    }
}

/// What came of a code that was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Proof {
    Right(Proved),
    /// One of the five tries is gone.
    Wrong,
    /// There is no code that could be right: it was used, has expired, was tried too often, or was asked for in another browser.
    Dead,
}

impl Proof {
    /// How a refusal is to be told, where it is one.
    pub(crate) fn refusal(&self) -> Option<Reason> {
        match self {
            Self::Right(_) => None,
            Self::Wrong => Some(Reason::CodeWrong),
            Self::Dead => Some(Reason::CodeDead),
        }
    }
}

/// Somebody reads what is sent to this address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Proved {
    pub code: CodeId,
    pub method: Method,
    /// The member, or whom the subject stood for.
    pub user: UserId,
    /// The address in its folded form, which is the one that was written to.
    pub address: String,
    pub kind: IdentifierKind,
}

/// Checks a code that was typed, uses it up where it is right, and counts the try where not.
pub(crate) async fn prove(app: &App, visit: &Visit, ask: &Ask<'_>, typed: &str) -> Result<Proof, Error> {
    let attempt = attempt(app, visit, ask, typed).await?;
    Ok(match attempt.clone().settle(app).await? {
        Settled::Proved => Proof::Right(Proved {
            code: attempt.tried.id,
            method: ask.method,
            user: attempt.user,
            address: attempt.address.unwrap_or_default(),
            kind: channel(code_method(app, ask)?),
        }),
        Settled::Tried => Proof::Wrong,
        Settled::Dead => Proof::Dead,
    })
}

/// The same for what may still be refused: a right code is left to the transaction that does what it is for, so that a refusal leaves it good.
/// A wrong one is counted at once, or whoever is refused anyway could go on guessing.
pub(crate) async fn check(
    app: &App,
    visit: &Visit,
    ask: &Ask<'_>,
    typed: &str,
) -> Result<Result<Attempt, Reason>, Error> {
    let attempt = attempt(app, visit, ask, typed).await?;
    if attempt.tried.is_right {
        return Ok(Ok(attempt));
    }
    Ok(Err(if attempt.settle(app).await? == Settled::Tried { Reason::CodeWrong } else { Reason::CodeDead }))
}

async fn attempt(app: &App, visit: &Visit, ask: &Ask<'_>, typed: &str) -> Result<Attempt, Error> {
    let method = code_method(app, ask)?;
    let pool_id = visit.door.pool.id;
    let found = find(app, visit, ask, method).await?;
    let is_right = is_right(&app.snapshot().ring, pool_id, found.as_ref().map(|(row, _)| row), typed)
        & found.as_ref().is_some_and(|(_, address)| address.is_some());
    let (id, address) = found.map_or((CodeId::NIL, None), |(row, address)| (row.id, address));
    Ok(Attempt {
        tried: Try { pool_id, id, is_right, most_tries: MOST_TRIES, at: app.now() },
        purpose: ask.purpose,
        user: ask.subject.user,
        address: Some(address.unwrap_or_else(|| ask.subject.folded.clone())),
        is_handed_over: false,
    })
}

/// The code that is tried in this browser, if one lives there.
async fn find(app: &App, visit: &Visit, ask: &Ask<'_>, method: CodeMethod) -> Result<Option<Found>, Error> {
    let wanted = wanted(app, visit, ask, method);
    let (snapshot, now, pool) = (app.snapshot(), app.now(), visit.door.pool.id);
    let person = Person::new(ask, channel(method));
    app.store()
        .read("find code", move |tx| {
            let destinations = address::destinations(tx, &snapshot.ring, pool, &person)?;
            let living = one_time_code::living(tx, &wanted, now)?;
            Ok::<_, Error>(living.into_iter().find_map(|row| sent_to(row, &destinations)))
        })
        .await
}

/// A code and the address it was sent to, if somebody can read that.
type Found = (OneTimeCode, Option<String>);

fn sent_to(row: OneTimeCode, destinations: &[Destination]) -> Option<Found> {
    let destination = destinations.iter().find(|destination| destination.recipient == row.recipient)?;
    let address = destination.address.clone();
    Some((row, address))
}

/// The same work whether there is a code or not.
fn is_right(ring: &KeyRing, pool: PoolId, found: Option<&OneTimeCode>, typed: &str) -> bool {
    let (id, kept) = found.map_or((CodeId::NIL, None), |row| (row.id, row.code_hash));
    let typed = code_hash(ring, (pool, id), &digits::read(typed));
    let is_equal = constant_time::verify_slices_are_equal(&kept.unwrap_or_default(), &typed).is_ok();
    is_equal & kept.is_some()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Settled {
    Proved,
    Tried,
    Dead,
}

/// A code that was typed and compared, but neither used up nor counted yet.
#[derive(Debug, Clone)]
pub(crate) struct Attempt {
    tried: Try,
    purpose: Purpose,
    user: UserId,
    /// None where it was handed over, and proves no address.
    address: Option<String>,
    is_handed_over: bool,
}

impl Attempt {
    /// The address that it proves.
    pub(crate) fn address(&self) -> Option<&str> {
        self.address.as_deref()
    }

    /// Whether a program had it, so that its word alone says who has read it.
    pub(crate) fn is_handed_over(&self) -> bool {
        self.is_handed_over
    }

    /// In the transaction of what a right code is for.
    pub(crate) fn spend(&self, tx: &mut Tx<'_>) -> Result<(), Aborted> {
        match self.write(tx)? {
            Settled::Proved => Ok(()),
            _ => Err(Aborted::Refused(Reason::CodeDead)),
        }
    }

    async fn settle(self, app: &App) -> Result<Settled, Error> {
        app.store().write("try code", move |tx| Ok::<_, Error>(self.write(tx)?)).await
    }

    /// Counts the try and uses the code up in one update, which decides every race.
    fn write(&self, tx: &mut Tx<'_>) -> Result<Settled, store::Error> {
        // Taken from the member since it was written to, an address proves nothing for them any more.
        let is_theirs = match &self.address {
            Some(address) => address::is_of(tx, self.tried.pool_id, (self.purpose, self.user), address)?,
            None => true,
        };
        let is_tried = one_time_code::attempt(tx, &self.tried)?;
        Ok(match (is_tried, self.tried.is_right) {
            (true, false) => Settled::Tried,
            (true, true) if is_theirs => Settled::Proved,
            _ => Settled::Dead,
        })
    }
}

fn wanted(app: &App, visit: &Visit, ask: &Ask<'_>, method: CodeMethod) -> Wanted {
    Wanted {
        pool_id: visit.door.pool.id,
        workspace_id: visit.door.workspace.id,
        user_id: ask.subject.user,
        purpose: ask.purpose,
        method,
        binding: binding_hash(&app.snapshot().ring, visit.door.pool.id, ask.binding),
    }
}

/// Only codes are asked for here; anything else is a fault of ours.
fn code_method(app: &App, ask: &Ask<'_>) -> Result<CodeMethod, Error> {
    match ask.method {
        Method::EmailCode => Ok(CodeMethod::EmailCode),
        Method::SmsCode => Ok(CodeMethod::SmsCode),
        Method::MagicLink if has_links(ask.purpose) => Ok(CodeMethod::MagicLink),
        _ => Err(Refused::new(app, phase(ask.purpose), Reason::Internal).into()),
    }
}

/// A link goes around the page it was asked on, so it is of use only where that page asks for nothing else.
fn has_links(purpose: Purpose) -> bool {
    matches!(purpose, Purpose::SignIn | Purpose::Recovery)
}

/// Whether it is an address that is to be proved, and not a member who has it.
fn is_about_an_address(purpose: Purpose) -> bool {
    matches!(purpose, Purpose::SignUp | Purpose::VerifyAddress | Purpose::Activation)
}

/// Whether somebody joins with it.
fn joins(purpose: Purpose) -> bool {
    matches!(purpose, Purpose::SignUp | Purpose::Activation)
}

pub(crate) fn phase(purpose: Purpose) -> Phase {
    match purpose {
        Purpose::SignIn
        | Purpose::Recovery
        | Purpose::Challenge
        | Purpose::Authentication
        | Purpose::ResetPassword
        | Purpose::ResetTotp => Phase::SignIn,
        Purpose::SignUp | Purpose::Activation => Phase::SignUp,
        Purpose::StepUp => Phase::StepUp,
        Purpose::VerifyAddress => Phase::Session,
        Purpose::EnrolPasskey => Phase::Enrol,
    }
}

fn channel(method: CodeMethod) -> IdentifierKind {
    match method {
        CodeMethod::EmailCode | CodeMethod::MagicLink => IdentifierKind::Email,
        CodeMethod::SmsCode => IdentifierKind::Phone,
        // By no channel of ours.
        CodeMethod::HandedOver => IdentifierKind::Username,
    }
}

/// The codes that a client asked for go on with it where what it is known by becomes another.
pub(crate) fn rebind(
    tx: &mut Tx<'_>,
    ring: &KeyRing,
    (pool, user): (PoolId, UserId),
    ((from, to), now): ((&[u8], &[u8]), i64),
) -> Result<(), store::Error> {
    let hashes = [from, to].map(|binding| binding_hash(ring, pool, binding));
    one_time_code::rebind(tx, (pool, user), (&hashes[0], &hashes[1]), now).map(drop)
}

fn code_hash(ring: &KeyRing, (pool, id): (PoolId, CodeId), code: &str) -> [u8; 32] {
    ring.keyed("one-time code", &[pool.as_bytes(), id.as_bytes(), code.as_bytes()])
}

fn link_hash(ring: &KeyRing, pool: PoolId, token: &[u8; 32]) -> [u8; 32] {
    ring.keyed("one-time link", &[pool.as_bytes(), token])
}

fn binding_hash(ring: &KeyRing, pool: PoolId, binding: &[u8]) -> [u8; 32] {
    ring.keyed("one-time code binding", &[pool.as_bytes(), binding])
}
