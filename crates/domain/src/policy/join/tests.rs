//! Joins as a table: what pool, role and group say, what holds, and whose rule it is.

use super::*;
use crate::language::Language;
use crate::method::Strength;
use crate::policy::explain;
use serde_json::json;

const INSTALLATION: &str = "";
const POOL: &str = "Your organization";
const ROLE: &str = "Your role Teller";
const GROUP: &str = "Your group Pilot";

fn rules(json: &Value) -> PolicyRules {
    serde_json::from_value(json.clone()).unwrap()
}

fn joined(pool: &Value, role: &Value, group: &Value, elevated: bool) -> Policy {
    let settings = PoolSettings { policy: rules(pool), ..PoolSettings::default() };
    let held = [
        Holder { source: Source::Role("Teller".into()), elevated, rules: rules(role) },
        Holder { source: Source::Group("Pilot".into()), elevated: false, rules: rules(group) },
    ];
    resolve(Mode::Smart, &settings, &Method::ALL, &held)
}

/// Setting, then what pool, role and group say of it, what holds, and who says so.
type Row = (&'static str, Value, Value, Value, Value, &'static str);

const MARCH: &str = "2026-03-01T00:00:00Z";

fn table() -> Vec<Row> {
    let no = || Value::Null;
    let all = || json!("administration, account, elevated_pages");
    vec![
        ("passkey", no(), no(), no(), json!("optional"), INSTALLATION),
        ("passkey", json!("required"), json!("off"), json!("optional"), json!("required"), POOL),
        ("passkey", json!("off"), json!("required"), no(), json!("required"), ROLE),
        ("passkey", json!("off"), no(), no(), json!("off"), POOL),
        ("passkey", no(), json!("off"), no(), json!("optional"), INSTALLATION),
        ("passkey", json!("optional"), no(), json!("required"), json!("required"), GROUP),
        ("passkey_after_magic_link", no(), json!(true), json!(false), json!("true"), ROLE),
        ("passkey_after_magic_link", json!(true), json!(false), no(), json!("true"), POOL),
        ("fallback", json!("multi"), json!("single"), no(), json!("multi"), POOL),
        ("fallback", no(), json!("multi"), json!("phishing_resistant"), json!("phishing_resistant"), GROUP),
        ("device_bound_only", no(), json!(true), no(), json!("true"), ROLE),
        ("device_bound_only", json!(true), json!(false), no(), json!("true"), POOL),
        // S3c-6: the latest day, as it is written.
        ("renew_passkeys_before", json!(MARCH), json!("2026-02-28T23:00:00Z"), no(), json!(MARCH), POOL),
        ("renew_passkeys_before", json!("2026-01-01T00:00:00Z"), no(), json!(MARCH), json!(MARCH), GROUP),
        ("renew_passkeys_before", no(), json!("soon"), no(), no(), INSTALLATION),
        ("least_passkeys", json!(2), json!(1), no(), json!("2"), POOL),
        ("least_passkeys", no(), json!(1), json!(3), json!("3"), GROUP),
        ("most_passkeys", no(), json!(50), no(), json!("10"), INSTALLATION),
        ("most_passkeys", json!(50), json!(5), no(), json!("5"), ROLE),
        // S0-30: off, unless anybody says otherwise.
        ("idle_minutes", no(), no(), no(), no(), INSTALLATION),
        ("idle_minutes", no(), json!(15), no(), json!("15"), ROLE),
        ("idle_minutes", json!(30), json!(480), json!(60), json!("30"), POOL),
        ("session_minutes", no(), json!(43_200), no(), json!("86400000"), INSTALLATION),
        ("session_minutes", json!(600), json!(60), no(), json!("3600000"), ROLE),
        ("warning_seconds", no(), json!(60), json!(180), json!("180"), GROUP),
        // S0-36: a role makes it shorter, never longer; not even longer than the default.
        ("step_up_minutes", no(), json!(60), no(), json!("5"), INSTALLATION),
        ("step_up_minutes", json!(60), no(), json!(10), json!("10"), GROUP),
        ("step_up_for", no(), json!(["account"]), no(), all(), INSTALLATION),
        ("step_up_for", json!([]), json!(["account"]), no(), json!("account"), ROLE),
        ("step_up_for", json!(["administration"]), no(), no(), json!("administration"), POOL),
        ("remember_device_days", no(), json!(30), no(), json!("0"), INSTALLATION),
        ("remember_device_days", json!(30), json!(7), no(), json!("7"), ROLE),
        ("remember_device_days", json!(30), no(), json!(0), json!("0"), GROUP),
        ("recovery_wait_hours", no(), no(), no(), json!("0"), INSTALLATION),
        ("recovery_wait_hours", json!(24), json!(1), json!(48), json!("48"), GROUP),
        ("two_persons_for_access_pass", no(), json!(true), json!(false), json!("true"), ROLE),
        ("two_persons_for_access_pass", json!(true), json!(false), no(), json!("true"), POOL),
        ("two_persons_for_access_pass", json!(false), no(), no(), json!("false"), POOL),
        ("suggest_passkey", no(), json!(false), no(), json!("true"), INSTALLATION),
        ("suggest_passkey", json!(false), json!(true), no(), json!("true"), ROLE),
        ("quiet_upgrade", no(), json!(true), no(), json!("true"), INSTALLATION),
        ("quiet_upgrade", json!(true), json!(false), no(), json!("false"), ROLE),
        ("quiet_upgrade", json!(false), json!(true), no(), json!("false"), POOL),
        ("later_sign_ins", no(), json!(100), no(), json!("10"), INSTALLATION),
        ("later_days", no(), json!(3), no(), json!("3"), ROLE),
    ]
}

/// What holds, in the words of the table.
fn held(policy: &Policy, setting: &str) -> Value {
    let number = |ms: i64, unit: i64| json!((ms / unit).to_string());
    match setting {
        "passkey" => json!(words(&policy.passkey)),
        "passkey_after_magic_link" => json!(policy.passkey_after_magic_link.to_string()),
        "fallback" => json!(policy.fallback.as_str()),
        "device_bound_only" => json!(policy.device_bound_only.to_string()),
        "renew_passkeys_before" => policy
            .renewed_since
            .map_or(Value::Null, |since| json!(jiff::Timestamp::from_millisecond(since).unwrap().to_string())),
        "least_passkeys" => json!(policy.least_passkeys.to_string()),
        "most_passkeys" => json!(policy.most_passkeys.to_string()),
        "idle_minutes" => policy.idle_ms.map_or(Value::Null, |ms| number(ms, MINUTE)),
        "session_minutes" => number(policy.session_ms, 1),
        "warning_seconds" => number(policy.warning_ms, 1000),
        "step_up_minutes" => number(policy.step_up_ms, MINUTE),
        "step_up_for" => json!(words(&policy.step_up_for)),
        "remember_device_days" => number(policy.remember_device_ms.unwrap_or(0), DAY),
        "recovery_wait_hours" => number(policy.recovery_wait_ms.unwrap_or(0), 60 * MINUTE),
        "two_persons_for_access_pass" => json!(policy.two_persons_for_access_pass.to_string()),
        "suggest_passkey" => json!(policy.suggests.to_string()),
        "quiet_upgrade" => json!(policy.upgrades.to_string()),
        "later_sign_ins" => json!(policy.later_sign_ins.to_string()),
        "later_days" => number(policy.later_ms, DAY),
        other => panic!("{other}"),
    }
}

#[test]
fn the_stricter_wins_and_says_whose_rule_it_is() {
    for (setting, pool, role, group, value, who) in table() {
        let one = |said: &Value| json!({ (setting): said });
        let policy = joined(&one(&pool), &one(&role), &one(&group), false);
        let case = format!("{setting}: {pool} {role} {group}");
        assert_eq!(held(&policy, setting), value, "{case}");
        let why = policy.why(setting);
        assert_eq!(why.is_none(), who == INSTALLATION, "{case}: {why:?}");
        let Some(why) = why else { continue };
        let text = explain(Language::English, why);
        assert!(text.starts_with(who) && !text.contains("has a rule about this"), "{case}: {text}");
        if !setting.starts_with("session") {
            assert_eq!(json!(why.value), value, "{case}");
        }
        assert_eq!(policy.because.iter().filter(|because| because.setting == setting).count(), 1, "{case}");
    }
}

// Nothing that a role or a group says makes anything looser than it is without it.
#[test]
fn roles_never_loosen() {
    for (setting, pool, role, group, _, _) in table() {
        let one = |said: &Value| json!({ (setting): said });
        let without = joined(&one(&pool), &json!({}), &json!({}), false);
        for with in [
            joined(&one(&pool), &one(&role), &one(&group), false),
            joined(&one(&pool), &one(&group), &one(&role), true),
        ] {
            assert!(with.passkey >= without.passkey && with.fallback >= without.fallback, "{setting}");
            assert!(with.least_passkeys >= without.least_passkeys && with.most_passkeys <= without.most_passkeys);
            assert!(with.session_ms <= without.session_ms && with.step_up_ms <= without.step_up_ms, "{setting}");
            assert!(with.idle_ms.unwrap_or(i64::MAX) <= without.idle_ms.unwrap_or(i64::MAX), "{setting}");
            assert!(with.remember_device_ms.unwrap_or(0) <= without.remember_device_ms.unwrap_or(0), "{setting}");
            assert!(with.step_up_for.is_superset(&without.step_up_for), "{setting}");
            assert!(with.upgrades <= without.upgrades, "{setting}");
            assert!(with.two_persons_for_access_pass >= without.two_persons_for_access_pass, "{setting}");
            assert!(with.device_bound_only >= without.device_bound_only, "{setting}");
            assert!(with.renewed_since >= without.renewed_since, "{setting}");
            assert!(with.passkey_after_magic_link >= without.passkey_after_magic_link, "{setting}");
            assert!(with.later_ms <= without.later_ms && with.later_sign_ins <= without.later_sign_ins, "{setting}");
        }
    }
}

// S0-2, S0-3: everybody, or whoever manages others.
#[test]
fn a_passkey_may_be_required_of_elevated_members_only() {
    let pool = json!({"passkey": "required", "required_of": "elevated"});
    let of = |elevated| joined(&pool, &json!({}), &json!({}), elevated);
    assert_eq!((of(true).passkey, of(false).passkey), (PasskeyRule::Required, PasskeyRule::Optional));
    assert_eq!(explain(Language::English, of(true).why("passkey").unwrap()), "Your organization requires a passkey.");
    let role = json!({"required_of": "elevated"});
    let everybody = joined(&json!({"passkey": "required"}), &role, &json!({}), false);
    assert_eq!(everybody.passkey, PasskeyRule::Required, "a role does not narrow whom the pool means");
}

// The date and the grace belong to the demand.
#[test]
fn who_demands_at_once_is_not_put_off_by_another_date() {
    let (near, far) = ("2030-01-01T00:00:00Z", "2040-01-01T00:00:00Z");
    let at = |text: &str| instant(text);
    let from = |pool: &Value, role: &Value| {
        let policy = joined(pool, role, &json!({}), false);
        (policy.required_from, policy.grace_sign_ins)
    };
    let required =
        |from: &str, grace: u32| json!({"passkey": "required", "required_from": from, "grace_sign_ins": grace});
    assert_eq!(from(&required(far, 5), &json!({})), (at(far), 5));
    let one = joined(&required(far, 5), &json!({}), &json!({}), false);
    let told = explain(Language::German, one.why("required_from").unwrap());
    assert!(told.contains("1. Januar 2040, 00:00 UTC"), "{told}");
    assert_eq!(from(&required(far, 5), &json!({"passkey": "required"})), (None, 0));
    assert_eq!(from(&required(far, 5), &required(near, 9)), (at(near), 5));
    assert_eq!(from(&required(near, 5), &required(far, 2)), (at(near), 2));
    assert_eq!(from(&required(far, 5), &json!({"required_from": near, "grace_sign_ins": 1})), (at(near), 1));
    assert_eq!(from(&required(far, 5), &json!({"passkey": "optional", "required_from": near})), (at(far), 5));
    assert_eq!(from(&json!({"passkey": "optional", "grace_sign_ins": 9}), &json!({"passkey": "required"})), (None, 0));
    assert_eq!(from(&required("some day", 0), &json!({})), (None, 0), "what cannot be read is in force at once");
}

// Who turns passkeys off is weaker than who asks for what only they can do.
#[test]
fn a_demand_turns_passkeys_on_and_lists_them() {
    for demand in
        [json!({"passkey_after_magic_link": true}), json!({"fallback": "device_bound"}), json!({"passkey": "required"})]
    {
        let mut settings = PoolSettings { policy: rules(&json!({"passkey": "off"})), ..PoolSettings::default() };
        settings.methods.first = vec![Method::MagicLink];
        let held = [Holder { source: Source::Role("Teller".into()), elevated: false, rules: rules(&demand) }];
        let policy = resolve(Mode::Smart, &settings, &Method::ALL, &held);
        assert!(policy.takes_passkeys(), "{demand}");
        assert_eq!((&policy.first[..], &policy.second[..]), (&[Method::MagicLink][..], &[Method::Passkey][..]));
        assert!(explain(Language::English, policy.why("passkey").unwrap()).starts_with(ROLE), "{demand}");
        // Where the door takes none at all, nothing is listed, and `next` refuses.
        assert!(!resolve(Mode::Smart, &settings, &[Method::MagicLink], &held).takes_passkeys());
    }
    let bound = joined(&json!({}), &json!({"fallback": "device_bound"}), &json!({}), false);
    assert!(bound.device_bound_only && bound.fallback == Strength::DeviceBound);
    assert_eq!(
        explain(Language::English, bound.why("device_bound_only").unwrap()),
        "Your role Teller requires a passkey that cannot leave its device."
    );
}

// S3-13, S3-14: lists and the preferred one.
#[test]
fn the_preferred_method_comes_first_and_what_is_off_does_not_come() {
    let mut settings = PoolSettings::default();
    settings.methods.first = vec![Method::Password, Method::Passkey, Method::Password, Method::MagicLink];
    settings.methods.preferred_first = Some(Method::Passkey);
    settings.methods.preferred_second = Some(Method::Totp);
    let usable = [Method::Passkey, Method::Password, Method::Totp];
    let policy = resolve(Mode::Smart, &settings, &usable, &[]);
    assert_eq!(policy.first, [Method::Passkey, Method::Password]);
    assert!(policy.second.is_empty(), "preferred, but not listed");
    assert_eq!(policy.recovery_methods(), [Method::AccessPass], "no code is usable here");
}

#[test]
fn every_explanation_is_a_sentence() {
    for (setting, pool, ..) in table() {
        if pool.is_null() {
            continue;
        }
        let policy = joined(&json!({ (setting): pool }), &json!({}), &json!({}), false);
        for because in &policy.because {
            let text = explain(Language::English, because);
            assert!(text.starts_with("Your organization ") && text.ends_with('.') && !text.contains("{}"), "{text}");
        }
    }
    let role = joined(&json!({}), &json!({"passkey": "required"}), &json!({}), false);
    assert_eq!(explain(Language::English, role.why("passkey").unwrap()), "Your role Teller requires a passkey.");
    let one =
        joined(&json!({"passkey": "required", "least_passkeys": 1}), &json!({"least_passkeys": 2}), &json!({}), false);
    assert_eq!(
        explain(Language::English, one.why("least_passkeys").unwrap()),
        "Your role Teller requires at least 2 passkeys."
    );
}
