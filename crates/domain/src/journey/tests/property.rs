//! The decision over more than a million random states (DESIGN 3.3). What is asserted here is written down a second time, from the
//! requirements and not from the code: an invariant that calls what it judges proves nothing.

use super::space::{Dice, NOW, progress};
use crate::journey::{Held, PasskeyProof, Proof, Purpose, Standing, Step, Waited, next, step_up_methods};
use crate::method::{Kind, Method, Strength};
use crate::policy::{PasskeyRule, Policy};

const STATES: usize = 1_050_000;
const STATES_OF_POLICY: usize = 250;
/// More steps than any journey takes: a proof of each kind, and as many passkeys as the most demanding policy asks for.
const LONGEST: usize = 16;

#[test]
fn a_million_states() {
    let mut dice = Dice(5);
    let (mut seen, mut ends) = (0, [0_usize; 6]);
    while seen < STATES {
        let policy = dice.policy();
        for place in 0..STATES_OF_POLICY {
            let (standing, proofs) = (dice.standing(&policy), dice.proofs(&policy));
            let purpose = if dice.one_in(4) { Purpose::Recovery } else { Purpose::SignIn };
            let step = next(&policy, &progress(purpose, &standing, &proofs));
            seen += 1;
            ends[kind_of(&step)] += 1;
            let case = Case { policy: &policy, purpose, standing: &standing, proofs: &proofs };
            case.holds(&step);
            if place % 4 == 0 {
                case.enrolling_changes_nothing(&step);
                seen += case.has_an_exit(&step, LONGEST);
            }
        }
    }
    // Every end was reached often: the space is not empty where the invariants look.
    assert!(ends.iter().all(|count| *count > STATES / 1_000), "{ends:?}");
}

fn kind_of(step: &Step) -> usize {
    match step {
        Step::Identify(_) | Step::First(_) => 0,
        Step::Second(_) => 1,
        Step::Enrol(..) => 2,
        Step::Finish(_) => 3,
        Step::Refuse(_) => 4,
        Step::Wait(_) => 5,
    }
}

#[derive(Debug, Clone, Copy)]
struct Case<'a> {
    policy: &'a Policy,
    purpose: Purpose,
    standing: &'a Standing,
    proofs: &'a [Proof],
}

impl Case<'_> {
    fn holds(&self, step: &Step) {
        match step {
            Step::Identify(_) => panic!("a name was typed: {self:#?}"),
            Step::First(methods) => {
                assert!(self.proofs.is_empty() && !methods.is_empty(), "{self:#?}");
                let nobody = Standing::default();
                assert_eq!(*step, next(self.policy, &progress(self.purpose, &nobody, self.proofs)), "{self:#?}");
            }
            Step::Second(methods) => self.second_can_be_shown(methods),
            Step::Enrol(held, methods) => self.can_be_made(*held, methods),
            Step::Finish(finish) => {
                self.not_below_policy(finish.assurance.strength);
                assert_eq!(finish.assurance.amr.contains(&"mfa"), finish.assurance.strength >= Strength::Multi);
            }
            Step::Wait(until) => self.must_wait(*until),
            Step::Refuse(_) => {}
        }
    }

    /// Nobody waits at a sign-in, nor with a saved code or an administrator's word, nor longer than it takes.
    fn must_wait(&self, until: Option<i64>) {
        let is_saved = |proof: &Proof| {
            proof.method == Method::RecoveryCode || (proof.method == Method::AccessPass && proof.vouched)
        };
        assert!(self.purpose == Purpose::Recovery && self.policy.recovery_wait_ms.is_some(), "{self:#?}");
        assert!(!self.proofs.iter().any(is_saved), "{self:#?}");
        assert!(until.is_none_or(|until| until > NOW && self.standing.waited == Waited::Until(until)), "{self:#?}");
    }

    fn verified(&self) -> impl Iterator<Item = PasskeyProof> {
        self.proofs.iter().filter_map(|proof| proof.passkey).filter(|passkey| passkey.user_verified)
    }

    /// S0-1: nothing but a passkey is ever asked for beside one, and that only where the first may be copied and must not.
    fn second_can_be_shown(&self, methods: &[Method]) {
        assert!(!methods.is_empty(), "{self:#?}");
        assert!(methods.iter().all(|method| self.standing.can_prove(*method)), "{methods:?} {self:#?}");
        if self.purpose == Purpose::SignIn && self.verified().next().is_some() {
            assert_eq!(methods, [Method::Passkey], "{self:#?}");
            assert!(self.policy.device_bound_only && self.verified().all(|passkey| !passkey.device_bound), "{self:#?}");
        }
    }

    fn has_pass(&self) -> bool {
        self.proofs.iter().any(|proof| proof.method == Method::AccessPass)
    }

    fn can_be_made(&self, held: Held, methods: &[Method]) {
        let policy = self.policy;
        let passkeys = policy.passkey != PasskeyRule::Off && policy.offers(Method::Passkey);
        let is_possible = |method: &Method| match (held, method) {
            (Held::NewPassword, Method::Password) => {
                let begins_sign_in =
                    !policy.first.contains(&Method::Passkey) && policy.first.contains(&Method::Password);
                (!passkeys || begins_sign_in) && self.purpose == Purpose::Recovery
            }
            (Held::Recovery, Method::Password) => {
                policy.first.contains(&Method::Password) && policy.fallback == Strength::Single && !self.has_pass()
            }
            (Held::SecondFactor, Method::Totp) => policy.second.contains(&Method::Totp),
            (_, Method::Passkey) => held != Held::NewPassword && passkeys,
            _ => false,
        };
        assert!(!methods.is_empty() && methods.iter().all(is_possible), "{held:?} {methods:?} {self:#?}");
        // Only a recovery makes room, and that once: what is asked for after it must find some.
        let is_full = self.standing.room_taken >= policy.most_passkeys;
        assert!(held == Held::Recovery || !methods.contains(&Method::Passkey) || !is_full, "{held:?} {self:#?}");
        // Whoever is about to make a passkey has shown what policy lists and they have.
        if self.purpose == Purpose::SignIn && passkeys && self.standing.passkeys + self.standing.passkeys_unwanted > 0 {
            assert!(self.verified().next().is_some(), "{held:?} goes around a passkey: {self:#?}");
        }
    }

    /// No session below policy.
    fn not_below_policy(&self, claimed: Strength) {
        let policy = self.policy;
        assert!(self.standing.active, "a member who is disabled: {self:#?}");
        assert!(self.proofs.iter().filter_map(|proof| proof.passkey).all(|key| key.registered_under == policy.mode));
        let first = self.proofs[0];
        assert!(first.passkey.is_none_or(|passkey| passkey.user_verified), "unverified alone: {self:#?}");
        let listed = if self.purpose == Purpose::SignIn { &policy.first } else { &policy.recovery };
        assert!(listed.contains(&first.method), "not listed: {self:#?}");
        let has_verified = self.verified().next().is_some();
        assert!(claimed >= policy.fallback, "{claimed:?} {self:#?}");
        if claimed >= Strength::PhishingResistant {
            assert!(has_verified, "{self:#?}");
        }
        if policy.device_bound_only && has_verified {
            assert!(self.verified().any(|passkey| passkey.device_bound), "{self:#?}");
        }
        if policy.passkey_after_magic_link && self.proofs.iter().any(|proof| proof.method == Method::MagicLink) {
            assert!(has_verified, "{self:#?}");
        }
        if self.purpose == Purpose::SignIn {
            let is_wanted = |key: &PasskeyProof| key.device_bound || !policy.device_bound_only;
            let mut shown = self.verified().filter(is_wanted).peekable();
            assert!(shown.peek().is_none() || shown.any(|key| !key.outdated), "nothing was made anew: {self:#?}");
        }
        let is_required =
            policy.passkey == PasskeyRule::Required && policy.required_from.is_none_or(|from| from <= NOW);
        let is_in_grace = self.standing.grace_used < policy.grace_sign_ins;
        assert!(!is_required || self.standing.passkeys > 0 || is_in_grace, "{self:#?}");
        match self.purpose {
            Purpose::SignIn => self.claims_no_more_than_was_shown(claimed),
            Purpose::Recovery => self.recovered_as_strongly(),
        }
    }

    fn claims_no_more_than_was_shown(&self, claimed: Strength) {
        let kinds = |kind: Kind| self.proofs.iter().any(|proof| proof.method.kind() == kind);
        let all = [Kind::Knowledge, Kind::Possession, Kind::Address, Kind::Federation];
        let remembered = self.standing.device_trusted && self.policy.remember_device_ms.is_some();
        let count = all.into_iter().filter(|kind| kinds(*kind) || (remembered && *kind == Kind::Possession)).count();
        let may_vouch = [Method::SingleSignOn, Method::AccessPass];
        let vouched = self.proofs.iter().any(|proof| proof.vouched && may_vouch.contains(&proof.method));
        let is_multi = count > 1 || vouched || self.verified().next().is_some();
        assert!(claimed < Strength::Multi || is_multi, "{self:#?}");
    }

    /// NIST 800-63B, 4.2: where two factors sign in, two codes or one and a factor recover, or an administrator's pass.
    fn recovered_as_strongly(&self) {
        let has = |methods: &[Method]| self.proofs.iter().any(|proof| methods.contains(&proof.method));
        let pass = self.proofs.iter().any(|proof| proof.method == Method::AccessPass && proof.vouched);
        let ways: [&[Method]; 5] = [
            &[Method::MagicLink, Method::EmailCode],
            &[Method::SmsCode],
            &[Method::RecoveryCode],
            &[Method::Password, Method::Totp],
            &[Method::AccessPass],
        ];
        let count = ways.into_iter().filter(|way| has(way)).count()
            + usize::from(has(&[Method::Totp]) && has(&[Method::Password]));
        let policy = self.policy;
        assert!(pass || policy.fallback == Strength::Single || count > 1, "{self:#?}");
        if policy.passkey_after_magic_link || policy.fallback >= Strength::PhishingResistant {
            assert!(pass || (count > 1 && has(&[Method::RecoveryCode])), "{self:#?}");
        }
        let passkeys = policy.passkey != PasskeyRule::Off && policy.offers(Method::Passkey);
        let begins = passkeys && !policy.first.contains(&Method::Passkey) && policy.first.contains(&Method::Password);
        assert!(!begins || has(&[Method::Password]), "the next sign-in begins with a password: {self:#?}");
        let by_itself =
            policy.fallback == Strength::Single && policy.first.contains(&Method::Password) && !self.has_pass();
        let is_enough = self.verified().next().is_some() || begins || (by_itself && has(&[Method::Password]));
        assert!(!passkeys || is_enough, "a recovery ends in a new passkey: {self:#?}");
        assert!(passkeys || !policy.offers(Method::Password) || has(&[Method::Password]), "{self:#?}");
    }

    /// S2-3: adding a factor never shuts anybody out, and adding a passkey not even changes what is asked.
    fn enrolling_changes_nothing(&self, step: &Step) {
        let more = Standing {
            passkeys: self.standing.passkeys + 1,
            room_taken: self.standing.room_taken + 1,
            ..self.standing.clone()
        };
        let with_passkey = next(self.policy, &progress(self.purpose, &more, self.proofs));
        let mut app = self.standing.clone();
        app.has.insert(Method::Totp);
        let with_app = next(self.policy, &progress(self.purpose, &app, self.proofs));
        if let Step::Finish(finish) = step {
            let Step::Finish(same) = &with_passkey else { panic!("{with_passkey:?} {self:#?}") };
            assert_eq!(finish.assurance, same.assurance);
            let asks = matches!(&with_app, Step::Second(methods) if methods.contains(&Method::Totp));
            // Nor does a password end the recovery of whoever has set one up; a passkey that can be made does.
            let makes = self.purpose == Purpose::Recovery && matches!(with_app, Step::Enrol(Held::Recovery, _));
            assert!(matches!(with_app, Step::Finish(_)) || asks || makes, "{with_app:?} {self:#?}");
        }
        if matches!(step, Step::First(_)) {
            assert_eq!((step, step), (&with_passkey, &with_app));
        }
    }

    /// Following any step with what the member can show or make comes to an end. How many states were seen on the way.
    fn has_an_exit(&self, step: &Step, left: usize) -> usize {
        assert!(left > 0, "no exit: {step:?} {self:#?}");
        match step {
            Step::Finish(_) | Step::Refuse(_) => 0,
            Step::Wait(_) => {
                let standing = Standing { waited: Waited::Until(NOW), ..self.standing.clone() };
                let case = Case { standing: &standing, ..*self };
                let step = next(self.policy, &progress(self.purpose, &standing, self.proofs));
                assert!(!matches!(step, Step::Wait(_)), "{self:#?}");
                case.has_an_exit(&step, left - 1)
            }
            Step::Identify(methods) | Step::First(methods) | Step::Second(methods) => {
                let shown = methods.iter().filter(|method| self.standing.can_prove(**method));
                shown.map(|method| self.after(self.shown(*method), self.standing, left)).sum()
            }
            Step::Enrol(held, methods) => {
                let made = methods.iter().map(|method| {
                    let (proof, standing) = self.made(*method);
                    // Nobody makes something for nothing; only a limit that leaves no room for a second one ends there, and never after
                    // a recovery, which has put everything else aside.
                    let is_refused = matches!(self.step_after(proof, &standing), Step::Refuse(_));
                    let is_full = *held != Held::Recovery && standing.room_taken >= self.policy.most_passkeys;
                    assert!(!is_refused || is_full, "{held:?} {method:?} {self:#?}");
                    self.after(proof, &standing, left)
                });
                made.sum()
            }
        }
    }

    fn after(&self, proof: Proof, standing: &Standing, left: usize) -> usize {
        let proofs = [self.proofs, &[proof]].concat();
        let case = Case { standing, proofs: &proofs, ..*self };
        let step = next(self.policy, &progress(self.purpose, standing, &proofs));
        case.holds(&step);
        1 + case.has_an_exit(&step, left - 1)
    }

    fn step_after(&self, proof: Proof, standing: &Standing) -> Step {
        next(self.policy, &progress(self.purpose, standing, &[self.proofs, &[proof]].concat()))
    }

    fn own_passkey(&self, user_verified: bool) -> Proof {
        Proof::passkey(PasskeyProof {
            registered_under: self.policy.mode,
            user_verified,
            device_bound: self.policy.device_bound_only,
            from_elsewhere: false,
            outdated: false,
        })
    }

    fn shown(&self, method: Method) -> Proof {
        if method != Method::Passkey {
            return Proof::of(method);
        }
        let (has_wanted, has_unwanted) = (self.standing.passkeys > 0, self.standing.passkeys_unwanted > 0);
        let mut proof = self.own_passkey(has_wanted || has_unwanted);
        if let Some(passkey) = proof.passkey.as_mut() {
            passkey.device_bound &= has_wanted || !has_unwanted;
            let in_use = self.standing.passkeys + self.standing.passkeys_unwanted;
            passkey.outdated = passkey.user_verified && self.standing.passkeys_outdated >= in_use;
        }
        proof
    }

    fn made(&self, method: Method) -> (Proof, Standing) {
        let mut standing = self.standing.clone();
        if method != Method::Passkey {
            standing.has.insert(method);
            return (Proof::of(method), standing);
        }
        if self.purpose == Purpose::Recovery && self.verified().next().is_none() {
            standing = recovered(standing);
        }
        standing.passkeys += 1;
        standing.room_taken += 1;
        (self.own_passkey(true), standing)
    }
}

/// What a recovery leaves of the old passkeys: rows that open nothing.
fn recovered(old: Standing) -> Standing {
    Standing {
        passkeys: 0,
        passkeys_beside: 0,
        passkeys_unwanted: 0,
        passkeys_of_other_mode: 0,
        passkeys_before: 0,
        passkeys_outdated: 0,
        room_taken: 0,
        of_no_use: old.of_no_use + old.room_taken,
        passkey_here: false,
        waited: Waited::Over,
        ..old
    }
}

// Deleting a factor never demands that factor while there is another; a mailbox never confirms where there is a passkey.
#[test]
fn step_up_never_asks_for_what_is_gone() {
    let mut dice = Dice(9);
    for _ in 0..40_000 {
        let policy = dice.policy();
        let standing = dice.standing(&policy);
        let methods = step_up_methods(&policy, &standing);
        // Whoever reads the mail has a code as well as a link.
        let by_mail = [Method::EmailCode, Method::MagicLink];
        let may_be = |method: &Method| match method {
            Method::MagicLink => false,
            Method::EmailCode => {
                by_mail.iter().any(|way| policy.offers(*way)) && by_mail.iter().any(|way| standing.can_prove(*way))
            }
            other => policy.offers(*other) && standing.can_prove(*other),
        };
        assert!(methods.iter().all(may_be), "{methods:?}");
        let place = methods.iter().position(|method| *method == Method::Passkey);
        assert!(place.is_none_or(|place| place == 0), "{methods:?}");
        let has_address = |methods: &[Method]| methods.iter().any(|method| method.kind() == Kind::Address);
        let is_guarded = policy.passkey == PasskeyRule::Required || policy.passkey_after_magic_link;
        assert!(
            !has_address(&methods) || !(is_guarded || standing.can_prove(Method::Passkey)),
            "{policy:#?} {standing:#?}"
        );
        let factors = [Method::Totp, Method::Password, Method::RecoveryCode];
        let has = |method: &&Method| policy.offers(**method) && standing.can_prove(**method);
        let several = policy.fallback < Strength::PhishingResistant && factors.iter().filter(has).count() > 1;
        assert!(!several || methods.len() > 1, "{methods:?}");
    }
}
