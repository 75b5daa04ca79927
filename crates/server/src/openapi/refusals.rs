//! The refusals of each operation, by status. A handler that says `shapes::Errors` can be refused in every way that its line in the router's
//! table allows; here that becomes an answer for each of these statuses. What a handler names itself is never changed, and whatever the tests
//! are answered besides has to be named there: `tests/it/support/contract.rs` fails on a status that is not described.

use crate::identity;
use crate::metrics::place;
use crate::router::{self, Audience, RouteLine};
use domain::Phase;
use utoipa::Modify;
use utoipa::openapi::header::{Header, HeaderBuilder};
use utoipa::openapi::path::{Operation, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{Content, OpenApi, Ref, RefOr, Response, ResponseBuilder};

/// What `shapes::Errors` says.
const IN_GENERAL: [&str; 2] = ["4XX", "5XX"];

/// Names them.
pub(super) struct Refusals;

impl Modify for Refusals {
    fn modify(&self, openapi: &mut OpenApi) {
        for line in router::table() {
            if let Some(operation) = operation(openapi, line) {
                name(line, operation);
            }
        }
    }
}

fn operation<'d>(openapi: &'d mut OpenApi, line: &RouteLine) -> Option<&'d mut Operation> {
    let item = openapi.paths.paths.get_mut(line.path)?;
    match line.method.as_str() {
        "GET" => item.get.as_mut(),
        "POST" => item.post.as_mut(),
        "PUT" => item.put.as_mut(),
        "PATCH" => item.patch.as_mut(),
        "DELETE" => item.delete.as_mut(),
        _ => None,
    }
}

fn name(line: &RouteLine, operation: &mut Operation) {
    let is_general = operation.responses.responses.contains_key(IN_GENERAL[0]);
    let mut statuses = vec![429, 500, 503];
    // There a body that is too large is malformed, whatever else the operation refuses.
    if identity::is_ours(line.path) && operation.request_body.is_some() {
        statuses.push(400);
    }
    if is_general {
        statuses.extend(of_line(line, operation));
    }
    let responses = &mut operation.responses.responses;
    responses.retain(|status, _| !IN_GENERAL.contains(&status.as_str()));
    if is_general && line.audience == Audience::Form {
        let next = ResponseBuilder::new()
            .description("To a form of our pages: the next page, which says what was refused")
            .build();
        responses.entry("303".to_owned()).or_insert(RefOr::T(next));
    }
    for status in statuses {
        responses.entry(status.to_string()).or_insert_with(|| RefOr::T(refusal(status, form(line, status))));
    }
}

/// What can be refused on such a line.
fn of_line(line: &RouteLine, operation: &Operation) -> Vec<u16> {
    let takes_body = operation.request_body.is_some();
    let is_unsafe = !line.method.is_safe();
    let is_guarded = line.guard.asks_for_session();
    // Where somebody shows who they are, what they show may be wrong.
    let is_proof = is_unsafe && !matches!(line.phase, Phase::Page | Phase::Session);
    let rules = [
        (400, takes_body || takes(operation, ParameterIn::Query).next().is_some()),
        (401, is_guarded || is_proof),
        (403, is_guarded || is_unsafe),
        // Well-known files are there or not by the host that is asked, the console by who asks, the metrics by the token.
        (
            404,
            line.path.contains('{')
                || ["/admin/", router::WELL_KNOWN, place::PATH].iter().any(|start| line.path.starts_with(start)),
        ),
        (412, takes(operation, ParameterIn::Header).any(|name| name == "If-Match")),
        (413, takes_body),
        (415, takes_body),
        (422, takes_body || (is_unsafe && is_guarded)),
    ];
    rules.into_iter().filter_map(|(status, holds)| holds.then_some(status)).collect()
}

/// The names of its parameters there.
fn takes(operation: &Operation, place: ParameterIn) -> impl Iterator<Item = &str> {
    operation.parameters.iter().flatten().filter_map(move |parameter| match parameter {
        RefOr::T(parameter) if parameter.parameter_in == place => Some(parameter.name.as_str()),
        _ => None,
    })
}

/// In which form it is told.
fn form(line: &RouteLine, status: u16) -> &'static str {
    match line.audience {
        Audience::Client if identity::is_ours(line.path) => "IdentityError",
        // Budgets and addresses are looked at before an endpoint of OAuth is reached.
        Audience::Client if status >= 500 => "OAuthError",
        _ => "ErrorBody",
    }
}

fn refusal(status: u16, form: &str) -> Response {
    let schema = Ref::from_schema_name(form);
    let mut response =
        ResponseBuilder::new().description(description(status)).content("application/json", Content::new(Some(schema)));
    if matches!(status, 429 | 503) {
        response = response.header("Retry-After", retry_after());
    }
    response.build()
}

fn retry_after() -> Header {
    let seconds = ObjectBuilder::new().schema_type(Type::Integer);
    HeaderBuilder::new()
        .schema(Some(seconds))
        .description(Some("In how many seconds it is worth while to ask again"))
        .build()
}

fn description(status: u16) -> &'static str {
    match status {
        400 => "The request cannot be read, or what it goes on with is over",
        401 => "Nobody is signed in, or what was shown is not good enough",
        403 => "It is not allowed here or not for whoever asks, or the request came from another site",
        404 => "There is nothing of this name here for whoever asks",
        412 => "Somebody has changed it since it was read",
        413 => "The body is too large",
        415 => "The body is of another type than `Content-Type` has to say",
        422 => "What was sent cannot be",
        429 => "Too many requests, or too many wrong guesses",
        503 => "Busy, or something that this needs does not answer",
        _ => "A fault of ours",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    /// Every status by its number, and every refusal with its body.
    #[test]
    fn every_refusal_is_named_with_its_body() {
        let description: Value = serde_json::from_str(super::super::text()).unwrap();
        let operations = description["paths"].as_object().unwrap().iter().flat_map(|(path, methods)| {
            methods.as_object().unwrap().iter().map(move |(method, operation)| (format!("{method} {path}"), operation))
        });
        for (operation, described) in operations {
            let responses = described["responses"].as_object().unwrap();
            for (status, answer) in responses {
                let number: u16 = status.parse().unwrap_or_else(|_| panic!("{operation}: {status}"));
                let has_body = answer["content"].as_object().is_some_and(|content| !content.is_empty());
                assert!(number < 400 || has_body, "{operation}: {status}");
            }
            for status in ["429", "500", "503"] {
                assert!(responses.contains_key(status), "{operation}: {status}");
            }
        }
    }
}
