//! Registration responses as clients of this API send them: bytes in either alphabet of base64 or as lists of numbers, members that are `null`.
//! They are brought into the standard's own form here, which is all that the domain reads.

use super::ApiError;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::identity::Word;
use domain::identity::record::Bytes;
use serde_json::{Map, Value};

const OF_RESPONSE: [&str; 4] = ["clientDataJSON", "attestationObject", "authenticatorData", "publicKey"];

/// The same response in the standard's form.
pub(crate) fn registration(body: &[u8]) -> Result<Vec<u8>, ApiError> {
    let read: Value = serde_json::from_slice(body).map_err(|_| Word::Malformed)?;
    let Value::Object(mut whole) = read else { return Err(Word::Malformed.into()) };
    whole.retain(|_, member| !member.is_null());
    for name in ["id", "rawId"] {
        url_safe(&mut whole, name)?;
    }
    if !whole.contains_key("id") {
        let raw = whole.get("rawId").cloned().ok_or(Word::Malformed)?;
        whole.insert("id".to_owned(), raw);
    }
    whole.entry("type").or_insert_with(|| "public-key".into());
    if let Some(Value::Object(response)) = whole.get_mut("response") {
        response.retain(|_, member| !member.is_null());
        for name in OF_RESPONSE {
            url_safe(response, name)?;
        }
    }
    Ok(serde_json::to_vec(&whole).map_err(domain::Error::Answer)?)
}

fn url_safe(object: &mut Map<String, Value>, name: &str) -> Result<(), Word> {
    let Some(member) = object.get_mut(name) else { return Ok(()) };
    let Bytes(bytes) = serde_json::from_value(member.take()).map_err(|_| Word::Malformed)?;
    *member = URL_SAFE_NO_PAD.encode(bytes).into();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn both_alphabets_become_one() {
        let plain = json!({ "id": "+//+AQ==", "rawId": "+//+AQ==", "type": "public-key", "authenticatorAttachment": null,
            "response": { "clientDataJSON": "+//+AQ==", "attestationObject": [1, 2, 3], "transports": null } });
        let read: Value = serde_json::from_slice(&registration(plain.to_string().as_bytes()).unwrap()).unwrap();
        let expected = json!({ "id": "-__-AQ", "rawId": "-__-AQ", "type": "public-key",
            "response": { "clientDataJSON": "-__-AQ", "attestationObject": "AQID" } });
        assert_eq!(read, expected);
        for text in ["[]", "null", "{}", "{\"id\":1}", "{\"id\":\"ä\"}", "{"] {
            assert!(registration(text.as_bytes()).is_err(), "{text}");
        }
    }
}
