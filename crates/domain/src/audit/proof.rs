//! The proof of an event: a digest of all its fields, in which what is personal stands as salted hashes. So a member can be erased and the
//! proof stays whole: the hashes are kept instead of the fields, under a MAC, and without the salt nobody can guess what they were of.
//! A proof is never stored with its event; the seals list it.

use crate::binding::sha256;
use crate::keys::KeyRing;
use aws_lc_rs::digest::{Context, SHA256};
use store::audit_event::AuditEvent;
use store::audit_proof::Recorded;
use store::id::EventId;

pub(super) type Proof = [u8; 32];

/// The passkey's name, the address, the browser.
pub(super) const PERSONAL: usize = 3;
/// What stands for one personal field of an event of which something was erased.
const FIELD: usize = 33;
const MAC: usize = 32;

/// Why an event has no proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// It was never given a salt.
    Unsalted,
    /// It says that something was erased, and this server never wrote that.
    ForgedErasure,
}

/// How a personal field enters the proof.
enum Field {
    /// The field is there; this is its own salt, from which the others' do not follow.
    Kept([u8; 16]),
    /// It is gone; this was its hash.
    Gone([u8; 32]),
}

/// A digest of parts. Each is led by its length, and an absent one is not an empty one.
pub(super) struct Parts(Context);

impl Parts {
    pub(super) fn of(what: &str) -> Self {
        let mut parts = Self(Context::new(&SHA256));
        parts.add(Some(what.as_bytes()));
        parts
    }

    pub(super) fn add(&mut self, part: Option<&[u8]>) {
        let Some(bytes) = part else { return self.0.update(&[0]) };
        self.0.update(&[1]);
        self.0.update(&u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_be_bytes());
        self.0.update(bytes);
    }

    pub(super) fn finish(self) -> Proof {
        let mut hash = [0; 32];
        hash.copy_from_slice(self.0.finish().as_ref());
        hash
    }
}

/// The proof of an event as it stands.
pub(super) fn of(ring: &KeyRing, row: &Recorded) -> Result<Proof, Fault> {
    let fields = fields(ring, row)?;
    let e = &row.event;
    let mut parts = Parts::of("keystead audit event 1");
    parts.add(Some(e.tenant_id.as_bytes()));
    parts.add(Some(e.id.as_bytes()));
    parts.add(e.pool_id.as_ref().map(|id| id.as_bytes().as_slice()));
    parts.add(e.workspace_id.as_ref().map(|id| id.as_bytes().as_slice()));
    parts.add(Some(&e.at.to_be_bytes()));
    parts.add(Some(e.kind.as_bytes()));
    parts.add(Some(e.outcome.as_bytes()));
    parts.add(e.reason.as_deref().map(str::as_bytes));
    parts.add(e.actor_id.as_ref().map(|id| id.as_bytes().as_slice()));
    parts.add(e.subject_id.as_ref().map(|id| id.as_bytes().as_slice()));
    parts.add(e.passkey_id.as_ref().map(|id| id.as_bytes().as_slice()));
    parts.add(e.reference.as_deref().map(str::as_bytes));
    parts.add(e.detail.as_deref().map(str::as_bytes));
    parts.add(e.facts.as_deref().map(str::as_bytes));
    for (field, value) in fields.iter().zip(personal(row)) {
        parts.add(Some(&hash(field, value)?));
    }
    Ok(parts.finish())
}

/// The event without these of its personal fields, and what stands for them. An event that somebody has tampered with stays one: its proof
/// does not become a good one by this.
pub(super) fn erased(ring: &KeyRing, row: &Recorded, which: [bool; PERSONAL]) -> (AuditEvent, Vec<u8>) {
    let mut event = AuditEvent { salt: None, ..row.event.clone() };
    let mut body = Vec::with_capacity(PERSONAL * FIELD + MAC);
    let fields = fields(ring, row).unwrap_or([const { Field::Gone([0; 32]) }; PERSONAL]);
    for ((field, value), goes) in fields.iter().zip(personal(row)).zip(which) {
        match field {
            Field::Kept(salt) if !goes => {
                body.push(0);
                body.extend_from_slice(salt);
                body.extend_from_slice(&[0; 16]);
            }
            field => {
                body.push(1);
                body.extend_from_slice(&hash(field, value).unwrap_or_default());
            }
        }
    }
    let [label, address, browser] = which;
    event.passkey_label = event.passkey_label.filter(|_| !label);
    event.address = event.address.filter(|_| !address);
    event.user_agent_id = event.user_agent_id.filter(|_| !browser);
    let mac = mac(ring, &event, &body);
    body.extend_from_slice(&mac);
    (event, body)
}

/// A salt for one of several events, of a seed that is drawn for them and thrown away.
pub(super) fn drawn_salt(seed: &[u8; 32], event: EventId) -> [u8; 10] {
    let mut parts = Parts::of("keystead audit seed 1");
    parts.add(Some(seed));
    parts.add(Some(event.as_bytes()));
    let mut salt = [0; 10];
    salt.copy_from_slice(&parts.finish()[..10]);
    salt
}

fn personal(row: &Recorded) -> [Option<&str>; PERSONAL] {
    [row.event.passkey_label.as_deref(), row.event.address.as_deref(), row.user_agent.as_deref()]
}

fn fields(ring: &KeyRing, row: &Recorded) -> Result<[Field; PERSONAL], Fault> {
    match (&row.event.salt, &row.erased) {
        (Some(salt), None) => Ok([b"passkey".as_slice(), b"address", b"browser"].map(|name| own_salt(salt, name))),
        (None, None) => Err(Fault::Unsalted),
        (None, Some(erased)) => read(ring, &row.event, erased).ok_or(Fault::ForgedErasure),
        (Some(_), Some(_)) => Err(Fault::ForgedErasure),
    }
}

fn own_salt(salt: &[u8], name: &[u8]) -> Field {
    let mut parts = Parts::of("keystead audit salt 1");
    parts.add(Some(name));
    parts.add(Some(salt));
    let [own, _]: [[u8; 16]; 2] = halves(parts.finish());
    Field::Kept(own)
}

fn halves(hash: [u8; 32]) -> [[u8; 16]; 2] {
    let (mut first, mut second) = ([0; 16], [0; 16]);
    first.copy_from_slice(&hash[..16]);
    second.copy_from_slice(&hash[16..]);
    [first, second]
}

fn hash(field: &Field, value: Option<&str>) -> Result<[u8; 32], Fault> {
    match field {
        Field::Kept(salt) => {
            let mut parts = Parts::of("keystead audit field 1");
            parts.add(Some(salt));
            parts.add(value.map(str::as_bytes));
            Ok(parts.finish())
        }
        Field::Gone(hash) if value.is_none() => Ok(*hash),
        Field::Gone(_) => Err(Fault::ForgedErasure),
    }
}

fn read(ring: &KeyRing, event: &AuditEvent, erased: &[u8]) -> Option<[Field; PERSONAL]> {
    let (body, given) = erased.split_at_checked(PERSONAL * FIELD)?;
    if aws_lc_rs::constant_time::verify_slices_are_equal(given, &mac(ring, event, body)).is_err() {
        return None;
    }
    let field = |bytes: &[u8; FIELD]| {
        let (kind, rest) = bytes.split_first()?;
        match kind {
            0 => Some(Field::Kept(rest.first_chunk().copied()?)),
            1 => Some(Field::Gone(rest.first_chunk().copied()?)),
            _ => None,
        }
    };
    let [label, address, browser] = body.as_chunks::<FIELD>().0 else { return None };
    Some([field(label)?, field(address)?, field(browser)?])
}

/// Under a key that is not in the database: nobody else can say that something was erased.
fn mac(ring: &KeyRing, event: &AuditEvent, body: &[u8]) -> [u8; MAC] {
    ring.keyed("audit erasure", &[event.tenant_id.as_bytes(), event.id.as_bytes(), &sha256(body)])
}
