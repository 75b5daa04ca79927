//! How far a tenant was sealed when the last of its seals was let go. Without this its next seal would begin at the beginning of time, and what
//! somebody puts in below would be sealed as if it had always been there. Noted under a MAC, as the ends of the chain are.

use super::proof::Parts;
use super::verify::Broken;
use crate::binding::sha256;
use crate::keys::KeyRing;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use store::Tx;
use store::audit_seal::{self, Seal};
use store::id::{EventId, TenantId};

/// Both looks of the sealer, as the last seal of the tenant had them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Floor {
    pub through: EventId,
    pub checked: EventId,
}

impl Floor {
    pub(super) const NONE: Self = Self { through: EventId::NIL, checked: EventId::NIL };

    pub(super) fn of(seal: &Seal) -> Self {
        Self { through: seal.through_id, checked: seal.checked_id }
    }

    /// As it is kept in the database.
    pub(super) fn kept(self, ring: &KeyRing, tenant: TenantId) -> String {
        let mut parts = Parts::of("keystead audit floor 1");
        for id in [self.through.as_bytes(), self.checked.as_bytes()] {
            parts.add(Some(id));
        }
        let mac = ring.keyed("audit floor", &[tenant.as_bytes(), &sha256(&parts.finish())]);
        format!("{} {} {}", self.through, self.checked, URL_SAFE_NO_PAD.encode(mac))
    }

    /// Where a tenant that has no seal begins.
    pub(super) fn load(
        tx: &mut Tx<'_>,
        ring: &KeyRing,
        tenant: TenantId,
    ) -> Result<Result<Self, Broken>, store::Error> {
        let Some(kept) = audit_seal::floor(tx, tenant)? else { return Ok(Ok(Self::NONE)) };
        let mut words = kept.split(' ').map(str::parse::<EventId>);
        let read = words.next().zip(words.next()).and_then(|(through, checked)| through.ok().zip(checked.ok()));
        let read = read.map(|(through, checked)| Self { through, checked });
        Ok(read.filter(|floor| floor.kept(ring, tenant) == kept).ok_or(Broken::HeadForged))
    }
}
