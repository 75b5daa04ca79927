//! The modules of OpenID's certification for providers, mirrored: what the published suite sends to a client of its own kind (RS256, a secret, no
//! PKCE), in the same steps, and what must come. No module may be left out of the table, and the table in the documents must be this one. The
//! published suite itself is not run here.

mod codes;
mod config;
mod happy;
mod logout;
mod requests;
mod suite;

use crate::support::{TestApp, on_both_engines};
use serde_json::Value;
use std::collections::BTreeSet;
use suite::{Module, Suite};

/// The modules as they were published.
const PUBLISHED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/vectors/conformance-oidc.json");
/// What readers are told of them.
const TOLD: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/developer/conformance.md");
const PLANS: [&str; 3] = ["basic", "config", "logout"];

/// Those of a plan.
fn modules(plan: &str) -> Vec<&'static Module> {
    let parts: &[&'static [Module]] = match plan {
        "basic" => &[happy::MODULES, requests::MODULES, codes::MODULES],
        "config" => &[config::MODULES],
        _ => &[logout::MODULES],
    };
    parts.iter().copied().flatten().collect()
}

/// Each with a browser of its own, in which nobody is signed in.
async fn walk(app: &TestApp, plan: &str) {
    let mut suite = Suite::start(app).await;
    for module in modules(plan) {
        println!("{}: {}", module.name, module.end.words());
        suite.next().await;
        (module.run)(&mut suite).await;
    }
}

on_both_engines! {
    // oidcc-basic-certification-test-plan
    async fn the_basic_plan(app: TestApp) {
        walk(&app, "basic").await;
    }

    // oidcc-config-certification-test-plan
    async fn the_plan_of_the_configuration(app: TestApp) {
        walk(&app, "config").await;
    }

    // oidcc-rp-initiated-logout-certification-test-plan, oidcc-backchannel-rp-initiated-logout-certification-test-plan
    async fn the_plans_of_signing_out(app: TestApp) {
        walk(&app, "logout").await;
    }
}

/// The published modules by their plan; `None`, loudly, where they are not at hand. In CI they have to be.
#[expect(clippy::disallowed_methods, reason = "only CI knows that it is CI")]
fn published() -> Option<Value> {
    match std::fs::read(PUBLISHED) {
        Ok(text) => Some(serde_json::from_slice(&text).unwrap()),
        Err(error) => {
            println!("SKIPPED: conformance-oidc.json could not be read: {error}");
            assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "CI must compare the modules");
            None
        }
    }
}

#[test]
fn each_published_module_is_mirrored() {
    let Some(published) = published() else { return };
    for plan in PLANS {
        let names = published[plan]["modules"].as_array().unwrap().iter().map(|module| module[0].as_str().unwrap());
        let names: BTreeSet<_> = names.collect();
        let mirrored: BTreeSet<_> = modules(plan).into_iter().map(|module| module.name).collect();
        assert_eq!(mirrored.len(), modules(plan).len(), "a module stands twice in {plan}");
        let missing: Vec<_> = names.difference(&mirrored).collect();
        let unknown: Vec<_> = mirrored.difference(&names).collect();
        assert!(missing.is_empty() && unknown.is_empty(), "{plan}: not mirrored {missing:?}; no modules {unknown:?}");
    }
}

#[test]
fn the_documents_say_what_is_tested() {
    let row = |module: &Module| format!("| `{}` | {} | {} |", module.name, module.end.words(), module.end.why());
    let rows: Vec<_> = PLANS.into_iter().flat_map(modules).map(row).collect();
    let text = std::fs::read_to_string(TOLD).unwrap();
    let told: Vec<_> = text.lines().filter(|line| line.starts_with("| `oidcc-")).collect();
    assert_eq!(told, rows, "docs/developer/conformance.md; it should say:\n{}", rows.join("\n"));
}
