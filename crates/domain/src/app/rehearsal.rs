//! The same installation over a store that keeps nothing: what is done with it says what would come of it. Its memory is its own, so that nothing of a
//! rehearsal is met by whoever is served meanwhile. It must never be closed: the database belongs to the one that it was made from.

use super::{App, OpenError};
use crate::audit::UserAgents;
use crate::meters::Meters;
use crate::random::{IdStock, NoRandomness};
use crate::{applications, decoy, figures, password, single_sign_on};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, RwLock};
use tokio::sync::Notify;

impl App {
    /// Whether nothing that is done here is kept: then nobody is told that it was done.
    pub(crate) fn is_rehearsal(&self) -> bool {
        self.store.is_rehearsal()
    }

    pub fn rehearsal(&self) -> Result<Arc<Self>, OpenError> {
        let stand_in = decoy::StandIn::new().map_err(|_| OpenError::Random(NoRandomness))?;
        let hashing = password::Hashing::new(self.random.as_ref())?;
        Ok(Arc::new(Self {
            store: self.store.rehearsal(),
            clock: Arc::clone(&self.clock),
            random: Arc::clone(&self.random),
            master_key: RwLock::new(self.master_key()),
            is_locked_out: AtomicBool::new(self.is_locked_out()),
            public_url: self.public_url.clone(),
            channels: self.channels,
            outgoing: Arc::clone(&self.outgoing),
            demo: self.demo,
            snapshot: RwLock::new(self.snapshot()),
            metadata: RwLock::new(self.metadata()),
            user_agents: UserAgents::default(),
            providers: crate::providers::Providers::default(),
            outbox_bell: Notify::new(),
            ids: IdStock::default(),
            meters: Meters::default(),
            started: figures::Started::default(),
            stand_in,
            hashing,
            directory: single_sign_on::Directory::default(),
            shelves: applications::fetched::Shelves::default(),
        }))
    }
}
