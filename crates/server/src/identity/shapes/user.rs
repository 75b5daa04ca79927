//! Users, as programs make and change them.

use super::CredentialBody;
use serde_json::Value;
use utoipa::ToSchema;

#[derive(ToSchema)]
pub(crate) struct NewUserBody {
    /// `active`, `inactive` or `new`
    #[schema(example = "active")]
    status: String,
    identifiers: Option<Vec<NewIdentifierBody>>,
    verifiable_addresses: Option<Vec<NewAddressBody>>,
    credentials: Option<Vec<NewCredentialBody>>,
    /// `name`, or `given_name` and `family_name`.
    #[schema(value_type = Option<Object>)]
    payload: Option<Value>,
    /// What their authenticators know the user by, in base64: `user.id` of the ceremonies in which their passkeys were made.
    user_handle: Option<String>,
}

#[derive(ToSchema)]
pub(crate) struct NewIdentifierBody {
    #[schema(example = "ada@example.com")]
    identifier: String,
    /// `uid`, `email` or `mobile`
    #[serde(rename = "type")]
    #[schema(example = "email")]
    kind: String,
}

#[derive(ToSchema)]
pub(crate) struct NewAddressBody {
    #[schema(example = "ada@example.com")]
    address: String,
    /// `email` or `mobile`
    #[serde(rename = "type")]
    #[schema(example = "email")]
    kind: String,
    /// `active`
    status: Option<String>,
    verified: Option<bool>,
}

#[derive(ToSchema)]
pub(crate) struct NewCredentialBody {
    /// `password`, `totp` or `webauthn`
    #[serde(rename = "type")]
    #[schema(example = "password")]
    kind: String,
    password: Option<String>,
    /// Base32 of 16 to 64 bytes.
    totp_secret: Option<String>,
    webauthn_credentials: Option<Vec<CredentialBody>>,
    /// Not kept anybody to: only `false` is taken.
    must_be_changed: Option<bool>,
    must_be_reset: Option<bool>,
}

#[derive(ToSchema)]
pub(crate) struct UpdateUserBody {
    /// `active`, `inactive` or `new`
    status: Option<String>,
    /// `name`, or `given_name` and `family_name`.
    #[schema(value_type = Option<Object>)]
    payload: Option<Value>,
}

#[derive(ToSchema)]
pub(crate) struct SelfUpdateBody {
    /// `name`, or `given_name` and `family_name`.
    #[schema(value_type = Option<Object>)]
    payload: Option<Value>,
}

#[derive(ToSchema)]
pub(crate) struct UsersBody {
    users: Vec<ListedUserBody>,
}

#[derive(ToSchema)]
pub(crate) struct ListedUserBody {
    id: String,
    tenant_id: String,
    user_pool_id: String,
    status: String,
    /// Empty: none is kept.
    #[schema(value_type = Object)]
    metadata: Value,
    /// Empty as well.
    #[schema(value_type = Object)]
    business_metadata: Value,
    created_at: String,
    #[schema(value_type = Object)]
    payload: Value,
    identifiers: Vec<String>,
    #[schema(value_type = Vec<Object>)]
    identifiers_with_details: Vec<Value>,
    #[schema(value_type = Vec<Object>)]
    addresses: Vec<Value>,
    #[serde(rename = "verified addresses")]
    verified_addresses: Vec<String>,
}

/// One of the two.
#[derive(ToSchema)]
pub(crate) struct KeyBody {
    identifier: Option<String>,
    address: Option<String>,
}

#[derive(ToSchema)]
pub(crate) struct NamedIdentifierBody {
    identifier: String,
}

#[derive(ToSchema)]
pub(crate) struct NamedAddressBody {
    address: String,
}

#[derive(ToSchema)]
pub(crate) struct AddressUpdateBody {
    address: String,
    /// `active`
    status: Option<String>,
    verified: Option<bool>,
}

#[derive(ToSchema)]
#[schema(as = UserIdentifier)]
pub(crate) struct IdentifierBody {
    id: String,
    identifier: String,
    identifier_lc: String,
    #[serde(rename = "type")]
    kind: String,
    user_id: String,
    user_pool_id: String,
    tenant_id: String,
    /// Empty: none is kept.
    #[schema(value_type = Object)]
    metadata: Value,
    created_at: String,
    updated_at: String,
}

#[derive(ToSchema)]
#[schema(as = UserAddress)]
pub(crate) struct AddressBody {
    id: String,
    address: String,
    address_lc: String,
    #[serde(rename = "type")]
    kind: String,
    status: String,
    verified: bool,
    verified_at: Option<String>,
    user_id: String,
    user_pool_id: String,
    tenant_id: String,
    /// Empty: none is kept.
    #[schema(value_type = Object)]
    metadata: Value,
    created_at: String,
    updated_at: String,
}

/// By an identifier, or an id.
#[derive(ToSchema)]
#[schema(as = UserPassword)]
pub(crate) struct PasswordBody {
    password: String,
    identifier: Option<String>,
    #[serde(rename = "userID")]
    user_id: Option<String>,
    id: Option<String>,
}

#[derive(ToSchema)]
pub(crate) struct PasswordStateBody {
    id: String,
    #[schema(example = "valid")]
    state: String,
}

#[derive(ToSchema)]
pub(crate) struct VerifiedPasswordBody {
    /// Empty where there is no such user.
    id: String,
    #[schema(example = "valid")]
    state: String,
    #[schema(example = "password_correct")]
    result: String,
}
