//! By whom applications are added, changed and removed: by the operator at the server's own terminal, by an administrator or by a program of the
//! tenant, whose right every transaction reads again. An event must never be without the one who did it, where that is known.

use super::client::{Client, GrantType};
use super::issuer::Issuer;
use crate::administrators::{Acting, Writer};
use crate::app::App;
use crate::audit::{self, About, Kind, Scene};
use crate::error::{Error, Reason};
use crate::identity::Program;
use crate::identity::clients::Cover;
use crate::sign_up::Aborted;
use store::audit_event::AuditEvent;
use store::id::{TenantId, WorkspaceId};
use store::{Tx, client};

#[derive(Debug, Clone, Copy)]
pub(crate) enum By<'a> {
    Operator,
    Administrator(&'a Acting),
    /// A program of the tenant, by the API, and what it has to have itself for what it does.
    Program(&'a Program, &'a Cover),
}

/// The same, as a transaction needs to know it.
#[derive(Debug, Clone)]
pub(crate) enum Hand {
    Operator,
    Administrator(Writer),
    Program { tenant: TenantId, id: String, cover: Cover },
}

impl Hand {
    pub(crate) fn require_standing(&self, tx: &mut Tx<'_>) -> Result<(), Aborted> {
        match self {
            Self::Operator => Ok(()),
            Self::Administrator(writer) => writer.require_standing(tx),
            Self::Program { tenant, id, cover } => {
                let row = client::find(tx, (*tenant, WorkspaceId::NIL), id)?;
                let may_still = row.and_then(|row| Client::read(row).ok()).is_some_and(|own| {
                    own.enabled
                        && own.may(GrantType::ClientCredentials)
                        && cover.is_held(&own.scopes, &own.settings.audiences)
                });
                if may_still { Ok(()) } else { Err(Aborted::Refused(Reason::NotPermitted)) }
            }
        }
    }
}

impl By<'_> {
    pub(crate) fn writer(self) -> Hand {
        match self {
            Self::Operator => Hand::Operator,
            Self::Administrator(acting) => Hand::Administrator(Writer::of(acting)),
            Self::Program(program, cover) => {
                Hand::Program { tenant: program.tenant, id: program.client.id.clone(), cover: cover.clone() }
            }
        }
    }

    /// What the audit says of whoever has no account.
    pub(crate) fn named(self) -> Option<String> {
        match self {
            Self::Program(program, _) => Some(format!("api: {}", program.client.id)),
            Self::Operator | Self::Administrator(_) => None,
        }
    }

    /// An event about an application there, still without which one.
    pub(crate) async fn event(self, app: &App, issuer: &Issuer, kind: Kind) -> Result<AuditEvent, Error> {
        let Some(door) = issuer.door.as_deref() else { return self.event_of_tenant(app, issuer.tenant, kind).await };
        let over = |acting: &Acting| Scene::over(&acting.visit, (issuer.tenant, door.pool.id, door.workspace.id));
        self.event_at(app, (Scene::of_pool(issuer.tenant, door.pool.id), over), kind).await
    }

    /// An event about something that is the whole tenant's.
    pub(crate) async fn event_of_tenant(self, app: &App, tenant: TenantId, kind: Kind) -> Result<AuditEvent, Error> {
        let over = |acting: &Acting| Scene::of_place(&acting.visit, (tenant, None));
        self.event_at(app, (Scene::of_tenant(tenant), over), kind).await
    }

    async fn event_at(
        self,
        app: &App,
        at: (Scene, impl Fn(&Acting) -> Scene),
        kind: Kind,
    ) -> Result<AuditEvent, Error> {
        let (place, over) = at;
        match self {
            Self::Operator => audit::drawn(app, &place, kind, About::default()),
            Self::Program(program, _) => {
                let scene = place.seen_from(program);
                audit::done(app, &scene, kind, About::default()).await
            }
            Self::Administrator(acting) => {
                let about = About { actor: Some(acting.session.user_id), ..About::default() };
                audit::done(app, &over(acting), kind, about).await
            }
        }
    }
}
