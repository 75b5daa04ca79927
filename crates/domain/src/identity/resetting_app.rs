//! Another authenticator app in place of a lost one, by a code that was sent: where that alone would bring its user back in, which it does not where
//! the app is asked for beside something else.

use super::denied::{Denied, Word};
use super::passkeys::Pool;
use super::resetting::prove;
use super::users;
use super::whom::Whom;
use crate::app::App;
use crate::base32;
use crate::error::{Phase, Reason};
use crate::factors::is_offered;
use crate::messages;
use crate::method::Method;
use crate::one_time_code::Purpose;
use crate::sign_up::Aborted;
use crate::totp::{self, TypedBack};
use crate::ways;
use serde::Deserialize;
use std::sync::Arc;
use store::Tx;
use store::user::{self, UserStatus};
use zeroize::Zeroizing;

const SECRET_BYTES: std::ops::RangeInclusive<usize> = 16..=64;

/// What comes with the code that was sent: the secret of the new app, and a code of it.
#[derive(Deserialize)]
pub struct Complete {
    pub code: String,
    pub new_totp_secret: String,
    #[serde(default)]
    pub totp: Option<String>,
    #[serde(flatten)]
    pub whom: Whom,
}

impl std::fmt::Debug for Complete {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Complete").finish_non_exhaustive()
    }
}

/// Takes the code, and the user has another app. Every session ends.
pub async fn complete(app: &App, pool: &Pool, ask: &Complete) -> Result<(), Denied> {
    let secret = Zeroizing::new(base32::bytes(&ask.new_totp_secret).ok_or(Word::SecretMalformed)?);
    if !SECRET_BYTES.contains(&secret.len()) {
        return Err(Word::SecretMalformed.into());
    }
    let code = ask.totp.as_deref().filter(|code| !code.is_empty()).ok_or(Word::CodeRequired)?;
    let proved = prove(app, pool, &ask.whom, (Purpose::ResetTotp, &ask.code)).await?;
    proved.require_enough(app, pool, None).await?;
    let member = proved.claim.user;
    if !is_offered(pool.door(), Method::Totp) {
        return Err(pool.refused(app, Phase::Account, (Some(member), Reason::MethodNotUsedHere)).await);
    }
    let pending = totp::pending_given(app, (pool.door().pool.id, member), &secret)?;
    let taken = match TypedBack::of(app, &pool.visit, member, (pending.clone(), code)).await? {
        Ok(taken) => taken,
        Err(reason) => return Err(pool.refused(app, Phase::Account, (Some(member), reason)).await),
    };
    let (door, attempt, epoch) = (Arc::clone(pool.door()), proved.attempt.clone(), proved.epoch);
    let write = move |tx: &mut Tx<'_>| {
        attempt.spend(tx)?;
        let id = door.pool.id;
        let found = users::find(tx, &door, member)?;
        if !found.is_some_and(|found| found.status == UserStatus::Active && found.epoch == epoch) {
            return Err(Aborted::Refused(Reason::AccountUnavailable));
        }
        if !totp::is_confirmed(tx, id, member)? && !ways::have_room(tx, &door, member)? {
            return Err(Aborted::Refused(Reason::FactorLimit));
        }
        store::totp::begin(tx, id, member, &pending)?;
        taken.write(tx)?;
        user::raise_epoch(tx, id, member)?;
        Ok::<_, Aborted>(())
    };
    let written = app.store().write("reset authenticator app", write).await;
    messages::ring(app);
    match Aborted::settle(written)? {
        Ok(()) => Ok(()),
        Err(reason @ (Reason::CodeDead | Reason::AccountUnavailable)) => {
            Err(proved.claim.refuse(app, pool, (Phase::SignIn, reason)).await?)
        }
        Err(reason) => Err(pool.refused(app, Phase::Account, (Some(member), reason)).await),
    }
}
