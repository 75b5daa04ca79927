//! Users as directories provision them (RFC 7643, 7644): found, made, changed, suspended and removed, by the rules of everything else.

use crate::support::app::{CLASSIC, SMART};
use crate::support::application::{Api, Application};
use crate::support::{Answer, TestApp, on_both_engines};
use crate::system_codes::{at_pool, id_of};
use domain::Method;
use serde_json::{Value, json};
use std::collections::BTreeSet;

pub(crate) const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";

pub(crate) async fn directory<'a>(app: &'a TestApp, base: &str, scope: &str) -> Api<'a> {
    let Api { app, base, token } = at_pool(app, base, scope).await;
    Api { app, base: format!("{base}/scim/v2"), token }
}

pub(crate) fn assert_scim(answer: &Answer, status: u16, scim_type: &str) {
    assert_eq!(answer.header("content-type"), "application/scim+json", "{}", answer.text);
    let body = answer.json();
    assert_eq!(body["schemas"], json!(["urn:ietf:params:scim:api:messages:2.0:Error"]));
    let told =
        (answer.status.as_u16(), body["status"].as_str().unwrap(), body["scimType"].as_str().unwrap_or_default());
    assert_eq!(told, (status, status.to_string().as_str(), scim_type), "{}", answer.text);
    assert!(body["detail"].is_string() && body["error_code"].is_string());
}

fn ada() -> Value {
    json!({ "schemas": [USER], "userName": "ada", "externalId": "E-7", "name": { "givenName": "Ada", "familyName": "Lovelace" },
        "emails": [{ "value": "Ada@Example.com", "type": "work", "primary": true, "verified": true }], "active": true })
}

/// `?filter=…`, escaped.
fn filter(text: &str) -> String {
    let escaped: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
    format!("/Users?filter={escaped}")
}

pub(crate) async fn total(api: &Api<'_>, text: &str) -> u64 {
    api.call("GET", &filter(text), None).await.ok()["totalResults"].as_u64().unwrap()
}

on_both_engines! {
    // RFC 7644, 3.3 to 3.6: made, shown, found, replaced, patched, removed.
    async fn a_user_is_provisioned(app: TestApp) {
        let api = directory(&app, CLASSIC, "identity").await;
        let made = api.call("POST", "/Users", Some(&ada())).await;
        assert_eq!(made.status, 201, "{}", made.text);
        assert_eq!(made.header("content-type"), "application/scim+json");
        let (user, etag) = (made.json(), made.header("etag").to_owned());
        let id = user["id"].as_str().unwrap().to_owned();
        let at = format!("/Users/{id}");
        assert_eq!((&user["userName"], &user["displayName"], &user["active"]), (&json!("ada"), &json!("Ada Lovelace"), &json!(true)));
        assert_eq!((&user["externalId"], &user["name"]["familyName"]), (&json!("E-7"), &json!("Lovelace")));
        assert_eq!((&user["emails"][0]["value"], &user["emails"][0]["verified"]), (&json!("ada@example.com"), &json!(true)));
        assert_eq!((&user["meta"]["version"], &user["meta"]["resourceType"]), (&json!(etag), &json!("User")));
        assert!(made.header("location").ends_with(&format!("/scim/v2{at}")), "{}", made.header("location"));
        assert_eq!(user["meta"]["location"], made.header("location"));
        let shown = api.call("GET", &at, None).await;
        assert_eq!((shown.header("etag"), shown.ok()), (etag.as_str(), user.clone()));
        for text in ["userName eq \"ADA\"", "externalId eq \"E-7\"", "emails.value eq \"ada@example.com\"", "id eq \"ID\""] {
            let found = api.call("GET", &filter(&text.replace("ID", &id)), None).await.ok();
            assert_eq!((&found["totalResults"], &found["Resources"][0]["id"]), (&json!(1), &json!(id)), "{text}");
        }
        for text in ["userName eq \"ada@example.com\"", "externalId eq \"e-7\"", "userName eq \"nobody\""] {
            assert_eq!(total(&api, text).await, 0, "{text}");
        }
        let narrow = api.call("GET", &format!("{at}?attributes=userName,name.familyName"), None).await.ok();
        assert_eq!(narrow.as_object().unwrap().keys().map(String::as_str).collect::<BTreeSet<_>>(), BTreeSet::from(["id", "name", "schemas", "userName"]));
        assert!(api.call("GET", &format!("{at}?excludedAttributes=emails"), None).await.ok().get("emails").is_none());

        let whole = json!({ "schemas": [USER], "userName": "ada.king", "displayName": "Ada King", "emails": [{ "value": "ada@king.example" }], "active": true });
        assert_scim(&api.with("PUT", &at, Some(&whole), &[("if-match", "\"another\"")]).await, 412, "");
        let put = api.with("PUT", &at, Some(&whole), &[("if-match", &etag)]).await;
        let then = put.ok();
        assert_eq!((&then["userName"], &then["displayName"], then.get("externalId")), (&json!("ada.king"), &json!("Ada King"), None));
        assert_eq!(then["emails"], json!([{ "value": "ada@king.example", "type": "work", "primary": true, "verified": false }]));
        assert_scim(&api.with("PUT", &at, Some(&whole), &[("if-match", &etag)]).await, 412, "");
        let patch = json!({ "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [
            { "op": "Replace", "path": "name.familyName", "value": "Byron" },
            { "op": "add", "path": "emails", "value": [{ "value": "ada@byron.example", "verified": true }] },
            { "op": "add", "path": "externalId", "value": "E-8" }, { "op": "add", "path": "title", "value": "Countess" }] });
        let then = api.with("PATCH", &at, Some(&patch), &[("if-match", put.header("etag"))]).await.ok();
        assert_eq!((&then["displayName"], &then["externalId"], then["emails"].as_array().unwrap().len()), (&json!("Ada Byron"), &json!("E-8"), 2));
        assert_scim(&api.with("DELETE", &at, None, &[("if-match", &etag)]).await, 412, "");
        assert_eq!(api.call("DELETE", &at, None).await.status, 204);
        for (method, body) in [("GET", None), ("DELETE", None), ("PUT", Some(&whole)), ("PATCH", Some(&patch))] {
            assert_scim(&api.call(method, &at, body).await, 404, "");
        }
        assert_eq!(total(&api, "externalId eq \"E-8\"").await, 0);
        let kinds = app.kinds_done(CLASSIC).await;
        for kind in ["user_added", "user_changed", "address_added", "address_removed", "user_erased"] {
            assert!(kinds.contains(&kind.to_owned()), "{kind}: {kinds:?}");
        }
    }

    // `active: false` is the product's suspension: every session ends, and nobody comes in.
    async fn who_is_switched_off_is_out(app: TestApp) {
        let mut alice = app.browser(SMART);
        alice.sign_up("alice").await.ok();
        let id = id_of(&mut alice).await;
        let api = directory(&app, SMART, "identity").await;
        let switch = |value: Value| json!({ "Operations": [{ "op": "replace", "path": "active", "value": value }] });
        let off = api.call("PATCH", &format!("/Users/{id}"), Some(&switch(json!("False")))).await.ok();
        assert_eq!(off["active"], false);
        alice.get("/session").await.assert_refused(401, "not_signed_in");
        assert!(!alice.sign_in().await.status.is_success());
        let on = api.call("PATCH", &format!("/Users/{id}"), Some(&switch(json!(true)))).await.ok();
        assert_eq!(on["active"], true);
        alice.sign_in().await.ok();
        let kinds = app.kinds_done(SMART).await;
        assert!(kinds.contains(&"user_suspended".to_owned()) && kinds.contains(&"user_restored".to_owned()));
    }

    // RFC 7644, 3.3: what somebody else has is theirs, also of two at once.
    async fn a_name_is_one_users(app: TestApp) {
        let api = directory(&app, CLASSIC, "identity").await;
        let body = ada();
        let make = || api.call("POST", "/Users", Some(&body));
        let (one, two) = tokio::join!(make(), make());
        let mut statuses = [one.status.as_u16(), two.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 409], "{} {}", one.text, two.text);
        for (member, value) in [("userName", json!("ADA")), ("userName", json!("ada@example.com")), ("externalId", json!("E-7"))] {
            let mut other = json!({ "userName": "bert" });
            other[member] = value;
            assert_scim(&api.call("POST", "/Users", Some(&other)).await, 409, "uniqueness");
        }
        assert_eq!(total(&api, "userName eq \"bert\"").await, 0, "all of it or nothing");
        let bert = api.call("POST", "/Users", Some(&json!({ "userName": "bert@example.com" }))).await.json();
        assert_eq!((&bert["userName"], bert.get("emails")), (&json!("bert@example.com"), None), "what was not given as an address is shown as none");
        let patch = json!({ "Operations": [{ "op": "replace", "value": { "externalId": "E-7" } }] });
        assert_scim(&api.call("PATCH", &format!("/Users/{}", bert["id"].as_str().unwrap()), Some(&patch)).await, 409, "uniqueness");
    }

    // RFC 7644, 3.4.2.4, and RFC 9865: pages by index and by cursor; administrators are in none, and no hole tells of them.
    async fn a_list_is_walked_by_pages(app: TestApp) {
        let mut owner = app.owner().await;
        let root = id_of(&mut owner).await;
        let api = directory(&app, SMART, "identity").await;
        for number in 0..5 {
            let made = api.call("POST", "/Users", Some(&json!({ "userName": format!("user{number}") }))).await;
            assert_eq!(made.status, 201, "{}", made.text);
            app.advance_seconds(1);
        }
        let ids = |page: &Value| page["Resources"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
        let whole = api.call("GET", "/Users?count=100", None).await.ok();
        let all = ids(&whole);
        assert_eq!((&whole["totalResults"], whole["startIndex"].as_u64()), (&json!(all.len()), Some(1)));
        assert!(all.len() >= 5 && !all.contains(&root));
        let second = api.call("GET", "/Users?startIndex=3&count=2", None).await.ok();
        assert_eq!((ids(&second), &second["itemsPerPage"]), (all[2..4].to_vec(), &json!(2)));
        assert!(ids(&api.call("GET", "/Users?startIndex=1000", None).await.ok()).is_empty());
        assert_eq!(api.call("GET", "/Users?startIndex=-1&count=0", None).await.ok()["totalResults"], whole["totalResults"]);
        let (mut walked, mut cursor) = (Vec::new(), Some(String::new()));
        while let Some(place) = cursor {
            let page = api.call("GET", &format!("/Users?count=2&cursor={place}"), None).await.ok();
            walked.extend(ids(&page));
            cursor = page["nextCursor"].as_str().map(str::to_owned);
        }
        assert_eq!(walked, all);
        let root_name = owner.get("/session").await.ok()["display_name"].as_str().unwrap_or("root").to_owned();
        for text in [format!("id eq \"{root}\""), format!("userName eq \"{root_name}\"")] {
            assert_eq!(total(&api, &text).await, 0, "{text}");
        }
        for (method, body) in [("GET", None), ("DELETE", None), ("PUT", Some(ada())), ("PATCH", Some(json!({ "Operations": [{ "op": "replace", "path": "active", "value": false }] })))] {
            assert_scim(&api.call(method, &format!("/Users/{root}"), body.as_ref()).await, 404, "");
        }
        owner.get("/session").await.ok();
    }

    // S3-32, S3-45, RFC 7644, 3.12: each refusal in the words of the standard.
    async fn what_cannot_be_is_refused_in_the_words_of_scim(app: TestApp) {
        app.set(CLASSIC, |settings| settings.methods.first.push(Method::Password)).await;
        let api = directory(&app, CLASSIC, "identity").await;
        let made = api.call("POST", "/Users", Some(&ada())).await.json();
        let at = format!("/Users/{}", made["id"].as_str().unwrap());
        for (method, path, body, status, word) in [
            ("POST", "/Users", json!([]), 400, "invalidSyntax"),
            ("POST", "/Users", json!({}), 400, "invalidValue"),
            ("POST", "/Users", json!({ "userName": "a b" }), 400, "invalidValue"),
            ("POST", "/Users", json!({ "userName": "bert", "emails": [{ "value": "no address" }] }), 400, "invalidValue"),
            ("POST", "/Users", json!({ "userName": "bert", "password": "short" }), 400, "invalidValue"),
            ("PUT", at.as_str(), json!({ "userName": "ada", "password": "x" }), 400, "mutability"),
            ("PATCH", at.as_str(), json!({ "Operations": [] }), 400, "invalidSyntax"),
            ("PATCH", at.as_str(), json!({ "Operations": [{ "op": "replace", "path": "wings", "value": 2 }] }), 400, "invalidPath"),
            ("PATCH", at.as_str(), json!({ "Operations": [{ "op": "remove" }] }), 400, "noTarget"),
            ("PATCH", at.as_str(), json!({ "Operations": [{ "op": "replace", "path": "id", "value": "x" }] }), 400, "mutability"),
            ("PATCH", at.as_str(), json!({ "Operations": "x" }), 400, "invalidSyntax"),
        ] {
            assert_scim(&api.call(method, path, Some(&body)).await, status, word);
        }
        for text in ["userName co \"a\"", "active eq true", "userName eq \"a\" or userName eq \"b\"", "userName"] {
            assert_scim(&api.call("GET", &filter(text), None).await, 400, "invalidFilter");
        }
        assert_scim(&api.call("GET", "/Users?count=many", None).await, 400, "invalidValue");
        assert_scim(&api.call("GET", "/Users?cursor=nowhere", None).await, 400, "invalidCursor");
        assert_scim(&api.call("GET", "/Schemas/nothing", None).await, 404, "");
        for user in ["nobody", "018bcfe5-6801-7000-8000-000000000000"] {
            assert_scim(&api.call("GET", &format!("/Users/{user}"), None).await, 404, "");
        }
        let narrow = directory(&app, CLASSIC, "audit").await;
        for path in ["/Users", "/Schemas", "/ResourceTypes", "/ServiceProviderConfig", at.as_str()] {
            assert_scim(&narrow.call("GET", path, None).await, 403, "");
        }
        let stranger = Api { app: &app, base: api.base.clone(), token: "nothing".into() };
        let refused = stranger.call("GET", "/Users", None).await;
        assert_scim(&refused, 401, "");
        assert_eq!(refused.json()["error_code"], "invalid_access_token");
        // Another tenant's pool is not there, nor another's user.
        let foreign = Api { app: &app, base: api.base.replace(&app.pool(CLASSIC).to_string(), &app.pool(SMART).to_string()), token: api.token.clone() };
        assert_scim(&foreign.call("GET", "/Users", None).await, 404, "");
        let program = Application::program(&app, "demo", "identity").await;
        let base = format!("/api/identity/demo/system/pools/{}/scim/v2", app.pool(SMART));
        let elsewhere = Api { app: &app, base, token: program.own_token().await };
        assert_scim(&elsewhere.call("GET", &at, None).await, 404, "");
        // Who reads plain JSON gets that.
        let plain = api.with("GET", &at, None, &[("accept", "application/json")]).await;
        assert_eq!(plain.header("content-type"), "application/json");
    }

    // RFC 7643, 5 to 7.
    async fn a_directory_reads_what_there_is(app: TestApp) {
        let api = directory(&app, CLASSIC, "identity").await;
        let config = api.call("GET", "/ServiceProviderConfig", None).await.ok();
        assert_eq!((&config["patch"]["supported"], &config["bulk"]["supported"], &config["etag"]["supported"]), (&json!(true), &json!(false), &json!(true)));
        let types = api.call("GET", "/ResourceTypes", None).await.ok();
        assert_eq!((&types["totalResults"], &types["Resources"][0]["endpoint"]), (&json!(1), &json!("/Users")));
        assert_eq!(api.call("GET", "/ResourceTypes/User", None).await.ok()["schema"], USER);
        let schema = api.call("GET", &format!("/Schemas/{USER}"), None).await.ok();
        assert_eq!(api.call("GET", "/Schemas", None).await.ok()["Resources"][0], schema);
        let names: Vec<_> = schema["attributes"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect();
        assert_eq!(names, ["userName", "externalId", "name", "displayName", "active", "password", "emails", "phoneNumbers"]);
        let made = api.call("POST", "/Users", Some(&ada())).await.json();
        for name in made.as_object().unwrap().keys().filter(|name| !["schemas", "id", "meta"].contains(&name.as_str())) {
            assert!(names.contains(name), "{name}");
        }
    }
}
