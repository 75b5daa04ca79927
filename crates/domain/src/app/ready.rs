//! Whether this node should get traffic now.

use super::{App, GREATEST_CLOCK_DIFFERENCE_S};

/// Why this node should get no traffic now.
#[derive(Debug, thiserror::Error)]
pub enum NotReady {
    #[error("the database does not answer")]
    Database(#[source] store::Error),
    #[error("the database takes nothing")]
    NoRoom(#[source] store::Error),
    #[error("the database took nothing a moment ago, because its disk is full")]
    StillNoRoom,
    #[error("the clocks of this machine and of the database differ by {difference} s")]
    Clock { difference: i64 },
    #[error("the master key that this node has does not open the keys any more: it was changed")]
    MasterKey,
}

impl App {
    /// Whether this node can serve: the database answers, and its clock agrees with ours. A node whose clock is off would refuse
    /// living challenges, or accept dead ones that were swept already.
    pub async fn ready(&self) -> Result<(), NotReady> {
        let theirs = self.store.read("ready", store::clock::now).await.map_err(NotReady::Database)?;
        let difference = (theirs - self.now() / 1000).abs();
        if difference > GREATEST_CLOCK_DIFFERENCE_S {
            return Err(NotReady::Clock { difference });
        }
        self.require_room().await?;
        if self.is_locked_out() { Err(NotReady::MasterKey) } else { Ok(()) }
    }

    /// Writes only where a write has failed for lack of room, to see whether there is some again.
    async fn require_room(&self) -> Result<(), NotReady> {
        let traffic = self.store.traffic();
        if !traffic.lacks_room() {
            return Ok(());
        }
        if traffic.may_try_room() {
            let now = self.now().to_string();
            let probe = move |tx: &mut store::Tx<'_>| store::health::write_probe(tx, &now);
            self.store.write("look for room", probe).await.map_err(NotReady::NoRoom)?;
            traffic.note_room();
            return Ok(());
        }
        Err(NotReady::StillNoRoom)
    }
}
