//! What a member must keep, and how much they may have.

use super::world::{Came, PASSWORD, Person, Speech, Walk, person};
use crate::support::app::SMART;
use crate::support::{Actor, TestApp, on_both_engines};
use authenticator::{Authenticator, Setup};
use domain::method::Strength;
use domain::policy::PasskeyRule;
use domain::settings::LastPasskeyGuard;
use serde_json::json;

async fn signed_in<'a>(app: &'a TestApp, ada: &mut Person) -> Actor<'a> {
    let mut member = app.program(SMART);
    member.authenticator = ada.passkey.take().unwrap();
    member.sign_in().await.ok();
    member
}

async fn first(member: &mut Actor<'_>) -> (String, bool) {
    let list = member.get("/account/passkeys").await.ok();
    let row = &list["passkeys"][0];
    (row["id"].as_str().unwrap().to_owned(), row["may_delete"].as_bool().unwrap())
}

async fn add(member: &mut Actor<'_>) {
    member.authenticator = Authenticator::new(Setup::phone());
    member.enrol("/account/passkeys", &json!({})).await.ok();
}

on_both_engines! {
    // The row "Last passkey": guard, required, a password besides; whether the last one may go.
    async fn the_last_passkey_stays_where_the_guard_says(app: TestApp) {
        use LastPasskeyGuard::{Always, Never, OnlyUsableMethod};
        let mut ada = person(&app, SMART, "ada").await.without_totp(&app).await;
        let mut member = signed_in(&app, &mut ada).await;
        let (id, _) = first(&mut member).await;
        for (guard, required, fallback, may) in [
            (Always, false, Strength::Single, false),
            (OnlyUsableMethod, true, Strength::Single, false),
            (OnlyUsableMethod, false, Strength::PhishingResistant, false),
            (OnlyUsableMethod, false, Strength::Multi, true),
            (OnlyUsableMethod, false, Strength::Single, true),
            (Never, true, Strength::Single, true),
        ] {
            app.set(SMART, |settings| {
                settings.last_passkey_guard = guard;
                settings.policy.passkey = required.then_some(PasskeyRule::Required);
                settings.policy.fallback = Some(fallback);
            })
            .await;
            assert_eq!(first(&mut member).await, (id.clone(), may), "{guard:?} {required} {fallback:?}");
            if !may {
                let answer = member.delete(&format!("/account/passkeys/{id}")).await;
                answer.assert_refused(403, "last_passkey");
                app.assert_refused(SMART, &answer, "last_passkey").await;
            }
        }
    }

    // S2-23: renamed, deleted, and the password still opens.
    async fn with_a_password_the_last_passkey_may_go(app: TestApp) {
        let mut ada = person(&app, SMART, "ada").await.without_totp(&app).await;
        let mut member = signed_in(&app, &mut ada).await;
        let (id, _) = first(&mut member).await;
        member.put(&format!("/account/passkeys/{id}/name"), &json!({ "name": "Test" })).await.ok();
        member.delete(&format!("/account/passkeys/{id}")).await.ok();
        let mut walk = Walk::new(&app, SMART, Speech::Form);
        assert_eq!(ada.signs_in(&mut walk).await, Came::In(Some("first".into())));
    }

    // S0-5: what policy has locked is off, says so and whom to ask, and the server refuses it as well.
    async fn a_locked_setting_points_to_the_administrator(app: TestApp) {
        let ada = person(&app, SMART, "ada").await.without_passkey(&app).await.without_totp(&app).await;
        let mut walk = Walk::new(&app, SMART, Speech::Script);
        ada.signs_in(&mut walk).await.assert_in();
        let pointer = "Security options depend on your organization policy and account permissions. If you cannot change a setting, contact your Demo Community administrator.";
        let button = "disabled>Add passkey</button>";
        let page = walk.actor.open("/account/security").await.text;
        assert!(!page.contains(pointer) && page.matches(button).count() == 1, "{page}");
        app.set(SMART, |settings| settings.policy.passkey = Some(PasskeyRule::Off)).await;
        let page = walk.actor.open("/account/security").await.text;
        assert!(page.contains(pointer) && page.contains("type=\"button\" disabled>Add passkey</button>"), "{page}");
        walk.actor.post("/account/passkeys/begin", &json!({})).await.assert_refused(403, "method_not_allowed_here");
        app.set(SMART, |settings| settings.policy.passkey = Some(PasskeyRule::Required)).await;
        let page = walk.actor.open("/account/security").await.text;
        assert!(page.contains(pointer) && page.contains("Required by policy"), "{page}");
    }

    // S0-22
    async fn no_fewer_than_policy_asks_for(app: TestApp) {
        let mut ada = person(&app, SMART, "ada").await;
        let mut member = signed_in(&app, &mut ada).await;
        add(&mut member).await;
        let (id, _) = first(&mut member).await;
        app.set(SMART, |settings| settings.policy.least_passkeys = Some(2)).await;
        assert_eq!(first(&mut member).await, (id.clone(), false));
        let listed = member.get("/account/passkeys").await.ok();
        let why = |index: usize| listed["passkeys"][index]["kept_because"].clone();
        assert_eq!([why(0), why(1)], ["fewest_passkeys", "fewest_passkeys"]);
        let page = member.open("/account/security").await.text;
        assert_eq!(page.matches(">Your organization requires as many passkeys as you have.").count(), 2, "{page}");
        let answer = member.delete(&format!("/account/passkeys/{id}")).await;
        answer.assert_refused(403, "fewest_passkeys");
        app.assert_refused(SMART, &answer, "fewest_passkeys").await;
        app.set(SMART, |settings| settings.policy.least_passkeys = Some(1)).await;
        member.delete(&format!("/account/passkeys/{id}")).await.ok();
        let (id, may) = first(&mut member).await;
        assert!(!may);
        member.delete(&format!("/account/passkeys/{id}")).await.assert_refused(403, "last_passkey");
    }

    // The last second factor stays where two are asked; no code of it is asked for, and without that rule it goes.
    async fn an_app_stays_where_it_is_the_only_second_factor(app: TestApp) {
        let ada = person(&app, SMART, "ada").await.without_passkey(&app).await;
        app.set(SMART, |settings| {
            settings.policy.fallback = Some(Strength::Multi);
            settings.methods.second = vec![domain::Method::Totp];
        })
        .await;
        let mut walk = Walk::new(&app, SMART, Speech::Program);
        ada.signs_in(&mut walk).await.assert_in();
        walk.actor.delete("/account/totp").await.assert_refused(403, "last_way_in");
        app.set(SMART, |settings| settings.policy.fallback = Some(Strength::Single)).await;
        walk.actor.delete("/account/totp").await.ok();
        let mut walk = Walk::new(&app, SMART, Speech::Program);
        ada.signs_in(&mut walk).await.assert_in();
    }

    // S3-20: 0 and 101 are brought to the bounds; S1-27: the limit shows before the prompt.
    async fn the_capacity_is_kept_at_its_bounds(app: TestApp) {
        let mut ada = person(&app, SMART, "ada").await;
        let mut member = signed_in(&app, &mut ada).await;
        let capacity = || app.app.snapshot().door("demo", "community").unwrap().pool.settings.passkey_capacity;
        for (asked, kept) in [(0, 1), (1, 1), (10, 10), (100, 100), (101, 100)] {
            app.set(SMART, |settings| settings.passkey_capacity = asked).await;
            assert_eq!(capacity(), kept);
            assert_eq!(member.get("/account/passkeys").await.ok()["may_add"], kept > 1, "{asked}");
        }
        // Never more than all factors together.
        app.set(SMART, |settings| {
            settings.max_factors = 5;
            settings.passkey_capacity = 10;
        })
        .await;
        assert_eq!(capacity(), 5);
        for (asked, kept) in [(0, 1), (1_000, 1_000), (1_001, 1_000)] {
            app.set(SMART, |settings| settings.max_factors = asked).await;
            assert_eq!(app.app.snapshot().door("demo", "community").unwrap().pool.settings.max_factors, kept);
        }
        app.set(SMART, |settings| settings.passkey_capacity = 1).await;
        member.post("/account/passkeys/begin", &json!({})).await.assert_refused(422, "passkey_limit_reached");
    }

    // S3-21: a passkey, a password, an app and a sheet of codes are four.
    async fn all_factors_count_together(app: TestApp) {
        let mut ada = person(&app, SMART, "ada").await;
        let mut member = signed_in(&app, &mut ada).await;
        app.set(SMART, |settings| settings.max_factors = 4).await;
        member.authenticator = Authenticator::new(Setup::phone());
        let answer = member.enrol("/account/passkeys", &json!({})).await;
        answer.assert_refused(422, "factor_limit_reached");
        app.assert_refused(SMART, &answer, "factor_limit").await;
        // What replaces another is no more than before.
        member.post("/account/recovery-codes", &json!({})).await.ok();
        member.delete("/account/password").await.ok();
        member.enrol("/account/passkeys", &json!({})).await.ok();
        let answer = member.put("/account/password", &json!({ "password": PASSWORD })).await;
        answer.assert_refused(422, "factor_limit_reached");
        app.set(SMART, |settings| settings.max_factors = 5).await;
        member.put("/account/password", &json!({ "password": PASSWORD })).await.ok();
    }
}
