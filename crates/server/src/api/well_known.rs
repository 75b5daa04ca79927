//! The files that browsers, password stores and phones fetch by themselves from the host of an RP ID. They are public: no cookie is read or
//! set, the answer follows from the host alone, and it is never a redirect, which none of the readers would follow.

use super::{Answer, text};
use crate::extract::NamedHost;
use crate::front::Server;
use crate::headers::CROSS_ORIGIN_RESOURCE_POLICY;
use crate::openapi::shapes;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, HeaderValue};
use domain::origins::apps::Android;
use domain::well_known::{self, PasskeyPages};
use domain::{Error, Reason, Snapshot};
use serde::Serialize;
use serde_json::Value;
use std::sync::Arc;

/// Short, so that a change is soon everywhere.
const FIVE_MINUTES: HeaderValue = HeaderValue::from_static("public, max-age=300");
/// And no more: `handle_all_urls` would also give the app every link of the host, set-up links among them.
const USES_PASSKEYS: &str = "delegate_permission/common.get_login_creds";
const FOR_ALL: HeaderValue = HeaderValue::from_static("cross-origin");

fn file(body: &impl Serialize) -> Answer {
    let mut response = text(serde_json::to_vec(body).map_err(Error::Answer)?);
    response.headers_mut().insert(CACHE_CONTROL, FIVE_MINUTES);
    response.headers_mut().insert(CROSS_ORIGIN_RESOURCE_POLICY, FOR_ALL);
    Ok(response)
}

/// Where else the passkeys of this host work.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct RelatedOrigins<'a> {
    #[schema(example = json!(["https://example.com", "https://example.de"]))]
    origins: Vec<&'a str>,
}

/// Lists the origins on which passkeys of this host work
///
/// For browsers (WebAuthn, 5.11), where an RP ID has related origins. The host is the one of the request, without its port.
#[utoipa::path(get, operation_id = "related_origins", path = "/.well-known/webauthn", tag = "Well-known files", responses(
    (status = 200, description = "This host is an RP ID with related origins", body = RelatedOrigins), shapes::Errors))]
pub(crate) async fn webauthn(State(server): State<Arc<Server>>, NamedHost(host): NamedHost) -> Answer {
    let snapshot = server.app.snapshot();
    file(&related(&snapshot, &host).ok_or(Reason::UnknownAddress)?)
}

fn related<'a>(snapshot: &'a Snapshot, host: &'a str) -> Option<RelatedOrigins<'a>> {
    Some(RelatedOrigins { origins: well_known::related_origins(snapshot, host)? })
}

/// Where members keep their passkeys.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct PasskeyEndpoints {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "https://id.example.com/main/staff/account/security")]
    enroll: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "https://id.example.com/main/staff/account/security")]
    manage: Option<String>,
}

/// Names the pages on which passkeys of this host are added and kept
///
/// For password stores. Without members: passkeys are used here, but no one page is everybody's.
#[utoipa::path(get, operation_id = "passkey_endpoints", path = "/.well-known/passkey-endpoints", tag = "Well-known files", responses(
    (status = 200, description = "This host is an RP ID", body = PasskeyEndpoints), shapes::Errors))]
pub(crate) async fn passkey_endpoints(State(server): State<Arc<Server>>, NamedHost(host): NamedHost) -> Answer {
    file(&endpoints(&server, &host).ok_or(Reason::UnknownAddress)?)
}

fn endpoints(server: &Server, host: &str) -> Option<PasskeyEndpoints> {
    let page = match well_known::passkey_pages(&server.app.snapshot(), host) {
        PasskeyPages::Unknown => return None,
        PasskeyPages::Several => None,
        PasskeyPages::Of(door) => Some(server.security_address(door)),
    };
    Some(PasskeyEndpoints { enroll: page.clone(), manage: page })
}

/// What an Android app may do for this host.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct AssetLink<'a> {
    #[schema(example = json!(["delegate_permission/common.get_login_creds"]))]
    relation: [&'static str; 1],
    target: AndroidTarget<'a>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct AndroidTarget<'a> {
    #[schema(example = "android_app")]
    namespace: &'static str,
    #[schema(example = "com.example.app")]
    package_name: &'a str,
    /// In capitals, with colons.
    sha256_cert_fingerprints: Vec<String>,
}

/// Lists the Android apps that use passkeys of this host
///
/// For Android (Digital Asset Links).
#[utoipa::path(get, operation_id = "assetlinks", path = "/.well-known/assetlinks.json", tag = "Well-known files", responses(
    (status = 200, description = "This host is an RP ID with Android apps", body = Vec<AssetLink>), shapes::Errors))]
pub(crate) async fn assetlinks(State(server): State<Arc<Server>>, NamedHost(host): NamedHost) -> Answer {
    let snapshot = server.app.snapshot();
    let links = links(&snapshot, &host);
    if links.is_empty() { Err(Reason::UnknownAddress.into()) } else { file(&links) }
}

fn links<'a>(snapshot: &'a Snapshot, host: &'a str) -> Vec<AssetLink<'a>> {
    let link = |app: &'a Android| AssetLink {
        relation: [USES_PASSKEYS],
        target: AndroidTarget {
            namespace: "android_app",
            package_name: &app.package,
            sha256_cert_fingerprints: app.fingerprints.iter().map(ToString::to_string).collect(),
        },
    };
    well_known::android_apps(snapshot, host).into_iter().map(link).collect()
}

/// The Apple apps that belong to this host.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct AppSiteAssociation<'a> {
    webcredentials: AppleApps<'a>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct AppleApps<'a> {
    /// Team and bundle.
    #[schema(example = json!(["ABCDE12345.com.example.app"]))]
    apps: Vec<&'a str>,
}

/// Lists the Apple apps that use passkeys of this host
///
/// For iOS and macOS (associated domains).
#[utoipa::path(get, operation_id = "apple_app_site_association", path = "/.well-known/apple-app-site-association",
    tag = "Well-known files", responses((status = 200, description = "This host is an RP ID with Apple apps",
    body = AppSiteAssociation), shapes::Errors))]
pub(crate) async fn apple_app_site_association(
    State(server): State<Arc<Server>>,
    NamedHost(host): NamedHost,
) -> Answer {
    let snapshot = server.app.snapshot();
    file(&association(&snapshot, &host).ok_or(Reason::UnknownAddress)?)
}

fn association<'a>(snapshot: &'a Snapshot, host: &'a str) -> Option<AppSiteAssociation<'a>> {
    let apps = well_known::apple_apps(snapshot, host);
    (!apps.is_empty()).then_some(AppSiteAssociation { webcredentials: AppleApps { apps } })
}

/// What a host must serve below `/.well-known/`, whoever serves it.
pub(crate) fn files(server: &Server, host: &str) -> Vec<(&'static str, Value)> {
    let snapshot = server.app.snapshot();
    let links = Some(links(&snapshot, host)).filter(|links| !links.is_empty());
    let all = [
        ("webauthn", related(&snapshot, host).map(serde_json::to_value)),
        ("passkey-endpoints", endpoints(server, host).map(serde_json::to_value)),
        ("assetlinks.json", links.map(serde_json::to_value)),
        ("apple-app-site-association", association(&snapshot, host).map(serde_json::to_value)),
    ];
    all.into_iter().filter_map(|(name, body)| Some((name, body?.ok()?))).collect()
}
