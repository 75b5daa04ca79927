//! The files that browsers, phones and password stores fetch from the host of an RP ID, fetched as they do: without following a redirect, and
//! held against what this server would say.

use super::{NOT_REACHED, not_checked};
use crate::api::well_known::files;
use crate::front::Server;
use axum::http::Response;
use axum::http::header::CONTENT_TYPE;
use domain::doctor::{Check, Finding, State};
use domain::error::one_line;
use serde_json::Value;
use std::collections::BTreeSet;

/// Hosts that are asked: more than most installations have.
const MOST: usize = 20;
/// Convenient, and nobody is kept out without it.
const OPTIONAL: &str = "passkey-endpoints";
const REMEDY: &str = "Let that host serve the file as docs/operator/domains.md shows it: status 200, application/json, no redirect, no cookie \
                      asked for, and the list as the settings have it now.";

pub(super) async fn look(server: &Server, hindered: Option<(&str, &str)>) -> Vec<Finding> {
    let check = Check::WellKnown;
    let snapshot = server.app.snapshot();
    let hosts: BTreeSet<_> = snapshot.doors().iter().map(|door| door.rp_id.as_str()).collect();
    let (mut findings, mut good) = (Vec::new(), 0_usize);
    for host in hosts.into_iter().take(MOST) {
        let is_own = host == server.app.public_url().host();
        for (name, expected) in files(server, host) {
            let base = if is_own { server.origin.clone() } else { format!("https://{host}") };
            let address = format!("{base}/.well-known/{name}");
            let hindered = if server.doctor.is_alone { hindered.or(Some(NOT_REACHED)) } else { hindered };
            if let Some(text) = hindered.filter(|_| is_own || server.doctor.is_alone) {
                findings.push(not_checked(check, &address, text));
                continue;
            }
            let fetched = server.doctor.get(&address).await;
            match fetched.map_err(|error| one_line(&error)).and_then(|answer| is_as_meant(&answer, &expected)) {
                Ok(()) => good += 1,
                Err(found) => {
                    let state = if name == OPTIONAL && !is_own { State::ToLookAt } else { State::Wrong };
                    findings.push(Finding::of((check, state), address, (found, REMEDY)));
                }
            }
        }
    }
    if findings.is_empty() {
        findings.push(Finding::good(check, "The files of each RP ID", format!("All {good} are as they should be.")));
    }
    findings
}

fn is_as_meant(answer: &Response<Vec<u8>>, expected: &Value) -> Result<(), String> {
    let status = answer.status();
    if status.is_redirection() {
        return Err(format!("It is a redirect (status {}), which is not followed.", status.as_u16()));
    }
    if status != 200 {
        return Err(format!("Its status is {}.", status.as_u16()));
    }
    let kind = answer.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if kind.split(';').next().map(str::trim) != Some("application/json") {
        return Err(format!("It comes as {kind:?}, and not as application/json."));
    }
    match serde_json::from_slice::<Value>(answer.body()) {
        Ok(found) if found == *expected => Ok(()),
        Ok(_) => Err("It says something else than the settings do.".to_owned()),
        Err(_) => Err("It is not JSON.".to_owned()),
    }
}
