//! A recovery where members must have several passkeys: what is put aside leaves room for those that are asked for.

use crate::support::app::SMART;
use crate::support::lost::Recovery;
use crate::support::{TestApp, on_both_engines};
use authenticator::{Authenticator, Setup};
use domain::Method;
use domain::policy::PasskeyRule;
use serde_json::json;

on_both_engines! {
    // S0-3, S1-27: whoever is held makes what they are held for, however many old passkeys there are.
    async fn a_member_at_the_limit_makes_as_many_as_are_asked_for(app: TestApp) {
        app.with_recovery(SMART).await;
        let (mut ada, address) = app.reachable(SMART, "ada").await;
        let codes = ada.post("/account/recovery-codes", &json!({})).await.ok()["codes"].clone();
        ada.authenticator = Authenticator::new(Setup::phone());
        ada.enrol("/account/passkeys", &json!({})).await.ok();
        app.set(SMART, |settings| {
            settings.methods.recovery = vec![Method::RecoveryCode, Method::EmailCode];
            settings.policy.passkey = Some(PasskeyRule::Required);
            settings.policy.least_passkeys = Some(2);
            settings.passkey_capacity = 3;
        })
        .await;

        let mut lost = app.program(SMART);
        let recovery = Recovery::start(&mut lost, "ada").await;
        recovery.send(&mut lost, "email_code").await.ok();
        let code = app.code_for(&address).await;
        let half = Recovery::of(&recovery.prove(&mut lost, "email_code", &code).await);
        let held = half.prove(&mut lost, "recovery_code", codes[0].as_str().unwrap()).await;
        assert_eq!(held.ok()["held"], "recovery");
        let more = Recovery::of(&held).enrol(&mut lost, json!({})).await;
        assert_eq!(more.ok()["held"], "more_passkeys");

        // Whoever leaves here is asked for it at the next sign-in, and can make it there, too.
        let mut again = app.program(SMART);
        std::mem::swap(&mut again.authenticator, &mut lost.authenticator);
        let held = again.sign_in().await;
        assert_eq!(held.ok()["held"], "more_passkeys");
        std::mem::swap(&mut again.authenticator, &mut lost.authenticator);
        // A device is in nobody's way that holds one of those which were put aside.
        std::mem::swap(&mut again.authenticator, &mut ada.authenticator);
        let came = Recovery::of(&held).enrol(&mut again, json!({})).await;
        assert_eq!(came.ok()["status"], "signed_in");
        lost.sign_in().await.ok();
        assert_eq!(lost.get("/session").await.ok()["amr"].as_array().map(Vec::is_empty), Some(false));
        // On their own page what is put aside takes room, until it is removed there.
        let listed = lost.get("/account/passkeys").await.ok();
        assert_eq!((listed["passkeys"].as_array().map(Vec::len), &listed["may_add"]), (Some(4), &json!(false)));
        lost.post("/account/passkeys/begin", &json!({})).await.assert_refused(422, "passkey_limit_reached");
    }
}
