-- Ways to sign in beside passkeys, what limits them, and what a journey must remember between two visits.

CREATE TABLE passwords (
    pool_id {bytes} NOT NULL,
    user_id {bytes} NOT NULL,
    hash {text} NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (pool_id, user_id),
    FOREIGN KEY (pool_id, user_id) REFERENCES users (pool_id, id)
){clustered};

-- `sealed` is the authenticator app that works; there is none before a code of the first one was typed back. `pending` was shown and
-- not confirmed yet: until it is, the old one goes on working. A step is taken once.
CREATE TABLE totps (
    pool_id {bytes} NOT NULL,
    user_id {bytes} NOT NULL,
    sealed {bytes},
    confirmed_at BIGINT,
    last_step BIGINT NOT NULL,
    pending {bytes},
    pending_at BIGINT,
    PRIMARY KEY (pool_id, user_id),
    FOREIGN KEY (pool_id, user_id) REFERENCES users (pool_id, id)
){clustered};

-- One salt for all codes of a member, so that looking for one costs a single hash.
CREATE TABLE recovery_codes (
    pool_id {bytes} NOT NULL,
    user_id {bytes} NOT NULL,
    hash {bytes} NOT NULL,
    salt {bytes} NOT NULL,
    created_at BIGINT NOT NULL,
    used_at BIGINT,
    PRIMARY KEY (pool_id, user_id, hash),
    FOREIGN KEY (pool_id, user_id) REFERENCES users (pool_id, id)
){clustered};

-- Codes and links that were sent, or would have been: a name that nobody has gets a row like any other. `recipient` is the keyed
-- hash of the address, `binding` that of the browser that asked. `sent_at` is empty where the last one was sent too short a while
-- ago, `mailed_at` also where nobody would have read it.
CREATE TABLE one_time_codes (
    pool_id {bytes} NOT NULL,
    id {bytes} NOT NULL,
    tenant_id {bytes} NOT NULL,
    workspace_id {bytes} NOT NULL,
    purpose {text} NOT NULL,
    method {text} NOT NULL,
    user_id {bytes} NOT NULL,
    recipient {bytes} NOT NULL,
    binding {bytes} NOT NULL,
    code_hash {bytes},
    link_hash {bytes},
    tries BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    sent_at BIGINT,
    mailed_at BIGINT,
    used_at BIGINT,
    PRIMARY KEY (pool_id, id)
){clustered};

CREATE INDEX one_time_codes_of_user ON one_time_codes (pool_id, user_id, expires_at);
CREATE INDEX one_time_codes_of_recipient ON one_time_codes (pool_id, recipient, sent_at);
CREATE INDEX one_time_codes_of_tenant ON one_time_codes (tenant_id, mailed_at);
CREATE UNIQUE INDEX one_time_codes_of_link ON one_time_codes (pool_id, link_hash);

-- Mail and text messages on their way. What they say and to whom is sealed. A blank one is never sent: it stands for a name that
-- nobody has. `due_at` is when a row is to be looked at again: to be sent, or to be forgotten once it is settled.
CREATE TABLE outbox (
    id {bytes} NOT NULL PRIMARY KEY,
    tenant_id {bytes} NOT NULL,
    channel {text} NOT NULL,
    state {text} NOT NULL,
    sealed {bytes} NOT NULL,
    attempts BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    trouble {text}
){clustered};

CREATE INDEX outbox_due ON outbox (state, due_at);

-- Failed guesses, so that nodes agree. `subject` is a keyed hash of the folded name, whether anybody has it or not; `device` is
-- empty for devices that never signed in.
CREATE TABLE failures (
    pool_id {bytes} NOT NULL,
    subject {bytes} NOT NULL,
    method {text} NOT NULL,
    device {bytes} NOT NULL,
    count BIGINT NOT NULL,
    blocked_until BIGINT NOT NULL,
    forget_at BIGINT NOT NULL,
    PRIMARY KEY (pool_id, subject, method, device)
){clustered};

CREATE INDEX failures_to_forget ON failures (forget_at);

-- Browsers in which a member has signed in before. `trusted_until`: the second factor is not asked there until then, as long as the
-- member's epoch is still this one.
CREATE TABLE devices (
    pool_id {bytes} NOT NULL,
    id {bytes} NOT NULL,
    user_id {bytes} NOT NULL,
    secret_hash {bytes} NOT NULL,
    epoch BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    trusted_until BIGINT,
    address {text} NOT NULL,
    user_agent_id BIGINT,
    passkey_id {bytes},
    PRIMARY KEY (pool_id, id)
){clustered};

CREATE INDEX devices_of_user ON devices (pool_id, user_id);

-- "I'll do it later", and how often a member was let in although policy already asks for a passkey.
CREATE TABLE prompts (
    pool_id {bytes} NOT NULL,
    user_id {bytes} NOT NULL,
    kind {text} NOT NULL,
    since BIGINT NOT NULL,
    sign_ins BIGINT NOT NULL,
    PRIMARY KEY (pool_id, user_id, kind)
){clustered};

-- Accounts at other identity providers.
CREATE TABLE linked_accounts (
    pool_id {bytes} NOT NULL,
    issuer {text} NOT NULL,
    subject {text} NOT NULL,
    user_id {bytes} NOT NULL,
    email {text},
    linked_at BIGINT NOT NULL,
    PRIMARY KEY (pool_id, issuer, subject),
    FOREIGN KEY (pool_id, user_id) REFERENCES users (pool_id, id)
){clustered};

CREATE INDEX linked_accounts_of_user ON linked_accounts (pool_id, user_id);

CREATE TABLE invitations (
    pool_id {bytes} NOT NULL,
    id {bytes} NOT NULL,
    tenant_id {bytes} NOT NULL,
    workspace_id {bytes} NOT NULL,
    hash {bytes} NOT NULL,
    kind {text} NOT NULL,
    address {text} NOT NULL,
    roles {text} NOT NULL,
    invited_by {bytes},
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    accepted_at BIGINT,
    revoked_at BIGINT,
    PRIMARY KEY (pool_id, id)
){clustered};

CREATE UNIQUE INDEX invitations_of_link ON invitations (pool_id, hash);

-- A temporary way in that an administrator gives to a member who lost theirs; its rights shrink with time. `other_way_at`: when the
-- member first signed in without it and without a passkey; the use of a passkey stands in its own row.
CREATE TABLE access_passes (
    pool_id {bytes} NOT NULL,
    id {bytes} NOT NULL,
    user_id {bytes} NOT NULL,
    hash {bytes} NOT NULL,
    salt {bytes} NOT NULL,
    issued_by {bytes} NOT NULL,
    created_at BIGINT NOT NULL,
    full_until BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    last_used_at BIGINT,
    ended_at BIGINT,
    other_way_at BIGINT,
    PRIMARY KEY (pool_id, id)
){clustered};

CREATE INDEX access_passes_of_user ON access_passes (pool_id, user_id, id);

-- A recovery that waits, so that the member can stop it from any other channel: one a member, who begins it anew or has none. It rests on
-- the epoch, so whatever ends the member's sessions ends it, too.
CREATE TABLE recoveries (
    pool_id {bytes} NOT NULL,
    user_id {bytes} NOT NULL,
    epoch BIGINT NOT NULL,
    stop_hash {bytes} NOT NULL,
    begun_at BIGINT NOT NULL,
    -- When the member last heard of it.
    told_at BIGINT NOT NULL,
    ripe_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (pool_id, user_id)
){clustered};

CREATE UNIQUE INDEX recoveries_of_link ON recoveries (pool_id, stop_hash);

-- What a member must be told at the next sign-in, because no channel was left to tell it by.
CREATE TABLE notices (
    pool_id {bytes} NOT NULL,
    id {bytes} NOT NULL,
    user_id {bytes} NOT NULL,
    kind {text} NOT NULL,
    at BIGINT NOT NULL,
    seen_at BIGINT,
    PRIMARY KEY (pool_id, id)
){clustered};

CREATE INDEX notices_of_user ON notices (pool_id, user_id, id);

-- What a role or a group adds to the pool's policy, as JSON, or nothing; the stricter wins. An elevated role is one whose holders manage others.
ALTER TABLE roles ADD COLUMN policy {text} NOT NULL DEFAULT '';
ALTER TABLE roles ADD COLUMN elevated BIGINT NOT NULL DEFAULT 0;
ALTER TABLE groups ADD COLUMN policy {text} NOT NULL DEFAULT '';

-- When the session was last seen at work; 0 is the moment it began.
ALTER TABLE sessions ADD COLUMN active_at BIGINT NOT NULL DEFAULT 0;
-- When it was found to have been idle for too long. It stays ended, whatever the limit is afterwards.
ALTER TABLE sessions ADD COLUMN idle_ended_at BIGINT;
-- Which methods opened it, and how strong they were together; empty in rows from before, whose amr must do.
ALTER TABLE sessions ADD COLUMN methods {text} NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN strength {text} NOT NULL DEFAULT '';

-- After a recovery, passkeys that the member did not confirm open nothing, until they are confirmed or removed.
ALTER TABLE passkeys ADD COLUMN quarantined_at BIGINT;

-- What else is worth knowing of an event: the methods of a sign-in.
ALTER TABLE audit_events ADD COLUMN detail {text};

-- Until then sensitive changes wait: the account was just recovered, and its holder may not know.
ALTER TABLE users ADD COLUMN held_until BIGINT;
