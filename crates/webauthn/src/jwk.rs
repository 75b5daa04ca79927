//! A stored key as the parts of a JWK (RFC 7517, 7518, 8037), for those who check an assertion without CBOR. It must never be asked of a key that
//! was not verified when it was registered.

use crate::Algorithm;
use crate::cose::{self, Material, PublicKey};

/// The public members, in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Jwk {
    Ec { crv: &'static str, x: Vec<u8>, y: Vec<u8> },
    Ed25519 { x: Vec<u8> },
    Rsa { n: Vec<u8>, e: Vec<u8> },
}

/// None for a key that the standards have no such form for.
pub fn jwk(key: &[u8]) -> Option<Jwk> {
    let map = cose::map(key).ok()?;
    let algorithm = Algorithm::from_cose(cose::algorithm(&map).ok()?)?;
    let key = PublicKey::parse(&map, algorithm).ok()?;
    match key.material() {
        Material::P256(point) => on_curve("P-256", point),
        Material::P384(point) => on_curve("P-384", point),
        Material::P521(point) => on_curve("P-521", point),
        Material::Ed25519(x) => Some(Jwk::Ed25519 { x: x.to_vec() }),
        Material::Rsa { n, e } => Some(Jwk::Rsa { n: n.to_vec(), e: e.to_vec() }),
        Material::MlDsa(_) => None,
    }
}

/// An uncompressed point is 0x04 and both coordinates, each of the curve's whole length.
fn on_curve(crv: &'static str, point: &[u8]) -> Option<Jwk> {
    let coordinates = point.get(1..)?;
    let (x, y) = coordinates.split_at_checked(coordinates.len() / 2)?;
    Some(Jwk::Ec { crv, x: x.to_vec(), y: y.to_vec() })
}
