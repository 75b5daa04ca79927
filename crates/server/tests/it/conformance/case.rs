//! One case: a ceremony with a device and its lies, and what must come of it.

use super::client::Client;
use crate::support::Answer;
use authenticator::{Authenticator, Lie, Setup};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// By the module's full name and the case's id.
pub(super) type Cases = BTreeMap<(&'static str, &'static str), Case>;

pub(super) enum Case {
    /// A new user registers this device.
    Registration(Box<Registration>),
    /// A new user registers this device honestly, then signs in with it.
    Authentication(Box<Authentication>),
    /// Anything else; says what is wrong.
    Scenario(fn(&Client) -> Result<(), String>),
    NotRun(&'static str),
}

pub(super) struct Registration {
    pub(super) device: Setup,
    pub(super) attestation: &'static str,
    pub(super) lies: Vec<Lie>,
    /// A part of the message, where the case is to be refused.
    pub(super) why: &'static str,
}

pub(super) struct Authentication {
    pub(super) device: Setup,
    pub(super) user_verification: &'static str,
    /// Told in an authentication each; the last one counts, those before must go well.
    pub(super) lies: Vec<Vec<Lie>>,
    pub(super) why: &'static str,
}

impl Case {
    /// A registration that must go well.
    pub(super) fn made(device: Setup, lies: Vec<Lie>) -> Self {
        Self::unmade(device, lies, "")
    }

    /// A registration that must be refused with this message.
    pub(super) fn unmade(device: Setup, lies: Vec<Lie>, why: &'static str) -> Self {
        Self::Registration(Box::new(Registration { device, attestation: "direct", lies, why }))
    }

    /// The same where no statement was asked for.
    pub(super) fn unasked(device: Setup, lies: Vec<Lie>, why: &'static str) -> Self {
        Self::Registration(Box::new(Registration { device, attestation: "none", lies, why }))
    }

    /// What the id says must come of it: P for a success, F for a refusal, here with its cause.
    pub(super) fn run(&self, client: &Client, id: &str) -> Result<(), String> {
        match self {
            Self::Registration(case) => judge(&case.run(client), id, case.why),
            Self::Authentication(case) => judge(&case.run(client)?, id, case.why),
            Self::Scenario(run) => run(client),
            Self::NotRun(_) => Ok(()),
        }
    }
}

impl Registration {
    fn run(&self, client: &Client) -> Answer {
        let asked = json!({"attestation": self.attestation});
        client.register(&mut Authenticator::new(self.device.clone()), &client.name(), &asked, self.lies.clone())
    }
}

impl Authentication {
    fn run(&self, client: &Client) -> Result<Answer, String> {
        let (mut device, name) = (Authenticator::new(self.device.clone()), client.name());
        accepted(&client.register(&mut device, &name, &json!({}), Vec::new()))?;
        let asked = json!({"userVerification": self.user_verification});
        let (last, before) = self.lies.split_last().unwrap();
        for lies in before {
            accepted(&client.authenticate(&mut device, &name, &asked, lies.clone()))?;
        }
        Ok(client.authenticate(&mut device, &name, &asked, last.clone()))
    }
}

fn judge(answer: &Answer, id: &str, why: &str) -> Result<(), String> {
    match id.as_bytes().first() {
        Some(b'P') => accepted(answer),
        _ if why.is_empty() => Err("the case does not say why it is refused".to_owned()),
        _ => refused(answer, why),
    }
}

pub(super) fn accepted(answer: &Answer) -> Result<(), String> {
    let body = answer.json();
    let well = answer.status == 200 && body["status"] == "ok" && body["errorMessage"] == "";
    if well { Ok(()) } else { Err(format!("not accepted: {} {}", answer.status, answer.text)) }
}

pub(super) fn refused(answer: &Answer, why: &str) -> Result<(), String> {
    let body = answer.json();
    let message = body["errorMessage"].as_str().unwrap_or_default();
    let well = answer.status.is_client_error() && body["status"] == "failed" && !message.is_empty();
    if well && message.contains(why) {
        Ok(())
    } else {
        Err(format!("not refused with \"{why}\": {} {}", answer.status, answer.text))
    }
}

/// Says what is wrong unless it is so.
pub(super) fn check(so: bool, what: &str, shown: &Value) -> Result<(), String> {
    if so { Ok(()) } else { Err(format!("{what}: {shown}")) }
}
