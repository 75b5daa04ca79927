//! How far a pool has come with passkeys, and its own texts for that (S2-12, S2-13, S2-33). Blank means the document's.

use super::stored::text_within;
use crate::origins::Warning;
use serde::{Deserialize, Serialize};

/// Characters.
pub const LONGEST_TEXT: usize = 1_000;
const LONGEST_NAME: usize = 64;

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RollOutSettings {
    /// The group that tries passkeys before everybody is told, by its name.
    pub pilot: String,
    /// S2-13
    pub announcement: String,
    /// S2-33
    pub help: String,
}

/// S2-13, in the words of the document.
pub const ANNOUNCEMENT: &str = "You can now add a passkey to sign in faster and more securely. A passkey lets you use your device unlock method, such as Face ID, fingerprint, Windows Hello, passcode, or PIN. Your password still works as a backup.";
/// S2-33, in the words of the document.
pub const HELP: &str = "Passkeys are a faster and safer way to sign in. You can use your device unlock method, such as Face ID, fingerprint, Windows Hello, passcode, or PIN. Your password still works as a backup. To get started, go to Settings > Passkeys and add a passkey on a trusted personal device.";

pub(super) fn bound(settings: &mut RollOutSettings) -> Vec<Warning> {
    let found = [
        text_within("roll_out.pilot", &mut settings.pilot, LONGEST_NAME),
        text_within("roll_out.announcement", &mut settings.announcement, LONGEST_TEXT),
        text_within("roll_out.help", &mut settings.help, LONGEST_TEXT),
    ];
    found.into_iter().flatten().collect()
}
