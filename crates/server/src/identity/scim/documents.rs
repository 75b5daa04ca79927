//! What a directory reads before it begins: what this server can do, and what a user consists of (RFC 7643, sections 5 to 7). It says nothing that is
//! not so.

use super::plain;
use super::shapes::{ListBody, ScimRefusals};
use super::users::Directory;
use crate::front::Server;
use crate::identity::call::Call;
use crate::identity::{Answer, ApiError, json};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::identity::Word;
use domain::identity::scim::{LIST, MOST, USER};
use serde_json::{Value, json as value};
use std::sync::Arc;

const NAME: usize = 9;
const SCHEMA: &str = "urn:ietf:params:scim:schemas:core:2.0:Schema";
const RESOURCE_TYPE: &str = "urn:ietf:params:scim:schemas:core:2.0:ResourceType";
const CONFIG: &str = "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig";

fn base(server: &Server, call: &Call) -> String {
    let end = call.path().find("/scim/v2/").map_or(0, |at| at + "/scim/v2".len());
    format!("{}{}", server.origin, call.path().get(..end).unwrap_or_default())
}

fn config(base: &str) -> Value {
    value!({
        "schemas": [CONFIG],
        "documentationUri": "https://www.rfc-editor.org/rfc/rfc7644",
        "patch": { "supported": true },
        "bulk": { "supported": false, "maxOperations": 0, "maxPayloadSize": 0 },
        "filter": { "supported": true, "maxResults": MOST },
        "changePassword": { "supported": false },
        "sort": { "supported": false },
        "etag": { "supported": true },
        "pagination": { "cursor": true, "index": true, "defaultPaginationMethod": "index", "defaultPageSize": 20, "maxPageSize": MOST },
        "authenticationSchemes": [{
            "type": "oauthbearertoken", "name": "OAuth Bearer Token", "primary": true,
            "description": "An access token of the tenant's issuer with the scope identity",
            "specUri": "https://www.rfc-editor.org/rfc/rfc6750",
        }],
        "meta": { "resourceType": "ServiceProviderConfig", "location": format!("{base}/ServiceProviderConfig") },
    })
}

fn user_type(base: &str) -> Value {
    value!({
        "schemas": [RESOURCE_TYPE], "id": "User", "name": "User", "endpoint": "/Users", "description": "Users of the pool",
        "schema": USER, "schemaExtensions": [],
        "meta": { "resourceType": "ResourceType", "location": format!("{base}/ResourceTypes/User") },
    })
}

/// One attribute: name, type, how it may be written, how unique it is.
fn attribute(name: &str, kind: &str, (mutability, uniqueness): (&str, &str)) -> Value {
    let returned = if mutability == "writeOnly" { "never" } else { "default" };
    value!({
        "name": name, "type": kind, "multiValued": false, "description": name, "required": name == "userName",
        "caseExact": name == "externalId", "mutability": mutability, "returned": returned, "uniqueness": uniqueness,
    })
}

fn complex(name: &str, is_list: bool, parts: &[(&str, &str, &str)]) -> Value {
    let parts: Vec<Value> =
        parts.iter().map(|(name, kind, mutability)| attribute(name, kind, (mutability, "none"))).collect();
    let mut whole = attribute(name, "complex", ("readWrite", "none"));
    whole["multiValued"] = is_list.into();
    whole["subAttributes"] = parts.into();
    whole
}

fn user_schema(base: &str) -> Value {
    let free = ("readWrite", "none");
    let of_list = [
        ("value", "string", "readWrite"),
        ("type", "string", "readWrite"),
        ("primary", "boolean", "readOnly"),
        ("verified", "boolean", "readWrite"),
    ];
    let of_name = [
        ("formatted", "string", "readWrite"),
        ("givenName", "string", "readWrite"),
        ("familyName", "string", "readWrite"),
    ];
    value!({
        "schemas": [SCHEMA], "id": USER, "name": "User", "description": "User Account",
        "attributes": [
            attribute("userName", "string", ("readWrite", "server")),
            attribute("externalId", "string", ("readWrite", "server")),
            complex("name", false, &of_name),
            attribute("displayName", "string", free),
            attribute("active", "boolean", free),
            attribute("password", "string", ("writeOnly", "none")),
            complex("emails", true, &of_list),
            complex("phoneNumbers", true, &of_list),
        ],
        "meta": { "resourceType": "Schema", "location": format!("{base}/Schemas/{USER}") },
    })
}

fn list(resource: &Value) -> Value {
    value!({ "schemas": [LIST], "totalResults": 1, "startIndex": 1, "itemsPerPage": 1, "Resources": [resource] })
}

/// The one of them that is there.
fn one(call: &Call, id: &str, document: &Value) -> Answer {
    if call.segment(NAME).eq_ignore_ascii_case(id) {
        json(StatusCode::OK, document)
    } else {
        Err(Word::ResourceNotFound.into())
    }
}

async fn told(server: &Server, call: &Call, answer: impl FnOnce(&str) -> Answer) -> Response {
    let entered: Result<Directory, ApiError> = Directory::of(server, call).await;
    plain(call.headers(), entered.and_then(|_| answer(&base(server, call))))
}

/// What this server can do
#[utoipa::path(get, operation_id = "scimServiceProviderConfig",
    path = "/api/identity/{tenant}/system/pools/{pool}/scim/v2/ServiceProviderConfig", tag = "Identity SCIM",
    params(("tenant" = String, Path), ("pool" = String, Path)),
    responses((status = 200, description = "RFC 7643, section 5", body = super::shapes::DocumentBody, content_type = "application/scim+json"), ScimRefusals))]
pub(crate) async fn service_provider_config(State(server): State<Arc<Server>>, call: Call) -> Response {
    told(&server, &call, |base| json(StatusCode::OK, &config(base))).await
}

/// Lists the types of resources: users
#[utoipa::path(get, operation_id = "scimResourceTypes",
    path = "/api/identity/{tenant}/system/pools/{pool}/scim/v2/ResourceTypes", tag = "Identity SCIM",
    params(("tenant" = String, Path), ("pool" = String, Path)),
    responses((status = 200, description = "RFC 7643, section 6", body = ListBody, content_type = "application/scim+json"), ScimRefusals))]
pub(crate) async fn resource_types(State(server): State<Arc<Server>>, call: Call) -> Response {
    told(&server, &call, |base| json(StatusCode::OK, &list(&user_type(base)))).await
}

/// Shows a type of resources
#[utoipa::path(get, operation_id = "scimResourceType",
    path = "/api/identity/{tenant}/system/pools/{pool}/scim/v2/ResourceTypes/{id}", tag = "Identity SCIM",
    params(("tenant" = String, Path), ("pool" = String, Path), ("id" = String, Path)),
    responses((status = 200, description = "RFC 7643, section 6", body = super::shapes::DocumentBody, content_type = "application/scim+json"), ScimRefusals))]
pub(crate) async fn resource_type(State(server): State<Arc<Server>>, call: Call) -> Response {
    told(&server, &call, |base| one(&call, "User", &user_type(base))).await
}

/// Lists the schemas: that of users
#[utoipa::path(get, operation_id = "scimSchemas", path = "/api/identity/{tenant}/system/pools/{pool}/scim/v2/Schemas",
    tag = "Identity SCIM", params(("tenant" = String, Path), ("pool" = String, Path)),
    responses((status = 200, description = "RFC 7643, section 7", body = ListBody, content_type = "application/scim+json"), ScimRefusals))]
pub(crate) async fn schemas(State(server): State<Arc<Server>>, call: Call) -> Response {
    told(&server, &call, |base| json(StatusCode::OK, &list(&user_schema(base)))).await
}

/// Shows a schema
#[utoipa::path(get, operation_id = "scimSchema", path = "/api/identity/{tenant}/system/pools/{pool}/scim/v2/Schemas/{id}",
    tag = "Identity SCIM", params(("tenant" = String, Path), ("pool" = String, Path), ("id" = String, Path)),
    responses((status = 200, description = "RFC 7643, section 7", body = super::shapes::DocumentBody, content_type = "application/scim+json"), ScimRefusals))]
pub(crate) async fn schema(State(server): State<Arc<Server>>, call: Call) -> Response {
    told(&server, &call, |base| one(&call, USER, &user_schema(base))).await
}
