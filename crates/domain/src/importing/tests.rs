//! Each format as its system writes it, with lines that are broken: what is read of whom, and why the others are refused. The hashes are those of
//! "correct horse battery staple", made by Python's hashlib, bcrypt and argon2-cffi.

use super::*;
use crate::password::Elsewhere;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};

mod hostile;

/// Keycloak's two kinds.
const PBKDF2: (&str, &str) = (
    "/p5DkEd65cuFboVQrkoeOD32pwvsj4/orER448hiIgcCQnJShtZTla9EsRNXx4VrJt2sUFi6A8Uztq/ot5PqJQ==",
    "c2l4dGVlbiBieXRlcyEhIQ==",
);
const ARGON2: (&str, &str) = ("R6AZ7VAf+V5nr6+A6G8+Q0K5sGkqA1RdHoekm+PvlBc=", "c2l4dGVlbiBieXRlcyEhIQ==");
const BCRYPT: &str = "$2b$05$DzKiq3ipukJvhIQ6WU2eSeA9DYuAxVHQuJXP5o9EGY4RAsiW5MerG";
const BETTER_AUTH: &str = "7369787465656e206279746573212121:53443d31b88f6b6e46e52685beb7d3d994eff481e43681974fc8f58b4dff444560efbe436abcd2c404cda5bba6740233b9f81b172f06d90e68502b4dc5a25d57";
const SECRET: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

/// A passkey's id and key.
fn key() -> (Vec<u8>, Vec<u8>) {
    let passkey = authenticator::Passkey::generate(-7).unwrap();
    (passkey.credential_id.clone(), passkey.cose_public_key())
}

fn url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Line, member, and what stays behind.
type Came = (u64, Member, Vec<String>);

/// Who arrives, by line, and who is refused and why.
fn read(format: Format, text: &str) -> (Vec<Came>, Vec<(u64, String)>) {
    let file = File::open(format, text).unwrap();
    let (mut came, mut refused) = (Vec::new(), Vec::new());
    for read in file.read(Some("id.example")) {
        match read {
            Read::Arrival(arrival) => came.push((arrival.line, arrival.member, arrival.left)),
            Read::Refused(Refused { line, reason, .. }) => refused.push((line, reason)),
            Read::Passed(what) => refused.push((0, what)),
        }
    }
    (came, refused)
}

#[track_caller]
fn assert_hash(member: &Member, recipe: &str) {
    let hash = &member.password_hash.as_ref().unwrap().0;
    assert_eq!(Elsewhere::read(hash).unwrap().unwrap().recipe().to_string(), recipe, "{hash}");
}

fn verified(member: &Member) -> Vec<(&str, bool)> {
    member.emails.iter().chain(&member.phones).map(|one| (one.address.as_str(), one.verified)).collect()
}

/// A realm with two who can be read, and others.
fn realm((id, public_key): (&[u8], &[u8])) -> String {
    let password = |(value, salt): (&str, &str), data: &Value| {
        let secret = json!({ "value": value, "salt": salt, "additionalParameters": {} }).to_string();
        json!({ "id": "c1", "type": "password", "userLabel": "My password", "createdDate": 1_740_654_903_754_i64, "secretData": secret, "credentialData": data.to_string() })
    };
    let pbkdf2 = json!({ "hashIterations": 27500, "algorithm": "pbkdf2-sha256", "additionalParameters": {} });
    let argon2 = json!({ "hashIterations": 5, "algorithm": "argon2", "additionalParameters":
        { "hashLength": ["32"], "memory": ["7168"], "type": ["id"], "version": ["1.3"], "parallelism": ["1"] } });
    let otp = |digits: u32| {
        let data = json!({ "subType": "totp", "digits": digits, "counter": 0, "period": 30, "algorithm": "HmacSHA1" });
        json!({ "type": "otp", "secretData": "{\"value\":\"segredoteste-otp\"}", "credentialData": data.to_string() })
    };
    let data = json!({ "aaguid": "ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4", "credentialId": STANDARD.encode(id), "counter": 7,
        "credentialPublicKey": url(public_key), "attestationStatementFormat": "none", "transports": ["INTERNAL", "HYBRID"] });
    let passkey = json!({ "type": "webauthn-passwordless", "userLabel": "Phone", "secretData": "{}", "credentialData": data.to_string() });
    let user = |id: &str, name: &str, credentials: Value| {
        json!({ "id": id, "createdTimestamp": 1_740_654_221_121_i64, "username": name, "enabled": true, "totp": false, "emailVerified": true,
            "email": format!("{name}@example.com"), "firstName": "Ada", "lastName": "Lovelace", "credentials": credentials,
            "disableableCredentialTypes": [], "requiredActions": [], "realmRoles": ["default-roles-acme", "editor"], "notBefore": 0, "groups": [] })
    };
    let users = [
        user("2a117809-8285-4718-a131-bd61fb57cd1f", "ada", json!([password(PBKDF2, &pbkdf2), otp(6), passkey])),
        user(
            "4142fff7-35d4-4467-8434-346fbac50374",
            "bob",
            json!([password(ARGON2, &argon2), otp(8), { "type": "recovery-authn-codes" }]),
        ),
        json!({ "id": "s", "username": "service-account-x", "serviceAccountClientId": "x" }),
        json!({ "username": "no id" }),
        user("5", "eve", json!([password(("?", "?"), &pbkdf2)])),
        user("6", "ADA", json!([])),
        user(
            "7",
            "mallory",
            json!([password(PBKDF2, &json!({ "hashIterations": 2_000_000_000, "algorithm": "pbkdf2-sha256" }))]),
        ),
        user(
            "8",
            "trent",
            json!([{ "type": "password", "secretData": "{\"value\":\"hunter2", "credentialData": "{}" }]),
        ),
    ];
    let users: Vec<String> = users.iter().map(Value::to_string).collect();
    format!(
        "{{\"realm\":\"acme\",\"webAuthnPolicyPasswordlessRpId\":\"sso.example\",\n\"users\":[\n{}]}}",
        users.join(",\n")
    )
}

// Issue 9, 5: Keycloak.
#[test]
fn a_realm_is_read() {
    let (id, public_key) = key();
    let text = realm((&id, &public_key));
    let (came, refused) = read(Format::Keycloak, &text);
    let lines: Vec<u64> = came.iter().map(|(line, ..)| *line).collect();
    assert_eq!(lines, [3, 4]);
    let (_, ada, left) = &came[0];
    assert_eq!(
        (ada.display_name.as_deref(), ada.usernames.as_slice()),
        (Some("Ada Lovelace"), &["ada".to_owned()][..])
    );
    assert_eq!((verified(ada), left.len()), (vec![("ada@example.com", true)], 0));
    assert_eq!(ada.user_handle.as_ref().unwrap().0, b"2a117809-8285-4718-a131-bd61fb57cd1f");
    assert_eq!(ada.created_at.as_deref(), Some("2025-02-27T11:03:41.121Z"));
    assert_hash(ada, "pbkdf2-sha256 27500 32");
    assert_eq!(crate::base32::bytes(&ada.totp_secret.as_ref().unwrap().0).unwrap(), b"segredoteste-otp");
    let kept = &ada.passkeys[0];
    assert_eq!((&kept.id.0, &kept.public_key.0, kept.sign_count), (&id, &public_key, 7));
    assert_eq!((kept.rp_id.as_deref(), kept.name.as_deref()), (Some("sso.example"), Some("Phone")));
    assert_eq!(kept.transports, ["internal", "hybrid"]);
    let (_, bob, left) = &came[1];
    assert_hash(bob, "argon2id 19 7168 5 1 32");
    assert!(bob.totp_secret.is_none() && left.len() == 2, "{left:?}");
    let lines: Vec<u64> = refused.iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, [0, 6, 7, 8, 9, 10]);
    for ((_, reason), part) in
        refused.iter().zip(["application", "`id`", "base64", "same name", "more work", "secretData"])
    {
        assert!(reason.contains(part) && !reason.contains("hunter2"), "{part}: {reason}");
    }
}

// Issue 9, 5: Auth0: the export with hashes, the bulk import's file, and authentication methods.
#[test]
fn exports_of_auth0_are_read() {
    let (id, public_key) = key();
    let text = [
        json!({ "_id": { "$oid": "60425dc43519d90068f82973" }, "email_verified": false, "email": "ada@example.com", "passwordHash": BCRYPT,
            "password_set_date": { "$date": "2021-03-05T16:35:16.775Z" }, "tenant": "dev", "connection": "Username-Password-Authentication", "_tmp_is_unique": true }),
        json!({ "user_id": "auth0|2", "email": "bob@example.com", "email_verified": true, "given_name": "Bob", "name": "bob@example.com", "blocked": true,
            "custom_password_hash": { "algorithm": "scrypt", "hash": { "value": "4LVKB0kpXb/Ns77HB1VMHZNXPPU+oxjAgyU74Hx49zI=", "encoding": "base64" },
                "salt": { "value": "7369787465656e206279746573212121", "encoding": "hex" }, "keylen": 32, "cost": 1024, "blockSize": 8, "parallelization": 1 },
            "mfa_factors": [{ "totp": { "secret": SECRET } }, { "phone": { "value": "+15551112233" } }] }),
        json!({ "user_id": "auth0|3", "username": "eve", "authentication_methods": [
            { "id": "passkey|1", "type": "passkey", "key_id": url(&id), "public_key": STANDARD.encode(&public_key), "credential_device_type": "multi_device",
              "credential_backed_up": true, "transports": ["hybrid", "internal"], "user_handle": url(b"a handle of theirs"), "relying_party_identifier": "id.example" },
            { "type": "push-notification" }] }),
        json!({ "user_id": "auth0|4", "email": "old@example.com", "custom_password_hash": { "algorithm": "md5", "hash": { "value": "00" } } }),
        json!({ "email": "nobody@example.com" }),
    ];
    let mut lines: Vec<String> = text.iter().map(Value::to_string).collect();
    lines.push("{\"user_id\": \"auth0|6\"".to_owned());
    lines.push("{\"name\": \"Nobody\"}".to_owned());
    let (came, refused) = read(Format::Auth0, &lines.join("\n"));
    assert_eq!(came.iter().map(|(line, ..)| *line).collect::<Vec<_>>(), [1, 2, 3, 5]);
    assert_eq!(came[3].1.id, "nobody@example.com");
    assert_hash(&came[0].1, "bcrypt 5");
    assert_eq!(
        (came[0].1.id.as_str(), verified(&came[0].1)),
        ("60425dc43519d90068f82973", vec![("ada@example.com", false)])
    );
    assert_hash(&came[1].1, "scrypt 10 8 1 32");
    assert_eq!((came[1].1.display_name.as_deref(), came[1].1.disabled), (Some("Bob"), true));
    assert_eq!(came[1].1.totp_secret.as_ref().unwrap().0, SECRET);
    let eve = &came[2].1;
    assert_eq!(eve.user_handle.as_ref().unwrap().0, b"a handle of theirs");
    assert!(eve.passkeys[0].backup_eligible && eve.passkeys[0].backup_state && !eve.passkeys[0].any_handle);
    assert_eq!(came[2].2, ["authentication methods of type push-notification"]);
    assert_eq!(refused.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [4, 6, 7]);
    assert!(
        refused[0].1.contains("md5") && refused[1].1.contains("JSON") && refused[2].1.contains("user_id"),
        "{refused:?}"
    );
}

// Issue 9, 5: SecureAuth's users as its API has them, and as the tables of a dump.
#[test]
fn users_of_secureauth_are_read() {
    let (id, public_key) = key();
    let record = json!({ "id": STANDARD.encode(&id), "publicKey": STANDARD.encode(&public_key), "transport": ["internal"],
        "flags": { "userPresent": true, "backupEligible": true, "backupState": false }, "authenticator": { "AAGUID": null, "signCount": 3 } });
    let whole = json!([
        { "id": "u1", "status": "active", "payload": { "given_name": "Ada", "family_name": "Lovelace" },
          "identifiers": [{ "identifier": "ada", "type": "uid" }, { "identifier": "x", "type": "federated" }],
          "verifiable_addresses": [{ "address": "ada@example.com", "type": "email", "status": "active", "verified": true }],
          "credentials": [{ "type": "password", "payload": { "hashed_password": BCRYPT } }, { "type": "totp", "totp_secret": SECRET },
                          { "type": "webauthn", "webauthn_credentials": [record] }] },
        { "id": "u2", "status": "inactive", "identifiers": [{ "identifier": "bob", "type": "uid" }], "credentials": [{ "type": "password", "payload": { "password": "###" } }] },
        { "id": "u3", "status": "deleted" },
        { "id": "u4", "status": "asleep" },
    ]);
    let (came, refused) = read(Format::SecureAuth, &whole.to_string());
    assert_eq!(came.len(), 2);
    let ada = &came[0].1;
    assert_eq!((ada.display_name.as_deref(), verified(ada)), (Some("Ada Lovelace"), vec![("ada@example.com", true)]));
    assert_hash(ada, "bcrypt 5");
    assert_eq!((&ada.passkeys[0].id.0, ada.passkeys[0].sign_count, ada.passkeys[0].backup_eligible), (&id, 3, true));
    assert_eq!(came[0].2, ["identifiers of type federated"]);
    assert!(came[1].1.disabled && came[1].2 == ["passwords whose hash is blurred"]);
    assert_eq!(refused.len(), 2, "{refused:?}");
    let dump = json!({
        "users": [{ "id": "u1", "status": "active", "payload": { "name": "Ada" } }],
        "user_identifiers": [{ "user_id": "u1", "identifier": "ada", "type": "uid" }, { "user_id": "u9", "identifier": "lost", "type": "uid" }],
        "user_verifiable_addresses": [{ "user_id": "u1", "address": "ada@example.com", "type": "email", "verified": false }],
        "user_credentials": [{ "user_id": "u1", "type": "webauthn", "payload": { "webauthn_credentials": [record] } }],
        "pools": [],
    });
    let (came, refused) = read(Format::SecureAuth, &dump.to_string());
    assert_eq!((came[0].1.usernames.as_slice(), came[0].1.passkeys.len()), (&["ada".to_owned()][..], 1));
    assert_eq!(refused, [(1, "it belongs to no user of the file".to_owned())]);
}

// Issue 9, 5: Hanko.
#[test]
fn users_of_hanko_are_read() {
    let (id, public_key) = key();
    let credential = json!({ "id": url(&id), "name": "iPhone", "public_key": url(&public_key), "attestation_type": "none",
        "aaguid": "fbfc3007-154e-4ecc-8c0b-6e020557d7bd", "sign_count": 0, "created_at": "2024-08-17T12:05:15.651387237Z", "transports": ["internal"],
        "backup_eligible": true, "backup_state": true, "mfa_only": false, "user_handle": null });
    let mut second = credential.clone();
    second["mfa_only"] = json!(true);
    let text = json!([
        { "user_id": "a9ae6bc8-d829-43de-b672-f50230833877", "emails": [{ "address": "two@example.com", "is_primary": false, "is_verified": false },
            { "address": "ada@example.com", "is_primary": true, "is_verified": true }], "username": "ada", "webauthn_credentials": [credential, second],
          "password": { "password": BCRYPT.replace("$2b$", "$2a$") }, "otp_secret": { "secret": SECRET }, "created_at": "2024-08-17T12:05:15Z" },
        { "user_id": "not a uuid", "emails": [{ "address": "x@example.com", "is_primary": true, "is_verified": true }] },
        { "user_id": "2f0649cf-c71e-48a5-92c3-210addb80281", "emails": null },
    ]);
    let (came, refused) = read(Format::Hanko, &text.to_string());
    let ada = &came[0].1;
    assert_eq!(verified(ada), [("ada@example.com", true), ("two@example.com", false)]);
    assert_eq!(ada.user_handle.as_ref().unwrap().0[..4], [0xa9, 0xae, 0x6b, 0xc8]);
    assert_eq!(
        (ada.passkeys.len(), ada.passkeys[0].any_handle, ada.passkeys[0].rp_id.as_deref()),
        (1, false, Some("id.example"))
    );
    assert_hash(ada, "bcrypt 5");
    assert_eq!(came[0].2, ["security keys that come second only"]);
    assert!(refused[0].1.contains("UUID") && refused[1].1.contains("neither"), "{refused:?}");
}

// Issue 9, 5: tables: Pocket ID, better-auth, Rauthy.
#[test]
fn tables_are_read() {
    let (id, public_key) = key();
    let pocket = json!({ "provider": "sqlite", "tables": {
        "users": [{ "id": "u-1", "username": "ada", "email": "ada@example.com", "first_name": "Ada", "last_name": "Lovelace", "is_admin": 1, "disabled": 0, "created_at": 1_740_654_221 }],
        "webauthn_credentials": [{ "user_id": "u-1", "name": "Phone", "credential_id": STANDARD.encode(&id), "public_key": STANDARD.encode(&public_key),
            "transport": "[\"internal\",\"hybrid\"]", "backup_eligible": 1, "backup_state": 0, "created_at": "2025-02-27 11:03:41" }] } });
    let (came, refused) = read(Format::PocketId, &pocket.to_string());
    let ada = &came[0].1;
    assert_eq!(
        (ada.user_handle.as_ref().unwrap().0.as_slice(), verified(ada)),
        (&b"u-1"[..], vec![("ada@example.com", false)])
    );
    assert_eq!((&ada.passkeys[0].id.0, ada.passkeys[0].transports.len(), ada.roles.len()), (&id, 2, 0));
    assert_eq!(ada.passkeys[0].created_at.as_deref(), Some("2025-02-27T11:03:41Z"));
    assert!(refused.is_empty(), "{refused:?}");

    let better = json!({
        "user": [{ "id": "b1", "name": "Ada", "email": "ada@example.com", "emailVerified": true, "createdAt": "2025-02-27T11:03:41.000Z" }, { "id": "b2", "name": "Bob", "email": "bob@example.com" }],
        "account": [{ "userId": "b1", "providerId": "credential", "password": BETTER_AUTH }, { "userId": "b1", "providerId": "github" }, { "user_id": "b2", "provider_id": "credential", "password": "nonsense" }],
        "passkey": [{ "userId": "b1", "credentialID": url(&id), "publicKey": STANDARD.encode(&public_key), "counter": 2, "deviceType": "multiDevice", "backedUp": true, "transports": "internal,hybrid" }],
        "twoFactor": [{ "userId": "b1", "secret": "encrypted" }],
    });
    let (came, refused) = read(Format::BetterAuth, &better.to_string());
    assert_hash(&came[0].1, "scrypt 14 16 1 64");
    assert!(
        came[0].1.user_handle.is_none() && came[0].1.passkeys[0].any_handle && came[0].1.passkeys[0].backup_eligible
    );
    assert_eq!(came[0].2.len(), 2, "{:?}", came[0].2);
    assert!(refused[0].1.contains("better-auth"), "{refused:?}");

    // The two coordinates stand behind their heads in the key of COSE.
    let (x, y) = (url(&public_key[10..42]), url(&public_key[45..77]));
    let record = json!({ "cred": { "cred_id": url(&id), "cred": { "type_": "ES256", "key": { "EC_EC2": { "curve": "SECP256R1", "x": x, "y": y } } },
        "counter": 5, "transports": null, "user_verified": true, "backup_eligible": true, "backup_state": true, "registration_policy": "required" } });
    let rauthy = json!({
        "users": [{ "id": "r1", "email": "ada@example.com", "email_verified": true, "given_name": "Ada", "enabled": true, "created_at": 1_740_654_221, "roles": "editor,rauthy_admin",
            "password": "$argon2id$v=19$m=131072,t=4,p=8$c2l4dGVlbiBieXRlcyEhIQ$VJyEKLWDFzCDIcoK6aTuyqjzhxqQ6kS1sQ1lWV7I3WA", "webauthn_user_id": "a9ae6bc8-d829-43de-b672-f50230833877" }],
        "passkeys": [{ "user_id": "r1", "passkey_user_id": "a9ae6bc8-d829-43de-b672-f50230833877", "name": "Key", "passkey": record.to_string(), "registered": 1_740_654_221 }],
    });
    let (came, refused) = read(Format::Rauthy, &rauthy.to_string());
    assert!(refused.is_empty(), "{refused:?}");
    assert_hash(&came[0].1, "argon2id 19 131072 4 8 32");
    assert_eq!((&came[0].1.passkeys[0].public_key.0, came[0].1.passkeys[0].sign_count), (&public_key, 5));
    assert_eq!(came[0].1.roles, ["editor", "rauthy_admin"]);
}

// Issue 9, 5: plain JSON and CSV.
#[test]
fn plain_files_are_read() {
    let csv = format!(
        "id,username,email,email_verified,phone,phone_verified,display_name,disabled,password_hash,totp_secret,roles\n\
         1,ada,Ada@Example.com,true,+47 123 45 678,1,Ada Lovelace,no,{BCRYPT},{SECRET},editor; writer\n\
         ,bob,,,,,,yes,,,\n\
         3,,x@example.com,maybe,,,,,,,\n\
         4,eve,,,,\n\
         5,,,,,,,,,,\n"
    );
    let (came, refused) = read(Format::Csv, &csv);
    let ada = &came[0].1;
    assert_eq!(verified(ada), [("Ada@Example.com", true), ("+47 123 45 678", true)]);
    assert_eq!((ada.roles.as_slice(), ada.disabled), (&["editor".to_owned(), "writer".to_owned()][..], false));
    assert_eq!((came[1].1.id.as_str(), came[1].1.disabled), ("bob", true));
    assert_eq!(refused.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [4, 5, 6]);
    assert!(matches!(File::open(Format::Csv, "id,shoe_size\n1,44\n"), Err(Unreadable::NoTable(_))));
    let json = "{\"id\":\"1\",\"usernames\":[\"ada\"]}\n{\"id\":\"2\",\"usernames\":[\"bob\"],\"pasword_hash\":\"x\"}\n{\"id\":\"1\",\"usernames\":[\"eve\"]}\n";
    let (came, refused) = read(Format::Json, json);
    assert_eq!(came.len(), 1);
    assert!(refused[0].1.contains("pasword_hash") && refused[1].1.contains("same id"), "{refused:?}");
}
