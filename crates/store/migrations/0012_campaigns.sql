-- Pools that move their members from one RP ID to another, and how far they were when their members were last counted. The RP ID in force
-- stands in the pool's row.

CREATE TABLE campaigns (
    pool_id {bytes} NOT NULL PRIMARY KEY,
    from_rp_id {text} NOT NULL,
    started_at BIGINT NOT NULL,
    -- Nothing was counted yet while this is NULL.
    counted_at BIGINT,
    members BIGINT NOT NULL,
    moved BIGINT NOT NULL,
    stranded BIGINT NOT NULL,
    elevated BIGINT NOT NULL,
    -- Those with a passkey of the old RP ID, moved or not: who has moved where the move is turned back.
    holding BIGINT NOT NULL,
    -- The settings that the count was made under.
    counted_under {text} NOT NULL
){clustered};

-- The RP ID that a pool had before it ever moved.
CREATE TABLE first_rp_ids (
    pool_id {bytes} NOT NULL PRIMARY KEY,
    rp_id {text} NOT NULL
){clustered};
