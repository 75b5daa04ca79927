//! Scenarios of strangers who want to learn who has an account (WebAuthn 14.6.2): neither what is answered nor how long it takes may tell.
//!
//! Times are compared with each other only. Requests of each kind are made in turn, so that whatever else the machine does falls on all of
//! them alike, and a difference is measured by one that the same run shows to be there: that of a request which leaves the work out.

use super::{FINISH, SIGN_IN};
use crate::support::app::{CLASSIC, SMART};
use crate::support::{Actor, Answer, TestApp};
use authenticator::Lie;
use serde_json::{Value, json};
use std::time::Instant;

/// Enough for the median to stand still, mostly.
const BATCH: usize = 300;
/// Enough on any machine: what differs by then does differ.
const MOST: usize = 5 * BATCH;

async fn begin(client: &mut Actor<'_>, name: &str) -> Answer {
    client.post(SIGN_IN.0, &json!({ "identifier": name })).await
}

/// An assertion under this id that names nobody and is not signed by the key behind it.
fn forged(client: &mut Actor<'_>, begun: &Value, id: &Value) -> Value {
    let mut open = begun.clone();
    open["publicKey"]["allowCredentials"] = json!([]);
    client.authenticator.lie(Lie::Signature);
    client.authenticator.lie(Lie::UserHandle(None));
    let mut shown = client.show(&open);
    shown["id"] = id.clone();
    shown["rawId"] = id.clone();
    shown
}

/// The same under the first id that is listed for a name.
async fn forged_for(client: &mut Actor<'_>, name: &str) -> Value {
    let begun = begin(client, name).await.ok();
    forged(client, &begun, &begun["publicKey"]["allowCredentials"][0]["id"])
}

/// A JSON value without what it says: names and types, and of a list what its first entry looks like.
fn shape(value: &Value) -> Value {
    match value {
        Value::Object(members) => members.iter().map(|(name, value)| (name.clone(), shape(value))).collect(),
        Value::Array(entries) => entries.iter().take(1).map(shape).collect(),
        Value::String(_) => "text".into(),
        Value::Number(_) => "number".into(),
        other => other.clone(),
    }
}

/// How long requests took: a stranger's, a member's, and those that leave out what takes the time.
struct Times {
    seconds: [Vec<f64>; 3],
    /// Which part of the work the first two may differ by.
    tolerance: f64,
}

impl Times {
    fn within(tolerance: f64) -> Self {
        Self { seconds: Default::default(), tolerance }
    }

    /// Asks one after the other, each time beginning with another.
    async fn take(&mut self, clients: [&mut Actor<'_>; 3], (path, bodies): (&str, [&Value; 3])) {
        let first = self.seconds[0].len();
        for kind in (first..first + 3).map(|place| place % 3) {
            let began = Instant::now();
            clients[kind].post(path, bodies[kind]).await;
            self.seconds[kind].push(began.elapsed().as_secs_f64());
        }
    }

    /// Whether more is to be measured. The stranger's and the member's must differ by a good part less than leaving the work out would
    /// save; a busy machine may need more than one batch to show it.
    fn are_open(&self) -> bool {
        let [stranger, member, without] = &self.seconds;
        let rounds = stranger.len();
        if rounds == 0 || rounds % BATCH != 0 {
            return true;
        }
        let median = |left: &[f64], right: &[f64]| {
            let mut differences: Vec<f64> = left.iter().zip(right).map(|(left, right)| left - right).collect();
            differences.sort_by(f64::total_cmp);
            differences[rounds / 2]
        };
        let (difference, work) = (median(stranger, member), median(member, without));
        let are_alike = difference.abs() < work * self.tolerance;
        assert!(are_alike || rounds < MOST, "they differ by {difference} s, where the work itself takes {work} s");
        !are_alike
    }
}

scenarios! {
    async fn unknown_user_options(app: TestApp) {
        let mut client = app.member(CLASSIC, "alice").await;
        let real = begin(&mut client, "alice").await;
        // A name that nobody has, and a member without a passkey.
        for name in ["nobody", "sample.noor"] {
            let (first, second) = (begin(&mut client, name).await, begin(&mut client, name).await);
            for answer in [&first, &second] {
                assert_eq!((answer.status, &answer.headers.keys().collect::<Vec<_>>()), (real.status, &real.headers.keys().collect()));
                assert_eq!(shape(&answer.ok()), shape(&real.ok()), "{name}");
            }
            let listed = |answer: &Answer| answer.ok()["publicKey"]["allowCredentials"].clone();
            assert_eq!(listed(&first), listed(&second), "{name}");
            assert_ne!(listed(&first), listed(&real), "{name}");
            assert_ne!(first.ok()["publicKey"]["challenge"], second.ok()["publicKey"]["challenge"]);
        }

        // Where no name is asked for, nothing is looked up. Leaving only that out is a little more than half of the work on SQLite.
        let mut nameless = app.program(SMART);
        let mut stranger = app.program(CLASSIC);
        let bodies = [&json!({ "identifier": "nobody" }), &json!({ "identifier": "alice" }), &json!({})];
        let mut times = Times::within(0.4);
        while times.are_open() {
            times.take([&mut stranger, &mut client, &mut nameless], (SIGN_IN.0, bodies)).await;
        }
    }

    // S1-20, S1-32. What a Smart workspace tells the browser besides: `signals`.
    async fn unknown_vs_bad_signature(app: TestApp) {
        let mut client = app.member(CLASSIC, "alice").await;
        let (decoy, known) = (forged_for(&mut client, "nobody").await, forged_for(&mut client, "alice").await);
        assert_ne!(decoy["id"], known["id"]);
        let mut faces = Vec::new();
        for shown in [&decoy, &known] {
            let (answer, again) = (client.post(FINISH, shown).await, client.post(FINISH, shown).await);
            answer.assert_refused(401, "verification_failed");
            app.assert_refused(CLASSIC, &answer, "invalid_signature").await;
            crate::scenarios::assert_expired(&app, CLASSIC, &again, "ceremony_replayed").await;
            faces.push((answer.but_reference(), again.but_reference()));
        }
        assert_eq!(faces[0], faces[1]);

        for name in ["nobody", "alice"] {
            let begun = begin(&mut client, name).await.ok();
            let shown = forged(&mut client, &begun, &"AAECAwQFBgcICQoLDA0ODw".into());
            let answer = client.post(FINISH, &shown).await;
            answer.assert_refused(401, "passkey_not_on_device");
            app.assert_refused(CLASSIC, &answer, "credential_unknown").await;
            assert!(answer.json()["details"].get("signal").is_none(), "{}", answer.text);
        }

        // An expired challenge is found, recorded and spent like the others, and no signature is looked at.
        let (mut stranger, mut member) = (app.program(CLASSIC), app.program(CLASSIC));
        let mut times = Times::within(0.7);
        while times.are_open() {
            let expired = forged_for(&mut client, "alice").await;
            app.advance_seconds(361);
            let (decoy, known) = (forged_for(&mut client, "nobody").await, forged_for(&mut client, "alice").await);
            times.take([&mut stranger, &mut member, &mut client], (FINISH, [&decoy, &known, &expired])).await;
        }
    }
}
