//! Nonces for proofs of possession (RFC 9449, 8): a number of now that only we can write, so that nobody makes proofs ahead of time. They are kept
//! nowhere: each node knows those of every other one by the key that all have.

use super::refusal::{Failed, Refusal, Word};
use crate::app::App;
use crate::oauth::dpop::DpopError;
use aws_lc_rs::constant_time::verify_slices_are_equal;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// A new one comes each time this has passed; the one before is taken still.
const STEP_MS: i64 = 3 * 60 * 1000;
const PURPOSE: &str = "dpop nonce";

fn of_step(app: &App, step: i64) -> String {
    let hash = app.snapshot().ring.keyed(PURPOSE, &[&step.to_be_bytes()]);
    URL_SAFE_NO_PAD.encode(hash.get(..18).unwrap_or(&hash))
}

/// The one to use now.
fn current(app: &App) -> String {
    of_step(app, app.now() / STEP_MS)
}

pub(crate) fn is_fresh(app: &App, nonce: &str) -> bool {
    let step = app.now() / STEP_MS;
    [step, step - 1]
        .into_iter()
        .any(|step| verify_slices_are_equal(of_step(app, step).as_bytes(), nonce.as_bytes()).is_ok())
}

/// What a client is told whose proof is not taken.
pub(crate) fn refused(app: &App, error: DpopError) -> Failed {
    if error != DpopError::Nonce {
        return Failed::because(Word::InvalidDpopProof, error.to_string());
    }
    Failed::Refused(Refusal { nonce: Some(current(app)), ..Refusal::new(Word::UseDpopNonce, error.to_string()) })
}
