//! What of stored settings is in force, and what is reported.

use super::*;
use crate::settings::{AndroidApp, AppleApp, AttestationMode};
use webauthn::{Aaguid, Certification};

fn unknown_names(text: &str) -> Vec<String> {
    let (_, found) = read(text).unwrap();
    let names = found.into_iter().map(|warning| match warning {
        Warning::UnknownName { path } => path,
        other => panic!("{text}: {other}"),
    });
    names.collect()
}

#[test]
fn a_name_that_does_not_exist_is_reported_with_its_path() {
    for (text, paths) in [
        (r#"{"attestaton": {"mode": "require"}}"#, &["attestaton"][..]),
        (r#"{"attestation": {"alow": ["00000000-0000-0000-0000-000000000000"]}}"#, &["attestation.alow"]),
        (
            r#"{"attestation": {"Mode": "require", "mode": "observe"}, "postQuantum": true}"#,
            &["attestation.Mode", "postQuantum"],
        ),
        (r#"{"extensions": {"prf": true, "largeBlob": null}}"#, &["extensions.largeBlob"]),
        (
            r#"{"native_apps": {"apple": [{"team": "a", "bundle": "b"}, {"team": "a", "bundle": "b", "x": 1}]}}"#,
            &["native_apps.apple[1].x"],
        ),
        ("{\"a\\nERROR\": {\"deep\": {}}}", &["a\\nERROR"]),
        (r#"{"": 1}"#, &[""]),
    ] {
        assert_eq!(unknown_names(text), paths, "{text}");
    }
    let (settings, found) = read(r#"{"attestation": {"mode": "require", "alow": []}}"#).unwrap();
    assert_eq!(settings.attestation.mode, AttestationMode::Require, "the rest is in force");
    assert!(found[0].is_refusal());
    assert!(found[0].to_string().starts_with("attestation.alow: "), "{}", found[0]);
}

// An older release wrote fewer names, a newer one more; neither keeps the server from starting.
#[test]
fn whatever_a_release_writes_is_known_to_it() {
    let mut settings = PoolSettings { app_id: Some("https://example.com".into()), ..PoolSettings::default() };
    settings.attestation.allow = vec![Aaguid([1; 16])];
    settings.attestation.minimum_certification = Some(Certification::L2);
    settings.native_apps.android = vec![AndroidApp { package: "a.b".into(), certificates: vec!["00".into()] }];
    settings.native_apps.apple = vec![AppleApp { team: "A".into(), bundle: "a.b".into() }];
    for settings in [PoolSettings::default(), settings] {
        let text = serde_json::to_string(&settings).unwrap();
        assert_eq!(read(&text).unwrap(), (settings, vec![]));
    }
    assert_eq!(read("{}").unwrap(), (PoolSettings::default(), vec![]));
    assert!(read(r#"{"counter_policy": "rejct"}"#).is_err());
}

// S0-24
#[test]
fn help_is_as_long_as_somebody_reads() {
    for (length, used) in [(0, 0), (1_000, 1_000), (1_001, 1_000)] {
        let (settings, found) = read(&format!(r#"{{"help": "{}"}}"#, "ä".repeat(length))).unwrap();
        assert_eq!((settings.help.chars().count(), found.len()), (used, usize::from(length != used)), "{length}");
    }
}

#[test]
fn names_without_end_are_not_all_reported() {
    let many: Map<_, _> =
        (0..=MOST_NAMES).map(|place| (format!("{place}{}", "x".repeat(1_000)), Value::Null)).collect();
    let found = unknown_names(&Value::Object(many).to_string());
    assert_eq!(found.len(), MOST_NAMES);
    assert!(found.iter().all(|path| path.len() <= 64));
}

// S1-19, S3-20
#[test]
fn numbers_that_lock_everybody_out_are_not_in_force() {
    for (given, used) in
        [(0, 300_000), (9_999, 300_000), (10_000, 10_000), (60_000, 60_000), (540_000, 540_000), (540_001, 300_000)]
    {
        let (settings, found) = read(&format!(r#"{{"timeout_ms": {given}}}"#)).unwrap();
        assert_eq!((settings.timeout_ms, found.len()), (used, usize::from(given != used)), "{given}");
        assert!(found.iter().all(Warning::is_refusal));
    }
    for (given, used) in [(0, 1), (1, 1), (5, 5), (10, 10), (100, 100), (101, 100)] {
        let (settings, found) = read(&format!(r#"{{"passkey_capacity": {given}}}"#)).unwrap();
        assert_eq!((settings.passkey_capacity, found.len()), (used, usize::from(given != used)), "{given}");
        assert!(found.iter().all(Warning::is_refusal));
    }
    for (given, used) in
        [(-1, 900), (0, 900), (899, 900), (900, 900), (86_400, 86_400), (2_592_000, 2_592_000), (2_592_001, 2_592_000)]
    {
        let (settings, found) = read(&format!(r#"{{"session_seconds": {given}}}"#)).unwrap();
        assert_eq!((settings.session_seconds, found.len()), (used, usize::from(given != used)), "{given}");
        assert!(found.iter().all(Warning::is_refusal));
    }
    let (_, found) = read(r#"{"passkey_capacity": 0}"#).unwrap();
    assert_eq!(found[0].to_string(), "passkey_capacity: 0 is not within 1 and 100; 1 is in force");
}

#[test]
fn lists_of_models_have_an_end_and_nothing_refused_comes_back() {
    let models = |count: usize| vec![Aaguid([0; 16]); count];
    let mut settings =
        AttestationSettings { allow: models(MOST_MODELS), deny: models(MOST_MODELS), ..Default::default() };
    assert_eq!(bound_models(&mut settings), []);
    settings.allow = models(MOST_MODELS + 1);
    settings.deny = models(MOST_MODELS + 1);
    let found = bound_models(&mut settings);
    assert_eq!((settings.allow.len(), settings.deny.len()), (MOST_MODELS, MOST_MODELS + 1));
    assert_eq!(found.iter().map(Warning::is_refusal).collect::<Vec<_>>(), [true, false]);
    assert!(found[0].to_string().starts_with("attestation.allow: only the first 2000"), "{}", found[0]);
}

// NIST SP 800-63B-4: no settings make passwords short, or ask for more than anybody would type.
#[test]
fn lengths_of_passwords_are_bounded() {
    let (settings, found) =
        read(r#"{"methods": {"password": {"least_alone": 100, "least_with_second_factor": 4}}}"#).unwrap();
    let password = &settings.methods.password;
    assert_eq!((password.least_alone, password.least_with_second_factor), (64, 8));
    let told: Vec<_> = found.iter().map(ToString::to_string).collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[1].starts_with("methods.password.least_with_second_factor: 4"), "{told:?}");
}

// S0-30, S0-36, S1-15: what is outside is brought to the nearest bound and reported, in the pool and beside roles and groups alike.
#[test]
fn numbers_of_policy_have_bounds() {
    for (name, given, used) in [
        ("idle_minutes", 14, 15),
        ("idle_minutes", 15, 15),
        ("idle_minutes", 1440, 1440),
        ("idle_minutes", 1441, 1440),
        ("later_sign_ins", 0, 1),
        ("later_days", 0, 1),
        ("step_up_minutes", 0, 1),
        ("step_up_minutes", 61, 60),
        ("recovery_wait_hours", 169, 168),
        ("remember_device_days", 0, 0),
        ("remember_device_days", 91, 90),
        ("session_minutes", 14, 15),
        ("session_minutes", 43_201, 43_200),
        ("most_passkeys", 0, 1),
        ("least_passkeys", 101, 100),
        ("warning_seconds", 1, 30),
    ] {
        let text = format!(r#"{{"{name}": {given}}}"#);
        let (rules, found) = read_rules(&text).unwrap();
        assert_eq!(serde_json::to_value(&rules).unwrap()[name], used, "{text}");
        assert_eq!((found.len(), found.iter().all(Warning::is_refusal)), (usize::from(given != used), true), "{text}");
        let (settings, of_pool) = read(&format!(r#"{{"policy": {text}}}"#)).unwrap();
        assert_eq!((settings.policy, of_pool), (rules, found), "{text}");
    }
    assert!(policy::IDLE_PRESETS.iter().all(|preset| policy::IDLE_MINUTES.contains(preset)));
}

#[test]
fn rules_that_are_not_in_force_are_reported() {
    let (_, found) = read_rules(r#"{"pasky": "required", "required_from": "next week"}"#).unwrap();
    let texts: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert!(texts[0].starts_with("policy.pasky: "), "{texts:?}");
    assert!(texts[1].starts_with("policy.required_from: \"next week\" is no date"), "{texts:?}");
    assert!(found.iter().all(Warning::is_refusal));
    for nonsense in [r#"{"passkey": "requird"}"#, r#"{"idle_minutes": -1}"#, r#"{"fallback": 2}"#, "[]", "null"] {
        assert!(read_rules(nonsense).is_err(), "{nonsense}");
    }
    let (_, found) = read_rules(r#"{"renew_passkeys_before": "spring"}"#).unwrap();
    let [warning] = &found[..] else { panic!("{found:?}") };
    assert!(
        warning.is_refusal() && warning.to_string().starts_with("policy.renew_passkeys_before: \"spring\""),
        "{warning}"
    );
    assert_eq!(read_rules("").unwrap(), (crate::policy::PolicyRules::default(), Vec::new()));
}

#[test]
fn codes_and_passwords_have_bounds() {
    let text = r#"{"session_seconds": -5, "methods": {"code_seconds": 86400, "link_seconds": 1, "code_digits": 1,
        "password": {"least_alone": 4, "least_with_second_factor": 1000}}}"#;
    let (settings, found) = read(text).unwrap();
    let methods = &settings.methods;
    assert_eq!((methods.code_seconds, methods.link_seconds, methods.code_digits), (600, 60, 6));
    assert_eq!((methods.password.least_alone, methods.password.least_with_second_factor), (15, 64));
    assert_eq!((settings.session_seconds, found.len()), (900, 6));
}

#[test]
fn a_workspace_is_read_as_strictly() {
    let (settings, found) =
        read_workspace(r#"{"brandnig":{},"branding":{"accent":"red","name":"A","logos":"x"}}"#).unwrap();
    assert_eq!((settings.branding.name.as_str(), settings.branding.accent.as_str()), ("A", ""));
    let told: Vec<_> = found.iter().map(ToString::to_string).collect();
    assert_eq!(found.len(), 3, "{told:?}");
    for part in ["workspace.brandnig", "workspace.branding.logos", "branding.accent is left out"] {
        assert!(told.iter().any(|text| text.starts_with(part)), "{part}: {told:?}");
    }
    assert_eq!(read_workspace("{}").unwrap(), (WorkspaceSettings::default(), Vec::new()));
}
