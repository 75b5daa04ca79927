-- What figures are drawn from: counts per pool and day, what each member has reached on the way to a passkey, and how many members there are.

-- What an event tells for figures, in words of ours alone: kind of browser, system, whether from the web or an app, how long it took.
ALTER TABLE audit_events ADD COLUMN facts {text};

-- `day` is of the calendar in UTC, counted from 1970; day 0 holds what is summed over all days.
CREATE TABLE rollups (
    pool_id {bytes} NOT NULL,
    day BIGINT NOT NULL,
    name {text} NOT NULL,
    value {text} NOT NULL,
    number BIGINT NOT NULL,
    PRIMARY KEY (pool_id, day, name, value)
){roomy}{clustered};

-- Up to which event a tenant's figures are counted.
CREATE TABLE rollup_positions (
    tenant_id {bytes} NOT NULL PRIMARY KEY,
    event_id {bytes} NOT NULL
){clustered};

-- When a member first reached each stage.
CREATE TABLE adoptions (
    pool_id {bytes} NOT NULL,
    user_id {bytes} NOT NULL,
    offered_at BIGINT,
    started_at BIGINT,
    created_at BIGINT,
    used_at BIGINT,
    again_at BIGINT,
    PRIMARY KEY (pool_id, user_id)
){roomy}{clustered};

-- How many members a pool has, as they were last counted: those who may sign in and are not there for tests.
CREATE TABLE censuses (
    pool_id {bytes} NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    members BIGINT NOT NULL,
    holders BIGINT NOT NULL,
    several BIGINT NOT NULL
){clustered};

-- What is wrong with a pool, or was the last time.
CREATE TABLE alarms (
    pool_id {bytes} NOT NULL,
    kind {text} NOT NULL,
    tenant_id {bytes} NOT NULL,
    raised_at BIGINT NOT NULL,
    cleared_at BIGINT,
    detail {text} NOT NULL,
    PRIMARY KEY (pool_id, kind)
){clustered};
