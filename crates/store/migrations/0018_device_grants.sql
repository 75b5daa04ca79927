-- Devices without a keyboard that ask for access (RFC 8628), until a member has answered and the device has heard it.

CREATE TABLE device_authorizations (
    workspace_id {bytes} NOT NULL,
    id {bytes} NOT NULL,
    client_id {text} NOT NULL,
    -- SHA-256 of the secret in the device code.
    secret_hash {bytes} NOT NULL,
    -- Keyed: a code that a person types is too short for a plain hash.
    user_code_hash {bytes} NOT NULL,
    scope {text} NOT NULL,
    -- From where the device asked, for whoever is to allow it.
    address {text} NOT NULL,
    user_agent {text} NOT NULL,
    -- What the member granted; NULL until then.
    grant_id {bytes},
    denied_at BIGINT,
    interval_s BIGINT NOT NULL,
    polled_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, id)
){clustered};
CREATE UNIQUE INDEX device_authorizations_by_code ON device_authorizations (workspace_id, user_code_hash);
