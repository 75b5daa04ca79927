//! Changing a workspace from Smart to Classic and back: nobody is locked out (S3-12).

use super::world::{Came, PASSWORD, Speech, Walk, person, refused, text};
use crate::support::app::SMART;
use crate::support::{TestApp, on_both_engines};
use domain::Method;
use domain::policy::PasskeyRule;
use domain::settings::Mode;
use serde_json::json;

pub(super) async fn switch(app: &TestApp, mode: Mode) {
    let sql = match mode {
        Mode::Smart => "UPDATE workspaces SET mode = 'smart' WHERE slug = 'community'",
        Mode::Classic => "UPDATE workspaces SET mode = 'classic' WHERE slug = 'community'",
    };
    app.store.write("switch", move |tx| store::testing::execute(tx, sql)).await.unwrap();
    // The version that every node reads again by.
    app.set(SMART, |_| ()).await;
    assert_eq!(app.app.snapshot().door("demo", "community").unwrap().workspace.mode, mode);
}

on_both_engines! {
    async fn passkeys_of_the_other_mode_are_refused_and_kept(app: TestApp) {
        let mut ada = person(&app, SMART, "ada").await.without_totp(&app).await;
        let mut walk = Walk::new(&app, SMART, Speech::Program);
        walk.actor.authenticator = ada.passkey.take().unwrap();
        for mode in [Mode::Classic, Mode::Smart, Mode::Classic] {
            switch(&app, mode).await;
            let begun = walk.actor.post("/sign-in/passkey/begin", &json!({ "identifier": "ada" })).await.ok();
            if mode == Mode::Classic {
                let mut open = begun.clone();
                open["publicKey"]["allowCredentials"] = json!([]);
                let shown = walk.actor.show(&open);
                assert!(!walk.actor.post("/sign-in/passkey/finish", &shown).await.status.is_success());
            } else {
                walk.actor.sign_in().await.ok();
                walk.out().await;
            }
        }
        // Invited to make one anew, through another method.
        assert_eq!(ada.signs_in(&mut walk).await, Came::In(Some("again".into())));
    }

    async fn a_required_passkey_is_made_anew_on_the_same_device(app: TestApp) {
        let mut ada = person(&app, SMART, "ada").await.without_totp(&app).await;
        app.set(SMART, |settings| settings.policy.passkey = Some(PasskeyRule::Required)).await;
        switch(&app, Mode::Classic).await;
        let mut walk = Walk::new(&app, SMART, Speech::Script);
        // The same authenticator: it must not say that it holds a passkey already.
        walk.actor.authenticator = ada.passkey.take().unwrap();
        ada.signs_in(&mut walk).await.assert_step("enrol");
        walk.enrol().await.assert_in();
        assert_eq!(ada.passkeys(&app).await, 2);
        walk.out().await;
        walk.actor.sign_in_as("ada").await.ok();
    }

    // At the limit, by passkeys of the other mode.
    async fn the_limit_counts_the_active_mode(app: TestApp) {
        let ada = person(&app, SMART, "ada").await.without_totp(&app).await;
        app.set(SMART, |settings| {
            settings.passkey_capacity = 1;
            settings.policy.passkey = Some(PasskeyRule::Required);
        })
        .await;
        switch(&app, Mode::Classic).await;
        let mut walk = Walk::new(&app, SMART, Speech::Program);
        ada.signs_in(&mut walk).await.assert_step("enrol");
        walk.enrol().await.assert_in();
        assert_eq!(ada.passkeys(&app).await, 2);
        let list = walk.actor.get("/account/passkeys").await.ok();
        assert_eq!(list["may_add"], false, "{list}");
        walk.actor.post("/account/passkeys/begin", &json!({})).await.assert_refused(422, "passkey_limit_reached");
    }

    // Nor does "Max Credentials", where passkeys of the other mode fill it; what it still refuses it refuses before the prompt.
    async fn max_credentials_holds_nobody_at_what_cannot_be_made(app: TestApp) {
        let ada = person(&app, SMART, "ada").await.without_totp(&app).await;
        app.set(SMART, |settings| {
            // A password, a sheet of codes and the passkey of the other mode.
            settings.max_factors = 3;
            settings.policy.passkey = Some(PasskeyRule::Required);
        })
        .await;
        switch(&app, Mode::Classic).await;
        let mut walk = Walk::new(&app, SMART, Speech::Program);
        ada.signs_in(&mut walk).await.assert_step("enrol");
        app.set(SMART, |settings| settings.max_factors = 2).await;
        assert_eq!(walk.go("enrol/begin", json!({})).await, refused("factor_limit_reached"));
        app.set(SMART, |settings| settings.max_factors = 3).await;
        walk.enrol().await.assert_in();
        assert_eq!(ada.passkeys(&app).await, 2);
        walk.actor.post("/account/passkeys/begin", &json!({})).await.assert_refused(422, "factor_limit_reached");
    }

    // Nobody is locked out: with the old passkey as the only factor, the mailbox opens the way to a new one.
    async fn a_member_with_nothing_but_the_old_passkey_gets_in_by_mail(app: TestApp) {
        let ada = person(&app, SMART, "ada").await.without_totp(&app).await;
        app.set(SMART, |settings| {
            settings.methods.first = vec![Method::Passkey, Method::EmailCode];
            settings.methods.second = Vec::new();
        })
        .await;
        switch(&app, Mode::Classic).await;
        let mut walk = Walk::new(&app, SMART, Speech::Program);
        walk.start(&ada.name).await;
        assert!(!matches!(walk.prove("password", PASSWORD).await, Came::In(_)));
        let code = text(&walk.send("email_code").await, "code");
        assert_eq!(walk.prove("email_code", &code).await, Came::In(Some("again".into())));
        walk.actor.enrol("/account/passkeys", &json!({})).await.ok();
        walk.out().await;
        walk.actor.sign_in_as("ada").await.ok();
    }
}
