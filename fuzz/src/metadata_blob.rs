//! Metadata blobs: what is accepted was signed by the one certificate that the root issued for it, at a time when it was valid and for
//! the host that was asked for, and every model that comes out is one of the payload, with all that speaks against it.
//!
//! An input is switches and pieces (see `ceremony`): header, payload, signature. Most are signed anew. Where the first byte is not
//! below 16 the input is the file itself; then it is read as every other kind of file, too. It must never believe the header.

use serde_json::Value;
use webauthn::metadata::{Blob, Entry, Metadata, Revocations, Signer, Standing, certificates};
use x509_parser::prelude::{FromDer, X509Certificate};

use crate::ceremony::{Key, METADATA_HOST, METADATA_LEAF, NOW, ROOT, Script, base64url, from_base64url};
use crate::oracle;

/// Before the certificates in `keys/`.
const LONG_AGO: i64 = 0;

/// Whether the input is accepted.
pub fn check(input: &[u8]) -> bool {
    if !matches!(input.first(), Some(0..16)) {
        other_files(input);
        return verified(&Script::read(&[0; 4]).expect("four bytes"), input);
    }
    let Some(mut script) = Script::read(input) else { return false };
    let switches = script;
    verified(&switches, &file(&mut script))
}

fn file(script: &mut Script<'_>) -> Vec<u8> {
    let (header, payload, recorded) = (script.piece(), script.piece(), script.last());
    let signed = [base64url(header), base64url(payload)].join(".");
    let signature = if script.is_on(0, 0) { recorded.to_vec() } else { Key::Rsa.sign(signed.as_bytes()) };
    [signed, base64url(&signature)].join(".").into_bytes()
}

/// The operator's own files are believed: here only a panic is a finding.
fn other_files(input: &[u8]) {
    let mut metadata = Metadata::new();
    if metadata.add_statement(input).is_ok() {
        assert_eq!(metadata.len(), 1);
    }
    let _ = certificates(input);
    let _ = Revocations::parse(&[input.to_vec()]);
}

fn verified(script: &Script<'_>, file: &[u8]) -> bool {
    let (roots, revocations) = ([ROOT.to_vec()], Revocations::default());
    let host = if script.is_on(0, 1) { Signer::HOST } else { METADATA_HOST };
    let now = if script.is_on(0, 3) { LONG_AGO } else { NOW };
    let host = (!script.is_on(0, 2)).then_some(host);
    let signer = Signer { roots: &roots, host, revocations: &revocations, now };
    let Ok(blob) = Blob::verify(file, &signer) else { return false };
    assert_eq!(now, NOW, "accepted a certificate before its time");
    assert!(host.is_none_or(|host| host == METADATA_HOST), "accepted a certificate for another host");
    signed_rightly(file);
    let text = std::str::from_utf8(file).expect("a blob is text").trim();
    let payload = text.split('.').nth(1).and_then(from_base64url).expect("a payload");
    // As in the header.
    if let Ok(payload) = serde_json::from_slice::<Value>(&payload) {
        explained(&payload, &blob);
    }
    true
}

fn signed_rightly(file: &[u8]) {
    let text = std::str::from_utf8(file).expect("a blob is text").trim();
    let parts: Vec<&str> = text.split('.').collect();
    let [header, _, signature] = parts[..] else { unreachable!("a blob of {} parts", parts.len()) };
    let message = header_and(text, signature);
    let signature = from_base64url(signature).expect("a signature");
    // The root certified only one key.
    assert!(oracle::signed(-257, Key::Rsa.public(), message.as_bytes(), &signature), "accepted what nobody signed");
    let header = from_base64url(header).expect("a header");
    // Members that are ignored may hold what this reader has no form for.
    let Ok(header) = serde_json::from_slice::<Value>(&header) else { return };
    assert_eq!(header["alg"], "RS256", "accepted another algorithm than the key's");
    assert!(header.get("crit").is_none(), "accepted what must be understood");
    let leaf = from_base64(&header["x5c"][0]).expect("a certificate in base64");
    assert_eq!(signed_part(&leaf), signed_part(METADATA_LEAF), "accepted another certificate");
}

/// What the signature is over: everything before the last dot.
fn header_and<'a>(text: &'a str, signature: &str) -> &'a str {
    text.strip_suffix(signature).and_then(|front| front.strip_suffix('.')).expect("the signature is last")
}

fn signed_part(der: &[u8]) -> Vec<u8> {
    let (_, certificate) = X509Certificate::from_der(der).expect("an accepted certificate is one");
    certificate.tbs_certificate.as_ref().to_vec()
}

fn explained(payload: &Value, blob: &Blob) {
    assert_eq!(payload["no"], blob.number());
    let entries = payload["entries"].as_array().expect("entries");
    assert!(blob.entries().len() + blob.unreadable() <= entries.len(), "more models than entries");
    let mut models = blob.entries().iter().peekable();
    for entry in entries {
        models.next_if(|model| describes(entry, model));
    }
    assert_eq!(models.next(), None, "a model that no entry describes");
}

/// Whether a model is what the entry says, as far as trust rests on it.
fn describes(entry: &Value, model: &Entry) -> bool {
    let named = entry["aaguid"].as_str().map(str::to_lowercase);
    let reports = entry["statusReports"].as_array().map(Vec::as_slice).unwrap_or_default();
    let revoked = reports.iter().any(|report| report["status"] == "REVOKED");
    let roots = &entry["metadataStatement"]["attestationRootCertificates"];
    let listed: Vec<Vec<u8>> = roots.as_array().into_iter().flatten().filter_map(from_base64).collect();
    named == model.aaguid().map(|aaguid| aaguid.to_string())
        && reports.len() == model.reports().len()
        && revoked == (model.standing() == Standing::Revoked)
        && !(revoked && model.certification().is_some())
        && model.roots().all(|root| listed.iter().any(|known| known == root))
}

/// Digit by digit: published files have line breaks, lack padding, or carry stray bits at the end, and all of that is read.
fn from_base64(text: &Value) -> Option<Vec<u8>> {
    const DIGITS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let dense: String = text.as_str()?.split_ascii_whitespace().collect();
    let (mut bytes, mut bits, mut count) = (Vec::new(), 0_u32, 0_u32);
    for digit in dense.trim_end_matches('=').chars() {
        bits = bits << 6 | u32::try_from(DIGITS.find(digit)?).ok()?;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count).ok()?);
            bits &= (1 << count) - 1;
        }
    }
    Some(bytes)
}
