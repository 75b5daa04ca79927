//! Random states of the whole space: policies as `resolve` makes them, members, proofs, purposes and times. Deterministic, so that what is
//! found once is found again.

use crate::journey::{Later, PasskeyProof, Progress, Proof, Purpose, Standing, Waited};
use crate::method::{Method, Strength};
use crate::policy::{Holder, PasskeyRule, Policy, PolicyRules, RequiredOf, Source, resolve};
use crate::settings::{Mode, PoolSettings};
use std::collections::BTreeSet;

pub(super) const NOW: i64 = 1_800_000_000_000;

/// `SplitMix64`.
pub(super) struct Dice(pub u64);

impl Dice {
    pub(super) fn below(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % sides
    }

    pub(super) fn one_in(&mut self, sides: u64) -> bool {
        self.below(sides) == 0
    }

    pub(super) fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.count(u64::try_from(of.len()).unwrap())]
    }

    fn number(&mut self, below: u64) -> u32 {
        u32::try_from(self.below(below)).unwrap()
    }

    fn count(&mut self, below: u64) -> usize {
        usize::try_from(self.below(below)).unwrap()
    }

    fn methods(&mut self, one_in: u64) -> Vec<Method> {
        let mut methods: Vec<Method> = Method::ALL.into_iter().filter(|_| self.one_in(one_in)).collect();
        let turn = self.count(9).min(methods.len());
        methods.rotate_left(turn);
        methods
    }

    fn sometimes<T>(&mut self, one_in: u64, value: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.one_in(one_in).then(|| value(self))
    }

    fn rules(&mut self) -> PolicyRules {
        PolicyRules {
            passkey: self
                .sometimes(2, |dice| dice.pick(&[PasskeyRule::Off, PasskeyRule::Optional, PasskeyRule::Required])),
            required_of: self.sometimes(4, |dice| dice.pick(&[RequiredOf::Everybody, RequiredOf::Elevated])),
            required_from: self
                .sometimes(4, |dice| dice.pick(&["2020-01-01T00:00:00Z", "2099-01-01T00:00:00Z", "soon"]).to_owned()),
            grace_sign_ins: self.sometimes(4, |dice| dice.number(4)),
            passkey_after_magic_link: self.sometimes(4, |dice| dice.one_in(2)),
            least_passkeys: self.sometimes(4, |dice| dice.count(4)),
            most_passkeys: self.sometimes(4, |dice| dice.count(5)),
            fallback: self.sometimes(2, |dice| {
                use Strength::{DeviceBound, Multi, PhishingResistant, Single};
                dice.pick(&[Single, Multi, Multi, PhishingResistant, DeviceBound])
            }),
            device_bound_only: self.sometimes(8, |dice| dice.one_in(2)),
            remember_device_days: self.sometimes(3, |dice| dice.number(3)),
            renew_passkeys_before: self.sometimes(4, |_| "2020-01-01T00:00:00Z".to_owned()),
            recovery_wait_hours: self.sometimes(3, |dice| dice.number(3)),
            suggest_passkey: self.sometimes(4, |dice| dice.one_in(2)),
            ..PolicyRules::default()
        }
    }

    pub(super) fn policy(&mut self) -> Policy {
        let mut settings = PoolSettings { policy: self.rules(), ..PoolSettings::default() };
        settings.user_verification_second = self.one_in(2);
        settings.methods.first = self.methods(3);
        settings.methods.second = self.methods(3);
        settings.methods.recovery = self.methods(3);
        let usable: Vec<Method> = Method::ALL.into_iter().filter(|_| !self.one_in(8)).collect();
        let held: Vec<Holder> = (0..self.below(3))
            .map(|_| Holder { source: Source::Role("r".into()), elevated: self.one_in(3), rules: self.rules() })
            .collect();
        let mode = self.pick(&[Mode::Smart, Mode::Classic]);
        resolve(mode, &settings, &usable, &held)
    }

    pub(super) fn standing(&mut self, policy: &Policy) -> Standing {
        let later = |dice: &mut Self| {
            dice.sometimes(2, |dice| Later {
                since: NOW - i64::from(dice.number(15)) * 86_400_000,
                sign_ins: dice.number(12),
            })
        };
        let passkeys = self.count(4).saturating_sub(1);
        let passkeys_beside = self.count(4).saturating_sub(2);
        let passkeys_unwanted = if policy.device_bound_only { self.count(4).saturating_sub(2) } else { 0 };
        let in_use = passkeys + passkeys_beside + passkeys_unwanted;
        let passkeys_before = if in_use % 3 == 2 { in_use } else { 0 };
        let alone = passkeys + passkeys_unwanted;
        let passkeys_outdated = if policy.renewed_since.is_some() && self.one_in(2) { alone } else { 0 };
        Standing {
            active: !self.one_in(16),
            passkeys,
            passkeys_beside,
            passkeys_unwanted,
            passkeys_of_other_mode: self.count(4).saturating_sub(2),
            passkeys_before,
            passkeys_outdated,
            room_taken: in_use - passkeys_before.max(passkeys_outdated),
            of_no_use: self.count(4).saturating_sub(2),
            passkey_here: self.one_in(4),
            has: self.methods(2).into_iter().filter(|method| *method != Method::Passkey).collect::<BTreeSet<_>>(),
            grace_used: self.number(5),
            later: later(self),
            later_here: later(self),
            device_trusted: self.one_in(4),
            waited: match self.below(4) {
                0 => Waited::Over,
                1 => Waited::Until(NOW - 1 + i64::from(self.number(3))),
                _ => Waited::NotYet,
            },
        }
    }

    pub(super) fn proofs(&mut self, policy: &Policy) -> Vec<Proof> {
        (0..self.below(5)).map(|place| self.proof(policy, place == 0)).collect()
    }

    fn proof(&mut self, policy: &Policy, is_first: bool) -> Proof {
        // Mostly what policy lists, so that the depths of the space are reached; sometimes anything.
        let listed = if is_first { &policy.first } else { &policy.second };
        let method = match self.below(6) {
            0 => self.pick(&Method::ALL),
            1 => self.pick(&policy.recovery),
            2 if policy.takes_passkeys() => Method::Passkey,
            _ if listed.is_empty() => self.pick(&Method::ALL),
            _ => self.pick(listed),
        };
        let mut proof = Proof::of(method);
        if (method == Method::Passkey) != self.one_in(50) {
            proof.passkey = Some(self.passkey(policy));
        }
        proof.vouched ^= self.one_in(4);
        proof
    }

    fn passkey(&mut self, policy: &Policy) -> PasskeyProof {
        let other = if policy.mode == Mode::Smart { Mode::Classic } else { Mode::Smart };
        let user_verified = !self.one_in(3);
        PasskeyProof {
            registered_under: if self.one_in(6) { other } else { policy.mode },
            user_verified,
            device_bound: self.one_in(2),
            from_elsewhere: self.one_in(2),
            outdated: user_verified && policy.renewed_since.is_some() && self.one_in(2),
        }
    }
}

pub(super) fn progress<'a>(purpose: Purpose, standing: &'a Standing, proofs: &'a [Proof]) -> Progress<'a> {
    Progress { purpose, named: true, proofs, standing: Some(standing), now: NOW }
}
