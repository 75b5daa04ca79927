//! Extensions: what the options ask for besides the ceremony, and what comes back.
//!
//! It must never answer an extension that was not asked for, save `credProtect`, which browsers ask for by themselves.

use std::collections::HashMap;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::hmac;
use ciborium::Value as Cbor;
use serde_json::{Map, Value, json};

use crate::ceremony::{Ceremony, host};
use crate::wire::{base64url, from_base64url};
use crate::{Error, Passkey, Setup};

/// The `AppID` of the options, which must be of the origin's site.
pub(super) fn app_id<'a>(asked: &'a Value, ceremony: &Ceremony<'_>) -> Result<Option<&'a str>, Error> {
    let Some(app_id) = asked.as_str() else { return Ok(None) };
    let facet = app_id.split_inclusive('/').take(3).collect::<String>();
    // The last two labels make the site; no public suffix of two labels is in any test.
    let site = |url: &str| {
        let labels: Vec<String> = host(url)?.trim_end_matches('/').rsplit('.').take(2).map(str::to_owned).collect();
        Some(labels)
    };
    match (site(&facet), site(ceremony.origin)) {
        (Some(one), Some(other)) if one == other => Ok(Some(app_id)),
        _ => Err(Error::AppIdForOrigin),
    }
}

/// The client's outputs at creation.
pub(super) fn at_creation(setup: &Setup, asked: &Value, passkey: &Passkey) -> Result<Value, Error> {
    let mut outputs = Map::new();
    if asked["credProps"] == true {
        outputs.insert("credProps".into(), json!({"rk": passkey.discoverable}));
    }
    if asked["appidExclude"].is_string() {
        outputs.insert("appidExclude".into(), json!(true));
    }
    if asked["prf"].is_object() {
        let mut output = json!({"enabled": setup.prf});
        if let Some(results) = evaluated(setup, &asked["prf"]["eval"], passkey)? {
            output["results"] = results;
        }
        outputs.insert("prf".into(), output);
    }
    if asked["largeBlob"]["support"] == "required" && !setup.large_blob {
        return Err(Error::Constraint);
    }
    if asked["largeBlob"].is_object() {
        outputs.insert("largeBlob".into(), json!({"supported": setup.large_blob}));
    }
    Ok(Value::Object(outputs))
}

/// The authenticator's outputs at creation.
pub(super) fn in_authenticator_data(setup: &Setup) -> Option<Cbor> {
    let level = setup.cred_protect?;
    Some(Cbor::Map(vec![(Cbor::Text("credProtect".to_owned()), Cbor::Integer(level.into()))]))
}

/// The client's outputs at authentication.
pub(super) fn at_authentication(
    setup: &Setup,
    asked: &Value,
    passkey: &Passkey,
    by_app_id: bool,
    blobs: &mut HashMap<Vec<u8>, Vec<u8>>,
) -> Result<Value, Error> {
    let mut outputs = Map::new();
    if asked["appid"].is_string() {
        outputs.insert("appid".into(), json!(by_app_id));
    }
    if asked["prf"].is_object() {
        let for_this = &asked["prf"]["evalByCredential"][base64url(&passkey.credential_id)];
        let inputs = if for_this.is_object() { for_this } else { &asked["prf"]["eval"] };
        let results = evaluated(setup, inputs, passkey)?;
        outputs.insert("prf".into(), results.map_or_else(|| json!({}), |results| json!({"results": results})));
    }
    if setup.large_blob && asked["largeBlob"]["read"] == true {
        let blob = blobs.get(&passkey.credential_id).map(|blob| json!({"blob": base64url(blob)}));
        outputs.insert("largeBlob".into(), blob.unwrap_or_else(|| json!({})));
    } else if let Some(written) = asked["largeBlob"]["write"].as_str() {
        let blob = from_base64url(written).ok_or(Error::Options("extensions.largeBlob"))?;
        if setup.large_blob {
            blobs.insert(passkey.credential_id.clone(), blob);
        }
        outputs.insert("largeBlob".into(), json!({"written": setup.large_blob}));
    }
    Ok(Value::Object(outputs))
}

/// One secret a passkey, and of each input the hash that the standard prescribes, so that no page can evaluate what another
/// program keeps secret.
fn evaluated(setup: &Setup, inputs: &Value, passkey: &Passkey) -> Result<Option<Value>, Error> {
    if !setup.prf || !inputs.is_object() {
        return Ok(None);
    }
    let secret = digest(&SHA256, &passkey.key.to_pkcs8()?);
    let secret = digest(&SHA256, &[secret.as_ref(), &passkey.credential_id].concat());
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_ref());
    let mut results = Map::new();
    for name in ["first", "second"] {
        let Some(input) = inputs[name].as_str() else { continue };
        let input = from_base64url(input).ok_or(Error::Options("extensions.prf"))?;
        let salt = digest(&SHA256, &[b"WebAuthn PRF\0", input.as_slice()].concat());
        results.insert(name.to_owned(), json!(base64url(hmac::sign(&key, salt.as_ref()).as_ref())));
    }
    Ok(Some(Value::Object(results)))
}
