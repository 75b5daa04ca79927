//! That they sign in as before.

use super::*;
use domain::id::UserId;
use totp_rs::Totp;

/// Of [`RIGHT`]: Python's hashlib, bcrypt and argon2-cffi.
const HASHES: [&str; 6] = [
    BCRYPT,
    "$pbkdf2-sha1$i=1000,l=20$c2l4dGVlbiBieXRlcyEhIQ$gCXbNAR5kKILKrkpXbn4eI3zGL4",
    "$pbkdf2-sha256$i=27500,l=64$c2l4dGVlbiBieXRlcyEhIQ$/p5DkEd65cuFboVQrkoeOD32pwvsj4/orER448hiIgcCQnJShtZTla9EsRNXx4VrJt2sUFi6A8Uztq/ot5PqJQ",
    "$pbkdf2-sha512$i=2000,l=32$c2l4dGVlbiBieXRlcyEhIQ$fdxiuSVb6jU+SXp3BzG72ec7j0EgZ/1/7rMHrmHlA/Y",
    "$scrypt$ln=10,r=8,p=1$c2l4dGVlbiBieXRlcyEhIQ$4LVKB0kpXb/Ns77HB1VMHZNXPPU+oxjAgyU74Hx49zI",
    "$argon2id$v=19$m=256,t=2,p=2$c2l4dGVlbiBieXRlcyEhIQ$VJyEKLWDFzCDIcoK6aTuyqjzhxqQ6kS1sQ1lWV7I3WA",
];

async fn stored(app: &TestApp, user: UserId) -> (String, Vec<String>) {
    let pool = door(app, SMART).pool.id;
    let read = app.store.read("stored", move |tx| {
        let row = store::password::find(tx, pool, user)?.unwrap();
        Ok::<_, store::Error>((row.hash, store::password::made_elsewhere(tx, pool, 9)?))
    });
    read.await.unwrap()
}

on_both_engines! {
    // Issue 9, 5: a password of each kind of hash signs in, and is one of ours from then on.
    async fn with_a_password_of_each_kind(app: TestApp) {
        takes_passwords(&app).await;
        for (number, hash) in HASHES.into_iter().enumerate() {
            let (id, name) = (number.to_string(), format!("user.{number}"));
            let brought = json!({ "id": id, "usernames": [name], "password_hash": hash });
            assert_new(&bring(&app, SMART, &[brought]).await);
            let user = domain::members::by_name(&app.app, &door(&app, SMART), &name).await.unwrap();
            assert_eq!(stored(&app, user).await.1.len(), 1, "{hash}");
            by_password(&app, &name, "wrong horse battery staple").await.assert_refused(401, "proof_wrong");
            by_password(&app, &format!("nobody.{number}"), RIGHT).await.assert_refused(401, "proof_wrong");
            assert_eq!(stored(&app, user).await.0, hash);
            assert_eq!(by_password(&app, &name, RIGHT).await.status, 200, "{hash}");
            let (now, kinds) = stored(&app, user).await;
            assert!(now.starts_with("$argon2id$v=19$m=19456,t=2,p=1$") && kinds.is_empty(), "{hash}");
            assert_eq!(by_password(&app, &name, RIGHT).await.status, 200);
        }
    }

    // Issue 9, 5: each kind costs every guess in the pool, so there are not many.
    async fn of_four_kinds_of_hashes_at_a_time(app: TestApp) {
        takes_passwords(&app).await;
        let brought: Vec<Value> = (0..6)
            .map(|number| json!({ "id": number.to_string(), "usernames": [format!("user.{number}")], "password_hash": HASHES[number] }))
            .collect();
        let outcomes = bring(&app, SMART, &brought).await;
        assert_new(&outcomes[..4]);
        assert_refused(&outcomes[4], "a kind too many");
        assert_refused(&outcomes[5], "a kind too many");
        assert_eq!(by_password(&app, "user.1", RIGHT).await.status, 200);
        assert_new(&bring(&app, SMART, &brought[4..5]).await);
    }

    // Issue 9, 5: of five kinds in one file the four come that most people have.
    async fn of_five_kinds_in_a_file_the_rarest_stays(app: TestApp) {
        takes_passwords(&app).await;
        let hashes = [0, 1, 1, 2, 2, 3, 3, 4, 4];
        let brought: Vec<Value> = (0..hashes.len())
            .map(|number| json!({ "id": number.to_string(), "usernames": [format!("user.{number}")], "password_hash": HASHES[hashes[number]] }))
            .collect();
        let text = Value::from(brought).to_string();
        let wish = Wish { source: "test".into(), rehearse: true, kinds: File::open(Format::Json, &text).unwrap().kinds() };
        assert_eq!(wish.kinds.len(), 4, "{:?}", wish.kinds);
        for rehearse in [true, false] {
            let (wish, all) = (Wish { rehearse, ..wish.clone() }, arrivals(Format::Json, &text));
            let outcomes = importing::settle(&app.app, &door(&app, SMART), &wish, &all).await.unwrap();
            assert_refused(&outcomes[0], "bcrypt 5, would be a kind too many");
            assert_new(&outcomes[1..]);
        }
        assert_eq!(by_password(&app, "user.8", RIGHT).await.status, 200);
    }

    // Issue 9, 5: a passkey of each system signs in under the handle that it was made with, also where nobody has kept that.
    async fn with_a_passkey_of_each_system(app: TestApp) {
        let (uuid, bytes) = ("a9a9a9a9-a9a9-a9a9-a9a9-a9a9a9a9a9a9", [0xa9; 16]);
        let mut holders = [app.program(SMART), app.program(SMART), app.program(SMART)];
        let [keycloak, hanko, better] = &mut holders;
        let of_keycloak = made_elsewhere(keycloak, b"4142fff7-35d4-4467-8434-346fbac50374");
        let data = json!({ "aaguid": "00000000-0000-0000-0000-000000000000", "credentialId": of_keycloak["id"], "counter": 0,
            "credentialPublicKey": of_keycloak["public_key"], "transports": ["INTERNAL"] });
        let realm = json!({ "realm": "acme", "users": [{ "id": "4142fff7-35d4-4467-8434-346fbac50374", "username": "kate", "enabled": true,
            "credentials": [{ "type": "webauthn-passwordless", "userLabel": "Phone", "secretData": "{}", "credentialData": data.to_string() }] }] });
        let of_hanko = made_elsewhere(hanko, &bytes);
        let list = json!([{ "user_id": uuid, "username": "hank", "emails": [], "webauthn_credentials": [{ "id": of_hanko["id"],
            "public_key": of_hanko["public_key"], "attestation_type": "none", "backup_eligible": true, "backup_state": true }] }]);
        let of_better = made_elsewhere(better, b"drawn at random and forgotten");
        let tables = json!({ "user": [{ "id": "b1", "name": "Bea", "username": "bea" }],
            "passkey": [{ "userId": "b1", "credentialID": of_better["id"], "publicKey": of_better["public_key"], "counter": 0, "backedUp": true }] });
        for (format, text) in [(Format::Keycloak, realm), (Format::Hanko, list), (Format::BetterAuth, tables)] {
            assert_new(&settle(&app, SMART, &arrivals(format, &text.to_string()), false).await);
        }
        for (holder, name) in holders.iter_mut().zip(["kate", "hank", "bea"]) {
            let signed_in = holder.sign_in().await.ok();
            let user = domain::members::by_name(&app.app, &door(&app, SMART), name).await.unwrap();
            assert_eq!(signed_in["user_id"], user.to_string(), "{name}");
            holder.token = None;
            holder.sign_in_as(name).await.ok();
        }
    }

    // Issue 9, 5: a handle that was kept is held against what comes back.
    async fn not_with_a_handle_of_another(app: TestApp) {
        let mut holder = app.program(SMART);
        let key = made_elsewhere(&mut holder, b"one handle");
        assert_new(&bring(&app, SMART, &[member("1", b"another handle", &[key])]).await);
        let answer = holder.sign_in().await;
        assert!(!answer.status.is_success(), "{}", answer.text);
    }

    // Issue 9, 5: the authenticator app that somebody has goes on.
    async fn with_a_password_and_the_app_of_before(app: TestApp) {
        takes_passwords(&app).await;
        app.set(SMART, |settings| settings.policy.fallback = Some(domain::method::Strength::Multi)).await;
        let secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
        let brought = json!({ "id": "1", "usernames": ["user.1"], "password_hash": BCRYPT, "totp_secret": secret });
        assert_new(&bring(&app, SMART, &[brought]).await);
        let mut visitor = app.program(SMART);
        let begun = visitor.post("/sign-in/start", &json!({ "identifier": "user.1" })).await.ok();
        let path = |step: &Value| format!("/journey/{}/prove", step["journey"].as_str().unwrap());
        let body = json!({ "ticket": begun["ticket"], "method": "password", "value": RIGHT });
        let next = visitor.post(&path(&begun), &body).await.ok();
        assert!(next["session_token"].is_null(), "{next}");
        let totp = Totp::from_url(format!("otpauth://totp/Demo:ada?secret={secret}&issuer=Demo")).unwrap();
        let now = (app.app.now() / 1000).try_into().unwrap();
        let body = json!({ "ticket": next["ticket"], "method": "totp", "value": totp.generate(now).to_string() });
        assert!(visitor.post(&path(&next), &body).await.ok()["session_token"].is_string());
    }

    // Issue 9, 5: what a source has not proved is not proved here: whoever proves the address later takes the account over without what others put there.
    async fn an_address_counts_as_the_source_says(app: TestApp) {
        let brought = json!({ "id": "1", "emails": [{ "address": "ada@example.com", "verified": true }, { "address": "two@example.com" }] });
        assert_new(&bring(&app, SMART, &[brought]).await);
        assert!(app.holder(SMART, "ada@example.com").await.unwrap().1.is_some());
        assert!(app.holder(SMART, "two@example.com").await.unwrap().1.is_none());
    }
}
