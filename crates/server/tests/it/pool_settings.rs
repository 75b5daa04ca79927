//! Settings of a pool that are not in force: members come in all the same, and the log says once what is wrong and where.

use crate::support::{TestApp, on_both_engines};

const SMART: &str = "/platform/smart";
const UNKNOWN: &str = "attestation.alow: this release knows no setting of that name";
const SHARED: &str = "share the RP ID localhost";

/// As another node, or a rotation of keys, does.
async fn raise_version(app: &TestApp) {
    app.store.write("raise version", store::installation::bump).await.unwrap();
    app.app.refresh().await.unwrap();
}

on_both_engines! {
    async fn a_mistyped_name_is_an_error_in_the_log(app: TestApp) {
        let name = app.app.snapshot().door("platform", "smart").unwrap().pool.name.clone();
        let text = r#"{"public_registration": true, "attestation": {"mode": "observe", "alow": []}, "passkey_capacity": 0}"#;
        app.change_pool(SMART, |pool| pool.settings = text.into()).await;
        let line = app.log.line_with(UNKNOWN);
        for piece in ["ERROR", "tenant=platform", &format!("pool_name={name:?}"), "pool="] {
            assert!(line.contains(piece), "{piece}: {line}");
        }
        assert!(app.log.line_with("passkey_capacity: 0 is not within 1 and 100; 1 is in force").contains("ERROR"));
        let settings = app.app.snapshot().door("platform", "smart").unwrap().pool.settings.clone();
        assert!(settings.attestation.asks(), "the rest is in force");
        assert_eq!(settings.passkey_capacity, 1);
        app.program(SMART).sign_up("ada").await.ok();
    }

    async fn what_the_log_says_already_is_not_repeated(app: TestApp) {
        let good = app.store.read("pools", store::pool::all).await.unwrap().pop().unwrap().settings;
        let bad = r#"{"attestation": {"alow": []}}"#;
        app.change_pool(SMART, |pool| pool.settings = bad.into()).await;
        raise_version(&app).await;
        let count = |piece: &str| app.log.text().matches(piece).count();
        assert_eq!((count(UNKNOWN), count(SHARED)), (1, 1));
        app.change_pool(SMART, |pool| pool.settings = good).await;
        app.change_pool(SMART, |pool| pool.settings = bad.into()).await;
        assert_eq!((count(UNKNOWN), count(SHARED)), (2, 1), "mended and broken anew");
    }
}
