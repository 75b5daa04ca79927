//! By whom applications are added, changed and removed: by the operator at the server's own terminal, or by an administrator, whose right every
//! transaction reads again. An event must never be without the one who did it, where that is known.

use super::issuer::Issuer;
use crate::administrators::{Acting, Writer};
use crate::app::App;
use crate::audit::{self, About, Kind, Scene};
use crate::error::Error;
use crate::sign_up::Aborted;
use store::Tx;
use store::audit_event::AuditEvent;

#[derive(Debug, Clone, Copy)]
pub(crate) enum By<'a> {
    Operator,
    Administrator(&'a Acting),
}

/// The same, as a transaction needs to know it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hand(Option<Writer>);

impl Hand {
    pub(crate) fn require_standing(self, tx: &mut Tx<'_>) -> Result<(), Aborted> {
        self.0.map_or(Ok(()), |writer| writer.require_standing(tx))
    }
}

impl By<'_> {
    pub(crate) fn writer(self) -> Hand {
        match self {
            Self::Operator => Hand(None),
            Self::Administrator(acting) => Hand(Some(Writer::of(acting))),
        }
    }

    /// An event about an application there, still without which one.
    pub(crate) async fn event(self, app: &App, issuer: &Issuer, kind: Kind) -> Result<AuditEvent, Error> {
        let door = issuer.door.as_deref();
        let Self::Administrator(acting) = self else {
            let scene = match door {
                Some(door) => Scene::of_pool(issuer.tenant, door.pool.id),
                None => Scene::of_tenant(issuer.tenant),
            };
            return audit::drawn(app, &scene, kind, About::default());
        };
        let scene = match door {
            Some(door) => Scene::over(&acting.visit, (issuer.tenant, door.pool.id, door.workspace.id)),
            None => Scene::of_place(&acting.visit, (issuer.tenant, None)),
        };
        let about = About { actor: Some(acting.session.user_id), ..About::default() };
        audit::done(app, &scene, kind, about).await
    }
}
