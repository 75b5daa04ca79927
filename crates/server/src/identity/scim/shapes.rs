//! The shapes of SCIM bodies, for the description alone: what is read and written is the domain's.

#![expect(dead_code, reason = "read by the derive only")]

use serde_json::Value;
use std::collections::BTreeMap;
use utoipa::{IntoResponses, ToSchema};

/// RFC 7644, 3.12, with the members that all refusals of this API have.
#[derive(ToSchema)]
#[schema(as = ScimError)]
pub(crate) struct ScimErrorShape {
    schemas: Vec<String>,
    #[schema(example = "409")]
    status: String,
    #[serde(rename = "scimType")]
    #[schema(example = "uniqueness")]
    scim_type: Option<String>,
    detail: String,
    status_code: u16,
    error: String,
    #[schema(example = "identifier_taken")]
    error_code: String,
    #[schema(value_type = Object)]
    details: Value,
}

#[derive(IntoResponses)]
pub(crate) enum ScimRefusals {
    #[response(
        status = 400,
        content_type = "application/scim+json",
        description = "The request could not be read, or says what cannot be"
    )]
    Malformed(ScimErrorShape),
    #[response(
        status = 401,
        content_type = "application/scim+json",
        description = "The access token is unknown, over or revoked"
    )]
    Token(ScimErrorShape),
    #[response(
        status = 403,
        content_type = "application/scim+json",
        description = "The token does not cover it, or policy forbids it"
    )]
    Forbidden(ScimErrorShape),
    #[response(status = 404, content_type = "application/scim+json", description = "There is no such pool or resource")]
    Missing(ScimErrorShape),
    #[response(
        status = 409,
        content_type = "application/scim+json",
        description = "Somebody else has this name, address or external id"
    )]
    Conflict(ScimErrorShape),
    #[response(status = 412, content_type = "application/scim+json", description = "`If-Match` names another state")]
    Changed(ScimErrorShape),
    #[response(status = 429, content_type = "application/scim+json", description = "Too many requests")]
    TooMany(ScimErrorShape),
}

#[derive(ToSchema)]
#[schema(as = ScimUser)]
pub(crate) struct UserBody {
    schemas: Vec<String>,
    id: Option<String>,
    #[serde(rename = "externalId")]
    external_id: Option<String>,
    /// A username, a mail address or a phone number.
    #[serde(rename = "userName")]
    #[schema(example = "ada")]
    user_name: String,
    #[schema(value_type = Option<Object>)]
    name: Option<Value>,
    #[serde(rename = "displayName")]
    display_name: Option<String>,
    active: Option<bool>,
    #[schema(value_type = Option<Vec<Object>>)]
    emails: Option<Vec<Value>>,
    #[serde(rename = "phoneNumbers")]
    #[schema(value_type = Option<Vec<Object>>)]
    phone_numbers: Option<Vec<Value>>,
    #[schema(value_type = Option<Object>)]
    meta: Option<Value>,
}

#[derive(ToSchema)]
#[schema(as = ScimList)]
pub(crate) struct ListBody {
    schemas: Vec<String>,
    /// Not where a cursor is followed.
    #[serde(rename = "totalResults")]
    total_results: Option<u64>,
    #[serde(rename = "startIndex")]
    start_index: Option<u64>,
    #[serde(rename = "itemsPerPage")]
    items_per_page: u64,
    #[serde(rename = "nextCursor")]
    next_cursor: Option<String>,
    #[serde(rename = "Resources")]
    #[schema(value_type = Vec<Object>)]
    resources: Vec<Value>,
}

#[derive(ToSchema)]
#[schema(as = ScimPatch)]
pub(crate) struct PatchBody {
    schemas: Vec<String>,
    #[serde(rename = "Operations")]
    #[schema(value_type = Vec<Object>, example = json!([{ "op": "replace", "path": "active", "value": false }]))]
    operations: Vec<Value>,
}

#[derive(ToSchema)]
#[schema(as = ScimDocument)]
pub(crate) struct DocumentBody {
    schemas: Vec<String>,
    #[schema(value_type = Object)]
    meta: Value,
    /// As RFC 7643 has them.
    #[serde(flatten)]
    attributes: BTreeMap<String, Value>,
}
