//! The browsers that a member signed in with before. None of this signs anybody in.

use super::{Answer, json};
use crate::extract::{DeviceAddress, SignedIn};
use crate::front::Server;
use crate::openapi::shapes;
use axum::extract::State;
use domain::devices;
use std::sync::Arc;

/// Lists the browsers that the member signed in with
#[utoipa::path(get, operation_id = "list_devices", path = "/{tenant}/{workspace}/account/devices", tag = "Devices", params(shapes::Door),
    responses(shapes::Devices, shapes::Errors), security(("session" = []), ("token" = [])))]
pub(crate) async fn list(State(server): State<Arc<Server>>, SignedIn { visit, session }: SignedIn) -> Answer {
    json(&devices::list(&server.app, &visit, &session).await?)
}

/// Forgets a browser
///
/// The second factor is asked there again, and wrong guesses are counted as a stranger's. Sessions go on. Answers the list that is left.
#[utoipa::path(delete, operation_id = "forget_device", path = "/{tenant}/{workspace}/account/devices/{id}", tag = "Devices",
    params(shapes::Door, shapes::PasskeyId), responses(shapes::Devices, shapes::Errors),
    security(("session" = []), ("token" = [])))]
pub(crate) async fn forget(
    State(server): State<Arc<Server>>,
    SignedIn { visit, session }: SignedIn,
    DeviceAddress(id): DeviceAddress,
) -> Answer {
    json(&devices::forget(&server.app, &visit, &session, id).await?)
}
