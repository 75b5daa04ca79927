-- Who holds a passkey, asked over all tenants: two tenants on one host may share an RP ID, and what one of them does not
-- know may be the other's.
CREATE INDEX passkeys_of_rp ON passkeys (rp_id, credential_id);

-- How a passkey proved its make when it was registered, kept whole so that it can be judged again when metadata changes.
-- Rows of some kilobytes: not clustered, or the key's tree would be deep. It goes with its passkey, whoever deletes that.
CREATE TABLE attestations (
    pool_id {bytes} NOT NULL,
    passkey_id {bytes} NOT NULL,
    tenant_id {bytes} NOT NULL,
    format {text} NOT NULL,
    verdict {text} NOT NULL,
    model {text},
    certification {text},
    metadata_number BIGINT,
    attestation_object {bytes} NOT NULL,
    client_data_json {bytes} NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (pool_id, passkey_id),
    FOREIGN KEY (pool_id, passkey_id) REFERENCES passkeys (pool_id, id) ON DELETE CASCADE
);

-- Whether newer metadata speaks against the make that a passkey proved: beside the passkey, where a sign-in reads it anyway.
ALTER TABLE passkeys ADD COLUMN distrusted BIGINT NOT NULL DEFAULT 0;

-- How many passkeys there are of a model that metadata speaks against.
CREATE INDEX passkeys_of_model ON passkeys (aaguid);
