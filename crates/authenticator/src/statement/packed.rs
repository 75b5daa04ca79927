//! The format `packed` (8.2).
//!
//! A statement by the passkey's own key must never carry certificates.

use ciborium::Value as Cbor;

use super::{Attested, number, x5c};
use crate::certificate::Extension;
use crate::maker::Leaf;
use crate::{Error, der};

/// The device's own number (8.2.2), which only enterprises may learn.
const DEVICE: &str = "1.3.6.1.4.1.45724.1.1.2";

pub(super) fn by_own_key(about: &Attested<'_>) -> Result<Vec<(&'static str, Cbor)>, Error> {
    let key = &about.passkey.key;
    Ok(vec![("alg", number(key.algorithm())), ("sig", about.sign(key, &about.signed())?)])
}

pub(super) fn by_maker(about: &Attested<'_>) -> Result<Vec<(&'static str, Cbor)>, Error> {
    let key = about.maker.attestation_key();
    let mut extensions: Vec<Extension> = about.model().into_iter().collect();
    if about.to_enterprise {
        extensions.push(Extension::new(DEVICE, false, der::octets(b"keystead-device-1")));
    }
    let subject = about.maker.named("Authenticator Attestation", "Keystead Test Authenticator");
    let chain = about.maker.certify(Leaf { subject, key, extensions, by_root: false }, &about.ceremony.lies)?;
    Ok(vec![("alg", number(key.algorithm())), ("sig", about.sign(key, &about.signed())?), ("x5c", x5c(chain))])
}
