//! The forms of OAuth and of what stands beside it: each parameter once. Whatever else is sent is not read.

use utoipa::ToSchema;

/// For clients that do not prove themselves in `Authorization`.
#[derive(ToSchema)]
#[expect(clippy::struct_field_names, reason = "these are the names of RFC 6749 and RFC 7521")]
pub(crate) struct ClientProof {
    client_id: Option<String>,
    /// `client_secret_post`
    client_secret: Option<String>,
    /// `urn:ietf:params:oauth:client-assertion-type:jwt-bearer`, for `private_key_jwt`
    client_assertion_type: Option<String>,
    client_assertion: Option<String>,
}

#[derive(ToSchema)]
pub(crate) struct TokenForm {
    /// `authorization_code`, `refresh_token`, `client_credentials` or `urn:ietf:params:oauth:grant-type:device_code`
    grant_type: String,
    /// Of the authorization endpoint.
    code: Option<String>,
    /// As it was there.
    redirect_uri: Option<String>,
    code_verifier: Option<String>,
    refresh_token: Option<String>,
    device_code: Option<String>,
    /// With spaces between; of a refresh token at most what it has.
    scope: Option<String>,
    #[serde(flatten)]
    client: ClientProof,
}

/// OpenID Connect Core, 3.1.2.1, and its additions.
#[derive(ToSchema)]
pub(crate) struct AuthorizationForm {
    client_id: String,
    /// `code`
    response_type: Option<String>,
    /// As it is registered, letter by letter.
    redirect_uri: Option<String>,
    /// With spaces between.
    scope: Option<String>,
    state: Option<String>,
    nonce: Option<String>,
    code_challenge: Option<String>,
    /// `S256`
    code_challenge_method: Option<String>,
    /// `query` or `form_post`
    response_mode: Option<String>,
    /// `none`, or one or more of `login`, `consent`, `select_account`, `create`
    prompt: Option<String>,
    /// Seconds.
    max_age: Option<String>,
    acr_values: Option<String>,
    login_hint: Option<String>,
    id_token_hint: Option<String>,
    ui_locales: Option<String>,
    /// A JSON object.
    claims: Option<String>,
    /// The thumbprint of the key that the code is for (RFC 9449).
    dpop_jkt: Option<String>,
    /// What the pushed request was answered; then nothing else is read but `client_id`.
    request_uri: Option<String>,
}

#[derive(ToSchema)]
pub(crate) struct PushedForm {
    #[serde(flatten)]
    request: AuthorizationForm,
    #[serde(flatten)]
    client: ClientProof,
}

/// RFC 7662 and RFC 7009.
#[derive(ToSchema)]
pub(crate) struct ShownToken {
    token: String,
    /// `access_token` or `refresh_token`
    token_type_hint: Option<String>,
    #[serde(flatten)]
    client: ClientProof,
}

#[derive(ToSchema)]
pub(crate) struct DeviceForm {
    /// With spaces between.
    scope: Option<String>,
    #[serde(flatten)]
    client: ClientProof,
}

/// OpenID Connect RP-Initiated Logout 1.0, 2.
#[derive(ToSchema)]
pub(crate) struct LogoutForm {
    id_token_hint: Option<String>,
    logout_hint: Option<String>,
    client_id: Option<String>,
    /// As it is registered, letter by letter.
    post_logout_redirect_uri: Option<String>,
    state: Option<String>,
    ui_locales: Option<String>,
}

#[derive(ToSchema)]
pub(crate) struct ApprovalForm {
    /// What the member reads: at most 1,000 characters.
    text: String,
    /// Who is to approve, by the `sub` that the application knows them by; or else by `login_hint`.
    sub: Option<String>,
    login_hint: Option<String>,
    /// Who has asked, by that `sub`: they cannot approve it.
    requested_by: Option<String>,
    /// A JSON object that the member does not see.
    details: Option<String>,
    /// 60 to 86,400 seconds
    expires_in: Option<String>,
    redirect_uri: Option<String>,
    state: Option<String>,
    /// `true` writes to the member.
    notify: Option<String>,
    ui_locales: Option<String>,
    #[serde(flatten)]
    client: ClientProof,
}
