//! Randomness. Nobody else may draw it, so that it is drawn from one audited source and a test can repeat it.

use aws_lc_rs::rand::{SecureRandom, SystemRandom as LibraryRandom};
use std::fmt::Debug;
use std::sync::{Mutex, PoisonError};

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

/// What of an id is random.
pub(crate) type IdBytes = [u8; 10];

/// Ids drawn at once.
const STOCK: usize = 64;

/// The random bytes of ids to come. An id is no secret, so the next ones may lie in memory, and most of the generator's price is paid for
/// each call. Secrets are always drawn one by one.
#[derive(Default)]
pub(crate) struct IdStock(Mutex<Vec<IdBytes>>);

impl Debug for IdStock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("IdStock")
    }
}

impl IdStock {
    pub(crate) fn take(&self, random: &dyn Random) -> Result<IdBytes, NoRandomness> {
        let mut stock = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(drawn) = stock.pop() {
            return Ok(drawn);
        }
        let several = bytes::<{ STOCK * size_of::<IdBytes>() }>(random)?;
        stock.extend(several.as_chunks().0);
        stock.pop().ok_or(NoRandomness)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn no_id_is_given_out_twice() {
        let (stock, random) = (IdStock::default(), SystemRandom::default());
        let taken: HashSet<_> = (0..3 * STOCK).map(|_| stock.take(&random).unwrap()).collect();
        assert_eq!(taken.len(), 3 * STOCK);
    }
}
