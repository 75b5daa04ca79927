//! The handlers of a journey's pages, and where a browser goes from one step to the next. None decides what a member may do.

use super::journey::{JourneyPage, Provider};
use super::link::{LinkPage, LinkPart};
use super::recovery::recovery_path;
use super::refusal::{self, Refusal, parameter};
use super::routes::{Answer, door_chrome, messages, security_path, sign_in_path, sign_up_path};
use crate::api::journey::{carried, forget_oldest};
use crate::api::outcome;
use crate::extract::cookies::CookieName;
use crate::extract::path::segment;
use crate::extract::seen::Seen;
use crate::extract::{OnJourney, Previous, SignedIn, Visit};
use crate::front::Server;
use crate::page::Page;
use crate::problem::{self, Problem};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use domain::catalogue;
use domain::id::JourneyId;
use domain::journey::Purpose;
use domain::policy::{Source, explain};
use domain::sign_in::{self, Carried, Going, LinkSeen, Linked, Next, Outcome};
use domain::totp::NewSecret;
use domain::{FrontDoor, Method, Reason, Refused};
use std::sync::Arc;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// The next step of a journey.
pub(crate) async fn journey(
    State(server): State<Arc<Server>>,
    on: OnJourney,
    uri: Uri,
    signed_in: Option<SignedIn>,
) -> Answer {
    let (carried, door) = (Carried { id: on.id, ticket: on.ticket(None) }, &on.visit.door);
    if carried.ticket.is_empty() && signed_in.is_some() {
        // Whoever has signed in and goes back comes to a journey that is over.
        return Ok(Redirect::to(&security_path(door)).into_response());
    }
    let going = Box::pin(sign_in::look(&server.app, &on.visit, carried)).await?;
    if let Next::Identify(_) = going.next {
        // Without a name there is nothing to be shown but the passkey, which needs no journey.
        let problem = [("problem", catalogue::IDENTIFIER_MISSING.code)];
        return Ok(Redirect::to(&with_way(&sign_in_path(door), &problem, going.go_on.as_deref())).into_response());
    }
    let asked = parameter(uri.query(), "method");
    let page = JourneyPage {
        sent: parameter(uri.query(), "sent").is_some(),
        problem: Refusal::of(uri.query(), on.visit.language, problem::methods(Some(door))),
        ..page(&server, &on.visit, going, asked)?
    };
    Ok(Page::ok(page).into_response())
}

/// The same step, with the secret of a new authenticator app.
pub(crate) async fn with_secret(server: &Server, on: &OnJourney, secret: NewSecret) -> Answer {
    let carried = Carried { id: on.id, ticket: on.ticket(None) };
    let going = Box::pin(sign_in::look(&server.app, &on.visit, carried)).await?;
    let page = page(server, &on.visit, going, Some(Method::Totp.as_str()))?;
    Ok(Page::ok(JourneyPage { secret: Some(secret.into()), ..page }).into_response())
}

fn page(server: &Server, visit: &domain::Visit, going: Going, asked: Option<&str>) -> Result<JourneyPage, Problem> {
    let door = &visit.door;
    let methods = going.next.methods();
    let ready =
        methods.iter().find(|method| Some(method.as_str()) == asked).or_else(|| ready(&going.next, going.purpose));
    let method = ready.copied();
    let settings = &door.pool.settings.methods;
    let providers = settings.providers.iter().filter(|provider| provider.is_ready());
    let recovery =
        (going.purpose == Purpose::SignIn).then(|| with_way(&recovery_path(door), &[], going.go_on.as_deref()));
    Ok(JourneyPage {
        recovery,
        chrome: door_chrome(server, visit)?,
        base: door.base(),
        journey: going.id.to_string(),
        method,
        why: going
            .why
            .filter(|why| matches!(why.source, Source::Role(_) | Source::Group(_)))
            .map(|why| explain(visit.language, &why)),
        next: going.next,
        purpose: going.purpose,
        typed: going.typed,
        sent: false,
        secret: None,
        code_digits: settings.code_digits,
        is_second_factor: going.passkey_is_second,
        offers_before: door.offers_before(&server.app.public_url().origin()),
        remember_days: going.remember_ms.map(|ms| ms / DAY_MS),
        password_lengths: going.password_lengths,
        providers: providers
            .map(|provider| Provider { slug: provider.slug.clone(), label: provider.label.clone() })
            .collect(),
        problem: None,
        help: door.pool.settings.help.clone(),
        messages_json: messages(visit.language, Some(door)),
    })
}

/// What is ready to be shown where nothing was asked for. The sign-in page offers the passkey first, so whoever has come here from there by
/// a name looks for another way. Whoever begins a recovery has their mailbox at hand rather than the sheet with the codes.
fn ready(next: &Next, purpose: Purpose) -> Option<&Method> {
    let methods = next.methods();
    let preferred = |method: &&Method| match purpose {
        Purpose::SignIn => **method != Method::Passkey,
        Purpose::Recovery => is_sent(**method),
    };
    let found = methods.iter().find(preferred).filter(|_| matches!(next, Next::First(_)));
    found.or(methods.first())
}

/// Whether it comes by a message.
pub(super) fn is_sent(method: Method) -> bool {
    matches!(method, Method::MagicLink | Method::EmailCode | Method::SmsCode)
}

/// A link that came by mail: looking at it changes nothing.
pub(crate) async fn link(
    State(server): State<Arc<Server>>,
    Visit(visit): Visit,
    (uri, headers): (Uri, HeaderMap),
) -> Answer {
    look_at_link(&server, &visit, (&uri, &headers), Purpose::SignIn).await
}

pub(super) async fn look_at_link(
    server: &Server,
    visit: &domain::Visit,
    (uri, headers): (&Uri, &HeaderMap),
    way: Purpose,
) -> Answer {
    let token = segment(uri.path(), 4).unwrap_or_default();
    let held = carried(server, visit, headers);
    let part = match sign_in::look_at_link(&server.app, visit, (way, token), &held).await? {
        LinkSeen::Here => LinkPart::Here,
        LinkSeen::Elsewhere => LinkPart::Elsewhere,
        LinkSeen::Gone => LinkPart::Gone,
    };
    link_page(server, visit, uri, (way, part))
}

/// Its button.
pub(crate) async fn take_link(
    State(server): State<Arc<Server>>,
    Visit(visit): Visit,
    Previous(previous): Previous,
    (uri, headers): (Uri, HeaderMap),
) -> Answer {
    use_link(&server, &visit, (&uri, &headers), (Purpose::SignIn, previous)).await
}

pub(super) async fn use_link(
    server: &Server,
    visit: &domain::Visit,
    (uri, headers): (&Uri, &HeaderMap),
    (way, previous): (Purpose, Option<domain::Session>),
) -> Answer {
    let token = segment(uri.path(), 4).unwrap_or_default();
    let held = carried(server, visit, headers);
    let came = Box::pin(sign_in::take_link(&server.app, visit, (way, token), &held, previous.as_ref())).await?;
    match came {
        Linked::Here { came: Outcome::Going(going), .. } => {
            let id = going.id;
            let mut response = outcome(server, visit, Outcome::Going(going), true)?;
            forget_oldest(server, visit, (headers, id), &mut response);
            Ok(response)
        }
        Linked::Here { came, asked_on } => {
            let mut response = outcome(server, visit, came, true)?;
            for id in asked_on {
                CookieName::journey(server.https, &visit.door, id).clear(response.headers_mut());
            }
            Ok(response)
        }
        Linked::Code(code) => link_page(server, visit, uri, (way, LinkPart::Code(code))),
        Linked::Gone => link_page(server, visit, uri, (way, LinkPart::Gone)),
    }
}

fn link_page(server: &Server, visit: &domain::Visit, uri: &Uri, (way, part): (Purpose, LinkPart)) -> Answer {
    let status = if part == LinkPart::Gone { StatusCode::NOT_FOUND } else { StatusCode::OK };
    let page = LinkPage {
        chrome: door_chrome(server, visit)?,
        base: visit.door.base(),
        action: uri.path().to_owned(),
        recovers: way == Purpose::Recovery,
        part,
    };
    Ok(Page::with_status(status, page).into_response())
}

pub(crate) fn journey_path(door: &FrontDoor, id: JourneyId) -> String {
    format!("{}/journey/{id}", door.base())
}

/// The same page, with the code to be typed.
pub(crate) fn sent_path(door: &FrontDoor, id: JourneyId, method: Method) -> String {
    format!("{}?{}", journey_path(door, id), shown(method, true))
}

/// Which method a journey's page has ready, and whether what it sends is on its way.
pub(super) fn shown(method: Method, is_sent: bool) -> String {
    format!("method={}{}", method.as_str(), if is_sent { "&sent=1" } else { "" })
}

/// The same, as the address of a form says it.
fn shown_before(uri: &Uri) -> Option<String> {
    let method = Method::find(parameter(uri.query(), "method")?)?;
    Some(shown(method, parameter(uri.query(), "sent").is_some()))
}

/// Where somebody who has just signed in goes on: where they wanted to go, or by way of what they are invited to.
pub(crate) fn landing_path(door: &FrontDoor, signed_in: &domain::SignedIn) -> String {
    match (signed_in.suggestion, signed_in.go_on.as_deref()) {
        (Some(suggestion), way) => with_way(&security_path(door), &[("suggest", suggestion.as_str())], way),
        (None, way) => way.map_or_else(|| security_path(door), str::to_owned),
    }
}

/// An address that says where to go on from there.
pub(crate) fn with_way(path: &str, asked: &[(&str, &str)], way: Option<&str>) -> String {
    let pairs: Vec<_> = asked.iter().copied().chain(way.map(|way| ("continue", way))).collect();
    // Pairs of texts can always be written.
    let query = serde_urlencoded::to_string(pairs).unwrap_or_default();
    let mark = if path.contains('?') { "&" } else { "?" };
    if query.is_empty() { path.to_owned() } else { format!("{path}{mark}{query}") }
}

/// The way on that an address asks for, if it is one of this door.
pub(crate) fn way_asked(door: &FrontDoor, uri: &Uri) -> Option<String> {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(uri.query()?).ok()?;
    let (_, asked) = pairs.into_iter().find(|(name, _)| name == "continue")?;
    domain::way_on::way_on(door, &asked)
}

/// A refused form goes back to its page, which shows the words. A journey that is over, or that never was, begins anew.
pub(crate) fn back_to_form(door: &FrontDoor, seen: &Seen, refused: &Refused) -> Response {
    let is_over = matches!(
        refused.reason,
        Reason::JourneyNotFound | Reason::JourneyExpired | Reason::BindingMissing | Reason::CeremonyReplayed
    );
    let refusal = refusal::query(refused);
    if seen.path().contains("/sign-up/") {
        let back = format!("{}?{refusal}", sign_up_path(door));
        return Redirect::to(&with_way(&back, &[], way_asked(door, seen.uri()).as_deref())).into_response();
    }
    let going = seen.path().split_once("/journey/").filter(|_| !is_over);
    let back = match going.and_then(|(_, step)| step.split_once('/')) {
        // The secret is not shown twice, but another code of it may be typed.
        Some((id, "totp/confirm")) => format!("{}/journey/{id}?{}&{refusal}", door.base(), shown(Method::Totp, true)),
        // A wrong code leaves its field where it was.
        Some((id, _)) => match shown_before(seen.uri()) {
            Some(shown) => format!("{}/journey/{id}?{shown}&{refusal}", door.base()),
            None => format!("{}/journey/{id}?{refusal}", door.base()),
        },
        None if seen.path().ends_with("/recovery/start") => format!("{}?{refusal}", recovery_path(door)),
        None => format!("{}?{refusal}", sign_in_path(door)),
    };
    // The address of the form knows where its visitor wants to go on.
    Redirect::to(&with_way(&back, &[], way_asked(door, seen.uri()).as_deref())).into_response()
}
