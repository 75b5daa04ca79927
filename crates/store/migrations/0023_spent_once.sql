-- What an application has shown is spent by itself, whatever end is written beside it: with the end in the key, the same id with another end was
-- another one. What was spent just before stays so. The table of before stays, empty: a node of the release before, which runs beside the first
-- one of this, goes on writing to it.

CREATE TABLE spent_once (
    tenant_id {bytes} NOT NULL,
    hash {bytes} NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, hash)
){clustered};
CREATE INDEX spent_once_by_end ON spent_once (tenant_id, expires_at);
INSERT INTO spent_once (tenant_id, hash, expires_at)
    SELECT tenant_id, hash, MAX(expires_at) FROM spent_proofs GROUP BY tenant_id, hash;
DELETE FROM spent_proofs;

-- What members have granted to one client: how many they are, and whether it may make room for another one.
CREATE INDEX grants_of_client ON grants (workspace_id, client_id, id);
