//! Randomness. Nobody else may draw it, so that it is drawn from one audited source and a test can repeat it.

use aws_lc_rs::rand::{SecureRandom, SystemRandom as LibraryRandom};
use std::fmt::Debug;

/// The system refused to give random bytes. Nothing secure can be done then, so the request fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the system gave no random bytes")]
pub struct NoRandomness;

/// Draws random bytes.
pub trait Random: Debug + Send + Sync {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandomness>;
}

/// The cryptographic library's generator, seeded by the system.
#[derive(Debug, Default)]
pub struct SystemRandom(LibraryRandom);

impl Random for SystemRandom {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        self.0.fill(bytes).map_err(|_| NoRandomness)
    }
}

/// `N` fresh random bytes.
pub(crate) fn bytes<const N: usize>(random: &dyn Random) -> Result<[u8; N], NoRandomness> {
    let mut drawn = [0; N];
    random.fill(&mut drawn)?;
    Ok(drawn)
}
