//! Each rule as a table: what is typed, and what is said of it.

use super::*;
use serde_json::json;

const CLASSIC: Mode = Mode::Classic;

fn facts(server: &str) -> Facts {
    let allowed = WorkspaceSettings { methods: Some(vec![Method::Passkey, Method::Password]), ..Default::default() };
    let workspaces = vec![("Staff".into(), CLASSIC, allowed)];
    Facts { server: server.parse().unwrap(), channels: Channels::default(), workspaces, is_home: false }
}

fn stored() -> Stored {
    Stored { settings: PoolSettings::default(), rp_id: String::new(), origins: String::new() }
}

fn asked(ask: serde_json::Value, server: &str) -> Result<Stored, Objection> {
    wanted(&stored(), &serde_json::from_value(ask).unwrap(), &facts(server))
}

fn refused(ask: &serde_json::Value, server: &str) -> (&'static str, String) {
    let objection = asked(ask.clone(), server).expect_err(&ask.to_string());
    assert!(objection.confirm.is_empty());
    (objection.field, objection.problem)
}

// S3-17
#[test]
fn an_rp_id_is_a_domain_that_fits_the_server() {
    let server = "https://id.yourcompany.com";
    for good in ["yourcompany.com", "id.yourcompany.com", " yourcompany.com ", ""] {
        assert_eq!(asked(json!({ "rp_id": good }), server).unwrap().rp_id, good.trim(), "{good}");
    }
    for (bad, why) in [
        ("https://yourcompany.com", "no scheme"),
        ("yourcompany.com/path", "no path"),
        ("yourcompany.com:8443", "no port"),
        ("me@yourcompany.com", "no path, query or user name"),
        ("YourCompany.com", "lower case"),
        ("192.168.1.5", "domain name"),
        ("your company.com", "domain name"),
        ("other.com", "The pages of this server are on id.yourcompany.com"),
        ("company.com", "The pages of this server are on id.yourcompany.com"),
        ("app.id.yourcompany.com", "The pages of this server are on id.yourcompany.com"),
        ("com", "The pages of this server are on id.yourcompany.com"),
    ] {
        let (field, problem) = refused(&json!({ "rp_id": bad }), server);
        assert_eq!(field, "rp_id", "{bad}");
        assert!(problem.contains(why), "{bad}: {problem}");
    }
    // Related origins bring in the server's pages.
    let mut old = stored();
    old.settings.related_origins = vec![server.to_owned()];
    let ask = serde_json::from_value(json!({ "rp_id": "other.com" })).unwrap();
    assert!(wanted(&old, &ask, &facts(server)).is_ok());
}

// S3-18
#[test]
fn origins_are_on_the_rp_id_or_below_it() {
    let server = "https://id.yourcompany.com";
    let with = |origins: &[&str]| json!({ "rp_id": "yourcompany.com", "relying_party_origins": origins });
    let good =
        asked(with(&[server, " https://app.yourcompany.com ", "", "https://yourcompany.com:8443"]), server).unwrap();
    assert_eq!(good.origins, "https://id.yourcompany.com\nhttps://app.yourcompany.com\nhttps://yourcompany.com:8443");
    assert_eq!(asked(with(&[]), server).unwrap().origins, "");
    for (bad, why) in [
        ("app.yourcompany.com", "begins with https://"),
        ("https://app.yourcompany.com/sign-in?x=1", "Write https://app.yourcompany.com."),
        ("https://App.YourCompany.com", "Write https://app.yourcompany.com."),
        ("https://app.yourcompany.com/", "Write https://app.yourcompany.com."),
        ("http://app.yourcompany.com", "https://"),
        ("https://10.0.0.1", "domain name"),
        ("https://other.com", "neither on the RP ID yourcompany.com nor below it"),
        ("https://evilyourcompany.com", "neither on the RP ID"),
        ("ftp://app.yourcompany.com", "begins with https://"),
    ] {
        let (field, problem) = refused(&with(&[server, bad]), server);
        assert_eq!(field, "relying_party_origins", "{bad}");
        assert!(problem.contains(why), "{bad}: {problem}");
    }
    let (_, problem) = refused(&with(&["https://app.yourcompany.com"]), server);
    assert!(problem.starts_with("https://id.yourcompany.com has to be among them"), "{problem}");
    // Without an RP ID the server's holds.
    let (_, problem) = refused(&json!({ "relying_party_origins": [server, "https://app.yourcompany.com"] }), server);
    assert!(problem.contains("RP ID id.yourcompany.com"), "{problem}");
    let many: Vec<String> = (0..=MOST_ENTRIES).map(|place| format!("https://a{place}.yourcompany.com")).collect();
    assert!(refused(&json!({ "relying_party_origins": many }), server).1.contains("at most 50"));
}

// S3-20, S3-21
#[test]
fn limits_have_bounds_and_an_order() {
    let ask = |capacity: serde_json::Value, most: serde_json::Value| {
        let wanted = asked(json!({ "passkey_capacity": capacity, "max_factors": most }), "http://localhost");
        wanted.map(|new| (new.settings.passkey_capacity, new.settings.max_factors)).map_err(|objection| objection.field)
    };
    for capacity in [1, 10, 100] {
        assert_eq!(ask(json!(capacity), json!(100)), Ok((capacity, 100)));
    }
    for capacity in [json!(0), json!(101), json!(-1), json!(1.5)] {
        assert_eq!(ask(capacity, json!(1000)), Err("passkey_capacity"));
    }
    assert_eq!(ask(json!(5), json!(5)), Ok((5, 5)));
    assert_eq!(ask(json!(6), json!(5)), Err("passkey_capacity"));
    for most in [json!(0), json!(1001)] {
        assert_eq!(ask(json!(1), most), Err("max_factors"));
    }
    assert_eq!(ask(json!(1), json!(1000)), Ok((1, 1000)));
    let (field, problem) = refused(&json!({ "max_factors": 9 }), "http://localhost");
    assert_eq!((field, problem.contains("Capacity is 10")), ("max_factors", true));
    assert_eq!(asked(json!({}), "http://localhost").unwrap(), stored(), "what is left out stays");
}

// S3-13 to S3-15, S3-44
#[test]
fn lists_hold_what_workspaces_allow() {
    let ask = |ask: serde_json::Value| asked(ask, "http://localhost").map_err(|objection| objection.field);
    let both = ask(
        json!({ "first": ["passkey", "password", "passkey"], "preferred_first": "password", "second": ["passkey"] }),
    );
    let methods = both.unwrap().settings.methods;
    assert_eq!(methods.first, [Method::Passkey, Method::Password]);
    assert_eq!((methods.preferred_first, methods.second), (Some(Method::Password), vec![Method::Passkey]));
    assert_eq!(ask(json!({ "first": ["webauthn"] })).unwrap().settings.methods.first, [Method::Passkey]);
    for (bad, field) in [
        (json!({ "first": [] }), "first"),
        (json!({ "first": ["webauthn", "usernameless_webauthn"] }), "first"),
        (json!({ "second": ["usernameless_webauthn", "webauthn"] }), "second"),
        // The workspace is in Classic mode.
        (json!({ "first": ["usernameless_webauthn"] }), "first"),
        // The workspace does not allow it.
        (json!({ "first": ["passkey", "magic_link"] }), "first"),
        (json!({ "first": ["totp"] }), "first"),
        (json!({ "second": ["single_sign_on"] }), "second"),
        (json!({ "second": ["access_pass"] }), "second"),
        (json!({ "first": ["symbol"] }), "first"),
        (json!({ "preferred_first": "password" }), "preferred_first"),
        (json!({ "preferred_second": "passkey" }), "preferred_second"),
    ] {
        assert_eq!(ask(bad.clone()), Err(field), "{bad}");
    }
    // Of what was there already nobody must rid the list to save something else.
    let mut old = stored();
    old.settings.methods.first.push(Method::MagicLink);
    old.settings.methods.preferred_first = Some(Method::MagicLink);
    let kept: PoolAsk = serde_json::from_value(json!({ "first": ["magic_link", "passkey"] })).unwrap();
    let methods = wanted(&old, &kept, &facts("http://localhost")).unwrap().settings.methods;
    assert_eq!(
        (methods.first, methods.preferred_first),
        (vec![Method::MagicLink, Method::Passkey], Some(Method::MagicLink))
    );
    let without: PoolAsk = serde_json::from_value(json!({ "first": ["passkey"] })).unwrap();
    assert_eq!(wanted(&old, &without, &facts("http://localhost")).unwrap().settings.methods.preferred_first, None);
    let home = Facts { is_home: true, ..facts("http://localhost") };
    let no_passkeys: PoolAsk = serde_json::from_value(json!({ "first": ["password"] })).unwrap();
    assert_eq!(wanted(&old, &no_passkeys, &home).unwrap_err().field, "first");
    // As second factor they are no way in for an administrator who has nothing else.
    let second: PoolAsk = serde_json::from_value(json!({ "first": ["password"], "second": ["passkey"] })).unwrap();
    assert_eq!(wanted(&old, &second, &home).unwrap_err().field, "first");
}

// A list of which a workspace allows nothing, or the installation can send nothing, would shut everybody out.
#[test]
fn every_workspace_keeps_a_way_in() {
    let mut old = stored();
    old.settings.methods.first = vec![Method::Password, Method::EmailCode];
    let only_mail: PoolAsk = serde_json::from_value(json!({ "first": ["email_otp"] })).unwrap();
    let objection = wanted(&old, &only_mail, &facts("http://localhost")).unwrap_err();
    assert_eq!(objection.field, "first");
    assert!(objection.problem.starts_with("Nobody could sign in at Staff"), "{}", objection.problem);
    // Where nobody could before, it is in the way of nothing else.
    old.settings.methods.first = vec![Method::EmailCode];
    let other: PoolAsk = serde_json::from_value(json!({ "first": ["email_otp"], "max_factors": 50 })).unwrap();
    assert!(wanted(&old, &other, &facts("http://localhost")).is_ok());
}

// S1-19
#[test]
fn what_a_form_does_not_offer_is_refused() {
    for (bad, field) in [
        (json!({ "timeout_seconds": 9 }), "timeout_seconds"),
        (json!({ "timeout_seconds": 541 }), "timeout_seconds"),
        (json!({ "last_passkey_guard": "sometimes" }), "last_passkey_guard"),
        (json!({ "attestation": "maybe" }), "attestation"),
    ] {
        assert_eq!(refused(&bad, "http://localhost").0, field);
    }
    let good = asked(
        json!({ "timeout_seconds": 60, "last_passkey_guard": "always", "attestation": "require", "device_bound_only": true }),
        "http://localhost",
    );
    let settings = good.unwrap().settings;
    assert_eq!((settings.timeout_ms, settings.attestation.device_bound_only), (60_000, true));
    let mut odd = stored();
    odd.settings.timeout_ms = 60_500;
    let same: PoolAsk = serde_json::from_value(json!({ "timeout_seconds": 60 })).unwrap();
    assert_eq!(wanted(&odd, &same, &facts("http://localhost")).unwrap().settings.timeout_ms, 60_500);
}
