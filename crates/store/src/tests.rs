//! Tests of the whole crate: transactions, opening, and each table, on every engine that is there.

mod access_passes;
mod acme;
mod approvals;
mod attestation;
mod campaigns;
mod damage;
mod devices;
mod failures;
mod feedback;
mod figures;
mod groups;
mod health;
mod imports;
mod linked_accounts;
mod notices;
mod one_time_codes;
mod opening;
mod outbox;
mod passwords;
mod quarantine;
mod recovery_codes;
mod rows;
mod scheduled;
mod session_clients;
mod sessions;
mod sign_in;
mod totps;
mod traffic;
mod transactions;
mod user_lists;
mod webhooks;
mod whole;

use crate::{
    Error, Store,
    id::{PasskeyId, PoolId, SessionId, TenantId, UserId, WorkspaceId},
    passkey::Passkey,
    pool::Pool,
    session::Session,
    tenant::Tenant,
    user::{User, UserStatus},
    workspace::Mode,
};

const TENANT: TenantId = TenantId::from_bytes([1; 16]);
const POOL: PoolId = PoolId::from_bytes([2; 16]);
const USER: UserId = UserId::from_bytes([3; 16]);
const PASSKEY: PasskeyId = PasskeyId::from_bytes([4; 16]);

fn tenant() -> Tenant {
    Tenant { id: TENANT, slug: "acme".into(), name: "Acme".into(), preset: "workforce".into(), created_at: 1 }
}

fn pool() -> Pool {
    Pool {
        tenant_id: TENANT,
        id: POOL,
        name: "Everybody".into(),
        rp_id: "acme.example".into(),
        origins: r#"["https://acme.example"]"#.into(),
        settings: "{}".into(),
    }
}

fn user() -> User {
    User {
        pool_id: POOL,
        id: USER,
        tenant_id: TENANT,
        handle: vec![9; 32],
        display_name: "Zoë".into(),
        status: UserStatus::Active,
        epoch: 5,
        created_at: 1,
    }
}

fn passkey() -> Passkey {
    Passkey {
        pool_id: POOL,
        id: PASSKEY,
        tenant_id: TENANT,
        user_id: USER,
        rp_id: "acme.example".into(),
        credential_id: vec![7; 20],
        public_key: vec![8; 77],
        algorithm: -7,
        sign_count: 3,
        user_verified: true,
        backup_eligible: true,
        backup_state: false,
        aaguid: [6; 16],
        transports: r#"["internal"]"#.into(),
        attachment: None,
        discoverable: Some(true),
        mode: Mode::Smart,
        attestation_format: "none".into(),
        name: "Laptop".into(),
        created_at: 10,
        updated_at: 10,
        last_used_at: None,
        quarantined_at: None,
    }
}

fn session(id: u8, expires_at: i64) -> Session {
    Session {
        pool_id: POOL,
        id: SessionId::from_bytes([id; 16]),
        tenant_id: TENANT,
        workspace_id: WorkspaceId::from_bytes([5; 16]),
        user_id: USER,
        secret_hash: [11; 32],
        epoch: 5,
        amr: "hwk user".into(),
        acr: "phr".into(),
        methods: "passkey".into(),
        strength: "phishing_resistant".into(),
        authenticated_at: 100,
        created_at: 100,
        expires_at,
        passkey_id: Some(PASSKEY),
        address: "192.0.2.1".into(),
        user_agent_id: None,
    }
}

/// One tenant with one pool with one user with one passkey.
async fn with_a_member(store: &Store) {
    let inserted = store.write("seed", |tx| {
        crate::tenant::insert(tx, &tenant())?;
        crate::pool::insert(tx, &pool())?;
        crate::user::insert(tx, &user())?;
        crate::passkey::insert(tx, &passkey())
    });
    assert!(inserted.await.unwrap());
}

/// Sets an installation value: the smallest write there is.
async fn set(store: &Store, name: &'static str, value: &'static str) -> Result<(), Error> {
    store.write("set", move |tx| crate::installation::set(tx, name, value)).await
}

async fn get(store: &Store, name: &'static str) -> Option<String> {
    store.read("get", move |tx| crate::installation::get(tx, name)).await.unwrap()
}
