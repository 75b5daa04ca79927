//! The standard's own vectors: pairs of a registration and an authentication with the key that it made, all to be accepted.

use serde::Deserialize;
use serde_json::{Map, Value};
use webauthn::Refusal;
use webauthn::registration::Registered;

use super::context::{Context, StoredPasskey};
use super::text::{Base64Url, Hex};
use super::{ED448, Outcome, is_ed448};

#[derive(Deserialize)]
pub(crate) struct File {
    #[serde(rename = "attestation_root")]
    root: Option<Root>,
    vectors: Vec<Value>,
}

#[derive(Deserialize)]
struct Root {
    #[serde(rename = "attestation_ca_cert")]
    certificate: Hex,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Pair {
    rp_id: String,
    origin: String,
    top_origin: Option<String>,
    registration: Ceremony,
    authentication: Ceremony,
}

#[derive(Deserialize)]
struct Ceremony {
    challenge: Hex,
    #[serde(rename = "credentialJSON")]
    credential: Value,
    derived: Option<Derived>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Derived {
    auth_data: Facts,
}

/// The facts in the authenticator data, as somebody else read them.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Facts {
    aaguid: Hex,
    credential_id: Hex,
    credential_public_key_cose: Hex,
    sign_count: u32,
    flags: Map<String, Value>,
}

impl File {
    /// Each pair is two ceremonies, also where it cannot be run.
    pub(super) fn run(&self) -> Vec<(String, Outcome)> {
        let mut outcomes = Vec::new();
        for vector in &self.vectors {
            let name = vector["id"].as_str().unwrap_or("(without an id)");
            let [registration, authentication] = match Pair::deserialize(vector) {
                Ok(pair) => self.run_pair(&pair),
                Err(error) => [&error, &error].map(|error| Outcome::missed("a vector that can be run", error)),
            };
            outcomes.push((format!("{name}/registration"), registration));
            outcomes.push((format!("{name}/authentication"), authentication));
        }
        outcomes
    }

    fn run_pair(&self, pair: &Pair) -> [Outcome; 2] {
        let (registration, registered) = self.register(pair);
        // A key that we refuse to register is known from the facts alone.
        let facts = pair.registration.derived.as_ref().map(|derived| &derived.auth_data);
        let stored = registered.map(StoredPasskey::from).or_else(|| facts.map(StoredPasskey::from));
        let authentication = match stored {
            Some(stored) => self.authenticate(pair, &stored),
            None => Outcome::missed("a registered key", "none"),
        };
        [registration, authentication]
    }

    /// The standard's vectors may be embedded, use U2F with an AAGUID, and have one root.
    fn context(&self, pair: &Pair, ceremony: &Ceremony) -> Context {
        Context {
            rp_id: pair.rp_id.clone(),
            expected_challenge: Base64Url(ceremony.challenge.0.clone()),
            expected_origins: vec![pair.origin.clone()],
            allow_cross_origin: true,
            expected_top_origins: pair.top_origin.iter().cloned().collect(),
            u2f_zero_aaguid: false,
            trust_root: self.root.iter().map(|root| root.certificate.clone()).collect(),
            ..Context::default()
        }
    }

    fn register(&self, pair: &Pair) -> (Outcome, Option<Registered>) {
        let ceremony = &pair.registration;
        let facts = ceremony.derived.as_ref().map(|derived| &derived.auth_data);
        let refusal = match self.context(pair, ceremony).register(&ceremony.credential) {
            Ok(registered) if facts.is_none_or(|facts| facts.agree(&registered)) => {
                return (Outcome::Passed, Some(registered));
            }
            Ok(registered) => return (Outcome::missed("the facts of the vector", format!("{registered:?}")), None),
            Err(refusal) => refusal,
        };
        // Only lists of authorizations that say nothing make a difference to this switch.
        let lenient = Context { android_key_strict: false, ..self.context(pair, ceremony) };
        match lenient.register(&ceremony.credential) {
            Ok(registered) => {
                let note = format!("refused as {}, as it must be: its authorization lists are empty", refusal.code());
                (Outcome::PassedBy(note), Some(registered))
            }
            Err(_) => (Outcome::of_accepted(Err(refusal.code()), is_ed448(&ceremony.credential)), None),
        }
    }

    fn authenticate(&self, pair: &Pair, stored: &StoredPasskey) -> Outcome {
        let context = self.context(pair, &pair.authentication);
        let found = context.authenticate(&pair.authentication.credential, stored).map_err(Refusal::code);
        Outcome::of_accepted(found, stored.cose_algorithm() == Some(ED448))
    }
}

impl From<Registered> for StoredPasskey {
    fn from(registered: Registered) -> Self {
        Self {
            credential_id: Base64Url(registered.credential_id),
            user_handle: Base64Url::default(),
            public_key_cose: Hex(registered.public_key),
            sign_count: registered.sign_count,
            backup_eligible: registered.backup_eligible,
        }
    }
}

impl From<&Facts> for StoredPasskey {
    fn from(facts: &Facts) -> Self {
        Self {
            credential_id: Base64Url(facts.credential_id.0.clone()),
            user_handle: Base64Url::default(),
            public_key_cose: facts.credential_public_key_cose.clone(),
            sign_count: facts.sign_count,
            backup_eligible: facts.flag("BE"),
        }
    }
}

impl Facts {
    fn agree(&self, registered: &Registered) -> bool {
        registered.aaguid.0.as_slice() == self.aaguid.0
            && registered.credential_id == self.credential_id.0
            && registered.public_key == self.credential_public_key_cose.0
            && registered.sign_count == self.sign_count
            && registered.user_verified == self.flag("UV")
            && registered.backup_eligible == self.flag("BE")
            && registered.backup_state == self.flag("BS")
    }

    fn flag(&self, name: &str) -> bool {
        self.flags.get(name) == Some(&Value::Bool(true))
    }
}
