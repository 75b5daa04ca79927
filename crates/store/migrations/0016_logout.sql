-- Which applications a session has signed its member in to, so that they can be told when it ends.

CREATE TABLE session_clients (
    pool_id {bytes} NOT NULL,
    session_id {bytes} NOT NULL,
    workspace_id {bytes} NOT NULL,
    client_id {text} NOT NULL,
    tenant_id {bytes} NOT NULL,
    user_id {bytes} NOT NULL,
    -- How the application knows the session: drawn, and the same when a step-up puts another session in its place.
    sid {text} NOT NULL,
    -- The name of the message that says that the session is over.
    message_id {bytes} NOT NULL,
    -- When the application is to be told; NULL while the session lives, 0 from its end on.
    due_at BIGINT,
    attempts BIGINT NOT NULL,
    PRIMARY KEY (pool_id, session_id, workspace_id, client_id)
){clustered};
CREATE INDEX session_clients_of_user ON session_clients (pool_id, user_id);
CREATE INDEX session_clients_due ON session_clients (due_at) WHERE due_at IS NOT NULL;
