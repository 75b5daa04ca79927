//! The link that opens an invitation: drawn once, sent, and kept as a keyed hash alone.

use crate::app::App;
use crate::error::Error;
use crate::random;
use crate::snapshot::FrontDoor;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use store::id::PoolId;

/// 32 bytes in base64url.
const TOKEN: usize = 43;

/// A link and what is known of it.
pub(super) struct Link {
    pub hash: [u8; 32],
    pub path: String,
}

impl Link {
    pub(super) fn draw(app: &App, door: &FrontDoor) -> Result<Self, Error> {
        let token: [u8; 32] = random::bytes(app.random())?;
        let path = format!("{}/invitation/{}", door.base(), URL_SAFE_NO_PAD.encode(token));
        Ok(Self { hash: hash(app, door.pool.id, &token), path })
    }
}

pub(super) fn hash(app: &App, pool: PoolId, token: &[u8; 32]) -> [u8; 32] {
    app.snapshot().ring.keyed("invitation", &[pool.as_bytes(), token])
}

pub(super) fn read_token(token: &str) -> Option<[u8; 32]> {
    let token = Some(token).filter(|token| token.len() == TOKEN)?;
    URL_SAFE_NO_PAD.decode(token).ok()?.try_into().ok()
}
