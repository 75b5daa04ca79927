//! How close the verification of a sign-in comes to the one signature check in it, on the core that this runs on.
//!
//! Rounds of both alternate and medians count, so that a busy neighbour disturbs all alike. It must never compare figures of
//! different rounds, nor verify one signature again and again: a cache would answer.

use crate::limits::median;
use crate::load::count;
use authenticator::Passkey;
use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1, UnparsedPublicKey};
use std::time::{Duration, Instant};
use webauthn::authentication::{BackupEligibility, CounterPolicy, Expectations, Stored, verify};
use webauthn::{Algorithm, AuthenticationResponse, Embedding, UserVerification};

/// Enough that no cache of the last signature helps.
const PASSKEYS: usize = 64;
const RP_ID: &str = "example.org";
const ORIGIN: &str = "https://login.example.org";
/// As long as the server's.
const CHALLENGE: [u8; 39] = [0; 39];
const CHALLENGE_TEXT: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Per second on one core, and the first of these as a share of the raw rate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rates {
    /// The cryptographic library's P-256 verification.
    pub raw: f64,
    /// Every step of the standard, from an answer that was read already.
    pub verified: f64,
    /// The same, from the answer's JSON.
    pub from_json: f64,
    /// `verified` of `raw`, within rounds.
    pub share: f64,
}

impl Rates {
    /// What `bench verification` prints.
    pub fn to_line(self) -> String {
        format!("{} {} {} {}", self.raw, self.verified, self.from_json, self.share)
    }

    pub fn of_line(line: &str) -> Option<Self> {
        let numbers: Vec<f64> = line.split_whitespace().map_while(|number| number.parse().ok()).collect();
        let [raw, verified, from_json, share] = numbers[..] else { return None };
        Some(Self { raw, verified, from_json, share })
    }
}

/// One passkey's answer, in all the forms that are measured.
struct Sample {
    passkey: Passkey,
    cose: Vec<u8>,
    json: String,
    response: AuthenticationResponse,
    /// 0x04, x, y: the key as the library wants it.
    point: Vec<u8>,
    signed: Vec<u8>,
}

impl Sample {
    fn make() -> Option<Self> {
        let passkey = Passkey::generate(-7).ok()?;
        let cose = passkey.cose_public_key();
        let rp_id_hash = digest(&SHA256, RP_ID.as_bytes()).as_ref().try_into().ok()?;
        let json = passkey.assertion(CHALLENGE_TEXT, &rp_id_hash, ORIGIN, 0);
        let response = AuthenticationResponse::parse(json.as_bytes()).ok()?;
        // In CTAP2's canonical form, x is at 10 to 41 and y at 45 to 76.
        let point = [&[4], cose.get(10..42)?, cose.get(45..77)?].concat();
        let hash = digest(&SHA256, &response.client_data_json);
        let signed = [&response.authenticator_data, hash.as_ref()].concat();
        Some(Self { passkey, cose, json, response, point, signed })
    }

    fn verifies_raw(&self) -> bool {
        let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, &self.point);
        key.verify(&self.signed, &self.response.signature).is_ok()
    }

    fn verifies(&self, response: &AuthenticationResponse, origins: &[String]) -> bool {
        let stored = Stored {
            credential_id: &self.passkey.credential_id,
            public_key: &self.cose,
            algorithm: Algorithm::Es256,
            sign_count: 0,
            backup_eligible: true,
            user_handle: &self.passkey.user_handle,
        };
        let expected = Expectations {
            challenge: &CHALLENGE,
            rp_id: RP_ID,
            origins,
            embedding: Embedding::Forbidden,
            app_id: None,
            require_user_presence: true,
            user_verification: UserVerification::Required,
            allow: None,
            user_identified: false,
            counter_policy: CounterPolicy::Reject,
            backup_eligibility: BackupEligibility::Strict,
        };
        verify(response, &stored, &expected).is_ok()
    }

    fn verifies_json(&self, origins: &[String]) -> bool {
        let response = AuthenticationResponse::parse(self.json.as_bytes());
        response.is_ok_and(|response| self.verifies(&response, origins))
    }
}

/// `None` if an answer of our own is refused.
pub fn rates(measured: Duration) -> Option<Rates> {
    let samples = (0..PASSKEYS).map(|_| Sample::make()).collect::<Option<Vec<_>>>()?;
    let origins = [ORIGIN.to_owned()];
    let (mut raw, mut verified, mut from_json, mut share) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let began = Instant::now();
    while began.elapsed() < measured || raw.is_empty() {
        let turn = (
            rate(&samples, Sample::verifies_raw)?,
            rate(&samples, |sample| sample.verifies(&sample.response, &origins))?,
            rate(&samples, |sample| sample.verifies_json(&origins))?,
        );
        raw.push(turn.0);
        verified.push(turn.1);
        from_json.push(turn.2);
        share.push(turn.1 / turn.0);
    }
    Some(Rates {
        raw: median(&mut raw),
        verified: median(&mut verified),
        from_json: median(&mut from_json),
        share: median(&mut share),
    })
}

fn rate(samples: &[Sample], work: impl Fn(&Sample) -> bool) -> Option<f64> {
    let began = Instant::now();
    let right = samples.iter().filter(|sample| work(sample)).count();
    (right == samples.len()).then(|| count(right) / began.elapsed().as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_this_machine_and_keeps_the_figures_in_a_line() {
        let rates = rates(Duration::from_millis(20)).expect("our own answers are accepted");
        assert!(
            rates.raw > 100.0 && rates.verified > 100.0 && rates.from_json > 100.0 && rates.share > 0.1,
            "{rates:?}"
        );
        assert_eq!(Rates::of_line(&rates.to_line()), Some(rates));
        assert_eq!(Rates::of_line("1 2 3"), None);
    }
}
