//! A JSON Web Signature (RFC 7515) in its compact form, as far as a metadata blob is one.
//!
//! It must never take a key from the header on its word: the certificates in it are for the caller to judge. Addresses of
//! certificates are not followed.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ECDSA_P521_SHA512_FIXED, RSA_PKCS1_2048_8192_SHA256,
    RsaPublicKeyComponents, UnparsedPublicKey,
};
use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer};

use super::{MetadataError, pem};
use crate::base64url;
use crate::cose::Material;

/// The published blob has some ten MiB.
const MAX_SIZE: usize = 64 << 20;
const MAX_HEADER: usize = 256 << 10;
/// Real chains have two or three.
const MAX_CERTIFICATES: usize = 8;

#[derive(Debug)]
pub(super) struct Jws<'a> {
    pub(super) scheme: Scheme,
    /// DER, the leaf first; at least one.
    pub(super) certificates: Vec<Vec<u8>>,
    /// The first two parts with the dot between them.
    pub(super) signed: &'a [u8],
    pub(super) payload: Vec<u8>,
    pub(super) signature: Vec<u8>,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    /// Extensions that must be understood, of which we know none.
    #[serde(default, deserialize_with = "present")]
    crit: bool,
    x5c: Option<Vec<String>>,
}

impl Header {
    fn parse(json: &[u8]) -> Result<Self, MetadataError> {
        // The derived reader would also take an array in place of the object.
        if !json.trim_ascii_start().starts_with(b"{") {
            return Err(MetadataError::Header);
        }
        let header: Self = serde_json::from_slice(json).map_err(|_| MetadataError::Header)?;
        if header.crit { Err(MetadataError::Header) } else { Ok(header) }
    }
}

/// Whatever its value, `null` included.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    IgnoredAny::deserialize(deserializer).map(|_| true)
}

impl<'a> Jws<'a> {
    pub(super) fn parse(file: &'a [u8]) -> Result<Self, MetadataError> {
        if file.len() > MAX_SIZE {
            return Err(MetadataError::TooLarge);
        }
        let text = std::str::from_utf8(file.trim_ascii()).map_err(|_| MetadataError::NotSigned)?;
        let (signed, signature) = text.rsplit_once('.').ok_or(MetadataError::NotSigned)?;
        let (header, payload) = signed.split_once('.').ok_or(MetadataError::NotSigned)?;
        if header.len() > MAX_HEADER {
            return Err(MetadataError::Header);
        }
        let decode = |part| base64url::decode(part).ok_or(MetadataError::NotSigned);
        let header = Header::parse(&decode(header)?)?;
        Ok(Self {
            scheme: Scheme::named(&header.alg)?,
            certificates: certificates(&header.x5c.unwrap_or_default())?,
            signed: signed.as_bytes(),
            payload: decode(payload)?,
            signature: decode(signature)?,
        })
    }
}

/// The algorithms of JOSE that a blob may be signed with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scheme {
    Rs256,
    Es256,
    Es384,
    Es512,
}

impl Scheme {
    fn named(name: &str) -> Result<Self, MetadataError> {
        match name {
            "RS256" => Ok(Self::Rs256),
            "ES256" => Ok(Self::Es256),
            "ES384" => Ok(Self::Es384),
            "ES512" => Ok(Self::Es512),
            _ => Err(MetadataError::Algorithm),
        }
    }

    /// The key must be of the algorithm. ECDSA signatures in JOSE are two numbers of fixed length.
    pub(super) fn verify(self, key: Material<'_>, message: &[u8], signature: &[u8]) -> bool {
        let (algorithm, point) = match (self, key) {
            (Self::Rs256, Material::Rsa { n, e }) => {
                let key = RsaPublicKeyComponents { n, e };
                return key.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature).is_ok();
            }
            (Self::Es256, Material::P256(point)) => (&ECDSA_P256_SHA256_FIXED, point),
            (Self::Es384, Material::P384(point)) => (&ECDSA_P384_SHA384_FIXED, point),
            (Self::Es512, Material::P521(point)) => (&ECDSA_P521_SHA512_FIXED, point),
            _ => return false,
        };
        UnparsedPublicKey::new(algorithm, point).verify(message, signature).is_ok()
    }
}

fn certificates(x5c: &[String]) -> Result<Vec<Vec<u8>>, MetadataError> {
    if x5c.is_empty() || x5c.len() > MAX_CERTIFICATES {
        return Err(MetadataError::Header);
    }
    x5c.iter().map(|text| pem::body(text).ok_or(MetadataError::Header)).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Jws;
    use crate::base64url::with_encoded;
    use crate::metadata::MetadataError;

    fn jws(header: &str) -> Result<usize, MetadataError> {
        let text = with_encoded(header.as_bytes(), |header| format!("{header}.e30.AAAA\n"));
        Jws::parse(text.as_bytes()).map(|jws| jws.certificates.len())
    }

    #[test]
    fn the_header_is_read_strictly() {
        assert_eq!(jws(r#"{"alg":"RS256","x5c":["MIIB","MIIC"],"x5u":"https://example.org","typ":"JWT"}"#), Ok(2));
        assert_eq!(jws(r#"{"alg":"ES256","x5c":["MIIB"]}"#), Ok(1));
        for (header, error) in [
            ("", MetadataError::Header),
            ("[]", MetadataError::Header),
            (r#"["RS256",false,["MIIB"]]"#, MetadataError::Header),
            (r#"{"alg":"RS256","x5c":["MIIB"],"crit":null}"#, MetadataError::Header),
            (r#"{"x5c":["MIIB"]}"#, MetadataError::Header),
            (r#"{"alg":"RS256"}"#, MetadataError::Header),
            (r#"{"alg":"RS256","x5c":[]}"#, MetadataError::Header),
            (r#"{"alg":"RS256","x5c":["!"]}"#, MetadataError::Header),
            (r#"{"alg":"RS256","x5c":"MIIB"}"#, MetadataError::Header),
            (r#"{"alg":"RS256","x5c":["MIIB"],"x5c":["MIIC"]}"#, MetadataError::Header),
            (r#"{"alg":"RS256","x5c":["A","A","A","A","A","A","A","A","A"]}"#, MetadataError::Header),
            (r#"{"alg":"RS256","x5c":["MIIB"],"crit":["exp"],"exp":1}"#, MetadataError::Header),
            (r#"{"alg":"RS256","x5c":["MIIB"],"crit":[]}"#, MetadataError::Header),
            (r#"{"alg":"none","x5c":["MIIB"]}"#, MetadataError::Algorithm),
            (r#"{"alg":"HS256","x5c":["MIIB"]}"#, MetadataError::Algorithm),
            (r#"{"alg":"rs256","x5c":["MIIB"]}"#, MetadataError::Algorithm),
        ] {
            assert_eq!(jws(header), Err(error), "{header}");
        }
    }

    #[test]
    fn other_texts_are_not_signed() {
        let header = with_encoded(br#"{"alg":"RS256","x5c":["MIIB"]}"#, str::to_owned);
        for text in [
            String::new(),
            "..".to_owned(),
            header.clone(),
            format!("{header}.e30"),
            format!("{header}.e30.AAAA.AAAA"),
            format!("{header}.e30=.AAAA"),
            format!("{header}.e30.AA+A"),
            format!("{header}.e30.AA\nAA"),
        ] {
            let found = Jws::parse(text.as_bytes()).map(|_| ());
            assert!(matches!(found, Err(MetadataError::NotSigned | MetadataError::Header)), "{text}: {found:?}");
        }
        assert!(Jws::parse(&[0xff; 9]).is_err());
    }

    #[test]
    fn a_huge_file_is_refused_unread() {
        let huge = vec![b'A'; (64 << 20) + 1];
        assert_eq!(Jws::parse(&huge).map(|_| ()), Err(MetadataError::TooLarge));
        let header = format!("{}.e30.AAAA", "A".repeat(300 << 10));
        assert_eq!(Jws::parse(header.as_bytes()).map(|_| ()), Err(MetadataError::Header));
    }

    proptest! {
        #[test]
        fn garbage_is_no_panic(bytes: Vec<u8>, text in "[A-Za-z0-9_-]{0,40}(\\.[A-Za-z0-9_-]{0,40}){0,4}") {
            let _ = Jws::parse(&bytes);
            let _ = Jws::parse(text.as_bytes());
        }
    }
}
