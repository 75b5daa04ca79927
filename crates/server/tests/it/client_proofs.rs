//! Clients that prove themselves by a key: `private_key_jwt` at the token endpoint (RFC 7523), and proofs of possession there and at a resource
//! (DPoP, RFC 9449). Each proof is good once, for one thing, for a short while.

use crate::authorization::{CALLBACK, application, code, member, settings, text};
use crate::support::app::{HOST, ORIGIN, SMART};
use crate::support::application::Application;
use crate::support::{Answer, TestApp, on_both_engines};
use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use axum::body::Body;
use axum::http::Request;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::applications::{AuthMethod, ClientSettings, GrantType};
use domain::oauth::jws::{Algorithm, SigningKey};
use serde_json::{Value, json};

const TOKEN: &str = "/demo/system/oauth2/token";
const VERIFIER: &str = "a-verifier-of-the-length-that-it-has-to-have-0123";

pub(crate) fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

pub(crate) fn refusal(answer: &Answer) -> (u16, String) {
    (answer.status.as_u16(), answer.json()["error"].as_str().unwrap_or_default().to_owned())
}

async fn call(app: &TestApp, method: &str, path: &str, headers: &[(&str, &str)], pairs: &[(&str, &str)]) -> Answer {
    let mut request = Request::builder().method(method).uri(path).header("host", HOST);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    if !pairs.is_empty() {
        request = request.header("content-type", "application/x-www-form-urlencoded");
    }
    app.send(request.body(Body::from(body)).unwrap()).await
}

/// What is there, with these members in their stead or beside them; a null takes one away.
fn with(mut claims: Value, more: &Value) -> Value {
    for (name, value) in more.as_object().unwrap() {
        claims[name] = value.clone();
    }
    claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    claims
}

pub(crate) fn key() -> SigningKey {
    SigningKey::generate(Algorithm::Es256).unwrap().0
}

/// A program of the tenant that has registered this key.
pub(crate) async fn by_key<'a>(app: &'a TestApp, id: &str, key: &SigningKey) -> Application<'a> {
    let settings = ClientSettings {
        grant_types: vec![GrantType::ClientCredentials],
        token_endpoint_auth_method: AuthMethod::PrivateKeyJwt,
        jwks: Some(json!({ "keys": [key.public_jwk()] })),
        scope: "identity".into(),
        ..ClientSettings::default()
    };
    Application::of_tenant(app, "demo", id, settings).await
}

/// What the client signs of itself.
pub(crate) fn assertion(app: &TestApp, key: &SigningKey, more: &Value) -> String {
    let now = app.app.now() / 1000;
    let claims = json!({ "iss": "sync", "sub": "sync", "aud": format!("{ORIGIN}/demo/system"), "jti": "first", "iat": now, "exp": now + 60 });
    key.sign("JWT", &with(claims, more)).unwrap()
}

pub(crate) async fn show(app: &TestApp, assertion: &str, more: &[(&str, &str)]) -> Answer {
    let mut pairs = vec![
        ("grant_type", "client_credentials"),
        ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
        ("client_assertion", assertion),
    ];
    pairs.extend(more);
    call(app, "POST", TOKEN, &[], &pairs).await
}

/// Who holds a key of its own, with which it signs each request.
pub(crate) struct Holder(EcdsaKeyPair);

impl Holder {
    pub(crate) fn new() -> Self {
        Self(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap())
    }

    fn coordinates(&self) -> (String, String) {
        let (x, y) = self.0.public_key().as_ref()[1..].split_at(32);
        (encode(x), encode(y))
    }

    fn thumbprint(&self) -> String {
        let (x, y) = self.coordinates();
        encode(digest(&SHA256, format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#).as_bytes()))
    }

    /// For a POST to the token endpoint of the members' issuer, but for `more`.
    pub(crate) fn proof(&self, app: &TestApp, jti: &str, more: &Value) -> String {
        let (x, y) = self.coordinates();
        let header =
            json!({ "typ": "dpop+jwt", "alg": "ES256", "jwk": { "kty": "EC", "crv": "P-256", "x": x, "y": y } });
        let url = format!("{ORIGIN}{SMART}/oauth2/token");
        let claims = with(json!({ "jti": jti, "htm": "POST", "htu": url, "iat": app.app.now() / 1000 }), more);
        let signed = format!("{}.{}", encode(header.to_string()), encode(claims.to_string()));
        let signature = self.0.sign(&SystemRandom::new(), signed.as_bytes()).unwrap();
        format!("{signed}.{}", encode(signature))
    }

    /// For a GET of userinfo with this token, but for `more`.
    fn at_resource(&self, app: &TestApp, (token, jti): (&str, &str), more: &Value) -> String {
        let mut all = json!({ "htm": "GET", "htu": format!("{ORIGIN}{SMART}/userinfo"), "ath": encode(digest(&SHA256, token.as_bytes())) });
        for (name, value) in more.as_object().unwrap() {
            all[name] = value.clone();
        }
        self.proof(app, jti, &all)
    }
}

async fn redeem(app: &TestApp, client: &Application<'_>, code: &str, proof: Option<&str>) -> Answer {
    let pairs =
        [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", CALLBACK), ("code_verifier", VERIFIER)];
    exchange(app, client, &pairs, proof).await
}

async fn exchange(app: &TestApp, client: &Application<'_>, pairs: &[(&str, &str)], proof: Option<&str>) -> Answer {
    let headers: Vec<_> = proof.map(|proof| ("dpop", proof)).into_iter().collect();
    call(app, "POST", &format!("{SMART}/oauth2/token"), &headers, &client.with_secret(pairs)).await
}

async fn userinfo(app: &TestApp, scheme: &str, token: &str, proof: &str) -> Answer {
    let authorization = format!("{scheme} {token}");
    let mut headers = vec![("authorization", authorization.as_str())];
    if !proof.is_empty() {
        headers.push(("dpop", proof));
    }
    call(app, "GET", &format!("{SMART}/userinfo"), &headers, &[]).await
}

on_both_engines! {
    // RFC 7523, 3: signed by the client's key, for us, and shown once.
    async fn a_client_proves_itself_by_its_key(app: TestApp) {
        let own = key();
        by_key(&app, "sync", &own).await;
        let first = assertion(&app, &own, &json!({}));
        assert_eq!(show(&app, &first, &[]).await.ok()["scope"], "identity");
        assert_eq!(refusal(&show(&app, &first, &[]).await), (401, "invalid_client".to_owned()), "replayed");
        for (place, more) in [
            json!({ "aud": format!("{ORIGIN}{TOKEN}") }),
            json!({ "aud": [format!("{ORIGIN}/demo/system")] }),
        ].into_iter().enumerate() {
            let good = assertion(&app, &own, &with(more, &json!({ "jti": format!("good {place}") })));
            assert_eq!(show(&app, &good, &[("client_id", "sync")]).await.status, 200);
        }
    }

    async fn a_token_that_is_not_the_clients_own_for_us_now_proves_nothing(app: TestApp) {
        let own = key();
        by_key(&app, "sync", &own).await;
        by_key(&app, "other", &key()).await;
        let now = app.app.now() / 1000;
        for more in [
            json!({ "aud": "https://other.example" }),
            json!({ "aud": format!("{ORIGIN}/platform/system") }),
            json!({ "aud": [format!("{ORIGIN}/demo/system"), "https://other.example"] }),
            json!({ "aud": null }),
            json!({ "exp": now - 31 }),
            json!({ "exp": null }),
            json!({ "exp": now + 631 }),
            json!({ "iat": now + 31 }),
            json!({ "nbf": now + 31 }),
            json!({ "jti": null }),
            json!({ "iss": "other" }),
            json!({ "iss": "other", "sub": "other" }),
            json!({ "iss": "nobody", "sub": "nobody" }),
        ] {
            let answer = show(&app, &assertion(&app, &own, &more), &[]).await;
            assert_eq!(refusal(&answer), (401, "invalid_client".to_owned()), "{more}");
        }
        let foreign = assertion(&app, &key(), &json!({}));
        assert_eq!(refusal(&show(&app, &foreign, &[]).await), (401, "invalid_client".to_owned()));
        // One way at a time, and no other than the registered one.
        let good = assertion(&app, &own, &json!({}));
        assert_eq!(refusal(&show(&app, &good, &[("client_secret", "x")]).await), (400, "invalid_request".to_owned()));
        assert_eq!(refusal(&show(&app, &good, &[("client_id", "other")]).await), (400, "invalid_request".to_owned()));
        let secret = "secret-of-sync-0123456789-0123456789-0123456789";
        let pairs = [("grant_type", "client_credentials"), ("client_id", "sync"), ("client_secret", secret)];
        assert_eq!(refusal(&call(&app, "POST", TOKEN, &[], &pairs).await), (401, "invalid_client".to_owned()));
        // None of these has used the token up, and a minute later it is over.
        assert_eq!(show(&app, &good, &[]).await.status, 200);
        let late = assertion(&app, &own, &json!({ "jti": "late" }));
        app.advance_seconds(91);
        assert_eq!(refusal(&show(&app, &late, &[]).await), (401, "invalid_client".to_owned()));
    }

    // RFC 9449, 5: the proof at the token endpoint is for this request, of now, and good once.
    async fn a_proof_is_for_one_request(app: TestApp) {
        let client = application(&app, "app", settings()).await;
        let mut alice = member(&app, "alice").await;
        let (holder, now) = (Holder::new(), app.app.now() / 1000);
        for (place, more) in [
            json!({ "htm": "GET" }),
            json!({ "htm": null }),
            json!({ "htu": format!("{ORIGIN}{SMART}/userinfo") }),
            json!({ "htu": format!("{ORIGIN}{TOKEN}") }),
            json!({ "iat": now - 121 }),
            json!({ "iat": now + 31 }),
            json!({ "jti": null }),
        ].into_iter().enumerate() {
            let (code, proof) = (code(&mut alice, "app", &[]).await, holder.proof(&app, &format!("wrong {place}"), &more));
            let answer = redeem(&app, &client, &code, Some(&proof)).await;
            assert_eq!(refusal(&answer), (400, "invalid_dpop_proof".to_owned()), "{more}");
        }
        let first = code(&mut alice, "app", &[]).await;
        let proof = holder.proof(&app, "good", &json!({ "htu": format!("{ORIGIN}{SMART}/oauth2/token?a=b#c") }));
        let tokens = redeem(&app, &client, &first, Some(&proof)).await.ok();
        assert_eq!(tokens["token_type"], "DPoP");
        let known = client.introspect(text(&tokens["access_token"])).await.ok();
        assert_eq!((&known["cnf"]["jkt"], &known["token_type"]), (&holder.thumbprint().into(), &"DPoP".into()));
        let second = code(&mut alice, "app", &[]).await;
        let answer = redeem(&app, &client, &second, Some(&proof)).await;
        assert_eq!(refusal(&answer), (400, "invalid_dpop_proof".to_owned()), "replayed");
    }

    // RFC 9449, 7: a bound token is nothing without its key.
    async fn a_bound_token_is_no_bearers(app: TestApp) {
        let client = application(&app, "app", settings()).await;
        let mut alice = member(&app, "alice").await;
        let (holder, thief, none) = (Holder::new(), Holder::new(), json!({}));
        let code_of = code(&mut alice, "app", &[]).await;
        let tokens = redeem(&app, &client, &code_of, Some(&holder.proof(&app, "token", &none))).await.ok();
        let token = text(&tokens["access_token"]);
        let own = (token, "own");
        assert_eq!(refusal(&userinfo(&app, "Bearer", token, "").await), (401, "invalid_token".to_owned()));
        let good = holder.at_resource(&app, own, &none);
        assert_eq!(refusal(&userinfo(&app, "Bearer", token, &good).await), (401, "invalid_token".to_owned()));
        assert_eq!(refusal(&userinfo(&app, "DPoP", token, "").await), (401, "invalid_dpop_proof".to_owned()));
        for (place, more) in [
            json!({ "htm": "POST" }),
            json!({ "htu": format!("{ORIGIN}{SMART}/oauth2/token") }),
            json!({ "ath": encode(digest(&SHA256, b"another")) }),
            json!({ "ath": null }),
            json!({ "iat": app.app.now() / 1000 - 121 }),
        ].into_iter().enumerate() {
            let proof = holder.at_resource(&app, (token, &format!("wrong {place}")), &more);
            let answer = userinfo(&app, "DPoP", token, &proof).await;
            assert_eq!(refusal(&answer), (401, "invalid_dpop_proof".to_owned()), "{more}");
            assert!(answer.header("www-authenticate").starts_with("DPoP"), "{}", answer.header("www-authenticate"));
        }
        let stolen = userinfo(&app, "DPoP", token, &thief.at_resource(&app, own, &none)).await;
        assert_eq!(refusal(&stolen), (401, "invalid_token".to_owned()));
        assert!(userinfo(&app, "DPoP", token, &good).await.ok()["sub"].is_string());
        assert_eq!(refusal(&userinfo(&app, "DPoP", token, &good).await), (401, "invalid_dpop_proof".to_owned()), "replayed");
        // A token that is bound to no key is not dressed up as one either.
        let code_of = code(&mut alice, "app", &[]).await;
        let plain = redeem(&app, &client, &code_of, None).await.ok();
        let plain = text(&plain["access_token"]);
        let proof = holder.at_resource(&app, (plain, "plain"), &none);
        assert_eq!(refusal(&userinfo(&app, "DPoP", plain, &proof).await), (401, "invalid_token".to_owned()));
    }

    // RFC 9449, 5 and 10: what is bound to a key is redeemed with it, and a client may be held to it.
    async fn what_is_bound_to_a_key_is_redeemed_with_it(app: TestApp) {
        let public = ClientSettings { token_endpoint_auth_method: AuthMethod::None, ..settings() };
        let client = application(&app, "spa", public).await;
        let mut alice = member(&app, "alice").await;
        let (holder, thief, none) = (Holder::new(), Holder::new(), json!({}));
        let redeem = async |code: &str, proof: Option<&str>| {
            let pairs = [("client_id", "spa"), ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", CALLBACK), ("code_verifier", VERIFIER)];
            let headers: Vec<_> = proof.map(|proof| ("dpop", proof)).into_iter().collect();
            client_call(&app, &headers, &pairs).await
        };
        let jkt = holder.thumbprint();
        let bound = [("dpop_jkt", jkt.as_str())];
        for proof in [None, Some(thief.proof(&app, "thief", &none))] {
            let code_of = code(&mut alice, "spa", &bound).await;
            assert_eq!(refusal(&redeem(&code_of, proof.as_deref()).await), (400, "invalid_grant".to_owned()));
        }
        let code_of = code(&mut alice, "spa", &bound).await;
        let tokens = redeem(&code_of, Some(&holder.proof(&app, "own", &none))).await.ok();
        let pairs = [("client_id", "spa"), ("grant_type", "refresh_token"), ("refresh_token", text(&tokens["refresh_token"]))];
        for proof in [String::new(), thief.proof(&app, "thief again", &none)] {
            let headers: Vec<_> = [("dpop", proof.as_str())].into_iter().filter(|(_, proof)| !proof.is_empty()).collect();
            assert_eq!(refusal(&client_call(&app, &headers, &pairs).await), (400, "invalid_dpop_proof".to_owned()));
        }
        let proof = holder.proof(&app, "refresh", &none);
        let next = client_call(&app, &[("dpop", &proof)], &pairs).await.ok();
        assert_eq!(next["token_type"], "DPoP");
        assert_eq!(client.id, "spa");
        // A client that is held to it gets nothing without.
        let strict = application(&app, "strict", ClientSettings { dpop_bound_access_tokens: true, ..settings() }).await;
        let code_of = code(&mut alice, "strict", &[]).await;
        assert_eq!(refusal(&super::redeem(&app, &strict, &code_of, None).await), (400, "invalid_dpop_proof".to_owned()));
    }
}

on_both_engines! {
    // oidc.md, C2: jti single use, whatever end is written beside it; RFC 9449, 11.1.
    async fn an_id_is_spent_whatever_end_it_has(app: TestApp) {
        let own = key();
        by_key(&app, "sync", &own).await;
        let now = app.app.now() / 1000;
        assert_eq!(show(&app, &assertion(&app, &own, &json!({})), &[]).await.status, 200);
        for more in [json!({ "exp": now + 61 }), json!({ "exp": now + 300 }), json!({ "exp": now + 30 })] {
            let again = show(&app, &assertion(&app, &own, &more), &[]).await;
            assert_eq!(refusal(&again), (401, "invalid_client".to_owned()), "{more}");
        }
        let client = application(&app, "app", settings()).await;
        let mut alice = member(&app, "alice").await;
        let holder = Holder::new();
        for (iat, expected) in [(now, 200), (now - 1, 400), (now + 1, 400)] {
            let code_of = code(&mut alice, "app", &[]).await;
            let proof = holder.proof(&app, "the same", &json!({ "iat": iat }));
            assert_eq!(redeem(&app, &client, &code_of, Some(&proof)).await.status, expected, "{iat}");
        }
    }

    // RFC 9449, 8 and 9: where a client is held to it, a proof carries a nonce of now, at the token endpoint and at a resource.
    async fn a_proof_that_was_made_ahead_of_time_is_nothing(app: TestApp) {
        let strict = ClientSettings { require_dpop_nonce: true, dpop_bound_access_tokens: true, ..settings() };
        let client = application(&app, "strict", strict).await;
        let mut alice = member(&app, "alice").await;
        let (holder, nothing) = (Holder::new(), json!({}));
        let code_of = code(&mut alice, "strict", &[]).await;
        let asked = redeem(&app, &client, &code_of, Some(&holder.proof(&app, "ahead", &nothing))).await;
        assert_eq!(refusal(&asked), (400, "use_dpop_nonce".to_owned()));
        let nonce = asked.header("dpop-nonce").to_owned();
        for wrong in ["", "x", &nonce[1..]] {
            let answer = redeem(&app, &client, &code_of, Some(&holder.proof(&app, &format!("wrong {wrong}"), &json!({ "nonce": wrong })))).await;
            assert_eq!((refusal(&answer), answer.header("dpop-nonce")), ((400, "use_dpop_nonce".to_owned()), nonce.as_str()), "{wrong}");
        }
        // What was asked is not spent by the question.
        let with_nonce = json!({ "nonce": nonce });
        let tokens = redeem(&app, &client, &code_of, Some(&holder.proof(&app, "now", &with_nonce))).await.ok();
        let token = text(&tokens["access_token"]);
        let asked = userinfo(&app, "DPoP", token, &holder.at_resource(&app, (token, "without"), &nothing)).await;
        assert_eq!(refusal(&asked), (401, "use_dpop_nonce".to_owned()));
        assert_eq!((asked.header("www-authenticate"), asked.header("dpop-nonce")), ("DPoP error=\"use_dpop_nonce\"", nonce.as_str()));
        userinfo(&app, "DPoP", token, &holder.at_resource(&app, (token, "with"), &with_nonce)).await.ok();
        // It changes, and the one before is good for a while.
        app.advance_seconds(180);
        userinfo(&app, "DPoP", token, &holder.at_resource(&app, (token, "before"), &with_nonce)).await.ok();
        app.advance_seconds(180);
        let late = userinfo(&app, "DPoP", token, &holder.at_resource(&app, (token, "late"), &with_nonce)).await;
        assert_eq!(refusal(&late), (401, "use_dpop_nonce".to_owned()));
        assert_ne!(late.header("dpop-nonce"), nonce);
        // Nobody else is asked for one.
        let plain = application(&app, "app", settings()).await;
        let code_of = code(&mut alice, "app", &[]).await;
        redeem(&app, &plain, &code_of, Some(&holder.proof(&app, "plain", &nothing))).await.ok();
    }
}

async fn client_call(app: &TestApp, headers: &[(&str, &str)], pairs: &[(&str, &str)]) -> Answer {
    call(app, "POST", &format!("{SMART}/oauth2/token"), headers, pairs).await
}
