-- What the support desk needs: what belongs to a reference code, and what members say about it.

-- Only what failed has a code, so that nothing else pays for it.
CREATE INDEX events_by_reference ON audit_events (reference) WHERE reference IS NOT NULL;

CREATE TABLE problem_reports (
    id {bytes} NOT NULL PRIMARY KEY,
    tenant_id {bytes} NOT NULL,
    pool_id {bytes} NOT NULL,
    workspace_id {bytes} NOT NULL,
    at BIGINT NOT NULL,
    reference {text},
    doing {text} NOT NULL,
    password {text} NOT NULL,
    words {text} NOT NULL,
    -- None for whoever was not signed in.
    user_id {bytes},
    browser {text} NOT NULL,
    closed_at BIGINT,
    closed_by {bytes}
){clustered};
CREATE INDEX problem_reports_open ON problem_reports (tenant_id, id) WHERE closed_at IS NULL;
CREATE INDEX problem_reports_by_reference ON problem_reports (reference) WHERE reference IS NOT NULL;
CREATE INDEX problem_reports_of_user ON problem_reports (pool_id, user_id) WHERE user_id IS NOT NULL;
