//! A member's addresses.

use utoipa::{IntoParams, IntoResponses, ToSchema};

#[derive(ToSchema)]
#[schema(example = json!({ "address": "ada@example.com" }))]
pub(crate) struct AddressAdd {
    address: String,
}

#[derive(ToSchema)]
#[schema(example = json!({ "address": "ada@example.com", "code": "123456", "keep": [] }))]
pub(crate) struct AddressVerify {
    address: String,
    code: String,
    /// Where the address stood on the account unproved: what is really the member's. Passkeys, addresses and linked accounts by their ids,
    /// and `password`, `totp` and `recovery_codes` by these words.
    keep: Option<Vec<String>>,
}

#[derive(ToSchema)]
#[schema(example = json!({ "code": "123456" }))]
pub(crate) struct AddressRemove {
    /// Without it one is sent.
    code: Option<String>,
}

/// The member's addresses.
#[derive(ToSchema)]
pub(crate) struct AddressListBody {
    addresses: Vec<AddressBody>,
}

#[derive(ToSchema)]
#[schema(example = json!({ "id": "3q2-7wEjRWeJq83v_u3-7w", "address": "ada@example.com", "kind": "email", "verified": true,
    "may_delete": false, "added_at": "2025-11-03T14:05:00Z" }))]
pub(crate) struct AddressBody {
    id: String,
    address: String,
    /// `email` or `phone`.
    kind: String,
    verified: bool,
    /// False for the last one that a way in or the recovery rests on.
    may_delete: bool,
    #[schema(format = "date-time")]
    added_at: String,
}

#[derive(IntoResponses)]
#[response(status = 200, description = "The member's addresses")]
pub(crate) struct Addresses(AddressListBody);

/// An address, as the list names it.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "described, never built")]
pub(crate) struct AddressId {
    id: String,
}
