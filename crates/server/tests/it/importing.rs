//! Members from other systems, until they sign in: with a passkey of theirs, with a password of each kind of hash, with TOTP; and what a second run, an
//! interrupted one and somebody else's name change. Keys are made by the software authenticator as that system would have had them made.

mod better_auth;
mod signing_in;

use crate::support::app::{ORIGIN, SMART};
use crate::support::{Actor, Answer, TestApp, on_both_engines};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::importing::{self, Arrival, File, Format, Outcome, Read, Wish};
use domain::policy::PolicyRules;
use domain::settings::LastPasskeyGuard;
use domain::signals::{Confirmed, confirm_restore};
use domain::{FrontDoor, Method};
use serde_json::{Value, json};
use std::sync::Arc;

/// Another tenant's Smart workspace, whose pool has the same RP ID.
const OTHER_TENANT: &str = "/platform/smart";
const RIGHT: &str = "correct horse battery staple";
/// Of [`RIGHT`], by Python's bcrypt.
const BCRYPT: &str = "$2b$05$DzKiq3ipukJvhIQ6WU2eSeA9DYuAxVHQuJXP5o9EGY4RAsiW5MerG";

fn door(app: &TestApp, base: &str) -> Arc<FrontDoor> {
    importing::place(&app.app.snapshot(), base.trim_start_matches('/')).unwrap()
}

fn arrivals(format: Format, text: &str) -> Vec<Arrival> {
    let file = File::open(format, text).unwrap();
    let read = file.read(Some("localhost"));
    read.map(|read| match read {
        Read::Arrival(arrival) => *arrival,
        other => panic!("{other:?}"),
    })
    .collect()
}

async fn settle(app: &TestApp, base: &str, arrivals: &[Arrival], rehearse: bool) -> Vec<Outcome> {
    let wish = Wish { source: "test".into(), rehearse, ..Wish::default() };
    importing::settle(&app.app, &door(app, base), &wish, arrivals).await.unwrap()
}

async fn bring(app: &TestApp, base: &str, members: &[Value]) -> Vec<Outcome> {
    settle(app, base, &arrivals(Format::Json, &Value::from(members.to_vec()).to_string()), false).await
}

#[track_caller]
fn assert_new(outcomes: &[Outcome]) {
    assert!(outcomes.iter().all(|outcome| matches!(outcome, Outcome::New(_))), "{outcomes:?}");
}

#[track_caller]
fn assert_refused(outcome: &Outcome, part: &str) {
    assert!(matches!(outcome, Outcome::Refused(why) if why.contains(part)), "{part}: {outcome:?}");
}

fn url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// A passkey that another system has had made at the same host, under this handle: its record as files have it.
fn made_elsewhere(holder: &mut Actor<'_>, handle: &[u8]) -> Value {
    let options = json!({
        "challenge": url(&[7; 32]), "rp": { "id": "localhost", "name": "Elsewhere" },
        "user": { "id": url(handle), "name": "somebody", "displayName": "Somebody" },
        "pubKeyCredParams": [{ "type": "public-key", "alg": -7 }],
        "authenticatorSelection": { "residentKey": "required", "userVerification": "required" },
    });
    holder.authenticator.create(&options, ORIGIN).unwrap();
    let made = holder.authenticator.passkeys().last().unwrap();
    json!({ "rp_id": "localhost", "id": url(&made.credential_id), "public_key": url(&made.cose_public_key()), "backup_eligible": made.synced,
        "backup_state": made.synced, "transports": ["internal", "hybrid"], "sign_count": made.sign_count })
}

fn member(id: &str, handle: &[u8], passkeys: &[Value]) -> Value {
    json!({ "id": id, "usernames": [format!("user.{id}")], "user_handle": url(handle), "passkeys": passkeys })
}

async fn takes_passwords(app: &TestApp) {
    app.set(SMART, |settings| {
        settings.methods.first = vec![Method::Passkey, Method::Password];
        settings.methods.second = vec![Method::Totp];
        settings.last_passkey_guard = LastPasskeyGuard::Never;
    })
    .await;
}

/// One attempt by name and password.
async fn by_password(app: &TestApp, name: &str, password: &str) -> Answer {
    let mut visitor = app.program(SMART);
    let begun = visitor.post("/sign-in/start", &json!({ "identifier": name })).await.ok();
    let body = json!({ "ticket": begun["ticket"], "method": "password", "value": password });
    visitor.post(&format!("/journey/{}/prove", begun["journey"].as_str().unwrap()), &body).await
}

on_both_engines! {
    // Issue 9, 5: twice, and interrupted; what happened here since is not undone.
    async fn a_second_run_brings_only_whom_the_first_did_not(app: TestApp) {
        takes_passwords(&app).await;
        let mut holder = app.program(SMART);
        let key = made_elsewhere(&mut holder, b"handle of one");
        let mut members: Vec<Value> = (0..60).map(|number| member(&number.to_string(), format!("h{number}").as_bytes(), &[])).collect();
        members[1] = member("1", b"handle of one", &[key]);
        members[1]["password_hash"] = json!(BCRYPT);
        let all = arrivals(Format::Json, &Value::from(members).to_string());
        let rehearsed = settle(&app, SMART, &all, true).await;
        assert_new(&rehearsed);
        assert_new(&settle(&app, SMART, &all[..30], true).await);
        assert_new(&settle(&app, SMART, &all[..30], false).await);
        let then = settle(&app, SMART, &all, false).await;
        assert!(then[..30].iter().all(|outcome| *outcome == Outcome::There), "{then:?}");
        assert_new(&then[30..]);
        assert_eq!(rehearsed[30..], then[30..]);

        // A passkey that its member removes, and a password that they change, stay so.
        holder.sign_in().await.ok();
        let id = holder.get("/account/passkeys").await.ok()["passkeys"][0]["id"].as_str().unwrap().to_owned();
        holder.put("/account/password", &json!({ "password": "bobsled over the rainbow hill" })).await.ok();
        holder.delete(&format!("/account/passkeys/{id}")).await.ok();
        assert_eq!(settle(&app, SMART, &all, false).await, vec![Outcome::There; 60]);
        holder.token = None;
        assert!(!holder.sign_in().await.status.is_success());
        assert!(!by_password(&app, "user.1", RIGHT).await.status.is_success());
        assert_eq!(by_password(&app, "user.1", "bobsled over the rainbow hill").await.status, 200);
    }

    // Issue 9, 5: whoever was removed here is not brought again; the same name from elsewhere is nobody's merger.
    async fn nobody_comes_back_and_nobody_is_merged(app: TestApp) {
        let brought = [member("1", b"handle of one", &[]), member("2", b"handle of two", &[])];
        assert_new(&bring(&app, SMART, &brought).await);
        let door = door(&app, SMART);
        let user = domain::members::by_name(&app.app, &door, "user.1").await.unwrap();
        assert!(domain::removal::remove_by_operator(&app.app, &door, user).await.unwrap());
        assert_eq!(bring(&app, SMART, &brought).await, [Outcome::Removed, Outcome::There]);
        let again = arrivals(Format::Json, &json!([member("2", b"another handle", &[])]).to_string());
        let wish = Wish { source: "another system".into(), ..Wish::default() };
        let outcomes = importing::settle(&app.app, &door, &wish, &again).await.unwrap();
        assert_refused(&outcomes[0], "known as user.2 already");
        // Who signed up here is nobody else's, either.
        app.program(SMART).sign_up("user.3").await.ok();
        assert_refused(&bring(&app, SMART, &[member("3", b"handle of three", &[])]).await[0], "known as user.3 already");
    }

    // Issue 9, 5: who has a way in there and none here is told from who never had one, and from who has another.
    async fn who_is_shut_out_is_told(app: TestApp) {
        let only = async |first: Method| {
            app.set(SMART, move |settings| {
                settings.methods.first = vec![first];
                settings.methods.second = Vec::new();
                settings.methods.recovery = Vec::new();
            })
            .await;
        };
        let key = made_elsewhere(&mut app.program(SMART), b"handle of both");
        let mut members: Vec<Value> = ["1", "2", "3", "4"].iter().map(|id| member(id, format!("h{id}").as_bytes(), &[])).collect();
        members[1]["password_hash"] = json!(BCRYPT);
        members[2] = member("3", b"handle of both", &[key]);
        members[3]["totp_secret"] = json!("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP");
        let mut both = members.clone();
        both[2]["password_hash"] = json!(BCRYPT);
        let shut = async |members: &[Value]| -> Vec<bool> {
            let outcomes = settle(&app, SMART, &arrivals(Format::Json, &Value::from(members.to_vec()).to_string()), true).await;
            let is_shut = |outcome: &Outcome| matches!(outcome, Outcome::New(brought) if brought.is_shut_out);
            outcomes.iter().map(is_shut).collect()
        };
        only(Method::Passkey).await;
        assert_eq!(shut(&members).await, [false, true, false, false]);
        assert_eq!(shut(&both).await, [false, true, false, false]);
        takes_passwords(&app).await;
        assert_eq!(shut(&both).await, [false; 4]);
    }

    // Issue 9, 5: two systems under one name: whoever has somebody else's id there is not taken for them.
    async fn an_id_of_another_system_is_refused(app: TestApp) {
        assert_new(&bring(&app, SMART, &[member("1", b"handle of one", &[])]).await);
        let stranger = json!({ "id": "1", "usernames": ["stranger"], "display_name": "Somebody else", "user_handle": url(b"another") });
        assert_refused(&bring(&app, SMART, std::slice::from_ref(&stranger)).await[0], "name it with --source");
        assert!(domain::members::by_name(&app.app, &door(&app, SMART), "stranger").await.is_err());
        // Much may have changed since: the handle alone tells who it is, and so does a name.
        let mut renamed = stranger.clone();
        renamed["user_handle"] = json!(url(b"handle of one"));
        assert_eq!(bring(&app, SMART, &[renamed]).await, [Outcome::There]);
        let mut known = stranger;
        known["usernames"] = json!(["USER.1"]);
        assert_eq!(bring(&app, SMART, &[known]).await, [Outcome::There]);
    }

    // Issue 9, 5: one refusal leaves the others, and nothing of itself.
    async fn keys_and_handles_of_others_are_refused(app: TestApp) {
        let mut holder = app.program(SMART);
        let key = made_elsewhere(&mut holder, b"handle of one");
        let elsewhere = member("1", b"handle of one", std::slice::from_ref(&key));
        assert_new(&bring(&app, OTHER_TENANT, &[elsewhere]).await);
        let outcomes = bring(&app, SMART, &[
            member("1", b"fresh handle", std::slice::from_ref(&key)),
            member("2", b"handle of one", &[]),
            member("3", b"handle of three", &[]),
        ])
        .await;
        assert_refused(&outcomes[0], "passkeys is somebody's already");
        assert_refused(&outcomes[1], "user handle already");
        assert_new(&outcomes[2..]);
        let names: Vec<_> = ["user.1", "user.2", "user.3"].into_iter().collect();
        let door = door(&app, SMART);
        for (name, is_there) in names.into_iter().zip([false, false, true]) {
            assert_eq!(domain::members::by_name(&app.app, &door, name).await.is_ok(), is_there, "{name}");
        }
    }

    // Issue 9, 5: limits and methods are the pool's, and nobody comes as an administrator.
    async fn the_pool_decides_what_is_taken(app: TestApp) {
        let mut holder = app.program(SMART);
        let keys = [made_elsewhere(&mut holder, b"one"), made_elsewhere(&mut holder, b"one"), made_elsewhere(&mut holder, b"one")];
        app.set(SMART, |settings| settings.passkey_capacity = 2).await;
        assert_refused(&bring(&app, SMART, &[member("1", b"one", &keys)]).await[0], "more passkeys than the pool takes");
        let someone = app.program(SMART).sign_up("someone").await.ok()["user_id"].clone();
        app.give_role(SMART, &someone, ("writer", PolicyRules::default())).await;
        app.give_role(SMART, &someone, ("chief", PolicyRules::default())).await;
        let elevate = "UPDATE roles SET elevated = 1 WHERE name = 'chief'";
        app.store.write("elevate", move |tx| store::testing::execute(tx, elevate)).await.unwrap();
        let mut other = member("2", b"two", &[keys[0].clone()]);
        other["passkeys"][0]["rp_id"] = json!("sso.example");
        other["password_hash"] = json!(BCRYPT);
        other["totp_secret"] = json!("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP");
        other["roles"] = json!(["writer", "chief", "nobody's"]);
        let outcomes = bring(&app, SMART, &[other]).await;
        let Outcome::New(brought) = &outcomes[0] else { panic!("{outcomes:?}") };
        assert_eq!((brought.passkeys, brought.password, brought.totp), (0, false, false));
        for part in ["chief", "nobody's", "RP ID", "passwords", "TOTP"] {
            assert!(brought.left.iter().any(|why| why.contains(part)), "{part}: {:?}", brought.left);
        }
        let pool = door(&app, SMART).pool.id;
        let user = domain::members::by_name(&app.app, &door(&app, SMART), "user.2").await.unwrap();
        let held = app.store.read("roles", move |tx| store::role::ids_of_user(tx, pool, user)).await.unwrap();
        assert_eq!(held.len(), 1);
    }

    // S1-26, Issue 9, 5: as long as members may be half here, no manager is told to remove anything; and not again for a run that brings nobody.
    async fn nothing_is_told_that_could_delete(app: TestApp) {
        let mut holder = app.program(SMART);
        let key = made_elsewhere(&mut holder, b"handle of one");
        made_elsewhere(&mut holder, b"handle of one");
        let brought = [member("1", b"handle of one", &[key])];
        let lists = |signed_in: &Value| signed_in["signals"]["allAcceptedCredentials"].clone();
        let mut other = app.program(SMART);
        other.sign_up("other").await.ok();
        assert_ne!(lists(&other.get("/account/passkeys").await.ok()), Value::Null);
        settle(&app, SMART, &arrivals(Format::Json, &Value::from(brought.to_vec()).to_string()), true).await;
        assert_ne!(lists(&other.get("/account/passkeys").await.ok()), Value::Null);
        // What is under way elsewhere goes on: nothing was put back.
        let mut under_way = app.program(SMART);
        under_way.sign_up("under.way").await.ok();
        under_way.token = None;
        let begun = under_way.post("/sign-in/passkey/begin", &json!({})).await.ok();
        assert_new(&bring(&app, SMART, &brought).await);
        let restored = app.store.read("restored", |tx| store::installation::get(tx, domain::signals::RESTORED_AT)).await.unwrap();
        assert_eq!(restored, None);
        let shown = under_way.show(&begun);
        under_way.post("/sign-in/passkey/finish", &shown).await.ok();
        assert_eq!(lists(&other.get("/account/passkeys").await.ok()), Value::Null);
        assert_eq!(app.audit(SMART).await.iter().filter(|entry| entry.detail.as_deref() == Some("import: test")).count(), 2);
        assert_eq!(confirm_restore(&app.app).await.unwrap(), Confirmed::Restore);
        assert_eq!(confirm_restore(&app.app).await.unwrap(), Confirmed::Nothing);
        // Nothing was put back, and the audit does not say so.
        let all = domain::audit::latest(&app.app, domain::id::TenantId::NIL, 100).await.unwrap();
        let told = |kind: &str| all.iter().filter(|entry| entry.kind == kind).count();
        assert_eq!((told("signals_resumed"), told("restore_confirmed")), (1, 0));
        assert_eq!(bring(&app, SMART, &brought).await, [Outcome::There]);
        assert_ne!(lists(&other.get("/account/passkeys").await.ok()), Value::Null);
    }

    // Issue 9, 5: what is exported is taken again, with everything.
    async fn an_export_is_brought_back(app: TestApp) {
        takes_passwords(&app).await;
        let mut holder = app.program(SMART);
        let mut whole = member("1", b"handle of one", &[made_elsewhere(&mut holder, b"handle of one")]);
        whole["emails"] = json!([{ "address": "ada@example.com", "verified": true }, { "address": "two@example.com" }]);
        whole["password_hash"] = json!(BCRYPT);
        whole["totp_secret"] = json!("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP");
        whole["display_name"] = json!("Ada Lovelace");
        assert_new(&bring(&app, SMART, &[whole.clone()]).await);
        let door = door(&app, SMART);
        let user = domain::members::by_name(&app.app, &door, "user.1").await.unwrap();
        let page = importing::leaving(&app.app, &door, domain::id::UserId::NIL, Some(user)).await.unwrap();
        let left = serde_json::to_value(&page.members[0]).unwrap();
        for name in ["usernames", "user_handle", "password_hash", "totp_secret", "display_name"] {
            assert_eq!(left[name], whole[name], "{name}");
        }
        assert_eq!((left["emails"][0]["verified"].clone(), left["passkeys"][0]["id"].clone()), (json!(true), whole["passkeys"][0]["id"].clone()));
        assert!(domain::removal::remove_by_operator(&app.app, &door, user).await.unwrap());
        assert_new(&bring(&app, SMART, &[left]).await);
        holder.sign_in().await.ok();
        // All of them, a page after the other.
        let (mut after, mut count) = (domain::id::UserId::NIL, 0);
        loop {
            let page = importing::leaving(&app.app, &door, after, None).await.unwrap();
            count += page.members.len();
            let Some(next) = page.next else { break };
            after = next;
        }
        assert!(count > 1);
    }
}
