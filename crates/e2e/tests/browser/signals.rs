//! What the pages tell the person's passkey manager, by what happens in it: the browser's virtual authenticators obey signals.

use crate::support::{Authenticator, Kind, Person, Server};
use crate::{CLASSIC, SMART};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// Waits until the device holds exactly so many passkeys.
async fn holds(device: &Authenticator, count: usize) {
    let start = Instant::now();
    loop {
        let held = device.passkeys().await.len();
        if held == count {
            return;
        }
        assert!(start.elapsed() < Duration::from_secs(10), "the device holds {held} passkeys, not {count}");
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
}

async fn first_name(person: &Person<'_>) -> String {
    let name = person.looks("document.querySelector('[data-passkeys] h3').textContent").await;
    name.as_str().unwrap_or_default().to_owned()
}

/// Deletes the first passkey of the list.
async fn deletes_first(person: &Person<'_>) {
    let first = first_name(person).await;
    person.taps(&format!("Delete {first}")).await;
    person.taps("Delete passkey").await;
    person.sees("Passkey deleted.").await;
}

// authentication/revoked-credential, S1-20: the passkey is gone from the device, too.
#[tokio::test]
async fn a_passkey_that_nobody_holds_leaves_the_device() {
    let server = Server::demo();
    let mut mia = Person::at(&server).await;
    mia.has_no_autofill().await;
    mia.signs_up(SMART, "mia").await;
    let lost = mia.device.passkeys().await;
    mia.changes_device(Kind::SecurityKey).await;
    mia.types("Name optional", "Spare key").await;
    mia.taps("Add passkey").await;
    mia.sees("Passkey added.").await;
    deletes_first(&mia).await;
    mia.signs_out(SMART).await;

    mia.changes_device(Kind::Platform).await;
    for passkey in lost {
        mia.device.take(passkey).await;
    }
    holds(&mia.device, 1).await;
    mia.taps("Continue with passkey").await;
    mia.sees("Passkey is not found on this device").await;
    holds(&mia.device, 0).await;
}

// Deleting on the page leaves the devices with what is accepted, and with nothing else.
#[tokio::test]
async fn a_deleted_passkey_leaves_its_device_and_the_other_stays() {
    let server = Server::demo();
    let mut mia = Person::at(&server).await;
    mia.has_no_autofill().await;
    mia.signs_up(SMART, "mia").await;
    let first = mia.device.passkeys().await;
    mia.changes_device(Kind::SecurityKey).await;
    mia.taps("Add passkey").await;
    mia.sees("Passkey added.").await;
    let laptop = mia.also_holds(Kind::Platform).await;
    for passkey in first {
        laptop.take(passkey).await;
    }
    holds(&laptop, 1).await;
    deletes_first(&mia).await;
    holds(&laptop, 0).await;
    holds(&mia.device, 1).await;
    mia.signs_out(SMART).await;
    mia.types("Username", "mia").await;
    mia.taps("Continue with passkey").await;
    mia.arrives_at(&format!("{SMART}/account/security")).await;
}

// What was deleted while a device was away goes when its member is signed in again; the member's name comes along.
#[tokio::test]
async fn a_visit_brings_the_devices_up_to_date() {
    let server = Server::demo();
    let mut mia = Person::at(&server).await;
    mia.has_no_autofill().await;
    mia.signs_up(SMART, "mia").await;
    let first = mia.device.passkeys().await;
    mia.changes_device(Kind::SecurityKey).await;
    mia.taps("Add passkey").await;
    mia.sees("Passkey added.").await;
    let second = mia.device.passkeys().await;
    deletes_first(&mia).await;
    mia.signs_out(SMART).await;

    mia.changes_device(Kind::SecurityKey).await;
    for passkey in second {
        mia.device.take(passkey.called("a name of old")).await;
    }
    mia.types("Username", "mia").await;
    mia.taps("Continue with passkey").await;
    mia.arrives_at(&format!("{SMART}/account/security")).await;
    let start = Instant::now();
    while mia.device.passkeys().await[0].name() != "mia" {
        assert!(start.elapsed() < Duration::from_secs(10), "the device still has the name of old");
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    let laptop = mia.also_holds(Kind::Platform).await;
    for passkey in first {
        laptop.take(passkey).await;
    }
    holds(&laptop, 1).await;
    mia.opens(&format!("{SMART}/account/security")).await;
    holds(&laptop, 0).await;
    holds(&mia.device, 1).await;
}

// S1-26: a registration that the server refuses leaves nothing behind.
#[tokio::test]
async fn a_refused_sign_up_leaves_no_passkey_behind() {
    let server = Server::demo();
    let mia = Person::at(&server).await;
    mia.opens(&format!("{SMART}/sign-up")).await;
    mia.types("Username", "ada").await;
    mia.taps("Create passkey").await;
    mia.arrives_at(&format!("{SMART}/account/security")).await;
    holds(&mia.device, 1).await;
    let other = Person::at(&server).await;
    other.opens(&format!("{SMART}/sign-up")).await;
    other.types("Username", "ada").await;
    other.taps("Create passkey").await;
    other.sees("That name is taken").await;
    holds(&other.device, 0).await;
}

// A browser without the interface, and one whose interface fails, go on as if nothing were.
#[tokio::test]
async fn a_browser_that_cannot_signal_is_not_disturbed() {
    let server = Server::demo();
    for broken in ["undefined", "() => { throw new TypeError('draft'); }", "async () => { throw new Error('no'); }"] {
        let mia = Person::at(&server).await;
        for name in ["UnknownCredential", "AllAcceptedCredentials", "CurrentUserDetails"] {
            mia.has_a_browser_where(&format!("PublicKeyCredential.signal{name} = {broken};")).await;
        }
        mia.has_no_autofill().await;
        mia.signs_up(SMART, &format!("mia{}", broken.len())).await;
        mia.signs_out(SMART).await;
        mia.taps("Continue with passkey").await;
        mia.arrives_at(&format!("{SMART}/account/security")).await;
        mia.sees("Registered passkeys 1").await;
    }
}

/// Keeps what the page passes on, as it is passed.
const LISTENS: &str = "for (const name of ['signalUnknownCredential', 'signalAllAcceptedCredentials', 'signalCurrentUserDetails']) { \
    const real = PublicKeyCredential[name].bind(PublicKeyCredential); \
    PublicKeyCredential[name] = (facts) => { \
        sessionStorage.told = JSON.stringify([...JSON.parse(sessionStorage.told ?? '[]'), [name, facts]]); \
        return real(facts); \
    }; }";

/// What was passed on since the last time, as soon as there is this much of it.
async fn told(person: &Person<'_>, count: usize) -> Value {
    let enough = format!("JSON.parse(sessionStorage.told ?? '[]').length >= {count} && sessionStorage.told");
    let all = person.waits("signals", &enough).await;
    person.looks("sessionStorage.removeItem('told')").await;
    serde_json::from_str(all.as_str().unwrap()).unwrap()
}

/// The ids of the passkeys on the device, as the wire has them.
async fn held(person: &Person<'_>) -> Vec<String> {
    person.device.passkeys().await.iter().map(crate::support::Passkey::id).collect()
}

// The three methods with exactly what the standard says they take, after sign-up, sign-in, rename, delete and an unknown passkey; in Classic mode
// nothing is said of a passkey that nobody holds.
#[tokio::test]
async fn each_signal_says_exactly_what_it_should() {
    let server = Server::demo();
    for door in [SMART, CLASSIC] {
        let mut mia = Person::at(&server).await;
        mia.has_no_autofill().await;
        mia.has_a_browser_where(LISTENS).await;
        mia.signs_up(door, "mia").await;
        let (lost, first) = (mia.device.passkeys().await, held(&mia).await);
        let user = mia.looks(&format!("fetch('{door}/account/passkeys').then((answer) => answer.json()).then((list) => list.signals.currentUserDetails.userId)")).await;
        let details = json!(["signalCurrentUserDetails", { "rpId": "localhost", "userId": user, "name": "mia", "displayName": "mia" }]);
        let accepted = |ids: &[String]| json!(["signalAllAcceptedCredentials", { "rpId": "localhost", "userId": user, "allAcceptedCredentialIds": ids }]);
        let said = told(&mia, 2).await;
        assert!(
            said.as_array().unwrap().contains(&details) && said.as_array().unwrap().contains(&accepted(&first)),
            "{said}"
        );

        mia.signs_out(door).await;
        if door == CLASSIC {
            mia.types("Username", "mia").await;
        }
        mia.taps("Continue with passkey").await;
        mia.arrives_at(&format!("{door}/account/security")).await;
        let said = told(&mia, 2).await;
        assert!(
            said.as_array().unwrap().contains(&details) && said.as_array().unwrap().contains(&accepted(&first)),
            "{said}"
        );

        let name = first_name(&mia).await;
        mia.taps(&format!("Rename {name}")).await;
        mia.types("Name", "Old laptop").await;
        mia.taps("Save").await;
        mia.sees("Name saved.").await;
        assert_eq!(told(&mia, 1).await, json!([details]));

        mia.changes_device(Kind::SecurityKey).await;
        mia.taps("Add passkey").await;
        mia.sees("Passkey added.").await;
        let second = held(&mia).await;
        assert_eq!(told(&mia, 1).await, json!([details]));
        mia.taps("Delete Old laptop").await;
        mia.taps("Delete passkey").await;
        mia.sees("Passkey deleted.").await;
        let said = told(&mia, 2).await;
        assert!(
            said.as_array().unwrap().contains(&details) && said.as_array().unwrap().contains(&accepted(&second)),
            "{said}"
        );

        mia.signs_out(door).await;
        mia.changes_device(Kind::Platform).await;
        for passkey in lost {
            mia.device.take(passkey).await;
        }
        if door == CLASSIC {
            continue;
        }
        mia.taps("Continue with passkey").await;
        mia.sees("Passkey is not found on this device").await;
        let unknown = json!(["signalUnknownCredential", { "rpId": "localhost", "credentialId": first[0] }]);
        assert_eq!(told(&mia, 1).await, json!([unknown]));
    }
}
