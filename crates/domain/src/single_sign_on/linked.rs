//! The accounts at providers that open a member's account: list, link, remove. Linking and removing need a fresh proof, and the last way to
//! sign in is never taken away.

use super::flight::{Flight, LinkFor};
use super::{Departure, Outcome, Stop, depart, offer, provider, token, unproved};
use crate::app::App;
use crate::audit::{self, About, Kind, Scene};
use crate::error::{Error, Phase, Reason};
use crate::factors;
use crate::messages;
use crate::method::Method;
use crate::news::News;
use crate::notices;
use crate::passkeys::time;
use crate::policy;
use crate::policy::Sensitive;
use crate::session::Session;
use crate::sign_up::Aborted;
use crate::snapshot::FrontDoor;
use crate::step_up::require_fresh;
use crate::visit::Visit;
use crate::ways::{self, Ways};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use std::sync::Arc;
use store::id::UserId;
use store::linked_account::{self, LinkedAccount};
use store::user::{self, User, UserStatus};
use store::{Tx, audit_event};

/// A member's linked accounts, and with whom one can be linked.
#[derive(Debug, Clone, Serialize)]
pub struct LinkedAccountList {
    pub accounts: Vec<LinkedAccountView>,
    pub providers: Vec<LinkableProvider>,
}

/// One linked account.
#[derive(Debug, Clone, Serialize)]
pub struct LinkedAccountView {
    pub id: String,
    /// The provider's name in addresses; none where it is no longer used here.
    pub provider: Option<String>,
    pub label: String,
    /// As the provider told it when the account was linked.
    pub email: Option<String>,
    /// Whether it may be removed: not where it is the last way in.
    pub may_delete: bool,
    pub linked_at: String,
}

/// A provider at which an account can be linked.
#[derive(Debug, Clone, Serialize)]
pub struct LinkableProvider {
    pub provider: String,
    pub label: String,
}

/// The session's linked accounts.
pub async fn list(app: &App, door: &Arc<FrontDoor>, session: &Session) -> Result<LinkedAccountList, Error> {
    let (pool, user, seen) = (session.pool_id, session.user_id, Arc::clone(door));
    let rows = app
        .store()
        .read("list linked accounts", move |tx| {
            let rows = linked_account::of_user(tx, pool, user)?;
            let mut found = Vec::with_capacity(rows.len());
            for row in &rows {
                found.push((row.clone(), is_last_way_in(tx, &seen, &rows, row)?));
            }
            Ok::<_, Error>(found)
        })
        .await?;
    let view = |(row, is_last): (LinkedAccount, bool)| {
        let provider = provider::ready(door).find(|provider| provider.issuer == row.issuer);
        LinkedAccountView {
            id: id(app, &row),
            label: provider.map_or_else(|| row.issuer.clone(), |provider| provider.label.clone()),
            provider: provider.map(|provider| provider.slug.clone()),
            email: row.email,
            may_delete: !is_last,
            linked_at: time(row.linked_at),
        }
    };
    let linkable = provider::ready(door).filter(|provider| provider::find(door, &provider.slug).is_some());
    let linkable =
        linkable.map(|provider| LinkableProvider { provider: provider.slug.clone(), label: provider.label.clone() });
    Ok(LinkedAccountList { accounts: rows.into_iter().map(view).collect(), providers: linkable.collect() })
}

/// The name of a linked account in addresses. It tells neither issuer nor subject.
pub(crate) fn id(app: &App, row: &LinkedAccount) -> String {
    let parts = [row.pool_id.as_bytes().as_slice(), row.issuer.as_bytes(), row.subject.as_bytes()];
    let hash = app.snapshot().ring.keyed("linked account", &parts);
    URL_SAFE_NO_PAD.encode(hash.first_chunk::<16>().unwrap_or(&[0; 16]))
}

/// Begins to link: the member goes to the provider and comes back signed in as before.
pub async fn begin_link(
    app: &App,
    visit: &Visit,
    session: &Session,
    (slug, held): (&str, Option<&str>),
) -> Result<Departure, Error> {
    let Some(provider) = provider::find(&visit.door, slug) else { return Err(unproved(app, Reason::UnknownAddress)) };
    require_fresh(app, visit, session, Phase::Enrol, Sensitive::Account).await?;
    let mut flight = Flight::draw(app, slug, &provider.issuer)?;
    flight.link = Some(LinkFor { session: session.id, user: session.user_id });
    depart(app, visit, provider, (&flight, held)).await
}

/// The session that wanted the link, still fresh: nobody who left the provider's page open comes back to it later.
pub(super) async fn holder<'a>(
    app: &App,
    visit: &Visit,
    link: LinkFor,
    session: Option<&'a Session>,
) -> Result<&'a Session, Stop> {
    let is_theirs = |session: &&Session| link == LinkFor { session: session.id, user: session.user_id };
    let Some(session) = session.filter(is_theirs) else { return Err(Reason::NotSignedIn.into()) };
    require_fresh(app, visit, session, Phase::Enrol, Sensitive::Account).await?;
    Ok(session)
}

/// Links what the provider vouched for with the member who is signed in.
pub(super) async fn link_now(
    app: &App,
    visit: &Visit,
    session: &Session,
    (issuer, vouched): (&str, token::Vouched),
) -> Result<Outcome, Stop> {
    let (pool_id, user_id, epoch) = (session.pool_id, session.user_id, session.epoch);
    let token::Vouched { subject, email, .. } = vouched;
    let row = LinkedAccount { pool_id, issuer: issuer.to_owned(), subject, user_id, email, linked_at: app.now() };
    let event = offer::event(app, visit, user_id).await?;
    let told = factors::told(app, visit, user_id, News::AccountLinked).await?;
    let (session_id, door) = (session.id, Arc::clone(&visit.door));
    let written = app
        .store()
        .write("link account", move |tx| {
            if !may_change(user::find(tx, pool_id, user_id)?.as_ref(), epoch)
                || store::session::find(tx, pool_id, session_id)?.is_none()
            {
                return Err(Aborted::Refused(Reason::AccountUnavailable));
            }
            let has_room = ways::have_room(tx, &door, user_id)?;
            if linked_account::insert(tx, &row)? {
                if !has_room {
                    return Err(Aborted::Refused(Reason::FactorLimit));
                }
                messages::insert_all(tx, &told)?;
                audit_event::insert(tx, &event)?;
                return Ok(());
            }
            let holder = linked_account::find(tx, pool_id, &row.issuer, &row.subject)?;
            let is_theirs = holder.is_some_and(|holder| holder.user_id == user_id);
            if is_theirs { Ok(()) } else { Err(Aborted::Refused(Reason::LinkedElsewhere)) }
        })
        .await;
    messages::ring(app);
    match Aborted::settle(written)? {
        Ok(()) => Ok(Outcome::Linked),
        Err(reason) => Err(Stop::Refused(reason, About::member(user_id))),
    }
}

/// Removes a linked account, unless it is the last way in, and ends every other session. Answers the list that is left.
pub async fn delete(app: &App, visit: &Visit, session: &Session, asked: &str) -> Result<LinkedAccountList, Error> {
    require_fresh(app, visit, session, Phase::Enrol, Sensitive::Account).await?;
    let about = About::member(session.user_id);
    let event = audit::done(app, &Scene::from(visit), Kind::AccountUnlinked, about.clone()).await?;
    let told = factors::told(app, visit, session.user_id, News::AccountUnlinked).await?;
    let (pool, user, session_id, epoch) = (session.pool_id, session.user_id, session.id, session.epoch);
    let now = app.now();
    let rows = app.store().read("linked accounts", move |tx| Ok::<_, Error>(linked_account::of_user(tx, pool, user)?));
    let row = rows.await?.into_iter().find(|row| id(app, row) == asked);
    let door = Arc::clone(&visit.door);
    let written = app
        .store()
        .write("unlink account", move |tx| {
            if !may_change(user::find(tx, pool, user)?.as_ref(), epoch) {
                return Err(Aborted::Refused(Reason::AccountUnavailable));
            }
            notices::require_no_hold(tx, (pool, user), now)?;
            let has = linked_account::of_user(tx, pool, user)?;
            let Some(row) = row.as_ref().filter(|row| has.contains(row)) else {
                return Err(Aborted::Refused(Reason::LinkedAccountUnknown));
            };
            if is_last_way_in(tx, &door, &has, row)? {
                return Err(Aborted::Refused(Reason::LastWayIn));
            }
            linked_account::delete(tx, pool, user, (&row.issuer, &row.subject))?;
            // Whoever holds the account there may be signed in with it (DESIGN 3.3).
            user::raise_epoch(tx, pool, user)?;
            store::session::keep(tx, pool, session_id)?;
            messages::insert_all(tx, &told)?;
            audit_event::insert(tx, &event)?;
            Ok(())
        })
        .await;
    messages::ring(app);
    match Aborted::settle(written)? {
        Ok(()) => list(app, &visit.door, session).await,
        Err(reason) => Err(audit::refuse(app, &Scene::from(visit), Phase::Enrol, None, (reason, about)).await),
    }
}

fn may_change(user: Option<&User>, epoch: i64) -> bool {
    user.is_some_and(|user| user.status == UserStatus::Active && user.epoch == epoch)
}

/// Whether a linked account signs this member in at a door.
pub(crate) fn opens_for(tx: &mut Tx<'_>, door: &FrontDoor, user: UserId) -> Result<bool, store::Error> {
    let rows = linked_account::of_user(tx, door.pool.id, user)?;
    Ok(rows.iter().any(|row| opens(door, row)))
}

fn opens(door: &FrontDoor, row: &LinkedAccount) -> bool {
    provider::ready(door).any(|provider| provider.issuer == row.issuer)
}

/// Whether nothing else lets the member in.
fn is_last_way_in(
    tx: &mut Tx<'_>,
    door: &FrontDoor,
    has: &[LinkedAccount],
    row: &LinkedAccount,
) -> Result<bool, store::Error> {
    if !opens(door, row) || has.iter().any(|other| other != row && opens(door, other)) {
        return Ok(false);
    }
    let policy = policy::of_member(tx, door, row.user_id)?;
    let ways = Ways::of(tx, door, (&policy, row.user_id))?;
    Ok(!ways.may_become(&ways.clone().without(Method::SingleSignOn), &policy))
}
