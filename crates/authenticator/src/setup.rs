//! What kind of authenticator it is.
//!
//! It must never hold what belongs to one ceremony; that comes from the options, or from a lie.

/// The traits of an authenticator. `Default` is [`Setup::phone`].
#[derive(Debug, Clone)]
pub struct Setup {
    /// The COSE numbers it supports, of -7, -8 and -257. Which of them is used is the server's preference, as the standard
    /// has it; to force one, name only that one.
    pub algorithms: Vec<i64>,
    /// Can keep passkeys that need no list of ids.
    pub discoverable: bool,
    /// Copies its passkeys elsewhere: backup eligible, and backed up.
    pub synced: bool,
    /// Can verify the user.
    pub user_verification: bool,
    pub aaguid: [u8; 16],
    pub transports: Vec<String>,
    pub attachment: Option<String>,
    pub attestation: Attestation,
    pub counter: Counter,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attestation {
    None,
    /// Signed with the new key itself.
    PackedSelf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counter {
    /// Always zero, as synced passkeys do.
    Zero,
    Counting,
}

impl Setup {
    /// A phone whose passkeys are synced: ES256, user verification, no counter.
    pub fn phone() -> Self {
        Self {
            algorithms: vec![-7],
            discoverable: true,
            synced: true,
            user_verification: true,
            aaguid: *b"keystead-phone--",
            transports: vec!["hybrid".into(), "internal".into()],
            attachment: Some("platform".into()),
            attestation: Attestation::None,
            counter: Counter::Zero,
        }
    }

    /// A security key with a PIN: Ed25519 and ES256, bound to the device, counting.
    pub fn security_key() -> Self {
        Self {
            algorithms: vec![-8, -7],
            discoverable: true,
            synced: false,
            user_verification: true,
            aaguid: *b"keystead-sec-key",
            transports: vec!["nfc".into(), "usb".into()],
            attachment: Some("cross-platform".into()),
            attestation: Attestation::PackedSelf,
            counter: Counter::Counting,
        }
    }
}

impl Default for Setup {
    fn default() -> Self {
        Self::phone()
    }
}
