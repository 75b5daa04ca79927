//! A pool that starts again from a preset: who may do it, what is said first, and what stays the pool's own.

use crate::support::{Actor, TestApp, on_both_engines};
use domain::Method;
use domain::policy::PolicyRules;
use serde_json::{Value, json};

const BASE: &str = "/platform/smart";
/// Passkeys alone: members lose something.
const PRESET: &str = "workforce-device-bound";

async fn version(owner: &mut Actor<'_>, at: &str) -> String {
    let page = owner.console("GET", &format!("{at}/presets?preset={PRESET}"), &Value::Null).await;
    let (_, rest) = page.text.split_once("data-version=\"").unwrap_or_else(|| panic!("{}", page.text));
    rest.split('"').next().unwrap().to_owned()
}

/// What a preset has no say in.
async fn own_things(app: &TestApp, user: &Value) {
    app.put_in_group(BASE, user, ("Pilot", PolicyRules::default())).await;
    app.give_role(BASE, user, ("Boss", PolicyRules::default())).await;
    app.set(BASE, |settings| {
        settings.methods.first = vec![Method::Passkey, Method::Password];
        settings.help = "Ask Noor.".into();
        settings.app_id = Some("https://old.example".into());
        settings.roll_out.pilot = "Pilot".into();
        settings.roll_out.announcement = "Passkeys are here.".into();
        settings.alarms.members = 7;
        settings.alarms.mail = vec!["ops@example.com".into()];
        settings.alarms.webhook = "https://hooks.example.com/token".into();
    })
    .await;
    let provider = json!([{ "slug": "x", "label": "X", "issuer": "https://x.example", "client_id": "k", "client_secret": "sealed" }]);
    app.change_pool(BASE, |pool| {
        let mut settings: Value = serde_json::from_str(&pool.settings).unwrap();
        settings["methods"]["providers"] = provider;
        pool.settings = settings.to_string();
    })
    .await;
}

on_both_engines! {
    // S3-6
    async fn a_pool_starts_again_and_keeps_its_own(app: TestApp) {
        let mut owner = app.owner().await;
        let mut member = app.browser(BASE);
        let user = member.sign_up("pia").await.ok()["user_id"].clone();
        own_things(&app, &user).await;
        let id = app.pool(BASE);
        let at = format!("/admin/platform/pools/{id}");
        let (path, ask) = (format!("{at}/preset"), json!({ "preset": PRESET }));
        let seen = version(&mut owner, &at).await;
        let before = app.app.snapshot().door("platform", "smart").unwrap();

        let (mut auditor, _) = app.appointed(&mut owner, "auditor", ("auditor", "installation")).await;
        auditor.posts(&path, &seen, &ask).await.assert_refused(403, "not_permitted");
        owner.posts(&format!("/admin/forum/pools/{id}/preset"), &seen, &ask).await.assert_refused(404, "not_found");
        owner.posts(&path, &seen, &json!({ "preset": "none" })).await.assert_refused(404, "not_found");
        owner.posts(&path, "stale", &ask).await.assert_refused(412, "changed_since");
        let answer = owner.posts(&path, &seen, &ask).await;
        answer.assert_refused(422, "confirmation_needed");
        let confirm = answer.json()["details"]["confirm"].clone();
        assert!(!confirm.as_array().unwrap().is_empty(), "{}", answer.text);
        let now = app.app.snapshot().door("platform", "smart").unwrap();
        assert_eq!((&now.pool.settings, now.workspace.mode), (&before.pool.settings, before.workspace.mode));

        owner.posts(&path, &seen, &json!({ "preset": PRESET, "confirmed": confirm })).await.ok();
        let (now, preset) = (app.app.snapshot().door("platform", "smart").unwrap(), domain::presets::find(PRESET).unwrap());
        let (was, is) = (&before.pool.settings, &now.pool.settings);
        assert_eq!((&is.policy, &is.methods.first, now.workspace.mode), (&preset.pool.policy, &preset.pool.methods.first, preset.mode));
        assert_eq!((&is.alarms, &is.roll_out, &is.help, &is.app_id), (&was.alarms, &was.roll_out, &was.help, &was.app_id));
        assert_eq!(is.alarms.webhook, "https://hooks.example.com/token");
        assert_eq!(is.methods.providers, was.methods.providers);
        assert_eq!((&now.rp_id, &now.workspace.name), (&before.rp_id, &before.workspace.name));
        let read = owner.console("GET", &format!("{at}/policy"), &Value::Null).await.ok();
        let has = |list: &str, name: &str| read[list].as_array().unwrap().iter().any(|row| row["name"] == name);
        assert!(has("groups", "Pilot") && has("roles", "Boss"), "{read}");
        let told: Vec<_> = app.audit(BASE).await.into_iter().filter_map(|entry| entry.detail).collect();
        assert!(!told.join(" ").contains("hooks.example"), "{told:?}");
    }

    // What would change is found by trying it: nobody who may only look makes the server do so.
    async fn who_may_only_look_is_shown_no_difference(app: TestApp) {
        let mut owner = app.owner().await;
        let page = format!("/admin/platform/pools/{}/presets?preset={PRESET}", app.pool(BASE));
        assert!(owner.console("GET", &page, &Value::Null).await.text.contains("class=\"changes\""));
        let (mut auditor, _) = app.appointed(&mut owner, "auditor", ("auditor", "installation")).await;
        let shown = auditor.console("GET", &page, &Value::Null).await;
        assert_eq!(shown.status, 200);
        assert!(shown.text.contains("What would change is shown to administrators who may change"), "{}", shown.text);
        assert!(!shown.text.contains("class=\"changes\"") && !shown.text.contains("/preset\""), "{}", shown.text);
    }
}
