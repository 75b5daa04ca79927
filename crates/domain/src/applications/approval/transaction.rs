//! A transaction as it is stored, hashed and signed: one JSON object in the one form that RFC 8785 gives it, so that everybody who has its
//! members has its bytes. Whoever checks a receipt needs none of this, because the bytes are in it.

use crate::binding::sha256;
use crate::error::Error;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use store::id::ApprovalId;

/// The version of the form; another one never has the same bytes.
const VERSION: u32 = 1;

/// What is approved, by whom, for whom, and until when.
#[derive(Debug)]
pub(super) struct Transaction<'a> {
    pub id: ApprovalId,
    /// It says tenant and workspace, too.
    pub issuer: &'a str,
    pub client_id: &'a str,
    pub sub: &'a str,
    pub requested_by: Option<&'a str>,
    pub text: &'a str,
    pub details: Option<&'a Value>,
    /// Without it whoever knows a hash could try out texts.
    pub salt: [u8; 32],
    /// In seconds, as tokens have them.
    pub created_at: i64,
    pub expires_at: i64,
}

impl Transaction<'_> {
    pub(super) fn written(&self) -> Result<String, Error> {
        let mut whole = json!({
            "version": VERSION,
            "type": "approval",
            "id": self.id,
            "iss": self.issuer,
            "client_id": self.client_id,
            "sub": self.sub,
            "text": self.text,
            "salt": URL_SAFE_NO_PAD.encode(self.salt),
            "created_at": self.created_at,
            "expires_at": self.expires_at,
        });
        // What there is not is left out, and not empty.
        if let Some(name) = self.requested_by {
            whole["requested_by"] = name.into();
        }
        if let Some(details) = self.details {
            whole["details"] = details.clone();
        }
        canonical(&whole)
    }
}

/// What passkeys sign.
pub(super) fn challenge(content: &str) -> [u8; 32] {
    sha256(content.as_bytes())
}

/// What of a stored transaction a member reads.
#[derive(Debug, Deserialize)]
pub(super) struct Read {
    pub text: String,
}

pub(super) fn read(content: &str) -> Result<Read, Error> {
    serde_json::from_str(content).map_err(Error::Answer)
}

/// RFC 8785 for what we let in: no number but whole ones that every reader can hold, which `stated` sees to.
fn canonical(value: &Value) -> Result<String, Error> {
    let mut out = String::new();
    write(&mut out, value).map_err(Error::Answer)?;
    Ok(out)
}

fn write(out: &mut String, value: &Value) -> Result<(), serde_json::Error> {
    match value {
        Value::Object(members) => write_object(out, members)?,
        Value::Array(items) => {
            out.push('[');
            for (place, item) in items.iter().enumerate() {
                if place > 0 {
                    out.push(',');
                }
                write(out, item)?;
            }
            out.push(']');
        }
        // The library escapes what RFC 8785 (3.2.2.2) says, as it says.
        plain => out.push_str(&serde_json::to_string(plain)?),
    }
    Ok(())
}

/// Names in the order of their UTF-16 (3.2.3).
fn write_object(out: &mut String, members: &Map<String, Value>) -> Result<(), serde_json::Error> {
    let mut sorted: Vec<_> = members.iter().collect();
    sorted.sort_by_key(|(name, _)| name.encode_utf16().collect::<Vec<_>>());
    out.push('{');
    for (place, (name, value)) in sorted.into_iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        out.push_str(&serde_json::to_string(name)?);
        out.push(':');
        write(out, value)?;
    }
    out.push('}');
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn transaction<'a>(text: &'a str, details: Option<&'a Value>) -> Transaction<'a> {
        Transaction {
            id: ApprovalId::from_parts(1_700_000_000_000, [7; 10]),
            issuer: "https://id.example.com/acme/staff",
            client_id: "wiki",
            sub: "018bcfe5-6801-7000-8000-000000000000",
            requested_by: None,
            text,
            details,
            salt: [9; 32],
            created_at: 1_700_000_000,
            expires_at: 1_700_000_600,
        }
    }

    // Issue 8, item 7: these bytes are signed, so they never change.
    #[test]
    fn a_transaction_has_one_form() {
        let details = json!({ "b": [1, true, null], "a": { "z": "ü\n\"", "B": -5 } });
        let whole = Transaction { requested_by: Some("bob"), ..transaction("Pay 20 €\nto Ada", Some(&details)) };
        let expected = concat!(
            r#"{"client_id":"wiki","created_at":1700000000,"details":{"a":{"B":-5,"z":"ü\n\""},"b":[1,true,null]},"#,
            r#""expires_at":1700000600,"id":"018bcfe5-6800-7707-8707-070707070707","iss":"https://id.example.com/acme/staff","#,
            r#""requested_by":"bob","salt":"CQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk","sub":"018bcfe5-6801-7000-8000-000000000000","#,
            r#""text":"Pay 20 €\nto Ada","type":"approval","version":1}"#
        );
        assert_eq!(whole.written().unwrap(), expected);
        assert_eq!(read(expected).unwrap().text, "Pay 20 €\nto Ada");
    }

    #[test]
    fn whatever_differs_has_another_hash() {
        let details = json!({ "amount": 20 });
        let base = || transaction("Pay 20 €", Some(&details));
        let others = [
            base(),
            Transaction { text: "Pay 200 €", ..base() },
            Transaction { details: None, ..base() },
            Transaction { sub: "ada", ..base() },
            Transaction { requested_by: Some("bob"), ..base() },
            Transaction { client_id: "board", ..base() },
            Transaction { issuer: "https://id.example.com/acme/other", ..base() },
            Transaction { salt: [8; 32], ..base() },
            Transaction { expires_at: 1_700_000_601, ..base() },
            Transaction { id: ApprovalId::from_parts(1_700_000_000_001, [7; 10]), ..base() },
        ];
        let hashes: std::collections::BTreeSet<_> =
            others.iter().map(|other| challenge(&other.written().unwrap())).collect();
        assert_eq!(hashes.len(), others.len());
    }

    // RFC 8785, 3.2.3: by UTF-16, where a letter beyond the first plane stands before U+FB33.
    #[test]
    fn names_are_sorted_as_the_standard_says() {
        let value = json!({ "\u{20ac}": 1, "\r": 2, "\u{fb33}": 3, "1": 4, "\u{1f600}": 5, "\u{80}": 6, "\u{f6}": 7 });
        let expected = "{\"\\r\":2,\"1\":4,\"\u{80}\":6,\"\u{f6}\":7,\"\u{20ac}\":1,\"\u{1f600}\":5,\"\u{fb33}\":3}";
        assert_eq!(canonical(&value).unwrap(), expected);
    }
}
