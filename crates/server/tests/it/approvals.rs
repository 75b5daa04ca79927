//! An application asks for the approval of a stated text, its member approves it with a passkey, and the receipt is checked here with nothing of
//! ours but the bytes in it (issue 8, item 7).

use crate::support::app::{CLASSIC, HOST, ORIGIN, SMART};
use crate::support::application::Application;
use crate::support::{Actor, Answer, TestApp, on_both_engines};
use authenticator::Lie;
use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use axum::body::Body;
use axum::http::Request;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::applications::{AuthMethod, ClientSettings, SubjectType};
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
    text(&asked["approval_uri"]).strip_prefix(&format!("{ORIGIN}{SMART}")).unwrap().to_owned()
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
        assert_eq!(asked["expires_in"], 900);
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

    // Its time over, nobody approves; this is put on record, and later everything is forgotten.
    async fn an_approval_expires(app: TestApp) {
        let client = bank(&app, "bank", settings()).await;
        let mut alice = member(&app, "alice").await;
        let late = asked(&client, "alice", &[("expires_in", "60")]).await;
        let begun = alice.post(&format!("{}/begin", page(&late)), &json!({})).await.ok();
        let proof = alice.show(&begun);
        app.advance_seconds(60);
        alice.post(&format!("{}/finish", page(&late)), &proof).await.assert_refused(400, "session_expired");
        assert_eq!(status(&client, &late).await, "expired");
        assert_eq!(alice.open(&page(&late)).await.status, 400);
        for _ in 0..2 {
            app.app.sweep().await.unwrap();
        }
        let events = app.audit(SMART).await;
        assert_eq!(events.iter().filter(|event| event.kind == "approval_expired").count(), 1);
        assert_eq!(status(&client, &late).await, "expired");
        app.advance_seconds(30 * 24 * 3600 - 1);
        app.app.sweep().await.unwrap();
        assert_eq!(status(&client, &late).await, "expired");
        app.advance_seconds(1);
        app.app.sweep().await.unwrap();
        assert_eq!(word(&look(&client, &late).await), (404, "unknown_approval".to_owned()));
    }

    // Nobody else reads or answers it: another member, another tenant's, somebody who is not signed in.
    async fn an_approval_is_there_for_one_member(app: TestApp) {
        let client = bank(&app, "bank", settings()).await;
        let mut alice = member(&app, "alice").await;
        let mut bob = member(&app, "bob").await;
        let asked = asked(&client, "alice", &[]).await;
        let foreign = bob.open(&page(&asked)).await;
        let none = bob.open("/approve/018bcfe5-6801-7000-8000-000000000000").await;
        assert!(foreign.status == 400 && none.status == 400 && !foreign.text.contains("Pay 1,200"), "{}", foreign.text);
        assert!(foreign.text.contains("There is nothing to approve here") && !foreign.text.contains("bank"), "{}", foreign.text);
        approves(&mut bob, &asked).await.assert_refused(400, "session_expired");
        assert_eq!(denies(&mut bob, &asked).await.status, 400);
        assert!(!bob.open("/approve").await.text.contains("Pay 1,200"));
        // Alice's own proof, sent by Bob.
        let begun = alice.post(&format!("{}/begin", page(&asked)), &json!({})).await.ok();
        let proof = alice.show(&begun);
        bob.post(&format!("{}/finish", page(&asked)), &proof).await.assert_refused(400, "session_expired");
        let mut carol = app.browser(CLASSIC);
        carol.sign_up("carol").await.ok();
        assert_eq!(carol.open(&page(&asked)).await.status, 400);
        let mut stranger = app.browser(SMART);
        let away = stranger.open(&page(&asked)).await;
        assert!(away.status == 303 && away.header("location").contains("continue="), "{} {}", away.status, away.header("location"));
        assert_eq!(status(&client, &asked).await, "pending");
    }

    async fn another_client_reads_nothing(app: TestApp) {
        let client = bank(&app, "bank", settings()).await;
        let other = bank(&app, "shop", settings()).await;
        member(&app, "alice").await;
        let asked = asked(&client, "alice", &[]).await;
        assert_eq!(word(&look(&other, &asked).await), (404, "unknown_approval".to_owned()));
        let elsewhere = Application::of_workspace(&app, ("platform", "classic"), "bank", settings()).await;
        assert_eq!(word(&look(&elsewhere, &asked).await), (404, "unknown_approval".to_owned()));
        let path = format!("/approvals/{}", text(&asked["id"]));
        assert_eq!(word(&client.post(&path, None, &[("client_id", "bank"), ("client_secret", "x")]).await), (401, "invalid_client".to_owned()));
        assert_eq!(word(&client.post("/approvals/x", None, &client.with_secret(&[])).await), (404, "unknown_approval".to_owned()));
        // By a header field, for those who prove themselves so.
        let basic = bank(&app, "basic", ClientSettings { token_endpoint_auth_method: AuthMethod::ClientSecretBasic, ..settings() }).await;
        let own = basic.post("/approvals", Some(&basic.basic()), &[("text", "Yes?"), ("login_hint", "alice")]).await.ok();
        let get = |authorization: Option<String>| {
            let request = Request::get(format!("{SMART}/approvals/{}", text(&own["id"]))).header("host", HOST);
            let request = authorization.into_iter().fold(request, |request, value| request.header("authorization", value));
            app.send(request.body(Body::empty()).unwrap())
        };
        assert_eq!(get(Some(basic.basic())).await.ok()["status"], "pending");
        assert_eq!(get(None).await.status, 401);
        basic.disable().await;
        assert_eq!(get(Some(basic.basic())).await.status, 401);
    }

    // An answer counts once, and nobody answers with what was shown for something else.
    async fn an_answer_is_good_once(app: TestApp) {
        let client = bank(&app, "bank", settings()).await;
        let mut alice = member(&app, "alice").await;
        let (first, second) = (asked(&client, "alice", &[]).await, asked(&client, "alice", &[]).await);
        let begun = alice.post(&format!("{}/begin", page(&first)), &json!({})).await.ok();
        alice.post(&format!("{}/begin", page(&second)), &json!({})).await.ok();
        let proof = alice.show(&begun);
        // Of the same member, in the same session, for another text.
        let crossed = alice.post(&format!("{}/finish", page(&second)), &proof).await;
        crossed.assert_refused(401, "verification_failed");
        app.assert_refused(SMART, &crossed, "challenge_mismatch").await;
        alice.post("/step-up/passkey/finish", &proof).await.assert_refused(400, "session_expired");
        assert_eq!(alice.post(&format!("{}/finish", page(&first)), &proof).await.status, 204);
        alice.post(&format!("{}/finish", page(&first)), &proof).await.assert_refused(400, "session_expired");
        assert_eq!(denies(&mut alice, &first).await.status, 400);
        assert_eq!((status(&client, &first).await.as_str(), status(&client, &second).await.as_str()), ("approved", "pending"));
    }

    // Two answers at once, each good by itself: one of them counts.
    async fn two_answers_at_once_are_one(app: TestApp) {
        let client = bank(&app, "bank", settings()).await;
        let mut alice = member(&app, "alice").await;
        let asked = asked(&client, "alice", &[]).await;
        let begun = alice.post(&format!("{}/begin", page(&asked)), &json!({})).await.ok();
        let (one, two) = (alice.show(&begun), alice.show(&begun));
        let answers = alice.post_both(&format!("{}/finish", page(&asked)), [&one, &two]).await;
        let good = answers.iter().filter(|answer| answer.status == 204).count();
        assert_eq!(good, 1, "{} {}", answers[0].text, answers[1].text);
        let events = app.audit(SMART).await;
        assert_eq!(events.iter().filter(|event| event.kind == "approval_given").count(), 1);
    }
}

on_both_engines! {
    // What a sign-in refuses is refused here: origin, verification of the user, another passkey, and the hash of another text.
    async fn an_assertion_is_judged_as_at_a_sign_in(app: TestApp) {
        let client = bank(&app, "bank", settings()).await;
        let mut alice = member(&app, "alice").await;
        let asked = asked(&client, "alice", &[]).await;
        let lies = [
            (Lie::Origin("https://evil.example".into()), "verification_failed", "origin_mismatch"),
            (Lie::RpId("evil.example".into()), "verification_failed", "rp_id_mismatch"),
            (Lie::FlagsClear(4), "user_not_verified", "user_not_verified"),
            (Lie::Challenge(digest(&SHA256, b"Pay 1,200,000.00 EUR").as_ref().to_vec()), "verification_failed", "challenge_mismatch"),
            (Lie::Signature, "verification_failed", "invalid_signature"),
            (Lie::Type("webauthn.create".into()), "verification_failed", "type_mismatch"),
        ];
        for (lie, code, reason) in lies {
            alice.authenticator.lie(lie);
            let refused = approves(&mut alice, &asked).await;
            assert_eq!(refused.json()["error_code"], code, "{reason}: {}", refused.text);
            app.assert_refused(SMART, &refused, reason).await;
            assert_eq!(status(&client, &asked).await, "pending", "{reason}");
        }
        // A wrong answer ends nothing.
        assert_eq!(approves(&mut alice, &asked).await.status, 204);
    }

    // A passkey of somebody else, or one that opens nothing, approves nothing.
    async fn only_the_members_own_passkeys_approve(app: TestApp) {
        let client = bank(&app, "bank", settings()).await;
        let mut alice = member(&app, "alice").await;
        let mut bob = member(&app, "bob").await;
        let first = asked(&client, "alice", &[]).await;
        let mut begun = alice.post(&format!("{}/begin", page(&first)), &json!({})).await.ok();
        begun["publicKey"]["allowCredentials"] = json!([]);
        let proof = bob.show(&begun);
        let refused = alice.post(&format!("{}/finish", page(&first)), &proof).await;
        refused.assert_refused(401, "verification_failed");
        app.assert_refused(SMART, &refused, "credential_not_allowed").await;
        app.as_if_opened_by("UPDATE passkeys SET quarantined_at = 1").await;
        let page_of = alice.open(&page(&first)).await;
        assert!(page_of.text.contains("you have none here") && !page_of.text.contains("data-approve"), "{}", page_of.text);
        alice.post(&format!("{}/begin", page(&first)), &json!({})).await;
        let proof = alice.show(&begun);
        let put_aside = alice.post(&format!("{}/finish", page(&first)), &proof).await;
        assert!(put_aside.status.is_client_error(), "{}", put_aside.text);
        assert_eq!(status(&client, &first).await, "pending");
        // Suspended, a member has no session to approve in.
        app.as_if_opened_by("UPDATE users SET status = 'disabled'").await;
        assert_eq!(denies(&mut alice, &first).await.status, 401);
        assert_eq!(status(&client, &first).await, "pending");
    }

    // Read in one session and signed in another is not read by whoever sits there.
    async fn an_approval_is_bound_to_its_session(app: TestApp) {
        let client = bank(&app, "bank", settings()).await;
        let mut alice = member(&app, "alice").await;
        let asked = asked(&client, "alice", &[]).await;
        let begun = alice.post(&format!("{}/begin", page(&asked)), &json!({})).await.ok();
        let proof = alice.show(&begun);
        alice.step_up().await.ok();
        alice.post(&format!("{}/finish", page(&asked)), &proof).await.assert_refused(400, "session_expired");
        assert_eq!(approves(&mut alice, &asked).await.status, 204);
    }

    // Another person's approval: who has asked cannot give it, by whatever name they are called.
    async fn who_asks_does_not_approve_their_own(app: TestApp) {
        let client = bank(&app, "bank", settings()).await;
        let mut alice = member(&app, "alice").await;
        let mut bob = member(&app, "bob").await;
        let first = asked(&client, "alice", &[]).await;
        assert_eq!(approves(&mut alice, &first).await.status, 204);
        let jwks = public(&app, "/.well-known/jwks.json").await;
        let sub = text(&checked(text(&look(&client, &first).await.ok()["receipt"]), &jwks, "bank").unwrap()["sub"]).to_owned();
        let plain = asks(&client, &[("text", TEXT), ("sub", &sub), ("requested_by", &sub)]).await;
        assert_eq!(word(&plain), (400, "invalid_request".to_owned()));
        // Nothing tells the application that these two are one.
        let own = asked(&client, "alice", &[("requested_by", &sub)]).await;
        let shown = alice.open(&page(&own)).await;
        assert!(shown.text.contains("Somebody else must approve it") && !shown.text.contains("data-approve"), "{}", shown.text);
        approves(&mut alice, &own).await.assert_refused(400, "session_expired");
        assert!(!alice.open("/approve").await.text.contains("Pay 1,200"));
        assert_eq!(status(&client, &own).await, "pending");
        let other = asked(&client, "bob", &[("requested_by", &sub)]).await;
        let shown = bob.open(&page(&other)).await;
        assert!(shown.text.contains("Asked for by") && shown.text.contains("data-approve"), "{}", shown.text);
        assert_eq!(alice.open(&page(&other)).await.status, 400);
        assert_eq!(approves(&mut bob, &other).await.status, 204);
        let transaction = checked(text(&look(&client, &other).await.ok()["receipt"]), &jwks, "bank").unwrap();
        assert_eq!(transaction["requested_by"], sub);
        assert_ne!(transaction["sub"], sub);
    }

    // A client with names of its own names its members by them, and by what they sign in with.
    async fn a_client_uses_the_names_that_it_knows(app: TestApp) {
        let open = bank(&app, "bank", settings()).await;
        let own = bank(&app, "own", ClientSettings { subject_type: SubjectType::Pairwise, ..settings() }).await;
        let mut alice = member(&app, "alice").await;
        let jwks = public(&app, "/.well-known/jwks.json").await;
        let mut subs = Vec::new();
        for client in [&open, &own] {
            let first = asked(client, "alice", &[]).await;
            assert_eq!(approves(&mut alice, &first).await.status, 204);
            let transaction = checked(text(&look(client, &first).await.ok()["receipt"]), &jwks, &client.id).unwrap();
            let sub = text(&transaction["sub"]).to_owned();
            let second = asks(client, &[("text", TEXT), ("sub", &sub)]).await.ok();
            assert_eq!(approves(&mut alice, &second).await.status, 204, "{}", client.id);
            subs.push(sub);
        }
        assert_ne!(subs[0], subs[1]);
        let silent = asks(&own, &[("text", TEXT), ("sub", &subs[1]), ("notify", "true")]).await;
        assert_eq!(word(&silent), (400, "invalid_request".to_owned()));
        // The name of one is nobody's for the other.
        let nobodys = asks(&own, &[("text", TEXT), ("sub", &subs[0])]).await.ok();
        assert_eq!(alice.open(&page(&nobodys)).await.status, 400);
    }

    // Whether somebody has a name is not said: the request waits, and expires.
    async fn a_name_that_nobody_has_waits_like_any_other(app: TestApp) {
        let client = bank(&app, "bank", settings()).await;
        member(&app, "alice").await;
        let (known, unknown) = (asked(&client, "alice", &[]).await, asked(&client, "nobody-at-all", &[]).await);
        let shape = |asked: &Value| asked.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        assert_eq!(shape(&known), shape(&unknown));
        assert_eq!(status(&client, &unknown).await, "pending");
        // Neither does a limit tell.
        for name in ["alice", "nobody-at-all"] {
            for _ in 1..20 {
                asked(&client, name, &[]).await;
            }
            let more = asks(&client, &[("text", TEXT), ("login_hint", name)]).await;
            assert_eq!(word(&more), (400, "slow_down".to_owned()), "{name}");
        }
    }

    // The member is written to where they have proved an address, in the language that the application says; the text stays here.
    async fn a_member_is_written_to(app: TestApp) {
        const MAIL: &str = "alice@mail.example";
        let client = bank(&app, "bank", settings()).await;
        let mut alice = member(&app, "alice").await;
        let user = app.holder(SMART, "alice").await.unwrap().0;
        app.give_unproved(SMART, user, MAIL).await;
        // An address that nobody has proved names nobody.
        let unproved = asked(&client, MAIL, &[("notify", "true")]).await;
        assert_eq!(alice.open(&page(&unproved)).await.status, 400);
        assert!(app.mail(MAIL).await.is_empty());
        app.as_if_opened_by("UPDATE identifiers SET verified_at = 1 WHERE folded = 'alice@mail.example'").await;
        asked(&client, MAIL, &[]).await;
        assert!(app.mail(MAIL).await.is_empty(), "only where it is asked for");
        let told = asked(&client, "alice", &[("notify", "true"), ("ui_locales", "de-CH en")]).await;
        let letters = app.mail(MAIL).await;
        assert!(letters.len() == 1 && letters[0]["kind"] == "approval_asked", "{letters:?}");
        let letter = letters[0].to_string();
        assert!(letter.contains(text(&told["approval_uri"])) && letter.contains("wird um Ihre Genehmigung gebeten"), "{letter}");
        assert!(!letter.contains("Pay 1,200"), "{letter}");
        assert_eq!(approves(&mut alice, &told).await.status, 204);
        // However much an application asks, a mailbox is not flooded.
        for _ in 0..12 {
            asked(&client, "alice", &[("notify", "true")]).await;
        }
        assert_eq!(app.mail(MAIL).await.len(), 10);
    }

    async fn what_cannot_be_shown_exactly_is_refused(app: TestApp) {
        let client = bank(&app, "bank", settings()).await;
        member(&app, "alice").await;
        let long = "x".repeat(1001);
        let wrong: [&[(&str, &str)]; 18] = [
            &[("text", "Pay \u{202e}1,000 €")],
            &[("text", "Pay 1\u{200b}000 €")],
            &[("text", "Pay\r\n1")],
            &[("text", "Pay\u{0}1")],
            &[("text", &long)],
            &[("text", "")],
            &[("text", "ok"), ("details", "[]")],
            &[("text", "ok"), ("details", "{\"a\":1.5}")],
            &[("text", "ok"), ("expires_in", "59")],
            &[("text", "ok"), ("expires_in", "86401")],
            &[("text", "ok"), ("expires_in", "soon")],
            &[("text", "ok"), ("redirect_uri", "https://evil.example/")],
            &[("text", "ok"), ("redirect_uri", "https://bank.example/back?x=1&y=2")],
            &[("text", "ok"), ("redirect_uri", "https://bank.example/back")],
            &[("text", "ok"), ("sub", "x")],
            &[("text", "ok"), ("requested_by", "two words")],
            &[("text", "ok"), ("notify", "yes")],
            &[("text", "ok"), ("state", &long)],
        ];
        for pairs in wrong {
            let pairs: Vec<_> = pairs.iter().copied().chain([("login_hint", "alice")]).collect();
            let answer = asks(&client, &pairs).await;
            assert_eq!(word(&answer), (400, "invalid_request".to_owned()), "{pairs:?}: {}", answer.text);
        }
        assert_eq!(word(&asks(&client, &[("text", "ok")]).await), (400, "invalid_request".to_owned()));
    }

    // Whoever can keep no secret, or was not given the scope, asks nobody.
    async fn only_clients_that_may_ask(app: TestApp) {
        let usual = bank(&app, "usual", ClientSettings { scope: ClientSettings::default().scope, ..settings() }).await;
        assert_eq!(word(&asks(&usual, &[("text", "ok"), ("login_hint", "alice")]).await), (400, "unauthorized_client".to_owned()));
        let public_client = bank(&app, "public", ClientSettings { token_endpoint_auth_method: AuthMethod::None, ..settings() }).await;
        let open = public_client.post("/approvals", None, &[("client_id", "public"), ("text", "ok"), ("login_hint", "alice")]).await;
        assert_eq!(word(&open), (400, "unauthorized_client".to_owned()));
        let program = Application::of_tenant(&app, "demo", "program", settings()).await;
        assert_eq!(word(&asks(&program, &[("text", "ok"), ("login_hint", "alice")]).await), (400, "unauthorized_client".to_owned()));
        assert_eq!(usual.post("/approvals", None, &[("client_id", "usual"), ("text", "ok")]).await.status, 401);
        // A question of a client that is switched off is there no more.
        let client = bank(&app, "bank", settings()).await;
        let mut alice = member(&app, "alice").await;
        let asked = asked(&client, "alice", &[]).await;
        client.disable().await;
        assert_eq!(alice.open(&page(&asked)).await.status, 400);
        approves(&mut alice, &asked).await.assert_refused(400, "session_expired");
    }
}
