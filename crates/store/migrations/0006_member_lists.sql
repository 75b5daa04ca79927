-- What lists of a million members need: search by the beginning of each word of a name, the order of names, and the few among the many.

CREATE TABLE user_words (
    pool_id {bytes} NOT NULL,
    word {text} NOT NULL,
    user_id {bytes} NOT NULL,
    PRIMARY KEY (pool_id, word, user_id)
){clustered};

-- The display name as lists are ordered by it.
ALTER TABLE users ADD COLUMN sort_name {text} NOT NULL DEFAULT '';
-- Used to try things out: left out of figures and alarms.
ALTER TABLE users ADD COLUMN test_account BIGINT NOT NULL DEFAULT 0;

-- When they were last dismissed as an administrator.
ALTER TABLE users ADD COLUMN dismissed_at BIGINT;

CREATE INDEX users_by_name ON users (pool_id, sort_name, id);
-- Whole ones: beside a primary key with the same columns, a partial index is not taken.
CREATE INDEX users_by_status ON users (pool_id, status, id);
CREATE INDEX users_for_tests ON users (pool_id, test_account, id);
CREATE INDEX users_of_role ON user_roles (pool_id, role_id, user_id);
CREATE INDEX users_of_group ON user_groups (pool_id, group_id, user_id);

-- What was refused to one member, among all that was recorded; refusals are few, so it costs little.
CREATE INDEX refusals_of_subject ON audit_events (tenant_id, subject_id, id) WHERE outcome = 'refused';

-- Members from before are spelled after the start, in chunks; the value says how far that is.
INSERT INTO installation (name, value) SELECT 'names_to_spell', '' WHERE EXISTS (SELECT 1 FROM users);

-- A temporary access pass for an administrator, asked for by one and not yet confirmed by another: one a member.
CREATE TABLE access_pass_requests (
    pool_id {bytes} NOT NULL,
    user_id {bytes} NOT NULL,
    asked_by {bytes} NOT NULL,
    asked_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (pool_id, user_id)
){clustered};
