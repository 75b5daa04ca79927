//! Each preset on its way: its settings are stored and read back, and a pure walk signs people in, holds them, suggests and lets them recover
//! as its document says.

use super::*;
use crate::journey::{Held, PasskeyProof, Progress, Proof, Purpose, Standing, Step, Suggestion, next};
use crate::method::{Method, Strength};
use crate::policy::{Holder, Policy, Source, resolve};
use Method::{AccessPass, EmailCode, MagicLink, Passkey, Password, RecoveryCode, SmsCode, Totp};
use std::collections::BTreeSet;

fn policy_of(preset: &Preset, role: &str) -> Policy {
    let role = preset.roles.iter().find(|found| found.name == role).unwrap();
    let held = Holder { source: Source::Role(role.name.clone()), elevated: role.elevated, rules: role.rules.clone() };
    let usable: Vec<Method> = Method::ALL.into_iter().filter(|method| *method != Method::SingleSignOn).collect();
    resolve(preset.mode, &preset.pool, &usable, &[held])
}

/// Who comes, what they have, what they show, and what they meet.
struct Walk {
    role: &'static str,
    purpose: Purpose,
    has: &'static [Method],
    shows: &'static [Method],
    meets: Meets,
}

#[derive(Debug, PartialEq, Eq)]
enum Meets {
    Methods(Vec<Method>),
    Held(Held),
    In(Strength, Option<Suggestion>),
    Help,
}

fn meet(step: Step) -> Meets {
    match step {
        Step::Identify(methods) | Step::First(methods) | Step::Second(methods) => Meets::Methods(methods),
        Step::Enrol(held, _) => Meets::Held(held),
        Step::Finish(finish) => Meets::In(finish.assurance.strength, finish.suggestion),
        Step::Refuse(_) | Step::Wait(_) => Meets::Help,
    }
}

fn follow(preset: &Preset, walk: &Walk) {
    let policy = policy_of(preset, walk.role);
    let passkey = PasskeyProof {
        registered_under: preset.mode,
        user_verified: true,
        device_bound: policy.device_bound_only,
        from_elsewhere: false,
        outdated: false,
    };
    let proof = |method: &Method| if *method == Passkey { Proof::passkey(passkey) } else { Proof::of(*method) };
    let proofs: Vec<Proof> = walk.shows.iter().map(proof).collect();
    let passkeys = walk.has.iter().filter(|method| **method == Passkey).count();
    let standing = Standing {
        active: true,
        passkeys,
        room_taken: passkeys,
        has: walk.has.iter().copied().collect::<BTreeSet<_>>(),
        ..Standing::default()
    };
    let progress = Progress { purpose: walk.purpose, named: true, proofs: &proofs, standing: Some(&standing), now: 0 };
    let case = format!("{}: {} has {:?} and shows {:?}", preset.name, walk.role, walk.has, walk.shows);
    assert_eq!(meet(next(&policy, &progress)), walk.meets, "{case}");
}

fn sign_in(role: &'static str, has: &'static [Method], shows: &'static [Method], meets: Meets) -> Walk {
    Walk { role, purpose: Purpose::SignIn, has, shows, meets }
}

fn recover(has: &'static [Method], shows: &'static [Method], meets: Meets) -> Walk {
    Walk { role: "Member", purpose: Purpose::Recovery, has, shows, meets }
}

fn walk(name: &str, walks: Vec<Walk>) {
    let preset = find(name).unwrap();
    for step in walks {
        follow(&preset, &step);
    }
}

const STRONG: Meets = Meets::In(Strength::PhishingResistant, None);

#[test]
fn each_is_stored_and_read_back_without_a_word() {
    let names: Vec<_> = all().iter().map(|preset| preset.name).collect();
    assert_eq!(names[..5], ["community", "workforce", "business-phone", "platform", "client-portal"]);
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
    for preset in all() {
        let text = serde_json::to_string(&preset.pool).unwrap();
        assert_eq!(crate::settings::read(&text).unwrap(), (preset.pool.clone(), vec![]), "{}", preset.name);
        for role in &preset.roles {
            let text = serde_json::to_string(&role.rules).unwrap();
            assert_eq!(crate::settings::read_rules(&text).unwrap(), (role.rules.clone(), vec![]), "{}", role.name);
        }
        assert_eq!(find(preset.name), Some(preset));
    }
    assert_eq!(find("nobody"), None);
}

// S2-3, S2-4, S2-16 to S2-19, S2-27
#[test]
fn community() {
    walk(
        "community",
        vec![
            sign_in("Member", &[], &[], Meets::Methods(vec![Passkey, Password])),
            sign_in("Member", &[Password], &[Password], Meets::In(Strength::Single, Some(Suggestion::First))),
            sign_in("Member", &[Password, Passkey], &[Password], Meets::In(Strength::Single, Some(Suggestion::Here))),
            sign_in("Member", &[Password, Passkey], &[Passkey], STRONG),
            sign_in("Administrator", &[Password], &[Password], Meets::In(Strength::Single, Some(Suggestion::First))),
            recover(&[EmailCode], &[], Meets::Methods(vec![RecoveryCode, EmailCode, AccessPass])),
            recover(&[EmailCode], &[EmailCode], Meets::Held(Held::Recovery)),
            recover(&[EmailCode, Passkey], &[EmailCode, Passkey], STRONG),
        ],
    );
}

// S0-3, S0-4, S0-17, S0-18, S0-29, S0-30 and the row "Lost passkey"
#[test]
fn workforce() {
    walk(
        "workforce",
        vec![
            sign_in("Member", &[], &[], Meets::Methods(vec![Passkey, MagicLink])),
            sign_in("Member", &[MagicLink], &[MagicLink], Meets::In(Strength::Single, Some(Suggestion::First))),
            sign_in("Administrator", &[MagicLink], &[MagicLink], Meets::Held(Held::AfterMagicLink)),
            sign_in("Administrator", &[MagicLink, Passkey], &[MagicLink], Meets::Methods(vec![Passkey])),
            sign_in("Administrator", &[MagicLink, Passkey], &[MagicLink, Passkey], STRONG),
            sign_in("Administrator", &[MagicLink, Passkey], &[Passkey], STRONG),
            recover(&[MagicLink], &[MagicLink], Meets::Held(Held::Recovery)),
            Walk { role: "Administrator", ..recover(&[MagicLink], &[MagicLink], Meets::Help) },
            Walk {
                role: "Administrator",
                ..recover(&[MagicLink, RecoveryCode], &[MagicLink], Meets::Methods(vec![RecoveryCode]))
            },
            Walk { role: "Administrator", ..recover(&[], &[AccessPass], Meets::Held(Held::Recovery)) },
        ],
    );
    let preset = find("workforce").unwrap();
    assert_eq!(policy_of(&preset, "Administrator").idle_ms, Some(15 * 60_000));
    assert_eq!(policy_of(&preset, "Member").idle_ms, None);
    assert!(preset.pool.methods.links_off_with_single_sign_on);
}

// S1-15, S1-18, S1-27, S1-35
#[test]
fn business_phone() {
    walk(
        "business-phone",
        vec![
            sign_in("Member", &[], &[], Meets::Methods(vec![Passkey, Password])),
            sign_in("Member", &[Password, Passkey], &[Passkey], STRONG),
            sign_in("Member", &[Password, Totp, SmsCode], &[Password], Meets::Methods(vec![Totp, SmsCode])),
            sign_in(
                "Member",
                &[Password, Totp],
                &[Password, Totp],
                Meets::In(Strength::Multi, Some(Suggestion::First)),
            ),
            sign_in(
                "Member",
                &[Password, Totp, Passkey],
                &[Password, Totp],
                Meets::In(Strength::Multi, Some(Suggestion::Here)),
            ),
            sign_in(
                "Member",
                &[Password, Totp, Passkey, Passkey, Passkey, Passkey, Passkey],
                &[Password, Totp],
                Meets::In(Strength::Multi, None),
            ),
            sign_in("Member", &[Password], &[Password], Meets::Held(Held::SecondFactor)),
            recover(&[EmailCode, SmsCode], &[EmailCode], Meets::Methods(vec![SmsCode])),
            recover(&[EmailCode, SmsCode], &[EmailCode, SmsCode], Meets::Held(Held::Recovery)),
        ],
    );
    let preset = find("business-phone").unwrap();
    let policy = policy_of(&preset, "Member");
    assert_eq!((preset.pool.timeout_ms, policy.most_passkeys), (60_000, 5));
    assert_eq!((policy.later_sign_ins, policy.later_ms), (10, 7 * 24 * 3_600_000));
}

// S3-1, S3-3, S3-14, S3-15, S3-20, S3-23, S3-25
#[test]
fn platform() {
    walk(
        "platform",
        vec![
            sign_in("Member", &[], &[], Meets::Methods(vec![Passkey, Password])),
            sign_in("Member", &[Passkey], &[Passkey], STRONG),
            sign_in("Member", &[Password, Passkey, Totp], &[Password], Meets::Methods(vec![Passkey, Totp])),
            sign_in("Member", &[Password, Passkey], &[Password, Passkey], STRONG),
            sign_in("Member", &[Password], &[Password], Meets::Held(Held::SecondFactor)),
            recover(&[EmailCode, RecoveryCode], &[EmailCode], Meets::Methods(vec![RecoveryCode])),
            recover(&[EmailCode, RecoveryCode], &[EmailCode, RecoveryCode], Meets::Held(Held::Recovery)),
        ],
    );
    let preset = find("platform").unwrap();
    let policy = policy_of(&preset, "Member");
    assert_eq!((preset.mode, policy.step_up_ms, policy.most_passkeys), (Mode::Smart, 5 * 60_000, 10));
    assert_eq!(policy.last_passkey_guard, crate::settings::LastPasskeyGuard::Always);
}

// S4-11, S4-13, S4-16, S4-20, S4c-1
#[test]
fn client_portal() {
    walk(
        "client-portal",
        vec![
            sign_in("Member", &[], &[], Meets::Methods(vec![Password])),
            sign_in(
                "Member",
                &[Password, Passkey, SmsCode, Totp],
                &[Password],
                Meets::Methods(vec![Passkey, Totp, SmsCode]),
            ),
            sign_in("Member", &[Password, Passkey], &[Password, Passkey], STRONG),
            sign_in(
                "Member",
                &[Password, SmsCode],
                &[Password, SmsCode],
                Meets::In(Strength::Multi, Some(Suggestion::First)),
            ),
            sign_in("Member", &[Passkey], &[Passkey], Meets::Help),
            sign_in("Member", &[Password], &[Password], Meets::Held(Held::SecondFactor)),
            recover(&[AccessPass], &[AccessPass], Meets::Held(Held::Recovery)),
            recover(&[EmailCode], &[EmailCode], Meets::Help),
        ],
    );
    assert!(policy_of(&find("client-portal").unwrap(), "Member").user_verification_second);
}

// S3-6: the four uses.
#[test]
fn templates_of_policy() {
    walk(
        "consumer",
        vec![
            sign_in("Member", &[EmailCode], &[EmailCode], Meets::In(Strength::Single, Some(Suggestion::First))),
            sign_in("Member", &[EmailCode, Passkey], &[Passkey], STRONG),
            recover(&[EmailCode], &[EmailCode], Meets::Held(Held::Recovery)),
        ],
    );
    let bound = || Meets::In(Strength::DeviceBound, None);
    walk(
        "workforce-device-bound",
        vec![
            sign_in("Member", &[], &[], Meets::Methods(vec![Passkey])),
            sign_in("Member", &[Passkey], &[Passkey], bound()),
            recover(&[AccessPass], &[AccessPass], Meets::Held(Held::Recovery)),
            recover(&[EmailCode, SmsCode], &[EmailCode], Meets::Help),
        ],
    );
    walk(
        "high-assurance",
        vec![
            sign_in("Member", &[Passkey], &[Passkey], Meets::Held(Held::MorePasskeys)),
            sign_in("Member", &[Passkey, Passkey], &[Passkey], bound()),
        ],
    );
    walk(
        "bring-your-own-device",
        vec![
            sign_in("Member", &[Password, Totp], &[Password, Totp], Meets::In(Strength::Multi, Some(Suggestion::Soon))),
            sign_in(
                "Member",
                &[Password, Totp, Passkey],
                &[Password, Totp],
                Meets::In(Strength::Multi, Some(Suggestion::Here)),
            ),
            sign_in("Member", &[Password], &[Password], Meets::Held(Held::SecondFactor)),
        ],
    );
}
