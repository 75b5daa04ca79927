//! What a member meets at sign-in who shows all that they have, in the order that brings them furthest. Pure, and asked of the very decision that
//! sign-in asks (`journey::next`): it must never have an opinion of its own about who comes in.

use crate::journey::{Finish, Held, PasskeyProof, Progress, Proof, Purpose, Standing, Step, next};
use crate::method::Method;
use crate::passkeys::{is_device_bound, is_outdated, may_stand_alone};
use crate::policy::Policy;
use crate::settings::Mode;
use crate::snapshot::FrontDoor;
use store::passkey::Passkey;

/// More factors than any sign-in takes.
const DEEPEST: usize = 4;

/// Where a sign-in ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    In,
    /// Let in, and invited to make a passkey.
    Invited,
    /// Let in although policy asks for a passkey already; how often that is still possible.
    Grace(u32),
    /// No session before something is made.
    Held(Held),
    /// There is no way in.
    Blocked,
    /// Suspended: let in nowhere, whatever the rules.
    Suspended,
}

impl Outcome {
    pub(super) fn rank(self) -> u8 {
        match self {
            Self::In => 0,
            Self::Invited => 1,
            Self::Grace(_) => 2,
            Self::Held(_) => 3,
            Self::Blocked => 4,
            Self::Suspended => 5,
        }
    }

    pub(super) fn is_worse_than(self, other: Self) -> bool {
        self.rank() > other.rank()
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::In => "in",
            Self::Invited => "invited",
            Self::Grace(_) => "grace",
            Self::Held(_) => "held",
            Self::Blocked => "blocked",
            Self::Suspended => "suspended",
        }
    }

    /// Whether somebody with these passkeys could go on to where they want to.
    pub(crate) fn opens(self) -> bool {
        matches!(self, Self::In | Self::Invited | Self::Grace(_) | Self::Held(Held::MorePasskeys | Held::Renewal))
    }
}

/// A passkey that the member could show at this door.
#[derive(Debug, Clone, Copy)]
struct Key {
    proof: PasskeyProof,
    /// Whether it is found without a name.
    comes_first: bool,
}

fn keys(door: &FrontDoor, passkeys: &[Passkey], (policy, now): (&Policy, i64)) -> Vec<Key> {
    let is_classic = door.workspace.mode == Mode::Classic;
    let is_in_use = |row: &&Passkey| {
        row.quarantined_at.is_none() && row.mode == door.workspace.mode && door.takes_rp_id(&row.rp_id)
    };
    let key = |row: &Passkey| {
        let user_verified = may_stand_alone(row);
        let proof = PasskeyProof {
            registered_under: row.mode,
            user_verified,
            device_bound: is_device_bound(row),
            from_elsewhere: false,
            outdated: is_outdated(policy, row, now),
        };
        // Without a name nothing is listed, so only what the device finds by itself is shown (S3-3).
        let is_found = is_classic || row.discoverable != Some(false);
        Key { proof, comes_first: user_verified && is_found }
    };
    passkeys.iter().filter(is_in_use).map(key).collect()
}

/// The best that this member can come to.
pub(super) fn of(
    door: &FrontDoor,
    policy: &Policy,
    (standing, passkeys): (&Standing, &[Passkey]),
    now: i64,
) -> Outcome {
    if !standing.active {
        return Outcome::Suspended;
    }
    let member = Member { policy, standing, keys: keys(door, passkeys, (policy, now)), now };
    member.best(&mut Vec::new())
}

struct Member<'a> {
    policy: &'a Policy,
    standing: &'a Standing,
    keys: Vec<Key>,
    now: i64,
}

impl Member<'_> {
    fn best(&self, proofs: &mut Vec<Proof>) -> Outcome {
        let standing = (!proofs.is_empty()).then_some(self.standing);
        let progress = Progress { purpose: Purpose::SignIn, named: true, proofs, standing, now: self.now };
        let methods = match next(self.policy, &progress) {
            Step::Finish(Finish { grace_left: Some(left), .. }) => return Outcome::Grace(left),
            Step::Finish(Finish { suggestion: Some(_), .. }) => return Outcome::Invited,
            Step::Finish(_) => return Outcome::In,
            Step::Enrol(held, _) => return Outcome::Held(held),
            Step::Refuse(_) | Step::Wait(_) => return Outcome::Blocked,
            Step::Identify(methods) | Step::First(methods) | Step::Second(methods) => methods,
        };
        if proofs.len() == DEEPEST {
            return Outcome::Blocked;
        }
        let mut best = Outcome::Blocked;
        let is_first = proofs.is_empty();
        for proof in methods.into_iter().flat_map(|method| self.proofs_of(method, is_first)) {
            proofs.push(proof);
            let found = self.best(proofs);
            proofs.pop();
            if found.rank() < best.rank() {
                best = found;
            }
        }
        best
    }

    /// What the member can show by a method.
    fn proofs_of(&self, method: Method, is_first: bool) -> Vec<Proof> {
        if method != Method::Passkey {
            return self.standing.has.contains(&method).then(|| Proof::of(method)).into_iter().collect();
        }
        let shown = self.keys.iter().filter(|key| key.comes_first || !is_first);
        shown.map(|key| Proof::passkey(key.proof)).collect()
    }
}
