//! Every kind of device that the browser can pretend to have, in both modes: what policy allows registers and signs in, and what it does
//! not is refused in the catalogue's words (S0-9, S3-1, S3-5, S4-1).

use chromiumoxide::cdp::browser_protocol::web_authn::AuthenticatorTransport as Transport;
use serde_json::json;

use crate::support::{Build, Kind, Person, Server};
use crate::{CLASSIC, SMART};

fn every_ctap2_device() -> impl Iterator<Item = Build> {
    let transports = [Transport::Usb, Transport::Nfc, Transport::Ble, Transport::Internal, Transport::Cable];
    transports.into_iter().flat_map(|transport| {
        [true, false].into_iter().flat_map(move |keeps_passkeys| {
            let transport = transport.clone();
            [(true, true), (true, false), (false, false)].map(|(can_verify, verifies)| {
                let transport = transport.clone();
                Build { u2f: false, transport, keeps_passkeys, can_verify, verifies, is_synced: false }
            })
        })
    })
}

fn every_u2f_key() -> impl Iterator<Item = Build> {
    [Transport::Usb, Transport::Nfc, Transport::Ble].into_iter().map(|transport| Build {
        u2f: true,
        transport,
        keeps_passkeys: false,
        can_verify: false,
        verifies: false,
        is_synced: false,
    })
}

/// A first passkey must verify its user, and in Smart mode it must be found without a name.
fn may_sign_up(build: &Build, door: &str) -> bool {
    build.verifies && (build.keeps_passkeys || door == CLASSIC)
}

/// As the list on the Security page names it (S1-4 to S1-6).
fn kind_of(build: &Build) -> &'static str {
    match build.transport {
        Transport::Internal => "Passkey - Platform Authenticators",
        Transport::Cable => "Passkey Cross-Platform Authenticator",
        _ => "Security Keys",
    }
}

async fn signs_in(person: &Person<'_>, door: &str, name: &str) {
    // Without it the first prompt looks on this device alone.
    person.types("Username", name).await;
    person.taps("Continue with passkey").await;
    person.arrives_at(&format!("{door}/account/security")).await;
    person.signs_out(door).await;
}

#[tokio::test]
async fn every_device_in_every_mode() {
    let server = Server::demo();
    let (mut allowed, mut refused) = (0, 0);
    for (number, build) in every_ctap2_device().chain(every_u2f_key()).enumerate() {
        let person = Person::with(&server, Kind::Other(build.clone())).await;
        person.has_no_autofill().await;
        let name = format!("member{number}");
        for door in [SMART, CLASSIC] {
            if may_sign_up(&build, door) {
                person.signs_up(door, &name).await;
                person.sees(kind_of(&build)).await;
                person.signs_out(door).await;
                signs_in(&person, door, &name).await;
                allowed += 1;
            } else {
                person.opens(&format!("{door}/sign-up")).await;
                person.types("Username", &name).await;
                person.taps("Create passkey").await;
                // S1-23: this browser says no more than that it was not allowed, whatever the device lacks.
                person.sees("Passkey Set Up Canceled").await;
                person.sees("Your passkey setup was canceled.").await;
                assert!(person.device.passkeys().await.is_empty(), "{build:?} keeps what was refused");
                refused += 1;
            }
        }
    }
    // Five transports: verifying devices sign up in Classic always and in Smart where they keep passkeys.
    assert_eq!((allowed, refused), (15, 51));
}

/// What an application's script is asked for when it wants the member to prove again: the passkey that verifies them, not this key.
const STEP_UP: &str = r"(async () => {
    const path = location.pathname.split('/').slice(0, 3).join('/') + '/step-up/passkey/begin';
    const begun = await fetch(path, { method: 'POST', body: '{}', headers: { 'Content-Type': 'application/json' } });
    return (await begun.json()).publicKey.userVerification;
})()";

const PASSWORD: &str = "eleven quiet tractors in may";

/// Sets a password as an application's script would.
const SET_PASSWORD: &str = r"(async () => {
    const path = location.pathname.split('/').slice(0, 3).join('/') + '/account/password';
    const body = JSON.stringify({ password: 'PASSWORD' });
    return (await fetch(path, { method: 'PUT', body, headers: { 'Content-Type': 'application/json' } })).status;
})()";

/// Signs in with the password, and then with whatever device is there.
const SIGN_IN: &str = r"(async () => {
    const base = location.pathname.split('/').slice(0, 3).join('/');
    const post = async (path, body) => (await fetch(base + path, { method: 'POST', body: JSON.stringify(body),
        headers: { 'Content-Type': 'application/json' } })).json();
    const { journey } = await post('/sign-in/start', { identifier: 'NAME' });
    await post(`/journey/${journey}/prove`, { method: 'password', value: 'PASSWORD' });
    const begun = await post(`/journey/${journey}/passkey/begin`, {});
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(begun.publicKey);
    const shown = await navigator.credentials.get({ publicKey });
    const answer = await post(`/journey/${journey}/passkey/finish`, shown.toJSON());
    return answer.acr + ' ' + publicKey.userVerification;
})()";

// S3-5: keys without user verification serve beside another factor in Classic mode, never alone and never in Smart mode.
#[tokio::test]
async fn a_u2f_key_is_a_second_factor_in_classic_only() {
    let methods = json!({ "first": ["passkey", "password"], "second": ["passkey"] });
    let server = Server::demo_with_all(&[("methods", &methods), ("policy", &json!({ "fallback": "multi" }))]).await;
    for build in every_u2f_key() {
        for door in [SMART, CLASSIC] {
            let name = format!("{:?}", build.transport).to_lowercase();
            let mut person = Person::at(&server).await;
            person.has_no_autofill().await;
            person.signs_up(door, &name).await;
            person.changes_device(Kind::Other(build.clone())).await;
            person.types("Name optional", "Old key").await;
            person.taps("Add passkey").await;
            if door == SMART {
                person.sees("Passkey Set Up Canceled").await;
                continue;
            }
            person.sees("Passkey added.").await;
            person.sees("Old key").await;
            assert_eq!(person.looks(STEP_UP).await, "required");
            the_old_key_goes_and_comes_back(&person).await;
            assert_eq!(person.looks(&SET_PASSWORD.replace("PASSWORD", PASSWORD)).await, 200);
            // Alone it opens nothing: it is not even asked for.
            person.signs_out(door).await;
            assert_eq!(person.looks(&LISTED.replace("NAME", &name)).await, 1);
            let sign_in = SIGN_IN.replace("NAME", &name).replace("PASSWORD", PASSWORD);
            assert_eq!(person.looks(&sign_in).await, "mfa preferred");
        }
    }
}

/// S0-15, S0-22, S3-23: only the way in is kept, and says so in its own row; after a change by script as on a fresh page.
async fn the_old_key_goes_and_comes_back(person: &Person<'_>) {
    for is_fresh in [false, true] {
        if is_fresh {
            person.reloads().await;
        }
        person.sees("Registered passkeys 2").await;
        assert_eq!(person.looks(GUARDED).await, "first only");
        person.sees("Add a backup passkey").await;
        person.taps("Delete Old key").await;
        person.taps("Delete passkey").await;
        person.sees("Passkey deleted.").await;
        person.sees("Registered passkeys 1").await;
        person.sees("This is your last passkey.").await;
        person.types("Name optional", "Old key").await;
        person.taps("Add passkey").await;
        person.sees("Passkey added.").await;
    }
}

/// Which rows of the list are kept, by the note and by the button.
const GUARDED: &str = r"(() => {
    const kept = (row) => [!!row.querySelector('[data-keep]'),
        row.querySelector('[data-delete-passkey]').getAttribute('aria-disabled') === 'true'];
    const rows = [...document.querySelectorAll('[data-passkeys] li')].map(kept);
    return JSON.stringify(rows) === '[[true,true],[false,false]]' ? 'first only' : JSON.stringify(rows);
})()";

/// How many passkeys a sign-in with this name may be answered with.
const LISTED: &str = r#"(async () => {
    const begun = await fetch(location.pathname + '/passkey/begin', { method: 'POST', body: '{"identifier":"NAME"}',
        headers: { 'Content-Type': 'application/json' } });
    return (await begun.json()).publicKey.allowCredentials.length;
})()"#;

// S1-31, "attestation policy unmet": the device did its part, and the server does not take it.
#[tokio::test]
async fn a_device_that_policy_does_not_take_is_no_compatible_one() {
    let server = Server::demo_with("attestation", &json!({ "device_bound_only": true })).await;
    let person = Person::with(&server, Kind::SyncedPlatform).await;
    person.opens(&format!("{SMART}/sign-up")).await;
    person.types("Username", "mia").await;
    person.taps("Create passkey").await;
    person.sees("No compatible device found").await;
    person.sees("Connect a supported device and try again.").await;
    drop(person);
    let person = Person::at(&server).await;
    person.signs_up(SMART, "mia").await;

    // Only makers that prove themselves, and nobody is known to this server.
    let server = Server::demo_with("attestation", &json!({ "mode": "require" })).await;
    for kind in [Kind::Platform, Kind::SecurityKey] {
        let person = Person::with(&server, kind).await;
        person.opens(&format!("{SMART}/sign-up")).await;
        person.types("Username", "mia").await;
        person.taps("Create passkey").await;
        person.sees("No compatible device found").await;
    }
}
