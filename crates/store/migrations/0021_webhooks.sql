-- Addresses of a tenant's programs that are told what happens, how far each tenant's audit has been looked through for them, and what each of them
-- is told.

CREATE TABLE webhooks (
    tenant_id {bytes} NOT NULL,
    id {bytes} NOT NULL,
    url {text} NOT NULL,
    description {text} NOT NULL,
    -- Groups of events, with spaces between.
    events {text} NOT NULL,
    enabled BIGINT NOT NULL,
    -- Why we switched it off ourselves; NULL where somebody did, or where it is on.
    off_because {text},
    -- What happens from then on is told: when it was made, or last switched on.
    since BIGINT NOT NULL,
    sealed {bytes} NOT NULL,
    -- The secret before this one, which still signs until then.
    sealed_before {bytes},
    before_until BIGINT,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    -- When something is to be sent; NULL where nothing waits.
    due_at BIGINT,
    -- Nobody answers there: nothing is sent before then.
    held_until BIGINT NOT NULL,
    -- Whoever sends has it until then, under this number.
    lease_until BIGINT NOT NULL,
    turn BIGINT NOT NULL,
    -- When the last turn was over: whoever waits longest for one is next.
    turned_at BIGINT NOT NULL,
    -- How often nothing was taken since something was, since when, and why not.
    failures BIGINT NOT NULL,
    failing_since BIGINT,
    trouble {text},
    PRIMARY KEY (tenant_id, id)
){clustered};
CREATE INDEX webhooks_due ON webhooks (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE webhook_positions (
    tenant_id {bytes} NOT NULL PRIMARY KEY,
    through_id {bytes} NOT NULL,
    checked_id {bytes} NOT NULL
){clustered};

CREATE TABLE webhook_deliveries (
    tenant_id {bytes} NOT NULL,
    webhook_id {bytes} NOT NULL,
    -- What it tells is read from the audit when it is sent.
    event_id {bytes} NOT NULL,
    type {text} NOT NULL,
    state {text} NOT NULL,
    attempts BIGINT NOT NULL,
    -- When it is to be sent; NULL once it is settled.
    due_at BIGINT,
    tried_at BIGINT,
    -- What was answered, and what was wrong.
    status BIGINT,
    trouble {text},
    PRIMARY KEY (tenant_id, webhook_id, event_id)
){clustered};
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (tenant_id, webhook_id, due_at) WHERE due_at IS NOT NULL;
