//! Lies: each changes one thing that an honest authenticator or browser would not.
//!
//! A lie is told before signing wherever the thing is signed, so that only the rule it breaks can catch it.

mod attestation;

use ciborium::Value as Cbor;
use serde_json::Value;

pub use attestation::{CertificateLie, KeyDescription, TpmLie};

/// One change to the next ceremony. Where two lies speak of the same thing, the last one is told.
#[derive(Debug, Clone, PartialEq)]
pub enum Lie {
    /// Another origin in the client data.
    Origin(String),
    /// Answers for another RP ID.
    RpId(String),
    /// Another type in the client data.
    Type(String),
    /// Another challenge in the client data.
    Challenge(Vec<u8>),
    /// This member of the client data is left out, or says this instead.
    ClientDataMember(&'static str, Option<Value>),
    /// These bytes stand before the client data, such as a byte order mark.
    ClientDataPrefix(Vec<u8>),
    /// This signature counter.
    Counter(u32),
    /// These flags are set. 0x01 present, 0x04 verified, 0x08 backup eligible, 0x10 backed up, 0x40 attested, 0x80 extended.
    FlagsSet(u8),
    /// These flags are cleared.
    FlagsClear(u8),
    /// Create: another AAGUID than the setup's.
    Aaguid([u8; 16]),
    /// Create: this length stands before the id, whatever its length is.
    IdLength(u16),
    /// Create: no id and no key follow, whatever the flags say.
    WithoutAttested,
    /// These extension outputs in the authenticator data, flagged as such.
    Extensions(Cbor),
    /// This user handle in the answer.
    UserHandle(Option<Vec<u8>>),
    /// A damaged signature; at registration the attestation's, if it has one.
    Signature,
    /// Signed with another key.
    SignedBy(Signer),
    /// Signed over this instead of the client data's hash.
    ClientDataHash(Vec<u8>),
    /// Create: claims another algorithm in the COSE key.
    Algorithm(i64),
    /// Create: this member of the COSE key is left out, or says this instead.
    KeyMember(i64, Option<Cbor>),
    /// Another id in the answer than the authenticator's.
    CredentialId(Vec<u8>),
    /// Create: the passkey is really made under this id, as if it had been drawn.
    MadeAs(Vec<u8>),
    /// The ceremony ran in a frame of another origin.
    CrossOrigin,
    /// The ceremony ran in a frame below this origin.
    TopOrigin(String),
    /// A byte too many after the authenticator data.
    TrailingBytes,
    /// Create: this member of the attestation statement is left out, or says this instead. In a compound statement, of each.
    Statement(&'static str, Option<Cbor>),
    /// Create: this member of the attestation object is left out, or says this instead.
    ObjectMember(&'static str, Option<Cbor>),
    /// Create: this stands in place of the attestation object.
    Object(Cbor),
    /// Create: about the certificates of the statement.
    Certificate(CertificateLie),
    /// Create: about what a TPM attests.
    Tpm(TpmLie),
    /// Create: about what Android says of the key.
    KeyDescription(KeyDescription),
    /// The member of the answer at this JSON pointer is left out, or says this instead.
    ResponseMember(&'static str, Option<Value>),
}

/// Whose signature it is, if not that of the right key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signer {
    /// Create: the passkey's own key, where the maker's is due.
    Passkey,
    /// A key that nobody knows, of the same algorithm.
    Stranger,
}

/// The lies of one ceremony.
#[derive(Debug, Default)]
pub(crate) struct Lies(pub(crate) Vec<Lie>);

impl Lies {
    /// The last lie of a kind wins.
    pub(crate) fn last<'a, T>(&'a self, kind: impl Fn(&'a Lie) -> Option<T>) -> Option<T> {
        self.0.iter().rev().find_map(kind)
    }

    pub(crate) fn has(&self, lie: &Lie) -> bool {
        self.0.contains(lie)
    }

    pub(crate) fn flags(&self, honest: u8) -> u8 {
        self.0.iter().fold(honest, |flags, lie| match lie {
            Lie::FlagsSet(set) => flags | set,
            Lie::FlagsClear(clear) => flags & !clear,
            _ => flags,
        })
    }

    pub(crate) fn certificate(&self) -> impl Iterator<Item = &CertificateLie> {
        self.0.iter().filter_map(|lie| match lie {
            Lie::Certificate(lie) => Some(lie),
            _ => None,
        })
    }

    /// The members of a CBOR map with text keys, changed by those lies that `of` picks.
    pub(crate) fn told(
        &self,
        mut members: Vec<(Cbor, Cbor)>,
        of: impl Fn(&Lie) -> Option<(&'static str, &Option<Cbor>)>,
    ) -> Vec<(Cbor, Cbor)> {
        for (name, told) in self.0.iter().filter_map(of) {
            replace(&mut members, &Cbor::Text(name.to_owned()), told.clone());
        }
        members
    }
}

/// Puts a value in place of the member's, or leaves the member out.
pub(crate) fn replace<K: Clone + PartialEq, V>(members: &mut Vec<(K, V)>, name: &K, told: Option<V>) {
    let place = members.iter().position(|(known, _)| known == name);
    match (place, told) {
        (Some(place), Some(told)) => members.splice(place..=place, [(name.clone(), told)]).for_each(drop),
        (Some(place), None) => drop(members.remove(place)),
        (None, Some(told)) => members.push((name.clone(), told)),
        (None, None) => {}
    }
}
