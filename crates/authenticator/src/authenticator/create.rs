//! Making a passkey: `navigator.credentials.create()`.
//!
//! It must never keep a passkey for which there was no answer.

use ciborium::Value as Cbor;
use serde_json::{Value, json};

use super::{Authenticator, extensions};
use crate::ceremony::{ATTESTED, Asked, BACKED_UP, Ceremony, Contents, ids};
use crate::key;
use crate::lie::{Lie, replace};
use crate::passkey::random;
use crate::statement::{Attested, refuse_vain_lies, statement};
use crate::wire::{base64url, cbor, from_base64url};
use crate::{Attestation, Conveyance, Error, KeyPair, Maker, Passkey};

impl Authenticator {
    /// Answers `navigator.credentials.create()`: takes the inner `publicKey` object, returns a `RegistrationResponseJSON`.
    pub fn create(&mut self, options: &Value, origin: &str) -> Result<Value, Error> {
        self.make(options, origin, false)
    }

    /// The same with `mediation: "conditional"`: after a sign-in with a password, without asking anyone.
    pub fn create_quietly(&mut self, options: &Value, origin: &str) -> Result<Value, Error> {
        self.make(options, origin, true)
    }

    fn make(&mut self, options: &Value, origin: &str, quietly: bool) -> Result<Value, Error> {
        let lies = std::mem::take(&mut self.lies);
        let selection = &options["authenticatorSelection"];
        let asked = Asked {
            challenge: &options["challenge"],
            rp_id: &options["rp"]["id"],
            user_verification: &selection["userVerification"],
            origin,
            quietly,
        };
        let ceremony = Ceremony::begin(&asked, &self.setup, lies)?;
        let user_handle = options["user"]["id"]
            .as_str()
            .and_then(from_base64url)
            .filter(|handle| (1..=64).contains(&handle.len()))
            .ok_or(Error::Options("user.id"))?;

        self.refuse_excluded(&ceremony, options)?;
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
        let answer = ceremony.told_answer(self.attest(&ceremony, options, &passkey)?)?;
        // One discoverable passkey per account: a new one takes the place of the old.
        let replaces = |old: &Passkey| old.rp_id == passkey.rp_id && old.user_handle == passkey.user_handle;
        self.passkeys.retain(|old| !(discoverable && old.discoverable && replaces(old)));
        self.passkeys.push(passkey);
        Ok(answer)
    }

    fn refuse_excluded(&self, ceremony: &Ceremony<'_>, options: &Value) -> Result<(), Error> {
        let excluded = ids(&options["excludeCredentials"])?;
        let app_id = extensions::app_id(&options["extensions"]["appidExclude"], ceremony)?;
        let held = |passkey: &&Passkey| passkey.rp_id == ceremony.rp_id || Some(passkey.rp_id.as_str()) == app_id;
        let known = self.passkeys.iter().filter(held).any(|passkey| excluded.contains(&passkey.credential_id));
        if known { Err(Error::AlreadyRegistered) } else { Ok(()) }
    }

    /// Whether the new passkey is discoverable: phones always make such, security keys when they are asked.
    fn discoverable(&self, selection: &Value) -> Result<bool, Error> {
        let wish = match selection["residentKey"].as_str() {
            Some(wish) => wish,
            None if selection["requireResidentKey"] == true => "required",
            None => "discouraged",
        };
        match wish {
            "required" if !self.setup.discoverable && !self.setup.answers_anyway => Err(Error::Constraint),
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
        let client_data = ceremony.client_data("webauthn.create")?;
        let outputs = extensions::at_creation(&self.setup, &options["extensions"], passkey)?;
        let authenticator_data = ceremony.authenticator_data(&Contents {
            answers_for: &ceremony.rp_id,
            flags: ATTESTED | if passkey.synced { BACKED_UP } else { 0 },
            counter: passkey.sign_count,
            attested: &attested(ceremony, self.setup.aaguid, passkey)?,
            extensions: extensions::in_authenticator_data(&self.setup),
        })?;
        let about = Attested {
            ceremony,
            setup: &self.setup,
            maker: self.setup.maker.clone().map_or_else(Maker::shared, Ok)?,
            passkey,
            authenticator_data: &authenticator_data,
            client_data_hash: &ceremony.client_data_hash(&client_data),
            to_enterprise: self.setup.enterprise && options["attestation"] == "enterprise",
        };
        let object = attestation_object(self.conveyed(options), &about)?;
        let id = ceremony.told_id(&passkey.credential_id);
        Ok(json!({
            "id": id, "rawId": id, "type": "public-key",
            "authenticatorAttachment": self.setup.attachment,
            "clientExtensionResults": outputs,
            "response": {
                "clientDataJSON": base64url(&client_data),
                "attestationObject": base64url(&object),
                "authenticatorData": base64url(&authenticator_data),
                "publicKeyAlgorithm": passkey.key.algorithm(),
                "transports": self.setup.transports,
            },
        }))
    }

    /// The statement that the browser lets through.
    fn conveyed(&self, options: &Value) -> Attestation {
        let asked = ["indirect", "direct", "enterprise"].iter().any(|known| options["attestation"] == *known);
        // Self attestation of no named model tells nothing, so it stays.
        let harmless = self.setup.attestation == Attestation::PackedSelf && self.setup.aaguid == [0; 16];
        match self.setup.conveyance {
            Conveyance::AsAsked if !asked && !harmless => Attestation::None,
            Conveyance::AsAsked | Conveyance::Always => self.setup.attestation,
        }
    }
}

/// 6.5.1: AAGUID, length of the id, id, key.
fn attested(ceremony: &Ceremony<'_>, aaguid: [u8; 16], passkey: &Passkey) -> Result<Vec<u8>, Error> {
    if ceremony.lies.has(&Lie::WithoutAttested) {
        return Ok(Vec::new());
    }
    let told = ceremony.lies.last(|lie| match lie {
        Lie::Aaguid(told) => Some(*told),
        _ => None,
    });
    let length = ceremony.lies.last(|lie| match lie {
        Lie::IdLength(told) => Some(*told),
        _ => None,
    });
    let honest = u16::try_from(passkey.credential_id.len()).unwrap_or(u16::MAX);
    let mut members = passkey.key.cose_members()?;
    for lie in &ceremony.lies.0 {
        match lie {
            Lie::Algorithm(number) => replace(&mut members, &3, Some(Cbor::Integer((*number).into()))),
            Lie::KeyMember(label, told) => replace(&mut members, label, told.clone()),
            _ => {}
        }
    }
    let length = length.unwrap_or(honest).to_be_bytes();
    Ok([&told.unwrap_or(aaguid)[..], &length, &passkey.credential_id, &key::map(members)?].concat())
}

fn attestation_object(kind: Attestation, about: &Attested<'_>) -> Result<Vec<u8>, Error> {
    let lies = &about.ceremony.lies;
    let told = lies.last(|lie| match lie {
        Lie::Object(told) => Some(told),
        _ => None,
    });
    if let Some(told) = told {
        return cbor(told);
    }
    refuse_vain_lies(kind, about)?;
    let (format, statement) = statement(kind, about)?;
    let text = |text: &str| Cbor::Text(text.to_owned());
    let honest = vec![
        (text("fmt"), text(format)),
        (text("attStmt"), statement),
        (text("authData"), Cbor::Bytes(about.authenticator_data.to_vec())),
    ];
    cbor(&Cbor::Map(lies.told(honest, |lie| match lie {
        Lie::ObjectMember(name, told) => Some((*name, told)),
        _ => None,
    })))
}
