//! What the one who begins a ceremony may wish for: a kind of device, a quiet upgrade, extensions for the page. Every wish is read here
//! strictly and granted by the pool's settings; none may ever loosen what finish asks.

use crate::error::Reason;
use crate::settings::{ExtensionSettings, Mode};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use webauthn::Mediation;
use webauthn::options::Attachment;

pub use webauthn::options::Hint;

/// PRF inputs are salted and hashed by the browser, so nobody needs long ones.
const LONGEST_INPUT: usize = 1_368;
/// A blob of 4 KiB in base64url; authenticators hold about 1 KiB.
const LONGEST_BLOB: usize = 5_464;
const MOST_INPUTS: usize = 100;

/// How a passkey shall be made.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wish {
    pub hint: Option<Hint>,
    pub mediation: Option<Quiet>,
    pub extensions: Granted,
    /// A challenge whose text reads as base64 of both alphabets, for clients that know one of them.
    pub plain_challenge: bool,
}

/// The one other way to run a ceremony that a client may ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Quiet {
    /// Without a dialog, right after a sign-in; the user need not even be present.
    Conditional,
}

impl Wish {
    pub(crate) fn granted(
        hint: Option<Hint>,
        mediation: Option<Quiet>,
        extensions: Option<CreationExtensions>,
        (allowed, mode): (ExtensionSettings, Mode),
    ) -> Result<Self, Reason> {
        // A quiet upgrade makes a passkey that is found without a name; Classic asks for none of those.
        if mediation.is_some() && mode == Mode::Classic {
            return Err(Reason::MalformedBody);
        }
        let extensions = extensions.unwrap_or_default().grant(allowed)?;
        Ok(Self { hint, mediation, extensions, plain_challenge: false })
    }

    pub(crate) fn mediation(&self) -> Mediation {
        if self.mediation.is_some() { Mediation::Conditional } else { Mediation::Modal }
    }

    /// For browsers that do not know hints.
    pub(crate) fn attachment(&self) -> Option<Attachment> {
        self.hint.map(|hint| match hint {
            Hint::ClientDevice => Attachment::Platform,
            Hint::SecurityKey | Hint::Hybrid => Attachment::CrossPlatform,
        })
    }
}

/// Extension inputs of `navigator.credentials.create()`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct CreationExtensions {
    prf: Option<Prf>,
    large_blob: Option<BlobSupport>,
}

/// Extension inputs of `navigator.credentials.get()`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct RequestExtensions {
    prf: Option<Prf>,
    large_blob: Option<BlobUse>,
}

#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Prf {
    #[serde(skip_serializing_if = "Option::is_none")]
    eval: Option<Inputs>,
    #[serde(skip_serializing_if = "Option::is_none")]
    eval_by_credential: Option<BTreeMap<String, Inputs>>,
}

#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Inputs {
    first: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    second: Option<String>,
}

#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct BlobSupport {
    support: Support,
}

#[derive(Debug, Clone, Copy, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
enum Support {
    Required,
    Preferred,
}

/// Exactly one of the two.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct BlobUse {
    #[serde(skip_serializing_if = "Option::is_none")]
    read: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    write: Option<String>,
}

/// What is granted, as the options carry it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Granted {
    pub prf: Option<Value>,
    pub large_blob: Option<Value>,
}

impl CreationExtensions {
    pub(crate) fn grant(self, allowed: ExtensionSettings) -> Result<Granted, Reason> {
        // At creation there is no list of passkeys yet for which inputs could be meant.
        if self.prf.as_ref().is_some_and(|prf| prf.eval_by_credential.is_some()) {
            return Err(Reason::MalformedBody);
        }
        Ok(Granted { prf: granted_prf(self.prf, allowed)?, large_blob: written(self.large_blob, allowed.large_blob)? })
    }
}

impl RequestExtensions {
    /// `lists` says whether the options name passkeys: inputs for some of them mean nothing without, and browsers refuse them.
    pub(crate) fn grant(self, allowed: ExtensionSettings, lists: bool) -> Result<Granted, Reason> {
        if !lists && self.prf.as_ref().is_some_and(|prf| prf.eval_by_credential.is_some()) {
            return Err(Reason::MalformedBody);
        }
        let is_sound = self.large_blob.as_ref().is_none_or(|blob| match (blob.read, &blob.write) {
            (Some(_), None) => true,
            (None, Some(text)) => is_base64url(text, LONGEST_BLOB),
            _ => false,
        });
        if !is_sound {
            return Err(Reason::MalformedBody);
        }
        Ok(Granted { prf: granted_prf(self.prf, allowed)?, large_blob: written(self.large_blob, allowed.large_blob)? })
    }
}

fn granted_prf(prf: Option<Prf>, allowed: ExtensionSettings) -> Result<Option<Value>, Reason> {
    let is_sound = prf.as_ref().is_none_or(|prf| {
        let named = prf.eval_by_credential.iter().flatten();
        let inputs = prf.eval.iter().chain(named.clone().map(|(_, inputs)| inputs));
        named.clone().count() <= MOST_INPUTS
            && named.map(|(id, _)| id).all(|id| is_base64url(id, LONGEST_INPUT))
            && inputs
                .flat_map(|inputs| std::iter::once(&inputs.first).chain(&inputs.second))
                .all(|text| is_base64url(text, LONGEST_INPUT))
    });
    if is_sound { written(prf, allowed.prf) } else { Err(Reason::MalformedBody) }
}

/// An extension that the pool has not switched on is refused and not dropped: an application that encrypts with its output must learn
/// at once that there will be none.
fn written<T: Serialize>(input: Option<T>, is_allowed: bool) -> Result<Option<Value>, Reason> {
    match input {
        None => Ok(None),
        Some(_) if !is_allowed => Err(Reason::ExtensionNotAllowed),
        Some(input) => serde_json::to_value(input).map(Some).map_err(|_| Reason::MalformedBody),
    }
}

fn is_base64url(text: &str, longest: usize) -> bool {
    use base64::Engine as _;
    !text.is_empty() && text.len() <= longest && base64::prelude::BASE64_URL_SAFE_NO_PAD.decode(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: ExtensionSettings = ExtensionSettings { prf: true, large_blob: true };

    fn get(json: &str) -> Result<Granted, Reason> {
        serde_json::from_str::<RequestExtensions>(json).map_err(|_| Reason::MalformedBody)?.grant(ALL, true)
    }

    #[test]
    fn inputs_are_passed_on_as_they_came() {
        let text = r#"{"prf":{"eval":{"first":"AAAA"},"evalByCredential":{"_-8":{"first":"AA","second":"BBBB"}}}}"#;
        let sent: Value = serde_json::from_str(text).unwrap();
        assert_eq!(get(text).unwrap().prf.as_ref(), Some(&sent["prf"]));
        assert!(get(r#"{"largeBlob":{"read":true}}"#).unwrap().large_blob.is_some());
        assert!(get("{}").unwrap().prf.is_none());
    }

    #[test]
    fn what_is_no_input_is_refused() {
        let long = format!(r#"{{"prf":{{"eval":{{"first":"{}"}}}}}}"#, "A".repeat(LONGEST_INPUT + 4));
        for text in [
            r#"{"prf":{"eval":{"first":"A="}}}"#,
            r#"{"prf":{"eval":{"second":"AAAA"}}}"#,
            r#"{"prf":{"evalByCredential":{"":{"first":"AAAA"}}}}"#,
            r#"{"largeBlob":{"read":true,"write":"AAAA"}}"#,
            r#"{"largeBlob":{}}"#,
            r#"{"appid":"https://example.org"}"#,
            &long,
        ] {
            assert!(get(text).is_err(), "{text}");
        }
        let creation = r#"{"prf":{"evalByCredential":{"_-8":{"first":"AA"}}}}"#;
        let creation: CreationExtensions = serde_json::from_str(creation).unwrap();
        assert!(creation.grant(ALL).is_err());
    }

    #[test]
    fn inputs_for_some_passkeys_need_a_list_of_them() {
        let text = r#"{"prf":{"evalByCredential":{"_-8":{"first":"AA"}}}}"#;
        let ask = || serde_json::from_str::<RequestExtensions>(text).unwrap();
        assert!(ask().grant(ALL, true).is_ok());
        assert_eq!(ask().grant(ALL, false).err(), Some(Reason::MalformedBody));
    }

    #[test]
    fn what_the_pool_has_not_switched_on_is_said_so() {
        let ask: CreationExtensions =
            serde_json::from_str(r#"{"prf":{},"largeBlob":{"support":"preferred"}}"#).unwrap();
        assert_eq!(ask.clone().grant(ExtensionSettings::default()).err(), Some(Reason::ExtensionNotAllowed));
        assert!(ask.grant(ALL).is_ok());
    }
}
