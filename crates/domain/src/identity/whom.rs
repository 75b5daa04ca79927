//! Whom a program means, by an address, a name or an id; and whose a code is that it shows. Nobody is told here whether there is such a user, and
//! an administrator is none that a program reaches.

use super::denied::{Denied, Word};
use super::passkeys::Pool;
use super::users;
use crate::app::App;
use crate::audit::{self, About};
use crate::decoy::Nobody;
use crate::error::{Error, Phase, Reason};
use crate::identifier::fold;
use crate::method::Method;
use crate::one_time_code::{self, Asked, Attempt, Extended, Purpose, check_of_program};
use crate::subject::{Subject, key_in};
use serde::Deserialize;
use std::sync::Arc;
use store::id::{CodeId, UserId};
use store::{Tx, identifier};

/// The longest that is looked up.
const LONGEST: usize = 320;

/// An address, or a user and an address of theirs.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Whom {
    #[serde(default)]
    pub address: Option<String>,
    #[serde(default)]
    pub identifier: Option<String>,
    #[serde(default, rename = "userID")]
    pub user_id: Option<String>,
    /// As older clients call it; it wins.
    #[serde(default)]
    pub id: Option<String>,
}

/// Some clients write members that they have nothing for.
fn given(member: Option<&String>) -> Option<&str> {
    member.map(String::as_str).filter(|text| !text.is_empty())
}

impl Whom {
    /// The user of this id, and nobody else.
    pub fn user(id: &str) -> Self {
        Self { user_id: Some(id.to_owned()), ..Self::default() }
    }

    pub fn address(&self) -> Option<&str> {
        given(self.address.as_ref())
    }

    pub(super) fn id(&self) -> Option<&str> {
        given(self.id.as_ref()).or(given(self.user_id.as_ref()))
    }

    /// Of the two names of a user one is enough.
    pub fn is_twofold(&self) -> bool {
        given(self.identifier.as_ref()).is_some() && self.id().is_some()
    }

    pub fn is_any(&self) -> bool {
        self.address().is_some() || given(self.identifier.as_ref()).is_some() || self.id().is_some()
    }

    /// The user and the address that is meant, or a pseudo user whom nothing reaches; and how a code goes there.
    pub(super) async fn meant(&self, app: &App, pool: &Pool) -> Result<(Subject, Method), Error> {
        let (door, id) = (Arc::clone(pool.door()), pool.door().pool.id);
        let ring = &app.snapshot().ring;
        let named: Option<UserId> = self.id().map(|text| text.parse().unwrap_or(UserId::NIL));
        // What is longer than any name is nobody's.
        let folded = |text: &str| fold(Some(text).filter(|text| text.len() <= LONGEST).unwrap_or_default());
        let identifier = given(self.identifier.as_ref()).map(folded);
        let address = self.address().map(folded);
        let read = move |tx: &mut Tx<'_>| {
            let by_name = match &identifier {
                Some(folded) => Some(identifier::find(tx, id, folded)?.map_or(UserId::NIL, |row| row.user_id)),
                None => None,
            };
            let wanted = named.or(by_name);
            let row = match &address {
                Some(folded) => identifier::find(tx, id, folded)?,
                None => None,
            };
            let holder = row.filter(|row| row.verified_at.is_some()).map(|row| row.user_id);
            // Without an address, to the one that they have had for longest.
            let found =
                if address.is_some() { holder.filter(|user| wanted.is_none_or(|it| it == *user)) } else { wanted };
            let found = match found {
                Some(user) => users::find(tx, &door, user)?,
                None => None,
            };
            let reach = match &found {
                Some(user) => one_time_code::has_channel(tx, id, user.id)?,
                None => one_time_code::Reach::default(),
            };
            let is_phone = match &address {
                Some(address) => address.starts_with('+'),
                None => reach.phone && !reach.mail,
            };
            Ok::<_, Error>((found.map(|user| user.id), address.clone().or_else(|| identifier.clone()), is_phone))
        };
        let (found, folded, is_phone) = app.store().read("whom a program means", read).await?;
        let folded = folded.unwrap_or_default();
        let pseudo = Nobody::of(ring, id, &folded).user(ring, id);
        let key = key_in(ring, id, &folded);
        let subject = Subject { key, user: found.unwrap_or(pseudo), is_member: found.is_some(), folded };
        Ok((subject, if is_phone { Method::SmsCode } else { Method::EmailCode }))
    }

    /// A code that was typed, and whose it would be.
    pub(super) async fn claim(&self, app: &App, pool: &Pool, typed: &str) -> Result<Claim, Denied> {
        let Some(extended) = Extended::read(typed) else {
            if !self.is_any() {
                return Err(Word::CodeRefused.into());
            }
            let (Subject { user, is_member, .. }, _) = self.meant(app, pool).await?;
            return Ok(Claim { user, is_member, purpose: None, code: None, typed: typed.to_owned() });
        };
        let found = extended.find(app, &pool.visit).await?;
        let (purpose, user) = found.map_or((None, UserId::NIL), |(purpose, user)| (Some(purpose), user));
        let door = Arc::clone(pool.door());
        let read = move |tx: &mut Tx<'_>| Ok::<_, Error>(users::find(tx, &door, user)?);
        let is_member = app.store().read("whose code", read).await?.is_some();
        // Whoever says besides whose it is has to be right.
        let is_same = !self.is_any() || self.meant(app, pool).await?.0.user == user;
        let typed = Some(extended.digits).filter(|_| is_same).unwrap_or_default();
        Ok(Claim { user, is_member, purpose, code: Some(extended.id), typed })
    }
}

/// Whose a code would be, if it is right.
#[derive(Clone)]
pub(super) struct Claim {
    pub user: UserId,
    pub is_member: bool,
    /// What an extended one is for.
    pub purpose: Option<Purpose>,
    code: Option<CodeId>,
    typed: String,
}

impl std::fmt::Debug for Claim {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Claim").field("user", &self.user).finish_non_exhaustive()
    }
}

impl Claim {
    /// The code of somebody who is no user yet.
    pub(super) async fn of_newcomer(
        app: &App,
        pool: &Pool,
        (user, typed): (Option<&str>, &str),
    ) -> Result<Self, Denied> {
        let named: Option<UserId> = user.map(|text| text.parse().unwrap_or(UserId::NIL));
        let Some(extended) = Extended::read(typed) else {
            let user = named.ok_or(Word::CodeRefused)?;
            return Ok(Self { user, is_member: false, purpose: None, code: None, typed: typed.to_owned() });
        };
        let found = extended.find(app, &pool.visit).await?;
        let found =
            found.filter(|(purpose, user)| *purpose == Purpose::Activation && named.is_none_or(|named| named == *user));
        let (purpose, user) = found.map_or((None, UserId::NIL), |(purpose, user)| (Some(purpose), user));
        Ok(Self { user, is_member: false, purpose, code: Some(extended.id), typed: extended.digits })
    }

    /// Looks at the code of a member. A right one is used up by the transaction that does what it is for.
    pub(super) async fn check(
        &self,
        app: &App,
        pool: &Pool,
        purpose: Purpose,
    ) -> Result<Result<Attempt, Reason>, Error> {
        let asked = Asked { purpose, user: self.user, folded: String::new(), code: self.code };
        match check_of_program(app, &pool.visit, &asked, &self.typed).await? {
            Ok(attempt) if self.is_member => Ok(Ok(attempt)),
            Ok(_) => Ok(Err(Reason::CodeDead)),
            Err(reason) => Ok(Err(reason)),
        }
    }

    /// The same of a code that proves an address.
    pub(super) async fn check_address(
        &self,
        app: &App,
        pool: &Pool,
        (purpose, folded): (Purpose, &str),
    ) -> Result<Result<Attempt, Reason>, Error> {
        let asked = Asked { purpose, user: self.user, folded: folded.to_owned(), code: self.code };
        check_of_program(app, &pool.visit, &asked, &self.typed).await
    }

    /// On record with its reason, outside without one.
    pub(super) async fn refuse(
        &self,
        app: &App,
        pool: &Pool,
        (phase, reason): (Phase, Reason),
    ) -> Result<Denied, Error> {
        let about = About { subject: self.is_member.then_some(self.user), ..About::default() };
        match audit::refuse(app, &pool.scene(), phase, None, (reason, about)).await {
            Error::Refused(_) => Ok(Word::CodeRefused.into()),
            error => Err(error),
        }
    }
}
