//! The authenticator: keeps passkeys, makes them (`create`) and answers with them (`get`).
//!
//! It does what the options say, or says why it cannot. It must never tell a lie that was not asked for, nor keep one for
//! a later ceremony.

mod create;
mod extensions;
mod get;

use std::collections::HashMap;

use crate::lie::Lie;
use crate::{Error, Passkey, Setup};

/// A software authenticator with its passkeys.
#[derive(Debug, Default)]
pub struct Authenticator {
    setup: Setup,
    passkeys: Vec<Passkey>,
    /// Beside the passkey of this id (`largeBlob`).
    blobs: HashMap<Vec<u8>, Vec<u8>>,
    lies: Vec<Lie>,
}

impl Authenticator {
    pub fn new(setup: Setup) -> Self {
        Self { setup, ..Self::default() }
    }

    pub fn setup(&self) -> &Setup {
        &self.setup
    }

    /// Oldest first.
    pub fn passkeys(&self) -> &[Passkey] {
        &self.passkeys
    }

    /// Takes over a passkey made elsewhere.
    pub fn import(&mut self, passkey: Passkey) {
        self.passkeys.push(passkey);
    }

    /// Drops a passkey, as its owner may at any time.
    pub fn forget(&mut self, credential_id: &[u8]) {
        self.passkeys.retain(|passkey| passkey.credential_id != credential_id);
        self.blobs.remove(credential_id);
    }

    /// Makes a passkey one that was registered with U2F under this `AppID`, before there was an RP ID to register it for.
    pub fn keep_under_app_id(&mut self, credential_id: &[u8], app_id: &str) -> Result<(), Error> {
        let passkey = self.passkeys.iter_mut().find(|passkey| passkey.credential_id == credential_id);
        let passkey = passkey.ok_or(Error::NoPasskey)?;
        app_id.clone_into(&mut passkey.rp_id);
        passkey.discoverable = false;
        Ok(())
    }

    /// Lies in the next ceremony, and only there; several lies may be queued. A ceremony that is not even begun, because
    /// the options are refused, uses them up as well.
    pub fn lie(&mut self, lie: Lie) {
        self.lies.push(lie);
    }
}

#[cfg(test)]
mod tests;
