//! A pool moves from one RP ID to another: both work side by side, members who come with an old passkey are asked to make a new one, and the old ones go
//! once nobody would be left without a way in (S3-17).

use crate::support::app::{CLASSIC, ORIGIN};
use crate::support::console::HOME;
use crate::support::{Actor, Answer, TestApp, on_both_engines};
use axum::body::Body;
use axum::http::{Method, Request, header};
use serde_json::{Value, json};

const BASE: &str = "/platform/smart";
const OLD: &str = "localhost";
const NEW: &str = "id.localhost";

fn at(app: &TestApp, base: &str) -> String {
    let tenant = base.trim_start_matches('/').split('/').next().unwrap();
    format!("/admin/{tenant}/pools/{}/campaign", app.pool(base))
}

async fn progress(owner: &mut Actor<'_>, at: &str) -> Value {
    owner.console("GET", &format!("{at}/progress"), &Value::Null).await.ok()
}

async fn posts(owner: &mut Actor<'_>, (at, step): (&str, &str), body: &Value) -> Answer {
    let version = progress(owner, at).await["version"].as_str().unwrap().to_owned();
    owner.posts(&format!("{at}/{step}"), &version, body).await
}

/// The same, and says yes to what is asked about it.
async fn confirms(owner: &mut Actor<'_>, (at, step): (&str, &str), body: &Value) -> Answer {
    let answer = posts(owner, (at, step), body).await;
    let confirm = answer.json()["details"]["confirm"].clone();
    if confirm.is_null() {
        return answer;
    }
    let mut body = body.clone();
    body["confirmed"] = confirm;
    posts(owner, (at, step), &body).await
}

/// A pool whose members begin to move. The pages stay where they are, so the new RP ID names them as related.
async fn moving(app: &TestApp, owner: &mut Actor<'_>, base: &str) -> String {
    app.set(base, |settings| settings.related_origins = vec![ORIGIN.into()]).await;
    let at = at(app, base);
    confirms(owner, (&at, "start"), &json!({ "rp_id": NEW })).await.ok();
    at
}

fn problem(answer: &Answer) -> String {
    answer.json()["details"]["problem"].as_str().unwrap_or_default().to_owned()
}

async fn asked(member: &mut Actor<'_>, ask: &Value) -> Value {
    member.post("/sign-in/passkey/begin", ask).await.ok()["publicKey"].clone()
}

/// Signs in with the passkey from before, and makes one for the new RP ID.
async fn moves(member: &mut Actor<'_>) {
    let signed_in = member.prove("/sign-in/passkey", &json!({ "before": true })).await.ok();
    assert_eq!(signed_in["suggestion"], "again", "{signed_in}");
    let begun = member.post("/account/passkeys/begin", &json!({})).await.ok();
    assert_eq!(begun["publicKey"]["rp"]["id"], NEW);
    assert!(
        begun["publicKey"]["excludeCredentials"].as_array().is_none_or(Vec::is_empty),
        "the device may hold both: {begun}"
    );
    let made = member.make(&begun, &json!({}));
    member.post("/account/passkeys/finish", &made).await.ok();
}

on_both_engines! {
    // The first answer says what follows, and what cannot be is refused beside its field.
    async fn a_move_says_what_follows_before_it_begins(app: TestApp) {
        let mut owner = app.owner().await;
        let mut ada = app.browser(BASE);
        ada.sign_up("ada").await.ok();
        app.set(BASE, |settings| settings.related_origins = vec![ORIGIN.into()]).await;
        let at = at(&app, BASE);
        let answer = posts(&mut owner, (&at, "start"), &json!({ "rp_id": NEW })).await;
        answer.assert_refused(422, "confirmation_needed");
        let said = problem(&answer);
        assert!(said.starts_with("1 passkey works on localhost alone."), "{said}");
        assert!(said.contains("Of 1 member with passkeys, 1 could come in nowhere without the old ones."), "{said}");
        assert!(said.contains("https://id.localhost/.well-known/webauthn leads to this server"), "{said}");
        for (wrong, field) in [("https://id.localhost", "rp_id"), ("example.com:8080", "rp_id"), ("", "rp_id"), (OLD, "rp_id")] {
            let answer = posts(&mut owner, (&at, "start"), &json!({ "rp_id": wrong })).await;
            answer.assert_refused(422, "setting_refused");
            assert_eq!(answer.json()["details"]["field"], field, "{wrong}");
        }
        confirms(&mut owner, (&at, "start"), &json!({ "rp_id": NEW })).await.ok();
        posts(&mut owner, (&at, "start"), &json!({ "rp_id": "other.localhost" })).await.assert_refused(422, "setting_refused");

    }

    async fn both_work_side_by_side_until_the_end(app: TestApp) {
        let mut owner = app.owner().await;
        let mut ada = app.browser(BASE);
        ada.sign_up("ada").await.ok();
        let at = moving(&app, &mut owner, BASE).await;
        // What browsers ask the new RP ID's host; on the old one's domain they need not ask.
        let files = |host: &'static str| Request::get("/.well-known/webauthn").header(header::HOST, host).body(Body::empty()).unwrap();
        assert_eq!(app.send(files("id.localhost:8080")).await.ok(), json!({ "origins": [ORIGIN] }));
        let page = app.browser(BASE).open("/sign-in").await.text;
        assert!(page.contains("Use a passkey from before"), "{page}");
        assert!(!app.browser(HOME).open("/sign-in").await.text.contains("Use a passkey from before"));

        let mut somebody = app.browser(BASE);
        assert_eq!(asked(&mut somebody, &json!({})).await["rpId"], NEW);
        assert_eq!(asked(&mut somebody, &json!({ "before": true })).await["rpId"], OLD);
        let read = progress(&mut owner, &at).await;
        assert_eq!((&read["rp_id"], &read["moving"]["from"], &read["moving"]["to"]), (&json!(NEW), &json!(OLD), &json!(NEW)));
        let count = &read["moving"]["count"];
        assert_eq!((&count["members"], &count["moved"], &count["stranded"]), (&json!(1), &json!(0), &json!(1)), "{read}");
        assert_eq!(read["moving"]["remaining"][0]["identifier"], "ada");

        moves(&mut ada).await;
        assert_eq!(ada.sign_in().await.ok()["suggestion"], Value::Null);
        let again = ada.prove("/sign-in/passkey", &json!({ "before": true })).await.ok();
        assert_eq!(again["suggestion"], Value::Null, "who has moved is left in peace");
        // Whoever showed the old one proves it again with the old one: this browser has it.
        assert_eq!(ada.post("/step-up/passkey/begin", &json!({})).await.ok()["publicKey"]["rpId"], OLD);
        ada.step_up().await.ok();

        // A manager is told the list of one RP ID under the name of that one.
        let list = ada.get("/account/passkeys").await.ok();
        assert_eq!(list["passkeys"].as_array().unwrap().len(), 2);
        let marked = list["passkeys"].as_array().unwrap().iter().filter(|passkey| passkey["rp_id"] == OLD).count();
        assert_eq!(marked, 1, "{list}");
        let told = &list["signals"]["allAcceptedCredentials"];
        assert_eq!(told["rpId"], NEW, "{list}");
        assert_eq!(told["allAcceptedCredentialIds"].as_array().unwrap().len(), 1);

        let read = progress(&mut owner, &at).await;
        let count = &read["moving"]["count"];
        assert_eq!((&count["members"], &count["moved"], &count["stranded"]), (&json!(1), &json!(1), &json!(0)), "{read}");
        assert_eq!(read["moving"]["remaining"], json!([]));
        let page = owner.console("GET", &at, &Value::Null).await.text;
        assert!(page.contains("1 of 1 members with passkeys has moved") && page.contains("<progress"), "{page}");

        posts(&mut owner, (&at, "finish"), &json!({})).await.ok();
        assert_eq!(progress(&mut owner, &at).await["moving"], Value::Null);
        let mut ask = asked(&mut ada, &json!({ "before": true })).await;
        assert_eq!(ask["rpId"], NEW, "nobody is asked for it any more");
        ask["rpId"] = json!(OLD);
        let shown = ada.show(&json!({ "publicKey": ask }));
        assert!(!ada.post("/sign-in/passkey/finish", &shown).await.status.is_success());
        assert!(!ada.open("/sign-in").await.text.contains("Use a passkey from before"));
        ada.sign_in().await.ok();
        let page = ada.open("/account/security").await.text;
        assert!(page.contains("Made for another address: <bdi>localhost</bdi>"), "{page}");
        let kinds: Vec<_> = app.audit(BASE).await.into_iter().map(|entry| entry.kind).filter(|kind| kind.starts_with("campaign")).collect();
        assert_eq!(kinds.iter().filter(|kind| *kind == "campaign_finished").count(), 1, "{kinds:?}");
        assert_eq!(kinds.len(), 2, "{kinds:?}");
    }

    async fn nobody_is_left_without_a_way_in_by_a_slip(app: TestApp) {
        let mut owner = app.owner().await;
        let mut bob = app.browser(BASE);
        bob.sign_up("bob").await.ok();
        let at = moving(&app, &mut owner, BASE).await;
        let answer = posts(&mut owner, (&at, "finish"), &json!({})).await;
        answer.assert_refused(422, "confirmation_needed");
        assert!(problem(&answer).starts_with("1 member has no way in but a passkey for localhost"), "{}", answer.text);
        posts(&mut owner, (&at, "finish"), &json!({ "confirmed": ["stranded:0"] })).await.assert_refused(422, "confirmation_needed");
        moves(&mut bob).await;
        posts(&mut owner, (&at, "finish"), &json!({})).await.ok();
        bob.sign_in().await.ok();
    }

    async fn whoever_looks_after_others_moves_first(app: TestApp) {
        let mut owner = app.owner().await;
        let at = moving(&app, &mut owner, HOME).await;
        let answer = posts(&mut owner, (&at, "finish"), &json!({ "confirmed": ["stranded:99"] })).await;
        answer.assert_refused(422, "setting_refused");
        assert_eq!(problem(&answer), "Administrators have no passkey for id.localhost yet: root.");
        let checks = progress(&mut owner, &at).await["moving"]["checks"].clone();
        assert!(checks.as_array().unwrap().iter().any(|check| check["is_done"] == false), "{checks}");
        moves(&mut owner).await;
        posts(&mut owner, (&at, "finish"), &json!({})).await.ok();
        owner.sign_in().await.ok();
        // Elevated members of a pool are nobody's number either.
        let mut boss = app.browser(BASE);
        let boss_id = boss.sign_up("bo").await.ok()["user_id"].clone();
        app.give_role(BASE, &boss_id, ("Boss", domain::policy::PolicyRules::default())).await;
        app.store.write("elevate", |tx| store::testing::execute(tx, "UPDATE roles SET elevated = 1 WHERE name = 'Boss'")).await.unwrap();
        let at = moving(&app, &mut owner, BASE).await;
        let answer = posts(&mut owner, (&at, "finish"), &json!({ "confirmed": ["stranded:99"] })).await;
        answer.assert_refused(422, "setting_refused");
        assert!(problem(&answer).starts_with("1 member with elevated permissions"), "{}", answer.text);
    }

    async fn turning_back_loses_nobody(app: TestApp) {
        let mut owner = app.owner().await;
        let (mut ada, mut carl) = (app.browser(BASE), app.browser(BASE));
        ada.sign_up("ada").await.ok();
        let at = moving(&app, &mut owner, BASE).await;
        carl.sign_up("carl").await.ok();
        posts(&mut owner, (&at, "turn-back"), &json!({})).await.ok();
        let read = progress(&mut owner, &at).await;
        assert_eq!((&read["rp_id"], &read["moving"]["from"]), (&json!(OLD), &json!(NEW)), "the other way round");
        ada.sign_in().await.ok();
        let signed_in = carl.prove("/sign-in/passkey", &json!({ "before": true })).await.ok();
        assert_eq!(signed_in["suggestion"], "again");
        posts(&mut owner, (&at, "finish"), &json!({})).await.assert_refused(422, "confirmation_needed");
        confirms(&mut owner, (&at, "finish"), &json!({})).await.ok();
        ada.sign_in().await.ok();
        // Where nothing was made for the other one there is nothing to finish.
        confirms(&mut owner, (&at, "start"), &json!({ "rp_id": "other.localhost" })).await.ok();
        posts(&mut owner, (&at, "turn-back"), &json!({})).await.ok();
        assert_eq!(progress(&mut owner, &at).await["moving"], Value::Null);
        let row = app.store.read("pools", store::pool::all).await.unwrap().into_iter().find(|row| row.id.to_string() == app.pool(BASE).to_string()).unwrap();
        assert_eq!(row.rp_id, "", "blank again, as it was");
        ada.sign_in().await.ok();
    }

    // In Classic the name comes first: a member's own passkeys say which RP ID, and a stranger learns nothing by it.
    async fn a_name_is_asked_for_what_it_has(app: TestApp) {
        let mut owner = app.owner().await;
        let mut ada = app.browser(CLASSIC);
        ada.sign_up("ada").await.ok();
        let at = moving(&app, &mut owner, CLASSIC).await;
        let named = |name: &str, before: bool| json!({ "identifier": name, "before": before });
        for name in ["ada", "nobody", "no-one"] {
            let ask = asked(&mut app.browser(CLASSIC), &named(name, false)).await;
            assert_eq!(ask["rpId"], OLD, "{name}: nobody has moved");
            assert!(!ask["allowCredentials"].as_array().unwrap().is_empty());
        }
        ada.sign_in_as("ada").await.ok();
        let begun = ada.post("/account/passkeys/begin", &json!({})).await.ok();
        let made = ada.make(&begun, &json!({}));
        ada.post("/account/passkeys/finish", &made).await.ok();
        app.browser(CLASSIC).sign_up("carl").await.ok();
        app.advance_seconds(3601);
        domain::campaign::count_all(&app.app).await;
        app.app.refresh().await.unwrap();
        owner.sign_in().await.ok();
        for name in ["ada", "carl", "nobody", "no-one"] {
            assert_eq!(asked(&mut app.browser(CLASSIC), &named(name, false)).await["rpId"], NEW, "{name}: all have moved");
            let before = asked(&mut app.browser(CLASSIC), &named(name, true)).await;
            assert_eq!((&before["rpId"], before["allowCredentials"].as_array().unwrap().is_empty()), (&json!(OLD), false), "{name}");
        }
        ada.sign_in_as("ada").await.ok();
        ada.prove("/sign-in/passkey", &named("ada", true)).await.ok();
        let read = progress(&mut owner, &at).await;
        assert_eq!(read["moving"]["count"]["moved"], 2, "{read}");
    }

    async fn one_of_two_who_finish_does(app: TestApp) {
        let mut owner = app.owner().await;
        let at = moving(&app, &mut owner, BASE).await;
        let version = progress(&mut owner, &at).await["version"].as_str().unwrap().to_owned();
        let door = std::mem::take(&mut owner.base);
        let request = || {
            let request = owner.request(Method::POST, &format!("{at}/finish")).header(header::CONTENT_TYPE, "application/json");
            request.header(header::IF_MATCH, format!("\"{version}\"")).body(Body::from("{}")).unwrap()
        };
        let (first, second) = tokio::join!(app.send(request()), app.send(request()));
        owner.base = door;
        let mut all = [first.status.as_u16(), second.status.as_u16()];
        all.sort_unstable();
        assert_eq!(all, [200, 412], "{} {}", first.text, second.text);
        let ends = app.audit(BASE).await.into_iter().filter(|entry| entry.kind == "campaign_finished").count();
        assert_eq!(ends, 1);
    }

    // Another tenant's pool is not there, and nobody changes the domains under a move.
    async fn domains_stay_while_members_move(app: TestApp) {
        let mut owner = app.owner().await;
        let at = moving(&app, &mut owner, BASE).await;
        let foreign = at.replace("/admin/platform/", "/admin/demo/");
        owner.console("GET", &format!("{foreign}/progress"), &Value::Null).await.assert_refused(404, "not_found");
        let settings = at.replace("/campaign", "/settings");
        let answer = owner.changes(&settings, &json!({ "rp_id": "", "confirmed": ["rp_id:99"] })).await;
        answer.assert_refused(422, "setting_refused");
        assert!(problem(&answer).starts_with("The members are moving to another RP ID."), "{}", answer.text);
        owner.changes(&settings, &json!({ "max_factors": 50 })).await.ok();
        let (mut support, _) = app.appointed(&mut owner, "sue", ("support", "installation")).await;
        let version = progress(&mut support, &at).await["version"].as_str().unwrap().to_owned();
        assert!(!support.posts(&format!("{at}/finish"), &version, &json!({})).await.status.is_success());
        assert!(support.console("GET", &at, &Value::Null).await.text.contains("You can look at these settings."));
    }
}
