//! How far a look through the members has come, and what saving would answer: in the hands of whoever asks, because nothing of it is kept. It is
//! sealed for one change, so that no address shows figures that are not ours. It must never decide anything: whoever saves is asked all of it anew.

use super::trial::Verdict;
use super::{Counts, DryRunAsk, reviewed};
use crate::app::App;
use crate::error::Error;
use crate::keys::Seal;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use store::id::PoolId;

const SEAL: Seal = Seal::Carried("dry run");
/// Longer than any that we write.
const LONGEST: usize = 32 * 1024;

#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Walked {
    pub(super) from: Option<String>,
    pub(super) counts: Vec<Counts>,
    pub(super) verdict: Option<Verdict>,
}

/// What such a place is good for.
pub(super) struct Sealed(Vec<u8>);

impl Sealed {
    pub(super) fn of(pool: PoolId, ask: &DryRunAsk) -> Result<Self, Error> {
        let change = reviewed(&ask.change, ask.version.as_deref().unwrap_or_default())?;
        Ok(Self([pool.as_bytes().as_slice(), change.as_bytes()].concat()))
    }

    /// What is no place of this change is its beginning.
    pub(super) fn open(&self, app: &App, place: Option<&str>) -> Walked {
        let place = place.filter(|place| place.len() <= LONGEST);
        let sealed = place.and_then(|place| URL_SAFE_NO_PAD.decode(place).ok());
        let plain = sealed.and_then(|sealed| app.snapshot().ring.open_sealed(SEAL, &self.0, &sealed));
        plain.and_then(|plain| serde_json::from_slice(&plain).ok()).unwrap_or_default()
    }

    pub(super) fn write(&self, app: &App, walked: &Walked) -> Result<String, Error> {
        let plain = serde_json::to_vec(walked).map_err(Error::Answer)?;
        let sealed = app.seal(SEAL, &self.0, &plain).map_err(Error::Seal)?;
        Ok(URL_SAFE_NO_PAD.encode(sealed))
    }
}
