-- Members who were brought from other systems, so that bringing them again changes nothing. `origin` is a keyed hash of where they were and of the
-- id that they had there. `user_id` is empty once they are removed here: they are not brought again, and nothing tells who they were.
CREATE TABLE imports (
    pool_id {bytes} NOT NULL,
    origin {bytes} NOT NULL,
    user_id {bytes},
    imported_at BIGINT NOT NULL,
    PRIMARY KEY (pool_id, origin)
){clustered};
CREATE INDEX imports_of_user ON imports (pool_id, user_id) WHERE user_id IS NOT NULL;

-- Of a hash that came with its member: what computing it costs, in words. Whoever guesses pays for every kind that a pool still holds, so that no
-- name is told from another by the time it takes.
ALTER TABLE passwords ADD COLUMN made_with {text};
CREATE INDEX passwords_made_elsewhere ON passwords (pool_id, made_with) WHERE made_with IS NOT NULL;

-- The passkey was made under a user handle that nobody has kept: whatever its authenticator says there is taken.
ALTER TABLE passkeys ADD COLUMN any_handle BIGINT NOT NULL DEFAULT 0;

-- Two members of one handle would overwrite each other's passkeys in their managers.
CREATE INDEX users_by_handle ON users (handle);
