//! The format `tpm` (8.3): a TPM's structures about the key, signed with its attestation identity key.
//!
//! The numbers are those of the TCG's TPM 2.0 library, part 2. Keys on no curve of a TPM and not of RSA must never be
//! attested.

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest};
use ciborium::Value as Cbor;

use super::{Attested, number, x5c};
use crate::certificate::Extension;
use crate::key::Public;
use crate::lie::{Lie, TpmLie};
use crate::maker::Leaf;
use crate::{Error, KeyPair, der};

const SUBJECT_ALTERNATIVE_NAME: &str = "2.5.29.17";
const EXTENDED_KEY_USAGE: &str = "2.5.29.37";
const ATTESTATION_IDENTITY_KEY: &str = "2.23.133.8.3";
const MANUFACTURER: &str = "2.23.133.2.1";
const MODEL: &str = "2.23.133.2.2";
const VERSION: &str = "2.23.133.2.3";

const MAGIC: u32 = 0xff54_4347;
const ATTEST_CERTIFY: u16 = 0x8017;
const SHA1: u16 = 0x0004;
const SHA_256: u16 = 0x000b;
const RSA: u16 = 0x0001;
const ECC: u16 = 0x0023;
const NULL: u16 = 0x0010;
/// Fixed to this TPM, made by it, used with authorization, for signing.
const ATTRIBUTES: u32 = 0x0004_0072;

pub(super) fn statement(about: &Attested<'_>) -> Result<Vec<(&'static str, Cbor)>, Error> {
    let key = about.maker.tpm_key();
    let honest = &about.passkey.key;
    let other = has(about, &TpmLie::OtherKey).then(|| KeyPair::fresh(honest.algorithm())).transpose()?;
    let claims_sha1 = has(about, &TpmLie::Sha1Name) || has(about, &TpmLie::NameAlgorithm);
    let told = tpm_lies(about).find_map(|lie| if let TpmLie::Attributes(told) = lie { Some(*told) } else { None });
    let hash = if claims_sha1 { SHA1 } else { SHA_256 };
    let area = public_area(other.as_ref().unwrap_or(honest), hash, told.unwrap_or(ATTRIBUTES))?;
    let certified = certify_info(about, &area, key.algorithm())?;
    let leaf = Leaf { subject: Vec::new(), key, extensions: extensions(), by_root: false };
    let chain = about.maker.certify(leaf, &about.ceremony.lies)?;
    Ok(vec![
        ("alg", number(key.algorithm())),
        ("sig", about.sign(key, &certified)?),
        ("ver", Cbor::Text("2.0".to_owned())),
        ("x5c", x5c(chain)),
        ("pubArea", Cbor::Bytes(area)),
        ("certInfo", Cbor::Bytes(certified)),
    ])
}

/// `TPMT_PUBLIC`.
fn public_area(key: &KeyPair, name_algorithm: u16, attributes: u32) -> Result<Vec<u8>, Error> {
    let (kind, parameters, unique) = match key.public()? {
        Public::Ec { curve, x, y } => {
            // No symmetric cipher, no scheme, the curve, no derivation.
            let parameters = numbers(&[NULL, NULL, curve.tpm, NULL]);
            (ECC, parameters, [sized(x)?, sized(y)?].concat())
        }
        Public::Rsa(modulus) => {
            let bits = u16::try_from(modulus.len() * 8).map_err(|_| Error::NoStatement)?;
            // The exponent 0 stands for 65537.
            let parameters = [numbers(&[NULL, NULL, bits]), vec![0; 4]].concat();
            (RSA, parameters, sized(modulus)?)
        }
        Public::Other => return Err(Error::NoStatement),
    };
    let policy = sized(&[])?;
    Ok([numbers(&[kind, name_algorithm]), attributes.to_be_bytes().to_vec(), policy, parameters, unique].concat())
}

/// `TPMS_ATTEST` of the kind that certifies a key.
fn certify_info(about: &Attested<'_>, area: &[u8], algorithm: i64) -> Result<Vec<u8>, Error> {
    let signed = about.signed();
    let honest = match algorithm {
        -65535 => digest(&SHA1_FOR_LEGACY_USE_ONLY, &signed),
        _ => digest(&SHA256, &signed),
    };
    let mut magic = MAGIC;
    let mut kind = ATTEST_CERTIFY;
    let mut extra = honest.as_ref().to_vec();
    let mut name = named(SHA_256, area);
    let mut end = Vec::new();
    for lie in tpm_lies(about) {
        match lie {
            TpmLie::Magic(told) => magic = *told,
            TpmLie::Type(told) => kind = *told,
            TpmLie::ExtraData(told) => extra.clone_from(told),
            TpmLie::Name => name = named(SHA_256, &[area, &[0]].concat()),
            TpmLie::Sha1Name => name = named(SHA1, area),
            TpmLie::TrailingBytes => end.push(0),
            TpmLie::OtherKey | TpmLie::NameAlgorithm | TpmLie::Attributes(_) => {}
        }
    }
    Ok([
        magic.to_be_bytes().to_vec(),
        kind.to_be_bytes().to_vec(),
        sized(&named(SHA_256, b"the key that signs"))?,
        sized(&extra)?,
        // Clock, resets, restarts, whether the clock is safe, and the firmware's version.
        [&[0, 0, 0, 0, 0, 9, 0x41, 0x10][..], &[0, 0, 0, 7], &[0, 0, 0, 1], &[1], &[0, 7, 0, 2, 0, 0, 0, 1]].concat(),
        sized(&name)?,
        sized(&named(SHA_256, b"the key below its parents"))?,
        end,
    ]
    .concat())
}

/// The extensions of an attestation identity key: its TPM in place of a subject, and its one purpose.
fn extensions() -> Vec<Extension> {
    let attribute = |oid: &str, text: &str| der::sequence(&[der::oid(oid), der::utf8(text)]);
    // Microsoft's number in the TCG's list of vendors, as its simulated TPMs have it.
    let tpm = der::set(&[
        attribute(MANUFACTURER, "id:4D534654"),
        attribute(MODEL, "Keystead Test TPM"),
        attribute(VERSION, "id:00020000"),
    ]);
    let directory_name = der::explicit(4, &der::sequence(&[tpm]));
    vec![
        // Critical, because there is no subject besides.
        Extension::new(SUBJECT_ALTERNATIVE_NAME, true, der::sequence(&[directory_name])),
        Extension::new(EXTENDED_KEY_USAGE, false, der::sequence(&[der::oid(ATTESTATION_IDENTITY_KEY)])),
    ]
}

/// The name of an area: the hash's number and the hash.
fn named(algorithm: u16, area: &[u8]) -> Vec<u8> {
    let hash = if algorithm == SHA1 { digest(&SHA1_FOR_LEGACY_USE_ONLY, area) } else { digest(&SHA256, area) };
    [&algorithm.to_be_bytes(), hash.as_ref()].concat()
}

fn numbers(values: &[u16]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_be_bytes()).collect()
}

/// `TPM2B`: the length, then the bytes.
fn sized(bytes: &[u8]) -> Result<Vec<u8>, Error> {
    let length = u16::try_from(bytes.len()).map_err(|_| Error::NoStatement)?;
    Ok([&length.to_be_bytes(), bytes].concat())
}

fn tpm_lies<'a>(about: &'a Attested<'_>) -> impl Iterator<Item = &'a TpmLie> {
    about.ceremony.lies.0.iter().filter_map(|lie| match lie {
        Lie::Tpm(lie) => Some(lie),
        _ => None,
    })
}

fn has(about: &Attested<'_>, wanted: &TpmLie) -> bool {
    tpm_lies(about).any(|lie| lie == wanted)
}
