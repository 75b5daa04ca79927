-- One text for both engines; {phrases} are explained in src/dialect.rs.
-- Keys lead with the tenant or pool and then with time (ids are time-ordered), so that writes land side by side and the
-- same schema can be sharded. Times are Unix milliseconds, except spent_challenges.expires_at: Unix seconds.
-- Foreign keys only where people or configuration are written, never where each sign-in writes.

CREATE TABLE installation (
    name {text} NOT NULL PRIMARY KEY,
    value {text} NOT NULL
){clustered};

-- Raised with each change of what nodes keep in memory; they poll it.
INSERT INTO installation (name, value) VALUES ('settings_version', '1');

CREATE TABLE tenants (
    id {bytes} NOT NULL PRIMARY KEY,
    slug {text} NOT NULL UNIQUE,
    name {text} NOT NULL,
    preset {text} NOT NULL,
    created_at BIGINT NOT NULL
){clustered};

CREATE TABLE pools (
    tenant_id {bytes} NOT NULL REFERENCES tenants (id),
    id {bytes} NOT NULL,
    name {text} NOT NULL,
    rp_id {text} NOT NULL,
    origins {text} NOT NULL,
    settings {text} NOT NULL,
    PRIMARY KEY (tenant_id, id)
){clustered};

CREATE TABLE workspaces (
    tenant_id {bytes} NOT NULL,
    id {bytes} NOT NULL,
    slug {text} NOT NULL,
    name {text} NOT NULL,
    pool_id {bytes} NOT NULL,
    mode {text} NOT NULL,
    settings {text} NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, slug),
    FOREIGN KEY (tenant_id, pool_id) REFERENCES pools (tenant_id, id)
){clustered};

CREATE TABLE users (
    pool_id {bytes} NOT NULL,
    id {bytes} NOT NULL,
    tenant_id {bytes} NOT NULL,
    handle {bytes} NOT NULL,
    display_name {text} NOT NULL,
    status {text} NOT NULL,
    epoch BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (pool_id, id)
){clustered};

CREATE TABLE identifiers (
    pool_id {bytes} NOT NULL,
    folded {text} NOT NULL,
    kind {text} NOT NULL,
    value {text} NOT NULL,
    user_id {bytes} NOT NULL,
    verified_at BIGINT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (pool_id, folded),
    FOREIGN KEY (pool_id, user_id) REFERENCES users (pool_id, id)
){clustered};

CREATE INDEX identifiers_of_user ON identifiers (pool_id, user_id);

CREATE TABLE roles (
    pool_id {bytes} NOT NULL,
    id {bytes} NOT NULL,
    name {text} NOT NULL,
    PRIMARY KEY (pool_id, id),
    UNIQUE (pool_id, name)
){clustered};

CREATE TABLE user_roles (
    pool_id {bytes} NOT NULL,
    user_id {bytes} NOT NULL,
    role_id {bytes} NOT NULL,
    PRIMARY KEY (pool_id, user_id, role_id),
    FOREIGN KEY (pool_id, user_id) REFERENCES users (pool_id, id),
    FOREIGN KEY (pool_id, role_id) REFERENCES roles (pool_id, id)
){clustered};

CREATE TABLE groups (
    pool_id {bytes} NOT NULL,
    id {bytes} NOT NULL,
    name {text} NOT NULL,
    PRIMARY KEY (pool_id, id),
    UNIQUE (pool_id, name)
){clustered};

CREATE TABLE user_groups (
    pool_id {bytes} NOT NULL,
    user_id {bytes} NOT NULL,
    group_id {bytes} NOT NULL,
    PRIMARY KEY (pool_id, user_id, group_id),
    FOREIGN KEY (pool_id, user_id) REFERENCES users (pool_id, id),
    FOREIGN KEY (pool_id, group_id) REFERENCES groups (pool_id, id)
){clustered};

CREATE TABLE administrators (
    tenant_id {bytes} NOT NULL,
    id {bytes} NOT NULL,
    pool_id {bytes} NOT NULL,
    user_id {bytes} NOT NULL,
    scope {text} NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (pool_id, user_id),
    FOREIGN KEY (pool_id, user_id) REFERENCES users (pool_id, id)
){clustered};

-- Each sign-in updates one row: sign count, backup state and last use are in no index.
CREATE TABLE passkeys (
    pool_id {bytes} NOT NULL,
    id {bytes} NOT NULL,
    tenant_id {bytes} NOT NULL,
    user_id {bytes} NOT NULL,
    rp_id {text} NOT NULL,
    credential_id {bytes} NOT NULL,
    public_key {bytes} NOT NULL,
    algorithm BIGINT NOT NULL,
    sign_count BIGINT NOT NULL,
    user_verified BIGINT NOT NULL,
    backup_eligible BIGINT NOT NULL,
    backup_state BIGINT NOT NULL,
    aaguid {bytes} NOT NULL,
    transports {text} NOT NULL,
    attachment {text},
    discoverable BIGINT,
    mode {text} NOT NULL,
    attestation_format {text} NOT NULL,
    name {text} NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    last_used_at BIGINT,
    PRIMARY KEY (pool_id, id),
    UNIQUE (tenant_id, rp_id, credential_id),
    FOREIGN KEY (pool_id, user_id) REFERENCES users (pool_id, id)
){roomy}{clustered};

CREATE INDEX passkeys_of_user ON passkeys (pool_id, user_id, id);

CREATE TABLE sessions (
    pool_id {bytes} NOT NULL,
    id {bytes} NOT NULL,
    tenant_id {bytes} NOT NULL,
    workspace_id {bytes} NOT NULL,
    user_id {bytes} NOT NULL,
    secret_hash {bytes} NOT NULL,
    epoch BIGINT NOT NULL,
    amr {text} NOT NULL,
    acr {text} NOT NULL,
    authenticated_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    passkey_id {bytes},
    address {text} NOT NULL,
    user_agent_id BIGINT,
    PRIMARY KEY (pool_id, id)
){clustered};

CREATE TABLE spent_challenges (
    pool_id {bytes} NOT NULL,
    expires_at BIGINT NOT NULL,
    nonce {bytes} NOT NULL,
    PRIMARY KEY (pool_id, expires_at, nonce)
){clustered};

CREATE TABLE audit_events (
    tenant_id {bytes} NOT NULL,
    id {bytes} NOT NULL,
    pool_id {bytes},
    workspace_id {bytes},
    at BIGINT NOT NULL,
    kind {text} NOT NULL,
    outcome {text} NOT NULL,
    reason {text},
    actor_id {bytes},
    subject_id {bytes},
    passkey_id {bytes},
    passkey_label {text},
    address {text},
    user_agent_id BIGINT,
    reference {text},
    PRIMARY KEY (tenant_id, id)
){clustered};

CREATE TABLE user_agents (
    id {serial},
    text {text} NOT NULL UNIQUE
);

CREATE TABLE keys (
    purpose {text} NOT NULL,
    id {bytes} NOT NULL,
    sealed {bytes} NOT NULL,
    created_at BIGINT NOT NULL,
    signs_from BIGINT NOT NULL,
    verifies_until BIGINT,
    PRIMARY KEY (purpose, id)
){clustered};

CREATE TABLE setup_links (
    hash {bytes} NOT NULL PRIMARY KEY,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
){clustered};
