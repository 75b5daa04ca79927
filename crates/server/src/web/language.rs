//! The choice of a language at the foot of a page: kept in a cookie of the door, for a year, whoever is signed in or not. It must never lead
//! anywhere but back to a page of its own door, and never touch an account.

use super::routes::{Answer, sign_in_path};
use crate::extract::cookies::CookieName;
use crate::extract::{Posted, Visit};
use crate::front::Server;
use crate::openapi::shapes;
use crate::router::{self, Audience};
use axum::extract::State;
use axum::http::header::REFERER;
use axum::http::{HeaderMap, Method};
use axum::response::{IntoResponse, Redirect};
use domain::way_on::way_on;
use domain::{FrontDoor, Language, Reason};
use serde::Deserialize;
use std::sync::Arc;

const A_YEAR_S: i64 = 365 * 24 * 60 * 60;

/// A language.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LanguageChoice {
    /// `en`, `de`, `fr`, `es`, `pt`, `ja` or `ar`.
    #[schema(example = "de")]
    language: String,
}

/// Chooses the language of the pages
///
/// For this browser at this door, by a cookie. Programs say theirs in `Accept-Language`.
#[utoipa::path(post, operation_id = "choose_language", path = "/{tenant}/{workspace}/language", tag = "Session",
    params(shapes::Door), request_body = LanguageChoice,
    responses((status = 303, description = "Back to the page, or to the sign-in page"), shapes::Errors))]
pub(crate) async fn choose(
    State(server): State<Arc<Server>>,
    Visit(visit): Visit,
    headers: HeaderMap,
    Posted { body, .. }: Posted<LanguageChoice>,
) -> Answer {
    let language = Language::of_tag(&body.language).ok_or(Reason::MalformedBody)?;
    let mut response = Redirect::to(&back(&server, &visit.door, &headers)).into_response();
    let cookie = CookieName::language(server.https, &visit.door);
    cookie.set(response.headers_mut(), language.tag(), Some(A_YEAR_S));
    Ok(response)
}

/// The page on which the choice was made: browsers tell us our own addresses. What a form was answered with has none of its own; its
/// reader goes to the nearest page above it.
fn back(server: &Server, door: &FrontDoor, headers: &HeaderMap) -> String {
    let referer = headers.get(REFERER).and_then(|referer| referer.to_str().ok());
    let came_from = referer.and_then(|referer| referer.strip_prefix(&server.origin));
    let asked = came_from.and_then(|path| way_on(door, path));
    asked.and_then(|path| nearest_page(&path).map(str::to_owned)).unwrap_or_else(|| sign_in_path(door))
}

fn nearest_page(address: &str) -> Option<&str> {
    let is_page = |path: &str| router::find(&Method::GET, path).is_some_and(|line| line.audience == Audience::Page);
    let mut path = address.split('?').next()?;
    if is_page(path) {
        return Some(address);
    }
    while let Some((above, _)) = path.rsplit_once('/') {
        if is_page(above) {
            return Some(above);
        }
        path = above;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reader_goes_back_to_a_page() {
        for (address, page) in [
            (
                "/demo/community/sign-in?continue=/demo/community/x",
                "/demo/community/sign-in?continue=/demo/community/x",
            ),
            ("/demo/community/journey/7/totp/begin", "/demo/community/journey/7"),
            ("/demo/community/account/passkeys", "/demo/community"),
            ("/demo/community/sign-in/link/abc", "/demo/community/sign-in/link/abc"),
        ] {
            assert_eq!(nearest_page(address), Some(page));
        }
    }
}
