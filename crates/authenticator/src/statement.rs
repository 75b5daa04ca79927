//! Attestation statements (section 8 of the standard), one file per format.
//!
//! Each format signs what it was given, lies and all. A format must never change what it signs.

mod android_key;
mod apple;
mod fido_u2f;
mod packed;
mod tpm;

use aws_lc_rs::digest::{SHA256, digest};
use ciborium::Value as Cbor;

use crate::ceremony::Ceremony;
use crate::certificate::Extension;
use crate::lie::{CertificateLie, Lie};
use crate::{Attestation, Error, KeyPair, Maker, Passkey, Setup, der};

/// The extension in which a maker names the model (8.2.1).
const AAGUID: &str = "1.3.6.1.4.1.45724.1.1.4";

/// What a statement is about, and who makes it.
#[derive(Debug)]
pub(crate) struct Attested<'a> {
    pub(crate) ceremony: &'a Ceremony<'a>,
    pub(crate) setup: &'a Setup,
    pub(crate) maker: Maker,
    pub(crate) passkey: &'a Passkey,
    pub(crate) authenticator_data: &'a [u8],
    pub(crate) client_data_hash: &'a [u8],
    pub(crate) to_enterprise: bool,
}

impl Attested<'_> {
    /// What nearly every format signs.
    fn signed(&self) -> Vec<u8> {
        [self.authenticator_data, self.client_data_hash].concat()
    }

    fn sign(&self, key: &KeyPair, message: &[u8]) -> Result<Cbor, Error> {
        self.ceremony.sign(key, &self.passkey.key, message).map(Cbor::Bytes)
    }

    /// What Apple's and Android's certificates say of the ceremony.
    fn nonce(&self, honest: &[u8]) -> Vec<u8> {
        let told = self.ceremony.lies.certificate().filter_map(|lie| match lie {
            CertificateLie::Nonce(told) => Some(told.clone()),
            _ => None,
        });
        told.last().unwrap_or_else(|| honest.to_vec())
    }

    /// The key of a certificate that must be the passkey's.
    fn certified_key(&self) -> Result<KeyPair, Error> {
        let told = self.ceremony.lies.certificate().any(|lie| *lie == CertificateLie::OtherKey);
        if told { KeyPair::fresh(self.passkey.key.algorithm()) } else { Ok(self.passkey.key.clone()) }
    }

    /// The model, unless it has no number. Wrapped twice: the extension's content is itself a byte string.
    fn model(&self) -> Option<Extension> {
        let aaguid = self.setup.aaguid;
        (aaguid != [0; 16]).then(|| Extension::new(AAGUID, false, der::octets(&aaguid)))
    }
}

/// A lie about something that the statement does not have would be none.
pub(crate) fn refuse_vain_lies(kind: Attestation, about: &Attested<'_>) -> Result<(), Error> {
    use Attestation::{AndroidKey, Apple, FidoU2f, Packed, Tpm};
    let alone = [kind];
    let kinds = if kind == Attestation::Compound { about.setup.compound.as_slice() } else { &alone };
    for lie in &about.ceremony.lies.0 {
        let fits: &[Attestation] = match lie {
            Lie::Certificate(CertificateLie::Nonce(_) | CertificateLie::OtherKey) => &[AndroidKey, Apple],
            Lie::Certificate(_) => &[Packed, FidoU2f, Tpm, AndroidKey, Apple],
            Lie::Tpm(_) => &[Tpm],
            Lie::KeyDescription(_) => &[AndroidKey],
            _ => continue,
        };
        if !kinds.iter().any(|kind| fits.contains(kind)) {
            return Err(Error::CannotLie("the statement says nothing about that"));
        }
    }
    Ok(())
}

/// The identifier of the format and its statement.
pub(crate) fn statement(kind: Attestation, about: &Attested<'_>) -> Result<(&'static str, Cbor), Error> {
    let (format, members) = match kind {
        Attestation::None => ("none", Vec::new()),
        Attestation::PackedSelf => ("packed", packed::by_own_key(about)?),
        Attestation::Packed => ("packed", packed::by_maker(about)?),
        Attestation::FidoU2f => ("fido-u2f", fido_u2f::statement(about)?),
        Attestation::Tpm => ("tpm", tpm::statement(about)?),
        Attestation::AndroidKey => ("android-key", android_key::statement(about)?),
        Attestation::Apple => ("apple", apple::statement(about)?),
        Attestation::Compound => return Ok(("compound", compound(about)?)),
    };
    let members = members.into_iter().map(|(name, value)| (Cbor::Text(name.to_owned()), value)).collect();
    let told = about.ceremony.lies.told(members, |lie| match lie {
        Lie::Statement(name, told) => Some((*name, told)),
        _ => None,
    });
    Ok((format, Cbor::Map(told)))
}

/// 8.9: each statement with the identifier of its format.
fn compound(about: &Attested<'_>) -> Result<Cbor, Error> {
    let text = |text: &str| Cbor::Text(text.to_owned());
    let each = about.setup.compound.iter().map(|kind| match kind {
        // One in another would have no end.
        Attestation::Compound => Err(Error::NoStatement),
        kind => {
            let (format, statement) = statement(*kind, about)?;
            Ok(Cbor::Map(vec![(text("fmt"), text(format)), (text("attStmt"), statement)]))
        }
    });
    each.collect::<Result<_, _>>().map(Cbor::Array)
}

/// A certificate chain as statements carry it.
fn x5c(chain: Vec<Vec<u8>>) -> Cbor {
    Cbor::Array(chain.into_iter().map(Cbor::Bytes).collect())
}

fn number(value: i64) -> Cbor {
    Cbor::Integer(value.into())
}

fn sha256(bytes: &[u8]) -> Vec<u8> {
    digest(&SHA256, bytes).as_ref().to_vec()
}

#[cfg(test)]
mod tests;
