//! The vectors of the standard and those derived from them.
//!
//! What needs an attestation format or an algorithm of a later issue is counted as waiting, and must never count as passed.

use std::fs;
use std::path::Path;

use serde_json::Value;
use webauthn::authentication::{self, BackupEligibility, CounterPolicy, Stored};
use webauthn::registration::{self, AttestationPolicy};
use webauthn::{
    Algorithm, AuthenticationResponse, Embedding, Mediation, Refusal, RegistrationResponse, UserVerification,
};

/// All 215 but the 38 with certificates (android-key 6, apple 2, fido-u2f 1, packed with a chain 18, tpm 11).
const DERIVED_THAT_RUN: usize = 177;
/// Five registrations (four `none`, one packed self), and the authentications of all but ES384, ES512 and Ed448.
const CEREMONIES_OF_THE_STANDARD_THAT_RUN: usize = 5 + 12;

/// Derived vectors that need what a later issue brings: attestation with certificates.
const WAITING: [&str; 6] = ["/packed-full/", "/tpm/", "/android-key/", "/apple/", "/fido-u2f/", "/compound/"];

/// What a vector says the server expects.
struct Context {
    challenge: Vec<u8>,
    rp_id: String,
    origins: Vec<String>,
    top_origins: Option<Vec<String>>,
    value: Value,
}

impl Context {
    fn derived(defaults: &Value, vector: &Value) -> Self {
        let mut value = defaults.clone();
        for (name, member) in vector["context"].as_object().expect("a context") {
            value[name] = member.clone();
        }
        let embedded = value["allowCrossOrigin"] == true;
        Self {
            challenge: base64url(&value["expectedChallenge"]),
            rp_id: text(&value["rpId"]),
            origins: texts(&value["expectedOrigins"]),
            top_origins: embedded.then(|| texts(&value["expectedTopOrigins"])),
            value,
        }
    }

    fn embedding(&self) -> Embedding<'_> {
        match &self.top_origins {
            Some(top_origins) => Embedding::Allowed { top_origins },
            None => Embedding::Forbidden,
        }
    }

    fn user_verification(&self) -> UserVerification {
        match self.value["userVerification"].as_str() {
            Some("required") => UserVerification::Required,
            Some("discouraged") => UserVerification::Discouraged,
            _ => UserVerification::Preferred,
        }
    }

    fn register(&self, credential: &Value) -> Result<registration::Registered, Refusal> {
        let response = RegistrationResponse::parse(credential.to_string().as_bytes())?;
        let algorithms: Vec<Algorithm> = match self.value["algorithms"].as_array() {
            Some(numbers) => {
                numbers.iter().filter_map(|n| Algorithm::from_cose(n.as_i64().expect("a number"))).collect()
            }
            None => Algorithm::DEFAULT.to_vec(),
        };
        let conditional = self.value["mediation"] == "conditional";
        let policy = |name: &str| self.value.get(name).is_none_or(|allowed| allowed == true);
        registration::verify(
            &response,
            &registration::Expectations {
                challenge: &self.challenge,
                rp_id: &self.rp_id,
                origins: &self.origins,
                embedding: self.embedding(),
                user_verification: self.user_verification(),
                mediation: if conditional { Mediation::Conditional } else { Mediation::Modal },
                algorithms: &algorithms,
                attestation: AttestationPolicy { allow_none: policy("allowNone"), allow_self: policy("allowSelf") },
            },
        )
    }

    fn authenticate(&self, credential: &Value, stored: &Stored<'_>) -> Result<authentication::Authenticated, Refusal> {
        let response = AuthenticationResponse::parse(credential.to_string().as_bytes())?;
        let allow: Vec<Vec<u8>> = list(&self.value["allowCredentials"]).iter().map(base64url).collect();
        authentication::verify(
            &response,
            stored,
            &authentication::Expectations {
                challenge: &self.challenge,
                rp_id: &self.rp_id,
                origins: &self.origins,
                embedding: self.embedding(),
                user_verification: self.user_verification(),
                allow: (!allow.is_empty()).then_some(&allow),
                user_identified: self.value["userIdentified"] != false,
                counter_policy: match self.value["counterPolicy"].as_str() {
                    Some("warn") => CounterPolicy::Warn,
                    _ => CounterPolicy::Reject,
                },
                backup_eligibility: match self.value["backupEligibilityPolicy"].as_str() {
                    Some("allow-gain") => BackupEligibility::AllowGain,
                    Some("ignore") => BackupEligibility::Ignore,
                    _ => BackupEligibility::Strict,
                },
            },
        )
    }

    fn run_derived(&self, vector: &Value) -> Result<(), &'static str> {
        if vector["ceremony"] == "registration" {
            let registered = self.register(&vector["credential"]).map_err(Refusal::code)?;
            // 7.1 step 26 is the caller's: its unique key decides.
            let known = texts(&self.value["registeredCredentialIds"]);
            let known = known.iter().any(|id| hex(id) == registered.credential_id);
            return if known { Err("credential_already_registered") } else { Ok(()) };
        }
        let stored = &self.value["stored"];
        let (id, key, handle) = (
            base64url(&stored["credentialId"]),
            hex(&text(&stored["publicKeyCose"])),
            base64url(&stored["userHandle"]),
        );
        let stored = Stored {
            credential_id: &id,
            public_key: &key,
            algorithm: Algorithm::Es256,
            sign_count: u32::try_from(stored["signCount"].as_u64().expect("a counter")).unwrap(),
            backup_eligible: stored["backupEligible"] == true,
            user_handle: &handle,
        };
        self.authenticate(&vector["credential"], &stored).map(|_| ()).map_err(Refusal::code)
    }
}

#[test]
fn derived_vectors() {
    let Some(file) = vectors("derived.json") else { return };
    let (mut run, mut waiting, mut wrong) = (0, 0, Vec::new());
    for vector in list(&file["vectors"]) {
        let name = text(&vector["id"]);
        let found = Context::derived(&file["contextDefaults"], vector).run_derived(vector);
        if WAITING.iter().any(|format| name.contains(format)) {
            waiting += 1;
            assert!(found.is_err(), "{name}: what we cannot check yet must not pass");
            continue;
        }
        run += 1;
        let expected =
            if vector["expect"] == "accept" { Ok(()) } else { Err(vector["error"].as_str().expect("a code")) };
        if found != expected {
            wrong.push(format!("{name}: expected {expected:?}, found {found:?}"));
        }
    }
    println!(
        "derived vectors: {run} ran, {} passed, {waiting} wait for attestation with certificates",
        run - wrong.len()
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(run >= DERIVED_THAT_RUN, "only {run} ran");
}

#[test]
fn vectors_of_the_standard() {
    let Some(file) = vectors("w3c-webauthn-l3.json") else { return };
    let (mut run, mut waiting) = (0, 0);
    for vector in list(&file["vectors"]) {
        let name = text(&vector["id"]);
        let (registration, authentication) = (&vector["registration"], &vector["authentication"]);
        let data = &registration["derived"]["authData"];
        let key_algorithm = data["coseAlg"].as_i64().and_then(Algorithm::from_cose);

        let registered = context_of(vector, registration).register(&registration["credentialJSON"]);
        let supported = key_algorithm.is_some() && registration["derived"]["x5cCount"] == 0;
        if supported {
            run += 1;
            let registered = registered.unwrap_or_else(|refusal| panic!("{name}: registration: {refusal:?}"));
            assert_eq!(registered.credential_id, hex(&text(&data["credentialId"])), "{name}");
            assert_eq!(registered.public_key, hex(&text(&data["credentialPublicKeyCose"])), "{name}");
            assert_eq!(registered.aaguid.to_vec(), hex(&text(&data["aaguid"])), "{name}");
            assert_eq!(registered.backup_eligible, data["flags"]["BE"] == true, "{name}");
        } else {
            waiting += 1;
            let expected = if key_algorithm.is_some() {
                Refusal::UnsupportedAttestationFormat
            } else {
                Refusal::AlgorithmNotAllowed
            };
            assert_eq!(registered.map(|_| ()), Err(expected), "{name}: refused, never passed");
        }

        let Some(algorithm) = key_algorithm else {
            waiting += 1;
            continue;
        };
        run += 1;
        let stored = Stored {
            credential_id: &hex(&text(&data["credentialId"])),
            public_key: &hex(&text(&data["credentialPublicKeyCose"])),
            algorithm,
            sign_count: u32::try_from(data["signCount"].as_u64().expect("a counter")).unwrap(),
            backup_eligible: data["flags"]["BE"] == true,
            user_handle: b"",
        };
        let verified = context_of(vector, authentication).authenticate(&authentication["credentialJSON"], &stored);
        let verified = verified.unwrap_or_else(|refusal| panic!("{name}: authentication: {refusal:?}"));
        let flags = &authentication["derived"]["authData"]["flags"];
        assert_eq!(verified.user_verified, flags["UV"] == true, "{name}");
        assert_eq!(verified.backup_state, flags["BS"] == true, "{name}");
    }
    println!("vectors of the standard: {run} ceremonies ran and passed, {waiting} wait for algorithms and formats");
    assert!(run >= CEREMONIES_OF_THE_STANDARD_THAT_RUN, "only {run} ran");
}

fn context_of(vector: &Value, ceremony: &Value) -> Context {
    let client_data = &ceremony["derived"]["clientData"];
    let framed = client_data["crossOrigin"] == true || !client_data["topOrigin"].is_null();
    Context {
        challenge: hex(&text(&ceremony["challenge"])),
        rp_id: text(&vector["rpId"]),
        origins: vec![text(&vector["origin"])],
        top_origins: framed.then(|| vector["topOrigin"].as_str().map(str::to_owned).into_iter().collect()),
        value: Value::Null,
    }
}

/// `None`, loudly, where the vectors are not at hand; in CI they have to be.
#[expect(clippy::disallowed_methods, reason = "only CI knows that it is CI")]
fn vectors(name: &str) -> Option<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vectors").join(name);
    match fs::read(&path) {
        Ok(text) => Some(serde_json::from_slice(&text).expect("JSON")),
        Err(error) => {
            println!("SKIPPED: {name} could not be read: {error}");
            assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "CI must run the vectors");
            None
        }
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn text(value: &Value) -> String {
    value.as_str().expect("text").to_owned()
}

fn texts(value: &Value) -> Vec<String> {
    list(value).iter().map(text).collect()
}

fn hex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).expect("hex")).collect()
}

/// Read here with the lenient hand: the verifier's own reader is what is being tested.
fn base64url(value: &Value) -> Vec<u8> {
    use base64::Engine as _;
    base64::prelude::BASE64_URL_SAFE_NO_PAD.decode(text(value)).expect("base64url")
}
