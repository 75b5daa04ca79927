//! The format `fido-u2f` (8.6): what U2F keys signed long before the standard.
//!
//! It must never carry more than one certificate.

use ciborium::Value as Cbor;

use super::{Attested, x5c};
use crate::Error;
use crate::maker::Leaf;

pub(super) fn statement(about: &Attested<'_>) -> Result<Vec<(&'static str, Cbor)>, Error> {
    let (rp_id_hash, _) = about.authenticator_data.split_at_checked(32).ok_or(Error::NoStatement)?;
    let passkey = about.passkey;
    if passkey.key.algorithm() != -7 {
        return Err(Error::NoStatement);
    }
    // The public bits of a key on P-256 are its uncompressed point.
    let point = passkey.key.public_bits();
    let signed = [&[0], rp_id_hash, about.client_data_hash, &passkey.credential_id, point].concat();
    let key = about.maker.attestation_key();
    let subject = about.maker.named("Authenticator Attestation", "Keystead Test U2F Key");
    let leaf = Leaf { subject, key, extensions: Vec::new(), by_root: true };
    let chain = about.maker.certify(leaf, &about.ceremony.lies)?;
    Ok(vec![("sig", about.sign(key, &signed)?), ("x5c", x5c(chain))])
}
