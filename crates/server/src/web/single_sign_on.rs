//! Going to an identity provider and coming back. Both are addresses that a browser opens, so what fails is told as a page.

use super::routes::{security_path, sign_in_path, sign_up_path};
use crate::api::outcome;
use crate::extract::cookies::CookieName;
use crate::extract::seen::SEC_FETCH_SITE;
use crate::extract::{FifthSegment, Posted, Previous, Visit};
use crate::front::Server;
use crate::openapi::shapes;
use crate::problem::Problem;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use domain::id::UserId;
use domain::sign_in::{self, Carried};
use domain::single_sign_on::{self, Arrival, Ask, Back, Departure, Outcome, Sealed};
use domain::{FrontDoor, Session};
use serde::Deserialize;
use std::sync::Arc;

type Answer = Result<Response, Problem>;

/// As long as a sign-in may be on its way, and an offer may wait.
const LIFE_S: i64 = 600;

/// Sends the browser to a provider.
pub(crate) async fn begin(
    State(server): State<Arc<Server>>,
    Visit(visit): Visit,
    FifthSegment(provider): FifthSegment,
    (uri, headers): (Uri, HeaderMap),
) -> Answer {
    let door = &visit.door;
    // Nobody is signed in because another site wants it: its visitors choose on our page.
    if !is_from_here(&headers) {
        return Ok(Redirect::to(&sign_in_path(door)).into_response());
    }
    let held = CookieName::away(server.https, door).find(&headers);
    let ask = Ask::read(uri.query().unwrap_or_default(), held);
    let departure = Box::pin(single_sign_on::begin(&server.app, &visit, &provider, ask)).await?;
    let mut response = Redirect::to(&departure.url).into_response();
    give(&server, door, &departure, response.headers_mut());
    Ok(response)
}

/// A browser too old to say where a request comes from is believed: the state guards what matters.
fn is_from_here(headers: &HeaderMap) -> bool {
    headers.get_all(SEC_FETCH_SITE).iter().all(|site| matches!(site.as_bytes(), b"same-origin" | b"none"))
}

/// The cookies of a browser that goes away.
pub(crate) fn give(server: &Server, door: &FrontDoor, departure: &Departure, headers: &mut HeaderMap) {
    CookieName::away(server.https, door).set(headers, &departure.held.0, Some(LIFE_S));
    if let Some(pre_auth) = &departure.pre_auth {
        CookieName::pre_auth(server.https, door).set(headers, pre_auth, None);
    }
}

/// Takes what the provider answered.
pub(crate) async fn finish(
    State(server): State<Arc<Server>>,
    Visit(visit): Visit,
    Previous(session): Previous,
    FifthSegment(provider): FifthSegment,
    (uri, headers): (Uri, HeaderMap),
) -> Answer {
    let door = &visit.door;
    let away = CookieName::away(server.https, door);
    let (query, held) = (uri.query().unwrap_or_default(), away.find(&headers));
    let back = Back { query, held, session: session.as_ref() };
    let arrival = Box::pin(single_sign_on::finish(&server.app, &visit, &provider, back)).await?;
    let mut response = match &arrival.outcome {
        Outcome::Known { user, mfa, epoch } => {
            known(&server, (&visit, &headers), &arrival, ((*user, *mfa, *epoch), session.as_ref())).await?
        }
        Outcome::Linked => Redirect::to(&security_path(door)).into_response(),
        Outcome::MayLink { offer, .. } => with_offer(&server, door, &sign_in_path(door), offer),
        Outcome::Newcomer { offer, .. } => with_offer(&server, door, &sign_up_path(door), offer),
    };
    match arrival.held.0.as_str() {
        "" => away.clear(response.headers_mut()),
        rest => away.set(response.headers_mut(), rest, Some(LIFE_S)),
    }
    Ok(response)
}

/// Signs the member in, or asks for what policy wants besides; then to where they wanted to go.
async fn known(
    server: &Server,
    (visit, headers): (&domain::Visit, &HeaderMap),
    arrival: &Arrival,
    (whom, previous): ((UserId, bool, i64), Option<&Session>),
) -> Answer {
    let id = arrival.journey.as_deref().and_then(|id| id.parse().ok());
    let ticket = |id| CookieName::journey(server.https, &visit.door, id).find(headers);
    let left = id.and_then(|id| ticket(id).map(|ticket| Carried { id, ticket }));
    let left = (left, arrival.go_on.as_deref());
    let came = Box::pin(sign_in::vouched(&server.app, visit, left, whom, previous)).await?;
    outcome(server, visit, came, true)
}

/// What somebody says to an offer.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OfferAnswer {
    /// `yes` or `no`.
    #[schema(example = "yes")]
    link: String,
    /// Whether they are making an account.
    #[serde(default)]
    newcomer: Option<String>,
}

/// Says yes or no to linking a provider's account
///
/// Before its member proves who they are: after a yes, the next sign-in in this browser makes the link.
#[utoipa::path(post, operation_id = "answer_offer", path = "/{tenant}/{workspace}/sign-in/offer", tag = "Sign in step by step",
    params(shapes::Door), request_body = OfferAnswer,
    responses((status = 303, description = "To the sign-in page, or to the sign-up page"), shapes::Errors))]
pub(crate) async fn answer_offer(
    State(server): State<Arc<Server>>,
    Visit(visit): Visit,
    Posted { body, .. }: Posted<OfferAnswer>,
) -> Answer {
    let door = &visit.door;
    let page = if body.newcomer.is_some() { sign_up_path(door) } else { sign_in_path(door) };
    let mut response = Redirect::to(&page).into_response();
    let cookie = CookieName::offer(server.https, door);
    let agreed = if body.link == "yes" { single_sign_on::agree(&server.app, &visit)? } else { None };
    match agreed {
        Some(offer) => cookie.set(response.headers_mut(), &offer.0, Some(LIFE_S)),
        None => cookie.clear(response.headers_mut()),
    }
    Ok(response)
}

fn with_offer(server: &Server, door: &FrontDoor, target: &str, offer: &Sealed) -> Response {
    let mut response = Redirect::to(target).into_response();
    CookieName::offer(server.https, door).set(response.headers_mut(), &offer.0, Some(LIFE_S));
    response
}
