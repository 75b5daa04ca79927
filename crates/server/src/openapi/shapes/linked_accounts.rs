//! A member's accounts at identity providers.

use utoipa::{IntoParams, IntoResponses, ToSchema};

#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct ProviderName {
    /// As the list of linked accounts tells it.
    #[param(example = "office")]
    name: String,
}

#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct LinkedAccountName {
    /// The `id` in the list of linked accounts.
    name: String,
}

/// A member's accounts at identity providers.
#[derive(ToSchema)]
pub(crate) struct LinkedAccountListBody {
    accounts: Vec<LinkedAccountBody>,
    /// Where another one can be linked.
    providers: Vec<LinkableProviderBody>,
}

#[derive(ToSchema)]
#[schema(example = json!({ "id": "q83vEjRWeJASNFZ4kBI0Vg", "provider": "office", "label": "Office login", "email": "ada@example.com",
    "may_delete": true, "linked_at": "2025-11-03T14:05:00Z" }))]
pub(crate) struct LinkedAccountBody {
    id: String,
    /// Null where the provider is no longer used here.
    provider: Option<String>,
    label: String,
    /// As the provider told it when the account was linked.
    email: Option<String>,
    /// False where it is the only way left to sign in here.
    may_delete: bool,
    #[schema(format = "date-time")]
    linked_at: String,
}

#[derive(ToSchema)]
#[schema(example = json!({ "provider": "office", "label": "Office login" }))]
pub(crate) struct LinkableProviderBody {
    provider: String,
    label: String,
}

#[derive(IntoResponses)]
#[response(status = 200, description = "The member's linked accounts")]
pub(crate) struct LinkedAccounts(LinkedAccountListBody);

#[derive(IntoResponses)]
#[response(status = 200, description = "Where to go on; the cookies of the answer belong to the browser that asked")]
pub(crate) struct LinkBegun(crate::api::linked_accounts::LinkBody);
