//! What a vector says the server expects: its switches over the file's defaults.
//!
//! It must never ignore a switch: one that is not known here makes the vector fail.

use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};
use webauthn::attestation::{AuthorizationLists, Policy, Roots, Trust};
use webauthn::authentication::{self, BackupEligibility, CounterPolicy, Stored};
use webauthn::registration::{self, Registered};
use webauthn::{
    Algorithm, AuthenticationResponse, Embedding, Mediation, Refusal, RegistrationResponse, UserVerification,
};

use super::text::{Base64Url, Hex};

/// Absent switches are as the files' own defaults have them.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub(super) struct Context {
    pub(super) rp_id: String,
    pub(super) expected_challenge: Base64Url,
    pub(super) expected_origins: Vec<String>,
    pub(super) allow_cross_origin: bool,
    pub(super) expected_top_origins: Vec<String>,
    pub(super) user_verification: UserVerification,
    pub(super) mediation: MediationSwitch,
    pub(super) algorithms: Option<Vec<i64>>,
    pub(super) allow_none: bool,
    pub(super) allow_self: bool,
    pub(super) android_key_strict: bool,
    pub(super) u2f_zero_aaguid: bool,
    #[serde(deserialize_with = "unix_seconds")]
    pub(super) now: i64,
    #[serde(deserialize_with = "one_or_several")]
    pub(super) trust_root: Vec<Hex>,
    pub(super) registered_credential_ids: Vec<Hex>,
    pub(super) counter_policy: CounterSwitch,
    pub(super) backup_eligibility_policy: BackupSwitch,
    pub(super) user_identified: bool,
    pub(super) allow_credentials: Vec<Base64Url>,
    pub(super) stored: Option<StoredPasskey>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum MediationSwitch {
    Silent,
    Optional,
    Required,
    Conditional,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum CounterSwitch {
    Reject,
    Warn,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum BackupSwitch {
    Strict,
    AllowGain,
    Ignore,
}

/// What the server stored at registration.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct StoredPasskey {
    pub(super) credential_id: Base64Url,
    pub(super) user_handle: Base64Url,
    pub(super) public_key_cose: Hex,
    pub(super) sign_count: u32,
    pub(super) backup_eligible: bool,
}

impl Default for Context {
    fn default() -> Self {
        Self {
            rp_id: "example.org".to_owned(),
            expected_challenge: Base64Url::default(),
            expected_origins: vec!["https://example.org".to_owned()],
            allow_cross_origin: false,
            expected_top_origins: Vec::new(),
            user_verification: UserVerification::Preferred,
            mediation: MediationSwitch::Required,
            algorithms: None,
            allow_none: true,
            allow_self: true,
            android_key_strict: true,
            u2f_zero_aaguid: true,
            // 1 January 2026.
            now: 1_767_225_600,
            trust_root: Vec::new(),
            registered_credential_ids: Vec::new(),
            counter_policy: CounterSwitch::Reject,
            backup_eligibility_policy: BackupSwitch::Strict,
            user_identified: true,
            allow_credentials: Vec::new(),
            stored: None,
        }
    }
}

impl Context {
    /// A switch that is `null` is absent.
    pub(super) fn read(defaults: &Map<String, Value>, own: &Map<String, Value>) -> Result<Self, serde_json::Error> {
        let mut switches = defaults.clone();
        switches.extend(own.clone());
        switches.retain(|_, value| !value.is_null());
        serde_json::from_value(Value::Object(switches))
    }

    pub(super) fn register(&self, credential: &Value) -> Result<Registered, Refusal> {
        let response = RegistrationResponse::parse(credential.to_string().as_bytes())?;
        let algorithms =
            self.algorithms.as_ref().map(|numbers| numbers.iter().copied().filter_map(algorithm).collect());
        let algorithms: Vec<Algorithm> = algorithms.unwrap_or_else(|| Algorithm::WITH_POST_QUANTUM.to_vec());
        let roots = Roots(self.trust_root.iter().map(|root| root.0.clone()).collect());
        let expected = registration::Expectations {
            challenge: &self.expected_challenge.0,
            rp_id: &self.rp_id,
            origins: &self.expected_origins,
            embedding: self.embedding(),
            user_verification: self.user_verification,
            mediation: match self.mediation {
                MediationSwitch::Conditional => Mediation::Conditional,
                MediationSwitch::Silent | MediationSwitch::Optional | MediationSwitch::Required => Mediation::Modal,
            },
            algorithms: &algorithms,
            attestation: self.attestation(&roots),
        };
        registration::verify(&response, &expected)
    }

    fn attestation<'a>(&self, roots: &'a Roots) -> Policy<'a> {
        Policy {
            allow_none: self.allow_none,
            allow_self: self.allow_self,
            trust: if roots.0.is_empty() { Trust::NotJudged } else { Trust::Required(roots) },
            now: self.now,
            android_key: if self.android_key_strict {
                AuthorizationLists::TrustedOnly
            } else {
                AuthorizationLists::AbsentIsFine
            },
            u2f_zero_aaguid: self.u2f_zero_aaguid,
            root_in_chain: false,
            ..Policy::ANY
        }
    }

    pub(super) fn authenticate(&self, credential: &Value, stored: &StoredPasskey) -> Result<(), Refusal> {
        let response = AuthenticationResponse::parse(credential.to_string().as_bytes())?;
        let allow: Vec<Vec<u8>> = self.allow_credentials.iter().map(|id| id.0.clone()).collect();
        let expected = authentication::Expectations {
            challenge: &self.expected_challenge.0,
            rp_id: &self.rp_id,
            origins: &self.expected_origins,
            embedding: self.embedding(),
            app_id: None,
            require_user_presence: true,
            user_verification: self.user_verification,
            allow: (!allow.is_empty()).then_some(&allow),
            user_identified: self.user_identified,
            counter_policy: self.counter_policy(),
            backup_eligibility: self.backup_eligibility(),
        };
        let number = stored.cose_algorithm();
        let known = number.and_then(algorithm);
        let stored = Stored {
            credential_id: &stored.credential_id.0,
            public_key: &stored.public_key_cose.0,
            // Not the key's, so that the verifier refuses the key when it comes to it, but not before.
            algorithm: known.unwrap_or(Algorithm::Es256),
            sign_count: stored.sign_count,
            backup_eligible: stored.backup_eligible,
            user_handle: &stored.user_handle.0,
        };
        match authentication::verify(&response, &stored, &expected) {
            Err(Refusal::MalformedPublicKey) if number.is_some() && known.is_none() => {
                Err(Refusal::UnsupportedAlgorithm)
            }
            found => found.map(|_| ()),
        }
    }

    fn counter_policy(&self) -> CounterPolicy {
        match self.counter_policy {
            CounterSwitch::Reject => CounterPolicy::Reject,
            CounterSwitch::Warn => CounterPolicy::Warn,
        }
    }

    fn backup_eligibility(&self) -> BackupEligibility {
        match self.backup_eligibility_policy {
            BackupSwitch::Strict => BackupEligibility::Strict,
            BackupSwitch::AllowGain => BackupEligibility::AllowGain,
            BackupSwitch::Ignore => BackupEligibility::Ignore,
        }
    }

    fn embedding(&self) -> Embedding<'_> {
        if self.allow_cross_origin {
            Embedding::Allowed { top_origins: &self.expected_top_origins }
        } else {
            Embedding::Forbidden
        }
    }
}

impl StoredPasskey {
    /// The number that the COSE key names.
    pub(super) fn cose_algorithm(&self) -> Option<i64> {
        let key: ciborium::Value = ciborium::from_reader(self.public_key_cose.0.as_slice()).ok()?;
        let (_, number) = key.as_map()?.iter().find(|(label, _)| label.as_integer() == Some(3.into()))?;
        number.as_integer()?.try_into().ok()
    }
}

/// -65535, RSA with SHA-1, has to be named by a vector to be offered.
fn algorithm(number: i64) -> Option<Algorithm> {
    Algorithm::from_cose(number).or_else(|| (number == Algorithm::Rs1.cose()).then_some(Algorithm::Rs1))
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrSeveral {
    One(Hex),
    Several(Vec<Hex>),
}

fn one_or_several<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Hex>, D::Error> {
    Ok(match OneOrSeveral::deserialize(deserializer)? {
        OneOrSeveral::One(root) => vec![root],
        OneOrSeveral::Several(roots) => roots,
    })
}

fn unix_seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    let text = String::deserialize(deserializer)?;
    let moment: jiff::Timestamp = text.parse().map_err(serde::de::Error::custom)?;
    Ok(moment.as_second())
}
