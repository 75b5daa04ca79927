//! Typed ids: 16 bytes, time first (UUID version 7), one type per table so that a session's id cannot be passed where a
//! user's goes. Clock and randomness come from the caller; nothing here draws an id by itself.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use uuid::{Builder, Uuid, fmt::Hyphenated};

use crate::db::{Cell, Parameter, Value};

/// The text was not the hyphenated form of an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an id")]
pub struct ParseIdError;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; 16]);

        impl $name {
            /// All zero: sorts before every real id, and is none.
            pub const NIL: $name = $name([0; 16]);

            /// An id of this millisecond. Of `random`, 74 bits survive beside version and variant.
            pub fn from_parts(unix_ms: u64, random: [u8; 10]) -> $name {
                $name(Builder::from_unix_timestamp_millis(unix_ms, &random).into_uuid().into_bytes())
            }

            pub const fn from_bytes(bytes: [u8; 16]) -> $name {
                $name(bytes)
            }

            pub const fn as_bytes(&self) -> &[u8; 16] {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                Uuid::from_bytes(self.0).hyphenated().fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }

        impl FromStr for $name {
            type Err = ParseIdError;

            fn from_str(text: &str) -> Result<$name, ParseIdError> {
                let id = text.parse::<Hyphenated>().map_err(|_| ParseIdError)?;
                Ok($name(Uuid::from(id).into_bytes()))
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<$name, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
            }
        }

        impl Cell for $name {
            fn from_value(value: Value<'_>) -> Option<$name> {
                <[u8; 16]>::from_value(value).map($name)
            }
        }

        impl Parameter for $name {
            fn value(&self) -> Value<'_> {
                Value::Blob(&self.0)
            }
        }
    )+};
}

ids! {
    TenantId,
    WorkspaceId,
    PoolId,
    UserId,
    PasskeyId,
    SessionId,
    EventId,
    RoleId,
    GroupId,
    AdministratorId,
    KeyId,
    CodeId,
    MessageId,
    DeviceId,
    InvitationId,
    AccessPassId,
    NoticeId,
    ReportId,
    ChangeId,
    AnnouncementId,
    GrantId,
    AuthorizationRequestId,
    DeviceAuthorizationId,
    ApprovalId,
    /// Of an access token: its `jti`.
    TokenId,
    /// Of a journey; kept only once it is finished, so that it finishes once.
    JourneyId,
    WebhookId,
    AcmeAccountId,
    AcmeCertificateId,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_a_uuid_of_version_7_that_sorts_by_time() {
        let early = UserId::from_parts(1_700_000_000_000, [0xff; 10]);
        let late = UserId::from_parts(1_700_000_000_001, [0; 10]);
        assert!(early < late);
        assert_eq!(late.to_string(), "018bcfe5-6801-7000-8000-000000000000");
        assert_eq!(format!("{late:?}"), "UserId(018bcfe5-6801-7000-8000-000000000000)");
        assert!(UserId::NIL < early);
    }

    #[test]
    fn only_the_hyphenated_form_is_read() {
        let id: TenantId = "018bcfe5-6801-7000-8000-000000000000".parse().unwrap();
        assert_eq!(TenantId::from_bytes(*id.as_bytes()), id);
        for wrong in [
            "",
            "018bcfe56801700080000000000000 00",
            "018bcfe5680170008000000000000000",
            "{018bcfe5-6801-7000-8000-000000000000}",
        ] {
            assert_eq!(wrong.parse::<TenantId>(), Err(ParseIdError), "{wrong}");
        }
    }
}
