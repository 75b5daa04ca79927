//! Decoy passkeys: what a named begin answers for a name that nobody has, or a member without passkeys (WebAuthn 14.6.2).
//!
//! They are derived, never stored: the same name gets the same ids for ever, which is why their key never rotates. A decoy id carries,
//! masked, the first bytes of the pseudo member it belongs to, so that finish can recognise it and treat it exactly as a known id with a
//! bad signature: same checks, same spending, same answer. To anybody without the key the id is as random as an authenticator's.

use crate::keys::KeyRing;
use crate::snapshot::FrontDoor;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use aws_lc_rs::{constant_time, hmac};
use std::collections::BTreeSet;
use std::sync::Arc;
use store::id::{PoolId, UserId};

/// How many bytes of an id say which pseudo member it belongs to; the rest is a tag that proves it ours.
const TRACE: usize = 8;

/// A decoy as it goes into `allowCredentials`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoy {
    pub id: Vec<u8>,
    pub transports: &'static [&'static str],
}

/// Where a decoy is shown. A credential id belongs to one RP ID for good, and so must a decoy's: the same ids under two RP IDs would tell that nobody
/// has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Realm<'a> {
    pub pool: PoolId,
    /// Nothing for the RP ID that the pool had before it ever moved: a move must not change the ids that were shown before.
    pub rp_id: Option<&'a str>,
}

impl FrontDoor {
    pub(crate) fn realm<'a>(&self, rp_id: &'a str) -> Realm<'a> {
        let is_first = self.first_rp_id.as_ref().is_none_or(|first| first == rp_id);
        Realm { pool: self.pool.id, rp_id: (!is_first).then_some(rp_id) }
    }

    /// All whose decoys may still be shown to this door.
    fn realms(&self) -> impl Iterator<Item = Realm<'_>> {
        let first = Realm { pool: self.pool.id, rp_id: None };
        self.rp_ids().map(|rp_id| self.realm(rp_id)).chain([first])
    }
}

/// The pseudo member behind an unknown name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Nobody {
    trace: [u8; TRACE],
}

/// Kinds of passkey with the id lengths that real ones have, by how common they are. Transports stand in the order in which they are
/// stored, so that no order tells a decoy.
const KINDS: [(usize, &[&str]); 8] = [
    (32, &["hybrid", "internal"]),
    (32, &["internal"]),
    (32, &["hybrid", "internal"]),
    (16, &["hybrid", "internal"]),
    (16, &["hybrid", "internal"]),
    (20, &["hybrid", "internal"]),
    (20, &["hybrid", "internal"]),
    (48, &["nfc", "usb"]),
];

impl Nobody {
    /// The pseudo member of a folded name. It depends on nothing but the pool and the name.
    pub fn of(ring: &KeyRing, pool: PoolId, folded: &str) -> Self {
        let hash = keyed(ring, &[b"nobody", pool.as_bytes(), folded.as_bytes()]);
        let mut trace = [0; TRACE];
        trace.copy_from_slice(&hash[..TRACE]);
        Self { trace }
    }

    /// The user id that the challenge is bound to.
    pub fn user(self, ring: &KeyRing, pool: PoolId) -> UserId {
        let hash = keyed(ring, &[b"user", pool.as_bytes(), &self.trace]);
        let mut id = [0; 16];
        id.copy_from_slice(&hash[..16]);
        UserId::from_bytes(id)
    }

    /// A number that stays the name's own: when it seems to move to another RP ID.
    pub fn draw(self, ring: &KeyRing, pool: PoolId) -> u16 {
        let hash = keyed(ring, &[b"move", pool.as_bytes(), &self.trace]);
        u16::from_be_bytes([hash[0], hash[1]])
    }

    /// One decoy mostly, sometimes two: as members have passkeys.
    pub fn decoys(self, ring: &KeyRing, realm: Realm<'_>) -> Vec<Decoy> {
        let shape = keyed_in(ring, realm, &[b"shape", realm.pool.as_bytes(), &self.trace]);
        let count = if shape[0] < 180 { 1 } else { 2 };
        (0..count)
            .map(|place: u8| {
                let kind = usize::from(shape[usize::from(place) + 1]) % KINDS.len();
                let (length, transports) = KINDS[kind];
                Decoy { id: self.id(ring, realm, (place, length)), transports }
            })
            .collect()
    }

    fn id(self, ring: &KeyRing, realm: Realm<'_>, (place, length): (u8, usize)) -> Vec<u8> {
        let tag = tag(ring, realm, (&self.trace, place));
        let mut id = tag[..length - TRACE].to_vec();
        let mask = mask(ring, realm, &id);
        id.extend(self.trace.iter().zip(mask).map(|(byte, mask)| byte ^ mask));
        id
    }

    /// Whose decoy an id is, if it is one of ours.
    pub fn behind(ring: &KeyRing, realm: Realm<'_>, id: &[u8]) -> Option<Self> {
        let shown =
            id.len().checked_sub(TRACE).filter(|shown| KINDS.iter().any(|(length, _)| length - TRACE == *shown))?;
        let (shown, hidden) = id.split_at(shown);
        let mut trace = [0; TRACE];
        for ((byte, hidden), mask) in trace.iter_mut().zip(hidden).zip(mask(ring, realm, shown)) {
            *byte = hidden ^ mask;
        }
        let is_ours = (0..2).any(|place| {
            let tag = tag(ring, realm, (&trace, place));
            constant_time::verify_slices_are_equal(&tag[..shown.len()], shown).is_ok()
        });
        is_ours.then_some(Self { trace })
    }

    /// The same for an answer at a door, which is about one of its RP IDs or, where nobody can say about which, about any.
    pub(crate) fn behind_answer(ring: &KeyRing, door: &FrontDoor, signed: Option<&str>, id: &[u8]) -> Option<Self> {
        let asked = door.rp_ids().filter(|own| signed.is_none_or(|signed| signed == *own));
        asked.map(|rp_id| Self::behind(ring, door.realm(rp_id), id)).fold(None, Option::or)
    }
}

/// Whether an id is a decoy of any pool behind these doors. All are looked through, whatever is found, so that the time does not tell.
pub(crate) fn is_of_any<'a>(ring: &KeyRing, doors: impl Iterator<Item = &'a Arc<FrontDoor>>, id: &[u8]) -> bool {
    realms(doors).into_iter().filter(|realm| Nobody::behind(ring, *realm, id).is_some()).count() > 0
}

/// What is behind these doors, each once: looking for a decoy costs several hashes each, and a stranger can ask for it.
pub(crate) fn realms<'a>(doors: impl Iterator<Item = &'a Arc<FrontDoor>>) -> BTreeSet<Realm<'a>> {
    doors.flat_map(|door| door.realms()).collect()
}

/// Long enough for the longest id of [`KINDS`].
fn tag(ring: &KeyRing, realm: Realm<'_>, (trace, place): (&[u8; TRACE], u8)) -> [u8; 64] {
    let mut tag = [0; 64];
    tag[..32].copy_from_slice(&keyed_in(ring, realm, &[b"tag", realm.pool.as_bytes(), trace, &[place, 0]]));
    tag[32..].copy_from_slice(&keyed_in(ring, realm, &[b"tag", realm.pool.as_bytes(), trace, &[place, 1]]));
    tag
}

fn mask(ring: &KeyRing, realm: Realm<'_>, shown: &[u8]) -> [u8; TRACE] {
    let hash = keyed_in(ring, realm, &[b"mask", realm.pool.as_bytes(), shown]);
    let mut mask = [0; TRACE];
    mask.copy_from_slice(&hash[..TRACE]);
    mask
}

fn keyed_in(ring: &KeyRing, realm: Realm<'_>, parts: &[&[u8]]) -> [u8; 32] {
    let rp_id = realm.rp_id.map(str::as_bytes);
    keyed(ring, &parts.iter().copied().chain(rp_id).collect::<Vec<_>>())
}

fn keyed(ring: &KeyRing, parts: &[&[u8]]) -> [u8; 32] {
    let mut context = hmac::Context::with_key(&ring.decoy);
    for part in parts {
        context.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        context.update(part);
    }
    let mut hash = [0; 32];
    hash.copy_from_slice(context.sign().as_ref());
    hash
}

/// The key against which an assertion with a decoy id is verified: a real P-256 key whose private half was thrown away, so that the
/// attempt costs what every other costs, and fails at the same step.
#[derive(Debug)]
pub struct StandIn {
    cose: Vec<u8>,
}

impl StandIn {
    pub(crate) fn new() -> Result<Self, aws_lc_rs::error::Unspecified> {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING)?;
        let point = pair.public_key().as_ref();
        let (x, y) = (point.get(1..33).unwrap_or_default(), point.get(33..65).unwrap_or_default());
        // The COSE form of an ES256 key: {1: 2, 3: -7, -1: 1, -2: x, -3: y}.
        let cose =
            [&[0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20][..], x, &[0x22, 0x58, 0x20], y].concat();
        Ok(Self { cose })
    }

    pub(crate) fn cose(&self) -> &[u8] {
        &self.cose
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::challenge::tests::ring;

    const POOL: Realm<'_> = Realm { pool: PoolId::NIL, rp_id: None };
    const OTHER: Realm<'_> = Realm { pool: PoolId::from_bytes([1; 16]), rp_id: None };
    const MOVED: Realm<'_> = Realm { pool: PoolId::NIL, rp_id: Some("new.example") };

    #[test]
    fn the_same_name_has_the_same_decoys_for_ever() {
        let (ring, pool) = (ring(7), PoolId::NIL);
        let first = Nobody::of(&ring, pool, "ada").decoys(&ring, POOL);
        assert_eq!(first, Nobody::of(&ring, pool, "ada").decoys(&ring, POOL));
        assert_ne!(first, Nobody::of(&ring, pool, "bob").decoys(&ring, POOL));
        assert_ne!(first, Nobody::of(&ring, OTHER.pool, "ada").decoys(&ring, OTHER));
    }

    #[test]
    fn a_decoy_is_recognised_and_nothing_else_is() {
        let ring = ring(7);
        for name in ["ada", "bob", "eve", "mallory", "trent", "x", "y", "z"] {
            let nobody = Nobody::of(&ring, PoolId::NIL, name);
            for realm in [POOL, MOVED] {
                for decoy in nobody.decoys(&ring, realm) {
                    assert_eq!(Nobody::behind(&ring, realm, &decoy.id), Some(nobody));
                    for other in [POOL, MOVED, OTHER].into_iter().filter(|other| *other != realm) {
                        assert_eq!(Nobody::behind(&ring, other, &decoy.id), None, "an id belongs to one RP ID");
                    }
                    let mut bent = decoy.id.clone();
                    bent[3] ^= 1;
                    assert_eq!(Nobody::behind(&ring, realm, &bent), None);
                }
            }
        }
        assert_eq!(Nobody::behind(&ring, POOL, &[0; 32]), None);
        assert_eq!(Nobody::behind(&ring, POOL, &[]), None);
    }
}
