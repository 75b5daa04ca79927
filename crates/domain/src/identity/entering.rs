//! Who enters: a member behind the token of an application, or a program of a tenant. A member's token is believed only as long as the session
//! that it came of lives, and nothing that takes a fresh proof is done on a token that has no session behind it.

use super::denied::{Denied, Word};
use crate::app::App;
use crate::applications::access_token::Bearer;
use crate::applications::resource::{self, Presented};
use crate::applications::{Client, Issuer};
use crate::error::Error;
use crate::oauth::scope::Scopes;
use crate::session::{self, Session};
use crate::visit::Visit;
use std::net::IpAddr;
use std::sync::Arc;
use store::id::{GrantId, SessionId, TenantId, UserId, WorkspaceId};
use store::{Tx, grant, user};

/// S3-25. A pool's policy may ask for a younger proof, never be content with an older one.
const FRESH_MS: i64 = 5 * 60 * 1000;

/// A member who looks at their own account.
#[derive(Debug)]
pub struct Viewer {
    pub visit: Visit,
    pub user: UserId,
    /// By which name the application knows them.
    pub subject: String,
    pub grant: (WorkspaceId, GrantId),
    session: Option<SessionId>,
}

/// A member who changes it.
#[derive(Debug)]
pub struct Member {
    pub visit: Visit,
    pub session: Session,
    /// By which name the application knows them.
    pub subject: String,
    pub grant: (WorkspaceId, GrantId),
}

/// A program of a tenant, which acts for itself.
#[derive(Debug)]
pub struct Program {
    pub tenant: TenantId,
    pub client: Arc<Client>,
    pub address: IpAddr,
    pub user_agent: String,
    /// As it calls this request.
    pub correlation: Option<String>,
    /// What its token covers, which may be less than it may ask for.
    pub scopes: Scopes,
    /// Whether it has shown with this request that it holds the key of its token.
    pub is_proved: bool,
    /// Of the token, in seconds.
    pub issued_at: i64,
}

async fn enter(app: &App, issuer: &Issuer, presented: Presented<'_>, scopes: &[&str]) -> Result<Bearer, Denied> {
    let bearer = resource::enter(app, Some(issuer), presented).await?;
    let is_covered = scopes.iter().any(|scope| bearer.scopes.contains(scope));
    if is_covered { Ok(bearer) } else { Err(Denied::Lacking(scopes.join(" "))) }
}

/// The member behind a token of this workspace.
pub async fn viewer(app: &App, visit: Visit, presented: Presented<'_>, scope: &str) -> Result<Viewer, Denied> {
    let door = &visit.door;
    let issuer = Issuer::at(app, &door.tenant.slug, &door.workspace.slug).ok_or(Word::PoolNotFound)?;
    let bearer = enter(app, &issuer, presented, &[scope]).await?;
    let (Some(user), Some(grant)) = (bearer.user, bearer.grant) else { return Err(Word::UserTokenRequired.into()) };
    let place = (issuer.workspace(), grant);
    let read = move |tx: &mut Tx<'_>| Ok::<_, Error>(grant::find(tx, place.0, place.1)?);
    let row = app.store().read("grant of member", read).await?;
    Ok(Viewer { visit, user, subject: bearer.subject, grant: place, session: row.and_then(|row| row.session_id) })
}

/// The same with the session behind it.
pub async fn member(app: &App, visit: Visit, presented: Presented<'_>, scope: &str) -> Result<Member, Denied> {
    let Viewer { visit, user, subject, grant, session } = viewer(app, visit, presented, scope).await?;
    let session = match session {
        Some(id) => session::of_grant(app, &visit.door, id).await?,
        None => None,
    };
    let session = session.filter(|session| session.user_id == user).ok_or(Word::RecentAuthenticationRequired)?;
    // Whoever looks after applications would else, by one of their own, give themselves a way into an owner's account.
    if session.grant.is_some() {
        return Err(Word::AdministratorsElsewhere.into());
    }
    Ok(Member { visit, session, subject, grant })
}

impl Member {
    /// Refuses a proof from more than five minutes ago.
    pub fn require_fresh(&self, app: &App) -> Result<(), Denied> {
        let age = app.now() - self.session.authenticated_at;
        if age <= FRESH_MS { Ok(()) } else { Err(Word::RecentAuthenticationRequired.into()) }
    }

    /// A session that policy no longer thinks enough of makes passkeys and changes nothing else (S0-25).
    pub fn require_enough(&self) -> Result<(), Denied> {
        if self.session.shortfall().is_none() { Ok(()) } else { Err(Word::RecentAuthenticationRequired.into()) }
    }

    /// Carries the application's token over a change that ended everything but this session.
    pub(super) async fn keep_token(&self, app: &App) -> Result<(), Error> {
        let (pool, user, session, grant) = (self.session.pool_id, self.session.user_id, self.session.id, self.grant);
        let write = move |tx: &mut Tx<'_>| {
            let Some(member) = user::find(tx, pool, user)? else { return Ok(()) };
            let stands = store::session::find(tx, pool, session)?;
            if stands.is_some_and(|facts| facts.session.epoch == member.epoch) {
                grant::keep(tx, grant, member.epoch)?;
            }
            Ok::<_, Error>(())
        };
        app.store().write("keep grant", write).await
    }
}

/// A program with a token of the tenant itself that covers one of these.
pub async fn program(
    app: &App,
    tenant: &str,
    presented: Presented<'_>,
    (address, user_agent, correlation): (IpAddr, &str, Option<String>),
    scopes: &[&str],
) -> Result<Program, Denied> {
    let issuer = Issuer::at(app, tenant, crate::applications::issuer::SYSTEM).ok_or(Word::PoolNotFound)?;
    let bearer = enter(app, &issuer, presented, scopes).await?;
    Ok(Program {
        tenant: issuer.tenant,
        client: bearer.client,
        address,
        user_agent: user_agent.to_owned(),
        correlation,
        scopes: bearer.scopes,
        is_proved: bearer.confirmation.is_some(),
        issued_at: bearer.issued_at,
    })
}
