//! The authenticator: keeps passkeys, makes them (`create`) and answers with them (`get`).
//!
//! It does what the options say, or says why it cannot. It must never tell a lie that was not asked for, nor keep one for
//! a later ceremony.

use aws_lc_rs::digest::{SHA256, digest};
use serde_json::{Value, json};

use crate::ceremony::{ATTESTED, Asked, BACKED_UP, Ceremony, ids};
use crate::lie::Lie;
use crate::passkey::random;
use crate::wire::{base64url, cbor, from_base64url};
use crate::{Attestation, Counter, Error, KeyPair, Passkey, Setup};

/// A software authenticator with its passkeys.
#[derive(Debug, Default)]
pub struct Authenticator {
    setup: Setup,
    passkeys: Vec<Passkey>,
    lies: Vec<Lie>,
}

impl Authenticator {
    pub fn new(setup: Setup) -> Self {
        Self { setup, passkeys: Vec::new(), lies: Vec::new() }
    }

    /// Oldest first.
    pub fn passkeys(&self) -> &[Passkey] {
        &self.passkeys
    }

    /// Takes over a passkey made elsewhere.
    pub fn import(&mut self, passkey: Passkey) {
        self.passkeys.push(passkey);
    }

    /// Drops a passkey, as its owner may at any time.
    pub fn forget(&mut self, credential_id: &[u8]) {
        self.passkeys.retain(|passkey| passkey.credential_id != credential_id);
    }

    /// Lies in the next ceremony, and only there; several lies may be queued. A ceremony that is not even begun, because
    /// the options are refused, uses them up as well.
    pub fn lie(&mut self, lie: Lie) {
        self.lies.push(lie);
    }

    /// Answers `navigator.credentials.create()`: takes the inner `publicKey` object, returns a `RegistrationResponseJSON`.
    pub fn create(&mut self, options: &Value, origin: &str) -> Result<Value, Error> {
        let lies = std::mem::take(&mut self.lies);
        let selection = &options["authenticatorSelection"];
        let asked = Asked {
            challenge: &options["challenge"],
            rp_id: &options["rp"]["id"],
            user_verification: &selection["userVerification"],
            origin,
        };
        let ceremony = Ceremony::begin(&asked, &self.setup, lies)?;
        let user_handle = options["user"]["id"]
            .as_str()
            .and_then(from_base64url)
            .filter(|handle| (1..=64).contains(&handle.len()))
            .ok_or(Error::Options("user.id"))?;

        let excluded = ids(&options["excludeCredentials"])?;
        if self.of(&ceremony.rp_id).any(|passkey| excluded.contains(&passkey.credential_id)) {
            return Err(Error::AlreadyRegistered);
        }
        let discoverable = self.discoverable(selection)?;
        let passkey = Passkey {
            key: KeyPair::generate(self.algorithm(options)?)?,
            rp_id: ceremony.rp_id.clone(),
            credential_id: ceremony.made_as().map_or_else(|| random::<32>().map(Vec::from), Ok)?,
            user_handle,
            user_name: options["user"]["name"].as_str().unwrap_or_default().to_owned(),
            discoverable,
            synced: self.setup.synced,
            sign_count: 0,
        };
        let answer = self.attest(&ceremony, options, &passkey)?;
        // One discoverable passkey per account: a new one takes the place of the old.
        let replaces = |old: &Passkey| old.rp_id == passkey.rp_id && old.user_handle == passkey.user_handle;
        self.passkeys.retain(|old| !(discoverable && old.discoverable && replaces(old)));
        self.passkeys.push(passkey);
        Ok(answer)
    }

    /// Answers `navigator.credentials.get()`: takes the inner `publicKey` object, returns an `AuthenticationResponseJSON`.
    pub fn get(&mut self, options: &Value, origin: &str) -> Result<Value, Error> {
        let lies = std::mem::take(&mut self.lies);
        let asked = Asked {
            challenge: &options["challenge"],
            rp_id: &options["rpId"],
            user_verification: &options["userVerification"],
            origin,
        };
        let ceremony = Ceremony::begin(&asked, &self.setup, lies)?;
        let allowed = ids(&options["allowCredentials"])?;
        let counting = self.setup.counter == Counter::Counting;
        let passkey = self
            .passkeys
            .iter_mut()
            .rev()
            .filter(|passkey| passkey.rp_id == ceremony.rp_id)
            .find(|passkey| match allowed.as_slice() {
                [] => passkey.discoverable,
                listed => listed.contains(&passkey.credential_id),
            })
            .ok_or(Error::NoPasskey)?;
        passkey.sign_count += u32::from(counting);

        let client_data = ceremony.client_data("webauthn.get");
        let flags = if passkey.synced { BACKED_UP } else { 0 };
        let authenticator_data = ceremony.authenticator_data(flags, passkey.sign_count, &[]);
        let signed = [&authenticator_data, digest(&SHA256, client_data.as_bytes()).as_ref()].concat();
        let signature = ceremony.told_signature(passkey.key.sign(&signed)?);
        let honest = passkey.discoverable.then(|| passkey.user_handle.clone());
        let user_handle = ceremony
            .lies
            .last(|lie| match lie {
                Lie::UserHandle(told) => Some(told.clone()),
                _ => None,
            })
            .unwrap_or(honest);
        let id = ceremony.told_id(&passkey.credential_id);
        Ok(json!({
            "id": id, "rawId": id, "type": "public-key",
            "authenticatorAttachment": self.setup.attachment,
            "clientExtensionResults": {},
            "response": {
                "clientDataJSON": base64url(client_data.as_bytes()),
                "authenticatorData": base64url(&authenticator_data),
                "signature": base64url(&signature),
                "userHandle": user_handle.map(|handle| base64url(&handle)),
            },
        }))
    }

    fn of<'a>(&'a self, rp_id: &'a str) -> impl Iterator<Item = &'a Passkey> {
        self.passkeys.iter().filter(move |passkey| passkey.rp_id == rp_id)
    }

    /// Whether the new passkey is discoverable: phones always make such, security keys when they are asked.
    fn discoverable(&self, selection: &Value) -> Result<bool, Error> {
        let wish = match selection["residentKey"].as_str() {
            Some(wish) => wish,
            None if selection["requireResidentKey"] == true => "required",
            None => "discouraged",
        };
        match wish {
            "required" if !self.setup.discoverable => Err(Error::Constraint),
            "required" | "preferred" => Ok(self.setup.discoverable),
            _ => Ok(self.setup.discoverable && self.setup.synced),
        }
    }

    /// The first of the server's algorithms that is supported.
    fn algorithm(&self, options: &Value) -> Result<i64, Error> {
        let parameters = options["pubKeyCredParams"].as_array().ok_or(Error::Options("pubKeyCredParams"))?;
        // An empty list stands for these two.
        let offered = if parameters.is_empty() {
            vec![-7, -257]
        } else {
            let keys = parameters.iter().filter(|parameter| parameter["type"] == "public-key");
            keys.filter_map(|parameter| parameter["alg"].as_i64()).collect()
        };
        offered.into_iter().find(|number| self.setup.algorithms.contains(number)).ok_or(Error::NoAlgorithm)
    }

    fn attest(&self, ceremony: &Ceremony<'_>, options: &Value, passkey: &Passkey) -> Result<Value, Error> {
        let client_data = ceremony.client_data("webauthn.create");
        let claimed = ceremony.lies.last(|lie| match lie {
            Lie::Algorithm(number) => Some(*number),
            _ => None,
        });
        let cose = passkey.key.cose_claiming(claimed.unwrap_or(passkey.key.algorithm()))?;
        // 6.5.1: AAGUID, length of the id, id, key.
        let length = u16::try_from(passkey.credential_id.len()).unwrap_or(u16::MAX).to_be_bytes();
        let attested = [&self.setup.aaguid[..], &length, &passkey.credential_id, &cose].concat();
        let flags = ATTESTED | if passkey.synced { BACKED_UP } else { 0 };
        let authenticator_data = ceremony.authenticator_data(flags, passkey.sign_count, &attested);
        let object = self.attestation_object(ceremony, passkey, &authenticator_data, &client_data)?;
        let id = ceremony.told_id(&passkey.credential_id);
        let asked = options["extensions"]["credProps"] == true;
        let outputs = if asked { json!({"credProps": {"rk": passkey.discoverable}}) } else { json!({}) };
        Ok(json!({
            "id": id, "rawId": id, "type": "public-key",
            "authenticatorAttachment": self.setup.attachment,
            "clientExtensionResults": outputs,
            "response": {
                "clientDataJSON": base64url(client_data.as_bytes()),
                "attestationObject": base64url(&object),
                "authenticatorData": base64url(&authenticator_data),
                "publicKeyAlgorithm": passkey.key.algorithm(),
                "transports": self.setup.transports,
            },
        }))
    }

    fn attestation_object(
        &self,
        ceremony: &Ceremony<'_>,
        passkey: &Passkey,
        authenticator_data: &[u8],
        client_data: &str,
    ) -> Result<Vec<u8>, Error> {
        use ciborium::Value;
        let text = |text: &str| Value::Text(text.to_owned());
        let (format, statement) = match self.setup.attestation {
            Attestation::None => ("none", Vec::new()),
            Attestation::PackedSelf => {
                let signed = [authenticator_data, digest(&SHA256, client_data.as_bytes()).as_ref()].concat();
                let signature = ceremony.told_signature(passkey.key.sign(&signed)?);
                let algorithm = Value::Integer(passkey.key.algorithm().into());
                ("packed", vec![(text("alg"), algorithm), (text("sig"), Value::Bytes(signature))])
            }
        };
        cbor(&Value::Map(vec![
            (text("fmt"), text(format)),
            (text("attStmt"), Value::Map(statement)),
            (text("authData"), Value::Bytes(authenticator_data.to_vec())),
        ]))
    }
}

#[cfg(test)]
mod tests;
