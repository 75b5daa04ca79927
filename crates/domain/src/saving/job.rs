//! A change of settings, ready for the transaction that carries it out: at once, at its time, or to be undone again by whoever only asks what would
//! speak against it. It must hold everything that a transaction may not fetch for itself: neither randomness nor a clock is read in one.

use super::home;
use crate::app::App;
use crate::channels::Channels;
use crate::dry_run::Guard;
use crate::error::Error;
use crate::public_url::PublicUrl;
use crate::random::IdBytes;
use crate::settings_file::Whole;
use crate::snapshot::FrontDoor;
use std::sync::Arc;
use store::audit_event::{self, AuditEvent};
use store::id::PoolId;
use store::{Tx, installation};

#[derive(Debug, Clone)]
pub(crate) struct Job {
    /// One that leads to the pool; of a workspace its own.
    pub door: Arc<FrontDoor>,
    /// Where administrators sign in, where that leads to this pool.
    pub home: Option<Arc<FrontDoor>>,
    pub server: PublicUrl,
    pub channels: Channels,
    pub guard: Guard,
    /// Without what was changed; with who did it, where that is no person.
    pub event: AuditEvent,
    /// Of a row that is new.
    pub id: (u64, IdBytes),
    /// For a change of all of a pool's settings at once.
    pub whole: Option<Whole>,
}

impl Job {
    pub(crate) fn of(app: &App, door: Arc<FrontDoor>, event: AuditEvent) -> Result<Self, Error> {
        let pool = door.pool.id;
        Ok(Self {
            home: home(app, pool),
            server: app.public_url().clone(),
            channels: app.channels(),
            guard: Guard::of(app, pool),
            id: app.id_parts()?,
            whole: None,
            door,
            event,
        })
    }

    pub(crate) fn pool(&self) -> PoolId {
        self.door.pool.id
    }

    /// What was changed is in force for every node, and on record.
    pub(crate) fn record(&self, tx: &mut Tx<'_>, detail: String) -> Result<(), store::Error> {
        installation::bump(tx)?;
        let detail = match &self.event.detail {
            Some(by) => format!("{by}; {detail}"),
            None => detail,
        };
        audit_event::insert(tx, &AuditEvent { detail: Some(detail.into()), ..self.event.clone() })
    }
}
