//! The description once more as a page for people: by tag, each operation with what it takes and answers. It is made of the description and of
//! the catalogue and adds nothing of its own; `cargo xtask openapi` writes it.

mod bodies;

use bodies::{ABSENT, schema};
use domain::catalogue;
use domain::identity::Word;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fmt::Write;

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];
/// What is said of a status by more operations than these is said once.
const FEW: usize = 4;

const HEAD: &str = "# API reference

Written by `cargo xtask openapi` out of the handlers, as [openapi.json](openapi.json) is; a test compares both. A running server has the description at
`/openapi.json`. How the calls go together: [the sign-in API](../sign-in-api.md), [applications](applications.md),
[the SecureAuth-compatible API](secureauth-api.md), [clients](clients.md).

Members of a body that have a `?` may be left out. Each operation names the statuses of its refusals; what they mean is under [Refusals](#refusals).
";

/// How often each thing is said of a status.
type Said<'d> = BTreeMap<(&'d str, &'d str), usize>;

pub(super) fn of(description: &Value) -> String {
    let mut page = HEAD.to_owned();
    let by_tag = by_tag(description);
    let said = said(description);
    page.push('\n');
    for tag in by_tag.keys() {
        line(&mut page, &format!("- [{tag}](#{})", anchor(tag)));
    }
    line(&mut page, "- [Refusals](#refusals)\n- [Bodies](#bodies)");
    for (tag, operations) in by_tag {
        line(&mut page, &format!("\n## {tag}"));
        for (method, path, operation) in operations {
            show(&mut page, (method, path, operation), &said);
        }
    }
    refusals(&mut page, &said);
    bodies::show(&mut page, description);
    page
}

fn line(page: &mut String, text: &str) {
    // Writing to a text cannot fail.
    let _ = writeln!(page, "{text}");
}

fn word<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().unwrap_or_default()
}

fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> + use<'_> {
    value.as_object().into_iter().flat_map(Map::iter)
}

fn anchor(heading: &str) -> String {
    heading.to_lowercase().replace(' ', "-")
}

fn operations(description: &Value) -> impl Iterator<Item = (&'static str, &String, &Value)> {
    members(&description["paths"])
        .flat_map(|(path, item)| METHODS.into_iter().filter_map(move |method| Some((method, path, item.get(method)?))))
}

fn by_tag(description: &Value) -> BTreeMap<&str, Vec<(&'static str, &String, &Value)>> {
    let mut tags: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for found in operations(description) {
        tags.entry(found.2["tags"][0].as_str().unwrap_or("Others")).or_default().push(found);
    }
    tags
}

fn said(description: &Value) -> Said<'_> {
    let mut said = Said::new();
    for (status, answer) in operations(description).flat_map(|(_, _, operation)| members(&operation["responses"])) {
        *said.entry((status, word(answer, "description"))).or_default() += 1;
    }
    said
}

fn show(page: &mut String, (method, path, operation): (&str, &str, &Value), said: &Said<'_>) {
    line(page, &format!("\n### {}\n", word(operation, "summary")));
    line(page, &format!("`{} {path}`\n", method.to_uppercase()));
    let description = word(operation, "description");
    if !description.is_empty() {
        line(page, &format!("{description}\n"));
    }
    line(page, &format!("- {}, `{}`", access(operation), word(operation, "operationId")));
    for parameter in operation["parameters"].as_array().into_iter().flatten() {
        if let Some(text) = self::parameter(parameter) {
            line(page, &text);
        }
    }
    if let Some((kind, content)) = members(&operation["requestBody"]["content"]).next() {
        let form = if kind == "application/json" { "" } else { ", a form" };
        line(page, &format!("- body: {}{form}", schema(&content["schema"])));
    }
    answers(page, operation, said);
}

fn access(operation: &Value) -> &'static str {
    let asked = operation["security"].as_array().into_iter().flatten().flat_map(members).next();
    match asked.map(|(name, _)| name.as_str()) {
        None => "open",
        Some("access_token") => "asks for an access token",
        Some(_) => "asks for a session",
    }
}

/// What stands in the path is there for everybody to see.
fn parameter(parameter: &Value) -> Option<String> {
    let (place, about) = (word(parameter, "in"), word(parameter, "description"));
    if place == "path" && about.is_empty() {
        return None;
    }
    let optional = if parameter["required"] == true { "" } else { "?" };
    let about = if about.is_empty() { String::new() } else { format!(": {about}") };
    Some(format!("- {place} `{}{optional}`{about}", word(parameter, "name")))
}

fn answers(page: &mut String, operation: &Value, said: &Said<'_>) {
    let mut common: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (status, answer) in members(&operation["responses"]) {
        let about = word(answer, "description");
        let body = members(&answer["content"]).map(|(_, content)| schema(&content["schema"])).next();
        let is_common = status.as_str() >= "4" && said.get(&(status.as_str(), about)).is_some_and(|times| *times > FEW);
        if is_common {
            common.entry(body.unwrap_or_else(|| ABSENT.to_owned())).or_default().push(status);
            continue;
        }
        let body = body.map_or_else(String::new, |body| format!(": {body}"));
        line(page, &format!("- **{status}** {about}{body}"));
    }
    for (body, statuses) in common {
        line(page, &format!("- refused with {}: {body}", statuses.join(", ")));
    }
}

fn refusals(page: &mut String, said: &Said<'_>) {
    line(page, "\n## Refusals\n\n| status | what it means |\n|---|---|");
    for ((status, about), times) in said {
        if *status >= "4" && *times > FEW {
            line(page, &format!("| {status} | {about} |"));
        }
    }
    line(
        page,
        "\nThe codes of [`ErrorBody`](#errorbody):\n\n| `error_code` | status | why | what to do |\n|---|---|---|---|",
    );
    for message in catalogue::all() {
        line(page, &format!("| `{}` | {} | {} | {} |", message.code, message.status, message.cause, message.remedy));
    }
    line(
        page,
        "\nThose that only [`IdentityError`](#identityerror) has:\n\n| `error_code` | status | why |\n|---|---|---|",
    );
    for word in Word::ALL {
        line(page, &format!("| `{}` | {} | {} |", word.code(), word.status(), word.text()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn the_page_has_every_operation_and_every_body_once() {
        let description: Value = serde_json::from_str(super::super::text()).unwrap();
        let page = of(&description);
        for (method, path, operation) in operations(&description) {
            let heading = format!("\n`{} {path}`\n", method.to_uppercase());
            assert_eq!(page.matches(&heading).count(), 1, "{heading}");
            assert!(page.contains(&format!(", `{}`\n", word(operation, "operationId"))), "{heading}");
        }
        for (name, _) in members(&description["components"]["schemas"]) {
            assert_eq!(page.matches(&format!("\n### `{name}`\n")).count(), 1, "{name}");
        }
    }

    #[test]
    fn what_is_committed_is_what_is_served() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/developer");
        for (name, expected) in
            [("openapi.json", super::super::file()), ("api-reference.md", super::super::reference())]
        {
            let committed = std::fs::read_to_string(folder.join(name)).unwrap_or_default();
            let differs = committed.lines().zip(expected.lines()).position(|(before, now)| before != now);
            assert!(
                committed == expected,
                "docs/developer/{name} is old (line {differs:?}): run `cargo xtask openapi`"
            );
        }
    }
}
