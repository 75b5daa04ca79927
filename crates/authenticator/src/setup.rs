//! What kind of authenticator it is, and what the browser in front of it does.
//!
//! It must never hold what belongs to one ceremony; that comes from the options, or from a lie.

use crate::Maker;

/// The traits of an authenticator. `Default` is [`Setup::phone`].
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is a trait of its own, and any of them goes with any other")]
pub struct Setup {
    /// The COSE numbers it supports, of -7, -8, -35, -36, -48, -49, -50, -257 and -65535. Which of them is used is the
    /// server's preference, as the standard has it; to force one, name only that one.
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
    /// What a compound statement holds, at least two.
    pub compound: Vec<Attestation>,
    pub counter: Counter,
    /// Who made it; [`Maker::shared`] where nobody is named.
    pub maker: Option<Maker>,
    pub conveyance: Conveyance,
    /// Is allowed to name itself to its enterprise, where the options ask for that.
    pub enterprise: bool,
    /// Answers as well as it can where it should refuse, because something is required that it cannot do.
    pub answers_anyway: bool,
    /// Evaluates pseudo-random functions (`prf`).
    pub prf: bool,
    /// Keeps a blob beside each passkey (`largeBlob`).
    pub large_blob: bool,
    /// The level of `credProtect` that new passkeys are given, asked or not, as browsers do with security keys.
    pub cred_protect: Option<u8>,
}

/// The statement about a new passkey.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attestation {
    None,
    /// Signed with the new key itself.
    PackedSelf,
    /// Signed by the maker's key.
    Packed,
    /// As U2F had it, for ES256 only.
    FidoU2f,
    /// For elliptic curves and RSA.
    Tpm,
    AndroidKey,
    /// For ES256 only.
    Apple,
    /// Those that [`Setup::compound`] names.
    Compound,
}

/// What the browser does with the statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conveyance {
    /// Passes it on, whatever was asked for.
    Always,
    /// Replaces it by none unless the options ask for one; the AAGUID stays.
    AsAsked,
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
            transports: named(&["hybrid", "internal"]),
            attachment: Some("platform".into()),
            attestation: Attestation::None,
            compound: vec![Attestation::Packed, Attestation::Tpm],
            counter: Counter::Zero,
            maker: None,
            conveyance: Conveyance::Always,
            enterprise: false,
            answers_anyway: false,
            prf: false,
            large_blob: false,
            cred_protect: None,
        }
    }

    /// The same phone, used from another device.
    pub fn hybrid_phone() -> Self {
        Self { attachment: Some("cross-platform".into()), prf: true, ..Self::phone() }
    }

    /// A security key with a PIN: Ed25519 and ES256, bound to the device, counting.
    pub fn security_key() -> Self {
        Self {
            algorithms: vec![-8, -7],
            synced: false,
            aaguid: *b"keystead-sec-key",
            transports: named(&["nfc", "usb"]),
            attachment: Some("cross-platform".into()),
            attestation: Attestation::PackedSelf,
            counter: Counter::Counting,
            ..Self::phone()
        }
    }

    /// A security key for one transport, `usb`, `nfc` or `ble`, of a maker that attests.
    pub fn security_key_over(transport: &str) -> Self {
        Self {
            transports: named(&[transport]),
            attestation: Attestation::Packed,
            conveyance: Conveyance::AsAsked,
            ..Self::security_key()
        }
    }

    /// A laptop whose passkeys live in its TPM: ES256 and RS256, bound to the device.
    pub fn laptop() -> Self {
        Self {
            algorithms: vec![-7, -257],
            synced: false,
            aaguid: *b"keystead-laptop-",
            transports: named(&["internal"]),
            attestation: Attestation::Tpm,
            counter: Counter::Counting,
            conveyance: Conveyance::AsAsked,
            ..Self::phone()
        }
    }

    /// A key from before FIDO2: a second factor that can neither verify a user nor be found without its id.
    pub fn u2f_key() -> Self {
        Self {
            algorithms: vec![-7],
            discoverable: false,
            synced: false,
            user_verification: false,
            aaguid: [0; 16],
            transports: named(&["usb"]),
            attestation: Attestation::FidoU2f,
            conveyance: Conveyance::AsAsked,
            ..Self::security_key()
        }
    }
}

fn named(transports: &[&str]) -> Vec<String> {
    transports.iter().map(|name| (*name).to_owned()).collect()
}

impl Default for Setup {
    fn default() -> Self {
        Self::phone()
    }
}
