//! Whether a password is a user's, for a program that signs its users in by itself. It is counted as a guess like at our own pages, under the same
//! counter. It must never open a session, nor say anything about an administrator.

use super::denied::{Denied, Word};
use super::passkeys::Pool;
use super::users;
use crate::app::App;
use crate::audit::{self, About};
use crate::error::{Error, Phase, Reason, Refused};
use crate::factors::is_offered;
use crate::failures::{self, Attempt};
use crate::identifier::fold;
use crate::method::Method;
use crate::password::{self, Proved, Typed};
use crate::subject::{self, Subject};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use store::Tx;
use store::id::UserId;
use store::identifier;
use store::user::{User, UserStatus};

/// Longer than anybody's password. What is longer is wrong, and costs no hashing.
const LONGEST: usize = 2_048;

/// The body of verify.
#[derive(Debug, Deserialize)]
pub struct Verify {
    pub password: Typed,
    #[serde(default)]
    pub identifier: Option<String>,
    #[serde(default, rename = "userID")]
    pub user_id: Option<String>,
    /// The same under its old name, which wins.
    #[serde(default)]
    pub id: Option<String>,
}

/// What became of it, in the vendor's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    PasswordCorrect,
    PasswordIncorrect,
    NoPassword,
    UserNotFound,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verified {
    /// Empty where there is no such user.
    pub id: String,
    /// Of the password.
    pub state: &'static str,
    pub result: Outcome,
}

/// Whom a program means, and whether they have a password.
struct Meant {
    user: User,
    /// By which they were named, where it was no id.
    folded: Option<String>,
    has_password: bool,
}

async fn meant(app: &App, pool: &Pool, ask: &Verify) -> Result<Option<Meant>, Denied> {
    let id = ask.id.as_ref().or(ask.user_id.as_ref()).filter(|text| !text.is_empty());
    let named = ask.identifier.as_ref().filter(|text| !text.is_empty());
    let (id, folded) = match (id, named) {
        (Some(text), _) => (Some(text.parse().unwrap_or(UserId::NIL)), None),
        (None, Some(typed)) => (None, Some(fold(typed))),
        (None, None) => return Err(Word::Malformed.into()),
    };
    let door = Arc::clone(pool.door());
    let read = move |tx: &mut Tx<'_>| {
        let by_name = match &folded {
            Some(folded) => identifier::find(tx, door.pool.id, folded)?.map(|row| row.user_id),
            None => None,
        };
        let Some(id) = id.or(by_name) else { return Ok(None) };
        let Some(user) = users::find(tx, &door, id)? else { return Ok(None) };
        let has_password = password::exists(tx, door.pool.id, id)?;
        Ok::<_, Denied>(Some(Meant { user, folded: folded.clone(), has_password }))
    };
    app.store().read("whose password", read).await
}

/// Looks at a password.
pub async fn password(app: &App, pool: &Pool, ask: &Verify) -> Result<Verified, Denied> {
    if !is_offered(pool.door(), Method::Password) {
        return Err(Error::from(Refused::new(app, Phase::Password, Reason::MethodNotUsedHere)).into());
    }
    let of = |id: String, result| Verified { id, state: "valid", result };
    let Some(meant) = meant(app, pool, ask).await? else {
        return Ok(of(String::new(), Outcome::UserNotFound));
    };
    if meant.user.status != UserStatus::Active {
        return Err(Word::UserInactive.into());
    }
    let user = meant.user.id;
    if !meant.has_password {
        return Ok(of(user.to_string(), Outcome::NoPassword));
    }
    if is_right(app, pool, &meant, ask.password.as_str()).await? {
        return Ok(of(user.to_string(), Outcome::PasswordCorrect));
    }
    let about = About { subject: Some(user), ..About::default() };
    match audit::refuse(app, &pool.scene(), Phase::SignIn, None, (Reason::ProofWrong, about)).await {
        Error::Refused(_) => Ok(of(user.to_string(), Outcome::PasswordIncorrect)),
        error => Err(error.into()),
    }
}

/// Counted before anything is compared, under the name that was typed, or the member where it was none.
async fn is_right(app: &App, pool: &Pool, meant: &Meant, typed: &str) -> Result<bool, Error> {
    if typed.len() > LONGEST {
        return Ok(false);
    }
    let (visit, user) = (&pool.visit, meant.user.id);
    let subject = match &meant.folded {
        Some(folded) => {
            let key = subject::key(app, visit, folded);
            Subject { folded: folded.clone(), key, user, is_member: true }
        }
        None => Subject::of_member(app, visit, user),
    };
    let (pool_id, subject_key) = (visit.door.pool.id, subject.key);
    let member_key = subject::member_key(app, visit, user);
    let attempt = Attempt { pool: pool_id, subject_key, member_key, method: Method::Password, device: None };
    let look = async { Ok((password::prove(app, visit, &subject, typed).await? == Proved::Right).then_some(())) };
    let right = failures::guess(app, visit, (Phase::SignIn, attempt, Some(user)), look).await?;
    Ok(right.is_some())
}
