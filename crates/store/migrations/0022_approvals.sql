-- What applications ask members to approve: from the question to its answer, and for a while the receipt of it.

CREATE TABLE approvals (
    workspace_id {bytes} NOT NULL,
    id {bytes} NOT NULL,
    pool_id {bytes} NOT NULL,
    client_id {text} NOT NULL,
    -- Whose answer is wanted, by the name that the client knows them by.
    sub {text} NOT NULL,
    -- The member of that name; NULL where only they can tell, because the name is the client's own.
    user_id {bytes},
    -- A hash of the name that the client has asked by, whoever has it: what waits under it is counted, and tells nothing of the member.
    asked_of {bytes} NOT NULL,
    -- Who asked, by the same kind of name, and therefore may not answer.
    requested_by {text},
    -- The transaction, byte for byte as its hash is signed.
    content {text} NOT NULL,
    redirect_uri {text},
    client_state {text},
    -- In which session a passkey was asked for.
    session_id {bytes},
    -- 'approved', 'denied', 'expired'; NULL until then.
    outcome {text},
    decided_at BIGINT,
    receipt {text},
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    -- When it expires and, once it is answered or has, when it is forgotten.
    due_at BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, id)
){clustered};
CREATE INDEX approvals_of_user ON approvals (pool_id, user_id, workspace_id, expires_at);
CREATE INDEX approvals_of_name ON approvals (workspace_id, client_id, asked_of, expires_at) WHERE outcome IS NULL;
CREATE INDEX approvals_of_client ON approvals (workspace_id, client_id, expires_at) WHERE outcome IS NULL;
CREATE INDEX approvals_due ON approvals (due_at);
