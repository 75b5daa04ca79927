//! The cases that the requirements name.

mod recovery;

use super::space::NOW;
use crate::error::Reason;
use crate::journey::*;
use crate::language::Language;
use crate::method::{Method, Strength};
use crate::policy::{PasskeyRule, PolicyRules, explain, resolve};
use crate::settings::{Mode, PoolSettings};
use Method::{AccessPass, EmailCode, MagicLink, Passkey, Password, RecoveryCode, SmsCode, Totp};
use std::collections::BTreeSet;

const HOUR: i64 = 3_600_000;

fn policy(first: &[Method], second: &[Method], rules: PolicyRules) -> Policy {
    let mut settings = PoolSettings { policy: rules, ..PoolSettings::default() };
    settings.methods.first = first.to_vec();
    settings.methods.second = second.to_vec();
    resolve(Mode::Smart, &settings, &Method::ALL, &[])
}

fn member(has: &[Method]) -> Standing {
    let passkeys = usize::from(has.contains(&Passkey));
    let has: BTreeSet<Method> = has.iter().copied().filter(|method| *method != Passkey).collect();
    Standing { active: true, passkeys, room_taken: passkeys, has, ..Standing::default() }
}

fn passkey() -> PasskeyProof {
    PasskeyProof {
        registered_under: Mode::Smart,
        user_verified: true,
        device_bound: false,
        from_elsewhere: false,
        outdated: false,
    }
}

fn proofs(methods: &[Method]) -> Vec<Proof> {
    let proof = |method: &Method| if *method == Passkey { Proof::passkey(passkey()) } else { Proof::of(*method) };
    methods.iter().map(proof).collect()
}

fn ask(policy: &Policy, purpose: Purpose, standing: &Standing, shown: &[Proof]) -> Step {
    next(policy, &Progress { purpose, named: true, proofs: shown, standing: Some(standing), now: NOW })
}

fn sign_in(policy: &Policy, standing: &Standing, shown: &[Method]) -> Step {
    ask(policy, Purpose::SignIn, standing, &proofs(shown))
}

fn recover(policy: &Policy, standing: &Standing, shown: &[Method]) -> Step {
    ask(policy, Purpose::Recovery, standing, &proofs(shown))
}

/// Held, where only a passkey helps, or where a recovery ends in a password.
fn held(held: Held) -> Step {
    Step::Enrol(held, vec![if held == Held::NewPassword { Password } else { Passkey }])
}

fn finish(step: Step) -> Finish {
    match step {
        Step::Finish(finish) => finish,
        other => panic!("{other:?}"),
    }
}

// S0-1: a passkey is multi-factor by itself, but only where it verified its user.
#[test]
fn a_passkey_that_verified_its_user_is_enough_everywhere() {
    assert_eq!(accept(Mode::Smart, passkey(), false), Ok(()));
    let strict = PolicyRules { fallback: Some(Strength::Multi), ..PolicyRules::default() };
    let policy = policy(&[Passkey, Password], &[Passkey, Totp], strict);
    let end = finish(sign_in(&policy, &member(&[Passkey, Password, Totp]), &[Passkey]));
    assert_eq!(end.assurance.strength, Strength::PhishingResistant);
    assert!(end.assurance.amr.contains(&"mfa") && end.assurance.amr.contains(&"user"));
    let silent = Proof::passkey(PasskeyProof { user_verified: false, ..passkey() });
    assert_eq!(strength(&[silent], false), Strength::Single);
    let alone = ask(&policy, Purpose::SignIn, &member(&[Passkey]), &[silent]);
    assert_eq!(alone, Step::Refuse(Reason::Webauthn(webauthn::Refusal::UserNotVerified)));
    // Beside a password it is one factor, and the row "User verification" lets a pool ask for more (S4-11).
    let beside = [Proof::of(Password), silent];
    let end = finish(ask(&policy, Purpose::SignIn, &member(&[Password, Passkey]), &beside));
    assert_eq!((end.assurance.strength, end.assurance.amr.contains(&"user")), (Strength::Multi, false));
    let strict = Policy { user_verification_second: true, ..policy };
    assert!(matches!(ask(&strict, Purpose::SignIn, &member(&[Password, Passkey]), &beside), Step::Refuse(_)));
}

// S1-15: nine sign-ins no prompt, the tenth yes; 6 d 23 h no, 7 d yes.
#[test]
fn later_ends_after_ten_sign_ins_or_seven_days() {
    let policy = policy(&[Passkey, Password], &[], PolicyRules::default());
    let suggested = |later| {
        let standing = Standing { later: Some(later), ..member(&[Password]) };
        finish(sign_in(&policy, &standing, &[Password])).suggestion
    };
    for sign_ins in 0..9 {
        assert_eq!(suggested(Later { since: NOW - HOUR, sign_ins }), None, "sign-in {}", sign_ins + 1);
    }
    assert_eq!(suggested(Later { since: NOW - HOUR, sign_ins: 9 }), Some(Suggestion::First));
    assert_eq!(suggested(Later { since: NOW - (7 * 24 - 1) * HOUR, sign_ins: 0 }), None);
    assert_eq!(suggested(Later { since: NOW - 7 * 24 * HOUR, sign_ins: 0 }), Some(Suggestion::First));
}

// S2-18, S1-18: none yet, none here, all of the other mode; and nobody is asked who cannot follow.
#[test]
fn the_right_thing_is_suggested_to_the_right_member() {
    let policy = policy(&[Passkey, Password], &[Totp], PolicyRules::default());
    let has = member(&[Password, Passkey]);
    let after =
        |standing: &Standing, shown: &[Proof]| finish(ask(&policy, Purpose::SignIn, standing, shown)).suggestion;
    let password = [Proof::of(Password)];
    let elsewhere = [Proof::passkey(PasskeyProof { from_elsewhere: true, ..passkey() })];
    assert_eq!(after(&member(&[Password]), &password), Some(Suggestion::First));
    assert_eq!(after(&has, &password), Some(Suggestion::Here));
    assert_eq!(after(&has, &elsewhere), Some(Suggestion::Here));
    assert_eq!(after(&has, &[Proof::passkey(passkey())]), None);
    assert_eq!(after(&Standing { passkey_here: true, ..has.clone() }, &password), None);
    let put_off = Some(Later { since: NOW, sign_ins: 0 });
    assert_eq!(after(&Standing { later_here: put_off, ..has.clone() }, &password), None);
    let other_mode = Standing { passkeys_of_other_mode: 10, ..member(&[Password]) };
    assert_eq!(after(&other_mode, &password), Some(Suggestion::Again));
    assert_eq!(after(&Standing { room_taken: 10, ..has.clone() }, &password), None);
    assert_eq!(after(&Standing { of_no_use: 9, ..has }, &password), None, "no room on the page that it leads to");
    assert_eq!(after(&Standing { passkeys_beside: 1, passkey_here: true, ..member(&[Password]) }, &password), None);
}

// S3-17: while members move to another RP ID, the old passkeys open and take no room, and who has no other is asked to make one.
#[test]
fn whoever_has_to_move_is_asked_to() {
    let rules =
        PolicyRules { passkey: Some(PasskeyRule::Required), suggest_passkey: Some(false), ..PolicyRules::default() };
    let policy = policy(&[Passkey, Password], &[], rules);
    let old = Standing { passkeys: 10, passkeys_before: 10, ..member(&[Passkey]) };
    let after =
        |standing: &Standing| finish(ask(&policy, Purpose::SignIn, standing, &[Proof::passkey(passkey())])).suggestion;
    assert_eq!(after(&old), Some(Suggestion::Again), "asked, and not held, whatever else is suggested");
    assert_eq!(after(&Standing { later: Some(Later { since: NOW, sign_ins: 0 }), ..old.clone() }), None);
    let moved = Standing { passkeys: 11, room_taken: 1, ..old.clone() };
    assert_eq!(after(&moved), None);
    assert!(old.has_room(&policy) && moved.has_room(&policy));
    assert!(!Standing { passkeys_before: 0, ..old }.has_room(&policy));
}

// S0-2: held, but not before the date, and not while grace lasts.
#[test]
fn a_required_passkey_is_suggested_before_its_date_and_demanded_after() {
    let required = |from: Option<&str>, grace| PolicyRules {
        passkey: Some(PasskeyRule::Required),
        required_from: from.map(str::to_owned),
        grace_sign_ins: grace,
        ..PolicyRules::default()
    };
    let of = |rules| policy(&[Passkey, Password], &[], rules);
    let end = finish(sign_in(&of(required(Some("2099-01-01T00:00:00Z"), None)), &member(&[Password]), &[Password]));
    assert_eq!((end.suggestion, end.grace_left), (Some(Suggestion::Soon), None));
    for from in [None, Some("2020-01-01T00:00:00Z"), Some("nonsense")] {
        let step = sign_in(&of(required(from, None)), &member(&[Password]), &[Password]);
        assert_eq!(step, held(Held::Required), "{from:?}");
    }
    let graced = of(required(None, Some(3)));
    for (grace_used, left) in [(0, 2), (1, 1), (2, 0)] {
        let end = finish(sign_in(&graced, &Standing { grace_used, ..member(&[Password]) }, &[Password]));
        assert_eq!((end.suggestion, end.grace_left), (Some(Suggestion::Soon), Some(left)));
    }
    let spent = Standing { grace_used: 3, ..member(&[Password]) };
    assert_eq!(sign_in(&graced, &spent, &[Password]), held(Held::Required));
    // S0-16: more than one, where policy says so.
    let two = PolicyRules { least_passkeys: Some(2), ..required(None, None) };
    assert_eq!(sign_in(&of(two), &member(&[Passkey, Password]), &[Passkey]), held(Held::MorePasskeys));
    let held = of(required(None, None));
    assert_eq!(held.why_held(Held::Required).map(|because| because.setting), Some("passkey"));
}

// S0-4, S0-29: the passkey after the link, or held to make one; a code from the same mailbox is no way around.
#[test]
fn a_link_is_followed_by_a_passkey_where_the_role_says_so() {
    let rules = PolicyRules { passkey_after_magic_link: Some(true), ..PolicyRules::default() };
    let policy = policy(&[MagicLink, EmailCode, Password], &[Totp, EmailCode], rules);
    for by_mail in [MagicLink, EmailCode] {
        let has = member(&[Passkey, Totp, Password, MagicLink, EmailCode]);
        assert_eq!(sign_in(&policy, &has, &[by_mail]), Step::Second(vec![Passkey]));
        finish(sign_in(&policy, &has, &[by_mail, Passkey]));
        assert_eq!(sign_in(&policy, &member(&[by_mail]), &[by_mail]), held(Held::AfterMagicLink));
        // A stolen link does not go around the authenticator app.
        assert_eq!(sign_in(&policy, &member(&[by_mail, Totp]), &[by_mail]), Step::Second(vec![Totp]));
        let shown = [by_mail, Totp];
        assert_eq!(sign_in(&policy, &member(&shown), &shown), held(Held::AfterMagicLink));
    }
    finish(sign_in(&policy, &member(&[Password, Passkey]), &[Password]));
}

// S1-35, S2-3, S2-4: password and second factor, or the password alone; adding a passkey changes neither.
#[test]
fn falling_back_takes_what_the_pool_says() {
    let multi = || PolicyRules { fallback: Some(Strength::Multi), ..PolicyRules::default() };
    let strict = policy(&[Passkey, Password], &[Totp, SmsCode], multi());
    assert_eq!(sign_in(&strict, &member(&[Password, Totp, SmsCode]), &[Password]), Step::Second(vec![Totp, SmsCode]));
    assert_eq!(sign_in(&strict, &member(&[Password, Passkey]), &[Password]), Step::Second(vec![Passkey]));
    finish(sign_in(&strict, &member(&[Password, Totp]), &[Password, Totp]));
    // No second factor yet: held to set one up; without anything to set up there is only help.
    let set_up = |with: &[Method]| Step::Enrol(Held::SecondFactor, with.to_vec());
    assert_eq!(sign_in(&strict, &member(&[Password]), &[Password]), set_up(&[Passkey, Totp]));
    let rules = PolicyRules { passkey: Some(PasskeyRule::Off), ..multi() };
    let off = policy(&[Password], &[SmsCode], rules.clone());
    assert_eq!(sign_in(&off, &member(&[Password]), &[Password]), Step::Refuse(Reason::NoMethod));
    let app = policy(&[Password], &[Totp], rules);
    assert_eq!(sign_in(&app, &member(&[Password]), &[Password]), set_up(&[Totp]));
    let open = policy(&[Passkey, Password], &[Passkey, Totp], PolicyRules::default());
    for has in [&[Password][..], &[Password, Passkey]] {
        finish(sign_in(&open, &member(has), &[Password]));
    }
    // Whoever set up an authenticator app is asked for it.
    assert_eq!(sign_in(&open, &member(&[Password, Totp]), &[Password]), Step::Second(vec![Totp]));
}

#[test]
fn a_remembered_device_is_a_second_factor_where_policy_lets_it_be() {
    let rules =
        |days| PolicyRules { fallback: Some(Strength::Multi), remember_device_days: days, ..PolicyRules::default() };
    let trusted = Standing { device_trusted: true, ..member(&[Password, Totp]) };
    let step = |days| sign_in(&policy(&[Password], &[Totp], rules(days)), &trusted, &[Password]);
    finish(step(Some(30)));
    assert_eq!(step(Some(0)), Step::Second(vec![Totp]));
    assert_eq!(step(None), Step::Second(vec![Totp]));
}

// S3-12: only passkeys of the other mode: offered to make one again by another allowed method, and never without an exit.
#[test]
fn a_switch_of_mode_locks_nobody_out() {
    let strict =
        PolicyRules { passkey: Some(PasskeyRule::Required), fallback: Some(Strength::Multi), ..PolicyRules::default() };
    let policy_of = |first: &[Method]| policy(first, &[Passkey, Totp], strict.clone());
    // At the limit, too: those of the other mode take no room.
    let stranded = |has: &[Method]| Standing { passkeys_of_other_mode: 10, ..member(has) };
    let old = Proof::passkey(PasskeyProof { registered_under: Mode::Classic, ..passkey() });
    let both = policy_of(&[Passkey, Password]);
    let refused = ask(&both, Purpose::SignIn, &stranded(&[Password]), &[old]);
    assert_eq!(refused, Step::Refuse(Reason::PasskeyOfOtherMode));
    assert_eq!(sign_in(&both, &stranded(&[Password]), &[Password]), held(Held::SecondFactor));
    finish(ask(
        &both,
        Purpose::SignIn,
        &Standing { passkeys: 1, ..stranded(&[Password]) },
        &proofs(&[Password, Passkey]),
    ));
    // Passkeys are the only way in: recovery is the exit, in the last resort by an administrator.
    let only = policy_of(&[Passkey]);
    assert_eq!(recover(&only, &stranded(&[AccessPass]), &[AccessPass]), held(Held::Recovery));
    assert_eq!(recover(&only, &stranded(&[EmailCode]), &[EmailCode]), Step::Refuse(Reason::NoMethod));
}

#[test]
fn what_policy_does_not_list_does_not_count() {
    let policy = policy(&[Password], &[Passkey, Totp], PolicyRules::default());
    let all = member(&[Password, EmailCode, Totp, Passkey, RecoveryCode]);
    for shown in [&[Passkey][..], &[EmailCode], &[Totp], &[Password, EmailCode], &[Password, Password]] {
        assert_eq!(sign_in(&policy, &all, shown), Step::Refuse(Reason::JourneyOfOtherStep), "{shown:?}");
    }
    let dressed_up = Proof { method: Password, ..Proof::passkey(passkey()) };
    let refused = Step::Refuse(Reason::JourneyOfOtherStep);
    assert_eq!(ask(&policy, Purpose::SignIn, &all, &[dressed_up]), refused);
    assert_eq!(ask(&policy, Purpose::SignIn, &all, &[Proof::of(Password), Proof::of(Passkey)]), refused);
    let boasting = Proof { vouched: true, ..Proof::of(Password) };
    assert_eq!(strength(&[boasting], false), Strength::Single);
    let disabled = Standing { active: false, ..all };
    assert_eq!(sign_in(&policy, &disabled, &[Password]), Step::Refuse(Reason::AccountUnavailable));
}

// S3-6, S4c-2
#[test]
fn a_passkey_that_can_be_copied_does_not_do_where_it_must_be_bound() {
    let rules = PolicyRules { fallback: Some(Strength::DeviceBound), ..PolicyRules::default() };
    let policy = policy(&[Passkey], &[], rules);
    assert_eq!(sign_in(&policy, &member(&[Passkey]), &[Passkey]), Step::Second(vec![Passkey]));
    assert_eq!(sign_in(&policy, &member(&[]), &[Passkey]), held(Held::DeviceBound));
    let bound = Proof::passkey(PasskeyProof { device_bound: true, ..passkey() });
    let end = finish(ask(&policy, Purpose::SignIn, &member(&[Passkey]), &[Proof::passkey(passkey()), bound]));
    assert_eq!(end.assurance.strength, Strength::DeviceBound);
}

// S3c-6: whoever shows one that is to be made anew makes another, and is in by that; other ways in stay as they are.
#[test]
fn an_older_passkey_is_made_anew() {
    let policy = policy(&[Passkey, Password], &[], PolicyRules::default());
    let old = Proof::passkey(PasskeyProof { outdated: true, ..passkey() });
    let standing = Standing { passkeys_outdated: 1, room_taken: 0, ..member(&[Passkey, Password]) };
    assert_eq!(ask(&policy, Purpose::SignIn, &standing, &[old]), held(Held::Renewal));
    let renewed = Standing { passkeys: 2, room_taken: 1, ..standing.clone() };
    finish(ask(&policy, Purpose::SignIn, &renewed, &[old, Proof::passkey(passkey())]));
    // Whether there is a newer one besides or not: each is made anew where it is.
    assert_eq!(ask(&policy, Purpose::SignIn, &renewed, &[old]), held(Held::Renewal));
    finish(sign_in(&policy, &standing, &[Password]));
    // Where it must not leave its device, nor may what takes its place.
    let bound = Policy { device_bound_only: true, ..policy.clone() };
    let key = |device_bound, outdated| Proof::passkey(PasskeyProof { device_bound, outdated, ..passkey() });
    let asked = |shown: &[Proof]| ask(&bound, Purpose::SignIn, &renewed, shown);
    assert_eq!(asked(&[key(true, true)]), held(Held::Renewal));
    assert_eq!(asked(&[key(true, true), key(false, false)]), held(Held::DeviceBound));
    assert_eq!(asked(&[key(false, false), key(true, true)]), held(Held::DeviceBound));
    finish(asked(&[key(true, true), key(false, false), key(true, false)]));
    // It takes no room of the one that takes its place; the newer ones do.
    let tight = Policy { most_passkeys: 1, ..policy };
    assert_eq!(ask(&tight, Purpose::SignIn, &standing, &[old]), held(Held::Renewal));
    assert_eq!(ask(&tight, Purpose::SignIn, &renewed, &[old]), Step::Refuse(Reason::PasskeyLimit));
    // Within a session it proves who somebody is, as before.
    assert!(satisfies_step_up(&tight, &standing, &old));
}

// S0-25, S0-26: passkey first; a mailbox never where there is a passkey or must be one; a lost factor is not asked for.
#[test]
fn a_step_up_takes_the_strongest_that_is_there() {
    let open = policy(&[Passkey, Password, MagicLink], &[Totp], PolicyRules::default());
    let all = member(&[MagicLink, Password, Totp, Passkey]);
    assert_eq!(step_up_methods(&open, &all), [Passkey, Totp, Password]);
    // A link is nothing to type: who signs in by one is sent a code.
    assert_eq!(step_up_methods(&open, &member(&[MagicLink])), [EmailCode]);
    assert_eq!(step_up_methods(&policy(&[Passkey], &[], PolicyRules::default()), &member(&[MagicLink])), []);
    let linked = member(&[MagicLink, Passkey]);
    assert!(!satisfies_step_up(&open, &linked, &Proof::of(MagicLink)));
    assert!(satisfies_step_up(&open, &linked, &Proof::passkey(passkey())));
    let old = Proof::passkey(PasskeyProof { registered_under: Mode::Classic, ..passkey() });
    let silent = Proof::passkey(PasskeyProof { user_verified: false, ..passkey() });
    assert!(![old, silent].iter().any(|proof| satisfies_step_up(&open, &linked, proof)));
    let key_only = Standing { passkeys_beside: 1, ..member(&[]) };
    assert!(satisfies_step_up(&open, &key_only, &silent));
    let required = PolicyRules { passkey: Some(PasskeyRule::Required), ..PolicyRules::default() };
    let required = policy(&[Passkey, MagicLink], &[], required);
    assert!(step_up_methods(&required, &member(&[MagicLink])).is_empty());
    let strict = PolicyRules { fallback: Some(Strength::PhishingResistant), ..PolicyRules::default() };
    assert_eq!(step_up_methods(&policy(&[Passkey, Password], &[Totp], strict), &all), [Passkey]);
}

// Whoever is held is told by which rule, in one sentence.
#[test]
fn every_hold_is_explained() {
    let one = |rules: PolicyRules| policy(&[Passkey, Password, EmailCode], &[Passkey, Totp], rules);
    let rules = PolicyRules::default;
    let key = |device_bound| Proof::passkey(PasskeyProof { device_bound, ..passkey() });
    let cases = [
        (
            PolicyRules { passkey: Some(PasskeyRule::Required), ..rules() },
            (member(&[Password]), Proof::of(Password)),
            (Held::Required, "Your organization requires a passkey."),
        ),
        (
            PolicyRules { passkey: Some(PasskeyRule::Required), least_passkeys: Some(2), ..rules() },
            (member(&[Passkey]), key(true)),
            (Held::MorePasskeys, "Your organization requires at least 2 passkeys."),
        ),
        (
            PolicyRules { passkey_after_magic_link: Some(true), ..rules() },
            (member(&[EmailCode]), Proof::of(EmailCode)),
            (Held::AfterMagicLink, "Your organization requires a passkey after sign-in by magic link."),
        ),
        (
            PolicyRules { device_bound_only: Some(true), ..rules() },
            (Standing { passkeys: 0, passkeys_unwanted: 1, ..member(&[Passkey]) }, key(false)),
            (Held::DeviceBound, "Your organization requires a passkey that cannot leave its device."),
        ),
        (
            PolicyRules { renew_passkeys_before: Some("2026-03-01T00:00:00Z".into()), ..rules() },
            (
                Standing { passkeys_outdated: 1, room_taken: 0, ..member(&[Passkey]) },
                Proof::passkey(PasskeyProof { outdated: true, ..passkey() }),
            ),
            (
                Held::Renewal,
                "Your organization wants passkeys that were made before 1 March 2026, 00:00 UTC to be made anew.",
            ),
        ),
        (
            PolicyRules { fallback: Some(Strength::Multi), ..rules() },
            (member(&[Password]), Proof::of(Password)),
            (Held::SecondFactor, "Your organization requires two factors to sign in without a passkey."),
        ),
    ];
    for (rules, (standing, proof), (held, sentence)) in cases {
        let policy = one(rules);
        let step = ask(&policy, Purpose::SignIn, &standing, &[proof]);
        assert!(matches!(step, Step::Enrol(found, _) if found == held), "{held:?}: {step:?}");
        assert_eq!(
            policy.why_held(held).map(|why| explain(Language::English, why)).as_deref(),
            Some(sentence),
            "{held:?}"
        );
    }
}
