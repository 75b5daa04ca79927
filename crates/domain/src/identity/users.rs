//! A user in the two views of this API: as a program of the tenant sees them, and as they see themselves. Secrets are masked, and whoever is an
//! administrator of the installation is not there for any program.

use super::mechanisms;
use super::record::Credential;
use crate::method::Method;
use crate::passkeys::{is_renewed, time};
use crate::policy::{self, Policy};
use crate::settings::Mode;
use crate::snapshot::FrontDoor;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde_json::{Value, json};
use std::sync::Arc;
use store::id::UserId;
use store::identifier::{self, Identifier, IdentifierKind};
use store::passkey::{self, Passkey};
use store::user::{self, User, UserStatus};
use store::{Tx, administrator, password, totp};

const MASKED: &str = "###";

/// All that is known of a user, read at once.
#[derive(Debug, Clone)]
pub(super) struct Facts {
    pub user: User,
    pub identifiers: Vec<Identifier>,
    pub passkeys: Vec<Passkey>,
    pub password_at: Option<i64>,
    pub app_at: Option<i64>,
    pub policy: Arc<Policy>,
}

impl Facts {
    pub(super) fn read(tx: &mut Tx<'_>, door: &FrontDoor, user: UserId) -> Result<Option<Self>, store::Error> {
        let pool = door.pool.id;
        let Some(found) = user::find(tx, pool, user)? else { return Ok(None) };
        let app = totp::find(tx, pool, user)?.and_then(|found| found.confirmed);
        Ok(Some(Self {
            identifiers: identifier::of_user(tx, pool, user)?,
            passkeys: passkey::of_user(tx, pool, user)?,
            password_at: password::find(tx, pool, user)?.map(|row| row.changed_at),
            app_at: app.map(|confirmed| confirmed.at),
            policy: policy::of_member(tx, door, user)?,
            user: found,
        }))
    }
}

/// A user whom programs may see. An administrator is none of theirs, whichever pool they are in.
pub(super) fn find(tx: &mut Tx<'_>, door: &FrontDoor, user: UserId) -> Result<Option<User>, store::Error> {
    let pool = door.pool.id;
    if administrator::of_user(tx, pool, user)?.is_some() {
        return Ok(None);
    }
    user::find(tx, pool, user)
}

/// As a program sees them.
#[derive(Debug, Clone, Serialize)]
pub struct UserWithData {
    pub id: UserId,
    pub tenant_id: String,
    pub user_pool_id: String,
    pub status: &'static str,
    pub created_at: String,
    pub updated_at: String,
    pub payload: Value,
    pub metadata: Value,
    pub business_metadata: Value,
    pub preferences: Value,
    pub identifiers: Vec<Value>,
    pub verifiable_addresses: Vec<Value>,
    pub credentials: Vec<UserCredential>,
}

/// One factor of theirs.
#[derive(Debug, Clone, Serialize)]
pub struct UserCredential {
    pub id: String,
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub name: String,
    pub state: &'static str,
    /// Of a passkey of Smart mode its WebAuthn id in base64url; empty of all others (S3-42).
    pub discoverable_id: String,
    pub payload: Value,
    pub tenant_id: String,
    pub user_pool_id: String,
    pub user_id: UserId,
    pub created_at: String,
    pub updated_at: String,
}

impl UserWithData {
    pub(super) fn of(facts: &Facts) -> Self {
        let user = &facts.user;
        let changes = facts.passkeys.iter().map(|row| row.updated_at).chain(facts.password_at).chain(facts.app_at);
        let updated_at = changes.fold(user.created_at, i64::max);
        Self {
            id: user.id,
            tenant_id: user.tenant_id.to_string(),
            user_pool_id: user.pool_id.to_string(),
            status: status(user.status),
            created_at: time(user.created_at),
            updated_at: time(updated_at),
            payload: json!({ "name": user.display_name }),
            metadata: json!({}),
            business_metadata: json!({}),
            preferences: preferences(&facts.policy),
            identifiers: facts.identifiers.iter().map(|row| identifier_of(user, row)).collect(),
            verifiable_addresses: facts.identifiers.iter().filter_map(|row| address_of(user, row)).collect(),
            credentials: credentials(facts),
        }
    }
}

pub(super) fn status(status: UserStatus) -> &'static str {
    if status == UserStatus::Active { "active" } else { "inactive" }
}

fn preferences(policy: &Policy) -> Value {
    let preferred = policy.second.first().and_then(|method| mechanisms::words(Mode::Classic, &[*method]).pop());
    json!({ "mfa": { "preferred_2fa": preferred.unwrap_or_default() } })
}

pub(super) fn kind(kind: IdentifierKind) -> &'static str {
    match kind {
        IdentifierKind::Username => "uid",
        IdentifierKind::Email => "email",
        IdentifierKind::Phone => "mobile",
    }
}

pub(super) fn identifier_of(user: &User, row: &Identifier) -> Value {
    json!({
        "id": row.folded, "identifier": row.value, "identifier_lc": row.folded, "type": kind(row.kind),
        "user_id": user.id, "user_pool_id": user.pool_id.to_string(), "tenant_id": user.tenant_id.to_string(),
        "metadata": {}, "created_at": time(row.created_at), "updated_at": time(row.created_at),
    })
}

pub(super) fn address_of(user: &User, row: &Identifier) -> Option<Value> {
    if row.kind == IdentifierKind::Username {
        return None;
    }
    Some(json!({
        "id": row.folded, "address": row.value, "address_lc": row.folded, "type": kind(row.kind), "status": "active",
        "verified": row.verified_at.is_some(), "verified_at": row.verified_at.map(time),
        "user_id": user.id, "user_pool_id": user.pool_id.to_string(), "tenant_id": user.tenant_id.to_string(),
        "metadata": {}, "created_at": time(row.created_at), "updated_at": time(row.verified_at.unwrap_or(row.created_at)),
    }))
}

fn credentials(facts: &Facts) -> Vec<UserCredential> {
    let passkeys = facts.passkeys.iter().map(|row| of_passkey(&facts.user, row, &facts.policy));
    let password = facts.password_at.map(|at| single(&facts.user, "password", json!({ "password": MASKED }), at));
    let app = facts.app_at.map(|at| single(&facts.user, "totp", json!({ "secret": MASKED }), at));
    passkeys.chain(password).chain(app).collect()
}

fn of_passkey(user: &User, row: &Passkey, policy: &Policy) -> UserCredential {
    let discoverable_id = match row.mode {
        Mode::Smart => URL_SAFE_NO_PAD.encode(&row.credential_id),
        Mode::Classic => String::new(),
    };
    UserCredential {
        id: row.id.to_string(),
        kind: "webauthn",
        name: row.name.clone(),
        state: match row.quarantined_at {
            // It opens nothing until it is confirmed, or another takes its place.
            Some(_) => "must_be_reset",
            None if is_renewed(policy, row) => "must_be_changed",
            None => "valid",
        },
        discoverable_id,
        payload: json!({ "name": row.name, "webauthn_credentials": [Credential::of(row)] }),
        tenant_id: user.tenant_id.to_string(),
        user_pool_id: user.pool_id.to_string(),
        user_id: user.id,
        created_at: time(row.created_at),
        updated_at: time(row.updated_at),
    }
}

/// A factor of which nobody has two, so that its id follows from whose it is.
fn single(user: &User, kind: &'static str, payload: Value, at: i64) -> UserCredential {
    UserCredential {
        id: format!("{}-{kind}", user.id),
        kind,
        name: String::new(),
        state: "valid",
        discoverable_id: String::new(),
        payload,
        tenant_id: user.tenant_id.to_string(),
        user_pool_id: user.pool_id.to_string(),
        user_id: user.id,
        created_at: time(at),
        updated_at: time(at),
    }
}

/// As they see themselves.
#[derive(Debug, Clone, Serialize)]
pub struct SelfUserWithData {
    pub id: String,
    pub identifiers: Vec<Value>,
    pub verifiable_addresses: Vec<Value>,
    pub credentials: Vec<Value>,
    pub payload: Value,
    pub payload_schema: Value,
    pub metadata: Value,
    pub business_metadata: Value,
    pub preferences: Value,
    pub federated_accounts: Vec<Value>,
    pub totp_issuer: String,
    pub authentication_mechanisms: Vec<&'static str>,
    pub allowed_authentication_mechanisms: Vec<&'static str>,
    pub preferred_authentication_mechanism: &'static str,
    pub second_factor_authentication_mechanisms: Vec<&'static str>,
    pub second_factor_preferred_authentication_mechanism: &'static str,
}

impl SelfUserWithData {
    /// `id` is the name by which the application knows them.
    pub(super) fn of(door: &FrontDoor, facts: &Facts, id: String) -> Self {
        let (mode, policy) = (door.workspace.mode, &facts.policy);
        let (first, second) = (mechanisms::words(mode, &policy.first), mechanisms::words(mode, &policy.second));
        let mut all: Vec<Method> = policy.first.clone();
        all.extend(policy.second.iter().filter(|method| !policy.first.contains(method)));
        let identifier = |row: &Identifier| json!({ "identifier": row.value, "type": kind(row.kind), "created_at": time(row.created_at) });
        let own = |credential: UserCredential| {
            json!({
                "id": credential.id, "type": credential.kind, "name": credential.name, "state": credential.state,
                "discoverable_id": credential.discoverable_id, "created_at": credential.created_at, "updated_at": credential.updated_at,
            })
        };
        Self {
            id,
            identifiers: facts.identifiers.iter().map(identifier).collect(),
            verifiable_addresses: facts.identifiers.iter().filter_map(|row| address_of(&facts.user, row)).collect(),
            credentials: credentials(facts).into_iter().map(own).collect(),
            payload: json!({ "name": facts.user.display_name }),
            payload_schema: json!({ "type": "object", "properties": { "name": { "type": "string" } } }),
            metadata: json!({}),
            business_metadata: json!({}),
            preferences: preferences(policy),
            federated_accounts: Vec::new(),
            totp_issuer: door.tenant.name.clone(),
            allowed_authentication_mechanisms: mechanisms::words(mode, &all),
            preferred_authentication_mechanism: first.first().copied().unwrap_or_default(),
            second_factor_preferred_authentication_mechanism: second.first().copied().unwrap_or_default(),
            authentication_mechanisms: first,
            second_factor_authentication_mechanisms: second,
        }
    }
}
