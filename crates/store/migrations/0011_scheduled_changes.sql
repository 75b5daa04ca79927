-- Changes of settings that have a date, and announcements that go to members a batch at a time (S2-13).

CREATE TABLE scheduled_changes (
    pool_id {bytes} NOT NULL,
    id {bytes} NOT NULL,
    tenant_id {bytes} NOT NULL,
    -- What the form would have sent, and of which settings.
    change {text} NOT NULL,
    -- The version of the settings that it was made to.
    seen {text} NOT NULL,
    -- What would be another setting, a line for each, as it was then.
    lines {text} NOT NULL,
    due_at BIGINT NOT NULL,
    by_pool_id {bytes} NOT NULL,
    by_user_id {bytes} NOT NULL,
    created_at BIGINT NOT NULL,
    state {text} NOT NULL,
    settled_at BIGINT,
    -- Why it was refused.
    reason {text},
    PRIMARY KEY (pool_id, id)
){clustered};

CREATE INDEX scheduled_changes_due ON scheduled_changes (state, due_at);

CREATE TABLE announcements (
    pool_id {bytes} NOT NULL,
    id {bytes} NOT NULL,
    tenant_id {bytes} NOT NULL,
    -- The change that it tells of, where there is one.
    change_id {bytes},
    -- To whose pages it leads.
    workspace_id {bytes} NOT NULL,
    audience {text} NOT NULL,
    language {text} NOT NULL,
    text {text} NOT NULL,
    -- When what it tells of comes into force.
    starts_at BIGINT,
    due_at BIGINT NOT NULL,
    by_pool_id {bytes} NOT NULL,
    by_user_id {bytes} NOT NULL,
    created_at BIGINT NOT NULL,
    state {text} NOT NULL,
    settled_at BIGINT,
    -- How many it would go to, as far as that was counted when it was written.
    total BIGINT NOT NULL,
    -- The last member who was looked at, how many were, and to how many it went: written with the messages themselves.
    place {bytes},
    looked_at BIGINT NOT NULL,
    sent BIGINT NOT NULL,
    PRIMARY KEY (pool_id, id)
){clustered};

CREATE INDEX announcements_due ON announcements (state, due_at);
