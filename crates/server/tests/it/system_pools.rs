//! Programs of a tenant see its pools and set them up: the system part of the identity API.

use crate::support::app::{CLASSIC, SMART};
use crate::support::application::Api;
use crate::support::{Answer, TestApp, on_both_engines};
use crate::system_users::{assert_error, at_pool};
use serde_json::{Value, json};

const CAPACITY: &str = "webauthn_credentials_capacity";

/// The pool itself, and the addresses above it.
async fn pool<'a>(app: &'a TestApp, base: &str, scope: &str) -> (Api<'a>, Api<'a>) {
    let own = at_pool(app, base, scope).await;
    let above = own.base.split("/pools/").next().unwrap().to_owned();
    let above = Api { app, base: above, token: own.token.clone() };
    (own, above)
}

async fn put(api: &Api<'_>, body: Value) -> Answer {
    api.call("PUT", "", Some(&body)).await
}

fn names(pools: &Value) -> Vec<&str> {
    pools["pools"].as_array().unwrap().iter().map(|pool| pool["name"].as_str().unwrap()).collect()
}

on_both_engines! {
    // S3-44, S3-45: the pools of the tenant, of a workspace, and one; with the word of the mode.
    async fn pools_are_listed_and_shown(app: TestApp) {
        let (own, above) = pool(&app, CLASSIC, "identity").await;
        let shown = own.call("GET", "", None).await;
        let view = shown.ok();
        assert_eq!((&view["tenant_id"].is_string(), &view["deleted"]), (&true, &false.into()));
        assert!(view["authentication_mechanisms"].as_array().unwrap().contains(&"webauthn".into()), "{view}");
        assert!(!view.to_string().contains("usernameless_webauthn"));
        assert_eq!((&view["webauthn_credentials_capacity"].is_u64(), &view["max_credentials"].is_u64()), (&true, &true));
        assert_eq!(own.with("GET", "", None, &[("if-match", shown.header("etag"))]).await.status, 200);
        assert_error(&own.with("GET", "", None, &[("if-match", "\"other\"")]).await, 412, "precondition_failed");

        let all = above.call("GET", "/pools", None).await.ok();
        assert!(all["pools"].as_array().unwrap().contains(&view));
        assert!(all["pools"].as_array().unwrap().iter().all(|pool| pool["tenant_id"] == view["tenant_id"]));
        let name = view["name"].as_str().unwrap();
        let sought = above.call("GET", "/pools?search_phrase=no+pool+has+this", None).await.ok();
        assert_eq!(names(&sought), Vec::<&str>::new());
        let of_workspace = above.call("GET", "/workspace/classic/pools?limit=x", None).await.ok();
        assert_eq!(names(&of_workspace), [name]);
        let of_nothing = above.call("GET", "/workspace/community/pools", None).await.ok();
        assert_eq!(names(&of_nothing), Vec::<&str>::new(), "another tenant's workspace");
        let (smart, _) = pool(&app, SMART, "identity").await;
        let view = smart.call("GET", "", None).await.ok();
        assert!(view["authentication_mechanisms"].as_array().unwrap().contains(&"usernameless_webauthn".into()));
    }

    // S3-44, over HTTP: both at one place are refused, and so is that of the other mode.
    async fn the_mechanisms_exclude_each_other(app: TestApp) {
        let (own, _) = pool(&app, CLASSIC, "identity").await;
        let before = own.call("GET", "", None).await.ok();
        for field in ["authentication_mechanisms", "second_factor_authentication_mechanisms"] {
            for (words, code) in [
                (json!(["webauthn", "usernameless_webauthn"]), "mechanisms_exclusive"),
                (json!(["usernameless_webauthn"]), "mechanism_of_other_mode"),
                (json!(["fax"]), "mechanism_unknown"),
            ] {
                assert_error(&put(&own, json!({ field: words })).await, 422, code);
            }
            assert_error(&put(&own, json!({ field: "webauthn" })).await, 400, "malformed_request");
        }
        let none = put(&own, json!({ "authentication_mechanisms": [] })).await;
        assert_error(&none, 422, "setting_refused");
        assert_eq!(none.json()["details"]["field"], "authentication_mechanisms");
        assert_eq!(own.call("GET", "", None).await.ok(), before);
    }

    // S3-20, S3-21: what is out of bounds is refused by its name.
    async fn the_capacities_have_bounds(app: TestApp) {
        let (own, _) = pool(&app, CLASSIC, "identity").await;
        for (capacity, is_good) in [(json!(0), false), (json!(1), true), (json!(10), true), (json!(100), true), (json!(101), false), (json!(-1), false), (json!(1.5), false)] {
            let answer = put(&own, json!({ CAPACITY: capacity, "max_credentials": 100 })).await;
            if is_good {
                assert_eq!(answer.ok()[CAPACITY], capacity);
                continue;
            }
            assert_error(&answer, 422, "setting_refused");
            assert_eq!(answer.json()["details"]["field"], CAPACITY);
        }
        let more = put(&own, json!({ CAPACITY: 51, "max_credentials": 50 })).await;
        assert_error(&more, 422, "setting_refused");
        assert_eq!(more.json()["details"]["field"], CAPACITY);
        for (most, is_good) in [(0, false), (99, false), (1_000, true), (1_001, false)] {
            let answer = put(&own, json!({ "max_credentials": most })).await;
            assert_eq!(answer.status == 200, is_good, "{most} {}", answer.text);
        }
        for bad in [json!("10"), json!([10]), json!({})] {
            assert_error(&put(&own, json!({ CAPACITY: bad })).await, 400, "malformed_request");
        }
        // In force at once.
        let door = app.app.snapshot().door("platform", "classic").unwrap();
        assert_eq!((door.pool.settings.passkey_capacity, door.pool.settings.max_factors), (100, 1_000));
        let events = app.audit(CLASSIC).await;
        let details: Vec<_> = events.iter().filter(|event| event.kind == "pool_changed").filter_map(|event| event.detail.clone()).collect();
        assert!(details.contains(&"api: sync-identity; max_factors: 100 → 1000".to_owned()), "{details:?}");
    }

    // S3c-2: saved by whoever saw what is in force, checked where it is written.
    async fn a_pool_is_changed_as_it_was_seen(app: TestApp) {
        let (own, _) = pool(&app, CLASSIC, "identity").await;
        let seen = own.call("GET", "", None).await;
        let whole = seen.ok();
        // Read and written back it stays as it is.
        let same = own.with("PUT", "", Some(&whole), &[("if-match", seen.header("etag"))]).await;
        assert_eq!((same.ok(), same.header("etag")), (whole.clone(), seen.header("etag")));
        let (one, other) = (json!({ "max_credentials": 200 }), json!({ "max_credentials": 300 }));
        let etag = [("if-match", seen.header("etag"))];
        let (one, other) = tokio::join!(own.with("PUT", "", Some(&one), &etag), own.with("PUT", "", Some(&other), &etag));
        let mut statuses = [one.status.as_u16(), other.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 412]);
        let open = put(&own, json!({ "public_registration_allowed": null, "relying_party_origins": null, "confirmed": null, "unknown": {} })).await;
        assert_eq!(open.status, 200, "{}", open.text);
        assert_error(&put(&own, json!({ "name": "Other" })).await, 422, "pool_name_fixed");
        let domain = put(&own, json!({ "relying_party_id": "not a domain" })).await;
        assert_error(&domain, 422, "setting_refused");
        assert_eq!(domain.json()["details"]["field"], "relying_party_id");
        let huge = json!({ "relying_party_id": "x".repeat(70_000) });
        assert_error(&put(&own, huge).await, 400, "too_large");
    }

    // S2-17: what members would lose is said twice.
    async fn what_members_would_lose_is_said_twice(app: TestApp) {
        app.set(CLASSIC, |settings| settings.methods.first = vec![domain::Method::Passkey, domain::Method::Password]).await;
        let (own, _) = pool(&app, CLASSIC, "identity").await;
        let alone = json!({ "authentication_mechanisms": ["webauthn"], "preferred_authentication_mechanism": "" });
        let asked = put(&own, alone.clone()).await;
        assert_error(&asked, 422, "confirmation_needed");
        let mut said = alone;
        said["confirmed"] = asked.json()["details"]["confirm"].clone();
        assert_eq!(put(&own, said).await.ok()["authentication_mechanisms"], json!(["webauthn"]));
    }

    // S3c-6: the rules that this API has words for are those of the pool's policy.
    async fn the_rules_of_a_pool_are_set(app: TestApp) {
        let (own, _) = pool(&app, CLASSIC, "identity").await;
        app.set(CLASSIC, |settings| settings.policy = domain::policy::PolicyRules::default()).await;
        let shown = own.call("GET", "", None).await.ok();
        let rules = |view: &Value| {
            ["second_factor_threshold", "allow_skip_2fa", "mfa_session_ttl", "identifier_case_insensitive"].map(|name| view[name].clone())
        };
        assert_eq!(rules(&shown), [json!(0.0), json!(false), json!("0s"), json!(true)]);
        let older = "/reset_credentials_settings/reset_webauthn_older_than";
        assert_eq!(shown.pointer(older), Some(&Value::Null));
        // What was never said stays unsaid.
        assert_eq!(put(&own, shown.clone()).await.ok(), shown);
        assert!(app.audit(CLASSIC).await.iter().all(|event| event.kind != "policy_changed"));

        let asked = json!({
            "second_factor_threshold": 0.6, "allow_skip_2fa": true, "mfa_session_ttl": "720h0m0s",
            "reset_credentials_settings": { "reset_webauthn_older_than": "2026-03-01", "reset_password_older_than": "2026-03-01" },
        });
        let set = put(&own, asked).await.ok();
        assert_eq!(rules(&set), [json!(0.6), json!(true), json!("720h0m0s"), json!(true)]);
        assert_eq!(set.pointer(older), Some(&json!("2026-03-01T00:00:00Z")));
        let policy = app.app.snapshot().door("platform", "classic").unwrap().policy.clone();
        let days = 30 * 24 * 60 * 60 * 1000;
        assert_eq!((policy.fallback, policy.remember_device_ms), (domain::method::Strength::Multi, Some(days)));
        assert_eq!(policy.renewed_since, Some(1_772_323_200_000));
        let events = app.audit(CLASSIC).await;
        let told = events.iter().find(|event| event.kind == "policy_changed").and_then(|event| event.detail.clone()).unwrap();
        assert!(told.starts_with("api: sync-identity; ") && told.contains("remember_device_days: not set → 30"), "{told}");
        // Read and written back it stays as it is; what is left out stays.
        assert_eq!(put(&own, set.clone()).await.ok(), set);
        assert_eq!(put(&own, json!({ "reset_credentials_settings": null, "second_factor_threshold": null })).await.ok(), set);

        let none = json!({ "allow_skip_2fa": false, "reset_credentials_settings": { "reset_webauthn_older_than": "" } });
        let less = put(&own, none).await.ok();
        assert_eq!((rules(&less), less.pointer(older)), ([json!(0.6), json!(false), json!("0s"), json!(true)], Some(&Value::Null)));
        for (ask, field) in [
            (json!({ "second_factor_threshold": 60 }), "second_factor_threshold"),
            (json!({ "mfa_session_ttl": "25h0m0s" }), "mfa_session_ttl"),
            (json!({ "mfa_session_ttl": "2184h0m0s" }), "mfa_session_ttl"),
            (json!({ "allow_skip_2fa": true }), "allow_skip_2fa"),
            (json!({ "reset_credentials_settings": { "reset_webauthn_older_than": "spring" } }), "reset_credentials_settings.reset_webauthn_older_than"),
        ] {
            let answer = put(&own, ask).await;
            assert_error(&answer, 422, "setting_refused");
            assert_eq!(answer.json()["details"]["field"], field);
        }
        assert_error(&put(&own, json!({ "allow_skip_2fa": false, "mfa_session_ttl": "-24h" })).await, 422, "setting_refused");
        // S2-17: a threshold that leaves passkeys alone is said twice, and nothing is changed before.
        let alone = json!({ "second_factor_threshold": 0.8, "max_credentials": 300 });
        let refused = put(&own, alone.clone()).await;
        assert_error(&refused, 422, "confirmation_needed");
        assert_eq!(own.call("GET", "", None).await.ok(), less);
        let mut said = alone;
        said["confirmed"] = refused.json()["details"]["confirm"].clone();
        let done = put(&own, said).await.ok();
        assert_eq!((&done["second_factor_threshold"], &done["max_credentials"]), (&json!(0.8), &json!(300)));
    }

    // S2-17, S3c-6: what the mechanisms and what the rules would take away is confirmed together.
    async fn what_both_take_away_is_confirmed_together(app: TestApp) {
        app.set(CLASSIC, |settings| {
            settings.methods.first = vec![domain::Method::Passkey, domain::Method::Password, domain::Method::EmailCode];
            settings.policy = domain::policy::PolicyRules::default();
        })
        .await;
        let (own, _) = pool(&app, CLASSIC, "identity").await;
        let mut ask = json!({
            "authentication_mechanisms": ["webauthn", "password"], "preferred_authentication_mechanism": "", "second_factor_threshold": 0.8,
        });
        for _ in 0..2 {
            let asked = put(&own, ask.clone()).await;
            assert_error(&asked, 422, "confirmation_needed");
            ask["confirmed"] = asked.json()["details"]["confirm"].clone();
        }
        assert_eq!(ask["confirmed"].as_array().unwrap().len(), 2, "{ask}");
        assert_eq!(put(&own, ask).await.ok()["second_factor_threshold"], json!(0.8));
    }

    // S3c-5, S3c-6: what is to be made anew says so.
    async fn passkeys_that_are_to_be_made_anew_say_so(app: TestApp) {
        let (own, _) = pool(&app, CLASSIC, "identity").await;
        let id = app.program(CLASSIC).sign_up("ada").await.ok()["user_id"].clone();
        let user = format!("/users/{}", id.as_str().unwrap());
        let state = |view: &Value| view["credentials"].as_array().unwrap().iter().find(|one| one["type"] == "webauthn").unwrap()["state"].clone();
        assert_eq!(state(&own.call("GET", &user, None).await.ok()), "valid");
        let day = json!({ "reset_credentials_settings": { "reset_webauthn_older_than": "2999-01-01" } });
        put(&own, day).await.ok();
        assert_eq!(state(&own.call("GET", &user, None).await.ok()), "must_be_changed");
    }

    // S3-32: the scope, other tenants' pools, and the one in which administrators sign in.
    async fn others_pools_are_not_there(app: TestApp) {
        let (narrow, above) = pool(&app, CLASSIC, "audit").await;
        for (api, path) in [(&narrow, ""), (&above, "/pools"), (&above, "/workspace/classic/pools")] {
            assert_error(&api.call("GET", path, None).await, 403, "insufficient_scope");
        }
        let told = narrow.call("GET", "", None).await;
        assert!(told.header("www-authenticate").contains("scope=\"identity\""), "{:?}", told.header("www-authenticate"));
        assert_eq!(told.json()["details"]["scope"], "identity");
        assert_error(&put(&narrow, json!({})).await, 403, "insufficient_scope");
        let (own, above) = pool(&app, SMART, "identity").await;
        for other in [app.pool(CLASSIC).to_string(), "018bcfe5-6801-7000-8000-000000000000".into(), "nothing".into()] {
            let there = format!("/pools/{other}");
            assert_error(&above.call("GET", &there, None).await, 404, "pool_not_found");
            assert_error(&above.call("PUT", &there, Some(&json!({}))).await, 404, "pool_not_found");
        }
        assert_error(&put(&own, json!({ "max_credentials": 200 })).await, 403, "pool_of_administrators");
    }
}
