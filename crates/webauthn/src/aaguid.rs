//! The model of an authenticator (6.5.1), as 16 bytes that its maker chose.
//!
//! It must never be trusted as such: without a verified attestation it is only what the client says.

use std::fmt;
use std::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// All zero where an authenticator does not say what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Aaguid(pub [u8; 16]);

impl Aaguid {
    pub fn is_zero(&self) -> bool {
        self.0 == [0; 16]
    }
}

/// The text form of a UUID, in lower case.
impl fmt::Display for Aaguid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, byte) in self.0.iter().enumerate() {
            if matches!(at, 4 | 6 | 8 | 10) {
                f.write_str("-")?;
            }
            write!(f, "{byte:02x}")?;
        }
        Ok(())
    }
}

/// The text is no AAGUID.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an AAGUID is written like 08987058-cadc-4b81-b6e1-30de50dcbe96")]
pub struct NotAaguid;

impl FromStr for Aaguid {
    type Err = NotAaguid;

    fn from_str(text: &str) -> Result<Self, NotAaguid> {
        let groups: Vec<&str> = text.split('-').collect();
        if groups.iter().map(|group| group.len()).ne([8, 4, 4, 4, 12]) {
            return Err(NotAaguid);
        }
        let digits: Vec<u32> = groups.concat().chars().filter_map(|digit| digit.to_digit(16)).collect();
        if digits.len() != 32 {
            return Err(NotAaguid);
        }
        let mut bytes = [0; 16];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            let value = pair.iter().fold(0, |value, digit| value << 4 | digit);
            *byte = u8::try_from(value).map_err(|_| NotAaguid)?;
        }
        Ok(Self(bytes))
    }
}

impl Serialize for Aaguid {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Aaguid {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::{Aaguid, NotAaguid};

    #[test]
    fn the_text_form_goes_both_ways() {
        let text = "08987058-cadc-4b81-b6e1-30de50dcbe96";
        let aaguid: Aaguid = text.parse().unwrap();
        assert_eq!(aaguid.0[..4], [0x08, 0x98, 0x70, 0x58]);
        assert_eq!(aaguid.to_string(), text);
        assert_eq!(text.to_uppercase().parse(), Ok(aaguid));
        for wrong in [
            "",
            "08987058",
            "08987058cadc4b81b6e130de50dcbe96",
            "0898705g-cadc-4b81-b6e1-30de50dcbe96",
            "é8987058-cadc-4b81-b6e1-30de50dcbe9",
        ] {
            assert_eq!(wrong.parse::<Aaguid>(), Err(NotAaguid), "{wrong}");
        }
    }
}
