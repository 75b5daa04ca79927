//! What directories call users, and what becomes of it here: the user name as it was given, addresses of its types, and nobody who may still sign in by
//! what a directory has taken away.

use crate::scim::{USER, assert_scim, directory, total};
use crate::support::app::CLASSIC;
use crate::support::application::Api;
use crate::support::{TestApp, on_both_engines};
use crate::system_codes::identifiers;
use serde_json::{Value, json};

async fn made(api: &Api<'_>, body: Value) -> Value {
    let answer = api.call("POST", "/Users", Some(&body)).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    answer.json()
}

fn at(user: &Value) -> String {
    format!("/Users/{}", user["id"].as_str().unwrap())
}

async fn patched(api: &Api<'_>, user: &Value, operations: Value) -> Value {
    let answer = api.call("PATCH", &at(user), Some(&json!({ "Operations": operations }))).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

/// The rest of the API, for the same program.
fn system<'a>(api: &Api<'a>) -> Api<'a> {
    Api { app: api.app, base: api.base.replace("/scim/v2", ""), token: api.token.clone() }
}

/// By all that the user signs in by, in the order of the alphabet.
async fn known_by(api: &Api<'_>, user: &Value) -> Vec<String> {
    let shown = system(api).call("GET", &format!("/users/{}", user["id"].as_str().unwrap()), None).await.ok();
    let mut names: Vec<String> = identifiers(&shown).into_iter().map(str::to_owned).collect();
    names.sort_unstable();
    names
}

on_both_engines! {
    // RFC 7643, 4.1.1: the user name is the one that was given, whatever else its user is known by.
    async fn a_user_name_is_what_was_given(app: TestApp) {
        let api = directory(&app, CLASSIC, "identity").await;
        let ada = made(&api, json!({ "schemas": [USER], "userName": "ada@example.com", "emails": [{ "value": "ada@example.com", "type": "work" }],
            "phoneNumbers": [{ "value": "+4712345678", "type": "mobile" }] })).await;
        assert_eq!((&ada["userName"], &ada["phoneNumbers"][0]["type"]), (&json!("ada@example.com"), &json!("mobile")));
        let zoe = made(&api, json!({ "userName": "zoe@corp.example", "emails": [{ "value": "a.zoe@mail.example" }] })).await;
        assert_eq!((&zoe["userName"], zoe["emails"].as_array().unwrap().len()), (&json!("zoe@corp.example"), 1));
        for (text, count) in [("userName eq \"ada@example.com\"", 1), ("userName eq \"+4712345678\"", 0), ("userName eq \"zoe@corp.example\"", 1),
            ("userName eq \"a.zoe@mail.example\"", 0), ("emails.value eq \"a.zoe@mail.example\"", 1), ("emails.value eq \"zoe@corp.example\"", 0)] {
            assert_eq!(total(&api, text).await, count, "{text}");
        }
        // A name that another program adds is another name.
        let path = format!("/users/{}/identifiers/add", zoe["id"].as_str().unwrap());
        system(&api).call("POST", &path, Some(&json!({ "identifier": "aaa", "type": "uid" }))).await.ok();
        assert_eq!(api.call("GET", &at(&zoe), None).await.ok()["userName"], "zoe@corp.example");
    }

    // RFC 7644, 3.5.2.3: what takes the place of a name or an address leaves nothing behind by which its user, or somebody after them, signs in.
    async fn what_is_replaced_is_gone(app: TestApp) {
        let api = directory(&app, CLASSIC, "identity").await;
        let ada = made(&api, json!({ "userName": "ada@example.com" })).await;
        let then = patched(&api, &ada, json!([{ "op": "replace", "path": "userName", "value": "ada@king.example" }])).await;
        assert_eq!((&then["userName"], then.get("emails")), (&json!("ada@king.example"), None));
        assert_eq!(known_by(&api, &ada).await, ["ada@king.example"]);
        let bert = made(&api, json!({ "userName": "bert" })).await;
        for (mail, phone) in [("one@example.com", "+4712345678"), ("two@example.com", "+4787654321")] {
            let then = patched(&api, &bert, json!([{ "op": "Add", "path": "emails[type eq \"work\"].value", "value": mail },
                { "op": "Replace", "path": "phoneNumbers[type eq \"mobile\"].value", "value": phone }])).await;
            assert_eq!((&then["emails"][0]["type"], &then["phoneNumbers"][0]["type"]), (&json!("work"), &json!("mobile")));
            assert_eq!(known_by(&api, &bert).await, [phone, "bert", mail]);
        }
        let then = patched(&api, &bert, json!([{ "op": "add", "path": "emails[type eq \"home\"].value", "value": "home@example.com" },
            { "op": "replace", "path": "emails[type eq \"work\"].value", "value": "three@example.com" }])).await;
        assert_eq!(then["emails"].as_array().unwrap().len(), 2);
        assert_eq!(known_by(&api, &bert).await, ["+4787654321", "bert", "home@example.com", "three@example.com"]);
        // Who leaves loses the telephone in the same breath, also where there was none.
        let away = json!([{ "op": "Remove", "path": "phoneNumbers[type eq \"mobile\"].value" }, { "op": "Replace", "path": "active", "value": "False" }]);
        for _ in 0..2 {
            assert_eq!(patched(&api, &bert, away.clone()).await["active"], false);
        }
        assert_eq!(known_by(&api, &bert).await, ["bert", "home@example.com", "three@example.com"]);
    }

    // RFC 7644, 3.5.1: what is said again changes nothing.
    async fn saying_it_again_changes_nothing(app: TestApp) {
        let api = directory(&app, CLASSIC, "identity").await;
        let whole = json!({ "USERNAME": "ada", "displayname": "Ada L.", "name": { "formatted": "Ada Lovelace", "GivenName": "Augusta", "familyName": "King" },
            "emails": [{ "Value": "ada@example.com", "type": "home" }], "phoneNumbers": [{ "value": "4711", "type": "work" }], "active": true });
        let ada = made(&api, whole.clone()).await;
        assert_eq!((&ada["displayName"], ada.get("phoneNumbers"), &ada["emails"][0]["type"]), (&json!("Ada L."), None, &json!("home")));
        let before = app.kinds_done(CLASSIC).await.len();
        let first = api.call("PUT", &at(&ada), Some(&whole)).await;
        let second = api.call("PUT", &at(&ada), Some(&whole)).await;
        assert_eq!((first.ok(), second.ok()), (ada.clone(), ada.clone()));
        assert_eq!((first.header("etag"), second.header("etag")), (ada["meta"]["version"].as_str().unwrap(), ada["meta"]["version"].as_str().unwrap()));
        assert_eq!(app.kinds_done(CLASSIC).await.len(), before, "and nothing is on record for it");
        assert!(ada["meta"].get("lastModified").is_none(), "which nobody here would know");
        // A change says what it names, and what is only read may be said again.
        let then = patched(&api, &ada, json!([{ "op": "replace", "value": { "id": ada["id"], "meta": ada["meta"], "active": true } }])).await;
        assert_eq!(then["displayName"], "Ada L.");
        let then = patched(&api, &ada, json!([{ "op": "replace", "path": "name", "value": { "givenName": "Ada", "familyName": "Byron" } }])).await;
        assert_eq!(then["displayName"], "Ada Byron");
        let other = json!({ "Operations": [{ "op": "replace", "value": { "id": "018bcfe5-6801-7000-8000-000000000000" } }] });
        assert_scim(&api.call("PATCH", &at(&ada), Some(&other)).await, 400, "mutability");
    }

    // What people share in an office is nobody's way in, and no cause to leave the second one out.
    async fn what_is_shared_is_the_firsts(app: TestApp) {
        let api = directory(&app, CLASSIC, "identity").await;
        let shared = |name: &str| json!({ "userName": name, "displayName": "x".repeat(100), "emails": [{ "value": "office@example.com", "verified": true }],
            "phoneNumbers": [{ "value": "+4712345678" }, { "value": "ext. 12" }] });
        let (ada, bert) = (made(&api, shared("ada")).await, made(&api, shared("bert")).await);
        assert_eq!((&ada["emails"][0]["value"], ada["displayName"].as_str().unwrap().len()), (&json!("office@example.com"), 64));
        assert_eq!((bert.get("emails"), bert.get("phoneNumbers")), (None, None));
        assert_eq!(known_by(&api, &bert).await, ["bert"]);
        let again = api.call("PUT", &at(&bert), Some(&shared("bert"))).await.ok();
        assert_eq!(again, bert);
        // The name itself is one user's.
        assert_scim(&api.call("PUT", &at(&bert), Some(&json!({ "userName": "office@example.com" }))).await, 409, "uniqueness");
        assert_eq!(known_by(&api, &bert).await, ["bert"]);
    }
}
