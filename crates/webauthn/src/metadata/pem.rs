//! Certificates and revocation lists as operators and metadata statements write them: DER, PEM, or base64 with line breaks.
//!
//! It must never guess: a file that opens like PEM is read as PEM to its end.

use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, Engine as _, GeneralPurpose, GeneralPurposeConfig};

use super::MetadataError;
use crate::attestation::certificate::Certificate;

/// Published statements lack padding or carry stray bits here and there.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);
/// Far more than any bundle of roots.
const MAX_BLOCKS: usize = 1024;
const ARMOUR: &str = "-----BEGIN ";
const CERTIFICATE: &str = "CERTIFICATE";

/// Certificates of a file in DER (one) or PEM (at least one), as DER. Each of them can be read: one that cannot would be an
/// authority in the operator's eyes and nobody in ours.
pub fn certificates(file: &[u8]) -> Result<Vec<Vec<u8>>, MetadataError> {
    let found = blocks(file, CERTIFICATE)?;
    let readable = found.iter().all(|der| Certificate::parse(der).is_ok());
    if readable { Ok(found) } else { Err(MetadataError::NotPem) }
}

/// What the file holds under this label.
pub(super) fn blocks(file: &[u8], label: &str) -> Result<Vec<Vec<u8>>, MetadataError> {
    // A SEQUENCE: every X.509 structure is one. No PEM file starts with this byte and a length.
    if matches!(file, [0x30, length, ..] if *length >= 0x80) {
        return Ok(vec![file.to_vec()]);
    }
    let text = std::str::from_utf8(file).map_err(|_| MetadataError::NotPem)?;
    let (begin, end) = (format!("-----BEGIN {label}-----"), format!("-----END {label}-----"));
    let mut found = Vec::new();
    for block in text.split(begin.as_str()).skip(1) {
        let (inside, _) = block.split_once(end.as_str()).ok_or(MetadataError::NotPem)?;
        if found.len() == MAX_BLOCKS {
            return Err(MetadataError::NotPem);
        }
        found.push(body(inside).ok_or(MetadataError::NotPem)?);
    }
    if found.is_empty() { Err(MetadataError::NotPem) } else { Ok(found) }
}

/// What a member of a metadata statement holds: one certificate in base64 as the service wants it, or PEM as some makers write it.
pub(super) fn texts(text: &str) -> Option<Vec<Vec<u8>>> {
    if text.contains(ARMOUR) { blocks(text.as_bytes(), CERTIFICATE).ok() } else { body(text).map(|der| vec![der]) }
}

/// Bytes that a text carries as base64, white space anywhere. Nothing is not a certificate.
pub(super) fn body(text: &str) -> Option<Vec<u8>> {
    let dense: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    LENIENT.decode(dense).ok().filter(|bytes| !bytes.is_empty())
}

#[cfg(test)]
mod tests {
    use super::{body, certificates, texts};
    use crate::metadata::MetadataError;
    use crate::metadata::tests::minting;

    #[test]
    fn both_forms_are_read() {
        let der = minting::root("one");
        assert_eq!(certificates(&der), Ok(vec![der.clone()]));
        let pem = format!("# a comment\n{}\r\n", minting::pem(&der));
        assert_eq!(certificates(pem.as_bytes()), Ok(vec![der.clone()]));
        assert_eq!(certificates(pem.repeat(3).as_bytes()), Ok(vec![der.clone(); 3]));
        assert_eq!((texts(&pem), texts(&minting::base64(&der))), (Some(vec![der.clone()]), Some(vec![der])));
    }

    #[test]
    fn what_is_neither_is_refused() {
        for file in [
            "",
            "0",
            "MIIBAP8=",
            "-----BEGIN CERTIFICATE-----\nMIIBAP8=",
            "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----",
            "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----",
            "-----BEGIN X509 CRL-----\nMIIBAP8=\n-----END X509 CRL-----",
        ] {
            assert_eq!(certificates(file.as_bytes()), Err(MetadataError::NotPem), "{file}");
        }
        assert_eq!(certificates(&[0x31, 0x82, 0xff]), Err(MetadataError::NotPem));
        // One that would never be an authority is not passed over.
        let der = minting::root("one");
        for broken in [&der[..der.len() - 1], &[0x30, 0x80]] {
            assert_eq!(certificates(broken), Err(MetadataError::NotPem));
            let bundle = minting::pem(&der) + &minting::pem(broken);
            assert_eq!(certificates(bundle.as_bytes()), Err(MetadataError::NotPem));
        }
    }

    #[test]
    fn base64_of_statements_is_read_with_its_line_breaks() {
        for text in ["MIIBAP8=", "\n\nMIIB\r\nAP8=\n", "MIIBAP8", " MIIBAP9 "] {
            assert!(body(text).is_some_and(|bytes| bytes.starts_with(&[0x30, 0x82, 1, 0])), "{text}");
        }
        for text in ["", "\n", "MII_AP8=", "M"] {
            assert_eq!(body(text), None, "{text}");
        }
    }
}
