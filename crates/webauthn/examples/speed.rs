//! How close a verified sign-in comes to the raw signature check, and how fast the load generator signs.
//!
//! `cargo run --release -p webauthn --example speed`. Rounds alternate between the entries and the best of each counts, so
//! that a busy neighbour disturbs all alike.

use std::error::Error;
use std::hint::black_box;
use std::time::{Duration, Instant};

use authenticator::Passkey;
use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1, UnparsedPublicKey};
use webauthn::authentication::{BackupEligibility, CounterPolicy, Expectations, Stored, verify, verify_nothing};
use webauthn::options::RequestOptions;
use webauthn::{Algorithm, AuthenticationResponse, Embedding, UserVerification};

const ROUNDS: usize = 15;
const ROUND: Duration = Duration::from_millis(100);
const ORIGIN: &str = "https://login.example.org";
const CHALLENGE: [u8; 39] = [0; 39];
const CHALLENGE_TEXT: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

fn main() -> Result<(), Box<dyn Error>> {
    let passkey = Passkey::generate(-7)?;
    let cose = passkey.cose_public_key();
    let rp_id_hash = digest(&SHA256, b"example.org").as_ref().try_into()?;
    let json = passkey.assertion(CHALLENGE_TEXT, &rp_id_hash, ORIGIN, 0);
    let response = AuthenticationResponse::parse(json.as_bytes())?;
    let stored = Stored {
        credential_id: &passkey.credential_id,
        public_key: &cose,
        algorithm: Algorithm::Es256,
        sign_count: 0,
        backup_eligible: true,
        user_handle: &passkey.user_handle,
    };
    let origins = [ORIGIN.to_owned()];
    let expected = Expectations {
        challenge: &CHALLENGE,
        rp_id: "example.org",
        origins: &origins,
        embedding: Embedding::Forbidden,
        user_verification: UserVerification::Required,
        allow: None,
        user_identified: false,
        counter_policy: CounterPolicy::Reject,
        backup_eligibility: BackupEligibility::Strict,
    };
    verify(&response, &stored, &expected)?;

    // x at 10 to 41, y at 45 to 76: the key as aws-lc wants it.
    let point = [&[4], &cose[10..42], &cose[45..77]].concat();
    let raw = UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point);
    let message = [&response.authenticator_data[..], digest(&SHA256, &response.client_data_json).as_ref()].concat();
    raw.verify(&message, &response.signature)?;

    let request = RequestOptions {
        challenge: &CHALLENGE,
        timeout: 300_000,
        rp_id: "example.org",
        allow: &[],
        user_verification: UserVerification::Required,
        hints: &[],
    };
    report(&mut [
        ("raw verification", &mut || raw.verify(&message, &response.signature).is_ok()),
        ("verify", &mut || verify(&response, &stored, &expected).is_ok()),
        ("parse and verify", &mut || {
            let response = AuthenticationResponse::parse(json.as_bytes());
            response.and_then(|response| verify(&response, &stored, &expected)).is_ok()
        }),
        ("verify nothing", &mut || {
            verify_nothing(&CHALLENGE);
            true
        }),
        ("sign an assertion", &mut || !passkey.assertion(black_box(CHALLENGE_TEXT), &rp_id_hash, ORIGIN, 0).is_empty()),
        ("write a request", &mut || black_box(&request).to_json().is_ok()),
    ]);
    Ok(())
}

/// The first entry is what the others are compared with.
fn report(entries: &mut [(&str, &mut dyn FnMut() -> bool)]) {
    let mut best = vec![0_f64; entries.len()];
    for _ in 0..ROUNDS {
        for ((_, work), best) in entries.iter_mut().zip(&mut best) {
            *best = best.max(rate(work));
        }
    }
    for ((name, _), rate) in entries.iter().zip(&best) {
        println!("{name:<18} {rate:>9.0}/s {:>6.1} % of raw", rate / best[0] * 100.0);
    }
}

/// Calls per second. Clock reads are spread over a batch, so that they do not count.
fn rate(work: &mut dyn FnMut() -> bool) -> f64 {
    let (start, mut calls) = (Instant::now(), 0_u32);
    while start.elapsed() < ROUND {
        for _ in 0..16 {
            assert!(black_box(work()), "the work failed");
            calls += 1;
        }
    }
    f64::from(calls) / start.elapsed().as_secs_f64()
}
