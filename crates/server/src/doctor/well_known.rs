//! The files that browsers, phones and password stores fetch from the host of an RP ID, fetched as they do: without following a redirect, and
//! held against what this server would say. Hosts belong to tenants: one that does not answer must hold up neither the others nor whoever waits.

mod asking;

use super::{NOT_REACHED, not_checked};
use crate::api::well_known::files;
use crate::front::Server;
use asking::{Answered, File, Host, ask_all};
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
const CHECK: Check = Check::WellKnown;
const REMEDY: &str = "Let that host serve the file as docs/operator/domains.md shows it: status 200, application/json, no redirect, no cookie \
                      asked for, and all that the settings have now.";

pub(super) async fn look(server: &Server, hindered: Option<(&str, &str)>) -> Vec<Finding> {
    let snapshot = server.app.snapshot();
    let names: BTreeSet<_> = snapshot.doors().iter().map(|door| door.rp_id.as_str()).collect();
    let hindered = if server.doctor.is_alone { hindered.or(Some(NOT_REACHED)) } else { hindered };
    let (mut findings, mut hosts) = (Vec::new(), Vec::new());
    for name in names.into_iter().take(MOST) {
        let host = host(server, name);
        match hindered.filter(|_| host.is_own || server.doctor.is_alone) {
            Some(text) => findings.extend(host.files.iter().map(|file| not_checked(CHECK, &file.address, text))),
            None => hosts.push(host),
        }
    }
    let outgoing = server.doctor.outgoing.clone();
    let asked = ask_all(hosts, move |address| super::fetch(outgoing.clone(), address)).await;
    let good: usize = asked.into_iter().map(|(host, answers)| judge(&host, answers, &mut findings)).sum();
    if findings.is_empty() {
        findings.push(Finding::good(CHECK, "The files of each RP ID", format!("All {good} are as they should be.")));
    }
    findings
}

fn host(server: &Server, name: &str) -> Host {
    let is_own = name == server.app.public_url().host();
    let base = if is_own { server.origin.clone() } else { format!("https://{name}") };
    let file = |(name, expected)| File { name, address: format!("{base}/.well-known/{name}"), expected };
    Host { is_own, files: files(server, name).into_iter().map(file).collect() }
}

/// How many files of a host are as they should be; of the others there is a finding each, but one of a host that does not answer.
fn judge(host: &Host, answers: Option<Vec<Answered>>, findings: &mut Vec<Finding>) -> usize {
    let Some(answers) = answers else {
        let looked_at = host.files.first().map_or("", |file| &file.address);
        let text = ("There was no time left to ask.", "Run it again once the hosts that do not answer do.");
        findings.push(not_checked(CHECK, looked_at, text));
        return 0;
    };
    let mut good = 0;
    for (file, answer) in host.files.iter().zip(answers) {
        let is_optional = |file: &File| file.name == OPTIONAL && !host.is_own;
        let (judged, may_miss) = match answer {
            Ok(answer) => (is_as_meant(&answer, (host.is_own, file.name, &file.expected)), is_optional(file)),
            // It stands for all of the host's.
            Err(error) => (Err((State::Wrong, one_line(&error))), host.files.iter().all(is_optional)),
        };
        match judged {
            Ok(()) => good += 1,
            Err((state, found)) => {
                let state = if may_miss { State::ToLookAt } else { state };
                findings.push(Finding::of((CHECK, state), file.address.as_str(), (found, REMEDY)));
            }
        }
    }
    good
}

fn is_as_meant(
    answer: &Response<Vec<u8>>,
    (is_own, name, expected): (bool, &str, &Value),
) -> Result<(), (State, String)> {
    let found = read(answer).map_err(|problem| (State::Wrong, problem))?;
    if found == *expected {
        return Ok(());
    }
    if is_own || !holds(&found, expected) {
        return Err((State::Wrong, "It says something else than the settings do.".to_owned()));
    }
    // The rest of the file is about other things, but origins are all trusted with these passkeys.
    let listed = |value: &Value| value["origins"].as_array().map_or(0, Vec::len);
    if name == "webauthn" && listed(&found) > listed(expected) {
        return Err((State::ToLookAt, "It lists more origins than the settings do.".to_owned()));
    }
    Ok(())
}

fn read(answer: &Response<Vec<u8>>) -> Result<Value, String> {
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
    serde_json::from_slice(answer.body()).map_err(|_| "It is not JSON.".to_owned())
}

/// Whether all of this is in there, in whatever order, and whatever stands beside it: a host of somebody else has purposes of its own.
fn holds(found: &Value, expected: &Value) -> bool {
    match (found, expected) {
        (Value::Object(found), Value::Object(expected)) => {
            expected.iter().all(|(name, value)| found.get(name).is_some_and(|found| holds(found, value)))
        }
        (Value::Array(found), Value::Array(expected)) => {
            expected.iter().all(|value| found.iter().any(|found| holds(found, value)))
        }
        _ => found == expected,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn judged(is_own: bool, name: &str, (found, expected): (&Value, &Value)) -> Option<State> {
        let answer = Response::builder().header(CONTENT_TYPE, "application/json").body(found.to_string().into_bytes());
        is_as_meant(&answer.unwrap(), (is_own, name, expected)).err().map(|(state, _)| state)
    }

    // S2-32: what a site serves for its own purposes beside ours keeps nobody out.
    #[test]
    fn other_hosts_may_say_more() {
        let apps = |apps: Value| json!({ "webcredentials": { "apps": apps } });
        let with_links = json!({ "webcredentials": { "apps": ["B", "A"] }, "applinks": { "details": [] } });
        let statement =
            |package: &str, relation: &[&str]| json!({ "relation": relation, "target": { "package_name": package } });
        let origins = |origins: &[&str]| json!({ "origins": origins });
        let (wrong, look) = (Some(State::Wrong), Some(State::ToLookAt));
        for (name, found, expected, state) in [
            ("apple-app-site-association", with_links.clone(), apps(json!(["A"])), None),
            ("apple-app-site-association", with_links, apps(json!(["A", "C"])), wrong),
            (
                "assetlinks.json",
                json!([statement("other", &["x"]), statement("ours", &["handle", "x"])]),
                json!([statement("ours", &["x"])]),
                None,
            ),
            ("assetlinks.json", json!([statement("other", &["x"])]), json!([statement("ours", &["x"])]), wrong),
            ("webauthn", origins(&["b", "a"]), origins(&["a", "b"]), None),
            ("webauthn", origins(&["a", "evil"]), origins(&["a"]), look),
            ("webauthn", origins(&["a"]), origins(&["a", "b"]), wrong),
        ] {
            assert_eq!(judged(false, name, (&found, &expected)), state, "{found}");
            assert_eq!(judged(true, name, (&found, &expected)), wrong, "our own host says what we do: {found}");
            assert_eq!(judged(true, name, (&expected, &expected)), None);
        }
    }
}
