//! Accounts at identity providers that open the member's account. Changes need a fresh proof, which the domain demands.

use super::{Answer, json};
use crate::extract::cookies::CookieName;
use crate::extract::{FifthSegment, SignedIn};
use crate::front::Server;
use crate::openapi::shapes;
use crate::web::single_sign_on::give;
use axum::extract::State;
use axum::http::HeaderMap;
use domain::single_sign_on;
use serde::Serialize;
use std::sync::Arc;

/// Where the browser goes to link an account.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct LinkBody {
    /// Open it in the browser that asked.
    #[schema(example = "https://login.example.com/authorize?client_id=keystead&state=…")]
    location: String,
}

/// Lists the member's linked accounts
#[utoipa::path(get, operation_id = "list_linked_accounts", path = "/{tenant}/{workspace}/account/linked-accounts", tag = "Linked accounts",
    params(shapes::Door), responses(shapes::LinkedAccounts, shapes::Errors), security(("session" = []), ("token" = [])))]
pub(crate) async fn list(State(server): State<Arc<Server>>, SignedIn { visit, session }: SignedIn) -> Answer {
    json(&single_sign_on::list(&server.app, &visit.door, &session).await?)
}

/// Begins to link an account at a provider
///
/// Needs a proof at most five minutes old, and so does coming back. The browser that asked goes on to `location`.
#[utoipa::path(post, operation_id = "link_account", path = "/{tenant}/{workspace}/account/linked-accounts/{name}", tag = "Linked accounts",
    params(shapes::Door, shapes::ProviderName), responses(shapes::LinkBegun, shapes::Errors), security(("session" = []), ("token" = [])))]
pub(crate) async fn begin(
    State(server): State<Arc<Server>>,
    SignedIn { visit, session }: SignedIn,
    FifthSegment(provider): FifthSegment,
    headers: HeaderMap,
) -> Answer {
    let held = CookieName::away(server.https, &visit.door).find(&headers);
    let begun = single_sign_on::begin_link(&server.app, &visit, &session, (&provider, held));
    let departure = Box::pin(begun).await?;
    let mut response = json(&LinkBody { location: departure.url.clone() })?;
    give(&server, &visit.door, &departure, response.headers_mut());
    Ok(response)
}

/// Removes a linked account
///
/// The last way in stays: `last_way_in`. Answers the list that is left.
#[utoipa::path(delete, operation_id = "unlink_account", path = "/{tenant}/{workspace}/account/linked-accounts/{name}", tag = "Linked accounts",
    params(shapes::Door, shapes::LinkedAccountName), responses(shapes::LinkedAccounts, shapes::Errors),
    security(("session" = []), ("token" = [])))]
pub(crate) async fn delete(
    State(server): State<Arc<Server>>,
    SignedIn { visit, session }: SignedIn,
    FifthSegment(id): FifthSegment,
) -> Answer {
    json(&single_sign_on::delete(&server.app, &visit, &session, &id).await?)
}
