//! Lies about what an attestation says: certificates, a TPM's structures, Android's description of a key.
//!
//! They must never be told silently in vain: one that the setup leaves no room for is an error.

use crate::Validity;

/// One change to the certificates of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CertificateLie {
    /// When the leaf is valid.
    Validity(Validity),
    /// When the intermediate authority is valid; the maker must have one.
    IntermediateValidity(Validity),
    /// The intermediate authority's certificate does not say that it is one; the maker must have one.
    IntermediateNoAuthority,
    /// The intermediate authority is not sent along; the maker must have one.
    IntermediateMissing,
    /// The leaf names the right issuer, but another one signed it.
    ForeignIssuer,
    /// The root is sent along at the end.
    RootIncluded,
    /// The certificates are sent root first.
    Reversed,
    /// The leaf's subject lacks this attribute (`C`, `O`, `OU`, `CN`), or says this.
    Subject(&'static str, Option<&'static str>),
    /// The leaf lacks the extension of this identifier, or has it, critical or not, with this content in DER.
    Extension(&'static str, Option<(bool, Vec<u8>)>),
    /// The leaf is for another key than the one it should be for.
    OtherKey,
    /// What Apple's and Android's certificates say of the ceremony.
    Nonce(Vec<u8>),
    /// The version, counted as people do.
    Version(u8),
    /// The leaf claims to be an authority.
    Authority,
}

/// One change to what a TPM attests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TpmLie {
    /// These bytes instead of the ceremony's hash.
    ExtraData(Vec<u8>),
    Magic(u32),
    /// The kind of structure; 0x8017 certifies a key.
    Type(u16),
    /// The public area, name and all, is another key's.
    OtherKey,
    /// The name is that of another public area.
    Name,
    /// The public area names SHA-1 for names, and its name is one.
    Sha1Name,
    /// The public area names SHA-1 for names, but its name is one with SHA-256.
    NameAlgorithm,
    /// The public area has these attributes (`TPMA_OBJECT`), and the name is its own.
    Attributes(u32),
    /// A byte too many after what is attested.
    TrailingBytes,
}

/// One change to Android's description of the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyDescription {
    /// Every application may use the key.
    AllApplications,
    /// The same, said in the list that only software enforces.
    AllApplicationsInSoftware,
    /// The key was imported.
    Imported,
    /// The key may verify, but not sign.
    WithoutSigning,
    /// Only software enforces what is said.
    SoftwareOnly,
    /// Neither list says anything.
    Empty,
}
