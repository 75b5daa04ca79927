//! The format `apple` (8.8): a certificate made for this one passkey and this one ceremony, and no signature.
//!
//! The certificate must never be for another key, unless a lie wants it.

use ciborium::Value as Cbor;

use super::{Attested, sha256, x5c};
use crate::certificate::Extension;
use crate::maker::Leaf;
use crate::{Error, der};

const NONCE: &str = "1.2.840.113635.100.8.2";

pub(super) fn statement(about: &Attested<'_>) -> Result<Vec<(&'static str, Cbor)>, Error> {
    if about.passkey.key.algorithm() != -7 {
        return Err(Error::NoStatement);
    }
    let nonce = about.nonce(&sha256(&about.signed()));
    let nonce = der::sequence(&[der::explicit(1, &der::octets(&nonce))]);
    let leaf = Leaf {
        subject: about.maker.named("AAA Certification", "Keystead Test Anonymous Passkey"),
        key: &about.certified_key()?,
        extensions: vec![Extension::new(NONCE, false, nonce)],
        by_root: false,
    };
    Ok(vec![("x5c", x5c(about.maker.certify(leaf, &about.ceremony.lies)?))])
}
