//! Vectors with one thing changed each: one ceremony, what the server expects of it, and what must come of it.

use serde::Deserialize;
use serde_json::{Map, Value};
use webauthn::Refusal;

use super::context::{Context, StoredPasskey};
use super::{ED448, Outcome, Verdict, is_ed448};

#[derive(Deserialize)]
pub(crate) struct File {
    #[serde(rename = "contextDefaults", default)]
    defaults: Map<String, Value>,
    vectors: Vec<Value>,
}

#[derive(Deserialize)]
struct Vector {
    ceremony: Ceremony,
    #[serde(default)]
    context: Map<String, Value>,
    credential: Value,
    expect: Expect,
    error: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Ceremony {
    Registration,
    Authentication,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Expect {
    Accept,
    Reject,
}

impl File {
    pub(super) fn run(&self) -> Vec<(String, Outcome)> {
        let name = |vector: &Value| vector["id"].as_str().unwrap_or("(without an id)").to_owned();
        self.vectors.iter().map(|vector| (name(vector), self.outcome(vector))).collect()
    }

    fn outcome(&self, vector: &Value) -> Outcome {
        match self.try_outcome(vector) {
            Ok(outcome) => outcome,
            Err(error) => Outcome::missed("a vector that can be run", error),
        }
    }

    fn try_outcome(&self, vector: &Value) -> Result<Outcome, serde_json::Error> {
        let vector = Vector::deserialize(vector)?;
        let context = Context::read(&self.defaults, &vector.context)?;
        let (found, is_ed448) = match vector.ceremony {
            Ceremony::Registration => (register(&context, &vector.credential), is_ed448(&vector.credential)),
            Ceremony::Authentication => {
                let number = context.stored.as_ref().and_then(StoredPasskey::cose_algorithm);
                (authenticate(&context, &vector.credential), number == Some(ED448))
            }
        };
        Ok(match vector.expect {
            Expect::Accept => Outcome::of_accepted(found, is_ed448),
            Expect::Reject => Outcome::of_refused(found, vector.error.as_deref()),
        })
    }
}

fn register(context: &Context, credential: &Value) -> Verdict {
    let registered = context.register(credential).map_err(Refusal::code)?;
    // 7.1 step 26 is the caller's: its unique key decides.
    let known = context.registered_credential_ids.iter().any(|known| known.0 == registered.credential_id);
    if known { Err("credential_already_registered") } else { Ok(()) }
}

/// A server that has nothing stored judges the rest of the response all the same.
fn authenticate(context: &Context, credential: &Value) -> Verdict {
    let nobody = StoredPasskey::default();
    context.authenticate(credential, context.stored.as_ref().unwrap_or(&nobody)).map_err(Refusal::code)
}
