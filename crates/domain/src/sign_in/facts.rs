//! What is known of a member who has proved something: one read over everything that the decision may ask.

use crate::devices::Device;
use crate::journey::{Later, Standing, Waited};
use crate::method::Method;
use crate::passkeys::{is_outdated, is_wanted, may_stand_alone};
use crate::policy::Policy;
use crate::snapshot::FrontDoor;
use crate::{one_time_code, password, recovery_codes, single_sign_on, totp};
use std::collections::BTreeSet;
use store::id::UserId;
use store::passkey::Passkey;
use store::prompt::{self, Prompt, PromptKind};
use store::user::{self, User, UserStatus};
use store::{Tx, access_pass, recovery};

/// The member's epoch and standing in this browser; `None` where there is no such member.
pub(crate) fn standing(
    tx: &mut Tx<'_>,
    door: &FrontDoor,
    (policy, user, now): (&Policy, UserId, i64),
    device: Option<&Device>,
) -> Result<Option<(i64, Standing)>, store::Error> {
    let pool = door.pool.id;
    let Some(member) = user::find(tx, pool, user)? else { return Ok(None) };
    let passkeys = store::passkey::of_user(tx, pool, user)?;
    let of_door = passkeys.iter().filter(|passkey| door.takes_rp_id(&passkey.rp_id));
    let (all_here, elsewhere): (Vec<_>, Vec<_>) = of_door.partition(|passkey| passkey.mode == door.workspace.mode);
    // What is put aside takes room on the member's page and does nothing else.
    let is_in_use = |passkey: &&Passkey| passkey.quarantined_at.is_none();
    let here: Vec<_> = all_here.iter().copied().filter(is_in_use).collect();
    let (wanted, unwanted): (Vec<_>, Vec<_>) = here.iter().copied().partition(|passkey| is_wanted(policy, passkey));
    // The limit counts those of the RP ID in force, or whoever is at it could not move; nor could who is to make theirs anew.
    let is_here_to_stay = |passkey: &&&Passkey| !door.is_from_before(passkey);
    let is_outdated = |passkey: &&&Passkey| is_outdated(policy, passkey, now);
    let taken = wanted.iter().filter(is_here_to_stay).filter(|passkey| !is_outdated(passkey)).count();
    let prompts = prompt::of_user(tx, pool, user)?;
    let standing = Standing {
        active: member.status == UserStatus::Active,
        passkeys: wanted.iter().filter(|passkey| may_stand_alone(passkey)).count(),
        passkeys_unwanted: unwanted.iter().filter(|passkey| may_stand_alone(passkey)).count(),
        passkeys_beside: here.iter().filter(|passkey| !may_stand_alone(passkey)).count(),
        passkeys_of_other_mode: elsewhere.into_iter().filter(is_in_use).count(),
        has: ways(tx, door, (user, now))?,
        passkeys_before: here.iter().filter(|passkey| door.is_from_before(passkey)).count(),
        passkeys_outdated: here.iter().filter(is_outdated).count(),
        room_taken: taken,
        of_no_use: all_here.iter().filter(is_here_to_stay).count() - taken,
        passkey_here: device.and_then(Device::passkey).is_some_and(|id| here.iter().any(|passkey| passkey.id == id)),
        grace_used: count(&prompts, PromptKind::Grace).map_or(0, |later| later.sign_ins),
        later: count(&prompts, PromptKind::First),
        later_here: count(&prompts, PromptKind::Here),
        device_trusted: device.is_some_and(|device| device.trusted_until.is_some()),
        waited: if policy.recovery_wait_ms.is_some() { waited(tx, &member, now)? } else { Waited::NotYet },
    };
    Ok(Some((member.epoch, standing)))
}

/// How far a recovery of the member has waited. One that was not gone on with in time is none.
fn waited(tx: &mut Tx<'_>, member: &User, now: i64) -> Result<Waited, store::Error> {
    let row = recovery::find(tx, member.pool_id, member.id)?;
    let is_on = |row: &recovery::Recovery| row.epoch == member.epoch && row.expires_at > now;
    Ok(row.filter(is_on).map_or(Waited::NotYet, |row| Waited::Until(row.ripe_at)))
}

/// The other ways in that the member has.
pub(crate) fn ways(
    tx: &mut Tx<'_>,
    door: &FrontDoor,
    (user, now): (UserId, i64),
) -> Result<BTreeSet<Method>, store::Error> {
    let pool = door.pool.id;
    let mut ways = BTreeSet::new();
    let mut note = |method: Method, is_there: bool| {
        if is_there {
            ways.insert(method);
        }
    };
    let reach = one_time_code::has_channel(tx, pool, user)?;
    note(Method::EmailCode, reach.mail);
    note(Method::MagicLink, reach.mail);
    note(Method::SmsCode, reach.phone);
    note(Method::Password, password::exists(tx, pool, user)?);
    note(Method::Totp, totp::is_confirmed(tx, pool, user)?);
    note(Method::SingleSignOn, single_sign_on::opens_for(tx, door, user)?);
    note(Method::RecoveryCode, recovery_codes::left(tx, pool, user)? > 0);
    note(Method::AccessPass, access_pass::can_be_typed(tx, pool, user, now)?);
    Ok(ways)
}

fn count(prompts: &[Prompt], kind: PromptKind) -> Option<Later> {
    let prompt = prompts.iter().find(|prompt| prompt.kind == kind)?;
    Some(Later { since: prompt.since, sign_ins: u32::try_from(prompt.sign_ins).unwrap_or(u32::MAX) })
}
