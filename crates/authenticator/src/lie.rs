//! Lies: each changes one thing that an honest authenticator or browser would not.
//!
//! A lie is told before signing wherever the thing is signed, so that only the rule it breaks can catch it.

/// One change to the next ceremony.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lie {
    /// Another origin in the client data.
    Origin(String),
    /// Answers for another RP ID.
    RpId(String),
    /// Another type in the client data.
    Type(String),
    /// Another challenge in the client data.
    Challenge(Vec<u8>),
    /// This signature counter.
    Counter(u32),
    /// These flags are set. 0x01 present, 0x04 verified, 0x08 backup eligible, 0x10 backed up, 0x40 attested, 0x80 extended.
    FlagsSet(u8),
    /// These flags are cleared.
    FlagsClear(u8),
    /// This user handle in the answer.
    UserHandle(Option<Vec<u8>>),
    /// A damaged signature; at registration the attestation's, if it has one.
    Signature,
    /// Claims another algorithm in the COSE key.
    Algorithm(i64),
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
}
