//! Members' own password and authenticator app through an application: the use cases of the account page. What is set must not be there yet, and
//! what is changed must be; the old password is counted as a guess like any other.

use super::denied::{Denied, Word};
use super::entering::Member;
use crate::app::App;
use crate::base32;
use crate::error::{Error, Phase, Reason, Refused};
use crate::password::{self, Set, Typed};
use crate::step_up;
use crate::totp;
use store::Tx;
use zeroize::Zeroizing;

const SECRET_BYTES: std::ops::RangeInclusive<usize> = 16..=64;

/// A first password.
pub async fn set_password(app: &App, member: &Member, new: Typed) -> Result<(), Denied> {
    member.require_fresh(app)?;
    member.require_enough()?;
    if has_password(app, member).await? {
        return Err(Word::PasswordSetAlready.into());
    }
    password::set(app, &member.visit, &member.session, Set { password: new }).await?;
    Ok(member.keep_token(app).await?)
}

/// Another password in place of the old one, which has to be shown besides the fresh proof.
pub async fn change_password(app: &App, member: &Member, (old, new): (Typed, Typed)) -> Result<(), Denied> {
    member.require_fresh(app)?;
    member.require_enough()?;
    if !has_password(app, member).await? {
        return Err(Error::from(Refused::new(app, Phase::Password, Reason::PasswordNotSet)).into());
    }
    if !step_up::knows_password(app, &member.visit, &member.session, old.as_str()).await? {
        return Err(Word::PasswordWrong.into());
    }
    password::set(app, &member.visit, &member.session, Set { password: new }).await?;
    Ok(member.keep_token(app).await?)
}

async fn has_password(app: &App, member: &Member) -> Result<bool, Error> {
    let (pool, user) = (member.session.pool_id, member.session.user_id);
    app.store().read("has password", move |tx: &mut Tx<'_>| Ok::<_, Error>(password::exists(tx, pool, user)?)).await
}

/// What is done with an authenticator app.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doing {
    Set,
    Change,
}

/// Takes an authenticator app into use whose secret the application drew, by a code of it.
pub async fn set_totp(
    app: &App,
    member: &Member,
    doing: Doing,
    (secret, code): (&str, Option<&str>),
) -> Result<(), Denied> {
    member.require_fresh(app)?;
    member.require_enough()?;
    let secret = Zeroizing::new(base32::bytes(secret).ok_or(Word::SecretMalformed)?);
    if !SECRET_BYTES.contains(&secret.len()) {
        return Err(Word::SecretMalformed.into());
    }
    let code = code.filter(|code| !code.is_empty()).ok_or(Word::CodeRequired)?;
    let standing = totp::show(app, &member.visit.door, &member.session).await?;
    match (doing, standing.confirmed) {
        (Doing::Set, true) => return Err(Word::TotpSetAlready.into()),
        (Doing::Change, false) => {
            return Err(Error::from(Refused::new(app, Phase::Account, Reason::TotpUnknown)).into());
        }
        _ => {}
    }
    totp::take_given(app, &member.visit, &member.session, (&secret, code)).await?;
    Ok(member.keep_token(app).await?)
}
