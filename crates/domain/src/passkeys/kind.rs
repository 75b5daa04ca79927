//! What a passkey is kept in (S1-4 to S1-6). Programs and scripts tell kinds apart by their codes; their names are for reading, and pages say
//! them in the reader's language. It must never decide anything: what a browser says of its transports is not proved.

use serde::Serialize;

/// Serialised as its code, which never changes and is no language's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PasskeyKind {
    /// In the device on which it is used, or in all that it is synced to.
    Device,
    /// In a phone that is used for another device.
    Phone,
    /// In a security key.
    Key,
    /// Nothing is known but that it is one.
    #[default]
    Passkey,
}

impl PasskeyKind {
    pub const ALL: [Self; 4] = [Self::Device, Self::Phone, Self::Key, Self::Passkey];

    /// By attachment at registration, without one by transports, as the row "Kind of a passkey" of the requirements says.
    pub fn of(attachment: Option<&str>, transports: &[String]) -> Self {
        let by = |names: &[&str]| transports.iter().any(|transport| names.contains(&transport.as_str()));
        match attachment {
            Some("platform") => Self::Device,
            Some("cross-platform") if by(&["hybrid"]) => Self::Phone,
            Some("cross-platform") => Self::Key,
            _ if by(&["internal"]) => Self::Device,
            _ if by(&["hybrid"]) => Self::Phone,
            _ if by(&["usb", "nfc", "ble"]) => Self::Key,
            _ => Self::Passkey,
        }
    }

    pub const fn code(self) -> &'static str {
        match self {
            Self::Device => "device",
            Self::Phone => "phone",
            Self::Key => "key",
            Self::Passkey => "passkey",
        }
    }

    /// As the documents call it, for answers that have no language.
    pub const fn english(self) -> &'static str {
        match self {
            Self::Device => "Passkey - Platform Authenticators",
            Self::Phone => "Passkey Cross-Platform Authenticator",
            Self::Key => "Security Keys",
            Self::Passkey => "Passkey",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sign_in::words;

    // S1-4, S1-5, S1-6 and the row "Kind of a passkey".
    #[test]
    fn kind_follows_attachment_first_then_transports() {
        let of = |attachment, transports: &str| PasskeyKind::of(attachment, &words(transports)).english();
        assert_eq!(of(Some("platform"), "internal hybrid"), "Passkey - Platform Authenticators");
        assert_eq!(of(Some("cross-platform"), "ble hybrid"), "Passkey Cross-Platform Authenticator");
        assert_eq!(of(Some("cross-platform"), "usb nfc"), "Security Keys");
        assert_eq!(of(Some("cross-platform"), ""), "Security Keys");
        assert_eq!(of(None, "usb hybrid internal"), "Passkey - Platform Authenticators");
        assert_eq!(of(None, "usb hybrid"), "Passkey Cross-Platform Authenticator");
        assert_eq!(of(None, "nfc"), "Security Keys");
        assert_eq!(of(None, "smoke-signal"), "Passkey");
    }

    #[test]
    fn a_kind_is_written_as_its_code() {
        for kind in PasskeyKind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.code());
        }
    }
}
