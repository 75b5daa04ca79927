-- Whom a program has registered stands among the invitations until they prove their address. What they gave is sealed, and becomes an account or nothing.

ALTER TABLE invitations ADD COLUMN carried {bytes};

-- By what a directory outside knows a user.
CREATE TABLE external_ids (
    pool_id {bytes} NOT NULL,
    user_id {bytes} NOT NULL,
    external_id {text} NOT NULL,
    PRIMARY KEY (pool_id, user_id)
){clustered};
CREATE UNIQUE INDEX external_ids_by_id ON external_ids (pool_id, external_id);
