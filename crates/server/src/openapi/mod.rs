//! `/openapi.json`: the description of every JSON route, gathered from the handlers and written once. A test holds it against the router's
//! table, so that no route goes undocumented.

pub(crate) mod administration;
pub(crate) mod clients;
pub(crate) mod examination;
mod media;
pub(crate) mod readings;
mod reference;
mod refusals;
pub(crate) mod shapes;
pub(crate) mod webhooks;

use self::media::Media;
use self::refusals::Refusals;
use crate::problem::ErrorBody;
use crate::{api, identity, oidc, operations, router};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::LazyLock;
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme,
};
use utoipa::{Modify, OpenApi};

#[derive(Debug, OpenApi)]
#[openapi(
    info(
        title = "Keystead",
        description = "Sign-in with passkeys. Bodies are JSON of at most 64 KiB with `Content-Type: application/json`; members that are \
            not described here are refused, except in what a browser's WebAuthn returns. Every refusal has the same form: match on \
            `error_code`, show `error`, and give `reference` to support.",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    paths(
        oidc::discovery::appended,
        oidc::discovery::inserted,
        oidc::discovery::jwks,
        oidc::token::exchange,
        oidc::authorize::begin_by_form,
        oidc::authorize::decide,
        oidc::logout::begin_by_form,
        oidc::logout::confirm,
        oidc::approval::ask,
        oidc::approval::look,
        oidc::approval::look_by_form,
        oidc::approval::deny,
        oidc::approval::begin,
        oidc::approval::finish,
        oidc::device::begin,
        oidc::device::enter,
        oidc::device::decide,
        oidc::forward_auth::decide,
        oidc::userinfo::show,
        oidc::userinfo::show_by_form,
        oidc::pushed::push,
        oidc::introspection::introspect,
        oidc::revocation::revoke,
        identity::self_service::passkeys::begin,
        identity::self_service::passkeys::complete,
        identity::self_service::passkeys::begin_usernameless,
        identity::self_service::passkeys::complete_usernameless,
        identity::self_service::passkeys::delete,
        identity::self_service::passkeys::rename,
        identity::self_service::passkeys::set,
        identity::self_service::factors::set_password,
        identity::self_service::factors::change_password,
        identity::self_service::factors::set_totp,
        identity::self_service::factors::change_totp,
        identity::self_service::account::me,
        identity::self_service::account::update,
        identity::self_service::account::mfa_sessions,
        identity::self_service::account::end_mfa_session,
        identity::system::users::show,
        identity::system::pools::list,
        identity::system::pools::list_of_workspace,
        identity::system::pools::show,
        identity::system::pools::update,
        identity::system::users::list,
        identity::system::users::create,
        identity::system::users::by_key,
        identity::system::users::update,
        identity::system::users::patch,
        identity::system::users::delete,
        identity::system::addresses::add_identifier,
        identity::system::addresses::remove_identifier,
        identity::system::addresses::add_address,
        identity::system::addresses::update_address,
        identity::system::addresses::remove_address,
        identity::system::password::verify_v2,
        identity::system::password::verify,
        identity::system::passkeys::begin,
        identity::system::passkeys::complete,
        identity::system::passkeys::begin_usernameless,
        identity::system::passkeys::complete_usernameless,
        identity::system::passkeys::delete,
        identity::system::passkeys::rename,
        identity::system::adding::request,
        identity::system::adding::complete,
        identity::system::clients::list,
        identity::system::clients::register,
        identity::system::clients::show,
        identity::system::clients::change,
        identity::system::clients::remove,
        identity::system::clients::renew_secret,
        identity::system::codes::request,
        identity::system::codes::verify,
        identity::system::codes::inspect,
        identity::system::codes::generate,
        identity::system::codes::verify_authentication,
        identity::system::registering::register,
        identity::system::registering::activate,
        identity::system::registering::activate_of_id,
        identity::system::registering::send,
        identity::system::proving::request,
        identity::system::proving::complete,
        identity::system::resetting::request,
        identity::system::resetting::complete,
        identity::system::resetting::request_app,
        identity::system::resetting::complete_app,
        identity::scim::users::list,
        identity::scim::users::create,
        identity::scim::users::show,
        identity::scim::users::replace,
        identity::scim::users::patch,
        identity::scim::users::delete,
        identity::scim::documents::schemas,
        identity::scim::documents::schema,
        identity::scim::documents::resource_types,
        identity::scim::documents::resource_type,
        identity::scim::documents::service_provider_config,
        identity::hosted::begin,
        identity::hosted::complete,
        api::sign_in::begin,
        api::sign_in::finish,
        api::incidents::tell,
        crate::web::report::send,
        api::journey::start,
        api::journey::prove,
        api::journey::send,
        api::session::put_off,
        api::journey::passkey_begin,
        api::journey::passkey_finish,
        api::journey::enrol_begin,
        api::journey::enrol_finish,
        crate::web::single_sign_on::answer_offer,
        crate::web::language::choose,
        api::sign_up::start,
        api::sign_up::verify,
        api::sign_up::password,
        api::sign_up::address,
        api::sign_up::begin,
        api::sign_up::finish,
        api::step_up::methods,
        api::step_up::prove,
        api::step_up::send,
        api::step_up::begin,
        api::step_up::finish,
        api::session::show,
        api::session::sign_out,
        api::session::end,
        api::session::stay,
        api::session::exchange,
        api::components::words,
        api::sessions::list,
        api::sessions::revoke,
        api::sessions::revoke_others,
        api::passkeys::list,
        api::passkeys::begin,
        api::passkeys::finish,
        api::passkeys::rename,
        api::passkeys::delete,
        api::passkeys::test_begin,
        api::passkeys::test_finish,
        api::totp::show,
        api::totp::begin,
        api::totp::confirm,
        api::totp::remove,
        api::totp::held_begin,
        api::totp::held_confirm,
        api::recovery_codes::show,
        api::recovery_codes::draw,
        api::password::show,
        api::password::set,
        api::password::remove,
        api::addresses::list,
        api::addresses::add,
        api::addresses::verify,
        api::addresses::remove,
        api::activity::list,
        api::devices::list,
        api::devices::forget,
        api::applications::list,
        api::applications::disconnect,
        api::linked_accounts::list,
        api::linked_accounts::begin,
        api::linked_accounts::delete,
        api::recovery::start,
        api::recovery::password,
        api::recovery::replace,
        api::recovery::confirm,
        api::recovery::see,
        api::recovery::waiting,
        api::recovery::stop,
        api::setup::begin,
        api::setup::finish,
        crate::admin::administrators::appoint,
        crate::admin::administrators::change,
        crate::admin::administrators::dismiss,
        crate::admin::workspace::show,
        crate::admin::workspace::save,
        crate::admin::branding::show,
        crate::admin::branding::save,
        crate::admin::clients::add,
        crate::admin::client::show,
        crate::admin::client::save,
        crate::admin::client::renew_secret,
        crate::admin::client::enable,
        crate::admin::client::disable,
        crate::admin::client::remove,
        crate::admin::webhooks::add,
        crate::admin::webhook::show,
        crate::admin::webhook::deliveries,
        crate::admin::webhook::save,
        crate::admin::webhook::renew_secret,
        crate::admin::webhook::enable,
        crate::admin::webhook::disable,
        crate::admin::webhook::test,
        crate::admin::webhook::retry,
        crate::admin::webhook::remove,
        crate::admin::pool::show,
        crate::admin::pool::save,
        crate::admin::health::show,
        crate::admin::health::save,
        crate::admin::doctor::run,
        crate::admin::policy::show,
        crate::admin::policy::save,
        crate::admin::policy::add_role,
        crate::admin::policy::change_role,
        crate::admin::policy::remove_role,
        crate::admin::policy::add_group,
        crate::admin::policy::change_group,
        crate::admin::policy::remove_group,
        crate::admin::belonging::give_role,
        crate::admin::belonging::take_role,
        crate::admin::belonging::join_group,
        crate::admin::belonging::leave_group,
        crate::admin::support::close,
        crate::admin::support::close_all,
        crate::admin::dry_run::run,
        crate::admin::presets::start,
        crate::admin::roll_out::show,
        crate::admin::roll_out::save,
        crate::admin::schedule::show,
        crate::admin::schedule::schedule,
        crate::admin::schedule::announce,
        crate::admin::schedule::cancel,
        crate::admin::campaign::show,
        crate::admin::campaign::start,
        crate::admin::campaign::turn_back,
        crate::admin::campaign::finish,
        crate::web::feedback::give,
        crate::admin::invitations::invite,
        crate::admin::invitations::resend,
        crate::admin::invitations::revoke,
        crate::admin::user_actions::suspend,
        crate::admin::user_actions::restore,
        crate::admin::user_actions::remove,
        crate::admin::user_actions::end_sessions,
        crate::admin::user_actions::access_pass,
        crate::admin::user_actions::ask_access_pass,
        crate::admin::user_actions::end_access_pass_request,
        crate::admin::user_actions::end_access_pass,
        crate::admin::user_actions::confirm_access_pass,
        crate::admin::enrolment::link,
        crate::admin::enrolment::confirm_link,
        crate::admin::enrolment::passkey_begin,
        crate::admin::enrolment::passkey_finish,
        crate::admin::user_actions::mark,
        crate::admin::user_actions::allow_method,
        crate::admin::user_actions::rename_passkey,
        crate::admin::user_actions::delete_passkey,
        crate::admin::user_actions::quarantine_passkey,
        crate::admin::user_actions::release_passkey,
        operations::healthz,
        operations::readyz,
        operations::openapi,
        operations::metrics,
        api::well_known::webauthn,
        api::well_known::passkey_endpoints,
        api::well_known::assetlinks,
        api::well_known::apple_app_site_association
    ),
    components(schemas(
        ErrorBody,
        identity::shapes::ErrorShape,
        identity::scim::shapes::ScimErrorShape,
        crate::api::SignedInBody,
        crate::api::ContinueBody,
        crate::api::CodeBody,
        shapes::CameBody,
        api::journey::Brought,
        api::journey::PasskeyAsk,
        api::totp::HeldConfirm,
        api::journey::Prove,
        api::journey::Send,
        api::recovery::NewPassword,
        api::recovery::WaitingRecovery,
        administration::AppointedBody,
        administration::WorkspaceSettings,
        administration::PoolSettings,
        administration::VersionBody,
        administration::ReviewBody,
        administration::SavedBody,
        readings::PoolReading,
        readings::WorkspaceReading,
        readings::BrandingReading,
        readings::RollOutReading,
        readings::ClientReading,
        administration::Condition,
        administration::Alarms,
        administration::AlarmsBody,
        clients::NewClient,
        clients::ClientSettings,
        clients::DrawnClient,
        webhooks::NewWebhook,
        webhooks::WebhookSettings,
        webhooks::DrawnWebhook,
        webhooks::WebhookBody,
        webhooks::DeliveryBody,
        webhooks::DeliveriesBody,
        examination::Examination,
        examination::Examined,
        administration::DryRunAsk,
        administration::DryRunBody,
        administration::PresetAsk,
        administration::RollOut,
        administration::BelongingBody,
        administration::ScheduleBody,
        administration::CampaignStart,
        administration::CampaignFinish,
        administration::Campaign,
        administration::Moving,
        administration::MovedCount,
        administration::MoveCheck,
        administration::NotMoved,
        shapes::Feedback,
        administration::Rules,
        administration::Policies,
        administration::AccessPassBody,
        administration::EnrolmentLinkAsk,
        administration::EnrolmentLinkBody,
        administration::InviteAsk,
        administration::InvitedBody,
        administration::Nothing,
        administration::PasskeyName,
        administration::TestAccount,
        shapes::NoticeBody,
        shapes::ComponentsBody,
        crate::api::session::SessionBody,
        crate::api::session::ExchangedBody,
        shapes::RequestOptionsBody,
        shapes::CreationOptionsBody,
        shapes::PasskeyListBody,
        shapes::StepUpMethodsBody,
        shapes::AuthenticatorAppBody,
        shapes::NewSecretBody,
        shapes::RecoveryCodesBody,
        shapes::DrawnBody,
        shapes::PasswordBody,
        shapes::DeviceListBody,
        shapes::AddressListBody,
        crate::web::single_sign_on::OfferAnswer,
        api::sign_up::JoiningBody,
        api::sign_up::VerifySignUp,
        api::sign_up::SignUpAddress,
        api::sign_up::SignUpPassword,
        shapes::ActivityBody,
        shapes::SessionListBody,
        shapes::LinkedAccountListBody,
        shapes::ConnectedApplicationListBody,
        crate::api::linked_accounts::LinkBody
    )),
    modifiers(&Sessions, &Refusals, &Media)
)]
struct Description;

/// Ends of paths at which clients prove who they are.
const PROVED_BY_CLIENTS: [&str; 7] = [
    "/oauth2/token",
    "/par",
    "/oauth2/introspect",
    "/oauth2/revoke",
    "/device/authorization",
    "/approvals",
    "/approvals/{id}",
];

/// The two ways to show a session, and the access tokens of applications.
struct Sessions;

impl Modify for Sessions {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let cookie = ApiKeyValue::with_description(
            "__Host-ks.{tenant}.{workspace}",
            "For browsers; set by finish. On plain http the prefix is missing. Where other sites may show the pages in a frame, \
             `ks-framed.` stands for `ks.`.",
        );
        let token =
            HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some("The `session_token` of finish."));
        let components = openapi.components.get_or_insert_default();
        components.add_security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
        components.add_security_scheme("token", SecurityScheme::Http(token.build()));
        let access_token = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some(
            "Of the token endpoint: a member's, or a program's own. One that is bound to a key comes as `DPoP`.",
        ));
        components.add_security_scheme("access_token", SecurityScheme::Http(access_token.build()));
        let client = HttpBuilder::new().scheme(HttpAuthScheme::Basic).description(Some(
            "`client_id` and `client_secret`, each escaped as in a form first, for clients with `client_secret_basic`.",
        ));
        components.add_security_scheme("client", SecurityScheme::Http(client.build()));
        // Or in the form.
        let either = || vec![SecurityRequirement::new("client", Vec::<String>::new()), SecurityRequirement::default()];
        for line in router::table().iter().filter(|line| PROVED_BY_CLIENTS.iter().any(|end| line.path.ends_with(end))) {
            let item = openapi.paths.paths.get_mut(line.path);
            for operation in item.into_iter().flat_map(|item| [&mut item.get, &mut item.post]).flatten() {
                operation.security.get_or_insert_with(either);
            }
        }
        let by_token = |path: &str| identity::is_ours(path) || path.ends_with("/userinfo");
        for (_, item) in openapi.paths.paths.iter_mut().filter(|(path, _)| by_token(path)) {
            let methods = [&mut item.get, &mut item.post, &mut item.put, &mut item.patch, &mut item.delete];
            for operation in methods.into_iter().flatten() {
                operation
                    .security
                    .get_or_insert_with(|| vec![SecurityRequirement::new("access_token", Vec::<String>::new())]);
            }
        }
    }
}

static TEXT: LazyLock<String> = LazyLock::new(|| Description::openapi().to_json().unwrap_or_default());

/// As it is served.
pub fn text() -> &'static str {
    &TEXT
}

/// As it stands in `docs/developer/openapi.json`: for people, and to be compared line by line.
pub fn file() -> String {
    serde_json::to_string_pretty(&in_order()).unwrap_or_default() + "\n"
}

/// `docs/developer/api-reference.md`.
pub fn reference() -> String {
    reference::of(&in_order())
}

/// In the order of the names, whatever order the JSON library was built to keep.
fn in_order() -> Value {
    sorted(serde_json::to_value(Description::openapi()).unwrap_or_default())
}

fn sorted(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let members: BTreeMap<_, _> = members.into_iter().map(|(name, value)| (name, sorted(value))).collect();
            Value::Object(members.into_iter().collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(sorted).collect()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::router::{self, Audience};

    fn description() -> Value {
        serde_json::from_str(text()).unwrap()
    }

    /// A reference that leads nowhere leaves an answer undescribed, and no tool says so.
    #[test]
    fn every_reference_leads_somewhere() {
        fn references<'v>(value: &'v serde_json::Value, found: &mut Vec<&'v str>) {
            match value {
                serde_json::Value::Object(members) => {
                    found.extend(members.get("$ref").and_then(|target| target.as_str()));
                    members.values().for_each(|member| references(member, found));
                }
                serde_json::Value::Array(items) => items.iter().for_each(|item| references(item, found)),
                _ => {}
            }
        }
        let description = description();
        let mut found = Vec::new();
        references(&description, &mut found);
        assert!(found.len() > 20, "{found:?}");
        for target in found {
            assert!(description.pointer(target.trim_start_matches('#')).is_some(), "{target}");
        }
    }

    #[test]
    fn every_route_that_is_no_page_is_described_and_nothing_else() {
        let description = description();
        let paths = description["paths"].as_object().unwrap();
        let mut described: Vec<String> = paths
            .iter()
            .flat_map(|(path, methods)| {
                methods.as_object().unwrap().keys().map(move |method| format!("{method} {path}"))
            })
            .collect();
        let mut served: Vec<String> = router::table()
            .iter()
            .filter(|line| {
                matches!(line.audience, Audience::Api | Audience::Form | Audience::Client | Audience::Operations)
            })
            .map(|line| format!("{} {}", line.method.as_str().to_lowercase(), line.path))
            .collect();
        described.sort();
        served.sort();
        assert_eq!(described, served);
    }

    #[test]
    fn guarded_routes_say_so_and_all_apis_describe_their_errors() {
        let description = description();
        let mut ids = std::collections::HashSet::new();
        for line in router::table().iter().filter(|line| matches!(line.audience, Audience::Api | Audience::Form)) {
            let operation = &description["paths"][line.path][line.method.as_str().to_lowercase()];
            assert!(ids.insert(operation["operationId"].as_str().unwrap()), "{}", line.path);
            assert_eq!(operation["security"].is_array(), line.guard.asks_for_session(), "{}", line.path);
            let error = &operation["responses"]["429"]["content"]["application/json"]["schema"]["$ref"];
            assert_eq!(error, "#/components/schemas/ErrorBody", "{}", line.path);
            assert!(operation["summary"].is_string(), "{}", line.path);
        }
        assert_eq!(description["info"]["title"], "Keystead");
        assert_eq!(description["info"]["version"], env!("CARGO_PKG_VERSION"));
    }

    // The examples are what the domain really reads.
    #[test]
    fn the_examples_of_begin_bodies_are_taken() {
        let description = description();
        let example = |name: &str| description["components"]["schemas"][name]["example"].clone();
        serde_json::from_value::<domain::sign_in::Begin>(example("SignInBegin")).unwrap();
        serde_json::from_value::<domain::sign_up::Begin>(example("SignUpBegin")).unwrap();
        serde_json::from_value::<domain::step_up::Begin>(example("StepUpBegin")).unwrap();
        serde_json::from_value::<domain::passkeys::Begin>(example("PasskeyBegin")).unwrap();
        serde_json::from_value::<domain::passkeys::Rename>(example("PasskeyRename")).unwrap();
        serde_json::from_value::<domain::totp::Confirm>(example("TotpConfirm")).unwrap();
        serde_json::from_value::<domain::password::Set>(example("PasswordSet")).unwrap();
        serde_json::from_value::<domain::setup::Begin>(example("SetupBegin")).unwrap();
    }

    /// What the domain reads, by the names in serde's refusal of any other.
    fn members<T: serde::de::DeserializeOwned>() -> Vec<String> {
        let refusal = serde_json::from_str::<T>(r#"{"?":0}"#).map(drop).unwrap_err().to_string();
        let mut names: Vec<_> = refusal.split('`').skip(3).step_by(2).map(str::to_owned).collect();
        names.sort();
        names
    }

    #[test]
    fn begin_bodies_are_described_with_every_member_and_no_other() {
        let description = description();
        let described = |name: &str| -> Vec<String> {
            let properties = description["components"]["schemas"][name]["properties"].as_object().unwrap();
            let mut names: Vec<_> = properties.keys().cloned().collect();
            names.sort();
            names
        };
        assert_eq!(described("SignInBegin"), members::<domain::sign_in::Begin>());
        assert_eq!(described("SignUpBegin"), members::<domain::sign_up::Begin>());
        assert_eq!(described("SignUpStart"), members::<domain::sign_up::Start>());
        assert_eq!(described("AddressAdd"), members::<domain::addresses::Add>());
        assert_eq!(described("AddressVerify"), members::<domain::addresses::Verify>());
        assert_eq!(described("StepUpBegin"), members::<domain::step_up::Begin>());
        assert_eq!(described("PasskeyBegin"), members::<domain::passkeys::Begin>());
        assert_eq!(described("PasskeyRename"), members::<domain::passkeys::Rename>());
        assert_eq!(described("TotpConfirm"), members::<domain::totp::Confirm>());
        assert_eq!(described("PasswordSet"), members::<domain::password::Set>());
        assert_eq!(described("SetupBegin"), members::<domain::setup::Begin>());
        assert_eq!(described("CreationExtensions"), members::<domain::wish::CreationExtensions>());
        assert_eq!(described("RequestExtensions"), members::<domain::wish::RequestExtensions>());
    }
}
