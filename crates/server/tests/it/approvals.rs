//! An application asks for the approval of a stated text, its member approves it with a passkey, and the receipt is checked here with nothing of
//! ours but the bytes in it (issue 8, item 7).

mod answers;
mod asking;
mod ending;
mod names;
mod pages;

use crate::support::app::{CLASSIC, HOST, ORIGIN, SMART};
use crate::support::application::Application;
use crate::support::{Actor, Answer, TestApp, on_both_engines};
use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use axum::body::Body;
use axum::http::Request;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::applications::{AuthMethod, ClientSettings};
use serde_json::{Value, json};

const TEXT: &str = "Pay 1,200.00 € to Ada\nInvoice <2025-117> & \"more\"";
const BACK: &str = "https://bank.example/back?x=1";
/// Of the session's own member, as applications know them.
const EVERYBODY: &str = "openid approvals";

fn settings() -> ClientSettings {
    ClientSettings {
        scope: EVERYBODY.to_owned(),
        redirect_uris: vec![BACK.to_owned()],
        token_endpoint_auth_method: AuthMethod::ClientSecretPost,
        ..ClientSettings::default()
    }
}

async fn bank<'a>(app: &'a TestApp, id: &str, settings: ClientSettings) -> Application<'a> {
    Application::of_workspace(app, ("demo", "community"), id, settings).await
}

async fn member<'a>(app: &'a TestApp, name: &str) -> Actor<'a> {
    let mut member = app.browser(SMART);
    member.sign_up(name).await.ok();
    member
}

async fn asks(client: &Application<'_>, pairs: &[(&str, &str)]) -> Answer {
    client.post("/approvals", None, &client.with_secret(pairs)).await
}

/// One for the member of this name, who is to read this text.
async fn asked(client: &Application<'_>, name: &str, more: &[(&str, &str)]) -> Value {
    let pairs: Vec<_> = [("text", TEXT), ("login_hint", name)].into_iter().chain(more.iter().copied()).collect();
    let answer = asks(client, &pairs).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    answer.json()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value}"))
}

/// Below the door.
fn page(asked: &Value) -> String {
    let uri = text(&asked["approval_uri"]);
    uri[uri.find("/approve/").unwrap()..].to_owned()
}

async fn look(client: &Application<'_>, asked: &Value) -> Answer {
    client.post(&format!("/approvals/{}", text(&asked["id"])), None, &client.with_secret(&[])).await
}

async fn status(client: &Application<'_>, asked: &Value) -> String {
    text(&look(client, asked).await.ok()["status"]).to_owned()
}

async fn approves(member: &mut Actor<'_>, asked: &Value) -> Answer {
    member.prove(&page(asked), &json!({})).await
}

async fn denies(member: &mut Actor<'_>, asked: &Value) -> Answer {
    member.post(&page(asked), &json!({ "answer": "deny" })).await
}

fn word(answer: &Answer) -> (u16, String) {
    (answer.status.as_u16(), answer.json()["error"].as_str().unwrap_or_default().to_owned())
}

fn decoded(value: &Value) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(text(value)).unwrap_or_else(|_| panic!("{value}"))
}

async fn public(app: &TestApp, path: &str) -> Value {
    let request = Request::get(format!("{SMART}{path}")).header("host", HOST).body(Body::empty()).unwrap();
    app.send(request).await.ok()
}

/// An uncompressed point out of a JWK of P-256.
fn point(jwk: &Value) -> Vec<u8> {
    assert_eq!((&jwk["kty"], &jwk["crv"]), (&json!("EC"), &json!("P-256")));
    [vec![4], decoded(&jwk["x"]), decoded(&jwk["y"])].concat()
}

/// The transaction of a receipt, if both signatures are good: what docs/developer/approvals.md tells others to do, step by step, without a line of
/// our own verifier.
fn checked(receipt: &str, jwks: &Value, audience: &str) -> Result<Value, &'static str> {
    let parts: Vec<&str> = receipt.split('.').collect();
    let [header, claims, signature] = parts[..] else { return Err("three parts") };
    let json = |part: &str| -> Value { serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap() };
    let (head, said) = (json(header), json(claims));
    assert_eq!((&head["typ"], &head["alg"]), (&json!("approval-receipt+jwt"), &json!("ES256")));
    let key = jwks["keys"].as_array().unwrap().iter().find(|key| key["kid"] == head["kid"]).ok_or("the key")?;
    let signed = format!("{header}.{claims}");
    UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point(key))
        .verify(signed.as_bytes(), &URL_SAFE_NO_PAD.decode(signature).unwrap())
        .map_err(|_| "our signature")?;
    if said["aud"] != audience || said["iss"] != format!("{ORIGIN}{SMART}") {
        return Err("for whom");
    }
    let transaction = decoded(&said["transaction"]);
    let client_data = decoded(&said["assertion"]["clientDataJSON"]);
    let told: Value = serde_json::from_slice(&client_data).unwrap();
    if told["type"] != "webauthn.get" || decoded(&told["challenge"]) != digest(&SHA256, &transaction).as_ref() {
        return Err("the challenge");
    }
    let authenticator_data = decoded(&said["assertion"]["authenticatorData"]);
    let rp_id = digest(&SHA256, text(&said["credential"]["rp_id"]).as_bytes());
    if authenticator_data[..32] != *rp_id.as_ref() || authenticator_data[32] & 5 != 5 {
        return Err("the authenticator's data");
    }
    let whole = [authenticator_data, digest(&SHA256, &client_data).as_ref().to_vec()].concat();
    UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point(&said["credential"]["public_key_jwk"]))
        .verify(&whole, &decoded(&said["assertion"]["signature"]))
        .map_err(|_| "the passkey's signature")?;
    let transaction: Value = serde_json::from_slice(&transaction).unwrap();
    let agrees =
        transaction["id"] == said["jti"] && transaction["sub"] == said["sub"] && transaction["iss"] == said["iss"];
    if agrees && transaction["client_id"] == said["aud"] { Ok(transaction) } else { Err("the claims") }
}

/// The same receipt with this claim changed, as somebody without our key could write it.
fn altered(receipt: &str, change: impl FnOnce(&mut Value)) -> String {
    let parts: Vec<&str> = receipt.split('.').collect();
    let mut claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(parts[1]).unwrap()).unwrap();
    change(&mut claims);
    format!("{}.{}.{}", parts[0], URL_SAFE_NO_PAD.encode(claims.to_string()), parts[2])
}

on_both_engines! {
    // From the question to a receipt that anybody can check.
    async fn a_member_approves_what_they_have_read(app: TestApp) {
        let client = bank(&app, "bank", settings()).await;
        let mut alice = member(&app, "alice").await;
        let more = [("details", r#"{"amount":120000,"currency":"EUR"}"#), ("redirect_uri", BACK), ("state", "s&1"), ("expires_in", "900")];
        let asked = asked(&client, "alice", &more).await;
        assert_eq!((text(&asked["approval_uri"]), &asked["expires_in"]), (&*format!("{ORIGIN}{SMART}{}", page(&asked)), &json!(900)));
        assert_eq!(look(&client, &asked).await.ok(), json!({ "id": asked["id"], "status": "pending", "expires_in": 900 }));
        let shown = alice.open(&page(&asked)).await;
        for words in ["bank", "Pay 1,200.00 € to Ada\nInvoice &#60;2025-117&#62; &#38; &#34;more&#34;", "alice", "Approve with a passkey", "Deny"] {
            assert!(shown.status == 200 && shown.text.contains(words), "{words}: {}", shown.text);
        }
        // What is approved is never shown within another page.
        assert!(shown.header("content-security-policy").contains("frame-ancestors 'none'"));
        assert!(alice.open("/approve").await.text.contains("Pay 1,200.00 €"));
        let begun = alice.post(&format!("{}/begin", page(&asked)), &json!({})).await.ok();
        assert_eq!(begun["publicKey"]["userVerification"], "required");
        assert_eq!(begun["publicKey"]["allowCredentials"].as_array().unwrap().len(), 1);
        app.advance_seconds(30);
        let proof = alice.show(&begun);
        let done = alice.post(&format!("{}/finish", page(&asked)), &proof).await;
        assert_eq!(done.status, 204, "{}", done.text);
        let seen = look(&client, &asked).await.ok();
        assert_eq!((&seen["status"], &seen["decided_at"]), (&json!("approved"), &json!(app.app.now() / 1000)));
        let receipt = text(&seen["receipt"]);
        let jwks = public(&app, "/.well-known/jwks.json").await;
        let transaction = checked(receipt, &jwks, "bank").unwrap();
        assert_eq!((&transaction["text"], &transaction["details"]), (&json!(TEXT), &json!({ "amount": 120_000, "currency": "EUR" })));
        assert_eq!((&transaction["version"], &transaction["type"]), (&json!(1), &json!("approval")));
        assert_eq!(text(&transaction["salt"]).len(), 43);
        // The page leads back, and says nothing that the application would have to believe.
        let after = alice.open(&format!("{}?done=1", page(&asked))).await;
        let back = format!("https://bank.example/back?x=1&#38;approval_id={}&#38;state=s%261&#38;iss=", text(&asked["id"]));
        assert!(after.text.contains("You have approved it") && after.text.contains(&back) && after.text.contains("data-now"), "{}", after.text);
        assert!(!alice.open(&page(&asked)).await.text.contains("data-now"));
        let kinds: Vec<_> = app.audit(SMART).await.into_iter().filter(|event| event.kind.starts_with("approval")).collect();
        let kinds: Vec<_> = kinds.iter().map(|event| (event.kind.as_str(), event.detail.as_deref().unwrap())).collect();
        assert_eq!(kinds, [("approval_given", "bank"), ("approval_requested", "bank")]);
    }

    // A receipt with anything changed in it is none.
    async fn a_receipt_that_is_altered_shows_it(app: TestApp) {
        let client = bank(&app, "bank", settings()).await;
        let mut alice = member(&app, "alice").await;
        let first = asked(&client, "alice", &[]).await;
        assert_eq!(approves(&mut alice, &first).await.status, 204);
        let receipt = text(&look(&client, &first).await.ok()["receipt"]).to_owned();
        let jwks = public(&app, "/.well-known/jwks.json").await;
        assert!(checked(&receipt, &jwks, "bank").is_ok());
        assert_eq!(checked(&receipt, &jwks, "other").unwrap_err(), "for whom");
        let other = altered(&receipt, |claims| claims["sub"] = json!("mallory"));
        assert_eq!(checked(&other, &jwks, "bank").unwrap_err(), "our signature");
        // Even whoever had our key could not make the passkey say something else.
        let second = asked(&client, "alice", &[]).await;
        assert_eq!(approves(&mut alice, &second).await.status, 204);
        let claims = |receipt: &str| -> Value { serde_json::from_slice(&URL_SAFE_NO_PAD.decode(receipt.split('.').nth(1).unwrap()).unwrap()).unwrap() };
        let (one, two) = (claims(&receipt), claims(text(&look(&client, &second).await.ok()["receipt"])));
        assert_ne!(one["transaction"], two["transaction"], "each has its own salt");
        assert_ne!(decoded(&one["assertion"]["clientDataJSON"]), decoded(&two["assertion"]["clientDataJSON"]));
    }

    async fn a_member_denies(app: TestApp) {
        let client = bank(&app, "bank", settings()).await;
        let mut alice = member(&app, "alice").await;
        let asked = asked(&client, "alice", &[]).await;
        let told = denies(&mut alice, &asked).await;
        assert!(told.status == 303 && told.header("location").ends_with("?done=1"), "{} {}", told.status, told.text);
        assert!(alice.open(&page(&asked)).await.text.contains("You have denied it"));
        let seen = look(&client, &asked).await.ok();
        assert!(seen["status"] == "denied" && seen["receipt"].is_null(), "{seen}");
        // A no stays a no.
        approves(&mut alice, &asked).await.assert_refused(400, "session_expired");
        assert_eq!(status(&client, &asked).await, "denied");
        assert!(app.audit(SMART).await.iter().any(|event| event.kind == "approval_denied"));
        assert!(alice.open("/approve").await.text.contains("Nothing waits for your approval"));
    }
}
