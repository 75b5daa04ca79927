//! Every route of the table, tried by a stranger, with a session of another tenant, and without the proof against cross-site requests. A
//! route that is missing here fails the test: decide what a stranger may do there, and write it down.

use crate::support::app::{HOST, ORIGIN, SMART};
use crate::support::{Answer, TestApp, on_both_engines};
use axum::body::Body;
use axum::http::{Method, Request};
use server::router::{self, Audience, Guard, RouteLine};
use std::collections::BTreeSet;

/// What a stranger gets: method, path, body, status, error code (none where it is no refusal in JSON).
const STRANGER: &[(&str, &str, &str, u16, &str)] = &[
    ("GET", "/", "", 200, ""),
    ("GET", "/assets/{file}", "", 200, ""),
    // Only in a demonstration, which is what is tried here.
    ("GET", "/mailbox", "", 200, ""),
    ("GET", "/mailbox.json", "", 200, ""),
    ("GET", "/healthz", "", 200, ""),
    ("GET", "/readyz", "", 200, ""),
    ("GET", "/openapi.json", "", 200, ""),
    // Without the token there is nothing.
    ("GET", "/metrics", "", 404, "not_found"),
    ("GET", "/.well-known/webauthn", "", 404, "not_found"),
    ("GET", "/.well-known/passkey-endpoints", "", 200, ""),
    ("GET", "/.well-known/assetlinks.json", "", 404, "not_found"),
    ("GET", "/.well-known/apple-app-site-association", "", 404, "not_found"),
    ("GET", "/.well-known/oauth-authorization-server/{tenant}/{workspace}", "", 200, ""),
    ("GET", "/{tenant}/{workspace}/.well-known/openid-configuration", "", 200, ""),
    ("GET", "/{tenant}/{workspace}/.well-known/jwks.json", "", 200, ""),
    // Nobody can be sent anywhere: the request names no client.
    ("GET", "/{tenant}/{workspace}/oauth2/authorize", "", 400, ""),
    ("GET", "/{tenant}/{workspace}/oauth2/authorize/{handle}", "", 400, ""),
    ("POST", "/{tenant}/{workspace}/oauth2/authorize/{handle}", r#"{"answer":"allow"}"#, 401, "not_signed_in"),
    // There is nobody to sign out.
    ("GET", "/{tenant}/{workspace}/oidc/logout", "", 303, ""),
    ("POST", "/{tenant}/{workspace}/oidc/logout", "{}", 400, ""),
    ("POST", "/{tenant}/{workspace}/oidc/logout/confirm", "{}", 401, "not_signed_in"),
    ("GET", "/{tenant}/{workspace}/userinfo", "", 401, ""),
    // In the form of OAuth, and only forms: no JSON is taken.
    ("POST", "/{tenant}/{workspace}/userinfo", "{}", 401, ""),
    ("POST", "/{tenant}/{workspace}/par", "{}", 400, ""),
    ("POST", "/{tenant}/{workspace}/oauth2/authorize", "{}", 400, ""),
    ("POST", "/{tenant}/{workspace}/device/authorization", "{}", 400, ""),
    ("POST", "/{tenant}/{workspace}/approvals", "{}", 400, ""),
    // Who asks has not said who they are.
    ("GET", "/{tenant}/{workspace}/approvals/{id}", "", 401, ""),
    ("POST", "/{tenant}/{workspace}/approvals/{id}", "{}", 400, ""),
    ("GET", "/{tenant}/{workspace}/approve", "", 303, ""),
    ("GET", "/{tenant}/{workspace}/approve/{id}", "", 303, ""),
    ("POST", "/{tenant}/{workspace}/approve/{id}", r#"{"answer":"deny"}"#, 401, "not_signed_in"),
    ("POST", "/{tenant}/{workspace}/approve/{id}/begin", "{}", 401, "not_signed_in"),
    ("POST", "/{tenant}/{workspace}/approve/{id}/finish", "{}", 401, "not_signed_in"),
    // For proxies that we trust.
    ("GET", "/{tenant}/{workspace}/forward-auth", "", 403, ""),
    ("GET", "/{tenant}/{workspace}/device", "", 200, ""),
    // Only members may try a code.
    ("POST", "/{tenant}/{workspace}/device", r#"{"user_code":"BCDF-GHJK"}"#, 303, ""),
    ("GET", "/{tenant}/{workspace}/device/request/{handle}", "", 303, ""),
    ("POST", "/{tenant}/{workspace}/device/request/{handle}", r#"{"answer":"allow"}"#, 401, "not_signed_in"),
    ("POST", "/{tenant}/{workspace}/oauth2/token", "{}", 400, ""),
    ("POST", "/{tenant}/{workspace}/oauth2/introspect", "{}", 400, ""),
    ("POST", "/{tenant}/{workspace}/oauth2/revoke", "{}", 400, ""),
    // Only an access token counts, and no session's.
    ("POST", "/{tenant}/{workspace}/identity/v2/self/webauthn/create/begin", "", 401, "invalid_access_token"),
    ("POST", "/{tenant}/{workspace}/identity/v2/self/webauthn/create/complete", "{}", 401, "invalid_access_token"),
    (
        "POST",
        "/{tenant}/{workspace}/identity/v2/self/usernameless-webauthn/create/begin",
        "",
        401,
        "invalid_access_token",
    ),
    (
        "POST",
        "/{tenant}/{workspace}/identity/v2/self/usernameless-webauthn/create/complete",
        "{}",
        401,
        "invalid_access_token",
    ),
    ("DELETE", "/{tenant}/{workspace}/identity/v2/self/webauthn/{id}", "", 401, "invalid_access_token"),
    (
        "PUT",
        "/{tenant}/{workspace}/identity/v2/self/webauthn/{id}/name",
        r#"{"name":"x"}"#,
        401,
        "invalid_access_token",
    ),
    (
        "POST",
        "/{tenant}/{workspace}/identity/v2/self/set-webauthn",
        r#"{"new_webauthn":{}}"#,
        401,
        "invalid_access_token",
    ),
    ("GET", "/{tenant}/{workspace}/identity/v2/self/me", "", 401, "invalid_access_token"),
    ("GET", "/{tenant}/{workspace}/identity/v2/self/mfa/sessions", "", 401, "invalid_access_token"),
    ("DELETE", "/{tenant}/{workspace}/identity/v2/self/mfa/sessions/{id}", "", 401, "invalid_access_token"),
    ("GET", "/api/identity/{tenant}/system/pools", "", 401, "invalid_access_token"),
    ("GET", "/api/identity/{tenant}/system/workspace/{workspace}/pools", "", 401, "invalid_access_token"),
    ("GET", "/api/identity/{tenant}/system/pools/{pool}", "", 401, "invalid_access_token"),
    ("PUT", "/api/identity/{tenant}/system/pools/{pool}", "{}", 401, "invalid_access_token"),
    ("GET", "/api/identity/{tenant}/system/pools/{pool}/users", "", 401, "invalid_access_token"),
    ("POST", "/api/identity/{tenant}/system/pools/{pool}/users", r#"{"status":"active"}"#, 401, "invalid_access_token"),
    (
        "POST",
        "/api/identity/{tenant}/system/pools/{pool}/users/by_key",
        r#"{"identifier":"x"}"#,
        401,
        "invalid_access_token",
    ),
    ("PUT", "/api/identity/{tenant}/system/pools/{pool}/users/{user}", "{}", 401, "invalid_access_token"),
    ("PATCH", "/api/identity/{tenant}/system/pools/{pool}/users/{user}", "{}", 401, "invalid_access_token"),
    ("DELETE", "/api/identity/{tenant}/system/pools/{pool}/users/{user}", "", 401, "invalid_access_token"),
    (
        "POST",
        "/api/identity/{tenant}/system/pools/{pool}/users/{user}/identifiers/add",
        r#"{"identifier":"x","type":"uid"}"#,
        401,
        "invalid_access_token",
    ),
    (
        "POST",
        "/api/identity/{tenant}/system/pools/{pool}/users/{user}/identifiers/remove",
        r#"{"identifier":"x"}"#,
        401,
        "invalid_access_token",
    ),
    (
        "POST",
        "/api/identity/{tenant}/system/pools/{pool}/users/{user}/addresses/add",
        r#"{"address":"a@b.example","type":"email","verified":true}"#,
        401,
        "invalid_access_token",
    ),
    (
        "POST",
        "/api/identity/{tenant}/system/pools/{pool}/users/{user}/addresses/update",
        r#"{"address":"a@b.example","status":"active","verified":true}"#,
        401,
        "invalid_access_token",
    ),
    (
        "POST",
        "/api/identity/{tenant}/system/pools/{pool}/users/{user}/addresses/remove",
        r#"{"address":"a@b.example"}"#,
        401,
        "invalid_access_token",
    ),
    (
        "POST",
        "/api/identity/{tenant}/system/pools/{pool}/user/password/v2/verify",
        r#"{"password":"x","identifier":"x"}"#,
        401,
        "invalid_access_token",
    ),
    (
        "POST",
        "/api/identity/{tenant}/system/pools/{pool}/user/password/verify",
        r#"{"password":"x","identifier":"x"}"#,
        401,
        "invalid_access_token",
    ),
    ("PUT", "/{tenant}/{workspace}/identity/v2/self/me", "{}", 401, "invalid_access_token"),
    ("GET", "/api/identity/{tenant}/system/pools/{pool}/users/{user}", "", 401, "invalid_access_token"),
    (
        "POST",
        "/api/identity/{tenant}/system/pools/{pool}/users/{user}/webauthn/create/begin",
        "",
        401,
        "invalid_access_token",
    ),
    (
        "POST",
        "/api/identity/{tenant}/system/pools/{pool}/users/{user}/webauthn/create/complete",
        "{}",
        401,
        "invalid_access_token",
    ),
    (
        "POST",
        "/api/identity/{tenant}/system/pools/{pool}/users/{user}/usernameless-webauthn/create/begin",
        "",
        401,
        "invalid_access_token",
    ),
    (
        "POST",
        "/api/identity/{tenant}/system/pools/{pool}/users/{user}/usernameless-webauthn/create/complete",
        "{}",
        401,
        "invalid_access_token",
    ),
    (
        "DELETE",
        "/api/identity/{tenant}/system/pools/{pool}/users/{user}/webauthn/{id}",
        "",
        401,
        "invalid_access_token",
    ),
    (
        "PUT",
        "/api/identity/{tenant}/system/pools/{pool}/users/{user}/webauthn/{id}/name",
        r#"{"name":"x"}"#,
        401,
        "invalid_access_token",
    ),
    (
        "POST",
        "/api/identity/{tenant}/system/pools/{pool}/user/webauthn/add/request",
        r#"{"address":"a@b.example"}"#,
        401,
        "invalid_access_token",
    ),
    (
        "POST",
        "/api/identity/{tenant}/system/pools/{pool}/user/webauthn/add/complete",
        r#"{"code":"1"}"#,
        401,
        "invalid_access_token",
    ),
    ("GET", "/api/identity/{tenant}/system/workspaces/{workspace}/clients", "", 401, "invalid_access_token"),
    ("POST", "/api/identity/{tenant}/system/workspaces/{workspace}/clients", "{}", 401, "invalid_access_token"),
    ("GET", "/api/identity/{tenant}/system/workspaces/{workspace}/clients/{id}", "", 401, "invalid_access_token"),
    ("PUT", "/api/identity/{tenant}/system/workspaces/{workspace}/clients/{id}", "{}", 401, "invalid_access_token"),
    ("DELETE", "/api/identity/{tenant}/system/workspaces/{workspace}/clients/{id}", "", 401, "invalid_access_token"),
    (
        "POST",
        "/api/identity/{tenant}/system/workspaces/{workspace}/clients/{id}/secret",
        "{}",
        401,
        "invalid_access_token",
    ),
    (
        "POST",
        "/api/identity/{tenant}/system/pools/{pool}/user/otp/request",
        r#"{"userID":"x"}"#,
        401,
        "invalid_access_token",
    ),
    (
        "POST",
        "/api/identity/{tenant}/system/pools/{pool}/user/otp/verify",
        r#"{"code":"1"}"#,
        401,
        "invalid_access_token",
    ),
    (
        "POST",
        "/api/identity/{tenant}/system/pools/{pool}/user/otp/inspect",
        r#"{"code":"1"}"#,
        401,
        "invalid_access_token",
    ),
    (
        "POST",
        "/api/identity/{tenant}/system/pools/{pool}/user/code/generate",
        r#"{"type":"challenge"}"#,
        401,
        "invalid_access_token",
    ),
    (
        "POST",
        "/api/identity/{tenant}/system/pools/{pool}/user/authentication-code/verify",
        r#"{"code":"1"}"#,
        401,
        "invalid_access_token",
    ),
    (
        "POST",
        "/api/identity/{tenant}/system/pools/{pool}/user/register",
        r#"{"identifier":"a@b.example"}"#,
        401,
        "invalid_access_token",
    ),
    (
        "POST",
        "/api/identity/{tenant}/system/pools/{pool}/user/activate",
        r#"{"code":"1"}"#,
        401,
        "invalid_access_token",
    ),
    (
        "POST",
        "/api/identity/{tenant}/system/pools/{pool}/users/{user}/activate",
        r#"{"code":"1"}"#,
        401,
        "invalid_access_token",
    ),
    (
        "POST",
        "/api/identity/{tenant}/system/pools/{pool}/users/{user}/activation/send",
        "{}",
        401,
        "invalid_access_token",
    ),
    (
        "POST",
        "/api/identity/{tenant}/system/pools/{pool}/users/{user}/address/verification/request",
        r#"{"address":"a@b.example"}"#,
        401,
        "invalid_access_token",
    ),
    (
        "POST",
        "/api/identity/{tenant}/system/pools/{pool}/users/{user}/address/verification/complete",
        r#"{"address":"a@b.example","code":"1"}"#,
        401,
        "invalid_access_token",
    ),
    (
        "POST",
        "/api/identity/{tenant}/system/pools/{pool}/user/password/reset/request",
        r#"{"address":"a@b.example"}"#,
        401,
        "invalid_access_token",
    ),
    (
        "POST",
        "/api/identity/{tenant}/system/pools/{pool}/user/password/reset/complete",
        r#"{"code":"1"}"#,
        401,
        "invalid_access_token",
    ),
    (
        "POST",
        "/api/identity/{tenant}/system/pools/{pool}/user/totp/reset/request",
        r#"{"address":"a@b.example"}"#,
        401,
        "invalid_access_token",
    ),
    (
        "POST",
        "/api/identity/{tenant}/system/pools/{pool}/user/totp/reset/complete",
        r#"{"code":"1"}"#,
        401,
        "invalid_access_token",
    ),
    ("GET", "/api/identity/{tenant}/system/pools/{pool}/scim/v2/Users", "", 401, "invalid_access_token"),
    (
        "POST",
        "/api/identity/{tenant}/system/pools/{pool}/scim/v2/Users",
        r#"{"userName":"eve"}"#,
        401,
        "invalid_access_token",
    ),
    ("GET", "/api/identity/{tenant}/system/pools/{pool}/scim/v2/Users/{user}", "", 401, "invalid_access_token"),
    (
        "PUT",
        "/api/identity/{tenant}/system/pools/{pool}/scim/v2/Users/{user}",
        r#"{"userName":"eve"}"#,
        401,
        "invalid_access_token",
    ),
    (
        "PATCH",
        "/api/identity/{tenant}/system/pools/{pool}/scim/v2/Users/{user}",
        r#"{"Operations":[]}"#,
        401,
        "invalid_access_token",
    ),
    ("DELETE", "/api/identity/{tenant}/system/pools/{pool}/scim/v2/Users/{user}", "", 401, "invalid_access_token"),
    ("GET", "/api/identity/{tenant}/system/pools/{pool}/scim/v2/Schemas", "", 401, "invalid_access_token"),
    ("GET", "/api/identity/{tenant}/system/pools/{pool}/scim/v2/Schemas/{id}", "", 401, "invalid_access_token"),
    ("GET", "/api/identity/{tenant}/system/pools/{pool}/scim/v2/ResourceTypes", "", 401, "invalid_access_token"),
    ("GET", "/api/identity/{tenant}/system/pools/{pool}/scim/v2/ResourceTypes/{id}", "", 401, "invalid_access_token"),
    (
        "GET",
        "/api/identity/{tenant}/system/pools/{pool}/scim/v2/ServiceProviderConfig",
        "",
        401,
        "invalid_access_token",
    ),
    // There is no such pool.
    ("POST", "/{tenant}/identity/{pool}/register/webauthn/begin", r#"{"identifier":"eve"}"#, 404, "pool_not_found"),
    ("POST", "/{tenant}/identity/{pool}/register/webauthn/complete", "{}", 404, "pool_not_found"),
    (
        "POST",
        "/{tenant}/{workspace}/identity/v2/self/set-password",
        r#"{"new_password":"x"}"#,
        401,
        "invalid_access_token",
    ),
    (
        "POST",
        "/{tenant}/{workspace}/identity/v2/self/change-password",
        r#"{"old_password":"x","new_password":"y"}"#,
        401,
        "invalid_access_token",
    ),
    (
        "POST",
        "/{tenant}/{workspace}/identity/v2/self/set-totp-secret",
        r#"{"new_totp_secret":"x"}"#,
        401,
        "invalid_access_token",
    ),
    (
        "POST",
        "/{tenant}/{workspace}/identity/v2/self/change-totp-secret",
        r#"{"new_totp_secret":"x"}"#,
        401,
        "invalid_access_token",
    ),
    ("GET", "/setup/{token}", "", 404, ""),
    ("POST", "/setup/{token}/passkey/begin", r#"{"identifier":"eve"}"#, 404, "setup_link_invalid"),
    ("POST", "/setup/{token}/passkey/finish", "{}", 400, "malformed_request"),
    ("GET", "/admin", "", 303, ""),
    ("GET", "/admin/confirm", "", 303, ""),
    ("GET", "/admin/administrators", "", 303, ""),
    (
        "POST",
        "/admin/administrators",
        r#"{"identifier":"eve","role":"owner","scope":"installation"}"#,
        401,
        "not_signed_in",
    ),
    ("GET", "/admin/administrators/{id}", "", 303, ""),
    ("PUT", "/admin/administrators/{id}", r#"{"role":"owner","scope":"installation"}"#, 401, "not_signed_in"),
    ("DELETE", "/admin/administrators/{id}", "", 401, "not_signed_in"),
    ("GET", "/admin/authentication", "", 303, ""),
    ("GET", "/admin/{tenant}/workspaces/{workspace}/authentication/settings/methods", "", 303, ""),
    ("GET", "/admin/{tenant}/workspaces/{workspace}/settings", "", 401, "not_signed_in"),
    ("PUT", "/admin/{tenant}/workspaces/{workspace}/settings", r#"{"mode":"classic"}"#, 401, "not_signed_in"),
    ("GET", "/admin/{tenant}/workspaces/{workspace}/branding", "", 303, ""),
    ("GET", "/admin/{tenant}/workspaces/{workspace}/branding/preview", "", 303, ""),
    ("GET", "/admin/{tenant}/workspaces/{workspace}/branding/settings", "", 401, "not_signed_in"),
    ("PUT", "/admin/{tenant}/workspaces/{workspace}/branding/settings", r#"{"name":"x"}"#, 401, "not_signed_in"),
    ("GET", "/admin/clients", "", 303, ""),
    ("GET", "/admin/{tenant}/clients", "", 303, ""),
    (
        "POST",
        "/admin/{tenant}/clients",
        r#"{"name":"Wiki","workspace":"community","kind":"web","redirect_uris":["https://wiki.example/back"]}"#,
        401,
        "not_signed_in",
    ),
    ("GET", "/admin/{tenant}/clients/new", "", 303, ""),
    ("GET", "/admin/{tenant}/clients/{workspace}/{id}", "", 303, ""),
    ("GET", "/admin/{tenant}/clients/{workspace}/{id}/tokens", "", 303, ""),
    ("DELETE", "/admin/{tenant}/clients/{workspace}/{id}", "", 401, "not_signed_in"),
    ("GET", "/admin/{tenant}/clients/{workspace}/{id}/settings", "", 401, "not_signed_in"),
    ("PUT", "/admin/{tenant}/clients/{workspace}/{id}/settings", r#"{"name":"x"}"#, 401, "not_signed_in"),
    ("POST", "/admin/{tenant}/clients/{workspace}/{id}/secret", "{}", 401, "not_signed_in"),
    ("POST", "/admin/{tenant}/clients/{workspace}/{id}/enable", "{}", 401, "not_signed_in"),
    ("POST", "/admin/{tenant}/clients/{workspace}/{id}/disable", "{}", 401, "not_signed_in"),
    ("GET", "/admin/webhooks", "", 303, ""),
    ("GET", "/admin/{tenant}/webhooks", "", 303, ""),
    (
        "POST",
        "/admin/{tenant}/webhooks",
        r#"{"url":"https://hooks.example/in","events":["sign_in"]}"#,
        401,
        "not_signed_in",
    ),
    ("GET", "/admin/{tenant}/webhooks/new", "", 303, ""),
    ("GET", "/admin/{tenant}/webhooks/{id}", "", 303, ""),
    ("DELETE", "/admin/{tenant}/webhooks/{id}", "", 401, "not_signed_in"),
    ("GET", "/admin/{tenant}/webhooks/{id}/settings", "", 401, "not_signed_in"),
    ("PUT", "/admin/{tenant}/webhooks/{id}/settings", r#"{"description":"x"}"#, 401, "not_signed_in"),
    ("POST", "/admin/{tenant}/webhooks/{id}/secret", "{}", 401, "not_signed_in"),
    ("POST", "/admin/{tenant}/webhooks/{id}/enable", "{}", 401, "not_signed_in"),
    ("POST", "/admin/{tenant}/webhooks/{id}/disable", "{}", 401, "not_signed_in"),
    ("POST", "/admin/{tenant}/webhooks/{id}/test", "{}", 401, "not_signed_in"),
    ("GET", "/admin/{tenant}/webhooks/{id}/deliveries", "", 401, "not_signed_in"),
    ("POST", "/admin/{tenant}/webhooks/{id}/deliveries/{event}/retry", "{}", 401, "not_signed_in"),
    ("GET", "/admin/{tenant}/pools/{pool}/sign-in-and-sign-up", "", 303, ""),
    ("GET", "/admin/{tenant}/pools/{pool}/settings", "", 401, "not_signed_in"),
    ("PUT", "/admin/{tenant}/pools/{pool}/settings", r#"{"rp_id":""}"#, 401, "not_signed_in"),
    ("GET", "/admin/{tenant}/pools/{pool}/policies", "", 303, ""),
    ("GET", "/admin/{tenant}/pools/{pool}/policy", "", 401, "not_signed_in"),
    ("PUT", "/admin/{tenant}/pools/{pool}/policy", r#"{"passkey":"everybody"}"#, 401, "not_signed_in"),
    ("POST", "/admin/{tenant}/pools/{pool}/roles", r#"{"name":"x"}"#, 401, "not_signed_in"),
    ("GET", "/admin/{tenant}/pools/{pool}/roles/{role}", "", 303, ""),
    ("PUT", "/admin/{tenant}/pools/{pool}/roles/{role}", r#"{"name":"x"}"#, 401, "not_signed_in"),
    ("DELETE", "/admin/{tenant}/pools/{pool}/roles/{role}", "", 401, "not_signed_in"),
    ("GET", "/admin/{tenant}/pools/{pool}/roles/{role}/members", "", 303, ""),
    ("GET", "/admin/{tenant}/pools/{pool}/groups/{group}/members", "", 303, ""),
    ("POST", "/admin/{tenant}/pools/{pool}/groups", r#"{"name":"x"}"#, 401, "not_signed_in"),
    ("GET", "/admin/{tenant}/pools/{pool}/groups/{group}", "", 303, ""),
    ("PUT", "/admin/{tenant}/pools/{pool}/groups/{group}", r#"{"name":"x"}"#, 401, "not_signed_in"),
    ("DELETE", "/admin/{tenant}/pools/{pool}/groups/{group}", "", 401, "not_signed_in"),
    ("GET", "/admin/security", "", 303, ""),
    ("GET", "/admin/security/alerts", "", 303, ""),
    ("GET", "/admin/security/access-reviews", "", 303, ""),
    ("GET", "/admin/security/access-reviews/export.csv", "", 303, ""),
    ("GET", "/admin/security/access-reviews/export.json", "", 303, ""),
    ("GET", "/admin/security/recovery", "", 303, ""),
    ("GET", "/admin/adoption", "", 303, ""),
    ("GET", "/admin/{tenant}/pools/{pool}/adoption", "", 303, ""),
    ("GET", "/admin/guide", "", 303, ""),
    ("GET", "/admin/health", "", 303, ""),
    ("GET", "/admin/doctor", "", 303, ""),
    ("POST", "/admin/doctor/run", "{}", 401, "not_signed_in"),
    ("GET", "/admin/{tenant}/pools/{pool}/health", "", 303, ""),
    ("GET", "/admin/{tenant}/pools/{pool}/alarms", "", 401, "not_signed_in"),
    ("PUT", "/admin/{tenant}/pools/{pool}/alarms", r#"{"members":5}"#, 401, "not_signed_in"),
    ("POST", "/admin/{tenant}/pools/{pool}/dry-run", r#"{"change":{"policy":{}}}"#, 401, "not_signed_in"),
    ("GET", "/admin/{tenant}/pools/{pool}/review", "", 303, ""),
    ("GET", "/admin/{tenant}/pools/{pool}/presets", "", 303, ""),
    ("POST", "/admin/{tenant}/pools/{pool}/preset", r#"{"preset":"community"}"#, 401, "not_signed_in"),
    ("GET", "/admin/{tenant}/pools/{pool}/roll-out", "", 303, ""),
    ("GET", "/admin/{tenant}/pools/{pool}/roll-out/progress", "", 401, "not_signed_in"),
    ("PUT", "/admin/{tenant}/pools/{pool}/roll-out/progress", r#"{"pilot":""}"#, 401, "not_signed_in"),
    ("GET", "/admin/{tenant}/pools/{pool}/schedule", "", 303, ""),
    ("GET", "/admin/{tenant}/pools/{pool}/schedule/changes", "", 401, "not_signed_in"),
    (
        "POST",
        "/admin/{tenant}/pools/{pool}/schedule/changes",
        r#"{"change":{"policy":{}},"version":"x","due":"2030-01-31T09:00"}"#,
        401,
        "not_signed_in",
    ),
    ("POST", "/admin/{tenant}/pools/{pool}/schedule/announcements", r#"{"audience":"all"}"#, 401, "not_signed_in"),
    ("POST", "/admin/{tenant}/pools/{pool}/schedule/cancel", "{}", 401, "not_signed_in"),
    ("GET", "/admin/{tenant}/pools/{pool}/campaign", "", 303, ""),
    ("GET", "/admin/{tenant}/pools/{pool}/campaign/progress", "", 401, "not_signed_in"),
    ("POST", "/admin/{tenant}/pools/{pool}/campaign/start", r#"{"rp_id":"id.example.com"}"#, 401, "not_signed_in"),
    ("POST", "/admin/{tenant}/pools/{pool}/campaign/turn-back", "{}", 401, "not_signed_in"),
    ("POST", "/admin/{tenant}/pools/{pool}/campaign/finish", "{}", 401, "not_signed_in"),
    ("GET", "/{tenant}/{workspace}/account/security/feedback", "", 303, ""),
    (
        "POST",
        "/{tenant}/{workspace}/account/feedback",
        r#"{"understand":"yes","works":"yes","wording":"yes","fallback":"yes","confusion":"no"}"#,
        401,
        "not_signed_in",
    ),
    ("GET", "/admin/users", "", 303, ""),
    ("GET", "/admin/{tenant}/pools/{pool}/users", "", 303, ""),
    ("GET", "/admin/{tenant}/pools/{pool}/invitations", "", 303, ""),
    ("POST", "/admin/{tenant}/pools/{pool}/invitations", r#"{"addresses":[]}"#, 401, "not_signed_in"),
    ("POST", "/admin/{tenant}/pools/{pool}/invitations/{id}/resend", "{}", 401, "not_signed_in"),
    ("DELETE", "/admin/{tenant}/pools/{pool}/invitations/{id}", "", 401, "not_signed_in"),
    ("GET", "/admin/{tenant}/pools/{pool}/users/{user}", "", 303, ""),
    ("DELETE", "/admin/{tenant}/pools/{pool}/users/{user}", "", 401, "not_signed_in"),
    ("POST", "/admin/{tenant}/pools/{pool}/users/{user}/suspend", "{}", 401, "not_signed_in"),
    ("POST", "/admin/{tenant}/pools/{pool}/users/{user}/restore", "{}", 401, "not_signed_in"),
    ("DELETE", "/admin/{tenant}/pools/{pool}/users/{user}/sessions", "", 401, "not_signed_in"),
    ("POST", "/admin/{tenant}/pools/{pool}/users/{user}/access-pass", "{}", 401, "not_signed_in"),
    ("DELETE", "/admin/{tenant}/pools/{pool}/users/{user}/access-pass", "", 401, "not_signed_in"),
    ("POST", "/admin/{tenant}/pools/{pool}/users/{user}/access-pass/request", "{}", 401, "not_signed_in"),
    ("DELETE", "/admin/{tenant}/pools/{pool}/users/{user}/access-pass/request", "", 401, "not_signed_in"),
    ("POST", "/admin/{tenant}/pools/{pool}/users/{user}/access-pass/confirm", "{}", 401, "not_signed_in"),
    ("POST", "/admin/{tenant}/pools/{pool}/users/{user}/enrolment-link", "{}", 401, "not_signed_in"),
    ("POST", "/admin/{tenant}/pools/{pool}/users/{user}/enrolment-link/confirm", "{}", 401, "not_signed_in"),
    ("POST", "/admin/{tenant}/pools/{pool}/users/{user}/passkeys/begin", "{}", 401, "not_signed_in"),
    ("POST", "/admin/{tenant}/pools/{pool}/users/{user}/passkeys/finish", "{}", 401, "not_signed_in"),
    ("PUT", "/admin/{tenant}/pools/{pool}/users/{user}/test-account", r#"{"test_account":true}"#, 401, "not_signed_in"),
    (
        "POST",
        "/admin/{tenant}/pools/{pool}/users/{user}/roles",
        r#"{"role":"018bcfe5-6801-7000-8000-000000000000"}"#,
        401,
        "not_signed_in",
    ),
    ("DELETE", "/admin/{tenant}/pools/{pool}/users/{user}/roles/{role}", "", 401, "not_signed_in"),
    (
        "POST",
        "/admin/{tenant}/pools/{pool}/users/{user}/groups",
        r#"{"group":"018bcfe5-6801-7000-8000-000000000000"}"#,
        401,
        "not_signed_in",
    ),
    ("DELETE", "/admin/{tenant}/pools/{pool}/users/{user}/groups/{group}", "", 401, "not_signed_in"),
    ("POST", "/admin/{tenant}/pools/{pool}/users/{user}/methods/{method}/allow", "{}", 401, "not_signed_in"),
    ("PUT", "/admin/{tenant}/pools/{pool}/users/{user}/passkeys/{id}/name", r#"{"name":"x"}"#, 401, "not_signed_in"),
    ("DELETE", "/admin/{tenant}/pools/{pool}/users/{user}/passkeys/{id}", "", 401, "not_signed_in"),
    ("POST", "/admin/{tenant}/pools/{pool}/users/{user}/passkeys/{id}/quarantine", "{}", 401, "not_signed_in"),
    ("POST", "/admin/{tenant}/pools/{pool}/users/{user}/passkeys/{id}/release", "{}", 401, "not_signed_in"),
    ("GET", "/admin/support", "", 303, ""),
    ("POST", "/admin/support/reports/{id}/close", "{}", 401, "not_signed_in"),
    ("POST", "/admin/support/reports/close", r#"{"until":0}"#, 401, "not_signed_in"),
    (
        "POST",
        "/{tenant}/{workspace}/incidents",
        r#"{"code":"setup_canceled","doing":"setup","exception":"NotAllowedError","elapsed_ms":812}"#,
        200,
        "",
    ),
    ("GET", "/{tenant}/{workspace}/report", "", 200, ""),
    ("POST", "/{tenant}/{workspace}/report", r#"{"doing":"setup","password":"yes"}"#, 204, ""),
    ("POST", "/{tenant}/{workspace}/language", r#"{"language":"de"}"#, 303, ""),
    ("GET", "/{tenant}/{workspace}/sign-in", "", 200, ""),
    ("POST", "/{tenant}/{workspace}/sign-in/passkey/begin", "{}", 200, ""),
    ("POST", "/{tenant}/{workspace}/sign-in/passkey/finish", "{}", 400, "malformed_request"),
    ("POST", "/{tenant}/{workspace}/sign-in/start", r#"{"identifier":"eve"}"#, 200, ""),
    ("GET", "/{tenant}/{workspace}/journey/{id}", "", 400, ""),
    (
        "POST",
        "/{tenant}/{workspace}/journey/{id}/prove",
        r#"{"method":"password","value":"x"}"#,
        400,
        "session_expired",
    ),
    ("POST", "/{tenant}/{workspace}/journey/{id}/send", r#"{"method":"email_code"}"#, 400, "session_expired"),
    ("GET", "/{tenant}/{workspace}/sign-in/link/{token}", "", 404, ""),
    ("POST", "/{tenant}/{workspace}/sign-in/link/{token}", "", 404, ""),
    ("POST", "/{tenant}/{workspace}/account/later", r#"{"suggestion":"first"}"#, 401, "not_signed_in"),
    ("POST", "/{tenant}/{workspace}/journey/{id}/passkey/begin", "{}", 400, "session_expired"),
    ("POST", "/{tenant}/{workspace}/journey/{id}/passkey/finish", "{}", 400, "session_expired"),
    ("POST", "/{tenant}/{workspace}/sign-up/address", "{}", 400, "session_expired"),
    ("POST", "/{tenant}/{workspace}/journey/{id}/totp/begin", "{}", 400, "session_expired"),
    ("POST", "/{tenant}/{workspace}/journey/{id}/totp/confirm", r#"{"code":"000000"}"#, 400, "session_expired"),
    ("POST", "/{tenant}/{workspace}/journey/{id}/enrol/begin", "{}", 400, "session_expired"),
    ("POST", "/{tenant}/{workspace}/journey/{id}/enrol/finish", "{}", 400, "session_expired"),
    ("POST", "/{tenant}/{workspace}/sign-in/offer", r#"{"link":"yes"}"#, 303, ""),
    // No door of the demonstration has one.
    ("GET", "/{tenant}/{workspace}/logo", "", 404, "not_found"),
    ("GET", "/{tenant}/{workspace}/manifest.webmanifest", "", 200, ""),
    ("GET", "/{tenant}/{workspace}/help", "", 200, ""),
    ("GET", "/{tenant}/{workspace}/help/{page}", "", 200, ""),
    ("GET", "/{tenant}/{workspace}/recovery", "", 200, ""),
    ("POST", "/{tenant}/{workspace}/recovery/start", r#"{"identifier":"eve"}"#, 200, ""),
    ("GET", "/{tenant}/{workspace}/recovery/stop/{token}", "", 404, ""),
    ("POST", "/{tenant}/{workspace}/recovery/stop/{token}", "", 404, ""),
    ("GET", "/{tenant}/{workspace}/account/recovery", "", 401, "not_signed_in"),
    ("POST", "/{tenant}/{workspace}/account/recovery/stop", "{}", 401, "not_signed_in"),
    ("GET", "/{tenant}/{workspace}/recovery/link/{token}", "", 404, ""),
    ("POST", "/{tenant}/{workspace}/recovery/link/{token}", "", 404, ""),
    ("POST", "/{tenant}/{workspace}/journey/{id}/password", r#"{"value":"x"}"#, 400, "session_expired"),
    ("POST", "/{tenant}/{workspace}/account/passkeys/replace", "{}", 401, "not_signed_in"),
    ("POST", "/{tenant}/{workspace}/account/passkeys/{id}/confirm", "", 401, "not_signed_in"),
    ("POST", "/{tenant}/{workspace}/account/notices/{id}/seen", "{}", 401, "not_signed_in"),
    ("GET", "/{tenant}/{workspace}/sign-in/with/{provider}", "", 404, ""),
    ("GET", "/{tenant}/{workspace}/sign-in/with/{provider}/callback", "", 404, ""),
    ("GET", "/{tenant}/{workspace}/sign-up", "", 200, ""),
    ("POST", "/{tenant}/{workspace}/sign-up/start", r#"{"identifier":"eve@example.com"}"#, 403, "registration_closed"),
    ("POST", "/{tenant}/{workspace}/sign-up/verify", r#"{"code":"123456"}"#, 400, "session_expired"),
    ("POST", "/{tenant}/{workspace}/sign-up/password", r#"{"password":"x"}"#, 400, "session_expired"),
    ("GET", "/{tenant}/{workspace}/enrolment/{token}", "", 404, ""),
    ("POST", "/{tenant}/{workspace}/enrolment/{token}", "", 404, ""),
    ("GET", "/{tenant}/{workspace}/invitation/{token}", "", 404, ""),
    ("POST", "/{tenant}/{workspace}/invitation/{token}", "", 404, ""),
    ("GET", "/{tenant}/{workspace}/account/addresses", "", 401, "not_signed_in"),
    ("POST", "/{tenant}/{workspace}/account/addresses", r#"{"address":"eve@example.com"}"#, 401, "not_signed_in"),
    (
        "POST",
        "/{tenant}/{workspace}/account/addresses/verify",
        r#"{"address":"eve@example.com","code":"1"}"#,
        401,
        "not_signed_in",
    ),
    ("DELETE", "/{tenant}/{workspace}/account/addresses/{id}", "{}", 401, "not_signed_in"),
    ("POST", "/{tenant}/{workspace}/sign-up/passkey/begin", r#"{"identifier":"eve"}"#, 200, ""),
    ("POST", "/{tenant}/{workspace}/sign-up/passkey/finish", "{}", 400, "malformed_request"),
    ("GET", "/{tenant}/{workspace}/step-up", "", 401, "not_signed_in"),
    ("POST", "/{tenant}/{workspace}/step-up/prove", r#"{"method":"password","value":"x"}"#, 401, "not_signed_in"),
    ("POST", "/{tenant}/{workspace}/step-up/send", r#"{"method":"email_code"}"#, 401, "not_signed_in"),
    ("POST", "/{tenant}/{workspace}/step-up/passkey/begin", "{}", 401, "not_signed_in"),
    ("POST", "/{tenant}/{workspace}/step-up/passkey/finish", "{}", 401, "not_signed_in"),
    ("GET", "/{tenant}/{workspace}/session", "", 401, "not_signed_in"),
    ("DELETE", "/{tenant}/{workspace}/session", "", 401, "not_signed_in"),
    ("POST", "/{tenant}/{workspace}/session/end", "{}", 401, "not_signed_in"),
    // A browser is refused before anything is looked at, so the stranger here is a site's server.
    ("POST", "/{tenant}/{workspace}/session/exchange", r#"{"code":"x","secret":"x"}"#, 401, "exchange_refused"),
    ("GET", "/{tenant}/{workspace}/components", "", 200, ""),
    ("POST", "/{tenant}/{workspace}/session/stay", "", 401, "not_signed_in"),
    ("GET", "/{tenant}/{workspace}/account/sessions", "", 401, "not_signed_in"),
    ("DELETE", "/{tenant}/{workspace}/account/sessions", "", 401, "not_signed_in"),
    ("DELETE", "/{tenant}/{workspace}/account/sessions/{id}", "", 401, "not_signed_in"),
    ("GET", "/{tenant}/{workspace}/account/security", "", 303, ""),
    ("GET", "/{tenant}/{workspace}/account/security/add", "", 303, ""),
    ("GET", "/{tenant}/{workspace}/account/security/new-device", "", 303, ""),
    ("GET", "/{tenant}/{workspace}/account/security/password", "", 303, ""),
    ("GET", "/{tenant}/{workspace}/account/security/authenticator-app", "", 303, ""),
    ("GET", "/{tenant}/{workspace}/account/security/recovery-codes", "", 303, ""),
    ("GET", "/{tenant}/{workspace}/account/security/addresses", "", 303, ""),
    ("GET", "/{tenant}/{workspace}/account/security/applications", "", 303, ""),
    ("GET", "/{tenant}/{workspace}/account/security/linked-accounts", "", 303, ""),
    ("GET", "/{tenant}/{workspace}/account/security/sessions", "", 303, ""),
    ("GET", "/{tenant}/{workspace}/account/security/activity", "", 303, ""),
    ("GET", "/{tenant}/{workspace}/account/activity", "", 401, "not_signed_in"),
    ("GET", "/{tenant}/{workspace}", "", 303, ""),
    ("GET", "/{tenant}/{workspace}/settings/passkeys", "", 303, ""),
    ("GET", "/{tenant}/{workspace}/account/passkeys", "", 401, "not_signed_in"),
    ("POST", "/{tenant}/{workspace}/account/passkeys/begin", "{}", 401, "not_signed_in"),
    ("POST", "/{tenant}/{workspace}/account/passkeys/finish", "{}", 401, "not_signed_in"),
    ("PUT", "/{tenant}/{workspace}/account/passkeys/{id}/name", r#"{"name":"x"}"#, 401, "not_signed_in"),
    ("DELETE", "/{tenant}/{workspace}/account/passkeys/{id}", "", 401, "not_signed_in"),
    ("POST", "/{tenant}/{workspace}/account/passkeys/{id}/test/begin", "{}", 401, "not_signed_in"),
    ("POST", "/{tenant}/{workspace}/account/passkeys/{id}/test/finish", "{}", 401, "not_signed_in"),
    ("GET", "/{tenant}/{workspace}/account/totp", "", 401, "not_signed_in"),
    ("POST", "/{tenant}/{workspace}/account/totp/begin", "{}", 401, "not_signed_in"),
    ("POST", "/{tenant}/{workspace}/account/totp/confirm", r#"{"code":"123456"}"#, 401, "not_signed_in"),
    ("DELETE", "/{tenant}/{workspace}/account/totp", "", 401, "not_signed_in"),
    ("GET", "/{tenant}/{workspace}/account/recovery-codes", "", 401, "not_signed_in"),
    ("POST", "/{tenant}/{workspace}/account/recovery-codes", "{}", 401, "not_signed_in"),
    ("GET", "/{tenant}/{workspace}/account/password", "", 401, "not_signed_in"),
    ("PUT", "/{tenant}/{workspace}/account/password", r#"{"password":"x"}"#, 401, "not_signed_in"),
    ("DELETE", "/{tenant}/{workspace}/account/password", "", 401, "not_signed_in"),
    ("GET", "/{tenant}/{workspace}/account/devices", "", 401, "not_signed_in"),
    ("DELETE", "/{tenant}/{workspace}/account/devices/{id}", "", 401, "not_signed_in"),
    ("GET", "/{tenant}/{workspace}/account/applications", "", 401, "not_signed_in"),
    ("DELETE", "/{tenant}/{workspace}/account/applications/{name}", "", 401, "not_signed_in"),
    ("GET", "/{tenant}/{workspace}/account/linked-accounts", "", 401, "not_signed_in"),
    ("POST", "/{tenant}/{workspace}/account/linked-accounts/{name}", "", 401, "not_signed_in"),
    ("DELETE", "/{tenant}/{workspace}/account/linked-accounts/{name}", "", 401, "not_signed_in"),
];

/// Requests without the proof: the headers that they carry.
const FORGED: &[(&str, &[(&str, &str)])] = &[
    ("csrf/cross-site-post", &[("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")]),
    ("csrf/cross-site-post, with our origin", &[("sec-fetch-site", "cross-site"), ("origin", ORIGIN)]),
    ("a sister site", &[("sec-fetch-site", "same-site"), ("origin", "http://other.localhost:8080")]),
    ("an old browser on another site", &[("origin", "https://evil.example")]),
    ("a sandboxed frame", &[("origin", "null")]),
    ("two stories", &[("sec-fetch-site", "same-origin"), ("origin", "https://evil.example")]),
    ("two stories, by hand", &[("sec-fetch-site", "none"), ("origin", "null")]),
    ("csrf/no-headers", &[]),
];

fn filled(path: &str) -> String {
    path.replace("{tenant}/{workspace}", SMART.trim_start_matches('/'))
        .replace("{tenant}", "demo")
        .replace("{workspace}", "community")
        .replace("{pool}", "018bcfe5-6801-7000-8000-000000000000")
        .replace("{role}", "018bcfe5-6801-7000-8000-000000000000")
        .replace("{group}", "018bcfe5-6801-7000-8000-000000000000")
        .replace("/admin/{tenant}/pools/{pool}", "/admin/demo/pools/018bcfe5-6801-7000-8000-000000000000")
        .replace("{user}", "018bcfe5-6801-7000-8000-000000000000")
        .replace("{method}", "password")
        .replace("{file}", "style.css")
        .replace("{page}", "faq")
        .replace("{token}", "no-such-link")
        .replace("{provider}", "nowhere")
        .replace("{name}", "nowhere")
        .replace("{handle}", "nothing")
        .replace("{event}", "018bcfe5-6801-7000-8000-000000000000")
        .replace("{id}", "018bcfe5-6801-7000-8000-000000000000")
}

fn request(method: &Method, path: &str, headers: &[(&str, &str)], body: &str) -> Request<Body> {
    let mut request = Request::builder().method(method).uri(filled(path)).header("host", HOST);
    if !body.is_empty() {
        request = request.header("content-type", "application/json");
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(Body::from(body.to_owned())).unwrap()
}

/// Something that the line understands.
pub(crate) fn body_of(line: &RouteLine) -> &'static str {
    let row = STRANGER.iter().find(|(method, path, ..)| line.method == *method && line.path == *path);
    row.map_or("", |(_, _, body, ..)| *body)
}

/// Each row, with what the table says of it.
async fn try_all(app: &TestApp, headers: &[(&str, &str)], who: &str) {
    for (method, path, body, status, code) in STRANGER {
        let method: Method = method.parse().unwrap();
        let answer = app.send(request(&method, path, headers, body)).await;
        let mut got = answer.refusal();
        // A browser without a pre-auth cookie is refused before its body is looked at.
        if path.ends_with("/finish") && *code == "malformed_request" && got.1 == "session_expired" {
            got.1 = "malformed_request".into();
        }
        // What only servers do is refused to a browser before its body is looked at.
        if path.ends_with("/session/exchange") && got.1 == "cross_site" {
            got = (*status, (*code).to_owned());
        }
        assert_eq!(got, (*status, (*code).to_owned()), "{who}: {method} {path}: {}", answer.text);
        assert_dressed(&answer, path);
    }
}

/// The security headers that nothing may leave without.
fn assert_dressed(answer: &Answer, path: &str) {
    assert!(answer.header("content-security-policy").contains("frame-ancestors 'none'"), "{path}");
    assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
    assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
    let cache = answer.header("cache-control");
    let is_for_all = path.contains("/.well-known/") && answer.status.is_success();
    let is_the_same = path == "/assets/{file}" || path.ends_with("/manifest.webmanifest");
    assert!(cache == "no-store" || is_the_same || is_for_all, "{path}: {cache}");
    let resource = if is_for_all { "cross-origin" } else { "same-origin" };
    assert_eq!(answer.header("cross-origin-resource-policy"), resource, "{path}");
}

#[test]
fn every_route_is_in_the_table_of_this_test() {
    let served: BTreeSet<_> = router::table().iter().map(|line| (line.method.as_str(), line.path)).collect();
    let tried: BTreeSet<_> = STRANGER.iter().map(|(method, path, ..)| (*method, *path)).collect();
    assert_eq!(served, tried, "a new route: say above what a stranger gets there");
    assert_eq!(tried.len(), STRANGER.len());
}

#[test]
fn a_guarded_route_lets_no_stranger_in() {
    for line in router::table().iter().filter(|line| line.guard.asks_for_session()) {
        let row = STRANGER.iter().find(|(method, path, ..)| line.method == *method && line.path == *path).unwrap();
        let expected = if line.audience == Audience::Page { 303 } else { 401 };
        assert_eq!(row.3, expected, "{} {}", line.method, line.path);
    }
}

on_both_engines! {
    async fn as_a_stranger(app: TestApp) {
        try_all(&app, &[], "a stranger").await;
        try_all(&app, &[("authorization", "Bearer no-such-token")], "with a made-up token").await;
    }

    async fn with_a_session_of_another_tenant(app: TestApp) {
        let mut member = app.program("/platform/smart");
        member.sign_up("mallory").await.ok();
        let token = member.token.clone().unwrap();
        try_all(&app, &[("authorization", &format!("Bearer {token}"))], "another tenant's token").await;
        for cookie in [format!("ks.platform.smart={token}"), format!("ks.demo.community={token}")] {
            let headers = [("cookie", cookie.as_str()), ("sec-fetch-site", "same-origin"), ("origin", ORIGIN)];
            // The answers are a browser's, the outcome is a stranger's.
            try_all(&app, &headers, "another tenant's cookie").await;
        }
        member.get("/session").await.ok();
    }

    async fn without_the_proof(app: TestApp) {
        let mut member = app.browser(SMART);
        member.sign_up("alice").await.ok();
        let cookie = member.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
        // Where no cookie counts, nothing can be forged: `no_cookie_counts_for_applications`.
        let unsafe_lines = router::table().iter().filter(|line| !line.method.is_safe() && line.audience != Audience::Client);
        for line in unsafe_lines {
            for (case, headers) in FORGED {
                let headers: Vec<_> = headers.iter().copied().chain([("cookie", cookie.as_str())]).collect();
                let answer = app.send(request(&line.method, line.path, &headers, body_of(line))).await;
                assert!(answer.cookies().is_empty(), "{case}");
                // A page says it in words.
                if line.audience == Audience::Page {
                    assert_eq!(answer.status, 403, "{case}: {}", line.path);
                    continue;
                }
                answer.assert_refused(403, "cross_site");
                let is_audited = line.guard != Guard::SetupLink && line.phase != domain::Phase::Session;
                if is_audited {
                    app.assert_refused(SMART, &answer, "cross_site").await;
                }
            }
            // Login CSRF: without any cookie, from another site.
            let answer = app.send(request(&line.method, line.path, FORGED[0].1, body_of(line))).await;
            assert_eq!(answer.status, 403, "{}", line.path);
        }
        // Nothing has changed: still signed in, still one passkey.
        assert_eq!(member.get("/account/passkeys").await.ok()["passkeys"].as_array().unwrap().len(), 1);
    }

    async fn no_cookie_counts_for_applications(app: TestApp) {
        let mut member = app.browser(SMART);
        member.sign_up("alice").await.ok();
        let cookie = member.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
        for line in router::table().iter().filter(|line| line.audience == Audience::Client && !line.method.is_safe()) {
            for (case, headers) in FORGED {
                let with: Vec<_> = headers.iter().copied().chain([("cookie", cookie.as_str())]).collect();
                let mut answers = Vec::new();
                for headers in [with.as_slice(), *headers, &[]] {
                    let answer = app.send(request(&line.method, line.path, headers, body_of(line))).await;
                    assert!(answer.cookies().is_empty(), "{case}: {}", line.path);
                    assert_eq!(answer.header("access-control-allow-origin"), "", "{case}: {}", line.path);
                    answers.push((answer.status, answer.text));
                }
                assert!(answers.iter().all(|answer| *answer == answers[2]), "{case}: {}: {answers:?}", line.path);
            }
        }
    }

    // csrf/text-plain-json: no preflight protects text/plain.
    async fn with_a_body_that_is_not_called_json(app: TestApp) {
        let mut member = app.browser(SMART);
        member.sign_up("alice").await.ok();
        for line in router::table().iter().filter(|line| !body_of(line).is_empty()) {
            let path = filled(line.path).replacen(SMART, "", 1);
            // Administrators are tried in `administrators`; applications send no JSON.
            if matches!(line.guard, Guard::SetupLink | Guard::Console(_)) || line.audience == Audience::Client {
                continue;
            }
            let request = member.request(line.method.clone(), &path).header("content-type", "text/plain");
            let answer = app.send(request.body(body_of(line).into()).unwrap()).await;
            answer.assert_refused(415, "unsupported_media_type");
        }
    }

    // The library behind it would fill a struct from an array.
    async fn with_an_array_for_a_body(app: TestApp) {
        let mut member = app.program(SMART);
        member.sign_up("alice").await.ok();
        let takes_json = |line: &&RouteLine| body_of(line).starts_with("{\"") || line.path.ends_with("/begin");
        // Of applications nothing is read before their token is.
        let of_members = |line: &&RouteLine| !matches!(line.guard, Guard::Console(_)) && line.audience != Audience::Client;
        for line in router::table().iter().filter(takes_json).filter(of_members) {
            let token = member.token.clone().unwrap();
            for body in [r#"["ada"]"#, r#"["ada",null]"#, "[null,null]", "[]"] {
                let headers = [("authorization", format!("Bearer {token}"))];
                let headers = headers.each_ref().map(|(name, value)| (*name, value.as_str()));
                let answer = app.send(request(&line.method, line.path, &headers, body)).await;
                answer.assert_refused(400, "malformed_request");
            }
        }
    }

    async fn with_a_pre_auth_cookie_that_is_none_of_ours(app: TestApp) {
        let begin = "/{tenant}/{workspace}/sign-in/passkey/begin";
        for value in ["", "x", &"A".repeat(42), &"A".repeat(44), &"=".repeat(43)] {
            let cookie = format!("ks-pre.demo.community={value}");
            let headers = [("cookie", cookie.as_str()), ("sec-fetch-site", "same-origin"), ("origin", ORIGIN)];
            let answer = app.send(request(&Method::POST, begin, &headers, "{}")).await;
            assert_eq!(answer.status, 200, "{}", answer.text);
            assert!(answer.cookies().iter().any(|line| line.starts_with("ks-pre.demo.community=")), "{value} was kept");
        }
        let cookie = format!("ks-pre.demo.community={}", "A".repeat(43));
        let headers = [("cookie", cookie.as_str()), ("sec-fetch-site", "same-origin"), ("origin", ORIGIN)];
        assert!(app.send(request(&Method::POST, begin, &headers, "{}")).await.cookies().is_empty());
    }

    async fn at_an_address_that_is_no_path(app: TestApp) {
        for uri in ["*", "http://127.0.0.1:8080"] {
            let request = Request::get(uri).header("host", "127.0.0.1:8080").header("accept", "text/html");
            let answer = app.send(request.body(Body::empty()).unwrap()).await;
            assert_eq!(answer.status, 307, "{uri}");
            assert_eq!(answer.header("location"), "http://localhost:8080/", "{uri}");
        }
    }

    async fn with_another_method(app: TestApp) {
        for path in router::table().iter().map(|line| line.path).collect::<BTreeSet<_>>() {
            let served: Vec<_> = router::table().iter().filter(|line| line.path == path).map(|line| &line.method).collect();
            for method in [Method::GET, Method::POST, Method::PUT, Method::DELETE, Method::PATCH] {
                if served.contains(&&method) {
                    continue;
                }
                let answer = app.send(request(&method, path, &[], "")).await;
                assert_eq!(answer.status, 405, "{method} {path}");
                assert!(!answer.header("allow").is_empty(), "{method} {path}");
                assert_dressed(&answer, "");
            }
        }
    }
}
