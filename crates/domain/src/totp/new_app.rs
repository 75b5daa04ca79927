//! An app on its way into use: the secret that is drawn for it, and the first code that it shows. Whether the member may have one is for
//! those to say who ask for it here.

use super::code::{Code, SECRET_BYTES};
use super::{NewSecret, PENDING_MS, SEAL, app_link, context, find, open};
use crate::app::App;
use crate::audit::{self, About, Kind, Scene};
use crate::error::{Error, Reason};
use crate::factors;
use crate::failures;
use crate::method::Method;
use crate::news::News;
use crate::random;
use crate::sign_up::Aborted;
use crate::snapshot::Snapshot;
use crate::visit::Visit;
use std::sync::Arc;
use store::Tx;
use store::audit_event::{self, AuditEvent};
use store::id::{PoolId, UserId};
use store::outbox::Outgoing;
use store::totp::{self, Pending, Step};
use zeroize::Zeroizing;

/// A secret that was drawn for one member. What is pending goes into the store before it is shown.
pub(crate) struct Drawn {
    secret: Zeroizing<[u8; SECRET_BYTES]>,
    pub pending: Pending,
}

impl Drawn {
    pub(crate) fn now(app: &App, (pool, user): (PoolId, UserId)) -> Result<Self, Error> {
        let secret = Zeroizing::new(random::bytes::<SECRET_BYTES>(app.random())?);
        let sealed = app.seal(SEAL, &context(pool, user), secret.as_slice())?;
        Ok(Self { secret, pending: Pending { sealed, at: app.now() } })
    }

    /// `account` is what the app lists it under.
    pub(crate) fn shown(&self, visit: &Visit, account: &str) -> NewSecret {
        let letters = app_link::letters(self.secret.as_slice());
        let url = app_link::link(&letters, &visit.door.tenant.name, account);
        NewSecret { qr_svg: app_link::picture(&url), secret: letters, url }
    }
}

/// A code of the pending secret, and all that is written when the app is taken into use by it.
#[derive(Clone)]
pub(crate) struct TypedBack {
    pool: PoolId,
    user: UserId,
    sealed: Vec<u8>,
    step: i64,
    at: i64,
    event: AuditEvent,
    told: Vec<Outgoing>,
    snapshot: Arc<Snapshot>,
}

impl TypedBack {
    pub(crate) async fn recognise(
        app: &App,
        visit: &Visit,
        user: UserId,
        typed: &str,
    ) -> Result<Result<Self, Reason>, Error> {
        let (pool, at) = (visit.door.pool.id, app.now());
        let shown = find(app, pool, user).await?.pending.filter(|pending| at - pending.at < PENDING_MS);
        let Some(pending) = shown else { return Ok(Err(Reason::TotpNotBegun)) };
        Self::of(app, visit, user, (pending, typed)).await
    }

    /// The same of a secret that is written with what it is taken for, and not before.
    pub(crate) async fn of(
        app: &App,
        visit: &Visit,
        user: UserId,
        (pending, typed): (Pending, &str),
    ) -> Result<Result<Self, Reason>, Error> {
        let (pool, at) = (visit.door.pool.id, app.now());
        let secret = open(app, (pool, user), &pending.sealed)?;
        let steps = Code::read(typed).map(|code| code.steps(&secret, at)).unwrap_or_default();
        let Some(step) = steps.first().copied() else { return Ok(Err(Reason::TotpCodeWrong)) };
        let event = audit::done(app, &Scene::from(visit), Kind::TotpAdded, About::member(user)).await?;
        let told = factors::told(app, visit, user, News::AppAdded).await?;
        Ok(Ok(Self { pool, user, sealed: pending.sealed, step, at, event, told, snapshot: app.snapshot() }))
    }

    pub(crate) fn write(&self, tx: &mut Tx<'_>) -> Result<(), Aborted> {
        let (pool_id, user_id) = (self.pool, self.user);
        if !totp::confirm(tx, Step { pool_id, user_id, sealed: &self.sealed, step: self.step }, self.at)? {
            return Err(Aborted::Refused(Reason::TotpNotBegun));
        }
        failures::forget(tx, &self.snapshot.ring, (pool_id, user_id), &[Method::Totp])?;
        crate::messages::insert_all(tx, &self.told)?;
        Ok(audit_event::insert(tx, &self.event)?)
    }
}
