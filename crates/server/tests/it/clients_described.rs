//! Applications that nobody has registered, and describe themselves by a document (issue 8, 1: client ID metadata documents): only where a
//! workspace takes them, never without asking, and never further than their document says.

use crate::authorization::{claims, member, query, question, said, text, userinfo};
use crate::support::app::{HOST, SMART};
use crate::support::application::Application;
use crate::support::publisher::{Publisher, Says};
use crate::support::{Actor, Answer, TestApp, on_both_engines};
use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};
use store::{Tx, installation, workspace};

/// What its server says differently.
type Change = Box<dyn Fn(&mut Says)>;

const BACK: &str = "https://app.example/callback";
const GOODBYE: &str = "https://app.example/goodbye";
const VERIFIER: &str = "a-verifier-of-the-length-that-it-has-to-have-0123";

pub(crate) fn document(url: &str) -> Value {
    json!({ "client_id": url, "client_name": "Notes", "redirect_uris": [BACK], "grant_types": ["authorization_code", "refresh_token"], "first_party": true })
}

/// From now on the workspace takes them, or not.
pub(crate) async fn takes_strangers(app: &TestApp, takes: bool) {
    let write = move |tx: &mut Tx<'_>| {
        let mut row = workspace::all(tx)?.into_iter().find(|row| row.slug == "community").unwrap();
        let mut settings: Value = serde_json::from_str(&row.settings).unwrap();
        settings["client_id_metadata_documents"] = takes.into();
        row.settings = settings.to_string();
        workspace::update(tx, &row)?;
        installation::bump(tx)
    };
    app.store.write("take strangers", write).await.unwrap();
    app.app.refresh().await.unwrap();
}

pub(crate) async fn open(member: &mut Actor<'_>, id: &str, more: &[(&str, &str)]) -> Answer {
    member.open(&format!("/oauth2/authorize?{}", query(id, more))).await
}

pub(crate) async fn token(app: &TestApp, id: &str, pairs: &[(&str, &str)]) -> Answer {
    let pairs = pairs.iter().copied().chain([("client_id", id)]);
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    let request = Request::post(format!("{SMART}/oauth2/token")).header("host", HOST);
    app.send(request.header("content-type", "application/x-www-form-urlencoded").body(Body::from(body)).unwrap()).await
}

pub(crate) async fn redeem(app: &TestApp, id: &str, code: &str) -> Answer {
    let grant =
        [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", BACK), ("code_verifier", VERIFIER)];
    token(app, id, &grant).await
}

async fn supported(app: &TestApp) -> Value {
    let path = format!("{SMART}/.well-known/openid-configuration");
    let answer = app.send(Request::get(path).header("host", HOST).body(Body::empty()).unwrap()).await;
    answer.json()["client_id_metadata_document_supported"].clone()
}

pub(crate) async fn audited(app: &TestApp, kind: &str) -> Vec<String> {
    let events = app.audit(SMART).await.into_iter();
    events.filter(|event| event.kind == kind).map(|event| event.detail.unwrap_or_default()).collect()
}

on_both_engines! {
    // Off unless switched on: nobody is even asked.
    async fn nobody_is_taken_unless_the_workspace_says_so(app: TestApp) {
        let notes = Publisher::new("/client.json", document);
        let mut alice = member(&app, "alice").await;
        assert_eq!((open(&mut alice, &notes.url, &[]).await.status.as_u16(), notes.asked()), (400, 0));
        assert!(supported(&app).await.is_null());
        takes_strangers(&app, true).await;
        assert_eq!(supported(&app).await, true);
        let page = open(&mut alice, &notes.url, &[]).await;
        assert_eq!((page.status.as_u16(), notes.asked()), (200, 1), "{}", page.text);
        let answer = alice.post(&question(&page), &json!({ "answer": "allow" })).await;
        let tokens = redeem(&app, &notes.url, text(&said(&answer)["code"])).await.ok();
        // Switched off again, it has nothing any more.
        takes_strangers(&app, false).await;
        assert_eq!(open(&mut alice, &notes.url, &[]).await.status, 400);
        assert_eq!(userinfo(&app, SMART, text(&tokens["access_token"])).await.status, 401);
        let refresh = [("grant_type", "refresh_token"), ("refresh_token", text(&tokens["refresh_token"]))];
        assert_eq!(token(&app, &notes.url, &refresh).await.status, 401);
    }

    // The whole way; asked each time, whatever was agreed to; kept in between.
    async fn a_member_is_asked_each_time_and_told_from_where_it_is(app: TestApp) {
        takes_strangers(&app, true).await;
        let notes = Publisher::new("/client.json", document);
        let mut alice = member(&app, "alice").await;
        for round in 0..2 {
            let page = open(&mut alice, &notes.url, &[]).await;
            for shown in ["Notes", "Unknown application from <bdi dir=\"ltr\">localhost</bdi>", BACK] {
                assert!(page.text.contains(shown), "{shown}: {}", page.text);
            }
            let answer = alice.post(&question(&page), &json!({ "answer": "allow" })).await;
            let tokens = redeem(&app, &notes.url, text(&said(&answer)["code"])).await.ok();
            assert_eq!(claims(text(&tokens["id_token"]))["aud"], notes.url, "{round}");
            assert!(userinfo(&app, SMART, text(&tokens["access_token"])).await.ok()["sub"].is_string());
            let refresh = [("grant_type", "refresh_token"), ("refresh_token", text(&tokens["refresh_token"]))];
            assert_eq!(token(&app, &notes.url, &refresh).await.status, 200);
        }
        assert_eq!(notes.asked(), 1);
        assert_eq!(audited(&app, "client_added").await, [format!("{}; by its document", notes.url)]);
        // An hour later it is asked again, and says something else.
        app.advance_seconds(3_601);
        alice.sign_in().await.ok();
        notes.say(|says| says.body = says.body.replace("Notes", "Other notes"));
        let page = open(&mut alice, &notes.url, &[]).await;
        assert!(page.text.contains("Other notes") && notes.asked() == 2, "{}", page.text);
        let changed = audited(&app, "client_changed").await;
        assert!(changed.len() == 1 && changed[0].contains("Notes → Other notes; by its document"), "{changed:?}");
        // Its member sees it, and takes it back.
        let listed = alice.open("/account/security/applications").await.text;
        let call = listed.split("DELETE ").nth(1).unwrap().split('"').next().unwrap().to_owned();
        assert!(call.starts_with("/account/applications/http%3A%2F%2Flocalhost"), "{call}");
        assert_eq!(alice.delete(&call).await.ok()["applications"], json!([]));
    }

    // ADR 31; RFC 9700, 4.11.2: nobody is sent anywhere by a document before they have said that they mean it.
    async fn no_document_sends_our_visitors_on(app: TestApp) {
        takes_strangers(&app, true).await;
        let notes = Publisher::new("/client.json", document);
        let mut alice = member(&app, "alice").await;
        for more in [&[("prompt", "none")][..], &[("response_type", "token")], &[("prompt", "none"), ("response_mode", "form_post")]] {
            let page = open(&mut alice, &notes.url, more).await;
            assert_eq!(page.status, 200, "{more:?}: {}", page.text);
            assert!(page.text.contains("Unknown application from") && !page.text.contains("hand-over"), "{}", page.text);
            assert!(page.text.contains("consent_required") || page.text.contains("unsupported_response_type"), "{}", page.text);
        }
        for (name, value) in [("redirect_uri", "https://evil.example/callback"), ("redirect_uri", "https://app.example/callback/x")] {
            assert_eq!(open(&mut alice, &notes.url, &[(name, value)]).await.status, 400, "{value}");
        }
    }

    // Its words are judged: another's, with a secret, too long, moved, no JSON. Whoever fails is left alone for a minute.
    async fn what_is_no_good_document_is_no_application(app: TestApp) {
        takes_strangers(&app, true).await;
        let mut alice = member(&app, "alice").await;
        let long = "x".repeat(17 * 1024);
        let says: [(&str, Change); 7] = [
            ("another's", Box::new(|says| says.body = says.body.replace("client.json", "other.json"))),
            ("a secret", Box::new(|says| says.body = says.body.replacen('{', "{\"client_secret\":\"x\",", 1))),
            ("nowhere to go", Box::new(|says| says.body = says.body.replace("/callback", "/callback#x"))),
            ("moved", Box::new(|says| (says.status, says.head) = (302, format!("location: https://app.example/\r\n{}", says.head)))),
            ("gone", Box::new(|says| says.status = 404)),
            ("a page", Box::new(|says| says.head = "content-type: text/html\r\n".into())),
            ("too long", Box::new(move |says| says.body = says.body.replacen('{', &format!("{{\"x\":\"{long}\","), 1))),
        ];
        for (what, change) in says {
            let notes = Publisher::new("/client.json", document);
            notes.say(change);
            assert_eq!(open(&mut alice, &notes.url, &[]).await.status, 400, "{what}");
            assert_eq!(redeem(&app, &notes.url, "x").await.status, 401, "{what}");
        }
        assert!(audited(&app, "client_added").await.is_empty());
        let notes = Publisher::new("/client.json", document);
        let good = notes.url.clone();
        notes.say(|says| says.status = 500);
        for _ in 0..5 {
            assert_eq!(open(&mut alice, &good, &[]).await.status, 400);
        }
        assert_eq!(notes.asked(), 1);
        notes.say(|says| says.status = 200);
        app.advance_seconds(61);
        assert_eq!(open(&mut alice, &good, &[]).await.status, 200);
        for id in [good.replace("/client.json", ""), good.replace("/client.json", "/"), format!("{good}?a=b"), format!("{good}#a"), good.replace("http:", "HTTP:")] {
            assert_eq!(open(&mut alice, &id, &[]).await.status, 400, "{id}");
        }
        assert_eq!(notes.asked(), 2);
    }

    // One host is not asked over and over, whatever strangers name.
    async fn a_host_is_left_alone(app: TestApp) {
        takes_strangers(&app, true).await;
        let notes = Publisher::new("/client.json", document);
        let mut alice = member(&app, "alice").await;
        for number in 0..20 {
            open(&mut alice, &notes.url.replace("client", &format!("client{number}")), &[]).await;
        }
        assert_eq!(notes.asked(), 12);
    }

    // An administrator keeps one out; nothing that it says of itself is changed by anybody here.
    async fn an_administrator_switches_a_stranger_off(app: TestApp) {
        takes_strangers(&app, true).await;
        let notes = Publisher::new("/client.json", document);
        let mut alice = member(&app, "alice").await;
        assert_eq!(open(&mut alice, &notes.url, &[]).await.status, 200);
        let mut owner = app.owner().await;
        let list = owner.console("GET", "/admin/demo/clients", &Value::Null).await;
        let page = list.text.split("href=\"").find(|part| part.contains("/clients/community/http")).unwrap();
        let page = page.split('"').next().unwrap().to_owned();
        let shown = owner.console("GET", &page, &Value::Null).await;
        assert!(shown.status == 200 && shown.text.contains("it describes itself by the document"), "{}", shown.text);
        owner.changes(&format!("{page}/settings"), &json!({ "first_party": true })).await.assert_refused(422, "setting_refused");
        assert_eq!(owner.console("POST", &format!("{page}/disable"), &json!({})).await.status, 204);
        assert_eq!(open(&mut alice, &notes.url, &[]).await.status, 400);
        assert_eq!(owner.console("POST", &format!("{page}/enable"), &json!({})).await.status, 204);
        assert_eq!(open(&mut alice, &notes.url, &[]).await.status, 200);
    }

    // Whatever it calls itself, its members read from where it is also where it signs them out.
    async fn a_stranger_signs_nobody_out_under_another_name(app: TestApp) {
        takes_strangers(&app, true).await;
        let notes = Publisher::new("/client.json", |url| {
            let mut text = document(url);
            text["client_name"] = "Your bank".into();
            text["post_logout_redirect_uris"] = json!([GOODBYE]);
            text
        });
        let mut alice = member(&app, "alice").await;
        let page = open(&mut alice, &notes.url, &[]).await;
        let answer = alice.post(&question(&page), &json!({ "answer": "allow" })).await;
        let token = redeem(&app, &notes.url, text(&said(&answer)["code"])).await.ok()["id_token"].clone();
        // In another session: the token is not of this one.
        alice.sign_in().await.ok();
        let pairs = [("id_token_hint", text(&token)), ("post_logout_redirect_uri", GOODBYE)];
        let said = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        let asked = alice.open(&format!("/oidc/logout?{said}")).await;
        let unknown = "Unknown application from <bdi dir=\"ltr\">localhost</bdi>";
        assert!(asked.text.contains("<h1>Sign out?</h1>") && asked.text.contains(unknown), "{}", asked.text);
        let body = json!({ "id_token_hint": token, "post_logout_redirect_uri": GOODBYE });
        let done = alice.post("/oidc/logout/confirm", &body).await;
        assert!(done.text.contains(unknown) && done.text.contains(GOODBYE), "{}", done.text);
        assert!(!done.text.contains("data-now"), "{}", done.text);
    }

    // What is registered has no address for an id, and what is asked of a stranger goes to its own server alone.
    async fn a_registered_application_is_no_stranger(app: TestApp) {
        takes_strangers(&app, true).await;
        let client = Application::of_members(&app, SMART).await;
        let mut alice = member(&app, "alice").await;
        let page = open(&mut alice, &client.id, &[("scope", "openid"), ("redirect_uri", BACK)]).await;
        assert!(!page.text.contains("Unknown application from"));
        assert!(said(&page)["code"].is_string());
    }
}
