//! Argon2id: the parameters, the work itself, and how much of it this node does at a time. It must never run on a thread of the runtime, and
//! never take more memory than its places allow.

use super::elsewhere::Recipe;
use super::spelled::Spelled;
use crate::app::App;
use crate::error::{Error, Phase, Reason, Refused};
use crate::random::{self, NoRandomness, Random};
use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::password_hash::{self, PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use std::sync::Arc;
use tokio::sync::Semaphore;
use tokio::task::JoinError;

/// OWASP's recommendation for Argon2id: 19 MiB, two passes, one lane. Whoever signs in is moved to what stands here.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;
const OUTPUT: usize = 32;
pub(super) const SALT: usize = 16;

/// Hashes that come from elsewhere may ask for this much, and no more.
const MOST_MEMORY_KIB: u32 = 131_072;
const MOST_PASSES: u32 = 16;
const MOST_LANES: u32 = 16;

/// Hashes at a time, however many cores there are: each takes 19 MiB.
const MOST_AT_ONCE: usize = 16;
/// Those that may wait, for each that runs: about a second of work. Whoever comes after is told to come back.
const WAITING_FOR_EACH: usize = 32;

/// Why a password could not be hashed.
#[derive(Debug, thiserror::Error)]
pub enum HashingError {
    #[error("Argon2 refused its parameters")]
    Parameters(#[from] argon2::Error),
    #[error("Argon2 made no hash")]
    Hash(#[from] password_hash::Error),
    #[error("a dummy hash could not be written")]
    Dummy(#[from] password_hash::phc::Error),
    #[error(transparent)]
    Random(#[from] NoRandomness),
    #[error("the work on a password stopped")]
    Stopped(#[source] JoinError),
}

/// The places where passwords are worked on, and the hash that stands in for members who have none.
#[derive(Debug)]
pub(crate) struct Hashing {
    running: Arc<Semaphore>,
    places: Arc<Semaphore>,
    dummy: Arc<str>,
}

impl Hashing {
    pub(crate) fn new(random: &dyn Random) -> Result<Self, HashingError> {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Ok(Self::with_places(cores.clamp(1, MOST_AT_ONCE), WAITING_FOR_EACH, dummy(random)?))
    }

    fn with_places(at_once: usize, waiting_for_each: usize, dummy: String) -> Self {
        let places = at_once * (waiting_for_each + 1);
        Self {
            running: Arc::new(Semaphore::new(at_once)),
            places: Arc::new(Semaphore::new(places)),
            dummy: dummy.into(),
        }
    }

    /// A hash of no password, with today's parameters.
    pub(crate) fn dummy(&self) -> Arc<str> {
        Arc::clone(&self.dummy)
    }

    /// Does the work when its turn comes, or refuses at once where too many wait.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        app: &App,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Error> {
        match self.take_turn(work).await {
            Some(done) => Ok(done.map_err(HashingError::Stopped)?),
            // Not for the audit: a flood must not fill it.
            None => Err(Refused { audited: true, ..Refused::new(app, Phase::Password, Reason::TooBusy) }.into()),
        }
    }

    async fn take_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Option<Result<T, JoinError>> {
        let place = Arc::clone(&self.places).try_acquire_owned().ok()?;
        let turn = Arc::clone(&self.running).acquire_owned().await.ok()?;
        // Both go with the work: it goes on when the one who asked has left, and holds its memory until then.
        let work = move || {
            let done = work();
            drop((turn, place));
            done
        };
        Some(tokio::task::spawn_blocking(work).await)
    }
}

fn params() -> Result<Params, argon2::Error> {
    Params::new(MEMORY_KIB, PASSES, LANES, Some(OUTPUT))
}

/// Made up and not computed: no password has it, and checking one against it costs what any other check costs.
fn dummy(random: &dyn Random) -> Result<String, HashingError> {
    let (salt, output): ([u8; SALT], [u8; OUTPUT]) = (random::bytes(random)?, random::bytes(random)?);
    let dummy = PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(&params()?)?,
        salt: Some(Salt::new(&salt)?),
        hash: Some(Output::new(&output)?),
    };
    Ok(dummy.to_string())
}

/// The PHC string of a new password.
pub(super) fn hash(spelled: &Spelled, salt: [u8; SALT]) -> Result<String, HashingError> {
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params()?);
    Ok(argon2.hash_password_with_salt(spelled.as_str().as_bytes(), &salt)?.to_string())
}

/// Whether a hash is made as ours are.
pub(super) fn is_todays(recipe: Recipe, salt: usize) -> bool {
    let todays = Recipe::Argon2 {
        algorithm: Algorithm::Argon2id,
        version: Version::V0x13,
        memory: MEMORY_KIB,
        passes: PASSES,
        lanes: LANES,
        output: OUTPUT,
    };
    recipe == todays && salt == SALT
}

/// What a stored hash says to a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verified {
    Right {
        /// It was made with other parameters than today's.
        outdated: bool,
    },
    Wrong,
    /// No hash that we know, or one that asks for too much.
    Unreadable,
}

/// Holds a password against a stored hash, whoever made it.
pub(super) fn verify(stored: &str, spelled: &Spelled) -> Verified {
    let Ok(hash) = PasswordHash::new(stored) else { return Verified::Unreadable };
    let (Ok(algorithm), Ok(asked)) = (Algorithm::try_from(hash.algorithm.as_str()), Params::try_from(&hash)) else {
        return Verified::Unreadable;
    };
    let fits = asked.m_cost() <= MOST_MEMORY_KIB && asked.t_cost() <= MOST_PASSES && asked.p_cost() <= MOST_LANES;
    if !fits || hash.salt.is_none() || hash.hash.is_none() {
        return Verified::Unreadable;
    }
    match Argon2::default().verify_password(spelled.as_str().as_bytes(), &hash) {
        Ok(()) => {
            let is_todays = algorithm == Algorithm::Argon2id
                && hash.version == Some(Version::V0x13.into())
                && (asked.m_cost(), asked.t_cost(), asked.p_cost()) == (MEMORY_KIB, PASSES, LANES)
                && asked.output_len() == Some(OUTPUT);
            Verified::Right { outdated: !is_todays }
        }
        Err(password_hash::Error::PasswordInvalid) => Verified::Wrong,
        Err(_) => Verified::Unreadable,
    }
}

/// What came of a proof.
#[derive(Debug, Default)]
pub(crate) struct Judged {
    pub(crate) is_right: bool,
    /// A hash by today's parameters, where the stored one was made with others.
    pub(crate) renewed: Option<String>,
    pub(crate) is_unreadable: bool,
}

/// Holds a password against what is stored, or against the dummy where nothing is or nothing that can be read.
pub(crate) fn judge(
    stored: Option<&str>,
    dummy: &str,
    spelled: &Spelled,
    salt: [u8; SALT],
) -> Result<Judged, HashingError> {
    match verify(stored.unwrap_or(dummy), spelled) {
        Verified::Right { outdated: true } => {
            Ok(Judged { is_right: stored.is_some(), renewed: Some(hash(spelled, salt)?), ..Judged::default() })
        }
        Verified::Right { outdated: false } => Ok(Judged { is_right: stored.is_some(), ..Judged::default() }),
        Verified::Wrong => Ok(Judged::default()),
        Verified::Unreadable => {
            verify(dummy, spelled);
            Ok(Judged { is_unreadable: true, ..Judged::default() })
        }
    }
}

#[cfg(test)]
mod tests;
