//! Whether an application can be kept safely, whoever asks for it. It must never let through what another way of registering would refuse.

use super::{LONGEST_NAME, NotKept, list};
use crate::app::App;
use crate::applications::client::{AuthMethod, Client, ClientSettings, GrantType, SubjectType};
use crate::applications::issuer::Issuer;
use crate::applications::{forward_auth, subject};
use crate::oauth::jwk::Jwks;
use crate::oauth::jws::Algorithm;
use crate::oauth::redirect_uri::{self, NotRedirectUri, may_register};
use crate::oauth::scope::Scopes;
use std::ops::RangeInclusive;

pub(super) const MOST_URIS: usize = 50;
/// A day at most: longer, and whoever finds one has found much.
const ACCESS_S: RangeInclusive<i64> = 60..=24 * 60 * 60;
const REFRESH_S: RangeInclusive<i64> = 60..=2 * 366 * 24 * 60 * 60;

pub(crate) fn check(app: &App, issuer: &Issuer, name: &str, settings: &ClientSettings) -> Result<(), NotKept> {
    if name.trim().is_empty() || name.chars().count() > LONGEST_NAME || name.contains('\0') {
        return Err(NotKept::Name);
    }
    check_uris(app, settings)?;
    if settings.grant_types.is_empty() {
        return Err(NotKept::NoGrantType);
    }
    let is_public = settings.token_endpoint_auth_method == AuthMethod::None;
    let signs_in = settings.grant_types.contains(&GrantType::AuthorizationCode);
    if issuer.door.is_none() && (signs_in || settings.grant_types.contains(&GrantType::DeviceCode)) {
        return Err(NotKept::NobodySignsIn);
    }
    if signs_in && settings.redirect_uris.is_empty() {
        return Err(NotKept::NoRedirectUri(name.to_owned()));
    }
    if is_public && settings.grant_types.contains(&GrantType::ClientCredentials) {
        return Err(NotKept::PublicAlone);
    }
    if is_public && !settings.require_pkce {
        return Err(NotKept::PublicPkce);
    }
    Scopes::read(&settings.scope).map_err(|_| NotKept::Scope)?;
    Algorithm::find(&settings.id_token_signed_response_alg).ok_or(NotKept::Algorithm)?;
    // Whatever it proves itself by: a private key is neither kept nor shown.
    let has_keys = settings.jwks.as_ref().map(Jwks::read).transpose()?.is_some() || settings.jwks_uri.is_some();
    let is_right = |uri: &String| settings.jwks.is_none() && may_be_told(app, uri);
    if !settings.jwks_uri.as_ref().is_none_or(is_right) {
        return Err(NotKept::KeysUri);
    }
    if settings.token_endpoint_auth_method == AuthMethod::PrivateKeyJwt && !has_keys {
        return Err(NotKept::Keys);
    }
    let spans = [
        ("access_token_seconds", settings.access_token_seconds, ACCESS_S),
        ("refresh_idle_seconds", settings.refresh_idle_seconds, REFRESH_S),
        ("refresh_seconds", settings.refresh_seconds, REFRESH_S),
        ("default_max_age", settings.default_max_age.unwrap_or_default(), 0..=*REFRESH_S.end()),
    ];
    match spans.into_iter().find(|(_, value, bounds)| !bounds.contains(value)) {
        Some((setting, ..)) => Err(NotKept::Bounds(setting)),
        None => Ok(()),
    }
}

fn check_uris(app: &App, settings: &ClientSettings) -> Result<(), NotKept> {
    let kinds = [&settings.redirect_uris, &settings.post_logout_redirect_uris];
    if kinds.iter().any(|uris| uris.len() > MOST_URIS) || settings.audiences.len() > MOST_URIS {
        return Err(NotKept::TooMany);
    }
    let is_pairwise = settings.subject_type == SubjectType::Pairwise;
    if is_pairwise && subject::sector(&settings.redirect_uris).is_none() {
        return Err(NotKept::Sector);
    }
    if settings.backchannel_logout_uri.as_ref().is_some_and(|uri| !may_be_told(app, uri)) {
        return Err(NotKept::LogoutUri);
    }
    for uri in kinds.into_iter().flatten() {
        match may_register(uri) {
            // Where we are on this machine alone, so are the applications that are tried with us.
            Err(NotRedirectUri::OnlyInDevelopment) if app.public_url().is_local() => {}
            Err(why) => return Err(NotKept::RedirectUri { uri: uri.clone(), why }),
            Ok(()) => {}
        }
    }
    Ok(())
}

/// Whether we may call it: only by TLS; without it where we are on this machine alone.
fn may_be_told(app: &App, uri: &str) -> bool {
    let is_local = app.public_url().is_local() && uri.starts_with("http://");
    match may_register(uri) {
        Ok(()) => uri.starts_with("https://") || is_local,
        Err(NotRedirectUri::OnlyInDevelopment) => is_local,
        Err(_) => false,
    }
}

/// One application for each origin, which has its way back there and is not ours. It does what we do in its place, and nothing beside that.
/// `is_other` says of those that are known which of them keep their origins.
pub(crate) fn check_proxy(
    app: &App,
    (issuer, is_other): (&Issuer, impl Fn(&Client) -> bool),
    settings: &ClientSettings,
) -> Result<(), NotKept> {
    let known = list(app, issuer);
    let is_right = |origin: &String| {
        let port = if origin.starts_with("https:") { ":443" } else { ":80" };
        let is_plain = redirect_uri::origin(origin) == Some(origin.as_str()) && !origin.ends_with(port);
        let is_free = !known.iter().any(|client| is_other(client) && client.settings.proxy_origins.contains(origin));
        let leads_back = settings.redirect_uris.contains(&forward_auth::callback(origin));
        is_plain && is_free && leads_back && *origin != app.public_url().origin()
    };
    if settings.proxy_origins.len() > MOST_URIS {
        return Err(NotKept::TooMany);
    }
    match settings.proxy_origins.iter().find(|origin| !is_right(origin)) {
        Some(origin) => return Err(NotKept::ProxyOrigin(origin.clone())),
        None if settings.proxy_origins.is_empty() => return Ok(()),
        None => {}
    }
    if settings.grant_types != [GrantType::AuthorizationCode] {
        return Err(NotKept::ProxyGrants);
    }
    if settings.require_pushed_authorization_requests { Err(NotKept::ProxyPushed) } else { Ok(()) }
}
