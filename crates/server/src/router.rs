//! Every route on one line. The router is built from this table and tests walk it, so a route cannot exist without being in it. A guard is
//! kept by the handler's extractors; the table says which, and a test tries every line as a stranger.

mod places;

use crate::front::Server;
use crate::problem::Problem;
use crate::web::{
    activity, addresses, applications, feedback, linked_accounts, new_device, password, recovery_codes, sessions, totp,
};
use crate::web::{
    brand, enrolment_link, help, invitation, language, manifest, recovery, register, report, routes as web,
    single_sign_on, steps,
};

use crate::identity::{hosted, scim, self_service, system};
use crate::{admin, api, oidc, operations};
use axum::Router;
use axum::http::{Method, Uri};
use axum::routing::{MethodFilter, on};
use domain::administrators::Power;
use domain::rates::Class;
use domain::{Phase, Reason};
use std::sync::{Arc, LazyLock};

pub(crate) use places::{names, place};

/// Below it stand the files that browsers and phones fetch by themselves, by the name of the host that they asked.
pub(crate) const WELL_KNOWN: &str = "/.well-known/";

/// What a proxy asks.
pub(crate) const FORWARD_AUTH: &str = "/forward-auth";

/// One line of the table.
#[derive(Debug)]
pub struct RouteLine {
    pub method: Method,
    pub path: &'static str,
    pub audience: Audience,
    pub guard: Guard,
    /// What is being done here, for the log and the audit of what is refused.
    pub phase: Phase,
    /// From which budget it is paid, where that does not follow from the rest.
    own_class: Option<Class>,
}

impl RouteLine {
    /// From which budget a request is paid. A line that sends something says `Send` behind its phase.
    pub fn class(&self) -> Class {
        self.own_class.unwrap_or_else(|| usual_class(&self.method, self.path))
    }
}

fn usual_class(method: &Method, path: &str) -> Class {
    if method.is_safe() {
        Class::Read
    } else if path.ends_with("/begin") {
        Class::Begin
    } else {
        Class::Finish
    }
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
    /// The same, and forms of our pages, which are answered with the next page.
    Form,
    /// Applications, in the forms of OAuth 2 and OpenID Connect. Cookies do not count.
    Client,
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
    /// An administrator who may do this somewhere, with a proof that is fresh enough; the domain says over what.
    Console(Power),
}

impl Guard {
    /// Whether nobody passes it without a session.
    pub fn asks_for_session(self) -> bool {
        matches!(self, Self::SignedIn | Self::Console(_))
    }

    const MAY_SEE: Self = Self::Console(Power::See);
    const MAY_AUDIT: Self = Self::Console(Power::Audit);
    const MAY_CONFIGURE: Self = Self::Console(Power::Configure);
    const MAY_HELP: Self = Self::Console(Power::Help);
    const MAY_APPOINT: Self = Self::Console(Power::Appoint);
}

macro_rules! routes {
    ($($method:ident $path:literal $audience:ident $guard:ident $phase:ident $($class:ident)? => $handler:path;)*) => {
        static TABLE: &[RouteLine] = &[$(RouteLine {
            method: Method::$method,
            path: $path,
            audience: Audience::$audience,
            guard: Guard::$guard,
            phase: Phase::$phase,
            own_class: routes!(@class $($class)?),
        }),*];

        fn every(router: Router<Arc<Server>>) -> Router<Arc<Server>> {
            router$(.route($path, on(MethodFilter::$method, $handler)))*
        }
    };
    (@class) => { None };
    (@class $class:ident) => { Some(Class::$class) };
}

#[rustfmt::skip]
routes! {
    GET    "/"                                                  Page        Public     Page     => web::front;
    GET    "/assets/{file}"                                     Asset       Public     Page     => web::asset;
    GET    "/mailbox"                                           Page        Public     Page     => web::mailbox;
    GET    "/mailbox.json"                                      Page        Public     Page     => web::mailbox_json;

    GET    "/healthz"                                           Operations  Public     Page     => operations::healthz;
    GET    "/readyz"                                            Operations  Public     Page     => operations::readyz;
    GET    "/openapi.json"                                      Operations  Public     Page     => operations::openapi;
    GET    "/metrics"                                           Operations  Public     Page     => operations::metrics;

    GET    "/.well-known/webauthn"                              Api         Public     Page     => api::well_known::webauthn;
    GET    "/.well-known/passkey-endpoints"                     Api         Public     Page     => api::well_known::passkey_endpoints;
    GET    "/.well-known/assetlinks.json"                       Api         Public     Page     => api::well_known::assetlinks;
    GET    "/.well-known/apple-app-site-association"            Api         Public     Page     => api::well_known::apple_app_site_association;

    GET    "/.well-known/oauth-authorization-server/{tenant}/{workspace}" Client Public Application => oidc::discovery::inserted;
    GET    "/{tenant}/{workspace}/.well-known/openid-configuration" Client  Public     Application => oidc::discovery::appended;
    GET    "/{tenant}/{workspace}/.well-known/jwks.json"        Client      Public     Application => oidc::discovery::jwks;
    GET    "/{tenant}/{workspace}/oauth2/authorize"             Page        Public     SignIn   => oidc::authorize::begin;
    POST   "/{tenant}/{workspace}/oauth2/authorize"             Client      Public     SignIn   => oidc::authorize::begin_by_form;
    GET    "/{tenant}/{workspace}/oauth2/authorize/{handle}"    Page        Public     SignIn   => oidc::authorize::go_on;
    POST   "/{tenant}/{workspace}/oauth2/authorize/{handle}"    Form        SignedIn   SignIn   => oidc::authorize::decide;
    GET    "/{tenant}/{workspace}/oidc/logout"                  Page        Public     Session  => oidc::logout::begin;
    POST   "/{tenant}/{workspace}/oidc/logout"                  Client      Public     Session  => oidc::logout::begin_by_form;
    POST   "/{tenant}/{workspace}/oidc/logout/confirm"          Form        SignedIn   Session  => oidc::logout::confirm;
    GET    "/{tenant}/{workspace}/userinfo"                     Client      Public     Application => oidc::userinfo::show;
    POST   "/{tenant}/{workspace}/userinfo"                     Client      Public     Application Application => oidc::userinfo::show_by_form;
    POST   "/{tenant}/{workspace}/par"                          Client      Public     Application Application => oidc::pushed::push;
    POST   "/{tenant}/{workspace}/device/authorization"         Client      Public     Application Begin => oidc::device::begin;
    GET    "/{tenant}/{workspace}/device"                       Page        Public     Page     => oidc::device::page;
    POST   "/{tenant}/{workspace}/device"                       Form        Public     SignIn   => oidc::device::enter;
    GET    "/{tenant}/{workspace}/device/request/{handle}"      Page        Public     SignIn   => oidc::device::show;
    POST   "/{tenant}/{workspace}/device/request/{handle}"      Form        SignedIn   SignIn   => oidc::device::decide;
    POST   "/{tenant}/{workspace}/approvals"                    Client      Public     Application Application => oidc::approval::ask;
    GET    "/{tenant}/{workspace}/approvals/{id}"               Client      Public     Application Application => oidc::approval::look;
    POST   "/{tenant}/{workspace}/approvals/{id}"               Client      Public     Application Application => oidc::approval::look_by_form;
    GET    "/{tenant}/{workspace}/approve"                      Page        SignedIn   Page     => oidc::approval::list;
    GET    "/{tenant}/{workspace}/approve/{id}"                 Page        SignedIn   StepUp   => oidc::approval::show;
    POST   "/{tenant}/{workspace}/approve/{id}"                 Form        SignedIn   StepUp   => oidc::approval::deny;
    POST   "/{tenant}/{workspace}/approve/{id}/begin"           Api         SignedIn   StepUp   => oidc::approval::begin;
    POST   "/{tenant}/{workspace}/approve/{id}/finish"          Api         SignedIn   StepUp   => oidc::approval::finish;
    GET    "/{tenant}/{workspace}/forward-auth"                 Client      Public     Application Application => oidc::forward_auth::decide;
    POST   "/{tenant}/{workspace}/oauth2/token"                 Client      Public     Application Application => oidc::token::exchange;
    POST   "/{tenant}/{workspace}/oauth2/introspect"            Client      Public     Application Application => oidc::introspection::introspect;
    POST   "/{tenant}/{workspace}/oauth2/revoke"                Client      Public     Application Application => oidc::revocation::revoke;

    POST   "/{tenant}/{workspace}/identity/v2/self/webauthn/create/begin" Client Public Application => self_service::passkeys::begin;
    POST   "/{tenant}/{workspace}/identity/v2/self/webauthn/create/complete" Client Public Application => self_service::passkeys::complete;
    POST   "/{tenant}/{workspace}/identity/v2/self/usernameless-webauthn/create/begin" Client Public Application => self_service::passkeys::begin_usernameless;
    POST   "/{tenant}/{workspace}/identity/v2/self/usernameless-webauthn/create/complete" Client Public Application => self_service::passkeys::complete_usernameless;
    DELETE "/{tenant}/{workspace}/identity/v2/self/webauthn/{id}" Client    Public     Application => self_service::passkeys::delete;
    PUT    "/{tenant}/{workspace}/identity/v2/self/webauthn/{id}/name" Client Public   Application => self_service::passkeys::rename;
    POST   "/{tenant}/{workspace}/identity/v2/self/set-webauthn" Client     Public     Application => self_service::passkeys::set;
    POST   "/{tenant}/{workspace}/identity/v2/self/set-password" Client     Public     Application => self_service::factors::set_password;
    POST   "/{tenant}/{workspace}/identity/v2/self/change-password" Client  Public     Application => self_service::factors::change_password;
    POST   "/{tenant}/{workspace}/identity/v2/self/set-totp-secret" Client  Public     Application => self_service::factors::set_totp;
    POST   "/{tenant}/{workspace}/identity/v2/self/change-totp-secret" Client Public   Application => self_service::factors::change_totp;
    GET    "/{tenant}/{workspace}/identity/v2/self/me"          Client      Public     Application => self_service::account::me;
    PUT    "/{tenant}/{workspace}/identity/v2/self/me"          Client      Public     Application => self_service::account::update;
    GET    "/{tenant}/{workspace}/identity/v2/self/mfa/sessions" Client     Public     Application => self_service::account::mfa_sessions;
    DELETE "/{tenant}/{workspace}/identity/v2/self/mfa/sessions/{id}" Client Public    Application => self_service::account::end_mfa_session;

    GET    "/api/identity/{tenant}/system/pools" Client Public Application => system::pools::list;
    GET    "/api/identity/{tenant}/system/workspace/{workspace}/pools" Client Public Application => system::pools::list_of_workspace;
    GET    "/api/identity/{tenant}/system/pools/{pool}" Client Public Application => system::pools::show;
    PUT    "/api/identity/{tenant}/system/pools/{pool}" Client Public Application Application => system::pools::update;
    GET    "/api/identity/{tenant}/system/pools/{pool}/users" Client Public Application => system::users::list;
    POST   "/api/identity/{tenant}/system/pools/{pool}/users" Client Public Application Application => system::users::create;
    POST   "/api/identity/{tenant}/system/pools/{pool}/users/by_key" Client Public Application Application => system::users::by_key;
    PUT    "/api/identity/{tenant}/system/pools/{pool}/users/{user}" Client Public Application Application => system::users::update;
    PATCH  "/api/identity/{tenant}/system/pools/{pool}/users/{user}" Client Public Application Application => system::users::patch;
    DELETE "/api/identity/{tenant}/system/pools/{pool}/users/{user}" Client Public Application Application => system::users::delete;
    POST   "/api/identity/{tenant}/system/pools/{pool}/users/{user}/identifiers/add" Client Public Application Application => system::addresses::add_identifier;
    POST   "/api/identity/{tenant}/system/pools/{pool}/users/{user}/identifiers/remove" Client Public Application Application => system::addresses::remove_identifier;
    POST   "/api/identity/{tenant}/system/pools/{pool}/users/{user}/addresses/add" Client Public Application Application => system::addresses::add_address;
    POST   "/api/identity/{tenant}/system/pools/{pool}/users/{user}/addresses/update" Client Public Application Application => system::addresses::update_address;
    POST   "/api/identity/{tenant}/system/pools/{pool}/users/{user}/addresses/remove" Client Public Application Application => system::addresses::remove_address;
    POST   "/api/identity/{tenant}/system/pools/{pool}/user/password/v2/verify" Client Public Application Application => system::password::verify_v2;
    POST   "/api/identity/{tenant}/system/pools/{pool}/user/password/verify" Client Public Application Application => system::password::verify;
    GET    "/api/identity/{tenant}/system/pools/{pool}/users/{user}" Client Public Application => system::users::show;
    POST   "/api/identity/{tenant}/system/pools/{pool}/users/{user}/webauthn/create/begin" Client Public Application Application => system::passkeys::begin;
    POST   "/api/identity/{tenant}/system/pools/{pool}/users/{user}/webauthn/create/complete" Client Public Application Application => system::passkeys::complete;
    POST   "/api/identity/{tenant}/system/pools/{pool}/users/{user}/usernameless-webauthn/create/begin" Client Public Application Application => system::passkeys::begin_usernameless;
    POST   "/api/identity/{tenant}/system/pools/{pool}/users/{user}/usernameless-webauthn/create/complete" Client Public Application Application => system::passkeys::complete_usernameless;
    DELETE "/api/identity/{tenant}/system/pools/{pool}/users/{user}/webauthn/{id}" Client Public Application Application => system::passkeys::delete;
    PUT    "/api/identity/{tenant}/system/pools/{pool}/users/{user}/webauthn/{id}/name" Client Public Application Application => system::passkeys::rename;
    POST   "/api/identity/{tenant}/system/pools/{pool}/user/webauthn/add/request" Client Public Application Application => system::adding::request;
    POST   "/api/identity/{tenant}/system/pools/{pool}/user/webauthn/add/complete" Client Public Application Application => system::adding::complete;
    POST   "/api/identity/{tenant}/system/pools/{pool}/user/otp/request" Client Public Application Application => system::codes::request;
    POST   "/api/identity/{tenant}/system/pools/{pool}/user/otp/verify" Client Public Application Application => system::codes::verify;
    POST   "/api/identity/{tenant}/system/pools/{pool}/user/otp/inspect" Client Public Application Application => system::codes::inspect;
    POST   "/api/identity/{tenant}/system/pools/{pool}/user/code/generate" Client Public Application Application => system::codes::generate;
    POST   "/api/identity/{tenant}/system/pools/{pool}/user/authentication-code/verify" Client Public Application Application => system::codes::verify_authentication;
    POST   "/api/identity/{tenant}/system/pools/{pool}/user/register" Client Public Application Application => system::registering::register;
    POST   "/api/identity/{tenant}/system/pools/{pool}/user/activate" Client Public Application Application => system::registering::activate;
    POST   "/api/identity/{tenant}/system/pools/{pool}/users/{user}/activate" Client Public Application Application => system::registering::activate_of_id;
    POST   "/api/identity/{tenant}/system/pools/{pool}/users/{user}/activation/send" Client Public Application Application => system::registering::send;
    POST   "/api/identity/{tenant}/system/pools/{pool}/users/{user}/address/verification/request" Client Public Application Application => system::proving::request;
    POST   "/api/identity/{tenant}/system/pools/{pool}/users/{user}/address/verification/complete" Client Public Application Application => system::proving::complete;
    POST   "/api/identity/{tenant}/system/pools/{pool}/user/password/reset/request" Client Public Application Application => system::resetting::request;
    POST   "/api/identity/{tenant}/system/pools/{pool}/user/password/reset/complete" Client Public Application Application => system::resetting::complete;
    POST   "/api/identity/{tenant}/system/pools/{pool}/user/totp/reset/request" Client Public Application Application => system::resetting::request_app;
    POST   "/api/identity/{tenant}/system/pools/{pool}/user/totp/reset/complete" Client Public Application Application => system::resetting::complete_app;
    GET    "/api/identity/{tenant}/system/pools/{pool}/scim/v2/Users" Client Public Application => scim::users::list;
    POST   "/api/identity/{tenant}/system/pools/{pool}/scim/v2/Users" Client Public Application Application => scim::users::create;
    GET    "/api/identity/{tenant}/system/pools/{pool}/scim/v2/Users/{user}" Client Public Application => scim::users::show;
    PUT    "/api/identity/{tenant}/system/pools/{pool}/scim/v2/Users/{user}" Client Public Application Application => scim::users::replace;
    PATCH  "/api/identity/{tenant}/system/pools/{pool}/scim/v2/Users/{user}" Client Public Application Application => scim::users::patch;
    DELETE "/api/identity/{tenant}/system/pools/{pool}/scim/v2/Users/{user}" Client Public Application Application => scim::users::delete;
    GET    "/api/identity/{tenant}/system/pools/{pool}/scim/v2/Schemas" Client Public Application => scim::documents::schemas;
    GET    "/api/identity/{tenant}/system/pools/{pool}/scim/v2/Schemas/{id}" Client Public Application => scim::documents::schema;
    GET    "/api/identity/{tenant}/system/pools/{pool}/scim/v2/ResourceTypes" Client Public Application => scim::documents::resource_types;
    GET    "/api/identity/{tenant}/system/pools/{pool}/scim/v2/ResourceTypes/{id}" Client Public Application => scim::documents::resource_type;
    GET    "/api/identity/{tenant}/system/pools/{pool}/scim/v2/ServiceProviderConfig" Client Public Application => scim::documents::service_provider_config;
    POST   "/{tenant}/identity/{pool}/register/webauthn/begin"  Client      Public     SignUp   => hosted::begin;
    POST   "/{tenant}/identity/{pool}/register/webauthn/complete" Client    Public     SignUp   => hosted::complete;

    GET    "/api/identity/{tenant}/system/workspaces/{workspace}/clients" Client Public   Application => system::clients::list;
    POST   "/api/identity/{tenant}/system/workspaces/{workspace}/clients" Client Public   Application => system::clients::register;
    GET    "/api/identity/{tenant}/system/workspaces/{workspace}/clients/{id}" Client Public Application => system::clients::show;
    PUT    "/api/identity/{tenant}/system/workspaces/{workspace}/clients/{id}" Client Public Application => system::clients::change;
    DELETE "/api/identity/{tenant}/system/workspaces/{workspace}/clients/{id}" Client Public Application => system::clients::remove;
    POST   "/api/identity/{tenant}/system/workspaces/{workspace}/clients/{id}/secret" Client Public Application => system::clients::renew_secret;

    GET    "/setup/{token}"                                     Page        SetupLink  Setup    => web::setup;
    POST   "/setup/{token}/passkey/begin"                       Api         SetupLink  Setup    => api::setup::begin;
    POST   "/setup/{token}/passkey/finish"                      Api         SetupLink  Setup    => api::setup::finish;

    GET    "/admin"                                             Page        MAY_SEE    Administration => admin::overview::page;
    GET    "/admin/confirm"                                     Page        SignedIn   Administration => admin::confirm::page;
    GET    "/admin/administrators"                              Page        MAY_SEE    Administration => admin::administrators::page;
    POST   "/admin/administrators"                              Api         MAY_APPOINT Administration => admin::administrators::appoint;
    GET    "/admin/administrators/{id}"                         Page        MAY_APPOINT Administration => admin::administrators::one;
    PUT    "/admin/administrators/{id}"                         Api         MAY_APPOINT Administration => admin::administrators::change;
    DELETE "/admin/administrators/{id}"                         Api         MAY_APPOINT Administration => admin::administrators::dismiss;
    GET    "/admin/authentication"                              Page        MAY_SEE    Administration => admin::authentication::page;
    GET    "/admin/{tenant}/workspaces/{workspace}/authentication/settings/methods" Page MAY_SEE Administration => admin::workspace::page;
    GET    "/admin/{tenant}/workspaces/{workspace}/settings"    Api         MAY_SEE    Administration => admin::workspace::show;
    PUT    "/admin/{tenant}/workspaces/{workspace}/settings"    Api         MAY_CONFIGURE Administration => admin::workspace::save;
    GET    "/admin/{tenant}/workspaces/{workspace}/branding"    Page        MAY_SEE    Administration => admin::branding::page;
    GET    "/admin/{tenant}/workspaces/{workspace}/branding/preview" Page   MAY_SEE    Administration => admin::branding::preview;
    GET    "/admin/{tenant}/workspaces/{workspace}/branding/settings" Api   MAY_SEE    Administration => admin::branding::show;
    PUT    "/admin/{tenant}/workspaces/{workspace}/branding/settings" Api   MAY_CONFIGURE Administration => admin::branding::save;
    GET    "/admin/clients"                                     Page        MAY_SEE    Administration => admin::clients::tenants;
    GET    "/admin/{tenant}/clients"                            Page        MAY_SEE    Administration => admin::clients::page;
    POST   "/admin/{tenant}/clients"                            Api         MAY_CONFIGURE Administration => admin::clients::add;
    GET    "/admin/{tenant}/clients/new"                        Page        MAY_CONFIGURE Administration => admin::clients::new;
    GET    "/admin/{tenant}/clients/{workspace}/{id}"           Page        MAY_SEE    Administration => admin::client::page;
    GET    "/admin/{tenant}/clients/{workspace}/{id}/tokens"    Page        MAY_SEE    Administration => admin::client::tokens_page;
    DELETE "/admin/{tenant}/clients/{workspace}/{id}"           Api         MAY_CONFIGURE Administration => admin::client::remove;
    GET    "/admin/{tenant}/clients/{workspace}/{id}/settings"  Api         MAY_SEE    Administration => admin::client::show;
    PUT    "/admin/{tenant}/clients/{workspace}/{id}/settings"  Api         MAY_CONFIGURE Administration => admin::client::save;
    POST   "/admin/{tenant}/clients/{workspace}/{id}/secret"    Api         MAY_CONFIGURE Administration => admin::client::renew_secret;
    POST   "/admin/{tenant}/clients/{workspace}/{id}/enable"    Api         MAY_CONFIGURE Administration => admin::client::enable;
    POST   "/admin/{tenant}/clients/{workspace}/{id}/disable"   Api         MAY_CONFIGURE Administration => admin::client::disable;
    GET    "/admin/webhooks"                                    Page        MAY_SEE    Administration => admin::webhooks::tenants;
    GET    "/admin/{tenant}/webhooks"                           Page        MAY_SEE    Administration => admin::webhooks::page;
    POST   "/admin/{tenant}/webhooks"                           Api         MAY_CONFIGURE Administration => admin::webhooks::add;
    GET    "/admin/{tenant}/webhooks/new"                       Page        MAY_CONFIGURE Administration => admin::webhooks::new;
    GET    "/admin/{tenant}/webhooks/{id}"                      Page        MAY_SEE    Administration => admin::webhook::page;
    DELETE "/admin/{tenant}/webhooks/{id}"                      Api         MAY_CONFIGURE Administration => admin::webhook::remove;
    GET    "/admin/{tenant}/webhooks/{id}/settings"             Api         MAY_SEE    Administration => admin::webhook::show;
    PUT    "/admin/{tenant}/webhooks/{id}/settings"             Api         MAY_CONFIGURE Administration => admin::webhook::save;
    POST   "/admin/{tenant}/webhooks/{id}/secret"               Api         MAY_CONFIGURE Administration => admin::webhook::renew_secret;
    POST   "/admin/{tenant}/webhooks/{id}/enable"               Api         MAY_CONFIGURE Administration => admin::webhook::enable;
    POST   "/admin/{tenant}/webhooks/{id}/disable"              Api         MAY_CONFIGURE Administration => admin::webhook::disable;
    POST   "/admin/{tenant}/webhooks/{id}/test"                 Api         MAY_CONFIGURE Administration Send => admin::webhook::test;
    GET    "/admin/{tenant}/webhooks/{id}/deliveries"           Api         MAY_AUDIT  Administration => admin::webhook::deliveries;
    POST   "/admin/{tenant}/webhooks/{id}/deliveries/{event}/retry" Api     MAY_CONFIGURE Administration Send => admin::webhook::retry;
    GET    "/admin/{tenant}/pools/{pool}/sign-in-and-sign-up"   Page        MAY_SEE    Administration => admin::pool::page;
    GET    "/admin/{tenant}/pools/{pool}/settings"              Api         MAY_SEE    Administration => admin::pool::show;
    PUT    "/admin/{tenant}/pools/{pool}/settings"              Api         MAY_CONFIGURE Administration => admin::pool::save;
    GET    "/admin/{tenant}/pools/{pool}/policies"              Page        MAY_SEE    Administration => admin::policy::page;
    GET    "/admin/{tenant}/pools/{pool}/policy"                Api         MAY_SEE    Administration => admin::policy::show;
    PUT    "/admin/{tenant}/pools/{pool}/policy"                Api         MAY_CONFIGURE Administration => admin::policy::save;
    POST   "/admin/{tenant}/pools/{pool}/roles"                 Api         MAY_CONFIGURE Administration => admin::policy::add_role;
    GET    "/admin/{tenant}/pools/{pool}/roles/{role}"          Page        MAY_SEE    Administration => admin::policy::role_page;
    PUT    "/admin/{tenant}/pools/{pool}/roles/{role}"          Api         MAY_CONFIGURE Administration => admin::policy::change_role;
    DELETE "/admin/{tenant}/pools/{pool}/roles/{role}"          Api         MAY_CONFIGURE Administration => admin::policy::remove_role;
    GET    "/admin/{tenant}/pools/{pool}/roles/{role}/members"  Page        MAY_SEE    Administration => admin::belonging::role_members;
    GET    "/admin/{tenant}/pools/{pool}/groups/{group}/members" Page       MAY_SEE    Administration => admin::belonging::group_members;
    POST   "/admin/{tenant}/pools/{pool}/groups"                Api         MAY_CONFIGURE Administration => admin::policy::add_group;
    GET    "/admin/{tenant}/pools/{pool}/groups/{group}"        Page        MAY_SEE    Administration => admin::policy::group_page;
    PUT    "/admin/{tenant}/pools/{pool}/groups/{group}"        Api         MAY_CONFIGURE Administration => admin::policy::change_group;
    DELETE "/admin/{tenant}/pools/{pool}/groups/{group}"        Api         MAY_CONFIGURE Administration => admin::policy::remove_group;
    GET    "/admin/security"                                    Page        MAY_AUDIT  Administration => admin::security::events;
    GET    "/admin/security/alerts"                             Page        MAY_AUDIT  Administration => admin::security::alerts;
    GET    "/admin/security/access-reviews"                     Page        MAY_AUDIT  Administration => admin::access_reviews::page;
    GET    "/admin/security/access-reviews/export.csv"          Page        MAY_AUDIT  Administration => admin::access_reviews::csv;
    GET    "/admin/security/access-reviews/export.json"         Page        MAY_AUDIT  Administration => admin::access_reviews::json;
    GET    "/admin/security/recovery"                           Page        MAY_AUDIT  Administration => admin::security::recovery;
    GET    "/admin/adoption"                                    Page        MAY_SEE    Administration => admin::adoption::pools;
    GET    "/admin/{tenant}/pools/{pool}/adoption"              Page        MAY_SEE    Administration => admin::adoption::page;
    GET    "/admin/guide"                                       Page        MAY_SEE    Administration => admin::guide::page;
    GET    "/admin/health"                                      Page        MAY_SEE    Administration => admin::health::pools;
    GET    "/admin/doctor"                                      Page        MAY_CONFIGURE Administration => admin::doctor::page;
    POST   "/admin/doctor/run"                                  Api         MAY_CONFIGURE Administration => admin::doctor::run;
    GET    "/admin/{tenant}/pools/{pool}/health"                Page        MAY_SEE    Administration => admin::health::page;
    GET    "/admin/{tenant}/pools/{pool}/alarms"                Api         MAY_SEE    Administration => admin::health::show;
    PUT    "/admin/{tenant}/pools/{pool}/alarms"                Api         MAY_CONFIGURE Administration => admin::health::save;
    POST   "/admin/{tenant}/pools/{pool}/dry-run"               Api         MAY_CONFIGURE Administration => admin::dry_run::run;
    GET    "/admin/{tenant}/pools/{pool}/review"                Page        MAY_CONFIGURE Administration => admin::dry_run::page;
    GET    "/admin/{tenant}/pools/{pool}/presets"               Page        MAY_SEE    Administration => admin::presets::page;
    POST   "/admin/{tenant}/pools/{pool}/preset"                Api         MAY_CONFIGURE Administration => admin::presets::start;
    GET    "/admin/{tenant}/pools/{pool}/roll-out"              Page        MAY_SEE    Administration => admin::roll_out::page;
    GET    "/admin/{tenant}/pools/{pool}/roll-out/progress"     Api         MAY_SEE    Administration => admin::roll_out::show;
    PUT    "/admin/{tenant}/pools/{pool}/roll-out/progress"     Api         MAY_CONFIGURE Administration => admin::roll_out::save;
    GET    "/admin/{tenant}/pools/{pool}/schedule"              Page        MAY_SEE    Administration => admin::schedule::page;
    GET    "/admin/{tenant}/pools/{pool}/schedule/changes"      Api         MAY_SEE    Administration => admin::schedule::show;
    POST   "/admin/{tenant}/pools/{pool}/schedule/changes"      Api         MAY_CONFIGURE Administration => admin::schedule::schedule;
    POST   "/admin/{tenant}/pools/{pool}/schedule/announcements" Api        MAY_CONFIGURE Administration => admin::schedule::announce;
    POST   "/admin/{tenant}/pools/{pool}/schedule/cancel"       Api         MAY_CONFIGURE Administration => admin::schedule::cancel;
    GET    "/admin/{tenant}/pools/{pool}/campaign"              Page        MAY_SEE    Administration => admin::campaign::page;
    GET    "/admin/{tenant}/pools/{pool}/campaign/progress"     Api         MAY_SEE    Administration => admin::campaign::show;
    POST   "/admin/{tenant}/pools/{pool}/campaign/start"        Api         MAY_CONFIGURE Administration => admin::campaign::start;
    POST   "/admin/{tenant}/pools/{pool}/campaign/turn-back"    Api         MAY_CONFIGURE Administration => admin::campaign::turn_back;
    POST   "/admin/{tenant}/pools/{pool}/campaign/finish"       Api         MAY_CONFIGURE Administration => admin::campaign::finish;
    GET    "/admin/users"                                       Page        MAY_SEE    Administration => admin::users::pools;
    GET    "/admin/{tenant}/pools/{pool}/users"                 Page        MAY_SEE    Administration => admin::users::page;
    GET    "/admin/{tenant}/pools/{pool}/invitations"           Page        MAY_SEE    Administration => admin::invitations::page;
    POST   "/admin/{tenant}/pools/{pool}/invitations"           Api         MAY_HELP   Administration Send => admin::invitations::invite;
    POST   "/admin/{tenant}/pools/{pool}/invitations/{id}/resend" Api       MAY_HELP   Administration Send => admin::invitations::resend;
    DELETE "/admin/{tenant}/pools/{pool}/invitations/{id}"      Api         MAY_HELP   Administration => admin::invitations::revoke;
    GET    "/admin/{tenant}/pools/{pool}/users/{user}"          Page        MAY_SEE    Administration => admin::user::page;
    DELETE "/admin/{tenant}/pools/{pool}/users/{user}"          Api         MAY_CONFIGURE Administration => admin::user_actions::remove;
    POST   "/admin/{tenant}/pools/{pool}/users/{user}/suspend"  Api         MAY_HELP   Administration => admin::user_actions::suspend;
    POST   "/admin/{tenant}/pools/{pool}/users/{user}/restore"  Api         MAY_HELP   Administration => admin::user_actions::restore;
    DELETE "/admin/{tenant}/pools/{pool}/users/{user}/sessions" Api         MAY_HELP   Administration => admin::user_actions::end_sessions;
    POST   "/admin/{tenant}/pools/{pool}/users/{user}/access-pass" Api      MAY_HELP   Administration => admin::user_actions::access_pass;
    DELETE "/admin/{tenant}/pools/{pool}/users/{user}/access-pass" Api      MAY_HELP   Administration => admin::user_actions::end_access_pass;
    POST   "/admin/{tenant}/pools/{pool}/users/{user}/access-pass/request" Api MAY_HELP Administration => admin::user_actions::ask_access_pass;
    DELETE "/admin/{tenant}/pools/{pool}/users/{user}/access-pass/request" Api MAY_HELP Administration => admin::user_actions::end_access_pass_request;
    POST   "/admin/{tenant}/pools/{pool}/users/{user}/access-pass/confirm" Api MAY_HELP Administration => admin::user_actions::confirm_access_pass;
    POST   "/admin/{tenant}/pools/{pool}/users/{user}/enrolment-link" Api   MAY_HELP   Administration Send => admin::enrolment::link;
    POST   "/admin/{tenant}/pools/{pool}/users/{user}/enrolment-link/confirm" Api MAY_HELP Administration Send => admin::enrolment::confirm_link;
    PUT    "/admin/{tenant}/pools/{pool}/users/{user}/test-account" Api     MAY_HELP   Administration => admin::user_actions::mark;
    POST   "/admin/{tenant}/pools/{pool}/users/{user}/roles"    Api         MAY_CONFIGURE Administration => admin::belonging::give_role;
    DELETE "/admin/{tenant}/pools/{pool}/users/{user}/roles/{role}" Api     MAY_CONFIGURE Administration => admin::belonging::take_role;
    POST   "/admin/{tenant}/pools/{pool}/users/{user}/groups"   Api         MAY_CONFIGURE Administration => admin::belonging::join_group;
    DELETE "/admin/{tenant}/pools/{pool}/users/{user}/groups/{group}" Api   MAY_CONFIGURE Administration => admin::belonging::leave_group;
    POST   "/admin/{tenant}/pools/{pool}/users/{user}/methods/{method}/allow" Api MAY_HELP Administration => admin::user_actions::allow_method;
    POST   "/admin/{tenant}/pools/{pool}/users/{user}/passkeys/begin" Api   MAY_HELP   Administration => admin::enrolment::passkey_begin;
    POST   "/admin/{tenant}/pools/{pool}/users/{user}/passkeys/finish" Api  MAY_HELP   Administration => admin::enrolment::passkey_finish;
    PUT    "/admin/{tenant}/pools/{pool}/users/{user}/passkeys/{id}/name" Api MAY_HELP Administration => admin::user_actions::rename_passkey;
    DELETE "/admin/{tenant}/pools/{pool}/users/{user}/passkeys/{id}" Api    MAY_HELP   Administration => admin::user_actions::delete_passkey;
    POST   "/admin/{tenant}/pools/{pool}/users/{user}/passkeys/{id}/quarantine" Api MAY_HELP Administration => admin::user_actions::quarantine_passkey;
    POST   "/admin/{tenant}/pools/{pool}/users/{user}/passkeys/{id}/release" Api MAY_HELP Administration => admin::user_actions::release_passkey;

    GET    "/admin/support"                                     Page        MAY_SEE    Administration => admin::support::page;
    POST   "/admin/support/reports/{id}/close"                  Api         MAY_HELP   Administration => admin::support::close;
    POST   "/admin/support/reports/close"                       Api         MAY_HELP   Administration => admin::support::close_all;

    GET    "/{tenant}/{workspace}"                              Page        Public     Page     => web::door;
    GET    "/{tenant}/{workspace}/logo"                         Asset       Public     Page     => brand::logo;
    GET    "/{tenant}/{workspace}/manifest.webmanifest"         Asset       Public     Page     => manifest::show;
    POST   "/{tenant}/{workspace}/language"                     Form        Public     Session  => language::choose;
    GET    "/{tenant}/{workspace}/sign-in"                      Page        Public     Page     => web::sign_in;
    POST   "/{tenant}/{workspace}/sign-in/passkey/begin"        Api         Public     SignIn   => api::sign_in::begin;
    POST   "/{tenant}/{workspace}/sign-in/passkey/finish"       Api         Public     SignIn   => api::sign_in::finish;

    POST   "/{tenant}/{workspace}/sign-in/start"                Form        Public     SignIn   Begin => api::journey::start;

    GET    "/{tenant}/{workspace}/sign-in/link/{token}"         Page        Public     Page     => steps::link;
    POST   "/{tenant}/{workspace}/sign-in/link/{token}"         Page        Public     SignIn   => steps::take_link;

    GET    "/{tenant}/{workspace}/help"                         Page        Public     Page     => help::index;
    GET    "/{tenant}/{workspace}/help/{page}"                  Page        Public     Page     => help::page;

    POST   "/{tenant}/{workspace}/incidents"                    Api         Public     Session  => api::incidents::tell;
    GET    "/{tenant}/{workspace}/report"                       Page        Public     Page     => report::page;
    POST   "/{tenant}/{workspace}/report"                       Form        Public     Session  Send => report::send;

    GET    "/{tenant}/{workspace}/recovery"                     Page        Public     Page     => recovery::page;
    POST   "/{tenant}/{workspace}/recovery/start"               Form        Public     SignIn   Begin => api::recovery::start;
    GET    "/{tenant}/{workspace}/recovery/link/{token}"        Page        Public     Page     => recovery::link;
    POST   "/{tenant}/{workspace}/recovery/link/{token}"        Page        Public     SignIn   => recovery::take_link;

    GET    "/{tenant}/{workspace}/journey/{id}"                 Page        Public     Page     => steps::journey;
    POST   "/{tenant}/{workspace}/journey/{id}/prove"           Form        Public     SignIn   => api::journey::prove;
    POST   "/{tenant}/{workspace}/journey/{id}/send"            Form        Public     SignIn   Send => api::journey::send;
    POST   "/{tenant}/{workspace}/journey/{id}/passkey/begin"   Api         Public     SignIn   => api::journey::passkey_begin;
    POST   "/{tenant}/{workspace}/journey/{id}/passkey/finish"  Api         Public     SignIn   => api::journey::passkey_finish;
    POST   "/{tenant}/{workspace}/journey/{id}/enrol/begin"     Api         Public     Enrol    => api::journey::enrol_begin;
    POST   "/{tenant}/{workspace}/journey/{id}/enrol/finish"    Api         Public     Enrol    => api::journey::enrol_finish;
    POST   "/{tenant}/{workspace}/journey/{id}/totp/begin"      Form        Public     Enrol    => api::totp::held_begin;
    POST   "/{tenant}/{workspace}/journey/{id}/totp/confirm"    Form        Public     Enrol    => api::totp::held_confirm;
    GET    "/{tenant}/{workspace}/recovery/stop/{token}"        Page        Public     Page     => recovery::stop;
    POST   "/{tenant}/{workspace}/recovery/stop/{token}"        Page        Public     SignIn   => recovery::take_stop;
    POST   "/{tenant}/{workspace}/journey/{id}/password"        Form        Public     Password => api::recovery::password;
    POST   "/{tenant}/{workspace}/sign-in/offer"                Form        Public     SignIn   => single_sign_on::answer_offer;
    GET    "/{tenant}/{workspace}/sign-in/with/{provider}"      Page        Public     SignIn   => single_sign_on::begin;
    GET    "/{tenant}/{workspace}/sign-in/with/{provider}/callback" Page    Public     SignIn   => single_sign_on::finish;

    GET    "/{tenant}/{workspace}/sign-up"                      Page        Public     Page     => web::sign_up;
    POST   "/{tenant}/{workspace}/sign-up/start"                Form        Public     SignUp   Send => api::sign_up::start;
    POST   "/{tenant}/{workspace}/sign-up/verify"               Form        Public     SignUp   => api::sign_up::verify;
    POST   "/{tenant}/{workspace}/sign-up/password"             Form        Public     SignUp   => api::sign_up::password;
    POST   "/{tenant}/{workspace}/sign-up/address"              Form        Public     SignUp   => api::sign_up::address;
    GET    "/{tenant}/{workspace}/invitation/{token}"           Page        Public     Page     => invitation::show;
    POST   "/{tenant}/{workspace}/invitation/{token}"           Page        Public     SignUp   => invitation::take;
    GET    "/{tenant}/{workspace}/enrolment/{token}"            Page        Public     Page     => enrolment_link::show;
    POST   "/{tenant}/{workspace}/enrolment/{token}"            Page        Public     SignIn   => enrolment_link::take;
    POST   "/{tenant}/{workspace}/sign-up/passkey/begin"        Api         Public     SignUp   => api::sign_up::begin;
    POST   "/{tenant}/{workspace}/sign-up/passkey/finish"       Api         Public     SignUp   => api::sign_up::finish;

    GET    "/{tenant}/{workspace}/step-up"                      Api         SignedIn   StepUp   => api::step_up::methods;
    POST   "/{tenant}/{workspace}/step-up/prove"                Api         SignedIn   StepUp   => api::step_up::prove;
    POST   "/{tenant}/{workspace}/step-up/send"                 Api         SignedIn   StepUp   Send => api::step_up::send;
    POST   "/{tenant}/{workspace}/step-up/passkey/begin"        Api         SignedIn   StepUp   => api::step_up::begin;
    POST   "/{tenant}/{workspace}/step-up/passkey/finish"       Api         SignedIn   StepUp   => api::step_up::finish;

    GET    "/{tenant}/{workspace}/session"                      Api         SignedIn   Session  => api::session::show;
    DELETE "/{tenant}/{workspace}/session"                      Api         SignedIn   Session  => api::session::sign_out;
    POST   "/{tenant}/{workspace}/session/end"                  Form        SignedIn   Session  => api::session::end;
    POST   "/{tenant}/{workspace}/session/exchange"             Api         Public     Session  => api::session::exchange;
    GET    "/{tenant}/{workspace}/components"                   Api         Public     Page     => api::components::words;
    POST   "/{tenant}/{workspace}/session/stay"                 Api         SignedIn   Session  => api::session::stay;
    GET    "/{tenant}/{workspace}/account/sessions"             Api         SignedIn   Session  => api::sessions::list;
    DELETE "/{tenant}/{workspace}/account/sessions"             Api         SignedIn   Session  => api::sessions::revoke_others;
    DELETE "/{tenant}/{workspace}/account/sessions/{id}"        Api         SignedIn   Session  => api::sessions::revoke;

    POST   "/{tenant}/{workspace}/account/later"                Form        SignedIn   Session  => api::session::put_off;
    GET    "/{tenant}/{workspace}/account/security"             Page        SignedIn   Page     => web::security;
    GET    "/{tenant}/{workspace}/account/security/add"         Page        SignedIn   Page     => register::page;
    GET    "/{tenant}/{workspace}/account/security/new-device"  Page        SignedIn   Page     => new_device::page;
    GET    "/{tenant}/{workspace}/account/security/password"    Page        SignedIn   Page     => password::page;
    GET    "/{tenant}/{workspace}/account/security/authenticator-app" Page  SignedIn   Page     => totp::page;
    GET    "/{tenant}/{workspace}/account/security/recovery-codes" Page     SignedIn   Page     => recovery_codes::page;
    GET    "/{tenant}/{workspace}/account/security/addresses"   Page        SignedIn   Page     => addresses::page;
    GET    "/{tenant}/{workspace}/account/security/applications" Page       SignedIn   Page     => applications::page;
    GET    "/{tenant}/{workspace}/account/security/linked-accounts" Page    SignedIn   Page     => linked_accounts::page;
    GET    "/{tenant}/{workspace}/account/security/sessions"    Page        SignedIn   Page     => sessions::page;
    GET    "/{tenant}/{workspace}/account/security/activity"    Page        SignedIn   Page     => activity::page;
    GET    "/{tenant}/{workspace}/account/security/feedback"    Page        SignedIn   Page     => feedback::page;
    POST   "/{tenant}/{workspace}/account/feedback"             Form        SignedIn   Account  => feedback::give;
    GET    "/{tenant}/{workspace}/settings/passkeys"            Page        Public     Page     => web::settings_passkeys;
    GET    "/{tenant}/{workspace}/account/passkeys"             Api         SignedIn   Session  => api::passkeys::list;
    POST   "/{tenant}/{workspace}/account/passkeys/begin"       Api         SignedIn   Enrol    => api::passkeys::begin;
    POST   "/{tenant}/{workspace}/account/passkeys/finish"      Api         SignedIn   Enrol    => api::passkeys::finish;
    POST   "/{tenant}/{workspace}/account/passkeys/replace"     Api         SignedIn   Enrol    => api::recovery::replace;
    POST   "/{tenant}/{workspace}/account/passkeys/{id}/confirm" Api        SignedIn   Enrol    => api::recovery::confirm;
    GET    "/{tenant}/{workspace}/account/recovery"             Api         SignedIn   Session  => api::recovery::waiting;
    POST   "/{tenant}/{workspace}/account/recovery/stop"        Form        SignedIn   Account  => api::recovery::stop;
    POST   "/{tenant}/{workspace}/account/notices/{id}/seen"    Form        SignedIn   Account  => api::recovery::see;
    PUT    "/{tenant}/{workspace}/account/passkeys/{id}/name"   Api         SignedIn   Enrol    => api::passkeys::rename;
    DELETE "/{tenant}/{workspace}/account/passkeys/{id}"        Api         SignedIn   Enrol    => api::passkeys::delete;

    POST   "/{tenant}/{workspace}/account/passkeys/{id}/test/begin" Api     SignedIn   StepUp   => api::passkeys::test_begin;
    POST   "/{tenant}/{workspace}/account/passkeys/{id}/test/finish" Api    SignedIn   StepUp   => api::passkeys::test_finish;

    GET    "/{tenant}/{workspace}/account/totp"                 Api         SignedIn   Session  => api::totp::show;
    POST   "/{tenant}/{workspace}/account/totp/begin"           Api         SignedIn   Account  => api::totp::begin;
    POST   "/{tenant}/{workspace}/account/totp/confirm"         Api         SignedIn   Account  => api::totp::confirm;
    DELETE "/{tenant}/{workspace}/account/totp"                 Api         SignedIn   Account  => api::totp::remove;
    GET    "/{tenant}/{workspace}/account/recovery-codes"       Api         SignedIn   Session  => api::recovery_codes::show;
    POST   "/{tenant}/{workspace}/account/recovery-codes"       Api         SignedIn   Account  => api::recovery_codes::draw;
    GET    "/{tenant}/{workspace}/account/password"             Api         SignedIn   Password => api::password::show;
    PUT    "/{tenant}/{workspace}/account/password"             Api         SignedIn   Password => api::password::set;
    DELETE "/{tenant}/{workspace}/account/password"             Api         SignedIn   Password => api::password::remove;
    GET    "/{tenant}/{workspace}/account/addresses"            Api         SignedIn   Session  => api::addresses::list;
    POST   "/{tenant}/{workspace}/account/addresses"            Api         SignedIn   Account  Send => api::addresses::add;
    POST   "/{tenant}/{workspace}/account/addresses/verify"     Api         SignedIn   Account  => api::addresses::verify;
    DELETE "/{tenant}/{workspace}/account/addresses/{id}"       Api         SignedIn   Account  Send => api::addresses::remove;
    GET    "/{tenant}/{workspace}/account/devices"              Api         SignedIn   Session  => api::devices::list;
    DELETE "/{tenant}/{workspace}/account/devices/{id}"         Api         SignedIn   Session  => api::devices::forget;
    GET    "/{tenant}/{workspace}/account/activity"             Api         SignedIn   Session  => api::activity::list;
    GET    "/{tenant}/{workspace}/account/applications"         Api         SignedIn   Session  => api::applications::list;
    DELETE "/{tenant}/{workspace}/account/applications/{name}"  Api         SignedIn   Account  => api::applications::disconnect;
    GET    "/{tenant}/{workspace}/account/linked-accounts"      Api         SignedIn   Session  => api::linked_accounts::list;
    POST   "/{tenant}/{workspace}/account/linked-accounts/{name}" Api       SignedIn   Enrol    => api::linked_accounts::begin;
    DELETE "/{tenant}/{workspace}/account/linked-accounts/{name}" Api       SignedIn   Enrol    => api::linked_accounts::delete;
}

pub fn table() -> &'static [RouteLine] {
    TABLE
}

pub(crate) fn routes(server: Arc<Server>) -> Router {
    every(Router::new()).fallback(unknown).method_not_allowed_fallback(other_method).with_state(server)
}

async fn unknown(uri: Uri) -> Problem {
    altered(uri.path()).map_or(Reason::UnknownAddress, |_| Reason::AlteredAddress).into()
}

/// The phase of a passkey step, for an address within one that nothing is for, or that cannot be read: somebody has altered it, and is told
/// that the step is unavailable (row "Altered URL").
pub(crate) fn altered(path: &str) -> Option<Phase> {
    let mut parts = path.split('/').skip(3);
    let (first, second) = (parts.next()?, parts.next()?);
    match (first, if first == "journey" { parts.next()? } else { second }) {
        ("sign-in" | "journey", "passkey") => Some(Phase::SignIn),
        ("step-up", "passkey") => Some(Phase::StepUp),
        ("sign-up", "passkey") => Some(Phase::SignUp),
        ("journey", "enrol") => Some(Phase::Enrol),
        _ => None,
    }
}

async fn other_method() -> Problem {
    Reason::MethodNotAllowed.into()
}

/// The line of a request.
pub(crate) fn find(method: &Method, path: &str) -> Option<&'static RouteLine> {
    TABLE.get(place(method, path)?)
}

/// A line with this path, whatever its method.
pub(crate) fn at(path: &str) -> Option<&'static RouteLine> {
    TABLE.iter().find(|line| matches(line.path, path))
}

/// The lines that say their class themselves, each with the end that it shares with all its requests.
static WITH_OWN_CLASS: LazyLock<Vec<(&'static str, &RouteLine)>> = LazyLock::new(|| {
    let own = TABLE.iter().filter(|line| line.own_class.is_some());
    own.map(|line| (fixed_end(line.path), line)).collect()
});

/// The class of a request, also of one that no line is for. It is that of its line, without looking through the table: every request asks,
/// so hardly any is held against a whole path.
pub(crate) fn class(method: &Method, path: &str) -> Class {
    let mut own = WITH_OWN_CLASS.iter();
    let found = own.find(|(end, line)| line.method == *method && path.ends_with(end) && matches(line.path, path));
    found.map_or_else(|| usual_class(method, path), |(_, line)| line.class())
}

/// The last segment of a pattern, where it is a word.
fn fixed_end(pattern: &str) -> &str {
    let end = pattern.rfind('/').map_or(pattern, |slash| &pattern[slash..]);
    if end.starts_with("/{") { "" } else { end }
}

/// Whether a path is one of this pattern, at the cost of a look at its end where it is not.
pub(crate) fn fits(pattern: &str, path: &str) -> bool {
    path.ends_with(fixed_end(pattern)) && matches(pattern, path)
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

    // ASVS 6.3.1: no route is without a budget, and none that changes something is paid as reading.
    #[test]
    fn every_route_has_a_class() {
        for line in TABLE {
            let path = line.path.replace(['{', '}'], "");
            assert_eq!(class(&line.method, &path), line.class(), "{} {path}", line.method);
            // A proxy asks for each of its requests, all members through it; an application for each of its approvals, again and again.
            let is_of_application = path.ends_with("/forward-auth") || path.ends_with("/approvals/id");
            let is_read = matches!(line.class(), Class::Read) || (is_of_application && line.method == Method::GET);
            assert_eq!(is_read, line.method.is_safe(), "{} {path}", line.method);
        }
        assert_eq!(class(&Method::POST, "/a/b/sign-in/passkey/begin"), Class::Begin);
        assert_eq!(class(&Method::POST, "/a/b/sign-in/passkey/finish"), Class::Finish);
        assert_eq!(class(&Method::HEAD, "/nothing/begin"), Class::Read);
    }

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
        for line in TABLE {
            let first = TABLE.iter().find(|other| other.method == line.method && matches(other.path, line.path));
            assert_eq!(found(line.method.clone(), line.path), first.map(|first| first.path), "{}", line.path);
        }
    }
}
