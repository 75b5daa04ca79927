//! A passkey of a software authenticator, made and used for each pool. The authenticator shares no code with the verifier, so what both agree on is
//! what the standard says; the passkey ends with this function.

use super::not_checked;
use crate::front::Server;
use authenticator::{Authenticator, Setup};
use domain::doctor::{Check, Finding, NotRehearsed, Rehearsal, State, rehearsals};
use domain::error::one_line;
use serde_json::Value;

const REMEDY: &str =
    "Members of this pool would fail as well. Mend its RP ID and origins first; else the log says more.";

#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Server(#[from] NotRehearsed),
    #[error("the authenticator does not take what was asked")]
    Authenticator(#[from] authenticator::Error),
    #[error("the options are not JSON")]
    Options(#[from] serde_json::Error),
}

impl From<domain::Error> for Failure {
    fn from(error: domain::Error) -> Self {
        Self::Server(error.into())
    }
}

/// One finding for each pool in which it failed, or one that says that it did in none.
pub(super) async fn look(server: &Server) -> Vec<Finding> {
    let (check, looked_at) = (Check::Ceremony, "A passkey, made and used for each pool");
    let all = match rehearsals(&server.app) {
        Ok(all) if all.is_empty() => {
            return vec![not_checked(
                check,
                looked_at,
                ("There is no pool yet.", "Set the installation up, and look again."),
            )];
        }
        Ok(all) => all,
        Err(error) => return vec![not_checked(check, looked_at, (&one_line(&error), "Look at the log."))],
    };
    let mut findings = Vec::new();
    for rehearsal in &all {
        findings.extend(look_at(server, rehearsal).await);
    }
    if findings.is_empty() {
        let number = all.len();
        findings.push(Finding::good(check, looked_at, format!("Signed up and in with one in {number} of {number}.")));
    }
    findings
}

async fn look_at(server: &Server, rehearsal: &Rehearsal) -> Option<Finding> {
    let (check, looked_at) = (Check::Ceremony, format!("A passkey, made and used for {}", rehearsal.name()));
    if !rehearsal.takes(&server.origin) {
        let found = format!("The sign-in pages are on {}, which is none of this pool's origins.", server.origin);
        return Some(Finding::of((check, State::Wrong), looked_at, (found, REMEDY)));
    }
    let Some(origin) = rehearsal.origin(&server.origin) else {
        let text = (
            "Its pages are a related origin alone, where the browser asks for a list first.",
            "See the well-known files.",
        );
        return Some(not_checked(check, &looked_at, text));
    };
    let failure = Box::pin(rehearse(server, rehearsal, origin)).await.err()?;
    Some(Finding::of((check, State::Wrong), looked_at, (one_line(&failure), REMEDY)))
}

async fn rehearse(server: &Server, rehearsal: &Rehearsal, origin: &str) -> Result<(), Failure> {
    let app = &server.app;
    let mut phone = Authenticator::new(Setup::phone());
    let asked: Value = serde_json::from_str(&rehearsal.creation(app)?)?;
    let answer = phone.create(&asked["publicKey"], origin)?;
    let made = rehearsal.created(app, answer.to_string().as_bytes())?;
    let asked: Value = serde_json::from_str(&rehearsal.request(app, &made)?)?;
    let answer = phone.get(&asked["publicKey"], origin)?;
    Ok(rehearsal.proved(app, made, answer.to_string().as_bytes()).await?)
}
