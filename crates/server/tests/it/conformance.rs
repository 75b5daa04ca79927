//! FIDO's conformance test, mirrored: a test client walks every case of the shared list against the test bed. Each case is run, with the
//! cause it must be refused for, or stands in the list of those that are not, with the reason. `cargo test -p server --test it
//! conformance::every_case -- --nocapture` prints both.

mod authentication;
mod blobs;
mod case;
mod client;
mod devices;
mod process;
mod registration;
mod routes;
mod statements;

use case::{Case, Cases};
use client::Client;
use serde_json::Value;
use std::collections::BTreeMap;

/// The cases as they were published: module, case, and what it is about.
const PUBLISHED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/vectors/conformance-fido2.json");

type Titles = BTreeMap<(String, String), String>;

fn published() -> Titles {
    let text = std::fs::read_to_string(PUBLISHED).unwrap();
    let list: Value = serde_json::from_str(&text).unwrap();
    let modules = list["modules"].as_object().unwrap().iter();
    let cases = modules.flat_map(|(module, content)| {
        let cases = content["cases"].as_object().unwrap().iter();
        cases.map(|(id, title)| ((module.clone(), id.clone()), title.as_str().unwrap().to_owned()))
    });
    cases.collect()
}

/// Every case, by the module's full name.
fn cases() -> Cases {
    let mut cases = Cases::new();
    for part in [registration::cases(), statements::cases(), authentication::cases(), blobs::cases()] {
        for (name, case) in part {
            assert!(cases.insert(name, case).is_none(), "{name:?} stands twice");
        }
    }
    cases
}

#[test]
fn every_case() {
    let (published, cases) = (published(), cases());
    let named = |(module, id): &(&str, &str)| ((*module).to_owned(), (*id).to_owned());
    let known: Vec<_> = cases.keys().map(named).collect();
    let missing: Vec<_> = published.keys().filter(|name| !known.contains(name)).collect();
    let foreign: Vec<_> = known.iter().filter(|name| !published.contains_key(name)).collect();
    assert!(missing.is_empty() && foreign.is_empty(), "neither run nor excused: {missing:?}; unknown: {foreign:?}");

    let client = Client::with_devices();
    let (mut run, mut not_run, mut wrong) = (0, Vec::new(), Vec::new());
    for ((module, id), case) in &cases {
        let title = &published[&named(&(module, id))];
        match case {
            Case::NotRun(reason) => not_run.push(format!("{module} {id} ({title}): {reason}")),
            case => {
                run += 1;
                if let Err(why) = case.run(&client, id) {
                    wrong.push(format!("{module} {id} ({title}): {why}"));
                }
            }
        }
    }
    println!("{run} run, {} wrong, {} not run", wrong.len(), not_run.len());
    for line in &not_run {
        println!("not run: {line}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
