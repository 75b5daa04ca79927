-- What makes the audit tamper-evident: each event has a salt, under which its proof holds what is personal, and seals say what there was.

ALTER TABLE audit_events ADD COLUMN salt {bytes};
-- What is left for the proof of personal fields that were erased; the salt is gone then.
ALTER TABLE audit_events ADD COLUMN erased {bytes};

CREATE TABLE audit_seals (
    number BIGINT NOT NULL PRIMARY KEY,
    tenant_id {bytes} NOT NULL,
    sealed_at BIGINT NOT NULL,
    -- Whether its events were passed over at the first look.
    late BIGINT NOT NULL,
    first_id {bytes} NOT NULL,
    last_id {bytes} NOT NULL,
    -- How far the first look and the second one have come, of this tenant.
    through_id {bytes} NOT NULL,
    checked_id {bytes} NOT NULL,
    -- The id and the proof of each event, in the order of ids.
    entries {bytes} NOT NULL,
    previous {bytes} NOT NULL,
    signature {bytes} NOT NULL
);
CREATE INDEX seals_of_tenant ON audit_seals (tenant_id, number);
CREATE INDEX seals_by_event ON audit_seals (tenant_id, late, last_id, number);

-- Members who were removed, until what is personal is gone from their sessions and from what was recorded, too.
CREATE TABLE erasures (
    pool_id {bytes} NOT NULL,
    user_id {bytes} NOT NULL,
    asked_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    PRIMARY KEY (pool_id, user_id)
){clustered};
-- Invitations keep the address that they were sent to.
CREATE INDEX invitations_to ON invitations (pool_id, address);
