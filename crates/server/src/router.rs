//! Every route on one line. The router is built from this table and tests walk it, so a route cannot exist without being in it. A guard is
//! kept by the handler's extractors; the table says which, and a test tries every line as a stranger.

use crate::front::Server;
use crate::problem::Problem;
use crate::{api, operations, web::routes as web};
use axum::Router;
use axum::http::Method;
use axum::routing::{MethodFilter, on};
use domain::{Phase, Reason};
use std::sync::Arc;

/// Below it stand the files that browsers and phones fetch by themselves, by the name of the host that they asked.
pub(crate) const WELL_KNOWN: &str = "/.well-known/";

/// One line of the table.
#[derive(Debug)]
pub struct RouteLine {
    pub method: Method,
    pub path: &'static str,
    pub audience: Audience,
    pub guard: Guard,
    /// What is being done here, for the log and the audit of what is refused.
    pub phase: Phase,
}

/// Who calls, and so in which form failures are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// A person with a browser: HTML.
    Page,
    /// Style and script of the pages.
    Asset,
    /// Our pages' script, apps and programs: JSON.
    Api,
    /// Those who run the server.
    Operations,
}

/// What a caller must hold. Every unsafe method needs the proof against cross-site requests besides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guard {
    Public,
    SignedIn,
    /// The token of a set-up link, in the address.
    SetupLink,
}

macro_rules! routes {
    ($($method:ident $path:literal $audience:ident $guard:ident $phase:ident => $handler:path;)*) => {
        static TABLE: &[RouteLine] = &[$(RouteLine {
            method: Method::$method,
            path: $path,
            audience: Audience::$audience,
            guard: Guard::$guard,
            phase: Phase::$phase,
        }),*];

        fn every(router: Router<Arc<Server>>) -> Router<Arc<Server>> {
            router$(.route($path, on(MethodFilter::$method, $handler)))*
        }
    };
}

#[rustfmt::skip]
routes! {
    GET    "/"                                                  Page        Public     Page     => web::front;
    GET    "/assets/{file}"                                     Asset       Public     Page     => web::asset;

    GET    "/healthz"                                           Operations  Public     Page     => operations::healthz;
    GET    "/readyz"                                            Operations  Public     Page     => operations::readyz;
    GET    "/openapi.json"                                      Operations  Public     Page     => operations::openapi;

    GET    "/.well-known/webauthn"                              Api         Public     Page     => api::well_known::webauthn;
    GET    "/.well-known/passkey-endpoints"                     Api         Public     Page     => api::well_known::passkey_endpoints;
    GET    "/.well-known/assetlinks.json"                       Api         Public     Page     => api::well_known::assetlinks;
    GET    "/.well-known/apple-app-site-association"            Api         Public     Page     => api::well_known::apple_app_site_association;

    GET    "/setup/{token}"                                     Page        SetupLink  Setup    => web::setup;
    POST   "/setup/{token}/passkey/begin"                       Api         SetupLink  Setup    => api::setup::begin;
    POST   "/setup/{token}/passkey/finish"                      Api         SetupLink  Setup    => api::setup::finish;

    GET    "/{tenant}/{workspace}"                              Page        Public     Page     => web::door;
    GET    "/{tenant}/{workspace}/sign-in"                      Page        Public     Page     => web::sign_in;
    POST   "/{tenant}/{workspace}/sign-in/passkey/begin"        Api         Public     SignIn   => api::sign_in::begin;
    POST   "/{tenant}/{workspace}/sign-in/passkey/finish"       Api         Public     SignIn   => api::sign_in::finish;

    GET    "/{tenant}/{workspace}/sign-up"                      Page        Public     Page     => web::sign_up;
    POST   "/{tenant}/{workspace}/sign-up/passkey/begin"        Api         Public     SignUp   => api::sign_up::begin;
    POST   "/{tenant}/{workspace}/sign-up/passkey/finish"       Api         Public     SignUp   => api::sign_up::finish;

    POST   "/{tenant}/{workspace}/step-up/passkey/begin"        Api         SignedIn   StepUp   => api::step_up::begin;
    POST   "/{tenant}/{workspace}/step-up/passkey/finish"       Api         SignedIn   StepUp   => api::step_up::finish;

    GET    "/{tenant}/{workspace}/session"                      Api         SignedIn   Session  => api::session::show;
    DELETE "/{tenant}/{workspace}/session"                      Api         SignedIn   Session  => api::session::sign_out;

    GET    "/{tenant}/{workspace}/account/security"             Page        SignedIn   Page     => web::security;
    GET    "/{tenant}/{workspace}/settings/passkeys"            Page        Public     Page     => web::settings_passkeys;
    GET    "/{tenant}/{workspace}/account/passkeys"             Api         SignedIn   Session  => api::passkeys::list;
    POST   "/{tenant}/{workspace}/account/passkeys/begin"       Api         SignedIn   Enrol    => api::passkeys::begin;
    POST   "/{tenant}/{workspace}/account/passkeys/finish"      Api         SignedIn   Enrol    => api::passkeys::finish;
    PUT    "/{tenant}/{workspace}/account/passkeys/{id}/name"   Api         SignedIn   Enrol    => api::passkeys::rename;
    DELETE "/{tenant}/{workspace}/account/passkeys/{id}"        Api         SignedIn   Enrol    => api::passkeys::delete;
}

pub fn table() -> &'static [RouteLine] {
    TABLE
}

pub(crate) fn routes(server: Arc<Server>) -> Router {
    every(Router::new()).fallback(unknown).method_not_allowed_fallback(other_method).with_state(server)
}

async fn unknown() -> Problem {
    Reason::UnknownAddress.into()
}

async fn other_method() -> Problem {
    Reason::MethodNotAllowed.into()
}

/// The line of a request, looked up only where a request is refused or logged.
pub(crate) fn find(method: &Method, path: &str) -> Option<&'static RouteLine> {
    let method = if method == Method::HEAD { &Method::GET } else { method };
    TABLE.iter().find(|line| line.method == *method && matches(line.path, path))
}

/// A line with this path, whatever its method.
pub(crate) fn at(path: &str) -> Option<&'static RouteLine> {
    TABLE.iter().find(|line| matches(line.path, path))
}

fn matches(pattern: &str, path: &str) -> bool {
    let mut segments = path.split('/');
    let fits = pattern.split('/').all(|expected| {
        segments.next().is_some_and(|got| got == expected || (expected.starts_with('{') && !got.is_empty()))
    });
    fits && segments.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_finds_its_line() {
        let found = |method, path| find(&method, path).map(|line| line.path);
        assert_eq!(found(Method::GET, "/"), Some("/"));
        assert_eq!(found(Method::HEAD, "/a/b/sign-in"), Some("/{tenant}/{workspace}/sign-in"));
        assert_eq!(found(Method::POST, "/a/b/sign-in"), None);
        assert_eq!(found(Method::GET, "/a/b/sign-in/"), None);
        assert_eq!(found(Method::GET, "//b/sign-in"), None);
        assert_eq!(
            found(Method::DELETE, "/a/b/account/passkeys/1"),
            Some("/{tenant}/{workspace}/account/passkeys/{id}")
        );
        assert_eq!(at("/a/b/session").map(|line| line.audience), Some(Audience::Api));
    }
}
