//! Our verifier against another one (`webauthn-rs-core`), over thousands of mutations of both ceremonies: whatever we accept and it
//! refuses is a failure, unless it is listed in `reasons` with the reason why ours is right.
//!
//! The other direction is no failure: the other verifier checks less about frames, user handles, ids and forms. It must never be
//! asked to verify what it cannot: it knows ES256, ES384 and RS256.

mod mutation;
mod other;
mod reasons;

use std::collections::BTreeMap;

use authenticator::{Attestation, Authenticator, Counter, Lie, Setup};
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use serde_json::{Value, json};
use webauthn::attestation::Policy;
use webauthn::authentication::{self, BackupEligibility, CounterPolicy, Stored};
use webauthn::registration::{self, Registered};
use webauthn::{
    Algorithm, AuthenticationResponse, Embedding, Mediation, Refusal, RegistrationResponse, UserVerification,
};

use self::mutation::Dice;
use self::other::Other;
use self::reasons::Reason;

const RP_ID: &str = "example.org";
const ORIGIN: &str = "https://login.example.org";
const HANDLE: &[u8] = b"0123456789abcdef0123456789abcdef";
const CHALLENGE: [u8; 32] = [0xfb; 32];
/// 2030-01-01
const NOW: i64 = 1_893_456_000;
const ALGORITHMS: [Algorithm; 3] = [Algorithm::Es256, Algorithm::Es384, Algorithm::Rs256];

/// What both verifiers know.
const MODELS: [(Attestation, i64); 9] = [
    (Attestation::None, -7),
    (Attestation::None, -35),
    (Attestation::None, -257),
    (Attestation::PackedSelf, -7),
    (Attestation::PackedSelf, -35),
    (Attestation::PackedSelf, -257),
    (Attestation::Packed, -7),
    (Attestation::Packed, -257),
    (Attestation::FidoU2f, -7),
];

fn setup((attestation, algorithm): (Attestation, i64)) -> Setup {
    let aaguid = if attestation == Attestation::FidoU2f { [0; 16] } else { Setup::phone().aaguid };
    Setup { attestation, aaguid, algorithms: vec![algorithm], counter: Counter::Counting, ..Setup::phone() }
}

fn base64url(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

/// What became of all cases.
#[derive(Default)]
struct Tally {
    both_accept: usize,
    we_refuse: usize,
    excused: BTreeMap<Reason, usize>,
    failures: Vec<String>,
}

impl Tally {
    fn count(&mut self, answer: &Value, ours: Result<(), Refusal>, other: impl Fn(&Value) -> Result<(), String>) {
        if ours.is_err() {
            self.we_refuse += 1;
            return;
        }
        let Err(why) = other(answer) else {
            self.both_accept += 1;
            return;
        };
        match reasons::of(answer, other) {
            Some(reason) => *self.excused.entry(reason).or_default() += 1,
            None => self.failures.push(format!("{why}: {answer}")),
        }
    }

    /// That the test compares anything at all: enough of everything, and no reason that is out of date.
    fn judge(&self, cases: usize, common: &[Reason]) {
        println!(
            "{} accepted by both, {} refused by us, excused: {:?}",
            self.both_accept, self.we_refuse, self.excused
        );
        assert!(self.failures.is_empty(), "{} differences, such as {:#?}", self.failures.len(), self.failures.first());
        assert!(self.both_accept > cases / 4 && self.we_refuse > cases / 4, "the mutations test too little");
        for reason in common {
            assert!(self.excused.contains_key(reason), "nothing meets {reason:?} any more");
        }
    }
}

#[test]
fn we_accept_no_registration_that_another_verifier_refuses() {
    const CASES: usize = 4000;
    let other = Other::new();
    let mut tally = Tally::default();
    for case in 0..CASES {
        let mut dice = Dice::new(case);
        let model = MODELS[case % MODELS.len()];
        let required = dice.chance(2);
        let Some(mut answer) = created(model, mutation::lies(&mut dice, true)) else { continue };
        mutation::damage(&mut dice, &mut answer, "/response/attestationObject");
        let ours = register(&answer, required, Policy::ANY).map(drop);
        tally.count(&answer, ours, |answer| other.register(answer, required).map(drop));
    }
    tally.judge(CASES, reasons::AT_REGISTRATION);
}

#[test]
fn we_accept_no_sign_in_that_another_verifier_refuses() {
    const CASES: usize = 4000;
    let other = Other::new();
    let mut tally = Tally::default();
    let mut known = Vec::new();
    for model in MODELS {
        let mut authenticator = Authenticator::new(setup(model));
        let answer = authenticator.create(&creation(model.1), ORIGIN).expect("a registration");
        let ours = register(&answer, true, Policy::ANY).expect("we accept an honest registration");
        let theirs = other.register(&answer, true).expect("so does the other verifier");
        known.push((authenticator, ours, theirs));
    }
    for case in 0..CASES {
        let mut dice = Dice::new(case);
        let (authenticator, ours, theirs) = &mut known[case % MODELS.len()];
        let required = dice.chance(2);
        for lie in mutation::lies(&mut dice, false) {
            authenticator.lie(lie);
        }
        let Ok(mut answer) = authenticator.get(&request(), ORIGIN) else { continue };
        mutation::damage(&mut dice, &mut answer, "/response/authenticatorData");
        let accepted = authenticate(&answer, ours, required);
        tally.count(&answer, accepted, |answer| other.authenticate(answer, theirs, required));
    }
    tally.judge(CASES, reasons::AT_SIGN_IN);
}

fn creation(algorithm: i64) -> Value {
    json!({
        "challenge": base64url(&CHALLENGE),
        "rp": {"id": RP_ID, "name": "Example"},
        "user": {"id": base64url(HANDLE), "name": "ada", "displayName": "Ada"},
        "pubKeyCredParams": [{"type": "public-key", "alg": algorithm}],
        "authenticatorSelection": {"residentKey": "required", "userVerification": "required"},
    })
}

fn request() -> Value {
    json!({"challenge": base64url(&CHALLENGE), "rpId": RP_ID, "userVerification": "required"})
}

/// `None` where the model leaves no room for the lies.
fn created(model: (Attestation, i64), lies: Vec<Lie>) -> Option<Value> {
    let mut authenticator = Authenticator::new(setup(model));
    for lie in lies {
        authenticator.lie(lie);
    }
    authenticator.create(&creation(model.1), ORIGIN).ok()
}

fn user_verification(required: bool) -> UserVerification {
    if required { UserVerification::Required } else { UserVerification::Preferred }
}

fn register(answer: &Value, required: bool, policy: Policy<'_>) -> Result<Registered, Refusal> {
    let response = RegistrationResponse::parse(answer.to_string().as_bytes())?;
    registration::verify(
        &response,
        &registration::Expectations {
            challenge: &CHALLENGE,
            rp_id: RP_ID,
            origins: &[ORIGIN.to_owned()],
            embedding: Embedding::Forbidden,
            user_verification: user_verification(required),
            mediation: Mediation::Modal,
            algorithms: &ALGORITHMS,
            attestation: policy,
        },
    )
}

fn authenticate(answer: &Value, known: &Registered, required: bool) -> Result<(), Refusal> {
    let response = AuthenticationResponse::parse(answer.to_string().as_bytes())?;
    let stored = Stored {
        credential_id: &known.credential_id,
        public_key: &known.public_key,
        algorithm: known.algorithm,
        sign_count: known.sign_count,
        backup_eligible: known.backup_eligible,
        user_handle: HANDLE,
    };
    let expected = authentication::Expectations {
        challenge: &CHALLENGE,
        rp_id: RP_ID,
        origins: &[ORIGIN.to_owned()],
        embedding: Embedding::Forbidden,
        app_id: None,
        require_user_presence: true,
        user_verification: user_verification(required),
        allow: None,
        user_identified: true,
        counter_policy: CounterPolicy::Reject,
        backup_eligibility: BackupEligibility::Strict,
    };
    authentication::verify(&response, &stored, &expected).map(drop)
}
