//! Guesses that are wrong, counted in the store so that all nodes agree (NIST 800-63B, 3.2.2; ASVS 6.1.1, 6.3.1). It must never let a
//! stranger stop the member, nor show whether anybody has a name.
//!
//! **What is counted.** Name, method, and kind of device. The name is a keyed hash of what was typed, so a name that nobody has is counted,
//! slowed and stopped like any other. Devices that the member signed in with before are counted one by one for the waits, all others
//! together: whatever strangers do, the member's own browsers do not wait. Beside each name its member is counted, or the pseudo member behind
//! it, in the same transaction: a name waits for its own guesses, and all names of a member stop together.
//!
//! **A guess is counted before it is looked at** ([`gate`]), and the count is taken back when it was right ([`succeeded`]). A
//! thousand guesses sent at once are then a thousand counted ones. A guess that nothing came of, because the server failed, stays
//! counted.
//!
//! **What is stopped.** [`MOST`] in a row by strangers, or as many on the member's own devices together: the two make the hundred of NIST. The
//! method is then off for this name on that kind of device, until it is set anew or its member recovers (`forget` in that transaction), or an
//! administrator allows it ([`allow_again`]). Other methods and the other kind of device go on. What cannot be guessed, passkeys above all,
//! is never counted.
//!
//! **What is sent is not counted here.** Nobody can set a mailbox anew, and a count of wrong codes by name would refuse the right one of whoever
//! was sent it. A code bears five tries in the browser that asked, and how many there are, and how long, is decided where they are sent
//! (`one_time_code::sending`).
//!
//! **What is forgotten.** Below that, a row is swept after a day of silence for each guess in it: a stranger gains no more than one
//! guess a day by patience, and names that were made up do not fill the database.

use crate::app::App;
use crate::audit::{self, About, Kind, Scene};
use crate::error::{Error, Phase, Reason, Refused};
use crate::factors;
use crate::keys::KeyRing;
use crate::members::By;
use crate::messages;
use crate::method::Method;
use crate::news::News;
use crate::snapshot::FrontDoor;
use crate::subject;
use crate::visit::Visit;
use std::future::Future;
use store::failure::{self, Failure, Key};
use store::id::{DeviceId, PoolId, UserId};
use store::{Tx, audit_event, identifier};

/// In a row by strangers; as many again on known devices.
pub const MOST: i64 = 50;
/// The first that is followed by a wait.
pub const FIRST_SLOWED: i64 = 5;
pub const SHORTEST_WAIT_MS: i64 = 30_000;
pub const LONGEST_WAIT_MS: i64 = 60 * 60 * 1000;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// Who guesses what, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempt {
    pub pool: PoolId,
    /// `Subject::key`, whoever has the name: what waits.
    pub subject_key: [u8; 32],
    /// `subject::key_of_all_names`, of a member or a pseudo member: what is stopped.
    pub member_key: [u8; 32],
    pub method: Method,
    /// A device that this very member signed in with before; see `devices::known`.
    pub device: Option<DeviceId>,
}

impl Attempt {
    /// Of the name and of its member.
    fn keys(&self) -> [Key; 2] {
        [self.subject_key, self.member_key].map(|subject| Key {
            pool_id: self.pool,
            subject,
            method: self.method.as_str(),
            device: self.device,
        })
    }
}

/// A guess that may be looked at now, and is counted as wrong already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use = "a right guess stays counted as a wrong one until `succeeded` is told"]
pub struct Guess {
    attempt: Attempt,
    /// If it is wrong, the method is off.
    is_last: bool,
}

/// Counts one guess, or refuses it with how long to wait. Call it before anything is hashed or compared.
pub async fn gate(app: &App, phase: Phase, attempt: Attempt) -> Result<Guess, Error> {
    if !attempt.method.is_guessable() {
        return Ok(Guess { attempt, is_last: false });
    }
    let ([name, member], now) = (attempt.keys(), app.now());
    let verdict = app
        .store()
        .write("count guess", move |tx| {
            let named = failure::find(tx, &name)?.filter(|before| before.forget_at > now);
            let whole = failure::find(tx, &member)?.filter(|before| before.forget_at > now);
            let known = match member.device {
                Some(_) => Some(failure::count_on_known_devices(tx, &member, now)?),
                None => None,
            };
            let verdict = judge(named, (whole, known), now);
            if let Verdict::Go { named, whole, .. } = &verdict {
                failure::put(tx, &name, named)?;
                failure::put(tx, &member, whole)?;
            }
            Ok::<_, Error>(verdict)
        })
        .await?;
    match verdict {
        Verdict::Go { is_last, .. } => Ok(Guess { attempt, is_last }),
        Verdict::Wait { ms } => {
            let seconds = u32::try_from((ms + 999) / 1000).unwrap_or(u32::MAX);
            Err(Refused::new(app, phase, Reason::GuessedTooOften).after(seconds).into())
        }
        Verdict::Stopped => Err(Refused::new(app, phase, Reason::GuessingStopped).into()),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Go { named: Failure, whole: Failure, is_last: bool },
    Wait { ms: i64 },
    Stopped,
}

/// What stands against the name, which waits, and against its member, who is stopped. `known` is the sum over the member's own devices where the
/// guess comes from one of them.
fn judge(named: Option<Failure>, (whole, known): (Option<Failure>, Option<i64>), now: i64) -> Verdict {
    let count = |before: Option<Failure>| before.map_or(0, |failure| failure.count);
    let sum = known.unwrap_or_else(|| count(whole));
    if sum >= MOST {
        return Verdict::Stopped;
    }
    let ms = named.map_or(0, |failure| failure.blocked_until - now);
    if ms > 0 {
        // A clock that was ahead for a moment keeps nobody out for longer than any wait is.
        return Verdict::Wait { ms: ms.min(LONGEST_WAIT_MS) };
    }
    let (of_name, of_member, is_last) = (count(named) + 1, count(whole) + 1, sum + 1 >= MOST);
    let named = Failure { count: of_name, blocked_until: now + wait_after(of_name), forget_at: now + of_name * DAY_MS };
    let whole = Failure {
        // One row of several must keep the method off by itself: the others are swept.
        count: if is_last { MOST } else { of_member },
        blocked_until: 0,
        forget_at: if is_last { i64::MAX } else { now + of_member * DAY_MS },
    };
    Verdict::Go { named, whole, is_last }
}

/// 30 seconds after the fifth, then twice as long each time, up to an hour.
fn wait_after(count: i64) -> i64 {
    match count - FIRST_SLOWED {
        ..0 => 0,
        doublings @ 0..7 => SHORTEST_WAIT_MS << doublings,
        _ => LONGEST_WAIT_MS,
    }
}

/// The guess was right: what stood against this kind of device is forgotten, and nothing else.
pub async fn succeeded(app: &App, guess: Guess) -> Result<(), Error> {
    if !guess.attempt.method.is_guessable() {
        return Ok(());
    }
    let keys = guess.attempt.keys();
    let write = move |tx: &mut Tx<'_>| keys.iter().try_for_each(|key| failure::delete(tx, key));
    app.store().write("forget guesses", write).await.map_err(Error::from)
}

/// What became of a wrong guess.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Counted,
    /// It was the last: the method is off now on this kind of device.
    Stopped,
}

/// Counts a guess, lets it be looked at, and takes the count back where it was right. Nothing is looked at before it is counted: a future
/// does nothing until then. The member is whoever has the name, if anybody.
pub(crate) async fn guess<T>(
    app: &App,
    visit: &Visit,
    (phase, attempt, member): (Phase, Attempt, Option<UserId>),
    look: impl Future<Output = Result<Option<T>, Error>>,
) -> Result<Option<T>, Error> {
    let guess = gate(app, phase, attempt).await?;
    let right = look.await?;
    if right.is_some() {
        succeeded(app, guess).await?;
    } else {
        failed(app, visit, guess, member).await?;
    }
    Ok(right)
}

/// The guess was wrong. It is counted already; the last one leaves an event, whether or not there is a member whom it is about, and the
/// member is told (ASVS 6.3.5).
pub async fn failed(app: &App, visit: &Visit, guess: Guess, member: Option<UserId>) -> Result<Outcome, Error> {
    if !guess.is_last {
        return Ok(Outcome::Counted);
    }
    let about = About { subject: member, ..About::default() };
    let event = audit::done(app, &Scene::from(visit), Kind::GuessingStopped, about).await?;
    let mut told = match member {
        Some(user) => factors::told(app, visit, user, stopped(guess.attempt)).await?,
        None => Vec::new(),
    };
    if told.is_empty() {
        told.push(messages::prepare(app, visit.door.tenant.id, None)?);
    }
    let write = move |tx: &mut Tx<'_>| {
        messages::insert_all(tx, &told)?;
        Ok::<_, Error>(audit_event::insert(tx, &event)?)
    };
    app.store().write("guessing stopped", write).await?;
    messages::ring(app);
    Ok(Outcome::Stopped)
}

/// What the member reads of it.
fn stopped(Attempt { method, device, .. }: Attempt) -> News {
    match (method, device) {
        (Method::Password, None) => News::PasswordStoppedElsewhere,
        (Method::Password, Some(_)) => News::PasswordStopped,
        (_, None) => News::AppStoppedElsewhere,
        (_, Some(_)) => News::AppStopped,
    }
}

/// Forgets what stands against these methods of a member, under all names and on all devices: in the transaction that sets them anew.
/// Whether there was anything.
pub(crate) fn forget(
    tx: &mut Tx<'_>,
    ring: &KeyRing,
    (pool, user): (PoolId, UserId),
    methods: &[Method],
) -> Result<bool, store::Error> {
    let names = identifier::of_user(tx, pool, user)?;
    let by_name = names.iter().map(|name| subject::key_in(ring, pool, &name.folded));
    let of_member = [subject::key_of_member(ring, pool, user), subject::key_of_all_names(ring, pool, user)];
    let mut gone = 0;
    for key in by_name.chain(of_member) {
        for method in methods {
            gone += failure::delete_all(tx, pool, &key, method.as_str())?;
        }
    }
    Ok(gone > 0)
}

/// The methods that are off for a member, on their own browsers or everywhere else.
pub(crate) fn stopped_of(
    tx: &mut Tx<'_>,
    ring: &KeyRing,
    (pool, user): (PoolId, UserId),
    now: i64,
) -> Result<Vec<Method>, store::Error> {
    let subject = subject::key_of_all_names(ring, pool, user);
    let mut stopped = Vec::new();
    for method in Method::ALL.into_iter().filter(|method| method.is_guessable()) {
        let key = Key { pool_id: pool, subject, method: method.as_str(), device: None };
        let elsewhere = failure::find(tx, &key)?.filter(|row| row.forget_at > now).map_or(0, |row| row.count);
        if elsewhere >= MOST || failure::count_on_known_devices(tx, &key, now)? >= MOST {
            stopped.push(method);
        }
    }
    Ok(stopped)
}

/// An administrator lets a member use a method again. The caller has checked who asks.
pub async fn allow_again(
    app: &App,
    door: &FrontDoor,
    by: By<'_>,
    (user, method): (UserId, Method),
) -> Result<(), Error> {
    let about = About { actor: by.actor(), subject: Some(user), ..About::default() };
    let mut event = audit::done(app, &by.scene(), Kind::GuessingAllowed, about).await?;
    // It is the member's tenant that must find it, wherever it was done.
    (event.tenant_id, event.pool_id) = (door.tenant.id, Some(door.pool.id));
    event.detail = Some(method.as_str().into());
    let (pool, snapshot) = (door.pool.id, app.snapshot());
    app.store()
        .write("allow guessing", move |tx| {
            forget(tx, &snapshot.ring, (pool, user), &[method])?;
            audit_event::insert(tx, &event)?;
            Ok::<_, Error>(())
        })
        .await
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_700_000_000_000;

    /// What stands against a name and its member afterwards.
    fn go(named: Option<Failure>, whole: Option<Failure>, now: i64) -> (Failure, Failure) {
        match judge(named, (whole, None), now) {
            Verdict::Go { named, whole, .. } => (named, whole),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn waits_begin_at_the_fifth_and_double_up_to_an_hour() {
        let seconds: Vec<_> = (1..=14).map(|count| wait_after(count) / 1000).collect();
        assert_eq!(seconds, [0, 0, 0, 0, 30, 60, 120, 240, 480, 960, 1_920, 3_600, 3_600, 3_600]);
        assert_eq!(wait_after(i64::MAX), LONGEST_WAIT_MS);
    }

    #[test]
    fn a_guess_that_must_wait_is_not_counted_and_makes_no_wait_longer() {
        let five = Failure { count: 5, blocked_until: NOW + 30_000, forget_at: NOW };
        assert_eq!(judge(Some(five), (None, None), NOW), Verdict::Wait { ms: 30_000 });
        assert_eq!(judge(Some(five), (None, None), NOW + 29_999), Verdict::Wait { ms: 1 });
        assert_eq!(go(Some(five), None, NOW + 30_000).0.count, 6);
        assert_eq!(judge(Some(five), (None, None), NOW - 864_000_000), Verdict::Wait { ms: LONGEST_WAIT_MS });
    }

    // Or a wait would tell that two names are of one member.
    #[test]
    fn a_name_waits_for_no_other_of_its_member() {
        let (_, whole) = go(None, Some(Failure { count: 30, blocked_until: 0, forget_at: NOW }), NOW);
        assert_eq!((whole.count, whole.blocked_until), (31, 0));
        assert_eq!(go(None, Some(whole), NOW).0.blocked_until, NOW);
    }

    // NIST 800-63B, 3.2.2: never more than a hundred in a row, on known and unknown devices together.
    #[test]
    fn no_more_than_a_hundred_in_a_row_whatever_the_devices() {
        let run = |devices: i64| {
            let (mut counted, mut rows) = (0, vec![(None, None); usize::try_from(devices.max(1)).unwrap()]);
            for round in 0..500_i64 {
                let at = NOW + round * LONGEST_WAIT_MS;
                for index in 0..rows.len() {
                    let sum = rows.iter().filter_map(|(_, row): &(_, Option<Failure>)| *row).map(|row| row.count).sum();
                    let known = (devices > 0).then_some(sum);
                    let (named, whole) = rows[index];
                    if let Verdict::Go { named, whole: row, is_last } = judge(named, (whole, known), at) {
                        rows[index] = (Some(named), Some(row));
                        counted += 1;
                        assert_eq!(is_last, counted == MOST);
                        assert_eq!(row.forget_at == i64::MAX, is_last, "what is off is never swept");
                        assert_eq!(row.count == MOST, is_last, "and stays off when the other rows are");
                    }
                }
            }
            counted
        };
        assert_eq!(run(0) + run(1), 100);
        assert_eq!(run(0) + run(20), 100);
    }

    #[test]
    fn a_row_is_kept_a_day_for_each_guess() {
        let mut rows = None;
        for count in 1..MOST {
            let at = NOW + count * LONGEST_WAIT_MS;
            let (named, whole) = go(rows.map(|(named, _)| named), rows.map(|(_, whole)| whole), at);
            assert_eq!([named.forget_at, whole.forget_at], [at + count * DAY_MS; 2]);
            rows = Some((named, whole));
        }
    }
}
