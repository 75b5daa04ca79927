//! What we accept and the other verifier refuses, each with the reason why that is right.
//!
//! A reason must never be wider than what it explains: what is not signed is mended and asked again, and of what is signed both the
//! answer and the other verifier's word have to fit.

use authenticator::{Cbor, Maker};
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use serde_json::{Value, json};
use webauthn::attestation::{Policy, Roots, Trust};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reason {
    /// The standard decodes client data as UTF-8, which strips a byte order mark (7.1 step 5, 7.2 step 8).
    ByteOrderMark,
    /// Outputs of client extensions are hints from whoever sends the answer: one of a wrong type is as good as none.
    ClientExtensionOutput,
    /// `rawId` repeats `id`; old libraries leave it out.
    WithoutRawId,
    /// We read no outputs of authenticator extensions, so that only their form matters: a map, and nothing behind it.
    AuthenticatorExtensionOutput,
    /// The attestation object has a member besides the three of the standard. The other verifier knows one more from CTAP and wants a
    /// boolean there; it is not signed and says nothing.
    UnknownMember,
    /// The certificate is malformed where no rule of the format looks. An authority's signature covers that part, so that whoever
    /// judges chains refuses it, as we do then; who does not judge them learns nothing from the certificate anyway.
    UnjudgedCertificate,
}

/// Those that every run meets. Certificates are drawn anew each time, and damage to one is rarely of that kind.
pub(super) const AT_SIGN_IN: &[Reason] = &[Reason::ByteOrderMark, Reason::ClientExtensionOutput, Reason::WithoutRawId];
pub(super) const AT_REGISTRATION: &[Reason] = &[
    Reason::ByteOrderMark,
    Reason::ClientExtensionOutput,
    Reason::WithoutRawId,
    Reason::AuthenticatorExtensionOutput,
    Reason::UnknownMember,
];

pub(super) fn of(answer: &Value, other: impl Fn(&Value) -> Result<(), String>) -> Option<Reason> {
    let mut mended = answer.clone();
    mended["clientExtensionResults"] = json!({});
    let without_raw_id = answer.get("rawId").is_none_or(Value::is_null);
    if without_raw_id {
        mended["rawId"] = answer["id"].clone();
    }
    let Err(why) = other(&mended) else {
        return Some(if without_raw_id { Reason::WithoutRawId } else { Reason::ClientExtensionOutput });
    };
    let client_data = decoded(&answer["response"]["clientDataJSON"])?;
    if why.starts_with("ParseJSONFailure") && client_data.starts_with(b"\xef\xbb\xbf") {
        return Some(Reason::ByteOrderMark);
    }
    let misread = why.starts_with("ParseCBORFailure") || why.starts_with("ParseNOMFailure");
    let object = decoded(&answer["response"]["attestationObject"]).and_then(|object| members(&object));
    if misread && flags(answer, object.as_ref())? & 0x80 != 0 {
        return Some(Reason::AuthenticatorExtensionOutput);
    }
    if misread && object.is_some_and(|members| members.len() > 3) {
        return Some(Reason::UnknownMember);
    }
    (why.starts_with("X509") && !is_trusted(answer)).then_some(Reason::UnjudgedCertificate)
}

fn decoded(text: &Value) -> Option<Vec<u8>> {
    BASE64_URL_SAFE_NO_PAD.decode(text.as_str()?).ok()
}

fn members(object: &[u8]) -> Option<Vec<(Cbor, Cbor)>> {
    ciborium::from_reader::<Cbor, _>(object).ok()?.into_map().ok()
}

/// Of the authenticator data that is signed.
fn flags(answer: &Value, object: Option<&Vec<(Cbor, Cbor)>>) -> Option<u8> {
    match object {
        None => decoded(&answer["response"]["authenticatorData"])?.get(32).copied(),
        Some(members) => {
            let (_, data) = members.iter().find(|(name, _)| name.as_text() == Some("authData"))?;
            data.as_bytes()?.get(32).copied()
        }
    }
}

fn is_trusted(answer: &Value) -> bool {
    let roots = Roots(vec![Maker::shared().expect("a maker").root_der().to_vec()]);
    let policy = Policy { trust: Trust::Required(&roots), now: super::NOW, ..Policy::ANY };
    super::register(answer, false, policy).is_ok()
}
