//! Ceremonies with an authenticator and client that share nothing with ours, not even the cryptography: whatever policy allows goes
//! round, and whatever it does not is refused, by that client or by us with the catalogue's words.

use crate::support::app::{CLASSIC, ORIGIN, SMART};
use crate::support::{Answer, TestApp, on_both_engines};
use passkey_authenticator::{
    Authenticator, CredentialStore, DiscoverabilitySupport, StoreInfo, UiHint, UserCheck, UserValidationMethod,
};
use passkey_client::{Client, DefaultClientData, WebauthnError};
use passkey_crypto::iana::Algorithm;
use passkey_crypto::rust_crypto::RustCryptoBackend;
use passkey_types::Passkey;
use passkey_types::ctap2::make_credential::{Options, PublicKeyCredentialRpEntity, PublicKeyCredentialUserEntity};
use passkey_types::ctap2::{Aaguid, Ctap2Error, StatusCode};
use passkey_types::webauthn::PublicKeyCredentialDescriptor;
use serde_json::{Value, json};
use url::Url;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Keeps {
    /// Discoverable where asked.
    AsAsked,
    OnlyListed,
    AlwaysDiscoverable,
}

/// What the authenticator remembers.
struct Vault {
    keeps: Keeps,
    passkeys: Vec<(Passkey, bool)>,
}

#[async_trait::async_trait]
impl CredentialStore for Vault {
    type PasskeyItem = Passkey;

    async fn find_credentials(
        &self,
        ids: Option<&[PublicKeyCredentialDescriptor]>,
        rp_id: &str,
        _user_handle: Option<&[u8]>,
    ) -> Result<Vec<Passkey>, StatusCode> {
        let ids = ids.filter(|ids| !ids.is_empty());
        let fits = |(passkey, discoverable): &&(Passkey, bool)| {
            passkey.rp_id == rp_id
                && ids.map_or(*discoverable, |ids| ids.iter().any(|listed| listed.id == passkey.credential_id))
        };
        let found: Vec<Passkey> = self.passkeys.iter().filter(fits).map(|(passkey, _)| passkey.clone()).collect();
        if found.is_empty() { Err(Ctap2Error::NoCredentials.into()) } else { Ok(found) }
    }

    async fn save_credential(
        &mut self,
        passkey: Passkey,
        _user: PublicKeyCredentialUserEntity,
        _rp: PublicKeyCredentialRpEntity,
        options: Options,
    ) -> Result<(), StatusCode> {
        let discoverable = self.get_info().await.discoverability.is_passkey_discoverable(options.rk);
        self.passkeys.push((passkey, discoverable));
        Ok(())
    }

    async fn update_credential(&mut self, used: &Passkey) -> Result<(), StatusCode> {
        for (passkey, _) in &mut self.passkeys {
            if passkey.credential_id == used.credential_id {
                *passkey = used.clone();
            }
        }
        Ok(())
    }

    async fn get_info(&self) -> StoreInfo {
        let discoverability = match self.keeps {
            Keeps::AsAsked => DiscoverabilitySupport::Full,
            Keeps::OnlyListed => DiscoverabilitySupport::OnlyNonDiscoverable,
            Keeps::AlwaysDiscoverable => DiscoverabilitySupport::ForcedDiscoverable,
        };
        StoreInfo { discoverability }
    }
}

/// Who touches it: always present, verified only where the device can.
struct Finger {
    can_verify: Option<bool>,
    verifies: bool,
}

#[async_trait::async_trait]
impl UserValidationMethod for Finger {
    type PasskeyItem = Passkey;

    async fn check_user<'a>(
        &self,
        _hint: UiHint<'a, Passkey>,
        presence: bool,
        verification: bool,
    ) -> Result<UserCheck, Ctap2Error> {
        Ok(UserCheck { presence, verification: verification && self.verifies })
    }

    fn is_presence_enabled(&self) -> bool {
        true
    }

    fn is_verification_enabled(&self) -> Option<bool> {
        self.can_verify
    }
}

#[derive(Clone, Copy, Debug)]
struct Device {
    keeps: Keeps,
    can_verify: Option<bool>,
    /// Some devices say they can and then do not.
    verifies: bool,
    algorithm: Algorithm,
    counts: bool,
}

const GOOD: Device = Device {
    keeps: Keeps::AsAsked,
    can_verify: Some(true),
    verifies: true,
    algorithm: Algorithm::ES256,
    counts: false,
};

type Browser = Client<Vault, Finger, RustCryptoBackend, public_suffix::PublicSuffixList, ()>;

fn browser(device: Device) -> Browser {
    let vault = Vault { keeps: device.keeps, passkeys: Vec::new() };
    let finger = Finger { can_verify: device.can_verify, verifies: device.verifies };
    let mut authenticator = Authenticator::new(Aaguid::from(*b"independent-----"), vault, finger, RustCryptoBackend);
    authenticator.set_algorithms(&[device.algorithm]).unwrap();
    authenticator.set_make_credentials_with_signature_counter(device.counts);
    Client::new(authenticator).allows_insecure_localhost(true)
}

fn origin() -> Url {
    ORIGIN.parse().unwrap()
}

/// Signs up, or says why the client would not.
async fn sign_up(app: &TestApp, base: &str, browser: &mut Browser, name: &str) -> Result<Answer, WebauthnError> {
    let mut program = app.program(base);
    let begun = program.post("/sign-up/passkey/begin", &json!({ "identifier": name })).await.ok();
    let options = serde_json::from_value(begun).unwrap();
    let made = browser.register(&origin(), options, DefaultClientData).await?;
    let mut made = serde_json::to_value(&made).unwrap();
    made["identifier"] = name.into();
    Ok(program.post("/sign-up/passkey/finish", &made).await)
}

async fn sign_in(app: &TestApp, base: &str, browser: &mut Browser, asked: &Value) -> Result<Answer, WebauthnError> {
    let mut program = app.program(base);
    let begun = program.post("/sign-in/passkey/begin", asked).await.ok();
    let options = serde_json::from_value(begun).unwrap();
    let shown = browser.authenticate(&origin(), options, DefaultClientData).await?;
    Ok(program.post("/sign-in/passkey/finish", &serde_json::to_value(&shown).unwrap()).await)
}

fn every_device() -> impl Iterator<Item = Device> {
    let keeps = [Keeps::AsAsked, Keeps::OnlyListed, Keeps::AlwaysDiscoverable];
    let verifies = [(Some(true), true), (Some(true), false), (Some(false), false), (None, false)];
    let algorithms = [Algorithm::ES256, Algorithm::EdDSA];
    keeps.into_iter().flat_map(move |keeps| {
        verifies.into_iter().flat_map(move |(can_verify, verifies)| {
            algorithms.into_iter().flat_map(move |algorithm| {
                [true, false].map(|counts| Device { keeps, can_verify, verifies, algorithm, counts })
            })
        })
    })
}

on_both_engines! {
    // S0-9, S3-1, S3-3, S3-4: each kind of device in each mode.
    async fn every_device_in_every_mode(app: TestApp) {
        let (mut signed_in, mut refused, mut refused_by_us) = (0, 0, 0);
        for (number, device) in every_device().enumerate() {
            for base in [SMART, CLASSIC] {
                let mut browser = browser(device);
                let name = format!("member{number}");
                let signed_up = sign_up(&app, base, &mut browser, &name).await;
                let is_allowed = device.verifies && (base == CLASSIC || device.keeps != Keeps::OnlyListed);
                if !is_allowed {
                    // The client refuses what it can see; the rest is ours to refuse.
                    if let Ok(answer) = signed_up {
                        answer.assert_refused(401, "user_not_verified");
                        refused_by_us += 1;
                    }
                    refused += 1;
                    continue;
                }
                signed_up.unwrap_or_else(|error| panic!("{device:?} {base}: {error:?}")).ok();
                let asked = if base == CLASSIC { json!({ "identifier": name }) } else { json!({}) };
                for _ in 0..2 {
                    let answer = sign_in(&app, base, &mut browser, &asked).await.unwrap();
                    assert_eq!(answer.ok()["acr"], "phr", "{device:?}");
                }
                signed_in += 1;
            }
        }
        assert_eq!((signed_in, refused, refused_by_us), (20, 76, 0));
    }

    // Behind a setting: algorithms that a quantum computer would not break, made by somebody else's code.
    async fn post_quantum_only_where_it_is_switched_on(app: TestApp) {
        for (number, algorithm) in [Algorithm::ML_DSA_44, Algorithm::ML_DSA_65, Algorithm::ML_DSA_87].into_iter().enumerate() {
            let name = format!("quantum{number}");
            app.set(SMART, |settings| settings.post_quantum = false).await;
            let mut browser = browser(Device { algorithm, ..GOOD });
            assert!(sign_up(&app, SMART, &mut browser, &name).await.is_err(), "not offered");
            app.set(SMART, |settings| settings.post_quantum = true).await;
            sign_up(&app, SMART, &mut browser, &name).await.unwrap().ok();
            sign_in(&app, SMART, &mut browser, &json!({})).await.unwrap().ok();
        }
    }

    // S3-19: whatever a client lets a foreign page do, the page's origin gives it away.
    async fn another_domain_is_refused(app: TestApp) {
        let mut browser = browser(GOOD);
        sign_up(&app, SMART, &mut browser, "ada").await.unwrap().ok();
        let mut program = app.program(SMART);
        let begun = program.post("/sign-in/passkey/begin", &json!({})).await.ok();
        let elsewhere: Url = "https://localhost.evil.example".parse().unwrap();
        let options = serde_json::from_value(begun).unwrap();
        // This client takes every page for one of its own that speaks of localhost; so much the better for the test.
        let shown = browser.authenticate(&elsewhere, options, DefaultClientData).await.unwrap();
        let answer = program.post("/sign-in/passkey/finish", &serde_json::to_value(&shown).unwrap()).await;
        answer.assert_refused(401, "verification_failed");
        app.assert_refused(SMART, &answer, "origin_mismatch").await;
    }
}
