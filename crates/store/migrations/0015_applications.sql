-- Applications that sign their users in here: the clients of OAuth, the keys that sign for them, and what members and clients were granted.

CREATE TABLE clients (
    tenant_id {bytes} NOT NULL,
    -- All zero for a client of the tenant itself, which belongs to no workspace.
    workspace_id {bytes} NOT NULL,
    id {text} NOT NULL,
    name {text} NOT NULL,
    -- SHA-256 of a secret of 256 bits that we drew; NULL for a client that has none.
    secret_hash {bytes},
    settings {text} NOT NULL,
    enabled BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, workspace_id, id)
){clustered};

CREATE TABLE signing_keys (
    tenant_id {bytes} NOT NULL,
    id {bytes} NOT NULL,
    algorithm {text} NOT NULL,
    sealed {bytes} NOT NULL,
    created_at BIGINT NOT NULL,
    signs_from BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id)
){clustered};

-- What a member, or a client for itself, was granted: first a code, then a family of refresh tokens. One row from the code to its end, so that
-- whatever is wrong with one of its tokens ends all of them.
CREATE TABLE grants (
    workspace_id {bytes} NOT NULL,
    id {bytes} NOT NULL,
    tenant_id {bytes} NOT NULL,
    pool_id {bytes} NOT NULL,
    client_id {text} NOT NULL,
    user_id {bytes} NOT NULL,
    -- The session that it hangs on; NULL where it outlives sessions.
    session_id {bytes},
    epoch BIGINT NOT NULL,
    scope {text} NOT NULL,
    amr {text} NOT NULL,
    acr {text} NOT NULL,
    authenticated_at BIGINT NOT NULL,
    -- What the request for the code said and the exchange must repeat or pass on, as JSON.
    request {text} NOT NULL,
    -- NULL where there never was a code.
    code_hash {bytes},
    code_expires_at BIGINT,
    code_spent_at BIGINT,
    -- The thumbprint of the key that its tokens are bound to.
    key_thumbprint {text},
    -- The number of the refresh token that is good; the first one is 0.
    generation BIGINT NOT NULL,
    rotated_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    revoked_at BIGINT,
    PRIMARY KEY (workspace_id, id)
){clustered};
CREATE INDEX grants_of_user ON grants (pool_id, user_id, id);

-- What members have agreed to, and remember.
CREATE TABLE consents (
    pool_id {bytes} NOT NULL,
    user_id {bytes} NOT NULL,
    workspace_id {bytes} NOT NULL,
    client_id {text} NOT NULL,
    scope {text} NOT NULL,
    granted_at BIGINT NOT NULL,
    PRIMARY KEY (pool_id, user_id, workspace_id, client_id)
){clustered};

-- Requests for a code on their way: pushed by a client, or waiting while somebody signs in.
CREATE TABLE authorization_requests (
    workspace_id {bytes} NOT NULL,
    id {bytes} NOT NULL,
    client_id {text} NOT NULL,
    secret_hash {bytes} NOT NULL,
    pushed BIGINT NOT NULL,
    parameters {text} NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, id)
){clustered};

-- Access tokens that were revoked before their end, and proofs of possession and of clients that were shown once.
CREATE TABLE revoked_tokens (
    tenant_id {bytes} NOT NULL,
    expires_at BIGINT NOT NULL,
    id {bytes} NOT NULL,
    PRIMARY KEY (tenant_id, expires_at, id)
){clustered};

CREATE TABLE spent_proofs (
    tenant_id {bytes} NOT NULL,
    expires_at BIGINT NOT NULL,
    hash {bytes} NOT NULL,
    PRIMARY KEY (tenant_id, expires_at, hash)
){clustered};
