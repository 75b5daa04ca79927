//! Approval of a stated text: the endpoint where an application asks and looks, and the page where a member reads and answers. Opening the page
//! answers nothing, and it is never shown in a frame: what is approved must be in sight, and the whole of it.

use super::{AtIssuer, ClientRequest, OAuthError, answer, json, refused};
use crate::api::{self, to};
use crate::extract::cookies::CookieName;
use crate::extract::path::segment;
use crate::extract::{Json, Posted, RawJson, SignedIn};
use crate::front::Server;
use crate::openapi::shapes;
use crate::page::{Chrome, Page};
use crate::problem::Problem;
use crate::web::approval::{ApprovalPage, Part, Question, Row};
use crate::web::moment::Moment;
use crate::web::refusal::parameter;
use crate::web::routes::{Answer, door_chrome, messages, security_path, sign_in_path, way_to};
use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use domain::applications::approval::{self, Answered, Asked, Opened, Outcome, Seen, Waiting};
use domain::applications::{Failed, client_proof};
use domain::{FrontDoor, session};
use serde::Deserialize;
use std::sync::Arc;

/// Where the member answers.
#[derive(Debug, utoipa::ToSchema)]
#[expect(dead_code, reason = "read by the derive only")]
pub(crate) struct ApprovalAsked {
    #[schema(example = "018bcfe5-6801-7000-8000-000000000000")]
    id: String,
    #[schema(example = "https://id.example.com/acme/staff/approve/018bcfe5-6801-7000-8000-000000000000")]
    approval_uri: String,
    #[schema(example = 600)]
    expires_in: i64,
}

/// How an approval stands.
#[derive(Debug, utoipa::ToSchema)]
#[expect(dead_code, reason = "read by the derive only")]
pub(crate) struct ApprovalSeen {
    id: String,
    /// `pending`, `approved`, `denied` or `expired`.
    status: String,
    /// While it is pending.
    #[schema(required = false)]
    expires_in: Option<i64>,
    /// Once it is answered, in seconds since 1970.
    #[schema(required = false)]
    decided_at: Option<i64>,
    /// Once it is approved: a signed token (`approval-receipt+jwt`).
    #[schema(required = false)]
    receipt: Option<String>,
}

/// Asks a member to approve a text
///
/// For clients that keep a secret and have the scope `approvals`. `text` is what the member reads; `sub` or `login_hint` says who is to approve,
/// and `requested_by` who has asked, who then may not approve themselves. `details` (a JSON object), `expires_in`, `redirect_uri`, `state`, `notify`
/// and `ui_locales` may be left away. Whether there is such a member is not said.
#[utoipa::path(post, operation_id = "ask_for_approval", path = "/{tenant}/{workspace}/approvals", tag = "Applications",
    params(("tenant" = String, Path), ("workspace" = String, Path)),
    request_body(content = shapes::ApprovalForm, content_type = "application/x-www-form-urlencoded"),
    responses(super::NoIssuer,
        (status = 201, description = "It waits for its answer", body = ApprovalAsked),
        (status = 400, description = "Refused", body = OAuthError),
        (status = 401, description = "The client is not known, or has not proved who it is", body = OAuthError)))]
pub(crate) async fn ask(
    State(server): State<Arc<Server>>,
    AtIssuer(issuer): AtIssuer,
    request: ClientRequest,
) -> Response {
    let endpoint = format!("{}/approvals", issuer.url);
    let asked: Result<Asked, Failed> = async {
        let client = client_proof::recognize(&server.app, &issuer, request.shown(&endpoint)).await?;
        approval::ask(&server.app, &issuer, &client, &request.parameters).await
    }
    .await;
    match asked {
        Ok(asked) => json(StatusCode::CREATED, &asked),
        Err(failed) => refused(&failed),
    }
}

/// Says how an approval stands
///
/// With the receipt, once it is approved. For clients that prove themselves by `Authorization: Basic`.
#[utoipa::path(get, operation_id = "look_at_approval", path = "/{tenant}/{workspace}/approvals/{id}", tag = "Applications",
    params(("tenant" = String, Path), ("workspace" = String, Path), ("id" = String, Path)),
    responses(
        (status = 200, description = "How it stands", body = ApprovalSeen),
        (status = 400, description = "Refused", body = OAuthError),
        (status = 404, description = "There is no such issuer, or no such approval of this client", body = Value),
        (status = 401, description = "The client is not known, or has not proved who it is", body = OAuthError)))]
pub(crate) async fn look(
    State(server): State<Arc<Server>>,
    at: AtIssuer,
    uri: Uri,
    request: ClientRequest,
) -> Response {
    seen(&server, at, (&uri, &request)).await
}

/// Says how an approval stands, to a form
///
/// For clients that prove themselves by `client_secret` or `client_assertion`.
#[utoipa::path(post, operation_id = "look_at_approval_by_form", path = "/{tenant}/{workspace}/approvals/{id}", tag = "Applications",
    params(("tenant" = String, Path), ("workspace" = String, Path), ("id" = String, Path)),
    request_body(content = shapes::ClientProof, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "How it stands", body = ApprovalSeen),
        (status = 400, description = "Refused", body = OAuthError),
        (status = 404, description = "There is no such issuer, or no such approval of this client", body = Value),
        (status = 401, description = "The client is not known, or has not proved who it is", body = OAuthError)))]
pub(crate) async fn look_by_form(
    State(server): State<Arc<Server>>,
    at: AtIssuer,
    uri: Uri,
    request: ClientRequest,
) -> Response {
    seen(&server, at, (&uri, &request)).await
}

async fn seen(server: &Server, AtIssuer(issuer): AtIssuer, (uri, request): (&Uri, &ClientRequest)) -> Response {
    let id = segment(uri.path(), 3).unwrap_or_default();
    let endpoint = format!("{}/approvals/{id}", issuer.url);
    let seen: Result<Seen, Failed> = async {
        let client = client_proof::recognize(&server.app, &issuer, request.shown(&endpoint)).await?;
        approval::look(&server.app, &issuer, &client, id).await
    }
    .await;
    answer(seen)
}

/// What waits for the member.
pub(crate) async fn list(State(server): State<Arc<Server>>, SignedIn { visit, session }: SignedIn) -> Answer {
    let now = server.app.now();
    let row = |listed: approval::Listed| Row {
        href: path(&visit.door, &listed.id.to_string()),
        name: listed.name,
        text: listed.text,
        until: Moment::new(visit.language, listed.expires_at, now),
    };
    let rows = approval::list(&server.app, &visit, &session).await?.into_iter().map(row).collect();
    Ok(Page::ok(page(&server, (&visit, &session), Part::List(rows))?).into_response())
}

/// What an application asks, or what has become of it.
pub(crate) async fn show(State(server): State<Arc<Server>>, SignedIn { visit, session }: SignedIn, uri: Uri) -> Answer {
    let opened = approval::open(&server.app, &visit, &session, id(&uri)).await?;
    shown(&server, (&visit, &session), (opened, &uri))
}

fn shown(
    server: &Server,
    (visit, session): (&domain::Visit, &domain::Session),
    (opened, uri): (Opened, &Uri),
) -> Answer {
    let part = match opened {
        Opened::Ask(waiting) => Part::Ask(Box::new(question(server, visit, *waiting))),
        Opened::Own(waiting) => Part::Own(Box::new(question(server, visit, *waiting))),
        Opened::Answered { outcome, client, back } => {
            // Whoever looks again later stays here.
            let goes_by_itself = parameter(uri.query(), "done").is_some() && back.is_some();
            let is_approved = outcome == Outcome::Approved;
            Part::Answered { is_approved, name: client.name.clone(), back, goes_by_itself }
        }
        Opened::Gone => Part::Gone,
    };
    let status = if matches!(part, Part::Gone) { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    let page = page(server, (visit, session), part)?;
    let page = ApprovalPage { action: uri.path().to_owned(), ..page };
    Ok(Page::with_status(status, page).into_response())
}

fn question(server: &Server, visit: &domain::Visit, waiting: Waiting) -> Question {
    Question {
        name: waiting.client.name.clone(),
        text: waiting.text,
        asker: waiting.asker,
        until: Moment::new(visit.language, waiting.expires_at, server.app.now()),
        has_passkey: waiting.has_passkey,
        passkeys: security_path(&visit.door),
    }
}

fn page(
    server: &Server,
    (visit, session): (&domain::Visit, &domain::Session),
    part: Part,
) -> Result<ApprovalPage, Problem> {
    let chrome = Chrome { embedders: Vec::new(), ..door_chrome(server, visit)? };
    Ok(ApprovalPage {
        messages_json: messages(visit.language, Some(&visit.door)),
        base: visit.door.base(),
        member: session.identifier.clone().unwrap_or_else(|| session.display_name.clone()),
        action: String::new(),
        chrome,
        part,
    })
}

/// What the member answers without a passkey.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SaidOfApproval {
    Deny,
    /// Sign in as somebody else.
    Switch,
}

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ApprovalAnswer {
    answer: SaidOfApproval,
}

/// Denies an approval
///
/// By the form of the page that asks.
#[utoipa::path(post, operation_id = "deny_approval", path = "/{tenant}/{workspace}/approve/{id}", tag = "Applications",
    params(shapes::Door, ("id" = String, Path)), request_body = ApprovalAnswer,
    responses((status = 303, description = "To the page that says so, or to the sign-in as somebody else"),
        shapes::ApprovalErrors, shapes::Errors, (status = 400, description = "It is over, or not this member's", body = crate::problem::ErrorBody)), security(("session" = []), ("token" = [])))]
pub(crate) async fn deny(
    State(server): State<Arc<Server>>,
    SignedIn { visit, session }: SignedIn,
    uri: Uri,
    Posted { body, .. }: Posted<ApprovalAnswer>,
) -> Answer {
    if body.answer == SaidOfApproval::Switch {
        session::sign_out(&server.app, &visit, &session).await?;
        let mut response = to(&way_to(&sign_in_path(&visit.door), uri.path()));
        CookieName::session(server.https, &visit.door).clear(response.headers_mut());
        return Ok(response);
    }
    match approval::deny(&server.app, &visit, &session, id(&uri)).await? {
        Answered::Done => Ok(to(&format!("{}?done=1", uri.path()))),
        Answered::Gone => shown(&server, (&visit, &session), (Opened::Gone, &uri)),
    }
}

/// The body of begin: all is known already.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Nothing {}

/// Begins to approve
///
/// The challenge is the SHA-256 of the transaction as it is stored.
#[utoipa::path(post, operation_id = "approve_begin", path = "/{tenant}/{workspace}/approve/{id}/begin", tag = "Applications",
    params(shapes::Door, ("id" = String, Path)), request_body = shapes::Nothing,
    responses(shapes::RequestOptions, shapes::ApprovalErrors, shapes::Errors), security(("session" = []), ("token" = [])))]
pub(crate) async fn begin(
    State(server): State<Arc<Server>>,
    SignedIn { visit, session }: SignedIn,
    uri: Uri,
    Json(Nothing {}): Json<Nothing>,
) -> Answer {
    let begun = approval::begin(&server.app, &visit, &session, id(&uri)).await?;
    Ok(api::begun(begun, CookieName::pre_auth(server.https, &visit.door)))
}

/// Approves
///
/// With a passkey's answer to the options before, in the same session.
#[utoipa::path(post, operation_id = "approve_finish", path = "/{tenant}/{workspace}/approve/{id}/finish", tag = "Applications",
    params(shapes::Door, ("id" = String, Path)), request_body = shapes::AuthenticationResponse,
    responses(shapes::Done, shapes::ApprovalErrors, shapes::Errors), security(("session" = []), ("token" = [])))]
pub(crate) async fn finish(
    State(server): State<Arc<Server>>,
    SignedIn { visit, session }: SignedIn,
    uri: Uri,
    RawJson(body): RawJson,
) -> Answer {
    approval::finish(&server.app, &visit, &session, (id(&uri), &body)).await?;
    Ok(api::no_content())
}

fn id(uri: &Uri) -> &str {
    segment(uri.path(), 3).unwrap_or_default()
}

fn path(door: &FrontDoor, id: &str) -> String {
    format!("{}/approve/{id}", door.base())
}
