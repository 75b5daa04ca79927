-- What members of a pilot group say of passkeys before everybody is told (S2-12): one answer a member, the last that they gave.

CREATE TABLE feedback (
    pool_id {bytes} NOT NULL,
    user_id {bytes} NOT NULL,
    at BIGINT NOT NULL,
    -- A word for each question, in their order, separated by blanks.
    answers {text} NOT NULL,
    remark {text} NOT NULL,
    PRIMARY KEY (pool_id, user_id)
){clustered};
