//! The record of a passkey in the form of this API: bytes are written in the standard alphabet of base64, with padding, and read in any of its
//! forms. A record that comes from outside proves nothing: whoever hands one over is believed that the key is the member's, and nothing more.

use super::denied::Word;
use crate::enrolment::Imported;
use crate::snapshot::FrontDoor;
use base64::Engine;
use base64::alphabet::{STANDARD as STANDARD_ALPHABET, URL_SAFE};
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};
use serde::de::{self, Deserializer, SeqAccess, Visitor};
use serde::{Deserialize, Serialize, Serializer};
use store::passkey::Passkey;
use webauthn::RegistrationResponse;

const LENIENT: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
const URL: GeneralPurpose = GeneralPurpose::new(&URL_SAFE, LENIENT);
const PLAIN: GeneralPurpose = GeneralPurpose::new(&STANDARD_ALPHABET, LENIENT);

/// WebAuthn, section 4: at least 16 bytes; 7.1, step 25: at most 1023.
const ID_BYTES: std::ops::RangeInclusive<usize> = 16..=1023;
const MOST_TRANSPORTS: usize = 16;

/// Bytes in either alphabet, padded or not.
pub fn read_base64(text: &str) -> Option<Vec<u8>> {
    URL.decode(text).or_else(|_| PLAIN.decode(text)).ok()
}

/// Bytes of this API.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bytes(pub Vec<u8>);

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(BytesVisitor)
    }
}

struct BytesVisitor;

impl<'de> Visitor<'de> for BytesVisitor {
    type Value = Bytes;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("base64")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Bytes, E> {
        Ok(Bytes::default())
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Bytes, E> {
        read_base64(text).map(Bytes).ok_or_else(|| E::custom("not base64"))
    }

    // As the vendor's description declares them.
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Bytes, A::Error> {
        let mut bytes = Vec::new();
        while let Some(byte) = items.next_element()? {
            bytes.push(byte);
        }
        Ok(Bytes(bytes))
    }
}

/// `null` is as good as nothing: some clients write every member.
pub(super) fn nullable<'de, D: Deserializer<'de>, T: Default + Deserialize<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// A passkey with its public key.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Credential {
    #[serde(default)]
    pub id: Bytes,
    /// A COSE key.
    #[serde(default)]
    pub public_key: Bytes,
    #[serde(default, deserialize_with = "nullable")]
    pub attestation_type: String,
    #[serde(default, deserialize_with = "nullable")]
    pub transport: Vec<String>,
    #[serde(default, deserialize_with = "nullable")]
    pub flags: Flags,
    #[serde(default, deserialize_with = "nullable")]
    pub authenticator: Authenticator,
    /// Only where the passkey was made just now.
    #[serde(default, skip_deserializing, skip_serializing_if = "Option::is_none")]
    pub attestation: Option<Attestation>,
}

#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[expect(clippy::struct_excessive_bools, reason = "as the authenticator sets them")]
pub struct Flags {
    #[serde(deserialize_with = "nullable")]
    pub user_present: bool,
    #[serde(deserialize_with = "nullable")]
    pub user_verified: bool,
    #[serde(deserialize_with = "nullable")]
    pub backup_eligible: bool,
    #[serde(deserialize_with = "nullable")]
    pub backup_state: bool,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Authenticator {
    #[serde(rename = "AAGUID")]
    pub aaguid: Bytes,
    #[serde(deserialize_with = "nullable")]
    pub attachment: String,
    #[serde(deserialize_with = "nullable")]
    pub clone_warning: bool,
    #[serde(deserialize_with = "nullable")]
    pub sign_count: u32,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Attestation {
    #[serde(rename = "clientDataJSON")]
    pub client_data_json: Bytes,
    pub client_data_hash: Bytes,
    pub authenticator_data: Bytes,
    pub object: Bytes,
    pub public_key_algorithm: i64,
}

impl Credential {
    pub(super) fn of(row: &Passkey) -> Self {
        let transport = row.transports.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect();
        Self {
            id: Bytes(row.credential_id.clone()),
            public_key: Bytes(row.public_key.clone()),
            attestation_type: row.attestation_format.clone(),
            transport,
            flags: Flags {
                user_present: true,
                user_verified: row.user_verified,
                backup_eligible: row.backup_eligible,
                backup_state: row.backup_state,
            },
            authenticator: Authenticator {
                aaguid: Bytes(row.aaguid.to_vec()),
                attachment: row.attachment.clone().unwrap_or_default(),
                // A counter that goes back is refused or reported where it happens; nothing stays behind on the passkey.
                clone_warning: false,
                sign_count: row.sign_count,
            },
            attestation: None,
        }
    }

    /// The same with what it was made by.
    pub(super) fn made(row: &Passkey, response: &RegistrationResponse) -> Self {
        let attestation = Attestation {
            client_data_hash: Bytes(crate::binding::sha256(&response.client_data_json).to_vec()),
            client_data_json: Bytes(response.client_data_json.clone()),
            authenticator_data: Bytes(response.authenticator_data().unwrap_or_default().to_vec()),
            object: Bytes(response.attestation_object.clone()),
            public_key_algorithm: row.algorithm,
        };
        Self { attestation: Some(attestation), ..Self::of(row) }
    }

    /// What of it may be stored.
    pub(super) fn import(&self) -> Result<Imported, Word> {
        let algorithm = webauthn::key_algorithm(&self.public_key.0).ok_or(Word::RecordMalformed)?;
        let aaguid = self.authenticator.aaguid.0.as_slice();
        let aaguid = if aaguid.is_empty() { [0; 16] } else { aaguid.try_into().map_err(|_| Word::RecordMalformed)? };
        let is_name = |text: &String| {
            let is_letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
            (1..=32).contains(&text.len()) && text.bytes().all(is_letter)
        };
        let is_sound = ID_BYTES.contains(&self.id.0.len())
            && self.transport.len() <= MOST_TRANSPORTS
            && (self.flags.backup_eligible || !self.flags.backup_state);
        if !is_sound {
            return Err(Word::RecordMalformed);
        }
        let known = ["platform", "cross-platform"].contains(&self.authenticator.attachment.as_str());
        Ok(Imported {
            credential_id: self.id.0.clone(),
            public_key: self.public_key.0.clone(),
            algorithm,
            sign_count: self.authenticator.sign_count,
            backup_eligible: self.flags.backup_eligible,
            backup_state: self.flags.backup_state,
            aaguid,
            transports: self.transport.iter().filter(|text| is_name(text)).cloned().collect(),
            attachment: known.then(|| self.authenticator.attachment.clone()),
        })
    }
}

/// Where passkeys have to prove what they are, none comes in on hearsay.
pub(super) fn require_taken(door: &FrontDoor) -> Result<(), Word> {
    if door.pool.settings.attestation.is_required() { Err(Word::RecordRefused) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_read_in_every_form_and_written_in_one() {
        let bytes = vec![0xfb, 0xff, 0xfe, 0x01];
        for text in ["\"+//+AQ==\"", "\"-__-AQ\"", "\"+//+AQ\"", "\"-__-AQ==\"", "[251,255,254,1]"] {
            assert_eq!(serde_json::from_str::<Bytes>(text).unwrap().0, bytes, "{text}");
        }
        assert_eq!(serde_json::to_string(&Bytes(bytes)).unwrap(), "\"+//+AQ==\"");
        assert_eq!(serde_json::from_str::<Bytes>("null").unwrap().0, Vec::<u8>::new());
        for text in ["\"-//-\"", "\"a\"", "\"ä\"", "[256]", "{}", "1"] {
            assert!(serde_json::from_str::<Bytes>(text).is_err(), "{text}");
        }
    }

    #[test]
    fn what_is_null_is_absent() {
        let text = r#"{"id":"AAAA","publicKey":null,"transport":null,"flags":null,"authenticator":{"AAGUID":null,"signCount":null},"more":1}"#;
        let read: Credential = serde_json::from_str(text).unwrap();
        assert_eq!((read.id.0.len(), read.transport.len(), read.authenticator.sign_count), (3, 0, 0));
        assert!(matches!(read.import(), Err(Word::RecordMalformed)));
    }
}
