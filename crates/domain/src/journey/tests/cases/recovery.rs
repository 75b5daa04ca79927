//! The cases of recoveries: as strong as a sign-in, and with a way in at their end.

use super::*;

// S0-18 and the row "Lost passkey": as much as a sign-in takes, and the end is a new passkey.
#[test]
fn a_recovery_is_as_strong_as_a_sign_in() {
    let rules = |fallback| PolicyRules { fallback: Some(fallback), ..PolicyRules::default() };
    let all = member(&[Password, EmailCode, SmsCode, RecoveryCode, Totp]);
    let one = policy(&[Passkey, Password], &[], rules(Strength::Single));
    // Where a password signs in by itself, a new one ends the recovery as well (not every browser makes passkeys).
    assert_eq!(
        recover(&one, &member(&[EmailCode, Passkey]), &[EmailCode]),
        Step::Enrol(Held::Recovery, vec![Passkey, Password])
    );
    assert_eq!(
        recover(&one, &all, &[EmailCode]),
        Step::Enrol(Held::Recovery, vec![Password, Passkey]),
        "nothing else is lost"
    );
    assert_eq!(recover(&one, &all, &[AccessPass]), held(Held::Recovery));
    let late = Proof { vouched: false, ..Proof::of(AccessPass) };
    assert_eq!(ask(&one, Purpose::Recovery, &all, &[late]), held(Held::Recovery), "only towards a new passkey");
    let end = finish(recover(&one, &member(&[EmailCode, Passkey]), &[EmailCode, Passkey]));
    assert_eq!(end.suggestion, None);
    let end = finish(recover(&one, &all, &[EmailCode, Password]));
    assert_eq!(end.assurance.strength, Strength::Single);
    let two = policy(&[Passkey, Password], &[SmsCode], rules(Strength::Multi));
    let step = recover(&two, &all, &[EmailCode]);
    assert_eq!(step, Step::Second(vec![RecoveryCode, SmsCode, Password]), "Totp is not listed");
    for other in [RecoveryCode, SmsCode, Password] {
        assert_eq!(recover(&two, &all, &[EmailCode, other]), held(Held::Recovery));
    }
    assert_eq!(recover(&two, &member(&[EmailCode]), &[EmailCode]), Step::Refuse(Reason::NoMethod));
    // Where a passkey is required: a saved code or an access pass besides.
    let required = PolicyRules { passkey: Some(PasskeyRule::Required), ..rules(Strength::Single) };
    let required = policy(&[Passkey, Password], &[SmsCode], required);
    assert_eq!(recover(&required, &all, &[EmailCode]), Step::Second(vec![RecoveryCode]));
    assert_eq!(recover(&required, &all, &[EmailCode, SmsCode]), Step::Second(vec![RecoveryCode]));
    assert_eq!(recover(&required, &all, &[RecoveryCode, EmailCode]), held(Held::Recovery));
    // S4c-1: an administrator looked at the member; a pass beyond its full time is one factor like another.
    assert_eq!(recover(&required, &all, &[AccessPass]), held(Held::Recovery));
    assert_eq!(ask(&required, Purpose::Recovery, &all, &[late]), Step::Second(vec![RecoveryCode]));
    // At the limit the old ones are put aside first.
    let full = Standing { room_taken: 10, ..all.clone() };
    assert_eq!(recover(&required, &full, &[AccessPass]), held(Held::Recovery));
    let two_keys =
        PolicyRules { passkey: Some(PasskeyRule::Required), least_passkeys: Some(2), ..PolicyRules::default() };
    let two_keys = policy(&[Passkey], &[], two_keys);
    let one_made = Standing { passkeys: 1, room_taken: 1, of_no_use: 10, ..all.clone() };
    assert_eq!(recover(&two_keys, &one_made, &[AccessPass, Passkey]), held(Held::MorePasskeys));
    assert_eq!(sign_in(&two_keys, &one_made, &[Passkey]), held(Held::MorePasskeys));
    let one_of_use = Standing { passkeys: 1, ..full };
    assert_eq!(sign_in(&two_keys, &one_of_use, &[Passkey]), Step::Refuse(Reason::PasskeyLimit));
    // Who set up an authenticator app is not gone around.
    let opted = policy(&[Passkey, Password], &[Totp], rules(Strength::Single));
    assert_eq!(recover(&opted, &all, &[EmailCode]), Step::Second(vec![RecoveryCode, Totp, Password]));
    assert_eq!(recover(&one, &all, &[Password]), Step::Refuse(Reason::JourneyOfOtherStep));
}

#[test]
fn without_passkeys_a_recovery_ends_in_a_new_password() {
    let rules =
        |fallback| PolicyRules { passkey: Some(PasskeyRule::Off), fallback: Some(fallback), ..PolicyRules::default() };
    let all = member(&[Password, EmailCode, RecoveryCode]);
    let one = policy(&[Password], &[], rules(Strength::Single));
    assert_eq!(recover(&one, &all, &[EmailCode]), held(Held::NewPassword));
    // The new password is no second factor.
    assert_eq!(finish(recover(&one, &all, &[EmailCode, Password])).assurance.strength, Strength::Single);
    let two = policy(&[Password], &[Totp], rules(Strength::Multi));
    assert_eq!(recover(&two, &all, &[EmailCode, RecoveryCode]), held(Held::NewPassword));
    let end = finish(recover(&two, &all, &[EmailCode, RecoveryCode, Password]));
    assert_eq!(end.assurance.strength, Strength::Multi);
}

// A mailbox alone opens nothing at once where policy says so; a saved code and an administrator's word do.
#[test]
fn a_recovery_by_messages_waits_and_no_other() {
    let rules = PolicyRules { recovery_wait_hours: Some(24), ..PolicyRules::default() };
    let patient = policy(&[Passkey, Password, EmailCode], &[Totp], rules);
    let all = member(&[Passkey, Password, EmailCode, RecoveryCode, AccessPass]);
    assert_eq!(recover(&patient, &all, &[EmailCode]), Step::Wait(None));
    let renewed = |methods: &[Method]| Step::Enrol(Held::Recovery, methods.to_vec());
    assert_eq!(recover(&patient, &all, &[RecoveryCode]), renewed(&[Passkey, Password]));
    assert_eq!(recover(&patient, &all, &[AccessPass]), renewed(&[Passkey]));
    let waited = |waited| Standing { waited, ..all.clone() };
    let at = |waited_until| recover(&patient, &waited(waited_until), &[EmailCode]);
    assert_eq!(at(Waited::Until(NOW + 1)), Step::Wait(Some(NOW + 1)));
    assert_eq!(at(Waited::Until(NOW)), renewed(&[Passkey, Password]));
    finish(recover(&patient, &waited(Waited::Over), &[EmailCode, Passkey]));
    // Whoever signs in waits for nothing.
    finish(sign_in(&patient, &all, &[EmailCode]));
    assert_eq!(
        recover(&policy(&[Passkey, EmailCode], &[], PolicyRules::default()), &all, &[EmailCode]),
        held(Held::Recovery)
    );
}

// A portal: passkeys are second factors there, and whoever forgot the password needs a new one.
#[test]
fn a_recovery_ends_in_a_password_where_a_sign_in_begins_with_it() {
    let rules = PolicyRules { fallback: Some(Strength::Multi), ..PolicyRules::default() };
    let portal = policy(&[Password], &[Passkey, Totp, RecoveryCode], rules);
    let client = member(&[Passkey, Password, EmailCode, RecoveryCode, AccessPass]);
    let shown = [EmailCode, RecoveryCode];
    assert_eq!(recover(&portal, &client, &shown), held(Held::NewPassword));
    let made = Standing { waited: Waited::Over, passkeys: 0, ..client.clone() };
    let end = finish(recover(&portal, &made, &[EmailCode, RecoveryCode, Password]));
    assert_eq!(end.assurance.strength, Strength::Multi);
    // An administrator's pass stands for a lost device: the passkey comes first, the password after it.
    assert_eq!(recover(&portal, &client, &[AccessPass]), held(Held::Recovery));
    assert_eq!(recover(&portal, &client, &[AccessPass, Passkey]), held(Held::NewPassword));
    // Whoever knows the password has lost the passkey.
    assert_eq!(recover(&portal, &client, &[EmailCode, Password]), held(Held::Recovery));
    // What policy asks for besides is asked for after it.
    let rules = PolicyRules { passkey: Some(PasskeyRule::Required), ..PolicyRules::default() };
    let strict = policy(&[Password], &[Passkey, RecoveryCode], rules);
    assert_eq!(recover(&strict, &client, &shown), held(Held::NewPassword));
    assert_eq!(recover(&strict, &made, &[EmailCode, RecoveryCode, Password]), held(Held::Required));
}
