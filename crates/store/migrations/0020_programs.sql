-- Whom a program has registered stands among the invitations until they prove their address. What they gave is sealed, and becomes an account or nothing.

ALTER TABLE invitations ADD COLUMN carried {bytes};
-- Those whom somebody has invited and who have not answered; and whom programs have registered, who are forgotten once it is over.
CREATE INDEX invitations_pending ON invitations (pool_id, id) WHERE accepted_at IS NULL AND revoked_at IS NULL AND carried IS NULL;
CREATE INDEX invitations_carried ON invitations (expires_at) WHERE carried IS NOT NULL;

-- How a directory outside knows a user: by an id of its own and a user name, which is one of the user's identifiers; and which of them it has given
-- as an address, with the type that it calls each by.
CREATE TABLE directory_users (
    pool_id {bytes} NOT NULL,
    user_id {bytes} NOT NULL,
    external_id {text},
    user_name {text} NOT NULL,
    addresses {text} NOT NULL,
    PRIMARY KEY (pool_id, user_id)
){clustered};
CREATE UNIQUE INDEX directory_users_by_id ON directory_users (pool_id, external_id);
