//! Writes arrivals into a pool, a few in a transaction: each with everything of theirs that is taken, or refused with the reason and nothing of them
//! there. A rehearsal does the same and undoes it. It must never change anybody who is there: whoever was brought before is left as they are.

use super::drafting::Draft;
use super::reading::Arrival;
use crate::app::App;
use crate::error::{Error, Reason};
use crate::passkeys::{Room, require_room};
use crate::password::MOST_KINDS;
use crate::sign_up::Aborted;
use crate::signals;
use crate::snapshot::{FrontDoor, Snapshot};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::Arc;
use store::id::{PoolId, UserId};
use store::import::{Known, Origin};
use store::{Tx, audit_event, identifier, import, passkey, password, role, user};

/// Arrivals of one call: it answers within a few seconds.
pub const BATCH: usize = 400;
/// Of one transaction: whoever serves meanwhile waits no longer for one.
const AT_ONCE: usize = 25;

/// What is to be done with arrivals.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish {
    /// Where they come from: the same people are known by it again.
    pub source: String,
    /// Nothing is to be written.
    pub rehearse: bool,
    /// The kinds of hashes of those who are to come, the one of most people first: where there is no room for all kinds, it is theirs.
    #[serde(default)]
    pub kinds: Vec<String>,
}

/// What somebody can sign in with who was brought.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brought {
    pub passkeys: usize,
    pub password: bool,
    pub totp: bool,
    /// What of them stays behind, and why.
    pub left: Vec<String>,
    /// The file has a way in for them, and the pool uses none of these.
    #[serde(default)]
    pub is_shut_out: bool,
}

/// What became of one arrival.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    New(Brought),
    /// Brought by an earlier run, and left as they are now.
    There,
    /// Brought by an earlier run, and removed here since.
    Removed,
    Refused(String),
}

/// Settles them in their order.
pub async fn settle(
    app: &App,
    door: &Arc<FrontDoor>,
    wish: &Wish,
    arrivals: &[Arrival],
) -> Result<Vec<Outcome>, Error> {
    let mut outcomes = Vec::with_capacity(arrivals.len());
    for some in arrivals.chunks(AT_ONCE) {
        outcomes.extend(settle_some(app, door, wish, some).await?);
    }
    Ok(outcomes)
}

async fn settle_some(
    app: &App,
    door: &Arc<FrontDoor>,
    wish: &Wish,
    arrivals: &[Arrival],
) -> Result<Vec<Outcome>, Error> {
    let pool = door.pool.id;
    let roles = app.store().read("roles", move |tx| Ok::<_, Error>(role::of_pool(tx, pool)?)).await?;
    let drafts = arrivals.iter().map(|arrival| Draft::of(app, door, (wish, &roles), arrival));
    let drafts: Vec<Result<Draft, String>> = drafts.collect::<Result<_, Error>>()?;
    if !wish.rehearse && brings_passkeys(app, pool, &drafts).await? {
        // A list of some passkeys of theirs would have a manager remove the others.
        signals::note_import(app).await?;
    }
    let writing =
        Writing { drafts, door: Arc::clone(door), snapshot: app.snapshot(), wish: wish.clone(), now: app.now() };
    match app.store().write("import members", move |tx| writing.run(tx)).await {
        Ok(outcomes) => {
            // The quiet may have begun anew with it.
            app.refresh().await?;
            Ok(outcomes)
        }
        Err(Undone::Rehearsed(outcomes)) => Ok(outcomes),
        Err(Undone::Store(error)) => Err(error.into()),
    }
}

/// Whether anybody brings passkeys who was not brought before.
async fn brings_passkeys(app: &App, pool: PoolId, drafts: &[Result<Draft, String>]) -> Result<bool, Error> {
    let with_keys = drafts.iter().flatten().filter(|draft| !draft.passkeys.is_empty());
    let origins: Vec<Origin> = with_keys.map(|draft| draft.origin).collect();
    let read = move |tx: &mut Tx<'_>| {
        for origin in &origins {
            if import::find(tx, pool, origin)?.is_none() {
                return Ok(true);
            }
        }
        Ok::<_, Error>(false)
    };
    app.store().read("who is brought", read).await
}

/// With what a transaction ends that writes nothing.
enum Undone {
    Store(store::Error),
    Rehearsed(Vec<Outcome>),
}

impl From<store::Error> for Undone {
    fn from(error: store::Error) -> Self {
        Self::Store(error)
    }
}

struct Writing {
    drafts: Vec<Result<Draft, String>>,
    door: Arc<FrontDoor>,
    snapshot: Arc<Snapshot>,
    wish: Wish,
    now: i64,
}

impl Writing {
    fn run(&self, tx: &mut Tx<'_>) -> Result<Vec<Outcome>, Undone> {
        let mut outcomes = Vec::with_capacity(self.drafts.len());
        for draft in &self.drafts {
            outcomes.push(match draft {
                Ok(draft) => self.settle(tx, draft)?,
                Err(why) => Outcome::Refused(why.clone()),
            });
        }
        if self.wish.rehearse {
            return Err(Undone::Rehearsed(outcomes));
        }
        if outcomes.iter().any(|outcome| matches!(outcome, Outcome::New(brought) if brought.passkeys > 0)) {
            signals::hush(tx, self.now)?;
        }
        Ok(outcomes)
    }

    /// What is refused leaves nothing of itself, and the others as they are.
    fn settle(&self, tx: &mut Tx<'_>, draft: &Draft) -> Result<Outcome, store::Error> {
        match tx.part(|tx| draft.write(tx, (&self.door, &self.snapshot), &self.wish.kinds))? {
            Ok(outcome) => Ok(outcome),
            Err(No::Because(why)) => Ok(Outcome::Refused(why)),
            Err(No::Store(error)) => Err(error),
        }
    }
}

/// Why one member is not written.
enum No {
    Store(store::Error),
    Because(String),
}

impl From<store::Error> for No {
    fn from(error: store::Error) -> Self {
        Self::Store(error)
    }
}

impl From<Aborted> for No {
    fn from(aborted: Aborted) -> Self {
        match aborted {
            Aborted::Store(error) => Self::Store(error),
            Aborted::Refused(Reason::FactorLimit) => {
                Self::Because("it has more factors than the pool takes".to_owned())
            }
            Aborted::Refused(Reason::PasskeyLimit) => {
                Self::Because("it has more passkeys than the pool takes".to_owned())
            }
            Aborted::Refused(Reason::PasskeyAlreadyRegistered) => {
                Self::Because("one of its passkeys is somebody's already".to_owned())
            }
            Aborted::Refused(reason) => Self::Because(format!("the pool does not take it: {}", reason.as_str())),
        }
    }
}

impl Draft {
    /// Writes it, unless it was brought before.
    fn write(
        &self,
        tx: &mut Tx<'_>,
        (door, snapshot): (&FrontDoor, &Snapshot),
        coming: &[String],
    ) -> Result<Outcome, No> {
        let (pool, id) = (self.user.pool_id, self.user.id);
        match import::find(tx, pool, &self.origin)? {
            Some(Known::Here(user)) if self.is(tx, user)? => return Ok(Outcome::There),
            Some(Known::Here(_)) => {
                let why =
                    "somebody else came from there under its id: where it is another system, name it with --source";
                return Err(No::Because(why.to_owned()));
            }
            Some(Known::Removed) => return Ok(Outcome::Removed),
            None => {}
        }
        self.require_own_handle(tx, door, snapshot)?;
        user::insert(tx, &self.user)?;
        for role in &self.roles {
            role::give(tx, pool, id, *role)?;
        }
        for row in &self.identifiers {
            if !identifier::insert(tx, row)? {
                return Err(No::Because(format!("somebody here is known as {} already", row.value)));
            }
        }
        self.write_password(tx, coming)?;
        if let Some(given) = &self.totp {
            given.insert(tx, (pool, id))?;
        }
        audit_event::insert(tx, &self.event)?;
        for key in &self.passkeys {
            let row = &key.passkey.row;
            if passkey::is_held(tx, &row.rp_id, &row.credential_id)? {
                return Err(Aborted::Refused(Reason::PasskeyAlreadyRegistered).into());
            }
            let has = passkey::of_user(tx, pool, id)?;
            require_room(tx, door, (id, &has), Some(Room::OnPage))?;
            key.passkey.insert(tx)?;
            if key.any_handle {
                passkey::take_any_handle(tx, pool, row.id)?;
            }
            audit_event::insert(tx, &key.event)?;
        }
        let factors = self.passkeys.len() + usize::from(self.password.is_some()) + usize::from(self.totp.is_some());
        if factors > door.pool.settings.max_factors {
            return Err(Aborted::Refused(Reason::FactorLimit).into());
        }
        import::insert(tx, (pool, id), (&self.origin, self.event.at))?;
        Ok(Outcome::New(Brought {
            passkeys: self.passkeys.len(),
            password: self.password.is_some(),
            totp: self.totp.is_some(),
            left: self.left.clone(),
            is_shut_out: self.is_shut_out,
        }))
    }

    /// Whether the member who was brought under this id is the one that the file tells of: by a name or address, the handle, when they came, or what they
    /// are called. Much of it may have changed here since, so anything will do.
    fn is(&self, tx: &mut Tx<'_>, known: UserId) -> Result<bool, store::Error> {
        let pool = self.user.pool_id;
        let Some(there) = user::find(tx, pool, known)? else { return Ok(true) };
        let is_alike = (self.is_handle_theirs && there.handle == self.user.handle)
            || there.display_name == self.user.display_name
            || (self.user.created_at != self.event.at && there.created_at == self.user.created_at);
        if is_alike {
            return Ok(true);
        }
        let names = identifier::of_user(tx, pool, known)?;
        Ok(names.iter().any(|name| self.identifiers.iter().any(|own| own.folded == name.folded)))
    }

    /// Where two members of one RP ID have one handle, the passkey of the one takes the place of the other's in their managers.
    fn require_own_handle(&self, tx: &mut Tx<'_>, door: &FrontDoor, snapshot: &Snapshot) -> Result<(), No> {
        if !self.is_handle_theirs {
            return Ok(());
        }
        let pools = user::pools_with_handle(tx, &self.user.handle)?;
        let shares = |pool: &PoolId| {
            *pool == door.pool.id
                || snapshot.doors().iter().any(|other| other.pool.id == *pool && other.takes_rp_id(&door.rp_id))
        };
        if pools.iter().any(shares) {
            Err(No::Because("somebody has its user handle already".to_owned()))
        } else {
            Ok(())
        }
    }

    fn write_password(&self, tx: &mut Tx<'_>, coming: &[String]) -> Result<(), No> {
        let Some((row, recipe)) = &self.password else { return Ok(()) };
        let Some(recipe) = recipe else {
            password::insert(tx, row)?;
            return Ok(());
        };
        let (made_with, pool) = (recipe.to_string(), self.user.pool_id);
        let there = password::made_elsewhere(tx, pool, MOST_KINDS)?;
        if !has_room(&there, coming, &made_with) {
            let all = there.join("; ");
            let taken = if all.is_empty() { String::new() } else { format!(", which has {all}") };
            return Err(No::Because(format!(
                "its password hash, {made_with}, would be a kind too many in the pool{taken}"
            )));
        }
        password::insert_made_elsewhere(tx, row, &made_with)?;
        Ok(())
    }
}

/// Whether hashes of this kind have a place in the pool: those that are there have one, then those that come, in their order, and then whichever is met.
fn has_room(there: &[String], coming: &[String], made_with: &String) -> bool {
    let mut all: BTreeSet<&String> = there.iter().collect();
    for kind in coming {
        if all.len() < MOST_KINDS {
            all.insert(kind);
        }
    }
    all.contains(made_with) || all.len() < MOST_KINDS
}

#[cfg(test)]
mod tests {
    use super::*;

    // Issue 9, 5: four kinds at most, and those of most people before the others.
    #[test]
    fn who_comes_first_has_the_room() {
        let kinds = |words: &str| words.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        let room = |there: &str, coming: &str, kind: &str| has_room(&kinds(there), &kinds(coming), &kind.to_owned());
        assert!(room("", "", "a") && room("a b c", "", "d") && !room("a b c d", "", "e") && room("a b c d", "e", "a"));
        assert!(room("", "a b c d", "d") && !room("", "a b c d", "e"));
        assert!(room("a", "b c d e", "d") && !room("a", "b c d e", "e") && room("a", "b a c d", "d"));
    }
}
