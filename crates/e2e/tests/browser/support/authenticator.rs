//! A virtual authenticator of a page: what the person's device can do, and how it fails when a test asks it to.
//!
//! It is the browser's own; it never uses the software passkeys of the `authenticator` crate.

use chromiumoxide::Page;
use chromiumoxide::cdp::browser_protocol::web_authn::{
    AddCredentialParams, AddVirtualAuthenticatorParams, AuthenticatorId, AuthenticatorProtocol, AuthenticatorTransport,
    Credential, Ctap2Version, GetCredentialsParams, RemoveVirtualAuthenticatorParams,
    SetAutomaticPresenceSimulationParams, SetResponseOverrideBitsParams, SetUserVerifiedParams,
    VirtualAuthenticatorOptions,
};

/// What the browser's virtual authenticators call their model (AAGUID); a key on USB keeps it to itself.
pub(super) const MODEL: &str = "01020304-0506-0708-0102-030405060708";

/// What kind of device it is.
#[derive(Debug, Clone)]
pub(crate) enum Kind {
    /// Built into the device, with its screen lock.
    Platform,
    /// The same, and its passkeys are synced.
    SyncedPlatform,
    /// A telephone beside the computer, whose passkeys are synced.
    Phone,
    /// A key with a PIN, on USB.
    SecurityKey,
    /// Any other.
    Other(Build),
}

/// Every way in which a virtual authenticator can be built.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a trait of its own, and any of them goes with any other")]
pub(crate) struct Build {
    pub(crate) u2f: bool,
    pub(crate) transport: AuthenticatorTransport,
    pub(crate) keeps_passkeys: bool,
    pub(crate) can_verify: bool,
    /// Whether finger, face or PIN is right.
    pub(crate) verifies: bool,
    pub(crate) is_synced: bool,
}

impl Build {
    const PLATFORM: Self = Self {
        u2f: false,
        transport: AuthenticatorTransport::Internal,
        keeps_passkeys: true,
        can_verify: true,
        verifies: true,
        is_synced: false,
    };

    fn of(kind: Kind) -> Self {
        match kind {
            Kind::Platform => Self::PLATFORM,
            Kind::SyncedPlatform => Self { is_synced: true, ..Self::PLATFORM },
            Kind::Phone => Self { transport: AuthenticatorTransport::Cable, is_synced: true, ..Self::PLATFORM },
            Kind::SecurityKey => Self { transport: AuthenticatorTransport::Usb, ..Self::PLATFORM },
            Kind::Other(build) => build,
        }
    }
}

/// A passkey as the authenticator keeps it, for putting it back or on another device.
#[derive(Debug, Clone)]
pub(crate) struct Passkey(Credential);

impl Passkey {
    /// The same under another account name.
    pub(crate) fn called(self, name: &str) -> Self {
        Self(Credential { user_name: Some(name.to_owned()), ..self.0 })
    }

    /// Its id as the wire has it: the browser's protocol writes plain base64.
    pub(crate) fn id(&self) -> String {
        let id: &str = self.0.credential_id.as_ref();
        id.trim_end_matches('=').replace('+', "-").replace('/', "_")
    }

    pub(crate) fn name(&self) -> &str {
        self.0.user_name.as_deref().unwrap_or_default()
    }
}

#[derive(Debug)]
pub(crate) struct Authenticator {
    page: Page,
    id: AuthenticatorId,
}

impl Authenticator {
    /// Plugs one in. `WebAuthn.enable` must have been sent to the page before.
    pub(crate) async fn plug_in(page: &Page, kind: Kind) -> Self {
        let build = Build::of(kind);
        let protocol = if build.u2f { AuthenticatorProtocol::U2f } else { AuthenticatorProtocol::Ctap2 };
        let options = VirtualAuthenticatorOptions::builder()
            .protocol(protocol)
            .transport(build.transport)
            .has_resident_key(build.keeps_passkeys)
            .has_user_verification(build.can_verify)
            .is_user_verified(build.verifies)
            .automatic_presence_simulation(true)
            .default_backup_eligibility(build.is_synced)
            .default_backup_state(build.is_synced);
        let options = if build.u2f { options } else { options.ctap2_version(Ctap2Version::Ctap21) };
        let options = options.build().unwrap();
        let added = page.execute(AddVirtualAuthenticatorParams::new(options)).await.unwrap();
        Self { page: page.clone(), id: added.result.authenticator_id }
    }

    pub(crate) async fn unplug(&self) {
        self.page.execute(RemoveVirtualAuthenticatorParams::new(self.id.clone())).await.unwrap();
    }

    /// Whether the person answers prompts at all: without it a prompt stays open.
    pub(crate) async fn is_touched(&self, touched: bool) {
        let answer = SetAutomaticPresenceSimulationParams::new(self.id.clone(), touched);
        self.page.execute(answer).await.unwrap();
    }

    /// Whether finger, face or PIN is right: without it the prompt is refused at once, as when a person cancels it.
    pub(crate) async fn recognises(&self, recognised: bool) {
        self.page.execute(SetUserVerifiedParams::new(self.id.clone(), recognised)).await.unwrap();
    }

    /// Signs with zeros from now on.
    pub(crate) async fn forges_signatures(&self) {
        let lie = SetResponseOverrideBitsParams::builder().authenticator_id(self.id.clone()).is_bogus_signature(true);
        self.page.execute(lie.build().unwrap()).await.unwrap();
    }

    /// Leaves out the flag that says that the person was verified.
    pub(crate) async fn hides_verification(&self) {
        let lie = SetResponseOverrideBitsParams::builder().authenticator_id(self.id.clone()).is_bad_uv(true);
        self.page.execute(lie.build().unwrap()).await.unwrap();
    }

    /// Leaves out the flag that says that somebody was there.
    pub(crate) async fn hides_presence(&self) {
        let lie = SetResponseOverrideBitsParams::builder().authenticator_id(self.id.clone()).is_bad_up(true);
        self.page.execute(lie.build().unwrap()).await.unwrap();
    }

    /// No lies any more.
    pub(crate) async fn behaves(&self) {
        let truth = SetResponseOverrideBitsParams::builder().authenticator_id(self.id.clone());
        let truth = truth.is_bogus_signature(false).is_bad_uv(false).is_bad_up(false);
        self.page.execute(truth.build().unwrap()).await.unwrap();
    }

    pub(crate) async fn passkeys(&self) -> Vec<Passkey> {
        let held = self.page.execute(GetCredentialsParams::new(self.id.clone())).await.unwrap();
        held.result.credentials.into_iter().map(Passkey).collect()
    }

    pub(crate) async fn take(&self, passkey: Passkey) {
        self.page.execute(AddCredentialParams::new(self.id.clone(), passkey.0)).await.unwrap();
    }
}
