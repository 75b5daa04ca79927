//! The challenge is the ceremony: begin writes nothing, because everything that finish must know again is in these 39 bytes.
//!
//! ```text
//! nonce 17 | expiry 4 and flags 2, both masked by HMAC(k1, nonce) | MAC 16 under k2
//! ```
//!
//! The MAC covers the nonce, the plain expiry and flags and, each led by its length, tenant, pool, workspace, user or none, binding and
//! subject. Finish recomputes it from its own context, so a challenge of anybody else, for anything else, is simply not one of ours.
//! Nothing in a challenge is believed before its MAC is.

use crate::binding::Binding;
use crate::keys::{ChallengeKeys, KeyRing};
use crate::random::{self, NoRandomness, Random};
use crate::settings::Mode;
use aws_lc_rs::{constant_time, hmac};
use store::id::{PoolId, TenantId, UserId, WorkspaceId};
use webauthn::{Mediation, UserVerification};

pub const LENGTH: usize = 39;
const NONCE: usize = 17;
const MASKED: usize = 6;

/// No challenge lives longer, so no spent one need be remembered longer and no old key verifies longer.
pub const LONGEST_LIFE_S: u32 = 600;

/// What a challenge may be used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    SignIn,
    SignUp,
    StepUp,
    Enrol,
    Setup,
}

impl Purpose {
    const ALL: [Self; 5] = [Self::SignIn, Self::SignUp, Self::StepUp, Self::Enrol, Self::Setup];

    fn bits(self) -> u16 {
        match self {
            Self::SignIn => 1,
            Self::SignUp => 2,
            Self::StepUp => 3,
            Self::Enrol => 4,
            Self::Setup => 5,
        }
    }
}

/// What was asked of the client. It travels in the flags, so that no client can choose a laxer rule at finish.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    pub purpose: Purpose,
    pub mode: Mode,
    pub mediation: Mediation,
    pub user_verification: UserVerification,
    /// Whether the user was named at begin, so that the MAC covers who.
    pub named: bool,
}

impl Terms {
    fn bits(self) -> u16 {
        let verification = match self.user_verification {
            UserVerification::Required => 0,
            UserVerification::Preferred => 1,
            UserVerification::Discouraged => 2,
        };
        self.purpose.bits()
            | u16::from(self.mode == Mode::Classic) << 4
            | u16::from(self.mediation == Mediation::Conditional) << 5
            | verification << 6
            | u16::from(self.named) << 8
    }

    fn read(bits: u16) -> Option<Self> {
        let terms = Self {
            purpose: Purpose::ALL.into_iter().find(|purpose| purpose.bits() == bits & 15)?,
            mode: if bits & 1 << 4 == 0 { Mode::Smart } else { Mode::Classic },
            mediation: if bits & 1 << 5 == 0 { Mediation::Modal } else { Mediation::Conditional },
            user_verification: match bits >> 6 & 3 {
                0 => UserVerification::Required,
                1 => UserVerification::Preferred,
                2 => UserVerification::Discouraged,
                _ => return None,
            },
            named: bits & 1 << 8 != 0,
        };
        // Any other bit set is no challenge of this version.
        (terms.bits() == bits).then_some(terms)
    }
}

/// What begin and finish each know by themselves.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    pub tenant: TenantId,
    pub pool: PoolId,
    pub workspace: WorkspaceId,
    pub user: Option<UserId>,
    pub binding: &'a Binding,
    /// The digest of what is being signed up, which finish repeats.
    pub subject: Option<&'a [u8; 32]>,
}

/// A proved challenge: what finish may believe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ceremony {
    pub nonce: [u8; NONCE],
    pub expires_at_s: u32,
    pub terms: Terms,
    /// HMAC(k3, nonce): the user handle of a member who signs up with this challenge.
    pub user_handle: [u8; 32],
}

/// A new challenge, and the user handle that goes with it at sign-up.
#[derive(Debug)]
pub struct Drawn {
    pub challenge: [u8; LENGTH],
    pub user_handle: [u8; 32],
}

/// Draws a challenge.
pub fn draw(
    keys: &ChallengeKeys,
    random: &dyn Random,
    (terms, expires_at_s): (Terms, u32),
    context: &Context<'_>,
) -> Result<Drawn, NoRandomness> {
    let nonce: [u8; NONCE] = random::bytes(random)?;
    let mut plain = [0; MASKED];
    plain[..4].copy_from_slice(&expires_at_s.to_be_bytes());
    plain[4..].copy_from_slice(&terms.bits().to_be_bytes());
    let mut challenge = [0; LENGTH];
    challenge[..NONCE].copy_from_slice(&nonce);
    challenge[NONCE..NONCE + MASKED].copy_from_slice(&masked(keys, &nonce, plain));
    challenge[NONCE + MASKED..].copy_from_slice(&mac(keys, &nonce, plain, context));
    Ok(Drawn { challenge, user_handle: user_handle(keys, &nonce) })
}

/// A challenge with its mask taken off under one generation of keys; still nothing to be believed.
#[derive(Debug)]
pub struct Candidate<'k> {
    keys: &'k ChallengeKeys,
    nonce: [u8; NONCE],
    plain: [u8; MASKED],
    mac: [u8; 16],
    pub terms: Terms,
    pub expires_at_s: u32,
}

/// Reads a challenge under every generation that may have drawn it. What does not even look like ours gives nothing.
pub fn candidates<'k>(ring: &'k KeyRing, challenge: &[u8], now_ms: i64) -> Vec<Candidate<'k>> {
    let Ok(challenge) = <&[u8; LENGTH]>::try_from(challenge) else { return Vec::new() };
    let mut nonce = [0; NONCE];
    nonce.copy_from_slice(&challenge[..NONCE]);
    let mut hidden = [0; MASKED];
    hidden.copy_from_slice(&challenge[NONCE..NONCE + MASKED]);
    let mut mac = [0; 16];
    mac.copy_from_slice(&challenge[NONCE + MASKED..]);
    ring.verifying(now_ms)
        .filter_map(|keys| {
            let plain = masked(keys, &nonce, hidden);
            let expires_at_s = u32::from_be_bytes([plain[0], plain[1], plain[2], plain[3]]);
            let terms = Terms::read(u16::from_be_bytes([plain[4], plain[5]]))?;
            Some(Candidate { keys, nonce, plain, mac, terms, expires_at_s })
        })
        .collect()
}

impl Candidate<'_> {
    /// The ceremony, if this challenge was drawn for exactly this context.
    pub fn prove(&self, context: &Context<'_>) -> Option<Ceremony> {
        let expected = mac(self.keys, &self.nonce, self.plain, context);
        constant_time::verify_slices_are_equal(&expected, &self.mac).ok()?;
        Some(Ceremony {
            nonce: self.nonce,
            expires_at_s: self.expires_at_s,
            terms: self.terms,
            user_handle: user_handle(self.keys, &self.nonce),
        })
    }
}

/// The mask is its own inverse.
fn masked(keys: &ChallengeKeys, nonce: &[u8; NONCE], bytes: [u8; MASKED]) -> [u8; MASKED] {
    let mask = hmac::sign(&keys.mask, nonce);
    let mut out = bytes;
    for (byte, mask) in out.iter_mut().zip(mask.as_ref()) {
        *byte ^= mask;
    }
    out
}

fn user_handle(keys: &ChallengeKeys, nonce: &[u8; NONCE]) -> [u8; 32] {
    let mut handle = [0; 32];
    handle.copy_from_slice(hmac::sign(&keys.handle, nonce).as_ref());
    handle
}

fn mac(keys: &ChallengeKeys, nonce: &[u8; NONCE], plain: [u8; MASKED], context: &Context<'_>) -> [u8; 16] {
    let mut text = hmac::Context::with_key(&keys.mac);
    text.update(nonce);
    text.update(&plain);
    let (binding, length) = context.binding.bytes();
    let user = context.user.map(|user| *user.as_bytes());
    let parts: [&[u8]; 6] = [
        context.tenant.as_bytes(),
        context.pool.as_bytes(),
        context.workspace.as_bytes(),
        user.as_ref().map_or(&[], <[u8; 16]>::as_slice),
        &binding[..length],
        context.subject.map_or(&[], <[u8; 32]>::as_slice),
    ];
    for part in parts {
        // No part is longer than 33 bytes.
        text.update(&[u8::try_from(part.len()).unwrap_or(u8::MAX)]);
        text.update(part);
    }
    let mut mac = [0; 16];
    mac.copy_from_slice(&text.sign().as_ref()[..16]);
    mac
}

#[cfg(test)]
pub(crate) mod tests;
