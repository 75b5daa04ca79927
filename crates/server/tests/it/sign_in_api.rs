//! What `docs/sign-in-api.md` shows: each of its examples is a body that the description has, and each address is one of its operations.

use crate::support::contract::DESCRIPTION;
use crate::support::schema;
use serde_json::{Value, json};
use server::router;

const PAGE: &str = include_str!("../../../../docs/sign-in-api.md");

/// Above each block stands which body it is: `<!-- CameBody -->`.
#[test]
fn its_examples_are_described_bodies() {
    let mut blocks = PAGE.split("```json\n");
    let mut before = blocks.next().unwrap();
    let mut count = 0;
    for block in blocks {
        let (text, after) = block.split_once("```").unwrap();
        let name = before.trim_end().rsplit_once("<!-- ").unwrap_or_else(|| panic!("which body is {text}")).1;
        let name = name.strip_suffix(" -->").unwrap_or_else(|| panic!("which body is {text}"));
        let example: Value = serde_json::from_str(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        let body = json!({ "$ref": format!("#/components/schemas/{name}") });
        schema::check(&DESCRIPTION, &body, &example).unwrap_or_else(|problem| panic!("{name}: {problem}"));
        before = after;
        count += 1;
    }
    assert!(count >= 6, "{count}");
}

#[test]
fn its_addresses_are_served() {
    let mut found = 0;
    for word in PAGE.split('`') {
        let Some((method, path)) = word.split_once(' ') else { continue };
        if !["GET", "POST", "PUT", "DELETE"].contains(&method) || !path.starts_with(['…', '/']) {
            continue;
        }
        let path = path.split('?').next().unwrap().trim_start_matches('…');
        let expected = format!("/{{tenant}}/{{workspace}}{path}");
        let is_served = router::table().iter().any(|line| line.method == method && line.path == expected);
        assert!(is_served, "{method} {expected} is not served");
        found += 1;
    }
    assert!(found > 30, "{found}");
}
