//! Answering with a passkey: `navigator.credentials.get()`.
//!
//! It must never answer with a passkey of another RP ID, save one of U2F whose `AppID` the options name.

use serde_json::{Value, json};

use super::{Authenticator, extensions};
use crate::ceremony::{Asked, BACKED_UP, Ceremony, Contents, ids};
use crate::lie::Lie;
use crate::wire::base64url;
use crate::{Counter, Error, Passkey};

impl Authenticator {
    /// Answers `navigator.credentials.get()`: takes the inner `publicKey` object, returns an `AuthenticationResponseJSON`.
    pub fn get(&mut self, options: &Value, origin: &str) -> Result<Value, Error> {
        let lies = std::mem::take(&mut self.lies);
        let asked = Asked {
            challenge: &options["challenge"],
            rp_id: &options["rpId"],
            user_verification: &options["userVerification"],
            origin,
            quietly: false,
        };
        let mut ceremony = Ceremony::begin(&asked, &self.setup, lies)?;
        let (place, by_app_id) = self.choose(&ceremony, options)?;
        if by_app_id {
            if asked.user_verification == "required" && !self.setup.answers_anyway {
                return Err(Error::Constraint);
            }
            ceremony.forget_verification();
        }
        let passkey = self.passkeys.get_mut(place).ok_or(Error::NoPasskey)?;
        passkey.sign_count += u32::from(self.setup.counter == Counter::Counting);
        let passkey = &*passkey;
        let outputs =
            extensions::at_authentication(&self.setup, &options["extensions"], passkey, by_app_id, &mut self.blobs)?;
        let mut answer = assertion(&ceremony, passkey)?;
        answer["authenticatorAttachment"] = json!(self.setup.attachment);
        answer["clientExtensionResults"] = outputs;
        ceremony.told_answer(answer)
    }

    /// Where the newest passkey that fits is, and whether it is one of the `AppID`.
    fn choose(&self, ceremony: &Ceremony<'_>, options: &Value) -> Result<(usize, bool), Error> {
        let allowed = ids(&options["allowCredentials"])?;
        let app_id = extensions::app_id(&options["extensions"]["appid"], ceremony)?;
        let find = |wanted: &str| {
            self.passkeys.iter().rposition(|passkey| {
                let fits = match allowed.as_slice() {
                    [] => passkey.discoverable,
                    listed => listed.contains(&passkey.credential_id),
                };
                fits && passkey.rp_id == wanted
            })
        };
        let by_rp_id = find(&ceremony.rp_id).map(|place| (place, false));
        by_rp_id.or_else(|| app_id.and_then(find).map(|place| (place, true))).ok_or(Error::NoPasskey)
    }
}

fn assertion(ceremony: &Ceremony<'_>, passkey: &Passkey) -> Result<Value, Error> {
    let client_data = ceremony.client_data("webauthn.get")?;
    let authenticator_data = ceremony.authenticator_data(&Contents {
        answers_for: &passkey.rp_id,
        flags: if passkey.synced { BACKED_UP } else { 0 },
        counter: passkey.sign_count,
        attested: &[],
        extensions: None,
    })?;
    let signed = [authenticator_data.as_slice(), &ceremony.client_data_hash(&client_data)].concat();
    let signature = ceremony.sign(&passkey.key, &passkey.key, &signed)?;
    let honest = passkey.discoverable.then(|| passkey.user_handle.clone());
    let told = ceremony.lies.last(|lie| match lie {
        Lie::UserHandle(told) => Some(told.clone()),
        _ => None,
    });
    let id = ceremony.told_id(&passkey.credential_id);
    Ok(json!({
        "id": id, "rawId": id, "type": "public-key",
        "response": {
            "clientDataJSON": base64url(&client_data),
            "authenticatorData": base64url(&authenticator_data),
            "signature": base64url(&signature),
            "userHandle": told.unwrap_or(honest).map(|handle| base64url(&handle)),
        },
    }))
}
