-- Where a passkey was used last: in the row that each use writes anyway, so that a member can tell a use that was not theirs.
ALTER TABLE passkeys ADD COLUMN last_used_address {text};
ALTER TABLE passkeys ADD COLUMN last_used_agent_id BIGINT;
