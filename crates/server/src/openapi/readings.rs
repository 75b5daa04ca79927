//! What the console's readings of settings answer, for the description alone: the settings as a change takes them, where they are, and the version
//! that a change has to show.

#![expect(dead_code, reason = "read by the derive only")]

use super::administration::{Branding, PoolSettings, RollOut, WorkspaceSettings};
use super::clients::ClientSettings;
use crate::identity::shapes::OperatorsPart;
use serde_json::Value;
use utoipa::{IntoResponses, ToSchema};

#[derive(ToSchema)]
pub(crate) struct PoolReading {
    tenant: String,
    #[schema(format = "uuid")]
    pool: String,
    /// Of the pool.
    name: String,
    version: String,
    #[serde(flatten)]
    settings: PoolSettings,
}

#[derive(IntoResponses)]
#[response(status = 200, description = "The settings, with their `version`")]
pub(crate) struct OfPool(PoolReading);

#[derive(ToSchema)]
pub(crate) struct WorkspaceReading {
    tenant: String,
    workspace: String,
    /// Of the workspace.
    name: String,
    #[schema(format = "uuid")]
    pool: String,
    pool_name: String,
    version: String,
    #[serde(flatten)]
    settings: WorkspaceSettings,
}

#[derive(IntoResponses)]
#[response(status = 200, description = "The settings, with their `version`")]
pub(crate) struct OfWorkspace(WorkspaceReading);

#[derive(ToSchema)]
pub(crate) struct BrandingReading {
    tenant: String,
    workspace: String,
    version: String,
    #[serde(flatten)]
    look: Branding,
}

#[derive(IntoResponses)]
#[response(status = 200, description = "The look, with its `version`")]
pub(crate) struct OfBranding(BrandingReading);

#[derive(ToSchema)]
pub(crate) struct RollOutReading {
    tenant: String,
    #[schema(format = "uuid")]
    pool: String,
    /// Of the pool.
    name: String,
    /// Where the settings of each step are.
    forms: Vec<Value>,
    /// From which the pilot can be chosen.
    groups: Vec<Value>,
    administrators: Value,
    pilots: Value,
    everybody: Value,
    /// What members said of it.
    answers: Vec<Value>,
    /// How many said something.
    given: u64,
    remarks: Vec<Value>,
    reached: Value,
    version: String,
    #[serde(flatten)]
    settings: RollOut,
}

#[derive(IntoResponses)]
#[response(status = 200, description = "How far it has come, with its `version`")]
pub(crate) struct OfRollOut(RollOutReading);

#[derive(ToSchema)]
pub(crate) struct ClientReading {
    tenant: String,
    workspace: String,
    client_id: String,
    /// `web`, `public` or `program`
    kind: String,
    enabled: bool,
    /// The server's configuration file keeps it: nothing of it is changed here.
    declared: bool,
    /// `public` or `pairwise`
    subject_type: String,
    #[serde(flatten)]
    operators: OperatorsPart,
    issuer: String,
    #[schema(format = "date-time")]
    created_at: String,
    #[schema(format = "date-time")]
    changed_at: String,
    version: String,
    #[serde(flatten)]
    settings: ClientSettings,
}

#[derive(IntoResponses)]
#[response(status = 200, description = "The settings, with their `version`")]
pub(crate) struct OfClient(ClientReading);
